"""The workbook of a return: figures and parts to fill in, a page to read first, and the lists to choose from.

What is not to be changed is protected, without a password: a help to whoever fills it in, and nothing that
reading the file back relies on.
"""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from performance import cells, due, make_up
from performance.forms.entry import EntryForm, initial_of
from performance.forms.hints import example, unit_hint
from performance.models import Measure, Submission
from performance.returns import expected, styled
from performance.returns.columns import FIGURE_COLUMNS, FIGURES, LISTS, PART_COLUMNS, PARTS, READ_ME
from performance.returns.printed import unit_of
from performance.returns.stamp import stamp_of
from performance.rules import calendar

_CHOICES = {
    "absence": [label for _, label in Submission.Absence.choices],
    "outlook": [label for _, label in Submission.Outlook.choices],
}


def workbook(items, *, person, council, today) -> bytes:
    """An .xlsx file of these figures (`expected.of`), in a number of queries that does not grow with them."""
    book = Workbook()
    _write_figures(book.active, items, expected.beside(items, today=today))
    made_up = [item for item in items if make_up.dimensions_of(item.measure)]
    if made_up:
        _write_parts(book.create_sheet(PARTS), made_up)
    _write_read_me(book.create_sheet(READ_ME), read_me(items, person=person, council=council, today=today))
    _write_lists(book.create_sheet(LISTS))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


# --- Figures -----------------------------------------------------------------------------------------


def _write_figures(sheet, items, beside):
    sheet.title = FIGURES
    styled.write_head(sheet, FIGURE_COLUMNS, "E2")
    used = {"value"}
    for line, item in enumerate(items, 2):
        used |= _write_figure(sheet, line, item, beside[item.measure.pk, item.period.pk])
    last = max(len(items) + 1, 2)
    for number, column in enumerate(FIGURE_COLUMNS, 1):
        letter = get_column_letter(number)
        # A column that none of these measures has is there all the same, but out of the way.
        sheet.column_dimensions[letter].hidden = column.is_typed and column.name not in used
        if column.name in _CHOICES:
            at, count = list(_CHOICES).index(column.name) + 1, len(_CHOICES[column.name])
            choices = f"={LISTS}!${get_column_letter(at)}$2:${get_column_letter(at)}${count + 1}"
            styled.offer(sheet, number, 2, last, choices)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(FIGURE_COLUMNS))}{last}"
    styled.finish(sheet, pages_wide=2)
    sheet.print_title_cols = "D:D"


def _write_figure(sheet, line, item, beside):
    """One line; returns the names of the columns that this measure has."""
    held, measure = item.current or item.in_force, item.measure
    form = EntryForm(measure=measure, period=item.period, levels=beside.levels)
    content, is_open, shown = initial_of(held), _is_open(item), _shown(item, held, beside)
    for number, column in enumerate(FIGURE_COLUMNS, 1):
        cell = sheet.cell(line, number)
        if not column.is_typed:
            styled.put(cell, shown[column.name], column)
            continue
        belongs = column.name in form.fields
        # A figure beside its numerator and denominator is compared with them.
        stated = column.name == "value" and measure.entry == Measure.Entry.FRACTION
        styled.put(cell, _typed(content.get(column.name), column, beside) if belongs else None, column)
        unit = unit_of(column.name, measure) if column.kind == "figure" else None
        styled.make_typed(cell, (belongs or stated) and is_open, column, unit)
        if column.name == "judged_level" and belongs:
            words = ",".join(level.word for level in beside.levels)
            styled.offer(sheet, number, line, line, f'"{words}"')
    styled.fit_height(sheet, line, FIGURE_COLUMNS)
    return set(form.fields)


def _is_open(item):
    """Whether the figure may be filled in: there is none yet, or it is still with its owner."""
    if item.current is None:
        return item.in_force is None
    return item.current.is_editable


def _shown(item, held, beside):
    measure, period = item.measure, item.period
    return {
        "measure": measure.slug,
        "period": period.label,
        "version": str(stamp_of(period, held)),
        "title": measure.title,
        "code": measure.code_text,
        "state": due.STATES[item.state][1],
        "due": calendar.in_words(period.due_on),
        "unit": _what_to_enter(measure, period),
        "last": beside.last,
        "target": beside.target,
    }


def _what_to_enter(measure, period):
    span = cells.span(measure, period)
    if measure.entry == Measure.Entry.PARTS:
        return f"{span}. Its parts, on the sheet “{PARTS}”."
    if measure.entry == Measure.Entry.FRACTION:
        below = measure.denominator_label or "Denominator"
        return f"{span}. {measure.numerator_label or 'Numerator'} over {below[:1].lower()}{below[1:]}."
    return f"{span}. {unit_hint(measure)} For example {example(measure)}."


def _typed(value, column, beside):
    """A stored field as its cell holds it."""
    if column.kind != "choice" or not value:
        return value
    if column.name == "judged_level":
        return next((level.word for level in beside.levels if level.code == value), value)
    choices = Submission.Absence if column.name == "absence" else Submission.Outlook
    return choices(value).label


# --- Parts -------------------------------------------------------------------------------------------


def _write_parts(sheet, items):
    styled.write_head(sheet, PART_COLUMNS, "E2")
    lines = [line for item in items for line in _lines_of_parts(item)]
    for line, (texts, is_open, unit) in enumerate(lines, 2):
        for number, (column, given) in enumerate(zip(PART_COLUMNS, texts, strict=True), 1):
            styled.put(sheet.cell(line, number), given, column)
        styled.make_typed(sheet.cell(line, len(PART_COLUMNS)), is_open, PART_COLUMNS[-1], unit)
        styled.fit_height(sheet, line, PART_COLUMNS)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(PART_COLUMNS))}{len(lines) + 1}"
    styled.finish(sheet)


def _lines_of_parts(item):
    """A line for each part of a figure's composition and breakdowns: what stands in it, and its unit."""
    content, measure = initial_of(item.current or item.in_force), item.measure
    for dimension in make_up.dimensions_of(measure):
        unit = make_up.unit_of_parts(measure, dimension)
        name = "parts" if dimension.is_composition else f"breakdown.{dimension.code}"
        for category in dimension.categories.all():
            keys = (measure.slug, item.period.label, dimension.code, category.code)
            figure = content.get(f"{name}.{category.code}")
            yield (*keys, measure.title, dimension.name, category.name, figure), _is_open(item), unit


# --- What to read first, and lists ---------------------------------------------------------------------


def _write_read_me(sheet, lines):
    sheet.column_dimensions["A"].width = width = 80
    for line, text in enumerate(lines, 1):
        cell = sheet.cell(line, 1)
        styled.put_text(cell, text)
        cell.alignment, cell.font = styled.WRAPPED, styled.BOLD if text in _HEADINGS else styled.PLAIN
        if len(text) > width:
            sheet.row_dimensions[line].height = 28
    sheet["A1"].font = styled.TITLE
    styled.finish(sheet, landscape=False)


_HEADINGS = ("What to fill in", "What to leave", "What happens then", "Who may do it")


def read_me(items, *, person, council, today):
    """The lines of the page to read first."""
    dates = dict.fromkeys((item.period.label, item.period.due_on) for item in items)
    return [
        f"Return of figures, {council}",
        f"For {person.name}, made on {calendar.in_words(today)}.",
        "",
        *(f"{label}: to be submitted by {calendar.in_words(due_on)}." for label, due_on in dates),
        "",
        _HEADINGS[0],
        f"The white cells of the sheet “{FIGURES}”: a figure, or a reason for none, with the outlook and the "
        f"commentary. Compositions and breakdowns are on a sheet “{PARTS}”.",
        "Write figures as you print them: 45.6 or 45.6%, 1,089, 84.5k, £1.2m. 0 is a figure; an empty cell "
        "is none.",
        "Paste values, not formulas: a cell with a formula is not read. Do not merge cells.",
        "A cell that is left empty changes nothing. Where you empty one that held something, you are asked "
        "first.",
        "",
        _HEADINGS[1],
        "The first three columns say whose row it is and which state of the figure it was made from. Rows "
        "may be removed or moved and columns may be added; headings must stay.",
        "",
        _HEADINGS[2],
        "Upload the file under Returns. You see row by row what would change and what is wrong before "
        "anything is saved. What is right is loaded as drafts. Nothing is submitted: the owner comments and "
        "submits.",
        "Where somebody has changed a figure since this file was made, its row is not loaded, and you are "
        "told who did.",
        "",
        _HEADINGS[3],
        "The measure’s owner, its deputies and its data providers. Do not pass the file on: it holds figures "
        "that are not published.",
    ]


def _write_lists(sheet):
    for number, (name, labels) in enumerate(_CHOICES.items(), 1):
        heading = next(column.heading for column in FIGURE_COLUMNS if column.name == name)
        for line, text in enumerate((heading, *labels), 1):
            sheet.cell(line, number, text).font = styled.PLAIN if line > 1 else styled.BOLD
        sheet.column_dimensions[get_column_letter(number)].width = 34
    styled.finish(sheet, landscape=False)
