"""Forms for bringing a file in: the file with what it does not say itself, and its headings."""

from django import forms

from performance.imports.headings import ALIASES, PERIODIC, understand
from performance.imports.workbook import MAX_BYTES
from performance.rules.printed_periods import read_period

LEAVE_OUT = "ignore"
# What may be given a period of its own.
DATED = PERIODIC | {"comparison"}
# What a heading may be read as: the first words of each role, in the order of the workbook.
MEANINGS = [(names[0], names[0].capitalize()) for role, names in ALIASES.items() if role != "description"]


class StatedForm(forms.Form):
    """What the file does not say itself."""

    source = forms.CharField(
        required=False,
        max_length=250,
        help_text="Where the figures were published; printed with them. Empty: the file’s name.",
    )
    period = forms.CharField(
        required=False,
        max_length=40,
        help_text="For headings that name none, for example 2020/21 or Nov 2020.",
    )
    directorate = forms.CharField(
        required=False, max_length=120, help_text="Where no column says it. A new one is made."
    )
    scorecard = forms.CharField(
        required=False,
        max_length=160,
        help_text="Where new measures are shown. Empty: the directorate’s own.",
    )
    sheet = forms.CharField(required=False, max_length=80, help_text="Only the sheet of this name.")
    council = forms.CharField(
        required=False,
        max_length=160,
        help_text="Our council’s name in a column of areas, where it is another.",
    )
    reason = forms.CharField(
        required=False,
        max_length=400,
        help_text="Why targets change that are held otherwise. Empty: they are reported and stay.",
    )

    def clean_period(self):
        text = self.cleaned_data["period"]
        if text and read_period(text) is None:
            raise forms.ValidationError(f"“{text}” is no period. Write for example 2020/21 or Nov 2020.")
        return text


class UploadForm(StatedForm):
    """A file to look at before anything is changed."""

    file = forms.FileField(
        help_text="A workbook (.xlsx or .ods) or a text file (.csv) of up to 10 MB.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    field_order = ["file"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("The file is larger than 10 MB. Leave out what is not needed.")
        return file


class HeadingsForm(forms.Form):
    """A choice for each heading of a file: as it was understood, as something else, or left out.

    A heading that names no period may be given one beside it.
    """

    def __init__(self, *args, headings, **options):
        super().__init__(*args, **options)
        self.texts = {}
        taken = {heading["text"]: heading.get("taken", "") for heading in headings}
        for text in dict.fromkeys(heading["text"] for heading in headings):
            name = f"heading_{len(self.texts)}"
            self.texts[name] = text
            self.fields[name] = forms.ChoiceField(
                required=False,
                label=text,
                choices=_meanings(text, headings),
                help_text=f"Means the same as “{taken[text]}”, which was taken." if taken[text] else "",
            )
            if _may_be_dated(text):
                self.fields[f"{name}_period"] = forms.CharField(
                    required=False,
                    max_length=40,
                    label=f"Period of “{text}”",
                    help_text="Of its figures or targets, for example Q2 2013/14.",
                )

    def clean(self):
        for name, text in self.texts.items():
            period = self.cleaned_data.get(f"{name}_period", "")
            if period and read_period(period) is None:
                sentence = f"“{period}” is no period. Write for example 2020/21 or Nov 2020."
                self.add_error(f"{name}_period", sentence)
            elif period and not self._is_dated(name, text):
                self.add_error(
                    f"{name}_period", "Say what it is too: only figures and targets have a period."
                )
        return self.cleaned_data

    def _is_dated(self, name, text):
        chosen = understand(self._read_as(name, text), 0)
        return chosen.role in DATED and chosen.period is None

    def _read_as(self, name, text):
        return self.cleaned_data.get(name) or text

    @property
    def columns(self):
        """Heading -> what it is read as, for those that were chosen or given a period."""
        chosen = {}
        for name, text in self.texts.items():
            period = self.cleaned_data.get(f"{name}_period", "")
            if self.cleaned_data[name] or period:
                chosen[text] = f"{self._read_as(name, text)} {period}".strip()
        return chosen

    def of(self, texts):
        """The fields of these headings, each with its period under it."""
        names = [name for name, text in self.texts.items() if text in texts]
        return [self[key] for name in names for key in (name, f"{name}_period") if key in self.fields]


def _may_be_dated(text):
    """Whether a heading may be given a period: one of figures or targets, or one that says nothing."""
    heading = understand(text, 0)
    return heading.period is None and _period_in(text) is None and heading.role in ("", *DATED)


def _meanings(text, headings):
    """The choices for a heading; a period in it is kept whatever it is read as."""
    now = next(heading["understood"] for heading in headings if heading["text"] == text)
    period = understand(f"Figure {text}", 0).period or _period_in(text)
    choices = [("", f"As read: {now}" if now else "Not understood: left out"), (LEAVE_OUT, "Leave it out")]
    choices.append((f"Comparison: {text}", f"Comparison figure “{text}”"))
    for value, label in MEANINGS:
        dated = period is not None and understand(value, 0).role in PERIODIC
        choices.append((f"{value} {period.text}" if dated else value, label))
    return choices


def _period_in(text):
    words = text.replace("_", " ").split()
    spans = (words[i:j] for i in range(len(words)) for j in range(len(words), i, -1))
    return next((period for span in spans if (period := read_period(" ".join(span)))), None)
