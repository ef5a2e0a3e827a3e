"""The council dashboard: the committee's own order, one filter bar, one download."""

from decimal import Decimal

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django_tables2 import Column

from performance import access, columns, dashboard, dates, export, suppressing
from performance.models import Period, Scorecard, StatusLevel
from performance.tables import DashboardTable


class PeriodsByKind(forms.models.ModelChoiceIterator):
    """The periods of a list under "Years", "Quarters", "Months" and "Weeks"."""

    def __iter__(self):
        for kind in reversed(Period.Kind):
            chosen = [self.choice(period) for period in self.queryset if period.kind == kind]
            if chosen:
                yield f"{kind.label}s", chosen


class PeriodField(forms.ModelChoiceField):
    iterator = PeriodsByKind


class DashboardFilter(forms.Form):
    """One bar: which period, which status, which words."""

    period = PeriodField(Period.objects.none(), required=False, empty_label=None)
    status = forms.ChoiceField(required=False, label="Status")
    q = forms.CharField(required=False, label="Measure", max_length=80)

    def __init__(self, *args, periods, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = periods
        # Levels of several scales that share a code are one choice.
        levels = dict(StatusLevel.objects.order_by("position", "scale").values_list("code", "word"))
        self.fields["status"].choices = [("", "All"), *levels.items(), ("not-rated", "Not rated")]

    @property
    def is_narrow(self):
        """Whether it may leave rows out."""
        return self.is_valid() and bool(self.cleaned_data["status"] or self.cleaned_data["q"])

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
    if scorecard is None:
        return render(request, "dashboard/empty.html")
    today, visible = dates.today(), access.visible_measures(request.user)
    shown = dashboard.measures_of(scorecard, visible)
    newest = dashboard.period_to_show(today, shown) or Period.objects.latest_month_opened(today)
    if newest is None:
        return render(request, "dashboard/empty.html")
    periods = Period.objects.opened_by(today).order_by("-end", "kind")
    if newest.kind != Period.Kind.WEEK:
        periods = periods.exclude(kind=Period.Kind.WEEK)
    bar = DashboardFilter(request.GET, periods=periods)
    period = (bar.cleaned_data["period"] if bar.is_valid() else None) or newest
    kind = request.GET.get("_export")
    # A file leaves the council: it is made of what may be republished.
    is_file = kind in export.FORMATS
    suppression = suppressing.read() if is_file else suppressing.NOTHING
    board = dashboard.build(
        scorecard, period, measures=visible, known_on=today, public=is_file, suppression=suppression
    )
    without_empty_columns(board)
    sentence, total = f"{board.sentence} {board.movement}", len(board.rows)
    keep(board, bar)
    if is_file:
        table = dashboard_table(board)
        return export.download(table, name=f"{scorecard.slug}-{period.slug}", kind=kind)
    context = {
        "scorecard": scorecard,
        "others": Scorecard.objects.exclude(pk=scorecard.pk),
        "period": period,
        # A period that was asked for is shown as asked; only the first page may look out of date.
        "opened": dashboard.opened_since(newest, today, shown) if period == newest else None,
        "board": board,
        "may_override": {
            section
            for section, measures in board.measures_under.items()
            if scorecard.roll_up and access.may_propose_override(request.user, measures)
        },
        "sentence": sentence,
        "total": total,
        "shown": len(board.rows),
        "filter_form": bar
        if bar.is_bound and request.GET
        else DashboardFilter(periods=periods, initial={"period": period}),
    }
    return render(request, "dashboard/dashboard.html", context)


def without_empty_columns(board):
    """Leave out the columns of positions where none is known."""
    if not any(row.quartile for row in board.rows):
        for group in (group for layer in board.layers for group in layer.groups):
            group.columns = columns.without_quartiles(group.columns)


def keep(board, bar):
    """Leave out rows that the filter does not keep, and headings without rows."""
    if not bar.is_narrow:
        return
    for layer in board.layers:
        layer.headlines = []
        for group in layer.groups:
            group.rows = [row for row in group.rows if bar.keeps(row)]
            group.headlines = []
        layer.groups = [group for group in layer.groups if group.rows]
    board.layers = [layer for layer in board.layers if layer.groups]


# --- Download ------------------------------------------------------------------------------------------


def dashboard_table(board, *, beside=()):
    """The dashboard as a flat table: headline facts and rows, with all that is printed of each.

    `beside` are further columns: (name, heading, what a row has in it).
    """
    comparisons = sorted({name for row in board.rows for name in row.comparisons})
    differences = sorted({name for row in board.rows for name in row.differences})
    extra = [
        *((f"comparison_{place}", name) for place, name in enumerate(comparisons)),
        *((f"difference_{place}", f"Less {name or 'target'}") for place, name in enumerate(differences)),
    ]
    rows = [
        _flat_row(layer, group, row, comparisons, differences) | {name: text(row) for name, _, text in beside}
        for layer, group, row in _flat(board)
    ]
    headings = [*extra, *((name, heading) for name, heading, _ in beside)]
    columns = [(name, Column(verbose_name=heading)) for name, heading in headings]
    return DashboardTable(rows, extra_columns=columns)


def _flat(board):
    for layer in board.layers:
        yield from ((layer, None, row) for row in layer.headlines)
        for group in layer.groups:
            yield from ((layer, group, row) for row in [*group.headlines, *group.rows])


def _flat_row(layer, group, row, comparisons, differences):
    """A row for a download: raw numbers beside the printed text."""
    fields = _place_fields(layer, group, row) | _figure_fields(row) | _status_fields(row)
    for place, name in enumerate(comparisons):
        fields[f"comparison_{place}"] = _comparison(row.comparisons.get(name))
    for place, name in enumerate(differences):
        difference = row.differences.get(name)
        fields[f"difference_{place}"] = Decimal(difference.value) if difference and difference.value else ""
    return fields


def _place_fields(layer, group, row):
    return {
        "layer": layer.title,
        "theme": group.theme if group else "",
        "outcome": group.outcome if group else "",
        "code": row.code,
        "tags": " ".join(row.tags),
        "title": row.title,
        "aim": row.aim,
        "period": row.period,
        "owner": row.owner_post,
        "calculation": row.calculation,
        "footnote": row.footnote,
        "context": " ".join(row.context),
    }


def _figure_fields(row):
    return {
        "target": row.target.text,
        "target_companion": row.target.companion,
        "milestone": row.target.text if row.target.is_milestone else "",
        "final_target": " ".join(part for part in (row.final_target.text, row.final_target.year) if part),
        "figure": row.figure.raw if row.figure.text else "",
        "figure_beside": row.figure.beside,
        "breakdown": "; ".join(f"{each.name}: {each.text}" for each in row.figure.breakdowns),
        "unit": row.figure.unit or row.previous.unit,
        "absence": row.figure.absence,
        "to_date": row.to_date.figure.plain if row.to_date else row.year_to_date.plain,
        "status_to_date": row.to_date.status.word if row.to_date else "",
        "previous": row.previous.raw,
        "previous_beside": row.previous.beside,
        "previous_period": row.previous_period,
    }


def _status_fields(row):
    return {
        "status": row.status.word,
        "reason": row.status.reason,
        "sentence": row.status.sentence,
        "computed": row.computed.word if row.computed else "",
        "judged_until": row.override.until if row.override else "",
        "chance": row.chance,
        "outlook": row.outlook,
        "quartile": row.quartile.word if row.quartile else "",
        "quartile_year": row.quartile.year if row.quartile else "",
        "direction": row.direction.meaning if row.direction else "",
        "not_compared": row.not_compared,
    }


def _comparison(cell):
    if cell is None:
        return ""
    return Decimal(cell.value) if cell.value else cell.note
