"""Mappings of columns: suggested, asked about, remembered; and the labels of periods."""

import json
from datetime import date

import pytest

from benchmarking.importing import long, mapping
from benchmarking.importing.guarding import Unreadable
from benchmarking.importing.mapping import OpenQuestions, chosen, recognise, remember, stated
from benchmarking.importing.periods import period_in, read_period
from benchmarking.importing.years import Unclear
from benchmarking.models import ColumnMapping, DataImport, Indicator
from tests.benchmarks import made_up

TABLE = made_up.as_csv(
    ["Area", "Financial year", "Value"], ["Middleshire", "2018-19", "1"], ["Uppershire", "2018-19", "2"]
)
COLUMNS = {"Area": {"role": "area-name"}, "Financial year": {"role": "period"}, "Value": {"role": "value"}}
SAID = {"shape": "long", "columns": COLUMNS, "basis": "financial", "indicator": "made-up-share"}
NEW = {"title": "Made-up days", "unit": "days", "polarity": "low", "decimals": 0}


@pytest.mark.parametrize(
    ("label", "basis", "read", "starts", "ends"),
    [
        ("Q2 2019/20", None, "Q2 2019/20", date(2019, 7, 1), date(2019, 9, 30)),
        ("2019-20 Q4", None, "Q4 2019/20", date(2020, 1, 1), date(2020, 3, 31)),
        ("2019 Q2", "calendar", "Q2 2019", date(2019, 4, 1), date(2019, 6, 30)),
        ("2020-11", None, "November 2020", date(2020, 11, 1), date(2020, 11, 30)),
        ("2010-11", "month", "November 2010", date(2010, 11, 1), date(2010, 11, 30)),
        ("2010-11", "financial", "2010/11", date(2010, 4, 1), date(2011, 3, 31)),
        ("March 2020", None, "March 2020", date(2020, 3, 1), date(2020, 3, 31)),
        ("Sept-20", None, "September 2020", date(2020, 9, 1), date(2020, 9, 30)),
        (date(2020, 2, 1), None, "February 2020", date(2020, 2, 1), date(2020, 2, 29)),
        (201617.0, "academic", "2016/17", date(2016, 9, 1), date(2017, 8, 31)),
        ("2019 - 23", "calendar", "2019 to 2023", date(2019, 1, 1), date(2023, 12, 31)),
        ("2019-01-01/P5Y", None, "2019 to 2023", date(2019, 1, 1), date(2023, 12, 31)),
    ],
)
def test_labels_of_periods(label, basis, read, starts, ends):
    period = read_period(label, basis=basis)
    assert (period.label, period.starts_on, period.ends_on) == (read, starts, ends)


@pytest.mark.parametrize(
    ("label", "basis"),
    [
        ("2016-17", None),
        ("2010-11", None),
        ("2019 Q2", None),
        ("2019 Q2", "financial"),
        ("2019/20", "month"),
        ("Ma 2020", None),
        ("", None),
        ("Q5 2019/20", None),
    ],
)
def test_a_label_that_could_be_several_things_is_asked(label, basis):
    with pytest.raises(Unclear):
        read_period(label, basis=basis)


@pytest.mark.parametrize(("label", "status"), [("2018 (Rev)", "revised"), ("2025 (prov)", "provisional")])
def test_a_label_says_its_status(label, status):
    assert read_period(label).status == status


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        ("2024 to 2025 - outcome", ("2024 to 2025", "outcome")),
        ("Outcome 2018 (Rev)", ("2018 (Rev)", "Outcome")),
        ("Q2 2019/20 rate", ("Q2 2019/20", "rate")),
        ("Nov-20 value", ("Nov-20", "value")),
        ("Number of people aged 65", ("", "Number of people aged 65")),
        ("Rate per 100,000", ("", "Rate per 100,000")),
    ],
)
def test_a_period_within_a_heading(heading, parts):
    assert period_in(heading) == parts


@pytest.mark.django_db
def test_open_questions_are_listed_until_they_are_answered():
    found = recognise(TABLE, "sample.csv")
    assert found.questions == [
        "Which indicator are the figures of “Value”?",
        "Which kind of years or periods does the file have? “2018-19” could be a financial year, a school "
        "year or calendar years. Say which this file means.",
    ]
    found.options |= {"basis": "financial", "indicator": "made-up-share"}
    assert found.questions == []
    found.options["columns"] = {}
    assert found.questions == [
        "What does the column “Area” hold?",
        "What does the column “Financial year” hold?",
        "What does the column “Value” hold?",
        "Which column holds the code or the name of the area?",
        "Which column holds the values?",
    ]


@pytest.mark.django_db
def test_a_mapping_is_recognised_by_the_headings_of_the_next_file():
    made_up.indicator("made-up-share")
    kept = remember(name="Sample", options=SAID, headings=made_up.headings(TABLE))
    following = made_up.as_csv(["Area", "Financial year", "Value"], ["Middleshire", "2019-20", "3"])
    found = recognise(following, "next.csv")
    assert (found.remembered, found.questions) == (kept, [])
    assert found.reasons["Area"] == "As in “Sample”."
    other = recognise(made_up.as_csv(["Area", "Year", "Value"], ["Middleshire", "2019", "3"]), "other.csv")
    assert other.remembered is None


@pytest.mark.django_db
def test_a_file_with_one_more_year_is_suggested_as_the_one_before():
    made_up.indicator("made-up-share")
    before = made_up.as_csv(["Council", "2017-18", "2018-19"], ["Middleshire", "1", "2"])
    found = recognise(before, "sample.csv")
    found.options |= {"basis": "financial", "indicator": "made-up-share"}
    remember(name="Years", options=found.options, headings=found.headings)
    found = recognise(
        made_up.as_csv(["Council", "2017-18", "2018-19", "2019-20"], ["Middleshire", "1", "2", "3"]),
        "next.csv",
    )
    assert found.remembered is None
    assert found.reasons["2018-19"] == "As in “Years”, which has mostly the same headings."
    assert found.reasons["2019-20"] == "“2019-20” is its period, and nothing else stands in its heading."
    assert found.questions == []


@pytest.mark.django_db
def test_a_new_indicator_is_made_only_where_it_is_stated_in_full():
    headings = made_up.headings(TABLE)
    said = SAID | {"indicator": "made-up-days"}
    with pytest.raises(Unreadable, match="There is no indicator “made-up-days”"):
        remember(name="Sample", options=said, headings=headings)
    for missing in ("title", "unit", "polarity"):
        new = {key: value for key, value in NEW.items() if key != missing}
        with pytest.raises(Unreadable, match=f"The new indicator “made-up-days” needs its {missing}."):
            remember(name="Sample", options=said | {"new": {"made-up-days": new}}, headings=headings)
    assert not Indicator.objects.filter(slug="made-up-days").exists()
    assert not ColumnMapping.objects.exists()
    kept = remember(name="Sample", options=said | {"new": {"made-up-days": NEW}}, headings=headings)
    made = Indicator.objects.get(slug="made-up-days")
    assert (made.slug, made.title, made.unit, made.polarity, made.decimals) == (
        "made-up-days",
        "Made-up days",
        "days",
        "low",
        0,
    )
    assert kept.columns == said
    with pytest.raises(Unreadable, match="There is an indicator “made-up-days” already"):
        remember(name="Again", options=said | {"new": {"made-up-days": NEW}}, headings=headings)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ([], "A mapping names its columns"),
        ({"columns": {}, "shape": "round"}, "A mapping says its shape: long or wide."),
        ({**SAID, "colour": "red"}, "A mapping has no “colour”."),
        ({**SAID, "columns": {"Area": {"role": "place"}}}, "“Area” needs a role, one of: area-code"),
        ({**SAID, "columns": {"Area": {"role": "filter", "only": "All"}}}, "“only” of “Area” is a list"),
        ({**SAID, "indicators": ["a"]}, "“indicators” of a mapping is an object"),
        ({**SAID, "new": "a"}, "“new” of a mapping is an object"),
        ({**SAID, "delimiter": ";;"}, "“delimiter” of a mapping is one of"),
        ({**SAID, "basis": "fiscal"}, "“basis” of a mapping is one of"),
        ({**SAID, "times": "a hundred"}, "“times” of a mapping is a number"),
        ({**SAID, "times": "0.0"}, "“times” of a mapping is a number"),
    ],
)
def test_a_mapping_that_cannot_be_one_is_refused(said, sentence):
    with pytest.raises(Unreadable, match=sentence):
        stated(said)


@pytest.mark.django_db
def test_what_each_column_holds_is_found_in_one_pass(monkeypatch):
    monkeypatch.setattr(mapping, "MANY", 1)
    found = recognise(TABLE, "sample.csv")
    assert [(column.name, column.is_figures, len(column.texts)) for column in found.columns] == [
        ("Area", False, 2),
        ("Financial year", False, 1),
        ("Value", True, 2),
    ]
    assert found.samples == [["Middleshire", "2018-19", "1"], ["Uppershire", "2018-19", "2"]]


def choose(given="", **options):
    return chosen(str(given), **({"data": TABLE, "name": "sample.csv", "shape": "long"} | options))


@pytest.mark.django_db
def test_without_a_mapping_the_command_is_told_what_is_open():
    with pytest.raises(OpenQuestions) as refused:
        choose()
    first, *others = refused.value.questions
    assert first == "How the columns are read has not been confirmed for a file with these headings."
    assert others == recognise(TABLE, "sample.csv").questions
    assert "--mapping FILE.json" in str(refused.value)


@pytest.mark.django_db
def test_the_command_takes_what_is_remembered_by_its_headings_or_its_name():
    made_up.indicator("made-up-share")
    kept = remember(name="Sample", options=SAID, headings=made_up.headings(TABLE))
    assert choose() == kept
    assert choose("Sample") == kept
    with pytest.raises(Unreadable, match="No mapping is called “Other”"):
        choose("Other")


@pytest.mark.django_db
def test_the_command_takes_a_file_that_says_it(tmp_path):
    made_up.indicator("made-up-share")
    path = tmp_path / "sample.json"
    path.write_text(json.dumps(SAID))
    assert choose(path, dry_run=True).pk is None
    assert not ColumnMapping.objects.exists()
    assert choose(path).columns == SAID
    path.write_text(json.dumps({**SAID, "basis": ""}))
    with pytest.raises(OpenQuestions, match="Which kind of years"):
        choose(path)
    path.write_text("{")
    with pytest.raises(Unreadable, match="is no JSON"):
        choose(path)
    with pytest.raises(Unreadable, match="cannot be read: No such file"):
        choose(tmp_path / "none.json")


@pytest.mark.django_db
@pytest.mark.parametrize(("times", "is_open"), [("100", True), ("1", False)])
def test_percentages_that_are_stored_otherwise_than_last_year_are_asked_about(times, is_open):
    made_up.indicator("made-up-share")
    remember(name="Sample", options={**SAID, "times": times}, headings=made_up.headings(TABLE))
    found = recognise(
        made_up.as_csv(
            ["Area", "Financial year", "Value"],
            ["Middleshire", "2019-20", "45.7"],
            ["Uppershire", "2019-20", "[c]"],
            ["Oldshire", "2019-20", "0.9"],
            ["Nowhere", "2019-20", "1.1"],
        ),
        "sample.csv",
    )
    sentence = (
        "Most values of “Value” are above 1, and the mapping says that 0.457 is stored for 45.7%. How does "
        "this file store its percentages?"
    )
    assert found.questions == [sentence] * is_open


@pytest.mark.django_db
def test_shares_are_read_as_last_year():
    made_up.indicator("made-up-share")
    remember(name="Sample", options={**SAID, "times": "100"}, headings=made_up.headings(TABLE))
    shares = made_up.as_csv(
        ["Area", "Financial year", "Value"],
        ["Middleshire", "2019-20", "0.457"],
        ["Uppershire", "2019-20", "1"],
    )
    assert recognise(shares, "sample.csv").questions == []


EXPORT = {
    "shape": "wide",
    "columns": {"Area": {"role": "area-name"}, "2018/19": {"role": "value", "period": "2018/19"}},
    "basis": "financial",
    "indicator": "made-up-share",
}


def export(title):
    """As some systems export: the headings are the same for every indicator, the title alone says it."""
    return made_up.as_csv([title], [], ["Area", "2018/19"], ["Middleshire", "61.2"], ["Uppershire", "60.1"])


@pytest.mark.django_db
def test_an_indicator_that_only_the_title_says_is_not_taken_for_another_title():
    made_up.indicator("made-up-share")
    kept = remember(name="Export", options=EXPORT, headings=made_up.headings(export("Feeling safe")))
    assert choose(data=export("Feeling safe"), shape="wide") == kept
    with pytest.raises(OpenQuestions) as refused:
        choose(data=export("Delayed transfers"), shape="wide")
    assert refused.value.questions == ["Which indicator are the figures of “2018/19”?"]
    # Named, it is confirmed.
    assert choose("Export", data=export("Feeling safe, May"), shape="wide") == kept


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "Monthly"])
def test_the_month_of_a_whole_file_is_never_that_of_the_file_before(given):
    made_up.indicator("made-up-days", unit="days")
    data = made_up.as_csv(["Area", "Value"], ["Middleshire", "5"], ["Uppershire", "7"])
    columns = {"Area": {"role": "area-name"}, "Value": {"role": "value"}}
    said = {"shape": "long", "columns": columns, "basis": "month", "indicator": "made-up-days"}
    kept = remember(name="Monthly", options={**said, "period": "March 2019"}, headings=made_up.headings(data))
    with pytest.raises(OpenQuestions, match="Which year are the figures of"):
        choose(given, data=data)
    assert choose(given, data=data, year="April 2019").columns["period"] == "April 2019"
    kept.refresh_from_db()
    assert kept.columns["period"] == "March 2019"


@pytest.mark.django_db
@pytest.mark.parametrize(("basis", "is_asked_again"), [("financial", False), ("academic", True)])
def test_a_file_that_was_shown_by_a_mapping_is_asked_about_when_the_mapping_changes(basis, is_asked_again):
    made_up.indicator("made-up-share")
    headings = made_up.headings(TABLE)
    kept = remember(name="Sample", options=SAID, headings=headings)
    about = {"reader": "long", "mapping": kept, "status": "previewed", "at": kept.created_at, "size": 1}
    shown, own = (DataImport.objects.create(name=name, **about) for name in ("shown", "own"))
    remember(name="Sample", options={**SAID, "basis": basis}, headings=headings, held=own)
    for file in (shown, own):
        file.refresh_from_db()
    assert (shown.mapping, shown.status) == ((None, "waiting") if is_asked_again else (kept, "previewed"))
    assert (own.mapping, own.status) == (kept, "previewed")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (None, "is an object with texts"),
        ({"title": 7}, "is an object with texts"),
        ({"decimals": "one"}, "are a number from 0 to 6"),
        ({"decimals": 7}, "are a number from 0 to 6"),
        ({"decimals": True}, "are a number from 0 to 6"),
        ({"per": 0}, "is a number above 0"),
        ({"per": "hundred"}, "is a number above 0"),
    ],
)
def test_a_new_indicator_that_is_stated_badly_is_refused_and_nothing_is_made(changes, sentence):
    made_up.places()
    stated = {"made-up-days": changes if changes is None else {**NEW, **changes}}
    with pytest.raises(Unreadable, match=sentence):
        remember(
            name="Sample",
            options={**SAID, "indicator": "made-up-days", "new": stated},
            headings=made_up.headings(TABLE),
        )
    assert not Indicator.objects.filter(slug="made-up-days").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("times", "value", "second"), [("100", "45.00", "40.0"), ("", "0.45", "0.4")])
def test_the_second_figure_of_a_cell_is_on_the_scale_of_the_first(times, value, second):
    made_up.places()
    made_up.indicator("made-up-share")
    data = made_up.as_csv(["Area", "Financial year", "Value"], ["Middleshire", "2019-20", "0.45 (0.40)"])
    [figure], _ = made_up.read(long, data, {**SAID, "times": times})
    assert (str(figure.value), figure.second) == (value, {"value": second})
