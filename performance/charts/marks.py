"""What charts are drawn with: colours, text, rules, dots and lines, as SVG text."""

from xml.sax.saxutils import escape, quoteattr

INK = "#0b0c0c"
GREY = "#505a5f"
HAIRLINE = "#d2d5d7"
PALE = "#e9ecee"
ACCENT = "#12436d"
# The bars that are not ours.
BAR = "#8a9196"
FONT = 14
# Text is drawn at FONT, but room is kept for this size: on a phone the stylesheet enlarges it.
ROOM = 16
LINE = 19
BETWEEN_LABELS = 14


def text_width(text: str, size: float) -> float:
    """About how wide a text is in Arial; a little generous, never exact."""
    return size * sum(_ADVANCE.get(character, 0.6 if not character.isupper() else 0.7) for character in text)


def fitted(text: str, size: float, room: float) -> str:
    """A text, or as much of it as there is room for and an ellipsis; whatever is named so stands in a table.

    >>> fitted("North East Lincolnshire", 16, 100)
    'North East…'
    """
    if text_width(text, size) <= room:
        return text
    while text and text_width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


_ADVANCE = (
    dict.fromkeys("0123456789£–", 0.56) | dict.fromkeys(" .,:;'!|/()-ijlft", 0.31) | {"%": 0.89, "m": 0.84}
)


def named(slug, title, description, width, height, css_class):
    """The opening of a picture with a name: title first, then the description."""
    title_id, desc_id = (f' id="{slug}-title"', f' id="{slug}-desc"') if slug else ("", "")
    names = f' aria-labelledby="{slug}-title" aria-describedby="{slug}-desc"' if slug and description else ""
    desc = f"<desc{desc_id}>{escape(description)}</desc>" if description else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{css_class}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img"{names}><title{title_id}>{escape(title)}</title>{desc}'
    )


def path(spots, stroke, width, breaks=(), dashes=""):
    """A line through the spots, broken at each gap and break; a spot alone is left to its marker."""
    drawn = ["M" + "L".join(f"{n(x)} {n(y)}" for x, y in run) for run in runs(spots, breaks) if len(run) > 1]
    if not drawn:
        return ""
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="{"".join(drawn)}" fill="none" stroke={quoteattr(stroke)} stroke-width="{n(width)}" '
        f'stroke-linejoin="round" stroke-linecap="round"{dash}/>'
    )


def alone(spots, breaks=()):
    """Spots with a gap, a break, or nothing, on both sides."""
    return [run[0] for run in runs(spots, breaks) if len(run) == 1]


def runs(spots, breaks):
    """Neighbouring spots that a line may join."""
    runs, run = [], []
    for place, spot in enumerate([*spots, None]):
        if run and (spot is None or place in breaks):
            runs.append(run)
            run = []
        if spot is not None:
            run.append(spot)
    return runs


def dot(x, y, radius, fill, stroke):
    return (
        f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(radius)}" fill={quoteattr(fill)} '
        f'stroke={quoteattr(stroke)} stroke-width="1.75"/>'
    )


def rule(left, right, y, stroke, width, dashes=""):
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="M{n(left)} {n(y)}H{n(right)}" fill="none" stroke="{stroke}" '
        f'stroke-width="{n(width)}"{dash}/>'
    )


def rule_down(x, top, bottom, stroke=INK, dashes=""):
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="M{n(x)} {n(top)}V{n(bottom)}" fill="none" stroke="{stroke}" stroke-width="1"{dash}/>'


def write(x, y, text, fill, anchor, weight="normal"):
    return (
        f'<text x="{n(x)}" y="{n(y)}" font-size="{FONT}" font-weight="{weight}" text-anchor="{anchor}" '
        f"fill={quoteattr(fill)}>{escape(text)}</text>"
    )


def written_clear(x, y, text, fill, anchor, weight="normal"):
    """Text on white, so that it is read where lines and dots lie beneath."""
    across = text_width(text, FONT)
    left = {"start": x, "middle": x - across / 2, "end": x - across}[anchor]
    ground = (
        f'<rect x="{n(left - 2)}" y="{n(y - FONT + 1)}" width="{n(across + 4)}" height="{FONT + 3}" '
        'fill="#ffffff"/>'
    )
    return ground + write(x, y, text, fill, anchor, weight)


def n(number):
    """A coordinate with at most one decimal: 12, 12.5, never -0."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
