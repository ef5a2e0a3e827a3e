"""Numbers as people type them and as papers print them.

The one rounding function is here. A figure is always a Decimal in whole units (84,500 visits, never
84.5 thousand); the unit says how it is printed.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

# Twelve digits before the point and six after, but never more than fifteen in all: SQLite stores a
# decimal as a double, which is exact to fifteen.
MAX_DIGITS = 18
SIGNIFICANT_DIGITS = 15
STORED_PLACES = 6
TOO_LARGE = Decimal(10) ** (MAX_DIGITS - STORED_PLACES)
SCALES = {"": Decimal(1), "k": Decimal(1_000), "m": Decimal(1_000_000)}


class UnitKind(StrEnum):
    """What a figure counts."""

    PERCENT = "percent"
    COUNT = "count"
    RATE = "rate"
    MONEY = "money"
    DAYS = "days"
    SCORE = "score"
    RATIO = "ratio"
    FTE = "fte"
    COMPOSITION = "composition"


# Kinds whose gaps are counted in their own points; all others are judged relatively (PRODUCT 5).
POINT_KINDS = frozenset({UnitKind.PERCENT, UnitKind.SCORE})


@dataclass(frozen=True)
class Unit:
    """How a figure is counted and printed.

    `decimals` is the number printed after the point, 0 to 6, counted after scaling: 84,500 with scale
    "k" and one decimal is printed "84.5k". `per` is the base of a rate (100,000), or 0.
    """

    kind: UnitKind
    decimals: int = 0
    scale: str = ""
    per: int = 0


class NumberProblem(ValueError):
    """A typed number that cannot be read; the message is a sentence for the person who typed it."""


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Round half away from zero, the way a reader's calculator does.

    >>> round_half_up(Decimal("2.345"), 2)
    Decimal('2.35')
    >>> round_half_up(Decimal("-0.5"), 0)
    Decimal('-1')
    """
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def as_printed(value: Decimal, unit: Unit) -> Decimal:
    """The figure that a reader sees, in whole units: what is judged, so that a calculator agrees.

    84,549 visits with scale "k" and one decimal are printed 84.5k, so 84,500 is judged.

    >>> as_printed(Decimal("84549"), Unit(UnitKind.COUNT, 1, "k"))
    Decimal('84500.0')
    """
    scale = SCALES[unit.scale]
    return round_half_up(value / scale, unit.decimals) * scale


def percentage(numerator: Decimal, denominator: Decimal) -> Decimal:
    """Numerator over denominator as a percentage, to the six places that are stored.

    1,089 reviews up to date of 2,502 is 43.525180 per cent. Raises ZeroDivisionError for 0/0: there is
    no such percentage, and 0 would be a lie.
    """
    return rate(numerator, denominator, 100)


def rate(numerator: Decimal, denominator: Decimal, per: int) -> Decimal:
    """Numerator per `per` of the denominator, to the six places that are stored.

    13 admissions among 419,403 people is 3.099644 per 100,000. Raises ZeroDivisionError when the
    denominator is 0.
    """
    if denominator == 0:
        raise ZeroDivisionError("a denominator of 0 gives no figure")
    return round_half_up(numerator * per / denominator, STORED_PLACES)


def figure_of(numerator: Decimal, denominator: Decimal, unit: Unit) -> Decimal:
    """The figure that a numerator and a denominator make in this unit: per cent, per N, or plain ratio.

    460 admissions among 144,892 people per 100,000 is 317.477846. Storing six places never changes what
    is printed: 57,154 of 100,007 is 57.1499995 per cent, so 57.149999 is stored and 57.1% printed, where
    57.150000 would be printed 57.2%.
    """
    per = 100 if unit.kind == UnitKind.PERCENT else unit.per or 1
    stored = rate(numerator, denominator, per)
    exact = numerator * per / denominator
    if as_printed(stored, unit) != as_printed(exact, unit):
        return exact.quantize(stored, rounding=ROUND_DOWN)
    return stored


def last_count_meeting(target: Decimal, denominator: Decimal, per: int, *, low_is_good: bool) -> Decimal:
    """The last whole count that still meets a target given as a rate.

    8.1 per 100,000 of 419,403 is 33.97 people, so 33 is the last count that meets "at most 8.1"; for
    "at least" it is the first whole count that reaches it, 34.

    >>> last_count_meeting(Decimal("8.1"), Decimal(419403), 100000, low_is_good=True)
    Decimal('33')
    """
    exact = target * denominator / per
    whole = exact.to_integral_value(rounding=ROUND_FLOOR)
    if low_is_good or exact == whole:
        return whole
    return whole + 1


def places_of(value: Decimal) -> int:
    """How many decimals a number needs to be written in full: 2 for 0.250, 0 for 60."""
    return max(-value.normalize().as_tuple().exponent, 0)


def format_number(value: Decimal, decimals: int) -> str:
    """A number with thousands commas and a real minus sign: -1373.04 with one decimal is "−1,373.0"."""
    text = f"{round_half_up(value, decimals):,f}"
    if not any(digit in text for digit in "123456789"):
        return text.lstrip("-")
    return text.replace("-", "−")


def format_figure(value: Decimal, unit: Unit, decimals: int | None = None) -> str:
    """A figure as the committee reads it.

    54 per cent with one decimal is "54.0%"; 1,373,000 with scale "k" is "1,373.0k"; money is "£1.2m".

    >>> format_figure(Decimal("1373000"), Unit(UnitKind.COUNT, 1, "k"))
    '1,373.0k'
    """
    places = unit.decimals if decimals is None else decimals
    number = format_number(value / SCALES[unit.scale], places)
    if unit.kind == UnitKind.PERCENT:
        return f"{number}%"
    if unit.kind == UnitKind.MONEY:
        sign, number = ("−", number[1:]) if number.startswith("−") else ("", number)
        return f"{sign}£{number}{unit.scale}"
    return f"{number}{unit.scale}"


def format_points(gap: Decimal, unit: Unit, decimals: int) -> str:
    """A distance between two figures in words: "1.3 points", "£0.2m", "1 day", "0.4 per 100,000".

    The distance between two percentages is in points, never in per cent.
    """
    number = format_number(abs(gap) / SCALES[unit.scale], decimals)
    if unit.kind in POINT_KINDS:
        return f"{number} point" if number == "1" else f"{number} points"
    if unit.kind == UnitKind.MONEY:
        return f"£{number}{unit.scale}"
    if unit.kind == UnitKind.DAYS:
        return "1 day" if number == "1" and not unit.scale else f"{number}{unit.scale} days"
    if unit.kind == UnitKind.RATE and unit.per:
        return f"{number} per {unit.per:,}"
    return f"{number}{unit.scale}"


# ASCII digits only: Decimal() also takes 1_000, full-width and Arabic digits, "1e5", NaN and Infinity,
# all of which arrive by accident from pasted cells and none of which is what was meant. An ordinary space
# or a tab between digits is two cells run together; only the spaces made for it part thousands. A group
# never starts with 0, so that a decimal comma ("0,123") is not read as 123.
_TYPED = re.compile(
    r"(?P<sign>[-−]?)\s*"
    r"(?P<whole>[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?:[\u00a0\u2009\u202f]\d{3})+|\d*)"
    r"(?:\.(?P<part>\d+))?",
    re.ASCII,
)
_EXTRA_DIGITS = "This number is too large. Check it for extra digits."
_SUFFIXES = {"k": SCALES["k"], "K": SCALES["k"], "m": SCALES["m"], "M": SCALES["m"]}


def parse_typed(text: str, unit: Unit) -> Decimal:
    """Read a number as a person types it, after stripping what the unit allows.

    "83.7%", "£1,200", "84.5k" (84,500) and "−3" are read; "12O" (a letter), "1e5", "12.5.1" and "84 85"
    are refused with a sentence, and so is "12m" for days, which nobody means as millions. Raises
    NumberProblem, and nothing else whatever the text.

    >>> parse_typed("84.5k", Unit(UnitKind.COUNT, 1, "k"))
    Decimal('84500.0')
    """
    body = text.strip()
    if not body:
        raise NumberProblem("Enter a number.")
    multiplier = Decimal(1)
    if unit.kind == UnitKind.PERCENT:
        body = body.removesuffix("%").rstrip()
    elif _takes_suffix(unit) and body[-1] in _SUFFIXES:
        multiplier, body = _SUFFIXES[body[-1]], body[:-1].rstrip()
    if unit.kind == UnitKind.MONEY:
        body = re.sub(r"^([-−]?)\s*£\s*", r"\1", body)
    match = _TYPED.fullmatch(body)
    if not match or not (match["whole"] or match["part"]):
        shown = text.strip()[:40]
        raise NumberProblem(f"“{shown}” is not a number. Use figures only, for example {example_of(unit)}.")
    if len(match["part"] or "") > STORED_PLACES:
        raise NumberProblem(f"Give at most {STORED_PLACES} figures after the decimal point.")
    whole = re.sub(r"\D", "", match["whole"]).lstrip("0") or "0"
    # The length first: arithmetic on thousands of digits raises errors of its own.
    if len(whole) > MAX_DIGITS:
        raise NumberProblem(_EXTRA_DIGITS)
    value = Decimal(f"{whole}.{match['part'] or 0}") * multiplier
    # 999,999,999.9 without decimals is printed and judged as a figure that cannot be stored.
    if as_printed(value, unit) >= TOO_LARGE:
        raise NumberProblem(_EXTRA_DIGITS)
    if len(value.normalize().as_tuple().digits) > SIGNIFICANT_DIGITS:
        raise NumberProblem(f"Give at most {SIGNIFICANT_DIGITS} figures in all.")
    if match["part"] is None:
        value = value.quantize(Decimal(1))
    return -value if match["sign"] else value


def _takes_suffix(unit: Unit) -> bool:
    return bool(unit.scale) or unit.kind in (UnitKind.COUNT, UnitKind.MONEY)


def example_of(unit: Unit) -> str:
    """A number in this unit, for a hint or an error message."""
    pound = "£" if unit.kind == UnitKind.MONEY else ""
    if unit.scale == "m":
        return f"{pound}1.2m"
    if unit.scale == "k":
        return f"{pound}84,500 or {pound}84.5k"
    if unit.decimals:
        return f"{pound}83." + "7" * unit.decimals
    if unit.kind == UnitKind.PERCENT:
        return "84%"
    return "£1,200" if pound else "1,089"
