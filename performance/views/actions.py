"""Actions: the list of what is being done, one action with its end, and raising one."""

import django_tables2 as tables
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from benchmarking.models import Indicator
from performance import access, actions, audit, dates
from performance.forms.actions import ActionFilter, ActionForm, EndForm
from performance.models import Directorate
from performance.refusals import NotComplete, WorkflowProblem
from performance.tables import ListTable
from performance.views import posted
from performance.views.lists import render_list
from performance.views.problems import status_of

# --- The list ----------------------------------------------------------------------------------------


class ActionTable(ListTable):
    """Actions within a person's measures, those that are overdue first."""

    singular, plural = "action", "actions"

    what = tables.Column(verbose_name="What is being done", order_by=("what",))
    about = tables.Column(accessor="title", verbose_name="About", order_by=("title", "due_on"))
    post = tables.Column(verbose_name="By which post")
    due_on = tables.DateColumn(format="j F Y", verbose_name="By when")
    state = tables.Column(order_by=("state_order", "due_on"))
    raised = tables.Column(order_by=("period_start",), verbose_name="Raised in")
    outcome = tables.Column(orderable=False, verbose_name="What came of it")

    class Meta(ListTable.Meta):
        empty_text = (
            "No actions. One is raised on the page of a measure or of its figure, with “Raise an action”."
        )

    def render_what(self, record):
        return get_template("partials/link.html").render(
            {"url": reverse("action", args=[record["pk"]]), "text": record["what"]}
        )

    def render_state(self, record):
        return get_template("actions/state.html").render(
            {"state": record["state"], "text": record["state_text"]}
        )

    def value_state(self, record):
        return record["state_text"]


@require_safe
def index(request):
    """What is being done, by which post and by when; what is overdue stands first."""
    if not access.may_see_actions(request.user):
        raise Http404
    today = dates.today()
    found = access.visible_actions(request.user).select_related("measure", "indicator", "period")
    everything = [_row(action, today) for action in found]
    directorates = Directorate.objects.filter(measures__in=access.open_measures(request.user)).distinct()
    bar = ActionFilter(request.GET or None, directorates=directorates)
    rows = sorted(bar.keep(everything), key=lambda row: (row["state_order"], row["due_on"], row["pk"]))
    context = {"filter_form": bar, "headline": _headline(everything)}
    return render_list(request, "actions/list.html", ActionTable(rows), name="actions", context=context)


def _row(action, today):
    state = actions.state_of(action, today)
    return {
        "pk": action.pk,
        "what": action.what,
        "title": actions.about(action),
        "directorate_id": action.measure.directorate_id if action.measure else None,
        "post": action.post,
        "due_on": action.due_on,
        "state": state,
        "state_text": actions.STATES[state],
        "state_order": list(actions.STATES).index(state),
        "raised": action.period.label,
        "period_start": action.period.start,
        "outcome": action.outcome or None,
    }


def _headline(rows):
    """ "3 actions are open, 1 of them overdue." """
    overdue = sum(1 for row in rows if row["state"] == "overdue")
    count = overdue + sum(1 for row in rows if row["state"] == "open")
    if count == 0:
        return "No action is open."
    words = f"{count} {'action is' if count == 1 else 'actions are'} open"
    if overdue == 0:
        return f"{words}; none is overdue."
    return f"{words}, and it is overdue." if count == overdue == 1 else f"{words}, {overdue} of them overdue."


# --- One action --------------------------------------------------------------------------------------


def _action_or_404(person, pk):
    found = access.visible_actions(person).select_related(
        "measure", "indicator", "period", "raised_by", "ended_by"
    )
    return get_object_or_404(found, pk=pk)


def _may_act(person, action):
    if action.measure is not None:
        return access.may_act_on(person, action.measure)
    return access.may_act_on_indicator(person, action.indicator)


@require_safe
def show(request, pk):
    """One action: what, which post, by when, what came of it; and the forms to change or end it."""
    return _page(request, _action_or_404(request.user, pk))


def _page(request, action, *, changing=None, ending=None, status=200):
    state = actions.state_of(action, dates.today())
    is_open = action.status == actions.Status.OPEN
    may_act = _may_act(request.user, action)
    initial = {name: getattr(action, name) for name in actions.CONTENT}
    initial["due_on"] = f"{action.due_on.day} {action.due_on.month} {action.due_on.year}"
    context = {
        "action": action,
        "title": actions.about(action),
        "state": state,
        "state_text": actions.STATES[state],
        "may_change": is_open and may_act,
        "changing": changing or ActionForm(initial=initial),
        "ending": ending or EndForm(),
        "form": changing or ending,
        "here": "action-list",
        "history": audit.entries_of(action),
    }
    return render(request, "actions/action.html", context, status=status)


@require_POST
def change(request, pk):
    """Say it otherwise, or by another post or day."""
    action = _action_or_404(request.user, pk)
    form = ActionForm(request.POST)
    if not form.is_valid():
        return _page(request, action, changing=form, status=422)
    return _carried_out(request, action, form, "changing", actions.change, form.given, "Changed.")


@require_POST
def end(request, pk):
    """Done or dropped, as the button that was pressed says."""
    action = _action_or_404(request.user, pk)
    form = EndForm(request.POST)
    if not form.is_valid() or not {"done", "drop"} & set(request.POST):
        return _page(request, action, ending=form, status=422)
    is_done = "done" in request.POST
    verb = actions.finish if is_done else actions.drop
    said = "It is done, and is carried no further." if is_done else "Dropped. It is carried no further."
    return _carried_out(request, action, form, "ending", verb, form.cleaned_data, said)


def _carried_out(request, action, form, name, verb, given, said):
    """Call a verb; where it refuses, the page as it is now with whatever was typed."""
    try:
        verb(action=action, version=posted.version(request.POST.get("version")), by=request.user, **given)
    except WorkflowProblem as problem:
        _show_problem(form, problem)
        now = _action_or_404(request.user, action.pk)
        return _page(request, now, **{name: form}, status=status_of(problem))
    messages.success(request, said)
    return redirect("action", action.pk)


def _show_problem(form, problem):
    """A verb's sentences at their fields, or above all of them."""
    if isinstance(problem, NotComplete):
        for field, sentence in problem.problems.items():
            form.add_error(field or None, sentence)
    else:
        form.add_error(None, str(problem))


# --- Raising one -------------------------------------------------------------------------------------


def create(request, slug):
    """Raise an action about a measure."""
    measure = get_object_or_404(access.visible_measures(request.user).with_codes(), slug=slug)
    if not access.may_act_on(request.user, measure):
        raise PermissionDenied
    return _create(request, measure.title, reverse("measure", args=[slug]), measure=measure)


def create_for_indicator(request, pk):
    """Raise an action about a national indicator that one of my measures compares with."""
    seen = access.open_measures(request.user).filter(indicator__isnull=False).values("indicator")
    indicator = get_object_or_404(Indicator.objects.filter(pk__in=seen), pk=pk)
    if not access.may_act_on_indicator(request.user, indicator):
        raise PermissionDenied
    return _create(request, indicator.title, reverse("action-list"), indicator=indicator)


def _create(request, title, back, **about):
    form, status = ActionForm(), 200
    if request.method == "POST":
        form, status = ActionForm(request.POST), 422
        if form.is_valid():
            try:
                action = actions.raise_action(**about, **form.given, by=request.user)
            except WorkflowProblem as problem:
                _show_problem(form, problem)
                status = status_of(problem)
            else:
                messages.success(request, "Raised. It is shown with every figure until it is done.")
                return redirect("action", action.pk)
    return render(
        request,
        "actions/new.html",
        {"form": form, "title": title, "back": back, "here": "action-list", **about},
        status=status,
    )
