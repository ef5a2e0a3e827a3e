"""What happened, to look at: the audit trail and the runs of the worker."""

from django.contrib import admin

from performance.admin.base import ReadOnlyAdmin
from performance.models import AssessmentRun, AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """The trail. Nobody edits it, here or anywhere."""

    list_display = ("at", "by", "verb", "subject_label", "reason")
    list_filter = ("verb", "subject_type", "measure__directorate")
    search_fields = ("subject_label", "reason", "by__name", "measure__title")
    date_hierarchy = "at"
    list_select_related = ("by",)


@admin.register(AssessmentRun)
class AssessmentRunAdmin(ReadOnlyAdmin):
    """When the worker recomputed, and what it changed."""

    list_display = ("started_at", "finished_at", "process", "task", "measures", "computed", "differed")
