"""How many indicators stand in each quartile, counted from the lists beneath, and how that has moved."""

from benchmarking.models import ComparatorGroup
from performance.benchmarks import summary, words
from performance.benchmarks.profile import why_no_part
from performance.benchmarks.series import among_words
from performance.packs import blocks
from performance.packs.sections import published
from performance.packs.sections.published import Looked

PARTS = {"quartiles": 4, "quintiles": 5}


def build(reading, section) -> dict | None:
    """The counts, and beneath them a table of the indicators in each part."""
    looked = published.look(reading, section.options)
    if isinstance(looked, str):
        return published.cannot(looked)
    parts = PARTS.get(section.options.get("parts"), 4)
    rule = words.OHID if section.options.get("rule") == words.OHID else words.DFE
    lines = looked.lines()
    if not lines:
        return published.cannot(f"No figure of {looked.year} is held of the indicators chosen.")
    # Whether anybody had a figure decides what can be counted; who had none is listed, and not ranked.
    buckets = summary.buckets(lines, parts=parts, rule=rule)
    group = looked.first
    compared = among_words(group) if group is not None else "any group"
    headline = summary.headline(
        buckets, lines, name=looked.council.short_name, group=compared, year=looked.year
    )
    before = _parts_before(looked, lines, parts, rule)
    tables = [_bucket(looked, bucket, lines, before, parts) for bucket in buckets if bucket.lines]
    counts = _counts(looked, buckets, lines, parts)
    tables[-1]["notes"] += [
        published.RULES[rule].format(parts="Quarters" if parts == 4 else "Fifths"),
        published.TIES if rule == words.DFE else "",
        published.DIRECTIONS,
        *published.group_notes(looked, _shown(looked)),
        *looked.gone,
        *published.source_notes(published.sources_of(looked, lines)),
    ]
    return {"blocks": [published.said(headline), counts, *tables]}


def _shown(looked: Looked):
    """The group of the positions, and England beside it."""
    return list({group.pk: group for group in (looked.first, looked.england) if group is not None}.values())


def _counts(looked, buckets, lines, parts):
    """A row for each part and for each reason for having none; it adds up to all."""
    name = "Quartile" if parts == 4 else "Quintile"
    return blocks.table(
        f"{name}s",
        [
            blocks.column(f"{name}, {looked.year}"),
            blocks.column("Indicators", blocks.NUMBER, width=26),
            blocks.column("Improving", blocks.NUMBER, width=26),
            blocks.column("Worsening", blocks.NUMBER, width=26),
        ],
        [
            *(_count(bucket.title, bucket.lines) for bucket in buckets),
            _count("All indicators", lines, total=True),
        ],
        title=f"{looked.council.short_name} among {_among(looked.first)}",
        subtitle=f"{summary.ranked(buckets)} of {len(lines)} indicators have a position",
        shape="benchmark",
    )


def _among(group: ComparatorGroup | None):
    if group is None:
        return "other councils"
    return f"the councils of {group.title}" if group.kind != ComparatorGroup.Kind.NEIGHBOURS else "neighbours"


def _count(title, lines, *, total=False):
    better, worse = summary.moves(lines).values()
    cells = (blocks.cell(str(number), value=number) for number in (len(lines), better, worse))
    return blocks.row(blocks.cell(title), *cells, total=total)


def _parts_before(looked, lines, parts, rule):
    """In which part each indicator stood in the year that it is compared with, by indicator."""
    name = {4: "quartile", 5: "quintile"}[parts] + ("_ohid" if rule == words.OHID else "")
    found = {}
    for line in lines:
        position = looked.held.position(line.indicator, line.change.since, looked.first)
        if position is not None and getattr(position, name) is not None:
            found[line.indicator.pk] = getattr(position, name)
    return found


def _bucket(looked, bucket, lines, before, parts):
    """The indicators of one part: "Top quartile: 5 of 13"."""
    first, england = looked.first, looked.england
    beside = [group for group in _shown(looked) if group is not None]
    columns = [
        blocks.column("Indicator"),
        blocks.column(looked.council.short_name, blocks.NUMBER, beneath=looked.year, width=22),
        *(blocks.column(published.short(group), blocks.NUMBER, width=22) for group in beside),
    ]
    if bucket.part is None:
        columns.append(blocks.column("Why not counted", width=40))
    else:
        columns += [
            blocks.column("Rank", width=30),
            blocks.column("Direction of travel", blocks.DIRECTION, width=30),
        ]
    return blocks.table(
        bucket.title,
        columns,
        [_row(looked, line, bucket, beside, before, parts) for line in bucket.lines],
        title=f"{bucket.title}: {bucket.count} of {len(lines)}",
        shape="benchmark",
    ) | ({} if first or england else {"notes": ["No group was known to compare with."]})


def _row(looked, line, bucket, beside, before, parts):
    indicator = line.indicator
    cells = [
        published.name_cell(indicator, line.year),
        published.figure_cell(line.value, indicator, absence=line.absence),
        *(
            published.group_cell(
                published.beside(looked.held, indicator, line.year, group),
                indicator,
                published.n_of(looked.held, indicator, line.year, group),
            )
            for group in beside
        ),
    ]
    if bucket.part is None:
        return blocks.row(*cells, blocks.cell(why_no_part(line)))
    position = line.position
    rank = words.rank_words(position.rank, position.of, position.tied)
    was = before.get(indicator.pk)
    moved = ""
    if was is not None and was != bucket.part:
        moved = f"{summary.part_title(was, parts)} in {line.change.since}"
    return blocks.row(*cells, blocks.cell(rank, beneath=[moved]), published.direction_cell(line))
