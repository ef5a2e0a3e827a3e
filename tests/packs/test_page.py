"""A pack as a page of the web: what differs from paper, and what must be in any such file."""

import re
from itertools import pairwise

from performance.packs import page
from tests.packs.blocks_content import every_block, section
from tests.packs.conftest import rows_of

HASH = "0123456789abcdef" * 4


def html_of(content, *, draft=False):
    return page.html(content, content_hash=HASH, draft=draft).decode()


def test_the_page_needs_nothing_but_itself(content):
    html = html_of(every_block())
    assert "<script" not in html
    assert not re.search(r"\sstyle=", html)
    assert re.findall(r'(?:src|srcset|action)="', html) == []
    # Every link leads within the page, or to where the words say that it does.
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    away = [link for link in re.findall(r'href="([^"]+)"', html) if not link.startswith("#")]
    assert away == ["https://example.org/strategic-plan"]
    assert {link[1:] for link in re.findall(r'href="(#[^"]+)"', html)} <= set(ids)
    assert html_of(every_block()) == html


def test_every_table_has_a_caption_and_no_heading_skips_a_level():
    html = html_of(every_block())
    assert html.count("<table") == html.count("<caption") > 10
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_page_has_links_where_paper_has_numbers_of_pages(content):
    row = next(row for row in rows_of(content) if row["status"]["code"] == "red")
    row["commentary"] = "What was done."
    content["missing"] = [{"code": "", "title": f"Late {n}", "period": "May 2020"} for n in range(9)]
    html = html_of(content)
    assert "data-page" not in html
    assert '<a href="#missing">They are listed.</a>' in html
    assert html.count('">Commentary</a></span>') == 3


def test_what_people_type_stays_text(content):
    content["title"] = "</title><script>alert(1)</script>"
    content["colour"] = "red}</style><script>alert(2)</script>"
    link = {"text": "here", "strong": False, "emphasis": False, "href": "javascript:alert(3)", "figure": None}
    prose = {"block": "prose", "paragraphs": [{"runs": [link], "style": "paragraph", "number": ""}]}
    content["sections"] = [section("text", "<b>Words</b>", prose)]
    html = html_of(content)
    assert "<script" not in html
    assert "&lt;b&gt;Words&lt;/b&gt;" in html
    assert "javascript:" not in html
    assert "--accent: #12436d" in html


def test_a_draft_says_so_in_its_title():
    assert "<title>Draft: Performance report" in html_of(every_block(), draft=True)
    assert "<title>Performance report" in html_of(every_block())
