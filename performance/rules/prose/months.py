"""What prose says of a measure from month to month, held against the months that the tables have of it.

Where they have none, a run of months or a change since a month is held against nothing: what the tables know
is the change since another year.
"""

import re
from itertools import pairwise

from performance.rules.prose.claim import Claim, Kind, claim
from performance.rules.prose.facts import LOW, MeasureFacts
from performance.rules.prose.faults import titled
from performance.rules.prose.said import WORD, counted

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_NAMED = re.compile(rf"\b(?P<month>{_MONTH})\b(?:\s+(?P<year>20\d\d))?")
# From one month to the next, and not from year to year.
_MONTHLY = re.compile(
    r"\bmonth[- ]on[- ]month\b|\b(?:on|than|from|since) (?:the )?(?:last|previous|preceding) month\b"
    r"|\b(?:on|than|from) the month before\b"
    r"|\bmonths? (?:running|in a row)\b|\b(?:consecutive|successive) months?\b",
    re.IGNORECASE,
)
_ORDINALS = (
    "second", "third", "fourth", "fifth", "sixth", "seventh",
    "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
_A_RUN = r"(?:months? (?:running|in a row)|(?:consecutive|successive) months?)"
_RUN = re.compile(
    rf"\bfor (?:the|a) (?P<nth>{'|'.join(_ORDINALS)}) {_A_RUN}\b"
    rf"|\b(?:for|in) (?P<n>{WORD}|\d{{1,2}}) {_A_RUN}\b",
    re.IGNORECASE,
)
_PEAK = re.compile(
    rf"\b(?P<most>highest|lowest)(?: (?:level|figure|point|rate|monthly figure))?,?"
    rf" (?P<how>in|since) {_MONTH}\b",
    re.I,
)
_LAST = re.compile(rf"\b(?:each|all|every one) of the (?:last|past) (?P<n>{WORD}|\d{{1,2}}) months\b", re.I)
_ROSE = re.compile(
    r"\b(?:rose|risen|rising|increas\w+|grew|grown|climbed|up(?= from| by| on| again)|higher)\b",
    re.IGNORECASE,
)
_FELL = re.compile(
    r"\b(?:fell|fallen|falling|decreas\w+|declin\w+|drop\w+|reduc\w+|down(?= from| by| on| again)|lower)\b",
    re.IGNORECASE,
)
_BETTER = re.compile(r"\bimprov\w+\b", re.IGNORECASE)
_WORSE = re.compile(r"\b(?:worsen\w+|deteriorat\w+)\b", re.IGNORECASE)


def is_monthly(text: str) -> bool:
    """Whether a sentence speaks of the month before, or of a run of months."""
    return bool(_MONTHLY.search(text))


def named(text: str, measure: MeasureFacts) -> list[int]:
    """Which months a sentence names, as places in `months`; "October" without a year is the latest."""
    labels = [label for label, _numbers in measure.months]
    found = []
    for match in _NAMED.finditer(text):
        wanted = f"{match['month']} {match['year']}" if match["year"] else match["month"]
        places = [place for place, label in enumerate(labels) if label.startswith(wanted)]
        # "Between October and November 2021": the year is that of both.
        if places:
            found.append(places[-1])
    return found


def span(text: str, measure: MeasureFacts):
    """The two figures between which a sentence says that a measure moved; None where it names no months."""
    places = sorted(set(named(text, measure)))
    last = len(measure.months) - 1
    if len(places) == 1 and places[0] < last and not is_monthly(text):
        places.append(last)
    elif len(places) < 2 and is_monthly(text):
        end = places[0] if places else last
        places = [end - 1, end] if end > 0 else []
    if len(places) != 2:
        return None
    before, after = (measure.months[place][1] for place in places)
    return (before[-1], after[-1]) if before and after else None


def latest(text: str, measures) -> list:
    """The figures of the last months of which a sentence speaks: "in each of the last five months"."""
    match = _LAST.search(text)
    count = counted(match["n"]) if match else None
    if not count:
        return []
    found = [numbers[-1] for one in measures for _label, numbers in one.months[-count:] if numbers]
    return found if len(found) == count else []


def bears_out(number, text: str, measure: MeasureFacts) -> bool:
    """Whether a number is one of those of a month that the sentence names, or of the month before."""
    if not measure.months:
        return False
    places = set(named(text, measure))
    if is_monthly(text):
        places |= {len(measure.months) - 1, len(measure.months) - 2}
    return any(
        number.borne_out_by(held) for place in places if place >= 0 for held in measure.months[place][1]
    )


def found_in(text: str):
    """The claims of runs and peaks: "for the third month running", "the highest since June"."""
    for match in _RUN.finditer(text):
        count = _ORDINALS.index(match["nth"].lower()) + 2 if match["nth"] else counted(match["n"])
        yield claim(Kind.RUN, match, word="exactly" if match["nth"] else "", counts=(count,))
    for match in _PEAK.finditer(text):
        yield claim(Kind.PEAK, match, word=match["most"].lower(), role=match["how"].lower())


def run(claim: Claim, text: str, measure: MeasureFacts):
    """Whether a measure rose or fell so many months in a row, up to the month named or the latest."""
    way = _way(text, measure)
    if not way or not measure.months or not claim.counts[0]:
        return None
    places = named(text, measure)
    end = places[-1] if places else len(measure.months) - 1
    figures = [numbers[-1] if numbers else None for _label, numbers in measure.months[: end + 1]]
    steps = _steps(figures, way)
    few, many = steps < claim.counts[0], steps > claim.counts[0]
    # Where the tables begin with the run nobody knows how long it is.
    is_open = steps + 1 == len(figures)
    if not (few or many) or (many and not claim.word) or (few and is_open):
        return None
    said = "rose" if way > 0 else "fell"
    label = measure.months[end][0]
    return (
        f"{steps} months",
        f"{titled(measure)} {said} in the {steps} months to {label}, not “{claim.said}”.",
    )


def _steps(figures, way):
    """How many of the last steps go one way: a month without a figure ends them."""
    steps = 0
    for after, before in pairwise(reversed(figures)):
        if before is None or after is None or (after.value - before.value) * way <= 0:
            break
        steps += 1
    return steps


def _way(text, measure):
    """1 where a sentence says that a measure rose, -1 where it fell, 0 where it says neither or both."""
    good = -1 if measure.good == LOW else 1
    said = ((_ROSE, 1), (_FELL, -1), (_BETTER, good), (_WORSE, -good))
    ways = {way for pattern, way in said if pattern.search(text)}
    return ways.pop() if len(ways) == 1 else 0


def peak(claim: Claim, text: str, measure: MeasureFacts):
    """Whether the month named is the highest of all, or the latest the highest since the month named."""
    figures = [(place, numbers[-1]) for place, (_label, numbers) in enumerate(measure.months) if numbers]
    match = _NAMED.search(text, claim.end - len(claim.said.split()[-1]))
    places = named(match[0], measure) if match else []
    if not places or not figures:
        return None
    if claim.role == "since":
        figures = [entry for entry in figures if entry[0] > places[-1]]
        place = figures[-1][0] if figures else None
    else:
        place = places[-1]
    pick = max if claim.word == "highest" else min
    right = pick(figures, key=lambda entry: entry[1].value, default=None)
    if right is None or right[1].value in [number.value for at, number in figures if at == place]:
        return None
    label = measure.months[right[0]][0]
    return label, f"The {claim.word} of {titled(measure)} is {right[1].text}, in {label}."
