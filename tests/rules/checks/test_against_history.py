"""Slips that a figure's history and its neighbours give away: their sentences, and both sides of each."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from performance.rules.checks.against_history import transpositions
from performance.rules.checks.checking import check
from performance.rules.checks.found import Code, Figure, Past, Row, Severity
from tests.rules import COUNT, MILLIONS, PERCENT, POUNDS, THOUSANDS
from tests.rules.checks import months, past

STEADY = (1000, 1010, 990, 1005, 1020, 995)
PRECISE = (12_431, 12_518, 12_377, 12_609, 12_455, 12_562)
SHARES = (54.3, 53.8, 54.6, 53.9, 54.4, 54.0, 54.2, 53.7)


def found(unit, value, context):
    """The one finding about a figure, or None; more than one is an error of its own."""
    findings = check(Figure(unit, D(str(value))), context)
    assert len(findings) <= 1
    return findings[0] if findings else None


def code(unit, value, context):
    finding = found(unit, value, context)
    return finding.code if finding else None


# --- Far ------------------------------------------------------------------------------------------------


def test_a_figure_at_the_edge_of_the_range_is_not_far_and_one_beyond_is():
    assert found(COUNT, 1260, months(*STEADY)) is None
    finding = found(COUNT, 1261, months(*STEADY))
    assert finding.sentence == (
        "1,261 is above what was expected: between 790 and 1,260, from the last 6 months. Check it; if it is "
        "right, confirm it."
    )
    assert (finding.code, finding.severity) == (Code.FAR, Severity.WARNING)
    assert (finding.low, finding.high) == (790, 1260)
    assert "777 is below what was expected" in found(COUNT, 777, months(*STEADY)).sentence


def test_twice_as_far_is_confirmed_with_a_reason():
    finding = found(COUNT, 3000, months(*STEADY))
    assert (finding.code, finding.severity) == (Code.FAR, Severity.SERIOUS)
    assert finding.sentence.endswith("Check it; if it is right, confirm it and say why.")


def test_a_context_note_silences_what_is_far_and_no_slip():
    closed = replace(months(*STEADY), explained="Closed from March 2020.")
    assert found(COUNT, 300, closed) is None
    assert code(COUNT, 100_500, closed) == Code.UNITS


def test_no_figure_has_no_history_to_hold_against():
    assert check(Figure(COUNT), months(*STEADY)) == []


# --- Units ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "figures", "typed", "meant", "words"),
    [
        (COUNT, STEADY, 10_050, 1005, "10,050 is about 10 times more than expected"),
        (COUNT, STEADY, 100_500, 1005, "100 times more"),
        (COUNT, STEADY, 1_005_000, 1005, "1,000 times more"),
        (THOUSANDS, (17_300, 17_100, 17_900), "17.3", 17_300, "about 1,000 times less"),
        (PERCENT, SHARES, "0.541", "54.1", "0.541% is about 100 times less"),
        (PERCENT, SHARES, 541, "54.1", "541.0% is about 10 times more"),
        (MILLIONS, (48_900_000, 49_100_000, 49_000_000), "48.9", 48_900_000, "1,000,000 times less"),
        (POUNDS, (48_900, 49_100, 49_000), 48_900_000, 48_900, "1,000 times more"),
    ],
)
def test_a_slip_of_the_unit_says_what_was_perhaps_meant(unit, figures, typed, meant, words):
    finding = found(unit, typed, months(*figures))
    assert (finding.code, finding.severity) == (Code.UNITS, Severity.SERIOUS)
    assert finding.meant == D(str(meant))
    assert words in finding.sentence


def test_no_count_is_said_to_have_been_a_fraction():
    finding = found(COUNT, 87, months(8, 9, 8, 9, 8, 9))
    assert (finding.code, finding.meant) == (Code.FAR, None)
    assert found(COUNT, 90, months(8, 9, 8, 9, 8, 9)).meant == 9


def test_with_little_history_only_a_hundred_times_is_asked_about():
    assert code(COUNT, 99_999, months(1000)) is None
    assert code(COUNT, 100_000, months(1000)) == Code.UNITS
    assert code(COUNT, 5, months()) is None
    later = replace(months(), history=(Past(date(2020, 7, 1), D(1000)),))
    assert code(COUNT, 100_000, later) is None


# --- Swapped digits -------------------------------------------------------------------------------------


def test_swapped_digits_are_asked_about_where_the_other_order_fits():
    finding = found(PERCENT, "45.1", months(*SHARES))
    assert (finding.code, finding.meant) == (Code.SWAPPED, D("54.1"))
    assert finding.severity == Severity.WARNING
    assert finding.sentence.startswith(
        "Did you mean 54.1%? 45.1% has two digits in the other order, and is further from what was expected "
    )


@pytest.mark.parametrize(
    ("numerator", "denominator", "field", "said"),
    [
        (451, 1000, "numerator", "Did you mean 541? 451 has two digits in the other order, and makes 45.1%"),
        (
            541,
            1201,
            "denominator",
            "Did you mean 1,021? 1,201 has two digits in the other order, and makes 45.0%",
        ),
    ],
)
def test_what_a_share_is_worked_out_from_is_asked_about_as_it_was_typed(numerator, denominator, field, said):
    value = D(numerator) / D(denominator) * 100
    figure = Figure(PERCENT, value, D(numerator), D(denominator))
    (finding,) = check(figure, months(*SHARES))
    assert (finding.code, finding.field) == (Code.SWAPPED, field)
    assert finding.sentence.startswith(said)


def test_a_computed_figure_is_said_as_it_is_printed():
    figure = Figure(PERCENT, D(699) / D(1001) * 100, D(699), D(1001))
    (finding,) = check(figure, months(*SHARES))
    assert finding.code == Code.FAR
    assert finding.sentence.startswith("69.8% is above")


def test_swapped_digits_within_what_is_expected_are_not_seen():
    assert code(PERCENT, "53.9", months(*SHARES)) is None


def test_swapped_digits_are_asked_about_from_two_spreads_on_inside_the_range_as_well():
    assert found(COUNT, 14_240, months(*PRECISE)).meant == 12_440  # 2.1 spreads
    assert code(COUNT, 13_240, months(*PRECISE)) is None  # 12,340 would fit as well, and so does 13,240


def test_a_figure_whose_other_orders_fit_no_better_is_plainly_far():
    assert code(PERCENT, "69.9", months(*SHARES)) == Code.FAR


@pytest.mark.parametrize(
    ("value", "decimals", "scale", "swapped"),
    [
        ("1089", 0, "", ["189", "1809", "1098"]),
        ("7", 0, "", []),
        ("55", 0, "", []),
        ("45.10", 1, "", ["54.1", "41.5"]),
        ("84500", 1, "k", ["48500", "85400"]),
        ("-12", 0, "", ["-21"]),
        ("0.45", 1, "", ["0.54"]),
    ],
)
def test_transpositions_are_of_the_digits_that_are_printed(value, decimals, scale, swapped):
    assert transpositions(D(value), decimals, scale) == [D(each) for each in swapped]


# --- The wrong period -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "label"),
    [(12_562, "May 2020"), (12_455, None)],
)
def test_the_very_figure_of_the_month_before_is_asked_about(value, label):
    finding = found(COUNT, value, months(*PRECISE))
    assert (finding.code if finding else None) == (Code.PERIOD if label else None)
    if finding:
        assert finding.sentence == (
            f"12,562 is exactly the figure of {label}. Check that it is this month’s; if it is, confirm it."
        )


def test_the_very_figure_of_the_same_month_last_year_is_asked_about():
    year = (12_431, 12_518, 12_377, 12_609, 12_455, 12_562, 12_704, 12_333, 12_480, 12_391, 12_577, 12_649)
    assert found(COUNT, 12_431, months(*year)).sentence.startswith(
        "12,431 is exactly the figure of June 2019."
    )


def test_a_measure_that_repeats_itself_may_do_so_again():
    assert code(COUNT, 12_562, months(*PRECISE[:3], *PRECISE[2:])) is None


def test_few_digits_repeat_by_chance():
    assert code(COUNT, 24, months(21, 25, 22, 26, 23, 24)) is None


def test_the_very_figure_of_the_month_after_is_asked_about_when_an_earlier_one_is_put_right():
    precise = months(1_243_100, 1_251_800, 1_237_700, 1_260_900, 1_245_500, 1_256_200)
    later = (*precise.history, Past(date(2020, 7, 1), D(1_248_123)))
    assert code(COUNT, 1_248_123, replace(precise, history=later)) == Code.PERIOD
    assert code(COUNT, 1_248_124, replace(precise, history=later)) is None


# --- The neighbouring row -------------------------------------------------------------------------------


def test_the_figure_of_the_row_beside_it_is_asked_about():
    row = Row("Visits paid", D(12_470), is_next=True, history=past(*[31_000 + i for i in range(6)]))
    finding = found(COUNT, 12_470, months(*PRECISE, beside=(row,)))
    assert (finding.code, finding.severity) == (Code.NEIGHBOUR, Severity.WARNING)
    assert (
        "is also entered for the row next to it, “Visits paid”, and the two were never alike."
        in finding.sentence
    )
    assert code(COUNT, 12_471, months(*PRECISE, beside=(row,))) is None


def test_a_far_figure_of_another_row_is_serious_wherever_it_stands():
    row = Row("Visits paid", D(31_006))
    finding = found(COUNT, 31_006, months(*PRECISE, beside=(row,)))
    assert (finding.code, finding.severity) == (Code.NEIGHBOUR, Severity.SERIOUS)
    assert finding.sentence.endswith("confirm it and say why.")


def test_an_expected_figure_of_a_row_further_off_is_a_coincidence():
    assert code(COUNT, 12_470, months(*PRECISE, beside=(Row("Visits paid", D(12_470)),))) is None


def test_rows_that_were_alike_before_may_be_alike_again():
    row = Row("The same, told twice", D(12_470), is_next=True, history=past(*PRECISE))
    assert code(COUNT, 12_470, months(*PRECISE, beside=(row,))) is None


def test_a_row_that_has_this_measures_last_figure_is_not_taken_for_it():
    # It is the last figure again, which is asked about as such, and not as a row mistaken.
    row = Row("Visits paid", D(12_562), is_next=True)
    assert code(COUNT, 12_562, months(*PRECISE, beside=(row,))) == Code.PERIOD


def test_0_beside_0_is_no_slip():
    assert code(COUNT, 0, months(0, 1, 0, 2, 0, 1, beside=(Row("Visits", D(0), is_next=True),))) is None


def test_no_history_says_nothing_of_rows():
    assert code(COUNT, 12_470, months(beside=(Row("Visits paid", D(12_470), is_next=True),))) is None
