"""Targets that are missing in an open year: who is asked, what they propose, and what is adopted.

What becomes of a proposal is in `adopting`. Verbs move by a conditional UPDATE and write the audit trail.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from performance import access, audit, cells, configuration, dates, outstanding, versions
from performance.models import Measure, MeasureRole, Period, Target, TargetProposal
from performance.refusals import NotAllowed, NotComplete, SomebodyElseWasFirst
from performance.rules.rag import JUDGING_KINDS
from performance.target_checks import problems_of
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
        record(made, by, now, "target proposed", after={"target": str(made)}, reason=made.basis)
        return made
    before = str(waiting)
    move(waiting, version, proposed_by=by, proposed_at=now, **content)
    record(
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
        raise SomebodyElseWasFirst(who_was_first(waiting)) from None


# --- How a verb moves, here and in `adopting` ----------------------------------------------------------


def move(proposal, version, **changes):
    """The conditional UPDATE: on the version that was read, while it waits, or not at all."""
    versions.move(proposal, version, lambda: who_was_first(fresh(proposal)), **changes)


def fresh(proposal):
    found = TargetProposal.objects.select_related("measure", "year", "proposed_by", "decided_by", "target")
    return found.get(pk=proposal.pk)


def who_was_first(proposal):
    """What happened to a proposal since it was read."""
    if proposal.status == Status.PROPOSED:
        return f"{proposal.proposed_by} has proposed {_printed(proposal)} meanwhile. Look at that one first."
    done = proposal.get_status_display().lower()
    return f"{proposal.decided_by} has {done} {_printed(proposal)} meanwhile."


def _printed(proposal):
    return f"“{proposal.as_entered or proposal.get_kind_display()}”"


def record(proposal, by, now, verb, **said):
    about = {"subject": proposal, "measure": proposal.measure, "period": proposal.year}
    audit.record(by=by, at=now, verb=verb, **about, **said)
