"""The end of a year: what is still open in it, closing it, reopening it, and keeping one period open longer.

A closed year takes no figure and no correction. Every verb is atomic, moves by a conditional UPDATE, writes
its audit entry in the same transaction and does no harm when it is sent twice.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from performance import access, audit, bank_holidays, dates, outstanding, recompute_requests
from performance.models import Measure, MeasureRole, Override, Period, Restatement, Submission, Target
from performance.refusals import NotAllowed, NotComplete, SomebodyElseWasFirst, WorkflowProblem
from performance.rules import calendar, working_days

LONGEST = 365


# --- What is open ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gap:
    """A measure with the periods of a year that have no figure, in force or begun; `overdue` are past due."""

    measure: Measure
    periods: list[Period]
    overdue: list[Period]


@dataclass(frozen=True)
class StillOpen:
    """What a year still waits for. A figure that is late shows among those that are missing."""

    drafts: list[Submission]
    submitted: list[Submission]
    returned: list[Submission]
    missing: list[Gap]
    restatements: list[Restatement]
    overrides: list[Override]

    @property
    def figures(self):
        """Drafts, submitted and returned figures together."""
        return [*self.returned, *self.submitted, *self.drafts]

    @property
    def missing_count(self):
        return sum(len(gap.periods) for gap in self.missing)

    @property
    def overdue_count(self):
        return sum(len(gap.overdue) for gap in self.missing)

    @property
    def is_nothing(self):
        return not (self.figures or self.missing or self.restatements or self.overrides)

    @property
    def in_words(self):
        """What is open, for a sentence: "2 drafts, 1 returned figure and 3 missing figures"."""
        counts = [
            (len(self.returned), "returned figure", "returned figures"),
            (len(self.submitted), "figure awaiting approval", "figures awaiting approval"),
            (len(self.drafts), "draft", "drafts"),
            (self.missing_count, "missing figure", "missing figures"),
            (len(self.restatements), "restatement", "restatements"),
            (len(self.overrides), "proposed override", "proposed overrides"),
        ]
        said = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
        return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def what_is_open(year, *, today, measures=None):
    """All that a year still waits for on a day, of these measures or of all; the queries stay as many."""
    periods = periods_of(year)
    ids = [period.pk for period in periods]
    measures = Measure.objects.all() if measures is None else measures
    found = Submission.objects.open().filter(period__in=ids, measure__in=measures).with_measure()
    by_status = {status: [] for status in Submission.OPEN}
    for submission in found.order_by("measure__title", "period"):
        by_status[submission.status].append(submission)
    restatements = Restatement.objects.filter(
        status__in=[Restatement.Status.SUBMITTED, Restatement.Status.RETURNED],
        revisions__period__in=ids,
        revisions__measure__in=measures,
    )
    overrides = Override.objects.awaiting_decision().filter(period__in=ids)
    overrides = overrides.filter(Q(submission=None) | Q(submission__measure__in=measures))
    return StillOpen(
        drafts=by_status[Submission.Status.DRAFT],
        submitted=by_status[Submission.Status.SUBMITTED],
        returned=by_status[Submission.Status.RETURNED],
        missing=_missing(periods, today, measures),
        restatements=list(restatements.select_related("submitted_by").distinct()),
        overrides=list(overrides.select_related("submission__measure", "section", "period")),
    )


def periods_of_year(year):
    """The year and its months, quarters and weeks."""
    return Period.objects.filter(Q(pk=year.pk) | Q(year=year)).select_related("year")


def periods_of(year):
    """The same in order, the year itself last."""
    return sorted(
        periods_of_year(year), key=lambda period: (period.kind == Period.Kind.YEAR, period.start, period.end)
    )


def expected(periods, measures):
    """(measure, period) of every figure that belongs to these periods, of measures that are entered."""
    measures = list(measures.exclude(entry=Measure.Entry.CALCULATED).order_by("title", "pk"))
    surveys = outstanding.surveys_of(measures)
    return [
        (measure, period)
        for measure in measures
        for period in periods
        if outstanding.takes(measure, period, surveys)
    ]


def _missing(periods, today, measures):
    """Of what has opened by this day, what nobody has begun; measure by measure."""
    having = set(
        Submission.objects.filter(period__in=periods)
        .filter(status__in=[*Submission.OPEN, *Submission.IN_FORCE])
        .values_list("measure", "period")
    )
    gaps = {}
    for measure, period in expected([p for p in periods if p.opens_on <= today], measures.active()):
        if (measure.pk, period.pk) not in having:
            gaps.setdefault(measure, []).append(period)
    return [
        Gap(measure, without, [period for period in without if period.is_late(today)])
        for measure, without in gaps.items()
    ]


# --- Closing and reopening -------------------------------------------------------------------------------


@transaction.atomic
def close_year(*, year, leave_open=False, reason="", by, now=None, today=None):
    """Close a year with all its periods; by a performance officer of the whole council or an administrator.

    Refused while anything in it is open, unless `leave_open` says so with a reason: drafts and submitted
    figures then stay where they are, and cannot go further until the year is reopened. Raises NotComplete.
    """
    now, today, reason = now or timezone.now(), today or dates.today(), reason.strip()
    current = _year_for(by, year)
    if current.closed_at is not None:
        if current.closed_by_id == by.pk:
            return current  # a double click
        raise SomebodyElseWasFirst(f"{current.closed_by} has closed {current} already.")
    if today <= current.end:
        raise WorkflowProblem(
            f"{current} ends on {calendar.in_words(current.end)}. A year is closed after its last day."
        )
    left = what_is_open(current, today=today)
    if not left.is_nothing and not leave_open:
        sentence = (
            f"{current} still has {left.in_words}. Deal with them first, or close it and leave them open."
        )
        raise NotComplete({"leave_open": sentence})
    if not left.is_nothing and not reason:
        raise NotComplete({"reason": "Say why the year is closed while something is open; it is kept."})
    closed = Period.objects.filter(pk=current.pk, closed_at__isnull=True)
    if closed.update(closed_at=now, closed_by=by) != 1:
        raise SomebodyElseWasFirst(f"Somebody else has closed {current} at the same moment.")
    current.closed_at, current.closed_by = now, by
    after = {"closed_at": now} | ({} if left.is_nothing else {"left open": left.in_words})
    _record(current, by, now, "year closed", before={}, after=after, reason=reason)
    return current


@transaction.atomic
def reopen_year(*, year, reason, by, now=None):
    """Open a closed year again, with a reason: its figures may be corrected, and what was left open goes on.

    Its periods keep the days on which they closed; `keep_open` gives one more time for a first figure.
    """
    now, reason = now or timezone.now(), reason.strip()
    current = _year_for(by, year)
    if current.closed_at is None:
        return current  # a double click, or somebody else was first: it is open
    if not reason:
        raise NotComplete({"reason": "Say why the year is reopened; it is kept in the audit trail."})
    before = {"closed_at": current.closed_at, "closed_by": current.closed_by}
    reopened = Period.objects.filter(pk=current.pk, closed_at=current.closed_at)
    if reopened.update(closed_at=None, closed_by=None) != 1:
        raise SomebodyElseWasFirst(f"Somebody else has done something to {current} at the same moment.")
    current.closed_at = current.closed_by = None
    _record(current, by, now, "year reopened", before=before, after=dict.fromkeys(before), reason=reason)
    return current


def _year_for(by, year):
    if not access.may_close_years(by):
        raise NotAllowed(
            "Only a performance officer of the whole council or an administrator closes and reopens years."
        )
    found = Period.objects.filter(kind=Period.Kind.YEAR).select_related("closed_by")
    return found.get(pk=year.pk)


# --- Keeping a period open -------------------------------------------------------------------------------


@transaction.atomic
def keep_open(*, period, until, reason, judged_anew=False, by, now=None, today=None):
    """Let a period take first figures until a later working day; the day on which it was due stays.

    For November 2020, which closed on 31 December, until 15 January 2021. Where a target was superseded after
    the period had closed, its figures would be judged by the new one: that needs `judged_anew`. Raises
    NotComplete.
    """
    now, today, reason = now or timezone.now(), today or dates.today(), reason.strip()
    if not access.may_close_years(by):
        raise NotAllowed(
            "Only a performance officer of the whole council or an administrator keeps a period open."
        )
    current = Period.objects.select_related("year").get(pk=period.pk)
    if current.closes_on == until and until is not None:
        return current  # a double click
    problems = _keep_open_problems(current, until, reason, today)
    if not problems and not judged_anew and (measures := would_be_judged_anew(current, until)):
        listed = "; ".join(f"“{measure}”" for measure in measures[:5])
        problems["judged_anew"] = (
            f"A target was superseded after {current} closed: of {listed}. If the period is kept open, their "
            "figures are judged by the new target. Tick this to accept it."
        )
    if problems:
        raise NotComplete(problems)
    before = current.closes_on
    if Period.objects.filter(pk=current.pk, closes_on=before).update(closes_on=until) != 1:
        raise SomebodyElseWasFirst(f"Somebody else has moved the days of {current} at the same moment.")
    current.closes_on = until
    _record(
        current,
        by,
        now,
        "kept open",
        before={"closes_on": before},
        after={"closes_on": until},
        reason=reason,
    )
    # The closing day decides which version of a target judges the period.
    figures = Submission.objects.in_force().filter(period=current)
    recompute_requests.request_many(list(figures.values_list("measure", flat=True).distinct()), now=now)
    return current


def _keep_open_problems(period, until, reason, today):
    """What stops a period from being kept open: field -> sentence."""
    if period.whole_year.closed_at is not None:
        return {"": f"{period.whole_year} is closed. Reopen the year first."}
    if today < period.opens_on:
        return {
            "": f"{period} opens on {calendar.in_words(period.opens_on)}. There is nothing to keep open yet."
        }
    if period.closes_on is None:
        return {"": f"{period} has no closing day: it takes figures until its year is closed."}
    problems = {}
    if until is None:
        problems["until"] = "Enter the last day on which it takes figures."
    elif until < today:
        problems["until"] = "Choose today or a later day."
    elif until <= period.closes_on:
        problems["until"] = (
            f"It is open until {calendar.in_words(period.closes_on)} already. Choose a later day."
        )
    elif (until - today).days > LONGEST:
        problems["until"] = "Choose a day within a year from today."
    elif not _is_working_day(until):
        problems["until"] = (
            f"{until:%A} {calendar.in_words(until)} is no working day. "
            f"Choose {calendar.in_words(_next(until))} instead."
        )
    if not reason:
        problems["reason"] = "Say why it is kept open; the reason is kept in the audit trail."
    return problems


def would_be_judged_anew(period, until):
    """Measures with a figure in force in a period whose target was superseded after it had closed."""
    later = Target.objects.filter(
        year=period.whole_year,
        version__gt=1,
        effective_on__gt=period.closes_on,
        effective_on__lte=until,
        measure__in=Submission.objects.in_force().filter(period=period).values("measure"),
    )
    return list(Measure.objects.filter(pk__in=later.values("measure")).order_by("title"))


def still_missing(period):
    """What keeping a period open asks for: how many figures are neither submitted nor in force, and of how
    many owners."""
    there = set(
        Submission.objects.filter(period=period)
        .filter(status__in=[Submission.Status.SUBMITTED, *Submission.IN_FORCE])
        .values_list("measure", flat=True)
    )
    measures = {measure.pk for measure, _ in expected([period], Measure.objects.active())} - there
    owners = MeasureRole.objects.filter(kind=MeasureRole.Kind.OWNER, measure__in=measures)
    return len(measures), owners.values("person").distinct().count()


def offered_day(period, today):
    """The day that is offered: ten working days from today, or from the day on which it closes."""
    start = max(today, period.closes_on or today)
    return working_days.after(start, 10, bank_holidays.around(start))


def _is_working_day(day: date):
    return working_days.is_working_day(day, bank_holidays.around(day))


def _next(day):
    return working_days.on_or_after(day, bank_holidays.around(day))


def _record(period, by, now, verb, **said):
    audit.record(by=by, at=now, verb=verb, subject=period, period=period, **said)
