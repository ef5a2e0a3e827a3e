"""Files for the tests of importing: tables made in memory, and options."""

import csv
import io
from datetime import date

from openpyxl import Workbook

from performance.imports import applying, reading
from performance.imports.plan import Options

TODAY = date(2020, 12, 10)


def as_csv(*rows):
    """Rows of texts as the bytes of a .csv file."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def as_xlsx(**sheets):
    """Sheets of rows as the bytes of an .xlsx file; a cell may be (value, number format)."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for line, row in enumerate(rows, 1):
            for column, given in enumerate(row, 1):
                value, number_format = given if isinstance(given, tuple) else (given, "General")
                cell = sheet.cell(line, column, value)
                cell.number_format = number_format
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def options(**given):
    return Options(
        **({"directorate": "Adults and Communities", "council": "Leicestershire County Council"} | given)
    )


def read(data, **given):
    """The plan of a file."""
    return reading.read(data, "test.csv", options(**given))


def load(data, *, source="A published table", reason="", dry_run=False, by=None, **given):
    """Read and apply a file: the plan and the outcome."""
    chosen = options(**given)
    plan = reading.read(data, "test.csv", chosen)
    outcome = applying.apply(plan, chosen, source=source, reason=reason, dry_run=dry_run, by=by, today=TODAY)
    return plan, outcome


def sentences(noticed):
    """What was noticed or not read, as texts."""
    return [getattr(item, "sentence", None) or item.reason for item in noticed]
