"""One claim of a sentence: what it says, and where."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from performance.rules.prose.said import Number


class Kind(StrEnum):
    """What is claimed."""

    NUMBER = "number"
    POINTS = "points"
    CHANGE = "change"
    TARGET = "target"
    BESIDE = "comparison"
    QUARTILE = "quartile"
    RANK = "rank"
    STATUS = "status"
    COUNT = "count"
    SUM = "sum"
    SHARE = "share"
    FRACTION = "fraction"
    EVERY = "every"
    TIMES = "times"
    ORDER = "order"
    RUN = "run of months"
    PEAK = "peak"


@dataclass(frozen=True)
class Claim:
    """One claim and its place. `word` is what is said of it ("improved", "top", "red"), `role` which number
    of a measure is meant (figure, previous, target, to_date or ""), `negated` that it is denied."""

    kind: Kind
    start: int
    end: int
    said: str
    word: str = ""
    role: str = ""
    number: Number | None = None
    counts: tuple[int | Decimal | None, ...] = ()
    parts: tuple[Number, ...] = ()
    negated: bool = False
    # The year that a number is said to be of.
    year: str = ""


def claim(kind, match, **more) -> Claim:
    """The claim that a match of a pattern is."""
    return Claim(kind, match.start(), match.end(), match[0].strip(), **more)
