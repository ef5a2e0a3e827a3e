"""Charts and small glyphs as SVG text: pure functions, the same picture on the page and in a pack.

Presentation attributes only (a strict content security policy forbids `style`), `<title>` first, the font
is inherited, the output depends on the arguments alone. All text is escaped here; marking it safe is left
to the template's edge.
"""

from performance.charts.axes import nice_ticks
from performance.charts.bars import Named, bar_chart, composition_chart
from performance.charts.comparison import Line, comparison_chart
from performance.charts.composition import composition_bar
from performance.charts.distribution import Bar, distribution_chart
from performance.charts.glyphs import (
    ARROWS,
    STATUS_COLOURS,
    STATUS_SHAPES,
    direction_arrow,
    quartile_bars,
    status_glyph,
)
from performance.charts.lines import line_chart
from performance.charts.marks import ACCENT, GREY, text_width
from performance.charts.scatter import Axis, Spot, scatter
from performance.charts.sparkline import sparkline

__all__ = [
    "ACCENT",
    "ARROWS",
    "GREY",
    "STATUS_COLOURS",
    "STATUS_SHAPES",
    "Axis",
    "Bar",
    "Line",
    "Named",
    "Spot",
    "bar_chart",
    "comparison_chart",
    "composition_bar",
    "composition_chart",
    "direction_arrow",
    "distribution_chart",
    "line_chart",
    "nice_ticks",
    "quartile_bars",
    "scatter",
    "sparkline",
    "status_glyph",
    "text_width",
]
