"""The council dashboard: the committee's own order, one filter bar, one download."""

from decimal import Decimal

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from performance import access, dashboard, dates, export
from performance.models import Period, Scorecard, StatusLevel
from performance.tables import DashboardTable


class DashboardFilter(forms.Form):
    """One bar: which month, which status, which words."""

    period = forms.ModelChoiceField(Period.objects.none(), required=False, empty_label=None)
    status = forms.ChoiceField(required=False, label="Status")
    q = forms.CharField(required=False, label="Measure", max_length=80)

    def __init__(self, *args, periods, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = periods
        levels = StatusLevel.objects.values_list("code", "word")
        self.fields["status"].choices = [("", "All"), *levels, ("not-rated", "Not rated")]

    def keeps(self, row):
        if not self.is_valid():
            return True
        status, words = self.cleaned_data["status"], self.cleaned_data["q"].lower()
        own = row.status.code if row.status.shape else "not-rated"
        return status in ("", own) and words in f"{row.code} {row.title}".lower()


@require_safe
def show(request, slug=None):
    """A scorecard for a month, from approved figures."""
    if not access.has_any_role(request.user):
        raise Http404
    scorecard = get_object_or_404(Scorecard, slug=slug) if slug else Scorecard.objects.first()
    today = dates.today()
    periods = Period.objects.opened_by(today).exclude(kind=Period.Kind.WEEK).order_by("-end", "kind")
    bar = DashboardFilter(request.GET, periods=periods)
    chosen = bar.cleaned_data["period"] if bar.is_valid() else None
    period = chosen or Period.objects.latest_month_opened(today)
    if scorecard is None or period is None:
        return render(request, "dashboard/empty.html")
    board = dashboard.build(scorecard, period, measures=access.visible_measures(request.user), known_on=today)
    sentence, total = f"{board.sentence} {board.movement}", len(board.rows)
    _keep(board, bar)
    kind = request.GET.get("_export")
    if kind in export.FORMATS:
        table = DashboardTable(list(flat(board)))
        return export.download(table, name=f"{scorecard.slug}-{period.slug}", kind=kind)
    context = {
        "scorecard": scorecard,
        "period": period,
        "board": board,
        "sentence": sentence,
        "total": total,
        "shown": len(board.rows),
        "filter_form": bar
        if bar.is_bound and request.GET
        else DashboardFilter(periods=periods, initial={"period": period}),
    }
    return render(request, "dashboard/dashboard.html", context)


def _keep(board, bar):
    """Leave out rows that the filter does not keep, and headings without rows."""
    for layer in board.layers:
        for group in layer.groups:
            group.rows = [row for row in group.rows if bar.keeps(row)]
        layer.groups = [group for group in layer.groups if group.rows]
    board.layers = [layer for layer in board.layers if layer.groups]


def flat(board):
    """The dashboard's rows for a download: raw numbers beside the printed text."""
    for layer in board.layers:
        for group in layer.groups:
            for row in group.rows:
                yield _flat_row(layer, group, row)


def _flat_row(layer, group, row):
    return {
        "layer": layer.title,
        "theme": group.theme,
        "outcome": group.outcome,
        "code": row.code,
        "tags": " ".join(row.tags),
        "title": row.title,
        "aim": row.aim,
        "period": row.period,
        "target": row.target.text,
        "target_companion": row.target.companion,
        "figure": Decimal(row.figure.value) if row.figure.value else "",
        "figure_beside": row.figure.beside,
        "unit": row.figure.unit or row.previous.unit,
        "absence": row.figure.absence,
        "status": row.status.word,
        "reason": row.status.reason,
        "sentence": row.status.sentence,
        "to_date": row.to_date.figure.plain if row.to_date else "",
        "status_to_date": row.to_date.status.word if row.to_date else "",
        "previous": row.previous.raw,
        "previous_beside": row.previous.beside,
        "previous_period": row.previous_period,
        "quartile": row.quartile.word if row.quartile else "",
        "quartile_year": row.quartile.year if row.quartile else "",
        "direction": row.direction.meaning if row.direction else "",
    }
