"""What is being done, by which post and by when; by exception, those of the exceptions."""

from datetime import date

from performance.packs import exceptions, withholding
from performance.packs.blocks import DATE, STATUS, cell, column, paragraph, prose, row, run, table
from performance.packs.sections import own


def build(reading, section):
    """Open actions in the order of the scorecard; those that are overdue say by how much."""
    if not withholding.has_actions(reading.withheld):
        return None  # it cannot say that none is open
    everything = section.options.get("all", False)
    lines = [
        _line(reading, found, action)
        for found in reading.plain.values()
        if everything or exceptions.is_exception(found)
        for action in reading.behind.actions.get(found["slug"], [])
    ]
    if not lines:
        about = "" if everything else " about a figure that is off target or in the bottom quartile"
        return {"blocks": [prose(paragraph(run(f"No action{about} is open.")))]}
    columns = [
        column("Measure"),
        column("Status", STATUS, width=24),
        column("What is being done"),
        column("By", width=34),
        column("By when", DATE, width=28),
    ]
    return {"blocks": [table("Actions", columns, lines)]}


def _line(reading, found, action):
    due = date.fromisoformat(action["due_on"])
    late = (reading.known_on - due).days
    overdue = f"Overdue by {own.many(late, 'day')}" if late > 0 else ""
    return row(
        cell(found["title"]),
        own.status(found),
        cell(action["what"]),
        cell(action["post"]),
        own.day(due) | {"beneath": [overdue] if overdue else []},
    )
