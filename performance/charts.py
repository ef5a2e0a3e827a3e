"""Charts and small glyphs as SVG text: pure functions, the same picture on the page and in a pack.

Presentation attributes only (a strict content security policy forbids `style`), `<title>` first, the font
is inherited, the output depends on the arguments alone. All text is escaped here; marking it safe is left
to the template's edge.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

INK = "#0b0c0c"
GREY = "#505a5f"
HAIRLINE = "#d2d5d7"
PALE = "#e9ecee"
ACCENT = "#12436d"
FONT = 14
# Text is drawn at FONT, but room is kept for this size: on a phone the stylesheet enlarges it.
ROOM = 16
LINE = 19
BETWEEN_LABELS = 14
MOST_INTERVALS = 5

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


# --- Glyphs: always beside a visible word, so hidden from a screen reader -------------------------------


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
        + f'<text x="10" y="{_n(baseline)}" font-size="{_n(font)}" font-weight="bold" text-anchor="middle" '
        f'fill="{ink}">{escape(letter)}</text></svg>'
    )


def quartile_bars(rank: int, fill: str = "currentColor") -> str:
    """Four bars, filled to the rank: 1 (top) fills four, 4 (bottom) fills one."""
    bars = "".join(
        f'<rect x="{_n(0.5 + 7 * place)}" y="0.5" width="4" height="12" stroke={quoteattr(fill)} '
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


# --- Sparkline -----------------------------------------------------------------------------------------


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
    parts = [_named("", title, "", width, height, "app-sparkline")]
    if target is not None:
        parts.append(_rule(0, width, down(target), GREY, 1, "3 3"))
    for place in breaks:
        if 0 < place < len(spots):
            parts.append(_rule_down((across(place - 1) + across(place)) / 2, 2, height - 2, GREY, "2 2"))
    parts.append(_path(spots, accent, 1.75, breaks))
    drawn = [spot for spot in spots if spot is not None]
    for spot in _alone(spots, breaks):
        parts.append(_dot(*spot, 1.75, accent, accent))
    if drawn:
        parts.append(_dot(*drawn[-1], 3, accent, accent))
    parts.append("</svg>")
    return "".join(parts)


# --- Composition ---------------------------------------------------------------------------------------


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
    drawn = [_named("", said, "", width, height, "app-composition")]
    left = 0.0
    others = 0
    for _, figure, good in parts:
        length = float(figure / whole) * (width - 1)
        if length:
            fill = accent if good else ("#ffffff", PALE, HAIRLINE)[others % 3]
            drawn.append(
                f'<rect x="{_n(left + 0.5)}" y="0.5" width="{_n(length)}" height="{_n(height - 1)}" '
                f'fill={quoteattr(fill)} stroke={quoteattr(accent)} stroke-width="1"/>'
            )
        others += not good
        left += length
    return "".join([*drawn, "</svg>"])


# --- Line chart ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Label:
    """A label at the right end of a line: where it wants to stand, and how it looks."""

    value: Decimal
    text: str
    fill: str
    weight: str = "normal"


@dataclass(frozen=True)
class _Frame:
    """The plot's edges, and the scale."""

    left: float
    right: float
    top: float
    bottom: float
    low: Decimal
    high: Decimal
    count: int

    def x(self, index):
        if self.count < 2:
            return (self.left + self.right) / 2
        return self.left + (self.right - self.left) * index / (self.count - 1)

    def y(self, value):
        share = float((value - self.low) / (self.high - self.low))
        return self.bottom - share * (self.bottom - self.top)

    def reach(self, index):
        """The stretch of the axis that belongs to one point: half-way to its neighbours."""
        if self.count < 2:
            return self.left, self.right
        return (
            self.left if index == 0 else (self.x(index - 1) + self.x(index)) / 2,
            self.right if index == self.count - 1 else (self.x(index) + self.x(index + 1)) / 2,
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
    ticks, tick_texts = _axis(min([*shown, Decimal(0)]), max([*shown, Decimal(0)]), unit_format)
    labels = _end_labels(points, targets, band, target_label, unit_format, accent)
    frame = _Frame(
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
        _named(slug, title, description, width, height, "app-chart"),
        *_band(frame, band),
        *_grid(frame, ticks, tick_texts),
        *_period_labels(frame, [label for label, _, _ in points], width),
        *_target_lines(frame, targets),
        *_breaks(frame, breaks),
        _path(spots, accent, 2.5, breaks),
        *_markers(spots, [kind for _, _, kind in points], accent),
        *_placed(labels, frame),
    ]
    if not known:
        middle = (frame.left + frame.right) / 2
        parts.append(_text(middle, (frame.top + frame.bottom) / 2, "No figures", GREY, "middle"))
    return "".join([*parts, "</svg>"])


def nice_ticks(low: Decimal, high: Decimal, step: Decimal | None = None) -> list[Decimal]:
    """Round figures from at or below `low` to at or above `high`, in at most six steps.

    0 to 86 gives 0, 20, 40, 60, 80, 100; 0 to 0 gives 0, 1.
    """
    if low == high == 0:
        return [Decimal(0), Decimal(1)]
    step = step or _nice_step((high - low) / MOST_INTERVALS)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    return [step * place for place in range(int(first), int(last) + 1)]


def text_width(text: str, size: float) -> float:
    """About how wide a text is in Arial; a little generous, never exact."""
    return size * sum(_ADVANCE.get(character, 0.6 if not character.isupper() else 0.7) for character in text)


_ADVANCE = (
    dict.fromkeys("0123456789£–", 0.56) | dict.fromkeys(" .,:;'!|/()-ijlft", 0.31) | {"%": 0.89, "m": 0.84}
)


def _nice_step(rough):
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `rough`."""
    power = Decimal(1).scaleb(rough.adjusted())
    return next(
        power * times for times in map(Decimal, ("1", "2", "2.5", "5", "10")) if power * times >= rough
    )


def _axis(low, high, unit_format):
    """Ticks and their texts; the step grows until the unit's decimals can print every tick exactly."""
    ticks = nice_ticks(low, high)
    for _ in range(12):
        if _prints_exactly(ticks[1] - ticks[0], unit_format):
            break
        ticks = nice_ticks(low, high, _nice_step((ticks[1] - ticks[0]) * Decimal("1.1")))
    texts = [unit_format(tick) for tick in ticks]
    if all(_WHOLE.search(text) for text in texts):
        texts = [_WHOLE.sub("", text) for text in texts]
    return ticks, texts


_WHOLE = re.compile(r"\.0+(?!\d)")


def _prints_exactly(step, unit_format):
    """Whether one, two and three steps are printed as such: not where 2.5 would be printed as 3."""
    try:
        one, two, three = (Decimal(re.sub(r"[^0-9.]", "", unit_format(step * n))) for n in (1, 2, 3))
    except ArithmeticError:
        return True
    return one != 0 and two == 2 * one and three == 3 * one


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
            labels.append(_Label(value, text, accent, "bold"))
            break
    last = next((value for value in reversed(targets) if value is not None), None)
    if last is not None:
        labels.append(_Label(last, target_label or f"Target {unit_format(last)}", GREY))
    if band and target_label:
        labels.append(_Label((band[0] + band[1]) / 2, target_label, GREY))
    elif band:
        labels.append(_Label(band[0], f"Lower limit {unit_format(band[0])}", GREY))
        labels.append(_Label(band[1], f"Upper limit {unit_format(band[1])}", GREY))
    return labels


def _placed(labels, frame):
    """The labels, pushed apart so that none covers another, within the plot's height."""
    ordered = sorted(labels, key=lambda label: (-label.value, label.weight))
    places = []
    for label in ordered:
        wanted = frame.y(label.value)
        places.append(max(wanted, places[-1] + LINE) if places else wanted)
    floor = frame.bottom
    for index in range(len(places) - 1, -1, -1):
        places[index] = min(places[index], floor)
        floor = places[index] - LINE
    return [
        _text(frame.right + 10, place + FONT * 0.35, label.text, label.fill, "start", label.weight)
        for label, place in zip(ordered, places, strict=True)
    ]


def _grid(frame, ticks, texts):
    parts = []
    for tick, text in zip(ticks, texts, strict=True):
        y = frame.y(tick)
        parts.append(_rule(frame.left, frame.right, y, INK if tick == 0 else HAIRLINE, 1))
        parts.append(_text(frame.left - 8, y + FONT * 0.35, text, GREY, "end"))
    return parts


def _period_labels(frame, labels, width):
    """As many labels under the axis as fit without touching, counted back from the latest.

    Where not all of them fit, a span's months are shortened: "Jan–Mar 2013".
    """
    shown = _under_axis(frame, labels, width)
    if len(shown) < len(labels):
        shown = _under_axis(frame, [_shortened(label) for label in labels], width)
    parts = []
    for place, (middle, label) in shown.items():
        parts.append(_rule_down(frame.x(place), frame.bottom, frame.bottom + 5))
        parts.append(_text(middle, frame.bottom + 22, label, GREY, "middle"))
    return parts


def _shortened(label):
    first, joint, second = label.partition(" to ")
    if not joint:
        return label
    return "–".join(_MONTH.sub(lambda found: found[0][:3], part) for part in (first, second))


_MONTH = re.compile(r"[A-Z][a-z]{3,}")


def _under_axis(frame, labels, width):
    """Place -> where its label stands and what it says, for those that fit."""
    halves = [text_width(label, ROOM) / 2 for label in labels]
    # Near an edge a label is pushed inwards, and so nearer to the next.
    middles = [min(max(frame.x(place), half), width - half) for place, half in enumerate(halves)]
    return {place: (middles[place], labels[place]) for place in _apart(middles, halves)}


def _apart(middles, halves):
    """Every place, or every second, third or so on from the last, such that none stands close to the next."""
    last = len(middles) - 1
    for step in range(1, last + 1):
        places = range(last, -1, -step)
        if all(
            middles[right] - halves[right] - middles[left] - halves[left] >= BETWEEN_LABELS
            for right, left in pairwise(places)
        ):
            return places
    return [last] if middles else []


def _band(frame, band):
    if band is None:
        return []
    top, bottom = frame.y(band[1]), frame.y(band[0])
    return [
        f'<rect x="{_n(frame.left)}" y="{_n(top)}" width="{_n(frame.right - frame.left)}" '
        f'height="{_n(bottom - top)}" fill="{PALE}"/>',
        _rule(frame.left, frame.right, top, GREY, 1.25, "5 4"),
        _rule(frame.left, frame.right, bottom, GREY, 1.25, "5 4"),
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
            parts.append(_rule(left, right, frame.y(targets[start]), GREY, 1.5, "5 4"))
        start = index
    return parts


def _breaks(frame, breaks):
    """A dashed upright before each place, with the reason beside it where it fits, else named by a mark."""
    parts = []
    for place, reason in sorted(breaks.items()):
        if not 0 < place < frame.count:
            continue
        x = (frame.x(place - 1) + frame.x(place)) / 2
        parts.append(_rule_down(x, frame.top, frame.bottom, GREY, "2 3"))
        room = text_width(reason, ROOM)
        if x + 6 + room <= frame.right:
            parts.append(_text(x + 6, frame.top + FONT, reason, GREY, "start"))
        elif x - 6 - room >= frame.left:
            parts.append(_text(x - 6, frame.top + FONT, reason, GREY, "end"))
        else:
            parts.append(_text(x + 6, frame.top + FONT, "Break", GREY, "start"))
    return parts


def _markers(spots, kinds, accent):
    radius = 4 if len(spots) <= 26 else 2.5
    return [
        _dot(*spot, radius, "#ffffff" if kind == "published" else accent, accent)
        for spot, kind in zip(spots, kinds, strict=True)
        if spot is not None
    ]


# --- Marks ---------------------------------------------------------------------------------------------


def _named(slug, title, description, width, height, css_class):
    """The opening of a picture with a name: title first, then the description."""
    title_id, desc_id = (f' id="{slug}-title"', f' id="{slug}-desc"') if slug else ("", "")
    names = f' aria-labelledby="{slug}-title" aria-describedby="{slug}-desc"' if slug and description else ""
    desc = f"<desc{desc_id}>{escape(description)}</desc>" if description else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{css_class}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img"{names}><title{title_id}>{escape(title)}</title>{desc}'
    )


def _path(spots, stroke, width, breaks=()):
    """A line through the spots, broken at each gap and break; a spot alone is left to its marker."""
    runs = [
        "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in run) for run in _runs(spots, breaks) if len(run) > 1
    ]
    if not runs:
        return ""
    return (
        f'<path d="{"".join(runs)}" fill="none" stroke={quoteattr(stroke)} stroke-width="{_n(width)}" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
    )


def _alone(spots, breaks=()):
    """Spots with a gap, a break, or nothing, on both sides."""
    return [run[0] for run in _runs(spots, breaks) if len(run) == 1]


def _runs(spots, breaks):
    """Neighbouring spots that a line may join."""
    runs, run = [], []
    for place, spot in enumerate([*spots, None]):
        if run and (spot is None or place in breaks):
            runs.append(run)
            run = []
        if spot is not None:
            run.append(spot)
    return runs


def _dot(x, y, radius, fill, stroke):
    return (
        f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill={quoteattr(fill)} '
        f'stroke={quoteattr(stroke)} stroke-width="1.75"/>'
    )


def _rule(left, right, y, stroke, width, dashes=""):
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<path d="M{_n(left)} {_n(y)}H{_n(right)}" fill="none" stroke="{stroke}" '
        f'stroke-width="{_n(width)}"{dash}/>'
    )


def _rule_down(x, top, bottom, stroke=INK, dashes=""):
    dash = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="M{_n(x)} {_n(top)}V{_n(bottom)}" fill="none" stroke="{stroke}" stroke-width="1"{dash}/>'


def _text(x, y, text, fill, anchor, weight="normal"):
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="{FONT}" font-weight="{weight}" text-anchor="{anchor}" '
        f"fill={quoteattr(fill)}>{escape(text)}</text>"
    )


def _n(number):
    """A coordinate with at most one decimal: 12, 12.5, never -0."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
