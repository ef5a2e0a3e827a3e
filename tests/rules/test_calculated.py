"""Totals, variances, shares, compositions, and parts against their total."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules.absences import Absence, effect_of
from performance.rules.calculated import (
    Addition,
    Calculated,
    Input,
    composition_share,
    parts_add_up,
    share,
    total,
    variance,
)
from performance.rules.numbers import Unit, UnitKind, percentage
from tests.rules import COUNT, PERCENT, PROPERTY, RATE

POUNDS = Unit(UnitKind.MONEY, 3, "m")
SPENT, BUDGET = Input("spending", D(51_066_000)), Input("budget", D(48_902_000))
RATINGS = {
    "inadequate": Input("Inadequate", D(4)),
    "ri": Input("RI", D(69)),
    "good": Input("Good or Outstanding", D(193)),
}


def inputs(*values):
    return [Input(f"part {i}", D(value)) for i, value in enumerate(values, 1)]


# --- Totals ------------------------------------------------------------------------------------------


def test_a_total_is_the_sum_of_its_parts():
    result = total(inputs("48.902", "18.281", "51.914", "23.019"))
    assert result == Calculated(D("142.116"), "The sum of part 1, part 2, part 3 and part 4.")


def test_nought_is_a_part():
    assert total(inputs("0", "0")).value == D(0)


def test_a_total_without_one_of_its_parts_is_none_and_names_it():
    result = total([*inputs("1"), Input("Roads"), Input("Schools", absence="not_published")])
    assert result == Calculated(None, "No total: Roads is missing and Schools was not published.")
    assert total([*inputs("1"), Input("Roads")]) == Calculated(None, "No total: Roads is missing.")


def test_what_does_not_apply_is_left_out_of_a_total():
    result = total([*inputs("1", "2"), Input("Roads", absence="not_applicable")])
    assert result == Calculated(D(3), "The sum of part 1 and part 2.")
    assert total([Input("Roads", absence="not_applicable")]) == Calculated(
        None, "No total: none of its parts is applicable."
    )


def test_a_suppressed_part_hides_the_total():
    result = total([*inputs("1"), Input("Roads", absence="suppressed"), Input("Schools")])
    assert result == Calculated(
        None, "No total: Roads is suppressed and could be worked out from it.", suppressed=True
    )
    two = total([Input("Roads", absence="suppressed"), Input("Schools", absence="suppressed")])
    assert two.sentence == "No total: Roads and Schools are suppressed and could be worked out from it."


@pytest.mark.parametrize("code", [code for code in Absence if code != "not_applicable"])
def test_every_other_absence_leaves_no_result(code):
    gone = Input("Roads", absence=code)
    for result in (
        total([*inputs("1"), gone]),
        variance(SPENT, gone, POUNDS),
        variance(gone, BUDGET, POUNDS),
        share(gone, inputs("1"), PERCENT),
        share(SPENT, [gone], PERCENT),
        composition_share({**RATINGS, "none": gone}, {"good"}),
    ):
        assert result.value is None
        assert f"Roads {effect_of(code).one}" in result.sentence
        assert result.suppressed == (code == "suppressed")


# --- Variances ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "value", "sentence"),
    [
        (51_066_000, 48_902_000, 2_164_000, "spending less budget: £2.164m over."),
        (48_459_000, 48_902_000, -443_000, "spending less budget: £0.443m under."),
        (48_902_000, 48_902_000, 0, "spending less budget: no difference."),
    ],
)
def test_a_variance_is_over_or_under(first, second, value, sentence):
    result = variance(Input("spending", D(first)), Input("budget", D(second)), POUNDS)
    assert result == Calculated(D(value), sentence)


def test_what_does_not_apply_has_no_variance():
    result = variance(SPENT, Input("budget", absence="not_applicable"), POUNDS)
    assert result == Calculated(None, "No variance: budget is not applicable.")


# --- Shares ------------------------------------------------------------------------------------------


def test_a_share_of_the_parts():
    parts = list(RATINGS.values())
    assert share(parts[2], parts, PERCENT) == Calculated(
        D("72.556391"), "193 of 266 is 72.6%.", D(193), D(266)
    )


def test_a_share_of_one_measure_per_so_many():
    result = share(Input("admissions", D(13)), [Input("people", D(419_403))], RATE)
    assert result == Calculated(D("3.099644"), "13 of 419,403 is 3.1 per 100,000.", D(13), D(419_403))


def test_there_is_no_share_of_nought():
    assert share(Input("a", D(0)), inputs("0", "0"), PERCENT) == Calculated(
        None, "No share: the whole is 0.", D(0), D(0)
    )
    assert share(Input("a", D(0)), inputs("1"), PERCENT).value == D(0)


def test_a_composition_has_a_headline():
    assert composition_share(RATINGS, {"good"}) == Calculated(
        D("72.556391"), "193 of 266 is 72.6%.", D(193), D(266)
    )
    assert composition_share(RATINGS, {"good", "ri"}).numerator == D(262)
    assert composition_share(RATINGS, set()).value == D(0)


def test_a_composition_leaves_out_what_does_not_apply():
    parts = {**RATINGS, "new": Input("Not yet inspected", absence="not_applicable")}
    assert composition_share(parts, {"good", "new"}).denominator == D(266)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: total([]), "has inputs"),
        (lambda: share(SPENT, [], PERCENT), "of something"),
        (lambda: composition_share(RATINGS, {"outstanding"}), "outstanding"),
        (lambda: composition_share({}, set()), "it has none"),
        (lambda: Input("a", D(0), "suppressed"), "a figure and a reason for none"),
        (lambda: total([Input("a", absence="holiday")]), "holiday"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# --- Parts against their total -----------------------------------------------------------------------


def test_people_are_counted_exactly():
    assert parts_add_up([D(911), D(2536)], D(3437), None) == Addition(
        D(3447),
        D(10),
        D(0),
        False,
        "The parts add up to 3,447, 10 more than the total of 3,437.",
    )
    assert parts_add_up([D(911), D(2526)], D(3437), None).agrees
    assert not parts_add_up([D(911), D(2525)], D(3437), None).agrees


def test_published_spending_adds_up():
    parts = [D("48.902"), D("18.281"), D("51.914"), D("23.019")]
    assert parts_add_up(parts, D("142.116"), 3) == Addition(D("142.116"), D("0.000"), D("0.0025"), True, "")


@pytest.mark.parametrize(
    ("parts", "stated", "decimals", "agrees"),
    [
        (["33.3", "33.3", "33.3"], "100.0", 1, True),
        (["33.3", "33.3", "33.2"], "100.0", 1, True),
        (["33.3", "33.3", "33.1"], "100.0", 1, False),
        (["50", "51"], "100", 0, True),
        (["50", "52"], "100", 0, False),
        (["84500", "15600"], "100000", -2, True),
        (["84500", "15700"], "100000", -2, False),
    ],
)
def test_rounded_parts_may_be_off_by_their_rounding(parts, stated, decimals, agrees):
    assert parts_add_up([D(part) for part in parts], D(stated), decimals).agrees is agrees


def test_parts_that_fall_short():
    result = parts_add_up([D("1.5")], D("1373.25"), None)
    assert result.sentence == "The parts add up to 1.5, 1,371.75 less than the total of 1,373.25."


# --- Properties --------------------------------------------------------------------------------------

NUMBERS = st.decimals(D(-100_000), D(100_000), places=3)
LISTS = st.lists(NUMBERS, min_size=1, max_size=10)


@PROPERTY
@given(LISTS.flatmap(lambda numbers: st.tuples(st.just(numbers), st.permutations(numbers))))
def test_order_does_not_matter(orders):
    one, other = (total(inputs(*numbers)).value for numbers in orders)
    assert one == other


@PROPERTY
@given(NUMBERS, NUMBERS)
def test_the_opposite_variance_has_the_opposite_sign(first, second):
    one, other = Input("one", first), Input("other", second)
    assert variance(one, other, COUNT).value == -variance(other, one, COUNT).value
    assert variance(one, other, COUNT).value + second == first


@PROPERTY
@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=6).filter(any), st.integers(2, 1000))
def test_shares_of_a_whole_make_a_hundred_whatever_they_are_counted_in(counts, times):
    parts, more = inputs(*counts), inputs(*(count * times for count in counts))
    shares = [share(part, parts, PERCENT).value for part in parts]
    assert abs(sum(shares) - 100) <= D("0.000001") * len(parts)
    assert shares == [share(part, more, PERCENT).value for part in more]


@PROPERTY
@given(st.lists(st.decimals(D(0), D(1000), places=4), min_size=1, max_size=8), st.integers(0, 2))
def test_honest_rounding_always_agrees(exact, decimals):
    step = D(1).scaleb(-decimals)
    rounded = [value.quantize(step) for value in exact]
    assert parts_add_up(rounded, sum(exact).quantize(step), decimals).agrees


@PROPERTY
@given(LISTS, NUMBERS)
def test_the_difference_is_the_sum_less_the_total(parts, stated):
    result = parts_add_up(parts, stated, 3)
    assert result.difference == sum(parts) - stated
    assert result.agrees == (abs(result.difference) <= D("0.001") * (len(parts) + 1) / 2)
    assert (result.sentence == "") == result.agrees


def test_a_composition_is_the_same_as_its_percentage():
    assert composition_share(RATINGS, {"good"}).value == percentage(D(193), D(266))
