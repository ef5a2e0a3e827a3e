"""The summary of quartiles and quintiles counts what it lists."""

import csv
import io

import pytest

from benchmarking.models import Observation
from tests.benchmarks import looked
from tests.page import Page

pytestmark = pytest.mark.django_db

ADDRESS = "/benchmarks/summary/"


@pytest.fixture
def petra(looked_at, as_person):
    return as_person("petra")


def listed(client, **query):
    response = client.get(ADDRESS, {"council": looked.OURS, **query})
    return {
        bucket.key: (bucket.count, [row["title"] for row in rows])
        for bucket, rows in response.context["listed"]
    }


def test_each_count_is_that_of_the_list_beneath_it(petra):
    found = listed(petra)

    assert found == {
        "1": (0, []),
        "2": (1, ["Admissions"]),
        "3": (0, []),
        "4": (1, ["Satisfied with care"]),
        "neutral": (1, ["Contacts"]),
        "few": (1, ["Safe at home"]),
    }


def test_the_printed_counts_agree_with_the_printed_rows(petra):
    page = Page(petra.get(ADDRESS, {"council": looked.OURS}))

    assert "2 of 4 indicators have a position" in page.text
    for heading in ("Second quartile : 1 of 2", "Bottom quartile : 1 of 2", "Neither end is good: 1"):
        assert heading in page.text
    assert [row["Indicator"].partition(" 2A")[0].partition(" 3A")[0] for row in page.rows][:2] == [
        "Admissions",
        "Satisfied with care",
    ]
    assert len(page.rows) == 4


def test_quintiles_have_five_lists(petra):
    found = listed(petra, parts="5")

    assert [key for key in found if key.isdigit()] == ["1", "2", "3", "4", "5"]
    assert found["5"] == (1, ["Satisfied with care"])
    assert sum(count for count, _ in found.values()) == 4


def test_no_figure_is_listed_apart_with_the_sources_reason(petra):
    Observation.objects.filter(
        indicator=looked.indicator("satisfied"), year="2019/20", authority__short_name="Alder"
    ).update(value=None, marker="x")
    looked.compute()

    response = petra.get(ADDRESS, {"council": looked.OURS})

    (row,) = next(rows for bucket, rows in response.context["listed"] if bucket.key == "none")
    assert (row["title"], row["why"]) == ("Satisfied with care", "Not available [x]")
    assert response.context["ranked"] == 1


def test_a_year_counts_what_that_year_holds(petra):
    found = listed(petra, year="2018/19")

    # No survey in that year: it is not listed at all.
    assert sum(count for count, _ in found.values()) == 3
    assert found["4"] == (1, ["Satisfied with care"])


def test_the_file_holds_every_list_and_nothing_twice(petra):
    response = petra.get(ADDRESS, {"council": looked.OURS, "_export": "csv"})
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert [(row["Listed under"], row["Indicator"]) for row in rows] == [
        ("Second quartile", "Admissions"),
        ("Bottom quartile", "Satisfied with care"),
        ("Neither end is good", "Contacts"),
        ("No position in this group", "Safe at home"),
    ]
    assert rows[3]["Why apart"] == "Only 3 councils with a figure: too few for quartiles"
    assert {row["Group"] for row in rows} == {"England"}


@pytest.mark.parametrize("code", ["LEC\0", "x" * 500, "%s"])
def test_a_code_that_no_council_can_have_is_nowhere(petra, code):
    assert petra.get(ADDRESS, {"council": code}).status_code == 404


def test_before_anything_was_known_the_page_says_so(petra):
    page = Page(petra.get(ADDRESS, {"council": looked.OURS, "known": "2020-05-31"}))

    assert "No published figure of Alder is held that was known on 31 May 2020." in page.text
    assert page.rows == []
