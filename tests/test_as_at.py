"""The council as it stood at a past moment: exactly what was printed then, whatever came afterwards."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarking.models import PublishedPosition
from performance import as_at, assessing, configuration, dashboard, overrides, recompute, workflow
from performance.models import (
    Assessment,
    Measure,
    Placement,
    RagRule,
    Scorecard,
    StatusLevel,
    Submission,
    Target,
)
from performance.row import as_plain
from tests import kinds, scene, world
from tests.page import Page

pytestmark = pytest.mark.django_db


def stored():
    """Every stored assessment by its figure: what was derived, as plain values."""
    return {
        row.submission_id: {name: getattr(row, name) for name in Assessment.DERIVED}
        for row in Assessment.objects.all()
    }


def judged_as_at(moment, measure_ids=None):
    [found] = assessing.assessments_as_at(measure_ids, [moment])
    return {pk: {name: getattr(row, name) for name in Assessment.DERIVED} for pk, row in found.items()}


def board(**options):
    """The demonstration's dashboard for November as plain rows."""
    given = {"measures": Measure.objects.all(), "known_on": world.TODAY} | options
    return dashboard.build(Scorecard.objects.get(), world.november(), **given)


def printed(built):
    rows = [as_plain(row) for row in [*built.headlines, *built.rows]]
    return rows, built.sentence, built.movement


def correct(slug, value, *, reason="Late cases."):
    """A figure of November reopened, corrected and approved; its assessments are made anew."""
    in_force = Submission.objects.in_force().get(measure__slug=slug, period=world.november())
    workflow.reopen(submission=in_force, reason=reason, by=world.person("olive"))
    answers = {"value:far": "", "value:units": "Counted."}
    sent = scene.submit(scene.enter(slug, value), answers=answers)
    approved = scene.approve(sent, world.person("mary"))
    recompute.recompute_due()
    return approved


def supersede_target(slug, value):
    measure = world.measure(slug)
    target = Target.objects.in_force().get(measure=measure, year=world.year_2020())
    made = configuration.set_target(
        measure=measure,
        year=world.year_2020(),
        kind=target.kind,
        value=value,
        rule=target.rule,
        reason="The plan was revised.",
        by=world.person("ada"),
        today=world.TODAY,
    )
    recompute.recompute_due()
    return made


def judge_otherwise(slug):
    """A judged status for a figure in force, proposed by Mary and accepted by Petra."""
    figure = Submission.objects.in_force().get(measure__slug=slug, period=world.november())
    proposed = overrides.propose(
        submission=figure,
        level=StatusLevel.objects.get(code="amber"),
        reason="The survey's wording has changed.",
        expires_on=date(2021, 3, 31),
        by=world.person("mary"),
        today=world.TODAY,
    )
    return overrides.decide(
        override=proposed, version=1, accept=True, by=world.person("petra"), today=world.TODAY
    )


# --- Moments -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        # In winter London is at UTC, in summer an hour ahead of it.
        (date(2020, 12, 5), None, datetime(2020, 12, 5, 23, 59, 59, 999_999, tzinfo=UTC)),
        (date(2020, 7, 5), None, datetime(2020, 7, 5, 22, 59, 59, 999_999, tzinfo=UTC)),
        (date(2020, 12, 5), time(14, 30), datetime(2020, 12, 5, 14, 30, 59, 999_999, tzinfo=UTC)),
    ],
)
def test_a_day_ends_in_london(day, at, moment):
    assert as_at.end_of(day, at) == moment


# --- The same assessments ------------------------------------------------------------------------------


def test_as_at_now_is_what_is_stored_for_every_figure_of_the_demonstration(month):
    now = stored()

    assert len(now) == 60
    assert judged_as_at(timezone.now()) == now


@pytest.mark.wide
def test_as_at_now_is_what_is_stored_for_every_kind_of_row(db):
    kinds.build()

    assert judged_as_at(timezone.now()) == stored()


@pytest.mark.wide
def test_every_past_moment_has_exactly_the_assessments_that_were_stored_then(month):
    moments, then = [], []

    def keep():
        moments.append(timezone.now())
        then.append(stored())

    keep()
    correct(scene.DRAFT, "31.7")
    keep()
    supersede_target(scene.DRAFT, D(31))
    keep()
    correct(scene.DRAFT, "30.2", reason="The wrong column.")
    keep()
    correct(scene.SUBMITTED, "12.5")
    keep()

    assert all(then[place] != then[place + 1] for place in range(4))
    found = assessing.assessments_as_at(None, moments)
    for kept, judged in zip(then, found, strict=True):
        rows = {pk: {name: getattr(row, name) for name in Assessment.DERIVED} for pk, row in judged.items()}
        assert rows == kept


def test_a_position_counts_from_the_day_on_which_it_was_public(settings):
    ranked = world.measure(scene.DRAFT)
    rule = RagRule.objects.create(
        name="By quartile", kind="quartile", scale=_four_levels(), explanation="By its position.", group=""
    )
    supersede = {"kind": "none", "rule": rule, "reason": "By position.", "by": None, "today": world.TODAY}
    configuration.set_target(measure=ranked, year=world.year_2020(), **supersede)
    figure = scene.approve(scene.submit(scene.enter(ranked.slug, "45.6")), world.person("mary"))
    source = PublishedPosition.objects.filter(indicator=ranked.indicator).latest("year").source
    type(source).objects.filter(pk=source.pk).update(published_on=date(2020, 12, 8))
    settings.PRODUCT_DATE = None
    Submission.objects.filter(pk=figure.pk).update(in_force_at=datetime(2020, 12, 7, 9, 0, tzinfo=UTC))
    Target.objects.update(recorded_at=datetime(2020, 12, 1, 9, 0, tzinfo=UTC))

    before, after = (
        judged_as_at(as_at.end_of(date(2020, 12, day)), [ranked.pk])[figure.pk]["inputs"].get("position", "")
        for day in (7, 8)
    )

    assert ("2019/20" in before, "2019/20" in after) == (False, True)


def _four_levels():
    scale = RagRule.objects.first().scale
    made = type(scale).objects.create(name="Quartiles")
    for position, word in enumerate(["Top", "Second", "Third", "Bottom"], 1):
        StatusLevel.objects.create(
            scale=made,
            position=position,
            code=f"q{position}",
            word=word,
            letter=str(position),
            shape="circle",
            colour="green",
        )
    return made


# --- The same page -------------------------------------------------------------------------------------


@pytest.mark.wide
def test_the_dashboard_of_every_past_moment_is_printed_as_it_was(month):
    """Figures, targets, statuses judged otherwise, sign-offs, "being revised": everything of every row."""
    moments, then = [], []

    def keep():
        moments.append(timezone.now())
        then.append(printed(board()))

    keep()
    standing = judge_otherwise(scene.RETURNED)
    keep()
    in_force = Submission.objects.in_force().get(measure__slug=scene.DRAFT, period=world.november())
    revision = workflow.reopen(submission=in_force, reason="Late cases.", by=world.person("olive"))
    keep()
    workflow.abandon(submission=revision, version=1, by=world.person("olive"))
    keep()
    correct(scene.DRAFT, "31.7")
    keep()
    supersede_target(scene.SUBMITTED, D(99))
    keep()
    overrides.end(override=standing, version=2, reason="Settled.", by=world.person("petra"))
    keep()

    changed = [then[place] != then[place + 1] for place in range(6)]
    assert changed == [True] * 6
    for moment, was in zip(moments, then, strict=True):
        assert printed(board(as_at=moment)) == was


def test_before_the_first_figure_there_is_nothing(month):
    measures = Measure.objects.all()
    first = as_at.first_moment(measures)
    before = datetime(2020, 12, 5, tzinfo=UTC)

    assert first > before
    assert judged_as_at(before) == {}
    assert dashboard.period_to_show(world.TODAY, measures, as_at=before) is None
    assert dashboard.period_to_show(world.TODAY, measures, as_at=timezone.now()) == world.november()


def test_without_any_figure_there_is_no_first_moment(db):
    assert as_at.first_moment(Measure.objects.filter(slug=scene.CHILDREN)) is None


# --- What has changed since ------------------------------------------------------------------------------


def since(moment):
    built = as_at.build(
        Scorecard.objects.get(), world.november(), measures=Measure.objects.all(), moment=moment
    )
    return built, {change.row.slug: change for change in built.changes}


def test_nothing_has_changed_since_now(month):
    built, changes = since(timezone.now())

    assert (changes, built.sentence) == ({}, "Nothing of it has changed since.")


@pytest.mark.wide
def test_what_has_changed_since_is_said_with_what_was_what_is_and_why(month):
    moment = timezone.now()
    correct(scene.DRAFT, "31.7")
    supersede_target(scene.SUBMITTED, D(99))
    built, changes = since(moment)

    day = timezone.localdate()
    on = f"{day.day} {day:%B %Y}"
    assert set(changes) == {scene.DRAFT, scene.SUBMITTED}
    assert changes[scene.DRAFT].fields[0] == ("Figure", "45.6%", "31.7%")
    assert changes[scene.DRAFT].reasons == [f"Revision 2 came into force on {on}: Late cases."]
    assert changes[scene.DRAFT].period_id == world.november().pk
    assert changes[scene.SUBMITTED].reasons == [f"The target was recorded on {on}: The plan was revised."]
    assert changes[scene.SUBMITTED].fields[0][0] == "Target"
    assert built.sentence == "2 measures have changed since."


# --- The page ----------------------------------------------------------------------------------------------


def today(**more):
    """What the page is asked for: today, and whatever else."""
    return {"on": timezone.localdate().isoformat(), **more}


def test_the_page_asks_for_a_day_and_says_from_when_there_is_something(month, as_person):
    first = timezone.localtime(as_at.first_moment(Measure.objects.all()))

    page = Page(as_person("petra").get("/as-at/"))

    assert f"The first figure came into force on {first.day} {first:%B %Y} at {first:%H:%M}" in page.text
    assert (page.fields["on"], page.fields["period"]) == ("", "")


@pytest.mark.wide
def test_the_example_is_a_day_on_which_something_was_in_force(month, as_person):
    petra = as_person("petra")
    example = re.search(r"For example (\d+ \d+ \d{4})", Page(petra.get("/as-at/")).text)[1]

    page = Page(petra.get("/as-at/", {"on": example}))
    assert "Nothing was in force yet" not in page.text
    assert page.rows != []


def test_without_any_figure_the_example_is_yesterday(as_person):
    Submission.objects.all().delete()
    yesterday = timezone.localdate() - timedelta(days=1)

    page = Page(as_person("petra").get("/as-at/"))

    assert f"For example {yesterday.day} {yesterday.month} {yesterday.year}" in page.text


def test_a_day_before_the_first_figure_says_so(month, as_person):
    page = Page(as_person("petra").get("/as-at/", {"on": "5 12 2020"}))

    assert "Nothing was in force yet at the end of 5 December 2020." in page.text
    assert page.rows == []


@pytest.mark.wide
@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"on": "5 12 2999"}, "nothing is recorded yet of days to come."),
        ({"on": "some day"}, "Enter a date such as 31 3 2021."),
        ({"on": ""}, "Enter the day that you want to look back to"),
        ({"on": "5 12 2020", "at": "noon"}, "Enter a time such as 14:30"),
    ],
)
def test_a_day_to_come_or_none_is_refused_with_a_sentence(month, as_person, asked, sentence):
    response = as_person("petra").get("/as-at/", asked)

    page = Page(response)
    assert (response.status_code, page.rows) == (422, [])
    assert sentence in page.text
    assert page.fields["on"] == asked["on"]


@pytest.mark.wide
def test_today_is_shown_as_it_stands_up_to_now(month, as_person):
    page = Page(as_person("petra").get("/as-at/", today()))

    assert "Nothing of it has changed since." in page.text
    assert "45.6%" in page.text


@pytest.mark.wide
def test_the_page_prints_the_past_and_lists_what_has_changed_since(month, as_person, monkeypatch):
    moment = timezone.now()
    correct(scene.DRAFT, D("31.7"))
    monkeypatch.setattr(as_at, "end_of", lambda day, at=None: moment)

    page = Page(as_person("clive").get("/as-at/", today()))

    [changed] = [row for row in page.rows if "Then" in row]
    assert (changed["Then"], changed["Today"]) == (
        "Figure: 45.6% Status: Green",
        "Figure: 31.7% Status: Red",
    )
    assert "Revision 2 came into force on" in changed["Why"]
    title = world.measure(scene.DRAFT).title
    [row] = [row for row in page.rows if title in row["Measure"] and "Then" not in row]
    assert "45.6%" in " ".join(row.values())
    assert "1 measure has changed since." in page.text


@pytest.mark.wide
def test_the_download_has_the_day_in_its_name_and_the_moment_in_each_row(month, as_person):
    browser = as_person("petra")

    whole = browser.get("/as-at/", {**today(at="00:00"), "_export": "csv"})
    day = browser.get("/as-at/", {**today(), "_export": "csv"})

    stamp = timezone.localdate().isoformat()
    assert whole.status_code == 200
    assert f"-as-at-{stamp}" in day["Content-Disposition"]
    heading, first, *_ = day.content.decode("utf-8-sig").splitlines()
    assert heading.endswith('As at,Directorate then,"Today, where it has changed"')
    assert "Adults and Communities" in first


@pytest.mark.wide
def test_a_measure_that_one_may_not_see_is_not_printed_as_it_stood_either(month, as_person):
    scene.figure_of_the_other_directorate()
    seen, unseen = (as_person(who).get("/as-at/", today()).content.decode() for who in ("petra", "olive"))

    assert ["87.3%" in seen, "87.3%" in unseen] == [True, False]


@pytest.mark.wide
def test_drafts_are_not_printed_as_they_stood(month, as_person):
    in_force = Submission.objects.in_force().get(measure__slug=scene.DRAFT, period=world.november())
    workflow.reopen(submission=in_force, reason="Late cases.", by=world.person("olive"))
    scene.enter(scene.DRAFT, D("31.7"))

    text = as_person("clive").get("/as-at/", today()).content.decode()

    assert ["45.6%" in text, "31.7%" in text] == [True, False]


@pytest.mark.wide
def test_the_page_costs_the_same_for_one_and_for_thirty(month, as_person):
    browser = as_person("petra")

    def counted():
        browser.get("/as-at/", today())
        with CaptureQueriesContext(connection) as captured:
            page = Page(browser.get("/as-at/", today()))
        return len(captured), len(page.rows)

    many = counted()
    Placement.objects.exclude(measure__slug="admissions-65-plus").delete()
    few = counted()

    assert (few[1], many[1]) == (1, 30)
    assert few[0] == many[0]
