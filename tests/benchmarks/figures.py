"""Authorities, groups, indicators and observations in a line each, for tests of what is derived from them."""

from datetime import date
from decimal import Decimal

from benchmarking.models import Authority, ComparatorGroup, Indicator, Membership, Observation, Source


def source(title="A publication", day=date(2020, 10, 20), **fields):
    return Source.objects.create(title=title, publisher="Sample", published_on=day, **fields)


def authorities(count, **fields):
    return Authority.objects.bulk_create(
        Authority(code=f"T{n:02}", name=f"Council {n}", short_name=f"Council {n}", tier="unitary", **fields)
        for n in range(1, count + 1)
    )


def group(slug, members, kind="england", **fields):
    made = ComparatorGroup.objects.create(slug=slug, title=slug.capitalize(), kind=kind, **fields)
    Membership.objects.bulk_create(Membership(group=made, authority=authority) for authority in members)
    return made


def indicator(slug="satisfaction", polarity="high", decimals=1, **fields):
    return Indicator.objects.create(
        slug=slug, title=slug.capitalize(), polarity=polarity, decimals=decimals, **fields
    )


def observe(indicator, source, values, *, year=2019, parts=None, **fields):
    """One figure for each authority: {authority: "61.5"}, None for a marker. `year` is its first."""
    parts = parts or {}
    return Observation.objects.bulk_create(
        Observation(
            indicator=indicator,
            source=source,
            authority=authority,
            year=f"{year}/{(year + 1) % 100:02}",
            starts_on=date(year, 4, 1),
            ends_on=date(year + 1, 3, 31),
            value=None if value is None else Decimal(value),
            marker="x" if value is None else "",
            numerator=parts.get(authority, (None, None))[0],
            denominator=parts.get(authority, (None, None))[1],
            **fields,
        )
        for authority, value in values.items()
    )
