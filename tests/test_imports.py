"""The direction of imports, and the purity of the arithmetic."""

import ast
import sys
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

BASE = Path(__file__).resolve().parent.parent
# Folder or file of pure arithmetic, and what it may import besides the standard library.
PURE = {
    "performance/rules": {"performance.rules"},
    "benchmarking/statistics.py": {"numpy"},
}


def test_imports_go_down():
    """The contracts in `.importlinter`."""
    assert lint_imports(config_filename=str(BASE / ".importlinter"), no_cache=True) == EXIT_STATUS_SUCCESS


def imported(path):
    """The modules that a file imports, by full name, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield node.module


@pytest.mark.parametrize("place", PURE)
def test_arithmetic_imports_the_standard_library_only(place):
    where = BASE / place
    files = sorted(where.rglob("*.py")) if where.is_dir() else [where] if where.exists() else []
    foreign = {
        f"{path.relative_to(BASE)}: {name}"
        for path in files
        for name in imported(path)
        if name.partition(".")[0] not in sys.stdlib_module_names
        and not any(name == allowed or name.startswith(f"{allowed}.") for allowed in PURE[place])
    }
    assert foreign == set()
