"""Lists every number and claim of prose that the tables do not bear out.

Which measure a sentence is about is read from its own words; a sentence that names none and begins with "It",
"This" or "Performance" is about what the sentence or paragraph before named. Where nothing is named, a number
is right if any measure bears it out. A number with fewer places than the table's is right only behind a word
that says so: of 83.7%, "about 84%" is right and "84%" is not.
"""

import re
from dataclasses import dataclass, replace

from performance.rules.prose import amounts, arithmetic, changes, claims, months, tallies, within
from performance.rules.prose.claim import Kind
from performance.rules.prose.drafting import DOING
from performance.rules.prose.elsewhere import is_elsewhere
from performance.rules.prose.facts import MeasureFacts, PackFacts
from performance.rules.prose.faults import IN_FULL
from performance.rules.prose.naming import hinted
from performance.rules.prose.sentences import Sentence, is_of_earlier, named_in_clauses, sentences

_GOES_ON = re.compile(
    r"\s*(?:it|its|this|that|these|they|performance|status"
    r"|the (?:figure|rate|measure|target|status|percentage))\b",
    re.I,
)
# Amid a sentence these go on about what the same paragraph named before.
_THE_FIGURE = re.compile(
    r"\bthe (?:success |overall )?(?:figure|rate|measure|target|status|percentage|proportion)\b"
    r"(?! (?:of|in|who|with|for)\b)",
    re.I,
)
_OF_EARLIER = "This is said of an earlier year; of that the tables of this pack hold no change and no target."
_NEITHER = re.compile(r"\s*neither\b", re.I)
# "Paragraph 29 of the same report gives 98%": what another paper says is no claim of this one.
_QUOTED = re.compile(
    r"\b(?:paragraph|report|table|paper|appendix)\b[^.;]{0,60}\b(?:gives|gave|says|said|states|stated|prints"
    r"|printed|quotes|quoted)\b",
    re.I,
)


@dataclass(frozen=True)
class Finding:
    """What the tables do not bear out: its place in the text, what is said, what it should be, and why.

    `should_be` is "" where the tables hold nothing to put there. `why` is one sentence for the writer.
    """

    start: int
    end: int
    said: str
    should_be: str
    why: str
    kind: str
    # The tables say the same with more places.
    rounded: bool = False


def check(text: str, facts: PackFacts, *, subject: MeasureFacts | None = None) -> list[Finding]:
    """Everything in a text that the tables do not bear out, in order; [] where they bear all of it out.

    `subject` is the measure that the text stands with: an owner's commentary need not name it.
    """
    found, carried, earlier = [], (), False
    nouns = _nouns(facts)
    for is_first, start, body in sentences(text):
        if body.startswith(DOING):
            continue
        named = named_in_clauses(body, facts)
        if not _GOES_ON.match(body) and (is_first or not _THE_FIGURE.search(body)):
            carried = ()
        earlier = is_of_earlier(body, facts, False if is_first else earlier)
        about = carried or ((subject,) if subject else ())
        sentence = Sentence(body, start, named, about, facts, earlier)
        found += _found_in(sentence, nouns)
        if named:
            carried = tuple(measure for mention in named for measure in mention.measures)
    return found


def _found_in(sentence, nouns):
    found = _against_tables(sentence, nouns)
    found += _of_months(sentence) + _against_each_other(sentence, found)
    return sorted(found, key=lambda finding: finding.start)


def _of_months(sentence):
    """What is said of runs and peaks of the months that the tables have."""
    findings = []
    for claim in months.found_in(sentence.text):
        checked = months.run if claim.kind == Kind.RUN else months.peak
        about = sentence.about(claim) or hinted(sentence.text, sentence.facts)
        faults = [checked(claim, sentence.text, measure) for measure in about]
        if faults and all(faults):
            start, end = sentence.start + claim.start, sentence.start + claim.end
            findings.append(Finding(start, end, claim.said, *faults[0], claim.kind.value))
    return findings


def _against_each_other(sentence, found):
    """What two numbers of the sentence contradict, where the tables do not already."""
    findings = []
    for claim in within.comparisons(claims.blanked(sentence.text)):
        claim = replace(claim, said=sentence.text[claim.start : claim.end].strip())
        start, end = sentence.start + claim.start, sentence.start + claim.end
        told = any(one.start < end and start < one.end and one.kind != Kind.NUMBER for one in found)
        if not told and (fault := within.fault(claim)):
            findings.append(Finding(start, end, claim.said, *fault, claim.kind.value))
    return findings


def _against_tables(sentence, nouns):
    body, found = sentence.text, []
    quoted = [match.start() for match in _QUOTED.finditer(body)]
    for claim in claims.find(_without_titles(body, sentence.named), sentence.facts.levels, nouns):
        if quoted and claim.start > quoted[0]:
            continue
        denied = bool(_NEITHER.match(body)) and claim.number is None
        said = body[claim.start : claim.end].strip()
        claim = replace(claim, said=said, negated=claim.negated != denied)
        fault = _CHECKS[claim.kind](claim, sentence)
        # What stands in brackets behind a fraction contradicts it, whatever it is a fraction of.
        by_itself = fault and fault[0] and claim.kind == Kind.FRACTION
        if fault and (by_itself or not is_elsewhere(claim, sentence)):
            should_be, why = ("", _OF_EARLIER) if sentence.earlier and _is_of_course(claim) else fault
            start, end = sentence.start + claim.start, sentence.start + claim.end
            found.append(Finding(start, end, said, should_be, why, claim.kind.value, why.endswith(IN_FULL)))
    return found


def _is_of_course(claim):
    """Whether a claim is of a figure beside its target or an earlier one, and not of the figure alone."""
    of_course = (Kind.CHANGE, Kind.TARGET, Kind.TIMES, Kind.POINTS)
    return claim.kind in of_course or claim.role in ("by", "gap", "change")


def _without_titles(text, named):
    """Blank out the titles that a text quotes: 'Reduce Need' and 91 days in a title claim nothing."""
    for title in {name for mention in named for measure in mention.measures for name in measure.names}:
        if re.search(r"\d", title) or len(title.split()) > 2:
            place = text.lower().find(title.lower())
            if place >= 0:
                text = text[:place] + "·" * len(title) + text[place + len(title) :]
    return text


def _nouns(facts):
    labels = (
        word
        for measure in facts.measures
        for word in (*re.findall(r"[a-z]{4,}", measure.unit.lower()), *measure.title.lower().split()[-1:])
    )
    return tuple(
        sorted({"admissions", "visits", "issues", "hours", "days", "people"} & set(labels) | {"admissions"})
    )


def _together(checked):
    """A check of each of several that are said to be so together, else of what a claim is about."""

    def check_each(claim, sentence):
        faults = [checked(claim, sentence, pool) for pool in sentence.each(claim) if pool]
        return next((fault for fault in faults if fault), None)

    return check_each


_CHECKS = {
    Kind.NUMBER: amounts.number,
    Kind.POINTS: amounts.points,
    Kind.CHANGE: _together(changes.change),
    Kind.TARGET: _together(changes.target),
    Kind.BESIDE: _together(changes.beside),
    Kind.QUARTILE: _together(tallies.quartile),
    Kind.RANK: tallies.rank,
    Kind.STATUS: _together(tallies.status),
    Kind.COUNT: tallies.count,
    Kind.SUM: arithmetic.added_up,
    Kind.SHARE: arithmetic.share,
    Kind.FRACTION: arithmetic.fraction,
    Kind.EVERY: tallies.every,
    Kind.TIMES: arithmetic.times,
    Kind.ORDER: tallies.order,
}
