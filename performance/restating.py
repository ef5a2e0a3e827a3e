"""Restatements: sets of revisions of earlier periods under one reason, approved or returned as one.

Submitted -> approved; submitted -> returned with a reason, changed and sent again; given up by whoever sent
it, or after a return by anybody who may restate these figures. `performance/workflow.py` and this module are
the only writers of a submission's status, both through `moves.py`; a set's revisions move here and never
alone, all of them or none. Every verb is atomic, moves by a conditional UPDATE on the status and version that
were read, writes its audit entries in the same transaction, and returns the restatement or raises a
`WorkflowProblem` with a sentence. What a set would change is previewed by `restatement_plan.plan`.
"""

from django.db import transaction
from django.utils import timezone

from performance import access, audit, confirming, dates, moves, recompute_requests, versions, workflow
from performance.models import Restatement, Submission
from performance.refusals import (
    NotAllowed,
    NotComplete,
    NotConfirmed,
    SomebodyElseWasFirst,
    WorkflowProblem,
)
from performance.restatement_plan import Change, Plan, Revision, key_of, plan
from performance.submission_content import content_of, whole, with_computed_value

# The preview is imported from here by whoever sends what it shows.
__all__ = [
    "Change",
    "Plan",
    "Revision",
    "abandon",
    "approve",
    "key_of",
    "members_of",
    "plan",
    "plan_of",
    "resubmit",
    "send_back",
    "submit",
]

Status = Restatement.Status


# --- Reading -------------------------------------------------------------------------------------------


def members_of(restatement):
    """The revisions of a set, in the order of measures' titles and of periods."""
    members = restatement.revisions.with_make_up().select_related("submitted_by")
    return list(members.order_by("measure__title", "measure", "period__start", "period"))


def plan_of(restatement, members=None, *, today=None) -> Plan:
    """What a set that is not approved would change as it stands now."""
    members = members_of(restatement) if members is None else members
    revisions = [Revision(one.measure, one.period, content_of(one)) for one in members]
    return plan(revisions, reason=restatement.reason, restatement=restatement, today=today)


# --- Verbs ---------------------------------------------------------------------------------------------


@transaction.atomic
def submit(*, revisions, reason, by, answers=None, now=None, today=None):
    """Send a set of revisions for one approval; figures that are as they were are left out.

    `revisions` are (measure, period, content), each with its whole content. `answers` maps `key_of` a figure
    to the answers to its warnings, as `confirming.unanswered` takes them. Raises NotComplete with problems by
    "12-34.value", and NotConfirmed.
    """
    now, today = now or timezone.now(), today or dates.today()
    revisions, reason = [Revision(*given) for given in revisions], reason.strip()
    _require_may_restate(by, [one.measure for one in revisions])
    if sent := _sent_already(revisions, reason, by):
        return sent
    found = plan(revisions, reason=reason, today=today)
    _require_whole(found, reason, answers or {})
    made = Restatement.objects.create(reason=reason, submitted_by=by, submitted_at=now)
    for change in found.changes:
        _add(made, change, (answers or {}).get(change.key, {}), by, now)
    _record(made, by, now, "submitted", after={"status": Status.SUBMITTED, "figures": len(found.changes)})
    return made


@transaction.atomic
def resubmit(*, restatement, version, revisions, reason, by, answers=None, now=None, today=None):
    """Change a returned set and send it again.

    `revisions` are all of the set as it shall be: one that is new comes in, and one that is not there any
    more, or is as the figure in force, leaves it.
    """
    now, today = now or timezone.now(), today or dates.today()
    revisions, reason = [Revision(*given) for given in revisions], reason.strip()
    current, members = _fresh(restatement)
    _require_may_restate(by, [one.measure for one in (*members, *revisions)])
    if _is_at(current, version + 1, Status.SUBMITTED, by, "submitted"):
        return current  # a double click
    _require_unchanged(current, members, version, (Status.RETURNED,), by)
    found = plan(revisions, reason=reason, restatement=current, today=today)
    by_key = {key_of(one.measure, one.period): one for one in members}
    _require_whole(
        found, reason, answers or {}, {key: one.confirmations.all() for key, one in by_key.items()}
    )
    _move(current, version, by, to=Status.SUBMITTED, reason=reason, submitted_by=by, submitted_at=now)
    for change in found.changes:
        answered = (answers or {}).get(change.key, {})
        if member := by_key.pop(change.key, None):
            _change(member, change, answered, by, now)
        else:
            _add(current, change, answered, by, now)
    for member in by_key.values():
        _leave_out(member, by, now)
    before, after = {"status": Status.RETURNED}, {"status": Status.SUBMITTED, "figures": len(found.changes)}
    _record(current, by, now, "submitted", before=before, after=after)
    return current


@transaction.atomic
def approve(*, restatement, version, by, now=None):
    """Give the next level of sign-off to the whole set as it was read: to every figure, or to none.

    At the last level all figures replace those in force until now. Four eyes: whoever entered or sent any
    part of the set may not approve it, and nobody gives two levels.
    """
    now = now or timezone.now()
    current, members = _fresh(restatement)
    _require_manages(by, members, "approve")
    signed = _is_at(current, version + 1, Status.SUBMITTED, by, "signed off")
    if signed or _is_at(current, version + 1, Status.APPROVED, by, "approved"):
        return current  # a double click
    _require_unchanged(current, members, version, (Status.SUBMITTED,), by)
    moves.require_open_years(members)
    for member in members:
        workflow.sign_off(member, member.version, by, now)
    reached = {member.status for member in members}
    if len(reached) > 1:
        raise WorkflowProblem(
            "These measures are of directorates with different levels of sign-off by now. Return the "
            "restatement, so that their figures are sent apart."
        )
    if reached == {Submission.Status.SUBMITTED}:
        _move(current, version, by, to=Status.SUBMITTED)
        _record(current, by, now, "signed off")
        return current
    _move(current, version, by, to=Status.APPROVED, approved_by=by, approved_at=now)
    before, after = {"status": Status.SUBMITTED}, {"status": Status.APPROVED}
    _record(current, by, now, "approved", before=before, after=after)
    recompute_requests.request_many(sorted({member.measure_id for member in members}), now=now)
    return current


@transaction.atomic
def send_back(*, restatement, version, reason, by, now=None):
    """Return the whole set to whoever sent it, with a reason."""
    now, reason = now or timezone.now(), reason.strip()
    current, members = _fresh(restatement)
    _require_manages(by, members, "return")
    if not reason:
        raise NotComplete({"reason": "Say why you return these figures, so that they can be put right."})
    same = current.returned_by_id == by.pk and current.returned_reason == reason
    if current.status == Status.RETURNED and same:
        return current
    _require_unchanged(current, members, version, (Status.SUBMITTED,), by)
    returned = {"returned_by": by, "returned_at": now, "returned_reason": reason}
    before, after = {"status": Status.SUBMITTED}, {"status": Status.RETURNED}
    _move(current, version, by, to=Status.RETURNED, **returned)
    manager = next(filter(None, (access.stands_in_for(by, member.measure) for member in members)), None)
    said = f"{reason} (for {manager})" if manager else reason
    for member in members:
        to = Submission.Status.RETURNED
        moves.move(member, member.version, by, to=to, levels_signed=0, **returned)
        moves.record(member, by, now, "returned", before=before, after=after, reason=said)
    _record(current, by, now, "returned", before=before, after=after, reason=said)
    return current


@transaction.atomic
def abandon(*, restatement, version, by, now=None):
    """Give the set up; the figures in force stay as they are.

    While it awaits approval by whoever sent it, after a return by anybody who may restate these figures.
    """
    now = now or timezone.now()
    current, members = _fresh(restatement)
    _require_may_restate(by, [one.measure for one in members])
    if _is_at(current, version + 1, Status.ABANDONED, by, "given up"):
        return current
    _require_unchanged(current, members, version, (Status.SUBMITTED, Status.RETURNED), by)
    if current.status == Status.SUBMITTED and current.submitted_by_id != by.pk:
        raise NotAllowed(f"Only {current.submitted_by}, who sent this restatement, may withdraw it.")
    before, after = {"status": current.status}, {"status": Status.ABANDONED}
    _move(current, version, by, to=Status.ABANDONED)
    for member in members:
        moves.move(member, member.version, by, to=Submission.Status.ABANDONED, levels_signed=0)
        moves.record(member, by, now, "given up", before=before, after=after)
    _record(current, by, now, "given up", before=before, after=after)
    return current


# --- What a set needs ------------------------------------------------------------------------------------


def _require_may_restate(by, measures):
    if not measures:
        raise NotComplete({"": "Give the figures to restate."})
    for measure in set(measures):
        if not access.may_restate(by, measure):
            raise NotAllowed(
                f"You may not restate figures of {measure}. Its owner, a deputy or a performance officer "
                "sends them."
            )


def _require_manages(by, members, what):
    if not all(access.manages(by, measure) for measure in {member.measure for member in members}):
        raise NotAllowed(f"Only a manager of all these measures may {what} this restatement.")


def _require_whole(found, reason, answers, confirmed=None):
    """That nothing stops the set from being sent, and that every warning is confirmed."""
    problems = dict(found.problems)
    if not reason:
        problems["reason"] = "Say why these figures are restated; the reason is printed with each correction."
    if problems:
        raise NotComplete(problems)
    if unanswered := found.unanswered(answers, confirmed):
        raise NotConfirmed([finding for findings in unanswered.values() for finding in findings])


def _sent_already(revisions, reason, by):
    """The set that this person has just sent with this very content: the second half of a double click."""
    wanted = {
        (one.measure.pk, one.period.pk): with_computed_value(one.measure, whole(one.content))
        for one in revisions
    }
    own = Restatement.objects.awaiting_approval().filter(submitted_by=by, reason=reason)
    for sent in own.prefetch_related("revisions"):
        held = {(one.measure_id, one.period_id): content_of(one) for one in sent.revisions.all()}
        rest = [one for one in revisions if (one.measure.pk, one.period.pk) not in held]
        # What was as in force is not among them.
        if all(wanted.get(at) == content for at, content in held.items()) and not plan(rest).changes:
            return sent
    return None


# --- How a set moves ---------------------------------------------------------------------------------------


def _fresh(restatement):
    """The set as the database holds it now, with its revisions.

    Its row is locked before any of theirs: some verbs move the set first and some its revisions, and two at
    once would wait for each other.
    """
    # Without a join: whoever waited for a row whose person has changed would find none.
    current = Restatement.objects.select_for_update().get(pk=restatement.pk)
    return current, members_of(current)


def _move(current, version, by, *, to, **changes):
    """The conditional UPDATE: on the status and version that were read, or not at all."""
    versions.move(current, version, lambda: _who_was_first(_fresh(current)[0], by), status=to, **changes)


def _require_unchanged(current, members, version, statuses, by):
    """That the set is as it was read, and each of its figures where the set is."""
    versions.require_unchanged(current, version, statuses, lambda: _who_was_first(current, by))
    for member in members:
        moves.require_unchanged(member, member.version, (current.status,), by)


def _add(restatement, change, answers, by, now):
    """A new revision of one figure, sent with its set."""
    latest = moves.latest_of(change.measure, change.period)
    if latest != change.was and latest.status != Submission.Status.ABANDONED:
        # Between the plan and this, on a database where two may write at once.
        raise SomebodyElseWasFirst(moves.who_was_first(latest, by))
    content = content_of(change.new)
    same_forecast = content["forecast"] == change.was.forecast
    made = moves.create(
        change.measure,
        change.period,
        by,
        now,
        revision=latest.revision + 1,
        status=Submission.Status.SUBMITTED,
        restatement=restatement,
        opened_reason=restatement.reason,
        submitted_by=by,
        submitted_at=now,
        forecast_by=change.was.forecast_by if same_forecast else by,
        **content,
    )
    before = {"revision": change.was.revision, **content_of(change.was)}
    after = {"revision": made.revision, "status": made.status, **content}
    _restated(made, change, answers, by, now, before, after)


def _change(member, change, answers, by, now):
    """A returned revision as it is now, sent again with its set."""
    content = content_of(change.new)
    before = {"status": member.status, **content_of(member)}
    if content["forecast"] != member.forecast:
        content["forecast_by"] = by
    moves.move(
        member,
        member.version,
        by,
        to=Submission.Status.SUBMITTED,
        opened_reason=change.new.opened_reason,
        submitted_by=by,
        submitted_at=now,
        **content,
    )
    moves.contribute(member, by, now)
    _restated(member, change, answers, by, now, before, {"status": member.status, **content_of(member)})


def _restated(submission, change, answers, by, now, before, after):
    said = confirming.keep(submission, change.findings, answers, by=by, now=now)
    reason = " ".join([submission.opened_reason, *said])
    moves.record(submission, by, now, "restated", before=before, after=after, reason=reason)


def _leave_out(member, by, now):
    """A revision that is not of the set any more is given up."""
    before, after = {"status": member.status}, {"status": Submission.Status.ABANDONED}
    moves.move(member, member.version, by, to=Submission.Status.ABANDONED, restatement=None)
    moves.record(member, by, now, "given up", before=before, after=after, reason="Taken out of its set.")


# --- The trail of a set ------------------------------------------------------------------------------------


def _record(restatement, by, now, verb, *, reason="", **said):
    reason = reason or restatement.reason
    audit.record(by=by, at=now, verb=verb, subject=restatement, reason=reason, **said)


def _is_at(current, version, status, by, verb):
    """Whether the set stands where this person's doing this would have brought it: a double click."""
    last = audit.entries_of(current).first()
    at = (current.version, current.status) == (version, status)
    return at and last is not None and (last.verb, last.by_id) == (verb, by.pk)


_PAST = {"submitted": "sent", "given up": "gave up"}


def _who_was_first(restatement, by):
    return versions.who_was_first(restatement, by, "restatement", _PAST)
