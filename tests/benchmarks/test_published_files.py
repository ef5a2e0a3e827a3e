"""The two published files as they are, held cell by cell against another reading (`second_reader.py`).

Who a row is about is said here once more, from the boundary changes that the workbook's cover lists, and not
asked of the product.
"""

import re
from collections import Counter

import pytest
from django.utils import timezone

from benchmarking.areas import load_areas
from benchmarking.groups import load_groups
from benchmarking.importing.loading import load_file
from benchmarking.importing.publications import source_of
from benchmarking.indicators import load_indicators
from benchmarking.models import AuthorityCode, GroupFigure, Observation, Recomputation
from tests.benchmarks import second_reader
from tests.needs import need_shared

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

# Printed code -> the measure. The workbook prints for all its years the codes of 2024/25.
WORKBOOK = {
    "1a": "ascof-users-quality-of-life",
    "1b": "ascof-adjusted-quality-of-life",
    "1c": "ascof-carers-quality-of-life",
    "1d": "ascof-users-satisfaction",
    "1e": "ascof-carers-satisfaction",
    "2a": "ascof-reablement-no-further-need",
    "2b": "ascof-admissions-18-64",
    "2c": "ascof-admissions-65-plus",
    "2d(1)": "ascof-community-12-weeks-after-discharge",
    "2d(2)": "ascof-reablement-received-after-discharge",
    "2e(1)": "ascof-learning-disability-accommodation",
    "2e(2a)": "ascof-home-or-family-18-64",
    "2e(2b)": "ascof-home-or-family-65-plus",
    "3a": "ascof-users-control",
    "3b": "ascof-carers-consulted",
    "3c(1)": "ascof-users-find-information-easily",
    "3c(2)": "ascof-carers-find-information-easily",
    "3d(1a)": "ascof-users-self-directed-support",
    "3d(2a)": "ascof-users-direct-payments",
    "4a": "ascof-users-safe",
    "4b": "ascof-safeguarding-risk-reduced",
    "5a(1)": "ascof-users-social-contact",
    "5a(2)": "ascof-carers-social-contact",
    "6a": "ascof-workforce-turnover",
    "6b": "ascof-providers-good-or-outstanding",
}
OPEN_DATA = {
    "1A": "ascof-users-quality-of-life",
    "1B": "ascof-users-control",
    "1C1A": "ascof-users-self-directed-support",
    "1C1B": "ascof-carers-self-directed-support",
    "1C2A": "ascof-users-direct-payments",
    "1C2B": "ascof-carers-direct-payments",
    "1E": "ascof-learning-disability-employment",
    "1F": "ascof-mental-health-employment",
    "1G": "ascof-learning-disability-accommodation",
    "1H": "ascof-mental-health-independent",
    "1I1": "ascof-users-social-contact",
    "1J": "ascof-adjusted-quality-of-life",
    "2A1": "ascof-admissions-18-64",
    "2A2": "ascof-admissions-65-plus",
    "2B1": "ascof-home-91-days-after-discharge",
    "2B2": "ascof-reablement-offered-after-discharge",
    "2D": "ascof-reablement-no-further-need",
    "3A": "ascof-users-satisfaction",
    "3D1": "ascof-users-find-information-easily",
    "4A": "ascof-users-safe",
    "4B": "ascof-users-feel-safe",
}
GROUPS = {
    "England": "england",
    "S": "type-shire-counties",
    "U": "type-unitary-authorities",
    "M": "type-metropolitan-districts",
    "I": "type-inner-london",
    "O": "type-outer-london",
    "D": "type-district",
    "EM": "region-east-midlands",
    "E": "region-east-of-england",
    "L": "region-london",
    "NE": "region-north-east",
    "NW": "region-north-west",
    "SE": "region-south-east",
    "SW": "region-south-west",
    "WM": "region-west-midlands",
    "YH": "region-yorkshire-and-the-humber",
}
CUMBRIA, DORSET_COUNTY, NORTHAMPTONSHIRE = "E10000006", "E10000009", "E10000021"
BOURNEMOUTH, POOLE, DORSET = "E06000028", "E06000029", "E06000059"
# The last year of those that are gone, the first of those that are new.
ENDED = {
    CUMBRIA: "2022/23",
    NORTHAMPTONSHIRE: "2020/21",
    DORSET_COUNTY: "2018/19",
    BOURNEMOUTH: "2018/19",
    POOLE: "2018/19",
}
BEGUN = {
    "E06000058": "2019/20",
    DORSET: "2019/20",
    "E06000061": "2021/22",
    "E06000062": "2021/22",
    "E06000063": "2023/24",
    "E06000064": "2023/24",
}
# Printed under the new code for the years of the old council as well: new -> (first year, old).
RENEWED = {
    "E06000060": ("2020/21", "E10000002"),
    "E06000065": ("2023/24", "E10000023"),
    "E06000066": ("2023/24", "E10000027"),
}
# These sheets print Dorset Council as Dorset County, and have no row for Dorset.
DORSET_UNDER_THE_OLD_NAME = ("4b", "6a", "6b")

FILES = {
    "ascof": ("ascof_2024_25_timeseries.ods", second_reader.workbook, WORKBOOK, "2024/25", 73_556),
    "ascof-long": (
        "ascof_2020_21_open_data_long.xlsx",
        second_reader.open_data,
        OPEN_DATA,
        "2020/21",
        48_970,
    ),
}


def whose(read):
    """The group's slug or the council's code that a cell is about, or "" where the council was not there."""
    if read.code in GROUPS:
        return GROUPS[read.code]
    if read.ons in RENEWED:
        first, old = RENEWED[read.ons]
        return read.ons if read.year >= first else old
    if read.ons == DORSET_COUNTY and read.table in DORSET_UNDER_THE_OLD_NAME:
        return DORSET
    if read.year > ENDED.get(read.ons, read.year) or read.year < BEGUN.get(read.ons, read.year):
        return ""
    return "" if read.ons == "[z]" else read.ons


@pytest.fixture
def world(db):
    load_areas()
    load_indicators()
    load_groups()
    Observation.objects.all().delete()
    GroupFigure.objects.all().delete()


def load(reader):
    name, *_, year, _ = FILES[reader]
    data = (need_shared() / "data" / "ascof" / name).read_bytes()
    return load_file(name, data, reader=reader, source=source_of(reader, year), now=timezone.now())


def held():
    """(slug, breakdown, year, group's slug or council's code) -> row, of both tables."""
    codes = {}
    for council, code in AuthorityCode.objects.filter(scheme="gss").values_list("authority_id", "code"):
        codes.setdefault(council, set()).add(code)
    found = {}
    for row in Observation.objects.select_related("indicator", "source"):
        for code in codes[row.authority_id]:
            found[row.indicator.slug, row.breakdown.lower(), row.year, code] = row
    for row in GroupFigure.objects.select_related("indicator", "group", "source"):
        assert row.statistic == "average"
        found[row.indicator.slug, row.breakdown.lower(), row.year, row.group.slug] = row
    return found


def expected(cell, row, cells):
    """What the row must hold of a cell: (value, marker, second)."""
    respondents = cells.get("respondents")
    nobody = respondents is not None and respondents.value == 0 and cells["value"].value == 0
    if cell.column == "value" and nobody:
        return None, "no respondents", ""
    return cell.value, cell.marker, cell.second


def has(row, column):
    marker = row.marker if column == "value" else row.markers.get(column, "")
    return getattr(row, column), marker, row.second.get(column, "")


@pytest.mark.parametrize("reader", FILES)
def test_every_cell_is_held_as_an_independent_reading_has_it(world, reader):
    name, read_again, slugs, year, total = FILES[reader]
    log, report = load(reader)
    figures = {}
    for cell in read_again(need_shared() / "data" / "ascof" / name):
        cells = figures.setdefault(cell.figure, {})
        assert cell.column not in cells
        cells[cell.column] = cell
    rows, compared, left = held(), 0, []
    published_on = source_of(reader, year).published_on
    seen = set()
    for cells in figures.values():
        first = next(iter(cells.values()))
        place = whose(first)
        if not place:
            left += cells.values()
            continue
        row = rows[slugs[first.table], first.breakdown.lower(), first.year, place]
        # One row is one figure of the file, and no other.
        assert (type(row), row.pk) not in seen
        seen.add((type(row), row.pk))
        for column, cell in cells.items():
            assert has(row, column) == expected(cell, row, cells), cell
            compared += 1
        for column in {"numerator", "denominator", "respondents", "margin"} - set(cells):
            assert has(row, column) == (None, "", ""), (first, column)
        assert row.source.published_on == published_on
        assert row.status == "final"
    # Nothing is missing, and nothing was added.
    assert compared + len(left) == total == report.cells == log.counts["cells"]
    assert len(seen) == Observation.objects.count() + GroupFigure.objects.count() == report.added
    held_nowhere(left, report, reader)
    numbers_agree(figures, left, report)


def held_nowhere(left, report, reader):
    """What is left out is markers of councils that were not there, and what the report lists cell by cell."""
    numbers = [cell for cell in left if cell.value is not None]
    # Dorset's survey of 2024/25 is printed twice, and Cornwall with Scilly has no code.
    assert all(
        (cell.ons, cell.year) == (DORSET_COUNTY, "2024/25") or cell.name == "Cornwall and Isles of Scilly"
        for cell in numbers
    )
    assert sorted(f"{cell.value:f}" for cell in numbers) == sorted(note.printed for note in report.skipped)
    assert report.unresolved == ({"Cornwall and Isles of Scilly": 2} if reader == "ascof" else {})


def numbers_agree(figures, left, report):
    """The report's counts are those of the other reading."""
    cells = [cell for cells in figures.values() for cell in cells.values()]
    markers = Counter(cell.marker for cell in cells if cell.marker)
    assert report.markers == markers
    two = sum(bool(cell.second) for cell in cells)
    nobody = sum(
        cells["value"].value == 0 and cells["respondents"].value == 0
        for cells in figures.values()
        if "respondents" in cells and "value" in cells
    )
    assert report.counts["kept apart"] == two + nobody
    skipped = sum(cell.value is not None for cell in left)
    assert report.read == len(cells) - sum(markers.values()) - two - nobody - skipped


@pytest.mark.parametrize("reader", FILES)
def test_the_same_file_twice_changes_nothing_at_all(world, reader):
    load(reader)
    before = (
        list(Observation.objects.order_by("pk").values()),
        list(GroupFigure.objects.order_by("pk").values()),
    )
    Recomputation.objects.all().delete()
    _, report = load(reader)
    after = (
        list(Observation.objects.order_by("pk").values()),
        list(GroupFigure.objects.order_by("pk").values()),
    )
    assert after == before
    assert (report.added, report.changed, report.same) == (0, [], len(before[0]) + len(before[1]))
    assert not Recomputation.objects.exists()


def test_what_the_workbook_contradicts_is_said(world):
    _, report = load("ascof")
    assert [note.why for note in report.notes if note.place.startswith("Contents")] == [
        "The Contents give 1C(1b) as the earlier code of 3D(2a), the comparability log (line 56) 1C(2A). "
        "The codes held here decide, not the file."
    ]
    # Five councils made no survey in 2019/20, which is printed as 0.
    nobody = [note for note in report.kept_apart if note.why.startswith("0 of no respondents")]
    assert [note.place for note in nobody] == [
        f"Table_1b, row {row}, column O" for row in (59, 107, 127, 163, 168)
    ]
    assert set(
        Observation.objects.filter(marker="no respondents").values_list("authority__short_name", "year")
    ) == {
        (council, "2019/20")
        for council in ("Trafford", "Wokingham", "City of London", "Kent", "Isles of Scilly")
    }
    tables = [line for line in report.understood if re.match(r"Table_.+: ", line)]
    assert (len(tables), len(report.understood)) == (25, 29)
