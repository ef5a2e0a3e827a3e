"""What the tables of a pack hold, as a check of its prose needs it: plain facts and no sentence."""

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal

from performance.rules.prose.said import COUNT, MONEY, PERCENT, Number, numbers_in

HIGH, LOW, BAND, NEITHER = "High", "Low", "Within band", "None"
TOP, SECOND, THIRD, BOTTOM = "Top", "Second", "Third", "Bottom"
__all__ = ["COUNT", "MONEY", "PERCENT", "MeasureFacts", "PackFacts", "Place", "RowFacts", "printed"]


def printed(text: str) -> Number | None:
    """The number of a table's cell, None where it has none: "83.7%", "1,373.0k", ">11%"."""
    found = numbers_in(text.replace("<", "").replace(">", "").replace("=", ""))
    return found[0] if found else None


@dataclass(frozen=True)
class Place:
    """Where a measure stands among others: a quartile word, or the nth of so many."""

    word: str = ""
    rank: int | None = None
    of: int | None = None
    group: str = ""
    year: str = ""


# Compared by identity: hashing every number of every measure at each look-up costs more than the checking.
@dataclass(frozen=True, eq=False)
class MeasureFacts:
    """What the tables hold of one measure.

    `names` are what prose may call it by. `edges` are a target's numbers: one, or the two of a band.
    `counts` are the companions of the figure (13 admissions), `others` every further number of its row.
    `meaning` and `status` are the words of the tables, "" where they have none.
    """

    identity: str
    title: str
    names: tuple[str, ...] = ()
    code: str = ""
    good: str = HIGH
    figure: Number | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    counts: tuple[Number, ...] = ()
    to_date: tuple[Number, ...] = ()
    target: str = ""
    edges: tuple[Number, ...] = ()
    target_others: tuple[Number, ...] = ()
    previous: Number | None = None
    previous_others: tuple[Number, ...] = ()
    previous_label: str = ""
    label: str = ""
    unit: str = ""
    forecast: bool = False
    is_to_date: bool = False
    meaning: str = ""
    status: str = ""
    off_target: bool = False
    place: Place | None = None
    beside: tuple[tuple[str, Number], ...] = ()
    others: tuple[Number, ...] = ()
    # Each month of a table with its numbers, of which the last is the figure; () for a month without one.
    months: tuple[tuple[str, tuple[Number, ...]], ...] = ()
    group: str = ""

    @property
    def now(self) -> tuple[Number, ...]:
        """Every number that is of the period itself."""
        own = (self.figure, self.numerator, self.denominator)
        return (*(number for number in own if number), *self.counts, *self.to_date)

    @property
    def before(self) -> tuple[Number, ...]:
        """Every number of the earlier period."""
        return (*((self.previous,) if self.previous else ()), *self.previous_others)

    @property
    def targets(self) -> tuple[Number, ...]:
        return (*self.edges, *self.target_others)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Every number that the tables hold of it."""
        beside = (number for _name, number in self.beside)
        return (*self.now, *self.before, *self.targets, *beside, *self.others)

    @property
    def moved(self) -> Decimal | None:
        """The figure less the earlier one; None where either is absent."""
        if self.figure is None or self.previous is None:
            return None
        return self.figure.value - self.previous.value

    def at(self, text: str) -> "MeasureFacts":
        """The measure itself; where it has no figure but a text names the earlier year, as it stood then."""
        if self.figure is None and self.previous is not None and self.previous_label in text:
            return replace(self, figure=self.previous, previous=None)
        return self

    @property
    def gap(self) -> Decimal | None:
        """How far the figure is from its target, or from the nearer edge of its band; 0 within the band."""
        if self.figure is None or not self.edges:
            return None
        value, ends = self.figure.value, sorted(edge.value for edge in self.edges)
        if len(ends) > 1 and ends[0] <= value <= ends[-1]:
            return Decimal(0)
        nearest = min(ends, key=lambda end: abs(value - end))
        return value - nearest

    @property
    def meets(self) -> bool | None:
        """Whether the printed figure meets the printed target; None where there is none or neither is good.

        A figure that equals its target meets it, as it does in the tables: 11.0% against ">11%".
        """
        if self.gap is None or self.good == NEITHER:
            return None
        if self.good == BAND or len(self.edges) > 1:
            return self.gap == 0
        return self.gap >= 0 if self.good == HIGH else self.gap <= 0


@dataclass(frozen=True)
class RowFacts:
    """A row of another table: what heads it, the title that it stands under, and every number in it.

    `counts` are how many have each status, where its columns are statuses: (("green", 8), ...).
    """

    label: str
    title: str
    numbers: tuple[Number, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    rank: int | None = None
    of: int | None = None
    # What each of its columns is headed, and the number there.
    columns: tuple[tuple[str, Number], ...] = ()


@dataclass(frozen=True, eq=False)
class PackFacts:
    """What the tables hold altogether; `levels` are the words of its status scales.

    `rows` are those of the tables that are not of measures: months, councils, directorates.
    """

    measures: tuple[MeasureFacts, ...]
    levels: tuple[str, ...] = ("Green", "Amber", "Red")
    missing: int = 0
    abbreviations: tuple[tuple[str, str], ...] = field(default=())
    rows: tuple[RowFacts, ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(measure.group for measure in self.measures if measure.group))

    def within(self, group: str = "") -> tuple[MeasureFacts, ...]:
        """The measures of one group, or of the whole."""
        return tuple(measure for measure in self.measures if not group or measure.group == group)

    def counts(self, group: str = "") -> Counter:
        """How many measures have each status: 8 green, 6 amber, 1 red."""
        return Counter(measure.status for measure in self.within(group) if measure.status)

    def placed(self, word: str) -> set[int]:
        """How many the tables of positions have in a part: "top quartile", "best fifth"."""
        labelled = (row for row in self.rows if row.label.lower() == word and row.numbers)
        return {int(row.numbers[0].value) for row in labelled if row.numbers[0].kind == COUNT}

    def tallied(self, sentence: str, word: str) -> set[int]:
        """How many have a status in the rows that a sentence names: a directorate, a service."""
        lowered = sentence.lower()
        return {
            count
            for row in self.rows
            if row.counts and row.label and row.label.lower() in lowered
            for level, count in row.counts
            if level == word
        }
