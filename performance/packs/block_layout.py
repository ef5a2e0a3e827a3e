"""How wide the columns of blocks' tables are.

Pure: plain mappings in and out. Widths are in millimetres, sizes of letters in points.
"""

from decimal import Decimal
from functools import partial

from performance.charts import text_width
from performance.packs import blocks
from performance.rules.numbers import round_half_up

POINT = 0.3528  # millimetres
GUTTERS = {"plain": 3.2, "benchmark": 3.2, "months": 2.4, "scorecard": 2.2}  # between columns
# The letters of each shape.
SIZES = {"plain": 9, "benchmark": 8, "months": 8, "scorecard": 7}
# The typeface of packs runs narrower than the one that widths are reckoned in.
NARROWER = 0.9
BOLDER = 1.08
# What a picture and its word need, whatever the words of the cell: status, arrow, bars, a small line.
PICTURE = {blocks.STATUS: 5.5, blocks.DIRECTION: 4.5, blocks.QUARTILE: 6.5, blocks.SERIES: 27.0}
WIDEST_TEXT, NARROWEST_NUMBER = 80, 8
MOST_OF_A_PAGE = 0.45
# A table that needs no more than half of a page's width is not drawn out over all of it.
HALF = 89
BESIDE = 60


def words_wide(text, size):
    """About how wide some words are."""
    return text_width(text, size) * POINT * NARROWER


def give_widths(table, whole, *, size=None):
    """Give every column of a table block its width, and the table its own and whether it is set tight.

    A column has what its numbers and longest words need; what is left goes to its words, by how much they
    have to say. A table that needs no more than half of a page stays there.
    """
    size = size or SIZES[table["shape"]]
    columns = table["columns"]
    widest = max(WIDEST_TEXT, whole * MOST_OF_A_PAGE)
    needs = [_needs(table, place, size, widest) for place in range(len(columns))]
    least, most = (sum(need[which] for need in needs) for which in (0, 1))
    table["tight"] = least > whole
    width = HALF if table["shape"] == "plain" and most <= HALF < whole else whole
    if table["tight"]:
        widths = [need[0] * width / least for need in needs]
    elif most >= width:
        given = (width - least) / (most - least) if most > least else 0
        widths = [need[0] + (need[1] - need[0]) * given for need in needs]
    else:
        widths = _with_the_rest(needs, columns, width - most)
    table["columns"] = [
        column | {"across": round_half_up(Decimal(across), 1)}
        for column, across in zip(columns, widths, strict=True)
    ]
    table["half"] = width == HALF != whole
    return table


def _needs(table, place, size, widest=WIDEST_TEXT):
    """What a column needs at least, and to stand on as few lines as it should."""
    column = table["columns"][place]
    if column["width"]:
        return float(column["width"]), float(column["width"])
    wide, gutter = partial(words_wide, size=size), GUTTERS[table["shape"]]
    kind = column["kind"]
    picture = PICTURE.get(kind, 0)
    cells = [row["cells"][place] for row in table["rows"] if place < len(row["cells"])]
    said = [line for cell in cells for line in said_by(cell)]
    heads = [wide(word) * BOLDER for text in (column["heading"], column["beneath"]) for word in text.split()]
    longest = max([*heads, *(wide(word) for text in said for word in text.split())], default=0)
    whole = max((wide(text) for cell in cells for text in said_by(cell)), default=0)
    if kind == blocks.TEXT:
        least = min(max(longest, 12), 50)
        return least + gutter, min(max(whole, wide(column["heading"]) * BOLDER, least), widest) + gutter
    if kind == blocks.SERIES:
        return picture + gutter, picture + gutter
    if kind in (blocks.NUMBER, blocks.DATE):
        own = max((wide(cell["text"]) for cell in cells), default=0)
        least = max(longest, min(own, 24), NARROWEST_NUMBER) + gutter
        return least, max(least, min(wide(column["heading"]) * BOLDER, 26) + gutter)
    return longest + picture + gutter, min(whole, 30) + picture + gutter + 1


def said_by(cell):
    """Every line that a cell prints."""
    found = [cell["text"], *cell["beneath"]]
    if cell["status"]:
        found += [cell["status"]["word"]]
    if cell["direction"]:
        found += [cell["direction"]["meaning"]]
    if cell["place"]:
        found += [cell["place"]["word"]]
    return found


def _with_the_rest(needs, columns, rest):
    """Widths with what is left over: it goes to words, or to all where there are only numbers."""
    free = [place for place, column in enumerate(columns) if not column["width"]]
    words = [place for place in free if columns[place]["kind"] == blocks.TEXT]
    # Wide empty columns lead the eye astray: numbers take a little of it as well.
    shares = dict.fromkeys(free, 0.35 if words else 1.0)
    shares |= {place: 3.0 if place == 0 else 1.0 for place in words}
    whole = sum(shares.values()) or 1.0
    return [need[1] + rest * shares.get(place, 0.0) / whole for place, need in enumerate(needs)]


def stands_beside(table):
    """Whether a chart's table is small enough to stand beside it."""
    if table is None or not table["rows"]:
        return False
    needs = [_needs(table, place, SIZES["plain"]) for place in range(len(table["columns"]))]
    return len(table["columns"]) <= 3 and len(table["rows"]) <= 16 and sum(n[0] for n in needs) <= BESIDE
