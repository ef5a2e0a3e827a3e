"""Red, amber and green: how a figure is judged against a target.

Source of the method: the default semantics of a council's published scorecard, inferred from its fifteen
rated rows (docs/rating.md). Every decision about polarity, bands and tolerance is taken in this module;
everyone else asks for its result.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from performance.rules.numbers import (
    POINT_KINDS,
    SCALES,
    Unit,
    as_printed,
    format_figure,
    format_number,
    format_points,
    places_of,
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

    >>> gap_to(Decimal("54.0"), Goal(TargetKind.BAND, lower=Decimal(56), upper=Decimal(61)))
    (Decimal('2.0'), Decimal('56'))
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

    A target that asks for the opposite of what is good (at most 8.1 where high is good) is a slip in one
    of the two, and rating by either would be a guess: it counts as no target, and the sentence says why.

    `absence` is the sentence to print where there is no value; `kind_of_value` names what is judged
    ("full-year forecast") in the sentence.
    """
    if value is None:
        return Judgement(None, NotRated.NO_VALUE, None, None, None, _absence_sentence(absence))
    judged = as_printed(value, unit)
    if goal is None or goal.kind not in JUDGING_KINDS:
        return Judgement(None, NotRated.NO_TARGET, judged, None, None, _no_target_sentence(goal))
    if polarity == Polarity.NONE:
        return Judgement(
            None, NotRated.NEUTRAL, judged, None, None, "Not rated: neither high nor low is good for this."
        )
    if (polarity, goal.kind) in _CONTRADICTIONS:
        sentence = _CONTRADICTIONS[polarity, goal.kind]
        return Judgement(None, NotRated.NO_TARGET, judged, None, None, sentence)
    gap, edge = gap_to(judged, goal)
    share = gap / abs(edge) * 100 if edge != 0 else None
    # At six places a relative gap never rounds across a limit that people write down (2.5, 10).
    relative = round_half_up(share, 6) if share is not None else None
    if limits.basis != LimitBasis.RELATIVE:
        share = None
    distance = gap if share is None else share
    position = next((i for i, limit in enumerate(limits.outer) if distance <= limit), len(limits.outer))
    figure = format_figure(judged, unit)
    subject = f"the {kind_of_value} of {figure}" if kind_of_value else figure
    level = limits.levels[position]
    if gap == 0:
        rest = _met(judged, unit, goal)
    else:
        side = "under" if judged < edge else "over"
        rest = f"{_miss(gap, edge, side, share, unit, goal, limits)}; {_reach(position, unit, share, limits)}"
    return Judgement(level, None, judged, gap, relative, f"{level.word}: {subject} {rest}.")


_CONTRADICTIONS = {
    (Polarity.HIGH, TargetKind.AT_MOST): (
        "Not rated: the target is an upper limit, but a high figure is good; one of the two is wrong."
    ),
    (Polarity.LOW, TargetKind.AT_LEAST): (
        "Not rated: the target is a lower limit, but a low figure is good; one of the two is wrong."
    ),
}


def _met(judged, unit, goal) -> str:
    if goal.kind == TargetKind.BAND:
        return f"is within the band of {_band(goal, unit)}"
    printed = goal.printed or _exactly(goal.value, unit, goal.decimals)
    # A reader who sees 11.0% rated green against ">11%" will ask; the sentence answers.
    if judged == goal.value and printed.startswith((">", "<")) and not printed[1:].startswith("="):
        return f"equals the target of {printed}, which counts as meeting it"
    return f"meets the target of {printed}"


def _miss(gap, edge, side, share, unit, goal, limits) -> str:
    places = max(unit.decimals, goal.decimals, places_of(edge / SCALES[unit.scale]))
    banded = goal.kind == TargetKind.BAND
    target = f"the band of {_band(goal, unit)}" if banded else _exactly(edge, unit, goal.decimals)
    text = f"is {format_points(gap, unit, places)} {side} {target}"
    if share is None:
        return text
    return f"{text} ({_share(share, limits)}% of {'its nearer edge' if banded else 'the target'})"


def _reach(position, unit, share, limits) -> str:
    """How far the level reaches, or for the worst where the level before it ends."""
    if position < len(limits.outer):
        return f"{limits.levels[position].word.lower()} reaches {_limit(limits.outer[position], unit, share)}"
    last = limits.outer[-1]
    end = f"ends at {_limit(last, unit, share)}" if last else "ends at the target"
    return f"{limits.levels[position - 1].word.lower()} {end}"


def _exactly(target, unit, decimals) -> str:
    """A target with the decimals it was published with, and more where it has more: it is never rounded."""
    return format_figure(target, unit, max(decimals, places_of(target / SCALES[unit.scale])))


def _band(goal, unit) -> str:
    return goal.printed or (
        f"{_exactly(goal.lower, unit, goal.decimals)} to {_exactly(goal.upper, unit, goal.decimals)}"
    )


def _share(share, limits) -> str:
    """A share with the decimals it takes to stand on the right side of every limit: 2.54, not 2.5."""
    places = 1
    while any((round_half_up(share, places) <= limit) != (share <= limit) for limit in limits.outer):
        places += 1
    return format_number(share, places)


def _limit(limit, unit, share) -> str:
    """A limit in full, in points, as a share, or in whole units where it is too small for "k" or "m"."""
    if share is not None:
        return f"{format_number(limit, max(1, places_of(limit)))}% of it"
    if unit.kind in POINT_KINDS:
        return f"{format_number(limit, max(1, places_of(limit)))} points"
    places = places_of(limit / SCALES[unit.scale])
    if places > unit.decimals and unit.scale:
        return format_points(limit, replace(unit, scale=""), places_of(limit))
    return format_points(limit, unit, max(unit.decimals, places))


def _absence_sentence(absence: str) -> str:
    """The reason for none as it was written, as a sentence of its own."""
    reason = absence.strip() or "No figure has been given"
    return f"Not rated. {reason}" if reason.endswith((".", "!", "?")) else f"Not rated. {reason}."


def _no_target_sentence(goal: Goal | None) -> str:
    if goal is None:
        return "Not rated: no target has been set yet."
    if goal.kind == TargetKind.INFORMATION:
        return "Not rated: for information only."
    if goal.kind == TargetKind.TO_BE_CONFIRMED:
        return "Not rated: the target is to be confirmed."
    return "Not rated: this measure has no target."


def default_limit_basis(unit: Unit) -> LimitBasis:
    """Percentages and scores are judged in points, counts and rates as a share of the target."""
    return LimitBasis.POINTS if unit.kind in POINT_KINDS else LimitBasis.RELATIVE


def scaled(goal: Goal, months: int, unit: Unit) -> Goal:
    """A goal for part of a year: 553 a year is 368.7 after eight of twelve months.

    Multiplied before it is divided: 16.5 over four months is 5.5 and so 6, where a third of 16.5 by
    0.333... falls short of it and makes 5.

    Used for flows, whose target is reached step by step; it is printed at the unit's decimals and so
    judged at them.
    """

    def part(value):
        return None if value is None else as_printed(value * months / 12, unit)

    scaled_value = part(goal.value)
    printed = format_figure(scaled_value, unit) if scaled_value is not None else ""
    return Goal(goal.kind, scaled_value, part(goal.lower), part(goal.upper), unit.decimals, printed)
