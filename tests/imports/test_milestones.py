"""A table in the style of milestones, made for this test: every form of its cells, each by its meaning."""

from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest

from performance import recompute
from performance.models import Measure, Submission, Target
from tests.imports.files import load, sentences

pytestmark = [pytest.mark.django_db, pytest.mark.wide]

FILE = Path(__file__).with_name("milestones.csv").read_bytes()
YEAR, MONTH = ("year", date(2017, 4, 1)), ("month", date(2018, 11, 1))


@pytest.fixture
def loaded():
    return load(FILE, directorate="A council with milestones")


def figure(ref, span):
    kind, start = span
    found = Submission.objects.filter(period__kind=kind, period__start=start, measure__codes__code=ref)
    return found.first()


def test_every_row_is_loaded_and_one_target_is_refused(loaded):
    plan, outcome = loaded
    assert plan.unread == []
    assert len(plan.measures) == 8
    assert sentences(outcome.refused) == [
        "High is good for this measure, so its target is “At least”. Write one figure with > before it, "
        "or give the measure the aim Within band."
    ]
    assert plan.found == []


@pytest.mark.parametrize(
    ("ref", "span", "value"),
    [
        ("M1", YEAR, "88.2"),
        ("M2", YEAR, "11.4"),
        ("M2", MONTH, "12.5"),
        ("M3", YEAR, "57.575758"),
        ("M3", MONTH, "57.575758"),
        ("M4", ("year", date(2016, 4, 1)), "64"),
        ("M5", YEAR, "310"),
        ("M5", MONTH, "207"),
        ("M6", YEAR, "165300"),
        ("M6", MONTH, "110700"),
        ("M7", YEAR, "590.1"),
        ("M8", YEAR, "84"),
    ],
)
def test_a_figure_is_loaded_by_its_meaning(loaded, ref, span, value):
    assert figure(ref, span).value == D(value)


def test_reasons_and_forecasts_are_loaded_by_their_meaning(loaded):
    due = Submission.objects.get(measure__codes__code="M1", absence="due_on")
    assert (due.absence_due_on, due.absence_note) == (date(2019, 6, 30), "Due June 2019")
    assert Submission.objects.get(measure__codes__code="M4", value=None).absence == "not_published"
    forecast = figure("M7", MONTH)
    assert (forecast.forecast, forecast.forecast_companion) == (D("540.2"), 775)
    assert figure("M7", YEAR).companion == 846
    assert figure("M8", MONTH) is None


def test_milestones_and_final_targets_are_kept_as_entered(loaded):
    targets = Target.objects.filter(measure__directorate__name="A council with milestones")
    held = {(t.measure.codes.first().code, t.year.label): t for t in targets}
    assert [(ref, year, t.kind, t.as_entered, t.is_milestone) for (ref, year), t in sorted(held.items())] == [
        ("M1", "2018/19", "to_be_confirmed", "", True),
        ("M1", "2020/21", "at_least", "90%", False),
        ("M2", "2018/19", "at_least", "12%", True),
        ("M2", "2020/21", "at_least", "14%", False),
        ("M3", "2018/19", "at_least", "57%", True),
        ("M3", "2020/21", "at_least", "60%", False),
        ("M4", "2018/19", "information", "", True),
        ("M4", "2020/21", "information", "", False),
        ("M5", "2018/19", "at_most", "<250", True),
        ("M5", "2020/21", "at_most", "<200", False),
        ("M6", "2018/19", "none", "", True),
        ("M6", "2020/21", "none", "", False),
        ("M7", "2018/19", "at_most", "<560", True),
        ("M7", "2020/21", "at_most", "<553", False),
        ("M8", "2020/21", "at_least", ">90%", False),
    ]
    assert held["M7", "2018/19"].companion == 800


def test_the_figures_are_rated_as_they_were_published(loaded):
    recompute.recompute_due()
    plan, _ = loaded
    for planned in plan.measures:
        published = planned.published[0][1]
        measure = Measure.objects.get(codes__code=planned.code)
        shown = measure.submissions.filter(period__start=MONTH[1]).first()
        level = shown.assessment.level if shown else None
        assert (level.letter if level else "N/A") == published, planned.code
