"""A returned file into cells: what each holds and how it is formatted, and what is wrong with it.

`imports/workbook` has looked at the file first: too large, damaged, protected, no table. Here is what a
return needs besides the texts that are shown: exact numbers, formulas, merged cells, hidden rows and columns.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from performance.imports.workbook import MAX_COLUMNS, Unreadable, read, shown
from performance.rules.numbers import STORED_PLACES, round_half_up

# A return of a thousand figures unpacks to 3 MB; the rest is for long commentaries.
MAX_UNPACKED = 24 * 1024 * 1024
MAX_LINES = 5_000
# Tags in all parts: a return of a thousand figures and four thousand parts has half as many, and 24 MB of
# nothing but tags would be a minute's work.
MAX_TAGS = 600_000
MAX_MERGED = 100
_DAMAGED = "The file is damaged. Open it in a spreadsheet program and save it anew."


@dataclass(frozen=True)
class Cell:
    """One cell: the text that it shows, and what it is besides a text.

    `number` is exact, to the six places that are stored; of a cell formatted as a percentage it is what is
    shown before the sign (45.6 for 0.456), with `is_percent`. `trouble` is "formula", "error", "truth" or
    "time" for what is never a figure or text.
    """

    text: str = ""
    number: Decimal | None = None
    day: date | None = None
    is_percent: bool = False
    trouble: str = ""

    @property
    def is_blank(self):
        return not self.text.strip() and not self.trouble


@dataclass(frozen=True)
class Table:
    """One sheet: its lines of cells (line 1 is the first), and what is hidden or merged in it.

    `merged` are ranges as (first column, first line, last column, last line), counted from 1.
    """

    name: str
    lines: list[list[Cell]]
    hidden_lines: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()


@dataclass(frozen=True)
class Book:
    """The tables of a file. `notices` are sentences about how it was read."""

    tables: list[Table]
    is_text: bool = False
    notices: list[str] = field(default_factory=list)


def cells_of(data: bytes, name: str) -> Book:
    """The tables of a returned file: .xlsx, or .csv of one sheet. Raises Unreadable."""
    _require_small(data)
    sheets = read(data, name)
    if data.startswith(b"PK"):
        return Book(_tables(data))
    texts = [[Cell(text) for text in row] for row in sheets[0].rows]
    return Book([Table("", texts)], True, _encoding_notice(data))


def _require_small(data):
    """Refuse at once what is no return: before anything of it is unpacked or divided."""
    if not data.startswith(b"PK"):
        if max(data.count(b"\n"), data.count(b"\r")) > MAX_LINES * 10:
            raise Unreadable(f"The file has far more than {MAX_LINES:,} rows. A return has one row a figure.")
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            names = set(archive.namelist())
            too_much = unpacked > MAX_UNPACKED or _tags_in(archive) > MAX_TAGS
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, RuntimeError, OSError, EOFError):
        return  # `read` says what is wrong with it
    if too_much:
        raise Unreadable(
            "The file holds far more than a return. Take out the sheets that were added, or paste the "
            "figures into a return that was downloaded anew."
        )
    if "content.xml" in names and "mimetype" in names:
        raise Unreadable("This is an OpenDocument file (.ods). Save it as .xlsx or .csv, and upload that.")
    if "xl/workbook.xml" not in names:
        raise Unreadable("The file is no workbook. Upload the return that you filled in, as .xlsx or .csv.")


def _tags_in(archive):
    """How many tags there are in the parts of a workbook, counted as they stream by."""
    count = 0
    for name in archive.namelist():
        with archive.open(name) as part:
            while chunk := part.read(1024 * 1024):
                count += chunk.count(b"<")
    return count


def _encoding_notice(data):
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return []
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [
            "The file is not in UTF-8; it was read as a .csv of older Excel (Windows-1252). Look for pound "
            "signs and accents that came out wrong."
        ]
    return []


# --- Workbooks ---------------------------------------------------------------------------------------


def _tables(data):
    try:
        marks = _marks_by_name(data)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        return [Table(sheet.title, _lines(sheet), *marks.get(sheet.title, ())) for sheet in book.worksheets]
    except Unreadable:
        raise
    # What openpyxl raises for a damaged part is not documented and differs from part to part.
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, RuntimeError) as problem:
        raise Unreadable(_DAMAGED) from problem
    # What is no XML is a SyntaxError of the standard library's parser, and of lxml where openpyxl finds it.
    except (zipfile.BadZipFile, zlib.error, SyntaxError, EOFError) as problem:
        raise Unreadable(_DAMAGED) from problem


def _lines(sheet):
    sheet.reset_dimensions()  # what a sheet says of its size may be a million rows
    lines = []
    for row in sheet.iter_rows():
        lines.append([_cell(cell) for cell in row[:MAX_COLUMNS]])
        if len(lines) > MAX_LINES:
            if any(not cell.is_blank for cell in lines[-1]):
                raise Unreadable(f"The sheet “{sheet.title}” has more than {MAX_LINES:,} rows. Divide it.")
            lines.pop()
            break
    return lines


def _cell(cell):
    value = cell.value
    if value is None:
        return Cell()
    if cell.data_type == "f":
        # Of a formula over several cells its object has the text.
        return Cell(str(getattr(value, "text", value))[:60], trouble="formula")
    if cell.data_type == "e":
        return Cell(str(value), trouble="error")
    text = shown(value, cell.number_format)
    if isinstance(value, bool):
        return Cell(text, trouble="truth")
    if isinstance(value, datetime | date):
        return Cell(text, day=value.date() if isinstance(value, datetime) else value)
    if isinstance(value, time | timedelta):
        return Cell(text, trouble="time")
    if isinstance(value, int | float):
        return _number(value, text)
    return Cell(text)


def _number(value, text):
    # Fifteen digits are what a spreadsheet holds; what comes after is noise.
    exact = Decimal(f"{value:.15g}")
    if not exact.is_finite():
        return Cell(text, trouble="error")
    is_percent = text.endswith("%")
    if is_percent:
        exact *= 100
    # Beyond what is ever stored the parser refuses it by its length.
    if abs(exact) < Decimal(10) ** 15:
        exact = round_half_up(exact, STORED_PLACES)
    return Cell(text, exact, is_percent=is_percent)


# --- What is hidden and merged -------------------------------------------------------------------------


def _marks_by_name(data):
    """Hidden lines, hidden columns and merged ranges of each sheet, by its name.

    Read with the standard library as the parts stream by: its parser resolves nothing from outside, and since
    expat 2.4 refuses texts that swell.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        paths = {name: path for name, path in _sheet_paths(archive) if path in names}
        found = {}
        for name, path in paths.items():
            with archive.open(path) as part:
                found[name] = _marks(part)
    return found


def _sheet_paths(archive):
    """The name of each sheet with the part that holds it."""
    parts = {}
    for relation in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")):  # noqa: S314
        target = relation.get("Target", "")
        parts[relation.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():  # noqa: S314
        if _local(element.tag) == "sheet":
            key = next((value for name, value in element.items() if _local(name) == "id"), "")
            yield element.get("name", ""), parts.get(key, "")


def _marks(part):
    lines, hidden_columns, merged = set(), set(), []
    for _, element in ElementTree.iterparse(part):  # noqa: S314
        tag = _local(element.tag)
        if tag == "row":
            if _is_on(element.get("hidden")) and element.get("r", "").isdigit():
                lines.add(int(element.get("r")))
            element.clear()
        elif tag == "col" and _is_on(element.get("hidden")):
            first, last = int(element.get("min", "1")), int(element.get("max", "1"))
            hidden_columns.update(range(first, min(last, MAX_COLUMNS) + 1))
        elif tag == "mergeCell":
            merged.append(range_boundaries(element.get("ref", "A1")))
            if len(merged) > MAX_MERGED:
                raise Unreadable(
                    f"A sheet has more than {MAX_MERGED} merged ranges of cells. Take the cells apart and "
                    "fill in each."
                )
    return frozenset(lines), frozenset(hidden_columns), tuple(merged)


def _is_on(text):
    return text in ("1", "true")


def _local(tag):
    return tag.rpartition("}")[2]
