"""An administrator's forms for a measure and what it is made up of: what figures rest on stays."""

from django import forms

from performance import calculating, dates, reorganising
from performance.models import (
    CalculationInput,
    Category,
    Dimension,
    Directorate,
    Measure,
    MeasureRole,
    Submission,
)

IN_USE = "Figures are kept under this code, so it stays."


class ServiceForm(forms.ModelForm):
    """A row of a directorate that may name one of its services, and none of another directorate's.

    A directorate that has gone into another is offered only where the row belongs to it already.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "directorate" in self.fields:
            own = Directorate.objects.filter(pk=self.instance.directorate_id)
            self.fields["directorate"].queryset = reorganising.standing(dates.today()) | own

    def clean(self):
        super().clean()
        service, directorate = (self.cleaned_data.get(name) for name in ("service", "directorate"))
        if service and directorate and service.directorate_id != directorate.pk:
            self.add_error("service", f"{service} is a part of {service.directorate}, not of {directorate}.")


class MeasureForm(ServiceForm):
    """A measure whose period fits the calculated ones that are made from it."""

    def clean(self):
        super().clean()
        made = (
            [row.measure for row in self.instance.feeds.select_related("measure")] if self.instance.pk else []
        )
        for name, words in PERIOD_FIELDS.items():
            other = next((m for m in made if name in self.cleaned_data and differs(m, self, name)), None)
            if other is not None:
                self.add_error(name, f"“{other}” is calculated from this measure and has another {words}.")


# What a measure and its inputs have in common, or their figures would not be of the same time.
PERIOD_FIELDS = {"frequency": "frequency", "year_basis": "year", "entry_basis": "span that a figure covers"}


def differs(measure, form, name):
    return getattr(measure, name) != form.cleaned_data[name]


# --- Calculated measures -----------------------------------------------------------------------------


class InputFormSet(forms.BaseInlineFormSet):
    """The inputs of a calculated measure: as many as its calculation needs, of its own time, in no circle."""

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        rows = [form.instance for form in kept_forms(self) if form.instance.source_id]
        problem = inputs_problem(self.instance, rows)
        if problem:
            raise forms.ValidationError(problem)


def kept_forms(formset):
    """The rows of a formset that will be there once it is saved."""
    gone = {id(form) for form in formset.deleted_forms}
    return [
        form for form in formset.forms if id(form) not in gone and (form.has_changed() or form.instance.pk)
    ]


def inputs_problem(measure, rows):
    """Why a measure cannot be calculated from these inputs, or ""."""
    if measure.entry != Measure.Entry.CALCULATED:
        return "Only a calculated measure has inputs: choose “calculated” as what is entered." if rows else ""
    first = [row for row in rows if row.part == CalculationInput.Part.FIRST]
    second = [row for row in rows if row.part == CalculationInput.Part.SECOND]
    wrong = {
        Measure.Calculation.TOTAL: (
            not first or bool(second),
            "A total needs at least one first input, and no second ones.",
        ),
        Measure.Calculation.VARIANCE: (
            (len(first), len(second)) != (1, 1),
            "A variance needs exactly one first and one second input.",
        ),
        Measure.Calculation.SHARE: (
            not first or not second,
            "A share needs at least one first input, and at least one second one to divide by.",
        ),
    }
    is_wrong, sentence = wrong.get(measure.calculation, (False, ""))
    if is_wrong:
        return sentence
    return next(filter(None, (_input_problem(measure, row.source) for row in rows)), "")


def _input_problem(measure, source):
    for name, words in PERIOD_FIELDS.items():
        if getattr(source, name) != getattr(measure, name):
            return f"“{source}” has another {words} than this measure, so they do not go together."
    if measure.pk and calculating.circle(measure, [source]) is not None:
        return f"“{source}” is itself calculated from this measure: that would be a circle."
    return ""


# --- Dimensions and categories -----------------------------------------------------------------------


def codes_in_use(measure):
    """(dimension's code, category's code) of every part that a figure holds; "" for the composition."""
    used = set()
    rows = Submission.objects.filter(measure=measure).values_list("parts", "breakdown")
    for parts, breakdown in rows:
        used |= {("", code) for code in parts or {}}
        used |= {(dimension, code) for dimension, figures in (breakdown or {}).items() for code in figures}
    return used


def categories_in_use(dimension):
    """The codes of a dimension's categories under which figures are kept."""
    if dimension.pk is None:
        return set()
    own = "" if dimension.is_composition else dimension.code
    return {code for found, code in codes_in_use(dimension.measure) if found == own}


class DimensionForm(forms.ModelForm):
    """A dimension whose code and kind stay once figures are divided by it."""

    class Meta:
        model = Dimension
        fields = ("measure", "code", "name", "is_composition", "must_add_up", "position")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if categories_in_use(self.instance):
            for name in ("measure", "code", "is_composition"):
                if name in self.fields:
                    self.fields[name].disabled = True
                    self.fields[name].help_text = "Figures are divided by this, so it stays."


class DimensionFormSet(forms.BaseInlineFormSet):
    """A dimension that figures are divided by is not taken away."""

    def clean(self):
        super().clean()
        for form in self.deleted_forms:
            if categories_in_use(form.instance):
                raise forms.ValidationError(f"Figures are divided by “{form.instance}”, so it stays.")


class CategoryForm(forms.ModelForm):
    """A category whose code stays once a figure is kept under it; its name may change."""

    class Meta:
        model = Category
        fields = ("code", "name", "is_good", "position")

    def __init__(self, *args, used=(), **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.code in used:
            self.fields["code"].disabled = True
            self.fields["code"].help_text = IN_USE


class CategoryFormSet(forms.BaseInlineFormSet):
    """At least two parts, none taken away that holds figures."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.used = categories_in_use(self.instance)

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "used": self.used} if index is not None else {}

    def clean(self):
        super().clean()
        for form in self.deleted_forms:
            if form.instance.code in self.used:
                raise forms.ValidationError(f"Figures are kept under “{form.instance}”, so it stays.")
        if not any(self.errors) and len(kept_forms(self)) < 2:
            raise forms.ValidationError("A dimension divides a figure into two parts or more.")


# --- Who answers for it ------------------------------------------------------------------------------


class MeasureRoleFormSet(forms.BaseInlineFormSet):
    """One owner, and a measure is handed over in one step."""

    def _owners(self):
        kept = [form for form in self.forms if not self._should_delete_form(form)]
        return [form.instance for form in kept if form.cleaned_data.get("kind") == MeasureRole.Kind.OWNER]

    def clean(self):
        super().clean()
        if not any(self.errors) and len(self._owners()) > 1:
            raise forms.ValidationError("A measure has one owner. Make the others deputies.")

    def save(self, commit=True):
        # Whoever hands over steps down first: the database has room for one owner at a time.
        kept = [owner.pk for owner in self._owners()]
        earlier = MeasureRole.objects.filter(measure=self.instance, kind=MeasureRole.Kind.OWNER)
        earlier.exclude(pk__in=[pk for pk in kept if pk]).update(kind=MeasureRole.Kind.DEPUTY)
        return super().save(commit)
