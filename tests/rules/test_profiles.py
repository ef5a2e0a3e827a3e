"""A year's target on its way."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules.numbers import Unit, UnitKind, as_printed
from performance.rules.profiles import NO_SHAPE, NOT_COMPLETE, NoProfile, Profile, profiled, shape_of
from performance.rules.rag import Goal, TargetKind
from tests.rules import COUNT, PERCENT, PROPERTY, RATE

ADMISSIONS = Goal(TargetKind.AT_MOST, D(553), printed="<553")
BAND = Goal(TargetKind.BAND, lower=D(56), upper=D(61), printed="56-61")
SHAPE = tuple(D(n) for n in (5, 12, 20, 25, 32, 40, 50, 60, 70, 80, 90, 100))


def test_same_all_year_is_the_target_itself():
    assert profiled(ADMISSIONS, "same", 8, RATE) is ADMISSIONS


def test_553_a_year_is_368_7_after_eight_months():
    assert profiled(ADMISSIONS, "linear", 8, RATE) == Goal(
        TargetKind.AT_MOST, D("368.7"), decimals=1, printed="368.7"
    )


def test_553_is_331_8_where_60_of_last_years_100_had_come():
    assert profiled(ADMISSIONS, "last_year", 8, RATE, shape=SHAPE) == Goal(
        TargetKind.AT_MOST, D("331.8"), decimals=1, printed="331.8"
    )


def test_it_is_multiplied_before_it_is_divided():
    goal = Goal(TargetKind.AT_LEAST, D("16.5"))
    assert profiled(goal, "linear", 4, COUNT).value == D(6)
    thirds = [D(n) for n in (1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3)]
    assert profiled(goal, "last_year", 4, COUNT, shape=thirds).value == D(6)


def test_both_ends_of_a_band_are_on_their_way():
    goal = profiled(BAND, "linear", 6, RATE)
    assert (goal.lower, goal.upper, goal.value, goal.printed) == (D("28.0"), D("30.5"), None, "")


@pytest.mark.parametrize("profile", ["linear", "last_year"])
def test_at_the_years_end_it_is_the_years_target_unrounded(profile):
    goal = Goal(TargetKind.AT_LEAST, D("33.25"), decimals=2, printed=">33.25")
    assert profiled(goal, profile, 12, RATE, shape=SHAPE) is goal


def test_without_last_years_months_there_is_no_profile():
    result = profiled(ADMISSIONS, "last_year", 8, RATE)
    assert result is NOT_COMPLETE
    assert result.sentence == "Last year’s months are not complete, so there is no profile."


def test_months_that_add_up_to_nought_have_no_shape():
    assert profiled(ADMISSIONS, "last_year", 8, RATE, shape=[D(0)] * 12) is NO_SHAPE


def test_a_shape_may_begin_with_nought():
    assert profiled(ADMISSIONS, "last_year", 1, RATE, shape=[D(0)] * 11 + [D(5)]).value == D("0.0")


def test_targets_by_month_are_as_entered():
    months = {7: D("40.25"), 8: D(0), 12: D(100)}
    goal = profiled(ADMISSIONS, "by_month", 7, RATE, months=months)
    assert goal == Goal(TargetKind.AT_MOST, D("40.25"), decimals=1)
    assert profiled(ADMISSIONS, "by_month", 8, RATE, months=months).value == D(0)
    assert profiled(ADMISSIONS, "by_month", 12, RATE, months=months).value == D(100)


def test_a_band_by_month_has_two_ends():
    goal = profiled(BAND, "by_month", 8, PERCENT, months={8: (D(50), D(55))})
    assert (goal.kind, goal.lower, goal.upper, goal.printed) == (TargetKind.BAND, D(50), D(55), "")


@pytest.mark.parametrize("months", [None, {}, {7: D(1)}])
def test_a_month_without_a_target_has_none(months):
    result = profiled(ADMISSIONS, "by_month", 8, RATE, months=months)
    assert result == NoProfile("No target has been entered for month 8 of the year.")


@pytest.mark.parametrize("kind", [TargetKind.INFORMATION, TargetKind.TO_BE_CONFIRMED, TargetKind.NO_TARGET])
@pytest.mark.parametrize("profile", Profile)
def test_what_does_not_judge_has_nothing_to_profile(kind, profile):
    goal = Goal(kind)
    assert profiled(goal, profile, 8, RATE) is goal


@pytest.mark.parametrize(
    ("profile", "month", "shape"),
    [("linear", 0, None), ("linear", 13, None), ("weekly", 8, None), ("last_year", 8, SHAPE[:11])],
)
def test_what_is_no_month_profile_or_shape_is_refused(profile, month, shape):
    with pytest.raises(ValueError, match=r"month|weekly|twelve"):
        profiled(ADMISSIONS, profile, month, RATE, shape=shape)


def test_a_shape_is_the_cumulative_sum_of_twelve_months():
    months = [D(n) for n in (5, 7, 8, 5, 7, 8, 10, 10, 10, 10, 10, 10)]
    assert shape_of(months) == SHAPE
    assert shape_of([D(0), *months[1:]])[0] == D(0)


def test_quarters_have_a_shape_too():
    shape = shape_of([D(20), D(20), D(20), D(40)])
    assert [shape[month - 1] * 100 / shape[-1] for month in (3, 6, 9, 12)] == [D(20), D(40), D(60), D(100)]
    assert profiled(ADMISSIONS, "last_year", 9, RATE, shape=shape).value == D("331.8")
    assert profiled(
        Goal(TargetKind.AT_LEAST, D("16.5")), "last_year", 4, COUNT, shape=shape_of([D(1)] * 4)
    ) == (profiled(Goal(TargetKind.AT_LEAST, D("16.5")), "linear", 4, COUNT))


@pytest.mark.parametrize(
    "months",
    [[D(1)] * 11, [D(1)] * 11 + [None], [D(1)] * 13, [D(1)] * 52, [D(1), None, D(1), D(1)], [D(1)] * 3, []],
)
def test_a_year_with_a_gap_has_no_shape(months):
    assert shape_of(months) is None


# --- Properties --------------------------------------------------------------------------------------

TARGETS = st.decimals(D(0), D(100_000), places=2)
COUNTS = st.lists(st.integers(0, 500).map(D), min_size=12, max_size=12).filter(any)
MONTH = st.integers(1, 12)


@PROPERTY
@given(TARGETS, MONTH)
def test_a_profile_is_what_is_printed(target, month):
    goal = profiled(Goal(TargetKind.AT_LEAST, target), "linear", month, RATE)
    assert month == 12 or goal.value == as_printed(target * month / 12, RATE)


@PROPERTY
@given(TARGETS, COUNTS)
def test_a_target_never_goes_back_during_the_year(target, months):
    goal = Goal(TargetKind.AT_LEAST, target)
    shape = shape_of(months)
    unit = Unit(UnitKind.COUNT, 2)
    for options in ({"profile": "linear"}, {"profile": "last_year", "shape": shape}):
        path = [profiled(goal, month_number=month, unit=unit, **options).value for month in range(1, 13)]
        assert path == sorted(path)
        assert path[-1] == target


@PROPERTY
@given(TARGETS, MONTH)
def test_a_year_of_equal_months_has_a_linear_shape(target, month):
    goal = Goal(TargetKind.AT_MOST, target)
    even = shape_of([D(7)] * 12)
    assert profiled(goal, "last_year", month, RATE, shape=even) == profiled(goal, "linear", month, RATE)


@PROPERTY
@given(TARGETS, COUNTS, MONTH, st.integers(2, 50))
def test_how_busy_last_year_was_does_not_matter(target, months, month, times):
    goal = Goal(TargetKind.AT_MOST, target)
    one = profiled(goal, "last_year", month, RATE, shape=shape_of(months))
    more = profiled(goal, "last_year", month, RATE, shape=shape_of([n * times for n in months]))
    assert one == more


def test_even_steps_of_weeks_are_counted_in_weeks():
    goal = Goal(TargetKind.AT_LEAST, D(520), printed="≥520")
    assert profiled(goal, "linear", 9, COUNT, weeks=(36, 52)).value == 360
    assert profiled(goal, "linear", 12, COUNT, weeks=(51, 52)).value == 510
    assert profiled(goal, "linear", 12, COUNT, weeks=(52, 52)) == goal
    # Other profiles go by months.
    assert profiled(goal, "same", 9, COUNT, weeks=(36, 52)) == goal
    assert profiled(goal, "by_month", 9, COUNT, months={9: D(400)}, weeks=(36, 52)).value == 400
