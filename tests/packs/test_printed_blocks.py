"""Blocks as their templates print them: words, pictures, and how wide and high they are."""

import copy
from decimal import Decimal

import pytest

from performance.charts.marks import fitted, text_width
from performance.packs import block_layout, drawing, printed_blocks
from performance.packs.blocks import cell, chart, column, paragraph, prose, row, run, table
from tests.packs.blocks_content import charts, every_block, months, plain, scorecard, status

ACCENT = "#12436d"


def complete(*blocks, **more):
    return printed_blocks.complete(list(blocks), ACCENT, **more)


def widths(table):
    return [found["across"] for found in table["columns"]]


def test_blocks_are_left_as_they_were():
    sections = every_block()["sections"]
    before = copy.deepcopy(sections)
    for section in sections:
        complete(*section["blocks"], turned=section["turned"], screen=True)
    assert sections == before


# --- Tables ----------------------------------------------------------------------------------------------


def test_columns_fill_the_page_and_words_have_what_numbers_leave():
    (found,) = complete(months(), turned=True)
    assert sum(widths(found)) == pytest.approx(Decimal(265), abs=1)
    assert widths(found)[0] > 2 * max(widths(found)[1:])
    (found,) = complete(plain())
    assert sum(widths(found)) == pytest.approx(Decimal(178), abs=1)


def test_a_small_table_is_not_drawn_out_over_the_page():
    small = table("Counts", [column("Status"), column("Measures", "number")], [row(cell("Green"), cell("8"))])
    (found,) = complete(small)
    assert found["half"]
    assert sum(widths(found)) == pytest.approx(Decimal(89), abs=1)


def test_a_column_keeps_the_width_that_it_was_given_and_too_many_are_set_tight():
    given = table(
        "A", [column("Name"), column("Figure", "number", width=40)], [row(cell("x"), cell("1"))] * 2
    )
    assert widths(complete(given)[0])[1] == Decimal("40.0")
    many = table("B", [column("Reorganisation")] * 9, [row(*[cell("Northamptonshire")] * 9)])
    (found,) = complete(many)
    assert found["tight"]
    assert sum(widths(found)) == pytest.approx(Decimal(178), abs=1)


def test_tables_of_the_same_headings_stand_in_line():
    columns = [column("Indicator"), column("Rank")]
    short, long = (
        table(name, columns, [row(cell(name * 20), cell("1st of 15"))] * 3)
        for name in ("a ", "a longer name ")
    )
    other = table("c", [column("Measure"), column("Rank")], [row(cell("x"), cell("y"))])
    found = complete(short, other, long)
    assert widths(found[0]) == widths(found[2]) != widths(found[1])
    assert [len(one["rows"]) for one in found] == [3, 1, 3]


def test_a_break_of_many_marks_says_its_reason_once():
    block = charts()[1]
    (one,) = block["data"]["breaks"]
    twice = block | {"data": block["data"] | {"breaks": [one | {"before": 1}, one]}}
    assert [found["reason"] for found in complete(twice)[0]["breaks"]] == [one["reason"]]


def test_a_word_beside_its_picture_is_printed_once():
    cells = [
        cell("Amber", status=status("Amber")),
        cell("Suppressed [c]", status=status("Amber")),
        cell("Second", place={"rank": 2, "word": "Second"}),
        cell(direction={"arrow": "up", "meaning": "Improving"}),
    ]
    kinds = ("status", "status", "quartile", "direction")
    (found,) = complete(table("A", [column("x", kind) for kind in kinds], [row(*cells)]))
    printed = found["rows"][0]["cells"]
    assert [one["text"] for one in printed] == ["", "Suppressed [c]", "", ""]
    assert all(
        "<svg" in one[name]["glyph"]
        for one, name in zip(printed, ("status", "status", "place", "direction"), strict=True)
    )


def test_links_lead_to_pages_and_nowhere_else():
    hrefs = [
        "#here",
        "https://example.org",
        "mailto:a@example.org",
        "javascript:alert(1)",
        "data:text/html,x",
        "",
    ]
    rows = [row(cell("x", href=href)) for href in hrefs]
    found, said = complete(
        table("A", [column("x")], rows), prose(paragraph(*(run("x", href=href) for href in hrefs)))
    )
    kept = [*hrefs[:3], "", "", ""]
    assert [one["cells"][0]["href"] for one in found["rows"]] == kept
    assert [one["href"] for one in said["parts"][0]["runs"]] == kept


# --- A scorecard on one page -----------------------------------------------------------------------------


def test_a_scorecard_of_sixty_rows_stands_on_two_sides_of_one_page():
    before, after = prose(paragraph(run("Before."))), prose(paragraph(run("After.")))
    found = complete(before, *scorecard(60), after, turned=True)
    assert [block["block"] for block in found] == ["prose", "scorecard", "prose"]
    sides = found[1]["sides"]
    names = [row["cells"][0]["text"] for side in sides for table in side for row in table["rows"]]
    assert names == [row["cells"][0]["text"] for table in scorecard(60) for row in table["rows"]]
    assert [sum(len(table["rows"]) for table in side) for side in sides] == [30, 30]
    assert all(sum(widths(table)) == pytest.approx(Decimal(128), abs=1) for side in sides for table in side)


def test_a_long_table_goes_on_over_the_middle_and_says_so():
    (long,) = [one for one in scorecard(40) if one["title"] == "Outcomes"]
    (found,) = complete(long | {"rows": long["rows"] * 3}, turned=True)
    left, right = found["sides"]
    assert [len(left[0]["rows"]) + len(right[0]["rows"]), right[0]["goes_on"]] == [60, True]
    assert abs(len(left[0]["rows"]) - len(right[0]["rows"])) <= 3


@pytest.mark.parametrize(("rows", "sides"), [(16, 1), (17, 2)])
def test_a_short_scorecard_has_one_side_with_larger_letters(rows, sides):
    (found,) = complete(*scorecard(rows), turned=True)
    assert len(found["sides"]) == sides
    assert found["size"] == 0


def test_a_scorecard_that_no_page_can_hold_goes_on_as_tables_do():
    assert {block["block"] for block in complete(*scorecard(200), turned=True)} == {"table"}
    assert {block["block"] for block in complete(*scorecard(20))} == {"table"}


# --- Charts and prose ------------------------------------------------------------------------------------


def test_every_shape_is_drawn_under_its_words_once():
    for block in charts():
        (found,) = complete(block)
        assert found["drawing"].count("<title>") == 1
        assert f"<title>{block['words']}</title>" in found["drawing"]
        assert "style=" not in found["drawing"]
        assert found["narrow"] == ""
        assert 'width="360"' in complete(block, screen=True)[0]["narrow"]
    assert set(drawing.SHAPES) == {block["shape"] for block in charts()}


def test_a_gap_is_a_gap_and_nought_is_a_figure():
    def bars(value):
        data = {"bars": [{"name": "A", "value": value, "own": True, "note": "not published"}], "unit": {}}
        return drawing.draw(chart("bars", data, title="", subtitle="", words="w", beside=None), ACCENT)

    assert ">not published</text>" in bars(None)
    assert ">0</text>" in bars("0")
    assert ">not published</text>" not in bars("0")


def test_a_long_name_is_cut_where_there_is_no_room():
    assert fitted("North East Lincolnshire", 16, 100) == "North East…"
    assert fitted("Rutland", 16, text_width("Rutland", 16)) == "Rutland"


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        ({"after": "%", "decimals": 1}, "79.65", "79.7%"),
        ({"before": "£"}, "-1234", "−£1,234"),
        ({}, "0", "0"),
    ],
)
def test_figures_are_printed_with_their_unit(unit, value, text):
    assert drawing.printer(unit)(Decimal(value)) == text


def test_a_small_table_stands_beside_its_chart_and_a_large_one_beneath():
    block = charts()[0]
    (found,) = complete(block)
    assert found["is_beside"]
    assert sum(widths(found["beside"])) == pytest.approx(Decimal(block_layout.BESIDE), abs=1)
    more = block | {"beside": block["beside"] | {"rows": (block["beside"]["rows"] * 2)[:17]}}
    assert not complete(more)[0]["is_beside"]
    assert complete(block | {"beside": more["beside"] | {"rows": more["beside"]["rows"][:16]}})[0][
        "is_beside"
    ]


def test_bullets_are_one_list_and_no_heading_skips_a_level():
    (found,) = complete(
        prose(
            paragraph(run("Sub"), style="subheading"),
            paragraph(run("a"), style="bullet"),
            paragraph(run("b"), style="bullet"),
            paragraph(run("Next"), style="subheading"),
        )
    )
    assert [part["tag"] for part in found["parts"]] == ["heading", "list", "subheading"]
    assert len(found["parts"][1]["items"]) == 2
