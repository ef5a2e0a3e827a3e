"""Small counts: which figures may not be published, and which others would give those away.

A count from 1 to below a limit is not published (the primary suppression); 0 is. Where published figures add
up, a hidden one is the whole less the rest, so that further figures are hidden with it (the secondary one).
Papers stay published, so figures are taken in the order in which they come out: what a later paper says may
not give away what an earlier one hid, and nothing is hidden that has been said already. A paper of June hides
the same, whatever July brings.

Pure: standard library only.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Cell:
    """A figure that is printed, as a count. Counts from 1 to below `below` are small.

    `at` is when it comes out (anything that sorts). `also_small` marks a figure that is small by another
    count than its own. Wholes have a `rank` above their parts: they are hidden last. A cell that is not
    `printed` is known to nobody, but may not be worked out if it is small.
    """

    key: Hashable
    value: Decimal
    below: int = 0
    at: object = 0
    rank: int = 0
    also_small: bool = False
    printed: bool = True

    @property
    def is_small(self) -> bool:
        return self.also_small or is_small(self.value, self.below)


@dataclass(frozen=True)
class Sum:
    """A whole and the parts that make it: keys, with 1 for what is added and -1 for what is taken off."""

    whole: Hashable
    parts: tuple[tuple[Hashable, int], ...]

    @property
    def terms(self) -> tuple[tuple[Hashable, int], ...]:
        return (*self.parts, (self.whole, -1))


def is_small(count: Decimal | None, below: int) -> bool:
    """Whether a count may not be published: 1 to 4 below 5; 0 and what is not there may.

    >>> [is_small(Decimal(count), 5) for count in (0, 1, 4, 5)]
    [False, True, True, False]
    """
    return count is not None and 0 < count < below


def is_small_share(numerator: Decimal | None, denominator: Decimal | None, below: int) -> bool:
    """Whether a percentage gives away a small count: of those that it counts, or of those that it does not.

    3 of 40 and 37 of 40 do, below 5; 0 of 40 and 40 of 40 do not.

    >>> forty = Decimal(40)
    >>> [is_small_share(Decimal(n), forty, 5) for n in (0, 3, 20, 37, 40)]
    [False, True, False, True, False]
    """
    if numerator is None or denominator is None:
        return False
    return is_small(numerator, below) or is_small(denominator - numerator, below)


def hidden(cells: Iterable[Cell], sums: Iterable[Sum]) -> frozenset:
    """The keys of the cells that are not published.

    3 + 9 + 20 make 32: the 3 is small, and the 9 is hidden with it, because 32 - 9 - 20 is 3.

    >>> parts = [Cell("a", Decimal(3), 5), Cell("b", Decimal(9), 5), Cell("c", Decimal(20), 5)]
    >>> whole = Cell("whole", Decimal(32), 5, rank=1)
    >>> sorted(hidden([*parts, whole], [Sum("whole", (("a", 1), ("b", 1), ("c", 1)))]))
    ['a', 'b']

    What the hidden ones make together is no small count either: of 1 + 2 + 20 all three are hidden. Figures
    that came out earlier are not hidden afterwards as long as a new one will do: after April's 9, and May's 3
    with the 12 to date, the 12 is hidden with the 3; June's 8 is hidden next, or 21 to date less 8 were 12.
    """
    cells = list(cells)
    found = set()
    for some, their_sums in _connected(cells, list(sums)):
        if any(cell.is_small for cell in some):
            found |= _hidden_of(some, their_sums)
    return frozenset(found)


def exposed(cells: Iterable[Cell], sums: Iterable[Sum], kept: Iterable[Hashable]) -> set:
    """The cells that are `kept` from a reader, and that he can work out from the others all the same."""
    by_key = {cell.key: cell for cell in cells}
    kept = set(kept)
    unknown = kept | {key for key, cell in by_key.items() if not cell.printed}
    touched = [each for each in sums if any(key in unknown for key, _ in each.terms)]
    guarded = kept | {key for key in unknown if by_key[key].is_small}
    derived = _determined([{k: sign for k, sign in each.terms if k in unknown} for each in touched])
    return guarded & (derived | _in_small_remainders(touched, by_key, unknown))


# --- In the order in which they come out -----------------------------------------------------------------


def _connected(cells, sums):
    """Cells that any chain of sums joins, with those sums; a cell that stands alone has none."""
    owner = {cell.key: cell.key for cell in cells}

    def root(key):
        while owner[key] != key:
            owner[key] = owner[owner[key]]
            key = owner[key]
        return key

    for each in sums:
        for key, _ in each.parts:
            owner[root(key)] = root(each.whole)
    groups = {}
    for cell in cells:
        groups.setdefault(root(cell.key), ([], []))[0].append(cell)
    for each in sums:
        groups[root(each.whole)][1].append(each)
    return groups.values()


def _hidden_of(cells, sums):
    """What is hidden among joined cells, one publication after the other."""
    found, out = set(), []
    came_out = {cell.key: cell.at for cell in cells}
    for at in sorted({cell.at for cell in cells}):
        fresh = [cell for cell in cells if cell.at == at]
        out += fresh
        found |= {cell.key for cell in fresh if cell.printed and cell.is_small}
        known = [each for each in sums if all(came_out[key] <= at for key, _ in each.terms)]
        while open_to_readers := exposed(out, known, found):
            cover = _cover(open_to_readers, out, known, found, {cell.key for cell in fresh})
            if cover is None:
                break
            found.add(cover)
    return found


def _cover(open_to_readers, cells, sums, found, fresh):
    """The cell to hide next: a new one, of a sum that gives something away, no 0, a part, a low figure."""
    place = {cell.key: number for number, cell in enumerate(cells)}
    visible = {cell.key: cell for cell in cells if cell.printed and cell.key not in found}
    first = min(open_to_readers, key=place.__getitem__)
    near = {key for each in sums for key, _ in each.terms if first in dict(each.terms)}

    def cost(key):
        cell = visible[key]
        return key not in fresh, key not in near, cell.value == 0, cell.rank, cell.value, place[key]

    return min(visible, key=cost, default=None)


# --- What a reader can work out ----------------------------------------------------------------------------


def _in_small_remainders(sums, by_key, unknown):
    """Unknown parts of published wholes that are together a small count, or nothing but ones or noughts."""
    found = set()
    for each in sums:
        parts = [key for key, _ in each.parts if key in unknown]
        if each.whole in unknown or not parts or any(sign < 0 for _, sign in each.parts):
            continue
        values = [by_key[key].value for key in parts]
        if any(value < 0 for value in values):
            continue
        together, below = sum(values), max(by_key[key].below for key in parts)
        if is_small(together, below) or (below and together in (0, len(parts))):
            found |= set(parts)
    return found


def _determined(equations):
    """The unknowns that linear equations over them settle, whatever stands on their right.

    Gauss and Jordan: an unknown is settled where a row of the reduced form has nothing beside it.
    """
    rows = [{key: Fraction(sign) for key, sign in each.items()} for each in equations if each]
    done = []
    while rows:
        pivot_row = rows.pop()
        if not pivot_row:
            continue
        pivot, scale = next(iter(pivot_row.items()))
        pivot_row = {key: value / scale for key, value in pivot_row.items()}
        rows = [_without(row, pivot, pivot_row) for row in rows]
        done = [_without(row, pivot, pivot_row) for row in done]
        done.append(pivot_row)
    return {next(iter(row)) for row in done if len(row) == 1}


def _without(row, pivot, pivot_row):
    """A row less as much of another as takes the pivot out of it."""
    factor = row.get(pivot)
    if factor is None:
        return row
    keys = dict.fromkeys([*row, *pivot_row])
    made = {key: row.get(key, Fraction(0)) - factor * pivot_row.get(key, Fraction(0)) for key in keys}
    return {key: value for key, value in made.items() if value}
