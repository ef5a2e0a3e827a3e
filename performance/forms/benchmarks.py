"""The bars above the pages about published figures."""

from django import forms

from performance.benchmarks import groups as labels
from performance.benchmarks import words
from performance.forms.chase import Bar

LATEST = ("", "Latest of each")
RULE_CHOICES = [(words.DFE, "DfE"), (words.OHID, "OHID")]


class KeptBar(Bar):
    """A bar that carries on whose council and which day the address names."""

    def __init__(self, data, *, groups=(), group=None, **kwargs):
        super().__init__(data or None, **kwargs)
        data = data or {}
        for name in ("council", "known"):
            if data.get(name):
                self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)
        if "group" in self.fields:
            self.fields["group"].choices = [(one.slug, labels.label(one)) for one in groups]
            # Of another council's address the same kind of group is meant: what is shown is what is marked.
            if self.is_bound and group is not None:
                self.data = self.data.copy()
                self.data["group"] = group.slug


def year_choices(years, first=LATEST):
    return [*([first] if first else []), *((year, year) for year in years)]


class ProfileBar(KeptBar):
    """Of the profile: words, group, year, rule, and which position."""

    POSITIONS = {
        "1": "Top quartile",
        "2": "Second quartile",
        "3": "Third quartile",
        "4": "Bottom quartile",
        "none": "No quartile",
    }

    q = forms.CharField(label="Indicator", required=False)
    group = forms.ChoiceField(label="Compared with", required=False)
    year = forms.ChoiceField(label="Year", required=False)
    rule = forms.ChoiceField(label="Quartile rule", required=False, choices=RULE_CHOICES)
    position = forms.ChoiceField(label="Position", required=False, choices=[("", "All"), *POSITIONS.items()])

    def __init__(self, data, *, years, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["year"].choices = year_choices(years)


class FrontBar(KeptBar):
    """Of the list on the front page: words, and a topic."""

    q = forms.CharField(label="Indicator", required=False)
    topic = forms.ChoiceField(label="Topic", required=False)
    group = forms.ChoiceField(label="Compared with", required=False)

    def __init__(self, data, *, topics, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["topic"].choices = [("", "All"), *((topic, topic) for topic in topics)]


class SummaryBar(KeptBar):
    """Of the summary: group, year, rule, quartiles or quintiles."""

    PARTS = {"4": "Quartiles", "5": "Quintiles"}

    group = forms.ChoiceField(label="Compared with", required=False)
    year = forms.ChoiceField(label="Year", required=False)
    parts = forms.ChoiceField(label="Count by", required=False, choices=PARTS.items())
    rule = forms.ChoiceField(label="Rule", required=False, choices=RULE_CHOICES)

    def __init__(self, data, *, years, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["year"].choices = year_choices(years)


class CompareBar(KeptBar):
    """Of the comparison: group, year, and the indicators that are looked at closely."""

    group = forms.ChoiceField(label="Compared with", required=False)
    year = forms.ChoiceField(label="Year", required=False)
    indicator = forms.MultipleChoiceField(
        label="Indicators", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data, *, years, indicators, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["year"].choices = year_choices(years)
        self.fields["indicator"].choices = [(one.slug, one.title) for one in indicators]

    @property
    def chosen(self):
        """The slugs that are ticked and that there are; one that there is not is as if not ticked."""
        known = {slug for slug, _ in self.fields["indicator"].choices}
        asked = self.data.getlist("indicator") if self.is_bound else []
        return [slug for slug in asked if slug in known]


class CostBar(KeptBar):
    """Of cost beside outcome: a spend, an outcome, a year, a group."""

    spend = forms.ChoiceField(label="Cost", required=False)
    outcome = forms.ChoiceField(label="Outcome", required=False)
    year = forms.ChoiceField(label="Year", required=False)
    group = forms.ChoiceField(label="Compared with", required=False)

    def __init__(self, data, *, spends, outcomes, years, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["spend"].choices = [(one.slug, one.title) for one in spends]
        self.fields["outcome"].choices = [(one.slug, one.title) for one in outcomes]
        self.fields["year"].choices = year_choices(years, first=None)


class PickerForm(forms.Form):
    """Which council: by name, alias or code."""

    q = forms.CharField(label="Name of the council", required=False, max_length=100)
    next = forms.CharField(required=False, widget=forms.HiddenInput)
