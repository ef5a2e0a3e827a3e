"""Reporting years and data windows, from dates alone."""

import calendar
from datetime import date, timedelta

MONTHS = calendar.month_name
FIRST_MONTH = {"financial": 4, "academic": 8, "calendar": 1}


def first_of_year(day: date, basis: str) -> date:
    """The first day of the year that holds `day`: 30 November 2020 is in the year from 1 April 2020.

    >>> first_of_year(date(2020, 11, 30), "financial")
    datetime.date(2020, 4, 1)
    """
    month = FIRST_MONTH[basis]
    year = day.year if day.month >= month else day.year - 1
    return date(year, month, 1)


def last_of_month(day: date) -> date:
    """The last day of the month that holds `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The first day of the month that is `months` after the one that holds `day` (negative: before)."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


STEPS = {"month": 1, "quarter": 3, "year": 12}


def start_before(kind: str, start: date) -> date:
    """The first day of the period before: 1 October for November, 1 July for the quarter from October."""
    if kind == "week":
        return start - timedelta(days=7)
    return add_months(start, -STEPS[kind])


def starts_since(kind: str, first: date, start: date) -> list[date]:
    """The first days of the periods from `first` to the one that starts on `start`, in order.

    >>> starts_since("month", date(2020, 4, 1), date(2020, 6, 1))
    [datetime.date(2020, 4, 1), datetime.date(2020, 5, 1), datetime.date(2020, 6, 1)]
    """
    starts = [start]
    while start_before(kind, starts[-1]) >= first:
        starts.append(start_before(kind, starts[-1]))
    return starts[::-1]


def end_of(kind: str, start: date) -> date:
    """The last day of a period: 30 November, 6 December for the week from 30 November."""
    if kind == "week":
        return start + timedelta(days=6)
    return last_of_month(add_months(start, STEPS[kind] - 1))


def label_of(kind: str, start: date, end: date) -> str:
    """A period in words: "November 2020", "July to September 2020", "2020/21", "week to 6 December 2020"."""
    if kind == "year":
        return year_label(start)
    if kind == "week":
        return f"week to {end.day} {MONTHS[end.month]} {end.year}"
    return month_span(start, end)


def months_elapsed(year_start: date, day: date) -> int:
    """Whole months of the year reported by the month that holds `day`: November is the 8th from April."""
    return (day.year - year_start.year) * 12 + day.month - year_start.month + 1


def year_before(day: date) -> date:
    """The same day a year earlier; 29 February has none and becomes the 28th."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def same_week_before(start: date, basis: str) -> date:
    """The first day of the week with the same number a year before: the 36th of one year and of the other.

    Years to date then hold as many weeks; the day of the month differs by up to a week. The 53rd week of a
    year that has one is held against the 52nd.

    >>> same_week_before(date(2020, 12, 7), "financial")
    datetime.date(2019, 12, 2)
    """
    first = first_of_year(start, basis)
    number = len(starts_since("week", first, start))
    first_before = year_before(first)
    first_before += timedelta(days=(start.weekday() - first_before.weekday()) % 7)
    found = first_before + timedelta(weeks=number - 1)
    return found if found < first else found - timedelta(weeks=1)


def data_window(period_end: date, *, lag_months: int, length_months: int) -> tuple[date, date]:
    """The span that a lagged figure covers.

    The share of people still at home 91 days after discharge is known three months late: November's
    figure, lag 3 and length 3, covers discharges from 1 June to 31 August.

    >>> data_window(date(2020, 11, 30), lag_months=3, length_months=3)
    (datetime.date(2020, 6, 1), datetime.date(2020, 8, 31))
    """
    end = last_of_month(add_months(period_end, -lag_months))
    return add_months(end, 1 - length_months), end


def month_span(start: date, end: date) -> str:
    """A span of months in words: "April to November 2020", "December 2019 to February 2020"."""
    if (start.year, start.month) == (end.year, end.month):
        return f"{MONTHS[end.month]} {end.year}"
    if start.year == end.year:
        return f"{MONTHS[start.month]} to {MONTHS[end.month]} {end.year}"
    return f"{MONTHS[start.month]} {start.year} to {MONTHS[end.month]} {end.year}"


def in_words(day: date) -> str:
    """A day as people read it, without a zero in front.

    >>> in_words(date(2020, 12, 4))
    '4 December 2020'
    """
    return f"{day.day} {MONTHS[day.month]} {day.year}"


def year_label(start: date) -> str:
    """A financial or academic year as papers write it: "2020/21"; a calendar year is "2020"."""
    if start.month == 1:
        return str(start.year)
    return f"{start.year}/{(start.year + 1) % 100:02d}"
