"""Two figures of each council against each other: ours marked, the medians as lines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from performance.charts.axes import axis
from performance.charts.marks import (
    ACCENT,
    FONT,
    GREY,
    HAIRLINE,
    ROOM,
    n,
    named,
    rule,
    rule_down,
    text_width,
    write,
    written_clear,
)

BENEATH = 52


@dataclass(frozen=True)
class Spot:
    """One council's pair of figures, with what is said of it."""

    name: str
    across: Decimal
    up: Decimal
    text: str
    is_ours: bool = False


@dataclass(frozen=True)
class Axis:
    """What an axis counts: its words, how a figure is printed, and the median that is drawn."""

    label: str
    printed: Callable[[Decimal], str]
    median: Decimal | None = None


def scatter(
    spots: Sequence[Spot],
    *,
    across: Axis,
    up: Axis,
    title: str,
    description: str,
    width: int = 640,
    height: int = 420,
    accent: str = ACCENT,
    slug: str = "scatter",
) -> str:
    """A dot for each council; ours is larger, in the accent, and labelled. The scales need not begin at 0.

    Each dot's `<title>` is its `text`. Where there are no spots the frame says "No figures".
    """
    ticks_x, texts_x = _scale([spot.across for spot in spots], across)
    ticks_y, texts_y = _scale([spot.up for spot in spots], up)
    left = max(text_width(text, ROOM) for text in texts_y) + 10
    right, top, bottom = width - 24, 30, height - BENEATH

    def x(value):
        return left + float((value - ticks_x[0]) / (ticks_x[-1] - ticks_x[0])) * (right - left)

    def y(value):
        return bottom - float((value - ticks_y[0]) / (ticks_y[-1] - ticks_y[0])) * (bottom - top)

    parts = [named(slug, title, description, width, height, "app-chart app-chart--scatter")]
    for tick, text in zip(ticks_y, texts_y, strict=True):
        parts.append(rule(left, right, y(tick), HAIRLINE, 1))
        parts.append(write(left - 8, y(tick) + FONT * 0.35, text, GREY, "end"))
    for tick, text in zip(ticks_x, texts_x, strict=True):
        parts.append(rule_down(x(tick), bottom, bottom + 5, GREY))
        parts.append(
            write(min(x(tick), width - text_width(text, ROOM) / 2), bottom + 22, text, GREY, "middle")
        )
    parts.append(write(left, 16, f"↑ {up.label}", GREY, "start"))
    parts.append(write(right, bottom + 44, f"{across.label} →", GREY, "end"))
    if across.median is not None:
        parts.append(rule_down(x(across.median), top, bottom, GREY, "4 3"))
    if up.median is not None:
        parts.append(rule(left, right, y(up.median), GREY, 1, "4 3"))
    if not spots:
        parts.append(write((left + right) / 2, (top + bottom) / 2, "No figures", GREY, "middle"))
    for spot in sorted(spots, key=lambda spot: spot.is_ours):
        parts.append(_drawn(spot, x(spot.across), y(spot.up), accent))
        if spot.is_ours:
            parts.append(_label(spot, x(spot.across), y(spot.up), right, accent))
    return "".join([*parts, "</svg>"])


def _scale(values, of):
    """Ticks around the values and the median; 0 to 1 where there are none."""
    shown = values if of.median is None else [*values, of.median]
    low, high = (min(shown), max(shown)) if shown else (Decimal(0), Decimal(1))
    if low == high:
        low, high = low - 1, high + 1
    return axis(low, high, of.printed)


def _drawn(spot, x, y, accent):
    fill, radius = (accent, 6.5) if spot.is_ours else ("#ffffff", 4)
    stroke = accent if spot.is_ours else GREY
    return (
        f'<circle cx="{n(x)}" cy="{n(y)}" r="{radius}" fill={quoteattr(fill)} stroke={quoteattr(stroke)} '
        f'stroke-width="1.25"><title>{escape(spot.text)}</title></circle>'
    )


def _label(spot, x, y, right, accent):
    """Ours by name, on the side where there is room."""
    fits = x + 10 + text_width(spot.name, ROOM) <= right
    at, anchor = (x + 10, "start") if fits else (x - 10, "end")
    return written_clear(at, y - 8, spot.name, accent, anchor, "bold")
