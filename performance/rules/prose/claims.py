"""Finds what a sentence claims: numbers, changes, comparisons, positions, statuses, counts, sums and shares.

What is no claim is blanked out first: years and dates, ages, codes, paragraph numbers, "91 days", "per
100,000", Covid-19.
"""

import re

from performance.rules.prose import comparing, counting, portions, roles
from performance.rules.prose.claim import Claim
from performance.rules.prose.said import numbers_in

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_NO_CLAIMS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^\s*\d{1,3}\.(?=\s)",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:\s+\d{{4}})?",
        rf"\b{_MONTH}\s+\d{{4}}",
        r"\b(?:19|20)\d{2}\s?[/–-]\s?(?:20)?\d{2}\b",
        r"(?<![\d,£.])\b(?:19|20)\d{2}\b(?!\s?(?:%|per ?cent|points?|visits|issues|admissions|hours)|[,.]\d)",
        r"\b(?:aged|ages|age)\s+(?:of\s+)?\d{1,3}(?:\s?[–-]\s?\d{1,3}|\s?\+|\s+(?:to|and"
        r"|or)\s+(?:\d{1,3}\b|over|above|older|under))?",
        r"\b(?:over|under)[- ]\d{2}s\b",
        r"\b\d{1,3}\s?\+|\b\d{2}\s+(?:and|or)\s+over\b|\b\d{2}[–-]\d{2}[- ]year[- ]olds?\b"
        r"|\b\d{2}\s?[–-]\s?64\b",
        r"\bper\s+\d[\d,]*(?:\s+(?:of|people|population))?",
        r"\b(?:paragraphs?|minute|appendix|appendices|page|pages|section|sections|item|table|chart|figure|note|"
        r"schedule|parts?|annex|recommendation)\s+\d+(?:\.\d+)?(?:\s*(?:,|and|to|[–-])\s*\d+(?:\.\d+)?)*",
        r"\b\d(?-i:[A-Z])(?:\s*\([ivab\d]+\))*(?:,?\s*(?:pt|part)\.?\s*(?:i{1,3}|\d)?\s*[ab]?)?\b",
        r"\b(?:top|bottom)\s+(?!25\b)\d+\s?%",
        r"\bCovid-19\b|\bQ[1-4]\b|\bquarter\s+[1-4]\b|\b\d+\s?(?:am|pm)\b|\b\d{1,2}[:.]\d{2}\s?(?:am|pm)",
        r"\b\d+(?:st|nd|rd|th)\s+century\b",
        r"\b\d[\d,]*\s+(?:(?:clear\s+|calendar\s+)?(?:working\s+)?days?|weeks?|months?"
        r"|years?)\b(?!\s+(?:late|delay)\b)",
        # A time that something takes, or how often: "within 24 hours", "15 hours a week", "84-year-old".
        r"\bwithin\s+\d+\s+(?:hours|minutes)\b|\b\d+\s+(?:hours|minutes)\s+(?:a|per|each|every)\s+\w+"
        r"|\b\d+-(?:hour|day|week|month|year)(?:-old)?\b|\b24/7\b|\b\d+\s+minutes\b",
        r"\b0\d{3,4}\s\d{3}\s?\d{3,4}\b",
        r"\b(?:of|in)\s+every\s+100\b|\b(?:out )?of\s+100\s+people\b",
    )
]
_LEVELS = ("green", "amber", "red")
# "We aim to reach 60%": not what "the current 54%" beside it is.
_PLANNED = re.compile(
    r"\b(?:(?:we|it|council|service|department|partners?|plan|strategy|ambition|intention|aim)\s+(?:\w+\s+)?"
    r"|\bis\s+)(?:aims?|plans?|hopes?|intends?|is|are|wants?|propos(?:es?|ing)|(?:aim|plan|hop|intend)ing)\s+"
    r"(?:is\s+)?(?:to|for)\s(?![^.;,]*\b(?:current|now|latest|present|target|milestone|above|below)\b)"
    r"[^.;,%\d]{0,90}$",
    re.IGNORECASE,
)
_TO_COME = re.compile(r"\s+(?:[a-z]+\s+){0,3}(?:will|would|may)\s+be\b|\s+will\s+[a-z]+\b", re.IGNORECASE)


def find(text: str, levels=_LEVELS, nouns=()) -> list[Claim]:
    """Every claim of one sentence, in order; `nouns` are what the tables count ("admissions", "visits")."""
    left = blanked(text)
    found = []
    for finder in (
        counting.bracketed,
        portions.sums,
        counting.shares,
        portions.shares,
        counting.of_which,
        counting.listed,
        counting.all_but,
        counting.every,
        counting.commonest,
        counting.counts,
        counting.orders,
        comparing.ranks,
        portions.fractions,
        portions.times,
        comparing.quartiles,
        comparing.statuses,
        comparing.beside,
        comparing.targets,
        comparing.met,
        comparing.changes,
    ):
        for one in finder(left, [level.lower() for level in levels]):
            found.append(one)
            left = left[: one.start] + "¤" * (one.end - one.start) + left[one.end :]
    found += roles.worded(left, nouns)
    found += [roles.numbered(number, text) for number in numbers_in(left) if not _is_planned(number, text)]
    return sorted(found, key=lambda one: one.start)


def _is_planned(number, text):
    """Whether a number is of what is yet to come: "20 staff will be recruited"."""
    return bool(_TO_COME.match(text, number.end) or _PLANNED.search(text[: number.start]))


def blanked(text: str) -> str:
    """The text with everything that holds digits and claims nothing blanked out, of the same length."""
    for pattern in _NO_CLAIMS:
        text = pattern.sub(lambda match: "·" * len(match[0]), text)
    return text
