"""All revisions of a figure: side by side, how each was rated, who may read what, and the download."""

from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from performance import history, recompute, workflow
from performance.models import Confirmation, Measure, Period, Submission
from tests import scene, world
from tests.page import Page
from tests.test_as_at import correct, judge_otherwise, supersede_target

pytestmark = pytest.mark.django_db


def page_of(slug, query=""):
    return f"/figures/{slug}/{world.november().pk}/history/{query}"


def revisions_of(slug):
    found = Submission.objects.filter(measure__slug=slug, period=world.november()).with_measure()
    return list(
        found.select_related("submitted_by", "returned_by", "restatement")
        .prefetch_related("contributors__person", "sign_offs__by", "confirmations__by")
        .order_by("revision")
    )


def life_of(slug, *, may_see_open=True):
    """The lines of a figure's history: name -> what each revision says."""
    life = history.whole_life(revisions_of(slug), may_see_open=may_see_open)
    return {line.name: line.entries for line in life.lines}


def texts(entries):
    return [entry.text for entry in entries]


# --- Side by side ----------------------------------------------------------------------------------------


def test_what_changed_is_marked_on_its_line_with_by_how_much(month):
    correct(scene.DRAFT, D("50.1"))

    lines = life_of(scene.DRAFT)

    assert [(entry.text, entry.changed) for entry in lines["Figure"]] == [
        ("45.6%", ""),
        ("50.1%", "Changed: +4.5 points (+9.9%)"),
    ]
    assert texts(lines["State"]) == ["Superseded", "In force: approved"]
    assert texts(lines["Why it was reopened"]) == ["", "Late cases."]


def test_what_is_empty_in_every_revision_is_left_out(month):
    assert "Forecast for the year" not in life_of(scene.DRAFT)
    assert "Forecast for the year" in life_of("admissions-65-plus")


def test_0_is_a_figure_and_changes_from_none_are_changes(month):
    """From a reason for none to 0: the figure is 0 and no blank."""
    slug = "library-e-loans"
    figure = Submission.objects.in_force().get(measure__slug=slug, period=world.november())
    Submission.objects.filter(pk=figure.pk).update(
        value=None, absence="due_on", absence_due_on=world.TODAY, absence_note="The supplier is late"
    )
    workflow.reopen(submission=figure, reason="It came.", by=world.person("oscar"))
    scene.enter(slug, D(0), absence="", absence_note="", absence_due_on=None)

    lines = life_of(slug)

    assert texts(lines["Figure"])[0] == "None"
    assert texts(lines["Figure"])[1].startswith("0")
    assert lines["Figure"][1].changed == "Changed"
    assert texts(lines["Reason for no figure"]) == ["Due on a date: The supplier is late", ""]


def test_each_revision_stands_with_the_rating_that_it_had(month):
    """Also after its target was superseded: what a past rating was judged by never changes."""
    correct(scene.DRAFT, D("36.0"))
    supersede_target(scene.DRAFT, D(30))
    correct(scene.DRAFT, D("31.0"), reason="The wrong column.")

    rated = life_of(scene.DRAFT)["Rated"]

    assert [entry.status.word for entry in rated] == ["Green", "Green", "Green"]
    # Revision 2 was amber by the target that judged it first, and green when it was replaced.
    assert texts(rated) == [
        "Green: 45.6% meets the target of >40%.",
        "Green: 36.0% meets the target of 30%.",
        "Green: 31.0% meets the target of 30%.",
    ]


def test_a_submitted_revision_says_what_it_would_be_rated_and_a_draft_nothing(month):
    for submits, words in ((False, ""), (True, "Would be: Red:")):
        figure = Submission.objects.in_force().get(measure__slug=scene.DRAFT, period=world.november())
        if not submits:
            workflow.reopen(submission=figure, reason="Late cases.", by=world.person("olive"))
            scene.enter(scene.DRAFT, D("31.7"))
        else:
            scene.submit(Submission.objects.open().get(measure__slug=scene.DRAFT))
        assert texts(life_of(scene.DRAFT)["Rated"])[1].startswith(words)
    assert words


def test_a_judged_status_stands_with_its_reason(month):
    judge_otherwise(scene.RETURNED)

    [said] = texts(life_of(scene.RETURNED)["Judged otherwise"])

    assert said.startswith("Amber from ")
    assert said.endswith(" until 31 March 2021: The survey's wording has changed.")


def test_a_revision_that_was_given_up_stays_in_the_history(month):
    figure = Submission.objects.in_force().get(measure__slug=scene.DRAFT, period=world.november())
    revision = workflow.reopen(submission=figure, reason="A mistake.", by=world.person("olive"))
    workflow.abandon(submission=revision, version=1, by=world.person("olive"))

    assert texts(life_of(scene.DRAFT)["State"]) == ["In force: approved", "Given up"]


def test_parts_of_a_composition_have_lines_of_their_own():
    measure = Measure.objects.create(
        slug="homes",
        title="Homes",
        unit_kind="composition",
        entry="parts",
        polarity="high",
        directorate=world.measure(scene.DRAFT).directorate,
    )
    dimension = measure.dimensions.create(code="rating", name="Rating", is_composition=True)
    for place, (code, name) in enumerate([("bad", "Inadequate"), ("good", "Good")]):
        dimension.categories.create(code=code, name=name, position=place, is_good=code == "good")
    first, second = (
        Submission(measure=measure, period=world.november(), revision=number, parts=parts)
        for number, parts in ((1, {"bad": "4", "good": "193"}), (2, {"bad": "0", "good": "193"}))
    )

    lines = {line.name: line for line in history.side_by_side([first, second]).lines}

    assert [(entry.text, entry.changed) for entry in lines["Inadequate"].entries] == [
        ("4", ""),
        ("0", "Changed"),
    ]
    assert [entry.changed for entry in lines["Good"].entries] == ["", ""]


@pytest.mark.parametrize(
    ("count", "blocks"),
    [
        (1, [[1]]),
        (4, [[1, 2, 3, 4]]),
        (5, [[2, 3, 4, 5], [1, 2]]),
        (7, [[4, 5, 6, 7], [1, 2, 3, 4]]),
        (8, [[5, 6, 7, 8], [2, 3, 4, 5], [1, 2]]),
    ],
)
def test_many_revisions_stand_in_blocks_that_share_a_neighbour(count, blocks):
    measure = world.measure(scene.DRAFT)
    revisions = [
        Submission(measure=measure, period=world.november(), revision=number, value=D(number))
        for number in range(1, count + 1)
    ]

    beside = history.side_by_side(revisions)

    assert [[one.revision for one in block.revisions] for block in beside.blocks] == blocks
    for block in beside.blocks:
        assert all(len(line.entries) == len(block.revisions) for line in block.lines)


# --- The page --------------------------------------------------------------------------------------------


def test_the_page_shows_revisions_and_the_trail_beneath(month, as_person):
    correct(scene.DRAFT, D("50.1"))

    page = Page(as_person("olive").get(page_of(scene.DRAFT)))

    figure = next(row for row in page.rows if row.get("What") == "Figure")
    assert figure == {
        "What": "Figure",
        "Revision 1": "45.6%",
        "Revision 2": "50.1% Changed: +4.5 points (+9.9%)",
    }
    assert "What happened" in page.text
    assert "Approved by Mary Manager" in page.text
    signed = next(row for row in page.rows if row.get("What") == "Signed off")
    assert signed["Revision 2"].startswith("Mary Manager, ")


SECRETS = ("hidden-inside", "hidden-check", "hidden-return", "44.4%", "Olive Owner", "Mary Manager")


@pytest.fixture
def full_of_secrets(month):
    """Two revisions that were in force, and a third that was returned, with words that must not leak."""
    olive, mary = world.person("olive"), world.person("mary")
    figure = correct(scene.DRAFT, D("50.1"))
    Submission.objects.filter(pk=figure.pk).update(commentary_internal="hidden-inside")
    Confirmation.objects.create(
        submission=figure,
        code="made-up",
        field="value",
        severity="serious",
        sentence="hidden-check",
        figure="50.1",
        reason="hidden-check",
        by=olive,
        at=timezone.now(),
    )
    workflow.reopen(submission=figure, reason="hidden-return", by=olive)
    submitted = scene.submit(scene.enter(scene.DRAFT, D("44.4"), commentary_internal="hidden-inside"))
    workflow.send_back(submission=submitted, version=submitted.version, reason="hidden-return", by=mary)


def among(first, *others):
    """One of these people in the fast tests, and all of them in the wide ones."""
    return pytest.mark.parametrize(
        "who", [first, *(pytest.param(who, marks=pytest.mark.wide) for who in others)]
    )


@among("mary", "olive", "dee", "dan", "petra", "dora")
@pytest.mark.parametrize("query", ["", "?_export=csv"])
def test_a_figures_own_people_read_all_of_it(full_of_secrets, as_person, who, query):
    text = as_person(who).get(page_of(scene.DRAFT, query)).content.decode()

    assert [secret for secret in SECRETS if secret not in text] == []


@among("clive", "ada", "marcus", "oscar")
@pytest.mark.parametrize("query", ["", "?_export=csv"])
def test_others_read_what_was_in_force_and_nothing_else(full_of_secrets, as_person, who, query):
    text = as_person(who).get(page_of(scene.DRAFT, query)).content.decode()

    assert [secret for secret in SECRETS if secret in text] == []
    assert "45.6%" in text
    assert "50.1%" in text
    assert "Late cases." in text
    # Who signed it off is a post.
    assert world.person("mary").post in text


@pytest.mark.parametrize("who", ["stella", "nick"])
def test_whoever_may_not_see_the_measure_finds_nothing(full_of_secrets, as_person, who):
    assert as_person(who).get(page_of(scene.DRAFT)).status_code == 404


def test_a_figure_that_nobody_approved_looks_the_same_whether_a_draft_exists(as_person):
    browser = as_person("clive")
    before = Page(browser.get(page_of(scene.DRAFT))).text
    scene.enter(scene.DRAFT, D("31.7"))

    assert "has been approved yet" in before
    assert Page(browser.get(page_of(scene.DRAFT))).text == before


def test_a_period_that_is_not_the_measures_own_is_no_page(as_person):
    browser = as_person("olive")
    year = Period.objects.get(kind="year", start="2020-04-01")

    assert browser.get(f"/figures/{scene.DRAFT}/{year.pk}/history/").status_code == 404
    assert browser.get(f"/figures/{scene.DRAFT}/99999/history/").status_code == 404
    # A whole year's figure as it was published is one of a monthly measure all the same.
    before = Period.objects.get(kind="year", start="2019-04-01")
    assert browser.get(f"/figures/{scene.DRAFT}/{before.pk}/history/").status_code == 200


@pytest.mark.wide
def test_the_history_costs_the_same_for_two_revisions_and_for_many(month, as_person):
    browser = as_person("olive")

    def counted():
        with CaptureQueriesContext(connection) as captured:
            page = Page(browser.get(page_of(scene.DRAFT)))
        return len(captured), page.text

    correct(scene.DRAFT, D("50.1"))
    browser.get(page_of(scene.DRAFT))
    few, _ = counted()
    for value in ("50.2", "50.3", "50.4", "50.5"):
        correct(scene.DRAFT, D(value))
    many, text = counted()

    assert "6 revisions." in text
    assert few == many


def test_the_download_has_a_column_for_each_revision(month, as_person):
    correct(scene.DRAFT, D("50.1"))

    response = as_person("clive").get(page_of(scene.DRAFT, "?_export=csv"))

    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "What,Revision 1,Revision 2"
    assert "Figure,45.6%,50.1%" in lines
    assert f"{scene.DRAFT}-2020-11-revisions.csv" in response["Content-Disposition"]


def test_a_measures_page_leads_to_the_history_of_each_figure(month, as_person):
    recompute.recompute_due()
    page = Page(as_person("clive").get(f"/measures/{scene.DRAFT}/"))

    assert page_of(scene.DRAFT) in [own.get("href") for tag, own in page.elements if tag == "a"]
