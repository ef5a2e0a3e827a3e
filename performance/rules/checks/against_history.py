"""Checks of a figure against its own history and against the rows beside it.

One slip has one finding, the one that explains it best: a row mistaken, a period mistaken, a unit, two digits
swapped, and only then "far from what was expected".
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from performance.rules import calendar
from performance.rules.checks.against_references import reference_findings
from performance.rules.checks.expected import REACH, SEASONS, Expected, TooLittle
from performance.rules.checks.found import Code, Context, Figure, Finding, Severity
from performance.rules.numbers import SCALES, Unit, UnitKind, as_printed, figure_of, format_figure, places_of
from performance.rules.printed_types import Figure as Printed
from performance.rules.proofs import thousands_slip

# A swap of two digits is asked about from two spreads on, where the figure before it would be within one.
SWAP_FROM = 2.0
SWAP_TO = 1.0
# A factor explains a far figure when it brings it this near.
NEAR = 2.5
# Twice as far as the edge of the range is not confirmed without a reason.
SERIOUS_REACH = 2 * REACH
# The chance of being the very figure of another row or month, from which on it is no coincidence.
SAME_ROW = 0.01
SAME_PERIOD = 0.002
SAME_PERIOD_FURTHER = 0.0005
FACTORS = tuple(Decimal(10) ** power for power in (1, 2, 3, 6, -1, -2, -3, -6))


def history_findings(figure: Figure, context: Context, expected: Expected | TooLittle) -> list[Finding]:
    """What a figure's own history and its neighbours say of it: one finding, or none."""
    value = figure.value
    if value is None:
        return []
    if isinstance(expected, TooLittle):
        return _without_expectation(figure, context) or reference_findings(figure, context)
    far = expected.is_far(value)
    found = (
        _other_row(value, context, expected, far)
        or _other_period(value, context, expected, far)
        or (far and _units(figure, expected))
        or _swapped(figure, expected)
        or (far and not context.explained and _far(figure, expected))
    )
    return [found] if found else []


def _far(figure, expected):
    value = figure.value
    side = "above" if value > expected.high else "below"
    serious = expected.distance(value) > SERIOUS_REACH
    return Finding(
        Code.FAR,
        Severity.SERIOUS if serious else Severity.WARNING,
        f"{_said(value, expected, figure.is_computed)} is {side} what was expected: {expected.words}. "
        f"Check it; if it is right, confirm it{' and say why' if serious else ''}.",
        low=expected.low,
        high=expected.high,
    )


def _units(figure, expected):
    """A figure 10, 100, 1,000 or a million times too large or small: 0.454 for 45.4%, 1.7 for 1.7k."""
    value, computed = figure.value, figure.is_computed
    if value == 0:
        return None
    counted = expected.unit.kind in (UnitKind.COUNT, UnitKind.COMPOSITION)
    near = [factor for factor in FACTORS if not counted or value / factor % 1 == 0]
    nearest = min(near, key=lambda factor: expected.distance(value / factor))
    meant = value / nearest
    if expected.distance(meant) > NEAR:
        return None
    times, side = (nearest, "more") if nearest > 1 else (1 / nearest, "less")
    return Finding(
        Code.UNITS,
        Severity.SERIOUS,
        f"{_said(value, expected, computed)} is about {int(times):,} times {side} than expected "
        f"({expected.words}). Did you mean {_said(meant, expected, computed)}? Check the unit and the "
        "decimal point, or confirm it and say why.",
        low=expected.low,
        high=expected.high,
        meant=meant,
    )


def transpositions(value: Decimal, decimals: int, scale: str = "") -> list[Decimal]:
    """What a printed figure would be with two neighbouring digits swapped; equal digits give none.

    >>> [str(swapped) for swapped in transpositions(Decimal("45.1"), 1)]
    ['54.1', '41.5']
    """
    places = max(decimals, places_of(value / SCALES[scale]))
    digits = str(int(abs(value) / SCALES[scale] * 10**places))
    swapped = [
        int(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :])
        for i in range(len(digits) - 1)
        if digits[i] != digits[i + 1]
    ]
    sign = -1 if value < 0 else 1
    return [sign * Decimal(number).scaleb(-places) * SCALES[scale] for number in swapped]


def _swapped(figure, expected):
    """Two digits in the other order, in what was typed: the figure, or one of those that make it.

    550 of 1,000 typed as 505 of 1,000 is asked about at the 505.
    """
    if expected.distance(figure.value) <= SWAP_FROM:
        return None
    orders = [order for order in _other_orders(figure) if expected.distance(order.value) < SWAP_TO]
    if not orders:
        return None
    order = min(orders, key=lambda order: expected.distance(order.value))
    further = (
        "is further" if not figure.is_computed else f"makes {_said(figure.value, expected, True)}, further"
    )
    return Finding(
        Code.SWAPPED,
        Severity.WARNING,
        f"Did you mean {order.meant}? {order.typed} has two digits in the other order, and {further} from "
        f"what was expected ({expected.words}). Correct it, or confirm it.",
        field=order.field,
        low=expected.low,
        high=expected.high,
        meant=order.value,
    )


@dataclass(frozen=True)
class _Order:
    """What a figure would be with two digits of a field in the other order; both as they are printed."""

    field: str
    typed: str
    meant: str
    value: Decimal


def _other_orders(figure):
    unit = figure.unit
    if not figure.is_computed:
        for value in transpositions(figure.value, unit.decimals, unit.scale):
            yield _Order("value", _typed(figure.value, unit), _typed(value, unit), value)
        return
    count = Unit(UnitKind.COUNT)
    for field in ("numerator", "denominator"):
        typed = getattr(figure, field)
        for other in transpositions(typed, 0):
            swapped = replace(figure, **{field: other})
            if swapped.denominator > 0:
                value = figure_of(swapped.numerator, swapped.denominator, unit)
                yield _Order(field, _typed(typed, count), _typed(other, count), value)


def _other_row(value, context, expected, far):
    """The same figure as another row's that it never resembled."""
    for row in context.beside:
        if row.value != value or _repeats_itself(value, context) or _resembled(row, context):
            continue
        # Among many rows two are often the same: one further off has to be unlikely here as well.
        elsewhere = not row.is_next and expected.distance(value) <= SWAP_FROM
        if elsewhere or expected.chance(value) >= SAME_ROW:
            continue
        where = "the row next to it, " if row.is_next else ""
        return Finding(
            Code.NEIGHBOUR,
            Severity.SERIOUS if far else Severity.WARNING,
            f"{_said(value, expected)} is also entered for {where}“{row.name}”, and the two were never "
            f"alike. Expected {expected.words}. Check the row; if it is right, "
            f"confirm it{' and say why' if far else ''}.",
            low=expected.low,
            high=expected.high,
        )
    return None


def _repeats_itself(value, context):
    """Whether a figure is its own last one again: no row was mistaken then."""
    earlier = [past for past in context.history if past.start < context.start]
    return bool(earlier) and max(earlier, key=lambda past: (past.start, past.value)).value == value


def _resembled(row, context):
    own = {past.start: past.value for past in context.history}
    return any(own.get(past.start) == past.value for past in row.history if past.start < context.start)


def _other_period(value, context, expected, far):
    """The very figure of last month or the same time last year, of a measure that never repeats one."""
    same = [past.start for past in context.history if past.value == value]
    if not same or (chance := expected.chance(value)) >= SAME_PERIOD or _has_repeats(context):
        return None
    near = _nearby(context, further=chance < SAME_PERIOD_FURTHER) & set(same)
    if not near:
        return None
    start = max(near)
    label = calendar.label_of(context.kind, start, calendar.end_of(context.kind, start))
    return Finding(
        Code.PERIOD,
        Severity.SERIOUS if far else Severity.WARNING,
        f"{_said(value, expected)} is exactly the figure of {label}. Check that it is this "
        f"{context.kind}’s; if it is, confirm it{' and say why' if far else ''}.",
        low=expected.low,
        high=expected.high,
    )


def _nearby(context, *, further):
    """The first days of the periods that are taken for this one: the one before and the same a year ago.

    `further` adds the one after, and those beside it a year ago.
    """
    before, after = calendar.start_before(context.kind, context.start), _after(context.kind, context.start)
    has_season = SEASONS[context.kind] and context.kind != "week"
    starts = {before, calendar.year_before(context.start)} if has_season else {before}
    if further:
        starts |= (
            {after, calendar.year_before(before), calendar.year_before(after)} if has_season else {after}
        )
    return starts


def _after(kind, start):
    end = calendar.end_of(kind, start)
    return end.fromordinal(end.toordinal() + 1)


def _has_repeats(context):
    ordered = sorted(context.history, key=lambda past: (past.start, past.value))
    return any(first.value == second.value for first, second in pairwise(ordered))


def _without_expectation(figure, context):
    """With one or two figures to go by only a slip of a hundred times and more can be told."""
    earlier = [past for past in context.history if past.start < context.start]
    if not earlier or context.is_cumulative:
        return []
    last = max(earlier, key=lambda past: (past.start, past.value)).value
    slip = thousands_slip(_printed(figure.value, figure.unit), _printed(last, figure.unit))
    return [Finding(Code.UNITS, Severity.SERIOUS, slip.sentence)] if slip else []


def _printed(value, unit):
    return Printed(format_figure(value, unit), value, scale=unit.scale)


def _said(value, expected, computed=False):
    """A figure as it is printed. What was typed has all its digits where printing hides what is wrong."""
    if computed:
        return format_figure(as_printed(value, expected.unit), expected.unit)
    return _typed(value, expected.unit)


def _typed(value, unit):
    """What was typed, as it is printed, with all its digits."""
    if as_printed(value, unit) == value:
        return format_figure(value, unit)
    return format_figure(value, unit, min(max(places_of(value / SCALES[unit.scale]), unit.decimals), 6))
