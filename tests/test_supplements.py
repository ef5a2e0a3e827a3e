"""Supplements: their numbers, what they hold, and what becomes of the pack that they replace."""

from datetime import date

import pytest
from django.utils import timezone

from performance.models import AuditEntry, Pack, PackAttachment, PackSection, Stage
from performance.packs import content, supplements, workflow
from performance.refusals import NotAllowed, SomebodyElseWasFirst, WorkflowProblem
from tests import scene, world
from tests.page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.wide]


def fresh(pack):
    return Pack.objects.get(pk=pack.pk)


def issued():
    """An issued pack in which the second of three sections was to follow."""
    pack = scene.issued_pack()
    for place, kind in enumerate(("contents", "exceptions", "dashboard"), 1):
        PackSection.objects.create(pack=pack, position=place, kind=kind, to_follow=kind == "exceptions")
    return pack


def make(pack, **options):
    return supplements.make(pack=pack, by=world.person("petra"), **options)


def put_out(pack):
    """Build, clear and issue a supplement, with stand-ins for its content and files."""
    snapshot = {"format": content.FORMAT, "copies": {}, "pack": pack.pk}
    Pack.objects.filter(pk=pack.pk).update(content=snapshot, content_hash=content.content_hash(snapshot))
    pack = workflow.clear(
        pack=fresh(pack), content_hash=content.content_hash(snapshot), by=world.person("dora")
    )
    scene.add_file(pack, Stage.FINAL)
    return workflow.issue(pack=pack, content_hash=pack.content_hash, by=world.person("clive"))


def test_what_was_to_follow_is_sent_in_a_numbered_supplement():
    pack = issued()

    made = make(pack)

    assert (made.title, made.supplement_number, made.supplement_to) == (
        f"Supplement 1: {pack.title}",
        1,
        pack,
    )
    assert [(section.kind, section.to_follow) for section in made.sections.all()] == [("exceptions", False)]
    assert [(c.post, c.person, c.cleared_at) for c in made.clearances.all()] == [
        ("Director of Adults and Communities", world.person("dora"), None)
    ]
    assert (made.status, made.meeting_on, fresh(pack).status) == ("draft", date(2021, 1, 18), "issued")
    front = next(iter(content.build(made, prepared_on=world.TODAY)["copies"].values()))
    assert front["supplement"] == {"number": 1, "to_title": pack.title, "replaces": False}


def test_a_supplement_has_the_files_of_its_own_sections_alone():
    pack = issued()
    for name, kind in (("a", "dashboard"), ("b", "exceptions")):
        file = {"name": f"{name}.pdf", "data": b"%PDF", "sha256": name * 64, "pages": 1}
        file |= {"uploaded_by": world.person("petra"), "uploaded_at": timezone.now()}
        pack.sections.filter(kind=kind).update(attachment=PackAttachment.objects.create(pack=pack, **file))

    assert list(make(pack).attachments.values_list("name", flat=True)) == ["b.pdf"]


def test_a_replacement_has_all_sections_and_supersedes_when_it_is_issued():
    pack = issued()
    made = make(pack, replaces=True)
    before = fresh(pack).status

    put_out(made)

    entry = AuditEntry.objects.filter(subject_type="pack", subject_id=pack.pk).order_by("pk").last()
    assert [section.kind for section in made.sections.all()] == ["contents", "exceptions", "dashboard"]
    assert (before, fresh(pack).status, fresh(made).status) == ("issued", "superseded", "issued")
    assert (entry.verb, entry.after["status"]) == ("superseded", "superseded")
    assert pack.files.filter(stage=Stage.FINAL).exists()


def test_a_pack_that_was_withdrawn_meanwhile_stays_withdrawn():
    pack = issued()
    made = make(pack, replaces=True)
    workflow.withdraw(pack=pack, reason="Wrong.", by=world.person("clive"))

    put_out(made)

    assert (fresh(pack).status, fresh(made).status) == ("withdrawn", "issued")


def test_a_withdrawn_pack_is_replaced_and_nothing_is_added_to_it(as_person):
    pack = scene.withdrawn_pack()
    scene.planned(pack, "dashboard")
    page = Page(as_person("petra").get(f"/packs/{pack.pk}/"))
    with pytest.raises(SomebodyElseWasFirst, match="it can be replaced, and nothing added"):
        make(pack)
    made = make(pack, replaces=True)

    put_out(made)

    assert [name in page.text for name in ("Replace this pack", "Add a supplement")] == [True, False]
    assert [section.kind for section in made.sections.all()] == ["dashboard"]
    assert (fresh(pack).status, fresh(made).status) == ("withdrawn", "issued")


def test_what_is_superseded_says_that_its_replacement_was_withdrawn(as_person):
    pack = issued()
    made = put_out(make(pack, replaces=True))
    workflow.withdraw(pack=made, reason="Wrong.", by=world.person("clive"))

    again = put_out(make(made, replaces=True))

    text = Page(as_person("clive").get(f"/packs/{pack.pk}/")).text
    assert f"Superseded by {made.title} , which is withdrawn" in text
    assert [fresh(one).status for one in (pack, made, again)] == ["superseded", "withdrawn", "issued"]


def test_a_pack_has_one_replacement_at_a_time():
    pack = issued()
    first, second = make(pack, replaces=True), make(pack)
    Pack.objects.filter(pk=second.pk).update(replaces=True)
    put_out(first)

    with pytest.raises(WorkflowProblem, match=r"has taken this pack's place\. Replace that one instead"):
        put_out(second)
    workflow.withdraw(pack=first, reason="Wrong.", by=world.person("clive"))
    workflow.issue(pack=second, content_hash=fresh(second).content_hash, by=world.person("clive"))

    assert [fresh(one).status for one in (pack, first, second)] == ["superseded", "withdrawn", "issued"]


def test_supplements_are_numbered_through_also_those_of_supplements():
    pack = issued()
    first = put_out(make(pack, replaces=True))

    second = make(first)

    assert (second.supplement_number, second.supplement_to) == (2, first)
    assert second.title == f"Supplement 2: {pack.title}"


def test_asked_for_twice_there_is_one():
    pack = issued()

    assert make(pack) == make(pack)
    assert Pack.objects.count() == 2


@pytest.mark.parametrize("make_pack", [scene.cleared_pack, scene.superseded_pack])
def test_only_an_issued_pack_has_a_supplement(make_pack):
    with pytest.raises(SomebodyElseWasFirst, match="only an issued pack has a supplement"):
        make(make_pack())


def test_only_an_officer_makes_one():
    with pytest.raises(NotAllowed):
        supplements.make(pack=issued(), by=world.person("clive"))

    assert Pack.objects.count() == 1


def test_a_clerk_does_not_see_a_supplement_before_it_is_cleared(as_person):
    pack = issued()
    answer = as_person("petra").post(f"/packs/{pack.pk}/supplement/", {"replaces": "no"})
    made = Pack.objects.get(supplement_to=pack)

    pages = {who: Page(as_person(who).get(f"/packs/{pack.pk}/")).text for who in ("petra", "clive")}

    assert answer["Location"] == f"/packs/{made.pk}/"
    assert ["Supplement 1" in text for text in pages.values()] == [True, False]
