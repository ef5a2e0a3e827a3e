"""One measure over its periods."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from performance.charts.axes import NAME_ROOM, Frame, Label, axis, breaks_drawn, grid, period_labels, placed
from performance.charts.marks import (
    ACCENT,
    GREY,
    PALE,
    ROOM,
    dot,
    fitted,
    n,
    named,
    path,
    rule,
    text_width,
    write,
)


def line_chart(
    points: Sequence[tuple[str, Decimal | None, str]],
    *,
    title: str,
    description: str,
    unit_format: Callable[[Decimal], str],
    target: Decimal | Sequence[Decimal | None] | None = None,
    band: tuple[Decimal, Decimal] | None = None,
    target_label: str = "",
    width: int = 480,
    height: int = 240,
    accent: str = ACCENT,
    slug: str = "chart",
    breaks: Mapping[int, str] | None = None,
) -> str:
    """One measure over its periods, on a scale that starts at zero.

    A point is (label, value, kind); a value of None is a gap and stays one. Kind "published" has a hollow
    marker, every other kind a filled one. `target` is one figure, or one for each point where it changed on
    the way; `target_label` is what stands beside it where the target is printed as it was entered ("Target
    >11%"). `band` is drawn as a pale area with its limits. `unit_format` prints a figure. Ids begin with
    `slug`, which must be unique on its page. `breaks` maps the places of points before which the series
    breaks to the reason: no line leads across one, and the reason stands at it.
    """
    breaks = breaks or {}
    targets = _each(target, len(points))
    known = [value for _, value, _ in points if value is not None]
    shown = known + [value for value in targets if value is not None] + list(band or ())
    ticks, tick_texts = axis(min([*shown, Decimal(0)]), max([*shown, Decimal(0)]), unit_format)
    labels = _end_labels(points, targets, band, target_label, unit_format, accent)
    frame = Frame(
        left=max(text_width(text, ROOM) for text in tick_texts) + 10,
        right=width - 8 - max((text_width(label.text, ROOM) + 10 for label in labels), default=0),
        top=12,
        bottom=height - 30,
        low=ticks[0],
        high=ticks[-1],
        count=len(points),
    )
    spots = [
        None if value is None else (frame.x(i), frame.y(value)) for i, (_, value, _) in enumerate(points)
    ]
    parts = [
        named(slug, title, description, width, height, "app-chart"),
        *_band(frame, band),
        *grid(frame, ticks, tick_texts),
        *period_labels(frame, [label for label, _, _ in points], width),
        *_target_lines(frame, targets),
        *breaks_drawn(frame, breaks),
        path(spots, accent, 2.5, breaks),
        *_markers(spots, [kind for _, _, kind in points], accent),
        *placed(labels, frame),
    ]
    if not known:
        middle = (frame.left + frame.right) / 2
        parts.append(write(middle, (frame.top + frame.bottom) / 2, "No figures", GREY, "middle"))
    return "".join([*parts, "</svg>"])


def _each(target, count):
    """A target for every point, from one for all or one for each."""
    if target is None or isinstance(target, Decimal):
        return [target] * count
    return list(target)


def _end_labels(points, targets, band, target_label, unit_format, accent):
    """What stands at the right ends: the latest figure, the target, the band's limits."""
    labels = []
    for index in range(len(points) - 1, -1, -1):
        label, value, _ = points[index]
        if value is not None:
            text = unit_format(value) if index == len(points) - 1 else f"{unit_format(value)}, {label}"
            labels.append(Label(value, text, accent, "bold"))
            break
    last = next((value for value in reversed(targets) if value is not None), None)
    if last is not None:
        labels.append(
            Label(last, fitted(target_label, ROOM, NAME_ROOM) or f"Target {unit_format(last)}", GREY)
        )
    if band and target_label:
        labels.append(Label((band[0] + band[1]) / 2, target_label, GREY))
    elif band:
        labels.append(Label(band[0], f"Lower limit {unit_format(band[0])}", GREY))
        labels.append(Label(band[1], f"Upper limit {unit_format(band[1])}", GREY))
    return labels


def _band(frame, band):
    if band is None:
        return []
    top, bottom = frame.y(band[1]), frame.y(band[0])
    return [
        f'<rect x="{n(frame.left)}" y="{n(top)}" width="{n(frame.right - frame.left)}" '
        f'height="{n(bottom - top)}" fill="{PALE}"/>',
        rule(frame.left, frame.right, top, GREY, 1.25, "5 4"),
        rule(frame.left, frame.right, bottom, GREY, 1.25, "5 4"),
    ]


def _target_lines(frame, targets):
    """Dashed lines, one for each stretch of points with the same target."""
    parts = []
    start = 0
    for index in range(1, len(targets) + 1):
        if index < len(targets) and targets[index] == targets[start]:
            continue
        if targets[start] is not None:
            left, right = frame.reach(start)[0], frame.reach(index - 1)[1]
            parts.append(rule(left, right, frame.y(targets[start]), GREY, 1.5, "5 4"))
        start = index
    return parts


def _markers(spots, kinds, accent):
    radius = 4 if len(spots) <= 26 else 2.5
    return [
        dot(*spot, radius, "#ffffff" if kind == "published" else accent, accent)
        for spot, kind in zip(spots, kinds, strict=True)
        if spot is not None
    ]
