"""Cost beside outcome: the scatter, its table, and what is said where no spending is held."""

import csv
import io
from decimal import Decimal

import pytest

from performance.charts.scatter import Axis, Spot, scatter
from tests.benchmarks import looked
from tests.page import Page

ADDRESS = "/benchmarks/cost/"


def get(client, **query):
    return client.get(ADDRESS, {"council": looked.OURS, "outcome": "looked-satisfied", **query})


@pytest.mark.django_db
def test_without_spending_the_page_says_how_it_is_loaded(looked_at, as_person):

    text = Page(get(as_person("petra"))).text

    assert "No spending is held" in text
    assert "python manage.py import_observations FILE --source long" in text


@pytest.mark.django_db
def test_each_council_with_both_figures_is_drawn_and_ours_is_marked(looked_at, as_person):
    looked.add_spending()

    response = get(as_person("petra"))

    # Alder 600 of 600 to 660 with a median of 630; 61.5% of 61.5 to 73.0 with a median of 67.0.
    assert response.context["headline"] == (
        "In 2019/20 Alder is below the group’s median in cost (£600.0) and below it in the outcome (61.5%)."
    )
    found = response.context["found"]
    assert (found.spend_median, found.outcome_median) == (Decimal(630), Decimal(67))
    assert [(pair.authority.short_name, pair.spend_side, pair.outcome_side) for pair in found.pairs] == [
        ("Alder", "below", "below"),
        ("Beech", "below", "below"),
        ("Cedar", "below", "below"),
        ("Dogwood", "at", "at"),
        ("Elm", "above", "above"),
        ("Fir", "above", "above"),
        ("Gorse", "above", "above"),
    ]
    assert [authority.short_name for authority in found.without] == ["Holly"]
    assert response.context["chart"].count("<circle") == 7
    assert "Alder: £600.0, 61.5%" in response.context["chart"]


@pytest.mark.django_db
def test_a_group_of_neighbours_is_drawn_with_ours_and_has_its_own_medians(looked_at, as_person):
    looked.add_spending()

    found = get(as_person("petra"), group="neighbours-looked").context["found"]

    assert [pair.authority.short_name for pair in found.pairs] == [
        "Alder",
        "Beech",
        "Cedar",
        "Dogwood",
        "Elm",
        "Fir",
    ]
    # Beech to Fir alone.
    assert (found.spend_median, found.outcome_median) == (Decimal(630), Decimal(67))


@pytest.mark.django_db
def test_only_the_years_that_hold_both_are_offered(looked_at, as_person):
    looked.add_spending()

    response = get(as_person("petra"), year="2018/19")

    assert response.context["filter_form"].fields["year"].choices == [("2019/20", "2019/20")]
    assert response.context["year"] == "2019/20"


@pytest.mark.django_db
def test_the_file_names_both_units_and_the_source(looked_at, as_person):
    looked.add_spending()

    response = get(as_person("petra"), _export="csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert len(rows) == 7
    first = {
        name: rows[0][name] for name in ("Council", "Cost", "Unit", "Outcome", "Unit of the outcome", "Year")
    }
    assert first == {
        "Council": "Alder",
        "Cost": "600.00000000",
        "Unit": "£ per head",
        "Outcome": "61.50000000",
        "Unit of the outcome": "%",
        "Year": "2019/20",
    }
    assert rows[0]["Source"] == "Care figures, made up (The tests)"


def money(value):
    return f"£{value:.0f}"


def drawn(*spots, median=None):
    return scatter(
        spots,
        across=Axis("Cost", money, median),
        up=Axis("Outcome", money),
        title="Cost & outcome",
        description="d",
    )


def test_a_scatter_escapes_names_and_marks_ours():
    svg = drawn(
        Spot("A & B", Decimal(1), Decimal(1), "A & B: <1>", True),
        Spot("C", Decimal(2), Decimal(5), "C"),
        median=Decimal(2),
    )

    assert svg.index("<title") < svg.index("<circle")
    assert "<title>A &amp; B: &lt;1&gt;</title>" in svg
    assert svg.count('r="6.5" fill="#12436d"') == svg.count(">A &amp; B</text>") == 1
    assert svg.count("stroke-dasharray") == 1
    assert "style=" not in svg


def test_a_scatter_of_nothing_or_of_one_point_is_drawn():
    assert "No figures" in drawn()
    assert drawn(Spot("A", Decimal(0), Decimal(0), "A")).count("<circle") == 1
