"""Periods, and a year opened with all its parts in one step."""

from datetime import date

from django import forms
from django.contrib import admin
from django.shortcuts import redirect
from django.urls import path, reverse

from performance import years
from performance.admin import pages
from performance.admin.base import AuditedAdmin, recompute_measures
from performance.models import Measure, Period, Submission
from performance.refusals import NotComplete
from performance.rules import calendar


class PeriodForm(forms.ModelForm):
    """A whole week, month, quarter or year, within the year that it belongs to."""

    def clean(self):
        cleaned = super().clean()
        kind, basis, start, end, year = (
            cleaned.get(name, getattr(self.instance, name, None))
            for name in ("kind", "basis", "start", "end", "year")
        )
        if None in (kind, basis, start, end):
            return cleaned
        is_year = kind == Period.Kind.YEAR
        first = calendar.first_of_year(start, basis)
        if is_year and start != first:
            self._add("start", f"This year starts on {calendar.in_words(first)}.")
        elif kind in (Period.Kind.MONTH, Period.Kind.QUARTER) and start.day != 1:
            self._add("start", f"A {kind} starts on the first of a month.")
        elif end != calendar.end_of(kind, start):
            self._add("end", f"This {kind} ends on {calendar.in_words(calendar.end_of(kind, start))}.")
        if is_year == (year is not None):
            self._add("year", "A year belongs to no other." if is_year else "Choose the year it belongs to.")
        elif year is not None and (year.basis, year.start) != (basis, first):
            self._add("year", f"This {kind} belongs to the year that starts on {calendar.in_words(first)}.")
        elif year is not None and year.closed_at is not None:
            self._add("year", f"{year} is closed. Reopen it with a reason first.")
        return cleaned

    def _add(self, name, sentence):
        self.add_error(name if name in self.fields else None, sentence)


class OpenYearForm(forms.Form):
    """Which year, in which parts, and when its figures are due."""

    basis = forms.ChoiceField(
        label="Kind of year", choices=Period.Basis.choices, initial=Period.Basis.FINANCIAL
    )
    first = forms.IntegerField(
        label="Starts in",
        min_value=2000,
        max_value=2100,
        help_text="For 2021/22 enter 2021.",
        error_messages={"required": "Enter the year in which it starts, for example 2021."},
    )
    kinds = forms.MultipleChoiceField(
        label="Divided into",
        required=False,
        initial=[Period.Kind.MONTH],
        choices=[(kind, Period.Kind(kind).label + "s") for kind in years.PARTS],
        widget=forms.CheckboxSelectMultiple,
        help_text="A year alone is enough for annual measures.",
    )
    due_day = forms.IntegerField(
        label="Figures are due on day",
        min_value=1,
        max_value=28,
        initial=14,
        help_text="Of the month after. A week's figures are due seven days after it ends.",
    )

    @property
    def start(self):
        data = self.cleaned_data
        return date(data["first"], calendar.FIRST_MONTH[data["basis"]], 1)


@admin.register(Period)
class PeriodAdmin(AuditedAdmin):
    form = PeriodForm
    list_display = ("label", "kind", "basis", "opens_on", "due_on", "closes_on", "closed")
    list_select_related = ("year",)
    list_filter = ("kind", "basis", "year")
    date_hierarchy = "start"

    def has_change_permission(self, request, obj=None):
        """Nothing moves in a closed year: it is reopened with a reason first, on its own page."""
        is_closed = obj is not None and obj.whole_year.closed_at is not None
        return super().has_change_permission(request, obj) and not is_closed

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj) and super().has_delete_permission(request, obj)

    def tools_of(self, request, obj):
        return [
            (f"The page of {obj.whole_year}", reverse("year", args=[obj.whole_year.pk])),
            *super().tools_of(request, obj),
        ]

    def get_readonly_fields(self, request, obj=None):
        """A period with figures keeps its span; its days may still be moved."""
        if obj and Submission.objects.filter(period=obj).exists():
            return ("kind", "basis", "start", "end", "year")
        return ()

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        # The closing day decides which version of a target judges the period.
        recompute_measures(Measure.objects.filter(submissions__period=obj).distinct())

    @admin.display(description="year closed", boolean=True)
    def closed(self, period):
        return period.whole_year.closed_at is not None

    def list_tools(self, request):
        return [("Open a year", pages.address(Period, "open_year"))]

    def get_urls(self):
        own = path(
            "open-year/", self.admin_site.admin_view(self.open_year), name="performance_period_open_year"
        )
        return [own, *super().get_urls()]

    def open_year(self, request):
        """A year with its months, quarters or weeks, their days by one rule; nothing twice."""
        form = OpenYearForm(request.POST or None, initial=_next_year())
        if form.is_valid():
            data = form.cleaned_data
            try:
                year, made = years.open_year(
                    start=form.start,
                    basis=data["basis"],
                    kinds=data["kinds"],
                    due_day=data["due_day"],
                    by=request.user,
                )
            except NotComplete as problem:
                for name, sentence in problem.problems.items():
                    form.add_error(name if name in form.fields else "first", sentence)
            else:
                self.message_user(request, _what_was_made(year, made))
                return redirect(f"{pages.address(Period, 'changelist')}?year__id__exact={year.pk}")
        page = pages.Page(
            title="Open a year",
            lead="A month or quarter opens on the day after it ends and closes at the end of the next month. "
            "What is there already stays as it is, and every day can be moved afterwards.",
            form=form,
            fieldsets=((None, {"fields": ("basis", "first", "kinds", "due_day")}),),
            submit="Open the year",
            back=pages.address(Period, "changelist"),
        )
        return pages.render(self, request, page, status=422 if form.errors else 200)


def _next_year():
    """The year after the last financial one."""
    last = Period.objects.filter(kind=Period.Kind.YEAR, basis=Period.Basis.FINANCIAL).order_by("start").last()
    return {"first": last.start.year + 1} if last else {}


def _what_was_made(year, made):
    counts = {kind: sum(period.kind == kind for period in made) for kind in years.PARTS}
    parts = [f"{count} {kind}s" for kind, count in counts.items() if count]
    if year in made:
        parts.insert(0, "the year")
    if not parts:
        return f"{year} is there with all of that already: nothing was made."
    return (
        f"{year}: made {', '.join(parts)}. Targets are copied into it from the list of targets; owners are "
        "asked for those that are missing."
    )
