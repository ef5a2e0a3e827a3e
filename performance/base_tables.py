"""What judging needs besides the figure itself, read from base tables in a fixed number of queries.

However many measures are asked for; nothing here decides or writes anything.
"""

from dataclasses import dataclass

from django.conf import settings

from benchmarking.models import PublishedPosition
from performance.models import Category, MeasureComparison, SeriesBreak, StatusLevel, Submission, Target


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
    in_force = list(_of(Submission.objects.in_force().with_measure(), measure_ids))
    return in_force, BaseTables(
        by_span={(s.measure_id, s.period.kind, s.period.start): s for s in in_force},
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
        positions=_gathered(
            _positions(in_force if judged is None else judged), lambda position: position.indicator_id
        ),
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
    """The council's published positions, latest year first; only rules by position ask for them."""
    indicators = {s.measure.indicator_id for s in submissions if s.measure.indicator_id}
    positions = PublishedPosition.objects.filter(
        authority__code=settings.COUNCIL_AUTHORITY, indicator__in=indicators, quartile__isnull=False
    )
    return positions.select_related("source").order_by("-year", "-source__published_on", "pk")
