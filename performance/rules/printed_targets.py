"""Targets, aims, arrows and statuses as councils print them."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from performance.rules.alphabets import normalised
from performance.rules.printed_absences import looks_like_name, no_figure
from performance.rules.printed_forms import read_figure
from performance.rules.printed_numbers import NUMBER, SUFFIX, SUFFIXES, decimals_of, kind_of_words, number_of
from performance.rules.printed_periods import read_period
from performance.rules.printed_types import (
    Absence,
    Companion,
    Figure,
    Nothing,
    Problem,
    Reason,
    Trouble,
    problem,
)
from performance.rules.rag import Polarity, TargetKind


@dataclass(frozen=True)
class PrintedTarget:
    """A target as it was printed. `kind` is None where the text does not say which way: "86%".

    Figures are in whole units; `decimals`, `unit_kind`, `scale` and `unit_words` say how they are printed.
    """

    text: str
    kind: TargetKind | None
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    decimals: int = 0
    unit_kind: str = ""
    scale: str = ""
    unit_words: str = ""
    companion: Companion | None = None
    span: str = ""


_AT_LEAST = (
    r">\s*=|=\s*>|[≥>]|at least|minimum(?: of)?|min\.?|more than|greater than|no less than|not less than"
    r"|above|over"
)
_AT_MOST = (
    r"<\s*=|=\s*<|[≤<]|at most|maximum(?: of)?|max\.?|no more than|not more than|less than|fewer than"
    r"|under|below|up to|within"
)
_BEFORE = re.compile(rf"(?:(?P<least>{_AT_LEAST})|(?P<most>{_AT_MOST}))\s*(?P<rest>[£\d.].*)", re.I | re.S)
_AFTER = re.compile(
    r"(?P<rest>.*?\d[\d,.]*\s*(?:%|k|m)?(?:\s+days)?)\s*"
    r"(?:(?P<least>or more|or above|or over|or higher|and above|\+|minimum)"
    r"|(?P<most>or less|or fewer|or below|or under|or lower|and below|maximum))",
    re.I | re.S,
)
_BAND = re.compile(
    rf"(?:between\s+|within\s+|from\s+)?(?P<pound>£)?\s*(?P<lower>-?{NUMBER})\s?(?P<first>{SUFFIX})?"
    rf"\s*(?P<share>%)?\s*(?:-|to|and)\s*£?\s*(?P<upper>{NUMBER})\s?(?P<second>{SUFFIX})?"
    r"\s*(?P<percent>%)?(?P<words>\s+[A-Za-z]\D*)?",
    re.I | re.A,
)
_NONE = re.compile(r"n\s*/\s*a\.?|na|none|no target(?: set)?|not applicable|not targeted|-+|\[z\]", re.I)
_TO_BE_CONFIRMED = re.compile(
    r"tb[ca]|to be (confirmed|agreed|set|determined|advised|decided)\b.*|target to be .*|not (yet )?set"
    r"|under review|awaiting\b.*|baseline( year)?|new measure|establish(ing)? (a )?baseline",
    re.I | re.S,
)
_INFORMATION = re.compile(
    r"(for )?info(rmation)?( only)?\.?|fio|monitor(ing)?( only)?|contextual|context only|data only", re.I
)


def read_target(text: str) -> PrintedTarget | Nothing | Problem:
    """What a cell says where a target belongs. A blank cell is nothing: no target has been set yet.

    >>> target = read_target("<8.1 (33 Adm's)")
    >>> target.kind.value, target.value, target.companion.value
    ('at_most', Decimal('8.1'), Decimal('33'))
    >>> band = read_target("56-61%")
    >>> band.lower, band.upper, band.unit_kind
    (Decimal('56'), Decimal('61'), 'percent')
    """
    printed = text.strip()
    body = re.sub(r"[\t\r\n ]+", " ", normalised(printed)[0]).strip()
    if not body:
        return Nothing(printed)
    for kind, pattern in (
        (TargetKind.NO_TARGET, _NONE),
        (TargetKind.TO_BE_CONFIRMED, _TO_BE_CONFIRMED),
        (TargetKind.INFORMATION, _INFORMATION),
    ):
        if pattern.fullmatch(body):
            return PrintedTarget(printed, kind)
    if match := _BAND.fullmatch(body):
        return _band(printed, body, match)
    kind, rest = _direction(body)
    reading = read_figure(rest)
    if isinstance(reading, Figure) and reading.value is not None:
        return _of_figure(printed, kind, reading)
    if isinstance(reading, Absence):
        kind = TargetKind.NO_TARGET if reading.reason == Reason.NOT_APPLICABLE else TargetKind.TO_BE_CONFIRMED
        return PrintedTarget(printed, kind)
    if isinstance(reading, Problem) and reading.trouble == Trouble.TWO_FIGURES:
        return replace(reading, text=printed)
    if looks_like_name(body):
        return problem(
            printed, Trouble.NAME, "is a name where a target belongs. Put the person under “Owner”."
        )
    rest = "is no target that can be read. Write for example >80%, 56-61%, <14 days or “No target”."
    return problem(printed, Trouble.NOT_A_FIGURE, rest)


def _direction(body):
    if match := _BEFORE.fullmatch(body):
        return (TargetKind.AT_LEAST if match["least"] else TargetKind.AT_MOST), match["rest"].strip()
    if match := _AFTER.fullmatch(body):
        return (TargetKind.AT_LEAST if match["least"] else TargetKind.AT_MOST), match["rest"].strip()
    return None, body


def _of_figure(printed, kind, figure):
    return PrintedTarget(
        printed,
        kind,
        figure.value,
        decimals=figure.decimals,
        unit_kind=figure.kind,
        scale=figure.scale,
        unit_words=figure.unit_words,
        companion=figure.companion,
        span=figure.span,
    )


def _band(printed, body, match):
    """A band: both edges have the suffix and the % of the last where the first has none ("£50-60k")."""
    if read_period(body) and not match["percent"]:
        return problem(
            printed, Trouble.BAND, "may be a band or a year. Write a band with “to”, for example “20 to 21”."
        )
    second = SUFFIXES.get((match["second"] or "").lower(), "")
    first = SUFFIXES.get((match["first"] or "").lower(), "") or second
    lower = number_of(match["lower"].removeprefix("-"), first)
    upper = number_of(match["upper"], second)
    if lower is None or upper is None:
        return no_figure(printed, body)
    lower = -lower if match["lower"].startswith("-") else lower
    if upper < lower:
        return problem(
            printed,
            Trouble.BAND,
            "is a band whose upper edge is below its lower one. Put one of the two right.",
        )
    percent = match["percent"] or match["share"]
    words = (match["words"] or "").strip()
    kind = "%" if percent else "£" if match["pound"] else words
    decimals = max(decimals_of(match["lower"]), decimals_of(match["upper"]))
    return PrintedTarget(
        printed,
        TargetKind.BAND,
        lower=lower,
        upper=upper,
        decimals=decimals,
        unit_kind=kind_of_words(kind),
        scale="m" if second == "bn" else second,
        unit_words=words,
    )


_HIGH = re.compile(
    r"h|high(er)?( is (good|better))?|bigger( is better)?|good is high|max(imi[sz]e)?"
    r"|aim to maximise|increase|up|↑|▲|⬆",
    re.I,
)
_LOW = re.compile(
    r"l|low(er)?( is (good|better))?|smaller( is better)?|good is low|min(imi[sz]e)?"
    r"|aim to minimise|decrease|reduce|down|↓|▼|⬇",
    re.I,
)
_WITHIN = re.compile(
    r"b|band|(target )?band( width)?|within (a )?(band|range|target)|range|in range|plan is best", re.I
)
_NEITHER = re.compile(r"n\s*/\s*a|na|none|neither|neutral|not applicable|-+|context(ual)?", re.I)


def read_aim(text: str) -> Polarity | None:
    """Which way is good, as councils write it: "H", "Good is low", "Target Band Width"; None where unknown.

    "N/A" is the stated answer that neither is; a blank cell is no answer.
    """
    body = re.sub(r"\s+", " ", normalised(text)[0]).strip(" .")
    for polarity, pattern in (
        (Polarity.HIGH, _HIGH),
        (Polarity.LOW, _LOW),
        (Polarity.BAND, _WITHIN),
        (Polarity.NONE, _NEITHER),
    ):
        if pattern.fullmatch(body):
            return polarity
    return None


_ARROWS = {
    "up": re.compile(r"[↑⬆▲△↗⇧⇑]\ufe0f?|up(wards?)?|increas(ed|ing)|higher|rising", re.I),
    "down": re.compile(r"[↓⬇▼▽↘⇩⇓]\ufe0f?|down(wards?)?|decreas(ed|ing)|lower|falling", re.I),
    "level": re.compile(r"[→⬌↔➡◄►▶◀⇨⇒=]\ufe0f?|same|level|no change|unchanged|stable|static", re.I),
}


def read_arrow(text: str) -> str:
    """A published direction: "up", "down", "level", or "" where the text is none of them."""
    body = text.strip()
    return next((name for name, pattern in _ARROWS.items() if pattern.fullmatch(body)), "")


_QUARTILES = {
    1: re.compile(r"top( quartile)?|first( quartile)?|1(st)?( quartile)?|q1|upper( quartile)?|best", re.I),
    2: re.compile(r"second( quartile)?|2(nd)?( quartile)?|q2|upper middle", re.I),
    3: re.compile(r"third( quartile)?|3(rd)?( quartile)?|q3|lower middle", re.I),
    4: re.compile(
        r"bottom( quartile)?|fourth( quartile)?|4(th)?( quartile)?|q4|lower( quartile)?|worst", re.I
    ),
}


def read_quartile(text: str) -> int | None:
    """A published quartile, 1 the best and 4 the worst; None where the text is none."""
    body = " ".join(text.split())
    return next((number for number, pattern in _QUARTILES.items() if pattern.fullmatch(body)), None)
