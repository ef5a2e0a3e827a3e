"""`python manage.py make_examples FOLDER`: the four example packs, each in a database of its own."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from performance.demonstration import meeting
from performance.demonstration.examples import EXAMPLES, making, module_of
from performance.refusals import WorkflowProblem

DATABASE = "example.sqlite3"


class Command(BaseCommand):
    help = (
        "Build the example packs from nothing: each in a temporary database of its own, from a template, "
        "built, cleared and issued. Writes every file of the public copy into FOLDER/NAME/."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="where to write; made if it is not there")
        parser.add_argument("--only", choices=EXAMPLES, metavar="NAME", help=f"one of {', '.join(EXAMPLES)}")
        parser.add_argument(
            "--here",
            action="store_true",
            help="build --only NAME in this very process and its empty database",
        )

    def handle(self, *, folder, only, here, **options):
        if here:
            self._make(only, folder)
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise CommandError(f"{folder} cannot be made: {problem.strerror}. Name another folder.") from None
        names = [only] if only else list(EXAMPLES)
        with tempfile.TemporaryDirectory(prefix="scrutineer-examples-") as place:
            self._make_all(names, folder.resolve(), Path(place))

    def _make_all(self, names, folder, place):
        """Tables are made once and copied; then each example has a process of its own, all at once."""
        began = time.monotonic()
        empty = place / DATABASE
        self._finish(self._start(["migrate", "-v0"], place, {}), "The tables")
        started = {}
        try:
            for name in names:
                own = place / name
                own.mkdir()
                shutil.copy(empty, own / DATABASE)
                command = ["make_examples", os.fspath(folder), "--only", name, "--here"]
                started[name] = self._start(command, own, module_of(name).ENVIRONMENT)
            for name, one in started.items():
                self._finish(one, name)
        finally:
            # After a failure nothing goes on building in a folder that is about to go.
            for process, _ in started.values():
                process.kill()
                process.wait()
        self.stdout.write(f"{len(names)} of {len(EXAMPLES)} examples in {time.monotonic() - began:.1f} s.")

    def _start(self, command, place, environment):
        own = {
            "DATABASE_URL": f"sqlite:///{place / DATABASE}",
            "VAR_DIR": os.fspath(place),
            "DEBUG": "true",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "REDIS_URL": "",
            **environment,
        }
        output = place / "output.txt"
        with output.open("wb") as file:
            process = subprocess.Popen(  # noqa: S603  (our own list of arguments, no shell)
                [sys.executable, "manage.py", *command],
                cwd=settings.BASE_DIR,
                env={**os.environ, **own},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        return process, output

    def _finish(self, started, name):
        """Wait for a process; what it said is passed on, and a failure is the command's own."""
        process, output = started
        code = process.wait()
        said = output.read_text(errors="replace").strip()
        if code != 0:
            raise CommandError(f"{name} was not made. {said or f'It ended with {code}.'}")
        if said:
            self.stdout.write(said)

    def _make(self, name, folder):
        """One example, here: where this process stands on its day and for its council."""
        if name is None:
            raise CommandError("Say which example: --only NAME.")
        example = module_of(name)
        if not making.is_on_its_day(example):
            asked = " ".join(f"{key}={value!r}" for key, value in example.ENVIRONMENT.items())
            raise CommandError(f"Leave out --here, or set {asked}.")
        began = time.monotonic()
        try:
            pack = making.make(example)
        except (WorkflowProblem, meeting.NotDone) as problem:
            raise CommandError(str(problem)) from None
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        files = making.files_of(pack)
        for suffix, data in files.items():
            (place / f"{name}.{suffix}").write_bytes(data)
        self.stdout.write(f"{name}: {', '.join(files)} [{time.monotonic() - began:.1f} s]")
