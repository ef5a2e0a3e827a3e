"""What is expected of anybody: measures and open periods with their figures, read for all people at once."""

from collections import defaultdict
from dataclasses import dataclass

from performance.models import Measure, Period, Submission
from performance.rules import biennial, calendar

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
    days. Five queries, however many measures there are.
    """
    measures = Measure.objects.active() if measures is None else measures
    measures = list(measures.exclude(entry=Measure.Entry.CALCULATED).with_codes())
    periods = list(Period.objects.open_on(today).select_related("year"))
    surveys = surveys_of(measures)
    pairs = [
        (measure, period) for measure in measures for period in periods if takes(measure, period, surveys)
    ]
    found = Submission.objects.filter(period__in=periods, measure__in=measures).order_by("revision")
    found = found.filter(status__in=[*Submission.OPEN, *Submission.IN_FORCE])
    submissions = {(s.measure_id, s.period_id, s.is_open): s for s in found}
    expected = []
    for measure, period in pairs:
        current, in_force = (submissions.get((measure.pk, period.pk, is_open)) for is_open in (True, False))
        state = state_of(current, in_force, period, today)
        expected.append(Expected(measure, period, current, in_force, state))
    return expected


def takes(measure, period, surveys=None):
    """Whether a measure has a figure for this period.

    A measure of every second year has none in the years between, unless somebody has begun one there;
    whoever asks about many measures gives what `surveys_of` has read of them.
    """
    if surveys is None:
        surveys = surveys_of([measure])
    return (
        (period.kind, period.basis) == (measure.period_kind, measure.year_basis)
        and measure.active_from <= period.end
        and (measure.active_to is None or measure.active_to >= period.start)
        and (
            measure.frequency != Measure.Frequency.BIENNIAL
            or period.start in surveys.get(measure.pk, {})
            or next_survey(measure, period, surveys) == period.start
        )
    )


def surveys_of(measures):
    """Of the measures of every second year among these: measure id -> first day of a year -> what it has.

    That is True for a value in force, False for a reason for none in force, and None for a figure that
    somebody has begun. One query, and none where no measure is of every second year.
    """
    measures = [m for m in measures if m.frequency == Measure.Frequency.BIENNIAL]
    held = defaultdict(dict)
    if not measures:
        return held
    found = Submission.objects.filter(measure__in=measures, period__kind=Period.Kind.YEAR)
    found = found.filter(status__in=[*Submission.OPEN, *Submission.IN_FORCE])
    for measure, start, status, absence in found.values_list("measure", "period__start", "status", "absence"):
        if status in Submission.IN_FORCE:
            held[measure][start] = absence == ""
        else:
            held[measure].setdefault(start, None)
    return held


def next_survey(measure, period, surveys):
    """The first day of the year, from that of `period` on, in which a biennial measure is due."""
    return biennial.next_due(
        period.year_start,
        first=calendar.first_of_year(measure.active_from, measure.year_basis),
        held=surveys.get(measure.pk, {}),
    )


def not_due(measure, period):
    """Why a measure of every second year has no figure for a period: "Next due 2021/22."; "" where it has."""
    surveys = surveys_of([measure])
    if measure.frequency != Measure.Frequency.BIENNIAL or takes(measure, period, surveys):
        return ""
    return f"Next due {calendar.year_label(next_survey(measure, period, surveys))}."


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


def off_years(measures, *, today):
    """Pairs of a measure of every second year that is in a year between, and the year in which it is due."""
    measures = list(measures.active().filter(frequency=Measure.Frequency.BIENNIAL).order_by("title", "pk"))
    surveys = surveys_of(measures)
    running = {
        year.basis: year
        for year in Period.objects.filter(kind=Period.Kind.YEAR, start__lte=today, end__gte=today)
    }
    found = [(measure, running[measure.year_basis]) for measure in measures if measure.year_basis in running]
    return [
        (measure, calendar.year_label(next_survey(measure, year, surveys)))
        for measure, year in found
        if not takes(measure, year, surveys)
    ]
