"""A figure beside last year's or the one that it corrects: both sides of each distance, and its sentence."""

from datetime import date
from decimal import Decimal as D

import pytest

from performance.rules.checks.checking import check
from performance.rules.checks.found import Code, Context, Figure, Reference, Severity
from tests.rules import COUNT, PERCENT

NOVEMBER = date(2020, 11, 1)


def found(unit, value, *references, explained=""):
    context = Context("month", NOVEMBER, explained=explained, references=references)
    findings = check(Figure(unit, D(str(value))), context)
    assert len(findings) <= 1
    return findings[0] if findings else None


def last_year(value):
    return Reference("the figure of 2019/20", D(str(value)))


def in_force(value):
    return Reference("the figure in force", D(str(value)), is_corrected=True)


@pytest.mark.parametrize(
    ("value", "before", "meant"),
    [("9.9", "98.4", "99"), ("0.88", "96", "88"), ("98.4", "9.9", "9.84"), ("1.1", "11", "11")],
)
def test_a_percentage_ten_or_a_hundred_times_off_says_what_was_perhaps_meant(value, before, meant):
    finding = found(PERCENT, value, last_year(before))
    assert (finding.code, finding.severity, finding.meant) == (Code.UNITS, Severity.SERIOUS, D(meant))


def test_the_sentence_names_what_it_is_held_beside():
    assert found(PERCENT, "9.9", last_year("98.4")).sentence == (
        "9.9% is about 10 times less than 98.4%, the figure of 2019/20. Did you mean 99.0%? Check the unit "
        "and the decimal point, or confirm it and say why."
    )


@pytest.mark.parametrize(
    ("value", "before", "code"),
    [
        ("24.1", "96", None),  # not four times
        ("10.1", "40.5", None),  # four times, and ten times 10.1 is 2.5 times 40.5
        ("23", "98", None),
        ("6.3", "50", Code.UNITS),  # ten times 6.3 is 1.26 times 50
        ("10.1", "98.4", Code.FAR),  # nobody means 101%
        ("10", "98.4", Code.UNITS),
    ],
)
def test_a_percentage_is_asked_about_from_four_times_on_where_a_factor_explains_it(value, before, code):
    finding = found(PERCENT, value, last_year(before))
    assert (finding.code if finding else None) == code


@pytest.mark.parametrize(("value", "asks"), [(799, False), (800, True), (13, False), (12, True)])
def test_a_count_is_asked_about_from_eight_times_on(value, asks):
    finding = found(COUNT, value, last_year(100))
    assert (finding is not None) == asks
    if asks:
        assert (finding.code, finding.severity) == (Code.FAR, Severity.WARNING)
        assert finding.sentence.endswith("Check it; if it is right, confirm it.")


@pytest.mark.parametrize(("value", "asks"), [(299, False), (300, True), (34, False), (33, True)])
def test_a_correction_is_asked_about_from_three_times_on(value, asks):
    assert (found(COUNT, value, in_force(100)) is not None) == asks


def test_near_one_of_them_is_near_enough():
    assert found(COUNT, 1000, last_year(100), in_force(900)) is None


@pytest.mark.parametrize("before", [0, -5])
def test_nothing_is_a_multiple_of_none(before):
    assert found(COUNT, 1000, last_year(before)) is None
    assert found(COUNT, 0, last_year(100)) is None


def test_a_context_note_silences_what_is_far_and_no_slip():
    assert found(COUNT, 1700, last_year(19_000), explained="Closed") is None
    assert found(PERCENT, "9.9", last_year("98.4"), explained="Closed").code == Code.UNITS


@pytest.mark.parametrize(("value", "asks"), [(832, False), (833, True)])
def test_a_flow_above_the_forecast_for_its_year_is_asked_about(value, asks):
    context = Context("month", NOVEMBER, is_flow=True, is_cumulative=True)
    findings = check(Figure(COUNT, D(value), forecast=D(832)), context)
    assert [finding.code for finding in findings] == ([Code.FORECAST] if asks else [])
    level = Context("month", NOVEMBER)
    assert check(Figure(COUNT, D(833), forecast=D(832)), level) == []
