"""How benchmark figures are printed, wherever they are: one wording for pages, tables and downloads."""

from decimal import Decimal

from django.utils.formats import date_format

from benchmarking.models import Indicator
from benchmarking.models.positions import ordinal
from performance.rules.numbers import format_number

QUARTILES = {1: "Top", 2: "Second", 3: "Third", 4: "Bottom"}
DFE, OHID = "dfe", "ohid"
RULES = {
    DFE: "DfE rule: cut points by quantile type 7",
    OHID: "OHID rule: by rank, ties taking the lowest",
}
# What the sources' own markers stand for. Any other is printed as it came.
MARKERS = {
    "c": "Suppressed",
    "*": "Suppressed",
    "x": "Not available",
    ":": "Not available",
    "..": "Not available",
    "z": "Not applicable",
    "-": "None or rounded to none",
    "low": "Too few to publish",
}
NO_RESPONDENTS = "no respondents"


def printed(value: Decimal | None, indicator: Indicator) -> str:
    """A value as its indicator is printed: 61.5 is "61.5%", 12.5 pounds "£12.50"; "" where there is none.

    The rest of the unit ("per 100,000") stands in the heading: see `unit_words`.
    """
    return "" if value is None else _with_unit(value, indicator, indicator.decimals)


def exactly(value: Decimal, indicator: Indicator, *, unit=True) -> str:
    """A cut point, or the way to it, with all its decimals: 507.15 among figures with one is no 507.2.

    A figure of 507.2 would be on the other side of it.
    """
    decimals = max(indicator.decimals, -value.normalize().as_tuple().exponent)
    return _with_unit(value, indicator, decimals) if unit else format_number(value, decimals)


def _with_unit(value, indicator, decimals):
    text = format_number(value, decimals)
    if indicator.unit.startswith("£"):
        return f"−£{text[1:]}" if text.startswith("−") else f"£{text}"
    return f"{text}%" if indicator.unit == "%" else text


def plain(value: Decimal | None) -> Decimal | None:
    """A value for a file: 73.00000000 is 73, nothing is changed but the zeros that say nothing.

    >>> plain(Decimal("73.50000000")), plain(Decimal("500.00000000"))
    (Decimal('73.5'), Decimal('500'))
    """
    return None if value is None else Decimal(f"{value.normalize():f}")


def unit_words(indicator: Indicator) -> str:
    """What of the unit is not at the figure itself: "per 100,000", "per head"; "" for a percentage."""
    return "" if indicator.unit == "%" else indicator.unit.removeprefix("£").strip()


def unit_beneath(indicator: Indicator) -> str:
    """The rest of the unit where it stands beneath the title; "" where the title has said it."""
    words = unit_words(indicator)
    return "" if words in indicator.title else words


def signed(value: Decimal, indicator: Indicator) -> str:
    """A difference with its sign: "+1.2", "−0.4", "0.0"; in points, so without the per cent."""
    text = format_number(value, indicator.decimals)
    return f"+{text}" if not text.startswith("−") and any(c in "123456789" for c in text) else text


def points_words(indicator: Indicator) -> str:
    """What a difference of two values counts in."""
    return "percentage points" if indicator.unit == "%" else indicator.unit or "points"


def marker_words(marker: str) -> str:
    """Why there is no value: "Suppressed [c]"; a survey that nobody answered says so."""
    if marker == NO_RESPONDENTS:
        return "Nobody answered; printed as 0"
    said = MARKERS.get(marker.lower())
    return f"{said} [{marker}]" if said else f"No value [{marker}]"


def polarity_words(indicator: Indicator) -> str:
    """Which end is good: "High is good", "Low is good", "Neither end is good"."""
    neither = indicator.polarity == Indicator.Polarity.NONE
    return "Neither end is good" if neither else indicator.get_polarity_display()


def first_is(indicator: Indicator) -> str:
    """What the first place is: "1st is best", or for a neutral indicator "1st is highest"."""
    return "1st is highest" if indicator.polarity == Indicator.Polarity.NONE else "1st is best"


def rank_words(rank: int, of: int, tied: int = 1) -> str:
    """A competition rank: "14th of 152", "14th equal of 152"."""
    equal = " equal" if tied > 1 else ""
    return f"{ordinal(rank)}{equal} of {of}"


def shared_words(of: int, tied: int) -> str:
    """What a reader has to know of a rank that more than a quarter share: " with 85 others"; else "".

    First of all and in the third quartile is no contradiction where more than half have the same figure.
    """
    return f" with {tied - 1:,} others" if tied * 4 > of and tied > 2 else ""


def quartile_words(quartile: int | None) -> str:
    """ "Bottom quartile"; nothing where there is none."""
    return f"{QUARTILES[quartile]} quartile" if quartile is not None else ""


def councils(number: int) -> str:
    """ "1 council", "152 councils"."""
    return f"{number:,} council{'' if number == 1 else 's'}"


def published_words(source) -> str:
    """When a source became known: "18 December 2025", or as printed where only the month is known."""
    return source.published_label or date_format(source.published_on, "j F Y")
