"""Why a figure got its level, or none: one sentence for a councillor for every way of being rated.

"Amber: 98.7% is 1.3 points under 100%; amber reaches 5.0 points."
"""

from dataclasses import dataclass
from decimal import Decimal

from performance.rules.numbers import Unit, format_figure
from performance.rules.phrases import (
    OUTLOOK_WORDS,
    band_text,
    boundary_text,
    distance_text,
    exact_text,
    limit_text,
    part_text,
    parts_text,
    share_text,
    value_text,
)
from performance.rules.rule import Goal, Level, LimitBasis, Position, Rule, RuleKind, TargetKind


@dataclass(frozen=True)
class Case:
    """A printed figure against a target that judges, with what its level and its sentence need.

    `gap` is how far it misses and `ahead` how much better than the target it is (0 for a band, for nothing
    is better than within it), both in whole units from `edge`. `earlier` is the earlier figure as printed.
    """

    figure: Decimal
    unit: Unit
    goal: Goal
    rule: Rule
    gap: Decimal
    ahead: Decimal
    edge: Decimal
    earlier: Decimal | None
    earlier_label: str

    @property
    def banded(self) -> bool:
        return self.goal.kind == TargetKind.BAND

    @property
    def by_share(self) -> bool:
        """Whether limits are shares: a relative rule, and a target that is not 0."""
        return self.rule.basis == LimitBasis.RELATIVE and self.edge != 0

    def counted(self, distance: Decimal) -> Decimal:
        """A distance in what the limits are counted in: whole units, or per cent of the target."""
        return distance / abs(self.edge) * 100 if self.by_share else distance


def rated(case: Case, position: int, subject: str) -> str:
    """The sentence of a figure judged against a target; `position` is its level's place in the scale."""
    return f"{case.rule.levels[position].word}: {subject} {_EXPLANATIONS[case.rule.kind](case, position)}."


def moved(case: Case, position: int, level: Level, subject: str, outlook: str) -> str:
    """The sentence of a figure whose level the owner's outlook moved away from that of the limits."""
    computed = case.rule.levels[position].word.lower()
    return (
        f"{level.word}: {subject} {_miss(case)}, so {computed} by its limits ({_reach(case, position)}), "
        f"but {level.word.lower()} because the outlook is “{OUTLOOK_WORDS[outlook]}”."
    )


def rated_by_position(level: Level, subject: str, position: Position) -> str:
    """The sentence of a figure rated by its place among a group."""
    place = f"the {part_text(position.rank, position.of)} of {position.group} in {position.year}"
    return f"{level.word}: {subject} is rated by its position, {place}; the first is best."


def rated_by_judgement(level: Level, subject: str) -> str:
    """The sentence of a figure that people rated."""
    return f"{level.word}: {subject} is rated by recorded judgement, not by a limit."


# --- How each kind explains itself -------------------------------------------------------------------


def _by_limits(case, position):
    return f"{_miss(case)}; {_reach(case, position)}" if case.gap else _met(case)


def _by_tolerance(case, position):
    if not case.gap and not case.ahead:
        return _met(case)
    if case.ahead:
        side, limit = "within" if position else "beyond", case.rule.limits[0].reach
        text = f"{_off(case, case.ahead)} better than {_target(case)}{_in_share(case, case.ahead)}"
    else:
        side, limit = "within" if position == 1 else "beyond", case.rule.limits[1].reach
        text = _miss(case, "" if case.banded else "worse than")
    if limit:
        text = f"{text}, {side} the tolerance of {_limit(case, limit)}"
    # With three levels the tolerance has said it all.
    return f"{text}; {_reach(case, position)}" if position > 1 and len(case.rule.limits) > 2 else text


def _by_boundaries(case, position):
    text, levels, limits = _miss(case) if case.gap else _met(case), case.rule.levels, case.rule.limits
    if position < len(limits):
        return f"{text}; {levels[position].word.lower()} is {boundary_text(limits[position], case.unit)}"
    last = limits[-1]
    end = last.lower if last.lower is not None and case.figure < last.lower else last.upper
    return f"{text}; {levels[position - 1].word.lower()} ends at {value_text(end, case.unit)}"


def _by_improvement(case, position):
    limits = case.rule.limits
    if position < len(limits):
        return _by_limits(case, position)
    text = _miss(case)
    if limits[-1].reach:
        text = f"{text}, beyond {_limit(case, limits[-1].reach)}"
    if case.earlier is None:
        return f"{text}, and there is no earlier figure to compare it with"
    verdict = "but no worse than" if position == len(limits) else "and worse than"
    return f"{text}, {verdict} {format_figure(case.earlier, case.unit)} {case.earlier_label or 'before'}"


_EXPLANATIONS = {
    RuleKind.LIMITS: _by_limits,
    RuleKind.OUTLOOK: _by_limits,
    RuleKind.TOLERANCE: _by_tolerance,
    RuleKind.BOUNDARIES: _by_boundaries,
    RuleKind.IMPROVING: _by_improvement,
}


def _met(case) -> str:
    goal = case.goal
    if case.banded:
        return f"is within the band of {band_text(goal, case.unit)}"
    printed = goal.printed or exact_text(goal.value, case.unit, goal.decimals)
    # A reader who sees 11.0% rated green against ">11%" will ask; the sentence answers.
    if case.figure == goal.value and printed.startswith((">", "<")) and not printed[1:].startswith("="):
        return f"equals the target of {printed}, which counts as meeting it"
    return f"meets the target of {printed}"


def _miss(case, side="") -> str:
    side = side or ("under" if case.figure < case.edge else "over")
    return f"{_off(case, case.gap)} {side} {_target(case)}{_in_share(case, case.gap)}"


def _off(case, distance) -> str:
    return f"is {distance_text(distance, case.edge, case.unit, case.goal.decimals)}"


def _target(case) -> str:
    if case.banded:
        return f"the band of {band_text(case.goal, case.unit)}"
    return exact_text(case.edge, case.unit, case.goal.decimals)


def _in_share(case, distance) -> str:
    if not case.by_share:
        return ""
    share = share_text(case.counted(distance), case.rule.reaches)
    return f" ({share}% of {'its nearer edge' if case.banded else 'the target'})"


def _reach(case, position) -> str:
    """How far the level reaches, or for the worst where the level before it ends."""
    limits, levels = case.rule.limits, case.rule.levels
    if position < len(limits):
        return f"{levels[position].word.lower()} reaches {_limit(case, limits[position].reach)}"
    last = limits[-1].reach
    return f"{levels[position - 1].word.lower()} ends at {_limit(case, last) if last else 'the target'}"


def _limit(case, reach) -> str:
    text = limit_text(reach, case.unit, "it" if case.by_share else "")
    if case.rule.basis == LimitBasis.RELATIVE and not case.by_share:
        # The rule says per cent; of 0 there is none, so the same number counts in the measure's units.
        return f"{text}, not a share, as the {'edge' if case.banded else 'target'} is 0"
    return text


# --- Not rated ---------------------------------------------------------------------------------------

NEUTRAL = "Not rated: neither high nor low is good for this."
NO_POSITION = "Not rated: no published position is known to judge it by."
NO_JUDGEMENT = "Not rated: it is rated by judgement, and none has been recorded yet."
UPPER_BUT_HIGH_IS_GOOD = (
    "Not rated: the target is an upper limit, but a high figure is good; one of the two is wrong."
)
LOWER_BUT_LOW_IS_GOOD = (
    "Not rated: the target is a lower limit, but a low figure is good; one of the two is wrong."
)
OTHER_BOUNDARIES = (
    "Not rated: the rule's boundary values are not for a target of this kind; one of the two is wrong."
)


def other_parts(position: Position, levels: int) -> str:
    """Why a published quintile is no rating on a scale for quartiles, and the other way round."""
    return (
        f"Not rated: the published position is a {parts_text(position.of)}, "
        f"but the status scale is for {parts_text(levels)}s."
    )


def absent(absence: str) -> str:
    """The reason for no figure as it was written, as a sentence of its own."""
    reason = absence.strip() or "No figure has been given"
    return f"Not rated. {reason}" if reason.endswith((".", "!", "?")) else f"Not rated. {reason}."


def no_target(goal: Goal | None) -> str:
    """Why there is no target that judges."""
    if goal is None:
        return "Not rated: no target has been set yet."
    if goal.kind == TargetKind.INFORMATION:
        return "Not rated: for information only."
    if goal.kind == TargetKind.TO_BE_CONFIRMED:
        return "Not rated: the target is to be confirmed."
    return "Not rated: this measure has no target."
