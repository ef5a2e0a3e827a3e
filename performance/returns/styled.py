"""How the workbook of a return looks: heads, cells for reading and cells for typing, and how it prints."""

import math

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from performance.rules.numbers import SCALES, UnitKind

PLAIN = Font(name="Arial", size=10)
BOLD = Font(name="Arial", size=10, bold=True)
TITLE = Font(name="Arial", size=14, bold=True)
_QUIET = Font(name="Arial", size=10, color="505A5F")
_HEAD = Font(name="Arial", size=10, bold=True, color="FFFFFF")
_HEAD_FILL = PatternFill("solid", fgColor="12436D")
_TYPED_HEAD_FILL = PatternFill("solid", fgColor="00703C")
_CLOSED = PatternFill("solid", fgColor="E8E9EA")
_LINE = Border(*[Side("thin", color="B1B4B6")] * 4)
_UNDER = Border(bottom=Side("thin", color="DEE0E2"))
_UNLOCKED = Protection(locked=False)
TOP = Alignment(vertical="top")
WRAPPED = Alignment(vertical="top", wrap_text=True)
# A line of text in points, and how much of a long commentary is shown at once.
_LINE_HEIGHT, _MOST_LINES = 13.5, 8
# What Excel and LibreOffice take for a formula when it begins a text.
_LIKE_FORMULAS = ("=", "+", "-", "@")


def write_head(sheet, columns, frozen):
    """The line of headings, with notes; headings of what is typed have a colour of their own."""
    for number, column in enumerate(columns, 1):
        cell = sheet.cell(1, number, column.heading)
        cell.font, cell.alignment = _HEAD, WRAPPED
        cell.fill = _TYPED_HEAD_FILL if column.is_typed else _HEAD_FILL
        if column.note:
            cell.comment = Comment(column.note, "Scrutineer", width=260, height=110)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.row_dimensions[1].height = 2 * _LINE_HEIGHT + 4
    sheet.freeze_panes = frozen


def put(cell, value, column):
    """A value in its cell."""
    if isinstance(value, str):
        put_text(cell, value)
    elif value is not None:
        cell.value = value
    cell.font = PLAIN if column.is_typed or column.name == "title" else _QUIET
    cell.alignment = TOP if column.kind in ("key", "figure", "day") else WRAPPED
    if not column.is_typed:
        cell.number_format, cell.border = "@", _UNDER


def put_text(cell, text):
    """A text that stays a text whatever it begins with, also after somebody has pressed Enter in its cell."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    if text:
        cell.value = text
        cell.data_type, cell.quotePrefix = "s", text.startswith(_LIKE_FORMULAS)


def make_typed(cell, is_open, column, unit):
    """A cell for typing, or one that is closed: greyed and protected."""
    cell.border = _LINE
    if is_open:
        cell.protection = _UNLOCKED
    else:
        cell.fill = _CLOSED
    if column.kind == "figure":
        cell.number_format = number_format(unit)
    elif column.kind == "day":
        cell.number_format = "d mmm yyyy"
    elif column.kind in ("short", "long"):
        cell.number_format = "@"


def number_format(unit) -> str:
    """How a cell of figures in this unit is formatted: "#,##0.0" for one decimal.

    Percentages keep the general format: there a spreadsheet program itself makes "45.6%" a percentage when
    somebody types it, where in a cell of plain numbers it would turn into 0.456.

    >>> from performance.rules.numbers import Unit
    >>> number_format(Unit(UnitKind.MONEY, 1, "m")), number_format(Unit(UnitKind.DAYS, 1))
    ('#,##0', '#,##0.0')
    """
    if unit.kind == UnitKind.PERCENT:
        return "General"
    decimals = max(unit.decimals - SCALES[unit.scale].adjusted(), 0)
    return "#,##0" + (f".{'0' * decimals}" if decimals else "")


def offer(sheet, number, first, last, formula):
    """A list to choose from, in one column of some lines. It refuses nothing: that is for the preview."""
    offered = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=False)
    letter = get_column_letter(number)
    offered.add(f"{letter}{first}:{letter}{last}")
    sheet.add_data_validation(offered)


def fit_height(sheet, line, columns):
    """Make a line as high as its texts need: programs do not agree on doing that themselves."""
    most = 1
    for number, column in enumerate(columns, 1):
        text = sheet.cell(line, number).value
        if isinstance(text, str) and sheet.cell(line, number).alignment.wrap_text:
            wrapped = sum(max(math.ceil(len(part) * 1.1 / column.width), 1) for part in text.split("\n"))
            most = max(most, wrapped)
    sheet.row_dimensions[line].height = min(most, _MOST_LINES) * _LINE_HEIGHT + 3


def finish(sheet, *, pages_wide=1, landscape=True):
    """Protection without a password, and how it prints."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.autoFilter = False
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3 if pages_wide > 1 else sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_wide, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.8, 0.4
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.center.text = "&A, page &P of &N"
