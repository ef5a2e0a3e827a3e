"""A file in the administrators' site: kept from its upload through previews until it is saved or thrown away.

What becomes of an uploaded file is decided by these verbs and moved by a conditional UPDATE on the status and
version that were read. The bytes are let go when the file is saved, thrown away, or a week old.
"""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from performance import audit, versions
from performance.imports import applying, reading
from performance.imports.plan import Options
from performance.imports.report import Report
from performance.imports.workbook import Unreadable
from performance.models import ImportFile
from performance.refusals import NotComplete

KEPT_FOR = timedelta(days=7)
# What a page can try out while somebody waits for it.
MOST_ROWS = 300
# What an administrator may say of a file, and nothing else.
TEXTS = ("sheet", "period", "directorate", "scorecard", "council", "source", "reason")
Status = ImportFile.Status


@transaction.atomic
def upload(*, name, data, given, by, now=None):
    """Keep a file with what it would do. Raises NotComplete where it cannot be read.

    `given` maps names in `TEXTS` to texts.
    """
    now = now or timezone.now()
    forget(now=now)
    stated = {key: (given.get(key) or "").strip() for key in TEXTS} | {"columns": {}}
    report = _tried(data, name, stated, by)
    kept = ImportFile.objects.create(
        name=name[:200],
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        options=stated,
        report=report,
        uploaded_by=by,
        uploaded_at=now,
    )
    audit.record(by=by, at=now, verb="file uploaded", subject=kept, after={"sha256": kept.sha256})
    return kept


@transaction.atomic
def read_again(*, kept, given, columns, version, by):
    """Preview a file anew, with other options or headings read otherwise. Raises NotComplete."""
    stated = {key: (given.get(key) or "").strip() for key in TEXTS}
    stated["columns"] = {old: new for old, new in columns.items() if new}
    report = _tried(bytes(kept.data), kept.name, stated, by)
    _move(kept, version, options=stated, report=report)
    return ImportFile.objects.get(pk=kept.pk)


@transaction.atomic
def save(*, kept, version, by, now=None):
    """Load what the file says, as it was previewed; returns the report. Raises NotComplete."""
    now = now or timezone.now()
    # The row first: of two at once, one waits here or finds that it was not the first.
    _move(kept, version, status=Status.APPLIED, applied_at=now)
    report = _report(bytes(kept.data), kept.name, kept.options, by, dry_run=False, now=now)
    ImportFile.objects.filter(pk=kept.pk).update(report=report.as_json(), data=b"")
    audit.record(
        by=by,
        at=now,
        verb="imported",
        subject=kept,
        after=dict(report.outcome.counts),
        reason=kept.options["reason"] or kept.options["source"],
    )
    return report


@transaction.atomic
def throw_away(*, kept, version, by, now=None):
    """Let a file go without loading it."""
    now = now or timezone.now()
    _move(kept, version, status=Status.DISCARDED, data=b"")
    audit.record(by=by, at=now, verb="file thrown away", subject=kept)


def forget(*, now):
    """Let go of files that nobody has decided about for a week."""
    old = ImportFile.objects.filter(status=Status.PREVIEWED, uploaded_at__lt=now - KEPT_FOR)
    old.update(status=Status.DISCARDED, data=b"", version=F("version") + 1)


def _move(kept, version, **changes):
    sentence = "This file was saved, thrown away or read anew since you opened the page. Look at it again."
    versions.move(kept, version, lambda: sentence, was=Status.PREVIEWED, **changes)


def _tried(data, name, stated, by):
    return _report(data, name, stated, by, dry_run=True).as_json()


def _report(data, name, stated, by, *, dry_run, now=None):
    options = Options(
        sheet=stated["sheet"],
        period=stated["period"],
        directorate=stated["directorate"],
        scorecard=stated["scorecard"],
        council=stated["council"] or settings.COUNCIL_NAME,
        columns=stated["columns"],
    )
    try:
        plan = reading.read(data, name, options)
    except Unreadable as problem:
        raise NotComplete({"file": str(problem)}) from None
    if plan.rows > MOST_ROWS:
        sentence = (
            f"The file has {plan.rows:,} rows. Load more than {MOST_ROWS} with the command import_measures."
        )
        raise NotComplete({"file": sentence})
    outcome = _applied(plan, options, stated, name, by, dry_run=dry_run, now=now)
    return Report(plan, outcome)


def _applied(plan, options, stated, name, by, *, dry_run, now):
    source = stated["source"] or f"Imported from {name}"
    given = {"source": source, "reason": stated["reason"], "by": by, "now": now}
    return applying.apply(plan, options, dry_run=dry_run, **given)
