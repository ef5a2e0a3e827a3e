"""Cover for managers who are away: who signs off for whom, on which days, and what the record says."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from performance import access, audit, cover, restating, workflow
from performance.models import AuditEntry, Cover, Directorate, MeasureRole, Person, Role, Submission
from performance.models.people import hold_roles
from performance.workflow import NotAllowed, NotComplete
from tests import restated, scene, world
from tests.page import Page
from tests.verbs import LIBRARIES, PERCENT, act, at, person, save, state, stored, submitted, trail
from tests.world import TODAY

pytestmark = pytest.mark.django_db

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
PAGE = "/cover/"
TYPED = {"deputy": "dee", "starts_on": "10 12 2020", "ends_on": "31 12 2020", "note": "Annual leave"}


def arrange(deputy="dee", *, manager="mary", starts_on=TODAY, ends_on=None, by="mary", note=""):
    return cover.arrange(
        person=person(manager),
        deputy=person(deputy) if deputy else None,
        starts_on=starts_on,
        ends_on=ends_on,
        note=note,
        by=person(by),
        now=at(0),
        today=TODAY,
    )


def covers(starts_on, ends_on, deputy="dee", manager="mary"):
    """A row of any days, also past ones."""
    return Cover.objects.create(
        person=person(manager),
        deputy=person(deputy),
        starts_on=starts_on,
        ends_on=ends_on,
        arranged_by=person(manager),
        arranged_at=at(0),
    )


def rows():
    return stored() | {"cover": list(Cover.objects.order_by("pk").values())}


def problems(**given):
    before = rows()
    with pytest.raises(NotComplete) as refusal:
        arrange(**given)
    assert rows() == before
    return refusal.value.problems


# --- What a deputy may do --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "holds"),
    [
        (TODAY, TODAY, True),
        (YESTERDAY, None, True),
        (TODAY, None, True),
        (YESTERDAY, YESTERDAY, False),
        (TOMORROW, None, False),
        (YESTERDAY, TOMORROW, True),
    ],
)
def test_a_deputy_manages_from_the_first_day_to_the_last(starts_on, ends_on, holds):
    covers(starts_on, ends_on)
    dee = person("dee")
    assert access.manages(dee, world.measure(PERCENT)) == holds
    assert access.holds(dee, Role.Kind.MANAGER) == holds
    assert not access.manages(dee, world.measure(LIBRARIES))


def test_a_deputy_signs_off_in_their_own_name_and_the_trail_says_for_whom():
    figure = act("submit", save("olive", slug="contacts-prevent-need", value=58), "olive")
    arrange("marcus")
    assert [each.pk for each in access.approvable(person("marcus"))] == [figure.pk]
    done = act("approve", figure, "marcus", now=at(2))
    assert state(done, "status") == ("approved",)
    assert list(done.sign_offs.values_list("by__name", flat=True)) == ["Marcus Manager"]
    assert trail(done)[-1][0::4] == ("Marcus Manager", "for Mary Manager")


def test_who_manages_by_their_own_role_signs_for_nobody_else():
    arrange("dora")
    done = act("approve", submitted(), "dora", now=at(2))
    assert trail(done)[-1][0::4] == ("Dora Director", "")


def test_a_return_says_for_whom_it_was_as_well():
    arrange("marcus")
    back = act("send_back", submitted(), "marcus", now=at(2), reason="Of which month?")
    assert trail(back)[-1][0::4] == ("Marcus Manager", "Of which month? (for Mary Manager)")
    assert state(back, "returned_reason", "returned_by__name") == ("Of which month?", "Marcus Manager")


def test_four_eyes_hold_for_a_deputy_too():
    arrange("dee")
    figure = act("submit", save("dan"), "dee")
    with pytest.raises(NotAllowed, match="somebody else must approve it"):
        act("approve", figure, "dee", now=at(2))
    assert state(act("approve", figure, "mary", now=at(3)), "status") == ("approved",)


def test_a_deputy_gives_the_level_of_the_manager_they_cover():
    Directorate.objects.filter(name="Adults and Communities").update(sign_off_levels=2)
    Role.objects.filter(person=person("dora"), kind="manager").update(level=2)
    arrange("marcus", manager="dora", by="dora")
    half = act("approve", submitted(), "mary", now=at(2))
    done = act("approve", half, "marcus", now=at(3))
    assert trail(done)[-1][0::4] == ("Marcus Manager", "for Dora Director")


def test_cover_is_not_passed_on():
    arrange("marcus")
    arrange("nick", manager="marcus", by="marcus")
    nick = person("nick")
    assert access.manages(nick, world.measure(LIBRARIES))
    assert not access.manages(nick, world.measure(PERCENT))


def test_only_the_roles_of_a_manager_are_covered():
    Role.objects.create(person=person("mary"), kind="administrator")
    Role.objects.create(person=person("mary"), kind="officer")
    MeasureRole.objects.create(measure=world.measure(LIBRARIES), person=person("mary"), kind="deputy")
    arrange("nick")
    nick = person("nick")
    assert not nick.is_administrator
    assert not access.holds(nick, Role.Kind.OFFICER)
    assert not access.may_enter(nick, world.measure(LIBRARIES))


@pytest.mark.parametrize("kind", ["officer", "clerk"])
def test_who_has_become_an_officer_or_clerk_since_approves_nothing_by_cover(kind):
    arrange("nick")
    figure = submitted()
    Role.objects.create(person=person("nick"), kind=kind)
    assert not access.manages(person("nick"), world.measure(PERCENT))
    with pytest.raises(NotAllowed):
        act("approve", figure, "nick", now=at(2))
    # A manager in their own right, they may again: as when it is arranged.
    Role.objects.create(person=person("nick"), kind="manager", directorate=Directorate.objects.last())
    assert state(act("approve", figure, "nick", now=at(3)), "status") == ("approved",)


def test_a_set_returned_by_a_deputy_says_for_whom_as_well():
    visits = restated.visits_of("visits-paid")
    made = restated.submit([restated.revision(visits, restated.MAY, 111)])
    arrange("marcus")
    back = restated.send_back(made, by="marcus", reason="Of which month?")
    said = "Of which month? (for Mary Manager)"
    assert audit.entries_of(back).first().reason == said
    assert trail(restating.members_of(back)[0])[-1][0::4] == ("Marcus Manager", said)
    assert (back.returned_reason, back.returned_by.name) == ("Of which month?", "Marcus Manager")


def test_cover_lapses_with_the_account_of_the_manager():
    arrange("nick")
    Person.objects.filter(name="Mary Manager").update(is_active=False)
    assert not access.manages(person("nick"), world.measure(PERCENT))
    assert not access.has_any_role(person("nick"))


def test_somebody_covered_is_an_approver_though_the_manager_touched_the_figure():
    MeasureRole.objects.create(measure=world.measure(PERCENT), person=person("mary"), kind="provider")
    Role.objects.filter(person=person("dora")).delete()
    figure = act("submit", save("mary"), "olive")
    assert not access.has_approver(figure)
    arrange("nick")
    assert access.has_approver(figure)


def test_roles_of_many_people_are_read_in_two_queries():
    arrange("dee")
    arrange("nick", manager="marcus", by="marcus")
    people = list(Person.objects.order_by("pk"))
    with CaptureQueriesContext(connection) as captured:
        hold_roles(people)
        together = {each.name: sorted(role.pk for role in each.held_roles) for each in people}
    assert len(captured) == 2
    alone = {each.name: sorted(role.pk for role in each.held_roles) for each in Person.objects.order_by("pk")}
    assert together == alone
    assert together["Dee Deputy"] == together["Mary Manager"] != []


# --- Arranging -------------------------------------------------------------------------------------------


def test_cover_names_who_when_and_why():
    made = arrange(ends_on=TOMORROW, note=" Annual leave ")
    names = ("person__name", "deputy__name", "starts_on", "ends_on", "note", "arranged_by__name")
    held = Cover.objects.values_list(*names).get(pk=made.pk)
    assert held == ("Mary Manager", "Dee Deputy", TODAY, TOMORROW, "Annual leave", "Mary Manager")
    entry = AuditEntry.objects.get(subject_type="cover", subject_id=made.pk)
    assert (entry.by.name, entry.verb, entry.subject_label) == (
        "Mary Manager",
        "cover arranged",
        "Dee Deputy for Mary Manager",
    )
    assert entry.after == {
        "person": "Mary Manager",
        "deputy": "Dee Deputy",
        "starts_on": "2020-12-10",
        "ends_on": "2020-12-11",
        "note": "Annual leave",
    }


BARRED = "{} approves no figures, by the office that they hold. Choose somebody else."


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"deputy": ""}, {"deputy": "Choose who signs off in the meantime."}),
        ({"deputy": "mary"}, {"deputy": "Choose somebody else than the manager who is away."}),
        ({"deputy": "inactive nick"}, {"deputy": "Nick Newcomer may not sign in any more."}),
        ({"starts_on": YESTERDAY}, {"starts_on": "Cover begins today at the earliest."}),
        ({"starts_on": None}, {"starts_on": "Enter the first day of the cover."}),
        ({"starts_on": TOMORROW, "ends_on": TODAY}, {"ends_on": "The last day is before the first."}),
        ({"deputy": "petra"}, {"deputy": BARRED.format("Petra Officer")}),
        ({"deputy": "clive"}, {"deputy": BARRED.format("Clive Clerk")}),
        (
            {"manager": "olive", "by": "ada"},
            {"person": "Olive Owner is no manager who may sign in, so there is no sign-off to cover."},
        ),
    ],
)
def test_cover_that_cannot_be(given, said):
    assert problems(**given) == said


def test_an_officer_who_is_a_manager_as_well_may_be_a_deputy():
    Role.objects.create(person=person("petra"), kind="manager", directorate=Directorate.objects.last())
    assert arrange("petra").deputy.name == "Petra Officer"


def test_cover_for_one_day_is_cover():
    assert arrange(ends_on=TODAY).ends_on == TODAY


@pytest.mark.parametrize(
    ("first", "second", "is_refused"),
    [
        ((date(2020, 12, 14), date(2020, 12, 18)), (date(2020, 12, 18), date(2020, 12, 24)), True),
        ((date(2020, 12, 14), date(2020, 12, 18)), (date(2020, 12, 19), date(2020, 12, 24)), False),
        ((date(2020, 12, 14), date(2020, 12, 18)), (TODAY, date(2020, 12, 14)), True),
        ((date(2020, 12, 14), date(2020, 12, 18)), (TODAY, date(2020, 12, 13)), False),
        ((date(2020, 12, 14), date(2020, 12, 18)), (TODAY, None), True),
        ((date(2020, 12, 14), None), (date(2030, 1, 1), None), True),
    ],
)
def test_one_deputy_covers_for_one_manager_once_at_a_time(first, second, is_refused):
    arrange(starts_on=first[0], ends_on=first[1])
    given = {"starts_on": second[0], "ends_on": second[1]}
    if is_refused:
        assert problems(**given)["deputy"].startswith(
            "Dee Deputy covers for Mary Manager then already: from 14"
        )
    else:
        arrange(**given)
    # Somebody else may share it.
    arrange("nick", **given)


def test_a_second_click_arranges_it_once():
    first = arrange(ends_on=TOMORROW)
    before = rows()
    assert (arrange(ends_on=TOMORROW), rows()) == (first, before)


@pytest.mark.parametrize("verb", ["arrange", "end"])
def test_nothing_changes_when_the_trail_cannot_be_written(verb, full_trail):
    made = arrange() if verb == "end" else None
    before = rows()
    with transaction.atomic():
        full_trail()
        with pytest.raises(DatabaseError, match="no room in the audit trail"):
            cover.end(cover=made, by=person("mary"), today=TODAY) if made else arrange()
        assert rows() == before
        transaction.set_rollback(True)


# --- Who may arrange it ----------------------------------------------------------------------------------

EVERYBODY = "olive oscar dee dan mary marcus stella petra clive dora ada nick otto".split()  # noqa: SIM905


def who_may(manager):
    return [who for who in EVERYBODY if access.may_arrange_cover(person(who), person(manager))]


def test_the_manager_an_officer_or_an_administrator_arranges_it():
    assert who_may("mary") == ["mary", "petra", "ada"]
    assert who_may("stella") == ["stella", "petra", "ada"]
    # Nobody becomes a manager by arranging cover for themself.
    assert who_may("nick") == ["ada"]


def test_an_officer_of_one_directorate_arranges_it_for_managers_within_it():
    adults = Directorate.objects.get(name="Adults and Communities")
    Role.objects.filter(person=person("petra"), kind="officer").update(directorate=adults)
    Role.objects.create(person=person("nick"), kind="manager")
    found = [who for who in ("mary", "dora", "stella", "nick") if "petra" in who_may(who)]
    assert found == ["mary", "dora"]
    Role.objects.create(person=person("mary"), kind="manager", directorate=Directorate.objects.last())
    assert "petra" not in who_may("mary")


def test_a_deputy_arranges_nothing_for_the_manager_they_cover():
    arrange("dee")
    assert "dee" not in who_may("mary")
    before = rows()
    with pytest.raises(NotAllowed, match="You may not arrange cover for Mary Manager"):
        arrange("nick", by="dee")
    assert rows() == before


def test_whoever_may_not_sign_in_arranges_nothing():
    before = rows()
    with pytest.raises(NotAllowed):
        arrange(by="inactive mary")
    assert rows() == before


# --- Ending ----------------------------------------------------------------------------------------------


def test_cover_that_is_ended_is_over_at_once():
    made = covers(date(2020, 12, 1), None)
    ended = cover.end(cover=made, by=person("mary"), now=at(1), today=TODAY)
    assert ended.ends_on == YESTERDAY
    assert not access.manages(person("dee"), world.measure(PERCENT))
    entry = AuditEntry.objects.get(subject_type="cover", subject_id=made.pk)
    assert (entry.verb, entry.before, entry.after) == (
        "cover ended",
        {"ends_on": None},
        {"ends_on": "2020-12-09"},
    )


def test_cover_may_be_given_another_last_day():
    made = arrange(ends_on=date(2020, 12, 31))
    assert cover.end(cover=made, on=TOMORROW, by=person("petra"), today=TODAY).ends_on == TOMORROW
    assert access.manages(person("dee"), world.measure(PERCENT))


@pytest.mark.parametrize("starts_on", [TODAY, TOMORROW])
def test_cover_that_had_no_day_is_called_off(starts_on):
    made = arrange(starts_on=starts_on)
    pk = made.pk
    cover.end(cover=made, by=person("mary"), today=TODAY)
    assert not Cover.objects.exists()
    verbs = AuditEntry.objects.filter(subject_type="cover", subject_id=pk).values_list("verb", flat=True)
    assert list(verbs) == ["cover called off", "cover arranged"]


def test_ending_what_is_over_changes_nothing():
    made = covers(date(2020, 12, 1), date(2020, 12, 8))
    before = rows()
    assert cover.end(cover=made, by=person("mary"), today=TODAY).ends_on == date(2020, 12, 8)
    assert rows() == before


def test_a_stranger_ends_nothing():
    made = arrange()
    before = rows()
    for who in ("dee", "marcus", "stella", "dora"):
        with pytest.raises(NotAllowed):
            cover.end(cover=made, by=person(who), today=TODAY)
    assert rows() == before


# --- The page --------------------------------------------------------------------------------------------


def typed(**changes):
    given = TYPED | changes
    return given | {"deputy": world.person(given["deputy"]).pk if given["deputy"] else ""}


def test_without_any_cover_the_page_says_so_and_offers_it(as_person):
    page = Page(as_person("mary").get(PAGE))
    assert "Nobody signs off for you at present." in page.text
    assert "No cover is arranged. Arrange it below before a manager goes away." in page.text
    assert "person" not in page.fields
    assert set(page.fields) >= {"deputy", "starts_on", "ends_on", "note"}


def test_a_manager_arranges_cover_and_ends_it(as_person):
    browser = as_person("mary")
    response = browser.post(PAGE, typed(), follow=True)
    page = Page(response)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "Dee Deputy signs off for you from 10 December 2020 to 31 December 2020." in page.text
    assert [row["Note"] for row in page.rows] == ["Annual leave"]
    ended = browser.post(f"{PAGE}{Cover.objects.get().pk}/end/", follow=True)
    assert "Dee Deputy signs off for Mary Manager no longer." in Page(ended).text
    assert not Cover.objects.exists()


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(as_person):
    response = as_person("mary").post(PAGE, typed(starts_on="1 12 2020"))
    page = Page(response)
    assert (response.status_code, Cover.objects.exists()) == (422, False)
    assert "Cover begins today at the earliest." in page.text
    assert (page.fields["starts_on"], page.fields["note"]) == ("1 12 2020", "Annual leave")
    empty = as_person("mary").post(PAGE, {})
    assert empty.status_code == 422
    assert "Choose who signs off in the meantime." in Page(empty).text


def test_a_manager_cannot_arrange_it_for_another_by_a_field_that_was_not_asked(as_person):
    as_person("mary").post(PAGE, typed() | {"person": world.person("stella").pk})
    assert Cover.objects.get().person.name == "Mary Manager"


def test_an_officer_chooses_the_manager(as_person):
    browser = as_person("petra")
    assert "Manager who is away" in Page(browser.get(PAGE)).text
    assert browser.post(PAGE, typed()).status_code == 422
    browser.post(PAGE, typed() | {"person": world.person("stella").pk})
    assert Cover.objects.get().person.name == "Stella Stranger"


def test_a_deputy_is_told_for_whom_and_may_end_nothing(as_person):
    made = scene.cover_for_mary()
    browser = as_person("dee")
    page = Page(browser.get(PAGE))
    assert "You sign off for Mary Manager from 10 December 2020 until further notice." in page.text
    assert "Arrange cover" not in page.text
    assert [row["What to do"] for row in page.rows] == ["–"]
    assert browser.post(f"{PAGE}{made.pk}/end/").status_code == 403
    assert browser.post(PAGE, typed(deputy="nick")).status_code == 403


def test_nobody_reads_the_cover_of_another_directorate(as_person):
    scene.cover_for_mary()
    shown = {}
    for who in ("mary", "dee", "petra", "ada", "stella", "marcus", "dora"):
        shown[who] = [row["Deputy"] for row in Page(as_person(who).get(PAGE)).rows] == ["Dee Deputy"]
    assert shown == {
        "mary": True,
        "dee": True,
        "petra": True,
        "ada": True,
        "stella": False,
        "marcus": False,
        "dora": False,
    }
    assert as_person("olive").get(PAGE).status_code == 404


def test_the_list_filters_and_downloads(as_person):
    scene.cover_for_mary()
    covers(date(2020, 11, 2), date(2020, 11, 6), "nick")
    browser = as_person("petra")
    page = Page(browser.get(PAGE))
    assert [row["State"] for row in page.rows] == ["Now", "Over"]
    assert [row["Deputy"] for row in Page(browser.get(f"{PAGE}?state=over")).rows] == ["Nick Newcomer"]
    assert [row["Deputy"] for row in Page(browser.get(f"{PAGE}?q=dee")).rows] == ["Dee Deputy"]
    assert "No cover matches." in Page(browser.get(f"{PAGE}?q=nobody")).text
    text = browser.get(f"{PAGE}?_export=csv").content.decode()
    assert "Dee Deputy" in text
    assert "What to do" not in text


def test_the_page_costs_the_same_for_one_and_for_many(as_person):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            browser.get(PAGE)
        return len(captured)

    browser = as_person("petra")
    covers(date(2020, 11, 2), date(2020, 11, 6))
    browser.get(PAGE)
    one = queries()
    for day in range(9, 14):
        covers(date(2020, 11, day), date(2020, 11, day))
    assert queries() == one


def test_a_verb_refuses_what_the_deputys_days_do_not_hold():
    """The day is asked at the moment of the sign-off."""
    figure = submitted()
    covers(date(2020, 12, 1), YESTERDAY, "nick")
    with pytest.raises(NotAllowed):
        workflow.approve(submission=figure, version=figure.version, by=person("nick"))


# --- One authority is counted once -----------------------------------------------------------------------


@pytest.fixture
def between():
    """A figure that Mary signed first; then the directorate goes to one level, and Nick covers for her."""
    adults = Directorate.objects.filter(name="Adults and Communities")
    adults.update(sign_off_levels=2)
    Role.objects.filter(person=person("dora"), kind="manager").update(level=2)
    half = act("approve", submitted(), "mary", now=at(2))
    adults.update(sign_off_levels=1)
    arrange("nick")
    return Submission.objects.with_measure().get(pk=half.pk)


def test_who_only_covers_for_the_first_to_sign_does_not_finish(between):
    before, nick = rows(), person("nick")
    refusal = "Mary Manager, in whose place you sign off, has given another sign-off of this figure"
    with pytest.raises(NotAllowed, match=refusal):
        act("approve", between, "nick", now=at(3))
    assert rows() == before
    assert not access.may_approve(nick, between)
    [mine] = access.approvable(nick)
    assert (mine.is_own, mine.has_signed, mine.by_cover) == (True, False, True)
    # Dora can, and where she has gone nobody is left: the deputy counts for nobody.
    assert access.has_approver(between)
    Role.objects.filter(person=person("dora")).delete()
    assert not access.has_approver(between)
    assert not access.has_next_approver(between)


@pytest.mark.parametrize("more", ["a role of their own", "cover for another manager"])
def test_a_deputy_of_the_first_finishes_by_another_authority(between, more):
    if more == "a role of their own":
        Role.objects.create(
            person=person("nick"),
            kind="manager",
            service=between.measure.service,
            directorate=between.measure.directorate,
        )
    else:
        arrange("nick", manager="dora", by="dora")
    nick = person("nick")
    assert access.may_approve(nick, between)
    assert [(mine.is_own, mine.by_cover) for mine in access.approvable(nick)] == [(False, False)]
    done = act("approve", between, "nick", now=at(3))
    said = "" if more == "a role of their own" else "for Dora Director"
    assert (state(done, "status"), trail(done)[-1][4]) == (("approved",), said)


def test_a_set_is_not_finished_by_cover_for_the_first_to_sign_either():
    visits = restated.visits_of("visits-paid")
    directorate = Directorate.objects.filter(pk=visits.directorate_id)
    directorate.update(sign_off_levels=2)
    half = restated.approve(restated.submit([restated.revision(visits, restated.MAY, 111)]))
    directorate.update(sign_off_levels=1)
    arrange("nick")
    assert [made.is_own for made in access.approvable_restatements(person("nick"))] == [True]
    before = rows()
    with pytest.raises(NotAllowed, match="in whose place you sign off"):
        restated.approve(half, by="nick")
    assert rows() == before
    assert restated.approve(half, by="dora").status == "approved"


def test_the_page_says_who_finishes_and_where_nobody_is_left(between, as_person):
    def read(who):
        return Page(as_person(who).get(f"/approval/{between.pk}/"))

    finishes = "the directorate has one level now, so any other manager of it finishes."
    assert f"You gave the first sign-off: {finishes}" in read("mary").text
    assert f"The manager you cover for gave the first sign-off: {finishes}" in read("nick").text
    assert "Nobody else can give it yet" not in read("mary").text
    Role.objects.filter(person=person("dora")).delete()
    for page in (read("mary"), read("nick")):
        assert "Nobody else can give it yet: ask an administrator" in page.text
        assert ["Approve this figure" in page.text, "Return it instead" in page.text] == [False, True]
