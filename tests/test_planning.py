"""Planning a pack: its front, its sections in order, templates, and two people at the same time."""

import hashlib
import io
from datetime import date

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from performance.models import AuditEntry, Clearance, Pack, PackAttachment, PackTemplate, Scorecard
from performance.packs import kept_plans, kinds, planning, plans, uploads
from performance.refusals import NotAllowed, NotComplete, SomebodyElseWasFirst, WorkflowProblem
from performance.views.pack_designer import SIGNED_OUT
from tests import scene, world
from tests.page import Page
from tests.test_lost_session import opened, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

PETRA = "petra"
REASON = "Contracts are being let."


@pytest.fixture
def pack():
    """A draft with three sections: contents, a report, and the dashboard."""
    made = scene.draft_pack()
    scene.planned(made, "contents")
    scene.planned(made, "report", text="## Purpose\n\nNone.")
    scene.planned(made, "dashboard")
    return made


@pytest.fixture
def report(pack):
    return pack.sections.get(kind="report")


def petra():
    return world.person(PETRA)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def order(pack):
    return list(pack.sections.values_list("position", "kind"))


def latest(subject):
    return (
        AuditEntry.objects.filter(subject_type=subject._meta.model_name, subject_id=subject.pk)
        .order_by("pk")
        .last()
    )


def pdf(pages=2):
    out = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page()
        made.save(out)
    return out.getvalue()


def attach(section, name, data=None):
    was = plans.mark_of(fresh(section))
    return uploads.attach(section=section, was=was, name=name, data=data or pdf(), by=petra())


def front(**changes):
    kept = {
        "title": "Adroddiad ŵŷ",
        "committee": "Cabinet",
        "meeting_on": date(2021, 2, 1),
        "clearances": [("Head", world.person("mary")), ("Director", world.person("dora"))],
    }
    return kept | changes


def new_pack(**changes):
    given = {"scorecard": scene.draft_pack().scorecard, "period": world.november(), "by": petra()}
    return planning.make(**front(), **given | changes)


# --- Making, and what a pack starts from -----------------------------------------------------------------


def test_a_new_pack_has_the_usual_sections_written_down_and_its_posts_in_order():
    made = new_pack(audience="cabinet", agenda_item="7")

    assert order(made) == list(enumerate(kinds.USUAL, 1))
    assert (made.audience, made.agenda_item) == ("cabinet", "7")
    assert list(made.clearances.values_list("position", "post")) == [(1, "Head"), (2, "Director")]
    assert (latest(made).verb, latest(made).after["sections"]) == ("planned", len(kinds.USUAL))


def test_a_pack_from_an_earlier_one_keeps_what_is_exempt_and_neither_files_nor_what_was_to_follow(pack):
    pack.sections.filter(kind="dashboard").update(exempt_paragraph=3, exempt_reason=REASON, to_follow=True)
    appendix = scene.planned(pack, "appendix")
    attach(appendix, "a.pdf")

    made = planning.make(copy_of=pack, by=petra(), scorecard=pack.scorecard, period=pack.period, **front())

    dashboard = made.sections.get(kind="dashboard")
    assert order(made) == [(1, "contents"), (2, "report"), (3, "dashboard"), (4, "appendix")]
    assert made.sections.get(kind="report").text == "## Purpose\n\nNone."
    assert (dashboard.exempt_paragraph, dashboard.exempt_reason, dashboard.to_follow) == (3, REASON, False)
    assert (made.attachments.count(), made.sections.get(kind="appendix").attachment) == (0, None)


def test_a_supplement_may_have_the_files_as_its_own(pack):
    appendix = scene.planned(pack, "appendix", to_follow=True)
    attach(appendix, "a.pdf")
    other = scene.draft_pack(meeting_on=date(2021, 2, 1))

    planning.copy_sections(pack, other, attachments=True)

    copied = other.sections.get(kind="appendix")
    assert (copied.attachment.pack, copied.attachment.sha256) == (other, pack.attachments.get().sha256)
    assert (copied.to_follow, pack.attachments.count()) == (True, 1)


# --- The front -------------------------------------------------------------------------------------------


def test_the_front_changes_with_its_posts_and_a_stale_form_changes_nothing(pack):
    was = plans.mark_of_front(pack)
    planning.change_front(pack=pack, was=was, by=petra(), **front(agenda_item="9"))

    changed = fresh(pack)
    assert (changed.title, changed.agenda_item, changed.version) == ("Adroddiad ŵŷ", "9", 2)
    assert list(changed.clearances.values_list("post", flat=True)) == ["Head", "Director"]
    assert latest(pack).before["committee"] == "Adults and Communities Overview and Scrutiny Committee"
    with pytest.raises(SomebodyElseWasFirst):
        planning.change_front(pack=pack, was=was, by=petra(), **front(title="Late"))
    assert fresh(pack).title == "Adroddiad ŵŷ"


def test_a_meeting_has_one_pack_of_a_scorecard_and_period(pack):
    other = scene.draft_pack(meeting_on=date(2021, 2, 1))
    taken = front(committee=other.committee, meeting_on=other.meeting_on)

    with pytest.raises(NotComplete, match="already a pack"):
        planning.change_front(pack=pack, was=plans.mark_of_front(pack), by=petra(), **taken)

    assert fresh(pack).meeting_on == date(2021, 1, 18)


# --- Sections --------------------------------------------------------------------------------------------


def test_the_first_section_that_is_added_to_a_pack_that_nobody_planned_joins_the_usual_ones():
    made = scene.draft_pack()

    planning.add_section(pack=made, kind="report", by=petra(), after=None)

    assert order(made) == list(enumerate([*kinds.USUAL, "report"], 1))
    assert made.sections.get(kind="report").text.startswith("## Purpose of Report")


def test_a_section_is_added_behind_another_and_a_kind_that_is_there_once_no_second_time(pack):
    first = pack.sections.first()

    planning.add_section(pack=pack, kind="text", by=petra(), after=first.pk)
    with pytest.raises(NotComplete, match="has “Contents” already"):
        planning.add_section(pack=pack, kind="contents", by=petra())

    assert order(pack) == [(1, "contents"), (2, "text"), (3, "report"), (4, "dashboard")]
    assert (fresh(pack).version, latest(pack).verb) == (2, "section added")


@pytest.mark.parametrize(
    ("to", "kinds_in_order"),
    [
        (0, ["report", "contents", "dashboard"]),
        (1, ["report", "contents", "dashboard"]),
        (3, ["contents", "dashboard", "report"]),
        (9, ["contents", "dashboard", "report"]),
    ],
)
def test_a_section_moves_to_a_place_and_no_further_than_either_end(pack, report, to, kinds_in_order):
    planning.move_section(section=report, to=to, was=plans.mark_of_order(pack), by=petra())

    assert order(pack) == list(enumerate(kinds_in_order, 1))
    assert fresh(pack).version == 2


def test_two_people_write_two_sections_at_once_and_the_second_of_one_section_is_refused(pack, report):
    dashboard = pack.sections.get(kind="dashboard")
    was = plans.mark_of(report)
    planning.change_section(section=dashboard, was=plans.mark_of(dashboard), by=petra(), title="Tables")

    planning.change_section(section=report, was=was, by=petra(), text="Mine.")
    with pytest.raises(SomebodyElseWasFirst, match="“Covering report” was changed"):
        planning.change_section(section=report, was=was, by=petra(), text="Yours.")

    assert (fresh(report).text, fresh(pack).version) == ("Mine.", 3)


def test_saving_what_has_not_changed_leaves_no_trace_and_words_are_counted_in_the_trail(pack, report):
    planning.change_section(section=report, was=plans.mark_of(report), by=petra(), text=report.text)
    assert fresh(pack).version == 1

    planning.change_section(section=report, was=plans.mark_of(report), by=petra(), text="Dim byd.")

    said = f"2 words ({hashlib.sha256(b'Dim byd.').hexdigest()[:8]})"
    assert latest(pack).after == {"Covering report: text": said}


@pytest.mark.parametrize(
    ("paragraph", "reason", "is_kept"), [(3, REASON, True), (3, " ", False), (None, REASON, False)]
)
def test_an_exempt_section_has_its_paragraph_and_its_reason(report, paragraph, reason, is_kept):
    change = {"exempt_paragraph": paragraph, "exempt_reason": reason}
    if is_kept:
        planning.change_section(section=report, was=plans.mark_of(report), by=petra(), **change)
    else:
        with pytest.raises(NotComplete):
            planning.change_section(section=report, was=plans.mark_of(report), by=petra(), **change)

    assert fresh(report).exempt_paragraph == (3 if is_kept else None)


@pytest.mark.parametrize(
    ("length", "is_kept"), [(planning.LONGEST_TEXT, True), (planning.LONGEST_TEXT + 1, False)]
)
def test_words_have_a_longest_length_and_one_word_of_10_000_letters_is_none_of_its_business(
    report, length, is_kept
):
    def change():
        planning.change_section(
            section=report,
            was=plans.mark_of(report),
            by=petra(),
            text="ŵ" * 10_000 + " " + "a" * (length - 10_001),
        )

    if is_kept:
        change()
    else:
        with pytest.raises(NotComplete, match="100,001 characters"):
            change()

    assert len(fresh(report).text) == (length if is_kept else 17)


def test_a_removed_section_is_in_the_trail_as_it_was_and_the_last_one_stays(pack, report):
    planning.remove_section(section=report, was=plans.mark_of(report), by=petra())

    assert order(pack) == [(1, "contents"), (2, "dashboard")]
    assert latest(pack).before["text"] == "## Purpose\n\nNone."
    with pytest.raises(SomebodyElseWasFirst, match="removed this section"):
        planning.change_section(section=report, was=plans.mark_of(report), by=petra(), text="Gone.")
    pack.sections.filter(kind="dashboard").delete()
    last = pack.sections.get()
    with pytest.raises(WorkflowProblem, match="at least one section"):
        planning.remove_section(section=last, was=plans.mark_of(last), by=petra())


def test_a_file_takes_the_place_of_the_one_before_and_only_a_pdf_by_its_content_is_bound_in(pack):
    appendix = scene.planned(pack, "appendix")
    attach(appendix, "a.pdf", pdf(2))
    attach(appendix, "C:\\papers\\b.pdf", pdf(3))

    kept = pack.attachments.get()
    assert (kept.name, kept.pages, fresh(appendix).attachment) == ("b.pdf", 3, kept)
    for data, why in (
        (b"<html>", "not a PDF"),
        (b"%PDF-1.7" + b" " * uploads.LARGEST_FILE, "larger than 10 MB"),
    ):
        with pytest.raises(NotComplete, match=why):
            attach(appendix, "c.pdf", data)
    assert pack.attachments.get() == kept


def test_a_pack_binds_in_so_many_files_and_no_more(pack):
    for number in range(uploads.MOST_FILES - 1):
        file = {"name": "a.pdf", "data": b"%PDF", "sha256": f"{number:064}", "pages": 1}
        file |= {"uploaded_by": petra(), "uploaded_at": timezone.now()}
        scene.planned(pack, "appendix", attachment=PackAttachment.objects.create(pack=pack, **file))
    last, more = scene.planned(pack, "appendix"), scene.planned(pack, "appendix")
    attach(last, "last.pdf")

    with pytest.raises(NotComplete, match="at most 20 files"):
        attach(more, "more.pdf", pdf(3))

    assert (pack.attachments.count(), fresh(more).attachment) == (20, None)
    # In the place of another there is still room.
    attach(last, "other.pdf", pdf(4))
    assert fresh(last).attachment.name == "other.pdf"


# --- When a plan may be changed --------------------------------------------------------------------------


def try_everything(pack):
    section = pack.sections.first()
    template = PackTemplate.objects.create(name="T", created_by=petra(), created_at="2020-12-10T09:00Z")
    mark, by = plans.mark_of(section), petra()
    return [
        lambda: planning.change_front(pack=pack, was=plans.mark_of_front(pack), by=by, **front()),
        lambda: planning.plan_usual(pack=pack, by=by),
        lambda: planning.add_section(pack=pack, kind="text", by=by),
        lambda: planning.move_section(section=section, to=2, was=plans.mark_of_order(pack), by=by),
        lambda: planning.change_section(section=section, was=mark, by=by, title="X"),
        lambda: planning.remove_section(section=section, was=mark, by=by),
        lambda: uploads.attach(section=section, was=mark, name="a.pdf", data=pdf(), by=by),
        lambda: planning.apply_template(pack=pack, template=template, was=plans.mark_of_order(pack), by=by),
    ]


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("cleared", "Take it back to draft"),
        ("cleared by one", "The Director of Adults and Communities has cleared this draft"),
        ("issued", "its plan stays as it was"),
    ],
)
def test_only_a_draft_that_no_post_has_cleared_is_planned(state, why):
    made = {"cleared": scene.cleared_pack, "issued": scene.issued_pack}.get(state, scene.built_pack)()
    if state == "cleared by one":
        Clearance.objects.filter(pack=made).update(cleared_at="2020-12-10T09:00Z", content_hash="x")
    scene.planned(made, "contents")
    before = (fresh(made).version, order(made), made.title)

    for change in try_everything(made):
        with pytest.raises(WorkflowProblem, match=why):
            change()

    assert (fresh(made).version, order(made), fresh(made).title) == before
    assert not AuditEntry.objects.filter(subject_type="pack", verb__in=plans.VERBS).exists()


@pytest.mark.parametrize("who", ["clive", "dora", "mary", "ada", "nick"])
def test_nobody_but_an_officer_plans(pack, report, who):
    with pytest.raises(NotAllowed):
        planning.change_section(section=report, was=plans.mark_of(report), by=world.person(who), text="Mine.")
    with pytest.raises(NotAllowed):
        kept_plans.keep_pack(pack=pack, name="Mine", by=world.person(who))

    assert (fresh(report).text, PackTemplate.objects.count()) == ("## Purpose\n\nNone.", 0)


# --- Templates -------------------------------------------------------------------------------------------


def test_a_template_keeps_a_plan_and_gives_it_to_another_pack(pack):
    pack.sections.filter(kind="dashboard").update(options={"layers": ["A"]}, to_follow=True)
    template = kept_plans.keep_pack(pack=pack, name="Quarterly", by=petra())
    other = scene.draft_pack(meeting_on=date(2021, 2, 1))
    scene.planned(other, "sources")

    planning.apply_template(pack=other, template=template, was=plans.mark_of_order(other), by=petra())

    dashboard = other.sections.get(kind="dashboard")
    assert order(other) == [(1, "contents"), (2, "report"), (3, "dashboard")]
    assert (dashboard.options, dashboard.to_follow) == ({"layers": ["A"]}, False)
    assert latest(other).before == {"sections": "Sources"}


def test_a_name_is_there_once_and_a_stale_form_neither_renames_nor_deletes(pack):
    template = kept_plans.keep_pack(pack=pack, name="Quarterly", by=petra())
    kept_plans.keep_pack(pack=pack, name="Monthly", by=petra())
    for clash in (
        lambda: kept_plans.keep_pack(pack=pack, name="Quarterly", by=petra()),
        lambda: kept_plans.rename(template=template, version=1, name="Monthly", by=petra()),
    ):
        with pytest.raises(NotComplete, match="Choose another name"):
            clash()

    kept_plans.rename(template=template, version=1, name="Each quarter", by=petra())
    for stale in (
        lambda: kept_plans.rename(template=template, version=1, name="X", by=petra()),
        lambda: kept_plans.delete(template=template, version=1, by=petra()),
    ):
        with pytest.raises(SomebodyElseWasFirst):
            stale()

    assert sorted(PackTemplate.objects.values_list("name", flat=True)) == ["Each quarter", "Monthly"]
    kept_plans.delete(template=template, version=2, by=petra())
    assert AuditEntry.objects.get(verb="deleted").before["name"] == "Each quarter"


# --- Pages -----------------------------------------------------------------------------------------------


@pytest.fixture
def browser(as_person):
    return as_person(PETRA)


def address(section, more=""):
    return f"/packs/{section.pack_id}/plan/{section.pk}/{more}"


def test_the_new_page_keeps_what_was_typed_and_says_what_is_wrong_with_the_posts(browser):
    typed = {"start": "bare", "title": "Ŵy", "audience": "cabinet", "meeting_on": "31 2 2021"}
    typed |= {"post_1": "Director", "person_2": str(world.person("dora").pk)}

    response = browser.post("/packs/new/", typed)
    page = Page(response)

    assert response.status_code == 422
    assert {name: page.fields[name] for name in typed} == typed
    for sentence in (
        "Enter a date such as 18 1 2021.",
        "Enter the committee's name.",
        "Choose who holds the post “Director”.",
        "Enter the post in which Dora Director clears it.",
    ):
        assert sentence in page.text
    assert Pack.objects.count() == 0


def test_a_template_chosen_beforehand_fills_in_its_committee(browser, pack):
    template = kept_plans.keep_pack(pack=pack, name="Quarterly", by=petra())

    fields = Page(browser.get(f"/packs/new/?start=template:{template.pk}")).fields

    assert (fields["start"], fields["committee"]) == (f"template:{template.pk}", pack.committee)


def test_the_day_of_dispatch_is_shown_for_a_date_and_nothing_for_what_is_none(browser):
    asked = {
        text: Page(browser.get("/packs/dispatch/", {"meeting_on": text})).text for text in ("18 1 2021", "x")
    }

    assert asked["18 1 2021"].startswith("Dispatch by Friday 8 January 2021")
    assert asked["x"] == ""


def test_a_supplement_keeps_the_meeting_of_the_pack_that_it_adds_to(browser):
    issued = scene.issued_pack()
    made = scene.draft_pack(meeting_on=date(2021, 2, 1))
    Pack.objects.filter(pk=made.pk).update(supplement_to=issued, supplement_number=1)

    page = Page(browser.get(f"/packs/{made.pk}/plan/front/"))
    typed = {name: page.fields[name] for name in ("version", "post_1", "person_1")}
    response = browser.post(
        f"/packs/{made.pk}/plan/front/", typed | {"title": "Supplement 1", "committee": "X"}
    )

    assert {"scorecard", "period", "committee", "meeting_on", "audience"} & set(page.fields) == set()
    assert (response.status_code, fresh(made).title, fresh(made).committee) == (
        302,
        "Supplement 1",
        made.committee,
    )


def test_words_sent_for_a_pack_that_was_cleared_meanwhile_are_kept_on_the_page(browser):
    made = scene.cleared_pack()
    report = scene.planned(made, "report")

    response = browser.post(address(report), {"version": plans.mark_of(report), "text": "Too late."})
    page = Page(response)

    assert (response.status_code, page.fields["text"], fresh(report).text) == (422, "Too late.", "")
    assert "Take it back to draft before you change its plan." in page.text
    assert not any(own.get("data-autosave") for _, own in page.elements)


def test_a_stale_section_form_shows_both_texts_and_saving_again_puts_ones_own_in_place(browser, report):
    was = plans.mark_of(report)
    planning.change_section(section=report, was=was, by=petra(), text="Theirs.")

    response = browser.post(address(report), {"version": was, "text": "Mine."})
    page = Page(response)

    assert (response.status_code, page.fields["text"], fresh(report).text) == (409, "Mine.", "Theirs.")
    assert "Theirs." in page.text
    browser.post(address(report), {"version": page.fields["version"], "text": "Mine."})
    assert fresh(report).text == "Mine."


def test_what_was_typed_into_a_section_that_is_gone_can_be_copied(browser, report):
    was, gone = plans.mark_of(report), address(report)
    report.delete()

    response = browser.post(gone, {"version": was, "text": "Typed."})

    assert response.status_code == 409
    assert '<textarea id="typed" rows="20" readonly>Typed.</textarea>' in response.content.decode()
    assert browser.get(gone).status_code == 404


def test_words_typed_signed_out_are_there_after_signing_in(client, report):
    client.post(address(report), {"version": plans.mark_of(report), "text": "Typed out."} | opened(PETRA))
    sign_in(client, PETRA)

    page = Page(client.get(address(report)))

    assert SIGNED_OUT in page.text
    assert (page.fields["text"], fresh(report).text) == ("Typed out.", "## Purpose\n\nNone.")


def test_autosave_keeps_the_words_beside_what_cannot_be_kept_yet(browser, report):
    typed = {"version": plans.mark_of(report), "text": "Geiriau.\r\n\r\nŴ", "exempt_paragraph": "3"}

    answer = browser.post(address(report, "autosave/"), typed).json()

    assert (fresh(report).text, fresh(report).exempt_paragraph) == ("Geiriau.\n\nŴ", None)
    assert (answer["kept"], answer["is_partly"]) == (["exempt_reason"], True)
    assert answer["version"] == plans.mark_of(fresh(report))
    again = browser.post(address(report, "autosave/"), typed)
    assert (again.status_code, again.json()["sentence"][:10]) == (409, "Not saved:")


def test_the_preview_fills_figures_finds_claims_and_saves_nothing(browser, report):
    text = (
        f"It stood at {{{{{scene.APPROVED}}}}}.\n\nEvery measure is green. <script>x</script> {{{{nothing}}}}"
    )

    page = browser.post(address(report, "preview/"), {"text": text}).content.decode()

    assert "there is no measure “nothing”" in page.replace("&#x27;", "'")
    assert ("<script>" in page, "&lt;script&gt;" in page) == (False, True)
    assert f"{{{{{scene.APPROVED}}}}}" not in page
    assert fresh(report).text == "## Purpose\n\nNone."


def sent(browser, section, data=None, **typed):
    """A section's form as a browser without scripts sends it: with the mark that the page showed."""
    typed = {"version": plans.mark_of(fresh(section)), "title": ""} | typed
    if data is not None:
        typed["file"] = SimpleUploadedFile("paper.pdf", data, content_type="application/pdf")
    return browser.post(address(section), typed)


def test_a_file_that_is_no_pdf_is_refused_on_the_page_and_one_that_is_keeps_what_was_typed(browser, pack):
    appendix = scene.planned(pack, "appendix")
    stale = plans.mark_of(appendix)

    none = sent(browser, appendix, title="Letter", upload="1")
    bad = sent(browser, appendix, b"MZ", title="Letter", upload="1")

    assert (none.status_code, bad.status_code, fresh(appendix).title) == (422, 422, "")
    assert "Choose the PDF." in Page(none).text
    assert ("This is not a PDF file." in Page(bad).text, Page(bad).fields["title"]) == (True, "Letter")
    done = sent(browser, appendix, pdf(), title="Letter", upload="1")
    assert (done.status_code, done.url) == (302, address(appendix))
    assert (fresh(appendix).title, fresh(appendix).attachment.pages) == ("Letter", 2)
    # Somebody else's file is not replaced by whoever has not seen it.
    assert sent(browser, appendix, pdf(3), title="Mine", version=stale).status_code == 409
    assert (fresh(appendix).title, fresh(appendix).attachment.pages) == ("Letter", 2)


def test_saving_a_section_binds_in_the_file_that_was_chosen(browser, pack):
    appendix = scene.planned(pack, "appendix")

    done = sent(browser, appendix, pdf(), title="Letter")

    assert (done.url, fresh(appendix).title) == (f"/packs/{pack.pk}/plan/", "Letter")
    assert fresh(appendix).attachment.pages == 2


def test_a_stale_order_moves_nothing_and_shows_the_plan_as_it_is(browser, pack, report):
    was = plans.mark_of_order(pack)
    planning.add_section(pack=pack, kind="text", by=petra())

    moved = {"section": report.pk, "to": 1, "order": was}
    response = browser.post(f"/packs/{pack.pk}/plan/move/", moved)
    by_script = browser.post(f"/packs/{pack.pk}/plan/move/", moved, headers={"HX-Request": "true"})

    assert (response.status_code, by_script.status_code) == (409, 200)
    assert "This plan was changed after you opened the page." in Page(response).text
    assert order(pack)[0] == (1, "contents")


@pytest.mark.parametrize("page", ["/packs/{pk}/plan/", "/packs/templates/"])
def test_pages_cost_the_same_for_one_and_for_several(browser, pack, page):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            browser.get(page.format(pk=pack.pk))
        return len(asked)

    kept_plans.keep_pack(pack=pack, name="One", by=petra())
    few = queries()
    for number in range(4):
        planning.add_section(pack=pack, kind="text", by=petra())
        kept_plans.keep_pack(pack=pack, name=f"More {number}", by=petra())

    assert queries() == few


@pytest.mark.parametrize(("year", "kept"), [("0001", 0), ("2009", 0), ("2010", 1), ("2030", 1), ("2031", 0)])
def test_a_meeting_in_a_year_that_is_a_slip_of_the_pen_is_refused(browser, year, kept):
    typed = {"start": "bare", "title": "Report", "audience": "cabinet", "committee": "Cabinet"}
    typed |= {"meeting_on": f"18 1 {year}", "post_1": "Director", "person_1": str(world.person("dora").pk)}
    typed |= {"scorecard": str(Scorecard.objects.get().pk), "period": str(world.november().pk)}

    page = Page(browser.post("/packs/new/", typed))
    said = Page(browser.get("/packs/dispatch/", {"meeting_on": typed["meeting_on"]})).text

    assert Pack.objects.count() == kept
    assert ("Check the year of the meeting." in page.text, "Dispatch by" in said) == (not kept, bool(kept))
    assert browser.get("/packs/").status_code == 200


def test_a_template_form_without_its_version_renames_nothing(browser, pack):
    template = kept_plans.keep_pack(pack=pack, name="Quarterly", by=petra())

    response = browser.post(f"/packs/templates/{template.pk}/", {"name": "Yearly"})

    assert (response.status_code, fresh(template).name) == (409, "Quarterly")


def test_pages_read_neither_uploaded_files_nor_what_other_packs_hold(browser):
    pack = scene.built_pack()
    appendix = scene.planned(pack, "appendix")
    attach(appendix, "a.pdf")
    addresses = ["/packs/", "/packs/new/", f"/packs/{pack.pk}/", f"/packs/{pack.pk}/plan/", address(appendix)]
    read = {}
    for page in addresses:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(page).status_code == 200
        read[page] = [name for query in asked for name in ('"data"', '"content"') if name in query["sql"]]

    # A pack's own page quotes its summary.
    assert read == {page: ['"content"'] if page == f"/packs/{pack.pk}/" else [] for page in addresses}


def test_each_small_picture_of_a_page_asks_for_its_file_and_not_for_the_content(browser):
    pack = scene.built_pack()

    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(f"/packs/{pack.pk}/files/draft/public/pages/")

    assert (answer.status_code, [query for query in asked if '"content"' in query["sql"]]) == (200, [])
