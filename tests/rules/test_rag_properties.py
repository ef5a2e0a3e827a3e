"""What holds for every rule that judges against a target, whatever its limits."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from performance.rules.numbers import SCALES, Unit, UnitKind
from performance.rules.rag import (
    Beside,
    Goal,
    Level,
    Limit,
    LimitBasis,
    Polarity,
    Rule,
    RuleKind,
    TargetKind,
    gap_to,
    judge,
)
from tests.rules import PROPERTY, distances

HIGH, LOW, BAND = Polarity.HIGH, Polarity.LOW, Polarity.BAND
ON = [Level(f"on{place}", f"On {place}") for place in range(3)]
OFF = [Level(f"off{place}", f"Off {place}", off_target=True) for place in range(2)]
# Three, four or five levels, of which the last two are off target.
SCALES_OF_LEVELS = [(*ON[:on], *OFF) for on in (1, 2, 3)]
STEP = D("0.1")
RATE = Unit(UnitKind.RATE, 1)
FIGURES = st.decimals(D(-500), D(500), places=1)
REACHES = st.decimals(D(0), D(60), places=1)
BY_DISTANCE = [RuleKind.LIMITS, RuleKind.OUTLOOK, RuleKind.TOLERANCE, RuleKind.IMPROVING]


@st.composite
def goals(draw):
    """A target where high is good, or a band."""
    edges = sorted([draw(FIGURES), draw(FIGURES)])
    if draw(st.booleans()):
        return HIGH, Goal(TargetKind.AT_LEAST, edges[0])
    return BAND, Goal(TargetKind.BAND, lower=edges[0], upper=edges[1])


@st.composite
def cases(draw):
    """An aim, a target, a rule of any kind that judges by one, and what stands beside the figure."""
    polarity, goal = draw(goals())
    levels = draw(st.sampled_from(SCALES_OF_LEVELS))
    kind = draw(st.sampled_from([*BY_DISTANCE, RuleKind.BOUNDARIES]))
    count = len(levels) - (2 if kind == RuleKind.IMPROVING else 1)
    reaches = sorted(draw(st.lists(REACHES, min_size=count, max_size=count)))
    steps = {"not_enough": draw(st.integers(-2, 2))} if kind == RuleKind.OUTLOOK else {}
    basis = draw(st.sampled_from(LimitBasis))
    limits = around(goal, reaches) if kind == RuleKind.BOUNDARIES else distances(*reaches)
    earlier = draw(st.none() | FIGURES)
    beside = Beside(
        earlier=earlier, earlier_label="in 2019/20", outlook=draw(st.sampled_from(["", "not_enough"]))
    )
    return polarity, goal, Rule(kind, levels, limits, basis, steps), beside


def around(goal, reaches):
    """Boundary values at these distances from a target."""
    if goal.kind == TargetKind.BAND:
        return tuple(Limit(lower=goal.lower - reach, upper=goal.upper + reach) for reach in reaches)
    return tuple(Limit(lower=goal.value - reach) for reach in reaches)


def place(value, unit, polarity, goal, rule, beside):
    return rule.levels.index(judge(value, unit, polarity, goal, rule, beside=beside).level)


def negated(number):
    return None if number is None else -number


def mirrored(polarity, goal, rule, beside):
    """The same case with every number negated and good on the other side."""
    limits = tuple(Limit(limit.reach, negated(limit.upper), negated(limit.lower)) for limit in rule.limits)
    kind = TargetKind.BAND if goal.kind == TargetKind.BAND else TargetKind.AT_MOST
    return (
        BAND if polarity == BAND else LOW,
        Goal(kind, negated(goal.value), negated(goal.upper), negated(goal.lower)),
        replace(rule, limits=limits),
        replace(beside, earlier=negated(beside.earlier)),
    )


@PROPERTY
@given(FIGURES, cases())
def test_low_mirrors_high_and_a_band_mirrors_itself(value, case):
    assert place(value, RATE, *case) == place(-value, RATE, *mirrored(*case))


@PROPERTY
@given(FIGURES, cases(), st.sampled_from(["k", "m"]))
def test_scaling_the_unit_changes_no_level(value, case, scale):
    polarity, goal, rule, beside = case
    by = SCALES[scale]

    def times(number):
        return None if number is None else number * by

    in_shares = rule.basis == LimitBasis.RELATIVE
    # Of a target of 0 there is no share, and a limit of 5 is 5 of whatever is counted.
    assume(not in_shares or 0 not in (goal.value, goal.lower, goal.upper))
    larger = (
        polarity,
        Goal(goal.kind, times(goal.value), times(goal.lower), times(goal.upper)),
        replace(
            rule,
            limits=tuple(
                Limit(
                    limit.reach if in_shares else times(limit.reach), times(limit.lower), times(limit.upper)
                )
                for limit in rule.limits
            ),
        ),
        replace(beside, earlier=times(beside.earlier)),
    )
    assert place(value, RATE, *case) == place(value * by, Unit(UnitKind.RATE, 1, scale), *larger)


@PROPERTY
@given(FIGURES, FIGURES, cases())
def test_farther_off_target_is_never_better(one, other, case):
    polarity, goal, rule, _ = case
    # A share of one edge of a band is not a share of the other.
    assume(not (polarity == BAND and rule.basis == LimitBasis.RELATIVE))
    (less, nearer), (more, farther) = sorted((gap_to(value, goal)[0], value) for value in (one, other))
    assume(less < more)
    assert place(nearer, RATE, *case) <= place(farther, RATE, *case)


@PROPERTY
@given(FIGURES, cases())
def test_the_sentence_begins_with_the_level_and_ends_once(value, case):
    polarity, goal, rule, beside = case
    result = judge(value, RATE, polarity, goal, rule, beside=beside)
    assert result.sentence.startswith(f"{result.level.word}: ")
    assert result.sentence.endswith(".")
    assert "  " not in result.sentence
    assert "None" not in result.sentence


# --- Both sides of every limit, by one in the last printed place -------------------------------------


@PROPERTY
@given(cases())
def test_one_more_in_the_last_place_leaves_a_level(case):
    polarity, goal, rule, beside = case
    assume(rule.basis == LimitBasis.POINTS and rule.kind != RuleKind.BOUNDARIES)
    edge = goal.lower if goal.kind == TargetKind.BAND else goal.value
    plain = (polarity, goal, rule, Beside(earlier=beside.earlier))
    # The first limit of a tolerance is on the better side.
    first = 1 if rule.kind == RuleKind.TOLERANCE else 0
    for position, limit in list(enumerate(rule.limits))[first:]:
        assert place(edge - limit.reach, RATE, *plain) <= position
        assert place(edge - limit.reach - STEP, RATE, *plain) > position
        if goal.kind == TargetKind.BAND:
            assert place(goal.upper + limit.reach, RATE, *plain) <= position
            assert place(goal.upper + limit.reach + STEP, RATE, *plain) > position


@PROPERTY
@given(FIGURES, st.tuples(REACHES, REACHES))
def test_better_by_one_more_in_the_last_place_is_the_first_level(target, reaches):
    rule = Rule(RuleKind.TOLERANCE, SCALES_OF_LEVELS[0], distances(*reaches))
    case = (HIGH, Goal(TargetKind.AT_LEAST, target), rule, Beside())
    assert place(target + reaches[0], RATE, *case) == 1
    assert place(target + reaches[0] + STEP, RATE, *case) == 0


@PROPERTY
@given(st.integers(1, 5000), st.integers(0, 100))
def test_one_less_of_a_count_leaves_a_share(target, share):
    unit = Unit(UnitKind.COUNT)
    lowest = -((target * share - target * 100) // 100)
    for kind, limits in ((RuleKind.LIMITS, (share, share)), (RuleKind.TOLERANCE, (0, share))):
        rule = Rule(kind, SCALES_OF_LEVELS[0], distances(*limits), LimitBasis.RELATIVE)
        case = (HIGH, Goal(TargetKind.AT_LEAST, D(target)), rule, Beside())
        assert place(D(lowest), unit, *case) < 2
        assert place(D(lowest - 1), unit, *case) == 2


@pytest.mark.wide
@PROPERTY
@given(cases())
def test_one_more_in_the_last_place_leaves_a_boundary(case):
    rule = case[2]
    assume(rule.kind == RuleKind.BOUNDARIES)
    for position, limit in enumerate(rule.limits):
        assert place(limit.lower, RATE, *case) <= position
        assert place(limit.lower - STEP, RATE, *case) > position
        if limit.upper is not None:
            assert place(limit.upper, RATE, *case) <= position
            assert place(limit.upper + STEP, RATE, *case) > position


@PROPERTY
@given(FIGURES, FIGURES, REACHES)
def test_one_less_than_the_earlier_figure_is_no_longer_improving(target, earlier, reach):
    assume(earlier < target - reach)
    rule = Rule(RuleKind.IMPROVING, SCALES_OF_LEVELS[0], distances(reach))
    case = (HIGH, Goal(TargetKind.AT_LEAST, target), rule, Beside(earlier=earlier))
    assert place(earlier, RATE, *case) == 1
    assert place(earlier - STEP, RATE, *case) == 2


@pytest.mark.parametrize("levels", SCALES_OF_LEVELS)
@pytest.mark.parametrize("step", range(-4, 5))
def test_an_outlook_moves_within_what_is_off_target(levels, step):
    rule = Rule(RuleKind.OUTLOOK, levels, distances(*range(len(levels) - 1)), steps={"on_track": step})
    last = len(levels) - 1
    moved = [rule.after_outlook(position, "on_track") for position in range(len(levels))]
    assert moved == [
        *range(last - 1),
        last if step > 0 else last - 1,
        last - 1 if step < 0 else last,
    ]
