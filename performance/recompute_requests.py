"""Asking for a recomputation.

The dirty row is the truth and the queue a hint. A verb calls `request` inside its transaction; on commit
a small "look" message goes out, and a periodic sweep looks as well, so a lost message delays an
assessment and never loses it.
"""

import logging

from celery import current_app
from django.db import transaction
from django.db.models import F
from kombu.exceptions import OperationalError

from performance.models import RecomputeRequest

logger = logging.getLogger(__name__)


def request(measure, *, now):
    """Mark a measure's assessments as due, in the caller's transaction, and look on commit."""
    request_many([measure.pk], now=now)


def request_many(measure_ids, *, now):
    """The same for several measures, in two statements."""
    ensure(measure_ids, now=now)
    RecomputeRequest.objects.filter(measure__in=measure_ids).update(seq=F("seq") + 1, requested_at=now)
    transaction.on_commit(send_look, robust=True)


def ensure(measure_ids, *, now):
    """A row for each measure, due or not, so that there is something to hold."""
    RecomputeRequest.objects.bulk_create(
        [RecomputeRequest(measure_id=pk, seq=0, done_seq=0, requested_at=now) for pk in measure_ids],
        ignore_conflicts=True,
    )


def send_look():
    """Tell a worker to look for due measures. Without a broker the sweep finds them later."""
    try:
        current_app.send_task("performance.tasks.look", retry=False)
    except OperationalError as problem:
        logger.info("no broker to tell; the sweep will find the work: %s", problem)


def is_due():
    return RecomputeRequest.objects.filter(done_seq__lt=F("seq")).exists()
