"""Other people's files into tables of raw cells: .ods, .xlsx, .xls and text, by what the bytes are.

A cell is what the file stores: a float, a text, a date, or None where it is empty. What it means is for
`cells.read_cell`, what a column means for a reader. Packed files are measured before they are opened
(`guarding.py`); text is read with a delimiter and an encoding that are found and said, or given.
"""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

from benchmarking.importing import guarding
from benchmarking.importing.guarding import DAMAGED, MAX_CELLS, MAX_COLUMNS, PROTECTED, TOO_FULL, Unreadable

__all__ = ["MAX_BYTES", "MAX_ROWS", "Sheet", "Unreadable", "decoded", "open_table"]

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 500_000
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
NAMES = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}
# So many lines say how a text file is divided.
LOOKED_AT = 60

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Some systems save a web page, or a sheet as XML, under the name .xls.
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:[!?]|/?(?:html|head|meta|title|style|body|div|p|table)\b)", re.IGNORECASE
)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name and its rows of raw cells; row 0 is line 1 of the file.

    `how` says what was found out to read it, where a file does not say it itself.
    """

    name: str
    rows: list[list[float | str | date | None]]
    how: str = ""


def open_table(data: bytes, name: str, *, delimiter: str = "", encoding: str = "") -> list[Sheet]:
    """The visible sheets of a file. Raises Unreadable; nothing of a file that is too large is kept.

    `name` is only said in sentences. `delimiter` and `encoding` are for text, where what is found is wrong.
    """
    if not data.strip():
        raise Unreadable(f"{name or 'The file'} is empty.")
    if len(data) > MAX_BYTES:
        raise Unreadable(
            f"The file is larger than {MAX_BYTES // 1024**2} MB. Leave out what is not needed, or divide it."
        )
    if data.startswith(_OLD_OFFICE):
        if _ENCRYPTED in data:
            raise Unreadable(PROTECTED)
        return _workbook(data)
    if data.startswith(_ZIP):
        return _packed(data)
    if data.startswith(b"%PDF"):
        raise Unreadable("This is a PDF. Copy its table into a spreadsheet and save that as .xlsx or .csv.")
    if _MARKUP.match(data):
        raise Unreadable(
            "This is a web page and not its table. Download the table itself as .csv or .xlsx, or open the "
            "file in a spreadsheet program and save it as .xlsx."
        )
    return [_text(data, delimiter, encoding)]


# --- Workbooks ---------------------------------------------------------------------------------------


def _packed(data):
    names = guarding.check_packed(data)
    if "content.xml" in names and "mimetype" in names:
        guarding.check_ods(data)
    elif "xl/workbook.xml" in names:
        guarding.check_xlsx(data, names)
        return _workbook(data, guarding.errors_of(data, names))
    elif "xl/workbook.bin" in names:
        raise Unreadable("The file is a binary workbook (.xlsb). Save it as .xlsx.")
    else:
        raise Unreadable("The file is no workbook. Save the table as .xlsx, .ods or .csv.")
    return _workbook(data)


def _workbook(data, errors=None):
    try:
        with load_workbook(io.BytesIO(data)) as book:
            sheets, total = [], 0
            for about in book.sheets_metadata:
                if about.typ != SheetTypeEnum.WorkSheet or about.visible != SheetVisibleEnum.Visible:
                    continue
                rows = book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
                total += len(rows) * max(map(len, rows), default=0)
                if total > MAX_CELLS:
                    raise Unreadable(TOO_FULL)
                rows = [_raw(row) for row in rows]
                _restore(rows, (errors or {}).get(about.name, ()))
                sheets.append(Sheet(about.name, _within(rows, about.name)))
    except PasswordError as problem:
        raise Unreadable(PROTECTED) from problem
    except (CalamineError, OSError, ValueError) as problem:
        if isinstance(problem, Unreadable):
            raise
        raise Unreadable(PROTECTED if "assword" in str(problem) else DAMAGED) from problem
    return sheets


def _restore(rows, errors):
    """Put the errors back that were handed over as empty cells."""
    for line, column, error in errors:
        if line >= len(rows):
            # A cell that claims to stand where the sheet has no row.
            continue
        row = rows[line]
        row.extend([None] * (column + 1 - len(row)))
        if row[column] is None:
            row[column] = error


def _raw(row):
    cells = []
    for cell in row:
        # Most cells are numbers and texts: they are asked for first.
        if type(cell) is float:
            cells.append(cell)
        elif type(cell) is str:
            cells.append(cell if cell.strip() else None)
        elif isinstance(cell, datetime):
            cells.append(cell.date())
        elif isinstance(cell, bool):
            cells.append("TRUE" if cell else "FALSE")
        elif isinstance(cell, int):
            cells.append(float(cell))
        elif isinstance(cell, date):
            cells.append(cell)
        else:
            cells.append(str(cell))
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _within(rows, name):
    """The rows without empty ones at the end, where there are not too many."""
    while rows and not rows[-1]:
        rows.pop()
    where = f"The sheet “{name}”" if name else "The file"
    if len(rows) > MAX_ROWS:
        raise Unreadable(_too_many(where))
    if any(len(row) > MAX_COLUMNS for row in rows):
        raise Unreadable(f"{where} has more than {MAX_COLUMNS:,} columns. Leave out what is not needed.")
    return rows


def _too_many(where):
    return f"{where} has more than {MAX_ROWS:,} rows. Divide it, for example by year."


# --- Text --------------------------------------------------------------------------------------------


def _text(data, delimiter, encoding):
    text, said = decoded(data, encoding)
    if "\x00" in text:
        raise Unreadable("The file is no table. Save it as .xlsx, .ods or .csv.")
    chosen = delimiter or _delimiter(text)
    rows, kept, cells = [], {}, 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=chosen, strict=True)
    try:
        for row in reader:
            # One place in memory for a text that stands in thousands of rows.
            rows.append([kept.setdefault(cell, cell) if cell.strip() else None for cell in row])
            while rows[-1] and rows[-1][-1] is None:
                rows[-1].pop()
            cells += len(rows[-1])
            if cells > MAX_CELLS:
                raise Unreadable(TOO_FULL)
            if len(rows) > MAX_ROWS and rows[-1]:
                raise Unreadable(_too_many("The file"))
    except csv.Error as problem:
        raise Unreadable(
            f"Line {reader.line_num} cannot be read as a row: a quotation mark is not closed, or stands in "
            "the middle of a cell. Save the table as .csv anew."
        ) from problem
    divided = f"divided by {DELIMITERS.get(chosen, repr(chosen))}"
    return Sheet("", _within(rows, ""), f"Text, {divided}, in {said}.")


def _delimiter(text):
    """The character that divides most of the first lines into the same number of cells, more than one.

    A title above the table may hold commas of its own: what decides is how many lines agree.
    """
    lines = io.StringIO(text, newline="")
    first = [line for line, _ in zip(lines, range(LOOKED_AT), strict=False)]
    agreeing = {}
    for delimiter in DELIMITERS:
        try:
            widths = Counter(
                len(row) for row in csv.reader(first, delimiter=delimiter) if len([c for c in row if c]) > 1
            )
        except csv.Error:
            continue
        width, times = widths.most_common(1)[0] if widths else (0, 0)
        agreeing[delimiter] = (times, width)
    best = max(agreeing.values(), default=(0, 0))
    found = [delimiter for delimiter, score in agreeing.items() if score == best]
    if best == (0, 0):
        return ","
    if len(found) > 1:
        both = " or by ".join(DELIMITERS[delimiter] for delimiter in found)
        raise Unreadable(f"The table may be divided by {both}: both fit. Save it as .xlsx, or say which.")
    return found[0]


def decoded(data: bytes, encoding: str = "") -> tuple[str, str]:
    """A text file's text, and the name of its encoding: by its mark, else UTF-8, else what Windows writes."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    tries = [encoding] if encoding else ["utf-16"] if marked else ["utf-8-sig", "cp1252"]
    for name in tries:
        try:
            return data.decode(name), NAMES.get(name, name)
        except (UnicodeDecodeError, LookupError):
            continue
    raise Unreadable("The file is no table, or its letters cannot be read. Save it as .xlsx or .csv (UTF-8).")
