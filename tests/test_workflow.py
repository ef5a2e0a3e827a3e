"""Every verb of sign-off: what it does, who may, when, and what whoever came second is told."""

from datetime import UTC, date, datetime
from decimal import Decimal as D
from functools import partial

import pytest
from django.db import DatabaseError, transaction

from performance import configuration, workflow
from performance.models import (
    AuditEntry,
    MeasureRole,
    Period,
    Person,
    RagRule,
    RecomputeRequest,
    Role,
    Submission,
)
from performance.submission_content import problems_of
from performance.workflow import NotAllowed, NotComplete, PeriodNotOpen, SomebodyElseWasFirst, WorkflowProblem
from tests import world
from tests.verbs import (
    LIBRARIES,
    NOW,
    PERCENT,
    RATE,
    act,
    approved,
    at,
    contributors,
    person,
    ready_for,
    save,
    state,
    stored,
    submitted,
    take_over,
    trail,
)
from tests.world import TODAY

pytestmark = pytest.mark.django_db

# Olive owns it, Dee deputises and Dan loads figures; Mary manages its service and Dora its directorate.
STEWARDS = ["olive", "dee", "dan"]
MANAGERS = ["mary", "marcus", "dora", "stella"]
OTHERS = ["oscar", "otto", "petra", "clive", "ada", "nick"]
EVERYBODY = [*STEWARDS, *MANAGERS, *OTHERS, "inactive olive", "inactive mary", "inactive petra"]

VERBS = ["save_draft", "submit", "withdraw", "send_back", "approve", "reopen", "abandon"]


# --- Each verb does what it says ---------------------------------------------------------------------


def test_a_first_draft_is_revision_1_and_names_who_wrote_it():
    draft = save(commentary_public="Steady.")
    names = ("status", "origin", "revision", "version", "created_by__name", "created_at", "submitted_by")
    assert state(draft, *names) == ("draft", "entered", 1, 1, "Olive Owner", NOW, None)
    assert contributors(draft) == ["Olive Owner"]
    after = {"commentary_public": "Steady."}
    assert trail(draft) == [("Olive Owner", "saved", {"commentary_public": None}, after, "")]


def test_a_later_draft_moves_the_version_and_the_trail_keeps_what_it_was():
    draft = act("save_draft", save(), "dee")
    assert (draft.status, draft.version, draft.value) == ("draft", 2, D(12))
    assert state(draft, "status", "version", "value") == ("draft", 2, D(12))
    assert contributors(draft) == ["Olive Owner", "Dee Deputy"]
    assert trail(draft)[1:] == [("Dee Deputy", "saved", {"value": "11"}, {"value": "12"}, "")]


def test_submitting_says_who_and_when():
    figure = act("submit", save("dan"), "dee")
    names = ("status", "version", "submitted_by__name", "submitted_at")
    assert state(figure, *names) == ("submitted", 2, "Dee Deputy", at(1))
    assert contributors(figure) == ["Dan Provider", "Dee Deputy"]
    assert trail(figure)[1:] == [
        ("Dee Deputy", "submitted", {"status": "draft"}, {"status": "submitted"}, "")
    ]


def test_a_withdrawn_figure_is_a_draft_again_that_nobody_submitted():
    figure = act("withdraw", submitted(), "olive")
    names = ("status", "version", "submitted_by", "submitted_at", "value")
    assert state(figure, *names) == ("draft", 3, None, None, D(11))
    assert trail(figure)[2:] == [
        ("Olive Owner", "withdrawn", {"status": "submitted"}, {"status": "draft"}, "")
    ]


def test_a_returned_figure_carries_the_reason_and_can_be_edited_and_submitted_again():
    figure = act("send_back", submitted(), "mary", reason="  Of which month?\r\n")
    names = ("status", "version", "returned_by__name", "returned_at", "returned_reason")
    assert state(figure, *names) == ("returned", 3, "Mary Manager", at(1), "Of which month?")
    assert contributors(figure) == ["Olive Owner"]
    returned = ("Mary Manager", "returned", {"status": "submitted"}, {"status": "returned"})
    assert trail(figure)[2:] == [(*returned, "Of which month?")]
    edited = act("save_draft", figure, "olive")
    assert state(edited) == ("returned", 4)
    again = act("submit", edited, "olive")
    assert state(again, "status", "version", "returned_reason") == ("submitted", 5, "Of which month?")


def test_an_approved_figure_is_in_force_signed_off_and_due_for_judgement():
    due = RecomputeRequest.objects.get(measure__slug=PERCENT).seq
    figure = approved()
    assert state(figure, "status", "version", "in_force_at") == ("approved", 3, at(2))
    assert list(figure.sign_offs.values_list("level", "version", "by__name", "at")) == [
        (1, 2, "Mary Manager", at(2))
    ]
    assert contributors(figure) == ["Olive Owner"]
    assert trail(figure)[2:] == [
        ("Mary Manager", "approved", {"status": "submitted"}, {"status": "approved"}, "")
    ]
    request = RecomputeRequest.objects.get(measure__slug=PERCENT)
    assert (request.seq, request.done_seq, request.requested_at) == (due + 1, due, at(2))


def test_a_reopened_figure_stays_in_force_until_its_successor_is_approved():
    first = approved(forecast=D("11.5"), commentary_public="Steady.", value=D("11.0"))
    second = act("reopen", first, "petra", reason=" Late records. ", now=at(3))
    assert second.pk != first.pk
    names = ("status", "revision", "version", "opened_reason", "value", "forecast", "commentary_public")
    assert state(second, *names) == ("draft", 2, 1, "Late records.", D(11), D("11.5"), "Steady.")
    assert state(second, "forecast_by__name", "created_by__name") == ("Olive Owner", "Petra Officer")
    assert state(first) == ("approved", 3)
    assert trail(second) == [("Petra Officer", "reopened", {"revision": 1}, {"revision": 2}, "Late records.")]
    waiting = act("submit", act("save_draft", second, "olive", now=at(4)), "olive", now=at(5))
    assert state(first) == ("approved", 3)
    act("approve", waiting, "mary", now=at(6))
    assert state(second, "status", "value") == ("approved", D(12))
    assert state(first, "status", "version", "value", "in_force_at") == ("superseded", 4, D(11), at(2))
    left = ("Mary Manager", "superseded", {"status": "approved"}, {"status": "superseded"}, "Late records.")
    assert trail(first)[3:] == [left]
    assert [verb for _, verb, *_ in trail(second)] == ["reopened", "saved", "submitted", "approved"]


def test_a_published_figure_is_corrected_by_a_revision_of_our_own():
    published = take_over()
    revision = act("reopen", published, "olive")
    assert state(revision, "status", "origin", "source", "revision") == ("draft", "entered", "", 2)
    act("approve", act("submit", revision, "olive"), "mary")
    assert state(revision, "status", "origin") == ("approved", "entered")
    assert state(published, "status", "origin") == ("superseded", "imported")


def test_a_back_figure_comes_in_with_its_source_and_nobody_approved_it():
    figure = take_over(commentary_internal="As printed.")
    names = ("status", "origin", "revision", "source", "in_force_at", "submitted_by", "created_by__name")
    where = "Paper of 18 January 2021"
    assert state(figure, *names) == ("published", "imported", 1, where, NOW, None, "Petra Officer")
    assert (contributors(figure), list(figure.sign_offs.all())) == ([], [])
    before = {"value": None, "commentary_internal": None}
    after = {"value": "10.5", "commentary_internal": "As printed."}
    assert trail(figure) == [("Petra Officer", "taken over", before, after, where)]
    assert RecomputeRequest.objects.get(measure__slug=PERCENT).requested_at == NOW


# --- Who may, and who may not ------------------------------------------------------------------------

MAY = {
    "save_draft": ("olive dee dan", "You may not enter figures for this measure."),
    "submit": ("olive dee", "Only the owner or a deputy of this measure may submit its figures."),
    "send_back": ("mary dora", "Only a manager of this measure may return its figures."),
    "approve": ("mary dora", "Only a manager of this measure may approve its figures."),
    "reopen": ("olive dee mary dora petra", "You may not reopen figures of this measure."),
    "abandon": ("olive dee mary dora petra", "You may not give up corrections of this measure."),
}


def outcome(verb, submission, name):
    """What happens when somebody calls the verb: "" or the refusal; undone, so that all may try."""
    with transaction.atomic():
        before = stored()
        try:
            act(verb, submission, name)
        except NotAllowed as refusal:
            assert stored() == before
            said = str(refusal)
        else:
            said = ""
        transaction.set_rollback(True)
    return said


@pytest.mark.parametrize("verb", MAY)
def test_who_may(verb):
    submission = ready_for(verb)
    may, refusal = MAY[verb]
    outcomes = {name: outcome(verb, submission, name) for name in EVERYBODY}
    assert outcomes == {name: "" if name in may.split() else refusal for name in EVERYBODY}


def test_only_who_submitted_may_withdraw():
    submission = submitted("dee")
    neither = "Only the owner or a deputy of this measure may withdraw its figures."
    other = "Only Dee Deputy, who submitted this figure, may withdraw it."
    outcomes = {name: outcome("withdraw", submission, name) for name in EVERYBODY}
    assert outcomes == dict.fromkeys(EVERYBODY, neither) | {"dee": "", "olive": other}


def test_a_manager_of_one_service_does_not_approve_for_another():
    figure = act("submit", save("oscar", slug=LIBRARIES, value=D(84500)), "oscar")
    outcomes = {name: outcome("approve", figure, name) for name in ("mary", "marcus", "dora", "stella")}
    refusal = MAY["approve"][1]
    assert outcomes == {"mary": refusal, "marcus": "", "dora": "", "stella": refusal}


def test_a_first_draft_by_a_stranger_leaves_nothing():
    before = stored()
    for name in [*MANAGERS, *OTHERS]:
        with pytest.raises(NotAllowed):
            save(name)
    assert stored() == before


def test_the_owner_of_another_directorate_enters_there_alone():
    assert save("otto", slug="children-in-care-visits").created_by.name == "Otto Other"
    with pytest.raises(NotAllowed):
        save("olive", version=1, slug="children-in-care-visits", value=D(12))


# --- Four eyes ---------------------------------------------------------------------------------------

OWN_WORK = "You entered or submitted part of this figure, so somebody else must approve it."


def give(name, kind):
    """Make somebody owner, deputy or provider of the measure, in the owner's place if need be."""
    measure = world.measure(PERCENT)
    if kind == "owner":
        MeasureRole.objects.filter(measure=measure, kind=kind).delete()
    MeasureRole.objects.create(measure=measure, person=person(name), kind=kind)


def check_refused_as_own_work(submission, name="mary"):
    before = stored()
    with pytest.raises(NotAllowed) as refusal:
        act("approve", submission, name, now=at(9))
    assert (str(refusal.value), stored()) == (OWN_WORK, before)


@pytest.mark.parametrize("kind", ["owner", "deputy"])
def test_a_manager_who_submitted_may_not_approve(kind):
    give("mary", kind)
    figure = act("submit", save("dan"), "mary")
    check_refused_as_own_work(figure)
    assert state(act("approve", figure, "dora")) == ("approved", 3)


@pytest.mark.parametrize("kind", ["owner", "deputy", "provider"])
def test_a_manager_who_entered_may_not_approve(kind):
    give("mary", kind)
    figure = act("submit", save("mary"), "dee")
    assert contributors(figure) == ["Mary Manager", "Dee Deputy"]
    check_refused_as_own_work(figure)
    assert state(act("approve", figure, "dora")) == ("approved", 3)


def test_a_manager_whose_draft_was_all_overwritten_may_not_approve():
    give("mary", "provider")
    draft = act("save_draft", save("mary"), "olive")
    figure = act("submit", draft, "olive")
    check_refused_as_own_work(figure)


def test_a_manager_who_submitted_before_a_return_may_not_approve_what_another_submits_again():
    give("mary", "deputy")
    figure = act("send_back", act("submit", save("mary"), "mary"), "dora", now=at(2))
    again = act("submit", act("save_draft", figure, "olive", now=at(3)), "olive", now=at(4))
    assert state(again, "submitted_by__name") == ("Olive Owner",)
    check_refused_as_own_work(again)
    assert state(act("approve", again, "dora", now=at(5))) == ("approved", 6)


def test_a_manager_who_saved_between_withdrawal_and_resubmission_may_not_approve():
    give("mary", "deputy")
    draft = act("withdraw", submitted(), "olive", now=at(2))
    again = act("submit", act("save_draft", draft, "mary", now=at(3)), "olive", now=at(4))
    check_refused_as_own_work(again)


def test_a_manager_who_reopened_may_not_approve_the_new_revision():
    revision = act("reopen", approved(), "mary", now=at(3))
    waiting = act("submit", revision, "olive", now=at(4))
    check_refused_as_own_work(waiting)
    assert state(act("approve", waiting, "dora", now=at(5)), "status") == ("approved",)


def test_a_manager_who_holds_the_measure_and_touched_nothing_may_approve():
    give("mary", "deputy")
    assert state(act("approve", submitted(), "mary")) == ("approved", 3)


def test_returning_a_figure_is_no_part_in_it():
    figure = act("send_back", submitted(), "mary")
    again = act("submit", act("save_draft", figure, "olive"), "olive")
    assert state(act("approve", again, "mary")) == ("approved", 6)


# --- The period --------------------------------------------------------------------------------------

NOT_YET = "November 2020 opens for figures on 1 December 2020."
CLOSED = "November 2020 closed for figures on 31 December 2020. Ask the performance team to reopen it."


@pytest.mark.parametrize("verb", ["save_draft", "submit"])
@pytest.mark.parametrize(
    ("today", "sentence"),
    [
        (date(2020, 11, 30), NOT_YET),
        (date(2020, 12, 1), ""),
        (date(2020, 12, 31), ""),
        (date(2021, 1, 1), CLOSED),
    ],
)
def test_a_period_takes_figures_from_its_first_day_to_its_last(verb, today, sentence):
    submission = ready_for(verb)
    before = stored()
    if not sentence:
        assert act(verb, submission, "olive", today=today).version == 2
        return
    with pytest.raises(PeriodNotOpen) as refusal:
        act(verb, submission, "olive", today=today)
    assert (str(refusal.value), stored()) == (sentence, before)


def test_a_first_draft_needs_an_open_period_too():
    with pytest.raises(PeriodNotOpen) as refusal:
        save(today=date(2021, 1, 1))
    assert str(refusal.value) == CLOSED
    assert not Submission.objects.filter(measure__slug=PERCENT, period=world.november()).exists()


def test_a_period_without_a_last_day_stays_open():
    Period.objects.filter(pk=world.november().pk).update(closes_on=None)
    assert state(save(today=date(2035, 1, 1))) == ("draft", 1)


# --- Whoever came second -----------------------------------------------------------------------------


def by_then(who, did, status, when="10:05 on 10 December 2020"):
    return (
        f"{who} {did} this figure at {when}, after you opened the page. It is now {status}. "
        "Nothing of yours has overwritten it."
    )


SECOND = [
    # What is tried, by whom; what was done at 10:05 and by whom; what is said.
    ("save_draft", "olive", "save_draft", "dee", by_then("Dee Deputy", "saved", "draft")),
    ("save_draft", "olive", "submit", "dee", by_then("Dee Deputy", "submitted", "submitted")),
    ("submit", "olive", "save_draft", "dee", by_then("Dee Deputy", "saved", "draft")),
    ("submit", "olive", "submit", "dee", by_then("Dee Deputy", "submitted", "submitted")),
    ("withdraw", "olive", "send_back", "dora", by_then("Dora Director", "returned", "returned")),
    ("withdraw", "olive", "approve", "dora", by_then("Dora Director", "approved", "approved")),
    ("send_back", "mary", "withdraw", "olive", by_then("Olive Owner", "withdrew", "draft")),
    ("send_back", "mary", "send_back", "dora", by_then("Dora Director", "returned", "returned")),
    ("send_back", "mary", "approve", "dora", by_then("Dora Director", "approved", "approved")),
    ("approve", "mary", "withdraw", "olive", by_then("Olive Owner", "withdrew", "draft")),
    ("approve", "mary", "send_back", "dora", by_then("Dora Director", "returned", "returned")),
    ("approve", "mary", "approve", "dora", by_then("Dora Director", "approved", "approved")),
    ("reopen", "olive", "reopen", "petra", by_then("Petra Officer", "reopened", "draft")),
    ("abandon", "olive", "abandon", "petra", by_then("Petra Officer", "gave up", "abandoned")),
    ("abandon", "olive", "submit", "dee", by_then("Dee Deputy", "submitted", "submitted")),
    ("submit", "olive", "abandon", "petra", by_then("Petra Officer", "gave up", "abandoned")),
]


@pytest.mark.parametrize(("verb", "by", "first_verb", "first", "sentence"), SECOND)
def test_who_comes_second_is_told_who_did_what(verb, by, first_verb, first, sentence):
    read = ready_for("abandon" if "abandon" in (verb, first_verb) else verb)
    version = read.version
    content = {"value": D(13)} if verb == first_verb == "save_draft" else {}
    # Another reason than the second's, so that the two are not one click.
    act(first_verb, Submission.objects.get(pk=read.pk), first, now=at(5), reason="Somebody else's reason.")
    before = stored()
    with pytest.raises(SomebodyElseWasFirst) as refusal:
        act(verb, read, by, version, now=at(9), reason="Mine.", **content)
    assert (str(refusal.value), stored()) == (sentence, before)


def test_two_first_drafts():
    save("dee", now=at(5))
    with pytest.raises(SomebodyElseWasFirst) as refusal:
        save("olive", now=at(9), value=D(12))
    assert str(refusal.value) == by_then("Dee Deputy", "saved", "draft")


def test_ones_own_other_window_is_told_apart():
    draft = save()
    act("save_draft", draft, "olive", now=at(5))
    with pytest.raises(SomebodyElseWasFirst) as refusal:
        save(version=1, value=D(13), now=at(9))
    assert str(refusal.value) == by_then("You", "saved", "draft")


def test_what_is_approved_is_the_version_that_was_read():
    read = submitted()
    draft = act("withdraw", read, "olive", now=at(2))
    act("submit", act("save_draft", draft, "olive", now=at(3)), "olive", now=at(5))
    with pytest.raises(SomebodyElseWasFirst) as refusal:
        act("approve", read, "mary", 2, now=at(9))
    assert str(refusal.value) == by_then("Olive Owner", "submitted", "submitted")
    assert state(read, "status", "version", "value") == ("submitted", 5, D(12))


def test_a_superseded_revision_is_not_reopened():
    first = approved()
    revision = act("submit", act("reopen", first, "petra", now=at(3)), "olive", now=at(4))
    act("approve", revision, "mary", now=at(5))
    with pytest.raises(SomebodyElseWasFirst) as refusal:
        act("reopen", first, "olive", now=at(9))
    assert str(refusal.value) == by_then("Mary Manager", "superseded", "superseded")


def test_the_time_is_the_one_on_the_wall():
    draft = save()
    act("save_draft", draft, "dee", now=datetime(2021, 7, 1, 10, 5, tzinfo=UTC))
    with pytest.raises(SomebodyElseWasFirst) as refusal:
        act("submit", draft, "olive", 1, now=at(9))
    assert str(refusal.value) == by_then("Dee Deputy", "saved", "draft", "11:05 on 1 July 2021")


def test_a_draft_over_a_figure_in_force_asks_for_a_reason():
    approved()
    with pytest.raises(WorkflowProblem) as refusal:
        save(value=D(12))
    assert str(refusal.value) == (
        "% of people with LD in employment, November 2020 already has a figure in force. "
        "Reopen it with a reason to correct it."
    )
    with pytest.raises(SomebodyElseWasFirst) as refusal:
        save(version=1, value=D(12), now=at(9))
    said = by_then("Mary Manager", "approved", "approved", "10:02 on 10 December 2020")
    assert str(refusal.value) == said


# --- A second click ----------------------------------------------------------------------------------

BY = dict.fromkeys(["save_draft", "submit", "withdraw", "reopen", "abandon"], "olive")


@pytest.mark.parametrize("verb", VERBS)
def test_a_second_click_changes_nothing_and_answers_like_the_first(verb):
    submission = ready_for(verb)
    version, before = submission.version, AuditEntry.objects.count()
    first = act(verb, submission, BY.get(verb, "mary"), version)
    after = stored()
    second = act(verb, submission, BY.get(verb, "mary"), version, now=at(2))
    assert stored() == after
    assert AuditEntry.objects.count() == before + 1
    assert (second.pk, second.status, second.version) == (first.pk, first.status, first.version)


def test_a_second_click_on_a_first_draft_makes_one():
    first = save()
    after = stored()
    assert (save(now=at(1)).pk, stored()) == (first.pk, after)


def test_loading_a_back_figure_again_changes_nothing():
    first = take_over()
    after = stored()
    assert (take_over().pk, stored()) == (first.pk, after)


@pytest.mark.parametrize(("verb", "by"), [("reopen", "olive"), ("send_back", "mary")])
def test_another_reason_is_no_second_click(verb, by):
    figure = ready_for(verb)
    version = figure.version
    after = act(verb, figure, by, version, now=at(5))
    before = stored()
    with pytest.raises(SomebodyElseWasFirst) as refusal:
        act(verb, figure, by, version, now=at(9), reason="Another reason.")
    did = {"reopen": "reopened", "send_back": "returned"}[verb]
    assert (str(refusal.value), stored()) == (by_then("You", did, after.get_status_display().lower()), before)


def test_the_same_words_of_somebody_else_are_no_second_click():
    figure = approved()
    act("reopen", figure, "olive", now=at(5))
    with pytest.raises(SomebodyElseWasFirst) as refusal:
        act("reopen", figure, "petra", now=at(9))
    assert str(refusal.value) == by_then("Olive Owner", "reopened", "draft")


def test_a_submitted_figure_is_not_a_draft_that_was_saved():
    figure = submitted()
    before = stored()
    for by, who in (("olive", "You"), ("dee", "Olive Owner")):
        with pytest.raises(SomebodyElseWasFirst) as refusal:
            save(by, figure.version, now=at(9))
        said = by_then(who, "submitted", "submitted", "10:01 on 10 December 2020")
        assert (str(refusal.value), stored()) == (said, before)


# --- Content -----------------------------------------------------------------------------------------


def test_a_draft_may_be_incomplete_and_wrong():
    draft = save(slug=RATE, numerator=D(9), absence="due_on", forecast=D("-1"))
    assert state(draft, "status", "numerator", "value", "absence") == ("draft", D(9), None, "due_on")


def test_unchanged_content_writes_nothing_whoever_saves_it():
    draft = act("save_draft", save(), "olive")
    before = stored()
    act("save_draft", draft, "olive", 2)
    act("save_draft", draft, "dan", 1)
    assert stored() == before


def test_text_is_kept_as_typed_but_for_the_white_space_of_browsers():
    draft = save(
        value=D("11.0"),
        absence_note="  ",
        forecast_method="\tBy hand ",
        commentary_public="  First line.\r\n\r\n  Second: “quoted”, 5 < 6 \r\n",
    )
    names = ("absence_note", "forecast_method", "commentary_public", "value")
    assert state(draft, *names) == ("", "By hand", "First line.\n\n  Second: “quoted”, 5 < 6", D(11))
    before = stored()
    save(version=1, value=D(11), forecast_method="By hand", commentary_public=draft.commentary_public)
    assert stored() == before


def test_none_and_an_empty_text_are_the_same_nothing():
    draft = save(value=None, absence=None, commentary_public=None)
    assert state(draft, "value", "absence", "commentary_public") == (None, "", "")
    assert trail(draft) == [("Olive Owner", "saved", {}, {}, "")]


def test_content_has_the_fields_of_a_submission_and_no_others():
    with pytest.raises(TypeError, match=r"^not content of a submission: \['status'\]$"):
        save(status="approved")


def test_the_figure_is_computed_from_its_parts_and_nothing_else():
    draft = save(slug=RATE, numerator=D(460), denominator=D(144892), value=D(1))
    assert state(draft, "value") == (D("317.477846"),)


def test_swapped_parts_are_kept_in_the_draft_and_not_submitted():
    draft = save(slug="admissions-18-64", numerator=D(419403), denominator=D(9))
    assert state(draft, "value", "numerator", "denominator") == (None, D(419403), D(9))
    before = stored()
    with pytest.raises(NotComplete) as refusal:
        act("submit", draft, "olive")
    sentence = "These two make a figure that is far too large. Check for swapped figures."
    assert (refusal.value.problems, stored()) == ({"numerator": sentence}, before)


@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [
        # One decimal is printed: 999,999,999.95 would be judged as a billion.
        ("19999.999998", "2", "999999999.9"),
        ("19999.999999", "2", None),
        ("10000", "1", None),
        ("999999999999", "0.000001", None),
        ("144892", "460", "31498260.869565"),
    ],
)
def test_a_computed_figure_is_below_a_billion_and_unchanged_when_it_is_saved_again(
    numerator, denominator, value
):
    parts = {"numerator": D(numerator), "denominator": D(denominator)}
    draft = save(slug=RATE, **parts)
    assert state(draft, "value") == (None if value is None else D(value),)
    before = stored()
    save(slug=RATE, version=1, **parts)
    assert stored() == before


def test_a_forecast_names_who_made_it_until_it_is_cleared():
    draft = save(value=D(11), forecast=D(12))
    assert state(draft, "forecast_by__name") == ("Olive Owner",)
    draft = save("dan", 1, value=D("11.1"), forecast=D(12), now=at(1))
    assert state(draft, "forecast_by__name") == ("Olive Owner",)
    draft = save("dan", 2, value=D("11.1"), forecast=D(0), now=at(2))
    assert state(draft, "forecast_by__name", "forecast") == ("Dan Provider", D(0))
    draft = save("olive", 3, value=D("11.1"), now=at(3))
    assert state(draft, "forecast_by__name", "forecast") == (None, None)


EITHER = "Enter a figure, or choose a reason why there is none."
RANGE = "A percentage of a whole lies between 0 and 100."
OF_A_PLAN = [("value", D("104")), ("value", D("-3.2")), ("forecast", D("250"))]
SWAPPED = "The numerator ({}) is above the denominator ({}). Check that they are not swapped."
SHARE = "The denominator must be more than 0: nothing can be a share of none."
BOTH = "Give either a figure or a reason for none, not both."
WITH_DATE = "A due date goes only with the reason “Due on a date”."
DUE = date(2021, 3, 31)
OFF_TARGET = "This figure is off target. Say what you expect for the year."
SAID = {"commentary_public": "Fewer people found work."}

CONTENT = [
    (PERCENT, {"commentary_public": "No figure yet."}, {"value": EITHER}),
    (RATE, {"forecast": D(462)}, {"numerator": EITHER}),
    (PERCENT, {"value": D(11), "absence": "suppressed"}, {"absence": BOTH}),
    (RATE, {"numerator": D(1), "denominator": D(2), "absence": "suppressed"}, {"absence": BOTH}),
    (RATE, {"numerator": D(460)}, {"denominator": "Enter the denominator as well, or clear both."}),
    (RATE, {"denominator": D(144892)}, {"numerator": "Enter the numerator as well, or clear both."}),
    (RATE, {"numerator": D(460), "denominator": D(0)}, {"denominator": SHARE}),
    (RATE, {"numerator": D(460), "denominator": D(-1)}, {"denominator": SHARE}),
    (
        RATE,
        {"numerator": D(-1), "denominator": D(144892)},
        {"numerator": "The numerator cannot be less than 0."},
    ),
    (RATE, {"numerator": D(0), "denominator": D(144892)}, {}),
    (RATE, {"numerator": D(3), "denominator": D(2), "outlook": "not_known", **SAID}, {}),
    (PERCENT, {"numerator": D(2), "denominator": D(2)}, {}),
    (
        PERCENT,
        {"numerator": D(2502), "denominator": D(1089)},
        {"numerator": SWAPPED.format(2502, 1089), "value": RANGE},
    ),
    (PERCENT, {"value": D(0), "outlook": "not_enough", **SAID}, {}),
    (PERCENT, {"value": D(0), **SAID}, {"outlook": OFF_TARGET}),
    (PERCENT, {"value": D(100)}, {}),
    (PERCENT, {"value": D("100.1")}, {"value": RANGE}),
    (PERCENT, {"value": D("-0.1")}, {"value": RANGE}),
    (PERCENT, {"value": D(11), "forecast": D(100)}, {}),
    (PERCENT, {"value": D(11), "forecast": D("100.1")}, {"forecast": RANGE}),
    (LIBRARIES, {"value": D("100.1")}, {}),
    (PERCENT, {"absence": "due_on", "absence_due_on": DUE, **SAID}, {}),
    (PERCENT, {"absence": "due_on"}, {"absence_due_on": "Enter the date on which the figure is due."}),
    (PERCENT, {"absence": "suppressed", "absence_due_on": DUE}, {"absence_due_on": WITH_DATE}),
    (PERCENT, {"value": D(11), "absence_due_on": DUE}, {"absence_due_on": WITH_DATE}),
    (PERCENT, {"absence": "not_applicable", "absence_note": "The scheme ended."}, {}),
]


@pytest.mark.parametrize(("name", "figure"), OF_A_PLAN)
def test_a_percentage_that_is_no_share_may_be_anything(db, name, figure):
    measure = world.measure(PERCENT)
    content = {"value": D(50)} | {name: figure}
    assert problems_of(measure, content) == {name: RANGE}
    measure.is_share = False
    assert problems_of(measure, content) == {}


def submit_answered(draft, owner):
    """Nothing here is near last year's figure: what is asked about that is confirmed."""
    answers = {"value:units": "Tried.", "value:far": ""}
    return workflow.submit(
        submission=draft, version=draft.version, answers=answers, by=person(owner), today=TODAY
    )


@pytest.mark.parametrize(("slug", "content", "problems"), CONTENT)
def test_what_may_be_submitted(slug, content, problems):
    owner = "oscar" if slug == LIBRARIES else "olive"
    draft = save(owner, slug=slug, **content)
    before = stored()
    if not problems:
        assert state(submit_answered(draft, owner)) == ("submitted", 2)
        return
    with pytest.raises(NotComplete) as refusal:
        submit_answered(draft, owner)
    assert (refusal.value.problems, stored()) == (problems, before)
    assert str(refusal.value) == " ".join(problems.values())


def test_0_is_a_figure_all_the_way_into_force():
    figure = approved(value=D(0), outlook="not_known", **SAID)
    assert state(figure, "status", "value", "absence") == ("approved", D(0), "")


def test_what_became_wrong_after_it_was_submitted_is_not_approved():
    figure = submitted()
    Submission.objects.filter(pk=figure.pk).update(value=D(101))
    with pytest.raises(NotComplete) as refusal:
        act("approve", figure, "mary")
    assert refusal.value.problems == {"value": RANGE}


@pytest.mark.parametrize("reason", ["", " \n\t"])
@pytest.mark.parametrize(
    ("verb", "by", "sentence"),
    [
        ("send_back", "mary", "Say why you return this figure, so that the owner can put it right."),
        ("reopen", "olive", "Say why this figure is reopened; the reason is printed with the correction."),
    ],
)
def test_a_reason_is_needed(verb, by, sentence, reason):
    submission = ready_for(verb)
    before = stored()
    with pytest.raises(NotComplete) as refusal:
        act(verb, submission, by, reason=reason)
    assert (refusal.value.problems, stored()) == ({"reason": sentence}, before)


# --- Back figures ------------------------------------------------------------------------------------

ALREADY = "% of people with LD in employment, November 2020 already has a figure; reopen it to correct it."


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"source": " "}, {"source": "Say where this figure was published."}),
        ({"value": "100.1"}, {"value": RANGE}),
        ({"absence": "suppressed"}, {"absence": BOTH}),
    ],
)
def test_a_back_figure_is_checked_like_any_other(changes, problems):
    before = stored()
    with pytest.raises(NotComplete) as refusal:
        take_over(**changes)
    assert (refusal.value.problems, stored()) == (problems, before)


def test_a_different_back_figure_is_refused():
    take_over()
    before = stored()
    with pytest.raises(NotComplete) as refusal:
        take_over(value="10.6")
    assert (refusal.value.problems, stored()) == ({"": ALREADY}, before)


def test_a_closed_year_takes_no_back_figure_and_the_same_again_changes_nothing():
    held = take_over(slug=LIBRARIES)
    Period.objects.filter(pk=world.year_2020().pk).update(closed_at=at(1), closed_by=person("petra"))
    before = stored()
    with pytest.raises(NotComplete) as refusal:
        take_over()
    closed = "2020/21 is closed. A performance officer can reopen it with a reason."
    assert (refusal.value.problems, stored()) == ({"": closed}, before)
    assert (take_over(slug=LIBRARIES).pk, stored()) == (held.pk, before)


def test_a_back_figure_that_was_corrected_since_can_be_loaded_again():
    published = take_over()
    revision = act("reopen", published, "olive", now=at(3))
    after_reopening = stored()
    assert (take_over().pk, stored()) == (published.pk, after_reopening)
    revision = save("olive", 1, value=D("10.7"), now=at(4))
    act("approve", act("submit", revision, "olive", now=at(5)), "mary", now=at(6))
    corrected = stored()
    assert (take_over().pk, stored()) == (published.pk, corrected)
    assert state(revision, "status", "value") == ("approved", D("10.7"))


def test_a_draft_is_not_taken_for_a_loaded_figure():
    save(value=D("10.5"))
    with pytest.raises(NotComplete) as refusal:
        take_over()
    assert refusal.value.problems == {"": ALREADY}


# --- The trail is written with the change, or neither is ---------------------------------------------


def supersede_target():
    configuration.set_target(
        measure=world.measure(PERCENT),
        year=world.year_2020(),
        kind="at_least",
        value=D(12),
        rule=RagRule.objects.get(basis="points"),
        reason="Agreed at the half-year review.",
        by=person("ada"),
        now=NOW,
        today=TODAY,
    )


def approve_a_revision():
    revision = act("reopen", approved(), "petra", now=at(3))
    waiting = act("submit", revision, "olive", now=at(4))
    return lambda: act("approve", waiting, "mary", now=at(5))


def call_of(verb):
    submission = ready_for(verb)
    return lambda: act(verb, submission, BY.get(verb, "mary"))


# What prepares a change, and returns it to be called.
UNWRITTEN = {
    "a first draft": lambda: save,
    "taking over": lambda: take_over,
    "approving a revision": approve_a_revision,
    "superseding a target": lambda: supersede_target,
} | {verb: partial(call_of, verb) for verb in VERBS}


@pytest.mark.parametrize("case", UNWRITTEN)
def test_nothing_changes_when_the_trail_cannot_be_written(case, full_trail):
    change = UNWRITTEN[case]()
    before = stored()
    with transaction.atomic():
        full_trail()
        with pytest.raises(DatabaseError, match="no room in the audit trail"):
            change()
        assert stored() == before
        transaction.set_rollback(True)
    change()
    assert stored() != before


def test_rights_are_read_from_the_roles_of_the_moment():
    figure = submitted()
    Role.objects.filter(person=person("mary")).delete()
    with pytest.raises(NotAllowed):
        act("approve", figure, "mary")
    Role.objects.create(person=person("nick"), kind="manager")
    assert state(act("approve", figure, "nick")) == ("approved", 3)
    assert Person.objects.filter(roles__kind="manager", name="Mary Manager").count() == 0
