"""Charts: what is drawn, what is left a gap, and that any text is safe."""

import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from performance import charts
from performance.charts import marks
from performance.rules.numbers import Unit, UnitKind, format_figure

SVG = "{http://www.w3.org/2000/svg}"
PERCENT = Unit(UnitKind.PERCENT, 1)
COUNT = Unit(UnitKind.COUNT)


def percent(value):
    return format_figure(value, PERCENT)


def count(value):
    return format_figure(value, COUNT)


def points(*values, kind="approved"):
    return [(f"2{at:03}", None if value is None else Decimal(value), kind) for at, value in enumerate(values)]


def drawn(given, **options):
    settings = {"title": "Title", "description": "Description", "unit_format": percent} | options
    return ElementTree.fromstring(charts.line_chart(given, **settings))  # noqa: S314 (our own output)


def texts(root):
    return [text.text for text in root.iter(f"{SVG}text")]


def circles(root):
    return list(root.iter(f"{SVG}circle"))


def line(root):
    """The subpaths of the series: one for each stretch without a gap."""
    paths = [path.get("d") for path in root.iter(f"{SVG}path") if path.get("stroke-linejoin")]
    return re.findall(r"M[^M]+", paths[0]) if paths else []


def dashed(root):
    return [path for path in root.iter(f"{SVG}path") if path.get("stroke-dasharray")]


# --- Naming and safety ---------------------------------------------------------------------------


def test_title_comes_first_then_the_description():
    root = drawn(points("1", "2"), slug="reablement")
    assert root.get("role") == "img"
    assert [(child.tag, child.get("id"), child.text) for child in list(root)[:2]] == [
        (f"{SVG}title", "reablement-title", "Title"),
        (f"{SVG}desc", "reablement-desc", "Description"),
    ]
    assert root.get("aria-labelledby") == "reablement-title"
    assert root.get("aria-describedby") == "reablement-desc"


def test_text_from_people_is_escaped():
    hostile = '<script>alert("1")</script> & "more"'
    svg = charts.line_chart(
        [(hostile, Decimal(1), "approved")],
        title=hostile,
        description=hostile,
        unit_format=lambda value: f"<{value}>",
        target=Decimal(1),
        target_label=hostile,
        accent='"><script>',
    )
    assert "<script" not in svg
    root = ElementTree.fromstring(svg)  # noqa: S314
    assert root.find(f"{SVG}title").text == hostile
    assert hostile in texts(root)
    assert "<script" not in charts.sparkline([Decimal(1)], title=hostile)
    assert "<script" not in charts.status_glyph("circle", "<script", "green")


def test_presentation_attributes_only_and_the_same_output_every_time():
    given = points("82.9", None, "83.7")
    svg = charts.line_chart(given, title="T", description="D", unit_format=percent, target=Decimal(86))
    assert svg == charts.line_chart(
        given, title="T", description="D", unit_format=percent, target=Decimal(86)
    )
    for forbidden in ("style=", "<style", "font-family"):
        assert forbidden not in svg


# --- The series ----------------------------------------------------------------------------------


def test_a_gap_stays_a_gap():
    root = drawn(points("1", "2", None, "3", "4"))
    assert len(line(root)) == 2
    assert len(circles(root)) == 4


def test_a_point_between_two_gaps_has_a_marker_and_no_line():
    root = drawn(points(None, "2", None))
    assert line(root) == []
    assert len(circles(root)) == 1


def test_published_is_hollow_and_approved_is_filled():
    given = [("2018/19", Decimal(1), "published"), ("2019/20", Decimal(2), "approved")]
    fills = [circle.get("fill") for circle in circles(drawn(given, accent="#123456"))]
    assert fills == ["#ffffff", "#123456"]


def test_one_point_stands_in_the_middle_of_the_plot():
    root = drawn(points("11.2"), target=Decimal(11))
    (circle,) = circles(root)
    (target,) = dashed(root)
    left, right = (float(part) for part in re.findall(r"[\d.]+", target.get("d"))[::2])
    assert float(circle.get("cx")) == pytest.approx((left + right) / 2, abs=0.1)
    assert line(root) == []


def test_two_points_span_the_plot():
    root = drawn(points("11.2", "10.4"))
    first, last = (float(circle.get("cx")) for circle in circles(root))
    assert first < 80
    assert last > 350
    assert len(line(root)) == 1


@pytest.mark.parametrize("given", [[], points(None), points(None, None, None)])
def test_no_figures_at_all_says_so(given):
    root = drawn(given)
    assert "No figures" in texts(root)
    assert circles(root) == []
    assert line(root) == []


def test_no_figures_still_shows_the_target():
    root = drawn(points(None, None), target=Decimal(86))
    assert "Target 86.0%" in texts(root)
    assert len(dashed(root)) == 1


def test_zero_is_a_figure_on_the_axis():
    root = drawn(points("0"), unit_format=count)
    (circle,) = circles(root)
    assert float(circle.get("cy")) == 210
    assert texts(root).count("0") == 2  # the tick and the label


def test_the_scale_starts_at_zero():
    ticks = [text for text in texts(drawn(points("98.1", "99.4"))) if text.endswith("0%")]
    assert ticks == ["0%", "20%", "40%", "60%", "80%", "100%"]


def test_negative_figures_reach_below_zero():
    root = drawn(points("-5", "6"), unit_format=count)
    assert texts(root)[:4] == ["−5", "0", "5", "10"]


def test_huge_figures_stay_inside_the_picture():
    root = drawn(points("999999999", "900000000"), unit_format=count, target=Decimal("950000000"))
    assert "1,000,000,000" in texts(root)
    for text in root.iter(f"{SVG}text"):
        wide = charts.text_width(text.text, marks.FONT)
        shift = {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor")]
        left = float(text.get("x")) - shift * wide
        assert left >= 0
        assert left + wide <= 480
    assert all(40 < float(circle.get("cx")) < 480 for circle in circles(root))


# --- Target and band -----------------------------------------------------------------------------


def test_target_is_printed_as_it_was_entered():
    assert "Target >11%" in texts(drawn(points("11.0"), target=Decimal(11), target_label="Target >11%"))


def test_a_target_of_zero_is_drawn():
    assert len(dashed(drawn(points("3"), target=Decimal(0)))) == 1


def test_a_changed_target_is_two_lines_and_the_latest_is_labelled():
    root = drawn(points("1", "2", "3", "4"), target=[Decimal(2), Decimal(2), None, Decimal(3)])
    assert len(dashed(root)) == 2
    assert [text for text in texts(root) if text.startswith("Target")] == ["Target 3.0%"]


def test_a_band_is_an_area_with_labelled_edges():
    root = drawn(points("20.6"), band=(Decimal(17), Decimal(22)))
    (area,) = root.iter(f"{SVG}rect")
    assert float(area.get("height")) > 0
    assert [text for text in texts(root) if "limit" in text] == ["Upper limit 22.0%", "Lower limit 17.0%"]
    assert "Target 17–22%" in texts(
        drawn(points("20.6"), band=(Decimal(17), Decimal(22)), target_label="Target 17–22%")
    )


def test_end_labels_do_not_cover_each_other():
    root = drawn(points("86.0", "86.0"), target=Decimal(86), band=(Decimal(85), Decimal(87)))
    places = sorted(
        float(text.get("y")) for text in root.iter(f"{SVG}text") if text.get("text-anchor") == "start"
    )
    assert len(places) == 4
    assert all(lower - upper >= marks.LINE - 0.1 for upper, lower in pairwise(places))
    assert places[-1] <= 240 - 20


def test_the_last_figure_names_its_period_where_later_ones_are_missing():
    assert "2.0%, 2001" in texts(drawn(points("1", "2", None)))


def test_period_labels_keep_their_distance():
    given = [(f"November {year}", Decimal(5), "approved") for year in range(2000, 2025)]
    root = drawn(given)
    labels = sorted(
        (float(text.get("x")), text.text) for text in root.iter(f"{SVG}text") if text.text.startswith("Nov")
    )
    assert labels[-1][1] == "November 2024"
    wide = charts.text_width("November 2024", marks.FONT)
    assert all(right - left > wide for (left, _), (right, _) in pairwise(labels))


QUARTERS = [
    "January to March 2013",
    "April to June 2013",
    "July to September 2013",
    "October to December 2013",
]


@pytest.mark.parametrize("width", [280, 320, 480])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_labels_of_quarters_stand_apart_and_within_the_picture(count, width):
    root = drawn([(label, Decimal(5), "approved") for label in QUARTERS[:count]], width=width)
    labels = [text for text in root.iter(f"{SVG}text") if "2013" in text.text]
    spans = sorted(
        (float(text.get("x")) - half, float(text.get("x")) + half)
        for text in labels
        for half in [charts.text_width(text.text, marks.ROOM) / 2]
    )
    # Coordinates are written with one decimal.
    assert spans[0][0] >= -0.1
    assert spans[-1][1] <= width + 0.1
    assert all(right[0] - left[1] >= marks.BETWEEN_LABELS - 0.2 for left, right in pairwise(spans))


def test_spans_are_shortened_where_not_all_of_them_fit():
    given = [(label, Decimal(5), "approved") for label in QUARTERS[:2]]
    assert "January to March 2013" in texts(drawn(given, width=480))
    assert [text for text in texts(drawn(given, width=320)) if "2013" in text] == [
        "Apr–Jun 2013",
        "Jan–Mar 2013",
    ]


# --- Ticks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        ("0", "0", "0 1"),
        ("0", "86", "0 20 40 60 80 100"),
        ("0", "100", "0 20 40 60 80 100"),
        ("0", "100.1", "0 25 50 75 100 125"),
        ("0", "669", "0 200 400 600 800"),
        ("-5", "6", "-5.0 -2.5 0 2.5 5.0 7.5"),
        ("-3", "0", "-3 -2 -1 0"),
        ("0", "0.04", "0 0.01 0.02 0.03 0.04"),
    ],
)
def test_ticks_are_round_and_hold_zero(low, high, ticks):
    expected = [Decimal(tick) for tick in ticks.split()]
    assert charts.nice_ticks(Decimal(low), Decimal(high)) == expected


@pytest.mark.parametrize(
    ("high", "expected"),
    [
        ("1", ["0", "1"]),
        ("2", ["0", "1", "2"]),
        ("10", ["0", "2", "4", "6", "8", "10"]),
        ("12", ["0", "5", "10", "15"]),
    ],
)
def test_no_tick_is_printed_rounded(high, expected):
    """A count has no 0.5 on its axis, nor 2.5 printed as 3."""
    printed = texts(drawn(points(high), unit_format=count))
    assert printed[: len(expected)] == expected


def test_ticks_lose_decimals_that_are_all_nought():
    assert "1,500k" in texts(
        drawn(points("1373000"), unit_format=lambda value: format_figure(value, Unit(UnitKind.COUNT, 1, "k")))
    )


def test_a_format_that_is_no_number_is_printed_as_it_comes():
    assert "many" in texts(drawn(points("3"), unit_format=lambda value: "many"))


# --- Sparkline -----------------------------------------------------------------------------------


def spark(*values, **options):
    given = [None if value is None else Decimal(value) for value in values]
    return ElementTree.fromstring(charts.sparkline(given, title="Last 13 months", **options))  # noqa: S314


def test_sparkline_has_a_dot_on_the_latest_figure_and_a_name():
    root = spark("1", "2", "3")
    (dot,) = circles(root)
    assert float(dot.get("cx")) == 116
    assert root.find(f"{SVG}title").text == "Last 13 months"


def test_sparkline_draws_the_last_thirteen():
    (path,) = line(spark(*map(str, range(20))))
    assert path.count("L") == 12


def test_sparkline_keeps_its_gaps():
    root = spark("1", None, "2", "3", None)
    assert len(line(root)) == 1
    assert [float(circle.get("cx")) for circle in circles(root)] == [4, 88]


@pytest.mark.parametrize("given", [(), (None, None)])
def test_sparkline_of_nothing_is_empty(given):
    root = spark(*given)
    assert circles(root) == []
    assert line(root) == []


def test_sparkline_of_noughts_is_a_level_line():
    (path,) = line(spark("0", "0", "0", target=Decimal(0)))
    assert set(re.findall(r" ([\d.]+)", path)) == {"16"}


def test_sparkline_does_not_make_a_landslide_of_noise():
    heights = [float(y) for y in re.findall(r" ([\d.]+)", line(spark("100", "100.1"))[0])]
    assert abs(heights[0] - heights[1]) < 1


# --- Glyphs --------------------------------------------------------------------------------------


def _luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", charts.STATUS_COLOURS)
def test_status_colours_can_be_told_apart_from_letter_and_paper(colour):
    fill, edge, letter = charts.STATUS_COLOURS[colour]
    assert contrast(fill, letter) >= 4.5
    assert max(contrast(fill, "#ffffff"), contrast(edge, "#ffffff")) >= 3


@pytest.mark.parametrize("shape", charts.STATUS_SHAPES)
def test_every_shape_is_drawn_once_with_its_letter(shape):
    root = ElementTree.fromstring(charts.status_glyph(shape, "G", "green"))  # noqa: S314
    assert root.get("aria-hidden") == "true"
    assert [child.get("fill") for child in root] == ["#00703c", "#ffffff"]
    assert texts(root) == ["G"]


def test_shapes_differ():
    assert len({charts.status_glyph(shape, "A", "amber") for shape in charts.STATUS_SHAPES}) == 5


def test_an_unknown_shape_and_colour_still_print():
    assert charts.status_glyph("hexagon", "X", "mauve") == charts.status_glyph("circle", "X", "neutral")


@pytest.mark.parametrize(("rank", "filled"), [(1, 4), (2, 3), (3, 2), (4, 1)])
def test_quartile_bars_are_filled_to_the_rank(rank, filled):
    root = ElementTree.fromstring(charts.quartile_bars(rank, "#12436d"))  # noqa: S314
    assert [bar.get("fill") for bar in root] == ["#12436d"] * filled + ["none"] * (4 - filled)


def test_arrows_differ():
    assert len({charts.direction_arrow(arrow) for arrow in ("up", "down", "level")}) == 3


# --- Breaks and compositions ----------------------------------------------------------------------------


def parsed(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 (our own output)


def lines(root):
    return len(line(root))


@pytest.mark.parametrize(
    ("breaks", "count"), [({}, 1), ({2: "New definition"}, 2), ({1: "a", 3: "b"}, 1), ({0: "a", 4: "b"}, 1)]
)
def test_no_line_leads_across_a_break(breaks, count):
    """Broken before the second and the fourth of four, two points stand alone."""
    assert lines(drawn(points("1", "2", "3", "4"), breaks=breaks)) == count


def test_a_break_says_why():
    late = drawn(points("1", "2", "3", "4"), breaks={3: "New definition"})
    early = drawn(points("1", "2", "3", "4"), breaks={1: "Counted <anew>"})

    assert "New definition" in texts(late)
    assert "Counted <anew>" in texts(early)


def test_a_reason_too_long_for_the_chart_is_only_marked():
    picture = drawn(points("1", "2", "3", "4"), breaks={2: "A reason of very many words " * 5})

    assert "Break" in texts(picture)
    assert not any("very many words" in text for text in texts(picture))


def test_a_sparkline_breaks_where_its_series_does():
    values = [Decimal(number) for number in range(1, 6)]

    assert lines(parsed(charts.sparkline(values, title="t"))) == 1
    assert lines(parsed(charts.sparkline(values, title="t", breaks=[2]))) == 2
    # Of a longer series only the end is drawn, and the break stays at its own figures.
    longer = [Decimal(number) for number in range(20)]
    assert lines(parsed(charts.sparkline(longer, title="t", breaks=[18]))) == 2
    assert lines(parsed(charts.sparkline(longer, title="t", breaks=[3]))) == 1


def bar(*figures):
    return charts.composition_bar(
        [(f"part {n}", Decimal(figure), good) for n, (figure, good) in enumerate(figures)]
    )


def test_a_composition_is_one_bar_in_proportion():
    picture = parsed(bar(("4", False), ("69", False), ("193", True)))

    assert [float(rect.get("width")) for rect in picture.iter(f"{SVG}rect")] == [2.4, 41.2, 115.4]
    assert picture.find(f"{SVG}title").text == "part 0 4, part 1 69, part 2 193"


def test_a_part_of_nought_takes_no_room_and_is_said():
    picture = parsed(bar(("0", False), ("2", True)))

    assert len(list(picture.iter(f"{SVG}rect"))) == 1
    assert picture.find(f"{SVG}title").text == "part 0 0, part 1 2"


@pytest.mark.parametrize("figures", [[], [("0", True)], [("-1", False), ("3", True)]])
def test_what_makes_no_whole_is_not_drawn(figures):
    assert bar(*figures) == ""


def test_the_names_of_parts_are_escaped():
    svg = charts.composition_bar([("<b>", Decimal(1), True)])

    assert "<b>" not in svg
    assert "&lt;b&gt; 1" in svg
