"""Working days of England: the arithmetic, and the bank holidays it is given."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance import bank_holidays
from performance.rules import working_days

# As GOV.UK lists them, moved and single ones included.
PUBLISHED = {
    2020: "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28",
    2021: "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
}
DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
HOLIDAYS = bank_holidays.around(date(2019, 1, 1), date(2030, 12, 31))


def day(text):
    return date.fromisoformat(text)


# --- Bank holidays -------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", PUBLISHED)
def test_bank_holidays_are_those_that_were_published(year):
    weekdays = {h for h in bank_holidays.around(date(year, 6, 1)) if h.year == year and h.weekday() < 5}

    assert weekdays == {day(f"{year}-{text}") for text in PUBLISHED[year].split()}


def test_the_years_on_either_side_are_there():
    found = bank_holidays.around(date(2020, 12, 31), date(2021, 1, 1))

    assert {h.year for h in found} == {2019, 2020, 2021, 2022}
    assert {h.year for h in bank_holidays.around(date(2020, 6, 1))} == {2019, 2020, 2021}


# --- The arithmetic ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("2020-12-10", True),  # a Thursday
        ("2020-12-11", True),  # a Friday
        ("2020-12-12", False),  # a Saturday
        ("2020-12-13", False),  # a Sunday
        ("2020-12-14", True),  # a Monday
        ("2020-12-25", False),  # Christmas Day, a Friday
        ("2020-12-28", False),  # Boxing Day's Monday
        ("2020-12-29", True),
        ("2022-01-02", False),  # a Sunday
        ("2022-01-03", False),  # New Year's Day, moved from Saturday
        ("2023-01-02", False),  # New Year's Day, moved from Sunday
        ("2024-01-02", True),  # a Tuesday; a bank holiday in Scotland alone
    ],
)
def test_monday_to_friday_without_bank_holidays(text, is_one):
    assert working_days.is_working_day(day(text), HOLIDAYS) is is_one


@pytest.mark.parametrize(
    ("text", "following", "preceding"),
    [
        ("2020-12-10", "2020-12-10", "2020-12-10"),
        ("2020-12-12", "2020-12-14", "2020-12-11"),
        ("2020-12-25", "2020-12-29", "2020-12-24"),
        ("2021-12-25", "2021-12-29", "2021-12-24"),
        ("2020-04-10", "2020-04-14", "2020-04-09"),
        ("2023-01-01", "2023-01-03", "2022-12-30"),
    ],
)
def test_the_next_and_the_last_one(text, following, preceding):
    assert working_days.on_or_after(day(text), HOLIDAYS) == day(following)
    assert working_days.on_or_before(day(text), HOLIDAYS) == day(preceding)


@pytest.mark.parametrize(
    ("text", "count", "expected"),
    [
        ("2020-04-08", 1, "2020-04-09"),
        ("2020-04-08", 2, "2020-04-14"),
        ("2020-04-08", 5, "2020-04-17"),
        ("2020-12-14", 5, "2020-12-21"),
        ("2020-12-12", 1, "2020-12-14"),  # from a Saturday
    ],
)
def test_so_many_after(text, count, expected):
    assert working_days.after(day(text), count, HOLIDAYS) == day(expected)


@pytest.mark.parametrize(
    ("text", "count", "expected"),
    [
        ("2020-12-14", 0, "2020-12-14"),
        ("2020-12-14", 3, "2020-12-09"),
        ("2020-12-12", 0, "2020-12-11"),  # a Saturday: Friday itself
        ("2020-12-12", 3, "2020-12-08"),
        ("2021-01-04", 1, "2020-12-31"),
        ("2020-12-29", 3, "2020-12-22"),
    ],
)
def test_so_many_before(text, count, expected):
    assert working_days.before(day(text), count, HOLIDAYS) == day(expected)


@given(DAYS)
def test_the_next_one_is_the_nearest(start):
    found = working_days.on_or_after(start, HOLIDAYS)

    between = [start + timedelta(days=n) for n in range((found - start).days)]
    assert working_days.is_working_day(found, HOLIDAYS)
    assert not any(working_days.is_working_day(d, HOLIDAYS) for d in between)


@given(DAYS, st.integers(1, 40))
def test_forward_and_back_again(start, count):
    """From a working day so many on and as many back is where one was."""
    start = working_days.on_or_after(start, HOLIDAYS)
    there = working_days.after(start, count, HOLIDAYS)

    span = (start + timedelta(days=n) for n in range(1, (there - start).days + 1))
    assert sum(working_days.is_working_day(d, HOLIDAYS) for d in span) == count
    assert working_days.before(there, count, HOLIDAYS) == start
