"""Files into cells, as their sheets show them."""

import contextlib
import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.imports import workbook
from performance.imports.workbook import Unreadable, read, shown
from tests.imports.files import as_xlsx
from tests.rules import PROPERTY

ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
<table:table table:name="Outputs">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


def ods(rows):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(rows=rows))
    return stream.getvalue()


def ods_cell(text, times=1):
    repeated = f'table:number-columns-repeated="{times}"'
    return f"<table:table-cell {repeated}><text:p>{text}</text:p></table:table-cell>"


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.457, "0.0%", "45.7%"),
        (0.4536, "0.00%", "45.36%"),
        (84500, "#,##0", "84,500"),
        (84500, '0.0,"k"', "84.5k"),
        (1_200_000, '"£"0.0,,"m"', "£1.2m"),
        (1234.5, '"£"#,##0', "£1,235"),
        (1234.5, "[$£-809]#,##0.00", "£1,234.50"),
        (-0.443, "0.000", "-0.443"),
        (-0.04, "0.0", "0.0"),
        (23.599999999999998, "General", "23.6"),
        (5, "General", "5"),
        (0, "General", "0"),
        (0.1, "@", "0.1"),
        (14, '0" days"', "14 days"),
        (1.5, "General", "1.5"),
        (datetime(2020, 11, 1), "mmm-yy", "Nov-20"),  # noqa: DTZ001
        (date(2020, 11, 30), "dd/mm/yyyy", "2020-11-30"),
        (True, "General", "TRUE"),
        ("54.0%", "General", "54.0%"),
    ],
)
def test_a_cell_is_read_as_the_sheet_shows_it(value, number_format, text):
    assert shown(value, number_format) == text


@PROPERTY
@given(
    st.floats(),
    st.sampled_from(["General", "0.0%", "#,##0", "0.00;(0.00)", '0,"k"', "", ";;;", "@", "0.0E+00"]),
)
def test_no_number_and_format_raises(value, number_format):
    assert isinstance(shown(value, number_format), str)


def test_a_workbook_is_read_sheet_by_sheet_and_hidden_ones_are_not():
    sheets = read(as_xlsx(One=[["a", (0.5, "0%")], [], ["b", 3]], Two=[["c"]]), "t.xlsx")
    assert [(sheet.name, sheet.rows) for sheet in sheets] == [
        ("One", [["a", "50%"], [], ["b", "3"]]),
        ("Two", [["c"]]),
    ]


def test_an_open_document_is_read_as_it_is_shown():
    rows = (
        f"<table:table-row>{ods_cell('Measure')}{ods_cell('2020/21')}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="2">{ods_cell("x", 2)}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="1048000">{ods_cell("", 16000)}</table:table-row>'
    )
    [sheet] = read(ods(rows), "t.ods")
    assert sheet.name == "Outputs"
    assert sheet.rows == [["Measure", "2020/21"], ["x", "x"], ["x", "x"]]


@pytest.mark.parametrize(
    ("data", "cell"),
    [
        ("Café".encode(), "Café"),
        (b"\xef\xbb\xbf" + "Café".encode(), "Café"),
        ("Café".encode("utf-16"), "Café"),
        ("Café £5".encode("cp1252"), "Café £5"),
    ],
)
def test_a_text_file_is_read_in_the_encodings_that_councils_have(data, cell):
    assert read(data, "t.csv")[0].rows == [[cell]]


def test_semicolons_and_tabs_part_cells_as_well():
    assert read(b"a;b;c\n1;2;3", "t.csv")[0].rows == [["a", "b", "c"], ["1", "2", "3"]]
    assert read(b"a\tb\n1\t2", "t.csv")[0].rows == [["a", "b"], ["1", "2"]]


def damaged():
    data = as_xlsx(One=[["a"]])
    return data[: len(data) // 2]


def without_workbook():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("notes.txt", "hello")
    return stream.getvalue()


def broken_sheet():
    source, stream = zipfile.ZipFile(io.BytesIO(as_xlsx(One=[["a"]]))), io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for item in source.infolist():
            body = b"<worksheet><" if "sheet1" in item.filename else source.read(item)
            archive.writestr(item, body)
    return stream.getvalue()


def swelling():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (workbook.MAX_UNPACKED + 1))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        (b"%PDF-1.7", "PDF"),
        (b"a\x00b,c", "no table"),
        (damaged(), "damaged"),
        (broken_sheet(), "damaged"),
        (without_workbook(), "no workbook"),
        (swelling(), "100 MB"),
        (b"a" * (workbook.MAX_BYTES + 1), "10 MB"),
        (b"a\n" * (workbook.MAX_ROWS + 1), "20,000 rows"),
        (b"a" + b",a" * workbook.MAX_COLUMNS, "300 columns"),
        (ods(f"<table:table-row>{ods_cell('x', 301)}</table:table-row>"), "300 columns"),
        (
            ods(f'<table:table-row table:number-rows-repeated="20001">{ods_cell("x")}</table:table-row>'),
            "20,000 rows",
        ),
        (as_xlsx(One=[["a"] * 301]), "300 columns"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data, reason):
    with pytest.raises(Unreadable, match=reason):
        read(data, "t")


def test_files_at_the_bounds_are_read():
    assert len(read(b"a\n" * workbook.MAX_ROWS, "t.csv")[0].rows) == workbook.MAX_ROWS
    assert len(read(as_xlsx(One=[["a"] * 300]), "t.xlsx")[0].rows[0]) == 300


@PROPERTY
@given(st.binary(max_size=200))
def test_junk_is_read_or_refused_and_never_raises_anything_else(data):
    with contextlib.suppress(Unreadable):
        assert isinstance(read(data, "t"), list)
