"""The worked examples in docstrings are run, so that they stay true; the rules have a test of their own."""

import doctest
import importlib
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for app in ("benchmarking", "performance")
    for path in sorted((ROOT / app).rglob("*.py"))
    if not path.is_relative_to(ROOT / "performance" / "rules") and ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_worked_examples_in_docstrings_are_true(name):
    result = doctest.testmod(importlib.import_module(name))
    assert (result.attempted > 0, result.failed) == (True, 0)
