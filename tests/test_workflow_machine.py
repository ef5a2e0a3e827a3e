"""Sign-off under random people, random order and stale pages: what must always hold, holds."""

from decimal import Decimal as D

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from performance import workflow
from performance.models import AuditEntry, Contributor, MeasureRole, SignOff, Submission
from tests import world
from tests.world import TODAY

pytestmark = pytest.mark.wide

# One measure, so that they get into each other's way. Mary manages and deputises: she must not sign off
# what she touched. Stella may do nothing here.
PEOPLE = ["olive", "dee", "dan", "mary", "dora", "petra", "stella"]
COMPLETE = [{"value": D(11)}, {"value": D(0), "forecast": D("11.5")}, {"absence": "not_applicable"}]
INCOMPLETE = [{"value": D(101)}, {"absence": "due_on"}, {"numerator": D(3), "denominator": D(0)}, {}]
VERBS = ["save_draft", "submit", "withdraw", "send_back", "approve", "reopen", "take_over"]
# What is done to a figure of this status on an ordinary day, and by whom: most of the way leads to approval.
ORDINARY = {
    None: ["save_draft", "save_draft", "take_over"],
    "draft": ["save_draft", "submit", "submit"],
    "returned": ["save_draft", "submit"],
    "submitted": ["approve", "approve", "send_back", "withdraw"],
    "approved": ["reopen"],
    "published": ["reopen"],
}
WHO = {
    "save_draft": ["olive", "dee", "dan", "mary"],
    "submit": ["olive", "dee", "mary"],
    "withdraw": ["olive", "dee", "mary"],
    "send_back": ["mary", "dora"],
    "approve": ["mary", "dora"],
    "reopen": ["olive", "dora", "petra"],
    "take_over": ["petra"],
}


class SignOffMachine(RuleBasedStateMachine):
    """Each step is one request; each example is one transaction, undone at its end."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.measure = world.measure("learning-disability-employment")
        self.period = world.november()
        self.people = {name: world.person(name) for name in PEOPLE}
        MeasureRole.objects.create(measure=self.measure, person=self.people["mary"], kind="deputy")
        self.seen = {}
        self.last_entry = AuditEntry.objects.latest("pk").pk
        self.verb = self.in_force = None

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # --- Requests --------------------------------------------------------------------------------

    @rule(data=st.data(), content=st.sampled_from(COMPLETE))
    def an_ordinary_request(self, data, content):
        latest = self.revisions().last()
        verb = data.draw(st.sampled_from(ORDINARY[latest and latest.status]))
        who = data.draw(st.sampled_from(WHO[verb]))
        self.attempt(verb, latest, who, content, 0, "Late records.")

    @rule(
        data=st.data(),
        verb=st.sampled_from(VERBS),
        content=st.sampled_from(COMPLETE + INCOMPLETE),
        age=st.sampled_from([0, 0, 0, 1, 2]),
        reason=st.sampled_from(["Late records.", "A slip.", " "]),
    )
    def any_request(self, data, verb, content, age, reason):
        """Of anybody, on any revision, from a page of any age."""
        who = data.draw(st.sampled_from(WHO[verb] + PEOPLE))
        found = list(self.revisions()) or [None]
        submission = data.draw(st.sampled_from(found))
        self.attempt(verb, submission, who, content, age, reason)

    def revisions(self):
        return Submission.objects.filter(measure=self.measure, period=self.period).order_by("revision")

    def attempt(self, verb, submission, who, content, age, reason):
        """Call a verb; a refusal is a WorkflowProblem with a sentence, and any other error a failure."""
        arguments = {"by": self.people[who], "submission": submission}
        if verb in ("save_draft", "take_over"):
            arguments = {"by": self.people[who], "content": content}
            arguments |= {"measure": self.measure, "period": self.period}
        elif submission is None:
            return
        if verb == "take_over":
            arguments |= {"origin": "published", "source": "Paper of 18 January 2021"}
        elif verb != "reopen":
            arguments["version"] = submission.version - age if submission else None
        if verb in ("reopen", "send_back"):
            arguments["reason"] = reason
        if verb in ("save_draft", "submit", "reopen"):
            arguments["today"] = TODAY
        self.verb, said = verb, "Done."
        try:
            getattr(workflow, verb)(**arguments)
        except workflow.WorkflowProblem as refusal:
            said = str(refusal)
        assert said.endswith(".")

    # --- What always holds -----------------------------------------------------------------------

    @invariant()
    def at_most_one_is_in_force_and_one_open(self):
        revisions = list(self.revisions())
        assert [revision.revision for revision in revisions] == list(range(1, len(revisions) + 1))
        assert sum(revision.status in Submission.IN_FORCE for revision in revisions) <= 1
        assert [revision for revision in revisions[:-1] if revision.is_open] == []

    @invariant()
    def nobody_approves_what_they_touched(self):
        for sign_off in SignOff.objects.filter(submission__in=self.revisions()):
            touched = Contributor.objects.filter(submission=sign_off.submission)
            assert sign_off.by_id not in set(touched.values_list("person", flat=True))
            trail = AuditEntry.objects.filter(subject_type="submission", subject_id=sign_off.submission_id)
            verbs = set(trail.filter(by=sign_off.by_id).values_list("verb", flat=True))
            assert verbs <= {"approved", "returned", "superseded"}

    @invariant()
    def each_status_agrees_with_who_and_when(self):
        for revision in self.revisions():
            entered = revision.origin == "entered"
            was_submitted = revision.submitted_by_id is not None
            assert was_submitted == (revision.submitted_at is not None)
            if revision.status not in Submission.EDITABLE:
                assert was_submitted == entered
                assert (revision.value is None) == (revision.absence != "")
            if revision.status == "returned":
                assert "" not in (revision.returned_reason, revision.returned_by, revision.returned_at)
            assert (revision.in_force_at is None) == revision.is_open
            approved = entered and not revision.is_open
            assert revision.sign_offs.count() == int(approved)

    @invariant()
    def each_change_of_status_has_one_entry(self):
        written = AuditEntry.objects.filter(pk__gt=self.last_entry, subject_type="submission").order_by("pk")
        moves = [
            (entry.subject_id, entry.before.get("status"), entry.after["status"])
            for entry in written
            if "status" in entry.after
        ]
        now = {revision.pk: revision.status for revision in self.revisions()}
        changed = [
            (pk, self.seen[pk], status) for pk, status in now.items() if self.seen.get(pk, status) != status
        ]
        assert sorted(moves) == sorted(changed)
        made = [
            entry.subject_id
            for entry in written
            if entry.subject_id not in self.seen and entry.verb in ("saved", "reopened", "taken over")
        ]
        assert made == [pk for pk in now if pk not in self.seen]
        self.seen = now
        self.last_entry = AuditEntry.objects.latest("pk").pk

    @invariant()
    def the_figure_in_force_changes_by_approval_alone(self):
        """Or by taking over where there was none."""
        in_force = self.revisions().in_force().values_list("pk", "version", *Submission.CONTENT).first()
        if self.in_force is not None and self.verb != "approve":
            assert in_force == self.in_force
        self.in_force = in_force


@pytest.mark.django_db
def test_sign_off_keeps_its_promises_whatever_people_do():
    run_state_machine_as_test(
        SignOffMachine,
        settings=settings(
            max_examples=30,
            stateful_step_count=25,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
