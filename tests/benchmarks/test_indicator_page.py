"""An indicator's page: what its first line says, what is drawn and printed by year, and what is held back."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarking import recomputing
from benchmarking.models import Authority, Observation, Position, PublishedPosition, Source
from benchmarking.reading import Held
from performance.benchmarks import series, words
from performance.models import Measure
from tests import world
from tests.benchmarks import looked
from tests.page import Page

pytestmark = [pytest.mark.django_db, pytest.mark.wide]


@pytest.fixture
def councils(looked_at):
    return looked_at


@pytest.fixture
def page(client):
    """The page of an indicator as somebody sees it, Alder being looked at."""

    def get(name, *, who="olive", **query):
        client.force_login(world.person(who))
        return client.get(f"/benchmarks/indicator/looked-{name}/", {"council": looked.OURS} | query)

    return get


def lead(response):
    return response.context["headline"]


def file_of(response):
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"))))


def test_the_first_line_says_how_we_stand(councils, page):
    assert lead(page("satisfied")) == "61.5% in 2019/20: 7th of 7, bottom quartile; England 67.5%."
    assert (
        lead(page("satisfied", group="region-looked"))
        == "61.5% in 2019/20: 4th of 4 among North; England 67.5%."
    )
    assert lead(page("admitted")) == "500.0 in 2019/20: 3rd equal of 8, second quartile."


def test_a_year_without_a_figure_says_why_in_the_sources_word(councils, page):
    assert lead(page("satisfied", council="ZA8")) == (
        "74.0% in 2018/19: 1st of 8, top quartile; England 66.9%. For 2019/20: suppressed [c]."
    )
    assert "Holly has no figure for 2019/20 and is not counted" in Page(page("survey", council="ZA8")).text
    assert lead(page("survey", council="ZA8")) == (
        "Holly has no figure in any year; for 2019/20: suppressed [c]."
    )


def test_neither_end_is_good_of_a_neutral_indicator(councils, page):
    response = page("contacts")

    assert lead(response) == "12.0 in 2019/20: 6th equal of 8."
    assert "No quartile: neither end is good" in Page(response).text
    assert "1st is highest" in Page(response).text


def test_each_year_has_our_figure_the_groups_and_our_place(councils, page):
    rows = Page(page("satisfied")).rows

    assert rows[:2] == [
        {
            "Year": "2019/20",
            "Alder": "61.5%",
            "Change": "Improving +1.5 since 2018/19",
            "England, published": "67.5%",
            "England, mean of councils": "66.9% 7 councils",
            "England, median of councils": "67.0%",
            "Position": "Bottom 7th of 7",
        },
        {
            "Year": "2018/19",
            "Alder": "60.0%",
            "Change": "No earlier figure.",
            "England, published": "66.9%",
            "England, mean of councils": "67.0% 8 councils",
            "England, median of councils": "67.0%",
            "Position": "Bottom 8th of 8",
        },
    ]


def test_each_group_says_whether_we_are_inside(councils, page):
    rows = {row["Compared with"].split()[0]: row for row in Page(page("satisfied")).rows[2:]}

    assert rows["England"]["Compared with"] == "England Alder is inside the mean, n and ranks"
    assert rows["England"]["Published"] == "67.5%"
    # Five neighbours in the mean; with us there are six to rank.
    assert rows["Nearest"]["Mean of councils"] == "66.8% 5 councils"
    assert rows["Nearest"]["Position"] == "Bottom 6th of 6"
    assert rows["Nearest"]["Compared with"] == (
        "Nearest neighbours The list of 2019 "
        "Alder is outside its neighbours’ mean and n, and is ranked together with them"
    )
    assert rows["North"]["Position"] == "4th of 4 No quartile: fewer than 5 councils"


def test_a_margin_or_an_interval_stands_under_the_figure(councils, page):
    Observation.objects.filter(
        indicator=looked.indicator("satisfied"), authority=councils["Alder"], year="2019/20"
    ).update(margin=Decimal("4.1"), respondents=415)

    assert Page(page("satisfied")).rows[0]["Alder"] == "61.5% ±4.1 415 respondents"
    # 100 of 20,000 by Byar's method.
    assert Page(page("admitted")).rows[0]["Alder"] == "500.0 406.8 to 608.1 100 of 20,000"


def test_a_figure_whose_margin_holds_englands_is_similar(councils, page):
    about = Observation.objects.filter(
        indicator=looked.indicator("satisfied"), authority=councils["Alder"], year="2019/20"
    )

    about.update(margin=Decimal("6.0"))
    similar = Page(page("satisfied")).rows[2]["Published"]
    about.update(margin=Decimal("5.9"))
    worse = Page(page("satisfied")).rows[2]["Published"]

    assert (similar, worse) == ("67.5% Similar", "67.5% Worse")


def test_no_change_is_said_and_no_line_drawn_across_a_break(councils, page):
    looked.break_series("satisfied", "2019/20")

    found = Page(page("satisfied"))

    assert found.rows[0]["Change"] == "A new series begins in 2019/20. Why A new definition."
    assert "There is no line to draw" in found.text
    assert "Break in series, 2019/20 A new definition." in found.text


def test_the_chart_says_what_it_shows(councils, page):
    context = page("satisfied").context

    for name, chart in (("wide", context["chart"]), ("narrow", context["chart_narrow"])):
        title = f'<title id="series-{name}-title">Alder: below England in every year since 2018/19</title>'
        assert title in chart


def test_only_the_chosen_groups_are_drawn(councils, page):
    drawn = page("satisfied", line="region-looked").context["chart"]

    assert ">North, mean 63.9%<" in drawn
    assert ">England 67.5%<" not in drawn
    assert ">England 67.5%<" in page("satisfied", line="no-such").context["chart"]


def test_a_breakdown_can_be_chosen_where_there_are_several(councils, page):
    row = Observation.objects.get(
        indicator=looked.indicator("satisfied"), authority=councils["Alder"], year="2019/20"
    )
    row.pk, row.breakdown, row.value = None, "Female", Decimal("70.25")
    row.save()

    assert "breakdown" not in Page(page("admitted")).fields
    assert lead(page("satisfied", breakdown="Female")) == "70.3% in 2019/20."
    assert lead(page("satisfied", breakdown="No such")).startswith("61.5% in 2019/20")


def test_a_breakdown_of_which_neither_end_is_good_is_not_judged(councils, page):
    indicator = looked.indicator("satisfied")
    indicator.neutral_breakdowns = ["Not yet rated"]
    indicator.save()
    for breakdown in ("Female", "Not yet rated"):
        for row in Observation.objects.filter(indicator=indicator, year="2019/20", breakdown=""):
            row.pk, row.breakdown = None, breakdown
            row.save()
    recomputing.recompute_all()

    assert "bottom quartile" in lead(page("satisfied", breakdown="Female"))
    neutral = page("satisfied", breakdown="Not yet rated")
    assert "quartile" not in lead(neutral)
    assert "Neither end is good" in Page(neutral).text
    of = Position.objects.filter(indicator=indicator, year="2019/20", breakdown="Not yet rated")
    assert set(of.values_list("quartile", "quartile_ohid", "quintile", "people")) == {(None,) * 4}


# --- Councils that come and go -----------------------------------------------------------------------------


def test_a_former_council_has_its_last_figure_and_no_later_one(councils, page):
    Authority.objects.filter(code="ZA8").update(ends_on=date(2019, 3, 31))
    councils["Holly"].successors.add(councils["Alder"])

    found = Page(page("satisfied", council="ZA8"))

    assert found.rows[0]["Holly"] == "No longer a council"
    assert found.rows[1]["Holly"] == "74.0%"
    assert "Its area passed to Alder" in found.text


def test_a_new_council_begins_with_its_first_year():
    new = Authority(starts_on=date(2023, 4, 1))

    assert series.existence_words(new, date(2022, 4, 1), date(2023, 3, 31)) == "Not yet a council"
    assert series.existence_words(new, date(2023, 4, 1), date(2024, 3, 31)) == ""


def test_an_old_council_ends_with_its_last_day():
    old = Authority(ends_on=date(2023, 3, 31))

    assert series.existence_words(old, date(2022, 4, 1), date(2023, 3, 31)) == ""
    assert series.existence_words(old, date(2023, 4, 1), date(2024, 3, 31)) == "No longer a council"


# --- What is held back -------------------------------------------------------------------------------------


def test_nothing_is_shown_of_what_was_not_known_on_the_day_asked_for(councils, page):
    before = Page(page("satisfied", known="2020-05-31")).text
    after = Page(page("satisfied", known="2020-06-01")).text

    assert ("61.5%" in before, "No figure of this indicator may be shown" in before) == (False, True)
    assert "61.5%" in after


def test_where_nothing_was_known_on_the_products_day_todays_knowledge_is_shown_and_said(councils, page):
    Source.objects.filter(title="Care figures, made up").update(published_on=date(2021, 6, 1))
    looked.compute()

    text = Page(page("satisfied")).text

    assert "None of this had been published by 10 December 2020" in text
    assert "61.5% in 2019/20" in text


def test_embargoed_figures_are_for_administrators_alone(councils, page):
    Source.objects.filter(title="Care figures, made up").update(
        embargoed_until=datetime(2999, 1, 1, tzinfo=UTC)
    )
    looked.compute()

    seen = {
        who: [
            figure
            for figure in ("61.5%", "66.9%", "67.0%")
            if figure in page("satisfied", who=who).content.decode()
        ]
        for who in ("olive", "ada")
    }

    assert seen == {"olive": [], "ada": ["61.5%", "66.9%", "67.0%"]}


def test_a_linked_measure_is_named_to_those_who_may_see_it(councils, page):
    Measure.objects.filter(slug="children-in-care-visits").update(indicator=looked.indicator("satisfied"))

    named = {
        who: "Children in care visited on time" in page("satisfied", who=who).content.decode()
        for who in ("olive", "stella", "petra")
    }

    assert named == {"olive": False, "stella": True, "petra": True}


def test_nobody_without_a_role_and_nothing_that_is_not_there(councils, page, client):
    assert page("satisfied", who="nick").status_code == 404
    assert page("no-such").status_code == 404
    assert page("satisfied", council="nobody").status_code == 404


# --- What others published, codes, sources -----------------------------------------------------------------


def test_a_position_that_somebody_published_stands_apart_from_the_computed_one(councils, page):
    PublishedPosition.objects.create(
        indicator=looked.indicator("satisfied"),
        authority=councils["Alder"],
        year="2019/20",
        group="England",
        quartile=3,
        source=Source.objects.get(title="Care figures, made up"),
    )

    text = Page(page("satisfied")).text

    assert "As others published it Third quartile, 2019/20, England: Care figures, made up, The tests" in text
    assert "Bottom 7th of 7" in text


def test_codes_are_printed_with_the_years_in_which_they_named_it(councils):
    indicator = looked.indicator("satisfied")
    indicator.codes.all().delete()
    for code, first, last in (("3A", "", "2022/23"), ("3(A)", "", "2022/23"), ("1D", "2023/24", "")):
        indicator.codes.create(framework="ASCOF", code=code, first_year=first, last_year=last)

    # Without a year that is shown by the day: the year from which the code is had ended by then.
    known = ["ASCOF 1D from 2023/24", "ASCOF 3(A) or 3A to 2022/23"]
    assert series.codes(indicator, (), date(2024, 3, 31)) == known
    assert series.codes(indicator, (), date(2024, 2, 29)) == ["ASCOF 3(A) or 3A to 2022/23"]
    assert series.codes(indicator, (), date(2023, 2, 28)) == ["ASCOF 3(A) or 3A"]


def test_what_came_after_the_years_that_are_shown_is_not_known_yet(councils, page):
    indicator = looked.indicator("satisfied")
    indicator.codes.all().delete()
    for code, first, last in (("3A", "", "2022/23"), ("1D", "2023/24", "")):
        indicator.codes.create(framework="ASCOF", code=code, first_year=first, last_year=last)
    looked.break_series("satisfied", "2020/21", "Another survey.")
    text = Page(page("satisfied")).text

    # The last figures known are those of 2019/20.
    assert "Another survey." not in text
    assert ("2023/24" in text, "2022/23" in text, "ASCOF 3A" in text) == (False, False, True)


# --- Files -------------------------------------------------------------------------------------------------


def test_the_file_says_what_each_row_is(councils, page):
    row = file_of(page("admitted", _export="csv"))[0]

    shown = {
        name: row[name]
        for name in (
            "Year",
            "Alder",
            "Numerator",
            "Denominator",
            "England, mean of councils",
            "Rank",
            "Ranked of",
            "Quartile",
            "Good is",
            "Unit",
            "Group",
            "Councils counted (n)",
            "Source",
            "Source published on",
            "Licence",
            "As known on",
        )
    }
    assert shown == {
        "Year": "2019/20",
        "Alder": "500",
        "Numerator": "100",
        "Denominator": "20000",
        "England, mean of councils": "545",
        "Rank": "3",
        "Ranked of": "8",
        "Quartile": "Second",
        "Good is": "Low is good",
        "Unit": "per 100,000",
        "Group": "England",
        "Councils counted (n)": "8",
        "Source": "Care figures, made up (The tests)",
        "Source published on": "2020-06-01",
        "Licence": "OGL v3.0",
        "As known on": "2020-12-10",
    }
    assert row["Method"].startswith("quartiles by the DfE rule")


def test_the_groups_have_a_file_of_their_own(councils, page):
    rows = file_of(page("satisfied", table="groups", _export="csv"))

    assert [(row["Compared with"], row["Councils counted (n)"], row["Rank"]) for row in rows] == [
        ("England", "7", "7"),
        ("North", "4", "4"),
        ("Nearest neighbours", "5", "6"),
    ]


def test_a_missing_figure_is_empty_in_the_file_and_says_why(councils, page):
    row = file_of(page("satisfied", council="ZA8", _export="csv"))[0]

    assert (row["Year"], row["Holly"], row["Reason for no figure"]) == ("2019/20", "", "Suppressed [c]")


# --- Words -----------------------------------------------------------------------------------------------


def test_a_rank_that_more_than_a_quarter_share_says_with_how_many():
    assert words.shared_words(147, 86) == " with 85 others"
    assert words.shared_words(8, 2) == ""
    assert words.shared_words(12, 3) == ""
    assert words.shared_words(11, 3) == " with 2 others"


def test_a_year_in_which_nobody_was_asked_is_no_missing_figure(councils, page):
    """Every second year has no survey; the line leads on across it, and the table says so."""
    for row in Observation.objects.filter(indicator=looked.indicator("satisfied"), year="2018/19"):
        row.pk, row.year = None, "2016/17"
        row.starts_on, row.ends_on = date(2016, 4, 1), date(2017, 3, 31)
        row.save()
        row.pk, row.year, row.value, row.marker = None, "2017/18", None, "z"
        row.starts_on, row.ends_on = date(2017, 4, 1), date(2018, 3, 31)
        row.save()
    looked.compute()

    response = page("satisfied")

    assert Page(response).rows[2]["Alder"] == "No survey this year [z]"
    ours = [path for path in response.context["chart"].split("<path") if 'stroke-width="2.8"' in path]
    assert [(path.count("M"), path.count("L")) for path in ours] == [(1, 2)]


# --- Years and queries -------------------------------------------------------------------------------------


def year_held(first, has_value=True):
    label = f"{first}/{(first + 1) % 100:02}"
    return Held("", label, date(first, 4, 1), date(first + 1, 3, 31), has_value)


def test_a_year_that_was_left_out_stands_between_those_that_were_not():
    found = series.with_gaps([year_held(2016), year_held(2019)])

    assert [(one.year, one.has_value) for one in found] == [
        ("2016/17", True),
        ("2017/18", False),
        ("2018/19", False),
        ("2019/20", True),
    ]


def test_neighbouring_years_and_spans_have_nothing_between_them():
    spans = [
        Held("", "2016 to 2018", date(2016, 1, 1), date(2018, 12, 31), True),
        Held("", "2020 to 2022", date(2020, 1, 1), date(2022, 12, 31), True),
    ]

    assert series.with_gaps([year_held(2018), year_held(2019)]) == [year_held(2018), year_held(2019)]
    assert series.with_gaps(spans) == spans


def test_more_years_cost_no_more_queries(councils, page):
    def count():
        page("satisfied")
        with CaptureQueriesContext(connection) as captured:
            rows = len(Page(page("satisfied")).rows)
        return len(captured), rows

    few, _ = count()
    for row in Observation.objects.filter(indicator=looked.indicator("satisfied"), year="2018/19"):
        for first in (2014, 2015, 2016, 2017):
            row.pk, row.year = None, f"{first}/{first - 1999}"
            row.starts_on, row.ends_on = date(first, 4, 1), date(first + 1, 3, 31)
            row.save()
    looked.compute()
    many, rows = count()

    assert (many, rows) == (few, 9)
