"""The grid in a real browser: keys, the clipboard, status while somebody types, and what saves itself."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.office import running

pytestmark = pytest.mark.browser
MONTH = "November 2020"
DIRECT = "Adult aged 18+ receiving direct payments"  # more than 40%
SUPPORT = "Adults aged 18+ receiving self-directed support"  # 99%, the row beneath
CARERS = "Carers receiving direct payments"
CARED = "Carers receiving self-directed support"
ADMISSIONS = "Permanent admissions to care (aged 18-64) per 100,000 pop."


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    """A month in which nobody has entered anything."""
    with running(tmp_path_factory.mktemp("grid"), options=("--no-benchmarks",)) as served:
        yield served


@pytest.fixture
def page(office):
    """Olive at the grid."""
    found = office.sign_in("olive", permissions=["clipboard-read", "clipboard-write"])
    found.goto("/my-measures/grid/")
    return found


def cell(page, title, name="Figure"):
    return page.get_by_label(f"{name}, {title}, {MONTH}", exact=True)


def row(page, title):
    return page.locator(f'tbody[data-title="{title}"]')


def focused(page):
    """The label of the cell that has the focus."""
    return page.evaluate("document.activeElement.labels[0].textContent.replace(/\\s+/g, ' ').trim()")


def paste(page, text):
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def notice(page):
    return page.locator("#grid-said")


def emptied(page, title):
    """A row in which an earlier test may have typed, as nobody had."""
    cell(page, title, "Outlook").select_option("")
    cell(page, title, "Commentary for publication").fill("")
    cell(page, title).fill("")
    cell(page, title).focus()


def put(page, title, text):
    """What stands in a cell before a test begins, saved."""
    cell(page, title).fill(text)
    expect(notice(page)).to_contain_text(re.compile("saved|Saved"))


# --- Keys ----------------------------------------------------------------------------------------------


def test_keys_go_from_cell_to_cell_as_in_a_spreadsheet(page):
    cell(page, DIRECT).focus()
    at = []
    for key in (
        "ArrowDown",
        "ArrowUp",
        "Enter",
        "Shift+Enter",
        "ArrowRight",
        "ArrowRight",
        "ArrowLeft",
        "Home",
        "End",
    ):
        page.keyboard.press(key)
        at.append(focused(page).partition(",")[0] + " " + ("2" if SUPPORT in focused(page) else "1"))

    assert at == [
        "Figure 2",
        "Figure 1",
        "Figure 2",
        "Figure 1",
        "Outlook 1",
        "Commentary for publication 1",
        "Outlook 1",
        "Figure 1",
        "Commentary for publication 1",
    ]


def test_arrows_move_within_a_text_until_its_ends(page):
    figure = cell(page, DIRECT)
    emptied(page, DIRECT)
    page.keyboard.type("45.6")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("7")
    expect(figure).to_have_value("45.76")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert focused(page).startswith("Outlook, ")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("F2")
    page.keyboard.type("5")
    expect(figure).to_have_value("45.765")
    page.keyboard.press("Escape")
    expect(figure).to_have_value("45.76")
    # A cell that is gone to is replaced by typing, and brought back by the browser's own undo.
    page.keyboard.type("12")
    expect(figure).to_have_value("12")
    page.keyboard.press("Control+z")
    expect(figure).to_have_value("45.76")


def test_a_choice_and_a_commentary_reached_with_tab_keep_their_own_keys(page):
    emptied(page, DIRECT)
    page.keyboard.press("Tab")
    assert focused(page).startswith("Outlook, ")
    page.keyboard.press("ArrowDown")
    expect(cell(page, DIRECT, "Outlook")).to_have_value("on_track")
    page.keyboard.press("Tab")
    page.keyboard.type("One")
    page.keyboard.press("Enter")
    page.keyboard.type("Two")
    expect(cell(page, DIRECT, "Commentary for publication")).to_have_value("One\nTwo")
    page.keyboard.press("Control+Enter")
    assert SUPPORT in focused(page)


def test_enter_in_a_figure_sends_nothing(page):
    cell(page, CARERS).focus()
    page.keyboard.type("98")
    page.keyboard.press("Enter")

    expect(page.locator(".govuk-notification-banner")).to_have_count(0)
    assert CARED in focused(page)


# --- Status, errors and saving while somebody types ------------------------------------------------------


def test_a_figure_is_rated_and_saved_while_it_is_typed(office, page):
    emptied(page, DIRECT)
    cell(page, DIRECT).fill("31.0%")
    expect(row(page, DIRECT)).to_contain_text("9.0 points under 40%")
    expect(row(page, DIRECT)).to_contain_text("Say what you expect for the year.")
    expect(notice(page)).to_have_text(re.compile(r"^All changes saved \d\d:\d\d$"))
    expect(row(page, DIRECT).locator("[data-state]")).to_have_text("Draft")
    office.inspect(page, "the grid")

    # A second change goes over the version that the first one made.
    cell(page, DIRECT).fill("45.6")
    expect(row(page, DIRECT)).to_contain_text("Green")
    expect(notice(page)).to_have_text(re.compile("^All changes saved"))
    page.reload()
    expect(cell(page, DIRECT)).to_have_value("45.6")


def test_what_cannot_be_read_says_so_at_its_cell_and_stays(office, page):
    cell(page, CARERS).fill("4x")
    expect(cell(page, CARERS)).to_have_attribute("aria-invalid", "true")
    expect(cell(page, CARERS)).to_have_accessible_description(re.compile("“4x” is not a number."))
    expect(notice(page)).to_contain_text("1 row needs you.")
    office.inspect(page, "the grid with an error")
    page.reload()
    expect(cell(page, CARERS)).to_have_value("4x")
    cell(page, CARERS).fill("98")
    expect(cell(page, CARERS)).not_to_have_attribute("aria-invalid", "true")
    expect(notice(page)).to_have_text(re.compile("^All changes saved"))


def test_what_has_not_reached_the_server_is_there_again(office, page):
    page.route("**/grid/autosave/", lambda route: route.abort())
    cell(page, CARED).fill("97.5")
    expect(notice(page)).to_contain_text("Not saved: the server cannot be reached.")
    page.unroute("**/grid/autosave/")
    # The browser notes the request that came to nothing, which is what is tried here.
    office.found[:] = [found for found in office.found if "net::ERR_FAILED" not in found]
    page.reload()

    expect(cell(page, CARED)).to_have_value("97.5")
    expect(notice(page)).to_have_text(re.compile("^All changes saved"))


def test_whoever_was_first_is_not_overwritten(office, page):
    put(page, CARED, "97.1")
    other = office.sign_in("dee")
    other.goto("/my-measures/grid/")
    put(other, CARED, "96.2")

    cell(page, CARED).fill("97.9")
    expect(row(page, CARED)).to_contain_text("Dee Deputy saved this figure at")
    expect(row(page, CARED)).to_contain_text("Figure: now 96.2, and you typed 97.9")
    office.inspect(page, "the grid, somebody was first")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(cell(page, CARED)).to_have_value("97.9")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("1 row saved as a draft.")


# --- The clipboard -----------------------------------------------------------------------------------------


def test_a_block_from_a_spreadsheet_goes_into_the_cells_and_out_again(page):
    emptied(page, SUPPORT)
    emptied(page, DIRECT)
    # Every column is there in both rows; those for figures that the rows have not are empty.
    to_outlook = "\t" * page.locator("table").first.locator("thead .app-number").count()
    commentary = '"Payments, said ""the team"",\nkept level."'
    paste(page, f"44.1%{to_outlook}On track\t{commentary}\r\n98.5 {to_outlook}Not known yet\tTwo\r\n")

    expect(notice(page)).to_have_text(re.compile("^6 cells pasted.|^All changes saved"))
    expect(cell(page, DIRECT)).to_have_value("44.1%")
    expect(cell(page, DIRECT, "Commentary for publication")).to_have_value(
        'Payments, said "the team",\nkept level.'
    )
    expect(cell(page, SUPPORT)).to_have_value("98.5")
    expect(cell(page, SUPPORT, "Outlook")).to_have_value("not_known")
    expect(row(page, SUPPORT)).to_contain_text("Green")
    expect(notice(page)).to_have_text(re.compile("^All changes saved"))

    page.get_by_role("button", name="Undo paste").click()
    expect(cell(page, SUPPORT)).to_have_value("")
    expect(page.get_by_role("button", name="Undo paste")).to_be_hidden()
    assert DIRECT in focused(page)


@pytest.mark.parametrize(
    ("block", "sentence"),
    [
        (
            "1\n" * 40,
            re.compile(
                r"Nothing was pasted. The block has 40 rows, and from this one on there are only \d+."
            ),
        ),
        ("\t".join("123456789"), re.compile(r"Nothing was pasted. The block has 9 columns, .* only \d.")),
        (
            "1\t2",
            re.compile(
                "Nothing was pasted. “2” would fall on Numerator of “Carers receiving direct payments”"
            ),
        ),
        (
            "1\t\t\t\t\tFine",
            re.compile("Nothing was pasted. “Fine” is no choice for Outlook .* The choices are: On track"),
        ),
    ],
)
def test_a_block_that_does_not_fit_changes_nothing_and_says_why(page, block, sentence):
    held = cell(page, CARERS).input_value()
    if block.endswith("Fine"):
        # As many empty cells as there are columns for figures.
        columns = page.locator("table").first.locator("thead .app-number").count()
        block = "1" + "\t" * columns + "Fine"
    cell(page, CARERS).focus()

    paste(page, block)

    expect(notice(page)).to_have_text(sentence)
    expect(cell(page, CARERS)).to_have_value(held)
    expect(cell(page, CARED)).not_to_have_value("1")


def test_one_value_is_pasted_as_everywhere_and_a_cell_is_copied(page):
    emptied(page, DIRECT)
    page.keyboard.type("43.2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == "43.2"
    page.keyboard.press("ArrowDown")  # what stood there is selected, and replaced
    paste(page, "43.2\r\n")

    expect(cell(page, SUPPORT)).to_have_value("43.2")
    expect(page.get_by_role("button", name="Undo paste")).to_be_hidden()


def test_paragraphs_pasted_into_a_commentary_are_one_text(page):
    commentary = cell(page, DIRECT, "Commentary for publication")
    commentary.fill("")
    commentary.click()
    paste(page, "First paragraph.\n\nSecond one.")

    expect(commentary).to_have_value("First paragraph.\n\nSecond one.")
    expect(cell(page, SUPPORT, "Commentary for publication")).not_to_have_value("Second one.")


# --- Without scripts ---------------------------------------------------------------------------------------


def test_the_grid_without_scripts(office):
    page = office.sign_in("olive", java_script_enabled=False)
    page.goto("/my-measures/grid/")
    numerator = page.get_by_label(re.compile(f"^Permanent admissions.*{re.escape(ADMISSIONS)}")).first
    numerator.fill("nine")
    cell(page, DIRECT).fill("45.6")
    page.get_by_role("checkbox", name=f"Submit {DIRECT}, {MONTH}").check()
    page.get_by_role("button", name="Submit the ticked rows").click()

    expect(page.locator(".govuk-error-summary")).to_contain_text("“nine” is not a number.")
    expect(page.locator(".govuk-notification-banner").first).to_contain_text(
        "1 figure submitted for approval."
    )
    expect(row(page, DIRECT)).to_contain_text("Awaiting approval")
    expect(numerator).to_have_value("nine")
