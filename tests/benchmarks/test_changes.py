"""How a figure moved, and where it is not compared."""

from decimal import Decimal

import pytest

from benchmarking.models import Indicator, IndicatorBreak
from performance.benchmarks import changes

PERCENT = Indicator(title="Satisfied", polarity="high", unit="%", decimals=1)


def moved(later, earlier, breaks=(), indicator=PERCENT):
    return changes.change(indicator, breaks, later=later, earlier=earlier)


@pytest.mark.parametrize(
    ("value", "arrow", "meaning", "points"),
    [
        ("69.3", "down", "Worsening", "-2.6"),
        ("71.4", "down", "Worsening", "-0.5"),
        ("71.5", "down", "No clear change", "-0.4"),
        ("71.9", "level", "No clear change", "0.0"),
        ("72.3", "up", "No clear change", "0.4"),
        ("72.4", "up", "Improving", "0.5"),
    ],
)
def test_the_arrow_follows_the_number_and_the_word_what_is_good(value, arrow, meaning, points):
    found = moved(("2019/20", Decimal(value)), ("2018/19", Decimal("71.9")))

    assert (found.arrow, found.meaning, found.points) == (arrow, meaning, Decimal(points))


def test_where_low_is_good_more_is_worse_and_a_neutral_change_is_neither():
    low = Indicator(polarity="low", unit="per 100,000", decimals=1)
    neutral = Indicator(polarity="none", unit="%", decimals=1)
    now, before = ("2019/20", Decimal(600)), ("2018/19", Decimal(500))

    assert moved(now, before, indicator=low).meaning == "Worsening"
    assert moved(now, before, indicator=neutral).meaning == "Neither good nor bad"


def test_a_difference_is_that_of_the_printed_figures():
    # 61.44 is printed 61.4 and 60.96 61.0: a reader's calculator has 0.4, where the exact difference is 0.48.
    found = moved(("2019/20", Decimal("61.44")), ("2018/19", Decimal("60.96")))

    assert found.points == Decimal("0.4")


def test_nothing_is_said_without_a_value_and_zero_is_a_value():
    assert moved(("2019/20", None), ("2018/19", Decimal(1))) == changes.Change()
    assert moved(("2019/20", Decimal(1)), None).not_compared == "No earlier figure."
    assert moved(("2019/20", Decimal(0)), ("2018/19", Decimal(1))).points == Decimal("-1.0")
    assert moved(("2019/20", Decimal(1)), ("2018/19", Decimal(0))).points == Decimal("1.0")


@pytest.mark.parametrize(
    ("at", "earlier", "later", "is_broken"),
    [
        ("2018/19", "2017/18", "2018/19", True),
        ("2018/19", "2017/18", "2019/20", True),
        ("2018/19", "2018/19", "2019/20", False),
        ("2018/19", "2016/17", "2017/18", False),
    ],
)
def test_a_break_parts_what_is_before_its_year_from_what_is_in_it_and_after(at, earlier, later, is_broken):
    row = IndicatorBreak(year=at, kind="break", reason="New questions.")

    assert (changes.broken([row], earlier, later) is row) == is_broken


@pytest.mark.parametrize(
    ("earlier", "later", "is_broken"),
    [("2019/20", "2020/21", True), ("2020/21", "2021/22", True), ("2019/20", "2021/22", False)],
)
def test_a_year_that_stands_alone_compares_with_neither_side_and_parts_nothing_else(
    earlier, later, is_broken
):
    row = IndicatorBreak(year="2020/21", kind="break", alone=True, reason="Voluntary.")

    assert (changes.broken([row], earlier, later) is row) == is_broken


def test_across_a_break_the_reason_stands_in_the_place_of_a_change():
    row = IndicatorBreak(year="2019/20", kind="break", reason="New questions.")

    found = moved(("2019/20", Decimal(70)), ("2018/19", Decimal(60)), [row])

    assert (found.points, found.meaning) == (None, "")
    assert (found.not_compared, found.reason) == ("A new series begins in 2019/20.", "New questions.")


def test_a_caution_is_said_and_does_not_part():
    row = IndicatorBreak(year="2019/20", kind="caution", reason="Fewer took part.")

    found = moved(("2019/20", Decimal(70)), ("2018/19", Decimal(60)), [row])

    assert (found.points, found.caution) == (Decimal("10.0"), "Fewer took part.")


def test_years_sort_by_their_end():
    years = ["2019 to 2023", "2019/20", "2018", "2018/19", "2020"]

    assert sorted(years, key=changes.order_of) == ["2018", "2018/19", "2019/20", "2020", "2019 to 2023"]


def test_a_difference_carries_its_sign_and_its_year():
    found = moved(("2019/20", Decimal("69.3")), ("2018/19", Decimal("71.9")))

    assert changes.moved(PERCENT, found) == "−2.6 since 2018/19"
    assert changes.moved(PERCENT, changes.Change()) == ""
