"""The worked examples in the docstrings are run, so that they stay true."""

import doctest

import pytest

from performance.rules import (
    absences,
    aggregate,
    assess,
    calculated,
    calendar,
    direction,
    numbers,
    profiles,
    rag,
    roll_up,
    small_numbers,
)

MODULES = [
    absences,
    aggregate,
    assess,
    calculated,
    calendar,
    direction,
    numbers,
    profiles,
    rag,
    roll_up,
    small_numbers,
]


@pytest.mark.parametrize("module", MODULES)
def test_worked_examples_in_docstrings_are_true(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
