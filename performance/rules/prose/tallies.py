"""Whether the positions, statuses and counts that prose claims are those of the tables.

Each takes a claim and the sentence that it is in, and returns None, or what it should be and why.
"""

import re

from performance.rules.prose.faults import titled
from performance.rules.prose.said import counted
from performance.rules.prose.wording import stem, words_of

_BUT = r"\(?(?:except|apart from|other than|bar|save|but)(?:\s+for)?\s+([^.;]*)"
_VERB = re.compile(r"\s(?:is|are|was|were|met|has|have)\b")
_APART = re.compile(rf"\s*,?\s*{_BUT}")
_APART_AMID = re.compile(rf"\s{_BUT}")


def quartile(claim, sentence, pool):
    """Whether the tables have a measure in this quartile."""
    if claim.role == "from":
        return None
    placed = [measure for measure in pool if measure.place and measure.place.word]
    if not placed:
        return "", f"The tables have no quartile for {titled(pool[0])}."
    if any((measure.place.word.lower() == claim.word) != claim.negated for measure in placed):
        return None
    place = placed[0].place
    return f"{place.word.lower()} quartile", (
        f"The tables put {titled(placed[0])} in the {place.word.lower()} quartile of {place.group} "
        f"in {place.year}."
    )


def rank(claim, sentence):
    """Whether a place such as 27th of 152 is in the tables."""
    pool = sentence.about(claim) or sentence.facts.measures
    ranked = [measure.place for measure in pool if measure.place and measure.place.rank and measure.place.of]
    nth, of = claim.counts
    if any(place.rank == nth and of in (place.of, None) for place in ranked):
        return None
    if any(row.rank == nth and of in (row.of, None) for row in sentence.rows):
        return None
    if len(pool) == 1 and ranked:
        right = f"{ranked[0].rank} of {ranked[0].of}"
        return right, f"The tables place {titled(pool[0])} {right}, not {claim.said}."
    return "", f"No table of this pack has a place of {claim.said}."


def status(claim, sentence, pool):
    """Whether a measure has this status."""
    if any(((measure.status or "not rated").lower() == claim.word) != claim.negated for measure in pool):
        return None
    status = (pool[0].status or "Not rated").lower()
    return status, f"{titled(pool[0])} is {status} in the tables, so “{claim.said}” is not borne out."


def count(claim, sentence):
    """Whether so many measures are what they are said to be, and of so many."""
    facts, group, (said, whole) = sentence.facts, sentence.group_of(claim), claim.counts
    within = facts.within(group)
    totals = _totals(claim.word, within)
    where = f" under {group}" if group else ""
    if claim.role in ("half", "most"):
        return _part(claim, facts.placed(claim.word) or {_right(claim.word, within, facts)})
    if claim.role:
        # "Six of the seven that are off target": of those alone.
        within = tuple(measure for measure in within if _is_so(claim.role, measure))
        totals = {len(within)}
    if not claim.word:
        counts = {len(facts.within(one)) for one in ("", *facts.groups)} | totals
        known = counts | set(facts.counts(group).values()) | {sum(m.off_target for m in within)}
        if said not in known or (whole is not None and whole not in counts):
            return "", f"No count of the tables{where} is {claim.said}."
        return None
    right = _right(claim.word, within, facts)
    tallied = facts.tallied(sentence.text, claim.word) | facts.placed(claim.word)
    if claim.word.endswith("fifth") and not tallied:
        return None
    if said in tallied:
        return None
    if said != right:
        right = min(tallied, default=right)
        return str(right), f"The tables{where} have {right} {claim.word}, not {said}."
    if whole is not None and whole not in totals:
        listed = " or ".join(str(total) for total in sorted(totals))
        return f"{right} of {max(totals)}", f"The tables{where} have {listed} measures, not {whole}."
    listed = re.match(r"\s*:\s*([^.;]+)", sentence.text[claim.end :])
    if listed and said != (parts := _listed(listed[1])):
        return str(parts), f"“{claim.said}” is followed by a list of {parts}."
    return None


def _part(claim, rights):
    """Whether half or most are so: half may be one off, as of 13 it has to be, or more behind "over"."""
    whole = claim.counts[1]
    for right in rights:
        if right * 2 > whole if claim.role == "most" else abs(right * 2 - whole) * 5 <= max(whole, 5):
            return None
    right = min(rights)
    return f"{right} of {whole}", f"The tables have {right} {claim.word}, not {claim.role} of {whole}."


def _totals(word, within):
    """How many measures there are in all, and with what makes one countable: a status, or a quartile."""
    having = ("place",) if word.endswith("quartile") else ("status",) if word else ("status", "place")
    return {len(within), *(sum(bool(getattr(one, what)) for one in within) for what in having)}


def _right(word, within, facts):
    if word == "missing":
        return facts.missing
    return sum(1 for measure in within if _is_so(word, measure))


def _listed(text):
    """How many a list has: the things that it names, or the sum of the numbers that each begins with."""
    parts = [part.strip() for part in re.split(r",\s*(?:and\s+)?|\s+and\s+", text.strip())]
    numbers = [counted(part.split()[0]) if part else None for part in parts]
    return sum(numbers) if None not in numbers else len(parts)


def every(claim, sentence):
    """Whether all measures of a group are what they are said to be, those set apart by "except" left out."""
    facts, word, group = sentence.facts, claim.word, sentence.group_of(claim)
    within = [one for one in facts.within(group) if one.status or claim.role != "rated"]
    if word.endswith(("target", "targets")):
        within = [one for one in within if one.status]
    if word.endswith("quartile"):
        within = [one for one in within if one.place and one.place.word]
    whole, *but = claim.counts
    apart = _APART.match(sentence.text, claim.end) or (None if but else _APART_AMID.search(claim.said))
    besides = (sentence.named_in(apart[1]) or _with_words(apart[1], within)) if apart else ()
    odd = [one for one in within if _is_so(word, one) == claim.negated]
    if but and but[0] == len(odd) and whole in (None, len(within)):
        return None
    if apart and not besides:
        few = counted(apart[1].split()[0]) if apart[1].split() else None
        if few == len(odd):
            return None
    wrong = [one for one in odd if one not in besides]
    if not but and not wrong and whole in (None, len(within)):
        return None
    where = f" under {group}" if group else ""
    right = f"{len(within) - len(odd)} of {len(within)}"
    # One of those that are not is an example of few, and misleads where none is.
    also = f": not {titled(wrong[0])}" if wrong and len(odd) < len(within) else ""
    return right, f"{right} measures{where} are {'not ' if claim.negated else ''}{word} in the tables{also}."


def _with_words(text, within):
    """The measures of which every word is in a name: "other than reablement is green"."""
    words = words_of(_VERB.split(text)[0])
    return [one for one in within if words and any(words <= words_of(name) for name in one.names)]


def order(claim, sentence):
    """Whether a measure is the highest or the lowest of those of one name: of four kinds of contact."""
    if not claim.counts:
        return _commonest(claim, sentence.facts.counts())
    noun = stem(claim.role)
    peers = [
        one
        for one in sentence.facts.measures
        if one.figure and any(noun in words_of(name) for name in one.names)
    ]
    about = [one for one in sentence.about(claim) if one in peers]
    kinds = {one.figure.kind for one in peers}
    if len(peers) != claim.counts[0] or len(kinds) != 1 or len(about) != 1:
        return None
    pick = max if claim.word == "highest" else min
    right = pick(peers, key=lambda one: one.figure.value)
    if right.figure.value == about[0].figure.value:
        return None
    return titled(right), f"The {claim.word} of the {len(peers)} is {titled(right)}, at {right.figure.text}."


def _commonest(claim, counts):
    pick = max if claim.word == "most" else min
    right = {word for word, count in counts.items() if count == pick(counts.values())}
    if claim.role in {word.lower() for word in right}:
        return None
    listed = ", ".join(f"{count} {word.lower()}" for word, count in counts.items())
    return " and ".join(sorted(word.lower() for word in right)), f"The tables have {listed}."


def _is_so(word, measure):
    if word.endswith("quartile"):
        return bool(measure.place) and measure.place.word.lower() == word.split()[0]
    if word in ("not rated", "unrated", "could not be rated", "cannot be rated"):
        return not measure.status
    if word in ("rated", "given a rating", "given a status"):
        return bool(measure.status)
    if word in ("off target", "below target"):
        return measure.off_target
    if word == "above target":
        return bool(measure.gap) and measure.gap > 0
    if word.endswith(("target", "targets")):
        return bool(measure.status) and not measure.off_target
    if word in ("improved", "improving"):
        return measure.meaning == "Improving"
    if word in ("worsened", "worsening", "got worse"):
        return measure.meaning == "Worsening"
    return measure.status.lower() == word
