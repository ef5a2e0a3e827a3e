"""The worked examples in the docstrings are run, so that they stay true."""

import doctest

import pytest

from performance.returns import stamp, styled


@pytest.mark.parametrize("module", [stamp, styled])
def test_worked_examples_in_docstrings_are_true(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
