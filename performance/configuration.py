"""Changes to configuration that judge figures: a target is superseded with a reason, never edited."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from performance import audit, dates, recompute_requests
from performance.models import Target, TargetLimit
from performance.refusals import NotComplete, SomebodyElseWasFirst
from performance.rules.rag import JUDGING_KINDS


@transaction.atomic
def set_target(
    *,
    measure,
    year,
    kind,
    by,
    value=None,
    lower=None,
    upper=None,
    as_entered="",
    decimals=0,
    companion=None,
    profile=Target.Profile.SAME,
    basis="",
    rule=None,
    limits=None,
    limits_note="",
    reason="",
    source="",
    now=None,
    today=None,
):
    """Record a measure's target for a year, superseding the one before.

    `limits` maps the rule's levels to how far they reach; without it the rule's own are taken over. A
    second version needs a reason. Open periods are judged anew; a period that closed before today keeps
    the version that judged it. Raises NotComplete.
    """
    now, today = now or timezone.now(), today or dates.today()
    previous = Target.objects.filter(measure=measure, year=year).order_by("-version").first()
    problems = problems_of(
        measure=measure,
        kind=kind,
        value=value,
        lower=lower,
        upper=upper,
        rule=rule,
        profile=profile,
        reason=reason,
        supersedes=previous is not None,
    )
    judges = kind in JUDGING_KINDS and rule is not None
    reaches = reaches_of(rule, limits) if judges else {}
    problems |= limit_problems(rule, reaches) if judges else {}
    if problems:
        raise NotComplete(problems)
    target = _create(
        measure=measure,
        year=year,
        version=previous.version + 1 if previous else 1,
        kind=kind,
        value=value,
        lower=lower,
        upper=upper,
        as_entered=as_entered,
        decimals=decimals,
        companion=companion,
        profile=profile,
        basis=basis,
        rule=rule if judges else None,
        limits_note=limits_note,
        recorded_by=by,
        recorded_at=now,
        effective_on=today,
        reason=reason.strip(),
        source=source,
    )
    TargetLimit.objects.bulk_create(
        TargetLimit(target=target, level=level, reach=reach) for level, reach in reaches.items()
    )
    audit.record(
        by=by,
        at=now,
        verb="target set" if previous is None else "target superseded",
        subject=target,
        measure=measure,
        period=year,
        before={"target": str(previous)} if previous else {},
        after={"target": str(target)},
        reason=reason.strip() or basis,
    )
    recompute_requests.request(measure, now=now)
    return target


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


def problems_of(*, measure, kind, value, lower, upper, rule, profile, reason, supersedes):
    """What stops a target from being recorded: field -> sentence, empty when nothing does."""
    problems = {}
    if supersedes and not reason.strip():
        problems["reason"] = "Say why the target changes; the reason is printed with it."
    if measure is not None and (measure.polarity, kind) in AGAINST_THE_AIM:
        problems["kind"] = AGAINST_THE_AIM[measure.polarity, kind]
    if measure is not None and profile == Target.Profile.LINEAR and measure.aggregation != "sum":
        problems["profile"] = "Only what adds up over a year is reached in steps; choose “The same all year”."
    if kind in ("at_least", "at_most"):
        if value is None:
            problems["value"] = "Enter the target."
        if lower is not None or upper is not None:
            problems["lower"] = "Limits of a band go only with a target of the kind “Within a band”."
    elif kind == "band":
        if lower is None or upper is None:
            problems["lower"] = "Enter both edges of the band."
        elif upper < lower:
            problems["upper"] = "The upper edge of the band is below the lower one."
        if value is not None:
            problems["value"] = "A band has two edges and no single target."
    elif value is not None or lower is not None or upper is not None:
        problems["value"] = "This kind of target has no figure. Clear it, or choose another kind."
    if kind in JUDGING_KINDS and rule is None:
        problems["rule"] = "Choose the rule that judges this target."
    return problems


def reaches_of(rule, limits):
    """How far each level reaches: what `limits` gives, and the rule's own for the rest."""
    own = {limit.level: limit.reach for limit in rule.limits.select_related("level")}
    return own | (limits or {})


def limit_problems(rule, reaches):
    """What is wrong with limits: every level but the last has one, and each reaches at least as far on."""
    levels = list(rule.scale.levels.order_by("position"))
    ordered = [reaches.get(level) for level in levels[:-1]]
    if None in ordered or len(reaches) != len(ordered):
        return {"limits": "Give a limit for each level of the status scale but the last."}
    if any(reach < 0 for reach in ordered):
        return {"limits": "A limit is a distance from the target, so it cannot be less than 0."}
    if ordered != sorted(ordered):
        return {"limits": "Each level has to reach at least as far from the target as the one before it."}
    return {}


def _create(**fields):
    """The next version of a target; two at once means that somebody was first."""
    try:
        with transaction.atomic():
            return Target.objects.create(**fields)
    except IntegrityError:
        raise SomebodyElseWasFirst(
            "Somebody else changed this target at the same moment. Look at it before you change it."
        ) from None
