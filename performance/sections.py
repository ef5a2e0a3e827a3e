"""The headings of a dashboard: their order, their status, and what is printed under them."""

from dataclasses import asdict, dataclass, field

from performance import cells
from performance.models import Column, Section
from performance.row import OverrideCell, Row, StatusCell
from performance.rules.roll_up import RollUpMethod, roll_up
from performance.rules.rule import Level

JUDGEMENT = "judgement"


@dataclass(frozen=True)
class HeadingStatus:
    """The status of a heading, and beside a judged one the status that the rule gives."""

    status: StatusCell
    computed: StatusCell | None = None
    override: OverrideCell | None = None
    # Which heading it is of: another one with the same status and sentence says nothing new.
    section_id: int | None = field(default=None, compare=False)


@dataclass
class Group:
    """Measures under one theme and outcome, with the columns they are printed in."""

    theme: str
    outcome: str
    columns: list
    rows: list = field(default_factory=list)
    headlines: list = field(default_factory=list)
    # Of the theme and of the outcome; None where the scorecard rolls nothing up.
    theme_status: HeadingStatus | None = None
    outcome_status: HeadingStatus | None = None

    @property
    def has_outlook(self):
        """Whether outlooks have a column of their own and need not stand beneath the status."""
        return self._shows(Column.Shows.OUTLOOK)

    @property
    def has_statuses(self):
        return self._shows(Column.Shows.STATUS)

    def _shows(self, kind):
        return any(head.shows == kind for head in self.columns)


@dataclass
class Layer:
    """A layer with its groups, how many measures have which status, and its notes."""

    title: str
    groups: list = field(default_factory=list)
    counts: list = field(default_factory=list)
    not_rated: int = 0
    status: HeadingStatus | None = None
    headlines: list = field(default_factory=list)

    @property
    def rows(self):
        return [row for group in self.groups for row in group.rows]

    @property
    def has_statuses(self):
        """Whether any of its tables has statuses, so that counting them says something."""
        return any(group.has_statuses for group in self.groups)

    @property
    def all_headlines(self):
        """Its headline facts, those of its themes and outcomes too."""
        return [*self.headlines, *(row for group in self.groups for row in group.headlines)]

    @property
    def judged(self):
        """Its rows with a status that people judged otherwise than the rule."""
        return [row for row in self.rows if row.override]

    @property
    def footnotes(self):
        """The footnotes of its rows, each once, by number."""
        printed = [*self.all_headlines, *self.rows]
        found = {row.footnote_number: row.footnote for row in printed if row.footnote_number}
        return [{"number": number, "text": found[number]} for number in sorted(found)]

    @property
    def context(self):
        """The context notes over its period, each once with all its measures named."""
        found = {}
        for row in [*self.all_headlines, *self.rows]:
            for text in row.context:
                found.setdefault(text, []).append(row.title)
        return [{"text": text, "measures": titles} for text, titles in found.items()]


def path_of(section):
    """The headings that lead to a section, from the top; its parents are loaded with it."""
    path = []
    while section is not None:
        path.insert(0, section)
        section = section.parent
    return path


def titles_of(path):
    """Layer, theme and outcome; a flatter scorecard leaves the lower ones empty."""
    titles = [section.title for section in path]
    return tuple(titles[:2] + [""] * (2 - len(titles[:2])) + [" – ".join(titles[2:])])


def order_of(placement):
    """Where a placement stands: by its headings from the top, then by its own position."""
    path = path_of(placement.section)
    return [(section.position, section.pk) for section in path], placement.position, placement.pk


def number_footnotes(rows):
    """Number footnotes in the order of the page; the same text has the same number."""
    numbers = {}
    for row in rows:
        if row.footnote:
            row.footnote_number = numbers.setdefault(row.footnote, len(numbers) + 1)


# --- The status of a heading ---------------------------------------------------------------------------


def heading_status(section: Section, rows: list[Row], facts, method: str) -> HeadingStatus | None:
    """The status of a heading from the statuses that its rows are printed with; None where none is asked for.

    A standing override of the heading is printed first, with what the rule gives beside it.
    """
    computed = _rolled_up([row for row in rows if not row.in_development], facts.levels, method)
    override = facts.section_overrides.get(section.pk)
    if override is not None:
        computed = computed or StatusCell()
        return HeadingStatus(
            cells.judged_status(override, computed),
            computed,
            cells.override_cell(override, computed),
            section.pk,
        )
    return HeadingStatus(computed, section_id=section.pk) if computed is not None else None


def below(statuses: list[HeadingStatus | None], place: int) -> HeadingStatus | None:
    """The status to print at a lower heading: none where it says only what the heading above it says."""
    if len(statuses) <= place or statuses[place] == statuses[place - 1]:
        return None
    return statuses[place]


def _rolled_up(rows, levels, method):
    if not method or not rows:
        return None
    if method == JUDGEMENT:
        return StatusCell(word="Not judged", sentence="Its status is a matter of judgement; none stands.")
    scales = {row.status.scale for row in rows if row.status.shape}
    if len(scales) > 1:
        return StatusCell(reason="Different scales", sentence="Its measures are judged on different scales.")
    scale = [level for level in levels if str(level.scale_id) in scales]
    places = {level.position: place for place, level in enumerate(scale)}
    result = roll_up(
        [places[row.status.position] if row.status.shape else None for row in rows],
        tuple(Level(level.code, level.word, level.off_target) for level in scale),
        RollUpMethod(method),
    )
    level = next((level for level in scale if result.level and level.code == result.level.code), None)
    if level is None:
        return StatusCell(sentence=result.sentence)
    return cells.level_cell(level, result.sentence)


def as_plain(status: HeadingStatus | None):
    """A heading's status as plain data, for a pack's snapshot."""
    return asdict(status) if status is not None else None
