"""The owner's list: what is due, what was reported before, and corrections of periods that have closed."""

from datetime import date
from decimal import Decimal as D

import pytest

from performance import due, recompute, workflow
from performance.models import Measure, MeasureRole, Period, SeriesBreak
from tests import scene, world
from tests.page import Page

pytestmark = pytest.mark.django_db

TEXT = "Fewer people asked for payments than in the months before: the brokerage team was not complete then."


def month(year, number):
    return Period.objects.get(kind="month", start=date(year, number, 1))


def taken_over(slug, *figures, text=""):
    """Figures in force of the months up to October 2020, the last one October's; None is a gap."""
    first = 10 - len(figures) + 1
    for number, value in enumerate(figures, first):
        if value is not None:
            workflow.take_over(
                measure=world.measure(slug),
                period=month(2020, number),
                content={"value": D(value), "commentary_public": text if number == 10 else ""},
                origin="imported",
                source="A workbook",
            )
    recompute.recompute_due()


def item(slug=scene.DRAFT, who="olive", today=world.TODAY):
    return next(i for i in due.items_for(world.person(who), today=today) if i["measure"].slug == slug)


def rows(browser, query=""):
    page = Page(browser.get(f"/my-measures/{query}"))
    return page, {row["Measure"]: row for row in page.rows}


# --- How long there is ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due_on", "today", "words"),
    [
        (date(2020, 12, 14), date(2020, 12, 10), "2 working days left"),
        (date(2020, 12, 14), date(2020, 12, 11), "1 working day left"),
        (date(2020, 12, 14), date(2020, 12, 14), "today"),
        (date(2020, 12, 14), date(2020, 12, 15), "1 working day late"),
        (date(2020, 12, 14), date(2020, 12, 20), "4 working days late"),
        (date(2020, 12, 12), date(2020, 12, 11), "last working day"),
        (date(2020, 12, 11), date(2020, 12, 13), "late"),
        # Christmas Day is a Friday, and Boxing Day has its bank holiday on Monday.
        (date(2020, 12, 29), date(2020, 12, 24), "1 working day left"),
    ],
)
def test_days_are_counted_as_working_days(due_on, today, words):
    assert due.days_left(due_on, today) == words


def test_days_are_said_of_what_needs_somebody(as_person):
    scene.submit(scene.enter(scene.SUBMITTED, D("32.9")))
    _, found = rows(as_person("olive"))
    named = {title.partition("Local ")[2] or title: row["Period"] for title, row in found.items()}

    waiting = next(period for title, period in named.items() if "Carers receiving direct" in title)
    open_one = next(period for title, period in named.items() if "Adult aged 18+ receiving direct" in title)
    assert waiting == "November 2020"
    assert open_one == "November 2020 due 14 December 2 working days left"


# --- Groups -----------------------------------------------------------------------------------------------


def test_the_list_stands_in_groups_until_it_is_sorted(as_person):
    scene.figures_at_every_stage()
    browser = as_person("olive")

    grouped, by_title = (rows(browser, query)[0] for query in ("", "?sort=measure"))

    assert grouped.groups == ["Returned to you", "Due", "In draft", "Awaiting approval", "Done"]
    assert (by_title.groups, len(by_title.rows)) == ([], len(grouped.rows))


def test_nothing_to_report_says_so(as_person):
    MeasureRole.objects.filter(person__name="Oscar Owner").exclude(measure__slug="heritage-visits").delete()
    Measure.objects.filter(slug="heritage-visits").update(active_to=date(2020, 3, 31))

    page, found = rows(as_person("oscar"))

    assert (found, page.groups) == ({}, [])
    assert "Nothing is due from you." in page.text
    assert "When a period opens, its figures appear here." in page.text


def test_a_filter_that_leaves_nothing_says_so(as_person):
    page = Page(as_person("olive").get("/my-measures/?q=no+such+measure"))

    assert (page.rows, page.groups) == ([], [])
    assert "No figure fits the filter. Clear it to see all of yours." in page.text
    assert "You have no figures to report." not in page.text


# --- What was reported before -------------------------------------------------------------------------------


def test_the_last_figure_stands_with_its_status_and_its_words(as_person):
    taken_over(scene.DRAFT, "42.0", "43.4", text=TEXT)
    page, found = rows(as_person("olive"))
    row = next(row for title, row in found.items() if "Adult aged 18+ receiving direct payments" in title)

    assert row["Figure before"] == "43.4% October 2020 G Green"
    assert row["Figure"] == "– None"
    # Shortened in the summary, and whole one click away.
    assert f"October 2020: {TEXT[:60]}" in row["Measure"]
    assert TEXT in row["Measure"]
    assert "Figure before" in page.text


def test_the_figure_before_is_of_the_period_before_and_never_of_this_one():
    taken_over(scene.DRAFT, "43.4")
    assert item()["last"].submission.value == D("43.4")
    scene.approve(scene.submit(scene.enter(scene.DRAFT, D("45.6"))), world.person("mary"))

    assert item()["last"].submission.value == D("43.4")


def test_without_months_the_figure_before_is_the_years():
    found = item()["last"]

    assert (found.label, found.submission.value) == ("2019/20", D("47.5"))


def test_the_words_are_the_latest_there_are():
    taken_over(scene.DRAFT, "42.0", "43.4", text=TEXT)
    october = month(2020, 10)

    assert item()["said"].period == october
    assert item(scene.SUBMITTED)["said"] is None


def test_a_chart_has_thirteen_places_gaps_and_the_target():
    taken_over(scene.DRAFT, "41", None, "42", "0", "43.4")
    chart = item()["chart"]

    values = [None if value is None else D(value) for value in chart.values]
    assert values == [41, None, 42, 0, D("43.4"), None]
    assert D(chart.target) == 40
    said = "last 4 figures: 41.0% in June 2020 to 43.4% in October 2020; target 40.0%"
    assert chart.title == f"Adult aged 18+ receiving direct payments, {said}"


def test_a_chart_breaks_where_the_series_does():
    taken_over(scene.DRAFT, "41", "42", "43")
    SeriesBreak.objects.create(
        measure=world.measure(scene.DRAFT), starts_on=date(2020, 10, 1), reason="New definition"
    )

    assert item()["chart"].breaks == [2]


def test_a_years_target_is_not_drawn_beside_months_that_add_up():
    taken_over(scene.DRAFT, "41", "42")
    Measure.objects.filter(slug=scene.DRAFT).update(aggregation="sum")

    assert item()["chart"].target == ""


def test_no_figures_are_no_chart():
    assert item("admissions-65-plus")["chart"] is None


# --- Corrections after a period has closed ------------------------------------------------------------------


@pytest.fixture
def october():
    """October's figure in force; the month has closed for first figures."""
    taken_over(scene.DRAFT, "43.4")
    period = month(2020, 10)
    assert not period.is_open(world.TODAY)
    return world.measure(scene.DRAFT).submissions.get(period=period)


def items_of(period, who="olive"):
    return [i for i in due.items_for(world.person(who), today=world.TODAY) if i["period"] == period]


def test_a_correction_stands_in_the_list_although_its_month_is_closed(october, as_person):
    assert items_of(october.period) == []
    opened = workflow.reopen(submission=october, reason="Two late cases.", by=world.person("olive"))

    found = items_of(october.period)

    assert [(i["state"], i["days"], i["being_revised"]) for i in found] == [("draft", "", True)]
    assert items_of(october.period, "oscar") == []
    page, _ = rows(as_person("olive"))
    assert f"/figures/{scene.DRAFT}/{opened.period_id}/" in [own.get("href") for _, own in page.elements]


def test_a_correction_of_a_closed_year_does_not(october):
    workflow.reopen(submission=october, reason="Two late cases.", by=world.person("olive"))
    Period.objects.filter(pk=october.period.year_id).update(
        closed_at="2020-12-01T09:00Z", closed_by=world.person("petra")
    )

    assert items_of(october.period) == []
