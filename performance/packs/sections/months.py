"""Monthly tables: the last months of chosen measures with what they are made of, the year to date and two
years before, and a line chart with its target."""

from performance import cells
from performance.models import Measure
from performance.packs.blocks import chart, paragraph, prose, run
from performance.packs.sections import month_charts, own
from performance.packs.sections.lines import FEWEST, MONTHS, line_of
from performance.packs.sections.month_tables import measure_table
from performance.rules.numbers import format_figure
from performance.rules.trend_words import chart_title


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


def block(reading, line, *, beside=None):
    """A measure's chart with its table."""
    measure, unit = line.measure, cells.judged_unit(line.measure)
    target = month_charts.target(reading, line)
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
    count = own.many(len(found), "figure")
    # A full stop that a name ends with would stand before our own.
    name = measure.title.rstrip(".")
    words = f"{name}, a chart of {count}: the first {ends[0]} and the last {ends[1]}."
    return chart(
        "bars" if line.is_sparse else "lines",
        month_charts.bars(line, unit, target) if line.is_sparse else month_charts.data(line, unit, target),
        title=f"{name}: {title[0].lower()}{title[1:]}",
        subtitle=month_charts.said(measure),
        words=f"{words} {title}.",
        beside=beside or measure_table(reading, line, unit, target),
    )
