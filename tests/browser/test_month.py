"""The month lived through in a real browser, by everybody who has a part in it.

A provider's return, drafts and the grid, a return, cover, a corrected figure, a restatement, a status that is
judged otherwise, actions, chasing, the mails as they are read, a closed year, and the council as it stood.
The tests follow each other on one database, as the days of a month do.
"""

import re

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.office import go, notice, row, running

pytestmark = pytest.mark.browser
CARERS = "Carers receiving direct payments"
REABLEMENT = "% of people who had no need for ongoing services following reablement"
MEET_NEED = "% of sequels that 'Meet need'"
PREVENT_NEED = "% of sequels that 'Prevent Need'"
WHY = "Illustrative: two branches sent their counters late."


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    """The whole product, its worker included."""
    with running(tmp_path_factory.mktemp("month"), server="serve") as served:
        yield served


def figure_page(page, title):
    """A figure's own page, from the list of one's measures."""
    page.goto("/my-measures/")
    row(page, title).get_by_role("link").last.click()
    page.wait_for_url("**/figures/**")


def test_a_data_provider_loads_drafts_for_two_owners(office, tmp_path):
    page = office.sign_in("dan")
    page.goto("/returns/")
    office.inspect(page, "returns, none uploaded")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the return (.xlsx)").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    book = openpyxl.load_workbook(path)
    sheet = book["Figures"]
    rows = list(sheet.iter_rows())
    head = next(cells for cells in rows if any(cell.value == "Figure" for cell in cells))
    columns = {cell.value: cell.column for cell in head}
    typed = {"E-loans": 520_700, "LALS Success Rate": 84, CARERS: "many"}
    for cells in rows:
        for title, figure in typed.items():
            if any(cell.value == title for cell in cells):
                sheet.cell(cells[0].row, columns["Figure"]).value = figure
    book.save(path)

    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Upload and look at it").click()
    expect(page.get_by_role("heading", name="Would change (2)")).to_be_visible()
    expect(page.get_by_role("heading", name="Cannot be loaded (1)")).to_be_visible()
    expect(page.locator("main")).to_contain_text("many")
    office.inspect(page, "a return before it is loaded")
    page.get_by_role("button", name="Load 2 rows as drafts").click()
    expect(page.get_by_role("heading", name="Loaded as drafts (2)")).to_be_visible()
    office.inspect(page, "a return that was loaded")
    page.goto("/my-measures/grid/")
    expect(page.get_by_role("button", name="Submit the ticked rows")).to_have_count(0)


def cell(page, label, title):
    return page.get_by_label(f"{label}, {title}, November 2020", exact=True)


def test_an_owner_finishes_them_in_the_grid(office):
    page = office.sign_in("oscar")
    expect(page.locator("main")).to_contain_text("2 figures need you")
    page.get_by_role("link", name="Enter all in one grid").click()
    expect(cell(page, "Figure", "E-loans")).to_have_value("520,700")
    office.inspect(page, "the grid")
    body = page.locator("tbody").filter(has=cell(page, "Figure", "LALS Success Rate"))
    cell(page, "Figure", "LALS Success Rate").fill("8400")
    expect(body).to_contain_text("between 0 and 100")
    cell(page, "Figure", "LALS Success Rate").fill("84")
    expect(body).to_contain_text("Amber: 84%")
    cell(page, "Outlook", "LALS Success Rate").select_option(label="Not known yet")
    cell(page, "Commentary for publication", "LALS Success Rate").fill("Illustrative: courses moved online.")
    expect(page.locator("#grid-said")).to_contain_text("saved", ignore_case=True)
    for title in ("E-loans", "LALS Success Rate"):
        page.get_by_label(f"Submit {title}, November 2020").check()
    page.get_by_role("button", name="Submit the ticked rows").click()
    expect(page.locator("main")).to_contain_text("2 figures submitted")


def test_a_deputy_enters_and_the_owner_has_one_returned(office):
    page = office.sign_in("dee")
    figure_page(page, CARERS)
    page.get_by_label("Figure", exact=True).fill("98.7")
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("off target")
    expect(page.get_by_label("Figure", exact=True)).to_have_value("98.7")
    page.get_by_label("Outlook for the year").select_option(label="Off target, actions in place")
    page.get_by_label("Commentary for publication").fill("Illustrative: two carers chose services.")
    page.get_by_role("button", name="Submit for approval").click()
    expect(notice(page)).to_contain_text(f"{CARERS}, November 2020: submitted for approval.")

    page = office.sign_in("mary")
    row(page, CARERS).get_by_role("link", name=CARERS).click()
    page.get_by_label("Reason").fill("Say by when the reviews will be done.")
    page.get_by_role("button", name="Return to the owner").click()
    expect(notice(page)).to_contain_text("returned to Dee Deputy")

    page = office.sign_in("olive")
    expect(row(page, CARERS)).to_contain_text("Say by when the reviews will be done.")
    figure_page(page, CARERS)
    office.inspect(page, "a returned figure")
    page.get_by_label("Commentary for publication").fill(
        "Illustrative: two carers chose services; reviews are done by January."
    )
    page.get_by_role("button", name="Submit for approval").click()
    expect(notice(page)).to_contain_text("submitted for approval.")
    figure_page(page, REABLEMENT)
    page.get_by_role("link", name="Raise an action").first.click()
    page.get_by_label("What is being done").fill("Illustrative: weekly review of long packages")
    page.get_by_label("By which post").fill("Head of reablement (sample)")
    page.get_by_label("By when").fill("15 12 2020")
    office.inspect(page, "raising an action")
    page.get_by_role("button", name="Raise the action").click()
    figure_page(page, REABLEMENT)
    expect(page.locator("main")).to_contain_text("Head of reablement (sample), by 15 December 2020")
    page.get_by_label("Commentary for publication").fill("Illustrative: people left hospital sooner.")
    page.get_by_role("button", name="Submit for approval").click()
    expect(notice(page)).to_contain_text("submitted for approval.")


def test_a_manager_arranges_cover_and_the_deputy_signs_off(office):
    page = office.sign_in("mary")
    page.get_by_role("link", name="Away? Arrange cover").click()
    office.inspect(page, "cover, none arranged")
    page.get_by_label("Deputy", exact=True).select_option(label="Marcus Manager")
    page.get_by_label("First day").fill("10 12 2020")
    page.get_by_label("Last day (optional)").fill("18 12 2020")
    page.get_by_role("button", name="Arrange cover").click()
    expect(page.locator("main")).to_contain_text("Marcus Manager signs off for you")
    office.inspect(page, "cover that was arranged")

    page = office.sign_in("marcus")
    expect(page.locator("main")).to_contain_text("Mary Manager")
    office.inspect(page, "the queue of a deputy")
    for title in (CARERS, REABLEMENT, PREVENT_NEED, "E-loans", "LALS Success Rate"):
        row(page, title).get_by_role("checkbox").check()
    page.get_by_role("button", name="Approve the picked figures").click()
    expect(notice(page)).to_contain_text("5 figures approved.")


def test_an_approved_figure_is_corrected(office):
    page = office.sign_in("olive")
    figure_page(page, MEET_NEED)
    page.get_by_label("Reason").fill("Illustrative: contacts of one team were counted twice.")
    page.get_by_role("button", name="Reopen as a new revision").click()
    expect(notice(page)).to_contain_text("Reopened as a new revision.")
    page.get_by_label("Figure", exact=True).fill("10.9")
    page.get_by_role("button", name="Submit for approval").click()
    expect(notice(page)).to_contain_text("submitted for approval.")

    page = office.sign_in("mary")
    expect(row(page, MEET_NEED)).to_contain_text("14.4%")
    row(page, MEET_NEED).get_by_role("link", name=MEET_NEED).click()
    office.inspect(page, "a correction to approve")
    page.get_by_role("button", name="Approve this figure").click()
    expect(notice(page)).to_contain_text("approved.")
    page.goto("/measures/contacts-meet-need/")
    page.locator("main a[href$='/history/']").first.click()
    expect(page.locator("main")).to_contain_text("contacts of one team were counted twice")
    expect(page.locator("main")).to_contain_text("14.4%")
    expect(page.locator("main")).to_contain_text("10.9%")
    office.inspect(page, "every revision side by side")


def test_earlier_months_are_restated_together(office):
    page = office.sign_in("oscar")
    page.goto("/measures/library-visits/")
    page.get_by_role("link", name=re.compile("Restate")).first.click()
    page.get_by_label(re.compile("November 2019")).fill("781.2k")
    page.get_by_label(re.compile("November 2020")).fill("162.3k")
    page.get_by_label("Why these figures are restated").fill(WHY)
    office.inspect(page, "a restatement while it is typed")
    page.get_by_role("button", name="See what it would change").click()
    expect(page.get_by_role("heading", name="Check the restated figures")).to_be_visible()
    office.inspect(page, "a restatement before it is sent")
    page.get_by_role("button", name="Send for approval").click()
    expect(page.locator("main")).to_contain_text("Awaiting approval")

    page = office.sign_in("marcus")
    page.get_by_role("link", name="2 figures restated by Oscar Owner").click()
    office.inspect(page, "a restatement to approve")
    page.get_by_role("button", name="Approve all of it").click()
    expect(page.locator("main")).to_contain_text("approved")
    page.goto("/measures/library-visits/")
    expect(page.locator("main")).to_contain_text("162.3k")


def test_a_status_is_judged_otherwise(office):
    page = office.sign_in("mary")
    page.goto("/measures/carers-direct-payments/")
    page.get_by_role("link", name=re.compile("Judge")).first.click()
    page.get_by_label("Green").check()
    page.get_by_label("Reason").fill("Illustrative: the two carers chose services themselves.")
    page.get_by_label("Last day on which it holds").fill("31 3 2021")
    page.get_by_role("button", name="Propose this status").click()

    page = office.sign_in("petra")
    go(page, "Overrides")
    page.get_by_role("link", name=re.compile(CARERS)).first.click()
    page.get_by_role("button", name="Accept").click()
    expect(notice(page)).to_contain_text("ccepted")


def test_a_performance_officer_chases_and_closes_the_year_before(office):
    page = office.sign_in("petra")
    go(page, "Chasing")
    office.inspect(page, "chasing")
    page.get_by_label("Olive Owner").check()
    page.get_by_role("button", name="Remind now").click()
    expect(page.locator("main")).to_contain_text("Olive Owner")
    for place in ("Waiting and forgotten", "Timeliness"):
        page.get_by_role("link", name=place).click()
        office.inspect(page, place)
    go(page, "Actions")
    expect(page.locator("main")).to_contain_text("weekly review of long packages")
    office.inspect(page, "actions")
    go(page, "Years")
    office.inspect(page, "years")
    page.get_by_role("link", name="2019/20").click()
    office.inspect(page, "a year before it is closed")
    page.get_by_role("button", name="Close 2019/20").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    page.get_by_label("Close it and leave open what is open").check()
    page.get_by_label("Reason").fill("Illustrative: nothing was entered here in that year.")
    page.get_by_role("button", name="Close 2019/20").click()
    expect(page.get_by_role("button", name="Reopen 2019/20")).to_be_visible()
    office.inspect(page, "a closed year")
    page.get_by_label("Reason").fill("Illustrative: an outturn is corrected.")
    page.get_by_role("button", name="Reopen 2019/20").click()
    expect(page.get_by_role("button", name="Close 2019/20")).to_be_visible()
    page.goto("/as-at/")
    office.inspect(page, "the council as it stood, before a day is chosen")


def test_every_mail_is_read(office):
    page = office.sign_in("ada")
    for job in ("Daily digests", "Returned figures"):
        page.goto("/admin/performance/job/")
        page.get_by_role("link", name=f"Run now: {job}").or_(
            page.get_by_role("row", name=re.compile(job)).get_by_role("link", name=re.compile("Run now"))
        ).first.click()
        page.get_by_role("button", name="Run now").click()
        expect(page.locator(".messagelist")).to_contain_text(f"{job}:")
    page.goto("/admin/performance/mail/")
    addresses = page.locator("#result_list th a").evaluate_all("links => links.map(link => link.href)")
    assert addresses, "no mail was written"
    for link in addresses:
        page.goto(link)
        expect(page.locator("#content")).to_contain_text("@example.org")
