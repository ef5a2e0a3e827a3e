"""The last values of a series as a small line."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from performance.charts.marks import ACCENT, GREY, alone, dot, named, path, rule, rule_down


def sparkline(
    values: Sequence[Decimal | None],
    target: Decimal | None = None,
    *,
    title: str,
    width: int = 120,
    height: int = 32,
    accent: str = ACCENT,
    breaks: Collection[int] = (),
) -> str:
    """The last values as a small line with a dot on the latest, the target dashed; None is a gap.

    The scale runs over the values and the target, but never over less than a tenth of the largest, so
    that noise does not look like a landslide. Only the last thirteen values are drawn. No line leads
    across a break: `breaks` are the places of `values` before which the series breaks.
    """
    values = list(values)
    left_out = max(len(values) - 13, 0)
    values, breaks = values[left_out:], {place - left_out for place in breaks}
    known = [value for value in values if value is not None]
    shown = known if target is None else [*known, target]
    low, high = (min(shown), max(shown)) if shown else (Decimal(0), Decimal(1))
    span = max(high - low, max(abs(low), abs(high)) / 10) or Decimal(1)
    middle = (low + high) / 2
    edge = 4

    def across(index):
        if len(values) < 2:
            return width / 2
        return edge + (width - 2 * edge) * index / (len(values) - 1)

    def down(value):
        return height / 2 - float((value - middle) / span) * (height - 2 * edge)

    spots = [None if value is None else (across(i), down(value)) for i, value in enumerate(values)]
    parts = [named("", title, "", width, height, "app-sparkline")]
    if target is not None:
        parts.append(rule(0, width, down(target), GREY, 1, "3 3"))
    for place in breaks:
        if 0 < place < len(spots):
            parts.append(rule_down((across(place - 1) + across(place)) / 2, 2, height - 2, GREY, "2 2"))
    parts.append(path(spots, accent, 1.75, breaks))
    drawn = [spot for spot in spots if spot is not None]
    for spot in alone(spots, breaks):
        parts.append(dot(*spot, 1.75, accent, accent))
    if drawn:
        parts.append(dot(*drawn[-1], 3, accent, accent))
    parts.append("</svg>")
    return "".join(parts)
