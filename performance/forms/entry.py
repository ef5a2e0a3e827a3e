"""The owner's form: a figure, or a reason for none, with forecast, outlook and commentary."""

from decimal import Decimal

from django import forms

from performance import cells
from performance.models import Submission
from performance.rules.numbers import (
    NumberProblem,
    UnitKind,
    example_of,
    format_number,
    parse_typed,
    places_of,
)

COMMENTARY_LENGTH = 4000


class TextField(forms.CharField):
    """Text as it is stored: a line break is one character, where browsers send two."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class FigureField(forms.CharField):
    """A number as people type it, read by the one parser; what was typed stays when it cannot be read."""

    def __init__(self, unit, **options):
        self.unit = unit
        options.setdefault("required", False)
        super().__init__(max_length=40, **options)
        self.widget.attrs.update(
            {"inputmode": "decimal", "autocomplete": "off", "class": "govuk-input govuk-input--width-10"}
        )

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_typed(text, self.unit)
        except NumberProblem as problem:
            raise forms.ValidationError(str(problem)) from None

    def has_changed(self, initial, data):
        """Whether what was typed is another figure: "45.60" is not another than 45.6."""
        try:
            return self.clean(data) != initial
        except forms.ValidationError:
            return True

    def prepare_value(self, value):
        """A stored figure as it would be typed: 84500 becomes "84,500"."""
        if isinstance(value, Decimal):
            return format_number(value, places_of(value)).replace("−", "-")
        return value


def _count_unit(unit):
    """Numerators and companions are plain counts, whatever the measure's own unit is."""
    return type(unit)(UnitKind.COUNT)


class EntryForm(forms.Form):
    """Built for one measure: it shows the fields that the measure has and no others."""

    absence = forms.ChoiceField(
        label="If there is no figure, why?",
        choices=[("", "There is a figure"), *Submission.Absence.choices],
        required=False,
    )
    absence_note = forms.CharField(
        label="In your own words (optional)",
        help_text="Printed as you write it, in place of the figure.",
        max_length=250,
        required=False,
    )
    absence_due_on = forms.DateField(
        label="Date on which it is due",
        help_text="For example 31 3 2021. Only with the reason “Due on a date”.",
        input_formats=["%d %m %Y", "%d/%m/%Y", "%Y-%m-%d", "%d %B %Y"],
        required=False,
        error_messages={"invalid": "Enter a date such as 31 3 2021."},
        widget=forms.DateInput(attrs={"class": "govuk-input govuk-input--width-10"}),
    )
    outlook = forms.ChoiceField(
        label="Outlook for the year",
        help_text="Asked with every figure that is off target, and printed.",
        choices=[("", "Not stated"), *Submission.Outlook.choices],
        required=False,
    )
    commentary_public = TextField(
        label="Commentary for publication",
        help_text="Printed in committee papers. Name posts, not people.",
        max_length=COMMENTARY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )
    commentary_internal = TextField(
        label="Internal commentary",
        help_text="For your manager and the performance team; never printed.",
        max_length=COMMENTARY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, measure, period, **kwargs):
        super().__init__(*args, **kwargs)
        self.measure, self.period = measure, period
        self._add_figures()
        self._add_forecast()

    def _add_figures(self):
        measure, unit = self.measure, self.measure.unit
        span = cells.span(measure, self.period)
        if measure.entry == measure.Entry.FRACTION:
            count = _count_unit(unit)
            self.fields["numerator"] = FigureField(
                count, label=measure.numerator_label or "Numerator", help_text=f"{span}. For example 1,089."
            )
            self.fields["denominator"] = FigureField(
                count,
                label=measure.denominator_label or "Denominator",
                help_text="The figure is worked out from these two.",
            )
            return
        hint = f"{span}. {_unit_hint(measure)} For example {example_of(unit)}."
        self.fields["value"] = FigureField(unit, label="Figure", help_text=hint)
        if measure.companion_label:
            self.fields["companion"] = FigureField(
                _count_unit(unit), label=f"Beside it: {measure.companion_label} (optional)"
            )

    def _add_forecast(self):
        measure = self.measure
        if not measure.has_forecast or self.period.kind == self.period.Kind.YEAR:
            return
        self.fields["forecast"] = FigureField(
            measure.unit,
            label=f"Forecast for the year {self.period.year}",
            help_text=f"{_unit_hint(measure)} The forecast is what is rated.",
        )
        if measure.companion_label:
            self.fields["forecast_companion"] = FigureField(
                _count_unit(measure.unit), label=f"Forecast {measure.companion_label} (optional)"
            )
        self.fields["forecast_method"] = forms.CharField(
            label="How the forecast was made (optional)", max_length=250, required=False
        )

    def _bound(self, *names):
        return [self[name] for name in names if name in self.fields]

    @property
    def figure_fields(self):
        return self._bound("value", "numerator", "denominator", "companion")

    @property
    def absence_fields(self):
        return self._bound("absence", "absence_note", "absence_due_on")

    @property
    def absence_is_open(self):
        """Whether the part for "there is no figure" is shown at once: it holds something, or an error."""
        return any(field.value() or field.errors for field in self.absence_fields)

    @property
    def forecast_fields(self):
        return self._bound("forecast", "forecast_companion", "forecast_method")

    @property
    def commentary_fields(self):
        return self._bound("outlook", "commentary_public", "commentary_internal")

    def at_version(self, version):
        """The same typed content over another version, for a page that is shown again."""
        data = self.data.copy()
        data["version"] = "" if version is None else str(version)
        again = type(self)(data, measure=self.measure, period=self.period)
        again.is_valid()
        return again

    @property
    def content(self):
        """What was entered, as the verbs take it."""
        return {name: self.cleaned_data.get(name) for name in Submission.CONTENT}

    def add_problems(self, problems):
        """Show a verb's sentences at the fields they are about."""
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else None, sentence)


def _unit_hint(measure):
    unit = measure.unit
    if unit.kind == UnitKind.PERCENT:
        return "A percentage."
    if unit.kind == UnitKind.RATE:
        return f"A rate {measure.unit_phrase}."
    if unit.kind == UnitKind.MONEY:
        return "In pounds."
    return f"A number of {measure.unit_note}." if measure.unit_note else "A number."


class ReasonForm(forms.Form):
    """A reason, where a verb needs one."""

    reason = TextField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give a reason."},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
