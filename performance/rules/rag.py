"""How a figure is judged, by rules of every kind.

Every decision about polarity, bands and tolerance is taken in this module; everyone else asks for its
result. Source of the method: for limits, the semantics of a council's published scorecard, inferred from its
fifteen rated rows (docs/rating.md); for the other kinds, the rules of the councils that are named in
`performance/demonstration/published_rules.py`.
"""

from decimal import Decimal

from performance.rules import sentences
from performance.rules.limit_words import limits_in_words
from performance.rules.numbers import POINT_KINDS, Unit, as_printed, format_figure, round_half_up
from performance.rules.rule import (
    JUDGING_KINDS,
    WITHOUT_TARGET,
    Beside,
    Goal,
    Judgement,
    Level,
    Limit,
    LimitBasis,
    NotRated,
    Outlook,
    Polarity,
    Position,
    Rule,
    RuleKind,
    TargetKind,
)
from performance.rules.sentences import Case

__all__ = [
    "JUDGING_KINDS",
    "WITHOUT_TARGET",
    "Beside",
    "Goal",
    "Judgement",
    "Level",
    "Limit",
    "LimitBasis",
    "NotRated",
    "Outlook",
    "Polarity",
    "Position",
    "Rule",
    "RuleKind",
    "TargetKind",
    "default_limit_basis",
    "gap_to",
    "judge",
    "limits_in_words",
]

_NOTHING_BESIDE = Beside()


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
    rule: Rule | None,
    *,
    beside: Beside = _NOTHING_BESIDE,
    absence: str = "",
    kind_of_value: str = "",
) -> Judgement:
    """Judge one figure by a rule. `rule` may be None where there is no target that judges.

    What is judged is the figure at the decimals it is printed with. Limits are inclusive, also outside a
    band's edge. A relative gap is gap / |target|; a target of 0 is judged absolutely.

    98.7% against 100% with limits of 0.5 and 5.0 points is amber: "Amber: 98.7% is 1.3 points under
    100%; amber reaches 5.0 points."

    A target that asks for the opposite of what is good (at most 8.1 where high is good) is a slip in one
    of the two, and rating by either would be a guess: it counts as no target, and the sentence says why.
    So do boundary values that are not for a target of its kind.

    A rule by position or by judgement rates without a target, unless the target says "for information
    only"; a recorded judgement also rates what has no aim. Where a target judges too, the gap is given.

    `beside` is what a rule may look at beside the figure, `absence` the sentence to print where there is no
    value, and `kind_of_value` names what is judged ("full-year forecast") in the sentence. Raises ValueError
    for a recorded judgement that is no level of the rule's scale.
    """
    if value is None:
        return Judgement(None, NotRated.NO_VALUE, None, None, None, sentences.absent(absence))
    judged = as_printed(value, unit)
    refusal = _refusal(polarity, goal, rule, beside)
    if refusal is not None:
        reason, sentence = refusal
        return Judgement(None, reason, judged, None, None, sentence)
    figure = format_figure(judged, unit)
    subject = f"the {kind_of_value} of {figure}" if kind_of_value else figure
    if rule.kind in WITHOUT_TARGET:
        level, sentence = _without_target(rule, beside, subject)
        gap, relative = _gaps(judged, goal) if _target_problem(polarity, goal) is None else (None, None)
        return Judgement(level, None, judged, gap, relative, sentence)
    gap, relative = _gaps(judged, goal)
    case = _case(judged, unit, goal, rule, beside)
    position = _POSITIONS[rule.kind](case)
    computed, level = rule.levels[position], rule.levels[rule.after_outlook(position, beside.outlook)]
    if level == computed:
        return Judgement(level, None, judged, gap, relative, sentences.rated(case, position, subject))
    sentence = sentences.moved(case, position, level, subject, beside.outlook)
    return Judgement(level, None, judged, gap, relative, sentence, computed)


# --- Not rated ---------------------------------------------------------------------------------------

_CONTRADICTIONS = {
    (Polarity.HIGH, TargetKind.AT_MOST): sentences.UPPER_BUT_HIGH_IS_GOOD,
    (Polarity.LOW, TargetKind.AT_LEAST): sentences.LOWER_BUT_LOW_IS_GOOD,
}
# Which boundary values a target of each kind is judged by: lower ones, upper ones.
_SIDES = {
    TargetKind.AT_LEAST: (True, False),
    TargetKind.AT_MOST: (False, True),
    TargetKind.BAND: (True, True),
}


def _refusal(polarity, goal, rule, beside) -> tuple[NotRated, str] | None:
    """Why a figure is not rated, or None: no target before no aim."""
    if rule is None or rule.kind not in WITHOUT_TARGET:
        return _target_problem(polarity, goal) or _boundary_problem(goal, rule)
    if goal is not None and goal.kind == TargetKind.INFORMATION:
        return NotRated.NO_TARGET, sentences.no_target(goal)
    if rule.kind == RuleKind.MANUAL:
        return None if beside.manual else (NotRated.NO_TARGET, sentences.NO_JUDGEMENT)
    if beside.position is None:
        return NotRated.NO_TARGET, sentences.NO_POSITION
    if beside.position.of != len(rule.levels):
        return NotRated.NO_TARGET, sentences.other_parts(beside.position, len(rule.levels))
    return (NotRated.NEUTRAL, sentences.NEUTRAL) if polarity == Polarity.NONE else None


def _target_problem(polarity, goal):
    if goal is None or goal.kind not in JUDGING_KINDS:
        return NotRated.NO_TARGET, sentences.no_target(goal)
    if polarity == Polarity.NONE:
        return NotRated.NEUTRAL, sentences.NEUTRAL
    if (polarity, goal.kind) in _CONTRADICTIONS:
        return NotRated.NO_TARGET, _CONTRADICTIONS[polarity, goal.kind]
    return None


def _boundary_problem(goal, rule):
    if rule.kind != RuleKind.BOUNDARIES:
        return None
    first = rule.limits[0]
    if (first.lower is not None, first.upper is not None) != _SIDES[goal.kind]:
        return NotRated.NO_TARGET, sentences.OTHER_BOUNDARIES
    return None


# --- Rated -------------------------------------------------------------------------------------------


def _without_target(rule, beside, subject) -> tuple[Level, str]:
    if rule.kind == RuleKind.QUARTILE:
        level = rule.levels[beside.position.rank - 1]
        return level, sentences.rated_by_position(level, subject, beside.position)
    level = next((level for level in rule.levels if level.code == beside.manual), None)
    if level is None:
        raise ValueError(f"{beside.manual!r} is no level of the rule's scale")
    return level, sentences.rated_by_judgement(level, subject)


def _gaps(judged, goal):
    gap, edge = gap_to(judged, goal)
    # At six places a relative gap never rounds across a limit that people write down (2.5, 10).
    return gap, round_half_up(gap / abs(edge) * 100, 6) if edge != 0 else None


def _case(judged, unit, goal, rule, beside) -> Case:
    gap, edge = gap_to(judged, goal)
    banded = goal.kind == TargetKind.BAND
    ahead = Decimal(0) if gap or banded else abs(judged - edge)
    earlier = None if beside.earlier is None else as_printed(beside.earlier, unit)
    return Case(judged, unit, goal, rule, gap, ahead, edge, earlier, beside.earlier_label)


def _by_distance(case) -> int:
    """The first level whose limit the distance does not pass; the place after all limits where it does."""
    distance = case.counted(case.gap)
    return next((i for i, reach in enumerate(case.rule.reaches) if distance <= reach), len(case.rule.limits))


def _by_tolerance(case) -> int:
    """First only by more than the tolerance better; then by how much worse, as for limits.

    With 2.0 points on both sides of 80%: 82.1% is the first level, 82.0% and 78.0% the second, 77.9% the
    third.
    """
    if case.gap == 0:
        return 0 if case.counted(case.ahead) > case.rule.reaches[0] else 1
    distance, (_, *worse) = case.counted(case.gap), case.rule.reaches
    return next((i for i, reach in enumerate(worse, 1) if distance <= reach), len(case.rule.limits))


def _by_boundaries(case) -> int:
    """The first level whose boundary values take the figure: 80.0 is amber where amber is from 80."""

    def takes(limit):
        return (limit.lower is None or case.figure >= limit.lower) and (
            limit.upper is None or case.figure <= limit.upper
        )

    return next((i for i, limit in enumerate(case.rule.limits) if takes(limit)), len(case.rule.limits))


def _by_improvement(case) -> int:
    """By distance; beyond it the level before the last where the figure is no worse than the earlier one.

    71.0% against 80% with a limit of 10% of the target is beyond it (11.3%), but no worse than 70.2%: amber.
    No worse is no farther from the target, which is also what better means for a band.
    """
    position = _by_distance(case)
    if position < len(case.rule.limits):
        return position
    no_worse = case.earlier is not None and case.gap <= gap_to(case.earlier, case.goal)[0]
    return position if no_worse else position + 1


_POSITIONS = {
    RuleKind.LIMITS: _by_distance,
    RuleKind.OUTLOOK: _by_distance,
    RuleKind.TOLERANCE: _by_tolerance,
    RuleKind.BOUNDARIES: _by_boundaries,
    RuleKind.IMPROVING: _by_improvement,
}


# --- Defaults and parts of a year --------------------------------------------------------------------


def default_limit_basis(unit: Unit) -> LimitBasis:
    """Percentages and scores are judged in points, counts and rates as a share of the target."""
    return LimitBasis.POINTS if unit.kind in POINT_KINDS else LimitBasis.RELATIVE
