"""The arithmetic of comparison: distributions, ranks, quartiles, distances and intervals.

Standard library only: no Django, no clock, no database, and no floats but in intervals. Figures are Decimals
*as printed* (at the indicator's decimals), so that a reader with a calculator comes to the same answers; sums
and cut points are exact fractions, rounded half up once, at the end. A missing figure is None and counts
nowhere; 0 counts.
The methods with worked numbers are in `docs/statistics.md`; `matrices.py` does the same for many groups at
once.
"""

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction

# Fewer are a list, and no distribution: none of them is in a quartile.
FEWEST = 5
# Publishers round both parts of a figure to the nearest so many, and compute it before they do.
ROUNDED_TO = 5
# What a derived figure is kept with.
PLACES = 8
SIGNIFICANT_DIGITS = 15
QUARTERS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
FIFTHS = (Fraction(1, 5), Fraction(2, 5), Fraction(3, 5), Fraction(4, 5))
# Two-sided 95%.
Z = Fraction("1.959963984540054")
QUANTILE_METHOD = "quantile type 7, the inclusive one of spreadsheets"
RANK_METHOD = "competition rank: ties share the better rank (1, 2, 2, 4)"
DFE = "Department for Education: cut points by quantile type 7, a council on a cut point is on its lower side"
OHID = "Office for Health Improvement and Disparities: by rank, ties share the better one"


class Polarity(StrEnum):
    """Which end is good; the same words as `Indicator.Polarity`."""

    HIGH = "high"
    LOW = "low"
    NONE = "none"


def printed(value, decimals):
    """A Decimal or Fraction at the decimals it is printed with, halves away from zero.

    >>> printed(Decimal("23.65"), 1), printed(Fraction(-1, 2), 0)
    (Decimal('23.7'), Decimal('-1'))
    """
    if isinstance(value, Decimal):
        return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_WIDE)
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-decimals, context=_WIDE)


def kept(value):
    """A fraction as it is stored: eight decimals, and fifteen digits in all, which SQLite holds exactly.

    >>> kept(Fraction(200, 3)), kept(Fraction(123456789012, 7))
    (Decimal('66.66666667'), Decimal('17636684144.5714'))
    """
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    return printed(Fraction(value), min(PLACES, SIGNIFICANT_DIGITS - whole))


_WIDE = Context(prec=60)


@dataclass(frozen=True)
class Distribution:
    """Of n figures; everything else is None where n is 0."""

    n: int
    mean: Decimal | None = None
    median: Decimal | None = None
    p10: Decimal | None = None
    p25: Decimal | None = None
    p75: Decimal | None = None
    p90: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None


def distribution(values):
    """The distribution of figures, None among them left out.

    >>> found = distribution([Decimal(1), Decimal(2), None, Decimal(4), Decimal(0)])
    >>> found.n, found.mean, found.median, found.p25
    (4, Decimal('1.75000000'), Decimal('1.50000000'), Decimal('0.75000000'))
    """
    known = sorted(value for value in values if value is not None)
    if not known:
        return Distribution(0)
    share = [kept(quantile(known, Fraction(percent, 100))) for percent in (10, 25, 50, 75, 90)]
    p10, p25, median, p75, p90 = share
    mean = kept(sum(map(Fraction, known)) / len(known))
    return Distribution(len(known), mean, median, p10, p25, p75, p90, known[0], known[-1])


def quantile(ordered, share):
    """Type 7 of figures in ascending order, exactly: a share h = (n - 1) x share of the way along them.

    Of 1, 2, 4, 8 the upper quartile lies 2.25 steps along: 4 + 0.25 x (8 - 4) = 5.

    >>> quantile([Decimal(1), Decimal(2), Decimal(4), Decimal(8)], Fraction(3, 4))
    Fraction(5, 1)
    """
    along = (len(ordered) - 1) * share
    below = math.floor(along)
    low, high = Fraction(ordered[below]), Fraction(ordered[min(below + 1, len(ordered) - 1)])
    return low + (along - below) * (high - low)


def weighted(parts, per):
    """Sum of numerators over sum of denominators x per; parts are (numerator, denominator) of each counted.

    None where one of them lacks either, where nobody is counted, or where there is nothing to divide by.
    30 of 50 and 10 of 150 are 40 of 200: 20%, where their mean is 33.3%.

    >>> weighted([(Decimal(30), Decimal(50)), (Decimal(10), Decimal(150))], Decimal(100))
    Decimal('20.00000000')
    """
    parts = list(parts)
    if per is None or any(part is None for pair in parts for part in pair):
        return None
    below = sum(Fraction(denominator) for _, denominator in parts)
    if below <= 0:
        return None
    return kept(sum(Fraction(numerator) for numerator, _ in parts) / below * Fraction(per))


# --- Ranks and quartiles ------------------------------------------------------------------------


@dataclass(frozen=True)
class Rank:
    """1 is best (the highest, where neither end is good); `tied` councils share it, this one counted."""

    rank: int
    of: int
    tied: int


def rank(value, values, polarity):
    """Competition rank of a figure among figures that include it.

    >>> rank(Decimal(7), [Decimal(9), Decimal(7), Decimal(7), Decimal(5), None], Polarity.HIGH)
    Rank(rank=2, of=4, tied=2)
    """
    known = [other for other in values if other is not None]
    better = sum(other < value if polarity == Polarity.LOW else other > value for other in known)
    return Rank(better + 1, len(known), sum(other == value for other in known))


def quartile_dfe(value, values, polarity):
    """1 (best) to 4 by the DfE's rule, or None: neutral, or fewer than five.

    Low is good: 1 if the figure is at or under the lower quartile, 2 to the median, 3 to the upper quartile,
    else 4. High is good: 4 if it is at or under the lower quartile, 3 to the median, 2 to the upper, else 1.
    Of 1, 2, 3, 4, 5 the figure 2 is on the lower quartile: first where low is good, fourth where high is.

    >>> five = [Decimal(n) for n in range(1, 6)]
    >>> quartile_dfe(Decimal(2), five, Polarity.LOW), quartile_dfe(Decimal(2), five, Polarity.HIGH)
    (1, 4)
    """
    return _by_cuts(value, values, polarity, QUARTERS)


def quintile_dfe(value, values, polarity):
    """1 (best) to 5: the DfE's rule at the fifths instead of the quarters."""
    return _by_cuts(value, values, polarity, FIFTHS)


def quartile_ohid(value, values, polarity):
    """1 (best) to 4 by OHID's rule, or None: neutral, or fewer than five.

    floor((k + 1) - ceiling((n + 1 - rank) / (n / k))), of the rank from the best end. Third of 10:
    8 / 2.5 = 3.2, so 5 - 4 = 1.

    >>> ten = [Decimal(n) for n in range(1, 11)]
    >>> [quartile_ohid(value, ten, Polarity.LOW) for value in ten]
    [1, 1, 1, 2, 2, 3, 3, 3, 4, 4]
    """
    return _by_rank(value, values, polarity, 4)


def quintile_ohid(value, values, polarity):
    """1 (best) to 5 by OHID's rule."""
    return _by_rank(value, values, polarity, 5)


def _by_cuts(value, values, polarity, shares):
    known = sorted(other for other in values if other is not None)
    if polarity == Polarity.NONE or len(known) < FEWEST:
        return None
    # On a cut point is on its lower side, whichever side is the good one.
    over = sum(Fraction(value) > quantile(known, share) for share in shares)
    return over + 1 if polarity == Polarity.LOW else len(shares) + 1 - over


def _by_rank(value, values, polarity, k):
    found = rank(value, values, polarity)
    if polarity == Polarity.NONE or found.of < max(FEWEST, k):
        return None
    steps = -((-(found.of + 1 - found.rank) * k) // found.of)
    return max(k + 1 - steps, 1)


# --- Distances ----------------------------------------------------------------------------------


def boundary(value, values, polarity):
    """The cut point between a figure's quartile (DfE) and the next better one, as a Decimal.

    None for the best quartile and where there are no quartiles.

    >>> boundary(Decimal(2), [Decimal(n) for n in range(1, 6)], Polarity.HIGH)
    Decimal('2.00000000')
    """
    quartile = quartile_dfe(value, values, polarity)
    if quartile is None or quartile == 1:
        return None
    share = QUARTERS[quartile - 2 if polarity == Polarity.LOW else 4 - quartile]
    return kept(quantile(sorted(other for other in values if other is not None), share))


def gap(value, cut):
    """How far a figure is from a boundary, in points; never negative. 61.5 is 3.75 from 65.25."""
    return abs(cut - value)


def people(value, parts, per, cut, *, decimals, polarity):
    """How many more (high is good) or fewer (low is good) counted would reach the next better quartile.

    The smallest whole number with which numerator / denominator x per, *as printed*, is on the better side of
    the boundary `cut`: over it where high is good (on it is still the worse side), at or under it where low
    is. None where a part or `per` is missing, where no possible number does (more than the denominator of a
    share, fewer than nobody), and where the parts do not make the figure: they are further from it than
    publishing them to the nearest five can bring, or pass the boundary that the figure does not.

    40 of 80 are 50.0%; the boundary is 52.45%, so 52.5% must be printed, from 52.45% on: 41.96 of 80.

    >>> forty = Decimal(40), Decimal(80)
    >>> people(Decimal(50), forty, Decimal(100), Decimal("52.45"), decimals=1, polarity=Polarity.HIGH)
    2
    """
    numerator, denominator = parts
    if None in (numerator, denominator, per, cut) or polarity == Polarity.NONE:
        return None
    if numerator < 0 or denominator <= 0:
        return None
    grid = math.floor(Fraction(cut) * 10**decimals)
    # How many people make one of the last printed decimal.
    unit = Fraction(denominator) / Fraction(per) / 10**decimals
    if abs(Fraction(numerator) - Fraction(value) * 10**decimals * unit) > ROUNDED_TO + unit / 2:
        return None
    if polarity == Polarity.HIGH:
        needed = math.ceil((grid + Fraction(1, 2)) * unit - Fraction(numerator))
        possible = per > 100 or numerator + needed <= denominator
    else:
        needed = math.floor(Fraction(numerator) - (grid + Fraction(1, 2)) * unit) + 1
        possible = numerator - needed >= 0
    return needed if needed >= 1 and possible else None


@dataclass(frozen=True)
class Standing:
    """Everything about one figure's place among figures that include it."""

    rank: int
    of: int
    tied: int
    quartile: int | None = None
    quartile_ohid: int | None = None
    quintile: int | None = None
    quintile_ohid: int | None = None
    boundary: Decimal | None = None
    gap: Decimal | None = None
    people: int | None = None


def standing(value, values, *, polarity, decimals, parts=(None, None), per=None):
    """A figure's standing among figures (this one counted), all as printed. 2 of 1 to 5, low is good:

    >>> found = standing(Decimal(4), [Decimal(n) for n in range(1, 6)], polarity=Polarity.LOW, decimals=0)
    >>> found.rank, found.quartile, found.boundary, found.gap
    (4, 3, Decimal('3.00000000'), Decimal('1.00000000'))
    """
    values = list(values)
    found = rank(value, values, polarity)
    cut = boundary(value, values, polarity)
    return Standing(
        rank=found.rank,
        of=found.of,
        tied=found.tied,
        quartile=quartile_dfe(value, values, polarity),
        quartile_ohid=quartile_ohid(value, values, polarity),
        quintile=quintile_dfe(value, values, polarity),
        quintile_ohid=quintile_ohid(value, values, polarity),
        boundary=cut,
        gap=None if cut is None else gap(value, cut),
        people=people(value, parts, per, cut, decimals=decimals, polarity=polarity),
    )


# --- Intervals and comparison -------------------------------------------------------------------


@dataclass(frozen=True)
class Interval:
    """A 95% confidence interval in the figure's unit, and the method it was made by."""

    low: Decimal
    high: Decimal
    method: str


WILSON = "Wilson score, 95%"
BYAR = "Byar, 95%"
EXACT = "exact Poisson, 95%"
PUBLISHED = "margin of error as published"


def interval(numerator, denominator, per):
    """The interval of numerator / denominator x per: Wilson for a share (per at most 100), Byar for a rate.

    A rate of fewer than ten is exact (Poisson), as OHID does it. None where a part is missing, where there is
    nothing to divide by, and where the numerator exceeds its denominator. 30 of 50 are 60%, from 46.2 to
    72.4; 20 of 100,000 are from 12.2 to 30.9.

    >>> found = interval(Decimal(30), Decimal(50), Decimal(100))
    >>> printed(found.low, 1), printed(found.high, 1), found.method
    (Decimal('46.2'), Decimal('72.4'), 'Wilson score, 95%')
    """
    if None in (numerator, denominator, per) or numerator < 0 or denominator <= 0:
        return None
    if numerator > denominator:
        return None
    x, n, factor = float(numerator), float(denominator), Fraction(per)
    # Floats are enough here: an interval is an estimate, is judged by nobody to the last digit, and is
    # printed with a few.
    if per <= 100:
        low, high, method = *_wilson(x, n), WILSON
    else:
        low, high, method = *_byar(x), BYAR if x >= 10 else EXACT
        factor /= Fraction(denominator)
    return Interval(kept(Fraction(low) * factor), kept(Fraction(high) * factor), method)


def published_interval(value, margin):
    """The interval of a margin of error as published: 19.1 plus and minus 0.2. None without either."""
    if value is None or margin is None:
        return None
    return Interval(value - margin, value + margin, PUBLISHED)


def _wilson(x, n):
    z = float(Z)
    middle, spread = 2 * x + z * z, z * math.sqrt(z * z + 4 * x * (1 - x / n))
    below = 2 * (n + z * z)
    return max(middle - spread, 0.0) / below, min((middle + spread) / below, 1.0)


def _byar(x):
    if x < 10:
        return _poisson(x)
    z = float(Z)
    above = x + 1
    return (
        x * (1 - 1 / (9 * x) - z / (3 * math.sqrt(x))) ** 3,
        above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3,
    )


def _poisson(x):
    """The exact limits of a small count: the means under which x or more, or x or fewer, are 2.5% likely.

    A count that is not whole (a weighted one) is taken at the whole number it is nearest to.
    """
    count = math.floor(x + 0.5)
    low = 0.0 if count == 0 else _solve(lambda mean: 1 - _at_most(count - 1, mean), 0.0, float(count))
    high = _solve(lambda mean: 1 - _at_most(count, mean), float(count), count + 20.0, target=0.975)
    return low, high


def _at_most(count, mean):
    term = total = math.exp(-mean)
    for step in range(1, count + 1):
        term *= mean / step
        total += term
    return total


def _solve(rising, low, high, target=0.025):
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2


@dataclass(frozen=True)
class Comparison:
    """ "higher", "lower" or "similar", and by what it was decided."""

    word: str
    method: str


def compared(value, own, reference, reference_interval=None):
    """Whether a figure differs from another by more than chance.

    Two intervals differ where they do not overlap; against a figure without one (a national value), where it
    lies outside the other's interval. Touching is similar. None where neither has an interval: then nothing
    can be said.

    >>> wide = Interval(Decimal(46), Decimal(72), WILSON)
    >>> compared(Decimal(60), wide, Decimal(75)).word, compared(Decimal(60), wide, Decimal(72)).word
    ('lower', 'similar')
    """
    if own is None and reference_interval is None:
        return None
    low, high = (own.low, own.high) if own else (value, value)
    other_low, other_high = (
        (reference_interval.low, reference_interval.high) if reference_interval else (reference, reference)
    )
    both = own is not None and reference_interval is not None
    method = "whether the intervals overlap" if both else "whether the interval holds the other figure"
    method += f" ({(own or reference_interval).method})"
    if low > other_high:
        return Comparison("higher", method)
    return Comparison("lower" if high < other_low else "similar", method)


def judged(word, polarity):
    """ "higher" or "lower" as "better" or "worse"; the one place where polarity decides it.

    "similar" stays, and so does everything about an indicator that is good neither way.

    >>> judged("higher", Polarity.LOW), judged("higher", Polarity.NONE), judged("similar", Polarity.HIGH)
    ('worse', 'higher', 'similar')
    """
    good = {Polarity.HIGH: "higher", Polarity.LOW: "lower"}.get(polarity)
    if good is None or word not in ("higher", "lower"):
        return word
    return "better" if word == good else "worse"
