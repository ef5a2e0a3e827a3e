"""An indicator's series as a page prints it: the chart, a row for each year, a row for each group."""

from collections.abc import Collection, Sequence

from django.conf import settings
from django.utils.safestring import mark_safe

from benchmarking import statistics
from benchmarking.models import ComparatorGroup, Observation
from benchmarking.reading import Knowledge
from benchmarking.statistics import Interval, Polarity
from performance import charts
from performance.benchmarks import groups as comparators
from performance.benchmarks import words
from performance.benchmarks.changes import moved
from performance.benchmarks.groups import KINDS
from performance.benchmarks.series import Series, against
from performance.benchmarks.stated import state

COMPUTED = f"percentiles by {statistics.QUANTILE_METHOD}; {statistics.RANK_METHOD}"


def chart(series: Series, drawn: Sequence[ComparatorGroup], places, *, narrow=False) -> str:
    """Own line against the groups'; "" where no two figures of ours compare, which are no line."""
    if not _has_line(series, places):
        return ""
    lines = [charts.Line(series.council.short_name, [series.value(one.year) for one in series.years], True)]
    lines += [
        charts.Line(line_name(series, group), [series.average(one.year, group)[0] for one in series.years])
        for group in drawn
    ]
    svg = charts.comparison_chart(
        [held.year for held in series.years],
        lines,
        title=chart_title(series),
        description=f"{series.council.short_name}: {_told(series)}",
        unit_format=lambda value: words.printed(value, series.indicator),
        breaks=places,
        skipped=series.without_survey,
        slug=f"series-{'narrow' if narrow else 'wide'}",
        accent=settings.COUNCIL_COLOUR,
        **({"width": 360, "height": 320} if narrow else {}),
    )
    return mark_safe(svg)  # noqa: S308  (every text is escaped where the SVG is written)


def _has_line(series, places):
    """Whether two of the council's figures follow each other with no gap and no break between them."""
    before = False
    for place, held in enumerate(series.years):
        if place in series.without_survey and place not in places:
            continue
        known = series.value(held.year) is not None
        if known and before and place not in places:
            return True
        before = known
    return False


def chart_title(series: Series) -> str:
    """What the chart shows, in words: "Leicestershire: below England since 2017/18"."""
    england = comparators.of_kind(series.groups, ComparatorGroup.Kind.ENGLAND)
    found = against(series, england)
    return f"{series.council.short_name}: {found[:1].lower()}{found[1:]}" if found else series.indicator.title


def short_name(group: ComparatorGroup) -> str:
    """A group as a heading names it; which list of neighbours is said beneath."""
    return "Nearest neighbours" if group.kind == ComparatorGroup.Kind.NEIGHBOURS else group.title


def line_name(series: Series, group: ComparatorGroup) -> str:
    """What stands at the end of a group's line; a line of means says so."""
    if group.kind == ComparatorGroup.Kind.NEIGHBOURS:
        return "Neighbours’ mean"
    published = any(series.average(held.year, group)[1] == "published" for held in series.years)
    return group.title if published else f"{group.title}, mean"


def _told(series):
    return "; ".join(
        f"{held.year} {words.printed(series.value(held.year), series.indicator) or series.absence(held)}"
        for held in series.years
    )


# --- A row for each year ---------------------------------------------------------------------------------


def year_rows(series: Series, group: ComparatorGroup | None, rule: str, knowledge: Knowledge) -> list[dict]:
    """The table beside the chart, the latest year first."""
    return [_year_row(series, held, group, rule, knowledge) for held in reversed(series.years)]


def _year_row(series, held, group, rule, knowledge):
    change = series.change(held)
    return {
        "year": held.year,
        "starts_on": held.starts_on,
        "breakdown": series.breakdown,
        **own_cells(series.own.get(held.year), series.indicator),
        "absence": series.absence(held),
        "change": change,
        "moved": moved(series.indicator, change),
        **_group_cells(series, held.year, group, rule, knowledge),
    }


def own_cells(row: Observation | None, indicator) -> dict:
    """A published value and everything that was printed with it."""
    within = _interval(row, indicator)
    return {
        "value": words.plain(row.value) if row else None,
        "text": words.printed(row.value if row else None, indicator),
        "status": row.get_status_display() if row and row.status != Observation.Status.FINAL else "",
        "margin": words.plain(row.margin) if row else None,
        "margin_text": _margin_words(row, indicator),
        "interval_text": _interval_words(within, indicator),
        "interval_low": words.plain(within.low) if within else None,
        "interval_high": words.plain(within.high) if within else None,
        "interval_method": within.method if within else "",
        "respondents": words.plain(row.respondents) if row else None,
        "numerator": words.plain(row.numerator) if row else None,
        "denominator": words.plain(row.denominator) if row else None,
        "parts_text": _parts_words(row),
        "second": "; ".join(f"{name} {text}" for name, text in sorted(row.second.items())) if row else "",
        "second_text": _second_words(row, indicator),
        "marker": row.marker if row else "",
    }


def _margin_words(row, indicator):
    """ "±4.1": in the value's unit, for a percentage in points."""
    if row is None or row.margin is None:
        return ""
    return f"±{words.printed(row.margin, indicator).removesuffix('%')}"


def _second_words(row, indicator):
    """The second figure of a cell that holds two, where it says something else: "7.7 (7.6)" is "7.6"."""
    second = row.second.get("value", "") if row and row.value is not None else ""
    return "" if second == words.printed(row and row.value, indicator).removesuffix("%") else second


def _interval(row, indicator) -> Interval | None:
    """The published margin's, else the one that numerator and denominator make."""
    if row is None or row.value is None:
        return None
    published = statistics.published_interval(row.value, row.margin)
    return published or statistics.interval(row.numerator, row.denominator, indicator.per)


def _interval_words(within, indicator):
    """ "59.2% to 63.8%"; nothing for a published margin, which is printed as it was."""
    if within is None or within.method == statistics.PUBLISHED:
        return ""
    return f"{words.printed(within.low, indicator)} to {words.printed(within.high, indicator)}"


def _parts_words(row):
    """ "405 respondents", "1,089 of 2,502"; nothing where neither was printed."""
    if row is None or row.value is None:
        return ""
    if row.respondents is not None:
        return f"{row.respondents.normalize():,f} respondents"
    if row.numerator is not None and row.denominator is not None:
        return f"{row.numerator.normalize():,f} of {row.denominator.normalize():,f}"
    return ""


def _group_cells(series, year, group, rule, knowledge):
    """What is published of a group, what is computed of it, and the council's place in it."""
    indicator = series.indicator
    figure = group and series.figures.get((year, group.pk))
    statistic = group and series.statistics.get((year, group.pk))
    position = group and series.positions.get((year, group.pk))
    part = (position.quartile_ohid if rule == words.OHID else position.quartile) if position else None
    own = series.own.get(year)
    sources = {row.source for row in (own, figure) if row}
    return {
        "figure": words.plain(figure.value) if figure else None,
        "figure_text": _figure_text(figure, indicator),
        "mean": words.plain(statistic.mean) if statistic else None,
        "mean_text": words.printed(statistic.mean if statistic else None, indicator),
        "median": words.plain(statistic.median) if statistic else None,
        "median_text": words.printed(statistic.median if statistic else None, indicator),
        "counted": words.councils(statistic.n) if statistic else "",
        "of_members": statistic.of if statistic else None,
        "rank": position.rank if position else None,
        "rank_of": position.of if position else None,
        "rank_text": words.rank_words(position.rank, position.of, position.tied) if position else "",
        "quartile": part,
        "quartile_text": words.QUARTILES.get(part, ""),
        "no_quartile": no_quartile(position, indicator),
        "stated": state(
            indicator,
            knowledge=knowledge,
            sources=sources,
            group=group.title if group else "",
            n=statistic.n if statistic else None,
            method=method_words(rule),
        ),
    }


def _figure_text(figure, indicator):
    if figure is None:
        return ""
    return words.printed(figure.value, indicator) or words.marker_words(figure.marker)


def no_quartile(position, indicator) -> str:
    """Why a council that has a rank is in no quartile; "" where it is in one, or has no rank."""
    if position is None or position.quartile is not None:
        return ""
    if indicator.polarity == Polarity.NONE:
        return "No quartile: neither end is good"
    return f"No quartile: fewer than {statistics.FEWEST} councils"


# --- A row for each group, of one year -------------------------------------------------------------------


def group_rows(series: Series, held, rule: str, knowledge: Knowledge) -> list[dict]:
    """Every group of the council in one year, England first: what is published, computed, and our place."""
    ordered = sorted(series.groups, key=lambda group: (KINDS.index(group.kind), group.title))
    return [
        {
            "group": group,
            "title": short_name(group),
            "year": held.year,
            "listing": listing_words(group),
            "inside": inside_words(series, held, group),
            **_group_cells(series, held.year, group, rule, knowledge),
            "compared": comparison_words(series, held.year, group),
        }
        for group in ordered
    ]


def inside_words(series: Series, held, group: ComparatorGroup) -> str:
    """Whether the council counts in a group's figures of a year; without a figure it counts in none."""
    if series.value(held.year) is None:
        return f"{series.council.short_name} has no figure for {held.year} and is not counted"
    return comparators.inside_words(group, series.council)


def listing_words(group: ComparatorGroup) -> str:
    """Which list a group's members are from, and how many it named before it was narrowed."""
    if not group.listing:
        return ""
    return f"{group.listing}, {group.listed} named" if group.listed is not None else group.listing


def comparison_words(series: Series, year: str, group: ComparatorGroup) -> str:
    """Whether the published figure of a group differs by more than chance: "Worse", "Similar"; else ""."""
    own, figure = series.own.get(year), series.figures.get((year, group.pk))
    if own is None or own.value is None or figure is None or figure.value is None:
        return ""
    indicator = series.indicator
    found = statistics.compared(
        own.value, _interval(own, indicator), figure.value, _interval(figure, indicator)
    )
    if found is None:
        return ""
    return statistics.judged(found.word, Polarity(indicator.polarity)).capitalize()


def method_words(rule: str) -> str:
    """How quartiles, percentiles and ranks are made, for a file."""
    return f"quartiles by the {words.RULES[rule]}; {COMPUTED}"


def source_rows(sources: Collection) -> list[dict]:
    """Where figures are from, the latest first, each with the day it became known and its licence."""
    ordered = sorted(sources, key=lambda source: (source.published_on, source.pk), reverse=True)
    return [{"source": source, "published": words.published_words(source)} for source in ordered]
