"""Statistics and positions of editions, for every group at once: whole numbers in, rows of numbers out.

Who is in a group is asked for the last day of the figures' year: an authority that did not exist on that day
is out, and so is a predecessor whose successor is in. A nearest-neighbour list's statistics are those of its
members; the council whose list it is stands among them and itself. Nothing is written here.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from benchmarking import matrices
from benchmarking.editions import LARGEST_SHARE
from benchmarking.matrices import NULL
from benchmarking.models import Authority, ComparatorGroup, Membership
from benchmarking.statistics import PLACES

# How many cells are worked on at once: what bounds memory, and enough that numpy's own costs vanish.
CELLS = 1_000_000
STATISTIC = ("n", "of", "weighted", "mean", "median", "p10", "p25", "p75", "p90", "minimum", "maximum")
POSITION = (
    "value",
    "rank",
    "of",
    "tied",
    "quartile",
    "quartile_ohid",
    "quintile",
    "quintile_ohid",
    "boundary",
    "gap",
    "people",
)
COUNTS = {"n", "of", "rank", "tied", "quartile", "quartile_ohid", "quintile", "quintile_ohid", "people"}


@dataclass(frozen=True)
class Rows:
    """Derived rows: which edition, group and authority (0 in a statistic), and a column for each number.

    Counts are as they are, figures whole numbers of 10^-8, and NULL is none.
    """

    edition: np.ndarray
    group: np.ndarray
    authority: np.ndarray
    numbers: np.ndarray

    @classmethod
    def joined(cls, parts, width):
        empty = np.array([], dtype=np.int64)
        parts = [cls(empty, empty, empty, np.empty((0, width), dtype=np.int64)), *parts]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls._names()))

    @staticmethod
    def _names():
        return ("edition", "group", "authority", "numbers")

    def __len__(self):
        return len(self.edition)


@dataclass(frozen=True)
class Members:
    """Who is in a group and when: authority ids with their first and last days, as ordinals.

    `own` marks the council whose list it is. `passed` are pairs (predecessor, successor) within it.
    """

    group_id: int
    authorities: np.ndarray
    first: np.ndarray
    last: np.ndarray
    own: np.ndarray
    passed: list

    def on(self, days):
        """Who is in on each of some days (ordinals): days x authorities."""
        there = (self.first <= days[:, None]) & (self.last >= days[:, None])
        found = there.copy()
        for predecessor, successor in self.passed:
            found[:, predecessor] &= ~there[:, successor]
        return found


EVER = (0, 10**7)


def members_of_groups():
    """Who is in every group; four queries."""
    lives = {
        pk: (start.toordinal() if start else EVER[0], end.toordinal() if end else EVER[1])
        for pk, start, end in Authority.objects.values_list("pk", "starts_on", "ends_on")
    }
    passed = list(Authority.successors.through.objects.values_list("from_authority_id", "to_authority_id"))
    members = defaultdict(dict)
    for group_id, pk, first, last in Membership.objects.values_list(
        "group_id", "authority_id", "first_day", "last_day"
    ):
        start, end = lives[pk]
        members[group_id][pk] = (
            max(start, first.toordinal() if first else EVER[0]),
            min(end, last.toordinal() if last else EVER[1]),
        )
    found = []
    for group_id, own in ComparatorGroup.objects.values_list("pk", "of_id"):
        held = members[group_id]
        if own is not None:
            held[own] = lives[own]
        ids = sorted(held)
        at = {pk: number for number, pk in enumerate(ids)}
        found.append(
            Members(
                group_id,
                np.array(ids, dtype=np.int64),
                np.array([held[pk][0] for pk in ids], dtype=np.int64),
                np.array([held[pk][1] for pk in ids], dtype=np.int64),
                np.array([pk == own for pk in ids], dtype=bool),
                [(at[before], at[after]) for before, after in passed if before in at and after in at],
            )
        )
    return found


@dataclass(frozen=True)
class Block:
    """Groups of like size side by side, one row for each group and edition that has a figure.

    `column` says where in the editions' arrays a place is; `there` who is in, `counted` who has a figure.
    """

    editions: object
    edition: np.ndarray
    group: np.ndarray
    column: np.ndarray
    there: np.ndarray
    counted: np.ndarray
    own: np.ndarray

    def narrowed(self, counted):
        """The rows in which any of `counted` (a part of those counted) is."""
        keep = counted.any(axis=1)
        return Block(
            self.editions,
            self.edition[keep],
            self.group[keep],
            self.column[keep],
            self.there[keep],
            counted[keep],
            self.own[keep],
        )

    def of(self, values):
        """One of the editions' arrays, in this block's places."""
        return values[self.edition[:, None], self.column]


def derive(editions, groups):
    """The statistics and positions of editions in groups, as two `Rows`."""
    statistics, positions = [], []
    for block in _blocks(editions, groups):
        members = block.narrowed(block.counted & ~block.own)
        listed = block.own.any(axis=1)
        statistics.append(_statistics(members))
        # Of a neighbour list only the council whose list it is has a place in it.
        placed = block.narrowed(block.counted & (~listed | (block.counted & block.own).any(axis=1))[:, None])
        whom = placed.counted & (placed.own | ~placed.own.any(axis=1)[:, None])
        positions.append(_positions(placed, whom))
    return Rows.joined(statistics, len(STATISTIC)), Rows.joined(positions, len(POSITION))


def _blocks(editions, groups):
    """Groups of like size, as many as make a block."""
    at = {pk: number for number, pk in enumerate(editions.authorities.tolist())}
    days, day = np.unique([held.toordinal() for held in editions.days], return_inverse=True)
    waiting = []
    for members in sorted((held for held in groups if len(held.authorities)), key=_size):
        size = _size(members) * len(editions.keys)
        full = (len(waiting) + 1) * size > CELLS
        if waiting and (full or _size(members) > 2 * _size(waiting[0])):
            yield _block(editions, waiting, at, days, day)
            waiting = []
        waiting.append(members)
    if waiting and len(editions.keys):
        yield _block(editions, waiting, at, days, day)


def _size(members):
    return len(members.authorities)


def _block(editions, groups, at, days, day):
    width, count = _size(groups[-1]), len(editions.keys)
    column = np.zeros((len(groups), width), dtype=np.int64)
    own, held = np.zeros((len(groups), width), dtype=bool), np.zeros((len(groups), width), dtype=bool)
    there = np.zeros((len(groups), len(days), width), dtype=bool)
    for number, members in enumerate(groups):
        size = _size(members)
        columns = [at.get(pk, -1) for pk in members.authorities.tolist()]
        column[number, :size] = np.maximum(columns, 0)
        held[number, :size] = np.array(columns) >= 0
        own[number, :size] = members.own
        there[number, :, :size] = members.on(days)
    edition = np.tile(np.arange(count), len(groups))
    which = np.repeat(np.arange(len(groups)), count)
    column, own, there = column[which], own[which], there[which, day[edition]]
    counted = there & held[which]
    if counted.size:
        counted &= editions.known[edition[:, None], column]
    group = np.array([members.group_id for members in groups], dtype=np.int64)[which]
    return Block(editions, edition, group, column, there, counted, own).narrowed(counted)


def _statistics(block):
    figures = block.of(block.editions.figures)
    rows = matrices.ordered(figures, block.counted)
    if not len(rows.n):
        return Rows.joined([], len(STATISTIC))
    scale = 10 ** (PLACES - block.editions.decimals[block.edition])
    # A twentieth of the last printed decimal is a whole number of 10^-8 up to six decimals.
    shares = {
        name: matrices.kept(rows.cut(twentieths) * (scale // 20), np.ones_like(scale))
        for name, twentieths in matrices.TWENTIETHS.items()
    }
    total = np.where(block.counted, figures, 0).sum(axis=1)
    if int(np.abs(total).max()) * int(scale.max()) >= matrices.ROOM:
        total = total.astype(object)
    numbers = {
        "n": rows.n,
        "of": (block.there & ~block.own).sum(axis=1),
        "weighted": _weighted(block),
        "mean": matrices.narrow(matrices.kept(total * scale, rows.n)),
        "minimum": rows.at(np.zeros_like(rows.n)) * scale,
        "maximum": rows.at(rows.n - 1) * scale,
        **shares,
    }
    table = np.stack([numbers[name] for name in STATISTIC], axis=1)
    return Rows(block.edition, block.group, np.zeros_like(block.group), table)


def _weighted(block):
    """Sums of numerators over sums of denominators, where everybody counted has both."""
    editions = block.editions
    per = editions.per[block.edition]
    whole = ~(block.counted & ~block.of(editions.whole)).any(axis=1) & (per > 0)
    above = np.where(block.counted & whole[:, None], block.of(editions.numerators), 0).sum(axis=1)
    below = np.where(block.counted & whole[:, None], block.of(editions.denominators), 0).sum(axis=1)
    whole &= below > 0
    found = np.full(len(whole), NULL, dtype=object)
    found[whole] = matrices.kept(
        above[whole].astype(object) * per[whole] * matrices.ONE, below[whole].astype(object) * 100
    )
    # More than a row can hold is nobody's rate.
    found[found >= 10**24] = NULL
    return matrices.narrow(found)


def _positions(block, whom):
    editions = block.editions
    row, column = np.nonzero(whom)
    if not len(row):
        return Rows.joined([], len(POSITION))
    figures = block.of(editions.figures)
    rows = matrices.ordered(figures, block.counted)
    edition = block.edition[row]
    found = matrices.standings(rows, figures, row, column, editions.good[block.edition])
    scale = 10 ** (PLACES - editions.decimals[edition])
    value = figures[row, column]
    bounded = found.boundary != NULL
    cut = np.where(bounded, found.boundary, 20 * value)
    numbers = {
        "value": value * scale,
        "rank": found.rank,
        "of": found.of,
        "tied": found.tied,
        "quartile": found.quartile,
        "quartile_ohid": found.quartile_ohid,
        "quintile": found.quintile,
        "quintile_ohid": found.quintile_ohid,
        "boundary": _or_null(bounded, cut * (scale // 20)),
        "gap": _or_null(bounded, np.abs(cut - 20 * value) * (scale // 20)),
        "people": _people(editions, edition, block.column[row, column], np.where(bounded, cut, NULL)),
    }
    table = np.stack([numbers[name] for name in POSITION], axis=1)
    authority = editions.authorities[block.column[row, column]]
    return Rows(edition, block.group[row], authority, table)


def _or_null(there, values):
    return np.where(there, matrices.kept(values, np.ones_like(values)), NULL)


def _people(editions, edition, column, boundary):
    """How many people to the boundary, for those that have one, their parts, and something to divide by."""
    found = np.full(len(edition), NULL, dtype=np.int64)
    these = np.nonzero((boundary != NULL) & editions.whole[edition, column] & (editions.per[edition] > 0))[0]
    edition, column, boundary = edition[these], column[these], boundary[these]
    per = editions.per[edition]
    terms = [
        editions.figures[edition, column],
        editions.numerators[edition, column],
        editions.denominators[edition, column],
        boundary,
        per * 10 ** editions.decimals[edition],
    ]
    value, numerator, denominator, cut, per_printed = (int(np.abs(term).max(initial=0)) for term in terms)
    # The largest products on the way; beyond 64 bits it is done in Python's integers.
    largest = max((numerator + 10 * editions.unit) * per_printed, denominator * 100 * (value + cut + 1))
    if largest >= matrices.ROOM:
        terms = [term.astype(object) for term in terms]
    *figures, per_printed = terms
    needed = matrices.people(
        *figures,
        unit=editions.unit,
        per=per_printed,
        high=editions.good[edition] == matrices.HIGH,
        share=per <= LARGEST_SHARE * 100,
    )
    # More than the column holds is no use to anybody.
    found[these] = np.where(needed < 2**31, needed, NULL)
    return found
