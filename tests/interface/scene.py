"""Tokens of the cast, a program that reads by them, and a few published figures to read.

The figures of Leicestershire and England for finding information in 2019/20, and what is derived of them, are
those of the ASCOF workbook; the rest are made up. What nobody may read has values that stand nowhere else.
"""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

from django.utils import timezone

from benchmarking.models import (
    Authority,
    ComparatorGroup,
    DataImport,
    GroupFigure,
    Indicator,
    IndicatorCode,
    Membership,
    Observation,
    Position,
    Recomputation,
    Source,
    Statistic,
)
from performance import tokens
from performance.models import ApiToken
from tests import world

BASE = "http://testserver/interface/v1/"
FINDING = "ascof-users-find-information-easily"
CONTACT = "ascof-users-social-contact"
FIRST = "Measures from the Adult Social Care Outcomes Framework, England, 2019-20"
LOADED = datetime(2026, 1, 10, 9, 0, tzinfo=UTC)
EMBARGO = datetime(2999, 1, 1, tzinfo=UTC)
# Values of figures that nobody may read: embargoed, or not to be republished.
HIDDEN = {"embargoed": "71.77", "licensed": "72.88"}


def token(who="petra", scopes=("council", "benchmarks"), name="Power BI", by=None, expires_on=None):
    """A token of one of the cast, and its secret."""
    return tokens.create(
        person=world.person(who),
        name=name,
        scopes=scopes,
        expires_on=expires_on or timezone.localdate(),
        by=world.person(by or who),
    )


class Reader:
    """A program that reads with a token."""

    def __init__(self, client, secret):
        self.client, self.secret = client, secret

    def get(self, path="", parameters=None, **headers):
        """`path` is a listing's, or a whole address as `next` gives it."""
        address = path if path.startswith("http") else f"/interface/v1/{path}"
        headers = {"authorization": f"Bearer {self.secret}"} | headers
        return self.client.get(address.replace("http://testserver", ""), parameters, headers=headers)

    def rows(self, path, **parameters):
        """All rows of a listing, page after page."""
        found, address = [], None
        while True:
            answer = read(self.get(address) if address else self.get(path, parameters))
            found += answer["data"]
            address = answer["next"]
            if address is None:
                return found

    def column(self, path, name, **parameters):
        return [row[name] for row in self.rows(path, **parameters)]


def read(response):
    """The JSON of an answer, numbers as exactly what is written."""
    assert response.status_code == 200, response.content
    return json.loads(response.content, parse_float=Decimal)


def reader(client, who="petra", **options):
    return Reader(client, token(who, **options)[1])


# --- Published figures ------------------------------------------------------------------------------------


def source(title, published_on, **fields):
    return Source.objects.create(title=title, publisher="NHS England", published_on=published_on, **fields)


def data_import(of):
    return DataImport.objects.create(
        name="ascof.ods",
        sha256="0" * 64,
        size=1,
        reader="ascof",
        status="loaded",
        source=of,
        at=LOADED,
        loaded_at=LOADED,
    )


def figure(model, indicator, value, of, **fields):
    """A published figure of 2019/20."""
    given = {
        "indicator": Indicator.objects.get(slug=indicator),
        "year": "2019/20",
        "starts_on": date(2019, 4, 1),
        "ends_on": date(2020, 3, 31),
        "value": None if value is None else Decimal(value),
        "source": of,
    }
    return model.objects.create(**given | fields)


def published():
    """Two indicators, three councils, four groups, figures of every kind; whatever was there is gone."""
    for model in (Observation, GroupFigure, Statistic, Position, Membership, Recomputation, IndicatorCode):
        model.objects.all().delete()
    ComparatorGroup.objects.all().delete()
    indicator = _indicators()
    leicestershire, derby, gone = _authorities()
    sources = {
        "first": source(FIRST, date(2020, 12, 1), licence="Open Government Licence v3.0"),
        "revised": source("ASCOF 2024-25", date(2025, 12, 18), licence="Open Government Licence v3.0"),
        "licensed": source("CIPFA nearest neighbours", date(2020, 1, 1), may_republish=False),
        "embargoed": source("ASCOF 2025-26", date(2020, 11, 1), embargoed_until=EMBARGO),
    }
    loaded = data_import(sources["first"])
    england, region = _groups([leicestershire, derby, gone], sources["licensed"])
    figure(
        Observation,
        FINDING,
        "61.5",
        sources["first"],
        authority=leicestershire,
        respondents=Decimal(215),
        margin=Decimal("6.5"),
        loaded_by=loaded,
    )
    figure(Observation, FINDING, "0", sources["first"], authority=derby, loaded_by=loaded)
    figure(Observation, FINDING, None, sources["first"], authority=gone, marker="x", loaded_by=loaded)
    figure(Observation, FINDING, "61.4", sources["revised"], authority=leicestershire, status="revised")
    figure(Observation, CONTACT, "41.6", sources["first"], authority=leicestershire)
    figure(Observation, CONTACT, HIDDEN["licensed"], sources["licensed"], authority=derby)
    figure(Observation, CONTACT, HIDDEN["embargoed"], sources["embargoed"], authority=gone)
    survey = {"respondents": Decimal(33310), "margin": Decimal("0.6")}
    figure(GroupFigure, FINDING, "68.4", sources["first"], group=england, loaded_by=loaded, **survey)
    figure(GroupFigure, FINDING, "71.0", sources["first"], group=england, statistic="percentile 75")
    figure(GroupFigure, CONTACT, HIDDEN["embargoed"], sources["embargoed"], group=england)
    _derived(indicator, leicestershire, england, region)
    return sources


def _indicators():
    given = {"polarity": "high", "unit": "%", "framework": "ASCOF", "decimals": 1, "topic": "Quality of life"}
    given |= {"counts": "people", "definition": "Adult social care survey.", "per": None}
    finding = "People who use services who find it easy to find information"
    for slug, title, code in ((FINDING, finding, "3D(1)"), (CONTACT, "Social contact", "1I(1)")):
        made, _ = Indicator.objects.update_or_create(slug=slug, defaults=given | {"title": title})
        IndicatorCode.objects.create(indicator=made, framework="ASCOF", code=code, last_year="2022/23")
    return Indicator.objects.get(slug=FINDING)


def _authorities():
    given = {"nation": "England", "region": "East Midlands", "kind": "Shire Counties", "tier": "upper"}
    rows = [
        ("LEC", "Leicestershire", "E10000018", None),
        ("DER", "Derby", "E06000015", None),
        ("GONE", "Goneshire", "", date(2019, 9, 30)),
    ]
    found = []
    for code, name, gss_code, ends_on in rows:
        defaults = given | {"name": f"{name} County Council", "short_name": name, "ends_on": ends_on}
        defaults |= {"gss_code": gss_code, "starts_on": None}
        found.append(Authority.objects.update_or_create(code=code, defaults=defaults)[0])
    found[2].successors.set([found[0]])
    return found


def _groups(authorities, licensed):
    make = ComparatorGroup.objects.create
    england = make(slug="england", title="England", kind="england")
    region = make(slug="region-east-midlands", title="East Midlands", kind="region")
    cipfa = make(
        slug="neighbours-cipfa-LEC",
        title="hidden-cipfa-list",
        kind="neighbours",
        of=authorities[0],
        listing="CIPFA",
        source=licensed,
    )
    for authority in authorities:
        Membership.objects.create(group=england, authority=authority, last_day=authority.ends_on)
    Membership.objects.create(group=region, authority=authorities[0])
    Membership.objects.create(group=cipfa, authority=authorities[1])
    return england, region


def _derived(indicator, authority, england, region):
    edition = {"indicator": indicator, "year": "2019/20", "known_from": date(2020, 12, 1)}
    Statistic.objects.create(
        **edition,
        group=england,
        n=147,
        of=151,
        mean=Decimal("68.79727891"),
        median=Decimal(69),
        p10=Decimal("61.34"),
        p25=Decimal("65.5"),
        p75=Decimal("71.95"),
        p90=Decimal("75.54"),
        minimum=Decimal("47.2"),
        maximum=Decimal("84.4"),
    )
    Position.objects.create(
        **edition,
        group=england,
        authority=authority,
        value=Decimal("61.5"),
        rank=132,
        of=147,
        tied=1,
        quartile=4,
        quartile_ohid=4,
        quintile=5,
        quintile_ohid=5,
        boundary=Decimal("65.5"),
        gap=Decimal(4),
    )
    Position.objects.create(**edition, group=region, authority=authority, value=1, rank=1, of=3, tied=1)
    # A later edition, and of the same day one that holds what may not be republished.
    later = edition | {"known_from": date(2025, 12, 18)}
    Statistic.objects.create(**later, group=england, n=148, of=152, mean=Decimal("68.4"))
    licensed = {"may_republish": False, "mean": Decimal(HIDDEN["licensed"])}
    Statistic.objects.create(**edition, group=england, n=149, of=152, **licensed)
    embargoed = {"known_from": date(2020, 12, 2), "embargoed_until": EMBARGO}
    mean = Decimal(HIDDEN["embargoed"])
    Statistic.objects.create(**edition | embargoed, group=england, n=150, of=152, mean=mean)
    Recomputation.objects.create(indicator=indicator, requested_at=LOADED, computed_at=LOADED)


def hidden_in(text):
    """Which of what nobody may read stands in a text."""
    return {name for name, value in HIDDEN.items() if value in text} | (
        {"hidden-cipfa-list"} if "hidden-cipfa-list" in text else set()
    )


def used(secret):
    return ApiToken.objects.get(digest=tokens.digest_of(secret)).last_used_at
