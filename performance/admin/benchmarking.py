"""The world's figures: publications, authorities, groups and indicators; published figures to look up.

What changes here and enters the comparison has it computed anew, in the same transaction.
"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from benchmarking import recomputing
from benchmarking.models import (
    Authority,
    AuthorityCode,
    AuthorityName,
    ComparatorGroup,
    GroupFigure,
    GroupName,
    Indicator,
    IndicatorBreak,
    IndicatorCode,
    Membership,
    Observation,
    PublishedPosition,
    Source,
)
from benchmarking.neighbours import NotAList, load_neighbours
from benchmarking.resolving import key_of
from performance import audit
from performance.admin.base import AuditedAdmin, ReadOnlyAdmin, Rows
from performance.forms.figure_imports import NeighboursForm

# Fields of an indicator and of a source that enter what is derived.
JUDGED = {"polarity", "per", "decimals", "neutral_breakdowns"}
SHOWN_FROM = {"published_on", "may_republish", "embargoed_until"}


class NameForm(forms.ModelForm):
    """A spelling, with what it is looked up by."""

    def clean(self):
        cleaned = super().clean()
        self.instance.key = key_of(cleaned.get("name", ""))
        if cleaned.get("name") and not self.instance.key:
            self.add_error("name", "A name needs letters or digits.")
        return cleaned


class GroupNameForm(NameForm):
    """A group's spelling: no other group has it, or a file would mean two."""

    def clean(self):
        cleaned = super().clean()
        other = GroupName.objects.filter(key=self.instance.key).exclude(pk=self.instance.pk).first()
        if self.instance.key and other is not None:
            self.add_error("name", f"This is how files print {other.group}.")
        return cleaned


class CodeInline(Rows):
    model = AuthorityCode
    fields = (("scheme", "code"), ("first_day", "last_day"))


class NameInline(Rows):
    model = AuthorityName
    form = NameForm
    fields = ("name",)


@admin.register(Authority)
class AuthorityAdmin(AuditedAdmin):
    """Councils of any time, with every code and spelling under which files print them."""

    list_display = ("name", "code", "kind", "region", "starts_on", "ends_on")
    list_filter = ("nation", "tier", "kind", "region")
    search_fields = ("name", "short_name", "code", "gss_code", "names__name")
    autocomplete_fields = ("successors",)
    inlines = (CodeInline, NameInline)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if {"starts_on", "ends_on", "successors"} & set(form.changed_data):
            recomputing.request_all(now=timezone.now())


class MembershipInline(Rows):
    model = Membership
    autocomplete_fields = ("authority",)
    fields = (("authority", "place"), ("first_day", "last_day"))

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("authority", "group")


class GroupNameInline(Rows):
    model = GroupName
    form = GroupNameForm
    fields = ("name",)


class GroupForm(forms.ModelForm):
    """An own list is made here; the other kinds come with the product or from a list of neighbours."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.pk is None:
            self.instance.kind = ComparatorGroup.Kind.OWN


@admin.register(ComparatorGroup)
class ComparatorGroupAdmin(AuditedAdmin):
    """Groups with the days for which each member counts."""

    form = GroupForm
    list_display = ("title", "kind", "of", "members", "listed", "source")
    list_filter = ("kind", "listing")
    list_select_related = ("of", "source")
    search_fields = ("title", "of__name", "listing")
    prepopulated_fields = {"slug": ("title",)}
    fields = ("title", "slug", "kind", "of", "listing", "listed", "note", "source")
    readonly_fields = ("kind", "of", "listing", "listed")
    inlines = (MembershipInline, GroupNameInline)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(count=models.Count("memberships"))

    def get_prepopulated_fields(self, request, obj=None):
        return self.prepopulated_fields if obj is None else {}

    @admin.display(description="members", ordering="count")
    def members(self, group):
        return group.count

    def list_tools(self, request):
        return [("Load a list of neighbours", reverse("admin:benchmarking_comparatorgroup_neighbours"))]

    def get_urls(self):
        view = self.admin_site.admin_view(self.neighbours)
        own = path("neighbours/", view, name="benchmarking_comparatorgroup_neighbours")
        return [own, *super().get_urls()]

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if any(formset.model is Membership and formset.has_changed() for formset in formsets):
            recomputing.request_all(now=timezone.now())

    def neighbours(self, request):
        """A list of nearest neighbours that the council holds, such as CIPFA's: .json or .csv."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NeighboursForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            try:
                loaded = self._load(request, form.cleaned_data)
            except NotAList as problem:
                form.add_error("file", str(problem))
            else:
                for what, why in loaded.skipped[:5]:
                    messages.warning(request, f"{what}: {why}")
                done = f"{len(loaded.groups)} lists with {loaded.members} neighbours in all were loaded."
                messages.success(request, done)
                return redirect("admin:benchmarking_comparatorgroup_changelist")
        context = {**self.admin_site.each_context(request), "opts": self.opts, "form": form}
        context["title"] = "Load a list of neighbours"
        return TemplateResponse(request, "admin/benchmarking/neighbours.html", context)

    @transaction.atomic
    def _load(self, request, said):
        now = timezone.now()
        loaded = load_neighbours(
            said["file"].read(), listing=said["listing"], source=said["source"], of=said["of"]
        )
        recomputing.request_all(now=now)
        groups = ComparatorGroup.objects.filter(pk__in=[group.pk for group in loaded.groups.values()])
        audit.record_many(
            audit.entry(
                by=request.user,
                at=now,
                verb="neighbours loaded",
                subject=group,
                after={"listing": group.listing, "listed": group.listed, "members": group.count},
            )
            for group in groups.annotate(count=models.Count("memberships"))
        )
        return loaded


class IndicatorCodeInline(Rows):
    model = IndicatorCode
    fields = (("framework", "code"), ("first_year", "last_year"))


class IndicatorBreakInline(Rows):
    model = IndicatorBreak
    fields = (("year", "kind", "alone"), "reason")


@admin.register(Indicator)
class IndicatorAdmin(AuditedAdmin):
    """Nationally published measures: their identity, printed codes and breaks."""

    list_display = ("title", "slug", "polarity", "framework", "topic", "unit")
    list_filter = ("framework", "polarity", "topic", "is_spend")
    search_fields = ("title", "slug", "codes__code")
    prepopulated_fields = {"slug": ("title",)}
    inlines = (IndicatorCodeInline, IndicatorBreakInline)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and JUDGED & set(form.changed_data):
            recomputing.request([obj.pk], now=timezone.now())


@admin.register(Source)
class SourceAdmin(AuditedAdmin):
    """Publications: when each became known, and who may see it."""

    list_display = ("title", "publisher", "published_on", "may_republish", "embargoed_until")
    list_filter = ("may_republish", "publisher")
    search_fields = ("title", "publisher")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and SHOWN_FROM & set(form.changed_data):
            rows = Observation.objects.filter(source=obj).order_by()
            held = list(rows.values_list("indicator_id", flat=True).distinct())
            if _is_narrowed(form.initial, obj):
                # Derived rows say themselves who may see them, and say so wrongly until a worker comes.
                recomputing.withdraw(held, known_from=form.initial["published_on"])
            recomputing.request(held, now=timezone.now())


def _is_narrowed(before, source):
    """Whether fewer may see a source than did, or later."""
    embargo = before["embargoed_until"]
    return (
        (before["may_republish"] and not source.may_republish)
        or source.published_on > before["published_on"]
        or (source.embargoed_until is not None and (embargo is None or source.embargoed_until > embargo))
    )


class FigureAdmin(ReadOnlyAdmin):
    """Published figures, to look up. They come in by imports and change by none but them."""

    list_filter = ("year", "status", "indicator__framework", "source")
    search_fields = ("indicator__title", "indicator__slug", "indicator__codes__code")
    show_full_result_count = False

    @admin.display(description="value", ordering="value")
    def figure(self, row):
        return f"[{row.marker}]" if row.value is None else f"{row.value.normalize():f}"


@admin.register(Observation)
class ObservationAdmin(FigureAdmin):
    list_display = ("indicator", "breakdown", "year", "authority", "figure", "source", "loaded_by")
    list_select_related = ("indicator", "authority", "source", "loaded_by")
    search_fields = (*FigureAdmin.search_fields, "authority__name", "authority__code")


@admin.register(GroupFigure)
class GroupFigureAdmin(FigureAdmin):
    list_display = ("indicator", "breakdown", "year", "group", "statistic", "figure", "source", "loaded_by")
    list_select_related = ("indicator", "group", "source", "loaded_by")
    search_fields = (*FigureAdmin.search_fields, "group__title")


@admin.register(PublishedPosition)
class PublishedPositionAdmin(AuditedAdmin):
    """Positions that somebody else published, such as “Top” of a national comparison."""

    list_display = ("indicator", "authority", "year", "group", "quartile", "source")
    list_filter = ("year", "quartile")
    list_select_related = ("indicator", "authority", "source")
    search_fields = ("indicator__title", "authority__name")
    autocomplete_fields = ("indicator", "authority", "source")
