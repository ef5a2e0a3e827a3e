"""Actions: what is being done, carried until it is done; who may say so, and the pages."""

from datetime import date

import pytest
from django.db import DatabaseError, connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from performance import actions
from performance.models import Action, AuditEntry, Measure, Period, Person
from performance.refusals import NotAllowed, NotComplete, SomebodyElseWasFirst, WorkflowProblem
from tests import scene, world
from tests.page import Page

pytestmark = pytest.mark.django_db

TYPED = {"what": "Weekly review of long packages", "post": "Head of reablement", "due_on": "31 3 2021"}
MARCH = date(2021, 3, 31)
LIST = "/actions/"


@pytest.fixture
def measure():
    return world.measure(scene.DRAFT)


@pytest.fixture
def action(measure):
    return scene.action_of(measure, what="Weekly review")


def of(action, verb=""):
    return f"/actions/{action.pk}/{verb}"


def trail(action):
    entries = AuditEntry.objects.filter(subject_type="action", subject_id=action.pk).order_by("pk")
    return [(entry.verb, entry.by.name, entry.reason) for entry in entries]


def raise_it(measure, by="olive", **given):
    content = {"what": "Weekly review", "post": "Head of service", "due_on": MARCH} | given
    return actions.raise_action(measure=measure, by=world.person(by), today=world.TODAY, **content)


# --- Verbs -------------------------------------------------------------------------------------------


def test_an_action_is_raised_changed_and_done(measure):
    action = raise_it(measure)
    assert (action.period, action.status, action.version) == (world.november(), "open", 1)

    changed = actions.change(
        action=action,
        version=1,
        what="Weekly review",
        post="Head of reablement",
        due_on=date(2021, 4, 30),
        by=world.person("mary"),
        today=world.TODAY,
    )
    done = actions.finish(action=changed, version=2, outcome="Packages are shorter.", by=world.person("dee"))

    done.refresh_from_db()
    assert (done.status, done.post, done.version) == ("done", "Head of reablement", 3)
    assert (done.ended_by, done.ended_at is not None) == (world.person("dee"), True)
    assert trail(action) == [
        ("action raised", "Olive Owner", ""),
        ("action changed", "Mary Manager", ""),
        ("action done", "Dee Deputy", "Packages are shorter."),
    ]
    change = AuditEntry.objects.get(verb="action changed")
    assert change.before == {"post": "Head of service", "due_on": "2021-03-31"}
    assert change.measure == measure


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"what": "  "}, "what"),
        ({"post": ""}, "post"),
        ({"post": "mary manager"}, "post"),
        ({"post": "Mary  Manager, Head of service"}, "post"),
        ({"what": "Dora Director’s review of long packages"}, "what"),
        ({"due_on": None}, "due_on"),
        ({"due_on": date(2020, 12, 9)}, "due_on"),
    ],
)
def test_what_an_action_needs(measure, given, field):
    with pytest.raises(NotComplete) as refused:
        raise_it(measure, **given)

    assert set(refused.value.problems) == {field}
    assert not Action.objects.exists()


def test_a_word_of_a_name_is_nobodys_name(measure):
    """A manager, and "Will": only a whole name of several words is looked for among others."""
    Person.objects.create_user("will@example.org", "a-long-password", name="Will")
    found = raise_it(measure, what="The manager will review it", post="Manager, Mary Street centre")
    assert found.post == "Manager, Mary Street centre"


def test_today_is_early_enough(measure):
    assert raise_it(measure, due_on=world.TODAY).due_on == world.TODAY


def test_a_day_that_has_passed_may_stay_but_not_be_chosen(action):
    olive = world.person("olive")
    Action.objects.update(due_on=date(2020, 12, 1))
    kept = actions.change(
        action=action,
        version=1,
        what="Daily review",
        post=action.post,
        due_on=date(2020, 12, 1),
        by=olive,
        today=world.TODAY,
    )
    assert kept.what == "Daily review"

    with pytest.raises(NotComplete):
        actions.change(
            action=action,
            version=2,
            what="Daily review",
            post=action.post,
            due_on=date(2020, 12, 2),
            by=olive,
            today=world.TODAY,
        )


def test_a_double_click_raises_and_ends_once(measure):
    first, second = raise_it(measure), raise_it(measure)
    assert first == second
    assert raise_it(measure, by="dee") != first

    olive = world.person("olive")
    for _ in range(2):
        actions.finish(action=first, version=1, outcome="Done.", by=olive)
    assert trail(first) == [("action raised", "Olive Owner", ""), ("action done", "Olive Owner", "Done.")]


def test_the_same_content_changes_nothing(action):
    same = {name: getattr(action, name) for name in actions.CONTENT}
    kept = actions.change(action=action, version=1, by=world.person("olive"), today=world.TODAY, **same)

    assert (kept.version, len(trail(action))) == (1, 1)


def test_dropping_needs_a_reason_and_finishing_none(action, measure):
    olive = world.person("olive")
    with pytest.raises(NotComplete) as refused:
        actions.drop(action=action, version=1, outcome=" ", by=olive)
    assert set(refused.value.problems) == {"outcome"}

    assert actions.drop(action=action, version=1, outcome="No money.", by=olive).status == "dropped"
    assert actions.finish(action=raise_it(measure), version=1, by=olive).outcome == ""


def test_of_two_people_at_once_one_wins_and_the_other_is_told_who(action):
    actions.finish(action=action, version=1, by=world.person("mary"))

    for verb in (actions.finish, actions.drop):
        with pytest.raises(SomebodyElseWasFirst, match=r"Mary Manager did something here.*action done"):
            verb(action=action, version=1, outcome="Mine.", by=world.person("olive"))
    action.refresh_from_db()
    assert (action.status, action.version) == ("done", 2)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("olive", True),
        ("dee", True),
        ("dan", True),
        ("mary", True),
        ("dora", True),
        ("petra", True),
        ("oscar", False),
        ("marcus", False),
        ("stella", False),
        ("clive", False),
        ("ada", False),
        ("nick", False),
    ],
)
def test_who_may_say_what_is_being_done(measure, who, may):
    if may:
        assert raise_it(measure, by=who).raised_by == world.person(who)
        return
    with pytest.raises(NotAllowed):
        raise_it(measure, by=who)
    there = raise_it(measure)
    for verb in (actions.finish, actions.drop):
        with pytest.raises(NotAllowed):
            verb(action=there, version=1, outcome="Over.", by=world.person(who))


def test_an_action_about_an_indicator_is_for_those_above(measure):
    olive, mary = world.person("olive"), world.person("mary")
    about = {"indicator": measure.indicator, "what": "Ask the neighbours", "post": "Head of service"}
    with pytest.raises(NotAllowed):
        actions.raise_action(**about, due_on=MARCH, by=olive, today=world.TODAY)

    made = actions.raise_action(**about, due_on=MARCH, by=mary, today=world.TODAY)

    assert (made.period, made.measure) == (world.november(), None)
    assert actions.beside(measure, olive, today=world.TODAY)["actions"] == [made]
    assert not actions.beside(world.measure(scene.LIBRARIES), olive, today=world.TODAY)["actions"]


def test_before_the_first_period_there_is_nothing_to_act_upon(measure):
    with pytest.raises(WorkflowProblem, match="No period of this measure has opened yet"):
        actions.raise_action(
            measure=measure,
            what="Weekly review",
            post="Head",
            due_on=MARCH,
            by=world.person("olive"),
            today=date(1990, 1, 1),
        )


def test_without_room_in_the_audit_trail_nothing_changes(action, full_trail):
    full_trail()
    with pytest.raises(DatabaseError):
        actions.finish(action=action, version=1, by=world.person("olive"))
    connection.needs_rollback = False
    action.refresh_from_db()
    assert (action.status, action.version) == ("open", 1)


@pytest.mark.parametrize(("day", "state"), [(date(2021, 3, 31), "open"), (date(2021, 4, 1), "overdue")])
def test_an_action_is_overdue_from_the_day_after(action, day, state):
    assert actions.state_of(action, day) == state
    action.status = "done"
    assert actions.state_of(action, day) == "done"


# --- Pages -------------------------------------------------------------------------------------------


def test_an_action_is_raised_on_its_page_and_ended_there(measure, as_person):
    browser = as_person("olive")
    made = browser.post(f"/measures/{measure.slug}/actions/new/", TYPED)
    action = Action.objects.get()
    assert (made.status_code, made["Location"]) == (302, of(action))

    page = Page(browser.get(of(action)))
    assert page.fields["due_on"] == "31 3 2021"
    assert "Head of reablement" in page.text
    refused = browser.post(of(action, "end/"), {"version": "1", "drop": "1"})
    assert refused.status_code == 422
    assert "Say why this is dropped" in Page(refused).text

    assert browser.post(of(action, "end/"), {"version": "1", "done": "1"}).status_code == 302
    ended = Page(browser.get(of(action)))
    assert "version" not in ended.fields
    assert "by Olive Owner" in ended.text


def test_what_is_missing_is_said_at_its_field(measure, as_person):
    response = as_person("olive").post(f"/measures/{measure.slug}/actions/new/", TYPED | {"due_on": "soon"})
    missing = as_person("olive").post(f"/measures/{measure.slug}/actions/new/", {})

    assert (response.status_code, missing.status_code) == (422, 422)
    page = Page(response)
    assert "Enter a date such as 31 3 2021." in page.text
    assert page.fields["what"] == TYPED["what"]
    for sentence in (
        "Say what is being done.",
        "Say which post does it",
        "Enter the day by which it is done.",
    ):
        assert sentence in Page(missing).text
    links = {own["href"] for tag, own in Page(missing).elements if tag == "a"}
    assert {"#id_what", "#id_post", "#id_due_on"} <= links


def test_who_was_first_is_said_and_what_was_typed_stays(action, as_person):
    actions.finish(action=action, version=1, outcome="Finished.", by=world.person("mary"))
    response = as_person("olive").post(of(action, "end/"), {"version": "1", "drop": "1", "outcome": "Mine."})

    page = Page(response)
    assert response.status_code == 409
    assert page.fields["outcome"] == "Mine."
    assert "Mary Manager did something here" in page.text


def test_the_list_has_what_is_open_first_and_marks_what_is_overdue(measure, as_person):
    late = scene.action_of(measure, what="Late review")
    Action.objects.filter(pk=late.pk).update(due_on=date(2020, 12, 9))
    ended = scene.action_of(measure, what="Old review")
    actions.drop(action=ended, version=1, outcome="No money.", by=world.person("olive"))
    scene.action_of(measure, what="New review")
    other = scene.action_of(world.measure(scene.LIBRARIES), what="hidden-libraries-action")

    page = Page(as_person("olive").get(LIST))

    assert page.column("What is being done") == ["Late review", "New review", "Old review"]
    assert page.column("State") == ["Overdue", "Open", "Dropped"]
    assert "2 actions are open, 1 of them overdue." in page.text
    assert "hidden-libraries-action" not in page.text
    assert other.what in Page(as_person("petra").get(LIST)).text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("state=open", ["Late review", "New review"]),
        ("state=overdue", ["Late review"]),
        ("state=done", []),
        ("q=NEW", ["New review"]),
        ("state=nonsense", ["Late review", "New review"]),
    ],
)
def test_the_list_is_filtered(measure, as_person, asked, found):
    late = scene.action_of(measure, what="Late review")
    Action.objects.filter(pk=late.pk).update(due_on=date(2020, 12, 9))
    scene.action_of(measure, what="New review")

    assert Page(as_person("olive").get(f"{LIST}?{asked}")).column("What is being done") == found


def test_the_list_by_directorate_offers_ones_own_alone(action, as_person):
    children = world.measure(scene.CHILDREN).directorate
    own = action.measure.directorate

    petra = as_person("petra")
    assert Page(petra.get(f"{LIST}?directorate={own.pk}")).column("State") == ["Open"]
    assert Page(petra.get(f"{LIST}?directorate={children.pk}")).column("State") == []
    options = [e for e in Page(as_person("olive").get(LIST)).elements if e[0] == "option"]
    assert str(children.pk) not in {own["value"] for _, own in options if own["value"].isdigit()}


def test_the_list_downloads_words_and_days(action, as_person):
    text = as_person("olive").get(f"{LIST}?_export=csv").content.decode()

    assert "Weekly review" in text
    assert "Open" in text
    assert "<span" not in text


def test_the_list_takes_as_many_queries_for_many_as_for_one(measure, as_person):
    browser = as_person("petra")
    scene.action_of(measure, what="First")
    browser.get(LIST)
    with CaptureQueriesContext(connection) as few:
        browser.get(LIST)
    for number in range(6):
        scene.action_of(measure, what=f"Another {number}")
    with CaptureQueriesContext(connection) as many:
        assert len(Page(browser.get(LIST)).rows) == 7

    assert len(many) == len(few)


def test_without_actions_the_list_says_how_one_is_raised(as_person):
    assert "Raise an action" in Page(as_person("olive").get(LIST)).text


def test_beside_a_figure_its_open_actions_are_read_and_one_more_is_offered(measure, action, as_person):
    late = scene.action_of(measure, what="Late review")
    Action.objects.filter(pk=late.pk).update(due_on=date(2020, 12, 9))
    ended = scene.action_of(measure, what="hidden-ended-action")
    actions.finish(action=ended, version=1, by=world.person("olive"))

    def shown(who):
        context = actions.beside(measure, world.person(who), today=world.TODAY)
        return render_to_string("actions/beside.html", {"measure": measure, **context})

    olive, mary = shown("olive"), shown("mary")
    assert olive.index("Late review") < olive.index("Weekly review")
    assert olive.count("Overdue") == 1
    assert "hidden-ended-action" not in olive
    assert f"/measures/{measure.slug}/actions/new/" in olive
    address = f"/actions/indicator/{measure.indicator_id}/new/"
    assert (address in olive, address in mary) == (False, True)
    assert "Raise an action" not in shown("oscar")


def test_beside_is_empty_for_who_reads_nothing_and_may_do_nothing(measure):
    context = actions.beside(measure, world.person("oscar"), today=world.TODAY)

    assert render_to_string("actions/beside.html", {"measure": measure, **context}).strip() == ""


def test_the_period_of_an_action_is_the_latest_that_has_opened(measure):
    annual = Measure.objects.filter(frequency="annual").first()

    assert actions.period_of(measure, date(2020, 11, 30)).label == "October 2020"
    assert actions.period_of(measure, date(2020, 12, 1)) == world.november()
    assert actions.period_of(annual, world.TODAY).kind == Period.Kind.YEAR


@pytest.mark.wide
def test_a_measures_page_shows_its_actions_to_those_who_see_its_open_figures(measure, as_person):
    scene.action_of(measure, what="hidden-action-what")

    shown = {}
    for who in ("olive", "dan", "mary", "petra", "oscar", "marcus", "clive", "ada"):
        text = as_person(who).get(f"/measures/{measure.slug}/").content.decode()
        shown[who] = ("hidden-action-what" in text, "Raise an action" in text)

    own, others = ("olive", "dan", "mary", "petra"), ("oscar", "marcus", "clive", "ada")
    assert shown == dict.fromkeys(own, (True, True)) | dict.fromkeys(others, (False, False))
