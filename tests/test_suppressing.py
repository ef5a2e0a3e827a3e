"""Small counts of our own figures: what a public board says of them, and what the officers' own says."""

import json
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from performance import calculating, cells, dashboard, recompute, suppressing
from performance.models import (
    Assessment,
    CalculationInput,
    Category,
    Dimension,
    Measure,
    MeasureComparison,
    Scorecard,
    Submission,
)
from tests import remembered, world
from tests.kinds import month
from tests.scorecards import Maker, year

pytestmark = pytest.mark.django_db
CARD = "small-counts"
# Visits: July's 3 is small; 29 to date in June, 32 in July, 49 in August.
VISITS = {4: 9, 5: 12, 6: 8, 7: 3, 8: 17, 9: 21, 10: 24, 11: 26}
COLUMNS = [
    *(("figure", "", ""), ("year_to_date", "", ""), ("status", "", ""), ("direction", "", "")),
    *(("previous", "", ""), ("sparkline", "", ""), ("difference", "", "")),
]


def _build():
    maker = Maker(Scorecard.objects.create(slug=CARD, title="Small counts"))
    section = maker.section("All", *COLUMNS)
    guarded = {"suppress_below": 5}
    visits = maker.measure(
        section,
        "visits",
        "Visits",
        "count",
        0,
        "high",
        aggregation="sum",
        compared_with="last_period",
        **guarded,
    )
    for number, value in VISITS.items():
        maker.figure(visits, month(number), value=D(value))
    MeasureComparison.objects.create(measure=visits, basis="last_year")
    maker.target(visits, "1,200", profile="linear", source="")
    share = maker.measure(section, "share", "A share", "percent", 1, "high", entry="fraction", **guarded)
    maker.figure(share, world.november(), value=D("7.5"), numerator=D(3), denominator=D(40))
    maker.figure(share, year(2019), value=D("45.0"), numerator=D(18), denominator=D(40))
    maker.target(share, "80%")
    rate = maker.measure(
        section, "rate", "A rate", "rate", 1, "low", rate_per=100_000, companion_label="admissions", **guarded
    )
    maker.figure(rate, world.november(), value=D("2.8"), companion=D(4))
    ages = Dimension.objects.create(measure=visits, code="age", name="Age band")
    for code in ("young", "middle", "old"):
        Category.objects.create(dimension=ages, code=code, name=code.title())
    Submission.objects.filter(measure=visits, period=world.november()).update(
        breakdown={"age": {"young": "2", "middle": "6", "old": "18"}}
    )
    rated = maker.measure(section, "rated", "Rated homes", "composition", 0, "high", entry="parts", **guarded)
    parts = Dimension.objects.create(measure=rated, code="rating", name="Rating", is_composition=True)
    for code, good in (("poor", False), ("fair", False), ("good", True)):
        Category.objects.create(dimension=parts, code=code, name=code.title(), is_good=good)
    maker.figure(rated, world.november(), parts={"poor": "4", "fair": "69", "good": "193"})
    _total(maker, section)
    recompute.recompute_due()


def _total(maker, section):
    """41 is 3 and 38; only the first of the three is guarded."""
    total = maker.measure(
        section, "total", "Both", "count", 0, "high", entry="calculated", calculation="total"
    )
    for slug, value, below in (("first", 3, 5), ("second", 38, 0)):
        source = maker.measure(section, slug, slug.title(), "count", 0, "high", suppress_below=below)
        CalculationInput.objects.create(measure=total, source=source)
        maker.figure(source, world.november(), value=D(value))
    calculating.recalculate(None, now=total.submissions.model.objects.latest("created_at").created_at)


@pytest.fixture
def small():
    remembered.put("small counts", _build)


def rows(period, *, public=True):
    board = dashboard.build(
        Scorecard.objects.get(slug=CARD),
        period,
        measures=Measure.objects.all(),
        known_on=world.TODAY,
        public=True,
        suppression=suppressing.read() if public else suppressing.NOTHING,
    )
    return {row.slug.removeprefix("page-"): row for row in board.rows}


def drawn(row):
    return [value and D(value) for value in row.series.values]


def said(row):
    return json.dumps(cells.as_plain(row))


def test_a_small_month_takes_the_year_to_date_with_it_and_its_status(small):
    own, row = rows(month(7), public=False)["visits"], rows(month(7))["visits"]

    assert (own.figure.text, own.figure.own, own.status.word) == ("32", "3 in July 2020", "Red")
    assert (row.figure.text, row.figure.absence) == ("", "Suppressed [c]")
    assert (row.status.word, row.status.reason) == ("Not rated", "Suppressed")
    assert (row.direction, row.other_directions, row.year_to_date.text) == (None, [], "")
    assert row.differences[""].text == ""
    assert drawn(row) == [9, 12, 8, None]
    assert {secret for secret in ("32", '"3"', "3.0", "3 in July") if secret in said(row)} == set()
    assert "32" in said(own)
    assert "3 in July" in said(own)


def test_the_month_after_covers_it_and_the_year_to_date_is_back(small):
    row = rows(month(8))["visits"]

    assert (row.figure.text, row.figure.own, row.status.word) == ("49", "", "Red")
    # Compared with July, which is hidden.
    assert (row.previous.absence, row.direction) == ("Suppressed [c]", None)
    assert drawn(row) == [9, 12, 8, None, None]
    assert "17" not in said(row)


def test_a_month_that_nothing_hidden_touches_is_printed_whole(small):
    own, row = rows(month(10), public=False)["visits"], rows(month(10))["visits"]

    assert (row.figure, row.status, row.direction) == (own.figure, own.status, own.direction)
    assert row.direction is not None


def test_a_share_and_a_rate_go_with_the_count_behind_them(small):
    found = rows(world.november())
    assert [found[slug].figure.plain for slug in ("share", "rate")] == ["Suppressed [c]", "Suppressed [c]"]
    # What stood before is no secret.
    assert found["share"].previous.text == "45.0%"
    assert [found["share"].direction, found["share"].quartile] == [None, None]


def test_a_part_of_a_breakdown_is_covered_by_another_and_has_no_share(small):
    (cell,) = rows(world.november())["visits"].figure.breakdowns
    assert cell.text == "Young [c] · Middle [c] · Old 18"
    assert [(part.text, part.value, part.share) for part in cell.parts] == [
        ("[c]", "", ""),
        ("[c]", "", ""),
        ("18", "18", ""),
    ]


def test_a_composition_with_a_small_part_has_no_share_and_no_status(small):
    row = rows(world.november())["rated"]
    assert (row.figure.text, row.figure.share) == ("Poor [c] · Fair [c] · Good 193", "")
    assert (row.status.reason, row.series) == ("Suppressed", None)
    assert rows(world.november(), public=False)["rated"].figure.share == "72.6% good"


def test_a_total_covers_its_inputs_although_they_have_no_limit_of_their_own(small):
    """41 less 38 is 3: the other input goes, and the total stays."""
    found = rows(world.november())
    assert [found[slug].figure.plain for slug in ("first", "second", "total")] == [
        "Suppressed [c]",
        "Suppressed [c]",
        "41",
    ]


def test_an_earlier_revision_of_a_hidden_figure_is_hidden_and_so_is_a_small_one(small):
    suppression = suppressing.read()
    july, october = (
        Submission.objects.select_related("measure").get(measure__slug="page-visits", period=month(number))
        for number in (7, 10)
    )
    july.value = D(70)
    assert suppression.submission(july).value is None
    assert suppression.submission(october).value == 24
    october.value = D(4)
    assert suppression.submission(october).absence_sentence == "Suppressed [c]"
    october.value = D(0)
    assert suppression.submission(october).value == 0


def test_what_is_kept_is_not_touched(small):
    figure = Submission.objects.select_related("measure").get(measure__slug="page-visits", period=month(7))
    judged = Assessment.objects.select_related("target").get(submission=figure)
    suppression = suppressing.read()

    hidden, unjudged = suppression.submission(figure), suppression.assessment(judged)

    assert (hidden.value, hidden.withheld, unjudged.level, unjudged.year_to_date) == (None, True, None, None)
    assert (figure.value, figure.withheld, judged.year_to_date) == (3, False, 32)
    assert judged.level is not None
    assert suppression.hides("page-visits", figure.period_id)
    assert not suppression.hides("page-visits", month(10).pk)
    assert suppression.hides_to_date("page-visits", month(7).pk)
    assert not suppression.hides_to_date("page-visits", month(8).pk)


def test_where_nothing_is_suppressed_it_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert suppressing.read() is suppressing.NOTHING


def test_the_queries_do_not_grow_with_the_measures(small, django_assert_num_queries):
    guarded = Measure.objects.filter(suppress_below__gt=0)
    with CaptureQueriesContext(connection) as several:
        suppressing.read()
    guarded.exclude(slug="page-visits").update(suppress_below=0)
    with django_assert_num_queries(len(several)):
        suppressing.read()
