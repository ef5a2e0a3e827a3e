"""Measures: what they are, who answers for them, and what they are made up of and compared with."""

from django.contrib import admin, messages
from django.http import HttpResponse

from performance import dates
from performance.admin import pages
from performance.admin.base import AuditedAdmin, Rows, recompute_measures
from performance.export import FORMATS
from performance.forms.measures import (
    CategoryForm,
    CategoryFormSet,
    DimensionForm,
    DimensionFormSet,
    InputFormSet,
    MeasureForm,
    MeasureRoleFormSet,
    categories_in_use,
)
from performance.imports import exporting
from performance.models import (
    CalculationInput,
    Category,
    ComparisonFigure,
    ContextNote,
    Dimension,
    Framework,
    Measure,
    MeasureCode,
    MeasureComparison,
    MeasureRole,
    SeriesBreak,
    Submission,
    Target,
)


class MeasureCodeInline(Rows):
    model = MeasureCode
    verbose_name = "code"
    fields = (("framework", "code", "position"),)


class MeasureRoleInline(Rows):
    model = MeasureRole
    verbose_name, verbose_name_plural = "role", "who answers for it"
    formset = MeasureRoleFormSet
    fields = (("person", "kind"),)


class DimensionInline(Rows):
    """The ways of dividing it; the categories of each are on its own page, behind “Change”."""

    model = Dimension
    verbose_name_plural = "dimensions (once saved, “Change” leads to the parts of each)"
    form = DimensionForm
    formset = DimensionFormSet
    fields = (("code", "name", "position"), ("is_composition", "must_add_up"))
    show_change_link = True


class CalculationInputInline(Rows):
    model = CalculationInput
    verbose_name, verbose_name_plural = "input", "inputs of a calculated measure"
    fk_name = "measure"
    formset = InputFormSet
    fields = (("source", "part", "position"),)


class MeasureComparisonInline(Rows):
    model = MeasureComparison
    verbose_name = "further comparison"
    fields = (("basis", "baseline", "baseline_label", "position"),)


class SeriesBreakInline(Rows):
    model = SeriesBreak
    fields = (("starts_on", "reason"),)


class ComparisonFigureInline(Rows):
    model = ComparisonFigure
    fields = (("name", "period", "value"), ("note", "source"))


# Why some fields of a measure's page are there to be read only.
LOCKED = (
    "This measure has figures, so that what identifies it and what its past ratings were judged by cannot be "
    "changed. Where that has to be otherwise from now on, retire this measure and add another."
)


@admin.register(Measure)
class MeasureAdmin(AuditedAdmin):
    form = MeasureForm
    list_display = ("title", "codes_text", "owner", "unit_kind", "polarity", "frequency", "entry", "state")
    list_filter = (
        "state",
        "directorate",
        "service",
        "frequency",
        "entry",
        "unit_kind",
        "polarity",
        "codes__framework",
    )
    search_fields = ("title", "slug", "codes__code", "measure_roles__person__name")
    prepopulated_fields = {"slug": ("title",)}
    actions = ("as_workbook",)
    inlines = (
        MeasureCodeInline,
        MeasureRoleInline,
        CalculationInputInline,
        DimensionInline,
        MeasureComparisonInline,
        SeriesBreakInline,
        ComparisonFigureInline,
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "title",
                    "slug",
                    "definition",
                    "data_source",
                    "state",
                    ("active_from", "active_to"),
                )
            },
        ),
        ("Where it belongs", {"fields": ("directorate", "service", "indicator")}),
        (
            "The figure",
            {
                "fields": (
                    ("unit_kind", "decimals", "scale"),
                    "is_share",
                    ("rate_per", "score_out_of"),
                    "unit_note",
                    "polarity",
                    "entry",
                    "calculation",
                    ("numerator_label", "denominator_label"),
                    ("companion_label", "companion_kind"),
                    "has_forecast",
                    ("counts_people", "suppress_below"),
                ),
                "description": "A composition needs a dimension marked as the composition, and a calculated "
                "measure its inputs: both are below.",
            },
        ),
        (
            "When",
            {
                "fields": (
                    ("frequency", "year_basis"),
                    ("entry_basis", "aggregation"),
                    ("window_label", "window_lag_months", "window_length_months"),
                )
            },
        ),
        (
            "Compared with",
            {"fields": ("compared_with", ("baseline", "baseline_label"), "direction_threshold")},
        ),
    )
    # What the past figures and ratings of a measure rest on.
    FIXED_BY_FIGURES = (
        "slug",
        "unit_kind",
        "rate_per",
        "scale",
        "decimals",
        "score_out_of",
        "polarity",
        "entry",
        "calculation",
        "aggregation",
        "entry_basis",
        "frequency",
        "year_basis",
    )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("codes__framework", "measure_roles__person")

    def get_readonly_fields(self, request, obj=None):
        """A measure with figures keeps its identity and whatever its past ratings were judged by."""
        if obj and Submission.objects.filter(measure=obj).exists():
            return self.FIXED_BY_FIGURES
        return ()

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not self.get_readonly_fields(request, obj):
            return fieldsets
        (name, options), *others = fieldsets
        return ((name, options | {"description": LOCKED}), *others)

    def get_deleted_objects(self, objs, request):
        """Where anything rests on a measure it is not rights that are lacking; the page says what to do."""
        found, counts, perms_needed, protected = super().get_deleted_objects(objs, request)
        return found, counts, set() if protected else perms_needed, protected

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    @admin.action(description="Download as a workbook, to change and import again")
    def as_workbook(self, request, queryset):
        name = f"measures-{dates.today().isoformat()}.xlsx"
        measures = Measure.objects.filter(pk__in=queryset.values("pk"))
        return HttpResponse(
            exporting.workbook(measures),
            content_type=FORMATS["xlsx"],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @admin.display(description="codes")
    def codes_text(self, measure):
        return ", ".join(str(code) for code in measure.codes.all())

    @admin.display(description="owner")
    def owner(self, measure):
        return next((str(role.person) for role in measure.measure_roles.all() if role.kind == "owner"), "–")

    def tools_of(self, request, obj):
        target, measure = pages.address(Target, "add"), obj.pk
        return [
            ("Set a target", f"{target}?measure={measure}"),
            ("Milestones for three years", pages.address(Target, "milestones", measure)),
            *super().tools_of(request, obj),
        ]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        measure = form.instance
        recompute_measures([measure])
        if (
            measure.entry == Measure.Entry.PARTS
            and not measure.dimensions.filter(is_composition=True).exists()
        ):
            sentence = "A composition needs its parts: add a dimension and tick that it is the composition."
            self.message_user(request, sentence, messages.WARNING)


class CategoryInline(Rows):
    model = Category
    form = CategoryForm
    formset = CategoryFormSet
    fields = (("code", "name", "position"), "is_good")
    min_num = 2


@admin.register(Dimension)
class DimensionAdmin(AuditedAdmin):
    """A way of dividing a measure, with its parts in order."""

    form = DimensionForm
    list_display = ("name", "measure", "is_composition", "parts")
    list_filter = ("is_composition", "measure__directorate")
    list_select_related = ("measure",)
    search_fields = ("name", "code", "measure__title", "categories__name")
    inlines = (CategoryInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("categories")

    @admin.display(description="parts")
    def parts(self, dimension):
        return ", ".join(category.name for category in dimension.categories.all())

    def has_delete_permission(self, request, obj=None):
        if obj is not None and categories_in_use(obj):
            return False
        return super().has_delete_permission(request, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # Which parts count as good decides what a composition is rated by.
        recompute_measures([form.instance.measure])


@admin.register(Framework)
class FrameworkAdmin(AuditedAdmin):
    list_display = ("short_name", "name", "position")
    search_fields = ("short_name", "name")


@admin.register(ContextNote)
class ContextNoteAdmin(AuditedAdmin):
    """What a reader should know about a span of time and many measures."""

    list_display = ("text", "starts_on", "ends_on", "is_public")
    list_filter = ("is_public", "measures__directorate")
    search_fields = ("text", "measures__title")
    date_hierarchy = "starts_on"
    filter_horizontal = ("measures",)

    class Media:
        js = ("admin-icons.js",)
