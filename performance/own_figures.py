"""A measure's own figures as one of its submissions sees them: the year to date, last year, the one before.

Compositions are seen as the share of their good parts. Nothing here reads or writes: everything comes out of
`base_tables`, and every sum and comparison is asked of `performance.rules`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from performance.models import Measure, Period, Submission
from performance.rules import calendar
from performance.rules.absences import effect_of
from performance.rules.aggregate import Aggregation, PeriodFigure, aggregate
from performance.rules.calculated import PERCENT, Calculated, Input, composition_share
from performance.rules.direction import basis_words
from performance.rules.numbers import UnitKind
from performance.rules.profiles import MONTHS_OF_YEAR, shape_of

Basis = Measure.ComparedWith
# How many periods twelve months are, and their plural word.
PERIODS_OF_YEAR = {Period.Kind.WEEK: 52, Period.Kind.MONTH: 12, Period.Kind.QUARTER: 4}
PLURALS = {Period.Kind.WEEK: "weeks", Period.Kind.MONTH: "months", Period.Kind.QUARTER: "quarters"}
# A figure of one period that stands for itself: nothing is added up.
AS_THEY_ARE = (Measure.Aggregation.LATEST, Measure.Aggregation.AS_ENTERED)


@dataclass(frozen=True)
class Earlier:
    """The figure that another is compared with: its words, the days that it covers, where it comes from.

    `submission` is the row whose figure, or whose year to date, it is; None for a baseline, which covers no
    days. `now` is what moved, where that is not what is judged: a month's own figure beside the month before.
    `counted` is its numerator and denominator, where both are known.
    """

    value: Decimal
    words: str
    start: date | None = None
    end: date | None = None
    submission: Submission | None = None
    now: Decimal | None = None
    counted: tuple[Decimal, Decimal] | None = None


class OwnFigures:
    """The figures around one submission, which itself stands for its own period."""

    def __init__(self, submission, base):
        self.submission, self.base = submission, base
        self.measure, self.period = submission.measure, submission.period
        self.whole_year = self.period.kind == Period.Kind.YEAR

    def at(self, start, kind=None):
        """This measure's figure in force of a period; the one that is judged stands for its own period."""
        kind = kind or self.period.kind
        if (kind, start) == (self.period.kind, self.period.start):
            return self.submission
        return self.base.by_span.get((self.measure.pk, kind, start))

    # --- One figure --------------------------------------------------------------------------------

    @property
    def is_composition(self):
        return self.measure.unit_kind == UnitKind.COMPOSITION

    @property
    def unit(self):
        """What is judged of a composition is a percentage: the share of its good parts, as it is printed."""
        return PERCENT if self.is_composition else self.measure.unit

    def value_of(self, submission):
        """A submission's figure as one number, or None: a composition's is the share of its good parts."""
        if submission is None or submission.parts is None:
            return submission.value if submission else None
        return self.share_of(submission).value

    def share_of(self, submission):
        """The share of a composition's good parts, or the sentence why there is none."""
        categories = self.base.categories.get(self.measure.pk, [])
        names = {category.code: category.name for category in categories}
        good = {category.code for category in categories if category.is_good}
        if not good:
            return Calculated(None, "None of its parts is marked as good, so there is no share to rate.")
        if set(submission.parts) - set(names) or not good & set(submission.parts):
            # Categories that came or went afterwards: what is good of these parts is not known.
            return Calculated(None, "Its parts are not those of the composition any more, so none is rated.")
        parts = {code: Input(names[code], Decimal(text)) for code, text in submission.parts.items()}
        return composition_share(parts, good & set(parts), self.unit)

    def counted(self, submission):
        """A figure's numerator and denominator, or None where either is not known."""
        if submission is None:
            return None
        given = self.share_of(submission) if submission.parts is not None else submission
        return _both(given)

    @property
    def counted_to_date(self):
        """The numerator and denominator of what is judged to date, or None."""
        return _both(self.year) if self.year is not None else self.counted(self.submission)

    @property
    def is_forecast(self):
        """Whether the headline is about the whole year although the period is a part of it."""
        return self.submission.forecast is not None and not self.whole_year

    # --- The year to date --------------------------------------------------------------------------

    @cached_property
    def aggregation(self):
        """How periods add up: shares of cases are never added, so a composition's cases are."""
        aggregation = Aggregation(self.measure.aggregation)
        if self.is_composition and aggregation == Aggregation.SUM:
            return Aggregation.FRACTION
        return aggregation

    @property
    def adds_up(self):
        """Whether each figure covers its period alone and several make one for the year."""
        return (
            self.measure.entry_basis == Measure.EntryBasis.PERIOD
            and self.measure.aggregation not in AS_THEY_ARE
        )

    @cached_property
    def year(self):
        """How the year adds up to this period, or None where the figure stands for itself."""
        return self.year_to(self.period.kind, self.period.start)

    def year_to(self, kind, start):
        """How the year adds up to a period, for figures that each cover one period alone; else None.

        A period before the measure was active is not expected: from July on, November is the fifth month.
        """
        if not self.adds_up or kind == Period.Kind.YEAR:
            return None
        starts = self._active_span(kind, start)
        figures = [self._period_figure(kind, day) for day in starts]
        return aggregate(self.aggregation, figures, self.unit, periods=PLURALS[kind])

    def _span(self, kind, start):
        """The first days of the periods that make the year to a period, or the last twelve months."""
        if self.aggregation != Aggregation.ROLLING:
            first = calendar.first_of_year(start, self.measure.year_basis)
            return calendar.starts_since(kind, first, start)
        starts = [start]
        while len(starts) < PERIODS_OF_YEAR[kind]:
            starts.append(calendar.start_before(kind, starts[-1]))
        return starts[::-1]

    def _active_span(self, kind, start):
        starts = self._span(kind, start)
        if self.aggregation == Aggregation.ROLLING:
            # Five months are no twelve: the others are missing until there are as many.
            return starts
        return [day for day in starts if calendar.end_of(kind, day) >= self.measure.active_from] or [start]

    def _period_figure(self, kind, start):
        label = calendar.label_of(kind, start, calendar.end_of(kind, start))
        found = self.at(start, kind)
        if found is None or found.absence:
            return PeriodFigure(label, absence=found.absence if found else "")
        return PeriodFigure(label, self.value_of(found), *(self.counted(found) or (None, None)))

    # --- Last year's shape -------------------------------------------------------------------------

    def last_years_shape(self):
        """Last year's twelve months, or four quarters, as cumulative sums; None where any has no figure."""
        kind, first = self.period.kind, calendar.year_before(self.period.year_start)
        if kind not in (Period.Kind.MONTH, Period.Kind.QUARTER):
            return None
        starts = calendar.starts_since(kind, first, self._last_of_year(kind, first))
        if self.adds_up:
            return shape_of([self._amount(day) for day in starts])
        to_date = [self.value_of(self.at(day)) for day in starts]
        if None in to_date:
            return None
        return tuple(value for value in to_date for _ in range(MONTHS_OF_YEAR // len(to_date)))

    def _amount(self, start):
        """What a period added to the year: nothing where it was not applicable, None where unknown."""
        found = self.at(start)
        if found is not None and found.absence and not effect_of(found.absence).expected:
            return Decimal(0)
        return self.value_of(found)

    # --- Earlier figures ---------------------------------------------------------------------------

    def earlier(self, basis, baseline=None, label="", *, forecast=None):
        """The figure that this one is compared with on a basis, or None where there is none.

        `forecast` says whether what is compared is about the whole year; None is what the headline is.
        """
        forecast = self.is_forecast if forecast is None else forecast
        if basis == Basis.BASELINE:
            return Earlier(baseline, basis_words(basis, label)) if baseline is not None else None
        kind, start = self.measure.compared_span(self.period, basis=basis, forecast=forecast)
        if kind == Period.Kind.YEAR:
            return self._whole_year(start, forecast)
        if self.year is not None and basis != Basis.LAST_PERIOD:
            return self._to_date(kind, start)
        return self._single(kind, start, basis)

    def _single(self, kind, start, basis):
        """The figure of one earlier period, as it was given."""
        found = self.at(start, kind)
        value = self.value_of(found)
        now = self.value_of(self.submission) if self.year is not None else None
        if value is None or (self.year is not None and now is None):
            return None
        first = self._first_covered(found)
        words = basis_words(basis, _covers(found))
        return Earlier(value, words, first, found.period.end, found, now, self.counted(found))

    def _to_date(self, kind, start, words=""):
        """The year to date of an earlier period, where it is whole enough to be rated."""
        added = self.year_to(kind, start)
        if added is None or not added.rateable or added.value is None:
            return None
        starts = self._active_span(kind, start)
        if self.aggregation == Aggregation.SUM and starts != self._span(kind, start):
            # It was not active yet for all of them: the two sums would be of unequal spans.
            return None
        end = calendar.end_of(kind, start)
        words = words or self._span_words(kind, starts[0], end)
        return Earlier(added.value, f"in {words}", starts[0], end, self.at(start, kind), counted=_both(added))

    def _whole_year(self, start, forecast):
        """A whole earlier year: its own figure, else what its months add up to or the last of them."""
        whole = self.at(start, Period.Kind.YEAR)
        value = self.value_of(whole)
        if value is not None:
            end = whole.period.end
            return Earlier(value, f"in {whole.period.label}", start, end, whole, counted=self.counted(whole))
        kind = self.measure.period_kind if self.whole_year else self.period.kind
        if kind == Period.Kind.YEAR:
            return None
        last = self._last_of_year(kind, start)
        if self.adds_up:
            return self._to_date(kind, last, calendar.year_label(start))
        as_entered = self.measure.aggregation == Measure.Aggregation.AS_ENTERED
        to_date = self.measure.entry_basis == Measure.EntryBasis.YEAR_TO_DATE
        if as_entered and not to_date and (forecast or self.whole_year):
            # Nobody says that the last month's own figure is the year's.
            return None
        return self._single(kind, last, Basis.LAST_YEAR)

    def _last_of_year(self, kind, year_start):
        """The first day of the last period of a year; weeks start on the weekday of this one, or Monday."""
        after = calendar.add_months(year_start, MONTHS_OF_YEAR)
        if kind != Period.Kind.WEEK:
            return calendar.start_before(kind, after)
        weekday = self.period.start.weekday() if self.period.kind == kind else 0
        last_day = after - timedelta(days=1)
        return last_day - timedelta(days=(last_day.weekday() - weekday) % 7)

    def _first_covered(self, submission):
        period = submission.period
        to_date = self.measure.entry_basis == Measure.EntryBasis.YEAR_TO_DATE
        return period.year_start if to_date else period.start

    def _span_words(self, kind, first, end):
        if self.aggregation == Aggregation.ROLLING:
            ending = calendar.in_words(end) if kind == Period.Kind.WEEK else calendar.month_span(end, end)
            return f"the {PERIODS_OF_YEAR[kind]} {PLURALS[kind]} to {ending}"
        if kind == Period.Kind.WEEK:
            return f"{calendar.in_words(first)} to {calendar.in_words(end)}"
        return calendar.month_span(first, end)

    # --- The days that are judged --------------------------------------------------------------------

    def last_day(self, forecast):
        """The last day of what is compared: a forecast reaches to the year's end."""
        return self.period.year.end if forecast else self.period.end

    def weeks_gone(self):
        """How many weeks of the year are complete, and of how many; None where periods are not weeks."""
        if self.period.kind != Period.Kind.WEEK:
            return None
        first, start = self.period.year_start, self.period.start
        last = self._last_of_year(Period.Kind.WEEK, first)
        return tuple(len(calendar.starts_since(Period.Kind.WEEK, first, day)) for day in (start, last))


def _both(given):
    """Numerator and denominator, or None where either is not known."""
    if given.numerator is None or given.denominator is None:
        return None
    return given.numerator, given.denominator


def _covers(submission):
    """What an earlier figure covers, in words: "April to November 2019", "October 2020", "2019/20"."""
    if submission.measure.entry_basis == Measure.EntryBasis.YEAR_TO_DATE:
        return submission.period.to_date_label
    label = submission.period.label
    return f"the {label}" if submission.period.kind == Period.Kind.WEEK else label
