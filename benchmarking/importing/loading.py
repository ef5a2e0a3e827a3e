"""One file from its bytes to what is held: read, compared, written and logged, or nothing of it."""

import hashlib

from django.db import transaction
from django.utils import timezone

from benchmarking.importing import keeping
from benchmarking.importing.readers import READERS
from benchmarking.importing.report import Report
from benchmarking.models import DataImport
from benchmarking.resolving import Resolver

# How often those who wait are told how many figures were read.
EVERY = 2_000


def load_file(
    name,
    data,
    *,
    reader,
    source,
    mapping=None,
    year="",
    by=None,
    now=None,
    dry_run=False,
    progress=None,
    data_import=None,
):
    """Read `data` with the reader of that name and keep its figures under `source`: (log row, report).

    A source that is not saved yet is saved together with its figures. `data_import` is the log's row where
    there is one already, otherwise it is made; with `dry_run` nothing is written and None is returned for it.
    `progress` is called with the number of figures read so far. Raises `Unreadable` for a file that cannot be
    read; then nothing is changed.
    """
    now = now or timezone.now()
    report = Report()
    options = {"mapping": mapping.columns if mapping else {}, "year": year}
    figures = []
    for figure in READERS[reader].read(data, name, resolver=Resolver(), report=report, options=options):
        figures.append(figure)
        if progress and len(figures) % EVERY == 0:
            progress(len(figures))
    if dry_run:
        keeping.compare(figures, source=source, report=report)
        return None, report
    with transaction.atomic():
        if source.pk is None:
            source.save()
        log = data_import or DataImport(name=name[:200], reader=reader, mapping=mapping, by=by, at=now)
        log.sha256, log.size = hashlib.sha256(data).hexdigest(), len(data)
        log.status, log.source, log.loaded_at = DataImport.Status.LOADED, source, now
        log.data, log.problem = None, ""
        log.rows_read = len(figures)
        log.save()
        keeping.keep(figures, data_import=log, source=source, report=report, now=now)
        log.counts, log.report = report.totals(), report.as_json()
        log.save(update_fields=["counts", "report"])
    return log, report
