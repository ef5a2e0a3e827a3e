"""Making and revoking tokens, and the page of it."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from performance import tokens
from performance.models import ApiToken, AuditEntry, Person
from performance.refusals import NotAllowed, NotComplete
from tests import scene, world
from tests.interface.scene import token
from tests.page import Page

pytestmark = pytest.mark.django_db

PAGE = "/tokens/"
BOTH = ("benchmarks", "council")


def today():
    return timezone.localdate()


def typed(**changes):
    last = today() + timedelta(days=30)
    given = {"name": "Excel", "scopes": list(BOTH), "expires_on": last.isoformat()}
    return given | changes


def trail(verb):
    return [
        (entry.by.name, entry.subject_id, entry.after, entry.reason)
        for entry in AuditEntry.objects.filter(verb=verb).select_related("by").order_by("pk")
    ]


# --- Making ---------------------------------------------------------------------------------------------


def test_the_secret_is_256_bits_and_kept_only_as_its_digest():
    made, secret = token()

    assert re.fullmatch(r"scr_[0-9a-z]{8}_[0-9A-Za-z_-]{43}", secret)
    assert secret.startswith(f"{made.prefix}_")
    assert made.digest == hashlib.sha256(secret.encode()).hexdigest()
    kept = str(ApiToken.objects.values().get()) + str(list(AuditEntry.objects.values()))
    assert secret.removeprefix(made.prefix) not in kept
    assert tokens.find(secret) == made


def test_two_tokens_have_nothing_in_common():
    first, second = token(name="a")[1], token(name="b")[1]

    assert first[4:12] != second[4:12]
    assert first[13:] != second[13:]


def test_making_is_in_the_trail():
    made, _ = token(expires_on=today())

    assert trail("token made") == [
        (
            "Petra Officer",
            made.pk,
            {"person": "Petra Officer", "scopes": "benchmarks, council", "expires_on": today().isoformat()},
            "",
        )
    ]


@pytest.mark.parametrize("who", ["mary", "marcus", "stella", "petra", "dora", "ada"])
def test_managers_officers_and_administrators_make_their_own(who):
    assert token(who)[0].person == world.person(who)


@pytest.mark.parametrize("who", ["olive", "dee", "dan", "clive", "nick"])
def test_others_do_not(who):
    with pytest.raises(NotAllowed):
        token(who)
    assert not ApiToken.objects.exists()


def test_an_administrator_makes_them_for_anybody_who_sees_figures_and_nobody_else_for_another():
    given, _ = token("olive", by="ada")

    assert (given.person.name, given.created_by.name) == ("Olive Owner", "Ada Admin")
    with pytest.raises(NotAllowed):
        token("olive", by="petra", name="Another")
    with pytest.raises(NotComplete, match="Nick Newcomer may see no figures"):
        token("nick", by="ada")


def test_a_deputy_on_cover_makes_no_token_by_the_managers_office():
    scene.cover_for_mary(starts_on=today())

    with pytest.raises(NotAllowed):
        token("dee")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["council", "everything"]}, "scopes"),
        ({"expires_on": None}, "expires_on"),
    ],
)
def test_what_is_wrong_is_said(changes, field):
    given = {"name": "Excel", "scopes": ["council"], "expires_on": today()} | changes
    petra = world.person("petra")

    with pytest.raises(NotComplete) as refusal:
        tokens.create(person=petra, by=petra, **given)

    assert list(refusal.value.problems) == [field]
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True), (366, True), (367, False)])
def test_the_last_day_lies_within_a_year(days, taken):
    last = today() + timedelta(days=days)
    if taken:
        assert token(expires_on=last)[0].expires_on == last
    else:
        with pytest.raises(NotComplete, match="between today and a year from today"):
            token(expires_on=last)


def test_a_second_click_makes_no_second_token_and_a_name_is_free_once_its_token_is_revoked():
    made, _ = token(name="Excel")
    with pytest.raises(NotComplete, match="There is a token of this name that works"):
        token(name="excel ")
    tokens.revoke(token=made, by=world.person("petra"))

    assert token(name="Excel")[0].pk != made.pk


def test_twenty_tokens_are_enough():
    for number in range(20):
        token(name=f"Token {number}")
    with pytest.raises(NotComplete, match="has 20 tokens that work"):
        token(name="One more")

    assert token("mary", name="One more")[0].pk


# --- Revoking -------------------------------------------------------------------------------------------


def test_revoking_is_for_good_and_written_once():
    made, _ = token()
    petra, ada = world.person("petra"), world.person("ada")

    first = tokens.revoke(token=made, by=petra, reason="The report is gone.")
    again = tokens.revoke(token=made, by=ada)

    assert (again.revoked_at, again.revoked_by) == (first.revoked_at, petra)
    ((by, subject, after, reason),) = trail("token revoked")
    assert (by, subject, reason) == ("Petra Officer", made.pk, "The report is gone.")
    assert list(after) == ["revoked_at"]


def test_only_ones_own_are_revoked_but_by_an_administrator():
    made, _ = token("mary")

    with pytest.raises(NotAllowed):
        tokens.revoke(token=made, by=world.person("petra"))
    assert tokens.revoke(token=made, by=world.person("ada")).revoked_at is not None


def test_nothing_is_changed_where_the_trail_takes_no_row(full_trail):
    made, _ = token()
    full_trail()

    with pytest.raises(DatabaseError), transaction.atomic():
        token(name="Another")
    with pytest.raises(DatabaseError), transaction.atomic():
        tokens.revoke(token=made, by=world.person("petra"))

    made.refresh_from_db()
    assert (ApiToken.objects.count(), made.revoked_at) == (1, None)


@pytest.mark.wide
def test_ending_an_account_in_the_administration_revokes_its_tokens(as_person):
    first, second = token("petra", name="a")[0], token("petra", name="b")[0]
    other, _ = token("mary")
    petra = world.person("petra")
    address = reverse("admin:performance_person_change", args=[petra.pk])
    browser = as_person("ada")
    form = browser.get(address).context["adminform"].form
    data = {"email": petra.email, "name": petra.name, "post": petra.post, "new_password": ""}
    for prefix, count in (("roles", petra.roles.count()), ("measure_roles", petra.measure_roles.count())):
        data |= {f"{prefix}-TOTAL_FORMS": count, f"{prefix}-INITIAL_FORMS": count}
    for place, role in enumerate(petra.roles.all()):
        row = {"id": role.pk, "person": petra.pk, "kind": role.kind, "level": role.level}
        row |= {"directorate": role.directorate_id or "", "service": role.service_id or ""}
        data |= {f"roles-{place}-{name}": value for name, value in row.items()}

    response = browser.post(address, data)

    assert (form.instance, response.status_code) == (petra, 302)
    assert not Person.objects.get(pk=petra.pk).is_active
    revoked = ApiToken.objects.filter(revoked_at__isnull=False)
    assert {(each.pk, each.revoked_by.name) for each in revoked} == {
        (first.pk, "Ada Admin"),
        (second.pk, "Ada Admin"),
    }
    assert [row[3] for row in trail("token revoked")] == ["The account ended."] * 2
    assert ApiToken.objects.get(pk=other.pk).revoked_at is None


# --- The page -------------------------------------------------------------------------------------------


def test_the_secret_is_shown_once(as_person):
    browser = as_person("petra")

    answer = browser.post(PAGE, typed())
    page = Page(answer)

    made = ApiToken.objects.get()
    secret = re.search(rf"{made.prefix}_[\w-]{{43}}", answer.content.decode()).group()
    assert tokens.find(secret) == made
    assert "is made: copy its secret now" in page.text
    assert "no-store" in answer["Cache-Control"]
    assert secret not in browser.get(PAGE).content.decode()
    assert secret not in browser.post(PAGE, typed()).content.decode()
    assert made.scopes == list(BOTH)


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(as_person):
    answer = as_person("petra").post(PAGE, typed(name="My report", scopes=[], expires_on="1 1 2001"))

    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="My report"' in text
    assert "Choose what the token reads." in text


def test_a_problem_of_the_verb_stands_at_its_field(as_person):
    answer = as_person("petra").post(PAGE, typed(expires_on="1 1 2001"))

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "expires_on": ["Choose a last day between today and a year from today."]
    }


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("petra", {"of petra"}),
        ("mary", {"of mary"}),
        ("ada", {"of petra", "of mary", "of olive"}),
        ("olive", {"of olive"}),
        ("clive", None),
        ("nick", None),
    ],
)
def test_everybody_sees_their_own_and_an_administrator_all(as_person, who, sees):
    for whose in ("petra", "mary", "olive"):
        token(whose, name=f"of {whose}", by="ada")

    answer = as_person(who).get(PAGE)

    if sees is None:
        assert answer.status_code == 404
        return
    text = answer.content.decode()
    assert {f"of {whose}" for whose in ("petra", "mary", "olive") if f"of {whose}" in text} == sees
    # Olive has a token and may not make one.
    assert ("Make the token" in text) == (who != "olive")


def test_who_has_a_token_and_not_the_office_makes_none(as_person):
    token("olive", by="ada")

    assert as_person("olive").post(PAGE, typed()).status_code == 403


def test_ones_own_is_revoked_and_anothers_is_not_there(as_person):
    own, _ = token("petra")
    other, _ = token("mary")
    browser = as_person("petra")

    done = browser.post(f"{PAGE}{own.pk}/revoke/", follow=True)
    refused = browser.post(f"{PAGE}{other.pk}/revoke/")

    assert "reads nothing any more" in Page(done).text
    assert refused.status_code == 404
    revoked = ApiToken.objects.filter(revoked_at__isnull=False)
    assert list(revoked.values_list("pk", flat=True)) == [own.pk]


def test_the_list_says_how_each_stands_and_downloads(as_person):
    token(name="works")
    expired, _ = token(name="is over")
    ApiToken.objects.filter(pk=expired.pk).update(expires_on=today() - timedelta(days=1))
    tokens.revoke(token=token(name="is revoked")[0], by=world.person("petra"))
    browser = as_person("petra")

    lines = browser.get(f"{PAGE}?_export=csv").content.decode("utf-8-sig").splitlines()

    assert [line.split(",")[0] for line in lines] == ["What for", "works", "is over", "is revoked"]
    assert [line.split(",")[-1] for line in lines] == ["State", "Works", "Expired", "Revoked"]
    assert "1 token works." in Page(browser.get(PAGE)).text
    assert "is over" not in Page(browser.get(f"{PAGE}?q=&state=works")).text


def test_the_list_costs_as_many_queries_for_many_as_for_one(as_person):
    browser = as_person("ada")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            browser.get(PAGE)
        return len(captured)

    token("petra")
    queries()
    first = queries()
    for who in ("mary", "olive", "clive"):
        token(who, by="ada")

    assert queries() == first


def test_the_footer_leads_there_for_those_who_may_make_one(as_person):
    link = f'href="{PAGE}"'

    assert link in as_person("petra").get("/dashboard/").content.decode()
    assert link not in as_person("clive").get("/packs/").content.decode()


def test_administrators_look_at_all_of_them_and_change_none(as_person):
    made, _ = token("mary", name="Excel of Mary")
    browser = as_person("ada")
    address = reverse("admin:performance_apitoken_changelist")

    text = browser.get(address).content.decode()
    row = browser.get(reverse("admin:performance_apitoken_change", args=[made.pk])).content.decode()

    assert "Excel of Mary" in text
    assert made.digest not in text + row
    assert browser.post(reverse("admin:performance_apitoken_add"), {}).status_code == 403
    assert browser.post(reverse("admin:performance_apitoken_delete", args=[made.pk])).status_code == 403
