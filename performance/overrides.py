"""Overrides: the only writer of a judged status beside the computed one.

proposed -> accepted or declined by somebody else; accepted -> ended early. An accepted override lapses by
itself on the day after it expires, and when its figure is superseded; of a figure whose period has closed it
may hold until then, so that a published status stays. The computed status is never touched.
Every verb is atomic, moves by a conditional UPDATE on the status and version that were read, writes its
audit entry in the same transaction, and returns the override or raises a `WorkflowProblem` with a sentence.
"""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from performance import access, assessing, audit, dates, headings, versions
from performance.models import Override, Submission
from performance.refusals import NotAllowed, NotComplete, SomebodyElseWasFirst, WorkflowProblem
from performance.rules import calendar

Status = Override.Status

# What an override has come to on a day: lapsing is computed, never written.
STATES = {
    "awaiting": "Awaiting a decision",
    "standing": "Standing",
    "lapsed": "Lapsed or ended",
    "declined": "Declined",
}


# --- Reading -----------------------------------------------------------------------------------------


def standing_for(submission_ids, day, *, as_at=None):
    """Submission id -> the override that stands for it on this day, in one query.

    `as_at` is a past moment of that day; the submissions are then those that were in force.
    """
    found = _with_words(_standing(day, as_at).filter(submission__in=submission_ids))
    return {override.submission_id: override for override in found.order_by("decided_at", "pk")}


def standing_for_sections(section_ids, period, day, *, as_at=None):
    """Section id -> the override that stands for a heading in a period on this day, in one query."""
    found = _with_words(_standing(day, as_at).filter(section__in=section_ids, period=period))
    return {override.section_id: override for override in found.order_by("decided_at", "pk")}


def _standing(day, as_at):
    standing = Override.objects
    return standing.standing(day) if as_at is None else standing.standing_as_at(as_at, day)


def _with_words(overrides):
    """With what is printed: the two statuses and the posts."""
    return overrides.select_related("level", "computed", "proposed_by", "decided_by")


def measures_of(override):
    """The measures that an override is about: one, or all of a heading."""
    if override.submission_id:
        return [override.submission.measure]
    return headings.measures_under(override.section)


def state_of(override, day):
    """One of `STATES` on this day."""
    if override.status == Status.PROPOSED:
        return "awaiting"
    if override.status == Status.DECLINED:
        return "declined"
    in_force = override.submission is None or override.submission.status in Submission.IN_FORCE
    expired = override.expires_on is not None and override.expires_on < day
    return "standing" if override.status == Status.ACCEPTED and in_force and not expired else "lapsed"


def in_state(overrides, state, day):
    """Those of a queryset that are in a state of `STATES` on this day."""
    if state == "standing":
        return overrides.standing(day)
    if state == "lapsed":
        over = overrides.filter(status__in=[Status.ACCEPTED, Status.ENDED])
        return over.exclude(pk__in=Override.objects.standing(day).values("pk"))
    return overrides.filter(status={"awaiting": Status.PROPOSED, "declined": Status.DECLINED}[state])


def choice_for(*, submission=None, section=None, period=None, today=None):
    """What may be proposed: the computed level now (None for none), and the levels of the scale, best first.

    For a figure the scale of its rule, for a heading the one that all its measures are judged on. No levels
    where nothing judges: there is then no scale to judge on.
    """
    if submission is not None:
        judged = assessing.judge_with([submission])[submission.pk]
        rule = judged.target.rule if judged.target is not None else None
        return judged.level, list(rule.scale.levels.order_by("position")) if rule is not None else []
    scale = headings.scale_of(headings.measures_under(section), period)
    levels = list(scale.levels.order_by("position")) if scale is not None else []
    return headings.computed_level(section, period, today=today or dates.today()), levels


def may_be_without_end(*, submission, period, today):
    """Whether an override may hold until the figure is corrected: for a figure whose period has closed.

    Such a figure does not change any more but by a correction, which ends the override. A heading has none.
    """
    return submission is not None and period.closes_on is not None and period.closes_on < today


# --- Verbs -------------------------------------------------------------------------------------------


@transaction.atomic
def propose(
    *, submission=None, section=None, period=None, level, reason, expires_on, by, now=None, today=None
):
    """Propose another status than the computed one, for a figure in force or for a heading in a period.

    By a manager in scope or a performance officer; `expires_on` is the last day on which it would hold, today
    at the earliest and a year ahead at the latest. None, until the figure is corrected, is for a figure whose
    period has closed.
    """
    now, today = now or timezone.now(), today or dates.today()
    submission = _fresh_figure(submission) if submission is not None else None
    about = {
        "submission": submission,
        "section": section,
        "period": submission.period if submission else period,
    }
    measures = [submission.measure] if submission else headings.measures_under(section)
    if not access.may_propose_override(by, measures):
        raise NotAllowed(
            "Only a manager or performance officer of these measures may propose another status."
        )
    if submission is not None and submission.status not in Submission.IN_FORCE:
        raise SomebodyElseWasFirst(
            "This figure is not in force. Another status is proposed for a figure in force only."
        )
    given = {"level": level, "reason": reason.strip(), "expires_on": expires_on}
    waiting = Override.objects.awaiting_decision().filter(**about).select_related("proposed_by").first()
    if waiting is not None:
        return _same_or_refused(waiting, by, given)
    computed, levels = choice_for(**about, today=today)
    problems = _proposal_problems(given, computed, levels, today, about)
    if problems:
        raise NotComplete(problems)
    fields = {**given, "computed": computed, "proposed_by": by, "proposed_at": now}
    made, is_new = _create(by, about, fields)
    if is_new:
        _record(made, by, now, "status proposed", after={**given, "computed": computed}, reason=made.reason)
    return made


@transaction.atomic
def decide(*, override, version, accept, reason="", by, now=None, today=None):
    """Accept or decline a proposal; by a performance officer in scope who did not make it.

    Accepting ends what stood for the same figure or heading until now. Declining needs a reason.
    """
    now, today = now or timezone.now(), today or dates.today()
    current = _fresh(override)
    measures, reason = measures_of(current), reason.strip()
    if not access.may_end_override(by, measures):
        raise NotAllowed("Only a performance officer of these measures may decide on another status.")
    if current.proposed_by_id == by.pk:
        raise NotAllowed("You proposed this status, so somebody else must decide on it.")
    to = Status.ACCEPTED if accept else Status.DECLINED
    if (current.status, current.decided_by_id, current.decision_reason) == (to, by.pk, reason):
        return current  # a double click
    _require_unchanged(current, version, Status.PROPOSED, by)
    problems = _acceptance_problems(current, today) if accept else {}
    if not accept and not reason:
        problems["reason"] = "Say why you decline this, so that whoever proposed it knows."
    if problems:
        raise NotComplete(problems)
    if accept:
        _end_what_stood(current, by, now, today)
    _move(current, version, by, to=to, decided_by=by, decided_at=now, decision_reason=reason)
    verb = "status accepted" if accept else "status declined"
    _record(current, by, now, verb, before={"status": Status.PROPOSED}, after={"status": to}, reason=reason)
    return current


@transaction.atomic
def end(*, override, version, reason, by, now=None, today=None):
    """End an accepted override before it lapses; by a performance officer in scope, with a reason."""
    now, today = now or timezone.now(), today or dates.today()
    current = _fresh(override)
    if not access.may_end_override(by, measures_of(current)):
        raise NotAllowed("Only a performance officer of these measures may end this.")
    if not reason.strip():
        raise NotComplete({"reason": "Say why the judged status ends."})
    if current.status == Status.ENDED and current.ended_by_id == by.pk and current.version == version + 1:
        return current
    _require_unchanged(current, version, Status.ACCEPTED, by)
    if state_of(current, today) != "standing":
        raise WorkflowProblem("This judged status has lapsed already. There is nothing to end.")
    _end(current, version, by, now, reason.strip())
    return current


# --- What a proposal needs -----------------------------------------------------------------------------


def _proposal_problems(given, computed, levels, today, about):
    problems = {}
    if not levels:
        problems["level"] = (
            "No rule judges this, so there is no scale to judge it on. Ask for a target first."
        )
    elif given["level"] not in levels:
        problems["level"] = "Choose one of the statuses of the scale that this is judged on."
    elif given["level"] == computed:
        problems["level"] = f"The rule gives {computed.word} by itself. Choose another status."
    if not given["reason"]:
        problems["reason"] = "Say why the status is judged otherwise; the reason is printed with it."
    last_day = _last_day_problem(given["expires_on"], today, about)
    return problems | ({"expires_on": last_day} if last_day else {})


def _last_day_problem(last_day, today, about):
    """What is wrong with the last day of a proposal, in a sentence; "" for nothing."""
    closed = may_be_without_end(submission=about["submission"], period=about["period"], today=today)
    latest = _a_year_after(today)
    if closed if last_day is None else today <= last_day <= latest:
        return ""
    words = f"Choose a day from today to {latest.day} {calendar.MONTHS[latest.month]} {latest.year}: "
    limit = "a judged status holds for a year at most"
    return f"{words}{limit}, or until the figure is corrected." if closed else f"{words}{limit}."


def _a_year_after(day):
    """The same day of the next year; 29 February has none and becomes the 28th."""
    last = calendar.last_of_month(date(day.year + 1, day.month, 1))
    return last.replace(day=min(day.day, last.day))


def _acceptance_problems(current, today):
    """What has changed since it was proposed, so that it can only be declined."""
    if current.submission is not None and current.submission.status not in Submission.IN_FORCE:
        return {"": "This figure has been superseded since. Decline the proposal; a new one can be made."}
    about = {"submission": current.submission, "section": current.section, "period": current.period}
    if current.expires_on is None:
        if not may_be_without_end(submission=current.submission, period=current.period, today=today):
            return {
                "": "The period is open again, so that its status may not be kept until the figure is "
                "corrected. Decline the proposal; a new one with a last day can be made."
            }
    elif current.expires_on < today:
        return {
            "": "The day on which it was to lapse has passed. Decline the proposal; a new one can be made."
        }
    computed, levels = choice_for(**about, today=today)
    if current.level == computed:
        return {"": f"The rule gives {computed.word} by itself now. Decline the proposal."}
    if current.level not in levels:
        return {"": "The figure is judged on another scale since. Decline the proposal."}
    return {}


def _same_or_refused(waiting, by, given):
    """The proposal that waits already: the second half of a double click, or somebody else's."""
    if waiting.proposed_by_id == by.pk and all(getattr(waiting, name) == given[name] for name in given):
        return waiting
    who = "You have" if waiting.proposed_by_id == by.pk else f"{waiting.proposed_by} has"
    raise SomebodyElseWasFirst(
        f"{who} proposed another status already. It awaits a decision; until then there is no second one."
    )


# --- How a verb moves ---------------------------------------------------------------------------------


def _create(by, about, fields):
    """A new proposal; the database allows one, so two at once means that somebody was first."""
    try:
        with transaction.atomic():
            return Override.objects.create(**about, **fields), True
    except IntegrityError:
        waiting = Override.objects.awaiting_decision().filter(**about).select_related("proposed_by").first()
        if waiting is None:
            raise
        given = {name: fields[name] for name in ("level", "reason", "expires_on")}
        return _same_or_refused(waiting, by, given), False


def _fresh_figure(submission):
    return Submission.objects.with_measure().get(pk=submission.pk)


def _fresh(override):
    return Override.objects.select_related(
        "submission__measure", "submission__period", "section__scorecard", "period__year", "level", "computed"
    ).get(pk=override.pk)


def _end_what_stood(accepted, by, now, today):
    about = {"submission": accepted.submission, "section": accepted.section, "period": accepted.period}
    for stood in Override.objects.standing(today).filter(**about):
        _end(_fresh(stood), stood.version, by, now, "Another judged status has taken its place.")


def _end(current, version, by, now, reason):
    _move(current, version, by, to=Status.ENDED, ended_by=by, ended_at=now)
    before, after = {"status": Status.ACCEPTED}, {"status": Status.ENDED}
    _record(current, by, now, "judged status ended", before=before, after=after, reason=reason)


def _move(current, version, by, *, to, **changes):
    """The conditional UPDATE: on the status and version that were read, or not at all."""
    versions.move(current, version, lambda: _who_was_first(_fresh(current), by), status=to, **changes)


def _require_unchanged(current, version, status, by):
    versions.require_unchanged(current, version, (status,), lambda: _who_was_first(current, by))


def _record(override, by, now, verb, **said):
    measure = override.submission.measure if override.submission else None
    about = {"subject": override, "measure": measure, "period": override.period}
    audit.record(by=by, at=now, verb=verb, **about, **said)


def _who_was_first(override, by):
    return versions.who_was_first(override, by, "proposal")
