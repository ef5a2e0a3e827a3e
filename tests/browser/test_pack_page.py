"""A pack as a page of the web, with every block: fit for everybody, at a desk and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from performance.packs import page as pages
from tests.packs.blocks_content import every_block

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "pack.html"
    path.write_bytes(pages.html(every_block(), content_hash="0" * 64, draft=True))
    return path.as_uri()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_fit_for_everybody_and_stays_within_the_screen(chromium, address, width):
    page = chromium.new_page(viewport={"width": width, "height": 900})
    heard, asked = [], []
    page.on("console", lambda message: heard.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert heard == []
    assert asked == [address]
    shown = page.locator(".drawing-narrow" if width == 390 else ".drawing-wide")
    assert shown.count() == 6
    assert all(drawing.is_visible() for drawing in shown.all())
    # A wide table moves within its own frame, by key as well.
    frame = page.get_by_role("group", name="Reviews, month by month")
    frame.focus()
    assert frame.evaluate("it => it === document.activeElement")
    assert frame.evaluate("it => it.scrollWidth > it.clientWidth") == (width == 390)
    # The others are stacked there, and each figure says what it is.
    rows = page.get_by_role("group", name="Fourth of five counties")
    assert not rows.evaluate("it => it.scrollWidth > it.clientWidth")
    named = "getComputedStyle(document.querySelector('.benchmark td[data-label]'), '::before').content"
    assert page.evaluate(named) == ('"Figure 2019/20"' if width == 390 else "none")
    page.close()
