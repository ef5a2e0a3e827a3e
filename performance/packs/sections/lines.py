"""A measure's last periods, as trend charts, monthly tables and scorecards draw them."""

from dataclasses import dataclass

from performance import cells, series
from performance.models import Measure
from performance.packs.layout import short_span
from performance.rules import calendar

# So many periods are shown where nobody chose otherwise.
MONTHS = 13
# Fewer figures are no line.
FEWEST = 2


@dataclass(frozen=True)
class Line:
    """A measure's last periods of its own kind: their first days, labels and figures in force, oldest first.

    `is_sparse`: more periods are without a figure than with one, and only those with one are here.
    """

    measure: Measure
    starts: list
    labels: list
    figures: list
    values: list
    breaks: dict
    is_sparse: bool = False

    @property
    def known(self):
        return sum(1 for value in self.values if value is not None)

    @property
    def begins_anew(self):
        """The places at which figures to date start a new year: the one before is no figure to compare."""
        if self.measure.entry_basis != Measure.EntryBasis.YEAR_TO_DATE:
            return []
        years = [calendar.first_of_year(start, self.measure.year_basis) for start in self.starts]
        return [place for place in range(1, len(years)) if years[place] != years[place - 1]]


def line_of(reading, measure, length=MONTHS) -> Line:
    """The periods of a measure up to the pack's own, from the first that has a figure on."""
    kind, held = measure.period_kind, reading.past.figures.get(measure.slug, {})
    period = reading.pack.period
    last = period.start if kind == period.kind else _last_before(kind, held, period.end)
    starts = [] if last is None else [last]
    while starts and len(starts) < length:
        starts.insert(0, calendar.start_before(kind, starts[0]))
    found = [held.get((kind, start)) for start in starts]
    first = next((place for place, figure in enumerate(found) if figure is not None), len(found))
    starts, found = starts[first:], found[first:]
    held = [place for place, figure in enumerate(found) if figure is not None]
    is_sparse = len(held) * 2 <= len(starts)
    if is_sparse:
        starts, found = [starts[place] for place in held], [found[place] for place in held]
    labels = [
        calendar.label_of(kind, start, calendar.end_of(kind, start))
        if figure is None
        else short_span(cells.span(measure, figure.period))
        for start, figure in zip(starts, found, strict=True)
    ]
    values = [None if figure is None else cells.number_of(figure) for figure in found]
    breaks = series.breaks_at(starts, measure.series_breaks.all())
    return Line(measure, starts, labels, found, values, breaks, is_sparse)


def _last_before(kind, held, end):
    return max((start for own_kind, start in held if own_kind == kind and start <= end), default=None)
