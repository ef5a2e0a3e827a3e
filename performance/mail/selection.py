"""Who is told what. No queries: everything is in the reading (`performance/mail/reading.py`)."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from performance.mail import above
from performance.mail.lines import Digest, Line, of_figure, of_returned, of_set, section, title_of
from performance.models import MeasureRole
from performance.rules import chasing
from performance.rules.chasing import Stage

# An action is told on the working day after it was due, and weekly from then on.
OVERDUE_AFTER = 1


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

    def is_escalated(self, due_on, after=None):
        """Whether today brings news of what was due: `after` working days later, and weekly from then on."""
        return chasing.is_escalated(
            due_on=due_on,
            since=self.since,
            today=self.today,
            escalate=self.escalate if after is None else after,
            holidays=self.holidays,
        )

    def begins_week(self):
        return chasing.begins_week(since=self.since, today=self.today, holidays=self.holidays)


# --- Once a day ----------------------------------------------------------------------------------------


def daily(reading, calendar):
    """The day's digests, one a person, for those who have anything in them."""
    periods = {figure.period.pk: figure.period for figure in reading.figures}
    stages = {pk: calendar.stage_of(period) for pk, period in periods.items()}
    escalated = {pk for pk, period in periods.items() if calendar.is_escalated(period.due_on)}
    digests = [
        Digest(
            person,
            [
                *_returned_before(person, reading, calendar),
                *_own(person, reading, stages),
                *_handed_over(person, reading),
                *_overdue_actions(person, reading, calendar),
                *_asked_targets(person, reading, calendar),
                *above.to_approve(person, reading),
                *above.sets_to_approve(person, reading),
                *above.to_decide(person, reading),
                *above.targets_to_decide(person, reading),
                *above.packs_to_clear(person, reading, calendar.today),
                *above.packs_to_issue(person, reading, calendar.today),
                *above.escalated(person, reading, escalated),
            ],
        )
        for person in reading.people
    ]
    return [digest for digest in digests if digest.sections]


def _own(person, reading, stages):
    """Figures of their own measures that are not submitted, the most pressing first.

    Of a period that was kept open they are told once, in a section of its own.
    """
    own = reading.answers.get(person.pk, ())
    figures = [figure for figure in reading.figures if figure.measure.pk in own]
    kept = [figure for figure in figures if _is_kept_open(person, reading, figure)]
    others = [figure for figure in figures if figure not in kept]
    for stage in reversed(Stage):
        yield from section(stage, [of_figure(f) for f in others if stages[f.period.pk] == stage])
        if stage == Stage.OVERDUE:
            yield from section("kept_open", [_kept_open_line(figure) for figure in kept])


def _is_kept_open(person, reading, figure):
    """Whether its period was kept open beyond its day and this person has not been told of it."""
    return (
        figure.in_force is None
        and figure.period.pk in reading.kept_open
        and (person.pk, _kept_open_key(figure)) not in reading.told
    )


def _kept_open_key(figure):
    return f"kept:{figure.measure.pk}:{figure.period.pk}:{figure.period.closes_on}"


def _kept_open_line(figure):
    line = of_figure(figure)
    return Line(
        title=line.title,
        detail=line.detail,
        state=line.state,
        path=line.path,
        when=figure.period.closes_on,
        note=line.note,
        key=_kept_open_key(figure),
    )


def _returned_before(person, reading, calendar):
    """Figures returned in periods that have closed, and sets: such corrections may still be put right.

    The hour's mail has told of each; this one comes some working days after the return, and weekly.
    """
    own = reading.answers.get(person.pk, ())
    lines = [
        of_returned(submission)
        for submission in reading.returned_before
        if submission.measure_id in own and _is_told_again(submission, calendar)
    ]
    sets = [
        _returned_set_line(restatement, members)
        for restatement, members in reading.returned_sets
        if _concerns(person, own, restatement, members) and _is_told_again(restatement, calendar)
    ]
    return [*section("returned", lines), *section("returned_sets", sets)]


def _is_told_again(row, calendar):
    return calendar.is_escalated(timezone.localdate(row.returned_at))


def _handed_over(person, reading):
    """Measures that have become theirs, once."""
    lines = [
        Line(
            title=title_of(measure),
            detail="",
            state=f"You are its {MeasureRole.Kind(kind).label.lower()}",
            path=reverse("measure", args=[measure.slug]),
            key=key,
        )
        for measure, kind, key in reading.handed_over.get(person.pk, ())
        if (person.pk, key) not in reading.told
    ]
    return section("handed_over", lines)


def _overdue_actions(person, reading, calendar):
    """Overdue actions about their own measures; of an indicator, those that they raised."""
    own = reading.answers.get(person.pk, ())
    lines = [
        Line(
            title=action.what,
            detail=title_of(action.measure) if action.measure else action.indicator.title,
            when=action.due_on,
            state=action.post,
            path=reverse("action", args=[action.pk]),
        )
        for action in reading.actions
        if (action.measure_id in own if action.measure_id else action.raised_by_id == person.pk)
        and calendar.is_escalated(action.due_on, after=OVERDUE_AFTER)
    ]
    return section("actions", lines)


def _asked_targets(person, reading, calendar):
    """Targets that are missing of their own measures, at the beginning of a week."""
    own = reading.answers.get(person.pk, ()) if calendar.begins_week() else ()
    lines = [
        Line(
            title=title_of(asked.measure),
            detail=f"Target {asked.year}",
            state="Declined: propose another" if asked.declined else "Not proposed yet",
            path=reverse("target-propose", args=[asked.measure.slug, asked.year.pk]),
            note=asked.declined.decision_reason if asked.declined else "",
        )
        for asked in reading.asked_targets
        if asked.waiting is None and asked.measure.pk in own
    ]
    return section("targets", lines)


# --- On the hour ---------------------------------------------------------------------------------------


def returned(people, answers, submissions, sets, told):
    """Digests of what was returned, to whoever answers for it and has not been told.

    `sets` are pairs of a restatement and its figures: one line each, also to whoever sent it. `told` holds
    pairs of a person's id and a line's key. Whoever returned something knows it already.
    """
    digests = []
    for person in people:
        own = answers.get(person.pk, ())
        lines = [
            of_returned(submission, key=_key_of_return(submission))
            for submission in submissions
            if submission.measure_id in own and submission.returned_by_id != person.pk
        ]
        set_lines = [
            _returned_set_line(restatement, members, key=f"set:{_key_of_return(restatement)}")
            for restatement, members in sets
            if restatement.returned_by_id != person.pk and _concerns(person, own, restatement, members)
        ]
        lines, set_lines = (
            [line for line in found if (person.pk, line.key) not in told] for found in (lines, set_lines)
        )
        if sections := [*section("returned", lines), *section("returned_sets", set_lines)]:
            digests.append(Digest(person, sections))
    return digests


def _concerns(person, own, restatement, members):
    """Whether a person sent a set or answers for one of its measures."""
    return restatement.submitted_by_id == person.pk or any(member.measure_id in own for member in members)


def _returned_set_line(restatement, members, *, key=""):
    return of_set(
        restatement,
        members,
        state="",
        when=timezone.localdate(restatement.returned_at),
        note=restatement.returned_reason,
        key=key,
    )


def _key_of_return(row):
    # Not its version: every draft that is saved over it has another, and it is returned once.
    return f"{row.pk}:{row.returned_at.isoformat()}"


# --- By hand -------------------------------------------------------------------------------------------


def reminder(person, figures):
    """The digest of a reminder that somebody sends: figures that this person has not submitted."""
    return Digest(person, section("reminder", [of_figure(figure) for figure in figures]))
