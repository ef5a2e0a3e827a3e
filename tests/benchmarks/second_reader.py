"""Another reading of the two published files, to hold the product's against.

Standard library alone, and nothing of ours: the packed XML is walked element by element. It knows the two
files and nothing else; whatever it does not expect is an AssertionError.
"""

import re
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from xml.etree import ElementTree

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MARKERS = {"[c]": "c", "[x]": "x", "[z]": "z"}
COLUMNS = {
    "outcome": "value",
    "margin of error": "margin",
    "number of respondents": "respondents",
    "numerator": "numerator",
    "denominator": "denominator",
    "base": "respondents",
}


@dataclass(frozen=True)
class Read:
    """One cell of figures: whose, of what, and what stands in it."""

    table: str
    year: str
    breakdown: str
    code: str
    name: str
    ons: str
    column: str
    value: Decimal | None
    marker: str
    second: str

    @property
    def figure(self):
        """What the cells of one figure have in common."""
        return self.table, self.year, self.breakdown, self.code, self.name, self.ons


def workbook(path):
    """Every cell of every table of the .ods workbook."""
    for name, lines in _ods(path):
        if not name.startswith("Table_"):
            continue
        at = next(index for index, line in enumerate(lines) if line and line[0] == "Local authority code")
        headings = lines[at]
        assert headings[:3] == ["Local authority code", "Local authority", "ONS area code"]
        for line in lines[at + 1 :]:
            for heading, cell in zip(headings[3:], line[3:], strict=True):
                years, what = heading.split(" - ")
                first, last = years.split(" to ")
                words = next(words for words in COLUMNS if what.endswith(words))
                breakdown = what[: -len(words)].strip()
                yield Read(
                    table=name.removeprefix("Table_"),
                    year=f"{first}/{last[2:]}",
                    breakdown="" if breakdown in ("", "6b") else breakdown,
                    code=line[0],
                    name=line[1],
                    ons=line[2],
                    column=COLUMNS[words],
                    **_cell(cell),
                )


def open_data(path):
    """Every cell of the long .xlsx file."""
    lines = iter(_xlsx(path))
    headings = next(lines)
    for line in lines:
        row = dict(zip(headings, line, strict=True))
        yield Read(
            table=row["Measure Group"],
            year="2020/21",
            breakdown="" if row["Disaggregation Level"] == "Total" else row["Disaggregation Level"],
            code=row["Geographical Code"],
            name=row["Geographical Description"],
            ons=row["ONS Code"],
            column=COLUMNS[row["Measure Type"].lower()],
            **_cell(row["Measure Value"]),
        )


def _cell(text):
    """A number, a marker, or two figures, the second in brackets."""
    if text in MARKERS:
        return {"value": None, "marker": MARKERS[text], "second": ""}
    two = re.fullmatch(r"([0-9.,]+) \(([0-9.,]+|:)\)", text)
    if two:
        second = two[2] if two[2] == ":" else str(Decimal(two[2].replace(",", "")))
        return {"value": Decimal(two[1].replace(",", "")), "marker": "", "second": second}
    assert re.fullmatch(r"[0-9]+(\.[0-9]+)?(E-?[0-9]+)?", text), text
    # 23.599999999999998 is what a double holds in the place of 23.6.
    return {"value": round(Decimal(text), 9).normalize(), "marker": "", "second": ""}


def _ods(path):
    """(name, lines) of every sheet; a number is the text of its value attribute."""
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
        for _, element in ElementTree.iterparse(content):  # noqa: S314 (a file that is held beside us)
            if element.tag == f"{TABLE}table":
                yield element.get(f"{TABLE}name"), _ods_lines(element)
                element.clear()


def _ods_lines(table):
    lines = []
    for row in table.iter(f"{TABLE}table-row"):
        line = []
        for cell in row:
            if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                continue
            line += [_ods_text(cell)] * int(cell.get(f"{TABLE}number-columns-repeated", "1"))
        while line and line[-1] == "":
            line.pop()
        # The rows that are empty to the end of a sheet are said as one row, repeated a million times.
        if line:
            lines += [line] * int(row.get(f"{TABLE}number-rows-repeated", "1"))
    return lines


def _ods_text(cell):
    if cell.get(f"{OFFICE}value-type") == "float":
        value = cell.get(f"{OFFICE}value")
        return str(int(value)) if re.fullmatch(r"[0-9]+", value) else value
    return "\n".join("".join(part.itertext()) for part in cell.findall(f"{TEXT}p")).strip()


def _xlsx(path):
    """The lines of the one sheet, each as wide as the first."""
    with zipfile.ZipFile(path) as archive:
        with archive.open("xl/sharedStrings.xml") as file:
            shared = [
                "".join(part.text or "" for part in item.iter(f"{SHEET}t"))
                for item in ElementTree.parse(file).getroot().findall(f"{SHEET}si")  # noqa: S314
            ]
        width = 0
        with archive.open("xl/worksheets/sheet1.xml") as file:
            for _, row in ElementTree.iterparse(file):  # noqa: S314
                if row.tag != f"{SHEET}row":
                    continue
                line = {}
                for cell in row:
                    letters = re.match(r"[A-Z]+", cell.get("r"))[0]
                    assert len(letters) == 1
                    value = cell.find(f"{SHEET}v")
                    text = value.text if value is not None else ""
                    line[ord(letters) - 65] = shared[int(text)] if cell.get("t") == "s" else text
                width = width or len(line)
                yield [line.get(index, "") for index in range(width)]
                row.clear()
