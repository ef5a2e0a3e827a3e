"""One row of the grid as a form: the cells that its measure has, over the draft that was shown."""

import hashlib
import json

from django import forms

from performance.forms.entry import COMMENTARY_LENGTH, initial_of
from performance.forms.figures import FigureField, TextField
from performance.forms.hints import companion_unit
from performance.models import Measure, Period, Submission
from performance.rules.numbers import Unit, UnitKind
from performance.submission_content import content_of, whole

# The columns of the grid in their order; a grid has those that one of its rows has.
COLUMNS = {
    "value": "Figure",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "companion": "Beside the figure",
    "forecast": "Year-end forecast",
    "forecast_companion": "Beside the forecast",
    "outlook": "Outlook",
    "commentary_public": "Commentary for publication",
}
NUMBERS = ("value", "numerator", "denominator", "companion", "forecast", "forecast_companion")


class RowForm(forms.Form):
    """The cells of one measure and period, which have no others.

    What a row has no cell for (a reason for none, a breakdown, the internal commentary) stays as the draft
    has it.
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    outlook = forms.ChoiceField(
        choices=[("", "Not stated"), *Submission.Outlook.choices], required=False, label=COLUMNS["outlook"]
    )
    commentary_public = TextField(
        label=COLUMNS["commentary_public"],
        max_length=COMMENTARY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 1, "class": "app-grid__text"}),
        required=False,
    )

    def __init__(self, data=None, *, line):
        super().__init__(data, prefix=line.key, initial=initial_of(line.shown))
        self.line = line
        for name, unit in _units_of(line.measure, line.period):
            self.fields[name] = FigureField(unit, label=_label(line.measure, name))
            self.fields[name].widget.attrs["class"] = "app-grid__number"
        self.cells = {name: self[name] for name in COLUMNS if name in self.fields}

    def full_clean(self):
        """What each cell holds is noted before sentences take it out of `cleaned_data` again."""
        super().full_clean()
        self._read = dict(getattr(self, "cleaned_data", {}))

    @property
    def read(self):
        """What could be read, by field."""
        if self._errors is None:
            self.full_clean()
        return self._read

    # --- What was typed -----------------------------------------------------------------------------

    @property
    def texts(self):
        """What stands in each cell, as text."""
        return {name: as_text(cell.value()) for name, cell in self.cells.items()}

    @property
    def is_blank(self):
        return not any(self.texts.values())

    @property
    def shown(self):
        """A sum over what stands in the cells, by which a row that nobody touched is told from one that is.

        Somebody else may have changed the figure meanwhile: a row that is sent as it was shown is no change.
        """
        return sum_of(self.texts)

    @property
    def unreadable(self):
        """Cell -> what was typed there that no draft can hold: "4x" where a figure belongs."""
        return {name: text for name, text in self.texts.items() if self.is_bound and name in self.unread}

    @property
    def unread(self):
        """Cell -> why what stands in it cannot be read."""
        cells = [name for name in self.cells if name not in self.read] if self.is_bound else []
        return {name: " ".join(self.errors.get(name, ())) for name in cells}

    @property
    def content(self):
        """What stands in the cells, as the verbs take it, with what the row has no cells for."""
        if not self.is_bound:
            return self._kept
        return self._over({name: self.read.get(name) for name in self.cells})

    def draft_content(self, current):
        """What a draft can hold of it: what cannot be read stays as the draft has it."""
        return self._over({name: self.read[name] for name in self.cells if name in self.read})

    @property
    def _kept(self):
        return content_of(self.line.shown) if self.line.shown is not None else whole({})

    def _over(self, typed):
        computed = {"value": None} if self.line.measure.entry == Measure.Entry.FRACTION else {}
        return {**self._kept, **computed, **typed}


def _units_of(measure, period):
    """The cells for figures that a measure has in a period, each with its unit."""
    if measure.entry == Measure.Entry.FRACTION:
        yield from (("numerator", Unit(UnitKind.COUNT)), ("denominator", Unit(UnitKind.COUNT)))
    else:
        yield "value", measure.unit
        if measure.companion_label:
            yield "companion", companion_unit(measure)
    if measure.has_forecast and period.kind != Period.Kind.YEAR:
        yield "forecast", measure.unit
        if measure.companion_label:
            yield "forecast_companion", companion_unit(measure)


def _label(measure, name):
    """The name of a cell where its column says less: what a numerator counts."""
    own = {
        "numerator": measure.numerator_label,
        "denominator": measure.denominator_label,
        "companion": measure.companion_label,
        "forecast_companion": f"forecast {measure.companion_label}",
    }
    label = own.get(name) or COLUMNS[name]
    return label[:1].upper() + label[1:]


def sum_of(texts):
    """A sum over the texts of a row's cells; of another order of the same cells the same."""
    held = json.dumps(texts, sort_keys=True)
    return hashlib.sha256(held.encode()).hexdigest()[:16]


def as_text(value):
    """A cell's text as it is compared: a line break is one character, where browsers send two."""
    return "" if value is None else str(value).strip().replace("\r\n", "\n")
