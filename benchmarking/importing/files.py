"""A file of published figures from its upload to what came of it: previewed, loaded, refused or thrown away.

Each move is a conditional UPDATE on the status and version that were read, so that two clicks load once. The
row is the truth and the queue a hint: what waits is taken up by the sweep as well. The row itself is the log;
its bytes are let go when the file is loaded or thrown away.
"""

import hashlib
import logging
from datetime import timedelta

from celery import current_app
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from benchmarking.importing import wide
from benchmarking.importing.guarding import Unreadable
from benchmarking.importing.headings import find
from benchmarking.importing.loading import load_file
from benchmarking.importing.mapping import columns_of
from benchmarking.importing.opening import open_table
from benchmarking.importing.readers import READERS, RECOGNISED, recognise
from benchmarking.models import DataImport

logger = logging.getLogger(__name__)

Status, Reader = DataImport.Status, DataImport.Reader
MAPPED = (Reader.LONG, Reader.WIDE)
# Longer than any file takes: what is still being read then has lost its worker.
LOST_AFTER = timedelta(hours=2)


class Overtaken(Exception):
    """Somebody else decided about the file first; the message says so."""

    def __init__(self):
        super().__init__(
            "This file was loaded, changed or thrown away since you opened the page. Look again."
        )


def reader_of(data, name, chosen=""):
    """How a file is read: as chosen or as one that is known, else as a long or a wide table.

    Raises Unreadable, also for what the chosen reader would refuse as not its own.
    """
    sheets = open_table(data, name)
    known = chosen or recognise(sheets)
    if known in RECOGNISED:
        READERS[known].latest_year(sheets, name, {"year": ""})
    if known:
        return known
    for sheet in sheets:
        headings = find(sheet.rows)
        if headings is not None:
            return Reader.WIDE if wide.is_wide(columns_of(headings, sheet.rows)) else Reader.LONG
    raise Unreadable(
        "No line of headings was found in the first 30 lines of any sheet. Put one line of headings above "
        "the figures."
    )


def upload(*, name, data, reader="", by=None, now=None):
    """Keep a file with how it is read. Raises Unreadable, and nothing is kept."""
    return DataImport.objects.create(
        name=name[:200],
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        reader=reader_of(data, name, reader),
        by=by,
        at=now or timezone.now(),
    )


def is_complete(held):
    """Whether all is said that reading needs: its source, and for a table of any kind its columns."""
    return held.source_id is not None and (held.reader not in MAPPED or held.mapping_id is not None)


@transaction.atomic
def describe(*, held, version, **said):
    """Say by which mapping a file is read, or which source it is; then it is previewed (again)."""
    moved = _move(
        held,
        version,
        was=[Status.WAITING, Status.PREVIEWED, Status.REFUSED],
        status=Status.WAITING,
        wanted=False,
        **said,
    )
    transaction.on_commit(lambda: send(moved.pk), robust=True)
    return moved


@transaction.atomic
def want(*, held, version):
    """Have a previewed file loaded by the worker."""
    moved = _move(held, version, was=[Status.PREVIEWED], status=Status.WAITING, wanted=True)
    transaction.on_commit(lambda: send(moved.pk), robust=True)
    return moved


def discard(*, held, version):
    """Let a file go without loading it."""
    was = [Status.WAITING, Status.PREVIEWED, Status.REFUSED]
    return _move(held, version, was=was, status=Status.DISCARDED, data=None)


def _move(held, version, *, was, **changes):
    rows = DataImport.objects.filter(pk=held.pk, version=version, status__in=was)
    if rows.update(version=F("version") + 1, problem="", **changes) != 1:
        raise Overtaken
    return DataImport.objects.get(pk=held.pk)


def send(import_id):
    """Tell a worker that a file waits. Without a broker the sweep finds it later."""
    try:
        current_app.send_task("benchmarking.tasks.load", args=[import_id], retry=False)
    except OperationalError as problem:
        logger.info("no broker to tell; the sweep will find the file: %s", problem)


def resume(*, now=None, task=""):
    """Read what waits, and what lost its worker; returns how many files were read."""
    lost = (now or timezone.now()) - LOST_AFTER
    DataImport.objects.filter(status=Status.READING, at__lt=lost).update(status=Status.WAITING)
    waiting = _ready().filter(status=Status.WAITING).values_list("pk", flat=True)
    return sum(run(pk, task=task) for pk in list(waiting))


def run(import_id, *, task="", now=None):
    """Read one file that waits: preview it, or load it where somebody wants that. Returns whether it did.

    May run twice: who moves the row from waiting reads it, and a task that comes back takes its own up again.
    """
    mine = Q(status=Status.WAITING) | Q(status=Status.READING, task=task) & ~Q(task="")
    rows = _ready().filter(mine, pk=import_id)
    if rows.update(status=Status.READING, task=task, rows_read=0) != 1:
        return False
    held = DataImport.objects.select_related("source", "mapping").get(pk=import_id)
    try:
        _read(held, now)
    except Unreadable as problem:
        _conclude(held, status=Status.REFUSED, problem=str(problem), wanted=False)
    except Exception as problem:
        logger.exception("the import %s failed", import_id)
        _conclude(
            held,
            status=Status.REFUSED,
            problem=f"The file could not be read, and nothing of it was loaded ({type(problem).__name__}). "
            "Tell whoever looks after the system.",
            wanted=False,
        )
    return True


def _read(held, now):
    """Preview or load. The dry run of a preview writes nothing but its report."""
    _, report = load_file(
        held.name,
        bytes(held.data),
        reader=held.reader,
        source=held.source,
        mapping=held.mapping,
        by=held.by,
        now=now,
        dry_run=not held.wanted,
        progress=lambda count: DataImport.objects.filter(pk=held.pk).update(rows_read=count),
        data_import=held if held.wanted else None,
    )
    if held.wanted:
        DataImport.objects.filter(pk=held.pk).update(version=F("version") + 1)
    else:
        read = report.added + report.same + report.counts["changed"]
        _conclude(
            held,
            status=Status.PREVIEWED,
            counts=report.totals(),
            report=report.as_json(),
            rows_read=read,
        )


def _conclude(held, **changes):
    DataImport.objects.filter(pk=held.pk, status=Status.READING).update(version=F("version") + 1, **changes)


def _ready():
    """Files of which all is said."""
    return DataImport.objects.filter(source__isnull=False, data__isnull=False).exclude(
        reader__in=MAPPED, mapping__isnull=True
    )
