"""The words of measures' names: their stems, what each is worth, and how well words of a text fit a name."""

import re
from collections import Counter
from functools import lru_cache
from math import log

from performance.rules.prose.facts import MeasureFacts, PackFacts

# So much of a name's weight has to be in a sentence for it to be named there.
ENOUGH = 0.56
# Words of other names that stand amid a name's own count so much against it.
APART = 0.5
# A name's words stand within so many characters for each of them.
FAR = 27
_WORD = re.compile(r"[A-Za-z]+|\d+")
_AGES = [
    (re.compile(r"\bworking[- ]age\b", re.I), ("18", "64")),
    (re.compile(r"\bold(?:er)? (?:people|adults|residents)\b", re.I), ("65",)),
]
_STOP = frozenset(
    _WORD.findall("""
    a an the of in to for on at by and or who as they would had have has with per cent percent
    percentage proportion rate share number was is are were be that this it its their inc pop all
    total from receive receiving received following after when than one
    """)
)


def stem(word: str) -> str:
    """A word without its ending, "" where it names nothing: "Admissions" is "admission".

    >>> stem("visits"), stem("issuing"), stem("of"), stem("discharged")
    ('visit', 'issu', '', 'discharg')
    """
    low = word.lower()
    if low in _STOP or (len(low) == 1 and not low.isdigit()):
        return ""
    for ending in ("ative", "ive", "ing", "ions", "ion", "ies", "ed", "es", "s", "e", "y"):
        if low.endswith(ending) and len(low) - len(ending) > 2:
            low = low[: -len(ending)]
            break
    return low


def words_of(text: str) -> frozenset[str]:
    """The stems of a text's words that name something."""
    return frozenset(stem(word) for word in _WORD.findall(text)) - {""}


def placed(text: str) -> list[tuple[str, int, int]]:
    """The stems of a text with their places, and the ages that words stand for."""
    words = [(stem(match[0]), match.start(), match.end()) for match in _WORD.finditer(text)]
    for pattern, stems in _AGES:
        words += [(one, match.start(), match.end()) for match in pattern.finditer(text) for one in stems]
    return words


@lru_cache(maxsize=8)
def names_of(facts: PackFacts) -> list[tuple[MeasureFacts, list[frozenset[str]]]]:
    """For each measure the stems of each of its names."""
    return [(measure, [words_of(name) for name in measure.names]) for measure in facts.measures]


@lru_cache(maxsize=8)
def weights_of(facts: PackFacts) -> dict[str, float]:
    """A word is worth the more, the fewer measures have it."""
    held = Counter(word for _measure, names in names_of(facts) for word in frozenset().union(*names))
    return {word: log(1 + len(facts.measures) / count) for word, count in held.items()}


def fits(words, left, weights, names):
    """How well the words that are left fit each measure: (how well, the measure, which words), if they do."""
    here = {words[place][0] for place in left}
    scored = []
    for measure, sets in names:
        best = max(
            (_fit(name, words, left, weights) for name in sets if _may_fit(name & here, name, weights)),
            default=(0, frozenset()),
        )
        if best[0]:
            scored.append((best[0], measure, best[1]))
    return scored


def _may_fit(here, name, weights):
    """Whether these words of a name are enough of it, wherever they stand."""
    if not here or (len(name) > 1 and len(here) < 2):
        return False
    part, whole = sum(weights[word] for word in here), sum(weights[word] for word in name)
    return part >= ENOUGH * whole or _is_its_own(name, here, weights)


def _fit(name, words, left, weights):
    """How well some words fit a name, and which; the words of one name stand together."""
    spots = sorted((words[place][1], place) for place in left if words[place][0] in name)
    # What is amid them: words that other names have.
    known = sorted(
        (words[place][1], weights[words[place][0]])
        for place in left
        if words[place][0] in weights and words[place][0] not in name
    )
    whole = sum(weights[word] for word in name)
    found = (0, frozenset())
    for first in range(len(spots)):
        here, places = set(), []
        for start, place in spots[first : first + 2 * len(name)]:
            if words[place][0] in here:
                continue
            if start - spots[first][0] > FAR * max(len(places), 1):
                break
            here.add(words[place][0])
            places.append(place)
            if not _may_fit(here, name, weights):
                continue
            part = sum(weights[word] for word in here)
            amid = sum(weight for at, weight in known if spots[first][0] < at < start)
            # More of the sentence first; where two names cover the same of it, the one that says no more.
            score = part + part / whole - APART * amid
            if score > found[0]:
                found = (score, frozenset(places))
    return found


def _is_its_own(name, here, weights):
    """Whether all words are there that no other name has, and two at the least: "settled accommodation"."""
    only = max(weights.values())
    own = {word for word in name if weights[word] == only}
    return len(own) > 1 and own <= here
