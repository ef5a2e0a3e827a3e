"""Small files in the manner of the published ones, and the places they are about, for machines without those.

The councils are invented: Northshire is there throughout, Oldshire gave way to Newshire on 1 April 2019 and
both are printed under the code 809, as Dorset is.
"""

import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape

from openpyxl import Workbook

from benchmarking.indicators import load_indicators
from benchmarking.models import Authority, AuthorityCode, AuthorityName, ComparatorGroup, GroupName, Source
from benchmarking.resolving import key_of

HEADINGS = ["Local authority code", "Local authority", "ONS area code"]
ENGLAND = ["Merrie", "Merrie England", "E99999999"]
NORTHSHIRE = [9101.0, "Northshire", "E99999101"]
OLDSHIRE = [9809.0, "Oldshire County", "E99999102"]
NEWSHIRE = [9809.0, "Newshire", "E99999103"]

OPEN_HEADINGS = [
    *("Geographical Code", "Geographical Description", "Geographical Level", "ONS Code"),
    *("ASCOF Measure Code", "Disaggregation Level", "Measure Type", "Measure Value"),
    *("Measure Group", "Measure Group Description"),
]


def places():
    """The councils and the group: name -> row. Also sees that the indicators are there."""
    load_indicators()
    made = {}
    for (code, name, gss), first, last in (
        (NORTHSHIRE, None, None),
        (OLDSHIRE, None, date(2019, 3, 31)),
        (NEWSHIRE, date(2019, 4, 1), None),
    ):
        council = Authority.objects.create(
            code=f"T{gss[-3:]}", name=name, short_name=name, gss_code=gss, starts_on=first, ends_on=last
        )
        AuthorityCode.objects.create(authority=council, scheme="gss", code=gss)
        AuthorityCode.objects.create(authority=council, scheme="ascof", code=str(int(code)))
        AuthorityName.objects.create(authority=council, name=name, key=key_of(name))
        made[name] = council
    group = ComparatorGroup.objects.create(slug="merrie-england", title="Merrie England", kind="own")
    for name in ENGLAND:
        GroupName.objects.create(group=group, name=name, key=key_of(name))
    return {**made, "Merrie England": group}


def source(**given):
    return Source(
        **{"title": "A published table", "publisher": "A publisher", "published_on": date(2025, 12, 18)}
        | given
    )


def survey(title, *rows, years=("2018 to 2019", "2019 to 2020"), above=4):
    """A sheet with margin, respondents and outcome for each year, as the survey's sheets are."""
    headings = [
        f"{year} - {words}"
        for year in years
        for words in ("margin of error", "number of respondents", "outcome")
    ]
    lines = [[title], *[[f"Line {number} of text."] for number in range(above)]]
    return [*lines, [*HEADINGS, *headings], *rows]


def shares(title, *rows, year="2024 to 2025"):
    """A sheet with numerator, denominator and outcome of one year."""
    return [
        [title],
        ["This worksheet contains one table."],
        [*HEADINGS, *(f"{year} - {words}" for words in ("numerator", "denominator", "outcome"))],
        *rows,
    ]


def as_ods(sheets):
    """Sheet name -> rows, as the bytes of an .ods file."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_row, rows))}</table:table>'
        for name, rows in sheets.items()
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest'
            ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return stream.getvalue()


def _row(row):
    return f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>"


def _cell(value):
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def as_xlsx(sheets):
    """Sheet name -> rows, as the bytes of an .xlsx file."""
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
