"""The version that a return's row was made from, as the text of a cell: "2020-11-01 r1 v3", "2020-11-01 new".

The period's first day stands in it, so that a period which was changed in the file is noticed.
"""

import re
from dataclasses import dataclass
from datetime import date

_STAMP = re.compile(
    r"(?P<start>\d{4}-\d{2}-\d{2}) (?:new|r(?P<revision>\d{1,4}) v(?P<version>\d{1,9}))", re.ASCII | re.I
)


@dataclass(frozen=True)
class Stamp:
    """The period's first day, and the revision and version that were shown; both None for no figure."""

    start: date
    revision: int | None = None
    version: int | None = None

    def __str__(self):
        return f"{self.start:%Y-%m-%d} " + (
            "new" if self.revision is None else f"r{self.revision} v{self.version}"
        )


def stamp_of(period, submission) -> Stamp:
    """The stamp of a period's figure as it is now; `submission` is its newest revision, or None."""
    if submission is None:
        return Stamp(period.start)
    return Stamp(period.start, submission.revision, submission.version)


def read_stamp(text: str) -> Stamp | None:
    """The stamp that a cell holds, None where it holds none.

    >>> read_stamp("2020-11-01 r1 v3")
    Stamp(start=datetime.date(2020, 11, 1), revision=1, version=3)
    >>> read_stamp("2020-11-01 new").version is None, read_stamp("r1 v3")
    (True, None)
    """
    match = _STAMP.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    try:
        start = date.fromisoformat(match["start"])
    except ValueError:
        return None
    if match["revision"] is None:
        return Stamp(start)
    return Stamp(start, int(match["revision"]), int(match["version"]))
