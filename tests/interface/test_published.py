"""Published figures by the interface: as known on a day, never embargoed, never against a licence."""

import itertools
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarking.models import ComparatorGroup, GroupFigure, Observation, Recomputation, Source, Statistic
from performance.interface.resources import RESOURCES
from tests import world
from tests.interface import scene
from tests.interface.scene import CONTACT, FINDING

pytestmark = pytest.mark.django_db

LISTINGS = [name for name, resource in RESOURCES.items() if resource.scope == "benchmarks"]


@pytest.fixture
def reader(client, settings):
    settings.PRODUCT_DATE = world.TODAY
    scene.published()
    return scene.reader(client)


def values(reader, **parameters):
    rows = reader.rows("observations", **parameters)
    return [(row["authority"], row["value"], row["marker"]) for row in rows]


def test_a_value_nought_and_a_marker_are_three_things(reader):
    assert values(reader, indicator=FINDING) == [
        ("LEC", Decimal("61.5"), ""),
        ("DER", 0, ""),
        ("GONE", None, "x"),
    ]


def test_of_a_figure_published_twice_the_later_counts_once_it_is_known(reader):
    asked = {"indicator": FINDING, "authority": "LEC"}

    assert values(reader, **asked, known="2020-12-01") == [("LEC", Decimal("61.5"), "")]
    assert values(reader, **asked, known="2025-12-17") == [("LEC", Decimal("61.5"), "")]
    assert values(reader, **asked, known="2025-12-18") == [("LEC", Decimal("61.4"), "")]
    assert values(reader, **asked, known="all") == [("LEC", Decimal("61.4"), "")]
    assert values(reader, **asked, known="2020-11-30") == []


def test_known_is_the_products_day_by_default(reader, settings):
    settings.PRODUCT_DATE = None

    assert values(reader, indicator=FINDING, authority="LEC") == [("LEC", Decimal("61.4"), "")]


@pytest.mark.parametrize("who", ["petra", "ada"])
def test_nobody_reads_what_is_embargoed_or_not_for_republication(client, who):
    scene.published()
    reader = scene.reader(client, who)

    for listing, known in itertools.product(LISTINGS, ("2020-12-10", "all")):
        text = (
            str(reader.rows(listing, known=known)) + reader.get(listing, {"format": "csv"}).content.decode()
        )
        assert scene.hidden_in(text) == set()


def test_what_was_hidden_is_read_once_it_may_be(reader):
    """The same rows, freed: so that the test before would have seen them."""
    Source.objects.update(embargoed_until=None, may_republish=True)
    Statistic.objects.update(embargoed_until=None)

    text = "".join(str(reader.rows(name)) for name in ("observations", "group-figures", "groups"))

    assert scene.hidden_in(text) == {"embargoed", "licensed", "hidden-cipfa-list"}
    assert reader.column("statistics", "n") == [150]


def test_a_licensed_group_is_named_to_nobody_who_asks_for_it(reader):
    known, unknown = (
        reader.get("observations", {"group": slug}) for slug in ("neighbours-cipfa-LEC", "no-such-group")
    )

    assert (known.status_code, unknown.status_code) == (400, 400)
    assert known.json() == {"error": "There is no group “neighbours-cipfa-LEC” that this token may read."}


def test_markers_and_second_figures_of_the_other_cells_are_flat(reader):
    Observation.objects.filter(authority__code="DER", indicator__slug=FINDING).update(
        markers={"numerator": "c", "margin": ":"}, second={"value": "60.4", "denominator": "x"}
    )

    (row,) = reader.rows("observations", authority="DER", indicator=FINDING)

    told = {name: row[name] for name in row if name.endswith("marker") or name == "second"}
    assert told == {
        "marker": "",
        "numerator_marker": "c",
        "denominator_marker": "",
        "respondents_marker": "",
        "margin_marker": ":",
        "second": "value=60.4; denominator=x",
    }


def test_a_groups_figures_are_those_of_its_members_at_the_years_end(reader):
    """Goneshire ended in September 2019 and is not counted in the year that ended in March 2020."""
    assert values(reader, indicator=FINDING, group="england") == [
        ("LEC", Decimal("61.5"), ""),
        ("DER", 0, ""),
    ]
    assert values(reader, indicator=FINDING, group="region-east-midlands") == [("LEC", Decimal("61.5"), "")]


def test_a_figure_of_a_licensed_group_is_not_read_though_its_own_source_is_open(reader):
    group = ComparatorGroup.objects.get(slug="neighbours-cipfa-LEC")
    scene.figure(GroupFigure, CONTACT, "44.4", Source.objects.get(title=scene.FIRST), group=group)

    assert reader.column("group-figures", "group", indicator=CONTACT) == []
    Source.objects.update(may_republish=True)
    assert reader.column("group-figures", "group", indicator=CONTACT) == ["neighbours-cipfa-LEC"]


def test_group_figures_are_told_apart_by_what_they_are(reader):
    rows = reader.rows("group-figures", indicator=FINDING)

    assert [(row["group"], row["statistic"], row["value"]) for row in rows] == [
        ("england", "average", Decimal("68.4")),
        ("england", "percentile 75", Decimal("71")),
    ]


def test_statistics_are_the_latest_edition_that_was_known(reader):
    def n(known):
        return reader.column("statistics", "n", known=known)

    assert (n("2020-11-30"), n("2020-12-01"), n("2025-12-18")) == ([], [147], [148])


def test_positions_say_rank_of_n_and_the_next_boundary(reader):
    rows = reader.rows("positions", group="england", authority="LEC")

    wanted = ("rank", "of", "tied", "quartile", "boundary", "gap", "people")
    assert [[row[name] for name in wanted] for row in rows] == [[132, 147, 1, 4, Decimal("65.5"), 4, None]]


def test_a_council_whose_figure_was_withdrawn_has_no_position_any_more(reader):
    """The edition of December 2025 has a statistic of England and no position of Leicestershire."""

    def ranks(known):
        return reader.column("positions", "rank", group="england", authority="LEC", known=known)

    assert (ranks("2025-12-17"), ranks("2025-12-18")) == ([132], [])


def test_authorities_name_their_successors_and_indicators_their_codes(reader):
    (gone,) = reader.rows("authorities", authority="GONE")
    (finding,) = reader.rows("indicators", indicator=FINDING)

    assert (gone["ends_on"], gone["successors"]) == ("2019-09-30", "LEC")
    assert finding["codes"] == "ASCOF 3D(1), to 2022/23"


def test_members_of_groups_that_may_be_shown(reader):
    rows = reader.rows("group-members")

    assert [(row["group"], row["authority"], row["last_day"]) for row in rows] == [
        ("england", "LEC", None),
        ("england", "DER", None),
        ("england", "GONE", "2019-09-30"),
        ("region-east-midlands", "LEC", None),
    ]


@pytest.mark.parametrize(
    ("since", "found"),
    [
        # Loaded on 10 January 2026 at 9:00; social contact has no time of loading and always comes.
        ("2026-01-10T09:00:00Z", [FINDING, FINDING, FINDING, CONTACT]),
        ("2026-01-10T09:00:01Z", [CONTACT]),
        ("2026-01-10T10:00:00+01:00", [FINDING, FINDING, FINDING, CONTACT]),
        ("2026-01-11", [CONTACT]),
    ],
)
def test_observations_loaded_since(reader, since, found):
    assert reader.column("observations", "indicator", updated_since=since) == found


def test_an_observation_whose_embargo_has_passed_since_comes_though_it_was_loaded_before(reader):
    Source.objects.filter(title=scene.FIRST).update(embargoed_until=scene.LOADED.replace(month=2))
    Observation.objects.filter(indicator__slug=CONTACT).delete()

    assert reader.column("observations", "indicator", updated_since="2026-02-10T09:00:00Z") == [FINDING] * 3
    assert reader.column("observations", "indicator", updated_since="2026-02-10T09:00:01Z") == []


@pytest.mark.parametrize("listing", ["statistics", "positions"])
def test_derived_rows_computed_since(reader, listing):
    def rows(since):
        return len(reader.rows(listing, group="england", updated_since=since))

    assert (rows("2026-01-10T09:00:00Z"), rows("2026-01-10T09:00:01Z")) == (1, 0)
    Recomputation.objects.all().delete()
    assert rows("2026-01-10T09:00:01Z") == 1


@pytest.mark.parametrize("listing", ["indicators", "authorities", "groups", "group-members"])
def test_what_has_no_time_of_change_says_so(reader, listing):
    response = reader.get(listing, {"updated_since": "2026-01-01"})

    assert response.status_code == 400
    assert "no time of change: read all of them" in response.json()["error"]


def test_an_empty_breakdown_is_the_whole_alone(reader):
    scene.figure(
        Observation,
        FINDING,
        "60.1",
        Source.objects.get(title=scene.FIRST),
        breakdown="Female",
        authority=Observation.objects.filter(authority__code="LEC").first().authority,
    )

    def breakdowns(**asked):
        return reader.column("observations", "breakdown", indicator=FINDING, authority="LEC", **asked)

    assert (breakdowns(), breakdowns(breakdown=""), breakdowns(breakdown="Female")) == (
        ["", "Female"],
        [""],
        ["Female"],
    )


@pytest.mark.wide
@pytest.mark.parametrize("listing", LISTINGS)
def test_a_page_costs_as_many_queries_for_many_rows_as_for_one(reader, listing):
    if listing == "statistics":
        england = Statistic.objects.get(n=147)
        england.pk, england.year = None, "2018/19"
        england.save()

    def queries(size):
        with CaptureQueriesContext(connection) as captured:
            rows = scene.read(reader.get(listing, {"page_size": size}))["data"]
        return len(rows), len(captured)

    reader.get(listing)  # writes that the token was used, which the next within a minute do not
    (few, first), (many, second) = queries(1), queries(100)

    assert (few, many > 1) == (1, True)
    assert first == second
