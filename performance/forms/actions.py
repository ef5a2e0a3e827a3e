"""Forms for actions: what is being done, by which post and by when; and how it ended."""

from django import forms

from performance import actions
from performance.forms.figures import DayField, TextField
from performance.models import Directorate


class ActionForm(forms.Form):
    """What is being done. The verb says what is missing, and each sentence stands at its field."""

    what = TextField(
        label="What is being done",
        help_text="One sentence, for example “Weekly review of long packages”. It is printed in packs.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Say it in 500 characters at most."},
    )
    post = forms.CharField(
        label="By which post",
        help_text="A post and not a name, for example “Head of reablement”.",
        max_length=120,
        required=False,
    )
    due_on = DayField(label="By when", help_text="For example 31 3 2021.", required=False)

    @property
    def given(self):
        """What was entered, as the verbs take it."""
        return dict(self.cleaned_data)


class EndForm(forms.Form):
    """How it ended: done, where a sentence is welcome; or dropped, where it is needed."""

    outcome = TextField(
        label="What came of it",
        help_text="Needed where you drop it: why it will not be done.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "Say it in 500 characters at most."},
    )


class ActionFilter(forms.Form):
    """One bar above the list."""

    q = forms.CharField(label="Words", required=False, max_length=80)
    state = forms.ChoiceField(label="State", required=False)
    directorate = forms.ModelChoiceField(
        Directorate.objects.none(), label="Directorate", required=False, empty_label="All"
    )

    # What "Open" shows: overdue ones are open too.
    SHOWN = {"open": ("overdue", "open"), "overdue": ("overdue",), "done": ("done",), "dropped": ("dropped",)}

    def __init__(self, *args, directorates, **kwargs):
        super().__init__(*args, **kwargs)
        words = {"open": "Open, overdue ones too", **{c: t for c, t in actions.STATES.items() if c != "open"}}
        self.fields["state"].choices = [("", "All"), *((code, words[code]) for code in self.SHOWN)]
        self.fields["directorate"].queryset = directorates

    def keep(self, rows):
        """Of the rows of a list those that are asked for."""
        if not self.is_valid():
            return rows
        words, state = self.cleaned_data["q"].lower(), self.cleaned_data["state"]
        directorate = self.cleaned_data["directorate"]
        return [
            row
            for row in rows
            if words in f"{row['what']} {row['title']} {row['post']}".lower()
            and (not state or row["state"] in self.SHOWN[state])
            and (directorate is None or row["directorate_id"] == directorate.pk)
        ]
