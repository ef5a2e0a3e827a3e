"""Forms of the pack designer: a pack's front, one section of it, and templates."""

from django import forms

from performance import dashboard, dates
from performance.forms.figures import DayField, HintedRadios, ReasonField, TextField
from performance.models import Pack, PackSection, PackTemplate, Period, Person, Role, Scorecard
from performance.packs import deadline, exemptions, kinds, planning, plans, uploads

MOST_POSTS = 6
MOST_EARLIER = 30
AUDIENCES = {
    Pack.Audience.MANAGEMENT: "Internal: names and internal commentary stay in it, and clerks do not see it.",
    Pack.Audience.CABINET: "Published, with a copy for members where a part of it is exempt.",
    Pack.Audience.SCRUTINY: "Published, with a copy for members where a part of it is exempt.",
}
FILE_TYPES = "application/pdf,.pdf"


class FrontForm(forms.Form):
    """What a pack is called, for whom it is, its meeting, and who clears it in which order."""

    scorecard = forms.ModelChoiceField(Scorecard.objects.all(), empty_label=None)
    period = forms.ModelChoiceField(Period.objects.none(), empty_label=None)
    title = TextField(max_length=200, error_messages={"required": "Enter the pack's title."})
    audience = forms.ChoiceField(
        label="Who it is for",
        choices=Pack.Audience.choices,
        initial=Pack.Audience.SCRUTINY,
        widget=HintedRadios(AUDIENCES),
        error_messages={"required": "Choose who the pack is for."},
    )
    committee = TextField(
        label="Committee or meeting",
        max_length=160,
        error_messages={"required": "Enter the committee's name."},
    )
    meeting_on = DayField(
        label="Date of the meeting",
        help_text="For example 18 1 2021. The pack is dispatched five clear working days before it.",
        error_messages={
            "invalid": "Enter a date such as 18 1 2021.",
            "required": "Enter the date of the meeting.",
        },
    )
    agenda_item = TextField(
        label="Number on the agenda (optional)",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input govuk-input--width-5"}),
    )

    def __init__(self, *args, pack=None, **kwargs):
        super().__init__(*args, **kwargs)
        periods = Period.objects.opened_by(dates.today())
        if pack is not None:
            periods = periods | Period.objects.filter(pk=pack.period_id)
        self.fields["period"].queryset = periods.order_by("-end", "kind")
        self.fields["audience"].widget.choices = Pack.Audience.choices
        self._add_posts()
        if pack is not None and pack.supplement_to_id is not None:
            # A supplement belongs to the meeting of the pack that it adds to.
            for name in ("scorecard", "period", "audience", "committee", "meeting_on"):
                del self.fields[name]

    def _add_posts(self):
        people = [("", "Choose a person")]
        # One question for the six lists.
        found = (
            Person.objects.filter(is_active=True, roles__kind=Role.Kind.MANAGER).distinct().order_by("name")
        )
        self.people = {str(person.pk): person for person in found}
        people += [(key, person.name) for key, person in self.people.items()]
        for place in range(1, MOST_POSTS + 1):
            self.fields[f"post_{place}"] = TextField(
                label=_ordinal(place, "post that clears it"), max_length=120, required=False
            )
            self.fields[f"person_{place}"] = forms.ChoiceField(
                label="Who holds that post",
                choices=people,
                required=False,
                error_messages={"invalid_choice": "Choose one of the people in the list."},
            )

    def clean_meeting_on(self):
        meeting_on = self.cleaned_data["meeting_on"]
        if not deadline.is_plausible(meeting_on, today=dates.today()):
            raise forms.ValidationError(
                f"The year {meeting_on.year} is more than {deadline.MOST_YEARS} years away. "
                "Check the year of the meeting."
            )
        return meeting_on

    @property
    def asked(self):
        """The fields before the posts, in order."""
        return [field for field in self if not field.name.startswith(("post_", "person_"))]

    @property
    def posts(self):
        """The posts' pairs of fields, each with whether somebody filled it in (the first always shows)."""
        for place in range(1, MOST_POSTS + 1):
            post, person = self[f"post_{place}"], self[f"person_{place}"]
            is_filled = place == 1 or bool(post.value() or person.value() or post.errors or person.errors)
            yield {"post": post, "person": person, "is_filled": is_filled, "place": place}

    def clean(self):
        cleaned = super().clean()
        self.clearances = []
        for place in range(1, MOST_POSTS + 1):
            post, key = cleaned.get(f"post_{place}", ""), cleaned.get(f"person_{place}", "")
            if post and key:
                self.clearances.append((post, self.people[key]))
            elif post and f"person_{place}" not in self.errors:
                self.add_error(f"person_{place}", f"Choose who holds the post “{post}”.")
            elif key and f"post_{place}" not in self.errors:
                self.add_error(f"post_{place}", f"Enter the post in which {self.people[key]} clears it.")
        if not self.clearances and not any(name.startswith(("post_", "person_")) for name in self.errors):
            self.add_error("post_1", "Enter at least one post that clears this pack.")
        return cleaned

    @property
    def front(self):
        """What was entered, as the verbs take it."""
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if not name.startswith(("post_", "person_", "start"))
        }
        return given | {"clearances": self.clearances}


def _ordinal(place, noun):
    words = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")
    return f"{words[place - 1]} {noun}" if place == 1 else f"{words[place - 1]} {noun} (optional)"


def front_of(pack):
    """What the form shows of a pack."""
    shown = {name.removesuffix("_id"): getattr(pack, name) for name in plans.FRONT}
    shown["meeting_on"] = f"{pack.meeting_on:%-d %-m %Y}"
    for clearance in pack.clearances.all():
        shown[f"post_{clearance.position}"] = clearance.post
        shown[f"person_{clearance.position}"] = str(clearance.person_id)
    return shown


class NewPackForm(FrontForm):
    """A new pack, and what its sections are taken from."""

    USUAL, BARE = "usual", "bare"
    start = forms.ChoiceField(
        label="Start with the sections of",
        help_text="You can add, change, move and remove sections afterwards.",
        error_messages={"invalid_choice": "What you chose is gone. Choose what to start with again."},
    )
    field_order = ("start",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)
        self.templates = {f"template:{row.pk}": row for row in PackTemplate.objects.all()}
        planned = PackSection.objects.values("pack")
        earlier = Pack.objects.filter(pk__in=planned).without_content()[:MOST_EARLIER]
        self.packs = {f"pack:{row.pk}": row for row in earlier}
        plain = [
            (self.USUAL, "The usual sections of a report"),
            (self.BARE, "Nothing but the contents, to add the rest"),
        ]
        groups = [
            ("A template", [(key, row.name) for key, row in self.templates.items()]),
            ("An earlier pack", [(key, str(row)) for key, row in self.packs.items()]),
        ]
        self.fields["start"].choices = plain + [group for group in groups if group[1]]
        self.fields["period"].initial = dashboard.period_to_show(dates.today())
        source = self.templates.get(self.initial.get("start")) or self.packs.get(self.initial.get("start"))
        if source is not None:
            self.initial = {"audience": source.audience, "committee": source.committee} | self.initial

    @property
    def source(self):
        """What `planning.make` starts from."""
        start = self.cleaned_data["start"]
        if start == self.BARE:
            return {"only": ("contents",)}
        return {"template": self.templates.get(start), "copy_of": self.packs.get(start)}


class AddSectionForm(forms.Form):
    """What kind of section, and behind which other."""

    kind = forms.ChoiceField(
        label="What it shows",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what the new section shows.",
            "invalid_choice": "Choose one of the kinds of section below.",
        },
    )
    after = forms.TypedChoiceField(label="Where it stands", required=False, coerce=int, empty_value=None)

    def __init__(self, *args, sections, **kwargs):
        super().__init__(*args, **kwargs)
        there = {section.kind for section in sections}
        left = [kind for kind in kinds.KINDS.values() if kind.many or kind.code not in there]
        choices = [(kind.code, kind.label) for kind in left]
        self.fields["kind"].choices = choices
        hints = {kind.code: kind.help for kind in left}
        self.fields["kind"].widget = HintedRadios(hints, choices=choices)
        places = [(str(s.pk), f"After “{plans.called(s)}”") for s in sections]
        self.fields["after"].choices = [("", "At the end"), *places]


class SectionForm(forms.Form):
    """A section's title and words, and what may not be published of it."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    title = TextField(label="Title (optional)", max_length=160, required=False)
    text = TextField(
        label="Words",
        max_length=planning.LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
        error_messages={
            "max_length": "These are %(show_value)d characters. "
            "Write at most %(limit_value)d, or make two sections of them."
        },
    )
    to_follow = forms.BooleanField(
        label="To follow",
        required=False,
        help_text="Only announced in this pack, with its title; it is sent as a supplement.",
    )
    exempt_paragraph = forms.TypedChoiceField(
        label="May it be published?",
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the seven paragraphs, or that it is published."},
    )
    exempt_reason = ReasonField(
        label="Why the public interest is against publishing it",
        required=False,
        help_text="Printed in the public copy in the section's place, and needed only for an exempt section.",
    )

    def __init__(self, *args, section, **kwargs):
        kwargs.setdefault("initial", section_values(section))
        super().__init__(*args, **kwargs)
        kind = kinds.KINDS[section.kind]
        self.fields["title"].help_text = f"Left empty, it is “{kind.label}”."
        if not kind.written:
            del self.fields["text"]
        self.fields["exempt_paragraph"].choices = [
            ("", "Yes, it is published"),
            *((str(key), f"No: paragraph {key}. {words}") for key, words in exemptions.PARAGRAPHS.items()),
        ]
        self.fields["exempt_paragraph"].widget.choices = self.fields["exempt_paragraph"].choices

    def clean(self):
        cleaned = super().clean()
        exempt, reason = cleaned.get("exempt_paragraph"), cleaned.get("exempt_reason")
        if exempt and not reason and "exempt_reason" not in self.errors:
            self.add_error(
                "exempt_reason",
                "Say why the public interest in keeping it exempt outweighs that in publishing it.",
            )
        if reason and not exempt and "exempt_paragraph" not in self.errors:
            self.add_error(
                "exempt_paragraph", "Choose the paragraph under which it is exempt, or clear the reason."
            )
        return cleaned

    @property
    def planned(self):
        """What was entered, as `planning.change_section` takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def section_values(section):
    """What the form shows of a section."""
    return {
        "version": plans.mark_of(section),
        "title": section.title,
        "text": section.text,
        "to_follow": section.to_follow,
        "exempt_paragraph": "" if section.exempt_paragraph is None else str(section.exempt_paragraph),
        "exempt_reason": section.exempt_reason,
    }


class AttachForm(forms.Form):
    """The PDF that is bound in, sent with the form of its section; asked for where its button was pressed."""

    file = forms.FileField(
        label="PDF to bind in",
        required=False,
        help_text="Up to 10 MB. Its pages are printed as they are, with the pack's page numbers.",
        error_messages={
            "required": "Choose the PDF.",
            "empty": "The file is empty. Choose another.",
        },
        # It stands beneath the section's form, and belongs to it.
        widget=forms.FileInput(attrs={"accept": FILE_TYPES, "form": "entry-form"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].required = "upload" in self.data

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > uploads.LARGEST_FILE:
            raise forms.ValidationError("The file is larger than 10 MB. Make it smaller, or split it in two.")
        return file


class TemplateForm(forms.Form):
    """What a template is called."""

    name = TextField(
        max_length=120,
        help_text="For example “Quarterly report to scrutiny”.",
        error_messages={"required": "Enter the template's name."},
    )
    description = TextField(label="What it is for (optional)", max_length=250, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ApplyForm(forms.Form):
    """Which template's sections take the place of a pack's own."""

    template = forms.ModelChoiceField(
        PackTemplate.objects.all(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose a template.",
            "invalid_choice": "That template is gone. Choose another.",
        },
    )
