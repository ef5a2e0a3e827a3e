"""Forms for judging a status otherwise: the proposal, and its decision or end."""

from django import forms

from performance.forms.figures import DayField, HintedRadios, ReasonField


class ProposalForm(forms.Form):
    """Another status of the same scale, why, and until when. `levels` are the scale's, best first."""

    level = forms.ChoiceField(
        label="Status as you judge it",
        error_messages={
            "required": "Choose the status as you judge it.",
            "invalid_choice": "Choose one of the statuses below.",
        },
    )
    reason = ReasonField(
        label="Reason",
        rows=4,
        help_text="Printed with the judged status on the dashboard and in packs. Name posts, not people.",
        error_messages={"required": "Say why the status is judged otherwise; the reason is printed with it."},
    )
    expires_on = DayField(
        label="Last day on which it holds",
        help_text="For example 31 3 2021; a year ahead at most. On the day after, the rule's status is back.",
        required=False,
    )
    until_corrected = forms.BooleanField(
        label="It holds until the figure is corrected",
        help_text="The period has closed, so a published status can be kept. It has no last day then.",
        required=False,
    )

    def __init__(self, *args, levels, computed, may_be_without_end, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_be_without_end:
            del self.fields["until_corrected"]
        self.by_code = {level.code: level for level in levels if level != computed}
        field = self.fields["level"]
        field.widget = HintedRadios({level.code: level.meaning for level in levels})
        field.choices = [(code, level.word) for code, level in self.by_code.items()]

    def clean(self):
        """A last day, or none until the figure is corrected: one of the two."""
        given = super().clean()
        kept = given.pop("until_corrected", False)
        if "expires_on" not in given:
            return given
        if kept and given["expires_on"] is not None:
            self.add_error("expires_on", "Leave this empty, or do not tick “until the figure is corrected”.")
        elif not kept and given["expires_on"] is None:
            ticked = ", or tick that it holds until the figure is corrected"
            offered = ticked if "until_corrected" in self.fields else ""
            self.add_error("expires_on", f"Enter the last day on which it holds{offered}.")
        return given

    @property
    def proposal(self):
        """What was entered, as the verb takes it."""
        return self.cleaned_data | {"level": self.by_code[self.cleaned_data["level"]]}


class DecisionForm(forms.Form):
    """Accepting needs no reason; declining does, and the verb says so."""

    reason = ReasonField(
        label="Reason for the decision", help_text="Needed where you decline.", rows=4, required=False
    )


class EndForm(forms.Form):
    """Ending a judged status early."""

    reason = ReasonField(
        label="Reason for ending it",
        help_text="Kept in the audit trail.",
        rows=4,
        error_messages={"required": "Say why the judged status ends."},
    )
