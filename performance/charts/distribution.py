"""All councils of a group as bars in their order, ours marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import quoteattr

from performance.charts.axes import NAME_ROOM, Frame, Label, axis, grid, placed
from performance.charts.marks import (
    ACCENT,
    BAR,
    FONT,
    GREY,
    INK,
    LINE,
    ROOM,
    fitted,
    n,
    named,
    rule,
    rule_down,
    text_width,
    write,
)

BAND = "#f1f3f4"
WIDEST = 28
OURS_AT_LEAST = 3.5


@dataclass(frozen=True)
class Bar:
    """One council: its value, and what is said of it when it is pointed at."""

    value: Decimal
    says: str
    is_ours: bool = False


def distribution_chart(
    bars: Sequence[Bar],
    *,
    title: str,
    description: str,
    unit_format: Callable[[Decimal], str],
    bands: Sequence[tuple[str, int]] = (),
    lines: Sequence[tuple[str, Decimal]] = (),
    ours: str = "",
    slug: str,
    width: int = 960,
    height: int = 380,
    accent: str = ACCENT,
) -> str:
    """Bars from zero in the order given, over bands of neighbours, with lines across that are named.

    `bands` are (name, how many bars) from the left and cover all bars or none; they are named underneath.
    `lines` are (name, value), a mean or a median. `ours` stands above our bar with a leader to it. Each bar
    carries what is said of it.
    """
    shown = [bar.value for bar in bars] + [value for _, value in lines] + [Decimal(0)]
    ticks, texts = axis(min(shown), max(shown), unit_format)
    labels = [
        Label(value, f"{fitted(name, ROOM, NAME_ROOM)} {unit_format(value)}", GREY) for name, value in lines
    ]
    frame = Frame(
        left=max(text_width(text, ROOM) for text in texts) + 10,
        right=width - 8 - max((text_width(label.text, ROOM) + 10 for label in labels), default=0),
        top=LINE + 14,
        bottom=height - (LINE + 10 if bands else 12),
        low=ticks[0],
        high=ticks[-1],
        count=len(bars),
    )
    step = (frame.right - frame.left) / max(len(bars), 1)
    parts = [
        named(slug, title, description, width, height, "app-chart"),
        *_bands(frame, bands, step),
        *grid(frame, ticks, texts),
        *(_bar(frame, place, bar, step, accent) for place, bar in enumerate(bars)),
        *(
            rule(frame.left, frame.right, frame.y(value), INK, 1.25, dashes)
            for (_, value), dashes in zip(lines, ("6 4", "2 3") * len(lines), strict=False)
        ),
        *_ours(frame, bars, step, ours, accent, width),
        *placed(labels, frame),
    ]
    if not bars:
        middle = (frame.left + frame.right) / 2
        parts.append(write(middle, (frame.top + frame.bottom) / 2, "No figures", GREY, "middle"))
    return "".join([*parts, "</svg>"])


def _bands(frame, bands, step):
    """Every second band shaded, each with its name beneath where there is room."""
    parts, first = [], 0
    height = frame.bottom - frame.top + LINE + 6
    for place, (name, count) in enumerate(bands):
        left, across = frame.left + first * step, count * step
        if place % 2:
            parts.append(
                f'<rect x="{n(left)}" y="{n(frame.top)}" width="{n(across)}" '
                f'height="{n(height)}" fill="{BAND}"/>'
            )
        if text_width(name, FONT) <= across:
            parts.append(write(left + across / 2, frame.bottom + LINE, name, GREY, "middle"))
        first += count
    return parts


def _bar(frame, place, bar, step, accent):
    top, bottom = sorted((frame.y(bar.value), frame.y(Decimal(0))))
    across = min(step * 0.75, WIDEST)
    if bar.is_ours:
        across = max(across, OURS_AT_LEAST)
    return (
        f'<rect x="{frame.left + (place + 0.5) * step - across / 2:.2f}" y="{n(top)}" width="{across:.2f}" '
        f'height="{n(bottom - top)}" fill={quoteattr(accent if bar.is_ours else BAR)} '
        f"data-says={quoteattr(bar.says)}{' data-ours=' + quoteattr('yes') if bar.is_ours else ''}/>"
    )


def _ours(frame, bars, step, ours, accent, width):
    """What is said of our bar, in the row above the plot, and the leader down to the bar."""
    place = next((place for place, bar in enumerate(bars) if bar.is_ours), None)
    if place is None:
        return []
    x = frame.left + (place + 0.5) * step
    half = text_width(ours, ROOM) / 2
    middle = min(max(x, half), width - half)
    top = min(frame.y(bars[place].value), frame.y(Decimal(0)))
    return [
        rule_down(x, FONT + 6, top, accent),
        write(middle, FONT, ours, accent, "middle", "bold"),
    ]
