"""Forms of the clerk's desk."""

from django import forms

from performance.forms.figures import ReasonField


class IssueForm(forms.Form):
    """The reasons that issuing a pack asks for: what is open in its prose, and that it goes out late."""

    findings_reason = ReasonField(
        label="Why it is issued with what was found in its prose",
        help_text="Kept with the pack and in its history; it is not printed.",
        required=False,
    )
    urgency_reason = ReasonField(
        label="Why the chair has agreed that it is urgent",
        help_text="The day of dispatch is past: a late paper is taken only where the chair agrees that it is "
        "urgent. Kept in the pack's history.",
        required=False,
    )

    def __init__(self, *args, asks, **kwargs):
        """`asks` names the reasons that this pack needs."""
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(asks):
            del self.fields[name]
