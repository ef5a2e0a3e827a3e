"""The worked examples in the docstrings are run, so that they stay true."""

import doctest

import pytest

from performance.rules.checks import against_history, checking, expected, scale


@pytest.mark.parametrize("module", [against_history, checking, expected, scale])
def test_worked_examples_in_docstrings_are_true(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
