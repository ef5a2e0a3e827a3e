"""From the statuses of measures to one of the outcome above them.

Source of the methods: councils roll indicators up to outcomes by the worst, the most common or the average
status, or by judgement; the last is no arithmetic and is recorded (`RuleKind.MANUAL`).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from performance.rules.numbers import round_half_up
from performance.rules.rule import Level


class RollUpMethod(StrEnum):
    """How statuses become one."""

    WORST = "worst"
    MOST_COMMON = "most_common"
    AVERAGE = "average"


@dataclass(frozen=True)
class RolledUp:
    """One level, or None where nothing beneath is rated, with its sentence and how many it is made of.

    `counted` are rated and make the level, `left_out` are not rated.
    """

    level: Level | None
    sentence: str
    counted: int
    left_out: int


def roll_up(positions: Sequence[int | None], scale: tuple[Level, ...], method: RollUpMethod) -> RolledUp:
    """The one level of many. `positions` are their places in the scale: 0 is best, None is not rated.

    What is not rated is left out and counted in the sentence. Ties of the most common go to the worse
    level, and an average half way between two does too: green and amber make amber. Green, green, amber, red
    and one not rated are red by the worst, green by the most common, and (0 + 0 + 1 + 2) / 4 = 0.75, so amber
    by the average. Raises ValueError for a position that the scale does not have.

    >>> scale = Level("green", "Green"), Level("amber", "Amber"), Level("red", "Red")
    >>> roll_up([0, 0, 1, 2, None], scale, RollUpMethod.AVERAGE).sentence
    'Amber: the average of 4 rated measures (2 green, 1 amber, 1 red); 1 not rated is left out.'
    """
    rated = [position for position in positions if position is not None]
    left_out = len(positions) - len(rated)
    if any(not 0 <= position < len(scale) for position in rated):
        raise ValueError("a status is a place in the scale that it is rolled up on")
    if not rated:
        return RolledUp(None, _nothing(left_out), 0, left_out)
    level = scale[_METHODS[method](rated)]
    return RolledUp(level, _sentence(level, rated, left_out, scale, method), len(rated), left_out)


def _most_common(rated):
    return max(Counter(rated).items(), key=lambda item: (item[1], item[0]))[0]


def _average(rated):
    return int(round_half_up(Decimal(sum(rated)) / len(rated), 0))


_METHODS = {
    RollUpMethod.WORST: max,
    RollUpMethod.MOST_COMMON: _most_common,
    RollUpMethod.AVERAGE: _average,
}
_WORDS = {
    RollUpMethod.WORST: "worst",
    RollUpMethod.MOST_COMMON: "most common",
    RollUpMethod.AVERAGE: "average",
}


def _nothing(left_out):
    if not left_out:
        return "Not rated: there is no measure beneath it."
    if left_out == 1:
        return "Not rated: the measure beneath it is not rated."
    return f"Not rated: none of the {left_out} measures beneath it is rated."


def _sentence(level, rated, left_out, scale, method):
    counts = Counter(rated)
    parts = ", ".join(
        f"{counts[place]} {each.word.lower()}" for place, each in enumerate(scale) if counts[place]
    )
    noun = "1 rated measure" if len(rated) == 1 else f"{len(rated)} rated measures"
    rest = f"; {left_out} not rated {'is' if left_out == 1 else 'are'} left out" if left_out else ""
    return f"{level.word}: the {_WORDS[method]} of {noun} ({parts}){rest}."
