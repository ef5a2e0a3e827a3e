"""A measure's page: what it is, where it stands, its history and chart."""

from django import forms
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from performance import access, actions, cells, dates, facts, keeping, measure_sheet, series
from performance.models import AuditEntry, MeasureRole, Submission
from performance.tables import FiguresTable
from performance.views.lists import render_list


class FiguresFilter(forms.Form):
    """One bar above the figures."""

    q = forms.CharField(label="Period", required=False, max_length=40)
    origin = forms.ChoiceField(
        label="From", required=False, choices=[("", "All"), *Submission.Origin.choices]
    )

    def keep(self, points, measure):
        if not self.is_valid():
            return points
        words, origin = self.cleaned_data["q"].lower(), self.cleaned_data["origin"]
        return [
            point
            for point in points
            if words in cells.span(measure, point.submission.period).lower()
            and origin in ("", point.submission.origin)
        ]


@require_safe
def show(request, slug):
    """One measure with its figures in force; open figures only for those who may see them."""
    visible = facts.with_make_up(access.visible_measures(request.user))
    measure = get_object_or_404(visible, slug=slug)
    today = dates.today()
    points = series.with_overrides(measure, today)
    latest = points[-1] if points else None
    targets = measure_sheet.targets_of(measure)
    may_see_open = access.may_see_open_figure(request.user, measure)
    may_reopen = access.may_reopen(request.user, measure)
    may_override = access.may_propose_override(request.user, [measure])
    bar = FiguresFilter(request.GET or None)
    rows = [
        _row(point, measure, may_reopen and point.submission.period.takes_corrections(today), may_override)
        for point in bar.keep(points, measure)
    ]
    table = FiguresTable(rows, order_by="-period")
    context = {
        "measure": measure,
        "filter_form": bar,
        "latest": latest,
        "may_restate": latest is not None and access.may_restate(request.user, measure),
        "may_override": latest is not None and latest.computed.shape != "" and may_override,
        "override": cells.override_cell(latest.override, latest.computed)
        if latest and latest.override
        else None,
        "targets": targets,
        "chart": series.chart(measure, points, targets[0].target if targets else None),
        "chart_says": series.says(points),
        "judged_by": measure_sheet.judged_by(latest, measure),
        "comparisons": measure_sheet.comparisons_of(measure),
        "make_up": measure_sheet.make_up_of(measure, request.user),
        "overrides": measure_sheet.overrides_of(measure, may_see_internal=may_see_open),
        "notes": measure_sheet.context_of(measure, may_see_internal=may_see_open),
        "breaks": list(measure.series_breaks.all()),
        "people": sorted(
            MeasureRole.objects.filter(measure=measure).select_related("person"),
            key=lambda role: MeasureRole.Kind.values.index(role.kind),
        ),
        "history": keeping.sittings(
            AuditEntry.objects.filter(measure=measure).select_related("by", "period")[:100]
        )
        if may_see_open
        else None,
        **(actions.beside(measure, request.user, today=today) if may_see_open else {}),
    }
    return render_list(request, "measures/measure.html", table, name=f"{slug}-figures", context=context)


def _row(point, measure, may_reopen, may_override):
    submission, judged = point.submission, point.assessment
    return {
        "period": cells.headline_span(judged, submission),
        "period_start": (submission.period.end, submission.period.start),
        "figure": point.headline,
        # Figures in their order, and those without a value before them all.
        "value": (point.number is not None, 0 if point.number is None else point.number),
        "target": cells.judging_target_cell(judged, measure).plain if judged else "",
        "rating": point.status,
        "direction": point.direction,
        "revision": submission.revision,
        "origin": submission.get_origin_display(),
        "may_reopen": may_reopen,
        "may_override": may_override and point.computed.shape != "",
        "submission_id": submission.pk,
        "slug": measure.slug,
        "period_id": submission.period_id,
    }
