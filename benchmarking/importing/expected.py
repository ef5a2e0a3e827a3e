"""The line of headings that a file of a known kind has, whichever line it stands on."""

import re

from benchmarking.importing.headings import said

NOTE = re.compile(r"\[note (?P<number>[0-9]{1,3})\]", re.IGNORECASE)
# The published files have their headings on line 1 to 8; without them this far down it is another file.
LOOKED_AT = 30


def folded(cell):
    """A heading in one case, without the references to notes: "Local authority [note 3]"."""
    return " ".join(NOTE.sub("", said(cell)).split()).casefold()


def line_with(rows, headings, within=LOOKED_AT):
    """The index of the first row that holds all of the headings, or None."""
    wanted = set(headings)
    for index, row in enumerate(rows[:within]):
        if wanted <= {folded(cell) for cell in row}:
            return index
    return None
