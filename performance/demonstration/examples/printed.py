"""Figures that a council's own paper printed, loaded as what they are: published figures with that source."""

import csv
import hashlib
from decimal import Decimal

from benchmarking.importing import keeping
from benchmarking.importing.figures import Figure
from benchmarking.importing.report import Report
from benchmarking.models import Authority, ComparatorGroup, DataImport, Indicator
from benchmarking.shipped import financial_year


def rows_of(path):
    """The rows of one of an example's data files."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_printed(path, *, source, places, now):
    """Keep the figures of a file (indicator, year, place, statistic, value) under a source, with its log.

    A place is a council's code or a group's slug; `places` has groups by a word of the file's own.
    """
    data = path.read_bytes()
    figures = list(_figures(rows_of(path), path.name, places))
    log = DataImport.objects.create(
        name=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        reader=DataImport.Reader.LONG,
        source=source,
        status=DataImport.Status.LOADED,
        rows_read=len(figures),
        at=now,
        loaded_at=now,
    )
    report = Report(understood=[f"{path.name}: figures as the council's paper printed them"])
    report.read = len(figures)
    keeping.keep(figures, data_import=log, source=source, report=report, now=now)
    log.counts, log.report = report.totals(), report.as_json()
    log.save(update_fields=["counts", "report"])


def _figures(rows, name, places):
    indicators = dict(Indicator.objects.values_list("slug", "pk"))
    authorities = dict(Authority.objects.values_list("code", "pk"))
    groups = dict(ComparatorGroup.objects.values_list("slug", "pk")) | {
        word: group.pk for word, group in places.items()
    }
    for line, row in enumerate(rows, 2):
        is_council = row["place"] in authorities
        yield Figure(
            indicator_id=indicators[row["indicator"]],
            year=financial_year(row["year"]),
            place=f"{name}, line {line}",
            authority_id=authorities[row["place"]] if is_council else None,
            group_id=None if is_council else groups[row["place"]],
            statistic=row["statistic"],
            value=Decimal(row["value"]),
        )
