"""Direction of travel: the arrow follows the number, the word follows what is good.

2.9 after 3.0 prints a down arrow and "no clear change" when the threshold is 0.5 points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from performance.rules.calendar import MONTHS
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


class Basis(StrEnum):
    """What a figure is compared with."""

    LAST_PERIOD = "last_period"
    SAME_PERIOD = "same_period"
    LAST_YEAR = "last_year"
    BASELINE = "baseline"


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
    threshold: Decimal | None = None,
) -> Direction:
    """Compare two figures as printed.

    79.7% after 87.5% where high is good has a down arrow and is worsening:

    >>> high = Polarity.HIGH
    >>> direction(Decimal("79.7"), Decimal("87.5"), Unit("percent", 1), high, basis="in 2019/20").sentence
    'Worsening: 79.7% after 87.5% in 2019/20.'

    Within a band the distance to the band decides: nearer is better, and it is that distance
    which must change by the threshold. `basis` names the earlier figure ("in 2019/20", see `basis_words`)
    and `kind_of_value` the later one where it is not an outturn ("full-year forecast"). A change of less
    than the threshold is "no clear change"; of counts and rates every change from 0 is clear, for it has no
    percentage.

    `threshold` is in points for percentages and scores and in per cent of the earlier figure for the rest;
    None is the default (0.5 points, 5%), and with 0 every change is clear. Raises ValueError below 0.

    >>> slower = direction(Decimal("2.9"), Decimal("3.0"), Unit("percent", 1), high, basis="in 2019/20")
    >>> slower.meaning
    <Meaning.NO_CLEAR_CHANGE: 'no_clear_change'>
    """
    if threshold is not None and threshold < 0:
        raise ValueError("a threshold is a distance and not below 0")
    current, earlier = as_printed(now, unit), as_printed(before, unit)
    change = current - earlier
    arrow = Arrow.UP if change > 0 else Arrow.DOWN if change < 0 else Arrow.LEVEL
    meaning = _meaning(current, earlier, change, unit, polarity, band, threshold)
    word = _WORDS[meaning]
    kind = f"{kind_of_value} of " if kind_of_value else ""
    sentence = (
        f"{word[0].upper()}{word[1:]}: {kind}{format_figure(current, unit)} after "
        f"{format_figure(earlier, unit)} {basis}."
    )
    return Direction(arrow, meaning, change, sentence)


def basis_words(basis: str, earlier_label: str) -> str:
    """The earlier figure of a comparison in words, as `direction` takes them.

    A year and a span of months say themselves which they are; the period before and a baseline are named.

    >>> basis_words("last_period", "October 2020")
    'in October 2020, the period before'
    >>> basis_words("same_period", "April to November 2019")
    'in April to November 2019'
    >>> basis_words("baseline", "2015/16 outturn")
    'at the baseline (2015/16 outturn)'

    Raises ValueError for a basis that is none of these.
    """
    match Basis(basis):
        case Basis.LAST_PERIOD:
            return f"in {earlier_label}, the period before"
        case Basis.BASELINE:
            return f"at the baseline ({earlier_label})" if earlier_label else "at the baseline"
    return f"in {earlier_label}"


def crosses_break(
    earlier_end: date,
    later_start: date,
    breaks: Sequence[tuple[date, str]],
    *,
    earlier_start: date | None = None,
    later_end: date | None = None,
) -> str | None:
    """Why two figures are not compared: the sentence of the last series break between them, or None.

    A break is the first day of the new series and its reason.

    >>> crosses_break(date(2020, 3, 31), date(2020, 4, 1), [(date(2020, 4, 1), "new definition")])
    'Not compared: the series breaks on 1 April 2020 (new definition).'

    A figure over a span that holds a break is made of both series. With `earlier_start` and `later_end` the
    spans count as a whole: April to November holds a break on 1 September, and then neither the year before
    nor the year after is compared with it.
    """
    first, last = earlier_start or earlier_end, later_end or later_start
    between = [(day, reason) for day, reason in breaks if first < day <= last]
    if not between:
        return None
    day, reason = max(between)
    why = f" ({reason.strip().rstrip('.')})" if reason.strip() else ""
    return f"Not compared: the series breaks on {day.day} {MONTHS[day.month]} {day.year}{why}."


def _meaning(current, earlier, change, unit, polarity, band, threshold) -> Meaning:
    if polarity == Polarity.NONE or (polarity == Polarity.BAND and band is None):
        return Meaning.NOT_JUDGED
    if polarity == Polarity.BAND:
        better = _outside(earlier, band) - _outside(current, band)
    else:
        better = change if polarity == Polarity.HIGH else -change
    if not _clear(better, earlier, unit, threshold):
        return Meaning.NO_CLEAR_CHANGE
    return Meaning.IMPROVING if better > 0 else Meaning.WORSENING


def _clear(change: Decimal, earlier: Decimal, unit: Unit, threshold: Decimal | None) -> bool:
    # Also with a threshold of 0 no change is no change.
    if change == 0:
        return False
    if unit.kind in POINT_KINDS:
        return abs(change) >= (DEFAULT_POINTS if threshold is None else threshold)
    if earlier == 0:
        return True
    return abs(change) / abs(earlier) * 100 >= (DEFAULT_PERCENT if threshold is None else threshold)


def _outside(value: Decimal, band: tuple[Decimal, Decimal]) -> Decimal:
    lower, upper = band
    return max(lower - value, value - upper, Decimal(0))
