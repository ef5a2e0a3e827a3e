"""Rolling statuses up: each method, ties, what is left out, and that order does not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules.roll_up import RolledUp, RollUpMethod, roll_up
from tests.rules import AMBER, GREEN, LEVELS, PROPERTY, RED

WORST, MOST_COMMON, AVERAGE = RollUpMethod.WORST, RollUpMethod.MOST_COMMON, RollUpMethod.AVERAGE


@pytest.mark.parametrize(
    ("method", "level", "word"),
    [(WORST, RED, "worst"), (MOST_COMMON, GREEN, "most common"), (AVERAGE, AMBER, "average")],
)
def test_two_green_one_amber_one_red_and_one_not_rated(method, level, word):
    assert roll_up([0, 0, 1, 2, None], LEVELS, method) == RolledUp(
        level=level,
        sentence=(
            f"{level.word}: the {word} of 4 rated measures (2 green, 1 amber, 1 red); "
            "1 not rated is left out."
        ),
        counted=4,
        left_out=1,
    )


@pytest.mark.parametrize(
    ("positions", "level"),
    [
        *(([0, 1], AMBER), ([0, 2], RED), ([0, 0, 1], GREEN), ([0, 1, 1], AMBER)),
        *(([0, 1, 2], RED), ([0, 0, 2, 2, 1], RED), ([0, 0, 0, 2, 2], GREEN)),
    ],
)
def test_ties_of_the_most_common_go_to_the_worse(positions, level):
    assert roll_up(positions, LEVELS, MOST_COMMON).level == level


@pytest.mark.parametrize(
    ("positions", "level"),
    [
        # 0.5 and 1.5 are half way and go to the worse; 1/3 and 4/3 do not reach half way, 2/3 and 5/3 do.
        *(([0, 1], AMBER), ([1, 2], RED), ([0, 0, 1], GREEN), ([0, 1, 1], AMBER)),
        *(([1, 1, 2], AMBER), ([1, 2, 2], RED), ([0, 2], AMBER), ([0, 0, 0, 0], GREEN)),
    ],
)
def test_an_average_half_way_goes_to_the_worse(positions, level):
    assert roll_up(positions, LEVELS, AVERAGE).level == level


@pytest.mark.parametrize("method", RollUpMethod)
@pytest.mark.parametrize(
    ("positions", "sentence"),
    [
        ([], "Not rated: there is no measure beneath it."),
        ([None], "Not rated: the measure beneath it is not rated."),
        ([None, None], "Not rated: none of the 2 measures beneath it is rated."),
    ],
)
def test_nothing_rated_makes_no_status(method, positions, sentence):
    assert roll_up(positions, LEVELS, method) == RolledUp(None, sentence, 0, len(positions))


def test_one_measure_and_many_left_out_are_counted_in_words():
    assert roll_up([0, None, None], LEVELS, WORST).sentence == (
        "Green: the worst of 1 rated measure (1 green); 2 not rated are left out."
    )
    assert roll_up([1, 1], LEVELS, WORST).sentence == "Amber: the worst of 2 rated measures (2 amber)."


@pytest.mark.parametrize("position", [-1, 3])
def test_a_status_off_the_scale_is_refused(position):
    with pytest.raises(ValueError, match=r"^a status is a place in the scale that it is rolled up on$"):
        roll_up([0, position], LEVELS, WORST)


POSITIONS = st.lists(st.none() | st.integers(0, 2), max_size=12)


@PROPERTY
@given(
    POSITIONS.flatmap(lambda one: st.tuples(st.just(one), st.permutations(one))),
    st.sampled_from(RollUpMethod),
)
def test_the_order_of_measures_does_not_matter(orders, method):
    one, other = orders
    assert roll_up(one, LEVELS, method) == roll_up(other, LEVELS, method)


@PROPERTY
@given(POSITIONS, st.integers(0, 5), st.sampled_from(RollUpMethod))
def test_what_is_not_rated_changes_no_level(positions, more, method):
    one, other = roll_up(positions, LEVELS, method), roll_up(positions + [None] * more, LEVELS, method)
    assert (other.level, other.counted, other.left_out) == (one.level, one.counted, one.left_out + more)


@PROPERTY
@given(st.lists(st.integers(0, 2), min_size=1, max_size=12), st.sampled_from(RollUpMethod))
def test_the_level_lies_between_the_best_and_the_worst(positions, method):
    place = LEVELS.index(roll_up(positions, LEVELS, method).level)
    assert min(positions) <= place <= max(positions)


@PROPERTY
@given(st.lists(st.integers(0, 2), min_size=1, max_size=12), st.integers(1, 4), st.sampled_from(RollUpMethod))
def test_every_measure_counted_alike_more_often_changes_nothing(positions, times, method):
    assert roll_up(positions * times, LEVELS, method).level == roll_up(positions, LEVELS, method).level
