"""What a published paper says against itself, line by line: counts over lists, percentiles out of order.

Reads the text of a paper with its tables as lines of "| cell | cell |", which is how documents are turned
into text. Pure: text in, sentences out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from performance.rules.numbers import NumberProblem, Unit, UnitKind, parse_typed
from performance.rules.proofs import percentile_of, percentiles_in_order

# "Bottom Quintile: 2/14 indicators", "2 of 14 measures".
_OUT_OF = re.compile(r"\b(?P<number>\d{1,3}) ?(?:/|of|out of) ?(?P<of>\d{1,3})\b(?=[^\d%]*$)")

_PLAIN = Unit(UnitKind.SCORE, 6)


@dataclass(frozen=True)
class Fault:
    """What is wrong, and on which line of the text, counted from 1."""

    line: int
    sentence: str


@dataclass
class _Table:
    """Rows of cells as they stand, each with its line; `of` is a heading's "2/14" with its line."""

    of: tuple | None = None
    rows: list = field(default_factory=list)


def faults(text: str) -> list[Fault]:
    """Everything that a paper says against itself, in its order.

    >>> faults("## Bottom: 1/14 indicators\\n| | |\\n|--|--|\\n| Safe | 70 |\\n| | 76 |\\n| Content | 3 |")
    [Fault(line=1, sentence='“1 of 14” stands over a list of 2.')]
    """
    found = []
    for table in _tables(text):
        found += _counted(table)
        found += _ordered(table)
    return sorted(found, key=lambda fault: fault.line)


def out_of(number: int, of: int, listed: int) -> str:
    """What is wrong with "2/14" (number, of) over a list of `listed` items, in a sentence; "" if nothing.

    >>> out_of(2, 14, 5)
    '“2 of 14” stands over a list of 5.'
    """
    if number > of:
        return f"“{number} of {of}” is more than there are."
    return "" if number == listed else f"“{number} of {of}” stands over a list of {listed}."


def _tables(text) -> Iterator[_Table]:
    """The tables, each with what the heading directly above it counts."""
    table, heading = _Table(), None
    for line, printed in enumerate(text.splitlines(), start=1):
        if printed.startswith("|"):
            cells = [cell.strip() for cell in printed.strip().strip("|").split("|")]
            table.rows.append((line, cells))
            table.of = heading
            continue
        if table.rows:
            yield table
            table, heading = _Table(), None
        if printed.strip():
            said = _OUT_OF.search(printed) if printed.startswith("#") else None
            heading = (line, int(said["number"]), int(said["of"])) if said else None
    if table.rows:
        yield table


def _counted(table):
    if table.of is None:
        return
    line, number, of = table.of
    # Items are named in the first cell; a row without a name goes on about the one above.
    body = table.rows[1:]
    listed = sum(1 for _, cells in body if cells[0] and set(cells[0]) - set("-: "))
    if sentence := out_of(number, of, listed):
        yield Fault(line, sentence)


def _ordered(table):
    """One fault for a table, at the first column whose percentiles are out of order."""
    labelled = [
        (line, share, cells) for line, cells in table.rows if (share := percentile_of(cells[0])) is not None
    ]
    for column in range(1, max((len(cells) for _, _, cells in labelled), default=0)):
        values = {
            share: value
            for _, share, cells in labelled
            if column < len(cells) and (value := _value(cells[column])) is not None
        }
        if finding := percentiles_in_order(values):
            yield Fault(labelled[0][0], finding.sentence)
            return


def _value(cell) -> Decimal | None:
    try:
        return parse_typed(cell, _PLAIN)
    except NumberProblem:
        return None
