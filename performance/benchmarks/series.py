"""One indicator of one council over its years, beside its groups: read once, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from benchmarking import reading
from benchmarking.models import Authority, ComparatorGroup, Indicator, IndicatorBreak, Observation
from benchmarking.reading import Held, Knowledge
from performance.benchmarks import changes, words
from performance.benchmarks.changes import order_of
from performance.rules.calendar import year_before
from performance.rules.numbers import round_half_up

# What the sources print where a figure cannot be: of all councils, that there was no survey.
NOT_APPLICABLE = "z"


@dataclass(frozen=True)
class Mark:
    """Why figures do not compare: a break with the letter that stands in the chart, or a caution without."""

    letter: str
    year: str
    reason: str
    kind: str


@dataclass(frozen=True)
class Series:
    """A council's figures of one breakdown and what is known of its groups, each by (year, group id)."""

    indicator: Indicator
    council: Authority
    breakdown: str
    breakdowns: Sequence[str]
    years: Sequence[Held]
    groups: Sequence[ComparatorGroup]
    own: dict[str, Observation]
    figures: dict
    statistics: dict
    positions: dict

    @property
    def latest(self):
        """The latest year in which the council has a value, or None."""
        return next((held for held in reversed(self.years) if self.value(held.year) is not None), None)

    @property
    def sources(self):
        """Where all of this is from."""
        return {row.source for row in [*self.own.values(), *self.figures.values()]}

    @property
    def without_survey(self):
        """The places of years in which nobody was asked, by the source's own word."""
        return {place for place, held in enumerate(self.years) if self._has_no_survey(held)}

    def _has_no_survey(self, held):
        row = self.own.get(held.year)
        return row is not None and row.marker == NOT_APPLICABLE and not held.has_value

    def value(self, year):
        row = self.own.get(year)
        return row.value if row else None

    def absence(self, held):
        """Why the council has no value in a year; "" where it has one."""
        row = self.own.get(held.year)
        if row is not None and row.value is not None:
            return ""
        if existed := existence_words(self.council, held.starts_on, held.ends_on):
            return existed
        if self._has_no_survey(held):
            return f"No survey this year [{NOT_APPLICABLE}]"
        if row is not None:
            return words.marker_words(row.marker)
        return "Not in the published table" if held.has_value else "No figures are held for this year"

    def average(self, year, group):
        """What a group's line is drawn from: the published figure, else the mean of its councils.

        Neighbours have no published figure. Returns (value, "published" or "mean"), or (None, "").
        """
        figure = self.figures.get((year, group.pk))
        if figure is not None and figure.value is not None:
            return figure.value, "published"
        statistic = self.statistics.get((year, group.pk))
        if statistic is not None and statistic.mean is not None:
            return statistic.mean, "mean"
        return None, ""

    def change(self, held):
        """How the value moved since the value before; none across a break."""
        place = self.years.index(held)
        before = [one for one in self.years[:place] if self.value(one.year) is not None]
        return changes.change(
            self.indicator,
            list(self.indicator.breaks.all()),
            later=(held.year, self.value(held.year)),
            earlier=(before[-1].year, self.value(before[-1].year)) if before else None,
        )


def read(
    indicator: Indicator,
    council: Authority,
    knowledge: Knowledge,
    *,
    groups: Sequence[ComparatorGroup],
    breakdown: str = "",
) -> Series:
    """All of an indicator that a page shows. A breakdown that is not held is as if it was not asked for."""
    held = reading.held(knowledge, indicator)
    breakdowns = sorted({one.breakdown for one in held})
    if breakdown not in breakdowns:
        breakdown = breakdowns[0] if breakdowns else ""
    asked = {"indicators": [indicator.pk], "breakdowns": (breakdown,)}
    own = reading.observations(knowledge, authorities=[council], **asked)
    return Series(
        indicator=indicator.seen_as(breakdown),
        council=council,
        breakdown=breakdown,
        breakdowns=breakdowns,
        years=with_gaps([one for one in held if one.breakdown == breakdown]),
        groups=groups,
        own={year: found[council.pk] for (_, _, year), found in own.items()},
        figures=_by_group(reading.group_figures(knowledge, groups=groups, **asked)),
        statistics=_by_group(reading.statistics(knowledge, groups=groups, **asked)),
        positions=_by_group(reading.positions(knowledge, authority=council, groups=groups, **asked)),
    )


def _by_group(found):
    return {(year, group): row for (_, _, year, group), row in found.items()}


def with_gaps(years: Sequence[Held]) -> list[Held]:
    """Single years in their order, and a year of its own where one was left out: no survey, no table.

    2016/17 and 2018/19 have 2017/18 between them, without figures. Spans of several years stay as they are.
    """
    found = []
    for held in years:
        while found and _is_single(held) and _is_single(found[-1]):
            missing = replace(
                held,
                year=_label_before(held.year, found[-1]),
                starts_on=_year_after(found[-1].starts_on),
                ends_on=_year_after(found[-1].ends_on),
                has_value=False,
            )
            if missing.starts_on >= held.starts_on:
                break
            found.append(missing)
        found.append(held)
    return found


def _is_single(held):
    return year_before(held.ends_on) < held.starts_on


def _year_after(day):
    return date(day.year + 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _label_before(like, last):
    """The label of the year after `last`, written as the others are: "2017/18", or "2018"."""
    first = last.starts_on.year + 1
    return f"{first}/{(first + 1) % 100:02}" if "/" in like else str(first)


def existence_words(council: Authority, starts_on: date, ends_on: date) -> str:
    """Why a council cannot have a figure for a span: it was no longer there, or not yet; else ""."""
    if council.ends_on is not None and starts_on > council.ends_on:
        return "No longer a council"
    if council.starts_on is not None and ends_on < council.starts_on:
        return "Not yet a council"
    return ""


def marks(series: Series) -> tuple[list[Mark], dict[int, str]]:
    """Breaks and cautions for the list beneath the chart, and the places in the chart with their letters.

    A year that stands alone has its letter on both sides. A break at or before the first year has no place in
    the chart and no letter. One after the last year is not yet known of on the day that is shown.
    """
    found, places = [], {}
    until = order_of(series.years[-1].year) if series.years else ()
    known = [row for row in series.indicator.breaks.all() if order_of(row.year) <= until]
    ordered = sorted(known, key=lambda row: (order_of(row.year), row.kind))
    for row in ordered:
        at = [place for place, held in enumerate(series.years) if order_of(held.year) >= order_of(row.year)][
            :1
        ]
        letter = ""
        if row.kind == IndicatorBreak.Kind.BREAK:
            # Alone is one year, if it is among those shown.
            if row.alone and at and series.years[at[0]].year == row.year:
                at.append(at[0] + 1)
            at = [place for place in at if 0 < place < len(series.years)]
            letter = chr(ord("a") + len(set(places.values()))) if at else ""
            places |= dict.fromkeys(at, letter)
        found.append(Mark(letter, row.year, row.reason, row.get_kind_display()))
    return found, places


def headline(
    series: Series, group: ComparatorGroup | None, england: ComparatorGroup | None, rule: str
) -> str:
    """ "61.5% in 2019/20: 139th of 147, bottom quartile; England 68.4%." """
    name, latest = series.council.short_name, series.latest
    if not series.years:
        return "No figure of this is held."
    if latest is None:
        why = series.absence(series.years[-1])
        return f"{name} has no figure in any year; for {series.years[-1].year}: {lower_first(why)}."
    said = f"{words.printed(series.value(latest.year), series.indicator)} in {latest.year}"
    position = group and series.positions.get((latest.year, group.pk))
    if position:
        among = "" if group.kind == ComparatorGroup.Kind.ENGLAND else f" among {among_words(group)}"
        shared = words.shared_words(position.of, position.tied)
        said += f": {words.rank_words(position.rank, position.of, position.tied)}{among}{shared}"
        part = words.quartile_words(position.quartile_ohid if rule == words.OHID else position.quartile)
        said += f", {part.lower()}" if part else ""
    figure = england and series.figures.get((latest.year, england.pk))
    if figure and figure.value is not None:
        said += f"; England {words.printed(figure.value, series.indicator)}"
    last = series.years[-1]
    later = f" For {last.year}: {lower_first(series.absence(last))}." if last != latest else ""
    return f"{said}.{later}"


def among_words(group: ComparatorGroup) -> str:
    """A group within a sentence: "its nearest neighbours", "East Midlands"."""
    return "its nearest neighbours" if group.kind == ComparatorGroup.Kind.NEIGHBOURS else group.title


def lower_first(text: str) -> str:
    """A sentence's beginning as it stands within one: "Suppressed [c]" is "suppressed [c]"."""
    return text[:1].lower() + text[1:]


def against(series: Series, group: ComparatorGroup | None) -> str:
    """What the chart shows, in words: "Below England since 2017/18"; "" where there is nothing to compare.

    Figures are compared as they are printed, and only in years in which both are held.
    """
    if group is None:
        return ""
    signs = []
    for held in series.years:
        own, (other, _) = series.value(held.year), series.average(held.year, group)
        if own is not None and other is not None:
            places = series.indicator.decimals
            difference = round_half_up(own, places) - round_half_up(other, places)
            signs.append((held.year, (difference > 0) - (difference < 0)))
    if not signs:
        return ""
    year, sign = signs[-1]
    run = [year]
    for earlier, other in reversed(signs[:-1]):
        if other != sign:
            break
        run.append(earlier)
    name = group.title if group.kind != ComparatorGroup.Kind.NEIGHBOURS else "its neighbours’ mean"
    where = f"{ {1: 'Above', -1: 'Below', 0: 'The same as'}[sign] } {name}"
    if len(run) == 1:
        return f"{where} in {year}"
    return f"{where} in every year since {run[-1]}" if len(run) == len(signs) else f"{where} since {run[-1]}"


def codes(indicator: Indicator, years: Sequence[Held], on: date) -> list[str]:
    """Under which codes it was printed and when: "ASCOF 3D(1) from 2023/24", the latest first.

    `years` are those shown: neither a code that is first printed after them nor an end after them is known
    yet. Where none is shown, `on` is the day of what is known.
    """
    until = order_of(years[-1].year) if years else (on.year, on.month, on.year)
    spans = {}
    for row in indicator.codes.all():
        if row.first_year and order_of(row.first_year) > until:
            continue
        ended = row.last_year and order_of(row.last_year) < until
        last = row.last_year if ended else ""
        spans.setdefault((row.framework, row.first_year, last), []).append(row.code)
    ordered = sorted(spans.items(), key=lambda item: order_of(item[0][1]), reverse=True)
    return [
        f"{framework} {' or '.join(found)}{_span(first, last)}" for (framework, first, last), found in ordered
    ]


def _span(first, last):
    if first and last:
        return f", {first} to {last}"
    if first:
        return f" from {first}"
    return f" to {last}" if last else ""
