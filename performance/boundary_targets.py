"""Targets that can be taken from what other councils published: a boundary, a median, a mean, with its basis.

A value is taken at the decimals that the indicator is printed with, and the basis says in words where it
stands, so that a committee can look it up.
"""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from benchmarking import reading
from benchmarking.models import Authority, ComparatorGroup, Indicator
from performance import cells, placing
from performance.benchmarks import groups, words
from performance.models import Measure
from performance.rules.numbers import format_figure, round_half_up
from performance.rules.rag import TargetKind

Kind = ComparatorGroup.Kind
GROUPS = (Kind.ENGLAND, Kind.REGION, Kind.TYPE, Kind.NEIGHBOURS)
# A basis has 250 characters; what is left of them is for words of the person's own.
BASIS_LENGTH = 250


@dataclass(frozen=True)
class Candidate:
    """A figure that may become a target: what it is, its value, and the basis that would be kept with it."""

    name: str
    value: Decimal
    text: str
    basis: str
    kind: TargetKind


def candidates(measure: Measure, knowledge, council: Authority) -> list[Candidate]:
    """What a target of a measure can be taken from: nothing without a linked indicator of the same unit.

    Of each group the latest year with a distribution: what is just in the top quartile where one way is good,
    the median, the mean, and what was published of the group itself.
    """
    indicator = measure.indicator
    if indicator is None or placing.unlike(measure, indicator):
        return []
    chosen = [group for group in groups.of_council(knowledge, council) if group.kind in GROUPS]
    statistics = reading.statistics(knowledge, indicators=[indicator], groups=chosen)
    if not statistics:
        return []
    year = max(key[2] for key in statistics)
    figures = reading.group_figures(knowledge, indicators=[indicator], groups=chosen, years=[year])
    sources = _sources(indicator, year, knowledge)
    made = []
    for group in chosen:
        row = statistics.get((indicator.pk, "", year, group.pk))
        if row is not None:
            made += _of_distribution(measure, group, row, sources)
        figure = figures.get((indicator.pk, "", year, group.pk))
        if figure is not None and figure.value is not None:
            basis = f"{group.title} as published, {year}; {_source(figure.source)}"
            made.append(_candidate(measure, f"{group.title}, as published, {year}", figure.value, basis))
    return made


def _of_distribution(measure, group, row, sources):
    """The candidates that come out of one group's distribution."""
    named = [*_top_quartile(measure.indicator, row), ("Median", row.median, ""), ("Mean", row.mean, "")]
    source = f"; {_source(sources)}" if sources else ""
    return [
        _candidate(
            measure,
            f"{name}, {group.title}, {row.year}",
            value,
            f"{name}, {group.title}, {row.year}{method}, n = {row.n}{source}",
        )
        for name, value, method in named
        if value is not None
    ]


def _top_quartile(indicator, row):
    """The nearest printed figure in the top quartile: a council on the cut point is on its lower side.

    With a cut point of 70 it is 70.1 where high is good; with one of 507.15, 507.1 where low is.
    """
    step = Decimal(1).scaleb(-indicator.decimals)
    if indicator.polarity == Indicator.Polarity.HIGH and row.p75 is not None:
        value = row.p75.quantize(step, rounding=ROUND_FLOOR) + step
        return [("Top quartile", value, f", above {row.p75.normalize():f} by the DfE’s rule")]
    if indicator.polarity == Indicator.Polarity.LOW and row.p25 is not None:
        value = row.p25.quantize(step, rounding=ROUND_FLOOR)
        return [("Top quartile", value, f", at most {row.p25.normalize():f} by the DfE’s rule")]
    return []


def _candidate(measure, name, value, basis):
    indicator = measure.indicator
    value = round_half_up(value, indicator.decimals)
    unit = cells.judged_unit(measure)
    kind = TargetKind.AT_MOST if indicator.polarity == Indicator.Polarity.LOW else TargetKind.AT_LEAST
    basis = basis if len(basis) <= BASIS_LENGTH else f"{basis[: BASIS_LENGTH - 1]}…"
    return Candidate(name, value, format_figure(value, unit), basis, kind)


def _sources(indicator, year, knowledge):
    """The latest source of the year's figures that may be shown, or None."""
    rows = reading.observations(knowledge, indicators=[indicator], years=[year]).get(
        (indicator.pk, "", year), {}
    )
    return max((row.source for row in rows.values()), key=lambda source: source.published_on, default=None)


def _source(source):
    return f"{source.title}, published {words.published_words(source)}"
