"""Long files of the shapes that official publishers use, with figures that are made up."""

from datetime import date
from decimal import Decimal

import pytest

from benchmarking.importing import long
from benchmarking.importing.guarding import Unreadable
from benchmarking.importing.mapping import recognise
from benchmarking.models import ComparatorGroup, GroupName
from benchmarking.resolving import key_of
from tests.benchmarks import made_up

pytestmark = pytest.mark.django_db

FINGERTIPS_HEADINGS = [
    "Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name", "Area Type",
    "Sex", "Age", "Category Type", "Category", "Time period", "Value", "Lower CI 95.0 limit",
    "Upper CI 95.0 limit", "Lower CI 99.8 limit", "Upper CI 99.8 limit", "Count", "Denominator",
    "Value note", "Recent Trend",
    "Compared to England value or percentiles", "Time period Sortable",
]  # fmt: skip


def fingertips_row(code, name, sex, period, value, note="", lower="", upper=""):
    return [
        "90001", "A made-up rate", "E92000999", "Sampleland", code, name, "Counties & UAs", sex, "18+ yrs",
        "", "", period, value, lower, upper, "", "", "", "200" if value else "", note, "Rising", "Similar",
        "20180000",
    ]  # fmt: skip


FINGERTIPS = made_up.as_csv(
    FINGERTIPS_HEADINGS,
    fingertips_row("E06000901", "Middleshire", "Persons", "2018/19", "12.5", lower="11.9", upper="13.3"),
    fingertips_row("E06000901", "Middleshire", "Female", "2018/19", "14.5"),
    fingertips_row(
        "E06000902", "Uppershire", "Persons", "2018/19", "",
        note="Value suppressed for disclosure control due to small count",
    ),
    fingertips_row("E92000999", "Sampleland", "Persons", "2018/19", "13.1"),
    fingertips_row("E12345678", "Nowhere", "Persons", "2018/19", "9.9"),
)  # fmt: skip


@pytest.fixture
def places():
    return made_up.places()


def confirmed(data, **said):
    """What is suggested for a table, with what somebody says beside it; nothing may be left open."""
    found = recognise(data, "sample.csv", shape="long")
    columns = {**found.options["columns"], **said.pop("columns", {})}
    options = {**found.options, **said, "columns": columns}
    found.options = options
    assert found.questions == []
    return options


def read_fingertips(**said):
    return made_up.read(long, FINGERTIPS, confirmed(FINGERTIPS, basis="financial", **said))


def test_a_fingertips_file_is_read_as_confirmed(places):
    rate = made_up.indicator("made-up-rate", "90001")
    found = recognise(FINGERTIPS, "sample.csv")
    assert found.questions == [
        "Which kind of years or periods does the file have? “2018/19” could be a financial year, a school "
        "year or calendar years. Say which this file means."
    ]
    roles = {name: about["role"] for name, about in found.options["columns"].items()}
    assert {name: role for name, role in roles.items() if role != "ignore"} == {
        "Indicator ID": "indicator",
        "Area Code": "area-code",
        "Area Name": "area-name",
        "Sex": "filter",
        "Time period": "period",
        "Value": "value",
        "Lower CI 95.0 limit": "lower",
        "Upper CI 95.0 limit": "upper",
        "Denominator": "denominator",
        "Count": "numerator",
        "Value note": "marker",
    }
    assert found.options["indicators"] == {"90001": "made-up-rate"}
    figures, report = read_fingertips()
    mid, upp, group = figures
    assert (mid.authority_id, mid.value, mid.denominator) == (places["mid"].pk, Decimal("12.5"), Decimal(200))
    assert (mid.indicator_id, mid.year.label, mid.breakdown) == (rate.pk, "2018/19", "")
    assert mid.second == {"lower": "11.9", "upper": "13.3"}
    assert (upp.authority_id, upp.value, upp.marker) == (places["upp"].pk, None, "suppressed")
    assert (group.group_id, group.value) == (places["group"].pk, Decimal("13.1"))
    assert report.unresolved == {"Nowhere": 1}
    # Read: 4 cells of Middleshire, 2 of Sampleland. Skipped: 2 of women, 2 of nowhere.
    assert (report.read, dict(report.markers)) == (6, {"suppressed": 1})
    assert report.counts["skipped"] == 4
    assert report.cells == 11
    assert [note.why for note in report.skipped] == [
        "“E12345678 Nowhere” is no council and no group that is known.",
        "“E12345678 Nowhere” is no council and no group that is known.",
        "Sex is “Female”: the mapping keeps Persons.",
    ]


def test_groups_can_be_left_out(places):
    made_up.indicator("made-up-rate", "90001")
    figures, report = read_fingertips(groups="skip")
    assert [figure.group_id for figure in figures] == [None, None]
    assert "E92000999 Sampleland is a group: the mapping keeps councils only." in {
        n.why for n in report.skipped
    }


def test_a_scottish_long_file_has_intervals_for_periods_and_a_measurement_to_choose(places):
    made_up.indicator("made-up-share")
    data = made_up.as_csv(
        ["FeatureCode", "DateCode", "Measurement", "Units", "Value", "Age"],
        ["E06000901", "2019-01-01/P5Y", "Ratio", "Percent", "45.5", "All"],
        ["E06000901", "2019-01-01/P5Y", "95% Lower Confidence Limit", "Percent", "41.0", "All"],
        ["E06000902", "2019-01-01/P5Y", "Ratio", "Percent", "*", "All"],
    )
    asked = recognise(data, "sample.csv").questions
    assert asked == [
        "What does the column “Measurement” hold?",
        "Which indicator are the figures of “Value”?",
    ]
    mapping = confirmed(
        data,
        columns={"Measurement": {"role": "filter", "only": ["Ratio"]}},
        indicator="made-up-share",
    )
    figures, report = made_up.read(long, data, mapping)
    assert [(figure.value, figure.marker) for figure in figures] == [(Decimal("45.5"), ""), (None, "*")]
    year = figures[0].year
    assert (year.label, year.starts_on, year.ends_on) == (
        "2019 to 2023",
        date(2019, 1, 1),
        date(2023, 12, 31),
    )
    assert report.cells == 3


def test_a_table_of_several_value_columns_is_one_figure_for_each(places):
    """The DfE's files are long in time and wide in measures; 201617 is a school year where it says so."""
    made_up.indicator("made-up-places", unit="places")
    made_up.indicator("made-up-attendance")
    data = made_up.as_csv(
        ["time_period", "time_identifier", "geographic_level", "country_code", "old_la_code", "new_la_code",
         "la_name", "place_count", "attendance_percent"],
        ["201617", "Academic year", "Council", "E92000999", "901", "E06000901", "Middleshire", "120",
         "94.5"],
        ["201617", "Academic year", "Council", "E92000999", "902", "E06000902", "Uppershire", "z",
         "95.5"],
    )  # fmt: skip
    found = recognise(data, "sample.csv")
    assert found.options["basis"] == "academic"
    assert found.questions == [
        "Which indicator are the figures of “place_count”?",
        "Which indicator are the figures of “attendance_percent”?",
    ]
    mapping = confirmed(
        data,
        columns={
            "place_count": {"role": "value", "indicator": "made-up-places"},
            "attendance_percent": {"role": "value", "indicator": "made-up-attendance"},
        },
    )
    figures, report = made_up.read(long, data, mapping)
    assert [(figure.value, figure.marker, figure.year.label) for figure in figures] == [
        (Decimal(120), "", "2016/17"),
        (Decimal("94.5"), "", "2016/17"),
        (None, "z", "2016/17"),
        (Decimal("95.5"), "", "2016/17"),
    ]
    assert figures[0].year.starts_on == date(2016, 9, 1)
    assert (report.read, report.cells) == (3, 4)


LEVELS = ["time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code",
          "region_name", "new_la_code", "la_name", "rate"]  # fmt: skip
COUNTRY, REGION = ["E92000999", "Sampleland"], ["E12000999", "The North"]


@pytest.fixture
def north(places):
    group = ComparatorGroup.objects.create(slug="north", title="The North", kind="own")
    for name in REGION:
        GroupName.objects.create(group=group, name=name, key=key_of(name))
    return group


def levels_file(*, with_codes):
    year = ["2018", "Calendar year"]
    table = [
        LEVELS,
        [*year, "National", *COUNTRY, "", "", "", "", "1"],
        [*year, "Regional", *COUNTRY, *REGION, "", "", "2"],
        [*year, "Local authority", *COUNTRY, *REGION, "E06000901", "Middleshire", "3"],
        # A council that is printed without its code is not its region.
        [*year, "Local authority", *COUNTRY, *REGION, "", "Uppershire", "4"],
    ]
    left_out = () if with_codes else (3, 5, 7)
    return made_up.as_csv(*([cell for i, cell in enumerate(row) if i not in left_out] for row in table))


@pytest.mark.parametrize("with_codes", [True, False])
def test_rows_of_the_country_and_the_regions_are_read_beside_the_councils(places, north, with_codes):
    made_up.indicator("made-up-rate", unit="per 1,000")
    data = levels_file(with_codes=with_codes)
    assert recognise(data, "sample.csv").questions == ["Which indicator are the figures of “rate”?"]
    figures, report = made_up.read(long, data, confirmed(data, indicator="made-up-rate"))
    assert [(figure.authority_id, figure.group_id, figure.value) for figure in figures] == [
        (None, places["group"].pk, 1),
        (None, north.pk, 2),
        (places["mid"].pk, None, 3),
        (places["upp"].pk, None, 4),
    ]
    assert (report.read, report.counts["skipped"]) == (4, 0)


def test_a_column_that_is_mostly_empty_is_asked_about_and_its_empty_rows_can_be_kept(places):
    """Fingertips prints England by deciles of deprivation beneath England, whose own category is empty."""
    made_up.indicator("made-up-share")
    data = made_up.as_csv(
        ["Area", "Year", "Category", "Value"],
        ["Sampleland", "2018", "", "12"],
        ["Sampleland", "2018", "Most deprived", "15"],
        ["Middleshire", "2018", "", "13"],
        ["A note."],
    )
    found = recognise(data, "sample.csv")
    assert found.questions[0] == "What does the column “Category” hold?"
    assert found.reasons["Category"] == "It says “Most deprived” in some rows and nothing in the others."
    assert [column.has_blanks for column in found.columns] == [False, False, True, False]
    said = {"columns": {"Category": {"role": "filter", "only": [""]}}, "indicator": "made-up-share"}
    figures, report = made_up.read(long, data, confirmed(data, **said))
    assert [figure.value for figure in figures] == [12, 13]
    assert [note.why for note in report.skipped] == [
        "Category is “Most deprived”: the mapping keeps what is empty."
    ]


TWICE = [
    ["Area", "Year", "Client group", "Value"],
    ["Middleshire", "2018", "Older", "1"],
    ["Middleshire", "2018", "Younger", "2"],
]
PLAIN = {
    "shape": "long",
    "indicator": "made-up-share",
    "columns": {"Area": {"role": "area-name"}, "Year": {"role": "period"}, "Value": {"role": "value"}},
}


def with_column(name, **about):
    return {**PLAIN, "columns": {**PLAIN["columns"], name: about}}


def test_two_figures_for_one_council_are_refused_until_told_apart(places):
    made_up.indicator("made-up-share")
    data = made_up.as_csv(*TWICE)
    with pytest.raises(
        Unreadable, match=r"row 2, column D and row 3, column D give two figures for the same"
    ):
        made_up.read(long, data, PLAIN)
    figures, _ = made_up.read(long, data, with_column("Client group", role="breakdown", whole=["Older"]))
    assert [(figure.breakdown, figure.value) for figure in figures] == [("", 1), ("Younger", 2)]
    figures, _ = made_up.read(long, data, with_column("Client group", role="filter", only=["Younger"]))
    assert [figure.value for figure in figures] == [2]


def test_the_same_row_twice_is_read_once_and_said(places):
    made_up.indicator("made-up-share")
    data = made_up.as_csv(TWICE[0], TWICE[1], TWICE[1])
    figures, report = made_up.read(long, data, PLAIN)
    assert len(figures) == 1
    assert [note.why for note in report.notes] == ["The same as row 2, column D: read once."]


def test_a_council_that_had_ended_is_said_to_have_ended(places):
    made_up.indicator("made-up-share")
    data = made_up.as_csv(
        ["Area", "Year", "Value"], ["Oldshire", "2018", "0"], ["Oldshire", "2019", "3"], ["", "2019", "4"]
    )
    figures, report = made_up.read(long, data, PLAIN)
    assert [(figure.authority_id, figure.value) for figure in figures] == [(places["old"].pk, 0)]
    assert [note.why for note in report.skipped] == [
        "Oldshire did not exist at the end of 2019.",
        "The row names no place.",
    ]


def test_shares_are_multiplied_only_where_it_is_said(places):
    made_up.indicator("made-up-share")
    data = made_up.as_csv(["Area", "Year", "Value"], ["Middleshire", "2018", "0.457"])
    found = recognise(data, "sample.csv")
    found.options |= {"indicator": "made-up-share"}
    [question] = found.questions
    assert question.endswith("Is 0.457 to be read as 45.7% or as 0.457%?")
    for times, value in [("100", "45.7"), ("1", "0.457")]:
        [figure], _ = made_up.read(long, data, {**PLAIN, "times": times})
        assert figure.value == Decimal(value)


def test_text_in_a_figure_and_lines_beneath_the_table_are_listed(places):
    made_up.indicator("made-up-share")
    data = made_up.as_csv(
        ["Made-up figures, 2018"],
        [],
        ["Area", "Year", "Status", "Value"],
        ["Middleshire", "2018", "Provisional", "to follow"],
        ["Uppershire", "2018 (Rev)", "", "5"],
        ["Sampleland", "2018", "Provisional", "6"],
        [],
        ["Source: nobody"],
    )
    figures, report = made_up.read(long, data, with_column("Status", role="status"))
    assert [(figure.value, figure.year.status) for figure in figures] == [(5, "revised"), (6, "provisional")]
    [skipped] = report.skipped
    assert (skipped.place, skipped.printed) == ("row 4, column D", "to follow")
    assert [(note.place, note.printed) for note in report.notes] == [("row 8", "Source: nobody")]


def test_an_indicator_that_the_mapping_does_not_name_is_skipped_and_said(places):
    made_up.indicator("made-up-share")
    data = made_up.as_csv(
        ["Area", "Year", "Measure", "Value"],
        ["Middleshire", "2018", "A", "1"],
        ["Middleshire", "2018", "B", "2"],
        ["Middleshire", "2018", "C", "3"],
    )
    mapping = with_column("Measure", role="indicator") | {"indicators": {"A": "made-up-share", "B": ""}}
    figures, report = made_up.read(long, data, mapping)
    assert [figure.value for figure in figures] == [1]
    assert [note.why for note in report.skipped] == [
        "The mapping leaves out “B”.",
        "“C” is an indicator of which the mapping says nothing.",
    ]


def test_a_moved_heading_is_refused(places):
    with pytest.raises(Unreadable, match=r"The table has no column “Value”, which the mapping expects"):
        made_up.read(long, made_up.as_csv(["Area", "Year", "Figure"], ["Middleshire", "2018", "1"]), PLAIN)


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ("NaN", "text where a number belongs"),
        ("1e400", "text where a number belongs"),
        ("1_000", "text where a number belongs"),
        ("Ten", "text where a number belongs"),
    ],
)
def test_what_is_no_number_is_never_loaded(places, printed, sentence):
    made_up.indicator("made-up-share")
    data = made_up.as_csv(
        ["Area", "Year", "Value"], ["Middleshire", "2018", printed], ["Uppershire", "2018", "4"]
    )
    figures, report = made_up.read(long, data, PLAIN)
    assert [figure.value for figure in figures] == [4]
    assert [sentence in note.why for note in report.skipped] == [True]
