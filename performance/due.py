"""What a person has to report: the open periods of their measures, and how far each figure is."""

from django.db.models import Q

from performance import cells, outstanding
from performance.models import Measure, Period, Submission

# The order in which work is shown, and its words.
STATES = {
    "returned": (0, "Returned"),
    "overdue": (1, "Overdue"),
    "due": (2, "Due"),
    "draft": (3, "Draft"),
    "submitted": (4, "Awaiting approval"),
    "approved": (5, "Approved"),
}


def items_for(person, *, today):
    """One item for each of the person's measures and each open period of its frequency, neediest first.

    Each is a mapping that a table prints: measure, period, due_on, state, the figure and last year's. What is
    calculated from other measures is due from nobody, and neither is a period outside a measure's days.
    """
    entered = Measure.objects.active().exclude(entry=Measure.Entry.CALCULATED)
    measures = list(entered.held_by(person).with_codes())
    periods = list(Period.objects.open_on(today).select_related("year"))
    surveys = outstanding.surveys_of(measures)
    due = [(m, period) for m in measures for period in periods if outstanding.takes(m, period, surveys)]
    submissions = {}
    found = Submission.objects.filter(measure__in=measures).with_make_up().order_by("revision")
    earlier = {measure.compared_span(period, forecast=measure.has_forecast)[1] for measure, period in due}
    found = found.filter(Q(period__in=periods) | Q(period__start__in=earlier))
    for submission in found.filter(status__in=[*Submission.OPEN, *Submission.IN_FORCE]):
        key = (submission.measure_id, submission.period_id, submission.is_open)
        submissions[key] = submission
    back = {(s.measure_id, s.period.kind, s.period.start): s for s in submissions.values() if not s.is_open}
    items = [_item(measure, period, submissions, back, today) for measure, period in due]
    return sorted(items, key=lambda item: (item["state_order"], item["due_on"], item["title"]))


def _item(measure, period, submissions, back, today):
    current = submissions.get((measure.pk, period.pk, True))
    in_force = submissions.get((measure.pk, period.pk, False))
    state = outstanding.state_of(current, in_force, period, today)
    order, text = STATES[state]
    shown = current or in_force
    previous = back.get((measure.pk, *measure.compared_span(period, forecast=measure.has_forecast)))
    return {
        "measure": measure,
        "title": measure.title,
        "period": period,
        "period_start": period.start,
        "due_on": period.due_on,
        "state": state,
        "state_order": order,
        "state_text": text,
        "being_revised": bool(current and in_force),
        "reason": current.returned_reason if current and state == "returned" else "",
        "figure": _figure(shown),
        "last": cells.figure_cell(previous) if previous else cells.FigureCell(),
        "action": state,
        "submission": shown,
    }


def _figure(submission):
    if submission is None:
        return cells.FigureCell()
    return cells.figure_cell(submission)


def headline(items):
    """The first line of the page: "4 figures due, 1 returned to you." """
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
