"""The arithmetic of comparison: worked numbers, both sides of boundaries, and one at a time against many."""

import doctest
from decimal import Decimal as D
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarking import matrices, statistics
from benchmarking.statistics import (
    BYAR,
    EXACT,
    PUBLISHED,
    WILSON,
    Comparison,
    Distribution,
    Interval,
    Polarity,
    Rank,
    Standing,
)

HIGH, LOW, NONE = Polarity.HIGH, Polarity.LOW, Polarity.NONE
GOOD = {HIGH: matrices.HIGH, LOW: matrices.LOW, NONE: matrices.NEITHER}


def decimals(*texts):
    return [None if text is None else D(str(text)) for text in texts]


def test_worked_examples_in_docstrings_are_true():
    result = doctest.testmod(statistics)
    assert (result.attempted > 20, result.failed) == (True, 0)


# --- Rounding ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("23.65", 1, "23.7"),
        ("23.6499999", 1, "23.6"),
        ("-0.5", 0, "-1"),
        ("-0.49", 0, "0"),
        ("0", 1, "0.0"),
    ],
)
def test_halves_are_rounded_away_from_zero(value, places, expected):
    assert statistics.printed(D(value), places) == D(expected)
    assert statistics.printed(Fraction(value), places) == D(expected)


def test_what_is_kept_has_eight_decimals_and_fifteen_digits():
    assert statistics.kept(Fraction(1, 3)) == D("0.33333333")
    assert statistics.kept(Fraction("9999999.123456789")) == D("9999999.12345679")
    assert statistics.kept(Fraction("10000000.123456789")) == D("10000000.1234568")


# --- Distributions -------------------------------------------------------------------------------------


def test_a_missing_figure_is_left_out_and_a_zero_is_not():
    assert statistics.distribution(decimals(4, None, 0, 2)) == Distribution(
        n=3,
        mean=D(2),
        median=D(2),
        p10=D("0.4"),
        p25=D(1),
        p75=D(3),
        p90=D("3.6"),
        minimum=D(0),
        maximum=D(4),
    )


def test_nothing_has_no_distribution_and_one_figure_is_all_of_it():
    assert statistics.distribution([None, None]) == Distribution(n=0)
    assert statistics.distribution([D(7)]) == Distribution(1, *[D(7)] * 8)


def test_percentiles_are_those_of_quantile_type_7():
    """The example of R's own documentation of type 7, 1 to 10: 1.9, 3.25, 5.5, 7.75, 9.1."""
    found = statistics.distribution(decimals(*range(1, 11)))

    assert [found.p10, found.p25, found.median, found.p75, found.p90] == decimals(1.9, 3.25, 5.5, 7.75, 9.1)


def test_a_weighted_total_needs_both_parts_of_everybody():
    parts = [(D(30), D(50)), (D(10), D(150))]

    assert statistics.weighted(parts, D(100)) == D(20)
    assert statistics.weighted([*parts, (None, D(10))], D(100)) is None
    assert statistics.weighted([*parts, (D(3), None)], D(100)) is None
    assert statistics.weighted([(D(0), D(50)), (D(0), D(1))], D(100)) == D(0)
    assert statistics.weighted([(D(0), D(0))], D(100)) is None
    assert statistics.weighted([], D(100)) is None
    assert statistics.weighted(parts, None) is None


# --- Ranks and quartiles -------------------------------------------------------------------------------


def test_ties_share_a_rank_and_the_next_one_is_skipped():
    values = decimals(9, 7, None, 7, 5)
    known = decimals(9, 7, 7, 5)
    assert [statistics.rank(value, values, HIGH).rank for value in known] == [1, 2, 2, 4]
    assert [statistics.rank(value, values, LOW).rank for value in known] == [4, 2, 2, 1]
    assert statistics.rank(D(7), decimals(9, 7, None, 7, 5), LOW) == Rank(rank=2, of=4, tied=2)


def test_where_neither_end_is_good_ranks_count_from_the_highest_and_nothing_is_a_quartile():
    values = decimals(*range(10))

    assert statistics.standing(D(9), values, polarity=NONE, decimals=0) == Standing(rank=1, of=10, tied=1)


@pytest.mark.parametrize(
    ("polarity", "quartiles", "quintiles"),
    [
        (LOW, [1, 1, 1, 2, 2, 3, 3, 4, 4], [1, 1, 2, 2, 3, 4, 4, 5, 5]),
        (HIGH, [4, 4, 4, 3, 3, 2, 2, 1, 1], [5, 5, 4, 4, 3, 2, 2, 1, 1]),
    ],
)
def test_a_figure_on_a_cut_point_is_on_its_lower_side_whichever_is_good(polarity, quartiles, quintiles):
    """Of 1 to 9 the quarters are cut at 3, 5 and 7; 3 is first where low is good and last where high is.
    The fifths are cut at 2.6, 4.2, 5.8 and 7.4."""
    values = decimals(*range(1, 10))

    assert [statistics.quartile_dfe(value, values, polarity) for value in values] == quartiles
    assert [statistics.quintile_dfe(value, values, polarity) for value in values] == quintiles


@pytest.mark.parametrize("polarity", [LOW, HIGH])
def test_by_rank_the_quartiles_are_those_of_the_ohid(polarity):
    values = decimals(*range(1, 10))
    best_first = values if polarity == LOW else values[::-1]

    assert [statistics.quartile_ohid(value, values, polarity) for value in best_first] == [
        1, 1, 1, 2, 2, 3, 3, 4, 4,
    ]  # fmt: skip
    assert [statistics.quintile_ohid(value, values, polarity) for value in best_first] == [
        1, 1, 2, 2, 3, 3, 4, 4, 5,
    ]  # fmt: skip


def test_the_two_rules_differ_where_many_share_a_figure():
    """Of 1, 2, 2, 2, 5 the lower quartile and the median are both 2: first by the DfE where low is good. By
    rank the three share the second place: 5 - ceiling(4 / 1.25) = 1 too; where high is good they differ."""
    values = decimals(1, 2, 2, 2, 5)

    assert (statistics.quartile_dfe(D(2), values, LOW), statistics.quartile_ohid(D(2), values, LOW)) == (1, 1)
    assert (statistics.quartile_dfe(D(2), values, HIGH), statistics.quartile_ohid(D(2), values, HIGH)) == (
        4,
        1,
    )


@pytest.mark.parametrize(("count", "there"), [(4, False), (5, True)])
def test_fewer_than_five_have_no_quartiles(count, there):
    values = [*decimals(*range(count)), None]
    found = statistics.standing(D(0), values, polarity=HIGH, decimals=0)

    assert (found.rank, found.of) == (count, count)
    every = (found.quartile, found.quartile_ohid, found.quintile, found.quintile_ohid, found.boundary)
    assert [value is not None for value in every] == [there] * 5


# --- Distances -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "polarity", "boundary", "gap"),
    [
        (2, LOW, None, None),
        (4, LOW, 3, 1),
        (6, LOW, 5, 1),
        (9, LOW, 7, 2),
        (9, HIGH, None, None),
        (7, HIGH, 7, 0),
        (4, HIGH, 5, 1),
        (1, HIGH, 3, 2),
    ],
)
def test_the_next_boundary_is_that_of_the_next_better_quartile(value, polarity, boundary, gap):
    found = statistics.standing(D(value), decimals(*range(1, 10)), polarity=polarity, decimals=0)

    assert (found.boundary, found.gap) == (boundary, gap)


@pytest.mark.parametrize(
    ("value", "parts", "cut", "polarity", "expected"),
    [
        # 52.45 is passed by 52.5, printed from 41.96 of 80 on.
        ("50.0", (40, 80), "52.45", HIGH, 2),
        # On a boundary is the worse side where high is good: 50.1 has to be printed, from 40.04 on.
        ("50.0", (40, 80), "50", HIGH, 1),
        # And the better one where low is: 49.9 or less is printed under 39.96, 50.0 under 40.04.
        ("51.3", (41, 80), "50", LOW, 1),
        ("51.3", (41, 80), "49.95", LOW, 2),
        # A share cannot pass its denominator, and nobody fewer than nobody is counted.
        ("97.5", (39, 40), "100", HIGH, None),
        ("0.1", (1, 800), "0", LOW, 1),
        ("10.0", (1, 10), "0", LOW, 1),
        # The parts are not those of the figure, but for rounding to the nearest five.
        ("50.0", (40, 60), "52.45", HIGH, None),
        ("50.0", (45, 80), "58.0", HIGH, 2),
        # Rounded, they pass a boundary that the figure does not.
        ("50.0", (45, 80), "55.0", HIGH, None),
        ("50.0", (None, 80), "55.0", HIGH, None),
        ("50.0", (40, None), "55.0", HIGH, None),
        ("50.0", (40, 0), "55.0", HIGH, None),
        ("50.0", (40, 80), "55.0", NONE, None),
        ("50.0", (40, 80), None, HIGH, None),
        # 0 of 80 is a figure, and one more is the way up.
        ("0.0", (0, 80), "1.2", HIGH, 1),
    ],
)
def test_people_to_the_boundary_at_the_decimals_printed(value, parts, cut, polarity, expected):
    found = statistics.people(
        D(value), tuple(decimals(*parts)), D(100), cut and D(cut), decimals=1, polarity=polarity
    )
    assert found == expected


def test_people_of_a_rate():
    """600.0 per 100,000 are 900 of 150,000; 552.9 is printed under 829.425, which is 71 fewer."""
    parts = decimals(900, 150_000)

    assert statistics.people(D(600), parts, D(100_000), D("552.9"), decimals=1, polarity=LOW) == 71
    assert statistics.people(D(600), parts, None, D("552.9"), decimals=1, polarity=LOW) is None


@pytest.mark.wide
@given(
    numerator=st.integers(0, 300),
    denominator=st.integers(1, 300),
    cut=st.fractions(0, 100, max_denominator=20),
    places=st.integers(0, 2),
    polarity=st.sampled_from([HIGH, LOW]),
)
def test_people_is_the_smallest_number_that_is_printed_beyond_the_boundary(
    numerator, denominator, cut, places, polarity
):
    def at(count):
        return statistics.printed(Fraction(count, denominator) * 100, places)

    def beyond(count):
        return at(count) > cut if polarity == HIGH else at(count) <= cut

    step = 1 if polarity == HIGH else -1
    reached = range(numerator, denominator + 1) if polarity == HIGH else range(numerator, -1, -1)
    expected = next((abs(count - numerator) for count in reached if beyond(count)), None)

    found = statistics.people(
        at(numerator), (D(numerator), D(denominator)), D(100), cut, decimals=places, polarity=polarity
    )
    # Already beyond is nothing to reach.
    assert found == (expected or None)
    if found is not None:
        assert beyond(numerator + step * found)
        assert not beyond(numerator + step * (found - 1))


# --- One at a time against many at once ----------------------------------------------------------------

FIGURES = st.lists(st.one_of(st.none(), st.integers(-30, 30)), min_size=1, max_size=14)


@settings(max_examples=60)
@given(
    rows=st.lists(st.tuples(FIGURES, st.sampled_from(list(Polarity))), min_size=1, max_size=5),
    wide=st.booleans(),
)
def test_many_groups_at_once_agree_with_the_plain_definitions(rows, wide):
    """Small numbers, so that ties are many; `wide` does the same with Python's integers."""
    width = max(len(figures) for figures, _ in rows)
    table = np.zeros((len(rows), width), dtype=object if wide else np.int64)
    known = np.zeros((len(rows), width), dtype=bool)
    for number, (figures, _) in enumerate(rows):
        for place, figure in enumerate(figures):
            table[number, place], known[number, place] = figure or 0, figure is not None
    ordered = matrices.ordered(table, known)
    row, column = np.nonzero(known)
    good = np.array([GOOD[polarity] for _, polarity in rows])
    found = matrices.standings(ordered, table, row, column, good)

    for number, (figures, _) in enumerate(rows):
        plain = statistics.distribution([None if figure is None else D(figure) for figure in figures])
        assert ordered.n[number] == plain.n
        for name, twentieths in matrices.TWENTIETHS.items():
            if plain.n:
                assert D(int(ordered.cut(twentieths)[number])) / 20 == getattr(plain, name)
    for at, (number, place) in enumerate(zip(row.tolist(), column.tolist(), strict=True)):
        figures, polarity = rows[number]
        plain = statistics.standing(D(figures[place]), decimals(*figures), polarity=polarity, decimals=0)
        for name in ("rank", "of", "tied", "quartile", "quartile_ohid", "quintile", "quintile_ohid"):
            value = int(getattr(found, name)[at])
            assert (None if value == matrices.NULL else value) == getattr(plain, name), name
        cut = int(found.boundary[at])
        assert (None if cut == matrices.NULL else D(cut) / 20) == plain.boundary


@given(
    value=st.integers(0, 1000),
    numerator=st.integers(0, 300),
    denominator=st.integers(0, 300),
    cut=st.integers(0, 20_000),
    polarity=st.sampled_from([HIGH, LOW]),
    per=st.sampled_from([100, 100_000]),
    unit=st.sampled_from([1, 10]),
)
def test_people_of_many_agree_with_the_plain_definition(
    value, numerator, denominator, cut, polarity, per, unit
):
    found = matrices.people(
        *(np.array([number]) for number in (value, numerator, denominator, cut)),
        unit=unit,
        per=np.array([per * 100 * 10]),
        high=np.array([polarity == HIGH]),
        share=np.array([per == 100]),
    )[0]
    plain = statistics.people(
        D(value) / 10,
        (D(numerator) / unit, D(denominator) / unit),
        D(per),
        D(cut) / 200,
        decimals=1,
        polarity=polarity,
    )
    assert (None if found == matrices.NULL else found) == plain


@given(st.fractions(-(10**12), 10**12), st.booleans())
def test_many_are_rounded_as_one_is(value, negative):
    above, below = np.array([value.numerator], dtype=object), np.array([value.denominator], dtype=object)

    assert D(int(matrices.kept(above * 10**8, below)[0])).scaleb(-8) == statistics.kept(value)


@given(st.lists(st.integers(-(10**15) + 1, 10**15 - 1), min_size=1, max_size=5), st.integers(0, 8))
def test_a_stored_figure_of_fifteen_digits_survives_as_a_float(digits, places):
    figures = [D(number).scaleb(-places) for number in digits]

    found = matrices.from_floats(np.array([float(figure) for figure in figures]))

    assert [D(int(number)).scaleb(-8) for number in found] == figures


def test_a_missing_float_is_missing_and_none_is_made_a_number():
    assert matrices.from_floats(np.array([np.nan, 0.0, 23.65])).tolist() == [matrices.NULL, 0, 2_365_000_000]


# --- Intervals and comparison --------------------------------------------------------------------------


def one_decimal(found):
    return statistics.printed(found.low, 1), statistics.printed(found.high, 1), found.method


@pytest.mark.parametrize(
    ("numerator", "denominator", "per", "expected"),
    [
        # Wilson: Newcombe (1998), 81 of 263 is 30.8%, from 25.5 to 36.6; 0 of 20 from 0 to 16.1.
        (81, 263, 100, ("25.5", "36.6", WILSON)),
        (0, 20, 100, ("0.0", "16.1", WILSON)),
        (20, 20, 100, ("83.9", "100.0", WILSON)),
        # Poisson: 3 observed is from 0.6187 to 8.7673, 0 is to 3.6889 (Garwood, 1936).
        (3, 100_000, 100_000, ("0.6", "8.8", EXACT)),
        (0, 100_000, 100_000, ("0.0", "3.7", EXACT)),
        # Byar from ten on: 10 is from 4.79 to 18.39, 20 from 12.21 to 30.89.
        (10, 100_000, 100_000, ("4.8", "18.4", BYAR)),
        (20, 100_000, 100_000, ("12.2", "30.9", BYAR)),
    ],
)
def test_intervals_have_the_limits_of_the_textbooks(numerator, denominator, per, expected):
    low, high, method = expected
    found = statistics.interval(D(numerator), D(denominator), D(per))

    assert one_decimal(found) == (D(low), D(high), method)


def test_there_is_no_interval_without_parts_or_where_they_cannot_be():
    assert statistics.interval(None, D(5), D(100)) is None
    assert statistics.interval(D(5), None, D(100)) is None
    assert statistics.interval(D(5), D(5), None) is None
    assert statistics.interval(D(0), D(0), D(100)) is None
    assert statistics.interval(D(6), D(5), D(100)) is None
    assert statistics.interval(D(6), D(6), D(100)) is not None


def test_a_published_margin_makes_an_interval_also_where_it_is_zero():
    assert statistics.published_interval(D("19.1"), D("0.2")) == Interval(D("18.9"), D("19.3"), PUBLISHED)
    assert statistics.published_interval(D("19.1"), D(0)) == Interval(D("19.1"), D("19.1"), PUBLISHED)
    assert statistics.published_interval(D("19.1"), None) is None
    assert statistics.published_interval(None, D(1)) is None


@pytest.mark.parametrize(
    ("reference", "word"), [("45.9", "higher"), ("46", "similar"), ("72", "similar"), ("72.1", "lower")]
)
def test_a_figure_within_the_interval_is_similar(reference, word):
    own = Interval(D(46), D(72), WILSON)

    assert statistics.compared(D(60), own, D(reference)) == Comparison(
        word, "whether the interval holds the other figure (Wilson score, 95%)"
    )


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [(30, 45, "higher"), (30, 46, "similar"), (72, 80, "similar"), (73, 80, "lower")],
)
def test_intervals_that_touch_are_similar(low, high, word):
    own, other = Interval(D(46), D(72), WILSON), Interval(D(low), D(high), PUBLISHED)

    assert statistics.compared(D(60), own, D(0), other) == Comparison(
        word, "whether the intervals overlap (Wilson score, 95%)"
    )


def test_without_an_interval_nothing_is_said_of_chance():
    assert statistics.compared(D(60), None, D(50)) is None
    assert statistics.compared(D(60), None, D(50), Interval(D(40), D(59), PUBLISHED)).word == "higher"


@pytest.mark.parametrize(
    ("polarity", "higher", "lower"),
    [(HIGH, "better", "worse"), (LOW, "worse", "better"), (NONE, "higher", "lower")],
)
def test_good_and_bad_follow_polarity_and_neutral_is_neither(polarity, higher, lower):
    assert statistics.judged("higher", polarity) == higher
    assert statistics.judged("lower", polarity) == lower
    assert statistics.judged("similar", polarity) == "similar"
