"""Targets: set, superseded and copied into the next year here, and never edited."""

from django.contrib import admin, messages
from django.forms import ModelForm
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse

from performance import configuration, milestones, target_checks, what_if, years
from performance.admin import pages
from performance.admin.base import ReadOnlyAdmin, Rows
from performance.cells import count_text
from performance.dates import today
from performance.forms.targets import LEVELS_WITH_LIMITS, MONTHS, MilestonesForm, TargetForm, initial_of
from performance.models import Measure, Target, TargetLimit, TargetMonth
from performance.refusals import NotComplete
from performance.rules.rag import JUDGING_KINDS
from performance.views import posted


class ShownInline(Rows):
    """Rows that are looked at and not changed."""

    can_delete = False

    def has_change_permission(self, request, obj=None):
        return False

    def has_add_permission(self, request, obj=None):
        return False


class TargetLimitInline(ShownInline):
    model = TargetLimit
    verbose_name, verbose_name_plural = "limit", "limits"
    fields = readonly_fields = ("reaches",)

    @admin.display(description="reaches")
    def reaches(self, limit):
        return limit.text


class TargetMonthInline(ShownInline):
    model = TargetMonth
    verbose_name, verbose_name_plural = "month", "month by month"
    fields = readonly_fields = ("to_date",)

    @admin.display(description="target to date")
    def to_date(self, month):
        unit, decimals = month.target.measure.unit, month.target.decimals
        return configuration.printed(unit, month.value, month.lower, month.upper, decimals)


FIELDSETS = (
    (
        None,
        {
            "fields": (
                "measure",
                "year",
                "kind",
                ("value", "lower", "upper"),
                ("as_entered", "decimals", "companion"),
                "is_milestone",
            ),
            "classes": ("app-rows",),
            "description": "A second target for a measure and year supersedes the first; nothing is edited. "
            "A band has a lower and an upper edge, every other target one value.",
        },
    ),
    ("Through the year", {"fields": ("profile", "profile_note")}),
    (
        "How it is rated",
        {
            "fields": (
                "rule",
                *((f"limit_{n}", f"limit_{n}_from", f"limit_{n}_to") for n in LEVELS_WITH_LIMITS),
                "limits_note",
            ),
            "classes": ("app-rows",),
            "description": "Limits that you leave empty are the rule's own. A limit is how far off target a "
            "level still reaches; only a rule by boundary values takes values “from” and “to” instead.",
        },
    ),
    (
        "Month by month",
        {
            # One to a line: only then does the part unfold where one of them is wrong.
            "fields": tuple(f"month_{n}" for n in MONTHS),
            "classes": ("collapse",),
            "description": "Only for the profile “Month by month, as entered”: the target to date at the end "
            "of each month of the year, month 1 first. For a band write “50 to 65”.",
        },
    ),
    ("Why", {"fields": ("basis", "reason", "source", "seen")}),
)


# What is shown of a recorded version.
SHOWN = (
    "measure",
    "year",
    "version",
    "kind",
    "figure",
    "as_entered",
    "beside",
    "is_milestone",
    "profile",
    "profile_note",
    "rule",
    "limits_note",
    "basis",
    "reason",
    "source",
    "recorded_by",
    "recorded_at",
    "effective_on",
)


@admin.register(Target)
class TargetAdmin(ReadOnlyAdmin):
    """Added, never changed: adding a second one for a measure and year supersedes the first."""

    list_display = ("measure", "year", "version", "as_entered", "kind", "milestone", "rule")
    list_filter = ("year", "kind", "is_milestone", "profile", "rule", "measure__directorate")
    list_select_related = ("measure", "year", "rule", "recorded_by")
    search_fields = ("measure__title", "measure__codes__code", "as_entered")
    actions = ("copy_into_next_year",)
    form = TargetForm

    def has_add_permission(self, request):
        return request.user.is_administrator

    def list_tools(self, request):
        return [("Proposed targets", reverse("target-proposals"))]

    def get_inlines(self, request, obj):
        if obj is None:
            return ()
        by_month = obj.profile == Target.Profile.BY_MONTH
        return (TargetLimitInline, TargetMonthInline) if by_month else (TargetLimitInline,)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The whole form for a new one, whose limits and months are no fields of a target's own row."""
        own = {"form": ModelForm} if obj else {"fields": TargetForm.Meta.fields}
        return super().get_form(request, obj, change, **{**kwargs, **own})

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return FIELDSETS
        return ((None, {"fields": SHOWN}),)

    def get_readonly_fields(self, request, obj=None):
        return SHOWN if obj else ()

    @admin.display(description="milestone", ordering="is_milestone")
    def milestone(self, target):
        return "Milestone" if target.is_milestone else ""

    @admin.display(description="figure")
    def figure(self, target):
        """Exactly, where what is printed may say less: ">11%"."""
        if target.kind not in JUDGING_KINDS:
            return "–"
        unit = target.measure.unit
        return configuration.printed(unit, target.value, target.lower, target.upper, target.decimals)

    @admin.display(description="beside it")
    def beside(self, target):
        return count_text(target.companion, target.measure.companion_label) or "–"

    def tools_of(self, request, obj):
        tools = [("Supersede this target", f"{pages.address(Target, 'add')}?supersedes={obj.pk}")]
        if obj.rule is not None:
            tools.append(("Try changes on history", reverse("what-if", query={"measure": obj.measure_id})))
        return [*tools, *super().tools_of(request, obj)]

    def get_changeform_initial_data(self, request):
        chosen = posted.number(request.GET.get("supersedes"), None)
        target = Target.objects.filter(pk=chosen).first()
        return initial_of(target) if target else super().get_changeform_initial_data(request)

    def save_model(self, request, obj, form, change):
        given = form.arguments
        before = (
            Target.objects.filter(measure=given["measure"], year=given["year"]).order_by("-version").first()
        )
        made = configuration.set_target(by=request.user, **given)
        obj.pk, obj.version, obj.as_entered = made.pk, made.version, made.as_entered
        if before is not None and before.pk == made.pk:
            self.message_user(request, f"Nothing differs from version {made.version}.", messages.WARNING)
            return
        for note in target_checks.notes_on(made):
            self.message_user(request, note, messages.WARNING)
        if before is not None:
            flips = what_if.between(before, made)
            self.message_user(request, what_if.in_one_sentence(flips), messages.INFO)

    def log_addition(self, request, obj, message):
        """The verb has written the audit trail."""

    @admin.action(description="Copy into the next year", permissions=["add"])
    def copy_into_next_year(self, request, queryset):
        """A page that says what will be copied and what not; confirmed, it is done."""
        targets = list(queryset)
        if request.POST.get("post"):
            made = years.copy_targets(targets=targets, by=request.user)
            self.message_user(request, f"{len(made)} {'target' if len(made) == 1 else 'targets'} copied.")
            return redirect(request.get_full_path())
        plan = years.plan_copies(targets)
        page = pages.Page(
            title="Copy targets into the next year",
            lead="Each copy says where it comes from, and may be superseded like any other target.",
            listings=[
                pages.Listing(
                    "Will be copied",
                    [
                        f"{target.measure}: {target.as_entered or target.get_kind_display()}, into {year}"
                        for target, year in plan.copied
                    ],
                    "Nothing: each of these is in the next year already, or cannot go there.",
                ),
                pages.Listing(
                    "Will be skipped",
                    [f"{target.measure}, {target.year}: {why}" for target, why in plan.skipped],
                    "None.",
                ),
                pages.Listing(
                    "Active measures without a target to copy",
                    [str(measure) for measure in plan.without],
                    "None: every active measure has one.",
                ),
            ],
            submit="Copy them",
            may_submit=bool(plan.copied),
            back=request.get_full_path(),
            hidden=[
                ("action", "copy_into_next_year"),
                ("post", "yes"),
                *(("_selected_action", target.pk) for target in targets),
            ],
        )
        return pages.render(self, request, page)

    # --- Milestones ------------------------------------------------------------------------------------

    def get_urls(self):
        view = self.admin_site.admin_view(self.milestones)
        own = path("milestones/<int:measure_id>/", view, name="performance_target_milestones")
        return [own, *super().get_urls()]

    def milestones(self, request, measure_id):
        """Milestones for three years and the final target of one measure, in one form."""
        measure = get_object_or_404(Measure, pk=measure_id)
        kind, starts = milestones.kind_for(measure), milestones.starts_for(measure, today())
        back = pages.address(Measure, "change", measure.pk)
        title = f"Milestones: {measure.title}"
        if kind is None:
            lead = "Neither high nor low is good for this measure, so it has no targets that judge."
            return pages.render(self, request, pages.Page(title, lead, may_submit=False, back=back))
        existing = milestones.targets_of(measure, starts)
        form = MilestonesForm(
            request.POST or None, measure=measure, kind=kind, starts=starts, existing=existing
        )
        if (
            request.method == "POST"
            and form.is_valid()
            and self._set_milestones(request, measure, form, starts)
        ):
            return redirect(back)
        lead = (
            f"Targets of the kind “{Target(kind=kind).get_kind_display()}”. Leave a year empty that has "
            "none; a year that nobody has opened yet is made."
        )
        fieldsets = (
            (None, {"fields": [tuple(names) if len(names) > 1 else names[0] for names in form.rows]}),
            ("How they are rated, and why", {"fields": ("rule", "profile", "basis", "reason")}),
        )
        page = pages.Page(title, lead, form, fieldsets, submit="Save the targets", back=back)
        return pages.render(self, request, page, status=200 if not form.errors else 422)

    def _set_milestones(self, request, measure, form, starts):
        data = form.cleaned_data
        try:
            made, notes = milestones.set_milestones(
                measure=measure,
                figures=form.figures,
                final=starts[-1],
                rule=data["rule"],
                profile=data["profile"],
                basis=data["basis"],
                reason=data["reason"],
                by=request.user,
            )
        except NotComplete as problem:
            form.add_problems(problem.problems)
            return False
        self.message_user(request, "Targets set: " + ", ".join(str(target) for target in made) + ".")
        for note in notes:
            self.message_user(request, note, messages.WARNING)
        return True
