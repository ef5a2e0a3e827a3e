"""Where our own figures would stand in the last published year up to theirs, where they compare at all.

A part of a year does not compare with a whole one: what is placed is the outturn of a full year, the forecast
of one, a rolling twelve months, or a stock as it last stood. It replaces our own published figure among those
of all councils; nobody published it, and every sentence says so.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format

from benchmarking import reading, statistics
from benchmarking.models import ComparatorGroup, Indicator, IndicatorBreak, ordinal
from performance import cells
from performance.benchmarks import changes, groups, words
from performance.benchmarks.changes import order_of
from performance.models import Assessment, Measure, Submission
from performance.rules.numbers import UnitKind, round_half_up

Aggregation = Measure.Aggregation
# A stock and a rolling twelve months are whole at any time of the year.
WHOLE_AT_ANY_TIME = {
    Aggregation.LATEST: "our latest figure, of {span}, a stock",
    Aggregation.ROLLING: "our rolling 12 months to {span}",
}


@dataclass(frozen=True)
class Comparable:
    """A figure that compares with a published year: its value and what it is; or why there is none."""

    value: Decimal | None = None
    what: str = ""
    why_not: str = ""


@dataclass(frozen=True)
class Placing:
    """A measure's figure among the published ones of a year; `why_not` where it has no place."""

    measure: Measure
    indicator: Indicator
    figure: cells.FigureCell
    span: str
    value: Decimal | None = None
    what: str = ""
    year: str = ""
    rank: int | None = None
    of: int | None = None
    tied: int = 0
    quartile: int | None = None
    published: str = ""
    source: object = None
    why_not: str = ""

    @property
    def sentence(self):
        """In words: "Would be 23rd of 147 in 2019/20 (published 18 December 2025), second quartile. ..."."""
        if self.why_not:
            return self.why_not
        equal = " equal" if self.tied > 1 else ""
        end = " highest" if self.indicator.polarity == Indicator.Polarity.NONE else ""
        quartile = f", {words.quartile_words(self.quartile).lower()}" if self.quartile is not None else ""
        return (
            f"Would be {ordinal(self.rank)}{equal}{end} of {self.of} in {self.year} (published "
            f"{self.published}){quartile}. This is {self.what}."
        )


def outturn(submission, assessment) -> Comparable:
    """The figure of a whole year, or why it is none. A sum of which a period is missing is not whole.

    A count of 40 in March alone is no outturn; the 480 that twelve months add up to is one.
    """
    period = submission.period
    year = period.year or period
    if period.end != year.end:
        return Comparable(why_not=f"It covers a part of {year.label}, and no forecast of the year is given.")
    value = cells.headline_number(assessment, submission)
    if value is None:
        return Comparable(why_not="There is no figure for the year.")
    added = assessment is not None and assessment.judged == Assessment.Judged.YEAR_TO_DATE
    if added and assessment.year_to_date_note:
        return Comparable(why_not=f"The year is not whole: {assessment.year_to_date_note}")
    alone = submission.measure.entry_basis == Measure.EntryBasis.PERIOD
    flow = submission.measure.aggregation in (Aggregation.SUM, Aggregation.FRACTION, Aggregation.MEAN)
    if period.pk != year.pk and alone and flow and not added:
        return Comparable(why_not=f"It covers {period.label} alone, not the whole of {year.label}.")
    return Comparable(value, f"our outturn of {year.label}")


def comparable(submission, assessment) -> Comparable:
    """What of a figure compares with a published year: its outturn, its forecast, a stock; else why not."""
    year = submission.period.year or submission.period
    whole = outturn(submission, assessment)
    if whole.value is not None:
        return whole
    if submission.forecast is not None:
        return Comparable(submission.forecast, f"our forecast for {year.label}")
    said = WHOLE_AT_ANY_TIME.get(submission.measure.aggregation)
    value = cells.headline_number(assessment, submission)
    if said is not None and value is not None:
        return Comparable(value, said.format(span=submission.period.label))
    return whole


def unlike(measure, indicator) -> str:
    """Why a measure's figures are not those of its indicator, by their units; "" where they may be."""
    unit = cells.judged_unit(measure)
    percent = unit.kind == UnitKind.PERCENT
    if percent != (indicator.unit == "%"):
        ours = "a percentage" if percent else "no percentage"
        return f"Our figure is {ours} and the published one is {'not' if percent else 'one'}."
    if unit.kind == UnitKind.RATE and indicator.per is not None and unit.per != indicator.per:
        return f"Our figure is per {unit.per:,} and the published one per {indicator.per:,.0f}."
    return ""


def placings(figures, knowledge, council) -> list[Placing]:
    """The places of figures: pairs of a submission in force and its assessment, of linked measures.

    A fixed number of queries, however many they are.
    """
    england = groups.of_kind(groups.of_council(knowledge, council), ComparatorGroup.Kind.ENGLAND)
    indicators = {submission.measure.indicator for submission, _ in figures}
    if england is None:
        known = []
    else:
        known = list(reading.statistics(knowledge, indicators=indicators, groups=[england]))
    years = {submission.pk: _year_for(submission, known) for submission, _ in figures}
    wanted = set(years.values())
    ranked = reading.rankings(knowledge, indicators=indicators, years=wanted, group=england)
    own = reading.observations(knowledge, indicators=indicators, authorities=[council], years=wanted)
    sources = {key: rows[council.pk].source for key, rows in own.items() if council.pk in rows}
    breaks = {}
    for row in IndicatorBreak.objects.filter(indicator__in=indicators):
        breaks.setdefault(row.indicator_id, []).append(row)
    return [_place(*figure, years[figure[0].pk], ranked, sources, breaks, council) for figure in figures]


def _year_for(submission, known):
    """The last year with a distribution of England that is not after the figure's own; "" for none."""
    own = _year_of(submission)
    years = [year for indicator_id, _, year, _ in known if indicator_id == submission.measure.indicator_id]
    until = [year for year in years if order_of(year) <= order_of(own)]
    return max(until, key=order_of, default="")


def _year_of(submission):
    return (submission.period.year or submission.period).label


def _place(submission, assessment, year, ranked, sources, breaks, council):
    measure = submission.measure
    indicator = measure.indicator
    shown = {
        "measure": measure,
        "indicator": indicator,
        "figure": cells.headline_cell(assessment, submission),
        "span": cells.headline_span(assessment, submission),
    }
    own_year = _year_of(submission)
    if not year:
        said = f"No council's figures of this indicator are known of {own_year} or a year before."
        return Placing(**shown, why_not=said)
    found = comparable(submission, assessment)
    broken = changes.broken(breaks.get(indicator.pk, []), year, own_year) if year != own_year else None
    why_not = unlike(measure, indicator) or found.why_not
    if broken is not None and not why_not:
        why_not = f"Figures of {own_year} do not compare with those of {year}: {broken.reason}"
    if why_not:
        return Placing(**shown, year=year, why_not=why_not)
    places = ranked.get((indicator.pk, "", year), {})
    value = round_half_up(found.value, indicator.decimals)
    values = [round_half_up(row.value, indicator.decimals) for pk, row in places.items() if pk != council.pk]
    polarity = statistics.Polarity(indicator.polarity)
    rank = statistics.rank(value, [*values, value], polarity)
    source = sources.get((indicator.pk, "", year))
    edition = max((row.known_from for row in places.values()), default=None)
    return Placing(
        **shown,
        value=value,
        what=found.what,
        year=year,
        rank=rank.rank,
        of=rank.of,
        tied=rank.tied,
        quartile=statistics.quartile_dfe(value, [*values, value], polarity),
        published=words.published_words(source) if source else date_format(edition, "j F Y"),
        source=source,
    )


def latest_figures(measures):
    """The last figure in force of each linked measure that has one, with its assessment: a pair for each."""
    in_force = Submission.objects.in_force().filter(measure__in=measures)
    in_force = in_force.exclude(value__isnull=True, parts__isnull=True, forecast__isnull=True)
    last = {}
    for submission in (
        in_force.with_make_up()
        .select_related("measure__indicator", "period__year")
        .order_by("period__end", "-period__start", "revision")
    ):
        last[submission.measure_id] = submission
    judged = {row.submission_id: row for row in Assessment.objects.filter(submission__in=last.values())}
    return [(submission, judged.get(submission.pk)) for submission in last.values()]
