"""What becomes of a proposed target: adopted as the target of its year, or declined with a reason.

By an administrator who did not propose it. Adopting records the target in the same transaction, with its
basis and who proposed it.
"""

from django.db import transaction
from django.utils import timezone

from performance import cells, configuration, versions
from performance.models import Measure, Period, RagRule, Target
from performance.proposals import FIGURES, Status, fresh, move, record, who_was_first
from performance.refusals import NotAllowed, NotComplete, SomebodyElseWasFirst, WorkflowProblem
from performance.rules import calendar
from performance.rules.rag import JUDGING_KINDS, default_limit_basis
from performance.target_checks import limits_given
from performance.target_help import last_targets


@transaction.atomic
def adopt(*, proposal, version, by, rule=None, profile=None, now=None):
    """Record a proposal as the target of its year, and say so in it; returns the proposal.

    By an administrator who did not propose it. `rule` judges it, where its kind is judged; where that is the
    rule of the year before, its limits are taken over, and where the figures are too, the way through the
    year and the second figure. `profile` is the way through the year otherwise. Raises NotComplete.
    """
    now = now or timezone.now()
    current = fresh(proposal)
    _require_may_decide(current, by)
    if current.status == Status.ADOPTED and current.decided_by_id == by.pk:
        return current  # a double click
    _require_unchanged(current, version)
    if current.year.closed_at is not None:
        raise WorkflowProblem(f"{current.year} is closed, and takes no target. Decline the proposal.")
    held = Target.objects.in_force().filter(measure=current.measure, year=current.year).first()
    if held is not None:
        raise SomebodyElseWasFirst(
            f"{current.year} has a target by now: {held}. Decline the proposal, or supersede that target."
        )
    target = configuration.set_target(
        measure=current.measure,
        year=current.year,
        **{name: getattr(current, name) for name in FIGURES},
        **_carried(current, rule, profile),
        rule=rule,
        basis=current.basis,
        source=_proposed_by(current),
        by=by,
        now=now,
        # A first target judges its whole year.
        today=current.year.start,
    )
    move(current, version, status=Status.ADOPTED, decided_by=by, decided_at=now, target=target)
    record(current, by, now, "target adopted", before={"status": "proposed"}, after={"status": "adopted"})
    return current


@transaction.atomic
def decline(*, proposal, version, reason, by, now=None):
    """Turn a proposal down with a reason; whoever answers for the measure is asked again."""
    now, reason = now or timezone.now(), reason.strip()
    current = fresh(proposal)
    _require_may_decide(current, by)
    if (current.status, current.decided_by_id, current.decision_reason) == (Status.DECLINED, by.pk, reason):
        return current
    _require_unchanged(current, version)
    if not reason:
        raise NotComplete({"reason": "Say why you decline this, so that whoever proposed it knows."})
    move(current, version, status=Status.DECLINED, decided_by=by, decided_at=now, decision_reason=reason)
    record(
        current,
        by,
        now,
        "target declined",
        before={"status": "proposed"},
        after={"status": "declined"},
        reason=reason,
    )
    return current


def _carried(proposal, rule, profile):
    """What the year before gives to the target: its limits and, for the same figures, the way to them."""
    last = last_targets([(proposal.measure, proposal.year)])[proposal.measure_id, proposal.year_id]
    given = {"profile": profile or _profile_for(proposal.measure, proposal.kind, last)}
    if last is None:
        return given
    if rule is not None and last.rule_id == rule.pk:
        given |= {"limits": limits_given(last), "limits_note": last.limits_note}
    if _same_figures(last, proposal):
        given["companion"] = last.companion
        if given["profile"] == last.profile:
            given |= {"profile_note": last.profile_note, "months": last.months_to_date}
    if given["profile"] == Target.Profile.BY_MONTH and "months" not in given:
        given["profile"] = Target.Profile.SAME
    return given


def _profile_for(measure, kind, last):
    """The way through the year that is offered: last year's, else even steps for what adds up."""
    if kind not in JUDGING_KINDS:
        return Target.Profile.SAME
    if last is not None and last.kind in JUDGING_KINDS:
        return last.profile
    adds_up = measure.aggregation == Measure.Aggregation.SUM and measure.period_kind != Period.Kind.YEAR
    return Target.Profile.LINEAR if adds_up else Target.Profile.SAME


def profiles_for(proposal):
    """The ways through the year that may be chosen, the one that is offered first; none where nothing judges.

    Month by month only as last year has it: for other figures there are no months yet.
    """
    if proposal.kind not in JUDGING_KINDS:
        return []
    last = last_targets([(proposal.measure, proposal.year)])[proposal.measure_id, proposal.year_id]
    offered = [Target.Profile.SAME]
    if proposal.measure.aggregation == Measure.Aggregation.SUM:
        offered += [Target.Profile.LINEAR, Target.Profile.LAST_YEAR]
    if last is not None and last.profile == Target.Profile.BY_MONTH and _same_figures(last, proposal):
        offered.append(Target.Profile.BY_MONTH)
    first = _profile_for(proposal.measure, proposal.kind, last)
    return sorted(offered, key=lambda profile: profile != first)


def _same_figures(target, proposal):
    return all(getattr(target, name) == getattr(proposal, name) for name in FIGURES)


def rule_for(proposal):
    """The rule that is offered: last year's, else the newest by limits for such a unit; None for no rule."""
    if proposal.kind not in JUDGING_KINDS:
        return None
    last = last_targets([(proposal.measure, proposal.year)])[proposal.measure_id, proposal.year_id]
    if last is not None and last.rule is not None:
        return last.rule
    basis = default_limit_basis(cells.judged_unit(proposal.measure))
    return RagRule.objects.filter(kind=RagRule.Kind.LIMITS, basis=basis).order_by("-version", "pk").first()


def _proposed_by(proposal):
    """Who proposed it, as it may be printed: the post, and the name only where there is none."""
    day = timezone.localdate(proposal.proposed_at)
    who = proposal.proposed_by.post or proposal.proposed_by.name
    return f"Proposed by {who} on {calendar.in_words(day)}"


def _require_may_decide(proposal, by):
    if not by.is_administrator:
        raise NotAllowed("Only an administrator may decide on a proposed target.")
    if proposal.proposed_by_id == by.pk:
        raise NotAllowed("You proposed this target, so another administrator must decide on it.")


def _require_unchanged(proposal, version):
    versions.require_unchanged(proposal, version, (Status.PROPOSED,), lambda: who_was_first(proposal))
