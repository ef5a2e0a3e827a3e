"""Years: their periods, what a year-end needs, closing and reopening, and keeping a period open."""

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from performance import access, closing, dates, year_end
from performance.forms.years import CloseForm, KeepOpenForm, ReopenForm
from performance.models import AuditEntry, Period
from performance.refusals import NotComplete, WorkflowProblem
from performance.rules import calendar
from performance.tables import NUMBER, ListTable
from performance.views.lists import render_list
from performance.views.problems import UNPROCESSABLE, status_of

STATES = {"ahead": "Not begun", "running": "Running", "over": "Over, not closed", "closed": "Closed"}


def state_of(year, today):
    """One of `STATES`: how far a year is on a day."""
    if year.closed_at is not None:
        return "closed"
    if today < year.start:
        return "ahead"
    return "running" if today <= year.end else "over"


# --- All years ---------------------------------------------------------------------------------------


class YearTable(ListTable):
    """The years that have been opened, the latest first."""

    singular, plural = "year", "years"

    year = tables.Column(accessor="label", order_by=("start", "end"))
    basis = tables.Column(verbose_name="Kind of year")
    starts = tables.DateColumn(accessor="start", format="j F Y")
    ends = tables.DateColumn(accessor="end", format="j F Y")
    state = tables.Column(order_by=("state_order", "start"))

    class Meta(ListTable.Meta):
        empty_text = "No year has been opened yet. An administrator opens one in the administration."

    def render_year(self, record):
        return get_template("partials/link.html").render(
            {"url": reverse("year", args=[record["pk"]]), "text": record["label"]}
        )

    def value_year(self, record):
        return record["label"]

    def render_state(self, record):
        return get_template("years/state.html").render(record)

    def value_state(self, record):
        return record["state_text"]


class YearFilter(forms.Form):
    """One bar above the list."""

    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *STATES.items()])
    basis = forms.ChoiceField(
        label="Kind of year", required=False, choices=[("", "All"), *Period.Basis.choices]
    )

    def keep(self, rows):
        if not self.is_valid():
            return rows
        state, basis = self.cleaned_data["state"], self.cleaned_data["basis"]
        return [row for row in rows if state in ("", row["state"]) and basis in ("", row["basis_code"])]


@require_safe
def index(request):
    """Every year that has been opened, and how far it is."""
    if not access.may_see_years(request.user):
        raise Http404
    today = dates.today()
    found = Period.objects.filter(kind=Period.Kind.YEAR).select_related("closed_by").order_by("-start", "pk")
    rows = [_year_row(year, today) for year in found]
    bar = YearFilter(request.GET or None)
    context = {
        "filter_form": bar,
        "to_close": sum(1 for row in rows if row["state"] == "over"),
        "proposed": access.visible_target_proposals(request.user).filter(status="proposed").count(),
        "may_ask": access.may_see_asked_targets(request.user),
        "is_administrator": request.user.is_administrator,
    }
    return render_list(request, "years/list.html", YearTable(bar.keep(rows)), name="years", context=context)


def _year_row(year, today):
    state = state_of(year, today)
    return {
        "pk": year.pk,
        "label": year.label,
        "basis": year.get_basis_display(),
        "basis_code": year.basis,
        "start": year.start,
        "end": year.end,
        "state": state,
        "state_text": STATES[state],
        "state_order": list(STATES).index(state),
        "closed_at": year.closed_at,
        "closed_by": year.closed_by,
    }


# --- One year ----------------------------------------------------------------------------------------


class PeriodTable(ListTable):
    """A year's periods with their days and how far their figures are."""

    singular, plural = "period", "periods"

    period = tables.Column(order_by=("start", "end"))
    opens = tables.DateColumn(accessor="opens_on", format="D j M Y")
    due = tables.DateColumn(accessor="due_on", format="D j M Y")
    closes = tables.DateColumn(accessor="closes_on", format="D j M Y")
    expected = tables.Column(attrs=NUMBER, verbose_name="Figures")
    approved = tables.Column(attrs=NUMBER)
    submitted = tables.Column(attrs=NUMBER, verbose_name="Awaiting approval")
    missing = tables.Column(attrs=NUMBER, verbose_name="Not submitted")
    action = tables.Column(orderable=False, verbose_name="Change", empty_values=())

    not_downloaded = ("action",)

    class Meta(ListTable.Meta):
        empty_text = "This year has no periods."

    def render_action(self, record):
        return get_template("years/keep_open_link.html").render(record)


def _year_or_404(person, pk):
    if not access.may_see_years(person):
        raise Http404
    found = Period.objects.filter(kind=Period.Kind.YEAR).select_related("closed_by")
    return get_object_or_404(found, pk=pk)


@require_safe
def show(request, pk):
    """One year: its periods, what its end needs, and what can be done with it."""
    return _page(request, _year_or_404(request.user, pk))


def _page(request, year, *, form=None, status=200):
    person, today = request.user, dates.today()
    measures = access.measures_of_years(person)
    may_close = access.may_close_years(person)
    left = closing.what_is_open(year, today=today, measures=measures)
    state = state_of(year, today)
    progress = year_end.progress_of(year, measures=measures)
    table = PeriodTable([_period_row(row, year, today, may_close) for row in progress])
    open_figures = set(access.open_measures(person).values_list("pk", flat=True))
    context = {
        "year": year,
        "state": state,
        "state_text": STATES[state],
        "left": left,
        "figures": [(figure, figure.measure_id in open_figures) for figure in left.figures],
        "gaps": [(gap, gap.measure.pk in open_figures) for gap in left.missing],
        "without_outturn": year_end.without_outturn(year, measures=measures) if state == "over" else [],
        "carried": year_end.carried(year, measures=measures),
        "asked": access.may_see_asked_targets(person),
        "is_administrator": person.is_administrator,
        "close_form": _close_form(form, left) if may_close and state == "over" else None,
        "reopen_form": _reopen_form(form) if may_close and state == "closed" else None,
        "form": form,
        "history": AuditEntry.objects.filter(
            subject_type="period", period__in=[row.period for row in progress]
        )
        .exclude(verb="period opened")
        .select_related("by", "period")[:50],
    }
    return render_list(
        request,
        "years/year.html",
        table,
        name=f"year-{year.label.replace('/', '-')}",
        context=context,
        status=status,
    )


def _close_form(form, left):
    return form if isinstance(form, CloseForm) else CloseForm(anything_open=not left.is_nothing)


def _reopen_form(form):
    return form if isinstance(form, ReopenForm) else ReopenForm()


def _period_row(row, year, today, may_close):
    period = row.period
    return {
        "period": "The whole year" if period.kind == Period.Kind.YEAR else period.label,
        "pk": period.pk,
        "year_id": year.pk,
        "label": period.label,
        "start": period.start,
        "end": period.end,
        "opens_on": period.opens_on,
        "due_on": period.due_on,
        "closes_on": period.closes_on,
        "expected": row.expected,
        "approved": row.approved,
        "submitted": row.submitted,
        "missing": row.missing,
        "may_keep_open": may_close and _may_be_kept_open(period, today),
    }


def _may_be_kept_open(period, today):
    return period.takes_corrections(today) and period.closes_on is not None


# --- Closing, reopening, keeping open ----------------------------------------------------------------


@require_POST
def close(request, pk):
    """Close a year; refused with what is still open, unless that is left open with a reason."""
    year = _year_or_404(request.user, pk)
    if not access.may_close_years(request.user):
        raise PermissionDenied
    form = CloseForm(request.POST, anything_open=True)
    return _carried_out(
        request, year, form, lambda given: closing.close_year(year=year, **given), f"{year} is closed."
    )


@require_POST
def reopen(request, pk):
    """Reopen a closed year with a reason."""
    year = _year_or_404(request.user, pk)
    if not access.may_close_years(request.user):
        raise PermissionDenied
    form = ReopenForm(request.POST)
    done = f"{year} is open again: its figures may be corrected. For a first figure, keep its period open."
    return _carried_out(request, year, form, lambda given: closing.reopen_year(year=year, **given), done)


def _carried_out(request, year, form, verb, done):
    """Call a verb of a form; where it refuses, the page as it is now with whatever was typed."""
    if not form.is_valid():
        return _page(request, year, form=form, status=UNPROCESSABLE)
    try:
        verb({**form.cleaned_data, "by": request.user})
    except WorkflowProblem as problem:
        _add_problem(form, problem)
        return _page(request, _year_or_404(request.user, year.pk), form=form, status=status_of(problem))
    messages.success(request, done)
    return redirect("year", year.pk)


def _add_problem(form, problem):
    if isinstance(problem, NotComplete):
        for name, sentence in problem.problems.items():
            form.add_error(name if name in form.fields else None, sentence)
    else:
        form.add_error(None, str(problem))


def keep_open(request, pk, period_id):
    """Let a period of a year take first figures until a later working day."""
    year = _year_or_404(request.user, pk)
    period = get_object_or_404(closing.periods_of_year(year), pk=period_id)
    if not access.may_close_years(request.user):
        raise PermissionDenied
    today = dates.today()
    initial = {"until": f"{closing.offered_day(period, today):%d/%m/%Y}"}
    form = KeepOpenForm(request.POST or None, initial=initial, asks_anew="judged_anew" in request.POST)
    if request.method != "POST":
        return _keep_open_page(request, year, period, form)
    status = UNPROCESSABLE
    if form.is_valid():
        try:
            kept = closing.keep_open(period=period, **form.cleaned_data, by=request.user)
        except WorkflowProblem as problem:
            if isinstance(problem, NotComplete) and "judged_anew" in problem.problems:
                form = KeepOpenForm(request.POST, asks_anew=True)
                form.is_valid()
            _add_problem(form, problem)
            status = status_of(problem)
        else:
            day = kept.closes_on
            messages.success(request, f"{period} takes figures until {calendar.in_words(day)}.")
            return redirect("year", year.pk)
    return _keep_open_page(request, year, period, form, status=status)


def _keep_open_page(request, year, period, form, *, status=200):
    today = dates.today()
    context = {
        "year": year,
        "period": period,
        "form": form,
        "has_opened": period.opens_on <= today,
        "has_closed": period.closes_on is not None and period.closes_on < today,
        "may_keep_open": _may_be_kept_open(period, today),
        "brings": _what_it_brings(period, today),
    }
    return render(request, "years/keep_open.html", context, status=status)


def _what_it_brings(period, today):
    """How many figures are asked for as long as it is open, and of whom, in a sentence or two."""
    if period.end >= today:
        return f"{period} is not over, so its figures are not asked for yet."
    figures, owners = closing.still_missing(period)
    if not figures:
        return f"No figure of {period} is missing, so nobody is reminded of one."
    what = "1 figure" if figures == 1 else f"{figures} figures"
    its = "its" if figures == 1 else "their"
    whom = f"{its} owner is" if owners == 1 else f"{its} {owners} owners are"
    then = f"{whom} reminded" if owners else f"{'it has' if figures == 1 else 'they have'} no owner to remind"
    if period.is_open(today):
        verb = "has" if figures == 1 else "have"
        return f"{what} of {period} {verb} not been submitted: {then} until the new day."
    verb = "becomes" if figures == 1 else "become"
    return f"Kept open, {what} of {period} {verb} due again, and {then}. Chasing lists what is late."
