"""Missing targets: who is asked for which, and the proposal."""

from functools import partial

import django_tables2 as tables
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import get_template

from benchmarking.models import Authority
from performance import access, boundary_targets, dates, knowing, proposals, target_help
from performance.forms.proposals import TargetProposalForm, initial_of
from performance.models import Period, Target, TargetProposal
from performance.refusals import NotComplete, WorkflowProblem
from performance.tables import SECONDARY, ListTable, MeasureColumn
from performance.views import posted
from performance.views.lists import ListFilter, render_list
from performance.views.problems import UNPROCESSABLE, status_of

ASKED_STATES = {
    "declined": "Declined",
    "asked": "Not proposed yet",
    "waiting": "Awaiting a decision",
}


# --- What is asked -----------------------------------------------------------------------------------


class AskedTable(ListTable):
    """Measures without a target in a year that is open, those still to be proposed first."""

    singular, plural = "target", "targets"

    measure = MeasureColumn(order_by=("title", "year_start"))
    year = tables.Column(order_by=("year_start", "title"))
    last_target = tables.Column(verbose_name="Last year's target", orderable=False)
    figure = tables.Column(orderable=False, verbose_name="Last figure", attrs=SECONDARY)
    beside = tables.Column(verbose_name="Published", orderable=False)
    state = tables.Column(order_by=("state_order", "title"))
    action = tables.Column(orderable=False, verbose_name="What to do", empty_values=())

    not_downloaded = ("action",)

    class Meta(ListTable.Meta):
        empty_text = (
            "No target is missing. When a year is opened, the measures without a target for it appear here."
        )

    def render_figure(self, record):
        return get_template("proposals/last_figure.html").render(record)

    def value_figure(self, record):
        return f"{record['figure'].plain} ({record['figure_of']})" if record["figure_of"] else ""

    def render_beside(self, value):
        return get_template("proposals/lines.html").render({"lines": value})

    def value_beside(self, value):
        return "; ".join(value)

    def render_state(self, record):
        return get_template("proposals/state.html").render(record)

    def value_state(self, record):
        return f"{record['state_text']} {record['note']}".strip()

    def render_action(self, record):
        return get_template("proposals/action.html").render(record)


class AskedFilter(ListFilter):
    """One bar above the list."""

    q = forms.CharField(label="Measure", required=False, max_length=80)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *ASKED_STATES.items()])


def asked(request):
    """Targets that this person is asked for, or may propose; one click takes last year's."""
    if not access.may_see_asked_targets(request.user):
        raise Http404
    if request.method == "POST":
        return _proposed_the_same(request)
    rows = _asked_rows(request.user, dates.today())
    bar = AskedFilter(request.GET or None)
    still = sum(1 for row in rows if row["state"] != "waiting")
    context = {"filter_form": bar, "still": still, "any": bool(rows), "form_id": "same-as-last-year"}
    return render_list(
        request,
        "proposals/asked_list.html",
        AskedTable(bar.keep(rows)),
        name="targets-asked",
        context=context,
    )


def _asked_rows(person, today):
    found = proposals.missing(today, access.target_measures(person))
    beside = target_help.help_for([(asked.measure, asked.year) for asked in found], today=today)
    rows = [_asked_row(asked, beside[asked.measure.pk, asked.year.pk]) for asked in found]
    return sorted(rows, key=lambda row: row["state_order"])


def _asked_row(asked, known):
    state = "waiting" if asked.waiting else "declined" if asked.declined else "asked"
    proposal = asked.waiting or asked.declined
    note = ""
    if proposal is not None:
        note = f"{proposal.as_entered or proposal.get_kind_display()}, {proposal.proposed_by}"
    if state == "declined":
        note += f": {proposal.decision_reason}"
    return {
        "measure": asked.measure,
        "title": asked.measure.title,
        "year": asked.year.label,
        "year_id": asked.year.pk,
        "year_start": asked.year.start,
        "last_target": known.last_target,
        "figure": known.figure,
        "figure_of": known.figure_of,
        "beside": known.beside,
        "state": state,
        "state_order": list(ASKED_STATES).index(state),
        "state_text": ASKED_STATES[state],
        "note": note,
        "may_carry": known.last is not None and state != "waiting",
    }


def _proposed_the_same(request):
    """The button of one row: the target of the year before, proposed for this one."""
    slug, _, year_id = request.POST.get("same", "").partition(":")
    measure, year = _measure_and_year_or_404(request.user, slug, posted.number(year_id, None))
    try:
        made = proposals.propose_same(measure=measure, year=year, by=request.user)
    except WorkflowProblem as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{measure}, {year}: {_shown(made)} proposed. {_WHAT_NOW}")
    return redirect("target-asked")


_WHAT_NOW = "It holds once an administrator has adopted it."


def _shown(proposal):
    return f"“{proposal.as_entered or proposal.get_kind_display()}”"


# --- Proposing ---------------------------------------------------------------------------------------


def _measure_and_year_or_404(person, slug, year_id):
    measure = get_object_or_404(access.target_measures(person).with_codes(), slug=slug)
    year = get_object_or_404(Period, pk=year_id, kind=Period.Kind.YEAR, basis=measure.year_basis)
    return measure, year


def propose(request, slug, year_id):
    """Propose a measure's target for a year, or change what was proposed and waits."""
    measure, year = _measure_and_year_or_404(request.user, slug, year_id)
    waiting = TargetProposal.objects.filter(measure=measure, year=year, status="proposed").first()
    offered = _offered(request, measure)
    initial = (initial_of(waiting) if waiting else {}) | _taken(request, offered)
    form = TargetProposalForm(request.POST or None, measure=measure, initial=initial)
    page = partial(_propose_page, request, measure, year, form, offered=offered)
    if request.method != "POST":
        return page()
    if not form.is_valid():
        return page(status=UNPROCESSABLE)
    try:
        made = proposals.propose(measure=measure, year=year, **form.content, by=request.user)
    except NotComplete as problem:
        for name, sentence in problem.problems.items():
            form.add_error(
                {"value": "figure", "lower": "figure", "upper": "figure"}.get(name, name) or None, sentence
            )
    except WorkflowProblem as problem:
        form.add_error(None, str(problem))
        return page(status=status_of(problem))
    else:
        messages.success(request, f"{measure}, {year}: {_shown(made)} proposed. {_WHAT_NOW}")
        return redirect("target-asked")
    return page(status=UNPROCESSABLE)


def _offered(request, measure):
    """What a target can be taken from: figures that other councils published, as known on the day shown."""
    council = Authority.objects.filter(code=settings.COUNCIL_AUTHORITY).first()
    if council is None or measure.indicator_id is None:
        return []
    shown = knowing.shown(request, [measure.indicator_id])
    return boundary_targets.candidates(measure, shown.knowledge, council)


def _taken(request, offered):
    """The form's first content where the address names one of those offered."""
    number = posted.number(request.GET.get("from"), None)
    if number is None or not 0 <= number < len(offered):
        return {}
    taken = offered[number]
    return {"kind": taken.kind, "figure": taken.text, "basis": taken.basis}


def _propose_page(request, measure, year, form, *, offered=(), status=200):
    key = (measure.pk, year.pk)
    of_year = TargetProposal.objects.filter(measure=measure, year=year).select_related(
        "proposed_by", "decided_by"
    )
    held = Target.objects.in_force().filter(measure=measure, year=year).first()
    context = {
        "measure": measure,
        "year": year,
        "form": form,
        "known": target_help.help_for([(measure, year)], today=dates.today())[key],
        "held": held,
        "may_propose": held is None and year in proposals.asked_years(dates.today()),
        "offered": offered,
        "waiting": next((row for row in of_year if row.status == "proposed"), None),
        "declined": [row for row in of_year if row.status == "declined"],
    }
    return render(request, "proposals/propose.html", context, status=status)
