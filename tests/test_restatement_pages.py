"""The pages of restatements: boxes, lines, the preview, the decision and the list."""

import csv
import io
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance import restating, workflow
from performance.models import (
    CalculationInput,
    Directorate,
    MeasureCode,
    MeasureRole,
    Period,
    Restatement,
    Role,
    Submission,
)
from performance.restatement_plan import key_of
from tests import measuring, restated, world
from tests.page import Page
from tests.restated import APRIL, JUNE, MAY, OCTOBER, REASON, in_force, revision, submit

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

LIST, NEW = "/restatements/", "/restatements/new/"


@pytest.fixture(autouse=True)
def today(settings):
    settings.PRODUCT_DATE = world.TODAY


@pytest.fixture
def visits():
    return restated.visits_of("visits-paid")


def of_measure(measure):
    return f"/measures/{measure.slug}/restate/"


def of(restatement, verb=""):
    return f"/restatements/{restatement.pk}/{verb}"


def key(measure, start):
    return key_of(measure, measuring.period(start))


def boxes(measure, **figures):
    """What is typed: months by name to figures, with a reason."""
    starts = {"april": APRIL, "may": MAY, "june": JUNE, "october": OCTOBER}
    typed = {f"{key(measure, starts[month])}.value": figure for month, figure in figures.items()}
    return {**typed, "reason": REASON}


def buttons(page):
    return {
        own.get("name", "")
        for tag, own in page.elements
        if tag == "button" and "govuk-button" in own["class"]
    }


def restated_rows(page):
    """The figures of a preview or a set, without the sums beneath them."""
    return [row for row in page.rows if "Restated" in row and not row["Period"].startswith("Year to date")]


def sent_from(browser, address, typed):
    """Look at the preview, then send what stands on it."""
    preview = Page(browser.post(address, {**typed, "preview": "1"}))
    return browser.post(address, {**preview.fields, "send": "1"})


# --- The boxes -----------------------------------------------------------------------------------------


def test_a_measure_s_page_leads_owners_to_the_boxes(visits, as_person):
    address = f"/measures/{visits.slug}/"

    shown = {
        who: of_measure(visits) in as_person(who).get(address).content.decode() for who in ("olive", "dan")
    }

    assert shown == {"olive": True, "dan": False}


def test_the_boxes_stand_beside_the_figures_of_two_years(visits, as_person):
    page = Page(as_person("olive").get(of_measure(visits)))

    assert len(page.rows) == 19
    assert (page.rows[-1]["Period"], page.rows[-1]["In force now"]) == ("October 2020", "103")
    # Nothing is typed yet: an empty box leaves its figure as it stands.
    assert page.fields[f"{key(visits, OCTOBER)}.value"] == ""


def test_figures_are_typed_looked_at_and_sent(visits, as_person):
    browser = as_person("olive")

    preview = Page(
        browser.post(of_measure(visits), {**boxes(visits, may="111", october="99"), "preview": "1"})
    )

    changed = restated_rows(preview)
    assert [(row["Period"], row["In force now"], row["Restated"], row["Difference"]) for row in changed] == [
        ("May 2020", "101", "111", "+10 (+9.9%)"),
        ("October 2020", "103", "99", "−4 (−3.9%)"),
    ]
    assert "2 figures change and 4 more move with them; no status becomes another." in preview.text
    moved = [(row["Period"], row["Now"], row["Would be"]) for row in preview.rows if "Now" in row]
    assert moved[0] == ("June 2020", "300", "310")
    assert "Year to date, October 2020 703 709 +6 (+0.9%)" in preview.text
    assert not Restatement.objects.exists()

    response = browser.post(of_measure(visits), {**preview.fields, "send": "1"})

    made = Restatement.objects.get()
    assert (response.status_code, response["Location"]) == (302, of(made))
    assert (made.reason, [one.value for one in restating.members_of(made)]) == (REASON, [D(111), D(99)])
    page = Page(browser.get(of(made)))
    assert "2 figures sent for one approval." in page.text
    assert "Visits paid, May 2020 to October 2020" in page.text


def test_what_is_typed_stands_in_the_boxes_again_when_it_is_changed(visits, as_person):
    browser = as_person("olive")
    preview = Page(browser.post(of_measure(visits), {**boxes(visits, may="990"), "preview": "1"}))
    asked = next(name for _, own in preview.elements for name in [own.get("name", "")] if ".reason." in name)
    typed = {**preview.fields, asked: "Counted twice before.", "change": "1"}

    page = Page(browser.post(of_measure(visits), typed))

    assert page.fields[f"{key(visits, MAY)}.value"] == "990"
    assert page.fields["reason"] == REASON
    again = Page(browser.post(of_measure(visits), {**page.fields, "preview": "1"}))
    assert again.fields[asked] == "Counted twice before."


def test_0_is_a_figure(visits, as_person):
    preview = Page(as_person("olive").post(of_measure(visits), boxes(visits, may="0")))

    assert "101 0 −101 (−100.0%)" in preview.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"may": "12O"}, "“12O” is not a number."),
        ({"may": "-3"}, "This cannot be less than 0."),
        ({}, "Enter at least one new figure."),
        # Imported without an outlook: only that would be new, and nobody typed it.
        ({"may": "101"}, "All these figures are as they are in force."),
    ],
)
def test_what_is_wrong_stands_at_its_box_and_is_kept(visits, as_person, typed, sentence):
    response = as_person("olive").post(of_measure(visits), boxes(visits, **typed))

    page = Page(response)
    assert (response.status_code, sentence in page.text, Restatement.objects.count()) == (422, True, 0)
    assert {name: page.fields[f"{key(visits, MAY)}.value"] for name in typed} == typed
    assert page.fields["reason"].strip() == REASON


def test_a_reason_is_needed(visits, as_person):
    response = as_person("olive").post(of_measure(visits), {**boxes(visits, may="111"), "reason": " "})

    assert response.status_code == 422
    assert "Say why these figures are restated" in Page(response).text


def test_a_warning_is_confirmed_with_a_reason_on_the_preview(visits, as_person):
    browser = as_person("olive")
    preview = Page(browser.post(of_measure(visits), boxes(visits, june="990")))
    refused = browser.post(of_measure(visits), {**preview.fields, "send": "1"})
    page = Page(refused)
    ticks = [own["name"] for _, own in page.elements if own.get("type") == "checkbox"]
    reasons = [name for name in page.fields if ".reason." in name]

    assert (refused.status_code, "Correct the figure, or tick that it is right." in page.text) == (422, True)
    assert not Restatement.objects.exists()
    answers = dict.fromkeys(ticks, "1") | dict.fromkeys(reasons, "Counted twice before.")
    response = browser.post(of_measure(visits), {**page.fields, **answers, "send": "1"})

    assert response.status_code == 302
    shown = Page(as_person("mary").get(response["Location"])).text
    assert "Confirmed by Olive Owner: Counted twice before." in shown


def test_an_outlook_is_asked_for_once_where_figures_are_off_target(visits, as_person):
    measuring.target(visits, 1440, profile="linear")
    browser, typed = as_person("olive"), boxes(visits, may="111", june="112")

    refused = browser.post(of_measure(visits), typed)
    response = sent_from(browser, of_measure(visits), {**typed, "outlook": "in_place"})

    assert (refused.status_code, Page(refused).text.count("Say what you expect for the year.")) == (422, 2)
    assert response.status_code == 302
    assert {one.outlook for one in restating.members_of(Restatement.objects.get())} == {"in_place"}


def test_a_figure_that_changed_since_the_preview_is_looked_at_again(visits, as_person):
    browser = as_person("olive")
    preview = Page(browser.post(of_measure(visits), boxes(visits, may="111")))
    made = restated.approve(submit([revision(visits, MAY, 105)], by="dee"))

    response = browser.post(of_measure(visits), {**preview.fields, "send": "1"})

    page = Page(response)
    assert (response.status_code, Restatement.objects.exclude(pk=made.pk).exists()) == (409, False)
    assert "A figure in force has changed since you looked at this page." in page.text
    assert "105 111 +6 (+5.7%)" in page.text
    assert browser.post(of_measure(visits), {**page.fields, "send": "1"}).status_code == 302


def test_months_that_cannot_be_restated_say_why_and_have_no_box(visits, as_person):
    may = in_force(visits, MAY)
    workflow.reopen(submission=may, reason="A slip.", by=world.person("dee"), today=world.TODAY)
    last_year = Period.objects.get(kind="year", start=restated.LAST_APRIL)
    Period.objects.filter(pk=last_year.pk).update(
        closed_at="2020-06-01T00:00Z", closed_by=world.person("petra")
    )

    page = Page(as_person("olive").get(of_measure(visits)))

    assert page.rows[0]["Period"] == "April 2020"
    assert f"{key(visits, MAY)}.value" not in page.fields
    assert "Dee Deputy has opened a revision of May 2020" in page.text


def test_a_numerator_alone_keeps_its_denominator(as_person):
    share = measuring.measure(
        "reviews-in-time", "percent", entry="fraction", aggregation="fraction", decimals=1
    )
    measuring.open_years(APRIL)
    MeasureRole.objects.create(measure=share, person=world.person("olive"), kind="owner")
    measuring.figures(share, APRIL, [(45, 90), (50, 100)])

    typed = {f"{key(share, MAY)}.numerator": "52", "reason": REASON}
    preview = Page(as_person("olive").post(of_measure(share), typed))

    assert "50.0% 50 of 100 52.0% 52 of 100 +2.0 points" in preview.text


def test_the_parts_of_a_composition_are_restated_as_well(as_person):
    homes = measuring.composition()
    measuring.open_years(APRIL)
    MeasureRole.objects.create(measure=homes, person=world.person("olive"), kind="owner")
    measuring.figures(homes, APRIL, [{"inadequate": "4", "improve": "69", "good": "193"}])

    typed = {f"{key(homes, APRIL)}.parts.good": "190", "reason": REASON}
    response = sent_from(as_person("olive"), of_measure(homes), typed)

    assert response.status_code == 302
    made = restating.members_of(Restatement.objects.get())[0]
    assert made.parts == {"good": "190", "improve": "69", "inadequate": "4"}


def test_a_figure_replaces_a_reason_for_none(visits, as_person):
    november = measuring.figure(visits, world.november().start, "not_published", absence_note="Late.")

    typed = {f"{key(visits, november.period.start)}.value": "104", "reason": REASON}
    response = sent_from(as_person("olive"), of_measure(visits), typed)

    made = restating.members_of(Restatement.objects.get())[0]
    assert (response.status_code, made.value, made.absence, made.absence_note) == (302, D(104), "", "")


def test_a_measure_without_figures_says_what_to_do(as_person):
    empty = measuring.measure("nothing-yet")
    MeasureRole.objects.create(measure=empty, person=world.person("olive"), kind="owner")

    page = Page(as_person("olive").get(of_measure(empty)))

    assert "there is nothing to restate" in page.text
    assert buttons(page) == set()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("olive", 200),
        ("dee", 200),
        ("petra", 200),
        ("dan", 403),
        ("mary", 403),
        ("clive", 403),
        ("stella", 404),
    ],
)
def test_who_may_restate_a_measure(visits, as_person, who, status):
    browser = as_person(who)

    answers = {
        browser.get(of_measure(visits)).status_code,
        browser.post(of_measure(visits), boxes(visits, may="111")).status_code,
    }

    assert answers == {status}


def test_a_data_provider_is_told_who_sends(visits, as_person):
    text = Page(as_person("dan").get(of_measure(visits))).text

    assert "The owner of this measure, a deputy or a performance officer restates it." in text


def test_the_boxes_cost_the_same_for_one_figure_and_for_nineteen(visits, client):
    few = measuring.measure("seldom")
    MeasureRole.objects.create(measure=few, person=world.person("olive"), kind="owner")
    measuring.figures(few, APRIL, [100])
    client.force_login(world.person("olive"))
    counts = []
    for measure in (few, visits):
        client.get(of_measure(measure))
        with CaptureQueriesContext(connection) as captured:
            rows = Page(client.get(of_measure(measure))).rows
        counts.append((len(rows), len(captured)))

    assert [rows for rows, _ in counts] == [1, 19]
    assert counts[0][1] == counts[1][1]


# --- Lines from a spreadsheet ------------------------------------------------------------------------------


def lines(text, reason=REASON):
    return {"lines": text, "reason": reason}


def test_lines_of_several_measures_are_one_set(visits, as_person):
    share = measuring.measure(
        "reviews-in-time", "percent", entry="fraction", aggregation="fraction", decimals=1
    )
    MeasureRole.objects.create(measure=share, person=world.person("olive"), kind="owner")
    code = MeasureCode.objects.filter(code__gt="").first()
    MeasureCode.objects.create(measure=share, framework=code.framework, code="9Z pt 1")
    measuring.figures(share, APRIL, [(45, 90), (50, 100)])
    text = "Measure\tPeriod\tFigure\tOf\nVisits paid\tMay 2020\t1,11\n"
    text = text.replace("1,11", "111") + "9Z(1)\tmay-20\t52\t101\n\nvisits-paid\t2020-06\t112\t\n"

    response = sent_from(as_person("olive"), NEW, lines(text))

    assert response.status_code == 302
    found = restating.members_of(Restatement.objects.get())
    assert [(one.measure, one.period.start, one.value, one.denominator) for one in found] == [
        (share, MAY, D("51.485149"), D(101)),
        (visits, MAY, D(111), None),
        (visits, JUNE, D(112), None),
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("nonsense\tMay 2020\t5", "Line 1: You restate no measure that is called “nonsense”."),
        ("\tMay 2020\t5", "Line 1: You restate no measure that is called “an empty cell”."),
        ("Children in care visited on time\tMay 2020\t5", "You restate no measure that is called “Children"),
        ("visits-paid\tMayish\t5", "Line 1: “Mayish” is no period here."),
        ("visits-paid\tMay 1990\t5", "Line 1: “May 1990” is no period here."),
        ("visits-paid\tMay 2020\t", "Line 1: The new figure is missing."),
        ("visits-paid\tMay 2020\t5O", "Line 1: New figure: “5O” is not a number."),
        ("visits-paid\tMay 2020\t5\t6", "Line 1: “Visits paid” takes one figure, and the line has two."),
        ("visits-paid\tMay 2020\t5\t6\t7", "Line 1: It has more than a numerator and a denominator."),
        ("care-homes-rated\tMay 2020\t5", "is made of parts."),
        (
            "visits-paid\tMay 2020\t5\nvisits-paid\tMay-20\t6",
            "Line 2: It is about the same figure as line 1.",
        ),
        (
            "visits-paid\tNov 2020\t5",
            "Line 1, Visits paid, November 2020: November 2020 has no figure in force",
        ),
        ("visits-paid\tMay 2020\t-5", "Line 1, Visits paid, May 2020: This cannot be less than 0."),
        ("visits-paid\tMay 2020\t101", "All these figures are as they are in force."),
        ("\n\t\n", "Enter at least one new figure."),
        ("", "Paste the figures to restate, one a line."),
        ("x\n" * 501, "These are 501 lines. Paste 500 at most at a time."),
    ],
)
def test_a_line_that_is_wrong_is_named_and_kept(visits, as_person, line, sentence):
    homes = measuring.composition()
    MeasureRole.objects.create(measure=homes, person=world.person("olive"), kind="owner")

    response = as_person("olive").post(NEW, lines(line))

    page = Page(response)
    assert (response.status_code, sentence in page.text) == (422, True), page.text
    assert page.fields["lines"].strip() == line.strip()
    assert not Restatement.objects.exists()


def test_lines_may_come_from_a_csv_with_quoted_thousands(visits, as_person):
    Submission.objects.filter(pk=in_force(visits, MAY).pk).update(value=D(1100))

    preview = Page(as_person("olive").post(NEW, lines('visits-paid,May 2020,"1,150"')))

    assert "1,100 1,150 +50 (+4.5%)" in preview.text


def test_measures_of_two_directorates_are_sent_apart(visits, as_person):
    children = Directorate.objects.get(name__startswith="Children")
    restated.visits_of("visits-of-children", directorate=children)

    response = as_person("olive").post(
        NEW, lines("visits-paid\tMay 2020\t111\nvisits-of-children\tMay 2020\t111")
    )

    assert (
        response.status_code,
        "Send those of Adults and Communities and Children" in Page(response).text,
    ) == (
        422,
        True,
    )


def test_where_nobody_can_approve_all_of_it_the_sender_is_told(visits, as_person):
    libraries = world.measure("library-e-loans").service
    restated.visits_of("visits-to-libraries", service=libraries)
    Role.objects.filter(person=world.person("dora"), kind=Role.Kind.MANAGER).delete()
    browser = as_person("olive")

    response = sent_from(
        browser, NEW, lines("visits-paid\tMay 2020\t111\nvisits-to-libraries\tMay 2020\t111")
    )

    assert "nobody can approve all of it yet" in Page(browser.get(response["Location"])).text


def test_where_only_the_first_sign_off_can_be_given_the_sender_is_told_that(visits, as_person):
    Directorate.objects.filter(pk=visits.directorate_id).update(sign_off_levels=2)
    browser = as_person("olive")

    response = sent_from(browser, NEW, lines("visits-paid\tMay 2020\t111"))

    said = Page(browser.get(response["Location"])).text
    assert "The first sign-off can be given; nobody gives the second yet." in said
    assert "nobody can approve" not in said


@pytest.mark.parametrize(
    ("who", "status"), [("olive", 200), ("petra", 200), ("dan", 404), ("mary", 404), ("nick", 404)]
)
def test_who_may_paste_lines(visits, as_person, who, status):
    assert as_person(who).get(NEW).status_code == status


# --- The decision ------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(visits):
    return submit([revision(visits, MAY, 111), revision(visits, JUNE, 112)])


def test_a_manager_approves_all_of_it_with_one_button(visits, waiting, as_person):
    browser = as_person("mary")
    page = Page(browser.get(of(waiting)))

    assert [(row["Period"], row["Restated"]) for row in restated_rows(page)] == [
        ("May 2020", "111"),
        ("June 2020", "112"),
    ]
    assert "Sent by Olive Owner" in page.text
    response = browser.post(of(waiting, "approve/"), {"version": page.fields["version"]})

    assert (response.status_code, response["Location"]) == (302, of(waiting))
    assert in_force(visits, MAY).value == 111
    after = Page(browser.get(of(waiting)))
    assert ("Approved. All its figures are in force." in after.text, buttons(after)) == (True, set())
    assert [(row["Before"], row["Restated"]) for row in after.rows] == [("101", "111"), ("99", "112")]


def test_a_manager_returns_all_of_it_and_the_owner_sends_it_again(visits, waiting, as_person):
    mary = as_person("mary")
    without = mary.post(of(waiting, "return/"), {"version": "1", "reason": " "})
    returned = mary.post(of(waiting, "return/"), {"version": "1", "reason": "May is not right."})
    assert (without.status_code, returned.status_code) == (422, 302)

    olive = as_person("olive")
    page = Page(olive.get(of(waiting, "edit/")))
    assert "May is not right." in page.text
    may, june, october = (f"{key(visits, start)}.value" for start in (MAY, JUNE, OCTOBER))
    assert (page.fields[may], page.fields[june], page.fields["reason"].strip()) == ("111", "112", REASON)
    response = sent_from(olive, of(waiting, "edit/"), {**page.fields, may: "115", june: "", october: "104"})

    assert response.status_code == 302
    again = Restatement.objects.get()
    assert (again.status, again.version) == ("submitted", 3)
    assert [(one.period.start, one.value) for one in restating.members_of(again)] == [
        (MAY, D(115)),
        (OCTOBER, D(104)),
    ]


def test_a_page_that_is_out_of_date_changes_nothing_and_keeps_the_reason(waiting, as_person):
    browser = as_person("mary")
    restated.send_back(waiting)
    restated.resubmit(Restatement.objects.get(), [revision(waiting.revisions.first().measure, MAY, 113)])

    approved = browser.post(of(waiting, "approve/"), {"version": "1"})
    returned = browser.post(of(waiting, "return/"), {"version": "1", "reason": "A reason of some length."})

    assert (approved.status_code, returned.status_code) == (409, 409)
    assert "Olive Owner sent this restatement at" in Page(approved).text
    assert Page(returned).fields["reason"].strip() == "A reason of some length."
    assert Restatement.objects.get().status == "submitted"


def test_a_returned_set_that_somebody_sent_again_is_not_sent_over(visits, waiting, as_person):
    returned = restated.send_back(waiting)
    browser = as_person("olive")
    page = Page(browser.get(of(returned, "edit/")))
    preview = Page(browser.post(of(returned, "edit/"), {**page.fields, "preview": "1"}))
    restated.resubmit(returned, [revision(visits, MAY, 113)], by="dee")

    response = browser.post(of(returned, "edit/"), {**preview.fields, "send": "1"})

    assert (response.status_code, "Dee Deputy sent this restatement" in Page(response).text) == (409, True)
    assert [one.value for one in restating.members_of(returned)] == [D(113)]


def test_whoever_sent_it_withdraws_it(waiting, as_person):
    browser = as_person("olive")
    page = Page(browser.get(of(waiting)))

    response = browser.post(of(waiting, "abandon/"), {"version": page.fields["version"]})

    assert (response.status_code, Restatement.objects.get().status) == (302, "abandoned")
    assert "Given up. The figures in force stay as they are." in Page(browser.get(of(waiting))).text


def test_somebody_with_a_part_in_it_does_not_approve_it(visits, as_person):
    MeasureRole.objects.create(measure=visits, person=world.person("mary"), kind="deputy")
    own = submit([revision(visits, MAY, 111)], by="mary")
    browser = as_person("mary")

    page = Page(browser.get(of(own)))
    response = browser.post(of(own, "approve/"), {"version": "1"})

    assert "You have a part in this restatement already, so somebody else must approve it." in page.text
    assert "Approve all of it" not in page.text
    assert (response.status_code, Restatement.objects.get().status) == (403, "submitted")


def test_two_levels_sign_a_set_one_after_the_other(visits, waiting, as_person):
    Directorate.objects.filter(pk=visits.directorate_id).update(sign_off_levels=2)
    Role.objects.filter(person=world.person("dora"), kind=Role.Kind.MANAGER).update(level=2)
    mary, version = as_person("mary"), {"version": "1"}

    first = mary.post(of(waiting, "approve/"), version)
    assert "Signed off. It awaits its second sign-off." in Page(mary.get(first["Location"])).text
    assert in_force(visits, MAY).value == 101
    page = Page(as_person("dora").get(of(waiting)))
    assert "First sign-off Mary Manager" in page.text
    second = as_person("dora").post(of(waiting, "approve/"), {"version": page.fields["version"]})

    assert (second.status_code, Restatement.objects.get().status) == (302, "approved")
    assert in_force(visits, MAY).value == 111


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("olive", 200),
        ("dee", 200),
        ("dan", 200),
        ("petra", 200),
        ("mary", 200),
        ("dora", 200),
        ("marcus", 404),
        ("clive", 404),
        ("stella", 404),
        ("ada", 404),
        ("nick", 404),
    ],
)
def test_who_sees_a_set_that_waits(waiting, as_person, who, status):
    assert as_person(who).get(of(waiting)).status_code == status


def test_a_set_shows_nobody_the_open_figures_of_measures_that_they_do_not_see(visits, as_person):
    libraries = world.measure("library-e-loans").service
    other = restated.visits_of("visits-to-libraries", service=libraries)
    total = measuring.measure(
        "library-visits-total", entry="calculated", calculation="total", service=libraries
    )
    CalculationInput.objects.create(measure=total, source=other, part="first")
    made = submit([revision(visits, MAY, 111), revision(other, MAY, 117)], by="petra")

    shown = Page(as_person("mary").get(of(made))).text
    every = Page(as_person("dora").get(of(made))).text

    assert ("117" in shown, "Library visits total" in shown, "111" in shown) == (False, False, True)
    assert "1 more figure of this set is of measures that you do not see before they are approved." in shown
    assert ("117" in every, "Library visits total" in every) == (True, True)


def test_a_figure_of_a_set_leads_to_it(visits, waiting, as_person):
    page = as_person("olive").get(f"/figures/{visits.slug}/{measuring.period(MAY).pk}/").content.decode()

    assert of(waiting) in page


def test_a_year_that_closes_while_a_set_waits_is_said(visits, waiting, as_person):
    year = world.year_2020()
    Period.objects.filter(pk=year.pk).update(closed_at="2021-06-01T00:00Z", closed_by=world.person("petra"))

    text = Page(as_person("mary").get(of(waiting))).text

    assert "this has come in its way" in text
    assert "2020/21 is closed" in text


def test_the_page_of_a_set_costs_the_same_for_one_figure_and_for_seven(visits, client):
    client.force_login(world.person("mary"))
    counts = []
    for months in (1, 7):
        made = submit(
            [revision(visits, measuring.APRIL.replace(month=4 + n), 104 + n) for n in range(months)]
        )
        client.get(of(made))
        with CaptureQueriesContext(connection) as captured:
            rows = restated_rows(Page(client.get(of(made))))
        counts.append((len(rows), len(captured)))
        restated.abandon(made)

    assert [rows for rows, _ in counts] == [1, 7]
    assert counts[0][1] == counts[1][1]


# --- The list --------------------------------------------------------------------------------------------


@pytest.fixture
def in_every_state(visits):
    """One that is approved, one given up, one returned, and one that waits."""
    restated.approve(submit([revision(visits, APRIL, 105)], reason="First."))
    restated.abandon(submit([revision(visits, MAY, 106)], reason="Second."))
    restated.send_back(submit([revision(visits, MAY, 107), revision(visits, JUNE, 108)], reason="Third."))
    submit([revision(visits, OCTOBER, 109)], reason="Fourth.")


@pytest.mark.parametrize(
    ("query", "states"),
    [
        ("", ["Awaiting approval", "Returned", "Approved", "Given up"]),
        ("?state=submitted", ["Awaiting approval"]),
        ("?state=abandoned", ["Given up"]),
        ("?state=rubbish", ["Awaiting approval", "Returned", "Approved", "Given up"]),
        ("?q=third", ["Returned"]),
        ("?q=visits", ["Awaiting approval", "Returned", "Approved", "Given up"]),
        ("?q=nothing+like+it", []),
    ],
)
def test_the_list_shows_what_waits_first_and_filters(in_every_state, as_person, query, states):
    page = Page(as_person("olive").get(LIST + query))

    assert page.column("State") == states


def test_the_list_says_what_each_is_about_and_is_downloaded(in_every_state, as_person):
    browser = as_person("mary")
    page = Page(browser.get(LIST))
    text = browser.get(f"{LIST}?_export=csv&state=returned").content.decode("utf-8-sig")

    assert "1 restatement awaits approval." in page.text
    row = page.rows[1]
    assert (row["Measures"], row["Periods"], row["Figures"]) == ("Visits paid", "May 2020 to June 2020", "2")
    assert [row["Reason"] for row in csv.DictReader(io.StringIO(text))] == ["Third."]


def test_an_empty_list_says_what_to_do(as_person):
    page = Page(as_person("olive").get(LIST))

    assert "No restatement awaits approval." in page.text
    assert "open a measure and choose “Restate earlier figures”" in page.text


def test_the_list_costs_the_same_for_one_and_for_four(visits, client):
    client.force_login(world.person("olive"))
    counts = []
    for start in (APRIL, MAY, JUNE, OCTOBER):
        submit([revision(visits, start, 110)])
        client.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            rows = Page(client.get(LIST)).rows
        counts.append((len(rows), len(captured)))

    assert [rows for rows, _ in counts] == [1, 2, 3, 4]
    assert counts[0][1] == counts[-1][1]


def test_nobody_is_listed_what_they_do_not_see(in_every_state, as_person):
    seen = {
        who: len(Page(as_person(who).get(LIST)).rows)
        for who in ("olive", "mary", "petra", "marcus", "stella")
    }

    assert seen == {"olive": 4, "mary": 4, "petra": 4, "marcus": 0, "stella": 0}


def test_back_figures_of_a_year_stand_among_the_boxes(visits, as_person):
    measuring.figure(visits, restated.LAST_APRIL, 1200, kind="year")
    rows = Page(as_person("olive").get(of_measure(visits))).text
    assert rows.index("March 2020") < rows.index("2019/20") < rows.index("April 2020")


@pytest.mark.parametrize("who", ["olive", "dan"])
def test_a_returned_set_is_put_right_on_its_own_page_and_not_on_the_figure_s(visits, as_person, who):
    sent = submit([revision(visits, MAY, 111)])
    restated.send_back(sent)

    listed = {
        own.get("href") for tag, own in Page(as_person(who).get("/my-measures/")).elements if tag == "a"
    }

    assert of(sent) in listed
    assert f"/figures/{visits.slug}/{measuring.period(MAY).pk}/" not in listed
    led_to = as_person(who).get(of(sent))
    assert (led_to.status_code, of(sent, "edit/") in led_to.content.decode()) == (200, who == "olive")


def test_a_figure_that_was_restated_is_corrected_on_its_own_page_again(visits, as_person):
    october = measuring.period(OCTOBER)
    Period.objects.filter(pk=october.pk).update(closes_on=world.date(2020, 12, 31))
    restated.approve(submit([revision(visits, OCTOBER, 111)]))

    page = Page(as_person("olive").get("/my-measures/"))
    listed = {own.get("href") for tag, own in page.elements if tag == "a"}

    assert f"/figures/{visits.slug}/{october.pk}/" in listed
