"""What stands behind a pack's rows: figures in force, and the target versions that judged them.

Read in a fixed number of queries whatever the number of measures.
"""

from dataclasses import dataclass

from django.db.models import Q

from performance.models import (
    Action,
    Assessment,
    Copy,
    Measure,
    Pack,
    PackBuild,
    SignOff,
    Stage,
    Submission,
    Target,
)
from performance.rules import calendar

# Years before this one whose figures stand beside it.
EARLIER_YEARS = 2


@dataclass(frozen=True)
class Behind:
    """All by a measure's slug: its figures of this year and the last, the one shown, its target, and what
    is being done about it as the pack prints that."""

    history: dict
    shown: dict
    targets: dict
    actions: dict


def read(board, period, suppression) -> Behind:
    """What a board's rows and headline facts were made from up to a period, less what small counts hide."""
    rows = {row.slug: row for row in [*board.rows, *board.headlines]}
    since = calendar.year_before(board.year.start)
    history, shown = {}, {}
    in_force = Submission.objects.in_force().filter(measure__slug__in=rows, period__start__lte=period.end)
    for figure in in_force.with_measure().order_by("period__start", "-period__end"):
        slug, figure = figure.measure.slug, suppression.submission(figure)
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


# --- What single sections ask for ------------------------------------------------------------------------


@dataclass(frozen=True)
class Past:
    """Measures by slug with their figures in force, those by kind of period and first day; how each was
    judged, by primary key; and target versions by slug and first day of the year."""

    measures: dict
    figures: dict
    judged: dict
    targets: dict


def read_past(reading) -> Past:
    """The figures in force of a reading's measures up to its period: of its year and of two before.

    What may not be published in the reading's copy is without its number (`performance.suppressing`).
    """
    period, slugs = reading.pack.period, list(reading.rows)
    since = calendar.add_months(reading.board.year.start, -12 * EARLIER_YEARS)
    found = Measure.objects.filter(slug__in=slugs).select_related("directorate", "indicator")
    found = found.prefetch_related("dimensions__categories", "series_breaks")
    measures = {measure.pk: measure for measure in found}
    in_force = Submission.objects.in_force().filter(
        measure__in=measures, period__start__gte=since, period__start__lte=period.end
    )
    known = list(in_force.select_related("period__year"))
    for figure in known:
        figure.measure = measures[figure.measure_id]
    judged = Assessment.objects.filter(submission__in=[figure.pk for figure in known])
    judged = reading.publishable_assessments(judged.select_related("measure", "period", "target"))
    figures = {}
    for figure in reading.publishable(known):
        own = figures.setdefault(figure.measure.slug, {})
        own[figure.period.kind, figure.period.start] = figure
    targets = Target.objects.in_force().filter(measure__in=measures, year__start__gte=since)
    return Past(
        {measure.slug: measure for measure in measures.values()},
        figures,
        {assessment.submission_id: assessment for assessment in judged},
        {
            (measures[target.measure_id].slug, target.year.start): target
            for target in targets.select_related("year")
        },
    )


def last_issued(pack):
    """The pack that a reader has in hand: what a supplement adds to, else the latest that was issued for an
    earlier meeting of the committee on this scorecard; or None."""
    issued = Pack.objects.filter(status__in=Pack.WAS_ISSUED)
    if pack.supplement_to_id:
        return issued.filter(pk=pack.supplement_to_id).first()
    issued = issued.filter(scorecard=pack.scorecard, committee=pack.committee, meeting_on__lt=pack.meeting_on)
    return issued.order_by("-meeting_on", "-supplement_number", "-pk").first()


def taken_at(pack):
    """When the figures of an issued pack were taken: days before its issue, while it was cleared."""
    builds = pack.builds.filter(stage=Stage.DRAFT, status=PackBuild.Status.DONE, started_at__isnull=False)
    latest = builds.order_by("-started_at").values_list("started_at", flat=True).first()
    return latest or pack.issued_at


def copy_for(copy, pack):
    """What readers of a copy have in hand of an earlier pack: the same copy, or the public one.

    Never more than they may see. None where its content has no such copy or cannot be read any more.
    """
    # Content reads its copies through a reading.
    from performance.packs import content  # noqa: PLC0415

    if pack is None or pack.content.get("format") not in content.READABLE:
        return None
    copies = content.copies_of(pack.content)
    return copies.get(copy) or copies.get(Copy.PUBLIC)


def approvals(figures) -> dict:
    """The last sign-off of each of some figures, by primary key."""
    signed = SignOff.objects.filter(submission__in=figures).select_related("by").order_by("level", "at")
    return {sign_off.submission_id: sign_off for sign_off in signed}


def revised_since(slugs, moment) -> list[tuple]:
    """Pairs of figures that came in force after a moment in the place of another: what was, what is now.

    What was is what stood at that moment; of a figure that came and was corrected since, the one before.
    """
    now = Submission.objects.in_force().filter(
        measure__slug__in=slugs, revision__gt=1, in_force_at__gt=moment
    )
    now = list(now.with_make_up().select_related("restatement").order_by("period__start", "measure__title"))
    earlier = Submission.objects.filter(
        status=Submission.Status.SUPERSEDED,
        measure__in={figure.measure_id for figure in now},
        period__in={figure.period_id for figure in now},
    )
    was = {}
    for figure in earlier.order_by("revision"):
        key = figure.measure_id, figure.period_id
        # The one that stood at the moment; before there was one, the latest.
        if key not in was or figure.in_force_at <= moment or was[key].in_force_at > moment:
            was[key] = figure
    pairs = []
    for figure in now:
        before = was.get((figure.measure_id, figure.period_id))
        if before is not None:
            before.measure, before.period = figure.measure, figure.period
            pairs.append((before, figure))
    return pairs
