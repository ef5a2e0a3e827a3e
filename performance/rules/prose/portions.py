"""Finds claims of sums and of parts of a whole: totals, percentages of counts, fractions, so many times."""

import re
from dataclasses import replace

from performance.rules.prose.claim import Claim, Kind, claim
from performance.rules.prose.counting import pair
from performance.rules.prose.said import COUNT, QUALIFIERS, WORD, counted, numbers_in

# Before a total at most so much is read for its parts: a search for both at once takes for ever on a list.
_REACH = 160
_TOTAL = re.compile(
    r"\b(?:making(?: a total of)?|totalling|a total of|giving(?: a total of)?|add(?:s|ed|ing)? up to"
    r"|which makes|makes?|made|sum(?:s|ming)? to|totals?|totalled|in total|together)"
    r"\s+(?P<total>\d[\d,]*(?:\.\d+)?)"
    r"|=\s?(?P<equals>\d[\d,]*(?:\.\d+)?)",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?:[^\W\d]|[\s·–-])*(?:,|\band\b|\+|\bplus\b)(?:[^\W\d]|[\s·–-])*", re.IGNORECASE)
_LEADS = re.compile(r"(?:[^\W\d]|[\s·,–-]){0,60}")
_COUNT = r"\d[\d,]*(?:\.\d+)?(?:\s?[km]\b)?"
_SHARE = re.compile(
    rf"(?<![\d.,])(?P<percent>\d[\d.]*\s?%)\s*(?:\(|,\s*|[–-]\s*"
    rf"|, or\s*)(?P<n>{_COUNT})\s+(?:\w+\s+){{0,2}}?(?:out )?of\s+(?:the\s+)?(?P<of>{_COUNT})"
    rf"|(?<![\d.,])(?P<n2>{_COUNT})\s+(?:out )?of\s+(?:the\s+)?(?P<of2>{_COUNT})"
    r"\s*(?:[a-z]+\s+){0,4}(?:[a-z]+,\s+(?:or|which is)\s+)?\(?"
    r"(?P<percent2>(?:(?:about|around|some|roughly|nearly|almost|over)\s+)?\d[\d.]*\s?%)",
    re.IGNORECASE,
)
_PARTS = ("half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
PORTION = rf"half|(?:a|one|two|three|four|five|seven|nine)[- ](?:{'|'.join(_PARTS[1:])})s?"
_PART = rf"(?P<part>{PORTION})"
_FRACTION = re.compile(
    r"\b(?P<n>one|two|three|four|five|six|seven|eight|nine|\d+)\s+(?:in|out of(?: every)?)\s+"
    r"(?P<of>two|three|four|five|six|seven|eight|nine|ten|twenty|\d+)\b(?!\s+(?:measures|indicators|metrics))"
    rf"|\b(?<!top )(?<!bottom )(?P<half>{PORTION})(?:\s+of\b|(?=\s*\(\d))",
    re.IGNORECASE,
)
_PARTLY = re.compile(
    rf"\bby\s+(?:(?:{QUALIFIERS})\s+)?(?:a\s+)?{_PART}(?!\s+of\s+a)\b",
    re.IGNORECASE,
)
_BEFORE = (
    r"(?:last year|the (?:previous|same|equivalent) (?:year|period|months?)|a year (?:ago|earlier|before))"
)
_OF_BEFORE = re.compile(
    rf"\b(?P<about>less than|under|fewer than|about|around|nearly|almost|over|more than)?\s*"
    rf"(?:{_PART}|(?:one|1) in (?P<nth>{WORD}|\d+))\s+"
    r"(?:of\s+)?(?:what (?:it|they) (?:was|were)|(?:of )?the (?:previous|earlier) (?:figure|year|number)"
    r"|last year(?:'s|’s)(?: (?:figure|level|number|total))?"
    rf"|the (?:figure|level|number|total)\b[^.;,\d]{{0,30}}\b(?:in|of|for|during) {_BEFORE})",
    re.IGNORECASE,
)
_TIMES = re.compile(
    rf"\b(?:(?P<about>less than|under|fewer than|about|around|nearly|almost|over|more than)\s+)?"
    rf"(?:(?P<n>{WORD}|\d{{1,3}})\s+times\b(?!\s+(?:a|an|in|per)\b)|(?P<word>tripled|trebled|quadrupled))",
    re.IGNORECASE,
)


def sums(text, levels):
    """ "12, 30 and 8, making 50": a total behind its parts."""
    for match in _TOTAL.finditer(text):
        parts = _parts_before(text, match.start())
        total = numbers_in(match["total"] or match["equals"])
        if len(parts) > 1 and total:
            start, end = parts[0].start, match.end()
            yield Claim(Kind.SUM, start, end, text[start:end], parts=tuple(parts), number=total[0])


def _parts_before(text, end):
    """The numbers that are joined with each other and lead up to a total, first to last."""
    start = max(0, end - _REACH)
    found = [
        replace(number, start=number.start + start, end=number.end + start)
        for number in numbers_in(text[start:end])
    ]
    parts, after = [], end
    for number in reversed(found):
        between = text[number.end : after]
        joined = _JOINED if parts else _LEADS
        if number.kind != COUNT or len(between) > 60 or not joined.fullmatch(between):
            break
        parts.insert(0, number)
        after = number.start
    return parts


def shares(text, levels):
    """ "40% (12 of 30)" and "12 of 30 (40%)"."""
    for match in _SHARE.finditer(text):
        said = [numbers_in(match[one] or match[f"{one}2"]) for one in ("percent", "n", "of")]
        if all(said):
            (percent, *_), (part, *_), (whole, *_) = said
            yield claim(Kind.SHARE, match, number=percent, counts=(part.value, whole.value))


def fractions(text, levels):
    """ "one in four", "half of", "by a third", "half what it was"."""
    for pattern, role in ((_OF_BEFORE, "before"), (_PARTLY, "by")):
        for match in pattern.finditer(text):
            about = match["about"].lower() if role == "before" and match["about"] else ""
            nth = match["nth"] if role == "before" else None
            counts = (1, counted(nth)) if nth else portion(match["part"])
            yield claim(Kind.FRACTION, match, role=role, word=about, counts=counts)
    for match in _FRACTION.finditer(text):
        if _OF_BEFORE.match(text, match.start()):
            continue
        if match["half"]:
            yield claim(Kind.FRACTION, match, counts=portion(match["half"]))
        else:
            yield claim(Kind.FRACTION, match, counts=pair(match))


def portion(words: str) -> tuple[int, int]:
    """ "Two thirds" as (2, 3)."""
    *several, part = words.lower().replace("-", " ").split()
    return counted(several[0]) or 1 if several else 1, _PARTS.index(part.removesuffix("s")) + 2


def times(text, levels):
    """ "more than three times", "trebled"."""
    for match in _TIMES.finditer(text):
        words = {"tripled": 3, "trebled": 3, "quadrupled": 4}
        times = words[match["word"].lower()] if match["word"] else counted(match["n"])
        yield claim(Kind.TIMES, match, word=(match["about"] or "").lower(), counts=(times,))
