"""Every form of a pack says the same: PDF, web page, workbook, CSV and Word are made from one content."""

import csv
import html.parser
import io
import re
import subprocess
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from django.db import transaction

from performance.models import Placement, Section
from performance.packs import content as contents
from performance.packs import kinds, page, sheets, tables
from tests import measuring, scene, world
from tests.benchmarks import looked
from tests.needs import need
from tests.packs import blocks_content

pytestmark = pytest.mark.pack
SAYS = {"content_hash": "0" * 64, "draft": False}


class _Text(html.parser.HTMLParser):
    """The words of a page, and those of its tables alone."""

    def __init__(self):
        super().__init__()
        self.words, self.in_tables, self._inside, self._skipped = [], [], 0, 0

    def handle_starttag(self, tag, attributes):
        self._inside += tag == "table"
        # The tags of a glyph and of a style are no words of the page.
        self._skipped += tag in ("style", "svg")

    def handle_endtag(self, tag):
        self._inside -= tag == "table"
        self._skipped -= tag in ("style", "svg")

    def handle_data(self, data):
        if not self._skipped:
            self.words.append(data)
            if self._inside:
                self.in_tables.append(data)


def squeezed(text):
    return re.sub(r"\s", "", text)


def page_of(content):
    parser = _Text()
    parser.feed(page.html(content, **SAYS).decode())
    return parser


def workbook_of(content):
    book = openpyxl.load_workbook(io.BytesIO(sheets.xlsx(content, **SAYS)))
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book][1:]


def csv_of(content):
    with zipfile.ZipFile(io.BytesIO(sheets.tables_as_csv(content, **SAYS))) as archive:
        texts = [archive.read(name).decode("utf-8-sig") for name in archive.namelist()]
    return [list(csv.reader(io.StringIO(text))) for text in texts][1:]


def printed(content):
    """Every printed word of the tables that stands for a figure: what no form may leave out or change."""
    return {
        (table.name, cell.text)
        for table in tables.tables_of(content)
        for row in table.rows
        for cell in row
        if cell.value is not None
    }


PUBLISHED = ("comparison", "benchmark_table", "quartiles", "benchmark_charts", "value_for_money")


@pytest.fixture(scope="module")
def every_kind(django_db_setup, django_db_blocker):
    """The public copy of a pack with a section of each kind, from the demonstration's month.

    Beside it councils that are made up, whose figures were published, and a measure with months.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        world.complete_month()
        looked.build()
        visits = measuring.measure("door-visits")
        measuring.figures(visits, date(2020, 8, 1), [1044, 1033, 999, 1066])
        Placement.objects.create(
            section=Section.objects.filter(placements__isnull=False).first(), measure=visits, position=99
        )
        pack = scene.draft_pack()
        scene.action_of(world.measure("reablement-no-further-need"), what="Weekly review")
        for kind in kinds.KINDS.values():
            # What is bound in is nobody's table.
            if kind.code != "appendix":
                options = {"council": looked.OURS} if kind.code in PUBLISHED else {}
                options |= {"measures": ["heritage-visits"]} if kind.code == "trends" else {}
                scene.planned(pack, kind.code, options=options, text="Words." if kind.written else "")
        yield contents.build(pack, prepared_on=world.TODAY)["copies"]["public"]
        transaction.set_rollback(True)


def test_a_pack_of_every_kind_has_tables_of_each_that_has_any(every_kind):
    without = {"contents", "report", "text", "since", "judged", "corrections"}
    titles = {section["title"]: section["kind"] for section in every_kind["sections"]}
    assert {titles[table.section] for table in tables.tables_of(every_kind)} == {*titles.values()} - without


@pytest.fixture(params=["dashboard", "blocks", "every kind"])
def said(request, frozen):
    if request.param == "dashboard":
        return frozen
    if request.param == "every kind":
        return request.getfixturevalue("every_kind")
    content = blocks_content.with_blocks(frozen)
    # What is bound in is nobody's table.
    content["sections"] = [section for section in content["sections"] if section["kind"] != "appendix"]
    return content


def test_every_figure_of_the_tables_is_on_the_page_and_in_the_pdf(said, print_pack):
    need("pdftotext", "pdftotext is not installed (poppler-utils)")
    on_the_page = squeezed("".join(page_of(said).words))
    done = subprocess.run(["pdftotext", "-raw", print_pack(said).path, "-"], capture_output=True, check=True)
    on_paper = squeezed(done.stdout.decode())
    figures = printed(said)
    assert len(figures) > 20
    assert [figure for figure in figures if squeezed(figure[1]) not in on_the_page] == []
    assert [figure for figure in figures if squeezed(figure[1]) not in on_paper] == []


def test_every_number_in_a_table_of_the_page_is_in_the_workbook(said):
    """The other way round: no table of the page has a figure that the spreadsheet lacks."""
    held = " ".join(cell.text for table in tables.tables_of(said) for row in table.rows for cell in row)
    held += " ".join(" ".join([*table.headings, *table.notes]) for table in tables.tables_of(said))
    # A status table counts what the rows below it hold; page numbers and notes' marks are the page's own.
    tokens = {token for text in page_of(said).in_tables for token in text.split() if "." in token}
    numbers = {token.strip(",;()") for token in tokens if re.search(r"\d\.\d", token)}
    assert {number for number in numbers if number not in held} == set()


def test_workbook_and_csv_hold_the_same_rows(said):
    for table, sheet, lines in zip(tables.tables_of(said), workbook_of(said), csv_of(said), strict=True):
        assert sheet[0] == [sheets.safe_cell(heading) or None for heading in table.headings]
        columns = [place for place, heading in enumerate(lines[0]) if not heading.endswith(": as printed")]
        for row, in_sheet, line in zip(table.rows, sheet[1:], lines[1:], strict=False):
            for cell, found, place in zip(row, in_sheet, columns, strict=True):
                if isinstance(cell.value, date):
                    assert (found.date() if isinstance(found, datetime) else found) == cell.value
                    assert line[place] == cell.value.isoformat()
                elif cell.value is not None:
                    assert (float(found), float(line[place])) == (float(cell.value), float(cell.value))
                    assert line[place + 1] == cell.text
                else:
                    # Words in a column of numbers stand where numbers are printed.
                    printed_at = place + (place + 1 < len(lines[0]) and place + 1 not in columns)
                    assert (found or "", line[printed_at]) == (sheets.safe_cell(cell.text),) * 2
