"""Packs: the list, what is done with a pack, the progress of a build, and who downloaded what."""

import django_filters
from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from performance import access, dates
from performance.forms.desk import IssueForm
from performance.forms.entry import ReasonForm
from performance.forms.figures import DayField
from performance.models import Copy, Pack, PackDownload, Stage
from performance.packs import building, standing, supplements, workflow
from performance.refusals import NotComplete, WorkflowProblem
from performance.tables import DownloadTable, PackTable
from performance.views import posted
from performance.views.lists import render_list
from performance.views.pack_page import latest_build, pack_or_404, reasons_asked, show_pack
from performance.views.problems import status_of

DONE = {
    "build": "It is being built. This page shows how far it is.",
    "cancel": "Cancelled. Nothing of the build was kept.",
    "clear": "Cleared.",
    "issue": "Issued. From now on nothing of it changes.",
    "send-back": "Back in draft.",
    "supplement": "A supplement is begun, with the sections of the issued pack. Plan it and build its draft.",
    "withdraw": "Withdrawn. A marker and the fingerprint stay in its place.",
}


class DayFilter(django_filters.DateFilter):
    """A day as people type it."""

    field_class = DayField


class PackFilter(django_filters.FilterSet):
    """One bar above the list."""

    q = django_filters.CharFilter(method="with_words", label="Words")
    committee = django_filters.ChoiceFilter(label="Committee", empty_label="All")
    status = django_filters.ChoiceFilter(choices=Pack.Status, label="Status", empty_label="All")
    since = DayFilter(field_name="meeting_on", lookup_expr="gte", label="Meetings from")
    until = DayFilter(field_name="meeting_on", lookup_expr="lte", label="Meetings to")

    class Meta:
        model = Pack
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Those of packs that this person sees, and no others.
        names = self.queryset.order_by("committee").values_list("committee", flat=True).distinct()
        self.filters["committee"].extra["choices"] = [(name, name) for name in names]

    def with_words(self, packs, name, value):
        """Packs whose title, committee or number on the agenda has these words."""
        return packs.filter(
            Q(title__icontains=value) | Q(committee__icontains=value) | Q(agenda_item__icontains=value)
        )


@require_safe
def index(request):
    """Packs that I may see."""
    if not access.may_see_packs(request.user):
        raise Http404
    packs = access.visible_packs(request.user).select_related("period", "scorecard")
    bar = PackFilter(request.GET, queryset=standing.read(packs))
    context = {"filter_form": bar.form, "may_prepare": access.may_prepare_packs(request.user)}
    table = PackTable(bar.qs, today=dates.today())
    return render_list(request, "desk/list.html", table, name="packs", context=context)


@require_POST
def act(request, pk, verb):
    """One verb each, and the page again where it is refused."""
    pack, by = pack_or_404(request.user, pk), request.user
    read = request.POST.get("content_hash", "")
    form = ReasonForm(request.POST) if verb in ("send-back", "withdraw") else None
    reason = form.cleaned_data["reason"] if form and form.is_valid() else ""
    issue_form = None
    if verb == "issue":
        issue_form = IssueForm(request.POST, asks=reasons_asked(pack, dates.today()))
    verbs = {
        "build": lambda: building.request_build(pack=pack, by=by),
        "cancel": lambda: building.cancel(pack=pack, by=by),
        "clear": lambda: workflow.clear(
            pack=pack,
            content_hash=read,
            by=by,
            position=posted.number(request.POST.get("position"), None),
        ),
        "issue": lambda: workflow.issue(
            pack=pack, content_hash=read, by=by, **(issue_form.cleaned_data if issue_form.is_valid() else {})
        ),
        "send-back": lambda: workflow.send_back(pack=pack, reason=reason, by=by),
        "supplement": lambda: supplements.make(
            pack=pack, replaces=request.POST.get("replaces") == "yes", by=by
        ),
        "withdraw": lambda: workflow.withdraw(pack=pack, reason=reason, by=by),
    }
    if verb not in verbs:
        raise Http404
    try:
        made = verbs[verb]()
    except WorkflowProblem as problem:
        messages.error(request, str(problem))
        _show_at_its_fields(problem, issue_form)
        pack = pack_or_404(by, pk)
        return show_pack(request, pack, form=form, issue_form=issue_form, status=status_of(problem))
    messages.success(request, DONE[verb])
    return redirect("pack", made.pk if verb == "supplement" else pk)


def _show_at_its_fields(problem, form):
    """What a verb says of a field, at that field."""
    if form is not None and isinstance(problem, NotComplete):
        for name, sentence in problem.problems.items():
            if name in form.fields and not form.has_error(name):
                form.add_error(name, sentence)


@require_safe
def progress(request, pk):
    """How far the latest build is; polled by the page."""
    pack = pack_or_404(request.user, pk)
    build = latest_build(request.user, pack)
    if build is None:
        raise Http404
    context = {"build": build, "pack": pack, "may_cancel": access.may_prepare_packs(request.user)}
    response = render(request, "desk/progress.html", context)
    if not build.is_going_on and request.htmx:
        response["HX-Refresh"] = "true"
    return response


@require_safe
def downloads(request, pk):
    """Who downloaded which file of a pack: of those that this person may have themselves."""
    pack = pack_or_404(request.user, pk)
    if not access.may_see_downloads(request.user, pack):
        raise Http404
    kept = PackDownload.objects.filter(pack=pack).select_related("by")
    if not access.prepares_or_clears(request.user, pack):
        copies = [copy for copy in Copy.values if access.may_see_copy(request.user, copy)]
        kept = kept.filter(stage=Stage.FINAL, copy__in=copies)
    return render_list(
        request, "desk/downloads.html", DownloadTable(kept), name=f"downloads-{pk}", context={"pack": pack}
    )
