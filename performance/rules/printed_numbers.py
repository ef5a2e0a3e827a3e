"""The numbers within printed cells: their digits, suffixes and units, read by the one reader of numbers."""

import re
from decimal import Decimal

from performance.rules.numbers import NumberProblem, Unit, UnitKind, parse_typed

NUMBER = r"(?:\d[\d,\u00a0\u2009\u202f]*(?:\.\d+)?|\.\d+)"
SUFFIX = r"(?:k|m|bn|K|M|thousand|million|billion)"
SUFFIXES = {"k": "k", "thousand": "k", "m": "m", "million": "m", "bn": "bn", "billion": "bn"}


def number_of(text: str, suffix: str = "") -> Decimal | None:
    """The value of digits, with "k", "m" or "bn" behind them or given apart; None where they are no number.

    >>> number_of("15.2k"), number_of("1,861"), number_of("1.2", "bn"), number_of("12,5")
    (Decimal('15200.0'), Decimal('1861'), Decimal('1200000000.0'), None)
    """
    body, letter = (text[:-1], text[-1].lower()) if text[-1:].lower() in ("k", "m") else (text, suffix)
    billions = letter == "bn"
    try:
        value = parse_typed(f"{body}{'m' if billions else letter}", Unit(UnitKind.COUNT))
        return parse_typed(f"{value * 1000:f}", Unit(UnitKind.COUNT)) if billions else value
    except NumberProblem:
        return None


def decimals_of(text: str) -> int:
    """How many digits are printed after the point: 1 for "45.0", 0 for "45"."""
    match = re.search(r"\.(\d+)", text)
    return len(match[1]) if match else 0


def kind_of_words(words: str) -> str:
    """The unit that words name ("FTE", "working days", "%"), "" where they name none that is known."""
    lowered = words.lower().strip(" .")
    if lowered in ("%", "per cent", "percent", "percentage"):
        return UnitKind.PERCENT.value
    if re.fullmatch(r"ftes?|wtes?|full[- ]time equivalents?", lowered):
        return UnitKind.FTE.value
    if re.fullmatch(r"(working |calendar )?days?", lowered):
        return UnitKind.DAYS.value
    return UnitKind.MONEY.value if lowered in ("£", "pounds") else ""
