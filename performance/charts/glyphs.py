"""Small glyphs, always beside a visible word, so hidden from a screen reader."""

from xml.sax.saxutils import escape, quoteattr

from performance.charts.marks import GREY, INK, n

# Fill, edge and letter of each colour role. Shapes reach 3:1 on white by fill or edge, letters 4.5:1.
STATUS_COLOURS = {
    "green": ("#00703c", "#00703c", "#ffffff"),
    "light-green": ("#8cc665", "#2f6b1e", INK),
    "amber": ("#f0932b", "#7a4100", INK),
    "red": ("#ca3535", "#ca3535", "#ffffff"),
    "blue": ("#1d70b8", "#1d70b8", "#ffffff"),
    "neutral": (GREY, GREY, "#ffffff"),
}
# Outline in a 20 x 20 box, and the letter's baseline and size.
STATUS_SHAPES = {
    "circle": ('<circle cx="10" cy="10" r="9"{paint}/>', 14.1, 11.5),
    "triangle": ('<path d="M10 1.2 19.2 18.2H.8Z"{paint}/>', 16.4, 9.5),
    "diamond": ('<path d="M10 .8 19.2 10 10 19.2 .8 10Z"{paint}/>', 13.6, 10),
    "square": ('<path d="M1.5 1.5H18.5V18.5H1.5Z"{paint}/>', 14.1, 11.5),
    "star": (
        '<path d="M10 .6 13 6.2 19.3 7.3 14.9 11.9 15.8 18.3 10 15.5 4.2 18.3 5.1 11.9 .7 7.3 7 6.2Z"'
        "{paint}/>",
        13.4,
        8.5,
    ),
}
ARROWS = {
    "up": "M8 14V3M3.5 7.5 8 3l4.5 4.5",
    "down": "M8 2v11M3.5 8.5 8 13l4.5-4.5",
    "level": "M2 8h11M8.5 3.5 13 8l-4.5 4.5",
}


def status_glyph(shape: str, letter: str, colour: str, size: int = 20) -> str:
    """A status level's shape with its letter; an unknown shape is a circle, an unknown colour neutral."""
    outline, baseline, font = STATUS_SHAPES.get(shape, STATUS_SHAPES["circle"])
    fill, edge, ink = STATUS_COLOURS.get(colour, STATUS_COLOURS["neutral"])
    if len(letter) > 1:
        font -= 2.5
    paint = f' fill="{fill}" stroke="{edge}" stroke-width="1.2" stroke-linejoin="round"'
    return (
        _hidden(size, size, 20, 20)
        + outline.format(paint=paint)
        + f'<text x="10" y="{n(baseline)}" font-size="{n(font)}" font-weight="bold" text-anchor="middle" '
        f'fill="{ink}">{escape(letter)}</text></svg>'
    )


def quartile_bars(rank: int, fill: str = "currentColor") -> str:
    """Four bars, filled to the rank: 1 (top) fills four, 4 (bottom) fills one."""
    bars = "".join(
        f'<rect x="{n(0.5 + 7 * place)}" y="0.5" width="4" height="12" stroke={quoteattr(fill)} '
        f'stroke-width="1" fill={quoteattr(fill if place < 5 - rank else "none")}/>'
        for place in range(4)
    )
    return f"{_hidden(26, 13, 26, 13)}{bars}</svg>"


def direction_arrow(arrow: str, stroke: str = "currentColor") -> str:
    """The direction of the number, not of its meaning: up, down or level."""
    return (
        f'{_hidden(16, 16, 16, 16)}<path d="{ARROWS[arrow]}" fill="none" stroke={quoteattr(stroke)} '
        'stroke-width="2"/></svg>'
    )


def _hidden(width, height, across, down):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {across} {down}" aria-hidden="true" focusable="false">'
    )
