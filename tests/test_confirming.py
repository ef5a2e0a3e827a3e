"""What is asked about a figure among its owner's, and what holds as confirmed."""

from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance import confirming, workflow
from performance.models import MeasureRole
from performance.rules.checks.found import Code, Finding, Severity
from tests import measuring, world
from tests.measuring import APRIL, NOVEMBER, period
from tests.test_checking import LAST_APRIL, PRECISE, STEADY

pytestmark = pytest.mark.django_db
SERIOUS = Finding(Code.UNITS, Severity.SERIOUS, "Ten times too large.")
ASKED = Finding(Code.FAR, Severity.WARNING, "Far from what was expected.")
ERROR = Finding(Code.PARTS, Severity.ERROR, "The parts do not add up.")


@pytest.fixture
def visits():
    measuring.open_years(LAST_APRIL, APRIL)
    made = measuring.measure("visits-paid")
    measuring.figures(made, LAST_APRIL, STEADY)
    MeasureRole.objects.update_or_create(
        measure=made, kind="owner", defaults={"person": world.person("olive")}
    )
    return made


def asked(measure, figure, **more):
    return confirming.asked(measure, period(NOVEMBER), measuring.content(figure), **more)


def test_a_figure_ten_times_too_large_is_asked_about(visits):
    assert [confirming.key_of(found) for found in asked(visits, 10_050)] == ["value:units"]


def test_an_ordinary_figure_is_not(visits):
    assert asked(visits, 1005) == []


def test_what_is_refused_anyway_is_not_asked_about(visits):
    assert asked(visits, -10_050) == []


def test_a_letter_of_another_alphabet_is_asked_about(visits):
    found = asked(visits, 1005, texts={"value": "1OO5".replace("O", "О")})
    assert [finding.code for finding in found] == [Code.LETTERS]


def test_a_figure_typed_in_the_next_row_too_is_asked_about():
    measuring.open_years(LAST_APRIL, APRIL)
    first, second = measuring.measure("visits-made"), measuring.measure("visits-paid")
    for made, times in ((first, 3), (second, 1)):
        measuring.figures(made, LAST_APRIL, [times * figure for figure in PRECISE])
        MeasureRole.objects.create(measure=made, kind="owner", person=world.person("olive"))
    typed = measuring.content(12_345)
    assert asked(second, 12_345) == []
    workflow.save_draft(
        measure=first,
        period=period(NOVEMBER),
        content=typed,
        version=None,
        by=world.person("olive"),
        today=world.TODAY,
    )
    assert [finding.code for finding in asked(second, 12_345)] == [Code.NEIGHBOUR]


def test_the_number_of_queries_does_not_grow_with_the_owners_measures(visits):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as counted:
            asked(visits, 10_050)
        return len(counted)

    before = queries()
    for number in range(3):
        more = measuring.measure(f"more-visits-{number}")
        measuring.figures(more, LAST_APRIL, STEADY)
        MeasureRole.objects.update_or_create(
            measure=more, kind="owner", defaults={"person": world.person("olive")}
        )
    assert queries() == before


# --- Answers -------------------------------------------------------------------------------------------

CONTENT = {"value": D(10_050)}


@pytest.mark.parametrize(
    ("finding", "answers", "left"),
    [
        (ASKED, {}, True),
        (ASKED, {"value:far": ""}, False),
        (SERIOUS, {"value:units": ""}, True),
        (SERIOUS, {"value:units": "  "}, True),
        (SERIOUS, {"value:units": "A new contract."}, False),
        (ERROR, {"value:parts": "It is right."}, True),
        (ASKED, {"numerator:far": ""}, True),
    ],
)
def test_what_is_still_to_confirm(finding, answers, left):
    assert confirming.unanswered([finding], answers, [], CONTENT) == ([finding] if left else [])


def test_a_confirmation_holds_while_the_figure_does(visits):
    olive, today = world.person("olive"), world.TODAY
    draft = workflow.save_draft(
        measure=visits,
        period=period(NOVEMBER),
        content=measuring.content(10_050),
        version=None,
        by=olive,
        today=today,
    )
    findings = confirming.asked(visits, draft.period, workflow.content_of(draft))
    said = confirming.keep(
        draft, findings, {"value:units": "A new contract."}, by=olive, now=draft.created_at
    )
    assert len(said) == 1
    assert said[0].endswith("Confirmed: A new contract.")
    rows = list(draft.confirmations.all())
    assert [(row.figure, row.reason, row.severity) for row in rows] == [
        ("10050", "A new contract.", "serious")
    ]
    assert confirming.unanswered(findings, {}, rows, workflow.content_of(draft)) == []
    assert confirming.unanswered(findings, {}, rows, {"value": D(10_060)}) == findings


def test_what_is_no_longer_asked_is_forgotten(visits):
    test_a_confirmation_holds_while_the_figure_does(visits)
    draft = visits.submissions.open().get()
    assert confirming.keep(draft, [], {}, by=draft.created_by, now=draft.created_at) == []
    assert draft.confirmations.count() == 0
