"""Processes start, answer and end, and nothing of them is left behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from performance import processes
from performance.leash import GRACE
from tests.machine import free_port, living, main_process, wait_for

BASE = Path(__file__).resolve().parent.parent


# --- The leash -----------------------------------------------------------------------------------------

# Starts a child of its own and then waits, deaf to SIGTERM, as a stuck worker would.
DEAF = (
    "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "subprocess.Popen(['sleep', '60']); print('ready', flush=True); time.sleep(60)"
)


@pytest.fixture
def deaf(tmp_path):
    process = processes.spawn(
        [sys.executable, "-c", DEAF], output=subprocess.PIPE, environment={"MARK": str(tmp_path)}
    )
    assert process.stdout.readline() == b"ready\n"
    yield SimpleNamespace(process=process, mark=str(tmp_path))
    processes.stop(process, patience=0)
    process.stdout.close()


@pytest.mark.queue
def test_stop_kills_what_does_not_end_when_asked(deaf):
    wait_for(lambda: len(living(deaf.mark)) == 3, 5, "three of them")
    processes.stop(deaf.process, patience=0.3)
    # Killed is not yet gone: the kernel takes its time with the children's children.
    wait_for(lambda: living(deaf.mark) == {}, 1, "nothing left")


@pytest.mark.queue
@pytest.mark.parametrize("victim", ["command", "leash"])
def test_the_children_of_a_killed_process_are_killed(deaf, victim):
    pid = main_process(deaf.mark, "SIG_IGN") if victim == "command" else deaf.process.pid
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: processes.ended(deaf.process), 5, "noticed")
    wait_for(lambda: living(deaf.mark) == {}, 5, "nothing left")


@pytest.mark.queue
def test_nothing_outlives_a_killed_starter(tmp_path):
    script = (
        "import django, subprocess, sys; django.setup(); from performance import processes;"
        f"processes.spawn([sys.executable, '-c', {DEAF!r}], output=None).wait()"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=BASE,
        env={**os.environ, "MARK": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"},
        stdout=subprocess.PIPE,
    )
    with starter:
        assert starter.stdout.readline() == b"ready\n"
        wait_for(lambda: len(living(str(tmp_path))) == 4, 5, "four of them")
        starter.kill()
    wait_for(lambda: living(str(tmp_path)) == {}, GRACE + 2, "nothing left")


# --- A queue for one command ---------------------------------------------------------------------------


@pytest.mark.queue
def test_own_queue_starts_once_and_ends_what_it_started(settings):
    mark = str(settings.VAR_DIR)
    before = set(living(mark))
    with processes.own_queue():
        assert processes.broker_answers(settings.CELERY_BROKER_URL)
        assert processes.worker_answers()
        started = set(living(mark)) - before
        assert started
        with processes.own_queue():
            assert set(living(mark)) - before == started
        assert processes.worker_answers()
    assert not processes.broker_answers(settings.CELERY_BROKER_URL)
    assert not processes.worker_answers()
    assert not started & set(living(mark))


@pytest.mark.queue
def test_a_worker_that_cannot_start_is_explained_by_its_log(settings):
    broken = {"SECRET_KEY": ""}
    expected = pytest.raises(processes.ProcessProblem, match="The worker stopped before it answered")
    with expected as problem, processes.own_queue(environment=broken):
        pass
    assert "SECRET_KEY is not set" in str(problem.value)
    assert not processes.broker_answers(settings.CELERY_BROKER_URL)


def test_an_unreachable_redis_is_an_error_and_not_replaced(settings):
    settings.REDIS_URL = settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"
    expected = pytest.raises(processes.ProcessProblem, match="No Redis server answers at REDIS_URL")
    with expected, processes.own_queue():
        pass


@pytest.mark.parametrize(("length", "allowed"), [(107, True), (108, False)])
def test_a_socket_path_is_at_most_107_bytes(settings, length, allowed):
    settings.BROKER_SOCKET = Path("/tmp/".ljust(length, "x"))  # noqa: S108  (never made)
    if allowed:
        assert str(settings.BROKER_SOCKET) in processes.broker_command()
    else:
        with pytest.raises(processes.ProcessProblem, match="of 108 bytes and the system allows 107"):
            processes.broker_command()


@pytest.mark.parametrize(
    ("celery", "client"),
    [
        ("redis://127.0.0.1:6379/2", "redis://127.0.0.1:6379/2"),
        ("redis+socket:///var/valkey.sock", "unix:///var/valkey.sock"),
        ("redis+socket:///var/valkey.sock?virtual_host=2", "unix:///var/valkey.sock?db=2"),
    ],
)
def test_the_client_writes_broker_addresses_in_its_own_way(celery, client):
    assert processes.client_url(celery) == client
