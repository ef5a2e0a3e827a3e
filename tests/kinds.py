"""A made-up scorecard with one measure for each state that a row can be in, for November 2020.

Nobody published any of these figures: each is chosen to show one thing.
"""

from datetime import date
from decimal import Decimal

from benchmarking.models import Authority, Indicator, PublishedPosition, Source
from performance import configuration, overrides, recompute
from performance.models import (
    ContextNote,
    Measure,
    MeasureComparison,
    Period,
    Scorecard,
    Section,
    SeriesBreak,
    StatusLevel,
    Submission,
)
from tests import world
from tests.scorecards import Maker, year

SLUG = "every-kind"
CLOSED = "Heritage sites were closed from March to June 2020."


def build():
    """The scorecard with its three sections; returns it."""
    scorecard = Scorecard.objects.create(slug=SLUG, title="Every kind of row", roll_up="worst")
    maker = Maker(scorecard)
    _judged(maker)
    _milestones(maker)
    _series(maker)
    recompute.recompute_due()
    _override()
    return scorecard


def month(number):
    return Period.objects.get(kind=Period.Kind.MONTH, start=date(2020, number, 1))


def _judged(maker):
    """Under a theme and outcome, with the usual columns."""
    layer = maker.section("Judged")
    theme = Section.objects.create(scorecard=maker.scorecard, parent=layer, title="A theme", position=1)
    section = Section.objects.create(
        scorecard=maker.scorecard, parent=theme, title="An outcome of it", position=1
    )
    red = maker.measure(section, "judged", "A red figure that was judged amber", "percent", 1, "high")
    maker.figure(red, world.november(), value=Decimal("70.0"), outlook="in_place")
    maker.figure(red, year(2019), value=Decimal("78.2"))
    maker.target(red, "80%")
    few = maker.measure(section, "few", "A small count of people", "count", 0, "low", counts_people=True)
    maker.figure(few, world.november(), value=Decimal(19), outlook="not_known")
    maker.target(few, "<17")
    ranked = maker.measure(section, "ranked", "A published rank", "money", 0, "none")
    maker.figure(ranked, world.november(), value=Decimal(464))
    _rank(ranked)
    few.placements.update(footnote="Counts people, not placements.")
    note = ContextNote.objects.create(
        text=CLOSED, starts_on=date(2020, 3, 23), ends_on=date(2020, 6, 30), is_public=True
    )
    visits = maker.measure(
        section, "visits", "Visits in the year to date", "count", 0, "high", aggregation="sum"
    )
    hours = maker.measure(
        section,
        "hours",
        "Hours, of which one month is missing",
        "count",
        1,
        "high",
        aggregation="sum",
        scale="k",
    )
    for number in range(4, 12):
        maker.figure(visits, month(number), value=Decimal(100 + number))
        if number != 9:
            maker.figure(hours, month(number), value=Decimal(1_000 * number))
    maker.target(visits, "1,200", profile="linear", source="")
    note.measures.set([visits, hours])


def _milestones(maker):
    section = maker.section(
        "Milestones",
        ("milestone", "", ""),
        ("final_target", "", ""),
        ("figure", "", ""),
        ("status", "", ""),
        ("outlook", "", ""),
        ("owner", "", ""),
    )
    housed = maker.measure(section, "housed", "On the way to a final target", "percent", 1, "high")
    maker.figure(housed, world.november(), value=Decimal("64.2"), outlook="on_track")
    for start, value in ((2020, "70"), (2021, "75"), (2022, "80")):
        configuration.set_target(
            measure=housed,
            year=year(start),
            kind="at_least",
            value=Decimal(value),
            as_entered=f"{value}%",
            is_milestone=start < 2022,
            rule=maker.rules["points"],
            by=None,
            today=date(2020, 4, 1),
        )
    planned = maker.measure(section, "planned", "Nothing collected yet", "percent", 1, "high")
    Measure.objects.filter(pk=planned.pk).update(state=Measure.State.DEVELOPMENT)
    absent = maker.measure(section, "absent", "A typed absence", "percent", 1, "high")
    maker.figure(
        absent, world.november(), absence="not_published", absence_note="Not published during the pandemic"
    )


def _series(maker):
    section = maker.section(
        "Series",
        ("figure", "", ""),
        ("year_to_date", "", ""),
        ("sparkline", "", ""),
        ("direction", "", ""),
        ("comparison", "", "National"),
        ("difference", "", "National"),
        ("difference", "", ""),
    )
    broken = maker.measure(
        section, "broken", "A series that breaks", "percent", 1, "high", compared_with="last_period"
    )
    SeriesBreak.objects.create(measure=broken, starts_on=date(2020, 11, 1), reason="New definition")
    steady = maker.measure(
        section, "steady", "A series with a hole", "percent", 1, "high", compared_with="last_period"
    )
    MeasureComparison.objects.create(measure=steady, basis="last_year")
    maker.figure(steady, year(2019), value=Decimal("60.0"))
    for number in range(4, 12):
        maker.figure(broken, month(number), value=Decimal(50 + number))
        if number != 7:
            maker.figure(steady, month(number), value=Decimal(60) + Decimal(number) / 2)
    maker.target(steady, "70%")
    maker.compare(steady, "National", year(2020), "68.4")
    maker.compare(broken, "National", year(2019), "61.0")


def _rank(measure):
    indicator = Indicator.objects.create(slug="made-up-spend", title="Spend (made up)", polarity="none")
    source = Source.objects.create(
        title="Made up for a test", publisher="Nobody", published_on=date(2020, 11, 1)
    )
    PublishedPosition.objects.create(
        indicator=indicator,
        authority=Authority.objects.get(code="LEC"),
        year="2019/20",
        group="England",
        rank=27,
        out_of=152,
        rank_from="highest",
        source=source,
    )
    Measure.objects.filter(pk=measure.pk).update(indicator=indicator)


def _override():
    """Proposed by the director and accepted by the performance officer."""
    figure = Submission.objects.get(measure__slug="page-judged", period=world.november())
    amber = StatusLevel.objects.get(code="amber")
    proposed = overrides.propose(
        submission=figure,
        level=amber,
        reason="The fall is the change of the survey's wording.",
        expires_on=date(2021, 3, 31),
        by=world.person("dora"),
        today=world.TODAY,
    )
    overrides.decide(
        override=proposed,
        version=proposed.version,
        accept=True,
        by=world.person("petra"),
        today=world.TODAY,
    )
