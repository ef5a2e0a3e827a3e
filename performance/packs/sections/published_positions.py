"""Where each of our own measures stands among councils, and how far it is to the next quartile."""

from performance.benchmarks import profile, words
from performance.benchmarks.profile import why_no_part
from performance.models import Measure
from performance.packs import blocks
from performance.packs.sections import published
from performance.packs.sections.published import Looked


def build(reading, section) -> dict | None:
    """A row for each measure of the pack that is a national indicator, in the order of the scorecard."""
    measures = Measure.objects.filter(slug__in=list(reading.rows), indicator__isnull=False)
    slugs = dict(measures.values_list("slug", "indicator__slug"))
    if not slugs:
        return published.cannot("No measure of this pack is linked to a national indicator.")
    options = {"groups": ["england"], **section.options, "indicators": list(slugs.values())}
    looked = published.look(reading, options)
    computed = {} if isinstance(looked, str) else _lines(looked)
    rows, without = [], []
    for slug, row in reading.rows.items():
        if slug not in slugs:
            continue
        line = computed.get(slugs[slug])
        made = _row(row, line)
        rows += [made] if made else []
        without += [] if made else [_why(row, line)]
    if not rows:
        return published.cannot("No position of any measure of this pack was known on its day.")
    notes = [
        f"{published.RULES[words.DFE].format(parts='Quartiles')} Top is best. The distance is that to the "
        "cut point of the next better quartile; councils’ figures move too.",
        published.TIES,
        *without,
    ]
    if not isinstance(looked, str):
        lines = [computed[slug] for slug in slugs.values() if slug in computed]
        notes += [
            *published.group_notes(looked, [looked.first] if looked.first else []),
            *published.source_notes(published.sources_of(looked, lines)),
        ]
    columns = [
        blocks.column("Measure"),
        blocks.column("Published figure", blocks.NUMBER, width=26),
        blocks.column("Quartile", blocks.QUARTILE, width=24),
        blocks.column("Rank", width=26),
        blocks.column("To the next quartile", width=46),
    ]
    return {"blocks": [blocks.table("Positions", columns, rows, notes=notes, shape="benchmark")]}


def _lines(looked: Looked):
    return {line.indicator.slug: line for line in looked.lines(each_latest=True)}


def _row(row, line):
    """A measure's row: its computed position, else the one that somebody published, else None."""
    title = blocks.cell(row.title)
    position = line.position if line is not None else None
    if position is not None and line.value is not None:
        distance, people = profile.distance_words(line)
        quartile = position.quartile
        return blocks.row(
            title,
            published.figure_cell(line.value, line.indicator, beneath=[line.year]),
            published.place_cell(quartile) if quartile is not None else blocks.cell(published.NOTHING),
            published.rank_cell(position, line.indicator),
            blocks.cell(distance or why_no_part(line), beneath=[people]),
        )
    stated = row.quartile
    if stated is None:
        return None
    place = (
        published.place_cell(stated.rank, beneath=[stated.year])
        if stated.rank is not None
        else blocks.cell(stated.word, beneath=[stated.year])
    )
    return blocks.row(
        title,
        blocks.cell("Not held"),
        place,
        blocks.cell("As published", beneath=[stated.group]),
        blocks.cell("Not known: the figures of other councils are not held"),
    )


def _why(row, line):
    why = why_no_part(line) if line is not None else "no published figure is held"
    return f"{row.title}: no position ({why[:1].lower()}{why[1:]})."
