"""The pages of overrides: what they show, refuse and keep, and who may open them."""

from datetime import date

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from performance import overrides, recompute
from performance.models import Override, Role, Scorecard, StatusLevel, Submission
from tests import scene, world
from tests.page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

TYPED = {
    "level": "amber",
    "reason": "The hospitals' figures came late.",
    "expires_on": "31 3 2021",
}
LIST = "/overrides/"


@pytest.fixture
def figure():
    """A figure in force that its rule rates red."""
    return scene.approve(scene.submit(scene.enter(scene.DRAFT, "31.7")), world.person("mary"))


def propose(figure, by="mary", code="amber"):
    return overrides.propose(
        submission=figure,
        level=StatusLevel.objects.get(scale__name__startswith="Red", code=code),
        reason=TYPED["reason"],
        expires_on=date(2021, 3, 31),
        by=world.person(by),
    )


def decide(override, *, accept=True, reason=""):
    return overrides.decide(
        override=override, version=override.version, accept=accept, reason=reason, by=world.person("petra")
    )


def proposal_of(figure):
    return f"/overrides/figure/{figure.pk}/"


def of(override, verb=""):
    return f"/overrides/{override.pk}/{verb}"


def buttons(page):
    return {
        own.get("name", "")
        for tag, own in page.elements
        if tag == "button" and "govuk-button" in own["class"]
    }


def test_a_status_is_proposed_and_accepted_by_somebody_else(figure, as_person):
    browser = as_person("mary")
    page = Page(browser.get(proposal_of(figure)))
    assert "31.7%" in page.text
    assert "The rule gives R Red" in page.text
    # The status that the rule gives by itself is no choice.
    assert {own["value"] for tag, own in page.elements if own.get("name") == "level"} == {"green", "amber"}

    response = browser.post(proposal_of(figure), TYPED)

    made = Override.objects.get()
    assert (response.status_code, response["Location"], made.status) == (302, of(made), "proposed")
    own = Page(browser.get(of(made)))
    assert ("accept" in buttons(own), "somebody else must decide on it" in own.text) == (False, True)
    assert "Overrides (1)" in own.text
    assert "A performance officer decides on it." in Page(as_person("dora").get(of(made))).text

    petra = as_person("petra")
    assert buttons(Page(petra.get(of(made)))) >= {"accept", "decline"}
    accepted = petra.post(of(made, "decide/"), {"version": "1", "accept": "1"})

    made.refresh_from_db()
    assert (accepted.status_code, made.status) == (302, "accepted")
    shown = Page(petra.get(of(made))).text
    assert "Standing." in shown
    assert "Judged A Amber The rule gives R Red" in shown
    assert "Accepted by Petra Officer" in shown


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"level": ""}, "Choose the status as you judge it."),
        ({"level": "red"}, "Choose one of the statuses below."),
        ({"level": "gold"}, "Choose one of the statuses below."),
        ({"reason": " "}, "Say why the status is judged otherwise"),
        ({"reason": "x" * 2001}, "at most 2000 characters"),
        ({"expires_on": ""}, "Enter the last day on which it holds."),
        ({"expires_on": "31 2 2021"}, "Enter a date such as 31 3 2021."),
        ({"expires_on": "9 12 2020"}, "Choose a day from today to 10 December 2021"),
        ({"expires_on": "11 12 2021"}, "Choose a day from today to 10 December 2021"),
    ],
)
def test_a_proposal_that_is_wrong_is_refused_with_a_sentence_and_kept(
    figure, as_person, settings, typed, sentence
):
    settings.PRODUCT_DATE = world.TODAY
    typed = TYPED | typed

    response = as_person("mary").post(proposal_of(figure), typed)

    page = Page(response)
    assert (response.status_code, sentence in page.text, Override.objects.count()) == (422, True, 0), (
        page.text
    )
    assert {name: page.fields[name].strip() for name in ("reason", "expires_on")} == {
        name: typed[name].strip() for name in ("reason", "expires_on")
    }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"expires_on": ""},
            "Enter the last day on which it holds, or tick that it holds until the figure is corrected.",
        ),
        (
            {"expires_on": "31 3 2021", "until_corrected": "on"},
            "Leave this empty, or do not tick “until the figure is corrected”.",
        ),
    ],
)
def test_in_a_closed_period_there_is_a_last_day_or_none(figure, as_person, settings, typed, sentence):
    settings.PRODUCT_DATE = date(2021, 1, 1)

    response = as_person("mary").post(proposal_of(figure), TYPED | typed)

    assert (response.status_code, sentence in Page(response).text) == (422, True)
    assert not Override.objects.exists()


def test_a_status_is_kept_until_its_figure_is_corrected(figure, as_person, settings):
    settings.PRODUCT_DATE = world.TODAY
    browser = as_person("mary")
    # As long as the period takes figures there is no such choice, and naming it all the same is no way in.
    assert "until_corrected" not in browser.get(proposal_of(figure)).content.decode()
    kept = TYPED | {"expires_on": "", "until_corrected": "on"}
    assert browser.post(proposal_of(figure), kept).status_code == 422

    settings.PRODUCT_DATE = date(2021, 1, 1)
    assert "It holds until the figure is corrected" in Page(browser.get(proposal_of(figure))).text
    assert browser.post(proposal_of(figure), kept).status_code == 302

    made = Override.objects.get()
    decide(made)
    assert made.expires_on is None
    assert "Holds until The figure is corrected" in Page(browser.get(of(made))).text
    assert Page(browser.get(LIST)).rows[0]["Holds until"] == "the figure is corrected"
    shown = Page(browser.get(f"/measures/{figure.measure.slug}/")).text
    assert "until the figure is corrected" in shown
    assert (
        "until the figure is corrected; it ends when another" in Page(browser.get(proposal_of(figure))).text
    )


def test_every_rated_figure_of_a_measure_can_be_judged_otherwise(figure, as_person):
    recompute.recompute_due()
    rated = Submission.objects.in_force().filter(measure=figure.measure, assessment__level__isnull=False)
    addresses = {proposal_of(found) for found in rated}
    page = f"/measures/{figure.measure.slug}/"
    assert proposal_of(figure) in addresses
    for who, seen in (("mary", addresses), ("olive", set())):
        links = {own.get("href", "") for tag, own in Page(as_person(who).get(page)).elements if tag == "a"}
        assert {link for link in links if link.startswith("/overrides/figure/")} == seen


def test_a_second_proposal_is_refused_and_kept(figure, as_person):
    propose(figure, "dora")
    browser = as_person("mary")

    opened = Page(browser.get(proposal_of(figure)))
    response = browser.post(proposal_of(figure), TYPED)

    page = Page(response)
    assert ("reason" in opened.fields, "awaits a decision" in opened.text) == (False, True)
    assert (response.status_code, page.fields["reason"]) == (409, TYPED["reason"])
    assert "Dora Director has proposed another status already." in page.text


def test_a_double_click_proposes_and_decides_once(figure, as_person):
    browser = as_person("mary")
    answers = [browser.post(proposal_of(figure), TYPED).status_code for _ in range(2)]
    made = Override.objects.get()
    petra = as_person("petra")
    answers += [
        petra.post(of(made, "decide/"), {"version": "1", "decline": "1", "reason": "No."}).status_code
        for _ in range(2)
    ]

    assert answers == [302] * 4
    assert Override.objects.get().version == 2


def test_declining_needs_a_reason_and_keeps_what_was_typed(figure, as_person):
    made, petra = propose(figure), as_person("petra")

    refused = petra.post(of(made, "decide/"), {"version": "1", "decline": "1", "reason": ""})
    neither = petra.post(of(made, "decide/"), {"version": "1", "reason": "Typed"})
    declined = petra.post(of(made, "decide/"), {"version": "1", "decline": "1", "reason": "No trend."})

    assert (refused.status_code, "Say why you decline this" in Page(refused).text) == (422, True)
    assert (neither.status_code, Page(neither).fields["reason"]) == (422, "Typed")
    assert declined.status_code == 302
    assert "Declined by Petra Officer" in Page(petra.get(of(made))).text


def test_who_decides_second_is_told_and_keeps_what_was_typed(figure, as_person):
    made = propose(figure)
    Role.objects.create(person=world.person("clive"), kind=Role.Kind.OFFICER)
    decide(made)

    response = as_person("clive").post(
        of(made, "decide/"), {"version": "1", "decline": "1", "reason": "No trend."}
    )

    page = Page(response)
    assert (response.status_code, page.fields["reason"]) == (409, "No trend.")
    assert "Petra Officer did something here at" in page.text
    assert "decline" not in buttons(page)


def test_a_judged_status_is_ended_early_with_a_reason(figure, as_person):
    made, petra = decide(propose(figure)), as_person("petra")

    refused = petra.post(of(made, "end/"), {"version": "2", "end-reason": ""})
    ended = petra.post(of(made, "end/"), {"version": "2", "end-reason": "The records are complete."})

    assert (refused.status_code, "Say why the judged status ends." in Page(refused).text) == (422, True)
    assert (ended.status_code, Override.objects.get().status) == (302, "ended")
    assert "Ended by Petra Officer" in Page(petra.get(of(made))).text


def test_nobody_decides_what_they_proposed(figure, as_person):
    made, petra = propose(figure, "petra"), as_person("petra")

    page = Page(petra.get(of(made)))
    response = petra.post(of(made, "decide/"), {"version": "1", "accept": "1"})

    assert ("accept" in buttons(page), "You proposed this status" in page.text) == (False, True)
    assert (response.status_code, Override.objects.get().status) == (403, "proposed")


def test_a_figure_that_is_over_has_no_form(figure, as_person):
    Submission.objects.filter(pk=figure.pk).update(status="superseded")
    browser = as_person("mary")

    page = Page(browser.get(proposal_of(figure)))
    response = browser.post(proposal_of(figure), TYPED)

    assert ("reason" in page.fields, "not in force" in page.text) == (False, True)
    assert (response.status_code, Page(response).fields["reason"]) == (409, TYPED["reason"])


def test_a_figure_that_nothing_judges_says_so(as_person):
    page = Page(as_person("petra").get(proposal_of(scene.figure_of_the_other_directorate())))

    assert ("reason" in page.fields, "no scale to judge it on" in page.text) == (False, True)


# --- Headings --------------------------------------------------------------------------------------------


@pytest.fixture
def heading(month):
    Scorecard.objects.update(roll_up="worst")
    return Scorecard.objects.get().sections.filter(parent=None).order_by("position", "pk").first()


def test_a_heading_is_judged_otherwise(heading, as_person):
    address = f"/overrides/heading/{heading.pk}/{world.november().pk}/"
    browser = as_person("dora")

    page = Page(browser.get(address))
    response = browser.post(address, TYPED | {"level": "green"})

    made = Override.objects.get()
    assert f"Judge otherwise: {heading.title}" in page.text
    assert (response.status_code, made.section, made.period) == (302, heading, world.november())
    assert heading.title in Page(browser.get(LIST)).text
    assert heading.title in Page(as_person("petra").get(of(made))).text


@pytest.mark.parametrize(
    ("who", "status"),
    [("dora", 200), ("petra", 200), ("mary", 403), ("olive", 403), ("stella", 404), ("nick", 404)],
)
def test_who_may_judge_a_heading(heading, as_person, who, status):
    address = f"/overrides/heading/{heading.pk}/{world.november().pk}/"

    assert as_person(who).get(address).status_code == status


def test_a_manager_of_part_of_a_heading_sees_what_was_proposed_for_it(heading, as_person):
    made = overrides.propose(
        section=heading,
        period=world.november(),
        level=StatusLevel.objects.get(scale__name__startswith="Red", code="green"),
        reason="Because.",
        expires_on=date(2021, 3, 31),
        by=world.person("dora"),
    )

    answers = {who: as_person(who).get(of(made)).status_code for who in ("mary", "marcus", "petra", "stella")}

    assert answers == {"mary": 200, "marcus": 200, "petra": 200, "stella": 404}


# --- The list --------------------------------------------------------------------------------------------


@pytest.fixture
def in_every_state(figure):
    """One that is declined, one ended, one standing, and one that awaits a decision."""
    decide(propose(figure, code="green"), accept=False, reason="No.")
    decide(propose(figure))
    decide(propose(figure, code="green"))
    other = scene.approve(scene.submit(scene.enter(scene.SUBMITTED, "32.9")), world.person("mary"))
    propose(other)


@pytest.mark.parametrize(
    ("query", "states"),
    [
        ("", ["Awaiting a decision", "Standing", "Lapsed or ended", "Declined"]),
        ("?state=awaiting", ["Awaiting a decision"]),
        ("?state=standing", ["Standing"]),
        ("?state=lapsed", ["Lapsed or ended"]),
        ("?state=declined", ["Declined"]),
        ("?state=rubbish", ["Awaiting a decision", "Standing", "Lapsed or ended", "Declined"]),
        ("?q=carers", ["Awaiting a decision"]),
        ("?q=nothing+like+it", []),
    ],
)
def test_the_list_shows_what_awaits_a_decision_first_and_filters(in_every_state, as_person, query, states):
    page = Page(as_person("petra").get(LIST + query))

    assert page.column("State") == states


def test_the_list_is_downloaded_with_both_statuses(in_every_state, as_person):
    text = as_person("petra").get(f"{LIST}?_export=csv&state=standing").content.decode()

    assert "Green,Red," in text


def test_an_empty_list_says_what_to_do(as_person):
    page = Page(as_person("petra").get(LIST))

    assert "Nothing awaits a decision." in page.text
    assert "Another one is proposed on a measure's page" in page.text
    assert "Overrides (" not in page.text


def test_the_list_costs_the_same_for_one_and_for_four(figure, client):
    client.force_login(world.person("petra"))
    counts = []
    for code in ("amber", "green", "amber", "green"):
        decide(propose(figure, code=code))
        client.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            rows = Page(client.get(LIST)).rows
        counts.append((len(captured), len(rows)))

    assert [rows for _, rows in counts] == [1, 2, 3, 4]
    assert counts[0][0] == counts[-1][0]


def test_a_manager_sees_those_of_their_own_service(in_every_state, as_person):
    seen = {
        who: len(Page(as_person(who).get(LIST)).rows) for who in ("mary", "dora", "petra", "marcus", "stella")
    }

    assert seen == {"mary": 4, "dora": 4, "petra": 4, "marcus": 0, "stella": 0}


@pytest.mark.parametrize("may", [True, False])
def test_the_link_leads_to_the_proposal_for_those_who_may(figure, may):
    context = {"submission_id": figure.pk, "title": "A measure", "may_override": may}
    heading = {"section_id": 3, "period_id": 4, "title": "A heading", "may_override": may}

    assert (proposal_of(figure) in render_to_string("overrides/link.html", context)) == may
    assert ("/overrides/heading/3/4/" in render_to_string("overrides/link.html", heading)) == may
