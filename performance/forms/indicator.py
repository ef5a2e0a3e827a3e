"""The bars above an indicator's pages: its series, and its distribution."""

from django import forms

from performance.benchmarks import words
from performance.forms.benchmarks import RULE_CHOICES, KeptBar

WHOLE = "All"


def breakdown_choices(breakdowns):
    """The whole first; a page with nothing but the whole has nothing to choose."""
    return [(one, one or WHOLE) for one in breakdowns]


class IndicatorBar(KeptBar):
    """Of the series: group, quartile rule, breakdown, and the groups that are drawn."""

    group = forms.ChoiceField(label="Compared with", required=False)
    rule = forms.ChoiceField(label="Quartile rule", required=False, choices=RULE_CHOICES)
    breakdown = forms.ChoiceField(label="Breakdown", required=False)
    line = forms.MultipleChoiceField(
        label="Lines in the chart", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data, *, breakdowns, groups, **kwargs):
        super().__init__(data, groups=groups, **kwargs)
        self.fields["breakdown"].choices = breakdown_choices(breakdowns)
        if len(breakdowns) < 2:
            del self.fields["breakdown"]
        self.fields["line"].choices = [(one.slug, one.title) for one in groups]
        slugs = [one.slug for one in groups]
        asked = data.getlist("line") if data else []
        # Nothing ticked draws all: a chart of ours alone would compare with nothing.
        self.drawn = [slug for slug in slugs if slug in asked] or slugs
        self.initial["line"] = self.drawn
        if self.is_bound:
            self.data = self.data.copy()
            self.data.setlist("line", self.drawn)


class DistributionBar(KeptBar):
    """Of the distribution: year, group, quartile rule, breakdown, and the name of a council."""

    year = forms.ChoiceField(label="Year", required=False)
    group = forms.ChoiceField(label="Among", required=False)
    rule = forms.ChoiceField(label="Quartile rule", required=False, choices=RULE_CHOICES)
    breakdown = forms.ChoiceField(label="Breakdown", required=False)
    q = forms.CharField(label="Find a council in the table", required=False, max_length=80)

    def __init__(self, data, *, years, year, breakdowns, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["year"].choices = [(one, one) for one in years]
        self.fields["breakdown"].choices = breakdown_choices(breakdowns)
        if len(breakdowns) < 2:
            del self.fields["breakdown"]
        self.initial["year"] = year
        if self.is_bound:
            # A year that there is not is as if it was not asked for: what is shown is what is marked.
            self.data = self.data.copy()
            self.data["year"] = year


def rule_of(bar):
    """The quartile rule of an address; the DfE's where it names none."""
    asked = bar.asked("rule")
    return asked if asked in words.RULES else words.DFE
