"""Finds what the numbers of one sentence say of each other, and whether they do: no table is needed for it.

"Fell from 6.24% to 6.98%" and "22.8%, higher than our neighbours' 28.8%" are wrong whatever the tables hold.
"""

import re
from decimal import Decimal
from itertools import pairwise

from performance.rules.numbers import round_half_up
from performance.rules.prose import roles
from performance.rules.prose.claim import Claim, Kind
from performance.rules.prose.faults import written
from performance.rules.prose.portions import PORTION, portion
from performance.rules.prose.said import OVER, POINTS, UNDER, UP, numbers_in

# "Just over half the national figure" is right within so much of a half.
NEAR = Decimal("0.1")
_RISEN = rf"rose|risen|rise|increased?|grew|grown|growth|climbed|went up|gone up|{UP}"
_FALLEN = (
    r"fell|fallen|fall|decreased?|dropped|drop|declined?|reduced|reduction|shrank|shrunk|slipped|dipped"
    r"|went down|gone down|down"
)
_VERB = rf"\b(?:(?P<up>{_RISEN})|(?P<down>{_FALLEN}))\b(?P<rest>[^.;:,¤\d]{{0,40}}?)"
_FROM = re.compile(rf"{_VERB}\bfrom\s+$", re.IGNORECASE)
_TO = re.compile(r",?\s+(?:[\w·/()-]+\s+){0,3}to\s+(?:just\s+|only\s+)?", re.IGNORECASE)
_UP_TO = re.compile(rf"{_VERB}\bto\s+$", re.IGNORECASE)
_BACK_FROM = re.compile(r",?\s+from\s+", re.IGNORECASE)
# Between two numbers: what holds the first against the second, and lets no other subject in.
_FILLER = (
    r"[\s,)–·]|of [a-z]+\b|which\b|and\b|but\b|so\b|though\b|it\b|this\b|that\b|is\b|are\b|was\b|were\b"
    r"|remains?\b|still\b|now\b|well\b|far\b|just\b|also\b|both\b"
    r"|slightly\b|considerably\b|much\b|a little\b|in\b"
)
_RELATION = (
    r"(?:(?P<up>higher than|greater than|above)|(?P<down>lower than|below|fewer than|less than))\s+"
    r"(?:the|our|its|their|that|those|last|England|national|regional)\b[^.;:,¤]{0,60}?"
)
_AGAINST = re.compile(rf"(?:{_FILLER})+?{_RELATION}", re.IGNORECASE)
# "At 431.4 per 100,000, admissions are below the 498.2 of England."
_AGAINST_AT = re.compile(rf"[^.;:¤]{{1,150}}?\b{_RELATION}", re.IGNORECASE)
_COMING_FROM = re.compile(
    rf"[^.;:¤]{{0,60}}?\b(?:(?P<up>{UP})|(?P<down>down)) from\s+(?:the\s+)?", re.IGNORECASE
)
# "(549.8) and of England (498.2)": the same is said of one more.
_AND_OF = re.compile(
    r"[\s)]*(?:(?:of|in|for) [\w ]{1,30}\s)?(?:and|or)\s+(?:of\s+|the\s+|that\s+|in\s+)[^.;:,¤]{0,40}",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^\s*(?:(?P<up>more|higher)|(?P<down>fewer|less|lower))\b[^.;:\d]{0,80}:\s*$", re.IGNORECASE
)
_THAN = re.compile(r"[a-z\s]{0,40},?\s*\b(?:against|compared with|compared to)\s+", re.IGNORECASE)
_PART_OF = re.compile(
    rf"(?:{_FILLER})+?(?P<about>less than|under|about|around|nearly|almost|just under|just over|over"
    r"|more than)?\s*"
    rf"(?P<part>{PORTION})\s+(?:of\s+)?(?:the|our|its|their|that)\b[^.;:,¤]{{0,40}}?",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(r"\s*(?:higher|greater|above|lower|below|fewer|less)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:not|never|no longer|neither|n't|than)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_LAST_YEAR = re.compile(
    r"\)?\s*(?:(?:in|for)\s+)?(?:last year|the (?:previous year|year before)|a year|·)", re.I
)
_AT = re.compile(r"^\s*at\s+$", re.IGNORECASE)
# What a number is that is not the one spoken of.
_OTHERS = ("target", "previous", "earlier", "against", "by", "gap")


def comparisons(text: str) -> list[Claim]:
    """Each two numbers of a sentence of which it says how one stands to the other; `parts` are these two."""
    found, chained = [], None
    for first, second in pairwise(one for one in numbers_in(text) if one.kind != POINTS):
        between = text[first.end : second.start]
        if chained and first.kind == second.kind and _AND_OF.fullmatch(between):
            found.append(_claim(text, chained.start, second, chained.parts[0], second, chained.word))
            continue
        chained = None
        if first.kind == second.kind:
            one, goes_on = _said_of(text, first, second, between)
            chained = one if goes_on else None
            found += [one] if one else []
    return found


def _said_of(text, first, second, between):
    """What is said of two numbers, None where nothing is; and whether a third may follow it."""
    before = text[: first.start]
    moved = _FROM.search(before) if _TO.fullmatch(between) else None
    back = _UP_TO.search(before) if _BACK_FROM.fullmatch(between) else None
    for match, higher, other in ((moved, second, first), (back, first, second)):
        if match and not _is_denied(before[: match.start()]):
            return _claim(text, match.start(), second, higher, other, _way(match)), False
    if (match := _MORE.match(before)) and _THAN.fullmatch(between) and _is_last_year(text[second.end :]):
        return _claim(text, match.start(match.lastgroup), second, first, second, _way(match)), False
    if roles.numbered(first, text).role in _OTHERS:
        return None, False
    if match := _COMING_FROM.fullmatch(between):
        return _claim(
            text, first.end + match.start(match.lastgroup), second, first, second, _way(match)
        ), False
    # "5.6% above the 40%" is how far, and "more than 40%" what a target is.
    if second.qualifier in ("under", "over") or _AT_ONCE.match(between):
        return None, False
    if match := _AGAINST.fullmatch(between) or (_AT.match(before) and _AGAINST_AT.fullmatch(between)):
        return _claim(
            text, first.end + match.start(match.lastgroup), second, first, second, _way(match)
        ), True
    if match := _PART_OF.fullmatch(between):
        start = first.end + match.start("about" if match["about"] else "part")
        about = (match["about"] or "").lower()
        return _claim(text, start, second, first, second, about, portion(match["part"])), False
    return None, False


def _claim(text, start, second, higher, other, way, counts=()):
    kind = Kind.FRACTION if counts else Kind.BESIDE
    return Claim(
        kind, start, second.end, text[start : second.end], word=way, counts=counts, parts=(higher, other)
    )


def _way(match):
    return "above" if match["up"] else "below"


def _is_denied(before):
    return bool(_DENIED.search(before))


def _is_last_year(after):
    return bool(_LAST_YEAR.match(after))


def fault(claim: Claim):
    """None where the numbers stand to each other as they are said to, else what it should be and why."""
    first, second = claim.parts
    if claim.counts:
        return _fault_of_part(claim, first, second)
    apart = first.value - second.value
    if apart and (apart > 0) == (claim.word == "above"):
        return None
    right = "above" if apart > 0 else "below" if apart < 0 else "the same as"
    return right, f"{first.text} is {right} {second.text}, so “{claim.said}” cannot be."


def _fault_of_part(claim, first, second):
    """ "2.9% is just over half the national figure of 5.1%": 0.57."""
    if not second.value:
        return None
    share, said = first.value / second.value, Decimal(claim.counts[0]) / claim.counts[1]
    if claim.word in UNDER:
        right = share < said
    elif claim.word in OVER:
        right = share > said
    else:
        right = abs(share - said) <= NEAR
    if right:
        return None
    exact = f"{written(round_half_up(share * 100, 0))}%"
    return exact, f"{first.text} is {exact} of {second.text}, so “{claim.said}” cannot be."
