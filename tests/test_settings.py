"""What an installation can set is written down where its administrator looks."""

import re
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent


def test_every_variable_of_the_environment_is_in_the_example():
    read = re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (BASE / "config/settings.py").read_text())
    explained = re.findall(r"^#?([A-Z_]+)=", (BASE / ".env.example").read_text(), re.MULTILINE)

    assert sorted(explained) == sorted(set(read))
