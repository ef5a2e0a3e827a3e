"""Value for money, indicator by indicator: our figure, the group's mean, our rank, and the line of years."""

from performance.benchmarks import compare, profile, words
from performance.packs import blocks
from performance.packs.sections import published, published_charts
from performance.packs.sections.published import Looked

NO_SPENDING = (
    "No figures of spending are held, so this profile has outcomes alone. Its cost side would need what each "
    "council spends for each adult, as the Adult Social Care Finance Return or the revenue outturn gives it."
)


def build(reading, section) -> dict | None:
    """Cost and outcomes as tables, and beneath them a chart for each indicator that was chosen for one."""
    looked = published.look(reading, section.options)
    if isinstance(looked, str):
        return published.cannot(looked)
    lines = looked.lines(each_latest=not section.options.get("year"))
    lines = [line for line in lines if line.value is not None]
    if not lines:
        return published.cannot(f"{looked.council.short_name} has no figure of the indicators chosen.")
    costs = [line for line in lines if line.indicator.is_spend]
    outcomes = [line for line in lines if not line.indicator.is_spend]
    tables = [_table(looked, "Cost", costs)] if costs else []
    tables += [_table(looked, "Outcomes", outcomes)] if outcomes else []
    tables[-1]["notes"] += [
        published.RULES[words.DFE].format(parts="Quartiles"),
        published.TIES,
        *published.means_note([row for table in tables for row in table["rows"]]),
        *published.group_notes(looked),
        *looked.gone,
        *published.source_notes(published.sources_of(looked, lines)),
    ]
    said = [published.headline(looked, lines, section.options.get("year") or "", looked.first)]
    if not costs:
        said.append(NO_SPENDING)
    drawn = set(section.options.get("charts") or ())
    charts = [
        published_charts.line_chart(looked, line.indicator) for line in lines if line.indicator.slug in drawn
    ]
    return {"blocks": [published.said(*said), *tables, *filter(None, charts)]}


def _table(looked: Looked, title, lines):
    mean = looked.first
    columns = [
        blocks.column("Indicator"),
        blocks.column("Good is", width=15),
        blocks.column(looked.council.short_name, blocks.NUMBER, width=22),
        *([blocks.column(published.short(mean), blocks.NUMBER, width=24)] if mean else []),
        blocks.column("Rank", width=27),
        blocks.column("Quartile", blocks.QUARTILE, width=20),
        blocks.column("Trend", blocks.SERIES, width=28),
    ]
    return blocks.table(
        title, columns, [_row(looked, line) for line in lines], title=title, shape="benchmark"
    )


def _row(looked, line):
    held, indicator, mean = looked.held, line.indicator, looked.first
    position, among = _position(looked, line)
    year = [line.year]
    cells = [
        published.name_cell(indicator, line.year),
        blocks.cell(compare.GOOD[indicator.polarity]),
        published.figure_cell(line.value, indicator, absence=line.absence, beneath=year),
    ]
    if mean is not None:
        found = published.beside(held, indicator, line.year, mean)
        cells.append(published.group_cell(found, indicator, published.n_of(held, indicator, line.year, mean)))
    if position is None:
        cells += [blocks.cell("Not ranked"), blocks.cell(published.NOTHING)]
    else:
        cells.append(published.rank_cell(position, indicator, beneath=[among]))
        quartile = position.quartile
        cells.append(blocks.cell(published.NOTHING) if quartile is None else published.place_cell(quartile))
    spark = profile.spark_of(line)
    return blocks.row(*cells, blocks.cell(series=_series(indicator, spark)))


def _position(looked, line):
    """The position in the first of the groups that ranks the council, else in England, and among whom."""
    for group in [*looked.groups, looked.england]:
        position = looked.held.position(line.indicator, line.year, group)
        if position is not None and published.speaks_for(looked.held, line.indicator, line.year, group):
            return position, published.short(group)
    return None, ""


def _series(indicator, spark):
    """The small line, named in words first: figures alone do not read as language."""
    if spark is None:
        return None
    return {
        "values": [None if value is None else f"{value.normalize():f}" for value in spark.values],
        "target": None,
        "title": f"{indicator.title}: a small line of all the years that are held, {spark.title}",
        "breaks": list(spark.breaks),
    }
