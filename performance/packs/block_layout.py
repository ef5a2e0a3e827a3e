"""How the tables of blocks are laid out: the widths of their columns, and a scorecard on one turned page.

Pure: plain mappings in and out. Widths and heights are in millimetres, sizes of letters in points.
"""

from decimal import Decimal
from functools import partial
from math import ceil

from performance.charts import text_width
from performance.packs import blocks
from performance.packs.layout import TURNED
from performance.rules.numbers import round_half_up

POINT = 0.3528  # millimetres
GUTTERS = {"plain": 3.2, "benchmark": 3.2, "months": 2.4, "scorecard": 2.2}  # between columns
# The letters of each shape, and smaller ones where even the longest words leave no room.
SIZES = {"plain": 9, "benchmark": 8, "months": 8, "scorecard": 7}
TIGHT = 7.5
# The typeface of packs runs narrower than the one that widths are reckoned in.
NARROWER = 0.9
BOLDER = 1.08
# What a picture and its word need, whatever the words of the cell: status, arrow, bars, a small line.
PICTURE = {blocks.STATUS: 5.5, blocks.DIRECTION: 4.5, blocks.QUARTILE: 6.5, blocks.SERIES: 27.0}
WIDEST_TEXT, NARROWEST_NUMBER = 80, 8
# A table that needs no more than half of a page's width is not drawn out over all of it.
HALF = 89
BESIDE = 60
# A scorecard's two sides on a turned page, what lies between them, and how high they can be.
SIDE, BETWEEN = 128, 9
PAGE_HIGH = 152
SCORECARD = ((8, 10.2), (7.4, 9.2), (6.8, 8.4), (6.2, 7.6))
PADDING = 0.85  # of a row, with its rule
ONE_SIDE = 16  # rows


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
    needs = [_needs(table, place, size) for place in range(len(columns))]
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


def _needs(table, place, size):
    """What a column needs at least, and to stand on as few lines as it should."""
    column = table["columns"][place]
    if column["width"]:
        return float(column["width"]), float(column["width"])
    wide, gutter = partial(words_wide, size=size), GUTTERS[table["shape"]]
    kind = column["kind"]
    picture = PICTURE.get(kind, 0)
    cells = [row["cells"][place] for row in table["rows"] if place < len(row["cells"])]
    said = [line for cell in cells for line in _said(cell)]
    heads = [wide(word) * BOLDER for text in (column["heading"], column["beneath"]) for word in text.split()]
    longest = max([*heads, *(wide(word) for text in said for word in text.split())], default=0)
    whole = max((wide(text) for cell in cells for text in _said(cell)), default=0)
    if kind == blocks.TEXT:
        least = min(max(longest, 12), 50)
        return least + gutter, min(max(whole, wide(column["heading"]) * BOLDER, least), WIDEST_TEXT) + gutter
    if kind == blocks.SERIES:
        return picture + gutter, picture + gutter
    if kind in (blocks.NUMBER, blocks.DATE):
        own = max((wide(cell["text"]) for cell in cells), default=0)
        least = max(longest, min(own, 24), NARROWEST_NUMBER) + gutter
        return least, max(least, min(wide(column["heading"]) * BOLDER, 26) + gutter)
    return longest + picture + gutter, min(whole, 30) + picture + gutter + 1


def _said(cell):
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
    words = [place for place, column in enumerate(columns) if column["kind"] == blocks.TEXT]
    # Wide empty columns lead the eye astray: numbers take a little of it as well.
    numbers = [place for place in range(len(columns)) if place not in words]
    shares = dict.fromkeys(numbers, 1.0 if not words else 0.35)
    shares |= {place: 3.0 if place == 0 else 1.0 for place in words}
    whole = sum(shares.values())
    return [need[1] + rest * shares[place] / whole for place, need in enumerate(needs)]


def stands_beside(table):
    """Whether a chart's table is small enough to stand beside it."""
    if table is None or not table["rows"]:
        return False
    needs = [_needs(table, place, SIZES["plain"]) for place in range(len(table["columns"]))]
    return len(table["columns"]) <= 3 and len(table["rows"]) <= 14 and sum(n[0] for n in needs) <= BESIDE


# --- A scorecard on one page -----------------------------------------------------------------------------


def scorecard(tables, *, taken):
    """Tables side by side on one turned page: {"sides": [[table], [table]], "size": 0 to 3}.

    `taken` is how much of the page's height other blocks have. The largest letters are taken in which both
    sides fit; a table may go on from the first side to the second. Where not even the smallest fit, None:
    they follow one another then, over as many pages as they need.
    """
    room = PAGE_HIGH - taken
    one_side = sum(len(table["rows"]) for table in tables) <= ONE_SIDE
    for place, (size, line) in enumerate(SCORECARD):
        sized = _in_line(tables, TURNED if one_side else SIDE, size)
        sides = [sized] if one_side else _two_sides(sized, size, line, room)
        if max(sum(_high(table, size, line) for table in side) for side in sides) <= room:
            return {"sides": sides, "size": place}
    return None


def _in_line(tables, width, size):
    """The tables with their widths; those of the same kinds of columns have the same, and stand in line."""
    found_tables = []
    for table in tables:
        alike = [other for other in tables if _kinds(other) == _kinds(table)]
        columns = [
            max(found, key=_longest_word) for found in zip(*(one["columns"] for one in alike), strict=True)
        ]
        rows = [row for other in alike for row in other["rows"]]
        merged = give_widths(table | {"columns": columns, "rows": rows}, width, size=size)
        columns = [
            own | {"across": found["across"]}
            for own, found in zip(table["columns"], merged["columns"], strict=True)
        ]
        found_tables.append(merged | {"columns": columns, "rows": table["rows"]})
    return found_tables


def _longest_word(column):
    return max((text_width(word, 1) for word in column["heading"].split()), default=0)


def _kinds(table):
    return [(column["kind"], column["width"]) for column in table["columns"]]


def _two_sides(tables, size, line, room):
    """The tables in their order on two sides: whole where they fit so, and else of about the same height."""

    def cost(sides):
        height = max(sum(_high(table, size, line) for table in side) for side in sides)
        return height > room, height <= room and bool(sides[1][0].get("goes_on")), height

    return list(min(_splits(tables), key=cost))


def _splits(tables):
    """Every way in which tables can stand on two sides; at least three rows of one stay together."""
    for place, table in enumerate(tables):
        if place:
            yield tables[:place], tables[place:]
        for cut in range(3, len(table["rows"]) - 2):
            upper = table | {"rows": table["rows"][:cut], "notes": []}
            lower = table | {"rows": table["rows"][cut:], "goes_on": True, "subtitle": ""}
            yield [*tables[:place], upper], [lower, *tables[place + 1 :]]


def _high(table, size, line):
    """About how high a table is: its heading, which has its title, and each row by its longest cell."""
    line_high = line * POINT
    heads = [_lines(column["heading"], column["across"], size) for column in table["columns"]]
    beneath = any(column["beneath"] for column in table["columns"])
    height = 2.6 + (max(heads, default=1) + beneath) * line_high + 1.2
    for row in table["rows"]:
        lines = [
            sum(_lines(text, column["across"], size) for text in _said(cell) if text)
            for cell, column in zip(row["cells"], table["columns"], strict=False)
        ]
        height += max([1, *lines]) * line_high + PADDING
    return height + sum(_lines(note, SIDE, size) for note in [table["subtitle"], *table["notes"]]) * line_high


def _lines(text, across, size):
    return ceil(words_wide(text, size) / max(float(across) - GUTTERS["scorecard"], 5)) if text else 0


def taken_by(blocks_beside):
    """About how high what stands on a scorecard's page beside its tables is."""
    height = 0.0
    for block in blocks_beside:
        if block["block"] == "prose":
            said = ["".join(run["text"] for run in found["runs"]) for found in block["paragraphs"]]
            height += sum(max(_lines(text, 240, 8), 1) * 10.5 * POINT + 0.8 for text in said)
        elif block["block"] == "table":
            height += 9 + 5 * len(block["rows"])
        else:
            height += 60
    return height
