"""Fields for figures, texts and choices as people enter them."""

from decimal import Decimal

from django import forms

from performance.rules import alphabets
from performance.rules.numbers import NumberProblem, format_number, parse_typed, places_of

REASON_LENGTH = 2000


class _Uncut(forms.CharField):
    """A text whose length is looked at here alone: a browser told of the limit cuts what is pasted to it
    without a word, and a figure that lost its last digits is another figure."""

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class TextField(_Uncut):
    """Text as it is stored: a line break is one character, where browsers send two."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class ReasonField(TextField):
    """Why something is done, in as many words as the trail and the papers take."""

    def __init__(self, *, rows=3, **options):
        super().__init__(max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": rows}), **options)


class FigureField(_Uncut):
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
            raise forms.ValidationError(f"{problem}{_pasted_letter(text)}") from None

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


class DayField(forms.DateField):
    """A day as people write it: 31 3 2021, 31/03/2021, 31 March 2021."""

    def __init__(self, **options):
        options.setdefault("error_messages", {})
        options["error_messages"].setdefault("invalid", "Enter a date such as 31 3 2021.")
        super().__init__(
            input_formats=["%d %m %Y", "%d/%m/%Y", "%Y-%m-%d", "%d %B %Y"],
            widget=forms.DateInput(attrs={"class": "govuk-input govuk-input--width-10"}),
            **options,
        )


class HintedRadios(forms.RadioSelect):
    """Radios with a hint beneath each: `hints` maps a value to its sentence."""

    def __init__(self, hints, **options):
        self.hints = hints
        super().__init__(**options)

    def create_option(self, name, value, label, selected, index, **more):
        option = super().create_option(name, value, label, selected, index, **more)
        if hint := self.hints.get(str(value)):
            option["hint"], option["hint_id"] = hint, f"{option['attrs']['id']}_hint"
            option["attrs"]["aria-describedby"] = option["hint_id"]
        return option


def _pasted_letter(text):
    """Why what looks like a number is none, where a letter of another alphabet stands in it."""
    found = next(iter(alphabets.normalised(text)[1]), None)
    return f" “{found.char}” in it is {_name(found.name)}: type it anew." if found else ""


def _name(name):
    """A letter's name within a sentence: "a Cyrillic capital letter o" for CYRILLIC CAPITAL LETTER O."""
    words = " ".join(
        word.capitalize() if word in ("CYRILLIC", "GREEK") else word.lower() for word in name.split()
    )
    return words if words.startswith("a ") else f"a {words}"
