"""The manager's pages: the queue, and one figure to approve or return."""

import django_filters
from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from performance import access, assessing, cells, dates, series, workflow
from performance.forms.entry import ReasonForm
from performance.models import Assessment, AuditEntry, Contributor, MeasureCode, Role, Submission
from performance.submission_content import judged_word
from performance.tables import ApprovalTable
from performance.views import posted
from performance.views.lists import render_list
from performance.views.problems import status_of


class ApprovalFilter(django_filters.FilterSet):
    """One bar above the queue."""

    q = django_filters.CharFilter(field_name="measure__title", lookup_expr="icontains", label="Measure")
    by = django_filters.CharFilter(
        field_name="submitted_by__name", lookup_expr="icontains", label="Submitted by"
    )

    class Meta:
        model = Submission
        fields = ()


def _queue(person):
    if not access.holds(person, Role.Kind.MANAGER):
        raise Http404
    return (
        access.approvable(person)
        .with_measure()
        .select_related("submitted_by", "measure__indicator")
        .prefetch_related(
            Prefetch("measure__codes", MeasureCode.objects.select_related("framework")),
            "measure__dimensions__categories",
        )
    )


@require_safe
def queue(request):
    """What waits for my approval, oldest first."""
    return _queue_page(request)


def _queue_page(request, *, refused=(), status=200):
    submissions = _queue(request.user)
    bar = ApprovalFilter(request.GET, queryset=submissions)
    waiting = list(bar.qs)
    judged = assessing.judge_with(waiting)
    earlier = _earlier(judged.values())
    for submission in waiting:
        _add_cells(submission, judged[submission.pk], earlier)
    table = ApprovalTable(waiting)
    context = {
        "filter_form": bar.form,
        "count": len(waiting),
        "refused": refused,
        "any_to_approve": any(not submission.is_own for submission in waiting),
    }
    response = render_list(request, "approval/queue.html", table, name="approval-queue", context=context)
    response.status_code = status
    return response


def _earlier(judged):
    """How the figures were judged that these are compared with, by submission."""
    compared = [found.previous_id for found in judged if found.previous_id]
    return {found.submission_id: found for found in Assessment.objects.filter(submission__in=compared)}


def _add_cells(submission, judged, earlier):
    """What the queue prints about a figure."""
    submission.figure = cells.headline_cell(judged, submission)
    submission.rating = cells.status_cell(judged, submission)
    submission.was = (
        cells.earlier_cell(earlier.get(judged.previous_id), judged.previous)
        if judged.previous_id
        else cells.FigureCell()
    )


@require_POST
def approve_many(request):
    """Approve the picked figures; the good are approved, the rest listed with why."""
    submissions = {submission.pk: submission for submission in _queue(request.user)}
    approved, refused = 0, []
    for pick in request.POST.getlist("pick"):
        pk, _, version = pick.partition(":")
        submission = submissions.get(posted.number(pk, None))
        if submission is None:
            refused.append(("A figure that you picked", "It is no longer waiting for your approval."))
            continue
        try:
            workflow.approve(submission=submission, version=posted.version(version), by=request.user)
            approved += 1
        except workflow.WorkflowProblem as problem:
            refused.append((str(submission.measure), str(problem)))
    if approved:
        messages.success(request, f"{approved} {'figure' if approved == 1 else 'figures'} approved.")
    if not refused and not approved:
        refused.append(("Nothing was picked", "Tick the figures to approve, then choose Approve."))
    if refused:
        return _queue_page(request, refused=refused, status=409 if approved else 422)
    return redirect("approval-queue")


def _approval_or_404(person, pk):
    submission = get_object_or_404(
        Submission.objects.with_measure().select_related("submitted_by", "forecast_by"), pk=pk
    )
    if not access.manages(person, submission.measure):
        raise Http404
    return submission


@require_safe
def approval(request, pk):
    """One figure with all that a manager needs to approve or return it."""
    submission = _approval_or_404(request.user, pk)
    return _approval_page(request, submission, ReasonForm(initial={"version": submission.version}))


def _approval_page(request, submission, form, *, status=200):
    judged = assessing.judge_with([submission])[submission.pk]
    in_force = (
        Submission.objects.in_force()
        .filter(measure=submission.measure, period=submission.period)
        .exclude(pk=submission.pk)
        .with_measure()
        .first()
    )
    points = series.with_overrides(submission.measure, dates.today())
    earlier = _earlier([judged]).get(judged.previous_id)
    waiting = submission.status == Submission.Status.SUBMITTED
    context = {
        "submission": submission,
        "measure": submission.measure,
        "period": submission.period,
        "form": form,
        "waiting": waiting,
        "own_work": access.contributed(request.user, submission),
        "contributors": Contributor.objects.filter(submission=submission).select_related("person"),
        "figure": cells.figure_cell(submission),
        "headline": cells.headline_cell(judged, submission),
        "year_to_date": cells.year_to_date_cell(judged, submission),
        "year_to_date_note": judged.year_to_date_note,
        "judged_word": judged_word(submission),
        "forecast": cells.figure_cell(submission, forecast=True) if submission.forecast is not None else None,
        "status": cells.status_cell(judged, submission),
        "to_date": cells.to_date_cell(judged, submission),
        "direction": cells.direction_cell(judged),
        "target": cells.judging_target_cell(judged, submission.measure),
        "in_force": cells.figure_cell(in_force) if in_force else None,
        "in_force_revision": in_force.revision if in_force else None,
        "previous": cells.earlier_cell(earlier, judged.previous) if judged.previous_id else None,
        "previous_period": cells.headline_span(earlier, judged.previous) if judged.previous_id else "",
        "chart": series.chart(submission.measure, points, judged.target, width=320, height=200),
        "chart_says": series.says(points),
        "points": list(reversed(points)),
        "history": AuditEntry.objects.filter(
            measure=submission.measure, period=submission.period
        ).select_related("by"),
    }
    return render(request, "approval/figure.html", context, status=status)


@require_POST
def approve(request, pk):
    """Approve the version that was read."""
    submission = _approval_or_404(request.user, pk)
    try:
        workflow.approve(
            submission=submission, version=posted.version(request.POST.get("version")), by=request.user
        )
    except workflow.WorkflowProblem as problem:
        return _refused(request, submission, problem, ReasonForm(initial={"version": submission.version}))
    messages.success(request, f"{submission.measure.title}, {submission.period.label}: approved.")
    return redirect("approval-queue")


@require_POST
def send_back(request, pk):
    """Return the version that was read, with a reason."""
    submission = _approval_or_404(request.user, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _approval_page(request, submission, form, status=422)
    try:
        workflow.send_back(
            submission=submission,
            version=posted.version(request.POST.get("version")),
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except workflow.WorkflowProblem as problem:
        return _refused(request, submission, problem, form)
    messages.success(request, f"{submission.measure.title}: returned to {submission.submitted_by}.")
    return redirect("approval-queue")


def _refused(request, submission, problem, form):
    """The page again, as the figure is now, with the sentence and whatever was typed."""
    messages.error(request, str(problem))
    fresh = _approval_or_404(request.user, submission.pk)
    return _approval_page(request, fresh, form, status=status_of(problem))
