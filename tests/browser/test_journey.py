"""A month in a real browser, against the real product: from the first figure to the issued pack.

Every page is asked at two widths for what an accessibility checker finds, for a page wider than the window,
and for errors in the console, where the browser also writes what the content policy refused.
"""

import hashlib
import re
import subprocess
import time
import zipfile

import pytest
from playwright.sync_api import expect

from performance.checks import missing_libraries
from performance.demonstration.sign_ins import PASSWORD
from tests.browser.office import EMAILS, go, notice, row, running
from tests.machine import wait_for
from tests.needs import need

# What owners type for the figures that `load_demonstration --with-work` leaves to them.
TYPED = {
    "LALS Success Rate": {"Figure": "84"},
    "E-loans": {"Figure": "520,700"},
    "Carers receiving direct payments": {"Figure": "98.7"},
    "Permanent admissions to care (aged 65+) per 100,000 pop.": {
        "Permanent admissions since 1 April": "460",
        "People aged 65+ (mid-2019 estimate)": "144,892",
        "Forecast for the year 2020/21": "462.0",
        "Forecast admissions (optional)": "669",
    },
}
# A figure that nobody has begun, or one whose draft has saved itself.
BEGIN = re.compile("^(Enter the figure|Go on with the draft)")
CARERS = "Carers receiving direct payments"
REABLEMENT = "% of people who had no need for ongoing services following reablement"
CONTACTS = "% of sequels that 'Prevent Need'"
TITLE = "Performance report 2020/21: position at November 2020"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    """The whole product, its worker included."""
    need("pdftotext", "poppler-utils reads the pack back")
    need(not missing_libraries(), f"not installed: {', '.join(missing_libraries())}")
    with running(tmp_path_factory.mktemp("journey"), server="serve") as served:
        yield served


def text_of_pdf(path):
    return subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True, text=True).stdout


# --- Keys alone, and no scripts -----------------------------------------------------------------------


class Keys:
    """A keyboard and nothing else."""

    def __init__(self, page):
        self.page = page

    def to(self, words, presses=80):
        """Tab until what has the focus is called so, seeing at each step where the focus is."""
        for _ in range(presses):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(
                r"""() => {
                    const own = document.activeElement, style = getComputedStyle(own);
                    const name = own.labels && own.labels.length ? own.labels[0] : own;
                    return {
                        name: name.textContent.trim().replace(/\s+/g, " "),
                        shown: style.outlineStyle !== "none" || style.boxShadow !== "none",
                    };
                }"""
            )
            if focus["name"] == words:
                assert focus["shown"], f"nothing shows that {words!r} has the focus"
                return
        raise AssertionError(f"{words!r} was not reached with {presses} presses of Tab")

    def type(self, words, text):
        self.to(words)
        self.page.keyboard.type(text)

    def press(self, words):
        self.to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def test_a_figure_is_submitted_with_keys_alone(office):
    page = office.sit_down()
    keys = Keys(page)
    page.goto("/")
    keys.type("E-mail address", EMAILS["oscar"])
    keys.type("Password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/my-measures/")
    keys.press("Enter the figure: LALS Success Rate, November 2020")
    keys.press("Skip to main content")
    keys.type("Figure", "84")
    keys.type("Outlook for the year", "Not known")
    keys.type("Commentary for publication", "Illustrative: as in October.")
    keys.press("Submit for approval")
    expect(notice(page)).to_contain_text("LALS Success Rate, November 2020: submitted for approval.")


def test_figures_and_packs_without_scripts(office):
    page = office.sign_in("oscar", java_script_enabled=False)
    expect(page.get_by_role("heading", name="Due")).to_be_visible()
    row(page, "E-loans").get_by_role("link", name="Enter the figure").click()
    page.get_by_label("Figure", exact=True).fill("many")
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("There is a problem")
    expect(page.get_by_label("Figure", exact=True)).to_have_value("many")
    page.get_by_label("Figure", exact=True).fill("520,700")
    page.get_by_role("button", name="Submit for approval").click()
    expect(notice(page)).to_contain_text("E-loans, November 2020: submitted for approval.")

    page = office.sign_in("petra", java_script_enabled=False)
    make_pack(page, "A draft without scripts", "17 1 2021")
    page.get_by_role("button", name="Build the draft").click()
    refresh = page.get_by_role("link", name="Refresh this page")
    expect(refresh).to_be_visible()
    for _ in range(120):
        if not refresh.is_visible():
            break
        refresh.click()
        time.sleep(0.5)
    expect(page.get_by_role("link", name=re.compile(r"^Download the draft"))).to_be_visible()


def make_pack(page, title, day):
    """A draft through the form."""
    go(page, "Packs")
    page.get_by_role("link", name="Make a pack").click()
    page.get_by_label("Period").select_option(label="November 2020")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Committee or meeting").fill("Adults and Communities Overview and Scrutiny Committee")
    page.get_by_label("Date of the meeting").fill(day)
    page.get_by_label("First post that clears it").fill("Director of Adults and Communities (sample)")
    page.get_by_label("Who holds that post").first.select_option(label="Dora Director")
    page.get_by_role("button", name="Make the draft").click()
    expect(notice(page)).to_contain_text("Draft made.")
    page.get_by_role("link", name="The pack", exact=True).click()


# --- Drafts that save themselves -----------------------------------------------------------------------


def saved(page):
    expect(page.locator("#saving")).to_have_text(re.compile(r"^Draft saved \d\d:\d\d\.$"))


def kept_here(page):
    return page.evaluate("Object.keys(localStorage).length")


def test_a_draft_survives_a_closed_tab_and_a_lost_session(office):
    page = office.sign_in("dee")
    row(page, CARERS).get_by_role("link", name="Enter the figure").click()
    page.wait_for_url("**/figures/**")
    figure = page.url

    page.get_by_label("Figure", exact=True).fill("98.7")
    saved(page)
    expect(page.locator("#preview")).to_contain_text("Amber: 98.7% is 1.3 points under 100%")
    page.get_by_label("Figure", exact=True).fill("98x")
    expect(page.locator("#saving")).to_contain_text("kept as you typed it")
    again = page.context.new_page()
    page.close()
    again.goto(figure)
    expect(again.get_by_label("Figure", exact=True)).to_have_value("98x")
    office.inspect(again, "a figure with what was kept")

    # What can be read is saved, and nothing goes on complaining of what stood there before.
    page = again
    figure_box = page.get_by_label("Figure", exact=True)
    complaints = page.locator("#entry-form .govuk-error-message, .govuk-error-summary")
    expect(complaints).to_have_count(2)
    figure_box.fill("98y")
    expect(page.locator("#saving")).to_contain_text("“98y” is not a number.")
    expect(complaints).to_have_count(2)
    figure_box.fill("98.6")
    saved(page)
    expect(complaints).to_have_count(0)
    expect(page).not_to_have_title(re.compile("^Error"))
    expect(figure_box).not_to_have_attribute("aria-invalid", "true")
    expect(figure_box).to_have_accessible_description(re.compile("A percentage"))

    # Enter saves, and never submits.
    words, note = page.get_by_label("Commentary for publication"), page.get_by_label("Internal commentary")
    page.get_by_label("Figure", exact=True).fill("98.7")
    page.get_by_label("Figure", exact=True).press("Enter")
    expect(notice(page)).to_contain_text("Draft saved. It is not submitted yet.")

    # Signed out in another tab: what is typed stays in this browser and then on the server.
    other = page.context.new_page()
    other.goto("/my-measures/")
    other.get_by_role("button", name="Sign out").click()
    words.fill("Illustrative: typed signed out.")
    expect(page.locator("#saving")).to_contain_text("Not saved: you are signed out.")
    assert kept_here(page) == 1
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("What you typed is kept: sign in as yourself")).to_be_visible()
    office.inspect(page, "sign in, with what was typed kept")
    page.get_by_label("E-mail address").fill(EMAILS["dee"])
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(notice(page)).to_contain_text("You had been signed out. Nothing is lost")
    expect(words).to_have_value("Illustrative: typed signed out.")
    office.inspect(page, "a figure with what was typed signed out")
    page.get_by_role("button", name="Save draft").click()
    expect(notice(page)).to_contain_text("Draft saved.")
    assert kept_here(page) == 0

    # Somebody else is first: nothing of theirs is overwritten, and what was typed is offered again.
    olive = office.sign_in("olive")
    olive.goto(figure)
    olive.get_by_label("Internal commentary").fill("Olive's note.")
    saved(olive)
    note.fill("Dee's note.")
    expect(page.locator("#saving")).to_contain_text("Not saved: Olive Owner saved this figure at")
    page.reload()
    expect(note).to_have_value("Olive's note.")
    office.inspect(page, "a figure with what did not reach the server")
    page.get_by_role("button", name="Show it in the form").click()
    expect(note).to_have_value("Dee's note.")
    saved(page)
    page.get_by_label("Figure", exact=True).fill("")
    words.fill("")
    note.fill("")
    saved(page)


def test_a_button_stays_under_the_pointer_while_the_rating_comes(office):
    page = office.sign_in("dee")
    row(page, CARERS).get_by_role("link", name=BEGIN).click()
    figure, preview = page.get_by_label("Figure", exact=True), page.locator("#preview")
    # What is complained of takes room beneath the rating, and leaves it when the words are typed.
    figure.fill("98.7")
    expect(preview).to_contain_text("Before you submit:")
    button = page.get_by_role("button", name="Save draft").last
    button.scroll_into_view_if_needed()
    # A button that is pressed moves by itself.
    buttons = button.locator("..")
    before = buttons.bounding_box()
    pressed = button.bounding_box()
    page.mouse.move(pressed["x"] + 5, pressed["y"] + 5)
    page.get_by_label("Outlook for the year").select_option(label="Off target, actions in place")
    page.get_by_label("Commentary for publication").fill("Illustrative: two carers chose services.")
    with page.expect_response(re.compile("/preview/")):
        page.mouse.down()
        assert buttons.bounding_box() == before
    assert buttons.bounding_box() == before
    page.mouse.up()
    expect(notice(page)).to_contain_text("Draft saved.")
    page.get_by_label("Outlook for the year").select_option(label="Not stated")
    figure.fill("")
    page.get_by_label("Commentary for publication").fill("")
    saved(page)


# --- The journey ---------------------------------------------------------------------------------------


def test_a_month_from_the_first_figure_to_the_issued_pack(office, tmp_path):
    olive, oscar = signing_in(office), office.sign_in("oscar")
    mistyped_and_corrected(office, olive)
    returned_and_corrected(office, olive)

    mary = office.sign_in("mary")
    returned_by_the_manager(office, mary)
    submitted_again(olive)
    approved_one(mary)
    rated_on_the_dashboard(office, mary)
    all_submitted(office, olive, oscar)
    all_approved(office, mary, office.sign_in("marcus"))

    petra = office.sign_in("petra")
    draft_built(office, petra, tmp_path)
    cleared(office, office.sign_in("dora"), petra.url)
    issued(office, office.sign_in("clive"), petra.url, tmp_path)


def signing_in(office):
    page = office.sit_down()
    page.goto("/")
    office.inspect(page, "sign in")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    office.inspect(page, "sign in, refused")
    page = office.sign_in("olive")
    expect(page.locator(".app-lead")).to_have_text("3 figures need you: 2 due, 1 returned to you.")
    expect(row(page, REABLEMENT)).to_contain_text("Returned")
    expect(row(page, REABLEMENT)).to_contain_text("Please say in the commentary what is being done.")
    office.inspect(page, "my measures")
    return page


def mistyped_and_corrected(office, page):
    """Letters in place of a figure: a sentence beside it, what was typed kept; then the right figure."""
    row(page, CARERS).get_by_role("link", name=BEGIN).click()
    office.inspect(page, "a figure to enter")
    page.get_by_label("Figure", exact=True).fill("ninety-eight")
    page.get_by_label("Commentary for publication").fill("Payments kept level.")
    page.get_by_role("button", name="Submit for approval").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    office.inspect(page, "a figure with letters")
    expect(page.get_by_label("Figure", exact=True)).to_have_value("ninety-eight")
    expect(page.get_by_label("Commentary for publication")).to_have_value("Payments kept level.")
    said = summary.get_by_role("link").inner_text()
    assert "ninety-eight" in said
    expect(page.get_by_label("Figure", exact=True)).to_have_accessible_description(
        re.compile(re.escape(said))
    )
    summary.get_by_role("link").click()
    expect(page.get_by_label("Figure", exact=True)).to_be_focused()

    page.get_by_label("Figure", exact=True).fill("98.7")
    page.get_by_role("button", name="Submit for approval").click()
    summary.get_by_role("link", name="This figure is off target.").click()
    expect(page.get_by_label("Outlook for the year")).to_be_focused()
    office.inspect(page, "a figure off target without an outlook")
    page.get_by_label("Outlook for the year").select_option(label="Not known yet")
    page.get_by_role("button", name="Submit for approval").click()
    expect(notice(page)).to_contain_text(f"{CARERS}, November 2020: submitted for approval.")
    office.inspect(page, "my measures, with a notice")
    row(page, CARERS).get_by_role("link", name="Look or withdraw").click()
    office.inspect(page, "a submitted figure")
    page.get_by_role("link", name="Back").click()


def returned_and_corrected(office, page):
    row(page, REABLEMENT).get_by_role("link", name="Put it right").click()
    page.get_by_role("link", name="Read why, at the figure").click()
    expect(page.locator("#returned")).to_contain_text("Please say in the commentary")
    office.inspect(page, "a returned figure")
    page.get_by_label("Commentary for publication").fill(
        "Illustrative: two more therapists start in January."
    )
    page.get_by_label("Outlook for the year").select_option(index=1)
    page.get_by_role("button", name="Submit for approval").click()
    expect(notice(page)).to_contain_text("submitted for approval.")


def returned_by_the_manager(office, page):
    expect(row(page, CONTACTS)).to_be_visible()
    office.inspect(page, "the queue")
    page.get_by_role("link", name=CONTACTS, exact=True).click()
    office.inspect(page, "a figure to approve")
    page.get_by_role("button", name="Return to the owner").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Give a reason.")
    office.inspect(page, "a return without a reason")
    page.get_by_label("Reason").fill("Please say how many contacts this is.")
    page.get_by_role("button", name="Return to the owner").click()
    expect(notice(page)).to_contain_text("returned to Olive Owner")
    expect(row(page, CONTACTS)).to_have_count(0)


def submitted_again(page):
    go(page, "My measures")
    expect(row(page, CONTACTS)).to_contain_text("Please say how many contacts this is.")
    row(page, CONTACTS).get_by_role("link", name="Put it right").click()
    page.get_by_label("Internal commentary").fill("About 5,400 contacts.")
    page.get_by_role("button", name="Submit for approval").click()
    expect(notice(page)).to_contain_text("submitted for approval.")


def approved_one(page):
    go(page, "To approve")
    page.get_by_role("link", name=REABLEMENT, exact=True).click()
    expect(
        page.get_by_text("Illustrative: two more therapists start in January.", exact=True)
    ).to_be_visible()
    page.get_by_role("button", name="Approve this figure").click()
    expect(notice(page)).to_contain_text(f"{REABLEMENT}, November 2020: approved.")


def rated_on_the_dashboard(office, page):
    """The rating that the worker has made, with nothing but looking again."""
    go(page, "Dashboard")
    rated = row(page, REABLEMENT).get_by_text("Red", exact=True)

    def appears():
        page.reload()
        return rated.count() == 1

    wait_for(appears, 20, "the new rating")
    expect(page.locator(".app-lead")).to_contain_text("1 red")
    office.inspect(page, "the dashboard")
    page.get_by_role("link", name=REABLEMENT, exact=True).click()
    expect(page.locator(".app-lead")).to_contain_text("7.3 points")
    office.inspect(page, "a measure")


def all_submitted(office, *owners):
    for page in owners:
        page.goto("/my-measures/")
        for title, fields in TYPED.items():
            link = row(page, title).get_by_role("link", name=BEGIN)
            if link.count():
                link.click()
                for label, text in fields.items():
                    page.get_by_label(label, exact=True).fill(text)
                page.get_by_label("Outlook for the year").select_option(label="Not known yet")
                page.get_by_label("Commentary for publication").fill("Illustrative: as in October.")
                page.get_by_role("button", name="Submit for approval").click()
                expect(notice(page)).to_contain_text(f"{title}, November 2020: submitted for approval.")
        expect(page.locator(".app-lead")).to_have_text("Nothing is due from you.")
    office.inspect(page, "my measures, nothing due")


def all_approved(office, *managers):
    for page in managers:
        page.goto("/approval/")
        picks = page.get_by_role("checkbox")
        count = picks.count()
        assert count >= 2
        for place in range(count):
            picks.nth(place).check()
        page.get_by_role("button", name="Approve the picked figures").click()
        expect(notice(page)).to_contain_text(f"{count} figures approved.")
        expect(page.get_by_text("Nothing is waiting for your approval").first).to_be_visible()
    office.inspect(page, "the queue, empty")
    page.goto("/dashboard/")
    lead = page.locator(".app-lead")

    def complete():
        page.reload()
        return "8 green, 6 amber, 1 red" in lead.inner_text()

    wait_for(complete, 20, "all thirty ratings")


def draft_built(office, page, folder):
    page.goto("/packs/")
    office.inspect(page, "the list of packs")
    page.get_by_role("link", name="Make a pack").click()
    office.inspect(page, "a new pack")
    page.get_by_role("button", name="Make the draft").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    office.inspect(page, "a new pack, refused")
    make_pack(page, TITLE, "18 1 2021")
    office.inspect(page, "a pack that is not built yet")

    # Held still for the length of an inspection, and then let go.
    page.route("**/progress/", lambda route: route.fulfill(status=204))
    page.get_by_role("button", name="Build the draft").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    office.inspect(page, "a pack that is being built")
    page.unroute("**/progress/")
    link = page.get_by_role("link", name=re.compile(r"^Download the draft \(\d+ pages\)$"))
    link.wait_for(timeout=60_000)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    expect(page.locator(".app-lead")).to_contain_text("8 green, 6 amber, 1 red")
    office.inspect(page, "a built draft")
    draft = downloaded(page, link, folder / "draft.pdf")
    assert "Draft" in text_of_pdf(draft)


def cleared(office, page, pack):
    page.goto(pack)
    office.inspect(page, "a draft to clear")
    page.get_by_role("button", name="Clear this pack").click()
    expect(notice(page)).to_contain_text("Cleared.")
    page.get_by_role("link", name=re.compile("^Download the PDF")).wait_for(timeout=60_000)
    office.inspect(page, "a cleared pack")


def issued(office, page, pack, folder):
    page.get_by_role("link", name=TITLE, exact=True).click()
    assert page.url == pack
    page.get_by_role("link", name="Look at its pages").click()
    office.inspect(page, "all pages of a pack")
    page.get_by_role("link", name=re.compile("^Page 1 of ")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Page 1 of "))
    page.wait_for_load_state()  # the keys are the script's
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Page 2 of "))
    picture = page.locator("img.app-page-picture")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("picture => picture.naturalWidth") == 1000
    office.inspect(page, "one page of a pack")
    page.goto(pack)
    # "Payments kept level." is not what the tables say.
    expect(page.locator("#findings")).to_be_visible()
    page.get_by_label("Why it is issued with what was found in its prose").fill("Illustrative words.")
    page.get_by_role("button", name="Issue this pack").click()
    expect(notice(page)).to_contain_text("Issued. From now on nothing of it changes.")
    office.inspect(page, "an issued pack")
    final = downloaded(page, page.get_by_role("link", name=re.compile("^Download the PDF")), folder / "p.pdf")
    printed = page.locator(".govuk-summary-list__row", has_text="SHA-256 of the PDF").locator("dd")
    expect(printed).to_have_text(hashlib.sha256(final.read_bytes()).hexdigest())
    assert final.read_bytes().startswith(b"%PDF-1.7")
    assert "8 green, 6 amber, 1 red" in text_of_pdf(final)
    # Read a second time the page is the one that the browser has, and still has its style.
    for _ in range(2):
        page.get_by_role("link", name="Read as a web page").click()
        expect(page.locator("body")).to_have_css("font-family", re.compile("^Arial"))
        page.go_back()
    page.get_by_role("link", name="Who downloaded what").click()
    office.inspect(page, "the downloads of a pack")
    page.go_back()
    link = page.get_by_role("link", name=re.compile("^Everything as one zip"))
    with zipfile.ZipFile(downloaded(page, link, folder / "pack.zip")) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".pdf")]
        assert archive.read(name) == final.read_bytes()


def downloaded(page, link, path):
    with page.expect_download() as download:
        link.click()
    download.value.save_as(path)
    return path


# --- Pages beside the way ------------------------------------------------------------------------------


def test_pages_beside_the_way(office):
    page = office.sign_in("nick")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    office.inspect(page, "somebody without a role")
    page = office.sign_in("olive")
    page.locator("tr", has_text="Approved").first.get_by_role("link", name="Look or correct").click()
    expect(page.get_by_role("heading", name="Correct this figure")).to_be_visible()
    office.inspect(page, "an approved figure")
    page.get_by_role("button", name="Reopen as a new revision").click()
    expect(page.locator(".govuk-notification-banner, .govuk-error-message").first).to_be_visible()
    office.inspect(page, "a correction without a reason")


def test_a_status_is_judged_otherwise_by_two_people(office):
    title = "Adults aged 18+ receiving self-directed support"
    page = office.sign_in("mary")
    go(page, "Dashboard")
    page.get_by_role("link", name=title, exact=True).click()
    page.get_by_role("link", name=re.compile("^Judge otherwise")).first.click()
    office.inspect(page, "another status to propose")
    page.get_by_role("button", name="Propose this status").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    office.inspect(page, "another status, refused")
    page.get_by_label("Green", exact=True).check()
    page.get_by_label("Reason").fill("Illustrative: two contracts were recorded late.")
    page.get_by_label("Last day on which it holds").fill("31 3 2021")
    page.get_by_role("button", name="Propose this status").click()
    expect(notice(page)).to_contain_text("Proposed.")
    office.inspect(page, "a proposal of one's own")

    page = office.sign_in("petra")
    go(page, "Overrides (1)")
    office.inspect(page, "the list of overrides")
    page.get_by_role("link", name=title, exact=True).click()
    office.inspect(page, "a proposal to decide on")
    page.get_by_role("button", name="Accept").click()
    expect(notice(page)).to_contain_text("Accepted.")
    office.inspect(page, "a judged status that stands")
    page.get_by_role("link", name="Its measure").click()
    expect(page.get_by_text("judged; the rule gives Amber").first).to_be_visible()
    office.inspect(page, "a measure whose status is judged otherwise")


# --- Administration ------------------------------------------------------------------------------------


def test_the_administration(office):
    page = office.sign_in("ada")
    page.goto("/admin/")
    office.inspect(page, "administration")
    page.get_by_role("link", name="Measures", exact=True).first.click()
    office.inspect(page, "administration, measures")
    page.get_by_role("link", name=REABLEMENT, exact=True).click()
    office.inspect(page, "administration, a measure")
    page.goto("/admin/performance/target/add/")
    office.inspect(page, "administration, a new target")
    page.goto("/admin/performance/auditentry/")
    office.inspect(page, "administration, the audit trail")
