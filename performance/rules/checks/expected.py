"""What a figure is expected to be, from its own history and season, whatever odd months that holds.

Four simple forecasts are made from earlier figures alone: the last figure; the median of the last three; the
same period last year moved by how far recent periods have moved from last year's; and the last figure moved
by last year's step from that period to this one. (The naive and seasonal naive methods of Hyndman and
Athanasopoulos, Forecasting: Principles and Practice, 3rd edition, 5.2.) Their median is what is expected: a
combination by the median is not led astray by one bad member (Stock and Watson, Journal of Forecasting 23,
2004). Where the last two alone, or the first two, were clearly nearer so far, theirs is taken: a measure that
doubles every December is expected to.

The same is done for each earlier period, and how far those figures were from what was expected of them says
how far is far: the median absolute deviation times 1.4826 (Hampel, JASA 69, 1974), or the eighth tenth of the
deviations where more than half are 0. A short history is filled up with what is usual among published series,
and chance alone (Poisson, binomial) is the least that a count of cases varies. What the middle half of the
history has been is never far.

After a step change two figures at the new level are enough for the new level to be expected. Reckoned in
floating point: it decides what is asked about, and no figure that is stored or printed comes from it besides
the range, which is rounded outwards.
"""

import math
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from statistics import NormalDist, median

from performance.rules import calendar
from performance.rules.checks.found import Context, Past
from performance.rules.checks.scale import Scale, scale_of
from performance.rules.numbers import SCALES, TOO_LARGE, Unit, UnitKind, format_figure

SEASONS = {"month": 12, "quarter": 4, "week": 52, "year": 0}
# A figure is far from this many spreads on; docs/checks.md has what was measured at others.
REACH = 3.5
LEAST_FIGURES = 3
# How many earlier deviations say how far is far, and for how many of them the usual spread stands in: what
# was usual in half of the published series of docs/checks.md.
WINDOW = 18
USUAL_FIGURES = 8
USUAL_SPREAD = {"log": 0.075, "odds": 0.14, "straight": 0.075}
# A percentage that moves by a point is never far, however still it has been: 100% after 99% for years.
LEAST_POINTS = 1.0
# Another way of combining is clearly nearer when its deviations come to less than this share.
CLEARLY = 0.8
_MAD = 1.4826
_TENTH = 0.8
_TENTH_OF_NORMAL = NormalDist().inv_cdf((1 + _TENTH) / 2)
_NORMAL = NormalDist()
# Two positions nearer than this differ by the arithmetic alone.
_NOTHING = 1e-9


@dataclass(frozen=True)
class TooLittle:
    """Why there is nothing to expect, in one sentence."""

    sentence: str


@dataclass(frozen=True)
class Expected:
    """The range of figures that need no question, and how far others are from its middle.

    `low` and `high` are in whole units and rounded outwards to what is printed. `base` is the year to date
    before this period, for a cumulative figure, and 0 for all else.
    """

    unit: Unit
    scale: Scale
    centre: float
    spread: float
    low: Decimal
    high: Decimal
    source: str
    base: Decimal = Decimal(0)
    ordinary: tuple[Decimal, Decimal] | None = None

    def distance(self, value: Decimal) -> float:
        """How many spreads a figure is from what is expected; never negative, infinite for 104% or −3.

        What the middle half of the history has been is never more than one away, whatever the forecasts say.
        """
        apart = abs(self.scale.position(value - self.base) - self.centre) / self.spread
        if self.ordinary and self.ordinary[0] <= value <= self.ordinary[1]:
            return min(apart, 1.0)
        return apart

    def is_far(self, value: Decimal) -> bool:
        """Whether a figure is outside the range that is said."""
        return not self.low <= value <= self.high and self.distance(value) > 1.0

    def chance(self, value: Decimal) -> float:
        """The chance that a real figure is this one to the last printed place, as the normal density has it.

        Among some 12,000 with a spread of 5% the chance of exactly 12,431 is about 1 in 1,500.
        """
        step = Decimal(1).scaleb(-self.unit.decimals) * SCALES[self.unit.scale]
        single = value - self.base
        here, there = self.scale.position(single), self.scale.position(single + step)
        if math.isinf(here) or math.isinf(there):
            return 0.0
        return _NORMAL.pdf((here - self.centre) / self.spread) * abs(there - here) / self.spread

    @property
    def words(self) -> str:
        """The range with what it is from: "between 1,010 and 1,240, from the last 24 months"."""
        between = f"between {format_figure(self.low, self.unit)} and {format_figure(self.high, self.unit)}"
        return f"{between}, from {self.source}"


def expected_for(unit: Unit, context: Context) -> Expected | TooLittle:
    """What is expected of a figure in this context.

    After five months of 110 and 100 in turn, with no season to go by, between 70 and 173:

    >>> days = [date(2020, month, 1) for month in range(1, 6)]
    >>> past = tuple(Past(day, Decimal(100 + day.month % 2 * 10)) for day in days)
    >>> print(expected_for(Unit(UnitKind.COUNT), Context("month", date(2020, 6, 1), past)).words)
    between 70 and 173, from the last 5 months

    Figures of this period itself, of later ones and from before a break in the series are left aside.
    """
    alone, base, why_not = _alone(context)
    if why_not:
        return TooLittle(why_not)
    if len(alone) < LEAST_FIGURES:
        return TooLittle(_too_few(len(alone), context.kind))
    scale = scale_of(unit, [past.value for past in alone])
    track = _Track(alone, context, scale)
    way, apart = track.best_way()
    centre, seasonal = way(*track.forecasts(track.now, track.numbers))
    spread = _spread(apart, scale, _chance_alone(unit, scale, centre, track, alone))
    low, high = _range(scale, centre + track.length, REACH * spread)
    source = _source(context.kind, min(len(alone), 2 * SEASONS[context.kind] or WINDOW), seasonal)
    ordinary = None if context.is_cumulative else _middle_half([past.value for past in alone])
    return Expected(
        unit,
        scale,
        centre + track.length,
        spread,
        *_outwards(low + float(base), high + float(base), unit),
        source,
        base,
        ordinary,
    )


class _Track:
    """Earlier figures as positions by the number of their period, and the forecasts made from them."""

    def __init__(self, alone, context, scale):
        self.season = SEASONS[context.kind]
        # A flow is compared by the day: February has a tenth less of everything.
        by_day = context.is_flow and scale.name == "log"
        self.length = math.log(_days(context.kind, context.start)) if by_day else 0.0
        self.at = {
            _number(context.kind, past.start): scale.position(past.value)
            - (math.log(_days(context.kind, past.start)) if by_day else 0.0)
            for past in alone
        }
        self.numbers = sorted(self.at)
        self.now = _number(context.kind, context.start)

    def forecasts(self, number, earlier):
        """Forecasts for a period from the figures before it: from the level, and from the season."""
        at, season = self.at, self.season
        last, a_year_ago = earlier[-1], number - season
        level = [at[last], median(at[n] for n in earlier[-3:])]
        if not season or a_year_ago not in at:
            return level, []
        moved = [at[n] - at[n - season] for n in earlier[-3:] if n - season in at]
        seasonal = [at[a_year_ago] + median(moved)] if len(moved) >= 2 else []
        if last - season in at:
            seasonal.append(at[last] + at[a_year_ago] - at[last - season])
        return level, seasonal

    def best_way(self):
        """The way of combining to use, and how far from it the latest figures were, smallest first.

        The median of all, unless the seasonal ones alone, or those without a season, were clearly nearer.
        """
        first = max(1, len(self.numbers) - WINDOW)
        made = [
            (self.at[number], self.forecasts(number, self.numbers[:i]))
            for i, number in enumerate(self.numbers[first:], first)
        ]
        usual, *others = [(way, sorted(abs(real - way(*given)[0]) for real, given in made)) for way in _WAYS]
        best = min(others, key=lambda each: sum(each[1]))
        return best if sum(best[1]) < CLEARLY * sum(usual[1]) else usual


def _all_together(level, seasonal):
    return median(level + seasonal), bool(seasonal)


def _season_first(level, seasonal):
    return median(seasonal or level), bool(seasonal)


def _level_alone(level, seasonal):
    return median(level), False


_WAYS = (_all_together, _season_first, _level_alone)


def _spread(apart, scale, by_chance):
    """The spread that figures have around what is expected of them: their own, filled up with the usual."""
    own = max(_MAD * median(apart), apart[round(_TENTH * (len(apart) - 1))] / _TENTH_OF_NORMAL)
    usual = USUAL_SPREAD[scale.name] ** 2 + by_chance
    squared = (len(apart) * own**2 + USUAL_FIGURES * usual) / (len(apart) + USUAL_FIGURES)
    return math.sqrt(squared) + _NOTHING


def _range(scale, centre, reach):
    low, high = scale.figure(centre - reach), scale.figure(centre + reach)
    if scale.name == "odds":
        middle = scale.figure(centre)
        return max(min(low, middle - LEAST_POINTS), 0.0), min(max(high, middle + LEAST_POINTS), 100.0)
    return low, high


def _chance_alone(unit, scale, centre, track, alone):
    """The variance that chance alone gives on the scale: 1 / n of a logarithm, 1 / npq of log-odds."""
    middle = scale.figure(centre + track.length)
    if unit.kind in (UnitKind.COUNT, UnitKind.COMPOSITION) and scale.name == "log":
        return 1 / max(middle, 1.0)
    known = [float(past.cases) for past in alone[-12:] if past.cases is not None and past.cases > 0]
    if not known or scale.name == "straight":
        return 0.0
    cases = max(median(known), 1.0)
    if scale.name == "log":
        return 1 / cases
    share = min(max(middle / 100, 0.5 / cases), 1 - 0.5 / cases)
    return 1 / (cases * share * (1 - share))


def _alone(context):
    """Earlier figures of single periods, what the year had before this one, and why there are none."""
    last_break = max((day for day in context.breaks if day <= context.start), default=date.min)
    by_start = {}
    for past in sorted(context.history, key=lambda past: (past.start, past.value)):
        if last_break <= past.start < context.start:
            by_start[past.start] = past
    earlier = list(by_start.values())
    if not context.is_cumulative:
        return earlier, Decimal(0), ""
    singles = [single for past in earlier if (single := _single(past, by_start, context))]
    before = _before(context.start, by_start, context)
    if before is None:
        label = "week" if context.kind == "week" else context.kind
        return [], Decimal(0), f"Too little to judge by: the {label} before has no year to date."
    return singles, before, ""


def _before(start, by_start, context):
    """The year to date before a period: 0 for the year's first, None where it is not known."""
    if calendar.first_of_year(start, context.basis) == start:
        return Decimal(0)
    earlier = calendar.start_before(context.kind, start)
    if calendar.first_of_year(earlier, context.basis) != calendar.first_of_year(start, context.basis):
        return Decimal(0)
    found = by_start.get(earlier)
    return None if found is None else found.value


def _single(past, by_start, context):
    before = _before(past.start, by_start, context)
    return None if before is None else Past(past.start, past.value - before)


def _too_few(figures, kind):
    have = "no earlier figure" if figures == 0 else f"{figures} earlier figure{'' if figures == 1 else 's'}"
    return f"Too little to judge by: {have} of single {kind}s, and it takes {LEAST_FIGURES}."


def _source(kind, figures, seasonal):
    words = f"the last {figures} {kind}s"
    return f"{words} and the same {kind} in earlier years" if seasonal else words


def _middle_half(values):
    ordered = sorted(values)
    quarter = len(ordered) // 4
    middle = median(ordered)
    return min(ordered[quarter], middle), max(ordered[-1 - quarter], middle)


def _outwards(low, high, unit):
    """A range as it is said: to three figures at most, outwards, within what its unit can have."""
    printed = -unit.decimals + SCALES[unit.scale].adjusted()
    size = max(abs(low), abs(high))
    place = max(printed, math.floor(math.log10(size)) - 2 if size > 0 else printed)
    step = Decimal(1).scaleb(place)
    largest = TOO_LARGE - step
    bottom = (Decimal(max(low, -float(largest))) / step).to_integral_value(rounding=ROUND_FLOOR) * step
    top = (Decimal(min(high, float(largest))) / step).to_integral_value(rounding=ROUND_CEILING) * step
    return bottom, top


def _number(kind, start):
    """Periods counted on, so that the next is one more: 24,250 is November 2020 of months."""
    if kind == "week":
        return start.toordinal() // 7
    months = start.year * 12 + start.month - 1
    return months // calendar.STEPS[kind] if kind != "year" else start.year


def _days(kind, start):
    return (calendar.end_of(kind, start) - start).days + 1
