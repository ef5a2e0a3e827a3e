"""Whether figures changed, met their targets and stand beside others' as prose says they did.

Each check takes a claim, the sentence that it is in and the measures that it may be about (`pool`), of which
one has to bear it out, and returns None, or what it should be and why.
"""

import re
from dataclasses import replace
from decimal import Decimal

from performance.rules.prose import months
from performance.rules.prose.facts import HIGH, LOW
from performance.rules.prose.faults import ABSENT, titled

_TABLE = {"improved": "Improving", "worsened": "Worsening"}


def change(claim, sentence, pool):
    """Whether a figure rose, fell, improved, worsened or stayed since the earlier one."""
    if any(months.is_monthly(sentence.text) and not measure.months for measure in pool):
        return None
    spans = [(measure, two) for measure in pool if (two := months.span(sentence.text, measure))]
    if spans:
        return _over_months(claim, spans)
    judged = [measure for measure in pool if measure.moved is not None or measure.meaning]
    if not judged:
        return "", f"{ABSENT[:-1]}: {titled(pool[0])}."
    if any(_moved_so(claim.word, measure) != claim.negated for measure in judged):
        return None
    measure = judged[0]
    return _how(measure), (
        f"{titled(measure)} went from {measure.previous.text} to {measure.figure.text} "
        f"({measure.meaning or 'not judged'} in the tables), so “{claim.said}” is not borne out."
    )


def _over_months(claim, spans):
    """The same between two months of a series."""
    for measure, (before, after) in spans:
        good = 1 if measure.good == HIGH else -1 if measure.good == LOW else 0
        meaning = {1: "Improving", -1: "Worsening"}.get(good * _sign(after.value - before.value), "")
        over = replace(measure, figure=after, previous=before, meaning=meaning)
        if _moved_so(claim.word, over) != claim.negated:
            return None
    return _how(over), (
        f"{titled(over)} went from {before.text} to {after.text}, so “{claim.said}” is not borne out."
    )


def _sign(value):
    return (value > 0) - (value < 0)


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


def target(claim, sentence, pool):
    """Whether a figure met, missed, or is above or below its target."""
    known = [measure for one in pool if (measure := one.at(sentence.text)).meets is not None]
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


def beside(claim, sentence, pool):
    """Whether a figure is above, below, better, worse or level with that of a group."""
    for measure in pool:
        for name, held in measure.beside:
            if is_group(claim.role, name) and measure.figure:
                return _beside_fault(claim, measure, name, held)
    return "", f"No table of this pack has {claim.role} for {titled(pool[0])}."


def is_group(said: str, name: str) -> bool:
    """Whether a group of prose ("the national average") is that of a table's heading ("England")."""
    words = set(re.findall(r"[a-z]+", said.lower())) - {"the", "average", "s", "figure", "mean"}
    words = {"england" if word in ("national", "english") else word for word in words}
    return bool(words & set(re.findall(r"[a-z]+", name.lower())))


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
