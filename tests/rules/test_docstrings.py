"""The worked examples in the docstrings are run, so that they stay true."""

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

from performance import rules


def modules():
    """The names of every module of the rules that has an example, those of its packages included."""
    for found in pkgutil.walk_packages(rules.__path__, f"{rules.__name__}."):
        source = Path(found.module_finder.path, f"{found.name.rpartition('.')[2]}.py")
        if source.is_file() and ">>> " in source.read_text(encoding="utf-8"):
            yield found.name


MODULES = list(modules())


def test_the_rules_have_examples():
    assert len(MODULES) > 20


@pytest.mark.parametrize("name", MODULES)
def test_worked_examples_in_docstrings_are_true(name):
    result = doctest.testmod(importlib.import_module(name))
    assert (result.attempted > 0, result.failed) == (True, 0)
