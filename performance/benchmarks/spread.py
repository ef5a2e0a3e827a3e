"""All councils of a group in one year: their figures in order, ours among them, and who has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.utils.safestring import mark_safe

from benchmarking import reading, statistics
from benchmarking.models import (
    Authority,
    ComparatorGroup,
    GroupFigure,
    Indicator,
    Membership,
    Observation,
    Statistic,
)
from benchmarking.models.positions import ordinal
from benchmarking.reading import Held, Knowledge
from benchmarking.statistics import Polarity
from performance import charts
from performance.benchmarks import groups as comparators
from performance.benchmarks import words
from performance.benchmarks.series import among_words, existence_words, lower_first
from performance.benchmarks.series_rows import method_words, own_cells, short_name
from performance.benchmarks.stated import state
from performance.rules.numbers import round_half_up


@dataclass(frozen=True)
class Place:
    """One council: its figure if it has one, and where it stands among those shown."""

    council: Authority
    observation: Observation | None
    rank: int | None = None
    of: int = 0
    tied: int = 1
    quartile: int | None = None
    absence: str = ""

    @property
    def value(self):
        return self.observation.value if self.observation else None


@dataclass(frozen=True)
class Spread:
    """Places with a figure, best first, and those without; what is published and computed of the group."""

    indicator: Indicator
    council: Authority
    group: ComparatorGroup
    held: Held
    places: Sequence[Place]
    without: Sequence[Place]
    statistic: Statistic | None
    figure: GroupFigure | None

    @property
    def ours(self):
        """Our own place, with a figure or without; None where we are not of this group in this year."""
        found = (place for place in [*self.places, *self.without] if place.council == self.council)
        return next(found, None)

    @property
    def sources(self):
        """Where the figures are from."""
        rows = [place.observation for place in [*self.places, *self.without]]
        return {row.source for row in [*rows, self.figure] if row is not None}


def year_of(held: Sequence[Held], council: Authority, asked: str) -> Held | None:
    """The year asked for; else the latest with a value in which the council was there, else the latest."""
    chosen = next((one for one in held if one.year == asked), None)
    if chosen is not None:
        return chosen
    there = [one for one in held if not existence_words(council, one.starts_on, one.ends_on)]
    with_values = [one for one in there if one.has_value]
    return next((found[-1] for found in (with_values, there, list(held)) if found), None)


def read(
    indicator: Indicator,
    council: Authority,
    knowledge: Knowledge,
    *,
    group: ComparatorGroup,
    held: Held,
    rule: str,
) -> Spread:
    """Everything the page shows of one year and breakdown, in a fixed number of queries.

    A council is there if it was a member on the last day of the year; nearest neighbours stand together with
    the council whose list it is. Ranks and quartiles are of the councils shown, and so the same as those
    that are derived for them.
    """
    asked = {"indicators": [indicator.pk], "years": [held.year], "breakdowns": (held.breakdown,)}
    key = (indicator.pk, held.breakdown, held.year)
    members = _members(group, held)
    found = reading.observations(knowledge, authorities=members, **asked).get(key, {})
    values = {
        pk: round_half_up(row.value, indicator.decimals) for pk, row in found.items() if row.value is not None
    }
    places = [_place(indicator, member, found.get(member.pk), values, rule) for member in members]
    return Spread(
        indicator=indicator,
        council=council,
        group=group,
        held=held,
        places=sorted((place for place in places if place.rank), key=lambda place: place.rank),
        without=[place for place in places if not place.rank],
        statistic=reading.statistics(knowledge, groups=[group], **asked).get((*key, group.pk)),
        figure=reading.group_figures(knowledge, groups=[group], **asked).get((*key, group.pk)),
    )


def _members(group, held):
    """Who belonged to the group on the last day of the year, by name, with the council whose list it is."""
    inside = Membership.objects.on(held.ends_on).filter(group=group).values("authority")
    members = list(Authority.objects.existing_on(held.ends_on).filter(pk__in=inside))
    if group.of is not None and group.of not in members:
        members.append(group.of)
    return sorted(members, key=lambda member: member.short_name)


def _place(indicator, member, row, values, rule):
    value = values.get(member.pk)
    if value is None:
        absence = words.marker_words(row.marker) if row else "Not in the published table"
        return Place(member, row, absence=absence)
    polarity = Polarity(indicator.polarity)
    shown = list(values.values())
    found = statistics.rank(value, shown, polarity)
    quartile = statistics.quartile_ohid if rule == words.OHID else statistics.quartile_dfe
    return Place(member, row, found.rank, found.of, found.tied, quartile(value, shown, polarity))


# --- What the page prints --------------------------------------------------------------------------------


def headline(spread: Spread) -> str:
    """ "Leicestershire is 139th of 147, bottom quartile: 61.5%; the median is 66.9%." """
    ours, indicator, name = spread.ours, spread.indicator, spread.council.short_name
    beside = _beside(spread)
    counted = words.councils(len(spread.places))
    have = "has" if len(spread.places) == 1 else "have"
    if ours is None:
        why = existence_words(spread.council, spread.held.starts_on, spread.held.ends_on)
        absent = f"was {lower_first(why)} in {spread.held.year}" if why else "is not among them"
        return f"{name} {absent}. {counted} {have} a figure{beside}."
    if ours.rank is None:
        why = lower_first(ours.absence)
        return f"{name} has no figure for {spread.held.year}: {why}. {counted} {have} one{beside}."
    quartile = words.quartile_words(ours.quartile).lower()
    group = spread.group
    among = "" if group.kind == ComparatorGroup.Kind.ENGLAND else f" among {among_words(group)}"
    shared = words.shared_words(ours.of, ours.tied)
    said = f"{name} is {words.rank_words(ours.rank, ours.of, ours.tied)}{among}{shared}"
    said += f", {quartile}" if quartile else ""
    return f"{said}: {words.printed(ours.value, indicator)}{beside}."


def title(spread: Spread) -> str:
    """What the chart shows: "147 councils of England, best first"."""
    order = "highest first" if spread.indicator.polarity == Polarity.NONE else "best first"
    counted = words.councils(len(spread.places))
    if spread.group.of == spread.council:
        return f"{spread.council.short_name} and its nearest neighbours: {counted}, {order}"
    return f"{counted} of {spread.group.title}, {order}"


def _beside(spread):
    figure, statistic = spread.figure, spread.statistic
    parts = []
    if figure is not None and figure.value is not None:
        printed = words.printed(figure.value, spread.indicator)
        parts.append(f"{short_name(spread.group)} is {printed} as published")
    if statistic is not None and statistic.median is not None:
        parts.append(f"the median is {words.printed(statistic.median, spread.indicator)}")
    return f"; {' and '.join(parts)}" if parts else ""


def chart(spread: Spread, *, narrow=False) -> str:
    """All councils with a figure as bars, best first; "" where there is none."""
    if not spread.places:
        return ""
    indicator = spread.indicator
    svg = charts.distribution_chart(
        [
            charts.Bar(place.value, says(place, indicator), place.council == spread.council)
            for place in spread.places
        ],
        title=headline(spread),
        description="The same figures stand in the table.",
        unit_format=lambda value: words.printed(value, indicator),
        bands=_bands(spread, SHORT if narrow else LONG),
        lines=_lines(spread),
        ours=_our_label(spread),
        slug=f"distribution-{'narrow' if narrow else 'wide'}",
        accent=settings.COUNCIL_COLOUR,
        **({"width": 360, "height": 320} if narrow else {}),
    )
    return mark_safe(svg)  # noqa: S308  (every text is escaped where the SVG is written)


def says(place: Place, indicator: Indicator) -> str:
    """ "Leicestershire: 61.5%, 139th of 147, bottom quartile"."""
    parts = [words.printed(place.value, indicator), words.rank_words(place.rank, place.of, place.tied)]
    if place.quartile is not None:
        parts.append(words.quartile_words(place.quartile).lower())
    return f"{place.council.short_name}: {', '.join(parts)}"


def _our_label(spread):
    ours = spread.ours
    if ours is None or ours.rank is None:
        return ""
    return f"{spread.council.short_name} {words.printed(ours.value, spread.indicator)}"


LONG = {quartile: words.quartile_words(quartile) for quartile in words.QUARTILES}
SHORT = {quartile: ordinal(quartile) for quartile in words.QUARTILES}


def _bands(spread, names):
    """(name, how many councils) of each quartile from the best; none where there are no quartiles."""
    if any(place.quartile is None for place in spread.places):
        return []
    return [
        (names[quartile], len(list(places)))
        for quartile, places in groupby(spread.places, key=lambda place: place.quartile)
    ]


def _lines(spread):
    """The published figure where there is one, else the mean of the councils; and their median."""
    found = []
    if spread.figure is not None and spread.figure.value is not None:
        found.append((short_name(spread.group), spread.figure.value))
    elif spread.statistic is not None and spread.statistic.mean is not None:
        found.append(("Mean", spread.statistic.mean))
    if spread.statistic is not None and spread.statistic.median is not None:
        found.append(("Median", spread.statistic.median))
    return found


def figures(spread: Spread) -> list[tuple[str, str, str]]:
    """What is known of the group: (name, figure, what it is)."""
    statistic, indicator = spread.statistic, spread.indicator
    found = []
    if spread.figure is not None:
        text = words.printed(spread.figure.value, indicator) or words.marker_words(spread.figure.marker)
        found.append((f"{short_name(spread.group)}, published", text, "not made from these councils"))
    if statistic is None:
        return found
    found.append(("Councils counted", f"{statistic.n} of {statistic.of}", "n, of the members in that year"))
    named = [
        ("Mean of councils", statistic.mean, "each council counts once"),
        ("Weighted total", statistic.weighted, "all numerators over all denominators"),
        ("Highest", statistic.maximum, ""),
        ("90th percentile", statistic.p90, "one in ten councils is higher"),
        ("Upper quartile", statistic.p75, "one in four is higher"),
        ("Median", statistic.median, "half are higher, half lower"),
        ("Lower quartile", statistic.p25, "one in four is lower"),
        ("10th percentile", statistic.p10, "one in ten is lower"),
        ("Lowest", statistic.minimum, ""),
    ]
    return found + [
        (name, words.printed(value, indicator), what) for name, value, what in named if value is not None
    ]


def inside_words(spread: Spread) -> str:
    """Whether the council counts in the group's figures; "" where it has none, which the headline says."""
    ours = spread.ours
    if ours is None or ours.rank is None:
        return ""
    return comparators.inside_words(spread.group, spread.council)


def absent(spread: Spread) -> list[tuple[str, list[Authority]]]:
    """Who has no figure, by why: ("Suppressed [c]", councils)."""
    ordered = sorted(spread.without, key=lambda place: (place.absence, place.council.short_name))
    return [
        (why, [place.council for place in places])
        for why, places in groupby(ordered, key=lambda place: place.absence)
    ]


def rows(spread: Spread, rule: str, knowledge: Knowledge) -> list[dict]:
    """The table: every council, best first, those without a figure last."""
    stated = state(
        spread.indicator,
        knowledge=knowledge,
        sources=spread.sources,
        group=spread.group.title,
        n=spread.statistic.n if spread.statistic else len(spread.places),
        method=method_words(rule),
    )
    return [_row(spread, place, stated) for place in [*spread.places, *spread.without]]


def _row(spread, place, stated):
    statistic, figure = spread.statistic, spread.figure
    return {
        "council": place.council.short_name,
        "code": place.council.code,
        "gss_code": place.council.gss_code,
        "is_ours": place.council == spread.council,
        "year": spread.held.year,
        "breakdown": spread.held.breakdown,
        **own_cells(place.observation, spread.indicator),
        "absence": place.absence,
        "rank": place.rank,
        "rank_of": place.of or None,
        "rank_text": words.rank_words(place.rank, place.of, place.tied) if place.rank else "",
        "quartile": place.quartile,
        "quartile_text": words.QUARTILES.get(place.quartile, ""),
        "group_figure": words.plain(figure.value) if figure else None,
        **{
            f"group_{name}": words.plain(getattr(statistic, name)) if statistic else None
            for name in ("mean", "weighted", "median", "p10", "p25", "p75", "p90", "minimum", "maximum")
        },
        "stated": stated,
    }
