"""The owner's form: a figure or its parts, or a reason for none, with forecast, outlook and commentary."""

from dataclasses import dataclass, replace

from django import forms

from performance import cells, make_up
from performance.forms.figures import DayField, FigureField, HintedRadios, ReasonField, TextField
from performance.forms.hints import companion_unit, effect_in_words, example, unit_hint
from performance.models import Measure, Submission
from performance.rules.numbers import Unit, UnitKind, example_of, format_figure, places_of
from performance.submission_content import whole

COMMENTARY_LENGTH = 4000


@dataclass(frozen=True)
class PartFields:
    """The fields of one composition or breakdown, and what they add up to where all can be read."""

    code: str
    legend: str
    hint: str
    fields: list
    total: str

    @property
    def id(self):
        return f"id_{self.code}"

    @property
    def holds_something(self):
        return any(field.value() not in (None, "") or field.errors for field in self.fields)


class EntryForm(forms.Form):
    """Built for one measure: it shows the fields that the measure has and no others.

    `levels` are the statuses among which the owner judges, where the rule asks for a judgement.
    """

    absence_note = TextField(
        label="In your own words (optional)",
        help_text="Printed as you write it, in place of the figure.",
        max_length=250,
        required=False,
    )
    absence_due_on = DayField(
        label="Date on which it is due",
        help_text="For example 31 3 2021. Only with the reason “Due on a date”.",
        required=False,
    )
    outlook = forms.ChoiceField(
        label="Outlook for the year",
        help_text="Needed with every figure that is off target, and printed.",
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
    # A browser that restores a page it had before must not restore the version of then.
    version = forms.IntegerField(required=False, widget=forms.HiddenInput({"autocomplete": "off"}))

    def __init__(self, *args, measure, period, levels=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.measure, self.period, self.levels = measure, period, levels
        self._add_figures()
        self._add_breakdowns()
        self._add_absence()
        self._add_forecast()
        if levels:
            self._add_judgement()

    def full_clean(self):
        """What each field holds is noted before a verb's sentences take it out of `cleaned_data` again."""
        super().full_clean()
        self.read = dict(getattr(self, "cleaned_data", {}))

    # --- Which fields there are ---------------------------------------------------------------------

    def _add_figures(self):
        measure, unit = self.measure, self.measure.unit
        span = cells.span(measure, self.period)
        if measure.entry == measure.Entry.PARTS:
            composition = make_up.composition_of(measure)
            if composition is not None:
                self._add_parts("parts", composition)
            return
        if measure.entry == measure.Entry.FRACTION:
            count = Unit(UnitKind.COUNT)
            self.fields["numerator"] = FigureField(
                count, label=measure.numerator_label or "Numerator", help_text=f"{span}. For example 1,089."
            )
            self.fields["denominator"] = FigureField(
                count,
                label=measure.denominator_label or "Denominator",
                help_text="The figure is worked out from these two.",
            )
            return
        hint = f"{span}. {unit_hint(measure)} For example {example(measure)}."
        self.fields["value"] = FigureField(unit, label="Figure", help_text=hint)
        if measure.companion_label:
            self.fields["companion"] = self._companion(f"Beside it: {measure.companion_label} (optional)")

    def _companion(self, label):
        unit = companion_unit(self.measure)
        return FigureField(unit, label=label, help_text=f"For example {example_of(unit)}.")

    def _add_parts(self, name, dimension):
        unit = make_up.unit_of_parts(self.measure, dimension)
        for category in dimension.categories.all():
            self.fields[f"{name}.{category.code}"] = FigureField(unit, label=category.name)

    def _add_breakdowns(self):
        for dimension in make_up.breakdowns_of(self.measure):
            self._add_parts(f"breakdown.{dimension.code}", dimension)

    def _add_absence(self):
        hints = {code: effect_in_words(self.measure, code) for code in Submission.Absence.values}
        self.fields["absence"] = forms.ChoiceField(
            label="If there is no figure, why?",
            choices=[("", "There is a figure"), *Submission.Absence.choices],
            widget=HintedRadios(hints),
            required=False,
        )

    def _add_forecast(self):
        measure = self.measure
        if not measure.has_forecast or self.period.kind == self.period.Kind.YEAR:
            return
        self.fields["forecast"] = FigureField(
            measure.unit,
            label=f"Forecast for the year {self.period.year}",
            help_text=f"{unit_hint(measure)} The forecast is what is rated.",
        )
        if measure.companion_label:
            label = f"Forecast {measure.companion_label} (optional)"
            self.fields["forecast_companion"] = self._companion(label)
        self.fields["forecast_method"] = TextField(
            label="How the forecast was made (optional)", max_length=250, required=False
        )

    def _add_judgement(self):
        self.fields["judged_level"] = forms.ChoiceField(
            label="Status by judgement",
            help_text="No figure decides this one. Your judgement is printed with the commentary.",
            choices=[(level.code, level.word) for level in self.levels],
            widget=HintedRadios({level.code: level.meaning for level in self.levels}),
            required=False,
        )

    # --- As the page shows them ---------------------------------------------------------------------

    def _bound(self, *names):
        return [self[name] for name in names if name in self.fields]

    @property
    def figure_fields(self):
        return self._bound("value", "numerator", "denominator", "companion")

    @property
    def composition(self):
        """The fields of the parts that the figure is, or None."""
        if self.measure.entry != self.measure.Entry.PARTS:
            return None
        dimension = make_up.composition_of(self.measure)
        hint = f"{cells.span(self.measure, self.period)}. Where a part is none, enter 0."
        return self._group("parts", dimension, hint) if dimension is not None else None

    @property
    def breakdowns(self):
        """The fields of each breakdown."""
        whole = "the numerator" if self.measure.entry == Measure.Entry.FRACTION else "the figure above"
        some, all_of_it = "Fill in all of them or none.", f"Together they make the whole: {whole}."
        return [
            self._group(
                f"breakdown.{dimension.code}",
                dimension,
                f"{some} {all_of_it}" if dimension.must_add_up else some,
            )
            for dimension in make_up.breakdowns_of(self.measure)
        ]

    @property
    def breakdown_is_open(self):
        return any(group.holds_something for group in self.breakdowns)

    def _group(self, name, dimension, hint):
        fields = self._bound(*(f"{name}.{category.code}" for category in dimension.categories.all()))
        return PartFields(name, dimension.name, hint, fields, self._total(fields))

    def _total(self, fields):
        """What the parts add up to as they stand, or "" while one is blank or cannot be read."""
        try:
            figures = [field.field.clean(field.value()) for field in fields]
        except forms.ValidationError:
            return ""
        if not figures or any(figure is None for figure in figures):
            return ""
        added = sum(figures)
        return format_figure(added, replace(fields[0].field.unit, scale=""), places_of(added))

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
        return self._bound("judged_level", "outlook", "commentary_public", "commentary_internal")

    # --- What was entered ---------------------------------------------------------------------------

    def with_kept(self, kept):
        """The same form with what was typed before and could not be saved, with the errors at the fields."""
        data = {name: self._as_sent(name) for name in self.fields}
        known = {name: text for name, text in kept.items() if name in self.fields}
        again = type(self)(data | known, measure=self.measure, period=self.period, levels=self.levels)
        again.is_valid()
        return again

    def _as_sent(self, name):
        value = self[name].value()
        return "" if value is None else value

    def at_version(self, version):
        """The same typed content over another version, for a page that is shown again."""
        data = self.data.copy()
        data["version"] = "" if version is None else str(version)
        again = type(self)(data, measure=self.measure, period=self.period, levels=self.levels)
        again.is_valid()
        return again

    @property
    def content(self):
        """What was entered, as it is stored and as the verbs take it."""
        return whole(self._entered())

    def _entered(self):
        """What each field holds; parts and breakdowns by their codes, blank ones with None."""
        content = {name: self.read.get(name) for name in Submission.CONTENT}
        divisions = {group.code: self._figures(group) for group in self.breakdowns}
        breakdown = {name.partition(".")[2]: figures for name, figures in divisions.items()}
        composition = self.composition
        return {
            **content,
            "parts": self._figures(composition) if composition else None,
            "breakdown": breakdown,
        }

    def _figures(self, group):
        return {field.name.rpartition(".")[2]: self.read.get(field.name) for field in group.fields}

    @property
    def unreadable(self):
        """Field -> what was typed there that no draft can hold: "4x" where a figure belongs."""
        self.is_valid()
        typed = [name for name in self.fields if self.is_bound and name not in self.read]
        return {name: str(self.data.get(name, "")) for name in typed if not self[name].is_hidden}

    def draft_content(self, current):
        """What a draft can hold of it: what cannot be read stays as `current`, the open revision, has it."""
        content, held = self._entered(), initial_of(current)
        for name in self.unreadable:
            group, dot, part = name.rpartition(".")
            if not dot:
                content[name] = held.get(name)
            elif group == "parts":
                content["parts"][part] = held.get(name)
            else:
                content["breakdown"][group.partition(".")[2]][part] = held.get(name)
        return whole(content)

    def add_problems(self, problems):
        """Show a verb's sentences at the fields they are about; what is about all parts, at their first."""
        for name, sentence in problems.items():
            first = next((field for field in self.fields if field.startswith(f"{name}.")), None)
            self.add_error(name if name in self.fields else first, sentence)


def initial_of(submission):
    """A stored submission as the form's fields hold it."""
    if submission is None:
        return {}
    held = {name: getattr(submission, name) for name in (*Submission.CONTENT, "version")}
    divisions = {"parts": submission.parts} | {
        f"breakdown.{code}": figures for code, figures in (submission.breakdown or {}).items()
    }
    for name, figures in divisions.items():
        held |= {f"{name}.{code}": figure for code, figure in make_up.figures_of(figures).items()}
    return held


class ReasonForm(forms.Form):
    """A reason, where a verb needs one."""

    reason = ReasonField(label="Reason", error_messages={"required": "Give a reason."})
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
