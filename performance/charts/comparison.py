"""One council's line over the years beside the lines of groups."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from performance.charts.axes import NAME_ROOM, Frame, Label, axis, grid, period_labels, placed
from performance.charts.marks import (
    ACCENT,
    GREY,
    ROOM,
    alone,
    dot,
    fitted,
    named,
    path,
    rule_down,
    text_width,
    write,
)

# One pattern a group, so that lines can be told apart without colour; ours is drawn through.
DASHES = ("7 4", "2 3", "10 3 2 3", "4 2", "1 4")


@dataclass(frozen=True)
class Line:
    """A line of the chart: its name, a value or None for each year, and whether it is the council's."""

    name: str
    values: Sequence[Decimal | None]
    is_ours: bool = False


def comparison_chart(
    years: Sequence[str],
    lines: Sequence[Line],
    *,
    title: str,
    description: str,
    unit_format: Callable[[Decimal], str],
    breaks: Mapping[int, str] | None = None,
    skipped: Collection[int] = (),
    slug: str,
    width: int = 760,
    height: int = 340,
    ceiling: Decimal | None = None,
    accent: str = ACCENT,
) -> str:
    """Own line in the accent, groups in grey, each named at its end; no line leads across a gap or a break.

    The scale runs over the values and need not begin at zero, but never covers less than a fifth of the
    largest, so that noise does not look like a landslide. `breaks` maps the places of years before which the
    series breaks to the mark that names the reason beneath the chart. `skipped` are the places of years in
    which nobody was asked: a line leads on across them, for nothing is missing there. `ceiling` is what no
    value is above or can be, 100 of a share: the scale does not run over it. Below 480 wide the
    labels at the ends leave the figures and years to the table.
    """
    breaks = breaks or {}
    drawn = [line for line in lines if any(value is not None for value in line.values)]
    low, high = _scale([value for line in drawn for value in line.values if value is not None], ceiling)
    ticks, texts = axis(low, high, unit_format)
    labels = [_end(line, years, unit_format, accent, short=width < 480) for line in drawn]
    frame = Frame(
        left=max(text_width(each, ROOM) for each in texts) + 10,
        right=width - 10 - max((text_width(label.text, ROOM) + 10 for label in labels), default=0),
        top=24,
        bottom=height - 30,
        low=ticks[0],
        high=ticks[-1],
        count=len(years),
    )
    parts = [
        named(slug, title, description, width, height, "app-chart"),
        *grid(frame, ticks, texts),
        *period_labels(frame, years, width),
        *_marked(frame, breaks),
    ]
    # Ours comes last, to lie above the others.
    dashes = iter(DASHES * len(drawn))
    for line in sorted(drawn, key=lambda line: line.is_ours):
        parts += _drawn(line, frame, breaks, skipped, accent, "" if line.is_ours else next(dashes))
    if not drawn:
        middle = (frame.left + frame.right) / 2
        parts.append(write(middle, (frame.top + frame.bottom) / 2, "No figures", GREY, "middle"))
    return "".join([*parts, *placed(labels, frame), "</svg>"])


def _scale(values, ceiling=None):
    """From where to where the axis runs: 61.5 to 65.1 is stretched to a fifth of 65.1, 56.79 to 69.81.

    >>> _scale([Decimal("61.5"), Decimal("65.1")])
    (Decimal('56.79'), Decimal('69.81'))

    A share of 82.3 and one of 100.0 would reach to 101.15: with a ceiling of 100 they do not.
    """
    if not values:
        return Decimal(0), Decimal(0)
    low, high = min(values), max(values)
    missing = max(abs(low), abs(high)) / 5 - (high - low)
    if missing <= 0:
        return low, high
    below = low - missing / 2
    above = high + missing / 2
    if ceiling is not None:
        above = min(above, ceiling)
    return (max(below, Decimal(0)) if low >= 0 else below), above


def _end(line, years, unit_format, accent, *, short):
    """The label of a line, at its last value; one that ends before the chart does names its year."""
    place = max(place for place, value in enumerate(line.values) if value is not None)
    text = fitted(line.name, ROOM, NAME_ROOM)
    if not short:
        text += f" {unit_format(line.values[place])}"
        text += f", {years[place]}" if place < len(years) - 1 else ""
    fill, weight = (accent, "bold") if line.is_ours else (GREY, "normal")
    return Label(line.values[place], text, fill, weight)


def _marked(frame, breaks):
    parts = []
    for place, mark in sorted(breaks.items()):
        if 0 < place < frame.count:
            x = (frame.x(place - 1) + frame.x(place)) / 2
            parts.append(rule_down(x, frame.top - 4, frame.bottom, GREY, "2 3"))
            parts.append(write(x, frame.top - 9, mark, GREY, "middle"))
    return parts


def _drawn(line, frame, breaks, skipped, accent, dashes):
    stroke = accent if line.is_ours else GREY
    kept = [place for place in range(len(line.values)) if place not in skipped]
    spots = [
        None if line.values[place] is None else (frame.x(place), frame.y(line.values[place]))
        for place in kept
    ]
    # A break stands before the first of the years that are left at or after it.
    broken = {sum(1 for place in kept if place < at) for at in breaks}
    parts = [path(spots, stroke, 2.75 if line.is_ours else 1.75, broken, dashes=dashes)]
    if line.is_ours:
        return parts + [dot(*spot, 4, accent, accent) for spot in spots if spot is not None]
    return parts + [dot(*spot, 2, "#ffffff", stroke) for spot in alone(spots, broken)]
