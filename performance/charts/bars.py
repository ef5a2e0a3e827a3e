"""Bars with their names at the left: one figure for each group or period, or one whole in its parts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import quoteattr

from performance.charts.axes import axis
from performance.charts.composition import fills
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
    rule_down,
    text_width,
    write,
    written_clear,
)

STEP, THICK = 26, 15
MOST_NAME = 0.38


@dataclass(frozen=True)
class Named:
    """One bar: its name, its figure or None, what stands in place of a figure, and whether it is ours."""

    name: str
    value: Decimal | None
    note: str = ""
    is_ours: bool = False


def bar_chart(
    bars: Sequence[Named],
    *,
    title: str,
    unit_format: Callable[[Decimal], str],
    lines: Sequence[tuple[str, Decimal]] = (),
    width: int = 760,
    accent: str = ACCENT,
) -> str:
    """Bars from zero in the order given, each with its figure at its end; ours in the accent and bold.

    `lines` are (name, value): uprights through all bars, a target or a mean, named above. A bar without a
    figure is its note.
    """
    names = [fitted(bar.name, ROOM, width * MOST_NAME) for bar in bars]
    shown = [bar.value for bar in bars if bar.value is not None] + [value for _, value in lines]
    ticks, _ = axis(min([*shown, Decimal(0)]), max([*shown, Decimal(0)]), unit_format)
    left = max((text_width(name, ROOM) for name in names), default=0) + 10
    ends = [text_width(unit_format(bar.value), ROOM) for bar in bars if bar.value is not None]
    right = width - 10 - max(ends, default=0)
    top = 8 + (LINE * len(lines) if lines else 0)
    height = top + STEP * max(len(bars), 1) + 6

    def x(value):
        return left + float((value - ticks[0]) / (ticks[-1] - ticks[0])) * (right - left)

    parts = [named("", title, "", width, height, "app-chart")]
    parts += _uprights(lines, x, width, height, unit_format)
    for place, (bar, name) in enumerate(zip(bars, names, strict=True)):
        middle = top + STEP * (place + 0.5)
        weight = "bold" if bar.is_ours else "normal"
        ink = accent if bar.is_ours else INK
        parts.append(write(left - 10, middle + FONT * 0.35, name, ink, "end", weight))
        if bar.value is None:
            parts.append(write(x(Decimal(0)) + 6, middle + FONT * 0.35, bar.note or "–", GREY, "start"))
            continue
        start, end = sorted((x(Decimal(0)), x(bar.value)))
        parts.append(
            f'<rect x="{n(start)}" y="{n(middle - THICK / 2)}" width="{n(end - start)}" height="{THICK}" '
            f"fill={quoteattr(accent if bar.is_ours else BAR)}/>"
        )
        said = unit_format(bar.value)
        parts.append(written_clear(end + 6, middle + FONT * 0.35, said, ink, "start", weight))
    parts.append(rule_down(x(Decimal(0)), top, height - 6, INK))
    if not bars:
        parts.append(write(width / 2, top + STEP * 0.7, "No figures", GREY, "middle"))
    return "".join([*parts, "</svg>"])


def _uprights(lines, x, width, height, unit_format):
    """A dashed upright for each line, its name above, each a step lower than the one before."""
    parts = []
    for place, ((name, value), dash) in enumerate(zip(lines, ("6 4", "2 3") * len(lines), strict=False)):
        beneath = 8 + LINE * place
        parts.append(rule_down(x(value), beneath + 6, height - 6, INK, dash))
        label = f"{name} {unit_format(value)}"
        half = text_width(label, ROOM) / 2
        at = min(max(x(value), half), width - half)
        parts.append(write(at, beneath + 2, label, GREY, "middle"))
    return parts


def composition_chart(
    bars: Sequence[tuple[str, Sequence[tuple[str, Decimal, bool]]]],
    *,
    title: str,
    unit_format: Callable[[Decimal], str],
    width: int = 760,
    accent: str = ACCENT,
) -> str:
    """Wholes in their parts, a bar each: every part's figure in it where it fits, the parts named above.

    A part is (name, figure, whether it is good). A bar that has no whole, or a part below 0, says so.
    """
    names = [fitted(name, ROOM, width * MOST_NAME) for name, _ in bars]
    left = max((text_width(name, ROOM) for name in names), default=0) + 10
    keyed, top = _key(bars[0][1] if bars else (), left, width, accent)
    height = top + STEP * max(len(bars), 1) + 4
    parts = [named("", title, "", width, height, "app-chart"), *keyed]
    for place, ((_, found), name) in enumerate(zip(bars, names, strict=True)):
        middle = top + STEP * (place + 0.5)
        parts.append(write(left - 10, middle + FONT * 0.35, name, INK, "end"))
        whole = sum((figure for _, figure, _ in found), Decimal(0))
        if whole <= 0 or any(figure < 0 for _, figure, _ in found):
            parts.append(write(left + 6, middle + FONT * 0.35, "No figures", GREY, "start"))
            continue
        at = left
        for (_, figure, good), fill in zip(found, fills(found, accent), strict=True):
            across = float(figure / whole) * (width - 1 - left)
            text = unit_format(figure)
            if across:
                parts.append(_part(at, middle, across, fill, accent))
            if figure and text_width(text, FONT) + 4 <= across:
                ink = "#ffffff" if good else INK
                parts.append(write(at + across / 2, middle + FONT * 0.35, text, ink, "middle"))
            at += across
    if not bars:
        parts.append(write(width / 2, top + STEP * 0.7, "No figures", GREY, "middle"))
    return "".join([*parts, "</svg>"])


def _key(found, left, width, accent):
    """The parts' names over the bars, each beside a swatch, and where the bars begin."""
    parts, at, line = [], left, 0
    for (name, _, _), fill in zip(found, fills(found, accent), strict=True):
        across = 20 + text_width(name, ROOM) + 16
        if at > left and at + across > width:
            at, line = left, line + 1
        middle = 10 + LINE * line
        parts.append(
            f'<rect x="{n(at + 0.5)}" y="{n(middle - 6)}" width="12" height="12" fill={quoteattr(fill)} '
            f'stroke={quoteattr(accent)} stroke-width="1"/>'
        )
        parts.append(write(at + 20, middle + FONT * 0.35, name, GREY, "start"))
        at += across
    return parts, LINE * (line + 1) + 6 if found else 4


def _part(left, middle, across, fill, accent):
    return (
        f'<rect x="{n(left)}" y="{n(middle - THICK / 2 - 2)}" width="{n(across)}" height="{THICK + 4}" '
        f'fill={quoteattr(fill)} stroke={quoteattr(accent)} stroke-width="1"/>'
    )
