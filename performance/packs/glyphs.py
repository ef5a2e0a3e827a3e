"""The small pictures of a pack, in its own typeface. The words stand beside each; it is decoration then."""

import re
from decimal import Decimal

from django.utils.safestring import mark_safe

from performance import charts
from performance.packs import typeface


def with_glyph(level):
    """A level, or a row's status, with the picture that stands beside its word."""
    if not level["shape"]:
        return level | {"glyph": ""}
    return level | {"glyph": inline(charts.status_glyph(level["shape"], level["letter"], level["colour"]))}


def arrow(direction):
    """The arrow of a direction of travel."""
    return inline(charts.direction_arrow(direction["arrow"], charts.GREY))


def bars(rank, accent):
    """Four bars, filled to the rank as on the page, with gaps wide enough to stay open in print."""
    drawn = "".join(
        f'<rect x="{0.3 + 6.5 * place:.1f}" y="0.3" width="4" height="12.4" stroke="{accent}" '
        f'stroke-width="0.6" fill="{accent if place < 5 - rank else "none"}"/>'
        for place in range(4)
    )
    return mark_safe(  # noqa: S308
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 25 13" aria-hidden="true">{drawn}</svg>'
    )


def composition(parts, accent):
    """A composition as one bar; every part stands beneath it in words, so that it needs no name.

    Where a part is not published the lengths of the others would give it away: nothing is drawn.
    """
    if not all(part["value"] for part in parts):
        return ""
    drawn = charts.composition_bar(
        [(part["name"], Decimal(part["value"]), part["good"]) for part in parts],
        width=160,
        height=12,
        accent=accent,
    )
    return inline(_TITLE.sub("", drawn))


def sparkline(series, accent):
    """The last figures as a line, under the name that says them in words: nothing beside it does."""
    drawn = charts.sparkline(
        [None if value is None else Decimal(value) for value in series["values"]],
        Decimal(series["target"]) if series["target"] else None,
        title=series["title"],
        width=100,
        height=28,
        accent=accent,
        breaks=series["breaks"],
    )
    return inline(drawn)


_TITLE = re.compile("<title.*?</title>", re.DOTALL)


def inline(svg):
    """A picture in the pack's own typeface, which an SVG does not inherit from its page."""
    return mark_safe(svg.replace("<svg ", f'<svg font-family="{typeface.FAMILY}" ', 1))  # noqa: S308
