"""Arithmetic proved on the way in: what a table says twice must agree.

Each check is named, takes figures as they were printed, and returns a `Finding` or None. A finding is one
sentence: what is wrong and what to do. Printed figures are rounded, so that each stands for all that round to
it; nothing is reported that rounding alone can explain.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from performance.rules.numbers import SCALES, format_number, places_of, round_half_up
from performance.rules.printed_types import Figure


class Severity(StrEnum):
    """How much it matters: an error contradicts itself, a warning is unlikely, a note is good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Check(StrEnum):
    """What was proved."""

    SHARE = "share"
    RATE = "rate"
    THOUSANDS = "thousands"
    TOTAL = "total"
    VARIANCE = "variance"
    LISTED_TWICE = "listed_twice"
    SCORE_AS_PERCENTAGE = "score_as_percentage"
    PERCENT_SIGN = "percent_sign"
    PERCENTILE = "percentile"
    TARGET_MOVED = "target_moved"
    SPREAD_COMPOSITION = "spread_composition"
    NUMERATOR = "numerator"
    ARROW = "arrow"
    CELL = "cell"
    ALPHABET = "alphabet"


@dataclass(frozen=True)
class Finding:
    """What a check found."""

    check: Check
    severity: Severity
    sentence: str


def half_unit(decimals: int, scale: str = "") -> Decimal:
    """Half of the last printed place, in whole units: 0.05 for "45.4", 50 for "15.2k"."""
    return Decimal("0.5").scaleb(-decimals) * SCALES[scale]


def _number(value: Decimal) -> str:
    return format_number(value, places_of(value))


def share_agrees(
    printed: Decimal,
    decimals: int,
    numerator: Decimal,
    denominator: Decimal,
    *,
    per: int = 100,
    slack: Decimal = Decimal(0),
) -> Finding | None:
    """A stated percentage, or rate per N, against its own numerator and denominator.

    1,089 of 2,502 is 43.53%, so that 45.36% beside them is wrong; 742 of 782 is 94.9% and not 97.9%. `slack`
    is half of the last printed place of the numerator and denominator where they are themselves rounded: 58%
    is 15.2k out of 26.4k.

    >>> share_agrees(Decimal("45.36"), 2, Decimal(1089), Decimal(2502)).sentence
    '45.36% is printed, but 1,089 of 2,502 is 43.53%. Find out which of the three is wrong.'
    >>> share_agrees(Decimal("44.6"), 1, Decimal(1089), Decimal(2442)) is None
    True

    13 of 419,403 is 3.1 per 100,000:

    >>> share_agrees(Decimal("3.1"), 1, Decimal(13), Decimal(419403), per=100000) is None
    True
    """
    if denominator <= slack:
        return Finding(
            Check.SHARE,
            Severity.ERROR,
            f"A denominator of {_number(denominator)} gives no figure. Leave the figure out, with a reason.",
        )
    lowest = (numerator - slack) * per / (denominator + slack)
    highest = (numerator + slack) * per / (denominator - slack)
    half = half_unit(decimals)
    if lowest <= printed + half and highest >= printed - half:
        return None
    exact = round_half_up(numerator * per / denominator, max(decimals, 1))
    sign = "%" if per == 100 else f" per {per:,}"
    check = Check.SHARE if per == 100 else Check.RATE
    return Finding(
        check,
        Severity.ERROR,
        f"{format_number(printed, decimals)}{sign} is printed, but {_number(numerator)} of "
        f"{_number(denominator)} is {_number(exact)}{sign}. Find out which of the three is wrong.",
    )


def part_within_whole(numerator: Decimal, denominator: Decimal) -> Finding | None:
    """A part of a whole is no more than the whole."""
    if numerator <= denominator:
        return None
    return Finding(
        Check.NUMERATOR,
        Severity.ERROR,
        f"The numerator ({_number(numerator)}) is above the denominator ({_number(denominator)}). Check that "
        "they are not swapped.",
    )


# From here on it is nearer to think that a "k" is missing than that the figure moved so far.
_TENFOLD = Decimal(100)


def thousands_slip(now: Figure, before: Figure) -> Finding | None:
    """A missing or extra "k" or "m" between two periods of one measure.

    19.0 beside 1.7k is 89 times less; with the same "k" it is 11 times more, which is nearer. Where exactly
    one of the two has a suffix, the suffix is missing when giving it to the other brings them nearer, that is
    when they are more than 32 times (the root of 1,000) apart. Where both have the same, 100 times is
    reported.

    >>> from performance.rules.printed_forms import read_figure
    >>> thousands_slip(read_figure("1.7k"), read_figure("19.0")).sentence
    '“19.0” stands beside “1.7k”: is the “k” missing?'
    """
    first, second = now.value, before.value
    if first is None or second is None or first * second <= 0:
        return None  # nothing is a number of times 0
    apart = max(abs(first), abs(second)) / min(abs(first), abs(second))
    if bool(now.scale) != bool(before.scale):
        bare, other = (before, now) if now.scale else (now, before)
        if apart * apart > SCALES[other.scale] and abs(bare.value) < abs(other.value):
            sentence = f"“{bare.text}” stands beside “{other.text}”: is the “{other.scale}” missing?"
            return Finding(Check.THOUSANDS, Severity.WARNING, sentence)
        return None
    if apart >= _TENFOLD:
        sentence = f"“{now.text}” is more than 100 times apart from “{before.text}”. Check the units of both."
        return Finding(Check.THOUSANDS, Severity.WARNING, sentence)
    return None


def adds_up(
    parts: Sequence[Decimal], total: Decimal, decimals: int, *, scale: str = "", what: str = "The parts"
) -> Finding | None:
    """Parts against their total.

    911 + 2,536 is 3,447 and not 3,437. 48.902 + 18.281 + 51.914 + 23.019 is 142.116. Whole unscaled figures
    are counts and must agree exactly; rounded ones may differ by half a unit of the last place for each part
    and one for the total.

    >>> adds_up([Decimal(911), Decimal(2536)], Decimal(3437), 0).sentence
    'The parts add up to 3,447 (911 + 2,536), but the total is printed as 3,437. Find out which is wrong.'
    """
    exact = decimals == 0 and not scale
    allowed = Decimal(0) if exact else half_unit(decimals, scale) * (len(parts) + 1)
    added = sum(parts, Decimal(0))
    if abs(added - total) <= allowed:
        return None
    listed = " + ".join(_number(part) for part in parts) if len(parts) <= 6 else f"{len(parts)} parts"
    return Finding(
        Check.TOTAL,
        Severity.ERROR,
        f"{what} add up to {_number(added)} ({listed}), but the total is printed as {_number(total)}. "
        "Find out which is wrong.",
    )


def variance_agrees(
    budget: Decimal, actual: Decimal, printed: Decimal, decimals: int, *, scale: str = ""
) -> Finding | None:
    """Over or under: the actual less the budget. 51.066 - 48.902 is 2.164 over.

    >>> variance_agrees(Decimal("48.902"), Decimal("51.066"), Decimal("2.164"), 3) is None
    True
    """
    difference = actual - budget
    if abs(difference - printed) <= half_unit(decimals, scale) * 3:
        return None
    return Finding(
        Check.VARIANCE,
        Severity.ERROR,
        f"{_number(actual)} less {_number(budget)} is {_number(difference)}, but {_number(printed)} is "
        "printed. Find out which of the three is wrong.",
    )


_PERCENTILE = re.compile(r"\b(?P<number>\d{1,2})(?:st|nd|rd|th)\s+percentile\b", re.I | re.A)


def percentile_of(label: str) -> int | None:
    """The percentile that a row is labelled with: "10th percentile for All English…" is 10; else None."""
    match = _PERCENTILE.search(label)
    return int(match["number"]) if match else None


def percentiles_in_order(values: dict[int, Decimal]) -> Finding | None:
    """A lower percentile above a higher one: "10th percentile" 6.68 and "90th percentile" 2.13.

    They are then counted from the highest, so that the 10th percentile of the table is the 90th of everybody
    else.

    >>> percentiles_in_order({10: Decimal("6.68"), 90: Decimal("2.13")}).severity.value
    'error'
    """
    ordered = sorted(values)
    for low, high in pairwise(ordered):
        if values[low] > values[high]:
            return Finding(
                Check.PERCENTILE,
                Severity.ERROR,
                f"The {low}th percentile ({_number(values[low])}) is above the {high}th "
                f"({_number(values[high])}): they are counted from the high end. Swap the labels, or say so.",
            )
    return None


def arrow_agrees(arrow: str, now: Decimal, before: Decimal) -> Finding | None:
    """A published arrow against the figures beside it: "up" where the figure rose, whatever is good.

    >>> arrow_agrees("down", Decimal("2.9"), Decimal("3.0")) is None
    True
    """
    really = "up" if now > before else "down" if now < before else "level"
    if arrow in ("", really):
        return None
    words = {"up": "rises", "down": "falls", "level": "stays the same"}
    return Finding(
        Check.ARROW,
        Severity.NOTE,
        f"The arrow says that the figure {words[arrow]}, but from {_number(before)} to {_number(now)} it "
        f"{words[really]}. Arrows are not imported; ours follows the figure.",
    )
