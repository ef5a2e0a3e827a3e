"""What stands behind a pack's rows: figures in force, and the target versions that judged them.

Read in a fixed number of queries whatever the number of measures.
"""

from dataclasses import dataclass

from django.db.models import Q

from performance.models import Action, Assessment, Measure, Submission, Target
from performance.rules import calendar


@dataclass(frozen=True)
class Behind:
    """All by a measure's slug: its figures of this year and the last, the one shown, its target, and what
    is being done about it as the pack prints that."""

    history: dict
    shown: dict
    targets: dict
    actions: dict


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
    return Behind(history, shown, _targets(rows, shown, board.year), _actions(rows))


def _actions(slugs):
    """The open actions of each measure and of the indicator that it compares with, the next due first."""
    indicators = dict(
        Measure.objects.filter(slug__in=slugs, indicator__isnull=False).values_list("slug", "indicator")
    )
    about = Q(measure__slug__in=slugs) | Q(indicator__in=indicators.values())
    found = {}
    for action in Action.objects.open().filter(about).select_related("measure").order_by("due_on", "pk"):
        entry = {"what": action.what, "post": action.post, "due_on": action.due_on.isoformat()}
        for slug in slugs:
            own = action.measure is not None and action.measure.slug == slug
            if own or (action.indicator_id is not None and indicators.get(slug) == action.indicator_id):
                found.setdefault(slug, []).append(entry)
    return found


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
