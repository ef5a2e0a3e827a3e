"""What ships with the product: real councils, groups, indicators and published figures."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from benchmarking import recomputing, shipped
from benchmarking.areas import load_areas
from benchmarking.groups import load_groups
from benchmarking.importing import keeping
from benchmarking.importing.publications import source_of
from benchmarking.importing.report import Report
from benchmarking.indicators import DATASETS, load_indicators, rows_of
from benchmarking.models import (
    Authority,
    ComparatorGroup,
    DataImport,
    GroupFigure,
    Indicator,
    Membership,
    Observation,
    PublishedPosition,
    Source,
)

# The dataset -> the reader of its original, and its year. The earlier publication goes first.
FIGURES = {"ascof_2020-21": ("ascof-long", "2020/21"), "ascof_2024-25": ("ascof", "2024/25")}


@dataclass(frozen=True)
class Loaded:
    """What is held after loading."""

    councils: int
    groups: int
    indicators: int
    figures: int

    def __str__(self):
        return (
            f"{self.councils:,} councils, {self.groups:,} groups, {self.indicators:,} indicators and "
            f"{self.figures:,} published figures."
        )


def load_benchmarks(now=None):
    """Everything that ships, and what is derived from it; returns `Loaded`. Twice changes nothing."""
    now = now or timezone.now()
    with transaction.atomic():
        before = _what_is_derived_from()
        load_areas()
        load_groups()
        load_positions()
        if _what_is_derived_from() != before:
            recomputing.request_all(now=now)
        for name in FIGURES:
            load_figures(name, now=now)
    recomputing.recompute_due()
    return Loaded(
        Authority.objects.count(),
        ComparatorGroup.objects.count(),
        Indicator.objects.count(),
        Observation.objects.count() + GroupFigure.objects.count(),
    )


def _what_is_derived_from():
    """What statistics and positions take from these tables, besides the figures themselves."""
    return [
        set(Authority.objects.values_list("pk", "starts_on", "ends_on")),
        set(Membership.objects.values_list("group", "authority", "first_day", "last_day")),
        {
            (*rest, tuple(neutral))
            for neutral, *rest in Indicator.objects.values_list(
                "neutral_breakdowns", "pk", "polarity", "decimals", "per"
            )
        },
    ]


@transaction.atomic
def load_figures(name, *, now, folder=DATASETS):
    """One dataset's figures, under the source of their original and with a row in the import log.

    Where the source has figures from elsewhere by now, the original or a revised one that was imported, they
    stay; where it has this file's, nothing is read.
    """
    reader, year = FIGURES[name]
    file = f"{name}.csv"
    data = (folder / file).read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    source = source_of(reader, year)
    if source.pk is None:
        source.save()
    loaded = DataImport.objects.filter(source=source, status=DataImport.Status.LOADED)
    latest = loaded.order_by("-loaded_at", "-pk").first()
    if latest and (latest.name != file or latest.sha256 == sha256):
        return
    log = DataImport.objects.create(
        name=file,
        sha256=sha256,
        size=len(data),
        reader=reader,
        source=source,
        status=DataImport.Status.LOADED,
        at=now,
        loaded_at=now,
    )
    figures = list(shipped.figures_from(data.decode(), file))
    report = Report(understood=[f"{file}: figures that ship with the product, a row each"])
    report.read = len(figures)
    keeping.keep(figures, data_import=log, source=source, report=report, now=now)
    log.rows_read, log.counts, log.report = len(figures), report.totals(), report.as_json()
    log.save(update_fields=["rows_read", "counts", "report"])


def load_positions():
    """The positions that a council's paper printed; returns slug -> indicator. Twice changes nothing.

    They are those of the committee report of 18 January 2021; they became known when NHS Digital published
    the year, in December 2020.
    """
    source, _ = Source.objects.get_or_create(
        title="Measures from the Adult Social Care Outcomes Framework, England, 2019/20",
        defaults={
            "publisher": "NHS Digital; positions as printed by the council",
            "published_on": date(2020, 12, 1),
            "published_label": "December 2020",
            "licence": "Open Government Licence v3.0",
        },
    )
    council, _ = Authority.objects.get_or_create(
        code="LEC",
        defaults={
            "name": "Leicestershire County Council",
            "short_name": "Leicestershire",
            "gss_code": "E10000018",
            "nation": "England",
            "region": "East Midlands",
            "kind": "Shire Counties",
            "tier": Authority.Tier.UPPER,
        },
    )
    words = {label: value for value, label in PublishedPosition.Quartile.choices}
    indicators = load_indicators()
    for row in rows_of("positions_2019-20"):
        PublishedPosition.objects.get_or_create(
            indicator=indicators[row["indicator"]],
            authority=council,
            year=row["year"],
            group=row["group"],
            source=source,
            defaults={"quartile": words[row["quartile"]]},
        )
    return indicators
