"""The end of a year: what is open, closing and reopening it, keeping a period open, and the pages for it."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from performance import closing, configuration, recompute, workflow, year_end, years
from performance.models import (
    Assessment,
    AuditEntry,
    Measure,
    MeasureRole,
    Override,
    Period,
    RecomputeRequest,
    Role,
    Submission,
    Target,
)
from performance.refusals import NotAllowed, NotComplete, SomebodyElseWasFirst, WorkflowProblem
from tests import scene, scorecards, world
from tests.page import Page

pytestmark = pytest.mark.django_db

TODAY = world.TODAY
AFTER = date(2021, 7, 1)
YEAR_LIST = "/years/"


def year_2020():
    return Period.objects.select_related("closed_by").get(pk=world.year_2020().pk)


def close(by="petra", **options):
    given = {"leave_open": True, "reason": "Final for the annual report", "today": AFTER} | options
    return closing.close_year(year=world.year_2020(), by=world.person(by), **given)


def reopen(by="petra", reason="Late cases"):
    return closing.reopen_year(year=world.year_2020(), reason=reason, by=world.person(by))


def keep_open(until=date(2021, 1, 15), *, period=None, by="petra", **options):
    given = {"reason": "The return came late", "today": date(2021, 1, 4)} | options
    return closing.keep_open(period=period or world.november(), until=until, by=world.person(by), **given)


def only(*slugs):
    """Every other measure is retired, so that a year can be complete."""
    Measure.objects.exclude(slug__in=slugs).update(state="retired")


def supersede(figure):
    """A band of 65 to 70% from 4 January 2021 on, after November had closed."""
    first = Target.objects.get(measure=figure.measure, year=world.year_2020())
    configuration.set_target(
        measure=figure.measure,
        year=world.year_2020(),
        kind="band",
        lower=D(65),
        upper=D(70),
        rule=first.rule,
        reason="Cabinet",
        by=world.person("ada"),
        today=date(2021, 1, 4),
    )


# --- What is open ----------------------------------------------------------------------------------------


def test_what_is_open_is_listed_by_what_it_waits_for():
    figures = scene.figures_at_every_stage()

    found = closing.what_is_open(world.year_2020(), today=TODAY)

    assert (found.submitted, found.returned) == ([figures[scene.SUBMITTED]], [figures[scene.RETURNED]])
    # A revision that was reopened is open as well, although a figure is in force.
    assert {draft.measure.slug for draft in found.drafts} == {scene.DRAFT, scene.REVISED}
    missing = {gap.measure.slug: gap for gap in found.missing}
    assert scene.DRAFT in missing  # its other months
    november = {slug for slug, gap in missing.items() if world.november() in gap.periods}
    assert {scene.DRAFT, scene.SUBMITTED, scene.RETURNED, scene.APPROVED, scene.REVISED} & november == set()
    assert scene.LIBRARIES in november or world.measure(scene.LIBRARIES).frequency != "monthly"


def test_a_period_that_has_not_opened_is_missing_nothing():
    only(scene.CHILDREN)

    def months(day):
        (gap,) = closing.what_is_open(world.year_2020(), today=day).missing
        return [period.start.month for period in gap.periods], [p.start.month for p in gap.overdue]

    assert months(TODAY) == ([4, 5, 6, 7, 8, 9, 10, 11], [4, 5, 6, 7, 8, 9, 10])
    assert months(date(2020, 11, 30))[0] == [4, 5, 6, 7, 8, 9, 10]
    # 14 December is the day on which November is due; on the day after it is late.
    assert months(date(2020, 12, 14))[1][-1] == 10
    assert months(date(2020, 12, 15))[1][-1] == 11


def test_what_is_open_is_said_in_words():
    scene.figures_at_every_stage()
    only(scene.DRAFT)

    found = closing.what_is_open(world.year_2020(), today=TODAY)

    assert found.in_words == ("1 returned figure, 1 figure awaiting approval, 2 drafts and 7 missing figures")


def test_a_proposed_override_is_open():
    figure = scene.approve(scene.submit(scene.enter(scene.DRAFT, "31.7")), world.person("mary"))
    scene.overrides_of(figure)

    found = closing.what_is_open(world.year_2020(), today=TODAY).overrides

    assert found == list(Override.objects.filter(status="proposed"))
    assert (
        closing.what_is_open(
            world.year_2020(), today=TODAY, measures=Measure.objects.filter(slug=scene.CHILDREN)
        ).overrides
        == []
    )


def test_what_is_open_costs_the_same_for_one_measure_and_for_all():
    scene.figures_at_every_stage()
    counts = []
    surveys = list(Measure.objects.filter(frequency="biennial").values_list("pk", flat=True))
    for measures in (Measure.objects.filter(pk__in=surveys), Measure.objects.all()):
        with CaptureQueriesContext(connection) as captured:
            closing.what_is_open(world.year_2020(), today=TODAY, measures=measures)
            year_end.progress_of(world.year_2020(), measures=measures)
            year_end.carried(world.year_2020(), measures=measures)
        counts.append(len(captured))

    assert counts[0] == counts[1]


# --- Closing ---------------------------------------------------------------------------------------------


def test_a_year_in_which_something_is_open_is_not_closed():
    scene.figures_at_every_stage()

    with pytest.raises(NotComplete) as refusal:
        close(leave_open=False)

    assert list(refusal.value.problems) == ["leave_open"]
    assert "1 returned figure, 1 figure awaiting approval, 2 drafts and" in str(refusal.value)
    assert year_2020().closed_at is None


def test_what_is_left_open_needs_a_reason_and_stays_where_it_is():
    figures = scene.figures_at_every_stage()
    with pytest.raises(NotComplete) as refusal:
        close(reason=" ")
    assert list(refusal.value.problems) == ["reason"]

    close()

    found = year_2020()
    assert (found.closed_at is not None, found.closed_by.name) == (True, "Petra Officer")
    assert Submission.objects.get(pk=figures[scene.DRAFT].pk).status == "draft"
    draft = figures[scene.DRAFT]
    with pytest.raises(workflow.PeriodNotOpen, match="2020/21 is closed"):
        workflow.submit(
            submission=draft, version=draft.version, by=world.person("olive"), today=date(2020, 12, 10)
        )
    entry = AuditEntry.objects.get(verb="year closed")
    assert (entry.by.name, entry.reason) == ("Petra Officer", "Final for the annual report")
    assert entry.after["left open"].startswith("1 returned figure")


def test_a_year_in_which_nothing_is_open_is_closed_without_a_word():
    only()

    assert close(leave_open=False, reason="").closed_at is not None
    assert "left open" not in AuditEntry.objects.get(verb="year closed").after


@pytest.mark.parametrize(("day", "is_closed"), [(date(2021, 3, 31), False), (date(2021, 4, 1), True)])
def test_a_year_is_closed_after_its_last_day(day, is_closed):
    if is_closed:
        assert close(today=day).closed_at is not None
        return
    with pytest.raises(WorkflowProblem, match="ends on 31 March 2021"):
        close(today=day)


def test_closing_twice_does_it_once_and_somebody_else_is_told():
    first = close()
    assert close().closed_at == first.closed_at
    assert AuditEntry.objects.filter(verb="year closed").count() == 1
    with pytest.raises(SomebodyElseWasFirst, match="Petra Officer has closed 2020/21 already"):
        close(by="ada")


@pytest.mark.parametrize("who", ["olive", "mary", "dora", "clive", "nick"])
def test_only_an_officer_of_the_whole_council_or_an_administrator_closes(who):
    for verb in (close, reopen, keep_open):
        with pytest.raises(NotAllowed):
            verb(by=who)

    assert not AuditEntry.objects.filter(verb__in=["year closed", "year reopened", "kept open"]).exists()


def test_an_officer_of_a_directorate_closes_nothing():
    Role.objects.filter(person=world.person("petra")).update(
        directorate=world.measure(scene.DRAFT).directorate
    )
    with pytest.raises(NotAllowed):
        close()


def test_when_the_trail_is_full_nothing_happens(full_trail):
    full_trail()
    for verb in (close, keep_open):
        with pytest.raises(DatabaseError, match="no room in the audit trail"), transaction.atomic():
            verb()

    assert year_2020().closed_at is None
    assert world.november().closes_on == date(2020, 12, 31)


# --- Reopening -------------------------------------------------------------------------------------------


def test_a_reopened_year_takes_a_correction_of_a_period_that_is_over():
    figure = scene.approve(scene.submit(scene.enter(scene.APPROVED, "58.0")), world.person("mary"))
    close()
    given = {"submission": figure, "reason": "Late cases", "by": world.person("olive"), "today": AFTER}
    with pytest.raises(workflow.PeriodNotOpen):
        workflow.reopen(**given)

    reopen()

    assert workflow.reopen(**given).revision == 2
    entry = AuditEntry.objects.get(verb="year reopened")
    assert (entry.reason, entry.before["closed_by"], entry.after["closed_by"]) == (
        "Late cases",
        "Petra Officer",
        None,
    )


def test_reopening_needs_a_reason_and_twice_does_it_once():
    close()
    with pytest.raises(NotComplete, match="Say why the year is reopened"):
        reopen(reason=" ")

    reopen()
    assert reopen().closed_at is None
    assert AuditEntry.objects.filter(verb="year reopened").count() == 1
    # And it can be closed again.
    assert close(by="ada").closed_by == world.person("ada")


# --- Keeping a period open -------------------------------------------------------------------------------


def test_a_period_kept_open_takes_a_first_figure_that_comes_late():
    late = {"today": date(2021, 1, 4), "by": world.person("olive"), "version": None}
    given = {"measure": world.measure(scene.DRAFT), "period": world.november(), "content": {"value": "31.7"}}
    with pytest.raises(workflow.PeriodNotOpen):
        workflow.save_draft(**given, **late)

    kept = keep_open()

    assert (kept.closes_on, kept.due_on) == (date(2021, 1, 15), date(2020, 12, 14))
    assert workflow.save_draft(**given | {"period": world.november()}, **late).status == "draft"
    entry = AuditEntry.objects.get(verb="kept open")
    assert (entry.before, entry.after, entry.reason, entry.period) == (
        {"closes_on": "2020-12-31"},
        {"closes_on": "2021-01-15"},
        "The return came late",
        world.november(),
    )


def test_keeping_open_twice_does_it_once():
    keep_open()
    keep_open()

    assert AuditEntry.objects.filter(verb="kept open").count() == 1


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (None, "Enter the last day"),
        (date(2021, 1, 3), "Choose today or a later day."),
        (date(2021, 1, 16), "Saturday 16 January 2021 is no working day. Choose 18 January 2021 instead."),
        # Easter Monday.
        (date(2021, 4, 5), "Monday 5 April 2021 is no working day. Choose 6 April 2021 instead."),
        (date(2022, 1, 5), "Choose a day within a year from today."),
    ],
)
def test_a_day_that_cannot_be(until, sentence):
    with pytest.raises(NotComplete) as refusal:
        keep_open(until)

    assert refusal.value.problems == {"until": refusal.value.problems["until"]}
    assert sentence in refusal.value.problems["until"]


@pytest.mark.parametrize("until", [date(2021, 1, 4), date(2022, 1, 4)])
def test_the_first_and_the_last_day_that_can_be(until):
    assert keep_open(until).closes_on == until


def test_a_period_is_only_ever_kept_open_longer():
    with pytest.raises(NotComplete, match="It is open until 31 December 2020 already"):
        keep_open(date(2020, 12, 30), today=TODAY)
    with pytest.raises(NotComplete, match="Say why it is kept open"):
        keep_open(reason=" ")


def test_neither_a_closed_year_nor_a_period_ahead_is_kept_open():
    with pytest.raises(NotComplete, match="January 2021 opens on"):
        keep_open(period=Period.objects.get(kind="month", start=date(2021, 1, 1)))
    close()
    with pytest.raises(NotComplete, match="Reopen the year first"):
        keep_open(today=AFTER, until=date(2021, 7, 15))


def test_a_target_superseded_since_is_said_before_it_judges_anew():
    """60% in November met the band of 56 to 61%; the band of 65 to 70% came after November had closed."""
    slug = scene.APPROVED
    figure = scene.approve(scene.submit(scene.enter(slug, "60.0")), world.person("mary"))
    supersede(figure)
    recompute.recompute_due()
    assert Assessment.objects.get(submission=figure).level.code == "green"

    with pytest.raises(NotComplete) as refusal:
        keep_open()
    assert list(refusal.value.problems) == ["judged_anew"]
    assert f"“{figure.measure}”" in str(refusal.value)

    keep_open(judged_anew=True)
    assert RecomputeRequest.objects.filter(measure=figure.measure).exists()
    recompute.recompute_due()
    assert Assessment.objects.get(submission=figure).level.code != "green"


# --- What the year's page counts -------------------------------------------------------------------------


def test_progress_counts_each_figure_once():
    scene.figures_at_every_stage()

    november = next(
        row
        for row in year_end.progress_of(world.year_2020(), measures=Measure.objects.all())
        if row.period == world.november()
    )

    belonging = len(closing.expected([world.november()], Measure.objects.active()))
    # The reopened figure counts as approved: its first revision is in force.
    assert (november.expected, november.approved, november.submitted, november.missing) == (
        belonging,
        2,
        1,
        belonging - 3,
    )


def test_an_outturn_is_the_figure_of_the_last_period():
    only(scene.APPROVED, scene.DRAFT)
    march = Period.objects.get(kind="month", start=date(2021, 3, 1))
    every = Measure.objects.all()
    scorecards.Maker(None).figure(world.measure(scene.APPROVED), march, value=58)

    assert year_end.without_outturn(world.year_2020(), measures=every) == [world.measure(scene.DRAFT)]
    # An outturn that was published for the year serves a monthly measure too.
    scorecards.Maker(None).figure(world.measure(scene.DRAFT), world.year_2020(), value=41)
    assert year_end.without_outturn(world.year_2020(), measures=every) == []


def test_what_goes_on_ends_and_is_not_due_next_year():
    Measure.objects.filter(slug=scene.DRAFT).update(active_to=date(2021, 3, 31))
    Measure.objects.filter(slug=scene.SUBMITTED).update(active_to=date(2021, 4, 1))
    Measure.objects.filter(slug=scene.RETURNED).update(state="development")
    every = Measure.objects.all()
    surveys = set(every.filter(frequency="biennial"))

    found = year_end.carried(world.year_2020(), measures=every)

    assert found.ending == [world.measure(scene.DRAFT)]
    assert found.in_development == [world.measure(scene.RETURNED)]
    assert (set(dict(found.not_due)), set(dict(found.not_due).values())) == (surveys, {"2022/23"})
    assert found.going_on == every.active().count() - 1 - len(surveys)
    assert (found.year, found.label, found.without_target) == (None, "2021/22", [])

    opened, _ = years.open_year(start=date(2021, 4, 1), basis="financial", kinds=("month",), by=None)
    found = year_end.carried(world.year_2020(), measures=every)
    assert (found.year, len(found.without_target)) == (opened, found.going_on)


# --- Pages -----------------------------------------------------------------------------------------------


@pytest.fixture
def stages(db):
    return scene.figures_at_every_stage()


@pytest.fixture
def after(settings):
    settings.PRODUCT_DATE = AFTER


def page_of_year():
    return f"{YEAR_LIST}{world.year_2020().pk}/"


def test_the_years_are_listed_with_how_far_they_are(as_person, after):
    close(by="ada")

    page = Page(as_person("petra").get(YEAR_LIST))

    assert page.column("Year") == ["2020/21", "2019/20", "2018/19"][: len(page.rows)]
    assert page.rows[0]["State"].startswith("Closed")
    assert page.rows[0]["State"].endswith("Ada Admin")
    closed = Page(as_person("petra").get(f"{YEAR_LIST}?state=closed"))
    assert closed.column("Year") == ["2020/21"]
    assert "2020/21" in as_person("petra").get(f"{YEAR_LIST}?_export=csv").content.decode()


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2020, 3, 31), "Not begun"),
        (date(2020, 4, 1), "Running"),
        (date(2021, 3, 31), "Running"),
        (date(2021, 4, 1), "Over, not closed"),
    ],
)
def test_a_years_state_on_a_day(as_person, settings, day, state):
    settings.PRODUCT_DATE = day

    assert Page(as_person("petra").get(page_of_year())).text.count(f"{state}.") >= 1


@pytest.mark.wide
def test_an_officer_closes_and_reopens_a_year(stages, as_person, after):
    browser = as_person("petra")
    page = Page(browser.get(page_of_year()))
    assert "It still has 1 returned figure" in page.text
    assert {"leave_open", "reason"} - set(page.fields) == {"leave_open"}  # a box that is not ticked

    refused = browser.post(page_of_year() + "close/", {"reason": "Typed"})
    shown = Page(refused)
    assert (refused.status_code, shown.fields["reason"].strip()) == (422, "Typed")
    assert "Deal with them first, or close it and leave them open." in shown.text

    closed = browser.post(page_of_year() + "close/", {"leave_open": "on", "reason": "Final"})
    page = Page(browser.get(page_of_year()))
    assert closed.status_code == 302
    assert "Closed on" in page.text
    assert "left open, it goes no further until the year is reopened" in page.text
    assert "Keep open" not in page.text

    no_reason = browser.post(page_of_year() + "reopen/", {"reason": ""})
    reopened = browser.post(page_of_year() + "reopen/", {"reason": "Late cases"})
    assert (no_reason.status_code, reopened.status_code, year_2020().closed_at) == (422, 302, None)
    assert "Late cases" in Page(browser.get(page_of_year())).text


def test_a_month_is_kept_open_from_the_years_page(as_person, settings):
    settings.PRODUCT_DATE = date(2021, 1, 4)
    browser = as_person("petra")
    address = f"{page_of_year()}{world.november().pk}/keep-open/"
    assert address in browser.get(page_of_year()).content.decode()
    page = Page(browser.get(address))
    # Ten working days from Monday 4 January.
    assert page.fields["until"] == "18/01/2021"

    refused = browser.post(address, {"until": "16 1 2021", "reason": "Late"})
    done = browser.post(address, {"until": "15 1 2021", "reason": "Late"})

    assert (refused.status_code, "is no working day" in Page(refused).text) == (422, True)
    assert (done.status_code, world.november().closes_on) == (302, date(2021, 1, 15))


def test_the_form_says_first_how_many_figures_it_asks_for_and_of_whom(as_person, settings):
    """One figure is submitted and one is with its owner as a draft; the third is of another owner."""
    only(scene.DRAFT, scene.SUBMITTED, scene.LIBRARIES)
    scene.submit(scene.enter(scene.SUBMITTED, "97.0"))
    scene.enter(scene.DRAFT, "45.6")
    browser = as_person("petra")
    address = f"{page_of_year()}{world.november().pk}/keep-open/"

    settings.PRODUCT_DATE = date(2021, 1, 4)
    assert (
        "Kept open, 2 figures of November 2020 become due again, and their 2 owners are reminded."
        in Page(browser.get(address)).text
    )
    settings.PRODUCT_DATE = date(2020, 12, 31)
    assert (
        "2 figures of November 2020 have not been submitted: their 2 owners are reminded until the new day."
        in Page(browser.get(address)).text
    )


def test_the_form_says_where_nobody_is_asked_for_anything(as_person, settings):
    only(scene.DRAFT)
    browser = as_person("petra")
    settings.PRODUCT_DATE = date(2021, 1, 4)
    address = f"{page_of_year()}{world.november().pk}/keep-open/"
    assert "1 figure of November 2020 becomes due again, and its owner is" in Page(browser.get(address)).text

    MeasureRole.objects.filter(measure__slug=scene.DRAFT, kind="owner").delete()
    assert "due again, and it has no owner to remind." in Page(browser.get(address)).text

    Measure.objects.update(state="retired")
    assert "No figure of November 2020 is missing, so nobody is" in Page(browser.get(address)).text

    of_the_year = f"{page_of_year()}{world.year_2020().pk}/keep-open/"
    assert "is not over, so its figures are not asked for yet." in Page(browser.get(of_the_year)).text


def test_a_month_that_has_not_opened_is_not_kept_open(as_person, settings):
    settings.PRODUCT_DATE = date(2020, 12, 10)
    december = Period.objects.get(kind="month", start=date(2020, 12, 1))

    page = Page(as_person("petra").get(f"{page_of_year()}{december.pk}/keep-open/"))

    assert ("until" in page.fields, "nothing to keep open yet" in page.text) == (False, True)


def test_a_superseded_target_is_asked_about_on_the_page(as_person, settings):
    settings.PRODUCT_DATE = date(2020, 12, 10)
    figure = scene.approve(scene.submit(scene.enter(scene.APPROVED, "60.0")), world.person("mary"))
    supersede(figure)
    settings.PRODUCT_DATE = date(2021, 1, 4)
    browser = as_person("petra")
    address = f"{page_of_year()}{world.november().pk}/keep-open/"
    assert "judged_anew" not in browser.get(address).content.decode()

    asked = browser.post(address, {"until": "15 1 2021", "reason": "Late"})
    assert (asked.status_code, 'name="judged_anew"' in asked.content.decode()) == (422, True)
    accepted = browser.post(address, {"until": "15 1 2021", "reason": "Late", "judged_anew": "on"})

    assert (accepted.status_code, world.november().closes_on) == (302, date(2021, 1, 15))


def test_a_period_of_another_year_is_not_found(as_person, after):
    other = scorecards.year(2019)

    assert as_person("petra").get(f"{page_of_year()}{other.pk}/keep-open/").status_code == 404
    assert as_person("petra").get(f"{YEAR_LIST}{world.november().pk}/").status_code == 404


def test_an_officer_of_a_directorate_reads_of_their_own_part_alone(stages, as_person, after):
    Role.objects.filter(person=world.person("petra")).update(
        directorate=world.measure(scene.CHILDREN).directorate
    )

    page = Page(as_person("petra").get(page_of_year()))

    assert "Children in care visited on time" in page.text
    assert world.measure(scene.DRAFT).title not in page.text
    assert "A performance officer of the whole council" in page.text
    assert as_person("petra").post(page_of_year() + "close/", {}).status_code == 403


def test_an_administrator_reads_titles_and_opens_no_figure(stages, as_person, after):

    body = as_person("ada").get(page_of_year()).content.decode()

    assert world.measure(scene.DRAFT).title.replace("&", "&amp;") in body
    assert not [secret for slug in scene.OPEN_FIGURES for secret in scene.secrets_of(slug) if secret in body]
    assert "/figures/" not in body


@pytest.mark.wide
def test_the_periods_are_downloaded(as_person, after):
    text = as_person("petra").get(f"{page_of_year()}?_export=csv").content.decode()

    assert "November 2020,2020-12-01,2020-12-14,2020-12-31," in text


def test_a_year_without_parts_and_measures_says_so(as_person, after):
    only()

    page = Page(as_person("petra").get(page_of_year()))

    assert "Nothing in it is open." in page.text
    assert "0 measures go on by themselves." in page.text


@pytest.mark.wide
def test_the_years_page_costs_the_same_for_few_figures_and_for_many(client, settings):
    client.force_login(world.person("petra"))
    counts = []
    for number in (1, 2):
        if number == 2:
            scene.figures_at_every_stage()
        settings.PRODUCT_DATE = AFTER
        client.get(page_of_year())
        with CaptureQueriesContext(connection) as captured:
            client.get(page_of_year())
        counts.append(len(captured))
        settings.PRODUCT_DATE = TODAY

    assert counts[0] == counts[1]


# --- In the administrators' site -------------------------------------------------------------------------


def test_the_days_of_a_closed_year_are_not_moved_in_the_administration(as_person, after):
    browser = as_person("ada")
    address = f"/admin/performance/period/{world.november().pk}/change/"
    assert "closes_on" in Page(browser.get(address)).fields
    close()

    page = Page(browser.get(address))
    response = browser.post(address, {"closes_on": "2021-12-31", "due_on": "2021-12-30"})

    assert "closes_on" not in page.fields
    assert world.november().closes_on == date(2020, 12, 31)
    assert response.status_code in (200, 302, 403)
    # Nor is a period added to it, or taken away.
    added = browser.post(
        "/admin/performance/period/add/",
        {
            "kind": "quarter",
            "basis": "financial",
            "start": "2020-04-01",
            "end": "2020-06-30",
            "year": world.year_2020().pk,
            "opens_on": "2020-07-01",
            "due_on": "2020-07-14",
            "closes_on": "2020-07-31",
        },
    )
    assert "2020/21 is closed" in added.content.decode()
    assert not Period.objects.filter(kind="quarter").exists()
    gone = browser.post(f"/admin/performance/period/{world.november().pk}/delete/", {"post": "yes"})
    assert (gone.status_code, Period.objects.filter(pk=world.november().pk).exists()) == (403, True)


def test_no_period_is_added_to_a_closed_year():
    close()
    with pytest.raises(NotComplete, match="2020/21 is closed"):
        years.open_year(
            start=date(2020, 4, 1), basis="financial", kinds=("month", "quarter"), by=world.person("ada")
        )

    assert not Period.objects.filter(kind="quarter").exists()
