"""What helps to propose a target: last year's, the last figure, and what is published beside it."""

from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from benchmarking.reading import Knowledge
from performance import cells, positions
from performance.models import Assessment, ComparisonFigure, Measure, Submission, Target
from performance.rules import calendar
from performance.rules.numbers import format_figure

STEP = calendar.STEPS["year"]


@dataclass(frozen=True)
class Help:
    """For one measure and year. `figure` is the last in force, `figure_of` what it covers."""

    last: Target | None = None
    last_target: str = ""
    figure: cells.FigureCell = field(default_factory=cells.FigureCell)
    figure_of: str = ""
    beside: list[str] = field(default_factory=list)


def help_for(pairs, *, today):
    """(measure id, year id) -> help, for pairs of measure and year, in a number of queries that stays."""
    last, figures = last_targets(pairs), _last_figures({measure.pk for measure, _ in pairs})
    beside = _beside({measure.pk: measure for measure, _ in pairs}, today)
    found = {}
    for measure, year in pairs:
        target = last[measure.pk, year.pk]
        submission, judged = figures.get(measure.pk, (None, None))
        found[measure.pk, year.pk] = Help(
            last=target,
            last_target=f"{target.as_entered or target.get_kind_display()} ({target.year})" if target else "",
            figure=cells.headline_cell(judged, submission) if submission else cells.FigureCell(),
            figure_of=cells.headline_span(judged, submission) if submission else "",
            beside=beside.get(measure.pk, []),
        )
    return found


def last_targets(pairs):
    """(measure id, year id) -> the target in force of the year before that, or None."""
    before = {(measure.pk, year.pk): calendar.add_months(year.start, -STEP) for measure, year in pairs}
    found = Target.objects.in_force().filter(
        measure__in={measure.pk for measure, _ in pairs}, year__start__in=set(before.values())
    )
    held = {
        (target.measure_id, target.year.basis, target.year.start): target
        for target in found.select_related("year", "rule")
    }
    return {
        (measure.pk, year.pk): held.get((measure.pk, year.basis, before[measure.pk, year.pk]))
        for measure, year in pairs
    }


def _last_figures(measures):
    """Measure id -> its last figure in force with its assessment; of one day's end the longest period."""
    held = Submission.objects.in_force().filter(measure=OuterRef("pk"))
    held = held.filter(Q(value__isnull=False) | Q(parts__isnull=False))
    last = held.order_by("-period__end", "period__start").values("pk")[:1]
    ids = Measure.objects.filter(pk__in=measures).annotate(last=Subquery(last)).values_list("last", flat=True)
    found = Submission.objects.filter(pk__in=[pk for pk in ids if pk is not None]).with_make_up()
    judged = {row.submission_id: row for row in Assessment.objects.filter(submission__in=found)}
    return {submission.measure_id: (submission, judged.get(submission.pk)) for submission in found}


def _beside(measures, today):
    """Measure id -> published comparisons in words, of the latest period of each name; nothing worked out."""
    said = {}
    figures = ComparisonFigure.objects.filter(measure__in=measures, value__isnull=False)
    for found in figures.select_related("period").order_by("name", "-period__end", "pk"):
        named = said.setdefault(found.measure_id, {})
        if found.name not in named:
            text = format_figure(found.value, cells.judged_unit(measures[found.measure_id]))
            named[found.name] = f"{found.name}: {text} ({found.period.label})"
    indicators = {measure.indicator_id for measure in measures.values() if measure.indicator_id}
    known = positions.known(indicators, Knowledge(on=today, now=timezone.now()))
    lines = {pk: list(named.values()) for pk, named in said.items()}
    for measure in measures.values():
        if standings := known.get(measure.indicator_id):
            latest = standings[0]
            where = f"Our position in {latest.group}: {latest.text} ({latest.year}, {latest.how})"
            lines.setdefault(measure.pk, []).append(where)
    return lines
