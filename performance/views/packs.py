"""Packs: the list, one pack's life, its files and the progress of a build."""

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from performance import access, audit, dashboard, dates
from performance.forms.entry import ReasonForm
from performance.models import Copy, Form, Pack, PackFile, Period, Person, Role, Scorecard, Stage
from performance.packs import building, content, workflow
from performance.refusals import NotComplete, WorkflowProblem
from performance.tables import PackTable
from performance.views import posted
from performance.views.lists import render_list
from performance.views.problems import status_of


class PackFilter(django_filters.FilterSet):
    """One bar above the list."""

    q = django_filters.CharFilter(field_name="title", lookup_expr="icontains", label="Title")
    status = django_filters.ChoiceFilter(choices=Pack.Status, label="Status", empty_label="All")

    class Meta:
        model = Pack
        fields = ()


class PackForm(forms.Form):
    """A new pack."""

    scorecard = forms.ModelChoiceField(Scorecard.objects.all(), empty_label=None)
    period = forms.ModelChoiceField(Period.objects.none(), empty_label=None)
    title = forms.CharField(max_length=200, error_messages={"required": "Enter the pack's title."})
    committee = forms.CharField(max_length=160, error_messages={"required": "Enter the committee's name."})
    meeting_on = forms.DateField(
        label="Date of the meeting",
        help_text="For example 18 1 2021.",
        input_formats=["%d %m %Y", "%d/%m/%Y", "%Y-%m-%d", "%d %B %Y"],
        error_messages={
            "invalid": "Enter a date such as 18 1 2021.",
            "required": "Enter the date of the meeting.",
        },
    )
    post = forms.CharField(
        label="Post that clears it",
        max_length=120,
        help_text="Printed in the pack's history.",
        error_messages={"required": "Enter the post that clears this pack."},
    )
    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who holds that post",
        empty_label="Choose a person",
        error_messages={"required": "Choose who holds that post."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = Period.objects.opened_by(dates.today()).order_by("-end", "kind")
        self.fields["period"].initial = dashboard.period_to_show(dates.today())
        self.fields["person"].queryset = Person.objects.filter(
            is_active=True, roles__kind=Role.Kind.MANAGER
        ).distinct()


def _require_pack_people(person):
    """Packs concern officers, clerks and the posts that clear them; for all others there is no such page."""
    if not (
        access.may_prepare_packs(person)
        or access.holds(person, Role.Kind.CLERK)
        or access.visible_packs(person).exists()
    ):
        raise Http404


@require_safe
def index(request):
    """Packs that I may see."""
    _require_pack_people(request.user)
    final = PackFile.objects.filter(pack=OuterRef("pk"), stage=Stage.FINAL)
    packs = access.visible_packs(request.user).select_related("period", "scorecard")
    bar = PackFilter(request.GET, queryset=packs.annotate(has_final=Exists(final)))
    context = {"filter_form": bar.form, "may_prepare": access.may_prepare_packs(request.user)}
    return render_list(request, "desk/list.html", PackTable(bar.qs), name="packs", context=context)


def create(request):
    """A new pack for a meeting."""
    if not access.may_prepare_packs(request.user):
        raise Http404
    form = PackForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = dict(form.cleaned_data)
            clearances = [(data.pop("post"), data.pop("person"))]
            try:
                pack = workflow.create(by=request.user, clearances=clearances, **data)
            except NotComplete as problem:
                for name, sentence in problem.problems.items():
                    form.add_error(name if name in form.fields else None, sentence)
            else:
                messages.success(request, "Draft made. Build it to see its pages.")
                return redirect("pack", pack.pk)
    return render(request, "desk/new.html", {"form": form}, status=status)


def _pack_or_404(person, pk):
    return get_object_or_404(
        access.visible_packs(person).select_related("scorecard", "period", "issued_by", "withdrawn_by"),
        pk=pk,
    )


@require_safe
def show(request, pk):
    """One pack: where it stands and what to do next."""
    return _pack_page(request, _pack_or_404(request.user, pk))


def _pack_page(request, pack, *, form=None, status=200):
    person = request.user
    waiting = pack.clearances.filter(cleared_at__isnull=True).select_related("person").first()
    files = {file.stage: file for file in pack.files.filter(form=Form.PDF).defer("data")}
    build = pack.builds.first()
    going_on = build is not None and build.is_going_on
    final = files.get(Stage.FINAL)
    unfinished = pack.status == Pack.Status.CLEARED and final is None
    context = {
        "pack": pack,
        "said": _said(pack),
        "clearances": pack.clearances.select_related("person"),
        "build": build,
        "waiting": waiting,
        "draft_file": files.get(Stage.DRAFT),
        "final_file": final,
        "data_changed": pack.status in (Pack.Status.DRAFT, Pack.Status.CLEARED) and _differs(pack),
        "may_build": access.may_prepare_packs(person) and pack.status == Pack.Status.DRAFT,
        "may_finish": access.may_prepare_packs(person) and unfinished and not going_on,
        "may_clear": pack.status == Pack.Status.DRAFT
        and waiting is not None
        and waiting.person_id == person.pk
        and bool(pack.content_hash)
        and not going_on,
        "may_issue": access.may_issue_packs(person) and pack.status == Pack.Status.CLEARED and not unfinished,
        "next_step": _next_step(pack, unfinished=unfinished, going_on=going_on),
        "may_withdraw": access.may_issue_packs(person) and pack.status == Pack.Status.ISSUED,
        "may_send_back": pack.status in (Pack.Status.DRAFT, Pack.Status.CLEARED)
        and (access.may_prepare_packs(person) or pack.clearances.filter(person=person).exists())
        and pack.clearances.filter(cleared_at__isnull=False).exists(),
        "sees_drafts": _sees_drafts(person, pack),
        "form": form or ReasonForm(),
        "history": audit.entries_of(pack),
    }
    return render(request, "desk/pack.html", context, status=status)


def _next_step(pack, *, unfinished, going_on):
    """Who must do what with a cleared pack, in a sentence; "" for any other, whose page asks for it."""
    if pack.status != Pack.Status.CLEARED:
        return ""
    if unfinished and not going_on:
        return "It is cleared, but its final file could not be made. A performance officer has it made again."
    if not Role.objects.filter(kind=Role.Kind.CLERK, person__is_active=True).exists():
        return "It is cleared. A scrutiny clerk issues it; an administrator has to make somebody one first."
    if unfinished:
        return "It is cleared, and its final file is being made. Then a scrutiny clerk issues it."
    return "It is cleared. A scrutiny clerk issues it."


def _sees_drafts(person, pack):
    return access.may_prepare_packs(person) or pack.clearances.filter(person=person).exists()


def _said(pack):
    """The content of the copy that the page quotes; empty before the first build."""
    return content.copies_of(pack.content)[_own_copy(pack)] if pack.content else {}


def _own_copy(pack):
    return Copy.INTERNAL if pack.audience == Pack.Audience.MANAGEMENT else Copy.PUBLIC


def _differs(pack):
    """Whether approved figures have changed since the snapshot was taken."""
    if not pack.content:
        return False
    day = content.prepared_on(pack.content)
    return content.content_hash(content.build(pack, prepared_on=day)) != pack.content_hash


@require_POST
def act(request, pk, verb):
    """Build, clear, issue, send back or withdraw: one verb each, and the page again where it is refused."""
    pack = _pack_or_404(request.user, pk)
    read = request.POST.get("content_hash", "")
    form = ReasonForm(request.POST) if verb in ("send-back", "withdraw") else None
    reason = form.cleaned_data["reason"] if form and form.is_valid() else ""
    verbs = {
        "build": lambda: building.request_build(pack=pack, by=request.user),
        "clear": lambda: workflow.clear(
            pack=pack,
            content_hash=read,
            by=request.user,
            position=posted.number(request.POST.get("position"), None),
        ),
        "issue": lambda: workflow.issue(pack=pack, content_hash=read, by=request.user),
        "send-back": lambda: workflow.send_back(pack=pack, reason=reason, by=request.user),
        "withdraw": lambda: workflow.withdraw(pack=pack, reason=reason, by=request.user),
    }
    done = {
        "build": "The worker is building it.",
        "clear": "Cleared.",
        "issue": "Issued. From now on nothing of it changes.",
        "send-back": "Back in draft.",
        "withdraw": "Withdrawn. A marker and the fingerprint stay in its place.",
    }
    if verb not in verbs:
        raise Http404
    try:
        verbs[verb]()
    except WorkflowProblem as problem:
        messages.error(request, str(problem))
        pack = _pack_or_404(request.user, pk)
        return _pack_page(request, pack, form=form, status=status_of(problem))
    messages.success(request, done[verb])
    return redirect("pack", pk)


@require_safe
def progress(request, pk):
    """How far the latest build is; polled by the page."""
    pack = _pack_or_404(request.user, pk)
    build = pack.builds.first()
    if build is None:
        raise Http404
    response = render(request, "desk/progress.html", {"build": build, "pack": pack})
    if not build.is_going_on and request.htmx:
        response["HX-Refresh"] = "true"
    return response


@require_safe
def pdf(request, pk, kind):
    """A pack's file as it is stored. Drafts go to officers and clearing posts only."""
    pack = _pack_or_404(request.user, pk)
    if kind == Stage.DRAFT and not _sees_drafts(request.user, pack):
        raise Http404
    if kind == Stage.FINAL and pack.status not in (Pack.Status.CLEARED, *Pack.WAS_ISSUED):
        raise Http404
    file = get_object_or_404(PackFile, pack=pack, stage=kind, form=Form.PDF, copy=_own_copy(pack))
    if request.method == "GET":
        workflow.note_download(file=file, by=request.user)
    name = f"{pack.scorecard.slug}-{pack.meeting_on.isoformat()}"
    suffix = "-draft" if kind == Stage.DRAFT else ""
    response = HttpResponse(bytes(file.data), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}{suffix}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
