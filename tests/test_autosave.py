"""Drafts that save themselves: what is saved, what is kept as it was typed, and what is never overwritten."""

import re
from datetime import UTC, datetime
from decimal import Decimal as D

import pytest

from performance import keeping, lost_session, workflow
from performance.models import AuditEntry, KeptText, Period, Submission
from tests import scene, world
from tests.page import Page
from tests.test_entry_pages import AGES, COUNT, HOMES, broken_down, homes, make, parts  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def address():
    return f"/figures/{scene.DRAFT}/{world.november().pk}/"


def current(slug=scene.DRAFT):
    return Submission.objects.filter(measure__slug=slug, period=world.november()).first()


def test_what_is_typed_is_a_draft_and_is_never_submitted(as_person, address):
    typed = {"value": "45.6", "outlook": "not_known", "commentary_public": "Said.", "submit": "1"}

    response = as_person("olive").post(f"{address}autosave/", typed)

    answer = response.json()
    saved = current()
    assert (saved.status, saved.value, saved.commentary_public) == ("draft", D("45.6"), "Said.")
    assert (answer["version"], answer["kept"]) == (1, [])
    assert re.fullmatch(r"Draft saved \d\d:\d\d\.", answer["sentence"])
    assert list(AuditEntry.objects.filter(subject_id=saved.pk).values_list("verb", flat=True)) == ["saved"]


@pytest.mark.wide
def test_the_version_goes_on_and_the_same_again_changes_nothing(as_person, address):
    browser = as_person("olive")
    versions = [
        browser.post(f"{address}autosave/", {"value": value, "version": version}).json()["version"]
        for value, version in [("4", ""), ("45", 1), ("45", 2), ("45", 1), ("45.6", 2)]
    ]

    assert (versions, current().value) == ([1, 2, 2, 2, 3], D("45.6"))


def test_an_empty_form_makes_no_draft(as_person, address):
    response = as_person("olive").post(f"{address}autosave/", {"value": " ", "outlook": "", "absence": ""})

    assert (response.json(), current()) == ({"version": "", "sentence": "", "kept": []}, None)


def test_0_is_something_typed(as_person, address):
    as_person("olive").post(f"{address}autosave/", {"value": "0"})

    assert current().value == 0


@pytest.mark.wide
def test_what_no_draft_can_hold_is_kept_and_the_rest_is_saved(as_person, address):
    browser = as_person("olive")
    browser.post(f"{address}autosave/", {"value": "45"})

    answer = browser.post(
        f"{address}autosave/", {"value": "45x", "commentary_public": "Said.", "version": 1}
    ).json()

    # The draft has its last figure; the page shows what was typed, with its error.
    assert (current().value, current().commentary_public, answer["kept"]) == (D(45), "Said.", ["value"])
    assert (
        "except for this, which is kept as you typed it. Figure: “45x” is not a number" in answer["sentence"]
    )
    page = Page(browser.get(address))
    assert (page.fields["value"], page.fields["commentary_public"]) == ("45x", "Said.")
    assert "Part of what you typed could not be saved." in page.text
    assert "id_value_error" in {own.get("id") for _, own in page.elements}


def test_it_is_kept_also_where_there_is_no_draft_yet(as_person, address):
    browser = as_person("olive")

    answer = browser.post(f"{address}autosave/", {"value": "4x"}).json()

    assert (answer["version"], current()) == ("", None)
    assert Page(browser.get(address)).fields["value"] == "4x"


def test_nobody_else_sees_what_is_kept(as_person, address):
    as_person("olive").post(f"{address}autosave/", {"value": "4x"})

    page = Page(as_person("dee").get(address))

    assert (page.fields["value"], "4x" in page.text) == ("", False)


@pytest.mark.wide
@pytest.mark.parametrize("verb", ["autosave", "save", "discard"])
def test_it_is_dropped_once_a_save_covers_it(as_person, address, verb):
    browser = as_person("olive")
    browser.post(f"{address}autosave/", {"value": "4x"})

    if verb == "autosave":
        browser.post(f"{address}autosave/", {"value": "4"})
    else:
        browser.post(address, {"value": "4", verb: "1"})

    page = Page(browser.get(address))
    assert (KeptText.objects.exists(), "could not be saved" in page.text) == (False, False)
    assert page.fields["value"] == ("" if verb == "discard" else "4")


@pytest.mark.wide
def test_a_page_that_somebody_else_opened_discards_nothing(as_person, address):
    browser = as_person("olive")
    browser.post(f"{address}autosave/", {"value": "4x"})

    browser.post(address, {"discard": "1", "who": lost_session.sign(world.person("dee"))})

    assert Page(browser.get(address)).fields["value"] == "4x"


def test_a_text_that_is_too_long_leaves_the_draft_its_own(as_person, address):
    browser = as_person("olive")
    browser.post(f"{address}autosave/", {"value": "45", "commentary_public": "Short."})

    browser.post(f"{address}autosave/", {"value": "46", "commentary_public": "x" * 30_000, "version": 1})

    assert (current().value, current().commentary_public) == (D(46), "Short.")
    assert len(KeptText.objects.get().typed["commentary_public"]) == 20_000


@pytest.mark.wide
def test_a_part_that_cannot_be_read_leaves_the_others_saved(homes, as_person):  # noqa: F811
    browser = as_person("olive")
    page = f"/figures/{HOMES}/{world.november().pk}/"
    browser.post(f"{page}autosave/", parts("4", "69", ""))

    browser.post(f"{page}autosave/", parts("5", "69x", "193") | {"version": 1})

    assert current(HOMES).parts == {"inadequate": "5", "ri": "69", "good": "193"}
    assert Page(browser.get(page)).fields["parts.ri"] == "69x"


def test_a_share_of_a_breakdown_that_cannot_be_read_leaves_the_others_saved(as_person):
    broken_down()
    names = [f"breakdown.age-band.{code}" for code, _, _ in AGES]
    browser, page = as_person("olive"), f"/figures/{COUNT}/{world.november().pk}/"
    browser.post(f"{page}autosave/", {"value": "60", names[0]: "33", names[1]: "27"})

    browser.post(f"{page}autosave/", {"value": "60", names[0]: "34", names[1]: "2y", "version": 1})

    assert current(COUNT).breakdown == {"age-band": {"18-64": "34", "65-plus": "27"}}


# --- What is never overwritten ----------------------------------------------------------------------------


def test_a_change_by_somebody_else_is_not_overwritten(as_person, address):
    browser = as_person("olive")
    browser.post(f"{address}autosave/", {"value": "45"})
    scene.enter(scene.DRAFT, D(50), by=world.person("dee"))

    response = browser.post(f"{address}autosave/", {"value": "46", "version": 1})

    sentence = response.json()["sentence"]
    assert (response.status_code, current().value) == (409, D(50))
    assert sentence.startswith("Not saved: Dee Deputy saved this figure at ")


def test_a_page_of_before_a_submission_changes_nothing(as_person, address):
    browser = as_person("olive")
    draft = scene.enter(scene.DRAFT, D("31.7"))
    workflow.submit(submission=draft, version=1, by=world.person("olive"))

    response = browser.post(f"{address}autosave/", {"value": "46", "version": 1})

    assert (response.status_code, current().status, current().value) == (409, "submitted", D("31.7"))


def test_a_page_that_somebody_else_opened_saves_nothing(as_person, address):
    typed = {"value": "46", "who": lost_session.sign(world.person("olive"))}

    response = as_person("dee").post(f"{address}autosave/", typed)

    assert (response.status_code, current()) == (409, None)
    assert (
        response.json()["sentence"] == "Not saved: Dee Deputy is signed in now, who did not open this page."
    )


@pytest.mark.parametrize(("who", "status"), [("mary", 403), ("petra", 403), ("oscar", 404), ("clive", 404)])
def test_who_may_not_enter_saves_nothing(as_person, address, who, status):
    response = as_person(who).post(f"{address}autosave/", {"value": "46"})

    assert (response.status_code, current(), KeptText.objects.exists()) == (status, None, False)


def test_a_period_that_is_closed_takes_nothing(as_person):
    october = Period.objects.get(kind="month", start="2020-10-01")

    response = as_person("olive").post(f"/figures/{scene.DRAFT}/{october.pk}/autosave/", {"value": "46"})

    assert (response.status_code, KeptText.objects.exists()) == (422, False)
    assert response.json()["sentence"].startswith("Not saved: October 2020 closed for figures")


def test_a_calculated_measure_takes_nothing(as_person):
    make(COUNT, entry="calculated", calculation="total")

    response = as_person("olive").post(f"/figures/{COUNT}/{world.november().pk}/autosave/", {"value": "46"})

    assert response.status_code == 422


@pytest.mark.wide
def test_what_waited_from_before_signing_in_is_covered_too(client, address):
    client.post(address, {"value": "45", "who": lost_session.sign(world.person("olive"))})
    session = dict(client.session)
    client.force_login(world.person("olive"))
    kept = client.session
    kept.update({lost_session.SESSION_KEY: session[lost_session.SESSION_KEY]})
    kept.save()
    assert "You had been signed out." in Page(client.get(address)).text

    client.post(f"{address}autosave/", {"value": "45"})

    assert "You had been signed out." not in Page(client.get(address)).text


# --- What is read of it afterwards -------------------------------------------------------------------------


def entry(minute, value, before, *, by=1, verb="saved", subject=7, reason=""):
    """An entry of the trail at 14:00 and some minutes; what stands in it is read, and not saved."""
    return AuditEntry(
        at=datetime(2020, 12, 10, 14, minute, tzinfo=UTC),
        by_id=by,
        verb=verb,
        subject_type="submission",
        subject_id=subject,
        before={"value": before},
        after={"value": value},
        reason=reason,
    )


def read(*entries):
    """Entries given oldest first, as (from, to) of the sittings, oldest first."""
    shown = keeping.sittings(reversed(entries))
    return [(one.before["value"], one.after["value"]) for one in reversed(shown)]


def test_saves_of_one_sitting_are_read_as_one():
    assert read(entry(0, "4", None), entry(1, "45", "4"), entry(9, "45.6", "45")) == [(None, "45.6")]


@pytest.mark.parametrize(("minute", "sittings"), [(15, 1), (16, 2)])
def test_a_pause_ends_a_sitting(minute, sittings):
    assert len(read(entry(0, "4", None), entry(minute, "45", "4"))) == sittings


def test_a_long_sitting_has_no_end_but_a_pause():
    assert read(entry(0, "4", None), entry(14, "45", "4"), entry(28, "46", "45")) == [(None, "46")]


@pytest.mark.parametrize(
    "other",
    [{"by": 2}, {"verb": "submitted"}, {"subject": 8}, {"reason": "From a return."}],
)
def test_what_is_no_save_by_the_same_person_stands_alone(other):
    assert len(read(entry(0, "4", None), entry(1, "45", "4", **other), entry(2, "46", "45"))) == 3


def test_fields_that_one_save_changed_stay_with_their_own_values():
    first, second = entry(0, "4", None), entry(1, "x", "")
    second.before, second.after = {"commentary_public": ""}, {"commentary_public": "Said."}

    (shown,) = keeping.sittings([second, first])

    assert shown.after == {"value": "4", "commentary_public": "Said."}
    assert shown.before == {"value": None, "commentary_public": ""}


def test_what_was_typed_and_taken_away_again_is_no_change():
    (shown,) = keeping.sittings([entry(1, "4", "45"), entry(0, "45", "4")])

    assert shown.after == {}


@pytest.mark.wide
def test_the_page_shows_a_sitting_once_and_the_trail_keeps_every_save(as_person, address):
    browser = as_person("olive")
    for version, value in [("", "4"), ("1", "45"), ("2", "45.6")]:
        browser.post(f"{address}autosave/", {"value": value, "version": version})

    page = Page(browser.get(address))

    assert (page.text.count("Saved by Olive Owner"), AuditEntry.objects.filter(verb="saved").count()) == (
        1,
        3,
    )
    assert "Value: from nothing to 45.6" in page.text


@pytest.mark.parametrize("page", ["history", "approval", "measure"])
def test_a_sitting_is_one_entry_wherever_a_figures_history_is_printed(as_person, address, page):
    for value in ("4", "45", "45.6"):
        scene.enter(scene.DRAFT, value)
    addresses = {
        "history": f"{address}history/",
        "approval": f"/approval/{current().pk}/",
        "measure": f"/measures/{scene.DRAFT}/",
    }

    text = Page(as_person("mary").get(addresses[page])).text

    assert AuditEntry.objects.filter(subject_type="submission", subject_id=current().pk).count() == 3
    assert text.count("Saved by Olive Owner") == 1
