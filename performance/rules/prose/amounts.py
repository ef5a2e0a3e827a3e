"""Whether the numbers that prose states, and how far they say figures lie apart, are those of the tables.

Each check takes a claim and the sentence that it is in, and returns None, or what it should be and why.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

from performance.rules.numbers import places_of, round_half_up
from performance.rules.prose import months
from performance.rules.prose.changes import is_group
from performance.rules.prose.comparing import group_before
from performance.rules.prose.faults import ABSENT, IN_FULL, titled, written
from performance.rules.prose.naming import hinted_besides
from performance.rules.prose.said import COUNT, PERCENT, POINTS, Number, numbers_in
from performance.rules.prose.sentences import YEAR

_OF_A_HUNDRED = re.compile(r"\bof (?:every )?100 people\b", re.I)
_BEFORE = re.compile(r"\b(?:last|previous|before|earlier|ago|from|was|were|since|than|20\d\d)\b", re.I)
_TOGETHER = re.compile(r"\b(?:together|combined|altogether|between them|in (?:all|total))\b", re.I)
_BOUND = re.compile(r"\b(?:(?P<above>above|exceed(?:s|ed|ing)?)|below|beneath)\s*$", re.I)
_FEWER = re.compile(r"^\s*(?:fewer|more|less|lower|higher)\s*(?:[.,;)]|$)", re.I)
_NONE_BY_MORE = re.compile(
    r"\b(?:none|no (?:measure|indicator|metric))\b[^.;]*\btargets?\b[^.;]*\bby\s+$", re.I
)
_GAP_BETWEEN = re.compile(r"\b(?:gap|difference) between\b", re.I)
# Which number of a measure a role means, as the writer is told.
_NAMES = {"previous": "earlier figure", "earlier": "earlier figure", "target": "target"}


def number(claim, sentence):
    """Whether a number is one of those that the tables have of what it is said of."""
    about = sentence.about(claim)
    if claim.number.kind == COUNT and _OF_A_HUNDRED.search(sentence.text):
        claim = replace(claim, number=replace(claim.number, kind=PERCENT))
    if claim.role == "gap":
        return _any(_gap, claim, sentence)
    if claim.role == "by":
        return _any(_by, claim, sentence)
    if fault := _of_another_group(claim, sentence, about):
        return fault
    pool = about or sentence.facts.measures
    if any(claim.number.borne_out_by(held) for measure in pool for held in _meant(measure, claim, sentence)):
        return _of_its_year(claim, about)
    if any(months.bears_out(claim.number, sentence.text, measure) for measure in pool):
        return None
    if any(claim.number.borne_out_by(held) for row in sentence.rows for held in row.numbers):
        return None
    if not about and any(claim.number.borne_out_by(n) for row in sentence.facts.rows for n in row.numbers):
        return None
    if _is_bounded(claim, sentence, about) or _is_between_two(claim, sentence):
        return None
    if _is_of_one_hinted(claim, sentence) or _is_of_all_together(claim, sentence):
        return None
    if not about:
        return "", f"No table of this pack has {claim.number.text}."
    return _told(claim, about[0], sentence.earlier)


def _of_another_group(claim, sentence, about):
    """What a group has, where a number said to be the group's is of another column of the same row."""
    group = group_before(sentence.text[: claim.start])
    if not group:
        return None
    rows = [row.columns for row in sentence.rows] + [one.beside for one in about]
    rows = [row for row in rows if any(is_group(group, name) for name, _held in row)]
    own = [(name, held) for row in rows for name, held in row if is_group(group, name)]
    others = [name for row in rows for name, held in row if claim.number.borne_out_by(held)]
    if not own or not others or any(claim.number.borne_out_by(held) for _name, held in own):
        return None
    name, held = own[0]
    right = f"{held.text}"
    return right, f"{claim.number.text} is not the figure of {name.title()}: the tables have {right} there."


def _told(claim, measure, earlier):
    """What the tables have in the place of a number of a measure; `earlier`: said of an earlier year."""
    name, held = titled(measure), _nearest(claim, measure)
    if earlier and measure.previous and measure.previous.kind == claim.number.kind:
        held = measure.previous
    if claim.role == "target" and not measure.edges:
        return "", f"The tables have no target for {name}."
    if held is None:
        return "", f"No table of this pack has {claim.number.text} for {name}."
    which = "earlier figure" if held is measure.previous else _NAMES.get(claim.role, "figure")
    why = f"The {which} of {name} is {held.text} in the tables, not {claim.number.text}."
    if replace(claim.number, qualifier="about").borne_out_by(held):
        why = f"{why[:-1]}{IN_FULL}"
    return held.text, why


def _is_of_one_hinted(claim, sentence):
    """Whether a number is that of a measure that the sentence names in part, and of none that it names."""
    return any(
        claim.number.borne_out_by(held)
        for measure in hinted_besides(sentence.text, sentence.named, sentence.facts)
        for held in _held(measure, claim.role)
        if held not in measure.before or claim.role in ("previous", "earlier", "against")
    )


def _is_bounded(claim, sentence, about):
    """ "Above 47%" of 48.8%; of several months each is above it."""
    bound = _BOUND.search(sentence.text[: claim.start])
    if not bound or claim.role == "target":
        return False
    way = 1 if bound["above"] else -1
    over = months.latest(sentence.text, about) or [
        n for one in about for n in (one.figure, one.previous) if n
    ]
    right = [(held.value - claim.number.value) * way > 0 for held in over if held.kind == claim.number.kind]
    return bool(right) and (all(right) if months.latest(sentence.text, about) else any(right))


def _is_between_two(claim, sentence):
    """ "1,248 in October and 1,219 in November, 29 fewer": the difference of the two numbers before it."""
    if not _FEWER.match(sentence.text[claim.end :]):
        return False
    before = [one for one in numbers_in(sentence.text[: claim.start]) if one.kind == claim.number.kind][-2:]
    return len(before) == 2 and abs(before[0].value - before[1].value) == claim.number.value


def _is_of_all_together(claim, sentence):
    """ "Together, e-loans and library issues came to about 1.26 million": the sum of the figures of both."""
    named = [mention.measures[0].figure for mention in sentence.named]
    if len(named) < 2 or None in named or not _TOGETHER.search(sentence.text):
        return False
    total = replace(named[0], value=sum(figure.value for figure in named))
    return {figure.kind for figure in named} == {COUNT} and claim.number.borne_out_by(total)


def _of_its_year(claim, about):
    """Whether a number is of the year that it is said to be of: 82.9% of 2019/20, and not of 2018/19."""
    if not claim.year:
        return None
    for measure in about:
        now = any(claim.number.borne_out_by(held) for held in measure.now)
        before = any(claim.number.borne_out_by(held) for held in measure.before)
        earlier = measure.previous_label
        if now == before or not YEAR.fullmatch(earlier):
            return None
        if before != (claim.year == earlier):
            right = earlier if before else measure.label
            return right, f"{claim.number.text} is of {right} in the tables, not of {claim.year}."
    return None


def _is_within_a_row(claim, sentence):
    """Whether two figures of a row that the sentence names lie so far apart."""
    if claim.number.kind != POINTS:
        return False
    rows = [[one.value for one in row.numbers if one.kind == PERCENT] for row in sentence.rows]
    return any(_is(claim.number, abs(one - two)) for row in rows for one, two in combinations(row, 2))


def _any(checked, claim, sentence):
    """A check of the measures that a claim is about, or of all where it is about none that is known."""
    about = [measure.at(sentence.text) for measure in sentence.about(claim)]
    for measure in about:
        if two := months.span(sentence.text, measure):
            over = replace(measure, figure=two[1], previous=two[0])
            if checked(claim, [over]) is None:
                return None
    if claim.role == "gap" and _NONE_BY_MORE.search(sentence.text[: claim.start]):
        return _none_by_more(claim, sentence.facts.within(sentence.group_of(claim)))
    fault = checked(claim, about or sentence.facts.measures)
    if fault and not about and _is_within_a_row(claim, sentence):
        return None
    return fault if about or fault is None else ("", f"Nothing in the tables of this pack is {claim.said}.")


def _none_by_more(claim, within):
    """ "No measure missed its target by more than 10 points": the farthest is no farther."""
    off = [one for one in within if one.off_target and one.figure and (one.figure.kind == PERCENT)]
    far = max(off, key=lambda one: abs(one.gap or 0), default=None)
    if far is None or abs(far.gap) <= claim.number.value:
        return None
    right = f"{written(abs(far.gap))} points"
    return right, f"{titled(far)} is {right} from its target, so more than {claim.number.text}."


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


def _meant(measure, claim, sentence):
    """What a number may be: a rough one without a year is of the period itself, "nearly 90% had no need"."""
    held = _held(measure, claim.role)
    if not claim.number.qualifier or claim.role in ("previous", "earlier", "against") or sentence.earlier:
        return held
    of_before = measure.figure is None or measure.previous_label in sentence.text
    return (
        held if of_before or _BEFORE.search(sentence.text) else [n for n in held if n not in measure.before]
    )


def _nearest(claim, measure):
    pool = [held for held in _held(measure, claim.role) if held.kind == claim.number.kind]
    if (
        claim.role not in ("previous", "earlier", "target")
        and measure.figure
        and measure.figure.kind == claim.number.kind
    ):
        return measure.figure
    return min(pool, key=lambda held: abs(held.value - claim.number.value), default=None)


def points(claim, sentence):
    """Whether so many percentage points lie where it is said: a change, from the target, or from others."""
    if claim.role == "quartile":
        return "", f"No table of this pack has how far a figure is from a quartile, {claim.number.text}."
    if _GAP_BETWEEN.search(sentence.text[: claim.start]) and _is_between_measures(claim, sentence):
        return None
    return _any({"change": _moved_by, "gap": _gap}.get(claim.role, _apart), claim, sentence)


def _is_between_measures(claim, sentence):
    """ "The gap between users and carers is 53.1 points": between the figures of two that are named."""
    figures = [m.figure.value for one in sentence.named for m in one.measures if m.figure]
    return any(_is(claim.number, abs(one - two)) for one, two in combinations(figures, 2))


def _moved_by(claim, pool):
    return _distance(claim, pool, lambda measure: (measure.moved,), "change")


def _apart(claim, pool):
    return _distance(
        claim, pool, lambda measure: (measure.moved, *_gaps(measure), *_besides(measure)), "distance"
    )


def _gap(claim, pool):
    return _distance(claim, pool, _gaps, "distance from the target")


def _gaps(measure):
    return [*_figure_gaps(measure), *(_count_gaps(measure))]


def _count_gaps(measure):
    """669 admissions are forecast, of the 800 that the target allows: 131 to spare."""
    return [one.value - other.value for one in measure.counts for other in measure.target_others]


def _figure_gaps(measure):
    if measure.figure is None:
        return []
    # Outside a band the distance is that from its nearer edge.
    return [measure.gap] if measure.gap and len(measure.edges) > 1 else _from_edges(measure)


def _from_edges(measure):
    return [measure.figure.value - edge.value for edge in measure.edges]


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
        return "", ABSENT
    if measure.figure.kind == PERCENT:
        right = f"{written(abs(measure.moved))} points"
    else:
        share = abs(measure.moved) / abs(measure.previous.value) * 100
        right = f"{written(round_half_up(share, places_of(number.step)))}%"
    return right, f"{titled(measure)} changed by {right} in the tables, not by {number.text}."
