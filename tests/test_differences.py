"""How far a figure that awaits sign-off is from the last one that was approved."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance import assessing, differences
from performance.differences import Difference, change_between
from performance.models import SeriesBreak, Submission
from performance.rules.numbers import Unit
from tests import measuring, scene, world
from tests.measuring import APRIL, NOVEMBER

APRIL_2019 = date(2019, 4, 1)
OCTOBER = date(2020, 10, 1)
PERCENT, COUNT = Unit("percent", 1), Unit("count", 0)


# --- Two figures -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "was", "unit", "plain"),
    [
        ("50.1", "45.6", PERCENT, "+4.5 points (+9.9%)"),
        ("45.6", "50.1", PERCENT, "−4.5 points (−9.0%)"),
        ("460", "455", COUNT, "+5 (+1.1%)"),
        # Of 0 there is no share; to 0 it is all of it.
        ("3", "0", COUNT, "+3"),
        ("0", "3", COUNT, "−3 (−100.0%)"),
        ("0", "0", COUNT, "No change"),
        # The figures as they are printed: 45.64 and 45.6 are the same, 45.65 is not.
        ("45.64", "45.6", PERCENT, "No change"),
        ("45.65", "45.6", PERCENT, "+0.1 points (+0.2%)"),
        # Of a negative figure the share is of its size: an underspend that grew.
        ("-300", "-200", Unit("money", 0), "−£100 (−50.0%)"),
        ("1500000", "1000000", Unit("count", 1, "m"), "+0.5m (+50.0%)"),
        ("318.4", "317.5", Unit("rate", 1, "", 100_000), "+0.9 per 100,000 (+0.3%)"),
    ],
)
def test_two_figures_as_a_reader_subtracts_them(now, was, unit, plain):
    assert change_between(D(now), D(was), unit).plain == plain


@pytest.mark.parametrize(("now", "arrow"), [("2", "up"), ("1", "level"), ("0", "down")])
def test_the_arrow_is_the_direction_of_the_number(now, arrow):
    assert change_between(D(now), D(1), COUNT).arrow == arrow


# --- Which figure it is held against -----------------------------------------------------------------------


@pytest.fixture
def opened(db):
    measuring.open_years(APRIL_2019, APRIL)


def of(submission) -> Difference:
    judged = assessing.judge_with([submission])
    return differences.of([submission], judged)[submission.pk]


def waiting(measure, start, given, **more):
    """A figure of a period that awaits sign-off, as it stands in the queue."""
    return Submission(
        measure=measure,
        period=measuring.period(start),
        pk=99_999,
        **{**measuring.content(given), **more},
    )


def test_a_figure_is_held_against_the_last_period_that_was_approved(opened):
    visits = measuring.measure()
    measuring.figures(visits, APRIL, [10, 20, 30, None, None, None, None])

    found = of(waiting(visits, NOVEMBER, 40))

    assert (found.against, found.was.text, found.change.plain, found.word) == (
        "June 2020",
        "30",
        "+10 (+33.3%)",
        "better",
    )
    assert found.plain == "+10 (+33.3%), better, after 30 in June 2020"


@pytest.mark.parametrize(
    ("polarity", "now", "word"),
    [
        ("high", 40, "better"),
        ("high", 20, "worse"),
        ("low", 40, "worse"),
        ("low", 20, "better"),
        ("none", 40, ""),
        # 1 of 30 is less than the 5% from which a change is clear.
        ("high", 31, "no clear change"),
        ("high", 30, ""),
    ],
)
def test_the_word_follows_the_aim(opened, polarity, now, word):
    visits = measuring.measure(polarity=polarity)
    measuring.figure(visits, OCTOBER, 30)

    assert of(waiting(visits, NOVEMBER, now)).word == word


def test_within_a_band_the_word_follows_the_distance_to_it(opened):
    share = measuring.measure(unit="percent", decimals=1, polarity="band", aggregation="latest")
    measuring.target(share, kind="band", lower=D(50), upper=D(60), rule=measuring.points())
    measuring.figure(share, OCTOBER, "70")

    nearer, further = (of(waiting(share, NOVEMBER, value)) for value in ("65", "75"))

    assert (nearer.word, further.word) == ("better", "worse")


def test_a_month_that_was_not_applicable_is_passed_over(opened):
    visits = measuring.measure()
    measuring.figures(visits, date(2020, 9, 1), [10, "not_applicable"])

    assert of(waiting(visits, NOVEMBER, 12)).against == "September 2020"


def test_0_is_a_figure_to_be_held_against(opened):
    visits = measuring.measure()
    measuring.figure(visits, OCTOBER, 0)

    found = of(waiting(visits, NOVEMBER, 12))

    assert (found.against, found.change.plain) == ("October 2020", "+12")


def test_nothing_is_subtracted_across_a_series_break(opened):
    visits = measuring.measure()
    measuring.figure(visits, OCTOBER, 30)
    SeriesBreak.objects.create(measure=visits, starts_on=NOVEMBER, reason="New definition")

    found = of(waiting(visits, NOVEMBER, 40))

    assert found.change is None
    assert found.note == "Not compared: the series breaks on 1 November 2020 (New definition)."


def test_a_year_to_date_is_held_against_its_own_year(opened):
    """It begins anew in April: 20 by April after 200 by March is no fall."""
    visits = measuring.measure(entry_basis="year_to_date", aggregation="latest")
    measuring.figure(visits, date(2020, 3, 1), 200)
    april = of(waiting(visits, APRIL, 20))
    measuring.figure(visits, OCTOBER, 90)

    november = of(waiting(visits, NOVEMBER, 100))

    assert april.against != "April 2019 to March 2020"
    assert (november.against, november.change.plain) == ("April to October 2020", "+10 (+11.1%)")


def test_where_no_month_is_approved_it_is_what_the_rating_compares_with(db):
    submitted = scene.submit(scene.enter(scene.DRAFT, D("45.6")))
    submitted = Submission.objects.with_measure().get(pk=submitted.pk)

    found = of(submitted)

    assert (found.against, found.was.text, found.change.plain) == ("2019/20", "47.5%", "−1.9 points (−4.0%)")


def test_the_first_figure_of_a_measure_says_so(opened):
    found = of(waiting(measuring.measure(), NOVEMBER, 40))

    assert (found.change, found.note, found.plain) == (
        None,
        "No earlier figure is approved.",
        "No earlier figure is approved.",
    )


def test_a_reason_for_none_says_what_there_was(opened):
    visits = measuring.measure()
    measuring.figure(visits, OCTOBER, 30)

    found = of(waiting(visits, NOVEMBER, "not_applicable"))

    assert (found.change, found.note) == (None, "No figure now; it was 30 in October 2020.")


def test_a_composition_is_held_against_the_share_of_its_good_parts(opened):
    homes = measuring.composition()
    measuring.figure(homes, OCTOBER, {"inadequate": "10", "improve": "40", "good": "50"})

    found = of(waiting(homes, NOVEMBER, {"inadequate": "10", "improve": "30", "good": "60"}))

    assert (found.against, found.change.plain) == ("October 2020", "+10.0 points (+20.0%)")


def test_a_composition_without_good_parts_says_what_it_was(opened):
    homes = measuring.composition(good=())
    measuring.figure(homes, OCTOBER, {"inadequate": "10", "improve": "40", "good": "50"})

    found = of(waiting(homes, NOVEMBER, {"inadequate": "10", "improve": "30", "good": "60"}))

    assert found.change is None
    assert found.note == "It was Inadequate 10 · Improve 40 · Good 50 in October 2020."


# --- Corrections -------------------------------------------------------------------------------------------


def test_a_correction_is_held_against_the_revision_in_force_with_its_forecast(opened):
    visits = measuring.measure(has_forecast=True)
    before = measuring.figure(visits, NOVEMBER, 40, forecast=D(500))

    found = of(waiting(visits, NOVEMBER, 44, forecast=D(520), revision=2))

    assert before.revision == 1
    assert (found.against, found.change.plain, found.forecast.plain) == (
        "revision 1, in force now",
        "+4 (+10.0%)",
        "+20 (+4.0%)",
    )
    assert found.plain.startswith("November 2020: +4 (+10.0%), better, after 40 in revision 1, in force now")
    assert found.plain.endswith(", full-year forecast +20 (+4.0%)")


def test_a_correction_of_a_reason_for_none_says_that_there_was_none(opened):
    visits = measuring.measure()
    measuring.figure(visits, NOVEMBER, "not_published")

    found = of(waiting(visits, NOVEMBER, 44, revision=2))

    assert found.note == (
        "A figure now; there was none in revision 1, in force now: Not published by the source."
    )


def test_the_figure_that_is_in_force_is_not_held_against_itself(opened):
    visits = measuring.measure()
    measuring.figure(visits, OCTOBER, 30)
    in_force = measuring.figure(visits, NOVEMBER, 40)

    assert of(in_force).against == "October 2020"


@pytest.mark.wide
def test_the_differences_cost_the_same_for_one_and_for_many(db):
    def counted():
        found = list(
            Submission.objects.awaiting_approval()
            .with_measure()
            .prefetch_related("measure__dimensions__categories")
        )
        judged = assessing.judge_with(found)
        with CaptureQueriesContext(connection) as captured:
            differences.of(found, judged)
        return len(captured), len(found)

    scene.submit(scene.enter(scene.DRAFT, D("45.6")))
    few = counted()
    world.submit_month()
    many = counted()

    assert (few[1], many[1] > 25) == (1, True)
    assert few[0] == many[0]
