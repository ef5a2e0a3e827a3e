"""A page for each measure with a run of figures, and the others one after the other.

Each has its chart and last figures, what owners say, what is done, and its position.
"""

from datetime import date

from performance.packs.blocks import NUMBER, STATUS, cell, column, paragraph, prose, row, run, table
from performance.packs.sections import months, own
from performance.packs.sections.lines import FEWEST, line_of
from performance.packs.sections.month_tables import figures_only
from performance.rules import calendar


def build(reading, section):
    """The chosen measures, or all of the chosen headings, in the scorecard's order."""
    chosen, layers = section.options.get("measures"), section.options.get("layers")
    blocks, was_page = [], False
    for layer in reading.board.layers:
        if layers and layer.title not in layers:
            continue
        for found in layer.rows:
            if not chosen or found.slug in chosen:
                line = line_of(reading, reading.past.measures[found.slug])
                # Two figures or none do not fill a page: a committee would turn thirty that are blank.
                is_page = line.known >= FEWEST and not line.is_sparse
                begins = is_page or was_page
                blocks += _measure(reading, reading.plain[found.slug], line, new_page=begins)
                was_page = is_page
    if not blocks:
        return {"blocks": [prose(paragraph(run("No measure that was chosen for this section is left.")))]}
    return {"blocks": blocks}


def _measure(reading, found, line, *, new_page):
    heading = prose(paragraph(run(found["title"]), style="heading"))
    yield heading | {"new_page": new_page, "opens": True}
    yield _standing(found)
    if line.known >= FEWEST:
        yield months.block(reading, line, beside=figures_only(line))
    said = [paragraph(run(text)) for text in found["commentary"].split("\n") if text.strip()]
    doing = reading.behind.actions.get(found["slug"], [])
    if doing:
        said.append(paragraph(run("What is being done"), style="subheading"))
        said += [paragraph(run(_doing(action)), style="bullet") for action in doing]
    place = position(found["quartile"])
    if place:
        said.append(paragraph(run(place)))
    if said:
        yield prose(*said)


def _standing(found):
    """The measure's own row, upright: what is judged, against what, and what came of it."""
    return table(
        f"{found['title']}: status",
        [
            column("Period"),
            column("Figure", NUMBER),
            column("Target", NUMBER),
            column("Status", STATUS),
            column("Direction", "direction"),
        ],
        [
            row(
                cell(found["span"]),
                own.figure(found["figure"]),
                own.target(found["target"]),
                own.status(found),
                own.direction(found),
            )
        ],
    )


def _doing(action):
    due = calendar.in_words(date.fromisoformat(action["due_on"]))
    return f"{action['what'].rstrip('.')} ({action['post']}, by {due})."


def position(place) -> str:
    """Where the council stands among others, in a sentence; "" where nothing is known of it.

    >>> position({"rank": 2, "word": "Second", "group": "England", "year": "2019/20", "how": "computed",
    ...           "of": 152})
    'Beside other councils: second quartile in England, 2019/20, of 152 with a published figure.'
    """
    if not place:
        return ""
    word = f"{place['word'].lower()} quartile" if place["rank"] else place["word"]
    how = f"of {place['of']} with a published figure" if place["how"] == "computed" else "as published"
    group = f" in {place['group']}" if place["rank"] else ""
    return f"Beside other councils: {word}{group}, {place['year']}, {how}."
