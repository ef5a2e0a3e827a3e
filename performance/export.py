"""Downloads of lists: CSV and Excel, with raw numbers, ISO dates and no cell that a spreadsheet would run."""

from datetime import date, datetime
from decimal import Decimal

from django.http import HttpResponse
from tablib import Dataset

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What Excel and LibreOffice take for a formula when a text cell begins with it.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value):
    """A cell for a spreadsheet: numbers as numbers, dates in ISO, text that is never a formula.

    "=1+1" typed in a commentary becomes "'=1+1", which is shown and not run.
    """
    if value is None:
        return ""
    if isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def download(table, *, name, kind):
    """A table as a file. `kind` is "csv" or "xlsx"; CSV begins with a BOM so that Excel reads UTF-8."""
    rows = iter(table.as_values(exclude_columns=table.not_downloaded))
    data = Dataset(headers=[safe_cell(heading) for heading in next(rows)], title=name[:31])
    for row in rows:
        data.append([safe_cell(value) for value in row])
    body = data.export(kind)
    if kind == "csv":
        body = "\ufeff" + body
    response = HttpResponse(body, content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
