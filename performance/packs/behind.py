"""What stands behind a pack's rows: figures in force, and the target versions that judged them.

Read in a fixed number of queries whatever the number of measures.
"""

from dataclasses import dataclass

from django.db.models import Q

from performance.models import Assessment, Submission, Target
from performance.rules import calendar


@dataclass(frozen=True)
class Behind:
    """All by a measure's slug: its figures of this year and the last, the one shown, and its target."""

    history: dict
    shown: dict
    targets: dict


def read(board, period) -> Behind:
    """What the rows and headline facts of a board were made from, up to a period."""
    rows = {row.slug: row for row in [*board.rows, *board.headlines]}
    since = calendar.year_before(board.year.start)
    history, shown = {}, {}
    in_force = Submission.objects.in_force().filter(measure__slug__in=rows, period__start__lte=period.end)
    for figure in in_force.with_measure().order_by("period__start", "-period__end"):
        slug = figure.measure.slug
        if figure.pk == rows[slug].submission_id:
            shown[slug] = figure
        # A figure that is carried forward is an older one.
        if figure.period.start >= since or figure.period.label == rows[slug].figure.carried:
            history.setdefault(slug, []).append(figure)
    return Behind(history, shown, _targets(rows, shown, board.year))


def _targets(slugs, shown, year):
    """The version that judged what is shown; where nothing is judged, the version in force of the year."""
    judged = dict(
        Assessment.objects.filter(submission__in=shown.values(), target__isnull=False).values_list(
            "measure__slug", "target"
        )
    )
    versions = (
        Target.objects.filter(Q(pk__in=judged.values()) | Q(measure__slug__in=slugs, year=year))
        .with_limits()
        .select_related("rule__scale", "measure", "recorded_by")
        .prefetch_related("rule__scale__levels")
    )
    found = {}
    for target in versions.order_by("version"):
        slug = target.measure.slug
        if judged.get(slug, target.pk) == target.pk:
            found[slug] = target
    return found
