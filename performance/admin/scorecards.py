"""Scorecards: headings in their order, the columns of each, and which measures stand where."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, ModelForm
from django.utils.html import format_html

from performance.admin.base import AuditedAdmin, Rows
from performance.forms.measures import kept_forms
from performance.models import Abbreviation, Column, Placement, Scorecard, Section


class AbbreviationInline(Rows):
    model = Abbreviation
    fields = (("short", "long"),)


class ColumnFormSet(BaseInlineFormSet):
    """Columns of which none is there twice."""

    def clean(self):
        super().clean()
        rows = [(form.instance.shows, form.instance.comparison) for form in kept_forms(self)]
        if not any(self.errors) and len(set(rows)) != len(rows):
            raise ValidationError("The same column is there twice.")


class ColumnsOfAllHeadings(ColumnFormSet):
    """A scorecard's own columns; those of a single heading are on that heading's page."""

    def get_queryset(self):
        return super().get_queryset().filter(section__isnull=True)


class ColumnsOfOneHeading(ColumnFormSet):
    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.instance.scorecard_id = self.instance.scorecard_id
        return form

    def save_new(self, form, commit=True):
        form.instance.scorecard_id = self.instance.scorecard_id
        return super().save_new(form, commit)


class ScorecardColumnInline(Rows):
    model = Column
    formset = ColumnsOfAllHeadings
    verbose_name_plural = "columns of all headings (none: the usual ones)"
    fields = (("position", "shows"), ("heading", "comparison"))


class SectionColumnInline(ScorecardColumnInline):
    fk_name = "section"
    formset = ColumnsOfOneHeading
    verbose_name_plural = "columns of this heading (none: the scorecard's)"


@admin.register(Scorecard)
class ScorecardAdmin(AuditedAdmin):
    list_display = ("title", "slug", "roll_up", "on_dashboard")
    search_fields = ("title", "slug")
    inlines = (ScorecardColumnInline, AbbreviationInline)

    @admin.display(description="dashboard")
    def on_dashboard(self, scorecard):
        return format_html('<a href="/dashboard/{}/">Open</a>', scorecard.slug)


class SectionForm(ModelForm):
    """A heading within one of the same scorecard, and never within itself."""

    def clean(self):
        cleaned = super().clean()
        scorecard = (
            cleaned.get("scorecard") or self.instance.scorecard
            if self.instance.pk
            else cleaned.get("scorecard")
        )
        parent = cleaned.get("parent")
        if parent and scorecard and parent.scorecard_id != scorecard.pk:
            self.add_error("parent", f"“{parent}” is a heading of {parent.scorecard}, not of {scorecard}.")
        while parent is not None:
            if parent.pk == self.instance.pk:
                self.add_error("parent", "A heading cannot stand within itself.")
                break
            parent = parent.parent
        return cleaned


class PlacementInline(Rows):
    model = Placement
    fields = (("measure", "position"), ("shown_as", "label"), "footnote")


@admin.register(Section)
class SectionAdmin(AuditedAdmin):
    form = SectionForm
    list_display = ("title", "parent", "scorecard", "position")
    list_filter = ("scorecard",)
    list_select_related = ("parent", "scorecard")
    search_fields = ("title", "placements__measure__title")
    inlines = (PlacementInline, SectionColumnInline)

    def get_readonly_fields(self, request, obj=None):
        """A heading stays on its scorecard, with its columns and the headings beneath it."""
        return ("scorecard",) if obj else ()
