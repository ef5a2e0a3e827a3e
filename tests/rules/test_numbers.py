"""Rounding, printing and reading: what a reader sees is what was typed, and nothing else is read."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules.numbers import (
    SCALES,
    NumberProblem,
    Unit,
    UnitKind,
    as_printed,
    example_of,
    figure_of,
    format_figure,
    format_number,
    format_points,
    last_count_meeting,
    parse_typed,
    percentage,
    places_of,
    rate,
    round_half_up,
)
from tests.rules import COUNT, DAYS, MILLIONS, PERCENT, POUNDS, PROPERTY, RATE, SCORE, THOUSANDS

FIGURES = st.decimals(D(-999_000_000), D(999_000_000), places=6)
# A percentage is never printed in thousands; every other kind may be.
UNITS = st.builds(
    Unit, st.sampled_from(list(UnitKind)), st.integers(0, 6), st.sampled_from(["", "k", "m"])
).filter(lambda unit: not (unit.kind == UnitKind.PERCENT and unit.scale))


# --- Rounding ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("2.345", 2, "2.35"),
        ("2.344999", 2, "2.34"),
        ("-0.5", 0, "-1"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("0.05", 1, "0.1"),
        ("85.45", 1, "85.5"),
        ("85.449999", 1, "85.4"),
        ("7", 2, "7.00"),
    ],
)
def test_halves_round_away_from_zero(value, places, rounded):
    assert str(round_half_up(D(value), places)) == rounded


@PROPERTY
@given(FIGURES, st.integers(0, 6))
def test_rounding_twice_is_rounding_once_and_moves_half_a_unit_at_most(value, places):
    rounded = round_half_up(value, places)
    assert round_half_up(rounded, places) == rounded
    assert abs(rounded - value) * 2 <= D(1).scaleb(-places)
    assert round_half_up(-value, places) == -rounded


@PROPERTY
@given(FIGURES, FIGURES, st.integers(0, 6))
def test_rounding_keeps_the_order(one, other, places):
    low, high = sorted([one, other])
    assert round_half_up(low, places) <= round_half_up(high, places)


@pytest.mark.parametrize(
    ("value", "unit", "printed"),
    [
        ("84549", THOUSANDS, "84500"),
        ("84550", THOUSANDS, "84600"),
        ("84549.999999", THOUSANDS, "84500"),
        ("1249999", MILLIONS, "1200000"),
        ("1250000", MILLIONS, "1300000"),
        ("85.46", PERCENT, "85.5"),
        ("85.44", PERCENT, "85.4"),
        ("0.04", PERCENT, "0"),
        ("0", COUNT, "0"),
    ],
)
def test_the_figure_that_a_reader_sees_in_whole_units(value, unit, printed):
    assert as_printed(D(value), unit) == D(printed)


@PROPERTY
@given(FIGURES, UNITS)
def test_a_printed_figure_prints_the_same_again(value, unit):
    printed = as_printed(value, unit)
    assert as_printed(printed, unit) == printed
    assert format_figure(printed, unit) == format_figure(value, unit)


@pytest.mark.parametrize(
    ("value", "places"), [("0.250", 2), ("60", 0), ("6E+1", 0), ("0", 0), ("0.00", 0), ("-2.5", 1)]
)
def test_decimals_that_a_number_needs(value, places):
    assert places_of(D(value)) == places


# --- Numerator over denominator ----------------------------------------------------------------------


def test_1089_reviews_of_2502():
    assert percentage(D(1089), D(2502)) == D("43.525180")


def test_13_admissions_among_419403_people():
    assert rate(D(13), D(419_403), 100_000) == D("3.099644")


def test_460_admissions_among_144892_people():
    assert figure_of(D(460), D(144_892), RATE) == D("317.477846")


@pytest.mark.parametrize(
    ("unit", "figure"),
    [(PERCENT, "75"), (RATE, "75000"), (Unit(UnitKind.RATIO, 2), "0.75"), (Unit(UnitKind.DAYS, 1), "0.75")],
)
def test_the_unit_decides_what_a_numerator_and_a_denominator_make(unit, figure):
    assert figure_of(D(3), D(4), unit) == D(figure)


@pytest.mark.parametrize("numerator", [0, 5])
def test_nothing_is_a_share_of_none(numerator):
    with pytest.raises(ZeroDivisionError, match=r"^a denominator of 0 gives no figure$"):
        percentage(D(numerator), D(0))
    with pytest.raises(ZeroDivisionError, match=r"^a denominator of 0 gives no figure$"):
        figure_of(D(numerator), D(0), RATE)


def test_none_of_some_is_a_true_zero():
    assert percentage(D(0), D(5)) == D(0)


def test_storing_six_places_does_not_change_what_is_printed():
    assert D(57_154) * 100 / D(100_007) < D("57.14999951")
    assert figure_of(D(57_154), D(100_007), PERCENT) == D("57.149999")
    assert format_figure(figure_of(D(57_154), D(100_007), PERCENT), PERCENT) == "57.1%"
    assert figure_of(D(57_155), D(100_007), PERCENT) == D("57.150999")


@PROPERTY
@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 6))
def test_a_stored_figure_prints_as_the_exact_one_does(numerator, denominator, decimals):
    unit = Unit(UnitKind.PERCENT, decimals)
    stored = figure_of(D(numerator), D(denominator), unit)
    exact = D(numerator) * 100 / D(denominator)
    assert as_printed(stored, unit) == as_printed(exact, unit)
    assert abs(stored - exact) < D("0.000001")


# --- The count that meets a target -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "denominator", "per", "low_is_good", "count"),
    [
        ("8.1", 419_403, 100_000, True, 33),
        ("8.1", 419_403, 100_000, False, 34),
        ("553", 144_892, 100_000, True, 801),
        ("50", 10, 100, True, 5),
        ("50", 10, 100, False, 5),
        ("50.1", 10, 100, True, 5),
        ("50.1", 10, 100, False, 6),
        ("0", 10, 100, True, 0),
        ("0", 10, 100, False, 0),
        ("0.1", 30, 10, True, 0),
    ],
)
def test_the_last_count_that_meets_a_target(target, denominator, per, low_is_good, count):
    assert last_count_meeting(D(target), D(denominator), per, low_is_good=low_is_good) == count


@PROPERTY
@given(
    st.decimals(D(0), D(1000), places=2),
    st.integers(1, 10**6),
    st.sampled_from([100, 1_000, 10_000, 100_000]),
)
def test_the_last_count_meets_the_target_and_the_next_one_does_not(target, denominator, per):
    most = last_count_meeting(target, D(denominator), per, low_is_good=True)
    assert most * per <= target * denominator < (most + 1) * per
    least = last_count_meeting(target, D(denominator), per, low_is_good=False)
    assert (least - 1) * per < target * denominator <= least * per


# --- Printing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("-1373.04", 1, "−1,373.0"),
        ("1373000", 0, "1,373,000"),
        ("999.95", 1, "1,000.0"),
        ("-0.04", 1, "0.0"),
        ("-0.05", 1, "−0.1"),
        ("0", 0, "0"),
        ("1E+3", 0, "1,000"),
    ],
)
def test_numbers_are_printed_the_british_way(value, decimals, text):
    assert format_number(D(value), decimals) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("54", PERCENT, "54.0%"),
        ("-3.25", PERCENT, "−3.3%"),
        ("1373000", THOUSANDS, "1,373.0k"),
        ("1200000", MILLIONS, "£1.2m"),
        ("-1250000", MILLIONS, "−£1.3m"),
        ("-40000", MILLIONS, "£0.0m"),
        ("84500", POUNDS, "£84,500"),
        ("84500", Unit(UnitKind.MONEY, 1, "k"), "£84.5k"),
        ("462", RATE, "462.0"),
        ("12", DAYS, "12"),
        ("19.06", SCORE, "19.1"),
        ("703.06", Unit(UnitKind.FTE, 2), "703.06"),
        ("0", PERCENT, "0.0%"),
    ],
)
def test_a_figure_as_the_committee_reads_it(value, unit, text):
    assert format_figure(D(value), unit) == text


def test_a_target_is_printed_with_its_own_decimals():
    assert format_figure(D(100), PERCENT, 0) == "100%"
    assert format_figure(D(86), PERCENT, 2) == "86.00%"


@pytest.mark.parametrize(
    ("gap", "unit", "decimals", "text"),
    [
        ("1.3", PERCENT, 1, "1.3 points"),
        ("-1.3", PERCENT, 1, "1.3 points"),
        ("1", PERCENT, 0, "1 point"),
        ("1", PERCENT, 1, "1.0 points"),
        ("2", SCORE, 0, "2 points"),
        ("200000", MILLIONS, 1, "£0.2m"),
        ("200", POUNDS, 0, "£200"),
        ("1", DAYS, 0, "1 day"),
        ("2", DAYS, 0, "2 days"),
        ("1", DAYS, 1, "1.0 days"),
        ("1000", Unit(UnitKind.DAYS, 0, "k"), 0, "1k days"),
        ("0.4", RATE, 1, "0.4 per 100,000"),
        ("0.4", Unit(UnitKind.RATE, 1), 1, "0.4"),
        ("13", COUNT, 0, "13"),
        ("10000", THOUSANDS, 1, "10.0k"),
    ],
)
def test_a_distance_in_words(gap, unit, decimals, text):
    assert format_points(D(gap), unit, decimals) == text


# --- Reading -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("83.7%", PERCENT, "83.7"),
        ("83.7 %", PERCENT, "83.7"),
        ("£1,200", POUNDS, "1200"),
        ("−£1.2m", MILLIONS, "-1200000"),
        ("£-3", POUNDS, "-3"),
        ("£ 1,200.50", POUNDS, "1200.50"),
        ("84.5k", THOUSANDS, "84500"),
        ("84.5 K", THOUSANDS, "84500"),
        ("84.5", THOUSANDS, "84.5"),
        ("1.2M", COUNT, "1200000"),
        ("−3", COUNT, "-3"),
        ("-3", COUNT, "-3"),
        ("- 3", COUNT, "-3"),
        ("-0", COUNT, "0"),
        ("0", COUNT, "0"),
        ("007", COUNT, "7"),
        (".5", PERCENT, "0.5"),
        ("1,373,000", COUNT, "1373000"),
        ("1\u00a0373\u00a0000", COUNT, "1373000"),
        ("\t 12.5\n", PERCENT, "12.5"),
        ("999,999,999.4", COUNT, "999999999.4"),
        ("0.123456", PERCENT, "0.123456"),
        ("0" * 5000 + "7", COUNT, "7"),
    ],
)
def test_numbers_as_people_type_them(text, unit, value):
    read = parse_typed(text, unit)
    assert read == D(value)
    assert not (read == 0 and read.is_signed())


@pytest.mark.parametrize(
    "text",
    [
        *("12O", "l2", "1e5", "1E5", "12.5.1", "1_000", "NaN", "nan", "sNaN", "Infinity", "-inf", "0x10"),
        *("１２", "١٢", "१२", "1²", "½", "84.5\u212a"),
        *("84 85", "84\t85", "84\n85", "484 893", "1,23", "1,2345", "12,34,567", "0,123", "1,000,00"),
        *("5.", ".", "-", "−", "+5", "--5", "5-", "3–4", "(3)", "12/13", "1.234,5", "1'000", "k", "m5", "£5"),
        *("5kk", "5%", "1,234 567", "5\x00"),
    ],
)
def test_what_is_not_a_number_is_refused_with_a_sentence(text):
    with pytest.raises(NumberProblem) as problem:
        parse_typed(text, COUNT)
    assert str(problem.value) == f"“{text}” is not a number. Use figures only, for example 1,089."


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        *(("84.5k", PERCENT), ("84.5k", SCORE), ("12m", DAYS), ("8.1k", RATE), ("£5", PERCENT)),
        *(("83.7%", RATE), ("83.7%%", PERCENT), ("%", PERCENT), ("£", POUNDS), ("££5", POUNDS), ("k", COUNT)),
    ],
)
def test_what_another_unit_would_allow_is_refused(text, unit):
    with pytest.raises(NumberProblem) as problem:
        parse_typed(text, unit)
    example = example_of(unit)
    assert str(problem.value) == f"“{text}” is not a number. Use figures only, for example {example}."


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\u00a0"])
def test_nothing_typed_is_asked_for(text):
    with pytest.raises(NumberProblem, match=r"^Enter a number\.$"):
        parse_typed(text, COUNT)


@pytest.mark.parametrize("text", ["1000000000000", "1,000,000m", "999,999,999,999.5", "9" * 40, "9" * 5000])
def test_a_number_too_large_to_store_or_to_print_is_refused(text):
    with pytest.raises(NumberProblem, match=r"^This number is too large\. Check it for extra digits\.$"):
        parse_typed(text, COUNT)


def test_the_largest_number_is_read():
    assert parse_typed("999,999,999,999", COUNT) == D("999999999999")


def test_more_digits_than_both_databases_hold_exactly_are_refused():
    assert parse_typed("123,456,789.123456", COUNT) == D("123456789.123456")
    with pytest.raises(NumberProblem, match=r"^Give at most 15 figures in all\.$"):
        parse_typed("1,123,456,789.123456", COUNT)


def test_more_decimals_than_are_stored_are_refused():
    with pytest.raises(NumberProblem, match=r"^Give at most 6 figures after the decimal point\.$"):
        parse_typed("0.1234567", PERCENT)


def test_a_long_pasted_text_is_not_repeated_in_full():
    with pytest.raises(NumberProblem) as problem:
        parse_typed("word " * 100, COUNT)
    shown = ("word " * 8)[:40]
    assert str(problem.value) == f"“{shown}” is not a number. Use figures only, for example 1,089."


@pytest.mark.parametrize(
    ("unit", "example"),
    [
        (COUNT, "1,089"),
        (PERCENT, "83.7"),
        (Unit(UnitKind.PERCENT), "84%"),
        (Unit(UnitKind.RATE, 2, per=1000), "83.77"),
        (THOUSANDS, "84,500 or 84.5k"),
        (Unit(UnitKind.COUNT, 1, "m"), "1.2m"),
        (POUNDS, "£1,200"),
        (Unit(UnitKind.MONEY, 2), "£83.77"),
        (Unit(UnitKind.MONEY, 1, "k"), "£84,500 or £84.5k"),
        (MILLIONS, "£1.2m"),
    ],
)
def test_an_example_is_in_the_unit_and_can_be_typed(unit, example):
    assert example_of(unit) == example
    first, *rest = [parse_typed(part, unit) for part in example.split(" or ")]
    assert rest in ([], [first])


@PROPERTY
@given(FIGURES, UNITS)
def test_what_is_printed_is_read_back_as_the_same_figure(value, unit):
    assert parse_typed(format_figure(value, unit), unit) == as_printed(value, unit)


ODD_CHARACTERS = st.text(
    alphabet=st.one_of(st.sampled_from("0123456789.,-−+%£kKmMeE_ \t\u00a0１١²Kinfa"), st.characters()),
    max_size=12,
)


@PROPERTY
@given(st.one_of(ODD_CHARACTERS, st.text(), st.text("0123456789,.", max_size=60)), UNITS)
def test_any_text_is_read_as_a_finite_figure_or_refused_with_a_sentence(text, unit):
    try:
        value = parse_typed(text, unit)
    except NumberProblem as problem:
        assert str(problem).endswith(".")  # noqa: PT017  (either outcome is right; nothing else is)
    else:
        assert value.is_finite()
        assert abs(value) < 10**9
        assert set("".join(text.split())) <= set("0123456789.,-−%£kKmM")


@PROPERTY
@given(st.characters(categories=["Nd", "Nl", "No"]).filter(lambda char: char not in "0123456789"), UNITS)
def test_digits_of_other_alphabets_are_never_read(digit, unit):
    for text in (digit, f"1{digit}", f"{digit}1", f"1.{digit}"):
        with pytest.raises(NumberProblem):
            parse_typed(text, unit)


def test_scales_are_the_two_that_papers_use():
    assert SCALES == {"": 1, "k": 1_000, "m": 1_000_000}
