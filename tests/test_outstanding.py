"""What is expected of anybody: above all, the years in which a measure of every second year is due."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance import due, outstanding
from performance.models import Measure
from tests import scene, scorecards, world
from tests.page import Page

pytestmark = pytest.mark.django_db

SURVEY = "carers-find-information-easily"


@pytest.fixture
def survey():
    """An annual measure of the demonstration, made one of every second year and without figures."""
    measure = world.measure(SURVEY)
    measure.submissions.all().delete()
    Measure.objects.filter(pk=measure.pk).update(frequency="biennial", active_from=date(2018, 4, 1))
    measure.refresh_from_db()
    return measure


def held(measure, start, **content):
    """A published figure for the year that starts in April of `start`."""
    content = content or {"value": 67}
    return scorecards.Maker(None).figure(measure, scorecards.year(start), **content)


def due_in(measure, *starts):
    return [start for start in starts if outstanding.takes(measure, scorecards.year(start))]


def test_a_biennial_measure_is_due_in_every_second_year_after_its_last_value(survey):
    held(survey, 2019)

    assert due_in(survey, 2018, 2019, 2020, 2021, 2022, 2023) == [2019, 2021, 2023]


def test_one_without_figures_is_due_from_the_year_in_which_it_begins(survey):
    assert due_in(survey, 2017, 2018, 2019, 2020, 2021) == [2018, 2020]


def test_a_survey_that_was_not_run_is_due_a_year_later(survey):
    held(survey, 2018)
    held(survey, 2020, absence="survey_not_run")

    assert due_in(survey, 2019, 2020, 2021, 2022) == [2020, 2021]


def test_a_reason_given_for_an_off_year_moves_nothing(survey):
    held(survey, 2018)
    held(survey, 2019, absence="survey_not_run")

    assert due_in(survey, 2020, 2021, 2022) == [2020, 2022]


def test_the_off_year_says_when_it_is_due_next(survey):
    held(survey, 2019)

    assert outstanding.not_due(survey, world.year_2020()) == "Next due 2021/22."
    assert outstanding.not_due(survey, scorecards.year(2021)) == ""
    assert outstanding.not_due(world.measure(scene.DRAFT), world.november()) == ""


def test_an_annual_measure_is_due_every_year(survey):
    held(survey, 2019)
    Measure.objects.filter(pk=survey.pk).update(frequency="annual")
    survey.refresh_from_db()

    assert due_in(survey, 2018, 2019, 2020, 2021) == [2018, 2019, 2020, 2021]


@pytest.mark.parametrize(("last", "is_due"), [(2019, False), (2018, True)])
def test_the_owner_and_the_mails_are_asked_in_the_year_in_which_it_is_due(survey, last, is_due):
    held(survey, last)
    owner = scene.owner_of(survey)

    items = due.items_for(owner, today=world.TODAY)
    expected = outstanding.figures(today=world.TODAY)

    assert any(item["measure"] == survey for item in items) == is_due
    assert any(figure.measure == survey for figure in expected) == is_due


def test_a_draft_begun_in_an_off_year_is_not_lost(survey):
    held(survey, 2019)
    scene.enter(SURVEY, 64, period=world.year_2020())

    items = due.items_for(scene.owner_of(survey), today=world.TODAY)

    assert [item["state"] for item in items if item["measure"] == survey] == ["draft"]
    assert due_in(survey, 2021) == [2021]


def test_reading_costs_the_same_for_one_survey_and_for_three(survey):
    counts = []
    for slug in (SURVEY, "users-find-information-easily", "users-social-contact"):
        Measure.objects.filter(slug=slug).update(frequency="biennial")
        with CaptureQueriesContext(connection) as captured:
            outstanding.figures(today=world.TODAY)
        counts.append(len(captured))

    assert counts[0] == counts[1] == counts[2]


def test_the_owners_page_says_when_a_survey_is_due_next(survey, as_person):
    held(survey, 2019)
    owner = as_person("olive")

    shown = Page(owner.get("/my-measures/")).text
    held(survey, 2020)
    # Its figure is there by now, and the page shows that instead.
    after = Page(owner.get("/my-measures/")).text

    sentence = f"{survey.title} is reported every second year: next due 2021/22."
    assert (sentence in shown, sentence in after) == (True, False)


def test_the_owners_page_asks_for_missing_targets(as_person):
    page = as_person("otto").get("/my-measures/")

    assert "Children in care visited on time has none for 2020/21." in Page(page).text
    assert "/targets/asked/" in page.content.decode()
    assert "missing" not in Page(as_person("oscar").get("/my-measures/")).text
