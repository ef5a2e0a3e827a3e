"""The chart of lines and the chart of all councils: what is drawn, what is left a gap, that text is safe."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from performance import charts
from performance.charts.comparison import DASHES
from performance.charts.marks import GREY

SVG = "{http://www.w3.org/2000/svg}"
OURS = "#123456"


def percent(value):
    return f"{value:.1f}%"


def line(name, *values, ours=False):
    return charts.Line(name, [None if value is None else Decimal(value) for value in values], ours)


def lines_drawn(lines, years=("2017/18", "2018/19", "2019/20", "2020/21"), **options):
    settings = {"title": "T", "description": "D", "unit_format": percent, "slug": "s", "accent": OURS}
    return _root(charts.comparison_chart(years, lines, **(settings | options)))


def bars_drawn(bars, **options):
    settings = {"title": "T", "description": "D", "unit_format": percent, "slug": "s", "accent": OURS}
    made = [
        charts.Bar(Decimal(value), f"Council {place}", place == options.get("at"))
        for place, value in enumerate(bars)
    ]
    return _root(charts.distribution_chart(made, **(settings | _without(options, "at"))))


def _without(options, name):
    return {key: value for key, value in options.items() if key != name}


def _root(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 (our own output)


def texts(root):
    return [text.text for text in root.iter(f"{SVG}text")]


def subpaths(root, stroke):
    paths = [
        path.get("d")
        for path in root.iter(f"{SVG}path")
        if path.get("stroke") == stroke and path.get("stroke-linejoin")
    ]
    return re.findall(r"M[^M]+", "".join(paths))


def circles(root, stroke):
    return [circle for circle in root.iter(f"{SVG}circle") if circle.get("stroke") == stroke]


def rects(root):
    return [rect for rect in root.iter(f"{SVG}rect") if rect.get("data-says")]


# --- Lines -----------------------------------------------------------------------------------------------


def test_each_line_is_named_at_its_end_and_ours_is_bold_in_the_accent():
    root = lines_drawn([line("Ours", 60, 61, 62, 63, ours=True), line("England", 65, 65, 66, 66)])

    ends = [text for text in root.iter(f"{SVG}text") if text.text in ("Ours 63.0%", "England 66.0%")]
    assert [(text.text, text.get("fill"), text.get("font-weight")) for text in ends] == [
        ("England 66.0%", GREY, "normal"),
        ("Ours 63.0%", OURS, "bold"),
    ]


def test_a_line_that_ends_before_the_others_names_its_last_year():
    root = lines_drawn([line("Cumbria", 60, 61, None, None, ours=True), line("England", 65, 65, 66, 66)])

    assert "Cumbria 61.0%, 2018/19" in texts(root)


def test_on_a_phone_the_ends_have_names_alone():
    root = lines_drawn([line("Ours", 60, 61, 62, None, ours=True)], width=360)

    assert "Ours" in texts(root)
    assert "Ours 62.0%, 2019/20" not in texts(root)


def test_groups_differ_by_their_dashes_and_ours_is_drawn_through():
    root = lines_drawn([line("Ours", 1, 2, 3, 4, ours=True), line("A", 2, 3, 4, 5), line("B", 3, 4, 5, 6)])

    found = {path.get("stroke-dasharray") for path in root.iter(f"{SVG}path") if path.get("stroke-linejoin")}
    assert found == {None, DASHES[0], DASHES[1]}


def test_no_line_leads_across_a_gap_and_a_year_alone_is_a_dot():
    root = lines_drawn([line("Ours", 60, 61, None, 63, ours=True), line("England", 65, None, 66, None)])

    assert len(subpaths(root, OURS)) == 1
    assert len(circles(root, OURS)) == 3
    assert subpaths(root, GREY) == []
    assert len(circles(root, GREY)) == 2


def test_a_year_that_stands_alone_has_its_mark_on_both_sides_and_no_line_to_it():
    root = lines_drawn([line("Ours", 60, 61, 62, 63, ours=True)], breaks={2: "a", 3: "a"})

    assert texts(root).count("a") == 2
    assert [path.count("L") for path in subpaths(root, OURS)] == [1]


@pytest.mark.parametrize("place", [0, 4])
def test_a_break_before_the_first_or_after_the_last_year_is_not_drawn(place):
    root = lines_drawn([line("Ours", 60, 61, 62, 63, ours=True)], breaks={place: "a"})

    assert "a" not in texts(root)
    assert [path.count("L") for path in subpaths(root, OURS)] == [3]


def test_a_line_leads_on_across_a_year_in_which_nobody_was_asked():
    asked = lines_drawn([line("Ours", 60, None, 62, 63, ours=True)])
    skipped = lines_drawn([line("Ours", 60, None, 62, 63, ours=True)], skipped={1})

    assert [path.count("L") for path in subpaths(asked, OURS)] == [1]
    assert [path.count("L") for path in subpaths(skipped, OURS)] == [2]


@pytest.mark.parametrize("at", [1, 2])
def test_a_break_is_kept_whether_it_stands_before_or_after_a_skipped_year(at):
    root = lines_drawn([line("Ours", 60, None, 62, 63, ours=True)], skipped={1}, breaks={at: "a"})

    assert [path.count("L") for path in subpaths(root, OURS)] == [1]


def test_the_scale_covers_a_fifth_of_the_largest_at_least():
    root = lines_drawn([line("Ours", "65.0", "65.1", "65.0", "65.1", ours=True)])

    scale = [text for text in texts(root) if re.fullmatch(r"\d+%", text)]
    assert (scale[0], scale[-1]) == ("55%", "75%")


@pytest.mark.parametrize(("ceiling", "top"), [(Decimal(100), "100%"), (None, "105%")])
def test_the_scale_of_a_share_does_not_run_over_its_ceiling(ceiling, top):
    root = lines_drawn([line("Ours", "100.0", None, None, "82.3", ours=True)], ceiling=ceiling)

    assert [text for text in texts(root) if re.fullmatch(r"\d+%", text)][-1] == top


def test_a_scale_of_figures_near_zero_does_not_go_below_it():
    root = lines_drawn([line("Ours", "0.5", "0.5", "0.6", "0.5", ours=True)])

    assert not [text for text in texts(root) if text.startswith("-")]


def test_no_figures_at_all_says_so():
    assert "No figures" in texts(lines_drawn([line("Ours", None, None, None, None, ours=True)]))


# --- All councils ----------------------------------------------------------------------------------------


def test_bars_begin_at_zero_and_carry_what_is_said_of_them():
    root = bars_drawn(["40", "20", "0"])
    drawn = rects(root)

    assert [rect.get("data-says") for rect in drawn] == ["Council 0", "Council 1", "Council 2"]
    heights = [float(rect.get("height")) for rect in drawn]
    assert heights[0] == pytest.approx(2 * heights[1], abs=0.2)
    assert heights[2] == 0


def test_ours_alone_is_in_the_accent_with_its_label():
    root = bars_drawn(["40", "30", "20"], at=1, ours="Ours 30.0%")

    assert [rect.get("fill") == OURS for rect in rects(root)] == [False, True, False]
    assert [rect.get("data-ours") for rect in rects(root)] == [None, "yes", None]
    label = next(text for text in root.iter(f"{SVG}text") if text.text == "Ours 30.0%")
    assert (label.get("fill"), label.get("font-weight")) == (OURS, "bold")


def test_without_ours_among_them_there_is_no_label():
    assert "Ours" not in texts(bars_drawn(["40", "30", "20"], ours="Ours"))


def test_our_bar_can_be_seen_among_many():
    root = bars_drawn(["40"] * 152, at=75, width=360)

    widths = [float(rect.get("width")) for rect in rects(root)]
    assert widths[75] >= 3.5
    assert widths[74] < 2


def test_bands_lie_under_the_bars_that_they_count():
    root = bars_drawn(["40", "30", "20", "10"], bands=[("Top", 1), ("Second", 3)])

    band = next(rect for rect in root.iter(f"{SVG}rect") if not rect.get("data-says"))
    left, across = float(band.get("x")), float(band.get("width"))
    inside = [left <= float(rect.get("x")) <= left + across for rect in rects(root)]
    assert inside == [False, True, True, True]
    assert [text for text in texts(root) if text in ("Top", "Second")] == ["Top", "Second"]


def test_a_band_too_narrow_for_its_name_has_none():
    bands = [("Top quartile", 1), ("Second quartile", 151)]

    assert "Top quartile" not in texts(bars_drawn(["40"] * 152, bands=bands))


def test_means_and_medians_are_named_with_their_figure_and_told_apart_by_dashes():
    root = bars_drawn(["40", "30"], lines=[("England", Decimal("35.5")), ("Median", Decimal(35))])

    assert [text for text in texts(root) if text.startswith(("England", "Median"))] == [
        "England 35.5%",
        "Median 35.0%",
    ]
    dashes = [
        path.get("stroke-dasharray") for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray")
    ]
    assert dashes == ["6 4", "2 3"]


def test_a_value_below_zero_hangs_from_the_axis():
    root = bars_drawn(["10", "-10"])
    above, below = rects(root)

    assert float(above.get("y")) + float(above.get("height")) == pytest.approx(float(below.get("y")), abs=0.1)


# --- Both ------------------------------------------------------------------------------------------------


def test_text_from_people_is_escaped_and_nothing_is_styled_in_place():
    hostile = '"><script>alert(1)</script>'
    bars = charts.distribution_chart(
        [charts.Bar(Decimal(1), hostile, True)],
        title=hostile,
        description=hostile,
        unit_format=percent,
        bands=[(hostile, 1)],
        lines=[(hostile, Decimal(1))],
        ours=hostile,
        slug="s",
    )
    lines = charts.comparison_chart(
        [hostile],
        [charts.Line(hostile, [Decimal(1)], True)],
        title=hostile,
        description=hostile,
        unit_format=percent,
        slug="s",
    )
    for svg in (bars, lines):
        assert [word for word in ("<script", "style=", "font-family") if word in svg] == []
        assert _root(svg).find(f"{SVG}title").text == hostile
    assert next(rect.get("data-says") for rect in rects(_root(bars))) == hostile
