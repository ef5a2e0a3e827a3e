"""What reading a file found, cell by cell: read, kept apart, skipped and why.

Every cell under the headings of a table is counted once, as read (a number that is kept), a marker (the
source's word for no number), kept apart (read, and held beside the figure: a second figure in one cell, a
0 of no respondents) or skipped (with the reason). `cells` is their sum, so that nothing goes missing unseen.
"""

from collections import Counter
from dataclasses import dataclass, field

from benchmarking.importing.cells import printable

# What a page can show and a row can hold; `counts` always holds all of them.
MAX_LISTED = 5_000


@dataclass(frozen=True)
class Note:
    """One thing worth saying: where ("Table_1c, row 24, column H"), what was printed, and why it matters."""

    place: str
    printed: str
    why: str


@dataclass
class Report:
    """Filled by a reader, and completed by keeping with what changed."""

    read: int = 0
    markers: Counter = field(default_factory=Counter)
    kept_apart: list[Note] = field(default_factory=list)
    skipped: list[Note] = field(default_factory=list)
    # Columns and sheets that were understood, in the file's order, in words.
    understood: list[str] = field(default_factory=list)
    # What the file itself contradicts, what was assumed because a mapping said so.
    notes: list[Note] = field(default_factory=list)
    unresolved: Counter = field(default_factory=Counter)
    # By keeping: rows added, changed (with from and to), and the same as before.
    added: int = 0
    same: int = 0
    changed: list[Note] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)

    def keep_apart(self, place, printed, why):
        self._list(self.kept_apart, "kept apart", place, printed, why)

    def skip(self, place, printed, why):
        self._list(self.skipped, "skipped", place, printed, why)

    def change(self, place, printed, why):
        self._list(self.changed, "changed", place, printed, why)

    def note(self, place, printed, why):
        self._list(self.notes, "notes", place, printed, why)

    def _list(self, notes, name, place, printed, why):
        self.counts[name] += 1
        if len(notes) < MAX_LISTED:
            notes.append(Note(place, printable(str(printed))[:200], printable(why)))

    @property
    def cells(self):
        """How many cells under headings there were: each is in exactly one of the four."""
        return self.read + sum(self.markers.values()) + self.counts["kept apart"] + self.counts["skipped"]

    def totals(self):
        """The counts alone, for lists and for the log."""
        return {
            "cells": self.cells,
            "read": self.read,
            "markers": sum(self.markers.values()),
            "kept apart": self.counts["kept apart"],
            "skipped": self.counts["skipped"],
            "added": self.added,
            "changed": self.counts["changed"],
            "same": self.same,
        }

    def as_json(self):
        """Everything, as the log keeps it and `--json` prints it."""
        return {
            "counts": self.totals(),
            "markers": dict(sorted(self.markers.items())),
            "understood": self.understood,
            "unresolved": dict(self.unresolved.most_common()),
            **{
                name: [[note.place, note.printed, note.why] for note in notes]
                for name, notes in (
                    ("kept_apart", self.kept_apart),
                    ("skipped", self.skipped),
                    ("changed", self.changed),
                    ("notes", self.notes),
                )
            },
        }
