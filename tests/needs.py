"""What a test needs from the machine: without it the test is skipped, or fails where nothing may be."""

import os
import shutil
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def need(program_or_condition, reason):
    """Skip the calling test with `reason` unless a program is installed, or a condition true.

    With REQUIRE_ALL=1 in the environment the test fails instead: there nothing may be left out.
    """
    if isinstance(program_or_condition, str):
        met = shutil.which(program_or_condition) is not None
    else:
        met = bool(program_or_condition)
    if met:
        return
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"REQUIRE_ALL=1 and missing: {reason}", pytrace=False)
    pytest.skip(reason)


def need_shared():
    """The folder of reference material beside the repository, or a skip: a clone need not have it."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is not beside this copy")
    return SHARED
