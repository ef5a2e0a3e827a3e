"""The real broker, worker and scheduler: what the worker does, and that nothing lost stays lost."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from celery import current_app
from django.db import connection, transaction

from performance import processes, recompute, recompute_requests, workflow
from performance.checks import missing_libraries
from performance.demonstration import meeting
from performance.models import (
    Assessment,
    AssessmentRun,
    AuditEntry,
    Form,
    Measure,
    PackBuild,
    Person,
    RecomputeRequest,
    Stage,
)
from performance.packs import building
from performance.packs import content as contents
from performance.packs import workflow as packs
from tests import scene, world
from tests.machine import main_process, wait_for
from tests.needs import need

BASE = Path(__file__).resolve().parent.parent
SLUG = "contacts-prevent-need"
# Whether the final file of a cleared pack is there, and its meeting.
INTERRUPTED = [(False, date(2021, 1, 19)), (True, date(2021, 1, 20))]


def database_url():
    """The database under test as another process is told of it."""
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(own['NAME']).resolve()}"
    return f"postgres://{own['USER']}:{quote(own['PASSWORD'])}@{own['HOST']}:{own['PORT']}/{own['NAME']}"


@pytest.fixture
def queue(committed, settings):
    """How to start the product's processes on the database under test; no earlier queue is left."""
    shutil.rmtree(settings.BROKER_SOCKET.parent, ignore_errors=True)
    own = {"DATABASE_URL": database_url()}

    @contextmanager
    def running(**environment):
        with processes.own_queue(environment={**own, **environment}) as started:
            assert started == ["broker", "worker"]
            yield

    @contextmanager
    def swept():
        """Broker, worker and a scheduler that sweeps every second."""
        with running(), (settings.VAR_DIR / "logs" / "scheduler.log").open("ab") as log:
            beat = processes.spawn(
                processes.scheduler_command(), output=log, environment={**own, "SWEEP_SECONDS": "1"}
            )
            try:
                yield
            finally:
                processes.stop(beat)

    def pid(word):
        return main_process(str(settings.VAR_DIR), word)

    return SimpleNamespace(running=running, swept=swept, pid=pid)


def approve(slug=SLUG, value="54.0"):
    """November's figure entered, submitted and approved; returns the submission."""
    submitted = scene.submit(scene.enter(slug, value), answers={"value:far": "", "value:units": "Counted."})
    return scene.approve(submitted, world.person("mary"))


def assessment_of(submission):
    return Assessment.objects.filter(submission=submission).select_related("run", "level").first()


def assert_one_of_the_pool(process, queue):
    """A process id is neither ours nor the broker's, but that of a child of the worker."""
    assert process not in (os.getpid(), queue.pid("valkey"), queue.pid("worker"))
    assert parent_of(process) == queue.pid("worker")


def parent_of(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


# --- Recomputing ---------------------------------------------------------------------------------------


def test_no_task_ever_runs_where_it_is_asked_for():
    eager = "_".join(["always", "eager"])
    assert getattr(current_app.conf, f"task_{eager}") is False
    files = [file for part in ("config", "performance", "tests") for file in (BASE / part).rglob("*.py")]
    assert [file for file in files if eager in file.read_text().lower()] == []


@pytest.mark.queue
def test_an_approved_figure_is_judged_by_the_worker(queue):
    last = AssessmentRun.objects.first().pk
    with queue.running():
        approved = approve()
        judged = wait_for(lambda: assessment_of(approved), 10, "the assessment")
        assert_one_of_the_pool(judged.run.process, queue)
    runs = list(AssessmentRun.objects.filter(pk__gt=last))
    assert runs == [judged.run]
    assert judged.run.task
    assert (judged.run.measures, judged.run.differed) == (1, 1)
    assert judged.level.word == "Amber"
    assert not recompute_requests.is_due()


@pytest.mark.queue
def test_approving_does_not_need_the_broker_and_the_sweep_finds_the_work(queue):
    with queue.running():
        approve("carers-direct-payments", "98.7")  # so that this process has talked to the broker
    started = time.monotonic()
    approved = approve()
    assert time.monotonic() - started < 2

    assert approved.status == "approved"
    assert assessment_of(approved) is None
    assert recompute_requests.is_due()
    with queue.swept():
        judged = wait_for(lambda: assessment_of(approved), 15, "the assessment, with nobody acting")
        assert_one_of_the_pool(judged.run.process, queue)
    assert not recompute_requests.is_due()


@pytest.mark.queue
def test_a_broker_that_hangs_does_not_hold_up_an_approval(queue):
    with queue.running():
        broker = queue.pid("valkey")
        os.kill(broker, signal.SIGSTOP)
        try:
            started = time.monotonic()
            approved = approve()
            assert time.monotonic() - started < 10
            assert assessment_of(approved) is None
        finally:
            os.kill(broker, signal.SIGCONT)


@contextmanager
def recomputing_held_up():
    """A block in which recomputing starts and cannot go on: another transaction holds what it writes."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {AssessmentRun._meta.db_table} IN ACCESS EXCLUSIVE MODE")
        # On SQLite the transaction itself, begun IMMEDIATE, is the lock.
        yield


def busy_child():
    """The process id of the worker's child that is in the middle of a task."""
    active = current_app.control.inspect(timeout=1, limit=1).active() or {}
    return next((task["worker_pid"] for tasks in active.values() for task in tasks), None)


@pytest.mark.queue
def test_what_a_killed_child_of_the_worker_was_doing_is_done_by_another(queue):
    approved = approve()
    with queue.running():
        with recomputing_held_up():
            recompute_requests.send_look()
            killed = wait_for(busy_child, 10, "a child in the middle of it")
            assert_one_of_the_pool(killed, queue)
            os.kill(killed, signal.SIGKILL)
            assert assessment_of(approved) is None
        judged = wait_for(lambda: assessment_of(approved), 15, "the assessment, by another child")
        assert judged.run.process != killed
        assert_one_of_the_pool(judged.run.process, queue)


@pytest.mark.queue
def test_what_a_killed_worker_was_doing_is_done_after_a_restart(queue):
    approved = approve()
    with queue.running(), recomputing_held_up():
        recompute_requests.send_look()
        killed = wait_for(busy_child, 10, "a child in the middle of it")
        os.kill(queue.pid("worker"), signal.SIGKILL)
        wait_for(lambda: not Path(f"/proc/{killed}").exists(), 5, "its children are gone too")
    assert assessment_of(approved) is None
    with queue.swept():
        wait_for(lambda: assessment_of(approved), 15, "the assessment, with nobody acting")
    request = RecomputeRequest.objects.get(measure=approved.measure)
    assert request.done_seq == request.seq


# --- Packs ---------------------------------------------------------------------------------------------


@pytest.fixture
def month_done(queue):
    """November approved and judged, and a pack for it that nobody has built."""
    need(not missing_libraries(), f"not installed: {', '.join(missing_libraries())}")
    world.complete_month()
    return scene.draft_pack()


def build_ended(pack):
    build = pack.builds.first()
    return None if build.is_going_on else build


def built(pack):
    """The pack's latest build, done."""
    build = wait_for(lambda: build_ended(pack), 60, "the build")
    assert (build.status, build.problem) == ("done", "")
    pack.refresh_from_db()
    return build


def pdf_of(pack, stage):
    """The pack's one PDF of a stage: the public copy."""
    return pack.files.get(stage=stage, form=Form.PDF)


def in_threads(work, count=2):
    """What `work` returns when several do it at the same moment, each on a connection of its own."""
    together, answers = threading.Barrier(count), []

    def run():
        together.wait()
        try:
            answers.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == count
    return answers


@pytest.mark.queue
@pytest.mark.pack
def test_a_pack_requested_twice_at_once_is_built_once(queue, month_done):
    pack, petra = month_done, world.person("petra")
    requested = in_threads(lambda: building.request_build(pack=pack, by=petra, today=world.TODAY))
    assert len({build.pk for build in requested}) == 1
    with queue.running():
        again = in_threads(lambda: building.request_build(pack=pack, by=petra, today=world.TODAY))
        assert {build.pk for build in again} == {requested[0].pk}
        build = built(pack)
        assert_one_of_the_pool(build.process, queue)

    assert PackBuild.objects.filter(pack=pack).count() == 1
    assert (build.percent, build.step, bool(build.task)) == (100, "Built", True)
    assert {file.form for file in pack.files.all()} == set(Form) - {Form.DOCX}
    file = pdf_of(pack, Stage.DRAFT)
    data = bytes(file.data)
    assert data.startswith(b"%PDF-1.7")
    assert hashlib.sha256(data).hexdigest() == file.sha256
    assert file.content_hash == pack.content_hash == contents.content_hash(pack.content)
    entries = AuditEntry.objects.filter(subject_type="pack", subject_id=pack.pk, verb="built")
    assert [entry.by for entry in entries] == [petra]


@pytest.mark.queue
@pytest.mark.pack
def test_a_failed_build_says_why_and_is_tried_again(queue, month_done, tmp_path):
    """The worker of a machine without Pango, which is what WeasyPrint says there."""
    pack, petra = month_done, world.person("petra")
    (tmp_path / "weasyprint.py").write_text('raise OSError("cannot load library libpango-1.0-0")\n')
    with queue.running(PYTHONPATH=str(tmp_path)):
        building.request_build(pack=pack, by=petra, today=world.TODAY)
        failed = wait_for(lambda: build_ended(pack), 30, "the failure")
    assert (failed.status, failed.problem) == ("failed", "OSError: cannot load library libpango-1.0-0")
    assert not pack.files.exists()
    pack.refresh_from_db()
    assert (pack.content, pack.content_hash) == (None, "")

    with queue.running():
        building.request_build(pack=pack, by=petra, today=world.TODAY)
        assert built(pack).pk != failed.pk
    assert pdf_of(pack, Stage.DRAFT).content_hash == pack.content_hash


@pytest.mark.queue
@pytest.mark.pack
def test_a_build_that_nobody_was_told_of_is_found_by_the_sweep(queue, month_done):
    pack = month_done
    asked = building.request_build(pack=pack, by=world.person("petra"), today=world.TODAY)
    long_ago = asked.requested_at.replace(year=asked.requested_at.year - 1)
    PackBuild.objects.filter(pk=asked.pk).update(requested_at=long_ago)
    with queue.swept():
        assert built(pack).pk == asked.pk


@pytest.mark.queue
@pytest.mark.pack
def test_the_demonstration_takes_packs_on_from_wherever_it_was_interrupted(queue, month_done):
    """A build whose worker was killed, a final file that failed, and a file that nobody issued."""
    lost, failed, made = month_done, *(scene.cleared_pack(final=f, meeting_on=d) for f, d in INTERRUPTED)
    long_ago = lost.created_at - timedelta(hours=1)
    building.request_build(pack=lost, by=world.person("petra"), today=world.TODAY)
    lost.builds.update(status=PackBuild.Status.RUNNING, started_at=long_ago)
    failed.builds.filter(stage=Stage.FINAL).update(status=PackBuild.Status.FAILED)
    with queue.running():
        for pack in (lost, failed, made):
            meeting.take_to_issue(pack)
            assert (pack.status, pack.issued_by) == ("issued", world.person("clive"))
            assert meeting.final_file(pack).content_hash == pack.content_hash


# Renders stored content in a process that has no database at all.
RENDER = """
import json, pathlib, sys
import django
django.setup()
from performance.packs import content as contents, render
content = json.loads(pathlib.Path(sys.argv[1]).read_bytes())
how = {"content_hash": contents.content_hash(content), "draft": sys.argv[2] == "draft"}
data, pages = render.pdf(content["copies"]["public"], **how)
sys.stdout.buffer.write(data)
"""


def rendered_elsewhere(path, kind):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3",
        "PYTHONHASHSEED": "random",
    }
    command = [sys.executable, "-c", RENDER, str(path), kind]
    return subprocess.run(command, cwd=BASE, env=environment, check=True, stdout=subprocess.PIPE).stdout


def change_everything():
    """Other figures, targets and names than those that a pack was made from."""
    mary, olive = world.person("mary"), world.person("olive")
    figure = world.measure(SLUG).submissions.in_force().get(period=world.november())
    workflow.reopen(submission=figure, reason="Counted again.", by=olive)
    approve(SLUG, "11.1")
    for target in world.measure(SLUG).targets.filter(year=world.year_2020()):
        type(target).objects.filter(pk=target.pk).update(as_entered="12%", upper=12, lower=3)
    Measure.objects.update(title="Another name")
    Person.objects.filter(pk=mary.pk).update(name="Mary Married", post="Another post")
    recompute.recompute_everything()


@pytest.mark.queue
@pytest.mark.pack
def test_a_pack_is_the_same_bytes_whatever_changes_after_its_snapshot(queue, month_done, tmp_path):
    pack = month_done
    with queue.running():
        building.request_build(pack=pack, by=world.person("petra"), today=world.TODAY)
        built(pack)
        draft, read = bytes(pdf_of(pack, Stage.DRAFT).data), pack.content_hash
        stored = tmp_path / "content.json"
        stored.write_text(json.dumps(pack.content))
        change_everything()
        assert contents.content_hash(contents.build(pack, prepared_on=world.TODAY)) != read

        packs.clear(pack=pack, content_hash=read, by=world.person("dora"), today=world.TODAY)
        built(pack)
    final = pdf_of(pack, Stage.FINAL)
    assert pack.content_hash == final.content_hash == read
    assert contents.content_hash(json.loads(stored.read_text())) == read
    assert hashlib.sha256(bytes(final.data)).hexdigest() == final.sha256
    assert rendered_elsewhere(stored, "draft") == draft
    assert rendered_elsewhere(stored, "final") == bytes(final.data)
