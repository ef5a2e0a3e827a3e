"""Checks at entry from what is in the database: what each entry of a sitting is asked."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance import checking, workflow
from performance.checking import Entry
from performance.models import CalculationInput, ContextNote, Role, SeriesBreak, Submission
from performance.rules.checks.found import Code, Severity
from tests import measuring, world
from tests.measuring import APRIL, NOVEMBER, figures, period

pytestmark = pytest.mark.django_db
LAST_APRIL = date(2019, 4, 1)
# April 2019 to October 2020 are nineteen months, and November 2020 is the twentieth.
STEADY = [
    1000,
    1013,
    988,
    1005,
    1021,
    994,
    1009,
    1002,
    985,
    1017,
    998,
    1011,
    1004,
    1019,
    991,
    1008,
    1015,
    996,
    1003,
]
PRECISE = [12_000 + 17 * figure % 991 for figure in STEADY]


@pytest.fixture
def years():
    measuring.open_years(LAST_APRIL, APRIL)


def entry(measure, given, **more):
    return Entry(measure, period(NOVEMBER), measuring.content(given), **more)


def asked(*entries):
    """The codes that each entry is asked about, as (code, field)."""
    return [[(found.code, found.field) for found in findings] for findings in checking.findings_of(entries)]


def steady(slug="visits-paid", given=STEADY, **fields):
    made = measuring.measure(slug, **fields)
    figures(made, LAST_APRIL, given)
    return made


def test_a_figure_is_held_against_its_own_months(years):
    visits = steady()
    assert asked(entry(visits, 1007), entry(visits, 10_070), entry(visits, 1600)) == [
        [],
        [(Code.UNITS, "value")],
        [(Code.FAR, "value")],
    ]


def test_a_fraction_is_asked_about_at_its_numerator(years):
    share = steady(
        "reviews-done",
        [(540 + i % 5, 1000) for i in range(19)],
        unit="percent",
        decimals=1,
        entry="fraction",
        aggregation="fraction",
    )
    assert asked(entry(share, (54, 1000)), entry(share, (541, 1000))) == [[(Code.UNITS, "numerator")], []]


def test_a_stated_percentage_is_held_against_its_fraction(years):
    share = measuring.measure("reviews-done", "percent", decimals=1, entry="fraction", aggregation="fraction")
    wrong = entry(share, (1089, 2502), stated=D("45.36"))
    (finding,) = checking.findings_of([wrong])[0]
    assert (finding.code, finding.severity, finding.field) == (Code.SHARE, Severity.ERROR, "numerator")
    assert asked(entry(share, (1089, 2502), stated=D("43.53"))) == [[]]


def test_each_part_of_a_composition_is_held_against_its_own_months(years):
    homes = measuring.composition()
    figures(homes, LAST_APRIL, [{"inadequate": 14 + i % 2, "improve": 69, "good": 193} for i in range(19)])
    assert asked(
        entry(homes, {"inadequate": 14, "improve": 69, "good": 193}),
        entry(homes, {"inadequate": 14, "improve": 69, "good": 1930}),
    ) == [[], [(Code.UNITS, "parts.good")]]


def test_a_year_to_date_is_held_against_what_the_month_adds(years):
    to_date = []
    for number, figure in enumerate(STEADY):
        to_date.append(figure + (to_date[-1] if number % 12 else 0))
    visits = steady(given=to_date, entry_basis="year_to_date")
    added = to_date[-1]
    assert asked(entry(visits, added + 1003), entry(visits, 1003)) == [[], [(Code.FAR, "value")]]


def test_the_figure_of_the_row_beside_it_is_asked_about(years):
    first, second = steady(given=PRECISE), steady("letters-sent", [3 * figure for figure in PRECISE])
    mine, theirs = entry(first, 12_345), entry(second, 12_345)
    codes = asked(mine, theirs)
    assert codes == [[(Code.NEIGHBOUR, "value")], [(Code.NEIGHBOUR, "value")]]
    october = Entry(second, period(date(2020, 10, 1)), measuring.content(12_345))
    assert asked(mine, october)[0] == []


def test_a_series_break_leaves_too_little_to_judge_by(years):
    visits = steady()
    SeriesBreak.objects.create(measure=visits, starts_on=date(2020, 9, 1), reason="New definition")
    assert asked(entry(visits, 1600)) == [[]]


def test_a_context_note_over_the_month_silences_what_is_far(years):
    visits = steady()
    note = ContextNote.objects.create(text="Closed", starts_on=date(2020, 3, 20), ends_on=date(2020, 11, 1))
    note.measures.add(visits)
    assert asked(entry(visits, 400)) == [[]]
    note.ends_on = date(2020, 10, 31)
    note.save()
    assert asked(entry(visits, 400)) == [[(Code.FAR, "value")]]


def given_up(figure, share):
    """A correction of a figure that was begun and given up again."""
    ada = world.person("ada")
    Role.objects.create(person=ada, kind=Role.Kind.OFFICER)
    begun = workflow.reopen(submission=figure, reason="A slip.", by=ada, today=world.TODAY)
    Submission.objects.filter(pk=begun.pk).update(value=D(share))
    workflow.abandon(submission=begun, version=begun.version, by=ada)


def test_percentages_that_always_made_100_are_asked_to_again(years):
    parts = [
        measuring.measure(slug, "percent", decimals=1, aggregation="as_entered")
        for slug in ("good", "poor", "none")
    ]
    total = measuring.measure(
        "all-of-them",
        "percent",
        decimals=1,
        entry="calculated",
        calculation="total",
        aggregation="as_entered",
    )
    for position, part in enumerate(parts):
        CalculationInput.objects.create(measure=total, source=part, part="first", position=position)
    sitting = [entry(part, share) for part, share in zip(parts, ("60.0", "30.0", "11.2"), strict=True)]
    assert asked(*sitting) == [[], [], []]  # nobody knows yet that they should
    figures(total, date(2020, 9, 1), [100, 100])
    assert asked(*sitting) == [[(Code.HUNDRED, "value")]] * 3
    assert asked(*sitting[:2], entry(parts[2], "10.0")) == [[], [], []]
    assert asked(*sitting[:2]) == [[], []]  # one of them is not there
    wrong = measuring.figure(parts[2], NOVEMBER, "11.2")
    assert asked(*sitting[:2]) == [[(Code.HUNDRED, "value")]] * 2
    given_up(wrong, "10.0")
    assert asked(*sitting[:2]) == [[(Code.HUNDRED, "value")]] * 2
    figures(total, date(2020, 8, 1), [99])
    assert asked(*sitting) == [[], [], []]


def test_letters_in_pasted_cells_are_named_at_their_cell(years):
    visits = measuring.measure()
    pasted = {"commentary_public": "1\u04211A"}
    assert asked(entry(visits, 12, texts=pasted)) == [[(Code.LETTERS, "commentary_public")]]
    homes = measuring.composition()
    parts = {"inadequate": 14, "improve": 69, "good": 193}
    assert asked(entry(homes, parts, texts=pasted)) == [[(Code.LETTERS, "commentary_public")]]


def test_a_reason_for_none_is_not_asked_about(years):
    assert asked(entry(steady(), "not_published")) == [[]]


def test_figures_of_another_kind_of_period_are_no_history(years):
    visits = steady()
    year = Entry(visits, period(APRIL, "year"), measuring.content(12_000))
    assert asked(year) == [[]]


def test_the_number_of_queries_does_not_grow_with_the_sitting(years):
    def queries(entries):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            checking.findings_of(entries)
        return len(captured)

    measures = [steady(f"visits-{number}", STEADY[:4]) for number in range(10)]
    note = ContextNote.objects.create(text="Closed", starts_on=date(2019, 3, 20))
    note.measures.set(measures)
    assert queries([entry(measures[0], 1000)]) == queries([entry(each, 1000) for each in measures])


def test_without_a_history_a_figure_is_held_beside_the_one_that_it_corrects(years):
    made = measuring.measure("reviews-done", unit_kind="percent", decimals=1, aggregation="as_entered")
    figures(made, NOVEMBER, [D("96.0")])
    (findings,) = checking.findings_of([entry(made, D("9.6"))])
    assert [found.code for found in findings] == [Code.UNITS]
    assert "96.0%, the figure in force." in findings[0].sentence
