"""The choices of sections of published figures: whose, beside whom, which indicators, which year."""

from django import forms

from benchmarking.models import Authority, ComparatorGroup, Indicator, Observation
from performance.forms.pack_options.base import OptionsForm

OWN_GROUPS = (
    ("england", "England"),
    ("region", "The council’s region"),
    ("type", "Councils of its type"),
    ("neighbours", "Its nearest neighbours"),
)


class PublishedForm(OptionsForm):
    """What all ask. Nothing chosen means: our council, the usual groups, all indicators, the latest year."""

    council = forms.CharField(
        required=False,
        max_length=20,
        help_text="The code of another council (“ROT” or “E08000018”). Empty: our own.",
    )
    groups = forms.MultipleChoiceField(
        required=False,
        label="Compared with",
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: region, nearest neighbours and England.",
    )
    indicators = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: all that have a figure.",
    )
    year = forms.ChoiceField(required=False, help_text="The latest, or one that is held.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = ComparatorGroup.objects.exclude(kind=ComparatorGroup.Kind.NEIGHBOURS).exclude(
            slug__in=[slug for slug, _ in OWN_GROUPS]
        )
        others = [(group.slug, group.title) for group in own.order_by("kind", "title")]
        self.fields["groups"].choices = [*OWN_GROUPS, *others]
        self.fields["indicators"].choices = list(
            Indicator.objects.order_by("topic", "title").values_list("slug", "title")
        )
        years = Observation.objects.order_by("-ends_on").values_list("year", flat=True).distinct()
        self.fields["year"].choices = [("", "The latest"), *((year, year) for year in dict.fromkeys(years))]

    def clean_council(self):
        code = self.cleaned_data["council"].strip().upper()
        if code and not Authority.objects.filter(code__iexact=code).exists():
            found = Authority.objects.filter(gss_code__iexact=code).first()
            if found is None:
                raise forms.ValidationError(
                    f"No council has the code “{code}”. Use the code that its own page of benchmarks has."
                )
            code = found.code
        return code


class QuartilesForm(PublishedForm):
    """Quartiles or quintiles, by one of the two rules."""

    parts = forms.ChoiceField(
        required=False,
        choices=[("quartiles", "Quartiles"), ("quintiles", "Quintiles (fifths)")],
        widget=forms.RadioSelect,
    )
    rule = forms.ChoiceField(
        required=False,
        choices=[
            ("dfe", "DfE rule: cut points by quantile type 7"),
            ("ohid", "OHID rule: by rank, ties taking the lowest"),
        ],
        widget=forms.RadioSelect,
    )


class ChartsForm(PublishedForm):
    """Lines over the years, or all councils of the first group."""

    style = forms.ChoiceField(
        required=False,
        label="Charts",
        choices=[
            ("lines", "Lines over the years, beside the groups"),
            ("distribution", "All councils of the first group, ours marked"),
            ("both", "Both"),
        ],
        widget=forms.RadioSelect,
    )


class ValueForm(PublishedForm):
    """Which of the indicators have a chart as well."""

    charts = forms.MultipleChoiceField(
        required=False,
        label="Draw a chart for",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["charts"].choices = self.fields["indicators"].choices


class PositionsForm(OptionsForm):
    """Among whom the measures stand."""

    groups = forms.MultipleChoiceField(
        required=False,
        label="Compared with",
        choices=OWN_GROUPS,
        widget=forms.CheckboxSelectMultiple,
        help_text="The first that is ticked; none ticked: England.",
    )
