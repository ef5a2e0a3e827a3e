"""Which software made a pack."""

import tomllib
from functools import cache

from django.conf import settings


@cache
def version() -> str:
    """The version of this software, as its project file says: "0.1.0"."""
    project = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(project)["project"]["version"]
