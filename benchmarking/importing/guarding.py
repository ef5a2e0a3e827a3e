"""Looking at a packed file before it is opened: whether it would fill the machine, or needs a password.

A file of a megabyte can unpack into one of gigabytes, and a small table can say of itself that it has a
billion cells. Everything is measured here in one pass over the file, before a reader makes room for it.
"""

import html
import io
import re
import zipfile
import zlib

MAX_UNPACKED = 400 * 1024 * 1024
# Tables of figures pack into a tenth or a fiftieth; what packs better is one text repeated.
MAX_RATIO = 150
SMALL = 20 * 1024 * 1024
MAX_CELLS = 10_000_000
MAX_COLUMNS = 1_000
MAX_TEXT = 300 * 1024 * 1024
_CHUNK = 1024 * 1024

DAMAGED = "The file is damaged. Open it in a spreadsheet program and save it anew."
PROTECTED = "The file is protected by a password. Save it without one, and bring it in again."
TOO_FULL = f"The file has more than {MAX_CELLS:,} cells. Leave out sheets that are not needed, or divide it."
TOO_WIDE = f"A sheet has something further right than column {MAX_COLUMNS:,}. Remove it, or divide the sheet."


class Unreadable(ValueError):
    """What cannot be read, of a cell or of a whole file; the message is a sentence for the person."""


def check_packed(data: bytes, *, max_unpacked: int = MAX_UNPACKED) -> set[str]:
    """The names within a packed file that may be opened. Raises Unreadable.

    Every part is unpacked once, in pieces: a directory that promises less than a part holds is found, because
    its checksum does not fit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > max_unpacked:
                raise Unreadable(
                    f"The file unpacks to more than {max_unpacked // 1024**2} MB. "
                    "Leave out what is not needed, or divide it."
                )
            if size > SMALL and size > MAX_RATIO * len(data):
                raise Unreadable(
                    "The file unpacks to far more than a table would: it may be made to fill the machine. "
                    "Copy what is needed into a new workbook, or save the table as .csv."
                )
            if any(part.flag_bits & 1 for part in parts):
                raise Unreadable(PROTECTED)
            names = {part.filename for part in parts}
            if len(names) != len(parts):
                raise Unreadable(DAMAGED)
            if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read(
                "META-INF/manifest.xml"
            ):
                raise Unreadable(PROTECTED)
            for part in parts:
                with archive.open(part) as unpacked:
                    while unpacked.read(_CHUNK):
                        pass
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, EOFError, OSError) as problem:
        raise Unreadable(DAMAGED) from problem
    return names


# --- OpenDocument ------------------------------------------------------------------------------------

_ODS_TAG = re.compile(rb"<(/?)table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^<>]*)>")
_REPEATED = re.compile(rb"number-(?:rows|columns)-repeated\s*=\s*[\"'](\d{1,18})[\"']")


def check_ods(data: bytes):
    """Whether the tables of an OpenDocument file are small enough to be laid out cell by cell.

    Cells and rows stand once and say how often they are repeated. What is empty to the edge of the sheet
    costs nothing; what holds something is counted as often as it is repeated, with its text.
    """
    content = _part(data, "content.xml")
    total = text = 0
    height = bottom = right = width = column = row_times = row_text = 0
    tags = _ODS_TAG.finditer(content)
    tag = next(tags, None)
    while tag is not None:
        following = next(tags, None)
        closing, kind, attributes = tag.groups()
        if kind == b"table":
            total += bottom * right
            height = bottom = right = 0
        elif kind == b"table-row" and not closing:
            row_times, width, column, row_text = _times(attributes), 0, 0, 0
            if attributes.endswith(b"/"):
                height += row_times
        elif kind == b"table-row":
            height += row_times
            text += row_text * row_times
            if width:
                bottom, right = height, max(right, width)
        elif not closing:
            times = _times(attributes)
            column += times
            if b"value-type" in attributes or not attributes.endswith(b"/"):
                width = column
                row_text += times * ((following.start() if following else len(content)) - tag.end())
        _within(total + bottom * right, right, text)
        tag = following


def _times(attributes):
    found = _REPEATED.search(attributes)
    return int(found[1]) if found else 1


# --- Office Open XML ---------------------------------------------------------------------------------

# No pattern runs over the beginning of the next tag: what is never closed would be read again and again.
_REFERENCE = re.compile(rb"<c\s[^<>]*?\br\s*=\s*[\"']([A-Za-z]{1,7})(\d{1,18})[\"']")
_ROW = re.compile(rb"<row\s[^<>]*?\br\s*=\s*[\"'](\d{1,18})[\"']")
_SHARED_CELL = re.compile(rb"<c\s[^<>]*?\bt\s*=\s*[\"']s[\"'][^<>]*>\s*<v>\s*(\d{1,9})\s*</v>")
_SHARED = re.compile(rb"<si>((?:[^<]++|<(?!/?si>))*+)</si>|<si/>")


def check_xlsx(data: bytes, names: set[str]):
    """Whether the sheets of a workbook are small enough to be laid out cell by cell.

    One cell far down and far right makes a sheet of all that lies between; one long text may be shared by
    every cell.
    """
    sheets = sorted(name for name in names if re.match(r"xl/worksheets/[^/]+\.xml$", name))
    lengths = []
    if "xl/sharedStrings.xml" in names:
        shared = _part(data, "xl/sharedStrings.xml")
        lengths = [len(found[1] or b"") for found in _SHARED.finditer(shared)]
    longest = max(lengths, default=0)
    total = text = 0
    for name in sheets:
        content = _part(data, name)
        columns = {column.upper() for column, _ in _REFERENCE.findall(content)}
        right = max((_column(column) for column in columns), default=0)
        bottom = max(map(int, _ROW.findall(content)), default=0)
        total += bottom * right
        _within(total, right, 0)
        if text + longest * content.count(b'"s"') > MAX_TEXT:
            text += sum(lengths[int(i)] for i in _SHARED_CELL.findall(content) if int(i) < len(lengths))
            _within(total, right, text)


_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^<>]*)>")
_PART = re.compile(rb"<(?:\w+:)?Relationship\s([^<>]*)>")
_ERROR = re.compile(
    rb"<c\s([^<>]*?\bt\s*=\s*[\"']e[\"'][^<>]*)>(?:[^<]++|<(?!v>|/?c[\s>]))*+<v>([^<]{2,20})</v>"
)


def errors_of(data: bytes, names: set[str]) -> dict[str, list[tuple[int, int, str]]]:
    """Cells that hold an error ("#DIV/0!"), by their sheet: (row, column, error), both from 0.

    A reader of workbooks hands them over as empty cells, and no figure is not the same as no denominator.
    """
    if "xl/_rels/workbook.xml.rels" not in names:
        return {}
    parts = {
        _attribute("Id", about): "xl/" + _attribute("Target", about).removeprefix("/").removeprefix("xl/")
        for about in _PART.findall(_part(data, "xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for about in _SHEET.findall(_part(data, "xl/workbook.xml")):
        part = parts.get(_attribute(r"\w+:id", about))
        content = _part(data, part) if part in names else b""
        for cell, error in _ERROR.findall(content):
            place = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", _attribute("r", cell))
            if place:
                at = int(place[2]) - 1, _column(place[1].encode()) - 1, html.unescape(error.decode())
                found.setdefault(_attribute("name", about), []).append(at)
    return found


def _attribute(name, tag):
    found = re.search(rf"(?:^|\s){name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag.decode("utf-8", "replace"))
    return html.unescape(found[1] or found[2] or "") if found else ""


def _column(letters):
    """The number of a column: 1 for A, 28 for AB."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def _within(cells, columns, text):
    if columns > MAX_COLUMNS:
        raise Unreadable(TOO_WIDE)
    if cells > MAX_CELLS:
        raise Unreadable(TOO_FULL)
    if text > MAX_TEXT:
        raise Unreadable("The file’s texts would fill the machine. Leave out long notes, or divide it.")
