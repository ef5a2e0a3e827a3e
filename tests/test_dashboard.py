"""The dashboard of any scorecard: its columns, headings and notes, and every kind of row on it."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarking.models import PublishedPosition
from performance import assessing, cells, configuration, dashboard, overrides, recompute, workflow
from performance.columns import Head, without_quartiles
from performance.models import (
    Column,
    ComparisonFigure,
    ContextNote,
    Framework,
    Measure,
    Override,
    Period,
    Placement,
    Scorecard,
    StatusLevel,
    StatusScale,
    Submission,
)
from performance.packs import explanations
from performance.rows import difference_cell
from performance.rules.numbers import Unit, UnitKind
from tests import kinds, scorecards, world
from tests.needs import need_shared
from tests.page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.wide]


def build(scorecard, period=None, known_on=world.TODAY):
    measures = Measure.objects.all()
    return dashboard.build(scorecard, period or world.november(), measures=measures, known_on=known_on)


def by_slug(board):
    return {row.slug.removeprefix("page-"): row for row in [*board.headlines, *board.rows]}


# Boards are read and never changed, so that each is made once; the rows behind them are gone by then.
_boards = {}


@pytest.fixture
def published(db):
    """The one-page scorecard of September 2020, as a board without rows behind it."""
    if "published" not in _boards:
        _boards["published"] = build(scorecards.build(), scorecards.september())
    return _boards["published"]


@pytest.fixture
def every(db):
    """The scorecard with every kind of row, as a board without rows behind it."""
    if "every" not in _boards:
        _boards["every"] = build(kinds.build())
    return _boards["every"]


# --- A published scorecard, cell by cell ---------------------------------------------------------------


def test_each_heading_has_its_own_columns(published):
    headings = {
        layer.title: [head.heading for group in layer.groups for head in group.columns]
        for layer in published.layers
    }

    assert headings == {
        "Outcomes (ASCOF)": ["Trend", "Council", "National", "Difference from National", "Target"],
        "Outputs": ["Trend", "September 2020", "Target 2020/21", "Status"],
        "People & Staff": ["Trend", "ASC", "WC", "Target", "Status"],
        "VfM & Budget": ["Trend", "Budget", "Period 6", "O/(U)"],
    }


def test_budget_actual_and_over_or_under_with_their_total(published):
    rows = by_slug(published)
    shown = [
        (row.comparisons["Budget"].text, row.figure.text, row.differences["Budget"].text)
        for slug in ("services-18", "mental-health", "learning-disabilities", "commissioning", "budget-total")
        for row in [rows[slug]]
    ]

    assert shown == [
        ("£48.902m", "£51.066m", "£2.164m"),
        ("£18.281m", "£17.838m", "−£0.443m"),
        ("£51.914m", "£52.027m", "£0.113m"),
        ("£23.019m", "£23.384m", "£0.365m"),
        ("£142.116m", "£144.315m", "£2.199m"),
    ]
    assert rows["budget-total"].calculation == (
        "Calculated: the total of 18+ services, Mental Health (incl. AMHP, EDS), "
        "Learning Disabilities (CTPLD, Provider services) and Commissioning"
    )


def test_the_budget_is_what_the_council_printed(published):
    with (need_shared() / "reference" / "scorecard_as_published.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        printed = [row for row in csv.DictReader(file) if row["section"] == "VfM & Budget"][1:]
    rows = list(by_slug(published).values())[-5:]

    def plain(text):
        return text.replace("£", "").removesuffix("m").replace("−", "-")

    assert [[row["column_1"], row["column_2"], row["column_3"]] for row in printed] == [
        [plain(r.comparisons["Budget"].text), plain(r.figure.text), plain(r.differences["Budget"].text)]
        for r in rows
    ]


def test_compositions_breakdowns_and_companions(published):
    rows = by_slug(published)

    assert rows["cqc-commissioned"].figure.text == (
        "Inadequate 4 · Requires improvement 69 · Good or Outstanding 193"
    )
    assert rows["cqc-commissioned"].figure.share == "72.6% good or outstanding"
    assert rows["cqc-registered"].figure.text.startswith("Inadequate 0 · ")
    assert [part.text for part in rows["volumes"].figure.breakdowns[0].parts] == [
        "3,050",
        "1,050",
        "1,001",
        "272",
    ]
    assert rows["vacancies"].figure.plain == "100.87 (14.3% of posts)"
    assert rows["vacancies"].figure.unit == "FTE"
    assert (rows["quality-of-life"].figure.text, rows["quality-of-life"].figure.unit) == ("19.5", "out of 24")


def test_headline_facts_stand_beside_their_heading(published):
    people, money = published.layers[2], published.layers[3]

    assert [(row.title, row.figure.text, row.figure.unit) for row in people.headlines] == [
        ("Total staff", "703.06", "FTE"),
        ("Payroll", "£26,754,000", ""),
    ]
    assert [part.text for part in money.headlines[0].figure.breakdowns[0].parts] == [
        "£10.850m",
        "£1.502m",
        "£2.987m",
    ]
    assert {"page-total-staff", "page-payroll", "page-savings"}.isdisjoint(
        {row.slug for row in published.rows}
    )


def test_no_figure_says_why(published):
    rows = by_slug(published)

    assert (
        rows["care-act"].figure.absence == "In development: Performance lead for adult social care (sample)"
    )
    assert (rows["care-act"].status.reason, rows["care-act"].is_missing) == ("In development", False)
    assert "Olive" not in json.dumps([cells.as_plain(row) for row in published.rows])
    assert rows["carers-quality"].comparisons["National"].note == "n/a"
    assert rows["carers-quality"].differences["National"].text == ""


def test_a_footnote_is_numbered_and_printed_under_its_section(published):
    assert published.layers[0].footnotes == [{"number": 1, "text": "Provisional."}]
    assert by_slug(published)["reablement-offered"].footnote_number == 1


def test_equal_footnotes_share_a_number_over_the_whole_page(db):
    scorecard = scorecards.build()
    Placement.objects.filter(measure__slug__in=["page-payroll", "page-sickness"]).update(
        footnote="As at 1 April."
    )

    board = build(scorecard, scorecards.september())

    assert [layer.footnotes for layer in board.layers] == [
        [{"number": 1, "text": "Provisional."}],
        [],
        [{"number": 2, "text": "As at 1 April."}],
        [],
    ]


# --- Biennial figures --------------------------------------------------------------------------------


def test_a_biennial_figure_is_carried_forward_with_its_own_year_and_never_rated(published):
    row = by_slug(published)["carers-quality"]

    assert (row.figure.text, row.figure.carried) == ("6.6", "2018/19")
    assert row.figure.qualifier == "carried forward from 2018/19"
    assert (row.status.shape, row.status.word) == ("", "Not rated")


@pytest.mark.parametrize(
    ("surveyed", "reason", "is_missing"), [(2019, "Carried forward", False), (2018, "Not due yet", True)]
)
def test_a_biennial_survey_is_expected_again_after_two_years(surveyed, reason, is_missing):
    scorecard = scorecards.build()
    survey = Measure.objects.get(slug="page-carers-quality")
    survey.submissions.update(period=scorecards.year(surveyed))
    recompute.recompute_due()

    row = by_slug(build(scorecard, scorecards.september()))["carers-quality"]

    assert (row.status.reason, row.is_missing) == (reason, is_missing)


def test_a_typed_absence_is_printed_as_written_and_nothing_is_carried():
    scorecard = scorecards.build()
    survey = Measure.objects.get(slug="page-carers-quality")
    maker = scorecards.Maker(scorecard)
    maker.figure(survey, world.year_2020(), absence="survey_not_run", absence_note="Not run in the pandemic")

    row = by_slug(build(scorecard, scorecards.september()))["carers-quality"]

    assert (row.figure.absence, row.figure.carried, row.is_missing) == ("Not run in the pandemic", "", False)


# --- An earlier figure where the year has none ---------------------------------------------------------


def _annual(start, *, shows=()):
    """A scorecard of one annual measure with one year's figure, in columns of its own or the usual ones."""
    scorecard = Scorecard.objects.create(slug="survey", title="Survey")
    section = scorecard.sections.create(title="People")
    measure = world.measure("users-find-information-easily")
    measure.submissions.all().delete()
    Measure.objects.filter(pk=measure.pk).update(frequency="annual", indicator=None)
    measure.refresh_from_db()
    Placement.objects.create(section=section, measure=measure)
    for position, kind in enumerate(shows):
        Column.objects.create(scorecard=scorecard, shows=kind, position=position)
    _take_over(measure, scorecards.year(start), "64")
    recompute.recompute_everything()
    return scorecard


@pytest.mark.parametrize(
    ("start", "shows", "text", "qualifier"),
    [
        (2018, (), "64.0%", "earlier figure, 2018/19"),
        # Last year's stands in the column of earlier figures, where there is one.
        (2019, (), "", ""),
        (2019, ("figure", "status"), "64.0%", "earlier figure, 2019/20"),
        (2019, ("figure", "previous"), "", ""),
        (2020, (), "64.0%", ""),
    ],
)
def test_the_last_figure_stands_where_the_year_has_none(start, shows, text, qualifier):
    board = build(_annual(start, shows=shows))
    (row,) = board.rows

    assert (row.figure.text, row.figure.qualifier) == (text, qualifier)
    if start < 2020:
        assert (row.status.shape, row.is_missing, board.not_rated) == ("", True, 1)
        assert row.status.reason == "Not due yet"


@pytest.mark.parametrize(("start", "named"), [(2018, True), (2020, False)])
def test_a_packs_key_says_what_an_earlier_figure_is(start, named):
    scorecard = _annual(start)
    keyed = [entry["term"] for entry in explanations.key(scorecard, build(scorecard))]
    assert ("Earlier figure" in keyed) is named
    assert "Carried forward" not in keyed


def test_an_earlier_headline_fact_says_of_when_it_is(client):
    scorecard = _annual(2019)
    Placement.objects.filter(section__scorecard=scorecard).update(shown_as="headline")
    client.force_login(world.person("petra"))

    text = Page(client.get(f"/dashboard/{scorecard.slug}/?period={world.november().pk}")).text

    assert "64.0% earlier figure, 2019/20" in text


# --- The year to date --------------------------------------------------------------------------------


def test_the_year_to_date_is_the_headline_with_the_months_own_beneath(every):
    row = by_slug(every)["visits"]

    assert (row.figure.text, row.figure.qualifier, row.figure.own) == (
        "860",
        "year to date",
        "111 in November 2020",
    )
    assert (row.span, row.own_span) == ("April to November 2020", "")
    assert row.status.word == "Green"
    assert (row.target.text, row.target.to_date) == ("1,200", "800")


def test_the_target_to_date_stands_on_every_page_of_the_figure(client):
    kinds.build()
    measure = Measure.objects.get(slug="page-visits")
    submission = measure.submissions.get(period=world.november())
    pages = [
        f"/dashboard/{kinds.SLUG}/?period={submission.period_id}",
        f"/measures/{measure.slug}/",
        f"/figures/{measure.slug}/{submission.period_id}/",
        f"/approval/{submission.pk}/",
    ]
    client.force_login(world.person("dora"))
    texts = [Page(client.get(address)).text for address in pages]

    assert "1,200 800 to date" in texts[0]
    assert ["1,200; 800 to date" in text for text in texts[1:]] == [True, True, True]


def test_the_target_to_date_is_known_before_a_figure_is_entered():
    kinds.build()
    measure = Measure.objects.get(slug="page-visits")
    assert assessing.target_to_date(measure, world.november()) == Decimal(800)
    assert assessing.target_to_date(measure, world.year_2020()) is None
    assert assessing.target_to_date(world.measure("library-e-loans"), world.november()) is None


def test_a_year_to_date_says_what_it_lacks_and_is_not_rated(every):
    row = by_slug(every)["hours"]

    assert (row.figure.text, row.figure.note) == ("51.0k", "7 of 8 months: September 2020 is missing")
    assert (row.status.shape, row.status.reason) == ("", "Year to date not complete")


def test_the_earlier_figure_beside_a_year_to_date_is_one_as_well():
    scorecard = kinds.build()
    maker = scorecards.Maker(scorecard)
    visits = Measure.objects.get(slug="page-visits")
    for number in range(4, 12):
        maker.figure(visits, _month(2019, number), value=Decimal(200))
    recompute.recompute_due()

    row = by_slug(build(scorecard))["visits"]

    assert (row.previous.text, row.previous_period) == ("1,600", "April to November 2019")
    assert row.direction.sentence.startswith("Worsening: 860 after 1,600 in April to November 2019")


def _month(year, number):
    start = date(year, number, 1)
    whole = Period.objects.get(kind="year", start=date(year, 4, 1))
    fields = {"end": date(year, number, 28), "year": whole, "opens_on": start, "due_on": start}
    found, _ = Period.objects.get_or_create(kind="month", start=start, defaults=fields)
    return found


def test_a_years_figure_of_a_stock_is_its_last_months():
    scorecard = scorecards.build()
    maker = scorecards.Maker(scorecard)
    waiting = Measure.objects.get(slug="page-dols")
    march = Period.objects.get(kind="month", start=date(2021, 3, 1))

    assert by_slug(build(scorecard, world.year_2020()))["dols"].is_missing

    maker.figure(waiting, march, value=Decimal(1700))
    row = by_slug(build(scorecard, world.year_2020()))["dols"]

    assert (row.figure.text, row.span) == ("1,700", "March 2021")


# --- Judged statuses -----------------------------------------------------------------------------------


def test_a_judged_status_stands_with_the_computed_one_its_reason_posts_and_end(every):
    row = by_slug(every)["judged"]

    assert (row.status.word, row.status.beside) == ("Amber", "judged; the rule gives Red")
    assert row.computed.word == "Red"
    assert row.computed.sentence == "Red: 70.0% is 10.0 points under 80%; amber ends at 5.0 points."
    assert row.override == cells.OverrideCell(
        "The fall is the change of the survey's wording.",
        "31 March 2021",
        "Director of Adults and Communities (sample)",
        "Corporate performance officer (sample)",
        "Judged Amber until 31 March 2021: The fall is the change of the survey's wording. "
        "The rule gives Red.",
    )


def test_counts_use_the_judged_status(every):
    counts = {entry["word"]: entry["count"] for entry in every.layers[0].counts}

    assert counts == {"Green": 1, "Amber": 1, "Red": 1}
    assert every.movement == "1 improved, 1 got worse, 1 judged otherwise than the rule."


@pytest.mark.parametrize(("day", "word"), [(date(2021, 3, 31), "Amber"), (date(2021, 4, 1), "Red")])
def test_an_override_lapses_on_the_day_after_its_last(day, word):
    scorecard = kinds.build()

    row = by_slug(build(scorecard, known_on=day))["judged"]

    assert (row.status.word, row.override is None) == (word, word == "Red")


def test_a_proposal_alone_changes_nothing():
    scorecard = kinds.build()
    Override.objects.update(status="proposed", decided_by=None, decided_at=None)

    assert by_slug(build(scorecard))["judged"].status.word == "Red"


# --- The status of a heading ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "word"), [("", None), ("worst", "Red"), ("most_common", "Red"), ("average", "Amber")]
)
def test_a_heading_is_rolled_up_from_the_statuses_that_are_printed(method, word):
    scorecard = kinds.build()
    Scorecard.objects.filter(pk=scorecard.pk).update(roll_up=method)
    scorecard.refresh_from_db()

    status = build(scorecard).layers[0].status

    assert (status.status.word if status else None) == word
    if status:
        assert (
            "3 rated measures (1 green, 1 amber, 1 red); 2 not rated are left out." in status.status.sentence
        )


def test_a_lower_heading_that_says_the_same_is_silent(every):
    group = every.layers[0].groups[0]

    assert (group.theme_status, group.outcome_status) == (None, None)


def test_a_heading_by_judgement_has_the_status_of_its_override():
    scorecard = kinds.build()
    Scorecard.objects.filter(pk=scorecard.pk).update(roll_up="judgement")
    scorecard.refresh_from_db()
    assert build(scorecard).layers[0].status.status.word == "Not judged"

    section = scorecard.sections.get(title="Judged")
    proposed = overrides.propose(
        section=section,
        period=world.november(),
        level=StatusLevel.objects.get(code="green"),
        reason="The outcome is reached.",
        expires_on=date(2020, 12, 31),
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

    status = build(scorecard).layers[0].status
    assert (status.status.word, status.status.beside) == ("Green", "judged; the rule gives no status")
    assert status.override.reason == "The outcome is reached."


def test_headings_over_several_scales_have_no_status():
    scorecard = kinds.build()
    scale = StatusScale.objects.create(name="Another")
    level = StatusLevel.objects.create(
        scale=scale, position=1, code="green", word="Good", letter="A", shape="star", colour="blue"
    )
    StatusLevel.objects.create(
        scale=scale, position=2, code="bad", word="Bad", letter="B", shape="square", colour="red"
    )
    few = Submission.objects.get(measure__slug="page-few")
    type(few.assessment).objects.filter(submission=few).update(level=level)

    board = build(scorecard)

    assert board.layers[0].status.status.sentence == "Its measures are judged on different scales."
    words = [(entry["word"], entry["count"]) for entry in board.layers[0].counts]
    assert words == [("Good", 1), ("Bad", 0), ("Green", 1), ("Amber", 1), ("Red", 0)]


# --- Targets, comparisons, positions, notes ------------------------------------------------------------


def test_a_milestone_and_the_final_target_with_its_year(every):
    row = by_slug(every)["housed"]

    assert (row.target.text, row.target.is_milestone) == ("70%", True)
    assert (row.final_target.text, row.final_target.year) == ("80%", "2022/23")
    assert row.outlook == "On track"
    assert row.owner_post == "Performance lead for adult social care (sample)"


def test_a_target_that_is_no_milestone_is_the_final_one(every):
    row = by_slug(every)["steady"]

    assert (row.final_target.text, row.final_target.year) == ("70%", "2020/21")


def test_a_comparison_of_another_year_says_so_and_is_not_subtracted(every):
    rows = by_slug(every)

    assert (rows["steady"].comparisons["National"].text, rows["steady"].comparisons["National"].period) == (
        "68.4%",
        "",
    )
    assert rows["steady"].differences["National"].text == "−2.9 points"
    assert rows["broken"].comparisons["National"].period == "2019/20"
    assert rows["broken"].differences["National"].text == ""


def test_the_comparison_of_the_rows_own_period_goes_before_that_of_its_year():
    scorecard = kinds.build()
    steady = Measure.objects.get(slug="page-steady")
    ComparisonFigure.objects.create(
        measure=steady, name="National", period=world.november(), value=Decimal("66.0")
    )

    row = by_slug(build(scorecard))["steady"]

    assert (row.comparisons["National"].text, row.differences["National"].text) == ("66.0%", "−0.5 points")


def test_part_of_a_year_is_not_held_against_a_target_that_grows(every):
    assert by_slug(every)["steady"].differences[""].text == "−4.5 points"
    assert by_slug(every)["visits"].differences[""].text == ""


@pytest.mark.parametrize(
    ("figure", "against", "unit", "text", "value"),
    [
        ("17838000", "18281000", Unit(UnitKind.MONEY, 3, "m"), "−£0.443m", "-443000"),
        ("51066000", "48902000", Unit(UnitKind.MONEY, 3, "m"), "£2.164m", "2164000"),
        ("82.2", "79.9", Unit(UnitKind.PERCENT, 1), "2.3 points", "2.3"),
        ("81", "81", Unit(UnitKind.PERCENT, 0), "0 points", "0"),
        ("4.5", "13.0", Unit(UnitKind.RATE, 1, "", 100_000), "−8.5", "-8.5"),
        ("2.44", "2.35", Unit(UnitKind.PERCENT, 1), "0.0 points", "0"),
    ],
)
def test_a_difference_is_of_the_figures_as_printed(figure, against, unit, text, value):
    cell = difference_cell(Decimal(figure), Decimal(against), unit)

    assert (cell.text, cell.value) == (text, value)


@pytest.mark.parametrize("pair", [(None, Decimal(1)), (Decimal(1), None)])
def test_there_is_no_difference_from_nothing(pair):
    assert difference_cell(*pair, Unit(UnitKind.COUNT)).text == ""


def test_a_published_rank_is_printed_in_words_with_its_year(every):
    cell = by_slug(every)["ranked"].quartile

    assert (cell.rank, cell.word, cell.year, cell.group) == (
        None,
        "27th highest of 152",
        "2019/20",
        "England",
    )


def test_the_position_is_the_latest_known_and_of_no_later_year():
    scorecard = kinds.build()
    published = PublishedPosition.objects.get(rank=27)
    for year, rank in (("2018/19", 30), ("2020/21", 20), ("2021/22", 10)):
        PublishedPosition.objects.create(
            indicator=published.indicator,
            authority=published.authority,
            year=year,
            group="England",
            rank=rank,
            out_of=152,
            rank_from="highest",
            source=published.source,
        )

    assert by_slug(build(scorecard))["ranked"].quartile.word == "20th highest of 152"
    early = build(scorecard, known_on=date(2020, 10, 31))
    assert by_slug(early)["ranked"].quartile is None


def test_context_notes_stand_under_the_rows_they_are_about_once(every):
    titles = ["Visits in the year to date", "Hours, of which one month is missing"]

    assert every.layers[0].context == [{"text": kinds.CLOSED, "measures": titles}]
    assert [layer.context for layer in every.layers[1:]] == [[], []]


def test_internal_notes_and_those_of_other_times_are_not_printed():
    scorecard = kinds.build()
    steady = Measure.objects.get(slug="page-steady")
    for text, starts, ends, public in (
        ("Internal", date(2020, 11, 1), None, False),
        ("Over by October", date(2020, 4, 1), date(2020, 10, 31), True),
        ("Until the first of November", date(2020, 4, 1), date(2020, 11, 1), True),
        ("From December", date(2020, 12, 1), None, True),
    ):
        note = ContextNote.objects.create(text=text, starts_on=starts, ends_on=ends, is_public=public)
        note.measures.add(steady)

    assert by_slug(build(scorecard))["steady"].context == ["Until the first of November"]


def test_a_small_number_says_so(every):
    assert "chance" in by_slug(every)["few"].chance
    assert by_slug(every)["judged"].chance == ""


# --- Series and direction ------------------------------------------------------------------------------


def test_no_direction_is_given_across_a_break(every):
    row = by_slug(every)["broken"]

    assert row.direction is None
    assert row.not_compared == "Not compared: the series breaks on 1 November 2020 (New definition)."


def test_further_bases_are_kept_with_the_row(every):
    row = by_slug(every)["steady"]

    assert row.direction.sentence.startswith("Improving: 65.5% after 65.0%")
    assert [(other.basis, other.meaning) for other in row.other_directions] == [
        ("The whole of last year", "Improving")
    ]


def test_a_sparkline_keeps_holes_and_breaks(every):
    rows = by_slug(every)

    assert [value is None for value in rows["steady"].series.values] == [False] * 3 + [True] + [False] * 4
    assert rows["steady"].series.target == "70.000000"
    assert rows["broken"].series.breaks == [7]
    assert rows["broken"].series.title == (
        "A series that breaks, last 8 figures: 54.0% in April 2020 to 61.0% in November 2020"
    )


def test_series_are_read_only_where_a_column_draws_them(published):
    assert {row.series for row in published.rows} == {None}


# --- Columns -------------------------------------------------------------------------------------------


def test_a_heading_takes_its_parents_columns_then_the_scorecards_then_the_usual():
    scorecard = kinds.build()
    usual = [head.shows for head in build(scorecard).layers[0].groups[0].columns]
    assert usual == ["aim", "target", "figure", "status", "previous", "direction", "quartile"]

    Column.objects.create(scorecard=scorecard, shows="outlook", heading="What next")
    assert build(scorecard).layers[0].groups[0].columns == [Head("outlook", "What next")]

    layer = scorecard.sections.get(title="Judged")
    Column.objects.create(scorecard=scorecard, section=layer, shows="owner")
    assert build(scorecard).layers[0].groups[0].columns == [Head("owner", "Owner")]


def test_rows_are_plain_data_all_the_way_down(every, published):
    for board in (every, published):
        for row in [*board.headlines, *board.rows]:
            assert json.loads(json.dumps(cells.as_plain(row))) == cells.as_plain(row)


# --- The page ------------------------------------------------------------------------------------------


@pytest.fixture
def counted(client):
    def count(address):
        client.force_login(world.person("petra"))
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        return len(captured), len(Page(response).rows)

    return count


def test_a_page_of_every_kind_costs_the_same_for_three_rows_and_for_ten(counted):
    """The three between them have all that is read beside a figure: a note, a position, an earlier figure."""
    kinds.build()
    address = f"/dashboard/{kinds.SLUG}/"
    many = counted(address)
    three = ["page-visits", "page-ranked", "page-steady"]
    placements = Placement.objects.filter(section__scorecard__slug=kinds.SLUG)
    placements.exclude(measure__slug__in=three).delete()
    few = counted(address)

    assert (few[1], many[1]) == (3, 10)
    assert many[0] == few[0]


def test_the_page_prints_every_column_and_note(client):
    kinds.build()
    client.force_login(world.person("petra"))

    page = Page(client.get(f"/dashboard/{kinds.SLUG}/"))

    rows = {row["Measure"].partition(" Footnote")[0]: row for row in page.rows}
    assert rows["On the way to a final target"]["Final target"] == "80% 2022/23"
    assert rows["A series with a hole"]["Difference from National"] == "−2.9 points"
    assert rows["A published rank"]["Quartile, England"] == "27th highest of 152 2019/20, as published"
    assert rows["A small count of people"]["Status"].endswith("no more than chance Outlook: not known yet")
    assert "judged; the rule gives Red" in rows["A red figure that was judged amber"]["Status"]
    assert "decided by Corporate performance officer (sample)" in page.text
    assert f"{kinds.CLOSED} (Visits in the year to date; Hours" in page.text


def test_names_and_notes_are_escaped(client):
    kinds.build()
    evil = "<script>alert(1)</script>"
    Placement.objects.filter(measure__slug="page-few").update(footnote=evil, label=evil)
    ContextNote.objects.update(text=evil)
    Column.objects.filter(shows="comparison").update(heading=evil)
    ComparisonFigure.objects.update(value=None, note=evil)
    Override.objects.update(reason=evil)
    client.force_login(world.person("petra"))

    for address in (f"/dashboard/{kinds.SLUG}/", "/measures/page-judged/", "/measures/page-steady/"):
        html = client.get(address).content.decode()
        assert evil not in html, address
        assert "&lt;script&gt;" in html, address


def test_the_download_has_every_comparison_and_difference(client):
    scorecards.build()
    client.force_login(world.person("petra"))
    address = f"/dashboard/{scorecards.SLUG}/?period={scorecards.september().pk}&_export=csv"

    text = client.get(address).content.decode().lstrip("\ufeff")
    rows = {row["Measure"]: row for row in csv.DictReader(io.StringIO(text))}

    health = rows["Mental Health (incl. AMHP, EDS)"]
    assert (health["Figure"], health["Budget"], health["Less Budget"]) == ("17838000", "18281000", "-443000")
    assert rows["Commissioned older people's services: CQC ratings"]["Figure"] == (
        "Inadequate 4 · Requires improvement 69 · Good or Outstanding 193"
    )
    assert rows["Total staff"]["Figure"] == "703.06"
    assert rows["Care Act assessment"]["Owner's post"] == "Performance lead for adult social care (sample)"


def test_a_download_runs_no_comparison_note(client):
    scorecards.build()
    ComparisonFigure.objects.filter(measure__slug="page-control").update(value=None, note="=1+1")
    client.force_login(world.person("petra"))
    address = f"/dashboard/{scorecards.SLUG}/?period={scorecards.september().pk}&_export=csv"

    text = client.get(address).content.decode().lstrip("\ufeff")

    rows = {row["Measure"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["People with control over daily life"]["National"] == "'=1+1"


def test_a_scorecard_without_measures_says_what_to_do(client):
    Scorecard.objects.create(slug="empty", title="Empty")
    client.force_login(world.person("petra"))

    assert "This scorecard has no measures yet." in Page(client.get("/dashboard/empty/")).text


def test_a_heading_is_judged_otherwise_by_those_who_may(client):
    kinds.build()

    for name, may in (("dora", True), ("petra", True), ("olive", False), ("clive", False)):
        client.force_login(world.person(name))
        page = Page(client.get(f"/dashboard/{kinds.SLUG}/"))
        assert ("Judge otherwise" in page.text) == may, name


def test_a_measure_that_was_retired_before_the_period_is_left_out():
    scorecard = scorecards.build()
    retired = Measure.objects.filter(slug="page-dols")
    retired.update(state="retired", active_to=date(2020, 9, 1))
    assert "dols" in by_slug(build(scorecard, scorecards.september()))

    retired.update(active_to=date(2020, 8, 31))
    assert "dols" not in by_slug(build(scorecard, scorecards.september()))


def test_a_superseded_target_is_printed_as_it_judged():
    scorecard = kinds.build()
    steady = Measure.objects.get(slug="page-steady")
    configuration.set_target(
        measure=steady,
        year=world.year_2020(),
        kind="at_least",
        value=Decimal(60),
        as_entered="60%",
        rule=scorecards.Maker(scorecard).rules["points"],
        reason="Agreed in December",
        by=None,
        today=date(2021, 1, 5),
    )
    Period.objects.filter(pk=world.november().pk).update(closes_on=date(2020, 12, 31))
    recompute.recompute_due()

    assert by_slug(build(scorecard))["steady"].target.text == "70%"


# --- What is left out where it says nothing ---------------------------------------------------------------


def test_quartiles_have_a_column_where_there_is_a_position(client, month):
    client.force_login(world.person("petra"))
    page = Page(client.get("/dashboard/"))
    assert page.column("Quartile, England") != []

    PublishedPosition.objects.all().delete()
    page = Page(client.get("/dashboard/"))
    assert [heading for heading in page.rows[0] if "Quartile" in heading] == []
    assert "Direction" in page.rows[0]


def test_chosen_columns_stay_without_a_position():
    heads = [Head("figure", "Figure"), Head("quartile", "Quartile")]
    assert without_quartiles(heads) == heads


@pytest.mark.parametrize(("code", "shown"), [("", False), ("4", True)])
def test_local_stands_over_a_title_only_where_it_tells_measures_apart(client, code, shown):
    scorecard = _annual(2020)
    measure = world.measure("users-find-information-easily")
    measure.codes.all().delete()
    local = Framework.objects.get_or_create(short_name="Local", defaults={"name": "Local"})[0]
    measure.codes.create(framework=local, code=code)
    client.force_login(world.person("petra"))

    page = Page(client.get(f"/dashboard/{scorecard.slug}/"))

    assert page.rows[0]["Measure"].startswith("Local") is shown


def test_a_framework_is_named_where_there_are_several(client):
    scorecard = _annual(2020)
    first, second = (world.measure(slug) for slug in ("users-find-information-easily", "library-e-loans"))
    Placement.objects.create(section=scorecard.sections.get(), measure=second)
    for measure, name in ((first, "Local"), (second, "Elsewhere")):
        framework = Framework.objects.get_or_create(short_name=name, defaults={"name": name})[0]
        measure.codes.all().delete()
        measure.codes.create(framework=framework, code="")
    client.force_login(world.person("petra"))

    page = Page(client.get(f"/dashboard/{scorecard.slug}/"))

    assert [row["Measure"].split()[0] for row in page.rows] == ["Local", "Elsewhere"]


def test_a_target_for_information_only_is_the_reason_for_no_status():
    scorecard = _annual(2020)
    measure = world.measure("users-find-information-easily")
    configuration.set_target(
        measure=measure, year=world.year_2020(), kind="information", by=None, reason="Said", today=world.TODAY
    )
    recompute.recompute_everything()

    (row,) = build(scorecard).rows
    assert (row.status.shape, row.status.reason) == ("", "For information only")


# --- The period that a dashboard opens on ---------------------------------------------------------------


def test_where_there_are_only_years_the_latest_is_shown(db):
    assert str(dashboard.period_to_show(world.TODAY)) == "November 2019"
    Submission.objects.filter(period__kind="month").delete()
    assert str(dashboard.period_to_show(world.TODAY)) == "2019/20"
    Submission.objects.all().delete()
    assert dashboard.period_to_show(world.TODAY) is None


def _take_over(measure, period, value):
    content = {"value": Decimal(value)}
    workflow.take_over(measure=measure, period=period, content=content, origin="imported", source="A paper")


def _quarter(start, end, year):
    days = {"opens_on": end, "due_on": end, "closes_on": end}
    return Period.objects.create(kind="quarter", start=start, end=end, year=year, **days)


def test_a_quarterly_scorecard_opens_on_its_newest_quarter_with_figures(client):
    client.force_login(world.person("petra"))
    measure = world.measure("library-e-loans")
    scorecard = Scorecard.objects.create(slug="quarters", title="Quarters")
    section = scorecard.sections.create(title="Libraries")
    Placement.objects.create(section=section, measure=measure)
    Measure.objects.filter(pk=measure.pk).update(frequency="quarterly")
    measure.refresh_from_db()
    quarters = [
        _quarter(date(2020, first, 1), end, world.year_2020())
        for first, end in ((4, date(2020, 6, 30)), (7, date(2020, 9, 30)))
    ]
    _take_over(measure, quarters[0], "500")

    page = Page(client.get("/dashboard/quarters/"))
    assert page.fields["period"] == str(quarters[0].pk)
    assert "July to September 2020 has opened; no figure is approved yet." in page.text
    assert ("a", {"href": f"?period={quarters[1].pk}"}) in page.elements
    groups = [own["label"] for tag, own in page.elements if tag == "optgroup"]
    assert groups == ["Years", "Quarters", "Months"]

    _take_over(measure, quarters[1], "600")
    page = Page(client.get("/dashboard/quarters/"))
    assert page.fields["period"] == str(quarters[1].pk)
    assert "has opened" not in page.text


def test_periods_that_end_together_are_chosen_by_how_many_figures_they_have():
    quarterly, monthly, another = (
        world.measure(slug) for slug in ("library-e-loans", "contacts-prevent-need", "contacts-meet-need")
    )
    Measure.objects.filter(pk=quarterly.pk).update(frequency="quarterly")
    quarterly.refresh_from_db()
    quarter = _quarter(date(2020, 7, 1), date(2020, 9, 30), world.year_2020())
    month = Period.objects.get(kind="month", start=date(2020, 9, 1))
    _take_over(quarterly, quarter, "500")
    assert dashboard.period_to_show(world.TODAY) == quarter
    _take_over(monthly, month, "50")
    _take_over(another, month, "50")
    assert dashboard.period_to_show(world.TODAY) == month


def test_figures_of_other_scorecards_do_not_choose_the_period(db):
    measures = Measure.objects.filter(slug="library-e-loans")
    _take_over(world.measure("contacts-meet-need"), world.november(), "50")
    assert dashboard.period_to_show(world.TODAY) == world.november()
    assert str(dashboard.period_to_show(world.TODAY, measures)) == "November 2019"
