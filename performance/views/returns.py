"""Returns: the workbook out and back in, the preview of what it would change, and what became of it."""

import csv
import io
import re

import django_tables2 as tables
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import get_template
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from performance import access, dates, export
from performance.forms.returns import DownloadForm, ReturnFilter, ReturnUploadForm
from performance.models import ReturnFile
from performance.refusals import NotComplete, SomebodyElseWasFirst, WorkflowProblem
from performance.returns import expected, keeping
from performance.returns import report as reports
from performance.returns.writing import workbook
from performance.tables import ListTable
from performance.views import posted
from performance.views.lists import render_list
from performance.views.problems import status_of


class ReturnTable(ListTable):
    """Uploaded returns, newest first."""

    singular, plural = "upload", "uploads"

    name = tables.Column(verbose_name="File")
    uploaded_at = tables.DateTimeColumn(format="j M Y, H:i", verbose_name="Uploaded")
    uploaded_by = tables.Column(order_by=("uploaded_by__name",), verbose_name="By")
    status = tables.Column(verbose_name="State")
    did = tables.Column(orderable=False, empty_values=(), verbose_name="What it did")

    class Meta(ListTable.Meta):
        empty_text = "Nothing has been uploaded yet. Download a return, fill it in and upload it here."

    def render_name(self, record):
        return get_template("partials/link.html").render(
            {"url": reverse("return-file", args=[record.pk]), "text": record.name}
        )

    def value_name(self, record):
        return record.name

    def render_did(self, record):
        return reports.in_words(record.report, record.status)


@require_safe
def index(request):
    """Download my return, upload it, and what my uploads did."""
    if not access.may_see_returns(request.user):
        raise Http404
    return _index(request)


def _index(request, *, download=None, upload=None, status=200):
    person = request.user
    bar = ReturnFilter(request.GET or None)
    found = access.visible_returns(person).select_related("uploaded_by").defer("data")
    context = {"filter_form": bar, "may_return": access.may_return_figures(person)}
    if context["may_return"]:
        context |= {
            "download_form": download or DownloadForm(items=expected.of(person, today=dates.today())),
            "upload_form": upload or ReturnUploadForm(),
            "form": upload or download,
        }
    response = render_list(
        request, "returns/list.html", ReturnTable(bar.keep(found)), name="returns", context=context
    )
    response.status_code = status
    return response


@require_safe
def download(request):
    """The workbook of the chosen periods."""
    if not access.may_return_figures(request.user):
        raise Http404
    person, today = request.user, dates.today()
    form = DownloadForm(request.GET, items=expected.of(person, today=today))
    if not form.is_valid():
        return _index(request, download=form, status=422)
    items = form.chosen
    data = workbook(items, person=person, council=settings.COUNCIL_NAME, today=today)
    response = HttpResponse(data, content_type=export.FORMATS["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="{_file_name(items)}"'
    return response


def _file_name(items):
    """ "return-november-2020.xlsx"; of several periods the first, and how many more there are."""
    labels = list(dict.fromkeys(item.period.label for item in items))
    more = f"-and-{len(labels) - 1}-more" if len(labels) > 1 else ""
    return f"return-{re.sub('[^a-z0-9]+', '-', labels[0].lower())}{more}.xlsx"


@require_POST
def upload(request):
    """Read a filled-in return and keep it for the preview."""
    if not access.may_return_figures(request.user):
        raise Http404
    form = ReturnUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _index(request, upload=form, status=422)
    file = form.cleaned_data["file"]
    try:
        kept = keeping.upload(name=file.name, data=file.read(), by=request.user)
    except NotComplete as problem:
        form.add_error("file", problem.problems["file"])
        return _index(request, upload=form, status=422)
    return redirect("return-file", kept.pk)


def _kept_or_404(person, pk):
    return get_object_or_404(
        access.visible_returns(person).select_related("uploaded_by").defer("data"), pk=pk
    )


@require_safe
def show(request, pk):
    """What a return would change and what is wrong with it, or what came of it."""
    return _page(request, _kept_or_404(request.user, pk))


def _page(request, kept, *, problem="", status=200):
    report = kept.report
    rows = report["rows"]
    is_waiting = kept.status == ReturnFile.Status.PREVIEWED
    context = {
        "kept": kept,
        "report": report,
        "headline": reports.headline(report, kept.status),
        "is_waiting": is_waiting,
        "may_decide": is_waiting and kept.uploaded_by_id == request.user.pk,
        "problem": problem,
        "may_submit": access.submittable_measures(request.user).filter(pk__in=report["measures"]).exists(),
        "to_load": report["counts"][reports.CHANGE],
        **{
            state: [row for row in rows if row["state"] == state]
            for state in (reports.CHANGE, reports.LOADED, reports.LEFT, reports.REFUSED)
        },
    }
    return render(request, "returns/file.html", context, status=status)


@require_POST
def load(request, pk):
    """Load the previewed rows as drafts."""
    kept = _kept_or_404(request.user, pk)
    _require_own(request.user, kept)
    clear = {posted.number(line, -1) for line in request.POST.getlist("clear")}
    version = posted.version(request.POST.get("version"))
    try:
        keeping.load(kept=kept, version=version, clear=clear, by=request.user)
    except WorkflowProblem as problem:
        return _refused(request, pk, problem)
    messages.success(request, "The return was loaded. Nothing is submitted yet.")
    return redirect("return-file", pk)


@require_POST
def throw_away(request, pk):
    """Let an upload go without loading it."""
    kept = _kept_or_404(request.user, pk)
    _require_own(request.user, kept)
    version = posted.version(request.POST.get("version"))
    try:
        keeping.throw_away(kept=kept, version=version, by=request.user)
    except WorkflowProblem as problem:
        return _refused(request, pk, problem)
    messages.success(request, f"{kept.name} was thrown away. Nothing was loaded.")
    return redirect("return-list")


def _require_own(person, kept):
    if kept.uploaded_by_id != person.pk:
        raise PermissionDenied


def _refused(request, pk, problem):
    kept = _kept_or_404(request.user, pk)
    if isinstance(problem, SomebodyElseWasFirst) and kept.status == ReturnFile.Status.APPLIED:
        # A double click, or an answer that was lost on the way: here is what came of it.
        return redirect("return-file", pk)
    return _page(request, kept, problem=str(problem), status=status_of(problem))


@require_safe
def refused(request, pk):
    """What was not loaded and why, as a .csv file."""
    kept = _kept_or_404(request.user, pk)
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(
        [export.safe_cell(text) for text in row] for row in reports.refusals(kept.report)
    )
    # A BOM, so that Excel reads UTF-8.
    response = HttpResponse("\ufeff" + stream.getvalue(), content_type=export.FORMATS["csv"])
    response["Content-Disposition"] = f'attachment; filename="not-loaded-{kept.pk}.csv"'
    return response
