"""The arithmetic of `statistics.py` for many groups at once, on whole numbers in numpy arrays.

A row is one group in one edition of an indicator's year, a column a place for an authority. Figures are whole
numbers of the last printed decimal (61.5 is 615), so nothing is ever a float; cut points are in twentieths of
that, because type 7's fractions of quarters, fifths and tenths all are. Numbers that are too large for 64
bits come as arrays of Python integers (`dtype=object`), and all of it works on those too.
"""

from dataclasses import dataclass
from decimal import Context

import numpy as np

from benchmarking.statistics import FEWEST, PLACES, ROUNDED_TO, SIGNIFICANT_DIGITS

NULL = np.iinfo(np.int64).min
# What 64 bits hold, less a factor of two for rounding and some room.
ROOM = 2**61
ONE = 10**PLACES
HIGH, LOW, NEITHER = 1, -1, 0
TWENTIETHS = {"p10": 2, "p25": 5, "median": 10, "p75": 15, "p90": 18}
QUARTERS = (5, 10, 15)
FIFTHS = (4, 8, 12, 16)
_FIFTEEN = Context(prec=SIGNIFICANT_DIGITS)


def from_floats(floats):
    """Stored figures as whole numbers of 10^-8, NULL for nan.

    A stored figure has at most fifteen significant digits, so the nearest float names it, and below ten
    million the nearest whole number of hundred-millionths is exactly it.
    """
    missing = np.isnan(floats)
    large = ~missing & (np.abs(floats) >= 10.0 ** (SIGNIFICANT_DIGITS - PLACES))
    near = np.where(missing | large, 0.0, floats)
    whole = np.rint(near * ONE).astype(np.int64)
    if large.any():
        exact = [int(_FIFTEEN.create_decimal_from_float(x).scaleb(PLACES)) for x in floats[large].tolist()]
        if max(map(abs, exact)) >= ROOM:
            whole = whole.astype(object)
        whole[large] = exact
    whole[missing] = NULL
    return whole


def narrow(numbers):
    """Python integers as 64-bit ones where all of them fit."""
    if numbers.dtype == object and all(-ROOM < n < ROOM or n == NULL for n in numbers.ravel().tolist()):
        return numbers.astype(np.int64)
    return numbers


def half_up(above, below):
    """above / below as whole numbers, halves away from zero; `below` is positive."""
    sign = np.where(above < 0, -1, 1)
    return sign * ((2 * np.abs(above) + below) // (2 * below))


def kept(above, below):
    """above / below, already in 10^-8, at fifteen significant digits; see `statistics.kept`."""
    found = half_up(above, below)
    digits = SIGNIFICANT_DIGITS
    while (large := np.abs(found) >= 10**digits).any():
        unit = 10 ** (digits - SIGNIFICANT_DIGITS + 1)
        # Those of exactly this many digits, from the fraction itself: rounded once.
        these = large & (np.abs(found) < 10 ** (digits + 1))
        found[these] = half_up(above[these], below[these] * unit) * unit
        digits += 1
    return found


@dataclass(frozen=True)
class Ordered:
    """Rows in ascending order, what is missing behind them, and how many are known in each."""

    order: np.ndarray
    figures: np.ndarray
    n: np.ndarray

    def at(self, place):
        return np.take_along_axis(self.figures, place[:, None], axis=1)[:, 0]

    def cut(self, twentieths):
        """Each row's cut point by type 7, in twentieths; of an empty row whatever."""
        along = np.maximum(self.n - 1, 0) * twentieths
        below, part = along // 20, along % 20
        low = self.at(below)
        high = self.at(np.minimum(below + 1, np.maximum(self.n - 1, 0)))
        return 20 * low + part * (high - low)


def ordered(figures, known):
    """Rows in order. Missing figures lie behind the last known one, as a repetition of the largest."""
    largest = np.where(known, figures, 0).max(axis=1, initial=0)[:, None]
    filled = np.where(known, figures, np.maximum(largest, 0) + 1)
    order = np.argsort(filled, axis=1, kind="stable")
    return Ordered(order, np.take_along_axis(filled, order, axis=1), known.sum(axis=1))


def ranked(rows):
    """How many of its row are less than each figure, and how many at most it, in the rows' own places."""
    width = rows.figures.shape[1]
    places = np.broadcast_to(np.arange(width), rows.figures.shape)
    starts = np.ones(rows.figures.shape, dtype=bool)
    starts[:, 1:] = rows.figures[:, 1:] != rows.figures[:, :-1]
    ends = np.ones(rows.figures.shape, dtype=bool)
    ends[:, :-1] = starts[:, 1:]
    first = np.maximum.accumulate(np.where(starts, places, 0), axis=1)
    last = np.minimum.accumulate(np.where(ends, places, width)[:, ::-1], axis=1)[:, ::-1]
    less, at_most = np.empty_like(first), np.empty_like(last)
    np.put_along_axis(less, rows.order, first, axis=1)
    np.put_along_axis(at_most, rows.order, last + 1, axis=1)
    return less, at_most


@dataclass(frozen=True)
class Standings:
    """One entry for each figure asked for; NULL where there is none. `boundary` is in twentieths."""

    rank: np.ndarray
    of: np.ndarray
    tied: np.ndarray
    quartile: np.ndarray
    quartile_ohid: np.ndarray
    quintile: np.ndarray
    quintile_ohid: np.ndarray
    boundary: np.ndarray


def standings(rows, figures, row, column, polarity):
    """The standing of the figures at (row, column); `polarity` is HIGH, LOW or NEITHER, by row."""
    less, at_most = ranked(rows)
    less, at_most = less[row, column], at_most[row, column]
    own, n, good = figures[row, column], rows.n[row], polarity[row]
    rank = np.where(good == LOW, less, n - at_most) + 1
    judged = (good != NEITHER) & (n >= FEWEST)
    cuts = np.stack([rows.cut(twentieths)[row] for twentieths in QUARTERS])
    quartile = _by_cuts(own, cuts, good, judged)
    fifths = np.stack([rows.cut(twentieths)[row] for twentieths in FIFTHS])
    # The cut below quartile 2 is the first where low is good, and the last where high is.
    better = np.clip(np.where(good == LOW, quartile - 2, 4 - quartile), 0, 2)
    boundary = np.take_along_axis(cuts, better[None, :], axis=0)[0]
    return Standings(
        rank=rank,
        of=n,
        tied=at_most - less,
        quartile=quartile,
        quartile_ohid=_by_rank(rank, n, 4, judged),
        quintile=_by_cuts(own, fifths, good, judged),
        quintile_ohid=_by_rank(rank, n, 5, judged),
        boundary=np.where(judged & (quartile > 1), boundary, NULL),
    )


def _by_cuts(own, cuts, good, judged):
    over = (20 * own > cuts).sum(axis=0)
    return np.where(judged, np.where(good == LOW, over + 1, len(cuts) + 1 - over), NULL)


def _by_rank(rank, n, k, judged):
    steps = -((-(n + 1 - rank) * k) // np.maximum(n, 1))
    return np.where(judged, np.maximum(k + 1 - steps, 1), NULL)


def people(value, numerator, denominator, boundary, *, unit, per, high, share):
    """How many more or fewer reach the next better quartile; see `statistics.people`.

    Parts are whole numbers of 1/`unit`; `per` is in hundredths and already multiplied by 10 to the decimals
    printed; `boundary` in twentieths. `high` and `share` are truth values, all by entry.
    """
    grid = boundary // 20
    step = 2 * per * unit
    edge = (2 * grid + 1) * denominator * 100
    own = numerator * per * 2
    needed = np.where(high, -((own - edge) // step), (own - edge) // step + 1)
    after = numerator + np.where(high, 1, -1) * needed * unit
    possible = np.where(high, ~share | (after <= denominator), after >= 0)
    # The parts make the figure, but for their own rounding and the figure's.
    off = np.abs(numerator * per - value * denominator * 100)
    sound = off <= ROUNDED_TO * unit * per + 50 * denominator
    sound &= (numerator >= 0) & (denominator > 0)
    return np.where(sound & possible & (needed >= 1), needed, NULL)
