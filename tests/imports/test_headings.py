"""What headings of tables mean."""

import pytest

from performance.imports.headings import ALIASES, find_header, header_again, understand


@pytest.mark.parametrize(
    ("text", "role", "period", "name"),
    [
        ("Title", "title", "", ""),
        ("PI Description", "title", "", ""),
        ("strategic_theme", "theme", "", ""),
        ("Good is", "aim", "", ""),
        ("good_performance", "aim", "", ""),
        ("RAG", "status", "", ""),
        ("Direction of Travel", "direction", "", ""),
        ("Owner's e-mail", "owner_email", "", ""),
        ("Target 2020/21", "target", "2020/21", ""),
        ("2020/21 Target", "target", "2020/21", ""),
        ("Annual Target 2020-21", "target", "2020-21", ""),
        ("Milestone 2018/19", "milestone", "2018/19", ""),
        ("Final target 2020/21", "final_target", "2020/21", ""),
        ("performance_apr_nov_2020", "figure", "apr nov 2020", ""),
        ("performance_2019-20", "figure", "2019-20", ""),
        ("2020-21", "figure", "2020-21", ""),
        ("Nov-20", "figure", "Nov-20", ""),
        ("Actual (Q2 2014-15)", "figure", "Q2 2014-15", ""),
        ("18+ 2019/20", "figure", "2019/20", "18+"),
        ("18-64 2019/20", "figure", "2019/20", "18-64"),
        ("quartile_2019-20", "quartile", "2019-20", ""),
        ("Comparison: England 2019/20", "comparison", "2019/20", "England"),
        ("england", "comparison", "", "England"),
        ("statistical_neighbours", "comparison", "", "Statistical neighbours"),
        ("National average 2019/20", "comparison", "2019/20", "National average"),
        ("Also in: BCF", "tag", "", "BCF"),
        ("last_year_outturn", "last_year", "", ""),
        ("Last quarter", "last_period", "", ""),
        ("Over/(under)", "variance", "", ""),
        ("column_1", "", "", ""),
        ("Colour", "", "", ""),
        ("Something 2019/20", "", "", ""),
    ],
)
def test_a_heading_is_understood(text, role, period, name):
    heading = understand(text, 0)
    assert (heading.role, heading.name) == (role, name)
    assert (heading.period.text if heading.period else "") == period


def test_a_heading_is_read_as_another_or_left_out():
    columns = {"column_1": "Comparison: Budget", "Colour": "", "x": "ignore"}
    assert understand("Column 1", 0, columns=columns).name == "Budget"
    assert understand("Colour", 0, columns=columns).role == "ignored"
    assert understand("x", 0, columns=columns).role == "ignored"


def test_the_line_of_headings_is_found_under_titles():
    rows = [
        ["Performance report"],
        [],
        ["Quarter 2"],
        ["Ref", "Measure", "Target", "Actual"],
        ["1A", "x", "5", "4"],
    ]
    index, headings, _ = find_header(rows)
    assert index == 3
    assert [heading.role for heading in headings] == ["ref", "title", "target", "figure"]


def test_a_table_without_a_name_for_its_measures_has_no_headings():
    assert find_header([["Period", "Value"], ["Nov-20", "5"]]).index == -1
    assert find_header([["Period", "Value"]], constants={"title": "x"})[0] == 0


def test_of_two_columns_with_one_role_the_first_counts_and_the_other_is_reported():
    headings = find_header([["Measure", "Title", "Target", "Target", "Figure"]]).headings
    assert [heading.role for heading in headings] == ["title", "", "target", "", "figure"]


def test_a_description_is_the_title_or_beside_one_the_definition():
    assert [h.role for h in find_header([["Ref", "Description", "Actual"]]).headings] == [
        "ref",
        "title",
        "figure",
    ]
    assert [h.role for h in find_header([["Measure", "Description", "Actual"]])[1]] == [
        "title",
        "definition",
        "figure",
    ]


def test_no_heading_means_two_things():
    aliases = [alias for names in ALIASES.values() for alias in names]
    assert sorted(aliases) == sorted(set(aliases))


def test_periods_over_the_headings_are_those_of_the_columns_under_them():
    rows = [
        ["Performance 2018/19", "", "2019/20", "", "2020/21", ""],
        ["Measure", "Good is", "Target", "Actual", "Target", "Actual Nov 2020"],
    ]
    _, headings, _ = find_header(rows)
    assert [(h.role, h.period.text if h.period else "") for h in headings] == [
        ("title", ""),
        ("aim", ""),
        ("target", "2019/20"),
        ("figure", "2019/20"),
        ("target", "2020/21"),
        ("figure", "Nov 2020"),
    ]


def test_a_column_under_a_sections_name_holds_the_measures():
    header = find_header([["Outcomes (ASCOF)", "Trend", "WC", "National", "Target"]])
    assert header.section == "Outcomes (ASCOF)"
    assert [heading.role for heading in header.headings] == ["title", "direction", "", "comparison", "target"]


def test_headings_within_a_sheet_take_over_column_by_column():
    current = find_header([["Outcomes", "Trend", "Actual", "National", "Target"]]).headings
    again = header_again(["People & Staff", "", "Actual", "Whole council", "Target"], current)
    assert again.section == "People & Staff"
    assert [(h.role, h.name) for h in again.headings] == [
        ("title", ""),
        ("direction", ""),
        ("figure", ""),
        ("comparison", "Whole council"),
        ("target", ""),
    ]
    assert header_again(["Turnover", "↑", "10%", "9.4%", "Target"], current) is None
    assert header_again(["Turnover", "", "", "", "Target"], current) is None
    assert header_again(["Staff", "", "Actual", "Target", "5%"], current) is None
    assert header_again(["", "", "Period 6", "", "Target"], current).headings[2].role == ""
    assert header_again(["Staff", "", "Period 6", "", "Target"], current) is None
    assert header_again(["", "", "", "", "Target"], current) is None
