"""Figures that are not in the pack, each with why, whose it is, and how late."""

from performance import headings
from performance.models import Submission
from performance.packs.blocks import NUMBER, cell, column, row, table
from performance.packs.sections import own

LATE, NOT_DUE, REASON, BEING_MADE = range(4)


def build(reading, section):
    """What is late first, then what is not due yet, what has a reason, and what is being set up.

    What is suppressed is known and not missing.
    """
    found = [reading.plain[row.slug] for row in [*reading.board.headlines, *reading.board.rows]]
    wanting = [row for row in found if _is_wanting(reading, row)]
    if not wanting:
        return {"blocks": []}
    periods = headings.latest_periods(reading.pack.period)
    told = [_told(reading, row, periods) for row in wanting]
    told.sort(key=lambda each: each[0])
    columns = [
        column("Measure"),
        column("Period", width=30),
        column("Why there is no figure"),
        column("Answers for it", width=38),
        column("Days late", NUMBER, width=18),
    ]
    # Where nothing is late, and nobody is named, there is nothing to print.
    said = [place for place in range(len(columns)) if any(cells[place]["text"] for _, cells in told)]
    lines = [row(*(cells[place] for place in said)) for _, cells in told]
    return {"blocks": [table("Missing figures", [columns[place] for place in said], lines)]}


def _is_wanting(reading, found):
    shown = reading.behind.shown.get(found["slug"])
    suppressed = shown is not None and shown.absence == Submission.Absence.SUPPRESSED
    empty = not found["figure"]["text"] or found["is_missing"]
    return empty and not suppressed


def _told(reading, found, periods):
    """The order of a row, and its cells."""
    period = periods[reading.past.measures[found["slug"]].period_kind]
    late = found["is_missing"] and period.is_late(reading.known_on)
    days = (reading.known_on - period.due_on).days if late else None
    if late:
        order, why = LATE, f"Not approved by {own.day_of(reading.known_on.isoformat())}."
        why += f" It was due on {own.day_of(period.due_on.isoformat())}."
    elif found["is_missing"]:
        order, why = NOT_DUE, f"Not due before {own.day_of(period.due_on.isoformat())}."
    else:
        order, why = (
            (BEING_MADE if found["in_development"] else REASON),
            f"{found['figure']['absence'].rstrip('.')}.",
        )
    return order, [
        cell(found["title"]),
        cell(found["period"]),
        cell(why),
        cell(found["owner_post"]),
        cell("" if days is None else str(days), value=days),
    ]
