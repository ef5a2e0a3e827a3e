"""Corrections of figures in force: how long a period takes them, and giving one up."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.utils import timezone

from performance import access
from performance.models import Period, Restatement, Submission
from performance.workflow import NotAllowed, PeriodNotOpen, WorkflowProblem
from tests import world
from tests.verbs import act, approved, at, person, reopened, save, state, stored, submitted, take_over, trail
from tests.world import TODAY

pytestmark = pytest.mark.django_db

AFTER = date(2021, 1, 1)  # the day after November's last
CLOSED_YEAR = "2020/21 is closed. A performance officer can reopen it with a reason."
NOT_YET = "November 2020 opens for figures on 1 December 2020."


def close_the_year():
    Period.objects.filter(pk=world.year_2020().pk).update(closed_at=timezone.now(), closed_by=person("petra"))


def refused(verb, submission, by="olive", **options):
    """The sentence of a refusal that changes nothing."""
    before = stored()
    with pytest.raises(WorkflowProblem) as refusal:
        act(verb, submission, by, **options)
    assert stored() == before
    return refusal


# --- How long a period takes corrections -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "is_open", "takes"),
    [
        (date(2020, 11, 30), False, False),
        (date(2020, 12, 1), True, True),
        (date(2020, 12, 31), True, True),
        (AFTER, False, True),
        (date(2035, 1, 1), False, True),
    ],
)
def test_a_period_takes_first_figures_to_its_last_day_and_corrections_until_the_year_is_closed(
    day, is_open, takes
):
    month = world.november()
    assert (month.is_open(day), month.takes_corrections(day)) == (is_open, takes)
    assert (month in Period.objects.open_on(day)) == is_open
    close_the_year()
    month = world.november()
    assert (month.is_open(day), month.takes_corrections(day)) == (False, False)
    assert month.why_not_open(day) == CLOSED_YEAR
    assert month not in Period.objects.open_on(day)


def test_a_closed_year_takes_nothing_itself():
    year, day = world.year_2020(), date(2020, 12, 10)
    assert (year.is_open(day), year.takes_corrections(day)) == (True, True)
    assert year in Period.objects.open_on(day)
    close_the_year()
    year = world.year_2020()
    assert (year.is_open(day), year.takes_corrections(day)) == (False, False)
    assert year not in Period.objects.open_on(day)


def test_a_figure_is_reopened_changed_and_approved_after_its_period_closed():
    revision = act("reopen", approved(), "petra", now=at(3), today=AFTER)
    changed = act("save_draft", revision, "olive", now=at(4), today=AFTER)
    sent = act("submit", changed, "olive", now=at(5), today=AFTER)
    assert state(act("approve", sent, "mary", now=at(6)), "status", "value") == ("approved", D(12))


def test_what_was_returned_is_sent_again_after_its_period_closed():
    returned = act("send_back", submitted(), "mary", now=at(2))
    changed = act("save_draft", returned, "olive", now=at(3), today=AFTER)
    sent = act("submit", changed, "olive", now=at(4), today=AFTER)
    assert state(sent, "status") == ("submitted",)
    # Withdrawn, it is a draft again, and still what was returned.
    draft = act("withdraw", sent, "olive", now=at(5))
    assert state(act("submit", draft, "olive", now=at(6), today=AFTER), "status") == ("submitted",)


def test_a_first_figure_that_was_withdrawn_is_late_after_its_period_closed():
    draft = act("withdraw", submitted(), "olive", now=at(2))
    sentence = "November 2020 closed for figures on 31 December 2020. Ask the performance team to reopen it."
    assert str(refused("submit", draft, today=AFTER).value) == sentence


def test_nothing_is_reopened_before_its_period_opens():
    assert str(refused("reopen", approved(), today=date(2020, 11, 30)).value) == NOT_YET


@pytest.mark.parametrize("verb", ["save_draft", "submit", "reopen"])
def test_a_closed_year_takes_no_corrections_until_it_is_open_again(verb):
    figure = approved() if verb == "reopen" else reopened()
    close_the_year()
    figure = Submission.objects.with_measure().get(pk=figure.pk)
    refusal = refused(verb, figure)
    assert (type(refusal.value), str(refusal.value)) == (PeriodNotOpen, CLOSED_YEAR)
    Period.objects.filter(pk=world.year_2020().pk).update(closed_at=None, closed_by=None)
    act(verb, Submission.objects.with_measure().get(pk=figure.pk), "olive", now=at(9))


def test_what_waits_when_a_year_is_closed_waits_until_it_is_open_again():
    """Figures of a closed year are final: what was left open in it stays where it is."""
    waiting = submitted()
    assert list(access.approvable(person("mary"))) == [waiting]
    close_the_year()
    waiting = Submission.objects.with_measure().get(pk=waiting.pk)
    refusal = refused("approve", waiting, "mary")
    assert (type(refusal.value), str(refusal.value)) == (PeriodNotOpen, CLOSED_YEAR)
    assert list(access.approvable(person("mary"))) == []
    Period.objects.filter(pk=world.year_2020().pk).update(closed_at=None, closed_by=None)
    assert list(access.approvable(person("mary"))) == [waiting]
    assert state(act("approve", waiting, "mary"), "status") == ("approved",)


# --- Giving up -------------------------------------------------------------------------------------------


def test_a_correction_that_is_given_up_leaves_the_figure_in_force():
    revision = reopened()
    gone = act("abandon", revision, "olive", now=at(4))
    assert state(gone, "status", "version", "in_force_at") == ("abandoned", 2, None)
    assert trail(gone)[1:] == [("Olive Owner", "given up", {"status": "draft"}, {"status": "abandoned"}, "")]
    in_force = Submission.objects.in_force().get(measure=gone.measure, period=gone.period)
    assert (in_force.revision, in_force.value) == (1, D(11))


def test_a_returned_correction_can_be_given_up():
    returned = act("send_back", act("submit", reopened(), "olive", now=at(4)), "mary", now=at(5))
    assert state(act("abandon", returned, "dee", now=at(6)), "status") == ("abandoned",)


def test_the_number_of_a_correction_that_was_given_up_stays_its_own():
    first = approved()
    act("abandon", act("reopen", first, "olive", now=at(3)), "olive", now=at(4))
    again = act("reopen", first, "olive", now=at(5))
    assert state(again, "status", "revision") == ("draft", 3)
    changed = act("save_draft", again, "olive", now=at(6))
    act("approve", act("submit", changed, "olive", now=at(7)), "mary", now=at(8))
    statuses = Submission.objects.filter(measure=first.measure, period=first.period).order_by("revision")
    assert list(statuses.values_list("status", flat=True)) == ["superseded", "abandoned", "approved"]


def test_a_first_figure_is_not_given_up():
    said = "This is the first figure of its period: there is no correction to give up."
    assert str(refused("abandon", save()).value) == said


def test_a_correction_with_the_manager_is_withdrawn_before_it_is_given_up():
    waiting = act("submit", reopened(), "olive", now=at(4))
    assert "submitted this figure" in str(refused("abandon", waiting, now=at(5)).value)


def test_a_correction_is_given_up_in_a_closed_year_too():
    revision = reopened()
    close_the_year()
    assert state(act("abandon", revision, "petra", now=at(5)), "status") == ("abandoned",)


def test_a_data_provider_gives_up_nothing():
    assert isinstance(refused("abandon", reopened(), "dan").value, NotAllowed)


# --- One of a set ----------------------------------------------------------------------------------------


def member(status):
    """A revision in a set of corrections, as the set left it."""
    revision = act("reopen", take_over(), "olive", now=at(3), today=TODAY)
    if status != "draft":
        act("submit", revision, "olive", now=at(4))
    if status == "returned":
        act("send_back", Submission.objects.get(pk=revision.pk), "mary", now=at(5))
    made = Restatement.objects.create(
        reason="Cases recorded late.", submitted_by=person("olive"), submitted_at=at(4)
    )
    Submission.objects.filter(pk=revision.pk).update(restatement=made)
    return Submission.objects.get(pk=revision.pk), made


@pytest.mark.parametrize(
    ("verb", "status", "by"),
    [
        ("save_draft", "returned", "olive"),
        ("submit", "returned", "olive"),
        ("abandon", "returned", "olive"),
        ("withdraw", "submitted", "olive"),
        ("send_back", "submitted", "mary"),
        ("approve", "submitted", "mary"),
    ],
)
def test_one_of_a_set_does_not_move_alone(verb, status, by):
    revision, made = member(status)
    assert str(refused(verb, revision, by, now=at(9)).value) == (
        f"This figure is part of a set of corrections, restatement {made.pk}, that is changed, returned and "
        "approved as one. Open the restatement instead."
    )


def test_what_came_into_force_with_a_set_is_reopened_alone():
    revision, _ = member("draft")
    Submission.objects.filter(pk=revision.pk).update(restatement=None)
    done = act("approve", act("submit", revision, "olive", now=at(4)), "mary", now=at(5))
    Submission.objects.filter(pk=revision.pk).update(
        restatement=Restatement.objects.create(
            reason="Late.", submitted_by=person("olive"), submitted_at=at(4)
        )
    )
    again = act("reopen", done, "olive", now=at(6))
    assert state(again, "status", "restatement") == ("draft", None)
