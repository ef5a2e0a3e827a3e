"""Restating in a real browser: a column pasted from a spreadsheet, taken back, sent and approved."""

import sys

import pytest
from playwright.sync_api import expect

from tests.browser.office import running

pytestmark = pytest.mark.browser
MAKE = "import django; django.setup(); from tests import restated; restated.visits_of('visits-paid')"


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    """With a measure that has nineteen months."""
    make = [sys.executable, "-c", MAKE]
    with running(tmp_path_factory.mktemp("restated"), options=("--no-benchmarks",), then=make) as served:
        yield served


def box(page, month):
    return page.get_by_label(f"New figure, {month}", exact=True)


def paste(page, month, text):
    box(page, month).focus()
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def test_a_column_is_pasted_taken_back_and_sent_and_all_of_it_approved(office):
    page = office.sign_in("olive", permissions=["clipboard-read", "clipboard-write"])
    page.goto("/measures/visits-paid/")
    page.get_by_role("link", name="Restate earlier figures").click()
    said = page.locator("[data-restate-said]")
    office.inspect(page, "boxes")

    # A column as a spreadsheet copies it, with a cell in quotes and a line break at its end.
    paste(page, "May 2020", '111\r\n"1,120"\r\n113\r\n')
    expect(said).to_contain_text("3 boxes filled.")
    assert [box(page, f"{month} 2020").input_value() for month in ("April", "May", "June", "July")] == [
        "",
        "111",
        "1,120",
        "113",
    ]
    page.get_by_role("button", name="Undo the paste").click()
    expect(said).to_have_text("The paste was undone.")
    expect(box(page, "June 2020")).to_have_value("")

    # What does not fit is not pasted by halves.
    paste(page, "October 2020", "1\n2\n")
    expect(said).to_contain_text("The block has 2 rows, and from here there are 1. Nothing was pasted.")
    paste(page, "October 2020", "1\t2\n")
    expect(said).to_contain_text("The block is wider than the boxes from here. Nothing was pasted.")
    expect(box(page, "October 2020")).to_have_value("")

    box(page, "May 2020").focus()
    page.keyboard.type("111")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("112")
    page.keyboard.press("Enter")
    expect(box(page, "July 2020")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box(page, "June 2020")).to_be_focused()

    page.get_by_label("Why these figures are restated").fill("Hospital returns came in late.")
    page.get_by_role("button", name="See what it would change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check the restated figures")
    office.inspect(page, "preview")
    for tick in page.get_by_label("This is right").all():
        tick.check()
    page.get_by_role("button", name="Send for approval").click()
    expect(page.get_by_text("2 figures sent for one approval.")).to_be_visible()
    address = page.url

    mary = office.sign_in("mary")
    mary.goto(address)
    office.inspect(mary, "a set that waits")
    mary.get_by_role("button", name="Approve all of it").click()
    expect(mary.get_by_text("Approved. All its figures are in force.")).to_be_visible()
    office.inspect(mary, "a set that is approved")
    mary.goto("/restatements/")
    office.inspect(mary, "the list")


def test_lines_are_pasted_and_what_is_wrong_is_named(office):
    page = office.sign_in("olive")
    page.goto("/restatements/new/")
    page.get_by_label("Figures", exact=True).fill("visits-paid\tOct 2020\t108\nnonsense\tOct 2020\t4")
    page.get_by_label("Why these figures are restated").fill("Late.")
    page.get_by_role("button", name="See what it would change").click()
    expect(page.get_by_role("alert")).to_contain_text("Line 2: You restate no measure")
    office.inspect(page, "lines that are wrong")
