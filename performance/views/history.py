"""What was: every revision of a figure side by side, and the council as it stood on a past day."""

from datetime import timedelta

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tables2 import Column

from performance import access, as_at, cells, dashboard, dates, export, history, keeping, reorganising
from performance.forms.figures import DayField
from performance.models import AuditEntry, Measure, Period, Scorecard
from performance.rules import calendar
from performance.tables import ListTable
from performance.views.dashboard import (
    DashboardFilter,
    PeriodsByKind,
    dashboard_table,
    keep,
    without_empty_columns,
)
from performance.views.problems import UNPROCESSABLE

# --- One figure ----------------------------------------------------------------------------------------


class RevisionsTable(ListTable):
    """The revisions of a figure for their download: a line a row, a revision a column."""

    what = Column()


@require_safe
def figure(request, slug, period_id):
    """All revisions of a figure that this person may see, and for its own people the audit trail."""
    measure = get_object_or_404(access.visible_measures(request.user).with_codes(), slug=slug)
    period = get_object_or_404(Period.objects.select_related("year"), pk=period_id)
    may_see_open = access.may_see_open_figure(request.user, measure)
    revisions = list(
        access.visible_submissions(request.user)
        .filter(measure=measure, period=period)
        .with_measure()
        .select_related("submitted_by", "returned_by", "restatement")
        .prefetch_related("contributors__person", "sign_offs__by", "confirmations__by")
        .order_by("revision")
    )
    if not revisions and (period.kind, period.basis) != (measure.period_kind, measure.year_basis):
        raise Http404
    life = history.whole_life(revisions, may_see_open=may_see_open) if revisions else None
    kind = request.GET.get("_export")
    if life is not None and kind in export.FORMATS:
        return export.download(_revisions_table(life), name=f"{slug}-{period.slug}-revisions", kind=kind)
    context = {
        "measure": measure,
        "period": period,
        "span": cells.span(measure, period),
        "life": life,
        "may_see_open": may_see_open,
        "entries": keeping.sittings(
            AuditEntry.objects.filter(measure=measure, period=period).select_related("by")
        )
        if may_see_open
        else None,
    }
    return render(request, "history/figure.html", context)


def _revisions_table(life):
    rows = [
        {"what": name, **{f"revision_{number}": entry.text for number, entry in entries}}
        for name, entries in life.rows
    ]
    columns = [(f"revision_{one.revision}", Column(f"Revision {one.revision}")) for one in life.revisions]
    return RevisionsTable(rows, extra_columns=columns)


# --- The council as at a day -----------------------------------------------------------------------------


class AsAtFilter(DashboardFilter):
    """The dashboard's bar with the moment that is asked for, and of which scorecard."""

    field_order = ["on", "at", "scorecard", "period", "status", "q"]

    on = DayField(
        label="At the end of this day",
        error_messages={"required": "Enter the day that you want to look back to."},
    )
    at = forms.TimeField(
        label="Or at a time of it (optional)",
        help_text="For example 14:30",
        required=False,
        error_messages={"invalid": "Enter a time such as 14:30, or leave it empty for the end of the day."},
        widget=forms.TimeInput(attrs={"class": "govuk-input govuk-input--width-5"}),
    )
    scorecard = forms.ModelChoiceField(Scorecard.objects.all(), required=False, to_field_name="slug")

    def __init__(self, *args, scorecard, first, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].help_text = f"For example {_example(first)}"
        self.fields["scorecard"].empty_label = None
        self.fields["scorecard"].initial = scorecard.slug
        self.fields["period"].choices = [("", "The newest then"), *PeriodsByKind(self.fields["period"])]

    def clean_on(self):
        day, today = self.cleaned_data["on"], timezone.localdate()
        if day > today:
            raise forms.ValidationError(
                f"Choose a day up to today, {calendar.in_words(today)}: "
                "nothing is recorded yet of days to come."
            )
        return day


def _example(first):
    """A day to which one can look back: that of the first figure in force, else yesterday; real days both."""
    day = timezone.localdate(first) if first is not None else timezone.localdate() - timedelta(days=1)
    return f"{day.day} {day.month} {day.year}"


@require_safe
def as_at_page(request):
    """A scorecard as it stood at the end of a day, what has changed since, and its download."""
    if not access.has_any_role(request.user):
        raise Http404
    scorecard = Scorecard.objects.first()
    if scorecard is None:
        return render(request, "dashboard/empty.html")
    visible = access.visible_measures(request.user)
    periods = Period.objects.opened_by(dates.today()).order_by("-end", "kind")
    asked = "on" in request.GET
    first = as_at.first_moment(visible)
    bar = AsAtFilter(request.GET if asked else None, periods=periods, scorecard=scorecard, first=first)
    context = {"filter_form": bar, "first": first, "now": timezone.now()}
    if not asked or not bar.is_valid():
        status = UNPROCESSABLE if asked else 200
        return render(request, "history/as_at.html", context | {"form": bar}, status=status)
    return _as_at(request, bar, bar.cleaned_data["scorecard"] or scorecard, visible, context)


def _as_at(request, bar, scorecard, visible, context):
    day, at = bar.cleaned_data["on"], bar.cleaned_data["at"]
    moment = as_at.end_of(day, at)
    if moment > context["now"]:  # the day is not over: what is to come of it is not known
        moment, at = context["now"], timezone.localtime(context["now"]).time()
    shown = dashboard.measures_of(scorecard, visible)
    newest = dashboard.period_to_show(dates.day_of(moment), shown, as_at=moment)
    period = bar.cleaned_data["period"] or newest
    context |= {"scorecard": scorecard, "when": _when(day, at), "period": period}
    if newest is None:
        # Nothing was in force: no period can show anything.
        return render(request, "history/as_at.html", context | {"is_empty": True})
    found = as_at.build(scorecard, period, measures=visible, moment=moment)
    board = found.board
    without_empty_columns(board)
    context |= {"sentence": f"{board.sentence} {board.movement}", "total": len(board.rows)}
    changes = {change.row.slug: change for change in found.changes}
    keep(board, bar)
    kind = request.GET.get("_export")
    if kind in export.FORMATS:
        stamp = f"{day:%Y-%m-%d}" + (f"-{at:%H%M}" if at else "")
        table = dashboard_table(board, beside=_beside(board, context["when"], changes, dates.day_of(moment)))
        return export.download(table, name=f"{scorecard.slug}-{period.slug}-as-at-{stamp}", kind=kind)
    context |= {"board": board, "found": found, "shown": len(board.rows)}
    return render(request, "history/as_at.html", context)


def _when(day, at):
    """ "the end of 5 December 2020", "14:30 on 5 December 2020"."""
    return f"{at:%H:%M} on {calendar.in_words(day)}" if at else f"the end of {calendar.in_words(day)}"


def _beside(board, when, changes, day):
    """What a download has besides the dashboard: the moment, the directorate then, what has changed."""
    slugs = [row.slug for row in [*board.headlines, *board.rows]]
    measures = Measure.objects.filter(slug__in=slugs).select_related("directorate")
    then, called = reorganising.directorates_on(measures, day), reorganising.names_on(day)
    names = {measure.slug: called[then[measure.pk].pk] for measure in measures}

    def now(row):
        found = changes.get(row.slug)
        return "; ".join(f"{what}: {stands}" for what, _, stands in found.fields) if found else ""

    return [
        ("as_at", "As at", lambda row: when),
        ("directorate", "Directorate then", lambda row: names.get(row.slug, "")),
        ("now", "Today, where it has changed", now),
    ]
