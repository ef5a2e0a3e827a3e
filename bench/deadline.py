"""The last minutes before the deadline: 60 owners and their deputies save at once, then managers approve.

    .venv/bin/python bench/deadline.py                          SQLite, and PostgreSQL where one is installed
    .venv/bin/python bench/deadline.py --database postgres://…  a database of your own, which has to be empty

Runs the product's own web server, worker and broker, and talks to it over HTTP as browsers do. Afterwards
every figure that somebody was told is saved is looked up in the database. Ends with 1 where a figure was
lost or an error page was answered.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import _council as council
import _large_council as large
from _browser import Browser, Form

SIZE = {"measures": 250, "owners": 60, "managers": 15, "months": 36}
# Of each owner's measures the deputy works on this one at the same time.
SHARED = 0
POSTGRES = Path(council.ROOT, "tests", "postgres.sh")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--database", help="the URL of an empty database")
    database = options.parse_args().database
    if database:
        return measure(database)
    worst = run(f"sqlite:///{tempfile.mkdtemp(prefix='scrutineer-deadline-')}/deadline.sqlite3")
    if subprocess.run([POSTGRES, "found"], check=False).returncode:  # noqa: S603
        print("\nPostgreSQL is not installed here: measured on SQLite alone.")
        return worst
    with tempfile.TemporaryDirectory(prefix="scrutineer-pg-") as folder:
        started = subprocess.run([POSTGRES, "start", folder], check=True, capture_output=True, text=True)  # noqa: S603
        try:
            return max(worst, run(started.stdout.strip()))
        finally:
            subprocess.run([POSTGRES, "stop", folder], check=False)  # noqa: S603


def run(database):
    """Measure in a process of its own: settings are read once."""
    return subprocess.run([sys.executable, __file__, "--database", database], check=False).returncode  # noqa: S603


def measure(database):
    council.start(
        DATABASE_URL=database, PRODUCT_DATE="", DEBUG="false", BEHIND_HTTPS="false", ALLOWED_HOSTS="127.0.0.1"
    )
    from django.core.management import call_command
    from django.db import connection, connections

    from performance.models import Person

    if Person.objects.exists():
        sys.exit("This database holds people: the deadline is tried on an empty one.")
    began = time.perf_counter()
    month, held = large.build(**SIZE, today=date.today())  # noqa: DTZ011
    call_command("collectstatic", interactive=False, verbosity=0)
    print(f"\n{connection.vendor}: made in {time.perf_counter() - began:.0f} s")
    vendor = connection.vendor
    connections.close_all()
    with Product() as product:
        deadline = Deadline(product.port, month.pk, held)
        deadline.run()
        settled = product.wait_until_judged()
    return report(vendor, deadline, month, settled)


class Product:
    """Broker, worker and web server, as an installation runs them."""

    def __enter__(self):
        from performance import processes

        self.processes = processes
        self.log = tempfile.TemporaryFile()
        self.port = _free_port()
        self.running = [processes.start_broker(output=self.log)]
        self.running += [
            processes.spawn(processes.worker_command(), output=self.log),
            processes.spawn(processes.web_command("127.0.0.1", self.port), output=self.log),
        ]
        until = time.monotonic() + 60
        while not (self._answers() and processes.worker_answers()):
            assert time.monotonic() < until, self._said()
            time.sleep(0.2)
        return self

    def _answers(self):
        answers = []
        Browser(self.port, answers).get("/sign-in/", "")
        return answers[0][1] == 200

    def _said(self):
        self.log.seek(0)
        return self.log.read().decode()[-2000:]

    def wait_until_judged(self):
        """Seconds until every figure in force has its rating."""
        from django.db.models import F

        from performance.models import RecomputeRequest

        began = time.perf_counter()
        while RecomputeRequest.objects.filter(done_seq__lt=F("seq")).exists():
            assert time.perf_counter() - began < 120, "the worker does not keep up"
            time.sleep(0.1)
        return time.perf_counter() - began

    def __exit__(self, *problem):
        self.processes.stop(*reversed(self.running))


def _free_port():
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Deadline:
    """The people: each a thread with a browser. `saved` is what somebody was told is saved or submitted."""

    def __init__(self, port, period, held):
        self.port, self.period, self.held = port, period, held
        self.answers, self.saved, self.conflicts, self.problems = [], {}, Counter(), []
        self.phases = []

    def run(self):
        owners = sorted(self.held, key=lambda email: int(email.partition(".")[2].partition("@")[0]))
        browsers = self._sign_in("owners", owners)
        deputies = self._sign_in("deputies", owners[1:] + owners[:1])
        jobs = [
            (browsers[email], email, slugs, number) for number, (email, slugs) in enumerate(self.held.items())
        ]
        self._together(
            "60 owners and their deputies enter, save and submit",
            [lambda job=job: self._enter(*job) for job in jobs]
            + [
                lambda browser=browser, slug=self.held[owner][SHARED]: self._as_deputy(browser, slug)
                for owner, browser in zip(owners, deputies.values(), strict=True)
            ],
        )
        managers = self._sign_in("managers", [f"manager.{n}@example.org" for n in range(SIZE["managers"])])
        self._together(
            "15 managers approve, three a directorate",
            [lambda browser=browser: self._approve(browser) for browser in managers.values()],
        )

    def _together(self, what, jobs):
        """Everybody at once: all wait for the last to be ready."""
        gate = threading.Barrier(len(jobs) + 1)

        def begin(job):
            gate.wait()
            try:
                job()
            except Exception as problem:
                self.problems.append(f"{what}: {type(problem).__name__}: {problem}")

        threads = [threading.Thread(target=begin, args=[job]) for job in jobs]
        for thread in threads:
            thread.start()
        first = len(self.answers)
        gate.wait()
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        self.phases.append((what, len(jobs), len(self.answers) - first, time.perf_counter() - began))

    def _sign_in(self, who, emails):
        browsers = {email: Browser(self.port, self.answers) for email in emails}

        def sign_in(email):
            browser = browsers[email]
            form = Form(browser.get("/sign-in/", "sign-in page")[1], "username").found
            form |= {"username": email, "password": large.PASSWORD}
            status, _ = browser.post("/sign-in/", form, "signing in")
            assert status == 302, (email, status)

        self._together(f"{len(emails)} {who} sign in", [lambda e=email: sign_in(e) for email in emails])
        return browsers

    # --- What an owner does ----------------------------------------------------------------------------

    def _enter(self, browser, email, slugs, number):
        browser.get("/my-measures/", "my measures")
        for slug in slugs:
            if slug == slugs[SHARED]:
                self._save(browser, slug, 1)
            # Corrected once more, as people do, and sent.
            self._save(browser, slug, 2)
            self._submit(browser, slug, 2)

    def _as_deputy(self, browser, slug):
        """The deputy saves and submits the same figure at the same moment: one wins, the other is told."""
        self._save(browser, slug, 3)
        self._submit(browser, slug, 3)

    def _path(self, slug):
        return f"/figures/{slug}/{self.period}/"

    def _typed(self, slug, turn):
        """What one types at a turn: near what is expected, and another figure for each turn and person."""
        number = int(slug.removeprefix("measure-"))
        counted, of = large.figures_of(number, turn)
        kind = number % 3
        if kind == 1:
            return {"numerator": str(counted), "denominator": str(of)}
        return {"value": str(counted) if kind == 0 else f"{Decimal(counted * 1000 // of) / 10}"}

    def _save(self, browser, slug, turn):
        self._send(browser, slug, turn, {"save": "1"}, "saving a draft")

    def _submit(self, browser, slug, turn):
        self._send(browser, slug, turn, {"submit": "1"}, "submitting")

    def _send(self, browser, slug, turn, verb, what):
        """Fill in the page's own form and send it; where the page asks back, answer and send it again."""
        _, page = browser.get(self._path(slug), "entry page")
        typed = self._typed(slug, turn)
        try:
            form = Form(page, next(iter(typed)))
        except AssertionError:
            self.conflicts["no form any more: somebody else has submitted it"] += 1
            return
        fields = {**form.found, **typed, **verb}
        for _ in range(3):
            status, page = browser.post(self._path(slug), fields, what)
            if status == 302:
                self.saved.setdefault(slug, []).append((turn, what, time.perf_counter()))
                return
            if status == 409:
                self.conflicts["told that somebody else was first"] += 1
                return
            if status != 422:
                self.problems.append(f"{what} of {slug}: {status}")
                return
            fields = {**Form(page, next(iter(typed))).found, **typed, **verb, **_replies(page, typed)}
        self.problems.append(f"{what} of {slug}: asked back three times")

    # --- What a manager does ---------------------------------------------------------------------------

    def _approve(self, browser):
        """Approve all that is in the queue, as three managers of a directorate do at the same time."""
        _, page = browser.get("/approval/", "approval queue")
        picks = _values(page, "pick")
        if not picks:
            return
        token = Form(page, "csrfmiddlewaretoken").found["csrfmiddlewaretoken"]
        fields = {"csrfmiddlewaretoken": token, "pick": picks}
        status, _ = browser.post("/approval/approve/", fields, "approving all")
        if status == 409:
            self.conflicts["approved some, told that others were approved by now"] += 1
        elif status == 422:
            self.conflicts["told that all were approved by now"] += 1
        elif status != 302:
            self.problems.append(f"approving: {status}")


def _replies(page, typed):
    """Ticks for what is asked about the figure, with a reason, an outlook and a commentary."""
    form = Form(page, next(iter(typed)))
    replies = {name: "1" for name in form.boxes if name.startswith("confirm.")}
    replies |= {name: "A measurement." for name in form.found if name.startswith("reason.")}
    return replies | {"outlook": "in_place", "commentary_public": "Made up for a measurement."}


def _values(page, name):
    """The values of the boxes of this name on a page."""
    import re

    boxes = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
    return [re.search(r'value="([^"]*)"', box)[1] for box in boxes if "disabled" not in box]


# --- Afterwards ----------------------------------------------------------------------------------------


def report(vendor, deadline, month, settled):
    """Print the tables, and what is wrong; returns the exit code."""
    lost, approved = _lost(deadline, month)
    council.table(
        f"{vendor}: the phases",
        ("phase", "people", "requests", "seconds", "requests a second"),
        [(what, n, asked, f"{took:.1f}", f"{asked / took:.0f}") for what, n, asked, took in deadline.phases],
    )
    times = defaultdict(list)
    for what, _, took in deadline.answers:
        times[what].append(took * 1000)
    council.table(
        f"{vendor}: the answers (milliseconds)",
        ("request", "asked", "median", "19 of 20 within", "longest"),
        [
            (
                what,
                len(took),
                f"{statistics.median(took):,.0f}",
                f"{_within(took):,.0f}",
                f"{max(took):,.0f}",
            )
            for what, took in times.items()
        ],
    )
    errors = Counter(
        f"{what}: {status}"
        for what, status, _ in deadline.answers
        if not isinstance(status, int) or status >= 500
    )
    council.table(
        f"{vendor}: what became of it",
        ("", ""),
        [
            ("figures that somebody was told are saved", sum(len(rows) for rows in deadline.saved.values())),
            ("of them lost", len(lost)),
            ("error pages and broken connections", errors.total()),
            *sorted(deadline.conflicts.items()),
            ("figures approved, of 250", approved),
            ("seconds until all were judged", f"{settled:.1f}"),
        ],
    )
    wrong = [*lost, *deadline.problems, *(f"{what} ({n} times)" for what, n in errors.items())]
    for sentence in wrong:
        print(f"WRONG: {sentence}")
    return 1 if wrong or approved != SIZE["measures"] else 0


def _within(took):
    """What 19 of 20 are within."""
    return statistics.quantiles([*took, *took], n=20, method="inclusive")[-1]


def _lost(deadline, month):
    """Figures that were said to be saved and are in no revision's trail; and how many are approved.

    A draft may have been written over by somebody who had read it: its audit entry holds it then.
    """
    from performance.models import AuditEntry, Submission

    lost = []
    trail = defaultdict(list)
    for entry in AuditEntry.objects.filter(period=month, verb="saved").select_related("measure"):
        trail[entry.measure.slug].append(entry.after)
    for slug, told in deadline.saved.items():
        for turn, what, _ in told:
            typed = deadline._typed(slug, turn)
            if not any(_holds(after, typed) for after in trail[slug]):
                lost.append(f"{slug}: {typed} ({what})")
    for submission in Submission.objects.filter(period=month).select_related("measure"):
        told = deadline.saved.get(submission.measure.slug, [])
        submitted = [turn for turn, what, _ in told if what == "submitting"]
        if not any(_is(submission, deadline._typed(submission.measure.slug, turn)) for turn in submitted):
            lost.append(f"{submission}: the figure is none that was submitted")
    return lost, Submission.objects.filter(period=month, status="approved").count()


def _holds(after, typed):
    return all(name not in after or Decimal(after[name]) == Decimal(text) for name, text in typed.items())


def _is(submission, typed):
    return all(getattr(submission, name) == Decimal(text) for name, text in typed.items())


if __name__ == "__main__":
    os.chdir(council.ROOT)
    sys.exit(main())
