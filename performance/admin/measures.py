"""Measures, scorecards and periods."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.utils.html import format_html

from performance.admin.base import AuditedAdmin, ServiceForm, recompute_measures
from performance.models import (
    Abbreviation,
    Framework,
    Measure,
    MeasureCode,
    MeasureRole,
    Period,
    Placement,
    Scorecard,
    Section,
    Submission,
)


class MeasureCodeInline(admin.StackedInline):
    model = MeasureCode
    extra = 0


class MeasureRoleFormSet(BaseInlineFormSet):
    """One owner, and a measure is handed over in one step."""

    def _owners(self):
        kept = [form for form in self.forms if not self._should_delete_form(form)]
        return [form.instance for form in kept if form.cleaned_data.get("kind") == MeasureRole.Kind.OWNER]

    def clean(self):
        super().clean()
        if not any(self.errors) and len(self._owners()) > 1:
            raise ValidationError("A measure has one owner. Make the others deputies.")

    def save(self, commit=True):
        # Whoever hands over steps down first: the database has room for one owner at a time.
        kept = [owner.pk for owner in self._owners()]
        earlier = MeasureRole.objects.filter(measure=self.instance, kind=MeasureRole.Kind.OWNER)
        earlier.exclude(pk__in=[pk for pk in kept if pk]).update(kind=MeasureRole.Kind.DEPUTY)
        return super().save(commit)


class MeasureRoleInline(admin.StackedInline):
    model = MeasureRole
    formset = MeasureRoleFormSet
    extra = 0


@admin.register(Measure)
class MeasureAdmin(AuditedAdmin):
    form = ServiceForm
    list_display = ("title", "codes_text", "owner", "unit_kind", "polarity", "frequency", "state")
    list_filter = ("state", "directorate", "service", "frequency", "unit_kind", "codes__framework")
    search_fields = ("title", "slug", "codes__code")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (MeasureCodeInline, MeasureRoleInline)
    fieldsets = (
        (
            None,
            {"fields": ("title", "slug", "definition", "data_source", "state", "active_from", "active_to")},
        ),
        ("Where it belongs", {"fields": ("directorate", "service", "indicator")}),
        (
            "The figure",
            {
                "fields": (
                    ("unit_kind", "decimals", "scale", "rate_per"),
                    "unit_note",
                    "polarity",
                    "entry",
                    ("numerator_label", "denominator_label"),
                    "companion_label",
                    "has_forecast",
                )
            },
        ),
        (
            "When",
            {
                "fields": (
                    ("frequency", "year_basis"),
                    ("entry_basis", "aggregation", "compared_with"),
                    ("window_label", "window_lag_months", "window_length_months"),
                )
            },
        ),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("codes__framework", "measure_roles__person")

    def get_readonly_fields(self, request, obj=None):
        """A measure with figures keeps its identity and whatever its past ratings were judged by."""
        if obj and Submission.objects.filter(measure=obj).exists():
            return (
                "slug",
                "unit_kind",
                "rate_per",
                "scale",
                "decimals",
                "polarity",
                "aggregation",
                "entry_basis",
                "frequency",
                "year_basis",
            )
        return ()

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    @admin.display(description="codes")
    def codes_text(self, measure):
        return ", ".join(str(code) for code in measure.codes.all())

    @admin.display(description="owner")
    def owner(self, measure):
        return next((str(role.person) for role in measure.measure_roles.all() if role.kind == "owner"), "–")

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        recompute_measures([form.instance])


@admin.register(Framework)
class FrameworkAdmin(AuditedAdmin):
    list_display = ("short_name", "name", "position")


class AbbreviationInline(admin.StackedInline):
    model = Abbreviation
    extra = 0


@admin.register(Scorecard)
class ScorecardAdmin(AuditedAdmin):
    list_display = ("title", "slug", "on_dashboard")
    inlines = (AbbreviationInline,)

    @admin.display(description="dashboard")
    def on_dashboard(self, scorecard):
        return format_html('<a href="/dashboard/{}/">Open</a>', scorecard.slug)


class PlacementInline(admin.StackedInline):
    model = Placement
    extra = 0


@admin.register(Section)
class SectionAdmin(AuditedAdmin):
    list_display = ("title", "parent", "scorecard", "position")
    list_filter = ("scorecard",)
    search_fields = ("title",)
    inlines = (PlacementInline,)


@admin.register(Period)
class PeriodAdmin(AuditedAdmin):
    list_display = ("label", "kind", "basis", "opens_on", "due_on", "closes_on")
    list_filter = ("kind", "basis")
    date_hierarchy = "start"

    def get_readonly_fields(self, request, obj=None):
        """A period with figures keeps its span; its days may still be moved."""
        if obj and Submission.objects.filter(period=obj).exists():
            return ("kind", "basis", "start", "end", "year")
        return ()

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        # The closing day decides which version of a target judges the period.
        recompute_measures(Measure.objects.filter(submissions__period=obj).distinct())
