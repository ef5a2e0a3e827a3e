"""Which group a page compares a council with, and what it says of it."""

from benchmarking import reading
from benchmarking.models import Authority, ComparatorGroup
from benchmarking.reading import Knowledge

# In the order in which they are offered.
KINDS = (
    ComparatorGroup.Kind.ENGLAND,
    ComparatorGroup.Kind.REGION,
    ComparatorGroup.Kind.TYPE,
    ComparatorGroup.Kind.NEIGHBOURS,
    ComparatorGroup.Kind.OWN,
)


def of_council(knowledge: Knowledge, council: Authority) -> list[ComparatorGroup]:
    """A council's groups on the day shown; of a former council those of its last day. England first."""
    day = knowledge.on
    if council.ends_on is not None:
        day = min(day, council.ends_on)
    if council.starts_on is not None:
        day = max(day, council.starts_on)
    found = reading.groups_of(knowledge, council, day=day)
    return sorted(found, key=lambda group: (KINDS.index(group.kind), group.title))


def choose(groups: list[ComparatorGroup], asked: str) -> ComparatorGroup | None:
    """The group of an address; another council's region or neighbours mean this council's. Else England."""
    for group in groups:
        if group.slug == asked:
            return group
    kind = asked.partition("-")[0]
    return next((group for group in groups if group.kind == kind), groups[0] if groups else None)


def of_kind(groups: list[ComparatorGroup], kind: str) -> ComparatorGroup | None:
    """The first of the groups that is of this kind."""
    return next((group for group in groups if group.kind == kind), None)


def label(group: ComparatorGroup) -> str:
    """A group as it is chosen: its title, and which list it is where the title does not say."""
    if group.listing and group.listing not in group.title:
        return f"{group.title} ({group.listing})"
    return group.title


def inside_words(group: ComparatorGroup, council: Authority) -> str:
    """Whether the council counts in the group's mean, in its n and in its ranks."""
    if group.kind == ComparatorGroup.Kind.OWN and not group.memberships.filter(authority=council).exists():
        return f"{council.short_name} is not on this list: outside its mean and n, and not ranked"
    if group.kind == ComparatorGroup.Kind.NEIGHBOURS:
        return f"{council.short_name} is outside its neighbours’ mean and n, and is ranked together with them"
    return f"{council.short_name} is inside the mean, n and ranks"
