"""Wide tables: a column for each year or measure, under one line of headings or two."""

from decimal import Decimal

import pytest

from benchmarking.importing import mapped, wide
from benchmarking.importing.guarding import Unreadable
from benchmarking.importing.mapping import recognise
from tests.benchmarks import made_up
from tests.benchmarks.test_opening import xlsx
from tests.imports.files import as_xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    made_up.indicator("made-up-share")
    return made_up.places()


def confirmed(data, **said):
    found = recognise(data, "sample")
    assert found.options["shape"] == "wide"
    found.options |= {"indicator": "made-up-share", **said}
    assert found.questions == []
    return found.options


def test_years_side_by_side_under_one_line(places):
    data = xlsx(
        [
            ["Made-up shares, by council"],
            ["Area code", "Area name", "2017-18", "2018-19", "Notes"],
            ["E06000901", "Middleshire", 12.5, "[c]", "suppressed"],
            ["E06000902", "Uppershire", 0, None],
            [],
            ["[c] means suppressed"],
        ]
    )
    figures, report = made_up.read(wide, data, confirmed(data, basis="financial"))
    assert [(f.authority_id, f.year.label, f.value, f.marker, f.place) for f in figures] == [
        (places["mid"].pk, "2017/18", Decimal("12.5"), "", "Data, row 3, column C"),
        (places["mid"].pk, "2018/19", None, "c", "Data, row 3, column D"),
        (places["upp"].pk, "2017/18", Decimal(0), "", "Data, row 4, column C"),
    ]
    assert (report.read, dict(report.markers), report.cells) == (2, {"c": 1}, 3)
    assert [(note.place, note.printed) for note in report.notes] == [("Data, row 6", "[c] means suppressed")]


TWO_LINES = [
    ["Made-up shares"],
    [None, None, "2018", None, None, "2019 (Rev)"],
    ["Code", "Name", "Numerator", "Denominator", "Percent", "Numerator", "Denominator", "Percent"],
    ["E06000901", "Middleshire", 10, 40, 25, 11, 40, 27.5],
]


def test_two_lines_of_headings_are_joined_where_the_upper_one_spans(places):
    data = xlsx(TWO_LINES)
    found = recognise(data, "sample")
    assert found.headings.names == (
        "Code",
        "Name",
        "2018 Numerator",
        "2018 Denominator",
        "2018 Percent",
        "2019 (Rev) Numerator",
        "2019 (Rev) Denominator",
        "2019 (Rev) Percent",
    )
    figures, report = made_up.read(wide, data, confirmed(data))
    assert [(f.value, f.numerator, f.denominator, f.year.label, f.year.status) for f in figures] == [
        (25, 10, 40, "2018", "final"),
        (Decimal("27.5"), 11, 40, "2019", "revised"),
    ]
    assert (report.read, report.cells) == (6, 6)


def test_each_suggestion_says_why(places):
    assert recognise(xlsx(TWO_LINES), "sample").reasons["2018 Percent"] == (
        "“2018” is its period, and “Percent” says what it is."
    )


def test_several_measures_of_one_year_are_told_apart_by_their_columns(places):
    made_up.indicator("made-up-score", unit="out of 10")
    data = xlsx([["Council", "Share", "Score"], ["Middleshire", 50, 7], ["Uppershire", 60, "n/a"]])
    found = recognise(data, "sample", shape="wide")
    found.options["columns"] |= {
        "Share": {"role": "value", "indicator": "made-up-share"},
        "Score": {"role": "value", "indicator": "made-up-score"},
    }
    assert found.questions == ["Which year are the figures of? No column says it, and not every heading."]
    found.options["period"] = "Q2 2019/20"
    assert found.questions == []
    figures, _ = made_up.read(wide, data, found.options)
    assert [(f.value, f.marker, f.year.label) for f in figures] == [
        (50, "", "Q2 2019/20"),
        (7, "", "Q2 2019/20"),
        (60, "", "Q2 2019/20"),
        (None, "n/a", "Q2 2019/20"),
    ]


def test_headings_printed_twice_get_their_place_and_have_to_be_told_apart(places):
    data = xlsx([["Council", "2018", "2018"], ["Middleshire", 50, 7]])
    found = recognise(data, "sample")
    assert found.headings.names == ("Council", "2018 (column B)", "2018 (column C)")
    mapping = {
        "shape": "wide",
        "indicator": "made-up-share",
        "columns": {
            "Council": {"role": "area-name"},
            "2018 (column B)": {"role": "value", "period": "2018"},
            "2018 (column C)": {"role": "value", "period": "2018"},
        },
    }
    with pytest.raises(Unreadable, match="are mapped as the same figure"):
        made_up.read(wide, data, mapping)
    mapping["columns"]["2018 (column C)"]["breakdown"] = "Younger"
    figures, _ = made_up.read(wide, data, mapping)
    assert [(f.breakdown, f.value) for f in figures] == [("", 50), ("Younger", 7)]


def test_a_breakdown_that_is_too_long_is_skipped_and_said(places):
    data = xlsx([["Council", "2018"], ["Middleshire", 50]])
    for letters, count in [(60, 1), (61, 0)]:
        columns = {
            "Council": {"role": "area-name"},
            "2018": {"role": "value", "period": "2018", "breakdown": "x" * letters},
        }
        figures, report = made_up.read(wide, data, {"indicator": "made-up-share", "columns": columns})
        assert (len(figures), report.counts["skipped"]) == (count, 1 - count)


def test_of_several_sheets_one_has_to_be_named(places):
    data = as_xlsx(
        One=[["Council", "2018"], ["Middleshire", 50]], Two=[["Council", "2018"], ["Middleshire", 60]]
    )
    with pytest.raises(Unreadable, match=r"several tables: “One”, “Two”. Say which sheet is meant."):
        recognise(data, "sample")
    assert mapped.table_of(data, "sample", {"sheet": "Two"})[0].rows[1] == ["Middleshire", 60.0]
    with pytest.raises(Unreadable, match="no sheet “Three”, which the mapping expects"):
        mapped.table_of(data, "sample", {"sheet": "Three"})


def test_a_sheet_of_words_has_no_table(places):
    with pytest.raises(Unreadable, match="No line of headings was found in the first 30 lines"):
        recognise(xlsx([["Cover"], ["About these figures"]]), "sample")


@pytest.mark.parametrize(("above", "found"), [(29, True), (30, False)])
def test_headings_are_looked_for_in_the_first_thirty_lines(places, above, found):
    data = xlsx([["Title"]] * above + [["Council", "2018"], ["Middleshire", 50]])
    if found:
        assert mapped.table_of(data, "sample", {})[1].line == 30
    else:
        with pytest.raises(Unreadable):
            mapped.table_of(data, "sample", {})
