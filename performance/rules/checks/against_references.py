"""A figure without a history of its own, against the few figures that it can be held beside.

A measure's first months have nothing to be expected from. Last year's figure, or the one that is being
corrected, still tells a decimal point in the wrong place.
"""

from decimal import Decimal

from performance.rules.checks.found import Code, Context, Figure, Finding, Severity
from performance.rules.numbers import UnitKind, as_printed, format_figure

# Levels do not move by this much from a year to the next; counts of a service that closed do.
LEVELS = frozenset({UnitKind.PERCENT, UnitKind.RATE, UnitKind.SCORE, UnitKind.RATIO})
APART = Decimal(4)
FAR_APART = Decimal(8)
# A correction of a figure moves it by less than this.
CORRECTED = Decimal(3)
# A factor explains the distance when it brings the figure this near.
NEAR = Decimal("1.6")
FACTORS = (10, 100, 1000)


def reference_findings(figure: Figure, context: Context) -> list[Finding]:
    """One finding, or none where the figure is near any of its references.

    9.9% after 98.4% in 2019/20 is ten times too small, because 99% would be near:

    >>> from datetime import date
    >>> from performance.rules.checks.found import Reference
    >>> from performance.rules.numbers import Unit
    >>> last_year = Reference("2019/20", Decimal("98.4"))
    >>> context = Context("month", date(2020, 11, 1), references=(last_year,))
    >>> found = reference_findings(Figure(Unit(UnitKind.PERCENT, 1), Decimal("9.9")), context)
    >>> [(finding.code.value, finding.severity.value, str(finding.meant)) for finding in found]
    [('units', 'serious', '99.0')]
    """
    value = figure.value
    beside = [reference for reference in context.references if reference.value > 0]
    if value is None or value <= 0 or not beside:
        return []
    if any(_times(value, reference.value) < _reach(figure, reference) for reference in beside):
        return []
    nearest = min(beside, key=lambda reference: _times(value, reference.value))
    found = _ten_times(figure, nearest) if figure.unit.kind in LEVELS else None
    if found is None and not context.explained and _is_far(figure, nearest):
        found = _far(figure, nearest)
    return [found] if found else []


def _times(first, second):
    """How many times the larger of two figures above 0 is the smaller."""
    return max(first / second, second / first)


def _reach(figure, reference):
    if reference.is_corrected:
        return CORRECTED
    return APART if figure.unit.kind in LEVELS else FAR_APART


def _is_far(figure, reference):
    return reference.is_corrected or _times(figure.value, reference.value) >= FAR_APART


def _ten_times(figure, reference):
    for factor in FACTORS:
        for meant, said in ((figure.value * factor, "less"), (figure.value / factor, "more")):
            if _times(meant, reference.value) <= NEAR and not _is_above_whole(meant, reference, figure):
                return Finding(
                    Code.UNITS,
                    Severity.SERIOUS,
                    f"{_compared(figure, reference, factor, said)} Did you mean {_said(figure, meant)}? "
                    "Check the unit and the decimal point, or confirm it and say why.",
                    meant=meant,
                )
    return None


def _is_above_whole(meant, reference, figure):
    """More than 100% is meant by nobody whose last figure was a share: 11% after 98.4% is not 110%."""
    return figure.unit.kind == UnitKind.PERCENT and meant > 100 >= reference.value


def _far(figure, reference):
    times = int(_times(figure.value, reference.value))
    side = "more" if figure.value > reference.value else "less"
    sentence = f"{_compared(figure, reference, times, side)} Check it; if it is right, confirm it."
    return Finding(Code.FAR, Severity.WARNING, sentence)


def _compared(figure, reference, times, side):
    now, then = _said(figure, figure.value), _said(figure, reference.value)
    return f"{now} is about {times:,} times {side} than {then}, {reference.words}."


def _said(figure, value):
    """A figure as it is printed, with the digits that were typed where printing would hide them."""
    unit = figure.unit
    if figure.is_computed or as_printed(value, unit) == value:
        return format_figure(as_printed(value, unit), unit)
    return format_figure(value, unit, max(unit.decimals, 2))
