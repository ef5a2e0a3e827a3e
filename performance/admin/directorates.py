"""The parts of the council, and their reorganisations: a directorate renamed, or gone into another."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import path

from performance import dates, reorganising
from performance.admin import pages
from performance.admin.base import AuditedAdmin, ReadOnlyAdmin
from performance.forms.figures import DayField
from performance.forms.measures import ServiceForm
from performance.models import Directorate, Reorganisation, Role, Service
from performance.refusals import NotComplete, WorkflowProblem
from performance.rules import calendar

ON = {
    "label": "From",
    "help_text": "The first day of the new arrangement, today or earlier: for example 1 4 2021.",
    "error_messages": {"required": "Enter the first day of the new arrangement."},
}
REASON = {
    "max_length": 250,
    "help_text": "For example the decision that it follows from. Kept with it.",
    "error_messages": {"required": "Say why; it is kept with the change."},
}


class RenameForm(forms.Form):
    """A directorate's new name."""

    new_name = forms.CharField(
        max_length=reorganising.NAME_LENGTH, error_messages={"required": "Enter the new name."}
    )
    on = DayField(**ON)
    reason = forms.CharField(**REASON)


class MergeForm(forms.Form):
    """Which directorate it goes into."""

    into = forms.ModelChoiceField(
        Directorate.objects.none(),
        label="Goes into",
        empty_label="Choose a directorate",
        error_messages={"required": "Choose the directorate that it goes into."},
    )
    on = DayField(**ON)
    reason = forms.CharField(**REASON)

    def __init__(self, *args, directorate, **kwargs):
        super().__init__(*args, **kwargs)
        standing = reorganising.standing(dates.today())
        self.fields["into"].queryset = standing.exclude(pk=directorate.pk)


@admin.register(Directorate)
class DirectorateAdmin(AuditedAdmin):
    list_display = ("name", "position", "sign_off_levels", "went_into")
    search_fields = ("name",)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("reorganisations__into")

    @admin.display(description="went into")
    def went_into(self, directorate):
        merged = (row.into for row in directorate.reorganisations.all() if row.into_id)
        return next(merged, None)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if obj is not None:
            form.base_fields["name"].help_text = (
                "Change it here only to put its spelling right, for earlier days as well. A new name from a "
                "day on is given by “Rename from a day on”."
            )
        return form

    def save_model(self, request, obj, form, change):
        """A second level that nobody gives would keep every figure from coming into force."""
        super().save_model(request, obj, form, change)
        if "sign_off_levels" in form.changed_data and obj.sign_off_levels == 2:
            second = Role.objects.filter(kind=Role.Kind.MANAGER, level=2, person__is_active=True)
            if not second.filter(Q(directorate=obj) | Q(directorate=None)).exists():
                sentence = f"Nobody gives the second sign-off of {obj} yet: no manager has that level."
                self.message_user(request, sentence, messages.WARNING)

    def tools_of(self, request, obj):
        tools = super().tools_of(request, obj)
        if reorganising.merger_of(obj) is not None:
            return tools
        return [
            ("Rename from a day on", pages.address(Directorate, "rename", obj.pk)),
            ("Merge into another", pages.address(Directorate, "merge", obj.pk)),
            *tools,
        ]

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/rename/", view(self.rename), name="performance_directorate_rename"),
            path("<int:pk>/merge/", view(self.merge), name="performance_directorate_merge"),
        ]
        return [*own, *super().get_urls()]

    def rename(self, request, pk):
        """Another name from a day on; papers about earlier days keep the old one."""
        directorate = get_object_or_404(Directorate, pk=pk)
        form = RenameForm(request.POST or None)
        if form.is_valid() and self._done(
            request,
            form,
            lambda: reorganising.rename(directorate=directorate, **form.cleaned_data, by=request.user),
        ):
            return redirect(pages.address(Directorate, "change", pk))
        page = pages.Page(
            title=f"Rename {directorate}",
            lead="What is reported about days before keeps the old name, and so do issued packs. To put a "
            "spelling right for all time, change the name on the directorate's own page instead.",
            form=form,
            fieldsets=((None, {"fields": ("new_name", "on", "reason")}),),
            listings=[_history_of(directorate)],
            submit="Rename",
            back=pages.address(Directorate, "change", pk),
        )
        return pages.render(self, request, page, status=422 if form.errors else 200)

    def merge(self, request, pk):
        """Into which directorate, from when and why; then what would happen; then it is done."""
        directorate = get_object_or_404(Directorate, pk=pk)
        form = MergeForm(request.POST or None, directorate=directorate)
        plan = None
        if form.is_valid():
            plan = reorganising.plan_merger(directorate, form.cleaned_data["into"])
            # Only what was looked through is done: with another directorate chosen since, it is shown first.
            if request.POST.get("confirmed") == str(plan.into.pk) and self._done(
                request,
                form,
                lambda: reorganising.merge(directorate=directorate, **form.cleaned_data, by=request.user),
            ):
                return redirect(pages.address(Directorate, "change", form.cleaned_data["into"].pk))
        page = pages.Page(
            title=f"Merge {directorate} into another directorate",
            lead=_what_it_does(plan) if plan else "The next page says what would move, before anything does.",
            form=form,
            fieldsets=((None, {"fields": ("into", "on", "reason")}),),
            listings=_listings(plan) if plan else [_history_of(directorate)],
            submit="Merge" if plan else "Continue",
            hidden=[("confirmed", plan.into.pk)] if plan else [],
            back=pages.address(Directorate, "change", pk),
        )
        return pages.render(self, request, page, status=422 if form.errors else 200)

    def _done(self, request, form, verb):
        """Whether the verb did it; where not, why stands at the fields."""
        try:
            made = verb()
        except NotComplete as problem:
            for name, sentence in problem.problems.items():
                form.add_error(name or None, sentence)
        except WorkflowProblem as problem:
            form.add_error(None, str(problem))
        else:
            self.message_user(request, f"{made}, from {calendar.in_words(made.on)}.")
            return True
        return False


def _what_it_does(plan):
    """The sentences above the lists."""
    said = (
        f"Look through what would happen when {plan.directorate} goes into {plan.into}, and press Merge. "
        f"{plan.directorate} stays as it was for what is reported about days before, and takes nothing new. "
        f"A role for the whole of {plan.directorate} becomes one for the whole of {plan.into}."
    )
    if plan.waiting:
        words = "1 figure waits" if plan.waiting == 1 else f"{plan.waiting} figures wait"
        said += f" {words} for approval and will wait there."
    if plan.changes_levels:
        said += (
            f" Its figures will then need the sign-off of {plan.into}: "
            f"{plan.into.get_sign_off_levels_display().lower()}."
        )
    return said


def _listings(plan):
    return [
        pages.Listing(
            "Measures that move", [str(measure) for measure in plan.measures], "It has no measures."
        ),
        pages.Listing(
            "Services",
            [f"{service}: moves" for service in plan.services]
            + [f"{own}: becomes a part of the service of that name there" for own, _ in plan.joined],
            "It has no services.",
        ),
        pages.Listing(
            "Roles",
            [f"{role.person}: {_becomes(role, plan)}" for role in plan.roles]
            + [f"{role.person}: {role} is given up, being held there already" for role in plan.doubled],
            "Nobody holds a role for it.",
        ),
    ]


def _becomes(role, plan):
    kind = role.get_kind_display()
    return f"{role} stays" if role.service_id else f"{kind}, {plan.directorate} becomes {kind}, {plan.into}"


def _history_of(directorate):
    rows = directorate.reorganisations.all() | directorate.taken_in.all()
    return pages.Listing(
        "What was reorganised before",
        [
            f"{row}, from {calendar.in_words(row.on)}: {row.reason} ({row.by})"
            for row in rows.select_related("by", "into")
        ],
        "Nothing.",
    )


@admin.register(Service)
class ServiceAdmin(AuditedAdmin):
    form = ServiceForm
    list_display = ("name", "directorate")
    list_select_related = ("directorate",)
    list_filter = ("directorate",)
    search_fields = ("name",)


@admin.register(Reorganisation)
class ReorganisationAdmin(ReadOnlyAdmin):
    """What was renamed and merged: looked at here, done on a directorate's own page."""

    list_display = ("__str__", "kind", "on", "reason", "by")
    list_filter = ("kind",)
    list_select_related = ("directorate", "into", "by")
    fields = readonly_fields = (
        "kind",
        "directorate",
        "old_name",
        "new_name",
        "into",
        "on",
        "reason",
        "by",
        "at",
        "moved",
    )

    @admin.display(description="measures that moved")
    def moved(self, reorganisation):
        return ", ".join(str(measure) for measure in reorganisation.measures.all()) or "–"
