"""Which measures a sentence is about: by their codes, or by the words of their names."""

import re
from dataclasses import dataclass
from functools import lru_cache

from performance.rules.prose.facts import MeasureFacts, PackFacts
from performance.rules.prose.said import WORD, counted
from performance.rules.prose.wording import fits, names_of, placed, stem, weights_of, words_of

# So much is a hint, that counts where nothing else does.
HINT = 0.4
# So much, where one word is its own and the others name another as well.
SHARED = 0.5
# What comes so near to the best is a rival for its words.
RIVAL = 0.75
_CODE = re.compile(r"\b(\d(?-i:[A-Z]))(?:,?\s*(?:pt|part)\.?\s*(i{1,3}|\d)?\s*([ab])?)?(?![A-Za-z])", re.I)
_KINDS_OF = re.compile(
    rf"\b(?P<every>all|both|each|every)\b(?:\s+of)?(?:\s+the)?(?:\s+(?P<n>{WORD}|\d{{1,2}}))?\s+"
    r"(?:kinds?|types?|measures?|metrics?|indicators?|rates?)\s+(?:of|for)\s+(?P<noun>[a-z]+(?:\s+[a-z]+)?)",
    re.IGNORECASE,
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3"}


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
    words = placed(text)
    left = {place for place in range(len(words)) if words[place][0]}
    weights, names = weights_of(facts), names_of(facts)
    while scored := fits(words, left, weights, names):
        best, places = _best(scored, words, left, weights, names)
        # Two that the same words fit alike; the same weight elsewhere is a mention of its own.
        tied = [entry for entry in scored if entry[0] > best - 1e-9 and entry[2] == places]
        found.append(_mention(tuple(entry[1] for entry in tied), places, words))
        left -= places
    found += _sharing(words, left, weights, names, found)
    return sorted(found, key=lambda mention: (mention.start, -mention.end))


def _mention(measures, places, words):
    spans = tuple(sorted(words[place][1:] for place in places))
    return Mention(measures, spans[0][0], max(end for _start, end in spans), spans)


def _best(scored, words, left, weights, names):
    """The best score and its words; of rivals for the same words, the one that leaves the best for another.

    "Direct payments for carers and self-directed support for users" are two, and not four.
    """
    top = max(scored, key=lambda entry: entry[0])
    rivals = [entry for entry in scored if entry[0] > RIVAL * top[0] and entry[2] & top[2]]
    if len({entry[2] for entry in rivals}) == 1:
        return top[0], top[2]

    def altogether(entry):
        after = fits(words, left - entry[2], weights, names)
        return entry[0] + max((one[0] for one in after), default=0)

    chosen = max(rivals, key=altogether)
    return chosen[0], chosen[2]


def _sharing(words, left, weights, names, found):
    """What is named by words that another mention has taken, and one of its own.

    "Self-directed support of 96% of users and 99% of carers" names two.
    """
    taken = {measure.identity for mention in found for measure in mention.measures}
    here = {word for word, _start, _end in words} - {""}
    lent = here - {words[place][0] for place in left}
    only = max(weights.values(), default=0)
    shared = []
    for measure, sets in names:
        if measure.identity in taken:
            continue
        for name in sets:
            if len(name) < 3 or not name & lent:
                continue
            own = frozenset(place for place in left if words[place][0] in name)
            mine = any(weights[words[place][0]] == only for place in own)
            whole, part = sum(weights[word] for word in name), sum(weights[word] for word in name & here)
            enough = name <= here or (mine and part >= SHARED * whole)
            if own and enough:
                shared.append(_mention((measure,), own, words))
                break
    return shared


@lru_cache(maxsize=64)
def hinted(text: str, facts: PackFacts) -> list[MeasureFacts]:
    """The measures of which a text has some words of a name, though too few to name them."""
    here, weights = words_of(text), weights_of(facts)
    return [
        measure
        for measure, sets in names_of(facts)
        if any(
            name and sum(weights[word] for word in name & here) >= HINT * sum(weights[word] for word in name)
            for name in sets
        )
    ]


def hinted_besides(text: str, named: list[Mention], facts: PackFacts) -> list[MeasureFacts]:
    """The measures at which a text hints with a word that is not of the wording of those that it names."""
    taken = {measure for mention in named for measure in mention.measures}
    left = text
    for start, end in (place for mention in named for place in mention.places):
        left = left[:start] + " " * (end - start) + left[end:]
    besides, here, names = words_of(left), words_of(text), dict(names_of(facts))
    return [
        measure
        for measure in hinted(text, facts)
        if measure not in taken and any(name & besides or name <= here for name in names[measure])
    ]


def peers(text: str, facts: PackFacts) -> tuple[MeasureFacts, ...]:
    """The measures that "all four kinds of contact" or "both measures of permanent admissions" means.

    () where so many are not of that name.
    """
    match = _KINDS_OF.search(text)
    if match is None:
        return ()
    said = [stem(word) for word in match["noun"].split()]
    for wanted in (set(said) - {""}, set(said[:1]) - {""}):
        found = tuple(
            measure
            for measure, sets in names_of(facts)
            if measure.figure and wanted and any(wanted <= name for name in sets)
        )
        number = 2 if match["every"].lower() == "both" else counted(match["n"] or "")
        if len(found) > 1 and number in (None, len(found)):
            return found
    return ()


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


def unknown_codes(text: str, facts: PackFacts) -> list[int]:
    """Where codes end that no measure of the tables has: "2C part i"."""
    known = {_code(measure.code) for measure in facts.measures if measure.code}
    frameworks = {code[0] for code in known if isinstance(code, tuple)}
    return [
        match.end()
        for match in _CODE.finditer(text)
        if (code := _code(match[0])) not in known and code[0] in frameworks
    ]


def _code(text):
    match = _CODE.search(text)
    if match is None:
        return text.lower()
    part = (match[2] or "").lower()
    return (match[1].upper(), _ROMAN.get(part, part), (match[3] or "").lower())
