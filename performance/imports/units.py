"""The unit of a measure: as the file states it, else as its cells show it, and from what it was taken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from performance.rules.numbers import UnitKind
from performance.rules.printed_numbers import number_of
from performance.rules.printed_types import Figure
from performance.rules.table_proofs import score_out_of

# More decimals than this in a sheet come from a division, not from somebody who prints them.
MOST_DECIMALS = 3

_STATED = (
    (UnitKind.PERCENT, re.compile(r"%|per ?cent(age)?|percentage points?|proportion", re.I)),
    (UnitKind.COUNT, re.compile(r"counts?|no\.?|numbers?|#|cases|people|volume", re.I)),
    (
        UnitKind.MONEY,
        re.compile(r"£|£(?P<scale>[km])|£? ?(000s?|thousands?|millions?)|money|pounds|gbp", re.I),
    ),
    (UnitKind.DAYS, re.compile(r"(working |calendar )?days?", re.I)),
    (UnitKind.SCORE, re.compile(r"score|index|points", re.I)),
    (UnitKind.RATIO, re.compile(r"ratio", re.I)),
    (UnitKind.FTE, re.compile(r"ftes?|wtes?|full[- ]time equivalents?", re.I)),
    (UnitKind.COMPOSITION, re.compile(r"composition( over categories)?", re.I)),
    (UnitKind.RATE, re.compile(r"rate|.*\bper (?P<base>\d[\d,]*) ?(?P<suffix>[km])?\b.*", re.I)),
)
_PER = re.compile(
    r"\bper\s+(?P<base>\d[\d,]{2,})\s?(?P<suffix>k|m)?\b|\bper\s+(?P<short>\d{2,})(?P<letter>k|m)\b", re.I
)
_IN_TITLE = (
    (UnitKind.PERCENT, re.compile(r"%|\bper ?cent|\bpercentage\b|\bproportion\b|\bshare of\b", re.I)),
    (
        UnitKind.DAYS,
        re.compile(r"\((working |calendar )?days\b|\bdays (\(?per|lost|taken)\b|\bnumber of days\b", re.I),
    ),
    (UnitKind.MONEY, re.compile(r"£", re.I)),
    (UnitKind.FTE, re.compile(r"(?<!per )\b(FTE|WTE)s?\b")),
)
WORDS = {
    UnitKind.PERCENT: "per cent",
    UnitKind.COUNT: "a count",
    UnitKind.RATE: "a rate",
    UnitKind.MONEY: "money",
    UnitKind.DAYS: "days",
    UnitKind.SCORE: "a score",
    UnitKind.RATIO: "a ratio",
    UnitKind.FTE: "full-time equivalents",
    UnitKind.COMPOSITION: "a composition",
}


@dataclass(frozen=True)
class UnitRead:
    """A unit, whether the file states it, and where it was taken from where it does not."""

    kind: UnitKind
    decimals: int = 0
    scale: str = ""
    per: int = 0
    out_of: Decimal | None = None
    note: str = ""
    taken_from: str = ""


def stated_unit(text: str) -> tuple[UnitKind, str, int] | None:
    """Unit, scale and base of a rate that a unit column states: "£m", "per 1,000"; None where unknown."""
    body = " ".join(text.split())
    for kind, pattern in _STATED:
        if match := pattern.fullmatch(body):
            groups = match.groupdict()
            scale = (groups.get("scale") or "").lower()
            if kind == UnitKind.MONEY and not scale:
                scale = (
                    "k" if re.search(r"000|thousand", body, re.I) else "m" if "illion" in body.lower() else ""
                )
            base = groups.get("base")
            per = int(number_of(base, (groups.get("suffix") or "").lower()) or 0) if base else 0
            return kind, scale, per
    return None


def rate_base(title: str) -> int:
    """The base that a title names: "per 100,000 pop." is 100000; 0 where it names none."""
    match = _PER.search(title)
    if not match:
        return 0
    digits, suffix = match["base"] or match["short"], match["suffix"] or match["letter"] or ""
    return int(number_of(digits, suffix.lower()) or 0)


def unit_of(
    title: str,
    stated: str,
    figures: Sequence[Figure],
    others: Sequence[Figure],
    *,
    fractions: bool = False,
    is_composition: bool = False,
    code: str = "",
) -> UnitRead:
    """The unit of a measure.

    In this order: what the file states; a score that the title names; what the figures show; what the title
    says; what targets and comparison figures show; a percentage where numerators and denominators stand; a
    count. `figures` are the measure's own as printed, `others` its targets and comparison figures.
    """
    decimals = min(max((figure.decimals for figure in figures or others), default=0), MOST_DECIMALS)
    scale = next((figure.scale for figure in figures if figure.scale), "")
    note = next((f.unit_words for f in figures if f.unit_words and not f.kind), "")
    base = rate_base(title) or next((figure.per for figure in (*figures, *others) if figure.per), 0)
    top = score_out_of(title) or next((figure.out_of for figure in figures if figure.out_of), 0)
    kind, taken_from = _kind(title, stated, figures, others, fractions, is_composition, base, top)
    if known := stated_unit(stated):
        scale = scale if figures else known[1]
        base = known[2] or base
    if kind == UnitKind.RATE and not base:
        base = 100_000
    points = kind in (UnitKind.PERCENT, UnitKind.SCORE)
    return UnitRead(
        kind,
        decimals,
        "" if points else scale,
        base if kind == UnitKind.RATE else 0,
        Decimal(top) if kind == UnitKind.SCORE and top else None,
        note if kind != UnitKind.RATE else "",
        taken_from,
    )


def _kind(title, stated, figures, others, fractions, is_composition, base, top):
    if is_composition:
        return UnitKind.COMPOSITION, "its parts"
    if known := stated_unit(stated):
        return known[0], ""
    if score_out_of(title):
        return UnitKind.SCORE, f"the title, which names a score out of {top}"
    if shown := next((figure for figure in figures if figure.kind), None):
        return UnitKind(shown.kind), f"“{shown.text}”"
    if base:
        return UnitKind.RATE, "the title"
    for kind, pattern in _IN_TITLE:
        if pattern.search(title):
            return kind, "the title"
    if shown := next((figure for figure in others if figure.kind), None):
        return UnitKind(shown.kind), f"“{shown.text}” beside it"
    if fractions:
        return UnitKind.PERCENT, "its numerators and denominators"
    if figures:
        return UnitKind.COUNT, "its figures, which show no unit"
    return UnitKind.COUNT, "nothing: there is no figure yet"
