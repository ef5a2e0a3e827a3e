"""The distribution: who stands where, who has no figure, what the file holds, and what is held back."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarking import reading
from benchmarking.models import Authority, ComparatorGroup, Membership, Observation, Source
from benchmarking.reading import Held, Knowledge
from performance.benchmarks import spread, words
from tests import world
from tests.benchmarks import looked
from tests.page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.wide]


@pytest.fixture
def councils(looked_at):
    return looked_at


@pytest.fixture
def page(client):
    def get(name, *, who="olive", **query):
        client.force_login(world.person(who))
        address = f"/benchmarks/indicator/looked-{name}/distribution/"
        return client.get(address, {"council": looked.OURS} | query)

    return get


def file_of(response):
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))


def lead(response):
    return response.context["headline"]


def places(response):
    return [(row["Rank"], row["Council"], row["Figure"]) for row in Page(response).rows]


def test_the_first_line_says_where_we_stand(councils, page):
    assert lead(page("satisfied")) == (
        "Alder is 7th of 7, bottom quartile: 61.5%; England is 67.5% as published and the median is 67.0%."
    )
    assert lead(page("satisfied", group="neighbours-looked")) == (
        "Alder is 6th of 6 among its nearest neighbours, bottom quartile: 61.5%; the median is 67.0%."
    )
    assert lead(page("contacts")) == "Alder is 6th equal of 8: 12.0; the median is 13.5."


def test_a_council_without_a_figure_is_told_why(councils, page):
    assert "Holly is inside" not in Page(page("satisfied", council="ZA8")).text
    assert "Alder is inside the mean, n and ranks" in Page(page("satisfied")).text
    assert lead(page("satisfied", council="ZA8")) == (
        "Holly has no figure for 2019/20: suppressed [c]. 7 councils have one; England is 67.5% as published "
        "and the median is 67.0%."
    )


def test_councils_stand_best_first_and_those_without_a_figure_last(councils, page):
    assert places(page("satisfied")) == [
        ("1", "Gorse", "73.0%"),
        ("2", "Fir", "71.0%"),
        ("3", "Elm", "69.0%"),
        ("4", "Dogwood", "67.0%"),
        ("5", "Cedar", "64.0%"),
        ("6", "Beech", "63.0%"),
        ("7", "Alder", "61.5%"),
        ("–", "Holly", "Suppressed [c]"),
    ]


def test_low_is_first_where_low_is_good_and_ties_share(councils, page):
    assert places(page("admitted"))[:4] == [
        ("1", "Beech", "400.0"),
        ("2", "Cedar", "450.0"),
        ("3", "Alder", "500.0"),
        ("3", "Dogwood", "500.0"),
    ]


def test_a_neutral_indicator_counts_from_the_highest_and_has_no_quartiles(councils, page):
    response = page("contacts")

    assert [(row["Rank"], row["Quartile"]) for row in Page(response).rows][:2] == [
        ("1", "– None"),
        ("2", "– None"),
    ]
    assert "8 councils of England, highest first" in Page(response).text
    assert "quartile</text>" not in response.context["chart"]


def test_the_same_places_as_those_that_are_derived(councils):
    """What the page ranks for itself, to place neighbours too, is what the recomputation keeps."""
    knowledge = Knowledge(on=date(2020, 12, 10), now=timezone.now())
    group = ComparatorGroup.objects.get(slug="england-looked")
    for name in ("satisfied", "admitted", "contacts", "survey"):
        indicator = looked.indicator(name)
        held = next(one for one in reading.held(knowledge, indicator) if one.year == "2019/20")
        derived = reading.ranking(knowledge, indicator=indicator, year="2019/20", group=group)
        for rule, field in ((words.DFE, "quartile"), (words.OHID, "quartile_ohid")):
            found = spread.read(indicator, councils["Alder"], knowledge, group=group, held=held, rule=rule)
            assert {
                place.council.pk: (place.rank, place.of, place.tied, place.quartile) for place in found.places
            } == {pk: (row.rank, row.of, row.tied, getattr(row, field)) for pk, row in derived.items()}


def test_the_rule_decides_the_quartile(councils, page):
    def quartiles(rule):
        return {row["Council"]: row["Quartile"] for row in Page(page("satisfied", rule=rule)).rows}

    # 63.0 is under the lower quartile of 63.5; by rank, sixth of seven, 5 - ceiling(2 / 1.75) is 3.
    assert (quartiles("dfe")["Beech"], quartiles("ohid")["Beech"]) == ("Bottom", "Third")


def test_neighbours_stand_together_with_the_council_whose_list_it_is(councils, page):
    response = page("satisfied", group="neighbours-looked")

    assert places(response)[-1] == ("6", "Alder", "61.5%")
    figures = {name: text for name, text, _ in response.context["figures"]}
    assert (figures["Councils counted"], figures["Mean of councils"]) == ("5 of 5", "66.8%")


def test_fewer_than_five_have_ranks_and_no_quartiles(councils, page):
    response = page("satisfied", group="region-looked")

    assert [row["Quartile"] for row in Page(response).rows] == ["– None"] * 4
    assert "quartile</text>" not in response.context["chart"]


def test_who_has_no_figure_is_listed_by_the_sources_word(councils, page):
    absent = page("survey").context["absent"]

    assert [(why, [council.short_name for council in found]) for why, found in absent] == [
        ("Suppressed [c]", ["Dogwood", "Elm", "Fir", "Gorse", "Holly"])
    ]


def test_zero_is_a_figure_and_stands_among_the_others(councils, page):
    Observation.objects.filter(
        indicator=looked.indicator("admitted"), authority=councils["Holly"], year="2019/20"
    ).update(value=Decimal(0))
    looked.compute()

    assert places(page("admitted"))[0] == ("1", "Holly", "0.0")


def test_the_group_is_described_in_figures(councils, page):
    assert page("satisfied").context["figures"] == [
        ("England, published", "67.5%", "not made from these councils"),
        ("Councils counted", "7 of 8", "n, of the members in that year"),
        ("Mean of councils", "66.9%", "each council counts once"),
        ("Highest", "73.0%", ""),
        ("90th percentile", "71.8%", "one in ten councils is higher"),
        ("Upper quartile", "70.0%", "one in four is higher"),
        ("Median", "67.0%", "half are higher, half lower"),
        ("Lower quartile", "63.5%", "one in four is lower"),
        ("10th percentile", "62.4%", "one in ten is lower"),
        ("Lowest", "61.5%", ""),
    ]


def test_an_earlier_year_can_be_chosen_and_an_unknown_one_is_the_latest(councils, page):
    assert lead(page("satisfied", year="2018/19")).startswith("Alder is 8th of 8, bottom quartile: 60.0%")
    assert Page(page("satisfied", year="1066/67")).fields["year"] == "2019/20"


def held(year, has_value=True):
    return Held("", f"{year}/{year - 1999}", date(year, 4, 1), date(year + 1, 3, 31), has_value)


def test_the_year_is_the_latest_with_a_value_in_which_the_council_was_there():
    years = [held(2020), held(2021), held(2022), held(2023, has_value=False)]
    cumbria, cumberland = Authority(ends_on=date(2022, 3, 31)), Authority(starts_on=date(2023, 4, 1))

    assert spread.year_of(years, Authority(), "").year == "2022/23"
    assert spread.year_of(years, cumbria, "").year == "2021/22"
    assert spread.year_of(years, cumberland, "").year == "2023/24"
    assert spread.year_of(years, cumbria, "2022/23").year == "2022/23"
    assert spread.year_of([], Authority(), "") is None


def test_a_former_council_is_not_among_the_councils_of_a_later_year(councils, page):
    Authority.objects.filter(code="ZA8").update(ends_on=date(2019, 3, 31))
    looked.compute()

    response = page("satisfied", council="ZA8", year="2019/20")

    assert lead(response).startswith("Holly was no longer a council in 2019/20. 7 councils have a figure")
    assert "Holly" not in [row["Council"] for row in Page(response).rows]
    assert lead(page("satisfied", council="ZA8")).startswith("Holly is 1st of 8")


def test_a_council_of_no_group_is_told_so(councils, page):
    Membership.objects.filter(authority=councils["Holly"]).delete()

    assert "Holly is in no group that may be shown" in Page(page("satisfied", council="ZA8")).text


def test_each_bar_carries_what_is_said_of_it_and_ours_is_marked(councils, page):
    chart = page("satisfied").context["chart"]

    assert 'data-says="Alder: 61.5%, 7th of 7, bottom quartile" data-ours="yes"' in chart
    assert chart.count("data-says=") == 7
    assert chart.count("data-ours=") == 1


# --- Files, searching, queries -----------------------------------------------------------------------------


def test_the_file_has_every_council_and_says_what_it_is(councils, page):
    rows = file_of(page("admitted", _export="csv"))

    first = rows[0]
    assert (first["Council"], first["Figure"], first["Numerator"], first["Denominator"], first["Rank"]) == (
        "Beech",
        "400",
        "80",
        "20000",
        "1",
    )
    assert {
        (row["Good is"], row["Unit"], row["Group"], row["Councils counted (n)"], row["Source published on"])
        for row in rows
    } == {("Low is good", "per 100,000", "England", "8", "2020-06-01")}
    assert {row["Group, weighted total"] for row in rows} == {"545"}


def test_a_council_without_a_figure_is_in_the_file_with_its_reason_and_without_a_number(councils, page):
    last = file_of(page("satisfied", _export="csv"))[-1]

    assert (last["Council"], last["Figure"], last["Rank"], last["Reason for no figure"]) == (
        "Holly",
        "",
        "",
        "Suppressed [c]",
    )


def test_a_council_is_found_by_part_of_its_name(councils, page):
    assert [row["Council"] for row in Page(page("satisfied", q="EE")).rows] == ["Beech"]
    assert "No council of this group fits" in Page(page("satisfied", q="nowhere")).text


def test_columns_that_nobody_fills_are_left_out(councils, page):
    assert "Respondents" not in Page(page("admitted")).rows[0]
    assert Page(page("admitted")).rows[0]["Numerator"] == "80"
    assert "Numerator" not in Page(page("satisfied")).rows[0]


def test_more_councils_cost_no_more_queries(councils, page):
    def count(group):
        page("satisfied", group=group)
        with CaptureQueriesContext(connection) as captured:
            rows = len(Page(page("satisfied", group=group)).rows)
        return len(captured), rows

    few, many = count("region-looked"), count("england-looked")

    assert (few[1], many[1]) == (4, 8)
    assert few[0] == many[0]


# --- What is held back -------------------------------------------------------------------------------------


def test_nothing_is_shown_of_what_was_not_known(councils, page):
    text = Page(page("satisfied", known="2020-05-31")).text

    assert ("73.0%" in text, "No figure of this indicator may be shown" in text) == (False, True)


def test_embargoed_figures_are_for_administrators_alone(councils, page):
    Source.objects.filter(title="Care figures, made up").update(
        embargoed_until=datetime(2999, 1, 1, tzinfo=UTC)
    )
    looked.compute()

    seen = {who: "73.0%" in page("satisfied", who=who).content.decode() for who in ("olive", "ada")}

    assert seen == {"olive": False, "ada": True}
    assert file_of(page("satisfied", _export="csv")) == []


def test_nobody_without_a_role_sees_it(councils, page):
    assert page("satisfied", who="nick").status_code == 404
    assert page("no-such").status_code == 404
