"""Targets that are missing in an open year: who is asked, what they propose, and what is adopted.

A proposal is decided by an administrator who did not make it; adopting one records the target in the same
transaction, with its basis and who proposed it. Verbs move by a conditional UPDATE and write the audit trail.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from performance import access, audit, cells, configuration, dates, outstanding
from performance.models import Measure, MeasureRole, Period, RagRule, Target, TargetProposal
from performance.refusals import NotAllowed, NotComplete, SomebodyElseWasFirst
from performance.rules.rag import JUDGING_KINDS, default_limit_basis
from performance.target_checks import limits_given, problems_of
from performance.target_help import last_targets

Status = TargetProposal.Status
FIGURES = ("kind", "value", "lower", "upper", "as_entered", "decimals")


# --- Who is asked --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A year for which a measure has no target; `waiting` is what was proposed and nobody decided yet.

    `declined` is the last proposal that was declined, where none waits.
    """

    measure: Measure
    year: Period
    waiting: TargetProposal | None = None
    declined: TargetProposal | None = None


def asked_years(today):
    """Years whose targets are asked for: not over nor closed, and begun or opened with their months.

    A year that only carries a milestone (2023/24, made in 2020) asks nobody for anything yet.
    """
    years = Period.objects.filter(kind=Period.Kind.YEAR, end__gte=today, closed_at__isnull=True)
    parts = Period.objects.filter(year__in=years.filter(start__gt=today)).values_list("year", flat=True)
    opened = set(parts.distinct())
    return [year for year in years.order_by("start", "pk") if year.start <= today or year.pk in opened]


def missing(today, measures=None):
    """What has no target in the years that are open: of these measures, or of all active ones.

    What is not due in a year needs no target for it. At most seven queries, however many measures there are.
    """
    measures = Measure.objects.active() if measures is None else measures.active()
    years = asked_years(today)
    measures = list(measures.with_codes().order_by("title", "pk")) if years else []
    if not measures:
        return []
    return _without_target(measures, years)


def missing_in(year):
    """The same of one year on any day, for the pages about years."""
    measures = list(Measure.objects.active().with_codes().order_by("title", "pk"))
    return _without_target(measures, [year])


def _without_target(measures, years):
    targets = Target.objects.filter(year__in=years, measure__in=measures)
    having = set(targets.values_list("measure", "year"))
    surveys = outstanding.surveys_of(measures)
    waiting, declined = {}, {}
    proposals = TargetProposal.objects.filter(year__in=years, measure__in=measures)
    for proposal in proposals.select_related("proposed_by", "decided_by").order_by("proposed_at", "pk"):
        kept = {Status.PROPOSED: waiting, Status.DECLINED: declined}.get(proposal.status)
        if kept is not None:
            kept[proposal.measure_id, proposal.year_id] = proposal
    return [
        Asked(measure, year, waiting.get((measure.pk, year.pk)), declined.get((measure.pk, year.pk)))
        for year in years
        for measure in measures
        if (measure.pk, year.pk) not in having and _has_figures_in(measure, year, surveys)
    ]


def _has_figures_in(measure, year, surveys):
    """Whether a measure reports anything in a year: by its days, and in the off years of a survey nothing."""
    if measure.year_basis != year.basis or measure.active_from > year.end:
        return False
    if measure.active_to is not None and measure.active_to < year.start:
        return False
    return measure.period_kind != Period.Kind.YEAR or outstanding.takes(measure, year, surveys)


def asked_of(person, today):
    """What a person is still to propose: for the line on their page; nothing that waits for a decision.

    Of their own measures alone: a manager is not asked for all of a directorate.
    """
    if not access.has_measures(person):
        return []
    kinds = (MeasureRole.Kind.OWNER, MeasureRole.Kind.DEPUTY)
    roles = MeasureRole.objects.filter(person=person, kind__in=kinds)
    own = Measure.objects.filter(pk__in=roles.values("measure"))
    return [asked for asked in missing(today, own) if asked.waiting is None]


# --- Proposing -----------------------------------------------------------------------------------------


@transaction.atomic
def propose(
    *,
    measure,
    year,
    kind,
    basis,
    by,
    value=None,
    lower=None,
    upper=None,
    as_entered="",
    decimals=0,
    version=None,
    now=None,
    today=None,
):
    """Propose a measure's target for a year that has none, or change what waits for a decision.

    `version` is that of the proposal that was read, None where there was none. The same content again
    changes nothing. Raises NotComplete.
    """
    now, today = now or timezone.now(), today or dates.today()
    if not access.may_propose_target(by, measure):
        raise NotAllowed("Only those who answer for this measure may propose its target.")
    content = {
        "kind": kind,
        "value": value,
        "lower": lower,
        "upper": upper,
        "as_entered": as_entered.strip(),
        "decimals": decimals,
        "basis": basis.strip(),
    }
    if kind in JUDGING_KINDS and not content["as_entered"] and not _figure_is_missing(content):
        content["as_entered"] = configuration.printed(
            cells.judged_unit(measure), value, lower, upper, decimals
        )[:40]
    waiting = _waiting_for(measure, year)
    if waiting is not None and _says(waiting, content):
        return waiting  # a double click, or two people of one mind
    problems = _problems(measure, year, content, today)
    if problems:
        raise NotComplete(problems)
    if waiting is None:
        made = _create(measure, year, content, by, now)
        _record(made, by, now, "target proposed", after={"target": str(made)}, reason=made.basis)
        return made
    before = str(waiting)
    _move(waiting, version, proposed_by=by, proposed_at=now, **content)
    _record(
        waiting,
        by,
        now,
        "target proposed",
        before={"target": before},
        after={"target": str(waiting)},
        reason=waiting.basis,
    )
    return waiting


def propose_same(*, measure, year, by, version=None, now=None, today=None):
    """Propose what the year before has: one click. Raises NotComplete where that has nothing to carry."""
    last = last_targets([(measure, year)])[measure.pk, year.pk]
    if last is None:
        raise NotComplete({"": "The year before has no target to carry over."})
    return propose(
        measure=measure,
        year=year,
        **{name: getattr(last, name) for name in FIGURES},
        basis=f"The same as {last.year}",
        version=version,
        by=by,
        now=now,
        today=today,
    )


def _figure_is_missing(content):
    if content["kind"] == "band":
        return content["lower"] is None or content["upper"] is None
    return content["value"] is None


def _problems(measure, year, content, today):
    figures = {name: content[name] for name in ("kind", "value", "lower", "upper")}
    problems = problems_of(
        measure=measure, **figures, rule=None, profile=Target.Profile.SAME, reason="", supersedes=False
    )
    # Whoever adopts it chooses the rule.
    problems.pop("rule", None)
    if not content["basis"]:
        problems["basis"] = "Say why this target, for example “top quartile 2019/20”; it is printed with it."
    held = Target.objects.in_force().filter(measure=measure, year=year).first()
    if held is not None:
        problems[""] = f"{year} has a target by now: {held}. Nothing needs to be proposed."
    elif year not in asked_years(today):
        problems[""] = f"{year} is not open for targets."
    return problems


def _says(proposal, content):
    return all(getattr(proposal, name) == given for name, given in content.items())


def _waiting_for(measure, year):
    open_ones = TargetProposal.objects.filter(measure=measure, year=year, status=Status.PROPOSED)
    return open_ones.select_related("proposed_by", "measure", "year").first()


def _create(measure, year, content, by, now):
    """A new proposal; the database allows one, so two at once means that somebody was first."""
    try:
        with transaction.atomic():
            return TargetProposal.objects.create(
                measure=measure, year=year, proposed_by=by, proposed_at=now, **content
            )
    except IntegrityError:
        waiting = _waiting_for(measure, year)
        if waiting is None:
            raise
        raise SomebodyElseWasFirst(_who_was_first(waiting)) from None


# --- Deciding ------------------------------------------------------------------------------------------


@transaction.atomic
def adopt(*, proposal, version, by, rule=None, profile=None, now=None):
    """Record a proposal as the target of its year, and say so in it; returns the proposal.

    By an administrator who did not propose it. `rule` judges it, where its kind is judged; where that is the
    rule of the year before, its limits are taken over, and where the figures are too, the way through the
    year and the second figure. `profile` is the way through the year otherwise. Raises NotComplete.
    """
    now = now or timezone.now()
    current = _fresh(proposal)
    _require_may_decide(current, by)
    if current.status == Status.ADOPTED and current.decided_by_id == by.pk:
        return current  # a double click
    _require_unchanged(current, version)
    held = Target.objects.in_force().filter(measure=current.measure, year=current.year).first()
    if held is not None:
        raise SomebodyElseWasFirst(
            f"{current.year} has a target by now: {held}. Decline the proposal, or supersede that target."
        )
    target = configuration.set_target(
        measure=current.measure,
        year=current.year,
        **{name: getattr(current, name) for name in FIGURES},
        **carried(current, rule, profile),
        rule=rule,
        basis=current.basis,
        source=_proposed_by(current),
        by=by,
        now=now,
        # A first target judges its whole year.
        today=current.year.start,
    )
    _move(current, version, status=Status.ADOPTED, decided_by=by, decided_at=now, target=target)
    _record(current, by, now, "target adopted", before={"status": "proposed"}, after={"status": "adopted"})
    return current


@transaction.atomic
def decline(*, proposal, version, reason, by, now=None):
    """Turn a proposal down with a reason; whoever answers for the measure is asked again."""
    now, reason = now or timezone.now(), reason.strip()
    current = _fresh(proposal)
    _require_may_decide(current, by)
    if (current.status, current.decided_by_id, current.decision_reason) == (Status.DECLINED, by.pk, reason):
        return current
    _require_unchanged(current, version)
    if not reason:
        raise NotComplete({"reason": "Say why you decline this, so that whoever proposed it knows."})
    _move(current, version, status=Status.DECLINED, decided_by=by, decided_at=now, decision_reason=reason)
    _record(
        current,
        by,
        now,
        "target declined",
        before={"status": "proposed"},
        after={"status": "declined"},
        reason=reason,
    )
    return current


def carried(proposal, rule, profile):
    """What the year before gives to the target: its limits and, for the same figures, the way to them."""
    last = last_targets([(proposal.measure, proposal.year)])[proposal.measure_id, proposal.year_id]
    given = {"profile": profile or profile_for(proposal.measure, proposal.kind, last)}
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


def profile_for(measure, kind, last):
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
    first = profile_for(proposal.measure, proposal.kind, last)
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
    return f"Proposed by {who} on {day.day} {day:%B %Y}"


# --- How a verb moves ----------------------------------------------------------------------------------


def _fresh(proposal):
    found = TargetProposal.objects.select_related("measure", "year", "proposed_by", "decided_by", "target")
    return found.get(pk=proposal.pk)


def _require_may_decide(proposal, by):
    if not by.is_administrator:
        raise NotAllowed("Only an administrator may decide on a proposed target.")
    if proposal.proposed_by_id == by.pk:
        raise NotAllowed("You proposed this target, so another administrator must decide on it.")


def _require_unchanged(proposal, version):
    if proposal.status != Status.PROPOSED or proposal.version != version:
        raise SomebodyElseWasFirst(_who_was_first(proposal))


def _move(proposal, version, **changes):
    """The conditional UPDATE: on the version that was read, while it waits, or not at all."""
    found = TargetProposal.objects.filter(pk=proposal.pk, status=Status.PROPOSED, version=version)
    if version is None or found.update(version=version + 1, **changes) != 1:
        raise SomebodyElseWasFirst(_who_was_first(_fresh(proposal)))
    for name, value in {**changes, "version": version + 1}.items():
        setattr(proposal, name, value)


def _who_was_first(proposal):
    """What happened to a proposal since it was read."""
    if proposal.status == Status.PROPOSED:
        return f"{proposal.proposed_by} has proposed {_printed(proposal)} meanwhile. Look at that one first."
    done = proposal.get_status_display().lower()
    return f"{proposal.decided_by} has {done} {_printed(proposal)} meanwhile."


def _printed(proposal):
    return f"“{proposal.as_entered or proposal.get_kind_display()}”"


def _record(proposal, by, now, verb, *, before=None, after=None, reason=""):
    audit.record(
        by=by,
        at=now,
        verb=verb,
        subject=proposal,
        measure=proposal.measure,
        period=proposal.year,
        before=before,
        after=after,
        reason=reason,
    )
