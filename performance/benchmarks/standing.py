"""Where one council stands in one group: a line for each indicator, from a fixed number of queries.

The profile, the summaries, the front page and the comparison are all made from these lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from benchmarking import reading
from benchmarking.models import (
    Authority,
    ComparatorGroup,
    GroupFigure,
    Indicator,
    IndicatorBreak,
    Observation,
    Position,
    Statistic,
)
from benchmarking.reading import Knowledge
from performance.benchmarks import changes, words
from performance.benchmarks.changes import Change, order_of

LATEST = ""


@dataclass(frozen=True)
class Held:
    """All that may be shown of one council and some groups, by indicator."""

    knowledge: Knowledge
    council: Authority
    indicators: list[Indicator]
    own: dict
    statistics: dict
    positions: dict
    published: dict

    def years_of(self, indicator: Indicator) -> list[str]:
        """The years with any figure, of ours or of a group, the latest first; none after a council's end."""
        found = {
            year for (pk, _, year) in self.own if pk == indicator.pk and self._value(pk, year) is not None
        }
        found |= {key[2] for key, row in self.statistics.items() if key[0] == indicator.pk and row.n}
        found |= {
            key[2] for key, row in self.published.items() if key[0] == indicator.pk and row.value is not None
        }
        return sorted(filter(self._existed, found), key=order_of, reverse=True)

    @property
    def years(self) -> list[str]:
        """Every year of any indicator, the latest first."""
        found = {year for indicator in self.indicators for year in self.years_of(indicator)}
        return sorted(found, key=order_of, reverse=True)

    def observation(self, indicator: Indicator, year: str) -> Observation | None:
        return self.own.get((indicator.pk, "", year))

    def statistic(self, indicator: Indicator, year: str, group: ComparatorGroup | None) -> Statistic | None:
        return self.statistics.get((indicator.pk, "", year, group.pk)) if group else None

    def position(self, indicator: Indicator, year: str, group: ComparatorGroup | None) -> Position | None:
        return self.positions.get((indicator.pk, "", year, group.pk)) if group else None

    def figure(self, indicator: Indicator, year: str, group: ComparatorGroup | None) -> GroupFigure | None:
        return self.published.get((indicator.pk, "", year, group.pk)) if group else None

    def _value(self, pk, year):
        row = self.own.get((pk, "", year))
        return row.value if row else None

    def _existed(self, year):
        """Whether the council existed at a year's end: with a last day of 31 March 2023 yes in 2022/23."""
        last = order_of(year)[:2]
        ends, starts = self.council.ends_on, self.council.starts_on
        return (ends is None or last <= (ends.year, ends.month)) and (
            starts is None or last >= (starts.year, starts.month)
        )


@dataclass(frozen=True)
class Standing:
    """One indicator of one council in one year and group."""

    indicator: Indicator
    year: str
    group: ComparatorGroup | None
    observation: Observation | None
    statistic: Statistic | None
    position: Position | None
    england: GroupFigure | None
    change: Change
    breaks: Sequence[IndicatorBreak] = ()
    series: Sequence[tuple[str, Decimal | None]] = field(default=())

    @property
    def value(self):
        return self.observation.value if self.observation else None

    @property
    def absence(self):
        """Why there is no value: the source's marker in words."""
        if self.value is not None:
            return ""
        return (
            words.marker_words(self.observation.marker) if self.observation else "Not in the published table"
        )

    @property
    def is_neutral(self):
        return self.indicator.polarity == Indicator.Polarity.NONE

    def part(self, parts: int, rule: str) -> int | None:
        """The quartile (4) or quintile (5) by one of the two rules, 1 is best; None where there is none."""
        if self.position is None:
            return None
        name = {4: "quartile", 5: "quintile"}[parts] + ("_ohid" if rule == words.OHID else "")
        return getattr(self.position, name)

    @property
    def sources(self):
        """What the line was made from: the sources of our figure and of England's."""
        return {row.source for row in (self.observation, self.england) if row is not None}


def hold(
    knowledge: Knowledge,
    council: Authority,
    groups: Sequence[ComparatorGroup],
    *,
    indicators: Sequence[Indicator] | None = None,
) -> Held:
    """Everything that lines are made of; an indicator without any figure at all is not among them."""
    if indicators is None:
        indicators = Indicator.objects.all()
    candidates = list(indicators.prefetch_related("codes", "breaks"))
    asked = {"indicators": [indicator.pk for indicator in candidates]}
    own = {
        key: found[council.pk]
        for key, found in reading.observations(knowledge, authorities=[council], **asked).items()
    }
    statistics = reading.statistics(knowledge, groups=groups, **asked)
    published = reading.group_figures(knowledge, groups=groups, **asked)
    known = {key[0] for found in (own, statistics, published) for key in found}
    return Held(
        knowledge=knowledge,
        council=council,
        indicators=[indicator for indicator in candidates if indicator.pk in known],
        own=own,
        statistics=statistics,
        positions=reading.positions(knowledge, authority=council, groups=groups, **asked),
        published=published,
    )


def standings(
    held: Held,
    *,
    group: ComparatorGroup | None,
    england: ComparatorGroup | None,
    year: str = LATEST,
) -> list[Standing]:
    """A line for each indicator: in a year, or each in its own latest one.

    An indicator that was not published for the year asked for has no line.
    """
    lines = []
    for indicator in held.indicators:
        years = held.years_of(indicator)
        if not years or (year and year not in years):
            continue
        lines.append(_standing(held, indicator, year or years[0], group, england))
    return lines


def _standing(held, indicator, year, group, england):
    breaks = list(indicator.breaks.all())
    series = own_series(held, indicator)
    observation = held.observation(indicator, year)
    earlier = [pair for pair in series if order_of(pair[0]) < order_of(year) and pair[1] is not None]
    return Standing(
        indicator=indicator,
        year=year,
        group=group,
        observation=observation,
        statistic=held.statistic(indicator, year, group),
        position=held.position(indicator, year, group),
        england=held.figure(indicator, year, england),
        change=changes.change(
            indicator,
            breaks,
            later=(year, observation.value if observation else None),
            earlier=earlier[-1] if earlier else None,
        ),
        breaks=breaks,
        series=series,
    )


def code_in(indicator: Indicator, year: str) -> str:
    """The code under which an indicator is printed in a year; else its last one."""
    codes = sorted(indicator.codes.all(), key=lambda row: (row.first_year, row.pk))
    at = order_of(year)
    for row in codes:
        after = not row.first_year or order_of(row.first_year) <= at
        before = not row.last_year or at <= order_of(row.last_year)
        if after and before:
            return row.code
    return codes[-1].code if codes else ""


def own_series(held: Held, indicator: Indicator) -> list[tuple[str, Decimal | None]]:
    """The council's own values by year, the earliest first; a year without a value stays as a gap."""
    found = [(key[2], row.value) for key, row in held.own.items() if key[0] == indicator.pk]
    return sorted(found, key=lambda pair: order_of(pair[0]))
