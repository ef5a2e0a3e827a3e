"""What a person reports: their measures with the periods that take figures, and what stands beside each."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects

from performance import cells, outstanding, recent
from performance.models import Measure, Submission, Target
from performance.outstanding import Expected
from performance.rules.assess import target_in_force
from performance.submission_content import levels_to_judge_by


@dataclass(frozen=True)
class Beside:
    """What helps to fill in a figure: the last one, the target, and the statuses to judge among."""

    last: str = ""
    target: str = ""
    levels: list = field(default_factory=list)


def of(person, *, today) -> list[Expected]:
    """Every figure that this person may enter today: by the day that it is due, period and title.

    Those of periods that are open, and those of earlier periods that were reopened or returned. The number of
    queries does not grow with them.
    """
    if not person.is_active:
        return []
    held = Measure.objects.active().held_by(person)
    found = outstanding.figures(held, today=today)
    found += _being_corrected(held, {(item.measure.pk, item.period.pk) for item in found}, today)
    # For their compositions and breakdowns, read for all of them at once.
    prefetch_related_objects([item.measure for item in found], "dimensions__categories")
    return sorted(found, key=_order)


def _order(item):
    period, measure = item.period, item.measure
    return period.due_on, period.start, period.pk, measure.title, measure.pk


def _being_corrected(held, known, today):
    """Figures of closed periods whose revision is still with its owner.

    A back figure of a year of a monthly measure is corrected on its own page: a row says its period by its
    first day, which is April's too.
    """
    editable = Submission.objects.filter(status__in=Submission.EDITABLE, measure__in=held)
    editable = editable.select_related("period__year")
    found = [
        submission
        for submission in editable
        if (submission.measure_id, submission.period_id) not in known
        and (submission.revision > 1 or submission.status == Submission.Status.RETURNED)
        and submission.period.takes_corrections(today)
    ]
    measures = {m.pk: m for m in held.filter(pk__in={s.measure_id for s in found}).with_codes()}
    own = {pk: (measure.period_kind, measure.year_basis) for pk, measure in measures.items()}
    return [
        Expected(
            measures[submission.measure_id],
            submission.period,
            submission,
            None,
            outstanding.state_of(submission, None, submission.period, today),
        )
        for submission in found
        if (submission.period.kind, submission.period.basis) == own[submission.measure_id]
    ]


def beside(expected, *, today) -> dict[tuple[int, int], Beside]:
    """What stands beside each of these figures, by the keys of its measure and period.

    The last figure is the one that My measures shows: of a monthly measure it may be a year's. The number of
    queries does not grow with the figures.
    """
    measures = {item.measure.pk: item.measure for item in expected}
    periods = {item.period.pk: item.period for item in expected}
    known = recent.gather(measures.values(), periods.values(), today=today)
    targets = _targets(measures)
    found = {}
    for item in expected:
        measure, period = item.measure, item.period
        versions = targets[measure.pk, period.year_id or period.pk]
        target = target_in_force(versions, period.closes_on)
        found[measure.pk, period.pk] = Beside(
            _last_text(known.last(measure, period)),
            cells.target_cell(target, measure).plain,
            levels_to_judge_by(target),
        )
    return found


def levels_by_pair(pairs) -> dict[tuple[int, int], list]:
    """The statuses that an owner judges among, by the keys of measure and period; in two queries."""
    targets = _targets({measure.pk for measure, _ in pairs})
    return {
        (measure.pk, period.pk): levels_to_judge_by(
            target_in_force(targets[measure.pk, period.year_id or period.pk], period.closes_on)
        )
        for measure, period in pairs
    }


def _targets(measures):
    """The versions of targets by measure and year."""
    found = defaultdict(list)
    versions = Target.objects.filter(measure__in=measures).select_related("rule__scale")
    for target in versions.prefetch_related("rule__scale__levels"):
        found[target.measure_id, target.year_id].append(target)
    return found


def _last_text(point):
    """The figure before, as it is printed and of when: "44.9% (October 2020)"."""
    if point is None:
        return ""
    cell = cells.figure_cell(point.submission)
    return f"{cell.text or cell.absence} ({point.submission.period.label})"
