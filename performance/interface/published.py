"""The world's figures: what was published, and what is derived from it, as known on a day.

Everything is read through `benchmarking.reading` with a public `Knowledge`: no embargoed figure and none that
may not be republished leaves by this interface, whoever's the token is.
"""

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from benchmarking import reading
from benchmarking.models import Authority, Indicator, Membership
from performance.interface.fields import (
    Filter,
    Resource,
    day,
    keyed,
    keys_of,
    moment,
    number,
    plain,
    text,
    whole,
    yes_no,
)
from performance.models import ApiToken

BENCHMARKS = ApiToken.Scope.BENCHMARKS


def _indicators(asked):
    return Indicator.objects.all()


def _authorities(asked):
    return Authority.objects.all()


def _groups(asked):
    return asked.knowledge.groups()


INDICATOR = keyed("indicator", "An indicator's lasting name, as in `indicators`.", _indicators, "slug")
AUTHORITY = keyed("authority", "An authority's code, as in `authorities`: LEC.", _authorities, "code")
GROUP = keyed("group", "A group's lasting name, as in `groups`: england.", _groups, "slug")
YEAR = plain("year", "A year as printed: 2019/20.")
BREAKDOWN = plain("breakdown", "A breakdown: Female. Given empty, the whole alone.")

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
    text(
        "numerator_marker",
        "The marker in place of the numerator.",
        lambda row: row.markers.get("numerator", ""),
    ),
    text(
        "denominator_marker",
        "The marker in place of the denominator.",
        lambda row: row.markers.get("denominator", ""),
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
GROUP_FIELDS = (
    text("group", "The group's lasting name.", "group.slug"),
    text("group_title", "Its title.", "group.title"),
)
AUTHORITY_FIELDS = (
    text("authority", "The authority's code.", "authority.code"),
    text("authority_name", "Its name.", "authority.short_name"),
)


# --- What figures are about -------------------------------------------------------------------------------

INDICATORS = Resource(
    name="indicators",
    title="Nationally published indicators",
    scope=BENCHMARKS,
    fields=(
        text("indicator", "The indicator's lasting name, by which the other listings refer to it.", "slug"),
        text("title", "Title."),
        text("codes", "Printed codes and the years in which they named it.", lambda row: _codes(row)),
        text("framework", "The framework it belongs to."),
        text("topic", "The heading it stands under."),
        text("polarity", "Which way is good: high, low or none."),
        text("unit", "Unit."),
        whole("decimals", "Decimal places that it is printed with."),
        number("per", "Value = numerator / denominator x this; nothing where no division makes it."),
        text("counts", "What the numerator counts."),
        yes_no("is_spend", "Whether it is spending."),
        text("definition", "Definition."),
    ),
    filters=(
        keyed("indicator", "An indicator's lasting name.", _indicators, "slug", "pk"),
        plain("framework", "A framework: ASCOF."),
    ),
    rows=lambda asked: Indicator.objects.prefetch_related("codes"),
    since="Indicators have no time of change: read all of them, and leave “updated_since” out.",
)


def _codes(indicator):
    return "; ".join(_code(code) for code in indicator.codes.all())


def _code(code):
    """ "ASCOF 1C(1A), 2014/15 to 2022/23"; without years where it always named it."""
    if not code.first_year and not code.last_year:
        return str(code)
    first, last = code.first_year, code.last_year
    if first and last:
        return f"{code}, {first} to {last}"
    return f"{code}, from {first}" if first else f"{code}, to {last}"


AUTHORITIES = Resource(
    name="authorities",
    title="Authorities, current and former",
    scope=BENCHMARKS,
    fields=(
        text("authority", "The authority's code, by which the other listings refer to it: LEC.", "code"),
        text("name", "Full name."),
        text("short_name", "Name as it is printed."),
        text("gss_code", "Code of the Office for National Statistics."),
        text("nation", "Nation."),
        text("region", "Region."),
        text("type", "Type, as the source of the figures classes it: Shire Counties.", "kind"),
        text("tier", "upper (a county), unitary (a single tier), lower (a district) or other."),
        day("starts_on", "First day; nothing: long ago."),
        day("ends_on", "Last day, of one that was abolished."),
        text("successors", "Codes of the authorities that followed it.", lambda row: _successors(row)),
    ),
    filters=(
        keyed("authority", "An authority's code: LEC.", _authorities, "code", "pk"),
        plain("region", "A region: East Midlands."),
        plain("type", "A type: Shire Counties.", "kind"),
    ),
    rows=lambda asked: Authority.objects.prefetch_related("successors"),
    since="Authorities have no time of change: read all of them, and leave “updated_since” out.",
)


def _successors(authority):
    return "; ".join(sorted(successor.code for successor in authority.successors.all()))


GROUPS = Resource(
    name="groups",
    title="Groups that councils are compared in",
    scope=BENCHMARKS,
    fields=(
        text("group", "The group's lasting name, by which the other listings refer to it.", "slug"),
        text("title", "Title."),
        text("kind", "england, region, type, neighbours or own."),
        text("of", "Of a council's nearest neighbours: that council's code.", "of.code"),
        text("listing", "Which list: ONS similar areas (global)."),
        whole("listed", "How many the list named before it was narrowed to councils that can have a figure."),
        text("note", "What was left out of the list, and why."),
        text("source", "The publication.", "source.title"),
        day("published_on", "The day on which it became known.", "source.published_on"),
    ),
    filters=(
        keyed("group", "A group's lasting name: england.", _groups, "slug", "pk"),
        plain("kind", "england, region, type, neighbours or own."),
        keyed("of", "A council's code: LEC.", _authorities, "code"),
    ),
    rows=lambda asked: _groups(asked).select_related("of", "source"),
    since="Groups have no time of change: read all of them, and leave “updated_since” out.",
)

MEMBERS = Resource(
    name="group-members",
    title="Which authority is in which group, and when",
    scope=BENCHMARKS,
    fields=(
        *GROUP_FIELDS,
        *AUTHORITY_FIELDS,
        whole("place", "Place in the list, where it is an ordered one."),
        day("first_day", "First day; nothing: from ever."),
        day("last_day", "Last day; nothing: for ever."),
    ),
    filters=(GROUP, AUTHORITY),
    rows=lambda asked: reading.all_members(asked.knowledge).select_related("group", "authority"),
    since="Members have no time of change: read all of them, and leave “updated_since” out.",
)


# --- What was published ---------------------------------------------------------------------------------


def _members_of(rows, values, asked):
    """The figures of councils that were members on the last day of the figure's year."""
    day_of = OuterRef("ends_on")
    members = Membership.objects.filter(
        Q(first_day__isnull=True) | Q(first_day__lte=day_of),
        Q(last_day__isnull=True) | Q(last_day__gte=day_of),
        group__in=keys_of("group", _groups(asked), "slug", values),
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
