"""An administrator's work in a real browser, each step as a person would do it and read back as stored.

The database is a file of its own, read beside the running product: what a page says is not believed.
"""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.browser.office import running

pytestmark = pytest.mark.browser

DIRECTORATE = "Public Health"
MEASURE = "Smokers helped to quit"
OWNER, SUCCESSOR, HEAD = "Una Sample", "Sol Sample", "Hana Sample"
FIRST_PASSWORD = "a-first-password-2020"


# --- The product and the browser -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    """Without a worker: nothing here waits for one."""
    with running(tmp_path_factory.mktemp("administration")) as served:
        yield served


@pytest.fixture
def stored(product):
    """Asks the database: the rows of a query."""

    def rows(query, *values):
        with closing(sqlite3.connect(product[1])) as connection:
            return connection.execute(query, values).fetchall()

    return rows


# --- As a person finds the way --------------------------------------------------------------------------


def to_list(page, plural):
    page.goto("/admin/")
    page.get_by_role("main").get_by_role("link", name=plural, exact=True).click()


def to_add(page, plural, singular):
    to_list(page, plural)
    page.get_by_role("link", name=re.compile(f"^Add {singular}")).last.click()


def to_row(page, plural, name):
    to_list(page, plural)
    page.locator("#result_list").get_by_role("link", name=name, exact=True).click()


def tool(page, name):
    page.locator(".object-tools").get_by_role("link", name=name, exact=True).click()


def field(page, label):
    return page.get_by_role("main").get_by_label(label, exact=True)


def save(page, name="Save"):
    page.get_by_role("button", name=name, exact=True).click()


def said(page):
    return page.locator(".messagelist")


def test_an_administrators_year(office, stored):
    page = office.sign_in("ada")
    a_directorate(office, page, stored)
    people(office, page, stored)
    a_measure(office, page, stored)
    a_band_reached_in_even_steps(office, page, stored)
    milestones_for_three_years(office, page, stored)
    a_target_superseded(office, page, stored)
    a_year_opened(office, page, stored)
    targets_copied_into_it(office, page, stored)
    everything_handed_over(office, page, stored)


def a_directorate(office, page, stored):
    to_add(page, "Directorates", "directorate")
    field(page, "Name:").fill(DIRECTORATE)
    save(page)
    expect(said(page)).to_contain_text("was added successfully")
    assert stored("select count(*) from performance_directorate where name = ?", DIRECTORATE) == [(1,)]


def people(office, page, stored):
    for name, manages in ((OWNER, False), (SUCCESSOR, False), (HEAD, True)):
        to_add(page, "People", "person")
        field(page, "E-mail address:").fill(f"{name.split()[0].lower()}@example.org")
        field(page, "Name:").fill(name)
        field(page, "Post:").fill("Sample post")
        field(page, "First password:").fill(FIRST_PASSWORD)
        if manages:
            page.get_by_text("Add another Role", exact=True).click()
            page.locator("#id_roles-0-kind").select_option(label="Manager")
            page.locator("#id_roles-0-directorate").select_option(label=DIRECTORATE)
            office.inspect(page, "a new person")
        save(page)
        expect(said(page)).to_contain_text("was added successfully")
    found = stored(
        "select p.name, r.kind, d.name from performance_person p "
        "join performance_role r on r.person_id = p.id "
        "join performance_directorate d on d.id = r.directorate_id where p.name in (?, ?, ?)",
        OWNER,
        SUCCESSOR,
        HEAD,
    )
    assert found == [(HEAD, "manager", DIRECTORATE)]


def a_measure(office, page, stored):
    """A count of which neither too few nor too many is good, added up over the year."""
    to_add(page, "Measures", "measure")
    field(page, "Title:").fill(MEASURE)
    field(page, "Directorate:").select_option(label=DIRECTORATE)
    field(page, "Unit:").select_option(label="Count")
    field(page, "Which way is good:").select_option(label="Within a band is good")
    field(page, "How it adds up over a year:").select_option(label="Sum of the periods (a flow)")
    page.get_by_text("Add another Role", exact=True).click()
    page.locator("#id_measure_roles-0-person").select_option(label=OWNER)
    page.locator("#id_measure_roles-0-kind").select_option(label="Owner")
    office.inspect(page, "a new measure")
    save(page)
    expect(said(page)).to_contain_text("was added successfully")
    assert stored(
        "select m.slug, m.polarity, m.aggregation, p.name from performance_measure m "
        "join performance_measurerole r on r.measure_id = m.id and r.kind = 'owner' "
        "join performance_person p on p.id = r.person_id where m.title = ?",
        MEASURE,
    ) == [("smokers-helped-to-quit", "band", "sum", OWNER)]


TARGETS = (
    "select y.start, t.version, t.kind, t.lower, t.upper, t.as_entered, t.profile, t.is_milestone, t.reason "
    "from performance_target t join performance_period y on y.id = t.year_id "
    "join performance_measure m on m.id = t.measure_id where m.title = ? order by y.start, t.version"
)


def a_band_reached_in_even_steps(office, page, stored):
    to_row(page, "Measures", MEASURE)
    office.inspect(page, "a measure without figures")
    tool(page, "Set a target")
    expect(field(page, "Measure:").locator("option:checked")).to_have_text(MEASURE)
    field(page, "Year:").select_option(label="2020/21")
    field(page, "Kind:").select_option(label="Within a band")
    field(page, "Lower:").fill("400")
    field(page, "Profile:").select_option(label="Even steps through the year")
    field(page, "Rule:").select_option(label="Share of target (version 1)")
    save(page)
    expect(page.locator(".errornote")).to_be_visible()
    expect(page.get_by_text("Enter both edges of the band.")).to_be_visible()
    expect(page.get_by_label("Green reaches:")).to_be_visible()
    office.inspect(page, "a target, refused")
    field(page, "Upper:").fill("600")
    page.get_by_label("Amber reaches:").fill("10")
    save(page)
    expect(said(page)).to_contain_text("was added successfully")
    assert stored(TARGETS, MEASURE) == [
        ("2020-04-01", 1, "band", 400, 600, "400 to 600", "linear", 0, ""),
    ]
    limits = stored(
        "select s.code, l.reach from performance_targetlimit l "
        "join performance_statuslevel s on s.id = l.level_id "
        "join performance_target t on t.id = l.target_id "
        "join performance_measure m on m.id = t.measure_id "
        "where m.title = ? order by s.position",
        MEASURE,
    )
    assert limits == [("green", 0), ("amber", 10)]


def milestones_for_three_years(office, page, stored):
    to_row(page, "Measures", MEASURE)
    tool(page, "Milestones for three years")
    office.inspect(page, "milestones")
    expect(field(page, "Milestone 2020/21 from:")).to_have_value("400")
    for label, lower, upper in (
        ("Milestone 2021/22", "450", "650"),
        ("Milestone 2022/23", "500", "700"),
        ("Final target 2023/24", "600", "800"),
    ):
        field(page, f"{label} from:").fill(lower)
        field(page, f"{label} to:").fill(upper)
    save(page, "Save the targets")
    expect(page.get_by_text("Say why the target changes; the reason is printed with it.")).to_be_visible()
    office.inspect(page, "milestones, refused")
    expect(field(page, "Final target 2023/24 to:")).to_have_value("800")
    field(page, "Reason:").fill("The strategy for three years.")
    save(page, "Save the targets")
    expect(said(page)).to_contain_text("600 to 800 (2023/24)")
    assert [row[:8] for row in stored(TARGETS, MEASURE)] == [
        ("2020-04-01", 1, "band", 400, 600, "400 to 600", "linear", 0),
        ("2020-04-01", 2, "band", 400, 600, "400 to 600", "linear", 1),
        ("2021-04-01", 1, "band", 450, 650, "450 to 650", "linear", 1),
        ("2022-04-01", 1, "band", 500, 700, "500 to 700", "linear", 1),
        ("2023-04-01", 1, "band", 600, 800, "600 to 800", "linear", 0),
    ]


CARERS = "Carers receiving direct payments"


def a_target_superseded(office, page, stored):
    """One that judges an open figure, so that the page says what will change."""
    reablement = "% of people who had no need for ongoing services following reablement"
    to_row(page, "Targets", reablement)
    office.inspect(page, "a target")
    tool(page, "Supersede this target")
    expect(field(page, "Value:")).to_have_value("87")
    field(page, "Value:").fill("80")
    field(page, "As entered:").fill("")
    field(page, "Reason:").fill("Agreed by Cabinet on 8 December 2020.")
    office.inspect(page, "a target superseded")
    save(page)
    expect(said(page)).to_contain_text(re.compile("ratings? of (an )?open periods? will change"))
    rows = stored(
        "select t.version, t.value, t.as_entered, t.reason, p.name from performance_target t "
        "left join performance_person p on p.id = t.recorded_by_id "
        "join performance_measure m on m.id = t.measure_id where m.title = ? order by t.version",
        reablement,
    )
    assert rows == [
        (1, 87, "87%", "", None),
        (2, 80, "80%", "Agreed by Cabinet on 8 December 2020.", "Ada Admin"),
    ]


def a_year_opened(office, page, stored):
    to_list(page, "Periods")
    tool(page, "Open a year")
    office.inspect(page, "open a year")
    field(page, "Starts in:").fill("2021")
    save(page, "Open the year")
    expect(said(page)).to_contain_text("2021/22: made 12 months.")
    assert stored(
        "select count(*) from performance_period m join performance_period y on y.id = m.year_id "
        "where y.start = '2021-04-01' and y.kind = 'year' and m.kind = 'month'"
    ) == [(12,)]


def targets_copied_into_it(office, page, stored):
    to_list(page, "Targets")
    page.locator("#changelist-filter").get_by_role("link", name="2020/21", exact=True).click()
    # The box selects all rows only once the page's script is there.
    page.wait_for_url("**year__id__exact=*")
    page.wait_for_load_state()
    page.locator("#action-toggle").check()
    expect(page.locator(".action-counter:visible")).to_have_text(re.compile(r"^(\d+) of \1 selected$"))
    page.get_by_label("Action:").select_option(label="Copy into the next year")
    save(page, "Go")
    expect(page.get_by_role("heading", name=re.compile("^Will be skipped"))).to_contain_text("(1)")
    expect(page.get_by_text(f"{MEASURE}, 2020/21: 2021/22 has a target already")).to_be_visible()
    office.inspect(page, "targets to copy")
    save(page, "Copy them")
    expect(said(page)).to_contain_text("30 targets copied.")
    assert stored(
        "select count(*) from performance_target t join performance_period y on y.id = t.year_id "
        "where y.start = '2021-04-01' and t.basis = 'Copied from 2020/21'"
    ) == [(30,)]
    assert stored(
        "select t.value from performance_target t join performance_period y on y.id = t.year_id "
        "join performance_measure m on m.id = t.measure_id where y.start = '2021-04-01' and m.title = ?",
        CARERS,
    ) == [(100,)]


def everything_handed_over(office, page, stored):
    to_row(page, "People", OWNER)
    field(page, "May sign in").uncheck()
    save(page)
    expect(page.get_by_text("This person still owns 1 measures")).to_be_visible()
    office.inspect(page, "somebody who cannot leave yet")
    tool(page, "Hand over all measures")
    expect(page.get_by_text(f"{MEASURE}: owner")).to_be_visible()
    office.inspect(page, "handing over")
    field(page, "Who takes over:").select_option(label=SUCCESSOR)
    field(page, "Reason:").fill("Una leaves on 31 December.")
    save(page, "Hand over")
    expect(said(page)).to_contain_text(f"1 measure handed over from {OWNER} to {SUCCESSOR}.")
    field(page, "May sign in").uncheck()
    save(page)
    expect(said(page)).to_contain_text("was changed successfully")
    assert stored(
        "select p.name from performance_measurerole r join performance_person p on p.id = r.person_id "
        "join performance_measure m on m.id = r.measure_id where m.title = ?",
        MEASURE,
    ) == [(SUCCESSOR,)]
    assert stored("select is_active from performance_person where name = ?", OWNER) == [(0,)]
    assert stored(
        "select a.reason, p.name from performance_auditentry a join performance_person p on p.id = a.by_id "
        "where a.verb = 'handed over'"
    ) == [("Una leaves on 31 December.", "Ada Admin")]


# --- Other pages of the site ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "measure/",
        "dimension/add/",
        "contextnote/add/",
        "scorecard/1/change/",
        "section/1/change/",
        "statusscale/1/change/",
        "ragrule/add/",
        "ragrule/1/change/",
        "ragrule/1/new-version/",
        "target/",
        "target/add/",
        "period/",
    ],
)
def test_each_page_is_for_everybody(office, address):
    page = office.sign_in("ada")
    page.goto(f"/admin/performance/{address}")

    office.inspect(page, address)


def test_a_job_is_run_on_a_phone_without_moving_the_list(office):
    page = office.sign_in("ada")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/admin/performance/job/")

    expect(page.get_by_role("link", name="Run now").first).to_be_in_viewport(ratio=1)
    # The wider list moves in its own box, and the page does not.
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


# --- What if ----------------------------------------------------------------------------------------------


def try_amber(page, reach):
    page.get_by_label("Amber reaches (points)").fill(reach)
    page.get_by_role("button", name="Show what would change").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_limits_are_tried_before_anybody_saves_them(office, stored, scripts):
    before = stored("select count(*) from performance_target")
    page = office.sign_in("petra", java_script_enabled=scripts)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="What if").click()
    if scripts:
        office.inspect(page, "what if")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Choose a rule")
    page.get_by_label("All measures judged by a rule").select_option(index=1)
    page.get_by_role("button", name="Continue").click()
    try_amber(page, "6 points")
    expect(page.locator(".govuk-error-summary")).to_contain_text("“6 points” is not a number")
    page.get_by_label("Amber reaches (points)").fill("1")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator(".app-lead")).to_contain_text("ratings would change.")
    expect(page.get_by_text("An administrator can save it")).to_be_visible()
    if scripts:
        office.inspect(page, "what would change")
    assert stored("select count(*) from performance_target") == before


def test_an_administrator_saves_what_was_tried(office, stored):
    page = office.sign_in("ada")
    to_row(page, "RAG rules", "Points off target")
    tool(page, "Try changes on history")
    try_amber(page, "1")
    page.get_by_role("button", name="Supersede these targets").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say why the targets change")
    office.inspect(page, "saving without a reason")
    page.get_by_label("Reason").fill("Narrower limits from December.")
    page.get_by_role("button", name="Supersede these targets").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("targets superseded.")
    count = stored("select count(*) from performance_target where reason = 'Narrower limits from December.'")
    assert count[0][0] > 10
