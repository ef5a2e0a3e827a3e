"""What the page about a year shows: its periods and how far they are, and what the next year carries on."""

from collections import Counter
from dataclasses import dataclass

from performance import closing, outstanding, proposals, years
from performance.models import Measure, Period, Submission
from performance.rules import calendar


@dataclass(frozen=True)
class Progress:
    """A period and its figures: how many belong to it, and how far they are.

    `missing` are those that nobody has submitted, drafts and returned ones among them.
    """

    period: Period
    expected: int
    approved: int
    submitted: int

    @property
    def missing(self):
        return self.expected - self.approved - self.submitted


@dataclass(frozen=True)
class Carried:
    """What the year after takes over. Measures go on by themselves until the last day they are given."""

    year: Period | None
    label: str
    going_on: int
    ending: list[Measure]
    in_development: list[Measure]
    # Pairs of a measure of every second year and the year in which it is due next.
    not_due: list[tuple[Measure, str]]
    without_target: list[proposals.Asked]


def progress_of(year, *, measures):
    """One `Progress` for each period of a year, in order, in a number of queries that does not grow."""
    periods = closing.periods_of(year)
    belonging = closing.expected(periods, measures.active())
    counted = {(measure.pk, period.pk) for measure, period in belonging}
    found = Submission.objects.filter(period__in=periods, measure__in=measures)
    found = found.filter(status__in=[*Submission.IN_FORCE, Submission.Status.SUBMITTED])
    in_force, submitted = set(), set()
    for measure, period, status in found.values_list("measure", "period", "status"):
        if (measure, period) in counted:
            (in_force if status in Submission.IN_FORCE else submitted).add((measure, period))
    # A figure that is being revised is in force meanwhile, and counts once.
    waiting = submitted - in_force
    totals = [Counter(period for _, period in keys) for keys in (counted, in_force, waiting)]
    return [Progress(period, *(total[period.pk] for total in totals)) for period in periods]


def without_outturn(year, *, measures):
    """Measures that belong to a year and have no figure in force for its end.

    That is one for the measure's last period, the month of March, or for the whole year: an outturn that was
    published serves a monthly measure too.
    """
    periods = closing.periods_of(year)
    last = [period for period in periods if period.end >= year.end]
    having = set(Submission.objects.in_force().filter(period__in=last).values_list("measure", flat=True))
    belonging = dict.fromkeys(measure for measure, _ in closing.expected(periods, measures.active()))
    return [measure for measure in belonging if measure.pk not in having]


def carried(year, *, measures):
    """What the year after this one takes over; whether or not somebody has opened it."""
    start = calendar.add_months(year.start, calendar.STEPS["year"])
    after = years.next_year(year)
    # Where it is not opened yet, what would be the year.
    seen = after or Period(
        kind=Period.Kind.YEAR, basis=year.basis, start=start, end=calendar.end_of("year", start)
    )
    own = list(measures.active().filter(year_basis=year.basis).order_by("title", "pk"))
    surveys = outstanding.surveys_of(own)
    ending = [m for m in own if m.active_to is not None and m.active_to < start and m.active_to >= year.start]
    not_due = [
        (measure, calendar.year_label(outstanding.next_survey(measure, seen, surveys)))
        for measure in own
        if measure.frequency == Measure.Frequency.BIENNIAL
        and measure not in ending
        and not outstanding.takes(measure, seen, surveys)
    ]
    developing = measures.filter(state=Measure.State.DEVELOPMENT, year_basis=year.basis)
    gone = sum(1 for m in own if m.active_to is not None and m.active_to < start)
    ids = {measure.pk for measure in own}
    return Carried(
        year=after,
        label=calendar.year_label(start),
        going_on=len(own) - gone - len(not_due),
        ending=ending,
        in_development=list(developing.order_by("title", "pk")),
        not_due=not_due,
        without_target=[a for a in proposals.missing_in(after) if a.measure.pk in ids] if after else [],
    )
