"""Moving in from spreadsheets: a file is uploaded, looked at, and saved or thrown away."""

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path

from performance.admin.base import ReadOnlyAdmin
from performance.export import FORMATS
from performance.forms.imports import HeadingsForm, StatedForm, UploadForm
from performance.imports import keeping
from performance.imports.template import template
from performance.models import ImportFile
from performance.refusals import NotComplete, SomebodyElseWasFirst
from performance.views import posted

# The parts of a report in the order in which somebody has to look at them.
PARTS = [
    ("proofs", "What does not agree with itself"),
    ("moved_targets", "Targets that moved"),
    ("differs_from_what_is_held", "Different from what is held"),
    ("not_read", "Not read"),
    ("not_loaded", "Not loaded"),
    ("assumed", "Assumed"),
]


@admin.register(ImportFile)
class ImportFileAdmin(ReadOnlyAdmin):
    """Files that were brought in. Adding one uploads it; its page is the preview."""

    list_display = ("name", "status", "uploaded_by", "uploaded_at", "applied_at")
    list_filter = ("status",)
    search_fields = ("name",)
    list_select_related = ("uploaded_by",)
    change_list_template = "admin/imports/list.html"

    def get_queryset(self, request):
        # A list of fifty files has no use for their bytes.
        return super().get_queryset(request).defer("data")

    def get_urls(self):
        own = [
            path("upload/", self.admin_site.admin_view(self.upload), name="performance_importfile_upload"),
            path(
                "template/", self.admin_site.admin_view(self.template), name="performance_importfile_template"
            ),
        ]
        return [*own, *super().get_urls()]

    def template(self, request):
        """The empty workbook."""
        response = HttpResponse(template(), content_type=FORMATS["xlsx"])
        response["Content-Disposition"] = 'attachment; filename="measures.xlsx"'
        return response

    def upload(self, request):
        """Choose a file, and say what it does not say itself."""
        form = UploadForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            file, given = form.cleaned_data["file"], form.cleaned_data
            try:
                kept = keeping.upload(name=file.name, data=file.read(), given=given, by=request.user)
            except NotComplete as problem:
                _add_errors(form, problem)
            else:
                return redirect("admin:performance_importfile_change", kept.pk)
        return self._render(request, "admin/imports/upload.html", {"title": "Import a file", "form": form})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The preview of a file, or what came of it."""
        kept = get_object_or_404(ImportFile, pk=object_id)
        if request.method == "POST":
            return self._decided(request, kept)
        headings = kept.report.get("headings", [])
        return self._preview(request, kept, StatedForm(initial=kept.options), HeadingsForm(headings=headings))

    def _decided(self, request, kept):
        """Save it, throw it away, or read it again; whoever was first decides."""
        version = posted.version(request.POST.get("version", ""))
        try:
            if "save" in request.POST and not self._changed(request, kept):
                report = keeping.save(kept=kept, version=version, by=request.user)
                messages.success(request, _done(report.outcome))
            elif "throw_away" in request.POST:
                keeping.throw_away(kept=kept, version=version, by=request.user)
                messages.success(request, f"{kept.name} was thrown away. Nothing was changed.")
                return redirect("admin:performance_importfile_changelist")
            else:
                return self._read_again(request, kept, version)
        except (SomebodyElseWasFirst, NotComplete) as problem:
            messages.error(request, str(problem))
        return redirect("admin:performance_importfile_change", kept.pk)

    def _changed(self, request, kept):
        """Whether the page says to read the file otherwise: nobody has seen yet what that would save."""
        stated = StatedForm(request.POST)
        headings = HeadingsForm(request.POST, headings=kept.report.get("headings", []))
        if not (stated.is_valid() and headings.is_valid()):
            return True
        given = {name: stated.cleaned_data[name].strip() for name in keeping.TEXTS}
        changed = bool(headings.columns) or any(kept.options.get(name) != given[name] for name in given)
        if changed:
            messages.warning(request, "You changed how the file is read. Look at it again, and then save.")
        return changed

    def _read_again(self, request, kept, version):
        stated = StatedForm(request.POST)
        headings = HeadingsForm(request.POST, headings=kept.report.get("headings", []))
        if not (stated.is_valid() and headings.is_valid()):
            return self._preview(request, kept, stated, headings)
        columns = kept.options.get("columns", {}) | headings.columns
        try:
            keeping.read_again(
                kept=kept, given=stated.cleaned_data, columns=columns, version=version, by=request.user
            )
        except NotComplete as problem:
            _add_errors(stated, problem)
            return self._preview(request, kept, stated, headings)
        return redirect("admin:performance_importfile_change", kept.pk)

    def _preview(self, request, kept, stated, headings):
        report = kept.report
        unknown = {h["text"] for h in report.get("headings", []) if not h["understood"]}
        context = {
            "title": kept.name,
            "kept": kept,
            "open": kept.status == ImportFile.Status.PREVIEWED,
            "stated": stated,
            "unknown": headings.of(unknown),
            "unknown_count": len(unknown),
            "known": headings.of(set(headings.texts.values()) - unknown),
            "counts": [(count, name) for name, count in report.get("counts", {}).items()],
            "made": report.get("made", []),
            "parts": [(title, report.get(name, [])) for name, title in PARTS],
            "rows": report.get("rows", 0),
            "measures": report.get("measures", 0),
        }
        return self._render(request, "admin/imports/preview.html", context)

    def _render(self, request, name, context):
        context |= self.admin_site.each_context(request) | {"opts": self.model._meta}
        return TemplateResponse(request, name, context)


def _add_errors(form, problem):
    for name, sentence in problem.problems.items():
        form.add_error(name if name in form.fields else None, sentence)


def _done(outcome):
    """One sentence for what was saved."""
    done = [f"{count} {name}" for name, count in sorted(outcome.counts.items())]
    return (
        f"Saved: {', '.join(done)}."
        if outcome.changes
        else "Nothing was changed: all of it was here already."
    )
