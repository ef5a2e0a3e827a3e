"""Forms about years: closing and reopening one, and keeping a period open."""

from django import forms

from performance.forms.figures import DayField, ReasonField


class CloseForm(forms.Form):
    """Closing a year; what is left open in it stays, with a reason."""

    leave_open = forms.BooleanField(
        label="Close it and leave open what is open",
        required=False,
        help_text="It stays where it is, and goes no further until the year is reopened.",
    )
    reason = ReasonField(label="Reason", help_text="Needed where something is left open.", required=False)

    def __init__(self, *args, anything_open, **kwargs):
        super().__init__(*args, **kwargs)
        if not anything_open:
            del self.fields["leave_open"], self.fields["reason"]


class ReopenForm(forms.Form):
    """Reopening a closed year."""

    reason = ReasonField(
        label="Reason for reopening",
        help_text="Kept in the audit trail.",
        error_messages={"required": "Say why the year is reopened; it is kept in the audit trail."},
    )


class KeepOpenForm(forms.Form):
    """Until when a period takes first figures, and why."""

    until = DayField(
        label="Last day on which it takes figures",
        help_text="A working day, for example 15 1 2021.",
        error_messages={"required": "Enter the last day on which it takes figures."},
    )
    reason = ReasonField(
        label="Reason",
        help_text="For example “the provider's return came late”.",
        error_messages={"required": "Say why it is kept open; the reason is kept in the audit trail."},
    )
    judged_anew = forms.BooleanField(
        label="Figures whose target was superseded since may be judged by the new target", required=False
    )

    def __init__(self, *args, asks_anew, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_anew:
            del self.fields["judged_anew"]
