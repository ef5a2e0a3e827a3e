"""What the forms of sections' choices have in common."""

from django import forms


class OptionsForm(forms.Form):
    """Choices of a section. `kept()` is what `section.options` keeps: names and numbers, never rows."""

    def __init__(self, *args, pack=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.pack = pack

    def kept(self) -> dict:
        """The cleaned choices as JSON can hold them; empty ones are left out."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [], ())}
