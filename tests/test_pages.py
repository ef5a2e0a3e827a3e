"""The pages as people use them: what they say, keep and refuse, how they sort, how many queries they take."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from performance import due, recompute, workflow
from performance.forms.hints import unit_hint
from performance.models import (
    AuditEntry,
    Directorate,
    Measure,
    MeasureRole,
    Pack,
    Period,
    Person,
    Placement,
    Scorecard,
    Section,
    Submission,
    Target,
)
from performance.views import lists
from tests import scene, world
from tests.page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

DUE_ON = date(2020, 12, 14)
DAY_AFTER = date(2020, 12, 15)


def address(slug, verb=""):
    return f"/figures/{slug}/{world.november().pk}/{verb}"


def current(slug):
    """The latest revision of November's figure."""
    found = Submission.objects.filter(measure__slug=slug, period=world.november())
    return found.order_by("-revision").first()


# --- A page costs the same queries, however much stands on it --------------------------------------------


@pytest.fixture
def counted(client):
    """Counts the queries of a page, asked once before so that nothing is done for the first time."""

    def count(who, page):
        client.force_login(world.person(who))
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(page)
        return len(captured), len(Page(response).rows)

    return count


def assert_same_queries(few, many, at_least):
    assert (few[1], many[1] >= at_least) == (1, True), f"rows: {few[1]} and {many[1]}"
    assert many[0] == few[0], f"{few[0]} queries for 1 row, {many[0]} for {many[1]}"


def test_my_measures_costs_the_same_for_one_and_for_many(counted):
    world.submit_month()
    nick = world.person("nick")
    first = world.measure(scene.DRAFT)
    MeasureRole.objects.create(measure=first, person=nick, kind="deputy")
    few = counted("nick", "/my-measures/")
    # What a measure of every second year is due for takes one query more, for one or for many.
    others = Measure.objects.exclude(pk=first.pk).exclude(frequency=Measure.Frequency.BIENNIAL)
    for measure in others[:12]:
        MeasureRole.objects.create(measure=measure, person=nick, kind="deputy")

    assert_same_queries(few, counted("nick", "/my-measures/"), 10)


def test_the_dashboard_costs_the_same_for_one_and_for_thirty(counted, month):
    many = counted("petra", "/dashboard/")
    Placement.objects.exclude(measure__slug="admissions-65-plus").delete()

    assert_same_queries(counted("petra", "/dashboard/"), many, 30)


def test_a_measures_page_costs_the_same_for_one_and_for_many(counted):
    """Also where every one of its periods is open, and each figure could be reopened."""
    Period.objects.update(closes_on=None)
    page = f"/measures/{scene.CHILDREN}/"
    scene.approve(scene.submit(scene.enter(scene.CHILDREN, "87.3")), world.person("stella"))
    few = counted("otto", page)
    for month in Period.objects.months().filter(start__range=(date(2020, 4, 1), date(2020, 10, 1))):
        draft = scene.enter(scene.CHILDREN, "80.0", period=month)
        scene.approve(scene.submit(draft), world.person("stella"))
    recompute.recompute_due()

    assert_same_queries(few, counted("otto", page), 8)


def test_the_list_of_packs_costs_the_same_for_one_and_for_many(counted):
    scene.draft_pack()
    few = counted("petra", "/packs/")
    for day in range(1, 5):
        scene.cleared_pack(meeting_on=date(2021, 2, day))

    assert_same_queries(few, counted("petra", "/packs/"), 5)


# --- My measures ---------------------------------------------------------------------------------------


@pytest.fixture
def in_every_state():
    """Nick deputises for one measure in each state, and for one whose approved figure is being revised."""
    slugs = [*scene.OPEN_FIGURES, scene.APPROVED, "users-self-directed-support"]
    for slug in slugs:
        MeasureRole.objects.create(measure=world.measure(slug), person=world.person("nick"), kind="deputy")
    scene.figures_at_every_stage()


def states(today):
    items = due.items_for(world.person("nick"), today=today)
    return {item["measure"].slug: item["state"] for item in items}, due.headline(items)


@pytest.mark.parametrize("day", [date(2020, 12, 1), DUE_ON])
def test_states_up_to_the_day_on_which_figures_are_due(in_every_state, day):
    assert states(day) == (
        {
            scene.DRAFT: "draft",
            scene.SUBMITTED: "submitted",
            scene.RETURNED: "returned",
            scene.APPROVED: "approved",
            scene.REVISED: "draft",
            "users-self-directed-support": "due",
        },
        "4 figures need you: 3 due, 1 returned to you.",
    )


def test_states_on_the_day_after(in_every_state):
    """What was submitted in time stays submitted, and what was returned says so first."""
    assert states(DAY_AFTER) == (
        {
            scene.DRAFT: "overdue",
            scene.SUBMITTED: "submitted",
            scene.RETURNED: "returned",
            scene.APPROVED: "approved",
            scene.REVISED: "overdue",
            "users-self-directed-support": "overdue",
        },
        "4 figures need you: 3 overdue, 1 returned to you.",
    )


@pytest.mark.parametrize(
    ("day", "asked"),
    [(date(2020, 11, 30), set()), (date(2021, 1, 1), {scene.RETURNED, scene.REVISED})],
)
def test_a_month_that_is_not_open_asks_for_corrections_alone(in_every_state, day, asked):
    """On 30 November the month has not opened and on 1 January it has closed; others are open then."""
    items = due.items_for(world.person("nick"), today=day)

    assert {item["measure"].slug for item in items if item["period"] == world.november()} == asked


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ([], "Nothing is due from you."),
        (["approved", "submitted"], "Nothing is due from you."),
        (["due"], "1 figure needs you: 1 due."),
        (["draft", "due"], "2 figures need you: 2 due."),
        (["overdue", "due", "returned"], "3 figures need you: 1 overdue, 1 due, 1 returned to you."),
    ],
)
def test_the_first_line_counts_what_is_left_to_do(items, sentence):
    assert due.headline([{"state": state} for state in items]) == sentence


def test_my_measures_as_it_is_read(in_every_state, as_person):
    page = Page(as_person("nick").get("/my-measures/"))

    assert [(row["State"], row["Figure"]) for row in page.rows] == [
        ("Returned hidden-returned-reason", "33.1%"),
        ("Due", "– None"),
        ("Draft being revised", "34.3%"),
        ("Draft", "31.7%"),
        ("Awaiting approval", "32.9%"),
        ("Approved", "54.0%"),
    ]
    assert "4 figures need you: 3 due, 1 returned to you." in page.text


def test_on_the_day_after_the_page_says_overdue(in_every_state, as_person, settings):
    settings.PRODUCT_DATE = DAY_AFTER

    page = Page(as_person("nick").get("/my-measures/"))

    assert page.column("State").count("Overdue") == 2
    assert page.column("State").count("Overdue being revised") == 1


def test_a_measure_with_nothing_entered_leads_to_its_form(in_every_state, as_person):
    browser = as_person("nick")
    page = Page(browser.get("/my-measures/"))
    links = [own["href"] for tag, own in page.elements if tag == "a" and "/figures/" in own.get("href", "")]

    assert len(links) == 6
    assert {browser.get(link).status_code for link in links} == {200}


# --- The form for one figure -----------------------------------------------------------------------------

TYPED = {
    "value": "45.6",
    "absence": "",
    "absence_note": "",
    "absence_due_on": "",
    "outlook": "in_place",
    "commentary_public": "Said to the “committee” & others: 5 < 6",
    "commentary_internal": "Two lines,\r\nthe second of them.",
}
FRACTION = TYPED | {"numerator": "460", "denominator": "144,892", "forecast": "462.0"}
FRACTION |= {"forecast_companion": "669", "forecast_method": "Eight months, scaled"}
RATE = "admissions-65-plus"
del FRACTION["value"]


@pytest.fixture
def share():
    """A percentage that is entered as its numerator and denominator."""
    Measure.objects.filter(slug=scene.DRAFT).update(entry="fraction", has_forecast=True)


def is_kept(page, typed):
    """Whether everything that was typed stands in the page's fields again."""
    shown = {name: page.fields[name].replace("\r\n", "\n") for name in typed}
    return shown == {name: text.replace("\r\n", "\n") for name, text in typed.items()}


@pytest.mark.parametrize(
    ("slug", "typed", "sentence"),
    [
        (scene.LIBRARIES, {"value": "12O"}, "“12O” is not a number."),
        (scene.LIBRARIES, {"value": "１２"}, "is not a number."),
        (scene.LIBRARIES, {"value": "1e5"}, "is not a number."),
        (scene.LIBRARIES, {"value": "101"}, "A percentage of a whole lies between 0 and 100."),
        (scene.LIBRARIES, {"value": "-1"}, "A percentage of a whole lies between 0 and 100."),
        (scene.LIBRARIES, {"value": ""}, "Enter a figure, or choose a reason why there is none."),
        (
            scene.LIBRARIES,
            {"value": "0", "absence": "not_published", "absence_note": "Later"},
            "Give either a figure or a reason for none, not both.",
        ),
        (scene.LIBRARIES, {"value": "", "absence": "due_on"}, "Enter the date on which the figure is due."),
        (
            scene.LIBRARIES,
            {"value": "", "absence": "suppressed", "absence_due_on": "31 3 2021"},
            "A due date goes only with the reason",
        ),
        (
            scene.LIBRARIES,
            {"value": "", "absence": "due_on", "absence_due_on": "31 2 2021"},
            "Enter a date such as",
        ),
        (scene.LIBRARIES, {"commentary_public": "x" * 4001}, "at most 4000 characters"),
    ],
)
def test_a_figure_that_is_wrong_is_refused_with_a_sentence_and_kept(as_person, slug, typed, sentence):
    typed = TYPED | typed

    response = as_person("oscar").post(address(slug), typed | {"submit": "1"})

    page = Page(response)
    assert (response.status_code, sentence in page.text) == (422, True), page.text
    assert is_kept(page, typed)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"numerator": "61", "denominator": "60"}, "The numerator (61) is above the denominator (60)."),
        ({"numerator": "0", "denominator": "0"}, "The denominator must be more than 0"),
        ({"numerator": "6", "denominator": ""}, "Enter the denominator as well, or clear both."),
        ({"numerator": "", "denominator": "60"}, "Enter the numerator as well, or clear both."),
        ({"numerator": "-6", "denominator": "60"}, "The numerator cannot be less than 0."),
        ({"numerator": "999,999,999", "denominator": "0.000001"}, "is above the denominator"),
    ],
)
def test_a_share_that_is_wrong_is_refused_with_a_sentence_and_kept(share, as_person, typed, sentence):
    typed = FRACTION | {"forecast": "60"} | typed
    typed = {name: text for name, text in typed.items() if name != "forecast_companion"}

    response = as_person("olive").post(address(scene.DRAFT), typed | {"submit": "1"})

    page = Page(response)
    assert (response.status_code, sentence in page.text) == (422, True), page.text
    assert is_kept(page, typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (
            {"numerator": "0", "denominator": "60", "outlook": "not_enough", "commentary_public": "Closed."},
            "0.000000",
        ),
        ({"numerator": "60", "denominator": "60"}, "100.000000"),
    ],
)
def test_nought_and_all_are_figures(share, as_person, typed, stored):
    response = as_person("olive").post(address(scene.DRAFT), typed | {"submit": "1"})

    assert (response.status_code, f"{current(scene.DRAFT).value:f}") == (302, stored)


def test_a_rate_is_submitted_with_its_forecast(as_person):
    response = as_person("olive").post(address(RATE), FRACTION | {"submit": "1"})

    saved = current(RATE)
    assert (response.status_code, response["Location"], saved.status) == (302, "/my-measures/", "submitted")
    assert (f"{saved.value:f}", saved.forecast, saved.forecast_companion) == ("317.477846", 462, 669)
    assert saved.commentary_internal == "Two lines,\nthe second of them."


def test_numbers_too_large_to_store_are_refused_and_not_a_fault(as_person):
    """419,403 of nine people per 100,000: two figures in each other's place."""
    typed = FRACTION | {"numerator": "999999999", "denominator": "0.5"}

    response = as_person("olive").post(address(RATE), typed | {"submit": "1"})

    page = Page(response)
    assert (response.status_code, "too large" in page.text) == (422, True)
    assert is_kept(page, typed)


@pytest.mark.parametrize(
    ("month", "sentence"),
    [
        (date(2020, 10, 1), "October 2020 closed for figures on 30 November 2020."),
        (date(2020, 12, 1), "December 2020 opens for figures on 1 January 2021."),
    ],
)
def test_a_month_that_is_not_open_takes_no_figure_and_keeps_what_was_typed(as_person, month, sentence):
    period = Period.objects.get(kind="month", start=month)
    browser = as_person("oscar")
    page = f"/figures/{scene.LIBRARIES}/{period.pk}/"

    response = browser.post(page, TYPED | {"save": "1"})

    shown = Page(response)
    assert (response.status_code, sentence in shown.text) == (422, True)
    assert is_kept(shown, TYPED)
    assert not period.submissions.exists()
    assert sentence in Page(browser.get(page)).text


def test_a_draft_may_be_incomplete(as_person):
    response = as_person("oscar").post(address(scene.LIBRARIES), {"commentary_public": "So far", "save": "1"})

    saved = current(scene.LIBRARIES)
    assert (response.status_code, saved.status, saved.value) == (302, "draft", None)
    assert saved.commentary_public == "So far"


def test_a_stale_page_says_who_was_first_and_keeps_what_was_typed(as_person):
    scene.enter(scene.DRAFT, "40.0")
    browser = as_person("olive")
    opened = Page(browser.get(address(scene.DRAFT)))
    scene.enter(scene.DRAFT, "41.0", by=world.person("dee"))

    typed = TYPED | {"version": opened.fields["version"]}
    response = browser.post(address(scene.DRAFT), typed | {"save": "1"})

    page = Page(response)
    assert (response.status_code, "Dee Deputy saved this figure at" in page.text) == (409, True)
    assert is_kept(page, TYPED)
    assert current(scene.DRAFT).value == 41


def test_two_first_drafts_at_once_keep_both(as_person):
    """Both opened the page when there was no draft: the second is told, and nothing is overwritten."""
    scene.enter(scene.DRAFT, "41.0", by=world.person("dee"))

    response = as_person("olive").post(address(scene.DRAFT), TYPED | {"version": "", "save": "1"})

    page = Page(response)
    assert (response.status_code, "Dee Deputy saved this figure at" in page.text) == (409, True)
    assert is_kept(page, TYPED)
    assert current(scene.DRAFT).value == 41


def test_what_was_typed_is_kept_where_it_was_approved_meanwhile(as_person):
    scene.approve(scene.submit(scene.enter(scene.DRAFT, "40.0")), world.person("mary"))

    response = as_person("olive").post(address(scene.DRAFT), TYPED | {"version": "1", "save": "1"})

    page = Page(response)
    assert (response.status_code, "Mary Manager approved this figure at" in page.text) == (409, True)
    assert is_kept(page, TYPED)


@pytest.mark.parametrize(
    ("verb", "status", "leads_to"), [("save", "draft", address), ("submit", "submitted", None)]
)
def test_a_double_click_is_harmless(as_person, verb, status, leads_to):
    browser = as_person("oscar")
    opened = Page(browser.get(address(scene.LIBRARIES)))
    typed = TYPED | {"version": opened.fields["version"], verb: "1"}

    first, second = (browser.post(address(scene.LIBRARIES), typed) for _ in range(2))

    where = leads_to(scene.LIBRARIES) if leads_to else "/my-measures/"
    assert [(r.status_code, r["Location"]) for r in (first, second)] == [(302, where)] * 2
    assert (current(scene.LIBRARIES).status, current(scene.LIBRARIES).revision) == (status, 1)
    verbs = AuditEntry.objects.filter(measure__slug=scene.LIBRARIES, period=world.november())
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == (
        ["saved"] if verb == "save" else ["saved", "submitted"]
    )


def test_a_second_submission_with_another_figure_is_no_double_click(as_person):
    browser = as_person("oscar")
    browser.post(address(scene.LIBRARIES), TYPED | {"submit": "1"})

    response = browser.post(address(scene.LIBRARIES), TYPED | {"value": "99.9", "submit": "1"})

    assert (response.status_code, "You submitted this figure at" in Page(response).text) == (409, True)
    assert f"{current(scene.LIBRARIES).value:f}" == "45.600000"


def test_a_data_provider_saves_and_may_not_submit(as_person):
    browser = as_person("dan")

    response = browser.post(address(scene.LIBRARIES), TYPED | {"submit": "1"})

    page = Page(response)
    assert (response.status_code, current(scene.LIBRARIES).status) == (403, "draft")
    assert "Only the owner or a deputy of this measure may submit its figures." in page.text
    assert is_kept(page, TYPED)
    assert not any(own.get("name") == "submit" for tag, own in page.elements if tag == "button")


def test_a_manager_reads_the_form_and_may_not_save(as_person):
    """Their own typing is kept all the same."""
    response = as_person("marcus").post(address(scene.LIBRARIES), TYPED | {"save": "1"})

    page = Page(response)
    assert (response.status_code, current(scene.LIBRARIES)) == (403, None)
    assert "You may not enter figures for this measure." in page.text
    assert is_kept(page, TYPED)


@pytest.mark.parametrize("version", ["abc", "-1", "9" * 30, "1.5", "²"])
def test_a_broken_version_overwrites_nothing(as_person, version):
    scene.enter(scene.LIBRARIES, "40.0")

    response = as_person("oscar").post(address(scene.LIBRARIES), TYPED | {"version": version, "save": "1"})

    assert response.status_code in (409, 422)
    assert current(scene.LIBRARIES).value == 40


def test_a_period_of_another_kind_or_year_is_no_page(as_person):
    """A monthly measure has no page for a year, and none for the month of an academic year."""
    november = world.november()
    november.pk, november.basis, november._state.adding = None, Period.Basis.ACADEMIC, True
    november.save()
    browser = as_person("oscar")

    pages = [f"/figures/{scene.LIBRARIES}/{pk}/" for pk in (world.year_2020().pk, november.pk, 10**30)]

    assert [browser.get(page).status_code for page in pages] == [404, 404, 404]


def test_forms_are_refused_without_their_token(month):
    """Another site's form is refused for every verb, and nothing changes."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.person("olive"))
    pack = scene.draft_pack()
    before = AuditEntry.objects.count()
    pages = [address(scene.DRAFT, verb) for verb in ("", "withdraw/", "reopen/")]
    pages += [
        "/approval/approve/",
        "/approval/1/approve/",
        "/approval/1/return/",
        "/packs/new/",
        "/sign-out/",
    ]
    pages += [f"/packs/{pack.pk}/{verb}/" for verb in ("build", "clear", "issue", "send-back", "withdraw")]

    answers = {page: browser.post(page, {"version": "1"}).status_code for page in pages}

    assert answers == dict.fromkeys(pages, 403)
    assert AuditEntry.objects.count() == before


def test_forms_are_taken_with_their_token():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.person("oscar"))
    token = Page(browser.get(address(scene.LIBRARIES))).fields["csrfmiddlewaretoken"]

    typed = TYPED | {"csrfmiddlewaretoken": token, "save": "1"}
    response = browser.post(address(scene.LIBRARIES), typed)

    assert (response.status_code, current(scene.LIBRARIES).status) == (302, "draft")


# --- Withdrawing and reopening ---------------------------------------------------------------------------


def test_withdrawing_takes_a_figure_back_to_draft(as_person):
    submitted = scene.submit(scene.enter(scene.DRAFT, "45.6"))
    browser = as_person("olive")
    data = {"version": submitted.version}

    answers = [browser.post(address(scene.DRAFT, "withdraw/"), data) for _ in range(2)]

    assert [(r.status_code, r["Location"]) for r in answers] == [(302, address(scene.DRAFT))] * 2
    assert current(scene.DRAFT).status == "draft"
    assert AuditEntry.objects.filter(measure__slug=scene.DRAFT, verb="withdrawn").count() == 1


@pytest.mark.parametrize("version", ["", "1", "99", "9" * 5000])
def test_withdrawing_another_version_than_was_read_is_refused(as_person, version):
    scene.submit(scene.enter(scene.DRAFT, "45.6"))

    response = as_person("olive").post(address(scene.DRAFT, "withdraw/"), {"version": version})

    assert (response.status_code, current(scene.DRAFT).status) == (409, "submitted")


def test_withdrawing_what_was_approved_meanwhile_says_who_was_first(as_person):
    submitted = scene.submit(scene.enter(scene.DRAFT, "45.6"))
    scene.approve(submitted, world.person("mary"))

    response = as_person("olive").post(address(scene.DRAFT, "withdraw/"), {"version": submitted.version})

    assert (response.status_code, current(scene.DRAFT).status) == (409, "approved")
    assert "Mary Manager approved this figure at" in Page(response).text


def test_a_deputy_may_not_withdraw_what_the_owner_submitted(as_person):
    submitted = scene.submit(scene.enter(scene.DRAFT, "45.6"))

    response = as_person("dee").post(address(scene.DRAFT, "withdraw/"), {"version": submitted.version})

    assert (response.status_code, current(scene.DRAFT).status) == (403, "submitted")
    assert "Only Olive Owner, who submitted this figure, may withdraw it." in Page(response).text


def test_reopening_opens_one_revision_also_by_a_double_click(month, as_person):
    browser = as_person("olive")
    data = {"reopen-reason": "Late-recorded cases."}

    answers = [browser.post(address(scene.DRAFT, "reopen/"), data) for _ in range(2)]

    assert [(r.status_code, r["Location"]) for r in answers] == [(302, address(scene.DRAFT))] * 2
    found = Submission.objects.filter(measure__slug=scene.DRAFT, period=world.november())
    assert list(found.order_by("revision").values_list("revision", "status")) == [
        (1, "approved"),
        (2, "draft"),
    ]
    assert current(scene.DRAFT).value == found.first().value
    assert "Reopened: Late-recorded cases." in Page(browser.get(address(scene.DRAFT))).text


def test_reopening_needs_a_reason(month, as_person):
    response = as_person("olive").post(address(scene.DRAFT, "reopen/"), {"reopen-reason": " "})

    page = Page(response)
    assert (response.status_code, current(scene.DRAFT).revision) == (422, 1)
    assert "Say why this figure is reopened" in page.text
    assert "Give a reason." in page.text


def test_the_reason_is_kept_where_reopening_is_refused(month, as_person):
    """Dan may see the figure but not reopen it; Dee reopened it while Olive was writing why."""
    refused = as_person("dan").post(address(scene.DRAFT, "reopen/"), {"reopen-reason": "Because."})
    in_force = current(scene.DRAFT)
    workflow.reopen(submission=in_force, reason="Dee's reason", by=world.person("dee"))
    late = as_person("olive").post(address(scene.DRAFT, "reopen/"), {"reopen-reason": "Olive's reason"})

    assert (refused.status_code, late.status_code) == (403, 409)
    assert "Dee Deputy reopened this figure at" in Page(late).text
    assert current(scene.DRAFT).revision == 2


def test_a_reason_too_long_to_print_is_refused(month, as_person):
    response = as_person("olive").post(address(scene.DRAFT, "reopen/"), {"reopen-reason": "x" * 2001})

    assert (response.status_code, current(scene.DRAFT).revision) == (422, 1)
    assert Page(response).fields["reopen-reason"] == "x" * 2001


def test_the_figure_in_force_stays_until_its_successor_is_approved(month, as_person):
    workflow.reopen(submission=current(scene.DRAFT), reason="Late cases.", by=world.person("olive"))
    scene.enter(scene.DRAFT, "50.1")
    before = Page(as_person("petra").get("/dashboard/")).text
    scene.approve(scene.submit(current(scene.DRAFT)), world.person("mary"))
    recompute.recompute_due()
    after = Page(as_person("petra").get("/dashboard/")).text

    assert ("45.6%" in before, "50.1%" in before, "being revised" in before) == (True, False, True)
    assert ("45.6%" in after, "50.1%" in after, "being revised" in after) == (False, True, False)


# --- Submitting, the first page, hints ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("active", "said"), [(True, "submitted for approval."), (False, "nobody can approve")]
)
def test_submitting_where_nobody_can_approve_says_so(as_person, active, said):
    managers = Person.objects.filter(roles__kind="manager")
    if not active:
        managers.update(is_active=False)
    scene.enter(scene.DRAFT, "45.6", commentary_public="Said", commentary_internal="Said")
    browser = as_person("olive")
    page = Page(browser.get(address(scene.DRAFT)))
    typed = TYPED | {"version": page.fields["version"], "value": "46.6"}

    response = browser.post(address(scene.DRAFT), typed | {"submit": "1"}, follow=True)

    assert said in Page(response).text
    assert ("Ask an administrator" in Page(response).text) is not active


def test_submitting_where_only_the_first_sign_off_can_be_given_says_that(as_person):
    Directorate.objects.update(sign_off_levels=2)
    scene.enter(scene.DRAFT, "45.6", commentary_public="Said", commentary_internal="Said")
    browser = as_person("olive")
    page = Page(browser.get(address(scene.DRAFT)))
    typed = TYPED | {"version": page.fields["version"], "value": "46.6"}

    said = Page(browser.post(address(scene.DRAFT), typed | {"submit": "1"}, follow=True)).text

    assert "submitted. The first sign-off can be given; nobody gives the second yet." in said
    assert "role of second-level manager of Adults and Communities" in said
    assert "nobody can approve" not in said


def test_an_administrators_first_page_is_the_dashboard_where_there_is_one(as_person):
    browser = as_person("ada")
    assert browser.get("/").headers["Location"] == "/dashboard/"
    assert "Administration" in Page(browser.get("/dashboard/")).text
    Placement.objects.all().delete()
    Section.objects.all().delete()
    Scorecard.objects.all().delete()
    assert browser.get("/").headers["Location"] == "/admin/"


@pytest.mark.parametrize(
    ("note", "hint"),
    [("visits", "A number of visits."), ("per day", "A number, per day."), ("", "A number.")],
)
def test_a_count_says_what_is_counted(note, hint):
    assert unit_hint(Measure(unit_kind="count", unit_note=note)) == hint


# --- Lists sort, filter and page, and stand whatever an address says -------------------------------------


@pytest.fixture
def full():
    """A list of each kind with several rows."""
    world.submit_month()
    for slug in (scene.DRAFT, scene.SUBMITTED):
        scene.approve(current(slug), world.person("mary"))
    recompute.recompute_due()
    scene.draft_pack(title="Alpha", meeting_on=date(2021, 3, 1))
    scene.cleared_pack(title="Beta", meeting_on=date(2021, 1, 18))
    scene.issued_pack(title="Gamma", meeting_on=date(2021, 2, 1))


SORTED = [
    ("olive", "/my-measures/", "measure", "Measure"),
    ("olive", "/my-measures/", "period", "Period"),
    ("olive", "/my-measures/", "state", "State"),
    ("dora", "/approval/", "measure", "Measure"),
    ("dora", "/approval/", "submitted_by", "Submitted by"),
    ("petra", f"/measures/{scene.DRAFT}/", "period", "Period"),
    ("petra", f"/measures/{scene.DRAFT}/", "figure", "Figure"),
    ("petra", f"/measures/{scene.DRAFT}/", "origin", "From"),
    ("petra", "/packs/", "title", "Pack"),
    ("petra", "/packs/", "meeting_on", "Meeting"),
    ("petra", "/packs/", "status", "Status"),
]


def test_every_list_sorts_both_ways(full, client):
    for who, page, column, heading in SORTED:
        client.force_login(world.person(who))
        pages = [Page(client.get(f"{page}?sort={way}{column}")) for way in ("", "-")]
        up, down = ([row[heading] for row in found.rows if heading in row] for found in pages)
        assert sorted(up) == sorted(down), (page, column)
        assert (up[0], up[-1]) == (down[-1], down[0]), (page, column)
        assert up[0] != up[-1], (page, column)


def test_a_list_sorts_by_what_it_says(full, as_person):
    browser = as_person("petra")

    assert Page(browser.get("/packs/?sort=title")).column("Pack") == ["Alpha", "Beta", "Gamma"]
    assert Page(browser.get("/packs/?sort=meeting_on")).column("Pack") == ["Beta", "Gamma", "Alpha"]
    assert Page(browser.get("/packs/")).column("Pack") == ["Alpha", "Gamma", "Beta"]


def filtered(client, who, page, heading, cases):
    """What each query leaves in one column of a list, beside what it is to leave."""
    client.force_login(world.person(who))
    queries = [query for query, _ in cases]
    left = [Page(client.get(page, query)).column(heading) for query in queries]
    return list(zip(queries, left, strict=True))


def test_packs_are_filtered(full, client):
    cases = [
        ({"q": "alp"}, ["Alpha"]),
        ({"status": "draft"}, ["Alpha"]),
        ({"status": "issued"}, ["Gamma"]),
        ({"status": "withdrawn"}, []),
        ({"q": "a", "status": "cleared"}, ["Beta"]),
        ({"q": ""}, ["Alpha", "Gamma", "Beta"]),
        ({"status": "unheard-of"}, ["Alpha", "Gamma", "Beta"]),
    ]

    assert filtered(client, "petra", "/packs/", "Pack", cases) == cases


def counted_by(client, who, page, heading, cases):
    """The same, counted."""
    return [(query, len(left)) for query, left in filtered(client, who, page, heading, cases)]


def test_my_measures_are_filtered(full, client):
    cases = [
        ({}, 21),
        ({"state": "approved"}, 2),
        ({"state": "submitted"}, 19),
        ({"state": "overdue"}, 0),
        ({"state": "unheard-of"}, 21),
        ({"q": "DIRECT payments"}, 2),
        ({"q": "ascof 1c"}, 4),
        ({"q": "direct payments", "state": "submitted"}, 0),
        ({"q": "no such measure"}, 0),
    ]

    assert counted_by(client, "olive", "/my-measures/", "Measure", cases) == cases


def test_the_queue_is_filtered(full, client):
    cases = [
        ({}, 28),
        ({"by": "oscar"}, 9),
        ({"by": "nobody"}, 0),
        ({"q": "e-loans"}, 1),
        ({"q": "e-loans", "by": "olive"}, 0),
    ]

    assert counted_by(client, "dora", "/approval/", "Measure", cases) == cases


def test_a_measures_figures_are_filtered(full, client):
    cases = [
        ({}, ["April to November 2020", "2019/20"]),
        ({"q": "november"}, ["April to November 2020"]),
        ({"origin": "published"}, ["2019/20"]),
        ({"origin": "imported"}, []),
        ({"origin": "unheard-of"}, ["April to November 2020", "2019/20"]),
    ]

    assert filtered(client, "petra", f"/measures/{scene.DRAFT}/", "Period", cases) == cases


def test_the_dashboard_is_filtered(full, client):
    cases = [
        ({}, 30),
        ({"q": "admissions"}, 2),
        ({"status": "green"}, 1),
        ({"status": "amber"}, 1),
        ({"status": "not-rated"}, 28),
        ({"status": "red", "q": "direct"}, 0),
        ({"status": "unheard-of"}, 30),
    ]

    assert counted_by(client, "petra", "/dashboard/", "Measure", cases) == cases


LISTS = [
    ("olive", "/my-measures/"),
    ("dora", "/approval/"),
    ("petra", f"/measures/{scene.DRAFT}/"),
    ("petra", "/packs/"),
    ("petra", "/dashboard/"),
]
RUBBISH = [
    {"state": "x", "status": "x", "period": "abc", "q": "x" * 5000, "by": "x" * 5000},
    {"state": "\0", "status": "\0", "period": "\0", "q": "\0", "by": "\0", "sort": "\0", "page": "\0"},
    {"period": "9" * 40},
    {"period": "-1"},
    {"period": "²"},
    {"page": "9999"},
    {"page": "-1"},
    {"page": "0"},
    {"page": "9" * 5000},
    {"page": "abc"},
    {"per_page": "0"},
    {"per_page": "-1"},
    {"per_page": "9" * 30},
    {"sort": "evil"},
    {"sort": "-"},
    {"sort": "--title"},
    {"sort": "measure.title"},
    {"sort": "password"},
    {"sort": "submitted_by__password"},
    {"sort": "action"},
    {"sort": ["title", "-meeting_on", "title"]},
    {"_export": "exe"},
    {"_export": ""},
    {"q": "%' OR 1=1 --", "sort": "title; DROP TABLE"},
    {"q": "\U0001f680 \u202e <script>alert(1)</script>"},
]


def test_rubbish_in_an_address_is_harmless(full, client):
    client.raise_request_exception = False
    wrong = []
    for who, page in LISTS:
        client.force_login(world.person(who))
        for query in RUBBISH:
            response = client.get(page, query)
            if response.status_code != 200 or b"<script>alert" in response.content:
                wrong.append((page, query, response.status_code))

    assert wrong == []


def test_an_address_does_not_say_how_many_rows_a_page_has(full, as_person, monkeypatch):
    monkeypatch.setattr(lists, "PER_PAGE", 2)
    browser = as_person("petra")

    def rows(**query):
        return Page(browser.get("/packs/", query)).column("Pack")

    assert rows(per_page=99) == ["Alpha", "Gamma"]
    assert rows(page=2) == ["Beta"]
    assert rows(page=99) == ["Beta"]
    assert rows(page="abc") == ["Alpha", "Gamma"]
    assert rows(page=2, sort="title") == ["Gamma"]


# --- Dashboards of a year and of a month without figures -------------------------------------------------


def test_the_dashboard_of_a_year_stands_with_the_years_figures(month, as_person):
    browser = as_person("petra")
    this_year, last_year = world.year_2020(), Period.objects.get(kind="year", start=date(2019, 4, 1))

    this, last = (Page(browser.get(f"/dashboard/?period={year.pk}")) for year in (this_year, last_year))

    assert (len(this.rows), len(last.rows)) == (30, 30)
    assert "97.2%" in last.text
    assert "No approved figure" in this.text


def test_the_dashboard_of_a_month_before_any_figures(as_person):
    april = Period.objects.get(kind="month", start=date(2020, 4, 1))

    page = Page(as_person("petra").get(f"/dashboard/?period={april.pk}"))

    assert len(page.rows) == 30
    # Of what is compared with the same months of last year there is an earlier figure, of another month.
    figures = page.column("April 2020")
    earlier = [text for text in figures if "earlier figure, " in text]
    assert {text.partition("earlier figure, ")[2] for text in earlier} == {"April to November 2019"}
    assert page.text.count("No approved figure") + len(earlier) == 30


def test_the_dashboard_before_the_first_period_says_what_to_do(as_person, settings):
    settings.PRODUCT_DATE = date(2019, 1, 1)

    page = Page(as_person("petra").get("/dashboard/"))

    assert "There is no scorecard with an open period yet." in page.text


def test_a_month_that_has_not_opened_cannot_be_chosen(as_person):
    december = scene.december()

    page = Page(as_person("petra").get(f"/dashboard/?period={december.pk}"))

    assert page.rows != []
    assert "April to November 2020" in page.text or "November 2020" in page.text
    options = [own["value"] for tag, own in page.elements if tag == "option"]
    assert str(december.pk) not in options


@pytest.mark.parametrize("slug", ["adults-and-communities", "no-such-scorecard"])
def test_a_dashboard_by_its_own_name(month, as_person, slug):
    response = as_person("petra").get(f"/dashboard/{slug}/")

    assert response.status_code == (404 if slug == "no-such-scorecard" else 200)


def test_a_measure_without_figures_or_targets_has_a_page(as_person):
    Target.objects.filter(measure__slug=scene.CHILDREN).delete()

    page = Page(as_person("stella").get(f"/measures/{scene.CHILDREN}/"))

    assert "No figure is in force yet." in page.text
    assert "No target has been set yet." in page.text


# --- A new pack ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"committee": ""}, "committee"),
        ({"meeting_on": "31 2 2021"}, "meeting_on"),
        ({"meeting_on": ""}, "meeting_on"),
        ({"post_1": ""}, "post_1"),
        ({"person_1": ""}, "person_1"),
        ({"period": "abc"}, "period"),
        ({"title": "x" * 201}, "title"),
    ],
)
def test_a_new_pack_that_is_not_complete_keeps_what_was_typed(as_person, typed, field):
    filled = {
        "scorecard": Placement.objects.first().section.scorecard_id,
        "period": world.november().pk,
        "title": "A “title” & more",
        "committee": "Cabinet",
        "meeting_on": "1 2 2021",
        "start": "usual",
        "audience": "scrutiny",
        "post_1": "Director",
        "person_1": world.person("dora").pk,
    } | typed

    response = as_person("petra").post("/packs/new/", filled)

    page = Page(response)
    assert (response.status_code, Pack.objects.count()) == (422, 0)
    kept = {name: str(value) for name, value in filled.items() if (name, value) != ("period", "abc")}
    assert {name: page.fields[name] for name in kept} == kept
    assert any(own.get("href") == f"#id_{field}" for tag, own in page.elements if tag == "a")


def test_one_pack_a_meeting(as_person):
    there = scene.draft_pack(meeting_on=date(2021, 2, 1))
    browser = as_person("petra")
    filled = {
        "scorecard": Placement.objects.first().section.scorecard_id,
        "period": world.november().pk,
        "title": "Another",
        "committee": there.committee,
        "meeting_on": "1 2 2021",
        "start": "usual",
        "audience": "scrutiny",
        "post_1": "Director",
        "person_1": world.person("dora").pk,
    }

    response = browser.post("/packs/new/", filled)

    assert (response.status_code, Pack.objects.count()) == (422, 1)
    assert "There is already a pack of this scorecard and period for that meeting." in Page(response).text
