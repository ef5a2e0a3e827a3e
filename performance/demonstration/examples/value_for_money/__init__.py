"""A value-for-money profile of Dorset like LG Inform's: outcomes beside those of county councils.

Answers to the extract "Adult Social Care (Value for Money, Benchmarking)", which shows Dorset beside the mean
of all English county authorities from 2011/12 to 2016/17. Of those years only surveys are held, as they were
published again in December 2025; spending is not held at all.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from benchmarking.demonstration import load_benchmarks
from benchmarking.models import Indicator, Observation
from performance import workflow
from performance.demonstration import load as council
from performance.demonstration.examples import own
from performance.demonstration.examples.plan import Plan, Planned
from performance.models import Directorate, Scorecard, Service, Submission

ENVIRONMENT = {
    "COUNCIL_NAME": "Dorset Council",
    "COUNCIL_AUTHORITY": "DST",
    "PRODUCT_DATE": "2026-01-05",
}
SCORECARD = "value-for-money"
YEAR = date(2024, 4, 1)
COUNTIES = "type-shire-counties"
# The council before 1 April 2019, which the extract is about.
FORMER = "DOR"
DISCHARGE, SELF_DIRECTED = "ascof-home-91-days-after-discharge", "ascof-users-self-directed-support"
LINES = (
    "ascof-users-satisfaction",
    "ascof-users-quality-of-life",
    "ascof-users-safe",
    "ascof-users-find-information-easily",
)
INDICATORS = (
    *LINES,
    "ascof-users-control",
    "ascof-users-social-contact",
    "ascof-carers-satisfaction",
    SELF_DIRECTED,
    "ascof-users-direct-payments",
    "ascof-admissions-65-plus",
    "ascof-admissions-18-64",
    "ascof-reablement-no-further-need",
    DISCHARGE,
    "ascof-learning-disability-accommodation",
)


@transaction.atomic
def load() -> None:
    """The published figures, and four of them as measures of the council's own."""
    now = timezone.now()
    load_benchmarks(now)
    directorate, _ = Directorate.objects.get_or_create(name="Adults and Housing")
    council.load_people(directorate)
    year = council.year_beginning(YEAR)
    scorecard, _ = Scorecard.objects.get_or_create(slug=SCORECARD, defaults={"title": "Value for money"})
    section = own.section_of(scorecard, "Adult social care", 0)
    service = Service.objects.get(directorate=directorate, name="Adult social care")
    indicators = Indicator.objects.in_bulk(LINES, field_name="slug")
    published = Observation.objects.filter(
        authority__code=ENVIRONMENT["COUNCIL_AUTHORITY"], year="2024/25", breakdown=""
    )
    for position, slug in enumerate(LINES):
        measure = own.measure_of(
            indicators[slug],
            slug=slug.replace("ascof", "dorset", 1),
            service=service,
            section=section,
            position=position,
        )
        found = published.select_related("source").get(indicator=indicators[slug])
        workflow.take_over(
            measure=measure,
            period=year,
            content={"value": found.value.normalize()},
            origin=Submission.Origin.PUBLISHED,
            source=found.source.title,
            now=now,
        )


ABOUT = """
This profile holds adult social care in Dorset against the published figure of English county councils, which
counts all their people together. It is an example:
its words are illustrative, and its figures are those that were published.

Dorset Council took the place of Dorset County Council on 1 April 2019. Their figures are kept apart: the
county's years to 2018/19 have charts of their own.
"""


def plan() -> Plan:
    beside = {"groups": [COUNTIES]}
    return Plan(
        scorecard=Scorecard.objects.get(slug=SCORECARD),
        period=council.period_of("2024-25"),
        title="Adult social care: value for money",
        committee="People and Health Overview Committee",
        meeting_on=date(2026, 1, 21),
        post="Executive Director of People (sample)",
        sections=(
            Planned("contents"),
            Planned("text", title="About this profile", text=ABOUT.strip()),
            Planned(
                "value_for_money",
                title="Cost and outcomes",
                options={"groups": [COUNTIES, "type"], "indicators": list(INDICATORS)},
            ),
            Planned(
                "benchmark_charts",
                title="Dorset beside county councils, 2019/20 to 2024/25",
                options=beside | {"indicators": [*LINES, SELF_DIRECTED, DISCHARGE]},
            ),
            Planned(
                "benchmark_charts",
                title="Dorset County Council, to 2018/19",
                options=beside | {"council": FORMER, "indicators": list(LINES)},
            ),
            Planned("positions", options={"groups": ["england"]}),
            Planned("sources", title="Sources of our own figures and positions"),
        ),
    )
