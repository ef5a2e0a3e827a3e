"""Forms for restating earlier periods: boxes beside the figures in force, or lines from a spreadsheet."""

import csv
from dataclasses import dataclass

from django import forms

from performance import cells, make_up
from performance.forms.figures import FigureField, ReasonField
from performance.models import Measure, Period, Submission
from performance.restatement_plan import Revision, key_of
from performance.rules import codes
from performance.rules.numbers import NumberProblem, Unit, UnitKind, parse_typed
from performance.rules.printed_periods import Span, read_period
from performance.submission_content import content_of

LINES = 500
_KINDS = {
    Span.WEEK: Period.Kind.WEEK,
    Span.MONTH: Period.Kind.MONTH,
    Span.QUARTER: Period.Kind.QUARTER,
    Span.YEAR: Period.Kind.YEAR,
}
_HEADINGS = ("measure", "slug", "code", "title")


def boxes_of(measure):
    """What is typed for a figure of this measure: (name of its field, label, unit)."""
    if measure.entry == Measure.Entry.FRACTION:
        count = Unit(UnitKind.COUNT)
        return [
            ("numerator", measure.numerator_label or "Numerator", count),
            ("denominator", measure.denominator_label or "Denominator", count),
        ]
    if measure.entry == Measure.Entry.PARTS:
        composition = make_up.composition_of(measure)
        unit = make_up.unit_of_parts(measure, composition) if composition else None
        categories = composition.categories.all() if composition else []
        return [(f"parts.{category.code}", category.name, unit) for category in categories]
    boxes = [("value", "New figure", measure.unit)]
    if measure.companion_label:
        kind = UnitKind(measure.companion_kind)
        unit = Unit(kind, 1 if kind == UnitKind.PERCENT else 0)
        boxes.append(("companion", f"Beside it: {measure.companion_label}", unit))
    return boxes


def restated(figure, typed):
    """The content of a figure in force with what was typed for it, by names of `boxes_of`.

    What was not typed stays: with a new numerator alone, the denominator is the one in force.
    """
    content = content_of(figure)
    if not typed:
        return content
    if set(typed) != {"companion"}:
        content |= {"absence": "", "absence_note": "", "absence_due_on": None}
    if "value" in typed:
        content |= {"numerator": None, "denominator": None}
    parts = {name.removeprefix("parts."): value for name, value in typed.items() if name.startswith("parts.")}
    if parts:
        content["parts"] = make_up.figures_of(figure.parts) | parts
    return content | {name: value for name, value in typed.items() if not name.startswith("parts.")}


class _Sent(forms.Form):
    """What goes with every set: why, and what is expected where a figure is off target."""

    reason = ReasonField(
        label="Why these figures are restated",
        help_text="Printed with each correction. Name posts, not people.",
        error_messages={
            "required": "Say why these figures are restated; the reason is printed with each correction."
        },
    )
    outlook = forms.ChoiceField(
        label="Outlook for the year",
        help_text="Needed where a new figure is off target and none has been stated for it.",
        choices=[("", "Not stated"), *Submission.Outlook.choices],
        required=False,
    )


# --- Boxes ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FigureRow:
    """One figure in force with the boxes for the new one, each after its label; `closed` says why
    it takes none.
    """

    key: str
    figure: Submission
    boxes: list
    closed: str

    @property
    def cell(self):
        return cells.figure_cell(self.figure)


class RestateForm(_Sent):
    """Boxes beside figures in force, grouped by measure; an empty box leaves its figure as it stands.

    `figures` are in force, of measures with their dimensions; `closed` maps keys of those that cannot be
    restated to the sentence why, and `held` maps keys to the open revisions of a set that was returned.
    """

    field_order = ["reason", "outlook"]

    def __init__(self, *args, figures, closed, held=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.figures, self.closed = figures, closed
        self.boxes = {figure.measure_id: boxes_of(figure.measure) for figure in figures}
        for figure in figures:
            key = key_of(figure.measure, figure.period)
            if key in closed:
                continue
            for name, label, unit in self.boxes[figure.measure_id]:
                field = FigureField(unit, label=f"{label}, {figure.period.label}")
                field.widget.attrs["class"] = "govuk-input"
                field.initial = _initial(figure, (held or {}).get(key), name)
                self.fields[f"{key}.{name}"] = field
        self.order_fields(
            [*(name for name in self.fields if name not in self.field_order), *self.field_order]
        )

    @property
    def groups(self):
        """The rows of each measure: (measure, labels of its boxes, rows)."""
        groups = {}
        for figure in self.figures:
            key = key_of(figure.measure, figure.period)
            own = self.boxes[figure.measure_id]
            boxes = [(label, self[f"{key}.{name}"]) for name, label, _ in own if key not in self.closed]
            row = FigureRow(key, figure, boxes, self.closed.get(key, ""))
            labels = [label for _, label, _ in own]
            groups.setdefault(figure.measure_id, (figure.measure, labels, []))[2].append(row)
        return list(groups.values())

    @property
    def revisions(self):
        """The figures for which something was typed."""
        found = []
        for figure in self.figures:
            key = key_of(figure.measure, figure.period)
            names = [name for name, _, _ in self.boxes[figure.measure_id]]
            typed = {name: self.cleaned_data.get(f"{key}.{name}") for name in names}
            typed = {name: value for name, value in typed.items() if value is not None}
            if typed:
                texts = {name: self.data.get(f"{key}.{name}", "") for name in typed}
                found.append(Revision(figure.measure, figure.period, restated(figure, typed), texts))
        return found

    def add_problems(self, problems):
        """A verb's sentences at the boxes that they are about, else at the first of their row."""
        for name, sentence in problems.items():
            key = name.partition(".")[0]
            first = next((field for field in self.fields if field.startswith(f"{key}.")), None)
            if name in self.fields:
                self.add_error(name, sentence)
            elif name.endswith(".outlook"):
                _add_once(self, "outlook", sentence)
            else:
                self.add_error(first, sentence)


def _initial(figure, revision, name):
    """What stands in a box of a returned set: the revision's figure, where it is another than in force."""
    if revision is None or content_of(revision) == content_of(figure):
        return None
    if name.startswith("parts."):
        return make_up.figures_of(revision.parts).get(name.removeprefix("parts."))
    return getattr(revision, name)


def _add_once(form, name, sentence):
    if sentence not in form.errors.get(name, []):
        form.add_error(name, sentence)


# --- Lines from a spreadsheet ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One line that was read: its number, the figure it is about, and what was typed by name of a box."""

    number: int
    measure: Measure
    period: Period
    typed: dict
    texts: dict

    @property
    def key(self):
        return key_of(self.measure, self.period)


class LinesForm(_Sent):
    """Lines pasted from a spreadsheet: measure, period, figure or numerator, denominator.

    `measures` are those that the person may restate; `periods` maps (kind, basis, first day) to periods.
    """

    lines = forms.CharField(
        label="Figures",
        help_text="One line a figure: the measure’s code or name, the period, and the new figure; for a "
        "percentage or rate that is worked out, its numerator and denominator. Copy the cells from a "
        "spreadsheet and paste them here.",
        widget=forms.Textarea(attrs={"rows": 12, "class": "govuk-textarea app-lines", "spellcheck": "false"}),
        error_messages={"required": "Paste the figures to restate, one a line."},
        strip=False,
    )
    field_order = ["lines", "reason", "outlook"]

    def __init__(self, *args, measures, periods, **kwargs):
        super().__init__(*args, **kwargs)
        self.periods, self.names = periods, _names_of(measures)

    def clean_lines(self):
        """The lines that were read; every line that cannot be is an error with its number."""
        read, problems, seen = [], [], {}
        rows = [
            (number, _cells(text)) for number, text in enumerate(self.cleaned_data["lines"].splitlines(), 1)
        ]
        rows = [(number, row) for number, row in rows if any(row)]
        if rows and rows[0][1][0].lower() in _HEADINGS:
            rows = rows[1:]
        if len(rows) > LINES:
            raise forms.ValidationError(f"These are {len(rows)} lines. Paste {LINES} at most at a time.")
        for number, row in rows:
            try:
                line = self._line(number, row)
                if line.key in seen:
                    raise forms.ValidationError(f"It is about the same figure as line {seen[line.key]}.")
                seen[line.key] = number
                read.append(line)
            except forms.ValidationError as problem:
                problems.append(f"Line {number}: {problem.message}")
        if problems:
            raise forms.ValidationError(problems)
        return read

    def _line(self, number, row):
        name, period, *figures = (*row, "", "")
        measure = self._measure(name)
        if len([text for text in row[2:] if text]) > 2:
            raise forms.ValidationError("It has more than a numerator and a denominator.")
        boxes = boxes_of(measure)
        if measure.entry == Measure.Entry.PARTS:
            raise forms.ValidationError(
                f"“{measure.title}” is made of parts. Use “Restate earlier figures” on its own page."
            )
        found = self._period(measure, period)
        if not figures[0]:
            raise forms.ValidationError("The new figure is missing.")
        typed, texts = {}, {}
        for text, (box, label, unit) in zip(figures[: len(boxes)], boxes, strict=False):
            if text:
                typed[box], texts[box] = _figure(text, label, unit), text
        if len(boxes) == 1 and figures[1]:
            raise forms.ValidationError(f"“{measure.title}” takes one figure, and the line has two.")
        return Line(number, measure, found, typed, texts)

    def _measure(self, name):
        found = self.names.get(_name(name)) or self.names.get(codes.canonical(name), [])
        if not found:
            shown = name[:60] or "an empty cell"
            raise forms.ValidationError(f"You restate no measure that is called “{shown}”.")
        if len(found) > 1:
            raise forms.ValidationError(f"“{name}” names several measures. Give the measure’s title.")
        return found[0]

    def _period(self, measure, text):
        read = read_period(text, year_basis=measure.year_basis)
        kind = _KINDS.get(read.span) if read else None
        period = self.periods.get((kind, measure.year_basis, read.start)) if kind else None
        if period is None:
            raise forms.ValidationError(
                f"“{text[:40]}” is no period here. Write, for example, May 2020 or 2019/20."
            )
        return period

    def add_problems(self, problems):
        """A verb's sentences beside the lines that they are about."""
        lines = {line.key: line for line in self.cleaned_data.get("lines", [])}
        for name, sentence in problems.items():
            line = lines.get(name.partition(".")[0])
            if name.endswith(".outlook"):
                _add_once(self, "outlook", sentence)
            elif line is not None:
                self.add_error("lines", f"Line {line.number}, {line.measure}, {line.period}: {sentence}")
            else:
                self.add_error(name if name in self.fields else None, sentence)


def _cells(text):
    """The cells of a line: between tabs, else between commas as in a .csv."""
    row = text.split("\t") if "\t" in text else next(csv.reader([text]), [])
    return [cell.strip().strip("\ufeff") for cell in row] or [""]


def _name(text):
    return " ".join(text.split()).lower()


def _names_of(measures):
    """What measures are called, as it is looked up: slug, title, and codes in one spelling."""
    names = {}
    for measure in measures:
        own = {measure.slug, _name(measure.title)}
        own |= {codes.canonical(code.code) for code in measure.codes.all()} - {""}
        own |= {_name(str(code)) for code in measure.codes.all() if code.code}
        for name in own:
            names.setdefault(name, []).append(measure)
    return names


def _figure(text, label, unit):
    try:
        return parse_typed(text, unit)
    except NumberProblem as problem:
        raise forms.ValidationError(f"{label}: {problem}") from None
