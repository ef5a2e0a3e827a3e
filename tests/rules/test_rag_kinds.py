"""Rules of every kind but plain limits: both sides of every limit, and every sentence whole."""

from decimal import Decimal as D

import pytest

from performance.rules.rag import (
    Beside,
    Goal,
    Judgement,
    Level,
    Limit,
    LimitBasis,
    NotRated,
    Polarity,
    Position,
    Rule,
    RuleKind,
    TargetKind,
    judge,
)
from tests.rules import AMBER, COUNT, DAYS, GREEN, LEVELS, PERCENT, RED, distances

HIGH, LOW, BAND, NEUTRAL = Polarity.HIGH, Polarity.LOW, Polarity.BAND, Polarity.NONE
BETTER, ON, WORSE = Level("better", "Better"), Level("on", "On target"), Level("worse", "Worse", True)
BLUE, LIGHT = Level("blue", "Blue"), Level("light", "Light green")
OFF_AMBER, OFF_RED = Level("amber", "Amber", off_target=True), Level("red", "Red", off_target=True)

TOLERANCE = Rule(RuleKind.TOLERANCE, (BETTER, ON, WORSE), distances(2, 3))
TOLERANCE_SHARES = Rule(RuleKind.TOLERANCE, LEVELS, distances(5, 5), LimitBasis.RELATIVE)
IMPROVING = Rule(RuleKind.IMPROVING, LEVELS, distances(10), LimitBasis.RELATIVE)
QUARTILES = Rule(RuleKind.QUARTILE, (GREEN, LIGHT, AMBER, RED))
OUTLOOK = Rule(
    RuleKind.OUTLOOK,
    (GREEN, OFF_AMBER, OFF_RED),
    distances("0.5", 5),
    steps={"not_enough": 1, "in_place": -1},
)
MANUAL = Rule(RuleKind.MANUAL, LEVELS)
LAST_YEAR = Beside(earlier=D("70.2"), earlier_label="in the same quarter last year")


def at_least(value):
    return Goal(TargetKind.AT_LEAST, D(value))


def at_most(value):
    return Goal(TargetKind.AT_MOST, D(value))


def within(lower, upper):
    return Goal(TargetKind.BAND, lower=D(lower), upper=D(upper))


def high(value, goal, rule, unit=PERCENT, **options):
    return judge(D(value), unit, HIGH, goal, rule, **options)


def low(value, goal, rule, unit=PERCENT, **options):
    return judge(D(value), unit, LOW, goal, rule, **options)


def band(value, goal, rule, unit=PERCENT, **options):
    return judge(D(value), unit, BAND, goal, rule, **options)


# --- Tolerance: both sides of the target -------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("82.1", "Better: 82.1% is 2.1 points better than 80%, beyond the tolerance of 2.0 points."),
        ("82.04", "On target: 82.0% is 2.0 points better than 80%, within the tolerance of 2.0 points."),
        ("80.0", "On target: 80.0% meets the target of 80%."),
        ("79.0", "On target: 79.0% is 1.0 points worse than 80%, within the tolerance of 3.0 points."),
        ("77.0", "On target: 77.0% is 3.0 points worse than 80%, within the tolerance of 3.0 points."),
        ("76.9", "Worse: 76.9% is 3.1 points worse than 80%, beyond the tolerance of 3.0 points."),
    ],
)
def test_a_tolerance_on_both_sides_where_high_is_good(value, sentence):
    assert high(value, at_least(80), TOLERANCE).sentence == sentence


@pytest.mark.parametrize(
    ("value", "level"), [("77.9", BETTER), ("78.0", ON), ("80", ON), ("83.0", ON), ("83.1", WORSE)]
)
def test_a_tolerance_on_both_sides_where_low_is_good(value, level):
    assert low(value, at_most(80), TOLERANCE).level == level


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("841", "Green: 841 is 41 better than 800 (5.1% of the target), beyond the tolerance of 5.0% of it."),
        ("840", "Amber: 840 is 40 better than 800 (5.0% of the target), within the tolerance of 5.0% of it."),
        ("760", "Amber: 760 is 40 worse than 800 (5.0% of the target), within the tolerance of 5.0% of it."),
        ("759", "Red: 759 is 41 worse than 800 (5.1% of the target), beyond the tolerance of 5.0% of it."),
    ],
)
def test_a_tolerance_as_a_share_of_the_target(value, sentence):
    assert high(value, at_least(800), TOLERANCE_SHARES, COUNT).sentence == sentence


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("6", "Green: 6 is 6 better than 0, beyond the tolerance of 5, not a share, as the target is 0."),
        ("5", "Amber: 5 is 5 better than 0, within the tolerance of 5, not a share, as the target is 0."),
        ("0", "Amber: 0 meets the target of 0."),
        ("-5", "Amber: −5 is 5 worse than 0, within the tolerance of 5, not a share, as the target is 0."),
        ("-6", "Red: −6 is 6 worse than 0, beyond the tolerance of 5, not a share, as the target is 0."),
    ],
)
def test_a_relative_tolerance_around_a_target_of_nought_counts_in_units(value, sentence):
    assert high(value, at_least(0), TOLERANCE_SHARES, COUNT).sentence == sentence


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("81", "Blue: 81.0% is 1.0 points better than 80%."),
        ("80", "Green: 80.0% meets the target of 80%."),
        ("79.9", "Amber: 79.9% is 0.1 points worse than 80%; amber reaches 5.0 points."),
        ("75", "Amber: 75.0% is 5.0 points worse than 80%; amber reaches 5.0 points."),
        ("74.9", "Red: 74.9% is 5.1 points worse than 80%; amber ends at 5.0 points."),
    ],
)
def test_a_tolerance_of_nought_with_four_levels(value, sentence):
    rule = Rule(RuleKind.TOLERANCE, (BLUE, *LEVELS), distances(0, 0, 5))
    assert high(value, at_least(80), rule).sentence == sentence


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("58", "On target: 58.0% is within the band of 56% to 61%."),
        (
            "53",
            "On target: 53.0% is 3.0 points under the band of 56% to 61%, "
            "within the tolerance of 3.0 points.",
        ),
        (
            "64.1",
            "Worse: 64.1% is 3.1 points over the band of 56% to 61%, beyond the tolerance of 3.0 points.",
        ),
    ],
)
def test_nothing_is_better_than_within_a_band(value, sentence):
    assert band(value, within(56, 61), TOLERANCE).sentence == sentence


def test_better_than_the_target_is_no_gap():
    result = high("85", at_least(80), TOLERANCE)
    assert (result.level, result.gap, result.relative_gap) == (BETTER, 0, 0)
    missed = high("76", at_least(80), TOLERANCE)
    assert (missed.level, missed.gap, missed.relative_gap) == (WORSE, D("4.0"), 5)


# --- Boundary values ---------------------------------------------------------------------------------

FROM = Rule(RuleKind.BOUNDARIES, LEVELS, (Limit(lower=D(85)), Limit(lower=D("80.2"))))
UP_TO = Rule(RuleKind.BOUNDARIES, LEVELS, (Limit(upper=D(10)), Limit(upper=D(20))))
AROUND = Rule(RuleKind.BOUNDARIES, LEVELS, (Limit(lower=D(56), upper=D(61)), Limit(lower=D(50), upper=D(65))))


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("85.0", "Green: 85.0% meets the target of 85%; green is 85.0% or more."),
        ("84.95", "Green: 85.0% meets the target of 85%; green is 85.0% or more."),
        ("84.9", "Amber: 84.9% is 0.1 points under 85%; amber is 80.2% or more."),
        ("80.2", "Amber: 80.2% is 4.8 points under 85%; amber is 80.2% or more."),
        ("80.1", "Red: 80.1% is 4.9 points under 85%; amber ends at 80.2%."),
    ],
)
def test_boundary_values_where_high_is_good(value, sentence):
    assert high(value, at_least(85), FROM).sentence == sentence


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("10", "Green: 10 meets the target of 10; green is 10 or less."),
        ("11", "Amber: 11 is 1 day over 10; amber is 20 or less."),
        ("20", "Amber: 20 is 10 days over 10; amber is 20 or less."),
        ("21", "Red: 21 is 11 days over 10; amber ends at 20."),
    ],
)
def test_boundary_values_where_low_is_good(value, sentence):
    assert low(value, at_most(10), UP_TO, DAYS).sentence == sentence


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("56", "Green: 56.0% is within the band of 56% to 61%; green is 56.0% to 61.0%."),
        ("61", "Green: 61.0% is within the band of 56% to 61%; green is 56.0% to 61.0%."),
        ("55.9", "Amber: 55.9% is 0.1 points under the band of 56% to 61%; amber is 50.0% to 65.0%."),
        ("61.1", "Amber: 61.1% is 0.1 points over the band of 56% to 61%; amber is 50.0% to 65.0%."),
        ("50", "Amber: 50.0% is 6.0 points under the band of 56% to 61%; amber is 50.0% to 65.0%."),
        ("65", "Amber: 65.0% is 4.0 points over the band of 56% to 61%; amber is 50.0% to 65.0%."),
        ("49.9", "Red: 49.9% is 6.1 points under the band of 56% to 61%; amber ends at 50.0%."),
        ("65.1", "Red: 65.1% is 4.1 points over the band of 56% to 61%; amber ends at 65.0%."),
    ],
)
def test_a_band_with_outer_limits(value, sentence):
    assert band(value, within(56, 61), AROUND).sentence == sentence


def test_a_stretch_beyond_the_target_is_a_boundary_too():
    stretch = Rule(RuleKind.BOUNDARIES, (BLUE, GREEN, RED), (Limit(lower=D(90)), Limit(lower=D(80))))
    assert high("90", at_least(80), stretch).level == BLUE
    assert high("89.9", at_least(80), stretch).sentence == (
        "Green: 89.9% meets the target of 80%; green is 80.0% or more."
    )


def test_boundaries_keep_the_gap_to_the_target():
    result = high("76.5", at_least(85), FROM)
    assert (result.level, result.gap, result.relative_gap) == (RED, D("8.5"), 10)


@pytest.mark.parametrize(
    ("polarity", "goal", "rule"),
    [
        (HIGH, at_least(85), UP_TO),
        (HIGH, at_least(85), AROUND),
        (LOW, at_most(10), FROM),
        (BAND, within(56, 61), FROM),
        (BAND, within(56, 61), UP_TO),
    ],
)
def test_boundaries_that_do_not_fit_the_target_rate_nothing(polarity, goal, rule):
    assert judge(D(60), PERCENT, polarity, goal, rule) == Judgement(
        None,
        NotRated.NO_TARGET,
        D("60.0"),
        None,
        None,
        "Not rated: the rule's boundary values are not for a target of this kind; one of the two is wrong.",
    )


# --- Off target but improving ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("80", "Green: 80.0% meets the target of 80%."),
        ("72.0", "Green: 72.0% is 8.0 points under 80% (10.0% of the target); green reaches 10.0% of it."),
        (
            "71.9",
            "Amber: 71.9% is 8.1 points under 80% (10.1% of the target), beyond 10.0% of it, "
            "but no worse than 70.2% in the same quarter last year.",
        ),
        (
            "70.2",
            "Amber: 70.2% is 9.8 points under 80% (12.3% of the target), beyond 10.0% of it, "
            "but no worse than 70.2% in the same quarter last year.",
        ),
        (
            "70.1",
            "Red: 70.1% is 9.9 points under 80% (12.4% of the target), beyond 10.0% of it, "
            "and worse than 70.2% in the same quarter last year.",
        ),
    ],
)
def test_off_target_but_no_worse_than_before(value, sentence):
    assert high(value, at_least(80), IMPROVING, beside=LAST_YEAR).sentence == sentence


def test_without_an_earlier_figure_off_target_is_the_last_level():
    result = high("71.9", at_least(80), IMPROVING)
    assert result.level == RED
    assert result.sentence == (
        "Red: 71.9% is 8.1 points under 80% (10.1% of the target), beyond 10.0% of it, "
        "and there is no earlier figure to compare it with."
    )
    assert high("72.0", at_least(80), IMPROVING).level == GREEN


@pytest.mark.parametrize(("value", "level"), [("90", AMBER), ("90.1", RED), ("88", GREEN), ("88.1", AMBER)])
def test_off_target_but_improving_where_low_is_good(value, level):
    assert low(value, at_most(80), IMPROVING, beside=Beside(earlier=D(90))).level == level


@pytest.mark.parametrize(
    ("value", "earlier", "level"),
    [
        # 4.0 points under is as far off as 4.0 over, and nearer than 4.1.
        *(("52.0", "65.0", AMBER), ("52.0", "65.1", AMBER), ("52.0", "64.9", RED)),
        *(("65.0", "52.0", AMBER), ("65.1", "52.0", RED), ("52.0", "58.0", RED)),
    ],
)
def test_nearer_to_the_band_is_better(value, earlier, level):
    rule = Rule(RuleKind.IMPROVING, LEVELS, distances(1))
    assert band(value, within(56, 61), rule, beside=Beside(earlier=D(earlier))).level == level


def test_improvement_is_seen_in_the_printed_figures():
    as_good = Beside(earlier=D("70.249"))
    assert high("70.2", at_least(80), IMPROVING, beside=as_good).level == AMBER
    assert high("70.2", at_least(80), IMPROVING, beside=Beside(earlier=D("70.25"))).level == RED


def test_an_earlier_figure_of_nought_is_a_figure():
    rule = Rule(RuleKind.IMPROVING, LEVELS, distances(0))
    result = high("0", at_least(80), rule, beside=Beside(earlier=D(0)))
    assert result.level == AMBER
    assert result.sentence == "Amber: 0.0% is 80.0 points under 80%, but no worse than 0.0% before."


def test_an_improving_rule_says_where_its_limit_is_no_share():
    beside = Beside(earlier=D(14), earlier_label="in 2019/20")
    assert low("13", at_most(0), IMPROVING, COUNT, beside=beside).sentence == (
        "Amber: 13 is 13 over 0, beyond 10, not a share, as the target is 0, but no worse than 14 in 2019/20."
    )


def test_an_improving_rule_of_four_levels():
    rule = Rule(RuleKind.IMPROVING, (BLUE, *LEVELS), distances(0, 5))
    values = ("80", "79.9", "75.0", "74.9", "70.2", "70.1")
    assert [high(value, at_least(80), rule, beside=LAST_YEAR).level for value in values] == [
        *(BLUE, GREEN, GREEN, AMBER, AMBER, RED)
    ]


# --- Position among a group --------------------------------------------------------------------------


def among(rank, of=4):
    return Beside(position=Position(rank, of, "the nearest neighbours", "2019/20"))


@pytest.mark.parametrize(
    ("rank", "level", "word"),
    [(1, GREEN, "first"), (2, LIGHT, "second"), (3, AMBER, "third"), (4, RED, "fourth")],
)
def test_a_quartile_needs_no_target(rank, level, word):
    assert high("71", None, QUARTILES, beside=among(rank)) == Judgement(
        level,
        None,
        D("71.0"),
        None,
        None,
        f"{level.word}: 71.0% is rated by its position, the {word} quartile of the nearest neighbours in "
        "2019/20; the first is best.",
    )


def test_a_quintile_takes_five_levels():
    rule = Rule(RuleKind.QUARTILE, (BLUE, GREEN, LIGHT, AMBER, RED))
    assert [high("71", None, rule, beside=among(rank, 5)).level for rank in range(1, 6)] == list(rule.levels)
    assert "the fifth quintile of" in high("71", None, rule, beside=among(5, 5)).sentence
    assert high("71", None, rule, beside=among(1, 4)).sentence == (
        "Not rated: the published position is a quartile, but the status scale is for quintiles."
    )


def test_a_position_stands_beside_the_gap_to_a_target():
    result = high("71", at_least(80), QUARTILES, beside=among(2), kind_of_value="full-year forecast")
    assert (result.level, result.gap, result.relative_gap) == (LIGHT, D("9.0"), D("11.25"))
    assert result.sentence.startswith("Light green: the full-year forecast of 71.0% is rated by")


@pytest.mark.parametrize("goal", [at_most(80), Goal(TargetKind.NO_TARGET), Goal(TargetKind.TO_BE_CONFIRMED)])
def test_a_position_rates_where_the_target_does_not_judge(goal):
    result = high("71", goal, QUARTILES, beside=among(2))
    assert (result.level, result.gap, result.relative_gap) == (LIGHT, None, None)


# --- By judgement ------------------------------------------------------------------------------------


@pytest.mark.parametrize("polarity", [HIGH, NEUTRAL])
def test_a_recorded_judgement_rates_also_what_has_no_aim(polarity):
    result = judge(D(71), PERCENT, polarity, None, MANUAL, beside=Beside(manual="amber"))
    assert (result.level, result.gap) == (AMBER, None)
    assert result.sentence == "Amber: 71.0% is rated by recorded judgement, not by a limit."


def test_a_recorded_judgement_stands_beside_the_gap_to_a_target():
    result = high("71", at_least(80), MANUAL, beside=Beside(manual="green"))
    assert (result.level, result.gap, result.relative_gap) == (GREEN, D("9.0"), D("11.25"))


def test_a_judgement_that_is_no_level_of_the_scale_is_refused():
    with pytest.raises(ValueError, match=r"^'blue' is no level of the rule's scale$"):
        high("71", at_least(80), MANUAL, beside=Beside(manual="blue"))


# --- Limits moved by the outlook ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "outlook", "level", "computed"),
    [
        *(("99.5", "not_enough", GREEN, None), ("99.4", "not_enough", OFF_RED, OFF_AMBER)),
        *(("95.0", "not_enough", OFF_RED, OFF_AMBER), ("94.9", "not_enough", OFF_RED, None)),
        *(("94.9", "in_place", OFF_AMBER, OFF_RED), ("95.0", "in_place", OFF_AMBER, None)),
        *(("99.4", "in_place", OFF_AMBER, None), ("99.5", "in_place", GREEN, None)),
        *(("95.0", "on_track", OFF_AMBER, None), ("95.0", "not_known", OFF_AMBER, None)),
        *(("95.0", "", OFF_AMBER, None), ("94.9", "", OFF_RED, None)),
    ],
)
def test_an_outlook_moves_what_is_off_target_and_never_onto_it(value, outlook, level, computed):
    result = high(value, at_least(100), OUTLOOK, beside=Beside(outlook=outlook))
    assert (result.level, result.computed) == (level, computed)


def test_the_sentence_names_both_levels_where_the_outlook_moved_one():
    worse = high("98.7", at_least(100), OUTLOOK, beside=Beside(outlook="not_enough"))
    assert worse.sentence == (
        "Red: 98.7% is 1.3 points under 100%, so amber by its limits (amber reaches 5.0 points), "
        "but red because the outlook is “actions not enough”."
    )
    better = high("90", at_least(100), OUTLOOK, beside=Beside(outlook="in_place"))
    assert better.sentence == (
        "Amber: 90.0% is 10.0 points under 100%, so red by its limits (amber ends at 5.0 points), "
        "but amber because the outlook is “actions in place”."
    )


def test_an_outlook_that_moves_nothing_is_not_named():
    unmoved = "Amber: 98.7% is 1.3 points under 100%; amber reaches 5.0 points."
    for outlook in ("", "on_track", "in_place", "not_known"):
        assert high("98.7", at_least(100), OUTLOOK, beside=Beside(outlook=outlook)).sentence == unmoved


def test_an_outlook_is_no_part_of_other_rules():
    rule = Rule(RuleKind.LIMITS, OUTLOOK.levels, OUTLOOK.limits)
    assert high("98.7", at_least(100), rule, beside=Beside(outlook="not_enough")).level == OFF_AMBER


# --- Not rated, in the order of the reasons ----------------------------------------------------------

NO_POSITION = "Not rated: no published position is known to judge it by."
NO_FIGURE = "Not rated. No figure has been given."
NO_TARGET = "Not rated: no target has been set yet."
NO_AIM = "Not rated: neither high nor low is good for this."
NO_JUDGEMENT = "Not rated: it is rated by judgement, and none has been recorded yet."
FOR_INFORMATION = Goal(TargetKind.INFORMATION)
INFORMATION = "Not rated: for information only."


@pytest.mark.parametrize(
    ("value", "polarity", "goal", "rule", "beside", "reason", "sentence"),
    [
        (None, NEUTRAL, None, QUARTILES, Beside(), NotRated.NO_VALUE, NO_FIGURE),
        (None, HIGH, None, MANUAL, Beside(manual="red"), NotRated.NO_VALUE, NO_FIGURE),
        (D(0), NEUTRAL, None, QUARTILES, Beside(), NotRated.NO_TARGET, NO_POSITION),
        (D(0), HIGH, at_least(80), QUARTILES, Beside(), NotRated.NO_TARGET, NO_POSITION),
        (D(0), NEUTRAL, None, QUARTILES, among(1), NotRated.NEUTRAL, NO_AIM),
        (D(0), HIGH, None, MANUAL, Beside(), NotRated.NO_TARGET, NO_JUDGEMENT),
        (D(0), HIGH, at_least(80), MANUAL, Beside(), NotRated.NO_TARGET, NO_JUDGEMENT),
        (D(0), HIGH, FOR_INFORMATION, QUARTILES, among(1), NotRated.NO_TARGET, INFORMATION),
        (D(0), HIGH, FOR_INFORMATION, MANUAL, Beside(manual="red"), NotRated.NO_TARGET, INFORMATION),
        (D(0), HIGH, None, TOLERANCE, Beside(), NotRated.NO_TARGET, NO_TARGET),
        (D(0), HIGH, None, IMPROVING, LAST_YEAR, NotRated.NO_TARGET, NO_TARGET),
        (D(0), NEUTRAL, at_least(85), FROM, Beside(), NotRated.NEUTRAL, NO_AIM),
    ],
)
def test_reasons_for_no_status_are_looked_for_in_order(value, polarity, goal, rule, beside, reason, sentence):
    result = judge(value, PERCENT, polarity, goal, rule, beside=beside)
    assert (result.level, result.not_rated, result.gap, result.sentence) == (None, reason, None, sentence)
