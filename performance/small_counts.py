"""Our figures as the table of counts that `performance.rules.disclosure` is asked about.

What adds up is a sum of it: months to the year to date and to the year, parts to their whole, inputs to the
measures that are calculated from them. What came out with a period is published with it.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from performance import make_up
from performance.models import CalculationInput, Measure, Period
from performance.rules import calendar
from performance.rules.disclosure import Cell, Sum, is_small, is_small_share
from performance.rules.numbers import UnitKind

Aggregation, Calculation = Measure.Aggregation, Measure.Calculation
ADDING = (Aggregation.SUM, Aggregation.FRACTION, Aggregation.MEAN, Aggregation.ROLLING)
# What a cell is: a period's own figure, the year to date, the whole of a share that is calculated, what a
# cumulative figure has more than the one before, a part of a dimension.
FIGURE, TO_DATE, WHOLE, ADDED, PART = "figure", "to date", "whole", "added", "part"


@dataclass
class Table:
    """Cells and sums of figures in force and what was worked out of them."""

    figures: dict
    to_dates: dict
    cells: dict = field(default_factory=dict)
    sums: list = field(default_factory=list)

    def add(self, cell):
        self.cells[cell.key] = cell

    def adds_up(self, whole, parts):
        """Keep a sum of cells that are all there; with one missing the rest says nothing of another."""
        if whole in self.cells and parts and all(key in self.cells for key, _ in parts):
            self.sums.append(Sum(whole, tuple(parts)))


def table_of(figures, assessments, inputs) -> Table:
    """The table of figures in force with their assessments, and of inputs of calculated measures.

    Figures have their measures with dimensions, and their periods with years.
    """
    table = Table({(f.measure_id, f.period_id): f for f in figures}, {})
    table.to_dates = {
        (a.measure_id, a.period_id): a
        for a in assessments
        if a.year_to_date is not None and (a.measure_id, a.period_id) in table.figures
    }
    for figure in figures:
        _add_figure(table, figure)
    by_measure = defaultdict(list)
    for figure in figures:
        if _key(FIGURE, figure) in table.cells:
            by_measure[figure.measure_id].append(figure)
    for own in by_measure.values():
        _add_years(table, sorted(own, key=lambda figure: (figure.period.start, figure.period.end)))
    for figure in figures:
        _add_parts(table, figure)
        if figure.origin == figure.Origin.CALCULATED:
            _add_calculation(table, figure, inputs.get(figure.measure_id, []))
    return table


def _key(kind, figure, *more):
    return (kind, figure.measure_id, figure.period_id, *more)


# --- One figure ------------------------------------------------------------------------------------------


def count_of(figure) -> Decimal | None:
    """What of a figure adds up: of a composition its whole, a count, a numerator, the count beside it."""
    measure = figure.measure
    if figure.parts is not None:
        return sum(make_up.figures_of(figure.parts).values(), Decimal(0))
    if measure.unit_kind == UnitKind.COUNT:
        return figure.value
    if figure.numerator is not None:
        return figure.numerator
    if figure.companion is not None and measure.companion_kind == UnitKind.COUNT:
        return figure.companion
    return figure.value


def gives_small_count(figure) -> bool:
    """Whether a figure or what is printed beside it is a small count, or gives one away.

    3 admissions; 2.1 per 100,000 with "3 admissions" beneath; 7.5% of 40, which is 3.
    """
    measure, below = figure.measure, figure.measure.suppress_below
    counts = [figure.numerator]
    if measure.unit_kind == UnitKind.COUNT:
        counts.append(figure.value)
    if measure.companion_kind == UnitKind.COUNT:
        counts.append(figure.companion)
    if figure.parts is not None:
        counts.append(count_of(figure))
    return any(is_small(count, below) for count in counts) or _is_small_share(
        measure, figure.numerator, figure.denominator
    )


def _is_small_share(measure, numerator, denominator):
    is_share = measure.unit_kind == UnitKind.PERCENT and measure.is_share
    return is_share and is_small_share(numerator, denominator, measure.suppress_below)


def _counts(figure):
    """Whether what adds up of a figure is a count of its own."""
    return (
        figure.measure.unit_kind in (UnitKind.COUNT, UnitKind.COMPOSITION)
        or figure.numerator is not None
        or (figure.companion is not None and figure.measure.companion_kind == UnitKind.COUNT)
    )


def _add_figure(table, figure):
    count = count_of(figure)
    if count is None:
        return
    table.add(
        Cell(
            _key(FIGURE, figure),
            count,
            figure.measure.suppress_below if _counts(figure) else 0,
            at=figure.period.end,
            rank=1 if figure.origin == figure.Origin.CALCULATED or figure.period.kind == "year" else 0,
            also_small=gives_small_count(figure),
        )
    )


# --- A year ----------------------------------------------------------------------------------------------


def _add_years(table, own):
    """What periods of one measure add up to."""
    measure = own[0].measure
    parts = [figure for figure in own if figure.period.kind != Period.Kind.YEAR]
    if measure.entry_basis == Measure.EntryBasis.YEAR_TO_DATE:
        _add_steps(table, parts)
    elif measure.aggregation in ADDING:
        for figure in parts:
            _add_to_date(table, figure, _members(parts, figure))
    for figure in own:
        if figure.period.kind == Period.Kind.YEAR:
            _add_year(table, figure, parts)


def _members(parts, figure):
    """The figures that make the year to date, or the twelve rolling months, of one of them."""
    period = figure.period
    rolling = figure.measure.aggregation == Aggregation.ROLLING
    since = calendar.year_before(period.end) if rolling else None
    return [
        part
        for part in parts
        if part.period.kind == period.kind
        and part.period.start <= period.start
        and (part.period.end > since if rolling else part.period.year_id == period.year_id)
    ]


def _add_to_date(table, figure, members):
    assessment = table.to_dates.get((figure.measure_id, figure.period_id))
    if assessment is None or not members:
        return
    measure = figure.measure
    numerator, denominator = assessment.year_to_date_numerator, assessment.year_to_date_denominator
    counted = assessment.year_to_date if measure.unit_kind == UnitKind.COUNT else numerator
    small = is_small(counted, measure.suppress_below) or _is_small_share(measure, numerator, denominator)
    table.add(
        Cell(
            _key(TO_DATE, figure),
            sum(table.cells[_key(FIGURE, member)].value for member in members),
            measure.suppress_below if _counts(figure) else 0,
            at=figure.period.end,
            rank=2,
            also_small=small,
        )
    )
    table.adds_up(_key(TO_DATE, figure), [(_key(FIGURE, member), 1) for member in members])


def _add_steps(table, parts):
    """Of figures that cover the year to date: what each has more than the one before."""
    for figure in parts:
        members = _members(parts, figure)
        before = members[-2] if len(members) > 1 else None
        value = count_of(figure) - (count_of(before) if before else 0)
        if before is None or value < 0:
            continue
        below = figure.measure.suppress_below if _counts(figure) else 0
        table.add(Cell(_key(ADDED, figure), value, below, at=figure.period.end, printed=False))
        table.adds_up(_key(FIGURE, figure), [(_key(FIGURE, before), 1), (_key(ADDED, figure), 1)])


def _add_year(table, figure, parts):
    """The figure of a year beside its months: their sum where all are there, or the last one's."""
    within = [part for part in parts if part.period.year_id == figure.period_id]
    if not within:
        return
    last, whole = within[-1], _key(FIGURE, figure)
    alike = [part for part in within if part.period.kind == last.period.kind]
    together = sum(count_of(part) for part in alike)
    adds = figure.measure.aggregation in ADDING and figure.measure.entry_basis == Measure.EntryBasis.PERIOD
    if adds and together == count_of(figure):
        table.adds_up(whole, [(_key(FIGURE, part), 1) for part in alike])
    elif last.period.end == figure.period.end and count_of(last) == count_of(figure):
        table.adds_up(whole, [(_key(FIGURE, last), 1)])


# --- Parts and inputs ------------------------------------------------------------------------------------


def _add_parts(table, figure):
    """The parts of a composition and of breakdowns that are counts, with their whole where they make it."""
    below = figure.measure.suppress_below
    for dimension in figure.measure.dimensions.all():
        kept = figure.parts if dimension.is_composition else (figure.breakdown or {}).get(dimension.code)
        if not kept or make_up.unit_of_parts(figure.measure, dimension).kind != UnitKind.COUNT:
            continue
        parts = []
        for code, value in make_up.figures_of(kept).items():
            key = _key(PART, figure, dimension.code, code)
            table.add(Cell(key, value, below, at=figure.period.end))
            parts.append((key, 1))
        if dimension.is_composition or dimension.must_add_up:
            table.adds_up(_key(FIGURE, figure), parts)


def _add_calculation(table, figure, inputs):
    """A calculated figure as the sum of its inputs; a share has its numerator and its whole."""

    def keys(part, sign=1):
        return [((FIGURE, row.source_id, figure.period_id), sign) for row in inputs if row.part == part]

    first, second = keys(CalculationInput.Part.FIRST), CalculationInput.Part.SECOND
    calculation = figure.measure.calculation
    if calculation == Calculation.VARIANCE:
        table.adds_up(_key(FIGURE, figure), first + keys(second, -1))
    else:
        # Inputs that are not applicable are left out of a total.
        there = [term for term in first if term[0] in table.cells]
        table.adds_up(_key(FIGURE, figure), there)
    if calculation == Calculation.SHARE and figure.denominator is not None:
        table.add(Cell(_key(WHOLE, figure), figure.denominator, at=figure.period.end, rank=2))
        table.adds_up(_key(WHOLE, figure), keys(second))
