"""What is asked about a figure among its owner's, and what holds as confirmed."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance import confirming, workflow
from performance.checking import Entry
from performance.models import Confirmation, MeasureRole
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


@pytest.mark.wide
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


@pytest.mark.wide
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


BESIDE = Finding(Code.COMPANION, Severity.SERIOUS, "They do not agree.", "companion")
FRACTION = Finding(Code.FAR, Severity.WARNING, "Far from what was expected.", "numerator")
SWAPPED = Finding(Code.SWAPPED, Severity.WARNING, "Did you mean 1,009?", "denominator")
PART = Finding(Code.FAR, Severity.WARNING, "Far from what was expected.", "parts.bad")


def confirmed(finding, content, reason="Counted twice."):
    figure = confirming.about(content, finding.field)
    return Confirmation(field=finding.field, code=finding.code, figure=figure, reason=reason)


@pytest.mark.parametrize(
    ("finding", "was", "now", "holds"),
    [
        # The numerator is the one that was confirmed, and the figure is ten times smaller.
        (FRACTION, {"numerator": D(505), "denominator": D(1000)}, {"denominator": D(10_000)}, False),
        (SWAPPED, {"numerator": D(505), "denominator": D(1090)}, {"numerator": D(550)}, False),
        (FRACTION, {"numerator": D(505), "denominator": D(1000)}, {"companion": D(7)}, True),
        (BESIDE, {"value": D(462), "companion": D(669)}, {"value": D(46)}, False),
        (BESIDE, {"numerator": D(462), "denominator": D(9), "companion": D(6)}, {"numerator": D(46)}, False),
        (BESIDE, {"value": D(462), "companion": D(669)}, {"companion": D(666)}, False),
        (BESIDE, {"value": D(462), "companion": D(669)}, {"forecast": D(700)}, True),
        (PART, {"parts": {"bad": "4", "good": "90"}}, {"parts": {"bad": "5", "good": "90"}}, False),
        (PART, {"parts": {"bad": "4", "good": "90"}}, {"parts": {"bad": "4", "good": "91"}}, True),
    ],
)
def test_a_confirmation_is_about_all_that_the_warning_compared(finding, was, now, holds):
    row = confirmed(finding, was)
    assert confirming.unanswered([finding], {}, [row], was) == []
    assert confirming.unanswered([finding], {}, [row], was | now) == ([] if holds else [finding])


def test_a_tick_is_no_reason_where_the_same_warning_has_become_serious():
    row = confirmed(ASKED, CONTENT, reason="")
    grave = Finding(ASKED.code, Severity.SERIOUS, ASKED.sentence)
    assert confirming.unanswered([ASKED], {}, [row], CONTENT) == []
    assert confirming.unanswered([grave], {}, [row], CONTENT) == [grave]


def test_what_is_no_longer_asked_is_forgotten(visits):
    test_a_confirmation_holds_while_the_figure_does(visits)
    draft = visits.submissions.open().get()
    assert confirming.keep(draft, [], {}, by=draft.created_by, now=draft.created_at) == []
    assert draft.confirmations.count() == 0


# --- Words, and many owners at once --------------------------------------------------------------------


def test_letters_in_the_words_of_a_content_are_asked_about(visits):
    word = "Сare"  # the first letter is Cyrillic
    content = measuring.content(1005) | {"commentary_public": f"{word} homes reopened."}
    found = confirming.asked(visits, period(NOVEMBER), content)
    assert [confirming.key_of(finding) for finding in found] == ["commentary_public:letters"]


def test_what_stood_in_a_text_is_one_line_and_fits_its_column():
    long, other = "One\r\nline. " * 40, "One\r\nline. " * 41
    held = confirming.figure_in({"commentary_public": long}, "commentary_public")
    assert confirming.figure_in({"commentary_public": "Two\nlines"}, "commentary_public") == "Two lines"
    assert (held[:9], len(held) <= Confirmation._meta.get_field("figure").max_length) == ("One line.", True)
    assert held != confirming.figure_in({"commentary_public": other}, "commentary_public")


@pytest.mark.wide
def test_figures_of_many_owners_are_each_asked_among_their_owners_own(visits):
    """The same figure beside another owner's is no slip into the next row."""
    next_one = measuring.measure("visits-repeated")
    measuring.figures(next_one, LAST_APRIL, [3 * figure for figure in PRECISE])
    paid = measuring.measure("visits-settled")
    measuring.figures(paid, LAST_APRIL, PRECISE)
    entries = [Entry(one, period(NOVEMBER), measuring.content(12_345)) for one in (next_one, paid)]

    def codes(*owners):
        MeasureRole.objects.filter(measure__in=[next_one, paid]).delete()
        for made, owner in zip((next_one, paid), owners, strict=True):
            MeasureRole.objects.create(measure=made, kind="owner", person=world.person(owner))
        found = confirming.asked_of_all(entries)
        alone = [confirming.asked(one.measure, one.period, one.content) for one in entries]
        if len(set(owners)) == 2:
            assert found == alone
        return [finding.code for finding in found[0]]

    assert Code.NEIGHBOUR in codes("olive", "olive")
    assert Code.NEIGHBOUR not in codes("olive", "oscar")


def test_the_queries_do_not_grow_with_owners_and_periods(visits):
    def queries(entries):
        with CaptureQueriesContext(connection) as captured:
            confirming.asked_of_all(entries)
        return len(captured)

    one = Entry(visits, period(NOVEMBER), measuring.content(1005))
    few = queries([one])
    more = [one, Entry(visits, period(date(2020, 12, 1)), measuring.content(1005))]
    for slug, owner in (("visits-a", "oscar"), ("visits-b", "dee"), ("visits-c", "dan")):
        made = measuring.measure(slug)
        MeasureRole.objects.create(measure=made, kind="owner", person=world.person(owner))
        more.append(Entry(made, period(NOVEMBER), measuring.content(5)))
    assert queries(more) == few
