"""Targets, aims, arrows and quartiles as councils print them."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules.printed_targets import read_aim, read_arrow, read_quartile, read_target
from performance.rules.printed_types import Companion, Nothing, Problem, Trouble
from performance.rules.rag import Polarity, TargetKind
from tests.rules import PROPERTY


@pytest.mark.parametrize(
    ("text", "kind", "value", "says"),
    [
        (">11%", TargetKind.AT_LEAST, "11", {"unit_kind": "percent", "decimals": 0}),
        ("≥ 90", TargetKind.AT_LEAST, "90", {}),
        (">= 95 %", TargetKind.AT_LEAST, "95", {"unit_kind": "percent"}),
        ("at least 85%", TargetKind.AT_LEAST, "85", {}),
        ("85% or more", TargetKind.AT_LEAST, "85", {}),
        ("85%+", TargetKind.AT_LEAST, "85", {}),
        (
            "<8.1 (33 Adm's)",
            TargetKind.AT_MOST,
            "8.1",
            {"companion": Companion(D(33), "Adm's"), "decimals": 1},
        ),
        ("<553 (800 Adm's)", TargetKind.AT_MOST, "553", {"companion": Companion(D(800), "Adm's")}),
        ("<14 days", TargetKind.AT_MOST, "14", {"unit_kind": "days"}),
        ("within 14 days", TargetKind.AT_MOST, "14", {"unit_kind": "days"}),
        ("no more than 5", TargetKind.AT_MOST, "5", {}),
        ("5 or fewer", TargetKind.AT_MOST, "5", {}),
        ("<£50k", TargetKind.AT_MOST, "50000", {"unit_kind": "money", "scale": "k"}),
        ("<=3.15", TargetKind.AT_MOST, "3.15", {"decimals": 2}),
        ("100%", None, "100", {"unit_kind": "percent"}),
        ("9.0", None, "9", {"decimals": 1}),
        ("46", None, "46", {}),
        ("0", None, "0", {}),
    ],
)
def test_a_target_is_read_with_its_direction_where_it_says_one(text, kind, value, says):
    target = read_target(text)
    assert (target.kind, target.value, target.text) == (kind, D(value), text)
    assert {name: getattr(target, name) for name in says} == says


@pytest.mark.parametrize(
    ("text", "lower", "upper", "unit"),
    [
        ("56-61%", "56", "61", "percent"),
        ("56–61%", "56", "61", "percent"),
        ("56% to 61%", "56", "61", "percent"),
        ("between 10 and 15 days", "10", "15", "days"),
        ("£50-60k", "50000", "60000", "money"),
        ("-5 to 5", "-5", "5", ""),
        ("20 to 21", "20", "21", ""),
    ],
)
def test_a_band_is_read(text, lower, upper, unit):
    target = read_target(text)
    assert (target.kind, target.lower, target.upper) == (TargetKind.BAND, D(lower), D(upper))
    assert target.unit_kind == unit
    assert target.value is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("-", TargetKind.NO_TARGET),
        ("N/A", TargetKind.NO_TARGET),
        ("No target", TargetKind.NO_TARGET),
        ("TBC", TargetKind.TO_BE_CONFIRMED),
        ("To be confirmed", TargetKind.TO_BE_CONFIRMED),
        ("Baseline year", TargetKind.TO_BE_CONFIRMED),
        ("Due June 2019", TargetKind.TO_BE_CONFIRMED),
        ("For information only", TargetKind.INFORMATION),
        ("Info only", TargetKind.INFORMATION),
    ],
)
def test_a_target_without_a_figure_has_its_kind(text, kind):
    target = read_target(text)
    assert (target.kind, target.value, target.lower) == (kind, None, None)


def test_a_blank_is_no_target_at_all():
    assert isinstance(read_target(" "), Nothing)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("20-21", Trouble.BAND),  # or the year 2020/21
        ("2019-20", Trouble.BAND),
        ("90-80%", Trouble.BAND),
        ("Emma", Trouble.NAME),
        ("100.87/14.3", Trouble.TWO_FIGURES),
        ("Top quartile", Trouble.NOT_A_FIGURE),
        (">abc", Trouble.NOT_A_FIGURE),
    ],
)
def test_a_target_that_cannot_be_read_is_a_problem(text, trouble):
    target = read_target(text)
    assert isinstance(target, Problem)
    assert target.trouble == trouble


def test_a_band_of_percentages_is_never_a_year():
    assert read_target("20-21%").lower == 20


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("H", Polarity.HIGH),
        ("Higher is better", Polarity.HIGH),
        ("High is good", Polarity.HIGH),
        ("Bigger is better", Polarity.HIGH),
        ("↑", Polarity.HIGH),
        ("L", Polarity.LOW),
        ("Low", Polarity.LOW),
        ("Target Band Width", Polarity.BAND),
        ("Within range", Polarity.BAND),
        ("N/A", Polarity.NONE),
        ("Neither", Polarity.NONE),
        ("", None),
        ("Sometimes", None),
    ],
)
def test_an_aim_is_read(text, aim):
    assert read_aim(text) == aim


@pytest.mark.parametrize(
    ("text", "arrow"),
    [("↑", "up"), ("↓", "down"), ("→", "level"), ("⬆️", "up"), ("no change", "level"), ("Good", "")],
)
def test_a_published_arrow_is_read(text, arrow):
    assert read_arrow(text) == arrow


@pytest.mark.parametrize(
    ("text", "quartile"),
    [("Top", 1), ("Second", 2), ("3rd quartile", 3), ("Bottom", 4), ("N/A", None), ("", None)],
)
def test_a_published_quartile_is_read(text, quartile):
    assert read_quartile(text) == quartile


@pytest.mark.wide
@PROPERTY
@given(st.text(max_size=60))
def test_no_text_raises(text):
    read_target(text)
    read_aim(text)
    read_arrow(text)
    read_quartile(text)
