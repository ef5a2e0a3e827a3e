"""The table of a measure's last periods: what they are made of, the year to date, two years before."""

from decimal import Decimal

from performance import cells
from performance.models import Measure, Period
from performance.packs.blocks import NUMBER, cell, column, row, table
from performance.rules import calendar
from performance.rules.numbers import (
    as_printed,
    figure_of,
    format_figure,
    format_number,
    places_of,
    round_half_up,
)


def measure_table(reading, line, unit, target):
    """A row for each period, then the year to date and the two years before."""
    measure = line.measure
    counted = any(figure is not None and figure.denominator is not None for figure in line.figures)
    heads = [column("Month")]
    if counted:
        for name in (measure.denominator_label or "Out of", measure.numerator_label or "Number"):
            heads.append(column(f"{name[0].upper()}{name[1:]}", NUMBER))
    heads.append(column("%" if format_figure(Decimal(0), unit).endswith("%") else "Figure", NUMBER))
    lines = [_month(*each, counted) for each in zip(line.labels, line.figures, strict=True)]
    sums = [_to_date(reading, line, counted), *_earlier_years(reading, line, counted)]
    notes = [] if target is None else [f"Target: {target.as_entered or target.get_kind_display()}."]
    notes += _disagreements(reading, line)
    notes += [f"A new series from {line.labels[place]}: {reason}" for place, reason in line.breaks.items()]
    return table(
        measure.title, heads, [*lines, *(each for each in sums if each)], shape="months", notes=notes
    )


def figures_only(line):
    """The figures that a chart draws, and nothing beside them: it stands at the chart's side."""
    lines = [_month(*each, counted=False) for each in zip(line.labels, line.figures, strict=True)]
    return table(line.measure.title, [column("Period"), column("Figure", NUMBER)], lines, shape="months")


def _month(label, figure, counted):
    found = None if figure is None else cells.figure_cell(figure)
    numbers = (None, None) if figure is None else (figure.denominator, figure.numerator)
    if found is None:
        return row(cell(label), *_counts(numbers, counted), cell("No approved figure"))
    return row(cell(label), *_counts(numbers, counted), _figure(found))


def _figure(found):
    value, text = found.value or None, found.text or found.absence
    return cell(text, value=value, unit="%" if text.endswith("%") else "")


def _counts(numbers, counted):
    if not counted:
        return []
    return [
        # The database keeps six decimals: 2444.000000 is 2444.
        cell()
        if number is None
        else cell(
            format_number(number, places_of(number)), value=f"{round_half_up(number, places_of(number)):f}"
        )
        for number in numbers
    ]


def _to_date(reading, line, counted):
    """The year so far, as it was computed with the last figure: never a sum of percentages."""
    last = next((figure for figure in reversed(line.figures) if figure is not None), None)
    if last is None or last.period.kind == Period.Kind.YEAR:
        return None
    label = f"{last.period.year.label} to date"
    return _computed(reading, last, f"{label} ({last.period.label})", counted)


def _computed(reading, figure, label, counted):
    """A row of a year by what was computed up to a figure of it; of a stock it is that figure itself."""
    measure, assessment = figure.measure, reading.past.judged.get(figure.pk)
    if assessment is not None and assessment.year_to_date is not None:
        numbers = assessment.year_to_date_denominator, assessment.year_to_date_numerator
        found = cells.year_to_date_cell(assessment, figure)
        note = found.note
    elif measure.aggregation in (Measure.Aggregation.LATEST, Measure.Aggregation.AS_ENTERED):
        numbers, note = (figure.denominator, figure.numerator), ""
        found = cells.figure_cell(figure)
    else:
        return None
    cells_made = [*_counts(numbers, counted), _figure(found) | {"beneath": [note] if note else []}]
    return row(cell(label), *cells_made, total=True)


def _earlier_years(reading, line, counted):
    """The two years before: as they were reported for the whole year, else computed from all its periods."""
    held = reading.past.figures.get(line.measure.slug, {})
    start = calendar.first_of_year(line.starts[-1], line.measure.year_basis)
    for _ in range(2):
        start = calendar.year_before(start)
        label = calendar.year_label(start)
        whole = held.get((Period.Kind.YEAR, start))
        kind = line.measure.period_kind
        last = held.get((kind, calendar.start_before(kind, calendar.add_months(start, 12))))
        if whole is not None:
            numbers = (whole.denominator, whole.numerator)
            yield row(cell(label), *_counts(numbers, counted), _figure(cells.figure_cell(whole)), total=True)
        elif last is not None:
            yield _computed(reading, last, label, counted)


def _disagreements(reading, line):
    """Where a published figure is not its own numerator over denominator: both, as they were published."""
    unit = line.measure.unit
    held = reading.past.figures.get(line.measure.slug, {})
    for figure in sorted(held.values(), key=lambda found: found.period.start):
        parts = (figure.value, figure.numerator, figure.denominator)
        if None in parts or figure.denominator == 0:
            continue
        made = figure_of(figure.numerator, figure.denominator, unit)
        if as_printed(made, unit) != as_printed(figure.value, unit):
            counts = [format_number(n, places_of(n)) for n in (figure.numerator, figure.denominator)]
            yield (
                f"{figure.period.label}: {format_figure(figure.value, unit)} is kept as published; "
                f"{counts[0]} of {counts[1]} is {format_figure(made, unit)}."
            )
