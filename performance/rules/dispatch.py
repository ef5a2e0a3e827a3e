"""When the papers of a meeting are to be out: five clear working days before it.

Clear days are those between: neither the day on which papers are sent out nor that of the meeting counts.
Public meetings of councils in England have had five since the Local Authorities (Access to Meetings and
Documents) (Period of Notice) (England) Order 2002 put five in the place of three in section 100B of the Local
Government Act 1972; a "clear day" is a working day in the practice of councils.
"""

from collections.abc import Collection
from datetime import date

from performance.rules import working_days

CLEAR_DAYS = 5


def dispatch_day(meeting: date, holidays: Collection[date], clear_days: int = CLEAR_DAYS) -> date:
    """The last working day on which papers may go out, with so many clear working days before the meeting.

    For Monday 18 January 2021 the clear days are the 15th, 14th, 13th, 12th and 11th, so that papers go out
    on Friday the 8th:

    >>> dispatch_day(date(2021, 1, 18), set())
    datetime.date(2021, 1, 8)

    Over Christmas 2020 (the 25th, Monday the 28th for Boxing Day, and 1 January are bank holidays): for
    Monday 4 January 2021 the clear days are 31, 30, 29, 24 and 23 December, and the day is the 22nd:

    >>> christmas = {date(2020, 12, 25), date(2020, 12, 26), date(2020, 12, 28), date(2021, 1, 1)}
    >>> dispatch_day(date(2021, 1, 4), christmas)
    datetime.date(2020, 12, 22)

    A meeting on a day that is no working day: before Saturday 16 January 2021 lie the 15th to the 11th.

    >>> dispatch_day(date(2021, 1, 16), set())
    datetime.date(2021, 1, 8)
    """
    return working_days.before(meeting - working_days.DAY, clear_days, holidays)


def days_left(today: date, dispatch_on: date, holidays: Collection[date]) -> int:
    """How many working days are left to the day of dispatch: 0 on it, and below 0 how many it is past.

    From Monday 4 to Friday 8 January 2021 four are left; on Monday the 11th it is one past, and so on
    Saturday the 9th, when nobody sends papers out any more:

    >>> days_left(date(2021, 1, 4), date(2021, 1, 8), set())
    4
    >>> [days_left(date(2021, 1, day), date(2021, 1, 8), set()) for day in (8, 9, 11, 12)]
    [0, -1, -1, -2]
    """
    if today <= dispatch_on:
        return working_days.between(today, dispatch_on, holidays)
    return -max(1, working_days.between(dispatch_on, today, holidays))
