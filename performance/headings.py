"""A heading of a scorecard as something that has a status: its measures, their scale, how they roll up."""

from performance.models import (
    Assessment,
    Measure,
    Override,
    Period,
    Placement,
    StatusScale,
    Submission,
    Target,
)
from performance.rules.roll_up import RollUpMethod, roll_up
from performance.rules.rule import Level


def measures_under(section):
    """Active measures of a heading and of the headings below it, each once."""
    sections = within = [section.pk]
    while within:
        within = list(type(section).objects.filter(parent__in=within).values_list("pk", flat=True))
        sections = [*sections, *within]
    placed = Placement.objects.filter(section__in=sections).values("measure")
    return list(Measure.objects.active().filter(pk__in=placed).order_by("pk"))


def scale_of(measures, period):
    """The status scale that these measures are judged on in a period's year; None for none or for several.

    Levels of different scales do not compare, so that such a heading has no status of its own.
    """
    targets = Target.objects.in_force().filter(
        measure__in=measures, year=period.year_id or period.pk, rule__isnull=False
    )
    scales = list(StatusScale.objects.filter(pk__in=targets.values("rule__scale"))[:2])
    return scales[0] if len(scales) == 1 else None


def latest_periods(period):
    """For each kind of period, the latest that had opened when `period` opened.

    On a year's dashboard every measure stands with its figure for that year.
    """
    if period.kind == Period.Kind.YEAR:
        return dict.fromkeys(Period.Kind.values, period)
    opened = Period.objects.opened_by(period.opens_on).filter(start__lte=period.end).select_related("year")
    latest = {candidate.kind: candidate for candidate in opened.order_by("end", "start")}
    # A measure whose own kind of period has not opened yet has nothing to show but the month itself.
    return dict.fromkeys(Period.Kind.values, period) | latest | {period.kind: period}


def computed_level(section, period, *, today):
    """The level that the scorecard's roll-up gives a heading in a period, or None where it gives none.

    Made of what its measures are printed with: a measure's judged status where one stands.
    """
    measures = measures_under(section)
    scale, method = scale_of(measures, period), section.scorecard.roll_up
    if scale is None or method not in list(RollUpMethod):
        return None
    levels = list(scale.levels.order_by("position"))
    statuses = _levels_of(measures, latest_periods(period), today)
    places = {level.pk: place for place, level in enumerate(levels)}
    rolled = roll_up(
        [places.get(statuses.get(measure.pk)) for measure in measures],
        tuple(Level(level.code, level.word, level.off_target) for level in levels),
        RollUpMethod(method),
    )
    return next((level for level in levels if rolled.level and level.code == rolled.level.code), None)


def _levels_of(measures, periods, today):
    """Measure id -> id of the level that its figure in force is printed with."""
    own = {(measure.pk, periods[measure.period_kind].pk) for measure in measures}
    figures = {
        submission.pk: submission.measure_id
        for submission in Submission.objects.in_force().filter(measure__in=measures)
        if (submission.measure_id, submission.period_id) in own
    }
    found = dict(
        Assessment.objects.filter(submission__in=figures, level__isnull=False).values_list(
            "submission", "level"
        )
    )
    judged = Override.objects.standing(today).filter(submission__in=figures).order_by("decided_at", "pk")
    found |= dict(judged.values_list("submission", "level"))
    return {figures[pk]: level for pk, level in found.items()}
