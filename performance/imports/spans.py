"""Which period of the product a printed period is: its kind and first day, for a measure's frequency."""

from dataclasses import dataclass
from datetime import date

from performance.rules import calendar
from performance.rules.printed_periods import PrintedPeriod, Span


@dataclass(frozen=True)
class Slot:
    """Kind and first day of a period row, and whether the figure covers the year up to its end."""

    kind: str
    start: date
    to_date: bool = False


class NoSlot(ValueError):
    """A printed period that no figure can be kept for; the message says why."""


def frequency_of(periods) -> str:
    """The frequency that printed periods show: the shortest that stands there, "annual" for years alone.

    A span to date that is no quarter ("Apr-Nov 2019") is reported monthly. Single months that each end a
    quarter, beside quarters, are the quarters' last months ("March" beside "Q2").
    """
    spans = {period.span for period in periods if not period.open_ended}
    months = [period for period in periods if period.span == Span.MONTH]
    if Span.QUARTER in spans and all(month.end.month % 3 == 0 for month in months):
        spans.discard(Span.MONTH)
    for span, frequency in (
        (Span.WEEK, "weekly"),
        (Span.MONTH, "monthly"),
        (Span.TO_DATE, "monthly"),
        (Span.QUARTER, "quarterly"),
    ):
        if span in spans:
            return frequency
    return "annual"


def year_basis_of(periods) -> str:
    """The basis of the years that stand there: calendar where one is printed as "2019", else financial."""
    years = [period for period in periods if period.span == Span.YEAR]
    return "calendar" if years and all(period.start.month == 1 for period in years) else "financial"


def slot_of(period: PrintedPeriod, frequency: str, basis: str) -> Slot:
    """Where a figure of a printed period is kept. Raises NoSlot.

    "Apr-Nov 2019" of a monthly measure is November 2019, covering the year to date; a year's figure is kept
    for the year whatever the frequency.
    """
    if period.open_ended:
        raise NoSlot(f"“{period.text}” does not say up to which month. The product works out years to date.")
    if period.span == Span.YEAR:
        start = calendar.first_of_year(period.start, basis)
        if start != period.start:
            raise NoSlot(f"“{period.text}” is no {basis} year, and this measure’s years are {basis}.")
        return Slot("year", start)
    if period.span == Span.MONTH and frequency == "quarterly" and period.end.month % 3 == 0:
        return Slot("quarter", calendar.add_months(period.start, -2))
    if period.span != Span.TO_DATE:
        return Slot(period.span.value, period.start)
    first = calendar.first_of_year(period.end, basis)
    if period.start != first:
        raise NoSlot(f"“{period.text}” does not begin with the {basis} year, so that it is no year to date.")
    if frequency == "quarterly" and calendar.months_elapsed(first, period.end) % 3 == 0:
        return Slot("quarter", calendar.add_months(period.end, -2), to_date=True)
    return Slot("month", period.end.replace(day=1), to_date=True)


def year_of(period: PrintedPeriod, basis: str) -> date:
    """The first day of the year that a printed period lies in."""
    return calendar.first_of_year(period.start, basis)


def shifted(period: PrintedPeriod, role: str) -> PrintedPeriod | None:
    """The period before ("last quarter"), or the whole year before ("last year outturn"), of a period."""
    if role == "last_year":
        if period.span == Span.YEAR:
            start = calendar.year_before(period.start)
        else:
            start = calendar.add_months(calendar.first_of_year(period.start, "financial"), -12)
        end = calendar.last_of_month(calendar.add_months(start, 11))
        return PrintedPeriod(Span.YEAR, start, end, calendar.year_label(start))
    if period.span not in (Span.MONTH, Span.QUARTER, Span.YEAR):
        return None
    months = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}[period.span]
    start = calendar.add_months(period.start, -months)
    end = calendar.last_of_month(calendar.add_months(start, months - 1))
    return PrintedPeriod(period.span, start, end, calendar.month_span(start, end))


def words(period: PrintedPeriod) -> str:
    """A printed period in our own words: "2020/21", "April to November 2020"."""
    if period.span == Span.YEAR:
        return calendar.year_label(period.start)
    return calendar.month_span(period.start, period.end)
