"""Every block on paper: one page for a scorecard, bookmarks, and nothing for the checkers to find."""

import os
import subprocess
from pathlib import Path

import pikepdf
import pytest

from performance.packs.content import content_hash
from tests.needs import need
from tests.packs.blocks_content import attachments, charts, every_block

pytestmark = pytest.mark.pack
OUTLOUD = Path(__file__).resolve().parents[2] / ".venv-outloud" / "bin" / "outloud"


@pytest.fixture(scope="module")
def printed(render, tmp_path_factory):
    content = every_block()
    path = tmp_path_factory.mktemp("blocks") / "pack.pdf"
    data, _ = render.pdf(content, content_hash=content_hash(content), attachments=attachments())
    path.write_bytes(data)
    return path


@pytest.fixture(scope="module")
def pages(printed):
    need("pdftotext", "pdftotext is not installed (poppler-utils)")
    done = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def test_the_checkers_find_nothing(printed):
    import pdfua  # noqa: PLC0415  (loads slowly, and only this test uses it)

    assert [finding.message for finding in pdfua.validate(str(printed)).findings] == []
    program = os.environ.get("OUTLOUD", str(OUTLOUD))
    need(program, "outloud, the second PDF/UA checker, is not installed")
    done = subprocess.run([program, "--fail-on", "warning", printed], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_scorecard_of_sixty_rows_stands_on_one_turned_page(printed, pages):
    (place,) = [number for number, page in enumerate(pages) if "Green 33%: 20 of 60 rated." in page]
    assert pages[place].count("Improving") == 60
    with pikepdf.open(printed) as pdf:
        turned = [page.MediaBox[2] > page.MediaBox[3] for page in pdf.pages]
    assert turned == [number in (place - 1, place) for number in range(len(pages))]


def test_sections_of_blocks_are_in_the_bookmarks_and_in_the_contents(printed, pages):
    titles = [section["title"] for section in every_block()["sections"][1:]]
    with pikepdf.open(printed) as pdf, pdf.open_outline() as outline:
        top = {entry.title: [child.title for child in entry.children] for entry in outline.root}
    assert list(top)[2:] == titles
    assert top["Charts"] == [chart["title"] for chart in charts()]
    assert all(title in pages[1] for title in titles)


def test_the_running_head_says_what_may_not_be_published(pages):
    # The first page says it in words; the pages that are bound in are left as they are.
    ours = [page for page in pages if "18 January 2021" in page]
    assert len(ours) == len(pages) - 3
    assert all("Not for publication" in page for page in ours)
