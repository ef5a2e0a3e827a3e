"""Figures, targets and statuses as they are printed: the same cells on pages, in packs and in downloads.

Templates print these and compute nothing.
"""

from dataclasses import asdict, dataclass, field
from decimal import Decimal

from performance.models import Assessment, Measure, Period
from performance.rules.numbers import as_printed, format_figure, format_number, places_of

NONE = "–"


@dataclass(frozen=True)
class FigureCell:
    """A figure with what stands beneath it, or the sentence why there is none."""

    text: str = ""
    unit: str = ""
    companion: str = ""
    qualifier: str = ""
    window: str = ""
    absence: str = ""
    value: str = ""

    @property
    def raw(self):
        """For downloads: the printed figure as a number in whole units, else the reason for none."""
        return Decimal(self.value) if self.value else self.absence

    @property
    def plain(self):
        """One line, for sentences: "462.0 (669 admissions, full-year forecast)"."""
        if not self.text:
            return self.absence
        return f"{self.text} ({self.beside})" if self.beside else self.text

    @property
    def beside(self):
        """What stands with the figure: its companion count, what kind of figure it is, its data window."""
        return ", ".join(part for part in (self.companion, self.qualifier, self.window) if part)


@dataclass(frozen=True)
class TargetCell:
    """A target as it was entered, with its companion count; empty text where there is no target."""

    text: str = ""
    companion: str = ""
    note: str = ""

    @property
    def plain(self):
        return f"{self.text} ({self.companion})" if self.companion else self.text


@dataclass(frozen=True)
class StatusCell:
    """A status with everything a reader needs besides colour, or the reason for none."""

    code: str = ""
    word: str = "Not rated"
    letter: str = ""
    shape: str = ""
    colour: str = ""
    reason: str = ""
    sentence: str = ""


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
    """A published position among a group in a year; `rank` 1 is best."""

    rank: int
    word: str
    year: str
    group: str
    source: str


@dataclass(frozen=True)
class DirectionCell:
    arrow: str
    meaning: str
    sentence: str


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
    quartile: QuartileCell | None = None
    to_date: ToDateCell | None = None
    direction: DirectionCell | None = None
    revision: int | None = None
    being_revised: bool = False
    outlook: str = ""
    commentary: str = ""
    approval: str = ""
    notes: list[int] = field(default_factory=list)

    @property
    def is_missing(self):
        """Nothing approved, and no typed reason for that."""
        return self.revision is None


def count_text(value: Decimal | None, label: str) -> str:
    """A companion count with what it counts: "669 admissions"; "" where there is none."""
    if value is None:
        return ""
    return f"{format_number(value, places_of(value))} {label}".strip()


def figure_cell(submission, *, forecast=False) -> FigureCell:
    """The printed figure of a submission; `forecast` prints its year-end forecast instead."""
    measure = submission.measure
    value = submission.forecast if forecast else submission.value
    if value is None:
        return FigureCell(absence=submission.absence_sentence)
    if forecast:
        companion, qualifier = submission.forecast_companion, "full-year forecast"
    else:
        companion = submission.numerator if submission.companion is None else submission.companion
        qualifier = ""
    label = measure.companion_label or (measure.numerator_label if submission.numerator is not None else "")
    return FigureCell(
        text=format_figure(value, measure.unit),
        unit=measure.unit_phrase,
        companion=count_text(companion, label) if measure.companion_label else "",
        qualifier=qualifier,
        window=measure.window_of(submission.period),
        value=f"{as_printed(value, measure.unit).normalize():f}",
    )


def target_cell(target, measure) -> TargetCell:
    """The printed target, or an empty one where there is none."""
    if target is None or target.kind == "none":
        return TargetCell()
    text = target.as_entered or target.get_kind_display()
    return TargetCell(text, count_text(target.companion, measure.companion_label), target.limits_note)


_NOT_RATED = {
    Assessment.NotRated.NO_TARGET: "No target",
    Assessment.NotRated.NEUTRAL: "Neutral aim",
}


def level_cell(level, sentence) -> StatusCell:
    return StatusCell(level.code, level.word, level.letter, level.shape, level.colour, "", sentence)


def status_cell(assessment, submission) -> StatusCell:
    """The status of a figure in force; one that no worker has judged yet says so."""
    if assessment is None:
        return StatusCell(word="Being rated", reason="The rating is being computed.")
    if assessment.level is not None:
        return level_cell(assessment.level, assessment.sentence)
    reason = _NOT_RATED.get(assessment.not_rated) or submission.get_absence_display()
    return StatusCell(code=assessment.not_rated, reason=reason, sentence=assessment.sentence)


def to_date_cell(assessment, submission) -> ToDateCell | None:
    if assessment is None or assessment.to_date_level is None:
        return None
    target = assessment.to_date_target
    return ToDateCell(
        figure_cell(submission),
        level_cell(assessment.to_date_level, assessment.to_date_sentence),
        format_figure(target, submission.measure.unit) if target is not None else "",
        assessment.target.profile_note,
    )


def direction_cell(assessment) -> DirectionCell | None:
    if assessment is None or not assessment.arrow:
        return None
    return DirectionCell(assessment.arrow, assessment.get_meaning_display(), assessment.direction_sentence)


def span(measure, period) -> str:
    """What a figure of a period covers: "April to November 2019", "November 2019", "2019/20"."""
    if measure.entry_basis == Measure.EntryBasis.YEAR_TO_DATE:
        return period.to_date_label
    return period.label


def period_note(measure, period) -> str:
    """What an earlier figure covers where it is not the whole year; "" for a year."""
    return "" if period.kind == Period.Kind.YEAR else span(measure, period)


def as_plain(row) -> dict:
    """A row as plain data, for a pack's snapshot."""
    return asdict(row)
