"""The distribution in a real browser: walking along the councils by key and by pointer, on a phone too."""

import pytest
from playwright.sync_api import expect

from tests.browser.office import running

pytestmark = pytest.mark.browser
PAGE = "/benchmarks/indicator/ascof-users-satisfaction/distribution/?year=2019/20"
OURS = "Leicestershire: 59.9%, 119th of 147, bottom quartile"


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    with running(tmp_path_factory.mktemp("distribution"), options=()) as served:
        yield served


@pytest.mark.parametrize(("width", "shown"), [(1280, ".app-chart-wide"), (390, ".app-chart-narrow")])
def test_arrow_keys_walk_the_councils_in_the_order_of_their_rank(office, width, shown):
    page = office.sign_in("olive")
    page.goto(PAGE)
    office.inspect(page, "distribution")
    page.set_viewport_size({"width": width, "height": 900})
    said, chart = page.locator("[data-says-here]"), page.locator(shown)

    chart.focus()
    chart.press("ArrowRight")
    expect(said).to_have_text(OURS)
    chart.press("ArrowRight")
    expect(said).to_have_text("Ealing: 59.7%, 120th of 147, bottom quartile")
    chart.press("ArrowLeft")
    expect(said).to_have_text(OURS)
    chart.press("Home")
    expect(said).to_have_text("Trafford: 84.8%, 1st of 147, top quartile")
    chart.press("ArrowLeft")
    expect(said).to_have_text("Trafford: 84.8%, 1st of 147, top quartile")
    chart.press("End")
    expect(said).to_have_text("Waltham Forest: 50.3%, 147th of 147, bottom quartile")
    chart.press("Escape")
    expect(said).to_have_text("")


def test_a_bar_that_is_pointed_at_says_whose_it_is(office):
    page = office.sign_in("olive")
    page.goto(PAGE)

    page.locator(".app-chart-wide [data-ours]").hover(force=True)
    expect(page.locator("[data-says-here]")).to_have_text(OURS)


def test_an_indicators_page_has_nothing_to_complain_of(office):
    page = office.sign_in("olive")
    page.goto("/benchmarks/indicator/ascof-users-satisfaction/")

    expect(page.locator(".app-chart-wide svg")).to_be_visible()
    expect(page.locator(".app-chart-narrow svg")).to_be_hidden()
    office.inspect(page, "indicator")
