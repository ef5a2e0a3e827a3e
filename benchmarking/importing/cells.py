"""One cell of a published table: a number, a marker, two figures, or text that does not belong there.

Nothing but ASCII digits under a pattern of our own is ever made a number: `Decimal` by itself takes "1_000",
digits of other alphabets, "NaN" and "1e400".
"""

import math
import re
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from benchmarking.importing.figures import Cell
from benchmarking.importing.guarding import Unreadable

# What sources print in place of a number, and what they mean by it. Each keeps its own word: a suppressed
# figure is not a missing one, and neither is 0. Brackets around a word ("[c]") are not part of it.
MARKERS = {
    "c": "suppressed",
    "x": "not available",
    "z": "not applicable",
    "k": "less than half a unit",
    "u": "low reliability",
    "w": "none recorded",
    "low": "rounds to 0",
    "s": "suppressed",
    "supp": "suppressed",
    "suppressed": "suppressed",
    "dna": "did not answer, or not available",
    "dns": "did not submit",
    "n/a": "not available or not applicable",
    "na": "not available or not applicable",
    "#n/a": "not available",
    "#div/0!": "no denominator",
    "#value!": "an error in the source",
    "#ref!": "an error in the source",
    "#null!": "an error in the source",
    "#num!": "an error in the source",
    "#name?": "an error in the source",
    "null": "not available",
    "none": "not available",
    "no data": "not available",
    "not available": "not available",
    "not applicable": "not applicable",
    "not published": "not published",
    "missing": "not available",
    "nil": "nil or not available",
    ":": "not available",
    "*": "suppressed",
    "**": "suppressed",
    "-": "nil or not available",
    "--": "nil or not available",
    "–": "nil or not available",
    "—": "nil or not available",
    ".": "not available",
    "..": "not available",
    "...": "not available",
    "…": "not available",
    "~": "suppressed or rounds to 0",
    "†": "as the source's notes say",
    "‡": "as the source's notes say",
}

# What a column holds: 24 digits, of which eight decimals; SQLite is exact to fifteen digits.
DIGITS = 15
PLACES = Decimal("0.00000001")
TOO_LARGE = Decimal(10) ** 15

# No "\d": it takes the digits of every alphabet. An exponent has two digits at the most, as "1.2E-05".
NUMBER = r"[+\-−]?£?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,30})(?:\.[0-9]{1,30})?(?:[eE][+\-]?[0-9]{1,2})?%?"
ONE = re.compile(rf"(?:{NUMBER})")
TWO = re.compile(rf"(?P<first>{NUMBER}) ?\((?P<second>[^()]{{1,30}})\)")
# "<5": fewer than five, without saying how many.
FEWER = re.compile(r"[<≤] ?[0-9]{1,3}")
ROUNDING = Context(prec=DIGITS, rounding=ROUND_HALF_UP)
# Far more than any cell that holds a figure; longer text is never looked at by a pattern.
LONGEST = 80


def read_cell(raw):
    """A raw cell as `opening` hands it over (float, int, str, date or None) into a `Cell`.

    A float goes through fifteen significant digits, so that the noise of a spreadsheet is not a figure. An
    empty cell is neither a value nor a marker. Numbers are kept to eight decimals and fifteen digits.

    >>> read_cell(23.599999999999998).value, read_cell("51,230 (35,415)").second
    (Decimal('23.6'), Decimal('35415'))
    >>> read_cell("[c]").marker, read_cell("60 (:)").second_marker
    ('c', ':')

    Raises `Unreadable` for text, dates, NaN, infinities, and what is too large to be a figure.
    """
    if raw is None:
        return Cell()
    if isinstance(raw, bool | date):
        raise Unreadable(f"“{raw}” is not a number.")
    if isinstance(raw, int | float):
        return Cell(value=_of_float(raw), printed=_printed(raw))
    text = " ".join(str(raw).replace("\u00a0", " ").split())
    if not text:
        return Cell()
    if len(text) <= LONGEST:
        if ONE.fullmatch(text):
            return Cell(value=_of_text(text), printed=text)
        marker = marker_of(text)
        if marker:
            return Cell(marker=marker, printed=text)
        two = TWO.fullmatch(text)
        if two:
            return _two(two, text)
    raise Unreadable(f"“{_short(text)}” is text where a number belongs.")


def printable(text):
    """A text without control characters and marks of direction, which turn a line round."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else " " * letter.isspace() for letter in text)


def marker_of(text):
    """The marker's own word without brackets ("[c]" is "c", "N/A" is "N/A"), or "" where it is none."""
    word = text.strip()
    if word.startswith("[") and word.endswith("]"):
        word = word[1:-1].strip()
    if word.casefold() in MARKERS or FEWER.fullmatch(word):
        # One letter is a code, whatever its case: "[C]" and "[c]" are one marker.
        return word.casefold() if len(word) == 1 else word
    return ""


def _two(match, text):
    """Two figures in one cell, the second in brackets; the second may be a marker: "60 (:)"."""
    second = match["second"].strip()
    if ONE.fullmatch(second):
        return Cell(value=_of_text(match["first"]), second=_of_text(second), printed=text)
    marker = marker_of(second)
    if not marker:
        raise Unreadable(f"“{_short(text)}” has text in brackets after its number.")
    return Cell(value=_of_text(match["first"]), second_marker=marker, printed=text)


def _of_float(number):
    if isinstance(number, float) and not math.isfinite(number):
        raise Unreadable(f"“{number}” is not a number that can be kept.")
    # Tested before it becomes text: an int of a thousand digits is not written out.
    if abs(number) >= TOO_LARGE:
        raise Unreadable("The number is too large to be a figure.")
    return _kept(Decimal(format(float(number), f".{DIGITS}g")))


def _of_text(text):
    """A number that matched the pattern. The exponent has two digits, so that it is bounded."""
    number = Decimal(text.replace(",", "").replace("£", "").replace("%", "").replace("−", "-"))
    if abs(number) >= TOO_LARGE:
        raise Unreadable(f"“{_short(text)}” is too large to be a figure.")
    return _kept(number)


def _kept(number):
    """To fifteen digits and eight decimals, without zeros at the end: 23.60 and 23.6 are the same figure."""
    number = ROUNDING.plus(number)
    if number.as_tuple().exponent < PLACES.as_tuple().exponent:
        number = number.quantize(PLACES, rounding=ROUND_HALF_UP)
    if number == 0:
        return Decimal(0)
    number = number.normalize()
    return number.quantize(Decimal(1)) if number.as_tuple().exponent > 0 else number


def _printed(number):
    return str(int(number)) if float(number).is_integer() else format(float(number), f".{DIGITS}g")


def _short(text):
    return text if len(text) <= 60 else f"{text[:57]}…"
