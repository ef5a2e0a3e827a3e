"""The entry page while a figure is put right: warnings at their fields, returns, corrections, last texts."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance import confirming, lost_session, workflow
from performance.confirming import about
from performance.forms.asking import answers_in, asked_in
from performance.models import Confirmation, Measure, MeasureRole, Submission
from performance.rules.checks.found import Code, Finding, Severity
from tests import measuring, scene, world
from tests.measuring import APRIL, NOVEMBER, period
from tests.page import Page
from tests.test_checking import LAST_APRIL, STEADY

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

UNITS = "value:units"
TICK, REASON, FIGURE = (f"{kind}.{UNITS}" for kind in ("confirm", "reason", "figure"))
TEXT = "Fewer visits than planned,\nbecause two sites were closed."


@pytest.fixture
def visits():
    """A measure of Olive's with a steady history of about 1,000 a month; 10,050 is ten times too large."""
    measuring.open_years(LAST_APRIL, APRIL)
    made = measuring.measure("visits-paid")
    measuring.figures(made, LAST_APRIL, STEADY)
    MeasureRole.objects.update_or_create(
        measure=made, kind="owner", defaults={"person": world.person("olive")}
    )
    return made


def address(slug="visits-paid"):
    found = Measure.objects.get(slug=slug)
    return f"/figures/{slug}/{period(NOVEMBER).pk if found.slug == 'visits-paid' else world.november().pk}/"


def current(slug="visits-paid"):
    return Submission.objects.filter(measure__slug=slug, period__start=date(2020, 11, 1)).last()


def send(browser, verb="submit", **typed):
    return browser.post(address(), {"value": "10050", **typed, verb: "1"})


def ids(page):
    return {own["id"] for _, own in page.elements if own.get("id")}


def leads(page):
    return [own["href"][1:] for tag, own in page.elements if tag == "a" and own.get("href", "")[:3] == "#id"]


# --- Warnings ----------------------------------------------------------------------------------------------


def test_a_warning_is_asked_at_its_field_and_the_draft_is_kept(visits, as_person):
    response = send(as_person("olive"))
    page = Page(response)

    assert (response.status_code, current().status, current().value) == (422, "draft", 10_050)
    assert "Please check before you submit" in page.text
    assert leads(page) == [f"id_{TICK}"]
    assert {f"id_{TICK}", f"id_{REASON}"} <= ids(page)
    assert TICK not in page.fields  # not ticked for anybody
    assert (page.fields[REASON], page.fields[FIGURE]) == ("", "10050")
    assert "#earlier-figures" in [own.get("href") for _, own in page.elements]


def test_a_serious_one_takes_a_reason_too(visits, as_person):
    browser = as_person("olive")
    send(browser)

    response = send(browser, version="1", **{TICK: "1", REASON: "  "})

    page = Page(response)
    assert (response.status_code, leads(page), page.fields[TICK]) == (422, [f"id_{REASON}"], "1")
    assert "Say why this is right." in page.text


def test_a_reason_stays_where_its_tick_was_forgotten(visits, as_person):
    response = send(as_person("olive"), **{REASON: "A new contract.", FIGURE: "10050"})

    page = Page(response)
    assert (response.status_code, current().status) == (422, "draft")
    assert (TICK in page.fields, page.fields[REASON]) == (False, "A new contract.")


def test_what_is_confirmed_is_submitted_and_read_by_the_approver(visits, as_person):
    browser = as_person("olive")
    asked = Page(send(browser)).fields

    response = browser.post(address(), asked | {TICK: "1", REASON: "A new contract.", "submit": "1"})

    kept = Confirmation.objects.get()
    assert (response.status_code, current().status) == (302, "submitted")
    assert (confirming.key_of(kept), kept.reason, kept.figure) == (UNITS, "A new contract.", "10050")


def test_a_tick_is_about_the_figure_that_it_was_asked_of(visits, as_person):
    """Ticked for 10,050; typed over with 100,500."""
    browser = as_person("olive")
    asked = Page(send(browser)).fields

    changed = asked | {"value": "100500", TICK: "1", REASON: "A new contract.", "submit": "1"}
    response = browser.post(address(), changed)

    page = Page(response)
    assert (response.status_code, current().status) == (422, "draft")
    assert (TICK in page.fields, page.fields[FIGURE]) == (False, "100500")


def test_what_was_ticked_stays_when_another_error_comes(visits, as_person):
    browser = as_person("olive")
    asked = Page(send(browser)).fields
    ticked = asked | {TICK: "1", REASON: "A new contract."}

    wrong_date = Page(browser.post(address(), ticked | {"absence_due_on": "soon", "submit": "1"}))
    taken = browser.post(address(), wrong_date.fields | {"absence_due_on": "", "submit": "1"})

    assert {name: wrong_date.fields[name] for name in (TICK, REASON, FIGURE)} == {
        TICK: "1",
        REASON: "A new contract.",
        FIGURE: "10050",
    }
    assert (taken.status_code, current().status) == (302, "submitted")


def test_a_confirmed_warning_stays_confirmed_after_a_return(visits, as_person):
    browser = as_person("olive")
    asked = Page(send(browser)).fields
    browser.post(address(), asked | {TICK: "1", REASON: "A new contract.", "submit": "1"})
    sent = current()
    workflow.send_back(submission=sent, version=sent.version, reason="Say more.", by=world.person("dora"))

    page = Page(browser.get(address()))
    again = browser.post(address(), page.fields | {"submit": "1"})

    assert (page.fields[TICK], page.fields[REASON]) == ("1", "A new contract.")
    assert (again.status_code, current().status) == (302, "submitted")


def test_a_saved_draft_shows_its_warnings_and_its_status_without_scripts(visits, as_person):
    browser = as_person("olive")
    send(browser, "save")

    page = Page(browser.get(address()))

    assert "Please check: " in page.text
    assert f"id_{TICK}" in ids(page)
    assert "What it would be rated – Not rated No target" in page.text


def test_an_ordinary_figure_is_asked_nothing(visits, as_person):
    browser = as_person("olive")

    assert send(browser, value="1005").status_code == 302
    assert not Confirmation.objects.exists()


# --- What a form says of warnings ---------------------------------------------------------------------

ASKED = Finding(Code.FAR, Severity.WARNING, "Far from what was expected.", field="numerator")
SERIOUS = Finding(Code.UNITS, Severity.SERIOUS, "Ten times too large.")
ERROR = Finding(Code.PARTS, Severity.ERROR, "The parts do not add up.")
CONTENT = {"value": D(450), "numerator": D(45), "denominator": D(100)}


@pytest.mark.parametrize(
    ("data", "answers"),
    [
        ({}, {}),
        ({"confirm.numerator:far": ""}, {}),
        ({"confirm.numerator:far": "1"}, {"numerator:far": ""}),
        ({"confirm.numerator:far": "1", "figure.numerator:far": "45/100"}, {"numerator:far": ""}),
        ({"confirm.numerator:far": "1", "figure.numerator:far": "45/1000"}, {}),
        ({"confirm.value:units": "1", "reason.value:units": " New. "}, {"value:units": "New."}),
        ({"reason.value:units": "New."}, {}),
    ],
)
def test_answers_are_what_is_ticked_for_the_figure_that_stands_there(data, answers):
    assert answers_in(data, CONTENT) == answers
    prefixed = {f"row-3-{name}": text for name, text in data.items()}
    assert answers_in(prefixed, CONTENT, prefix="row-3-") == answers
    assert answers_in(prefixed, CONTENT) == {}


def test_a_numerator_is_about_both():
    assert (about(CONTENT, "numerator"), about(CONTENT, "value")) == ("45/100", "450")


def test_findings_as_a_form_shows_them():
    asked = asked_in(
        [ASKED, SERIOUS, ERROR], CONTENT, answers={"value:units": ""}, unanswered=[SERIOUS], prefix="a-"
    )

    assert [(one.confirm_name, one.ticked, one.takes_reason, one.problem) for one in asked] == [
        ("a-confirm.numerator:far", False, False, ""),
        ("a-confirm.value:units", True, True, "Say why this is right."),
    ]
    assert [one.leads_to for one in asked] == ["id_a-confirm.numerator:far", "id_a-reason.value:units"]


# --- Buttons, and what stands where -------------------------------------------------------------------


def buttons(page):
    return [own.get("name") for tag, own in page.elements if tag == "button" and own.get("name")]


def test_enter_in_a_field_presses_the_first_button_which_saves(as_person):
    page = Page(as_person("olive").get(address(scene.DRAFT)))

    assert buttons(page) == ["save", "submit", "save"]
    first = next(own for tag, own in page.elements if tag == "button" and own.get("name"))
    assert (first["tabindex"], first["aria-hidden"]) == ("-1", "true")


def test_enter_saves_also_where_something_can_be_discarded(as_person):
    """The button that discards stands before the form, and is in one of its own."""
    browser = as_person("olive")
    browser.post(f"{address(scene.DRAFT)}autosave/", {"value": "4x"})

    page = Page(browser.get(address(scene.DRAFT)))

    forms = [own.get("id") for tag, own in page.elements if tag == "form" and own.get("id")]
    assert (forms, buttons(page)) == (["discard-form", "entry-form"], ["discard", "save", "submit", "save"])
    assert not any("form" in own for tag, own in page.elements if tag == "button")


def test_a_return_stands_at_the_figure_and_is_led_to_from_the_top(as_person):
    scene.figures_at_every_stage()

    page = Page(as_person("olive").get(address(scene.RETURNED)))

    assert page.text.count("hidden-returned-reason") >= 1
    assert {"href": "#returned"} in [own for tag, own in page.elements if tag == "a"]
    order = [own.get("id") for _, own in page.elements if own.get("id") in ("returned", "id_value")]
    assert order == ["returned", "id_value"]


def test_last_months_text_is_there_to_be_taken_over(as_person):
    workflow.take_over(
        measure=world.measure(scene.DRAFT),
        period=world.november().__class__.objects.get(kind="month", start=date(2020, 10, 1)),
        content={"value": D("43.4"), "commentary_public": TEXT},
        origin="imported",
        source="A workbook",
    )
    page = Page(as_person("olive").get(address(scene.DRAFT)))

    assert "What was said for October 2020" in page.text
    assert {"data-take-over": "last-text", "data-into": "id_commentary_public"}.items() <= next(
        own for _, own in page.elements if own.get("data-take-over")
    ).items()
    assert "Copy what still holds into the box below." in page.text


def test_nothing_is_offered_where_nothing_was_said(as_person):
    page = Page(as_person("olive").get(address(scene.DRAFT)))

    assert "What was said for" not in page.text


# --- Giving up a correction ---------------------------------------------------------------------------


@pytest.fixture
def reopened():
    scene.figures_at_every_stage()
    return current(scene.REVISED)


def test_a_correction_is_given_up_and_the_figure_in_force_stays(reopened, as_person):
    browser = as_person("olive")
    page = Page(browser.get(address(scene.REVISED)))

    response = browser.post(f"{address(scene.REVISED)}abandon/", {"version": page.fields["version"]})

    after = Page(browser.get(address(scene.REVISED)))
    assert "Give up this correction" in page.text
    assert (response.status_code, response["Location"]) == (302, address(scene.REVISED))
    reopened.refresh_from_db()
    assert reopened.status == "abandoned"
    assert "Given up. The figure in force stays as it is." in after.text
    assert ("14.4%" in after.text, "Give up this correction" in after.text) == (True, False)


def test_a_correction_that_changed_meanwhile_is_not_given_up(reopened, as_person):
    response = as_person("olive").post(f"{address(scene.REVISED)}abandon/", {"version": "0"})

    reopened.refresh_from_db()
    assert (response.status_code, reopened.status) == (409, "draft")


@pytest.mark.parametrize("slug", [scene.DRAFT, scene.RETURNED, scene.APPROVED])
def test_there_is_nothing_to_give_up_of_a_first_figure(slug, as_person):
    scene.figures_at_every_stage()
    browser = as_person("olive")

    page = Page(browser.get(address(slug)))
    response = browser.post(f"{address(slug)}abandon/", {"version": current(slug).version})

    assert "Give up this correction" not in page.text
    assert response.status_code in (409, 422)
    assert current(slug).status != "abandoned"


def test_a_data_provider_does_not_give_up(reopened, as_person):
    page = Page(as_person("dan").get(address(scene.REVISED)))

    assert "Give up this correction" not in page.text
    assert page.fields["who"] == lost_session.sign(world.person("dan"))


# --- A page costs the same queries ------------------------------------------------------------------------


def queries_of(browser, page):
    browser.get(page)
    with CaptureQueriesContext(connection) as captured:
        response = browser.get(page)
    assert response.status_code == 200
    return len(captured)


def test_the_page_costs_the_same_for_one_measure_and_for_many(visits, as_person):
    """Also with more months behind the figure, more saves in its history and more measures beside it."""
    browser = as_person("olive")
    send(browser, "save", value="1005")
    MeasureRole.objects.filter(person__name="Olive Owner").exclude(measure=visits).delete()
    few = queries_of(browser, address())

    for number in range(4):
        more = measuring.measure(f"more-visits-{number}")
        measuring.figures(more, LAST_APRIL, STEADY)
        MeasureRole.objects.update_or_create(
            measure=more, kind="owner", defaults={"person": world.person("olive")}
        )
        browser.post(f"{address()}autosave/", {"value": 1006 + number, "version": 1 + number})

    assert current().value == 1009
    assert queries_of(browser, address()) == few


def test_a_character_that_no_database_takes_is_left_out_of_a_reason(visits, as_person):
    browser = as_person("olive")
    asked = Page(send(browser)).fields

    browser.post(address(), asked | {TICK: "1", REASON: "Two sites\x00 opened.", "submit": "1"})

    assert Confirmation.objects.get().reason == "Two sites opened."
