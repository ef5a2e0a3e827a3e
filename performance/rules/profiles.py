"""A year's target on its way: what a figure to date is held against.

A profile is printed at its unit's decimals and so judged at them; it is multiplied before it is divided,
because a third of 16.5 by 0.333... falls short of 5.5 and would make 5 of what is 6.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate

from performance.rules.numbers import Unit, as_printed, format_figure
from performance.rules.rag import JUDGING_KINDS, Goal, TargetKind

MONTHS_OF_YEAR = 12
PERIODS_OF_YEAR = (12, 4)


class Profile(StrEnum):
    """How a year's target is reached."""

    SAME = "same"
    LINEAR = "linear"
    LAST_YEAR = "last_year"
    BY_MONTH = "by_month"


@dataclass(frozen=True)
class NoProfile:
    """There is no target to date, and the sentence why; the year's target would be the wrong one."""

    sentence: str


NOT_COMPLETE = NoProfile("Last year’s months are not complete, so there is no profile.")
NO_SHAPE = NoProfile("Last year’s months add up to 0, so they have no shape to follow.")


def profiled(
    goal: Goal,
    profile: str,
    month_number: int,
    unit: Unit,
    *,
    shape: Sequence[Decimal] | None = None,
    months: Mapping[int, Decimal | tuple[Decimal, Decimal]] | None = None,
    weeks: tuple[int, int] | None = None,
) -> Goal | NoProfile:
    """The target to date after `month_number` (1 to 12) months of the year.

    - same: the year's target all along.
    - linear: 553 a year is 368.7 after eight of twelve months. `weeks` are those gone and those of the year
      where figures are weekly, for a week ends within a month: 520 is 360 after 36 of 52.
    - last_year: as much of it as last year had by then. `shape` is last year's twelve cumulative sums (see
      `shape_of`), None when last year is not complete: 553 is 331.8 where 60 of last year's 100 had come.
    - by_month: what was entered for the month, exactly as entered; `months` by month number, a value for at
      least and at most and (lower, upper) for a band.

    >>> from performance.rules.numbers import UnitKind
    >>> rate = Unit(UnitKind.RATE, 1, per=100000)
    >>> profiled(Goal(TargetKind.AT_MOST, Decimal(553)), "linear", 8, rate).value
    Decimal('368.7')

    After twelve months linear and last year's shape are the year's target itself, unrounded and as it was
    printed. A target that does not judge is returned as it is. Raises ValueError for another month, profile
    or length of shape.
    """
    kind = Profile(profile)
    if not 1 <= month_number <= MONTHS_OF_YEAR:
        raise ValueError(f"a year has no month {month_number}")
    if shape is not None and len(shape) != MONTHS_OF_YEAR:
        raise ValueError("a shape has twelve cumulative sums")
    if kind == Profile.SAME or goal.kind not in JUDGING_KINDS:
        return goal
    if kind == Profile.BY_MONTH:
        return _entered(goal, (months or {}).get(month_number), month_number, unit)
    if kind == Profile.LINEAR and weeks is not None:
        gone, whole = weeks
        return goal if gone == whole else _part(goal, Decimal(gone), Decimal(whole), unit)
    if month_number == MONTHS_OF_YEAR:
        return goal
    if kind == Profile.LINEAR:
        return _part(goal, Decimal(month_number), Decimal(MONTHS_OF_YEAR), unit)
    if shape is None:
        return NOT_COMPLETE
    if shape[-1] == 0:
        return NO_SHAPE
    return _part(goal, shape[month_number - 1], shape[-1], unit)


def shape_of(periods: Sequence[Decimal | None]) -> tuple[Decimal, ...] | None:
    """Last year's twelve cumulative sums from its twelve months or four quarters; None unless every one of
    them has a figure, or for any other number of them.

    A month of 0 is a figure: 10, 0, 5 ... are 10, 10, 15 ... A quarter is spread evenly over its months, and
    everything is then counted three times over, for thirds are not exact: only the proportions are used.

    >>> [str(added) for added in shape_of([Decimal(10), Decimal(0), Decimal(2), Decimal(3)])]
    ['10', '20', '30', '30', '30', '30', '32', '34', '36', '39', '42', '45']
    """
    if len(periods) not in PERIODS_OF_YEAR or any(value is None for value in periods):
        return None
    length = MONTHS_OF_YEAR // len(periods)
    return tuple(accumulate(value for value in periods for _ in range(length)))


def _part(goal: Goal, share: Decimal, whole: Decimal, unit: Unit) -> Goal:
    def part(value):
        return None if value is None else as_printed(value * share / whole, unit)

    value = part(goal.value)
    printed = "" if value is None else format_figure(value, unit)
    return Goal(goal.kind, value, part(goal.lower), part(goal.upper), unit.decimals, printed)


def _entered(goal: Goal, entered, month_number: int, unit: Unit) -> Goal | NoProfile:
    if entered is None:
        return NoProfile(f"No target has been entered for month {month_number} of the year.")
    # Without the year's printed form: "<553" is not what was entered for this month.
    bare = replace(goal, decimals=unit.decimals, printed="")
    if goal.kind == TargetKind.BAND:
        lower, upper = entered
        return replace(bare, lower=lower, upper=upper)
    return replace(bare, value=entered)
