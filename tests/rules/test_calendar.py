"""Years, months and data windows, on both sides of every turn of the year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules.calendar import (
    add_months,
    data_window,
    first_of_year,
    last_of_month,
    month_span,
    months_elapsed,
    same_week_before,
    year_before,
    year_label,
)
from tests.rules import PROPERTY

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
BASES = st.sampled_from(["financial", "academic", "calendar"])


@pytest.mark.parametrize(
    ("day", "basis", "first"),
    [
        (date(2020, 11, 30), "financial", date(2020, 4, 1)),
        (date(2021, 3, 31), "financial", date(2020, 4, 1)),
        (date(2021, 4, 1), "financial", date(2021, 4, 1)),
        (date(2020, 7, 31), "academic", date(2019, 8, 1)),
        (date(2020, 8, 1), "academic", date(2020, 8, 1)),
        (date(2020, 12, 31), "calendar", date(2020, 1, 1)),
        (date(2021, 1, 1), "calendar", date(2021, 1, 1)),
    ],
)
def test_the_year_that_holds_a_day(day, basis, first):
    assert first_of_year(day, basis) == first


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2020, 2, 1), date(2020, 2, 29)),
        (date(2021, 2, 28), date(2021, 2, 28)),
        (date(2100, 2, 3), date(2100, 2, 28)),
        (date(2020, 12, 31), date(2020, 12, 31)),
    ],
)
def test_the_last_day_of_a_month(day, last):
    assert last_of_month(day) == last


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2020, 11, 30), 0, date(2020, 11, 1)),
        (date(2020, 11, 30), 1, date(2020, 12, 1)),
        (date(2020, 11, 30), 2, date(2021, 1, 1)),
        (date(2020, 1, 31), -1, date(2019, 12, 1)),
        (date(2020, 3, 31), -12, date(2019, 3, 1)),
        (date(2020, 12, 15), -12, date(2019, 12, 1)),
    ],
)
def test_months_are_added_across_the_turn_of_the_year(day, months, first):
    assert add_months(day, months) == first


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2020, 4, 30), 1),
        (date(2020, 11, 30), 8),
        (date(2020, 12, 31), 9),
        (date(2021, 1, 31), 10),
        (date(2021, 3, 31), 12),
    ],
)
def test_november_is_the_eighth_month_from_april(day, months):
    assert months_elapsed(date(2020, 4, 1), day) == months


def test_novembers_figure_covers_discharges_from_june_to_august():
    window = data_window(date(2020, 11, 30), lag_months=3, length_months=3)
    assert window == (date(2020, 6, 1), date(2020, 8, 31))


def test_a_window_without_lag_is_the_period_itself():
    window = data_window(date(2020, 2, 29), lag_months=0, length_months=1)
    assert window == (date(2020, 2, 1), date(2020, 2, 29))


def test_a_window_reaches_into_the_year_before():
    window = data_window(date(2020, 4, 30), lag_months=2, length_months=3)
    assert window == (date(2019, 12, 1), date(2020, 2, 29))


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2020, 4, 1), date(2020, 11, 30), "April to November 2020"),
        (date(2019, 12, 1), date(2020, 2, 29), "December 2019 to February 2020"),
        (date(2020, 11, 1), date(2020, 11, 30), "November 2020"),
        (date(2019, 11, 1), date(2020, 11, 30), "November 2019 to November 2020"),
    ],
)
def test_a_span_of_months_in_words(start, end, words):
    assert month_span(start, end) == words


@pytest.mark.parametrize(
    ("start", "label"),
    [
        (date(2020, 4, 1), "2020/21"),
        (date(2019, 8, 1), "2019/20"),
        (date(2008, 4, 1), "2008/09"),
        (date(1999, 4, 1), "1999/00"),
        (date(2020, 1, 1), "2020"),
    ],
)
def test_a_year_as_papers_write_it(start, label):
    assert year_label(start) == label


@PROPERTY
@given(DAYS, BASES)
def test_a_year_holds_its_day_and_has_twelve_months(day, basis):
    first = first_of_year(day, basis)
    assert first <= day < add_months(first, 12)
    assert first_of_year(first, basis) == first
    assert months_elapsed(first, last_of_month(day)) in range(1, 13)


@PROPERTY
@given(DAYS, st.integers(-500, 500), st.integers(-500, 500))
def test_adding_months_twice_is_adding_their_sum_and_can_be_undone(day, some, more):
    first = day.replace(day=1)
    assert add_months(add_months(day, some), more) == add_months(day, some + more)
    assert add_months(add_months(day, some), -some) == first
    assert months_elapsed(first, add_months(first, some)) == some + 1


@PROPERTY
@given(DAYS)
def test_the_day_after_the_last_of_a_month_begins_the_next(day):
    assert last_of_month(day) + timedelta(days=1) == add_months(day, 1)


@PROPERTY
@given(DAYS, st.integers(0, 36), st.integers(1, 36))
def test_a_window_is_whole_months_of_the_length_asked_for(day, lag, length):
    end_of_period = last_of_month(day)
    start, end = data_window(end_of_period, lag_months=lag, length_months=length)
    assert start.day == 1
    assert end == last_of_month(end)
    assert months_elapsed(start, end) == length
    assert months_elapsed(end, end_of_period) == lag + 1


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2020, 11, 1), date(2019, 11, 1)),
        (date(2020, 2, 28), date(2019, 2, 28)),
        (date(2020, 2, 29), date(2019, 2, 28)),
        (date(2021, 3, 1), date(2020, 3, 1)),
    ],
)
def test_the_same_day_a_year_earlier(day, before):
    assert year_before(day) == before


@pytest.mark.parametrize(
    ("start", "before"),
    [
        (date(2020, 4, 6), date(2019, 4, 1)),  # the first weeks
        (date(2020, 12, 7), date(2019, 12, 2)),  # the 36th
        (date(2021, 3, 29), date(2020, 3, 23)),  # the 52nd of a year after one of 53
        (date(2020, 3, 30), date(2019, 3, 25)),  # the 53rd, after a year of 52
    ],
)
def test_weeks_are_compared_by_their_number(start, before):
    assert same_week_before(start, "financial") == before
