"""On which days somebody is told of a figure that they have to report, from the days of its period alone."""

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from performance.rules import working_days

DAY, WEEK = timedelta(days=1), timedelta(days=7)


class Stage(StrEnum):
    """Where a figure that is not submitted stands, in the order of a month."""

    OPENED = "opened"
    SOON = "soon"
    TODAY = "today"
    OVERDUE = "overdue"


def stage_of(
    *,
    opens_on: date,
    end: date,
    due_on: date,
    since: date,
    today: date,
    remind: int,
    holidays: Collection[date],
) -> Stage | None:
    """What to tell today of a figure that is not submitted, or None on a day without news.

    News come on the day its period opens (the day after its end at the earliest: a year opens long before its
    figure can be known), `remind` working days before it is due, on the day it is due, on the working day
    after, and weekly from then on. Each moves to a working day: what is due on a Saturday is news on Friday.
    Days after `since` up to `today` count, so that a day without a round is made good by the next round.

    November 2020, due on Monday 14 December, three working days before:

    >>> november = {"opens_on": date(2020, 12, 1), "end": date(2020, 11, 30), "due_on": date(2020, 12, 14)}
    >>> for day in (1, 8, 9, 10, 14, 15, 16, 22):
    ...     today = date(2020, 12, day)
    ...     stage_of(**november, since=today - DAY, today=today, remind=3, holidays=()) or "nothing"
    <Stage.OPENED: 'opened'>
    'nothing'
    <Stage.SOON: 'soon'>
    'nothing'
    <Stage.TODAY: 'today'>
    <Stage.OVERDUE: 'overdue'>
    'nothing'
    <Stage.OVERDUE: 'overdue'>
    """
    reminder = working_days.before(due_on, remind, holidays)
    once = (
        working_days.on_or_after(max(opens_on, end + DAY), holidays),
        reminder,
        working_days.on_or_before(due_on, holidays),
    )
    first = working_days.after(due_on, 1, holidays)
    if not any(since < day <= today for day in once) and not _weekly(first, since, today, holidays):
        return None
    if today > due_on:
        return Stage.OVERDUE
    if today == due_on:
        return Stage.TODAY
    return Stage.SOON if today >= reminder else Stage.OPENED


def is_escalated(
    *, due_on: date, since: date, today: date, escalate: int, holidays: Collection[date]
) -> bool:
    """Whether today those above are told: `escalate` (1 or more) working days after it was due, then weekly.

    Five working days after Monday 14 December 2020 is Monday the 21st; a week later is Boxing Day's bank
    holiday, so that it is Tuesday the 29th:

    >>> told = {"due_on": date(2020, 12, 14), "escalate": 5, "holidays": {date(2020, 12, 28)}}
    >>> [day for day in range(15, 32) if is_escalated(since=date(2020, 12, day - 1),
    ...                                               today=date(2020, 12, day), **told)]
    [21, 29]
    """
    return _weekly(working_days.after(due_on, escalate, holidays), since, today, holidays)


def begins_week(*, since: date, today: date, holidays: Collection[date]) -> bool:
    """Whether the first working day of this week is news today: after `since`, and not after today.

    Monday 28 December 2020 is a bank holiday, so that the week begins on Tuesday; a round that first comes on
    Wednesday makes that good:

    >>> holidays = {date(2020, 12, 28)}
    >>> [begins_week(since=date(2020, 12, day - 1), today=date(2020, 12, day), holidays=holidays)
    ...  for day in (28, 29, 30)]
    [False, True, False]
    >>> begins_week(since=date(2020, 12, 24), today=date(2020, 12, 30), holidays=holidays)
    True
    """
    monday = today - timedelta(days=today.weekday())
    return since < working_days.on_or_after(monday, holidays) <= today


def days_late(*, due_on: date, today: date, holidays: Collection[date]) -> int:
    """How many working days after `due_on` it is; 0 on that day and before it.

    What was due on Thursday 24 December 2020 is one working day late on Tuesday the 29th, after Christmas, a
    weekend and a bank holiday, and still none on Monday the 28th:

    >>> holidays = {date(2020, 12, 25), date(2020, 12, 28)}
    >>> [days_late(due_on=date(2020, 12, 24), today=date(2020, 12, day), holidays=holidays)
    ...  for day in (23, 24, 28, 29, 30)]
    [0, 0, 0, 1, 2]
    """
    return working_days.between(due_on, today, holidays)


def _weekly(first, since, today, holidays):
    """Whether `first`, or a day whole weeks after it, each moved on to a working day, is news today."""
    day = first
    while day <= today:
        if since < working_days.on_or_after(day, holidays) <= today:
            return True
        day += WEEK
    return False
