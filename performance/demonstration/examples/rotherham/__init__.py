"""Rotherham's comparison pack: adult social care in 2020/21 beside the region, its neighbours and England.

Answers to the paper "Adult Social Care: our model of delivery" for its Overview and Scrutiny Management Board
of January 2022. Facts of that paper are in the files beside this; its text is not reproduced.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from benchmarking.areas import load_areas
from benchmarking.demonstration import load_figures
from benchmarking.groups import load_groups
from benchmarking.indicators import load_indicators
from benchmarking.models import Authority, ComparatorGroup, Indicator, Source
from performance import workflow
from performance.demonstration import load as council
from performance.demonstration.examples import own
from performance.demonstration.examples.plan import Plan, Planned
from performance.demonstration.examples.printed import load_printed, rows_of
from performance.models import Directorate, Measure, Scorecard, Service, Submission
from performance.rules import calendar

ENVIRONMENT = {
    "COUNCIL_NAME": "Rotherham Metropolitan Borough Council",
    "COUNCIL_AUTHORITY": "ROT",
    "PRODUCT_DATE": "2022-01-10",
}
FOLDER = Path(__file__).parent
PAPER = (
    "Rotherham Metropolitan Borough Council, Overview and Scrutiny Management Board, January 2022: Adult "
    "Social Care, our model of delivery"
)
SCORECARD = "adult-social-care"
REVIEWS = "reviews-up-to-date"
NEIGHBOURS = "CIPFA, as in the paper of January 2022"
FIRST_MONTH, MONTHS = date(2020, 12, 1), 12


@transaction.atomic
def load() -> None:
    now = timezone.now()
    _load_published(now)
    directorate, _ = Directorate.objects.get_or_create(name="Adult Care, Housing and Public Health")
    council.load_people(directorate)
    _load_periods()
    _load_own(directorate, now)


# --- Published figures -----------------------------------------------------------------------------------


def _load_published(now):
    """The framework of 2020/21 as published, and what the council's own paper printed beside it."""
    load_areas()
    load_groups()
    load_indicators()
    load_figures("ascof_2020-21", now=now)
    for row in rows_of(FOLDER / "indicators.csv"):
        Indicator.objects.get_or_create(
            slug=row["indicator"],
            defaults={
                "title": row["title"],
                "topic": row["topic"],
                # More requests are neither good nor bad: so are more clients.
                "polarity": Indicator.Polarity.NONE,
                "unit": row["unit"],
                "decimals": int(row["decimals"]),
            },
        )
    source, _ = Source.objects.get_or_create(
        title=PAPER,
        defaults={
            "publisher": "As printed by the council; benchmarks from LG Inform",
            "published_on": date(2022, 1, 1),
            "published_label": "January 2022",
        },
    )
    rotherham = Authority.objects.get(code=ENVIRONMENT["COUNCIL_AUTHORITY"])
    # Its members were not printed, so it has none: only the means that were.
    neighbours, _ = ComparatorGroup.objects.get_or_create(
        slug="neighbours-rotherham-cipfa-2022",
        defaults={
            "title": "Rotherham’s nearest neighbours",
            "kind": ComparatorGroup.Kind.NEIGHBOURS,
            "of": rotherham,
            "listing": NEIGHBOURS,
            "source": source,
        },
    )
    load_printed(FOLDER / "printed.csv", source=source, places={"neighbours": neighbours}, now=now)


# --- Our own figures -------------------------------------------------------------------------------------


def _load_periods():
    years = {
        first: council.year_beginning(first)
        for first in (date(2019, 4, 1), date(2020, 4, 1), date(2021, 4, 1))
    }
    for number in range(MONTHS):
        start = calendar.add_months(FIRST_MONTH, number)
        council.month_beginning(start, year=years[calendar.first_of_year(start, "financial")])


def _load_own(directorate, now):
    """The council's reviews month by month, with what they are made of: shares are computed from it."""
    scorecard, _ = Scorecard.objects.get_or_create(
        slug=SCORECARD,
        defaults={"title": "Adult social care", "note": f"Figures as published: {PAPER}."},
    )
    service = Service.objects.get(directorate=directorate, name="Adult social care")
    reviews = _reviews(service, own.section_of(scorecard, "Reviewing care and support", 0))
    for row in rows_of(FOLDER / "reviews.csv"):
        parts = {"numerator": Decimal(row["up_to_date"]), "denominator": Decimal(row["eligible"])}
        workflow.take_over(
            measure=reviews,
            period=council.period_of(row["period"]),
            content=parts,
            origin=Submission.Origin.PUBLISHED,
            source=PAPER,
            source_note=f"Printed as {row['as_printed']}.",
            now=now,
        )


def _reviews(service, section):
    """People eligible for a review at a month's end, and how many of them had one in twelve months."""
    measure, _ = Measure.objects.get_or_create(
        slug=REVIEWS,
        defaults={
            "title": "Annual reviews that are up to date",
            "unit_kind": "percent",
            "decimals": 1,
            "polarity": Measure.Polarity.HIGH,
            "frequency": Measure.Frequency.MONTHLY,
            "entry": Measure.Entry.FRACTION,
            "aggregation": Measure.Aggregation.LATEST,
            "numerator_label": "reviews up to date",
            "denominator_label": "people eligible for a review",
            "directorate": service.directorate,
            "service": service,
        },
    )
    own.place(measure, section, 0)
    return measure


# --- The pack --------------------------------------------------------------------------------------------

# What comes from the survey of that year, in which Rotherham took no part.
SURVEY = [
    f"ascof-users-{name}"
    for name in (
        "quality-of-life",
        "control",
        "satisfaction",
        "find-information-easily",
        "social-contact",
        "safe",
        "feel-safe",
    )
]
ABOUT = """
This paper sets out how adult social care in Rotherham compared with the Yorkshire and the Humber region,
with the council's nearest neighbours and with England in 2020/21, and how many reviews of care were up to
date each month to November 2021. It is an example: its words are illustrative, and its figures are those
that were published.

The user survey was voluntary in 2020/21 because of the pandemic. Rotherham has no figure for the measures
that come from it, and they are named beneath the first table.
"""


def plan() -> Plan:
    indicators = [row["indicator"] for row in rows_of(FOLDER / "ascof.csv")]
    others = [row["indicator"] for row in rows_of(FOLDER / "indicators.csv")]
    committee = ["region", "neighbours", "england"]
    return Plan(
        scorecard=Scorecard.objects.get(slug=SCORECARD),
        period=council.period_of("2021-11"),
        title="Adult social care: how we compare",
        committee="Overview and Scrutiny Management Board",
        meeting_on=date(2022, 1, 26),
        post="Strategic Director of Adult Care (sample)",
        sections=(
            Planned("contents"),
            Planned("text", title="About this paper", text=ABOUT.strip()),
            Planned(
                "comparison",
                title="How we compare in 2020/21",
                options={"groups": committee, "indicators": indicators + SURVEY, "year": "2020/21"},
            ),
            Planned(
                "quartiles",
                title="Working well and not so well in the region",
                options={
                    "groups": ["region"],
                    "indicators": indicators,
                    "year": "2020/21",
                    "parts": "quintiles",
                },
            ),
            Planned(
                "quartiles",
                title="Quartiles in England",
                options={"groups": ["england"], "indicators": indicators, "year": "2020/21"},
            ),
            Planned(
                "benchmark_table",
                title="Requests for support",
                options={"groups": committee, "indicators": others[:6], "year": "2020/21"},
            ),
            Planned("monthly", title="Reviewing care and support", options={"measures": [REVIEWS]}),
            Planned(
                "benchmark_table",
                title="Clients in long-term support",
                options={"groups": committee, "indicators": others[6:], "year": "2020/21"},
            ),
            Planned(
                "benchmark_charts",
                title="All councils of England",
                options={
                    "groups": ["england"],
                    "indicators": indicators[2:5] + indicators[8:9],
                    "year": "2020/21",
                    "style": "distribution",
                },
            ),
            Planned("missing"),
            # The tables say theirs beneath; what is left is the paper.
            Planned("sources", title="Source of our own figures"),
        ),
    )
