"""A measure's page: what it is, where it stands, its history and chart."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from performance import access, cells, dates, series
from performance.models import AuditEntry, MeasureRole, Target
from performance.tables import FiguresTable
from performance.views.lists import render_list


@require_safe
def show(request, slug):
    """One measure with its figures in force; open figures only for those who may see them."""
    measure = get_object_or_404(access.visible_measures(request.user).with_codes(), slug=slug)
    points = series.of(measure)
    today = dates.today()
    latest = points[-1] if points else None
    targets = list(
        Target.objects.filter(measure=measure)
        .with_limits()
        .select_related("recorded_by")
        .order_by("-year__start", "-version")
    )
    may_see_open = access.may_see_open_figure(request.user, measure)
    may_reopen = access.may_reopen(request.user, measure)
    rows = [_row(point, measure, may_reopen and point.submission.period.is_open(today)) for point in points]
    table = FiguresTable(rows, order_by="-period")
    context = {
        "measure": measure,
        "latest": latest,
        "targets": targets,
        "chart": series.chart(measure, points, targets[0] if targets else None),
        "chart_says": series.says(points),
        "people": sorted(
            MeasureRole.objects.filter(measure=measure).select_related("person"),
            key=lambda role: MeasureRole.Kind.values.index(role.kind),
        ),
        "history": AuditEntry.objects.filter(measure=measure).select_related("by", "period")[:100]
        if may_see_open
        else None,
        "may_enter": access.may_enter(request.user, measure),
    }
    return render_list(request, "measures/measure.html", table, name=f"{slug}-figures", context=context)


def _row(point, measure, may_reopen):
    submission, target = point.submission, point.assessment.target if point.assessment else None
    return {
        "period": cells.span(measure, submission.period),
        "period_start": (submission.period.end, submission.period.start),
        "figure": point.headline,
        "value": submission.value if submission.value is not None else -1,
        "target": cells.target_cell(target, measure).plain,
        "rating": point.status,
        "direction": point.direction,
        "revision": submission.revision,
        "origin": submission.get_origin_display(),
        "may_reopen": may_reopen,
        "slug": measure.slug,
        "period_id": submission.period_id,
    }
