"""Measures worked out from others: what they come to, when they change, and that nobody enters one."""

import contextlib
import json
import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from performance import calculating, recompute, recompute_requests, workflow
from performance.models import (
    Assessment,
    AuditEntry,
    CalculationInput,
    Measure,
    MeasureRole,
    RecomputeRequest,
    Submission,
)
from performance.refusals import SomebodyElseWasFirst, WorkflowProblem
from tests import measuring, world
from tests.measuring import APRIL, NOVEMBER, figure, figures, target
from tests.test_race import BASE, ROUNDS, Race, url_of_the_tests_database

NOW = datetime(2020, 12, 10, 10, 0, tzinfo=UTC)
MONEY = {"unit": "money", "decimals": 3, "scale": "m", "polarity": "none", "aggregation": "as_entered"}
START = "import django; django.setup(); from tests.test_calculating import worker; worker()"


def source(slug, **fields):
    """A measure that is entered: an amount of money in millions."""
    return measuring.measure(slug, **{**MONEY, **fields})


def calculated(calculation, first, second=(), slug="result", **fields):
    """A measure calculated from others, named in order."""
    made = source(slug, entry="calculated", calculation=calculation, **fields)
    for part, sources in (("first", first), ("second", second)):
        for position, measure in enumerate(sources):
            CalculationInput.objects.create(measure=made, source=measure, part=part, position=position)
    return made


def in_force(measure, start=NOVEMBER):
    recompute.recompute_due()
    return Submission.objects.in_force().get(measure=measure, period__start=start, period__kind="month")


def said(submission):
    """Its value, or the code and sentence of why it has none."""
    return submission.value if submission.value is not None else (submission.absence, submission.absence_note)


# --- What they come to ---------------------------------------------------------------------------------


def test_a_total_is_the_sum_of_its_inputs(db):
    amounts = {"care": "48902000", "roads": "18281000", "schools": "51914000", "parks": "23019000"}
    sources = [source(slug) for slug in amounts]
    total = calculated("total", sources)
    for measure in sources:
        figure(measure, NOVEMBER, amounts[measure.slug])
    made = in_force(total)
    assert said(made) == D(142116000)
    assert (made.status, made.origin, made.revision) == ("published", "calculated", 1)
    assert made.source == "Calculated: total of the first inputs"
    assert (made.created_by, made.submitted_by, made.sign_offs.count()) == (None, None, 0)


@pytest.mark.parametrize(("spent", "over"), [(51066000, 2164000), (48459000, -443000), (48902000, 0)])
def test_a_variance_is_over_or_under(db, spent, over):
    actual, budget = source("actual"), source("budget")
    variance = calculated("variance", [actual], [budget])
    figure(actual, NOVEMBER, spent)
    figure(budget, NOVEMBER, 48902000)
    assert said(in_force(variance)) == D(over)


def test_a_variance_of_several_inputs_is_of_their_sums(db):
    sources = [source(slug) for slug in ("care", "roads", "plan")]
    variance = calculated("variance", sources[:2], sources[2:])
    for measure, amount in zip(sources, (10, 5, 12), strict=True):
        figure(measure, NOVEMBER, amount)
    assert said(in_force(variance)) == D(3)


def test_a_share_keeps_its_numerator_and_denominator(db):
    parts = [source(slug, unit="count", scale="", decimals=0) for slug in ("inadequate", "improve", "good")]
    share = calculated("share", parts[2:], parts, unit="percent", scale="", decimals=1)
    for measure, number in zip(parts, (4, 69, 193), strict=True):
        figure(measure, NOVEMBER, number)
    made = in_force(share)
    assert (made.value, made.numerator, made.denominator) == (D("72.556391"), D(193), D(266))


def test_a_share_of_several_inputs(db):
    parts = [source(slug, unit="count", scale="", decimals=0) for slug in ("fair", "good", "all")]
    share = calculated("share", parts[:2], parts[2:], unit="percent", scale="", decimals=1)
    for measure, number in zip(parts, (1, 2, 12), strict=True):
        figure(measure, NOVEMBER, number)
    assert in_force(share).value == D(25)


@pytest.mark.parametrize(
    ("whole", "sentence"), [(0, "No share: the whole is 0."), (-5, "No share: the whole is below 0.")]
)
def test_a_share_of_nothing_is_none(db, whole, sentence):
    part, other = source("part"), source("other")
    share = calculated("share", [part], [other], unit="percent", scale="", decimals=1)
    figure(part, NOVEMBER, 3)
    figure(other, NOVEMBER, whole)
    assert said(in_force(share)) == ("not_published", sentence)


def test_a_total_of_totals_follows_in_the_same_pass(db):
    care, roads, schools = (source(slug) for slug in ("care", "roads", "schools"))
    # The outer one is made and named first, so that the order is found and not given.
    outer = calculated("total", [schools], slug="all-services")
    inner = calculated("total", [care, roads], slug="some-services")
    CalculationInput.objects.create(measure=outer, source=inner)
    figure(schools, NOVEMBER, 4)
    assert said(in_force(outer)) == ("not_published", "No total: Some services is missing.")
    figure(care, NOVEMBER, 1)
    figure(roads, NOVEMBER, 2)
    # Only what the inner one is made from has changed.
    assert (said(in_force(outer)), said(in_force(inner))) == (D(7), D(3))


def test_each_period_has_its_own_and_the_year_as_well(db):
    measuring.open_years(APRIL)
    care, roads = source("care"), source("roads")
    total = calculated("total", [care, roads])
    figures(care, APRIL, [1, 2])
    figures(roads, APRIL, [10, 20])
    figure(care, APRIL, 100, "year")
    figure(roads, APRIL, 200, "year")
    recompute.recompute_due()
    found = Submission.objects.in_force().filter(measure=total).order_by("period__start", "period__kind")
    assert [(s.period.label, s.value) for s in found] == [
        ("April 2020", D(11)),
        ("2020/21", D(300)),
        ("May 2020", D(22)),
    ]


def test_periods_of_another_frequency_or_year_are_none_of_its_own(db):
    measuring.open_years(APRIL, kinds=("quarter",))
    measuring.open_years(date(2020, 8, 1), basis="academic")
    quarterly, academic = source("care", frequency="quarterly"), source("schools", year_basis="academic")
    total = calculated("total", [quarterly, academic])
    figure(quarterly, APRIL, 5, "quarter")
    figure(academic, NOVEMBER, 6)
    figure(academic, date(2020, 8, 1), 7, "year")
    recompute.recompute_due()
    assert not Submission.objects.filter(measure=total).exists()


# --- Without a figure ----------------------------------------------------------------------------------


@pytest.mark.wide
@pytest.mark.parametrize("calculation", ["total", "variance", "share"])
@pytest.mark.parametrize(
    ("absence", "expected"),
    [
        (None, ("not_published", "No {}: Roads is missing.")),
        ("not_published", ("not_published", "No {}: Roads was not published.")),
        ("due_on", ("not_published", "No {}: Roads is not due yet.")),
        ("survey_not_run", ("not_published", "No {}: Roads had no survey.")),
        ("suppressed", ("suppressed", "No {}: Roads is suppressed and could be worked out from it.")),
    ],
)
def test_an_input_without_a_figure_leaves_none_and_is_named(db, calculation, absence, expected):
    care, roads = source("care"), source("roads")
    first, second = ([care, roads], []) if calculation == "total" else ([care], [roads])
    result = calculated(calculation, first, second)
    figure(care, NOVEMBER, 5)
    if absence:
        figure(roads, NOVEMBER, absence)
    absence, sentence = expected
    assert said(in_force(result)) == (absence, sentence.format(calculation))


def test_several_inputs_taken_together_say_which_is_suppressed(db):
    care, roads, plan = (source(slug) for slug in ("care", "roads", "plan"))
    variance = calculated("variance", [care, roads], [plan])
    figure(care, NOVEMBER, 5)
    figure(plan, NOVEMBER, 5)
    figure(roads, NOVEMBER, "suppressed")
    sentence = "No total: Roads is suppressed and could be worked out from it."
    assert said(in_force(variance)) == ("suppressed", sentence)


def test_what_does_not_apply_is_left_out_of_a_total(db):
    care, roads = source("care"), source("roads")
    total = calculated("total", [care, roads])
    figure(care, NOVEMBER, 5)
    figure(roads, NOVEMBER, "not_applicable")
    assert said(in_force(total)) == D(5)


@pytest.mark.parametrize("calculation", ["variance", "share"])
def test_without_named_inputs_there_is_none(db, calculation):
    care = source("care")
    result = calculated(calculation, [care])
    figure(care, NOVEMBER, 5)
    sentence = "The measures that it is calculated from have not been named."
    assert said(in_force(result)) == ("not_published", sentence)


@pytest.mark.parametrize(("largest", "result"), [("999999999999", None), ("499999999999", D("999999999998"))])
def test_a_result_too_large_to_keep_says_so(db, largest, result):
    care, roads = (source(slug, unit="count", scale="", decimals=0) for slug in ("care", "roads"))
    total = calculated("total", [care, roads], unit="count", scale="", decimals=0)
    figure(care, NOVEMBER, largest)
    figure(roads, NOVEMBER, largest)
    too_large = "The result is far too large. Check the figures that it is calculated from."
    assert said(in_force(total)) == (("not_published", too_large) if result is None else result)


def test_a_result_beyond_all_digits_says_so(db):
    part, whole = source("part", unit="count", scale=""), source("whole", unit="count", scale="")
    share = calculated("share", [part], [whole], unit="rate", rate_per=1_000_000, scale="", decimals=1)
    figure(part, NOVEMBER, "999999999999")
    figure(whole, NOVEMBER, "0.000001")
    assert said(in_force(share))[1].startswith("The result is far too large.")


def test_more_digits_than_are_kept_are_rounded_once_and_for_all(db):
    care, roads = (source(slug, unit="count", scale="", decimals=6) for slug in ("care", "roads"))
    total = calculated("total", [care, roads], unit="count", scale="", decimals=6)
    figure(care, NOVEMBER, "123456789012.345")
    figure(roads, NOVEMBER, "0.000004")
    assert in_force(total).value == D("123456789012.345")
    recompute.recompute_everything()
    assert Submission.objects.filter(measure=total).count() == 1


# --- When something changes ----------------------------------------------------------------------------


def owned(measure):
    MeasureRole.objects.create(measure=measure, person=world.person("olive"), kind="owner")
    return measure


def correct(submission, value, answers=None):
    """A corrected figure, through every hand it takes."""
    olive = world.person("olive")
    reopened = workflow.reopen(
        submission=submission, reason="Late records.", by=world.person("petra"), today=world.TODAY
    )
    given = {"measure": submission.measure, "period": submission.period, "content": {"value": D(value)}}
    draft = workflow.save_draft(**given, version=reopened.version, by=olive, today=world.TODAY)
    waiting = workflow.submit(
        submission=draft, version=draft.version, by=olive, answers=answers, today=world.TODAY
    )
    return workflow.approve(submission=waiting, version=waiting.version, by=world.person("mary"))


@pytest.fixture
def total(db):
    """A total of 911 and 2,536 in November, judged against at least 3,447."""
    plain = {"unit": "count", "scale": "", "decimals": 0, "polarity": "high"}
    care, roads = owned(source("care", **plain)), owned(source("roads", **plain))
    made = calculated("total", [care, roads], **plain)
    target(made, 3447)
    figure(care, NOVEMBER, 911)
    figure(roads, NOVEMBER, 2536)
    return made


def test_a_corrected_input_makes_a_new_revision_and_rating(total):
    first = in_force(total)
    assert first.assessment.sentence == "Green: 3,447 meets the target of 3,447."
    care = Measure.objects.get(slug="care")
    correct(Submission.objects.get(measure=care), 901)
    second = in_force(total)
    first.refresh_from_db()
    assert (first.status, first.revision, first.value) == ("superseded", 1, D(3447))
    assert (second.status, second.revision, second.value) == ("published", 2, D(3437))
    assert second.opened_reason == "An input has changed."
    assert second.assessment.sentence.startswith("Amber: 3,437 is 10 under 3,447")
    assert not Assessment.objects.filter(submission=first).exists()
    flips = AuditEntry.objects.filter(verb="rating changed", measure=total)
    assert [(e.subject_id, e.before["status"], e.after["status"]) for e in flips] == [
        (second.pk, "Green", "Amber")
    ]
    trail = AuditEntry.objects.filter(measure=total, verb="calculated").order_by("pk")
    assert [(e.by, e.before.get("value"), e.after["value"], e.reason) for e in trail] == [
        (None, None, "3447", ""),
        (None, "3447", "3437", "An input has changed."),
    ]


@pytest.mark.wide
def test_a_correction_changes_its_own_period_alone(total):
    measuring.open_years(APRIL)
    care, roads = (Measure.objects.get(slug=slug) for slug in ("care", "roads"))
    figures(care, APRIL, [1])
    figures(roads, APRIL, [1])
    april = in_force(total, APRIL)
    correct(
        Submission.objects.get(measure=care, period__start=NOVEMBER), 901, {"value:units": "A new service."}
    )
    assert in_force(total).revision == 2
    assert in_force(total, APRIL) == april


def test_the_same_figures_change_nothing(total):
    before = in_force(total)
    entries, runs = AuditEntry.objects.count(), Submission.objects.count()
    recompute_requests.request_many(list(Measure.objects.values_list("pk", flat=True)), now=NOW)
    recompute.recompute_due()
    assert recompute.recompute_everything().differed == 0
    assert in_force(total) == before
    assert (AuditEntry.objects.count(), Submission.objects.count()) == (entries, runs)


@pytest.mark.wide
def test_an_input_that_changes_back_is_a_third_revision(total):
    care = Measure.objects.get(slug="care")
    in_force(total)
    for value in (901, 911):
        correct(Submission.objects.in_force().get(measure=care), value)
        last = in_force(total)
    assert (last.revision, last.value) == (3, D(3447))


def test_what_depends_on_nothing_that_changed_is_left_alone(total):
    in_force(total)
    stranger = source("stranger")
    other = calculated("total", [stranger], slug="other")
    CalculationInput.objects.filter(measure=total).delete()
    figure(stranger, NOVEMBER, 3)
    assert calculating.recalculate([stranger.pk], now=NOW) == {other.pk}
    assert calculating.recalculate([measuring.measure().pk], now=NOW) == set()
    assert in_force(total).value == D(3447)


def test_a_figure_does_not_outlive_the_input_that_it_was_made_from(total):
    in_force(total)
    CalculationInput.objects.filter(measure=total, source__slug="care").delete()
    recompute_requests.request(total, now=NOW)
    assert (in_force(total).revision, in_force(total).value) == (2, D(2536))
    CalculationInput.objects.filter(measure=total).delete()
    recompute_requests.request(total, now=NOW)
    assert in_force(total).absence == "not_published"


def test_a_published_figure_is_not_replaced_by_a_calculated_one(db):
    care = source("care")
    total = calculated("total", [care])
    published = figure(total, NOVEMBER, 3437)
    figure(care, NOVEMBER, 3447)
    assert in_force(total) == published


def test_a_draft_from_when_it_was_entered_stops_no_calculation(db):
    care, total = source("care"), owned(source("result"))
    workflow.save_draft(
        measure=total,
        period=world.november(),
        content={"value": D(1)},
        version=None,
        by=world.person("olive"),
        today=world.TODAY,
    )
    Measure.objects.filter(pk=total.pk).update(entry="calculated", calculation="total")
    CalculationInput.objects.create(measure=total, source=care)
    figure(care, NOVEMBER, 5)
    made = in_force(total)
    assert (made.value, made.revision, made.opened_reason) == (D(5), 2, "An input has changed.")


# --- Circles -------------------------------------------------------------------------------------------


def test_a_circle_is_found_by_the_input_that_leads_back(total):
    care, roads = (Measure.objects.get(slug=slug) for slug in ("care", "roads"))
    outer = calculated("total", [total, roads], slug="outer")
    assert calculating.circle(total, [care, roads]) is None
    assert calculating.circle(outer, [care, total]) is None
    assert calculating.circle(care, [roads, outer]) == outer
    assert calculating.circle(total, [outer]) == outer
    assert calculating.circle(total, [care, total]) == total


def test_a_circle_that_is_there_all_the_same_does_no_harm(db):
    care = source("care")
    one = calculated("total", [care], slug="one")
    two = calculated("total", [one], slug="two")
    CalculationInput.objects.create(measure=one, source=two)
    figure(care, NOVEMBER, 5)
    assert calculating.circle(one, [two]) == two
    # Each waits for the other, and says so; and that is the end of it.
    assert said(in_force(one)) == ("not_published", "No total: Two is missing.")
    recompute.recompute_everything()
    assert said(in_force(two)) == ("not_published", "No total: One was not published.")
    assert said(in_force(one)) == ("not_published", "No total: Two was not published.")
    assert [recompute.recompute_everything().differed for _ in range(2)] == [0, 0]


# --- Nobody enters one ---------------------------------------------------------------------------------


def test_nobody_enters_reopens_or_approves_a_calculated_figure(total):
    owned(total)
    made = in_force(total)
    olive, mary = world.person("olive"), world.person("mary")
    with pytest.raises(WorkflowProblem, match="is calculated from others; enter their figures instead"):
        workflow.save_draft(
            measure=total,
            period=world.november(),
            content={"value": D(1)},
            version=None,
            by=olive,
            today=world.TODAY,
        )
    with pytest.raises(WorkflowProblem, match="calculated from others; reopen the figure that is wrong"):
        workflow.reopen(submission=made, reason="A slip.", by=olive, today=world.TODAY)
    for verb, by in ((workflow.approve, mary), (workflow.submit, olive), (workflow.withdraw, olive)):
        with pytest.raises(SomebodyElseWasFirst):
            verb(submission=made, version=made.version, by=by)
    assert Submission.objects.filter(measure=total).count() == 1


# --- How it is done ------------------------------------------------------------------------------------


def test_ten_totals_cost_as_many_queries_as_one(db):
    def queries(measures):
        with CaptureQueriesContext(connection) as captured:
            calculating.recalculate([measure.pk for measure in measures], now=NOW)
        return len(captured)

    sources = [source(f"source-{number}") for number in range(10)]
    for number, measure in enumerate(sources):
        calculated("total", [measure, sources[0]], slug=f"total-{number}") if number else None
        figure(measure, NOVEMBER, number)
    recompute.recompute_due()
    assert queries(sources[1:2]) == queries(sources[1:]) == queries(sources)


# --- Two workers at once -------------------------------------------------------------------------------


def worker():
    """What runs in each of two processes: holds its own input's request, then recomputes it at the moment.

    The same lines are exchanged as in `test_race`; in an order "measure" is the key of the input.
    """
    connection.ensure_connection()
    print(json.dumps("ready"), flush=True)  # noqa: T201
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps("set"), flush=True)  # noqa: T201
        moment = json.loads(sys.stdin.readline())
        while time.monotonic() < moment:
            pass
        try:
            with transaction.atomic():
                recompute_requests.request_many([order["measure"]], now=NOW)
                recompute.recompute_due(task=order["by"])
            answer = ["done", ""]
        except Exception as problem:
            answer = [type(problem).__name__, str(problem)]
        print(json.dumps(answer), flush=True)  # noqa: T201


@pytest.fixture
def workers(committed):
    environment = {
        **os.environ,
        "DATABASE_URL": url_of_the_tests_database(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    with contextlib.ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", START],
                    cwd=BASE,
                    env=environment,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(2)
        ]
        for process in processes:
            stack.callback(process.kill)
        ready = Race(processes)
        assert [ready.ask(process) for process in processes] == ["ready", "ready"]
        yield ready


@pytest.mark.wide
def test_two_workers_with_different_inputs_write_one_total_in_turn(workers):
    measuring.open_years(date(2019, 4, 1), APRIL)
    care, roads = source("care"), source("roads")
    total = calculated("total", [care, roads])
    for number in range(ROUNDS):
        start = date(2019 + (number + 3) // 12, (number + 3) % 12 + 1, 1)
        figure(care, start, 1 + number)
        figure(roads, start, 100)
        won, lost = workers.run(
            {"measure": care.pk, "by": "one"},
            {"measure": roads.pk, "by": "other"},
        )
        assert (sorted(won), lost) == (["one", "other"], [])
        made = Submission.objects.get(measure=total, period__start=start, period__kind="month")
        assert (made.value, made.revision, made.status) == (D(101 + number), 1, "published")
        assert Assessment.objects.filter(measure=total).count() == number + 1
    assert AuditEntry.objects.filter(measure=total, verb="calculated").count() == ROUNDS
    assert RecomputeRequest.objects.filter(measure=total).count() == 1
