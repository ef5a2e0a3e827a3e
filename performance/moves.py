"""How a verb moves a submission: what `workflow.py` and `restating.py`, its only writers, do it with.

A move is a conditional UPDATE on the status and version that were read; a new revision is one more row, of
which the database allows one that is open. Whoever comes second is told who was first.
"""

from django.db import IntegrityError, transaction

from performance import audit, dates, versions
from performance.models import Contributor, Period, Submission
from performance.refusals import PeriodNotOpen, SomebodyElseWasFirst, WorkflowProblem
from performance.submission_content import why_not_taken


def fresh(submission):
    """The submission as the database holds it now."""
    return Submission.objects.with_measure().select_related("submitted_by").get(pk=submission.pk)


def create(measure, period, by, now, **fields):
    """A new open revision; the database allows one, so two at once means somebody was first."""
    try:
        with transaction.atomic():
            created = Submission.objects.create(
                measure=measure, period=period, created_by=by, created_at=now, **fields
            )
    except IntegrityError:
        # Whatever status it has by now: between the two statements it may have been approved.
        latest = latest_of(measure, period)
        if latest is None or (not latest.is_open and latest.revision < fields.get("revision", 1)):
            raise
        raise SomebodyElseWasFirst(who_was_first(latest, by)) from None
    contribute(created, by, now)
    return created


def latest_of(measure, period):
    """The last revision of a measure and period in any status, or None."""
    return Submission.objects.filter(measure=measure, period=period).order_by("-revision").first()


def move(current, version, by, *, to, **changes):
    """The conditional UPDATE: on the status and version that were read, or not at all."""
    versions.move(current, version, lambda: who_was_first(fresh(current), by), status=to, **changes)


def contribute(submission, person, now):
    """Note that this person entered, changed or submitted a part of the revision."""
    Contributor.objects.get_or_create(submission=submission, person=person, defaults={"first_at": now})


def record(submission, by, now, verb, **said):
    """The audit entry of a move; takes `before`, `after` and `reason`."""
    about = {"subject": submission, "measure": submission.measure, "period": submission.period}
    audit.record(by=by, at=now, verb=verb, **about, **said)


# --- What stops a move --------------------------------------------------------------------------------


def require_unchanged(current, version, statuses, by):
    versions.require_unchanged(current, version, statuses, lambda: who_was_first(current, by))


def require_taken(period, current, today):
    """That the period takes this figure on this day; `current` is its open revision, or None."""
    if sentence := why_not_taken(period, current, today):
        raise PeriodNotOpen(sentence)


def require_open_years(submissions):
    """That the years of these figures are open, and stay so until the transaction ends: closing one waits.

    Their rows are locked in one order, so that two approvals never wait for each other.
    """
    years = {submission.period.whole_year.pk for submission in submissions}
    for year in Period.objects.select_for_update(no_key=True).filter(pk__in=years).order_by("pk"):
        if year.closed_at is not None:
            raise PeriodNotOpen(year.why_not_open(dates.today()))


def require_alone(current):
    """That a revision is not one of a set, which moves as one."""
    if current.restatement_id is not None and current.is_open:
        raise WorkflowProblem(
            f"This figure is part of a set of corrections, restatement {current.restatement_id}, that is "
            "changed, returned and approved as one. Open the restatement instead."
        )


# --- Who was first ------------------------------------------------------------------------------------


def last_was(submission, by, verb):
    """Whether the last thing that happened to a submission was this person's doing this."""
    last = audit.entries_of(submission).first()
    return last is not None and last.verb == verb and last.by_id == by.pk


# Verbs that the trail writes as participles, where "somebody ... this figure" needs another form.
_PAST = {"withdrawn": "withdrew", "taken over": "took over", "given up": "gave up"}


def who_was_first(submission, by):
    """Who did what to a figure since it was read, and where that leaves it."""
    return versions.who_was_first(submission, by, "figure", _PAST)
