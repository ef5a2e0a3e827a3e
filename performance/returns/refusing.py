"""Why a row may not be loaded now: its figure is with its manager or in force, was changed, or is closed."""

from django.db import transaction

from performance.models import AuditEntry, Submission
from performance.refusals import WorkflowProblem
from performance.returns import expected
from performance.returns.identifying import AGAIN
from performance.returns.printed import day_and_time


def why_shut(current, in_force):
    """Why a figure that is not with its owner takes no draft: what has to be done first."""
    if current is not None:
        return (
            f"This figure was submitted by {current.submitted_by} and awaits approval. Whoever submitted it "
            f"can withdraw it. {AGAIN}"
        )
    if in_force.origin == Submission.Origin.CALCULATED:
        return "This figure is worked out from others. Correct the figure that is wrong."
    return f"This figure is in force. Reopen it with a reason to correct it. {AGAIN}"


def why_not_emptied(current, in_force):
    """Why a cell of such a figure that was emptied, and nothing else, takes nothing away."""
    if current is not None or in_force.origin == Submission.Origin.CALCULATED:
        return why_shut(current, in_force)
    return "This figure is approved, and an empty cell does not take it away. Correct it on its page."


def tell_stale(stale):
    """Who changed the figures that are not any more what the file was made from; in one query."""
    keys = {one.current.pk for one in stale if one.current is not None}
    trail = AuditEntry.objects.filter(subject_type="submission", subject_id__in=keys).select_related("by")
    last = {entry.subject_id: entry for entry in trail.order_by("at", "pk")}
    for one in stale:
        entry = last.get(one.current.pk) if one.current is not None else None
        who = "Somebody" if entry is None else entry.by or "The product"
        when = f" on {day_and_time(entry.at)}" if entry is not None else ""
        one.refuse(f"{who} changed this figure{when}, after the file was made. {AGAIN}")


def refuse_closed(changing, person, today):
    """Figures that nobody may enter today, in the words of the verb that would refuse them."""
    due = {(item.measure.pk, item.period.pk) for item in expected.of(person, today=today)}
    for one in changing:
        is_set = one.current is not None and one.current.restatement_id is not None
        if one.key in due and not is_set:
            continue
        try:
            with transaction.atomic():
                one.save(clear=False, by=person, today=today)
                transaction.set_rollback(True)
        except WorkflowProblem as problem:
            one.refuse(str(problem))
