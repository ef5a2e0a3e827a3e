"""Sections of published figures, of eight made-up councils whose figures can be worked out by hand."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarking.models import Authority, Indicator, Source
from benchmarking.reading import Knowledge
from performance.forms.pack_options.published import PublishedForm
from performance.models import Measure, PackSection
from performance.packs import kinds
from performance.packs.blocks import cell, row
from performance.packs.published import Published
from performance.packs.sections.published import MEANS, TIES, means_note
from performance.packs.sections.published_charts import Run, in_words
from performance.packs.sections.published_spreads import ends_and_around
from performance.packs.sections.published_tables import common_start
from performance.row import QuartileCell
from tests.benchmarks import looked

KNOWN = date(2020, 12, 1)


@pytest.fixture(scope="module")
def _made_up(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        looked.build()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def made(_made_up, db):
    """Builds a section of a kind: made("comparison", council="ZA1")."""

    def build(kind, *, known=KNOWN, rows=None, **options):
        knowledge = Knowledge(on=known, now=timezone.now(), public=True)
        reading = SimpleNamespace(benchmarks=Published(knowledge), rows=rows or {})
        options = {"council": looked.OURS} | options
        return kinds.KINDS[kind].build(reading, PackSection(kind=kind, options=options))["blocks"]

    return build


def rows_of(table):
    """The words of a table's rows by what heads them, with what stands beneath."""
    return {row["cells"][0]["text"]: [words_of(cell) for cell in row["cells"][1:]] for row in table["rows"]}


def words_of(cell):
    if cell["direction"]:
        return "{arrow} {meaning}".format(**cell["direction"])
    if cell["place"]:
        return cell["place"]["word"]
    return " ".join([cell["text"], *cell["beneath"]])


def only(blocks, what):
    return [block for block in blocks if block["block"] == what]


def words_in(block):
    return " ".join(run["text"] for paragraph in block["paragraphs"] for run in paragraph["runs"])


# --- The comparison --------------------------------------------------------------------------------------


def test_a_measure_stands_beside_last_year_its_groups_and_their_n(made):
    said, table = made("comparison", indicators=["looked-satisfied", "looked-admitted", "looked-satisfied"])

    assert words_in(said) == "Of 2 indicators, in 2019/20, Alder is better than England in 1 and worse in 1."
    assert [(column["heading"], column["beneath"]) for column in table["columns"]] == [
        ("Measure", ""),
        ("Code", ""),
        ("Good is", ""),
        ("Alder", "2019/20"),
        ("Alder", "2018/19"),
        ("Direction of travel", ""),
        ("North", "2019/20"),
        ("Nearest neighbours", "2019/20"),
        ("England", "2019/20"),
    ]
    # Chosen twice, it is there once; 500 where it was 600 is fewer, and good.
    assert rows_of(table) == {
        "Satisfied with care": [
            *("3A", "High", "61.5%", "60.0%", "up Improving"),
            *("63.9% n = 4", "66.8% n = 5", "67.5%"),
        ],
        "Admissions": [
            *("2A", "Low", "500.0", "600.0", "down Improving"),
            *("462.5 n = 4", "502.0 n = 5", "545.0 n = 8"),
        ],
    }
    assert (
        "Alder’s neighbours (The list of 2019): its mean does not include Alder. The 5 councils that can "
        "have a figure: Beech, Cedar, Dogwood, Elm, Fir."
    ) in table["notes"]


def test_what_may_not_be_republished_or_was_not_known_is_not_there(made):
    (early,) = made("comparison", known=date(2020, 5, 31))
    Source.objects.filter(title="Care figures, made up").update(may_republish=False)
    looked.compute()
    (kept,) = made("comparison")

    sentence = (
        "No published figure of Alder was known on the day of this pack. Load published figures in the "
        "administration."
    )
    assert (words_in(early), words_in(kept)) == (sentence, sentence)


def test_what_is_gone_is_left_out_and_said(made):
    _, table = made(
        "comparison", indicators=["looked-satisfied", "gone"], groups=["england", "type-gone"], year="2031/32"
    )

    assert list(rows_of(table)) == ["Satisfied with care"]
    assert [note for note in table["notes"] if "gone" in note or "2031" in note or "No " in note[:3]] == [
        "No group “type-gone” was known for this council on the day of this pack.",
        "No figures are held of the indicator “gone”.",
        "No figures of 2031/32 are held; the latest year is shown in its place.",
    ]
    (nobody,) = made("comparison", council="QQQ")
    assert words_in(nobody).startswith("No council with the code “QQQ” is held.")


# --- Tables of benchmarks, quartiles -----------------------------------------------------------------------


def test_percentiles_are_named_by_where_they_lie(made):
    (table,) = made("benchmark_table", indicators=["looked-satisfied"])

    assert rows_of(table) == {
        "Alder": ["60.0% Bottom quartile", "61.5% Bottom quartile"],
        "England": ["66.9%", "67.5%"],
        # Of 60 to 74 and of 61.5 to 73, by quantile type 7.
        "90th percentile": ["72.6% n = 8", "71.8% n = 7"],
        "Mean of England’s councils": ["67.0% n = 8", "66.9% n = 7"],
        "10th percentile": ["61.4% n = 8", "62.4% n = 7"],
        "North": ["63.0% n = 4", "63.9% n = 4"],
        "Nearest neighbours": ["66.0% n = 5", "66.8% n = 5"],
    }
    beneath = {row["cells"][0]["text"]: row["cells"][0]["beneath"] for row in table["rows"]}
    assert beneath["90th percentile"] == ["the high end, which is good"]
    assert beneath["10th percentile"] == ["the low end"]


def test_titles_that_begin_alike_say_so_once():
    ages = ["Clients, % of people aged 18 to 64", "Clients, % of people aged 65 and over"]
    assert common_start(ages) == "Clients, % of people aged"
    # One word of two in five is not most of it, and a title alone shares with nobody.
    assert common_start(["People who feel safe now", "People in paid work today"]) == ""
    assert common_start(ages[:1]) == ""


@pytest.mark.parametrize("parts", ["quartiles", "quintiles"])
def test_a_count_is_that_of_the_list_beneath_it(made, parts):
    _, counts, *lists = made("quartiles", groups=["england"], parts=parts)
    cut = {"quartiles": "Quarters", "quintiles": "Fifths"}[parts]
    rule = f"{cut} as the Department for Education cuts them: at quantiles of type 7."
    assert lists[-1]["notes"][:2] == [rule, TIES]

    counted = {row["cells"][0]["text"]: int(row["cells"][1]["value"]) for row in counts["rows"]}
    total = counted.pop("All indicators")
    listed = {table["title"]: len(table["rows"]) for table in lists}
    assert listed == {f"{name}: {number} of {total}": number for name, number in counted.items() if number}
    assert sum(counted.values()) == total == 4


def test_a_mean_of_too_few_of_a_group_is_left_out(made):
    # Three councils took part in the survey: three of the region's four, three of England's eight.
    said, table = made("comparison", indicators=["looked-survey"], groups=["region", "england"])

    assert words_in(said) == "No figure of Alder can be held against England, in 2019/20."
    assert rows_of(table)["Safe at home"][-2:] == ["52.0% n = 3", "–"]
    (table,) = made("benchmark_table", indicators=["looked-survey"], groups=["region", "england"])
    assert list(rows_of(table)) == ["Alder", "North"]
    assert not any("percentile" in note for note in table["notes"])


# --- Charts -------------------------------------------------------------------------------------------------


def test_a_line_is_drawn_beside_its_groups_with_a_gap_where_a_figure_is_suppressed(made):
    chart = only(
        made("benchmark_charts", council="ZA8", indicators=["looked-satisfied"], groups=["england"]), "chart"
    )[0]

    assert chart["title"] == "Holly is at 74.0% in 2018/19, above England (66.9%)"
    assert chart["data"]["series"] == [
        {"name": "Holly", "values": ["74", None], "own": True},
        {"name": "England", "values": ["66.9", "67.5"], "own": False},
    ]
    assert rows_of(chart["beside"]) == {"2018/19": ["74.0%", "66.9%"], "2019/20": ["Suppressed [c]", "67.5%"]}


def test_a_break_is_marked_and_the_title_goes_no_further_back(made):
    looked.break_series("satisfied", "2019/20")
    (chart,) = only(made("benchmark_charts", indicators=["looked-satisfied"], groups=["england"]), "chart")

    assert chart["title"] == "Alder is at 61.5% in 2019/20, below England (67.5%)"
    assert chart["data"]["breaks"] == [{"before": 1, "mark": "A", "reason": "2019/20: A new definition."}]


def test_all_councils_stand_best_first_with_ours_marked(made):
    (chart,) = only(
        made("benchmark_charts", indicators=["looked-satisfied"], groups=["england"], style="distribution"),
        "chart",
    )

    assert chart["title"] == "Alder is 7th of 7, bottom quartile: 61.5% in 2019/20"
    bars = [(bar["name"], bar["value"], bar["own"]) for bar in chart["data"]["bars"]]
    assert bars[0] == ("Gorse", "73.0", False)
    assert bars[-1] == ("Alder", "61.5", True)
    assert len(bars) == 7
    # Named in one word each: that much room is under a quarter of the bars.
    bands = [(band["name"], band["count"]) for band in chart["data"]["bands"]]
    assert bands == [("Top", 2), ("Second", 1), ("Third", 2), ("Bottom", 2)]
    assert chart["beside"]["notes"] == ["Without a figure and not counted: Holly."]


@pytest.mark.parametrize(
    ("own", "theirs", "said"),
    [
        (
            [("2019/20", "19.4"), ("2024/25", "18.3")],
            "19.1",
            "Dorset fell from 19.4 in 2019/20 to 18.3 in 2024/25, below the mean of others (19.1)",
        ),
        ([("2024/25", "18.3")], "18.3", "Dorset is at 18.3 in 2024/25, the same as the mean of others"),
        ([("2019/20", "0"), ("2024/25", "0")], None, "Dorset was at 0 in 2019/20 and again in 2024/25"),
        (
            [("2019/20", "18.3"), ("2024/25", "18.4")],
            "18.3",
            "Dorset rose from 18.3 in 2019/20 to 18.4 in 2024/25, above the mean of others (18.3)",
        ),
    ],
)
def test_a_chart_says_what_it_shows(own, theirs, said):
    run = Run("Dorset", [(year, Decimal(value)) for year, value in own], "the mean of others")
    run = Run(run.name, run.own, run.beside, None if theirs is None else Decimal(theirs))
    assert in_words(run, str) == said


def test_a_short_list_has_both_ends_and_ours():
    assert ends_and_around(20, 9) == [0, 1, 2, 8, 9, 10, 17, 18, 19]
    assert ends_and_around(20, 0) == [0, 1, 2, 17, 18, 19]
    assert ends_and_around(2, None) == [0, 1]


# --- Positions, value for money, queries, choices ---------------------------------------------------------


def test_a_measure_stands_at_its_computed_place_else_at_the_published_one(made):
    linked = {
        "carers-direct-payments": looked.indicator("satisfied"),
        "heritage-visits": looked.indicator("contacts"),
        "library-e-loans": Indicator.objects.create(slug="printed", title="Printed", polarity="high"),
    }
    for slug, indicator in linked.items():
        Measure.objects.filter(slug=slug).update(indicator=indicator)
    printed = QuartileCell(rank=3, word="Third", year="2018/19", group="England", source="A paper")
    rows = {
        "library-e-loans": SimpleNamespace(title="E-loans", quartile=printed),
        "heritage-visits": SimpleNamespace(title="Visits", quartile=None),
        "carers-direct-payments": SimpleNamespace(title="Carers", quartile=None),
        "contacts-prevent-need": SimpleNamespace(title="No indicator", quartile=None),
    }
    (table,) = made("positions", rows=rows)

    assert rows_of(table) == {
        "E-loans": [
            *("Not held", "Third", "As published England"),
            "Not known: the figures of other councils are not held",
        ],
        "Visits": [
            "12.0 2019/20",
            "–",
            "6th equal of 8 1st is highest",
            "Neither end is good, so nobody is best",
        ],
        # Of 61.5 to 73.0 the lower cut point is 63.5, by quantile type 7.
        "Carers": [
            *("61.5% 2019/20", "Bottom", "7th of 7"),
            "2.0 percentage points to the third quartile, over 63.5%",
        ],
    }


def test_n_is_explained_where_a_figure_says_it():
    one, other = (row(cell("Measure"), cell("1", beneath=[text])) for text in ("n = 5", "2020/21"))
    assert means_note([other, one]) == [MEANS]
    assert means_note([other]) == []


def test_without_spending_the_section_says_what_it_would_need(made):
    said = words_in(made("value_for_money")[0])
    assert said.endswith("as the Adult Social Care Finance Return or the revenue outturn gives it.")

    looked.add_spending()
    # What is said first is what the table beneath bears out: the group that stands in it.
    assert "Alder is better than its nearest neighbours in" in words_in(
        made("value_for_money", groups=["neighbours"])[0]
    )
    blocks = made("value_for_money", groups=["england"], charts=["looked-satisfied"])
    assert "Finance Return" not in words_in(blocks[0])
    assert [table["title"] for table in only(blocks, "table")] == ["Cost", "Outcomes"]
    # Council, code, good, own, England, rank, quartile.
    outcomes = rows_of(only(blocks, "table")[1])
    assert outcomes["Satisfied with care"][:5] == [
        "High",
        "61.5% 2019/20",
        "67.5%",
        "7th of 7 England",
        "Bottom",
    ]
    assert len(only(blocks, "chart")) == 1


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("comparison", {}),
        ("benchmark_table", {}),
        ("quartiles", {}),
        ("benchmark_charts", {"style": "both"}),
        ("value_for_money", {}),
    ],
)
def test_more_indicators_ask_no_more_queries(made, kind, options):
    counted = []
    for slugs in (["looked-satisfied"], ["looked-satisfied", "looked-admitted", "looked-contacts"]):
        with CaptureQueriesContext(connection) as queries:
            made(kind, indicators=slugs, **options)
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_council_is_chosen_by_either_of_its_codes(made):
    Authority.objects.filter(code="ZA2").update(gss_code="E99000002")
    form = PublishedForm({"council": "e99000002", "groups": ["region"], "indicators": [], "year": ""})
    assert form.is_valid(), form.errors
    assert form.kept() == {"council": "ZA2", "groups": ["region"]}

    wrong = PublishedForm({"council": "nowhere"})
    assert wrong.errors["council"] == [
        "No council has the code “NOWHERE”. Use the code that its own page of benchmarks has."
    ]
