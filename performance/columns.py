"""The columns of a scorecard, or of one heading of it: what stands above them and in which order."""

from collections import Counter
from dataclasses import dataclass, replace

from performance.models import Column

Shows = Column.Shows
USUAL = (
    Shows.AIM,
    Shows.TARGET,
    Shows.FIGURE,
    Shows.STATUS,
    Shows.PREVIOUS,
    Shows.DIRECTION,
    Shows.QUARTILE,
)
NUMBERS = (
    Shows.TARGET,
    Shows.FIGURE,
    Shows.PREVIOUS,
    Shows.MILESTONE,
    Shows.FINAL_TARGET,
    Shows.COMPARISON,
    Shows.DIFFERENCE,
    Shows.YEAR_TO_DATE,
)
HEADINGS = {
    Shows.AIM: "Aim",
    Shows.STATUS: "Status",
    Shows.DIRECTION: "Direction",
    Shows.FINAL_TARGET: "Final target",
    Shows.OUTLOOK: "Outlook",
    Shows.OWNER: "Owner",
    Shows.YEAR_TO_DATE: "Year to date",
    Shows.SPARKLINE: "Last 13 figures",
}


@dataclass(frozen=True)
class Head:
    """A column as it is printed: what it shows, its heading, and for a comparison whose figure."""

    shows: str
    heading: str
    comparison: str = ""

    @property
    def is_number(self):
        return self.shows in NUMBERS


@dataclass(frozen=True)
class Words:
    """What the usual headings name: the year, what the figures cover, the year before, the group."""

    year: str
    figure: str
    previous: str
    group: str = ""

    def heading(self, shows, comparison=""):
        """The usual heading of a column: "Target 2020/21", "National", "Difference from target"."""
        return (
            HEADINGS.get(shows)
            or {
                Shows.TARGET: f"Target {self.year}",
                Shows.FIGURE: self.figure,
                Shows.PREVIOUS: self.previous,
                Shows.QUARTILE: f"Quartile, {self.group}" if self.group else "Quartile",
                Shows.MILESTONE: f"Milestone {self.year}",
                Shows.COMPARISON: comparison,
                Shows.DIFFERENCE: f"Difference from {comparison or 'target'}",
            }[shows]
        )


def without_quartiles(heads):
    """The usual columns where nothing has a position; a scorecard's own columns stay as they were chosen."""
    if [head.shows for head in heads] != list(USUAL):
        return heads
    return [head for head in heads if head.shows != Shows.QUARTILE]


def spans_said(heads, rows, usual):
    """Head the figures' column by what most of its rows cover, and have the other rows say their own.

    A heading that the scorecard has chosen stays; `usual` is what the usual one says. Returns the heads.
    """
    shown = [row for row in rows if row.figure.text and not row.figure.carried]
    common = Counter(row.span for row in shown).most_common(1)
    covers = common[0][0] if common else usual
    for row in shown:
        says_so = row.figure.qualifier == "year to date"
        row.own_span = "" if row.span == covers or says_so else row.span
    return [
        replace(head, heading=covers) if (head.shows, head.heading) == (Shows.FIGURE, usual) else head
        for head in heads
    ]


class Layout:
    """Which columns each heading of a scorecard has: its own, else its parents', else the scorecard's."""

    def __init__(self, columns, words):
        self.words = words
        self.own = {}
        for column in columns:
            self.own.setdefault(column.section_id, []).append(column)

    def of(self, path):
        """The columns under a heading; `path` leads to it from the top."""
        for section in [*(section.pk for section in reversed(path)), None]:
            if section in self.own:
                return [self._head(column) for column in self.own[section]]
        return [Head(str(shows), self.words.heading(shows)) for shows in USUAL]

    def _head(self, column):
        heading = column.heading or self.words.heading(Shows(column.shows), column.comparison)
        return Head(column.shows, heading, column.comparison)

    @property
    def differences(self):
        """From what our figures are to be subtracted: names of comparison figures, "" for the target."""
        return {column.comparison for column in self._all if column.shows == Shows.DIFFERENCE}

    @property
    def has_previous(self):
        """Whether every table has a column of earlier figures, as the usual ones have."""
        return all(any(column.shows == Shows.PREVIOUS for column in own) for own in self.own.values())

    @property
    def has_sparklines(self):
        return any(column.shows == Shows.SPARKLINE for column in self._all)

    @property
    def _all(self):
        return [column for columns in self.own.values() for column in columns]
