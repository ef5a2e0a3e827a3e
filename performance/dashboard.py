"""A scorecard for a period, in the committee's own order, from figures in force alone.

A fixed number of queries whatever the number of measures.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings

from benchmarking.models import PublishedPosition
from performance import cells
from performance.models import Assessment, Measure, Period, Placement, SignOff, Submission, Target
from performance.rules import calendar


@dataclass
class Group:
    """Measures under one theme and outcome."""

    theme: str
    outcome: str
    rows: list = field(default_factory=list)


@dataclass
class Layer:
    """A layer with its groups and how many measures have which status."""

    title: str
    groups: list = field(default_factory=list)
    counts: list = field(default_factory=list)
    not_rated: int = 0

    @property
    def rows(self):
        return [row for group in self.groups for row in group.rows]


@dataclass
class Dashboard:
    """The whole, with its totals and the sentence that answers "so what"."""

    period: Period
    year: Period
    previous_year: str
    layers: list
    counts: list
    not_rated: int
    reasons: list

    @property
    def rows(self):
        return [row for layer in self.layers for row in layer.rows]

    @property
    def quartile_group(self):
        """Among whom the published quartiles are, for the heading: "England"."""
        return ", ".join(sorted({row.quartile.group for row in self.rows if row.quartile}))

    @property
    def missing(self):
        return [row for row in self.rows if row.is_missing]

    @property
    def sentence(self):
        """ "8 green, 6 amber, 1 red; 15 not rated." """
        rated = ", ".join(f"{entry['count']} {entry['word'].lower()}" for entry in self.counts)
        parts = [rated] if rated else []
        if self.not_rated:
            parts.append(f"{self.not_rated} not rated")
        return "; ".join(parts) + "." if parts else "No figures yet."

    @property
    def movement(self):
        """What else a reader asks first: how many got better or worse, and how many are not in yet."""
        meanings = Counter(row.direction.meaning for row in self.rows if row.direction)
        parts = [f"{meanings['Improving']} improved", f"{meanings['Worsening']} got worse"]
        if self.missing:
            parts.append(f"{len(self.missing)} not approved yet")
        return ", ".join(parts) + "."


def build(scorecard, period, *, measures, known_on) -> Dashboard:
    """The dashboard of a scorecard for a period.

    For each measure it shows the latest period of its own frequency that had opened when `period` opened.
    `measures` limits what is shown to what the reader may see; `known_on` keeps out published positions
    that were not public yet.
    """
    placements = list(
        Placement.objects.filter(section__scorecard=scorecard, measure__in=measures)
        .select_related("section__parent__parent")
        .order_by("position", "pk")
    )
    shown = {
        measure.pk: measure
        for measure in Measure.objects.with_codes().filter(pk__in=[p.measure_id for p in placements])
    }
    periods = _latest_periods(period)
    year = period.year or period
    previous_year = calendar.year_label(calendar.year_before(year.start))
    facts = _facts(shown, period, periods, year, previous_year, known_on)
    layers = {}
    for placement in placements:
        layer_title, theme, outcome = _headings(placement.section)
        layer = layers.setdefault(layer_title, Layer(layer_title))
        if not layer.groups or (layer.groups[-1].theme, layer.groups[-1].outcome) != (theme, outcome):
            layer.groups.append(Group(theme, outcome))
        measure = shown[placement.measure_id]
        layer.groups[-1].rows.append(_row(measure, periods[measure.period_kind], scorecard, facts))
    dashboard = Dashboard(period, year, previous_year, list(layers.values()), [], 0, [])
    for layer in dashboard.layers:
        layer.counts, layer.not_rated = _counts(layer.rows, facts)
    dashboard.counts, dashboard.not_rated = _counts(dashboard.rows, facts)
    reasons = Counter(row.status.reason for row in dashboard.rows if not row.status.shape)
    dashboard.reasons = [{"reason": reason, "count": count} for reason, count in reasons.most_common()]
    return dashboard


def _headings(section):
    """Layer, theme and outcome of a section; a flatter scorecard leaves the lower ones empty."""
    titles = []
    while section is not None:
        titles.insert(0, section.title)
        section = section.parent
    titles += [""] * (3 - len(titles))
    return titles[0], titles[1], titles[2]


def _latest_periods(period):
    """For each kind of period, the latest that had opened when `period` opened.

    On a year's dashboard every measure stands with its figure for that year.
    """
    if period.kind == Period.Kind.YEAR:
        return dict.fromkeys(Period.Kind.values, period)
    opened = Period.objects.opened_by(period.opens_on).filter(start__lte=period.end).select_related("year")
    latest = {candidate.kind: candidate for candidate in opened.order_by("end", "start")}
    # A measure whose own kind of period has not opened yet has nothing to show but the month itself.
    return dict.fromkeys(Period.Kind.values, period) | latest | {period.kind: period}


@dataclass
class _Facts:
    current: dict
    back: dict
    targets: dict
    assessments: dict
    revised: set
    positions: dict
    approvals: dict
    levels: list
    known_on: date


def _facts(shown, period, periods, year, previous_year, known_on):
    in_force = Submission.objects.in_force().filter(measure__in=shown).with_measure()
    wanted = {candidate.pk for candidate in periods.values()}
    current = {(s.measure_id, s.period_id): s for s in in_force.filter(period__in=wanted)}
    back = {}
    for earlier in in_force.filter(period__start__lt=period.year_start).order_by("period__start"):
        back[earlier.measure_id, earlier.period.kind, earlier.period.start] = earlier
    targets = {
        target.measure_id: target
        for target in Target.objects.in_force()
        .filter(measure__in=shown, year=year)
        .select_related("rule__scale")
    }
    assessments = {
        assessment.submission_id: assessment
        for assessment in Assessment.objects.filter(
            submission__in=[s.pk for s in current.values()]
        ).select_related("level", "to_date_level", "target")
    }
    revised = set(
        Submission.objects.open()
        .filter(measure__in=shown, period__in=wanted, revision__gt=1)
        .values_list("measure_id", "period_id")
    )
    positions = {
        position.indicator_id: position
        for position in PublishedPosition.objects.filter(
            authority__code=settings.COUNCIL_AUTHORITY,
            year=previous_year,
            indicator__in=[m.indicator_id for m in shown.values() if m.indicator_id],
            source__published_on__lte=known_on,
        ).select_related("source")
    }
    approvals = {
        sign_off.submission_id: sign_off
        for sign_off in SignOff.objects.filter(
            submission__in=[s.pk for s in current.values()]
        ).select_related("by")
    }
    scales = {t.rule.scale_id: t.rule.scale for t in targets.values() if t.rule}
    levels = [level for scale in scales.values() for level in scale.levels.all()]
    return _Facts(current, back, targets, assessments, revised, positions, approvals, levels, known_on)


def _row(measure, period, scorecard, facts):
    submission = facts.current.get((measure.pk, period.pk))
    target = facts.targets.get(measure.pk)
    previous = facts.back.get((measure.pk, *measure.compared_span(period, forecast=measure.has_forecast)))
    position = facts.positions.get(measure.indicator_id)
    row = cells.Row(
        slug=measure.slug,
        code=measure.code_text,
        tags=measure.tags,
        title=measure.title,
        aim=scorecard.aim_word(measure.polarity),
        period=period.label,
        span=cells.span(measure, period),
        target=cells.target_cell(target, measure),
        figure=cells.FigureCell(absence="No approved figure"),
        status=cells.StatusCell(reason="Late" if period.is_late(facts.known_on) else "Not due yet"),
        previous=cells.figure_cell(previous) if previous else cells.FigureCell(),
        previous_period=cells.period_note(measure, previous.period) if previous else "",
        quartile=cells.QuartileCell(
            position.quartile,
            position.get_quartile_display(),
            position.year,
            position.group,
            str(position.source),
        )
        if position
        else None,
    )
    if submission is None:
        return row
    assessment = facts.assessments.get(submission.pk)
    if assessment is not None and assessment.target is not None:
        # What judged it is what is printed beside it, also after the target was superseded.
        row.target = cells.target_cell(assessment.target, measure)
    headline = assessment is not None and assessment.judged == Assessment.Judged.FORECAST
    row.figure = cells.figure_cell(submission, forecast=headline)
    row.status = cells.status_cell(assessment, submission)
    row.to_date = cells.to_date_cell(assessment, submission)
    row.direction = cells.direction_cell(assessment)
    row.revision = submission.revision
    row.being_revised = (measure.pk, period.pk) in facts.revised
    row.outlook = submission.get_outlook_display() if submission.outlook else ""
    row.commentary = submission.commentary_public
    sign_off = facts.approvals.get(submission.pk)
    row.approval = (
        f"{sign_off.by.post or 'Manager'}, {sign_off.at.date().isoformat()}"
        if sign_off
        else submission.source
    )
    return row


def _counts(rows, facts):
    """How many rows have which status, in the order of the scale, and how many have none."""
    by_code = Counter(row.status.code for row in rows if row.status.shape)
    counts = [
        {
            "code": level.code,
            "word": level.word,
            "letter": level.letter,
            "shape": level.shape,
            "colour": level.colour,
            "count": by_code.get(level.code, 0),
        }
        for level in facts.levels
    ]
    return counts, sum(1 for row in rows if not row.status.shape)
