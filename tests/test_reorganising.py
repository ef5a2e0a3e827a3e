"""Directorates renamed and merged: what moves, what is refused, and where a measure was on an earlier day."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from performance import access, reorganising
from performance.models import AuditEntry, Directorate, Measure, Reorganisation, Role, Service
from performance.refusals import NotAllowed, NotComplete, SomebodyElseWasFirst
from tests import scene, world
from tests.page import Page

pytestmark = pytest.mark.django_db

ADULTS, CHILDREN = "Adults and Communities", "Children and Family Services"
TODAY = world.TODAY
ON = date(2020, 12, 1)
BEFORE = date(2020, 11, 30)


def directorate(name=ADULTS):
    return Directorate.objects.get(name=name)


def rename(name=ADULTS, new_name="Adult Social Care", **options):
    given = {"on": ON, "reason": "Cabinet decision", "by": world.person("ada"), "today": TODAY} | options
    return reorganising.rename(directorate=directorate(name), new_name=new_name, **given)


def merge(name=CHILDREN, into=ADULTS, **options):
    given = {"on": ON, "reason": "Cabinet decision", "by": world.person("ada"), "today": TODAY} | options
    return reorganising.merge(directorate=directorate(name), into=directorate(into), **given)


def problems_of(verb, *args, **options):
    with pytest.raises(NotComplete) as refusal:
        verb(*args, **options)
    return refusal.value.problems


# --- Renaming ------------------------------------------------------------------------------------------


def test_a_renamed_directorate_had_its_old_name_until_the_day_before():
    made = rename()
    renamed = directorate("Adult Social Care")

    assert str(made) == f"{ADULTS} became Adult Social Care"
    assert reorganising.name_of(renamed, BEFORE) == ADULTS
    assert reorganising.name_of(renamed, ON) == "Adult Social Care"
    assert reorganising.names_on(BEFORE)[directorate(CHILDREN).pk] == CHILDREN


def test_a_directorate_renamed_twice_had_each_name_in_its_time():
    rename(on=date(2020, 6, 1), new_name="Adults")
    rename("Adults", on=date(2020, 10, 1), new_name="Adults and Health")
    found = directorate("Adults and Health")

    days = (date(2020, 5, 31), date(2020, 6, 1), date(2020, 9, 30), date(2020, 10, 1))
    assert [reorganising.name_of(found, day) for day in days] == [
        ADULTS,
        "Adults",
        "Adults",
        "Adults and Health",
    ]


def test_renaming_is_in_the_trail_and_a_double_click_does_it_once():
    by_hand = directorate()
    first = rename()
    again = reorganising.rename(
        directorate=by_hand,
        new_name="Adult Social Care",
        on=ON,
        reason="Cabinet decision",
        by=world.person("ada"),
        today=TODAY,
    )

    entry = AuditEntry.objects.get(verb="renamed")
    assert (again, Reorganisation.objects.count()) == (first, 1)
    assert (entry.before, entry.after) == (
        {"name": ADULTS, "from": None},
        {"name": "Adult Social Care", "from": "2020-12-01"},
    )
    assert (entry.by, entry.reason) == (world.person("ada"), "Cabinet decision")


def test_whoever_renames_what_was_renamed_meanwhile_is_told():
    read = directorate()
    rename()

    with pytest.raises(SomebodyElseWasFirst, match="called Adult Social Care by now"):
        reorganising.rename(
            directorate=read, new_name="Adults", on=ON, reason="Why", by=world.person("ada"), today=TODAY
        )


@pytest.mark.parametrize(
    ("options", "problems"),
    [
        ({"new_name": " "}, {"new_name": "Enter the new name."}),
        ({"new_name": "x" * 121}, {"new_name": "Give a name of at most 120 characters."}),
        ({"new_name": ADULTS}, {"new_name": "It has this name already."}),
        (
            {"new_name": CHILDREN.upper()},
            {"new_name": "Another directorate has or had this name. Merge the two, or give another name."},
        ),
        (
            {"on": date(2020, 12, 11)},
            {"on": "Choose today or an earlier day: the change is made at once."},
        ),
        (
            {"reason": " "},
            {"reason": "Say why, for example “Cabinet decision of 3 November 2020”; it is kept."},
        ),
    ],
)
def test_a_name_that_cannot_be(options, problems):
    assert problems_of(rename, **options) == problems
    assert not Reorganisation.objects.exists()


def test_the_new_name_may_hold_from_today_on():
    assert rename(on=TODAY).on == TODAY


def test_nothing_is_reorganised_before_it_was_last_reorganised():
    rename(on=date(2020, 10, 1))

    before = problems_of(rename, "Adult Social Care", "Adults", on=date(2020, 9, 30))
    assert before == {"on": "It was last reorganised from 1 October 2020. Choose that day or a later one."}
    assert rename("Adult Social Care", "Adults", on=date(2020, 10, 1)).old_name == "Adult Social Care"


def test_spelling_put_right_is_right_for_every_day():
    Directorate.objects.filter(name=ADULTS).update(name="Adults & Communities")

    assert reorganising.name_of(directorate("Adults & Communities"), BEFORE) == "Adults & Communities"


# --- Merging -------------------------------------------------------------------------------------------


def test_a_merged_directorate_takes_its_measures_and_roles_with_it():
    before = {m.pk for m in Measure.objects.filter(directorate__name=CHILDREN)}
    made = merge()

    assert set(made.measures.values_list("pk", flat=True)) == before != set()
    assert not Measure.objects.filter(directorate__name=CHILDREN).exists()
    assert {m.directorate.name for m in Measure.objects.filter(pk__in=before)} == {ADULTS}
    assert not Role.objects.filter(directorate__name=CHILDREN).exists()
    # Whoever managed the whole of it manages the whole of the other, which the page says first.
    assert access.manages(world.person("stella"), world.measure(scene.CHILDREN))
    assert access.manages(world.person("stella"), world.measure(scene.DRAFT))


def test_where_a_measure_was_before_the_merger_stays():
    merge()
    measures = [world.measure(scene.CHILDREN), world.measure(scene.DRAFT)]

    def names(day):
        found = reorganising.directorates_on(measures, day)
        return [found[measure.pk].name for measure in measures]

    assert (names(BEFORE), names(ON)) == ([CHILDREN, ADULTS], [ADULTS, ADULTS])
    assert reorganising.directorate_of(measures[0], BEFORE).name == CHILDREN


def test_a_directorate_that_went_on_with_another_is_found_on_each_day():
    Directorate.objects.create(name="Resources")
    merge(on=date(2020, 6, 1))
    merge(ADULTS, "Resources", on=date(2020, 10, 1))
    measure = world.measure(scene.CHILDREN)

    days = (date(2020, 5, 31), date(2020, 6, 1), date(2020, 9, 30), date(2020, 10, 1))
    assert [reorganising.directorate_of(measure, day).name for day in days] == [
        CHILDREN,
        ADULTS,
        ADULTS,
        "Resources",
    ]


def test_services_of_the_same_name_become_one_and_roles_held_twice_too():
    here, there = directorate(), directorate(CHILDREN)
    own = Service.objects.create(directorate=there, name="commissioning")
    other = Service.objects.create(directorate=here, name="Commissioning")
    moving = Service.objects.create(directorate=there, name="Fostering")
    Measure.objects.filter(slug=scene.CHILDREN).update(service=own)
    mary, stella = world.person("mary"), world.person("stella")
    for where, service in ((there, own), (here, other)):
        Role.objects.create(person=mary, kind="manager", directorate=where, service=service)
    Role.objects.create(person=stella, kind="manager", directorate=there, service=moving)
    Role.objects.create(person=stella, kind="manager", directorate=here)

    plan = reorganising.plan_merger(there, here)
    merge()

    assert [str(role) for role in plan.doubled] == ["Manager, commissioning", f"Manager, {CHILDREN}"]
    assert (plan.services, plan.joined) == ([moving], [(own, other)])
    assert world.measure(scene.CHILDREN).service == other
    assert Role.objects.filter(person=mary, service=other, directorate=here).count() == 1
    assert set(Role.objects.filter(person=stella).values_list("directorate__name", "service__name")) == {
        (ADULTS, "Fostering"),
        (ADULTS, None),
    }
    moving.refresh_from_db()
    assert moving.directorate == here
    # The one that was joined stays with the old directorate, for what was before.
    own.refresh_from_db()
    assert own.directorate == there


def test_merging_is_in_the_trail_of_each_measure_and_a_double_click_does_it_once():
    made = merge()
    again = merge()

    assert (again, Reorganisation.objects.count()) == (made, 1)
    entry = AuditEntry.objects.get(measure__slug=scene.CHILDREN, verb="directorate merged")
    assert (entry.before["directorate"], entry.after["directorate"]) == (CHILDREN, ADULTS)
    assert AuditEntry.objects.filter(verb="merged", subject_type="directorate").count() == 1


def test_what_went_into_another_takes_nothing_new():
    merge()
    gone = directorate(CHILDREN)

    assert list(reorganising.standing(TODAY)) == [directorate()]
    assert gone in reorganising.standing(BEFORE)
    sentence = f"{CHILDREN} went into {ADULTS} already, and stays only for what was before."
    assert problems_of(rename, CHILDREN, "Families")[""] == sentence
    Directorate.objects.create(name="Resources")
    assert problems_of(merge, into="Resources")[""] == sentence
    assert problems_of(merge, "Resources", CHILDREN) == {
        "into": f"{CHILDREN} has gone into another directorate itself. Choose that one."
    }
    assert problems_of(merge, ADULTS, ADULTS)["into"] == "Choose another directorate."


@pytest.mark.parametrize("who", ["petra", "mary", "nick"])
@pytest.mark.parametrize("verb", [rename, merge])
def test_only_an_administrator_reorganises(who, verb):
    with pytest.raises(NotAllowed):
        verb(by=world.person(who))

    assert not Reorganisation.objects.exists()


@pytest.mark.parametrize("verb", [rename, merge])
def test_when_the_trail_is_full_nothing_moves(full_trail, verb):
    full_trail()
    with pytest.raises(DatabaseError, match="no room in the audit trail"), transaction.atomic():
        verb()

    assert not Reorganisation.objects.exists()
    assert Measure.objects.filter(directorate__name=CHILDREN).exists()


def test_where_measures_were_costs_the_same_for_one_and_for_all():
    merge()
    counts = []
    every = Measure.objects.select_related("directorate")
    for measures in (list(every.filter(slug=scene.CHILDREN)), list(every)):
        with CaptureQueriesContext(connection) as captured:
            reorganising.directorates_on(measures, BEFORE)
        counts.append(len(captured))

    assert counts[0] == counts[1]


# --- In the administrators' site -----------------------------------------------------------------------


def page_of(browser, name, page, data=None):
    address = f"/admin/performance/directorate/{directorate(name).pk}/{page}/"
    return browser.get(address) if data is None else browser.post(address, data)


def test_an_administrator_renames_a_directorate(as_person, settings):
    settings.PRODUCT_DATE = TODAY
    browser = as_person("ada")
    typed = {"new_name": "Adult Social Care", "on": "1 12 2020", "reason": "Cabinet decision"}

    refused = page_of(browser, ADULTS, "rename", typed | {"reason": ""})
    assert (refused.status_code, "Say why; it is kept" in Page(refused).text) == (422, True)
    assert Page(refused).fields["new_name"] == "Adult Social Care"

    assert page_of(browser, ADULTS, "rename", typed).status_code == 302
    again = Page(page_of(browser, "Adult Social Care", "rename"))
    assert (
        f"{ADULTS} became Adult Social Care, from 1 December 2020: Cabinet decision (Ada Admin)" in again.text
    )


def test_an_administrator_sees_what_would_move_before_it_does(as_person, settings):
    settings.PRODUCT_DATE = TODAY
    Directorate.objects.filter(name=ADULTS).update(sign_off_levels=2)
    browser = as_person("ada")
    typed = {"into": directorate().pk, "on": "1 12 2020", "reason": "Cabinet decision"}

    preview = page_of(browser, CHILDREN, "merge", typed)
    shown = Page(preview)
    assert (preview.status_code, Reorganisation.objects.exists()) == (200, False)
    assert "Children in care visited on time" in shown.text
    assert f"Stella Stranger: Manager, {CHILDREN} becomes Manager, {ADULTS}" in shown.text
    assert "two: a manager, then a second-level manager" in shown.text

    done = page_of(browser, CHILDREN, "merge", shown.fields)
    assert (done.status_code, Reorganisation.objects.count()) == (302, 1)
    told = Page(browser.get(done["Location"]))
    assert f"{CHILDREN} went into {ADULTS}, from 1 December 2020." in told.text
    # It offers no more reorganising, and nobody may choose it for anything new.
    assert "Merge into another" not in Page(page_of(browser, CHILDREN, "change")).text
    for address in ("measure/add/", "service/add/"):
        offered = browser.get(f"/admin/performance/{address}").content.decode()
        assert (f">{ADULTS}<" in offered, f">{CHILDREN}<" in offered) == (True, False)


def test_another_directorate_than_the_one_looked_through_is_shown_first(as_person, settings):
    settings.PRODUCT_DATE = TODAY
    resources = Directorate.objects.create(name="Resources")
    browser = as_person("ada")
    typed = {"into": directorate().pk, "on": "1 12 2020", "reason": "Cabinet decision"}
    shown = Page(page_of(browser, CHILDREN, "merge", typed)).fields

    again = page_of(browser, CHILDREN, "merge", shown | {"into": resources.pk})

    assert (again.status_code, Reorganisation.objects.exists()) == (200, False)
    assert f"{CHILDREN} becomes Manager, Resources" in Page(again).text


@pytest.mark.parametrize("page", ["rename", "merge"])
def test_nobody_else_opens_these_pages(as_person, page):
    assert page_of(as_person("petra"), ADULTS, page).status_code == 302
