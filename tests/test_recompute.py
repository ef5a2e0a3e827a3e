"""Ratings come out of computation, the same ones every time, and nothing is lost on the way."""

import csv
import os
import re
from datetime import UTC, date, datetime
from decimal import Decimal as D
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from performance import assessing, configuration, recompute, recompute_requests, workflow
from performance.demonstration import cycle
from performance.models import (
    Assessment,
    AssessmentRun,
    AuditEntry,
    Measure,
    Period,
    RagRule,
    RecomputeRequest,
    StatusLevel,
    Submission,
    Target,
)
from performance.workflow import NotComplete
from tests import world
from tests.needs import need_shared

pytestmark = pytest.mark.django_db

NOW = datetime(2020, 12, 10, 10, 0, tzinfo=UTC)
SLUG = "learning-disability-accommodation"  # 83.7% against 86%
SURVEY = "Not rated. Survey not to be undertaken in 20-21 due to Covid-19."
NO_TARGET = "Not rated: this measure has no target."

# What the council published for November 2020, and the sentence that says why. The published ratings are
# in the tests alone.
RATED = {
    "contacts-prevent-need": (
        "A",
        "Amber: 54.0% is 2.0 points under the band of 56–61%; amber reaches 5.0 points.",
    ),
    "adult-learning-success": ("A", "Amber: 84% is 2 points under 86%; amber reaches 5.0 points."),
    "contacts-reduce-need": ("G", "Green: 20.6% is within the band of 17–22%."),
    "learning-disability-employment": (
        "G",
        "Green: 11.0% equals the target of >11%, which counts as meeting it.",
    ),
    "learning-disability-accommodation": (
        "A",
        "Amber: 83.7% is 2.3 points under 86%; amber reaches 5.0 points.",
    ),
    "contacts-delay-need": ("G", "Green: 11.0% is within the band of 10–15%."),
    "reablement-no-further-need": ("R", "Red: 79.7% is 7.3 points under 87%; amber ends at 5.0 points."),
    "home-91-days-after-discharge": ("G", "Green: 89.7% meets the target of 88%."),
    "admissions-18-64": ("G", "Green: the full-year forecast of 3.1 meets the target of <8.1."),
    "admissions-65-plus": ("G", "Green: the full-year forecast of 462.0 meets the target of <553."),
    "contacts-meet-need": (
        "A",
        "Amber: 14.4% is 3.4 points over the band of 6–11%; amber reaches 5.0 points.",
    ),
    "users-self-directed-support": ("A", "Amber: 96.0% is 3.0 points under 99%; amber reaches 5.0 points."),
    "users-direct-payments": ("G", "Green: 45.6% meets the target of >40%."),
    "carers-self-directed-support": (
        "G",
        "Green: 99.8% is 0.2 points under 100%; green reaches 0.5 points.",
    ),
    "carers-direct-payments": ("A", "Amber: 98.7% is 1.3 points under 100%; amber reaches 5.0 points."),
}
NOT_RATED = {
    "users-find-information-easily": ("no_value", "survey_not_run", SURVEY),
    "carers-find-information-easily": ("no_value", "survey_not_run", SURVEY),
    "users-social-contact": ("no_value", "survey_not_run", SURVEY),
    "carers-social-contact": ("no_value", "survey_not_run", SURVEY),
    "users-feel-safe": ("no_value", "survey_not_run", SURVEY),
    "delayed-transfers-social-care": (
        "no_value",
        "not_published",
        "Not rated. Not published by NHS Digital during Pandemic.",
    ),
    "heritage-visits": ("no_target", "", NO_TARGET),
    "volunteering-hours": ("no_target", "", NO_TARGET),
    "library-visits": ("no_target", "", NO_TARGET),
    "library-issues": ("no_target", "", NO_TARGET),
    "library-issues-children": ("no_target", "", NO_TARGET),
    "library-e-loans": ("no_target", "", NO_TARGET),
    "community-library-issues": ("no_target", "", NO_TARGET),
    "community-library-issues-children": ("no_target", "", NO_TARGET),
    "safeguarding-outcomes-achieved": ("no_target", "", NO_TARGET),
}


def judged():
    """The month's assessments, by the measure's lasting name."""
    entered = Assessment.objects.filter(submission__origin="entered", submission__status="approved")
    rows = entered.select_related("measure", "level", "to_date_level", "submission", "target")
    return {assessment.measure.slug: assessment for assessment in rows}


def derived():
    """Every assessment by its submission, without what says when and by which run it was made."""
    return {row.submission_id: values_of(row) for row in Assessment.objects.all()}


def values_of(assessment):
    return {name: getattr(assessment, name) for name in ("submission_id", *Assessment.DERIVED)}


def request_of(slug):
    return RecomputeRequest.objects.get(measure__slug=slug)


def submitted(slug):
    figure = next(f for f in cycle.figures_of("2020-11") if f.measure.slug == slug)
    cycle.submit(figure, today=world.TODAY)
    return Submission.objects.get(measure=figure.measure, period=figure.period)


@pytest.fixture
def one_rated(db):
    """One of November's figures approved and judged, where the others do not matter."""
    figure = submitted(SLUG)
    workflow.approve(submission=figure, version=2, by=world.person("mary"))
    recompute.recompute_due()


# --- The month's thirty ------------------------------------------------------------------------------


def test_the_fifteen_published_ratings_are_computed(month):
    rated = {slug: (a.level.letter, a.sentence) for slug, a in judged().items() if a.level}
    assert rated == RATED
    assert "".join(sorted(letter for letter, _ in rated.values())) == "AAAAAAGGGGGGGGR"


def test_the_other_fifteen_are_not_rated_and_say_why(month):
    not_rated = {
        slug: (a.not_rated, a.submission.absence, a.sentence) for slug, a in judged().items() if not a.level
    }
    assert not_rated == NOT_RATED


def test_the_ratings_are_those_of_the_published_table(month):
    path = need_shared() / "reference" / "leicestershire_dashboard_2020-21.csv"
    with path.open(encoding="utf-8", newline="") as file:
        published = {row["description"]: row["published_rag"] for row in csv.DictReader(file)}
    computed = {a.measure.title: a.level.letter if a.level else "N/A" for a in judged().values()}
    assert computed == published
    assert len(published) == 30


def test_gaps_are_kept_absolute_and_relative(month):
    gaps = {slug: (a.judged_value, a.gap, a.relative_gap) for slug, a in judged().items() if a.gap}
    assert gaps == {
        "contacts-prevent-need": (D("54.0"), D("2.0"), D("3.571429")),  # of 56
        "adult-learning-success": (D("84"), D("2"), D("2.325581")),
        "learning-disability-accommodation": (D("83.7"), D("2.3"), D("2.674419")),
        "reablement-no-further-need": (D("79.7"), D("7.3"), D("8.390805")),
        "contacts-meet-need": (D("14.4"), D("3.4"), D("30.909091")),  # of 11
        "users-self-directed-support": (D("96.0"), D("3.0"), D("3.030303")),
        "carers-self-directed-support": (D("99.8"), D("0.2"), D("0.2")),
        "carers-direct-payments": (D("98.7"), D("1.3"), D("1.3")),
    }


def test_a_forecast_is_the_headline_and_the_figure_to_date_stands_beside_it(month):
    assessments = judged()
    assert {slug for slug, a in assessments.items() if a.judged == "forecast"} == {
        "admissions-18-64",
        "admissions-65-plus",
    }
    beside = {
        slug: (a.judged_value, a.to_date_level.letter, a.to_date_target, a.to_date_sentence)
        for slug, a in assessments.items()
        if a.to_date_sentence
    }
    assert beside == {
        # 9 of 419,403 is 2.1 per 100,000, and 8/12 of 8.1 is 5.4.
        "admissions-18-64": (
            D("3.1"),
            "G",
            D("5.4"),
            "Green: the figure to date of 2.1 meets the target of 5.4.",
        ),
        # 460 of 144,892 is 317.5 per 100,000, and 8/12 of 553 is 368.7.
        "admissions-65-plus": (
            D("462.0"),
            "G",
            D("368.7"),
            "Green: the figure to date of 317.5 meets the target of 368.7.",
        ),
    }


def test_each_figure_is_compared_with_the_one_before_it(month):
    sentences = {slug: a.direction_sentence for slug, a in judged().items() if a.direction_sentence}
    assert sentences["reablement-no-further-need"] == "Worsening: 79.7% after 87.5% in 2019/20."
    assert sentences["volunteering-hours"] == "Worsening: 1.7k after 19.0k in April to November 2019."
    assert sentences["admissions-65-plus"] == (
        "Improving: full-year forecast of 462.0 after 616.3 in 2019/20."
    )
    without = {slug for slug, (code, *_) in NOT_RATED.items() if code == "no_value"}
    assert set(judged()) - set(sentences) == without


# --- A changed target --------------------------------------------------------------------------------

AMBER = RATED[SLUG][1]
GREEN = "Green: 83.7% is 0.3 points under 84%; green reaches 0.5 points."


def supersede(slug=SLUG, **changes):
    arguments = {
        "measure": world.measure(slug),
        "year": world.year_2020(),
        "kind": "at_least",
        "value": D(84),
        "as_entered": "84%",
        "rule": RagRule.objects.get(basis="points"),
        "reason": "Agreed at the half-year review.",
        "by": world.person("ada"),
        "now": NOW,
        "today": world.TODAY,
    }
    return configuration.set_target(**arguments | changes)


@pytest.mark.parametrize(
    ("today", "sentence", "version"),
    [
        (date(2020, 12, 10), GREEN, 2),
        (date(2020, 12, 31), GREEN, 2),  # November's last day
        (date(2021, 1, 1), AMBER, 1),
    ],
)
def test_a_new_target_judges_what_is_still_open_and_nothing_that_closed(one_rated, today, sentence, version):
    others = Assessment.objects.exclude(measure__slug=SLUG).values_list("sentence")
    before = list(others.order_by("pk"))
    assert judged()[SLUG].sentence == AMBER
    supersede(today=today)
    assert recompute.recompute_due().differed == int(version == 2)
    assert (judged()[SLUG].sentence, judged()[SLUG].target.version) == (sentence, version)
    assert list(others.order_by("pk")) == before


def test_a_period_that_closed_before_the_new_target_keeps_the_old_one(one_rated):
    supersede()
    Period.objects.filter(pk=world.november().pk).update(due_on="2020-12-05", closes_on="2020-12-09")
    recompute.recompute_everything()
    assert (judged()[SLUG].sentence, judged()[SLUG].target.version) == (AMBER, 1)
    Period.objects.filter(pk=world.november().pk).update(closes_on=None)
    recompute.recompute_everything()
    assert (judged()[SLUG].sentence, judged()[SLUG].target.version) == (GREEN, 2)


def test_a_superseded_target_is_kept_and_the_trail_says_from_what_to_what_and_why(one_rated):
    target = supersede(limits=dict(zip(StatusLevel.objects.all(), (D("0.2"), D(4)), strict=False)))
    versions = Target.objects.filter(measure=target.measure).order_by("version")
    assert list(versions.values_list("version", "value", "effective_on", "reason")) == [
        (1, D(86), date(2020, 4, 1), ""),
        (2, D(84), date(2020, 12, 10), "Agreed at the half-year review."),
    ]
    assert [(str(limit), limit.level.code) for limit in target.limits.all()] == [
        ("Green to 0.2 points", "green"),
        ("Amber to 4.0 points", "amber"),
    ]
    entry = AuditEntry.objects.get(subject_type="target", subject_id=target.pk)
    assert (entry.by.name, entry.verb, entry.before, entry.after, entry.reason) == (
        "Ada Admin",
        "target superseded",
        {"target": "86% (2020/21)", "limits": "Green to 0.5 points; Amber to 5.0 points"},
        {"target": "84% (2020/21)", "limits": "Green to 0.2 points; Amber to 4.0 points"},
        "Agreed at the half-year review.",
    )
    recompute.recompute_due()
    assert judged()[SLUG].sentence == "Amber: 83.7% is 0.3 points under 84%; amber reaches 4.0 points."


ONLY_BANDS = "Limits of a band go only with a target of the kind “Within a band”."
NO_FIGURE = "This kind of target has no figure. Clear it, or choose another kind."
NO_RULE = "Choose the rule that judges this target."


BAND = {"slug": "contacts-prevent-need", "kind": "band", "value": None}


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"reason": " "}, {"reason": "Say why the target changes; the reason is printed with it."}),
        ({"value": None}, {"value": "Enter the target."}),
        ({"lower": D(80)}, {"lower": ONLY_BANDS}),
        ({"rule": None}, {"rule": NO_RULE}),
        ({"kind": "none"}, {"value": NO_FIGURE}),
        ({"kind": "at_most"}, {"kind": "High is good for this measure, so its target is “At least”."}),
        (
            {"profile": "linear"},
            {"profile": "Only what adds up over a year is reached in steps; choose “The same all year”."},
        ),
        (
            BAND | {"value": D(1), "lower": D(1), "upper": D(2)},
            {"value": "A band has two edges and no single target."},
        ),
        (BAND | {"lower": D(1)}, {"lower": "Enter both edges of the band."}),
        (
            BAND | {"lower": D(2), "upper": D("1.9")},
            {"upper": "The upper edge of the band is below the lower one."},
        ),
    ],
)
def test_a_target_that_cannot_be_recorded(changes, problems):
    before = Target.objects.count(), AuditEntry.objects.count(), request_of(SLUG).seq
    with pytest.raises(NotComplete) as refusal:
        supersede(**changes)
    assert refusal.value.problems == problems
    assert (Target.objects.count(), AuditEntry.objects.count(), request_of(SLUG).seq) == before


HOW_MANY = "Give a limit for each level of the status scale but the last."
IN_ORDER = "Each level has to reach at least as far from the target as the one before it."


@pytest.mark.parametrize(
    ("reaches", "problem"),
    [
        (("5", "0.5"), IN_ORDER),
        (("5.1",), IN_ORDER),
        (("0.5", "5", "9"), HOW_MANY),
        (("-0.5", "5"), "A limit is a distance from the target, so it cannot be less than 0."),
    ],
)
def test_limits_that_do_not_fit_the_scale_leave_no_target(reaches, problem):
    before = Target.objects.count()
    levels = StatusLevel.objects.order_by("position")
    with pytest.raises(NotComplete) as refusal:
        supersede(limits=dict(zip(levels, map(D, reaches), strict=False)))
    assert (refusal.value.problems, Target.objects.count()) == ({"limits": problem}, before)


# --- What is derived can be made again ---------------------------------------------------------------


def corrupt():
    """Three rows spoiled behind the product's back, a sentence, a level, and one gone; their measures."""
    spoiled, misjudged, lost = rows = Assessment.objects.order_by("pk")[:3]
    red = StatusLevel.objects.get(code="red")
    table = Assessment._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET sentence = 'All is well.' WHERE id = %s", [spoiled.pk])
        cursor.execute(
            f"UPDATE {table} SET level_id = %s, not_rated = '' WHERE id = %s", [red.pk, misjudged.pk]
        )
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [lost.pk])
    return [row.measure for row in rows]


def test_corrupted_rows_are_found_counted_and_mended():
    before = derived()
    measures = corrupt()
    assert sum(derived().get(pk) != row for pk, row in before.items()) == 3
    run = recompute.recompute_everything(task="a-task")
    assert (run.measures, run.computed, run.differed) == (31, 30, 3)
    assert (run.process, run.task, run.finished_at >= run.started_at) == (os.getpid(), "a-task", True)
    assert derived() == before
    written = Assessment.objects.filter(run=run).order_by("measure")
    assert sorted(row.measure_id for row in written) == sorted(measure.pk for measure in measures)
    assert recompute.recompute_everything().differed == 0


def test_all_assessments_deleted_come_back_the_same(month):
    before = derived()
    Assessment.objects.all().delete()
    run = recompute.recompute_everything()
    assert (run.differed, derived()) == (60, before)


def test_what_is_due_mends_its_own_measures_alone():
    before = derived()
    first, *others = corrupt()
    recompute_requests.request(first, now=NOW)
    assert recompute.recompute_due().differed == 1
    after = derived()
    wrong = Submission.objects.filter(pk__in=[pk for pk, row in before.items() if after.get(pk) != row])
    assert {submission.measure for submission in wrong} == set(others)


def test_a_superseded_revision_keeps_no_assessment(one_rated):
    old = judged()[SLUG].submission
    olive, mary = world.person("olive"), world.person("mary")
    revision = workflow.reopen(submission=old, reason="Late records.", by=olive, today=world.TODAY)
    edited = workflow.save_draft(
        measure=old.measure,
        period=old.period,
        content={"value": D("86.0")},
        version=1,
        by=olive,
        today=world.TODAY,
    )
    waiting = workflow.submit(submission=edited, version=2, by=olive, today=world.TODAY)
    recompute.recompute_due()
    assert judged()[SLUG].submission == old
    workflow.approve(submission=waiting, version=3, by=mary)
    assert recompute.recompute_due().differed == 2
    assert judged()[SLUG].submission == revision
    assert judged()[SLUG].sentence == "Green: 86.0% meets the target of 86%."
    assert not Assessment.objects.filter(submission=old).exists()
    assert Assessment.objects.count() == 31


def test_the_command_prints_its_counts():
    def said(*arguments):
        out = StringIO()
        call_command("recompute", *arguments, stdout=out)
        return re.sub(r"\d+\.\d\d s", "N s", out.getvalue())

    corrupt()
    every = "30 assessments computed for 31 measures in N s; {} differed.\n"
    assert said() == "Nothing was due.\n"
    assert said("--all") == every.format(3)
    assert said("--all") == every.format(0)
    recompute_requests.request_many([world.measure("heritage-visits").pk, world.measure(SLUG).pk], now=NOW)
    assert said() == "2 assessments computed for 2 measures in N s; 0 differed.\n"
    assert said() == "Nothing was due.\n"


# --- Asking: the row is the truth and the queue a hint -----------------------------------------------


def test_the_request_is_rolled_back_with_the_approval():
    submission = submitted(SLUG)
    before = request_of(SLUG).seq
    with transaction.atomic():
        workflow.approve(submission=submission, version=2, by=world.person("mary"))
        assert (request_of(SLUG).seq, recompute_requests.is_due()) == (before + 1, True)
        transaction.set_rollback(True)
    assert (request_of(SLUG).seq, recompute_requests.is_due()) == (before, False)
    assert recompute.recompute_due() is None


def test_one_message_goes_out_when_it_is_committed_and_no_broker_is_no_harm(
    django_capture_on_commit_callbacks,
):
    submission = submitted(SLUG)
    with django_capture_on_commit_callbacks(execute=True) as sent:
        workflow.approve(submission=submission, version=2, by=world.person("mary"))
    assert sent == [recompute_requests.send_look]
    assert recompute_requests.is_due()
    recompute.recompute_due()
    assert judged()[SLUG].sentence == AMBER


def test_a_measure_that_was_never_judged_can_be_asked_for():
    measure = world.measure(SLUG)
    RecomputeRequest.objects.all().delete()
    recompute_requests.request(measure, now=NOW)
    recompute_requests.request(measure, now=NOW)
    request = request_of(SLUG)
    assert (request.seq, request.done_seq) == (2, 0)
    assert recompute.recompute_due().measures == 1
    assert (request_of(SLUG).seq, request_of(SLUG).done_seq) == (2, 2)
    assert recompute.recompute_due() is None


def while_computing(interrupt):
    """Something that happens once, after a run has begun and before it has computed."""
    done = []

    def wrapper(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if sql.startswith("INSERT") and AssessmentRun._meta.db_table in sql and not done:
            done.append(sql)
            interrupt()
        return result

    return connection.execute_wrapper(wrapper)


def test_what_is_asked_for_while_computing_is_computed_again():
    measure = world.measure(SLUG)
    recompute_requests.request(measure, now=NOW)
    before, runs = request_of(SLUG).seq, AssessmentRun.objects.count()
    with while_computing(lambda: recompute_requests.request(measure, now=NOW)):
        recompute.recompute_due()
    assert AssessmentRun.objects.count() == runs + 2
    assert (request_of(SLUG).seq, request_of(SLUG).done_seq) == (before + 1, before + 1)


def test_what_is_asked_for_while_everything_is_computed_stays_due():
    measure = world.measure(SLUG)
    before = request_of(SLUG).seq
    with while_computing(lambda: recompute_requests.request(measure, now=NOW)):
        recompute.recompute_everything()
    assert (request_of(SLUG).seq, request_of(SLUG).done_seq) == (before + 1, before)
    assert recompute_requests.is_due()


# --- How it is done ----------------------------------------------------------------------------------


def queries_of(call, kind=""):
    with CaptureQueriesContext(connection) as captured:
        call()
    return sum(query["sql"].startswith(kind) for query in captured)


@pytest.mark.wide
def test_thirty_measures_cost_as_many_queries_as_one(month):
    everything = list(Measure.objects.exclude(slug="children-in-care-visits"))
    assert len(everything) == 30

    def recomputing(measures, kind="", *, spoiled=False):
        if spoiled:
            Assessment.objects.filter(measure__in=measures).update(sentence="All is well.")
        recompute_requests.request_many([measure.pk for measure in measures], now=NOW)
        return queries_of(recompute.recompute_due, kind)

    assert recomputing(everything) == recomputing(everything[:1])
    # What differs is written in batches as large as the database takes.
    reading = recomputing(everything[:1], "SELECT", spoiled=True)
    assert recomputing(everything, "SELECT", spoiled=True) == reading


@pytest.mark.wide
def test_thirty_previews_cost_as_many_queries_as_one(db):
    world.submit_month()
    waiting = list(Submission.objects.awaiting_approval().with_measure())
    assert len(waiting) == 30
    assert queries_of(lambda: assessing.judge_with(waiting)) == queries_of(
        lambda: assessing.judge_with(waiting[:1])
    )


@pytest.mark.wide
def test_a_preview_is_what_approval_then_gives(db):
    figures = world.submit_month()
    waiting = list(Submission.objects.awaiting_approval().with_measure())
    before = derived()
    promised = {pk: values_of(row) for pk, row in assessing.judge_with(waiting).items()}
    assert derived() == before
    assert len(promised) == 30
    for figure in figures:
        cycle.approve(figure)
    recompute.recompute_due()
    assert derived() == before | promised
