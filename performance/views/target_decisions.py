"""Proposed targets: the list of them, and the administrator's decision on one."""

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from performance import access, adopting, audit, dates, target_help
from performance.forms.proposals import TargetDecisionForm
from performance.models import Target, TargetProposal
from performance.refusals import NotComplete, WorkflowProblem
from performance.tables import ListTable
from performance.views import posted
from performance.views.lists import render_list
from performance.views.problems import UNPROCESSABLE, status_of

_WAITING_FIRST = Case(When(status="proposed", then=Value(0)), default=Value(1))


class ProposalTable(ListTable):
    """What was proposed, what waits first."""

    singular, plural = "proposal", "proposals"

    measure = tables.Column(accessor="measure__title", verbose_name="Measure")
    year = tables.Column(order_by=("year__start",))
    target = tables.Column(orderable=False, empty_values=())
    basis = tables.Column(verbose_name="Why", orderable=False)
    proposed_by = tables.Column(order_by=("proposed_by__name",))
    proposed_at = tables.DateTimeColumn(format="j M Y", verbose_name="Proposed")
    status = tables.Column(verbose_name="State", orderable=False)

    class Meta(ListTable.Meta):
        empty_text = "Nothing has been proposed. Owners propose targets when a year is opened without them."

    def render_measure(self, record):
        return get_template("partials/link.html").render(
            {"url": reverse("target-proposal", args=[record.pk]), "text": record.measure.title}
        )

    def value_measure(self, record):
        return f"{record.measure.code_text} {record.measure.title}".strip()

    def render_target(self, record):
        return record.as_entered or record.get_kind_display()

    value_target = render_target

    def render_status(self, record):
        return _state_of(record)

    value_status = render_status


class ProposalFilter(forms.Form):
    """One bar above the list."""

    q = forms.CharField(label="Measure", required=False, max_length=80)
    status = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), *TargetProposal.Status.choices]
    )

    def keep(self, found):
        if not self.is_valid():
            return found
        if self.cleaned_data["status"]:
            found = found.filter(status=self.cleaned_data["status"])
        return found.filter(measure__title__icontains=self.cleaned_data["q"])


def _state_of(proposal):
    if proposal.status == TargetProposal.Status.PROPOSED:
        return "Awaiting a decision"
    return f"{proposal.get_status_display()} by {proposal.decided_by}"


@require_safe
def index(request):
    """Everything that was proposed, for administrators who decide and for those who could have proposed."""
    if not (access.may_see_asked_targets(request.user) or request.user.is_administrator):
        raise Http404
    found = access.visible_target_proposals(request.user)
    waiting = found.filter(status="proposed").count()
    bar = ProposalFilter(request.GET or None)
    found = bar.keep(found).select_related("year", "proposed_by", "decided_by", "measure")
    found = found.prefetch_related("measure__codes__framework").order_by(
        _WAITING_FIRST, "-proposed_at", "-pk"
    )
    context = {"filter_form": bar, "waiting": waiting}
    return render_list(
        request, "proposals/list.html", ProposalTable(found), name="targets-proposed", context=context
    )


def _proposal_or_404(person, pk):
    found = access.visible_target_proposals(person).select_related(
        "measure__directorate", "year", "proposed_by", "decided_by", "target"
    )
    return get_object_or_404(found, pk=pk)


@require_safe
def show(request, pk):
    """One proposal beside last year's target and the last figure; and the decision."""
    return _page(request, _proposal_or_404(request.user, pk))


def _decision_form(proposal, data=None):
    rule = adopting.rule_for(proposal)
    offered = adopting.profiles_for(proposal)
    initial = {"rule": rule, "profile": offered[0] if offered else None}
    return TargetDecisionForm(data, judged=bool(offered), profiles=offered, initial=initial)


def _page(request, proposal, *, form=None, status=200):
    key = (proposal.measure_id, proposal.year_id)
    open_still = proposal.status == TargetProposal.Status.PROPOSED
    may_decide = open_still and access.may_decide_target(request.user, proposal)
    context = {
        "proposal": proposal,
        "measure": proposal.measure,
        "known": target_help.help_for([(proposal.measure, proposal.year)], today=dates.today())[key],
        "held": Target.objects.in_force().filter(measure=proposal.measure, year=proposal.year).first(),
        "state_text": _state_of(proposal),
        "is_open": open_still,
        "is_own": proposal.proposed_by_id == request.user.pk,
        "may_decide": may_decide,
        "may_change": open_still and access.may_propose_target(request.user, proposal.measure),
        "decision": form or (_decision_form(proposal) if may_decide else None),
        "form": form,
        "history": audit.entries_of(proposal),
    }
    return render(request, "proposals/proposal.html", context, status=status)


@require_POST
def decide(request, pk):
    """Adopt or decline, as the button that was pressed says."""
    proposal = _proposal_or_404(request.user, pk)
    if not request.user.is_administrator:
        raise PermissionDenied
    form = _decision_form(proposal, request.POST)
    if not form.is_valid() or not {"adopt", "decline"} & set(request.POST):
        return _page(request, proposal, form=form, status=UNPROCESSABLE)
    given = {
        "proposal": proposal,
        "version": posted.version(request.POST.get("version")),
        "by": request.user,
    }
    data = form.cleaned_data
    try:
        if "adopt" in request.POST:
            adopting.adopt(**given, rule=data.get("rule"), profile=data.get("profile") or None)
        else:
            adopting.decline(**given, reason=data["reason"])
    except NotComplete as problem:
        for name, sentence in problem.problems.items():
            form.add_error(name if name in form.fields else None, sentence)
        status = UNPROCESSABLE
    except WorkflowProblem as problem:
        form.add_error(None, str(problem))
        status = status_of(problem)
    else:
        said = "Adopted: it is the target of its year." if "adopt" in request.POST else "Declined."
        messages.success(request, said)
        return redirect("target-proposals")
    return _page(request, _proposal_or_404(request.user, pk), form=form, status=status)
