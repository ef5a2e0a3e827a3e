"""A pack's life under random people, random order and stale pages: nothing is issued that was not cleared."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from performance.models import AuditEntry, Pack, PackBuild, Scorecard, Stage
from performance.packs import building, supplements, workflow
from performance.packs import content as contents
from performance.refusals import WorkflowProblem
from tests import world

pytestmark = pytest.mark.wide

# Petra prepares, Mary clears first and Dora second, Clive issues; Olive may do nothing here.
PEOPLE = ["petra", "mary", "dora", "clive", "olive"]
POSTS = ["mary", "dora"]
VERBS = ["request", "store", "cancel", "clear", "issue", "send_back", "withdraw", "supplement"]


class PackMachine(RuleBasedStateMachine):
    """One meeting's pack and its supplements."""

    done = set()

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.start = AuditEntry.objects.latest("pk").pk
        self.number, self.frozen, self.snapshots = 0, {}, {}
        self.new_pack()

    def new_pack(self):
        workflow.create(
            scorecard=Scorecard.objects.get(),
            period=world.november(),
            title="Report",
            committee=f"Committee {Pack.objects.count()}",
            meeting_on=date(2021, 1, 18),
            clearances=[("Head", world.person("mary")), ("Director", world.person("dora"))],
            by=world.person("petra"),
        )

    def teardown(self):
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    # --- What people do ------------------------------------------------------------------------------

    @rule(stops=st.sampled_from(["", "", "", "cancel", "send_back"]))
    def the_next_step(self, stops):
        """What leads on: built, cleared by each post, issued, supplemented, withdrawn; or is stopped."""
        pack = Pack.objects.latest("pk")
        build, waiting = pack.builds.first(), pack.clearances.filter(cleared_at=None).first()
        if stops:
            verb, who = stops, "petra"
        elif build is not None and build.is_going_on:
            verb, who = "store", "petra"
        elif pack.status == Pack.Status.DRAFT and pack.content_hash:
            verb, who = "clear", POSTS[waiting.position - 1]
        elif pack.status == Pack.Status.CLEARED and pack.files.filter(stage=Stage.FINAL).exists():
            verb, who = "issue", "clive"
        elif pack.status == Pack.Status.ISSUED:
            verb, who = ("supplement", "petra") if not pack.supplement_number else ("withdraw", "clive")
        elif pack.status == Pack.Status.WITHDRAWN:
            return self.new_pack()
        else:
            verb, who = "request", "petra"
        return self.attempt(verb, pack, who, pack.content_hash, "Why.")

    @rule(stops=st.sampled_from(["", "", "", "cancel", "send_back"]))
    def another_next_step(self, stops):
        """Twice as often as anything else."""
        self.the_next_step(stops)

    @rule(
        data=st.data(),
        verb=st.sampled_from(VERBS),
        who=st.sampled_from(PEOPLE),
        reason=st.sampled_from(["", "Why."]),
    )
    def any_step(self, data, verb, who, reason):
        """Also with a page that was opened a while ago."""
        pack = data.draw(st.sampled_from(list(Pack.objects.order_by("pk"))))
        read = data.draw(st.sampled_from(["", pack.content_hash, *self.snapshots]))
        self.attempt(verb, pack, who, read, reason)

    @rule()
    def figures_change(self):
        self.number += 1

    def attempt(self, verb, pack, who, read, reason):
        by = world.person(who)
        try:
            with transaction.atomic():
                getattr(self, verb)(pack, by, read, reason)
        except (WorkflowProblem, building.Stopped):
            return
        self.done.add((verb, who))

    def request(self, pack, by, read, reason):
        building.request_build(pack=pack, by=by, today=world.TODAY)

    def store(self, pack, by, read, reason):
        """What the worker does: it takes what the figures are, or sets again what was cleared."""
        build = pack.builds.first()
        if build is None:
            raise building.Stopped
        PackBuild.objects.filter(pk=build.pk, status="queued").update(status="running")
        content = pack.content
        if build.stage == Stage.DRAFT:
            content = {"format": contents.FORMAT, "copies": {}, "number": self.number}
        digest = contents.content_hash(content)
        self.snapshots[digest] = content
        made = SimpleNamespace(copy="public", form="pdf", data=digest.encode(), pages=1)
        building._store(build, pack, content, digest, [made])

    def cancel(self, pack, by, read, reason):
        building.cancel(pack=pack, by=by)

    def clear(self, pack, by, read, reason):
        workflow.clear(pack=pack, content_hash=read, by=by, today=world.TODAY)

    def issue(self, pack, by, read, reason):
        workflow.issue(pack=pack, content_hash=read, by=by, today=world.TODAY)

    def send_back(self, pack, by, read, reason):
        workflow.send_back(pack=pack, reason=reason, by=by)

    def withdraw(self, pack, by, read, reason):
        workflow.withdraw(pack=pack, reason=reason, by=by)

    def supplement(self, pack, by, read, reason):
        if Pack.objects.count() < 4:
            supplements.make(pack=pack, replaces=bool(reason), by=by)

    # --- What always holds -----------------------------------------------------------------------------

    @invariant()
    def what_is_issued_was_cleared_by_every_post_in_order_as_they_read_it(self):
        for pack in Pack.objects.exclude(status__in=["draft", "cleared"]):
            said = self.trail(pack)
            verbs = [verb for verb, *_ in said]
            back = max((place for place, verb in enumerate(verbs) if verb == "sent back"), default=-1)
            # The draft that was cleared; the final files are built after that.
            draft = max(place for place, entry in enumerate(said) if entry[3] == "draft")
            read = [entry for entry in said[max(back, draft) + 1 :] if entry[0] == "cleared"]
            kept = [entry for entry in said[back + 1 :] if entry[0] == "cleared"]
            assert read[-1] == kept[-1]
            cleared = [who for _, who, digest, _ in kept if digest == pack.content_hash]
            assert cleared[-len(POSTS) :] == ["Mary", "Dora"]
            assert pack.issued_by == world.person("clive")
            final = pack.files.get(stage=Stage.FINAL)
            assert final.content_hash == pack.content_hash == contents.content_hash(pack.content)

    def trail(self, pack):
        entries = AuditEntry.objects.filter(subject_type="pack", subject_id=pack.pk, pk__gt=self.start)
        return [
            (
                entry.verb,
                entry.by.get_short_name(),
                entry.after.get("content_hash", pack.content_hash),
                entry.after.get("file", ""),
            )
            for entry in entries.order_by("pk").select_related("by")
        ]

    @invariant()
    def what_was_issued_stays_as_it_is(self):
        for pack in Pack.objects.filter(issued_at__isnull=False):
            now = (pack.content_hash, pack.issued_at, pack.files.get(stage=Stage.FINAL).sha256)
            assert self.frozen.setdefault(pack.pk, now) == now
        assert set(self.frozen) <= set(
            Pack.objects.filter(status__in=["issued", "superseded", "withdrawn"]).values_list("pk", flat=True)
        )

    @invariant()
    def what_was_replaced_is_superseded_or_withdrawn(self):
        replacing = Pack.objects.filter(replaces=True, issued_at__isnull=False)
        assert not replacing.filter(supplement_to__status="issued").exists()


@pytest.mark.django_db
def test_no_sequence_of_steps_issues_what_was_not_cleared():
    run_state_machine_as_test(
        PackMachine,
        settings=settings(
            max_examples=12,
            stateful_step_count=40,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
    assert {verb for verb, _ in PackMachine.done} == set(VERBS)
    assert {who for verb, who in PackMachine.done if verb == "issue"} == {"clive"}
    assert {who for verb, who in PackMachine.done if verb == "clear"} == set(POSTS)
