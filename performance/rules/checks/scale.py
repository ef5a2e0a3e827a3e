"""The scale on which a unit's figures are compared: where ordinary months lie about as far apart everywhere.

Percentages are compared as log-odds, so that 98% and 99% are as far apart as 1% and 2%; all that cannot fall
below 0 as logarithms, so that a tenth more is as far for a small council as for a large one; and what has
been below 0 (an underspend) as a share of its usual size.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from performance.rules.numbers import SCALES, Unit, UnitKind

# What is added before taking logarithms, so that 0 has one: half an event (Anscombe 1948 argues for 3/8 of a
# count; half a point keeps 100% apart from 99% and no more), or a twentieth of the usual figure.
HALF = 0.5
_SMALL_PART = 0.05


@dataclass(frozen=True)
class Scale:
    """One way of comparing. `added` keeps 0 on a logarithm; `size` is what the straight scale divides by."""

    name: str
    added: float = HALF
    size: float = 1.0

    def position(self, value: Decimal) -> float:
        """Where a figure stands; infinite where it can have no place: 104%, −3 people.

        >>> round(Scale("odds").position(Decimal(50)), 3), round(Scale("log").position(Decimal("99.5")), 3)
        (0.0, 4.605)
        """
        number = float(value)
        if self.name == "straight":
            return number / self.size
        if number < 0:
            return -math.inf
        if self.name == "log":
            return math.log(number + self.added)
        if number > 100:
            return math.inf
        return math.log((number + self.added) / (100 + self.added - number))

    def figure(self, position: float) -> float:
        """The figure that stands at a position; never below 0 or above 100 where there is none."""
        if self.name == "straight":
            return position * self.size
        # e^70 is far beyond every figure that can be stored.
        grown = math.exp(min(position, 70.0))
        if self.name == "log":
            return max(grown - self.added, 0.0)
        whole = 100 + 2 * self.added
        return min(max(whole * grown / (1 + grown) - self.added, 0.0), 100.0)


def scale_of(unit: Unit, figures: Sequence[Decimal]) -> Scale:
    """The scale for a measure, from its unit and its earlier figures.

    >>> scale_of(Unit(UnitKind.MONEY), [Decimal(200), Decimal(-40)])
    Scale(name='straight', added=0.5, size=120.0)
    """
    if unit.kind == UnitKind.PERCENT and all(0 <= figure <= 100 for figure in figures):
        return Scale("odds")
    usual = float(median(abs(figure) for figure in figures)) if figures else 0.0
    size = usual or float(SCALES[unit.scale])
    if any(figure < 0 for figure in figures) or unit.kind == UnitKind.PERCENT:
        return Scale("straight", size=size)
    if unit.kind in (UnitKind.COUNT, UnitKind.COMPOSITION):
        return Scale("log")
    return Scale("log", added=size * _SMALL_PART)
