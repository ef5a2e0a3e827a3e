"""How timely figures are: on time, late or never, and how many working days they take.

Plain days and counts in, plain counts out; who is counted together is for the caller to say.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from performance.rules import working_days
from performance.rules.numbers import round_half_up


class Outcome(StrEnum):
    """What became of a figure that was expected."""

    ON_TIME = "on_time"
    LATE = "late"
    NEVER = "never"


@dataclass(frozen=True)
class Moves:
    """The days of one figure: when its period opened and was due, and what was done on which days.

    `submitted` holds each submission of its first revision in their order: the day, and the day on which it
    was withdrawn, or None; `approved` is the day on which the figure first came into force, or None.
    """

    opens_on: date
    due_on: date
    submitted: tuple[tuple[date, date | None], ...] = ()
    approved: date | None = None
    returns: int = 0


@dataclass(frozen=True)
class Timeliness:
    """What figures that were expected came to. Medians are None where there is nothing to take them of."""

    expected: int
    on_time: int
    late: int
    never: int
    share: Decimal | None
    to_submission: Decimal | None
    to_approval: Decimal | None
    returned: int
    returns: int
    returned_share: Decimal | None

    @property
    def submitted(self):
        """How many were submitted, on time or late."""
        return self.on_time + self.late


def first_submitted(moves: Moves) -> date | None:
    """The day of the first submission that counts, or None: one withdrawn by the due day counts for nothing.

    Due on the 14th: submitted on the 9th, withdrawn on the 10th and submitted again on the 16th is the 16th.
    Withdrawn on the 15th, after it was due, it had been there in time, and is the 9th:

    >>> def december(day):
    ...     return date(2020, 12, day)
    >>> days = {"opens_on": december(1), "due_on": december(14)}
    >>> again = (december(16), None)
    >>> first_submitted(Moves(**days, submitted=((december(9), december(10)), again))).day
    16
    >>> first_submitted(Moves(**days, submitted=((december(9), december(15)), again))).day
    9
    """
    for day, withdrawn in moves.submitted:
        if withdrawn is None or withdrawn > moves.due_on:
            return day
    return None


def outcome_of(moves: Moves) -> Outcome:
    """On time by the end of the due day, late after it, or never.

    >>> outcome_of(Moves(date(2020, 12, 1), date(2020, 12, 14), ((date(2020, 12, 14), None),)))
    <Outcome.ON_TIME: 'on_time'>
    >>> outcome_of(Moves(date(2020, 12, 1), date(2020, 12, 14), ((date(2020, 12, 15), None),)))
    <Outcome.LATE: 'late'>
    """
    day = first_submitted(moves)
    if day is None:
        return Outcome.NEVER
    return Outcome.ON_TIME if day <= moves.due_on else Outcome.LATE


def summary(figures: Iterable[Moves], holidays: Collection[date]) -> Timeliness:
    """Figures counted together, each that was expected once.

    Of four figures due on 14 December 2020 two were submitted in time (on Friday the 4th and Tuesday the
    8th), one on the 16th and one never. Two of four are 50.0%. Opened on Tuesday the 1st, they took 3, 5 and
    11 working days, of which 5 is the median. Two are in force, from the 7th and the 10th: 4 and 7 working
    days, in the middle 5.5. One of the three that were submitted was returned, twice; that is 33.3%.

    >>> days = {"opens_on": date(2020, 12, 1), "due_on": date(2020, 12, 14)}
    >>> result = summary([
    ...     Moves(**days, submitted=((date(2020, 12, 4), None),), approved=date(2020, 12, 7)),
    ...     Moves(**days, submitted=((date(2020, 12, 8), None),), approved=date(2020, 12, 10)),
    ...     Moves(**days, submitted=((date(2020, 12, 16), None),), returns=2),
    ...     Moves(**days)], holidays=())
    >>> result.expected, result.on_time, result.late, result.never, str(result.share)
    (4, 2, 1, 1, '50.0')
    >>> str(result.to_submission), str(result.to_approval)
    ('5', '5.5')
    >>> result.returned, result.returns, str(result.returned_share)
    (1, 2, '33.3')
    """
    figures = list(figures)
    outcomes = [outcome_of(figure) for figure in figures]
    on_time, late, never = (outcomes.count(outcome) for outcome in Outcome)
    submissions = [(f, first_submitted(f)) for f in figures if first_submitted(f) is not None]
    approvals = [(f, f.approved) for f in figures if f.approved is not None]
    returned = sum(1 for figure, _ in submissions if figure.returns > 0)
    return Timeliness(
        expected=len(figures),
        on_time=on_time,
        late=late,
        never=never,
        share=share(on_time, len(figures)),
        to_submission=_median_days(submissions, holidays),
        to_approval=_median_days(approvals, holidays),
        returned=returned,
        returns=sum(figure.returns for figure in figures),
        returned_share=share(returned, len(submissions)),
    )


def share(part: int, whole: int) -> Decimal | None:
    """A percentage with one decimal, or None of nothing: 2 of 3 are 66.7%.

    >>> str(share(2, 3)), share(0, 0)
    ('66.7', None)
    """
    return round_half_up(Decimal(100 * part) / Decimal(whole), 1) if whole else None


def median(numbers: Iterable[int]) -> Decimal | None:
    """The middle number, or the mean of the two in the middle; None of nothing.

    >>> str(median([11, 3, 5])), str(median([4, 7])), median([])
    ('5', '5.5', None)
    """
    ordered = sorted(numbers)
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Decimal(ordered[middle])
    return Decimal(ordered[middle - 1] + ordered[middle]) / 2


def _median_days(dated, holidays):
    """Working days from the opening of each figure's period to its day: 0 on the day itself or before it."""
    return median(working_days.between(figure.opens_on, day, holidays) for figure, day in dated)
