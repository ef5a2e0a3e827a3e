"""Statistics and positions recomputed from observations, set-based and repeatable.

The dirty row is the truth and the queue a hint: who changes observations, memberships or sources calls
`request` in the same transaction; on commit a look is sent, and the scheduler looks as well. A pass holds its
indicators' rows, so that two workers never write the same ones.
"""

import logging
from dataclasses import dataclass

from celery import current_app
from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone
from kombu.exceptions import OperationalError

from benchmarking import deriving, editions, writing
from benchmarking.models import Indicator, Position, Recomputation, Statistic

logger = logging.getLogger(__name__)

# Observations in one transaction: what bounds its memory and how long it keeps others from writing.
BATCH = 50_000


@dataclass(frozen=True)
class Counts:
    """What a recomputation found and wrote; a changed row is one added and one removed."""

    indicators: int = 0
    statistics: int = 0
    positions: int = 0
    added: int = 0
    removed: int = 0

    def __add__(self, other):
        return Counts(
            self.indicators + other.indicators,
            self.statistics + other.statistics,
            self.positions + other.positions,
            self.added + other.added,
            self.removed + other.removed,
        )

    @property
    def differed(self):
        """How many rows were not as they were held, counting a changed one once or twice."""
        return self.added + self.removed


@transaction.atomic
def request(indicator_ids, *, now):
    """Mark what is derived from some indicators as due, within the caller's transaction; look on commit."""
    indicator_ids = sorted(set(indicator_ids))
    _hold(indicator_ids, now)
    Recomputation.objects.filter(indicator__in=indicator_ids).update(seq=F("seq") + 1, requested_at=now)
    transaction.on_commit(send_look, robust=True)


def request_all(*, now):
    """The same for every indicator: after a change of groups, members or authorities."""
    request(Indicator.objects.values_list("pk", flat=True), now=now)


def withdraw(indicator_ids, *, known_from):
    """Let go of what is derived of some indicators as known on a day or later, until it is derived anew."""
    for model in (Statistic, Position):
        model.objects.filter(indicator__in=indicator_ids, known_from__gte=known_from).delete()


def send_look():
    """Tell a worker to look for what is due. Without a broker the sweep finds it later."""
    try:
        current_app.send_task("benchmarking.tasks.look", retry=False)
    except OperationalError as problem:
        logger.info("no broker to tell; the sweep will find the work: %s", problem)


def recompute(indicator_ids, *, task=""):
    """Derive some indicators' statistics and positions anew, due or not. Returns `Counts`."""
    counts = Counts()
    for batch in _batches(sorted(set(indicator_ids))):
        with transaction.atomic():
            counts += _recompute(_hold(batch, timezone.now()), task)
    return counts


def recompute_all(*, task=""):
    """Every indicator: what the nightly comparison does. Without changes it writes nothing."""
    return recompute(Indicator.objects.values_list("pk", flat=True), task=task)


def recompute_due(task=""):
    """What is due, a batch in a transaction; what another worker holds is left to it. Returns `Counts`."""
    counts = Counts()
    while True:
        with transaction.atomic():
            due = Recomputation.objects.select_for_update(skip_locked=True).filter(done_seq__lt=F("seq"))
            rows = list(due.order_by("indicator"))
            if not rows:
                return counts
            first = next(_batches([row.indicator_id for row in rows]))
            counts += _recompute([row for row in rows if row.indicator_id in first], task)


def _hold(indicator_ids, now):
    """The indicators' rows, locked in one order, so that nobody waits for one another in a circle."""
    Recomputation.objects.bulk_create(
        [Recomputation(indicator_id=pk, requested_at=now) for pk in indicator_ids], ignore_conflicts=True
    )
    rows = Recomputation.objects.select_for_update().filter(indicator__in=indicator_ids)
    return list(rows.order_by("indicator"))


def _batches(indicator_ids):
    """Indicators in batches of about as many observations as one transaction should go through."""
    sizes = Indicator.objects.filter(pk__in=indicator_ids).annotate(size=Count("observations"))
    sizes = dict(sizes.values_list("pk", "size"))
    batch, held = [], 0
    for pk in indicator_ids:
        if batch and held + sizes.get(pk, 0) > BATCH:
            yield batch
            batch, held = [], 0
        batch.append(pk)
        held += sizes.get(pk, 0)
    if batch:
        yield batch


def _recompute(rows, task):
    """One pass over the indicators whose rows are held, within the caller's transaction."""
    ids = [row.indicator_id for row in rows]
    known = editions.read(ids)
    statistics, positions = deriving.derive(known, deriving.members_of_groups())
    written = [
        writing.write(Statistic, statistics, known.keys, ids, deriving.STATISTIC),
        writing.write(Position, positions, known.keys, ids, deriving.POSITION),
    ]
    now = timezone.now()
    for row in rows:
        row.done_seq, row.computed_at = row.seq, now
    Recomputation.objects.bulk_update(rows, ["done_seq", "computed_at"])
    counts = Counts(
        len(ids),
        *(found.rows for found in written),
        sum(found.added for found in written),
        sum(found.removed for found in written),
    )
    logger.info("derived %s%s", counts, f" in task {task}" if task else "")
    return counts
