"""Working days: Monday to Friday without bank holidays.

Which days are bank holidays is handed in as a set of dates (`performance.bank_holidays` has England's), so
that everything here follows from its arguments alone.
"""

from collections.abc import Collection
from datetime import date, timedelta

SATURDAY = 5
DAY = timedelta(days=1)


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Whether `day` is one of Monday to Friday and no bank holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def on_or_after(day: date, holidays: Collection[date]) -> date:
    """The first working day on or after `day`.

    1 January 2023 was a Sunday and Monday the 2nd the bank holiday in its place:

    >>> on_or_after(date(2023, 1, 1), {date(2023, 1, 1), date(2023, 1, 2)})
    datetime.date(2023, 1, 3)
    """
    while not is_working_day(day, holidays):
        day += DAY
    return day


def on_or_before(day: date, holidays: Collection[date]) -> date:
    """The last working day on or before `day`: from Boxing Day back to Christmas Eve.

    >>> on_or_before(date(2020, 12, 26), {date(2020, 12, 25), date(2020, 12, 26), date(2020, 12, 28)})
    datetime.date(2020, 12, 24)
    """
    while not is_working_day(day, holidays):
        day -= DAY
    return day


def after(day: date, count: int, holidays: Collection[date]) -> date:
    """The working day that is `count` (1 or more) working days after `day`.

    The fifth after Wednesday 8 April 2020, over Good Friday and Easter Monday, is the 17th: after the 9th,
    14th, 15th and 16th.

    >>> after(date(2020, 4, 8), 5, {date(2020, 4, 10), date(2020, 4, 13)})
    datetime.date(2020, 4, 17)
    """
    for _ in range(count):
        day = on_or_after(day + DAY, holidays)
    return day


def before(day: date, count: int, holidays: Collection[date]) -> date:
    """The working day that is `count` (0 or more) working days before `day`; for 0 the last on or before it.

    Three before Monday 14 December 2020 are the 11th, the 10th and the 9th:

    >>> before(date(2020, 12, 14), 3, set())
    datetime.date(2020, 12, 9)

    A day that is none itself is counted back from the last one before it: from Saturday the 12th, three
    before Friday the 11th are the 10th, 9th and 8th.
    """
    day = on_or_before(day, holidays)
    for _ in range(count):
        day = on_or_before(day - DAY, holidays)
    return day


def between(first: date, last: date, holidays: Collection[date]) -> int:
    """How many working days come after `first`, up to and with `last`; 0 where `last` is not after it.

    From Monday 14 to Friday 18 December 2020 there are four, and from Friday to the Monday after one:

    >>> between(date(2020, 12, 14), date(2020, 12, 18), set())
    4
    >>> between(date(2020, 12, 18), date(2020, 12, 21), set())
    1
    """
    count, day = 0, first
    while day < last:
        day += DAY
        count += is_working_day(day, holidays)
    return count
