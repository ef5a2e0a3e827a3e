"""A scorecard's tables on one turned page: in two sides, in the largest letters in which they fit.

Pure: plain mappings in and out. Widths and heights are in millimetres, sizes of letters in points.
"""

from math import ceil

from performance.charts import text_width
from performance.packs.block_layout import GUTTERS, POINT, give_widths, said_by, words_wide
from performance.packs.layout import TURNED

# A side of two; the other sizes are those of the style sheet's .scorecard.
SIDE = 128
# Letters, their lines, and what a row has over its lines, from the largest to the smallest.
SIZES = ((8, 10.2, 1.0), (7.4, 9.2, 0.9), (6.8, 8.4, 0.8), (6.2, 7.6, 0.65))
# What is left on a turned page beneath a section's title.
PAGE_HIGH = 154
ONE_SIDE = 16  # rows
FEWEST = 3  # rows of a table that stay together


def lay_out(tables, *, taken):
    """Tables side by side on one turned page: {"sides": [[table], [table]], "size": 0 to 3}.

    `taken` is how much of the page's height other blocks have. A table may go on from the first side to the
    second. Where not even the smallest letters fit, None: the tables follow one another then, over as many
    pages as they need.
    """
    room = PAGE_HIGH - taken
    one_side = sum(len(table["rows"]) for table in tables) <= ONE_SIDE
    for place, size in enumerate(SIZES):
        sized = _sized(tables, TURNED if one_side else SIDE, *size)
        sides = [sized] if one_side else _two_sides(sized, room)
        if max(_high(side) for side in sides) <= room:
            return {"sides": sides, "size": place}
    return None


def _sized(tables, width, size, line, padding):
    """The tables with their widths and heights; those of the same kinds of columns stand in line."""
    found = []
    for table in tables:
        alike = [other for other in tables if _kinds(other) == _kinds(table)]
        columns = [
            max(same, key=_longest_word) for same in zip(*(one["columns"] for one in alike), strict=True)
        ]
        rows = [row for other in alike for row in other["rows"]]
        laid = give_widths(table | {"columns": columns, "rows": rows}, width, size=size)
        columns = [
            own | {"across": same["across"]}
            for own, same in zip(table["columns"], laid["columns"], strict=True)
        ]
        rows = [row | {"high": _row_high(row, columns, size, line, padding)} for row in table["rows"]]
        laid |= {"columns": columns, "rows": rows}
        found.append(laid | {"high": _head_high(laid, size, line)})
    return found


def _kinds(table):
    return [(column["kind"], column["width"]) for column in table["columns"]]


def _longest_word(column):
    return max((text_width(word, 1) for word in column["heading"].split()), default=0)


def _two_sides(tables, room):
    """The tables in their order on two sides: whole where they fit so, and else of about the same height."""

    def cost(sides):
        height = max(_high(side) for side in sides)
        return height > room, height <= room and bool(sides[1][0].get("goes_on")), height

    return list(min(_splits(tables), key=cost))


def _splits(tables):
    """Every way in which tables can stand on two sides, whole or with one that goes on."""
    for place, table in enumerate(tables):
        if place:
            yield tables[:place], tables[place:]
        for cut in range(FEWEST, len(table["rows"]) - FEWEST + 1):
            upper = table | {"rows": table["rows"][:cut], "notes": []}
            lower = table | {"rows": table["rows"][cut:], "goes_on": True, "subtitle": ""}
            yield [*tables[:place], upper], [lower, *tables[place + 1 :]]


# --- Heights ---------------------------------------------------------------------------------------------


def _high(side):
    return sum(table["high"] + sum(row["high"] for row in table["rows"]) for table in side)


def _head_high(table, size, line):
    """About how high a table's heading is with the space over it, its subtitle and its notes."""
    heads = [_lines(column["heading"], column["across"], size) for column in table["columns"]]
    beneath = any(column["beneath"] for column in table["columns"])
    said = sum(_lines(text, SIDE, 7) for text in [table["subtitle"], *table["notes"]])
    return 2.6 + (max(heads, default=1) + beneath) * line * POINT + 1.2 + said * 9 * POINT


def _row_high(row, columns, size, line, padding):
    """About how high a row is, by its longest cell."""
    lines = [
        sum(_lines(text, column["across"], size) for text in said_by(cell) if text)
        for cell, column in zip(row["cells"], columns, strict=True)
    ]
    return max([1, *lines]) * line * POINT + padding


def _lines(text, across, size):
    return ceil(words_wide(text, size) / max(float(across) - GUTTERS["scorecard"], 5)) if text else 0


def taken_by(others):
    """About how high what stands on a scorecard's page beside its tables is."""
    height = 0.0
    for block in others:
        if block["block"] == "prose":
            said = ["".join(run["text"] for run in found["runs"]) for found in block["paragraphs"]]
            height += 2 + sum(max(_lines(text, 240, 8), 1) * 10.5 * POINT + 1 for text in said)
        elif block["block"] == "table":
            height += 9 + 5 * len(block["rows"])
        else:
            height += 60
    return height
