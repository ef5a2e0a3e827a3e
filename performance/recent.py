"""The last figures of many measures, read at once: for a list with a small chart in every row."""

from dataclasses import dataclass

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from performance import overrides, rows, series
from performance.models import Assessment, Measure, Submission, Target

# Two years' worth of months: a list may hold rows for several periods, each with thirteen figures before it.
DEPTH = 2 * series.LAST_FIGURES


@dataclass(frozen=True)
class Recent:
    """Figures in force by measure, and then by kind of period and first day, with what judged them."""

    history: dict
    targets: dict
    assessments: dict
    overrides: dict

    def at(self, measure, kind, start):
        """A measure's figure in force of a period, or None."""
        return self.history.get(measure.pk, {}).get((kind, start))

    def before(self, measure, period):
        """The figures in force of periods that ended before this one began, latest first."""
        own = self.history.get(measure.pk, {}).values()
        earlier = [submission for submission in own if submission.period.end < period.start]
        # Of two that end on one day, a month says more of the time just past than its year.
        return sorted(earlier, key=lambda s: (s.period.end, s.period.start), reverse=True)

    def last(self, measure, period):
        """The figure before this period's, as a `series.Point`, or None."""
        found = next(iter(self.before(measure, period)), None)
        if found is None:
            return None
        return series.Point(found, self.assessments.get(found.pk), self.overrides.get(found.pk))

    def last_said(self, measure, period):
        """The latest earlier figure with a commentary for publication, or None."""
        return next((s for s in self.before(measure, period) if s.commentary_public), None)

    def chart(self, measure, period):
        """Thirteen figures up to a period with its year's target, as `rows.series_cell` makes them, or None.

        A target of the whole year is not drawn beside single months that add up to it.
        """
        target = self.targets.get((measure.pk, period.year_id or period.pk))
        adds_up = measure.aggregation == Measure.Aggregation.SUM and period.kind != period.Kind.YEAR
        aims = target is not None and target.value is not None and not adds_up
        return rows.series_cell(measure, period, _Charted(self, {measure.pk: target} if aims else {}))


@dataclass(frozen=True)
class _Charted:
    """What a small chart reads."""

    recent: Recent
    targets: dict

    def at(self, measure, kind, start):
        return self.recent.at(measure, kind, start)


def gather(measures, periods, *, today):
    """What is recent of these measures, for rows of these periods. Five queries, however many there are."""
    measures = {measure.pk: measure for measure in measures}
    history = {}
    for submission in _latest(measures):
        submission.measure = measures[submission.measure_id]
        own = history.setdefault(submission.measure_id, {})
        own[submission.period.kind, submission.period.start] = submission
    found = Recent(history, _targets(measures, periods), {}, {})
    lasts = [found.last(measure, period) for measure in measures.values() for period in periods]
    shown = {point.submission.pk for point in lasts if point is not None}
    judged = Assessment.objects.filter(submission__in=shown)
    judged = judged.select_related("level", "to_date_level", "target", "rule")
    found.assessments.update({assessment.submission_id: assessment for assessment in judged})
    found.overrides.update(overrides.standing_for(shown, today))
    return found


def _latest(measures):
    """The latest figures in force of each measure and kind of period."""
    place = Window(
        RowNumber(),
        partition_by=[F("measure"), F("period__kind")],
        order_by=F("period__start").desc(),
    )
    in_force = Submission.objects.in_force().filter(measure__in=measures).annotate(place=place)
    return in_force.filter(place__lte=DEPTH).select_related("period__year")


def _targets(measures, periods):
    """The versions in force by measure and year."""
    years = {period.year_id or period.pk for period in periods}
    versions = Target.objects.in_force().filter(measure__in=measures, year__in=years)
    return {(target.measure_id, target.year_id): target for target in versions}
