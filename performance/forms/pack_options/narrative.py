"""Choices of a section of text."""

from django import forms

from performance.forms.pack_options.base import OptionsForm


class TextForm(OptionsForm):
    """Whether its paragraphs carry on the covering report's numbers."""

    numbered = forms.BooleanField(
        label="Number its paragraphs", required=False, help_text="The numbers run on through the whole pack."
    )
