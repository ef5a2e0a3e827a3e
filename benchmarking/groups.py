"""Groups to compare with: England, its regions, the types of council, and nearest neighbours."""

from datetime import date

from django.db import transaction
from django.utils.text import slugify

from benchmarking.indicators import rows_of
from benchmarking.models import Authority, ComparatorGroup, GroupName, Membership, Source
from benchmarking.neighbours import ONS, keep_lists, replace_members
from benchmarking.resolving import key_of

ENGLAND = {"England": ("E92000001",)}
REGIONS = {
    "East Midlands": ("EM", "E12000004"),
    "East of England": ("E", "E12000006", "Eastern", "East"),
    "London": ("L", "E12000007"),
    "North East": ("NE", "E12000001"),
    "North West": ("NW", "E12000002"),
    "South East": ("SE", "E12000008"),
    "South West": ("SW", "E12000009"),
    "West Midlands": ("WM", "E12000005"),
    "Yorkshire and The Humber": ("YH", "E12000003"),
}
# As the adult social care collections class councils.
TYPES = {
    "Shire Counties": ("S", "Shire County"),
    "Unitary Authorities": ("U", "Unitary Authority"),
    "Metropolitan Districts": ("M", "Metropolitan District"),
    "Inner London": ("I",),
    "Outer London": ("O",),
    "District": ("D",),
}
# Published for 2021/22 and 2022/23 alone: the respondents of these two add up to it. They are unitary
# authorities before and after everywhere else, and from 2023/24 here too.
DISTRICTS = ["NNT", "WNT"]
DISTRICTS_FROM, DISTRICTS_TO = date(2021, 4, 1), date(2023, 3, 31)
UNITARY_FROM = date(2023, 4, 1)


@transaction.atomic
def load_groups():
    """England, the regions, the types and the ONS's lists, with dated members. Twice changes nothing.

    Every member stands for the days on which it existed, so that no day counts a council together with its
    successor. Needs `areas.load_areas` first.
    """
    councils = list(Authority.objects.in_england_with_social_care())
    kinds = ComparatorGroup.Kind
    _load(kinds.ENGLAND, ENGLAND, lambda title: [_lifelong(row) for row in councils])
    _load(kinds.REGION, REGIONS, lambda title: [_lifelong(row) for row in councils if row.region == title])
    _load(kinds.TYPE, TYPES, lambda title: [*_of_type(title, councils)])
    return keep_lists(_ons_lists(), key="ons", listing=ONS, source=_ons_source())


def _lifelong(council):
    return council, council.starts_on, council.ends_on


def _of_type(title, councils):
    """The members of a type, with their days."""
    for council in councils:
        if council.code in DISTRICTS and title == "District":
            yield council, DISTRICTS_FROM, DISTRICTS_TO
        elif council.code in DISTRICTS and title == council.kind:
            yield council, UNITARY_FROM, council.ends_on
        elif title == council.kind:
            yield _lifelong(council)


def _load(kind, names, members_of):
    """The groups of one kind with their names, and their members as they should be and no others."""
    slugs = {title: title.lower() if kind == "england" else f"{kind}-{slugify(title)}" for title in names}
    ComparatorGroup.objects.bulk_create(
        [ComparatorGroup(slug=slug, title=title, kind=kind) for title, slug in slugs.items()],
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["title", "kind"],
    )
    held = {row.title: row for row in ComparatorGroup.objects.filter(slug__in=slugs.values())}
    GroupName.objects.bulk_create(
        [
            GroupName(group=held[title], name=name, key=key_of(name))
            for title, others in names.items()
            for name in (title, *others)
        ],
        ignore_conflicts=True,
    )
    replace_members(
        held.values(),
        [
            Membership(group=group, authority=council, first_day=first, last_day=last)
            for title, group in held.items()
            for council, first, last in members_of(title)
        ],
    )


# --- The lists that ship ------------------------------------------------------------------------------


def _ons_source():
    """The lists name two boroughs by codes of 1 April 2025, so they cannot have been published before."""
    source, _ = Source.objects.get_or_create(
        title="Similar areas to each local authority in the UK (statistical nearest neighbours, global)",
        defaults={
            "publisher": "Office for National Statistics",
            "published_on": date(2025, 4, 1),
            "published_label": "2025; not before 1 April",
            "licence": "Open Government Licence v3.0",
        },
    )
    return source


def _ons_lists():
    return {row["gss_code"]: row["neighbours"].split() for row in rows_of("neighbours_ons")}
