"""Rows as JSON and CSV: numbers with exactly the digits that are held, ISO dates, nothing to be run."""

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

from performance.export import safe_cell

BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as something else


def digits(value):
    """A number with all the digits that are held and no others: 61.50000000 is "61.5", 1E+2 "100"."""
    written = f"{value:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def moment_text(value):
    """A moment in UTC, "2020-12-10T09:00:00Z", which needs no escaping in an address."""
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def as_json(value):
    """A value as JSON. The standard encoder writes a Decimal only by way of a float, which adds digits."""
    if isinstance(value, Decimal):
        return digits(value)
    if isinstance(value, datetime):
        return f'"{moment_text(value)}"'
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    return json.dumps(value, ensure_ascii=False)


def json_body(fields, rows, **beside):
    """`{"data": [...], ...}` with what stands beside the rows after them."""
    names = [json.dumps(field.name) for field in fields]
    lines = [
        "{"
        + ", ".join(f"{name}: {as_json(field.of(row))}" for name, field in zip(names, fields, strict=True))
        + "}"
        for row in rows
    ]
    data = "[\n" + ",\n".join(lines) + "\n]" if lines else "[]"
    after = "".join(f", {json.dumps(name)}: {as_json(value)}" for name, value in beside.items())
    return f'{{"data": {data}{after}}}\n'


def as_cell(value):
    """A value as a cell of a CSV file."""
    if isinstance(value, Decimal):
        return digits(value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return safe_cell(value)


def csv_body(fields, rows):
    """One line of names, then a line for each row."""
    written = io.StringIO(newline="")
    lines = csv.writer(written)
    lines.writerow([field.name for field in fields])
    lines.writerows([as_cell(field.of(row)) for field in fields] for row in rows)
    return BYTE_ORDER_MARK + written.getvalue()
