"""Chasing: who has not submitted, where each figure waits, reminding by hand, and what is left lying."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from performance import actions, ageing, chasing, jobs, workflow
from performance.mail import outbox
from performance.models import Action, AuditEntry, Job, Mail, Measure, MeasureRole, Person, Role
from performance.refusals import NotAllowed, NotComplete
from tests import scene, world
from tests.page import Page

pytestmark = pytest.mark.django_db

LIST, REMIND, AGEING = "/chasing/", "/chasing/remind/", "/chasing/ageing/"
DUE, LATE = date(2020, 12, 14), date(2020, 12, 16)
NOW = datetime(2020, 12, 16, 10, 0, tzinfo=UTC)


@pytest.fixture
def stages():
    """November of adult social care with a figure of every kind."""
    return scene.figures_at_every_stage()


@pytest.fixture
def late(stages, settings):
    """The same two working days after the due day."""
    settings.PRODUCT_DATE = LATE
    return stages


def read(who="petra", today=LATE):
    return chasing.read(world.person(who), today=today)


def row_of(expected, slug):
    return next(row for row in expected.chased if row.figure.measure.slug == slug)


def remind(*owners, by="petra", again=False, now=NOW, today=LATE):
    ids = {world.person(owner).pk for owner in owners}
    done = chasing.remind(owner_ids=ids, by=world.person(by), again=again, now=now, today=today)
    return [p.name for p in done.written], [p.name for p in done.had_one]


# --- What is read ------------------------------------------------------------------------------------


def test_each_figure_says_whose_it_is_how_late_and_where_it_waits(stages):
    found = read()

    def said(slug):
        row = row_of(found, slug)
        return row.owner_name, [p.name for p in row.deputies], row.days_late, row.state_text, row.waits

    today = workflow.timezone.localdate()
    day = f"{today.day} {today:%B %Y}"
    olive = ("Olive Owner", ["Dee Deputy"], 2)
    assert said(scene.DRAFT) == (*olive, "Overdue", f"With the owner, begun {day}")
    assert said(scene.SUBMITTED) == (*olive, "Awaiting approval", f"With the manager since {day}")
    assert said(scene.RETURNED) == (*olive, "Returned", f"With the owner, returned {day}")
    assert said(scene.REVISED) == (*olive, "Overdue (correction)", f"With the owner, begun {day}")
    assert said(scene.LIBRARIES)[3:] == ("Overdue", "With the owner, not begun")
    assert scene.APPROVED not in {row.figure.measure.slug for row in found.chased}


def test_the_headline_counts_what_is_missing_and_not_a_correction(stages):
    """Of 26 figures three are submitted: with the manager, in force, and in force while it is corrected."""
    assert chasing.headline(read()) == "3 of 26 submitted; 23 overdue with 3 owners."
    assert chasing.headline(read(today=DUE)) == "3 of 26 submitted; none is overdue."
    assert chasing.headline(read("stella")) == "0 of 1 submitted; 1 overdue with 1 owner."
    Measure.objects.filter(slug=scene.CHILDREN).update(active_from=date(2021, 1, 1))
    assert chasing.headline(read("stella")) == "No figure is asked for at present."


def test_when_everything_is_approved_nothing_is_chased(month, as_person):
    Measure.objects.filter(slug=scene.CHILDREN).update(state="retired")
    left = [row.figure.measure.slug for row in read().chased]
    assert left == []
    assert chasing.headline(read()) == "All figures are submitted."
    assert "every figure that was asked for is approved" in Page(as_person("petra").get(LIST)).text


def test_a_year_is_not_asked_for_before_it_is_over():
    years = {row.figure.period.kind for row in read().chased}

    assert years == {"month"}


def test_a_second_sign_off_is_named_with_who_gave_the_first(stages):
    figure = stages[scene.SUBMITTED]
    figure.measure.directorate.sign_off_levels = 2
    figure.measure.directorate.save()
    workflow.approve(submission=figure, version=figure.version, by=world.person("mary"), now=NOW)

    row = row_of(read(), scene.SUBMITTED)

    assert row.waits == "For the second sign-off since 16 December 2020; first by Mary Manager"
    waiting = ageing.submitted(Measure.objects.all(), today=date(2020, 12, 18))
    assert [(one.level, one.days) for one in waiting] == [(2, 2)]


def test_everybody_chases_their_own_part(stages):
    def slugs(who):
        return {row.figure.measure.slug for row in read(who).chased}

    assert scene.DRAFT in slugs("mary")
    assert scene.LIBRARIES not in slugs("mary")
    assert slugs("stella") == {scene.CHILDREN}
    assert slugs("mary") | slugs("marcus") == slugs("dora") == slugs("petra") - {scene.CHILDREN}
    assert slugs("olive") == slugs("clive") == set()


def test_owners_with_most_overdue_come_first_and_measures_without_one_before(stages):
    MeasureRole.objects.filter(measure__slug=scene.CHILDREN).delete()

    found = chasing.owners_of(read().chased)

    assert [(row.owner.name if row.owner else None, row.missing, row.overdue) for row in found] == [
        (None, 1, 1),
        ("Olive Owner", 14, 13),
        ("Oscar Owner", 9, 9),
    ]
    assert not found[0].may_be_reminded


def test_reading_takes_as_many_queries_for_many_as_for_one(stages):
    petra = world.person("petra")
    chasing.read(petra, today=LATE)
    with CaptureQueriesContext(connection) as few:
        chasing.read(petra, today=LATE)
    for number in range(5):
        copy = Measure.objects.get(slug=scene.DRAFT)
        copy.pk, copy.slug = None, f"copy-{number}"
        copy.save()
        person = Person.objects.create_user(f"p{number}@example.org", "a-long-password", name=f"P {number}")
        MeasureRole.objects.create(measure=copy, person=person, kind=MeasureRole.Kind.OWNER)
        scene.submit(scene.enter(copy.slug, "54.0")) if number % 2 else None
    with CaptureQueriesContext(connection) as many:
        found = chasing.read(petra, today=LATE)

    assert len(many) == len(few)
    assert len(few) <= 12
    assert len(chasing.owners_of(found.chased)) == 3 + 3


# --- Reminding ---------------------------------------------------------------------------------------


def test_a_reminder_is_one_mail_with_all_that_is_not_submitted(stages):
    assert remind("olive", "oscar") == (["Olive Owner", "Oscar Owner"], [])

    mails = {mail.person.name: mail for mail in Mail.objects.all()}
    olive = mails["Olive Owner"]
    assert olive.subject == "Scrutineer: a reminder of 14 figures"
    assert (olive.kind, olive.for_day, olive.status) == ("daily", LATE, "kept")
    assert "PLEASE SUBMIT" in olive.text
    assert scene.SUBMITTED not in olive.text
    assert f"/figures/{scene.DRAFT}/{world.november().pk}/#id_value" in olive.text
    entries = AuditEntry.objects.filter(verb="reminded").order_by("subject_label")
    assert [(e.by.name, e.subject_label, e.after) for e in entries] == [
        ("Petra Officer", "Olive Owner", {"figures": 14}),
        ("Petra Officer", "Oscar Owner", {"figures": 9}),
    ]
    assert row_of(read(), scene.DRAFT).reminded_at == NOW


def test_nobody_is_reminded_twice_on_a_day_unless_it_is_said(stages):
    remind("olive")
    assert remind("olive", "oscar") == (["Oscar Owner"], ["Olive Owner"])
    assert remind("olive", again=True) == (["Olive Owner"], [])
    assert Mail.objects.filter(person__name="Olive Owner").count() == 2
    tomorrow = LATE + timedelta(days=1)
    assert remind("olive", today=tomorrow, now=NOW + timedelta(days=1)) == (["Olive Owner"], [])


@pytest.mark.wide
def test_the_days_own_digest_counts_as_a_mail_about_it(stages):
    jobs.ensure_rows()
    Job.objects.filter(name="daily-mails").update(covered_to=date(2020, 12, 14))
    jobs.run("daily-mails", today=date(2020, 12, 15), now=NOW - timedelta(days=1))

    assert row_of(read(), scene.DRAFT).reminded_at == NOW - timedelta(days=1)
    assert remind("olive", today=date(2020, 12, 15)) == ([], ["Olive Owner"])


def test_a_manager_reminds_of_their_own_part_alone(stages):
    assert remind("olive", by="mary") == (["Olive Owner"], [])
    with pytest.raises(NotComplete):
        remind("oscar", by="mary")
    for who in ("olive", "clive", "ada"):
        with pytest.raises(NotAllowed):
            remind("olive", by=who)


def test_whoever_may_not_sign_in_is_not_written_to(stages):
    Person.objects.filter(name="Olive Owner").update(is_active=False)
    with pytest.raises(NotComplete, match="Tick at least one owner"):
        remind("olive")


def test_without_room_in_the_audit_trail_nobody_is_reminded(stages, full_trail):
    full_trail()
    with pytest.raises(DatabaseError):
        remind("olive")
    connection.needs_rollback = False
    assert not Mail.objects.exists()


def test_a_reminder_is_really_sent(stages, settings, mailoutbox):
    settings.PRODUCT_DATE = None
    remind("olive")

    assert outbox.send_waiting(now=NOW).sent == 1
    assert [mail.to for mail in mailoutbox] == [["olive.owner@example.org"]]


def _leave(*slugs):
    """Only these measures active, and those of every second year, which take a query of their own."""
    others = Measure.objects.exclude(slug__in=slugs).exclude(frequency="biennial")
    others.update(state="development")


# --- The page ----------------------------------------------------------------------------------------


@pytest.mark.wide
def test_the_page_says_how_it_stands_and_reminds_those_who_are_ticked(late, as_person):
    petra = as_person("petra")
    page = Page(petra.get(LIST))
    assert "3 of 26 submitted; 23 overdue with 3 owners." in page.text
    owners = [row for row in page.rows if "Remind" in row]
    assert [(row["Not submitted"], row["Overdue"]) for row in owners][:1] == [("14", "13")]
    assert any(own.get("href") == "mailto:olive.owner@example.org" for _, own in page.elements)

    olive = world.person("olive").pk
    response = petra.post(REMIND, {"owner": [olive], "back": "state=overdue"}, follow=True)
    assert response.redirect_chain == [("/chasing/?state=overdue", 302)]
    assert "Olive Owner will have a mail" in Page(response).text
    again = Page(petra.post(REMIND, {"owner": [olive]}, follow=True))
    assert "Olive Owner has been written to about this today already" in again.text
    assert Mail.objects.count() == 1
    assert "will have a mail" in Page(petra.post(REMIND, {"owner": [olive], "again": "1"}, follow=True)).text


@pytest.mark.wide
def test_without_a_tick_the_page_says_what_to_do(late, as_person):
    for owner in ([], ["x"], ["999999999999999999999999"]):
        assert (
            "Tick at least one owner"
            in Page(as_person("petra").post(REMIND, {"owner": owner}, follow=True)).text
        )


def test_a_redirect_leads_to_the_list_and_nowhere_else(late, as_person):
    response = as_person("petra").post(REMIND, {"back": "//evil.example/\r\nX: y"})

    assert response["Location"].startswith("/chasing/?")
    assert "\n" not in response["Location"]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("", 25),
        ("state=submitted", 1),
        *(
            pytest.param(asked, count, marks=pytest.mark.wide)
            for asked, count in [
                ("state=missing", 23),
                ("state=overdue", 23),
                ("state=returned", 1),
                ("state=nonsense", 25),
                ("owner=nobody", 25),
            ]
        ),
    ],
)
def test_the_list_is_filtered(late, as_person, asked, count):
    page = Page(as_person("petra").get(f"{LIST}?{asked}"))

    assert len(page.column("Where it waits")) == count


def test_the_list_is_filtered_by_owner_directorate_and_period(late, as_person):
    petra, children = as_person("petra"), world.measure(scene.CHILDREN).directorate
    oscar, november = world.person("oscar").pk, world.november().pk

    assert len(Page(petra.get(f"{LIST}?owner={oscar}")).column("Where it waits")) == 9
    assert len(Page(petra.get(f"{LIST}?directorate={children.pk}")).column("Where it waits")) == 1
    assert len(Page(petra.get(f"{LIST}?period={november}")).column("Where it waits")) == 25


def test_the_list_downloads_with_addresses_and_deputies(late, as_person):
    text = as_person("mary").get(f"{LIST}?_export=csv").content.decode()

    heading = text.splitlines()[0]
    assert "E-mail" in heading
    assert "Deputies" in heading
    assert "olive.owner@example.org" in text
    assert "Dee Deputy" in text
    assert "<" not in text
    assert "Children in care" not in text


def test_the_page_takes_as_many_queries_for_many_as_for_one(late, as_person):
    petra = as_person("petra")
    _leave(scene.DRAFT, scene.SUBMITTED)
    petra.get(LIST)
    with CaptureQueriesContext(connection) as few:
        assert len(Page(petra.get(LIST)).column("Where it waits")) == 2
    Measure.objects.update(state="active")
    with CaptureQueriesContext(connection) as many:
        assert len(Page(petra.get(LIST)).column("Where it waits")) > 20

    assert len(many) == len(few)


def test_overdue_actions_are_led_to(late, as_person):
    action = scene.action_of(world.measure(scene.DRAFT))
    assert "overdue</a>" not in as_person("petra").get(LIST).content.decode()
    Action.objects.filter(pk=action.pk).update(due_on=date(2020, 12, 15))
    assert "1 action is overdue" in Page(as_person("petra").get(LIST)).text
    actions.finish(action=action, version=1, by=world.person("olive"))
    assert "action is overdue" not in Page(as_person("petra").get(LIST)).text


# --- Ageing ------------------------------------------------------------------------------------------


def test_what_was_returned_and_what_waits_is_listed_oldest_first(stages):
    """Returned on Friday the 4th, submitted on Monday the 7th: eight and seven working days by the 16th."""
    friday, monday = (datetime(2020, 12, day, 12, 0, tzinfo=UTC) for day in (4, 7))
    type(stages[scene.RETURNED]).objects.filter(pk=stages[scene.RETURNED].pk).update(returned_at=friday)
    type(stages[scene.SUBMITTED]).objects.filter(pk=stages[scene.SUBMITTED].pk).update(submitted_at=monday)
    other = scene.submit(scene.enter(scene.LIBRARIES, "100"))
    type(other).objects.filter(pk=other.pk).update(submitted_at=monday + timedelta(hours=1))

    measures = Measure.objects.all()
    returned = ageing.returned(measures, today=LATE)
    waiting = ageing.submitted(measures, today=LATE)

    assert [(one.submission.pk, one.days, one.note, one.owner.name) for one in returned] == [
        (stages[scene.RETURNED].pk, 8, "hidden-returned-reason", "Olive Owner")
    ]
    assert [(one.submission.measure.slug, one.days) for one in waiting] == [
        (scene.SUBMITTED, 7),
        (scene.LIBRARIES, 7),
    ]


def test_measures_without_figures_are_those_never_updated_and_those_for_some_periods(month):
    own = Measure.objects.filter(slug__in=[scene.DRAFT, scene.CHILDREN])
    found = ageing.never_updated(own, today=LATE)
    # November is approved; the other directorate's measure has never had a figure.
    assert [(one.measure.slug, one.last) for one in found] == [(scene.CHILDREN, None)]

    march = date(2021, 3, 16)
    later = {one.measure.slug: one for one in ageing.never_updated(own, periods=3, today=march)}
    assert later[scene.DRAFT].missed == 3
    assert later[scene.DRAFT].first_missed.label == "December 2020"
    assert later[scene.DRAFT].last == world.november()
    assert scene.DRAFT not in {one.measure.slug for one in ageing.never_updated(own, periods=4, today=march)}


def test_a_gap_before_a_figure_is_not_forgotten(month):
    """November 2020 is approved before it is due; no month before it was ever entered here."""
    own = Measure.objects.filter(slug=scene.DRAFT)
    assert world.november().due_on == date(2020, 12, 14)
    assert ageing.never_updated(own, periods=1, today=date(2020, 12, 10)) == []
    assert ageing.never_updated(own, periods=1, today=LATE) == []


def test_without_any_figure_of_a_month_the_published_year_is_the_last(stages):
    """2019/20 as published ends in March: the eight months from April to November count, and not 2019's."""
    (found,) = ageing.never_updated(Measure.objects.filter(slug=scene.DRAFT), today=LATE)

    assert (found.first_missed.label, found.missed, found.last.label) == ("April 2020", 8, "2019/20")


def test_the_headline_says_of_how_many_periods(month, as_person, settings):
    settings.PRODUCT_DATE = date(2021, 3, 16)
    Measure.objects.exclude(slug__in=[scene.DRAFT, scene.SUBMITTED, scene.CHILDREN]).update(state="retired")
    page = Page(as_person("petra").get(f"{AGEING}?show=forgotten"))

    assert (
        "2 measures have had no figure for 3 periods in a row; 1 measure has never had a figure." in page.text
    )
    assert sorted(page.column("Periods in a row without one")[1:]) == ["3", "3"]
    longer = Page(as_person("petra").get(f"{AGEING}?show=forgotten&periods=6"))
    assert "1 measure has never had a figure." in longer.text
    assert "have had no figure" not in longer.text


def test_a_draft_or_returned_figure_updates_nothing_and_a_reason_for_none_does(stages):
    own = Measure.objects.filter(slug__in=[scene.DRAFT, scene.RETURNED])
    own.update(active_from=date(2020, 11, 1))
    slugs = {one.measure.slug for one in ageing.never_updated(own, periods=1, today=LATE)}
    assert slugs == {scene.DRAFT, scene.RETURNED}

    scene.submit(scene.enter(scene.DRAFT, None, absence="not_published", absence_note="The source is late."))
    slugs = {one.measure.slug for one in ageing.never_updated(own, periods=1, today=LATE)}
    assert slugs == {scene.RETURNED}


@pytest.mark.parametrize(
    ("show", "heading", "words"),
    [
        ("returned", "Why it was returned", "hidden-returned-reason"),
        ("waiting", "Waits for", "A manager"),
        ("forgotten", "Last figure", "None ever"),
    ],
)
def test_each_list_is_shown_and_downloads(late, as_person, show, heading, words):
    petra = as_person("petra")
    page = Page(petra.get(f"{AGEING}?show={show}"))
    text = petra.get(f"{AGEING}?show={show}&_export=csv").content.decode()

    assert words in " ".join(page.column(heading))
    assert heading in text.splitlines()[0]
    assert "1 returned figure is not submitted again" in page.text


def test_an_address_that_asks_for_nonsense_shows_the_first_list(late, as_person):
    page = Page(as_person("petra").get(f"{AGEING}?show=x&directorate=x&periods=-1"))

    assert page.column("Why it was returned") == ["hidden-returned-reason"]


def test_ageing_is_of_ones_own_part(late, as_person):
    assert "hidden-returned-reason" not in Page(as_person("stella").get(AGEING)).text
    assert "hidden-returned-reason" not in Page(as_person("marcus").get(AGEING)).text
    assert "hidden-returned-reason" in Page(as_person("mary").get(AGEING)).text


@pytest.mark.wide
@pytest.mark.parametrize("show", ["returned", "waiting", "forgotten"])
def test_ageing_takes_as_many_queries_for_many_as_for_one(late, as_person, show):
    petra = as_person("petra")
    address = f"{AGEING}?show={show}"
    _leave(scene.DRAFT, scene.SUBMITTED, scene.RETURNED)
    petra.get(address)
    with CaptureQueriesContext(connection) as few:
        petra.get(address)
    Measure.objects.update(state="active")
    for slug in ("users-direct-payments", scene.LIBRARIES):
        submitted = scene.submit(scene.enter(slug, "54.0"))
        if show == "returned":
            by = world.person("dora")
            workflow.send_back(submission=submitted, version=submitted.version, reason="Look.", by=by)
    with CaptureQueriesContext(connection) as many:
        petra.get(address)

    assert len(many) == len(few)


def test_nothing_left_lying_says_so(as_person):
    Measure.objects.update(state="development")
    stranger = as_person("stella")

    page = Page(stranger.get(AGEING))
    assert "Nothing has been left lying." in page.text
    assert "No returned figure waits for its owner." in page.text


@pytest.mark.parametrize("address", [LIST, AGEING, "/chasing/timeliness/"])
def test_a_deputy_who_covers_a_manager_chases_in_their_place(late, as_person, address):
    assert as_person("dee").get(address).status_code == 404
    scene.cover_for_mary()
    assert as_person("dee").get(address).status_code == 200
    assert Role.objects.filter(person__name="Dee Deputy").count() == 0
