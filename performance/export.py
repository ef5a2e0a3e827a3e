"""Downloads of lists: CSV and Excel, with raw numbers, ISO dates and no cell that a spreadsheet would run."""

from datetime import date, datetime
from decimal import Decimal

from django.http import HttpResponse
from django.utils import timezone
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from tablib import Dataset

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What Excel and LibreOffice take for a formula when a text cell begins with it.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value):
    """A cell for a spreadsheet: numbers as numbers, dates in ISO, text that is never a formula.

    "=1+1" typed in a commentary becomes "'=1+1", which is shown and not run. Control characters, such as the
    vertical tabs that word processors paste, may not stand in a spreadsheet and are left out.
    """
    if value is None:
        return ""
    if isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _value(table, row, column):
    """What a column downloads: its own `value_...`, else what stands in the record, never the page's HTML."""
    if hasattr(table, f"value_{column.name}"):
        return row.get_cell_value(column.name)
    return column.accessor.resolve(row.record, quiet=True)


def download(table, *, name, kind):
    """A table as a file. `kind` is "csv" or "xlsx"; CSV begins with a BOM so that Excel reads UTF-8."""
    columns = [column for column in table.columns.iterall() if column.name not in table.not_downloaded]
    data = Dataset(headers=[safe_cell(column.header) for column in columns], title=name[:31])
    for row in table.rows:
        data.append([safe_cell(_value(table, row, column)) for column in columns])
    body = data.export(kind)
    if kind == "csv":
        body = "\ufeff" + body
    response = HttpResponse(body, content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
