"""The plot of a chart: its frame, its scale, its axes, and the labels at the ends of its lines."""

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

from performance.charts.marks import (
    BETWEEN_LABELS,
    FONT,
    GREY,
    HAIRLINE,
    INK,
    LINE,
    ROOM,
    rule,
    rule_down,
    text_width,
    write,
)

MOST_INTERVALS = 5
# The longest that a name at the end of a line may be: the plot needs room too.
NAME_ROOM = 240


@dataclass(frozen=True)
class Label:
    """A label at the right end of a line: where it wants to stand, and how it looks."""

    value: Decimal
    text: str
    fill: str
    weight: str = "normal"


@dataclass(frozen=True)
class Frame:
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


def _nice_step(rough):
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `rough`."""
    power = Decimal(1).scaleb(rough.adjusted())
    return next(
        power * times for times in map(Decimal, ("1", "2", "2.5", "5", "10")) if power * times >= rough
    )


def axis(low, high, unit_format):
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


def placed(labels, frame):
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
        write(frame.right + 10, place + FONT * 0.35, label.text, label.fill, "start", label.weight)
        for label, place in zip(ordered, places, strict=True)
    ]


def grid(frame, ticks, texts):
    parts = []
    for tick, text in zip(ticks, texts, strict=True):
        y = frame.y(tick)
        parts.append(rule(frame.left, frame.right, y, INK if tick == 0 else HAIRLINE, 1))
        parts.append(write(frame.left - 8, y + FONT * 0.35, text, GREY, "end"))
    return parts


def period_labels(frame, labels, width):
    """As many labels under the axis as fit without touching, counted back from the latest.

    Where not all of them fit, a span's months are shortened: "Jan–Mar 2013".
    """
    shown = _under_axis(frame, labels, width)
    if len(shown) < len(labels):
        shown = _under_axis(frame, [_shortened(label) for label in labels], width)
    parts = []
    for place, (middle, label) in shown.items():
        parts.append(rule_down(frame.x(place), frame.bottom, frame.bottom + 5))
        parts.append(write(middle, frame.bottom + 22, label, GREY, "middle"))
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


def breaks_drawn(frame, breaks):
    """A dashed upright before each place, with the reason beside it where it fits, else named by a mark."""
    parts = []
    for place, reason in sorted(breaks.items()):
        if not 0 < place < frame.count:
            continue
        x = (frame.x(place - 1) + frame.x(place)) / 2
        parts.append(rule_down(x, frame.top, frame.bottom, GREY, "2 3"))
        room = text_width(reason, ROOM)
        if x + 6 + room <= frame.right:
            parts.append(write(x + 6, frame.top + FONT, reason, GREY, "start"))
        elif x - 6 - room >= frame.left:
            parts.append(write(x - 6, frame.top + FONT, reason, GREY, "end"))
        else:
            parts.append(write(x + 6, frame.top + FONT, "Break", GREY, "start"))
    return parts
