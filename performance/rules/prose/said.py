"""Numbers as prose and tables print them, read by one reader, so that both sides mean the same.

A number has a value in whole units, the step of its last printed place and a kind. "84.5k" is 84,500 in steps
of 100; "83.7%" is 83.7 in steps of 0.1.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from performance.rules.numbers import SCALES
from performance.rules.printed_numbers import decimals_of, number_of

PERCENT, MONEY, POINTS, COUNT = "percent", "money", "points", "count"
# Prose that gives fewer places than the table has to say so with one of these.
ABOUT = ("about", "around", "approximately", "roughly", "some", "circa", "broadly")
UNDER = ("nearly", "almost", "just under", "under", "fewer than", "less than", "close to")
OVER = ("just over", "over", "more than", "at least", "in excess of")
WORDS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
# "Up 2.4 points", and not "made up 136.4k of them" or "up to date".
UP = r"(?<!made )(?<!make )(?<!makes )(?<!making )up(?![\s-]to[\s-]date)"
WORD = r"(?:" + "|".join([*WORDS, "none", "no"]) + r")"
QUALIFIERS = "|".join(sorted((*ABOUT, *UNDER, *OVER), key=len, reverse=True))
NUMBER = re.compile(
    rf"(?:\b(?P<about>{QUALIFIERS})\s+)?(?P<money>£\s?)?"
    r"(?P<digits>(?<![\w.,/])\d[\d,]*(?:\.\d+)?|(?<=£)\d[\d,]*(?:\.\d+)?)"
    r"(?:\s?(?P<suffix>k|m|bn|thousand|million|billion)\b)?"
    r"(?P<points>\s?(?:%|percentage|per ?cent(?:age)?)?[\s-]points?\b)?"
    r"(?P<percent>\s?%|\s?per ?cent\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Number:
    """A printed number; `qualifier` is "", "about", "under" or "over"; start and end are its place."""

    text: str
    value: Decimal
    step: Decimal
    kind: str
    qualifier: str = ""
    start: int = 0
    end: int = 0

    def borne_out_by(self, held: "Number") -> bool:
        """Whether a table's number bears this one out.

        It has to be the same number. Fewer places than the table has are right only behind a word that says
        so: of 83.7% "84%" is wrong and "about 84%" right, "nearly 84%" right and "over 84%" wrong.
        """
        if self.kind != held.kind:
            return False
        if self.value == held.value:
            return self.qualifier not in ("under", "over")
        return self._roughly(held.value)

    def _roughly(self, value: Decimal) -> bool:
        grain = self.grain
        if self.qualifier == "about":
            return abs(value - self.value) * 2 <= grain
        if self.qualifier == "under":
            return self.value - grain < value < self.value
        return self.qualifier == "over" and self.value < value < self.value + grain

    @property
    def grain(self) -> Decimal:
        """What the last digit that is not 0 counts: 10 of 130, 1,000 of 84,000, 0.1 of 83.7."""
        exponent = self.value.normalize().as_tuple().exponent if self.value else 0
        return Decimal(1).scaleb(exponent)


def numbers_in(text: str) -> list[Number]:
    """Every number written in digits, with its place.

    >>> [(n.text, str(n.value), n.kind) for n in numbers_in("£1.2m, 84.5k and nearly 90%")]
    [('£1.2m', '1200000.0', 'money'), ('84.5k', '84500.0', 'count'), ('nearly 90%', '90', 'percent')]
    """
    found = [number for match in NUMBER.finditer(text) if (number := _number(match)) is not None]
    for place, (one, after) in enumerate(pairwise(found)):
        # "By 1.3 and 3 points": both are points.
        if (
            one.kind == COUNT
            and after.kind == POINTS
            and text[one.end : after.start].strip() in ("and", "or")
        ):
            found[place] = replace(one, kind=POINTS)
    return found


def _number(match) -> Number | None:
    digits = match["digits"].rstrip(",")
    suffix = (match["suffix"] or "").lower()
    value = number_of(digits, {"thousand": "k", "million": "m", "billion": "bn"}.get(suffix, suffix))
    if value is None:
        return None
    if match["points"]:
        kind = POINTS
    elif match["percent"]:
        kind = PERCENT
    else:
        kind = MONEY if match["money"] else COUNT
    scale = SCALES.get(suffix[:1], Decimal(1)) if suffix != "bn" else Decimal(10) ** 9
    end = match.end("digits") if match["digits"].endswith(",") else match.end()
    if match["digits"].endswith(","):
        end = match.start("digits") + len(digits)
    step = Decimal(1).scaleb(-decimals_of(digits)) * scale
    text = match.string[match.start() : end]
    return Number(text.strip(), value, step, kind, _qualifier(match["about"]), match.start(), end)


def _qualifier(words: str | None) -> str:
    said = (words or "").lower()
    return "about" if said in ABOUT else "under" if said in UNDER else "over" if said in OVER else ""


def counted(text: str) -> int | None:
    """A whole number written as digits or as a word: "14", "eight", "none"; None where it is neither.

    >>> counted("Eight"), counted("14"), counted("none"), counted("several")
    (8, 14, 0, None)
    """
    said = text.strip().lower().replace(",", "")
    if said in ("none", "no", "not one", "not a single"):
        return 0
    return int(said) if said.isdecimal() else WORDS.index(said) if said in WORDS else None
