"""The workbook of the adult social care outcomes framework: a sheet for each measure, years side by side.

The sheets are found by their titles ("Table 2d(1): …"), the table by its own headings, whichever line they
stand on. The measures' codes are those of the workbook's latest year, for all its years: what the sheet 1B
prints for 2016-17 was 1J then. A sheet that is not as expected is refused with a sentence; the others are
read.
"""

import re
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from benchmarking.importing import ascof_codes
from benchmarking.importing.cells import Unreadable, marker_of
from benchmarking.importing.expected import LOOKED_AT, NOTE, folded, line_with
from benchmarking.importing.gathering import gather
from benchmarking.importing.opening import open_table
from benchmarking.importing.places import Places, Row
from benchmarking.importing.years import Unclear, read_year
from benchmarking.indicators import Codes, UnknownCode, fold

FRAMEWORK = "ASCOF"
TITLE = re.compile(
    r"Table (?P<code>[0-9][a-z](?:\([0-9][a-z]?\))?)\s*:\s*(?P<text>.+)", re.IGNORECASE | re.DOTALL
)
SHEET = re.compile(r"table[_ ]?(?P<code>.+)", re.IGNORECASE)
IDENTITY = {"local authority code": "code", "local authority": "name", "ons area code": "ons"}
MEASURES = {
    "outcome": "value",
    "margin of error": "margin",
    "number of respondents": "respondents",
    "numerator": "numerator",
    "denominator": "denominator",
}
SECOND = (
    "Two figures in one cell: the official one, and in brackets that of the people who were eligible before "
    "the survey asked more carers. The second is kept beside the first."
)


@dataclass
class _Table:
    """One sheet whose headings are understood: columns[(year, breakdown)] is column -> index."""

    sheet: str
    rows: list
    code: str
    title: str
    header: int
    identity: dict
    columns: dict
    indicator: object = None
    notes: list = field(default_factory=list)


def recognises(sheets):
    """Whether the sheets of a file look like this workbook."""
    return any(_title(sheet.rows) for sheet in sheets)


def latest_year(sheets, name, options):
    """The label of the workbook's latest year, whose codes it prints. Raises `Unreadable` as `read` does."""
    return _latest(_understood(sheets, name)[0])


def read(data, name, *, resolver, report, options):
    """Every figure of the workbook. Raises `Unreadable` where no sheet of it can be read."""
    for table in _tables(open_table(data, name), name, report):
        yield from _figures(table, resolver, report)


# --- Which sheets are tables, and of what ------------------------------------------------------------


def _tables(sheets, name, report):
    """The sheets that are understood; the others are listed for what they are, or refused with a sentence."""
    tables, refused = _understood(sheets, name)
    for sheet in sheets:
        if sheet.name in refused:
            report.skip(sheet.name, sheet.rows[0][0], f"The sheet is left out. {refused[sheet.name]}")
        elif not _title(sheet.rows):
            _other(sheet, report)
    latest = _latest(tables)
    codes = Codes()
    known = []
    for table in tables:
        try:
            table.indicator = codes.find(table.code.upper(), framework=FRAMEWORK, year=latest)
        except UnknownCode as problem:
            report.skip(
                table.sheet,
                table.title,
                f"The sheet is left out. {problem} An administrator can add the code to an indicator.",
            )
            continue
        known.append(table)
        report.understood.append(_described(table, latest))
    ascof_codes.compare({sheet.name: sheet.rows for sheet in sheets}, report)
    return known


def _understood(sheets, name):
    """The tables, and why which other sheets with a title of one are not understood: name -> sentence.

    Raises `Unreadable` where there is no table, or none that is understood.
    """
    tables, refused = [], {}
    for sheet in sheets:
        if _title(sheet.rows):
            try:
                tables.append(_table(sheet))
            except Unreadable as problem:
                refused[sheet.name] = problem
    if refused and not tables:
        first, why = next(iter(refused.items()))
        raise Unreadable(f"No sheet of {name} can be read. The first, {first}: {why}")
    if not tables:
        raise Unreadable(
            f"{name} is not the ASCOF workbook: none of its sheets has a title like “Table 1a: …”. "
            "Choose another way of reading it, or download the workbook from GOV.UK again."
        )
    return tables, refused


def _latest(tables):
    return max(year.label for table in tables for year, _ in table.columns)


def _title(rows):
    first = rows[0][0] if rows and rows[0] else None
    return TITLE.match(first.strip()) if isinstance(first, str) else None


def _other(sheet, report):
    first = sheet.rows[0][0] if sheet.rows and sheet.rows[0] else None
    if SHEET.fullmatch(sheet.name) or line_with(sheet.rows, IDENTITY) is not None:
        report.skip(
            sheet.name, first, "The sheet is left out. Its first line is no title like “Table 1a: …”."
        )
        return
    report.understood.append(f"{sheet.name}: no table of figures (“{first or ''}”)")


def _table(sheet):
    title = _title(sheet.rows)
    named = SHEET.fullmatch(sheet.name)
    if named and fold(named["code"]) != fold(title["code"]):
        raise Unreadable(
            f"It is named {sheet.name} and its title says Table {title['code']}: which measure it is, is "
            "unclear."
        )
    header = line_with(sheet.rows, IDENTITY)
    if header is None:
        raise Unreadable(
            "It has no line with the headings “Local authority code”, “Local authority” and “ONS area code” "
            f"among its first {LOOKED_AT}."
        )
    headings = [folded(cell) for cell in sheet.rows[header]]
    identity = {IDENTITY[heading]: place for place, heading in enumerate(headings) if heading in IDENTITY}
    return _Table(
        sheet=sheet.name,
        rows=sheet.rows,
        code=title["code"],
        title=NOTE.sub("", title["text"]).strip(),
        header=header,
        identity=identity,
        columns=_columns(sheet.rows, header, title["code"], set(identity.values())),
        notes=sorted({int(number) for number in NOTE.findall(title[0])}),
    )


def _columns(rows, header, code, taken):
    """(year, breakdown) -> column -> index. Raises `Unreadable` for what is not understood or not whole."""
    columns = {}
    width = max(map(len, rows[header:]))
    for index in range(width):
        if index in taken:
            continue
        heading = rows[header][index] if index < len(rows[header]) else None
        if heading is None:
            if any(index < len(row) and row[index] is not None for row in rows[header + 1 :]):
                raise Unreadable(f"Column {get_column_letter(index + 1)} has figures and no heading.")
            continue
        year, breakdown, column = _heading(heading, code)
        held = columns.setdefault((year, breakdown), {})
        if column in held:
            raise Unreadable(f"The heading “{heading}” stands there twice.")
        held[column] = index
    if not columns:
        raise Unreadable("It has no column of figures.")
    _ask_whole(columns)
    return columns


def _heading(heading, code):
    """ "2024 to 2025 - good outcome" -> the year, "Good", "value"; 6B's own "6b outcome" is the whole."""
    text = folded(heading)
    year, dash, what = text.partition(" - ")
    words = next((words for words in MEASURES if what == words or what.endswith(f" {words}")), None)
    if not dash or words is None:
        raise Unreadable(
            f"The heading “{str(heading)[:60]}” is not understood. They look like “2024 to 2025 - outcome”."
        )
    breakdown = what.removesuffix(words).strip()
    if breakdown == code.lower():
        breakdown = ""
    try:
        return read_year(year, basis="financial"), breakdown.capitalize(), MEASURES[words]
    except Unclear as problem:
        raise Unreadable(str(problem)) from problem


def _ask_whole(columns):
    """Every year has the same columns, and an outcome among them: one that is gone is not passed over."""
    every = {column for held in columns.values() for column in held}
    names = {column: words for words, column in MEASURES.items()}
    for (year, breakdown), held in columns.items():
        for column in ("value", *sorted(every)):
            if column not in held:
                of = f" ({breakdown.lower()})" if breakdown else ""
                raise Unreadable(f"The column of the {names[column]} for {year.label}{of} is missing.")


def _described(table, latest):
    years = [year.label for year, _ in table.columns]
    breakdowns = list(dict.fromkeys(breakdown for _, breakdown in table.columns if breakdown))
    notes = f"; notes {', '.join(map(str, table.notes))}" if table.notes else ""
    parts = f"; with {', '.join(breakdowns)}" if breakdowns else ""
    span = years[0] if years[0] == years[-1] else f"{years[0]} to {years[-1]}"
    return (
        f"{table.sheet}: {table.code.upper()}, as the code is used in {latest}, is "
        f"“{table.indicator.title}”; headings on line {table.header + 1}; {span}{parts}{notes}"
    )


# --- Rows into figures -------------------------------------------------------------------------------


def _figures(table, resolver, report):
    first = table.header + 1
    rows = [
        Row(f"row {index + 1}", *_identity(table, row)) for index, row in enumerate(table.rows[first:], first)
    ]
    places = Places(rows, {year for year, _ in table.columns}, resolver)
    for index, about in enumerate(rows, first):
        row = table.rows[index]
        for (year, breakdown), held in table.columns.items():
            raws = {
                column: (_place(table.sheet, index, at), row[at] if at < len(row) else None)
                for column, at in held.items()
            }
            place = places.of(about, year, raws, report)
            if place is None:
                continue
            figure = gather(
                raws,
                report=report,
                second=SECOND,
                indicator_id=table.indicator.pk,
                year=year,
                breakdown=breakdown,
                authority_id=place.authority_id,
                group_id=place.group_id,
            )
            if figure is not None:
                _look_at(figure, table.indicator, report)
                yield figure


def _identity(table, row):
    """The row's codes, the one that is never used again first, and its name without its notes."""
    found = {name: row[at] if at < len(row) else None for name, at in table.identity.items()}
    codes = [found[name] for name in ("ons", "code") if found[name] is not None]
    name = NOTE.sub("", str(found["name"] or "")).strip()
    return tuple(code for code in codes if not marker_of(str(code))), name


def _look_at(figure, indicator, report):
    """A share of more than all is published so, and said."""
    parts = figure.numerator, figure.denominator
    if indicator.per == 100 and None not in parts and figure.numerator > figure.denominator:
        report.note(
            figure.place,
            f"{figure.numerator} of {figure.denominator}",
            "The numerator is above its denominator. It is kept as published.",
        )


def _place(sheet, row, column):
    return f"{sheet}, row {row + 1}, column {get_column_letter(column + 1)}"
