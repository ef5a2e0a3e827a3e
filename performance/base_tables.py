"""What judging needs besides the figure itself, read from base tables in a fixed number of queries.

However many measures are asked for; nothing here decides or writes anything.
"""

from dataclasses import dataclass, replace

from django.utils import timezone

from benchmarking.reading import Knowledge
from performance import dates, positions
from performance.models import (
    Category,
    Measure,
    MeasureComparison,
    Period,
    RagRule,
    SeriesBreak,
    StatusLevel,
    Submission,
    Target,
)


@dataclass
class BaseTables:
    """Rows by what they are looked up by.

    `by_span`: figures in force by (measure id, kind, first day). `versions`: target versions by (measure id,
    year id). `levels` by (scale id, code). `categories` of compositions, `breaks` as (first day, reason) and
    further `comparisons` by measure id. `positions` by indicator id, the latest year first.
    """

    by_span: dict
    versions: dict
    levels: dict
    categories: dict
    breaks: dict
    comparisons: dict
    positions: dict


def read(measure_ids, judged=None):
    """The base tables of some measures, or of all for None, and the figures in force among them.

    `judged` are the figures that will be judged, where they are not those in force.
    """
    in_force = _figures(Submission.objects.in_force(), measure_ids)
    return in_force, _tables(measure_ids, in_force, in_force if judged is None else judged)


def read_as_at(measure_ids, moments):
    """The same as it stood at each of some past moments, in the number of queries that one needs.

    A figure is the last revision that had come into force by then, a target version counts from when it was
    recorded, and a position from the day on which its figures were public. Everything else is as it is set
    today: units, aims, rules, series breaks.
    """
    ever = Submission.objects.filter(in_force_at__lte=max(moments)).order_by("revision")
    ever = _figures(ever, measure_ids)
    base = _tables(measure_ids, [], ever)
    return [_as_at(moment, ever, base) for moment in moments]


def _figures(figures, measure_ids):
    """Figures of some measures, or of all, with one row of each measure and period for all of them.

    Joined to every figure, three years of months would make the same few hundred rows thousands of times.
    """
    found = list(_of(figures, measure_ids))
    measures = Measure.objects.select_related("directorate", "service")
    if measure_ids is not None:
        measures = measures.filter(pk__in=measure_ids)
    measures = {measure.pk: measure for measure in measures}
    periods = {period.pk: period for period in Period.objects.select_related("year")}
    for figure in found:
        figure.measure, figure.period = measures[figure.measure_id], periods[figure.period_id]
    return found


def _as_at(moment, ever, base):
    in_force = {(s.measure_id, s.period_id): s for s in ever if s.in_force_at <= moment}.values()
    day = dates.day_of(moment)
    return list(in_force), replace(
        base,
        by_span=_by_span(in_force),
        versions={
            key: [target for target in versions if target.recorded_at <= moment]
            for key, versions in base.versions.items()
        },
        positions={
            key: [position for position in known if position.known_from <= day]
            for key, known in base.positions.items()
        },
    )


def _by_span(submissions):
    return {(s.measure_id, s.period.kind, s.period.start): s for s in submissions}


def _tables(measure_ids, in_force, judged):
    return BaseTables(
        by_span=_by_span(in_force),
        versions=_gathered(_versions(measure_ids), lambda target: (target.measure_id, target.year_id)),
        levels={(level.scale_id, level.code): level for level in StatusLevel.objects.all()},
        categories=_gathered(_categories(measure_ids), lambda category: category.dimension.measure_id),
        breaks=_gathered(
            _of(SeriesBreak.objects.all(), measure_ids),
            lambda found: found.measure_id,
            lambda found: (found.starts_on, found.reason),
        ),
        comparisons=_gathered(
            _of(MeasureComparison.objects.order_by("measure", "position", "pk"), measure_ids),
            lambda found: found.measure_id,
        ),
        positions=_positions(judged),
    )


def _of(rows, measure_ids):
    return rows if measure_ids is None else rows.filter(measure__in=measure_ids)


def _gathered(rows, key, value=lambda row: row):
    found = {}
    for row in rows:
        found.setdefault(key(row), []).append(value(row))
    return found


def _versions(measure_ids):
    versions = Target.objects.with_limits().prefetch_related("rule__scale__levels", "months")
    return _of(versions, measure_ids)


def _categories(measure_ids):
    categories = Category.objects.filter(dimension__is_composition=True).select_related("dimension")
    return categories if measure_ids is None else categories.filter(dimension__measure__in=measure_ids)


def _positions(submissions):
    """The council's quartiles by indicator, the one to judge by first; for rules by position, if any."""
    if not RagRule.objects.filter(kind=RagRule.Kind.QUARTILE).exists():
        return {}
    now = timezone.now()
    knowledge = Knowledge(on=timezone.localdate(now), now=now)
    indicators = {s.measure.indicator_id for s in submissions if s.measure.indicator_id}
    return {
        pk: [standing for standing in found if standing.quartile is not None]
        for pk, found in positions.known(indicators, knowledge).items()
    }
