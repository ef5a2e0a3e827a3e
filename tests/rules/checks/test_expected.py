"""What is expected of a figure: seasons, short histories, zeros, edges, steps, breaks and years to date."""

import math
from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from performance.rules.checks.expected import Expected, TooLittle, expected_for
from performance.rules.checks.found import Context, Past
from performance.rules.checks.scale import Scale, scale_of
from tests.rules import COUNT, MILLIONS, PERCENT, POUNDS, RATE, THOUSANDS
from tests.rules.checks import JUNE, months, past

STEADY = (1000, 1010, 990, 1005, 1020, 995)


def told(unit, context):
    """The range and where it is from, or the sentence that says why there is none."""
    found = expected_for(unit, context)
    return found.words if isinstance(found, Expected) else found.sentence


def test_two_figures_are_too_little_and_three_are_enough():
    assert told(COUNT, months(1000, 1010)) == (
        "Too little to judge by: 2 earlier figures of single months, and it takes 3."
    )
    assert told(COUNT, months()).startswith("Too little to judge by: no earlier figure of")
    assert told(COUNT, months(7)).startswith("Too little to judge by: 1 earlier figure of")
    assert isinstance(expected_for(COUNT, months(1000, 1010, 990)), Expected)


def test_the_range_says_what_it_is_from():
    assert told(COUNT, months(*STEADY)) == "between 790 and 1,260, from the last 6 months"
    yearly = months(*STEADY, *STEADY, *STEADY)
    assert told(COUNT, yearly).endswith("from the last 18 months and the same month in earlier years")
    assert told(COUNT, months(*STEADY * 10)).endswith(
        "the last 24 months and the same month in earlier years"
    )


def test_a_quarter_a_week_and_a_year_have_their_own_words():
    for kind, starts, words in (
        ("quarter", [date(2019, month, 1) for month in (1, 4, 7, 10)], "the last 4 quarters"),
        ("week", [date(2020, 5, day) for day in (4, 11, 18, 25)], "the last 4 weeks"),
        ("year", [date(year, 4, 1) for year in (2016, 2017, 2018, 2019)], "the last 4 years"),
    ):
        history = tuple(Past(start, D(100)) for start in starts)
        start = {"quarter": date(2020, 1, 1), "week": date(2020, 6, 1), "year": date(2020, 4, 1)}[kind]
        assert told(COUNT, Context(kind, start, history)).split(", from ")[1].startswith(words)


def test_a_season_is_expected_again():
    # December is always twice the rest: expected there, and far in the month before.
    december, november = date(2020, 12, 1), date(2020, 11, 1)
    figures = [1000] * 11 + [2000] + [1000] * 11 + [2000] + [1000] * 11  # from January 2018
    assert not expected_for(COUNT, months(*figures, before=december)).is_far(D(2000))
    assert expected_for(COUNT, months(*figures, before=december)).is_far(D(1300))
    assert expected_for(COUNT, months(*figures[:-1], before=november)).is_far(D(2000))
    # What it has been most of the time is never far, whatever the month.
    assert not expected_for(COUNT, months(*figures, before=december)).is_far(D(1000))


def test_a_short_month_has_less_of_a_flow_and_no_less_of_a_stock():
    figures = [31 * 100, 31 * 100, 30 * 100, 31 * 100, 30 * 100, 31 * 100, 31 * 100]
    february = date(2021, 2, 1)
    flow = expected_for(COUNT, months(*figures, before=february, is_flow=True))
    stock = expected_for(COUNT, months(*figures, before=february))
    assert math.exp(flow.centre) == pytest.approx(2800, rel=0.01)
    assert math.exp(stock.centre) == pytest.approx(3100, rel=0.01)


def test_nothing_but_zeros_expects_few():
    expected = expected_for(COUNT, months(0, 0, 0, 0, 0, 0))
    assert (expected.low, expected.is_far(D(0)), expected.is_far(D(2))) == (0, False, False)
    assert expected.is_far(D(500))


def test_a_count_of_few_varies_more_than_a_count_of_many():
    few, many = (expected_for(COUNT, months(*[figure] * 12)) for figure in (4, 40_000))
    assert not few.is_far(D(8))
    assert many.is_far(D(80_000))


def test_near_100_per_cent_a_point_is_far_more_than_near_50():
    high, middle = (expected_for(PERCENT, months(*[figure] * 12)) for figure in (99, 50))
    assert high.high == 100
    assert high.is_far(D(90))
    assert not middle.is_far(D(45))
    assert middle.is_far(D(104))
    assert math.isinf(middle.distance(D(104)))


def test_a_percentage_of_few_cases_varies_more():
    few = expected_for(PERCENT, replace(months(), history=past(*[50] * 12, cases=D(10))))
    many = expected_for(PERCENT, replace(months(), history=past(*[50] * 12, cases=D(10_000))))
    assert not few.is_far(D(80))
    assert many.is_far(D(80))


def test_a_rate_of_few_cases_varies_more():
    few = expected_for(RATE, replace(months(), history=past(*[3.1] * 12, cases=D(4))))
    many = expected_for(RATE, replace(months(), history=past(*[3.1] * 12, cases=D(4000))))
    assert not few.is_far(D("7.0"))
    assert many.is_far(D("7.0"))


def test_amounts_below_0_are_compared_straight():
    variances = months(200, -300, 150, -100, 250, -200)
    assert scale_of(POUNDS, [p.value for p in variances.history]).name == "straight"
    expected = expected_for(POUNDS, variances)
    assert not expected.is_far(D(-250))
    assert expected.is_far(D(-250_000))


def test_less_than_none_is_infinitely_far_where_it_never_was():
    assert math.isinf(expected_for(COUNT, months(*STEADY)).distance(D(-3)))


def test_after_a_step_two_figures_are_enough():
    step = (1000, 1010, 990, 1005, 1020, 995, 1000, 1010, 990, 1005)
    assert expected_for(COUNT, months(*step)).is_far(D(3000))
    assert not expected_for(COUNT, months(*step, 3010, 2990)).is_far(D(3000))


def test_one_odd_month_does_not_move_what_is_expected():
    calm, odd = months(*STEADY * 3), months(*STEADY * 2, 1000, 1010, 99_000, 1005, 1020, 995)
    assert expected_for(COUNT, odd).is_far(D(9000))
    assert math.exp(expected_for(COUNT, odd).centre) == pytest.approx(
        math.exp(expected_for(COUNT, calm).centre), rel=0.05
    )


def test_figures_from_before_a_break_of_this_and_of_later_periods_are_left_aside():
    figures = months(5000, 5100, 4900, 1000, 1010, 990, 1005)
    starts = [found.start for found in figures.history]
    broken = replace(figures, breaks=(starts[3], date(2030, 1, 1)))
    assert expected_for(COUNT, broken) == expected_for(COUNT, months(1000, 1010, 990, 1005))
    assert isinstance(expected_for(COUNT, replace(figures, breaks=(starts[5],))), TooLittle)
    later = (Past(JUNE, D(77_000)), Past(date(2020, 7, 1), D(88_000)))
    assert expected_for(COUNT, replace(figures, history=figures.history + later)) == expected_for(
        COUNT, figures
    )


# --- The year to date ----------------------------------------------------------------------------------


def test_a_year_to_date_is_judged_by_what_this_month_adds():
    # 100 a month from April 2019: to date 100, 200, … 1,200, and then 100, 200 from April 2020.
    to_date = [100 * (1 + number % 12) for number in range(14)]
    context = months(*to_date, is_cumulative=True, is_flow=True)
    expected = expected_for(COUNT, context)
    assert expected.base == 200
    assert not expected.is_far(D(300))
    assert expected.is_far(D(1100))
    assert math.isinf(expected.distance(D(150)))  # less than the month before had already


def test_the_years_first_month_begins_at_none():
    to_date = [100 * (1 + number % 12) for number in range(12)]
    expected = expected_for(COUNT, months(*to_date, before=date(2020, 4, 1), is_cumulative=True))
    assert expected.base == 0
    assert not expected.is_far(D(100))
    assert expected.is_far(D(1300))


def test_a_year_to_date_after_a_missing_month_cannot_be_judged():
    to_date = [100 * (1 + number % 12) for number in range(13)]
    assert told(COUNT, months(*to_date, None, is_cumulative=True)) == (
        "Too little to judge by: the month before has no year to date."
    )


# --- The scale and the range ---------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [Scale("log"), Scale("odds"), Scale("straight", size=40.0)])
@pytest.mark.parametrize("figure", ["0", "0.1", "50", "99.9", "100"])
def test_a_position_leads_back_to_its_figure(scale, figure):
    assert scale.figure(scale.position(D(figure))) == pytest.approx(float(figure), abs=1e-9)


def test_percentages_above_100_in_the_history_are_compared_straight():
    assert scale_of(PERCENT, [D(98), D(104)]).name == "straight"
    assert scale_of(PERCENT, [D(98), D(100)]).name == "odds"


def test_the_range_is_rounded_outwards_in_the_units_it_is_printed_in():
    thousands = expected_for(THOUSANDS, months(84_500, 85_000, 84_000, 84_700))
    assert thousands.low % 100 == 0
    assert thousands.high % 100 == 0
    assert told(MILLIONS, months(48_900_000, 49_100_000, 49_000_000)).startswith("between £")


def test_the_chance_of_the_very_figure_falls_with_its_digits():
    few, many = expected_for(COUNT, months(*[120] * 6)), expected_for(COUNT, months(*[12_431] * 6))
    assert few.chance(D(120)) > 0.02
    assert many.chance(D(12_431)) < 0.001
    assert many.chance(D(-1)) == 0
