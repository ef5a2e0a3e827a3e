"""Finds numbers, and which number of a measure each is said to be: its figure, target, change, gap."""

import re
from dataclasses import replace

from performance.rules.prose.claim import Claim, Kind, claim
from performance.rules.prose.said import PERCENT, POINTS, QUALIFIERS, UP, WORD, Number, counted, numbers_in

_POINTS_IN_WORDS = re.compile(
    rf"\b(?:(?P<about>{QUALIFIERS})\s+)?(?P<n>{WORD})\s+(?:percentage\s+)?points?\b", re.IGNORECASE
)
_WAS_BEFORE = re.compile(
    r"(?:\bfrom|\bafter|\bprevious(?: year|ly| figure)?(?:'s|’s)?(?: figure)?(?: of| was|:)?"
    r"|\blast year(?:'s|’s)?(?: figure)?(?: of| was|:)?"
    r"|\ba year (?:before|earlier|ago) (?:it )?(?:was|of)|\b(?:better|worse|higher"
    r"|lower) than)\s*(?:the\s+)?\(?$",
    re.IGNORECASE,
)
_IS_BEFORE = re.compile(
    r"^\s*(?:\w+\s+)?(?:in the previous year|the year before|last year|a year (?:before|earlier|ago)"
    r"|in the year before|the previous year)",
    re.IGNORECASE,
)
_TARGET_BEFORE = re.compile(
    r"\b(?:target|milestone|band)(?:\s+band)?(?:\s+(?:for\s+\S+\s+)?(?:of|is|was|to be|set at|at)"
    r"|:)?\s*(?:at (?:least|most)\s+)?[(<>≤≥]?\s*$"
    r"|\b(?:target|milestone)\s+(?:for|on)\s+[^.;,%]{1,90}\s(?:is|was|of|at)\s*$"
    r"|\bband\s+(?:of\s+|is\s+|was\s+|from\s+|between\s+)?[\d.]+\s?%?\s*(?:to|and|[–-])\s*$"
    r"|\bshort of\s+(?:the|a|its|their|our)\s*$",
    re.IGNORECASE,
)
_TARGET_AFTER = re.compile(
    r"^\s*(?:target|milestone)\b"
    r"|^\s+(?:that\s+|which\s+)?(?:was\s+|is\s+|had been\s+|we\s+)?(?:aimed for|aim for|sought"
    r"|planned|set (?=for|by|at))\b",
    re.IGNORECASE,
)
_FIGURE_BEFORE = re.compile(
    r"\b(?:was|is|are|were|be|stood at|stands at|reached|achieved|now|at|to|becoming)\s*(?:only\s+"
    r"|just\s+|now\s+)?$",
    re.IGNORECASE,
)
_MOVES = r"(?:improvement|rise|increase|fall|drop|decrease|decline|reduction|growth|deterioration|gain|loss)"
_MOVED = (
    r"(?:rose|fell|risen|fallen|increased|decreased|dropped|grew|grown|reduced|declined|improved|worsened"
    rf"|{UP}|down|climbed|slipped)"
)
_BY_BEFORE = re.compile(rf"\bby\s*$|\b{_MOVES} of\s*$|\b{_MOVED}\s*(?:a further\s*)?$", re.IGNORECASE)
_MOVED_BEFORE = re.compile(rf"\b(?:{UP}|down)\s*$", re.IGNORECASE)
# "12 percentage points, or 12.5%": the same change as a share of the earlier figure.
_OR_AS_A_SHARE = re.compile(r"\bpoints?,?\s*(?:\(|or\s|that is\s)(?:or\s)?\s*$", re.IGNORECASE)
_BY_AFTER = re.compile(
    rf"^\s+{_MOVES}\b|^\s*(?:per\s+[\d,]+\s+)?(?:lower|higher|fewer|more|less|better|worse|up|down)\s+"
    r"(?:than|on)\s+(?:in\s|last|the (?:previous|year|figure|same)|a year|at\s)",
    re.IGNORECASE,
)
# "Has to rise a further 2.3 points to reach its target."
_TO_REACH = re.compile(r"^\s*to (?:reach|meet|hit) (?:its|the|their) (?:target|milestone)", re.IGNORECASE)
_AT_THE_END = re.compile(r"^\s*(?:above|below|under|over|short)\s*(?:[.,;]|$)", re.IGNORECASE)
_GAP_AFTER = re.compile(
    r"^\s*(?:short|off|(?:below|under|above|over|from|ahead of|outside)\s+(?:of\s+)?(?:its|the|their)?\s*"
    r"(?:target|milestone))",
    re.IGNORECASE,
)
_OFF_QUARTILE_AFTER = re.compile(
    r"^\s*(?:short of|off|from|outside|below|away from)\s+(?:the\s+)?(?:top|second|third|bottom|next)\b", re.I
)
_OFF_QUARTILE_BEFORE = re.compile(r"\bquartile\s+by\s+(?:just\s+|only\s+)?$", re.I)
_SHORT_AFTER = re.compile(
    r"^\s+(?:\w+\s+)?(?:short|off|to spare|in hand)\b|^\s+(?:below|under|above|over|better than"
    r"|worse than)\s+"
    r"(?:its|the|their)?\s*(?:target|milestone)",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(
    r"^\)?(?:\s+\w+){0,4}?\s+\(?(?:in|for|during)\s+(20\d\d/\d\d)\b|^\s+\((20\d\d/\d\d)\)"
)


def worded(text, nouns):
    """Numbers in words: "four points", and counts of what the tables count: "nine admissions"."""
    for match in _POINTS_IN_WORDS.finditer(text):
        digits = numbers_in(f"{match['about'] or ''} {counted(match['n'])} points")[0]
        role = _points_role(text[: match.start()], text[match.end() :])
        yield claim(Kind.POINTS, match, number=digits, role=role)
    if not nouns:
        return
    pattern = re.compile(
        rf"\b(?P<n>{WORD})\s+(?:\w+\s+)?(?:{'|'.join(map(re.escape, nouns))})\b", re.IGNORECASE
    )
    for match in pattern.finditer(text):
        number = numbers_in(str(counted(match["n"])))[0]
        yield claim(Kind.NUMBER, match, number=number)


def numbered(number: Number, text: str) -> Claim:
    """A number with the role that the words around it give it."""
    before, after = text[: number.start], text[number.end :]
    # "fewer than 553": the words that qualify a number stand before it, and in it.
    kind = Kind.POINTS if number.kind == POINTS else Kind.NUMBER
    role = _points_role(before, after) if kind == Kind.POINTS else _role(number, before, after)
    year = _YEAR_AFTER.match(after)
    if role == "target" and number.qualifier in ("under", "over"):
        number = replace(number, qualifier="")
    said = (year[1] or year[2]) if year else ""
    return Claim(kind, number.start, number.end, number.text, role=role, number=number, year=said)


def _points_role(before, after):
    if _OFF_QUARTILE_AFTER.match(after) or _OFF_QUARTILE_BEFORE.search(before):
        return "quartile"
    if re.search(
        r"\btargets?\b[^.;,]{0,40},?\s+by\s+(?:just\s+|only\s+)?(?:[\d.]+\s+and\s+)?$", before, re.IGNORECASE
    ):
        return "gap"
    if _TO_REACH.match(after):
        return "gap"
    if _BY_BEFORE.search(before) or _BY_AFTER.match(after):
        return "change"
    ends = _AT_THE_END.match(after) and re.search(r"\btargets?\b", before, re.IGNORECASE)
    return "gap" if ends or _GAP_AFTER.match(after) else ""


def _role(number, before, after):
    if _TARGET_BEFORE.search(before) or _TARGET_AFTER.match(after):
        return "target"
    if _MOVED_BEFORE.search(before) or (number.kind == PERCENT and _OR_AS_A_SHARE.search(before)):
        return "by"
    if re.search(r"\bagainst\s+(?:the\s+|a\s+)?$", before, re.IGNORECASE):
        return "against"
    if _IS_BEFORE.match(after):
        return "earlier"
    if _WAS_BEFORE.search(before):
        return "previous"
    if _BY_BEFORE.search(before) or _BY_AFTER.match(after):
        return "by"
    if _SHORT_AFTER.match(after):
        return "gap"
    if _FIGURE_BEFORE.search(before):
        return "figure"
    return "to_date" if re.match(r"\s+(?:\w+\s+){0,2}to date", after) else ""
