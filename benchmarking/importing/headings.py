"""Finding a table in a sheet: its line of headings, and a name for each column.

The headings may stand anywhere in the first lines, under titles, and in two lines where the upper one spans
several columns. What a column *means* is for a mapping; here each only gets a name that nothing else has.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from benchmarking.importing.cells import marker_of, printable, read_cell
from benchmarking.importing.guarding import Unreadable

SEARCHED = 30
LOOKED_AT = 60
# A line of headings fills at least so much of what the widest of the first lines fills.
FILLED = 0.6


@dataclass(frozen=True)
class Headings:
    """Where a table begins: `first` is the line (from 1) below the headings; names by column index.

    `above` are the lines of text above the headings, which often alone say what the figures are of.
    """

    line: int
    first: int
    names: tuple[str, ...]
    above: tuple[str, ...] = ()

    def column(self, name):
        """The index of a column. Raises Unreadable where the table does not have it."""
        if name not in self.names:
            raise Unreadable(
                f"The table has no column “{name}”, which the mapping expects: a heading was moved, renamed "
                "or removed. Look at the file, and confirm its columns anew."
            )
        return self.names.index(name)

    @property
    def fingerprint(self):
        """What a mapping is remembered by: all headings in their order."""
        return hashlib.sha256("\n".join(self.names).encode()).hexdigest()


def find(rows):
    """The headings of a sheet's table, or None where the first lines hold none."""
    line = _line_of_headings(rows)
    if line is None:
        return None
    upper, lower = line, line
    if line + 1 < len(rows) and _is_lower(rows[line], rows[line + 1]):
        lower = line + 1
    elif line and _is_upper(rows[line - 1], rows[line]):
        upper = line - 1
    width = max(len(row) for row in rows[upper : line + LOOKED_AT])
    names = _joined(rows[upper], rows[lower], width) if upper != lower else _texts(rows[line], width)
    above = tuple(" ".join(map(said, filter(None, row))) for row in rows[:upper] if any(row))
    return Headings(line=lower + 1, first=lower + 2, names=_told_apart(names), above=above)


def column_letters(index):
    """The letters of a column as a spreadsheet shows them: 0 is A, 27 is AB."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def said(cell):
    """A raw cell as somebody reads it: 2018.0 is "2018", a date is written as 2020-11-01."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**15 else format(cell, ".15g")
    if isinstance(cell, date):
        return cell.isoformat()
    return " ".join(printable(str(cell)).split())


def is_figure(cell):
    """Whether a cell holds a number that is not a year, or a marker."""
    if isinstance(cell, float):
        return not (cell.is_integer() and 1900 <= cell <= 2100)
    if not isinstance(cell, str) or re.fullmatch(r"\s*(19|20)[0-9]{2}\s*", cell):
        return False
    if marker_of(cell):
        return True
    try:
        return read_cell(cell).value is not None
    except Unreadable:
        return False


def _line_of_headings(rows):
    """The first line of words that is about as wide as the table, with figures somewhere beneath it."""
    filled = [sum(cell is not None for cell in row) for row in rows[:LOOKED_AT]]
    if not filled or max(filled) < 2:
        return None
    for line, row in enumerate(rows[:SEARCHED]):
        wide = filled[line] >= 2 and filled[line] >= FILLED * max(filled)
        if wide and not any(map(is_figure, row)) and _figures_beneath(rows, line):
            return line
    return None


def _figures_beneath(rows, line):
    return any(is_figure(cell) for row in rows[line + 1 : line + 1 + LOOKED_AT] for cell in row)


def _is_lower(upper, lower):
    """Whether the line beneath completes the headings: words alone, where the upper line leaves room."""
    filled = [i for i, cell in enumerate(lower) if cell is not None]
    if not filled or any(is_figure(lower[i]) for i in filled):
        return False
    gaps = [i for i in filled if i >= len(upper) or upper[i] is None]
    begun = [i for i in filled if i < len(upper) and upper[i] is not None]
    return bool(gaps) and len(gaps) + len(begun) == len(filled) and len(filled) < _width(lower, upper)


def _width(lower, upper):
    return max(len(lower), len(upper))


def _is_upper(upper, lower):
    """Whether the line above spans columns: words alone, not starting at the left edge, with room between."""
    filled = [i for i, cell in enumerate(upper) if cell is not None]
    if not filled or any(is_figure(upper[i]) for i in filled) or len(filled) >= len(lower):
        return False
    return filled[0] > 0 and all(i < len(lower) for i in filled)


def _texts(row, width):
    return [said(row[i]) if i < len(row) else "" for i in range(width)]


def _joined(upper, lower, width):
    """Two lines as one: what spans several columns stands before each of them."""
    names, spanning = [], ""
    uppers, lowers = _texts(upper, width), _texts(lower, width)
    for above, below in zip(uppers, lowers, strict=True):
        spanning = above or spanning
        names.append(f"{spanning} {below}".strip() if below and spanning != below else below or above)
    return names


def _told_apart(names):
    """Names that are all different: those that are printed twice, or not at all, get their letter."""
    return tuple(
        name if name and names.count(name) == 1 else f"{name} (column {column_letters(i)})".strip()
        for i, name in enumerate(names)
    )
