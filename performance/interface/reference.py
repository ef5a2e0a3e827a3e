"""What published figures are about: indicators, authorities, groups and who is in them."""

from benchmarking import reading
from benchmarking.models import Authority, Indicator
from performance.interface.fields import Resource, day, keyed, number, plain, text, whole, yes_no
from performance.models import ApiToken

BENCHMARKS = ApiToken.Scope.BENCHMARKS


def indicators(asked):
    return Indicator.objects.all()


def authorities(asked):
    return Authority.objects.all()


def groups(asked):
    return asked.knowledge.groups()


INDICATOR = keyed("indicator", "An indicator's lasting name, as in `indicators`.", indicators, "slug")
AUTHORITY = keyed("authority", "An authority's code, as in `authorities`: LEC.", authorities, "code")
GROUP = keyed("group", "A group's lasting name, as in `groups`: england.", groups, "slug")

GROUP_FIELDS = (
    text("group", "The group's lasting name.", "group.slug"),
    text("group_title", "Its title.", "group.title"),
)
AUTHORITY_FIELDS = (
    text("authority", "The authority's code.", "authority.code"),
    text("authority_name", "Its name.", "authority.short_name"),
)


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
        keyed("indicator", "An indicator's lasting name.", indicators, "slug", "pk"),
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
        keyed("authority", "An authority's code: LEC.", authorities, "code", "pk"),
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
        keyed("group", "A group's lasting name: england.", groups, "slug", "pk"),
        plain("kind", "england, region, type, neighbours or own."),
        keyed("of", "A council's code: LEC.", authorities, "code"),
    ),
    rows=lambda asked: groups(asked).select_related("of", "source"),
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
