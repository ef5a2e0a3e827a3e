"""Cells of a pack's tables for spreadsheets: the words that its pages print, and the number they stand for.

Pure. A number is a Decimal in whole units, a day a date, and None nothing at all.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True)
class Cell:
    """A cell: its words and, where they stand for one, the number or the day itself.

    `unit` stands beside the number where a spreadsheet shows it: "%" after, "£" before.
    """

    text: str = ""
    value: Decimal | date | None = None
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """A table of a pack: `section` is the section's title, `name` its own, `notes` stand beneath."""

    section: str
    name: str
    headings: list[str]
    rows: list[list[Cell]]
    notes: list[str] = field(default_factory=list)


def typed(value) -> Decimal | date | None:
    """A cell's value as what it is: "79.7" a number, "2020-11-30" a day, "" and None nothing.

    >>> typed("79.7"), typed("2020-11-30"), typed("0"), typed("")
    (Decimal('79.7'), datetime.date(2020, 11, 30), Decimal('0'), None)
    """
    if value in (None, ""):
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return date.fromisoformat(value)
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def status_words(status):
    """ "Red"; "Not rated: No target" where there is none."""
    if status.get("shape"):
        return status["word"]
    reason = status.get("reason", "")
    return f"{status['word']}: {reason}" if reason else status["word"]


def figure(cell):
    """A figure as words and number; why there is none where there is none."""
    return Cell(cell["text"] or cell["absence"], typed(cell["value"]), unit(cell["text"]))


def unit(text):
    """The sign that a printed figure has at its number: "%", "£" or none."""
    return "%" if text.endswith("%") else "£" if "£" in text else ""


def beside(cell):
    """What stands beneath a figure: its unit, its count, what kind of figure it is."""
    names = ("unit", "companion", "share", "qualifier", "window", "note", "own")
    found = [cell.get(name, "") for name in names]
    found += [breakdown["text"] for breakdown in cell.get("breakdowns", [])]
    return ", ".join(part for part in found if part)


def target(cell):
    """A target with its count and how much of it is due to date."""
    said = [cell["text"], cell["companion"], cell.get("to_date", "")]
    return Cell("; ".join(part for part in said if part))
