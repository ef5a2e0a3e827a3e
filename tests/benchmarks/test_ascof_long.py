"""Reading a file that is made like the ASCOF open data: five rows of a figure become one."""

from decimal import Decimal

import pytest

from benchmarking.importing import ascof_long
from benchmarking.importing.cells import Unreadable
from benchmarking.importing.report import Report
from benchmarking.models import Indicator
from benchmarking.resolving import Resolver
from tests.benchmarks import small
from tests.benchmarks.small import OPEN_HEADINGS, as_xlsx

pytestmark = pytest.mark.django_db

NORTH = (9101.0, "Northshire", "Council", "E99999101")
OLD = (9809.0, "Oldshire County", "Council", "E99999102")
NEW = (9809.0, "Newshire", "Council", "E99999103")
ENGLAND = ("Merrie", "Merrie England", "England", None)
WORDS = ("Denominator", "Base", "Numerator", "Outcome", "Margin Of Error")


@pytest.fixture
def places(db):
    return small.places()


def lines(place, group, breakdown, code, **values):
    """A line for each cell, in the order in which the file prints them."""
    return [
        [*place, code, breakdown, words, values[words.lower().replace(" ", "_")], group, "A description"]
        for words in WORDS
        if words.lower().replace(" ", "_") in values
    ]


def read(rows, name="open_2020_21_data.xlsx", headings=OPEN_HEADINGS, **options):
    report = Report()
    data = as_xlsx({"in": [headings, *rows]})
    figures = list(ascof_long.read(data, name, resolver=Resolver(), report=report, options=options))
    return figures, report


def slug(figure):
    return Indicator.objects.get(pk=figure.indicator_id).slug


def test_five_lines_are_one_figure_under_the_code_of_the_year(places):
    figures, report = read(
        lines(
            NORTH,
            "1B",
            "Total",
            "1B",
            denominator=500,
            base=120,
            numerator=400,
            outcome=80.1,
            margin_of_error=2.5,
        )
    )
    (figure,) = figures
    # From 2023/24 the code 1B is that of another measure.
    assert slug(figure) == "ascof-users-control"
    assert (figure.authority_id, figure.year.label, figure.breakdown) == (
        places["Northshire"].pk,
        "2020/21",
        "",
    )
    assert (figure.value, figure.numerator, figure.denominator) == (Decimal("80.1"), 400, 500)
    assert (figure.respondents, figure.margin, figure.markers) == (120, Decimal("2.5"), {})
    assert (report.read, report.cells) == (5, 5)
    assert figure.place == "row 5, column H"
    assert report.understood == ["in: headings on line 1; all is of 2020/21, in the codes of that year"]


def test_codes_with_their_breakdowns(places):
    figures, _ = read(
        [
            *lines(NORTH, "2B2", "Female", "2B2F", outcome=3.1),
            *lines(NORTH, "1C1B", "65-84", "1C1B6584", outcome=4.2),
            *lines(NORTH, "1C1B", "64 and under", "1C1B64U", outcome=5.3),
            *lines(NORTH, "2A2", "Total", "2A2", outcome=600),
        ]
    )
    assert [(slug(figure), figure.breakdown, figure.value) for figure in figures] == [
        ("ascof-reablement-offered-after-discharge", "Female", Decimal("3.1")),
        ("ascof-carers-self-directed-support", "65-84", Decimal("4.2")),
        ("ascof-carers-self-directed-support", "64 and under", Decimal("5.3")),
        ("ascof-admissions-65-plus", "", 600),
    ]


def test_markers_and_0_are_what_they_are(places):
    figures, report = read(
        [
            *lines(NORTH, "1E", "Total", "1E", denominator="[c]", numerator="[c]", outcome="[c]"),
            *lines(ENGLAND, "1E", "Total", "1E", denominator=90, numerator=0, outcome=0),
        ]
    )
    suppressed, nought = figures
    assert (suppressed.value, suppressed.marker) == (None, "c")
    assert suppressed.markers == {"denominator": "c", "numerator": "c"}
    assert (nought.value, nought.marker, nought.group_id) == (0, "", places["Merrie England"].pk)
    assert (report.read, report.markers, report.cells) == (3, {"c": 3}, 6)


def test_a_council_that_is_gone_holds_markers_alone(places):
    figures, report = read(
        [
            *lines(OLD, "1E", "Total", "1E", denominator="[x]", outcome="[x]"),
            *lines(NEW, "1E", "Total", "1E", denominator=10, outcome=5),
        ]
    )
    assert [(figure.authority_id, figure.value) for figure in figures] == [(places["Newshire"].pk, 5)]
    assert (report.read, report.markers, report.unresolved) == (2, {"x": 2}, {})
    assert report.skipped == []


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({4: "1EM"}, "The code 1EM does not agree with the group 1E and “Female”."),
        ({5: "Women"}, "The breakdown “Women” is not known here."),
        ({6: "Guess"}, "“Guess” is no type of measure that is known here."),
        ({4: "9ZF", 8: "9Z"}, "ASCOF 9Z is not the code of an indicator that is held here."),
        ({7: "many"}, "“many” is text where a number belongs."),
        ({7: "NaN"}, "“NaN” is text where a number belongs."),
        ({0: 1.0, 1: "Faraway", 3: None}, "Faraway (1) is no council or group known here."),
    ],
)
def test_a_line_that_is_not_as_expected_is_skipped_with_its_place(places, changed, why):
    odd = lines(NORTH, "1E", "Female", "1EF", outcome=5)[0]
    for at, value in changed.items():
        odd[at] = value
    figures, report = read([odd, *lines(NORTH, "1E", "Male", "1EM", outcome=6)])
    assert [(figure.breakdown, figure.value) for figure in figures] == [("Male", 6)]
    assert [(note.place, note.why) for note in report.skipped] == [("row 2, column H", why)]


def test_the_same_cell_twice_is_read_once(places):
    figures, report = read(
        [*lines(NORTH, "1E", "Total", "1E", outcome=5), *lines(NORTH, "1E", "Total", "1E", outcome=6)]
    )
    assert [figure.value for figure in figures] == [5]
    assert [note.why for note in report.skipped] == ["row 2, column H prints the same cell already."]


def test_the_year_is_said_by_the_name_or_by_whoever_asks(places):
    rows = lines(NORTH, "1E", "Total", "1E", outcome=5)
    assert read(rows, "ascof-2019-20.xlsx")[0][0].year.label == "2019/20"
    assert read(rows, "data.xlsx", year="2018/19")[0][0].year.label == "2018/19"
    with pytest.raises(Unreadable, match=r"The file does not say which year it is about.*--year 2020/21"):
        read(rows, "data.xlsx")
    with pytest.raises(Unreadable, match="is not read as a year"):
        read(rows, "data.xlsx", year="last year")


def test_columns_may_change_their_places_and_none_may_be_missing(places):
    rows = lines(NORTH, "1E", "Total", "1E", outcome=5)
    turned = [[row[-1], *row[:-1]] for row in rows]
    figures, _ = read(turned, headings=[OPEN_HEADINGS[-1], *OPEN_HEADINGS[:-1]])
    assert [(figure.value, figure.place) for figure in figures] == [(5, "row 2, column I")]
    with pytest.raises(Unreadable, match="is not the ASCOF open data: no line of it has the headings"):
        read(rows, headings=["Code", *OPEN_HEADINGS[1:]])
