"""What a pack says of itself before its figures."""

from performance.packs import front, printed
from performance.packs.blocks import paragraph, prose, run
from performance.packs.kinds import KINDS
from tests.packs.blocks_content import section

HASH = "0" * 64
EXEMPT = {"paragraph": 3, "reason": "It names prices."}


def page_of(content, *sections, **more):
    return printed.context(content | {"sections": list(sections)} | more, content_hash=HASH, draft=False)


def test_each_copy_says_who_it_is_for(content):
    one = section("text", "Prices", exempt=EXEMPT)
    assert page_of(content, one, copy="public")["flags"] == []
    assert page_of(content, one, copy="internal")["running_head"].startswith("Internal · ")
    page = page_of(content, one, section("text", "Else"), copy="exempt")
    assert page["flags"] == [
        {
            "head": "Not for publication.",
            "text": "This copy holds what is exempt from publication: Prices (paragraph 3).",
        }
    ]
    assert page["running_head"].startswith("Not for publication · ")


def test_a_supplement_says_what_it_adds_to_or_replaces():
    found = {"number": 2, "to_title": "Report", "replaces": False}
    assert front.supplement({"supplement": found}) == "Supplement 2. It adds to “Report”."
    assert front.supplement({"supplement": found | {"replaces": True}}) == (
        "Supplement 2. It replaces “Report”."
    )
    assert front.supplement({}) == front.supplement({"supplement": None}) == ""
    assert front.heads({"supplement": found}) == ["Supplement 2"]


def test_the_first_page_names_what_is_not_in_this_copy(content):
    kept = section("text", "Prices", exempt=EXEMPT, withheld=True)
    page = page_of(content, kept, section("text", "Late", to_follow=True))
    assert page["left_out"] == [
        "1 section is exempt from publication and not in this copy: Prices.",
        "To follow: Late.",
    ]
    assert [(entry["title"], entry["said"]) for entry in page["contents"]] == [
        ("Prices", "not in this copy"),
        ("Late", "to follow"),
    ]
    assert page_of(content, kept, kept)["left_out"][0].startswith("2 sections are exempt")


def test_where_nothing_is_rated_the_first_page_says_what_the_pack_comes_to():
    reasons = [{"reason": "No target", "count": 3}, {"reason": "The survey was not run", "count": 1}]
    none = {"total": 4, "not_rated": 4, "reasons": reasons}
    why = "None of the 4 measures is rated: no target (3); the survey was not run (1)."
    words = prose(paragraph(run("Of 14, better "), run("in 6.")))
    compared = section("comparison", "How we compare", words)
    assert front.lead([section("text", "About", words), compared], none) == {
        "sentence": "Of 14, better in 6.",
        "unrated": why,
    }
    # What is exempt is not repeated on a page that more people see.
    kept = section("comparison", "How we compare", words, exempt=EXEMPT)
    assert front.lead([kept], none) == {"sentence": why, "unrated": ""}
    one = {"total": 1, "not_rated": 1, "reasons": reasons[:1]}
    assert front.lead([], one)["sentence"] == "The one measure of our own is not rated: no target."
    # With one rated measure the statuses are counted, and without any measure there is nothing to explain.
    assert front.lead([compared], none | {"not_rated": 3}) == {}
    assert front.lead([], {"total": 0, "not_rated": 0, "reasons": []}) == {}


def test_a_section_that_says_more_of_late_figures_is_named_beside_them(content):
    content["missing"] = [{"code": "", "title": "Late", "period": "May 2020"}]
    told = {"block": "pdf", "name": "x", "sha256": "", "pages": 1}
    assert page_of(content, section("missing", "Missing", told))["missing"]["anchor"] == "missing-missing"
    assert page_of(content, section("missing", "Missing"))["missing"]["anchor"] == ""


def test_each_layer_is_printed_by_the_dashboard_that_names_it(content):
    titles = [layer["title"] for layer in content["layers"]]
    boards = [
        section("dashboard", "One", layers=[titles[1]]),
        section("dashboard", "Rest"),
        section("dashboard", "Again", layers=[titles[1]]),
    ]
    page = page_of(content, *boards)
    printed_titles = [[layer["title"] for layer in one["printed_layers"]] for one in page["sections"]]
    assert printed_titles == [[titles[1]], [titles[0], *titles[2:]], []]
    # A dashboard that somebody named has its name over its layers; one that prints nothing has none.
    assert [entry["title"] for entry in page["contents"]] == [
        "One",
        titles[1],
        "Rest",
        titles[0],
        *titles[2:],
    ]
    plain = page_of(content, section("dashboard", KINDS["dashboard"].label))
    assert [entry["title"] for entry in plain["contents"]] == titles


def test_notes_stand_where_they_are_printed_first(content):
    titles = [layer["title"] for layer in content["layers"]]
    noted = [place for place, layer in enumerate(content["layers"]) if layer_notes(layer)]
    assert len(noted) > 1
    # The other way round the note of two layers stands under the other one.
    boards = [section("dashboard", title, layers=[title]) for title in reversed(titles)]
    page = page_of(content, *boards)
    seen = [note["number"] for one in page["sections"] for note in here(one)]
    assert sorted(seen) == sorted({note["number"] for note in content["notes"]})
    # Without any table the exceptions have theirs, and no mark leads nowhere.
    page = page_of(content, section("exceptions", "Off target"))
    wanted = {number for row in page["off_target"] for number in row["notes"]}
    assert {note["number"] for note in page["notes_left"]} == wanted != set()
    assert not any(row["notes"] for row in page_of(content, section("text", "Words"))["off_target"])


def layer_notes(layer):
    return [number for group in layer["groups"] for row in group["rows"] for number in row["notes"]]


def here(one):
    return [note for layer in one["printed_layers"] for note in layer["notes"] if note["here"]]
