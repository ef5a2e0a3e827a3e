"""A pack's tables in spreadsheets: every table, typed, the same bytes twice, and nothing that runs."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from performance.packs import blocks, sheets, tables
from tests.packs.conftest import rows_of

SAYS = {"content_hash": "0" * 64, "draft": False}


def made_of(content, *made):
    """Content with one section of blocks beside nothing else."""
    section = {
        "kind": "text",
        "title": "A section",
        "anchor": "text-1",
        "withheld": False,
        "to_follow": False,
    }
    return content | {"sections": [section | {"blocks": list(made)}]}


def book_of(content):
    return openpyxl.load_workbook(io.BytesIO(sheets.xlsx(content, **SAYS)))


def lines_of(content):
    """The CSV files of a pack by their names."""
    with zipfile.ZipFile(io.BytesIO(sheets.tables_as_csv(content, **SAYS))) as archive:
        return {
            name: list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
        }


def test_every_measure_of_the_dashboard_is_in_the_workbook_with_its_number(content):
    found = {}
    for table in tables.tables_of(content):
        if table.section == "Dashboard":
            figure = table.headings.index("April to November 2020")
            measure = table.headings.index("Measure")
            found |= {row[measure].text: row[figure] for row in table.rows}
    to_date = {title for title in found if title.endswith(": position to date")}
    assert {found.pop(title).text for title in to_date} == {"2.1", "317.5"}
    rows = rows_of(content)
    assert {title: cell.text for title, cell in found.items()} == {
        row["title"]: row["figure"]["text"] or row["figure"]["absence"] for row in rows
    }
    values = {row["title"]: row["figure"]["value"] for row in rows}
    assert {title: cell.value for title, cell in found.items()} == {
        title: Decimal(value) if value else None for title, value in values.items()
    }


def test_numbers_and_days_are_typed_and_printed_as_on_the_page(content):
    table = blocks.table(
        "Months",
        [blocks.column("Month", blocks.DATE), blocks.column("Share", blocks.NUMBER), blocks.column("Spend")],
        [
            blocks.row(
                blocks.cell("30 November 2020", value="2020-11-30"),
                blocks.cell("48.0%", value="48", unit="%"),
                blocks.cell("£1.2m", value="1234567.89", unit="£"),
            ),
            blocks.row(blocks.cell("December"), blocks.cell("0", value="0"), blocks.cell("Not published")),
        ],
        notes=["A note."],
    )
    sheet = book_of(made_of(content, table))["Months"]
    day, share, spend = sheet[2]
    assert (day.value.date(), day.number_format) == (date(2020, 11, 30), "d mmmm yyyy")
    assert (share.value, share.number_format) == (48, '#,##0.0"%"')
    assert (spend.value, spend.number_format) == (1234567.89, '"£"#,##0.00')
    assert [cell.value for cell in sheet[3]] == ["December", 0, "Not published"]
    assert sheet["A5"].value == "A note."


def test_what_stands_beneath_a_cell_has_a_column_of_its_own(content):
    table = blocks.table(
        "T",
        [blocks.column("Measure"), blocks.column("Figure", blocks.NUMBER, beneath="2020/21")],
        [
            blocks.row(blocks.cell("One"), blocks.cell("3.1", value="3.1", beneath=["13 admissions"])),
            blocks.row(blocks.cell("Two"), blocks.cell("4.0", value="4")),
        ],
    )
    (found,) = tables.tables_of(made_of(content, table))
    assert found.headings == ["Measure", "Figure 2020/21", "Figure 2020/21: note"]
    assert [[cell.text for cell in row] for row in found.rows] == [
        ["One", "3.1", "13 admissions"],
        ["Two", "4.0", ""],
    ]


def test_csv_has_the_raw_number_beside_what_is_printed(content):
    table = blocks.table(
        "T",
        [blocks.column("Council"), blocks.column("Share", blocks.NUMBER)],
        [
            blocks.row(blocks.cell("Us"), blocks.cell("79.0%", value="79", unit="%")),
            blocks.row(blocks.cell("Them"), blocks.cell("[c]")),
        ],
    )
    assert lines_of(made_of(content, table))["01 T.csv"] == [
        ["Council", "Share", "Share: as printed"],
        ["Us", "79", "79.0%"],
        ["Them", "", "[c]"],
    ]


def test_the_same_content_makes_the_same_bytes(content):
    assert sheets.xlsx(content, **SAYS) == sheets.xlsx(content, **SAYS)
    assert sheets.tables_as_csv(content, **SAYS) == sheets.tables_as_csv(content, **SAYS)


def test_a_section_that_is_kept_from_the_copy_is_in_no_sheet(content):
    hidden = made_of(
        content, blocks.table("Hidden", [blocks.column("A")], [blocks.row(blocks.cell("s3cret"))])
    )
    assert "Hidden" in book_of(hidden).sheetnames
    hidden["sections"][0]["withheld"] = True
    assert book_of(hidden).sheetnames == ["About"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "a\x0bb\x00c"])
def test_nothing_that_somebody_typed_runs_or_breaks_a_sheet(content, text):
    table = blocks.table(text, [blocks.column(text)], [blocks.row(blocks.cell(text))], notes=[text])
    found = made_of(content, table) | {"title": text, "committee": text}
    book = book_of(found)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "d", "n"}
    for name, lines in lines_of(found).items():
        assert not any(
            cell.startswith(("=", "+", "@", "\t", "\r")) or (cell.startswith("-") and cell != "-")
            for line in lines
            for cell in line
        ), name


def test_sheets_have_names_that_excel_allows_and_no_other_has(content):
    long, fits = "Permanent admissions aged 65 or more", "Permanent admissions aged 65 or"
    names = ["A/B: [c]?*", "A/B: [c]?*", "x" * 40, "x" * 40, f"A {'x' * 40}", long, long, fits, "'", ""]
    rows = [blocks.row(blocks.cell("1"))]
    found = made_of(content, *(blocks.table(name, [blocks.column("A")], rows) for name in names))
    assert book_of(found).sheetnames == [
        "About",
        "A B c",
        "A B c 2",
        "x" * 31,
        "x" * 29 + " 2",
        "A " + "x" * 29,
        "Permanent admissions aged 65 or",
        "Permanent admissions aged 65 2",
        "Permanent admissions aged 65 3",
        "Table",
        "A section",
    ]
