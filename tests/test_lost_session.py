"""Forms that arrive signed out, or with an old token: what was typed is shown again to whoever typed it."""

from decimal import Decimal as D

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from performance import lost_session
from performance.models import Submission
from tests import scene, world
from tests.page import Page

pytestmark = pytest.mark.django_db

NOTE = "You had been signed out. Nothing is lost: check what you typed and save."
SECRET = "Typed before the session ended."
TYPED = {"value": "45.6", "outlook": "not_known", "commentary_public": SECRET}


@pytest.fixture
def address():
    return f"/figures/{scene.DRAFT}/{world.november().pk}/"


def opened(who="olive"):
    """The hidden field of a page that this person opened."""
    return {"who": lost_session.sign(world.person(who))}


def sign_in(browser, who):
    person = world.person(who)
    person.set_password("a-long-password")
    person.save()
    return browser.post("/sign-in/", {"username": person.email, "password": "a-long-password"})


def test_the_page_says_who_opened_it(as_person, address):
    page = Page(as_person("olive").get(address))

    assert page.fields["who"] == opened()["who"]


def test_what_was_typed_signed_out_is_there_after_signing_in(client, address):
    refused = client.post(address, TYPED | opened() | {"submit": "1"})
    asked = Page(client.get("/sign-in/"))
    sign_in(client, "olive")
    page = Page(client.get(address))

    assert (refused.status_code, refused["Location"]) == (302, f"/sign-in/?next={address}")
    assert "What you typed is kept: sign in as yourself, and it is shown again." in asked.text
    assert NOTE in page.text
    assert {name: page.fields[name] for name in TYPED} == TYPED
    # Nothing was saved, and nothing submitted, until they say so.
    assert not Submission.objects.filter(measure__slug=scene.DRAFT, period=world.november()).exists()


def test_it_is_gone_once_it_is_saved(client, address):
    client.post(address, TYPED | opened())
    sign_in(client, "olive")

    client.post(address, TYPED | opened() | {"save": "1"})

    page = Page(client.get(address))
    assert (NOTE in page.text, page.fields["commentary_public"]) == (False, SECRET)
    assert lost_session.SESSION_KEY in client.session
    assert client.session[lost_session.SESSION_KEY] == []


def test_it_is_gone_once_it_is_discarded(client, address):
    client.post(address, TYPED | opened())
    sign_in(client, "olive")

    response = client.post(address, TYPED | opened() | {"discard": "1"})

    page = Page(client.get(address))
    assert (response.status_code, SECRET in page.text, page.fields["value"]) == (302, False, "")


def test_somebody_else_does_not_get_it(client, address):
    """Dee deputises: she may open the same page, and sees nothing of it."""
    client.post(address, TYPED | opened())
    sign_in(client, "dee")

    page = Page(client.get(address))

    assert (SECRET in page.text, NOTE in page.text, page.fields["value"]) == (False, False, "")


def test_nothing_is_kept_of_a_page_that_nobody_opened(client, address):
    for who in ("", "1", f"{world.person('olive').pk}:forged"):
        client.post(address, TYPED | {"who": who})

    assert not Session.objects.exists()


def test_nothing_is_kept_of_a_view_that_does_not_take_part(client, address):
    client.post(f"{address}withdraw/", TYPED | opened())

    assert not Session.objects.exists()


@pytest.mark.parametrize(("over", "is_kept"), [(0, True), (1, False)])
def test_no_more_is_kept_than_is_ever_typed(client, address, over, is_kept):
    empty = "commentary_public="
    text = "x" * (lost_session.LONGEST - len(empty) + over)

    client.post(address, {"commentary_public": text} | opened())

    assert Session.objects.exists() == is_kept


def test_several_pages_are_kept_each_at_its_address(client, address):
    other = f"/figures/{scene.SUBMITTED}/{world.november().pk}/"
    client.post(address, TYPED | opened())
    client.post(other, TYPED | opened() | {"value": "46.0"})
    client.post(address, TYPED | opened() | {"value": "47.0"})
    sign_in(client, "olive")

    assert [Page(client.get(page)).fields["value"] for page in (address, other)] == ["47.0", "46.0"]


# --- A token from before signing in again ----------------------------------------------------------------


@pytest.fixture
def strict():
    """A browser whose forms need the token."""
    return Client(enforce_csrf_checks=True)


def test_an_old_token_loses_nothing(strict, address):
    strict.force_login(world.person("olive"))

    refused = strict.post(address, TYPED | opened() | {"csrfmiddlewaretoken": "x" * 64})
    page = Page(strict.get(address))

    assert refused.status_code == 403
    assert "what you typed is not lost" in Page(refused).text
    assert {"href": address, "class": "govuk-button"} in [own for _, own in Page(refused).elements]
    assert {name: page.fields[name] for name in TYPED} == TYPED


def test_an_old_token_from_nowhere_keeps_nothing(strict, address):
    strict.force_login(world.person("olive"))

    refused = strict.post(address, TYPED | {"csrfmiddlewaretoken": "x" * 64})

    assert "Go back, copy what you typed" in Page(refused).text
    assert SECRET not in strict.get(address).content.decode()


# --- A page that somebody else opened ---------------------------------------------------------------------


def test_a_page_of_somebody_else_saves_nothing_before_it_was_looked_at(as_person, address):
    """Olive's page, after Dee signed in in the same browser."""
    browser = as_person("dee")

    refused = browser.post(address, TYPED | opened("olive") | {"submit": "1"})
    page = Page(refused)
    taken = browser.post(address, page.fields | {"save": "1"})

    assert (refused.status_code, "Somebody else opened this page" in page.text) == (409, True)
    assert page.fields["commentary_public"] == SECRET
    saved = Submission.objects.get(measure__slug=scene.DRAFT, period=world.november())
    assert (taken.status_code, saved.value, saved.created_by.name) == (302, D("45.6"), "Dee Deputy")


def test_a_script_is_told_and_not_sent_elsewhere(client, address):
    response = client.post(f"{address}autosave/", TYPED | opened(), headers={"Accept": "application/json"})

    assert (response.status_code, response.json()) == (
        401,
        {"sentence": "Not saved: you are signed out. What you typed is kept in this browser."},
    )


def test_no_sign_in_page_is_set_into_a_form(client, address):
    """htmx follows a redirect, and would put the field for a password among those of the figure."""
    response = client.post(f"{address}preview/", TYPED | opened(), headers={"HX-Request": "true"})

    assert response.status_code == 401
    assert "password" not in response.content.decode()
