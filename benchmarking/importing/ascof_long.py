"""The open data of the adult social care outcomes framework: one cell a row, in the codes of its year.

Outcome, numerator, denominator, base and margin of error of one figure stand on rows of their own, and are
gathered. The file does not say its year: it is the one in its name, or the one that was given.
"""

import re

from openpyxl.utils import get_column_letter

from benchmarking.importing.cells import Unreadable, marker_of
from benchmarking.importing.expected import folded, line_with
from benchmarking.importing.gathering import gather
from benchmarking.importing.opening import open_table
from benchmarking.importing.places import Places, Row
from benchmarking.importing.years import Unclear, read_year
from benchmarking.indicators import Codes, UnknownCode, fold

FRAMEWORK = "ASCOF"
HEADINGS = {
    "geographical code": "code",
    "geographical description": "name",
    "geographical level": "level",
    "ons code": "ons",
    "ascof measure code": "measure",
    "disaggregation level": "breakdown",
    "measure type": "type",
    "measure value": "value",
    "measure group": "group",
}
TYPES = {
    "outcome": "value",
    "numerator": "numerator",
    "denominator": "denominator",
    "base": "respondents",
    "margin of error": "margin",
}
# How a code ends for a breakdown: 2B2F is 2B2 for women, 1C1B6584 is 1C1B for carers of 65 to 84.
ENDINGS = {
    "Total": "",
    "18-64": "1864",
    "64 and under": "64U",
    "65 and over": "65OV",
    "65-74": "6574",
    "65-84": "6584",
    "75-84": "7584",
    "85 and over": "85OV",
    "Female": "F",
    "Male": "M",
}
IN_NAME = re.compile(r"(?<![0-9])(20[0-9]{2})[-_ /]([0-9]{2})(?![0-9])")
SECOND = "Two figures in one cell. The second is kept beside the first."


def recognises(sheets):
    """Whether the sheets of a file look like this one."""
    return any(line_with(sheet.rows, HEADINGS) is not None for sheet in sheets)


def latest_year(sheets, name, options):
    """The label of the one year that the file is about. Raises `Unreadable` as `read` does."""
    _sheet(sheets, name)
    return _year(name, options).label


def read(data, name, *, resolver, report, options):
    """Every figure of the file. Raises `Unreadable` for another file, and where the year is not known."""
    sheet = _sheet(open_table(data, name), name)
    header = line_with(sheet.rows, HEADINGS)
    year = _year(name, options)
    at = {
        HEADINGS[heading]: index
        for index, heading in enumerate(map(folded, sheet.rows[header]))
        if heading in HEADINGS
    }
    report.understood.append(
        f"{sheet.name}: headings on line {header + 1}; all is of {year.label}, in the codes of that year"
    )
    figures, rows = _gathered(sheet.rows, header, at, year, report)
    places = Places(rows.values(), {year}, resolver)
    for (row, indicator, breakdown), raws in figures.items():
        place = places.of(row, year, raws, report)
        if place is None:
            continue
        figure = gather(
            raws,
            report=report,
            second=SECOND,
            indicator_id=indicator.pk,
            year=year,
            breakdown=breakdown,
            authority_id=place.authority_id,
            group_id=place.group_id,
        )
        if figure is not None:
            yield figure


def _sheet(sheets, name):
    """The sheet with the headings."""
    for sheet in sheets:
        if line_with(sheet.rows, HEADINGS) is not None:
            return sheet
    raise Unreadable(
        f"{name} is not the ASCOF open data: no line of it has the headings "
        f"{', '.join(f'“{heading.capitalize()}”' for heading in HEADINGS)}."
    )


def _year(name, options):
    given = options.get("year")
    found = IN_NAME.search(name)
    if not given and not found:
        raise Unreadable(
            f"The file does not say which year it is about, and its name ({name}) does not either. "
            "Put it into the name, such as ascof-2020-21.csv, or say it: --year 2020/21."
        )
    try:
        return read_year(given or f"{found[1]}-{found[2]}", basis="financial")
    except Unclear as problem:
        raise Unreadable(str(problem)) from problem


def _gathered(lines, header, at, year, report):
    """The file's lines by figure: (row, indicator, breakdown) -> column -> (place, raw cell)."""
    codes, figures, rows = Codes(), {}, {}
    meant = {}
    letter = get_column_letter(at["value"] + 1)
    for number, line in enumerate(lines[header + 1 :], header + 2):
        if not any(cell is not None for cell in line):
            continue
        found = {name: line[index] if index < len(line) else None for name, index in at.items()}
        where = f"row {number}, column {letter}"
        column = TYPES.get(folded(found["type"]))
        key = (found["group"], found["breakdown"], found["measure"])
        if key not in meant:
            meant[key] = _meant(*key, year, codes)
        indicator, breakdown, why = meant[key]
        if column is None:
            why = f"“{found['type'] or ''}” is no type of measure that is known here."
        if why:
            report.skip(where, found["value"] if found["value"] is not None else "", why)
            continue
        identity = (found["ons"], found["code"], found["name"])
        if identity not in rows:
            rows[identity] = _row(number, *identity)
        raws = figures.setdefault((rows[identity], indicator, breakdown), {})
        if column in raws:
            report.skip(where, found["value"], f"{raws[column][0]} prints the same cell already.")
            continue
        raws[column] = (where, found["value"])
    return figures, rows


def _row(number, ons, code, name):
    codes = tuple(code for code in (ons, code) if code is not None and not marker_of(str(code)))
    return Row(f"row {number}", codes, str(name or "").strip())


def _meant(group, breakdown, measure, year, codes):
    """(indicator, breakdown, why not): the measure's group names the indicator, and its code must agree."""
    ending = ENDINGS.get(str(breakdown or "").strip())
    if ending is None:
        return None, "", f"The breakdown “{breakdown or ''}” is not known here."
    if fold(measure) != fold(group) + ending:
        return None, "", f"The code {measure} does not agree with the group {group} and “{breakdown}”."
    try:
        indicator = codes.find(group, framework=FRAMEWORK, year=year.label)
    except UnknownCode as problem:
        return None, "", str(problem)
    return indicator, "" if breakdown == "Total" else str(breakdown).strip(), ""
