"""Published monthly tables as series, to measure the checks at entry against: read as they were published."""

import csv
from datetime import date
from decimal import Decimal

from performance.rules.calendar import MONTHS
from performance.rules.checks.planted import Cell, Series
from performance.rules.numbers import Unit, UnitKind

COUNT, PERCENT = Unit(UnitKind.COUNT), Unit(UnitKind.PERCENT, 1)
_SHORT = [name[:3] for name in MONTHS]


def ae_attendances(lines):
    """Attendances of each organisation, all types together; the types are the parts where it has several.

    `lines` are those of the CSV file: period,org_code,type,attendances,…
    """
    by_type = {}
    for row in csv.DictReader(lines):
        start = date.fromisoformat(row["period"])
        figure = Decimal(row["attendances"] or 0).quantize(Decimal(1))
        by_type.setdefault(row["org_code"], {}).setdefault(start, []).append(figure)
    return [
        Series(code, COUNT, {start: _total(figures) for start, figures in months.items()}, is_flow=True)
        for code, months in sorted(by_type.items())
    ]


def _total(figures):
    """A total with its parts; one part is the figure once more and proves nothing."""
    seen = tuple(figure for figure in figures if figure != 0)
    return Cell(sum(figures, Decimal(0)), seen if len(seen) > 1 else ())


def care_homes_rating(lines):
    """Percentages of care homes rated good or outstanding: area_name, period ("Nov 2023") and value."""
    cells = {}
    for row in csv.DictReader(lines):
        month, year = row["period"].split()
        start = date(int(year), _SHORT.index(month), 1)
        cells.setdefault(row["area_name"], {})[start] = Cell(Decimal(row["value"]))
    return [Series(name, PERCENT, months) for name, months in cells.items()]


def delayed_transfers(sheets):
    """Delayed days in England: each part of the tables by type, by organisation and by reason, and the total.

    `sheets` are the rows of the workbook's three summary sheets. The total is in all three and read once; a
    part is proved against the total of its own sheet.
    """
    cells = {}
    for rows in sheets:
        head = next(number for number, row in enumerate(rows) if row[0] == "Year")
        names = rows[head][2 : _first_blank(rows[head], 2)]
        for row in rows[head + 1 :]:
            if not str(row[0])[:4].isdigit():
                continue
            *parts, total = (Decimal(figure).quantize(Decimal(1)) for figure in row[2 : 2 + len(names)])
            start = _month_of(row[0], row[1])
            for place, name in enumerate(names[:-1]):
                others = (*parts[:place], *parts[place + 1 :])
                cells.setdefault(name, {})[start] = Cell(parts[place], others, total)
            cells.setdefault(names[-1], {})[start] = Cell(total, tuple(parts))
    return [Series(name, COUNT, months, is_flow=True) for name, months in cells.items()]


def _first_blank(row, start):
    return next((place for place in range(start, len(row)) if row[place] == ""), len(row))


def _month_of(year, month):
    """The first day of a month of a financial year: "2010-11" and "January" are 1 January 2011."""
    number = _SHORT.index(month.strip()[:3])
    return date(int(year[:4]) + (number < 4), number, 1)
