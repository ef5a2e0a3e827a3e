"""The manager's pages: what the queue says of each figure, approving and returning one or many, going on."""

import csv
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from performance import awaiting, recompute, restating, workflow
from performance.models import (
    AuditEntry,
    Confirmation,
    Cover,
    Directorate,
    Measure,
    MeasureRole,
    Period,
    Role,
    SignOff,
    Submission,
)
from performance.rules import calendar
from performance.submission_content import content_of
from performance.views.approval import _headline
from tests import kinds, scene, world
from tests.page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.wide]


def current(slug):
    """The latest revision of November's figure."""
    found = Submission.objects.filter(measure__slug=slug, period=world.november())
    return found.order_by("-revision").first()


# --- Approving and returning -----------------------------------------------------------------------------


def pick(*submissions):
    return {"pick": [f"{submission.pk}:{submission.version}" for submission in submissions]}


@pytest.fixture
def waiting():
    """Three figures that wait for Mary: one of them with a part of hers, one that was submitted anew."""
    mary = world.person("mary")
    good = scene.submit(scene.enter(scene.DRAFT, "45.6"))
    stale = scene.submit(scene.enter(scene.SUBMITTED, "98.7"))
    MeasureRole.objects.create(measure=world.measure(scene.RETURNED), person=mary, kind="provider")
    own = scene.submit(scene.enter(scene.RETURNED, "79.7", by=mary))
    return {"good": good, "stale": stale, "own": own}


def picks(page):
    """What can be ticked: the values of the boxes, and whether each is."""
    boxes = [own for tag, own in page.elements if tag == "input" and own.get("name") == "pick"]
    return {box["value"]: "checked" in box for box in boxes}


def test_the_queue_is_oldest_first_and_marks_ones_own(waiting, as_person):
    page = Page(as_person("mary").get("/approval/"))

    assert page.column("Figure") == ["45.6%", "98.7%", "79.7%"]
    assert [text.startswith("You entered") for text in page.column("Pick")] == [False, False, True]
    assert len(picks(page)) == 2
    assert "3 figures are waiting for your approval." in page.text


def test_approving_many_approves_the_good_and_lists_the_rest_with_why(waiting, as_person):
    picked = pick(*waiting.values())
    stale = waiting["stale"]
    workflow.withdraw(submission=stale, version=stale.version, by=world.person("olive"))
    scene.submit(scene.enter(scene.SUBMITTED, "99.1"))

    response = as_person("mary").post("/approval/approve/", picked)

    page = Page(response)
    assert response.status_code == 409
    assert [current(slug).status for slug in (scene.DRAFT, scene.SUBMITTED, scene.RETURNED)] == [
        "approved",
        "submitted",
        "submitted",
    ]
    assert "1 figure approved." in page.text
    title = world.measure(scene.SUBMITTED).title
    assert f"{title}, November 2020: Olive Owner submitted this figure at" in page.text
    own = world.measure(scene.RETURNED).title
    assert f"{own}, November 2020: You entered or submitted part of this figure" in page.text
    assert page.column("Figure") == ["79.7%", "99.1%"]


def test_approving_all_leads_back_to_the_queue(waiting, as_person):
    browser = as_person("mary")

    response = browser.post("/approval/approve/", pick(waiting["good"], waiting["stale"]))

    assert (response.status_code, response["Location"]) == (302, "/approval/")
    assert "2 figures approved." in Page(browser.get("/approval/")).text
    assert SignOff.objects.filter(by=world.person("mary"), submission__period=world.november()).count() == 2


@pytest.mark.parametrize(
    "data", [{}, {"pick": ""}, {"pick": "x:y"}, {"pick": "1:"}, {"pick": f"{'9' * 5000}:1"}, {"pick": "²:1"}]
)
def test_nothing_or_rubbish_picked_approves_nothing(waiting, as_person, data):
    response = as_person("mary").post("/approval/approve/", data)

    assert response.status_code == 422
    assert {submission.status for submission in Submission.objects.awaiting_approval()} == {"submitted"}
    assert Submission.objects.awaiting_approval().count() == 3
    assert "Not approved" in Page(response).text


def test_picking_twice_approves_once(waiting, as_person):
    """A double click: the second finds nothing left and says so; nothing is signed off twice."""
    browser = as_person("mary")
    data = pick(waiting["good"])

    answers = [browser.post("/approval/approve/", data) for _ in range(2)]

    assert [response.status_code for response in answers] == [302, 422]
    assert "It is no longer waiting for your approval." in Page(answers[1]).text
    assert SignOff.objects.filter(submission=waiting["good"]).count() == 1


@pytest.mark.parametrize("verb", ["approve", "return"])
def test_a_stale_page_approves_and_returns_nothing(waiting, as_person, verb):
    good = waiting["good"]
    data = {"version": good.version, "reason": "Please check."}
    workflow.withdraw(submission=good, version=good.version, by=world.person("olive"))
    scene.submit(scene.enter(scene.DRAFT, "54.6"))

    response = as_person("mary").post(f"/approval/{good.pk}/{verb}/", data)

    page = Page(response)
    assert (response.status_code, current(scene.DRAFT).status) == (409, "submitted")
    assert "Olive Owner submitted this figure at" in page.text
    assert page.fields["version"] == str(current(scene.DRAFT).version)
    if verb == "return":
        assert page.fields["reason"] == "Please check."


@pytest.mark.parametrize("version", ["", "0", "abc", "9" * 5000])
def test_an_approval_without_the_version_that_was_read_is_refused(waiting, as_person, version):
    good = waiting["good"]

    response = as_person("mary").post(f"/approval/{good.pk}/approve/", {"version": version})

    assert (response.status_code, current(scene.DRAFT).status) == (409, "submitted")


def test_a_double_click_on_approve_and_on_return_is_harmless(waiting, as_person):
    browser = as_person("mary")
    good, other = waiting["good"], waiting["stale"]

    approved = [browser.post(f"/approval/{good.pk}/approve/", {"version": good.version}) for _ in range(2)]
    data = {"version": other.version, "reason": "Please check."}
    returned = [browser.post(f"/approval/{other.pk}/return/", data) for _ in range(2)]

    # On to the next that Mary may sign off, and to the queue when only her own is left.
    assert [r["Location"] for r in approved] == [f"/approval/{other.pk}/"] * 2
    assert [r["Location"] for r in returned] == ["/approval/"] * 2
    assert AuditEntry.objects.filter(verb__in=["approved", "returned"], period=world.november()).count() == 2


def test_returning_needs_a_reason_and_keeps_what_was_typed(waiting, as_person):
    good = waiting["good"]
    browser = as_person("mary")
    long = "Say more about " + "x" * 2000

    empty = browser.post(f"/approval/{good.pk}/return/", {"version": good.version, "reason": "  "})
    too_long = browser.post(f"/approval/{good.pk}/return/", {"version": good.version, "reason": long})

    assert (empty.status_code, too_long.status_code, current(scene.DRAFT).status) == (422, 422, "submitted")
    assert "Give a reason." in Page(empty).text
    assert Page(too_long).fields["reason"] == long


def test_a_returned_figure_is_put_right_and_submitted_again(waiting, as_person):
    good = waiting["good"]
    data = {"version": good.version, "reason": "Please say what is being done."}
    as_person("mary").post(f"/approval/{good.pk}/return/", data)
    scene.submit(scene.enter(scene.DRAFT, "46.6"))

    page = Page(as_person("mary").get("/approval/"))

    assert page.column("Figure") == ["98.7%", "79.7%", "46.6%"]


def test_ones_own_work_has_no_button_to_approve(waiting, as_person):
    browser = as_person("mary")

    own, other = (Page(browser.get(f"/approval/{waiting[name].pk}/")) for name in ("own", "good"))

    assert "You entered or submitted part of it: somebody else approves it." in own.text
    assert [page.text.count("Approve this figure") for page in (own, other)] == [0, 1]


def test_the_page_to_approve_on_shows_what_it_replaces(month, as_person):
    workflow.reopen(submission=current(scene.DRAFT), reason="Late cases.", by=world.person("olive"))
    submitted = scene.submit(scene.enter(scene.DRAFT, "50.1", commentary_internal="Said inside"))

    page = Page(as_person("mary").get(f"/approval/{submitted.pk}/"))

    assert ["50.1%" in page.text, "45.6%" in page.text, "Late cases." in page.text] == [True, True, True]
    assert "Said inside" in page.text


def test_the_earlier_figure_is_named_by_what_it_covers_and_of_the_kind_that_is_judged(as_person):
    flow = world.measure("library-e-loans")
    adds_up = {"entry_basis": "period", "aggregation": "sum", "active_from": date(2019, 4, 1)}
    Measure.objects.filter(pk=flow.pk).update(**adds_up)
    flow.refresh_from_db()
    Submission.objects.filter(measure=flow).delete()
    for year in (2019, 2020):
        for number in (4, 5):
            start = date(year, number, 1)
            whole = Period.objects.get(kind="year", start=date(year, 4, 1))
            days = {"end": calendar.end_of("month", start), "opens_on": start, "due_on": start, "year": whole}
            period, _ = Period.objects.get_or_create(kind="month", start=start, defaults=days)
            content = {"value": Decimal(1000 * number)}
            submission = workflow.take_over(
                measure=flow, period=period, content=content, origin="imported", source="Paper"
            )
    recompute.recompute_everything()

    page = Page(as_person("dora").get(f"/approval/{submission.pk}/"))

    assert "April to May 2019 9.0k" in page.text


def test_a_judged_status_stands_beside_the_computed_one_among_earlier_figures(as_person):
    kinds.build()
    judged = Measure.objects.get(slug="page-judged")
    submission = judged.submissions.get(period=world.november())
    for page in (f"/approval/{submission.pk}/", f"/figures/{judged.slug}/{submission.period_id}/"):
        assert "Amber judged; the rule gives Red" in Page(as_person("dora").get(page)).text


# --- What the queue says of a figure ---------------------------------------------------------------------


def row_of(page, slug):
    """The queue's row of a measure; its texts by the headings of the columns."""
    [row] = [row for row in page.rows if world.measure(slug).title in row["Measure"]]
    return row


def test_a_correction_stands_beside_the_revision_in_force(month, as_person):
    workflow.reopen(submission=current(scene.DRAFT), reason="Late cases.", by=world.person("olive"))
    scene.submit(scene.enter(scene.DRAFT, "50.1"))

    row = row_of(Page(as_person("mary").get("/approval/")), scene.DRAFT)

    assert row["Figure"] == "50.1%"
    assert row["Since the last approved"] == (
        "+4.5 points (+9.9%) better; after 45.6% in revision 1, in force now"
    )
    assert "November 2020, revision 2: Late cases." in row["Measure"]
    assert row["Would be rated"].startswith("G Green Green: 50.1%")


def test_both_commentaries_and_what_was_confirmed_stand_beside_the_figure(as_person):
    submitted = scene.submit(
        scene.enter(
            scene.DRAFT, "45.6", commentary_public="Said to all. " * 30, commentary_internal="Said inside."
        )
    )
    confirm(submitted, "value", "serious", "This is far from its history.", "The survey has changed.")
    confirm(submitted, "forecast", "warning", "The forecast is below the figure.", "")

    page = Page(as_person("mary").get("/approval/"))
    said = row_of(page, scene.DRAFT)["Commentary and checks"]

    for words in (
        "For publication Said to all.",
        "Internal Said inside.",
        "Serious: This is far from its history. Olive Owner: The survey has changed.",
        "The forecast is below the figure. Olive Owner: confirmed",
    ):
        assert words in said
    # The long one is folded, and whole inside.
    assert [tag for tag, _ in page.elements].count("details") == 1
    assert ("Said to all. " * 30).strip() in said


def confirm(submission, field, severity, sentence, reason):
    return Confirmation.objects.create(
        submission=submission,
        code="made-up",
        field=field,
        severity=severity,
        sentence=sentence,
        figure="45.6",
        reason=reason,
        by=world.person("olive"),
        at=timezone.now(),
    )


def test_the_download_says_all_that_the_page_says(waiting, as_person):
    confirm(waiting["good"], "value", "serious", "This is far from its history.", "The survey has changed.")

    text = as_person("mary").get("/approval/?_export=csv").content.decode()

    heading, first = text.splitlines()[:2]
    for name in ("Since the last approved", "Commentary for publication", "Checks confirmed", "Submitted"):
        assert name in heading
    assert "Pick" not in heading
    assert "This is far from its history. Confirmed: The survey has changed." in first


RATE = "admissions-65-plus"  # a rate to date, and a forecast that is rated


@pytest.fixture
def with_forecast():
    """551 admissions of 143,863 people from April to November, and 575.0 expected of the whole year."""
    typed = {"numerator": Decimal(551), "denominator": Decimal(143863), "forecast": Decimal(575)}
    return scene.submit(scene.enter(RATE, None, **typed))


def test_a_figure_with_a_forecast_stands_beside_it_and_both_are_named(with_forecast, as_person):
    row = row_of(Page(as_person("mary").get("/approval/")), RATE)

    assert row["Figure"].startswith("Full-year forecast 575.0")
    assert "April to November 2020 383.0" in row["Figure"]
    assert "551 of 143,863" in row["Figure"]
    assert row["Since the last approved"].startswith("Full-year forecast")


def test_its_download_has_both_as_well(with_forecast, as_person):
    text = as_person("mary").get("/approval/?_export=csv").content.decode("utf-8-sig")

    [row] = csv.DictReader(text.splitlines())
    assert [row[name] for name in ("Figure", "What the figure is")] == ["575", "Full-year forecast"]
    entered = "Figure entered", "What the figure entered covers", "Numerator", "Denominator"
    assert [row[name] for name in entered] == ["383", "April to November 2020", "551", "143863"]
    assert row["Since the last approved"].startswith("Full-year forecast: ")


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (timedelta(0), "since today"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=12), "12 days"),
    ],
)
def test_how_long_a_figure_waits(later, words):
    submitted = scene.submit(scene.enter(scene.DRAFT, "45.6"))

    assert awaiting.waits(submitted, submitted.submitted_at + later) == words


def test_the_queue_costs_the_same_for_one_and_for_many(client):
    """Also where each has a warning that was confirmed."""
    client.force_login(world.person("dora"))

    def counted():
        for submission in Submission.objects.awaiting_approval():
            if not submission.confirmations.exists():
                confirm(submission, "value", "warning", "This is unusual.", "")
        client.get("/approval/")
        with CaptureQueriesContext(connection) as captured:
            page = Page(client.get("/approval/"))
        return len(captured), len(page.rows)

    scene.submit(scene.enter(scene.DRAFT, "45.6"))
    few = counted()
    world.submit_month()
    many = counted()

    assert (few[1], many[1]) == (1, 30)
    assert few[0] == many[0]


def test_all_of_a_page_are_picked_without_a_script_but_not_ones_own(waiting, as_person):
    browser = as_person("mary")

    none, everything = (picks(Page(browser.get(f"/approval/{query}"))) for query in ("", "?pick=all"))

    values = pick(waiting["good"], waiting["stale"])["pick"]
    assert none == dict.fromkeys(values, False)
    assert everything == dict.fromkeys(values, True)


# --- Returning many --------------------------------------------------------------------------------------


def test_returning_many_returns_the_good_and_lists_the_rest_with_why(waiting, as_person):
    data = pick(*waiting.values()) | {"reason": "Please say what is being done."}
    stale = waiting["stale"]
    workflow.withdraw(submission=stale, version=stale.version, by=world.person("olive"))
    scene.submit(scene.enter(scene.SUBMITTED, "99.1"))

    response = as_person("mary").post("/approval/return/", data)

    page = Page(response)
    assert response.status_code == 409
    assert [current(slug).status for slug in (scene.DRAFT, scene.SUBMITTED, scene.RETURNED)] == [
        "returned",
        "submitted",
        "returned",
    ]
    assert current(scene.DRAFT).returned_reason == "Please say what is being done."
    assert "2 figures returned." in page.text
    assert "Not returned" in page.text
    title = world.measure(scene.SUBMITTED).title
    assert f"{title}, November 2020: Olive Owner submitted this figure at" in page.text
    # What was typed stays, for the one that is left.
    assert page.fields["reason"] == "Please say what is being done."


def test_returning_many_needs_a_reason_and_keeps_what_was_picked(waiting, as_person):
    response = as_person("mary").post("/approval/return/", pick(waiting["good"]) | {"reason": " "})

    page = Page(response)
    assert (response.status_code, current(scene.DRAFT).status) == (422, "submitted")
    assert "Give a reason." in page.text
    assert [value for value, ticked in picks(page).items() if ticked] == pick(waiting["good"])["pick"]


def test_returning_all_leads_back_to_the_queue(waiting, as_person):
    browser = as_person("mary")
    data = pick(waiting["good"], waiting["stale"]) | {"reason": "Check the denominator."}

    response = browser.post("/approval/return/", data)

    assert (response.status_code, response["Location"]) == (302, "/approval/")
    assert "2 figures returned." in Page(browser.get("/approval/")).text


@pytest.mark.parametrize("data", [{}, {"pick": "x:y"}, {"pick": "1:"}, {"pick": f"{'9' * 5000}:1"}])
def test_nothing_or_rubbish_picked_returns_nothing(waiting, as_person, data):
    response = as_person("mary").post("/approval/return/", data | {"reason": "Why not."})

    assert (response.status_code, Submission.objects.awaiting_approval().count()) == (422, 3)
    assert "Not returned" in Page(response).text


def test_what_was_refused_leads_back_to_the_queue_by_any_link(waiting, as_person):
    browser = as_person("mary")

    for page in ("/approval/approve/", "/approval/return/"):
        response = browser.get(f"{page}?sort=measure")
        assert (response.status_code, response["Location"]) == (302, "/approval/?sort=measure")


# --- One after the other ---------------------------------------------------------------------------------


def test_a_figure_says_where_it_stands_in_the_queue(waiting, as_person):
    browser = as_person("mary")
    good, stale, own = waiting["good"], waiting["stale"], waiting["own"]

    first, second, third = (Page(browser.get(f"/approval/{one.pk}/")) for one in (good, stale, own))

    assert ["1 of 3" in first.text, "2 of 3" in second.text, "3 of 3" in third.text] == [True] * 3
    assert [links(page) for page in (first, second, third)] == [
        {"next": f"/approval/{stale.pk}/"},
        {"prev": f"/approval/{good.pk}/"},
        {"prev": f"/approval/{stale.pk}/"},
    ]


def links(page):
    return {own["rel"]: own["href"] for tag, own in page.elements if tag == "a" and "rel" in own}


def test_approving_goes_on_to_the_next_and_after_the_last_to_what_was_passed_over(waiting, as_person):
    browser = as_person("mary")
    good, stale = waiting["good"], waiting["stale"]

    last = browser.post(f"/approval/{stale.pk}/approve/", {"version": stale.version})
    rest = browser.post(f"/approval/{good.pk}/approve/", {"version": good.version})

    assert [last["Location"], rest["Location"]] == [f"/approval/{good.pk}/", "/approval/"]


def test_what_was_confirmed_and_what_changed_stand_on_the_page_of_a_correction(month, as_person):
    first = current(scene.DRAFT)
    workflow.reopen(submission=first, reason="Late cases.", by=world.person("olive"))
    submitted = scene.submit(scene.enter(scene.DRAFT, "50.1"))
    confirm(submitted, "value", "serious", "This is far from its history.", "The survey has changed.")

    page = Page(as_person("mary").get(f"/approval/{submitted.pk}/"))

    figure = next(row for row in page.rows if "Revision 1" in row)
    assert (figure["Revision 1"], figure["Revision 2"]) == ("45.6%", "50.1% Changed: +4.5 points (+9.9%)")
    [asked] = [row for row in page.rows if "What was asked" in row]
    assert asked["What was asked"] == "Serious: This is far from its history."
    assert asked["Why it is right"] == "The survey has changed."


# --- Two levels, sets, cover -------------------------------------------------------------------------------


@pytest.fixture
def two_levels():
    """Adult social care with a second level of sign-off, which Dora gives."""
    directorate = world.measure(scene.DRAFT).directorate
    Directorate.objects.filter(pk=directorate.pk).update(sign_off_levels=2)
    Role.objects.filter(person=world.person("dora"), kind="manager").update(level=2)
    return scene.submit(scene.enter(scene.DRAFT, "45.6"))


def test_the_first_sign_off_of_two_says_that_the_second_is_awaited(two_levels, as_person):
    browser = as_person("mary")
    before = Page(browser.get("/approval/"))

    done = browser.post("/approval/approve/", {"pick": f"{two_levels.pk}:{two_levels.version}"}, follow=True)
    one = Page(browser.get(f"/approval/{two_levels.pk}/"))

    assert "First sign-off of two" in row_of(before, scene.DRAFT)["Measure"]
    assert "1 figure signed off; the second sign-off is awaited." in Page(done).text
    assert current(scene.DRAFT).status == "submitted"
    assert "This figure awaits a sign-off that is not yours to give." in one.text
    assert "Approve this figure" not in one.text


def test_the_pages_say_when_a_figure_comes_into_force(two_levels, as_person):
    at_once = "Approving puts a figure into force: it is rated"
    first, address = "Approving gives the first sign-off of two", f"/approval/{two_levels.pk}/"

    def read(who, path):
        text = Page(as_person(who).get(path)).text
        return at_once in text, first in text, "into force with the second" in text

    assert read("mary", "/approval/") == (False, True, True)
    page = Page(as_person("mary").get(address)).text
    assert "Give the first sign-off The figure comes into force with the second sign-off" in page
    assert "Approve this figure" not in page
    Role.objects.create(person=world.person("mary"), kind="manager")
    scene.submit(scene.enter("children-in-care-visits", "90"))
    assert read("mary", "/approval/") == (True, False, True)
    scene.approve(two_levels, world.person("mary"))
    assert read("dora", "/approval/") == (True, False, False)
    assert "Approve this figure" in Page(as_person("dora").get(address)).text


def test_the_second_sign_off_names_the_first_and_puts_the_figure_into_force(two_levels, as_person):
    signed = scene.approve(two_levels, world.person("mary"))
    browser = as_person("dora")
    day = timezone.localdate()

    row = row_of(Page(browser.get("/approval/")), scene.DRAFT)
    one = Page(browser.get(f"/approval/{signed.pk}/"))
    browser.post(f"/approval/{signed.pk}/approve/", {"version": signed.version})

    assert f"Second sign-off of two; first by Mary Manager, {day.day} {day:%B %Y}" in row["Measure"]
    assert "First sign-off: Mary Manager" in one.text
    assert current(scene.DRAFT).status == "approved"


def test_a_first_sign_off_before_a_return_counts_no_more(two_levels):
    signed = scene.approve(two_levels, world.person("mary"))
    workflow.send_back(submission=signed, version=signed.version, reason="Check it.", by=world.person("dora"))
    again = scene.submit(scene.enter(scene.DRAFT, "46.0"))
    again = Submission.objects.with_measure().get(pk=again.pk)

    assert awaiting.signed_since_submitted(again) == []
    assert awaiting.level_words(again) == "First sign-off of two"


@pytest.fixture
def restated(month):
    """Two figures of November restated as one set, which awaits Mary."""
    figures = [(scene.DRAFT, "50.1"), (scene.SUBMITTED, "98.0")]
    revisions = []
    for slug, value in figures:
        in_force = current(slug)
        content = {**content_of(in_force), "value": Decimal(value)}
        revisions.append((in_force.measure, in_force.period, content))
    return restating.submit(revisions=revisions, reason="Late cases.", by=world.person("olive"))


def test_a_set_of_corrections_is_one_line_at_the_top_and_no_row(restated, as_person):
    page = Page(as_person("mary").get("/approval/"))

    assert "2 figures restated by Olive Owner Late cases. Submitted" in page.text
    assert f"/restatements/{restated.pk}/" in [own.get("href") for tag, own in page.elements if tag == "a"]
    assert page.rows == []
    assert "1 set of corrections is waiting for your approval." in page.text
    assert "Nothing is waiting" not in page.text


@pytest.mark.parametrize(
    ("figures", "sets", "said"),
    [
        (0, 0, "Nothing is waiting for your approval."),
        (1, 0, "1 figure is waiting for your approval."),
        (0, 1, "1 set of corrections is waiting for your approval."),
        (1, 1, "1 figure and 1 set of corrections are waiting for your approval."),
        (2, 0, "2 figures are waiting for your approval."),
        (0, 2, "2 sets of corrections are waiting for your approval."),
    ],
)
def test_the_headline_counts_figures_and_sets(figures, sets, said):
    assert _headline(figures, sets, is_filtered=False) == said


@pytest.mark.parametrize(
    ("figures", "said"), [(0, "0 figures fit"), (1, "1 figure fits"), (2, "2 figures fit")]
)
def test_a_filter_is_of_the_figures_alone(figures, said):
    assert _headline(figures, 1, is_filtered=True) == f"{said} the filter."


def test_a_figure_of_a_set_leads_to_the_set_and_is_not_approved_alone(restated, as_person):
    member = restated.revisions.first()
    browser = as_person("mary")

    page = Page(browser.get(f"/approval/{member.pk}/"))
    response = browser.post("/approval/approve/", {"pick": f"{member.pk}:{member.version}"})

    assert "part of a set of corrections, which is approved or returned as one. Open the set" in page.text
    assert ["Approve this figure" in page.text, "Return it instead" in page.text] == [False, False]
    assert (response.status_code, current(member.measure.slug).status) == (422, "submitted")


def test_the_sets_cost_the_same_for_one_and_for_many(restated, as_person):
    browser = as_person("dora")

    def counted():
        browser.get("/approval/")
        with CaptureQueriesContext(connection) as captured:
            page = Page(browser.get("/approval/"))
        return len(captured), page.text.count("restated by")

    few = counted()
    for slug in (scene.APPROVED, scene.REVISED, scene.RETURNED):
        in_force = current(slug)
        content = {**content_of(in_force), "value": in_force.value + 1}
        restating.submit(
            revisions=[(in_force.measure, in_force.period, content)],
            reason="Late cases.",
            by=world.person("olive"),
        )
    many = counted()

    assert (few[1], many[1]) == (1, 4)
    assert few[0] == many[0]


def test_whoever_covers_for_a_manager_reads_for_whom_and_until_when(as_person):
    Cover.objects.create(
        person=world.person("mary"),
        deputy=world.person("nick"),
        starts_on=world.TODAY,
        ends_on=date(2020, 12, 14),
        arranged_by=world.person("mary"),
        arranged_at=timezone.now(),
    )
    scene.submit(scene.enter(scene.DRAFT, "45.6"))

    page = Page(as_person("nick").get("/approval/"))

    assert "You also sign off for Mary Manager until 14 December 2020." in page.text
    assert page.column("Figure") == ["45.6%"]
