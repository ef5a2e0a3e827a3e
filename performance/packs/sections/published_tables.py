"""Tables of published figures: measures beside groups, and indicators beside the spread of all councils."""

from benchmarking.models import Indicator
from performance.benchmarks import compare, words
from performance.benchmarks.changes import order_of
from performance.benchmarks.profile import GroupValue
from performance.packs import blocks
from performance.packs.sections import published
from performance.packs.sections.published import Looked

# So many indicators stand beside each other: each has a column for each of two years.
TOGETHER = 3
# The percentiles by where they lie, and as a publication of somebody else's percentiles names them.
HIGH_END, LOW_END = ("p90", "percentile 90"), ("p10", "percentile 10")
MEAN = ("mean", "mean")
# What is not derived here: who printed it is the source.
PRINTED = "as printed"
PERCENTILES = "Nine in ten councils are under the 90th percentile, and one in ten is under the 10th."


def build(reading, section) -> dict | None:
    """The comparison, or the tables of benchmarks."""
    looked = published.look(reading, section.options)
    if isinstance(looked, str):
        return published.cannot(looked)
    if section.kind == "benchmark_table":
        return _benchmark(reading, looked)
    return _comparison(looked)


# --- The comparison ------------------------------------------------------------------------------------


def _comparison(looked: Looked):
    """A row for each measure as committees print it; each measure is there once, in the order chosen."""
    lines = looked.lines()
    shown = [line for line in lines if line.value is not None]
    without = [line for line in lines if line.value is None]
    made = {row["slug"]: row for row in compare.measure_rows(looked.held, shown, looked.groups)}
    before = _year_before(shown)
    columns = [
        blocks.column("Measure"),
        blocks.column("Code", width=16),
        blocks.column("Good is", width=16),
        blocks.column(looked.council.short_name, blocks.NUMBER, beneath=looked.year, width=21),
        blocks.column(looked.council.short_name, blocks.NUMBER, beneath=before or "Before", width=21),
        blocks.column("Direction of travel", blocks.DIRECTION, width=32),
        *(
            blocks.column(published.short(group), blocks.NUMBER, beneath=looked.year, width=25)
            for group in looked.groups
        ),
    ]
    # By code where nobody chose an order, as the framework's own tables are.
    ordered = shown if looked.chosen else sorted(shown, key=lambda line: _by_code(made[line.indicator.slug]))
    rows = [_compared(looked, line, made[line.indicator.slug], before) for line in ordered]
    table = blocks.table(
        "Comparison",
        columns,
        rows,
        notes=[
            published.DIRECTIONS,
            *published.means_note(rows),
            *published.group_notes(looked),
            *published.without_figures(looked, without),
            *looked.gone,
            *published.source_notes(published.sources_of(looked, shown)),
        ],
        shape="benchmark",
    )
    against = looked.england if looked.england in looked.groups else looked.first
    headline = published.headline(looked, shown, looked.year, against)
    return {"blocks": [published.said(headline), table] if rows else [published.said(*table["notes"])]} | {
        "turned": bool(rows)
    }


def _by_code(row):
    return row["code"], row["title"]


def _year_before(lines):
    """The year that most of the earlier figures are of."""
    years = [line.change.since for line in lines if line.change.since]
    return max(sorted(set(years), key=order_of, reverse=True), key=years.count, default="")


def _compared(looked, line, made, before):
    indicator = line.indicator
    # A figure of another year than the heading names says so.
    of_year = [made["before_year"]] if made["before_year"] not in ("", before) else []
    return blocks.row(
        blocks.cell(indicator.title, beneath=[words.unit_beneath(indicator)]),
        blocks.cell(made["code"]),
        blocks.cell(made["good"]),
        published.figure_cell(line.value, indicator, absence=line.absence),
        published.figure_cell(made["before"], indicator, beneath=of_year),
        published.direction_cell(line),
        *(
            published.group_cell(
                published.beside(looked.held, indicator, line.year, group),
                indicator,
                published.n_of(looked.held, indicator, line.year, group),
            )
            for group in looked.groups
        ),
    )


# --- Benchmark tables ------------------------------------------------------------------------------------


def _benchmark(reading, looked: Looked):
    """The council, England, its councils' percentiles and mean, then each other group, for two years."""
    printed = {
        theirs: reading.benchmarks.statistics(looked.indicators, looked.groups, theirs)
        for _, theirs in (HIGH_END, MEAN, LOW_END)
    }
    indicators = [one for one in looked.indicators if looked.year in looked.held.years_of(one)]
    made = [
        _family(looked, indicators[start : start + TOGETHER], printed)
        for start in range(0, len(indicators), TOGETHER)
    ]
    if not made:
        return published.cannot(f"No figure of {looked.year} is held of the indicators chosen.")
    made[-1]["notes"] += [
        *published.group_notes(looked),
        *looked.gone,
        *published.source_notes(published.sources_of(looked, looked.lines())),
    ]
    return {"blocks": made}


def common_start(titles) -> str:
    """The words with which all titles begin, where they are most of each; "" for one title or none.

    >>> common_start(["Requests for support, aged 18 to 64", "Requests for support, aged 65 and over"])
    'Requests for support, aged'
    """
    split = [title.split() for title in titles]
    if len(split) < 2:
        return ""
    common = []
    for words_of in zip(*split, strict=False):
        if len(set(words_of)) > 1:
            break
        common.append(words_of[0])
    longest = max(len(words_of) for words_of in split)
    shortest = min(len(words_of) for words_of in split)
    return " ".join(common) if longest // 2 <= len(common) < shortest else ""


def _family(looked, indicators, printed):
    """A table of up to three indicators; what their titles share stands above it once."""
    columns = [(one, year) for one in indicators for year in _two_years(looked, one)]
    start = common_start([one.title for one in indicators])
    # "aged" says nothing without the age.
    start = start.removesuffix(" aged") if start else ""
    headings = {one.pk: _first_upper(one.title.removeprefix(start).strip(" ,")) for one in indicators}
    groups = (_row(title, what, columns, of) for title, what, of in _rows(looked, indicators, printed))
    rows = [_own_row(looked, columns), *(row for row in groups if row is not None)]
    return blocks.table(
        f"Benchmarks: {start or indicators[0].title}",
        [
            blocks.column("Area", width=46),
            *(blocks.column(headings[one.pk], blocks.NUMBER, beneath=year) for one, year in columns),
        ],
        rows,
        notes=[
            *_which_end(indicators, headings),
            PERCENTILES if any(row["cells"][0]["text"].startswith("90th") for row in rows) else "",
            *published.means_note(rows),
        ],
        title=start,
        shape="benchmark",
    )


def _first_upper(text):
    return f"{text[:1].upper()}{text[1:]}"


def _which_end(indicators, headings):
    """Which end is good: once, where it is the same of all."""
    said = {words.polarity_words(one) for one in indicators}
    if all(one.polarity == Indicator.Polarity.NONE for one in indicators):
        return ["Neither a high nor a low figure is good in itself."]
    if len(said) == 1:
        return [f"{said.pop()}."]
    return [f"{headings[one.pk]}: {_good(one)}." for one in indicators]


def _two_years(looked, indicator):
    """The section's year and the one before it that is held, the earlier first."""
    years = [year for year in looked.held.years_of(indicator) if order_of(year) <= order_of(looked.year)]
    return years[:2][::-1]


def _rows(looked, indicators, printed):
    """(title, what stands beneath it, figure of an indicator and year) of each row beneath our own."""
    held, england = looked.held, looked.england
    polarity = {one.polarity for one in indicators}
    high, low = _ends(polarity.pop() if len(polarity) == 1 else "")

    def spread(names):
        mine, theirs = names

        def of(one, year):
            row = held.statistic(one, year, england)
            if published.speaks_for(held, one, year, england) and getattr(row, mine) is not None:
                return GroupValue(getattr(row, mine), "", f"n = {row.n}")
            found = printed[theirs].get((one.pk, "", year, england.pk))
            return GroupValue(found.value if found else None, "", PRINTED if found else "")

        return of

    def of_group(group):
        def of(one, year):
            found = published.beside(held, one, year, group)
            n = published.n_of(held, one, year, group)
            return GroupValue(found.value, "", f"n = {n}" if found.what != "published" and n else "")

        return of

    if england is not None:
        yield "England", "published total", of_group(england)
        yield "90th percentile", high, spread(HIGH_END)
        yield "Mean of England’s councils", "each counts once", spread(MEAN)
        yield "10th percentile", low, spread(LOW_END)
    for group in looked.groups:
        if group != england:
            yield published.short(group), group.listing, of_group(group)


def _ends(polarity):
    """What the high and the low end are, where one says it of all the indicators of a table."""
    good = {
        Indicator.Polarity.HIGH: ("the high end, which is good", "the low end"),
        Indicator.Polarity.LOW: ("the high end", "the low end, which is good"),
    }
    return good.get(polarity, ("the high end", "the low end"))


def _good(indicator):
    said = words.polarity_words(indicator)
    return said[:1].lower() + said[1:]


def _row(title, what, columns, of):
    """A row of a group, or None where nothing of it is held."""
    found = [of(one, year) for one, year in columns]
    if all(value.value is None for value in found):
        return None
    # Where all of a row is from somebody's paper its head says so, and no cell again.
    is_printed = all(value.what == PRINTED for value in found)
    what = ", ".join(filter(None, [what, PRINTED if is_printed else ""]))
    cells = [
        published.figure_cell(value.value, one, beneath=[] if is_printed else [value.what])
        for value, (one, _) in zip(found, columns, strict=True)
    ]
    return blocks.row(blocks.cell(title, beneath=[what]), *cells)


def _own_row(looked, columns):
    """Our own row: each figure with its quartile among England's councils, or why there is none."""
    cells = []
    for one, year in columns:
        row, position = looked.held.observation(one, year), looked.held.position(one, year, looked.england)
        absence = words.marker_words(row.marker) if row is not None and row.value is None else "No figure"
        quartile = words.quartile_words(position.quartile if position is not None else None)
        value = row.value if row is not None else None
        cells.append(published.figure_cell(value, one, absence=absence, beneath=[quartile]))
    return blocks.row(blocks.cell(looked.council.short_name), *cells, own=True)
