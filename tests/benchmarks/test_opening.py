"""Opening other people's files: raw cells, and a plain sentence for what cannot be opened."""

import io
import struct
import time
import zipfile
from datetime import date

import openpyxl
import pytest

from benchmarking.importing import guarding, opening
from benchmarking.importing.opening import Unreadable, open_table
from tests.imports.test_workbook import ODS

MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    "{entries}</manifest:manifest>"
)
WEB_PAGE = (
    "This is a web page and not its table. Download the table itself as .csv or .xlsx, or open the file in a "
    "spreadsheet program and save it as .xlsx."
)
CELL = '<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


def packed(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def ods(rows, manifest=""):
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": ODS.format(rows=rows),
            "META-INF/manifest.xml": MANIFEST.format(entries=manifest),
        }
    )


def row(*cells, times=1):
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def cell(text, times=1):
    return CELL.format(text=text, more=f' table:number-columns-repeated="{times}"')


def xlsx(rows, title="Data", far=""):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for line in rows:
        sheet.append(line)
    if far:
        sheet[far] = 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def refusal(data, **given):
    with pytest.raises(Unreadable) as refused:
        open_table(data, "figures", **given)
    return str(refused.value)


def one(data, **given):
    [sheet] = open_table(data, "figures", **given)
    return sheet


# --- Workbooks ---------------------------------------------------------------------------------------


def test_a_workbook_gives_numbers_texts_dates_and_nothing_by_line():
    data = xlsx([[None, "Made-up council"], [], [23.6, 0, date(2020, 11, 1), " ", "[c]"]])
    sheet = one(data)
    assert sheet.name == "Data"
    assert sheet.rows == [
        [None, "Made-up council"],
        [],
        [23.6, 0.0, date(2020, 11, 1), None, "[c]"],
    ]


def test_an_opendocument_sheet_repeats_what_it_says_it_repeats():
    sheet = one(ods(row(cell("a"), cell("b", times=2)) + row(cell("c"), times=2)))
    assert (sheet.name, sheet.rows) == ("Outputs", [["a", "b", "b"], ["c"], ["c"]])


def test_empty_cells_to_the_edge_of_the_sheet_cost_nothing():
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    assert one(ods(row(cell("a"), empty) + row(empty, times=1_048_575))).rows == [["a"]]


def test_hidden_sheets_are_left_alone():
    book = openpyxl.Workbook()
    book.active.append(["shown"])
    book.create_sheet("Workings").sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    assert [sheet.name for sheet in open_table(stream.getvalue(), "x")] == ["Sheet"]


def test_the_bytes_say_what_a_file_is_and_not_its_name():
    [sheet] = open_table(b"area,value\nA,1\n", "figures.xlsx")
    assert sheet.rows == [["area", "value"], ["A", "1"]]


# --- Text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding", "how"),
    [
        ("area,value\nYnys Môn,1", "utf-8", "Text, divided by commas, in UTF-8."),
        ("area;value\nYnys Môn;1", "utf-8-sig", "Text, divided by semicolons, in UTF-8."),
        ("area\tvalue\nYnys Môn\t1", "utf-16", "Text, divided by tabs, in UTF-16."),
        ("area|value\nYnys Môn|1", "cp1252", "Text, divided by vertical bars, in Windows-1252."),
    ],
)
def test_delimiter_and_encoding_are_found_and_said(text, encoding, how):
    sheet = one(text.encode(encoding))
    assert (sheet.rows, sheet.how) == ([["area", "value"], ["Ynys Môn", "1"]], how)


def test_commas_in_a_title_do_not_divide_a_table_of_semicolons():
    text = "Figures, rates, and notes, made up, 2020\narea;value\nBristol, City of;1\nPoole;2\n"
    assert one(text.encode()).rows[2] == ["Bristol, City of", "1"]


def test_two_delimiters_that_fit_alike_are_asked_about_and_can_be_given():
    data = b"a,b;c\n1,2;3\n"
    assert refusal(data) == (
        "The table may be divided by commas or by semicolons: both fit. Save it as .xlsx, or say which."
    )
    assert one(data, delimiter=";").rows == [["a,b", "c"], ["1,2", "3"]]


def test_an_encoding_can_be_given():
    assert one("a,ł".encode("iso8859-2"), encoding="iso8859-2").rows == [["a", "ł"]]


def test_a_quotation_mark_that_is_not_closed_does_not_swallow_the_rest():
    assert refusal(b'area,value\n"Leicester,1\nRutland,2\n').startswith("Line 3 cannot be read as a row:")


def test_an_error_in_a_cell_is_not_an_empty_cell():
    data = xlsx(
        [["Area", "Value", "Base"], ["Leicester", "#DIV/0!", 3], [None, None, "#N/A"]], "Share & rate"
    )
    assert one(data).rows == [
        ["Area", "Value", "Base"],
        ["Leicester", "#DIV/0!", 3.0],
        [None, None, "#N/A"],
    ]


@pytest.mark.parametrize("tag", ["<c ", '<c t="e">', "<row ", "<si>"])
def test_tags_that_are_never_closed_are_looked_at_once(tag):
    """Each would be read to the end of the file: a million of them would take hours."""
    parts = {"xl/workbook.xml": '<sheet name="Data" r:id="1"/>', "xl/sharedStrings.xml": tag * 300_000}
    parts["xl/_rels/workbook.xml.rels"] = '<Relationship Id="1" Target="worksheets/sheet1.xml"/>'
    parts["xl/worksheets/sheet1.xml"] = tag * 300_000
    began = time.process_time()
    with pytest.raises(Unreadable):
        open_table(packed(parts), "figures")
    assert time.process_time() - began < 2


# --- What cannot be opened ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "figures is empty."),
        (b" \n ", "figures is empty."),
        (b"%PDF-1.7", "This is a PDF. Copy its table into a spreadsheet and save that as .xlsx or .csv."),
        (
            b"<!DOCTYPE html><p>Sign in</p>",
            WEB_PAGE,
        ),
        (b"\xef\xbb\xbf<table>\n<tr><td>Area</td></tr>\n</table>", WEB_PAGE),
        (b"<!-- saved -->\n<META charset=utf-8>", WEB_PAGE),
        (b'<?xml version="1.0"?>\n<Workbook/>', WEB_PAGE),
        (b"a\x00b,c\n", "The file is no table. Save it as .xlsx, .ods or .csv."),
        (b"PK\x03\x04 and no more", guarding.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), guarding.DAMAGED),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            guarding.PROTECTED,
        ),
        (
            packed({"readme.txt": "nothing"}),
            "The file is no workbook. Save the table as .xlsx, .ods or .csv.",
        ),
        (packed({"xl/workbook.bin": "x"}), "The file is a binary workbook (.xlsb). Save it as .xlsx."),
        (ods(row(cell("a")), manifest="<manifest:encryption-data/>"), guarding.PROTECTED),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(data, sentence):
    assert refusal(data) == sentence


def test_a_part_with_a_password_is_refused():
    data = bytearray(xlsx([["a"]]))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert refusal(bytes(data)) == guarding.PROTECTED


@pytest.mark.parametrize(
    "rows",
    [
        row(cell("x"), times=100_000_000),
        row("<table:table-cell/>", times=100_000_000) + row(cell("x")),
        row(cell("x", times=500), times=20_001),
    ],
)
def test_a_small_table_of_a_billion_cells_is_refused_before_it_is_laid_out(rows):
    assert refusal(ods(rows)) == guarding.TOO_FULL


def test_cells_are_counted_to_the_boundary(monkeypatch):
    monkeypatch.setattr(guarding, "MAX_CELLS", 6)
    assert len(one(ods(row(cell("x", times=3), times=2))).rows) == 2
    assert refusal(ods(row(cell("x", times=3), times=2) + row(cell("y")))) == guarding.TOO_FULL


def test_columns_beyond_any_table_are_refused():
    assert refusal(ods(row(cell("x", times=1_001)))) == guarding.TOO_WIDE
    assert len(one(ods(row(cell("x", times=1_000)))).rows[0]) == 1_000
    assert refusal(xlsx([["a"]], far="XFD1")) == guarding.TOO_WIDE


def test_one_cell_at_the_far_corner_is_refused():
    assert refusal(xlsx([["a"]], far="CV1048576")) == guarding.TOO_FULL


def test_one_long_text_shared_by_many_cells_is_refused(monkeypatch):
    names = {"xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"}
    cells = "".join(f'<c r="A{line}" t="s"><v>0</v></c>' for line in range(1, 11))
    data = packed(
        {
            "xl/sharedStrings.xml": f"<sst><si><t>{'x' * 993}</t></si><si/></sst>",
            "xl/worksheets/sheet1.xml": f'<row r="1">{cells}<c r="B1" t="s"><v>1</v></c></row>',
        }
    )
    monkeypatch.setattr(guarding, "MAX_TEXT", 10_000)
    guarding.check_xlsx(data, names)
    monkeypatch.setattr(guarding, "MAX_TEXT", 9_999)
    with pytest.raises(Unreadable, match="texts would fill the machine"):
        guarding.check_xlsx(data, names)


def test_a_text_repeated_in_opendocument_is_counted_as_often(monkeypatch):
    data = ods(row(cell("x" * 1_000, times=10)))
    monkeypatch.setattr(guarding, "MAX_TEXT", 9_999)
    assert "texts would fill the machine" in refusal(data)


def test_a_zip_bomb_is_refused_by_its_directory():
    bomb = packed({"xl/workbook.xml": "x", "xl/worksheets/sheet1.xml": " " * (30 * 1024 * 1024)})
    assert len(bomb) < 50_000
    assert refusal(bomb).startswith("The file unpacks to far more than a table would:")


def test_unpacked_size_has_a_bound(monkeypatch):
    monkeypatch.setattr(guarding, "SMALL", 0)
    data = xlsx([[i, i * 7] for i in range(300)])
    size = sum(part.file_size for part in zipfile.ZipFile(io.BytesIO(data)).infolist())
    assert guarding.check_packed(data, max_unpacked=size)
    with pytest.raises(Unreadable, match=r"unpacks to more than 0 MB"):
        guarding.check_packed(data, max_unpacked=size - 1)


def test_a_directory_that_promises_less_than_there_is_is_found():
    data = bytearray(packed({"xl/workbook.xml": "y" * 5_000}))
    where = data.rindex(b"PK\x01\x02") + 24
    assert struct.unpack_from("<I", data, where) == (5_000,)
    struct.pack_into("<I", data, where, 10)
    assert refusal(bytes(data)) == guarding.DAMAGED


def test_size_and_rows_have_bounds(monkeypatch):
    monkeypatch.setattr(opening, "MAX_BYTES", 12)
    assert len(one(b"a,b\n1,2\n3,4\n").rows) == 3
    assert refusal(b"a,b\n1,2\n3,4\n5").startswith("The file is larger than")
    monkeypatch.setattr(opening, "MAX_BYTES", 10**6)
    monkeypatch.setattr(opening, "MAX_ROWS", 3)
    assert len(one(b"a,b\n1,2\n3,4\n").rows) == 3
    sentence = "The file has more than 3 rows. Divide it, for example by year."
    assert refusal(b"a,b\n1,2\n3,4\n5,6\n") == sentence
    assert refusal(xlsx([[1], [2], [3], [4]])).endswith(
        "has more than 3 rows. Divide it, for example by year."
    )


@pytest.mark.wide
def test_half_a_million_rows_are_read_in_bounded_time_and_one_more_is_refused():
    line = b"E06000001,Made-up council,2019/20,12.3\n"
    rows = one(line * 500_000).rows
    assert (len(rows), rows[-1]) == (500_000, ["E06000001", "Made-up council", "2019/20", "12.3"])
    assert refusal(line * 500_001) == "The file has more than 500,000 rows. Divide it, for example by year."
