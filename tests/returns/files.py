"""Returns for the tests: downloaded by a person, filled in by heading, saved as .xlsx or .csv."""

import csv
import io
from dataclasses import dataclass

from openpyxl import load_workbook

from performance.returns import expected, keeping
from performance.returns.writing import workbook
from tests import world

COUNCIL = "Leicestershire County Council"


def items_of(who="olive", period=None):
    """What somebody reports in a period, November 2020 unless another is named."""
    period = period or world.november()
    return [item for item in expected.of(world.person(who), today=world.TODAY) if item.period == period]


def downloaded(who="olive", period=None) -> bytes:
    items = items_of(who, period)
    return workbook(items, person=world.person(who), council=COUNCIL, today=world.TODAY)


@dataclass
class Filled:
    """A return that somebody has open in a spreadsheet program."""

    data: bytes

    def __post_init__(self):
        self.book = load_workbook(io.BytesIO(self.data))

    @property
    def sheet(self):
        return self.book["Figures"]

    def column(self, heading, sheet="Figures"):
        return next(cell.column for cell in self.book[sheet][1] if cell.value == heading)

    def line(self, slug):
        """The line of a measure on the sheet of figures."""
        at = self.column("Measure ID")
        return next(n for n in range(2, self.sheet.max_row + 1) if self.sheet.cell(n, at).value == slug)

    def cell(self, slug, heading):
        return self.sheet.cell(self.line(slug), self.column(heading))

    def put(self, slug, **cells):
        """Type into the row of a measure: `Figure=45.6`, `Reason_for_none="Suppressed"`."""
        for heading, value in cells.items():
            self.cell(slug, heading.replace("_", " ")).value = value
        return self

    def part(self, slug, category):
        """The cell of a part on the sheet of parts."""
        sheet = self.book["Parts"]
        keys = [self.column(heading, "Parts") for heading in ("Measure ID", "Part ID")]
        line = next(
            n
            for n in range(2, sheet.max_row + 1)
            if [sheet.cell(n, key).value for key in keys] == [slug, category]
        )
        return sheet.cell(line, self.column("Figure", "Parts"))

    def saved(self) -> bytes:
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()

    def as_csv(self, encoding="utf-8-sig", delimiter=",") -> bytes:
        """The sheet of figures as a spreadsheet program saves it."""
        stream = io.StringIO(newline="")
        rows = [["" if value is None else str(value) for value in row] for row in self.sheet.values]
        csv.writer(stream, delimiter=delimiter).writerows(rows)
        return stream.getvalue().encode(encoding)


def filled(who="olive", period=None):
    return Filled(downloaded(who, period))


def upload(data, who="olive", name="return.xlsx", today=world.TODAY):
    data = data.saved() if isinstance(data, Filled) else data
    return keeping.upload(name=name, data=data, by=world.person(who), today=today)


def load(kept, who="olive", clear=(), today=world.TODAY):
    return keeping.load(kept=kept, version=kept.version, clear=clear, by=world.person(who), today=today)


def rows_of(kept, state=None):
    """The rows of a report by their measure, of one state or all."""
    return {row["slug"]: row for row in kept.report["rows"] if state in (None, row["state"])}


def changes(kept, slug):
    """What a row would change, as (label, was, now)."""
    return [(c["label"], c["was"], c["now"]) for c in rows_of(kept)[slug]["changes"]]


def problems(kept, slug):
    """What is wrong with a row, as (place, sentence)."""
    return [(found["place"], found["sentence"]) for found in rows_of(kept, "refused")[slug]["problems"]]
