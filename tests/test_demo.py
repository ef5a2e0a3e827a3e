"""`demo` runs the whole cycle, once; `load_demonstration --with-work` leaves work for each role."""

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import psycopg
import pytest

from performance.checks import missing_libraries
from performance.leash import GRACE
from tests.machine import living, wait_for
from tests.needs import need

BASE = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(BASE / "manage.py")]
STEPS = [
    ("Council loaded", r"30 figures to report for 2020-11"),
    ("Queue", r"started broker and worker"),
    ("Submitted by owners", r"30 of 30"),
    ("Approved by managers", r"30 of 30"),
    ("Recomputed", r"60 ratings changed by worker process \d+(?:, \d+)*; 15 rated, 15 not rated"),
    ("Pack built", r"draft, by worker process \d+"),
    ("Pack cleared", r"by 1 post; final file by worker process \d+"),
    ("Pack issued", r"\d+ pages, SHA-256 [0-9a-f]{64}"),
    ("Pack written", r".+\.pdf, [\d,]+ bytes"),
]
PROCESSES = """
from performance.models import AssessmentRun, PackBuild
answer = [sorted({run.process for run in AssessmentRun.objects.all()}),
          sorted({build.process for build in PackBuild.objects.all()})]
"""
WORK = """
from datetime import date
from performance import due
from performance.models import Pack, Person, Submission
items = [item for person in Person.objects.filter(measure_roles__kind="owner").distinct()
         for item in due.items_for(person, today=date(2020, 12, 10))]
answer = {state: sorted(item["measure"].slug for item in items if item["state"] == state)
          for state in due.STATES}
answer["in force"] = Submission.objects.in_force().filter(origin="entered").count()
answer["reasons"] = [s.returned_reason for s in Submission.objects.filter(status="returned")]
answer["packs"] = [[str(pack.period), pack.status] for pack in Pack.objects.order_by("meeting_on")]
"""


# --- An installation of its own -------------------------------------------------------------------------


PUBLISHED = ("observation", "groupfigure", "statistic", "position")


class Installation:
    """A folder and an empty database, and commands that run on them and on nothing else."""

    def __init__(self, folder, database_url):
        self.mark = str(folder)
        self.folder = folder
        self.environment = {
            **os.environ,
            "VAR_DIR": str(folder),
            "DATABASE_URL": database_url,
            "DEBUG": "true",
            "PRODUCT_DATE": "",
            "REDIS_URL": "",
        }

    def start(self, *arguments, **changes):
        return subprocess.Popen(
            [*MANAGE, *arguments],
            env={**self.environment, **changes},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments, **changes):
        """Run a command to its end; the answer has its process id, exit code and what it said."""
        with self.start(*arguments, **changes) as process:
            said, _ = process.communicate(timeout=180)
        return SimpleNamespace(pid=process.pid, code=process.returncode, said=said)

    def demo(self, name="pack.pdf"):
        """`demo`, done; the answer has the file's bytes besides."""
        path = self.folder / name
        done = self.run("demo", "--month", "2020-11", "--pack", str(path))
        assert done.code == 0, done.said
        assert living(self.mark) == {}
        done.data = path.read_bytes()
        return done

    def ask(self, code):
        """What a few lines of Python in a process of its own put into `answer`."""
        script = f"import django, json; django.setup()\n{code}\nprint(json.dumps(answer))"
        command = [sys.executable, "-c", script]
        settings = {"DJANGO_SETTINGS_MODULE": "config.settings"}
        said = subprocess.run(
            command, cwd=BASE, env={**self.environment, **settings}, check=True, stdout=subprocess.PIPE
        )
        return json.loads(said.stdout)

    def everything(self):
        """Every row of every model, by model, but the published figures and what is derived from them.

        Those are 160,000; that loading them again changes none is in tests/benchmarks/test_datasets.py, and
        when they were derived and which files were read is in rows that are compared here.
        """
        command = [*MANAGE, "dumpdata", "--all", *(f"--exclude=benchmarking.{model}" for model in PUBLISHED)]
        dumped = subprocess.run(command, env=self.environment, check=True, stdout=subprocess.PIPE)
        rows = {}
        for row in json.loads(dumped.stdout):
            rows.setdefault(row["model"], {})[row["pk"]] = row["fields"]
        return rows


@contextlib.contextmanager
def installed(folder, *, tables=None):
    """An installation on a database of the kind that the tests run on: empty, or a copy of `tables`."""
    url = os.environ["DATABASE_URL"]
    if not url.startswith("postgres"):
        if tables:
            shutil.copy(tables, folder / "scrutineer.sqlite3")
        yield Installation(folder, f"sqlite:///{folder}/scrutineer.sqlite3")
        return
    name = f"scrutineer_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    try:
        yield Installation(folder, urlsplit(url)._replace(path=f"/{name}").geturl())
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module", autouse=True)
def _renders():
    need(not missing_libraries(), f"not installed: {', '.join(missing_libraries())}")


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """A file with empty tables, for those who do not ask how tables come about: making them takes long."""
    folder = tmp_path_factory.mktemp("tables")
    with installed(folder) as installation:
        assert installation.run("migrate", "-v", "0").code == 0
        path = folder / "scrutineer.sqlite3"
        if not path.exists():
            return None  # another kind of database: each installation makes its own
        with contextlib.closing(sqlite3.connect(path)) as made:
            made.execute("PRAGMA journal_mode=DELETE")
        return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """An installation on which `demo` ran once from nothing."""
    with installed(tmp_path_factory.mktemp("whole")) as installation:
        installation.first = installation.demo()
        yield installation


# What the month's pack prints of its measures.
PRINTED = """
from performance.models import Pack
copy = Pack.objects.order_by("meeting_on").last().content["copies"]["public"]
shown = ("figure", "status", "target", "previous", "quartile", "commentary")
answer = [[row["slug"], *(row[name] for name in shown)]
          for layer in copy["layers"] for group in layer["groups"] for row in group["rows"]]
assert len(answer) == 30
"""


def steps(said):
    """The lines of a run as (name, text), without the seconds."""
    lines = [re.fullmatch(r"(.{22}) (.*)  \[\d+\.\d s\]", line) for line in said.splitlines()]
    assert all(lines), said
    return [(line[1].strip(), line[2]) for line in lines]


# --- demo ----------------------------------------------------------------------------------------------


@pytest.mark.queue
@pytest.mark.pack
def test_demo_says_what_each_step_did(whole):
    said = steps(whole.first.said)
    assert [name for name, _ in said] == [name for name, _ in STEPS]
    for (name, text), (_, expected) in zip(said, STEPS, strict=True):
        assert re.fullmatch(expected, text), f"{name}: {text}"


@pytest.mark.queue
@pytest.mark.pack
def test_demo_leaves_the_work_to_the_worker(whole):
    """The processes that it names are those that the rows name, and none is the command itself."""
    said = dict(steps(whole.first.said))
    judged, built = whole.ask(PROCESSES)
    named = [
        re.findall(r"\d+", said["Recomputed"].partition("process")[2].partition(";")[0]),
        re.findall(r"process (\d+)", said["Pack built"] + said["Pack cleared"]),
    ]
    assert [sorted(set(map(int, pids))) for pids in named] == [judged, built]
    assert whole.first.pid not in {*judged, *built}


@pytest.mark.queue
@pytest.mark.pack
def test_demo_writes_a_pdf(whole):
    need("pdftotext", "poppler-utils reads the file back")
    path = whole.folder / "pack.pdf"
    text = subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True, text=True).stdout
    said = dict(steps(whole.first.said))["Pack issued"]
    pages, sha256 = re.fullmatch(r"(\d+) pages, SHA-256 (\w+)", said).groups()
    assert whole.first.data.startswith(b"%PDF-1.7")
    assert hashlib.sha256(whole.first.data).hexdigest() == sha256
    assert text.count("\f") == int(pages) > 4
    assert "8 green, 6 amber, 1 red" in text


@pytest.mark.queue
@pytest.mark.pack
def test_a_second_demo_changes_nothing(whole):
    before = whole.everything()
    again = whole.demo("again.pdf")
    said = dict(steps(again.said))
    assert said["Submitted by owners"] == "0 of 30; 30 were done before"
    assert said["Approved by managers"] == "0 of 30; 30 were done before"
    assert said["Recomputed"] == "0 ratings changed; 15 rated, 15 not rated"
    assert said["Pack issued"] == dict(steps(whole.first.said))["Pack issued"]
    assert again.data == whole.first.data
    after = whole.everything()
    assert {model: len(rows) for model, rows in after.items()} == {m: len(r) for m, r in before.items()}
    assert [model for model in after if after[model] != before[model]] == []


@pytest.mark.queue
@pytest.mark.pack
@pytest.mark.parametrize(
    ("number", "after", "code"),
    [
        (signal.SIGTERM, "Submitted by owners", -signal.SIGTERM),
        (signal.SIGINT, "Recomputed", 130),
        (signal.SIGKILL, "Pack built", -signal.SIGKILL),
    ],
)
def test_an_interrupted_demo_is_completed_by_the_next(whole, tables, tmp_path, number, after, code):
    with installed(tmp_path, tables=tables) as installation:
        process = installation.start("demo", "--month", "2020-11", "--pack", str(tmp_path / "pack.pdf"))
        with process:
            said = next(line for line in process.stdout if line.startswith(after))
            process.send_signal(number)
            said += process.stdout.read()
        assert process.returncode == code, said
        assert "Traceback" not in said
        assert not (tmp_path / "pack.pdf").exists()
        wait_for(lambda: living(installation.mark) == {}, GRACE + 3, "nothing left running")

        assert installation.demo().data == whole.first.data
        assert installation.ask(WORK)["in force"] == 30


@pytest.mark.queue
@pytest.mark.parametrize(
    ("arguments", "changes", "sentence"),
    [
        (["--month", "2020-10"], {}, "There are no published figures for '2020-10'."),
        (["--month", "November"], {}, "The demonstration holds: 2020-11."),
        (["--pack", "nowhere/pack.pdf"], {}, "The folder nowhere does not exist."),
        (["--pack", "."], {}, "Name a file in a folder that you may write to."),
        (
            [],
            {"DEBUG": "false", "ALLOWED_HOSTS": "performance.example.org"},
            "Sample people belong on a development copy only: set DEBUG=true.",
        ),
        ([], {"REDIS_URL": "redis://127.0.0.1:1/0"}, "No Redis server answers at REDIS_URL"),
    ],
)
def test_demo_refuses_in_a_sentence_what_cannot_work(tmp_path, arguments, changes, sentence):
    with installed(tmp_path) as installation:
        own = ["--month", "2020-11", "--pack", str(tmp_path / "pack.pdf")]
        refused = installation.run("demo", *own, *arguments, **changes)
        assert (refused.code, "Traceback" in refused.said) == (1, False), refused.said
        assert sentence in refused.said
        assert living(installation.mark) == {}


# --- load_demonstration --with-work ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def at_work(tables, tmp_path_factory):
    """An installation in the middle of the month, with work for each role."""
    with installed(tmp_path_factory.mktemp("work"), tables=tables) as installation:
        assert installation.run("migrate", "-v", "0").code == 0
        done = installation.run("load_demonstration", "--with-work")
        assert done.code == 0, done.said
        assert living(installation.mark) == {}
        yield installation


@pytest.mark.queue
@pytest.mark.pack
def test_with_work_there_is_something_to_do_for_each_role(at_work):
    work = at_work.ask(WORK)
    assert work["due"] == [
        "admissions-65-plus",
        "adult-learning-success",
        "carers-direct-payments",
        "library-e-loans",
    ]
    assert work["returned"] == ["reablement-no-further-need"]
    assert work["submitted"] == ["contacts-prevent-need", "heritage-visits"]
    assert (len(work["approved"]), work["in force"]) == (23, 23)
    assert (work["draft"], work["overdue"]) == ([], [])
    assert [reason[:13] for reason in work["reasons"]] == ["Illustrative:"]
    assert work["packs"] == [["2019/20", "issued"]]


@pytest.mark.queue
@pytest.mark.pack
def test_loading_the_work_again_changes_nothing(at_work):
    before = at_work.everything()
    assert at_work.run("load_demonstration", "--with-work").code == 0
    after = at_work.everything()
    assert [model for model in {**before, **after} if after.get(model) != before.get(model)] == []


@pytest.mark.queue
@pytest.mark.pack
def test_demo_completes_what_was_left_to_do(whole, at_work):
    done = at_work.demo()
    said = dict(steps(done.said))
    assert said["Submitted by owners"] == "5 of 30; 25 were done before"
    assert said["Approved by managers"] == "7 of 30; 23 were done before"
    work = at_work.ask(WORK)
    assert (len(work["approved"]), work["in force"]) == (30, 30)
    assert work["packs"] == [["2019/20", "issued"], ["November 2020", "issued"]]
    # With an earlier pack to look back on, what changed since is told; the figures are the same.
    assert done.data.startswith(b"%PDF")
    assert at_work.ask(PRINTED) == whole.ask(PRINTED)
