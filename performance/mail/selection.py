"""Who is told what. No queries: everything is in the reading (`performance/mail/reading.py`)."""

from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse

from performance import access
from performance.due import STATES
from performance.models import Period, Person
from performance.rules import chasing
from performance.rules.chasing import Stage


@dataclass(frozen=True)
class Line:
    """One figure, or one proposal, with the page that it is dealt with on."""

    title: str
    period: Period
    state: str
    path: str
    note: str = ""
    # What is told once and never again; empty for what is told by the day.
    key: str = ""


@dataclass(frozen=True)
class Section:
    """Lines under one heading; `kind` is a key of `digest.SECTIONS`."""

    kind: str
    lines: list[Line]


@dataclass(frozen=True)
class Digest:
    """All that one person is told in one mail."""

    person: Person
    sections: list[Section] = field(default_factory=list)


@dataclass(frozen=True)
class Calendar:
    """The day, what has been told already, and when reminders and escalations come (`rules.chasing`)."""

    since: date
    today: date
    remind: int
    escalate: int
    holidays: frozenset[date]

    def stage_of(self, period):
        return chasing.stage_of(
            opens_on=period.opens_on,
            end=period.end,
            due_on=period.due_on,
            since=self.since,
            today=self.today,
            remind=self.remind,
            holidays=self.holidays,
        )

    def is_escalated(self, period):
        return chasing.is_escalated(
            due_on=period.due_on,
            since=self.since,
            today=self.today,
            escalate=self.escalate,
            holidays=self.holidays,
        )


# --- Once a day ----------------------------------------------------------------------------------------


def daily(reading, calendar):
    """The day's digests, one a person, for those who have anything in them."""
    periods = {figure.period.pk: figure.period for figure in reading.figures}
    stages = {pk: calendar.stage_of(period) for pk, period in periods.items()}
    escalated = {pk for pk, period in periods.items() if calendar.is_escalated(period)}
    digests = [
        Digest(
            person,
            [
                *_own(person, reading, stages),
                *_to_approve(person, reading),
                *_to_decide(person, reading),
                *_escalated(person, reading, escalated),
            ],
        )
        for person in reading.people
    ]
    return [digest for digest in digests if digest.sections]


def _own(person, reading, stages):
    """Figures of their own measures that are not submitted, the most pressing first."""
    own = reading.answers.get(person.pk, ())
    figures = [figure for figure in reading.figures if figure.measure.pk in own]
    for stage in reversed(Stage):
        lines = [_figure_line(figure) for figure in figures if stages[figure.period.pk] == stage]
        if lines:
            yield Section(stage, _sorted(lines))


def _to_approve(person, reading):
    """The whole queue, every day: what they may approve and had no part in."""
    lines = [
        Line(
            title=_title(submission.measure),
            period=submission.period,
            state=STATES["submitted"][1],
            path=reverse("approval", args=[submission.pk]),
        )
        for submission, contributors in reading.waiting
        if person.pk not in contributors and access.manages(person, submission.measure)
    ]
    if lines:
        yield Section("approve", lines)


def _to_decide(person, reading):
    """Proposals that they may decide on."""
    lines = [
        Line(
            title=_title(override.submission.measure) if override.submission_id else str(override.section),
            period=override.period,
            state="Awaiting a decision",
            path=reverse("override", args=[override.pk]),
        )
        for override, measures in reading.proposals
        if access.may_decide_override(person, override, measures)
    ]
    if lines:
        yield Section("decide", lines)


def _escalated(person, reading, periods):
    """Long overdue figures of the measures they manage or oversee; not their own, which they are told above.

    A figure that is being revised is not missing: one is in force.
    """
    own = reading.answers.get(person.pk, ())
    lines = [
        _figure_line(figure, with_note=False)
        for figure in reading.figures
        if figure.period.pk in periods
        and figure.in_force is None
        and figure.measure.pk not in own
        and (access.manages(person, figure.measure) or access.oversees(person, figure.measure))
    ]
    if lines:
        yield Section("escalated", _sorted(lines))


# --- On the hour ---------------------------------------------------------------------------------------


def returned(people, answers, submissions, told):
    """Digests of figures that were returned, to whoever answers for them and has not been told.

    `told` holds pairs of a person's id and a line's key. Whoever returned a figure knows it already.
    """
    digests = []
    for person in people:
        own = answers.get(person.pk, ())
        lines = [
            _returned_line(submission)
            for submission in submissions
            if submission.measure_id in own and submission.returned_by_id != person.pk
        ]
        lines = [line for line in lines if (person.pk, line.key) not in told]
        if lines:
            digests.append(Digest(person, [Section("returned", _sorted(lines))]))
    return digests


def _returned_line(submission):
    # Not its version: every draft that is saved over it has another, and it is returned once.
    return Line(
        title=_title(submission.measure),
        period=submission.period,
        state=STATES["returned"][1],
        path=reverse("figure", args=[submission.measure.slug, submission.period_id]),
        note=submission.returned_reason,
        key=f"{submission.pk}:{submission.returned_at.isoformat()}",
    )


# --- Lines ---------------------------------------------------------------------------------------------


def _figure_line(figure, *, with_note=True):
    return Line(
        title=_title(figure.measure),
        period=figure.period,
        state=STATES[figure.state][1],
        path=reverse("figure", args=[figure.measure.slug, figure.period.pk]),
        note=figure.current.returned_reason if with_note and figure.state == "returned" else "",
    )


def _title(measure):
    return " ".join(part for part in (measure.code_text, measure.title) if part)


def _sorted(lines):
    return sorted(lines, key=lambda line: (line.period.due_on, line.title, line.period.start))
