"""Whether a difference is more than chance: published limits, both sides of them, and the sentences."""

from decimal import Decimal as D
from fractions import Fraction
from math import comb, exp, factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules.small_numbers import (
    BYAR,
    CONDITIONAL,
    EXACT,
    NEWCOMBE,
    NOTHING_TO_SAY,
    WILSON,
    binomial_limits,
    byar_limits,
    exact_poisson_limits,
    newcombe_limits,
    observed_count,
    observed_rate,
    observed_share,
    two_counts,
    two_rates,
    two_shares,
    wilson_limits,
)
from tests.rules import PROPERTY


def near(*limits, places=3):
    return pytest.approx(limits, abs=0.51 * 10**-places)


# --- The methods against published values ------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "lower", "upper"),
    [
        (0, 0, 3.689),
        (1, 0.025, 5.572),
        (2, 0.242, 7.225),
        (5, 1.623, 11.668),
        (10, 4.795, 18.390),
        (20, 12.217, 30.888),
        (50, 37.111, 65.919),
        (100, 81.364, 121.627),
    ],
)
def test_exact_poisson_limits(count, lower, upper):
    assert exact_poisson_limits(count) == near(lower, upper)


def test_byars_approximation():
    assert byar_limits(100) == near(81.36, 121.63, places=2)


def test_byars_is_within_a_five_hundredth_of_exact_from_ten_on():
    for count in range(10, 120):
        for byar, exact in zip(byar_limits(count), exact_poisson_limits(count), strict=True):
            assert byar == pytest.approx(exact, rel=0.002)


@pytest.mark.parametrize(
    ("numerator", "denominator", "lower", "upper"),
    [
        (10, 100, 0.05523, 0.17437),
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1),
    ],
)
def test_wilsons_limits(numerator, denominator, lower, upper):
    assert wilson_limits(numerator, denominator) == near(lower, upper, places=4)


@pytest.mark.parametrize(
    ("first", "second", "lower", "upper"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((5, 56), (0, 29), -0.0381, 0.1926),
    ],
)
def test_newcombes_limits(first, second, lower, upper):
    assert newcombe_limits(*first, *second) == near(lower, upper, places=4)


@pytest.mark.parametrize(
    ("events", "lower", "upper"),
    [(0, 0, 0), (5, 0, 5), (6, 1, 5), (20, 6, 14), (30, 10, 20), (100, 40, 60)],
)
def test_an_even_coin(events, lower, upper):
    assert binomial_limits(events, 0.5) == (lower, upper)


# --- One figure against its target -------------------------------------------------------------------


def test_13_admissions_against_17():
    chance = observed_count(13, 17, "admissions")
    assert (chance.within, chance.method) == (True, EXACT)
    assert (chance.lower, chance.upper) == near(6.922, 22.230)
    assert chance.sentence == ("13 admissions are within what chance alone makes of 17 (95% limits 7 to 22).")


def test_13_admissions_against_30():
    chance = observed_count(13, 30, "admissions")
    assert not chance.within
    assert (
        chance.sentence == "13 admissions are further from 30 than chance alone makes (95% limits 7 to 22)."
    )


def test_exact_below_a_hundred_and_byars_from_there():
    assert observed_count(99, 99).method == EXACT
    assert observed_count(100, 100).method == BYAR
    assert (observed_count(100, 100).lower, observed_count(100, 100).upper) == near(81.36, 121.63, places=2)


@pytest.mark.parametrize(
    ("expected", "within"),
    [("4.795", False), ("4.796", True), ("18.390", True), ("18.391", False)],
)
def test_both_sides_of_both_limits(expected, within):
    assert observed_count(10, D(expected)).within is within


def test_limits_are_printed_on_their_side_of_the_target():
    assert observed_count(13, 22).sentence.endswith("(95% limits 7 to 22).")
    assert observed_count(13, D("22.1")).sentence == (
        "13 is within what chance alone makes of 22.1 (95% limits 6.9 to 22.2)."
    )
    assert observed_count(20, 31).sentence == (
        "20 is further from 31 than chance alone makes (95% limits 12.2 to 30.9)."
    )


def test_nought_people_are_a_count():
    chance = observed_count(0, 3, "admissions")
    assert chance.sentence == "0 admissions are within what chance alone makes of 3 (95% limits 0 to 4)."
    assert not observed_count(0, 4).within
    assert not observed_count(1, 0).within
    assert observed_count(0, 0).within


def test_a_rate():
    chance = observed_rate(D(13), D(419403), 100_000, D("5.0"))
    assert (chance.within, chance.method) == (True, EXACT)
    assert (chance.lower, chance.upper) == near(1.650, 5.300)
    assert chance.sentence == (
        "3.1 per 100,000 is within what chance alone makes of 5.0 (95% limits 1.7 to 5.3)."
    )
    assert observed_rate(13, 419403, 100_000, D("8.1")).sentence == (
        "3.1 per 100,000 is further from 8.1 than chance alone makes (95% limits 1.7 to 5.3)."
    )


def test_a_percentage():
    chance = observed_share(D(193), D(266), D(75))
    assert (chance.within, chance.method) == (True, WILSON)
    assert chance.sentence == (
        "72.6% (193 of 266) is within what chance alone makes of 75.0% (95% limits 66.9 to 77.6)."
    )
    assert observed_share(193, 266, D("80"), decimals=0).sentence == (
        "73% (193 of 266) is further from 80% than chance alone makes (95% limits 67 to 78)."
    )


@pytest.mark.parametrize(
    ("target", "within"), [("5.522", False), ("5.523", True), ("17.436", True), ("17.437", False)]
)
def test_both_sides_of_both_limits_of_a_percentage(target, within):
    lower, upper = (limit * 100 for limit in wilson_limits(10, 100))
    assert (5.522 < lower < 5.523, 17.436 < upper < 17.437) == (True, True)
    assert observed_share(10, 100, D(target)).within is within


def test_all_are_within_chance_of_all_and_none_of_none():
    for people in range(1, 200):
        assert observed_share(people, people, D(100)).within
        assert observed_share(0, people, D(0)).within


# --- One figure after another ------------------------------------------------------------------------


def test_13_admissions_after_17():
    chance = two_counts(13, 17, "admissions")
    assert (chance.within, chance.lower, chance.upper, chance.method) == (True, 10, 20, CONDITIONAL)
    assert chance.sentence == (
        "13 admissions are, after 17, within what chance alone makes of no change (95% limits 10 to 20)."
    )


@pytest.mark.parametrize(
    ("now", "before", "within"),
    [
        (10, 20, True),
        (9, 21, False),
        (20, 10, True),
        (21, 9, False),
        (0, 5, True),
        (0, 6, False),
        (0, 0, True),
    ],
)
def test_both_sides_of_what_chance_makes_of_two_counts(now, before, within):
    assert two_counts(now, before).within is within


def test_a_count_that_changed():
    assert two_counts(9, 21).sentence == (
        "9 is, after 21, more of a change than chance alone makes (95% limits 10 to 20)."
    )


def test_two_rates():
    chance = two_rates((13, 419403), (30, 415000), 100_000)
    assert not chance.within
    assert chance.sentence == (
        "3.1 per 100,000 is, after 7.2, more of a change than chance alone makes (95% limits 3.6 to 6.7)."
    )
    assert two_rates((13, 419403), (20, 415000), 100_000).within


def test_twice_the_people_make_twice_the_events_by_chance():
    assert not two_counts(40, 20).within
    assert two_rates((40, 20_000), (20, 10_000), 1000).within


def test_two_percentages():
    chance = two_shares((56, 70), (48, 80))
    assert (chance.within, chance.method) == (False, NEWCOMBE)
    assert (chance.lower, chance.upper) == near(5.24, 33.39, places=2)
    assert chance.sentence == (
        "80.0% (56 of 70) is, after 60.0% (48 of 80), more of a change than chance alone makes "
        "(95% limits of the change 5.2 to 33.4 points)."
    )
    assert two_shares((56, 70), (52, 80)).sentence == (
        "80.0% (56 of 70) is, after 65.0% (52 of 80), more of a change than chance alone makes "
        "(95% limits of the change 0.6 to 28.4 points)."
    )
    assert two_shares((56, 70), (53, 80)).sentence == (
        "80.0% (56 of 70) is, after 66.3% (53 of 80), within what chance alone makes of no change "
        "(95% limits of the change −0.6 to 27.1 points)."
    )


# --- What no method is for ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "chance",
    [
        observed_count(D("12.5"), 13),
        observed_count(-1, 13),
        observed_rate(D("12.5"), 100, 1000, D(1)),
        observed_rate(12, 0, 1000, D(1)),
        observed_rate(12, -5, 1000, D(1)),
        observed_share(12, 11, D(50)),
        observed_share(0, 0, D(50)),
        observed_share(1, D("2.5"), D(50)),
        two_counts(1, D("0.5")),
        two_rates((1, 0), (1, 10), 1000),
        two_rates((1, 10), (1, 0), 1000),
        two_shares((1, 2), (3, 2)),
        two_shares((0, 0), (1, 2)),
    ],
)
def test_of_what_is_no_count_of_people_nothing_is_said(chance):
    assert chance == NOTHING_TO_SAY
    assert (chance.within, chance.sentence) == (False, "")


# --- Properties --------------------------------------------------------------------------------------

COUNTS = st.integers(0, 300)
PARTS = st.tuples(st.integers(0, 400), st.integers(1, 400)).map(lambda p: (min(p), max(p)))


@PROPERTY
@given(st.integers(1, 60))
def test_the_exact_limits_leave_two_and_a_half_per_cent_at_each_end(count):
    lower, upper = exact_poisson_limits(count)
    at_most = sum(exp(-upper) * upper**k / factorial(k) for k in range(count + 1))
    fewer = sum(exp(-lower) * lower**k / factorial(k) for k in range(count))
    assert at_most == pytest.approx(0.025, abs=1e-9)
    assert 1 - fewer == pytest.approx(0.025, abs=1e-9)


@PROPERTY
@given(COUNTS)
def test_what_was_aimed_at_and_happened_is_within_chance(count):
    chance = observed_count(count, count)
    assert chance.within
    assert chance.lower <= count <= chance.upper
    more = observed_count(count + 1, count)
    assert chance.lower < more.lower
    assert chance.upper < more.upper


@pytest.mark.wide
@PROPERTY
@given(st.integers(0, 150), st.integers(1, 99))
def test_binomial_limits_are_those_of_exact_sums(events, percent):
    share = Fraction(percent, 100)
    tail = Fraction(1, 40)
    chances = [comb(events, k) * share**k * (1 - share) ** (events - k) for k in range(events + 1)]
    inside = [k for k in range(events + 1) if sum(chances[: k + 1]) >= tail and sum(chances[k:]) >= tail]
    assert binomial_limits(events, percent / 100) == (inside[0], inside[-1])


@PROPERTY
@given(COUNTS, COUNTS)
def test_a_fall_is_as_likely_as_the_rise_back(now, before):
    assert two_counts(now, before).within == two_counts(before, now).within


@PROPERTY
@given(COUNTS, COUNTS, st.integers(1, 1000))
def test_equal_populations_change_nothing(now, before, people):
    assert two_rates((now, people), (before, people), 1000).within == two_counts(now, before).within


@PROPERTY
@given(COUNTS, st.integers(1, 10_000), st.integers(0, 100), st.sampled_from([10, 1000, 10_000]))
def test_the_base_of_a_rate_changes_nothing(count, people, target, times):
    one = observed_rate(count, people, 100, D(target) + D("0.123"))
    more = observed_rate(count, people, 100 * times, (D(target) + D("0.123")) * times)
    assert one.within == more.within
    assert more.upper == pytest.approx(one.upper * times)


@PROPERTY
@given(PARTS)
def test_a_percentage_lies_within_its_limits_and_they_mirror(parts):
    numerator, denominator = parts
    lower, upper = wilson_limits(numerator, denominator)
    assert 0 <= lower <= numerator / denominator <= upper <= 1
    assert wilson_limits(denominator - numerator, denominator) == pytest.approx((1 - upper, 1 - lower))


@PROPERTY
@given(PARTS, PARTS)
def test_the_other_way_round_a_change_of_percentages_has_the_other_sign(now, before):
    there, back = two_shares(now, before), two_shares(before, now)
    assert (there.lower, there.upper) == pytest.approx((-back.upper, -back.lower), abs=1e-9)
    assert -100.000001 <= there.lower <= there.upper <= 100.000001
