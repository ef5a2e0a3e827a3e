"""The comparison as committees print it, held against a council's published tables."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarking import indicators, recomputing
from benchmarking.importing.loading import load_file
from benchmarking.importing.publications import source_of
from benchmarking.models import Indicator
from tests.benchmarks import looked
from tests.needs import need_shared
from tests.page import Page

pytestmark = pytest.mark.django_db

ADDRESS = "/benchmarks/compare/"


@pytest.fixture
def petra(looked_at, as_person):
    return as_person("petra")


def get(client, **query):
    return client.get(ADDRESS, {"council": looked.OURS, **query})


def file_of(client, **query):
    response = get(client, _export="csv", **query)
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def close_up(client, name="looked-satisfied", **query):
    (one,) = get(client, indicator=name, **query).context["close"]
    return one


def test_a_measure_stands_with_both_years_the_direction_and_the_groups(petra):
    row = next(row for row in Page(get(petra)).rows if row["Measure"].startswith("Satisfied"))

    assert row == {
        "Measure": "Satisfied with care 3A · by year : Satisfied with care",
        "Good performance": "High",
        "This year": "61.5% 2019/20",
        "Last": "60.0% 2018/19",
        "Direction of travel": "Improving +1.5 since 2018/19",
        "North": "63.9% mean of 4 councils",
        "Nearest neighbours": "66.8% mean of 5 councils",
        "England": "67.5% published",
    }


def test_the_first_line_counts_better_and_worse_by_what_is_good(petra):
    # 61.5 under 67.5 is worse where high is good, 500.0 under 545.0 better where low is good.
    assert get(petra).context["headline"] == (
        "Of 3 indicators, each in its latest year, Alder is better than England in 1 and worse in 2."
    )


def test_by_year_each_percentile_says_which_end_it_is(petra):
    one = close_up(petra)

    assert one["years"] == ["2018/19", "2019/20"]
    assert [(line.title, line.what, [cell.text for cell in line.cells]) for line in one["year_lines"]] == [
        ("Alder", "published", ["60.0%", "61.5%"]),
        ("England", "published figure", ["66.9%", "67.5%"]),
        ("10th percentile, England", "nine in ten councils are higher", ["61.4%", "62.4%"]),
        ("Mean, England", "of all councils with a figure", ["67.0%", "66.9%"]),
        ("90th percentile, England", "only one in ten councils is higher", ["72.6%", "71.8%"]),
        ("North", "mean of councils", ["63.0%", "63.9%"]),
        ("Alder’s neighbours (The list of 2019)", "mean of councils", ["66.0%", "66.8%"]),
    ]
    assert [cell.n for cell in one["year_lines"][3].cells] == [8, 7]


def test_our_change_stands_against_the_groups(petra):
    found = {row.group.title: row.texts for row in close_up(petra)["against"]}

    assert found == {
        "North": ("+1.5", "+0.9", "+0.6"),
        "Alder’s neighbours": ("+1.5", "+0.8", "+0.7"),
        # The suppressed Holly is in the mean of 2018/19 alone.
        "England": ("+1.5", "−0.1", "+1.6"),
    }


def test_across_a_break_there_is_no_change_of_anybody(petra):
    looked.break_series("satisfied", "2019/20")

    response = get(petra, indicator="looked-satisfied")

    assert response.context["close"][0]["against"] == []
    assert "No change is computed. A new series begins in 2019/20. A new definition." in Page(response).text


def test_members_are_listed_with_who_is_inside(petra):
    one = close_up(petra, group="neighbours-looked")

    assert [
        (row.authority.short_name, row.text, row.difference, row.is_inside) for row in one["members"]
    ] == [
        ("Fir", "71.0%", "+9.5", True),
        ("Elm", "69.0%", "+7.5", True),
        ("Dogwood", "67.0%", "+5.5", True),
        ("Cedar", "64.0%", "+2.5", True),
        ("Beech", "63.0%", "+1.5", True),
        ("Alder", "61.5%", "", False),
    ]
    assert close_up(petra, group="england-looked")["members"] == []


def test_a_member_without_a_figure_is_listed_with_the_reason(petra):
    one = close_up(petra, name="looked-survey", group="region-looked")

    assert [(row.authority.short_name, row.text, row.absence) for row in one["members"]][-1] == (
        "Dogwood",
        "",
        "Suppressed [c]",
    )


def test_an_indicator_that_there_is_not_and_too_many_are_no_error(petra):
    assert len(get(petra, indicator=["nonsense", "looked-survey"]).context["close"]) == 1
    assert get(petra, year="nonsense").context["headline"] == get(petra).context["headline"]


def test_each_table_downloads_with_what_it_is(petra):
    main = file_of(petra)
    assert {row["Indicator" if "Indicator" in row else "Measure"] for row in main} == {
        "Satisfied with care",
        "Admissions",
        "Contacts",
        "Safe at home",
    }
    satisfied = next(row for row in main if row["Measure"] == "Satisfied with care")
    assert (satisfied["England"], satisfied["England: what it is"]) == ("67.50000000", "published")

    years = file_of(petra, indicator="looked-satisfied", table="years")
    mean = next(row for row in years if row["Line"] == "Mean, England" and row["Year"] == "2019/20")
    assert (Decimal(mean["Value"]).quantize(Decimal("0.1")), mean["Councils counted (n)"], mean["Group"]) == (
        Decimal("66.9"),
        "7",
        "England",
    )

    changes = file_of(petra, indicator="looked-satisfied", table="changes")
    assert [(row["Group"], row["Ours less theirs"]) for row in changes] == [
        ("North", "0.6"),
        ("Alder’s neighbours", "0.7"),
        ("England", "1.6"),
    ]

    members = file_of(petra, indicator="looked-satisfied", group="neighbours-looked", table="members")
    last = members[-1]
    assert (last["Council"], last["Counted in the group’s mean"]) == ("Alder Council", "no")
    assert {row["Source published on"] for row in members} == {"2020-06-01"}


def test_it_costs_the_same_queries_for_one_indicator_and_for_four(petra):
    def count():
        with CaptureQueriesContext(connection) as caught:
            assert get(petra).status_code == 200
        return len(caught)

    all_of_them = count()
    for other in Indicator.objects.filter(slug__startswith="looked-").exclude(slug="looked-satisfied"):
        other.observations.all().delete()
    looked.compute()

    assert count() == all_of_them


@pytest.mark.wide
def test_rotherhams_published_table_agrees_in_39_of_39_figures(shipped, as_person):
    """Own, region and England of its 13 different measures; the neighbours' mean is beside the printed one.

    The pack used an earlier list of neighbours than any that is held: ours are named by their list.
    """
    shared = need_shared()
    indicators.load_indicators()
    path = shared / "data/ascof/ascof_2020_21_open_data_long.xlsx"
    load_file(path.name, path.read_bytes(), reader="ascof-long", source=source_of("ascof-long", "2020/21"))
    recomputing.recompute(list(Indicator.objects.values_list("pk", flat=True)))
    with (shared / "reference/rotherham_ascof_2020-21.csv").open(encoding="utf-8") as file:
        printed = {row["ref"]: row for row in csv.DictReader(file)}

    response = as_person("petra").get(ADDRESS, {"council": "ROT", "year": "2020/21", "known": "all"})

    rows = {row["slug"]: row for row in response.context["table"].data}
    heads = [str(column.header) for column in response.context["table"].columns][-3:]
    assert heads == ["Yorkshire and The Humber", "Nearest neighbours", "England"]
    agreed = {}
    for code, row in printed.items():
        ours = rows[indicators.find(code, framework="ASCOF", year="2020/21").slug]
        found = (ours["value"], ours["group_0"].value, ours["group_2"].value)
        as_printed = tuple(Decimal(row[name]) for name in ("2020-21", "regional", "england"))
        agreed[code] = [value.quantize(Decimal("0.1")) for value in found] == list(as_printed)
        assert ours["group_1"].what.startswith("mean of "), code
    assert len(agreed) == 13
    assert agreed == dict.fromkeys(printed, True)
    text = Page(response).text
    assert "Nearest neighbours of Rotherham (ONS similar areas" in text
