"""Authorities: every county and single-tier council with its days, codes, names and successors."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from benchmarking.areas import load_areas
from benchmarking.datasets import make_areas
from benchmarking.indicators import rows_of
from benchmarking.models import Authority, AuthorityCode, AuthorityName
from benchmarking.resolving import key_of
from tests.needs import need_shared

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(shipped):
    return shipped


@pytest.mark.wide
def test_england_has_153_councils_with_social_care_on_any_day_of_these_years(held):
    councils = Authority.objects.in_england_with_social_care()
    on = {
        day: councils.existing_on(day).count()
        for day in (date(2016, 3, 31), date(2019, 3, 31), date(2020, 3, 31), date(2021, 3, 31))
    }
    # Three made one in 2019, one made two in 2021 and again in 2023.
    assert list(on.values()) == [152, 152, 151, 151]
    assert councils.existing_on(date(2022, 3, 31)).count() == 152
    assert councils.existing_on(date(2025, 3, 31)).count() == 153


@pytest.mark.wide
def test_they_are_classed_as_the_collections_class_them(held):
    now = Authority.objects.in_england_with_social_care().existing_on(date(2025, 3, 31))
    assert Counter(now.values_list("kind", flat=True)) == {
        "Shire Counties": 23,
        "Unitary Authorities": 61,
        "Metropolitan Districts": 36,
        "Inner London": 13,
        "Outer London": 20,
    }
    assert (held["GRE"].kind, held["HRY"].kind, held["NWM"].kind) == (
        "Inner London",
        "Outer London",
        "Outer London",
    )


def test_the_other_nations_are_there_too(held):
    nations = Counter(Authority.objects.filter(ends_on=None).values_list("nation", flat=True))
    assert (nations["Scotland"], nations["Wales"], nations["Northern Ireland"]) == (32, 22, 11)


@pytest.mark.parametrize(
    ("code", "last_day", "successors"),
    [
        ("CMA", date(2023, 3, 31), {"CBD", "WAF"}),  # the register prints 1 April
        ("NTH", date(2021, 3, 31), {"NNT", "WNT"}),
        ("BKM", date(2020, 3, 31), {"BUC"}),  # the register prints 31 March
        ("DOR", date(2019, 3, 31), {"DST"}),
        ("BMH", date(2019, 3, 31), {"BPC"}),
        ("POL", date(2019, 3, 31), {"BPC"}),
        ("NYK", date(2023, 3, 31), {"NYE"}),
        ("SOM", date(2023, 3, 31), {"SMT"}),
        ("NIR-A", date(2015, 3, 31), {"DRS"}),  # the register names none
    ],
)
def test_an_abolished_council_has_a_last_day_and_successors(held, code, last_day, successors):
    assert held[code].ends_on == last_day
    assert {row.code for row in held[code].successors.all()} == successors


def test_everyone_that_was_abolished_gave_way_on_the_next_day(held):
    abolished = Authority.objects.exclude(ends_on=None)
    assert abolished.count() == 33
    for council in abolished:
        starts = {row.starts_on for row in council.successors.all()}
        assert starts == {council.ends_on + timedelta(days=1)}, council


@pytest.mark.wide
def test_no_two_councils_of_one_day_share_a_code_or_a_name(held):
    for rows in (
        AuthorityCode.objects.values_list("code", "authority_id"),
        AuthorityName.objects.values_list("key", "authority_id"),
    ):
        shared = {}
        for text, council in rows:
            shared.setdefault(text, set()).add(council)
        for text, councils in shared.items():
            lives = sorted(
                (row.starts_on or date.min, row.ends_on or date.max)
                for row in Authority.objects.filter(pk__in=councils)
                if len(councils) > 1
            )
            for (_, end), (start, _) in pairwise(lives):
                assert end < start, text


@pytest.mark.parametrize(("code", "region"), [("DBY", "East Midlands"), ("LIN", "East Midlands")])
def test_two_regions_of_the_register_are_corrected(held, code, region):
    assert held[code].region == region


def test_every_council_of_england_has_a_region_spelled_one_way(held):
    councils = Authority.objects.in_england_with_social_care()
    assert (
        Counter(councils.values_list("region", flat=True))
        == {
            "East Midlands": 11,
            "East of England": 11,
            "London": 33,
            "North East": 12,
            "North West": 25,
            "South East": 20,
            "South West": 19,
            "West Midlands": 14,
            "Yorkshire and The Humber": 16,
        }
        | {}
    )


def rows():
    tables = [model.objects.order_by("pk").values() for model in (Authority, AuthorityCode, AuthorityName)]
    successors = Authority.successors.through.objects.order_by("pk").values()
    return [list(table) for table in (*tables, successors)]


def test_loading_twice_changes_nothing(held):
    before = rows()
    load_areas()
    assert rows() == before


def test_what_the_file_says_comes_back_and_what_was_added_stays(held):
    Authority.objects.filter(code="LEC").update(region="Mistyped")
    AuthorityName.objects.create(authority=held["LEC"], name="Leics", key=key_of("Leics"))
    load_areas()
    leicestershire = Authority.objects.get(code="LEC")
    assert leicestershire.region == "East Midlands"
    assert leicestershire.names.filter(key="leics").exists()


# --- Against the originals ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def originals():
    return need_shared() / "data"


@pytest.mark.wide
def test_the_file_is_what_the_registers_make_with_the_corrections(originals):
    codes = make_areas.collection_codes(originals / "ascof")
    assert rows_of("authorities") == make_areas.authorities(originals, codes)


def test_the_lists_are_what_the_ons_published(originals):
    made = make_areas.neighbours(originals, make_areas.codes_of_england(rows_of("authorities")))
    assert rows_of("neighbours_ons") == made
    assert len(made) == 153
