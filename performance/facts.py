"""What a dashboard is made from, read once for all its measures: a fixed number of queries."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from benchmarking.reading import Knowledge
from performance import assessing, headings, overrides, positions, suppressing
from performance.models import (
    Assessment,
    AuditEntry,
    CalculationInput,
    ComparisonFigure,
    ContextNote,
    Measure,
    MeasureRole,
    Period,
    SignOff,
    StatusLevel,
    Submission,
    Target,
)


@dataclass
class Facts:
    """Rows by what they are looked up by. `history` holds figures in force by measure, and then by kind of
    period and first day."""

    known_on: date
    year: Period
    periods: dict
    measures: dict
    history: dict
    targets: dict
    final_targets: dict
    assessments: dict = field(default_factory=dict)
    revised: set = field(default_factory=set)
    positions: dict = field(default_factory=dict)
    approvals: dict = field(default_factory=dict)
    levels: list = field(default_factory=list)
    overrides: dict = field(default_factory=dict)
    section_overrides: dict = field(default_factory=dict)
    comparisons: dict = field(default_factory=dict)
    context: dict = field(default_factory=dict)

    def at(self, measure, kind, start):
        """A measure's figure in force of a period, or None."""
        return self.history.get(measure.pk, {}).get((kind, start))

    def submission(self, measure):
        """The figure in force that stands on the dashboard, with its period; (None, period) without one.

        The figure of a year is that of the year's last month, quarter or week, where a measure has no other.
        """
        period = self.periods[measure.period_kind]
        found = self.at(measure, period.kind, period.start)
        if found is None and period.kind == Period.Kind.YEAR:
            found = self._last_of(measure, period)
        return found, found.period if found else period

    def _last_of(self, measure, year):
        own = self.history.get(measure.pk, {}).values()
        return next((s for s in own if s.period.kind != year.kind and s.period.end == year.end), None)

    def compared(self, measure):
        """The figure in force that stands beside this one as the earlier one; or None."""
        period = self.submission(measure)[1]
        return self.at(measure, *measure.compared_span(period, forecast=measure.has_forecast))


def with_make_up(measures):
    """Measures with all that a row prints of them besides figures."""
    return measures.with_codes().prefetch_related(
        "dimensions__categories",
        "series_breaks",
        Prefetch("measure_roles", MeasureRole.objects.filter(kind="owner").select_related("person")),
        Prefetch("inputs", CalculationInput.objects.select_related("source")),
    )


def gather(
    section_ids, period, measure_ids, known_on, *, as_at=None, public=False, suppression=suppressing.NOTHING
) -> Facts:
    """Everything that rows of these measures print for a period, as it was known on a day.

    `as_at` is a past moment of that day: figures, targets, judged statuses and positions are then those that
    stood at it, and are judged by one another. Titles, headings, context and comparisons are today's.
    `public` leaves out positions whose source may not be republished. What `suppression` hides is taken out
    of figures and judgements here, so that nothing that is made of them says it.
    """
    periods = headings.latest_periods(period)
    year = period.year or period
    measures = {measure.pk: measure for measure in with_make_up(Measure.objects.filter(pk__in=measure_ids))}
    figures = Submission.objects
    in_force = figures.in_force() if as_at is None else figures.in_force_as_at(as_at)
    in_force = in_force.filter(measure__in=measures, period__start__lte=period.end)
    history = {}
    known = {found.pk: found for found in Period.objects.select_related("year")}
    for submission in in_force.order_by("period__start"):
        # One measure and one period for all their figures, with what was read with them.
        submission.measure = measures[submission.measure_id]
        submission.period = known[submission.period_id]
        own = history.setdefault(submission.measure_id, {})
        own[submission.period.kind, submission.period.start] = suppression.submission(submission)
    targets, final_targets = _targets(measures, year, as_at)
    facts = Facts(known_on, year, periods, measures, history, targets, final_targets)
    shown = [s.pk for s in (facts.submission(m)[0] for m in measures.values()) if s]
    facts.overrides = overrides.standing_for(shown, known_on, as_at=as_at)
    facts.section_overrides = overrides.standing_for_sections(section_ids, period, known_on, as_at=as_at)
    _read_judgements(facts, shown, as_at, suppression)
    revised = _revised(as_at).filter(measure__in=measures, revision__gt=1)
    facts.revised = set(revised.values_list("measure_id", "period_id"))
    facts.approvals = {
        sign_off.submission_id: sign_off
        for sign_off in SignOff.objects.filter(submission__in=shown).select_related("by")
    }
    knowledge = Knowledge(on=known_on, now=timezone.now(), public=public)
    facts.positions = _positions(measures, year, knowledge)
    for given in ComparisonFigure.objects.filter(
        measure__in=measures, period__start__lte=period.end
    ).select_related("period"):
        facts.comparisons.setdefault(given.measure_id, []).append(given)
    for note in (
        ContextNote.objects.over(year.start, period.end)
        .filter(is_public=True, measures__in=measures)
        .distinct()
        .prefetch_related("measures")
    ):
        for measure in note.measures.all():
            facts.context.setdefault(measure.pk, []).append(note)
    return facts


def _revised(as_at):
    """Revisions that were open; at a past moment those that were made, and neither in force nor given up."""
    if as_at is None:
        return Submission.objects.open()
    given_up = AuditEntry.objects.filter(
        subject_type="submission", subject_id=OuterRef("pk"), after__status="abandoned", at__lte=as_at
    )
    made = Submission.objects.filter(~Exists(given_up), created_at__lte=as_at)
    return made.exclude(in_force_at__lte=as_at)


def _targets(measures, year, as_at):
    """The versions in force: of this year, and the last of a later one, by measure."""
    this, later = {}, {}
    versions = Target.objects.in_force() if as_at is None else Target.objects.in_force_as_at(as_at)
    versions = versions.filter(measure__in=measures, year__start__gte=year.start)
    for target in versions.select_related("rule", "year").order_by("year__start"):
        if target.year_id == year.pk:
            this[target.measure_id] = target
        else:
            later[target.measure_id] = target
    return this, later


def _read_judgements(facts, shown, as_at, suppression):
    """Assessments of the figures shown and of those they are compared with, scales and standing overrides."""
    judge = _stored if as_at is None else assessing.judging_as_at(list(facts.measures), as_at)
    current = judge(shown)
    earlier = {a.previous_id for a in current.values() if a.previous_id}
    earlier |= {found.pk for measure in facts.measures.values() if (found := facts.compared(measure))}
    judged = judge(earlier) | current
    facts.assessments = {pk: suppression.assessment(assessment) for pk, assessment in judged.items()}
    current = {pk: facts.assessments[pk] for pk in current}
    for pk, assessment in current.items():
        if assessment.withheld:
            # What people judged it to be says what the rule gives.
            facts.overrides.pop(pk, None)
    scales = {target.rule.scale_id for target in facts.targets.values() if target.rule}
    scales |= {a.level.scale_id for a in current.values() if a.level}
    scales |= {override.level.scale_id for override in facts.overrides.values()}
    facts.levels = list(StatusLevel.objects.filter(scale__in=scales).order_by("scale", "position"))


def _stored(keys):
    """Stored assessments of figures by their primary keys."""
    judged = Assessment.objects.select_related("level", "to_date_level", "target__rule")
    return {a.submission_id: a for a in judged.filter(submission__in=keys)}


def _positions(measures, year, knowledge):
    """Positions up to a year that may be shown, the one to print first, by indicator."""
    indicators = {m.indicator_id for m in measures.values() if m.indicator_id}
    return {
        pk: [standing for standing in found if standing.year <= year.label]
        for pk, found in positions.known(indicators, knowledge).items()
    }
