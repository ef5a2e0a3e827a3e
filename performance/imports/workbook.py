"""Files into cells: .xlsx, .ods and .csv, each cell as the text that the sheet shows.

What a reader of the sheet sees is what is read: a cell of 0.457 shown as "45.7%" is "45.7%", and a date shown
as "Nov-20" is "Nov-20". Formulas give the value that was last computed. Nothing is run.
"""

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from benchmarking.importing.guarding import DAMAGED, Unreadable, check_packed
from benchmarking.importing.opening import decoded
from performance.rules.numbers import STORED_PLACES, round_half_up

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 300
MAX_CELLS = 1_000_000
# No figure of a council; what is longer is shown as it is and refused where a figure belongs.
TOO_LONG = Decimal(10) ** 18

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name and its rows of texts; row 0 is line 1 of the file."""

    name: str
    rows: list[list[str]]


def read(data: bytes, name: str) -> list[Sheet]:
    """The sheets of a file, by what the bytes are and not by what the name says. Raises Unreadable."""
    if not data:
        raise Unreadable("The file is empty.")
    if len(data) > MAX_BYTES:
        raise Unreadable("The file is larger than 10 MB. Leave out what is not needed, or divide it.")
    if data.startswith(_OLD_OFFICE):
        raise Unreadable(
            "The file is protected by a password, or in the old .xls format. Save it as .xlsx without a "
            "password."
        )
    if data.startswith(_ZIP):
        return _from_zip(data)
    if data.startswith(b"%PDF"):
        raise Unreadable("This is a PDF. Copy its table into a spreadsheet and save that as .xlsx or .csv.")
    return [Sheet("", _csv(data))]


# --- Packed workbooks --------------------------------------------------------------------------------


def _from_zip(data):
    # Before anything is kept: a small file can unpack into one that fills the machine.
    names = check_packed(data, max_unpacked=MAX_UNPACKED)
    if "content.xml" in names and "mimetype" in names:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return _ods(archive)
        except SyntaxError as problem:
            raise Unreadable(DAMAGED) from problem
    if "xl/workbook.xml" not in names:
        raise Unreadable("The file is no workbook. Save the table as .xlsx, .ods or .csv.")
    return _xlsx(data)


def _xlsx(data):
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [_xlsx_sheet(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except Unreadable:
        raise
    # What openpyxl raises for a damaged part is not documented and differs from part to part.
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        RuntimeError,
    ) as problem:
        raise Unreadable(DAMAGED) from problem
    # What is no XML is a SyntaxError of the standard library's parser, and of lxml where openpyxl finds it.
    except (zipfile.BadZipFile, zlib.error, SyntaxError, EOFError) as problem:
        raise Unreadable(DAMAGED) from problem
    return _within(sheets)


def _xlsx_sheet(sheet):
    sheet.reset_dimensions()  # what a sheet says of its size may be a million rows
    rows = []
    for row in sheet.iter_rows():
        if len(row) > MAX_COLUMNS and any(cell.value is not None for cell in row[MAX_COLUMNS:]):
            raise Unreadable(f"The sheet “{sheet.title}” has more than {MAX_COLUMNS} columns.")
        texts = [shown(cell.value, cell.number_format) if cell.value is not None else "" for cell in row]
        rows.append(texts[:MAX_COLUMNS])
        if len(rows) > MAX_ROWS:
            if any(rows[-1]):
                raise Unreadable(f"The sheet “{sheet.title}” has more than {MAX_ROWS:,} rows. Divide it.")
            rows.pop()
            break
    return Sheet(sheet.title, rows)


_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def _ods(archive):
    """The sheets of an OpenDocument file, whose cells hold the text that is shown.

    Read with the standard library: its parser resolves nothing from outside, and since expat 2.4 refuses
    texts that swell.
    """
    root = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314
    return _within([_ods_sheet(table) for table in root.iter(f"{_TABLE}table")])


def _ods_sheet(table):
    name, rows = table.get(f"{_TABLE}name", ""), []
    for row in table.iter(f"{_TABLE}table-row"):
        texts = []
        for cell in row:
            if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
                continue
            text = "\n".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p"))
            # Empty cells at the end are repeated to the edge of the sheet.
            times = min(_times(cell, "columns"), MAX_COLUMNS + 1)
            texts.extend([text] * times)
        texts = _trimmed(texts)
        if len(texts) > MAX_COLUMNS:
            raise Unreadable(f"The sheet “{name}” has more than {MAX_COLUMNS} columns.")
        times = _times(row, "rows")
        if texts and len(rows) + times > MAX_ROWS:
            raise Unreadable(f"The sheet “{name}” has more than {MAX_ROWS:,} rows. Divide it.")
        rows.extend([texts] * min(times, MAX_ROWS - len(rows)))
    return Sheet(name, rows)


def _times(element, what):
    text = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(text) if text.isdigit() else 1


def _within(sheets):
    """The sheets without empty rows at their ends, if they are not too much altogether."""
    cleaned = []
    for sheet in sheets:
        rows = [_trimmed(row) for row in sheet.rows]
        while rows and not rows[-1]:
            rows.pop()
        cleaned.append(Sheet(sheet.name, rows))
    if sum(len(row) for sheet in cleaned for row in sheet.rows) > MAX_CELLS:
        raise Unreadable(f"The file has more than {MAX_CELLS:,} cells. Divide it.")
    return cleaned


def _trimmed(row):
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]


# --- As a cell shows its value -----------------------------------------------------------------------


def shown(value, number_format: str = "General") -> str:
    """The text that a cell shows: 0.457 with the format "0.0%" is "45.7%", 84500 with "#,##0" is "84,500".

    >>> shown(0.457, "0.0%"), shown(84500, '0.0,"k"'), shown(1234.5, '"£"#,##0'), shown(23.599999999999998)
    ('45.7%', '84.5k', '£1,235', '23.6')
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date):
        return _day(value, number_format)
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, int | float | Decimal):
        return _number(value, number_format or "General")
    return str(value)


def _day(value, number_format):
    plain = re.sub(r'\[[^\]]*\]|"[^"]*"|\\.', "", number_format).lower()
    if "y" in plain and "d" not in plain:
        return f"{value:%b-%y}"
    return f"{value:%Y-%m-%d}"


def _number(value, number_format):
    try:
        # Fifteen digits are what a spreadsheet holds; what comes after is noise.
        exact = Decimal(f"{value:.15g}" if isinstance(value, float) else str(value))
    except InvalidOperation:
        return str(value)
    if not exact.is_finite() or abs(exact) >= TOO_LONG:
        return str(value)
    sections = number_format.split(";")
    section = sections[1] if exact < 0 and len(sections) > 1 else sections[0]
    literals = "".join(re.findall(r'"([^"]*)"', section))
    currency = "£" if "£" in section else ""
    plain = re.sub(r'\[[^\]]*\]|"[^"]*"|\\.|_.|\*.', "", section)
    if "general" in plain.lower() or "@" in plain or not re.search(r"[0#]", plain):
        rounded = round_half_up(exact, STORED_PLACES).normalize()
        return f"{rounded:f}"
    if "%" in plain:
        exact *= 100
    scaling = re.search(r"[0#?](,+)(?=[^0#?,]|$)", plain)
    exact = exact.scaleb(-3 * len(scaling[1])) if scaling else exact
    decimals = len(re.search(r"\.([0#?]*)", plain)[1]) if "." in plain else 0
    digits = (
        f"{abs(round_half_up(exact, decimals)):,f}"
        if re.search(r"[0#],[0#]", plain)
        else (f"{abs(round_half_up(exact, decimals)):f}")
    )
    sign = "-" if exact < 0 and any(digit in digits for digit in "123456789") else ""
    suffix = "%" if "%" in plain else literals.replace("£", "")
    return f"{sign}{currency}{digits}{suffix}"


# --- Text files --------------------------------------------------------------------------------------


def _csv(data):
    text, _ = decoded(data)
    if "\x00" in text:
        raise Unreadable("The file is no table. Save it as .xlsx, .ods or .csv.")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = [_trimmed(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
    except csv.Error as problem:
        raise Unreadable("The file is no table that can be read. Save it as .csv anew.") from problem
    if len(rows) > MAX_ROWS:
        raise Unreadable(f"The file has more than {MAX_ROWS:,} rows. Divide it.")
    if any(len(row) > MAX_COLUMNS for row in rows):
        raise Unreadable(f"The file has more than {MAX_COLUMNS} columns.")
    return rows
