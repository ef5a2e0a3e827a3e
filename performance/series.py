"""A measure's figures over time, for charts and history."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.safestring import mark_safe

from performance import cells, charts
from performance.models import Assessment, Submission
from performance.rules.numbers import format_figure


@dataclass(frozen=True)
class Point:
    """One figure in force with its judgement."""

    submission: Submission
    assessment: Assessment | None

    @property
    def label(self):
        return self.submission.period.label

    @property
    def figure(self):
        return cells.figure_cell(self.submission)

    @property
    def headline(self):
        """What is rated: the forecast where there is one, with the figure to date beneath it."""
        if self.submission.forecast is None:
            return self.figure
        forecast = cells.figure_cell(self.submission, forecast=True)
        return replace(forecast, window=f"to date {self.figure.plain}")

    @property
    def status(self):
        return cells.status_cell(self.assessment, self.submission)

    @property
    def direction(self):
        return cells.direction_cell(self.assessment)


def of(measure):
    """Figures in force of a measure, oldest first, in two queries."""
    submissions = (
        Submission.objects.in_force()
        .filter(measure=measure)
        .with_measure()
        .order_by("period__end", "period__start")
    )
    assessments = {
        assessment.submission_id: assessment
        for assessment in Assessment.objects.filter(measure=measure).select_related(
            "level", "to_date_level", "target"
        )
    }
    return [Point(submission, assessments.get(submission.pk)) for submission in submissions]


def says(points):
    """What a chart of these figures shows, in words: the latest direction of travel."""
    return next((point.direction.sentence for point in reversed(points) if point.direction), "")


def chart(measure, points, target, *, width=480, height=240):
    """The measure over its periods: our figures and the target; "" below two figures, which are no line.

    Where the year's end is forecast the forecast is drawn: a part of a year does not compare with a whole.
    """
    drawn = [(point.label, _drawn_value(point.submission), point.submission.status) for point in points]
    if sum(1 for _, value, _ in drawn if value is not None) < 2:
        return ""
    svg = charts.line_chart(
        drawn,
        title=says(points) or measure.title,
        description="; ".join(f"{point.label}: {point.figure.plain or 'no figure'}" for point in points),
        unit_format=lambda value: format_figure(value, measure.unit),
        target=target.value if target else None,
        band=target.band if target else None,
        target_label="Target",
        width=width,
        height=height,
        accent=settings.COUNCIL_COLOUR,
        slug=f"chart-{measure.slug}",
    )
    return mark_safe(svg)  # noqa: S308  (every text is escaped where the SVG is written)


def _drawn_value(submission):
    return submission.value if submission.forecast is None else submission.forecast
