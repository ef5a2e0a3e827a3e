"""Published positions from the project's own dataset files."""

import csv
from datetime import date
from pathlib import Path

from benchmarking.models import Authority, Indicator, IndicatorCode, PublishedPosition, Source

DATASETS = Path(__file__).parent / "datasets"


def load_positions(name):
    """Load a dataset of published positions; returns indicator slug -> indicator. Twice changes nothing.

    The positions are those that the council's committee paper printed; they became known when NHS Digital
    published the year, in December 2020.
    """
    source, _ = Source.objects.get_or_create(
        title="Measures from the Adult Social Care Outcomes Framework, England, 2019/20",
        defaults={
            "publisher": "NHS Digital; positions as printed by the council on 18 January 2021",
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
            "region": "East Midlands",
            "kind": "County",
        },
    )
    words = {label: value for value, label in PublishedPosition.Quartile.choices}
    indicators = {}
    with (DATASETS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            indicator, _ = Indicator.objects.get_or_create(
                slug=row["indicator"], defaults={"title": row["title"], "polarity": row["polarity"]}
            )
            # From 2023/24 the same printed codes name other measures.
            IndicatorCode.objects.get_or_create(
                indicator=indicator,
                framework=row["framework"],
                code=row["code"],
                first_year="",
                defaults={"last_year": "2022/23"},
            )
            PublishedPosition.objects.get_or_create(
                indicator=indicator,
                authority=council,
                year=row["year"],
                group=row["group"],
                source=source,
                defaults={"quartile": words[row["quartile"]]},
            )
            indicators[indicator.slug] = indicator
    return indicators
