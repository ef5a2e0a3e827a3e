"""Divides a text into sentences, and says what each sentence, and each claim in it, is about."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from performance.rules.prose.claim import Claim
from performance.rules.prose.facts import MeasureFacts, PackFacts, RowFacts
from performance.rules.prose.naming import Mention, hinted, mentions, peers, unknown_codes
from performance.rules.prose.wording import words_of

# Nobody writes a longer sentence. A pasted table has no full stops, and each of its numbers is held against
# all of its sentence.
LONGEST = 1_000
YEAR = re.compile(r"20\d\d/\d\d")
_SENTENCE = re.compile(r"(?<![.\s]pt)(?<!\be\.g)(?<!\bi\.e)(?<=[.!?])[”\"’)]*\s+(?=[“\"‘'(£A-Z\d])")
_CLAUSE = re.compile(
    r";\s|\s(?=\(the\b)|,?\s(?:while|whilst|whereas|but|although|though)\s|,\sand\s|\band\s(?=the\b|that\b|for\b)"
)
# "82.9% in 2019/20", "than in 2019/20": a year that something is only held against.
_COMPARED = re.compile(
    r"(?:\bthan(?: in)?|\bfrom|[\d%k)]\s*(?:in|for|during)?|compared (?:with|to)|\bsince|\bagainst|\bas in"
    r"|quartile(?: of [A-Z]\w+)? (?:in|for|during)|\()\s*$"
)
_TOGETHER = re.compile(r"\b(?:both|all|each|neither|every one)\b", re.I)
_ASIDE = re.compile(r"^[^,.;]*\baside,|\b(?:apart from|leaving out)\s[^,.;]*,", re.I)
_THEIR_TARGETS = re.compile(r"\btheir (?:targets|milestones)\b", re.I)
_OF_WHICH = re.compile(r",\s+(?:\w+\s+)?of (?:which|these|whom|them)\b", re.I)
_FORWARD = re.compile(r"^\s*\)?\s*(?:of|in|for|from|among|receiving)\b", re.I)
_BACKWARD = ("figure", "target", "previous", "earlier")


@dataclass(frozen=True)
class Sentence:
    """A sentence with what it names; `carried` are the measures of the sentence before."""

    text: str
    start: int
    named: list[Mention]
    carried: tuple[MeasureFacts, ...]
    facts: PackFacts
    # Whether it speaks of a year before the one that the tables are of.
    earlier: bool = False

    def subjects(self, claim: Claim) -> list[tuple[MeasureFacts, ...]]:
        """What a claim is about: what its clause names, else the last named before it."""
        if alike := peers(self.text, self.facts):
            return [(measure,) for measure in alike]
        before = [mention for mention in self.named if mention.start < claim.start]
        if self._is_of_another(claim, before):
            return []
        here = next(
            ((start, end) for start, end in _clauses(self.text) if start <= claim.start < end), (0, 0)
        )
        inside = [mention for mention in self.named if here[0] <= mention.start < here[1]]
        forward = claim.number is not None and inside and _FORWARD.match(self.text[claim.end :])
        if not self.named or (self.carried and not before and not forward):
            return [self.carried] if self.carried else []
        # "83.7% of ... in settled accommodation": a clause may name its measure after the claim.
        if not inside and claim.number is None and here[0] > 0:
            # "While visits in person have shrunk" begins with another subject, though it names none in full.
            named = {measure for mention in self.named for measure in mention.measures}
            other = [one for one in hinted(self.text[slice(*here)], self.facts) if one not in named]
            if other:
                return [tuple(other)]
        chosen = inside or before[-1:]
        if "respectively" in self.text or (claim.role == "gap" and _THEIR_TARGETS.search(self.text)):
            chosen = self.named
        elif claim.number is not None and len(chosen) > 1:
            chosen = self._nearest(claim, chosen)
        return [mention.measures for mention in chosen]

    def about(self, claim: Claim) -> tuple[MeasureFacts, ...]:
        """The measures that a claim is about, of which one has to bear it out."""
        return tuple(dict.fromkeys(measure for subject in self.subjects(claim) for measure in subject))

    def each(self, claim: Claim) -> list[tuple[MeasureFacts, ...]]:
        """The same where several are said to be so together ("both met the target"): each has to be."""
        subjects = self.subjects(claim)
        if len(subjects) > 1 and _TOGETHER.search(self.text) and "respectively" not in self.text:
            return subjects
        return [self.about(claim)]

    def _is_of_another(self, claim, before):
        """Whether the code last named before a claim is of a measure that the tables have not."""
        others = [end for end in unknown_codes(self.text, self.facts) if end <= claim.start]
        return bool(others) and not any(mention.start >= others[-1] for mention in before)

    def _nearest(self, claim, chosen):
        """Of several that a clause names, those whose words stand next to a number."""
        after = [(place[0], m) for m in chosen for place in m.places if place[0] >= claim.end]
        before = [(place[1], m) for m in chosen for place in m.places if place[1] <= claim.start]
        following = [min(after, key=lambda pair: pair[0])[1]] if after else []
        preceding = [max(before, key=lambda pair: pair[0])[1]] if before else []
        if following and _FORWARD.match(self.text[claim.end :]):
            return following
        if preceding and claim.role in _BACKWARD:
            return preceding
        return preceding + following or chosen

    def named_in(self, text: str) -> tuple[MeasureFacts, ...]:
        """The measures that a part of the sentence names."""
        return tuple(measure for mention in mentions(text, self.facts) for measure in mention.measures)

    def group_of(self, claim: Claim) -> str:
        """The group that a claim counts within: of "eight are green, of which four under Delay" none."""
        text = next(part for part, end in _parts_of_whole(self.text) if claim.start < end)
        lowered = re.sub(r"[^\w\s]", "", text).lower()
        found = [group for group in self.facts.groups if group.lower() in lowered]
        return found[0] if found else ""

    @cached_property
    def rows(self) -> list[RowFacts]:
        """The rows of other tables that the sentence names: what heads a row, or most of its title."""
        words = words_of(self.text)
        return [row for row in self.facts.rows if _is_named(row, words)]


def _parts_of_whole(text):
    """What is said of a whole, and then of a part of it, each with where it ends."""
    cuts = [0, *(match.start() for match in _OF_WHICH.finditer(text)), len(text) + 1]
    return [(text[start:end], end) for start, end in pairwise(cuts)]


def _is_named(row, words):
    """Whether a sentence of these words means a row: all that heads it, and half of its title."""
    label, title = words_of(row.label), words_of(row.title)
    if label and label <= words and (not title or len(title & words) * 2 >= len(title) or len(label) > 2):
        return True
    return len(title) > 1 and len(title & words) * 5 >= len(title) * 4


def is_of_earlier(body, facts, so_far):
    """Whether a sentence speaks of a year before that of the tables, or goes on after one that did."""
    labels = {one.previous_label for one in facts.measures if YEAR.fullmatch(one.previous_label)}
    if not labels or _now_words(facts).search(body):
        return False
    for match in YEAR.finditer(body):
        year = match[0]
        if year < min(labels) or (year in labels and not _COMPARED.search(body[: match.start()])):
            return True
    return so_far


@lru_cache(maxsize=8)
def _now_words(facts):
    """What says that a sentence is of the period of the tables: its months, "currently", "to date"."""
    months = {
        word for one in facts.measures for word in one.label.split() if word.isalpha() and word[0].isupper()
    }
    listed = "|".join(sorted(map(re.escape, months)) or ["currently"])
    return re.compile(rf"\b(?:{listed})\b|\b(?:currently|now|to date|this year|so far)\b")


def sentences(text):
    """(whether it begins a paragraph, where it begins, its words) of each sentence, in parts if endless."""
    for is_first, start, body in _sentences(text):
        while len(body) > LONGEST:
            cut = body.rfind(" ", 1, LONGEST) + 1 or LONGEST
            yield is_first, start, body[:cut]
            is_first, start, body = False, start + cut, body[cut:]
        yield is_first, start, body


def _sentences(text):
    for paragraph in re.finditer(r"[^\n]+", text):
        # A numbered paragraph's own number ends no sentence.
        numbered = re.match(r"\s*\d{1,3}\.\s+", paragraph[0])
        first = start = paragraph.start() + (numbered.end() if numbered else 0)
        for cut in _SENTENCE.finditer(paragraph[0], start - paragraph.start()):
            end = paragraph.start() + cut.start()
            yield start == first, start, text[start:end]
            start = paragraph.start() + cut.end()
        yield start == first, start, text[start : paragraph.end()]


def _clauses(text):
    return list(pairwise([0, *(match.start() for match in _CLAUSE.finditer(text)), len(text)]))


def named_in_clauses(text, facts):
    """What each clause names by itself; what only the whole sentence names, where no clause does."""
    # "E-loans aside, both fell" is of the others.
    text = _ASIDE.sub(lambda match: " " * len(match[0]), text)
    found = [
        mention.moved(start) for start, end in _clauses(text) for mention in mentions(text[start:end], facts)
    ]
    return found or mentions(text, facts)
