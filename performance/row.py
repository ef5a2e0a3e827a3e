"""What is printed of a measure: a row and its cells, the same on pages, in packs and in downloads.

Templates print these and compute nothing. Everything that a page or a pack prints of a measure on a
dashboard is in its `Row`, which is plain data all the way down (`as_plain`).
"""

from dataclasses import asdict, dataclass, field
from decimal import Decimal

# What stands in the place of a count that is not published.
MARK = "[c]"


@dataclass(frozen=True)
class PartCell:
    """One category of a composition or breakdown; `share` is its part of the whole, "72.6%"."""

    name: str
    text: str
    value: str
    share: str = ""
    good: bool = False


@dataclass(frozen=True)
class BreakdownCell:
    """A figure divided by one dimension: "18–64 33 · 65+ 427"."""

    name: str
    text: str
    parts: list[PartCell]


@dataclass(frozen=True)
class FigureCell:
    """A figure with what stands beneath it, or the sentence why there is none.

    `value` is the printed figure as a number in whole units, as text; a composition has `parts` instead, and
    `share` says how much of it is good. `own` is the period's own figure beneath a year to date, and `note`
    what that lacks ("7 of 8 months"). `carried` is the year of a figure shown for want of a newer one.
    """

    text: str = ""
    unit: str = ""
    companion: str = ""
    qualifier: str = ""
    window: str = ""
    absence: str = ""
    value: str = ""
    note: str = ""
    own: str = ""
    carried: str = ""
    share: str = ""
    parts: list[PartCell] = field(default_factory=list)
    breakdowns: list[BreakdownCell] = field(default_factory=list)

    @property
    def raw(self):
        """For downloads: the printed figure as a number in whole units, else its words, else why none."""
        return Decimal(self.value) if self.value else self.text or self.absence

    @property
    def plain(self):
        """One line, for sentences: "462.0 (669 admissions, full-year forecast)"."""
        if not self.text:
            return self.absence
        return f"{self.text} ({self.beside})" if self.beside else self.text

    @property
    def beside(self):
        """What stands with the figure: companion, share, what kind of figure it is, its window and gaps."""
        return ", ".join(part for part in self._beneath if part)

    @property
    def _beneath(self):
        return self.companion, self.share, self.qualifier, self.window, self.note, self.own


@dataclass(frozen=True)
class TargetCell:
    """A target as it was entered, with its companion count; empty text where there is no target.

    `note` says who set its limits, `year` is the year of a final target, `to_date` is what a figure to date
    is held against where that is not the whole: "123.8k" of 165k.
    """

    text: str = ""
    companion: str = ""
    note: str = ""
    is_milestone: bool = False
    year: str = ""
    to_date: str = ""

    @property
    def plain(self):
        whole = f"{self.text} ({self.companion})" if self.companion else self.text
        return f"{whole}; {self.to_date} to date" if self.to_date else whole


@dataclass(frozen=True)
class StatusCell:
    """A status with everything a reader needs besides colour, or the reason for none.

    `position` counts from 1, the best of `scale`. `beside` is printed with a status that was judged otherwise
    than the rule: "judged; the rule gives Red".
    """

    code: str = ""
    word: str = "Not rated"
    letter: str = ""
    shape: str = ""
    colour: str = ""
    reason: str = ""
    sentence: str = ""
    scale: str = ""
    position: int | None = None
    off_target: bool = False
    beside: str = ""


@dataclass(frozen=True)
class OverrideCell:
    """Why a status was judged otherwise than the rule: by which posts, and until when."""

    reason: str
    until: str
    proposed_by: str
    decided_by: str
    sentence: str


@dataclass(frozen=True)
class ToDateCell:
    """Beside a forecast: where the year stands so far, and how that was judged."""

    figure: FigureCell
    status: StatusCell
    target: str = ""
    # Where the target to date comes from; says so where its profile is illustrative.
    note: str = ""


@dataclass(frozen=True)
class QuartileCell:
    """A position among a group in a year: a quartile (`rank` 1 is best), or "27th highest of 152".

    `how` is "computed" from published figures of `of` councils, or "published" by somebody; `rank` is None
    where there is no quartile.
    """

    rank: int | None
    word: str
    year: str
    group: str
    source: str
    how: str = "published"
    of: int | None = None


@dataclass(frozen=True)
class DirectionCell:
    """The arrow of the number and the word for what it means; `basis` says beside which earlier figure."""

    arrow: str
    meaning: str
    sentence: str
    basis: str = ""


@dataclass(frozen=True)
class ComparisonCell:
    """Somebody's figure beside ours, or the words why there is none; `period` if it is of an earlier one."""

    text: str = ""
    note: str = ""
    source: str = ""
    value: str = ""
    period: str = ""


@dataclass(frozen=True)
class DifferenceCell:
    """Our figure less another: "−£0.443m"; `value` is the number in whole units, as text."""

    text: str = ""
    value: str = ""


@dataclass(frozen=True)
class SeriesCell:
    """The last figures, oldest first, as text; None is a gap; it breaks before each place in `breaks`."""

    values: list[str | None]
    breaks: list[int]
    target: str
    title: str


@dataclass
class Row:
    """One measure on a dashboard, for one period."""

    slug: str
    code: str
    tags: list[str]
    title: str
    aim: str
    period: str
    # What the figure covers: "April to November 2020" for a year to date, "November 2020" for the month.
    span: str
    target: TargetCell
    figure: FigureCell
    status: StatusCell
    previous: FigureCell
    previous_period: str
    # The span, where it is not the one that its column is headed by.
    own_span: str = ""
    quartile: QuartileCell | None = None
    to_date: ToDateCell | None = None
    direction: DirectionCell | None = None
    # Why there is no direction of travel, where somebody might look for one.
    not_compared: str = ""
    other_directions: list[DirectionCell] = field(default_factory=list)
    # That a small number differs from its target by no more than chance, or "".
    chance: str = ""
    submission_id: int | None = None
    revision: int | None = None
    being_revised: bool = False
    is_missing: bool = False  # nothing approved where something is expected, and no typed reason
    outlook: str = ""
    commentary: str = ""
    approval: str = ""
    notes: list[int] = field(default_factory=list)
    # The rule's status and why people judged otherwise, where `status` is a judged one.
    computed: StatusCell | None = None
    override: OverrideCell | None = None
    owner_post: str = ""
    in_development: bool = False
    calculation: str = ""
    final_target: TargetCell = field(default_factory=TargetCell)
    year_to_date: FigureCell = field(default_factory=FigureCell)
    comparisons: dict[str, ComparisonCell] = field(default_factory=dict)
    # By the name of the comparison figure that ours is less; "" is the target.
    differences: dict[str, DifferenceCell] = field(default_factory=dict)
    series: SeriesCell | None = None
    footnote: str = ""
    footnote_number: int | None = None
    context: list[str] = field(default_factory=list)


def as_plain(row) -> dict:
    """A row as plain data, for a pack's snapshot: the same figures give the same, whatever their keys are."""
    plain = asdict(row)
    del plain["submission_id"]
    return plain
