"""Sets of corrections under random people, random order and stale pages: all of a set moves, or none."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from performance import restating, workflow
from performance.models import AuditEntry, MeasureRole, Period, Restatement, Submission
from performance.refusals import WorkflowProblem
from tests import restated, world

pytestmark = pytest.mark.wide

MONTHS = [date(2020, month, 1) for month in (8, 9, 10)]
# A figure for each month; None leaves it as it stands.
THREE = st.lists(st.sampled_from([None, 95, 99, 103, 108]), min_size=3, max_size=3)
# Mary manages and deputises: she must not sign off what she touched. Stella may do nothing here.
PEOPLE = ["olive", "dee", "dan", "mary", "dora", "petra", "stella"]
WHO = {
    "submit": ["olive", "dee", "petra", "mary"],
    "resubmit": ["olive", "dee", "petra"],
    "approve": ["mary", "dora"],
    "send_back": ["mary", "dora"],
    "abandon": ["olive", "dee", "petra"],
}
ORDINARY = {
    "submitted": ["approve", "approve", "send_back", "abandon"],
    "returned": ["resubmit", "resubmit", "abandon"],
}
SINGLE = ["submit", "withdraw", "approve", "send_back", "abandon"]


class SetMachine(RuleBasedStateMachine):
    """Each step is one request; each example is one transaction, undone at its end."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.measure = restated.visits_of("visits-paid")
        self.people = {name: world.person(name) for name in PEOPLE}
        MeasureRole.objects.create(measure=self.measure, person=self.people["mary"], kind="deputy")
        self.periods = [Period.objects.get(kind="month", start=start) for start in MONTHS]
        self.verb, self.in_force = None, self.figures_in_force()

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # --- Requests --------------------------------------------------------------------------------

    @rule(data=st.data())
    def somebody_sends(self, data):
        given = {"revisions": self.revisions_of(data.draw(THREE)), "reason": "Late."}
        self.attempt(restating.submit, "submit", data, **given)

    @rule(data=st.data(), age=st.sampled_from([0, 0, 0, 1]))
    def an_ordinary_request(self, data, age):
        """What is done next to the set that is open, or a new one where none is."""
        restatement = Restatement.objects.exclude(status__in=["approved", "abandoned"]).first()
        if restatement is None:
            self.somebody_sends(data)
            return
        verb = data.draw(st.sampled_from(ORDINARY[restatement.status]))
        self.attempt_on(restatement, verb, data, WHO[verb], age)

    @rule(data=st.data(), verb=st.sampled_from(["resubmit", "approve", "send_back", "abandon"]))
    def any_request(self, data, verb):
        """Of anybody, on any set."""
        restatements = list(Restatement.objects.order_by("pk"))
        if restatements:
            restatement = data.draw(st.sampled_from(restatements))
            self.attempt_on(restatement, verb, data, PEOPLE, data.draw(st.sampled_from([0, 1])))

    @rule(data=st.data(), verb=st.sampled_from(SINGLE), who=st.sampled_from(PEOPLE))
    def somebody_moves_one_figure_of_a_set(self, data, verb, who):
        members = list(Submission.objects.open().filter(restatement__isnull=False).order_by("pk"))
        if members:
            member = data.draw(st.sampled_from(members))
            more = {"reason": "A slip."} if verb == "send_back" else {}
            with pytest.raises(WorkflowProblem):
                getattr(workflow, verb)(
                    submission=member, version=member.version, by=self.people[who], **more
                )
            self.verb = None

    def revisions_of(self, figures):
        return [
            (self.measure, period, {"value": D(figure), "outlook": "not_known"})
            for period, figure in zip(self.periods, figures, strict=True)
            if figure is not None
        ]

    def attempt_on(self, restatement, verb, data, people, age):
        given = {"restatement": restatement, "version": restatement.version - age}
        if verb == "resubmit":
            given |= {"revisions": self.revisions_of(data.draw(THREE)), "reason": "Later still."}
        if verb == "send_back":
            given["reason"] = data.draw(st.sampled_from(["Look again.", " "]))
        self.attempt(getattr(restating, verb), verb, data, people, **given)

    def attempt(self, call, verb, data, people=None, **given):
        """Call a verb; a refusal is a WorkflowProblem with a sentence, and any other error a failure."""
        if verb in ("submit", "resubmit"):
            given["today"] = world.TODAY
            given["answers"] = self.answers_to(given)
        by = self.people[data.draw(st.sampled_from(people or WHO[verb]))]
        self.verb, before, said = verb, self.state(), "Done."
        try:
            call(by=by, **given)
        except WorkflowProblem as refusal:
            said, self.verb = str(refusal), None
            assert self.state() == before  # refused whole
        assert said.endswith((".", "?"))

    def answers_to(self, given):
        """Every warning ticked with a reason: what is asked is tried elsewhere."""
        found = restating.plan(given["revisions"], restatement=given.get("restatement"), today=world.TODAY)
        return {
            change.key: {f"{one.field}:{one.code}": "Counted again." for one in change.findings}
            for change in found.changes
        }

    # --- What always holds -----------------------------------------------------------------------

    def revisions(self):
        return Submission.objects.filter(measure=self.measure, period__in=self.periods)

    def state(self):
        rows = self.revisions().order_by("pk").values_list("pk", "status", "version", "value", "restatement")
        sets = Restatement.objects.order_by("pk").values_list("pk", "status", "version", "reason")
        return list(rows), list(sets), AuditEntry.objects.count()

    def figures_in_force(self):
        found = self.revisions().in_force().order_by("period__start")
        return [(one.period_id, one.pk, one.value) for one in found]

    @invariant()
    def the_figures_of_a_set_are_where_the_set_is(self):
        for restatement in Restatement.objects.all():
            statuses = set(restatement.revisions.values_list("status", flat=True))
            # What was approved may have been replaced by a later set.
            wanted = {"approved": {"approved", "superseded"}}.get(restatement.status, {restatement.status})
            assert statuses
            assert statuses <= wanted
            assert {one.opened_reason for one in restatement.revisions.all()} == {restatement.reason}

    @invariant()
    def figures_in_force_change_by_approval_alone_and_all_at_once(self):
        now = self.figures_in_force()
        assert len(now) == len(self.periods)
        if now != self.in_force:
            assert self.verb == "approve"
            changed = {new[1] for old, new in zip(self.in_force, now, strict=True) if old != new}
            approved = Restatement.objects.filter(status="approved").order_by("-approved_at", "-pk").first()
            assert changed == set(approved.revisions.values_list("pk", flat=True))
        self.in_force = now

    @invariant()
    def one_revision_of_a_month_is_open_and_their_numbers_are_their_own(self):
        for period in self.periods:
            own = list(self.revisions().filter(period=period).order_by("revision"))
            assert [one.revision for one in own] == list(range(1, len(own) + 1))
            assert sum(one.is_open for one in own) <= 1

    @invariant()
    def nobody_approves_a_set_that_they_touched(self):
        for restatement in Restatement.objects.filter(status="approved"):
            for member in restatement.revisions.all():
                signed = set(member.sign_offs.values_list("by", flat=True))
                assert signed == {restatement.approved_by_id}
                assert not signed & set(member.contributors.values_list("person", flat=True))


@pytest.mark.django_db
def test_sets_keep_their_promises_whatever_people_do():
    run_state_machine_as_test(
        SetMachine,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
