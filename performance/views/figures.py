"""The owner's pages: my measures, and the form for one figure."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from performance import access, dates, due, kept_text, lost_session, outstanding, proposals, workflow
from performance.forms.asking import answers_in
from performance.forms.entry import ReasonForm
from performance.models import Measure, Period, Submission
from performance.refusals import NotConfirmed
from performance.rules.checks.found import Severity
from performance.tables import MyMeasuresTable
from performance.views import posted
from performance.views.entry_page import calculated_page, entry_page, form_for
from performance.views.lists import ListFilter, render_list
from performance.views.problems import CONFLICT, FORBIDDEN, UNPROCESSABLE, status_of

# What stands above a form that holds more than is saved.
SIGNED_OUT = "You had been signed out. Nothing is lost: check what you typed and save."
KEPT = "Part of what you typed could not be saved. It stands below as you typed it: put it right and save."
ANOTHER = (
    "Somebody else opened this page, and you have signed in since. "
    "What was typed is below: save it if it is yours."
)


class MyMeasuresFilter(ListFilter):
    """One bar above the list."""

    q = forms.CharField(label="Measure", required=False, max_length=80)
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "All"), *((code, text) for code, (_, text) in due.STATES.items())],
    )


@require_safe
def my_measures(request):
    """What I have to report, and what became of it."""
    if not access.has_measures(request.user):
        raise Http404
    items = due.items_for(request.user, today=dates.today())
    bar = MyMeasuresFilter(request.GET or None)
    # With figures there, an empty list is the filter's doing.
    nothing = "No figure fits the filter. Clear it to see all of yours." if items else None
    table = MyMeasuresTable(bar.keep(items), empty_text=nothing)
    context = {"headline": due.headline(items), "filter_form": bar, "any_figures": bool(items)}
    own = Measure.objects.held_by(request.user)
    context |= {
        "asked": proposals.asked_of(request.user, dates.today()),
        "not_due": outstanding.off_years(own, today=dates.today()),
    }
    return render_list(request, "figures/my_measures.html", table, name="my-measures", context=context)


def figure_or_404(person, slug, period_id):
    """The measure and period of an entry page, for somebody who may see its open figures.

    A monthly measure may have back figures of whole years. They have pages, to be corrected on; nothing else
    of such a period has one, so that no first figure is entered there.
    """
    measure = get_object_or_404(Measure.objects.with_codes(), slug=slug)
    if not access.may_see_open_figure(person, measure):
        raise Http404
    period = get_object_or_404(Period.objects.select_related("year"), pk=period_id)
    own = (period.kind, period.basis) == (measure.period_kind, measure.year_basis)
    if not own and not Submission.objects.in_force().filter(measure=measure, period=period).exists():
        raise Http404
    return measure, period


@lost_session.keeps_typed
def entry(request, slug, period_id):
    """Enter, change and submit one figure."""
    measure, period = figure_or_404(request.user, slug, period_id)
    if measure.entry == Measure.Entry.CALCULATED:
        return calculated_page(request, measure, period)
    current = current_of(measure, period)
    if request.method != "POST":
        return _opened(request, measure, period, current)
    if "discard" in request.POST:
        # On a page that somebody else opened it was not this person's text that was given up.
        if not lost_session.is_another(request):
            _forget(request, measure, period)
        return redirect("figure", slug, period_id)
    form = form_for(measure, period, current, request.POST)
    form.is_valid()
    refused, status = _refused(request, measure)
    if refused:
        form.add_error(None, refused)
    if not form.is_valid():
        return entry_page(request, measure, period, current, form, status=status)
    if "submit" in request.POST and _is_submitted_by(request.user, current, form):
        return _submitted(request, current)
    return _saved(request, measure, period, form)


def _opened(request, measure, period, current):
    """The page as it is opened: with what this person typed before, where that was not saved."""
    form, typed = form_for(measure, period, current), lost_session.typed(request)
    kept = kept_text.typed(request.user, measure, period)
    if typed is not None:
        form, note = form_for(measure, period, current, typed), SIGNED_OUT
    elif kept and (current is None or current.is_editable) and access.may_enter(request.user, measure):
        form, note = form.with_kept(kept), KEPT
    else:
        note = ""
    return entry_page(request, measure, period, current, form, note=note)


def _refused(request, measure):
    """Why nothing of a form is taken, and the status code of a page that shows it again."""
    if lost_session.is_another(request):
        return ANOTHER, CONFLICT
    if not access.may_enter(request.user, measure):
        return "You may not enter figures for this measure.", FORBIDDEN
    return "", UNPROCESSABLE


def _saved(request, measure, period, form):
    """Save what a valid form holds, and submit it where that button was pressed."""
    person, submits = request.user, "submit" in request.POST
    answers = answers_in(request.POST, form.content)
    try:
        saved = workflow.save_draft(
            measure=measure,
            period=period,
            content=form.content,
            version=form.cleaned_data["version"],
            by=person,
        )
        form = form.at_version(saved.version)
        if submits:
            saved = workflow.submit(submission=saved, version=saved.version, by=person, answers=answers)
    except workflow.WorkflowProblem as problem:
        return _refused_page(request, measure, period, form, problem)
    _forget(request, measure, period)
    if submits:
        return _submitted(request, saved)
    messages.success(request, "Draft saved. It is not submitted yet.")
    return redirect("figure", measure.slug, period.pk)


def _refused_page(request, measure, period, form, problem):
    """The page with what was typed and what a verb says about it."""
    current, unanswered = current_of(measure, period), ()
    if isinstance(problem, workflow.NotComplete):
        form.add_problems(problem.problems)
    elif isinstance(problem, NotConfirmed):
        unanswered = problem.findings
        errors = [found for found in unanswered if found.severity == Severity.ERROR]
        form.add_problems({found.field: found.sentence for found in errors})
    else:
        form = form.at_version(current.version if current else None)
        form.add_error(None, str(problem))
    status = status_of(problem)
    return entry_page(request, measure, period, current, form, unanswered=unanswered, status=status)


def _forget(request, measure, period):
    """What was kept of this figure's page is saved now, or not wanted."""
    kept_text.forget(person=request.user, measure=measure, period=period)
    lost_session.drop(request)


def _is_submitted_by(person, current, form):
    """Whether this person has submitted this very content: the second half of a double click."""
    return (
        current is not None
        and current.status == Submission.Status.SUBMITTED
        and current.submitted_by_id == person.pk
        and not set(form.changed_data) - {"version"}
    )


def _submitted(request, submission):
    name = f"{submission.measure.title}, {submission.period.label}"
    if access.has_approver(submission):
        messages.success(request, f"{name}: submitted for approval.")
    elif access.has_next_approver(submission):
        messages.warning(
            request,
            f"{name}: submitted. The first sign-off can be given; nobody gives the second yet. Ask an "
            "administrator to give somebody else the role of second-level manager of "
            f"{submission.measure.directorate}.",
        )
    else:
        messages.warning(
            request,
            f"{name}: submitted, but nobody can approve it yet. Ask an administrator to give somebody who "
            f"did not enter it the role of manager of {submission.measure.directorate}.",
        )
    return redirect("my-measures")


def current_of(measure, period):
    """The open revision, else the one in force."""
    found = Submission.objects.filter(measure=measure, period=period).with_measure()
    return found.open().first() or found.in_force().first()


@require_POST
def withdraw(request, slug, period_id):
    """Take back what I submitted."""
    measure, period = figure_or_404(request.user, slug, period_id)
    current = current_of(measure, period)
    if current is None:
        raise Http404
    try:
        workflow.withdraw(
            submission=current, version=posted.version(request.POST.get("version")), by=request.user
        )
    except workflow.WorkflowProblem as problem:
        form = form_for(measure, period, current)
        messages.error(request, str(problem))
        return entry_page(request, measure, period, current, form, status=status_of(problem))
    messages.success(request, "Withdrawn. You can change the figure and submit it again.")
    return redirect("figure", slug, period_id)


@require_POST
def abandon(request, slug, period_id):
    """Give up a correction; the figure in force stays."""
    measure, period = figure_or_404(request.user, slug, period_id)
    current = Submission.objects.filter(measure=measure, period=period).order_by("-revision").first()
    if current is None:
        raise Http404
    try:
        workflow.abandon(
            submission=current, version=posted.version(request.POST.get("version")), by=request.user
        )
    except workflow.WorkflowProblem as problem:
        current = current_of(measure, period)
        messages.error(request, str(problem))
        form = form_for(measure, period, current)
        return entry_page(request, measure, period, current, form, status=status_of(problem))
    kept_text.forget(person=request.user, measure=measure, period=period)
    messages.success(request, "Given up. The figure in force stays as it is.")
    return redirect("figure", slug, period_id)


@require_POST
def reopen(request, slug, period_id):
    """Open a new revision of a figure in force, with a reason."""
    measure, period = figure_or_404(request.user, slug, period_id)
    in_force = Submission.objects.in_force().filter(measure=measure, period=period).first()
    if in_force is None:
        raise Http404
    reason_form = ReasonForm(request.POST, prefix="reopen")
    reason = reason_form.cleaned_data["reason"] if reason_form.is_valid() else ""
    try:
        workflow.reopen(submission=in_force, reason=reason, by=request.user)
    except workflow.WorkflowProblem as problem:
        current = current_of(measure, period)
        form = form_for(measure, period, current)
        messages.error(request, str(problem))
        return entry_page(
            request, measure, period, current, form, reason_form=reason_form, status=status_of(problem)
        )
    messages.success(
        request,
        "Reopened as a new revision. The approved figure stays in force until the new one is approved.",
    )
    return redirect("figure", slug, period_id)
