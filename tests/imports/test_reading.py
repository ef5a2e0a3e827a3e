"""A table into a plan: what is read, assumed, found and refused."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.imports.workbook import Unreadable
from performance.rules.rag import TargetKind
from tests.imports.files import as_csv, as_xlsx, read, sentences
from tests.rules import PROPERTY


def one(*rows, **given):
    """The plan's one measure of a table."""
    plan = read(as_csv(*rows), **given)
    assert len(plan.measures) == 1
    return plan.measures[0]


def test_a_row_becomes_a_measure_with_its_target_and_figures():
    measure = one(
        ["Ref", "Framework", "Title", "Theme", "Good is", "Target 2020/21", "Nov 2020", "2019/20"],
        ["2B pt 1", "ASCOF", "Living at home", "Wellbeing", "High", "88%", "89.7%", "88.1%"],
    )
    assert (measure.code, measure.framework, measure.title) == ("2B pt 1", "ASCOF", "Living at home")
    assert measure.sections == ("Wellbeing",)
    assert (measure.fields["unit_kind"], measure.fields["decimals"]) == ("percent", 1)
    assert (measure.fields["polarity"], measure.fields["frequency"]) == ("high", "monthly")
    [target] = measure.targets
    assert (target.target.kind, target.target.value, target.period.text) == (
        TargetKind.AT_LEAST,
        88,
        "2020/21",
    )
    assert [(f.period.text, f.content["value"]) for f in measure.figures] == [
        ("Nov 2020", D("89.7")),
        ("2019/20", D("88.1")),
    ]


def test_what_is_assumed_is_said():
    plan = read(as_csv(["Measure", "Target", "Figure Nov 2020"], ["Calls answered", ">80%", "84%"]))
    assert sentences(plan.assumed) == [
        "“Target”: read as of November 2020, the latest period that a heading names.",
        "Calls answered: per cent, from “84%”; monthly, from the periods of its figures; high is good, from "
        "the target.",
    ]


def test_months_that_end_quarters_beside_quarters_are_those_quarters():
    head = ["Measure", "Aim", "Figure Mar 2013", "Figure Q2 2013/14"]
    [measure] = read(as_csv(head, ["Calls", "High", "390", "339"])).measures
    assert measure.fields["frequency"] == "quarterly"
    head[2] = "Figure Apr 2013"
    [measure] = read(as_csv(head, ["Calls", "High", "390", "339"])).measures
    assert measure.fields["frequency"] == "monthly"


def test_nothing_is_assumed_of_what_is_stated():
    plan = read(
        as_csv(
            ["Measure", "Unit", "Aim", "Frequency", "Adds up", "Figure Nov 2020"],
            ["Calls", "count", "None", "Quarterly", "Sum", "84"],
        )
    )
    assert plan.assumed == []
    [measure] = plan.measures
    assert measure.fields["frequency"] == "quarterly"
    assert measure.stated >= {"unit_kind", "polarity", "frequency", "aggregation"}


def test_a_measure_without_an_aim_is_read_and_nothing_is_guessed():
    plan = read(as_csv(["Measure", "Target", "Figure Nov 2020"], ["Shared lives", "46", "27"]))
    [measure] = plan.measures
    assert measure.fields["polarity"] == "none"
    assert measure.targets[0].target.kind is None
    assert "no aim is given" in sentences(plan.assumed)[1]


def test_columns_of_a_fraction_and_of_a_forecast_go_with_their_figure():
    measure = one(
        [
            "Measure",
            "Figure 2020/21",
            "Numerator 2020/21",
            "Denominator 2020/21",
            "Forecast 2020/21",
            "Commentary",
        ],
        ["Reviews", "43.5%", "1,089", "2,502", "45%", "Fewer staff."],
    )
    [figure] = measure.figures
    assert (figure.content["numerator"], figure.content["denominator"]) == (1089, 2502)
    assert figure.content["forecast"] == 45
    assert figure.content["commentary_public"] == "Fewer staff."
    assert (measure.fields["entry"], measure.fields["aggregation"]) == ("fraction", "fraction")


def test_a_long_table_is_one_measure_with_many_periods():
    measure = one(
        ["Period", "Numerator", "Denominator"],
        ["Oct-20", "5", "10"],
        ["Nov-20", "6", "10"],
        constants={"title": "R"},
    )
    assert [f.period.text for f in measure.figures] == ["Oct-20", "Nov-20"]


def test_the_period_in_a_cell_goes_before_its_headings():
    measure = one(["Measure", "Figure 2019/20"], ["Visits", "176.5k (Apr-Nov 2019)"])
    assert measure.figures[0].period.text == "Apr-Nov 2019"
    assert measure.fields["entry_basis"] == "year_to_date"


def test_a_survey_that_is_not_run_is_an_annual_measures_reason():
    measure = one(["Measure", "Figure Apr-Nov 2020"], ["Easy to find", "Survey not run in 20-21"])
    assert measure.fields["frequency"] == "annual"
    assert (measure.figures[0].period.text, measure.figures[0].content["absence"]) == (
        "2020/21",
        "survey_not_run",
    )


def test_rows_of_areas_are_comparison_figures_but_for_our_own():
    measure = one(
        ["Title", "Area", "2019/20", "2020/21"],
        ["Requests, %", "Rotherham", "5.2", "6.0"],
        ["Requests, %", "England", "4.4", "4.3"],
        council="Rotherham",
    )
    assert [f.content["value"] for f in measure.figures] == [D("5.2"), D("6.0")]
    assert [(c.name, c.value) for c in measure.comparisons] == [("England", D("4.4")), ("England", D("4.3"))]


def test_headings_with_a_group_are_a_measure_each():
    plan = read(as_csv(["Title", "18-64 2020/21", "65+ 2020/21"], ["Requests, %", "2.2", "17.2"]))
    assert [(m.title, m.figures[0].content["value"]) for m in plan.measures] == [
        ("Requests, %, 18-64", D("2.2")),
        ("Requests, %, 65+", D("17.2")),
    ]


def test_last_quarter_and_last_years_outturn_are_the_periods_before():
    measure = one(
        ["Measure", "Last year outturn", "Last quarter", "This quarter"],
        ["Calls", "77.1", "78.5", "77.4"],
        period="Q2 2014-15",
    )
    assert [(f.period.text, f.content["value"]) for f in measure.figures] == [
        ("2013/14", D("77.1")),
        ("April to June 2014", D("78.5")),
        ("Q2 2014-15", D("77.4")),
    ]
    assert measure.fields["frequency"] == "quarterly"


def test_each_sheet_is_a_section_with_headings_of_its_own():
    data = as_xlsx(
        Outputs=[["Measure", "ASC 2018/19", "Target"], ["Reviews", (0.704, "0.0%"), ">90%"]],
        Staff=[
            ["Measure", "Figure 2018/19", "Comparison: Whole council 2018/19"],
            ["Turnover", "10%", "9.4%"],
        ],
        Read_me=[["Measure", "Figure"], ["not", "read"]],
    )
    plan = read(data, columns={"ASC 2018/19": "Figure 2018/19"})
    assert [(m.title, m.sections) for m in plan.measures] == [
        ("Reviews", ("Outputs",)),
        ("Turnover", ("Staff",)),
    ]
    assert plan.measures[0].figures[0].content["value"] == D("70.4")
    assert [column.shows for column in plan.columns["Staff",]] == [
        "figure",
        "comparison",
        "status",
        "direction",
    ]
    assert plan.columns["Outputs",] == []


def test_a_row_with_a_title_alone_is_the_heading_of_the_rows_under_it():
    plan = read(
        as_csv(
            ["Measure", "Figure 2018/19"],
            ["Outputs", ""],
            ["Reviews", "70%"],
            ["Staff", ""],
            ["Turnover", "10%"],
        )
    )
    assert [(m.title, m.sections) for m in plan.measures] == [
        ("Reviews", ("Outputs",)),
        ("Turnover", ("Staff",)),
    ]


def test_sections_of_one_sheet_have_headings_of_their_own():
    plan = read(
        as_csv(
            ["Outputs", "Trend", "Actual", "National", "Target"],
            ["Reviews", "↑", "70%", "65%", ">90%"],
            ["People & Staff", "", "Actual", "Whole council", "Target"],
            ["Turnover", "→", "10%", "9.4%", "<10%"],
        ),
        period="2018/19",
    )
    assert [(m.title, m.sections, m.comparisons[0].name) for m in plan.measures] == [
        ("Reviews", ("Outputs",), "National"),
        ("Turnover", ("People & Staff",), "Whole council"),
    ]
    assert plan.unread == []
    assert "“Outputs” stands over the names of the measures" in sentences(plan.assumed)[0]


def test_a_row_over_new_headings_is_the_name_of_their_section():
    plan = read(
        as_csv(
            ["Outputs", "Trend", "Actual", "National", "Target"],
            ["Reviews", "↑", "70%", "65%", ">90%"],
            ["People & Staff", "Total staff: 703.06 FTE"],
            ["", "", "Actual", "Whole council", "Target"],
            ["Turnover", "→", "10%", "9.4%", "<10%"],
        ),
        period="2018/19",
    )
    assert [(m.title, m.sections) for m in plan.measures] == [
        ("Reviews", ("Outputs",)),
        ("Turnover", ("People & Staff",)),
    ]
    assert [(u.place.line, u.text) for u in plan.unread] == [(3, "Total staff: 703.06 FTE")]


@pytest.mark.parametrize(
    ("titles", "read_as"),
    [
        (["1 Reviews", "2 Calls", "12 Letters"], [("Reviews", 1), ("Calls", 2), ("Letters", 12)]),
        (["1 Reviews", "1 Calls", "2 Letters"], [("1 Reviews", 2), ("1 Calls", 3), ("2 Letters", 4)]),
        (["18 plus services", "Calls", "Letters"], [("18 plus services", 2), ("Calls", 3), ("Letters", 4)]),
    ],
)
def test_numbers_down_the_titles_are_their_places(titles, read_as):
    plan = read(as_csv(["Measure", "2018/19"], *([title, "5"] for title in titles)))
    assert [(m.title, m.position) for m in plan.measures] == read_as


def test_headings_of_merged_cells_count_for_the_rows_under_them():
    plan = read(as_csv(["Theme", "Measure", "2018/19"], ["Outputs", "a", "1"], ["", "b", "2"]))
    assert [m.sections for m in plan.measures] == [("Outputs",), ("Outputs",)]


def test_a_unit_in_millions_scales_bare_figures_and_no_others():
    plan = read(
        as_csv(
            ["Measure", "Unit", "Figure 2018/19", "Comparison: Budget 2018/19"],
            ["Care", "£m", "51.066", "48.902"],
            ["Spend per adult", "£m", "WC £464", "med £411"],
        )
    )
    care, per_adult = plan.measures
    assert (care.figures[0].content["value"], care.fields["scale"]) == (51_066_000, "m")
    assert care.comparisons[0].value == 48_902_000
    assert (per_adult.figures[0].content["value"], per_adult.fields["scale"]) == (464, "")
    assert (per_adult.comparisons[0].name, per_adult.comparisons[0].value) == ("med", 411)


def test_a_unit_behind_a_sections_name_is_that_of_its_rows():
    plan = read(
        as_csv(
            ["Section", "Measure", "2018/19"],
            ["Budget (£m)", "Care", "51.066"],
            ["Budget (£m)", "Spend per adult", "£464"],
            ["Staff", "Posts", "5"],
        )
    )
    assert [m.figures[0].content["value"] for m in plan.measures] == [51_066_000, 464, 5]
    assert [m.fields["unit_kind"] for m in plan.measures] == ["money", "money", "count"]


def test_only_the_rows_that_are_asked_for_are_read():
    rows = [["Section", "Measure", "2018/19"], ["A", "x", "1"], ["B", "y", "2"]]
    assert [m.title for m in read(as_csv(*rows), only=(("section", "b"),)).measures] == ["y"]


def test_a_target_may_name_its_own_year():
    measure = one(["Measure", "Aim", "Target 2020/21"], ["Calls", "High", "80% (2021/22)"])
    assert measure.targets[0].period.text == "2021/22"


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("Working Days (per FTE) Lost Due to Sickness Absence", "days"),
        ("Brokerage - average waiting time (days)", "days"),
        ("Vacancies in FTE", "fte"),
        ("Proportion of carers", "percent"),
        ("Admissions per 1,000", "rate"),
        ("Carer related quality of life", "score"),
        ("Letters", "count"),
    ],
)
def test_a_unit_that_no_cell_shows_is_taken_from_the_title(title, unit):
    assert one(["Measure", "2018/19"], [title, "2.7"]).fields["unit_kind"] == unit


def test_months_beside_a_span_to_date_are_figures_of_their_own():
    months = one(["Measure", "Oct 2020", "Nov 2020", "Apr-Nov 2019"], ["Visits", "5", "6", "70"])
    assert "entry_basis" not in months.fields
    to_date = one(["Measure", "Apr-Nov 2020", "2019/20"], ["Visits", "5", "70"])
    assert to_date.fields["entry_basis"] == "year_to_date"


# --- What is refused, with its place -----------------------------------------------------------------


def test_what_cannot_be_read_is_listed_with_line_and_column_and_the_rest_is_kept():
    plan = read(
        as_csv(
            ["Measure", "Target 2020/21", "Figure Nov 2020", "Aim"],
            ["Care Act assessment", "<14 days", "Emma/Claire", "Low"],
            ["Vacancies", "<30", "100.87/14.3", "Low"],
            ["Turnover", "about ten", "10%", "Low"],
            ["", "5", "6", "Low"],
            ["Sickness", "9.0", "16.0", "sideways"],
        )
    )
    assert [(u.place.line, u.place.column, u.text) for u in plan.unread] == [
        (2, "Figure Nov 2020", "Emma/Claire"),
        (3, "Figure Nov 2020", "100.87/14.3"),
        (4, "Target 2020/21", "about ten"),
        (5, "", "5 | 6 | Low"),
        (6, "aim", "sideways"),
    ]
    assert [m.title for m in plan.measures] == ["Care Act assessment", "Vacancies", "Turnover", "Sickness"]
    assert plan.measures[0].fields["state"] == "development"
    assert plan.measures[1].figures == []
    assert plan.measures[2].figures[0].content["value"] == 10


def test_headings_that_are_not_understood_are_listed_and_left_out():
    plan = read(as_csv(["Measure", "Colour", "Figure 2018/19"], ["a", "blue", "1"]))
    assert [heading.text for heading in plan.not_understood] == ["Colour"]
    assert len(plan.measures) == 1


def test_a_figure_whose_period_nobody_names_is_refused_once():
    plan = read(as_csv(["Measure", "Figure", "Target"], ["a", "1", "2"], ["b", "2", "3"]))
    assert sentences(plan.unread) == [
        "“Figure”, “Target” names no period. Name it in the heading (“Figure 2020/21”), or with --period."
    ]
    assert read(as_csv(["Measure", "Figure"], ["a", "1"]), period="2018/19").unread == []


def test_a_name_that_is_no_heading_is_refused_and_not_left_out_in_silence():
    table = as_csv(["Measure", "2018/19"], ["a", "1"])
    for wrong in ({"constants": {"Colour": "red"}}, {"columns": {"2018/19": "Colour"}}):
        with pytest.raises(Unreadable, match="No heading is called “Colour”"):
            read(table, **wrong)
    assert (
        read(as_csv(["Measure", "Aim", "2018/19"], ["a", "", "1"]), columns={"2018/19": ""})
        .measures[0]
        .figures
        == []
    )


def test_a_file_without_headings_says_what_they_should_be():
    plan = read(as_csv(["x", "y"], ["1", "2"]))
    assert "No line has headings that are understood" in sentences(plan.unread)[0]
    with pytest.raises(Unreadable, match="no rows"):
        read(as_csv(["Measure", "Figure 2018/19"]))
    with pytest.raises(Unreadable, match="no sheet “Staff”"):
        read(as_xlsx(One=[["a"]]), sheet="Staff")


# --- What is proved on the way in --------------------------------------------------------------------


def found(*rows, **given):
    return [(n.place.line, n.finding.check.value) for n in read(as_csv(*rows), **given).found]


def test_letters_of_other_alphabets_are_made_ours_and_reported():
    plan = read(
        as_csv(
            ["Ref", "Measure", "Target 2020/21", "Nov 2020"],
            ["1\u0421\u0410", "Supp\u043ert", "5\u043a", "4\u043a"],
        )
    )
    [measure] = plan.measures
    assert (measure.code, measure.title) == ("1CA", "Support")
    assert measure.figures[0].content["value"] == 4000
    assert measure.targets[0].target.value == 5000
    assert {(n.place.line, n.place.column) for n in plan.found} == {
        (2, "Ref"),
        (2, "Measure"),
        (2, "Target 2020/21"),
        (2, "Nov 2020"),
    }
    assert all("CYRILLIC" in sentence for sentence in sentences(plan.found))


def test_a_target_that_moves_between_two_tables_of_a_file_is_reported():
    data = as_xlsx(
        One=[["Ref", "Measure", "Target 2020/21"], ["1E", "Employment", ">11%"]],
        Two=[["Ref", "Measure", "Target 2020/21"], ["1E", "Employment", ">12%"]],
    )
    assert "The target is >12% here and >11% in sheet “One”, line 2" in sentences(read(data).found)[0]


def test_a_total_that_does_not_add_up_is_reported():
    rows = [["Measure", "2021/22"], ["Residential", "911"], ["Community", "2,536"], ["Total", "3,437"]]
    assert found(*rows) == [(4, "total")]
    rows[3][1] = "3,447"
    assert found(*rows) == []


def test_a_percentage_that_is_not_its_fraction_is_reported():
    head = ["Measure", "Figure 2021/22", "Numerator 2021/22", "Denominator 2021/22"]
    assert found(head, ["Reviews", "97.9%", "742", "782"]) == [(2, "share")]
    assert found(head, ["Reviews", "94.9%", "742", "782"]) == []
    assert found(["Measure", "2021/22"], ["Reviews", "97.9% (742 of 782)"]) == [(2, "share")]
    assert found(["Measure", "2021/22"], ["Reviews", "58% (15.2k out of 26.4k)"]) == []


def test_an_arrow_against_its_own_figures_is_reported():
    head = ["Measure", "2020/21", "2019/20", "Trend"]
    assert found(head, ["a", "2.9", "3.0", "↑"]) == [(2, "arrow")]
    assert found(head, ["a", "2.9", "3.0", "↓"]) == []


def test_parts_in_a_title_are_held_against_the_figure():
    head = ["Measure", "2018/19"]
    assert found(head, ["Volumes (LD 1,050; MH 1,001)", "2,051"]) == []
    assert found(head, ["Volumes (LD 1,050; MH 1,001)", "2,052"]) == [(2, "total")]


@PROPERTY
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    *(
                        "Measure",
                        "Target",
                        "Figure",
                        "2019/20",
                        "Nov-20",
                        "5",
                        ">9%",
                        "",
                        "Emma",
                        "1E",
                        "Aim",
                    ),
                    *("High", "Total", "Period", "Area", "4 | 5", "n/a", "Unit", "%", "Colour", "Rank"),
                ]
            ),
            max_size=6,
        ),
        max_size=6,
    )
)
def test_no_table_raises_anything_but_a_sentence(rows):
    try:
        plan = read(as_csv(*rows))
    except Unreadable:
        return
    assert all(measure.title or measure.code for measure in plan.measures)
    assert len(plan.measures) <= plan.rows * 6


# --- Which period a comment and a cell are of ---------------------------------------------------------


def comments(measure):
    return {f.period.text: f.content.get("commentary_public", "") for f in measure.figures}


def test_a_comment_is_of_the_period_asked_for_and_of_no_other():
    rows = (
        ["Measure", "Figure Q4 2012/13", "Figure", "Figure Q3 2013/14", "Comment"],
        ["Waits", "390", "339", "300", "Falling in each month"],
    )
    assert comments(one(*rows, period="Q2 2013/14")) == {
        "Q4 2012/13": "",
        "Q2 2013/14": "Falling in each month",
        "Q3 2013/14": "",
    }


def test_a_comment_without_a_period_is_of_the_newest_figure_of_its_row():
    head = ["Measure", "Figure Nov 2020", "Figure 2019/20", "Forecast 2020/21", "Comment"]
    assert comments(one(head, ["Calls", "5", "4", "6", "More staff"])) == {
        "Nov 2020": "More staff",
        "2019/20": "",
        "2020/21": "",
    }
    assert comments(one(head, ["Calls", "", "4", "", "More staff"])) == {"2019/20": "More staff"}


def test_a_comment_of_a_month_is_that_of_the_year_to_date_and_one_without_a_figure_is_listed():
    head = ["Measure", "Figure Apr-Nov 2020", "Figure 2019/20", "Commentary Nov-20", "Commentary 2018/19"]
    plan = read(as_csv(head, ["Visits", "5", "4", "Closed", "Old"], ["Calls", "5", "4", "", ""]))
    assert comments(plan.measures[0]) == {"Apr-Nov 2020": "Closed", "2019/20": ""}
    assert [(u.place.column, u.text, u.reason) for u in plan.unread] == [
        ("Commentary 2018/19", "Old", "There is no figure for this comment, so that it was left out.")
    ]


def test_a_cell_that_names_its_period_is_kept_where_nothing_else_names_one():
    plan = read(
        as_csv(
            ["Measure", "Aim", "Target", "Performance"],
            ["Visits", "High", "165k", "110.7k Apr-Nov '18"],
            ["Satisfied", "High", "65% (2018/19)", "64% (16/17)"],
            ["Homes", "Low", "", "131"],
        )
    )
    assert [[f.period.text for f in m.figures] for m in plan.measures] == [["Apr-Nov '18"], ["16/17"], []]
    assert [[t.period.text for t in m.targets] for m in plan.measures] == [[], ["2018/19"], []]
    assert sentences(plan.unread) == [
        "“Performance”, “Target” names no period. Name it in the heading (“Figure 2020/21”), or with "
        "--period."
    ]


# --- Headings and titles of other councils -----------------------------------------------------------


def test_a_quarter_or_month_alone_is_that_of_the_year_asked_for():
    head = ["Measure", "March Benchmark", "Q1", "Q2", "On Target", "This year’s milestone"]
    plan = read(as_csv(head, ["Waits", "390", "360", "339", "A", "300"]), period="Q2 2013/14")
    assert plan.not_understood == []
    [measure] = plan.measures
    assert [(f.period.text, f.content["value"]) for f in measure.figures] == [
        ("Q1 2013/14", 360),
        ("Q2 2013/14", 339),
    ]
    assert [(c.name, c.value) for c in measure.comparisons] == [("March Benchmark", 390)]
    assert [(t.period.text, t.is_milestone) for t in measure.targets] == [("Q2 2013/14", True)]
    assert [text for _, text in measure.published] == ["A"]
    assert [heading.text for heading in read(as_csv(head, ["Waits", *"390"])).not_understood] == ["Q1", "Q2"]


def test_numbers_before_the_titles_are_references_where_there_is_no_column_for_them():
    rows = [["5 Waits", "1"], ["5a Waits at home", "2"], ["5b Waits elsewhere", "3"]]
    plan = read(as_csv(["Measure", "2018/19"], *rows))
    assert [(m.code, m.title, m.position) for m in plan.measures] == [
        ("5", "Waits", 5),
        ("5a", "Waits at home", 3),
        ("5b", "Waits elsewhere", 4),
    ]
    assert "The numbers before the titles are read as their references." in sentences(plan.assumed)
    plan = read(as_csv(["Ref", "Measure", "2018/19"], *(["", *row] for row in rows)))
    assert [(m.code, m.title) for m in plan.measures][:2] == [("", "Waits"), ("", "Waits at home")]
    assert "The numbers before the titles are read as their references." not in sentences(plan.assumed)


def test_ages_and_spans_before_the_titles_are_no_numbers_of_rows():
    titles = ["18 to 64 in work", "65 plus at home", "91 days after discharge"]
    plan = read(as_csv(["Measure", "2018/19"], *([title, "5"] for title in titles)))
    assert [(m.code, m.title) for m in plan.measures] == [("", title) for title in titles]


def test_two_sheets_that_both_count_from_1_keep_all_their_measures():
    head = ["Measure", "2018/19"]
    data = as_xlsx(
        One=[head, ["1 Calls", "1"], ["2 Letters", "2"], ["3 Visits", "3"]],
        Two=[head, ["1 Reviews", "1"], ["2 Turnover", "2"], ["3 Sickness", "3"]],
    )
    plan = read(data)
    assert [(m.code, m.title) for m in plan.measures] == [
        ("1", "Calls"),
        ("2", "Letters"),
        ("3", "Visits"),
        ("", "Reviews"),
        ("", "Turnover"),
        ("", "Sickness"),
    ]
    assert plan.unread == []


def test_an_arrow_is_held_against_a_figure_whose_heading_names_no_period():
    rows = [["Measure", "Figure Q4 2012/13", "Figure", "Direction"], ["Waits", "390", "339", "up"]]
    assert found(*rows, period="Q2 2013/14") == [(2, "arrow")]
    rows[1][3] = "down"
    assert found(*rows, period="Q2 2013/14") == []
    # Read as of the latest heading both would be one quarter's, and say nothing of each other.
    assert found(*rows) == []
