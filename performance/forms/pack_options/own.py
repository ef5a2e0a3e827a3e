"""Choices of the sections of our own figures. Measures are kept by slug, headings by their titles."""

from django import forms

from performance.forms.pack_options.base import OptionsForm
from performance.models import Measure

FEWEST_MONTHS, MOST_MONTHS, USUAL_MONTHS = 3, 25, 13


class LayersForm(OptionsForm):
    """Which headings of the first level."""

    layers = forms.MultipleChoiceField(
        label="Headings",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: all of them.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.pack is not None:
            titles = self.pack.scorecard.sections.filter(parent=None).order_by("position")
            _offer(self, "layers", [(title, title) for title in titles.values_list("title", flat=True)])


class DashboardForm(LayersForm):
    """As above; without any, a dashboard prints what no other one does."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["layers"].help_text = "None chosen: all that no other dashboard of this pack prints."


class MeasuresForm(OptionsForm):
    """Which measures of the scorecard."""

    measures = forms.MultipleChoiceField(
        label="Measures", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["measures"].help_text = "None chosen: all of them."
        if self.pack is not None:
            placed = self._measures().order_by("title")
            _offer(self, "measures", list(placed.values_list("slug", "title")))

    def _measures(self):
        return Measure.objects.filter(placements__section__scorecard=self.pack.scorecard).distinct()


class MonthlyForm(MeasuresForm):
    """Which monthly measures, and how far back."""

    months = forms.IntegerField(
        label="How many months",
        min_value=FEWEST_MONTHS,
        max_value=MOST_MONTHS,
        required=False,
        help_text=f"{FEWEST_MONTHS} to {MOST_MONTHS}; {USUAL_MONTHS} where it is left empty.",
    )

    def _measures(self):
        return super()._measures().filter(frequency=Measure.Frequency.MONTHLY)


class TrendsForm(LayersForm, MeasuresForm):
    """Which measures have a page."""


class SummaryForm(OptionsForm):
    """By what statuses are counted."""

    by = forms.ChoiceField(
        label="Count statuses by",
        choices=[("both", "Directorate and heading"), ("directorate", "Directorate"), ("layer", "Heading")],
        initial="both",
        required=False,
        widget=forms.RadioSelect,
    )


class ActionsForm(OptionsForm):
    """Whether only by exception."""

    all = forms.BooleanField(
        label="Also actions about figures that are on target",
        required=False,
    )


def _offer(form, name, choices):
    """Offer choices, and what was kept and is gone: it shows, and saving again does not fail for it."""
    offered = {value for value, _ in choices}
    kept = form.initial.get(name) or []
    gone = [(value, f"{value} (not on the scorecard any more)") for value in kept if value not in offered]
    form.fields[name].choices = choices + gone


FORMS = {
    "summary": SummaryForm,
    "actions": ActionsForm,
    "scorecard": LayersForm,
    "dashboard": DashboardForm,
    "monthly": MonthlyForm,
    "trends": TrendsForm,
}
