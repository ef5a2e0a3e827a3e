"""Whether the sums, shares, fractions and multiples that prose claims are right.

Each takes a claim and the sentence that it is in, and returns None, or what it should be and why.
"""

import re
from dataclasses import replace
from decimal import Decimal

from performance.rules.numbers import format_number, places_of, round_half_up
from performance.rules.prose.faults import ABSENT, titled, written
from performance.rules.prose.said import ABOUT, OVER, PERCENT, UNDER, numbers_in
from performance.rules.prose.within import comparisons

# "One in four" is right within so many points of 25%.
NEAR = Decimal("2.5")
# "Half (45.6%)", "three quarters of requests (9,005 of 12,390)".
_NUMBER = r"\d[\d,]*(?:\.\d+)?(?:k|m)?"
_GIVEN = re.compile(
    rf"[^.;(]{{0,60}}\((?:(?P<percent>{_NUMBER}\s?%)"
    rf"|(?P<part>{_NUMBER}) (?:out )?of (?P<whole>{_NUMBER})(?:,[^()]{{0,20}})?)\)"
)
_ROUGHLY = re.compile(rf"\b({'|'.join((*ABOUT, *UNDER, *OVER))})\s+$", re.IGNORECASE)


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
    true = part / whole * 100
    exact = round_half_up(true, places_of(claim.number.step))
    if exact == claim.number.value or claim.number.borne_out_by(replace(claim.number, value=true)):
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
    if given := _GIVEN.match(sentence.text[claim.end :]):
        return _unlike_given(claim, sentence, share, given)
    # "2.9%, half of the national 5.8%" is of these two numbers, which are held against each other.
    if any(two.counts and two.start <= claim.start < two.end for two in comparisons(sentence.text)):
        return None
    if claim.role:
        return _part_of_before(claim, pool, share)
    held = [n for measure in pool for n in measure.numbers if n.kind == PERCENT and n not in measure.targets]
    if any(abs(number.value - share) <= NEAR for number in held):
        return None
    own = pool[0].figure if len(pool) == 1 and sentence.about(claim) else None
    near = own.text if own else ""
    return (
        near,
        f"“{claim.said}” is {written(round_half_up(share, 1))}%; the tables have {near or 'no such share'}.",
    )


def _unlike_given(claim, sentence, share, given):
    """ "Nearly three quarters (72.7%)", "half of them (5 of 10)": what stands behind it says what it is."""
    about = _ROUGHLY.search(sentence.text[: claim.start])
    if given["percent"]:
        exact = numbers_in(given["percent"])
    else:
        part, whole = numbers_in(given["part"]), numbers_in(given["whole"])
        exact = [
            replace(one, value=one.value / whole[0].value * 100) for one in part if whole and whole[0].value
        ]
    if not exact or _is_part(exact[0].value, share, (about[1] if about else "").lower()):
        return None
    right = f"{written(round_half_up(exact[0].value, 1))}%"
    return right, f"“{claim.said}” is {written(round_half_up(share, 1))}%, and beside it stands {right}."


def _is_part(exact, share, about):
    """Whether a percentage is near a part, and on the side of it that a word such as "nearly" says."""
    if about in UNDER:
        return share - 2 * NEAR <= exact < share
    if about in OVER:
        return share < exact <= share + 2 * NEAR
    return abs(exact - share) <= NEAR


def _part_of_before(claim, pool, share):
    """ "fell by a third", "less than a quarter of what it was": a share of the earlier figure."""
    known = [one for one in pool if one.moved is not None and one.previous.value]
    for one in known:
        amount = abs(one.moved) if claim.role == "by" else one.figure.value
        exact = amount / abs(one.previous.value) * 100
        if _is_part(exact, share, claim.word):
            return None
    if not known:
        return "", ABSENT
    one = known[0]
    amount = abs(one.moved) if claim.role == "by" else one.figure.value
    exact = f"{written(round_half_up(amount / abs(one.previous.value) * 100, 0))}%"
    return exact, f"{titled(one)} went from {one.previous.text} to {one.figure.text}: that is {exact}."


def times(claim, sentence):
    """Whether a figure is so many times the earlier one: 520.7k after 250.1k is 2.1 times."""
    pool = sentence.about(claim) or sentence.facts.measures
    known = [one for one in pool if one.moved is not None and one.previous.value > 0]
    said = Decimal(claim.counts[0] or 0)
    for one in known:
        exact = one.figure.value / one.previous.value
        if claim.word in UNDER:
            # "Less than three times" may be 2.1 times, "nearly trebled" not.
            near = Decimal(1) if claim.word in ("under", "less than", "fewer than") else Decimal("0.5")
            right = said - near < exact < said
        elif claim.word in OVER:
            right = said < exact < said + 1
        else:
            right = round_half_up(exact, 0) == said
        if right:
            return None
    if not known:
        return "", ABSENT
    one = known[0]
    exact = f"{written(round_half_up(one.figure.value / one.previous.value, 1))} times"
    return exact, f"{titled(one)} went from {one.previous.text} to {one.figure.text}: that is {exact}."
