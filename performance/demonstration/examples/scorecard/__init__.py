"""A council's one-page scorecard, loaded from its own figures through the import and set on one page again.

The figures and titles are facts from a one-page scorecard of an English council's adult social care, as it
was published. It names neither its council nor its year: 2018/19 is chosen. What it prints of officers' names
is left out, and the measures beside which they stood are in development.
"""

from datetime import date
from pathlib import Path

from performance.demonstration import load as demonstration
from performance.demonstration.examples.plan import Plan, Planned
from performance.imports import applying, reading
from performance.imports.plan import Options
from performance.models import (
    Abbreviation,
    Column,
    Directorate,
    Measure,
    Period,
    Placement,
    Scorecard,
    Section,
)

FOLDER = Path(__file__).parent
ENVIRONMENT = {
    "COUNCIL_NAME": "Sample Council",
    # The page does not say whose it is.
    "COUNCIL_AUTHORITY": "",
    "PRODUCT_DATE": "2019-06-10",
}
DAY = date(2019, 6, 10)
TITLE = "Adult social care: scorecard"
SOURCE = "One-page scorecard of an English council's adult social care, as published; the year is chosen"
Shows = Column.Shows
# File -> its columns after the measure: what each shows, its heading, whose figure stands beside ours.
COLUMNS = {
    "outcomes": (
        (Shows.FIGURE, "Council", ""),
        (Shows.COMPARISON, "National", "National"),
        (Shows.DIFFERENCE, "Difference", "National"),
    ),
    "outputs": ((Shows.FIGURE, "Council", ""), (Shows.TARGET, "Target", ""), (Shows.STATUS, "Status", "")),
    "people": (
        (Shows.FIGURE, "Adult social care", ""),
        (Shows.COMPARISON, "Whole council", "Whole council"),
        (Shows.TARGET, "Target", ""),
        (Shows.STATUS, "Status", ""),
    ),
    "budget": (
        (Shows.COMPARISON, "Budget", "Budget"),
        (Shows.FIGURE, "Period 6", ""),
        (Shows.DIFFERENCE, "Over or under", "Budget"),
    ),
}
HEADLINES = ("Total staff", "Payroll", "Savings")
ABBREVIATIONS = (
    ("AMHP", "Approved mental health professional"),
    ("ASC", "Adult social care"),
    ("CQC", "Care Quality Commission"),
    ("CTPLD", "Community team for people with learning disabilities"),
    ("DOLS", "Deprivation of liberty safeguards"),
    ("DTC", "Delayed transfers of care"),
    ("EDS", "Emergency duty service"),
    ("FTE", "Full-time equivalent"),
    ("LD", "Learning disability"),
    ("MASH", "Multi-agency safeguarding hub"),
    ("MH", "Mental health"),
    ("NHS", "National Health Service"),
    ("OT", "Occupational therapy"),
    ("PSR", "Primary support reason"),
    ("RI", "Requires improvement"),
    ("VfM", "Value for money"),
)

SAID = (
    "The figures are those of a one-page scorecard as an English council published it. It does not say of "
    "which year: the year here is chosen. Limits around its targets were not published: the ones here are "
    "the default ones, so that statuses need not be those that the council gave.\n\n"
    "The council printed an arrow beside each measure. An arrow needs an earlier figure, which the page "
    "does not give: none is drawn here.\n\n"
    "Where an officer’s name stood in the place of a figure, the measure is in development.\n\n"
    "Two scores, of 24 and of 12, were printed as percentages: they are scores here. Vacancies had two "
    "figures in one cell, full-time equivalents and a share: both are kept, and the first is held against "
    "the target. Delayed transfers had “NHS Data” in place of a national figure; it is printed as it was.\n\n"
    "The council printed other shares of green, amber and red, and not of how many measures. Those here are "
    "of those that have a figure and a target.\n"
)


def read(name):
    """The plan of one of the four files, with the choices that read it."""
    choices = Options(period="2018/19", directorate="Adult social care", scorecard=TITLE)
    return reading.read((FOLDER / f"{name}.csv").read_bytes(), f"{name}.csv", choices), choices


def load():
    """The scorecard with its four headings, their columns and headline facts; ratings are computed."""
    directorate, _ = Directorate.objects.get_or_create(name="Adult social care")
    demonstration.load_scale_and_rules()
    demonstration.load_people(directorate)
    for name in COLUMNS:
        plan, choices = read(name)
        applying.apply(plan, choices, source=SOURCE, today=DAY)
    scorecard = Scorecard.objects.get(title=TITLE)
    Abbreviation.objects.bulk_create(
        Abbreviation(scorecard=scorecard, short=short, long=long) for short, long in ABBREVIATIONS
    )
    # The import makes columns of what it finds; these are named as the published page names them.
    scorecard.columns.all().delete()
    sections = Section.objects.filter(scorecard=scorecard, parent=None).order_by("position", "pk")
    for section, columns in zip(sections, COLUMNS.values(), strict=True):
        Column.objects.bulk_create(
            Column(
                scorecard=scorecard,
                section=section,
                position=position,
                shows=shows,
                heading=heading,
                comparison=comparison,
            )
            for position, (shows, heading, comparison) in enumerate(columns)
        )
    # The page says "FTE / %" and not of what.
    Measure.objects.filter(title__startswith="Vacancies").update(companion_label="of posts")
    facts = Placement.objects.filter(measure__title__in=HEADLINES)
    facts.update(shown_as=Placement.ShownAs.HEADLINE)


def faults() -> list[str]:
    """What the import says of the published page, one sentence each with the line of our file."""
    said = []
    for name in COLUMNS:
        plan, _ = read(name)
        said += [f"{name}.csv, {each.place}: {each.sentence}" for each in plan.found]
        said += [f"{name}.csv, {each.place}: “{each.text}”: {each.reason}" for each in plan.unread]
    return said


def plan() -> Plan:
    """The page, and what has to be said beside it."""
    return Plan(
        scorecard=Scorecard.objects.get(title=TITLE),
        period=Period.objects.get(kind=Period.Kind.YEAR, start=date(2018, 4, 1)),
        title=TITLE,
        committee="Adult Social Care Performance Board",
        meeting_on=date(2019, 6, 24),
        sections=(
            Planned("scorecard", title="Adult social care on one page"),
            Planned("text", title="How this page was made", text=SAID),
            Planned("missing"),
            Planned("statuses"),
            Planned("glossary"),
            Planned("provenance"),
        ),
    )
