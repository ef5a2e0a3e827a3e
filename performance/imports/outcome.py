"""What applying a plan did, or would do."""

from collections import Counter
from dataclasses import dataclass, field

from performance.imports.plan import Noticed, Unread


@dataclass
class Outcome:
    """Counts by what was done, and what was not: refused, moved, different from what is held."""

    counts: Counter = field(default_factory=Counter)
    made: list[str] = field(default_factory=list)
    refused: list[Unread] = field(default_factory=list)
    moved: list[Unread] = field(default_factory=list)
    different: list[Unread] = field(default_factory=list)
    assumed: list[Noticed] = field(default_factory=list)

    @property
    def changes(self):
        """Whether anything was written at all."""
        return any(self.counts[name] for name in CHANGING)


# Counts that are changes; the others say what was there already.
CHANGING = (
    "measures created",
    "targets set",
    "targets superseded",
    "figures loaded",
    "comparison figures loaded",
    "published positions loaded",
    "people made",
)
