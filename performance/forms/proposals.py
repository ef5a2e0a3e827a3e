"""Forms for a missing target: what is proposed, and the decision on it."""

from decimal import Decimal

from django import forms

from performance import cells
from performance.forms.figures import HintedRadios
from performance.models import RagRule, Target
from performance.rules.numbers import NumberProblem, Unit, UnitKind, example_of, parse_typed
from performance.rules.printed_targets import PrintedTarget, read_target
from performance.rules.printed_types import Problem
from performance.rules.rag import JUDGING_KINDS, TargetKind
from performance.target_checks import AGAINST_THE_AIM

HINTS = {
    TargetKind.AT_LEAST: "The figure should reach this or be above it.",
    TargetKind.AT_MOST: "The figure should reach this or be below it.",
    TargetKind.BAND: "The figure should lie between two edges.",
    TargetKind.NO_TARGET: "Decided: this measure has none this year.",
    TargetKind.INFORMATION: "The figure is reported and never rated.",
    TargetKind.TO_BE_CONFIRMED: "It will be set later, for example when a baseline is known.",
}
KEPT_BY_PLACES = Unit(UnitKind.COUNT, 6)


class TargetProposalForm(forms.Form):
    """What kind of target, its figure as it should be printed, and why."""

    kind = forms.ChoiceField(
        label="Kind of target",
        error_messages={
            "required": "Choose the kind of target.",
            "invalid_choice": "Choose one of the kinds below.",
        },
    )
    figure = forms.CharField(
        label="Target",
        required=False,
        max_length=40,
        error_messages={"max_length": "Write the target in at most 40 characters."},
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-10", "autocomplete": "off"}),
    )
    basis = forms.CharField(
        label="Why this target",
        max_length=250,
        help_text="For example “top quartile 2019/20”. Printed with the target.",
        error_messages={
            "required": "Say why this target, for example “top quartile 2019/20”; it is printed with it.",
            "max_length": "Say why in at most 250 characters.",
        },
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, measure, **kwargs):
        super().__init__(*args, **kwargs)
        self.measure, self.unit = measure, cells.judged_unit(measure)
        self.figures = {}
        kinds = [choice for choice in Target.KINDS if (measure.polarity, choice[0]) not in AGAINST_THE_AIM]
        field = self.fields["kind"]
        field.choices = kinds
        field.widget = HintedRadios(HINTS, choices=kinds)
        example = example_of(self.unit)
        band = "a band with “to”, for example 56 to 61" if measure.polarity == "band" else f"“{example}”"
        self.fields[
            "figure"
        ].help_text = f"As it should be printed: {band}. Leave it empty where the kind has no figure."

    def clean(self):
        cleaned = super().clean()
        kind, text = cleaned.get("kind"), cleaned.get("figure", "").strip()
        if not kind or "figure" in self.errors:
            return cleaned
        if kind not in JUDGING_KINDS:
            if text:
                self.add_error(
                    "figure", "This kind of target has no figure. Clear it, or choose another kind."
                )
            return cleaned
        if not text:
            self.add_error("figure", "Enter the target.")
            return cleaned
        read = read_target(text)
        problem = self._problem_with(read, kind, text)
        if problem:
            self.add_error("figure", problem)
        else:
            self.figures = self._figures_of(read, text)
        return cleaned

    def _problem_with(self, read, kind, text):
        """What is wrong with the figure that was read, in a sentence; "" for nothing."""
        if isinstance(read, Problem):
            return str(read.sentence)
        if not isinstance(read, PrintedTarget) or read.kind in set(TargetKind) - set(JUDGING_KINDS):
            return f"“{text}” is no figure. Write for example {example_of(self.unit)}."
        if read.kind is not None and read.kind != kind:
            words = dict(Target.KINDS)
            return (
                f"“{text}” says “{words[read.kind]}”, and you chose “{words[kind]}”. Change one of the two."
            )
        if kind == TargetKind.BAND and read.lower is None:
            return "Write both edges of the band, for example 56 to 61."
        if read.companion is not None:
            return "Leave out what stands in brackets: a second figure is added by an administrator."
        if read.unit_kind and read.unit_kind != self.unit.kind:
            return f"“{text}” is not in this measure's unit. Write for example {example_of(self.unit)}."
        return next((problem for figure in _given(read) if (problem := _too_long(figure))), "")

    def _figures_of(self, read, text):
        # What was typed with its unit is printed as it is; a bare number is printed in the unit.
        as_typed = read.unit_kind or self.unit.kind == UnitKind.COUNT
        return {
            "value": read.value,
            "lower": read.lower,
            "upper": read.upper,
            "decimals": read.decimals,
            "as_entered": text if as_typed else "",
        }

    @property
    def content(self):
        """What was entered, as the verb takes it."""
        given = {name: self.cleaned_data[name] for name in ("kind", "basis", "version")}
        return given | self.figures


def _given(read):
    return [figure for figure in (read.value, read.lower, read.upper) if figure is not None]


def _too_long(figure: Decimal):
    """Why a figure cannot be kept: too many digits, in the words of the one parser."""
    try:
        parse_typed(f"{figure:f}", KEPT_BY_PLACES)
    except NumberProblem as problem:
        return str(problem)
    return ""


def initial_of(proposal):
    """What the form shows of a proposal that waits."""
    return {
        "kind": proposal.kind,
        "figure": proposal.as_entered,
        "basis": proposal.basis,
        "version": proposal.version,
    }


class TargetDecisionForm(forms.Form):
    """How an adopted target is judged; or why it is declined."""

    rule = forms.ModelChoiceField(
        RagRule.objects.none(),
        label="Rule that judges it",
        required=False,
        empty_label=None,
        help_text="Last year's where there is one. Limits of the target's own can be given afterwards.",
    )
    profile = forms.ChoiceField(label="Through the year", required=False)
    reason = forms.CharField(
        label="Reason for declining",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed only where you decline. Whoever proposed it reads it.",
    )

    def __init__(self, *args, judged, profiles, **kwargs):
        super().__init__(*args, **kwargs)
        if judged:
            self.fields["rule"].queryset = RagRule.objects.exclude(kind__in=RagRule.WITHOUT_TARGET)
            self.fields["profile"].choices = [c for c in Target.Profile.choices if c[0] in profiles]
        else:
            del self.fields["rule"], self.fields["profile"]
