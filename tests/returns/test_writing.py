"""The workbook of a return: what it holds, what may be typed, and what is a text whatever it begins with."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance import due, workflow
from performance.models import MeasureRole, Submission
from performance.returns import expected, styled
from performance.rules.numbers import Unit, UnitKind
from tests import measuring, scene, world
from tests.returns.files import downloaded, filled, items_of

pytestmark = pytest.mark.django_db


def own(measure, who="olive", kind=MeasureRole.Kind.OWNER):
    MeasureRole.objects.create(measure=measure, person=world.person(who), kind=kind)
    return measure


def test_a_row_says_whose_it_is_and_holds_the_draft():
    draft = scene.enter(scene.DRAFT, Decimal("45.65"), commentary_public="Well on the way.")
    book = filled()

    shown = {heading: book.cell(scene.DRAFT, heading).value for heading in HEADINGS}

    assert shown == {
        "Measure ID": scene.DRAFT,
        "Period": "November 2020",
        "Version": f"2020-11-01 r1 v{draft.version}",
        "Measure": draft.measure.title,
        "State": "Draft",
        "To be submitted by": "14 December 2020",
        "Target": ">40%",
        "Figure": 45.65,
        "Outlook for the year": "Not known yet",
        "Commentary for publication": "Well on the way.",
    }


HEADINGS = (
    "Measure ID",
    "Period",
    "Version",
    "Measure",
    "State",
    "To be submitted by",
    "Target",
    "Figure",
    "Outlook for the year",
    "Commentary for publication",
)


def test_a_figure_without_a_draft_is_new_and_its_last_figure_stands_beside_it():
    measure = own(measuring.measure(title="Visits"))
    measuring.figure(measure, world.date(2020, 10, 1), 1374)
    book = filled()

    assert book.cell(measure.slug, "Version").value == "2020-11-01 new"
    assert book.cell(measure.slug, "Last figure").value == "1,374 (October 2020)"
    assert book.cell(measure.slug, "Figure").value is None


def test_only_cells_to_type_into_are_open_and_the_sheet_is_protected_without_a_password():
    scene.figures_at_every_stage()
    book = filled()

    def is_open(slug, heading):
        return not book.cell(slug, heading).protection.locked

    assert book.sheet.protection.sheet
    assert book.sheet.protection.password is None
    assert {heading: is_open(scene.DRAFT, heading) for heading in ("Figure", "Numerator", "Measure ID")} == {
        "Figure": True,
        "Numerator": False,
        "Measure ID": False,
    }
    assert is_open("admissions-65-plus", "Numerator")
    assert [
        is_open(slug, "Figure") for slug in (scene.SUBMITTED, scene.RETURNED, scene.APPROVED, scene.REVISED)
    ] == [
        False,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 116", "-3 points since May", "@ home", '=HYPERLINK("http://x")']
)
def test_a_text_that_looks_like_a_formula_is_a_text(text):
    scene.enter(scene.DRAFT, "45.6", commentary_public=text)

    cell = filled().cell(scene.DRAFT, "Commentary for publication")

    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_control_characters_do_not_stand_in_the_way():
    scene.enter(scene.DRAFT, "45.6", commentary_public="pasted\x0bfrom a word processor")

    assert filled().cell(scene.DRAFT, "Commentary for publication").value == "pastedfrom a word processor"


def test_parts_stand_on_a_sheet_of_their_own_and_without_any_there_is_none():
    assert "Parts" not in filled().book.sheetnames
    measure = own(measuring.composition())
    draft = {"parts": {"inadequate": "4", "improve": "0", "good": "193"}}
    workflow.save_draft(
        measure=measure,
        period=world.november(),
        content=draft,
        version=None,
        by=world.person("olive"),
        today=world.TODAY,
    )

    book = filled()

    assert [book.part(measure.slug, code).value for code in ("inadequate", "improve", "good")] == [4, 0, 193]
    assert book.cell(measure.slug, "Figure").protection.locked
    assert "on the sheet “Parts”" in book.cell(measure.slug, "What to enter").value


def test_reasons_and_outlooks_are_offered_from_lists():
    book = filled()
    offered = {str(rule.sqref): rule.formula1 for rule in book.sheet.data_validations.dataValidation}
    columns = [book.cell(scene.DRAFT, heading).column_letter for heading in CHOSEN]
    last = len(items_of()) + 1

    assert offered == {
        f"{columns[0]}2:{columns[0]}{last}": "=Lists!$A$2:$A$6",
        f"{columns[1]}2:{columns[1]}{last}": "=Lists!$B$2:$B$5",
    }
    lists = book.book["Lists"]
    assert [cell.value for cell in lists["A"]] == [CHOSEN[0], *Submission.Absence.labels]
    assert [cell.value for cell in lists["B"]][:5] == [CHOSEN[1], *Submission.Outlook.labels]


CHOSEN = ("Reason for none", "Outlook for the year")


def test_the_page_to_read_first_says_for_whom_until_when_and_what_happens():
    text = "\n".join(cell.value or "" for cell in filled().book["Read me"]["A"])

    assert "For Olive Owner, made on 10 December 2020." in text
    assert "November 2020: to be submitted by 14 December 2020." in text
    assert "Nothing is submitted" in text


@pytest.mark.parametrize(
    ("unit", "number_format"),
    [
        (Unit(UnitKind.PERCENT, 1), "General"),
        (Unit(UnitKind.COUNT), "#,##0"),
        (Unit(UnitKind.COUNT, 1, "k"), "#,##0"),
        (Unit(UnitKind.DAYS, 2), "#,##0.00"),
        (Unit(UnitKind.RATE, 1, per=100_000), "#,##0.0"),
    ],
)
def test_number_formats_follow_the_decimals(unit, number_format):
    assert styled.number_format(unit) == number_format


# --- What a person reports ----------------------------------------------------------------------------


def test_a_deputy_and_a_provider_have_their_measures_and_a_manager_has_none():
    assert {item.measure.slug for item in items_of("dee")} <= {
        item.measure.slug for item in items_of("olive")
    }
    assert {item.measure.slug for item in items_of("dan")} > {item.measure.slug for item in items_of("olive")}
    assert expected.of(world.person("mary"), today=world.TODAY) == []


def test_a_reopened_figure_of_a_closed_period_is_in_the_return():
    """October takes no first figures in February, and corrections all the same."""
    day = world.date(2021, 2, 10)
    first = scene.approve(scene.submit(scene.enter(scene.APPROVED, "54.0")), world.person("mary"))
    workflow.reopen(submission=first, reason="Late cases.", by=world.person("olive"), today=day)

    found = [
        item for item in expected.of(world.person("olive"), today=day) if item.period == world.november()
    ]

    assert [(item.measure.slug, item.state) for item in found] == [(scene.APPROVED, "overdue")]


def test_the_number_of_queries_does_not_grow_with_the_figures():
    def queries():
        with CaptureQueriesContext(connection) as caught:
            downloaded()
        return len(caught)

    MeasureRole.objects.filter(person=world.person("olive")).exclude(measure__slug=scene.DRAFT).delete()
    scene.enter(scene.DRAFT, "45.6")
    _own_homes(1)
    one = queries()
    _own_homes(2, 3, 4)

    assert queries() == one


def _own_homes(*numbers):
    """Compositions that Olive owns, each with a target and a last figure."""
    for number in numbers:
        measure = own(measuring.composition(f"homes-{number}"))
        measuring.target(measure, "80", rule=measuring.points())
        measuring.figure(measure, world.date(2020, 10, 1), {"inadequate": "4", "improve": "0", "good": "1"})


def test_a_correction_of_a_back_figure_of_a_year_is_made_on_its_page_and_not_in_a_return():
    figure = Submission.objects.in_force().get(
        measure__slug=scene.DRAFT, period__start=world.date(2019, 4, 1)
    )
    workflow.reopen(submission=figure, reason="A typing error.", by=world.person("olive"))
    assert figure.period not in [
        item.period for item in expected.of(world.person("olive"), today=world.TODAY)
    ]


def test_the_last_figure_of_a_monthly_measure_may_be_its_year_s_as_on_my_measures():
    items = due.items_for(world.person("olive"), today=world.TODAY)
    shown = {item["measure"].slug: item["last"] for item in items if item["period"] == world.november()}
    last = shown[scene.DRAFT]
    assert last.submission.period.label == "2019/20"
    book = filled()

    printed = {slug: book.cell(slug, "Last figure").value for slug in shown}

    assert printed[scene.DRAFT] == f"{last.figure.text} (2019/20)"
    assert {slug for slug, text in printed.items() if text} == {slug for slug in shown if shown[slug]}
