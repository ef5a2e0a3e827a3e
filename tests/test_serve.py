"""The supervisor runs the whole product, brings killed parts back, and leaves nothing behind."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest

from performance import processes
from performance.leash import GRACE
from tests.machine import free_port, living, main_process, wait_for
from tests.needs import need

BASE = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(BASE / "manage.py")]


def installation(folder, **changes):
    """The environment of an installation of its own in `folder`: nothing of the suite's."""
    return {
        **os.environ,
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/scrutineer.sqlite3",
        "DEBUG": "true",
        "PRODUCT_DATE": "",
        "REDIS_URL": "",
        **changes,
    }


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("serve")
    subprocess.run([*MANAGE, "migrate", "-v", "0"], env=installation(folder), check=True)
    return folder


@contextlib.contextmanager
def served(folder, **changes):
    """`serve` running on `folder`, for a block that starts when it says that it is."""
    port, log = free_port(), folder / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*MANAGE, "serve", "--port", str(port)],
            env=installation(folder, **changes),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    said = lambda words: lambda: process.poll() is not None or words in log.read_text()  # noqa: E731
    try:
        wait_for(said("Press Ctrl-C to stop."), 40, "running")
        assert f"Scrutineer is running at http://127.0.0.1:{port}/ . Press Ctrl-C to stop." in log.read_text()
        yield SimpleNamespace(process=process, port=port, log=log, said=said, mark=str(folder))
    finally:
        process.terminate()
        process.wait()


def status(port, path):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as reply:
            return reply.status
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code


@pytest.mark.queue
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_runs_the_product_and_leaves_nothing(migrated, number):
    with served(migrated) as serve:
        assert status(serve.port, "/admin/login/") == 200
        assert status(serve.port, "/static/admin/css/base.css") == 200
        assert "Sign in as" not in serve.log.read_text()
        serve.process.send_signal(number)
        assert serve.process.wait(timeout=20) == 0
    assert living(serve.mark) == {}


@pytest.mark.queue
def test_a_demonstration_says_who_can_sign_in(migrated):
    people = "from performance.models import Person; Person.objects"
    make = f"{people}.create_user('petra.officer@example.org', name='Petra Officer')"
    remove = f"{people}.all().delete()"
    environment = installation(migrated)
    subprocess.run([*MANAGE, "shell", "-v", "0", "-c", make], env=environment, check=True)
    try:
        with served(migrated, PRODUCT_DATE="2020-12-10") as serve:
            wait_for(serve.said("@example.org"), 5, "the sign-ins")
    finally:
        subprocess.run([*MANAGE, "shell", "-v", "0", "-c", remove], env=environment, check=True)
    assert living(serve.mark) == {}


@pytest.mark.queue
def test_a_day_of_its_own_without_sample_people_names_no_sign_ins(migrated):
    with served(migrated, PRODUCT_DATE="2020-12-10") as serve:
        serve.process.terminate()
        assert serve.process.wait(timeout=20) == 0
        # All that it says has been said by now.
        assert "Sign in as" not in serve.log.read_text()


@pytest.mark.queue
def test_a_killed_serve_leaves_nothing(migrated):
    with served(migrated) as serve:
        assert len(living(serve.mark)) > 8
        serve.process.kill()
        wait_for(lambda: living(serve.mark) == {}, GRACE + 3, "nothing left")


@pytest.mark.queue
def test_serve_brings_killed_parts_back(migrated):
    # Words of one command line each: the web server is told of `--workers` too.
    parts = {
        "broker": "valkey.sock",
        "worker": "config worker",
        "scheduler": "config beat",
        "web": "gunicorn",
    }
    url = f"redis+socket://{migrated}/broker/valkey.sock"
    with served(migrated) as serve:
        killed = {part: main_process(serve.mark, word) for part, word in parts.items()}
        for pid in killed.values():
            os.kill(pid, signal.SIGKILL)
        for part, word in parts.items():
            wait_for(serve.said(f"The {part} process stopped; it is started again in 1 s."), 10, part)
            wait_for(lambda word=word: main_process(serve.mark, word), 10, f"{part} again")
        wait_for(lambda: processes.broker_answers(url), 10, "the broker answers")
        wait_for(lambda: not set(killed.values()) & set(living(serve.mark)), 5, "the killed are gone")
        # A part that dies again within half a minute waits twice as long.
        os.kill(main_process(serve.mark, "config beat"), signal.SIGKILL)
        wait_for(
            serve.said("The scheduler process stopped; it is started again in 2 s."), 5, "a longer pause"
        )
    assert living(serve.mark) == {}


@pytest.mark.queue
def test_serve_uses_a_redis_server_and_leaves_it_running(migrated, tmp_path):
    need("redis-server", "a real Redis is tested with Debian's redis-server")
    port = free_port()
    redis = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    url = f"redis://127.0.0.1:{port}/0"
    try:
        wait_for(lambda: processes.broker_answers(url), 10, "redis")
        with served(migrated, REDIS_URL=url) as serve:
            assert main_process(serve.mark, "valkey") is None
            assert main_process(serve.mark, "config worker")
        assert living(serve.mark) == {}
        assert processes.broker_answers(url)
    finally:
        redis.terminate()
        redis.wait()


def refusal(folder, *arguments, **changes):
    """What `serve` says when it does not start."""
    done = subprocess.run(
        [*MANAGE, "serve", *arguments],
        env=installation(folder, **changes),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert living(str(folder)) == {}
    return done.stderr


@pytest.mark.queue
def test_serve_refuses_a_port_in_use(migrated):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        said = refusal(migrated, "--port", port)
    assert f"Port {port} on 127.0.0.1 cannot be used (Address already in use)" in said
    assert "choose another with --port" in said


@pytest.mark.queue
def test_serve_refuses_a_folder_that_cannot_be_written_to(tmp_path):
    (tmp_path / "var").write_text("a file in place of the folder")
    said = refusal(tmp_path / "var", "--port", str(free_port()), DATABASE_URL="sqlite:///:memory:")
    assert f"The folder {tmp_path / 'var'} cannot be written to" in said


@pytest.mark.queue
def test_serve_refuses_a_database_that_is_behind(tmp_path):
    said = refusal(tmp_path, "--port", str(free_port()))
    assert "migrations behind: run `.venv/bin/python manage.py migrate`." in said


@pytest.mark.queue
def test_serve_refuses_what_is_no_development_copy(migrated):
    said = refusal(migrated, DEBUG="false", ALLOWED_HOSTS="performance.example.org")
    assert "docs/operations.md" in said


@pytest.mark.queue
def test_serve_refuses_a_second_copy_on_the_same_folder(migrated):
    with served(migrated):
        done = subprocess.run(
            [*MANAGE, "serve", "--port", str(free_port())],
            env=installation(migrated),
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert f"A broker already runs in {migrated}" in done.stderr
