"""Charts of published figures: a council's line beside its groups, or all councils with ours marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarking.models import IndicatorBreak
from performance.benchmarks import changes, words
from performance.benchmarks.changes import order_of
from performance.packs import blocks
from performance.packs.sections import published, published_spreads
from performance.packs.sections.published import Looked
from performance.rules.numbers import round_half_up

LINES, DISTRIBUTION, BOTH = "lines", "distribution", "both"
# A picture each; a pack with all of a framework asks for several sections.
MOST = 40


def build(reading, section) -> dict | None:
    """For each indicator a chart of the kind chosen, with the table of what it draws."""
    looked = published.look(reading, section.options)
    if isinstance(looked, str):
        return published.cannot(looked)
    style = section.options.get("style") or LINES
    made = charts_of(looked, style)
    if not made:
        return published.cannot("None of the indicators chosen has a figure that can be drawn.")
    shown = [line for line in looked.lines(each_latest=True) if line.value is not None]
    left_out = looked.indicators[MOST:]
    notes = [
        *looked.gone,
        f"{len(left_out)} more indicators were chosen than one section draws." if left_out else "",
        *published.means_note([row for chart in made for row in chart["beside"]["rows"]]),
        *published.group_notes(looked),
        *published.source_notes(published.sources_of(looked, shown, with_before=style != DISTRIBUTION)),
    ]
    return {"blocks": [*made, published.said(*notes, style="note")]}


def charts_of(looked: Looked, style: str) -> list[dict]:
    """The charts of the indicators in the order chosen."""
    indicators = looked.indicators[:MOST]
    spreads = published_spreads.read(looked, indicators) if style in (DISTRIBUTION, BOTH) else {}
    made = []
    for indicator in indicators:
        if style in (LINES, BOTH):
            made.append(line_chart(looked, indicator))
        if style in (DISTRIBUTION, BOTH):
            made.append(published_spreads.chart(looked, indicator, spreads.get(indicator.pk)))
    return [chart for chart in made if chart is not None]


# --- In words --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """What a chart is said of: figures as printed by year, of one council and of what it is beside."""

    name: str
    own: Sequence[tuple[str, Decimal]]
    beside: str = ""
    theirs: Decimal | None = None


def in_words(run: Run, printed: Callable[[Decimal], str]) -> str:
    """What a chart shows: where the line ended, how it got there, on which side of the other one.

    Figures are those printed. Dorset at 19.4 in 2019/20 and 18.3 in 2024/25, where the others' mean is 19.1:

    "Dorset fell from 19.4 in 2019/20 to 18.3 in 2024/25, below the mean of others (19.1)".

    One figure alone: "Dorset is at 18.3 in 2024/25, below the mean of others (19.1)". The same at both ends:
    "Dorset was at 18.3 in 2019/20 and again in 2024/25".
    """
    (first, before), (last, value) = run.own[0], run.own[-1]
    if first == last:
        said = f"{run.name} is at {printed(value)} in {last}"
    elif value == before:
        said = f"{run.name} was at {printed(value)} in {first} and again in {last}"
    else:
        verb = "rose" if value > before else "fell"
        said = f"{run.name} {verb} from {printed(before)} in {first} to {printed(value)} in {last}"
    if run.theirs is None:
        return said
    side = {1: "above", -1: "below", 0: "the same as"}[(value > run.theirs) - (value < run.theirs)]
    at = "" if value == run.theirs else f" ({printed(run.theirs)})"
    return f"{said}, {side} {run.beside}{at}"


# --- Lines -------------------------------------------------------------------------------------------------


def line_chart(looked: Looked, indicator) -> dict | None:
    """Own line and those of the groups over the years held; no line leads across a gap or a break."""
    years = _years(looked, indicator)
    own = [_own(looked, indicator, year) for year in years]
    if all(value is None for value in own):
        return None
    drawn = [(group, [_of(looked, indicator, group, year) for year in years]) for group in looked.groups]
    drawn = [(group, found) for group, found in drawn if any(value.value is not None for value in found)]
    breaks = [row for row in indicator.breaks.all() if row.kind == IndicatorBreak.Kind.BREAK]
    marks = _marks(breaks, years)
    title = in_words(
        _run(looked, indicator, years, own, drawn, breaks), lambda value: words.printed(value, indicator)
    )
    if len(years) == 1:
        return _one_year(looked, indicator, years[0], own[0], drawn, title)
    series = [{"name": looked.council.short_name, "values": _plain(own), "own": True}]
    series += [
        {"name": _line_name(group, found), "values": _plain([value.value for value in found]), "own": False}
        for group, found in drawn
    ]
    data = {
        "periods": years,
        "series": series,
        "unit": published.unit_of(indicator),
        "breaks": marks,
        "skipped": [place for place, year in enumerate(years) if _is_skipped(looked, indicator, year)],
    }
    return blocks.chart(
        "lines",
        data,
        title=title,
        subtitle=_subtitle(indicator, years),
        words=_says(indicator, title, [line["name"] for line in series[1:]]),
        beside=_lines_table(looked, indicator, years, own, drawn),
    )


def _one_year(looked, indicator, year, own, drawn, title):
    """A bar each for the council and its groups: a line of one year is none."""
    bars = [{"name": looked.council.short_name, "value": _plain([own])[0], "own": True}]
    bars += [
        {"name": _line_name(group, found), "value": _plain([found[0].value])[0], "own": False}
        for group, found in drawn
    ]
    return blocks.chart(
        "bars",
        {"bars": bars, "unit": published.unit_of(indicator)},
        title=title,
        subtitle=_subtitle(indicator, [year]),
        words=_says(indicator, title, [bar["name"] for bar in bars[1:]]),
        beside=_lines_table(looked, indicator, [year], [own], drawn),
    )


def _years(looked, indicator):
    """The years held to the section's own, the earliest first, with those left out between single years."""
    held = [year for year in looked.held.years_of(indicator) if order_of(year) <= order_of(looked.year)]
    found = []
    for year in sorted(held, key=order_of):
        while found and "/" in year and "/" in found[-1] and int(found[-1][:4]) + 1 < int(year[:4]):
            first = int(found[-1][:4]) + 1
            found.append(f"{first}/{(first + 1) % 100:02}")
        found.append(year)
    return found


def _own(looked, indicator, year):
    row = looked.held.observation(indicator, year)
    return None if row is None or row.value is None else round_half_up(row.value, indicator.decimals)


def _of(looked, indicator, group, year):
    return published.beside(looked.held, indicator, year, group)


def _plain(values):
    return [None if value is None else f"{value.normalize():f}" for value in values]


def _line_name(group, found):
    """A group's line, with what it is where all of it is the same."""
    means = all(value.what != "published" for value in found if value.value is not None)
    return f"{published.short(group)} (mean)" if means else published.short(group)


def _marks(breaks, years):
    """Where the series breaks, with a letter and the reason; a year alone breaks on both sides."""
    made = []
    for row in sorted(breaks, key=lambda row: order_of(row.year)):
        at = [place for place, year in enumerate(years) if order_of(year) >= order_of(row.year)][:1]
        if row.alone and at and years[at[0]] == row.year:
            at.append(at[0] + 1)
        at = [place for place in at if 0 < place < len(years)]
        mark = chr(ord("A") + len({entry["reason"] for entry in made}))
        made += [{"before": place, "mark": mark, "reason": f"{row.year}: {row.reason}"} for place in at]
    return made


def _is_skipped(looked, indicator, year):
    """Whether nobody was asked in a year, by the source's own word."""
    row = looked.held.observation(indicator, year)
    return row is not None and row.marker == "z"


def _run(looked, indicator, years, own, drawn, breaks):
    """What the title says: the figures since the last break, and the first group's in the last year."""
    found = [(year, value) for year, value in zip(years, own, strict=True) if value is not None]
    last = found[-1][0]
    since = [pair for pair in found if changes.broken(breaks, pair[0], last) is None]
    if not drawn:
        return Run(looked.council.short_name, since)
    group, values = drawn[0]
    theirs = values[years.index(last)].value
    if theirs is not None:
        theirs = round_half_up(theirs, indicator.decimals)
    is_mean = values[years.index(last)].what != "published"
    name = f"the mean of {_means_of(group)}" if is_mean else _means_of(group)
    return Run(looked.council.short_name, since, name, theirs)


def _means_of(group):
    return "its nearest neighbours" if group.kind == "neighbours" else group.title


def _subtitle(indicator, years):
    span = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
    unit = "per cent" if indicator.unit == "%" else words.unit_beneath(indicator)
    good = words.polarity_words(indicator).lower()
    return ", ".join(part for part in (indicator.title, unit, span, good) if part)


def _says(indicator, title, beside):
    """A chart in words: what it is of, what it shows, and what stands beside it."""
    others = f", beside {published.listed(beside)}" if beside else ""
    return f"{indicator.title}{others}: {title}."


def _lines_table(looked, indicator, years, own, drawn):
    rows = []
    for place, year in enumerate(years):
        row = looked.held.observation(indicator, year)
        why = words.marker_words(row.marker) if row is not None and row.value is None else "No figure"
        cells = [published.figure_cell(own[place], indicator, absence=why)]
        for group, found in drawn:
            n = published.n_of(looked.held, indicator, year, group)
            cells.append(published.group_cell(found[place], indicator, n))
        rows.append(blocks.row(blocks.cell(year), *cells))
    return blocks.table(
        f"{indicator.title}, years",
        [
            blocks.column("Year"),
            blocks.column(looked.council.short_name, blocks.NUMBER),
            *(blocks.column(_line_name(group, found), blocks.NUMBER) for group, found in drawn),
        ],
        rows,
    )
