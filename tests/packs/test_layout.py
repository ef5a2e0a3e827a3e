"""The columns of a pack's tables: their headings and widths, and when a page is turned."""

from decimal import Decimal

import pytest

from performance.packs import layout

PERIOD = {"label": "November 2020", "to_date": "April to November 2020", "is_year": False} | {
    "year": "2020/21",
    "previous_year": "2019/20",
}
USUAL = {
    "year": "2020/21",
    "performance": "Apr–Nov 2020",
    "previous": "2019/20",
    "quartile": "England 2019/20",
}


def row(span="April to November 2020", *, text="1", carried="", parts=()):
    figure = {"text": text, "carried": carried, "parts": list(parts)}
    return {"span": span, "figure": figure, "previous": {"parts": []}}


def group_of(*shows, rows=None, heading=""):
    columns = [{"shows": name, "heading": heading, "comparison": ""} for name in shows]
    return {"columns": columns, "rows": [row()] if rows is None else rows}


def widths(group, *, turned=False):
    layout.give_widths(group, turned=turned)
    return group["name_width"], [column["width"] for column in group["columns"]]


# --- Headings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("April to November 2020", "Apr–Nov 2020"),
        ("December 2019 to February 2020", "Dec 2019–Feb 2020"),
        ("April 2020", "April 2020"),
        ("2020/21", "2020/21"),
    ],
)
def test_spans_of_months_are_short_in_columns(label, short):
    assert layout.short_span(label) == short


@pytest.mark.parametrize(
    ("rows", "span"),
    [
        ([], "Apr–Nov 2020"),
        ([row("November 2020"), row()], "Apr–Nov 2020"),
        ([row("November 2020"), row("November 2020"), row()], "November 2020"),
        # What has no figure, and what is carried forward, covers nothing of this period.
        ([row("November 2020", text=""), row("2020/21", carried="2018/19")], "Apr–Nov 2020"),
    ],
)
def test_a_figures_column_is_headed_by_what_most_of_it_covers(rows, span):
    assert layout.common_span(rows, PERIOD) == span
    (column,) = layout.columns(group_of("figure", rows=rows, heading="Actual"), PERIOD, USUAL)
    assert (column["heading"], column["beneath"]) == ("Actual", span)


@pytest.mark.parametrize(
    ("shows", "heading", "printed"),
    [
        ("target", "Target 2020/21", ("Target", "2020/21")),
        ("milestone", "Milestone 2020/21", ("Milestone", "2020/21")),
        ("previous", "2019/20", ("Previous", "2019/20")),
        ("quartile", "Quartile, England", ("Quartile", "England 2019/20")),
        ("quartile", "Quartile", ("Quartile", "England 2019/20")),
        ("figure", "April to November 2020", ("Performance", "Apr–Nov 2020")),
        # A council's own heading stays as it is.
        ("target", "Goal", ("Goal", "")),
        ("previous", "Last year", ("Last year", "")),
        ("quartile", "Quartiles of England", ("Quartiles of England", "")),
        ("comparison", "National", ("National", "")),
    ],
)
def test_usual_headings_are_in_two_lines(shows, heading, printed):
    (column,) = layout.columns(group_of(shows, heading=heading), PERIOD, USUAL)
    assert (column["heading"], column["beneath"]) == printed


def test_among_the_usual_columns_the_direction_stands_beneath_the_status():
    columns = layout.columns(group_of(*layout.USUAL), PERIOD, USUAL)
    assert [column["shows"] for column in columns] == [name for name in layout.USUAL if name != "direction"]
    assert [column["shows"] for column in columns if column["with_direction"]] == ["status"]


def test_the_usual_columns_are_the_usual_ones_without_a_quartile_too():
    columns = layout.columns(group_of(*layout.USUAL[:-1]), PERIOD, USUAL)
    assert [column["shows"] for column in columns] == ["aim", "target", "figure", "status", "previous"]
    without = layout.columns(group_of(*layout.USUAL), PERIOD, USUAL, quartiles=False)
    assert [column["shows"] for column in without] == [column["shows"] for column in columns]
    # A council that asks for the column has it, whatever stands in it.
    own = layout.columns(group_of("figure", "quartile"), PERIOD, USUAL, quartiles=False)
    assert [column["shows"] for column in own] == ["figure", "quartile"]


def test_a_scorecards_own_direction_keeps_its_column():
    columns = layout.columns(group_of("direction", "figure", "status"), PERIOD, USUAL)
    assert [column["shows"] for column in columns] == ["direction", "figure", "status"]
    assert not any(column["with_direction"] for column in columns)


def test_a_number_keeps_off_the_words_after_it():
    columns = layout.columns(group_of("target", "figure", "status", "comparison"), PERIOD, USUAL)
    assert [column["apart"] for column in columns] == [False, True, False, False]


# --- Widths --------------------------------------------------------------------------------------------


def test_the_name_has_what_the_columns_leave():
    group = group_of("target", "figure", "status")
    assert widths(group) == (Decimal("106.0"), [Decimal("21.0"), Decimal("27.5"), Decimal("23.5")])
    assert not layout.is_turned(group)


def test_a_composition_has_more_room_than_a_number():
    part = {"name": "Good", "text": "1", "value": "1", "share": "", "good": True}
    assert widths(group_of("figure", rows=[row(), row(parts=[part])]))[1] == [Decimal("40.0")]
    assert widths(group_of("figure"))[1] == [Decimal("27.5")]


def test_eight_columns_with_the_name_stand_upright_and_nine_do_not():
    narrow = ["aim"] * 7
    assert not layout.is_turned(group_of(*narrow))
    assert layout.is_turned(group_of(*narrow, "aim"))


def test_columns_give_way_by_a_tenth_before_the_page_is_turned():
    # 153 mm for columns: nine tenths of it leave the name its 40 mm of 178, those of 154 do not.
    upright = ["figure"] * 4 + ["previous", "aim"]
    assert sum(layout.WIDTHS[name] for name in upright) == 149
    assert not layout.is_turned(group_of(*upright))
    name, columns = widths(group_of(*upright))
    assert name == Decimal("39.9")
    assert columns[0] == Decimal("25.5")
    wide = ["figure"] * 4 + ["previous"] * 2
    assert sum(layout.WIDTHS[name] for name in wide) == 154
    assert layout.is_turned(group_of(*wide))


def test_a_table_that_is_squeezed_is_set_in_smaller_type():
    # 242 mm of columns in the 225 beside the name give way by 0.93, and 275 mm by 0.82.
    loose, tight = group_of(*["previous"] * 10, "milestone"), group_of(*["figure"] * 10)
    assert (sum(widths(loose, turned=True)[1]), loose["tight"]) == (Decimal("225.5"), False)
    widths(tight, turned=True)
    assert tight["tight"]


@pytest.mark.parametrize("count", [0, 1, 3, 6, 8, 12, 30])
@pytest.mark.parametrize("turned", [False, True])
def test_a_table_is_as_wide_as_its_page(count, turned):
    group = group_of(*["figure"] * count)
    name, columns = widths(group, turned=turned)
    assert name + sum(columns) == (layout.TURNED if turned else layout.UPRIGHT)
    assert name >= layout.NARROWEST_NAME - 2
    if turned and count:
        assert name <= layout.WIDEST_NAME + 2
