"""What sections of published figures share: whose figures, beside which groups, of which year.

All is read through `Reading.knowledge`: what was known on the pack's day, without what is embargoed or may
not be republished. A choice that names something that is not held is left out, and a note says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings

from benchmarking.models import Authority, ComparatorGroup, Indicator
from performance.benchmarks import compare, groups, standing, words
from performance.benchmarks.profile import GroupValue, group_value
from performance.benchmarks.series import lower_first
from performance.benchmarks.standing import Held, Standing
from performance.packs import blocks
from performance.rules.numbers import round_half_up

# What a section is beside where nobody chose.
USUAL_GROUPS = ("region", "neighbours", "england")
NOTHING = "–"
# A mean of less than half of a group is none of the group: a voluntary survey, a paper with one figure.
HALF = 2


@dataclass(frozen=True)
class Looked:
    """One council beside some groups: all its figures, the indicators chosen, and what could not be found."""

    council: Authority
    groups: Sequence[ComparatorGroup]
    england: ComparatorGroup | None
    held: Held
    indicators: Sequence[Indicator]
    chosen: bool
    year: str
    gone: Sequence[str] = ()
    members: Mapping[int, Sequence[Authority]] = field(default_factory=dict)

    @property
    def first(self):
        """The group that positions are of: the first chosen."""
        return self.groups[0] if self.groups else None

    def lines(self, *, group=None, each_latest=False) -> list[Standing]:
        """A line for each indicator in the section's year, or each in its own latest, in the order chosen."""
        year = standing.LATEST if each_latest else self.year
        found = standing.standings(self.held, group=group or self.first, england=self.england, year=year)
        by_indicator = {line.indicator.pk: line for line in found}
        return [by_indicator[one.pk] for one in self.indicators if one.pk in by_indicator]


def look(reading, options) -> Looked | str:
    """What a section is made from, or a sentence why it cannot be made. Ten queries for a pack's first."""
    code = str(options.get("council") or settings.COUNCIL_AUTHORITY)
    council = reading.benchmarks.council(code)
    if council is None:
        return f"No council with the code “{code}” is held. Load the published figures, or choose another."
    asked = options.get("groups") or USUAL_GROUPS
    known, held = reading.benchmarks.held(council, tuple(asked))
    england = groups.of_kind(known, ComparatorGroup.Kind.ENGLAND)
    if not held.indicators:
        return (
            f"No published figure of {council.short_name} was known on the day of this pack. "
            "Load published figures in the administration."
        )
    chosen, gone = _groups(known, asked, told=bool(options.get("groups")))
    by_slug = {one.slug: one for one in held.indicators}
    slugs = options.get("indicators") or []
    gone += [f"No figures are held of the indicator “{slug}”." for slug in slugs if slug not in by_slug]
    usual = sorted(held.indicators, key=lambda one: (one.topic, one.title))
    years = held.years
    year = str(options.get("year") or "")
    if year and year not in years:
        gone.append(f"No figures of {year} are held; the latest year is shown in its place.")
        year = ""
    return Looked(
        council=council,
        groups=chosen,
        england=england,
        held=held,
        indicators=[by_slug[slug] for slug in dict.fromkeys(slugs) if slug in by_slug] if slugs else usual,
        chosen=bool(slugs),
        year=year or (years[0] if years else ""),
        gone=gone,
        members=reading.benchmarks.members(council, tuple(known)),
    )


def _groups(known, asked, *, told):
    """The groups of some words or slugs in their order, and a sentence for each that is not there."""
    found, gone = {}, []
    for one in asked:
        group = find_group(known, one)
        if group is not None:
            found[group.pk] = group
        elif told:
            gone.append(f"No group “{one}” was known for this council on the day of this pack.")
    return list(found.values()), gone


def find_group(known: Sequence[ComparatorGroup], asked: str) -> ComparatorGroup | None:
    """A group by its slug, or the council's own one of a kind: "region", "neighbours"."""
    exact = next((group for group in known if group.slug == asked), None)
    return exact or groups.of_kind(known, asked)


# --- Cells -------------------------------------------------------------------------------------------


def figure_cell(value, indicator, *, absence="", beneath=()):
    """A figure as it is printed; without one the reason why, in words."""
    if value is None:
        return blocks.cell(absence or NOTHING)
    rounded = round_half_up(value, indicator.decimals)
    return blocks.cell(
        words.printed(value, indicator), value=f"{rounded:f}", unit=indicator.unit, beneath=beneath
    )


def headline(looked: Looked, lines: Sequence[Standing], year: str, group: ComparatorGroup | None) -> str:
    """In how many indicators the council is better than a group, of those whose group is printed."""
    kept = [
        one
        for one in lines
        if group and beside(looked.held, one.indicator, one.year, group).value is not None
    ]
    return compare.headline(looked.held, kept, group, year)


def speaks_for(held, indicator, year, group) -> bool:
    """Whether what is derived of a group is of at least half of its councils in that year."""
    row = held.statistic(indicator, year, group)
    return row is not None and row.n > 0 and row.n * HALF >= row.of


def beside(held, indicator, year, group) -> GroupValue:
    """A group's published figure, else the mean of its councils; nothing where that is of too few of them."""
    found = group_value(held, indicator, year, group)
    if found.what != "published" and not speaks_for(held, indicator, year, group):
        return GroupValue(None, "", "")
    return found


def group_cell(found, indicator, n=None):
    """A group's figure; a mean says of how many councils."""
    beneath = [f"n = {n}"] if n is not None and found.what != "published" else []
    return figure_cell(found.value, indicator, beneath=beneath)


def n_of(held, indicator, year, group):
    """How many councils a group's mean in a year is of."""
    row = held.statistic(indicator, year, group)
    return row.n if row is not None else None


def name_cell(indicator, year):
    """An indicator: its title, and beneath it the code of that year and what its figures count."""
    code = standing.code_in(indicator, year)
    named = f"{indicator.framework} {code}".strip() if code else ""
    return blocks.cell(indicator.title, beneath=[named, words.unit_beneath(indicator)])


def direction_cell(line):
    """The arrow of the number and the word of what it means; else why nothing is compared."""
    change = line.change
    if change.arrow:
        return blocks.cell(direction={"arrow": change.arrow, "meaning": change.meaning})
    return blocks.cell(change.not_compared.rstrip(".") or NOTHING)


def place_cell(rank, *, beneath=()):
    """A quartile as bars and a word."""
    return blocks.cell(place={"rank": rank, "word": words.QUARTILES[rank]}, beneath=beneath)


def rank_cell(position, indicator, *, beneath=()):
    """A rank; where neither end is good it says which end it counts from."""
    rank = words.rank_words(position.rank, position.of, position.tied)
    from_end = words.first_is(indicator) if indicator.polarity == Indicator.Polarity.NONE else ""
    return blocks.cell(rank, beneath=[*beneath, from_end])


def short(group: ComparatorGroup) -> str:
    """A group as a column is headed."""
    return "Nearest neighbours" if group.kind == ComparatorGroup.Kind.NEIGHBOURS else group.title


def unit_of(indicator) -> dict:
    """How a chart prints figures of an indicator."""
    before = "£" if indicator.unit.startswith("£") else ""
    after = "%" if indicator.unit == "%" else ""
    return {"before": before, "after": after, "decimals": indicator.decimals}


# --- What is said beneath tables ---------------------------------------------------------------------------

# Why a council that is first, with many others, may be in none of the best parts by the DfE's rule.
TIES = (
    "A figure on a cut point belongs to the part of lower figures: where many councils share the highest "
    "one, they are first equal and yet not in the top part."
)
# By which rule parts are cut, for readers who know neither rule by its letters.
RULES = {
    words.DFE: "{parts} as the Department for Education cuts them: at quantiles of type 7.",
    words.OHID: "{parts} as the Office for Health Improvement and Disparities cuts them: by rank, ties "
    "taking the lowest.",
}
DIRECTIONS = (
    "Direction of travel: the arrow says which way the figure went since the year before, the word whether "
    "that is good."
)


def group_notes(looked: Looked, found: Sequence[ComparatorGroup] | None = None) -> list[str]:
    """Of which groups the council is part, and a list's members by name."""
    found = looked.groups if found is None else found
    lists = (ComparatorGroup.Kind.NEIGHBOURS, ComparatorGroup.Kind.OWN)
    plain = [group for group in found if group.kind not in lists]
    notes = []
    for is_inside, counts in ((True, "include"), (False, "do not include")):
        named = [group.title for group in plain if _is_inside(looked, group) == is_inside]
        if named:
            notes.append(f"The figures of {listed(named)} {counts} {looked.council.short_name}.")
    return notes + [_list_note(looked, group) for group in found if group.kind in lists]


def listed(names: Sequence[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _is_inside(looked, group):
    return looked.council in looked.members.get(group.pk, ())


def _list_note(looked, group):
    members = looked.members.get(group.pk, ())
    if not members:
        # A mean that somebody printed of a list that is not held.
        return f"{groups.label(group)}: as printed in the source, without the names of its councils."
    counts = "includes" if _is_inside(looked, group) else "does not include"
    names = ", ".join(member.short_name for member in members)
    of_list = f" of {group.listed} on the list" if group.listed not in (None, len(members)) else ""
    return (
        f"{groups.label(group)}: its mean {counts} {looked.council.short_name}. The "
        f"{words.councils(len(members))}{of_list} that can have a figure: {names}."
    )


def source_notes(sources) -> list[str]:
    """Where the figures are from, under which licence, and on which day they were known."""
    ordered = sorted(sources, key=lambda source: (source.published_on, source.pk), reverse=True)
    named = "; ".join(
        f"{source.title} ({source.publisher}, {words.published_words(source)}"
        f"{f'; {source.licence}' if source.licence else ''})"
        for source in ordered
    )
    return [f"Source: {named}."] if named else []


def sources_of(looked: Looked, lines: Sequence[Standing], *, with_before=True) -> set:
    """The sources of some lines, of their groups' published figures, and of the figures before."""
    held = looked.held
    sources = {source for line in lines for source in line.sources}
    for line in lines:
        for group in looked.groups:
            figure = held.figure(line.indicator, line.year, group)
            sources |= {figure.source} if figure is not None else set()
        before = held.observation(line.indicator, line.change.since) if with_before else None
        sources |= {before.source} if before is not None else set()
    return sources


def without_figures(looked: Looked, lines: Sequence[Standing]) -> list[str]:
    """Which indicators have no figure of the council, and why: suppressed, not surveyed, not available."""
    found = {}
    for line in lines:
        found.setdefault(line.absence, []).append(line.indicator.title)
    return [
        f"{looked.council.short_name} has no figure for {looked.year} ({lower_first(why)}): "
        f"{'; '.join(titles)}."
        for why, titles in found.items()
    ]


def cannot(sentence: str) -> dict:
    """A section that cannot be made says why, where it would stand."""
    return {"blocks": [blocks.prose(blocks.paragraph(blocks.run(sentence)))]}


def said(*sentences: str, style="paragraph") -> dict:
    """Sentences as a block of prose, a paragraph each."""
    return blocks.prose(*(blocks.paragraph(blocks.run(one), style=style) for one in sentences if one))


MEANS = (
    "n: the number of councils that a mean is of; a group’s figure without n is as published. A mean of "
    "fewer than half of a group’s councils is left out."
)


def means_note(rows) -> list[str]:
    """What n is, where a cell of some rows says it of a mean."""
    beneath = (text for row in rows for cell in row["cells"] for text in cell["beneath"])
    return [MEANS] if any(text.startswith("n = ") for text in beneath) else []
