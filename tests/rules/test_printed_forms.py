"""One cell as councils print it."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules.numbers import format_number
from performance.rules.printed_forms import read_figure
from performance.rules.printed_titles import find_labels, find_pair, find_parts, find_rank
from performance.rules.printed_types import (
    Absence,
    Companion,
    Figure,
    Nothing,
    Problem,
    Rank,
    Reason,
    Trouble,
)
from tests.rules import PROPERTY


@pytest.mark.parametrize(
    ("text", "value", "says"),
    [
        ("27", "27", {}),
        ("0", "0", {}),
        ("0.0%", "0", {"kind": "percent", "decimals": 1}),
        ("1,861", "1861", {}),
        ("1\u00a0861", "1861", {}),
        ("−3", "-3", {}),
        ("(0.443)", "-0.443", {"decimals": 3}),
        ("(£0.4m)", "-400000", {"kind": "money", "scale": "m", "decimals": 1}),
        ("-£3.2m", "-3200000", {"kind": "money", "scale": "m"}),
        ("54.0%", "54", {"kind": "percent", "decimals": 1}),
        ("70.40%", "70.4", {"kind": "percent", "decimals": 2}),
        ("84.5k", "84500", {"scale": "k", "decimals": 1}),
        ("£1.2m", "1200000", {"kind": "money", "scale": "m", "decimals": 1}),
        ("£1.2 million", "1200000", {"kind": "money", "scale": "m"}),
        ("£1.2bn", "1200000000", {"kind": "money", "scale": "m", "decimals": 0}),
        ("£26,754,000", "26754000", {"kind": "money"}),
        ("703.06 FTE", "703.06", {"kind": "fte", "decimals": 2, "unit_words": "FTE"}),
        ("22 days", "22", {"kind": "days"}),
        ("14days", "14", {"kind": "days"}),
        ("19.1 out of 24", "19.1", {"kind": "score", "out_of": 24}),
        ("*1.1%", "1.1", {"kind": "percent", "provisional": True}),
        ("1.1% (p)", "1.1", {"provisional": True}),
        ("207 Ave days per Mth", "207", {"unit_words": "Ave days per Mth", "kind": ""}),
        ("110.7k Apr-Nov '18", "110700", {"scale": "k", "span": "Apr-Nov '18"}),
        ("176.5k (Apr-Nov 2019)", "176500", {"span": "Apr-Nov 2019"}),
        ("1,373.0k (Apr-Nov 2019)", "1373000", {"scale": "k", "decimals": 1}),
        ("64% (16/17)", "64", {"span": "16/17", "kind": "percent"}),
        ("Q2 2014-15: 45%", "45", {"span": "Q2 2014-15"}),
        ("58% (15.2k out of 26.4k)", "58", {"numerator": D(15200), "denominator": D(26400)}),
        ("43.5% (1,089/2,502)", "43.5", {"numerator": D(1089), "denominator": D(2502)}),
        ("1,089 of 2,502 (43.5%)", "43.5", {"numerator": D(1089), "denominator": D(2502), "kind": "percent"}),
        ("med £411", "411", {"kind": "money", "before": "med"}),
        ("45% (survey not weighted)", "45", {"note": "survey not weighted"}),
        ("84.5\u043a", "84500", {"scale": "k"}),
    ],
)
def test_a_figure_is_read_in_whole_units_with_what_the_cell_says(text, value, says):
    figure = read_figure(text)
    assert isinstance(figure, Figure)
    assert figure.value == D(value)
    assert {name: getattr(figure, name) for name in says} == says
    assert figure.text == text


@pytest.mark.parametrize(
    ("text", "value", "companion", "label", "per", "qualifier"),
    [
        ("3.1 (13 Adm's) (Full-year Forecast)", "3.1", "13", "Adm's", 0, "forecast"),
        ("462.0 (669 Adm's) (Full-year Forecast)", "462", "669", "Adm's", 0, "forecast"),
        ("5.5 per 100k pop (23 adm's)", "5.5", "23", "adm's", 100_000, ""),
        ("0.9 per 100k pop (163 Ave days/Mth)", "0.9", "163", "Ave days/Mth", 100_000, ""),
        ("12 (15%)", "12", "15", "%", 0, ""),
    ],
)
def test_a_second_figure_with_a_label_of_its_own_is_a_companion(
    text, value, companion, label, per, qualifier
):
    figure = read_figure(text)
    assert (figure.value, figure.companion) == (D(value), Companion(D(companion), label))
    assert (figure.per, figure.qualifier) == (per, qualifier)


def test_a_numerator_and_a_denominator_without_a_percentage_have_no_value_yet():
    figure = read_figure("742 of 782")
    assert (figure.value, figure.numerator, figure.denominator) == (None, D(742), D(782))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Survey not to be undertaken in 20-21 due to Covid-19", Reason.SURVEY_NOT_RUN),
        ("Survey is biennial and not completed in 2019-20", Reason.SURVEY_NOT_RUN),
        ("No survey in 2019/20", Reason.SURVEY_NOT_RUN),
        ("Not published by NHS Digital during Pandemic", Reason.NOT_PUBLISHED),
        ("NHS Data", Reason.NOT_PUBLISHED),
        ("TBC", Reason.NOT_PUBLISHED),
        ("[x]", Reason.NOT_PUBLISHED),
        ("..", Reason.NOT_PUBLISHED),
        ("n/a", Reason.NOT_APPLICABLE),
        ("N/A", Reason.NOT_APPLICABLE),
        ("N/A (survey)", Reason.NOT_APPLICABLE),
        ("[z]", Reason.NOT_APPLICABLE),
        ("[c]", Reason.SUPPRESSED),
        ("*", Reason.SUPPRESSED),
        ("Due shortly", Reason.NOT_PUBLISHED),
    ],
)
def test_a_stated_reason_for_no_figure_is_typed(text, reason):
    assert read_figure(text) == Absence(text, reason)


def test_a_figure_that_is_due_has_its_day():
    assert read_figure("Due June 2019") == Absence("Due June 2019", Reason.DUE_ON, date(2019, 6, 30))
    assert read_figure("Data due 14 May 2021").due == date(2021, 5, 14)


@pytest.mark.parametrize("text", ["", "  ", "-", "–", "—", "--"])
def test_a_blank_or_a_dash_is_nothing_and_not_0(text):
    assert isinstance(read_figure(text), Nothing)
    assert read_figure("0").value == 0


@pytest.mark.parametrize(
    ("text", "rank", "of"),
    [
        ("27th highest of 152", 27, 152),
        ("27 th highest / 152 councils", 27, 152),
        ("27<sup>th</sup> highest / 152 councils", 27, 152),
        ("1st of 16", 1, 16),
        ("3rd lowest", 3, None),
    ],
)
def test_a_position_is_read(text, rank, of):
    reading = read_figure(text)
    assert isinstance(reading, Rank)
    assert (reading.rank, reading.of) == (rank, of)


def test_a_position_after_the_last_is_a_problem():
    assert isinstance(read_figure("153rd of 152"), Problem)
    assert isinstance(read_figure("152nd of 152"), Rank)


def test_a_composition_in_one_cell_is_read():
    parts = (("Inadequate", D(4)), ("RI", D(69)), ("Good or Outstanding", D(193)))
    assert read_figure("Inadequate 4 | RI 69 | Good or Outstanding 193").parts == parts
    assert read_figure("4 | 69 | 193", labels=tuple(label for label, _ in parts)).parts == parts
    assert read_figure("Inadequate: 4; RI: 69; Good or Outstanding: 193").parts == parts


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("Emma/Claire", Trouble.NAME),
        ("Emma", Trouble.NAME),
        ("owner@example.org", Trouble.NAME),
        ("100.87/14.3", Trouble.TWO_FIGURES),
        ("7.7 (7.6)", Trouble.TWO_FIGURES),
        ("51,230 (35,415)", Trouble.TWO_FIGURES),
        ("4 | 69 | 193", Trouble.TWO_FIGURES),
        ("16/17", Trouble.TWO_FIGURES),
        ("<5", Trouble.BOUND),
        ("#DIV/0!", Trouble.SPREADSHEET_ERROR),
        ("#N/A", Trouble.SPREADSHEET_ERROR),
        ("#####", Trouble.SPREADSHEET_ERROR),
        ("12O", Trouble.NOT_A_FIGURE),
        ("12 O", Trouble.NOT_A_FIGURE),
        ("1e5", Trouble.NOT_A_FIGURE),
        ("12.5.1", Trouble.NOT_A_FIGURE),
        ("12,5", Trouble.NOT_A_FIGURE),
        ("84 85", Trouble.NOT_A_FIGURE),
        ("1 in 5", Trouble.NOT_A_FIGURE),
        ("None", Trouble.NOT_A_FIGURE),
        ("High", Trouble.NOT_A_FIGURE),
        ("£12%", Trouble.NOT_A_FIGURE),
        ("٤٥", Trouble.NOT_A_FIGURE),
        ("9" * 40, Trouble.NOT_A_FIGURE),
        ("word " * 200, Trouble.NOT_A_FIGURE),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_a_sentence(text, trouble):
    reading = read_figure(text)
    assert isinstance(reading, Problem)
    assert reading.trouble == trouble
    assert reading.sentence[0] in "“"
    assert reading.sentence.endswith((".", "”."))


def test_two_figures_are_told_apart_where_the_title_says_which_is_which():
    pair = find_pair("Vacancies (FTE / %)")
    figure = read_figure("100.87/14.3", pair=pair)
    assert (figure.value, figure.kind, figure.companion) == (D("100.87"), "fte", Companion(D("14.3"), "%"))


@pytest.mark.parametrize(
    ("text", "kind", "is_figure"), [("12m", "days", False), ("12m", "percent", False), ("12m", "money", True)]
)
def test_nobody_means_millions_of_days(text, kind, is_figure):
    assert isinstance(read_figure(text, kind=kind), Figure) is is_figure


# --- Titles ------------------------------------------------------------------------------------------


def test_a_position_within_a_title_is_found():
    title, rank = find_rank(
        "VfM: ASC spend per adult (all services, all adults) 27 th highest / 152 councils"
    )
    assert title == "VfM: ASC spend per adult (all services, all adults)"
    assert (rank.rank, rank.of, rank.end) == (27, 152, "highest")
    assert find_rank("Carers in their 1st year")[1] is None


def test_parts_within_a_title_are_found_and_make_their_total():
    title, parts = find_parts("Total client volumes: (18+ 3,050; LD 1,050; MH 1,001, Reab't 272)")
    assert title == "Total client volumes"
    assert parts == (("18+", D(3050)), ("LD", D(1050)), ("MH", D(1001)), ("Reab't", D(272)))
    assert sum(value for _, value in parts) == 5373


@pytest.mark.parametrize(
    ("title", "labels"),
    [
        (
            "Registered services CQC Ratings (Inadequate, RI, Good or Outstanding)",
            ("Inadequate", "RI", "Good or Outstanding"),
        ),
        ("Mental Health (incl. AMHP, EDS)", ()),
        ("Library visits (inc. website visits)", ()),
        ("Vacancies (FTE / %)", ()),
        ("Permanent admissions (aged 18-64)", ()),
    ],
)
def test_labels_within_a_title_are_found(title, labels):
    assert find_labels(title)[1] == labels


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("FTE / %", ("FTE", "%")),
        ("No. / %", ("No.", "%")),
        ("Advice / guidance", None),
        ("Care (days)", None),
    ],
)
def test_two_units_are_found_only_where_both_are_units(text, pair):
    assert find_pair(text) == pair


# --- Properties --------------------------------------------------------------------------------------


@PROPERTY
@given(st.text(max_size=80))
def test_no_text_raises(text):
    read_figure(text)


# What cells are made of, so that the search finds the corners that plain text never reaches.
PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "12",
                "1,234",
                ".5",
                "%",
                "k",
                "m",
                "bn",
                "£",
                "-",
                "−",
                "(",
                ")",
                "/",
                "|",
                " of ",
                " out of ",
            ),
            *("*", "<", "th highest", "per 100k", "Apr-Nov 2019", "16/17", "Forecast", "n/a", "Due", " "),
            *("[c]", ";", "9" * 20, "\u0421", ":", "Emma", "survey", "not"),
        ]
    ),
    max_size=8,
).map("".join)


@PROPERTY
@given(PIECES)
def test_no_mixture_of_printed_pieces_raises(text):
    read_figure(text, pair=("FTE", "%"), labels=("a", "b"))
    find_rank(text)
    find_parts(text)


@PROPERTY
@given(st.decimals(min_value=-999_999, max_value=999_999, places=2), st.integers(0, 2))
def test_what_we_print_is_read_back(value, decimals):
    printed = format_number(value, decimals)
    figure = read_figure(printed)
    assert figure.decimals == decimals
    assert format_number(figure.value, decimals) == printed
