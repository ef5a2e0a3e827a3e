"""Whether the positions, statuses, counts, sums and shares that prose claims are those of the tables.

Each takes a claim and the sentence that it is in, and returns None, or what it should be and why.
"""

import re
from decimal import Decimal

from performance.rules.numbers import format_number, places_of, round_half_up
from performance.rules.prose.said import PERCENT

# "One in four" is right within so many points of 25%.
NEAR = Decimal("2.5")


def titled(measure) -> str:
    """A measure's title in quotation marks."""
    return f"“{measure.title.rstrip('.')}”"


def written(value) -> str:
    """A number in full, with as many places as it needs."""
    return format_number(value, places_of(value))


# --- Positions, statuses, counts ---------------------------------------------------------------------


def quartile(claim, sentence):
    """Whether the tables have a measure in this quartile."""
    pool = sentence.about(claim)
    if not pool or claim.role == "from":
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
    if any((place.rank, place.of) == claim.counts for place in ranked if place.of):
        return None
    if len(pool) == 1 and ranked:
        right = f"{ranked[0].rank} of {ranked[0].of}"
        return right, f"The tables place {titled(pool[0])} {right}, not {claim.said}."
    return "", f"No table of this pack has a place of {claim.said}."


def status(claim, sentence):
    """Whether a measure has this status."""
    pool = sentence.about(claim)
    if not pool:
        return None
    if any(((measure.status or "not rated").lower() == claim.word) != claim.negated for measure in pool):
        return None
    status = (pool[0].status or "Not rated").lower()
    return status, f"{titled(pool[0])} is {status} in the tables, so “{claim.said}” is not borne out."


def count(claim, sentence):
    """Whether so many measures are what they are said to be, and of so many."""
    facts, group, (said, whole) = sentence.facts, sentence.group, claim.counts
    within = facts.within(group)
    totals = {len(within), sum(1 for measure in within if measure.status)}
    where = f" under {group}" if group else ""
    if not claim.word:
        counts = {len(facts.within(one)) for one in ("", *facts.groups)} | totals
        known = counts | set(facts.counts(group).values()) | {sum(m.off_target for m in within)}
        if said not in known or (whole is not None and whole not in counts):
            return "", f"No count of the tables{where} is {claim.said}."
        return None
    right = sum(1 for measure in within if _is_so(claim.word, measure))
    if claim.word == "missing":
        right = facts.missing
    if said != right:
        first = claim.said.split()[0].lower()
        return str(right), f"The tables{where} have {right} {claim.word}, not {first}."
    if whole is not None and whole not in totals:
        listed = " or ".join(str(total) for total in sorted(totals))
        return f"{right} of {max(totals)}", f"The tables{where} have {listed} measures, not {whole}."
    listed = re.match(r"\s*:\s*([^.;]+)", sentence.text[claim.end :])
    if listed and said != (parts := len(re.split(r",\s*(?:and\s+)?|\s+and\s+", listed[1].strip()))):
        return str(parts), f"“{claim.said}” is followed by a list of {parts}."
    return None


def _is_so(word, measure):
    if word.endswith("quartile"):
        return bool(measure.place) and measure.place.word.lower() == word.split()[0]
    if word in ("not rated", "unrated", "could not be rated", "cannot be rated"):
        return not measure.status
    if word == "rated":
        return bool(measure.status)
    if word == "off target":
        return measure.off_target
    if word == "on target":
        return bool(measure.status) and not measure.off_target
    if word in ("improved", "improving"):
        return measure.meaning == "Improving"
    if word in ("worsened", "worsening", "got worse"):
        return measure.meaning == "Worsening"
    return measure.status.lower() == word


# --- Arithmetic --------------------------------------------------------------------------------------


def added_up(claim, sentence):
    """Whether the parts make the total, and every part is in the tables."""
    added = sum((part.value for part in claim.parts), Decimal(0))
    if added != claim.number.value:
        listed = " and ".join(part.text for part in claim.parts)
        return written(added), f"{listed} make {written(added)}, not {claim.number.text}."
    held = [number for measure in sentence.facts.measures for number in measure.numbers]
    for part in claim.parts:
        if not any(part.borne_out_by(number) for number in held):
            return "", f"No table of this pack has {part.text}."
    return None


def share(claim, sentence):
    """Whether a percentage is that of the two counts beside it: 1,089 of 2,502 is 43.53%."""
    part, whole = (Decimal(count or 0) for count in claim.counts)
    if not whole or part > whole:
        return "", f"{written(part)} of {written(whole)} is no share."
    exact = round_half_up(part / whole * 100, places_of(claim.number.step))
    if exact == claim.number.value:
        return None
    right = f"{format_number(exact, places_of(claim.number.step))}%"
    return right, f"{written(part)} of {written(whole)} is {right}, not {claim.number.text}."


def fraction(claim, sentence):
    """Whether one in four, or a third, is near a percentage of the tables."""
    pool = sentence.about(claim) or sentence.facts.measures
    part, whole = claim.counts
    if not whole:
        return None
    share = Decimal(part) / whole * 100
    held = [n for measure in pool for n in measure.numbers if n.kind == PERCENT and n not in measure.targets]
    if any(abs(number.value - share) <= NEAR for number in held):
        return None
    own = pool[0].figure if len(pool) == 1 else None
    near = own.text if own else ""
    return (
        near,
        f"“{claim.said}” is {written(round_half_up(share, 1))}%; the tables have {near or 'no such share'}.",
    )
