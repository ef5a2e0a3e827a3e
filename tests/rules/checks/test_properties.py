"""What holds of the checks for all figures: they answer, and the same for the same question."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from performance.rules.calendar import add_months
from performance.rules.checks.checking import check
from performance.rules.checks.expected import Expected, expected_for
from performance.rules.checks.found import Code, Context, Division, Figure, Past, Row, Severity
from performance.rules.numbers import Unit, UnitKind
from tests.rules import COUNT, DAYS, PERCENT, POUNDS, PROPERTY, RATE, SCORE, THOUSANDS
from tests.rules.checks import JUNE

UNITS = st.sampled_from([COUNT, THOUSANDS, PERCENT, RATE, POUNDS, DAYS, SCORE, Unit(UnitKind.RATIO, 2)])
FIGURES = st.decimals(-(10**12) + 1, 10**12 - 1, allow_nan=False, allow_infinity=False, places=6)
ORDINARY = st.integers(0, 5000).map(D)
KINDS = st.sampled_from(["month", "quarter", "year", "week"])
DAYS_OF = {
    "month": lambda number: add_months(date(2015, 1, 1), number),
    "quarter": lambda number: add_months(date(2000, 1, 1), 3 * number),
    "year": lambda number: date(1950 + number, 4, 1),
    "week": lambda number: date.fromordinal(date(2018, 1, 1).toordinal() + 7 * number),
}
HISTORY = (Code.FAR, Code.UNITS, Code.SWAPPED)


@st.composite
def contexts(draw, figures=FIGURES, kinds=KINDS):
    """A context of any kind, with gaps, a break, rows beside it and figures of later periods."""
    kind = draw(kinds)
    day = DAYS_OF[kind]
    numbers = draw(st.lists(st.integers(0, 70), unique=True, max_size=40))
    some = st.none() | ORDINARY
    history = tuple(Past(day(number), draw(figures), draw(some), draw(some)) for number in numbers)
    beside = tuple(
        Row("Another", value, draw(st.booleans()), history[:2])
        for value in draw(st.lists(figures, max_size=3))
    )
    breaks = tuple(day(number) for number in draw(st.lists(st.integers(0, 70), max_size=1)))
    flags = {name: draw(st.booleans()) for name in ("is_flow", "is_cumulative")}
    return Context(kind, day(draw(st.integers(0, 70))), history, beside, breaks=breaks, **flags)


def without_wording(findings):
    return [(finding.code, finding.severity, finding.field) for finding in findings]


@PROPERTY
@given(UNITS, st.none() | FIGURES, FIGURES, FIGURES, st.lists(FIGURES, max_size=4), contexts())
def test_every_figure_that_can_be_stored_has_an_answer(unit, value, second, third, parts, context):
    figure = Figure(
        unit,
        value,
        second,
        third,
        stated=second,
        stated_decimals=1,
        divisions=(Division("value", "Parts", tuple(parts), second),),
        companion=third,
        texts=(("value", str(value)),),
    )
    findings = check(figure, context)
    assert findings == check(figure, context)
    for finding in findings:
        assert finding.severity in Severity
        assert finding.sentence.endswith(".")
        if finding.low is not None:
            assert finding.low <= finding.high


@PROPERTY
@given(UNITS, FIGURES, contexts(), st.randoms(use_true_random=False))
def test_the_order_of_the_history_does_not_matter(unit, value, context, chance):
    history = list(context.history)
    chance.shuffle(history)
    shuffled = replace(context, history=tuple(history))
    assert check(Figure(unit, value), shuffled) == check(Figure(unit, value), context)


@PROPERTY
@given(st.sampled_from([POUNDS, DAYS, RATE, Unit(UnitKind.FTE, 1)]), ORDINARY, contexts(figures=ORDINARY))
def test_the_same_figures_in_thousands_are_asked_about_alike(unit, value, context):
    thousands = replace(unit, scale="k")
    larger = replace(
        context,
        history=tuple(replace(past, value=past.value * 1000) for past in context.history),
        beside=tuple(replace(row, value=row.value * 1000) for row in context.beside),
    )
    # A companion and its cases are counts of their own, and are not scaled with the figure.
    assert without_wording(check(Figure(thousands, value * 1000), larger)) == without_wording(
        check(Figure(unit, value), context)
    )


@PROPERTY
@given(UNITS, contexts())
def test_the_median_of_the_history_is_never_far(unit, context):
    context = replace(context, is_cumulative=False, beside=(), breaks=())
    earlier = [past.value for past in context.history if past.start < context.start]
    if len(earlier) < 3:
        return
    middle = median(earlier)
    assert not {finding.code for finding in check(Figure(unit, middle), context)} & set(HISTORY)


@PROPERTY
@given(UNITS, contexts(figures=ORDINARY))
def test_the_range_is_made_of_figures_that_are_not_far(unit, context):
    expected = expected_for(unit, context)
    if isinstance(expected, Expected):
        assert not expected.is_far(expected.low)
        assert not expected.is_far(expected.high)
        assert expected.distance(expected.low) >= 0


def test_nothing_is_asked_of_a_first_figure():
    assert check(Figure(COUNT, D(7)), Context("month", JUNE)) == []
