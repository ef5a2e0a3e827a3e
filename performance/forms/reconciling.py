"""Why our outturn and a published figure differ."""

from django import forms

from performance.forms.figures import TextField
from performance.models import Reconciliation
from performance.reconciling import MAX_REASON


class ReconcileForm(forms.Form):
    """What kind of difference it is, and why in words."""

    cause = forms.ChoiceField(
        label="What kind of difference is it?",
        choices=Reconciliation.Cause.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what kind of difference it is.",
            "invalid_choice": "Choose one of the kinds below.",
        },
    )
    reason = TextField(
        label="Reason",
        help_text="Shown to everybody who may see the measure. Name posts, not people.",
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why the two figures differ."},
    )
