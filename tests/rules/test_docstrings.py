"""The worked examples in the docstrings are run, so that they stay true."""

import doctest

import pytest

from performance.rules import (
    absences,
    aggregate,
    alphabets,
    assess,
    calculated,
    calendar,
    chasing,
    codes,
    direction,
    numbers,
    printed_forms,
    printed_numbers,
    printed_periods,
    printed_targets,
    printed_titles,
    profiles,
    proofs,
    rag,
    roll_up,
    small_numbers,
    table_proofs,
    working_days,
)

MODULES = [
    absences,
    aggregate,
    alphabets,
    assess,
    calculated,
    calendar,
    chasing,
    codes,
    direction,
    numbers,
    printed_forms,
    printed_numbers,
    printed_periods,
    printed_targets,
    printed_titles,
    profiles,
    proofs,
    rag,
    roll_up,
    small_numbers,
    table_proofs,
    working_days,
]


@pytest.mark.parametrize("module", MODULES)
def test_worked_examples_in_docstrings_are_true(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
