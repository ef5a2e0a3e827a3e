"""The pure arithmetic, tested without a database: the limits and units that its tests share."""

from decimal import Decimal as D

from hypothesis import settings

from performance.rules.numbers import Unit, UnitKind
from performance.rules.rag import Level, Limit, LimitBasis, Rule, RuleKind

# Derandomised: a failing example fails again for the next person who looks.
PROPERTY = settings(max_examples=100, derandomize=True, deadline=None, database=None)

GREEN, AMBER, RED = Level("green", "Green"), Level("amber", "Amber"), Level("red", "Red")
LEVELS = (GREEN, AMBER, RED)


def distances(*reaches):
    """Limits by distance, from numbers as they are written."""
    return tuple(Limit(D(reach)) for reach in reaches)


POINTS = Rule(RuleKind.LIMITS, LEVELS, distances("0.5", "5.0"))
RELATIVE = Rule(RuleKind.LIMITS, LEVELS, distances(0, "2.5"), LimitBasis.RELATIVE)

PERCENT = Unit(UnitKind.PERCENT, 1)
WHOLE_PERCENT = Unit(UnitKind.PERCENT)
COUNT = Unit(UnitKind.COUNT)
THOUSANDS = Unit(UnitKind.COUNT, 1, "k")
RATE = Unit(UnitKind.RATE, 1, per=100_000)
MILLIONS = Unit(UnitKind.MONEY, 1, "m")
POUNDS = Unit(UnitKind.MONEY)
DAYS = Unit(UnitKind.DAYS)
SCORE = Unit(UnitKind.SCORE, 1)
