"""Which measures a sentence is about: by their codes, or by the words of their names."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from math import log

from performance.rules.prose.facts import MeasureFacts, PackFacts

# So much of a name's weight has to be in a sentence for it to be named there.
ENOUGH = 0.6
_WORD = re.compile(r"[A-Za-z]+|\d+")
_CODE = re.compile(r"\b(\d(?-i:[A-Z]))(?:,?\s*(?:pt|part)\.?\s*(i{1,3}|\d)?\s*([ab])?)?(?![A-Za-z])", re.I)
_AGES = [
    (re.compile(r"\bworking[- ]age\b", re.I), ("18", "64")),
    (re.compile(r"\bold(?:er)? (?:people|adults|residents)\b", re.I), ("65",)),
]
_ROMAN = {"i": "1", "ii": "2", "iii": "3"}
_STOP = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "to",
        "for",
        "on",
        "at",
        "by",
        "and",
        "or",
        "who",
        "as",
        "they",
        "would",
        "had",
        "have",
        "has",
        "with",
        "per",
        "cent",
        "percent",
        "percentage",
        "proportion",
        "rate",
        "share",
        "number",
        "was",
        "is",
        "are",
        "were",
        "be",
        "that",
        "this",
        "it",
        "its",
        "their",
        "inc",
        "pop",
        "all",
        "total",
        "from",
        "receive",
        "following",
        "after",
        "when",
        "than",
        "one",
    ]
)


@dataclass(frozen=True)
class Mention:
    """A measure, or several that one wording fits alike, and where the wording begins and ends.

    `places` are where its words stand: "self-directed support of 96% of users" has a number amid them.
    """

    measures: tuple[MeasureFacts, ...]
    start: int
    end: int
    places: tuple[tuple[int, int], ...] = ()

    def moved(self, by: int) -> "Mention":
        """The same, so many characters further on."""
        places = tuple((start + by, end + by) for start, end in self.places)
        return Mention(self.measures, self.start + by, self.end + by, places)


def mentions(text: str, facts: PackFacts) -> list[Mention]:
    """The measures that a text names, in order; each word counts for the name that it fits best."""
    found = _by_code(text, facts)
    words = _words(text)
    left = {place for place in range(len(words)) if words[place][0]}
    weights, names = _weights(facts), _names(facts)
    while True:
        scored = _scored(words, left, weights, names)
        if not scored:
            break
        best = max(score for score, _measure, _places in scored)
        places = next(places for score, _measure, places in scored if score == best)
        # Two that the same words fit alike; the same weight elsewhere is a mention of its own.
        tied = [entry for entry in scored if entry[0] > best - 1e-9 and entry[2] == places]
        found.append(_mention(tuple(entry[1] for entry in tied), places, words))
        left -= places
    found += _sharing(words, left, names, found)
    return sorted(found, key=lambda mention: (mention.start, -mention.end))


def _words(text):
    """The stems of a text with their places, and the ages that words stand for."""
    words = [(stem(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]
    for pattern, stems in _AGES:
        words += [(one, match.start(), match.end()) for match in pattern.finditer(text) for one in stems]
    return words


def _mention(measures, places, words):
    spans = tuple(sorted(words[place][1:] for place in places))
    return Mention(measures, spans[0][0], max(end for _start, end in spans), spans)


def _sharing(words, left, names, found):
    """What is named by words that another mention has taken, and one of its own.

    "Self-directed support of 96% of users and 99% of carers" names two.
    """
    taken = {measure.identity for mention in found for measure in mention.measures}
    every = {place for place in range(len(words)) if words[place][0]}
    shared = []
    for measure, sets in names:
        if measure.identity in taken:
            continue
        for name in sets:
            places = frozenset(place for place in every if words[place][0] in name)
            own = places & left
            if len(name) > 2 and own and {words[place][0] for place in places} == name:
                shared.append(_mention((measure,), own, words))
                break
    return shared


def stem(word: str) -> str:
    """A word without its ending, "" where it names nothing: "Admissions" is "admission".

    >>> stem("visits"), stem("receiving"), stem("of"), stem("discharged")
    ('visit', 'receiv', '', 'discharg')
    """
    low = word.lower()
    if low in _STOP or (len(low) == 1 and not low.isdigit()):
        return ""
    for ending in ("ing", "ions", "ion", "ies", "ed", "es", "s", "e"):
        if low.endswith(ending) and len(low) - len(ending) > 2:
            low = low[: -len(ending)]
            break
    return low


def words_of(text: str) -> frozenset[str]:
    """The stems of a text's words that name something."""
    return frozenset(stem(word) for word in _WORD.findall(text)) - {""}


def _by_code(text, facts):
    found = []
    for match in _CODE.finditer(text):
        code = _code(match[0])
        measures = tuple(
            measure for measure in facts.measures if measure.code and _code(measure.code) == code
        )
        if measures:
            found.append(Mention(measures, match.start(), match.end(), (match.span(),)))
    return found


def _code(text):
    match = _CODE.search(text)
    if match is None:
        return text.lower()
    part = (match[2] or "").lower()
    return (match[1].upper(), _ROMAN.get(part, part), (match[3] or "").lower())


@cache
def _names(facts):
    """For each measure the stems of each of its names."""
    return [(measure, [words_of(name) for name in measure.names]) for measure in facts.measures]


@cache
def _weights(facts):
    """A word is worth the more, the fewer measures have it."""
    held = Counter(word for _measure, names in _names(facts) for word in frozenset().union(*names))
    return {word: log(1 + len(facts.measures) / count) for word, count in held.items()}


def _scored(words, left, weights, names):
    scored = []
    for measure, sets in names:
        best = max((_score(name, words, left, weights) for name in sets if name), default=(0, frozenset()))
        if best[0]:
            scored.append((best[0], measure, best[1]))
    return scored


def _score(name, words, left, weights):
    places = frozenset(place for place in left if words[place][0] in name)
    here = {words[place][0] for place in places}
    whole, part = sum(weights[word] for word in name), sum(weights[word] for word in here)
    if part < ENOUGH * whole or (len(name) > 1 and len(here) < 2):
        return (0, frozenset())
    # More of the sentence first; where two names cover the same of it, the one that says no more.
    return (part + part / whole, places)
