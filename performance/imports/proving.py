"""The proofs over what a file says: each row by itself, rows against each other, columns down a section."""

from dataclasses import replace
from itertools import pairwise

from performance.imports import spans
from performance.imports.plan import Noticed
from performance.rules.printed_targets import PrintedTarget
from performance.rules.printed_titles import find_parts
from performance.rules.printed_types import Figure
from performance.rules.proofs import (
    adds_up,
    arrow_agrees,
    half_unit,
    part_within_whole,
    percentile_of,
    percentiles_in_order,
    share_agrees,
    thousands_slip,
    variance_agrees,
)
from performance.rules.table_proofs import (
    TOTALS,
    Listed,
    folded,
    listed_twice,
    percent_sign_missing,
    target_moved,
)


def prove(rows, *, file_targets, default=None):
    """Everything that the rows of a sheet say twice. `file_targets` keeps targets over all sheets.

    `default` is the period of figures whose heading names none.
    """
    found = []
    for row in rows:
        found += _row(row, default)
    found += _twice(rows) + _totals(rows) + _percentiles(rows) + _targets(rows, file_targets)
    return found


def _notice(place, finding):
    return [Noticed(place, finding.sentence, finding)] if finding else []


# --- One row -----------------------------------------------------------------------------------------


def _row(row, default):
    found = []
    for cell in row.of("figure", "last_period", "last_year"):
        if cell.figure is not None:
            found += _notice(cell.place, _share(row, cell))
    found += _neighbours(row) + _parts(row) + _variance(row) + _arrow(row, default)
    figures = [c.figure for c in row.of("figure", "comparison") if c.figure and c.figure.value is not None]
    for finding in percent_sign_missing(figures):
        found += _notice(row.place, finding)
    return found


def _share(row, cell):
    """A percentage against the fraction in its own cell, or in the columns beside it."""
    figure = cell.figure
    top, bottom, slack = figure.numerator, figure.denominator, _slack(cell.text)
    if top is None:
        beside = {
            c.heading.role: c
            for c in row.of("numerator", "denominator")
            if c.heading.period == cell.heading.period
        }
        fraction = [beside[role].figure for role in ("numerator", "denominator") if role in beside]
        if len(fraction) != 2 or None in fraction:
            return None
        top, bottom = (figure.value for figure in fraction)
        slack = max(half_unit(f.decimals, f.scale) if f.scale else 0 for f in fraction)
    if top is None or bottom is None:
        return None
    if figure.value is None:
        return part_within_whole(top, bottom)
    per = figure.per or (100 if figure.kind in ("percent", "") else 0)
    return share_agrees(figure.value, figure.decimals, top, bottom, per=per, slack=slack) if per else None


def _slack(text):
    """Half of the last place of a fraction printed in thousands: 50 for "15.2k out of 26.4k"."""
    scales = [
        letter for letter in "km" if f"{letter} out of" in text.lower() or f"{letter} of" in text.lower()
    ]
    return half_unit(1, scales[0]) if scales else 0


def _neighbours(row):
    """Neighbouring figures of one measure: a "k" that is missing in one of them."""
    cells = [c for c in row.of("figure", "last_period", "last_year") if c.figure and not c.heading.name]
    found = []
    for now, before in pairwise(cells):
        found += _notice(before.place, thousands_slip(now.figure, before.figure))
    return found


def _parts(row):
    """The parts that a title lists against the row's own figure."""
    parts = find_parts(row.texts.get("title", ""))[1]
    own = next((c for c in row.of("figure") if c.figure and c.figure.value is not None), None)
    if not parts or own is None:
        return []
    figures = [value for _, value in parts]
    return _notice(own.place, adds_up(figures, own.figure.value, own.figure.decimals, scale=own.figure.scale))


def _variance(row):
    """Over or under against the figure and what it is compared with: a budget, else any comparison."""
    printed = next((c for c in row.of("variance") if c.figure and c.figure.value is not None), None)
    own = next((c for c in row.of("figure") if c.figure and c.figure.value is not None), None)
    beside = next((c for c in row.of("comparison") if c.figure and c.figure.value is not None), None)
    if printed is None or own is None or beside is None:
        return []
    decimals = max(cell.figure.decimals for cell in (printed, own, beside))
    finding = variance_agrees(
        beside.figure.value, own.figure.value, printed.figure.value, decimals, scale=own.figure.scale
    )
    return _notice(printed.place, finding)


def _arrow(row, default):
    """A published arrow, where the two figures that it compares stand in the row."""
    arrow = next((c for c in row.of("direction") if c.reading), None)
    cells = [
        c for c in row.of("figure", "last_period", "last_year") if c.figure and c.figure.value is not None
    ]
    if arrow is None or len(cells) < 2:
        return []
    dated = {}
    for cell in cells:
        if period := _period_of(cell, row, default):
            dated.setdefault(period.end, cell)
    if len(dated) >= 2:
        later, earlier = (dated[end] for end in sorted(dated, reverse=True)[:2])
    else:
        later = next((c for c in cells if c.heading.role == "figure"), None)
        earlier = next((c for c in cells if c.heading.role != "figure"), None)
    if later is None or earlier is None:
        return []
    return _notice(arrow.place, arrow_agrees(arrow.reading, later.figure.value, earlier.figure.value))


def _period_of(cell, row, default):
    """The period of a figure: its heading's, else its row's, else that of the file."""
    period = cell.heading.period or row.period or default
    if period is None or cell.heading.role == "figure":
        return period
    return spans.shifted(period, cell.heading.role)


# --- Rows against each other -------------------------------------------------------------------------


def _twice(rows):
    """A measure in two rows; not where a row is one period, or one area, of it."""
    if any(row.period or "area" in row.texts for row in rows):
        return []
    listed = [
        Listed(
            str(row.place),
            row.texts.get("ref", ""),
            row.title,
            tuple(c.text for c in row.of("figure", "comparison")),
        )
        for row in rows
    ]
    places = {str(row.place): row.place for row in rows}
    found = []
    for _first, second, finding in listed_twice(listed):
        found += _notice(places[second.place], finding)
    return found


def _totals(rows):
    """A row called "Total" against the rows above it in its section, column by column."""
    found = []
    for index, row in enumerate(rows):
        if folded(row.title) not in TOTALS:
            continue
        for cell in row.of("figure", "comparison", "variance"):
            if cell.figure is None or cell.figure.value is None or cell.figure.kind == "percent":
                continue
            parts = _above(rows[:index], row, cell)
            if len(parts) >= 2:
                figure = cell.figure
                finding = adds_up(
                    parts, figure.value, figure.decimals, scale=figure.scale, what="The rows above"
                )
                found += _notice(cell.place, finding)
    return found


def _above(rows, total, cell):
    """The figures over a total, upwards until one of another section, unit or number of decimals."""
    parts = []
    for row in reversed(rows):
        above = next((c for c in row.cells if c.heading == cell.heading and c.figure), None)
        same = above is not None and _same_printing(above.figure, cell.figure)
        if not same or row.texts.get("section") != total.texts.get("section"):
            break
        parts.insert(0, above.figure.value)
    return parts


def _same_printing(first: Figure, second: Figure):
    return (first.kind, first.scale, first.decimals) == (second.kind, second.scale, second.decimals)


def _percentiles(rows):
    """Rows labelled with percentiles, table by table and column by column; one finding for a table."""
    tables = {}
    for row in rows:
        percentile = percentile_of(row.texts.get("area", ""))
        if percentile is not None:
            tables.setdefault(row.title, []).append((percentile, row))
    found = []
    for entries in tables.values():
        findings = []
        for cell in entries[0][1].of("figure"):
            values = {}
            for percentile, row in entries:
                same = next((c for c in row.cells if c.heading == cell.heading and c.figure), None)
                if same is not None and same.figure.value is not None:
                    values[percentile] = same.figure.value
            if finding := percentiles_in_order(values):
                findings.append((replace(entries[0][1].place, column=cell.heading.text), finding))
        found += _notice(*findings[0]) if findings else []
    return found


def _targets(rows, file_targets):
    """A measure's target of one period in two places of the file."""
    found = []
    for row in rows:
        key = row.texts.get("ref") or folded(row.title)
        for cell in row.of("target", "final_target", "milestone"):
            if not isinstance(cell.reading, PrintedTarget):
                continue
            period = cell.heading.period or row.period
            slot = (key, cell.heading.role, period.text if period else "")
            earlier = file_targets.setdefault(slot, cell)
            if earlier is not cell:
                finding = target_moved(cell.text, earlier.text, where=f"in {earlier.place}")
                found += _notice(cell.place, finding)
    return found
