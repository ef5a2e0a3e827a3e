"""Planting: honest, seeded, and able to fail."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from performance.rules.calendar import add_months
from performance.rules.checks.planted import ASKED, Cell, Series, Slip, Tally, tallies
from tests.rules import COUNT

FIRST = date(2019, 1, 1)
CALM = (4371, 4402, 4389, 4417, 4360, 4395, 4408, 4379, 4391, 4413)


def series(name, figures, **more):
    return Series(
        name, COUNT, {add_months(FIRST, i): Cell(D(figure), **more) for i, figure in enumerate(figures)}
    )


def tally_of(*rows):
    """What was found in the first of these rows."""
    return next(tallies(rows))[1]


def test_months_before_there_is_enough_to_judge_by_are_counted_apart():
    tally = tally_of(series("One", CALM))
    assert (tally.months, tally.too_little) == (7, 3)
    assert tally.warned == 0


def test_a_slip_that_changes_nothing_is_left_out_and_counted():
    tally = tally_of(series("Nil", [0] * 8), series("Nil as well", [0] * 8))
    for slip in (Slip.TEN, Slip.HUNDRED, Slip.THOUSAND, Slip.SWAPPED, Slip.NEIGHBOUR):
        assert (tally.planted[slip], tally.left_out[slip]) == (0, 5)
    assert tally.caught_share() == 0.0


def test_equal_digits_are_no_swap():
    assert tally_of(series("Same", [4444] * 8)).left_out[Slip.SWAPPED] == 5
    assert tally_of(series("Different", CALM)).planted[Slip.SWAPPED] == 7


def test_the_same_slips_are_planted_every_time():
    rows = [series("One", CALM), series("Two", [figure * 3 for figure in CALM])]
    assert [tally for _, tally in tallies(rows)] == [tally for _, tally in tallies(rows)]


@pytest.mark.parametrize("slip", [Slip.TEN, Slip.HUNDRED, Slip.THOUSAND, Slip.THOUSANDTH])
def test_a_slip_of_the_unit_is_caught_in_a_calm_series(slip):
    assert tally_of(series("One", CALM)).caught_share([slip]) == 1.0


def test_what_cannot_be_seen_is_not_said_to_be_caught():
    # Two rows that are alike: the neighbour's figure is as likely as its own.
    alike = series("Like it", [figure + 1 for figure in CALM])
    tally = tally_of(series("One", CALM), alike)
    assert tally.planted[Slip.ONE_ROW_OFF] == 7
    assert tally.alone[Slip.ONE_ROW_OFF] == 0
    assert 0 < tally.caught_share([Slip.SWAPPED]) < 1


def test_a_part_is_proved_against_the_total_of_its_table():
    alone = tally_of(series("Total", CALM))
    parted = series("Total", CALM)
    cells = {start: replace(cell, parts=(cell.value - 1000, D(1000))) for start, cell in parted.cells.items()}
    tally = tally_of(replace(parted, cells=cells))
    assert tally.alone == alone.alone
    assert tally.caught_share([Slip.SWAPPED], with_parts=True) == 1.0
    assert tally.warned == 0
    wrong = {start: replace(cell, parts=(D(1), D(2))) for start, cell in parted.cells.items()}
    assert tally_of(replace(parted, cells=wrong)).warned == 7


def test_one_part_of_a_total_is_proved_with_the_others():
    cell = Cell(D(911), parts=(D(2536),), total=D(3447))
    assert cell.division(D(911)).parts == (D(2536), D(911))
    assert cell.division(D(911)).total == D(3447)
    assert Cell(D(3447), parts=(D(911), D(2536))).division(D(3437)).total == D(3437)


def test_a_row_without_a_figure_is_nobodys_neighbour():
    middle = series("Middle", CALM)
    gap = replace(middle, cells={start: cell for start, cell in middle.cells.items() if start.year == 2018})
    tally = tally_of(series("One", CALM), gap, series("Three", [figure * 7 for figure in CALM]))
    assert tally.planted[Slip.NEIGHBOUR] == 7
    assert tally.caught_share([Slip.NEIGHBOUR]) == 1.0


def test_tallies_add_up():
    first, second = tally_of(series("One", CALM)), tally_of(series("Two", [figure * 3 for figure in CALM]))
    both = Tally()
    both.add(first)
    both.add(second)
    assert both.months == first.months + second.months
    for slip in ASKED:
        assert both.planted[slip] == first.planted[slip] + second.planted[slip]
        assert both.alone[slip] == first.alone[slip] + second.alone[slip]
