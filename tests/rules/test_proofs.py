"""Arithmetic proved on the way in."""

from decimal import Decimal as D

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from performance.rules.numbers import round_half_up
from performance.rules.printed_forms import read_figure
from performance.rules.proofs import (
    Check,
    Severity,
    adds_up,
    arrow_agrees,
    part_within_whole,
    percentile_of,
    percentiles_in_order,
    share_agrees,
    thousands_slip,
    variance_agrees,
)
from tests.rules import PROPERTY

# Rotherham's reviews of 2020-21, as printed: eligible, up to date, per cent.
REVIEWS = [
    (2444, 1171, "47.9"),
    (2428, 1153, "47.5"),
    (2435, 1154, "47.4"),
    (2442, 1089, "44.6"),
    (2465, 1102, "44.7"),
    (2413, 1130, "46.8"),
    (2850, 1365, "47.9"),
]


@pytest.mark.parametrize(("denominator", "numerator", "printed"), REVIEWS)
def test_a_percentage_that_is_its_own_fraction_is_not_reported(denominator, numerator, printed):
    assert share_agrees(D(printed), 1, D(numerator), D(denominator)) is None


@pytest.mark.parametrize(
    ("printed", "decimals", "numerator", "denominator", "really"),
    [("45.36", 2, 1089, 2502, "43.53%"), ("97.9", 1, 742, 782, "94.9%"), ("44.5", 1, 1089, 2442, "44.6%")],
)
def test_a_percentage_that_is_not_its_own_fraction_is(printed, decimals, numerator, denominator, really):
    finding = share_agrees(D(printed), decimals, D(numerator), D(denominator))
    assert (finding.check, finding.severity) == (Check.SHARE, Severity.ERROR)
    assert really in finding.sentence
    assert f"{printed}%" in finding.sentence


def test_rounded_parts_are_given_the_benefit_of_their_rounding():
    figure = read_figure("58% (15.2k out of 26.4k)")
    assert share_agrees(figure.value, 0, figure.numerator, figure.denominator, slack=D(50)) is None
    assert share_agrees(D(60), 0, figure.numerator, figure.denominator, slack=D(50)) is not None


def test_nothing_is_a_share_of_none():
    assert "gives no figure" in share_agrees(D(0), 0, D(0), D(0)).sentence


def test_a_rate_is_proved_against_its_count_and_population():
    assert share_agrees(D("3.1"), 1, D(13), D(419403), per=100_000) is None
    finding = share_agrees(D("3.3"), 1, D(13), D(419403), per=100_000)
    assert finding.check == Check.RATE
    assert "3.1 per 100,000" in finding.sentence


def test_a_part_is_no_more_than_its_whole():
    assert part_within_whole(D(5), D(5)) is None
    assert part_within_whole(D(6), D(5)).check == Check.NUMERATOR


@pytest.mark.parametrize(
    ("now", "before", "reported"),
    [
        ("1.7k", "19.0", True),
        ("1.7k", "19.0k", False),
        ("1.7k", "1,900", False),
        ("84.5k", "176.5k (Apr-Nov 2019)", False),
        ("736", "742k", True),
        ("50", "5,000", True),
        ("51", "5,000", False),
        ("0", "5,000", False),
        ("-50", "5,000", False),
    ],
)
def test_a_missing_suffix_between_two_periods_is_found(now, before, reported):
    finding = thousands_slip(read_figure(now), read_figure(before))
    assert (finding is not None) is reported
    assert finding is None or finding.check == Check.THOUSANDS


def test_the_published_missing_k_is_named():
    finding = thousands_slip(read_figure("1.7k"), read_figure("19.0 (Apr-Nov 2019)"))
    assert finding.sentence == "“19.0 (Apr-Nov 2019)” stands beside “1.7k”: is the “k” missing?"


def test_parts_against_their_total():
    care = [D("48.902"), D("18.281"), D("51.914"), D("23.019")]
    assert adds_up(care, D("142.116"), 3) is None
    assert adds_up([D(3050), D(1050), D(1001), D(272)], D(5373), 0) is None
    finding = adds_up([D(911), D(2536)], D(3437), 0)
    assert finding.check == Check.TOTAL
    assert "3,447 (911 + 2,536)" in finding.sentence


def test_counts_add_up_exactly_and_rounded_figures_within_their_rounding():
    assert adds_up([D(1), D(2)], D(4), 0) is not None
    assert adds_up([D("1.1"), D("2.2")], D("3.4"), 1) is None  # 1.14 + 2.24 is 3.38
    assert adds_up([D("1.1"), D("2.2")], D("3.5"), 1) is not None
    assert adds_up([D(1000), D(2000)], D(4000), 0, scale="k") is None
    assert adds_up([D(1000), D(2000)], D(5000), 0, scale="k") is not None


@pytest.mark.parametrize(
    ("budget", "actual", "variance"),
    [
        ("48.902", "51.066", "2.164"),
        ("18.281", "17.838", "-0.443"),
        ("51.914", "52.027", "0.113"),
        ("23.019", "23.384", "0.365"),
        ("142.116", "144.315", "2.199"),
    ],
)
def test_over_and_under_is_actual_less_budget(budget, actual, variance):
    assert variance_agrees(D(budget), D(actual), D(variance), 3) is None
    assert variance_agrees(D(budget), D(actual), D(variance) + D("0.01"), 3).check == Check.VARIANCE
    assert variance_agrees(D(actual), D(budget), D(variance), 3).check == Check.VARIANCE


def test_percentiles_counted_from_the_high_end_are_reported():
    assert percentile_of("10th percentile for All English single tier and county councils") == 10
    assert percentile_of("Mean for Yorkshire/Humberside") is None
    finding = percentiles_in_order({10: D("6.68"), 90: D("2.13")})
    assert finding.check == Check.PERCENTILE
    assert "10th percentile (6.68) is above the 90th (2.13)" in finding.sentence
    assert percentiles_in_order({10: D("2.13"), 50: D("4.36"), 90: D("6.68")}) is None
    assert percentiles_in_order({10: D(1), 90: D(1)}) is None
    assert percentiles_in_order({10: D(1)}) is None


@pytest.mark.parametrize(
    ("arrow", "now", "before", "agrees"),
    [
        ("down", "2.9", "3.0", True),
        ("up", "2.9", "3.0", False),
        ("level", "3", "3", True),
        ("up", "3", "3", False),
        ("", "1", "2", True),
    ],
)
def test_an_arrow_follows_its_number(arrow, now, before, agrees):
    assert (arrow_agrees(arrow, D(now), D(before)) is None) is agrees


# --- Properties --------------------------------------------------------------------------------------

COUNTS = st.integers(0, 10**6).map(D)


@PROPERTY
@given(COUNTS, st.integers(1, 10**6).map(D), st.integers(0, 3))
def test_a_true_percentage_is_never_reported_and_one_a_point_off_always_is(numerator, denominator, decimals):
    printed = round_half_up(numerator * 100 / denominator, decimals)
    assert share_agrees(printed, decimals, numerator, denominator) is None
    assert share_agrees(printed + D("1.1"), decimals, numerator, denominator) is not None


@PROPERTY
@given(st.lists(COUNTS, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_parts_changes_nothing(parts, random):
    total = sum(parts, D(0))
    shuffled = random.sample(parts, len(parts))
    assert adds_up(shuffled, total, 0) is None
    assert adds_up(shuffled, total + 1, 0) is not None


@PROPERTY
@given(st.integers(1, 9999), st.integers(1, 9999))
def test_two_periods_in_the_same_unit_within_a_hundred_times_are_never_a_slip(first, second):
    assume(max(first, second) < 100 * min(first, second))
    assert thousands_slip(read_figure(f"{first:,}"), read_figure(f"{second:,}")) is None
    assert thousands_slip(read_figure(f"{first:,}k"), read_figure(f"{second:,}k")) is None
