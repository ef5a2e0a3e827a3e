"""Ageing: figures returned and not sent again, figures that wait for approval, measures never updated."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from performance import bank_holidays, outstanding
from performance.models import Measure, MeasureRole, Period, Person, SignOff, Submission
from performance.rules import working_days

# Of so many periods in a row a measure without a figure counts as forgotten, unless somebody asks otherwise.
PERIODS = 3
MOST_PERIODS = 24


@dataclass(frozen=True)
class Waiting:
    """A figure that waits, since when and for how many working days; `note` is the reason it was returned."""

    submission: Submission
    owner: Person | None
    since: datetime
    days: int
    note: str
    level: int


@dataclass(frozen=True)
class Forgotten:
    """A measure without a figure in its last periods: how many in a row, and its last figure's period."""

    measure: Measure
    owner: Person | None
    missed: int
    first_missed: Period
    last: Period | None


def returned(measures, *, today):
    """Figures that were returned and not submitted again, the oldest first."""
    found = Submission.objects.filter(status=Submission.Status.RETURNED, measure__in=measures)
    rows = list(found.with_measure().prefetch_related("measure__codes__framework"))
    return _waiting(rows, lambda row: (row.returned_at, row.returned_reason, 1), today)


def submitted(measures, *, today):
    """Figures that wait for approval, the oldest first; from the first sign-off on for the second one."""
    found = Submission.objects.awaiting_approval().filter(measure__in=measures)
    rows = list(found.with_measure().prefetch_related("measure__codes__framework"))
    signed = dict(
        SignOff.objects.filter(submission__in=[row.pk for row in rows if row.levels_signed])
        .order_by("at")
        .values_list("submission", "at")
    )
    return _waiting(
        rows, lambda row: (signed.get(row.pk, row.submitted_at), "", row.levels_signed + 1), today
    )


def _waiting(rows, told, today):
    owners = owners_of({row.measure_id for row in rows})
    dated = [(row, *told(row)) for row in rows]
    days = [timezone.localdate(since) for _, since, _, _ in dated]
    holidays = bank_holidays.around(min(days), today) if days else frozenset()
    found = [
        Waiting(
            submission=row,
            owner=owners.get(row.measure_id),
            since=since,
            days=working_days.between(timezone.localdate(since), today, holidays),
            note=note,
            level=level,
        )
        for row, since, note, level in dated
    ]
    return sorted(found, key=lambda one: (one.since, one.submission.pk))


def never_updated(measures, *, periods=PERIODS, today):
    """Measures without a figure in their last `periods` periods, or in all of them where there are fewer.

    A period counts once its due day is over, and only where it comes after the measure's last figure: with
    November 2020 in force, a missing October is a gap in what was kept elsewhere, which nobody has forgotten.
    A figure is one that was submitted, is in force or gives a reason for none; a draft or a returned figure
    is none. Those that were never updated come first.
    """
    measures = list(measures.active().exclude(entry=Measure.Entry.CALCULATED).with_codes())
    surveys = outstanding.surveys_of(measures)
    over, owners = _last_periods(today), owners_of({measure.pk for measure in measures})
    last, last_of_kind = _last_figures(measures)
    found = []
    for measure in measures:
        newest = last_of_kind.get(measure.pk) or last.get(measure.pk)
        missed = [
            period
            for period in over[measure.period_kind, measure.year_basis]
            if outstanding.takes(measure, period, surveys) and (newest is None or period.end > newest.end)
        ]
        if missed and (len(missed) >= periods or measure.pk not in last):
            found.append(
                Forgotten(measure, owners.get(measure.pk), len(missed), missed[-1], last.get(measure.pk))
            )
    return sorted(found, key=lambda one: (one.last is not None, -one.missed, one.measure.title))


def _last_periods(today):
    """(Kind, basis) -> the last 24 periods whose due day is over, the latest first."""
    found = defaultdict(list)
    for period in Period.objects.filter(due_on__lt=today).select_related("year").order_by("-end", "-pk"):
        periods = found[period.kind, period.basis]
        if len(periods) < MOST_PERIODS:
            periods.append(period)
    return found


def _last_figures(measures):
    """Measure id -> the period of its last figure that was submitted or is in force, twice: of any kind of
    period, and of the kind in which it reports."""
    found = Submission.objects.filter(measure__in=measures)
    found = found.filter(status__in=[Submission.Status.SUBMITTED, *Submission.IN_FORCE])
    pairs = list(found.order_by("period__end").values_list("measure", "period"))
    periods = Period.objects.in_bulk({period for _, period in pairs})
    kinds = {measure.pk: (measure.period_kind, measure.year_basis) for measure in measures}
    of_any, of_its_kind = {}, {}
    for measure, pk in pairs:
        period = of_any[measure] = periods[pk]
        if (period.kind, period.basis) == kinds[measure]:
            of_its_kind[measure] = period
    return of_any, of_its_kind


def owners_of(measure_ids):
    """Measure id -> its owner, of those that have one."""
    roles = MeasureRole.objects.filter(kind=MeasureRole.Kind.OWNER, measure__in=measure_ids)
    return {role.measure_id: role.person for role in roles.select_related("person")}
