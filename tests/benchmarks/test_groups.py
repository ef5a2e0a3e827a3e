"""Groups: their members day by day, and lists of neighbours narrowed to those that can have a figure."""

import json
from datetime import date

import pytest

from benchmarking.groups import DISTRICTS, load_groups
from benchmarking.models import Authority, ComparatorGroup, GroupName, Membership, Source
from benchmarking.neighbours import NotAList, load_neighbours
from tests.needs import need_shared

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(shipped):
    return shipped


@pytest.fixture
def cipfa():
    return Source.objects.create(
        title="CIPFA nearest neighbours",
        publisher="CIPFA",
        published_on=date(2021, 4, 1),
        may_republish=False,
    )


def group(slug):
    return ComparatorGroup.objects.get(slug=slug)


def members(slug, day):
    rows = Membership.objects.on(day).filter(group__slug=slug)
    return set(rows.values_list("authority__code", flat=True))


# --- England, regions, types -------------------------------------------------------------------------


def test_the_groups_that_ship(held):
    kinds = ComparatorGroup.objects.exclude(kind="neighbours").values_list("slug", flat=True)
    assert sorted(kinds) == [
        "england",
        "region-east-midlands",
        "region-east-of-england",
        "region-london",
        "region-north-east",
        "region-north-west",
        "region-south-east",
        "region-south-west",
        "region-west-midlands",
        "region-yorkshire-and-the-humber",
        "type-district",
        "type-inner-london",
        "type-metropolitan-districts",
        "type-outer-london",
        "type-shire-counties",
        "type-unitary-authorities",
    ]


def test_a_region_names_its_councils_of_the_day(held):
    cities = {"DER", "LCE", "NGM", "RUT", "DBY", "LEC", "LIN", "NTT"}
    assert members("region-east-midlands", date(2021, 3, 31)) == cities | {"NTH"}
    assert members("region-east-midlands", date(2021, 4, 1)) == cities | {"NNT", "WNT"}


@pytest.mark.parametrize(
    ("day", "district", "unitary"),
    [
        (date(2021, 3, 31), set(), set()),
        (date(2021, 4, 1), {"NNT", "WNT"}, set()),
        (date(2023, 3, 31), {"NNT", "WNT"}, set()),
        (date(2023, 4, 1), set(), {"NNT", "WNT"}),
    ],
)
def test_two_councils_were_districts_for_two_years(held, day, district, unitary):
    assert members("type-district", day) == district
    assert members("type-unitary-authorities", day) & set(DISTRICTS) == unitary


@pytest.mark.wide
def test_no_day_of_any_group_has_a_council_together_with_its_successor(held):
    pairs = [
        (old.pk, new.pk)
        for old in Authority.objects.exclude(ends_on=None).prefetch_related("successors")
        for new in old.successors.all()
    ]
    for year in range(2012, 2027):
        for day in (date(year, 3, 31), date(year, 4, 1)):
            together = {}
            for group_id, council in Membership.objects.on(day).values_list("group_id", "authority_id"):
                together.setdefault(group_id, set()).add(council)
            for councils in together.values():
                assert [pair for pair in pairs if set(pair) <= councils] == []


@pytest.mark.wide
def test_every_council_is_in_england_one_region_and_one_type_on_every_day_of_its_life(held):
    for day in (date(2018, 3, 31), date(2022, 3, 31), date(2025, 3, 31)):
        for council in Authority.objects.in_england_with_social_care().existing_on(day):
            kinds = Membership.objects.on(day).filter(authority=council).exclude(group__kind="neighbours")
            assert sorted(kinds.values_list("group__kind", flat=True)) == ["england", "region", "type"]
        assert len(members("england", day)) in (152, 153)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("England", "england"),
        ("E92000001", "england"),
        ("E", "region-east-of-england"),
        ("Eastern", "region-east-of-england"),
        ("E12000006", "region-east-of-england"),
        ("Yorkshire and the Humber", "region-yorkshire-and-the-humber"),
        ("Metropolitan District", "type-metropolitan-districts"),
        ("S", "type-shire-counties"),
        ("D", "type-district"),
    ],
)
def test_groups_are_found_under_every_name(held, name, slug):
    assert GroupName.objects.get(name__iexact=name).group.slug == slug


def rows():
    models = (ComparatorGroup, GroupName, Membership, Source)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_loading_twice_changes_nothing(held):
    before = rows()
    load_groups()
    assert rows() == before


def test_a_member_that_does_not_belong_goes_and_an_own_list_stays(held):
    Membership.objects.create(group=group("region-london"), authority=held["LEC"])
    own = ComparatorGroup.objects.create(slug="own", title="Our choice", kind="own")
    Membership.objects.create(group=own, authority=held["LEC"])
    load_groups()
    assert held["LEC"].memberships.filter(group__slug="region-london").exists() is False
    assert own.memberships.get().authority == held["LEC"]


# --- Neighbours --------------------------------------------------------------------------------------


def test_leicestershire_keeps_sixteen_of_its_twenty(held):
    found = group("neighbours-ons-LEC")
    assert (found.of, found.listed, found.memberships.count()) == (held["LEC"], 20, 16)
    assert found.note == "16 of the 20 listed can have a figure; 4 are districts or outside England."
    assert found.source.may_republish is True
    places = list(found.memberships.order_by("place").values_list("place", flat=True))
    assert places == sorted(set(places))
    assert places[-1] <= 20


def test_every_council_of_today_has_a_list_of_its_own_without_itself(held):
    now = Authority.objects.in_england_with_social_care().filter(ends_on=None)
    lists = ComparatorGroup.objects.filter(kind="neighbours")
    assert set(lists.values_list("of", flat=True)) == set(now.values_list("pk", flat=True))
    assert {row.listed for row in lists} == {20}
    assert [row for row in lists if row.memberships.filter(authority=row.of).exists()] == []


def listed(*codes):
    return "\n".join(["area_code,area_name", *(f"{code}," for code in codes)]).encode()


def test_a_council_loads_the_list_it_holds(held, cipfa):
    data = listed("E06000007", "E06000030", "E08000009", "E07000134", "E10000021", "W06000015")
    loaded = load_neighbours(data, listing="CIPFA 2019", source=cipfa, of=held["TRF"])
    found = group("neighbours-cipfa-2019-TRF")
    assert (loaded.groups, loaded.members, loaded.skipped) == ({"TRF": found}, 3, [])
    assert list(found.memberships.order_by("place").values_list("authority__code", "place", "last_day")) == [
        ("WRT", 1, None),
        ("SWD", 2, None),
        ("NTH", 4, date(2021, 3, 31)),
    ]
    assert found.note == (
        "3 of the 5 listed can have a figure; 2 are districts or outside England. "
        "Trafford stood in its own list and was taken out. "
        "Northamptonshire was abolished on 31 March 2021 and counts to that day; what followed it is not put "
        "in its place."
    )
    assert (found.listed, found.source) == (5, cipfa)


def test_a_list_that_is_loaded_again_replaces_its_members_and_no_others(held, cipfa):
    load_neighbours(listed("E06000007", "E06000030"), listing="CIPFA 2019", source=cipfa, of=held["TRF"])
    kept = group("neighbours-cipfa-2019-TRF").memberships.get(authority=held["SWD"]).pk
    load_neighbours(listed("E06000030", "E06000042"), listing="CIPFA 2019", source=cipfa, of=held["TRF"])
    found = group("neighbours-cipfa-2019-TRF").memberships.order_by("place")
    assert [(row.authority.code, row.place) for row in found] == [("SWD", 1), ("MIK", 2)]
    assert found[0].pk == kept
    assert group("neighbours-ons-TRF").memberships.count() > 0


def test_all_lists_of_a_file_are_loaded_without_the_councils_themselves(held, cipfa):
    lists = {
        "E10000018": ["E10000018", "E10000019", "E07000134"],
        "E10000019": ["E10000018", "E10000018"],
        "E06000053": ["E06000053"],
        "E07000134": ["E10000018"],
    }
    loaded = load_neighbours(json.dumps(lists).encode(), listing="CIPFA 2024", source=cipfa)
    assert sorted(loaded.groups) == ["LEC", "LIN"]
    assert loaded.skipped == [
        ("E06000053", "The list of Council of the Isles of Scilly names no other council that can count."),
        ("E07000134", "It is no county or single-tier council of England."),
    ]
    assert [(row.authority.code, row.place) for row in loaded.groups["LEC"].memberships.all()] == [
        ("LIN", None)
    ]
    assert (loaded.groups["LIN"].listed, loaded.groups["LIN"].note) == (1, "")


def test_one_council_of_a_file_of_all(held, cipfa):
    lists = {"E10000018": ["E10000019"], "E10000019": ["E10000018"]}
    data = json.dumps(lists).encode()
    assert sorted(load_neighbours(data, listing="C", source=cipfa, of=held["LIN"]).groups) == ["LIN"]
    with pytest.raises(NotAList) as refused:
        load_neighbours(data, listing="C", source=cipfa, of=held["TRF"])
    assert str(refused.value) == "The file has no list for Trafford Metropolitan Borough Council."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"{", "The file begins like JSON and is not."),
        (b'["E10000018"]', "The file is not a list of codes for each council’s code."),
        (b'{"E10000018": [1]}', "The file is not a list of codes for each council’s code."),
        (b"name\nTrafford", "The first line has no heading “area_code”, “gss_code” or “code”."),
        (b"", "The first line has no heading “area_code”, “gss_code” or “code”."),
        (b"\xff\xfe\x00", "The file is neither JSON nor CSV in UTF-8."),
        (b"[" * 100_000, "The file begins like JSON and is not."),
    ],
)
def test_a_file_that_is_no_list_changes_nothing(held, cipfa, data, sentence):
    before = rows()
    with pytest.raises(NotAList) as refused:
        load_neighbours(data, listing="CIPFA", source=cipfa, of=held["TRF"])
    assert str(refused.value) == sentence
    assert rows() == before


def test_a_list_under_the_name_of_one_that_is_there_takes_its_place(held, cipfa):
    before = group("neighbours-ons-TRF")
    loaded = load_neighbours(listed("E06000007"), listing=before.listing, source=cipfa, of=held["TRF"])
    assert loaded.groups == {"TRF": before}
    found = group("neighbours-ons-TRF")
    assert (found.listed, found.source, found.memberships.count()) == (1, cipfa, 1)


@pytest.mark.parametrize(
    ("listing", "sentence"),
    [
        ("ONS", "“ONS” is too like “ONS similar areas (global)”: give the list another name."),
        ("—", "Give the list a name with letters or figures in it: CIPFA 2021."),
    ],
)
def test_a_list_needs_a_name_of_its_own(held, cipfa, listing, sentence):
    before = rows()
    with pytest.raises(NotAList) as refused:
        load_neighbours(listed("E06000007"), listing=listing, source=cipfa, of=held["TRF"])
    assert str(refused.value) == sentence
    assert rows() == before


def test_a_long_name_fits(held, cipfa):
    load_neighbours(listed("E06000007"), listing="x" * 120, source=cipfa, of=held["TRF"])
    found = ComparatorGroup.objects.get(listing="x" * 120)
    assert (len(found.slug), len(found.title)) == (len("neighbours--TRF") + 50, 153)
    found.full_clean()


def test_one_councils_list_asks_whose_it_is(held, cipfa):
    with pytest.raises(NotAList) as refused:
        load_neighbours(listed("E06000007"), listing="CIPFA", source=cipfa)
    assert str(refused.value) == "The file is one council’s list: say whose it is."


def test_many_lists_cost_the_queries_of_one(
    held, cipfa, django_assert_num_queries, django_assert_max_num_queries
):
    one = json.dumps({"E10000018": ["E10000019"]}).encode()
    codes = ["E10000018", "E10000019", "E06000015", "E06000016"]
    many = json.dumps(dict.fromkeys(codes, codes)).encode()
    with django_assert_max_num_queries(12) as counted:
        load_neighbours(one, listing="One", source=cipfa)
    with django_assert_num_queries(len(counted)):
        load_neighbours(many, listing="Many", source=cipfa)


# --- The lists of ../shared ---------------------------------------------------------------------------


def test_the_lists_of_all_councils_load(held, cipfa):
    data = (need_shared() / "data" / "neighbours" / "cipfa_nearest_neighbours_2024.json").read_bytes()
    loaded = load_neighbours(data, listing="CIPFA 2024", source=cipfa)
    lists = json.loads(data)
    councils = set(Authority.objects.in_england_with_social_care().values_list("gss_code", flat=True))
    assert len(loaded.groups) + len(loaded.skipped) == len(lists) == 348
    assert {row.gss_code for row in Authority.objects.filter(code__in=loaded.groups)} <= councils
    cumbria = loaded.groups["CMA"]
    assert "Cumbria stood in its own list and was taken out." in cumbria.note
    assert not cumbria.memberships.filter(authority=held["CMA"]).exists()


@pytest.mark.parametrize(
    ("name", "n"), [("trafford_cipfa2019", 15), ("trafford_cipfa2021", 15), ("trafford_cipfalga0724", 15)]
)
def test_each_version_of_one_councils_list_loads_in_its_order(held, cipfa, name, n):
    data = (need_shared() / "data" / "neighbours" / f"{name}.csv").read_bytes()
    found = load_neighbours(data, listing=name, source=cipfa, of=held["TRF"]).groups["TRF"]
    printed = [line.split(",")[0] for line in data.decode().splitlines()[1:] if line]
    rows = found.memberships.order_by("place").values_list("authority__gss_code", flat=True)
    assert (list(rows), found.listed) == (printed, n)
