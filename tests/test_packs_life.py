"""A pack's life by its verbs: built once, cleared in order, issued, sent back, withdrawn, served unchanged.

Nothing is rendered here: a stand-in is stored where a verb needs a file (tests/scene.py).
"""

import hashlib
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from performance import access, audit, recompute
from performance.models import (
    AuditEntry,
    Pack,
    PackBuild,
    PackDownload,
    Period,
    Role,
    Scorecard,
    Stage,
)
from performance.packs import building, planning, plans, workflow
from performance.packs import content as contents
from performance.workflow import NotAllowed, NotComplete, SomebodyElseWasFirst, WorkflowProblem
from tests import scene, world
from tests.page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

PETRA, CLIVE, DORA, MARY = "petra", "clive", "dora", "mary"


def person(first_name):
    return world.person(first_name)


def trail(pack):
    """What the audit trail says of a pack, oldest first: verb and who."""
    entries = AuditEntry.objects.filter(subject_type="pack", subject_id=pack.pk).order_by("pk")
    return [(entry.verb, entry.by.get_short_name()) for entry in entries]


def last_entry(pack):
    return AuditEntry.objects.filter(subject_type="pack", subject_id=pack.pk).order_by("pk").last()


def fresh(pack):
    return Pack.objects.get(pk=pack.pk)


def finish(pack):
    """The builds that are going on, as if a worker had done them."""
    PackBuild.objects.filter(pack=pack).update(status=PackBuild.Status.DONE, percent=100)


# --- Making ----------------------------------------------------------------------------------------------


def make(**changes):
    fields = {
        "scorecard": Scorecard.objects.get(),
        "period": world.november(),
        "title": "Report",
        "committee": "Cabinet",
        "meeting_on": date(2021, 1, 18),
        "clearances": [("Head", person(MARY)), ("Director", person(DORA))],
        "by": person(PETRA),
    }
    return workflow.create(**fields | changes)


def test_a_new_pack_is_a_draft_with_its_posts_in_order():
    pack = make()

    assert (pack.status, pack.version, pack.content, pack.content_hash) == ("draft", 1, None, "")
    assert [(c.position, c.post, c.person.name, c.cleared_at) for c in pack.clearances.all()] == [
        (1, "Head", "Mary Manager", None),
        (2, "Director", "Dora Director", None),
    ]
    assert trail(pack) == [("created", "Petra")]


@pytest.mark.parametrize("who", [CLIVE, DORA, MARY, "olive", "ada", "nick"])
def test_only_an_officer_makes_a_pack(who):
    with pytest.raises(NotAllowed):
        make(by=person(who))

    assert (Pack.objects.count(), AuditEntry.objects.filter(verb="created").count()) == (0, 0)


def test_a_pack_is_cleared_by_somebody():
    with pytest.raises(NotComplete):
        make(clearances=[])


def test_a_new_pack_is_of_the_newest_period_with_figures(month, as_person):
    # The year has opened too and ends later; nothing of it is in force.
    opened = Period.objects.opened_by(world.TODAY).order_by("-end", "kind").first()
    assert opened == world.year_2020()

    page = Page(as_person(PETRA).get("/packs/new/"))

    assert page.fields["period"] == str(world.november().pk)


def test_one_pack_of_a_scorecard_and_period_for_a_meeting():
    make()

    with pytest.raises(NotComplete) as refused:
        make(title="Another")
    other = make(meeting_on=date(2021, 2, 18))

    assert list(refused.value.problems) == ["meeting_on"]
    assert (Pack.objects.count(), other.status) == (2, "draft")


# --- Building --------------------------------------------------------------------------------------------


def test_two_requests_build_once():
    pack = make()

    first = building.request_build(pack=pack, by=person(PETRA))
    second = building.request_build(pack=pack, by=person(PETRA))

    assert (first, PackBuild.objects.count()) == (second, 1)
    assert (first.stage, first.status, first.prepared_on) == ("draft", "queued", world.TODAY)


def test_the_database_allows_one_build_at_once():
    build = building.request_build(pack=make(), by=person(PETRA))
    build.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        build.save(force_insert=True)


def test_a_worker_is_told_when_the_request_is_committed(django_capture_on_commit_callbacks):
    pack = make()

    with django_capture_on_commit_callbacks() as callbacks:
        building.request_build(pack=pack, by=person(PETRA))

    assert len(callbacks) == 1


def test_a_build_that_is_done_may_be_asked_for_again():
    pack = make()
    building.request_build(pack=pack, by=person(PETRA))
    finish(pack)

    again = building.request_build(pack=pack, by=person(PETRA))

    assert (PackBuild.objects.count(), again.status) == (2, "queued")


@pytest.mark.parametrize("who", [CLIVE, DORA, "olive"])
def test_only_an_officer_has_a_pack_built(who):
    with pytest.raises(NotAllowed):
        building.request_build(pack=make(), by=person(who))

    assert PackBuild.objects.count() == 0


def test_a_build_that_was_done_is_not_done_again():
    """A message that arrives twice, or late."""
    pack = make()
    build = building.request_build(pack=pack, by=person(PETRA))
    finish(pack)

    building.run_build(build.pk)

    build.refresh_from_db()
    assert (build.status, build.started_at, fresh(pack).content) == ("done", None, None)


def test_a_build_whose_worker_was_killed_is_given_up_with_a_sentence(settings):
    pack = make()
    build = building.request_build(pack=pack, by=person(PETRA))
    now = timezone.now()
    limit = timedelta(seconds=2 * settings.LONGEST_TASK_SECONDS)
    states = {}
    for name, started in (("still", now - limit), ("lost", now - limit - timedelta(seconds=1))):
        PackBuild.objects.filter(pk=build.pk).update(status="running", started_at=started)
        building.resume_builds(now=now)
        build.refresh_from_db()
        states[name] = build.status

    assert states == {"still": "running", "lost": "failed"}
    assert build.problem == "The worker stopped before the file was finished. Try again."
    assert building.request_build(pack=pack, by=person(PETRA)).status == "queued"


# --- Clearance -------------------------------------------------------------------------------------------


@pytest.fixture
def two_posts():
    """A built draft that Mary clears first and Dora after her."""
    pack = make()
    snapshot = contents.build(pack, prepared_on=world.TODAY)
    digest = contents.content_hash(snapshot)
    Pack.objects.filter(pk=pack.pk).update(content=snapshot, content_hash=digest, version=2)
    return fresh(pack)


def clear(pack, who, content_hash=None):
    return workflow.clear(pack=pack, content_hash=content_hash or pack.content_hash, by=person(who))


def test_posts_clear_in_order_and_the_last_has_the_final_file_made(two_posts):
    with pytest.raises(WorkflowProblem, match="This pack is first cleared by the Head"):
        clear(two_posts, DORA)
    clear(two_posts, MARY)
    between = fresh(two_posts).status, PackBuild.objects.count()
    clear(two_posts, DORA)

    [build] = PackBuild.objects.all()
    assert (between, fresh(two_posts).status) == (("draft", 0), "cleared")
    assert (build.stage, build.status) == ("final", "queued")
    assert {c.content_hash for c in two_posts.clearances.all()} == {two_posts.content_hash}
    assert trail(two_posts) == [("created", "Petra"), ("cleared", "Mary"), ("cleared", "Dora")]
    assert last_entry(two_posts).after == {"post": "Director", "content_hash": two_posts.content_hash}


@pytest.mark.parametrize("who", [PETRA, CLIVE, "olive"])
def test_nobody_clears_but_the_posts(two_posts, who):
    with pytest.raises(NotAllowed):
        clear(two_posts, who)

    assert not two_posts.clearances.filter(cleared_at__isnull=False).exists()


@pytest.mark.parametrize("read", ["0" * 64, "", "the hash of yesterday's draft"])
def test_other_content_than_was_read_is_not_cleared(two_posts, read):
    with pytest.raises(SomebodyElseWasFirst, match="built again after you opened it"):
        workflow.clear(pack=two_posts, content_hash=read, by=person(MARY))

    assert trail(two_posts) == [("created", "Petra")]


def test_a_draft_that_was_never_built_is_not_cleared():
    pack = make()

    with pytest.raises(SomebodyElseWasFirst):
        workflow.clear(pack=pack, content_hash="", by=person(MARY))


def test_a_double_click_on_clear_is_harmless(two_posts):
    for _ in range(2):
        clear(two_posts, MARY)
    for _ in range(2):
        clear(two_posts, DORA)

    assert trail(two_posts) == [("created", "Petra"), ("cleared", "Mary"), ("cleared", "Dora")]
    assert (PackBuild.objects.count(), fresh(two_posts).version) == (1, 3)


def test_a_pack_that_is_being_built_again_is_not_cleared(two_posts):
    """Else the build that goes on is taken for that of the final file, which nobody makes then."""
    clear(two_posts, MARY)
    building.request_build(pack=two_posts, by=person(PETRA))

    with pytest.raises(WorkflowProblem):
        clear(two_posts, DORA)


def test_a_cleared_pack_is_not_built_again():
    pack = scene.cleared_pack()

    with pytest.raises(WorkflowProblem, match="This pack is cleared and is not built again"):
        building.request_build(pack=pack, by=person(PETRA))


def test_a_request_from_a_page_of_before_the_clearance_builds_nothing():
    """Else its build of the draft stands where the final file's should."""
    stale = scene.built_pack()
    cleared = workflow.clear(pack=fresh(stale), content_hash=stale.content_hash, by=person(DORA))
    finish(cleared)
    scene.add_file(cleared, Stage.FINAL)

    with pytest.raises(WorkflowProblem, match="This pack is cleared and is not built again"):
        building.request_build(pack=stale, by=person(PETRA))

    assert not stale.builds.filter(status__in=PackBuild.GOING_ON).exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Another report"},
        {"meeting_on": date(2021, 1, 19)},
        {"audience": Pack.Audience.MANAGEMENT},
        {"agenda_item": "7"},
    ],
)
def test_a_draft_built_for_another_front_is_not_cleared(two_posts, as_person, changes):
    """Its files would say another meeting than the pack, or hold a copy for another audience."""
    posts = [("Head", person(MARY))]
    front = {"was": plans.mark_of_front(two_posts), "clearances": posts, "by": person(PETRA)}
    planning.change_front(pack=two_posts, **front, **changes)

    with pytest.raises(WorkflowProblem, match="built before its title, meeting or audience was changed"):
        clear(fresh(two_posts), MARY)

    assert not two_posts.clearances.filter(cleared_at__isnull=False).exists()
    assert "Clear this pack" not in Page(as_person(MARY).get(f"/packs/{two_posts.pk}/")).text


# --- Issue -----------------------------------------------------------------------------------------------


def issue(pack, who=CLIVE, content_hash=None):
    return workflow.issue(pack=pack, content_hash=content_hash or pack.content_hash, by=person(who))


def test_whoever_alone_has_cleared_a_pack_does_not_issue_it():
    pack = scene.cleared_pack()
    pack.clearances.update(person=person(CLIVE))
    with pytest.raises(NotAllowed, match="You alone have cleared this pack"):
        issue(pack)
    assert fresh(pack).status == "cleared"
    clearance = pack.clearances.get()
    pack.clearances.create(
        position=2,
        post="A second post",
        person=person("dora"),
        content_hash=clearance.content_hash,
        cleared_at=clearance.cleared_at,
    )
    assert issue(pack).status == "issued"


def test_a_pack_is_issued_with_its_final_file():
    pack = scene.cleared_pack()

    issued = issue(pack)

    assert (issued.status, issued.issued_by, fresh(pack).status) == ("issued", person(CLIVE), "issued")
    entry = last_entry(pack)
    final = pack.files.get(stage=Stage.FINAL)
    assert (entry.verb, entry.by, entry.before["status"]) == ("issued", person(CLIVE), "cleared")
    assert entry.after == {
        "status": "issued",
        "content_hash": pack.content_hash,
        "sha256": {"public.pdf": final.sha256},
    }


def test_without_its_final_file_a_pack_is_not_issued():
    pack = scene.cleared_pack(final=False)

    with pytest.raises(WorkflowProblem, match="The final file is still being made"):
        issue(pack)

    assert fresh(pack).status == "cleared"


def test_a_final_file_of_other_content_is_no_final_file():
    pack = scene.cleared_pack()
    pack.files.filter(stage="final").update(content_hash="0" * 64)

    with pytest.raises(WorkflowProblem, match="The final file is still being made"):
        issue(pack)


def test_other_content_than_was_read_is_not_issued():
    with pytest.raises(SomebodyElseWasFirst):
        issue(scene.cleared_pack(), content_hash="0" * 64)


def test_a_draft_is_not_issued():
    with pytest.raises(SomebodyElseWasFirst, match="This pack is draft by now"):
        issue(scene.built_pack())


@pytest.mark.parametrize("who", [PETRA, DORA, "ada", "olive"])
def test_only_a_clerk_issues_and_withdraws(who):
    cleared, issued = scene.cleared_pack(), scene.issued_pack(meeting_on=date(2021, 2, 1))

    with pytest.raises(NotAllowed):
        issue(cleared, who)
    with pytest.raises(NotAllowed):
        workflow.withdraw(pack=issued, reason="Wrong.", by=person(who))

    assert (fresh(cleared).status, fresh(issued).status) == ("cleared", "issued")


def test_a_double_click_on_issue_is_harmless():
    pack = scene.cleared_pack()

    first, second = issue(pack), issue(pack)

    assert first.issued_at == second.issued_at
    assert trail(pack)[-2:] == [("cleared", "Dora"), ("issued", "Clive")]


def test_an_issued_pack_is_neither_built_nor_cleared_nor_sent_back():
    pack = scene.issued_pack()
    before = trail(pack)

    with pytest.raises(WorkflowProblem, match="This pack is issued and is not built again"):
        building.request_build(pack=pack, by=person(PETRA))
    with pytest.raises(SomebodyElseWasFirst, match="This pack is issued by now"):
        workflow.send_back(pack=pack, reason="Wrong.", by=person(PETRA))
    assert clear(pack, DORA).status == "issued"

    assert (fresh(pack).status, trail(pack)) == ("issued", before)


def test_what_is_approved_later_changes_nothing_of_an_issued_pack(as_person):
    scene.approve(scene.submit(scene.enter(scene.DRAFT, "45.6")), person(MARY))
    recompute.recompute_due()
    pack = scene.issued_pack()
    content, digest = pack.content, pack.content_hash
    scene.approve(scene.submit(scene.enter(scene.SUBMITTED, "98.7")), person(MARY))
    recompute.recompute_due()

    shown = as_person(CLIVE).get(f"/packs/{pack.pk}/")

    pack = fresh(pack)
    assert (pack.content, pack.content_hash, contents.content_hash(pack.content)) == (content, digest, digest)
    assert "have changed since" not in Page(shown).text


def test_a_pack_that_waits_says_that_figures_have_changed_since(as_person):
    pack = scene.built_pack()
    before = Page(as_person(PETRA).get(f"/packs/{pack.pk}/")).text
    scene.approve(scene.submit(scene.enter(scene.DRAFT, "45.6")), person(MARY))
    recompute.recompute_due()
    after = Page(as_person(PETRA).get(f"/packs/{pack.pk}/")).text

    assert ["have changed since" in text for text in (before, after)] == [False, True]


# --- Sending back ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [PETRA, DORA])
def test_a_cleared_pack_goes_back_to_draft_with_a_reason(who):
    pack = scene.cleared_pack()

    workflow.send_back(pack=pack, reason=" A figure is late. ", by=person(who))

    pack = fresh(pack)
    assert (pack.status, pack.files.filter(stage="final").exists()) == ("draft", False)
    assert [(c.cleared_at, c.content_hash) for c in pack.clearances.all()] == [(None, "")]
    entry = last_entry(pack)
    assert (entry.verb, entry.reason, entry.before, entry.after) == (
        "sent back",
        "A figure is late.",
        {"status": "cleared"},
        {"status": "draft"},
    )
    with pytest.raises(SomebodyElseWasFirst):
        issue(pack)


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_pack_does_not_go_back_or_away_without_a_reason(reason):
    cleared, issued = scene.cleared_pack(), scene.issued_pack(meeting_on=date(2021, 2, 1))

    with pytest.raises(NotComplete):
        workflow.send_back(pack=cleared, reason=reason, by=person(PETRA))
    with pytest.raises(NotComplete):
        workflow.withdraw(pack=issued, reason=reason, by=person(CLIVE))

    assert (fresh(cleared).status, fresh(issued).status) == ("cleared", "issued")


def test_whoever_does_not_clear_a_pack_does_not_send_it_back():
    with pytest.raises(NotAllowed):
        workflow.send_back(pack=scene.cleared_pack(), reason="Wrong.", by=person(CLIVE))


def test_a_double_click_on_send_back_is_in_the_trail_once():
    pack = scene.cleared_pack()

    for _ in range(2):
        workflow.send_back(pack=pack, reason="Wrong.", by=person(PETRA))

    assert [verb for verb, _ in trail(pack)].count("sent back") == 1


def test_a_cleared_pack_that_somebody_downloaded_goes_back_too(as_person):
    pack = scene.cleared_pack()
    as_person(CLIVE).get(f"/packs/{pack.pk}/files/final/public.pdf")

    workflow.send_back(pack=pack, reason="Wrong.", by=person(PETRA))

    assert fresh(pack).status == "draft"


# --- Withdrawal ------------------------------------------------------------------------------------------


def test_a_withdrawn_pack_leaves_a_marker_and_its_hash_and_no_file(as_person):
    pack = scene.issued_pack()
    readers = (CLIVE, PETRA, DORA)
    before = [as_person(who).get(f"/packs/{pack.pk}/files/final/public.pdf").status_code for who in readers]

    workflow.withdraw(pack=pack, reason="A figure was wrong.", by=person(CLIVE))

    after = [as_person(who).get(f"/packs/{pack.pk}/files/final/public.pdf").status_code for who in readers]
    page = Page(as_person(CLIVE).get(f"/packs/{pack.pk}/"))
    assert (before, after) == ([200] * 3, [404] * 3)
    assert "Withdrawn by Clive Clerk on" in page.text
    assert "A figure was wrong." in page.text
    assert pack.content_hash in page.text
    assert not any("/files/" in own.get("href", "") for tag, own in page.elements if tag == "a")
    assert (last_entry(pack).verb, last_entry(pack).reason) == ("withdrawn", "A figure was wrong.")
    assert pack.files.filter(stage="final").exists()


def test_a_withdrawn_pack_is_gone_from_every_address_at_once(as_person):
    pack = scene.issued_pack()
    content = {"format": 6, "copies": {"public": {"summary": {"sentence": "Three are red.", "total": 3}}}}
    Pack.objects.filter(pk=pack.pk).update(content=content)
    base = f"/packs/{pack.pk}/files"
    ways = ["public.pdf", "public.zip", "public/pages/", "public/pages/1/", "public/pages/1-300.png"]
    said = "Three are red." in Page(as_person(CLIVE).get(f"/packs/{pack.pk}/")).text

    workflow.withdraw(pack=pack, reason="A figure was wrong.", by=person(CLIVE))

    for who in (CLIVE, PETRA, DORA):
        browser = as_person(who)
        for stage in ("final", "draft"):
            etag = {"If-None-Match": f'"{pack.files.first().sha256}"', "Range": "bytes=0-9"}
            answers = [browser.get(f"{base}/{stage}/{way}", headers=etag).status_code for way in ways]
            answers += [browser.head(f"{base}/{stage}/{way}").status_code for way in ways]
            assert answers == [404] * 10
        assert "Three are red." not in Page(browser.get(f"/packs/{pack.pk}/")).text
    assert said


def test_withdrawing_twice_withdraws_once(as_person):
    pack = scene.issued_pack()
    browser = as_person(CLIVE)

    answers = [
        browser.post(f"/packs/{pack.pk}/withdraw/", {"reason": "Wrong."}).status_code for _ in range(2)
    ]

    assert answers == [302, 409]
    assert [verb for verb, _ in trail(pack)].count("withdrawn") == 1


@pytest.mark.parametrize("make_pack", [scene.built_pack, scene.cleared_pack])
def test_what_is_not_issued_is_not_withdrawn(make_pack):
    with pytest.raises(SomebodyElseWasFirst):
        workflow.withdraw(pack=make_pack(), reason="Wrong.", by=person(CLIVE))


# --- The trail of a whole life, by the pages ---------------------------------------------------------------


def test_a_life_by_its_pages_is_in_the_trail_once_for_each_step(as_person):
    pack = scene.built_pack()
    page = f"/packs/{pack.pk}/"
    read = {"content_hash": pack.content_hash}

    answers = [as_person(DORA).post(f"{page}clear/", read) for _ in range(2)]
    scene.add_file(fresh(pack), Stage.FINAL)
    finish(pack)
    answers += [as_person(CLIVE).post(f"{page}issue/", read) for _ in range(2)]
    answers.append(as_person(CLIVE).post(f"{page}withdraw/", {"reason": "A figure was wrong."}))

    assert [(response.status_code, response["Location"]) for response in answers] == [(302, page)] * 5
    assert trail(pack) == [
        ("created", "Petra"),
        ("cleared", "Dora"),
        ("issued", "Clive"),
        ("withdrawn", "Clive"),
    ]


@pytest.mark.parametrize(
    ("make_pack", "who", "verb", "data", "status"),
    [
        (scene.built_pack, DORA, "clear", {"content_hash": "0" * 64}, 409),
        (scene.built_pack, DORA, "clear", {}, 409),
        (scene.cleared_pack, CLIVE, "issue", {"content_hash": ""}, 409),
        (scene.cleared_pack, PETRA, "build", {}, 422),
        (scene.cleared_pack, PETRA, "send-back", {"reason": " "}, 422),
        (scene.issued_pack, CLIVE, "withdraw", {"reason": ""}, 422),
        (scene.issued_pack, CLIVE, "withdraw", {"reason": "x" * 2001}, 422),
        (scene.issued_pack, PETRA, "send-back", {"reason": "Wrong."}, 409),
    ],
)
def test_a_refused_step_says_why_and_changes_nothing(as_person, make_pack, who, verb, data, status):
    pack = make_pack()
    before = trail(pack), pack.status

    response = as_person(who).post(f"/packs/{pack.pk}/{verb}/", data)

    assert (response.status_code, (trail(pack), fresh(pack).status)) == (status, before)
    assert "Not done." in Page(response).text
    assert (
        Page(response).fields.get("reason", data.get("reason", "")).strip() == data.get("reason", "").strip()
    )


ISSUES = "It is cleared. A scrutiny clerk issues it."
MAKES = "It is cleared, and its final file is being made. Then a scrutiny clerk issues it."
FAILED = "It is cleared, but its final file could not be made. A performance officer has it made again."
FIRST = "It is cleared. A scrutiny clerk issues it; an administrator has to make somebody one first."


@pytest.mark.parametrize(
    ("who", "make_pack", "sentence"),
    [
        (PETRA, scene.cleared_pack, ISSUES),
        (DORA, scene.cleared_pack, ISSUES),
        (CLIVE, scene.cleared_pack, ""),  # has the button
        (CLIVE, lambda: scene.cleared_pack(final=False), MAKES),
        (PETRA, lambda: scene.cleared_pack(final=False), MAKES),
        (PETRA, scene.built_pack, ""),
        (PETRA, scene.issued_pack, ""),
    ],
)
def test_a_cleared_pack_says_who_does_what_next(as_person, who, make_pack, sentence):
    text = Page(as_person(who).get(f"/packs/{make_pack().pk}/")).text

    assert [said for said in (ISSUES, MAKES, FAILED, FIRST) if said in text] == (
        [sentence] if sentence else []
    )


def test_a_cleared_pack_whose_file_failed_says_who_has_it_made_again(as_person):
    pack = scene.cleared_pack(final=False)
    finish(pack)

    assert FAILED in Page(as_person(CLIVE).get(f"/packs/{pack.pk}/")).text


def test_a_cleared_pack_that_nobody_may_issue_says_so(as_person):
    pack = scene.cleared_pack()
    Role.objects.filter(kind=Role.Kind.CLERK).delete()

    assert FIRST in Page(as_person(PETRA).get(f"/packs/{pack.pk}/")).text


def test_a_post_whose_person_left_is_named_to_whoever_can_put_another_in(as_person):
    pack = scene.built_pack()
    before = Page(as_person(PETRA).get(f"/packs/{pack.pk}/")).text
    pack.clearances.create(position=2, post="Head", person=person(MARY))
    type(person(DORA)).objects.filter(pk=person(DORA).pk).update(is_active=False)

    said = {who: Page(as_person(who).get(f"/packs/{pack.pk}/")).text for who in (PETRA, MARY)}

    assert "whose account is closed" not in before
    assert "Dora Director, whose account is closed. Name somebody else" in said[PETRA]
    assert "whose account is closed. A performance officer names somebody else." in said[MARY]


def test_what_an_error_says_of_the_content_is_for_those_who_see_drafts(as_person):
    pack = scene.cleared_pack(final=False)
    PackBuild.objects.filter(pack=pack).update(
        status=PackBuild.Status.FAILED, problem="KeyError: exempt words"
    )

    said = {
        (who, path): "exempt words" in Page(as_person(who).get(f"/packs/{pack.pk}/{path}")).text
        for who in (CLIVE, PETRA, DORA)
        for path in ("", "progress/")
    }

    assert {who for (who, _), is_said in said.items() if is_said} == {PETRA, DORA}
    assert sum(said.values()) == 4


def test_a_clerk_does_not_see_drafts(as_person):
    found = scene.packs_at_every_stage()

    seen = set(access.visible_packs(person(CLIVE)))

    assert seen == set(found.values()) - {found["draft"]}
    assert as_person(CLIVE).get(f"/packs/{found['draft'].pk}/").status_code == 404
    assert set(Pack.objects.for_clerks()) == seen


def test_the_progress_of_a_build(as_person):
    pack = make()
    browser = as_person(PETRA)
    page = f"/packs/{pack.pk}/progress/"
    nothing = browser.get(page).status_code
    building.request_build(pack=pack, by=person(PETRA))
    waiting = browser.get(page, headers={"HX-Request": "true"})
    finish(pack)
    done = browser.get(page, headers={"HX-Request": "true"})
    without_scripts = browser.get(page)

    assert (nothing, waiting.status_code, "HX-Refresh" in waiting) == (404, 200, False)
    assert "Waiting for a worker" in Page(waiting).text
    assert (done["HX-Refresh"], "HX-Refresh" in without_scripts) == ("true", False)


# --- Files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "who", "name", "data", "kept"),
    [
        ("final", CLIVE, "adults-and-communities-2021-01-18-public.pdf", scene.BYTES, "no-cache"),
        (
            *("draft", PETRA, "adults-and-communities-2021-01-18-public-draft.pdf"),
            *(scene.BYTES + b"draft", "no-store"),
        ),
    ],
)
def test_a_file_is_served_as_it_was_stored(as_person, kind, who, name, data, kept):
    pack = scene.issued_pack()

    response = as_person(who).get(f"/packs/{pack.pk}/files/{kind}/public.pdf")

    assert (response.status_code, response.content) == (200, data)
    assert hashlib.sha256(response.content).hexdigest() == pack.files.get(stage=kind).sha256
    wanted = {
        "Content-Type": "application/pdf",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(len(data)),
        "Cache-Control": f"private, {kept}",
        "X-Content-Type-Options": "nosniff",
    }
    assert {header: response[header] for header in wanted} == wanted


def test_a_download_is_kept_with_who_and_when(as_person):
    pack = scene.issued_pack()
    before = timezone.now()
    as_person(CLIVE).get(f"/packs/{pack.pk}/files/final/public.pdf")
    as_person(PETRA).get(f"/packs/{pack.pk}/files/draft/public.pdf")
    as_person("olive").get(f"/packs/{pack.pk}/files/final/public.pdf")
    after = timezone.now()

    kept = PackDownload.objects.order_by("pk")
    assert [(entry.by.get_short_name(), entry.stage) for entry in kept] == [
        ("Clive", "final"),
        ("Petra", "draft"),
    ]
    assert all(before <= entry.at <= after for entry in kept)


def test_to_ask_whether_a_file_is_there_is_no_download(as_person):
    pack = scene.issued_pack()

    response = as_person(CLIVE).head(f"/packs/{pack.pk}/files/final/public.pdf")

    assert (response.status_code, PackDownload.objects.count()) == (200, 0)


def test_a_final_file_is_not_there_before_it_is_made(as_person):
    pack = scene.cleared_pack(final=False)

    assert as_person(CLIVE).get(f"/packs/{pack.pk}/files/final/public.pdf").status_code == 404
    assert PackDownload.objects.count() == 0


# --- A worker that is killed -----------------------------------------------------------------------------


@pytest.fixture
def killed(two_posts):
    """A build whose worker was killed: still running, as the task "first" left it."""
    build = PackBuild.objects.filter(pack=two_posts).first() or building.request_build(
        pack=two_posts, by=person(PETRA)
    )
    PackBuild.objects.filter(pk=build.pk).update(status="running", task="first", attempts=1, step="Half")
    return build


@pytest.mark.parametrize(
    ("task", "attempts", "starts"),
    [("first", 1, True), ("first", 2, True), ("first", 3, False), ("other", 1, False), ("", 1, False)],
)
def test_a_killed_build_starts_anew_with_its_own_task_alone(killed, task, attempts, starts):
    """The content is spoiled, so that a build that starts fails at once, and one that does not stays."""
    PackBuild.objects.filter(pk=killed.pk).update(attempts=attempts, stage="final")
    Pack.objects.filter(pk=killed.pack_id).update(content={})

    building.run_build(killed.pk, task=task)

    killed.refresh_from_db()
    assert (killed.status, killed.attempts) == (("failed", attempts + 1) if starts else ("running", attempts))


# --- A build that is cancelled ---------------------------------------------------------------------------


def running(pack):
    """A build that a worker has begun."""
    build = building.request_build(pack=pack, by=person(PETRA))
    PackBuild.objects.filter(pk=build.pk).update(status="running")
    return PackBuild.objects.get(pk=build.pk)


def stand_in():
    return SimpleNamespace(copy="public", form="pdf", data=scene.BYTES, pages=3)


def test_a_cancelled_build_stores_nothing_and_stays_cancelled(as_person):
    pack = make()
    build = running(pack)
    content = {"format": contents.FORMAT, "copies": {}}

    answer = as_person(PETRA).post(f"/packs/{pack.pk}/cancel/")

    with pytest.raises(building.Stopped):
        building._progress(build, "Setting the pages", 40)
    with pytest.raises(building.Stopped):
        building._store(build, pack, content, contents.content_hash(content), [stand_in()])
    build.refresh_from_db()
    assert (answer.status_code, build.status, build.step) == (302, "cancelled", "Waiting for a worker")
    assert (fresh(pack).content, pack.files.count()) == (None, 0)
    assert trail(pack)[-1] == ("cancelled a build of", "Petra")
    assert "Cancelled a build by Petra" in Page(as_person(PETRA).get(f"/packs/{pack.pk}/")).text
    assert building.request_build(pack=pack, by=person(PETRA)).status == "queued"


def test_a_build_that_is_done_is_not_cancelled_and_a_double_click_is_harmless():
    pack = make()
    first = running(pack)
    content = {"format": contents.FORMAT, "copies": {}}
    building._store(first, pack, content, contents.content_hash(content), [stand_in()])
    with pytest.raises(SomebodyElseWasFirst, match="finished before it could be cancelled"):
        building.cancel(pack=pack, by=person(PETRA))
    running(fresh(pack))
    for _ in range(2):
        building.cancel(pack=pack, by=person(PETRA))

    assert [verb for verb, _ in trail(pack)].count("cancelled a build of") == 1
    assert fresh(pack).content == content


def test_a_pack_that_goes_back_to_draft_stops_the_making_of_its_final_file():
    """What it would make is stored no more, and meanwhile nobody could have the draft built."""
    pack = scene.built_pack()
    pack = workflow.clear(pack=pack, content_hash=pack.content_hash, by=person(DORA))

    workflow.send_back(pack=pack, reason="A figure was wrong.", by=person(PETRA))

    assert pack.builds.first().status == "cancelled"
    assert building.request_build(pack=fresh(pack), by=person(PETRA)).stage == "draft"


def test_only_an_officer_cancels_a_build():
    pack = make()
    build = running(pack)

    with pytest.raises(NotAllowed):
        building.cancel(pack=pack, by=person(DORA))

    build.refresh_from_db()
    assert build.status == "running"


# --- Late, and with open findings ------------------------------------------------------------------------

LATE = {"urgency_reason": "The chair agreed."}
OPEN = {"findings_reason": "It is a quotation."}
FINDING = {"copy": "public", "where": "Report, paragraph 1", "sentence": "It was 98%.", "why": "It was 96%."}


@pytest.mark.parametrize(
    ("today", "reason", "passes"),
    [
        (date(2021, 1, 8), {}, True),  # the day of dispatch for Monday the 18th
        (date(2021, 1, 9), {}, False),
        (date(2021, 1, 11), {"urgency_reason": " "}, False),
        (date(2021, 1, 11), LATE, True),
    ],
)
def test_after_the_day_of_dispatch_issuing_needs_the_chairs_agreement(today, reason, passes):
    pack = scene.cleared_pack()
    given = {"pack": pack, "content_hash": pack.content_hash, "by": person(CLIVE), "today": today}

    if passes:
        workflow.issue(**given, **reason)
        assert last_entry(pack).reason == ("Issued late: The chair agreed." if reason else "")
    else:
        with pytest.raises(NotComplete) as refused:
            workflow.issue(**given, **reason)
        assert list(refused.value.problems) == ["urgency_reason"]
    assert fresh(pack).status == ("issued" if passes else "cleared")


def test_issuing_with_open_findings_needs_a_reason_that_is_kept():
    pack = scene.cleared_pack()
    Pack.objects.filter(pk=pack.pk).update(findings=[FINDING])
    given = {"pack": pack, "content_hash": pack.content_hash, "by": person(CLIVE)}

    with pytest.raises(NotComplete) as refused:
        workflow.issue(**given)
    workflow.issue(**given, **OPEN)

    assert list(refused.value.problems) == ["findings_reason"]
    assert fresh(pack).findings_reason == "It is a quotation."
    assert last_entry(pack).reason == "Issued with open findings: It is a quotation."


def test_findings_are_shown_to_whoever_clears_and_issues_as_far_as_they_may_read(as_person):
    hidden = FINDING | {"copy": "exempt", "sentence": "Hidden sentence."}
    pack = scene.cleared_pack()
    Pack.objects.filter(pk=pack.pk).update(findings=[FINDING, hidden])

    pages = {who: Page(as_person(who).get(f"/packs/{pack.pk}/")).text for who in (PETRA, DORA, CLIVE)}
    refused = Page(as_person(CLIVE).post(f"/packs/{pack.pk}/issue/", {"content_hash": pack.content_hash}))

    assert ["It was 96%." in text for text in pages.values()] == [True] * 3
    assert ["Hidden sentence." in text for text in pages.values()] == [True, True, False]
    assert "Say why this pack is issued with what was found in its prose." in refused.text
    assert refused.fields["findings_reason"] == ""


def test_a_finding_leads_to_where_it_is_put_right(as_person):
    pack = scene.built_pack()
    section = planning.add_section(pack=pack, kind="text", by=person(PETRA))
    found = [FINDING | {"section": f"text-{section.position}"}, FINDING | {"section": "commentary"}]
    Pack.objects.filter(pk=pack.pk).update(findings=found)
    address = f"/packs/{pack.pk}/plan/{section.pk}/"

    leading = {
        who: as_person(who).get(f"/packs/{pack.pk}/").content.decode().count(f'href="{address}"')
        for who in (PETRA, DORA)
    }

    assert as_person(PETRA).get(address).status_code == 200
    assert leading == {PETRA: 1, DORA: 0}


def test_abbreviations_that_a_draft_spells_out_nowhere_are_for_who_prepares_it(as_person):
    pack = scene.built_pack()
    said = pack.content["copies"][pack.own_copy]
    Pack.objects.filter(pk=pack.pk).update(
        content=pack.content | {"copies": {pack.own_copy: said | {"abbreviations": []}}}
    )

    pages = {who: Page(as_person(who).get(f"/packs/{pack.pk}/")).text for who in (PETRA, DORA)}

    assert ["LD in “" in text for text in pages.values()] == [True, False]
    Pack.objects.filter(pk=pack.pk).update(content=pack.content)
    assert "spells out nowhere" not in Page(as_person(PETRA).get(f"/packs/{pack.pk}/")).text


def test_how_a_pack_was_planned_is_for_those_who_prepare_or_clear_it(as_person):
    pack = scene.issued_pack()
    audit.record(
        by=person(PETRA), at=timezone.now(), verb="planned", subject=pack, after={"text": "Hidden words."}
    )

    seen = {
        who: "Hidden words." in Page(as_person(who).get(f"/packs/{pack.pk}/")).text
        for who in (PETRA, DORA, CLIVE)
    }

    assert seen == {PETRA: True, DORA: True, CLIVE: False}
