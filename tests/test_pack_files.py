"""A pack's files: who has which copy, each served as it was stored, the zip, the pictures, the list."""

import hashlib
import io
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from performance.models import AuditEntry, Copy, Form, Pack, PackDownload, PackFile, Role, Stage
from performance.packs import building, standing, workflow
from performance.refusals import NotAllowed
from tests import scene, world
from tests.page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

PETRA, CLIVE, DORA, MARY = "petra", "clive", "dora", "mary"


@pytest.fixture
def pack():
    """An issued pack with a page and tables beside its PDF, and a copy with exempt parts."""
    pack = scene.issued_pack()
    scene.add_file(pack, Stage.FINAL, b"<!doctype html><p>A page", form=Form.HTML)
    scene.add_file(pack, Stage.FINAL, b"PK tables", form=Form.CSV)
    scene.add_file(pack, Stage.FINAL, scene.BYTES + b"exempt", copy=Copy.EXEMPT)
    return pack


def files_of(pack, stage="final"):
    return f"/packs/{pack.pk}/files/{stage}"


# --- Who has which copy ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "right", "status"),
    [(CLIVE, False, 404), (CLIVE, True, 200), (PETRA, False, 200), (DORA, False, 200), ("olive", False, 404)],
)
def test_exempt_parts_are_for_clerks_with_the_right_and_those_who_prepare_or_clear(
    as_person, pack, who, right, status
):
    Role.objects.filter(person=world.person(CLIVE)).update(sees_exempt=right)
    browser = as_person(who)

    addresses = ["exempt.pdf", "exempt.zip", "exempt/pages/", "exempt/pages/1/", "exempt/pages/1-300.png"]
    answers = [browser.get(f"{files_of(pack)}/{address}").status_code for address in addresses]

    assert answers == [status] * 5
    if who == CLIVE:
        assert ("Copy with exempt parts" in Page(browser.get(f"/packs/{pack.pk}/")).text) == right


def management_pack():
    """A cleared pack of the management team, with its internal copy."""
    pack = scene.cleared_pack(final=False)
    Pack.objects.filter(pk=pack.pk).update(audience=Pack.Audience.MANAGEMENT)
    scene.add_file(pack, Stage.FINAL, copy=Copy.INTERNAL)
    return Pack.objects.get(pk=pack.pk)


def test_a_pack_of_the_management_team_is_no_clerks(as_person):
    pack = management_pack()
    people = (PETRA, DORA, MARY, CLIVE, "olive")

    def answers():
        addresses = (f"/packs/{pack.pk}/", f"{files_of(pack)}/internal.pdf")
        return [tuple(as_person(who).get(address).status_code for address in addresses) for who in people]

    before = answers()
    with pytest.raises(NotAllowed, match="Only a performance officer issues"):
        workflow.issue(pack=pack, content_hash=pack.content_hash, by=world.person(CLIVE))
    workflow.issue(pack=pack, content_hash=pack.content_hash, by=world.person(PETRA), today=world.TODAY)

    assert before == [(200, 200), (200, 200), (404, 404), (404, 404), (404, 404)]
    assert answers() == [(200, 200), (200, 200), (200, 200), (404, 404), (404, 404)]


# --- As it was stored ------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["public.pdf", "public.zip", "public/pages/1-300.png"])
def test_a_damaged_file_is_served_to_nobody_and_kept_in_the_history(as_person, pack, address):
    PackFile.objects.filter(pack=pack, copy="public", form="pdf").update(data=b"other bytes")

    response = as_person(CLIVE).get(f"{files_of(pack)}/{address}")

    entry = AuditEntry.objects.filter(subject_type="pack", subject_id=pack.pk).order_by("pk").last()
    assert (response.status_code, PackDownload.objects.count()) == (500, 0)
    assert "not what was stored" in Page(response).text
    assert (entry.verb, entry.by) == ("refused a damaged file of", world.person(CLIVE))
    assert entry.after == {
        "file": "final public.pdf",
        "sha256": hashlib.sha256(b"other bytes").hexdigest(),
    }


@pytest.mark.parametrize("address", ["public.pdf", "public.zip", "public/pages/1-300.png"])
def test_what_a_browser_has_is_not_sent_again_until_it_is_withdrawn(as_person, pack, address):
    browser = as_person(CLIVE)
    first = browser.get(f"{files_of(pack)}/{address}")
    known = {"If-None-Match": first["ETag"]}
    again = browser.get(f"{files_of(pack)}/{address}", headers=known)
    kept = PackDownload.objects.count()
    workflow.withdraw(pack=pack, reason="Wrong.", by=world.person(CLIVE))

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert kept == (0 if address.endswith("png") else 1)
    assert browser.get(f"{files_of(pack)}/{address}", headers=known).status_code == 404


def test_the_stored_page_is_read_in_the_browser_without_scripts(as_person, pack):
    browser = as_person(CLIVE)
    response = browser.get(f"{files_of(pack)}/public.html")
    again = browser.get(f"{files_of(pack)}/public.html", headers={"If-None-Match": response["ETag"]})

    policy = dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))
    assert response.content == b"<!doctype html><p>A page"
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert response["Content-Disposition"].startswith("inline;")
    assert (policy["default-src"], policy["sandbox"], policy["form-action"]) == ("'none'", "", "'none'")
    assert "script-src" not in policy
    # A browser that has the page already reads it again under the policy of this answer.
    assert (again.status_code, again["Content-Security-Policy"]) == (304, response["Content-Security-Policy"])


def test_everything_as_one_zip_is_the_same_twice_and_proves_itself(as_person, pack):
    browser = as_person(CLIVE)
    first, again = (browser.get(f"{files_of(pack)}/public.zip") for _ in range(2))

    with zipfile.ZipFile(io.BytesIO(first.content)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    sums = [line.split("  ") for line in held.pop("SHA256SUMS").decode().splitlines()]
    stem = "adults-and-communities-2021-01-18-public"
    assert first.content == again.content
    assert first["Content-Disposition"] == f'attachment; filename="{stem}.zip"'
    assert sorted(held) == [f"{stem}-csv.zip", f"{stem}.html", f"{stem}.pdf"]
    assert {name: digest for digest, name in sums} == {
        name: hashlib.sha256(data).hexdigest() for name, data in held.items()
    }
    digest = hashlib.sha256(first.content).hexdigest()
    kept = PackDownload.objects.values_list("form", "copy", "sha256")
    assert list(kept) == [("", "public", digest)] * 2


# --- Pages as pictures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "width", "status"),
    [(1, 300, 200), (3, 1000, 200), (0, 300, 404), (4, 300, 404), (1, 299, 404), (1, 10_000, 404)],
)
def test_a_page_is_drawn_in_two_widths_alone(as_person, pack, page, width, status):
    response = as_person(CLIVE).get(f"{files_of(pack)}/public/pages/{page}-{width}.png")

    assert response.status_code == status
    if status == 200:
        drawn = Image.open(io.BytesIO(response.content))
        assert (drawn.format, drawn.width) == ("PNG", width)


def test_pages_lead_to_those_beside_them(as_person, pack):
    browser = as_person(CLIVE)
    ways = {}
    for number in (1, 2, 3):
        page = Page(browser.get(f"{files_of(pack)}/public/pages/{number}/"))
        ways[number] = [own["href"][-3:-1] for tag, own in page.elements if "rel" in own and tag == "a"]
    all_pages = Page(browser.get(f"{files_of(pack)}/public/pages/"))

    assert ways == {1: ["/2"], 2: ["/1", "/3"], 3: ["/2"]}
    assert [own["alt"] for tag, own in all_pages.elements if tag == "img"] == [
        f"Page {number} of 3" for number in (1, 2, 3)
    ]
    assert browser.get(f"{files_of(pack)}/public/pages/4/").status_code == 404


# --- Who downloaded what -----------------------------------------------------------------------------------


def test_a_clerk_sees_who_downloaded_what_they_may_have_themselves(as_person, pack):
    as_person(CLIVE).get(f"{files_of(pack)}/public.zip")
    as_person(PETRA).get(f"{files_of(pack)}/exempt.pdf")
    as_person(DORA).get(f"{files_of(pack, 'draft')}/public.pdf")

    def seen(who):
        rows = Page(as_person(who).get(f"/packs/{pack.pk}/downloads/")).rows
        return [(row["Who"], row["Copy"], row["File"], row["Stage"]) for row in rows]

    zipped = ("Clive Clerk", "Public copy", "All files as one zip", "Final")
    assert seen(CLIVE) == [zipped]
    assert seen(PETRA) == [
        ("Dora Director", "Public copy", "PDF", "Draft"),
        ("Petra Officer", "Copy with exempt parts, not for publication", "PDF", "Final"),
        zipped,
    ]


# --- The list ----------------------------------------------------------------------------------------------


def test_clerks_find_packs_by_committee_dates_status_and_words(as_person):
    for day, committee in ((11, "Cabinet"), (12, "Scrutiny"), (13, "Scrutiny")):
        pack = scene.cleared_pack(meeting_on=date(2021, 1, day), title=f"Report {day}")
        Pack.objects.filter(pk=pack.pk).update(committee=committee)
    hidden = scene.built_pack(meeting_on=date(2021, 1, 14), title="Report 14")
    Pack.objects.filter(pk=hidden.pk).update(committee="Hidden committee")
    browser = as_person(CLIVE)

    def found(query):
        return Page(browser.get(f"/packs/?{query}")).column("Pack")

    assert found("") == ["Report 13", "Report 12", "Report 11"]
    assert found("committee=Scrutiny") == ["Report 13", "Report 12"]
    assert found("since=12+1+2021&until=12+1+2021") == ["Report 12"]
    assert found("q=cabin") == ["Report 11"]
    assert found("status=issued") == []
    assert "Hidden committee" not in browser.get("/packs/").content.decode()


def test_the_list_says_the_next_step_and_how_many_days_are_left(as_person):
    scene.built_pack(meeting_on=date(2021, 1, 18), title="Built")
    scene.cleared_pack(meeting_on=date(2020, 12, 16), title="Cleared")
    scene.issued_pack(meeting_on=date(2021, 1, 20), title="Issued")
    building.request_build(pack=scene.draft_pack(meeting_on=date(2021, 1, 21)), by=world.person(PETRA))

    rows = Page(as_person(PETRA).get("/packs/")).rows

    assert [(row["Next step"], row["To be sent out"]) for row in rows] == [
        ("Being built", "21 working days left by 13 Jan 2021"),
        ("–", "– None"),
        ("Clearance by the Director of Adults and Communities", "18 working days left by 8 Jan 2021"),
        ("Issue", "2 working days late by 8 Dec 2020"),
    ]


def test_the_list_of_packs_takes_as_many_queries_for_many_as_for_one(as_person):
    browser = as_person(PETRA)
    scene.built_pack()
    browser.get("/packs/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/packs/")
    for day in (11, 12, 13):
        scene.cleared_pack(meeting_on=date(2021, 1, day))
    with CaptureQueriesContext(connection) as several:
        page = Page(browser.get("/packs/"))

    assert (len(page.rows), len(several)) == (4, len(one))


def test_nobody_reads_the_content_of_packs_for_a_list():
    scene.built_pack()

    [pack] = standing.read(Pack.objects.all())

    assert {"content", "findings"} <= pack.get_deferred_fields()
