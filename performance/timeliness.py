"""Timeliness: how many of the figures that fell due were submitted in time, by directorate and by owner.

A figure counts once, with its first revision: a correction is not late. What was published or imported is
outside, and so is what fell due before people began to enter figures here.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, Q
from django.utils import timezone

from performance import bank_holidays, outstanding, reorganising
from performance.models import (
    AuditEntry,
    Directorate,
    Measure,
    MeasureRole,
    Period,
    Person,
    Reorganisation,
    Submission,
)
from performance.rules import calendar, timeliness
from performance.rules.timeliness import Moves, Timeliness

VERBS = ("submitted", "withdrawn", "returned")


@dataclass(frozen=True)
class Due:
    """A figure that fell due: whose it is, where its measure belonged on that day, and what became of it."""

    measure: Measure
    period: Period
    directorate: Directorate
    owner: Person | None
    moves: Moves


@dataclass(frozen=True)
class Return:
    """One return of a figure, with the reason that was given."""

    due: Due
    on: datetime
    by: Person
    reason: str


@dataclass(frozen=True)
class Found:
    """Figures that fell due in a span, and the returns among them, the latest first."""

    figures: list[Due]
    returns: list[Return]
    holidays: frozenset[date]

    def summary(self):
        return timeliness.summary([due.moves for due in self.figures], self.holidays)

    def by_directorate(self):
        """Pairs of a directorate and its `Timeliness`, in the directorates' order."""
        pairs = self._by(lambda due: due.directorate)
        return sorted(pairs, key=lambda pair: (pair[0].position, pair[0].name))

    def by_owner(self):
        """Pairs of an owner (None for nobody) and their `Timeliness`, by name."""
        pairs = self._by(lambda due: due.owner)
        return sorted(pairs, key=lambda pair: (pair[0] is not None, pair[0].name if pair[0] else ""))

    def _by(self, key) -> list[tuple[object, Timeliness]]:
        groups = defaultdict(list)
        for due in self.figures:
            groups[key(due)].append(due.moves)
        return [(group, timeliness.summary(moves, self.holidays)) for group, moves in groups.items()]


# --- Spans -------------------------------------------------------------------------------------------


def years(today):
    """Years of which something may have fallen due, the latest first."""
    return list(Period.objects.filter(kind=Period.Kind.YEAR, start__lte=today).order_by("-start", "basis"))


def periods_of(year, today):
    """Periods whose due day is over: those of a year, or with None those of the last twelve months."""
    over = Period.objects.filter(due_on__lt=today).select_related("year").order_by("start", "pk")
    if year is None:
        return over.filter(due_on__gte=calendar.year_before(today))
    return over.filter(Q(year=year) | Q(pk=year.pk))


# --- Reading -----------------------------------------------------------------------------------------


def read(measures, periods):
    """What fell due of these measures in these periods; a fixed number of queries, whatever the measures."""
    began = Submission.objects.filter(origin=Submission.Origin.ENTERED).aggregate(at=Min("created_at"))["at"]
    if began is None:
        return Found([], [], frozenset())
    periods = [period for period in periods if period.due_on >= timezone.localdate(began)]
    measures = list(_expected(measures).with_codes())
    surveys = outstanding.surveys_of(measures)
    first = {
        (s.measure_id, s.period_id): s
        for s in Submission.objects.filter(period__in=periods, measure__in=measures, revision=1)
    }
    entries = _entries(periods)
    owners = dict(_owners(measures))
    places = _places(measures, periods)
    figures, returns = [], []
    for period in periods:
        for measure in measures:
            submission = first.get((measure.pk, period.pk))
            if not outstanding.takes(measure, period, surveys):
                continue
            if submission is not None and submission.origin != Submission.Origin.ENTERED:
                continue
            told = entries.get(submission.pk, []) if submission else []
            moves = _moves(period, submission, told)
            place = places[period.due_on][measure.pk]
            due = Due(measure, period, place, owners.get(measure.pk), moves)
            figures.append(due)
            returns += [
                Return(due, entry.at, entry.by, entry.reason) for entry in told if entry.verb == "returned"
            ]
    days = {day for due in figures for day in _days(due.moves)}
    holidays = bank_holidays.around(min(days), max(days)) if days else frozenset()
    return Found(figures, sorted(returns, key=lambda one: one.on, reverse=True), holidays)


def _days(moves):
    """Every day between which working days may have to be counted."""
    days = (moves.opens_on, moves.due_on, moves.approved, *(day for day, _ in moves.submitted))
    return [day for day in days if day is not None]


def _expected(measures):
    """Measures that figures are expected of, retired ones up to their last day."""
    measures = measures.exclude(entry=Measure.Entry.CALCULATED).exclude(state=Measure.State.DEVELOPMENT)
    return measures.exclude(state=Measure.State.RETIRED, active_to__isnull=True)


def _entries(periods):
    """Submission id -> what the trail says was submitted, withdrawn and returned, in that order.

    The trail and not the row: a return and a second submission overwrite the first one's time.
    """
    found = defaultdict(list)
    entries = AuditEntry.objects.filter(subject_type="submission", verb__in=VERBS, period__in=periods)
    for entry in entries.select_related("by").order_by("at", "pk"):
        found[entry.subject_id].append(entry)
    return found


def _owners(measures):
    roles = MeasureRole.objects.filter(kind=MeasureRole.Kind.OWNER, measure__in=measures)
    for role in roles.select_related("person"):
        yield role.measure_id, role.person


def _places(measures, periods):
    """Due day -> measure id -> the directorate of that day."""
    today = {measure.pk: measure.directorate for measure in measures}
    merged = Reorganisation.objects.filter(kind=Reorganisation.Kind.MERGED).order_by("-on")
    last = merged.values_list("on", flat=True).first()
    return {
        day: reorganising.directorates_on(measures, day) if last is not None and day < last else today
        for day in {period.due_on for period in periods}
    }


def _moves(period, submission, told):
    submitted, returns = [], 0
    for entry in told:
        day = timezone.localdate(entry.at)
        if entry.verb == "submitted":
            submitted.append((day, None))
        elif entry.verb == "withdrawn" and submitted:
            submitted[-1] = (submitted[-1][0], day)
        elif entry.verb == "returned":
            returns += 1
    in_force_at = submission.in_force_at if submission else None
    return Moves(
        opens_on=period.opens_on,
        due_on=period.due_on,
        submitted=tuple(submitted),
        approved=timezone.localdate(in_force_at) if in_force_at else None,
        returns=returns,
    )
