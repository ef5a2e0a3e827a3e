"""Made-up places, indicators and files for the tests of reading other people's tables."""

import csv
import io
from datetime import date

from benchmarking.importing.headings import find
from benchmarking.importing.opening import open_table
from benchmarking.importing.report import Report
from benchmarking.models import (
    Authority,
    AuthorityCode,
    AuthorityName,
    ComparatorGroup,
    GroupName,
    Indicator,
    IndicatorCode,
)
from benchmarking.resolving import Resolver, key_of


def as_csv(*rows):
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def council(code, name, *codes, ends_on=None):
    authority = Authority.objects.create(
        code=code, name=name, short_name=name, nation="England", tier="unitary", ends_on=ends_on
    )
    AuthorityName.objects.create(authority=authority, name=name, key=key_of(name))
    for gss in codes:
        AuthorityCode.objects.create(authority=authority, scheme="gss", code=gss)
    return authority


def places():
    """Two councils, one that ended in March 2019, and a group, Sampleland."""
    group = ComparatorGroup.objects.create(slug="sampleland", title="Sampleland", kind="own")
    for name in ("Sampleland", "E92000999"):
        GroupName.objects.create(group=group, name=name, key=key_of(name))
    return {
        "mid": council("MID", "Middleshire", "E06000901"),
        "upp": council("UPP", "Uppershire", "E06000902"),
        "old": council("OLD", "Oldshire", "E10000903", ends_on=date(2019, 3, 31)),
        "group": group,
    }


def indicator(slug, *codes, unit="%", **given):
    given = {"polarity": "high", "title": slug.replace("-", " ").capitalize()} | given
    made = Indicator.objects.create(slug=slug, unit=unit, **given)
    for code in codes:
        IndicatorCode.objects.create(indicator=made, framework="Sample", code=code)
    return made


def read(reader, data, mapping, name="sample.csv"):
    """The figures of a file by a mapping, and the report."""
    report = Report()
    options = {"mapping": mapping, "year": ""}
    figures = list(reader.read(data, name, resolver=Resolver(), report=report, options=options))
    return figures, report


def headings(data):
    [sheet] = open_table(data, "sample.csv")
    return find(sheet.rows)
