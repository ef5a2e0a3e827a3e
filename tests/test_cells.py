"""Cells: what is printed of one submission, target or status, whatever its unit."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from performance import cells
from performance.models import Assessment, Category, Dimension, Measure, StatusLevel, Submission, Target
from performance.row import FigureCell, StatusCell
from tests import world

pytestmark = pytest.mark.django_db


def measure(**fields):
    defaults = {"slug": "made", "title": "Made", "unit_kind": "count", "polarity": "high"}
    directorate = world.measure("contacts-prevent-need").directorate
    return Measure.objects.create(**(defaults | {"directorate": directorate} | fields))


def figure(made, **content):
    return Submission(measure=made, period=world.november(), revision=1, **content)


def composition(*names, good=()):
    made = measure(unit_kind="composition", entry="parts")
    dimension = Dimension.objects.create(measure=made, code="rating", name="Rating", is_composition=True)
    for position, name in enumerate(names):
        Category.objects.create(
            dimension=dimension, code=name.lower()[:2], name=name, is_good=name in good, position=position
        )
    return made


@pytest.mark.parametrize(
    ("fields", "content", "text", "unit", "companion"),
    [
        ({"unit_kind": "percent", "decimals": 1}, {"value": "83.65"}, "83.7%", "", ""),
        ({"unit_kind": "percent"}, {"value": "0"}, "0%", "", ""),
        ({"unit_kind": "money", "decimals": 3, "scale": "m"}, {"value": "365000"}, "£0.365m", "", ""),
        ({"unit_kind": "money", "decimals": 3, "scale": "m"}, {"value": "-443000"}, "−£0.443m", "", ""),
        ({"unit_kind": "money"}, {"value": "26754000"}, "£26,754,000", "", ""),
        (
            {"unit_kind": "score", "decimals": 1, "score_out_of": Decimal(24)},
            {"value": "19.5"},
            "19.5",
            "out of 24",
            "",
        ),
        ({"unit_kind": "fte", "decimals": 2}, {"value": "703.06"}, "703.06", "FTE", ""),
        ({"unit_kind": "days"}, {"value": "22"}, "22", "days", ""),
        ({"unit_kind": "days", "unit_note": "per employee"}, {"value": "16"}, "16", "per employee", ""),
        (
            {"unit_kind": "fte", "decimals": 2, "companion_kind": "percent", "companion_label": "of posts"},
            {"value": "100.87", "companion": "14.3"},
            "100.87",
            "FTE",
            "14.3% of posts",
        ),
        (
            {"companion_kind": "percent"},
            {"value": "5", "companion": "0"},
            "5",
            "",
            "0%",
        ),
        (
            {"unit_kind": "rate", "rate_per": 100_000, "decimals": 1, "companion_label": "admissions"},
            {"value": "616.3", "numerator": "893", "denominator": "144892"},
            "616.3",
            "per 100,000",
            "893 admissions",
        ),
        (
            {"companion_kind": "percent", "companion_label": "of posts"},
            {"value": "5", "numerator": "5", "denominator": "10"},
            "5",
            "",
            "",
        ),
    ],
)
def test_a_figure_is_printed_with_its_unit_and_companion(fields, content, text, unit, companion):
    numbers = {name: Decimal(value) for name, value in content.items()}

    cell = cells.figure_cell(figure(measure(**fields), **numbers))

    assert (cell.text, cell.unit, cell.companion) == (text, unit, companion)


def test_a_composition_is_its_parts_in_order_with_the_share_of_the_good_ones():
    made = composition("Inadequate", "RI", "Good or Outstanding", good=["Good or Outstanding"])

    cell = cells.figure_cell(figure(made, parts={"go": "193", "in": "4", "ri": "69"}))

    assert cell.text == "Inadequate 4 · RI 69 · Good or Outstanding 193"
    assert cell.share == "72.6% good or outstanding"
    assert cell.raw == cell.text
    assert [(part.name, part.text, part.share, part.good) for part in cell.parts] == [
        ("Inadequate", "4", "1.5%", False),
        ("RI", "69", "25.9%", False),
        ("Good or Outstanding", "193", "72.6%", True),
    ]


def test_nought_is_a_part_and_a_whole_of_nought_has_no_share():
    made = composition("Bad", "Good", good=["Good"])

    some = cells.figure_cell(figure(made, parts={"ba": "0", "go": "2"}))
    none = cells.figure_cell(figure(made, parts={"ba": "0", "go": "0"}))

    assert (some.text, some.share) == ("Bad 0 · Good 2", "100.0% good")
    assert (none.text, none.share, none.parts[0].share) == ("Bad 0 · Good 0", "", "")


def test_a_composition_with_nothing_good_has_no_share_and_several_good_ones_are_named():
    neutral = composition("Red", "Blue")
    assert cells.figure_cell(figure(neutral, parts={"re": "1", "bl": "2"})).share == ""
    assert cells.number_of(figure(neutral, parts={"re": "1", "bl": "2"})) is None

    Category.objects.update(is_good=True)
    neutral = Measure.objects.get(pk=neutral.pk)
    assert cells.figure_cell(figure(neutral, parts={"re": "1", "bl": "2"})).share == "100.0% red or blue"


def test_a_category_that_was_taken_away_is_still_printed():
    made = composition("Bad", "Good", good=["Good"])

    cell = cells.figure_cell(figure(made, parts={"go": "1", "old": "3"}))

    assert (cell.text, cell.share) == ("Good 1 · old 3", "25.0% good")


def test_an_acronym_keeps_its_capitals_within_a_sentence():
    made = composition("RI", "CQC Good", good=["CQC Good"])

    assert cells.figure_cell(figure(made, parts={"ri": "1", "cq": "1"})).share == "50.0% CQC good"


def broken_down(given, *, must_add_up=True, value=None, **fields):
    made = measure(**fields)
    dimension = Dimension.objects.create(measure=made, code="age", name="Age", must_add_up=must_add_up)
    for position, name in enumerate(["Old", "New", "Unused"]):
        Category.objects.create(dimension=dimension, code=name.lower(), name=name, position=position)
    submission = figure(made, value=Decimal(value or 50), breakdown={"age": given})
    return cells.figure_cell(submission).breakdowns[0]


@pytest.mark.parametrize(
    ("fields", "given", "text"),
    [
        (
            {"unit_kind": "money", "scale": "m", "decimals": 3},
            ("500000", "1500000"),
            "Old £1.500m · New £0.500m",
        ),
        ({"unit_kind": "percent", "decimals": 1}, ("500", "1500"), "Old 1,500 · New 500"),
        (
            {"unit_kind": "percent", "decimals": 1, "must_add_up": False},
            ("50", "70.25"),
            "Old 70.3% · New 50.0%",
        ),
        ({"unit_kind": "count"}, ("0", "3"), "Old 3 · New 0"),
    ],
)
def test_a_breakdown_is_in_the_unit_that_it_was_entered_in(fields, given, text):
    new, old = given

    assert broken_down({"new": new, "old": old}, **fields).text == text


def test_parts_have_shares_only_where_they_make_a_whole():
    adds = broken_down({"new": "1", "old": "3"}, slug="adds")
    apart = broken_down({"new": "1", "old": "3"}, slug="apart", must_add_up=False)
    below = broken_down({"new": "-1", "old": "3"}, slug="below", unit_kind="money")

    assert [[part.share for part in each.parts] for each in (adds, apart, below)] == [
        ["75.0%", "25.0%"],
        ["", ""],
        ["", ""],
    ]


# --- The year to date ------------------------------------------------------------------------------------


def judged(made, **fields):
    defaults = {"judged": "year_to_date", "year_to_date": Decimal(860), "year_to_date_note": ""}
    return Assessment(measure=made, period=world.november(), **(defaults | fields))


def test_a_year_to_date_of_nought_is_a_figure():
    made = measure(aggregation="sum")

    cell = cells.headline_cell(judged(made, year_to_date=Decimal(0)), figure(made, value=Decimal(0)))

    assert (cell.text, cell.qualifier, cell.own) == ("0", "year to date", "0 in November 2020")


def test_a_month_with_a_typed_reason_says_so_whatever_the_others_add_up_to():
    made = measure(aggregation="sum")
    absent = figure(made, absence="not_published")

    cell = cells.headline_cell(judged(made), absent)

    assert (cell.text, cell.absence) == ("", "Not published by the source")
    assert cells.headline_span(judged(made), absent) == "November 2020"


def test_a_suppressed_year_to_date_leaves_the_months_own_figure():
    made = measure(aggregation="sum")

    cell = cells.headline_cell(judged(made, year_to_date=None), figure(made, value=Decimal(7)))

    assert (cell.text, cell.qualifier) == ("7", "")


def test_rolling_figures_say_that_they_are_of_twelve_months():
    made = measure(aggregation="rolling")
    submission = figure(made, value=Decimal(7))

    assert cells.headline_cell(judged(made), submission).qualifier == "rolling 12 months"
    assert cells.headline_span(judged(made), submission) == "November 2020"
    assert cells.headline_span(judged(measure(slug="sum", aggregation="sum")), submission) == "November 2020"


# --- Statuses --------------------------------------------------------------------------------------------


def override(reason="A change of wording", **fields):
    posts = {"proposed_by": SimpleNamespace(post="Director"), "decided_by": SimpleNamespace(post="Officer")}
    level = StatusLevel.objects.get(code="amber")
    return SimpleNamespace(
        **(posts | {"level": level, "reason": reason, "expires_on": date(2021, 3, 31)} | fields)
    )


@pytest.mark.parametrize(
    ("computed", "beside"),
    [
        (StatusCell("red", "Red", "R", "diamond", "red"), "judged; the rule gives Red"),
        (StatusCell(reason="No target"), "judged; the rule gives no status"),
    ],
)
def test_a_judged_status_names_the_computed_one(computed, beside):
    cell = cells.judged_status(override(), computed)

    assert (cell.word, cell.shape, cell.beside) == ("Amber", "triangle", beside)


@pytest.mark.parametrize("reason", ["Wording changed", "Wording changed.", " Wording changed. "])
def test_a_reason_becomes_a_sentence_once(reason):
    cell = cells.override_cell(override(reason), StatusCell("red", "Red", "R", "diamond", "red"))

    assert cell.sentence == "Judged Amber until 31 March 2021: Wording changed. The rule gives Red."


def test_a_judged_status_without_an_end_says_until_when_it_holds():
    cell = cells.override_cell(override(expires_on=None), StatusCell("red", "Red", "R", "diamond", "red"))

    assert cell.until == "the figure is corrected"
    assert (
        cell.sentence
        == "Judged Amber until the figure is corrected: A change of wording. The rule gives Red."
    )


def test_people_without_a_post_are_not_named():
    nobody = SimpleNamespace(post="", name="Olive Owner")

    cell = cells.override_cell(override(proposed_by=nobody, decided_by=nobody), StatusCell())

    assert (cell.proposed_by, cell.decided_by) == (
        "an officer",
        "a performance officer",
    )


def test_a_break_is_told_and_other_reasons_for_no_direction_are_silent():
    told = SimpleNamespace(arrow="", direction_sentence="Not compared: the series breaks.")
    silent = SimpleNamespace(arrow="", direction_sentence="")
    compared = SimpleNamespace(arrow="up", direction_sentence="Improving.")

    assert [cells.not_compared(each) for each in (told, silent, compared, None)] == [
        "Not compared: the series breaks.",
        "",
        "",
        "",
    ]


# --- Targets ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "plain"),
    [
        ({"kind": "at_most", "value": Decimal("8.1"), "as_entered": "<8.1"}, "<8.1"),
        ({"kind": "at_least", "value": Decimal(0), "as_entered": "0"}, "0"),
        ({"kind": "information"}, "For information only"),
        ({"kind": "to_be_confirmed"}, "To be confirmed"),
        ({"kind": "none"}, ""),
        (
            {"kind": "at_most", "value": Decimal("8.1"), "as_entered": "<8.1", "companion": Decimal(33)},
            "<8.1 (33 admissions)",
        ),
    ],
)
def test_a_target_is_printed_as_it_was_entered(fields, plain):
    made = measure(companion_label="admissions")

    assert cells.target_cell(Target(measure=made, **fields), made).plain == plain


def test_there_is_a_cell_for_no_target():
    assert cells.target_cell(None, measure()).plain == ""


# --- For downloads ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "raw"),
    [
        (FigureCell(text="84.5k", value="84500"), Decimal(84500)),
        (FigureCell(text="0%", value="0"), Decimal(0)),
        (FigureCell(text="Bad 0 · Good 2"), "Bad 0 · Good 2"),
        (FigureCell(absence="Suppressed"), "Suppressed"),
        (FigureCell(), ""),
    ],
)
def test_a_download_has_the_number_else_the_words(cell, raw):
    assert cell.raw == raw
