"""A measure's figures over time: what is drawn, where it breaks, and what its chart says."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from performance import cells, series
from performance.models import Measure, Period, Submission
from performance.rules import calendar
from tests import kinds, scorecards, world

MONTHS = [date(2020, month, 1) for month in (2, 3, 4, 5)]


@pytest.mark.parametrize(
    ("day", "places"),
    [
        (date(2020, 2, 1), {}),
        (date(2020, 2, 2), {1: "why"}),
        (date(2020, 4, 1), {2: "why"}),
        (date(2020, 4, 2), {3: "why"}),
        (date(2020, 5, 1), {3: "why"}),
        (date(2020, 5, 2), {}),
    ],
)
def test_a_series_breaks_before_the_first_period_that_starts_after(day, places):
    assert series.breaks_at(MONTHS, [SimpleNamespace(starts_on=day, reason="why")]) == places


def of(slug):
    measure = Measure.objects.get(slug=slug)
    return measure, series.of(measure)


@pytest.mark.wide
@pytest.mark.django_db
def test_months_without_a_figure_are_gaps_and_years_stand_apart():
    kinds.build()
    measure, points = of("page-steady")

    drawn = series.chart(measure, points, None)

    assert "July 2020: no figure" in drawn
    assert "2019/20" not in drawn


@pytest.mark.wide
@pytest.mark.django_db
def test_figures_far_apart_stand_side_by_side(month):
    measure, points = of("library-visits")

    drawn = series.chart(measure, points, None)

    assert drawn.count("<circle") == 2
    assert "November 2019" in drawn
    assert "no figure" not in drawn


@pytest.mark.wide
@pytest.mark.django_db
def test_a_chart_draws_the_last_thirteen():
    scorecard = scorecards.build()
    maker = scorecards.Maker(scorecard)
    measure = maker.measure(scorecard.sections.first(), "long", "Long", "count", 0, "high")
    for number in range(14):
        maker.figure(measure, _month(number), value=Decimal(number))

    measure, points = of("page-long")

    assert len(points) == 14
    assert series.chart(measure, points, None).count("<circle") == 13


def _month(number):
    start = calendar.add_months(date(2020, 2, 1), number)
    fields = {
        "end": calendar.last_of_month(start),
        "year": scorecards.year(calendar.first_of_year(start, "financial").year),
        "opens_on": start,
        "due_on": start,
    }
    return Period.objects.get_or_create(kind="month", start=start, defaults=fields)[0]


@pytest.mark.wide
@pytest.mark.django_db
def test_a_years_target_is_not_drawn_beside_single_months_that_add_up_to_it():
    kinds.build()
    for slug, drawn in (("page-visits", False), ("page-steady", True)):
        measure, points = of(slug)
        target = measure.targets.get(year=world.year_2020())
        assert (">Target<" in series.chart(measure, points, target)) == drawn, slug


@pytest.mark.wide
@pytest.mark.django_db
def test_a_chart_says_why_the_latest_figure_is_not_compared():
    kinds.build()
    _, broken = of("page-broken")
    _, steady = of("page-steady")

    assert series.says(broken) == "Not compared: the series breaks on 1 November 2020 (New definition)."
    assert series.says(steady).startswith("Improving: 65.5% after 65.0%")


@pytest.mark.wide
@pytest.mark.django_db
def test_a_composition_is_drawn_by_its_share_and_one_figure_is_no_line():
    scorecard = scorecards.build()
    measure, points = of("page-cqc-commissioned")
    assert series.chart(measure, points, None) == ""

    maker = scorecards.Maker(scorecard)
    maker.figure(measure, world.november(), parts={"c0": Decimal(0), "c1": Decimal(50), "c2": Decimal(150)})
    measure, points = of("page-cqc-commissioned")

    assert [str(point.number) for point in points] == ["72.556391", "75.000000"]
    assert "75.0%" in series.chart(measure, points, None)


@pytest.mark.wide
@pytest.mark.django_db
def test_a_point_is_printed_with_the_status_that_stands():
    kinds.build()
    measure = Measure.objects.get(slug="page-judged")
    standing = measure.submissions.get(period=world.november()).overrides.get()

    computed = series.of(measure)[-1]
    judged = series.of(measure, {standing.submission_id: standing})[-1]

    assert (computed.status.word, judged.status.word, judged.computed.word) == ("Red", "Amber", "Red")
    assert series.with_overrides(measure, standing.expires_on)[-1].override == standing
    assert series.with_overrides(measure, standing.expires_on + timedelta(days=1))[-1].override is None


@pytest.mark.wide
@pytest.mark.django_db
def test_printing_compositions_costs_the_same_for_one_and_for_three(django_assert_num_queries):
    scorecard = scorecards.build()
    maker = scorecards.Maker(scorecard)
    measure = Measure.objects.get(slug="page-cqc-commissioned")
    for start in (world.november(), _month(4)):
        maker.figure(measure, start, parts={f"c{n}": Decimal(n) for n in range(3)})

    for count in (1, 3):
        figures = Submission.objects.filter(measure=measure).with_make_up().order_by("pk")[:count]
        with django_assert_num_queries(3):
            assert len([cells.figure_cell(figure).text for figure in figures]) == count
