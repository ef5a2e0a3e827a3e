"""Forms of the returns' pages: which periods to download, and the file that comes back."""

from django import forms

from performance.imports.workbook import MAX_BYTES
from performance.models import ReturnFile
from performance.returns.rows import MOST_ROWS
from performance.rules import calendar


class DownloadForm(forms.Form):
    """The periods to download, among those that this person's figures (`expected.of`) are of."""

    period = forms.MultipleChoiceField(
        label="Which periods?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one period.",
            "invalid_choice": "One of these periods takes no figures of yours any more. Choose again.",
        },
    )

    def __init__(self, *args, items, **options):
        super().__init__(*args, **options)
        self.items, by_period = items, {}
        for item in items:
            by_period.setdefault(item.period, []).append(item)
        self.fields["period"].choices = [
            (str(period.pk), _period_words(period, found)) for period, found in by_period.items()
        ]
        waiting = [str(item.period.pk) for item in items if not item.is_submitted]
        self.initial.setdefault("period", list(dict.fromkeys(waiting)))

    def clean_period(self):
        chosen = set(self.cleaned_data["period"])
        if len(self._of(chosen)) > MOST_ROWS:
            raise forms.ValidationError(
                f"These are more than {MOST_ROWS:,} figures. Download the periods one by one."
            )
        return chosen

    @property
    def chosen(self):
        """The figures of the chosen periods."""
        return self._of(self.cleaned_data["period"])

    def _of(self, chosen):
        return [item for item in self.items if str(item.period.pk) in chosen]


def _period_words(period, items):
    waiting = sum(1 for item in items if not item.is_submitted)
    count = "1 figure" if len(items) == 1 else f"{len(items)} figures"
    left = f"{waiting} still to submit" if waiting else "all submitted"
    return f"{period.label}: {count}, {left}, due {calendar.in_words(period.due_on)}"


class ReturnUploadForm(forms.Form):
    """A filled-in return."""

    file = forms.FileField(
        label="Your filled-in return",
        help_text="The workbook (.xlsx), or its sheet “Figures” as .csv; up to 10 MB.",
        error_messages={
            "required": "Choose the file that you filled in.",
            "empty": "The file is empty. Choose the file that you filled in.",
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("The file is larger than 10 MB. A return is far smaller.")
        return file


class ReturnFilter(forms.Form):
    """One bar above the list of uploads."""

    q = forms.CharField(label="File", required=False, max_length=80)
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), *ReturnFile.Status.choices]
    )

    def keep(self, found):
        if not self.is_valid():
            return found
        if self.cleaned_data["state"]:
            found = found.filter(status=self.cleaned_data["state"])
        return found.filter(name__icontains=self.cleaned_data["q"])
