"""A return from its upload through the preview until it is loaded or thrown away.

What becomes of an uploaded file is decided by these verbs and moved by a conditional UPDATE on the status and
version that were read. The bytes are let go when the file is loaded, thrown away, or a week old.
"""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from performance import access, audit, dates, versions
from performance.imports.workbook import Unreadable
from performance.models import ReturnFile
from performance.refusals import NotAllowed, NotComplete, WorkflowProblem
from performance.returns import report as reports
from performance.returns.cells import cells_of
from performance.returns.comparing import compare
from performance.returns.rows import rows_of

KEPT_FOR = timedelta(days=7)
Status = ReturnFile.Status


def upload(*, name, data, by, now=None, today=None):
    """Keep a file with what it would do. Raises NotComplete where it cannot be read."""
    now, today = now or timezone.now(), today or dates.today()
    if not access.has_measures(by):
        raise NotAllowed("You have no measures to return figures for.")
    # Read before the transaction: a large file must hold up nobody who saves a figure meanwhile.
    compared, notices = _compared(data, name, by, today)
    report = reports.report_of(compared, notices)
    with transaction.atomic():
        forget(now=now)
        kept = ReturnFile.objects.create(
            name=name[:200],
            data=data,
            sha256=hashlib.sha256(data).hexdigest(),
            report=report,
            uploaded_by=by,
            uploaded_at=now,
        )
        audit.record(by=by, at=now, verb="return uploaded", subject=kept, after={"sha256": kept.sha256})
    return kept


def load(*, kept, version, clear=(), by, now=None, today=None):
    """Load the rows that were previewed as drafts; returns the file with what came of each.

    `clear` are lines whose empty cells are to clear what is held. Each row is loaded whole or not at all,
    and one that cannot be loaded any more holds up no other. Raises SomebodyElseWasFirst where the file was
    decided about meanwhile.
    """
    now, today = now or timezone.now(), today or dates.today()
    _require_own(kept, by)
    current = ReturnFile.objects.get(pk=kept.pk)
    _require_waiting(current, version)
    compared, _ = _compared(bytes(current.data), current.name, by, today)
    by_place = {one.row.place: one for one in compared}
    with transaction.atomic():
        # The row first: of two at once, one waits here or finds that it was not the first.
        _move(current, version, status=Status.APPLIED, applied_at=now, data=b"")
        rows = [
            _load_row(row, by_place[row["place"]], row["line"] in clear, by, now, today)
            if row["state"] == reports.CHANGE
            else row
            for row in current.report["rows"]
        ]
        report = reports.with_counts({**current.report, "rows": rows})
        ReturnFile.objects.filter(pk=current.pk).update(report=report)
        audit.record(by=by, at=now, verb="return loaded", subject=current, after=_counted(report))
    return ReturnFile.objects.get(pk=current.pk)


@transaction.atomic
def throw_away(*, kept, version, by, now=None):
    """Let a file go without loading it."""
    now = now or timezone.now()
    _require_own(kept, by)
    _move(kept, version, status=Status.DISCARDED, data=b"")
    audit.record(by=by, at=now, verb="return thrown away", subject=kept)


def forget(*, now):
    """Let go of files that nobody has decided about for a week."""
    old = ReturnFile.objects.filter(status=Status.PREVIEWED, uploaded_at__lt=now - KEPT_FOR)
    old.update(status=Status.DISCARDED, data=b"", version=F("version") + 1)


def _compared(data, name, by, today):
    try:
        read = rows_of(cells_of(data, name))
    except Unreadable as problem:
        raise NotComplete({"file": str(problem)}) from None
    return compare(read, person=by, today=today), read.notices


def _load_row(row, one, clear, by, now, today):
    """One row of the report as it came out: loaded, left as it was, or refused after all."""
    if one.problems:
        return reports.refused(row, one.problems)
    changes = [change for change in row["changes"] if clear or not change["asks"]]
    if not changes:
        return {**row, "state": reports.LEFT}
    try:
        with transaction.atomic():
            one.save(clear=clear, by=by, now=now, today=today)
    except WorkflowProblem as problem:
        return reports.refused(row, [(row["place"], str(problem))])
    kept = [change for change in row["changes"] if change not in changes]
    return {**row, "state": reports.LOADED, "changes": changes, "kept": kept}


def _counted(report):
    counts = report["counts"]
    return {
        "loaded": counts[reports.LOADED],
        "left": counts[reports.LEFT],
        "refused": counts[reports.REFUSED],
        "unchanged": report["same"],
    }


def _require_own(kept, by):
    if kept.uploaded_by_id != by.pk:
        raise NotAllowed("Only who uploaded this return may load it or throw it away.")


def _require_waiting(kept, version):
    versions.require_unchanged(kept, version, (Status.PREVIEWED,), _decided)


def _decided():
    return "This return was loaded or thrown away since you opened the page. Here is what came of it."


def _move(kept, version, **changes):
    versions.move(kept, version, _decided, was=Status.PREVIEWED, **changes)
