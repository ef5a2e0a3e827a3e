"""The pack as a file: the same bytes, all the words, one typeface, and fit to be read out."""

import hashlib
import os
import re
import subprocess
import sys
import time

import pikepdf
import pytest
from django.template.loader import render_to_string

from performance.packs.content import content_hash
from tests.needs import need
from tests.packs.conftest import FROZEN, five_levels, nothing, rows_of, stretch, two_levels, wide

pytestmark = pytest.mark.pack

BASE = FROZEN.parents[2]

IN_A_FRESH_PROCESS = """
import hashlib, json, sys
import django
django.setup()
from performance.packs import content, render
frozen = json.loads(open(sys.argv[1], encoding="utf-8").read())
data, pages = render.pdf(frozen, content_hash=content.content_hash(frozen))
print(hashlib.sha256(data).hexdigest())
"""
HOSTILE = [
    '<img src="http://127.0.0.1:9/a.png">',
    "<script>alert(1)</script>",
    "{{ pack.content_hash }}{% include 'base.html' %}",
    "</td></tr></table><h1>Not a heading</h1>",
    '<td colspan="65534">wide</td>',
    "<style>@import url(http://127.0.0.1:9/a.css); p { display: none }</style>",
    "&lt;b&gt; &amp; <!-- gone? --> ]]>",
]
# A thousand bytes of nested references, which took a renderer of SVG 19 seconds.
BOMB = (
    "<svg><defs><g id='a0'><rect width='1' height='1'/></g>"
    + "".join(f"<g id='a{n}'>" + f"<use href='#a{n - 1}'/>" * 4 + "</g>" for n in range(1, 9))
    + "</defs><use href='#a8'/></svg>"
)


@pytest.fixture(scope="module")
def text_of():
    """The text of a printed pack, page by page, in the order in which it is drawn."""
    need("pdftotext", "pdftotext is not installed (poppler-utils)")

    def read(pack):
        done = subprocess.run(["pdftotext", "-raw", pack.path, "-"], capture_output=True, check=True)
        return done.stdout.decode().split("\f")[:-1]

    return read


def squeezed(text):
    """Text without its spaces and line ends: where lines break is not what these tests are about."""
    return re.sub(r"\s", "", text)


# --- The same content, the same bytes ------------------------------------------------------------------


def test_fresh_processes_make_the_same_bytes(final):
    hashes = {
        subprocess.run(
            [sys.executable, "-c", IN_A_FRESH_PROCESS, FROZEN],
            env=os.environ | {"PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "config.settings"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert hashes == {hashlib.sha256(final.data).hexdigest()}


def test_the_file_is_identified_by_its_content(final, draft, frozen):
    with pikepdf.open(final.path) as pdf, pikepdf.open(draft.path) as other:
        assert bytes(pdf.trailer.ID[0]).decode() == content_hash(frozen)[:32]
        assert bytes(pdf.trailer.ID[0]) != bytes(other.trailer.ID[0])
        assert str(pdf.docinfo.CreationDate) == "D:20201210"
        assert "/ModDate" not in pdf.docinfo


def test_the_setter_understands_every_rule_of_the_style_sheet(print_pack, content, caplog):
    print_pack(content, draft=True)
    assert [record.message for record in caplog.records if record.name.startswith("weasyprint")] == []


# --- All the words ---------------------------------------------------------------------------------------


def test_every_row_prints_its_target_figure_and_status(final, text_of, frozen):
    text = squeezed("".join(text_of(final)))
    place = text.index(squeezed(f"{frozen['layers'][0]['title']}Green0Amber2"))
    rows = rows_of(frozen)
    assert len(rows) == 30
    for row in rows:
        place = text.index(squeezed(row["title"]), place)
        for part in (
            row["aim"],
            row["target"]["text"] or "–",
            row["figure"]["text"] or row["figure"]["absence"],
            row["figure"]["qualifier"],
            row["status"]["word"],
            row["status"]["reason"],
            row["previous"]["text"] or row["previous"]["absence"],
            row["quartile"]["word"] if row["quartile"] else "–",
        ):
            found = text.index(squeezed(part), place)
            assert found - place < 160, f"{row['title']}: {part} stands too far off"
            place = found


def test_the_first_page_answers_so_what(final, text_of):
    first = squeezed(text_of(final)[0])
    for part in (
        "8 green, 6 amber, 1 red; 15 not rated.",
        "All 8 6 1 15 30",
        "Red: 79.7% is 7.3 points under 87%",
        "The survey was not run 5",
        "Illustrative sample.",
        "Adults and Communities Overview and Scrutiny Committee",
        "18 January 2021",
        "Limits that decide a status: Inferred from the published ratings; illustrative.",
        "Prepared on 10 December 2020",
    ):
        assert squeezed(part) in first


def test_late_figures_are_on_the_first_page(print_pack, text_of, content):
    content["missing"] = [{"code": "Local", "title": "Late visits", "period": "November 2020"}]
    first = squeezed(text_of(print_pack(content))[0])
    assert squeezed("1 figure is not in this pack: Late visits (November 2020).") in first


def test_every_page_is_numbered_and_says_that_it_is_a_sample(final, text_of):
    pages = text_of(final)
    assert len(pages) == final.pages > 4
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {final.pages}" in page
        assert "Illustrative sample" in page


def test_the_contents_give_the_pages(final, text_of):
    pages = text_of(final)
    of_contents = pages[1].partition("Contents\n")[2].partition("Off target or bottom quartile\nStatus")[0]
    listed = re.findall(r"^(.+?)(?: \d+)? (\d+)$", of_contents, re.MULTILINE)
    entries = {title: int(page) for title, page in listed if not title.startswith("Page")}
    assert list(entries)[:3] == ["Off target or bottom quartile", "Prevent need", "Reduce need"]
    assert len(entries) == 9
    for title, page in entries.items():
        assert re.search(f"^{re.escape(title)}$", pages[page - 1], re.MULTILINE), f"{title} is not on {page}"


def test_a_draft_says_so_on_every_page_and_breaks_where_the_final_does(final, draft, text_of):
    assert draft.pages == final.pages
    pages = text_of(draft)
    assert all("D\nR\nA\nF\nT\n" in page for page in pages)
    assert all("Draft" in page for page in pages)
    assert not any("D\nR\nA\nF\nT\n" in page or "Draft" in page for page in text_of(final))
    assert [page.splitlines()[-1] for page in pages] == [page.splitlines()[-1] for page in text_of(final)]


# --- Hostile and odd content ---------------------------------------------------------------------------


def test_markup_that_people_type_is_printed_as_text(print_pack, text_of, content):
    row = next(row for row in rows_of(content) if row["status"]["code"] == "red")
    row["title"] = HOSTILE[0]
    row["commentary"] = "\n\n".join([*HOSTILE, BOMB])
    content["layers"][1]["title"] = HOSTILE[1]
    content["missing"] = [{"code": "x", "title": HOSTILE[2], "period": HOSTILE[3]}]
    started = time.monotonic()
    pack = print_pack(content)
    assert time.monotonic() - started < 15
    text = squeezed("".join(text_of(pack)))
    for typed in [*HOSTILE, BOMB]:
        assert squeezed(typed) in text
    with pikepdf.open(pack.path) as pdf:
        assert b"127.0.0.1" not in b"".join(
            annotation.unparse() for page in pdf.pages for annotation in page.get("/Annots", [])
        )


@pytest.mark.parametrize("change", [stretch, nothing, five_levels, two_levels, wide])
def test_odd_content_makes_a_pack(print_pack, text_of, content, change, check):
    pack = print_pack(change(content))
    pages = text_of(pack)
    assert len(pages) == pack.pages
    assert all(f"of {pack.pages}" in page for page in pages)
    assert check(pack) == []


def test_a_table_of_many_columns_stands_on_a_turned_page_and_the_others_do_not(print_pack, text_of, content):
    pack = print_pack(wide(content))
    with pikepdf.open(pack.path) as pdf:
        turned = [page.MediaBox[2] > page.MediaBox[3] for page in pdf.pages]
    pages = text_of(pack)
    place = turned.index(True)
    assert "Reduce need" in pages[place]
    assert "Delay need" in pages[place + turned.count(True)]
    assert turned == [place <= page < place + turned.count(True) for page in range(pack.pages)]
    text = squeezed(pages[place])
    # The parts stand in words beneath their bar, and what is not whole says so.
    for part in ("Inadequate 4", "RI 69", "Good 193", "None 0", "72.6% good", "7 of 8 months", "2022/23"):
        assert squeezed(part) in text


def test_long_content_is_all_there(print_pack, text_of, content):
    stretched = stretch(content)
    text = squeezed("".join(text_of(print_pack(stretched))))
    for row in rows_of(stretched):
        assert squeezed(row["title"]) in text
        # A paragraph that goes on over the page has the page's foot in its middle.
        assert all(squeezed(sentence) in text for sentence in row["commentary"].split(". ")[:3])
    assert squeezed("Outlook: Off target, actions in place") in text
    assert squeezed("30 figures are not in this pack. They are listed on page") in text
    assert "revision3beingrevised" in text


def test_all_figures_may_be_missing(print_pack, text_of, content):
    for row in rows_of(content):
        row["figure"] = dict.fromkeys(row["figure"], "") | {"absence": "No approved figure"}
        row["status"] = dict.fromkeys(row["status"], "") | {
            "word": "Not rated",
            "reason": "No approved figure",
        }
        row["to_date"] = row["direction"] = row["revision"] = row["quartile"] = None
    text = "".join(text_of(print_pack(content)))
    assert "No rated figure is off target, and no measure is known to be in" in " ".join(text.split())


def test_no_row_stands_alone(render, content):
    """A table that goes on over the page has at least two rows on every page."""
    from performance.packs import printed  # noqa: PLC0415  (beside the module that needs the libraries)
    from performance.packs.press import setting  # noqa: PLC0415

    page = printed.context(stretch(content), content_hash="0" * 64, draft=False)
    parts = {}
    for sheet in setting.lay_out(render_to_string("packs/pack.html", page)).pages:
        for box in sheet._page_box.descendants():
            if box.element_tag == "tbody" and hasattr(box, "is_header"):
                parts.setdefault(box.element, []).append(len(box.children))
    split = [counts for counts in parts.values() if len(counts) > 1]
    assert split
    assert all(min(counts) > 1 for counts in split)


# --- The file as software reads it ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def check():
    """The findings of the PDF/UA checker, whatever their severity."""
    import pdfua  # noqa: PLC0415  (loads slowly, and only these tests use it)

    def findings(pack):
        return [f"{f.rule_id}: {f.message}" for f in pdfua.validate(str(pack.path)).findings]

    return findings


def test_the_checker_finds_nothing(final, draft, check):
    assert check(final) == []
    assert check(draft) == []


@pytest.mark.parametrize("change", [None, stretch, wide])
def test_the_second_checker_finds_nothing(print_pack, final, draft, content, change):
    program = os.environ.get("OUTLOUD", str(BASE / ".venv-outloud" / "bin" / "outloud"))
    need(program, "outloud, the second PDF/UA checker, is not installed")
    packs = [print_pack(change(content))] if change else [final, draft]
    paths = [pack.path for pack in packs]
    done = subprocess.run([program, "--fail-on", "warning", *paths], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_one_typeface_is_embedded(final, draft):
    for pack in (final, draft):
        with pikepdf.open(pack.path) as pdf:
            fonts = [thing for thing in pdf.objects if is_dictionary(thing, "/FontDescriptor")]
            assert fonts
            assert all("Source-Sans-3" in str(font.FontName) for font in fonts)
            assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def is_dictionary(thing, kind):
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == kind


def test_bookmarks_lead_to_layers_and_themes(final, frozen):
    with pikepdf.open(final.path) as pdf, pdf.open_outline() as outline:
        top = [entry.title for entry in outline.root]
        below = {entry.title: [child.title for child in entry.children] for entry in outline.root}
    assert top[:3] == [frozen["title"], "Contents", "Off target or bottom quartile"]
    assert top[3:7] == [layer["title"] for layer in frozen["layers"]]
    assert top[7:] == [
        "Key to columns",
        "Abbreviations",
        "Sources",
        "Explanation of statuses",
    ]
    for layer in frozen["layers"]:
        assert below[layer["title"]] == [group["theme"] for group in layer["groups"]]
