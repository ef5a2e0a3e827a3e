"""The world's figures: what was published, and what is derived from it, as known on a day.

Everything is read through `benchmarking.reading` with a public `Knowledge`: no embargoed figure and none that
may not be republished leaves by this interface, whoever's the token is.
"""

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from benchmarking import reading
from benchmarking.models import Membership
from performance.interface.fields import (
    Filter,
    Resource,
    day,
    keys_of,
    moment,
    number,
    pairs,
    plain,
    text,
    whole,
)
from performance.interface.reference import (
    AUTHORITY,
    AUTHORITY_FIELDS,
    BENCHMARKS,
    GROUP,
    GROUP_FIELDS,
    INDICATOR,
    groups,
)

YEAR = plain("year", "A year as printed: 2019/20.")
BREAKDOWN = plain("breakdown", "A breakdown: Female. Given empty, the whole alone.")


def _marker(name):
    """What was printed in place of one of the figures beside the value."""
    meaning = f"What the source printed in place of the {name}."
    return text(f"{name}_marker", meaning, lambda row: row.markers.get(name, ""))


# What every row about an indicator says first.
ABOUT = (
    text("indicator", "The indicator's lasting name.", "indicator.slug"),
    text("indicator_title", "Its title.", "indicator.title"),
    text("polarity", "Which way is good: high, low or none.", "indicator.polarity"),
    text("unit", "Unit.", "indicator.unit"),
    text("breakdown", "Female, 18-64; empty for the whole."),
    text("year", "As printed: 2019/20, 2018."),
)
PUBLISHED = (
    day("starts_on", "First day of the year."),
    day("ends_on", "Last day of the year."),
    number("value", "The published value; nothing where a marker stands in its place."),
    text("marker", "What the source printed in place of a value: x, c, z."),
    number("numerator", "Numerator."),
    number("denominator", "Denominator."),
    number("respondents", "How many answered a survey."),
    number("margin", "Margin of error, plus and minus, in the value's unit."),
    *(_marker(name) for name in ("numerator", "denominator", "respondents", "margin")),
    text(
        "second", "The second figure of a cell that holds two: numerator=12.", lambda row: pairs(row.second)
    ),
    text("status", "final, provisional or revised."),
    text("source", "The publication.", "source.title"),
    text("publisher", "Who published it.", "source.publisher"),
    day("published_on", "The day on which it became known.", "source.published_on"),
    text("licence", "Under which licence.", "source.licence"),
    moment(
        "loaded_at",
        "When it was read into Scrutineer: what `updated_since` asks about. Empty: not written down.",
    ),
)
EDITION = (
    day("known_from", "The day from which this was known: its source's publication."),
    moment(
        "computed_at",
        "When the indicator was last computed: what `updated_since` asks about.",
        lambda row: getattr(getattr(row.indicator, "recomputation", None), "computed_at", None),
    ),
)
# --- What was published ---------------------------------------------------------------------------------


def _members_of(rows, values, asked):
    """The figures of councils that were members on the last day of the figure's year."""
    day_of = OuterRef("ends_on")
    members = Membership.objects.filter(
        Q(first_day__isnull=True) | Q(first_day__lte=day_of),
        Q(last_day__isnull=True) | Q(last_day__gte=day_of),
        group__in=keys_of("group", groups(asked), "slug", values),
        authority=OuterRef("authority"),
    )
    return rows.filter(Exists(members))


def _published_since(rows, since):
    """Loaded since, or allowed to be seen since: published, or its embargo over."""
    public = Q(source__published_on__gte=timezone.localdate(since)) | Q(source__embargoed_until__gte=since)
    return rows.filter(public | Q(loaded_by__isnull=True) | Q(loaded_by__loaded_at__gte=since))


def _with_loading(rows):
    """With what a row says of its source; of the import its time alone: its report can be megabytes."""
    return rows.select_related("indicator", "source").annotate(loaded_at=F("loaded_by__loaded_at"))


OBSERVATIONS = Resource(
    name="observations",
    title="Published figures of single authorities",
    scope=BENCHMARKS,
    fields=(*ABOUT, *AUTHORITY_FIELDS, *PUBLISHED),
    filters=(
        INDICATOR,
        YEAR,
        AUTHORITY,
        Filter(
            "group", "A group's lasting name: figures of its members on the year's last day.", _members_of
        ),
        BREAKDOWN,
    ),
    rows=lambda asked: _with_loading(reading.all_observations(asked.knowledge)).select_related("authority"),
    since=_published_since,
)

GROUP_FIGURES = Resource(
    name="group-figures",
    title="Published figures of groups: England, regions, percentiles",
    scope=BENCHMARKS,
    fields=(
        *ABOUT,
        *GROUP_FIELDS,
        text("statistic", "What was published of the group: average, percentile 10."),
        *PUBLISHED,
    ),
    filters=(INDICATOR, YEAR, GROUP, plain("statistic", "What was published: average."), BREAKDOWN),
    rows=lambda asked: _with_loading(reading.all_group_figures(asked.knowledge)).select_related("group"),
    since=_published_since,
)


# --- What is derived --------------------------------------------------------------------------------------


def _derived_since(rows, since):
    """Computed since, or allowed to be seen since. The time is the indicator's: all its rows come."""
    public = Q(known_from__gte=timezone.localdate(since)) | Q(embargoed_until__gte=since)
    computed = Q(indicator__recomputation__computed_at__gte=since)
    return rows.filter(public | computed | Q(indicator__recomputation__computed_at__isnull=True))


STATISTICS = Resource(
    name="statistics",
    title="Distributions, computed from the published figures",
    scope=BENCHMARKS,
    fields=(
        *ABOUT,
        *GROUP_FIELDS,
        whole("n", "How many councils are counted: those with a value."),
        whole("of", "Of how many members that existed then."),
        number(
            "weighted", "Sum of numerators over sum of denominators, where every council counted has both."
        ),
        number("mean", "Mean of the councils' values, each counted once."),
        number("median", "Median."),
        number("p10", "10th percentile (quantile type 7, as are the others)."),
        number("p25", "25th percentile."),
        number("p75", "75th percentile."),
        number("p90", "90th percentile."),
        number("minimum", "Smallest value."),
        number("maximum", "Largest value."),
        *EDITION,
    ),
    filters=(INDICATOR, YEAR, GROUP, BREAKDOWN),
    rows=lambda asked: reading.all_statistics(asked.knowledge).select_related(
        "indicator__recomputation", "group"
    ),
    since=_derived_since,
)

POSITIONS = Resource(
    name="positions",
    title="Where each authority stands in each group, computed from the published figures",
    scope=BENCHMARKS,
    fields=(
        *ABOUT,
        *GROUP_FIELDS,
        *AUTHORITY_FIELDS,
        number("value", "The published value."),
        whole("rank", "1 is best and ties share; where neither way is good, 1 is highest."),
        whole("of", "Of how many."),
        whole("tied", "How many share the rank, this one counted."),
        whole("quartile", "1 is best, by the Department for Education's rule; none for fewer than five."),
        whole(
            "quartile_ohid", "1 is best, by the rule of the Office for Health Improvement and Disparities."
        ),
        whole("quintile", "1 is best; cut points by quantile type 7."),
        whole(
            "quintile_ohid", "1 is best, by the rule of the Office for Health Improvement and Disparities."
        ),
        number("boundary", "Where the next better quartile begins."),
        number("gap", "How far that is, in points."),
        whole("people", "How many more or fewer of what the numerator counts would reach it."),
        *EDITION,
    ),
    filters=(INDICATOR, YEAR, GROUP, AUTHORITY, BREAKDOWN),
    rows=lambda asked: reading.all_positions(asked.knowledge).select_related(
        "indicator__recomputation", "group", "authority"
    ),
    since=_derived_since,
)
