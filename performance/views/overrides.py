"""Overrides: proposing another status than the computed one, deciding on it, and the list of them."""

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from performance import access, assessing, audit, cells, dates, headings, overrides
from performance.forms.overrides import DecisionForm, EndForm, ProposalForm
from performance.models import Override, Period, Section, Submission
from performance.refusals import NotComplete, WorkflowProblem
from performance.tables import ListTable, PartialColumn
from performance.views import posted
from performance.views.lists import render_list
from performance.views.problems import status_of

STATUS = "partials/status.html"


# --- The list ----------------------------------------------------------------------------------------


class OverrideTable(ListTable):
    """Overrides within a person's roles, those that await a decision first."""

    singular, plural = "override", "overrides"

    about = tables.Column(accessor="title", verbose_name="Measure or heading")
    period = tables.Column(order_by=("period_start", "title"))
    judged = PartialColumn(STATUS, "status", orderable=False)
    computed = PartialColumn(STATUS, "status", orderable=False, verbose_name="The rule gave")
    reason = tables.Column(orderable=False)
    proposed_by = tables.Column(order_by=("proposed_by", "title"))
    expires_on = tables.DateColumn(
        format="j F Y", verbose_name="Holds until", default="the figure is corrected"
    )
    state = tables.Column(order_by=("state_order", "title"))

    class Meta(ListTable.Meta):
        empty_text = (
            "No status has been judged otherwise than its rule. Another one is proposed on a measure's page, "
            "beside its status."
        )

    def render_about(self, record):
        return get_template("partials/link.html").render(
            {"url": reverse("override", args=[record["pk"]]), "text": record["title"]}
        )

    def value_judged(self, value):
        return value.word

    def value_computed(self, value):
        return value.word


class OverrideFilter(forms.Form):
    """One bar above the list."""

    q = forms.CharField(label="Measure or heading", required=False, max_length=80)
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *overrides.STATES.items()])

    def keep(self, found, day):
        state = self.cleaned_data["state"] if self.is_valid() else ""
        return overrides.in_state(found, state, day) if state else found

    def is_about(self, title):
        return not self.is_valid() or self.cleaned_data["q"].lower() in title.lower()


@require_safe
def index(request):
    """What was proposed, what stands and what is over."""
    if not access.may_see_overrides(request.user):
        raise Http404
    today = dates.today()
    bar = OverrideFilter(request.GET or None)
    found = access.visible_overrides(request.user).select_related(
        "submission__measure", "section", "period", "level", "computed", "proposed_by"
    )
    rows = [_row(override, today) for override in bar.keep(found, today)]
    rows = sorted((row for row in rows if bar.is_about(row["title"])), key=lambda row: row["state_order"])
    waiting = sum(1 for row in rows if row["state_order"] == 0)
    context = {"filter_form": bar, "waiting": waiting}
    return render_list(request, "overrides/list.html", OverrideTable(rows), name="overrides", context=context)


def _row(override, today):
    state = overrides.state_of(override, today)
    return {
        "pk": override.pk,
        "title": _title(override),
        "period": override.period.label,
        "period_start": override.period.start,
        "judged": cells.level_cell(override.level, ""),
        "computed": _computed_cell(override.computed),
        "reason": override.reason,
        "proposed_by": override.proposed_by.name,
        "expires_on": override.expires_on,
        "state": overrides.STATES[state],
        "state_order": list(overrides.STATES).index(state),
    }


def _title(override):
    return override.submission.measure.title if override.submission else override.section.title


def _computed_cell(level):
    return cells.level_cell(level, "") if level is not None else cells.StatusCell()


# --- Proposing ---------------------------------------------------------------------------------------


def propose(request, submission_id):
    """Propose another status for a figure in force."""
    figure = get_object_or_404(access.visible_submissions(request.user).with_measure(), pk=submission_id)
    if not access.may_propose_override(request.user, [figure.measure]):
        raise PermissionDenied
    return _propose(request, submission=figure, section=None, period=figure.period)


def propose_for_heading(request, section_id, period_id):
    """Propose another status for a heading in a period."""
    section = get_object_or_404(Section.objects.select_related("scorecard"), pk=section_id)
    period = get_object_or_404(Period.objects.select_related("year"), pk=period_id)
    measures = headings.measures_under(section)
    if not access.visible_measures(request.user).filter(pk__in=[m.pk for m in measures]).exists():
        raise Http404
    if not access.may_propose_override(request.user, measures):
        raise PermissionDenied
    return _propose(request, submission=None, section=section, period=period)


def _propose(request, **about):
    computed, levels = overrides.choice_for(**about)
    form = ProposalForm(
        request.POST or None,
        levels=levels,
        computed=computed,
        may_be_without_end=overrides.may_be_without_end(
            submission=about["submission"], period=about["period"], today=dates.today()
        ),
    )
    if request.method != "POST":
        return _proposal_page(request, about, computed, form)
    if not form.is_valid():
        return _proposal_page(request, about, computed, form, status=422)
    try:
        made = overrides.propose(**about, **form.proposal, by=request.user)
    except NotComplete as problem:
        for name, sentence in problem.problems.items():
            form.add_error(name, sentence)
        return _proposal_page(request, about, computed, form, status=422)
    except WorkflowProblem as problem:
        form.add_error(None, str(problem))
        return _proposal_page(request, about, computed, form, status=status_of(problem))
    messages.success(request, "Proposed. It shows once a performance officer other than you has accepted it.")
    return redirect("override", made.pk)


def _proposal_page(request, about, computed, form, *, status=200):
    submission = about["submission"]
    waiting = Override.objects.awaiting_decision().filter(**about).first()
    in_force = submission is None or submission.status in Submission.IN_FORCE
    context = {
        **about,
        **_what_stands(about, computed),
        "form": form,
        "waiting": waiting,
        "in_force": in_force,
        # What was typed is shown also where it can no longer be proposed, so that it can be copied.
        "show_form": form.is_bound or (in_force and waiting is None and bool(form.by_code)),
        "may_propose": in_force and waiting is None and bool(form.by_code),
        "any_scale": bool(form.by_code),
    }
    return render(request, "overrides/propose.html", context, status=status)


def _what_stands(about, level):
    """The figure as it is printed, the computed status now, and the judged one that stands for it."""
    submission, section, period = about["submission"], about["section"], about["period"]
    if submission is not None:
        judged = assessing.judge_with([submission])[submission.pk]
        standing = overrides.standing_for([submission.pk], dates.today()).get(submission.pk)
        figure, title = cells.headline_cell(judged, submission), submission.measure.title
        computed = cells.status_cell(judged, submission)
    else:
        standing = overrides.standing_for_sections([section.pk], period, dates.today()).get(section.pk)
        figure, title, computed = None, section.title, _computed_cell(level)
    return {
        "figure": figure,
        "title": title,
        "computed": computed,
        "standing": standing,
        "standing_status": cells.level_cell(standing.level, "") if standing else None,
    }


# --- Deciding ----------------------------------------------------------------------------------------


def _override_or_404(person, pk):
    found = access.visible_overrides(person).select_related(
        "submission__measure",
        "submission__period__year",
        "section__scorecard",
        "period__year",
        "level",
        "computed",
        "proposed_by",
        "decided_by",
        "ended_by",
    )
    return get_object_or_404(found, pk=pk)


@require_safe
def show(request, pk):
    """One override: the computed status beside the judged one, who, why, until when; and the decision."""
    return _page(request, _override_or_404(request.user, pk))


def _page(request, override, *, decision=None, ending=None, status=200):
    person, today = request.user, dates.today()
    state, measures = overrides.state_of(override, today), overrides.measures_of(override)
    about = {"submission": override.submission, "section": override.section, "period": override.period}
    computed_now, _ = overrides.choice_for(**about)
    context = {
        "override": override,
        "submission": override.submission,
        **_what_stands(about, computed_now),
        "state": state,
        "state_text": overrides.STATES[state],
        "judged": cells.level_cell(override.level, ""),
        "computed_then": _computed_cell(override.computed),
        "has_changed": computed_now != override.computed,
        "may_decide": state == "awaiting" and access.may_decide_override(person, override, measures),
        "is_own": override.proposed_by_id == person.pk,
        "may_end": state == "standing" and access.may_end_override(person, measures),
        "decision": decision or DecisionForm(),
        "ending": ending or EndForm(prefix="end"),
        "form": decision or ending,
        "history": audit.entries_of(override),
    }
    return render(request, "overrides/override.html", context, status=status)


@require_POST
def decide(request, pk):
    """Accept or decline, as the button that was pressed says."""
    override = _override_or_404(request.user, pk)
    form = DecisionForm(request.POST)
    if not form.is_valid() or not {"accept", "decline"} & set(request.POST):
        return _page(request, override, decision=form, status=422)
    accept = "accept" in request.POST
    return _carried_out(
        request,
        override,
        form,
        "decision",
        lambda given: overrides.decide(accept=accept, **given),
        "Accepted. It stands beside the computed status from now on." if accept else "Declined.",
    )


@require_POST
def end(request, pk):
    """End an accepted override before its day."""
    override = _override_or_404(request.user, pk)
    form = EndForm(request.POST, prefix="end")
    if not form.is_valid():
        return _page(request, override, ending=form, status=422)
    done = "Ended. The computed status is back."
    return _carried_out(request, override, form, "ending", lambda given: overrides.end(**given), done)


def _carried_out(request, override, form, name, verb, done):
    """Call a verb of a proposal; where it refuses, the page as it is now with whatever was typed."""
    given = {
        "override": override,
        "version": posted.version(request.POST.get("version")),
        "reason": form.cleaned_data["reason"],
        "by": request.user,
    }
    try:
        verb(given)
    except NotComplete as problem:
        for field, sentence in problem.problems.items():
            form.add_error(field or None, sentence)
        status = status_of(problem)
    except WorkflowProblem as problem:
        form.add_error(None, str(problem))
        status = status_of(problem)
    else:
        messages.success(request, done)
        return redirect("override", override.pk)
    return _page(request, _override_or_404(request.user, override.pk), **{name: form}, status=status)
