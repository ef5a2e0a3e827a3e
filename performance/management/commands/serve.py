"""The development supervisor: the whole product from one command, and nothing left when it ends."""

import http.client
import signal
import socket
import subprocess
import tempfile
import threading
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError

from performance import processes
from performance.checks import missing_libraries
from performance.demonstration import sign_ins

LONGEST_PAUSE = 30
# Seconds that a part has to run before its next death counts as the first again.
HEALTHY_AFTER = 30


class Command(BaseCommand):
    help = "Run the whole product for development: broker, worker, scheduler and web server."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on")

    def handle(self, *, host, port, **options):
        check_installation(host, port)
        Supervisor(host, port, Terminal(self.stdout)).run()


# --- Before anything is started ------------------------------------------------------------------------


def check_installation(host, port):
    """Raise a one-sentence CommandError for whatever would make a part fail later."""
    if not settings.DEBUG:
        raise CommandError(
            "`serve` is for development copies: set DEBUG=true on one, "
            "or see docs/operations.md for running an installation."
        )
    _check_folder()
    _check_port(host, port)
    missing = missing_libraries()
    if missing:
        raise CommandError(
            f"Packs cannot be rendered without {', '.join(missing)}: "
            f"run `make system`, or `sudo apt-get install {' '.join(missing)}`."
        )
    _check_migrations()
    _check_broker()


def _check_folder():
    try:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.VAR_DIR):
            pass
    except OSError as problem:
        raise CommandError(
            f"The folder {settings.VAR_DIR} cannot be written to ({problem.strerror}): "
            "make it writable, or set VAR_DIR to another folder."
        ) from problem


def _check_port(host, port):
    try:
        family, *_, address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as listener:
            # As the web server does: a port that only waits for old connections to be forgotten is free.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except (OSError, OverflowError) as problem:
        raise CommandError(
            f"Port {port} on {host} cannot be used ({getattr(problem, 'strerror', None) or problem}): "
            "stop what listens there, or choose another with --port."
        ) from problem


def _check_migrations():
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as problem:
        raise CommandError(
            f"The database does not answer ({str(problem).strip()}): start it, or correct DATABASE_URL."
        ) from problem
    finally:
        connection.close()
    if plan:
        raise CommandError(
            f"The database is {len(plan)} migrations behind: run `.venv/bin/python manage.py migrate`."
        )


def _check_broker():
    answers = processes.broker_answers(settings.CELERY_BROKER_URL)
    if settings.REDIS_URL:
        if not answers:
            raise CommandError(processes.NO_REDIS)
        return
    if answers:
        raise CommandError(
            f"A broker already runs in {settings.VAR_DIR}: end the other `serve` or command that uses it, "
            "or set VAR_DIR to another folder."
        )
    try:
        processes.broker_command()
    except processes.ProcessProblem as problem:
        raise CommandError(str(problem)) from problem


# --- Running -------------------------------------------------------------------------------------------


class Terminal:
    """Whole lines to the terminal, from several threads, for as long as somebody reads them."""

    def __init__(self, stream):
        self.stream = stream
        self.lock = threading.Lock()

    def say(self, line):
        with self.lock:
            try:
                self.stream.write(line)
                self.stream.flush()
            except OSError:
                pass  # The reader has gone; the parts' pipes must be emptied all the same.

    def repeat(self, pipe, part):
        """Print what a part writes, until it closes its end."""
        with pipe:
            for line in pipe:
                self.say(f"{part:<9} | {line.decode(errors='replace').rstrip()}")


class Part:
    """One process, started again after a growing pause whenever it stops."""

    def __init__(self, name, spawn, terminal):
        """`spawn` returns a process that writes to a pipe, a new one each time it is called."""
        self.name = name
        self.spawn = spawn
        self.terminal = terminal
        self.process = self.reader = None
        self.started = self.due = 0.0
        self.pause = 0

    def start(self):
        self.process = self.spawn()
        self.started = time.monotonic()
        self.reader = threading.Thread(
            target=self.terminal.repeat, args=(self.process.stdout, self.name), daemon=True
        )
        self.reader.start()

    def tend(self):
        """Start the part when it is due; when it has stopped, say so and set when it is due again."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
        elif processes.ended(self.process):
            healthy = now - self.started >= HEALTHY_AFTER
            self.pause = 1 if healthy or not self.pause else min(2 * self.pause, LONGEST_PAUSE)
            self.process, self.due = None, now + self.pause
            self.terminal.say(f"The {self.name} process stopped; it is started again in {self.pause} s.")


class Supervisor:
    """Starts the parts in order, tends them until it is told to stop, and ends them all."""

    def __init__(self, host, port, terminal):
        self.host, self.port, self.terminal = host, port, terminal
        self.stopping = False
        self.broker_has_answered = False
        starts = {
            "broker": lambda: processes.start_broker(output=subprocess.PIPE),
            "worker": lambda: _piped(processes.worker_command()),
            "scheduler": lambda: _piped(processes.scheduler_command()),
            "web": lambda: _piped(processes.web_command(host, port)),
        }
        if settings.REDIS_URL:
            del starts["broker"]
        self.parts = [Part(name, start, terminal) for name, start in starts.items()]

    def run(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        announced = False
        try:
            while not self.stopping:
                self._tend()
                if not announced and self._answers():
                    self._announce()
                    announced = True
                time.sleep(0.2)
        finally:
            self._end()

    def _stop(self, number, frame):
        # A mark for the loop and nothing else: the loop may be anywhere.
        self.stopping = True

    def _tend(self):
        """Tend the parts in order; those after the broker are first started once it answers."""
        for part in self.parts:
            part.tend()
            if not self.broker_has_answered:
                self.broker_has_answered = processes.broker_answers(settings.CELERY_BROKER_URL)
                if not self.broker_has_answered:
                    return

    def _answers(self):
        return _web_answers(self.host, self.port) and processes.worker_answers()

    def _announce(self):
        self.terminal.say(f"Scrutineer is running at http://{self.host}:{self.port}/ . Press Ctrl-C to stop.")
        for line in _sign_ins():
            self.terminal.say(line)

    def _end(self):
        """The broker last, so that the worker can give back what it holds."""
        self.terminal.say("Stopping.")
        running = {part.name: part.process for part in self.parts if part.process}
        broker = running.pop("broker", None)
        processes.stop(*running.values())
        if broker:
            processes.stop(broker)
        for part in self.parts:
            if part.reader:
                part.reader.join(timeout=1)


def _piped(command):
    return processes.spawn(command, output=subprocess.PIPE)


def _web_answers(host, port):
    """Whether the web server replies to a request, whatever its reply."""
    client = http.client.HTTPConnection(host.strip("[]"), port, timeout=5)
    try:
        client.request("GET", "/")
        client.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        client.close()
    return True


def _sign_ins():
    """Who can sign in to a demonstration, as lines of text; nothing on any other copy."""
    if not settings.PRODUCT_DATE:
        return []
    try:
        return sign_ins.lines() if sign_ins.are_loaded() else []
    finally:
        connection.close()
