"""A measure's figures over time, for charts and history."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils.safestring import mark_safe

from performance import cells, charts
from performance import overrides as standing
from performance.models import Assessment, Measure, Override, Submission
from performance.rules import calendar
from performance.rules.numbers import format_figure
from performance.rules.rag import TargetKind

LAST_FIGURES = 13


@dataclass(frozen=True)
class Point:
    """One figure in force with its judgement, and the override that stands for it."""

    submission: Submission
    assessment: Assessment | None
    override: Override | None = None

    @property
    def label(self):
        return self.submission.period.label

    @property
    def figure(self):
        return cells.figure_cell(self.submission)

    @property
    def headline(self):
        """What is rated: the forecast with the figure to date beneath it, the year to date, or the figure."""
        headline = cells.headline_cell(self.assessment, self.submission)
        # A figure that no worker has judged yet stands with its forecast all the same.
        if self.submission.forecast is not None and self.submission.value is not None:
            headline = cells.figure_cell(self.submission, forecast=True)
            return replace(headline, window=f"to date {self.figure.plain}")
        return headline

    @property
    def computed(self):
        return cells.status_cell(self.assessment, self.submission)

    @property
    def status(self):
        """The status that is printed: the judged one where one stands, with the computed one beside it."""
        return cells.judged_status(self.override, self.computed) if self.override else self.computed

    @property
    def direction(self):
        return cells.direction_cell(self.assessment)

    @property
    def number(self):
        """What is drawn of it: a part of a year does not compare with a whole, so a forecast goes first."""
        submission = self.submission
        return cells.number_of(submission) if submission.forecast is None else submission.forecast


def of(measure, overrides=None):
    """Figures in force of a measure, oldest first, in a fixed number of queries.

    `overrides` maps the ids of submissions to the overrides that stand for them, where those are printed.
    """
    prefetch_related_objects([measure], "dimensions__categories", "series_breaks")
    submissions = list(
        Submission.objects.in_force()
        .filter(measure=measure)
        .select_related("period__year")
        .order_by("period__end", "period__start")
    )
    for submission in submissions:
        submission.measure = measure
    assessments = {
        assessment.submission_id: assessment
        for assessment in Assessment.objects.filter(measure=measure).select_related(
            "level", "to_date_level", "target", "rule"
        )
    }
    return [
        Point(submission, assessments.get(submission.pk), (overrides or {}).get(submission.pk))
        for submission in submissions
    ]


def with_overrides(measure, today):
    """Figures in force with the statuses that stand on a day, which are printed wherever a status is."""
    in_force = Submission.objects.in_force().filter(measure=measure).values("pk")
    return of(measure, standing.standing_for(in_force, today))


def says(points):
    """What a chart of these figures shows, in words: the latest direction of travel, or why there is none."""
    judged = (point.assessment for point in reversed(points) if point.assessment is not None)
    return next((assessment.direction_sentence for assessment in judged if assessment.direction_sentence), "")


def breaks_at(starts, breaks):
    """Where a series breaks: the place of the first period on or after each break, with its reason.

    A break on 1 April 2020 in a series from February 2020 stands before its third month:

    >>> from datetime import date
    >>> from types import SimpleNamespace as Break
    >>> months = [date(2020, month, 1) for month in (2, 3, 4, 5)]
    >>> breaks_at(months, [Break(starts_on=date(2020, 4, 1), reason="New definition")])
    {2: 'New definition'}

    One before the first period or after the last is not between any two, and is left out.
    """
    found = {}
    for each in breaks:
        place = next((place for place, start in enumerate(starts) if start >= each.starts_on), None)
        if place:
            found[place] = each.reason
    return found


def chart(measure, points, target, *, width=480, height=240):
    """The last thirteen figures and the target; "" below two figures, which are no line.

    Figures of the measure's own kind of period are drawn where there are two; months without one are gaps.
    A target of the whole year is not drawn beside single months that add up to it.
    """
    drawn = _drawn(measure, points)[-LAST_FIGURES:]
    if sum(1 for _, point in drawn if point is not None and point.number is not None) < 2:
        return ""
    unit = cells.judged_unit(measure)
    aims = target is not None and not _adds_up(measure, points)
    starts = [start for (start, _), _ in drawn]
    svg = charts.line_chart(
        [
            (label, point.number if point else None, point.submission.status if point else "")
            for (_, label), point in drawn
        ],
        title=says(points) or measure.title,
        description="; ".join(_described(label, point) for (_, label), point in drawn),
        unit_format=lambda value: format_figure(value, unit),
        target=target.value if aims else None,
        band=(target.lower, target.upper) if aims and target.kind == TargetKind.BAND else None,
        target_label="Target",
        width=width,
        height=height,
        accent=settings.COUNCIL_COLOUR,
        slug=f"chart-{measure.slug}",
        breaks=breaks_at(starts, measure.series_breaks.all()),
    )
    return mark_safe(svg)  # noqa: S308  (every text is escaped where the SVG is written)


def _described(label, point):
    return f"{label}: {point.figure.plain or 'no figure'}" if point else f"{label}: no figure"


def _drawn(measure, points):
    """((first day, label), point or None) for each place of a chart, oldest first."""
    own = [p for p in points if p.submission.period.kind == measure.period_kind]
    if sum(1 for point in own if point.number is not None) < 2:
        return [(_place(point.submission.period), point) for point in points]
    by_start = {point.submission.period.start: point for point in own}
    kind = measure.period_kind
    starts = calendar.starts_since(kind, min(by_start), max(by_start))
    # Single figures far apart stand side by side; a series with holes keeps its holes.
    if len(own) * 2 <= len(starts) or set(by_start) - set(starts):
        return [(_place(point.submission.period), point) for point in own]
    return [
        ((start, calendar.label_of(kind, start, calendar.end_of(kind, start))), by_start.get(start))
        for start in starts
    ]


def _place(period):
    return period.start, period.label


def _adds_up(measure, points):
    """Whether single periods' figures add up to what the target is about."""
    return measure.aggregation == Measure.Aggregation.SUM and any(
        point.assessment is not None and point.assessment.judged == Assessment.Judged.YEAR_TO_DATE
        for point in points
    )
