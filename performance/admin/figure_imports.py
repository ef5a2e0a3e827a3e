"""Imports of published figures: a file is uploaded, described, previewed by the worker, loaded or let go."""

import csv
import re

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from benchmarking.importing import files, mapping
from benchmarking.importing.guarding import Unreadable
from benchmarking.importing.opening import open_table
from benchmarking.importing.publications import source_of
from benchmarking.importing.readers import READERS
from benchmarking.models import ColumnMapping, DataImport
from performance import audit
from performance.admin.base import ReadOnlyAdmin
from performance.export import FORMATS, safe_cell
from performance.forms.figure_imports import ColumnsForm, SourceForm, UploadForm
from performance.views import posted

# The parts of a report in the order in which somebody has to look at them.
PARTS = [
    ("changed", "What would change, from and to", "What changed, from and to"),
    ("skipped", "Skipped, and why", "Skipped, and why"),
    ("kept_apart", "Kept apart", "Kept apart"),
    ("notes", "To note", "To note"),
]
# What a page shows of each part; the download has all that the report holds.
SHOWN = 100


@admin.register(DataImport)
class DataImportAdmin(ReadOnlyAdmin):
    """Files of published figures. Each one's page asks what is open, then shows what reading it found."""

    list_display = ("name", "status", "source", "figures", "by", "at", "loaded_at")
    list_filter = ("status", "reader", "source")
    search_fields = ("name", "sha256", "source__title")
    list_select_related = ("by", "source")
    change_list_template = "admin/benchmarking/imports.html"

    def get_queryset(self, request):
        # A list of files has no use for their bytes and reports.
        return super().get_queryset(request).defer("data", "report")

    @admin.display(description="figures")
    def figures(self, held):
        return f"{held.rows_read:,}"

    def get_urls(self):
        pages = [
            ("upload/", self.upload, "upload"),
            ("<int:pk>/columns/", self.columns, "columns"),
            ("<int:pk>/source/", self.source, "source"),
            ("<int:pk>/progress/", self.progress, "progress"),
            ("<int:pk>/report/", self.report, "report"),
            ("<int:pk>/decide/", require_POST(self.decide), "decide"),
        ]
        own = [
            path(address, self.admin_site.admin_view(view), name=f"benchmarking_dataimport_{name}")
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def _held(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(DataImport.objects.select_related("source", "mapping", "by"), pk=pk)

    # --- The steps ----------------------------------------------------------------------------------

    def upload(self, request):
        """Choose a file. What cannot be opened is said here, and nothing is kept."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                held = self._upload(request, file.name, file.read(), form.cleaned_data["reader"])
            except Unreadable as problem:
                form.add_error("file", str(problem))
            else:
                return redirect(_next(held))
        context = {"title": "Import published figures", "form": form}
        return self._render(request, "admin/benchmarking/upload.html", context)

    @transaction.atomic
    def _upload(self, request, name, data, reader):
        now = timezone.now()
        held = files.upload(name=name, data=data, reader=reader, by=request.user, now=now)
        _record(request, held, "file uploaded", {"sha256": held.sha256, "reader": held.reader}, at=now)
        return held

    def columns(self, request, pk):
        """Say what each column holds: suggested with reasons, confirmed here."""
        held = self._held(request, pk)
        if held.data is None or held.reader not in files.MAPPED:
            return redirect(_next(held))
        try:
            found = self._recognised(request, held)
        except Unreadable as problem:
            return self._choose_sheet(request, held, str(problem))
        form = ColumnsForm(request.POST or None, found=found, initial={"name": _name_of(held, found)})
        if form.is_valid():
            try:
                self._confirmed(request, held, found, form)
            except (Unreadable, files.Overtaken) as problem:
                form.add_error(None, str(problem))
            else:
                return redirect(_next(held))
        context = {
            "title": f"Columns of {held.name}",
            "held": held,
            "form": form,
            "found": found,
            "open_questions": found.questions,
            "version": held.version,
        }
        return self._render(request, "admin/benchmarking/columns.html", context)

    def _recognised(self, request, held):
        """The table as it was mapped before, or as it is suggested; of the sheet that was chosen."""
        sheet = request.GET.get("sheet", "")
        if held.mapping is not None and not sheet:
            sheet = held.mapping.columns.get("sheet", "")
        return mapping.recognise(bytes(held.data), held.name, sheet=sheet, shape=held.reader)

    def _choose_sheet(self, request, held, problem):
        """Of a file with several tables one has to be named; a file without any can only be let go."""
        try:
            sheets = [sheet.name for sheet in open_table(bytes(held.data), held.name) if sheet.rows]
        except Unreadable:
            sheets = []
        context = {"title": held.name, "held": held, "problem": problem, "sheets": sheets}
        return self._render(request, "admin/benchmarking/sheets.html", context)

    @transaction.atomic
    def _confirmed(self, request, held, found, form):
        now = timezone.now()
        name = form.cleaned_data["name"]
        kept = mapping.remember(
            name=name, options=form.options, headings=found.headings, held=held, by=request.user, now=now
        )
        files.describe(held=held, version=_version(request), mapping=kept)
        made = ", ".join(form.options["new"])
        _record(request, kept, "columns confirmed", {"shape": kept.shape, "new indicators": made}, at=now)

    def source(self, request, pk):
        """Say where it was published, from which day on it was known, and who may see it."""
        held = self._held(request, pk)
        if held.data is None:
            return redirect(_next(held))
        form = SourceForm(request.POST or None, initial=_known_source(held))
        if form.is_valid():
            try:
                self._described(request, held, form)
            except files.Overtaken as problem:
                form.add_error(None, str(problem))
            else:
                return redirect(_next(held))
        context = {
            "title": f"Where {held.name} was published",
            "held": held,
            "form": form,
            "version": held.version,
        }
        return self._render(request, "admin/benchmarking/source.html", context)

    @transaction.atomic
    def _described(self, request, held, form):
        source, now = form.cleaned_data["existing"], timezone.now()
        if source is None:
            source = form.save()
            said = {name: getattr(source, name) for name in form.changed_data if name != "existing"}
            _record(request, source, "configured", said, at=now)
        files.describe(held=held, version=_version(request), source=source)

    def decide(self, request, pk):
        """Load it, or throw it away; whoever was first decides."""
        held = self._held(request, pk)
        verb = "load" if "load" in request.POST else "throw away"
        try:
            with transaction.atomic():
                if verb == "load":
                    files.want(held=held, version=_version(request))
                else:
                    files.discard(held=held, version=_version(request))
                done = {"load": "figures loaded", "throw away": "file thrown away"}[verb]
                _record(request, held, done, {"source": str(held.source or ""), "sha256": held.sha256})
        except files.Overtaken as problem:
            messages.error(request, str(problem))
        else:
            if verb == "throw away":
                messages.success(request, f"{held.name} was thrown away. Nothing was changed.")
                return redirect("admin:benchmarking_dataimport_changelist")
        return redirect(_page("change", held))

    # --- Looking at it ------------------------------------------------------------------------------

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What is open, how far it is, what it would change, or what came of it."""
        held = self._held(request, object_id)
        following = _next(held)
        if held.data is not None and following != _page("change", held):
            return redirect(following)
        return self._render(request, "admin/benchmarking/import.html", self._context(held))

    def progress(self, request, pk):
        """The part of the page that changes while a worker reads."""
        return TemplateResponse(
            request, "admin/benchmarking/progress.html", self._context(self._held(request, pk))
        )

    def _context(self, held):
        report = held.report or {}
        is_done = held.status == DataImport.Status.LOADED
        return {
            "title": held.name,
            "held": held,
            "is_going_on": held.status in (DataImport.Status.WAITING, DataImport.Status.READING),
            "may_load": held.status == DataImport.Status.PREVIEWED,
            "may_discard": held.status
            in (DataImport.Status.WAITING, DataImport.Status.PREVIEWED, DataImport.Status.REFUSED),
            "is_done": is_done,
            "is_mapped": held.reader in files.MAPPED,
            "counts": [(f"{count:,}", name) for name, count in held.counts.items()],
            "markers": list(report.get("markers", {}).items()),
            "understood": report.get("understood", []),
            "unresolved": list(report.get("unresolved", {}).items()),
            "parts": [
                (after if is_done else before, report.get(key, [])[:SHOWN], len(report.get(key, [])))
                for key, before, after in PARTS
            ],
            "shown": SHOWN,
        }

    def report(self, request, pk):
        """All that the report lists, as .csv."""
        held = self._held(request, pk)
        response = HttpResponse("\ufeff", content_type=FORMATS["csv"])
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", held.name).strip("-.") or "import"
        response["Content-Disposition"] = f'attachment; filename="report-{name}.csv"'
        writer = csv.writer(response)
        writer.writerow(["What", "Where", "Printed", "Why"])
        for key, _, heading in PARTS:
            for where, printed, why in held.report.get(key, []):
                writer.writerow([heading, *map(safe_cell, (where, printed, why))])
        for printed, count in held.report.get("unresolved", {}).items():
            writer.writerow(["Not known", "", safe_cell(printed), f"{count} rows"])
        return response

    def _render(self, request, name, context):
        context |= self.admin_site.each_context(request) | {"opts": self.model._meta}
        return TemplateResponse(request, name, context)


@admin.register(ColumnMapping)
class ColumnMappingAdmin(ReadOnlyAdmin):
    """How the columns of other people's files are read; made by importing one."""

    list_display = ("name", "shape", "created_by", "created_at")
    list_select_related = ("created_by",)
    search_fields = ("name",)


def _record(request, subject, verb, after, *, at=None):
    audit.record(by=request.user, at=at or timezone.now(), verb=verb, subject=subject, after=after)


def _page(name, held):
    return reverse(f"admin:benchmarking_dataimport_{name}", args=[held.pk])


def _next(held):
    """The page that asks for what is open, or the file's own."""
    held = DataImport.objects.get(pk=held.pk)
    if held.data is not None and held.reader in files.MAPPED and held.mapping_id is None:
        return _page("columns", held)
    if held.data is not None and held.source_id is None:
        return _page("source", held)
    return _page("change", held)


def _version(request):
    return posted.version(request.POST.get("version", ""))


def _name_of(held, found):
    return found.remembered.name if found.remembered else held.name.rpartition(".")[0][:120] or held.name


def _known_source(held):
    """A publication that is known by what the file holds, as a suggestion."""
    if held.source_id:
        return {"existing": held.source_id}
    latest = getattr(READERS[held.reader], "latest_year", None)
    if latest is None:
        return {}
    sheets = open_table(bytes(held.data), held.name)
    source = source_of(held.reader, latest(sheets, held.name, {"year": ""}))
    if source is None:
        return {}
    if source.pk:
        return {"existing": source.pk}
    return {name: getattr(source, name) for name in ("title", "publisher", "published_on", "licence")}
