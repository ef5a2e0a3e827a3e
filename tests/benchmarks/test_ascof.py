"""Reading a workbook that is made like the ASCOF one: every cell counted, every oddity kept or listed."""

from collections import Counter
from decimal import Decimal

import pytest

from benchmarking.importing import ascof
from benchmarking.importing.cells import Unreadable
from benchmarking.importing.report import Report
from benchmarking.models import Indicator
from benchmarking.resolving import Resolver
from tests.benchmarks import small
from tests.benchmarks.small import ENGLAND, NEWSHIRE, NORTHSHIRE, OLDSHIRE, as_ods, shares, survey

pytestmark = pytest.mark.django_db

ADDED_QUALITY = "Table 1b: adjusted quality of life [note 1] [note 4][note 5]"
REDUCED = "Table 4b: the proportion of enquiries where the risk was reduced [note 16]"
RATED = "Table 6b: the percentage of providers rated good or outstanding by CQC"


@pytest.fixture
def places(db):
    return small.places()


def read(sheets):
    report = Report()
    figures = list(ascof.read(as_ods(sheets), "book.ods", resolver=Resolver(), report=report, options={}))
    return figures, report


def slug(figure):
    return Indicator.objects.get(pk=figure.indicator_id).slug


def test_a_figure_has_all_its_parts_and_the_code_is_that_of_the_latest_year(places):
    figures, report = read(
        {
            "Table_1b": survey(ADDED_QUALITY, [*NORTHSHIRE, 0.011, 320.0, 0.404, "[z]", "[z]", "[z]"]),
            "Table_4b": shares(REDUCED, [*NORTHSHIRE, 90.0, 100.0, 90.10000000000001]),
        }
    )
    first, none, share = figures
    assert [slug(figure) for figure in figures] == [
        # Until 2022/23 the code 1B was that of another measure.
        "ascof-adjusted-quality-of-life",
        "ascof-adjusted-quality-of-life",
        "ascof-safeguarding-risk-reduced",
    ]
    assert (first.year.label, first.authority_id) == ("2018/19", places["Northshire"].pk)
    assert (first.value, first.margin, first.respondents) == (Decimal("0.404"), Decimal("0.011"), 320)
    assert (first.numerator, first.denominator, first.markers, first.second) == (None, None, {}, {})
    assert first.place == "Table_1b, row 7, column F"
    assert (none.year.label, none.value, none.marker) == ("2019/20", None, "z")
    assert none.markers == {"margin": "z", "respondents": "z"}
    assert (share.value, share.numerator, share.denominator) == (Decimal("90.1"), 90, 100)
    assert (report.read, report.markers, report.cells) == (6, {"z": 3}, 9)
    assert report.understood == [
        "Table_1b: 1B, as the code is used in 2024/25, is “Quality of life that services add (score)”; "
        "headings on line 6; 2018/19 to 2019/20; notes 1, 4, 5",
        "Table_4b: 4B, as the code is used in 2024/25, is “Safeguarding enquiries after which the risk was "
        "reduced or removed”; headings on line 3; 2024/25; notes 16",
    ]


def test_a_group_is_no_council(places):
    figures, _ = read({"Table_4b": shares(REDUCED, [*ENGLAND, 121600.0, 133380.0, 91.2])})
    assert [(figure.authority_id, figure.group_id) for figure in figures] == [
        (None, places["Merrie England"].pk)
    ]


@pytest.mark.parametrize("above", [0, 3, 7, 28])
def test_the_headings_are_found_on_whichever_line_they_stand(places, above):
    figures, _ = read(
        {
            "Table_1b": survey(
                ADDED_QUALITY,
                [*NORTHSHIRE, 1, 2, 3, 4, 5, 6],
                years=("2023 to 2024", "2024 to 2025"),
                above=above,
            )
        }
    )
    assert [figure.value for figure in figures] == [3, 6]
    assert figures[0].place == f"Table_1b, row {above + 3}, column F"


def test_columns_may_change_their_places(places):
    sheet = [
        [REDUCED],
        [
            *("2024 to 2025 - outcome", "ONS area code", "2024 to 2025 - numerator", "Local authority"),
            *("Local authority code", "2024 to 2025 - denominator"),
        ],
        [95.0, "E99999101", 95.0, "Northshire", 9101.0, 100.0],
    ]
    (figure,), _ = read({"Table_4b": sheet})
    assert (figure.value, figure.numerator, figure.denominator) == (95, 95, 100)
    assert figure.authority_id == places["Northshire"].pk


def test_two_figures_in_a_cell_are_kept_beside_each_other(places):
    (figure,), report = read(
        {
            "Table_1c": survey(
                "Table 1c: carer-reported quality of life",
                [*NORTHSHIRE, "0.3 (5.8)", "60 (:)", "7.7 (7.6)"],
                years=("2024 to 2025",),
            )
        }
    )
    assert (figure.value, figure.respondents, figure.margin) == (Decimal("7.7"), 60, Decimal("0.3"))
    assert figure.second == {"value": "7.6", "respondents": ":", "margin": "5.8"}
    assert report.counts == {"kept apart": 3}
    assert (report.read, report.cells) == (0, 3)


def test_0_of_no_respondents_is_a_missing_survey_and_0_of_some_is_0(places):
    sheet = survey(
        ADDED_QUALITY, [*NORTHSHIRE, 0.0, 0.0, 0.0, 0.0, 7.0, 0.0], years=("2023 to 2024", "2024 to 2025")
    )
    (nobody, nought), report = read({"Table_1b": sheet})
    assert (nobody.value, nobody.marker, nobody.respondents, nobody.margin) == (None, "no respondents", 0, 0)
    assert (nought.value, nought.marker, nought.respondents) == (0, "", 7)
    assert [(note.place, note.printed) for note in report.kept_apart] == [("Table_1b, row 7, column F", "0")]
    assert (report.read, report.cells) == (5, 6)


def test_6b_has_breakdowns_and_its_own_code_is_the_whole(places):
    kinds = ("outstanding", "good", "other", "not yet rated", "6b")
    headings = [
        f"2024 to 2025 - {kind} {part}" for kind in kinds for part in ("numerator", "denominator", "outcome")
    ]
    row = [*NORTHSHIRE, *(number for at in range(5) for number in (at, 4.0, at * 25.0))]
    figures, report = read({"Table_6b": [[RATED], [*small.HEADINGS, *headings], row]})
    assert [(figure.breakdown, figure.numerator, figure.value) for figure in figures] == [
        ("Outstanding", 0, 0),
        ("Good", 1, 25),
        ("Other", 2, 50),
        ("Not yet rated", 3, 75),
        ("", 4, 100),
    ]
    assert report.cells == 15


def test_a_numerator_above_its_denominator_is_kept_and_said(places):
    (figure,), report = read({"Table_4b": shares(REDUCED, [*NORTHSHIRE, 105.0, 100.0, 105.0])})
    assert figure.value == 105
    assert [(note.printed, note.why) for note in report.notes] == [
        ("105 of 100", "The numerator is above its denominator. It is kept as published.")
    ]


# --- Councils of other times -------------------------------------------------------------------------


def test_one_code_is_two_councils_by_the_year(places):
    rows = (
        [*OLDSHIRE, 0.4, 360.0, 19.4, "[z]", "[z]", "[z]"],
        [*NEWSHIRE, "[z]", "[z]", "[z]", 0.4, 300.0, 19.3],
    )
    figures, report = read({"Table_1a": survey("Table 1a: quality of life score", *rows)})
    assert [(figure.authority_id, figure.year.label, figure.value) for figure in figures] == [
        (places["Oldshire County"].pk, "2018/19", Decimal("19.4")),
        (places["Newshire"].pk, "2019/20", Decimal("19.3")),
    ]
    # Markers of a council that was not there yet, or no more, are counted, and nobody is unresolved.
    assert (report.read, report.markers, report.unresolved) == (6, {"z": 6}, Counter())


def test_a_council_that_is_gone_does_not_print_its_successor_s_figure_twice(places):
    rows = ([*OLDSHIRE, 0.7, 250.0, 18.3], [*NEWSHIRE, 0.7, 250.0, 18.3])
    figures, report = read(
        {"Table_1a": survey("Table 1a: quality of life score", *rows, years=("2024 to 2025",))}
    )
    assert [(figure.authority_id, figure.value) for figure in figures] == [
        (places["Newshire"].pk, Decimal("18.3"))
    ]
    assert [(note.place, note.printed) for note in report.skipped] == [
        ("Table_1a, row 7, column D", "0.7"),
        ("Table_1a, row 7, column E", "250"),
        ("Table_1a, row 7, column F", "18.3"),
    ]
    assert {note.why for note in report.skipped} == {
        "Oldshire County (E99999102, 9809) did not exist at the end of 2024/25; "
        "row 8 has the year for Newshire."
    }


def test_a_successor_printed_under_the_old_name_has_its_figures_and_it_is_said_once(places):
    (figure,), report = read({"Table_4b": shares(REDUCED, [*OLDSHIRE, 190.0, 200.0, 95.0])})
    assert figure.authority_id == places["Newshire"].pk
    assert [note.why for note in report.notes] == [
        "Oldshire County (E99999102, 9809) did not exist at the end of 2024/25. "
        "Such figures are kept for Newshire."
    ]


def test_the_old_council_s_years_under_the_new_one_s_code_are_the_old_one_s(places):
    row = [*NEWSHIRE, 0.4, 360.0, 19.4, "[x]", "[x]", "[x]"]
    sheet = survey("Table 1a: quality of life score", row, years=("2017 to 2018", "2018 to 2019"))
    figures, report = read({"Table_1a": sheet})
    assert [(figure.authority_id, figure.value, figure.marker) for figure in figures] == [
        (places["Oldshire County"].pk, Decimal("19.4"), ""),
        (places["Oldshire County"].pk, None, "x"),
    ]
    assert [note.why for note in report.notes] == [
        "Newshire (E99999103, 9809) did not exist at the end of 2017/18. "
        "Such figures are kept for Oldshire County."
    ]


def test_a_council_that_is_gone_without_a_successor_of_its_code_is_listed(places):
    gone = ["[z]", "Oldshire County", "E99999102"]
    figures, report = read(
        {"Table_4b": shares(REDUCED, [*gone, 1.0, 2.0, 50.0], [*gone, "[z]", "[z]", "[z]"])}
    )
    assert figures == []
    assert report.unresolved == {"Oldshire County (E99999102)": 3}
    assert [note.printed for note in report.skipped] == ["1", "2", "50"]
    assert report.skipped[0].why == "Oldshire County (E99999102) did not exist at the end of 2024/25."
    assert (report.markers, report.cells) == ({"z": 3}, 6)


def test_an_unknown_place_is_listed_with_its_numbers(places):
    rows = (
        ["[z]", "Cornwall and Lyonesse", "[z]", "[x]", "[x]", 20.2],
        ["Q", "Faraway", "[z]", "[z]", "[z]", "[z]"],
    )
    figures, report = read({"Table_4b": shares(REDUCED, *rows, [*NORTHSHIRE, 1.0, 2.0, 50.0])})
    assert [figure.authority_id for figure in figures] == [places["Northshire"].pk]
    assert report.unresolved == {"Cornwall and Lyonesse": 3, "Faraway (Q)": 3}
    assert [(note.printed, note.why) for note in report.skipped] == [
        ("20.2", "Cornwall and Lyonesse is no council or group known here.")
    ]
    assert (report.read, report.markers, report.cells) == (3, {"x": 2, "z": 3}, 9)


def test_a_council_that_stands_there_twice_is_read_once(places):
    rows = ([*NORTHSHIRE, 1.0, 2.0, 50.0], [9101.0, "Northshire again", "E99999101", 1.0, 4.0, 25.0])
    figures, report = read({"Table_4b": shares(REDUCED, *rows)})
    assert [figure.value for figure in figures] == [50]
    assert {note.why for note in report.skipped} == {"row 4 has 2024/25 for Northshire again already."}
    assert report.cells == 6


# --- Cells and sheets that are not as they should be -------------------------------------------------


def test_text_in_the_place_of_a_number_is_skipped_with_the_place(places):
    figures, report = read({"Table_4b": shares(REDUCED, [*NORTHSHIRE, "about 9", 10.0, 90.0])})
    assert [(figure.value, figure.numerator, figure.denominator) for figure in figures] == [(90, None, 10)]
    assert [(note.place, note.printed, note.why) for note in report.skipped] == [
        ("Table_4b, row 4, column D", "about 9", "“about 9” is text where a number belongs.")
    ]


def test_without_an_outcome_the_parts_are_no_figure(places):
    for outcome, cells in (("1e400", 3), ("NaN", 3), (None, 2)):
        figures, report = read({"Table_4b": shares(REDUCED, [*NORTHSHIRE, 9.0, 10.0, outcome])})
        assert figures == []
        assert (report.counts["skipped"], report.cells) == (cells, cells)


def test_an_empty_line_and_a_line_of_text_are_nothing(places):
    figures, report = read({"Table_4b": shares(REDUCED, [*NORTHSHIRE, 9.0, 10.0, 90.0], [], ["Source: us."])})
    assert len(figures) == 1
    assert (report.cells, report.unresolved) == (3, {})


GOOD = [*NORTHSHIRE, 9.0, 10.0, 90.0]


def _without(column):
    sheet = shares(REDUCED, GOOD)
    at = sheet[2].index(column)
    return [row if len(row) == 1 else row[:at] + row[at + 1 :] for row in sheet]


def _renamed(column, name):
    sheet = shares(REDUCED, GOOD)
    sheet[2] = [name if heading == column else heading for heading in sheet[2]]
    return sheet


@pytest.mark.parametrize(
    ("name", "sheet", "why"),
    [
        ("Table_4b", _without("ONS area code"), "It has no line with the headings"),
        ("Table_4b", _without("2024 to 2025 - outcome"), "The column of the outcome for 2024/25 is missing."),
        ("Table_4b", _renamed("Local authority", "Council"), "It has no line with the headings"),
        ("Table_4b", _renamed("2024 to 2025 - outcome", "Result"), "The heading “Result” is not understood."),
        ("Table_4b", _renamed("2024 to 2025 - outcome", "2024 - outcome"), "does not say whether"),
        ("Table_4b", _renamed("2024 to 2025 - outcome", None), "Column F has figures and no heading."),
        (
            "Table_4b",
            _renamed("2024 to 2025 - outcome", "2024 to 2025 - numerator"),
            "The heading “2024 to 2025 - numerator” stands there twice.",
        ),
        ("Table_2a", shares(REDUCED, GOOD), "It is named Table_2a and its title says Table 4b"),
        ("Table_4b", shares("Risk reduced", GOOD), "Its first line is no title like “Table 1a: …”."),
        (
            "Table_9z",
            shares("Table 9z: new", GOOD),
            "ASCOF 9Z is not the code of an indicator that is held here.",
        ),
    ],
)
def test_a_sheet_that_is_not_as_expected_is_refused_and_the_others_are_read(places, name, sheet, why):
    other = survey("Table 1a: quality of life", [*NORTHSHIRE, 1.0, 2.0, 3.0], years=("2024 to 2025",))
    figures, report = read({name: sheet, "Table_1a": other})
    assert [slug(figure) for figure in figures] == ["ascof-users-quality-of-life"]
    assert [note.place for note in report.skipped] == [name]
    assert report.skipped[0].why.startswith("The sheet is left out. ")
    assert why in report.skipped[0].why


def test_a_year_without_one_of_the_columns_is_not_passed_over(places):
    sheet = survey("Table 1a: quality of life", [*NORTHSHIRE, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    sheet[5][3:5], sheet[6][3:5] = sheet[5][4:5], sheet[6][4:5]
    with pytest.raises(Unreadable, match="The column of the margin of error for 2018/19 is missing"):
        read({"Table_1a": sheet})


def test_another_workbook_is_refused_whole(places):
    with pytest.raises(Unreadable, match="not the ASCOF workbook: none of its sheets has a title like"):
        read({"Sheet1": [["Council", "Figure"], ["Northshire", 1.0]]})


def test_sheets_without_a_table_are_listed_for_what_they_are(places):
    _, report = read({"Cover": [["Measures from the framework"]], "Table_4b": shares(REDUCED, GOOD)})
    assert report.understood[0] == "Cover: no table of figures (“Measures from the framework”)"
    assert report.skipped == []


def test_the_contents_and_the_log_are_held_against_each_other(places):
    contents = [
        ["Contents table"],
        ["Metric", "Description", "2022 to 2023 Code"],
        ["2C", "Admissions", "2A(2)"],
        ["3D(2a)", "Direct payments", "1C(1b)"],
        ["4B", "Risk reduced", "Not applicable"],
    ]
    log = [
        ["Log"],
        ["2024 to 2025 metric code", "2022 to 2023 metric code", "Year of change"],
        ["2C", "2a(2)", "2023 to 2024"],
        ["3D(2a)", "1C(2A)", "2023 to 2024"],
        ["[z]", "4B", "2023 to 2024"],
    ]
    _, report = read(
        {"Contents": contents, "Comparability_over_time_log": log, "Table_4b": shares(REDUCED, GOOD)}
    )
    assert [(note.place, note.printed, note.why) for note in report.notes] == [
        (
            "Contents, line 4",
            "1C(1b)",
            "The Contents give 1C(1b) as the earlier code of 3D(2a), the comparability log (line 4) 1C(2A). "
            "The codes held here decide, not the file.",
        )
    ]
