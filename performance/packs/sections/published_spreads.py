"""All councils of a group in one year as bars, ours marked, with a short table of the ends and ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from benchmarking import reading as figures
from benchmarking import statistics
from benchmarking.models import Authority, Indicator, Membership
from benchmarking.statistics import Polarity
from performance.benchmarks import words
from performance.benchmarks.changes import order_of
from performance.packs import blocks
from performance.packs.sections import published
from performance.packs.sections.published import Looked
from performance.rules.numbers import round_half_up


@dataclass(frozen=True)
class Spread:
    """The councils of a group with a figure in one year, best first, and how many had none."""

    year: str
    places: Sequence[tuple[Authority, Decimal]]
    without: Sequence[Authority]


def read(looked: Looked, indicators: Sequence[Indicator]) -> dict[int, Spread]:
    """All councils of the first group, for each indicator in its latest year so far. Three queries."""
    group, held = looked.first, looked.held
    if group is None:
        return {}
    wanted = {}
    for one in indicators:
        years = [year for year in held.years_of(one) if order_of(year) <= order_of(looked.year)]
        if years:
            wanted[one.pk] = years[0]
    found = figures.observations(held.knowledge, indicators=list(wanted), years=sorted(set(wanted.values())))
    rows = Membership.objects.filter(group=group).select_related("authority")
    inside = [(row.authority, row.first_day, row.last_day) for row in rows]
    return {
        one.pk: _spread(looked, one, wanted[one.pk], found.get((one.pk, "", wanted[one.pk]), {}), inside)
        for one in indicators
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


def chart(looked: Looked, indicator: Indicator, spread: Spread | None) -> dict | None:
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
        {"name": words.QUARTILES[quartile], "count": len(list(same))} for quartile, same in groupby(quartiles)
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
        f"{indicator.title}, councils",
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
