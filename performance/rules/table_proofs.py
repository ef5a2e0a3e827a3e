"""What the rows of a table say about each other: listed twice, a score as a percentage, one thing in columns.

The findings are of the same kind as those of the arithmetic (`proofs`).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from performance.rules.alphabets import quiet
from performance.rules.codes import canonical
from performance.rules.numbers import format_number, places_of
from performance.rules.printed_titles import find_labels
from performance.rules.printed_types import Figure
from performance.rules.proofs import Check, Finding, Severity


@dataclass(frozen=True)
class Listed:
    """A measure as a table lists it: where, its code, its title, and its figures as text."""

    place: str
    code: str
    title: str
    figures: tuple[str, ...] = ()


def listed_twice(rows: Iterable[Listed]) -> list[tuple[Listed, Listed, Finding]]:
    """Measures that a table lists twice: the first and second place, and what to do.

    One code with two titles that say nearly the same (1G in a published table), or one title without a code,
    is the same measure. One code with two quite different titles is reported as a code used twice. Titles
    that differ by their codes ("3D pt 1", "3D pt 2") are two measures.
    """
    found, by_code, by_title = [], {}, {}
    for row in rows:
        code, title = canonical(row.code), folded(row.title)
        earlier = by_code.get(code) if code and any(c.isdigit() for c in code) else by_title.get(title)
        if earlier is not None:
            found.append((earlier, row, _twice(earlier, row)))
            continue
        if code and any(c.isdigit() for c in code):
            by_code[code] = row
        elif title:
            by_title[title] = row
    return found


def _twice(first, second):
    same = [text for text in first.figures if text] == [text for text in second.figures if text]
    name = second.code.strip() or f"“{second.title}”"
    if first.code.strip() and similar(first.title, second.title) < NEARLY:
        return Finding(
            Check.LISTED_TWICE,
            Severity.ERROR,
            f"The code {name} stands for two measures, in {first.place} and {second.place}: “{first.title}” "
            f"and “{second.title}”. Give one of them its own code.",
        )
    figures = "with the same figures" if same else "with different figures"
    return Finding(
        Check.LISTED_TWICE,
        Severity.WARNING if same else Severity.ERROR,
        f"{name} is listed twice, in {first.place} and {second.place}, {figures}. Leave one of them out.",
    )


# "adults with a learning disability who live…" and "adults with learning disabilities who live…" share 93%.
NEARLY = 0.8


def similar(first: str, second: str) -> float:
    """How alike two titles are, from 0 to 1, whatever their capitals and punctuation."""
    return SequenceMatcher(None, folded(first), folded(second), autojunk=False).ratio()


def folded(title: str) -> str:
    """A title for comparing: small letters, no punctuation, one space, no article in front.

    >>> folded("The Heritage visits (total)"), folded("% of carers")
    ('heritage visits total', '% of carers')
    """
    words = re.sub(r"[^\w%£+]+", " ", quiet(title).casefold().replace("'", "")).split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


# What a row is called that adds up the rows above it.
TOTALS = frozenset(["total", "totals", "grand total", "overall total", "all"])

# Composite scores of the national framework: what they are out of. A percentage of either means nothing.
_SCORES = (
    (re.compile(r"carer[\w' -]*quality of life", re.I), 12),
    (re.compile(r"quality of life", re.I), 24),
)


def score_out_of(title: str) -> int:
    """The top of a score that a title names, 0 where it names none.

    Source: Adult Social Care Outcomes Framework handbook of definitions: social care-related quality of life
    is out of 24, carer-reported quality of life out of 12.

    >>> score_out_of("Social care related quality of life"), score_out_of("Carer related quality of life")
    (24, 12)
    """
    return next((top for pattern, top in _SCORES if pattern.search(title)), 0)


def score_as_percentage(title: str, figure: Figure) -> Finding | None:
    """A score printed with a percent sign: 19.50% for a quality of life that is out of 24."""
    top = score_out_of(title)
    if not top or figure.kind != "percent" or figure.value is None or figure.value > top:
        return None
    return Finding(
        Check.SCORE_AS_PERCENTAGE,
        Severity.ERROR,
        f"“{figure.text}” is a score out of {top} printed as a percentage. It is read as the score "
        f"{format_number(figure.value, places_of(figure.value))}; take the percent sign away.",
    )


def percent_sign_missing(figures: Sequence[Figure]) -> list[Finding]:
    """Figures without a percent sign among others of the row that have one: 79.9 beside 82.2%."""
    percent = [figure for figure in figures if figure.kind == "percent"]
    bare = [figure for figure in figures if not figure.kind and not figure.scale and figure.value is not None]
    if not percent:
        return []
    return [
        Finding(
            Check.PERCENT_SIGN,
            Severity.NOTE,
            f"“{figure.text}” has no percent sign beside “{percent[0].text}”. It is read as a percentage.",
        )
        for figure in bare
        if 0 <= figure.value <= 100
    ]


def target_moved(now: str, before: str, *, where: str) -> Finding | None:
    """A target that another table, or the record, holds differently; the same text is the same target."""
    if re.sub(r"[\s,]", "", quiet(now)).lower() == re.sub(r"[\s,]", "", quiet(before)).lower():
        return None
    return Finding(
        Check.TARGET_MOVED,
        Severity.ERROR,
        f"The target is {now} here and {before} {where}. Say why it changes, or put one of the two right.",
    )


def composition_spread(title: str, figures: Sequence[Figure | None]) -> tuple[str, ...]:
    """The labels of a composition whose parts stand in columns of their own, () where it is none.

    "CQC ratings (Inadequate, RI, Good/Out)" with 4, 69 and 193 in three columns meant for other things. Only
    whole counts, as many as there are labels.
    """
    labels = find_labels(title)[1]
    counts = [figure for figure in figures if figure is not None]
    plain = all(
        figure.value is not None and not figure.kind and not figure.decimals and not figure.scale
        for figure in counts
    )
    return labels if len(labels) > 1 and len(labels) == len(counts) == len(figures) and plain else ()


def spread_finding(title: str, labels: Sequence[str], texts: Sequence[str]) -> Finding:
    """What to say of a composition spread over columns."""
    parts = " | ".join(f"{label} {text}" for label, text in zip(labels, texts, strict=True))
    return Finding(
        Check.SPREAD_COMPOSITION,
        Severity.ERROR,
        f"One composition is spread over {len(labels)} columns meant for other things. It is read as "
        f"“{parts}”; put it into one cell like that.",
    )
