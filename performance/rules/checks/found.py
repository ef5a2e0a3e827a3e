"""What the checks at entry take and what they give back."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from performance.rules.numbers import Unit


class Severity(StrEnum):
    """What is asked of the person: an error blocks, a serious warning is confirmed with a reason, a warning
    is confirmed."""

    ERROR = "error"
    SERIOUS = "serious"
    WARNING = "warning"


class Code(StrEnum):
    """The rule that found something."""

    NUMERATOR = "numerator"
    SHARE = "share"
    PARTS = "parts"
    HUNDRED = "hundred"
    UNITS = "units"
    FAR = "far"
    PERIOD = "period"
    NEIGHBOUR = "neighbour"
    SWAPPED = "swapped"
    LETTERS = "letters"
    COMPANION = "companion"
    FORECAST = "forecast"


@dataclass(frozen=True)
class Finding:
    """What a rule found: one sentence that says what was expected and what to do.

    `field` names the form's field. `low` and `high` are the expected range and `meant` the figure that was
    perhaps meant, in whole units; None where the rule has none.
    """

    code: Code
    severity: Severity
    sentence: str
    field: str = "value"
    low: Decimal | None = None
    high: Decimal | None = None
    meant: Decimal | None = None


@dataclass(frozen=True)
class Division:
    """Parts and what they make: a total, or 100 for the shares of one whole.

    `decimals` is what all are rounded to, in whole units, None for exact counts (as `parts_add_up` has it).
    """

    field: str
    name: str
    parts: tuple[Decimal, ...]
    total: Decimal
    decimals: int | None = None
    is_hundred: bool = False


@dataclass(frozen=True)
class Figure:
    """What was entered for one period, in whole units.

    `stated` is a percentage or rate that stood beside a numerator and denominator in a cell, printed with
    `stated_decimals`. `texts` are cells as they were pasted: the field's name and its text.
    """

    unit: Unit
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    stated: Decimal | None = None
    stated_decimals: int = 0
    divisions: tuple[Division, ...] = ()
    companion: Decimal | None = None
    companion_name: str = ""
    forecast: Decimal | None = None
    texts: tuple[tuple[str, str], ...] = ()

    @property
    def is_computed(self):
        """Whether the value was worked out from two others, so that nobody typed its digits."""
        return self.numerator is not None and self.denominator is not None


@dataclass(frozen=True)
class Past:
    """A figure in force of another period, by its first day.

    `cases` is how many people or events stand behind it (a rate's numerator, a percentage's denominator), and
    `companion` the second figure beside it; None where that is not known.
    """

    start: date
    value: Decimal
    cases: Decimal | None = None
    companion: Decimal | None = None


@dataclass(frozen=True)
class Row:
    """Another measure entered in the same sitting, with its own earlier figures.

    `is_next` says that it stands directly above or below.
    """

    name: str
    value: Decimal
    is_next: bool = False
    history: tuple[Past, ...] = ()


@dataclass(frozen=True)
class Reference:
    """A figure that can stand beside one without a history: last year's, or the one that is corrected."""

    words: str
    value: Decimal
    is_corrected: bool = False


@dataclass(frozen=True)
class Context:
    """What a figure is checked against.

    `kind` and `start` are its period's ("month", its first day) and `basis` its year's. A flow counts what
    happens in a period, so that a short month has less of it. A cumulative figure is of the year to date.
    `breaks` are the first days of new series; `explained` the context note over this period, "" without.
    `references` are asked only where the history says too little.
    """

    kind: str
    start: date
    history: tuple[Past, ...] = ()
    beside: tuple[Row, ...] = ()
    is_flow: bool = False
    is_cumulative: bool = False
    basis: str = "financial"
    breaks: tuple[date, ...] = ()
    explained: str = ""
    references: tuple[Reference, ...] = ()
