"""The council as it stood at a past moment, and what has changed since.

Nothing is stored for this: superseded figures keep the moment from which they counted, targets when they were
recorded, and judged statuses when they were decided and ended. They are judged by one another by the same
rules (`assessing.assessments_as_at`) and printed as a dashboard (`facts.gather`).
"""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Min
from django.utils import timezone

from performance import dashboard, dates
from performance.models import Submission, Target
from performance.row import Row
from performance.rules import calendar


def end_of(day, at=None):
    """The last moment of a day in Europe/London, or of one minute of it."""
    last = time.max if at is None else at.replace(second=59, microsecond=999_999)
    return timezone.make_aware(datetime.combine(day, last))


def first_moment(measures):
    """When the first figure of these measures came into force; None before there is any."""
    return Submission.objects.filter(measure__in=measures).aggregate(first=Min("in_force_at"))["first"]


@dataclass(frozen=True)
class Change:
    """A measure that has changed since: (what, then, now) of what differs, and why."""

    row: Row
    fields: list
    reasons: list
    # Of the figure that stands now, for its history; None where there is none.
    period_id: int | None = None


@dataclass(frozen=True)
class AsAt:
    """A scorecard as it stood, and what of it has changed since, in the order of the page."""

    board: dashboard.Dashboard
    changes: list

    @property
    def sentence(self):
        """ "3 measures have changed since." """
        if not self.changes:
            return "Nothing of it has changed since."
        if len(self.changes) == 1:
            return "1 measure has changed since."
        return f"{len(self.changes)} measures have changed since."


def build(scorecard, period, *, measures, moment) -> AsAt:
    """A scorecard for a period as it stood at a past moment, beside the same as it stands now."""
    day = dates.day_of(moment)
    then = dashboard.build(scorecard, period, measures=measures, known_on=day, as_at=moment)
    now = dashboard.build(scorecard, period, measures=measures, known_on=dates.today())
    return AsAt(then, _changes(then, now, moment))


def _changes(then, now, moment):
    """What differs between two dashboards of the same measures, each measure once."""
    today = {row.slug: row for row in _printed(now)}
    differing = {}
    for row in _printed(then):
        fields = _differences(row, today[row.slug]) if row.slug in today else []
        if fields:
            differing.setdefault(row.slug, (row, fields))
    figures = Submission.objects.filter(pk__in=[today[slug].submission_id for slug in differing])
    figures = {figure.pk: figure for figure in figures}
    targets = Target.objects.in_force().filter(
        measure__slug__in=differing, year=now.year.pk, recorded_at__gt=moment
    )
    targets = {target.measure.slug: target for target in targets.select_related("measure")}
    return [
        Change(
            row,
            fields,
            _reasons(row, figures.get(today[slug].submission_id), targets.get(slug)),
            figures[today[slug].submission_id].period_id if today[slug].submission_id in figures else None,
        )
        for slug, (row, fields) in differing.items()
    ]


def _printed(board):
    return [*board.headlines, *board.rows]


def _differences(then, now):
    """(what, then, now) of what a reader sees of a row that is not the same any more."""
    said = [
        ("Figure", _figure(then), _figure(now)),
        ("Target", then.target.plain or "No target", now.target.plain or "No target"),
        ("Status", _status(then), _status(now)),
    ]
    return [(what, was, stands) for what, was, stands in said if was != stands]


def _figure(row):
    return row.figure.plain or "None"


def _status(row):
    beside = row.status.beside or row.status.reason
    return f"{row.status.word} ({beside})" if beside else row.status.word


def _reasons(row, figure, target):
    """Why it has changed, in sentences: the correction or first figure, and the target since."""
    said = []
    if figure is not None and figure.pk != row.submission_id:
        since = calendar.in_words(timezone.localtime(figure.in_force_at))
        name = f"Revision {figure.revision}" if figure.revision > 1 else "The figure"
        said.append(_with_reason(f"{name} came into force on {since}", figure.opened_reason))
    if target is not None:
        since = calendar.in_words(timezone.localtime(target.recorded_at))
        said.append(_with_reason(f"The target was recorded on {since}", target.reason))
    return said


def _with_reason(sentence, reason):
    reason = reason.strip()
    stop = "" if reason.endswith((".", "!", "?")) else "."
    return f"{sentence}: {reason}{stop}" if reason else f"{sentence}."
