"""Sign-off: the only writer of a submission's status.

draft -> submitted -> approved; submitted -> returned (edited and submitted again) or withdrawn to draft;
an approved or published figure is reopened, with a reason, as a new revision, which may be given up before
it is submitted. Sets of revisions move by `restating.py`. Every verb is atomic, moves by a conditional
UPDATE on the status and version that were read (`moves.py`), writes its audit entry in the same
transaction, and either returns the submission or raises a `WorkflowProblem` with a sentence.
"""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from performance import access, confirming, dates, moves, recompute_requests
from performance.models import SignOff, Submission
from performance.refusals import (
    NotAllowed,
    NotComplete,
    NotConfirmed,
    PeriodNotOpen,
    SomebodyElseWasFirst,
    WorkflowProblem,
)
from performance.rules.checks.found import Severity
from performance.submission_content import (
    content_of,
    problems_of,
    rating_problems,
    whole,
    with_computed_value,
)

Status = Submission.Status


# --- Verbs -------------------------------------------------------------------------------------------


@transaction.atomic
def save_draft(*, measure, period, content, version, by, now=None, today=None):
    """Keep what was typed as the open draft of a measure and period.

    `content` maps names in `Submission.CONTENT` to values; a draft may be incomplete. `version` is the
    version that was shown, or None where there was no draft yet.
    """
    now, today = now or timezone.now(), today or dates.today()
    if not access.may_enter(by, measure):
        raise NotAllowed("You may not enter figures for this measure.")
    if measure.state == measure.State.RETIRED:
        raise WorkflowProblem("This measure is retired and takes no more figures.")
    if measure.state == measure.State.DEVELOPMENT:
        raise WorkflowProblem(
            "This measure is still in development. It takes figures once an administrator makes it active."
        )
    if measure.entry == measure.Entry.CALCULATED:
        raise WorkflowProblem("This measure is calculated from others; enter their figures instead.")
    current = Submission.objects.open().filter(measure=measure, period=period).first()
    moves.require_taken(period, current, today)
    content = with_computed_value(measure, whole(content))
    if current is None:
        return _first_draft(measure, period, content, by, now, version)
    moves.require_alone(current)
    before = content_of(current)
    if before == content and current.status in Submission.EDITABLE:
        return current
    if current.status not in Submission.EDITABLE or current.version != version:
        raise SomebodyElseWasFirst(moves.who_was_first(current, by))
    if content["forecast"] != before["forecast"]:
        content = {**content, "forecast_by": by if content["forecast"] is not None else None}
    moves.move(current, version, by, to=current.status, **content)
    moves.contribute(current, by, now)
    moves.record(current, by, now, "saved", before=before, after=content)
    return current


def _first_draft(measure, period, content, by, now, version):
    latest = moves.latest_of(measure, period)
    if latest is not None:
        if version is not None or latest.status in Submission.OPEN:
            raise SomebodyElseWasFirst(moves.who_was_first(latest, by))
        raise WorkflowProblem(
            f"{measure}, {period} already has a figure in force. Reopen it with a reason to correct it."
        )
    forecast_by = by if content["forecast"] is not None else None
    draft = moves.create(measure, period, by, now, forecast_by=forecast_by, **content)
    moves.record(draft, by, now, "saved", after=content)
    return draft


@transaction.atomic
def submit(*, submission, version, by, answers=None, now=None, today=None):
    """Send a draft or returned figure for approval, with the warnings about it confirmed.

    `answers` maps `confirming.key_of` a warning to the reason that was typed, "" where a tick is enough.
    Raises NotComplete for what stops the figure, and NotConfirmed with the warnings that are not answered.
    """
    now, today = now or timezone.now(), today or dates.today()
    if not access.may_submit(by, submission.measure):
        raise NotAllowed("Only the owner or a deputy of this measure may submit its figures.")
    current = moves.fresh(submission)
    if current.status == Status.SUBMITTED and current.submitted_by_id == by.pk:
        return current  # a double click, or an answer that was lost on the way
    moves.require_alone(current)
    moves.require_taken(current.period, current, today)
    moves.require_unchanged(current, version, Submission.EDITABLE, by)
    problems = problems_of(current.measure, content_of(current)) or rating_problems(current)
    if problems:
        raise NotComplete(problems)
    findings = _confirmed(current, answers or {})
    was = current.status
    moves.move(current, version, by, to=Status.SUBMITTED, submitted_by=by, submitted_at=now)
    moves.contribute(current, by, now)
    moves.record(
        current,
        by,
        now,
        "submitted",
        before={"status": was},
        after={"status": Status.SUBMITTED},
        reason=" ".join(confirming.keep(current, findings, answers or {}, by=by, now=now)),
    )
    return current


def _confirmed(current, answers):
    """The warnings about a figure, all of them answered; else NotConfirmed, or NotComplete for an error."""
    content = content_of(current)
    findings = confirming.asked(current.measure, current.period, content)
    errors = {found.field: found.sentence for found in findings if found.severity == Severity.ERROR}
    if errors:
        raise NotComplete(errors)
    if open_ones := confirming.unanswered(findings, answers, current.confirmations.all(), content):
        raise NotConfirmed(open_ones)
    return findings


@transaction.atomic
def withdraw(*, submission, version, by, now=None):
    """Take a submitted figure back to draft; only whoever submitted it may."""
    now = now or timezone.now()
    current = moves.fresh(submission)
    if not access.may_submit(by, current.measure):
        raise NotAllowed("Only the owner or a deputy of this measure may withdraw its figures.")
    if (
        current.status == Status.DRAFT
        and current.version == version + 1
        and moves.last_was(current, by, "withdrawn")
    ):
        return current
    moves.require_alone(current)
    moves.require_unchanged(current, version, (Status.SUBMITTED,), by)
    if current.submitted_by_id != by.pk:
        raise NotAllowed(f"Only {current.submitted_by}, who submitted this figure, may withdraw it.")
    moves.move(current, version, by, to=Status.DRAFT, submitted_by=None, submitted_at=None, levels_signed=0)
    moves.record(
        current, by, now, "withdrawn", before={"status": Status.SUBMITTED}, after={"status": Status.DRAFT}
    )
    return current


@transaction.atomic
def send_back(*, submission, version, reason, by, now=None):
    """Return a submitted figure to its owner with a reason; sign-off begins anew when it comes back."""
    now = now or timezone.now()
    current = moves.fresh(submission)
    if not access.manages(by, current.measure):
        raise NotAllowed("Only a manager of this measure may return its figures.")
    if not reason.strip():
        raise NotComplete({"reason": "Say why you return this figure, so that the owner can put it right."})
    same = current.returned_by_id == by.pk and current.returned_reason == reason.strip()
    if current.status == Status.RETURNED and same:
        return current
    moves.require_alone(current)
    moves.require_unchanged(current, version, (Status.SUBMITTED,), by)
    manager = access.stands_in_for(by, current.measure)
    moves.move(
        current,
        version,
        by,
        to=Status.RETURNED,
        levels_signed=0,
        returned_by=by,
        returned_at=now,
        returned_reason=reason.strip(),
    )
    moves.record(
        current,
        by,
        now,
        "returned",
        before={"status": Status.SUBMITTED},
        after={"status": Status.RETURNED},
        reason=f"{reason.strip()} (for {manager})" if manager else reason.strip(),
    )
    return current


@transaction.atomic
def approve(*, submission, version, by, now=None):
    """Give the next level of sign-off to the version that was read; the last brings the figure into force.

    It replaces the revision in force until now. Four eyes: whoever entered, changed or submitted any part of
    the revision may not approve it, and nobody gives two levels of it. What was left open in a closed year
    waits until the year is reopened.
    """
    now = now or timezone.now()
    current = moves.fresh(submission)
    if not access.manages(by, current.measure):
        raise NotAllowed("Only a manager of this measure may approve its figures.")
    if _is_signed(current, version, by):
        return current
    moves.require_alone(current)
    moves.require_unchanged(current, version, (Status.SUBMITTED,), by)
    moves.require_open_years([current])
    sign_off(current, version, by, now)
    if current.status == Status.APPROVED:
        recompute_requests.request(current.measure, now=now)
    return current


def _is_signed(current, version, by):
    """Whether this is a second click on a sign-off that still stands.

    Between two levels nothing but the sign-off moves the version: those that stand are of the last versions.
    """
    standing = current.sign_offs.filter(version__gte=current.version - current.levels_signed)
    moved = (Status.SUBMITTED, Status.APPROVED)
    return current.status in moved and standing.filter(by=by, version=version).exists()


def sign_off(current, version, by, now):
    """One level's sign-off of a revision that was found unchanged; by `approve`, and of each figure of a set.

    Inside the transaction of the verb that calls it, which has asked whether `by` manages the measure.
    """
    level = current.levels_signed + 1
    _require_may_sign(current, level, by)
    problems = problems_of(current.measure, content_of(current))
    if problems:
        raise NotComplete(problems)
    manager = access.stands_in_for(by, current.measure, level, access.signers(current))
    reason = f"for {manager}" if manager else ""
    if level < current.measure.directorate.sign_off_levels:
        moves.move(current, version, by, to=Status.SUBMITTED, levels_signed=level)
        signed = {"levels_signed": level - 1}, {"levels_signed": level}
        moves.record(current, by, now, "signed off", before=signed[0], after=signed[1], reason=reason)
    else:
        _bring_into_force(current, version, by, now, level, reason)
    SignOff.objects.create(submission=current, level=level, version=version, by=by, at=now)


_WRONG_LEVEL = {
    1: "This figure awaits its first sign-off. You give the second, once somebody has given the first.",
    2: "This figure awaits its second sign-off, which somebody else gives.",
}


def _require_may_sign(current, level, by):
    if access.contributed(by, current):
        raise NotAllowed("You entered or submitted part of this figure, so somebody else must approve it.")
    if access.has_signed(by, current):
        raise NotAllowed(
            "You have given another sign-off of this figure, so somebody else must give this one."
        )
    if not access.signs(by, current.measure, level):
        raise NotAllowed(_WRONG_LEVEL[level])
    if not access.signs(by, current.measure, level, access.signers(current)):
        manager = access.stands_in_for(by, current.measure, level)
        raise NotAllowed(
            f"{manager}, in whose place you sign off, has given another sign-off of this figure, so somebody "
            "else must give this one."
        )


def _bring_into_force(current, version, by, now, level, reason):
    # The old figure leaves before the new one enters: at most one is in force.
    in_force = Submission.objects.in_force().filter(measure=current.measure, period=current.period)
    # Not itself: where somebody else has approved it by now, `move` finds that out and says so.
    in_force = in_force.exclude(pk=current.pk)
    replaced = in_force.with_measure().first()
    in_force.update(status=Status.SUPERSEDED, version=F("version") + 1)
    moves.move(current, version, by, to=Status.APPROVED, in_force_at=now, levels_signed=level)
    if replaced is not None:
        moves.record(
            replaced,
            by,
            now,
            "superseded",
            before={"status": replaced.status},
            after={"status": Status.SUPERSEDED},
            reason=current.opened_reason,
        )
    before, after = {"status": Status.SUBMITTED}, {"status": Status.APPROVED}
    if level > 1:
        before, after = before | {"levels_signed": level - 1}, after | {"levels_signed": level}
    moves.record(current, by, now, "approved", before=before, after=after, reason=reason)


@transaction.atomic
def reopen(*, submission, reason, by, now=None, today=None):
    """Open a new revision of a figure in force; the old one stays in force until this is approved."""
    now, today = now or timezone.now(), today or dates.today()
    current = moves.fresh(submission)
    if not access.may_reopen(by, current.measure):
        raise NotAllowed("You may not reopen figures of this measure.")
    if not reason.strip():
        raise NotComplete(
            {"reason": "Say why this figure is reopened; the reason is printed with the correction."}
        )
    if current.origin == Submission.Origin.CALCULATED:
        raise WorkflowProblem("This figure is calculated from others; reopen the figure that is wrong.")
    if not current.period.takes_corrections(today):
        raise PeriodNotOpen(current.period.why_not_open(today))
    if current.status not in Submission.IN_FORCE:
        raise SomebodyElseWasFirst(moves.who_was_first(current, by))
    again = Submission.objects.open().filter(
        measure=current.measure,
        period=current.period,
        created_by=by,
        opened_reason=reason.strip(),
        version=1,
    )
    if opened := again.first():
        return opened
    latest = moves.latest_of(current.measure, current.period)
    if latest != current and latest.status != Status.ABANDONED:
        raise SomebodyElseWasFirst(moves.who_was_first(latest, by))
    revision = moves.create(
        current.measure,
        current.period,
        by,
        now,
        revision=latest.revision + 1,  # the number of one that was given up stays its own
        opened_reason=reason.strip(),
        forecast_by=current.forecast_by,
        **content_of(current),
    )
    moves.record(
        revision,
        by,
        now,
        "reopened",
        before={"revision": current.revision},
        after={"revision": revision.revision},
        reason=reason.strip(),
    )
    return revision


@transaction.atomic
def abandon(*, submission, version, by, now=None):
    """Give up a correction that is not with the manager; the figure in force stays as it is.

    For whoever may reopen. A first figure has nothing to fall back on and stays a draft.
    """
    now = now or timezone.now()
    current = moves.fresh(submission)
    if not access.may_reopen(by, current.measure):
        raise NotAllowed("You may not give up corrections of this measure.")
    if current.status == Status.ABANDONED and moves.last_was(current, by, "given up"):
        return current
    moves.require_alone(current)
    moves.require_unchanged(current, version, Submission.EDITABLE, by)
    if current.revision == 1:
        raise WorkflowProblem("This is the first figure of its period: there is no correction to give up.")
    was = current.status
    moves.move(current, version, by, to=Status.ABANDONED)
    moves.record(current, by, now, "given up", before={"status": was}, after={"status": Status.ABANDONED})
    return current


@transaction.atomic(savepoint=False)  # most of a pass changes nothing, and a savepoint is two statements
def put_calculated(*, measure, period, content, current, now):
    """Bring a calculated figure into force; `current` is the one in force until now, or None.

    The same content changes nothing. Another is a new revision, which nobody entered and nobody approved:
    it follows from approved figures. Two workers at once write it once: they hold the measure's recompute
    request.
    """
    content = whole(content)
    if current is not None:
        if content_of(current) == content:
            return current
        in_force = Submission.objects.in_force().filter(pk=current.pk)
        in_force.update(status=Status.SUPERSEDED, version=F("version") + 1)
    # Not only of those in force: a draft may be left from when the measure was entered.
    latest = moves.latest_of(measure, period)
    revision = latest.revision + 1 if latest else 1
    made = Submission.objects.create(
        measure=measure,
        period=period,
        revision=revision,
        status=Status.PUBLISHED,
        origin=Submission.Origin.CALCULATED,
        source=f"Calculated: {measure.get_calculation_display().lower()}",
        opened_reason="An input has changed." if revision > 1 else "",
        created_at=now,
        in_force_at=now,
        **content,
    )
    before = content_of(current) if current else {}
    moves.record(made, None, now, "calculated", before=before, after=content, reason=made.opened_reason)
    return made


@transaction.atomic
def take_over(*, measure, period, content, origin, source, source_note="", by=None, now=None):
    """Load a back figure with where it comes from; nobody is recorded as having approved it.

    `origin` is "published" or "imported". Loading the same content again changes nothing; a different
    figure is refused, because a correction is a revision with a reason. A closed year takes none: past years
    are moved in before they are closed. Raises NotComplete.
    """
    now = now or timezone.now()
    content = with_computed_value(measure, whole(content))
    problems = problems_of(measure, content)
    if not source.strip():
        problems["source"] = "Say where this figure was published."
    for earlier in Submission.objects.filter(measure=measure, period=period).order_by("-revision"):
        taken = earlier.origin != Submission.Origin.ENTERED or earlier.status in Submission.IN_FORCE
        if taken and all(getattr(earlier, name) == content[name] for name in Submission.CONTENT):
            return earlier
        problems[""] = f"{measure}, {period} already has a figure; reopen it to correct it."
    if period.whole_year.closed_at is not None:
        problems.setdefault("", period.why_not_open(dates.today()))
    if problems:
        raise NotComplete(problems)
    loaded = Submission.objects.create(
        measure=measure,
        period=period,
        status=Status.PUBLISHED,
        origin=origin,
        source=source,
        source_note=source_note,
        created_by=by,
        created_at=now,
        in_force_at=now,
        **content,
    )
    moves.record(loaded, by, now, "taken over", after=content, reason=source)
    recompute_requests.request(measure, now=now)
    return loaded
