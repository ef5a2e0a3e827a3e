"""Forms of chasing: the bar above the list, and what a timeliness table looks back on."""

from django import forms

from performance import ageing
from performance.models import Directorate


class Bar(forms.Form):
    """A bar above a list; what an address asks for that there is not counts as not asked."""

    def asked(self, name):
        """What stands in a field, or None where it is empty or wrong."""
        if not self.is_bound:
            return None
        self.is_valid()
        return self.cleaned_data.get(name) or None


class ChaseFilter(forms.Form):
    """One bar above the list; it offers what is on the list."""

    STATES = {
        "missing": "Not submitted",
        "overdue": "Overdue",
        "returned": "Returned",
        "draft": "Draft",
        "due": "Not begun",
        "submitted": "With the manager",
    }

    directorate = forms.ModelChoiceField(
        Directorate.objects.none(), label="Directorate", required=False, empty_label="All"
    )
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *STATES.items()])
    owner = forms.TypedChoiceField(label="Owner", required=False, coerce=int, empty_value=None)
    period = forms.TypedChoiceField(label="Period", required=False, coerce=int, empty_value=None)

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        measures = {row.figure.measure for row in rows}
        self.fields["directorate"].queryset = Directorate.objects.filter(
            pk__in={measure.directorate_id for measure in measures}
        )
        owners = {(row.owner.pk if row.owner else 0, row.owner_name) for row in rows}
        self.fields["owner"].choices = [("", "All"), *sorted(owners, key=lambda owner: owner[1])]
        periods = {row.figure.period for row in rows}
        self.fields["period"].choices = [
            ("", "All"),
            *((p.pk, p.label) for p in sorted(periods, key=lambda p: (p.end, p.start), reverse=True)),
        ]

    def keep(self, rows):
        """Of the rows of the list those that are asked for."""
        if not self.is_valid():
            return rows
        return [row for row in rows if self._is_asked_for(row)]

    def _is_asked_for(self, row):
        wanted, directorate = self.cleaned_data, self.cleaned_data["directorate"]
        return (
            (directorate is None or row.figure.measure.directorate_id == directorate.pk)
            and _is_in(row, wanted["state"])
            and wanted["owner"] in (None, row.owner.pk if row.owner else 0)
            and wanted["period"] in (None, row.figure.period.pk)
        )


def _is_in(row, state):
    if state == "missing":
        return row.is_missing
    if state == "overdue":
        return row.is_overdue
    return not state or row.figure.state == state


class AgeingFilter(Bar):
    """Which of the three lists, and of which part of the council."""

    SHOWS = {
        "returned": "Returned, not submitted again",
        "waiting": "Waiting for approval",
        "forgotten": "Without recent figures",
    }

    show = forms.ChoiceField(label="Show", choices=SHOWS.items(), required=False)
    directorate = forms.ModelChoiceField(
        Directorate.objects.none(), label="Directorate", required=False, empty_label="All"
    )
    periods = forms.TypedChoiceField(
        label="Without a figure for",
        choices=[
            ("", f"{ageing.PERIODS} periods or more"),
            *((n, f"{n} periods or more") for n in (6, 12, ageing.MOST_PERIODS)),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args, directorates, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["directorate"].queryset = directorates
        if self.shown != "forgotten":
            del self.fields["periods"]

    @property
    def shown(self):
        """The list that is asked for."""
        return self.asked("show") or "returned"


class TimelinessFilter(Bar):
    """Which span, who is counted together, and of which part of the council."""

    BY = {"directorate": "Directorate", "owner": "Owner", "returns": "Returns with their reasons"}

    span = forms.ChoiceField(label="Fell due in", required=False)
    by = forms.ChoiceField(label="Show by", choices=BY.items(), required=False)
    directorate = forms.ModelChoiceField(
        Directorate.objects.none(), label="Directorate", required=False, empty_label="All"
    )

    def __init__(self, *args, years, directorates, **kwargs):
        super().__init__(*args, **kwargs)
        self.years = {str(year.pk): year for year in years}
        self.fields["span"].choices = [
            ("", "The last 12 months"),
            *((pk, f"{year.label}, {year.get_basis_display().lower()}") for pk, year in self.years.items()),
        ]
        self.fields["directorate"].queryset = directorates

    @property
    def year(self):
        """The year that is asked for, or None for the last twelve months."""
        return self.years.get(self.asked("span"))
