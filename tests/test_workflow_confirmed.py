"""A figure that the checks ask about is submitted with what they ask confirmed, and the approver sees it."""

from decimal import Decimal as D

import pytest
from django.db import DatabaseError, transaction

from performance import workflow
from performance.models import Confirmation, MeasureRole
from performance.workflow import NotComplete, NotConfirmed
from tests import measuring, world
from tests.measuring import APRIL, NOVEMBER, period
from tests.test_checking import LAST_APRIL, STEADY
from tests.verbs import act, person, state, stored, trail

pytestmark = pytest.mark.django_db

KEY = "value:units"
NEW = {KEY: "A second office was opened."}


@pytest.fixture
def visits():
    """Olive's measure with a year and a half of months near 1,000."""
    measuring.open_years(LAST_APRIL, APRIL)
    made = measuring.measure("visits-paid")
    measuring.figures(made, LAST_APRIL, STEADY)
    MeasureRole.objects.create(measure=made, person=person("olive"), kind="owner")
    return made


def save(measure, value, version=None):
    return workflow.save_draft(
        measure=measure,
        period=period(NOVEMBER),
        content={"value": D(value)},
        version=version,
        by=person("olive"),
        today=world.TODAY,
    )


def submit(draft, answers=None):
    return workflow.submit(
        submission=draft, version=draft.version, by=person("olive"), answers=answers, today=world.TODAY
    )


def everything():
    return stored() | {"confirmations": list(Confirmation.objects.order_by("pk").values())}


def refused(draft, answers=None):
    before = everything()
    with pytest.raises(NotConfirmed) as refusal:
        submit(draft, answers)
    assert everything() == before
    return refusal.value


def test_a_warning_that_nobody_confirmed_stops_the_figure(visits):
    refusal = refused(save(visits, 10_050))
    assert [(found.field, found.code) for found in refusal.findings] == [("value", "units")]
    assert str(refusal) == refusal.findings[0].sentence


@pytest.mark.parametrize("answers", [{KEY: ""}, {KEY: " "}, {"value:far": "Another check."}])
def test_a_serious_warning_needs_a_reason_of_its_own(visits, answers):
    refused(save(visits, 10_050), answers)


def test_what_was_confirmed_is_kept_with_the_figure_and_in_the_trail(visits):
    draft = save(visits, 10_050)
    sentence = refused(draft).findings[0].sentence
    sent = submit(draft, NEW)
    assert state(sent, "status") == ("submitted",)
    kept = sent.confirmations.get()
    assert (kept.field, kept.code, kept.severity, kept.sentence) == ("value", "units", "serious", sentence)
    assert (kept.figure, kept.reason, kept.by.name) == ("10050", NEW[KEY], "Olive Owner")
    said = f"{sentence} Confirmed: A second office was opened."
    assert trail(sent)[-1] == ("Olive Owner", "submitted", {"status": "draft"}, {"status": "submitted"}, said)


def test_a_figure_that_nothing_is_asked_about_needs_no_answers(visits):
    sent = submit(save(visits, 1005), NEW)
    assert (state(sent, "status"), sent.confirmations.count()) == (("submitted",), 0)


def test_what_was_confirmed_once_holds_for_the_same_figure(visits):
    returned = act("send_back", submit(save(visits, 10_050), NEW), "dora")
    again = submit(returned)
    assert (state(again, "status"), again.confirmations.get().reason) == (("submitted",), NEW[KEY])


def test_another_figure_is_confirmed_anew(visits):
    returned = act("send_back", submit(save(visits, 10_050), NEW), "dora")
    changed = save(visits, 10_060, returned.version)
    refused(changed)
    again = submit(changed, {KEY: "Counted again."})
    assert (again.confirmations.get().figure, again.confirmations.get().reason) == ("10060", "Counted again.")


def test_what_is_not_asked_any_more_is_not_kept(visits):
    returned = act("send_back", submit(save(visits, 10_050), NEW), "dora")
    again = submit(save(visits, 1005, returned.version))
    assert again.confirmations.count() == 0


def test_a_figure_that_is_wrong_is_refused_for_that_first(visits):
    with pytest.raises(NotComplete) as refusal:
        submit(save(visits, -10_050), NEW)
    assert list(refusal.value.problems) == ["value"]


def test_nothing_is_confirmed_when_the_trail_cannot_be_written(visits, full_trail):
    draft = save(visits, 10_050)
    before = everything()
    with transaction.atomic():
        full_trail()
        with pytest.raises(DatabaseError, match="no room in the audit trail"):
            submit(draft, NEW)
        assert everything() == before
        transaction.set_rollback(True)
