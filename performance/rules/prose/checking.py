"""Lists every number and claim of prose that the tables do not bear out.

Which measure a sentence is about is read from its own words; a sentence that names none and begins with "It",
"This" or "Performance" is about what the sentence or paragraph before named. Where nothing is named, a number
is right if any measure bears it out. A number with fewer places than the table's is right only behind a word
that says so: of 83.7%, "about 84%" is right and "84%" is not.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from performance.rules.numbers import places_of, round_half_up
from performance.rules.prose import claims, tallies
from performance.rules.prose.claim import Claim, Kind
from performance.rules.prose.drafting import DOING
from performance.rules.prose.facts import HIGH, LOW, MeasureFacts, PackFacts, RowFacts
from performance.rules.prose.naming import Mention, hinted, mentions, peers, unknown_codes, words_of
from performance.rules.prose.said import COUNT, PERCENT, POINTS, Number
from performance.rules.prose.tallies import titled, written

_SENTENCE = re.compile(r"(?<![.\s]pt)(?<!\be\.g)(?<!\bi\.e)(?<=[.!?])[”\"’)]*\s+(?=[“\"‘'(£A-Z\d])")
_CLAUSE = re.compile(
    r";\s|\s(?=\(the\b)|,?\s(?:while|whilst|whereas|but|although|though)\s|,\sand\s|\band\s(?=the\b|that\b|for\b)"
)
_GOES_ON = re.compile(
    r"\s*(?:it|its|this|that|these|they|performance|status"
    r"|the (?:figure|rate|measure|target|status|percentage))\b",
    re.I,
)
_YEAR = re.compile(r"20\d\d/\d\d")
_TABLE = {"improved": "Improving", "worsened": "Worsening"}
_ABSENT = "There is no earlier figure in the tables to compare it with."


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


# Amid a sentence these go on about what the same paragraph named before.
_THE_FIGURE = re.compile(
    r"\bthe (?:success |overall )?(?:figure|rate|measure|target|status|percentage|proportion)\b"
    r"(?! (?:of|in|who|with|for)\b)",
    re.I,
)
# "82.9% in 2019/20", "than in 2019/20": a year that something is only held against.
_COMPARED = re.compile(
    r"(?:\bthan(?: in)?|\bfrom|[\d%k)]\s*(?:in|for|during)?|compared (?:with|to)|\bsince|\bagainst|\bas in"
    r"|quartile(?: of [A-Z]\w+)? (?:in|for|during)|\()\s*$"
)
_OF_A_HUNDRED = re.compile(r"\bof (?:every )?100 people\b", re.I)
_OF_EARLIER = "This is said of an earlier year; of that the tables of this pack hold no change and no target."
_IN_FULL = "; write it in full, or with “about”."
_TOGETHER = re.compile(r"\b(?:both|all|each|neither|every one)\b", re.I)
_ASIDE = re.compile(r"^[^,.;]*\baside,|\b(?:apart from|leaving out)\s[^,.;]*,", re.I)
_OF_WHICH = re.compile(r",\s+(?:\w+\s+)?of (?:which|these|whom|them)\b", re.I)
_NEITHER = re.compile(r"\s*neither\b", re.I)
_FORWARD = re.compile(r"^\s*\)?\s*(?:of|in|for|from|among|receiving)\b", re.I)
_BACKWARD = ("figure", "target", "previous", "earlier")
# "Paragraph 29 of the same report gives 98%": what another paper says is no claim of this one.
_QUOTED = re.compile(
    r"\b(?:paragraph|report|table|paper|appendix)\b[^.;]{0,60}\b(?:gives|gave|says|said|states|stated|prints"
    r"|printed|quotes|quoted)\b",
    re.I,
)


@dataclass(frozen=True)
class _Sentence:
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
        if "respectively" in self.text:
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

    @property
    def rows(self) -> list[RowFacts]:
        """The rows of other tables that the sentence names: what heads a row, or most of its title."""
        words = words_of(self.text)
        return [row for row in self.facts.rows if _is_named(row, words)]


def _parts_of_whole(text):
    """What is said of a whole, and then of a part of it, each with where it ends."""
    cuts = [0, *(match.start() for match in _OF_WHICH.finditer(text)), len(text) + 1]
    return [(text[start:end], end) for start, end in pairwise(cuts)]


def _is_named(row, words):
    label, title = words_of(row.label), words_of(row.title)
    if label and label <= words and (not title or len(title & words) * 2 >= len(title) or len(label) > 2):
        return True
    return len(title) > 1 and len(title & words) * 5 >= len(title) * 4


def check(text: str, facts: PackFacts, *, subject: MeasureFacts | None = None) -> list[Finding]:
    """Everything in a text that the tables do not bear out, in order; [] where they bear all of it out.

    `subject` is the measure that the text stands with: an owner's commentary need not name it.
    """
    found, carried, earlier = [], (), False
    nouns = _nouns(facts)
    for is_first, start, body in _sentences(text):
        if body.startswith(DOING):
            continue
        named = _named(body, facts)
        if not _GOES_ON.match(body) and (is_first or not _THE_FIGURE.search(body)):
            carried = ()
        earlier = _is_of_earlier(body, facts, False if is_first else earlier)
        about = carried or ((subject,) if subject else ())
        sentence = _Sentence(body, start, named, about, facts, earlier)
        found += _found_in(sentence, nouns)
        if named:
            carried = tuple(measure for mention in named for measure in mention.measures)
    return found


def _found_in(sentence, nouns):
    body, found = sentence.text, []
    quoted = [match.start() for match in _QUOTED.finditer(body)]
    for claim in claims.find(_without_titles(body, sentence.named), sentence.facts.levels, nouns):
        if quoted and claim.start > quoted[0]:
            continue
        denied = bool(_NEITHER.match(body)) and claim.number is None
        said = body[claim.start : claim.end].strip()
        claim = replace(claim, said=said, negated=claim.negated != denied)
        fault = _CHECKS[claim.kind](claim, sentence)
        if fault:
            should_be, why = ("", _OF_EARLIER) if sentence.earlier and _is_of_course(claim) else fault
            start, end = sentence.start + claim.start, sentence.start + claim.end
            found.append(Finding(start, end, said, should_be, why, claim.kind.value, why.endswith(_IN_FULL)))
    return found


def _is_of_course(claim):
    """Whether a claim is of a figure beside its target or an earlier one, and not of the figure alone."""
    of_course = (Kind.CHANGE, Kind.TARGET, Kind.TIMES, Kind.POINTS)
    return claim.kind in of_course or claim.role in ("by", "gap", "change")


def _is_of_earlier(body, facts, so_far):
    """Whether a sentence speaks of a year before that of the tables, or goes on after one that did."""
    labels = {one.previous_label for one in facts.measures if _YEAR.fullmatch(one.previous_label)}
    if not labels or _now_words(facts).search(body):
        return False
    for match in _YEAR.finditer(body):
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


def _sentences(text):
    """(whether it begins a paragraph, where it begins, its words) of each sentence."""
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


def _named(text, facts):
    """What each clause names by itself; what only the whole sentence names, where no clause does."""
    # "E-loans aside, both fell" is of the others.
    text = _ASIDE.sub(lambda match: " " * len(match[0]), text)
    found = [
        mention.moved(start) for start, end in _clauses(text) for mention in mentions(text[start:end], facts)
    ]
    return found or mentions(text, facts)


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


# --- Numbers -----------------------------------------------------------------------------------------


def _number(claim, sentence):
    about = sentence.about(claim)
    if claim.number.kind == COUNT and _OF_A_HUNDRED.search(sentence.text):
        claim = replace(claim, number=replace(claim.number, kind=PERCENT))
    if claim.role == "gap":
        return _any(_gap, claim, sentence)
    if claim.role == "by":
        return _any(_by, claim, sentence)
    pool = about or sentence.facts.measures
    if any(claim.number.borne_out_by(held) for measure in pool for held in _held(measure, claim.role)):
        return _of_its_year(claim, about)
    if any(claim.number.borne_out_by(held) for row in sentence.rows for held in row.numbers):
        return None
    if not about and any(claim.number.borne_out_by(n) for row in sentence.facts.rows for n in row.numbers):
        return None
    if _is_of_one_hinted(claim, sentence):
        return None
    if not about:
        return "", f"No table of this pack has {claim.number.text}."
    measure, name = about[0], titled(about[0])
    held = _nearest(claim, measure)
    if sentence.earlier and measure.previous and measure.previous.kind == claim.number.kind:
        held = measure.previous
    if claim.role == "target" and not measure.edges:
        return "", f"The tables have no target for {name}."
    if held is None:
        return "", f"No table of this pack has {claim.number.text} for {name}."
    which = (
        "earlier figure"
        if held is measure.previous
        else {"previous": "earlier figure", "earlier": "earlier figure", "target": "target"}.get(
            claim.role, "figure"
        )
    )
    why = f"The {which} of {name} is {held.text} in the tables, not {claim.number.text}."
    if replace(claim.number, qualifier="about").borne_out_by(held):
        why = f"{why[:-1]}{_IN_FULL}"
    return held.text, why


def _is_of_one_hinted(claim, sentence):
    """Whether a number is that of a measure that the sentence names in part, and of none that it names."""
    named = {measure for mention in sentence.named for measure in mention.measures}
    return any(
        claim.number.borne_out_by(held)
        for measure in hinted(sentence.text, sentence.facts)
        if measure not in named
        for held in _held(measure, claim.role)
        if held not in measure.before or claim.role in ("previous", "earlier", "against")
    )


def _of_its_year(claim, about):
    """Whether a number is of the year that it is said to be of: 82.9% of 2019/20, and not of 2018/19."""
    if not claim.year:
        return None
    for measure in about:
        now = any(claim.number.borne_out_by(held) for held in measure.now)
        before = any(claim.number.borne_out_by(held) for held in measure.before)
        earlier = measure.previous_label
        if now == before or not _YEAR.fullmatch(earlier):
            return None
        if before != (claim.year == earlier):
            right = earlier if before else measure.label
            return right, f"{claim.number.text} is of {right} in the tables, not of {claim.year}."
    return None


def _any(checked, claim, sentence):
    """A check of the measures that a claim is about, or of all where it is about none that is known."""
    about = sentence.about(claim)
    fault = checked(claim, about or sentence.facts.measures)
    return fault if about or fault is None else ("", f"Nothing in the tables of this pack is {claim.said}.")


def _held(measure, role):
    if role == "earlier":
        return measure.before
    if role == "previous":
        return (*measure.before, *(n for _name, n in measure.beside), *measure.targets)
    if role == "target":
        return measure.targets
    if role == "against":
        return (*measure.targets, *measure.before)
    if role == "to_date":
        return (
            *measure.to_date,
            *measure.counts,
            *((measure.figure,) if measure.figure and not measure.forecast else ()),
        )
    if role == "figure":
        # "was" is of the period or of the one before; never the target.
        return (*measure.now, *measure.before, *measure.others, *(n for _name, n in measure.beside))
    # A number is the target's only where its words say so.
    return tuple(number for number in measure.numbers if number not in measure.edges)


def _nearest(claim, measure):
    pool = [held for held in _held(measure, claim.role) if held.kind == claim.number.kind]
    if (
        claim.role not in ("previous", "earlier", "target")
        and measure.figure
        and measure.figure.kind == claim.number.kind
    ):
        return measure.figure
    return min(pool, key=lambda held: abs(held.value - claim.number.value), default=None)


def _points(claim, sentence):
    if claim.role == "quartile":
        return "", f"No table of this pack has how far a figure is from a quartile, {claim.number.text}."
    return _any({"change": _moved_by, "gap": _gap}.get(claim.role, _apart), claim, sentence)


def _moved_by(claim, pool):
    return _distance(claim, pool, lambda measure: (measure.moved,), "change")


def _apart(claim, pool):
    return _distance(
        claim, pool, lambda measure: (measure.moved, *_gaps(measure), *_besides(measure)), "distance"
    )


def _gap(claim, pool):
    return _distance(claim, pool, _gaps, "distance from the target")


def _gaps(measure):
    return [measure.figure.value - edge.value for edge in measure.edges] if measure.figure else []


def _besides(measure):
    return [measure.figure.value - held.value for _name, held in measure.beside] if measure.figure else []


def _distance(claim, pool, distances: Callable, what):
    """Whether one of a measure's distances is the number said, at the places that it is said with."""
    known = [(measure, abs(gap)) for measure in pool for gap in distances(measure) if gap is not None]
    for measure, gap in known:
        percent = measure.figure.kind == PERCENT
        if (claim.number.kind == POINTS) == percent and _is(claim.number, gap):
            return None
    if not known:
        return "", f"The tables have nothing to reckon a {what} of {claim.number.text} from."
    measure, gap = known[0]
    unit = " points" if measure.figure.kind == PERCENT else ""
    should_be = f"{written(gap)}{unit}"
    return should_be, f"The {what} of {titled(measure)} is {should_be}, not {claim.number.text}."


def _is(number, value):
    return number.borne_out_by(Number("", value, number.step, number.kind))


def _by(claim, pool):
    """ "by 5%": a share of the earlier figure; of a percentage a change is in points. "by 12": the change."""
    number = claim.number
    if number.kind != PERCENT:
        return _distance(claim, pool, lambda measure: (measure.moved, *_gaps(measure)), "change")
    for measure in pool:
        if measure.moved is None or not measure.previous.value:
            continue
        share = abs(measure.moved) / abs(measure.previous.value) * 100
        if round_half_up(share, places_of(number.step)) == number.value or _is(number, share):
            return None
    measure = next((one for one in pool if one.moved is not None and one.previous.value), None)
    if measure is None:
        return "", _ABSENT
    if measure.figure.kind == PERCENT:
        right = f"{written(abs(measure.moved))} points"
    else:
        share = abs(measure.moved) / abs(measure.previous.value) * 100
        right = f"{written(round_half_up(share, places_of(number.step)))}%"
    return right, f"{titled(measure)} changed by {right} in the tables, not by {number.text}."


# --- Changes and comparisons -------------------------------------------------------------------------


def _change(claim, sentence, pool):
    judged = [measure for measure in pool if measure.moved is not None or measure.meaning]
    if not judged:
        return "", f"{_ABSENT[:-1]}: {titled(pool[0])}."
    if any(_moved_so(claim.word, measure) != claim.negated for measure in judged):
        return None
    measure = judged[0]
    return _how(measure), (
        f"{titled(measure)} went from {measure.previous.text} to {measure.figure.text} "
        f"({measure.meaning or 'not judged'} in the tables), so “{claim.said}” is not borne out."
    )


def _moved_so(word, measure):
    moved, meaning = measure.moved, measure.meaning
    if word in ("improved", "worsened"):
        return meaning == _TABLE[word]
    if word in ("better", "worse"):
        good = 1 if measure.good == HIGH else -1 if measure.good == LOW else 0
        wanted = "Improving" if word == "better" else "Worsening"
        return meaning == wanted or (bool(good) and moved * good * (1 if word == "better" else -1) > 0)
    if word == "unchanged":
        return moved == 0
    if word == "steady":
        return meaning == "No clear change" or moved == 0
    if word in ("doubled", "halved"):
        times = measure.figure.value / measure.previous.value if measure.previous.value else Decimal(0)
        return times >= Decimal("1.9") if word == "doubled" else Decimal(0) <= times <= Decimal("0.55")
    return moved > 0 if word == "rose" else moved < 0


def _how(measure):
    if measure.moved == 0:
        return "unchanged"
    return f"{'rose' if measure.moved > 0 else 'fell'} ({measure.meaning.lower() or 'not judged'})"


def _target(claim, sentence, pool):
    known = [measure for measure in pool if measure.meets is not None]
    if not known:
        return "", f"The tables have no figure with a target for {titled(pool[0])}."
    if any(_stands_so(claim.word, measure) != claim.negated for measure in known):
        return None
    measure = known[0]
    side = "meets" if measure.meets else "misses"
    return f"{side} its target", (
        f"{measure.figure.text} {side} the target of {measure.target} for {titled(measure)}, "
        f"so “{claim.said}” is not borne out."
    )


def _stands_so(word, measure):
    if word == "above":
        return measure.gap > 0
    if word == "below":
        return measure.gap < 0
    if word == "ontarget":
        return measure.meets or (bool(measure.status) and not measure.off_target)
    return measure.meets if word == "met" else not measure.meets


def _beside(claim, sentence, pool):
    words = set(re.findall(r"[a-z]+", claim.role.lower())) - {"the", "average", "s", "figure", "mean"}
    words = {"england" if word in ("national", "english") else word for word in words}
    for measure in pool:
        for name, held in measure.beside:
            if words & set(re.findall(r"[a-z]+", name.lower())) and measure.figure:
                return _beside_fault(claim, measure, name, held)
    return "", f"No table of this pack has {claim.role} for {titled(pool[0])}."


def _beside_fault(claim, measure, name, held):
    apart = measure.figure.value - held.value
    better = apart * (1 if measure.good == HIGH else -1 if measure.good == LOW else 0)
    right = {
        "above": apart > 0,
        "below": apart < 0,
        "better": better > 0,
        "worse": better < 0,
        "level": abs(apart) <= held.step,
    }[claim.word]
    if right != claim.negated:
        return None
    side = "above" if apart > 0 else "below" if apart < 0 else "level with"
    return side, f"{titled(measure)} is {measure.figure.text} and {name} {held.text}: it is {side} it."


def _together(checked):
    """A check of each of several that are said to be so together, else of what a claim is about."""

    def check_each(claim, sentence):
        faults = [checked(claim, sentence, pool) for pool in sentence.each(claim) if pool]
        return next((fault for fault in faults if fault), None)

    return check_each


_CHECKS = {
    Kind.NUMBER: _number,
    Kind.POINTS: _points,
    Kind.CHANGE: _together(_change),
    Kind.TARGET: _together(_target),
    Kind.BESIDE: _together(_beside),
    Kind.QUARTILE: _together(tallies.quartile),
    Kind.RANK: tallies.rank,
    Kind.STATUS: _together(tallies.status),
    Kind.COUNT: tallies.count,
    Kind.SUM: tallies.added_up,
    Kind.SHARE: tallies.share,
    Kind.FRACTION: tallies.fraction,
    Kind.EVERY: tallies.every,
    Kind.TIMES: tallies.times,
    Kind.ORDER: tallies.order,
}
