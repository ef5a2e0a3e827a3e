"""The title of a chart: how often running, since when, and how far from the target."""

from decimal import Decimal as D

import pytest

from performance.rules.numbers import Unit, UnitKind
from performance.rules.rag import Goal, TargetKind
from performance.rules.trend_words import chart_title, run_length

PERCENT, COUNT = Unit(UnitKind.PERCENT, 1), Unit(UnitKind.COUNT)
MONTHS = ["April 2020", "May 2020", "June 2020", "July 2020"]


def figures(*texts):
    return [None if text is None else D(text) for text in texts]


@pytest.mark.parametrize(
    ("values", "broken", "run"),
    [
        (figures("40"), [], 0),
        (figures("40", "42", "43"), [], 2),
        (figures("43", "42", "40"), [], -2),
        (figures("40", "42", "41"), [], -1),
        (figures("40", "42", "42"), [], 0),
        (figures("40", None, "43"), [], 0),
        (figures("0", "1"), [], 1),
        (figures("40", "42", "43"), [1], 1),
        (figures("40", "42", "43"), [2], 0),
    ],
)
def test_a_run_ends_at_a_turn_a_gap_a_break_and_where_nothing_moves(values, broken, run):
    assert run_length(values, broken) == run


def title(*texts, unit=PERCENT, **more):
    return chart_title(figures(*texts), MONTHS[: len(texts)], unit, **more)


def test_the_title_counts_as_printed():
    assert title("40.0", "41.0", "42.0", "43.0") == "Up for the third month running, at 43.0%"
    assert title("43.0", "42.0") == "Down on April 2020, at 42.0%"
    # 41.04 and 41.01 are both printed 41.0.
    assert title("41.04", "41.01") == "No change on April 2020, at 41.0%"
    assert title("0", "0", unit=COUNT) == "No change on April 2020, at 0"
    long = [D(n) for n in range(14)]
    assert chart_title(long, [str(n) for n in range(14)], COUNT) == "Up in each of the last 13 months, at 13"


def test_a_gap_a_break_and_a_missing_end_are_said():
    assert title("40", None, "42") == "No figure for the month before to compare with, at 42.0%"
    assert title("40", "42", broken_before=[1]) == "The first figure of a new series, at 42.0%"
    assert title("40", "42", None) == "No figure for June 2020; up on April 2020 in May 2020, at 42.0%"
    assert title(None, None) == "No figures"
    assert title("40", "42", None, period="quarter").startswith("No figure for June 2020")


def standing(text, goal):
    return title("1.0", text, goal=goal).split(", ")[1]


def test_the_distance_from_each_kind_of_target_on_both_sides_of_its_edge():
    at_least, at_most = Goal(TargetKind.AT_LEAST, D("87")), Goal(TargetKind.AT_MOST, D("8.1"), decimals=1)
    assert standing("86.9", at_least) == "0.1 points under target"
    assert standing("87.0", at_least) == "target met"
    assert standing("8.2", at_most) == "0.1 points over target"
    assert standing("8.1", at_most) == "target met"
    band = Goal(TargetKind.BAND, lower=D("56"), upper=D("61"))
    assert standing("55.9", band) == "0.1 points under the target range"
    assert standing("56.0", band) == standing("61.0", band) == "within the target range"
    assert standing("61.1", band) == "0.1 points over the target range"
    assert standing("61.1", Goal(TargetKind.INFORMATION)) == "at 61.1%"
