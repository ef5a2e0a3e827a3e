"""The first page about published figures, and the choice of another council."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarking.models import Authority, Indicator, Source
from tests import world
from tests.benchmarks import looked
from tests.page import Page

pytestmark = pytest.mark.django_db

ADDRESS = "/benchmarks/"
PICKER = "/benchmarks/council/"


def links_of(page, start):
    return [own["href"] for tag, own in page.elements if tag == "a" and own.get("href", "").startswith(start)]


def test_the_first_line_answers_and_the_counts_are_those_of_the_summary(looked_at, as_person):
    petra = as_person("petra")
    front = petra.get(ADDRESS, {"council": looked.OURS})
    summary = petra.get("/benchmarks/summary/", {"council": looked.OURS})

    assert front.context["headline"] == summary.context["headline"]
    assert [(one.title, one.count) for one in front.context["counts"]] == [
        ("Top quartile", 0),
        ("Second quartile", 1),
        ("Third quartile", 0),
        ("Bottom quartile", 1),
    ]
    assert [
        (one["word"], [line.indicator.title for line in one["lines"]]) for one in front.context["moved"]
    ] == [
        ("Worsening", []),
        ("Improving", ["Admissions", "Satisfied with care"]),
    ]


def test_the_list_stands_by_topic_and_is_searched(looked_at, as_person):
    petra = as_person("petra")

    page = Page(petra.get(ADDRESS, {"council": looked.OURS}))
    assert page.groups == ["Care", "Homes"]
    narrowed = petra.get(ADDRESS, {"council": looked.OURS, "topic": "Care", "q": "SAFE"})
    assert [row["title"] for row in narrowed.context["table"].data] == ["Safe at home"]


def test_every_link_keeps_the_council_the_day_and_the_group(looked_at, as_person):
    chosen = {"council": looked.OURS, "known": "2020-07-01", "group": "region-looked"}

    page = Page(as_person("petra").get(ADDRESS, chosen))

    kept = "council=ZA1&known=2020-07-01&group=region-looked"
    assert f"/benchmarks/profile/?{kept}" in links_of(page, "/benchmarks/profile/")
    assert f"/benchmarks/compare/?{kept}" in links_of(page, "/benchmarks/compare/")
    assert f"/benchmarks/indicator/looked-satisfied/?{kept}" in links_of(page, "/benchmarks/indicator/")


def test_the_sources_are_named_with_their_day(looked_at, as_person):
    page = Page(as_person("petra").get(ADDRESS, {"council": looked.OURS, "known": "2020-06-01"}))

    assert "Care figures, made up The tests, published 1 June 2020; OGL v3.0" in page.text


def test_an_embargoed_source_is_for_administrators_alone(looked_at, as_person):
    ends = timezone.now() + timedelta(days=3)
    Source.objects.filter(title="Care figures, made up").update(embargoed_until=ends)
    looked.compute()

    for who, sees in (("petra", False), ("mary", False), ("clive", False), ("ada", True)):
        response = as_person(who).get(ADDRESS, {"council": looked.OURS})
        assert ("Satisfied with care" in Page(response).text) == sees, who


@pytest.mark.wide
def test_what_may_not_be_republished_is_on_the_page_and_in_no_file(looked_at, as_person):
    Source.objects.filter(title="Care figures, made up").update(may_republish=False)
    looked.compute()
    petra = as_person("petra")
    pages = ["", "profile/", "summary/", "compare/"]

    for page in pages:
        assert "Satisfied with care" in petra.get(ADDRESS + page, {"council": looked.OURS}).content.decode()
        for kind in ("csv", "xlsx"):
            file = petra.get(ADDRESS + page, {"council": looked.OURS, "_export": kind})
            assert file["Content-Disposition"].endswith(f'.{kind}"')
        file = petra.get(ADDRESS + page, {"council": looked.OURS, "_export": "csv"})
        # The headings alone.
        assert len(file.content.decode("utf-8-sig").splitlines()) == 1, page
    page = Page(petra.get(ADDRESS, {"council": looked.OURS}))
    assert "not to be republished, and left out of every download" in page.text


def test_nobody_without_a_role_and_nothing_by_post(looked_at, client):
    client.force_login(world.person("nick"))

    assert client.get(ADDRESS, {"council": looked.OURS}).status_code == 404
    assert client.get(PICKER, {"q": "Alder"}).status_code == 404


def test_it_costs_the_same_queries_for_one_indicator_and_for_four(looked_at, as_person):
    petra = as_person("petra")

    def count():
        with CaptureQueriesContext(connection) as caught:
            assert petra.get(ADDRESS, {"council": looked.OURS}).status_code == 200
        return len(caught)

    all_of_them = count()
    for other in Indicator.objects.filter(slug__startswith="looked-").exclude(slug="looked-satisfied"):
        other.observations.all().delete()
    looked.compute()

    assert count() == all_of_them


# --- Another council ----------------------------------------------------------------------------------


def test_another_council_is_announced_with_the_way_back(looked_at, as_person):
    page = Page(as_person("petra").get(ADDRESS, {"council": "ZA2", "group": "england-looked"}))

    assert "You are looking at Beech ; back to Leicestershire" in page.text
    assert f"{ADDRESS}?group=england-looked" in links_of(page, ADDRESS)


def test_a_region_of_one_council_is_the_region_of_the_next(looked_at, as_person):
    response = as_person("petra").get(ADDRESS, {"council": "ZA2", "group": "region-of-somebody-else"})

    assert response.context["group"].slug == "region-looked"
    assert as_person("petra").get(ADDRESS, {"council": "ZA8", "group": "region-x"}).context["group"].slug == (
        "england-looked"
    )


@pytest.mark.parametrize("typed", ["Beech", "beech", "Borough of Beech", "ZA2", " za2 "])
def test_one_council_is_found_by_name_alias_or_code_and_looked_at_at_once(looked_at, as_person, typed):
    response = as_person("petra").get(PICKER, {"q": typed, "next": "/benchmarks/profile/?year=2019%2F20"})

    assert (response.status_code, response["Location"]) == (
        302,
        "/benchmarks/profile/?year=2019%2F20&council=ZA2",
    )


def test_several_are_listed_and_former_ones_apart(looked_at, as_person):
    Authority.objects.filter(code="ZA3").update(ends_on=date(2019, 3, 31))

    page = Page(as_person("petra").get(PICKER, {"q": "borough of", "next": "/benchmarks/profile/"}))

    assert "/benchmarks/profile/?council=ZA1" in links_of(page, "/benchmarks/profile/")
    assert "Former councils Cedar to 31 March 2019" in page.text


def test_a_name_that_nobody_has_says_what_to_type(looked_at, as_person):
    page = Page(as_person("petra").get(PICKER, {"q": "Zzyzx"}))

    assert (
        "No council is called “Zzyzx”. Type a part of its name, for example “Durham”, or its code."
        in page.text
    )


@pytest.mark.parametrize(
    "next_", ["https://example.org/benchmarks/", "//example.org", "/packs/", "javascript:x"]
)
def test_the_way_on_leads_to_these_pages_alone(looked_at, as_person, next_):
    response = as_person("petra").get(PICKER, {"q": "Beech", "next": next_})

    assert response["Location"] == "/benchmarks/?council=ZA2"


def test_a_former_council_names_its_last_day_and_its_successors(looked_at, as_person):
    cedar = looked_at["Cedar"]
    Authority.objects.filter(pk=cedar.pk).update(ends_on=date(2019, 3, 31))
    cedar.successors.add(looked_at["Dogwood"])
    looked.compute()

    response = as_person("petra").get("/benchmarks/profile/", {"council": "ZA3"})

    page = Page(response)
    assert "Cedar was abolished; its last day was 31 March 2019. Its area passed to Dogwood" in page.text

    # On its last day nobody knew of it as of something that has been.
    then = as_person("petra").get("/benchmarks/profile/", {"council": "ZA3", "known": "2019-03-31"})
    assert "abolished" not in Page(then).text
    assert "/benchmarks/profile/?council=ZA4" in links_of(page, "/benchmarks/profile/")
    # 2019/20 is after its end: its latest year is 2018/19.
    assert {row["year"] for row in response.context["table"].data} == {"2018/19"}
