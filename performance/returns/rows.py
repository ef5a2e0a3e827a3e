"""Tables into rows: whose row is which, by the headings, and where each cell stands."""

from dataclasses import dataclass, field
from itertools import islice

from openpyxl.utils import get_column_letter

from performance.imports.workbook import Unreadable
from performance.returns.cells import Book, Cell
from performance.returns.columns import (
    FIGURE_COLUMNS,
    FIGURES,
    PART_COLUMNS,
    PARTS,
    by_heading,
    heading_key,
)

# Above the headings somebody may have written a title.
SEARCHED_FOR_HEADINGS = 10
# From how many known headings on a line is the line of headings.
ENOUGH = 3
MOST_ROWS, MOST_PARTS = 1_000, 4_000
MOST_MERGED = 3  # named in one row


@dataclass(frozen=True)
class Placed:
    """A cell with where it stands: "row 14, column F"."""

    cell: Cell
    place: str


@dataclass
class FileRow:
    """One line of the file: its keys as texts, and its cells by the name of their column.

    `parts` are cells of the sheet of parts by division and part; `problems` are places and sentences of what
    is wrong with the line itself.
    """

    line: int
    sheet: str
    keys: dict[str, str]
    cells: dict[str, Placed]
    parts: dict[tuple[str, str], Placed] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def place(self):
        return place_of(self.sheet, self.line)

    @property
    def is_empty(self):
        """Whether nothing at all stands in it that somebody could have meant."""
        return not any(self.keys.values()) and all(placed.cell.is_blank for placed in self.cells.values())


@dataclass(frozen=True)
class FileRows:
    """The rows of figures, the lines of parts that belong to none of them, and how the file was read."""

    rows: list[FileRow]
    astray: list[FileRow]
    notices: list[str]


def place_of(sheet, line, column=None):
    """ "row 14, column F"; of the sheet of parts "Parts, row 14, column F"."""
    name = f"{sheet}, " if sheet else ""
    return f"{name}row {line}" + (f", column {get_column_letter(column)}" if column else "")


def rows_of(book: Book) -> FileRows:
    """The rows of a file. Raises Unreadable where the sheet of figures or a heading is missing."""
    figures = _sheet_of(book, FIGURES, FIGURE_COLUMNS)
    if figures is None:
        raise Unreadable(
            f"The file has no sheet “{FIGURES}” with the headings of a return. Download a return, fill it "
            "in and upload that."
        )
    notices = list(book.notices)
    rows = _lines_of(figures, FIGURE_COLUMNS, "", notices)
    if len(rows) > MOST_ROWS:
        raise Unreadable(
            f"The file has {len(rows):,} rows, and at most {MOST_ROWS:,} are read at once. Upload parts."
        )
    astray = []
    parts = _sheet_of(book, PARTS, PART_COLUMNS) if not book.is_text else None
    if parts is not None:
        lines = _lines_of(parts, PART_COLUMNS, PARTS, notices)
        if len(lines) > MOST_PARTS:
            raise Unreadable(f"The sheet “{PARTS}” has more than {MOST_PARTS:,} rows. Upload it in parts.")
        astray = _join(rows, lines)
    return FileRows(rows, astray, notices)


def _sheet_of(book, name, columns):
    """The table of this name, else the first that has the headings that identify a row."""
    named = [table for table in book.tables if heading_key(table.name) == name.lower()]
    keys = {column.heading for column in columns if column.kind == "key"}
    for table in [*named, *book.tables]:
        known = _headings(table, columns)[1]
        if (table in named and known) or {column.heading for column in known.values()} >= keys:
            return table
    return None


def _headings(table, columns):
    """The line of headings (0 for none) and the columns that it has, by number from 1."""
    known = by_heading(columns)
    for line, cells in enumerate(table.lines[:SEARCHED_FOR_HEADINGS], 1):
        found = {
            number: known[heading_key(cell.text)]
            for number, cell in enumerate(cells, 1)
            if heading_key(cell.text) in known
        }
        if len(found) >= ENOUGH:
            return line, found
    return 0, {}


def _lines_of(table, columns, sheet, notices):
    """The lines under the headings, with what is merged or hidden among them."""
    at, found = _headings(table, columns)
    _require_headings(found, columns, sheet or FIGURES)
    notices += _notices(table, at, found, columns, sheet)
    rows = []
    for line, cells in enumerate(table.lines[at:], at + 1):
        given = {number: cells[number - 1] if number <= len(cells) else Cell() for number in found}
        keys = {c.name: given[n].text.strip() for n, c in found.items() if not c.is_typed}
        typed = {c.name: Placed(given[n], place_of(sheet, line, n)) for n, c in found.items() if c.is_typed}
        row = FileRow(line, sheet, keys, typed)
        for number, column in found.items():
            if column.kind == "key" and given[number].trouble:
                sentence = (
                    "This cell says whose row it is and holds a formula or an error. Put its text back."
                )
                row.problems.append((place_of(sheet, line, number), sentence))
        # A few say what to do; the others are found once these are taken apart.
        merged = islice(_merged(table, line, found), MOST_MERGED)
        row.problems += [(place_of(sheet, line), sentence) for sentence in merged]
        if not row.is_empty or row.problems:
            rows.append(row)
    return rows


def _require_headings(found, columns, sheet):
    names = [column.name for column in found.values()]
    missing = [column.heading for column in columns if column.kind == "key" and column.name not in names]
    if missing:
        listed = " and ".join(f"“{heading}”" for heading in missing)
        raise Unreadable(
            f"The sheet “{sheet}” has no column {listed}. Put the heading back, or download the return again."
        )
    if not any(column.is_typed for column in found.values()):
        raise Unreadable(f"The sheet “{sheet}” has no column to load, such as “Figure”.")
    twice = sorted({column.heading for column in found.values() if names.count(column.name) > 1})
    if twice:
        raise Unreadable(
            f"The sheet “{sheet}” has two columns “{twice[0]}”. Remove the one that does not count."
        )


def _notices(table, at, found, columns, sheet):
    """What is said of how a sheet was read: columns that are missing, unknown or hidden, hidden rows."""
    where = f"Sheet “{sheet or FIGURES}”: "
    names = {column.name for column in found.values()}
    missing = [column.heading for column in columns if column.is_typed and column.name not in names]
    if missing:
        yield f"{where}{_listed(missing)} not in the file; what is held there stays as it is."
    headings = {number: cell.text.strip() for number, cell in enumerate(table.lines[at - 1], 1)}
    unknown = [text for number, text in headings.items() if text and number not in found]
    if unknown:
        yield f"{where}{_listed([text[:60] for text in unknown])} not part of a return, and not read."
    hidden = [
        column.heading
        for number, column in found.items()
        if number in table.hidden_columns
        and any(number <= len(cells) and not cells[number - 1].is_blank for cells in table.lines[at:])
    ]
    if hidden:
        yield f"{where}{_listed(hidden)} hidden in the file, and read all the same."
    lines = [
        line
        for line in sorted(table.hidden_lines)
        if at < line <= len(table.lines) and any(not cell.is_blank for cell in table.lines[line - 1])
    ]
    if lines:
        shown = ", ".join(str(line) for line in lines[:20]) + (" and more" if len(lines) > 20 else "")
        yield f"{where}hidden or filtered rows were read all the same: {shown}."


def _listed(texts):
    quoted = ", ".join(f"“{text}”" for text in texts)
    return f"the column {quoted} is" if len(texts) == 1 else f"the columns {quoted} are"


def _merged(table, line, found):
    for left, top, right, bottom in table.merged:
        if top <= line <= bottom and any(left <= number <= right for number in found):
            first, last = f"{get_column_letter(left)}{top}", f"{get_column_letter(right)}{bottom}"
            yield (
                f"The cells {first} to {last} are merged, so that nobody can tell whose they are. Take them "
                "apart and fill in each."
            )


# --- Parts --------------------------------------------------------------------------------------------


def _join(rows, lines):
    """Give each row its parts; returns the lines that belong to no row, or to one twice."""
    owners = {(row.keys["measure"], heading_key(row.keys["period"])): row for row in rows}
    astray = []
    for line in lines:
        row = owners.get((line.keys["measure"], heading_key(line.keys["period"])))
        key = line.keys["dimension"], line.keys["category"]
        if row is None:
            if line.problems or not line.cells["value"].cell.is_blank:
                line.problems.append((line.place, f"There is no row for it on the sheet “{FIGURES}”."))
                astray.append(line)
        elif key in row.parts:
            row.problems.append((line.place, "This part stands in the file twice. Remove one of the rows."))
        else:
            row.parts[key] = line.cells["value"]
            row.problems += line.problems
    return astray
