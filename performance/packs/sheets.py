"""A pack's tables as a workbook and as CSV files: the same rows, typed, with nothing a spreadsheet would run.

The same content makes the same bytes: no clock, no order that changes.
"""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from performance.export import safe_cell
from performance.packs.tables import tables_of
from performance.rules import calendar

# The oldest day that a zip file can bear: the files in it have no time of their own.
NO_TIME = (1980, 1, 1, 0, 0, 0)
# What Excel does not allow in the name of a sheet, and how long one may be.
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31
WIDEST = 60


def xlsx(copy, *, content_hash, draft) -> bytes:
    """One sheet a table after one that says what pack this is; numbers are numbers and days are days."""
    book = Workbook()
    about = book.active
    about.title = "About"
    for line in _about(copy, content_hash, draft):
        about.append([safe_cell(cell) for cell in line])
    _make_readable(about, heads=False)
    taken = {"about"}
    for table in tables_of(copy):
        sheet = book.create_sheet(_name(table.name, taken))
        sheet.append([safe_cell(heading) for heading in table.headings])
        for place, row in enumerate(table.rows, 2):
            for column, cell in enumerate(row, 1):
                _write(sheet.cell(place, column), cell)
        for note in table.notes:
            sheet.append([])
            sheet.append([safe_cell(note)])
        _make_readable(sheet, heads=True)
    _say_whose(book.properties, copy)
    return _without_time(book)


def tables_as_csv(copy, *, content_hash, draft) -> bytes:
    """A zip of one CSV file a table: raw numbers, ISO dates, a BOM so that Excel reads UTF-8."""
    files, taken = {"00 About.csv": _about(copy, content_hash, draft)}, set()
    for number, table in enumerate(tables_of(copy), 1):
        notes = [[note] for note in table.notes]
        files[f"{number:02} {_name(table.name, taken)}.csv"] = [*_raw_and_printed(table), *notes]
    return zipped({name: _csv(rows) for name, rows in files.items()})


def _raw_and_printed(table):
    """The lines of a CSV file: where a column has numbers, how they are printed stands in one beside it."""
    both = [any(row[place].value is not None for row in table.rows) for place in range(len(table.headings))]
    head = []
    for heading, is_number in zip(table.headings, both, strict=True):
        head += [heading, f"{heading}: as printed"] if is_number else [heading]
    yield head
    for row in table.rows:
        line = []
        for cell, is_number in zip(row, both, strict=True):
            line += [cell.value, cell.text] if is_number else [cell.text]
        yield line


def zipped(files) -> bytes:
    """Files by their names as one zip, which is the same for the same files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, NO_TIME), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _csv(rows):
    written = io.StringIO(newline="")
    csv.writer(written).writerows([safe_cell(_plain(cell)) for cell in row] for row in rows)
    return ("\ufeff" + written.getvalue()).encode()


def _plain(cell):
    """A number without an exponent: 1E+3 is 1000."""
    return format(cell, "f") if isinstance(cell, Decimal) and cell >= 0 else cell


def _about(copy, content_hash, draft):
    lines = [
        ["Pack", copy["title"]],
        ["Council", copy["council"]],
        ["Committee", copy["committee"]],
        ["Meeting", date.fromisoformat(copy["meeting_on"])],
        ["Period", copy["period"]["to_date"]],
        ["Prepared on", date.fromisoformat(copy["prepared_on"])],
        ["Fingerprint of the content", content_hash],
    ]
    lines += [["Agenda item", copy["agenda_item"]]] if copy.get("agenda_item") else []
    lines += [["State", "Draft. Not cleared for issue."]] if draft else []
    if copy.get("copy") == "exempt":
        lines.append(["Copy", "With exempt parts. Not for publication."])
    if copy.get("copy") == "internal":
        lines.append(["Copy", "Internal. Not for publication."])
    if copy["illustrative"]:
        lines.append(["Sample", f"Illustrative: not a paper of {copy['council']}."])
    if copy["missing"]:
        titles = "; ".join(entry["title"] for entry in copy["missing"])
        lines.append(["Figures that are not in this pack", titles])
    lines += [["Source", source] for source in copy["sources"]]
    return lines


def _write(place, cell):
    """A cell of a sheet: the number with its decimals and unit, the day as a day, or the words."""
    if cell.value is None:
        place.value = safe_cell(cell.text)
        return
    place.value = cell.value
    if isinstance(cell.value, date):
        place.number_format = "d mmmm yyyy"
        return
    decimals = max(-cell.value.normalize().as_tuple().exponent, _decimals(cell.text), 0)
    number = "#,##0" + ("." + "0" * decimals if decimals else "")
    before, after = ('"£"', "") if cell.unit == "£" else ("", f'"{cell.unit}"' if cell.unit else "")
    place.number_format = f"{before}{number}{after}"


def _decimals(text):
    """How many decimals are printed: 1 in "79.0%"; those of "84.5k" are none of the number's."""
    found = re.fullmatch(r"[^\d]*[\d,]+\.(\d+)%?", text)
    return len(found[1]) if found else 0


def _name(name, taken):
    """A sheet's name that Excel allows and no other sheet of the book has."""
    plain = " ".join(NOT_IN_A_NAME.sub(" ", safe_cell(name)).split()).strip("'") or "Table"
    found, number = _within(plain, LONGEST_NAME), 1
    while found.lower() in taken:
        number += 1
        found = f"{_within(plain, LONGEST_NAME - 1 - len(str(number)))} {number}"
    taken.add(found.lower())
    return found


def _within(name, room):
    """As many whole words as there is room for; where they would leave half of it empty, a word is cut."""
    words = name[: room + 1].rpartition(" ")[0]
    kept = name if len(name) <= room else words if 2 * len(words) > room else name[:room]
    return kept.strip(" '")


def _make_readable(sheet, *, heads):
    for column in range(1, sheet.max_column + 1):
        words = [str(row[0].value or "") for row in sheet.iter_rows(min_col=column, max_col=column)]
        longest = max((len(line) for text in words[:200] for line in text.splitlines()), default=8)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest, 8) + 2, WIDEST)
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=len(str(cell.value or "")) > WIDEST)
    if heads:
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    else:
        for cell in sheet["A"]:
            cell.font = Font(bold=True)


def _say_whose(properties, copy):
    properties.title, properties.creator = safe_cell(copy["title"]), safe_cell(copy["council"])
    properties.subject = safe_cell(
        f"{copy['committee']}, {calendar.in_words(date.fromisoformat(copy['meeting_on']))}"
    )
    properties.language = "en-GB"


def _without_time(book):
    """The workbook's bytes without the time at which it was written, which openpyxl puts in twice."""
    written = io.BytesIO()
    book.save(written)
    return without_time(written.getvalue())


def without_time(data) -> bytes:
    """An Office file without the times at which it was written: they would make every file another."""
    fixed = datetime(*NO_TIME).isoformat().encode() + b"Z"  # noqa: DTZ001
    files = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            found = archive.read(name)
            if name == "docProps/core.xml":
                found = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>" + fixed, found)
            files[name] = found
    return zipped(files)
