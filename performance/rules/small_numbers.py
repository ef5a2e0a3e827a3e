"""Is a difference more than chance? Limits around small counts, rates and percentages of people.

For figures that were observed. Never for a forecast: a forecast is somebody's judgement, and chance has
not had its turn. The caller sees to that.

Methods, all two-sided at 95%:

- a count or a rate below 100 events: exact Poisson limits (Garwood 1936, the chi-squared method), solved
  from the distribution itself; from 100 on Byar's approximation, which is within 0.2% of exact from 10
  events on (Breslow & Day 1987, Statistical Methods in Cancer Research II; APHO Technical Briefing 3, 2008);
- a percentage: Wilson's score limits (Wilson 1927; APHO Technical Briefing 3);
- two counts or rates: the conditional exact binomial test (Przyborowski & Wilenski 1940), one tail of 2.5%
  at each end;
- two percentages: Newcombe's hybrid score limits of the difference (Newcombe 1998, method 10).

Limits are floats: they say how sure one can be of a figure and are no figures themselves.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist

from performance.rules.numbers import format_number, percentage, places_of, rate, round_half_up

TAIL = 0.025
Z = NormalDist().inv_cdf(1 - TAIL)
EXACT_BELOW = 100
MOST_PLACES = 6

EXACT, BYAR = "exact Poisson limits", "Byar’s approximation"
WILSON, NEWCOMBE = "Wilson’s score limits", "Newcombe’s hybrid score limits"
CONDITIONAL = "conditional exact binomial test"

Count = int | Decimal


@dataclass(frozen=True)
class Chance:
    """Whether a difference is no more than chance makes, between which limits, and one sentence.

    `lower` and `upper` are in what the sentence speaks of: people, per N, per cent, or points for the
    difference of two percentages. Where nothing can be said (see `NOTHING_TO_SAY`) they are None.
    """

    within: bool
    lower: float | None
    upper: float | None
    method: str
    sentence: str


# For what is no count of people: fractions of people, below 0, more than there are, or of none at all.
NOTHING_TO_SAY = Chance(False, None, None, "", "")


# --- One figure against its target -------------------------------------------------------------------


def observed_count(count: Count, expected: Count, noun: str = "") -> Chance:
    """An observed count against the one that was aimed at or expected.

    >>> observed_count(13, 17, "admissions").sentence
    '13 admissions are within what chance alone makes of 17 (95% limits 7 to 22).'

    `noun` is the plural of what is counted. Returns NOTHING_TO_SAY for what is no count.
    """
    if not _are_counts(count):
        return NOTHING_TO_SAY
    lower, upper, method = _poisson(int(count))
    within = lower <= expected <= upper
    limits = _span(lower, upper, expected, within, 0)
    return Chance(
        within, lower, upper, method, _against(_counted(count, noun), _full(expected), within, limits)
    )


def observed_rate(
    numerator: Count, denominator: Count, per: int, target: Decimal, *, decimals: int = 1
) -> Chance:
    """An observed rate against a target rate, both per `per` of the denominator.

    >>> observed_rate(13, 419403, 100000, Decimal("5.0")).sentence
    '3.1 per 100,000 is within what chance alone makes of 5.0 (95% limits 1.7 to 5.3).'
    """
    if not _are_counts(numerator) or denominator <= 0:
        return NOTHING_TO_SAY
    lower, upper, method = _poisson(int(numerator))
    lower, upper = (limit * per / float(denominator) for limit in (lower, upper))
    within = lower <= target <= upper
    subject = f"{_rate(numerator, denominator, per, decimals)} per {per:,} is"
    limits = _span(lower, upper, target, within, decimals)
    return Chance(within, lower, upper, method, _against(subject, _full(target, decimals), within, limits))


def observed_share(numerator: Count, denominator: Count, target: Decimal, *, decimals: int = 1) -> Chance:
    """An observed percentage against a target percentage.

    >>> observed_share(10, 100, Decimal(15)).sentence
    '10.0% (10 of 100) is within what chance alone makes of 15.0% (95% limits 5.5 to 17.4).'
    """
    if not _are_parts(numerator, denominator):
        return NOTHING_TO_SAY
    lower, upper = (limit * 100 for limit in wilson_limits(int(numerator), int(denominator)))
    within = lower <= target <= upper
    subject = f"{_percentage(numerator, denominator, decimals)} is"
    limits = _span(lower, upper, target, within, decimals)
    return Chance(
        within, lower, upper, WILSON, _against(subject, f"{_full(target, decimals)}%", within, limits)
    )


# --- One figure after another ------------------------------------------------------------------------


def two_counts(now: Count, before: Count, noun: str = "") -> Chance:
    """A count after another of an equally long period.

    If nothing had changed, each of all the events fell into either period by the toss of a coin; the limits
    are what the later count would then be. 30 tosses make 10 to 20:

    >>> two_counts(13, 17, "admissions").sentence
    '13 admissions are, after 17, within what chance alone makes of no change (95% limits 10 to 20).'
    """
    if not _are_counts(now, before):
        return NOTHING_TO_SAY
    lower, upper = binomial_limits(int(now + before), 0.5)
    within = lower <= now <= upper
    subject = f"{_counted(now, noun)}, after {_full(before)},"
    return Chance(within, lower, upper, CONDITIONAL, _after(subject, within, f"{lower:,.0f} to {upper:,.0f}"))


def two_rates(
    now: tuple[Count, Count], before: tuple[Count, Count], per: int, *, decimals: int = 1
) -> Chance:
    """A rate after another, each as (numerator, denominator), over equally long periods.

    The same test as for two counts, with a coin that is as uneven as the two populations. The limits are
    what the later rate would be if nothing had changed.

    >>> two_rates((13, 419403), (30, 415000), 100000).sentence
    '3.1 per 100,000 is, after 7.2, more of a change than chance alone makes (95% limits 3.6 to 6.7).'
    """
    if not _are_counts(now[0], before[0]) or now[1] <= 0 or before[1] <= 0:
        return NOTHING_TO_SAY
    lower, upper = binomial_limits(int(now[0] + before[0]), float(now[1] / Decimal(now[1] + before[1])))
    within = lower <= now[0] <= upper
    lower, upper = (limit * per / float(now[1]) for limit in (lower, upper))
    subject = f"{_rate(*now, per, decimals)} per {per:,} is, after {_rate(*before, per, decimals)},"
    observed = rate(Decimal(now[0]), Decimal(now[1]), per)
    limits = _span(lower, upper, observed, within, decimals)
    return Chance(within, lower, upper, CONDITIONAL, _after(subject, within, limits))


def two_shares(now: tuple[Count, Count], before: tuple[Count, Count], *, decimals: int = 1) -> Chance:
    """A percentage after another, each as (numerator, denominator); the limits are of now less before.

    56 of 70 less 48 of 80 is 20.00 points, between 5.24 and 33.39:

    >>> round(two_shares((56, 70), (48, 80)).lower, 2)
    5.24
    """
    if not _are_parts(*now) or not _are_parts(*before):
        return NOTHING_TO_SAY
    lower, upper = (limit * 100 for limit in newcombe_limits(*map(int, now), *map(int, before)))
    within = lower <= 0 <= upper
    subject = f"{_percentage(*now, decimals)} is, after {_percentage(*before, decimals)},"
    limits = f"{_span(lower, upper, 0, within, decimals)} points"
    return Chance(within, lower, upper, NEWCOMBE, _after(subject, within, limits, "95% limits of the change"))


# --- The methods -------------------------------------------------------------------------------------


def exact_poisson_limits(count: int) -> tuple[float, float]:
    """The means under which the count, or fewer or more, is no rarer than 2.5%: 4.795 to 18.390 for 10.

    Bisection on the distribution's own sum. Of 0 the lower limit is 0 and the upper 3.689.
    """
    lower = _root(lambda mean: _poisson_sum(count - 1, mean) - (1 - TAIL), 0, count) if count else 0.0
    upper = _root(lambda mean: _poisson_sum(count, mean) - TAIL, count, count + 5 * sqrt(count + 1) + 10)
    return lower, upper


def byar_limits(count: int) -> tuple[float, float]:
    """Byar's approximation to the same, for 10 events and more: 81.36 to 121.63 for 100."""
    lower = count * (1 - 1 / (9 * count) - Z / (3 * sqrt(count))) ** 3
    more = count + 1
    return lower, more * (1 - 1 / (9 * more) + Z / (3 * sqrt(more))) ** 3


def wilson_limits(numerator: int, denominator: int) -> tuple[float, float]:
    """Wilson's score limits of a proportion between 0 and 1: 0.05523 to 0.17437 for 10 of 100."""
    share, z2 = numerator / denominator, Z * Z
    middle = 2 * numerator + z2
    reach = Z * sqrt(z2 + 4 * numerator * (1 - share))
    whole = 2 * (denominator + z2)
    # All of all reaches to 1 itself, which floats miss by a hair.
    upper = 1.0 if numerator == denominator else (middle + reach) / whole
    return (middle - reach) / whole, upper


def newcombe_limits(first: int, of_first: int, second: int, of_second: int) -> tuple[float, float]:
    """Limits of the difference of two proportions from their Wilson limits: 0.0524 to 0.3339 for 56/70
    less 48/80."""
    one, other = first / of_first, second / of_second
    lower_one, upper_one = wilson_limits(first, of_first)
    lower_other, upper_other = wilson_limits(second, of_second)
    down = sqrt((one - lower_one) ** 2 + (upper_other - other) ** 2)
    up = sqrt((upper_one - one) ** 2 + (other - lower_other) ** 2)
    return one - other - down, one - other + up


def binomial_limits(events: int, share: float) -> tuple[int, int]:
    """How many of the events fall on one side by chance: the counts that are not in a tail below 2.5%.

    20 tosses of an even coin make 6 to 14. `share` is between 0 and 1, exclusive.
    """
    return _first_outside_tail(events, share), events - _first_outside_tail(events, 1 - share)


def _first_outside_tail(events: int, share: float) -> int:
    """The smallest k such that k or fewer are no rarer than 2.5%."""
    mean = events * share
    # Ten standard deviations below the mean there is nothing to add up.
    k = max(0, int(mean - 10 * sqrt(mean * (1 - share)) - 10))
    added = 0.0
    while True:
        ways = lgamma(events + 1) - lgamma(k + 1) - lgamma(events - k + 1)
        added += exp(ways + k * log(share) + (events - k) * log1p(-share))
        if added >= TAIL or k >= events:
            return k
        k += 1


def _poisson(count: int) -> tuple[float, float, str]:
    if count < EXACT_BELOW:
        return *exact_poisson_limits(count), EXACT
    return *byar_limits(count), BYAR


def _poisson_sum(count: int, mean: float) -> float:
    """The chance of `count` or fewer events where `mean` are expected."""
    term = added = exp(-mean)
    for k in range(1, count + 1):
        term *= mean / k
        added += term
    return added


def _root(falling, low: float, high: float) -> float:
    """Where a falling function passes 0, to the last digits of a float."""
    for _ in range(80):
        middle = (low + high) / 2
        if falling(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


# --- What may be asked, and the words ----------------------------------------------------------------


def _are_counts(*counts: Count) -> bool:
    return all(count >= 0 and count == int(count) for count in counts)


def _are_parts(numerator: Count, denominator: Count) -> bool:
    return _are_counts(numerator, denominator) and denominator > 0 and numerator <= denominator


def _against(subject: str, target: str, within: bool, limits: str) -> str:
    if within:
        return f"{subject} within what chance alone makes of {target} (95% limits {limits})."
    return f"{subject} further from {target} than chance alone makes (95% limits {limits})."


def _after(subject: str, within: bool, limits: str, name: str = "95% limits") -> str:
    if within:
        return f"{subject} within what chance alone makes of no change ({name} {limits})."
    return f"{subject} more of a change than chance alone makes ({name} {limits})."


def _counted(count: Count, noun: str) -> str:
    return f"{_full(count)} {noun} are" if noun and count != 1 else f"{_full(count)} is"


def _span(lower: float, upper: float, other: Count, within: bool, places: int) -> str:
    """The limits with the decimals that it takes to stand on the right side of what they are held against."""
    low, high, other = Decimal(lower), Decimal(upper), Decimal(other)
    while places < MOST_PLACES:
        if (round_half_up(low, places) <= other <= round_half_up(high, places)) == within:
            break
        places += 1
    return f"{format_number(low, places)} to {format_number(high, places)}"


def _full(value: Count, decimals: int = 0) -> str:
    return format_number(Decimal(value), max(decimals, places_of(Decimal(value))))


def _rate(numerator: Count, denominator: Count, per: int, decimals: int) -> str:
    return format_number(rate(Decimal(numerator), Decimal(denominator), per), decimals)


def _percentage(numerator: Count, denominator: Count, decimals: int) -> str:
    share = format_number(percentage(Decimal(numerator), Decimal(denominator)), decimals)
    return f"{share}% ({_full(numerator)} of {_full(denominator)})"
