"""All measures of a scorecard on one page: trend, figure, what stands beside it, target and status."""

from decimal import Decimal

from performance.models import Column
from performance.packs.blocks import NUMBER, STATUS, cell, column, paragraph, prose, row, run, table
from performance.packs.layout import short_span
from performance.packs.sections import own, summary

Shows = Column.Shows
BESIDE = (Shows.FIGURE, Shows.YEAR_TO_DATE, Shows.PREVIOUS, Shows.COMPARISON, Shows.DIFFERENCE)


def build(reading, section):
    """A table for each heading of the first level, in the scorecard's own columns, and the status shares."""
    chosen = section.options.get("layers")
    layers = [layer for layer in reading.board.layers if not chosen or layer.title in chosen]
    blocks = [_layer(reading, layer) for layer in layers if layer.rows]
    rows = [reading.plain[found.slug] for layer in layers for found in layer.rows]
    blocks.append(prose(paragraph(run(" ".join(_shares(reading, rows))))))
    return {"turned": True, "blocks": blocks}


def _layer(reading, layer):
    heads = next(group.columns for group in layer.groups if group.rows)
    beside = [head for head in heads if head.shows in BESIDE]
    shown = {head.shows: head.heading for head in heads}
    columns = [column("Measure")]
    columns += [column("Trend", "direction")] if Shows.DIRECTION in shown else []
    columns += [column(short_span(head.heading), NUMBER) for head in beside]
    columns += [column(shown[Shows.TARGET], NUMBER)] if Shows.TARGET in shown else []
    columns += [column(shown[Shows.STATUS], STATUS)] if Shows.STATUS in shown else []
    found = [reading.plain[each.slug] for each in layer.rows]
    facts = [reading.plain[each.slug] for each in layer.all_headlines]
    return table(
        layer.title,
        columns,
        [_row(each, shown, beside) for each in found],
        title=layer.title,
        notes=[" · ".join(_fact(fact) for fact in facts)],
        shape="scorecard",
    )


def _row(found, shown, beside):
    cells = [cell(found["title"])]
    cells += [own.direction(found)] if Shows.DIRECTION in shown else []
    cells += [_beside(found, head) for head in beside]
    cells += [own.target(found["target"])] if Shows.TARGET in shown else []
    # Why a measure is not rated stands in its row already: no figure, or no target.
    cells += [cell(status=found["status"] | {"reason": ""})] if Shows.STATUS in shown else []
    return row(*cells)


def _beside(found, head):
    """A cell in one line, as a page of sixty measures has room for."""
    if head.shows == Shows.COMPARISON:
        given = found["comparisons"].get(head.comparison)
        if given is None:
            return cell("–")
        return cell(given["text"] or given["note"], value=given["value"] or None, beneath=[given["period"]])
    if head.shows == Shows.DIFFERENCE:
        given = found["differences"].get(head.comparison) or {"text": "", "value": ""}
        return cell(given["text"] or "–", value=given["value"] or None)
    figure = found[{Shows.FIGURE: "figure", Shows.PREVIOUS: "previous"}.get(head.shows, "year_to_date")]
    if figure["parts"]:
        # The words of its categories have no room here; the dashboard has them.
        return cell(figure["share"], beneath=[" · ".join(part["text"] for part in figure["parts"])])
    beneath = [figure["companion"], figure["qualifier"] if figure["carried"] else ""]
    # Under a year's heading stands the same part of that year, where that is what is compared with.
    beneath += [short_span(found["previous_period"])] if head.shows == Shows.PREVIOUS else []
    words = figure["text"] or figure["absence"] or "–"
    # A score says nothing without the best that can be had.
    words += f" {figure['unit']}" if figure["text"] and figure["unit"].startswith("out of") else ""
    return cell(words, value=figure["value"] or None, unit=figure["unit"], beneath=beneath)


def _fact(found):
    figure = found["figure"]
    said = " ".join(part for part in (figure["text"], figure["unit"]) if part) or figure["absence"]
    return f"{found['title']} {said}"


def _shares(reading, rows):
    """The shares of each status, of how many: they are of what is rated, and add up to it alone."""
    of = summary.rated(rows)
    if not of:
        yield "No measure is rated."
        return
    parts = [
        f"{level['word']} {own.share(Decimal(n), of)} ({n})"
        for level in reading.board.counts
        for n in [summary.count(rows, level)]
    ]
    verb = "is" if len(rows) - of == 1 else "are"
    yield f"Of {own.many(of, 'rated measure')}: {', '.join(parts)}."
    if len(rows) > of:
        yield f"{len(rows) - of} of {own.many(len(rows), 'measure')} {verb} not rated, and in no share."
