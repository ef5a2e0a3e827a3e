"""What is wrong with a target before it is recorded: field -> sentence, for each kind of rule and profile."""

from performance.models import Measure, Period, RagRule, Target
from performance.rules import calendar
from performance.rules.rag import JUDGING_KINDS, Limit, TargetKind

MONTHS_OF_YEAR = 12
NEEDS_THREE = (RagRule.Kind.TOLERANCE, RagRule.Kind.IMPROVING)
# Which kind of target goes with which aim; a measure without an aim has no target that judges.
AGAINST_THE_AIM = {
    ("high", "at_most"): "High is good for this measure, so its target is “At least”.",
    ("high", "band"): "High is good for this measure, so its target is “At least”.",
    ("low", "at_least"): "Low is good for this measure, so its target is “At most”.",
    ("low", "band"): "Low is good for this measure, so its target is “At most”.",
    ("band", "at_least"): "Within a band is good for this measure, so its target is a band.",
    ("band", "at_most"): "Within a band is good for this measure, so its target is a band.",
    ("none", "at_least"): "Neither high nor low is good for this measure, so nothing can be judged.",
    ("none", "at_most"): "Neither high nor low is good for this measure, so nothing can be judged.",
    ("none", "band"): "Neither high nor low is good for this measure, so nothing can be judged.",
}


def is_judged_by(kind, rule):
    """Whether a target of this kind is rated by this rule: a position and a judgement need no target."""
    if rule is None or kind == TargetKind.INFORMATION:
        return False
    return kind in JUDGING_KINDS or rule.kind in RagRule.WITHOUT_TARGET


def problems_of(
    *, measure, kind, value, lower, upper, rule, profile, reason, supersedes, limits=None, months=None
):
    """What stops a target from being recorded: field -> sentence, empty when nothing does.

    `limits` are those that the target brings itself (`limits_in_force`), `months` the twelve values of a
    profile by month.
    """
    problems = {}
    if supersedes and not reason.strip():
        problems["reason"] = "Say why the target changes; the reason is printed with it."
    if measure is not None and (measure.polarity, kind) in AGAINST_THE_AIM:
        problems["kind"] = AGAINST_THE_AIM[measure.polarity, kind]
    problems |= _figure_problems(kind, value, lower, upper)
    problems |= profile_problems(measure, kind, profile, months or {})
    if kind in JUDGING_KINDS and rule is None:
        problems["rule"] = "Choose the rule that judges this target."
    elif is_judged_by(kind, rule):
        problems |= rule_problems(rule, measure)
        if "rule" not in problems:
            problems |= limit_problems(rule, limits_in_force(rule, limits), kind)
    return problems


def _figure_problems(kind, value, lower, upper):
    problems = {}
    if kind in (TargetKind.AT_LEAST, TargetKind.AT_MOST):
        if value is None:
            problems["value"] = "Enter the target."
        if lower is not None or upper is not None:
            problems["lower"] = "Limits of a band go only with a target of the kind “Within a band”."
    elif kind == TargetKind.BAND:
        if lower is None or upper is None:
            problems["lower"] = "Enter both edges of the band."
        elif upper < lower:
            problems["upper"] = "The upper edge of the band is below the lower one."
        if value is not None:
            problems["value"] = "A band has two edges and no single target."
    elif value is not None or lower is not None or upper is not None:
        problems["value"] = "This kind of target has no figure. Clear it, or choose another kind."
    return problems


# --- Profiles ----------------------------------------------------------------------------------------


def profile_problems(measure, kind, profile, months):
    """What is wrong with the way through the year."""
    adds_up = measure is None or measure.aggregation == Measure.Aggregation.SUM
    if profile in (Target.Profile.LINEAR, Target.Profile.LAST_YEAR) and not adds_up:
        return {"profile": "Only what adds up over a year is reached in steps; choose “The same all year”."}
    if profile != Target.Profile.BY_MONTH:
        if months:
            return {"months": "Monthly targets go only with the profile “Month by month, as entered”."}
        return {}
    if kind not in JUDGING_KINDS:
        return {"profile": "Without a target there is none for a month; choose “The same all year”."}
    missing = [month for month in range(1, MONTHS_OF_YEAR + 1) if month not in months]
    if missing:
        listed = ", ".join(str(month) for month in missing)
        return {"months": f"Give a target for each month of the year: missing are the months {listed}."}
    return _month_problems(kind, months)


def _month_problems(kind, months):
    if set(months) - set(range(1, MONTHS_OF_YEAR + 1)):
        return {"months": "A year has the months 1 to 12."}
    banded = [month for month, entered in months.items() if isinstance(entered, tuple)]
    if kind != TargetKind.BAND:
        return {"months": "Give each month one target; only a band has two edges."} if banded else {}
    if len(banded) != MONTHS_OF_YEAR or any(None in months[month] for month in banded):
        return {"months": "Give both edges of the band for each month."}
    turned = [month for month in sorted(months) if months[month][1] < months[month][0]]
    if turned:
        return {"months": f"In month {turned[0]} the upper edge of the band is below the lower one."}
    return {}


# --- Rules and limits --------------------------------------------------------------------------------


def levels_of(rule):
    """The levels of a rule's scale, best first."""
    return sorted(rule.scale.levels.all(), key=lambda level: level.position)


def levels_with_limits(kind, levels):
    """Those levels that need a limit: all but the worst, or but the last two where the trend decides."""
    if kind in RagRule.WITHOUT_LIMITS:
        return []
    return levels[: -2 if kind == RagRule.Kind.IMPROVING else -1]


def scale_problem(kind, levels):
    """Why a rule of this kind cannot rate on these levels, or ""."""
    count = len(levels)
    if not 2 <= count <= 5:
        return f"A status scale has two to five levels, and this one has {count}."
    if kind in NEEDS_THREE and count < 3:
        return "A rule of this kind needs a status scale of at least three levels."
    if kind == RagRule.Kind.QUARTILE and count not in (4, 5):
        return "A position needs a status scale of four levels for quartiles, or five for quintiles."
    if kind == RagRule.Kind.OUTLOOK and not any(level.off_target for level in levels):
        return "No level of this scale is marked as off target, so the outlook would change nothing."
    return ""


def rule_problems(rule, measure):
    """What is wrong with rating a measure by a rule."""
    problem = scale_problem(rule.kind, levels_of(rule))
    neutral = measure is not None and measure.polarity == Measure.Polarity.NONE
    if not problem and neutral and rule.kind == RagRule.Kind.QUARTILE:
        problem = "Neither high nor low is good for this measure, so no position is better than another."
    return {"rule": problem} if problem else {}


def as_limit(given):
    """A limit from a distance, or from a pair of boundary values of which one may be None."""
    if isinstance(given, Limit):
        return given
    if isinstance(given, tuple):
        return Limit(lower=given[0], upper=given[1])
    return Limit(reach=given)


def limits_in_force(rule, given=None):
    """Level -> limit: what the target gives itself, and the rule's own for the rest.

    A distance is given as a number and boundary values as (lower, upper), either of which may be None.
    """
    if rule is None or rule.kind in RagRule.WITHOUT_LIMITS:
        return {level: as_limit(limit) for level, limit in (given or {}).items()}
    own = {limit.level: Limit(limit.reach, limit.lower, limit.upper) for limit in rule.limits.all()}
    return own | {level: as_limit(limit) for level, limit in (given or {}).items()}


def limit_problems(rule, limits, kind=None):
    """What is wrong with limits by level; `kind` is the target's, on which boundary values depend."""
    levels = levels_of(rule)
    wanted = levels_with_limits(rule.kind, levels)
    if rule.kind in RagRule.WITHOUT_LIMITS:
        return {"limits": "A rule of this kind has no limits: clear them."} if limits else {}
    ordered = [limits.get(level) for level in wanted]
    if None in ordered or len(limits) != len(wanted):
        but = "last two" if rule.kind == RagRule.Kind.IMPROVING else "last"
        return {"limits": f"Give a limit for each level of the status scale but the {but}."}
    if rule.kind in RagRule.BY_VALUE:
        return _boundary_problems(ordered, kind)
    return _distance_problems(ordered, rule.kind)


def _distance_problems(limits, rule_kind):
    reaches = [limit.reach for limit in limits]
    if None in reaches:
        return {"limits": "This rule counts how far a figure is off its target: give distances, not values."}
    if any(reach < 0 for reach in reaches):
        return {"limits": "A limit is a distance from the target, so it cannot be less than 0."}
    # A tolerance's first limit is on the better side of the target, so it is in no order with the rest.
    leading = reaches[1:] if rule_kind == RagRule.Kind.TOLERANCE else reaches
    if leading != sorted(leading):
        return {"limits": "Each level has to reach at least as far from the target as the one before it."}
    return {}


# Which boundary values go with which kind of target: (from, to).
SIDES = {
    TargetKind.AT_LEAST: (True, False),
    TargetKind.AT_MOST: (False, True),
    TargetKind.BAND: (True, True),
}
SIDE_SENTENCES = {
    TargetKind.AT_LEAST: "With a target “At least” each level is reached from a value: fill “from” alone.",
    TargetKind.AT_MOST: "With a target “At most” each level is reached up to a value: fill “to” alone.",
    TargetKind.BAND: "With a band each level has a value “from” and a value “to”.",
}


def _boundary_problems(limits, kind):
    if any(limit.reach is not None for limit in limits):
        return {"limits": "This rule goes by boundary values: give values, not distances."}
    sides = {(limit.lower is not None, limit.upper is not None) for limit in limits}
    if len(sides) != 1:
        return {"limits": "Give the boundary values of every level on the same side, or on both."}
    if kind in SIDES and sides != {SIDES[kind]}:
        return {"limits": SIDE_SENTENCES[kind]}
    lowers = [limit.lower for limit in limits if limit.lower is not None]
    uppers = [limit.upper for limit in limits if limit.upper is not None]
    if lowers != sorted(lowers, reverse=True) or uppers != sorted(uppers):
        return {"limits": "Each level has to reach at least as far from the target as the one before it."}
    if lowers and uppers and lowers[0] > uppers[0]:
        return {"limits": "A value “from” is above its value “to”."}
    return {}


# --- Not wrong, and worth saying ---------------------------------------------------------------------


def notes_on(target):
    """What a person who has set a target may have overlooked: sentences, none of them an error."""
    notes = []
    later = Target.objects.filter(measure=target.measure, year__start__gt=target.year.start)
    if target.is_milestone and not later.exists():
        notes.append("This is a milestone and no later year has a target yet: set the final one too.")
    if target.profile == Target.Profile.BY_MONTH:
        last = target.months.get(month=MONTHS_OF_YEAR)
        if (last.value, last.lower, last.upper) != (target.value, target.lower, target.upper):
            notes.append("The target of the year's last month is not the year's target.")
    closed = target.year.closes_on
    if closed is not None and closed < target.effective_on:
        notes.append(
            f"{target.year} closed on {calendar.in_words(closed)}: ratings of its periods stay as they are."
        )
    return notes


def limits_given(target):
    """A target's own limits as `set_target` takes them."""
    return {limit.level: Limit(limit.reach, limit.lower, limit.upper) for limit in target.limits.all()}


def year_of(measure, day):
    """The year, on the measure's own basis, that holds a day; None when nobody has opened it."""
    return Period.objects.filter(
        kind=Period.Kind.YEAR, basis=measure.year_basis, start__lte=day, end__gte=day
    ).first()
