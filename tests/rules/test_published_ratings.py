"""The fifteen ratings that a county council published for November 2020, from its figures and targets.

Percentages are judged in points (0.5 and 5.0), rates as a share of the target (0 and 2.5%).
"""

from decimal import Decimal as D

import pytest

from performance.rules.numbers import Unit, UnitKind
from performance.rules.rag import Goal, Polarity, TargetKind, default_limit_basis, judge
from tests.rules import POINTS, RELATIVE

HIGH, LOW, BAND = Polarity.HIGH, Polarity.LOW, Polarity.BAND

PUBLISHED = [
    ("contacts that prevent need", BAND, "54.0", ("56", "61"), "percent", 1, "A"),
    ("learning success rate", HIGH, "84", "86", "percent", 0, "A"),
    ("contacts that reduce need", BAND, "20.6", ("17", "22"), "percent", 1, "G"),
    ("1E", HIGH, "11.0", "11", "percent", 1, "G"),
    ("1G", HIGH, "83.7", "86", "percent", 1, "A"),
    ("contacts that delay need", BAND, "11.0", ("10", "15"), "percent", 1, "G"),
    ("2D", HIGH, "79.7", "87", "percent", 1, "R"),
    ("2B pt 1", HIGH, "89.7", "88", "percent", 1, "G"),
    ("2A pt 1", LOW, "3.1", "8.1", "rate", 1, "G"),
    ("2A pt 2", LOW, "462.0", "553", "rate", 1, "G"),
    ("contacts that meet need", BAND, "14.4", ("6", "11"), "percent", 1, "A"),
    ("1C pt 1a", HIGH, "96.0", "99", "percent", 1, "A"),
    ("1C pt 2a", HIGH, "45.6", "40", "percent", 1, "G"),
    ("1C pt 1b", HIGH, "99.8", "100", "percent", 1, "G"),
    ("1C pt 2b", HIGH, "98.7", "100", "percent", 1, "A"),
]


@pytest.mark.parametrize(
    ("polarity", "value", "target", "kind", "decimals", "letter"),
    [row[1:] for row in PUBLISHED],
    ids=[row[0] for row in PUBLISHED],
)
def test_a_published_rating_is_reproduced(polarity, value, target, kind, decimals, letter):
    unit = Unit(UnitKind(kind), decimals, per=100_000 if kind == "rate" else 0)
    limits = POINTS if kind == "percent" else RELATIVE
    if polarity == BAND:
        goal = Goal(TargetKind.BAND, lower=D(target[0]), upper=D(target[1]))
    else:
        goal = Goal(TargetKind.AT_LEAST if polarity == HIGH else TargetKind.AT_MOST, D(target), decimals=1)
    assert default_limit_basis(unit) == limits.basis
    assert judge(D(value), unit, polarity, goal, limits).level.word[0] == letter


def test_there_are_fifteen_of_them_and_one_is_red():
    assert "".join(sorted(row[-1] for row in PUBLISHED)) == "AAAAAAGGGGGGGGR"
