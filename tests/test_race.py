"""Two processes at once, on the database in use: one wins, and the other is told who was first."""

import contextlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from performance import closing, overrides, restating, workflow
from performance.models import (
    AuditEntry,
    Contributor,
    Measure,
    Override,
    Period,
    Person,
    RecomputeRequest,
    Restatement,
    Role,
    StatusLevel,
    Submission,
)
from performance.packs import building
from performance.packs import content as contents
from tests import scene, world

pytestmark = pytest.mark.wide

BASE = Path(__file__).resolve().parent.parent
ROUNDS = 10
START = "import django; django.setup(); from tests.test_race import racer; racer()"


# --- The other processes -----------------------------------------------------------------------------


def racer():
    """What runs in each of the two processes: reads an order, waits for the moment, calls the verb.

    Orders and answers are lines of JSON; "set" says that everything has been read, as by an open page.
    """
    connection.ensure_connection()
    print(json.dumps("ready"), flush=True)  # noqa: T201
    for line in sys.stdin:
        order = json.loads(line)
        verb, arguments = called(order.pop("verb")), read(order)
        print(json.dumps("set"), flush=True)  # noqa: T201
        moment = json.loads(sys.stdin.readline())
        while time.monotonic() < moment:
            pass
        try:
            verb(**arguments)
            answer = ["done", ""]
        except Exception as problem:
            answer = [type(problem).__name__, str(problem)]
        print(json.dumps(answer), flush=True)  # noqa: T201


def called(name):
    """A verb by its name; one of a set of corrections is "restating.approve"."""
    module, _, verb = name.rpartition(".")
    if module:
        return getattr({"restating": restating, "closing": closing}[module], verb)
    return getattr(workflow, name, None) or getattr(overrides, name)


def read(order):
    """A verb's arguments: rows from the names and keys that were sent."""
    arguments = order | {"by": Person.objects.get(name=order["by"])}
    if "submission" in order:
        arguments["submission"] = Submission.objects.get(pk=order["submission"])
    if "year" in order:
        left = {"leave_open": True, "reason": "Final.", "today": date(2021, 4, 10)}
        arguments |= {"year": Period.objects.get(pk=order["year"]), **left}
    if "restatement" in order:
        arguments["restatement"] = Restatement.objects.get(pk=order["restatement"])
    if "revisions" in order:
        content = {"value": Decimal(12), "outlook": "not_known"}
        restated = Measure.objects.filter(pk__in=order["revisions"])
        arguments["revisions"] = [(measure, world.november(), content) for measure in restated]
        arguments["today"] = world.TODAY
    if "override" in order:
        arguments["override"] = Override.objects.get(pk=order["override"])
    if "level" in order:
        arguments["level"] = StatusLevel.objects.get(pk=order["level"])
        arguments["expires_on"] = world.TODAY
    if "measure" in order:
        arguments |= {"measure": Measure.objects.get(pk=order["measure"]), "period": world.november()}
        arguments["content"] = {"value": Decimal(order["content"])}
    return arguments


@dataclass(frozen=True)
class Race:
    """The two processes, ready."""

    processes: list

    def ask(self, process):
        answer = process.stdout.readline()
        assert answer, f"a racer ended with {process.wait()}"
        return json.loads(answer)

    def run(self, *orders):
        """Both orders at the same moment: a list of who did it, and a list of what the others were told."""
        for process, order in zip(self.processes, orders, strict=True):
            self.tell(process, order)
        assert [self.ask(process) for process in self.processes] == ["set", "set"]
        moment = time.monotonic() + 0.005
        for process in self.processes:
            self.tell(process, moment)
        answers = [self.ask(process) for process in self.processes]
        pairs = list(zip(orders, answers, strict=True))
        won = [order["by"] for order, (outcome, _) in pairs if outcome == "done"]
        return won, [tuple(answer) for _, answer in pairs if answer[0] != "done"]

    def tell(self, process, message):
        process.stdin.write(json.dumps(message) + "\n")
        process.stdin.flush()


def url_of_the_tests_database():
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    user, password, host, name = (
        quote(str(held[key]), safe="") for key in ("USER", "PASSWORD", "HOST", "NAME")
    )
    port = f":{held['PORT']}" if held["PORT"] else ""
    return f"postgres://{user}:{password}@{host}{port}/{name}"


@pytest.fixture(scope="module")
def race(django_db_setup):
    environment = {
        **os.environ,
        "DATABASE_URL": url_of_the_tests_database(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    with contextlib.ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", START],
                    cwd=BASE,
                    env=environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(2)
        ]
        # Whatever happens, nobody waits for a racer that waits for us.
        for process in processes:
            stack.callback(process.kill)
        ready = Race(processes)
        assert [ready.ask(process) for process in processes] == ["ready", "ready"]
        yield ready


# --- Rounds ------------------------------------------------------------------------------------------


def measures():
    """One of Olive's monthly measures for each round."""
    found = Measure.objects.filter(measure_roles__person__name="Olive Owner", frequency="monthly")
    return list(found.filter(entry="value").order_by("slug")[:ROUNDS])


def draft(measure, value="11"):
    return workflow.save_draft(
        measure=measure,
        period=world.november(),
        content={"value": Decimal(value), "outlook": "not_known", "commentary_public": "Fewer visits."},
        version=None,
        by=world.person("olive"),
        today=world.TODAY,
    )


def submitted(measure):
    submission = draft(measure)
    return send(submission)


def send(submission):
    """Submitted by Olive, with what is asked about a figure so far from last year's confirmed."""
    answers = {"value:far": "", "value:units": "Counted."}
    olive = world.person("olive")
    return workflow.submit(submission=submission, version=1, answers=answers, by=olive, today=world.TODAY)


def on(submission, verb, by):
    return {"verb": verb, "submission": submission.pk, "version": submission.version, "by": by}


def saving(measure, version, value, by):
    return {"verb": "save_draft", "measure": measure.pk, "content": value, "version": version, "by": by}


def told(submission, winner, did):
    """What the other is told, in full, from what the trail says that the winner did."""
    submission.refresh_from_db()
    last = AuditEntry.objects.filter(subject_type="submission", subject_id=submission.pk).first()
    when = timezone.localtime(last.at)
    sentence = (
        f"{winner} {did} this figure at {when:%H:%M} on {when.day} {when:%B %Y}, after you opened the page. "
        f"It is now {submission.get_status_display().lower()}. Nothing of yours has overwritten it."
    )
    return [("SomebodyElseWasFirst", sentence)]


def entries(submission):
    trail = AuditEntry.objects.filter(subject_type="submission", subject_id=submission.pk)
    return list(trail.order_by("pk").values_list("verb", "by__name"))


def test_two_managers_approve_the_same_figure(committed, race):
    for measure in measures():
        figure = submitted(measure)
        asked = RecomputeRequest.objects.get(measure=measure).seq
        won, lost = race.run(*(on(figure, "approve", name) for name in ("Mary Manager", "Dora Director")))
        assert len(won) == 1
        assert lost == told(figure, won[0], "approved")
        assert (figure.status, figure.version) == ("approved", 3)
        assert list(figure.sign_offs.values_list("by__name", "version")) == [(won[0], 2)]
        assert entries(figure)[2:] == [("approved", won[0])]
        assert Submission.objects.in_force().filter(measure=measure, period=figure.period).count() == 1
        assert RecomputeRequest.objects.get(measure=measure).seq == asked + 1


def test_two_people_save_the_same_version_of_a_draft(committed, race):
    values = {"Olive Owner": "12", "Dee Deputy": "13"}
    for measure in measures():
        figure = draft(measure)
        won, lost = race.run(*(saving(measure, 1, value, name) for name, value in values.items()))
        assert len(won) == 1
        assert lost == told(figure, won[0], "saved")
        assert (figure.status, figure.version, figure.value) == ("draft", 2, Decimal(values[won[0]]))
        assert entries(figure) == [("saved", "Olive Owner"), ("saved", won[0])]
        touched = Contributor.objects.filter(submission=figure).values_list("person__name", flat=True)
        assert set(touched) == {"Olive Owner", won[0]}


def test_two_people_begin_the_same_draft(committed, race):
    values = {"Olive Owner": "12", "Dee Deputy": "13"}
    for measure in measures():
        won, lost = race.run(*(saving(measure, None, value, name) for name, value in values.items()))
        assert len(won) == 1
        figure = Submission.objects.get(measure=measure, period=world.november())
        assert lost == told(figure, won[0], "saved")
        assert (figure.version, figure.value) == (1, Decimal(values[won[0]]))
        assert entries(figure) == [("saved", won[0])]


def test_a_manager_approves_while_the_owner_withdraws(committed, race):
    did = {"Mary Manager": "approved", "Olive Owner": "withdrew"}
    for measure in measures():
        figure = submitted(measure)
        won, lost = race.run(on(figure, "approve", "Mary Manager"), on(figure, "withdraw", "Olive Owner"))
        assert len(won) == 1
        assert lost == told(figure, won[0], did[won[0]])
        approved = won == ["Mary Manager"]
        assert (figure.status, figure.version) == ("approved" if approved else "draft", 3)
        assert figure.sign_offs.count() == int(approved)
        assert len(entries(figure)) == 3


def test_a_revision_is_approved_while_somebody_reopens_what_it_corrects(committed, race):
    mary, petra = world.person("mary"), world.person("petra")
    for measure in measures():
        figure = submitted(measure)
        workflow.approve(submission=figure, version=2, by=mary)
        revision = workflow.reopen(submission=figure, reason="Late records.", by=petra, today=world.TODAY)
        waiting = send(revision)
        again = {"verb": "reopen", "submission": figure.pk, "reason": "A slip.", "by": "Olive Owner"}
        won, lost = race.run(on(waiting, "approve", "Mary Manager"), again)
        assert won == ["Mary Manager"]
        assert [outcome for outcome, _ in lost] == ["SomebodyElseWasFirst"]
        revisions = Submission.objects.filter(measure=measure, period=figure.period).order_by("revision")
        assert list(revisions.values_list("revision", "status")) == [(1, "superseded"), (2, "approved")]


def in_force(measure):
    return workflow.approve(submission=submitted(measure), version=2, by=world.person("mary"))


def another_level(figure):
    """A level that the figure's rule does not give."""
    computed, levels = overrides.choice_for(submission=figure)
    return next((level for level in levels if level != computed), None)


def judged_by_a_rule():
    """Rounds whose figures can be judged otherwise, each with a level to propose."""
    figures = [(figure, another_level(figure)) for figure in map(in_force, measures())]
    found = [(figure, level) for figure, level in figures if level is not None]
    assert len(found) > ROUNDS // 2
    return found


def test_two_officers_decide_on_the_same_override(committed, race):
    Role.objects.create(person=world.person("clive"), kind=Role.Kind.OFFICER)
    for figure, level in judged_by_a_rule():
        waiting = overrides.propose(
            submission=figure,
            level=level,
            reason="Late records.",
            expires_on=world.TODAY,
            by=world.person("mary"),
            today=world.TODAY,
        )
        order = {"verb": "decide", "override": waiting.pk, "version": 1, "reason": "Seen."}
        won, lost = race.run(
            order | {"accept": True, "by": "Petra Officer"}, order | {"accept": False, "by": "Clive Clerk"}
        )
        waiting.refresh_from_db()
        assert len(won) == 1
        assert [outcome for outcome, _ in lost] == ["SomebodyElseWasFirst"]
        assert lost[0][1].startswith(f"{won[0]} did something here at ")
        accepted = won == ["Petra Officer"]
        assert (waiting.status, waiting.version) == ("accepted" if accepted else "declined", 2)
        trail = AuditEntry.objects.filter(subject_type="override", subject_id=waiting.pk)
        assert trail.count() == 2


def test_two_managers_propose_for_the_same_figure(committed, race):
    for figure, level in judged_by_a_rule():
        order = {"verb": "propose", "submission": figure.pk, "level": level.pk, "reason": "Late records."}
        won, lost = race.run(order | {"by": "Mary Manager"}, order | {"by": "Dora Director"})
        assert len(won) == 1
        assert [outcome for outcome, _ in lost] == ["SomebodyElseWasFirst"]
        assert lost[0][1].startswith(f"{won[0]} has proposed another status already.")
        assert Override.objects.filter(submission=figure).count() == 1


# --- Sets of corrections -------------------------------------------------------------------------------


def together(count):
    """So many measures of Olive's for each round, their November in force."""
    found = measures()
    for measure in found:
        in_force(measure)
    return list(zip(*(iter(found),) * count, strict=False))


def sent(pair):
    """A set of both figures, which waits for approval."""
    return restating.submit(**read(sending(pair, "Olive Owner")))


def sending(pair, by):
    return {"revisions": [measure.pk for measure in pair], "reason": "Late records.", "by": by}


def on_set(restatement, verb, by):
    return {"verb": f"restating.{verb}", "restatement": restatement.pk, "version": 1, "by": by}


def of_set(measures):
    return Submission.objects.filter(measure__in=measures, period=world.november())


def test_two_managers_approve_the_same_set(committed, race):
    for pair in together(2):
        made = sent(pair)
        won, lost = race.run(*(on_set(made, "approve", name) for name in ("Mary Manager", "Dora Director")))
        assert len(won) == 1
        assert [outcome for outcome, _ in lost] == ["SomebodyElseWasFirst"]
        assert lost[0][1].startswith(f"{won[0]} approved this restatement at ")
        signed = [list(one.sign_offs.values_list("by__name", flat=True)) for one in made.revisions.all()]
        assert signed == [won, won]
        assert set(of_set(pair).in_force().values_list("revision", "value")) == {(2, Decimal(12))}


def test_a_manager_approves_a_set_while_its_sender_withdraws_it(committed, race):
    for pair in together(2):
        made = sent(pair)
        won, lost = race.run(on_set(made, "approve", "Mary Manager"), on_set(made, "abandon", "Olive Owner"))
        made.refresh_from_db()
        assert len(won) == 1
        assert [outcome for outcome, _ in lost] == ["SomebodyElseWasFirst"]
        status = "approved" if won == ["Mary Manager"] else "abandoned"
        assert (made.status, made.version) == (status, 2)
        assert set(made.revisions.values_list("status", flat=True)) == {status}


def test_two_managers_approve_and_return_the_same_set(committed, race):
    """The one moves the figures first and the other the set: neither waits for the other for ever."""
    for pair in together(2):
        made = sent(pair)
        returned = {**on_set(made, "send_back", "Dora Director"), "reason": "Which month?"}
        won, lost = race.run(on_set(made, "approve", "Mary Manager"), returned)
        made.refresh_from_db()
        assert len(won) == 1
        assert [outcome for outcome, _ in lost] == ["SomebodyElseWasFirst"]
        status = "approved" if won == ["Mary Manager"] else "returned"
        assert (made.status, made.version) == (status, 2)
        assert set(made.revisions.values_list("status", flat=True)) == {status}


def test_a_set_is_sent_while_its_figure_is_reopened(committed, race):
    for (measure,) in together(1):
        figure = Submission.objects.in_force().get(measure=measure, period=world.november())
        again = {"verb": "reopen", "submission": figure.pk, "reason": "A slip.", "by": "Petra Officer"}
        won, lost = race.run({"verb": "restating.submit", **sending((measure,), "Dee Deputy")}, again)
        assert len(won) == 1
        assert [outcome for outcome, _ in lost] in (["SomebodyElseWasFirst"], ["NotComplete"])
        opened = Submission.objects.open().get(measure=measure, period=world.november())
        assert (opened.revision, opened.created_by.name) == (2, won[0])


def test_a_figure_is_approved_while_its_year_is_closed(committed, race):
    """Approved in time or not at all: the trail of a closed year has no approval in it."""
    year = Period.objects.filter(pk=world.year_2020().pk)
    for measure in measures():
        figure = submitted(measure)
        closing = {"verb": "closing.close_year", "year": year.get().pk, "by": "Petra Officer"}
        won, lost = race.run(on(figure, "approve", "Mary Manager"), closing)
        assert "Petra Officer" in won
        assert [outcome for outcome, _ in lost] in ([], ["PeriodNotOpen"])
        order = AuditEntry.objects.filter(verb__in=["approved", "year closed"]).order_by("-pk")
        assert order.first().verb == "year closed"
        assert order.filter(verb="approved", subject_id=figure.pk).exists() == ("Mary Manager" in won)
        year.update(closed_at=None, closed_by=None)


def test_two_people_send_sets_that_overlap(committed, race):
    for one, both, other in together(3):
        orders = [sending((one, both), "Olive Owner"), sending((both, other), "Dee Deputy")]
        won, lost = race.run(*({"verb": "restating.submit", **order} for order in orders))
        made = Restatement.objects.awaiting_approval().get()
        assert len(won) == 1
        assert (made.submitted_by.name, made.revisions.count()) == (won[0], 2)
        # All of the other's or none: of what both sent, and of what the other sent alone.
        assert [outcome for outcome, _ in lost] in (["SomebodyElseWasFirst"], ["NotComplete"])
        assert of_set((one, both, other)).open().count() == 2
        restating.abandon(restatement=made, version=1, by=made.submitted_by)


def test_the_rounds_are_ten_and_the_month_is_open(db):
    assert len(measures()) == ROUNDS
    assert Period.objects.get(pk=world.november().pk).is_open(world.TODAY)


# --- A build beside an approval ----------------------------------------------------------------------


def test_a_snapshot_is_of_one_moment(committed):
    """Figures are read several times over; what is approved meanwhile is in all of the pack or in none."""
    build = building.request_build(pack=scene.draft_pack(), by=world.person("petra"))
    other = connection.copy()
    if connection.vendor == "sqlite":
        other.settings_dict["OPTIONS"] = other.settings_dict["OPTIONS"] | {"timeout": 0.1}

    def change_meanwhile(execute, sql, *more):
        answer = execute(sql, *more)
        if 'FROM "performance_submission"' in sql:
            # SQLite has whoever writes wait until all is read.
            with contextlib.suppress(OperationalError), other.cursor() as cursor:
                cursor.execute("UPDATE performance_submission SET source = 'Approved meanwhile'")
        return answer

    with contextlib.closing(other), connection.execute_wrapper(change_meanwhile):
        content = building._snapshot(build)

    assert "Approved meanwhile" not in contents.canonical(content).decode()
