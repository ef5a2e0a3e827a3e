"""Changes to configuration that judge figures: a target is superseded with a reason, never edited."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from performance import audit, dates, recompute_requests
from performance.models import RagRule, RagRuleLimit, Target, TargetLimit, TargetMonth
from performance.refusals import NotComplete, SomebodyElseWasFirst
from performance.rules.numbers import SCALES, format_figure, places_of
from performance.rules.rag import JUDGING_KINDS, TargetKind
from performance.target_checks import (
    as_limit,
    is_judged_by,
    limits_given,
    limits_in_force,
    problems_of,
)


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
    months=None,
    profile_note="",
    is_milestone=False,
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

    `limits` maps the rule's levels to how far they reach: a distance, or for boundary values a pair
    (lower, upper) of which one may be None; the rule's own are taken over for the rest. `months` maps
    1 to 12 to the target to date at that month's end, or to (lower, upper) for a band, for the profile by
    month. A target that does not judge carries a rule only where that needs none (a position, a judgement);
    any other is left out. A second version needs a reason, and where nothing differs from the one in force
    that one is returned. Open periods are judged anew; a period that closed before today keeps the version
    that judged it. A closed year takes no version: past years are moved in before they are closed. Raises
    NotComplete.
    """
    now, today = now or timezone.now(), today or dates.today()
    previous = Target.objects.filter(measure=measure, year=year).order_by("-version").first()
    rule = rule if is_judged_by(kind, rule) else None
    limits = {level: as_limit(limit) for level, limit in (limits or {}).items()} if rule else {}
    months = months or {}
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
        limits=limits,
        months=months,
    )
    if set(problems) - {"reason"}:
        raise NotComplete(problems)
    if kind in JUDGING_KINDS and not as_entered:
        as_entered = printed(measure.unit, value, lower, upper, decimals)
    content = {
        "kind": kind,
        "value": value,
        "lower": lower,
        "upper": upper,
        "as_entered": as_entered,
        "decimals": decimals,
        "companion": companion,
        "profile": profile,
        "profile_note": profile_note,
        "is_milestone": is_milestone,
        "basis": basis,
        "rule": rule,
        "limits_note": limits_note,
        "source": source,
    }
    limits = limits_in_force(rule, limits) if rule else {}
    if previous is not None and _says_the_same(previous, content, limits, months):
        return previous
    if closed := why_closed(year):
        raise NotComplete({"": closed})
    if problems:
        raise NotComplete(problems)
    target = _create(
        **content,
        measure=measure,
        year=year,
        version=previous.version + 1 if previous else 1,
        recorded_by=by,
        recorded_at=now,
        effective_on=today,
        reason=reason.strip(),
    )
    _add_limits(target, limits)
    _add_months(target, months)
    audit.record(
        by=by,
        at=now,
        verb="target set" if previous is None else "target superseded",
        subject=target,
        measure=measure,
        period=year,
        before=_said(previous) if previous else {},
        after=_said(target) if previous else {"target": str(target)},
        reason=reason.strip() or basis,
    )
    recompute_requests.request(measure, now=now)
    return target


def why_closed(year):
    """Why a year takes no target, in a sentence; "" where it takes one."""
    if year.closed_at is None:
        return ""
    return f"{year} is closed and takes no target. A performance officer can reopen it with a reason."


def _says_the_same(target, content, limits, months):
    """Whether a version holds this already: a form that was sent twice supersedes nothing."""
    return (
        all(getattr(target, name) == given for name, given in content.items())
        and limits_given(target) == limits
        and target.months_to_date == months
    )


def printed(unit, value, lower, upper, decimals):
    """A target as it is printed where nobody said how: "45%", "50% to 65%"; never rounded."""

    def text(figure):
        return format_figure(figure, unit, max(decimals, places_of(figure / SCALES[unit.scale])))

    if value is not None:
        return text(value)
    return f"{text(lower)} to {text(upper)}"


def _add_limits(target, limits):
    TargetLimit.objects.bulk_create(
        TargetLimit(target=target, level=level, reach=limit.reach, lower=limit.lower, upper=limit.upper)
        for level, limit in limits.items()
    )


def _add_months(target, months):
    banded = target.kind == TargetKind.BAND
    TargetMonth.objects.bulk_create(
        TargetMonth(
            target=target,
            month=month,
            value=None if banded else entered,
            lower=entered[0] if banded else None,
            upper=entered[1] if banded else None,
        )
        for month, entered in months.items()
    )


def _said(target):
    """A version as the trail keeps it: what may differ from the version before."""
    return {
        "target": str(target),
        "rule": str(target.rule) if target.rule else None,
        "limits": "; ".join(str(limit) for limit in target.limits.select_related("level")),
        "profile": target.get_profile_display(),
        "milestone": target.is_milestone,
    }


def _create(**fields):
    """The next version of a target; two at once means that somebody was first."""
    try:
        with transaction.atomic():
            return Target.objects.create(**fields)
    except IntegrityError:
        raise SomebodyElseWasFirst(
            "Somebody else changed this target at the same moment. Look at it before you change it."
        ) from None


@transaction.atomic
def new_version_of_rule(*, rule, by, now=None):
    """A copy of a rule with its limits, one version on: a rule that judges is never changed itself."""
    now = now or timezone.now()
    last = RagRule.objects.filter(name=rule.name).order_by("-version").first()
    fields = {
        field.name: getattr(rule, field.name)
        for field in RagRule._meta.concrete_fields
        if field.name not in ("id", "version")
    }
    made = RagRule.objects.create(**fields, version=last.version + 1)
    RagRuleLimit.objects.bulk_create(
        RagRuleLimit(
            rule=made, level_id=limit.level_id, reach=limit.reach, lower=limit.lower, upper=limit.upper
        )
        for limit in rule.limits.all()
    )
    audit.record(
        by=by,
        at=now,
        verb="new version made",
        subject=made,
        before={"version": rule.version},
        after={"version": made.version},
    )
    return made
