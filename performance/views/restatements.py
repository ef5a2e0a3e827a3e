"""Restating earlier periods: the boxes or lines, the preview, one set with its decision, and the list."""

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from performance import access, audit, dates, restatement_rows, restating
from performance.forms.entry import ReasonForm
from performance.forms.restatements import LinesForm, RestateForm, restated
from performance.models import Period, Restatement, Submission
from performance.refusals import WorkflowProblem
from performance.restatement_plan import Revision, key_of, refusals_of
from performance.submission_content import content_of
from performance.tables import ListTable
from performance.views import posted
from performance.views.lists import ListFilter, render_list
from performance.views.problems import FORBIDDEN, UNPROCESSABLE, status_of
from performance.views.restating_steps import Steps, form_page, walk

LAST_PERIODS = 24


def _forbidden(request, message):
    return render(request, "403.html", {"message": message}, status=FORBIDDEN)


# --- One measure -----------------------------------------------------------------------------------------


def restate(request, slug):
    """Boxes beside the last figures in force of one measure."""
    measure = get_object_or_404(access.visible_measures(request.user).with_codes(), slug=slug)
    if not access.may_restate(request.user, measure):
        return _forbidden(
            request, "The owner of this measure, a deputy or a performance officer restates it."
        )
    figures = _last_figures(measure)
    form = RestateForm(
        request.POST if request.method == "POST" else None,
        figures=figures,
        closed=refusals_of([_as_it_is(figure) for figure in figures]),
    )

    def page(form, status=200):
        context = {"measure": measure, "back": reverse("measure", args=[measure.slug])}
        return form_page(request, form, "restatements/restate.html", status=status, **context)

    def send(revisions, reason, answers):
        return restating.submit(revisions=revisions, reason=reason, by=request.user, answers=answers)

    return walk(request, form, Steps(page, lambda form: form.revisions, send))


def _last_figures(measure):
    """The last figures in force of years that are not closed, oldest first, and back figures of a year."""
    found = Submission.objects.in_force().filter(
        measure=measure,
        period__closed_at__isnull=True,
        period__year__closed_at__isnull=True,
    )
    found = found.filter(period__opens_on__lte=dates.today())
    return list(found.with_make_up().order_by("-period__end", "period__start")[:LAST_PERIODS])[::-1]


def _as_it_is(figure):
    return Revision(figure.measure, figure.period, content_of(figure))


# --- Many measures -----------------------------------------------------------------------------------------


def create(request):
    """Lines from a spreadsheet, of as many measures as one manager approves."""
    measures = list(
        access.restatable_measures(request.user).with_codes().prefetch_related("dimensions__categories")
    )
    if not measures:
        raise Http404
    periods = {
        (period.kind, period.basis, period.start): period
        for period in Period.objects.opened_by(dates.today()).select_related("year")
    }
    form = LinesForm(request.POST if request.method == "POST" else None, measures=measures, periods=periods)

    def page(form, status=200):
        return form_page(request, form, "restatements/lines.html", status=status)

    def send(revisions, reason, answers):
        return restating.submit(revisions=revisions, reason=reason, by=request.user, answers=answers)

    return walk(request, form, Steps(page, _revisions_of_lines, send))


def _revisions_of_lines(form):
    lines = form.cleaned_data["lines"]
    found = Submission.objects.in_force().filter(
        measure__in={line.measure.pk for line in lines}, period__in={line.period.pk for line in lines}
    )
    in_force = {(one.measure_id, one.period_id): one for one in found}
    return [_revision_of_line(line, in_force.get((line.measure.pk, line.period.pk))) for line in lines]


def _revision_of_line(line, figure):
    # Where there is none in force, the preview says so.
    content = restated(figure, line.typed) if figure is not None else {}
    return Revision(line.measure, line.period, content, line.texts)


# --- A set that was returned -----------------------------------------------------------------------------


def edit(request, pk):
    """Change a returned set and send it again."""
    restatement = _restatement_or_404(request.user, pk)
    members = restating.members_of(restatement)
    if not all(access.may_restate(request.user, measure) for measure in {one.measure for one in members}):
        return _forbidden(
            request, "The owner of these measures, a deputy or a performance officer changes them."
        )
    if restatement.status != Restatement.Status.RETURNED and request.method != "POST":
        return redirect("restatement", pk)
    figures = _figures_to_edit(members)
    form = RestateForm(
        request.POST if request.method == "POST" else None,
        figures=figures,
        closed=refusals_of([_as_it_is(figure) for figure in figures], restatement=restatement),
        held={key_of(member.measure, member.period): member for member in members},
        initial={"reason": restatement.reason},
    )
    version = posted.version(request.POST.get("version")) if request.method == "POST" else restatement.version

    def page(form, status=200):
        context = {"restatement": restatement, "version": version, "back": reverse("restatement", args=[pk])}
        return form_page(request, form, "restatements/restate.html", status=status, **context)

    def send(revisions, reason, answers):
        return restating.resubmit(
            restatement=restatement,
            version=version,
            revisions=revisions,
            reason=reason,
            by=request.user,
            answers=answers,
        )

    steps = Steps(page, lambda form: form.revisions, send, restatement, tuple(members), version)
    return walk(request, form, steps)


def _figures_to_edit(members):
    """The figures in force of a set; of one measure its other last figures as well, so that one may join."""
    measures = {member.measure_id: member.measure for member in members}
    found = (
        Submission.objects.in_force()
        .with_make_up()
        .filter(measure__in=measures, period__in={member.period_id for member in members})
    )
    wanted = {(member.measure_id, member.period_id) for member in members}
    figures = {one.pk: one for one in found if (one.measure_id, one.period_id) in wanted}
    if len(measures) == 1:
        figures |= {one.pk: one for one in _last_figures(next(iter(measures.values())))}
    return sorted(figures.values(), key=lambda one: (one.measure.title, one.measure_id, one.period.start))


# --- One set -----------------------------------------------------------------------------------------------


def _restatement_or_404(person, pk):
    found = access.visible_restatements(person).select_related("submitted_by", "returned_by", "approved_by")
    return get_object_or_404(found, pk=pk)


@require_safe
def show(request, pk):
    """One set: what changes, what else moves, and the decision."""
    restatement = _restatement_or_404(request.user, pk)
    return _page(request, restatement, ReasonForm(initial={"version": restatement.version}))


def _page(request, restatement, form, *, status=200):
    person = request.user
    every = restating.members_of(restatement)
    seen = set(access.open_measures(person).values_list("pk", flat=True))
    members = [member for member in every if member.measure_id in seen]
    measures = {member.measure for member in every}
    found = restatement_rows.of_set(restatement, every)
    waiting = restatement.status == Restatement.Status.SUBMITTED
    in_queue = access.approvable_restatements(person).filter(pk=restatement.pk).first() if waiting else None
    may_restate = all(access.may_restate(person, measure) for measure in measures)
    own = waiting and restatement.submitted_by_id == person.pk
    returned = restatement.status == Restatement.Status.RETURNED
    context = {
        "restatement": restatement,
        "about": ", ".join(restatement_rows.about(members)),
        "form": form,
        "waiting": waiting,
        "is_open": waiting or returned,
        "over": not (waiting or returned),
        "groups": [group for group in found.groups if group.measure.pk in seen],
        "hidden": len(every) - len(members),
        "summary": found.summary,
        "moves": [group for group in found.moves if group.measure.pk in seen],
        "stopped": found.stopped,
        "confirmations": restatement_rows.confirmations_of(members),
        "people": restatement_rows.contributors_of(members),
        "sign_offs": restatement_rows.sign_offs_of(members),
        "in_queue": in_queue,
        "may_approve": in_queue is not None and not in_queue.is_own,
        "may_return": waiting and all(access.manages(person, measure) for measure in measures),
        "may_edit": returned and may_restate,
        "may_abandon": (returned and may_restate) or own,
        "history": audit.entries_of(restatement),
    }
    return render(request, "restatements/restatement.html", context, status=status)


@require_POST
def approve(request, pk):
    """Approve the set as it was read."""
    return _decide(request, pk, restating.approve, "Approved. All its figures are in force.")


@require_POST
def send_back(request, pk):
    """Return the set as it was read, with a reason."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, _restatement_or_404(request.user, pk), form, status=UNPROCESSABLE)
    reason = form.cleaned_data["reason"]
    return _decide(request, pk, restating.send_back, "Returned to whoever sent it.", form, reason=reason)


@require_POST
def abandon(request, pk):
    """Give the set up."""
    return _decide(request, pk, restating.abandon, "Given up. The figures in force stay as they are.")


def _decide(request, pk, verb, done, form=None, **given):
    """Call a verb of a set; where it refuses, the page as it is now with whatever was typed."""
    restatement = _restatement_or_404(request.user, pk)
    version = posted.version(request.POST.get("version"))
    try:
        made = verb(restatement=restatement, version=version, by=request.user, **given)
    except WorkflowProblem as problem:
        messages.error(request, str(problem))
        fresh = _restatement_or_404(request.user, pk)
        form = form or ReasonForm(initial={"version": fresh.version})
        return _page(request, fresh, form, status=status_of(problem))
    if verb is restating.approve and made.status == Restatement.Status.SUBMITTED:
        done = "Signed off. It awaits its second sign-off."
    messages.success(request, done)
    return redirect("restatement", pk)


# --- The list ----------------------------------------------------------------------------------------------


class RestatementTable(ListTable):
    """Sets within a person's measures, those that await approval first."""

    singular, plural = "restatement", "restatements"

    reason = tables.Column(order_by=("reason", "-sent_at"))
    measures = tables.Column(order_by=("measures", "-sent_at"))
    periods = tables.Column(order_by=("first", "-sent_at"))
    figures = tables.Column(attrs={"cell": {"class": "app-number"}})
    state = tables.Column(accessor="state_text", order_by=("state_order", "-sent_at"))
    sent_by = tables.Column(verbose_name="Sent by")
    sent_at = tables.DateTimeColumn(format="j M Y, H:i", verbose_name="Sent")

    class Meta(ListTable.Meta):
        empty_text = (
            "No earlier figures have been restated. When cases were recorded late, open a measure and choose "
            "“Restate earlier figures”."
        )

    def render_reason(self, record):
        return get_template("partials/link.html").render(
            {"url": reverse("restatement", args=[record["pk"]]), "text": record["reason"]}
        )


class RestatementFilter(ListFilter):
    """One bar above the list."""

    q = forms.CharField(label="Measure or reason", required=False, max_length=80)
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), *restatement_rows.STATES.items()]
    )

    def words_of(self, row):
        return f"{row['reason']} {row['measures']}"


@require_safe
def index(request):
    """What was sent, what waits and what became of it."""
    person = request.user
    may_send = access.restatable_measures(person).exists()
    if not (may_send or access.open_measures(person).exists()):
        raise Http404
    own = access.visible_revisions(person).select_related("measure", "period")
    found = access.visible_restatements(person).select_related("submitted_by")
    found = found.prefetch_related(Prefetch("revisions", own.order_by("measure__title", "period__start")))
    bar = RestatementFilter(request.GET or None)
    rows = bar.keep([restatement_rows.list_row(restatement) for restatement in found])
    rows.sort(key=lambda row: row["state_order"])
    context = {
        "filter_form": bar,
        "may_send": may_send,
        "waiting": sum(row["state"] == Restatement.Status.SUBMITTED for row in rows),
    }
    table = RestatementTable(rows)
    return render_list(request, "restatements/list.html", table, name="restatements", context=context)
