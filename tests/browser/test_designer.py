"""Planning a pack in a real browser: sections, a report with the tables' figures, and a template."""

import pytest
from playwright.sync_api import expect

from tests.browser.office import go, notice, running

pytestmark = pytest.mark.browser
COMMITTEE = "Adults and Communities Overview and Scrutiny Committee"
MEASURE = "% of sequels that 'Prevent Need'"


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    with running(tmp_path_factory.mktemp("designer"), options=("--no-benchmarks",)) as served:
        yield served


def make(page, *, start, meeting_on):
    page.get_by_label("Start with the sections of").select_option(label=start)
    page.get_by_label("Period").select_option(label="October 2020")
    page.get_by_label("Title", exact=True).fill("Adroddiad perfformiad ŵŷ")
    page.get_by_label("Committee or meeting").fill(COMMITTEE)
    page.get_by_label("Date of the meeting").fill(meeting_on)
    page.get_by_label("First post that clears it").fill("Director of Adults and Communities")
    page.get_by_label("Who holds that post").first.select_option(label="Dora Director")


def add(page, kind):
    """A section at the end; leaves its page open."""
    page.get_by_role("link", name="Add a section").click()
    page.get_by_role("radio", name=kind, exact=True).check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(kind)


def to_plan(page):
    page.get_by_role("button", name="Save and go to the plan").click()


def expect_plan(page, titles):
    expect(page.locator("[data-plan] .govuk-task-list__link")).to_have_text(titles)


def test_a_pack_is_planned_written_kept_as_a_template_and_made_again(office):
    page = office.sign_in("petra")
    go(page, "Packs")
    page.get_by_role("link", name="Make a pack").click()
    make(page, start="Nothing but the contents, to add the rest", meeting_on="18 1 2021")
    page.get_by_label("Number on the agenda (optional)").fill("7")
    expect(page.locator("#dispatch")).to_contain_text("Dispatch by Friday 8 January 2021")
    expect(page.get_by_label("Second post that clears it (optional)")).to_be_hidden()
    page.get_by_role("button", name="Add another post").click()
    expect(page.get_by_label("Second post that clears it (optional)")).to_be_focused()
    office.inspect(page, "new")
    page.get_by_role("button", name="Make the draft").click()
    expect(notice(page)).to_contain_text("Draft made.")

    for kind in ("Off target or bottom quartile", "Dashboard", "Key to columns", "Appendix"):
        add(page, kind)
        if kind == "Off target or bottom quartile":
            office.inspect(page, "a section")
            page.get_by_label("Title (optional)").fill("What is off target")
        to_plan(page)

    # Two references at the cursor, and a claim that the tables do not bear out.
    add(page, "Covering report")
    words = page.get_by_label("Words", exact=True)
    words.fill("## Purpose\n\nA year ago it was ")
    page.get_by_text("Figures to put in").click()
    page.get_by_label("Find a measure").fill("PREVENT")
    expect(page.locator("[data-named]:visible")).to_have_count(1)
    page.locator("[data-named]:visible").get_by_text(MEASURE, exact=True).click()
    page.get_by_role("button", name=f"Insert Earlier figure of {MEASURE}", exact=True).click()
    words.press_sequentially(", and its target ")
    page.get_by_role("button", name=f"Insert Target of {MEASURE}", exact=True).click()
    words.press_sequentially(". Every measure is green.")
    reads = page.locator("#reads")
    expect(reads.locator("mark")).to_have_count(2)
    expect(reads).to_contain_text("to look at")
    expect(page.locator("#saving")).to_contain_text("Saved")
    office.inspect(page, "writing")
    words.fill(words.input_value().replace(" Every measure is green.", ""))
    expect(reads).to_contain_text("Nothing in these words disagrees with the tables.")
    to_plan(page)

    # By keyboard to the second place, and exempt.
    up = page.get_by_role("button", name="Up (“Covering report”")
    expect(up).to_be_visible()
    page.wait_for_load_state()
    up.focus()
    for place in (5, 4, 3, 2):
        page.keyboard.press("Enter")
        expect(notice(page)).to_contain_text(f"“Covering report” now stands in place {place}.")
        expect(up).to_be_focused()
    page.get_by_role("link", name="Key to columns").click()
    page.get_by_text("Exempt from publication").click()
    page.get_by_role("radio", name="No: paragraph 3.").check()
    to_plan(page)
    expect(page.get_by_role("alert")).to_contain_text("Say why the public interest")
    page.get_by_label("Why the public interest is against publishing it").fill("A contract is being let.")
    to_plan(page)
    planned = ["Contents", "Covering report", "What is off target", "Dashboard", "Key to columns", "Appendix"]
    expect_plan(page, planned)
    expect(page.locator("[data-plan]")).to_contain_text("Exempt, paragraph 3")
    office.inspect(page, "plan")

    page.get_by_role("link", name="Keep this plan as a template").click()
    page.get_by_label("Name").fill("Quarterly report")
    page.get_by_role("button", name="Keep it").click()
    office.inspect(page, "template")
    page.get_by_role("link", name="Make a pack from it").click()
    expect(page.get_by_label("Committee or meeting")).to_have_value(COMMITTEE)
    make(page, start="Quarterly report", meeting_on="15 2 2021")
    page.get_by_role("button", name="Make the draft").click()
    expect_plan(page, planned)
