"""Timeliness: what counts as on time, by whom it is counted, and the page. Times are of December 2020."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance import reorganising, timeliness, workflow
from performance.models import AuditEntry, Directorate, Measure, MeasureRole, Period, Submission
from performance.rules import timeliness as rules
from performance.rules.timeliness import Moves, Outcome
from tests import scene, verbs, world
from tests.page import Page

pytestmark = pytest.mark.django_db

PAGE = "/chasing/timeliness/"
OPENS, DUE, TODAY = date(2020, 12, 1), date(2020, 12, 14), date(2020, 12, 16)


def at(day, hour=10):
    return datetime(2020, 12, day, hour, 0, tzinfo=UTC)


def submit(day, *, slug=verbs.PERCENT, by="olive", draft=None):
    words = {"outlook": "not_known", "commentary_public": "Counted."}
    draft = draft or verbs.save(by, slug=slug, now=at(day, 9), today=world.TODAY, value=D("11.0"), **words)
    return workflow.submit(
        submission=draft,
        version=draft.version,
        answers={"value:far": "", "value:units": "Counted."},
        by=world.person(by),
        now=at(day),
        today=world.TODAY,
    )


def send_back(figure, day, reason="Which month is this?"):
    return workflow.send_back(
        submission=figure, version=figure.version, reason=reason, by=world.person("mary"), now=at(day)
    )


def approve(figure, day):
    by = world.person("mary")
    return workflow.approve(submission=figure, version=figure.version, by=by, now=at(day))


def read(*slugs, today=TODAY, year=None):
    measures = Measure.objects.filter(slug__in=slugs) if slugs else Measure.objects.all()
    return timeliness.read(measures, timeliness.periods_of(year, today))


def november_of(found, slug=verbs.PERCENT):
    return next(due for due in found.figures if due.measure.slug == slug and due.period == world.november())


# --- What counts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "outcome"), [(1, Outcome.ON_TIME), (14, Outcome.ON_TIME), (15, Outcome.LATE)]
)
def test_on_time_is_by_the_end_of_the_due_day(day, outcome):
    verbs.save("oscar", slug=verbs.LIBRARIES, now=at(1))
    submit(day)

    assert rules.outcome_of(november_of(read(verbs.PERCENT)).moves) == outcome


def test_the_due_day_ends_at_midnight_in_london():
    """In summer the 14th at 23:30 UTC is the 15th in London, and late."""
    may = Period.objects.get(kind="month", start=date(2020, 5, 1))
    draft = verbs.save(period=may, now=datetime(2020, 6, 10, tzinfo=UTC), today=date(2020, 6, 10))
    for hour, outcome in ((22, Outcome.ON_TIME), (23, Outcome.LATE)):
        moment = datetime(2020, 6, 14, hour, 30, tzinfo=UTC)
        draft = workflow.submit(
            submission=draft,
            version=draft.version,
            by=world.person("olive"),
            now=moment,
            today=date(2020, 6, 14),
        )
        due = next(one for one in read(verbs.PERCENT).figures if one.period == may)
        assert rules.outcome_of(due.moves) == outcome
        draft = workflow.withdraw(
            submission=draft, version=draft.version, by=world.person("olive"), now=moment
        )


def test_a_draft_is_no_submission():
    verbs.save(now=at(9))

    assert rules.outcome_of(november_of(read(verbs.PERCENT)).moves) == Outcome.NEVER


def test_what_was_withdrawn_before_it_was_due_was_not_submitted():
    figure = submit(9)
    workflow.withdraw(submission=figure, version=figure.version, by=world.person("olive"), now=at(10))
    assert rules.outcome_of(november_of(read(verbs.PERCENT)).moves) == Outcome.NEVER

    figure.refresh_from_db()
    submit(16, draft=figure)
    moves = november_of(read(verbs.PERCENT)).moves
    assert (rules.outcome_of(moves), rules.first_submitted(moves)) == (Outcome.LATE, date(2020, 12, 16))


def test_a_return_makes_no_figure_late_and_the_trail_knows_the_first_time():
    figure = submit(9)
    returned = send_back(figure, 10)
    again = submit(16, draft=returned)
    approve(again, 17)

    due = november_of(read(verbs.PERCENT))

    assert Submission.objects.get(pk=again.pk).submitted_at == at(16)
    assert due.moves == Moves(
        OPENS,
        DUE,
        submitted=((date(2020, 12, 9), None), (date(2020, 12, 16), None)),
        approved=date(2020, 12, 17),
        returns=1,
    )
    assert rules.outcome_of(due.moves) == Outcome.ON_TIME


def test_a_correction_is_neither_late_nor_counted_twice():
    approved = approve(submit(9), 10)
    before = november_of(read(verbs.PERCENT)).moves
    again = workflow.reopen(
        submission=approved, reason="Late cases.", by=world.person("olive"), now=at(15), today=world.TODAY
    )
    submit(16, draft=again)

    found = read(verbs.PERCENT)

    assert november_of(found).moves == before
    assert len([due for due in found.figures if due.period == world.november()]) == 1


def test_what_was_published_or_imported_is_outside():
    verbs.take_over()
    submit(9, slug=verbs.LIBRARIES, by="oscar")

    assert [due for due in read(verbs.PERCENT).figures if due.period == world.november()] == []
    assert november_of(read(verbs.LIBRARIES), verbs.LIBRARIES)


def test_figures_count_from_the_day_on_which_people_began():
    """Begun on 9 December: November was due after it, October on 14 November before it."""
    assert read().figures == []
    submit(9)

    assert {due.period for due in read(verbs.PERCENT).figures} == {world.november()}
    Submission.objects.filter(origin="entered").update(created_at=datetime(2020, 11, 14, tzinfo=UTC))
    labels = [due.period.label for due in read(verbs.PERCENT).figures]
    assert labels == ["October 2020", "November 2020"]


@pytest.mark.parametrize(("today", "count"), [(DUE, 0), (date(2020, 12, 15), 1)])
def test_a_figure_counts_once_its_due_day_is_over(today, count):
    submit(9)

    assert len(read(verbs.PERCENT, today=today).figures) == count


def test_neither_calculated_measures_nor_those_of_other_days_count():
    submit(9)
    own = Measure.objects.filter(slug=verbs.RATE)
    assert len(read(verbs.RATE).figures) == 1
    for fields in (
        {"active_to": date(2020, 10, 31)},
        {"state": "development", "active_to": None},
        {"state": "retired"},
        {"state": "active", "entry": "calculated", "calculation": "total"},
    ):
        own.update(**fields)
        assert read(verbs.RATE).figures == []
    own.update(state="retired", entry="fraction", calculation="", active_to=date(2020, 11, 30))
    assert len(read(verbs.RATE).figures) == 1


def test_a_span_is_a_year_or_the_last_twelve_months():
    submit(9)
    Submission.objects.filter(origin="entered").update(created_at=datetime(2019, 1, 1, tzinfo=UTC))

    year = [due.period.label for due in read(verbs.PERCENT, year=world.year_2020()).figures]
    last = [due.period.label for due in read(verbs.PERCENT).figures]

    assert (year[0], year[-1], len(year)) == ("April 2020", "November 2020", 8)
    assert (last[-1], "April 2020" in last) == ("November 2020", True)
    assert min(due.period.due_on for due in read(verbs.PERCENT).figures) >= date(2019, 12, 16)


# --- Who is counted together -----------------------------------------------------------------------------


def test_directorates_and_owners_with_their_shares():
    """Of four figures two are on time; one of the three that were submitted was returned."""
    submit(9)
    approve(submit(9, slug=scene.DRAFT), 10)
    send_back(submit(16, slug=scene.SUBMITTED), 17)
    found = read(verbs.PERCENT, scene.DRAFT, scene.SUBMITTED, scene.CHILDREN)

    assert [
        (str(place), one.expected, one.on_time, one.late, one.never) for place, one in found.by_directorate()
    ] == [
        ("Adults and Communities", 3, 2, 1, 0),
        ("Children and Family Services", 1, 0, 0, 1),
    ]
    olive, otto = found.by_owner()
    assert (olive[0].name, str(olive[1].share), str(olive[1].returned_share)) == (
        "Olive Owner",
        "66.7",
        "33.3",
    )
    assert (otto[0].name, otto[1].share, otto[1].returned_share) == ("Otto Other", D("0.0"), None)
    assert (str(olive[1].to_submission), str(olive[1].to_approval)) == ("6", "7")
    total = found.summary()
    assert (total.expected, str(total.share), otto[1].to_submission) == (4, "50.0", None)


def test_returns_are_listed_with_their_reasons_the_latest_first():
    again = submit(10, draft=send_back(submit(8), 9, "Which month?"))
    send_back(again, 11, "Still the wrong month.")

    returns = read(verbs.PERCENT).returns

    assert [(one.reason, one.by.name, one.on) for one in returns] == [
        ("Still the wrong month.", "Mary Manager", at(11)),
        ("Which month?", "Mary Manager", at(9)),
    ]


def test_a_measure_counts_with_the_directorate_of_its_due_day():
    submit(9)
    adults = world.measure(verbs.PERCENT).directorate
    care = Directorate.objects.create(name="Care")
    ada, on = world.person("ada"), date(2020, 12, 15)
    reorganising.merge(directorate=adults, into=care, on=on, reason="One.", by=ada, today=TODAY)

    assert [str(place) for place, _ in read(verbs.PERCENT).by_directorate()] == ["Adults and Communities"]
    assert world.measure(verbs.PERCENT).directorate == care


def test_a_measure_without_an_owner_is_nobodys():
    submit(9)
    MeasureRole.objects.filter(measure__slug=verbs.PERCENT, kind="owner").delete()

    assert [owner for owner, _ in read(verbs.PERCENT).by_owner()] == [None]


def test_reading_takes_as_many_queries_for_many_as_for_one():
    submit(9)
    every = list(Measure.objects.values_list("slug", flat=True))
    biennial = Measure.objects.filter(frequency="biennial").values_list("slug", flat=True).first()
    read(verbs.PERCENT, biennial)
    with CaptureQueriesContext(connection) as few:
        read(verbs.PERCENT, biennial)
    submit(9, slug=scene.DRAFT)
    send_back(submit(9, slug=scene.SUBMITTED), 10)
    with CaptureQueriesContext(connection) as many:
        assert len(read(*every).figures) > 20

    assert len(many) == len(few)
    assert len(few) <= 10


# --- The page --------------------------------------------------------------------------------------------


@pytest.fixture
def later(settings):
    """The page's day, two working days after November was due."""
    settings.PRODUCT_DATE = TODAY
    Measure.objects.exclude(slug__in=[verbs.PERCENT, scene.DRAFT, scene.SUBMITTED, scene.CHILDREN]).update(
        state="development"
    )
    submit(9)
    approve(submit(9, slug=scene.DRAFT), 10)
    send_back(submit(16, slug=scene.SUBMITTED), 17, "hidden-return-reason")


def test_the_page_counts_by_directorate_and_by_owner(later, as_person):
    petra = as_person("petra")
    page = Page(petra.get(PAGE))
    assert (
        "Of 4 figures that fell due in the last 12 months, 2 were on time (50.0%), 1 late; 1 never came."
        in page.text
    )
    assert page.column("Share on time") == ["66.7% of 3", "0.0% of 1"]
    assert page.column("Share returned") == ["33.3% of 3", "–"]
    owners = Page(petra.get(f"{PAGE}?by=owner"))
    assert owners.column("Owner today") == ["Olive Owner", "Otto Other"]
    assert owners.column("Days to submission") == ["6", "–"]
    year = Page(petra.get(f"{PAGE}?span={world.year_2020().pk}"))
    assert "Of 4 figures that fell due in 2020/21" in year.text


def test_the_reasons_of_returns_are_read_on_the_page(later, as_person):
    assert Page(as_person("petra").get(f"{PAGE}?by=returns")).column("Reason") == ["hidden-return-reason"]
    assert "hidden-return-reason" not in Page(as_person("marcus").get(f"{PAGE}?by=returns")).text
    assert "hidden-return-reason" not in Page(as_person("stella").get(f"{PAGE}?by=returns")).text


@pytest.mark.parametrize(
    ("by", "cells"),
    [
        ("directorate", "Adults and Communities,3,2,1,0,66.7,6,7,1,33.3"),
        ("owner", "Olive Owner,3,2,1,0,66.7,6,7,1,33.3"),
        ("returns", "hidden-return-reason"),
    ],
)
def test_each_table_downloads_as_plain_numbers(later, as_person, by, cells):
    text = as_person("petra").get(f"{PAGE}?by={by}&_export=csv").content.decode()

    assert cells in text


def test_a_manager_sees_their_own_part_alone(later, as_person):
    assert "Of 3 figures" in Page(as_person("mary").get(PAGE)).text
    assert "Of 1 figure " in Page(as_person("stella").get(PAGE)).text
    adults = world.measure(verbs.PERCENT).directorate
    assert "Of 3 figures" in Page(as_person("petra").get(f"{PAGE}?directorate={adults.pk}")).text


def test_before_anybody_submitted_the_page_says_from_when_it_counts(settings, as_person):
    settings.PRODUCT_DATE = TODAY
    page = Page(as_person("petra").get(f"{PAGE}?span=x&by=x&directorate=x"))

    assert "Nothing has fallen due in the last 12 months since people began" in page.text
    assert "from the day on which people began to enter them here" in page.text


def test_the_page_takes_as_many_queries_for_many_as_for_one(later, as_person):
    petra = as_person("petra")
    Measure.objects.filter(frequency="biennial").update(state="active")
    petra.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        petra.get(PAGE)
    Measure.objects.update(state="active")
    with CaptureQueriesContext(connection) as many:
        petra.get(PAGE)

    assert len(many) == len(few)
    assert AuditEntry.objects.filter(verb="submitted").count() == 3
    assert timedelta(days=2) == TODAY - DUE
