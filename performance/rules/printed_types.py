"""What a cell of a published table can say: the typed results that reading it gives."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Reason(StrEnum):
    """Why there is no figure, as `Submission.Absence` has it."""

    SURVEY_NOT_RUN = "survey_not_run"
    NOT_PUBLISHED = "not_published"
    SUPPRESSED = "suppressed"
    NOT_APPLICABLE = "not_applicable"
    DUE_ON = "due_on"


class Trouble(StrEnum):
    """What is wrong with a cell."""

    NAME = "name"
    TWO_FIGURES = "two_figures"
    NOT_A_FIGURE = "not_a_figure"
    BOUND = "bound"
    SPREADSHEET_ERROR = "spreadsheet_error"
    BAND = "band"


@dataclass(frozen=True)
class Companion:
    """A second figure with its own label: 13 "Adm's" beside a rate of 3.1."""

    value: Decimal
    label: str


@dataclass(frozen=True)
class Figure:
    """A figure in whole units, with everything that the cell says about it.

    `value` is None where only a numerator and a denominator stand there. `kind` is what the cell shows of its
    unit ("percent", "money", "rate", "days", "fte", "score"), "" where it shows nothing; `scale` "k" or "m";
    `decimals` the digits printed after the point; `per` the base of a rate and `out_of` the top of a score, 0
    where none is printed. `span` is the period printed in the cell, `qualifier` "forecast", "estimate" or
    "revised".
    """

    text: str
    value: Decimal | None
    kind: str = ""
    scale: str = ""
    decimals: int = 0
    per: int = 0
    out_of: int = 0
    unit_words: str = ""
    before: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    companion: Companion | None = None
    qualifier: str = ""
    provisional: bool = False
    span: str = ""
    note: str = ""


@dataclass(frozen=True)
class Rank:
    """A position: 27th highest of 152. `end` is "highest", "lowest", "best", "worst" or ""."""

    text: str
    rank: int
    of: int | None
    end: str


@dataclass(frozen=True)
class Composition:
    """A whole in its parts: Inadequate 4 | RI 69 | Good or Outstanding 193."""

    text: str
    parts: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class Absence:
    """A stated reason for no figure; `due` is the day where the cell names one."""

    text: str
    reason: Reason
    due: date | None = None


@dataclass(frozen=True)
class Nothing:
    """A blank cell, or a dash: nothing was given. Neither 0 nor a reason."""

    text: str = ""


@dataclass(frozen=True)
class Problem:
    """A cell that cannot be read, and a sentence: what is wrong and what to do."""

    text: str
    trouble: Trouble
    sentence: str


Reading = Figure | Rank | Composition | Absence | Nothing | Problem


def problem(printed: str, trouble: Trouble, rest: str) -> Problem:
    """A problem whose sentence begins with the cell: "“12O” is not a figure…"."""
    shown = printed if len(printed) <= 60 else f"{printed[:57]}..."
    return Problem(printed, trouble, f"“{shown}” {rest}")
