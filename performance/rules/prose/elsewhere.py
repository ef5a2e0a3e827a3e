"""Whether a number of prose is of something that no table of the pack speaks of: staff, money, buildings.

Silence is right there: "72 people attended" beside a table of percentages is neither borne out nor denied.
"""

import re
from functools import lru_cache

from performance.rules.prose.claim import Kind
from performance.rules.prose.naming import hinted
from performance.rules.prose.said import COUNT, MONEY, PERCENT, POINTS
from performance.rules.prose.wording import stem, words_of

# Whom any table and any other thing may count.
_ANYBODY = ("people", "adults", "residents", "users", "clients")
_PLURAL = r"people|staff|[a-z]+[a-rt-z]s"
# What ends the words behind a number that say what it counts.
_ENDS = (
    r"of|in|on|at|to|by|for|from|with|and|or|than|per|a|an|the|this|that|these|was|were|is|are|has|less|times"
)
_COUNTED = re.compile(
    rf"(?:\s+(?:out )?of)?\s+(?:(?:the |our |its )?(?:\d+ )?)?(?:and \d[\d,]* )?"
    rf"(?:(?!(?:{_ENDS})\b)[a-z-]+\s+){{0,3}}?(?!(?:{_ENDS})\b)(?P<noun>{_PLURAL})\b",
    re.I,
)
_OF_THEM = re.compile(r"(?:\s+of)?\s+(?:them|these|which|whom)\b", re.I)
# "6 of the 8 survey measures": of which measures they are the tables say nothing.
_OF_A_SORT = re.compile(
    r"\s+(?!(?:rated|unrated|benchmarked|compared|published|reported|of|other|green|amber|red|off-target)\b)"
    r"[a-z]+\s+(?:measures|metrics|indicators)\b",
    re.I,
)
# "In a survey of 640 carers, 58% said": of those alone.
_ASKED = re.compile(
    r"\bin an? (?:\w+ )?(?:survey|poll|consultation|audit|sample|inspection) (?:of|by)\b", re.I
)
# "140 are more than two years late", "12 have waited over six weeks": a part that no table has by itself.
_SO_LONG = re.compile(
    r"\s+(?:are|were|have)\s+(?:[a-z]+\s+){0,2}(?:more than|less than|over|under|at least)\s+\w+\s+"
    r"(?:years?|months?|weeks?|days?)\b",
    re.I,
)
# What is said of measures as such, and of what is reckoned from them, is said of the tables.
_OF_TABLES = re.compile(
    r"\b(?:measures?|metrics?|indicators?|rated|rating|status|targets?|milestones?|forecast|performance"
    r"|quartiles?|councils|authorities)\b",
    re.I,
)


def is_elsewhere(claim, sentence) -> bool:
    """Whether what a number counts is nothing that the tables count.

    Of a measure that is named, "14 posts" is so where the tables hold percentages of it alone.
    """
    if claim.kind not in (Kind.NUMBER, Kind.FRACTION) or claim.role == "target":
        return False
    kind = claim.number.kind if claim.number else PERCENT
    about, rows = sentence.about(claim), _rows(sentence.text, sentence.facts)
    near = about or hinted(sentence.text, sentence.facts)
    held = {number.kind for one in (*near, *rows) for number in _held(one)}
    if kind == MONEY:
        return MONEY not in held
    is_named = bool(about or rows or sentence.named)
    if not about and _ASKED.search(sentence.text[: claim.start]):
        return True
    after = sentence.text[claim.end :]
    if kind == COUNT and (_OF_A_SORT.match(after) or _SO_LONG.match(after)):
        return True
    if kind == POINTS or (not is_named and _OF_TABLES.search(sentence.text)):
        return False
    foreign = _is_foreign(claim, sentence, near, rows)
    if foreign is None:
        # "From 18,000 to 25,000": a bare number of a list may be of any table.
        is_said_so = bool(claim.role or _OF_THEM.match(sentence.text, claim.end))
        return is_said_so and not is_named and kind not in held
    if kind == COUNT and COUNT not in held and (near or rows):
        # "640 carers" beside percentages of carers.
        return True
    is_named = bool(about) if claim.kind == Kind.FRACTION else is_named
    return foreign and (kind not in held or not is_named)


def _is_foreign(claim, sentence, near, rows):
    """Whether no table has a word for what a number counts; None where nothing says what that is."""
    match = _COUNTED.match(sentence.text, claim.end)
    if match is None:
        return None
    if match["noun"].lower() in _ANYBODY:
        called = [text for one in near for text in (*one.names, one.unit)]
        called += [text for row in rows for text in (row.label, row.title)]
        return not words_of(" ".join(called)) & words_of(" ".join(_ANYBODY))
    known = _words(sentence.facts)
    if claim.kind == Kind.FRACTION:
        # "Three in five overdue reviews" is a part of what is not in the tables.
        return not words_of(match[0]) <= known
    return stem(match["noun"]) not in known


def _held(one):
    """Every number that the tables hold of a measure, of its months or of another row."""
    return (*one.numbers, *(number for _month, numbers in getattr(one, "months", ()) for number in numbers))


@lru_cache(maxsize=64)
def _rows(text, facts):
    """The rows of which a text has half of the title: "requests for support"."""
    here = words_of(text)
    found = []
    for row in facts.rows:
        title, label = words_of(row.title), words_of(row.label)
        shared = len(title & here)
        if (shared > 1 and shared * 2 >= len(title)) or (len(label) > 1 and label <= here):
            found.append(row)
    return found


@lru_cache(maxsize=8)
def _words(facts):
    """The stems of all words by which the tables call what they count."""
    texts = [text for one in facts.measures for text in (*one.names, one.unit)]
    texts += [text for row in facts.rows for text in (row.label, row.title)]
    return words_of(" ".join(texts)) | {stem("admissions")}
