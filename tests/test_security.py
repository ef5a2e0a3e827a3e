"""What every page sends and holds, what a production installation is checked for, and signing in."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as configured
from django.core.checks import run_checks
from django.test import Client
from django.utils import timezone

from performance.demonstration.sign_ins import PASSWORD
from performance.models import Pack, Submission
from tests import scene, world
from tests.page import Page

pytestmark = pytest.mark.wide

BASE = Path(__file__).resolve().parent.parent
POLICY = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
OLIVE = "olive.owner@example.org"


def month_pages():
    return [f"/figures/{slug}/{world.november().pk}/" for slug in (*scene.OPEN_FIGURES, scene.APPROVED)]


def pages_of(who):
    """Every kind of page that somebody may open, and one that they may not."""
    waiting = [
        f"/approval/{pk}/" for pk in Submission.objects.awaiting_approval().values_list("pk", flat=True)
    ]
    packs = [f"/packs/{pk}/" for pk in Pack.objects.values_list("pk", flat=True)]
    planning = [f"{packs[0]}{page}" for page in ("progress/", "plan/", "plan/front/", "plan/add/")]
    admin = ["/admin/", "/admin/performance/measure/", "/admin/performance/target/add/"]
    admin += [f"/admin/performance/measure/{world.measure(scene.DRAFT).pk}/{page}/" for page in PAGES_OF_ROW]
    own = {
        "anonymous": ["/sign-in/", "/admin/login/"],
        "olive": ["/my-measures/", "/dashboard/", f"/measures/{scene.APPROVED}/", *month_pages()],
        "dan": ["/my-measures/", *month_pages()],
        "mary": ["/approval/", "/dashboard/", *waiting, *month_pages()],
        "petra": ["/dashboard/", "/packs/", "/packs/new/", *packs, *planning, *month_pages()],
        "clive": ["/packs/", *packs, f"/measures/{scene.APPROVED}/"],
        "dora": ["/approval/", *waiting, *packs],
        "ada": [*admin, "/dashboard/", "/admin/logout/"],
        "nick": ["/"],
    }
    return [*own[who], "/no/such/page/"]


PAGES_OF_ROW = ("change", "history", "delete")
WHO = ["anonymous", "olive", "dan", "mary", "petra", "clive", "dora", "ada", "nick"]


@pytest.fixture
def everything(db):
    scene.figures_at_every_stage()
    scene.packs_at_every_stage()


def responses(client, who):
    if who != "anonymous":
        client.force_login(world.person(who))
    answers = {page: client.get(page) for page in pages_of(who)}
    if who == "olive":
        wrong = {"value": "12O", "submit": "1"}
        answers["refused"] = client.post(month_pages()[0], wrong)
    if who == "petra":
        answers["forbidden"] = client.post(f"/packs/{Pack.objects.get(status='cleared').pk}/issue/")
    if who == "anonymous":
        answers["wrong password"] = client.post("/sign-in/", {"username": OLIVE, "password": "no"})
    return answers


@pytest.mark.parametrize("who", WHO)
def test_every_page_carries_the_strict_policy_and_its_companions(everything, client, who):
    for page, response in responses(client, who).items():
        words = [part.split(" ", 1) for part in response["Content-Security-Policy"].split("; ")]
        assert dict(words) == POLICY, page
        assert response["X-Frame-Options"] == "DENY", page
        assert response["Referrer-Policy"] == "same-origin", page
        assert response["X-Content-Type-Options"] == "nosniff", page


def inline(page):
    """What a strict policy refuses to run or to apply."""
    for tag, own in page.elements:
        if tag == "style" or "style" in own:
            yield f"<{tag} style>"
        if tag == "script" and "src" not in own and own.get("type", "") != "application/json":
            yield "<script> without src"
        yield from (f"<{tag} {name}>" for name in own if name.startswith(("on", "hx-on")))
        targets = [own.get(name) or "" for name in ("href", "src", "action", "formaction")]
        yield from (
            target for target in targets if target.strip().lower().startswith(("javascript:", "data:"))
        )


@pytest.mark.parametrize("who", WHO)
def test_no_page_holds_anything_inline(everything, client, who):
    found = {page: list(inline(Page(answer))) for page, answer in responses(client, who).items()}

    assert {page: things for page, things in found.items() if things} == {}


@pytest.mark.parametrize("who", WHO)
def test_every_page_loads_from_here_alone(everything, client, who):
    sources = set()
    for response in responses(client, who).values():
        page = Page(response)
        loads = [own.get("src") for tag, own in page.elements if tag in ("script", "img", "iframe", "source")]
        loads += [own.get("href") for tag, own in page.elements if tag == "link"]
        sources |= {source for source in loads if source}

    assert sources
    assert [
        source for source in sources if not re.match(r"/(static/|council\.css$|admin/jsi18n/$)", source)
    ] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("more", "status"), [(0, 200), (1, 413)])
def test_what_is_larger_than_25_mb_is_refused_unread(client, more, status):
    length = str(25 * 1024 * 1024 + more)

    response = client.post("/sign-in/", b"", content_type="text/plain", CONTENT_LENGTH=length)

    assert (response.status_code, "At most 25 MB can be sent" in Page(response).text) == (status, more == 1)


@pytest.mark.django_db
def test_a_form_without_its_token_gets_a_page_of_ours():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.person("olive"))

    response = browser.post(f"/figures/{scene.DRAFT}/{world.november().pk}/")

    assert (response.status_code, list(inline(Page(response)))) == (403, [])


@pytest.mark.django_db
def test_a_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client):
    client.get("/sign-in/")
    client.post("/sign-in/", {"username": OLIVE, "password": PASSWORD})

    session = client.cookies["sessionid"]
    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert client.cookies["csrftoken"]["samesite"] == "Lax"


# --- A production installation ---------------------------------------------------------------------------


def manage(*words, **environment):
    """A command in a process of its own, in the environment of a server and without this copy's `.env`."""
    clean = {name: os.environ[name] for name in ("PATH", "VAR_DIR", "LANG") if name in os.environ}
    server = {
        "DEBUG": "false",
        "SECRET_KEY": "".join(chr(ord("0") + number) for number in range(64)),
        "ALLOWED_HOSTS": "example.org",
        "PRODUCT_DATE": "",
        "BEHIND_HTTPS": "true",
        "DATABASE_URL": "sqlite:///:memory:",
        "REDIS_URL": "",
        "TRUST_PROXY": "false",
        "CSRF_TRUSTED_ORIGINS": "",
    }
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=BASE,
        env=clean | server | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_production_installation_passes_the_deployment_checks():
    done = manage("check", "--deploy", "--tag", "security", "--fail-level", "DEBUG")

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), (
        done.stderr
    )


def test_a_production_installation_keeps_its_cookies_to_https():
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SECURE_SSL_REDIRECT"]
    code = f"from django.conf import settings; print(*(getattr(settings, name) for name in {names}))"

    done = manage("shell", "--no-imports", "-c", code)

    assert done.stdout.split() == ["True"] * 4, done.stderr


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"PRODUCT_DATE": "2020-12-10"}, "(performance.E001) PRODUCT_DATE is set on an installation"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set."),
    ],
)
def test_an_installation_that_is_not_for_demonstration_refuses_to_start(environment, words):
    done = manage("check", **environment)

    assert done.returncode != 0
    assert words in done.stderr


@pytest.mark.parametrize(("debug", "found"), [(True, []), (False, ["performance.E001"])])
def test_a_set_date_is_for_demonstrations_alone(settings, debug, found):
    settings.DEBUG, settings.PRODUCT_DATE = debug, world.TODAY

    assert [problem.id for problem in run_checks() if problem.id == "performance.E001"] == found


# --- Signing in ------------------------------------------------------------------------------------------


def sign_in(client, username=OLIVE, password=None, **more):
    """With a wrong password where none is given."""
    return client.post("/sign-in/", {"username": username, "password": password or "wrong", **more})


@pytest.mark.django_db
def test_signing_in_leads_to_ones_own_page_and_out_again(client):
    answers = [
        sign_in(client, password=PASSWORD),
        client.get("/"),
        client.post("/sign-out/"),
        client.get("/"),
    ]

    assert [(response.status_code, response["Location"]) for response in answers] == [
        (302, "/"),
        (302, "/my-measures/"),
        (302, "/sign-in/"),
        (302, "/sign-in/?next=/"),
    ]


@pytest.mark.django_db
def test_an_address_is_taken_in_capitals_too(client):
    assert sign_in(client, username="Olive.OWNER@Example.org", password=PASSWORD).status_code == 302


def without_token(response):
    """A page's text and what stands in its fields, apart from the token and the address that was typed."""
    page = Page(response)
    kept = {
        name: value for name, value in page.fields.items() if name not in ("csrfmiddlewaretoken", "username")
    }
    return page.text, kept


@pytest.mark.django_db
def test_the_answer_does_not_say_whether_an_address_is_known():
    """The same page for a wrong password, an unknown address, and somebody who has left."""
    scene.inactive_person()
    tries = {
        OLIVE: "wrong",
        "nobody@example.org": "wrong",
        "ivor.inactive@example.org": "a-long-password",
        "ivor.inactive@example.org ": "wrong",
    }

    answers = [sign_in(Client(), username, password) for username, password in tries.items()]

    assert [response.status_code for response in answers] == [200] * 4
    assert len({str(without_token(response)) for response in answers}) == 1
    assert "The e-mail address" in Page(answers[0]).text


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "\\\\example.org",
        "https:///example.org",
        "javascript:alert(1)",
        "http:example.org",
        "\x00//example.org",
    ],
)
@pytest.mark.django_db
def test_signing_in_leads_to_no_other_site(target):
    """Neither when the form is sent, nor for somebody who is signed in already."""
    browser = Client()
    sent = sign_in(browser, password=PASSWORD, next=target)
    again = browser.get("/sign-in/", {"next": target})
    out = browser.post("/sign-out/", {"next": target})

    assert [(sent.status_code, sent["Location"]), (again.status_code, again["Location"])] == [(302, "/")] * 2
    assert (out.status_code, out["Location"]) == (302, "/sign-in/")


@pytest.mark.django_db
def test_signing_in_goes_on_where_one_was_sent_from(client):
    asked = client.get(f"/measures/{scene.DRAFT}/?sort=figure")
    assert asked["Location"] == f"/sign-in/?next=/measures/{scene.DRAFT}/%3Fsort%3Dfigure"

    form = Page(client.get(asked["Location"]))
    response = sign_in(client, password=PASSWORD, next=form.fields["next"])

    assert response["Location"] == f"/measures/{scene.DRAFT}/?sort=figure"


LOCKED = "You cannot sign in for 15 minutes"


@pytest.mark.django_db
def test_eight_wrong_passwords_lock_an_account_for_a_quarter_of_an_hour(client):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        answers = [sign_in(client).status_code for _ in range(8)]
        right = sign_in(client, password=PASSWORD)
        clock.shift(timedelta(minutes=14))
        still = sign_in(Client(), password=PASSWORD).status_code
        clock.shift(timedelta(minutes=16))
        later = sign_in(client, password=PASSWORD).status_code

    assert answers == [200] * 7 + [429]
    assert (right.status_code, still, later) == (429, 429, 302)
    text = Page(right).text
    assert LOCKED in text
    assert "There were 8 attempts" in text
    assert (configured.AXES_FAILURE_LIMIT, configured.AXES_COOLOFF_TIME * 60) == (8, 15)


@pytest.mark.django_db
def test_seven_wrong_passwords_lock_nobody_and_a_right_one_starts_anew(client):
    first = [sign_in(client).status_code for _ in range(7)]
    right = sign_in(client, password=PASSWORD).status_code
    client.logout()
    again = [sign_in(client).status_code for _ in range(7)]

    assert (first, right, again) == ([200] * 7, 302, [200] * 7)


@pytest.mark.django_db
def test_one_persons_failures_lock_nobody_else_behind_the_same_connection(client):
    """A council's people share an address on the internet."""
    for _ in range(8):
        sign_in(client)

    assert sign_in(client, "mary.manager@example.org").status_code == 200
    assert sign_in(client, "mary.manager@example.org", PASSWORD).status_code == 302


@pytest.mark.django_db
def test_capitals_do_not_give_further_attempts(client):
    address = list(OLIVE)
    for place in range(7):
        sign_in(client, "".join([*address[:place], address[place].upper(), *address[place + 1 :]]))

    assert sign_in(client, OLIVE.upper()).status_code == 429


@pytest.mark.django_db
def test_a_lock_is_also_on_the_administrators_door(client):
    for _ in range(8):
        client.post("/admin/login/", {"username": "ada.admin@example.org", "password": "wrong"})

    response = sign_in(client, "ada.admin@example.org", PASSWORD)

    assert response.status_code == 429


@pytest.mark.django_db
def test_nothing_that_is_typed_is_run(as_person):
    """Markup in every text of a figure is shown as it was typed."""
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>\"' {{ 7 }}"
    words = dict.fromkeys(["absence_note", "commentary_public", "commentary_internal"], attack)
    submitted = scene.submit(scene.enter(scene.DRAFT, None, absence="suppressed", **words))
    month = world.november().pk

    for who, page in [
        ("olive", f"/figures/{scene.DRAFT}/{month}/"),
        ("olive", "/my-measures/"),
        ("mary", f"/approval/{submitted.pk}/"),
        ("mary", "/approval/"),
        ("petra", f"/measures/{scene.DRAFT}/"),
    ]:
        response = as_person(who).get(page)
        assert list(inline(Page(response))) == [], page
        assert b"<script>alert" not in response.content, page
        assert b"<img src=x" not in response.content, page
