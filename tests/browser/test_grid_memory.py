"""What is typed into the grid and does not reach the server: it is in this browser until it has."""

import pytest
from playwright.sync_api import expect

from tests.browser.office import running
from tests.browser.test_grid import CARERS, DIRECT, SUPPORT, cell, notice, page, row  # noqa: F401
from tests.machine import wait_for

pytestmark = pytest.mark.browser
GRID = "/my-measures/grid/"
AUTOSAVE = "**/grid/autosave/"
WORDS = "Commentary for publication"
BACK = "It is in its cells again"


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    """A month in which nobody has entered anything."""
    with running(tmp_path_factory.mktemp("memory"), options=("--no-benchmarks",)) as served:
        yield served


def signed_out(route):
    route.fulfill(status=401, json={"sentence": "Not saved: you are signed out."})


def test_a_page_that_is_left_while_it_saves_loses_nothing(page):  # noqa: F811
    page.route(AUTOSAVE, lambda route: None)  # the answer never comes
    with page.expect_request(AUTOSAVE):
        cell(page, DIRECT, WORDS).fill("On its way when the page was left.")
    page.goto("/my-measures/")
    page.unroute(AUTOSAVE)
    page.goto(GRID)

    expect(cell(page, DIRECT, WORDS)).to_have_value("On its way when the page was left.")


def test_what_is_typed_after_somebody_else_was_first_is_there_again(office, page):  # noqa: F811
    other = office.sign_in("olive")
    other.goto(GRID)
    cell(other, SUPPORT).fill("97")
    expect(notice(other)).to_contain_text("saved")
    cell(page, SUPPORT).fill("98")
    expect(row(page, SUPPORT)).to_contain_text("you typed 98")
    cell(page, SUPPORT, WORDS).fill("Typed after the refusal.")
    page.goto("/my-measures/")
    page.goto(GRID)

    expect(cell(page, SUPPORT, WORDS)).to_have_value("Typed after the refusal.")
    expect(row(page, SUPPORT)).to_contain_text("now 97, and you typed 98")


def test_rows_that_are_not_shown_stay_in_memory(page):  # noqa: F811
    page.route(AUTOSAVE, signed_out)
    cell(page, CARERS, WORDS).fill("Not sent yet.")
    expect(notice(page)).to_contain_text("Not saved")
    other = page.context.new_page()  # without this row, and saving another
    other.goto(f"{GRID}?page=1")
    other.locator("#id_period").select_option(index=2)
    other.get_by_role("button", name="Show").click()
    other.wait_for_url(lambda url: "period=" in url)
    other.wait_for_load_state()
    figure = other.locator("tbody[data-row] td[data-name=value] input").first
    figure.fill("61")
    expect(notice(other)).to_contain_text("saved")
    page.evaluate("window.stop()")
    held = other.evaluate("Object.values(localStorage).join()")
    other.close()

    assert "Not sent yet." in held


def test_a_button_whose_answer_never_comes_loses_nothing(page):  # noqa: F811
    page.route(AUTOSAVE, signed_out)
    page.route(f"**{GRID}", lambda route: None if route.request.method == "POST" else route.fallback())
    cell(page, DIRECT).fill("47.7")
    with page.expect_request(lambda sent: sent.method == "POST" and sent.url.endswith(GRID)):
        page.get_by_role("button", name="Save", exact=True).click(no_wait_after=True)
    page.goto(GRID)

    expect(cell(page, DIRECT)).to_have_value("47.7")
    expect(notice(page)).to_contain_text("Not saved")  # it is there, and tried again


def test_what_was_saved_by_the_button_does_not_come_back(page):  # noqa: F811
    page.route(AUTOSAVE, signed_out)
    cell(page, DIRECT).fill("46.60")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".govuk-notification-banner").first).to_contain_text("saved as")
    expect(cell(page, DIRECT)).to_have_value("46.6")
    # The page's own script has looked at its memory, and let go of it.
    wait_for(lambda: not page.evaluate("Object.keys(localStorage)"), 15, "forgotten")
    expect(notice(page)).not_to_contain_text(BACK)


def test_what_is_thrown_away_does_not_come_back(page):  # noqa: F811
    cell(page, DIRECT).fill("4x")
    expect(row(page, DIRECT)).to_contain_text("“4x” is not a number.")
    expect(notice(page)).to_contain_text("1 row needs you")
    page.goto(GRID)
    page.route(AUTOSAVE, signed_out)
    cell(page, DIRECT, WORDS).fill("Not wanted.")
    page.get_by_role("button", name="Throw away what is not saved").click()

    expect(page.locator(".govuk-notification-banner").first).to_contain_text("thrown away")
    expect(cell(page, DIRECT)).to_have_value("46.6")
    expect(cell(page, DIRECT, WORDS)).not_to_have_value("Not wanted.")


def test_one_persons_text_is_not_shown_to_another_at_the_same_computer(office, page):  # noqa: F811
    page.route(AUTOSAVE, signed_out)
    cell(page, DIRECT, WORDS).fill("Olive's alone.")
    expect(notice(page)).to_contain_text("Not saved")
    page.unroute(AUTOSAVE)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail address").fill("dee.deputy@example.org")
    page.get_by_label("Password").fill("committee-paper-2020")
    page.get_by_role("button", name="Sign in").click()
    page.goto(GRID)

    expect(cell(page, DIRECT, WORDS)).not_to_have_value("Olive's alone.")
