"""Cells of published tables: numbers, markers, two figures, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest

from benchmarking.importing.cells import Unreadable, read_cell
from benchmarking.importing.figures import Cell


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (23.599999999999998, "23.6"),
        (20.200000000000003, "20.2"),
        (0.0, "0"),
        (-0.0, "0"),
        (63188.0, "63188"),
        (33992831.0, "33992831"),
        (0.404, "0.404"),
        (7, "7"),
        ("7.70", "7.7"),
        ("0", "0"),
        ("-3.5", "-3.5"),
        ("−3.5", "-3.5"),
        ("51,230", "51230"),
        ("£1,234,567.50", "1234567.5"),
        ("45.4%", "45.4"),
        (" 12.5 ", "12.5"),
        ("1.2E-05", "0.000012"),
        ("1e3", "1000"),
        ("0.123456784", "0.12345678"),
        ("0.123456785", "0.12345679"),
        ("999999999999999", "999999999999999"),
    ],
)
def test_a_number_is_exactly_what_is_printed(raw, value):
    assert read_cell(raw).value == Decimal(value)
    assert str(read_cell(raw).value) == value


def test_nothing_in_a_cell_is_neither_a_value_nor_a_marker():
    for raw in (None, "", "   ", "\u00a0"):
        assert read_cell(raw) == Cell()


@pytest.mark.parametrize(
    ("raw", "marker"),
    [
        *(("[c]", "c"), ("[x]", "x"), ("[z]", "z"), ("[C]", "c"), ("c", "c"), (":", ":"), ("*", "*")),
        *(("-", "-"), ("–", "–"), ("..", ".."), ("…", "…"), ("low", "low"), ("DNA", "DNA")),
        *(("n/a", "n/a"), ("NA", "NA"), ("#N/A", "#N/A"), ("<5", "<5"), ("[ x ]", "x")),
    ],
)
def test_a_marker_keeps_its_own_word(raw, marker):
    assert read_cell(raw) == Cell(marker=marker, printed=raw)


@pytest.mark.parametrize(
    ("raw", "first", "second", "marker"),
    [
        ("7.7 (7.6)", "7.7", "7.6", ""),
        ("51,230 (35,415)", "51230", "35415", ""),
        ("0 (1)", "0", "1", ""),
        ("60 (:)", "60", None, ":"),
        ("60 ([c])", "60", None, "c"),
    ],
)
def test_two_figures_in_a_cell_are_both_kept(raw, first, second, marker):
    cell = read_cell(raw)
    assert cell.value == Decimal(first)
    assert cell.second == (None if second is None else Decimal(second))
    assert cell.second_marker == marker
    assert cell.printed == raw


@pytest.mark.parametrize(
    "raw",
    [
        *(float("nan"), float("inf"), float("-inf"), "NaN", "Infinity", "1e400", "1E+10000000", "1_000"),
        *("١٢", "１２", "12,34", "1.2.3", "about 12", "12 (see note)", "(12)", "100.87/14.3", "Yes", True),
        *(date(2020, 1, 1), 10**400, "1" * 40, "1e15", 1e15, "9" * 100_000, "12 (7) (8)", "0x10", "1 2"),
    ],
    ids=lambda raw: str(raw)[:20] if not isinstance(raw, int) else "int",
)
def test_what_is_no_figure_is_refused_with_a_sentence(raw):
    with pytest.raises(Unreadable) as refused:
        read_cell(raw)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value)) < 120
