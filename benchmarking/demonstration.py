"""What ships with the product: real councils, groups, indicators and published figures."""

from datetime import date

from benchmarking.indicators import load_indicators, rows_of
from benchmarking.models import Authority, PublishedPosition, Source


def load_positions():
    """The positions that a council's paper printed; returns slug -> indicator. Twice changes nothing.

    They are those of the committee report of 18 January 2021; they became known when NHS Digital published
    the year, in December 2020.
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
