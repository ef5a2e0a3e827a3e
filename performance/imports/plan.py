"""What a file says, before anything is written: measures, targets, figures, and all that was noticed."""

from dataclasses import dataclass, field
from decimal import Decimal

from performance.rules.printed_periods import PrintedPeriod
from performance.rules.printed_targets import PrintedTarget
from performance.rules.proofs import Finding


@dataclass(frozen=True)
class Place:
    """Where something stands in the file."""

    sheet: str
    line: int
    column: str = ""

    def __str__(self):
        sheet = f"sheet “{self.sheet}”, " if self.sheet else ""
        column = f", column “{self.column}”" if self.column else ""
        return f"{sheet}line {self.line}{column}"


@dataclass(frozen=True)
class Unread:
    """Something that could not be read or loaded: where, what stands there, and why."""

    place: Place
    text: str
    reason: str


@dataclass(frozen=True)
class Noticed:
    """What a proof found, or what was assumed, and where."""

    place: Place
    sentence: str
    finding: Finding | None = None


@dataclass
class PlannedFigure:
    """A figure, or the reason for none, of one printed period. `content` is as `Submission.CONTENT` has it,
    but `parts` and `breakdown` are by printed label."""

    period: PrintedPeriod
    content: dict
    printed: str
    place: Place
    notes: list[str] = field(default_factory=list)


@dataclass
class PlannedTarget:
    """A target of the year that holds `period`."""

    period: PrintedPeriod
    target: PrintedTarget
    place: Place
    is_milestone: bool = False
    limits: tuple[Decimal | None, Decimal | None] = (None, None)


@dataclass
class PlannedComparison:
    """Somebody else's figure, or why there is none, beside ours."""

    name: str
    period: PrintedPeriod
    value: Decimal | None
    note: str
    place: Place


@dataclass
class PlannedPosition:
    """A published quartile (1 best), or a rank of so many from an end."""

    period: PrintedPeriod
    place: Place
    quartile: int | None = None
    rank: int | None = None
    of: int | None = None
    end: str = ""


@dataclass
class PlannedPerson:
    """Somebody named in the file: by e-mail address where it is given."""

    kind: str
    email: str = ""
    name: str = ""
    post: str = ""


@dataclass
class PlannedMeasure:
    """A measure as the file describes it. `fields` holds what the file or an assumption gives of the model's
    fields, `stated` the names of those that the file states itself."""

    place: Place
    title: str
    code: str = ""
    # The code is the number that stood before the title.
    is_numbered: bool = False
    framework: str = ""
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    slug: str = ""
    directorate: str = ""
    service: str = ""
    scorecard: str = ""
    sections: tuple[str, ...] = ()
    position: int = 0
    footnote: str = ""
    fields: dict = field(default_factory=dict)
    stated: set[str] = field(default_factory=set)
    rule: str = ""
    limits_note: str = ""
    profile: str = ""
    indicator: str = ""
    people: list[PlannedPerson] = field(default_factory=list)
    labels: tuple[str, ...] = ()
    breakdown: tuple[str, ...] = ()
    figures: list[PlannedFigure] = field(default_factory=list)
    targets: list[PlannedTarget] = field(default_factory=list)
    comparisons: list[PlannedComparison] = field(default_factory=list)
    positions: list[PlannedPosition] = field(default_factory=list)
    published: list[tuple[Place, str]] = field(default_factory=list)


@dataclass(frozen=True)
class ReadHeading:
    """A heading of the file and what it was understood as, "" where it was not.

    `taken` is the heading with the same meaning that was taken in its place.
    """

    sheet: str
    column: int
    text: str
    understood: str
    taken: str = ""


@dataclass(frozen=True)
class PlannedColumn:
    """A column that a heading of a scorecard is printed with, as `Column` has it."""

    shows: str
    comparison: str = ""


@dataclass
class Plan:
    """All that was read of a file. `columns` holds, by its headings, what a section is printed with."""

    measures: list[PlannedMeasure] = field(default_factory=list)
    headings: list[ReadHeading] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    assumed: list[Noticed] = field(default_factory=list)
    found: list[Noticed] = field(default_factory=list)
    columns: dict[tuple[str, ...], list[PlannedColumn]] = field(default_factory=dict)
    rows: int = 0

    @property
    def not_understood(self):
        return [heading for heading in self.headings if not heading.understood]


@dataclass(frozen=True)
class Options:
    """How a file is to be read: what its own headings do not say.

    `columns` renames headings, `constants` gives values for all rows, `only` keeps the rows whose column has
    a value, `period` is for figures whose heading names none.
    """

    sheet: str = ""
    period: str = ""
    directorate: str = ""
    scorecard: str = ""
    council: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    only: tuple[tuple[str, str], ...] = ()
