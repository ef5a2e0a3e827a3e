"""The empty workbook: a page to read first, the headings with notes, and two rows that show how."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

READ_ME = [
    "Moving measures, targets and figures into Scrutineer",
    "",
    "Fill in the sheet “Measures”, one row a measure. Only a title is needed; leave out what is not there.",
    "The two example rows are passed over. Columns may be left out, moved, or added: one for each year or",
    "month.",
    "",
    "Headings that name a period hold figures of it: “Figure 2019/20”, “Figure Nov 2020”, “Target 2020/21”,",
    "“Milestone 2019/20”, “Final target 2020/21”, “Numerator …”, “Denominator …”, “Forecast …”,",
    "“Commentary …”, “Comparison: England 2019/20”, “Quartile 2019/20”, “Rank 2019/20”. “Apr-Nov 2020” is",
    "the year to date at the end of November. “Published status”, “Direction” and “Also in: BCF” too.",
    "",
    "Write figures as you print them: 54.0%, 84.5k, £1.2m, 3.1 (13 admissions), 58% (15.2k out of 26.4k).",
    "Write why there is none: Survey not run, Not published, [c] for suppressed, N/A, Due June 2021.",
    "Write targets as you print them: >80%, <14 days, 56-61%, TBC, For information only, No target.",
    "Write a composition in one cell: Inadequate 4 | RI 69 | Good or Outstanding 193.",
    "",
    "Long tables work as well: one row a measure and month, with the columns Period, Figure, Numerator and",
    "Denominator.",
    "",
    "Then, to see what would happen:   python manage.py import_measures FILE.xlsx --dry-run",
    "or in the admin under Imports. Nothing is changed before you say so, and the same file twice changes",
    "nothing.",
]

# Heading, note, and the two examples.
COLUMNS = [
    ("Ref", "The printed code, in any spelling: 2B pt 1, 1C(1A).", "EX1", "EX2"),
    ("Framework", "ASCOF, Local, …", "Local", "Local"),
    (
        "Title",
        "The measure’s name. Needed.",
        "Example: living at home 91 days after discharge",
        "Example: library visits",
    ),
    ("Aliases", "Other codes of the same measure, divided by commas.", "", ""),
    ("Definition", "What it measures.", "", ""),
    ("Directorate", "Made where it is not there.", "Adults and Communities", "Adults and Communities"),
    ("Service", "Within the directorate; made where it is not there.", "Adult social care", "Libraries"),
    ("Scorecard", "Where it is shown. Empty: the directorate’s.", "", ""),
    ("Layer", "The first heading over it; then Theme, Outcome.", "Delay need", "Prevent need"),
    ("Theme", "The heading under the layer.", "", ""),
    ("Outcome", "The heading under the theme.", "", ""),
    ("Section", "The heading straight over it.", "", ""),
    ("Position", "Its number in the order.", "1", "2"),
    (
        "Footnote",
        "Printed under the table. A column “Notes” is read as this; a comment on a figure is a Commentary.",
        "",
        "",
    ),
    (
        "Owner e-mail",
        "Somebody who is not there yet is made without a password.",
        "olive.owner@example.org",
        "",
    ),
    (
        "Owner name",
        "For somebody who is made; without an e-mail address, somebody who is here.",
        "Olive Owner",
        "",
    ),
    ("Owner post", "The post that public papers print.", "Head of Reablement", ""),
    ("Deputies", "E-mail addresses, divided by commas.", "", ""),
    ("Provider", "E-mail address of the data provider.", "", ""),
    ("Manager", "E-mail address of who approves; gets the role for the directorate or service.", "", ""),
    ("Unit", "%, count, rate per 100,000, £, £m, days, score, ratio, FTE, composition.", "%", "count"),
    ("Decimals", "Printed after the point. Empty: as in the figures.", "1", "1"),
    ("Scale", "k, m, or empty.", "", "k"),
    ("Per", "The base of a rate: 100000.", "", ""),
    ("Out of", "The best of a score: 24.", "", ""),
    ("Unit note", "What is counted: visits.", "", ""),
    ("Companion label", "What a second figure in brackets counts: admissions.", "", ""),
    ("Aim", "High, Low, Within band, or None.", "High", "High"),
    ("Frequency", "Weekly, Monthly, Quarterly, Annual, Biennial.", "Monthly", "Monthly"),
    ("Year basis", "Financial, Academic, Calendar.", "Financial", ""),
    ("Entry", "Figure, Fraction (numerator and denominator), or Parts of a composition.", "", ""),
    ("Covers", "Year to date, or the period.", "", "Year to date"),
    ("Adds up", "Sum, Latest, Fraction, Mean, Rolling, As entered.", "Fraction", "Sum"),
    ("State", "Active, In development, Retired.", "", ""),
    ("Data source", "The return or system that it comes from.", "", ""),
    ("Suppress below", "Counts from 1 to below this are not published: 5. 0 or empty: none.", "", ""),
    ("Rule", "The name of a RAG rule. Empty: the default of the unit.", "", ""),
    ("Green limit", "How far off the target is still green: points, or per cent of the target.", "0.5", ""),
    ("Amber limit", "How far off the target is still amber.", "5", ""),
    ("Limits note", "Who set the limits; printed with them.", "", ""),
    (
        "Profile",
        "How the year’s target is reached: Same, Even steps, Last year. Empty: even steps where it adds up.",
        "",
        "",
    ),
    ("Target 2020/21", "As printed.", "88%", "No target"),
    ("Figure 2019/20", "As printed.", "88.1%", "1,373.0k"),
    ("Figure Nov 2020", "As printed.", "89.7%", ""),
    ("Figure Apr-Nov 2020", "The year to date.", "", "738.9k"),
    ("Numerator Nov 2020", "The upper number of a fraction; the percentage is computed from it.", "", ""),
    ("Denominator Nov 2020", "The lower number of a fraction.", "", ""),
    ("Commentary Nov 2020", "For publication, beside the figure of the same month.", "", ""),
    ("Comparison: England 2019/20", "Somebody else’s figure.", "82.0%", ""),
    ("Quartile 2019/20", "Top, Second, Third, Bottom.", "Second", ""),
]


def template() -> bytes:
    """The workbook as bytes; its examples, under other titles, give two measures and no problem."""
    book = Workbook()
    about = book.active
    about.title = "Read me"
    about.column_dimensions["A"].width = 110
    for line in READ_ME:
        about.append([line])
    about["A1"].font = Font(bold=True, size=14)
    sheet = book.create_sheet("Measures")
    sheet.append([heading for heading, *_ in COLUMNS])
    for index in (2, 3):
        sheet.append([column[index] for column in COLUMNS])
    for number, (heading, note, *_) in enumerate(COLUMNS, 1):
        cell = sheet.cell(1, number)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        cell.comment = Comment(note, "Scrutineer")
        sheet.column_dimensions[get_column_letter(number)].width = max(12, min(len(heading) + 2, 40))
    sheet.freeze_panes = "D2"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()
