"""From one figure in force to its assessment: headline status, status to date, direction of travel."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from performance.rules.direction import Direction, direction
from performance.rules.numbers import Unit
from performance.rules.rag import (
    JUDGING_KINDS,
    Goal,
    Judgement,
    Limits,
    Polarity,
    TargetKind,
    judge,
    scaled,
)


@dataclass(frozen=True)
class Figure:
    """A submission's figure as the rules need it: value or the sentence why there is none, and forecast."""

    value: Decimal | None
    forecast: Decimal | None = None
    absence: str = ""


@dataclass(frozen=True)
class Assessed:
    """The headline judgement, what it judged, and what stands beside it."""

    headline: Judgement
    judged: str
    to_date: Judgement | None
    to_date_target: Decimal | None
    direction: Direction | None


def target_in_force(versions, closes_on: date | None):
    """The version of a target that judges a period: the last that was in force before the period closed.

    A version from 5 January judges no period that closed on 31 December. `versions` have `version` and
    `effective_on`; None where there is none.

    >>> from types import SimpleNamespace as Version
    >>> versions = [Version(version=1, effective_on=date(2020, 4, 1))]
    >>> versions.append(Version(version=2, effective_on=date(2021, 1, 5)))
    >>> target_in_force(versions, date(2020, 12, 31)).version
    1
    """
    standing = [t for t in versions if closes_on is None or t.effective_on <= closes_on]
    return max(standing, key=lambda target: target.version, default=None)


def assess(
    *,
    unit: Unit,
    polarity: str,
    figure: Figure,
    goal: Goal | None,
    limits: Limits | None,
    profile: str,
    months: int,
    previous: Decimal | None,
    previous_label: str,
    whole_year: bool,
) -> Assessed:
    """Judge a figure.

    Where there is a forecast the headline judges it against the year's target, and the figure to date is
    judged beside it against the profiled target: 317.5 admissions per 100,000 by November against 368.7,
    which is 8/12 of 553. `months` is how many months of the year the period completes.
    """
    aim = Polarity(polarity)
    profiles = goal is not None and goal.kind in JUDGING_KINDS and profile == "linear" and not whole_year
    to_date_goal = scaled(goal, months, unit) if profiles else goal
    to_date = to_date_target = None
    if figure.value is not None and figure.forecast is not None and not whole_year:
        headline = judge(figure.forecast, unit, aim, goal, limits, kind_of_value="full-year forecast")
        to_date = judge(figure.value, unit, aim, to_date_goal, limits, kind_of_value="figure to date")
        if to_date.level is None:
            to_date = None
        elif to_date_goal.kind != TargetKind.BAND:
            to_date_target = to_date_goal.value
        judged, now = "forecast", figure.forecast
    else:
        kind = "figure to date" if profiles else ""
        headline = judge(
            figure.value, unit, aim, to_date_goal, limits, absence=figure.absence, kind_of_value=kind
        )
        judged, now = "figure", figure.value
    travel = None
    if now is not None and previous is not None:
        band = (goal.lower, goal.upper) if goal is not None and goal.kind == TargetKind.BAND else None
        kind = "full-year forecast" if judged == "forecast" else ""
        travel = direction(now, previous, unit, aim, band=band, basis=previous_label, kind_of_value=kind)
    return Assessed(headline, judged, to_date, to_date_target, travel)
