"""A measure's figures over time, for charts and history."""

from dataclasses import dataclass

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


def chart(measure, points, target):
    """The measure over its periods: what it shows as its title, our figures, the target; "" for no figures.

    Where the year's end is forecast the forecast is drawn: a part of a year does not compare with a whole.
    """
    drawn = [(point.label, _drawn_value(point.submission), point.submission.status) for point in points]
    if not any(value is not None for _, value, _ in drawn):
        return ""
    said = next((point.direction.sentence for point in reversed(points) if point.direction), measure.title)
    svg = charts.line_chart(
        drawn,
        title=said,
        description="; ".join(f"{point.label}: {point.figure.plain or 'no figure'}" for point in points),
        unit_format=lambda value: format_figure(value, measure.unit),
        target=target.value if target else None,
        band=target.band if target else None,
        target_label=f"Target {target.as_entered}" if target else "",
        accent=settings.COUNCIL_COLOUR,
        slug=f"chart-{measure.slug}",
    )
    return mark_safe(svg)  # noqa: S308  (every text is escaped where the SVG is written)


def _drawn_value(submission):
    return submission.value if submission.forecast is None else submission.forecast
