"""Published figures in a real browser: every page for councils of all kinds, and what people do there."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.office import go, running

pytestmark = pytest.mark.browser
ASCOF = "/benchmarks/indicator/ascof-users-find-information-easily/"
DISTRIBUTION = "/benchmarks/indicator/ascof-users-satisfaction/distribution/?year=2019/20"
OURS = "Leicestershire: 59.9%, 119th of 147, bottom quartile"
# A large county, a unitary, one so small that most of it is suppressed, one that was abolished.
COUNCILS = {"LEC": "Leicestershire", "MIK": "Milton Keynes", "LND": "City of London", "CMA": "Cumbria"}
PAGES = {
    "front": "/benchmarks/",
    "profile": "/benchmarks/profile/",
    "quartiles": "/benchmarks/summary/",
    "comparison": "/benchmarks/compare/",
    "cost": "/benchmarks/cost/",
    "indicator": ASCOF,
    "distribution": f"{ASCOF}distribution/",
}


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    with running(tmp_path_factory.mktemp("benchmarks"), options=("--with-work",)) as served:
        yield served


@pytest.mark.parametrize("code", COUNCILS)
def test_every_page_shows_a_council_of_every_kind(office, code):
    page = office.sign_in("olive")
    for name, address in PAGES.items():
        answer = page.goto(f"{address}?council={code}")
        assert answer.status == 200
        expect(page.get_by_role("main")).to_contain_text(COUNCILS[code])
        office.inspect(page, f"{name} of {code}")


def test_a_council_is_found_by_name_and_left_again(office):
    page = office.sign_in("olive")
    go(page, "Benchmarks")
    page.get_by_role("link", name="Look at another council").click()
    office.inspect(page, "choice of a council")
    page.get_by_role("search").get_by_role("textbox").fill("cumbria")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("main")).to_contain_text("Cumbria was abolished")

    page.get_by_role("navigation").get_by_role("link", name="Profile").click()
    expect(page.get_by_role("main")).to_contain_text("You are looking at Cumbria")
    page.get_by_role("link", name="back to Leicestershire").click()
    expect(page.get_by_role("main")).not_to_contain_text("You are looking at")


def test_a_page_shows_what_was_known_on_a_day(office):
    page = office.sign_in("olive")
    page.goto(ASCOF)
    # The demonstration's day is before any of these figures was published: the page says so.
    expect(page.get_by_role("main")).to_contain_text("None of this had been published by 10 December 2020")
    expect(page.get_by_role("main")).to_contain_text("2024/25")
    page.get_by_label("As known on").fill("2021-12-31")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("2020/21")
    expect(page.get_by_role("main")).not_to_contain_text("2024/25")
    office.inspect(page, "indicator as known in 2021")
    page.get_by_role("button", name="Show all that is known today").click()
    expect(page.get_by_role("main")).to_contain_text("2024/25")


def test_our_own_measures_stand_beside_the_published_figures(office):
    page = office.sign_in("olive")
    page.goto("/benchmarks/own/")
    agreed = page.get_by_role("row").filter(has_text="% of SUs who find it easy to find information")
    expect(agreed).to_contain_text("Agrees")
    expect(agreed).to_contain_text("Would be")
    office.inspect(page, "our own measures")
    page.get_by_label("Years").select_option("Every published year")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("main")).to_contain_text("2015/16")
    office.inspect(page, "our own measures, every year")


def test_a_token_is_shown_once_and_reads_until_it_is_revoked(office):
    page = office.sign_in("petra")
    page.goto("/tokens/")
    office.inspect(page, "tokens")
    form = page.locator(".app-token-form")
    form.get_by_label("What it is for").fill("The dashboard")
    form.get_by_label("Published figures, statistics and positions").check()
    form.get_by_label("Last day on which it works").fill(
        f"{timezone.localdate() + timedelta(days=30):%d %m %Y}"
    )
    form.get_by_role("button", name="Make the token").click()
    office.inspect(page, "a token made")
    secret = page.get_by_role("textbox", name="Secret").input_value()
    bearer = {"Authorization": f"Bearer {secret}"}
    listing = f"{office.address}/interface/v1/observations/?known=all&page_size=1"
    answer = page.request.get(listing, headers=bearer)
    assert answer.status == 200
    assert len(answer.json()["data"]) == 1

    page.goto("/tokens/")
    assert secret not in page.content()
    page.get_by_role("row").filter(has_text="The dashboard").get_by_role("button").click()
    assert page.request.get(listing, headers=bearer).status == 401


# --- The distribution, by key and by pointer ---------------------------------------------------------------


@pytest.mark.parametrize(("width", "shown"), [(1280, ".app-chart-wide"), (390, ".app-chart-narrow")])
def test_arrow_keys_walk_the_councils_in_the_order_of_their_rank(office, width, shown):
    page = office.sign_in("olive")
    page.goto(DISTRIBUTION)
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
    page.goto(DISTRIBUTION)

    page.locator(".app-chart-wide [data-ours]").hover(force=True)
    expect(page.locator("[data-says-here]")).to_have_text(OURS)


def test_an_indicators_page_has_nothing_to_complain_of(office):
    page = office.sign_in("olive")
    page.goto("/benchmarks/indicator/ascof-users-satisfaction/")

    expect(page.locator(".app-chart-wide svg")).to_be_visible()
    expect(page.locator(".app-chart-narrow svg")).to_be_hidden()
    office.inspect(page, "indicator")
