"""Red, amber and green: how a figure is judged against a target.

Source of the method: the default semantics of a council's published scorecard, inferred from its fifteen
rated rows (docs/rating.md). Every decision about polarity, bands and tolerance is taken in this module;
everyone else asks for its result.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from performance.rules.numbers import (
    POINT_KINDS,
    Unit,
    as_printed,
    format_figure,
    format_number,
    format_points,
    round_half_up,
)


class Polarity(StrEnum):
    """Which way is good."""

    HIGH = "high"
    LOW = "low"
    BAND = "band"
    NONE = "none"


class TargetKind(StrEnum):
    """What a target asks."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BAND = "band"
    NO_TARGET = "none"
    INFORMATION = "information"
    TO_BE_CONFIRMED = "to_be_confirmed"


JUDGING_KINDS = frozenset({TargetKind.AT_LEAST, TargetKind.AT_MOST, TargetKind.BAND})


class LimitBasis(StrEnum):
    """What limits are counted in."""

    POINTS = "points"
    RELATIVE = "relative"


class NotRated(StrEnum):
    """Why there is no status, in the order in which the reasons are looked for."""

    NO_VALUE = "no_value"
    NO_TARGET = "no_target"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Level:
    """One level of a status scale, best first: its code and the word that is printed."""

    code: str
    word: str


@dataclass(frozen=True)
class Limits:
    """How far from the target each level but the worst still reaches, best first, both ends inclusive.

    `outer` has one Decimal fewer than `levels`: (0.5, 5.0) in points means green to 0.5 points off,
    amber to 5.0, red beyond. Relative limits are shares of the target in per cent: (0, 2.5).
    """

    basis: LimitBasis
    levels: tuple[Level, ...]
    outer: tuple[Decimal, ...]

    def __post_init__(self):
        if len(self.outer) != len(self.levels) - 1:
            raise ValueError("a scale of n levels has n - 1 limits")
        if any(limit < 0 for limit in self.outer) or list(self.outer) != sorted(self.outer):
            raise ValueError("limits are distances: none below 0, each at least the one before")


@dataclass(frozen=True)
class Goal:
    """A target as the rule needs it. `value` for at least and at most, `lower` and `upper` for a band.

    `decimals` is how many the target was published with; `printed` is the target as it was entered
    (">11%"), used in sentences.
    """

    kind: TargetKind
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    decimals: int = 0
    printed: str = ""


@dataclass(frozen=True)
class Judgement:
    """The result: a level or a reason for none, the gaps, and one sentence for a councillor.

    `gap` is how far the figure misses the target, in whole units, 0 when it is met; `relative_gap` is
    that as a percentage of the target, None where the target is 0 or a band's edge is.
    """

    level: Level | None
    not_rated: NotRated | None
    judged_value: Decimal | None
    gap: Decimal | None
    relative_gap: Decimal | None
    sentence: str


def gap_to(value: Decimal, goal: Goal) -> tuple[Decimal, Decimal]:
    """How far a figure misses a target, and the edge it is measured from.

    Met is 0, and "more than" is met by equality: 11.0 against ">11%" misses by 0. Distance from a band
    is to its nearest edge: 54.0 against 56 to 61 misses by 2.0, measured from 56.
    """
    if goal.kind == TargetKind.AT_LEAST:
        return max(goal.value - value, Decimal(0)), goal.value
    if goal.kind == TargetKind.AT_MOST:
        return max(value - goal.value, Decimal(0)), goal.value
    if goal.kind == TargetKind.BAND:
        if value < goal.lower:
            return goal.lower - value, goal.lower
        if value > goal.upper:
            return value - goal.upper, goal.upper
        nearest = goal.lower if value - goal.lower <= goal.upper - value else goal.upper
        return Decimal(0), nearest
    raise ValueError(f"a target of kind {goal.kind} does not judge")


def judge(
    value: Decimal | None,
    unit: Unit,
    polarity: Polarity,
    goal: Goal | None,
    limits: Limits | None,
    *,
    absence: str = "",
    kind_of_value: str = "",
) -> Judgement:
    """Judge one figure by limits around its target.

    What is judged is the figure at the decimals it is printed with. Limits are inclusive, also outside a
    band's edge. A relative gap is gap / |target|; a target of 0 is judged absolutely.

    98.7% against 100% with limits of 0.5 and 5.0 points is amber: "Amber: 98.7% is 1.3 points under
    100%; amber reaches 5.0 points."

    `absence` is the sentence to print where there is no value; `kind_of_value` names what is judged
    ("full-year forecast") in the sentence.
    """
    if value is None:
        return Judgement(None, NotRated.NO_VALUE, None, None, None, f"Not rated: {_lower_first(absence)}")
    judged = as_printed(value, unit)
    if goal is None or goal.kind not in JUDGING_KINDS:
        return Judgement(None, NotRated.NO_TARGET, judged, None, None, _no_target_sentence(goal))
    if polarity == Polarity.NONE:
        return Judgement(
            None, NotRated.NEUTRAL, judged, None, None, "Not rated: neither high nor low is good for this."
        )
    gap, edge = gap_to(judged, goal)
    # At six places a relative gap never rounds across a limit that people write down (2.5, 10).
    relative = round_half_up(gap / abs(edge) * 100, 6) if edge != 0 else None
    by_share = limits.basis == LimitBasis.RELATIVE and relative is not None
    distance = gap / abs(edge) * 100 if by_share else gap
    position = next((i for i, limit in enumerate(limits.outer) if distance <= limit), len(limits.outer))
    level = limits.levels[position]
    sentence = _sentence(level, position, judged, gap, edge, by_share, unit, goal, limits, kind_of_value)
    return Judgement(level, None, judged, gap, relative, sentence)


def _sentence(level, position, judged, gap, edge, by_share, unit, goal, limits, kind_of_value) -> str:
    figure = format_figure(judged, unit)
    if kind_of_value:
        figure = f"the {kind_of_value} of {figure}"
    target = goal.printed or format_figure(edge, unit, goal.decimals)
    start = f"{level.word}: {figure}"
    if gap == 0:
        return f"{start} meets the target of {target}."
    side = "under" if judged < edge else "over"
    edge_text = format_figure(edge, unit, goal.decimals)
    decimals = max(unit.decimals, goal.decimals)
    distance = format_points(gap, unit, decimals)
    if goal.kind == TargetKind.BAND:
        miss = f"{start} is {distance} {side} the band of {target}"
    else:
        miss = f"{start} is {distance} {side} {edge_text}"
    if by_share:
        miss += f" ({format_number(gap / abs(edge) * 100, 1)}% of the target)"
    if position < len(limits.outer):
        return f"{miss}; {level.word.lower()} reaches {_limit(limits.outer[position], unit, by_share)}."
    before = limits.levels[position - 1]
    return f"{miss}; {before.word.lower()} ends at {_limit(limits.outer[-1], unit, by_share)}."


def _limit(limit: Decimal, unit: Unit, by_share: bool) -> str:
    if by_share:
        return f"{format_number(limit, 1)}% of it"
    if unit.kind in POINT_KINDS:
        return f"{format_number(limit, 1)} points"
    return format_points(limit, unit, unit.decimals)


def _no_target_sentence(goal: Goal | None) -> str:
    if goal is None:
        return "Not rated: no target has been set yet."
    if goal.kind == TargetKind.INFORMATION:
        return "Not rated: for information only."
    if goal.kind == TargetKind.TO_BE_CONFIRMED:
        return "Not rated: the target is to be confirmed."
    return "Not rated: this measure has no target."


def _lower_first(sentence: str) -> str:
    """Lower the first letter unless it begins a name or an abbreviation ("NHS Digital has not...")."""
    first, _, _ = sentence.partition(" ")
    if first[1:].islower() and first not in {"English"}:
        return sentence[:1].lower() + sentence[1:]
    return sentence


def default_limit_basis(unit: Unit) -> LimitBasis:
    """Percentages and scores are judged in points, counts and rates as a share of the target."""
    return LimitBasis.POINTS if unit.kind in POINT_KINDS else LimitBasis.RELATIVE


def scaled(goal: Goal, share: Decimal, unit: Unit) -> Goal:
    """A goal for part of a year: 553 a year is 368.7 after eight of twelve months.

    Used for flows, whose target is reached step by step; it is printed at the unit's decimals and so
    judged at them.
    """

    def part(value):
        return None if value is None else as_printed(value * share, unit)

    scaled_value = part(goal.value)
    printed = format_figure(scaled_value, unit) if scaled_value is not None else ""
    return Goal(goal.kind, scaled_value, part(goal.lower), part(goal.upper), unit.decimals, printed)
