"""The cells of one row into what the entry form takes, read by that form: same fields, same sentences."""

from dataclasses import dataclass, field
from decimal import Decimal

from django import forms

from performance import make_up
from performance.forms.entry import EntryForm
from performance.forms.figures import FigureField
from performance.models import Measure, Submission
from performance.returns.columns import FIGURE_COLUMNS, PARTS, heading_key
from performance.rules.numbers import UnitKind
from performance.rules.printed_absences import read_absence

KINDS = {column.name: column.kind for column in FIGURE_COLUMNS}
HEADINGS = {column.name: column.heading for column in FIGURE_COLUMNS}
# What people write where there is no figure. A reason for none has a column of its own.
_NOTHING = {"-", "–", "—", "n/a", "na"}
_TROUBLES = {
    "formula": "This cell holds a formula ({text}). Copy it and paste it as a value, or type the figure.",
    "error": "This cell shows the error {text}. Put the figure in, or empty the cell.",
    "truth": "This cell holds {text}, which is no figure or text.",
    "time": "This cell holds a time ({text}). Type the figure again as a number.",
}


@dataclass
class Typed:
    """What one row says: values by the form's fields, fields whose cells are empty, and what is wrong.

    `places` says where each field stands; `stated` is a percentage or rate beside a numerator and
    denominator, and `texts` are the figures that came as text.
    """

    given: dict = field(default_factory=dict)
    blank: set[str] = field(default_factory=set)
    places: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    notices: list[tuple[str, str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    stated: Decimal | None = None


def typed_of(row, measure, period, levels) -> Typed:
    """What a row of the file (`rows.FileRow`) says of a measure and period."""
    data, typed = {}, Typed()
    form = EntryForm(data, measure=measure, period=period, levels=levels)
    for name, placed in _placed(row, measure, typed):
        kind = KINDS.get(name, "figure")
        typed.places[name] = placed.place
        if _is_blank(placed.cell, kind):
            if name in form.fields:
                typed.blank.add(name)
        elif problem := _misplaced(name, measure, form) or _trouble(placed.cell):
            typed.problems.append((placed.place, problem))
        else:
            _read(name, kind, placed, form, data, typed)
    if not form.is_valid():
        _tell_errors(form, data, typed)
    typed.given = {name: form.cleaned_data[name] for name in data if name in form.cleaned_data}
    return typed


def label_of(name, measure) -> str:
    """What a field is called in a sentence: the heading of its column, or the part with its division."""
    if name in HEADINGS:
        return HEADINGS[name]
    for dimension in make_up.dimensions_of(measure):
        for category in dimension.categories.all():
            if name == part_field(dimension, category.code):
                return f"{dimension.name}: {category.name}"
    return name


def part_field(dimension, code):
    """The form's field of a part: "parts.good", "breakdown.age-band.18-64"."""
    name = "parts" if dimension.is_composition else f"breakdown.{dimension.code}"
    return f"{name}.{code}"


def _placed(row, measure, typed):
    """Every cell of the row with the field that it is of; parts that the measure has not are a problem."""
    yield from row.cells.items()
    dimensions = {dimension.code: dimension for dimension in make_up.dimensions_of(measure)}
    for (dimension, category), placed in row.parts.items():
        known = dimensions.get(dimension)
        if known is not None and category in {c.code for c in known.categories.all()}:
            yield part_field(known, category), placed
        elif not placed.cell.is_blank:
            problem = f"This measure has no part “{category[:40]}” of “{dimension[:40]}”."
            typed.problems.append((placed.place, problem))


def _is_blank(cell, kind):
    if kind == "figure" and not cell.trouble and heading_key(cell.text) in _NOTHING:
        return True
    return cell.is_blank


def _misplaced(name, measure, form):
    """Why something stands in a column that this measure does not have; "" where it belongs."""
    if name in form.fields or (name == "value" and measure.entry == Measure.Entry.FRACTION):
        return ""
    if name == "value":
        return f"This measure is entered as its parts: fill in the sheet “{PARTS}”, and empty this cell."
    if name in ("numerator", "denominator"):
        return "This measure takes the figure itself, without numerator and denominator. Empty this cell."
    return f"“{HEADINGS[name]}” is not asked of this measure for this period. Empty this cell."


def _trouble(cell):
    return _TROUBLES[cell.trouble].format(text=cell.text) if cell.trouble else ""


def _read(name, kind, placed, form, data, typed):
    """One cell that holds something, as the text that a person would type into the form."""
    cell = placed.cell
    if kind == "figure":
        _read_figure(name, placed, form, data, typed)
    elif kind == "choice":
        _read_choice(name, placed, form, data, typed)
    elif kind == "day" and cell.day is not None:
        data[name] = cell.day.isoformat()
    else:
        data[name] = cell.text.replace("\r\n", "\n").replace("\r", "\n")


def _read_figure(name, placed, form, data, typed):
    cell, measure = placed.cell, form.measure
    field = form.fields[name] if name in form.fields else FigureField(measure.unit)
    if cell.day is not None:
        sentence = (
            f"This cell holds a date ({cell.text}), which spreadsheet programs make of what looks like one. "
            "Type the figure again as a number."
        )
        typed.problems.append((placed.place, sentence))
        return
    if cell.is_percent and field.unit.kind != UnitKind.PERCENT:
        sentence = f"This cell is a percentage ({cell.text}), and this is none. Type the figure as a number."
        typed.problems.append((placed.place, sentence))
        return
    text = cell.text if cell.number is None else f"{cell.number.normalize():f}"
    if cell.number is None:
        typed.texts[name] = text
    if cell.is_percent:
        typed.notices.append((placed.place, f"The cell is formatted as a percentage: {text}% was read."))
    if name in form.fields:
        data[name] = text
        return
    try:
        typed.stated = field.clean(text)
    except forms.ValidationError as problem:
        typed.problems.append((placed.place, _figure_sentence(" ".join(problem.messages), text)))


def _read_choice(name, placed, form, data, typed):
    """A choice by its words, as the list offers them, or by its code."""
    choices = {code: label for code, label in form.fields[name].choices if code}
    wanted = heading_key(placed.cell.text)
    code = next((c for c, label in choices.items() if wanted in (c, heading_key(str(label)))), None)
    if code is None:
        listed = ", ".join(f"“{label}”" for label in choices.values())
        sentence = f"“{placed.cell.text[:60]}” is none of the choices: {listed}."
        typed.problems.append((placed.place, sentence))
        return
    data[name] = code


def _tell_errors(form, data, typed):
    for name, errors in form.errors.items():
        if name in data:
            sentence = " ".join(errors)
            if KINDS.get(name, "figure") == "figure":
                sentence = _figure_sentence(sentence, data[name])
            typed.problems.append((typed.places[name], sentence))


def _figure_sentence(sentence, text):
    """The parser's sentence; where the text is a reason for none, with the column that it belongs to."""
    if read_absence(text.strip()) is None:
        return sentence
    reasons = ", ".join(f"“{label}”" for label in Submission.Absence.labels)
    return f"{sentence} A reason for none goes under “{HEADINGS['absence']}”: {reasons}."
