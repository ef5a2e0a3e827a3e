"""The manager's pages: the queue, and one figure to approve or return."""

import django_filters
from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from performance import (
    access,
    actions,
    assessing,
    awaiting,
    cells,
    dates,
    differences,
    history,
    keeping,
    series,
    workflow,
)
from performance.forms.entry import ReasonForm
from performance.models import Assessment, AuditEntry, Contributor, Role, Submission
from performance.submission_content import judged_word
from performance.tables import ApprovalTable
from performance.views import posted
from performance.views.lists import render_list
from performance.views.problems import CONFLICT, UNPROCESSABLE, status_of

GONE = "It is no longer waiting for your approval."
NOBODY_ELSE = (
    "Nobody else can give it yet: ask an administrator to give somebody the role of manager, or return it."
)


class ApprovalFilter(django_filters.FilterSet):
    """One bar above the queue."""

    q = django_filters.CharFilter(field_name="measure__title", lookup_expr="icontains", label="Measure")
    by = django_filters.CharFilter(
        field_name="submitted_by__name", lookup_expr="icontains", label="Submitted by"
    )

    class Meta:
        model = Submission
        fields = ()


# --- The queue -----------------------------------------------------------------------------------------


def _queue(person):
    if not access.holds(person, Role.Kind.MANAGER):
        raise Http404
    return awaiting.queue_of(person)


@require_safe
def queue(request):
    """What waits for my approval, oldest first; `?pick=all` ticks all that is shown."""
    submissions = _queue(request.user)
    return _queue_page(request, submissions, picked=None if request.GET.get("pick") == "all" else set())


def _queue_page(request, submissions, *, picked, refused=(), refusal="", form=None, status=200):
    bar = ApprovalFilter(request.GET, queryset=submissions)
    items = awaiting.items_of(list(bar.qs), request.user, picked=picked)
    sets = access.approvable_restatements(request.user).select_related("submitted_by")
    sets = list(sets.annotate(figures=Count("revisions")))
    mine = [item for item in items if not item.why_not]
    context = {
        "filter_form": bar.form,
        "headline": _headline(len(items), len(sets), is_filtered=bool(bar.form.changed_data)),
        "refused": refused,
        "refusal": refusal,
        "form": form or ReasonForm(),
        "any_to_approve": bool(mine),
        "any_last": any(not item.is_half for item in mine),
        "any_half": any(item.is_half for item in mine),
        "restatements": sets,
        "covered": awaiting.covered_by(request.user, dates.today()),
    }
    table = ApprovalTable(items)
    response = render_list(request, "approval/queue.html", table, name="approval-queue", context=context)
    response.status_code = status
    return response


def _headline(figures, sets, *, is_filtered):
    """How much waits, figures and sets of corrections alike; a filter is of the figures alone."""
    if is_filtered:
        return f"{_figures(figures)} {'fits' if figures == 1 else 'fit'} the filter."
    waiting = [_figures(figures)] if figures else []
    if sets:
        waiting.append("1 set of corrections" if sets == 1 else f"{sets} sets of corrections")
    if not waiting:
        return "Nothing is waiting for your approval."
    is_one = figures + sets == 1
    return f"{' and '.join(waiting)} {'is' if is_one else 'are'} waiting for your approval."


@require_http_methods(["GET", "HEAD", "POST"])
def approve_many(request):
    """Approve the picked figures; the good are approved, the rest listed with why."""
    submissions = _queue(request.user)
    if request.method != "POST":
        return _to_the_queue(request)

    def sign(submission, version):
        return workflow.approve(submission=submission, version=version, by=request.user)

    done, refused = _each_picked(request, submissions, sign)
    approved = sum(1 for submission in done if submission.status == Submission.Status.APPROVED)
    if approved:
        messages.success(request, f"{_figures(approved)} approved.")
    if signed := len(done) - approved:
        messages.success(request, f"{_figures(signed)} signed off; the second sign-off is awaited.")
    if not done and not refused:
        refused = [("Nothing was picked", "Tick the figures to approve, then choose Approve.")]
    return _after_many(request, submissions, done, refused, "Not approved")


@require_http_methods(["GET", "HEAD", "POST"])
def return_many(request):
    """Return the picked figures with one reason; the good are returned, the rest listed with why."""
    submissions, form = _queue(request.user), ReasonForm(request.POST)
    if request.method != "POST":
        return _to_the_queue(request)
    if not form.is_valid():
        picked = set(request.POST.getlist("pick"))
        return _queue_page(request, submissions, picked=picked, form=form, status=UNPROCESSABLE)
    reason = form.cleaned_data["reason"]

    def send(submission, version):
        return workflow.send_back(submission=submission, version=version, reason=reason, by=request.user)

    done, refused = _each_picked(request, submissions, send)
    if done:
        messages.success(request, f"{_figures(len(done))} returned.")
    elif not refused:
        refused = [("Nothing was picked", "Tick the figures to return, then choose Return.")]
    return _after_many(request, submissions, done, refused, "Not returned", form=form)


def _to_the_queue(request):
    """Links of a page that lists what was refused, such as another order, lead to the queue."""
    return redirect(f"{reverse('approval-queue')}?{request.GET.urlencode()}")


def _each_picked(request, submissions, verb):
    """Those that the verb moved, and (name, why) of those that it refused."""
    waiting = {submission.pk: submission for submission in submissions}
    done, refused = [], []
    for pick in request.POST.getlist("pick"):
        pk, _, version = pick.partition(":")
        submission = waiting.get(posted.number(pk, None))
        if submission is None:
            refused.append(("A figure that you picked", GONE))
            continue
        try:
            done.append(verb(submission, posted.version(version)))
        except workflow.WorkflowProblem as problem:
            refused.append((f"{submission.measure}, {submission.period}", str(problem)))
    return done, refused


def _after_many(request, submissions, done, refused, refusal, *, form=None):
    """The queue again with what was refused, still ticked where it still is what was read."""
    if not refused:
        return redirect("approval-queue")
    return _queue_page(
        request,
        submissions.all(),
        picked=set(request.POST.getlist("pick")),
        refused=refused,
        refusal=refusal,
        form=form,
        status=CONFLICT if done else UNPROCESSABLE,
    )


def _figures(count):
    return "1 figure" if count == 1 else f"{count} figures"


# --- One figure ----------------------------------------------------------------------------------------


def _approval_or_404(person, pk):
    submission = get_object_or_404(
        Submission.objects.with_measure()
        .select_related("submitted_by", "forecast_by", "measure__indicator")
        .prefetch_related("sign_offs__by", "confirmations__by"),
        pk=pk,
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
    measure, period = submission.measure, submission.period
    judged = assessing.judge_with([submission])[submission.pk]
    in_force = Submission.objects.in_force().filter(measure=measure, period=period)
    in_force = in_force.exclude(pk=submission.pk).with_measure().first()
    points = series.with_overrides(measure, dates.today())
    waiting = submission.status == Submission.Status.SUBMITTED
    place, of, before, after = awaiting.neighbours(request.user, submission)
    context = {
        "submission": submission,
        "measure": measure,
        "period": period,
        "form": form,
        "waiting": waiting,
        "may_return": waiting and submission.restatement_id is None,
        "why_not": _why_not(request.user, submission),
        "level": awaiting.level_words(submission) if waiting else "",
        "is_half": awaiting.is_half(submission),
        "sign_offs": awaiting.signed_since_submitted(submission),
        "place": place,
        "of": of,
        "before": before,
        "after": after,
        "contributors": Contributor.objects.filter(submission=submission).select_related("person"),
        "confirmations": submission.confirmations.all(),
        "judged_word": judged_word(submission),
        "difference": differences.of([submission], {submission.pk: judged})[submission.pk],
        "beside_in_force": history.side_by_side([in_force, submission]) if in_force else None,
        "chart": series.chart(measure, points, judged.target, width=320, height=200),
        "chart_says": series.says(points),
        "points": list(reversed(points)),
        "history": keeping.sittings(
            AuditEntry.objects.filter(measure=measure, period=period).select_related("by")
        ),
    }
    context |= _cells_of(submission, judged) | actions.beside(measure, request.user, today=dates.today())
    return render(request, "approval/figure.html", context, status=status)


def _cells_of(submission, judged):
    """What is printed of a figure and of what it would be rated."""
    earlier = Assessment.objects.filter(submission=judged.previous_id).first() if judged.previous_id else None
    return {
        "figure": cells.figure_cell(submission),
        "headline": cells.headline_cell(judged, submission),
        "year_to_date": cells.year_to_date_cell(judged, submission),
        "year_to_date_note": judged.year_to_date_note,
        "forecast": cells.figure_cell(submission, forecast=True) if submission.forecast is not None else None,
        "status": cells.status_cell(judged, submission),
        "to_date": cells.to_date_cell(judged, submission),
        "direction": cells.direction_cell(judged),
        "target": cells.judging_target_cell(judged, submission.measure),
        "previous": cells.earlier_cell(earlier, judged.previous) if judged.previous_id else None,
        "previous_period": cells.headline_span(earlier, judged.previous) if judged.previous_id else "",
    }


def _why_not(person, submission):
    """Why this person does not sign off this figure now, in a sentence; "" where they may."""
    if submission.status != Submission.Status.SUBMITTED:
        return f"This figure is {submission.get_status_display().lower()}. There is nothing to approve here."
    if submission.restatement_id:
        return "This figure is part of a set of corrections, which is approved or returned as one."
    if submission.period.whole_year.closed_at is not None:
        return submission.period.why_not_open(dates.today())
    mine = access.approvable(person).filter(pk=submission.pk).with_measure().first()
    barred = (
        "This figure awaits a sign-off that is not yours to give." if mine is None else awaiting.why_not(mine)
    )
    if barred and not access.has_next_approver(submission):
        return f"{barred} {NOBODY_ELSE}"
    return barred


@require_POST
def approve(request, pk):
    """Approve the version that was read."""
    submission = _approval_or_404(request.user, pk)
    try:
        approved = workflow.approve(
            submission=submission, version=posted.version(request.POST.get("version")), by=request.user
        )
    except workflow.WorkflowProblem as problem:
        return _refused(request, submission, problem, ReasonForm(initial={"version": submission.version}))
    name = f"{submission.measure.title}, {submission.period.label}"
    if approved.status == Submission.Status.APPROVED:
        messages.success(request, f"{name}: approved.")
    else:
        messages.success(request, f"{name}: signed off. The second sign-off is awaited.")
    return _to_the_next(request, submission)


@require_POST
def send_back(request, pk):
    """Return the version that was read, with a reason."""
    submission = _approval_or_404(request.user, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _approval_page(request, submission, form, status=UNPROCESSABLE)
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
    return _to_the_next(request, submission)


def _to_the_next(request, submission):
    """On to the figure that was submitted next, or back to the queue when that is done."""
    after = awaiting.neighbours(request.user, submission)[3]
    return redirect("approval", after) if after is not None else redirect("approval-queue")


def _refused(request, submission, problem, form):
    """The page again, as the figure is now, with the sentence and whatever was typed."""
    messages.error(request, str(problem))
    fresh = _approval_or_404(request.user, submission.pk)
    return _approval_page(request, fresh, form, status=status_of(problem))
