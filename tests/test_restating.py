"""Restatements: what a set of revisions would change, and how it moves as one."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from performance import access, recompute, restating, workflow
from performance.models import (
    Assessment,
    AuditEntry,
    CalculationInput,
    Contributor,
    Directorate,
    MeasureRole,
    Period,
    RecomputeRequest,
    Restatement,
    SignOff,
    Submission,
)
from performance.refusals import (
    NotAllowed,
    NotComplete,
    NotConfirmed,
    PeriodNotOpen,
    SomebodyElseWasFirst,
    WorkflowProblem,
)
from performance.restatement_plan import key_of
from tests import measuring, world
from tests.restated import (
    APRIL,
    JUNE,
    MAY,
    OCTOBER,
    REASON,
    abandon,
    approve,
    in_force,
    resubmit,
    revision,
    send_back,
    statuses,
    submit,
    verbs,
    visits_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.wide]


@pytest.fixture
def visits():
    """Visits of about 100 a month from April 2019 to October 2020, owned by Olive."""
    return visits_of("visits-paid")


# --- The preview ---------------------------------------------------------------------------------------


def plan(revisions):
    return restating.plan(revisions, reason=REASON, today=world.TODAY)


def test_a_plan_says_what_changes_and_what_else_moves(visits):
    found = plan(
        [revision(visits, MAY, 111), revision(visits, APRIL, 100, outlook=""), revision(visits, JUNE, 99)]
    )

    assert [
        (one.period.start, one.was.value, one.new.value, one.difference.plain) for one in found.changes
    ] == [
        (MAY, D(101), D(111), "+10 (+9.9%)"),
        # Only its outlook is another: the content is not what is in force.
        (JUNE, D(99), D(99), "No change"),
    ]
    assert [one.period.start for one in found.unchanged] == [APRIL]
    # The year adds up: July to October are read otherwise, April is not.
    assert [one.period.start.month for one in found.moves] == [7, 8, 9, 10]
    last = found.moves[-1]
    assert (last.was.value, last.new.value) == (D(103), D(103))
    assert (last.judged_was.year_to_date, last.judged_now.year_to_date) == (D(703), D(713))
    assert found.problems == {}


def test_months_of_a_plan_are_judged_together(visits):
    found = plan([revision(visits, MAY, 111), revision(visits, JUNE, 119)])

    assert [one.judged_now.year_to_date for one in found.changes] == [D(211), D(330)]
    assert found.moves[-1].judged_now.year_to_date == D(733)


def test_a_plan_names_the_status_that_would_be_another(visits):
    measuring.target(visits, 1240, profile="linear")  # 723 by October
    recompute.recompute_due()

    found = plan([revision(visits, OCTOBER, 125)])

    change = found.changes[0]
    assert (change.judged_was.level.word, change.judged_now.level.word) == ("Red", "Green")
    assert (change.judged_was.year_to_date, change.judged_now.year_to_date) == (D(703), D(725))


def test_a_plan_says_what_is_calculated_from_its_figures(visits):
    total = measuring.measure("visits-total", entry="calculated", calculation="total")
    CalculationInput.objects.create(measure=total, source=visits, part="first")
    recompute.recompute_everything()

    found = plan([revision(visits, OCTOBER, 125)])

    moved = [(one.measure, one.was.value, one.new.value) for one in found.moves]
    assert moved == [(total, D(103), D(125))]
    assert in_force(total, OCTOBER).value == 103


def test_figures_of_a_stock_move_nothing_else():
    stock = visits_of("people-waiting", aggregation="latest")

    assert plan([revision(stock, MAY, 111)]).moves == []


def refusal(revisions, today=world.TODAY):
    found = restating.plan(revisions, reason=REASON, today=today)
    assert found.changes == []
    return [one.sentence for one in found.refused]


def test_what_cannot_be_restated_says_why(visits):
    total = measuring.measure("visits-total", entry="calculated", calculation="total")
    CalculationInput.objects.create(measure=total, source=visits, part="first")
    recompute.recompute_everything()
    november = date(2020, 11, 1)
    retired = visits_of("visits-once", state="retired")

    assert refusal([revision(total, MAY, 5)]) == [
        "This figure is calculated from others. Restate the figures that it is made from."
    ]
    assert refusal([revision(visits, november, 5)]) == [
        "November 2020 has no figure in force, so there is nothing to restate. "
        "Enter it as a first figure instead."
    ]
    assert refusal([revision(retired, MAY, 5)]) == ["This measure is retired and takes no figures."]


def test_an_open_revision_is_in_the_way_with_the_name_of_whose_it_is(visits):
    workflow.reopen(
        submission=in_force(visits, MAY), reason="A slip.", by=world.person("dee"), today=world.TODAY
    )
    submit([revision(visits, JUNE, 111)])

    assert refusal([revision(visits, MAY, 111), revision(visits, JUNE, 112)]) == [
        "Dee Deputy has opened a revision of May 2020, which is draft. It is approved or abandoned first.",
        "June 2020 is in another restatement, which Olive Owner sent. It is approved or abandoned first.",
    ]


def test_the_months_of_a_closed_year_are_restated_only_after_it_is_reopened(visits):
    year = world.year_2020()
    Period.objects.filter(pk=year.pk).update(closed_at="2021-06-01T00:00Z", closed_by=world.person("petra"))

    assert refusal([revision(visits, MAY, 111)]) == [measuring.period(MAY).why_not_open(world.TODAY)]
    assert "2020/21 is closed" in measuring.period(MAY).why_not_open(world.TODAY)


def test_months_whose_own_days_are_over_may_be_restated(visits):
    may = measuring.period(MAY)
    Period.objects.filter(pk=may.pk).update(closes_on=date(2020, 7, 31))
    may.refresh_from_db()
    assert not may.is_open(world.TODAY)

    assert [one.new.value for one in plan([revision(visits, MAY, 111)]).changes] == [D(111)]


def test_problems_and_warnings_stand_at_their_figure(visits):
    found = plan([revision(visits, MAY, -3), revision(visits, JUNE, 990)])
    may, june = key_of(visits, measuring.period(MAY)), key_of(visits, measuring.period(JUNE))

    assert found.problems == {f"{may}.value": "This cannot be less than 0. Check the sign."}
    assert list(found.unanswered({})) == [june]
    assert [finding.severity for finding in found.unanswered({})[june]] == ["serious"]


def test_a_figure_that_becomes_none_has_no_difference(visits):
    gone = {"absence": "suppressed", "absence_note": "Too few."}

    assert plan([(visits, measuring.period(MAY), gone)]).changes[0].difference is None


def test_a_plan_costs_the_same_for_one_month_and_for_seven(visits):
    counts, given = [], [revision(visits, date(2020, 4 + month, 1), 120 + month) for month in range(7)]
    for months in (1, 7):
        with CaptureQueriesContext(connection) as captured:
            found = plan(given[:months])
        counts.append(len(captured))
        assert len(found.changes) == months

    assert counts[0] == counts[1]


# --- Sending ---------------------------------------------------------------------------------------------


def test_a_set_is_sent_as_one(visits):
    made = submit([revision(visits, MAY, 111), revision(visits, JUNE, 112)])

    may, june = restating.members_of(made)
    assert (made.status, made.reason, made.submitted_by) == ("submitted", REASON, world.person("olive"))
    assert [(one.status, one.revision, one.value, one.opened_reason) for one in (may, june)] == [
        ("submitted", 2, D(111), REASON),
        ("submitted", 2, D(112), REASON),
    ]
    assert [one.contributors.get().person for one in (may, june)] == [world.person("olive")] * 2
    assert [in_force(visits, start).value for start in (MAY, JUNE)] == [D(101), D(99)]
    assert (verbs(made), verbs(may), verbs(june)) == (["submitted"], ["restated"], ["restated"])
    entry = AuditEntry.objects.get(subject_type="submission", subject_id=may.pk)
    assert (entry.before["value"], entry.after["value"], entry.reason) == ("101", "111", REASON)


def test_figures_that_are_as_they_were_are_left_out(visits):
    same = {"value": D(100), "outlook": ""}
    made = submit([(visits, measuring.period(APRIL), same), revision(visits, MAY, 111)])

    assert [one.period.start for one in restating.members_of(made)] == [MAY]


def test_a_set_needs_figures_that_change_and_a_reason(visits):
    with pytest.raises(NotComplete) as refused:
        submit([(visits, measuring.period(APRIL), {"value": D(100)})], reason="  ")
    with pytest.raises(NotComplete):
        submit([])

    assert set(refused.value.problems) == {"", "reason"}
    assert not Restatement.objects.exists()


def test_all_is_refused_where_one_figure_is(visits):
    november = (visits, world.november(), {"value": D(5)})

    with pytest.raises(NotComplete) as refused:
        submit([revision(visits, MAY, 111), november])

    assert list(refused.value.problems) == [key_of(visits, world.november())]
    assert not Submission.objects.open().filter(measure=visits).exists()


@pytest.mark.parametrize("who", ["olive", "dee", "petra"])
def test_owners_deputies_and_officers_send(visits, who):
    assert submit([revision(visits, MAY, 111)], by=who).submitted_by == world.person(who)


@pytest.mark.parametrize("who", ["dan", "mary", "stella", "clive", "oscar", "nick"])
def test_others_do_not_send(visits, who):
    with pytest.raises(NotAllowed, match="Its owner, a deputy or a performance officer"):
        submit([revision(visits, MAY, 111)], by=who)

    assert not Restatement.objects.exists()


def test_the_measures_of_a_set_are_of_one_directorate(visits):
    other = visits_of("visits-of-children", directorate=Directorate.objects.get(name__startswith="Children"))

    with pytest.raises(NotComplete, match="one directorate") as refused:
        submit([revision(visits, MAY, 111), revision(other, MAY, 111)])

    assert "Adults and Communities and Children and Family Services" in str(refused.value)


def test_warnings_are_confirmed_at_their_figure(visits):
    june = key_of(visits, measuring.period(JUNE))
    revisions = [revision(visits, MAY, 111), revision(visits, JUNE, 990)]
    asked = plan(revisions).unanswered({})[june]
    answers = {june: {f"{found.field}:{found.code}": "Counted twice before." for found in asked}}

    with pytest.raises(NotConfirmed) as refused:
        submit(revisions)
    assert [found.code for found in refused.value.findings] == [found.code for found in asked]
    assert not Restatement.objects.exists()
    made = submit(revisions, answers=answers)

    kept = {
        one.period.start: [row.reason for row in one.confirmations.all()]
        for one in restating.members_of(made)
    }
    assert kept == {MAY: [], JUNE: ["Counted twice before."] * len(asked)}
    entry = AuditEntry.objects.filter(verb="restated", period=measuring.period(JUNE)).get()
    assert "Confirmed: Counted twice before." in entry.reason


def test_a_forecast_that_is_another_is_its_senders(visits):
    made = submit([revision(visits, MAY, 111, forecast=D(1300)), revision(visits, JUNE, 112)])

    may, june = restating.members_of(made)
    assert (may.forecast_by, june.forecast_by) == (world.person("olive"), None)


def test_a_double_click_sends_once(visits):
    given = [revision(visits, MAY, 111), (visits, measuring.period(APRIL), {"value": D(100)})]

    first, second = submit(given), submit(given)

    assert (first, Restatement.objects.count()) == (second, 1)


def test_the_same_again_with_another_month_is_no_double_click(visits):
    submit([revision(visits, MAY, 111)])

    with pytest.raises(NotComplete, match="in another restatement, which Olive Owner sent"):
        submit([revision(visits, MAY, 111), revision(visits, JUNE, 112)])

    assert Submission.objects.open().filter(measure=visits).count() == 1


def test_a_revision_number_that_was_given_up_stays_its_own(visits):
    abandon(submit([revision(visits, MAY, 111)]))
    made = submit([revision(visits, MAY, 112)])

    assert [one.revision for one in restating.members_of(made)] == [3]


# --- Approving ---------------------------------------------------------------------------------------------


def test_one_approval_puts_all_into_force(visits):
    made = submit([revision(visits, MAY, 111), revision(visits, JUNE, 112)])
    was = [in_force(visits, start) for start in (MAY, JUNE)]
    RecomputeRequest.objects.all().delete()

    done = approve(made)

    assert (done.status, done.approved_by, done.version) == ("approved", world.person("mary"), 2)
    assert [in_force(visits, start).value for start in (MAY, JUNE)] == [D(111), D(112)]
    for old in was:
        old.refresh_from_db()
    assert [old.status for old in was] == ["superseded", "superseded"]
    members = restating.members_of(done)
    assert [(s.by, s.level) for one in members for s in one.sign_offs.all()] == [
        (world.person("mary"), 1)
    ] * 2
    assert verbs(members[0]) == ["restated", "approved"]
    assert verbs(done) == ["submitted", "approved"]
    assert list(RecomputeRequest.objects.values_list("measure", "seq")) == [(visits.pk, 1)]
    recompute.recompute_due()
    october = Assessment.objects.get(submission=in_force(visits, OCTOBER))
    assert october.year_to_date == D(703 + 10 + 13)


def test_the_plan_is_what_the_recomputation_writes(visits):
    measuring.target(visits, 1240, profile="linear")
    recompute.recompute_due()
    made = submit([revision(visits, MAY, 131), revision(visits, JUNE, 99)])
    found = restating.plan_of(made, today=world.TODAY)

    approve(made)
    recompute.recompute_due()

    expected = {one.period.pk: one.judged_now for one in (*found.changes, *found.moves)}
    written = {row.period_id: row for row in Assessment.objects.filter(measure=visits)}
    for pk, judged in expected.items():
        for name in ("year_to_date", "level_id", "not_rated", "judged_value", "sentence"):
            assert getattr(judged, name) == getattr(written[pk], name)
    months = {measuring.period(date(2020, month, 1)).pk for month in range(5, 11)}
    assert set(expected) == months


def test_whoever_touched_any_of_it_does_not_approve_it(visits):
    MeasureRole.objects.create(measure=visits, person=world.person("mary"), kind="deputy")
    made = submit([revision(visits, MAY, 111), revision(visits, JUNE, 112)])
    Contributor.objects.create(
        submission=restating.members_of(made)[1], person=world.person("mary"), first_at="2020-12-10T00:00Z"
    )

    with pytest.raises(NotAllowed, match="somebody else must approve it"):
        approve(made)

    assert statuses(made) == ["submitted", "submitted"]
    assert in_force(visits, MAY).value == 101
    assert not SignOff.objects.exists()
    assert approve(made, by="dora").status == "approved"


@pytest.mark.parametrize("who", ["olive", "dan", "petra", "marcus", "stella", "clive"])
def test_only_a_manager_of_all_its_measures_decides(visits, who):
    made = submit([revision(visits, MAY, 111)])

    for verb in (approve, send_back):
        with pytest.raises(NotAllowed, match="Only a manager of all these measures"):
            verb(made, by=who)

    assert statuses(made) == ["submitted"]


def test_a_manager_of_one_of_two_services_does_not_decide(visits):
    libraries = visits_of("visits-to-libraries", service=world.measure("library-e-loans").service)
    made = submit([revision(visits, MAY, 111), revision(libraries, MAY, 111)])

    for who in ("mary", "marcus"):
        with pytest.raises(NotAllowed):
            approve(made, by=who)
    assert [list(access.approvable_restatements(world.person(who))) for who in ("mary", "marcus")] == [[], []]
    assert list(access.approvable_restatements(world.person("dora"))) == [made]
    assert approve(made, by="dora").status == "approved"


def test_the_version_that_was_read_is_the_one_that_is_approved(visits):
    read = submit([revision(visits, MAY, 111)])
    returned = send_back(read)
    resubmit(returned, [revision(visits, MAY, 112)])

    with pytest.raises(SomebodyElseWasFirst, match="Olive Owner sent this restatement at"):
        approve(read)

    assert (in_force(visits, MAY).value, statuses(read)) == (D(101), ["submitted"])


def test_a_member_that_has_moved_stops_all_of_it(visits):
    made = submit([revision(visits, MAY, 111), revision(visits, JUNE, 112)])
    # Nobody can do this here; the set is refused whole all the same.
    june = restating.members_of(made)[1]
    Submission.objects.filter(pk=june.pk).update(status="draft")

    with pytest.raises(SomebodyElseWasFirst), transaction.atomic():
        approve(made)

    assert in_force(visits, MAY).value == 101
    made.refresh_from_db()
    assert made.status == "submitted"


def test_a_set_that_waits_when_its_year_is_closed_waits_until_it_is_open_again(visits):
    made = submit([revision(visits, MAY, 111), revision(visits, JUNE, 119)])
    year = Period.objects.filter(pk=world.year_2020().pk)
    year.update(closed_at="2021-06-01T12:00Z", closed_by=world.person("petra"))

    with pytest.raises(PeriodNotOpen, match="2020/21 is closed"):
        approve(made)
    assert not access.approvable_restatements(world.person("mary")).exists()
    assert (statuses(made), in_force(visits, MAY).value) == (["submitted"] * 2, 101)

    year.update(closed_at=None, closed_by=None)
    assert list(access.approvable_restatements(world.person("mary"))) == [made]
    approve(made)
    assert (in_force(visits, MAY).value, in_force(visits, JUNE).value) == (111, 119)


def test_a_double_click_on_approve_is_one_approval(visits):
    made = submit([revision(visits, MAY, 111)])

    approve(Restatement.objects.get(pk=made.pk))
    again = approve(made)

    assert (again.status, SignOff.objects.count(), verbs(made)) == ("approved", 1, ["submitted", "approved"])


def test_two_managers_at_once_approve_it_once(visits):
    made = submit([revision(visits, MAY, 111)])
    approve(Restatement.objects.get(pk=made.pk))

    with pytest.raises(SomebodyElseWasFirst, match="Mary Manager approved this restatement"):
        approve(made, by="dora")

    assert SignOff.objects.get().by == world.person("mary")


# --- Returning and giving up -----------------------------------------------------------------------------


def test_a_set_is_returned_as_one_and_sent_again(visits):
    made = submit([revision(visits, MAY, 111), revision(visits, JUNE, 112)])

    returned = send_back(made)
    assert (returned.status, statuses(made)) == ("returned", ["returned"] * 2)
    assert {one.returned_reason for one in restating.members_of(made)} == {"May is not right."}
    again = resubmit(
        returned, [revision(visits, MAY, 115), revision(visits, JUNE, 112)], by="dee", reason="Later."
    )

    assert (again.status, again.reason, again.version) == ("submitted", "Later.", 3)
    may, june = restating.members_of(again)
    assert [(one.status, one.value, one.opened_reason, one.revision) for one in (may, june)] == [
        ("submitted", D(115), "Later.", 2),
        ("submitted", D(112), "Later.", 2),
    ]
    assert {one.person for one in may.contributors.all()} == {world.person("olive"), world.person("dee")}
    assert verbs(made) == ["submitted", "returned", "submitted"]
    assert approve(again).status == "approved"
    assert in_force(visits, MAY).value == 115


def test_a_month_joins_a_returned_set_and_another_leaves_it(visits):
    returned = send_back(submit([revision(visits, MAY, 111), revision(visits, JUNE, 112)]))
    may = restating.members_of(returned)[0]

    again = resubmit(returned, [revision(visits, JUNE, 112), revision(visits, OCTOBER, 107)])

    assert [one.period.start for one in restating.members_of(again)] == [JUNE, OCTOBER]
    may.refresh_from_db()
    assert (may.status, may.restatement, verbs(may)[-1]) == ("abandoned", None, "given up")


def test_a_returned_set_needs_a_figure_that_changes(visits):
    returned = send_back(submit([revision(visits, MAY, 111)]))

    with pytest.raises(NotComplete, match="as they are in force"):
        resubmit(returned, [(visits, measuring.period(MAY), {"value": D(101)})])

    assert statuses(returned) == ["returned"]


def test_what_was_confirmed_holds_while_the_figure_is_the_same(visits):
    revisions = [revision(visits, JUNE, 990)]
    june = key_of(visits, measuring.period(JUNE))
    asked = plan(revisions).unanswered({})[june]
    answers = {june: {f"{found.field}:{found.code}": "Counted twice." for found in asked}}
    returned = send_back(submit(revisions, answers=answers))

    with pytest.raises(NotConfirmed):
        resubmit(returned, [revision(visits, JUNE, 991)])
    again = resubmit(returned, [revision(visits, JUNE, 990), revision(visits, MAY, 111)])

    assert statuses(again) == ["submitted", "submitted"]


def test_a_return_needs_a_reason_and_a_double_click_is_one_return(visits):
    made = submit([revision(visits, MAY, 111)])

    with pytest.raises(NotComplete):
        send_back(made, reason=" ")
    send_back(Restatement.objects.get(pk=made.pk))
    send_back(made)

    assert verbs(made) == ["submitted", "returned"]


def test_whoever_sent_a_set_withdraws_it_and_the_figures_in_force_stay(visits):
    made = submit([revision(visits, MAY, 111), revision(visits, JUNE, 112)])

    with pytest.raises(NotAllowed, match="Only Olive Owner"):
        abandon(made, by="dee")
    assert abandon(made).status == "abandoned"
    assert abandon(made).status == "abandoned"

    assert statuses(made) == ["abandoned", "abandoned"]
    assert (in_force(visits, MAY).value, verbs(made)) == (D(101), ["submitted", "given up"])


def test_a_returned_set_is_given_up_by_anybody_who_may_restate(visits):
    returned = send_back(submit([revision(visits, MAY, 111)]))

    with pytest.raises(NotAllowed):
        abandon(returned, by="dan")

    assert abandon(returned, by="dee").status == "abandoned"


def test_an_approved_set_is_not_given_up(visits):
    done = approve(submit([revision(visits, MAY, 111)]))

    with pytest.raises(SomebodyElseWasFirst):
        abandon(done)


@pytest.mark.parametrize("verb", ["submit", "withdraw", "approve", "send_back", "abandon"])
def test_a_figure_of_a_set_does_not_move_alone(visits, verb):
    made = submit([revision(visits, MAY, 111)])
    if verb in ("submit", "abandon"):
        made = send_back(made)
    member = restating.members_of(made)[0]
    by = world.person("mary" if verb in ("approve", "send_back") else "olive")
    more = {"reason": "No."} if verb == "send_back" else {}

    with pytest.raises(WorkflowProblem, match=f"restatement {made.pk}"):
        getattr(workflow, verb)(submission=member, version=member.version, by=by, **more)

    assert statuses(made) == [member.status]


def test_a_draft_is_not_saved_over_a_figure_of_a_set(visits):
    returned = send_back(submit([revision(visits, MAY, 111)]))
    member = restating.members_of(returned)[0]

    with pytest.raises(WorkflowProblem, match=f"restatement {returned.pk}"):
        workflow.save_draft(
            measure=visits,
            period=measuring.period(MAY),
            content={"value": D(5)},
            version=member.version,
            by=world.person("olive"),
            today=world.TODAY,
        )


@pytest.mark.parametrize("verb", ["approve", "send_back", "abandon", "resubmit"])
def test_nothing_changes_where_the_trail_cannot_be_written(visits, full_trail, verb):
    made = submit([revision(visits, MAY, 111), revision(visits, JUNE, 112)])
    if verb == "resubmit":
        made = send_back(made)
    before = statuses(made)
    full_trail()

    act = {
        "approve": lambda: approve(made),
        "send_back": lambda: send_back(made),
        "abandon": lambda: abandon(made),
        "resubmit": lambda: resubmit(made, [revision(visits, MAY, 113)]),
    }[verb]
    with pytest.raises(DatabaseError), transaction.atomic():
        act()

    made = Restatement.objects.get(pk=made.pk)
    assert (statuses(made), in_force(visits, MAY).value) == (before, D(101))


def test_who_sees_a_set_and_who_finds_it_in_the_queue(visits):
    made = submit([revision(visits, MAY, 111)])
    people = [
        "olive",
        "dee",
        "dan",
        "petra",
        "mary",
        "dora",
        "marcus",
        "stella",
        "clive",
        "oscar",
        "ada",
        "nick",
    ]

    seen = {who for who in people if access.visible_restatements(world.person(who)).exists()}
    queued = {who for who in people if access.approvable_restatements(world.person(who)).exists()}

    assert seen == {"olive", "dee", "dan", "petra", "mary", "dora"}
    assert queued == {"mary", "dora"}
    approve(made)
    assert not access.approvable_restatements(world.person("mary")).exists()
    assert access.visible_restatements(world.person("olive")).get() == made


def test_the_queue_marks_what_its_manager_has_touched(visits):
    MeasureRole.objects.create(measure=visits, person=world.person("mary"), kind="deputy")
    submit([revision(visits, MAY, 111)], by="mary")

    assert access.approvable_restatements(world.person("mary")).get().is_own
    assert not access.approvable_restatements(world.person("dora")).get().is_own
