"""A second level of sign-off, where a directorate has switched it on: who gives which, and in what order."""

import pytest

from performance import access, workflow
from performance.models import (
    Directorate,
    MeasureRole,
    RecomputeRequest,
    Restatement,
    Role,
    SignOff,
    Submission,
)
from performance.workflow import NotAllowed, SomebodyElseWasFirst
from tests import world
from tests.verbs import LIBRARIES, PERCENT, act, at, person, reopened, save, state, stored, submitted, trail

pytestmark = pytest.mark.django_db

WAITS_FOR_FIRST = (
    "This figure awaits its first sign-off. You give the second, once somebody has given the first."
)
WAITS_FOR_SECOND = "This figure awaits its second sign-off, which somebody else gives."
GAVE_ANOTHER = "You have given another sign-off of this figure, so somebody else must give this one."
OWN_WORK = "You entered or submitted part of this figure, so somebody else must approve it."


@pytest.fixture(autouse=True)
def two_levels():
    """Mary manages adult social care and signs first; Dora, who manages the directorate, signs second."""
    switch(2)
    Role.objects.filter(person=person("dora"), kind="manager").update(level=2)


def switch(levels):
    Directorate.objects.filter(name="Adults and Communities").update(sign_off_levels=levels)


def signed(by="mary", **content):
    """A figure that has its first sign-off."""
    return act("approve", submitted(**content), by, now=at(2))


def refused(verb, figure, by, **options):
    before = stored()
    with pytest.raises(workflow.WorkflowProblem) as refusal:
        act(verb, figure, by, now=at(9), **options)
    assert stored() == before
    return refusal.value


def sign_offs(figure):
    return list(figure.sign_offs.values_list("level", "version", "by__name"))


def test_the_first_sign_off_brings_nothing_into_force():
    asked = RecomputeRequest.objects.get(measure__slug=PERCENT).seq
    figure = signed()
    names = ("status", "version", "levels_signed", "in_force_at")
    assert state(figure, *names) == ("submitted", 3, 1, None)
    assert sign_offs(figure) == [(1, 2, "Mary Manager")]
    assert trail(figure)[2:] == [
        ("Mary Manager", "signed off", {"levels_signed": 0}, {"levels_signed": 1}, "")
    ]
    assert RecomputeRequest.objects.get(measure__slug=PERCENT).seq == asked


def test_the_second_sign_off_does():
    asked = RecomputeRequest.objects.get(measure__slug=PERCENT).seq
    figure = act("approve", signed(), "dora", now=at(3))
    names = ("status", "version", "levels_signed", "in_force_at")
    assert state(figure, *names) == ("approved", 4, 2, at(3))
    assert sign_offs(figure) == [(1, 2, "Mary Manager"), (2, 3, "Dora Director")]
    before = {"status": "submitted", "levels_signed": 1}
    after = {"status": "approved", "levels_signed": 2}
    assert trail(figure)[3:] == [("Dora Director", "approved", before, after, "")]
    assert RecomputeRequest.objects.get(measure__slug=PERCENT).seq == asked + 1


def test_the_figure_in_force_stays_until_the_second_sign_off():
    switch(1)
    revision = reopened()
    switch(2)
    waiting = act("submit", act("save_draft", revision, "olive", now=at(4)), "olive", now=at(5))
    half = act("approve", waiting, "mary", now=at(6))
    in_force = Submission.objects.in_force().filter(measure=half.measure, period=half.period)
    assert in_force.get().revision == 1
    act("approve", half, "dora", now=at(7))
    assert in_force.get().revision == 2


# --- Who -------------------------------------------------------------------------------------------------


def test_the_second_level_does_not_sign_first():
    refusal = refused("approve", submitted(), "dora")
    assert (type(refusal), str(refusal)) == (NotAllowed, WAITS_FOR_FIRST)


def test_nobody_signs_two_levels():
    Role.objects.create(
        person=person("mary"), kind="manager", level=2, directorate=world.measure(PERCENT).directorate
    )
    assert str(refused("approve", signed(), "mary")) == GAVE_ANOTHER


def test_the_first_level_does_not_sign_second():
    Role.objects.create(person=person("nick"), kind="manager")
    assert str(refused("approve", signed(), "nick")) == WAITS_FOR_SECOND


@pytest.mark.parametrize(("level", "by"), [(1, "mary"), (2, "dora")])
def test_four_eyes_hold_at_both_levels(level, by):
    MeasureRole.objects.create(measure=world.measure(PERCENT), person=person(by), kind="deputy")
    figure = act("submit", save(by), "olive")
    if level == 2:
        figure = act("approve", figure, "mary", now=at(2))
    assert str(refused("approve", figure, by)) == OWN_WORK


def test_the_other_directorate_has_one_level_still():
    figure = act("submit", save("otto", slug="children-in-care-visits"), "otto")
    assert state(act("approve", figure, "stella"), "status", "levels_signed") == ("approved", 1)


# --- Back again ------------------------------------------------------------------------------------------


def test_a_return_after_the_first_sign_off_begins_anew():
    returned = act("send_back", signed(), "dora", now=at(3))
    assert state(returned, "status", "levels_signed") == ("returned", 0)
    again = act("submit", returned, "olive", now=at(4))
    assert str(refused("approve", again, "dora")) == WAITS_FOR_FIRST
    half = act("approve", again, "mary", now=at(5))
    assert sign_offs(half) == [(1, 2, "Mary Manager"), (1, 5, "Mary Manager")]
    assert state(act("approve", half, "dora", now=at(6)), "status") == ("approved",)


def test_whoever_signed_first_may_return_it_as_well():
    assert state(act("send_back", signed(), "mary", now=at(3)), "status") == ("returned",)


def test_a_figure_with_its_first_sign_off_can_be_withdrawn():
    draft = act("withdraw", signed(), "olive", now=at(3))
    assert state(draft, "status", "levels_signed") == ("draft", 0)


# --- Two at once, and twice ------------------------------------------------------------------------------


def test_a_second_click_signs_once():
    read = submitted()
    half = act("approve", read, "mary", 2, now=at(2))
    before = stored()
    assert act("approve", half, "mary", 2, now=at(3)).status == "submitted"
    assert stored() == before
    done = act("approve", half, "dora", 3, now=at(4))
    before = stored()
    # Both again: the first sign-off stands as well, and is not asked for anew.
    assert act("approve", done, "dora", 3, now=at(5)).status == "approved"
    assert act("approve", done, "mary", 2, now=at(5)).status == "approved"
    assert stored() == before


def test_what_was_signed_before_a_return_is_no_second_click():
    read = submitted()
    returned = act("send_back", act("approve", read, "mary", 2, now=at(2)), "dora", now=at(3))
    again = act("submit", act("save_draft", returned, "olive", now=at(4)), "olive", now=at(5))
    refusal = refused("approve", again, "mary", version=2)
    assert isinstance(refusal, SomebodyElseWasFirst)


def test_who_reads_the_version_before_the_first_sign_off_is_told_of_it():
    read = submitted()
    act("approve", Submission.objects.get(pk=read.pk), "mary", now=at(5))
    refusal = refused("approve", read, "dora", version=2)
    assert str(refusal) == (
        "Mary Manager signed off this figure at 10:05 on 10 December 2020, after you opened the page. "
        "It is now submitted. Nothing of yours has overwritten it."
    )


# --- Switched on and off ---------------------------------------------------------------------------------


def test_switched_on_while_a_figure_waits_it_needs_two():
    switch(1)
    waiting = submitted()
    switch(2)
    assert state(act("approve", waiting, "mary", now=at(2)), "status") == ("submitted",)


@pytest.mark.parametrize("by", ["dora", "nick"])
def test_switched_off_between_the_two_any_managers_next_sign_off_finishes(by):
    Role.objects.create(person=person("nick"), kind="manager")
    half = signed()
    switch(1)
    done = act("approve", half, by, now=at(3))
    assert state(done, "status", "levels_signed") == ("approved", 2)


def test_switched_off_between_the_two_it_is_still_somebody_else():
    half = signed()
    switch(1)
    assert str(refused("approve", half, "mary")) == GAVE_ANOTHER


# --- The queue -------------------------------------------------------------------------------------------


def queue(who):
    found = access.approvable(person(who))
    return [(figure.measure.slug, figure.is_own, figure.has_signed) for figure in found]


def test_each_level_finds_in_its_queue_what_awaits_it():
    first = submitted()
    assert (queue("mary"), queue("dora")) == ([(PERCENT, False, False)], [])
    act("approve", first, "mary", now=at(2))
    assert (queue("mary"), queue("dora")) == ([], [(PERCENT, False, False)])
    assert queue("marcus") == queue("stella") == queue("olive") == []


def test_who_gave_the_first_and_could_give_the_second_is_told_so_in_the_queue():
    Role.objects.create(
        person=person("mary"), kind="manager", level=2, directorate=world.measure(PERCENT).directorate
    )
    signed()
    assert queue("mary") == [(PERCENT, True, True)]


def test_with_one_level_a_second_level_manager_approves_like_any_other():
    switch(1)
    figure = submitted()
    assert queue("dora") == queue("mary") == [(PERCENT, False, False)]
    assert state(act("approve", figure, "dora"), "status") == ("approved",)


def test_a_manager_of_one_service_has_none_of_another_in_the_queue():
    act("submit", save("oscar", slug=LIBRARIES, value=84500), "oscar")
    assert (queue("mary"), queue("marcus")) == ([], [(LIBRARIES, False, False)])


def test_one_of_a_set_is_not_in_the_queue_of_single_figures():
    figure = submitted()
    made = Restatement.objects.create(reason="Late.", submitted_by=person("olive"), submitted_at=at(1))
    Submission.objects.filter(pk=figure.pk).update(restatement=made)
    assert queue("mary") == []
    assert list(access.approvable_restatements(person("mary"))) == [made]


def test_there_is_an_approver_where_every_level_has_somebody_else():
    figure = submitted()
    assert access.has_approver(figure)
    Role.objects.filter(person=person("dora"), kind="manager").delete()
    assert not access.has_approver(figure)
    # Mary may give either, and cannot give both.
    directorate = world.measure(PERCENT).directorate
    Role.objects.create(person=person("mary"), kind="manager", level=2, directorate=directorate)
    assert not access.has_approver(figure)
    Role.objects.create(person=person("nick"), kind="manager", level=2, directorate=directorate)
    assert access.has_approver(figure)


def test_who_signed_is_no_approver_of_what_is_left():
    half = signed()
    assert access.has_approver(half)
    Role.objects.filter(person=person("dora"), kind="manager").delete()
    assert not access.has_approver(half)
    assert SignOff.objects.filter(submission=half).count() == 1
