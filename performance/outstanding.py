"""What is expected of anybody: measures and open periods with their figures, read for all people at once."""

from dataclasses import dataclass

from performance.models import Measure, Period, Submission

# States in which a figure still needs its owner.
NOT_SUBMITTED = ("returned", "overdue", "due", "draft")


@dataclass(frozen=True)
class Expected:
    """A measure's figure for an open period: the open revision, the one in force, and the state of it."""

    measure: Measure
    period: Period
    current: Submission | None
    in_force: Submission | None
    state: str

    @property
    def is_submitted(self):
        """Whether it is with the manager, or in force."""
        return self.state not in NOT_SUBMITTED


def figures(measures=None, *, today):
    """Every figure that is expected in the periods open today, of these measures or of all active ones.

    What is calculated from other measures is expected of nobody, and neither is a period outside a measure's
    days. Four queries, however many measures there are.
    """
    measures = Measure.objects.active() if measures is None else measures
    measures = list(measures.exclude(entry=Measure.Entry.CALCULATED).with_codes())
    periods = list(Period.objects.open_on(today).select_related("year"))
    pairs = [(measure, period) for measure in measures for period in periods if takes(measure, period)]
    found = Submission.objects.filter(period__in=periods, measure__in=measures).order_by("revision")
    found = found.filter(status__in=[*Submission.OPEN, *Submission.IN_FORCE])
    submissions = {(s.measure_id, s.period_id, s.is_open): s for s in found}
    expected = []
    for measure, period in pairs:
        current, in_force = (submissions.get((measure.pk, period.pk, is_open)) for is_open in (True, False))
        state = state_of(current, in_force, period, today)
        expected.append(Expected(measure, period, current, in_force, state))
    return expected


def takes(measure, period):
    """Whether a measure has a figure for this period."""
    return (
        (period.kind, period.basis) == (measure.period_kind, measure.year_basis)
        and measure.active_from <= period.end
        and (measure.active_to is None or measure.active_to >= period.start)
    )


def state_of(current, in_force, period, today):
    """How far a figure is: one of `due.STATES`. A revision that was reopened counts as what it is itself."""
    if current is not None and current.status == Submission.Status.SUBMITTED:
        return "submitted"
    if current is not None and current.status == Submission.Status.RETURNED:
        return "returned"
    if current is None and in_force is not None:
        return "approved"
    if period.is_late(today):
        return "overdue"
    return "due" if current is None else "draft"
