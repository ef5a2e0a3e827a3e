"""How well the checks see: slips planted in published series, and how many real months are asked about.

Planting is seeded by the series and the month, so that it is the same on every machine. A slip that leaves
the printed figure as it was (two equal digits, 0 times 10, a neighbour with the same figure) is none, and is
counted as left out.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from performance.rules import calendar
from performance.rules.checks.against_history import history_findings, transpositions
from performance.rules.checks.expected import TooLittle, expected_for
from performance.rules.checks.found import Context, Division, Figure, Past, Row
from performance.rules.checks.within import inner_findings
from performance.rules.numbers import Unit, as_printed


class Slip(StrEnum):
    """What is planted. The first five are asked for; the others show what else is seen."""

    TEN = "x10"
    HUNDRED = "x100"
    THOUSAND = "x1000"
    SWAPPED = "swapped digits"
    NEIGHBOUR = "neighbouring row"
    FIRST_SWAPPED = "swapped digits, the first two that differ"
    THOUSANDTH = "/1000"
    LAST_MONTH = "last month's figure"
    LAST_YEAR = "last year's figure"
    ONE_ROW_OFF = "all rows one off"


ASKED = (Slip.TEN, Slip.HUNDRED, Slip.THOUSAND, Slip.SWAPPED, Slip.NEIGHBOUR)
_FACTORS = {Slip.TEN: 10, Slip.HUNDRED: 100, Slip.THOUSAND: 1000, Slip.THOUSANDTH: Decimal("0.001")}


@dataclass(frozen=True)
class Cell:
    """A published figure with what the same table says of it.

    `parts` are the parts of a total; where `total` is given the figure is itself one more part of that.
    """

    value: Decimal
    parts: tuple[Decimal, ...] = ()
    total: Decimal | None = None

    def division(self, value: Decimal) -> Division:
        """The parts and the total with another figure in this cell's place."""
        parts, total = (self.parts, value) if self.total is None else ((*self.parts, value), self.total)
        return Division("value", "Parts", parts, total)


@dataclass(frozen=True)
class Series:
    """One row of a monthly table: its cells by the first day of the month."""

    name: str
    unit: Unit
    cells: Mapping[date, Cell]
    is_flow: bool = False


@dataclass
class Tally:
    """What was asked and caught. `alone` knows the figure's history and neighbours, `with_parts` its parts as
    well; `left_out` counts slips that change nothing."""

    months: int = 0
    too_little: int = 0
    warned: int = 0
    warned_by: Counter = field(default_factory=Counter)
    planted: Counter = field(default_factory=Counter)
    left_out: Counter = field(default_factory=Counter)
    alone: Counter = field(default_factory=Counter)
    with_parts: Counter = field(default_factory=Counter)

    def warned_share(self) -> float:
        """The share of real months asked about, among those that could be judged."""
        return self.warned / self.months if self.months else 0.0

    def caught_share(self, slips: Sequence[Slip] = ASKED, *, with_parts: bool = False) -> float:
        """The share of planted slips that at least one check saw."""
        caught, planted = self.with_parts if with_parts else self.alone, sum(self.planted[s] for s in slips)
        return sum(caught[slip] for slip in slips) / planted if planted else 0.0

    def add(self, other: "Tally") -> None:
        """Count another tally in."""
        for name in ("months", "too_little", "warned"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("warned_by", "planted", "left_out", "alone", "with_parts"):
            getattr(self, name).update(getattr(other, name))


def tallies(rows: Sequence[Series]) -> Iterator[tuple[int, Tally]]:
    """Each series in order with its number and what was found in it. A month is one sitting of all rows."""
    sittings = _sittings(rows)
    for number, series in enumerate(rows):
        tally = Tally()
        for start in sorted(series.cells):
            _month(tally, number, series, start, sittings[start])
        yield number, tally


def _month(tally, number, series, start, sitting):
    context, cell = _context(series, start), series.cells[start]
    expected = expected_for(series.unit, context)
    if isinstance(expected, TooLittle):
        tally.too_little += 1
        return

    def codes(value, *, alike=True):
        here = replace(context, beside=sitting.beside(number, value)) if alike else context
        found = history_findings(Figure(series.unit, value), here, expected)
        inner = _parts_findings(series, cell, value, context)
        return [finding.code for finding in found], [finding.code for finding in inner]

    tally.months += 1
    real = [code for found in codes(cell.value) for code in found]
    tally.warned += bool(real)
    tally.warned_by.update(set(real))
    for slip in Slip:
        value = _slipped(slip, series, start, sitting.neighbours(number))
        if value is None or as_printed(value, series.unit) == as_printed(cell.value, series.unit):
            tally.left_out[slip] += 1
            continue
        # Where all rows are one off, no two of them are the same.
        found, inner = codes(value, alike=slip is not Slip.ONE_ROW_OFF)
        tally.planted[slip] += 1
        tally.alone[slip] += bool(found)
        tally.with_parts[slip] += bool(found or inner)


def _slipped(slip, series, start, neighbours):
    """The figure with the slip in it, or None where this month cannot have it."""
    value = series.cells[start].value
    if slip in _FACTORS:
        return value * _FACTORS[slip]
    if slip in (Slip.LAST_MONTH, Slip.LAST_YEAR):
        before = calendar.year_before(start) if slip is Slip.LAST_YEAR else calendar.add_months(start, -1)
        return series.cells[before].value if before in series.cells else None
    chosen = random.Random(f"{slip} {series.name} {start}")  # noqa: S311  (a sample, not a secret)
    if slip is Slip.SWAPPED:
        choices = _transposed(series, value)
    elif slip is Slip.FIRST_SWAPPED:
        choices = _transposed(series, value)[:1]
    else:
        choices = neighbours
    return chosen.choice(choices) if choices else None


def _transposed(series, value):
    return transpositions(value, series.unit.decimals, series.unit.scale)


@dataclass
class _Sitting:
    """The rows that have a figure in one month, in order; each series' place among them; places by figure."""

    rows: list[Row] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    by_value: dict[Decimal, list[int]] = field(default_factory=dict)

    def add(self, number, row):
        place = self.places[number] = len(self.rows)
        self.rows.append(row)
        self.by_value.setdefault(row.value, []).append(place)

    def beside(self, number, value):
        """The rows besides one; those with another figure are left out, for nothing is asked of them."""
        place = self.places[number]
        return tuple(
            replace(self.rows[at], is_next=abs(at - place) == 1)
            for at in self.by_value.get(value, ())
            if at != place
        )

    def neighbours(self, number):
        """The figures directly above and below."""
        place = self.places[number]
        return [self.rows[at].value for at in (place - 1, place + 1) if 0 <= at < len(self.rows)]


def _sittings(rows):
    sittings = {}
    for number, series in enumerate(rows):
        history = tuple(Past(start, cell.value) for start, cell in series.cells.items())
        for start, cell in series.cells.items():
            sitting = sittings.setdefault(start, _Sitting())
            sitting.add(number, Row(series.name, cell.value, history=history))
    return sittings


def _context(series, start):
    past = tuple(Past(day, cell.value) for day, cell in series.cells.items() if day < start)
    return Context("month", start, past, is_flow=series.is_flow)


def _parts_findings(series, cell, value, context):
    if not cell.parts:
        return []
    figure = Figure(series.unit, value, divisions=(cell.division(value),))
    return inner_findings(figure, context)
