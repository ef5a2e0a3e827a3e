"""Charts of published figures: a council's line beside its groups, or all councils with ours marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from benchmarking import reading as figures
from benchmarking import statistics
from benchmarking.models import Authority, IndicatorBreak, Membership
from benchmarking.statistics import Polarity
from performance.benchmarks import changes, words
from performance.benchmarks.changes import order_of
from performance.packs import blocks
from performance.packs.sections import published
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
        published.MEANS if style != DISTRIBUTION else "",
        *published.group_notes(looked),
        *published.source_notes(published.sources_of(looked, shown)),
    ]
    return {"blocks": [*made, published.said(*notes, style="note")]}


def charts_of(looked: Looked, style: str) -> list[dict]:
    """The charts of the indicators in the order chosen."""
    spreads = _spreads(looked) if style in (DISTRIBUTION, BOTH) else {}
    made = []
    for indicator in looked.indicators[:MOST]:
        if style in (LINES, BOTH):
            made.append(line_chart(looked, indicator))
        if style in (DISTRIBUTION, BOTH):
            made.append(_distribution(looked, indicator, spreads.get(indicator.pk)))
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
        _name(indicator, "years"),
        [
            blocks.column("Year"),
            blocks.column(looked.council.short_name, blocks.NUMBER),
            *(blocks.column(_line_name(group, found), blocks.NUMBER) for group, found in drawn),
        ],
        rows,
    )


def _name(indicator, what):
    """A table's name: an indicator's slug tells it from every other."""
    return f"{indicator.title}, {what}"


# --- Distributions ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spread:
    """The councils of a group with a figure in one year, best first, and how many had none."""

    year: str
    places: Sequence[tuple[Authority, Decimal]]
    without: Sequence[Authority]


def _spreads(looked: Looked) -> dict[int, Spread]:
    """All councils of the first group, for each indicator in its latest year so far. Three queries."""
    group, held = looked.first, looked.held
    if group is None:
        return {}
    wanted = {}
    for one in looked.indicators[:MOST]:
        years = [year for year in held.years_of(one) if order_of(year) <= order_of(looked.year)]
        if years:
            wanted[one.pk] = years[0]
    found = figures.observations(held.knowledge, indicators=list(wanted), years=sorted(set(wanted.values())))
    rows = Membership.objects.filter(group=group).select_related("authority")
    inside = [(row.authority, row.first_day, row.last_day) for row in rows]
    return {
        one.pk: _spread(looked, one, wanted[one.pk], found.get((one.pk, "", wanted[one.pk]), {}), inside)
        for one in looked.indicators[:MOST]
        if one.pk in wanted
    }


def _spread(looked, indicator, year, found, inside):
    day = next((row.ends_on for row in found.values()), looked.held.knowledge.on)
    members = {
        council
        for council, *days in inside
        if _holds(day, *days) and _holds(day, council.starts_on, council.ends_on)
    }
    if looked.first.of is not None:
        members.add(looked.first.of)
    have = {
        one: found[one.pk].value for one in members if one.pk in found and found[one.pk].value is not None
    }
    rounded = {one: round_half_up(value, indicator.decimals) for one, value in have.items()}
    best_first = -1 if indicator.polarity != Polarity.LOW else 1
    places = sorted(rounded.items(), key=lambda pair: (best_first * pair[1], pair[0].short_name))
    return Spread(year, places, sorted(members - set(have), key=lambda one: one.short_name))


def _holds(day, first, last):
    return (first is None or first <= day) and (last is None or day <= last)


def _distribution(looked, indicator, spread):
    """All councils as bars, ours marked, over the quartiles; ranks and quartiles are of those shown."""
    if spread is None or not spread.places:
        return None
    polarity = Polarity(indicator.polarity)
    values = [value for _, value in spread.places]
    quartiles = [statistics.quartile_dfe(value, values, polarity) for value in values]
    ours = next((place for place, (one, _) in enumerate(spread.places) if one == looked.council), None)
    median = _median(looked, indicator, spread)
    headline = _spread_words(looked, indicator, spread, ours, quartiles)
    data = {
        "bars": [
            {"name": one.short_name, "value": f"{value:f}", "own": one == looked.council}
            for one, value in spread.places
        ],
        "bands": _bands(quartiles),
        "lines": [] if median is None else [{"name": "Median", "value": f"{median.normalize():f}"}],
        "own": ""
        if ours is None
        else f"{looked.council.short_name} {words.printed(values[ours], indicator)}",
        "unit": published.unit_of(indicator),
    }
    order = "highest first" if polarity == Polarity.NONE else "best first"
    counted = words.councils(len(values))
    return blocks.chart(
        "distribution",
        data,
        title=headline,
        subtitle=f"{indicator.title}, {spread.year}: {counted} of {looked.first.title}, {order}",
        words=f"{indicator.title}, {counted} as bars, {order}: {headline}.",
        beside=_spread_table(looked, indicator, spread, quartiles, ours),
    )


def _median(looked, indicator, spread):
    row = looked.held.statistic(indicator, spread.year, looked.first)
    return row.median if row is not None else None


def _bands(quartiles):
    if any(quartile is None for quartile in quartiles):
        return []
    return [
        {"name": words.quartile_words(quartile), "count": len(list(same))}
        for quartile, same in groupby(quartiles)
    ]


def _spread_words(looked, indicator, spread, ours, quartiles):
    name, counted = looked.council.short_name, words.councils(len(spread.places))
    if ours is None:
        have = "has" if len(spread.places) == 1 else "have"
        return f"{name} has no figure for {spread.year}; {counted} {have} one"
    values = [value for _, value in spread.places]
    found = statistics.rank(values[ours], values, Polarity(indicator.polarity))
    rank = words.rank_words(found.rank, found.of, found.tied)
    quartile = words.quartile_words(quartiles[ours]).lower()
    shared = words.shared_words(found.of, found.tied)
    at = f"{words.printed(values[ours], indicator)} in {spread.year}"
    return f"{name} is {rank}{shared}{f', {quartile}' if quartile else ''}: {at}"


def _spread_table(looked, indicator, spread, quartiles, ours):
    """The councils at the ends and around ours: all of them are a page of their own."""
    shown = ends_and_around(len(spread.places), ours)
    rows = []
    last = -1
    for place in shown:
        if place > last + 1:
            rows.append(_gap(place - last - 1))
        council, value = spread.places[place]
        rows.append(
            blocks.row(
                blocks.cell(council.short_name),
                published.figure_cell(value, indicator),
                blocks.cell(words.QUARTILES.get(quartiles[place], published.NOTHING)),
                own=place == ours,
            )
        )
        last = place
    if last < len(spread.places) - 1:
        rows.append(_gap(len(spread.places) - 1 - last))
    without = [one.short_name for one in spread.without]
    return blocks.table(
        _name(indicator, "councils"),
        [
            blocks.column("Council"),
            blocks.column(spread.year, blocks.NUMBER),
            blocks.column("Quartile"),
        ],
        rows,
        notes=[f"Without a figure and not counted: {', '.join(without)}." if without else ""],
    )


ENDS = 3


def ends_and_around(count, ours):
    """Which places a short table shows: the first and last three, and ours with its neighbours.

    >>> ends_and_around(20, 9)
    [0, 1, 2, 8, 9, 10, 17, 18, 19]
    """
    wanted = {*range(ENDS), *range(count - ENDS, count)}
    if ours is not None:
        wanted |= {ours - 1, ours, ours + 1}
    return sorted(place for place in wanted if 0 <= place < count)


def _gap(number):
    counted = f"{number} more council{'' if number == 1 else 's'}"
    return blocks.row(blocks.cell(counted), blocks.cell(), blocks.cell())
