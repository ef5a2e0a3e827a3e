"""Indicators: one identity each, however its code is printed, and thirteen codes with a new meaning."""

import re
from decimal import Decimal as D

import pytest

from benchmarking import indicators
from benchmarking.indicators import UnknownCode, find, fold, load_indicators, rows_of
from benchmarking.models import Indicator, IndicatorBreak, IndicatorCode

pytestmark = pytest.mark.django_db

BEFORE, AFTER, NOW = "2022/23", "2023/24", "2024/25"


@pytest.fixture(autouse=True)
def loaded():
    return load_indicators()


def slug(code, year, framework="ASCOF"):
    return find(code, framework=framework, year=year).slug.removeprefix("ascof-")


def refusal(code, year, framework="ASCOF"):
    with pytest.raises(UnknownCode) as refused:
        find(code, framework=framework, year=year)
    return str(refused.value)


# --- Spellings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("1C(1A)", "1C1A"),
        ("1C1A", "1C1A"),
        ("1C pt 1a", "1C1A"),
        ("1c part 1A", "1C1A"),
        ("3D pt. 1", "3D1"),
        ("3C (1)", "3C1"),
        ("2e(2b)", "2E2B"),
        ("6A ", "6A"),
        ("", ""),
    ],
)
def test_spelling_does_not_tell_codes_apart(printed, folded):
    assert fold(printed) == folded


@pytest.mark.parametrize("printed", ["1C(1A)", "1C1A", "1C pt 1a", "1c(1a)", "1C (1A)"])
def test_every_spelling_names_the_same_indicator(printed):
    assert slug(printed, "2019/20") == "users-self-directed-support"


# --- The thirteen codes ------------------------------------------------------------------------------

# Each printed code, what it named up to 2022/23 and what it names from 2023/24. Those printed in parts on
# one side are named there by their first part.
CHANGED = [
    ("1B", "1B", "users-control", "1B", "adjusted-quality-of-life"),
    ("1C", "1C(1A)", "users-self-directed-support", "1C", "carers-quality-of-life"),
    ("1D", "1D", "carers-quality-of-life", "1D", "users-satisfaction"),
    ("1E", "1E", "learning-disability-employment", "1E", "carers-satisfaction"),
    ("2A", "2A(1)", "admissions-18-64", "2A", "reablement-no-further-need"),
    ("2B", "2B(1)", "home-91-days-after-discharge", "2B", "admissions-18-64"),
    ("2C", "2C(2)", "delayed-transfers-social-care", "2C", "admissions-65-plus"),
    ("2D", "2D", "reablement-no-further-need", "2D(1)", "home-91-days-after-discharge"),
    ("3A", "3A", "users-satisfaction", "3A", "users-control"),
    ("3B", "3B", "carers-satisfaction", "3B", "carers-consulted"),
    ("3C", "3C", "carers-consulted", "3C(1)", "users-find-information-easily"),
    ("3D", "3D(1)", "users-find-information-easily", "3D(1a)", "users-self-directed-support"),
    ("4B", "4B", "users-feel-safe", "4B", "safeguarding-risk-reduced"),
]


def test_they_are_thirteen():
    assert len({code for code, *_ in CHANGED}) == 13


@pytest.mark.parametrize(("code", "old", "meant", "new", "means"), CHANGED)
def test_a_code_that_changed_its_meaning_means_each_in_its_time(code, old, meant, new, means):
    assert (old[: len(code)], new[: len(code)]) == (code, code)
    assert (slug(old, BEFORE), slug(new, AFTER)) == (meant, means)
    assert meant != means


@pytest.mark.parametrize(
    ("code", "year", "parts"),
    [
        ("1C", BEFORE, "1C(1A), 1C(1B), 1C(2A), 1C(2B)"),
        ("2A", BEFORE, "2A(1), 2A(2)"),
        ("3D", AFTER, "3D(1a), 3D(1b), 3D(2a), 3D(2b)"),
        ("3D1", AFTER, "3D(1a), 3D(1b)"),
        ("2D", NOW, "2D(1), 2D(2)"),
    ],
)
def test_a_code_of_several_parts_asks_for_the_part(code, year, parts):
    assert refusal(code, year) == f"ASCOF {code} is printed in parts in {year}: {parts}. Give the part."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1A", "1A"),
        ("1J", "1B"),
        ("1D", "1C"),
        ("3A", "1D"),
        ("3B", "1E"),
        ("2D", "2A"),
        ("2A(1)", "2B"),
        ("2A(2)", "2C"),
        ("1G", "2E(1)"),
        ("1B", "3A"),
        ("3C", "3B"),
        ("3D(1)", "3C(1)"),
        ("3D(2)", "3C(2)"),
        ("1C(1A)", "3D(1a)"),
        ("1C(2A)", "3D(2a)"),  # as the comparability log says; the list of contents says 1C(1b)
        ("1C(1B)", "3D(1b)"),
        ("1C(2B)", "3D(2b)"),
        ("4A", "4A"),
        ("1I(1)", "5A(1)"),
        ("1I(2)", "5A(2)"),
    ],
)
def test_old_and_new_codes_of_one_indicator_are_joined(old, new):
    assert slug(old, BEFORE) == slug(new, AFTER) == slug(new, NOW)


@pytest.mark.parametrize("part", ["1", "2"])
def test_the_two_measures_of_discharge_became_others_under_the_same_code_in_2024(part):
    assert slug(f"2B({part})", BEFORE) == slug(f"2D({part})", AFTER)
    assert slug(f"2D({part})", AFTER) != slug(f"2D({part})", NOW)


# --- Refusals ----------------------------------------------------------------------------------------


def test_a_code_that_names_nothing_in_its_year_says_when_it_did():
    assert refusal("6A", BEFORE) == (
        "ASCOF 6A names nothing in 2022/23: it named “Care staff who left their role in the past 12 months” "
        "from 2023/24."
    )
    assert refusal("1F", AFTER) == (
        "ASCOF 1F names nothing in 2023/24: it named “People in contact with secondary mental health "
        "services in paid employment” to 2022/23."
    )


@pytest.mark.parametrize("code", ["9Z", "", "1", "12"])
def test_a_code_that_nobody_printed_is_not_held(code):
    assert refusal(code, NOW) == f"ASCOF {code} is not the code of an indicator that is held here."


def test_a_code_of_another_framework_is_not_found():
    assert (
        refusal("1A", NOW, framework="PHOF") == "PHOF 1A is not the code of an indicator that is held here."
    )


def test_a_code_that_names_two_is_refused_with_both(loaded):
    other = Indicator.objects.create(slug="other", title="Another", polarity="high")
    IndicatorCode.objects.create(indicator=other, framework="ASCOF", code="6A", first_year="2024/25")
    assert slug("6A", AFTER) == "workforce-turnover"
    assert refusal("6A", NOW) == (
        "ASCOF 6A names two measures in 2024/25: “Care staff who left their role in the past 12 months” and "
        "“Another”."
    )


def test_the_framework_is_found_in_any_case():
    assert slug("1A", "2015/16", framework="ascof") == "users-quality-of-life"


def test_many_codes_cost_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        codes = indicators.Codes()
        found = {codes.find(c, framework="ASCOF", year=NOW).pk for c in ("1A", "1B", "6B")}
    assert len(found) == 3


# --- The dataset -------------------------------------------------------------------------------------


def test_low_is_good_where_the_handbook_says_so_and_nowhere_else():
    low = Indicator.objects.filter(slug__startswith="ascof-", polarity="low").values_list("slug", flat=True)
    assert {name.removeprefix("ascof-") for name in low} == {
        "admissions-18-64",
        "admissions-65-plus",
        "delayed-transfers-social-care",
        "workforce-turnover",
    }
    assert not Indicator.objects.filter(slug__startswith="ascof-", polarity="none").exists()


def test_each_code_names_one_indicator_in_each_year():
    for row in rows_of("indicator_codes"):
        for year in [row["first_year"] or "2010/11", row["last_year"] or NOW]:
            assert find(row["code"], framework="ASCOF", year=year).slug == row["indicator"]


def test_an_indicator_says_how_its_parts_make_it():
    found = Indicator.objects.in_bulk(field_name="slug")
    assert found["ascof-admissions-65-plus"].per == D(100000)
    assert found["ascof-users-direct-payments"].per == D(100)
    assert found["ascof-users-safe"].per is None
    assert found["ascof-adjusted-quality-of-life"].decimals == 3
    assert {row.decimals for row in found.values() if row.slug.startswith("ascof-")} == {1, 3}


def breaks_of(name, kind="break"):
    rows = IndicatorBreak.objects.filter(indicator__slug=f"ascof-{name}", kind=kind)
    return [(row.year, row.alone) for row in rows.order_by("year")]


def test_breaks_are_those_of_the_comparability_log():
    assert breaks_of("users-safe") == [("2020/21", True)]
    assert breaks_of("carers-satisfaction") == [("2016/17", False)]
    assert breaks_of("admissions-65-plus") == [("2024/25", False)]
    assert breaks_of("admissions-65-plus", "caution") == [("2017/18", False), ("2018/19", False)]
    assert breaks_of("providers-good-or-outstanding") == []
    alone = IndicatorBreak.objects.filter(alone=True)
    assert set(alone.values_list("year", "kind")) == {("2020/21", "break")}
    assert alone.count() == 8
    assert IndicatorBreak.objects.filter(kind="break", year="2024/25").count() == 8


def held():
    models = (Indicator, IndicatorCode, IndicatorBreak)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_loading_twice_changes_nothing():
    before = held()
    load_indicators()
    assert held() == before


def test_what_was_added_by_hand_stays_and_what_the_files_say_comes_back(loaded):
    indicator = loaded["ascof-users-safe"]
    IndicatorCode.objects.create(indicator=indicator, framework="Our plan", code="7")
    IndicatorBreak.objects.create(indicator=indicator, year="2022/23", kind="caution", reason="Ours.")
    Indicator.objects.filter(pk=indicator.pk).update(title="Mistyped", polarity="low")
    load_indicators()
    assert list(indicator.codes.values_list("framework", "code")) == [("ASCOF", "4A"), ("Our plan", "7")]
    assert breaks_of("users-safe", "caution") == [("2022/23", False), ("2024/25", False)]
    indicator.refresh_from_db()
    assert (indicator.title, indicator.polarity) == ("People who use services who feel safe", "high")


def test_a_code_held_in_another_spelling_is_not_doubled(loaded):
    codes = loaded["ascof-users-find-information-easily"].codes
    codes.filter(first_year="").update(code="3D pt 1", last_year="")
    load_indicators()
    assert set(codes.values_list("code", "first_year", "last_year")) == {
        ("3D(1)", "", "2022/23"),
        ("3C(1)", "2023/24", ""),
    }


def test_no_definition_names_a_year():
    """A page of an earlier day prints it: what began or ended stands in the codes and the breaks."""
    assert [
        row["indicator"] for row in rows_of("indicators") if re.search(r"20[12]\d/", row["definition"])
    ] == []
