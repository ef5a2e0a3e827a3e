"""A composition as one bar of its parts."""

from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import quoteattr

from performance.charts.marks import ACCENT, HAIRLINE, PALE, n, named


def composition_bar(
    parts: Sequence[tuple[str, Decimal, bool]],
    *,
    width: int = 160,
    height: int = 14,
    accent: str = ACCENT,
) -> str:
    """A composition as one bar of its parts, in their order: the good ones filled, the others in outline.

    A part is (name, figure, whether it is good); its length is its share of the whole. The text alternative
    says every part: "Inadequate 4, RI 69, Good or Outstanding 193". Nothing below 0 or without a whole is
    drawn: "" then.
    """
    whole = sum((figure for _, figure, _ in parts), Decimal(0))
    if whole <= 0 or any(figure < 0 for _, figure, _ in parts):
        return ""
    said = ", ".join(f"{name} {figure.normalize():,f}" for name, figure, _ in parts)
    drawn = [named("", said, "", width, height, "app-composition")]
    left = 0.0
    for (_, figure, _), fill in zip(parts, fills(parts, accent), strict=True):
        length = float(figure / whole) * (width - 1)
        if length:
            drawn.append(
                f'<rect x="{n(left + 0.5)}" y="0.5" width="{n(length)}" height="{n(height - 1)}" '
                f'fill={quoteattr(fill)} stroke={quoteattr(accent)} stroke-width="1"/>'
            )
        left += length
    return "".join([*drawn, "</svg>"])


def fills(parts, accent) -> list[str]:
    """What each part is filled with: the good ones with the accent, the others three light greys in turn."""
    found, others = [], 0
    for _, _, good in parts:
        found.append(accent if good else ("#ffffff", PALE, HAIRLINE)[others % 3])
        others += not good
    return found
