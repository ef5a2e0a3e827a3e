"""Lists of nearest neighbours: those that ship, and those that a council holds and loads itself.

A list is narrowed to the councils that can have a figure: England's with adult social care. What was left out
is said in the group's note, and how many were listed is kept beside how many count.
"""

import csv
import json
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.text import slugify

from benchmarking.models import Authority, AuthorityCode, ComparatorGroup, Membership

ONS = "ONS similar areas (global)"
# What fits into a group's slug beside the rest, and into its title.
LONGEST_KEY, LONGEST_TITLE = 50, 160


class NotAList(Exception):
    """The sentence says why a file holds no list of neighbours."""


@dataclass
class Loaded:
    """What loading lists did: the groups by their council, and what was not made into one, and why."""

    groups: dict[str, ComparatorGroup] = field(default_factory=dict)
    members: int = 0
    skipped: list[tuple[str, str]] = field(default_factory=list)


def load_neighbours(data, *, listing, source, of=None):
    """The lists of a file: JSON with every council's (`{code: [codes]}`), or CSV with the list of `of`.

    `data` are the file's bytes, `listing` says which list it is ("CIPFA 2021"), `of` is an authority. A list
    that is loaded again replaces its members. Codes are GSS codes. A CSV is in order, the most similar first;
    JSON is not. Returns `Loaded`; raises NotAList, and nothing is changed.
    """
    text = _text(data)
    if text.lstrip().startswith(("{", "[")):
        lists, ordered = _from_json(text), False
        if of is not None:
            codes = AuthorityCode.objects.filter(authority=of).values_list("code", flat=True)
            lists = {code: others for code, others in lists.items() if code in set(codes)}
            if not lists:
                raise NotAList(f"The file has no list for {of}.")
    else:
        if of is None:
            raise NotAList("The file is one council’s list: say whose it is.")
        lists, ordered = {of.gss_code: _from_csv(text)}, True
    key = slugify(listing)[:LONGEST_KEY]
    if not key:
        raise NotAList("Give the list a name with letters or figures in it: CIPFA 2021.")
    return keep_lists(lists, key=key, listing=listing, source=source, ordered=ordered)


def _text(data):
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise NotAList("The file is neither JSON nor CSV in UTF-8.") from problem


def _from_json(text):
    try:
        lists = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as problem:
        raise NotAList("The file begins like JSON and is not.") from problem
    if not isinstance(lists, dict) or not all(
        isinstance(others, list) and all(isinstance(code, str) for code in others)
        for others in lists.values()
    ):
        raise NotAList("The file is not a list of codes for each council’s code.")
    return lists


def _from_csv(text):
    reader = csv.DictReader(text.splitlines())
    column = next(
        (
            name
            for name in reader.fieldnames or ()
            if (name or "").strip().casefold() in ("area_code", "gss_code", "code")
        ),
        None,
    )
    if column is None:
        raise NotAList("The first line has no heading “area_code”, “gss_code” or “code”.")
    return [code for row in reader if (code := (row[column] or "").strip())]


# --- Keeping -----------------------------------------------------------------------------------------


@transaction.atomic
def keep_lists(lists, *, key, listing, source, ordered=True):
    """Lists by code into groups and memberships, in a number of queries that does not grow with them."""
    known = {
        row.code: row.authority
        for row in AuthorityCode.objects.filter(scheme="gss").select_related("authority")
    }
    eligible = set(Authority.objects.in_england_with_social_care().values_list("pk", flat=True))
    loaded, narrowed = Loaded(), {}
    for code, others in lists.items():
        council = known.get(code)
        if council is None or council.pk not in eligible:
            loaded.skipped.append((code, "It is no county or single-tier council of England."))
            continue
        found = _narrowed(council, others, known, eligible)
        if not found.members:
            loaded.skipped.append((code, f"The list of {council} names no other council that can count."))
            continue
        narrowed[council] = found
    groups = _groups(narrowed, key=key, listing=listing, source=source)
    memberships = [
        Membership(
            group=groups[council.pk],
            authority=member,
            place=place if ordered else None,
            first_day=member.starts_on,
            last_day=member.ends_on,
        )
        for council, found in narrowed.items()
        for place, member in found.members
    ]
    replace_members(groups.values(), memberships)
    loaded.groups = {council.code: groups[council.pk] for council in narrowed}
    loaded.members = len(memberships)
    return loaded


@dataclass(frozen=True)
class _Narrowed:
    listed: int
    members: list  # (place in the list, authority)
    note: str


def _narrowed(council, codes, known, eligible):
    """A council's list without itself and those that can have no figure, and the note that says so."""
    codes = list(dict.fromkeys(codes))
    others = [(code, known.get(code)) for code in codes if known.get(code) != council]
    members = [(place, other) for place, (_, other) in enumerate(others, 1) if other and other.pk in eligible]
    left_out = len(others) - len(members)
    sentences = []
    if left_out:
        sentences.append(
            f"{len(members)} of the {len(others)} listed can have a figure; {left_out} "
            f"{'is a district' if left_out == 1 else 'are districts'} or outside England."
        )
    if len(others) < len(codes):
        sentences.append(f"{council.short_name} stood in its own list and was taken out.")
    for _, other in members:
        if other.ends_on:
            sentences.append(
                f"{other.short_name} was abolished on {other.ends_on:%-d %B %Y} and counts to that day; "
                "what followed it is not put in its place."
            )
    return _Narrowed(listed=len(others), members=members, note=" ".join(sentences))


def _groups(narrowed, *, key, listing, source):
    """The groups of the councils, by the council's id, whether they were there or not."""
    held = {
        row.of_id: row
        for row in ComparatorGroup.objects.filter(kind=ComparatorGroup.Kind.NEIGHBOURS, listing=listing)
    }
    new, old = [], []
    for council, found in narrowed.items():
        group = held.setdefault(
            council.pk,
            ComparatorGroup(
                slug=f"neighbours-{key}-{council.code}",
                kind=ComparatorGroup.Kind.NEIGHBOURS,
                of=council,
                listing=listing,
            ),
        )
        title = f"Nearest neighbours of {council.short_name} ({listing})"
        group.title, group.listed = title[:LONGEST_TITLE], found.listed
        group.note, group.source = found.note, source
        (old if group.pk else new).append(group)
    taken = ComparatorGroup.objects.filter(slug__in=[group.slug for group in new]).first()
    if taken:
        raise NotAList(
            f"“{listing}” is too like “{taken.listing or taken.title}”: give the list another name."
        )
    ComparatorGroup.objects.bulk_create(new)
    ComparatorGroup.objects.bulk_update(old, ["title", "listed", "note", "source"])
    return {group.of_id: group for group in (*old, *new)}


def replace_members(groups, memberships):
    """The memberships of the groups become these; one that stays keeps its row."""
    wanted = {(row.group_id, row.authority_id) for row in memberships}
    gone = [
        pk
        for pk, *pair in Membership.objects.filter(group__in=groups).values_list(
            "pk", "group_id", "authority_id"
        )
        if tuple(pair) not in wanted
    ]
    Membership.objects.filter(pk__in=gone).delete()
    Membership.objects.bulk_create(
        memberships,
        update_conflicts=True,
        unique_fields=["group", "authority"],
        update_fields=["place", "first_day", "last_day"],
    )
