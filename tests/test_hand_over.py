"""Handing over: every measure finds its new owner, deputy or provider in one step."""

import pytest

from performance import hand_over
from performance.models import AuditEntry, MeasureRole, Person
from performance.refusals import NotComplete
from tests import scene, world

pytestmark = pytest.mark.django_db


def roles_of(name):
    return dict(MeasureRole.objects.filter(person=world.person(name)).values_list("measure__slug", "kind"))


def give(person, successor, **options):
    return hand_over.hand_over(
        person=world.person(person), successor=world.person(successor), by=world.person("ada"), **options
    )


def test_all_measures_go_over_each_in_its_kind_and_in_the_trail():
    before = roles_of("olive")

    steps = give("olive", "nick", reason="Olive left.")

    assert (roles_of("olive"), roles_of("nick")) == ({}, before)
    assert {step.role.measure.slug for step in steps} == set(before)
    trail = AuditEntry.objects.filter(verb="handed over", by__name="Ada Admin")
    assert {entry.measure.slug for entry in trail} == set(before)
    assert {(str(entry.before), str(entry.after), entry.reason) for entry in trail} == {
        ("{'owner': 'Olive Owner'}", "{'owner': 'Nick Newcomer'}", "Olive left.")
    }


@pytest.mark.parametrize(
    ("gives", "takes", "left"),
    [
        ("owner", "deputy", "owner"),
        ("deputy", "owner", "owner"),
        ("provider", "deputy", "deputy"),
        ("deputy", "provider", "deputy"),
        ("owner", None, "owner"),
        ("provider", None, "provider"),
    ],
)
def test_the_higher_kind_stays_where_both_answer_for_a_measure(gives, takes, left):
    measure = world.measure(scene.CHILDREN)
    measure.measure_roles.all().delete()
    nick, ada = world.person("nick"), world.person("ada")
    MeasureRole.objects.create(measure=measure, person=nick, kind=gives)
    if takes:
        MeasureRole.objects.create(measure=measure, person=ada, kind=takes)

    [step] = hand_over.hand_over(person=nick, successor=ada, by=ada)

    assert [(role.person, role.kind) for role in measure.measure_roles.all()] == [(ada, left)]
    assert (step.kind, step.held.kind if step.held else None) == (left, takes)


def test_doing_it_twice_gives_nothing_more():
    give("olive", "nick")
    before = AuditEntry.objects.count()

    assert (give("olive", "nick"), AuditEntry.objects.count()) == ([], before)


@pytest.mark.parametrize(
    ("successor", "sentence"),
    [
        (None, "Choose who takes over."),
        ("olive", "Choose somebody else than the person who hands over."),
        ("marcus", "Marcus Manager may not sign in, so nobody would answer for the measures."),
    ],
)
def test_who_cannot_take_over(successor, sentence):
    Person.objects.filter(name="Marcus Manager").update(is_active=False)
    before = roles_of("olive")
    with pytest.raises(NotComplete) as refusal:
        hand_over.hand_over(
            person=world.person("olive"),
            successor=world.person(successor) if successor else None,
            by=world.person("ada"),
        )

    assert (refusal.value.problems, roles_of("olive")) == ({"successor": sentence}, before)


def test_the_new_owner_goes_on_with_the_open_figures():
    scene.enter(scene.DRAFT, "45.6")
    give("olive", "nick")

    draft = scene.enter(scene.DRAFT, "46.6", by=world.person("nick"), outlook="not_known")
    submitted = scene.submit(draft, by=world.person("nick"))

    assert submitted.status == "submitted"
