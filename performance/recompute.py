"""Recomputation: from figures in force and targets to assessments, set-based and repeatable.

The dirty row is the truth and the queue a hint. A verb calls `request` inside its transaction; on commit
a small "look" message goes out, and a periodic sweep looks as well, so a lost message delays an
assessment and never loses it.
"""

import logging
import os
import socket
from dataclasses import dataclass

from celery import current_app
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from performance.models import (
    Assessment,
    AssessmentRun,
    Measure,
    RecomputeRequest,
    StatusLevel,
    Submission,
    Target,
)
from performance.rules.assess import Figure, assess, target_in_force

logger = logging.getLogger(__name__)
BATCH = 500


# --- Asking ------------------------------------------------------------------------------------------


def request(measure, *, now):
    """Mark a measure's assessments as due, in the caller's transaction, and look on commit."""
    request_many([measure.pk], now=now)


def request_many(measure_ids, *, now):
    """The same for several measures, in two statements."""
    RecomputeRequest.objects.bulk_create(
        [RecomputeRequest(measure_id=pk, seq=0, done_seq=0, requested_at=now) for pk in measure_ids],
        ignore_conflicts=True,
    )
    RecomputeRequest.objects.filter(measure__in=measure_ids).update(seq=F("seq") + 1, requested_at=now)
    transaction.on_commit(send_look, robust=True)


def send_look():
    """Tell a worker to look for due measures. Without a broker the sweep finds them later."""
    try:
        current_app.send_task("performance.tasks.look", retry=False)
    except OperationalError as problem:
        logger.info("no broker to tell; the sweep will find the work: %s", problem)


def is_due():
    return RecomputeRequest.objects.filter(done_seq__lt=F("seq")).exists()


# --- Doing -------------------------------------------------------------------------------------------


def recompute_due(*, task=""):
    """Recompute the measures that are due, a batch in a transaction. Returns the last run, or None."""
    run = None
    while True:
        with transaction.atomic():
            due = list(
                RecomputeRequest.objects.select_for_update(skip_locked=True)
                .filter(done_seq__lt=F("seq"))
                .order_by("requested_at", "pk")[:BATCH]
            )
            if not due:
                return run
            run = _recompute([row.measure_id for row in due], task)
            for row in due:
                row.done_seq = row.seq
            RecomputeRequest.objects.bulk_update(due, ["done_seq"])


@transaction.atomic
def recompute_everything(*, task=""):
    """Rebuild every derived row and report how many differed from what was stored."""
    seen = list(RecomputeRequest.objects.select_for_update())
    run = _recompute(None, task)
    for row in seen:
        row.done_seq = row.seq
    RecomputeRequest.objects.bulk_update(seen, ["done_seq"])
    return run


@dataclass(frozen=True)
class Difference:
    """What a pass found: rows to add, to change and to take away."""

    missing: list
    changed: list
    extra: list

    @property
    def count(self):
        return len(self.missing) + len(self.changed) + len(self.extra)


def _recompute(measure_ids, task):
    """One pass over some measures, or all for None; writes only what differs."""
    run = AssessmentRun.objects.create(
        started_at=timezone.now(), process=os.getpid(), host=socket.gethostname(), task=task
    )
    wanted = _compute(measure_ids)
    stored = Assessment.objects.all()
    if measure_ids is not None:
        stored = stored.filter(measure__in=measure_ids)
    difference = _difference(wanted, {row.submission_id: row for row in stored})
    for row in (*difference.missing, *difference.changed):
        row.run = run
    Assessment.objects.filter(pk__in=[row.pk for row in difference.extra]).delete()
    Assessment.objects.bulk_create(difference.missing, batch_size=BATCH)
    Assessment.objects.bulk_update(difference.changed, ["run_id", *Assessment.DERIVED], batch_size=BATCH)
    run.measures = Measure.objects.count() if measure_ids is None else len(measure_ids)
    run.computed = len(wanted)
    run.differed = difference.count
    run.finished_at = timezone.now()
    run.save()
    return run


def _difference(wanted, stored):
    missing, changed = [], []
    for submission_id, row in wanted.items():
        old = stored.get(submission_id)
        if old is None:
            missing.append(row)
        elif any(getattr(old, name) != getattr(row, name) for name in Assessment.DERIVED):
            row.pk = old.pk
            changed.append(row)
    extra = [row for submission_id, row in stored.items() if submission_id not in wanted]
    return Difference(missing, changed, extra)


@dataclass(frozen=True)
class _Base:
    """What judging needs besides the figure itself, read once for many measures."""

    by_span: dict
    versions: dict
    levels: dict


def _base(in_force, measure_ids):
    targets = Target.objects.with_limits().prefetch_related("rule__scale__levels")
    if measure_ids is not None:
        targets = targets.filter(measure__in=measure_ids)
    versions = {}
    for target in targets:
        versions.setdefault((target.measure_id, target.year_id), []).append(target)
    return _Base(
        {(s.measure_id, s.period.kind, s.period.start): s for s in in_force},
        versions,
        {(level.scale_id, level.code): level for level in StatusLevel.objects.all()},
    )


def _in_force(measure_ids):
    submissions = Submission.objects.in_force().with_measure()
    return submissions if measure_ids is None else submissions.filter(measure__in=measure_ids)


def _compute(measure_ids):
    """Unsaved assessments by submission, from base tables alone, in a fixed number of queries."""
    submissions = list(_in_force(measure_ids))
    base = _base(submissions, measure_ids)
    return {submission.pk: _row(submission, base) for submission in submissions}


def preview(submissions):
    """What figures that are not in force yet would be judged to be: unsaved assessments, by submission.

    The same rules as for the real thing, in a fixed number of queries for all of them together.
    """
    measure_ids = {submission.measure_id for submission in submissions}
    base = _base(list(_in_force(measure_ids)), measure_ids)
    return {submission.pk: _row(submission, base) for submission in submissions}


def _row(submission, base):
    measure, period = submission.measure, submission.period
    versions = base.versions.get((measure.pk, period.year_id or period.pk), [])
    target = target_in_force(versions, period.closes_on)
    previous = _previous(submission, base.by_span)
    result = assess(
        unit=measure.unit,
        polarity=measure.polarity,
        figure=Figure(submission.value, submission.forecast, submission.absence_sentence),
        goal=target.goal if target else None,
        limits=target.rule_limits if target else None,
        profile=target.profile if target else Target.Profile.SAME,
        months=period.months_elapsed,
        previous=previous.value if previous else None,
        previous_label=f"in {previous.period.to_date_label}" if previous else "",
        whole_year=period.kind == period.Kind.YEAR,
    )

    def level(judgement):
        if judgement is None or judgement.level is None:
            return None
        return base.levels[target.rule.scale_id, judgement.level.code]

    headline, to_date, travel = result.headline, result.to_date, result.direction
    return Assessment(
        submission=submission,
        measure=measure,
        period=period,
        target=target,
        judged=result.judged,
        judged_value=headline.judged_value,
        level=level(headline),
        not_rated=headline.not_rated or "",
        gap=headline.gap,
        relative_gap=headline.relative_gap,
        sentence=headline.sentence,
        to_date_level=level(to_date),
        to_date_target=result.to_date_target,
        to_date_sentence=to_date.sentence if to_date else "",
        previous=previous if travel else None,
        arrow=travel.arrow if travel else "",
        meaning=travel.meaning if travel else "",
        direction_sentence=travel.sentence if travel else "",
    )


def _previous(submission, by_span):
    """The figure that this one is compared with, where there is one with a value."""
    measure = submission.measure
    previous = by_span.get(
        (measure.pk, *measure.compared_span(submission.period, forecast=submission.forecast is not None))
    )
    return previous if previous is not None and previous.value is not None else None
