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
    Meaning.NOT_JUDGED: "not judged",
}


def direction(
    now: Decimal,
    before: Decimal,
    unit: Unit,
    polarity: Polarity,
    *,
    band: tuple[Decimal, Decimal] | None = None,
    basis: str,
    kind_of_value: str = "",
) -> Direction:
    """Compare two figures as printed.

    79.7% after 87.5% where high is good has a down arrow and is worsening:

    >>> high = Polarity.HIGH
    >>> direction(Decimal("79.7"), Decimal("87.5"), Unit("percent", 1), high, basis="in 2019/20").sentence
    'Worsening: 79.7% after 87.5% in 2019/20.'

    Within a band the distance to the band decides: nearer is better, and it is that distance
    which must change by the threshold. `basis` names the earlier figure ("in 2019/20") and `kind_of_value`
    the later one where it is not an outturn ("full-year forecast"). A change of less than the threshold
    is "no clear change"; of counts and rates every change from 0 is clear, for it has no percentage.
    """
    current, earlier = as_printed(now, unit), as_printed(before, unit)
    change = current - earlier
    arrow = Arrow.UP if change > 0 else Arrow.DOWN if change < 0 else Arrow.LEVEL
    meaning = _meaning(current, earlier, change, unit, polarity, band)
    word = _WORDS[meaning]
    kind = f"{kind_of_value} of " if kind_of_value else ""
    sentence = (
        f"{word[0].upper()}{word[1:]}: {kind}{format_figure(current, unit)} after "
        f"{format_figure(earlier, unit)} {basis}."
    )
    return Direction(arrow, meaning, change, sentence)


def _meaning(current, earlier, change, unit, polarity, band) -> Meaning:
    if polarity == Polarity.NONE or (polarity == Polarity.BAND and band is None):
        return Meaning.NOT_JUDGED
    if polarity == Polarity.BAND:
        better = _outside(earlier, band) - _outside(current, band)
    else:
        better = change if polarity == Polarity.HIGH else -change
    if not _clear(better, earlier, unit):
        return Meaning.NO_CLEAR_CHANGE
    return Meaning.IMPROVING if better > 0 else Meaning.WORSENING


def _clear(change: Decimal, earlier: Decimal, unit: Unit) -> bool:
    if unit.kind in POINT_KINDS:
        return abs(change) >= DEFAULT_POINTS
    if earlier == 0:
        return change != 0
    return abs(change) / abs(earlier) * 100 >= DEFAULT_PERCENT


def _outside(value: Decimal, band: tuple[Decimal, Decimal]) -> Decimal:
    lower, upper = band
    return max(lower - value, value - upper, Decimal(0))
