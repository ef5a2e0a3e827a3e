"""The limits in force in words, for every kind of rule: what pages and packs print beside each level."""

from decimal import Decimal as D

import pytest

from performance.rules.rag import (
    Goal,
    Level,
    Limit,
    LimitBasis,
    Rule,
    RuleKind,
    TargetKind,
    limits_in_words,
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
    RATE,
    RED,
    RELATIVE,
    WHOLE_PERCENT,
    distances,
)

BLUE = Level("blue", "Blue")
SHARES = LimitBasis.RELATIVE
AT_LEAST_80 = Goal(TargetKind.AT_LEAST, D(80))
NOUGHT = Goal(TargetKind.AT_MOST, D(0))
A_BAND = Goal(TargetKind.BAND, lower=D(56), upper=D(61))


def words(rule, goal=None, unit=PERCENT, **options):
    return [text for _, text in limits_in_words(rule, goal, unit, **options)]


def test_each_level_comes_with_its_words():
    assert limits_in_words(POINTS, AT_LEAST_80, PERCENT) == [
        (GREEN, "up to 0.5 points"),
        (AMBER, "up to 5.0 points"),
        (RED, "more than 5.0 points"),
    ]


@pytest.mark.parametrize(
    ("rule", "goal", "unit", "expected"),
    [
        (RELATIVE, None, COUNT, ["target met", "up to 2.5% of the target", "more than 2.5% of the target"]),
        (RELATIVE, NOUGHT, COUNT, ["target met", "up to 2.5", "more than 2.5"]),
        (RELATIVE, NOUGHT, RATE, ["target met", "up to 2.5 per 100,000", "more than 2.5 per 100,000"]),
        (
            RELATIVE,
            A_BAND,
            COUNT,
            ["within the band", "up to 2.5% of its nearer edge", "more than 2.5% of its nearer edge"],
        ),
        (
            Rule(RuleKind.LIMITS, LEVELS, distances(0, 2)),
            NOUGHT,
            DAYS,
            ["target met", "up to 2 days", "more than 2 days"],
        ),
        (
            Rule(RuleKind.LIMITS, LEVELS, distances(50_000, 500_000)),
            None,
            MILLIONS,
            ["up to £50,000", "up to £0.5m", "more than £0.5m"],
        ),
        (
            Rule(RuleKind.LIMITS, (GREEN, RED), distances(0)),
            AT_LEAST_80,
            PERCENT,
            ["target met", "target missed"],
        ),
        (
            Rule(RuleKind.LIMITS, (GREEN, RED), distances(0)),
            A_BAND,
            PERCENT,
            ["within the band", "outside the band"],
        ),
    ],
)
def test_limits(rule, goal, unit, expected):
    assert words(rule, goal, unit) == expected


@pytest.mark.parametrize(
    ("limits", "basis", "goal", "expected"),
    [
        (
            distances(2, 3),
            LimitBasis.POINTS,
            AT_LEAST_80,
            [
                "more than 2.0 points better",
                "up to 2.0 points better or 3.0 points worse",
                "more than 3.0 points worse",
            ],
        ),
        (
            distances(5, 5),
            SHARES,
            None,
            [
                "more than 5.0% of the target better",
                "up to 5.0% of the target better or 5.0% of the target worse",
                "more than 5.0% of the target worse",
            ],
        ),
        (
            distances(0, 0),
            LimitBasis.POINTS,
            None,
            ["better than the target", "exactly the target", "worse than the target"],
        ),
        (
            distances(0, 1),
            LimitBasis.POINTS,
            None,
            ["better than the target", "up to 1.0 points worse", "more than 1.0 points worse"],
        ),
        (
            distances(1, 0),
            LimitBasis.POINTS,
            None,
            ["more than 1.0 points better", "up to 1.0 points better", "worse than the target"],
        ),
        (
            distances(1, 2),
            LimitBasis.POINTS,
            A_BAND,
            ["better than a band is not possible", "up to 2.0 points", "more than 2.0 points"],
        ),
        (
            distances(1, 0),
            LimitBasis.POINTS,
            A_BAND,
            ["better than a band is not possible", "within the band", "outside the band"],
        ),
    ],
)
def test_tolerances(limits, basis, goal, expected):
    assert words(Rule(RuleKind.TOLERANCE, LEVELS, limits, basis), goal) == expected


def test_a_tolerance_of_four_levels():
    rule = Rule(RuleKind.TOLERANCE, (BLUE, *LEVELS), distances(0, 0, 5))
    assert words(rule, AT_LEAST_80) == [
        "better than the target",
        "exactly the target",
        "up to 5.0 points worse",
        "more than 5.0 points worse",
    ]


@pytest.mark.parametrize(
    ("limits", "unit", "expected"),
    [
        (
            (Limit(lower=D(85)), Limit(lower=D("80.25"))),
            PERCENT,
            ["85.0% or more", "80.25% or more", "under 80.25%"],
        ),
        ((Limit(upper=D(10)), Limit(upper=D(20))), DAYS, ["10 or less", "20 or less", "over 20"]),
        (
            (Limit(lower=D(56), upper=D(61)), Limit(lower=D(50), upper=D(65))),
            WHOLE_PERCENT,
            ["56% to 61%", "50% to 65%", "under 50% or over 65%"],
        ),
    ],
)
def test_boundary_values(limits, unit, expected):
    assert words(Rule(RuleKind.BOUNDARIES, LEVELS, limits), None, unit) == expected


def test_improving():
    rule = Rule(RuleKind.IMPROVING, LEVELS, distances(10), SHARES)
    assert words(rule, AT_LEAST_80, earlier_label="in 2012/13") == [
        "up to 10.0% of the target",
        "more than 10.0% of the target, but no worse than the figure in 2012/13",
        "more than 10.0% of the target, and worse than the figure in 2012/13 or without one",
    ]
    assert words(Rule(RuleKind.IMPROVING, LEVELS, distances(0)), AT_LEAST_80) == [
        "target met",
        "target missed, but no worse than the earlier figure",
        "target missed, and worse than the earlier figure or without one",
    ]


def test_positions_and_judgement():
    four = (GREEN, BLUE, AMBER, RED)
    quartiles = ["first quartile", "second quartile", "third quartile", "fourth quartile"]
    assert words(Rule(RuleKind.QUARTILE, four)) == quartiles
    assert words(Rule(RuleKind.QUARTILE, (*four, Level("dark", "Dark"))))[4] == "fifth quintile"
    assert words(Rule(RuleKind.MANUAL, (GREEN, RED))) == ["by judgement", "by judgement"]


def test_outlooks():
    levels = (GREEN, Level("amber", "Amber", off_target=True), Level("red", "Red", off_target=True))
    steps = {"on_track": -2, "in_place": 0, "not_enough": 1}
    rule = Rule(RuleKind.OUTLOOK, levels, distances("0.5", 5), steps=steps)
    assert words(rule, AT_LEAST_80) == [
        "up to 0.5 points",
        "up to 5.0 points (red if the outlook is “actions not enough”)",
        "more than 5.0 points (amber if the outlook is “on track”)",
    ]
