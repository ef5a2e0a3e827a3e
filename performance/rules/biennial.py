"""In which years a measure of every second year is due."""

from collections.abc import Mapping
from datetime import date

from performance.rules.calendar import add_months

YEAR, TWO_YEARS = 12, 24


def next_due(year: date, *, first: date, held: Mapping[date, bool]) -> date:
    """The first day of the year, from that of `year` on, in which a figure is due.

    `held` maps the first days of years to whether a value is held there: False for a typed reason for none.
    It is every second year, counted from the last value before `year`; without one from the first value
    after it, and without any from `first`, the year in which the measure begins. A year that is due and
    brought a reason instead of a value leaves the next one due.

    A carers' survey with a value for 2018/19 is not due in 2019/20:

    >>> carers = {date(2018, 4, 1): True}
    >>> next_due(date(2019, 4, 1), first=date(2000, 4, 1), held=carers)
    datetime.date(2020, 4, 1)

    It was not run in 2020/21, and so it is due in 2021/22; with a value there, next in 2023/24:

    >>> next_due(date(2021, 4, 1), first=date(2000, 4, 1), held=carers | {date(2020, 4, 1): False})
    datetime.date(2021, 4, 1)
    >>> next_due(date(2022, 4, 1), first=date(2000, 4, 1), held=carers | {date(2021, 4, 1): True})
    datetime.date(2023, 4, 1)

    What is held for the year itself does not matter: whether it was due does not change by its coming in.
    """
    values = sorted(start for start, is_value in held.items() if is_value)
    before = [start for start in values if start < year]
    if before:
        due = add_months(before[-1], TWO_YEARS)
    else:
        after = [start for start in values if start > year]
        due = after[0] if after else first
        while due > year and due > first:
            due = add_months(due, -TWO_YEARS)
    while due < year:
        due = add_months(due, TWO_YEARS if held.get(due) is not False else YEAR)
    return due
