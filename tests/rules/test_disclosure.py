"""Small counts: what is hidden, and that nothing that is hidden can be worked out from what is not."""

from decimal import Decimal as D

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rules.disclosure import Cell, Sum, exposed, hidden, is_small, is_small_share
from tests.rules import PROPERTY


def table(parts, *, below=5, whole=True):
    """Parts "p0", "p1", ... of one sum, whose whole is "whole"."""
    cells = [Cell(f"p{place}", D(value), below) for place, value in enumerate(parts)]
    sums = [Sum("whole", tuple((cell.key, 1) for cell in cells))]
    return [*cells, Cell("whole", D(sum(parts)), below, rank=1)], sums if whole else []


def months(values, *, below=5):
    """Each month, and the year to date after it; both come out with the month."""
    cells, sums = [], []
    for at, value in enumerate(values):
        cells.append(Cell(f"m{at}", D(value), below, at=at))
        cells.append(Cell(f"to{at}", D(sum(values[: at + 1])), below, at=at, rank=1))
        sums.append(Sum(f"to{at}", tuple((f"m{past}", 1) for past in range(at + 1))))
    return cells, sums


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (4, True), (5, False), (None, False)])
def test_small_counts_are_from_one_to_below_the_limit(count, small):
    assert is_small(None if count is None else D(count), 5) is small
    assert is_small(D(3), 0) is False


@pytest.mark.parametrize(
    ("numerator", "denominator", "small"),
    [(0, 40, False), (4, 40, True), (5, 40, False), (35, 40, False), (36, 40, True), (40, 40, False)],
)
def test_a_share_is_small_on_either_side(numerator, denominator, small):
    assert is_small_share(D(numerator), D(denominator), 5) is small
    assert is_small_share(D(numerator), None, 5) is False


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        ([5, 9, 20], set()),
        ([0, 9, 20], set()),
        ([3, 9, 20], {"p0", "p1"}),
        # 1 + 2 is a small count itself.
        ([1, 2, 20], {"p0", "p1", "p2"}),
        ([4, 4, 20], {"p0", "p1"}),
        # A 0 covers nothing: it would leave 3 between the two.
        ([3, 0, 0], {"p0", "whole"}),
        ([3, 0, 12], {"p0", "p2"}),
        # A whole that is small itself goes too.
        ([3], {"p0", "whole"}),
        # Five that are nothing but ones, and their sum says so: another is hidden.
        ([1, 1, 1, 1, 1, 30], {"p0", "p1", "p2", "p3", "p4", "p5"}),
    ],
)
def test_a_part_is_covered_by_another_or_by_the_whole(parts, kept):
    assert hidden(*table(parts)) == kept


def test_without_a_published_whole_nothing_else_is_hidden():
    assert hidden(*table([3, 9, 20], whole=False)) == {"p0"}


def test_a_small_month_hides_the_year_to_date_and_then_the_next_month():
    """9, 3, 8, 7: May's 3 takes the 12 to date with it, and June's 8 covers it ever after."""
    assert hidden(*months([9, 3, 8, 7])) == {"m1", "to1", "m2"}


def test_in_the_first_month_the_year_to_date_is_the_month():
    assert hidden(*months([3, 8, 9])) == {"m0", "to0", "m1"}


def test_what_came_out_before_is_not_hidden_afterwards():
    assert hidden(*months([9, 12, 3])) == {"m2", "to2"}


def test_a_cumulative_figure_does_not_give_away_what_was_added_to_it():
    """40 and then 42: the 2 is printed nowhere, and could be worked out."""
    cells = [
        Cell("first", D(40), 5),
        Cell("second", D(42), 5, at=1, rank=1),
        Cell("added", D(2), 5, at=1, printed=False),
    ]
    sums = [Sum("second", (("first", 1), ("added", 1)))]
    assert hidden(cells, sums) == {"second"}
    cells[2] = Cell("added", D(0), 5, at=1, printed=False)
    assert hidden(cells, sums) == frozenset()


def test_two_sums_that_settle_a_figure_together_are_seen():
    """a + b and a - b are published: each sum hides two, and both together would tell a."""
    cells = [Cell("a", D(9)), Cell("b", D(4), 5), Cell("sum", D(13), rank=1), Cell("less", D(5), rank=1)]
    sums = [Sum("sum", (("a", 1), ("b", 1))), Sum("less", (("a", 1), ("b", -1)))]
    assert exposed(cells, sums, {"a", "b"}) == {"a", "b"}
    assert hidden(cells, sums) == {"a", "b", "less"}


def test_noughts_that_add_up_to_a_published_nought_hide_nothing():
    """Hidden only to cover the 1, both 0s of the first row would be read off its total: that goes too."""
    cells = [Cell("a", D(0), 5), Cell("b", D(0), 5), Cell("row", D(0), 5, rank=1)]
    sums = [Sum("row", (("a", 1), ("b", 1)))]
    assert exposed(cells, sums, {"a", "b"}) == {"a", "b"}
    assert exposed(cells, sums, {"a", "b", "row"}) == set()


# --- For any table ---------------------------------------------------------------------------------------


def derivable(cells, sums, kept):
    """The kept cells that published ones settle, by the ranks of matrices: not the way of the rule."""
    unknown = [cell.key for cell in cells if cell.key in kept or not cell.printed]
    if not unknown:
        return set()
    matrix = numpy.array([[dict(each.terms).get(key, 0) for key in unknown] for each in sums], dtype=float)
    rank = numpy.linalg.matrix_rank(matrix)
    found = set()
    for place, key in enumerate(unknown):
        unit = numpy.zeros((1, len(unknown)))
        unit[0, place] = 1
        if numpy.linalg.matrix_rank(numpy.vstack([matrix, unit])) == rank:
            found.add(key)
    return found & set(kept)


def left_over(cells, sums, kept):
    """For each published whole what its hidden parts make together."""
    values = {cell.key: cell.value for cell in cells}
    remainders = (
        (each, [key for key, _ in each.parts if key in kept]) for each in sums if each.whole not in kept
    )
    return [sum(values[key] for key in parts) for _, parts in remainders if parts]


COUNTS = st.one_of(st.integers(0, 7), st.integers(0, 300))


@st.composite
def grids(draw):
    """Rows and columns of counts with totals of both, and of all."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    counts = [[draw(COUNTS) for _ in range(columns)] for _ in range(rows)]
    cells, sums = [], []
    for r, line in enumerate(counts):
        cells += [Cell((r, c), D(value), 5) for c, value in enumerate(line)]
        cells.append(Cell((r, "all"), D(sum(line)), 5, rank=1))
        sums.append(Sum((r, "all"), tuple(((r, c), 1) for c in range(columns))))
    for c in range(columns):
        cells.append(Cell(("all", c), D(sum(line[c] for line in counts)), 5, rank=1))
        sums.append(Sum(("all", c), tuple(((r, c), 1) for r in range(rows))))
    cells.append(Cell(("all", "all"), D(sum(map(sum, counts))), 5, rank=2))
    sums.append(Sum(("all", "all"), tuple(((r, "all"), 1) for r in range(rows))))
    sums.append(Sum(("all", "all"), tuple((("all", c), 1) for c in range(columns))))
    return cells, sums


@PROPERTY
@given(grids())
def test_nothing_hidden_in_a_table_with_totals_can_be_worked_out(given_table):
    cells, sums = given_table
    kept = hidden(cells, sums)

    assert {cell.key for cell in cells if 0 < cell.value < 5} <= kept
    assert derivable(cells, sums, kept) == set()
    assert [over for over in left_over(cells, sums, kept) if over < 5] == []
    # No more than there is reason for: a table without small counts is published whole.
    assert bool(kept) == any(0 < cell.value < 5 for cell in cells)


@PROPERTY
@given(st.lists(COUNTS, min_size=1, max_size=12))
def test_no_paper_of_a_year_gives_away_what_another_hid(values):
    """All papers of the year beside one another; and each hid what it hid whatever came later."""
    cells, sums = months(values)
    kept = hidden(cells, sums)

    assert derivable(cells, sums, kept) == set()
    assert [over for over in left_over(cells, sums, kept) if over < 5] == []
    half = len(values) // 2
    assert hidden(*months(values[:half])) == {key for key in kept if int(key.strip("mto")) < half}
