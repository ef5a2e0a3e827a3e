"""Returned files into cells: what each holds, what is hidden or merged, and what is refused at once."""

import contextlib
import io
import time
import tracemalloc
import zipfile
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from performance.imports.workbook import Unreadable
from performance.returns import cells
from performance.returns.cells import Cell, cells_of
from tests.imports.files import as_xlsx
from tests.rules import PROPERTY


@pytest.mark.parametrize(
    ("value", "number_format", "cell"),
    [
        (45.678, "#,##0.0", Cell("45.7", D("45.678"))),
        (0, "General", Cell("0", D(0))),
        (0.456, "0.0%", Cell("45.6%", D("45.6"), is_percent=True)),
        (0.45678, "0%", Cell("46%", D("45.678"), is_percent=True)),
        (1 / 3, "General", Cell("0.333333", D("0.333333"))),
        (0.1 + 0.2, "General", Cell("0.3", D("0.3"))),
        (1089, "#,##0", Cell("1,089", D(1089))),
        (-3, "General", Cell("-3", D(-3))),
        ("45.6%", "General", Cell("45.6%")),
        (date(2020, 11, 12), "d mmm yyyy", Cell("2020-11-12", day=date(2020, 11, 12))),
        ("=4*5", "General", Cell("=4*5", trouble="formula")),
        (True, "General", Cell("TRUE", trouble="truth")),
    ],
)
def test_a_cell_is_read_exactly_and_not_as_it_is_rounded(value, number_format, cell):
    data = as_xlsx(Figures=[["heading"], [(value, number_format)]])

    read = cells_of(data, "r.xlsx").tables[0].lines

    assert read[1] == [cell]


def test_an_error_is_told_from_a_text():
    book = Workbook()
    book.active["A1"] = "#REF!"
    book.active["A1"].data_type = "e"
    book.active["A2"] = "#1"

    lines = cells_of(_bytes(book), "r.xlsx").tables[0].lines

    assert [line[0] for line in lines] == [Cell("#REF!", trouble="error"), Cell("#1")]


def test_what_is_hidden_and_merged_is_known():
    book = Workbook()
    sheet = book.active
    sheet.title = "Figures"
    for line in range(1, 6):
        sheet.append([line, "x", "y", "z"])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.merge_cells("C4:D5")

    [table] = cells_of(_bytes(book), "r.xlsx").tables

    assert (table.hidden_lines, table.hidden_columns, table.merged) == ({3}, {2}, ((3, 4, 4, 5),))


def test_two_sheets_keep_their_own_marks():
    book = Workbook()
    book.active.title = "Figures"
    book.active["A1"] = "x"
    other = book.create_sheet("Parts & more")
    other.merge_cells("A1:B1")

    tables = {table.name: table.merged for table in cells_of(_bytes(book), "r.xlsx").tables}

    assert tables == {"Figures": (), "Parts & more": ((1, 1, 2, 1),)}


@pytest.mark.parametrize(
    ("encoding", "notices"),
    [("utf-8", 0), ("utf-8-sig", 0), ("utf-16", 0), ("cp1252", 1)],
)
def test_a_text_file_says_where_its_encoding_had_to_be_guessed(encoding, notices):
    book = cells_of("Measure;Café £5".encode(encoding), "r.csv")

    assert book.tables[0].lines == [[Cell("Measure"), Cell("Café £5")]]
    assert len(book.notices) == notices


def _bytes(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _zip(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), body)
    return stream.getvalue()


def _half_a_million_rows():
    body = b"<worksheet><sheetData>" + b"<row><c><v>1</v></c></row>" * 1_000_000 + b"</sheetData></worksheet>"
    return _zip(xl__workbook_xml="<workbook/>", xl__worksheets__sheet1_xml=body)


def _changed(change):
    """A workbook with one of its parts changed."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(Figures=[["Measure ID"], ["a"]]))) as whole,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in whole.namelist():
            body = whole.read(name)
            archive.writestr(name, change(body) if name.endswith("sheet1.xml") else body)
    return stream.getvalue()


def _cells_without_end():
    """Beneath the limit in bytes: one row of millions of cells."""
    return _changed(
        lambda _: b"<worksheet><sheetData><row>" + b"<c/>" * 4_000_000 + b"</row></sheetData></worksheet>"
    )


def _merged_without_end():
    many = b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 50_000 + b"</mergeCells>"
    return _changed(lambda body: body.replace(b"</sheetData>", b"</sheetData>" + many))


def _broken_stream():
    """The packed bytes of a part are damaged, where its folder is whole."""
    data = bytearray(as_xlsx(Figures=[["a"] * 50] * 50))
    at = data.find(b"xl/worksheets/sheet1.xml") + 60
    data[at : at + 40] = b"\xff" * 40
    return bytes(data)


def _packed_otherwise():
    """A part says that it is packed by a method that nobody has."""
    data = bytearray(as_xlsx(Figures=[["a"] * 50] * 50))
    name = b"xl/worksheets/sheet1.xml"
    data[data.find(name) - 22] = data[data.rfind(name) - 36] = 99
    return bytes(data)


REFUSED = {
    "nothing": (lambda: b"", "empty"),
    "random bytes": (lambda: bytes(range(1, 256)) * 40_000, "no table|rows"),
    "text without lines": (lambda: b"a" * 9_000_000, "no table"),
    "too large": (lambda: b"a" * (10 * 1024 * 1024 + 1), "10 MB"),
    "lines and lines": (lambda: b"1,2\n" * 2_500_000, "far more than 5,000 rows"),
    "UTF-16 that does not say so": (lambda: "Measure ID,Period".encode("utf-16-le"), "no table"),
    "a password": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
    "a letter renamed": (lambda: _zip(word__document_xml="<x/>"), "no workbook"),
    "half a file": (lambda: as_xlsx(Figures=[["a"] * 50] * 50)[:2000], "damaged"),
    "an ods": (lambda: _zip(mimetype="x", content_xml="<x/>"), "OpenDocument"),
    "a bomb": (lambda: _zip(xl__workbook_xml=b" " * 300_000_000), "far more than a return"),
    "half a million rows": (_half_a_million_rows, "far more than a return"),
    "6,000 rows": (lambda: as_xlsx(Figures=[["a"]] * 6000), "more than 5,000 rows"),
    "cells without end": (_cells_without_end, "far more than a return"),
    "merged cells without end": (_merged_without_end, "more than 100 merged ranges"),
    "no XML": (lambda: _changed(lambda _: b"junk"), "damaged"),
    "packed otherwise": (_packed_otherwise, "damaged"),
    "a broken stream": (_broken_stream, "damaged"),
    "a workbook without its sheets": (lambda: _zip(xl__workbook_xml="<workbook/>"), "damaged"),
}


# Their rows and cells take seconds to write before they are refused.
LARGE = {"merged cells without end", "6,000 rows", "a bomb", "half a million rows", "cells without end"}


@pytest.mark.parametrize(
    "what", [pytest.param(what, marks=[pytest.mark.wide] if what in LARGE else []) for what in REFUSED]
)
def test_what_is_no_return_is_refused_in_one_sentence_and_soon(what):
    make, sentence = REFUSED[what]
    data = make()
    tracemalloc.start()
    began = time.process_time()  # what it works, on however busy a machine

    with pytest.raises(Unreadable, match=sentence):
        cells_of(data, "return.xlsx")

    took, peak = time.process_time() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took < 10
    assert peak < 150 * 1024 * 1024


@PROPERTY
@given(st.binary(max_size=300))
def test_junk_is_read_or_refused_and_never_raises_anything_else(data):
    for prefix in (b"", b"PK\x03\x04"):
        with contextlib.suppress(Unreadable):
            assert cells_of(prefix + data, "r").tables


@pytest.mark.wide
def test_a_file_of_the_largest_size_is_read():
    lines = cells_of(as_xlsx(Figures=[["a"]] * cells.MAX_LINES), "r.xlsx").tables[0].lines

    assert len(lines) == cells.MAX_LINES
