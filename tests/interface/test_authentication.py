"""Whose token it is: bearer or basic, working or not, and how often a wrong one may be tried."""

import base64
from datetime import timedelta
from time import monotonic

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from performance import tokens
from performance.interface import authentication
from performance.models import ApiToken, MeasureRole, Person, Role
from tests import world
from tests.interface import scene

pytestmark = pytest.mark.django_db

ADDRESS = "/interface/v1/measures"
WRONG = "scr_abcdefgh_" + "A" * 43


@pytest.fixture(autouse=True)
def _no_failures_yet():
    cache.clear()


def get(client, authorization=None, **options):
    headers = {"authorization": authorization} if authorization is not None else {}
    return client.get(ADDRESS, headers=headers, **options)


def basic(password, user="petra.officer@example.org"):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize("user", ["petra.officer@example.org", "", "somebody else", "Zoë"])
def test_as_bearer_and_as_the_password_of_any_user_name(client, user):
    secret = scene.token()[1]

    assert get(client, f"Bearer {secret}").status_code == 200
    assert get(client, f"bearer  {secret} ").status_code == 200
    assert get(client, basic(secret, user)).status_code == 200


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"\xff\xfe:\xff").decode(),
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Digest username=x",
    ],
)
def test_without_a_token_the_answer_says_how_to_send_one(client, authorization):
    response = get(client, authorization)

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith(
        'Basic realm="Scrutineer interface", charset="UTF-8", Bearer '
    )
    assert response.json() == {"error": authentication.MISSING}


@pytest.mark.parametrize("secret", [WRONG, "x", "scr_", WRONG + "A", WRONG.upper(), "é" * 56])
def test_a_token_that_nobody_made(client, secret):
    response = get(client, basic(secret))

    assert (response.status_code, response.json()) == (401, {"error": authentication.UNKNOWN})
    assert "WWW-Authenticate" in response


def test_a_sign_in_session_is_not_accepted(as_person):
    assert get(as_person("ada")).status_code == 401


def test_a_token_opens_no_page(client):
    secret = scene.token("ada")[1]

    response = client.get("/dashboard/", headers={"authorization": f"Bearer {secret}"})

    assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/sign-in/")


def test_it_works_on_its_last_day_and_not_on_the_next(client):
    token, secret = scene.token()
    today = timezone.localdate()
    assert get(client, basic(secret)).status_code == 200

    yesterday = today - timedelta(days=1)
    ApiToken.objects.filter(pk=token.pk).update(expires_on=yesterday)

    response = get(client, basic(secret))
    assert response.status_code == 401
    assert response.json()["error"] == (
        f"This token worked until {yesterday.day} {yesterday:%B %Y}. Make another on the page “Interface”."
    )


def test_a_revoked_token_reads_nothing(client):
    token, secret = scene.token()
    tokens.revoke(token=token, by=world.person("petra"))

    response = get(client, basic(secret))

    assert (response.status_code, response.json()["error"][:28]) == (401, "This token has been revoked.")


def test_an_account_that_ended_reads_nothing_at_once(client):
    secret = scene.token()[1]
    Person.objects.filter(name="Petra Officer").update(is_active=False)

    assert get(client, basic(secret)).status_code == 401


def test_who_loses_the_office_loses_the_token_that_they_made(client):
    """Petra answers for a measure as well: what she may see remains, what she may make tokens by does not."""
    petra = world.person("petra")
    MeasureRole.objects.create(measure=world.measure("library-visits"), person=petra, kind="deputy")
    own, given = scene.token()[1], scene.token(name="Given", by="ada")[1]
    Role.objects.filter(person=petra).delete()

    response = get(client, basic(own))

    assert (response.status_code, response.json()) == (
        403,
        {"error": f"{petra} holds no role any more by which this token could read."},
    )
    assert get(client, basic(given)).status_code == 200
    MeasureRole.objects.filter(person=petra).delete()
    assert get(client, basic(given)).status_code == 403


def test_the_last_use_is_written_at_most_once_a_minute(rf):
    secret = scene.token()[1]
    noon = timezone.now()

    def use(seconds):
        request = rf.get(ADDRESS, headers={"authorization": f"Bearer {secret}"})
        authentication.authenticate(request, now=noon + timedelta(seconds=seconds))
        return scene.used(secret)

    assert scene.used(secret) is None
    assert [use(seconds) for seconds in (0, 30, 60, 61, 90)] == [
        noon,
        noon,
        noon,
        noon + timedelta(seconds=61),
        noon + timedelta(seconds=61),
    ]


def test_of_two_requests_at_once_one_writes():
    token, secret = scene.token()
    same, now = ApiToken.objects.get(pk=token.pk), timezone.now()

    tokens.mark_used(token, now=now)
    tokens.mark_used(same, now=now + timedelta(seconds=5))

    assert scene.used(secret) == now


def test_the_last_use_waits_for_nobody_who_writes():
    """The test's own transaction is the one that writes; the request comes by another connection."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has one writer at a time")
    token, secret = scene.token()
    writing, reading = connections["default"], connections.create_connection("default")
    connections["default"] = reading
    try:
        begun = monotonic()
        tokens.mark_used(token, now=timezone.now())
        took = monotonic() - begun
        waits = reading.connection.execute("PRAGMA busy_timeout").fetchone()
    finally:
        connections["default"] = writing
        reading.close()

    assert took < 5
    assert waits == (20_000,)
    assert scene.used(secret) is None


def test_who_tries_many_wrong_tokens_is_told_to_wait_and_a_right_one_is_answered(client):
    secret = scene.token()[1]

    codes = [get(client, basic(WRONG)).status_code for _ in range(authentication.MOST_FAILURES)]
    beyond = get(client, basic(WRONG))

    assert set(codes) == {401}
    assert (beyond.status_code, beyond["Retry-After"]) == (429, "900")
    assert beyond.json() == {"error": authentication.TOO_MANY}
    assert get(client, basic(secret)).status_code == 200
    # Another address has tried nothing yet, and who sends no token is asked for one.
    assert get(client, basic(WRONG), REMOTE_ADDR="192.0.2.7").status_code == 401
    assert get(client).status_code == 401


def test_what_cannot_be_a_token_is_not_looked_for(client):
    with CaptureQueriesContext(connection) as captured:
        get(client, basic("password1"))

    assert len(captured) == 0
