"""The title of a chart of one measure, in words: where its last figure came from and how it stands to the
target. Figures are compared as they are printed, so that a reader's calculator agrees."""

from collections.abc import Sequence
from decimal import Decimal

from performance.rules.numbers import Unit, as_printed, format_figure
from performance.rules.phrases import distance_text
from performance.rules.rag import Goal, TargetKind

_ORDINALS = (
    "",
    "",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)


def run_length(values: Sequence[Decimal | None], broken_before: Sequence[int] = ()) -> int:
    """How many times running the figures last went one way: 2 is twice up, -3 three times down, 0 level.

    A gap or a break in the series ends the run; so does no change. A single figure has no run (0).

    >>> run_length([Decimal(40), Decimal(42), Decimal(43)])
    2
    >>> run_length([Decimal(44), None, Decimal(43), Decimal(42)])
    -1
    >>> run_length([Decimal(40), Decimal(42), Decimal(43)], broken_before=[2])
    0
    """
    run = 0
    for place in range(len(values) - 1, 0, -1):
        now, before = values[place], values[place - 1]
        if None in (now, before) or place in broken_before or now == before:
            break
        step = 1 if now > before else -1
        if run * step < 0:
            break
        run += step
    return run


def chart_title(
    values: Sequence[Decimal | None],
    labels: Sequence[str],
    unit: Unit,
    *,
    goal: Goal | None = None,
    broken_before: Sequence[int] = (),
    period: str = "month",
) -> str:
    """What a chart shows, in one line: "Up for the third month running, 2.2 points under target".

    >>> from performance.rules.numbers import UnitKind
    >>> percent = Unit(UnitKind.PERCENT, 1)
    >>> reviews = [Decimal("48.2"), Decimal("48.3"), Decimal("48.7"), Decimal("50.0"), Decimal("48.8")]
    >>> months = ["July 2021", "August 2021", "September 2021", "October 2021", "November 2021"]
    >>> chart_title(reviews, months, percent)
    'Down on October 2021, at 48.8%'
    >>> chart_title(reviews[:4], months[:4], percent, goal=Goal(TargetKind.AT_LEAST, Decimal(75)))
    'Up for the third month running, 25.0 points under target'
    >>> chart_title([Decimal(240), Decimal(240)], ["May", "June"], Unit(UnitKind.COUNT))
    'No change on May, at 240'

    `goal` is left out where single figures are not what the target is about. `period` is the word for one.
    """
    printed = [None if value is None else as_printed(value, unit) for value in values]
    known = [place for place, value in enumerate(printed) if value is not None]
    if not known:
        return "No figures"
    last = known[-1]
    after = f"at {format_figure(values[last], unit)}"
    standing = _standing(printed[last], goal, unit)
    moved = _moved(printed[: last + 1], labels, broken_before, period)
    if last < len(printed) - 1:
        moved = f"No figure for {labels[-1]}; {moved[0].lower()}{moved[1:]} in {labels[last]}"
    return f"{moved}, {standing or after}"


def _moved(printed, labels, broken_before, period):
    last = len(printed) - 1
    run = run_length(printed, broken_before)
    word = "Up" if run > 0 else "Down"
    if abs(run) >= len(_ORDINALS):
        return f"{word} in each of the last {abs(run)} {period}s"
    if abs(run) > 1:
        return f"{word} for the {_ORDINALS[abs(run)]} {period} running"
    if run:
        return f"{word} on {labels[last - 1]}"
    if last in broken_before:
        return "The first figure of a new series"
    if last == 0 or printed[last - 1] is None:
        return f"No figure for the {period} before to compare with"
    return f"No change on {labels[last - 1]}"


def _standing(value, goal, unit):
    """Where a figure stands beside its target: "2.2 points under target", "target met", "" without one."""
    if goal is None:
        return ""
    decimals = goal.decimals
    if goal.kind == TargetKind.AT_LEAST:
        gap, edge, side = goal.value - value, goal.value, "under"
    elif goal.kind == TargetKind.AT_MOST:
        gap, edge, side = value - goal.value, goal.value, "over"
    elif goal.kind == TargetKind.BAND:
        low = value < goal.lower
        gap = goal.lower - value if low else value - goal.upper
        edge, side = (goal.lower, "under") if low else (goal.upper, "over")
    else:
        return ""
    what = "the target range" if goal.kind == TargetKind.BAND else "target"
    if gap <= 0:
        return f"within {what}" if goal.kind == TargetKind.BAND else "target met"
    return f"{distance_text(gap, edge, unit, decimals)} {side} {what}"
