"""What a figure would be rated while it is typed, and the fragment that shows it beside the form."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance import previewing, recompute
from performance.models import (
    Assessment,
    AssessmentRun,
    AuditEntry,
    Confirmation,
    KeptText,
    Measure,
    MeasureRole,
    RecomputeRequest,
    Submission,
)
from performance.previewing import Typed, preview
from performance.rules.checks.found import Code
from tests import measuring, scene, world
from tests.measuring import APRIL, NOVEMBER, period
from tests.page import Page
from tests.test_checking import LAST_APRIL, STEADY

pytestmark = [pytest.mark.django_db, pytest.mark.wide]
PERCENT = scene.DRAFT  # more than 40%
ADMISSIONS = "admissions-65-plus"
SAID = {"outlook": "not_known", "commentary_public": "As planned."}


def of(slug, **content):
    return preview(world.measure(slug), world.november(), content)


# --- The status ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "word"),
    [("40.0", "Green"), ("39.5", "Green"), ("39.4", "Amber"), ("35.0", "Amber"), ("34.9", "Red")],
)
def test_the_status_is_the_one_that_will_be_computed(value, word):
    seen = of(PERCENT, value=D(value), **SAID)

    figure = scene.approve(scene.submit(scene.enter(PERCENT, D(value))), world.person("mary"))
    recompute.recompute_due()
    judged = Assessment.objects.select_related("level").get(submission=figure)

    assert (seen.status.word, seen.sentence) == (judged.level.word, judged.sentence)
    assert seen.status.word == word
    assert seen.figure.text == f"{value}%"


def test_a_figure_off_target_says_what_it_needs_besides():
    seen = of(PERCENT, value=D("31.0"))

    assert seen.status.word == "Red"
    assert set(seen.problems) == {"outlook", "commentary_public"}
    assert of(PERCENT, value=D("31.0"), **SAID).problems == {}


def test_a_forecast_is_judged_with_the_status_to_date_beside_it():
    seen = of(
        ADMISSIONS,
        numerator=D(460),
        denominator=D(144_892),
        forecast=D("462.0"),
        forecast_companion=D(669),
        **SAID,
    )

    assert seen.figure.text == "317.5"
    assert seen.judged.text == "462.0"
    assert seen.to_date.status.word
    assert seen.status.sentence.startswith(seen.status.word)


def test_a_month_of_a_flow_is_judged_by_the_year_to_date():
    measuring.open_years(APRIL)
    visits = measuring.measure("visits-paid")
    measuring.figures(visits, APRIL, [100] * 7)
    measuring.target(visits, 1200, profile="linear")

    seen = preview(visits, period(NOVEMBER), {"value": D(100)})

    assert (seen.figure.text, seen.judged.text, seen.status.word) == ("100", "800", "Green")


def test_a_reason_for_none_is_not_rated():
    seen = of(PERCENT, absence="not_published", absence_note="Late this year.")

    assert (seen.status.word, seen.status.shape) == ("Not rated", "")
    assert seen.figure.absence == "Late this year."


def test_a_correction_off_target_is_asked_for_its_commentary_like_a_first_figure():
    revised = scene.figures_at_every_stage()[scene.REVISED]
    content = {"value": D("40.0"), "outlook": "not_known"}

    seen = preview(revised.measure, revised.period, content, current=revised)

    assert seen.status.word == "Red"
    assert set(seen.problems) == {"commentary_public"}
    assert seen.problems == preview(revised.measure, revised.period, content).problems


# --- What cannot be judged ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slug", "content", "sentence"),
    [
        (PERCENT, {}, "Enter a figure, or choose a reason why there is none."),
        (PERCENT, {"value": D(104)}, "A percentage of a whole lies between 0 and 100."),
        (ADMISSIONS, {"numerator": D(460)}, "Enter the denominator as well, or clear both."),
        (
            ADMISSIONS,
            {"numerator": D(460), "denominator": D(0)},
            "The denominator must be more than 0: nothing can be a share of none.",
        ),
    ],
)
def test_what_cannot_be_judged_says_what_is_missing_and_keeps_its_target(slug, content, sentence):
    seen = of(slug, **content)

    assert (seen.status, seen.sentence) == (previewing.WAITS, sentence)
    assert seen.target.text


def test_0_is_a_figure():
    assert of(PERCENT, value=D(0), **SAID).status.word == "Red"


def test_what_cannot_be_read_is_said_in_its_own_words():
    seen = preview(world.measure(PERCENT), world.november(), {}, unread={"value": "“4x” is not a number."})

    assert (seen.status, seen.problems) == (previewing.WAITS, {"value": "“4x” is not a number."})


# --- What is asked ---------------------------------------------------------------------------------------


@pytest.fixture
def visits():
    measuring.open_years(LAST_APRIL, APRIL)
    made = measuring.measure("visits-paid")
    measuring.figures(made, LAST_APRIL, STEADY)
    MeasureRole.objects.create(measure=made, kind="owner", person=world.person("olive"))
    return made


def test_a_figure_ten_times_too_large_is_asked_about(visits):
    assert [found.code for found in preview(visits, period(NOVEMBER), {"value": D(10_050)}).findings] == [
        Code.UNITS
    ]
    assert preview(visits, period(NOVEMBER), {"value": D(1_005)}).findings == []


def test_nothing_is_written(visits):
    tables = (Submission, Assessment, AssessmentRun, AuditEntry, KeptText, Confirmation, RecomputeRequest)
    before = [table.objects.count() for table in tables]

    preview(visits, period(NOVEMBER), {"value": D(10_050)}, unread={"forecast": "No number."})
    of(PERCENT, value=D("31.0"))

    assert [table.objects.count() for table in tables] == before


def test_many_cost_the_same_queries_as_one(visits):
    def queries(typed):
        with CaptureQueriesContext(connection) as captured:
            previewing.previews(typed)
        return len(captured)

    first = Typed(visits, period(NOVEMBER), {"value": D(1_005)})
    few = queries([first])
    more = [first]
    for number, owner in enumerate(["olive", "olive", "oscar", "dee", "dan"]):
        made = measuring.measure(f"visits-{number}")
        MeasureRole.objects.create(measure=made, kind="owner", person=world.person(owner))
        measuring.target(made, 1000)
        more.append(Typed(made, period(NOVEMBER), {"value": D(number)}))
        more.append(Typed(made, period(date(2020, 12, 1)), {}))

    # The rules of its targets are read besides, where there are any.
    assert queries(more) <= few + 4
    assert queries(more) == queries(more[:4])


# --- The fragment ------------------------------------------------------------------------------------------


def ask(browser, **typed):
    return browser.post(f"/figures/{PERCENT}/{world.november().pk}/preview/", typed)


def test_the_fragment_shows_status_sentence_and_what_is_needed(as_person):
    response = ask(as_person("olive"), value="31.0%")

    page = Page(response)
    assert response.status_code == 200
    assert "Red" in page.text
    assert "31.0% is 9.0 points under 40%" in page.text
    assert "This figure is off target. Say what you expect for the year." in page.text
    assert not Submission.objects.filter(measure__slug=PERCENT, period=world.november()).exists()


@pytest.mark.parametrize("typed", ["4x", "1e5", "", "-3"])
def test_the_fragment_never_is_an_error_page(as_person, typed):
    response = ask(
        as_person("olive"), value=typed, absence_due_on="soon", forecast="?", outlook="no such outlook"
    )

    assert response.status_code == 200
    assert "No status yet" in Page(response).text


def test_letters_of_another_alphabet_are_asked_about(as_person):
    page = Page(ask(as_person("olive"), value="45.6", commentary_public="Сare homes reopened."))

    assert "Green" in page.text
    assert "Please check" in page.text


def test_a_calculated_measure_and_another_kind_of_period_have_none(as_person):
    browser, year = as_person("olive"), world.year_2020()

    assert browser.post(f"/figures/{PERCENT}/{year.pk}/preview/", {}).status_code == 404
    Measure.objects.filter(slug=PERCENT).update(entry="calculated", calculation="total")
    assert ask(browser, value="1").status_code == 404
