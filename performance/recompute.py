"""Recomputation: from figures in force and targets to assessments, set-based and repeatable.

`recompute_requests` says what is due. A pass works out calculated measures, judges, writes only what
differs, and records which ratings became others.
"""

import os
import socket
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from performance import assessing, audit, calculating
from performance.models import Assessment, AssessmentRun, Measure, RecomputeRequest

BATCH = 500


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
    calculated = calculating.recalculate(measure_ids, now=run.started_at)
    if measure_ids is not None:
        measure_ids = [*measure_ids, *sorted(calculated - set(measure_ids))]
    wanted = assessing.assessments_of(measure_ids)
    stored = Assessment.objects.select_related("level")
    if measure_ids is not None:
        stored = stored.filter(measure__in=measure_ids)
    stored = {row.submission_id: row for row in stored}
    difference = _difference(wanted, stored)
    for row in (*difference.missing, *difference.changed):
        row.run = run
    Assessment.objects.filter(pk__in=[row.pk for row in difference.extra]).delete()
    Assessment.objects.bulk_create(difference.missing, batch_size=BATCH)
    Assessment.objects.bulk_update(difference.changed, ["run_id", *Assessment.DERIVED], batch_size=BATCH)
    _record_flips(difference, stored, run)
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


def _record_flips(difference, stored, run):
    """Write to the trail which ratings became others: a correction says what it flipped.

    Of a figure that was judged anew, and of one that took the place of another revision.
    """
    gone = {(row.measure_id, row.period_id): row for row in difference.extra}
    pairs = [(stored[row.submission_id], row) for row in difference.changed]
    pairs += [(gone.get((row.measure_id, row.period_id)), row) for row in difference.missing]
    flips = []
    for was, row in pairs:
        if was is not None and (was.level_id, was.not_rated) != (row.level_id, row.not_rated):
            flips.append(
                audit.entry(
                    by=None,
                    at=run.started_at,
                    verb="rating changed",
                    subject=row.submission,
                    measure=row.measure,
                    period=row.period,
                    before={"status": _word(was), "sentence": was.sentence},
                    after={"status": _word(row), "sentence": row.sentence},
                )
            )
    audit.record_many(flips)


def _word(assessment):
    return assessment.level.word if assessment.level else assessment.get_not_rated_display()
