"""Periods as councils print them: "Nov-20", "2020/21", "Apr-Nov '18", "Q2 2014-15", "2021/22 YTD"."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from performance.rules import calendar
from performance.rules.alphabets import quiet


class Span(StrEnum):
    """What a printed period covers."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    TO_DATE = "to_date"


@dataclass(frozen=True)
class PrintedPeriod:
    """A period that was read: what it covers, its first and last day, and the text.

    For a span to date (`TO_DATE`) `start` is the first month's first day and `end` the last month's last; a
    year to date without a month ("2021/22 YTD") has the year's own days and `open_ended`.
    """

    span: Span
    start: date
    end: date
    text: str
    open_ended: bool = False


_MONTHS = {name.lower(): number for number, name in enumerate(calendar.MONTHS) if name}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_MONTH = rf"(?P<{{0}}>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_FIRST, _LAST = _MONTH.format("first"), _MONTH.format("last")
_YEAR = r"'?(?P<year>[12]\d{3}|\d{2})"
_TO = r"(?:\s*(?:-|to|/|until)\s*|\s+)"
_YEARS = r"(?P<year>[12]\d{3}|\d{2})\s*[/-]\s*(?P<next>[12]\d{3}|\d{2})"
_ORDINAL = r"(?:st|nd|rd|th)?"

_TO_DATE = re.compile(rf"{_FIRST}(?:\s+'?(?P<start_year>\d{{4}}|\d{{2}}))?{_TO}{_LAST}[\s,-]*{_YEAR}", re.A)
_ONE_MONTH = re.compile(rf"{_FIRST}[\s,/-]*{_YEAR}", re.A)
_MONTH_AFTER = re.compile(rf"{_YEAR}[\s-]+{_FIRST}", re.A)
_ISO_MONTH = re.compile(
    r"(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>\d{2})(?:[ T]00:00:00)?)?", re.A
)
_QUARTER = re.compile(
    rf"(?:q|qtr\s*|quarter\s*)(?P<quarter>[1-4])(?:\s*\(.*\))?[\s,:/-]*(?:of\s+)?(?:{_YEARS}|(?P<alone>[12]\d{{3}}))",
    re.A,
)
_QUARTER_AFTER = re.compile(rf"{_YEARS}[\s,:-]*(?:q|qtr\s*|quarter\s*)(?P<quarter>[1-4])", re.A)
_ONE_YEAR = re.compile(
    rf"(?:fy\s*|financial year\s*|year\s*)?{_YEARS}(?P<ytd>\s*(?:ytd|year to date))?", re.A
)
_YTD_BEFORE = re.compile(rf"(?:ytd|year to date)\s*{_YEARS}", re.A)
_CALENDAR = re.compile(r"(?:calendar year\s*)?(?P<year>(?:19|20)\d{2})", re.A)
_WEEK = re.compile(
    r"(?:week|w/e|week ending|week to|w/c|week commencing)\s*"
    rf"(?P<day>\d{{1,2}}){_ORDINAL}\s+{_FIRST}\s*{_YEAR}",
    re.A,
)
_DAY = re.compile(rf"(?P<day>\d{{1,2}}){_ORDINAL}[\s-]+{_FIRST}[\s,-]*{_YEAR}", re.A)
_DAY_SLASHED = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})", re.A)


def read_period(text: str, *, year_basis: str = "financial") -> PrintedPeriod | None:
    """The period that a text names, or None where it names none. Never raises.

    "Apr-Nov 2019" is 1 April to 30 November 2019, to date; "16/17" and "2016-17" are the year from 1 April
    2016; "Q2 2014-15" is July to September 2014; "2019" alone is the calendar year. "2010-11" may be a year
    or November 2010 and is neither: write "2010/11" or "Nov 2010".

    >>> period = read_period("Apr-Nov '18")
    >>> period.span, period.start, period.end
    (<Span.TO_DATE: 'to_date'>, datetime.date(2018, 4, 1), datetime.date(2018, 11, 30))
    """
    body = " ".join(quiet(text).replace("_", " ").lower().strip(" .:()").split())
    if not 2 <= len(body) <= 60:
        return None
    for pattern, make in _READERS:
        if match := pattern.fullmatch(body):
            try:
                return make(match, text.strip(), year_basis)
            except (ValueError, OverflowError):
                return None
    return None


def read_day(text: str) -> date | None:
    """The day that a text names, of a month its last ("June 2019" is 30 June 2019), or None."""
    body = " ".join(quiet(text).lower().strip(" .").split())
    try:
        if match := _DAY.fullmatch(body):
            return date(_century(match["year"]), _MONTHS[match["first"]], int(match["day"]))
        if match := _DAY_SLASHED.fullmatch(body):
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    period = read_period(body)
    return period.end if period else None


def _century(text):
    number = int(text)
    if number >= 100:
        return number
    return number + (2000 if number < 80 else 1900)


def _month_of(match, text, basis):
    start = date(_century(match["year"]), _MONTHS[match["first"]], 1)
    return PrintedPeriod(Span.MONTH, start, calendar.last_of_month(start), text)


def _iso(match, text, basis):
    start = date(int(match["year"]), int(match["month"]), 1)
    if not match["day"] and (start.year + 1) % 100 == start.month:
        raise ValueError("a month or a year, and nobody can tell which")
    if match["day"]:  # a day that a spreadsheet shows as its month: the month it is in
        start.replace(day=int(match["day"]))
    return PrintedPeriod(Span.MONTH, start, calendar.last_of_month(start), text)


def _to_date(match, text, basis):
    first, last = _MONTHS[match["first"]], _MONTHS[match["last"]]
    year = _century(match["year"])
    start_year = _century(match["start_year"]) if match["start_year"] else year - (first > last)
    start, end = date(start_year, first, 1), calendar.last_of_month(date(year, last, 1))
    if end < start or (end - start).days > 366:
        return None
    months = calendar.months_elapsed(start, end)
    if months == 3 and (first - 1) % 3 == 0:
        return PrintedPeriod(Span.QUARTER, start, end, text)
    if months == 12:
        return PrintedPeriod(Span.YEAR, start, end, text)
    return PrintedPeriod(Span.TO_DATE, start, end, text)


def _follows(match):
    """The first of two years where the second is the one after it: (2020, 21), else a ValueError."""
    first = _century(match["year"])
    if (first + 1) % 100 != int(match["next"]) % 100:
        raise ValueError("not a year and the one after it")
    return first


def _year_start(match, basis):
    # "2020/21" is never a calendar year; those run from April unless the basis says academic.
    return date(_follows(match), 8 if basis == "academic" else 4, 1)


def _whole_year(start):
    return calendar.last_of_month(calendar.add_months(start, 11))


def _year(match, text, basis):
    start = _year_start(match, basis)
    ytd = "ytd" not in match.re.groupindex or bool(match["ytd"])
    span = Span.TO_DATE if ytd else Span.YEAR
    return PrintedPeriod(span, start, _whole_year(start), text, open_ended=ytd)


def _calendar_year(match, text, basis):
    start = date(int(match["year"]), 1, 1)
    return PrintedPeriod(Span.YEAR, start, date(start.year, 12, 31), text)


def _quarter(match, text, basis):
    alone = match.groupdict().get("alone")
    first = date(int(alone), 1, 1) if alone else _year_start(match, basis)
    start = calendar.add_months(first, 3 * (int(match["quarter"]) - 1))
    return PrintedPeriod(Span.QUARTER, start, calendar.last_of_month(calendar.add_months(start, 2)), text)


def _week(match, text, basis):
    day = date(_century(match["year"]), _MONTHS[match["first"]], int(match["day"]))
    begins = "commencing" in match[0] or "w/c" in match[0]
    start = day if begins else day - timedelta(days=6)
    return PrintedPeriod(Span.WEEK, start, start + timedelta(days=6), text)


_READERS = (
    (_ISO_MONTH, _iso),
    (_ONE_YEAR, _year),
    (_YTD_BEFORE, _year),
    (_TO_DATE, _to_date),
    (_ONE_MONTH, _month_of),
    (_MONTH_AFTER, _month_of),
    (_QUARTER, _quarter),
    (_QUARTER_AFTER, _quarter),
    (_CALENDAR, _calendar_year),
    (_WEEK, _week),
)
