"""Forms for bringing published figures in: the file, what its columns hold, and where it was published."""

from django import forms
from django.utils.text import slugify

from benchmarking.importing.mapped import PARTS
from benchmarking.importing.mapping import ROLES, questions
from benchmarking.importing.opening import MAX_BYTES
from benchmarking.importing.periods import BASIS_NAMES
from benchmarking.models import Authority, ColumnMapping, DataImport, Indicator, Source

NEW = "+new"
UNSAID = "?"
BLANK = "+blank"
# So many texts of a column are offered to choose among.
OFFERED = 60


class UploadForm(forms.Form):
    """A published file, to be looked at before anything is changed."""

    file = forms.FileField(
        help_text="As it was published: .ods, .xlsx, .xls or .csv, up to 20 MB.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    reader = forms.ChoiceField(
        label="Read it as",
        required=False,
        choices=[("", "What its headings say"), *DataImport.Reader.choices],
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("The file is larger than 20 MB. Leave out what is not needed.")
        return file


class ColumnsForm(forms.Form):
    """What each column of a table holds: suggested with its reason, and confirmed here."""

    name = forms.CharField(
        label="Name of this mapping",
        max_length=120,
        help_text="Remembered by the headings: the next file of this kind is recognised.",
        error_messages={"required": "Give the mapping a name, for example the publication’s."},
    )
    basis = forms.ChoiceField(
        label="Years or periods",
        required=False,
        choices=[("", "Its labels can only be one thing"), *BASIS_NAMES.items()],
        help_text="“2018-19” is a financial year to one publisher and a school year to another.",
    )
    period = forms.CharField(
        label="Year of the whole file",
        required=False,
        max_length=40,
        help_text="Where neither a column nor the headings say it, for example 2019/20.",
    )
    indicator = forms.ChoiceField(
        label="Indicator of the whole file",
        required=False,
        help_text="Where neither a column of indicators nor the column of values says it.",
    )
    times = forms.ChoiceField(
        label="Percentages",
        required=False,
        choices=[
            ("", "Not said"),
            ("1", "As they are stored: 45.7 is 45.7%"),
            ("100", "Stored as shares: 0.457 is 45.7%"),
        ],
    )
    groups = forms.ChoiceField(
        label="Rows of England, regions and other groups",
        choices=[("keep", "Keep them as published group figures"), ("skip", "Leave them out")],
    )
    new_title = forms.CharField(label="Title", required=False, max_length=250)
    new_unit = forms.CharField(label="Unit", required=False, max_length=60, help_text="%, per 100,000, days.")
    new_polarity = forms.ChoiceField(
        label="Good is", required=False, choices=[("", "Choose"), *Indicator.Polarity.choices]
    )
    new_decimals = forms.IntegerField(
        label="Decimal places", required=False, min_value=0, max_value=6, initial=1
    )

    def __init__(self, *args, found, **options):
        """`found` is what `mapping.recognise` made of the table."""
        said = found.options
        initial = {key: said.get(key, "") for key in ("basis", "period", "indicator", "times", "groups")}
        initial["name"] = found.remembered.name if found.remembered else ""
        super().__init__(*args, initial=initial | options.pop("initial", {}), **options)
        self.found = found
        self.indicators = [
            (slug, title) for slug, title in Indicator.objects.order_by("title").values_list("slug", "title")
        ]
        self.fields["indicator"].choices = [
            ("", "Said elsewhere"),
            (NEW, "A new one, stated below"),
            *self.indicators,
        ]
        for number, column in enumerate(found.columns):
            self._column(number, column, said.get("columns", {}).get(column.name, {}))
        for number, text in enumerate(self._indicator_texts()):
            known = said.get("indicators", {}).get(text, UNSAID)
            self.fields[f"meaning_{number}"] = forms.ChoiceField(
                label=f"“{text}” is",
                initial=known,
                choices=[
                    (UNSAID, "Choose"),
                    ("", "Leave it out"),
                    (NEW, "A new one, stated below"),
                    *self.indicators,
                ],
                required=False,
            )

    def _column(self, number, column, about):
        roles = [("", "Choose"), *ROLES.items()]
        self.fields[f"role_{number}"] = forms.ChoiceField(
            label="Holds", choices=roles, initial=about.get("role", ""), required=False
        )
        texts = [(text, text) for text in column.texts]
        if column.has_blanks:
            texts.append((BLANK, "Nothing: the cell is empty"))
        if not column.is_figures and 1 < len(texts) <= OFFERED:
            self.fields[f"texts_{number}"] = forms.MultipleChoiceField(
                label="Of its texts",
                choices=texts,
                initial=[text or BLANK for text in about.get("only") or about.get("whole") or []],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="For a filter: those that are read. For a breakdown: those that mean the whole.",
            )
        if column.is_figures or about.get("role") in PARTS:
            self.fields[f"indicator_{number}"] = forms.ChoiceField(
                label="Indicator",
                choices=[("", "Said elsewhere"), (NEW, "A new one, stated below"), *self.indicators],
                initial=about.get("indicator", ""),
                required=False,
            )
            self.fields[f"period_{number}"] = forms.CharField(
                label="Year", initial=about.get("period", ""), required=False, max_length=40
            )
            self.fields[f"breakdown_{number}"] = forms.CharField(
                label="Breakdown", initial=about.get("breakdown", ""), required=False, max_length=60
            )

    def _indicator_texts(self):
        """The texts of the column of indicators, as it is chosen now or was suggested."""
        for number, column in enumerate(self.found.columns):
            suggested = self.found.options.get("columns", {}).get(column.name, {}).get("role")
            role = self.data.get(f"role_{number}", suggested) if self.is_bound else suggested
            if role == "indicator":
                return column.texts[:300]
        return ()

    @property
    def columns(self):
        """Each column that is not empty, with its reason, its first texts and its fields, for the page.

        What only some roles need is folded away, unless the column has such a role.
        """
        for number, column in enumerate(self.found.columns):
            if not column.texts:
                continue
            keys = [f"{key}_{number}" for key in ("texts", "indicator", "period", "breakdown")]
            role = self[f"role_{number}"]
            more = [self[key] for key in keys if key in self.fields]
            yield {
                "name": column.name,
                "why": self.found.reasons.get(column.name, ""),
                "texts": column.texts[:4],
                "role": [role],
                "more": more,
                "is_open": role.value() in ("filter", "breakdown")
                or (role.value() == "value" and not self.meanings)
                or any(field.value() for field in more),
            }

    @property
    def empty(self):
        """The columns in which nothing stands."""
        return [column.name for column in self.found.columns if not column.texts]

    @property
    def meanings(self):
        return [self[name] for name in self.fields if name.startswith("meaning_")]

    @property
    def whole(self):
        return [self[name] for name in ("name", "basis", "period", "indicator", "times", "groups")]

    @property
    def new(self):
        return [self[name] for name in self.fields if name.startswith("new_")]

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        other = ColumnMapping.objects.filter(name=name).exclude(fingerprint=self.found.headings.fingerprint)
        if other.exists():
            raise forms.ValidationError(
                f"“{name}” is the mapping of a file with other headings. Choose another."
            )
        return name

    def clean(self):
        """Nothing may be left open."""
        self.options = self._options()
        if any(NEW in (value or "") for value in self._chosen()) and not self._new():
            for key in ("title", "unit", "polarity"):
                if not self.cleaned_data.get(f"new_{key}"):
                    self.add_error(f"new_{key}", f"State the new indicator’s {key}.")
        for sentence in questions(self.options, self.found.columns):
            self.add_error(None, sentence)
        return self.cleaned_data

    def _chosen(self):
        named = ("indicator", "meaning_")
        return [value for key, value in self.cleaned_data.items() if key.startswith(named)]

    def _new(self):
        given = {
            key: self.cleaned_data.get(f"new_{key}") for key in ("title", "unit", "polarity", "decimals")
        }
        if not (given["title"] and given["unit"] and given["polarity"]):
            return {}
        decimals = 1 if given["decimals"] is None else given["decimals"]
        return {slugify(given["title"])[:80]: given | {"decimals": decimals}}

    def _slug(self, value):
        return next(iter(self._new()), "") if value == NEW else value or ""

    def _options(self):
        """The mapping as `benchmarking.importing.mapping` reads it."""
        clean, columns = self.cleaned_data, {}
        for number, column in enumerate(self.found.columns):
            about = {"role": clean.get(f"role_{number}") or ("" if column.texts else "ignore")}
            texts = ["" if text == BLANK else text for text in clean.get(f"texts_{number}") or []]
            if about["role"] == "filter":
                about["only"] = texts
            elif about["role"] == "breakdown":
                about["whole"] = texts
            elif about["role"] in PARTS:
                about |= {key: clean.get(f"{key}_{number}") or "" for key in ("period", "breakdown")}
                about["indicator"] = self._slug(clean.get(f"indicator_{number}"))
            columns[column.name] = about
        meanings = {
            text: self._slug(clean.get(f"meaning_{number}"))
            for number, text in enumerate(self._indicator_texts())
            if clean.get(f"meaning_{number}") != UNSAID
        }
        return {
            "shape": self.found.options["shape"],
            "sheet": self.found.options.get("sheet", ""),
            "columns": columns,
            "indicators": meanings,
            "indicator": self._slug(clean.get("indicator")),
            "new": self._new() if NEW in self._chosen() else {},
            **{key: clean.get(key) or "" for key in ("period", "basis", "times")},
            "groups": clean.get("groups") or "keep",
        }


class SourceForm(forms.ModelForm):
    """Where a file was published: an existing publication, or one that is described."""

    existing = forms.ModelChoiceField(
        Source.objects.all(),
        label="A publication that is here already",
        required=False,
        empty_label="None: it is described below",
    )
    url = forms.URLField(label="Address", required=False, assume_scheme="https")
    field_order = ["existing"]

    class Meta:
        model = Source
        fields = (
            "title", "publisher", "published_on", "published_label", "url", "licence", "may_republish",
            "embargoed_until",
        )  # fmt: skip
        widgets = {
            "published_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "embargoed_until": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }
        labels = {
            "published_on": "Published on",
            "published_label": "Date as printed",
            "may_republish": "May be republished",
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name in ("title", "publisher", "published_on"):
            # Asked for below, where no publication is chosen.
            self.fields[name].required = False

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("existing") is None:
            asked = {"title": "its title", "publisher": "who published it", "published_on": "on which day"}
            for name, what in asked.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, f"Choose a publication above, or say {what}.")
        return cleaned

    def _get_validation_exclusions(self):
        """What describes a publication is checked only where none is chosen."""
        excluded = super()._get_validation_exclusions()
        return excluded | set(self._meta.fields) if self.cleaned_data.get("existing") else excluded


class NeighboursForm(forms.Form):
    """A list of nearest neighbours that the council holds."""

    file = forms.FileField(
        help_text="JSON with every council’s list, or .csv with one council’s, the most similar first.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    listing = forms.CharField(
        label="Which list",
        max_length=60,
        help_text="As it is printed beside figures, for example “CIPFA 2021”.",
        error_messages={"required": "Say which list it is, with its year."},
    )
    source = forms.ModelChoiceField(
        Source.objects.all(),
        label="Publication",
        help_text="A list is known from the day on which it was published, and shown as its licence allows.",
        error_messages={"required": "Choose where it was published, or add the publication first."},
    )
    of = forms.ModelChoiceField(
        Authority.objects.in_england_with_social_care(),
        label="Whose list",
        required=False,
        empty_label="Every council’s in the file",
        help_text="Needed for a .csv, which does not say it.",
    )
