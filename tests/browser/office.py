"""People at their browsers before the running product, and what was found wrong on their pages."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

from performance.demonstration.sign_ins import PASSWORD, people
from tests.machine import free_port, wait_for

BASE = Path(__file__).resolve().parent.parent.parent
MANAGE = [sys.executable, str(BASE / "manage.py")]
WIDTHS = (1280, 390)
EMAILS = {row["email"].partition(".")[0]: row["email"] for row in people()}
# What says that a server is up.
SAYS = {"serve": "Press Ctrl-C to stop.", "runserver": "Quit the server"}


@contextmanager
def running(folder, *, server="runserver", options=("--with-work", "--no-benchmarks"), then=()):
    """The product in a folder and a database of its own, in the middle of the demonstration's month.

    `server` is "serve" for the whole product, or "runserver" where nothing waits for a worker; `options` are
    those of `load_demonstration`, and `then` is a further command. Gives its address and its database.
    """
    database, port = folder / "scrutineer.sqlite3", free_port()
    environment = _environment(folder, database)
    _copy(_loaded(_shared(folder), options), database)
    if then:
        subprocess.run(then, cwd=BASE, env=environment, check=True, stdout=subprocess.DEVNULL)
    where = ["--port", str(port)] if server == "serve" else ["--noreload", str(port)]
    log = folder / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*MANAGE, server, *where], env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait_for(lambda: SAYS[server] in log.read_text() or process.poll() is not None, 60, "served")
        assert process.poll() is None, log.read_text()
        yield f"http://127.0.0.1:{port}", database
    finally:
        process.terminate()
        process.wait()


def _environment(folder, database):
    return {
        **os.environ,
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{database}",
        "DEBUG": "true",
        "PRODUCT_DATE": "2020-12-10",
        "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
    }


# --- The demonstration, made once for each choice of options in a run of the tests ----------------------


def _shared(folder):
    """The folder that all worker processes of this run share."""
    return folder.parent.parent if "PYTEST_XDIST_WORKER" in os.environ else folder.parent


def _loaded(shared, options):
    """A database with the demonstration in it, made by whoever asks first."""

    def load(database):
        _copy(_migrated(shared), database)
        _run(shared, database, "load_demonstration", *options)

    return _once(shared / f"demonstration{''.join(options)}.sqlite3", load)


def _migrated(shared):
    return _once(shared / "migrated.sqlite3", lambda database: _run(shared, database, "migrate", "-v", "0"))


def _run(folder, database, *command):
    environment = _environment(folder, database)
    subprocess.run([*MANAGE, *command], cwd=BASE, env=environment, check=True, stdout=subprocess.DEVNULL)


def _once(path, make):
    """A database that one process makes while the others wait for it."""
    begun = path.with_suffix(".begun")
    if path.exists():
        return path
    try:
        begun.touch(exist_ok=False)
    except FileExistsError:
        wait_for(lambda: path.exists() or not begun.exists(), 180, f"made {path.name}")
        return path if path.exists() else _once(path, make)
    made, copied = path.with_suffix(".made"), path.with_suffix(".copied")
    try:
        make(made)
        _copy(made, copied)
        copied.rename(path)
    finally:
        begun.unlink()
    return path


def _copy(source, target):
    with closing(sqlite3.connect(source)) as made, closing(sqlite3.connect(target)) as copied:
        made.backup(copied)


class Office:
    """People at their browsers, and what was found wrong on the pages that they saw."""

    def __init__(self, chromium, address):
        self.chromium, self.address = chromium, address
        self.found, self.inspected, self.contexts = [], set(), []

    def sit_down(self, **options):
        """A page of a browser in which nobody has signed in."""
        context = self.chromium.new_context(
            base_url=self.address, locale="en-GB", viewport={"width": WIDTHS[0], "height": 900}, **options
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.found.append(f"{page.url}: {error}"))
        return page

    def _heard(self, message):
        # The browser also notes the refusals that a form answers with: they are the journey's own. What
        # has no address comes from the accessibility checker.
        address = message.location["url"]
        refused = re.search(r"status of (401|409|422)", message.text)
        if message.type in ("error", "warning") and address and not refused:
            self.found.append(f"{address}: {message.text}")

    def sign_in(self, first_name, **options):
        page = self.sit_down(**options)
        page.goto("/")
        page.get_by_label("E-mail address").fill(EMAILS[first_name])
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        return page

    def inspect(self, page, name):
        """Look at a page as it stands, once for each name."""
        if name in self.inspected:
            return
        self.inspected.add(name)
        page.wait_for_load_state()
        # What is folded away is looked at too.
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            result = Axe().run(page)
            if result.violations_count:
                self.found.append(f"{name}, {width} px: {result.generate_report()}")
            wider = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wider > 0:
                self.found.append(f"{name}, {width} px: {wider} px wider than the window")
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})

    def close(self):
        for context in self.contexts:
            context.close()


def row(page, title):
    """The row of a list that is about a measure."""
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=title, exact=True))


def go(page, name):
    """To a part of the product."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name).click()


def notice(page):
    return page.locator(".govuk-notification-banner")
