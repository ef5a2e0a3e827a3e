"""A measure's page: what judged it, what stands beside it, its make-up, and who may read which part."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance import configuration, recompute
from performance.models import (
    CalculationInput,
    ContextNote,
    Measure,
    Override,
    Period,
    Role,
)
from tests import kinds, scene, scorecards, world
from tests.page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.wide]


def page_of(client, slug, name="petra"):
    client.force_login(world.person(name))
    return Page(client.get(f"/measures/page-{slug}/"))


def test_the_page_says_how_the_latest_figure_was_judged_and_by_what(client):
    kinds.build()

    text = page_of(client, "steady").text

    assert (
        "How November 2020 was judged Amber: 65.5% is 4.5 points under 70%; amber reaches 5.0 points." in text
    )
    assert "Judged at 65.5%" in text
    assert "Rule Points off target (version 1)" in text
    assert "Compared with 65.0% in October 2020" in text
    assert "The whole of last year: Improving: 65.5% after 60.0% in 2019/20." in text


def test_limits_are_in_words_for_every_level(client):
    kinds.build()

    rows = page_of(client, "steady").rows

    assert [row["Limits"] for row in rows if "Limits" in row] == [
        "Green: up to 0.5 points Amber: up to 5.0 points Red: more than 5.0 points"
    ]


def test_target_versions_milestones_and_months(client):
    scorecard = kinds.build()
    housed = Measure.objects.get(slug="page-housed")
    configuration.set_target(
        measure=housed,
        year=world.year_2020(),
        kind="at_least",
        value=Decimal(72),
        as_entered="72%",
        profile="by_month",
        months={month: Decimal(60 + month) for month in range(1, 13)},
        rule=scorecards.Maker(scorecard).rules["points"],
        reason="Agreed in May",
        by=world.person("ada"),
        today=date(2020, 5, 1),
    )

    page = page_of(client, "housed")

    shown = [(row["Year"], row["Target"]) for row in page.rows if "Year" in row]
    assert shown == [
        ("2022/23", "80%"),
        ("2021/22", "75% milestone"),
        ("2020/21, version 2", "72%"),
        ("2020/21", "70% milestone"),
    ]
    assert "April: 61.0% May: 62.0%" in page.text
    assert "March: 72.0%" in page.text
    assert "Agreed in May" in page.text


def test_comparison_figures_by_name_and_period(client):
    kinds.build()

    rows = [row for row in page_of(client, "steady").rows if "Whose" in row]

    assert rows == [{"Whose": "National", "2020/21": "68.4%"}]


def test_a_composition_and_a_breakdown_have_a_table_each(client):
    scorecards.build()

    parts = [row for row in page_of(client, "cqc-commissioned").rows if "Share" in row]
    groups = [row for row in page_of(client, "volumes").rows if "Share" in row]

    assert [(row["Part"], row["Figure"], row["Share"]) for row in parts] == [
        ("Inadequate", "4", "1.5%"),
        ("Requires improvement", "69", "25.9%"),
        ("Good or Outstanding counts as good", "193", "72.6%"),
    ]
    assert [(row["Client group"], row["Figure"]) for row in groups] == [
        ("18+", "3,050"),
        ("LD", "1,050"),
        ("MH", "1,001"),
        ("Reab't", "272"),
    ]


def test_a_calculated_measure_lists_what_it_is_made_of(client):
    scorecards.build()

    page = page_of(client, "budget-total")

    made_of = [(row["Measure"], row["Figure"]) for row in page.rows if "Latest period" in row]
    assert made_of == [
        ("18+ services", "£51.066m"),
        ("Mental Health (incl. AMHP, EDS)", "£17.838m"),
        ("Learning Disabilities (CTPLD, Provider services)", "£52.027m"),
        ("Commissioning", "£23.384m"),
    ]
    assert "Nobody enters it" in page.text


def test_the_figure_of_an_input_that_one_may_not_see_is_not_shown(client):
    scorecards.build()
    total = Measure.objects.get(slug="page-budget-total")
    scene.approve(scene.submit(scene.enter(scene.CHILDREN, "87.3")), world.person("stella"))
    CalculationInput.objects.create(measure=total, source=world.measure(scene.CHILDREN), position=9)

    seen = page_of(client, "budget-total", "petra").text
    hidden = page_of(client, "budget-total", "mary").text

    assert "87.3%" in seen
    assert "87.3%" not in hidden


def test_the_judged_status_stands_with_the_computed_one_and_its_history(client):
    kinds.build()

    page = page_of(client, "judged")

    assert "Judged Amber until 31 March 2021: The fall is the change of the survey's wording." in page.text
    assert "By the rule: R Red Red: 70.0% is 10.0 points under 80%; amber ends at 5.0 points." in page.text
    history = [row for row in page.rows if "The rule gave" in row]
    assert [(row["Period"], row["Judged"], row["The rule gave"]) for row in history] == [
        ("November 2020", "A Amber", "R Red")
    ]


@pytest.mark.parametrize(
    ("name", "may"), [("petra", True), ("dora", True), ("olive", True), ("clive", False)]
)
def test_what_was_only_proposed_is_for_those_who_work_on_it(client, name, may):
    kinds.build()
    Override.objects.update(
        status="proposed", decided_by=None, decided_at=None, reason="Whispered in the corridor"
    )

    assert ("Whispered in the corridor" in page_of(client, "judged", name).text) == may


@pytest.mark.parametrize(("name", "may"), [("petra", True), ("olive", True), ("clive", False)])
def test_internal_context_is_for_those_who_work_on_it(client, name, may):
    kinds.build()
    note = ContextNote.objects.create(
        text="Two posts are vacant", starts_on=date(2020, 11, 1), is_public=False
    )
    note.measures.add(Measure.objects.get(slug="page-judged"))

    assert ("Two posts are vacant" in page_of(client, "judged", name).text) == may


def test_breaks_and_context_are_told(client):
    kinds.build()

    broken, visits = page_of(client, "broken").text, page_of(client, "visits").text

    assert "Series breaks, 1 November 2020 New definition" in broken
    assert "Not compared: the series breaks on 1 November 2020 (New definition)." in broken
    assert f"From 23 March 2020 to 30 June 2020 {kinds.CLOSED}" in visits


def test_a_measure_in_development_says_so(client):
    kinds.build()

    text = page_of(client, "planned").text

    assert "In development: there are no figures yet." in text
    assert "State In development" in text


def test_the_status_is_judged_otherwise_by_those_who_may_and_only_where_there_is_one(client):
    kinds.build()

    for slug, name, may in (
        ("steady", "petra", True),
        ("steady", "olive", False),
        ("broken", "petra", False),
        ("planned", "petra", False),
    ):
        assert ("Judge otherwise" in page_of(client, slug, name).text) == may, (slug, name)


def test_a_page_costs_the_same_for_one_composition_and_for_six(client):
    scorecard = scorecards.build()
    maker = scorecards.Maker(scorecard)
    measure = Measure.objects.get(slug="page-cqc-commissioned")

    def cost():
        client.get("/measures/page-cqc-commissioned/")
        with CaptureQueriesContext(connection) as captured:
            response = client.get("/measures/page-cqc-commissioned/")
        return len(captured), sum(1 for row in Page(response).rows if "Revision" in row)

    client.force_login(world.person("petra"))
    few = cost()
    for month in Period.objects.months().filter(start__range=(date(2020, 4, 1), date(2020, 8, 1))):
        maker.figure(measure, month, parts={f"c{n}": Decimal(n) for n in range(3)})
    recompute.recompute_due()
    many = cost()

    assert (few[1], many[1]) == (1, 6)
    assert many[0] == few[0]


def test_who_sees_nothing_sees_no_page(client):
    kinds.build()
    Role.objects.filter(person=world.person("nick")).delete()
    client.force_login(world.person("nick"))

    assert client.get("/measures/page-judged/").status_code == 404
