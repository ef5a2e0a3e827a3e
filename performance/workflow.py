"""Sign-off: the only writer of a submission's status.

draft -> submitted -> approved; submitted -> returned (edited and submitted again) or withdrawn to draft;
an approved or published figure is reopened, with a reason, as a new revision. Every verb is atomic, moves
by a conditional UPDATE on the status and version that were read, writes its audit entry in the same
transaction, and either returns the submission or raises a `WorkflowProblem` with a sentence.
"""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from performance import access, audit, dates, recompute_requests
from performance.models import AuditEntry, Contributor, SignOff, Submission
from performance.refusals import NotAllowed, NotComplete, PeriodNotOpen, SomebodyElseWasFirst, WorkflowProblem
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
    _require_open(period, today)
    content = with_computed_value(measure, whole(content))
    current = Submission.objects.open().filter(measure=measure, period=period).first()
    if current is None:
        return _first_draft(measure, period, content, by, now, version)
    before = {name: getattr(current, name) for name in Submission.CONTENT}
    if before == content and current.status in Submission.EDITABLE:
        return current
    if current.status not in Submission.EDITABLE or current.version != version:
        raise SomebodyElseWasFirst(_who_was_first(current, by))
    if content["forecast"] != before["forecast"]:
        content = {**content, "forecast_by": by if content["forecast"] is not None else None}
    _move(current, version, by, to=current.status, **content)
    _contribute(current, by, now)
    _record(current, by, now, "saved", before=before, after=content)
    return current


@transaction.atomic
def submit(*, submission, version, by, now=None, today=None):
    """Send a draft or returned figure for approval."""
    now, today = now or timezone.now(), today or dates.today()
    if not access.may_submit(by, submission.measure):
        raise NotAllowed("Only the owner or a deputy of this measure may submit its figures.")
    current = _fresh(submission)
    if current.status == Status.SUBMITTED and current.submitted_by_id == by.pk:
        return current  # a double click, or an answer that was lost on the way
    _require_open(current.period, today)
    _require_unchanged(current, version, Submission.EDITABLE, by)
    problems = problems_of(current.measure, content_of(current)) or rating_problems(current)
    if problems:
        raise NotComplete(problems)
    was = current.status
    _move(current, version, by, to=Status.SUBMITTED, submitted_by=by, submitted_at=now)
    _contribute(current, by, now)
    _record(current, by, now, "submitted", before={"status": was}, after={"status": Status.SUBMITTED})
    return current


@transaction.atomic
def withdraw(*, submission, version, by, now=None):
    """Take a submitted figure back to draft; only whoever submitted it may."""
    now = now or timezone.now()
    current = _fresh(submission)
    if not access.may_submit(by, current.measure):
        raise NotAllowed("Only the owner or a deputy of this measure may withdraw its figures.")
    if (
        current.status == Status.DRAFT
        and current.version == version + 1
        and _last_was(current, by, "withdrawn")
    ):
        return current
    _require_unchanged(current, version, (Status.SUBMITTED,), by)
    if current.submitted_by_id != by.pk:
        raise NotAllowed(f"Only {current.submitted_by}, who submitted this figure, may withdraw it.")
    _move(current, version, by, to=Status.DRAFT, submitted_by=None, submitted_at=None)
    _record(
        current, by, now, "withdrawn", before={"status": Status.SUBMITTED}, after={"status": Status.DRAFT}
    )
    return current


@transaction.atomic
def send_back(*, submission, version, reason, by, now=None):
    """Return a submitted figure to its owner with a reason."""
    now = now or timezone.now()
    current = _fresh(submission)
    if not access.manages(by, current.measure):
        raise NotAllowed("Only a manager of this measure may return its figures.")
    if not reason.strip():
        raise NotComplete({"reason": "Say why you return this figure, so that the owner can put it right."})
    same = current.returned_by_id == by.pk and current.returned_reason == reason.strip()
    if current.status == Status.RETURNED and same:
        return current
    _require_unchanged(current, version, (Status.SUBMITTED,), by)
    _move(
        current,
        version,
        by,
        to=Status.RETURNED,
        returned_by=by,
        returned_at=now,
        returned_reason=reason.strip(),
    )
    _record(
        current,
        by,
        now,
        "returned",
        before={"status": Status.SUBMITTED},
        after={"status": Status.RETURNED},
        reason=reason.strip(),
    )
    return current


@transaction.atomic
def approve(*, submission, version, by, now=None):
    """Approve the version that was read. It replaces the revision in force until now.

    Four eyes: whoever entered, changed or submitted any part of the revision may not approve it.
    """
    now = now or timezone.now()
    current = _fresh(submission)
    if not access.manages(by, current.measure):
        raise NotAllowed("Only a manager of this measure may approve its figures.")
    if current.status == Status.APPROVED and current.sign_offs.filter(by=by, version=version).exists():
        return current
    _require_unchanged(current, version, (Status.SUBMITTED,), by)
    if access.contributed(by, current):
        raise NotAllowed("You entered or submitted part of this figure, so somebody else must approve it.")
    problems = problems_of(current.measure, {name: getattr(current, name) for name in Submission.CONTENT})
    if problems:
        raise NotComplete(problems)
    # The old figure leaves before the new one enters: at most one is in force.
    in_force = Submission.objects.in_force().filter(measure=current.measure, period=current.period)
    # Not itself: where somebody else has approved it by now, `_move` finds that out and says so.
    in_force = in_force.exclude(pk=current.pk)
    replaced = in_force.with_measure().first()
    in_force.update(status=Status.SUPERSEDED, version=F("version") + 1)
    _move(current, version, by, to=Status.APPROVED, in_force_at=now)
    if replaced is not None:
        _record(
            replaced,
            by,
            now,
            "superseded",
            before={"status": replaced.status},
            after={"status": Status.SUPERSEDED},
            reason=current.opened_reason,
        )
    SignOff.objects.create(submission=current, level=1, version=version, by=by, at=now)
    _record(
        current, by, now, "approved", before={"status": Status.SUBMITTED}, after={"status": Status.APPROVED}
    )
    recompute_requests.request(current.measure, now=now)
    return current


@transaction.atomic
def reopen(*, submission, reason, by, now=None, today=None):
    """Open a new revision of a figure in force; the old one stays in force until this is approved."""
    now, today = now or timezone.now(), today or dates.today()
    current = _fresh(submission)
    if not access.may_reopen(by, current.measure):
        raise NotAllowed("You may not reopen figures of this measure.")
    if not reason.strip():
        raise NotComplete(
            {"reason": "Say why this figure is reopened; the reason is printed with the correction."}
        )
    if current.origin == Submission.Origin.CALCULATED:
        raise WorkflowProblem("This figure is calculated from others; reopen the figure that is wrong.")
    _require_open(current.period, today)
    if current.status not in Submission.IN_FORCE:
        raise SomebodyElseWasFirst(_who_was_first(current, by))
    again = Submission.objects.open().filter(
        measure=current.measure,
        period=current.period,
        created_by=by,
        opened_reason=reason.strip(),
        version=1,
    )
    if opened := again.first():
        return opened
    content = {name: getattr(current, name) for name in Submission.CONTENT}
    revision = _create(
        current.measure,
        current.period,
        by,
        now,
        revision=current.revision + 1,
        opened_reason=reason.strip(),
        forecast_by=current.forecast_by,
        **content,
    )
    _record(
        revision,
        by,
        now,
        "reopened",
        before={"revision": current.revision},
        after={"revision": revision.revision},
        reason=reason.strip(),
    )
    return revision


@transaction.atomic(savepoint=False)  # most of a pass changes nothing, and a savepoint is two statements
def put_calculated(*, measure, period, content, current, now):
    """Bring a calculated figure into force; `current` is the one in force until now, or None.

    The same content changes nothing. Another is a new revision, which nobody entered and nobody approved:
    it follows from approved figures. Two workers at once write it once: they hold the measure's recompute
    request.
    """
    content = whole(content)
    if current is not None:
        if {name: getattr(current, name) for name in Submission.CONTENT} == content:
            return current
        in_force = Submission.objects.in_force().filter(pk=current.pk)
        in_force.update(status=Status.SUPERSEDED, version=F("version") + 1)
    # Not only of those in force: a draft may be left from when the measure was entered.
    revisions = Submission.objects.filter(measure=measure, period=period).order_by("-revision")
    revision = (revisions.values_list("revision", flat=True).first() or 0) + 1
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
    before = {name: getattr(current, name) for name in Submission.CONTENT} if current else {}
    _record(made, None, now, "calculated", before=before, after=content, reason=made.opened_reason)
    return made


@transaction.atomic
def take_over(*, measure, period, content, origin, source, source_note="", by=None, now=None):
    """Load a back figure with where it comes from; nobody is recorded as having approved it.

    `origin` is "published" or "imported". Loading the same content again changes nothing; a different
    figure is refused, because a correction is a revision with a reason. Raises NotComplete.
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
    _record(loaded, by, now, "taken over", after=content, reason=source)
    recompute_requests.request(measure, now=now)
    return loaded


# --- How a verb moves ---------------------------------------------------------------------------------


def _first_draft(measure, period, content, by, now, version):
    latest = Submission.objects.filter(measure=measure, period=period).order_by("-revision").first()
    if latest is not None:
        if version is not None or latest.status in Submission.OPEN:
            raise SomebodyElseWasFirst(_who_was_first(latest, by))
        raise WorkflowProblem(
            f"{measure}, {period} already has a figure in force. Reopen it with a reason to correct it."
        )
    forecast_by = by if content["forecast"] is not None else None
    draft = _create(measure, period, by, now, forecast_by=forecast_by, **content)
    _record(draft, by, now, "saved", after=content)
    return draft


def _create(measure, period, by, now, **fields):
    """A new open revision; the database allows one, so two at once means somebody was first."""
    try:
        with transaction.atomic():
            created = Submission.objects.create(
                measure=measure, period=period, created_by=by, created_at=now, **fields
            )
    except IntegrityError:
        # Whatever status it has by now: between the two statements it may have been approved.
        latest = Submission.objects.filter(measure=measure, period=period).order_by("-revision").first()
        if latest is None or latest.revision < fields.get("revision", 1):
            raise
        raise SomebodyElseWasFirst(_who_was_first(latest, by)) from None
    _contribute(created, by, now)
    return created


def _fresh(submission):
    return Submission.objects.with_measure().select_related("submitted_by").get(pk=submission.pk)


def _move(current, version, by, *, to, **changes):
    """The conditional UPDATE: on the status and version that were read, or not at all."""
    moved = Submission.objects.filter(pk=current.pk, status=current.status, version=version).update(
        status=to, version=version + 1, **changes
    )
    if moved != 1:
        raise SomebodyElseWasFirst(_who_was_first(_fresh(current), by))
    for name, value in {**changes, "status": to, "version": version + 1}.items():
        setattr(current, name, value)


def _require_unchanged(current, version, statuses, by):
    if current.version != version or current.status not in statuses:
        raise SomebodyElseWasFirst(_who_was_first(current, by))


def _require_open(period, today):
    if not period.is_open(today):
        raise PeriodNotOpen(period.why_not_open(today))


def _contribute(submission, person, now):
    Contributor.objects.get_or_create(submission=submission, person=person, defaults={"first_at": now})


def _record(submission, by, now, verb, *, before=None, after=None, reason=""):
    audit.record(
        by=by,
        at=now,
        verb=verb,
        subject=submission,
        measure=submission.measure,
        period=submission.period,
        before=before,
        after=after,
        reason=reason,
    )


def _entries(submission):
    return AuditEntry.objects.filter(subject_type="submission", subject_id=submission.pk).select_related("by")


def _last_was(submission, by, verb):
    last = _entries(submission).first()
    return last is not None and last.verb == verb and last.by_id == by.pk


# Verbs that the trail writes as participles, where "somebody ... this figure" needs another form.
_PAST = {"withdrawn": "withdrew", "taken over": "took over"}


def _who_was_first(submission, by):
    """Who did what to a figure since it was read, and where that leaves it."""
    last = _entries(submission).first()
    state = submission.get_status_display().lower()
    if last is None:
        return f"This figure has changed since you opened the page. It is now {state}."
    who = "You" if last.by_id == by.pk else last.by or "The product"
    did = _PAST.get(last.verb, last.verb)
    when = timezone.localtime(last.at)
    return (
        f"{who} {did} this figure at {when:%H:%M} on {when.day} {when:%B %Y}, after you opened the page. "
        f"It is now {state}. Nothing of yours has overwritten it."
    )
