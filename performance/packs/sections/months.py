"""Monthly tables: the last months of chosen measures with what they are made of, the year to date and two
years before, and a line chart with its target."""

from dataclasses import dataclass
from decimal import Decimal

from performance import cells, series
from performance.models import Measure, Period
from performance.packs.blocks import NUMBER, cell, chart, column, paragraph, prose, row, run, table
from performance.packs.layout import short_span
from performance.packs.sections import own
from performance.rules import calendar
from performance.rules.numbers import (
    SCALES,
    as_printed,
    figure_of,
    format_figure,
    format_number,
    places_of,
)
from performance.rules.profiles import Profile
from performance.rules.rag import TargetKind
from performance.rules.trend_words import chart_title

MONTHS = 13
# Fewer figures are no line.
FEWEST = 2


def build(reading, section):
    """A chart with its table for each measure; what has too few months for one is named beneath."""
    wanted = section.options.get("measures") or [row.slug for row in reading.board.rows]
    length = section.options.get("months", MONTHS)
    blocks, few, gone = [], [], 0
    for slug in wanted:
        measure = reading.past.measures.get(slug)
        if measure is None:
            gone += 1
            continue
        line = line_of(reading, measure, length)
        if measure.frequency == Measure.Frequency.MONTHLY and line.known >= FEWEST and not line.is_sparse:
            blocks.append(block(reading, line))
        elif section.options.get("measures"):
            few.append(measure.title)
    notes = [f"Too few monthly figures for a table: {own.listed(few)}."] if few else []
    if gone:
        notes.append(f"{own.many(gone, 'measure')} chosen for this section: not on the scorecard any more.")
    if not blocks and not notes:
        notes = ["No measure of this scorecard has a monthly series yet."]
    return {"blocks": [*blocks, prose(*(paragraph(run(note)) for note in notes))] if notes else blocks}


# --- A measure's last periods ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A measure's last periods of its own kind: their first days, labels and figures in force, oldest first.

    `is_sparse`: more periods are without a figure than with one, and only those with one are here.
    """

    measure: Measure
    starts: list
    labels: list
    figures: list
    values: list
    breaks: dict
    is_sparse: bool = False

    @property
    def known(self):
        return sum(1 for value in self.values if value is not None)

    @property
    def begins_anew(self):
        """The places at which figures to date start a new year: the one before is no figure to compare."""
        if self.measure.entry_basis != Measure.EntryBasis.YEAR_TO_DATE:
            return []
        years = [calendar.first_of_year(start, self.measure.year_basis) for start in self.starts]
        return [place for place in range(1, len(years)) if years[place] != years[place - 1]]


def line_of(reading, measure, length=MONTHS) -> Line:
    """The periods of a measure up to the pack's own, from the first that has a figure on."""
    kind, held = measure.period_kind, reading.past.figures.get(measure.slug, {})
    period = reading.pack.period
    last = period.start if kind == period.kind else _last_before(kind, held, period.end)
    starts = [] if last is None else [last]
    while starts and len(starts) < length:
        starts.insert(0, calendar.start_before(kind, starts[0]))
    found = [held.get((kind, start)) for start in starts]
    first = next((place for place, figure in enumerate(found) if figure is not None), len(found))
    starts, found = starts[first:], found[first:]
    held = [place for place, figure in enumerate(found) if figure is not None]
    is_sparse = len(held) * 2 <= len(starts)
    if is_sparse:
        starts, found = [starts[place] for place in held], [found[place] for place in held]
    labels = [
        calendar.label_of(kind, start, calendar.end_of(kind, start))
        if figure is None
        else short_span(cells.span(measure, figure.period))
        for start, figure in zip(starts, found, strict=True)
    ]
    values = [None if figure is None else cells.number_of(figure) for figure in found]
    breaks = series.breaks_at(starts, measure.series_breaks.all())
    return Line(measure, starts, labels, found, values, breaks, is_sparse)


def _last_before(kind, held, end):
    return max((start for own_kind, start in held if own_kind == kind and start <= end), default=None)


# --- Chart -----------------------------------------------------------------------------------------------


def block(reading, line, *, beside=None):
    """A measure's chart with its table."""
    measure, unit = line.measure, cells.judged_unit(line.measure)
    target = _target(reading, line)
    # What stands far apart is no run: only the last two are compared.
    span = slice(-2, None) if line.is_sparse else slice(None)
    begins_anew = [] if line.is_sparse else line.begins_anew
    shift = len(line.values) - len(line.values[span])
    title = chart_title(
        line.values[span],
        line.labels[span],
        unit,
        goal=target.goal if target is not None else None,
        broken_before=[place - shift for place in [*line.breaks, *begins_anew]],
        period=measure.period_kind,
    )
    found = [place for place, value in enumerate(line.values) if value is not None]
    ends = [f"{format_figure(line.values[p], unit)} in {line.labels[p]}" for p in (found[0], found[-1])]
    words = f"{measure.title}, {own.many(len(found), 'figure')}: from {ends[0]} to {ends[1]}."
    return chart(
        "bars" if line.is_sparse else "lines",
        _bars(line, unit, target) if line.is_sparse else _data(line, unit, target),
        title=f"{measure.title}: {title[0].lower()}{title[1:]}",
        subtitle=_said(measure),
        words=f"{words} {title}.",
        beside=beside or _table(reading, line, unit, target),
    )


def _said(measure):
    """What the figures are: the unit in words, and the numerator of the denominator where both are named."""
    parts = [cells.unit_words(measure)]
    if measure.numerator_label and measure.denominator_label:
        parts.append(f"{measure.numerator_label} of {measure.denominator_label}")
    return "; ".join(part[0].upper() + part[1:] for part in parts if part)


def _target(reading, line):
    """The year's target, where single figures are what it is about."""
    start = calendar.first_of_year(line.starts[-1], line.measure.year_basis)
    target = reading.past.targets.get((line.measure.slug, start))
    adds_up = line.measure.aggregation == Measure.Aggregation.SUM and line.measure.period_kind != "year"
    if target is None or adds_up or target.profile not in (Profile.SAME, ""):
        return None
    return target if target.kind in ("at_least", "at_most", "band") else None


def _data(line, unit, target):
    taken_over = ("published", "imported")
    band = target is not None and target.kind == TargetKind.BAND
    return {
        "periods": list(line.labels),
        "series": [
            {
                "name": line.measure.title,
                "values": [_drawn(value, unit) for value in line.values],
                "own": True,
                "hollow": [p for p, f in enumerate(line.figures) if f is not None and f.origin in taken_over],
            }
        ],
        "unit": _around(unit),
        "target": None if target is None or band else _exact(target.value, unit),
        "target_label": "" if target is None or band else _aim(target, unit),
        "band": [_exact(edge, unit) for edge in target.band] if band else None,
        "breaks": [
            {"before": place, "mark": chr(ord("A") + number), "reason": reason}
            for number, (place, reason) in enumerate(_breaks(line))
        ],
    }


def _breaks(line):
    """Places before which no line leads on: breaks of the series, and years that begin anew."""
    anew = dict.fromkeys(line.begins_anew, "A new year to date begins")
    return sorted((anew | line.breaks).items())


def _bars(line, unit, target):
    """Figures that stand too far apart for a line."""
    one_line = target is not None and target.kind != TargetKind.BAND
    return {
        "bars": [
            {"name": label, "value": _drawn(value, unit), "own": True}
            for label, value in zip(line.labels, line.values, strict=True)
        ],
        "lines": [{"name": _aim(target, unit), "value": _exact(target.value, unit)}] if one_line else [],
        "unit": _around(unit),
    }


def _around(unit):
    """What stands before and after a number of this unit: "£" and "m", "" and "%"."""
    sample = format_figure(Decimal(0), unit)
    digits = [place for place, letter in enumerate(sample) if letter.isdigit()]
    return {"before": sample[: digits[0]], "after": sample[digits[-1] + 1 :], "decimals": unit.decimals}


def _drawn(value, unit):
    """A figure as it is printed, in the scale that it is printed in; None is a gap."""
    return None if value is None else f"{as_printed(value, unit) / SCALES[unit.scale]:f}"


def _exact(value, unit):
    """A target with all its digits and no zeros that say nothing, in the same scale."""
    return f"{(value / SCALES[unit.scale]).normalize():f}"


def _aim(target, unit):
    return f"Target {target.as_entered or format_figure(target.value, unit)}"


# --- Table -----------------------------------------------------------------------------------------------


def _table(reading, line, unit, target):
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
        cell() if number is None else cell(format_number(number, places_of(number)), value=f"{number:f}")
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
