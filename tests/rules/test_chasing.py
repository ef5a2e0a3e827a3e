"""On which days somebody is told: both sides of every day that matters."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules import chasing, working_days
from performance.rules.chasing import Stage

DAY = timedelta(days=1)
NOVEMBER = {"opens_on": date(2020, 12, 1), "end": date(2020, 11, 30), "due_on": date(2020, 12, 14)}
# December 2020, due on Christmas Day itself.
CHRISTMAS = NOVEMBER | {"due_on": date(2020, 12, 25)}
YEAR = {"opens_on": date(2020, 4, 1), "end": date(2021, 3, 31), "due_on": date(2021, 5, 14)}
HOLIDAYS = frozenset(
    map(date.fromisoformat, ["2020-12-25", "2020-12-28", "2021-01-01", "2021-04-02", "2021-04-05"])
)


def stage(period, today, *, since=None, remind=3):
    today = date.fromisoformat(today)
    since = date.fromisoformat(since) if since else today - DAY
    return chasing.stage_of(**period, since=since, today=today, remind=remind, holidays=HOLIDAYS)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2020-11-30", None),
        ("2020-12-01", Stage.OPENED),
        ("2020-12-02", None),
        ("2020-12-08", None),
        ("2020-12-09", Stage.SOON),
        ("2020-12-10", None),
        ("2020-12-11", None),
        ("2020-12-14", Stage.TODAY),
        ("2020-12-15", Stage.OVERDUE),
        ("2020-12-16", None),
        ("2020-12-21", None),
        ("2020-12-22", Stage.OVERDUE),
        ("2020-12-29", Stage.OVERDUE),
        ("2020-12-30", None),
        ("2021-01-05", Stage.OVERDUE),
    ],
)
def test_a_month_day_by_day(today, expected):
    assert stage(NOVEMBER, today) == expected


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2020-12-21", Stage.SOON),  # three working days before Christmas Eve
        ("2020-12-23", None),
        ("2020-12-24", Stage.SOON),  # the last working day before it is due
        ("2020-12-29", Stage.OVERDUE),
        ("2020-12-30", None),
        ("2021-01-05", Stage.OVERDUE),
    ],
)
def test_what_is_due_on_a_bank_holiday_is_news_on_the_working_day_before(today, expected):
    assert stage(CHRISTMAS, today) == expected


@pytest.mark.parametrize(
    ("today", "expected"), [("2020-04-01", None), ("2021-03-31", None), ("2021-04-01", Stage.OPENED)]
)
def test_a_years_figure_is_news_when_the_year_is_over(today, expected):
    assert stage(YEAR, today) == expected


@pytest.mark.parametrize(
    ("since", "today", "expected"),
    [
        ("2020-12-08", "2020-12-10", Stage.SOON),
        ("2020-12-09", "2020-12-10", None),
        ("2020-12-08", "2020-12-14", Stage.TODAY),
        ("2020-12-08", "2020-12-15", Stage.OVERDUE),
        ("2020-12-14", "2020-12-18", Stage.OVERDUE),
        ("2020-12-15", "2020-12-18", None),
        ("2020-12-10", "2020-12-10", None),
    ],
)
def test_a_day_without_a_round_is_made_good_and_told_as_it_stands_by_then(since, today, expected):
    assert stage(NOVEMBER, today, since=since) == expected


@pytest.mark.parametrize(("remind", "day"), [(0, 14), (1, 11), (2, 10), (5, 7)])
def test_how_long_before_is_for_the_council_to_say(remind, day):
    told = [d for d in range(2, 15) if stage(NOVEMBER, f"2020-12-{d:02}", remind=remind)]

    assert told == sorted({day, 14})


@pytest.mark.parametrize(
    ("escalate", "days"), [(1, [15, 22, 29]), (5, [21, 29]), (6, [22, 29]), (8, [24, 31])]
)
def test_those_above_are_told_so_many_working_days_after_and_weekly(escalate, days):
    """Boxing Day's bank holiday, Monday the 28th, moves a week after the 21st to the 29th."""
    told = [
        d
        for d in range(1, 32)
        if chasing.is_escalated(
            due_on=NOVEMBER["due_on"],
            since=date(2020, 12, d) - DAY,
            today=date(2020, 12, d),
            escalate=escalate,
            holidays=HOLIDAYS,
        )
    ]

    assert told == days


@given(
    due_on=st.dates(date(2020, 12, 2), date(2021, 2, 28)),
    today=st.dates(date(2020, 12, 1), date(2021, 6, 30)),
    gap=st.integers(1, 7),
    remind=st.integers(0, 6),
)
def test_a_round_over_several_days_tells_what_daily_rounds_would_have_told(due_on, today, gap, remind):
    """Nothing gets lost between rounds: there is news over a span exactly where some day of it has news."""
    today = working_days.on_or_after(today, HOLIDAYS)
    period = NOVEMBER | {"due_on": due_on}
    days = [today - n * DAY for n in range(gap)]

    def told(since, day):
        return chasing.stage_of(**period, since=since, today=day, remind=remind, holidays=HOLIDAYS)

    assert bool(told(today - gap * DAY, today)) == any(told(day - DAY, day) for day in days)
