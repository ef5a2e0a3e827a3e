"""From one figure in force to its assessment: headline status, status to date, direction of travel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from performance.rules.aggregate import Aggregated
from performance.rules.direction import Direction, direction
from performance.rules.numbers import Unit, as_printed
from performance.rules.profiles import NoProfile, Profile, profiled
from performance.rules.rag import (
    JUDGING_KINDS,
    WITHOUT_TARGET,
    Beside,
    Goal,
    Judgement,
    NotRated,
    Polarity,
    Rule,
    TargetKind,
    judge,
)

NOTHING_BESIDE = Beside()


@dataclass(frozen=True)
class Figure:
    """A submission's figure as the rules need it: value or the sentence why there is none, and forecast."""

    value: Decimal | None
    forecast: Decimal | None = None
    absence: str = ""


@dataclass(frozen=True)
class Way:
    """How the year's target is reached: its profile, and what the profile is drawn from.

    `month` is how many months of the year the period completes, `weeks` how many weeks and of how many for
    a week; `shape` is last year's cumulative sums and `entered` the targets to date by month, where the
    profile asks for them (`profiles.profiled`).
    """

    profile: str = Profile.SAME
    month: int = 12
    shape: Sequence[Decimal] | None = None
    entered: Mapping = field(default_factory=dict)
    weeks: tuple[int, int] | None = None

    def goal_to_date(self, goal: Goal | None, unit: Unit) -> Goal | NoProfile | None:
        if goal is None or goal.kind not in JUDGING_KINDS:
            return goal
        return profiled(
            goal,
            self.profile,
            self.month,
            unit,
            shape=self.shape,
            months=self.entered,
            weeks=self.weeks,
        )


@dataclass(frozen=True)
class Assessed:
    """The headline judgement, what it judged, and what stands beside it."""

    headline: Judgement
    judged: str
    to_date: Judgement | None
    to_date_target: Decimal | None
    direction: Direction | None
    # What the headline is about, before rounding, and the target that judged it; None where there is none.
    judged_now: Decimal | None = None
    goal: Goal | None = None


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
    rule: Rule | None,
    way: Way = Way(),
    whole_year: bool = False,
    year: Aggregated | None = None,
    beside: Beside = NOTHING_BESIDE,
    beside_to_date: Beside | None = None,
    previous: Decimal | None = None,
    previous_label: str = "",
    moved: Decimal | None = None,
    threshold: Decimal | None = None,
) -> Assessed:
    """Judge a figure.

    Where there is a forecast the headline judges it against the year's target, and the figure to date is
    judged beside it against the profiled target: 317.5 admissions per 100,000 by November against 368.7,
    which is 8/12 of 553.

    `to_date_target` is that target to date, beside a forecast and for a headline to date alike: 400 by
    November without a forecast is judged by 368.7 as well. None where it is the year's, a band or unknown.

    `year` is how the year adds up so far, for figures that each cover one period alone; it is then what is
    judged, and an incomplete total is not rated: seven of eight months against eight months' target would
    say that all is well. None where the figure stands for itself. `previous` is compared with what is
    judged, or with `moved` where that is something else (a month's own figure beside the month before).
    `beside` may be part of the rule, and `beside_to_date` takes its place beside the figure to date of a
    forecast: that is held against the same months of last year and not against the whole of it.
    """
    aim = Polarity(polarity)
    to_date_figure, to_date_kind = _to_date(figure, year)
    goal_to_date = goal if whole_year else way.goal_to_date(goal, unit)
    profiles = goal_to_date is not goal
    to_date = to_date_target = None
    if figure.forecast is not None and not whole_year:
        headline = judge(
            figure.forecast, unit, aim, goal, rule, beside=beside, kind_of_value="full-year forecast"
        )
        near = beside if beside_to_date is None else beside_to_date
        to_date = _judge_to_date(to_date_figure, unit, aim, goal_to_date, rule, near, "figure to date")
        if to_date.level is None or rule.kind in WITHOUT_TARGET:
            # A position or a judgement says nothing of its own about the year so far.
            to_date = None
        else:
            to_date_target = _value_of(goal_to_date)
        judged, now, kind, judging = "forecast", figure.forecast, "full-year forecast", goal
    else:
        kind = "figure to date" if profiles or to_date_kind == "year_to_date" else ""
        headline = _judge_to_date(to_date_figure, unit, aim, goal_to_date, rule, beside, kind)
        if profiles and rule is not None and rule.kind not in WITHOUT_TARGET:
            to_date_target = _value_of(goal_to_date)
        judged, now, kind, judging = to_date_kind, to_date_figure.value, "", goal_to_date
    travel = None
    compared = now if moved is None else moved
    if compared is not None and previous is not None:
        band = (goal.lower, goal.upper) if goal is not None and goal.kind == TargetKind.BAND else None
        travel = direction(
            compared,
            previous,
            unit,
            aim,
            band=band,
            basis=previous_label,
            kind_of_value=kind,
            threshold=threshold,
        )
    judging = None if isinstance(judging, NoProfile) else judging
    return Assessed(headline, judged, to_date, to_date_target, travel, now, judging)


def _value_of(goal):
    """The one figure that a goal is about; None for a band, for no goal, and where there is no profile."""
    one = not isinstance(goal, NoProfile) and goal is not None
    return goal.value if one and goal.kind in (TargetKind.AT_LEAST, TargetKind.AT_MOST) else None


def _to_date(figure, year):
    """The figure that stands for the year so far, and what it is called."""
    if year is None:
        return figure, "figure"
    if not year.rateable:
        return Figure(None, absence=_why_not(year, figure)), "year_to_date"
    return Figure(year.value), "year_to_date"


def _why_not(year, figure):
    """Why the year so far has no figure to judge; a period's own reason for none goes first."""
    if figure.value is None and figure.absence:
        return figure.absence
    return year.reason or f"The year to date is not complete: {year.note}"


def _judge_to_date(figure, unit, aim, goal, rule, beside, kind):
    needs_target = rule is None or rule.kind not in WITHOUT_TARGET
    if isinstance(goal, NoProfile) and needs_target and figure.value is not None:
        judged = as_printed(figure.value, unit)
        return Judgement(None, NotRated.NO_TARGET, judged, None, None, f"Not rated: {goal.sentence}")
    goal = None if isinstance(goal, NoProfile) else goal
    return judge(
        figure.value, unit, aim, goal, rule, beside=beside, absence=figure.absence, kind_of_value=kind
    )
