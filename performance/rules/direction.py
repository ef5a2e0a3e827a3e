"""Direction of travel: the arrow follows the number, the word follows what is good.

2.9 after 3.0 prints a down arrow and "no clear change" when the threshold is 0.5 points.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from performance.rules.numbers import POINT_KINDS, Unit, as_printed, format_figure
from performance.rules.rag import Polarity


class Arrow(StrEnum):
    """The direction of the number."""

    UP = "up"
    DOWN = "down"
    LEVEL = "level"


class Meaning(StrEnum):
    """The word beside the arrow."""

    IMPROVING = "improving"
    WORSENING = "worsening"
    NO_CLEAR_CHANGE = "no_clear_change"
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True)
class Direction:
    """Arrow, word and one sentence; `change` is now less before, in whole units, as printed."""

    arrow: Arrow
    meaning: Meaning
    change: Decimal
    sentence: str


# Below these a change is "no clear change": points for percentages and scores, per cent for the rest.
DEFAULT_POINTS = Decimal("0.5")
DEFAULT_PERCENT = Decimal("5")

_WORDS = {
    Meaning.IMPROVING: "improving",
    Meaning.WORSENING: "worsening",
    Meaning.NO_CLEAR_CHANGE: "no clear change",
    Meaning.NOT_JUDGED: "neither better nor worse",
}


def direction(
    now: Decimal,
    before: Decimal,
    unit: Unit,
    polarity: Polarity,
    *,
    band: tuple[Decimal, Decimal] | None = None,
    basis: str,
) -> Direction:
    """Compare two figures as printed.

    79.7% after 87.5% where high is good: down arrow, "worsening", "Worsening: 79.7% after 87.5% in
    2019/20." Within a band the distance to the band decides: nearer is better. `basis` names the earlier
    figure ("in 2019/20"). A change of less than the threshold is "no clear change"; a change from 0 is
    judged by points alone.
    """
    current, earlier = as_printed(now, unit), as_printed(before, unit)
    change = current - earlier
    arrow = Arrow.UP if change > 0 else Arrow.DOWN if change < 0 else Arrow.LEVEL
    meaning = _meaning(current, earlier, change, unit, polarity, band)
    word = _WORDS[meaning]
    sentence = (
        f"{word[0].upper()}{word[1:]}: {format_figure(current, unit)} after "
        f"{format_figure(earlier, unit)} {basis}."
    )
    return Direction(arrow, meaning, change, sentence)


def _meaning(current, earlier, change, unit, polarity, band) -> Meaning:
    if polarity == Polarity.NONE or (polarity == Polarity.BAND and band is None):
        return Meaning.NOT_JUDGED
    if not _clear(change, earlier, unit):
        return Meaning.NO_CLEAR_CHANGE
    if polarity == Polarity.BAND:
        better = _outside(earlier, band) - _outside(current, band)
        if better == 0:
            return Meaning.NO_CLEAR_CHANGE
        return Meaning.IMPROVING if better > 0 else Meaning.WORSENING
    rising_is_good = polarity == Polarity.HIGH
    return Meaning.IMPROVING if (change > 0) == rising_is_good else Meaning.WORSENING


def _clear(change: Decimal, earlier: Decimal, unit: Unit) -> bool:
    if unit.kind in POINT_KINDS:
        return abs(change) >= DEFAULT_POINTS
    if earlier == 0:
        return change != 0
    return abs(change) / abs(earlier) * 100 >= DEFAULT_PERCENT


def _outside(value: Decimal, band: tuple[Decimal, Decimal]) -> Decimal:
    lower, upper = band
    return max(lower - value, value - upper, Decimal(0))
