"""The form that makes an interface token."""

from django import forms

from performance.forms.figures import DayField, TextField
from performance.models import ApiToken, Person


class TokenForm(forms.Form):
    """In whose name, what for, what it reads, and how long it works.

    `people` are those in whose name the token may be made; who makes one for themself alone is not asked.
    """

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label="In whose name",
        help_text="The token reads what this person may see, for as long as they may see it.",
        empty_label="Choose a person",
        error_messages={"required": "Choose in whose name the token reads."},
    )
    name = TextField(
        label="What it is for",
        help_text="For example “Power BI, adults’ dashboard”.",
        max_length=80,
        error_messages={"required": "Say what the token is for."},
    )
    scopes = forms.MultipleChoiceField(
        label="What it reads",
        choices=ApiToken.Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what the token reads."},
    )
    expires_on = DayField(
        label="Last day on which it works",
        help_text="A year from today at the latest.",
        error_messages={"required": "Enter the last day on which the token works."},
    )

    def __init__(self, *args, person, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.own = person
        if people is None:
            del self.fields["person"]
        else:
            self.fields["person"].queryset = people
            self.fields["person"].initial = person.pk

    @property
    def wanted(self):
        """What was entered, as `tokens.create` takes it."""
        return {"person": self.own, **self.cleaned_data}
