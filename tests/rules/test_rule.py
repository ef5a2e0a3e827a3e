"""What makes a rule: the right number of limits, in order, and levels that can be judged by."""

from decimal import Decimal as D

import pytest

from performance.rules.rag import Level, Limit, LimitBasis, Outlook, Position, Rule, RuleKind
from tests.rules import AMBER, GREEN, LEVELS, RED, distances

BLUE, DARK = Level("blue", "Blue"), Level("dark", "Dark")
FOUR, FIVE = (BLUE, *LEVELS), (BLUE, *LEVELS, DARK)
OFF = (GREEN, Level("amber", "Amber", off_target=True), Level("red", "Red", off_target=True))


def from_values(*lowers):
    return tuple(Limit(lower=D(lower)) for lower in lowers)


def up_to_values(*uppers):
    return tuple(Limit(upper=D(upper)) for upper in uppers)


def bands(*pairs):
    return tuple(Limit(lower=D(lower), upper=D(upper)) for lower, upper in pairs)


@pytest.mark.parametrize(
    ("kind", "levels", "limits"),
    [
        (RuleKind.LIMITS, (GREEN, RED), distances(0)),
        (RuleKind.LIMITS, FIVE, distances(0, 0, 1, 1)),
        (RuleKind.OUTLOOK, OFF, distances("0.5", 5)),
        (RuleKind.TOLERANCE, LEVELS, distances(2, 2)),
        (RuleKind.TOLERANCE, LEVELS, distances(5, 1)),
        (RuleKind.TOLERANCE, FOUR, distances(5, 1, 1)),
        (RuleKind.BOUNDARIES, LEVELS, from_values(85, 80)),
        (RuleKind.BOUNDARIES, LEVELS, from_values(85, 85)),
        (RuleKind.BOUNDARIES, LEVELS, up_to_values(10, 20)),
        (RuleKind.BOUNDARIES, LEVELS, bands((55, 60), (50, 65))),
        (RuleKind.BOUNDARIES, LEVELS, bands((55, 55), (55, 55))),
        (RuleKind.IMPROVING, LEVELS, distances(10)),
        (RuleKind.IMPROVING, FIVE, distances(0, 1, 2)),
        (RuleKind.QUARTILE, FOUR, ()),
        (RuleKind.QUARTILE, FIVE, ()),
        (RuleKind.MANUAL, (GREEN, RED), ()),
    ],
)
def test_rules_that_can_be_judged_by(kind, levels, limits):
    assert Rule(kind, levels, limits).limits == limits


@pytest.mark.parametrize(
    ("kind", "levels", "limits", "expected"),
    [
        (RuleKind.LIMITS, LEVELS, distances(1), 2),
        (RuleKind.LIMITS, LEVELS, distances(1, 2, 3), 2),
        (RuleKind.LIMITS, LEVELS, (), 2),
        (RuleKind.TOLERANCE, LEVELS, distances(1), 2),
        (RuleKind.BOUNDARIES, LEVELS, from_values(80), 2),
        (RuleKind.OUTLOOK, OFF, distances(1), 2),
        (RuleKind.IMPROVING, LEVELS, distances(1, 2), 1),
        (RuleKind.IMPROVING, LEVELS, (), 1),
        (RuleKind.QUARTILE, FOUR, distances(1), 0),
        (RuleKind.MANUAL, LEVELS, distances(1, 2), 0),
    ],
)
def test_each_kind_has_its_number_of_limits(kind, levels, limits, expected):
    with pytest.raises(ValueError, match=rf"^a {kind} rule of {len(levels)} levels has {expected} limits$"):
        Rule(kind, levels, limits)


@pytest.mark.parametrize(
    ("kind", "limits"),
    [
        (RuleKind.LIMITS, distances(-1, 5)),
        (RuleKind.LIMITS, distances(5, "0.5")),
        (RuleKind.TOLERANCE, distances(-1, 5)),
        (RuleKind.TOLERANCE, distances(1, -5)),
        (RuleKind.IMPROVING, distances("-0.1")),
    ],
)
def test_limits_are_distances_in_order(kind, limits):
    with pytest.raises(
        ValueError, match=r"^limits are distances: none below 0, each at least the one before"
    ):
        Rule(kind, LEVELS, limits)


def test_a_tolerances_worse_side_is_in_order():
    with pytest.raises(
        ValueError, match=r"^limits are distances: none below 0, each at least the one before"
    ):
        Rule(RuleKind.TOLERANCE, FOUR, distances(0, 5, 1))


@pytest.mark.parametrize(
    "limits", [from_values(85, 80), (Limit(D(1)), Limit(D(2), upper=D(3))), (Limit(),) * 2]
)
def test_limits_by_distance_have_no_boundary_values(limits):
    with pytest.raises(ValueError, match=r"^limits are distances from the target, without boundary values$"):
        Rule(RuleKind.LIMITS, LEVELS, limits)


@pytest.mark.parametrize(
    "limits",
    [
        distances(1, 2),
        (Limit(D(1), lower=D(2)), Limit(lower=D(1))),
        (Limit(), Limit()),
        (Limit(lower=D(85)), Limit(upper=D(90))),
        (Limit(lower=D(85), upper=D(90)), Limit(lower=D(80))),
    ],
)
def test_boundaries_are_values_on_the_same_side(limits):
    with pytest.raises(
        ValueError, match=r"^boundaries are values, on the same side or sides for every level$"
    ):
        Rule(RuleKind.BOUNDARIES, LEVELS, limits)


@pytest.mark.parametrize(
    "limits",
    [
        from_values(80, "80.1"),
        up_to_values(10, "9.9"),
        bands((55, 60), (56, 65)),
        bands((55, 60), (50, 59)),
    ],
)
def test_boundaries_lead_away_from_the_target(limits):
    with pytest.raises(ValueError, match=r"^boundaries lead away from the target"):
        Rule(RuleKind.BOUNDARIES, LEVELS, limits)


def test_a_lower_boundary_is_not_above_the_upper_one():
    with pytest.raises(ValueError, match=r"^a lower boundary is not above the upper one$"):
        Rule(RuleKind.BOUNDARIES, LEVELS, bands((61, 60), (50, 65)))


@pytest.mark.parametrize(
    ("kind", "levels", "least"),
    [
        (RuleKind.LIMITS, (GREEN,), 2),
        (RuleKind.LIMITS, (*FIVE, Level("sixth", "Sixth")), 2),
        (RuleKind.MANUAL, (), 2),
        (RuleKind.TOLERANCE, (GREEN, RED), 3),
        (RuleKind.IMPROVING, (GREEN, RED), 3),
    ],
)
def test_scales_have_as_many_levels_as_their_kind_can_tell_apart(kind, levels, least):
    with pytest.raises(ValueError, match=rf"^a scale for a {kind} rule has {least} to 5 levels$"):
        Rule(kind, levels, distances(*range(max(len(levels) - 1, 0))))


@pytest.mark.parametrize("levels", [(GREEN, RED), LEVELS])
def test_a_position_takes_four_levels_or_five(levels):
    with pytest.raises(ValueError, match=r"^a rule by position has four levels \(quartiles\) or five"):
        Rule(RuleKind.QUARTILE, levels)


def test_levels_have_codes_of_their_own():
    with pytest.raises(ValueError, match=r"^each level of a scale has a code of its own$"):
        Rule(RuleKind.MANUAL, (GREEN, AMBER, Level("green", "Deep green")))


def test_what_is_off_target_is_at_the_end_of_the_scale():
    off = Level("amber", "Amber", off_target=True)
    with pytest.raises(ValueError, match=r"^levels that are off target come after those that are not$"):
        Rule(RuleKind.LIMITS, (GREEN, off, RED), distances(0, 5))
    with pytest.raises(ValueError, match=r"^the best level is not off target$"):
        Rule(RuleKind.MANUAL, (off, Level("red", "Red", off_target=True)))


def test_an_outlook_moves_only_what_is_off_target():
    with pytest.raises(ValueError, match=r"^an outlook rule has a level that is off target$"):
        Rule(RuleKind.OUTLOOK, LEVELS, distances(0, 5), steps={"not_enough": 1})


def test_steps_are_for_outlooks():
    with pytest.raises(ValueError, match=r"^only an outlook rule has steps$"):
        Rule(RuleKind.LIMITS, OFF, distances(0, 5), steps={"not_enough": 1})
    with pytest.raises(ValueError, match=r"^steps are by the codes of outlooks$"):
        Rule(RuleKind.OUTLOOK, OFF, distances(0, 5), steps={"hopeless": 1})


def test_rules_that_say_the_same_are_equal_and_can_be_keys():
    one, other = (Rule(RuleKind.OUTLOOK, OFF, distances(0, 5), steps={"not_enough": 1}) for _ in range(2))
    assert one == other
    assert {one: "kept"}[other] == "kept"
    assert one != Rule(RuleKind.OUTLOOK, OFF, distances(0, 5), LimitBasis.RELATIVE, {"not_enough": 1})


@pytest.mark.parametrize(("rank", "of"), [(0, 4), (5, 4), (6, 5), (1, 3), (1, 10)])
def test_a_position_is_one_of_four_or_five(rank, of):
    with pytest.raises(ValueError, match=r"^a position is one of four quartiles or of five quintiles"):
        Position(rank, of, "England", "2019/20")


def test_the_outlooks_are_those_that_are_recorded():
    assert set(Outlook) == {"on_track", "in_place", "not_enough", "not_known"}
