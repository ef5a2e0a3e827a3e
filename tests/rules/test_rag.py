"""Judging: both sides of every boundary, and every sentence whole, as a councillor reads it."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from performance.rules.numbers import Unit, UnitKind, as_printed
from performance.rules.rag import (
    Goal,
    Judgement,
    Level,
    LimitBasis,
    NotRated,
    Polarity,
    Rule,
    RuleKind,
    TargetKind,
    default_limit_basis,
    gap_to,
    judge,
)
from tests.rules import (
    AMBER,
    COUNT,
    DAYS,
    GREEN,
    LEVELS,
    MILLIONS,
    PERCENT,
    POINTS,
    PROPERTY,
    RATE,
    RED,
    RELATIVE,
    SCORE,
    THOUSANDS,
    WHOLE_PERCENT,
    distances,
)

HIGH, LOW, BAND, NEUTRAL = Polarity.HIGH, Polarity.LOW, Polarity.BAND, Polarity.NONE


def at_least(value, printed="", decimals=0):
    return Goal(TargetKind.AT_LEAST, D(value), decimals=decimals, printed=printed)


def at_most(value, printed="", decimals=0):
    return Goal(TargetKind.AT_MOST, D(value), decimals=decimals, printed=printed)


def within(lower, upper, printed="", decimals=0):
    return Goal(TargetKind.BAND, lower=D(lower), upper=D(upper), decimals=decimals, printed=printed)


def high(value, goal, limits=POINTS, unit=PERCENT, **options):
    return judge(D(value), unit, HIGH, goal, limits, **options)


def low(value, goal, limits=RELATIVE, unit=RATE, **options):
    return judge(D(value), unit, LOW, goal, limits, **options)


def band(value, goal, limits=POINTS, unit=PERCENT, **options):
    return judge(D(value), unit, BAND, goal, limits, **options)


# --- The whole result --------------------------------------------------------------------------------


def test_98_7_against_100_is_amber_and_keeps_its_inputs():
    assert high("98.7", at_least(100)) == Judgement(
        level=AMBER,
        not_rated=None,
        judged_value=D("98.7"),
        gap=D("1.3"),
        relative_gap=D("1.300000"),
        sentence="Amber: 98.7% is 1.3 points under 100%; amber reaches 5.0 points.",
    )


@pytest.mark.parametrize(
    ("value", "goal", "gap", "edge"),
    [
        ("11.0", at_least(11), "0", "11"),
        ("10.9", at_least(11), "0.1", "11"),
        ("11.1", at_least(11), "0", "11"),
        ("553", at_most(553), "0", "553"),
        ("553.1", at_most(553), "0.1", "553"),
        ("54.0", within(56, 61), "2.0", "56"),
        ("14.4", within(6, 11), "3.4", "11"),
        ("56", within(56, 61), "0", "56"),
        ("61", within(56, 61), "0", "61"),
        ("60", within(56, 61), "0", "61"),
        ("58.5", within(56, 61), "0", "56"),
    ],
)
def test_how_far_a_figure_misses_and_from_which_edge(value, goal, gap, edge):
    assert gap_to(D(value), goal) == (D(gap), D(edge))


@pytest.mark.parametrize("kind", [TargetKind.NO_TARGET, TargetKind.INFORMATION, TargetKind.TO_BE_CONFIRMED])
def test_a_target_that_does_not_judge_has_no_gap(kind):
    with pytest.raises(ValueError, match=f"^a target of kind {kind} does not judge$"):
        gap_to(D(1), Goal(kind))


# --- Both sides of every boundary --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "level"),
    [
        *(("100", GREEN), ("86.0", GREEN), ("85.9", GREEN), ("85.5", GREEN)),
        *(("85.4", AMBER), ("81.0", AMBER), ("80.9", RED), ("0", RED)),
    ],
)
def test_percentages_where_high_is_good(value, level):
    assert high(value, at_least(86)).level == level


@pytest.mark.parametrize(
    ("value", "level"),
    [
        *(("0", GREEN), ("14.0", GREEN), ("14.5", GREEN), ("14.6", AMBER)),
        *(("19.0", AMBER), ("19.1", RED), ("100", RED)),
    ],
)
def test_percentages_where_low_is_good(value, level):
    assert low(value, at_most(14), POINTS, PERCENT).level == level


@pytest.mark.parametrize(
    ("value", "level"),
    [
        *(("50.9", RED), ("51.0", AMBER), ("55.4", AMBER), ("55.5", GREEN), ("56.0", GREEN)),
        *(("61.0", GREEN), ("61.5", GREEN), ("61.6", AMBER), ("66.0", AMBER), ("66.1", RED)),
    ],
)
def test_a_band_is_left_on_either_side(value, level):
    assert band(value, within(56, 61)).level == level


@pytest.mark.parametrize(
    ("value", "level"),
    [("0", GREEN), ("800", GREEN), ("801", AMBER), ("820", AMBER), ("821", RED)],
)
def test_counts_where_low_is_good_are_judged_as_a_share_of_the_target(value, level):
    assert low(value, at_most(800), unit=COUNT).level == level


@pytest.mark.parametrize(
    ("value", "level"), [("800", GREEN), ("799", AMBER), ("780", AMBER), ("779", RED), ("0", RED)]
)
def test_counts_where_high_is_good_are_judged_as_a_share_of_the_target(value, level):
    assert high(value, at_least(800), RELATIVE, COUNT).level == level


@pytest.mark.parametrize(
    ("value", "level"), [("975", AMBER), ("974", RED), ("1000", GREEN), ("2050", AMBER), ("2051", RED)]
)
def test_a_band_of_counts_is_judged_by_the_edge_that_is_nearer(value, level):
    assert band(value, within(1000, 2000), RELATIVE, COUNT).level == level


def test_decimals_decide_where_floats_would_misjudge():
    assert 0.1 + 0.2 > 0.3
    assert low(D("0.1") + D("0.2"), at_most("0.3", decimals=1)).level == GREEN
    assert 100 - 99.3 > 0.7
    fine = Rule(RuleKind.LIMITS, LEVELS, distances("0.7", "5.0"))
    assert high("99.3", at_least(100), fine).level == GREEN
    assert (1.05 - 1) / 1 * 100 > 5
    shares = Rule(RuleKind.LIMITS, LEVELS, distances(0, 5), LimitBasis.RELATIVE)
    assert low("1.05", at_most(1), shares, Unit(UnitKind.RATIO, 2)).level == AMBER


def test_rounding_at_the_printed_decimals_decides():
    assert high("85.46", at_least(86)).level == GREEN
    assert high("85.46", at_least(86), unit=Unit(UnitKind.PERCENT, 2)).level == AMBER
    assert high("85.45", at_least(86)).level == GREEN
    assert high("85.449999", at_least(86)).level == AMBER
    assert high("85.5", at_least(86), unit=WHOLE_PERCENT).gap == 0


def test_thousands_are_judged_as_they_are_printed():
    assert high("84450", at_least(84_500), RELATIVE, THOUSANDS).level == GREEN
    assert high("84449", at_least(84_500), RELATIVE, THOUSANDS).level == AMBER
    assert high("84449", at_least(84_500), RELATIVE, THOUSANDS).judged_value == D(84_400)


@pytest.mark.parametrize(
    ("value", "level"),
    [("0", GREEN), ("0.1", AMBER), ("2.5", AMBER), ("2.6", RED), ("-1", GREEN)],
)
def test_a_target_of_nought_is_judged_absolutely(value, level):
    result = low(value, at_most(0))
    assert (result.level, result.relative_gap) == (level, None)


@pytest.mark.parametrize(
    ("value", "level"),
    [("-100", GREEN), ("-90", GREEN), ("-100.1", AMBER), ("-102.5", AMBER), ("-102.6", RED)],
)
def test_the_share_of_a_negative_target_is_of_its_size(value, level):
    assert high(value, at_least(-100), RELATIVE, RATE).level == level


def test_nought_is_a_figure_and_none_is_not():
    nought = low("0", at_most("8.1", decimals=1))
    assert (nought.level, nought.not_rated, nought.judged_value) == (GREEN, None, 0)
    nothing = judge(None, RATE, LOW, at_most("8.1"), RELATIVE, absence="Suppressed")
    assert (nothing.level, nothing.not_rated, nothing.judged_value) == (None, NotRated.NO_VALUE, None)


def test_a_scale_of_two_levels_and_one_of_four():
    met, missed = Level("met", "Met"), Level("missed", "Missed")
    two = Rule(RuleKind.LIMITS, (met, missed), distances(0))
    assert [high(value, at_least(86), two).level for value in ("86.0", "85.9")] == [met, missed]
    blue = Level("blue", "Blue")
    four = Rule(RuleKind.LIMITS, (blue, *LEVELS), distances(0, 1, 2))
    values = ("86.0", "85.9", "85.0", "84.9", "84.0", "83.9")
    assert [high(value, at_least(86), four).level for value in values] == [
        *(blue, GREEN, GREEN, AMBER, AMBER, RED)
    ]


# --- Not rated, in the order of the reasons ----------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "polarity", "goal", "reason"),
    [
        (None, NEUTRAL, None, NotRated.NO_VALUE),
        (None, HIGH, None, NotRated.NO_VALUE),
        (None, NEUTRAL, at_least(1), NotRated.NO_VALUE),
        (D(0), NEUTRAL, None, NotRated.NO_TARGET),
        (D(0), HIGH, None, NotRated.NO_TARGET),
        (D(0), HIGH, Goal(TargetKind.INFORMATION), NotRated.NO_TARGET),
        (D(0), NEUTRAL, at_least(1), NotRated.NEUTRAL),
        (D(0), HIGH, at_least(1), None),
    ],
)
def test_reasons_for_no_status_are_looked_for_in_order(value, polarity, goal, reason):
    assert judge(value, PERCENT, polarity, goal, POINTS).not_rated == reason


@pytest.mark.parametrize(
    ("goal", "sentence"),
    [
        (None, "Not rated: no target has been set yet."),
        (Goal(TargetKind.NO_TARGET), "Not rated: this measure has no target."),
        (Goal(TargetKind.INFORMATION), "Not rated: for information only."),
        (Goal(TargetKind.TO_BE_CONFIRMED), "Not rated: the target is to be confirmed."),
    ],
)
def test_without_a_target_the_figure_is_kept_and_the_sentence_says_why(goal, sentence):
    expected = Judgement(None, NotRated.NO_TARGET, D("94.8"), None, None, sentence)
    assert high("94.8", goal, None) == expected


def test_a_neutral_measure_says_so():
    result = judge(D(44_900), THOUSANDS, NEUTRAL, at_least(1), RELATIVE)
    assert result.sentence == "Not rated: neither high nor low is good for this."


@pytest.mark.parametrize(
    ("absence", "sentence"),
    [
        (
            "Survey not to be undertaken in 20-21 due to Covid-19",
            "Not rated. Survey not to be undertaken in 20-21 due to Covid-19.",
        ),
        ("NHS Digital has not published it.", "Not rated. NHS Digital has not published it."),
        ("Leicester holds the data", "Not rated. Leicester holds the data."),
        ("Due 5 January 2021", "Not rated. Due 5 January 2021."),
        ("", "Not rated. No figure has been given."),
    ],
)
def test_the_reason_for_no_value_is_printed_as_it_was_written(absence, sentence):
    result = judge(None, PERCENT, HIGH, at_least(86), POINTS, absence=absence)
    assert result == Judgement(None, NotRated.NO_VALUE, None, None, None, sentence)


def test_a_target_against_the_aim_is_not_rated_by_either():
    upper = high("98.7", at_most(86))
    assert (upper.level, upper.not_rated, upper.judged_value) == (None, NotRated.NO_TARGET, D("98.7"))
    assert upper.sentence == (
        "Not rated: the target is an upper limit, but a high figure is good; one of the two is wrong."
    )
    lower = low("3.1", at_least("8.1"))
    assert (lower.level, lower.not_rated, lower.judged_value) == (None, NotRated.NO_TARGET, D("3.1"))
    assert lower.sentence == (
        "Not rated: the target is a lower limit, but a low figure is good; one of the two is wrong."
    )


# --- Sentences ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "goal", "sentence"),
    [
        ("89.7", at_least(88, "88%"), "Green: 89.7% meets the target of 88%."),
        ("88", at_least(88, "88%"), "Green: 88.0% meets the target of 88%."),
        ("88", at_least(88, "≥88%"), "Green: 88.0% meets the target of ≥88%."),
        ("88", at_least(88, ">=88%"), "Green: 88.0% meets the target of >=88%."),
        ("88", at_least(88), "Green: 88.0% meets the target of 88%."),
        ("45.6", at_least(40, ">40%"), "Green: 45.6% meets the target of >40%."),
        ("11", at_least(11, ">11%"), "Green: 11.0% equals the target of >11%, which counts as meeting it."),
        ("99.8", at_least(100), "Green: 99.8% is 0.2 points under 100%; green reaches 0.5 points."),
        ("98.7", at_least(100), "Amber: 98.7% is 1.3 points under 100%; amber reaches 5.0 points."),
        ("79.7", at_least(87, "87%"), "Red: 79.7% is 7.3 points under 87%; amber ends at 5.0 points."),
        ("39", at_least(40, ">40%"), "Amber: 39.0% is 1.0 points under 40%; amber reaches 5.0 points."),
        (
            "85",
            at_least("85.55", decimals=1),
            "Amber: 85.0% is 0.55 points under 85.55%; amber reaches 5.0 points.",
        ),
    ],
)
def test_sentences_where_high_is_good(value, goal, sentence):
    assert high(value, goal).sentence == sentence


def test_a_whole_point_is_one_point():
    result = high("85", at_least(86), unit=WHOLE_PERCENT)
    assert result.sentence == "Amber: 85% is 1 point under 86%; amber reaches 5.0 points."


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("50.9", "Red: 50.9% is 5.1 points under the band of 56-61%; amber ends at 5.0 points."),
        ("54.0", "Amber: 54.0% is 2.0 points under the band of 56-61%; amber reaches 5.0 points."),
        ("55.6", "Green: 55.6% is 0.4 points under the band of 56-61%; green reaches 0.5 points."),
        ("56.0", "Green: 56.0% is within the band of 56-61%."),
        ("60.9", "Green: 60.9% is within the band of 56-61%."),
        ("61.4", "Green: 61.4% is 0.4 points over the band of 56-61%; green reaches 0.5 points."),
        ("64.4", "Amber: 64.4% is 3.4 points over the band of 56-61%; amber reaches 5.0 points."),
        ("66.1", "Red: 66.1% is 5.1 points over the band of 56-61%; amber ends at 5.0 points."),
    ],
)
def test_sentences_of_a_band(value, sentence):
    assert band(value, within(56, 61, "56-61%")).sentence == sentence


def test_a_band_that_was_not_entered_in_words_is_printed_with_both_edges():
    inside = band("60.9", within(56, 61))
    assert inside.sentence == "Green: 60.9% is within the band of 56% to 61%."
    outside = band("54.0", within("56", "61.25"))
    assert outside.sentence == (
        "Amber: 54.0% is 2.0 points under the band of 56% to 61.25%; amber reaches 5.0 points."
    )


def test_a_share_of_a_band_is_of_its_nearer_edge():
    result = band("1968", within(1000, 1920), RELATIVE, COUNT)
    assert result.sentence == (
        "Amber: 1,968 is 48 over the band of 1,000 to 1,920 (2.5% of its nearer edge); "
        "amber reaches 2.5% of it."
    )


@pytest.mark.parametrize(
    ("value", "goal", "unit", "sentence"),
    [
        ("3.1", at_most("8.1", "<8.1", 1), RATE, "Green: 3.1 meets the target of <8.1."),
        (
            "8.1",
            at_most("8.1", "<8.1", 1),
            RATE,
            "Green: 8.1 equals the target of <8.1, which counts as meeting it.",
        ),
        (
            "8.3",
            at_most("8.1", "<8.1", 1),
            RATE,
            "Amber: 8.3 is 0.2 per 100,000 over 8.1 (2.5% of the target); amber reaches 2.5% of it.",
        ),
        (
            "616.3",
            at_most(553, "<553"),
            RATE,
            "Red: 616.3 is 63.3 per 100,000 over 553 (11.4% of the target); amber ends at 2.5% of it.",
        ),
        (
            "13",
            at_most(10),
            DAYS,
            "Red: 13 is 3 days over 10 (30.0% of the target); amber ends at 2.5% of it.",
        ),
        (
            "101",
            at_most(100),
            DAYS,
            "Amber: 101 is 1 day over 100 (1.0% of the target); amber reaches 2.5% of it.",
        ),
        (
            "1373000",
            at_most(1_350_000),
            THOUSANDS,
            "Amber: 1,373.0k is 23.0k over 1,350k (1.7% of the target); amber reaches 2.5% of it.",
        ),
        (
            "12300000",
            at_most(12_000_000),
            MILLIONS,
            "Amber: £12.3m is £0.3m over £12m (2.5% of the target); amber reaches 2.5% of it.",
        ),
        (
            "-1200000",
            at_most(-2_000_000),
            MILLIONS,
            "Red: −£1.2m is £0.8m over −£2m (40.0% of the target); amber ends at 2.5% of it.",
        ),
    ],
)
def test_sentences_where_low_is_good(value, goal, unit, sentence):
    assert low(value, goal, unit=unit).sentence == sentence


def test_a_share_never_seems_to_stand_on_the_other_side_of_a_limit():
    assert low("8201", at_most(8000), unit=COUNT).sentence == (
        "Red: 8,201 is 201 over 8,000 (2.51% of the target); amber ends at 2.5% of it."
    )
    assert low("800001", at_most(800_000), unit=COUNT).sentence == (
        "Amber: 800,001 is 1 over 800,000 (0.0001% of the target); amber reaches 2.5% of it."
    )


def test_limits_are_printed_in_full():
    quarter = replace(POINTS, limits=distances("0.25", "1.75"))
    assert high("84.9", at_least(86), quarter).sentence == (
        "Amber: 84.9% is 1.1 points under 86%; amber reaches 1.75 points."
    )
    shares = replace(RELATIVE, limits=distances("0", "2.25"))
    assert low("900", at_most(800), shares, COUNT).sentence == (
        "Red: 900 is 100 over 800 (12.5% of the target); amber ends at 2.25% of it."
    )
    stored = replace(POINTS, limits=distances("0.500000", "5.000000"))
    assert high("98.7", at_least(100), stored).sentence == (
        "Amber: 98.7% is 1.3 points under 100%; amber reaches 5.0 points."
    )


def test_a_target_in_thousands_is_printed_in_full():
    result = high("84500", at_least(84_555, decimals=1), RELATIVE, THOUSANDS)
    assert result.sentence == (
        "Amber: 84.5k is 0.055k under 84.555k (0.1% of the target); amber reaches 2.5% of it."
    )


def test_limits_of_money_are_in_the_scale_where_they_can_be_seen():
    limits = Rule(RuleKind.LIMITS, LEVELS, distances(50_000, 500_000))
    goal = at_most(12_000_000, decimals=1)
    assert low("12300000", goal, limits, MILLIONS).sentence == (
        "Amber: £12.3m is £0.3m over £12.0m; amber reaches £0.5m."
    )
    close = at_most("12050000", decimals=2)
    assert low("12100000", close, limits, MILLIONS).sentence == (
        "Green: £12.1m is £0.05m over £12.05m; green reaches £50,000."
    )


def test_a_relative_gap_is_kept_to_six_places():
    assert low("8.3", at_most("8.1")).relative_gap == D("2.469136")


def test_limits_in_the_units_of_a_count():
    days = Rule(RuleKind.LIMITS, LEVELS, distances("0.5", 2))
    assert low("11", at_most(10), days, DAYS).sentence == "Amber: 11 is 1 day over 10; amber reaches 2 days."
    assert low("13", at_most(10), days, DAYS).sentence == "Red: 13 is 3 days over 10; amber ends at 2 days."
    half = Rule(RuleKind.LIMITS, LEVELS, distances(0, "1.5"))
    assert low("11", at_most(10), half, DAYS).sentence == (
        "Amber: 11 is 1 day over 10; amber reaches 1.5 days."
    )


@pytest.mark.parametrize(
    ("value", "unit", "sentence"),
    [
        ("0", COUNT, "Green: 0 meets the target of 0."),
        ("2", COUNT, "Amber: 2 is 2 over 0; amber reaches 2.5, not a share, as the target is 0."),
        ("3", COUNT, "Red: 3 is 3 over 0; amber ends at 2.5, not a share, as the target is 0."),
        (
            "100000",
            MILLIONS,
            "Red: £0.1m is £0.1m over £0m; amber ends at £2.5, not a share, as the target is 0.",
        ),
    ],
)
def test_sentences_of_a_target_of_nought(value, unit, sentence):
    assert low(value, at_most(0), unit=unit).sentence == sentence


def test_a_limit_of_nought_is_the_target_itself():
    two = Rule(RuleKind.LIMITS, (GREEN, RED), distances(0))
    assert high("85.9", at_least(86), two).sentence == (
        "Red: 85.9% is 0.1 points under 86%; green ends at the target."
    )


def test_a_forecast_is_called_one():
    forecast = low("462.0", at_most(553, "<553"), kind_of_value="full-year forecast")
    assert forecast.sentence == "Green: the full-year forecast of 462.0 meets the target of <553."
    to_date = low("377.0", at_most("368.7", decimals=1), kind_of_value="figure to date")
    assert to_date.sentence == (
        "Amber: the figure to date of 377.0 is 8.3 per 100,000 over 368.7 (2.3% of the target); "
        "amber reaches 2.5% of it."
    )


def test_a_score_is_in_points():
    assert high("18.5", at_least("19.1", decimals=1), unit=SCORE).sentence == (
        "Amber: 18.5 is 0.6 points under 19.1; amber reaches 5.0 points."
    )


# --- Defaults ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", UnitKind)
def test_percentages_and_scores_are_judged_in_points_and_the_rest_relatively(kind):
    expected = LimitBasis.POINTS if kind in ("percent", "score") else LimitBasis.RELATIVE
    assert default_limit_basis(Unit(kind)) == expected


# --- Properties --------------------------------------------------------------------------------------

FIGURES = st.decimals(D(-2000), D(2000), places=3)
REACHES = st.lists(st.decimals(D(0), D(50), places=2), min_size=2, max_size=2).map(sorted).map(tuple)
LIMITS = st.builds(
    lambda reaches, basis: Rule(RuleKind.LIMITS, LEVELS, distances(*reaches), basis),
    REACHES,
    st.sampled_from(LimitBasis),
)
UNITS = st.sampled_from([PERCENT, WHOLE_PERCENT, COUNT, RATE, DAYS, SCORE, Unit(UnitKind.RATIO, 3)])


def rank(value, unit, polarity, goal, limits):
    return LEVELS.index(judge(value, unit, polarity, goal, limits).level)


@PROPERTY
@given(FIGURES, FIGURES, FIGURES, UNITS, LIMITS)
def test_where_high_is_good_more_is_never_worse(one, other, target, unit, limits):
    less, more = sorted([one, other])
    goal = at_least(target, decimals=3)
    assert rank(more, unit, HIGH, goal, limits) <= rank(less, unit, HIGH, goal, limits)


@PROPERTY
@given(FIGURES, FIGURES, UNITS, LIMITS)
def test_low_mirrors_high(value, target, unit, limits):
    mirrored = rank(-value, unit, LOW, at_most(-target), limits)
    assert rank(value, unit, HIGH, at_least(target), limits) == mirrored


@PROPERTY
@given(st.lists(FIGURES, min_size=4, max_size=4), UNITS, LIMITS)
def test_farther_from_a_band_is_never_better(figures, unit, limits):
    first, second, third, fourth = sorted(figures)
    under = within(third, fourth)
    assert rank(first, unit, BAND, under, limits) >= rank(second, unit, BAND, under, limits)
    over = within(first, second)
    assert rank(fourth, unit, BAND, over, limits) >= rank(third, unit, BAND, over, limits)


@PROPERTY
@given(FIGURES, FIGURES, UNITS, LIMITS)
def test_only_the_printed_figure_is_judged(value, target, unit, limits):
    goal = at_least(target)
    assert judge(value, unit, HIGH, goal, limits) == judge(as_printed(value, unit), unit, HIGH, goal, limits)


@PROPERTY
@given(FIGURES, FIGURES, UNITS, LIMITS)
def test_green_is_a_gap_within_the_first_limit_and_amber_within_the_second(value, target, unit, limits):
    result = judge(value, unit, LOW, at_most(target), limits)
    # Cross-multiplied, so that nothing is divided and nothing rounded.
    one = abs(target) if limits.basis == LimitBasis.RELATIVE and target != 0 else D(100)
    reached = [result.gap * 100 <= limit * one for limit in limits.reaches]
    expected = GREEN if reached[0] else AMBER if reached[1] else RED
    assert result.level == expected


@PROPERTY
@given(FIGURES, FIGURES, UNITS, LIMITS)
def test_the_figures_in_a_sentence_make_its_gap(value, target, unit, limits):
    assume(unit.kind in (UnitKind.PERCENT, UnitKind.SCORE))
    result = judge(value, unit, HIGH, at_least(target), limits)
    assume(result.gap > 0)
    words = result.sentence.replace("−", "-").replace(",", "").replace("%", "").split()
    figure, gap, edge = D(words[1]), D(words[3]), D(words[6].rstrip(";"))
    assert (figure + gap, edge, gap) == (edge, target, result.gap)
