"""The form that arranges cover for a manager."""

from django import forms

from performance import cover
from performance.forms.figures import DayField, TextField
from performance.models import Person


class CoverForm(forms.Form):
    """Who is away, who signs off in the meantime, and from when to when.

    `managers` are those whom this person may arrange cover for; a manager who arranges it for themself alone
    is not asked who is away.
    """

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="Manager who is away",
        empty_label="Choose a manager",
        error_messages={"required": "Choose the manager who is away."},
    )
    deputy = forms.ModelChoiceField(
        Person.objects.none(),
        label="Deputy",
        help_text="Signs off in their own name. Nobody signs off a figure that they entered or submitted.",
        empty_label="Choose a person",
        error_messages={"required": "Choose who signs off in the meantime."},
    )
    starts_on = DayField(
        label="First day",
        help_text="For example 14 12 2020.",
        error_messages={"required": "Enter the first day of the cover."},
    )
    ends_on = DayField(
        label="Last day (optional)",
        help_text="Leave empty where it holds until further notice.",
        required=False,
    )
    note = TextField(
        label="Note (optional)",
        help_text="For colleagues, for example “Annual leave”.",
        max_length=200,
        required=False,
    )

    def __init__(self, *args, managers, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.own = person
        alone = [manager.pk for manager in managers] == [person.pk]
        if alone:
            del self.fields["person"]
        else:
            self.fields["person"].queryset = managers
        deputies = cover.deputies()
        self.fields["deputy"].queryset = deputies.exclude(pk=person.pk) if alone else deputies

    @property
    def arrangement(self):
        """What was entered, as `cover.arrange` takes it."""
        return {"person": self.own, **self.cleaned_data}
