"""The grid without scripts, and the two addresses that its script asks: each row for itself."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance import kept_text, lost_session, restating
from performance.models import (
    AuditEntry,
    Confirmation,
    Directorate,
    Measure,
    MeasureRole,
    Period,
    Submission,
)
from performance.views import grid as pages
from tests import measuring, scene, world
from tests.measuring import APRIL
from tests.page import Page
from tests.test_checking import LAST_APRIL, STEADY

pytestmark = [pytest.mark.django_db, pytest.mark.wide]
ADDRESS = "/my-measures/grid/"
FIRST, SECOND, THIRD = scene.DRAFT, scene.SUBMITTED, scene.RETURNED
ADMISSIONS = "admissions-65-plus"
SURVEY = "users-feel-safe"
SAID = {"outlook": "not_known", "commentary_public": "As planned."}


def key(slug, period=None):
    return f"{world.measure(slug).pk}-{(period or world.november()).pk}"


def cells(slug, **typed):
    return {f"{key(slug)}-{name}": text for name, text in typed.items()}


def opened(browser, address=ADDRESS):
    return Page(browser.get(address))


def send(browser, *typed, button="save", page=None):
    """Send the form as a browser would: as it was opened, but for what was typed."""
    fields = dict((page or opened(browser)).fields)
    for one in typed:
        fields |= one
    return browser.post(ADDRESS, fields | {button: "1"})


def tick(*slugs):
    return {f"{key(slug)}-submit": "1" for slug in slugs}


def current(slug):
    found = Submission.objects.filter(measure__slug=slug, period=world.november())
    return found.order_by("-revision").first()


def holders(*slugs, kind="deputy", who="nick"):
    """Somebody who holds these measures and no others."""
    for slug in slugs:
        MeasureRole.objects.create(measure=world.measure(slug), person=world.person(who), kind=kind)


@pytest.fixture
def nick(as_person):
    """Nick deputises for three measures and has nothing else."""
    holders(FIRST, SECOND, THIRD)
    return as_person("nick")


def said(page):
    """What the banners say."""
    return page.text


def leads(page):
    """Where the error summary leads, all of which is on the page."""
    hrefs = [
        own["href"][1:] for tag, own in page.elements if tag == "a" and own.get("href", "").startswith("#")
    ]
    ids = {own["id"] for _, own in page.elements if own.get("id")}
    assert set(hrefs) <= ids
    return [href for href in hrefs if href != "main-content"]


# --- What stands in it ---------------------------------------------------------------------------------


def test_rows_stand_by_period_and_title_with_the_cells_that_they_have(as_person):
    holders(FIRST, ADMISSIONS, SURVEY)
    page = opened(as_person("nick"))

    titles = [own["data-title"] for tag, own in page.elements if tag == "tbody"]
    month = sorted(world.measure(slug).title for slug in (FIRST, ADMISSIONS))
    assert titles == [*month, world.measure(SURVEY).title]
    names = {name.removeprefix(f"{key(ADMISSIONS)}-") for name in page.fields if key(ADMISSIONS) in name}
    assert names == {
        "version",
        "shown",
        "numerator",
        "denominator",
        "forecast",
        "forecast_companion",
        "outlook",
        "commentary_public",
    }
    assert f"{key(FIRST)}-value" in page.fields
    assert f"{key(FIRST)}-numerator" not in page.fields


def test_a_row_shows_its_last_figure_and_its_target(nick):
    page = opened(nick)

    row = next(row for row in page.rows if world.measure(FIRST).title in row["Measure"])
    assert "2019/20: 47.5%" in row["Measure"]
    assert "Target >40%" in row["Measure"]


def test_every_cell_has_a_name_that_says_measure_and_period(nick):
    page = opened(nick)

    title = world.measure(FIRST).title
    labels = {own["for"] for tag, own in page.elements if tag == "label"}
    typed = {
        own["id"]
        for tag, own in page.elements
        if tag in ("input", "select", "textarea") and own.get("type") != "hidden" and own.get("id")
    }
    assert typed <= labels
    assert f"Figure , {title}, November 2020" in page.text.replace("Figure,", "Figure ,")


def test_nobody_without_measures_has_a_grid(as_person):
    for who in ("mary", "petra", "nick"):
        assert as_person(who).get(ADDRESS).status_code == 404


def test_an_empty_grid_says_so(as_person):
    holders(FIRST)
    Period.objects.update(closes_on=None, opens_on=date(2021, 1, 1), due_on=date(2021, 2, 1))

    assert "No period takes figures of your measures today." in opened(as_person("nick")).text


def test_rows_of_other_people_are_not_there(as_person):
    scene.enter(FIRST, D("31.7"))
    holders(SECOND)

    page = opened(as_person("nick"))

    assert world.measure(FIRST).title not in page.text
    assert "31.7" not in page.text


def test_a_composition_leads_to_its_own_page(as_person):
    made = measuring.composition(frequency="monthly")
    MeasureRole.objects.create(measure=made, person=world.person("nick"), kind="owner")

    page = opened(as_person("nick"))

    assert "Enter its parts" in page.text
    assert not [name for name in page.fields if name.startswith(f"{made.pk}-")]


def test_what_is_submitted_or_approved_can_be_read_and_not_typed_in(as_person):
    scene.figures_at_every_stage()
    holders(SECOND, scene.APPROVED)

    page = opened(as_person("nick"))

    rows = {row["State"]: row for row in page.rows if row.get("State")}
    assert rows["Awaiting approval"]["Figure"].endswith("32.9%")
    assert rows["Approved"]["Figure"].endswith("54.0%")
    assert not [name for name in page.fields if name.endswith("-value")]


def test_a_returned_figure_says_why(as_person):
    scene.figures_at_every_stage()
    holders(THIRD)

    page = opened(as_person("nick"))

    assert "hidden-returned-reason" in page.text
    assert page.fields[f"{key(THIRD)}-value"] == "33.1"


def test_a_correction_is_there_after_its_period_has_closed(as_person):
    scene.figures_at_every_stage()
    holders(scene.REVISED, SECOND, FIRST)
    Period.objects.filter(pk=world.november().pk).update(
        closes_on=world.november().due_on, due_on=date(2020, 12, 2)
    )
    Period.objects.filter(pk=world.november().pk).update(closes_on=date(2020, 12, 2))

    page = opened(as_person("nick"))

    assert page.fields[f"{key(scene.REVISED)}-value"] == "34.3"
    assert f"{key(FIRST)}-value" not in page.fields


def test_what_moves_in_a_set_is_changed_with_its_set(as_person):
    figure = scene.figures_at_every_stage()[scene.APPROVED]
    holders(scene.APPROVED)
    browser = as_person("nick")
    sent = restating.submit(
        revisions=[(figure.measure, figure.period, {"value": D("55.5"), "outlook": "not_known"})],
        reason="Cases recorded late.",
        by=world.person("olive"),
    )
    restating.send_back(restatement=sent, version=sent.version, reason="Once more.", by=world.person("mary"))

    page = opened(browser)

    assert "Returned" in page.text
    assert f"{key(scene.APPROVED)}-value" not in page.fields


# --- Saving ------------------------------------------------------------------------------------------------


def test_what_is_right_is_saved_and_what_is_not_is_kept_as_typed(nick):
    response = send(
        nick,
        cells(FIRST, value="45.6%"),
        cells(SECOND, value="4x", commentary_public="Payments kept level."),
        cells(THIRD, value="1,089 "),
    )

    page = Page(response)
    assert response.status_code == 422
    assert current(FIRST).value == D("45.6")
    # What can be read of a row is saved; a percentage of 1,089 is a draft, and wrong.
    assert (current(SECOND).value, current(SECOND).commentary_public) == (None, "Payments kept level.")
    assert current(THIRD).value == D(1089)
    assert "3 rows saved as drafts." in page.text
    assert "2 rows need you." in page.text
    assert page.fields[f"{key(SECOND)}-value"] == "4x"
    assert sorted(leads(page)) == sorted(f"id_{key(slug)}-value" for slug in (SECOND, THIRD))
    wrong = {own.get("id"): own for _, own in page.elements if own.get("aria-invalid")}
    assert wrong[f"id_{key(SECOND)}-value"]["aria-describedby"] == f"id_{key(SECOND)}-value_error"
    assert "“4x” is not a number." in page.text
    assert "A percentage of a whole lies between 0 and 100." in page.text


def test_what_was_kept_is_there_when_the_page_is_opened_again_until_it_is_right(nick):
    send(nick, cells(SECOND, value="4x"))
    again = opened(nick)

    assert again.fields[f"{key(SECOND)}-value"] == "4x"
    assert "“4x” is not a number." in again.text
    assert "was typed before and could not all be saved" in again.text

    # Taken out again, it is gone, although the cell is now as the draft has it.
    assert send(nick, cells(SECOND, value="")).status_code == 302
    assert opened(nick).fields[f"{key(SECOND)}-value"] == ""
    assert kept_text.typed(world.person("nick"), world.measure(SECOND), world.november()) == {}


def test_what_was_kept_can_be_thrown_away(nick):
    send(nick, cells(FIRST, value="45.6"), cells(SECOND, value="4x"))

    response = send(nick, button="discard")

    assert response.status_code == 302
    assert opened(nick).fields[f"{key(SECOND)}-value"] == ""
    assert current(FIRST).value == D("45.6")


def test_what_is_thrown_away_is_of_the_page_that_was_seen(nick, monkeypatch):
    monkeypatch.setattr(pages, "PER_PAGE", 1)
    for number in (1, 2):
        page = opened(nick, f"{ADDRESS}?page={number}")
        typed = {name: "4x" for name in page.fields if name.endswith("-value")}
        send(nick, typed, page=page)

    send(nick, page=opened(nick, f"{ADDRESS}?page=2"), button="discard")

    kept = ["4x" in opened(nick, f"{ADDRESS}?page={number}").fields.values() for number in (1, 2)]
    assert kept == [True, False]


def test_a_page_that_somebody_else_opened_throws_nothing_away(nick, as_person):
    send(nick, cells(SECOND, value="4x"))
    theirs = {"who": lost_session.sign(world.person("olive"))}

    response = send(nick, theirs, button="discard")

    assert response.status_code == 409
    assert opened(nick).fields[f"{key(SECOND)}-value"] == "4x"


def test_all_right_leads_back_to_the_grid(nick):
    response = send(nick, cells(FIRST, value="45.6"))

    assert (response.status_code, response["Location"]) == (302, ADDRESS)
    assert "1 row saved as a draft." in opened(nick).text
    assert current(FIRST).status == "draft"


def test_rows_that_nobody_touched_write_nothing(nick):
    send(nick, cells(FIRST, value="45.6", commentary_public="One\r\nTwo"))
    before = AuditEntry.objects.count(), current(FIRST).version

    response = send(nick)

    assert (AuditEntry.objects.count(), current(FIRST).version) == before
    assert response.status_code == 302
    assert "Nothing had changed, so nothing was saved." in opened(nick).text
    assert current(SECOND) is None


def test_a_blank_row_makes_no_draft_and_0_does(nick):
    send(nick, cells(FIRST, value="0"), cells(SECOND, value=" "))

    assert current(FIRST).value == D(0)
    assert current(SECOND) is None


def test_what_the_row_has_no_cells_for_stays(nick):
    scene.enter(
        FIRST, None, absence="not_published", absence_note="Late.", commentary_internal="Ours.", outlook=""
    )

    send(nick, cells(FIRST, commentary_public="For readers."))

    saved = current(FIRST)
    assert (saved.absence, saved.absence_note, saved.commentary_internal) == (
        "not_published",
        "Late.",
        "Ours.",
    )
    assert saved.commentary_public == "For readers."


def test_a_fraction_that_is_cleared_has_no_figure(as_person):
    holders(ADMISSIONS)
    browser = as_person("nick")
    send(browser, cells(ADMISSIONS, numerator="460", denominator="144,892"))
    assert current(ADMISSIONS).value == D("317.477846")

    send(browser, cells(ADMISSIONS, numerator="", denominator=""))

    saved = current(ADMISSIONS)
    assert (saved.value, saved.numerator, saved.denominator) == (None, None, None)


# --- Two people at once ------------------------------------------------------------------------------------


def test_whoever_comes_second_sees_both_and_decides(nick):
    page = opened(nick)
    scene.enter(FIRST, D("50.0"))

    refused = send(nick, cells(FIRST, value="45.6"), cells(SECOND, value="98.0"), page=page)

    shown = Page(refused)
    assert refused.status_code == 409
    assert "Olive Owner saved this figure at" in shown.text
    assert "Figure: now 50 , and you typed 45.6" in shown.text.replace("50,", "50 ,")
    assert shown.fields[f"{key(FIRST)}-value"] == "45.6"
    assert (current(FIRST).value, current(SECOND).value) == (D(50), D(98))
    assert leads(shown) == [f"row-{key(FIRST)}"]

    # What was typed is there when the page is opened again, and saving it is a decision.
    again = opened(nick)
    assert again.fields[f"{key(FIRST)}-value"] == "45.6"
    assert "now 50" in again.text
    assert send(nick, page=again).status_code == 302
    assert current(FIRST).value == D("45.6")


def test_a_row_that_somebody_else_changed_and_this_person_did_not_is_no_conflict(nick):
    page = opened(nick)
    scene.enter(FIRST, D("50.0"))

    response = send(nick, cells(SECOND, value="98.0"), page=page)

    assert response.status_code == 302
    assert (current(FIRST).value, current(SECOND).value) == (D(50), D(98))


def test_what_was_typed_over_a_figure_that_is_submitted_now_can_be_copied(nick):
    page = opened(nick)
    scene.submit(scene.enter(FIRST, D("50.0")))

    response = send(nick, cells(FIRST, value="45.6"), page=page)

    shown = Page(response)
    assert response.status_code == 409
    assert "The figure can no longer be changed here." in shown.text
    assert "you typed 45.6" in shown.text
    assert current(FIRST).value == D(50)


def test_rows_that_are_gone_are_said_with_what_was_typed(nick):
    page = opened(nick)
    MeasureRole.objects.filter(measure__slug=FIRST, person=world.person("nick")).delete()

    response = send(nick, cells(FIRST, value="45.6"), cells(SECOND, value="98.0"), page=page)

    shown = Page(response)
    assert response.status_code == 422
    assert "Rows that are no longer in the grid" in shown.text
    assert "Figure: 45.6" in shown.text
    assert world.measure(FIRST).title not in shown.text
    assert (current(FIRST), current(SECOND).value) == (None, D(98))
    assert leads(shown) == ["lost"]


@pytest.mark.parametrize("to", ["", "autosave/"])
def test_what_is_typed_while_its_period_closes_is_kept_for_its_own_page(nick, to):
    page = opened(nick)
    day = date(2020, 12, 9)
    Period.objects.filter(pk=world.november().pk).update(due_on=day, closes_on=day)

    response = nick.post(ADDRESS + to, dict(page.fields) | cells(FIRST, value="45.6"))

    if to:
        answer = response.json()
        assert (list(answer["lost"]), answer["waiting"]) == ([key(FIRST)], 1)
    else:
        assert "Figure: 45.6" in Page(response).text
    there = Page(nick.get(f"/figures/{FIRST}/{world.november().pk}/"))
    assert current(FIRST) is None
    assert there.fields["value"] == "45.6"
    assert "This figure can no longer be changed here." in there.text


def test_rows_that_are_gone_and_were_not_touched_are_not_missed(nick):
    page = opened(nick)
    MeasureRole.objects.filter(measure__slug=FIRST, person=world.person("nick")).delete()

    assert send(nick, cells(SECOND, value="98.0"), page=page).status_code == 302


# --- Submitting --------------------------------------------------------------------------------------------


def test_ticked_rows_are_submitted_each_by_itself(nick):
    response = send(
        nick,
        cells(FIRST, value="45.6"),
        cells(SECOND, value="31.0"),
        cells(THIRD, value="90.0"),
        tick(FIRST, SECOND),
        button="submit",
    )

    page = Page(response)
    assert response.status_code == 422
    assert [current(slug).status for slug in (FIRST, SECOND, THIRD)] == ["submitted", "draft", "draft"]
    assert "1 figure submitted for approval. 2 rows saved as drafts." in page.text
    assert "This figure is off target. Say what you expect for the year." in page.text
    assert leads(page) == [f"id_{key(SECOND)}-outlook", f"id_{key(SECOND)}-commentary_public"]
    # The tick stays for the next try.
    assert f"{key(SECOND)}-submit" in page.fields

    done = send(nick, cells(SECOND, **SAID), page=page, button="submit")
    assert (done.status_code, current(SECOND).status) == (302, "submitted")


def test_a_ticked_row_without_a_figure_is_not_submitted(nick):
    response = send(nick, tick(FIRST), button="submit")

    assert response.status_code == 422
    assert "Enter a figure, or choose a reason why there is none." in Page(response).text
    assert current(FIRST) is None


def test_the_save_button_submits_nothing(nick):
    assert send(nick, cells(FIRST, value="45.6"), tick(FIRST)).status_code == 302
    assert current(FIRST).status == "draft"


def test_submitting_without_a_tick_says_what_to_do(nick):
    send(nick, cells(FIRST, value="45.6"), button="submit")

    assert "Tick the rows that you want to submit" in opened(nick).text
    assert current(FIRST).status == "draft"


def test_the_first_button_saves(nick):
    """Enter in a cell presses the first button of a form: nothing is submitted by it."""
    buttons = [own.get("name") for tag, own in opened(nick).elements if tag == "button"]

    assert [name for name in buttons if name in ("save", "submit")] == ["save", "submit"]


def test_a_double_click_submits_once(nick):
    page = opened(nick)
    typed = cells(FIRST, value="45.6") | tick(FIRST)

    answers = [send(nick, typed, page=page, button="submit").status_code for _ in range(2)]

    assert answers == [302, 302]
    assert AuditEntry.objects.filter(measure__slug=FIRST, verb="submitted").count() == 1


def test_a_data_provider_saves_and_cannot_submit(as_person):
    holders(FIRST, kind="provider")
    browser = as_person("nick")
    page = opened(browser)
    assert "Submit the ticked rows" not in page.text
    assert "Submit " + world.measure(FIRST).title not in page.text

    response = send(browser, cells(FIRST, value="45.6"), tick(FIRST), page=page, button="submit")

    assert response.status_code == 403
    assert "Only the owner or a deputy of this measure may submit its figures." in Page(response).text
    assert (current(FIRST).value, current(FIRST).status) == (D("45.6"), "draft")
    # It is saved, so nothing of it waits.
    assert kept_text.typed(world.person("nick"), world.measure(FIRST), world.november()) == {}


def test_a_figure_that_nobody_can_approve_says_so(as_person):
    holders(scene.LIBRARIES)
    world.person("marcus").roles.all().delete()
    world.person("dora").roles.all().delete()
    typed = cells(scene.LIBRARIES, value="84", **SAID)

    send(as_person("nick"), typed, tick(scene.LIBRARIES), button="submit")

    page = opened(as_person("nick"))
    assert "Nobody can approve this yet: LALS Success Rate." in page.text


def test_a_figure_of_which_only_the_first_sign_off_can_be_given_says_so(as_person):
    holders(scene.LIBRARIES)
    Directorate.objects.update(sign_off_levels=2)

    send(
        as_person("nick"), cells(scene.LIBRARIES, value="84", **SAID), tick(scene.LIBRARIES), button="submit"
    )

    page = opened(as_person("nick"))
    assert "The first sign-off can be given; nobody gives the second yet: LALS Success Rate." in page.text
    assert "Nobody can approve" not in page.text


# --- Warnings ----------------------------------------------------------------------------------------------


@pytest.fixture
def visits():
    """Olive's monthly count, with nineteen months of about a thousand behind it."""
    measuring.open_years(LAST_APRIL, APRIL)
    made = measuring.measure("visits-paid")
    measuring.figures(made, LAST_APRIL, STEADY)
    MeasureRole.objects.create(measure=made, kind="owner", person=world.person("olive"))
    MeasureRole.objects.create(measure=made, kind="deputy", person=world.person("nick"))
    return made


def test_a_serious_warning_is_answered_beneath_its_row(visits, as_person):
    browser = as_person("nick")
    typed = cells(visits.slug, value="10,050", **SAID)
    names = [f"{key(visits.slug)}-{kind}.value:units" for kind in ("confirm", "reason", "figure")]

    refused = send(browser, typed, tick(visits.slug), button="submit")
    page = Page(refused)
    assert (refused.status_code, current(visits.slug).status) == (422, "draft")
    assert "1,005" in page.text
    assert leads(page)[-1] == f"id_{names[0]}"
    assert page.fields[names[2]] == "10050"

    without_reason = send(browser, {names[0]: "1"}, page=page, button="submit")
    assert without_reason.status_code == 422
    assert "Say why this is right." in Page(without_reason).text

    answered = send(browser, {names[0]: "1", names[1]: "A new centre opened."}, page=page, button="submit")
    assert (answered.status_code, current(visits.slug).status) == (302, "submitted")
    assert Confirmation.objects.get().reason == "A new centre opened."


def test_a_tick_is_for_the_figure_that_was_asked_about(visits, as_person):
    browser = as_person("nick")
    page = Page(send(browser, cells(visits.slug, value="10,050", **SAID), tick(visits.slug), button="submit"))
    ticked = {
        f"{key(visits.slug)}-confirm.value:units": "1",
        f"{key(visits.slug)}-reason.value:units": "Yes.",
    }

    response = send(browser, ticked, cells(visits.slug, value="100,500"), page=page, button="submit")

    assert (response.status_code, current(visits.slug).status) == (422, "draft")


def test_letters_of_another_alphabet_are_asked_about(nick):
    page = Page(
        send(nick, cells(FIRST, value="45.6", commentary_public="Сare homes"), tick(FIRST), button="submit")
    )

    assert f"{key(FIRST)}-figure.commentary_public:letters" in page.fields
    assert current(FIRST).status == "draft"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("4О", "“О” in it is a Cyrillic capital letter o: type it anew."),
        ("4８", "“８” in it is a fullwidth digit eight: type it anew."),
        ("45 σ", "“σ” in it is a word with Greek letters: type it anew."),
    ],
)
def test_a_letter_that_looks_like_a_figure_is_named(nick, typed, sentence):
    page = Page(send(nick, cells(FIRST, value=typed)))

    assert sentence in page.text
    assert page.fields[f"{key(FIRST)}-value"] == typed


# --- Periods and pages --------------------------------------------------------------------------------------


def test_one_period_can_be_shown_alone(as_person):
    holders(FIRST, SURVEY)
    browser = as_person("nick")

    page = opened(browser, f"{ADDRESS}?period={world.november().pk}")

    titles = [own["data-title"] for tag, own in page.elements if tag == "tbody"]
    assert titles == [world.measure(FIRST).title]
    assert len([1 for tag, _ in opened(browser, f"{ADDRESS}?period=0").elements if tag == "tbody"]) == 2


def test_many_rows_stand_on_pages(nick, monkeypatch):
    monkeypatch.setattr(pages, "PER_PAGE", 2)

    first, second, beyond = (opened(nick, f"{ADDRESS}?page={number}") for number in (1, 2, 99))

    counts = [len([1 for tag, _ in page.elements if tag == "tbody"]) for page in (first, second, beyond)]
    assert counts == [2, 1, 1]
    assert "Rows 1 to 2 of 3" in first.text


# --- What it costs ------------------------------------------------------------------------------------------


def many(count, who="nick"):
    person = world.person(who)
    for number in range(count):
        made = measuring.measure(f"made-{number:02}", aggregation="latest")
        measuring.target(made, 100)
        MeasureRole.objects.create(measure=made, person=person, kind="owner")
    return Measure.objects.filter(slug__startswith="made-")


def queries(ask):
    ask()
    with CaptureQueriesContext(connection) as captured:
        response = ask()
    return len(captured), response


def test_the_grid_costs_the_same_for_one_and_for_thirty(as_person):
    many(1)
    browser = as_person("nick")
    few, _ = queries(lambda: browser.get(ADDRESS))
    Measure.objects.filter(slug="made-00").update(slug="made-first")
    many(29)

    more, response = queries(lambda: browser.get(ADDRESS))

    assert len([1 for tag, _ in Page(response).elements if tag == "tbody"]) == 30
    assert more == few


def test_a_preview_costs_the_same_for_one_and_for_thirty(as_person):
    many(30)
    browser = as_person("nick")
    fields = opened(browser).fields
    typed = {name: "50" for name in fields if name.endswith("-value")}
    one = {name: text for name, text in (fields | typed).items() if name.startswith(f"{key('made-00')}-")}

    few, _ = queries(lambda: browser.post(f"{ADDRESS}preview/", one))
    more, response = queries(lambda: browser.post(f"{ADDRESS}preview/", fields | typed))

    assert len(response.json()["rows"]) == 30
    assert more == few


def test_saving_costs_a_bounded_number_of_queries_a_row(as_person):
    many(30)
    browser = as_person("nick")
    fields = opened(browser).fields

    def saved(number, value):
        names = sorted(name for name in fields if name.endswith("-value"))[:number]
        with CaptureQueriesContext(connection) as captured:
            browser.post(f"{ADDRESS}autosave/", fields | dict.fromkeys(names, value))
        return len(captured)

    saved(1, "5")
    one, thirty = saved(0, "5"), saved(30, "5")

    assert thirty - one <= 30 * 16


# --- What its script asks -----------------------------------------------------------------------------------


def test_a_preview_judges_many_rows_and_saves_nothing(nick):
    fields = (
        opened(nick).fields
        | cells(FIRST, value="31.0")
        | cells(SECOND, value="4x")
        | cells(THIRD, value="90")
    )

    rows = nick.post(f"{ADDRESS}preview/", fields).json()["rows"]

    assert [rows[key(slug)]["word"] for slug in (FIRST, SECOND, THIRD)] == ["Red", "", "Green"]
    assert "9.0 points under 40%" in rows[key(FIRST)]["status"]
    assert "Say what you expect for the year." in rows[key(FIRST)]["beneath"]
    assert rows[key(SECOND)]["errors"] == {
        "value": "“4x” is not a number. Use figures only, for example 83.7."
    }
    assert not Submission.objects.filter(
        measure__slug__in=[FIRST, SECOND, THIRD], period=world.november()
    ).exists()
    assert kept_text.typed(world.person("nick"), world.measure(SECOND), world.november()) == {}


def test_a_preview_of_one_row_asks_for_one(nick):
    one = {name: text for name, text in opened(nick).fields.items() if name.startswith(f"{key(FIRST)}-")}

    assert list(nick.post(f"{ADDRESS}preview/", one).json()["rows"]) == [key(FIRST)]


def test_a_preview_of_somebody_elses_row_finds_nothing(as_person):
    scene.enter(FIRST, D("31.7"))
    holders(SECOND)
    asked = {
        f"{key(FIRST)}-shown": "",
        f"{key(FIRST)}-value": "1",
        "999-x-shown": "",
        "9" * 30 + "-1-shown": "",
    }

    assert as_person("nick").post(f"{ADDRESS}preview/", asked).json() == {"rows": {}}


def test_a_computed_figure_comes_with_the_preview(as_person):
    holders(ADMISSIONS)
    typed = opened(as_person("nick")).fields | cells(ADMISSIONS, numerator="460", denominator="144892")

    assert (
        as_person("nick").post(f"{ADDRESS}preview/", typed).json()["rows"][key(ADMISSIONS)]["figure"]
        == "317.5"
    )


def test_autosave_saves_and_gives_the_next_version(nick):
    fields = opened(nick).fields | cells(FIRST, value="45.6")

    first = nick.post(f"{ADDRESS}autosave/", fields).json()
    row = first["rows"][key(FIRST)]
    fields |= cells(FIRST, value="45.7", version=row["version"], shown=row["shown"])
    second = nick.post(f"{ADDRESS}autosave/", fields).json()

    assert first["sentence"].startswith("All changes saved ")
    assert (row["version"], "Draft" in row["state"]) == (1, True)
    assert second["rows"][key(FIRST)]["version"] == 2
    assert current(FIRST).value == D("45.7")
    assert current(SECOND) is None


def test_autosave_says_how_many_rows_it_could_not_save(nick):
    fields = opened(nick).fields | cells(FIRST, value="4x")

    answer = nick.post(f"{ADDRESS}autosave/", fields).json()

    assert (answer["waiting"], answer["sentence"].partition(". ")[2]) == (1, "1 row needs you.")
    assert kept_text.typed(world.person("nick"), world.measure(FIRST), world.november()) == {"value": "4x"}


def test_autosave_overwrites_nothing(nick):
    page = opened(nick)
    scene.enter(FIRST, D("50.0"))

    row = nick.post(f"{ADDRESS}autosave/", page.fields | cells(FIRST, value="45.6")).json()["rows"][
        key(FIRST)
    ]

    assert row["refused"].startswith("Olive Owner saved this figure at")
    assert "you typed" in row["beneath"]
    assert current(FIRST).value == D(50)
    assert opened(nick).fields[f"{key(FIRST)}-value"] == "45.6"


def test_autosave_never_submits(nick):
    nick.post(
        f"{ADDRESS}autosave/",
        opened(nick).fields | cells(FIRST, value="45.6") | tick(FIRST) | {"submit": "1"},
    )

    assert current(FIRST).status == "draft"


def test_a_page_that_somebody_else_opened_saves_nothing(nick, as_person):
    fields = opened(nick).fields | cells(FIRST, value="45.6")
    dee = as_person("dee")

    autosaved = dee.post(f"{ADDRESS}autosave/", fields)
    saved = dee.post(ADDRESS, fields | {"save": "1"})

    assert (autosaved.status_code, saved.status_code) == (409, 409)
    assert Page(saved).fields[f"{key(FIRST)}-value"] == "45.6"
    assert current(FIRST) is None


def test_a_script_that_is_signed_out_is_told_so(client):
    response = client.post(f"{ADDRESS}autosave/", {}, headers={"Accept": "application/json"})

    assert response.status_code == 401
    assert "you are signed out" in response.json()["sentence"]


def test_what_was_typed_signed_out_is_there_again(client):
    holders(FIRST, SECOND, THIRD)
    nick = world.person("nick")
    client.force_login(nick)
    fields = opened(client).fields | cells(FIRST, value="45.6")
    client.logout()
    client.post(ADDRESS, fields | {"save": "1"})
    nick.set_password("a-long-password")
    nick.save()
    client.post("/sign-in/", {"username": nick.email, "password": "a-long-password"})

    page = opened(client)
    assert pages.SIGNED_OUT in page.text
    assert page.fields[f"{key(FIRST)}-value"] == "45.6"
    assert current(FIRST) is None

    assert send(client, page=page).status_code == 302
    assert current(FIRST).value == D("45.6")
    assert pages.SIGNED_OUT not in opened(client).text
