"""What a person has to report: the open periods of their measures, and how far each figure is."""

from dataclasses import replace

from django.db.models import Q

from performance import bank_holidays, cells, outstanding, recent
from performance.models import Measure, Submission
from performance.rules import working_days
from performance.rules.numbers import format_figure

# The order in which work is shown, and its words.
STATES = {
    "returned": (0, "Returned"),
    "overdue": (1, "Overdue"),
    "due": (2, "Due"),
    "draft": (3, "Draft"),
    "submitted": (4, "Awaiting approval"),
    "approved": (5, "Approved"),
}
# What stands above the rows of each state.
GROUPS = {
    "returned": "Returned to you",
    "overdue": "Overdue",
    "due": "Due",
    "draft": "In draft",
    "submitted": "Awaiting approval",
    "approved": "Done",
}


def items_for(person, *, today):
    """One item for each of the person's measures and each open period of its frequency, neediest first.

    Each is a mapping that a table prints: measure, period, due_on, state, the figure, and what was reported
    before. What is calculated from other measures is due from nobody, and neither is a period outside a
    measure's days. A correction that is not approved yet stands here after its period has closed as well.
    The number of queries does not grow with the measures.
    """
    held = Measure.objects.active().held_by(person)
    held = held.prefetch_related("dimensions__categories", "series_breaks")
    expected = outstanding.figures(held, today=today)
    expected += _corrections(held, {(one.measure.pk, one.period.pk) for one in expected}, today)
    measures = {one.measure.pk: one.measure for one in expected}
    periods = {one.period.pk: one.period for one in expected}
    known = recent.gather(measures.values(), periods.values(), today=today)
    items = [_item(one, known, today) for one in expected]
    return sorted(items, key=lambda item: (item["state_order"], item["due_on"], item["title"]))


def _corrections(held, there, today):
    """Open revisions of periods that take no first figure any more, as `outstanding.Expected`."""
    measures = held.exclude(entry=Measure.Entry.CALCULATED)
    found = Submission.objects.open().filter(measure__in=measures.values("pk")).with_make_up()
    found = found.filter(Q(revision__gt=1) | Q(returned_at__isnull=False))
    found = found.prefetch_related("measure__codes__framework", "measure__series_breaks").order_by("pk")
    return [
        outstanding.Expected(s.measure, s.period, s, None, s.status)
        for s in found
        if (s.measure_id, s.period_id) not in there and s.period.takes_corrections(today)
    ]


def _item(expected, known, today):
    measure, period, current = expected.measure, expected.period, expected.current
    order, text = STATES[expected.state]
    shown = current or expected.in_force
    if shown is not None:
        # With what was read of them once for all rows.
        shown.measure, shown.period = measure, period
    is_correction = current is not None and current.revision > 1
    return {
        "measure": measure,
        "title": measure.title,
        "period": period,
        "period_start": period.start,
        "due_on": period.due_on,
        "days": "" if is_correction or expected.is_submitted else days_left(period.due_on, today),
        "state": expected.state,
        "state_order": order,
        "state_text": text,
        "group": GROUPS[expected.state],
        "being_revised": is_correction,
        "has_draft": current is not None,
        "reason": current.returned_reason if expected.state == "returned" else "",
        "figure": cells.figure_cell(shown) if shown is not None else cells.FigureCell(),
        "chart": _chart(measure, period, known),
        "last": known.last(measure, period),
        "said": known.last_said(measure, period),
        "action": expected.state,
        "submission": shown,
    }


def _chart(measure, period, known):
    """The last figures with the target, which the text alternative names as well."""
    chart = known.chart(measure, period)
    if chart is None or not chart.target:
        return chart
    target = known.targets[measure.pk, period.year_id or period.pk]
    aim = format_figure(target.value, cells.judged_unit(measure))
    return replace(chart, title=f"{chart.title}; target {aim}")


def days_left(due_on, today):
    """How long there is, or has been, in working days: "2 working days left", "1 working day late".

    On Thursday 10 December 2020 what is due on Monday the 14th has two working days left:

    >>> from datetime import date
    >>> days_left(date(2020, 12, 14), date(2020, 12, 10))
    '2 working days left'
    >>> days_left(date(2020, 12, 14), date(2020, 12, 14))
    'today'
    >>> days_left(date(2020, 12, 14), date(2020, 12, 15))
    '1 working day late'

    What is due on Saturday is due on Friday's working day; on the Saturday after a Friday it is just late:

    >>> days_left(date(2020, 12, 12), date(2020, 12, 11)), days_left(date(2020, 12, 11), date(2020, 12, 12))
    ('last working day', 'late')
    """
    if due_on == today:
        return "today"
    first, last = sorted((due_on, today))
    count = working_days.between(first, last, bank_holidays.around(first, last))
    if count == 0:
        return "last working day" if due_on > today else "late"
    return f"{count} working {'day' if count == 1 else 'days'} {'left' if due_on > today else 'late'}"


def headline(items):
    """The first line of the page: "4 figures need you: 3 due, 1 returned to you." """
    counts = {state: sum(1 for item in items if item["state"] == state) for state in STATES}
    due = counts["due"] + counts["draft"]
    parts = []
    if counts["overdue"]:
        parts.append(f"{counts['overdue']} overdue")
    if due:
        parts.append(f"{due} due")
    if counts["returned"]:
        parts.append(f"{counts['returned']} returned to you")
    if not parts:
        return "Nothing is due from you."
    total = counts["overdue"] + due + counts["returned"]
    return f"{total} {'figure needs' if total == 1 else 'figures need'} you: {', '.join(parts)}."
