"""Sign-off under random people, random order and stale pages: what must always hold, holds."""

from collections import Counter
from datetime import date
from decimal import Decimal as D

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from performance import workflow
from performance.models import (
    AuditEntry,
    Contributor,
    Cover,
    Directorate,
    MeasureRole,
    Period,
    Role,
    Submission,
)
from tests import world
from tests.world import TODAY

pytestmark = pytest.mark.wide

# One measure, so that they get into each other's way. Mary manages and deputises: she must not sign off
# what she touched. Dora gives the second sign-off where there are two, Marcus stands in for Mary while he
# covers for her, and Stella may do nothing here.
PEOPLE = ["olive", "dee", "dan", "mary", "dora", "marcus", "petra", "stella"]
OFF_TARGET = {"value": D(0), "outlook": "not_known", "commentary_public": "Two employers closed."}
COMPLETE = [{"value": D(11)}, OFF_TARGET, {"absence": "not_applicable", "absence_note": "It has ended."}]
INCOMPLETE = [{"value": D(101)}, {"absence": "due_on"}, {"numerator": D(3), "denominator": D(0)}, {}]
INCOMPLETE += [{"value": D(0), "outlook": "not_known"}, {"absence": "suppressed"}]
VERBS = ["save_draft", "submit", "withdraw", "send_back", "approve", "reopen", "abandon", "take_over"]
MEANWHILE = ["one level", "two levels", "year closed", "year opened", "cover", "no cover"]
AFTER = date(2021, 1, 5)  # the month has closed
# What is done to a figure of this status on an ordinary day, and by whom: most of the way leads to approval.
ORDINARY = {
    None: ["save_draft", "save_draft", "take_over"],
    "draft": ["save_draft", "submit", "submit", "submit", "abandon"],
    "returned": ["save_draft", "submit", "submit", "abandon"],
    "submitted": ["approve", "approve", "approve", "approve", "send_back", "withdraw"],
    "approved": ["reopen"],
    "published": ["reopen"],
    "abandoned": ["reopen"],
}
WHO = {
    "save_draft": ["olive", "dee", "dan", "mary"],
    "submit": ["olive", "dee", "mary"],
    "withdraw": ["olive", "dee", "mary"],
    "send_back": ["mary", "dora", "marcus"],
    "approve": ["mary", "dora", "marcus"],
    "reopen": ["olive", "dora", "petra"],
    "abandon": ["olive", "petra", "mary"],
    "take_over": ["petra"],
}


class SignOffMachine(RuleBasedStateMachine):
    """Each step is one request; each example is one transaction, undone at its end."""

    # What succeeded in any example, so that nothing holds only because it was never tried.
    done = Counter()

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.measure = world.measure("learning-disability-employment")
        self.period = world.november()
        self.is_closed = False
        self.switch(2)
        Role.objects.filter(person=world.person("dora"), kind="manager").update(level=2)
        MeasureRole.objects.create(measure=self.measure, person=world.person("mary"), kind="deputy")
        self.seen = {}
        self.first_entry = self.last_entry = AuditEntry.objects.latest("pk").pk
        self.verb = self.in_force = None

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # --- Requests --------------------------------------------------------------------------------

    def an_ordinary_request(self, data, content):
        latest = self.revisions().last()
        verb = data.draw(st.sampled_from(ORDINARY[latest and latest.status]))
        who = data.draw(st.sampled_from(WHO[verb]))
        if latest and latest.status == "abandoned":
            latest = self.revisions().in_force().get()
        self.attempt(verb, latest, who, content, 0, "Late records.", TODAY)

    @rule(data=st.data(), content=st.sampled_from(COMPLETE))
    def an_ordinary_day(self, data, content):
        self.an_ordinary_request(data, content)

    @rule(data=st.data(), content=st.sampled_from(COMPLETE))
    def another_ordinary_day(self, data, content):
        """The same again: most days are ordinary."""
        self.an_ordinary_request(data, content)

    @rule(
        data=st.data(),
        verb=st.sampled_from(VERBS),
        content=st.sampled_from(COMPLETE + INCOMPLETE),
        age=st.sampled_from([0, 0, 0, 1, 2]),
        reason=st.sampled_from(["Late records.", "A slip.", " "]),
        today=st.sampled_from([TODAY, TODAY, AFTER]),
    )
    def any_request(self, data, verb, content, age, reason, today):
        """Of anybody, on any revision, from a page of any age."""
        who = data.draw(st.sampled_from(WHO[verb] + PEOPLE))
        found = list(self.revisions()) or [None]
        submission = data.draw(st.sampled_from(found))
        self.attempt(verb, submission, who, content, age, reason, today)

    # --- What administrators and managers do meanwhile --------------------------------------------

    @rule(
        changes=st.sampled_from(
            ["one level", "two levels", "year closed", "year opened", "cover", "no cover"]
        )
    )
    def something_else_changes(self, changes):
        self.verb = None
        if changes.endswith(("level", "levels")):
            self.switch(1 if changes == "one level" else 2)
        elif changes.startswith("year"):
            self.is_closed = changes == "year closed"
            closed = (timezone.now(), world.person("petra")) if self.is_closed else (None, None)
            Period.objects.filter(pk=world.year_2020().pk).update(closed_at=closed[0], closed_by=closed[1])
        else:
            Cover.objects.all().delete()
            if changes == "cover":
                self.cover_mary()

    def switch(self, levels):
        Directorate.objects.filter(pk=self.measure.directorate_id).update(sign_off_levels=levels)

    def cover_mary(self):
        mary, marcus = world.person("mary"), world.person("marcus")
        Cover.objects.create(
            person=mary, deputy=marcus, starts_on=TODAY, arranged_by=mary, arranged_at=timezone.now()
        )

    # --- One request ------------------------------------------------------------------------------

    def revisions(self):
        return Submission.objects.filter(measure=self.measure, period=self.period).order_by("revision")

    def attempt(self, verb, submission, who, content, age, reason, today):
        """Call a verb; a refusal is a WorkflowProblem with a sentence, and any other error a failure."""
        # Read anew, as each request reads its person: with the roles of the moment.
        by = world.person(who)
        arguments = {"by": by, "submission": submission}
        if verb in ("save_draft", "take_over"):
            arguments = {"by": by, "content": content, "measure": self.measure, "period": world.november()}
        elif submission is None:
            return
        if verb == "take_over":
            arguments |= {"origin": "published", "source": "Paper of 18 January 2021"}
        elif verb != "reopen":
            arguments["version"] = submission.version - age if submission else None
        if verb in ("reopen", "send_back"):
            arguments["reason"] = reason
        if verb in ("save_draft", "submit", "reopen"):
            arguments["today"] = today
        self.verb, said, written = verb, "Done.", AuditEntry.objects.count()
        try:
            made = getattr(workflow, verb)(**arguments)
        except workflow.WorkflowProblem as refusal:
            said = str(refusal)
        assert said.endswith(".")
        if said == "Done." and AuditEntry.objects.count() > written:
            self.check_allowed(verb, who, made, today)

    def check_allowed(self, verb, who, made, today):
        """What was done was to be done then: by a deputy while they cover, and in a year that is open."""
        SignOffMachine.done[verb, who if verb == "approve" else "", made.levels_signed] += 1
        assert who != "marcus" or Cover.objects.exists()
        if verb in ("save_draft", "submit", "reopen", "approve", "take_over"):
            assert not self.is_closed
        if verb in ("save_draft", "submit", "reopen"):
            was_returned = made.returned_at is not None
            assert today == TODAY or verb == "reopen" or made.revision > 1 or was_returned

    # --- What always holds -----------------------------------------------------------------------

    @invariant()
    def at_most_one_is_in_force_and_one_open(self):
        revisions = list(self.revisions())
        assert [revision.revision for revision in revisions] == list(range(1, len(revisions) + 1))
        assert sum(revision.status in Submission.IN_FORCE for revision in revisions) <= 1
        assert [revision for revision in revisions[:-1] if revision.is_open] == []

    @invariant()
    def nobody_approves_what_they_touched(self):
        for sign_off in (each for revision in self.revisions() for each in self.standing(revision)):
            touched = Contributor.objects.filter(submission=sign_off.submission)
            assert sign_off.by_id not in set(touched.values_list("person", flat=True))
            trail = AuditEntry.objects.filter(subject_type="submission", subject_id=sign_off.submission_id)
            verbs = set(trail.filter(by=sign_off.by_id).values_list("verb", flat=True))
            # Giving a correction up, as a manager may, changes nothing of it.
            assert verbs <= {"approved", "signed off", "returned", "superseded", "given up"}

    def standing(self, revision):
        """The sign-offs that count: of the last versions, since the figure was submitted as it is."""
        # To be superseded is one more change of the version than the sign-offs.
        last = revision.version - (revision.status == "superseded")
        return revision.sign_offs.filter(version__gte=last - revision.levels_signed).order_by("version")

    @invariant()
    def every_level_is_signed_by_somebody_else_in_its_order(self):
        for revision in self.revisions():
            levels = list(self.standing(revision).values_list("level", flat=True))
            assert levels == list(range(1, revision.levels_signed + 1))
            signed = set(revision.sign_offs.values_list("by", "level"))
            assert len({by for by, _ in signed}) == len(signed)

    @invariant()
    def a_deputys_sign_off_says_for_whom(self):
        found = AuditEntry.objects.filter(by=world.person("marcus"), pk__gt=self.first_entry)
        assert {entry.reason for entry in found.filter(verb__in=["approved", "signed off"])} <= {
            "for Mary Manager"
        }

    @invariant()
    def each_status_agrees_with_who_and_when(self):
        for revision in self.revisions():
            entered = revision.origin == "entered"
            was_submitted = revision.submitted_by_id is not None
            assert was_submitted == (revision.submitted_at is not None)
            if revision.status not in (*Submission.EDITABLE, "abandoned"):
                assert was_submitted == entered
                assert (revision.value is None) == (revision.absence != "")
            if revision.status == "returned":
                assert "" not in (revision.returned_reason, revision.returned_by, revision.returned_at)
            assert (revision.in_force_at is None) == (revision.is_open or revision.status == "abandoned")
            approved = entered and revision.in_force_at is not None
            assert revision.levels_signed >= 1 if approved else revision.levels_signed <= 1
            if revision.status in (*Submission.EDITABLE, "abandoned", "published"):
                assert revision.levels_signed == 0

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
            max_examples=40,
            stateful_step_count=30,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
    done = SignOffMachine.done
    assert {verb for verb, *_ in done} == set(VERBS)
    assert {level for verb, who, level in done if verb == "approve"} == {1, 2}
    assert {who for verb, who, _ in done if verb == "approve"} == {"mary", "dora", "marcus"}
