"""The published figures that ship with the product: a row a figure, in the project's own compact format.

A cell is a number ("61.5"), the publisher's marker in brackets ("[c]"), or nothing; behind a bar stands the
second figure of a cell that holds two ("7.7|7.6"). A place is the code of an authority ("LEC") or the slug of
a group ("england"). Every year is a financial one and every group figure an average.
"""

import csv
from datetime import date
from decimal import Decimal

from benchmarking.importing.figures import COLUMNS, Figure, Year
from benchmarking.models import Authority, ComparatorGroup, Indicator

KEY = ("indicator", "year", "breakdown", "place")
HEADINGS = (*KEY, *COLUMNS)


def rows_from(figures):
    """The rows of a dataset file, in an order of their own, from what a reader made of the original."""
    slugs = dict(Indicator.objects.values_list("pk", "slug"))
    authorities = dict(Authority.objects.values_list("pk", "code"))
    groups = dict(ComparatorGroup.objects.values_list("pk", "slug"))
    rows = []
    for figure in figures:
        if figure.year != financial_year(figure.year.label) or figure.statistic != "average":
            raise ValueError(f"{figure.place}: this format has financial years and averages alone.")
        place = groups[figure.group_id] if figure.group_id else authorities[figure.authority_id]
        row = dict(
            zip(KEY, (slugs[figure.indicator_id], figure.year.label, figure.breakdown, place), strict=True)
        )
        rows.append(row | {column: _printed(figure, column) for column in COLUMNS})
    return sorted(rows, key=lambda row: [row[name] for name in KEY])


def figures_from(text, name):
    """The figures of a dataset file, as a reader of the original makes them. Three queries."""
    ids = dict(Indicator.objects.values_list("slug", "pk"))
    authorities = dict(Authority.objects.values_list("code", "pk"))
    groups = dict(ComparatorGroup.objects.values_list("slug", "pk"))
    for line, row in enumerate(csv.DictReader(text.splitlines()), 2):
        cells = {column: _read(row[column]) for column in COLUMNS}
        markers = {column: marker for column, (_, marker, _) in cells.items() if marker}
        yield Figure(
            indicator_id=ids[row["indicator"]],
            year=financial_year(row["year"]),
            place=f"{name}, line {line}",
            breakdown=row["breakdown"],
            authority_id=authorities.get(row["place"]),
            group_id=None if row["place"] in authorities else groups[row["place"]],
            marker=markers.pop("value", ""),
            markers=markers,
            second={column: second for column, (_, _, second) in cells.items() if second},
            **{column: number for column, (number, _, _) in cells.items()},
        )


def _printed(figure, column):
    number = getattr(figure, column)
    marker = figure.marker if column == "value" else figure.markers.get(column, "")
    first = f"[{marker}]" if marker else "" if number is None else f"{number:f}"
    second = figure.second.get(column, "")
    return f"{first}|{second}" if second else first


def _read(cell):
    """(number, marker, second): a cell has a number or a marker or neither, and may have a second figure."""
    first, _, second = cell.partition("|")
    if first.startswith("["):
        return None, first[1:-1], second
    return (Decimal(first) if first else None), "", second


def financial_year(label):
    """A financial year as figures are kept by: "2019/20" runs from 1 April 2019 to 31 March 2020."""
    first = int(label[:4])
    return Year(label, date(first, 4, 1), date(first + 1, 3, 31))
