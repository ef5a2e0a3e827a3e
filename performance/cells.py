"""From submissions, targets and assessments to the cells that pages, packs and downloads print."""

from dataclasses import replace
from decimal import Decimal

from performance import parts
from performance.models import Assessment, Measure, Submission
from performance.row import (
    MARK,
    BreakdownCell,
    DirectionCell,
    FigureCell,
    OverrideCell,
    PartCell,
    QuartileCell,
    Row,
    StatusCell,
    TargetCell,
    ToDateCell,
    as_plain,
)
from performance.rules import calendar
from performance.rules.calculated import PERCENT
from performance.rules.numbers import (
    Unit,
    UnitKind,
    as_printed,
    format_figure,
    format_number,
    places_of,
)
from performance.rules.rag import TargetKind

# The cells are imported from here by whoever makes one by hand.
__all__ = [
    "BreakdownCell",
    "DirectionCell",
    "FigureCell",
    "OverrideCell",
    "PartCell",
    "QuartileCell",
    "Row",
    "StatusCell",
    "TargetCell",
    "ToDateCell",
    "as_plain",
]

# What stands in the place of a figure that is not published.
SUPPRESSED = f"{Submission.Absence.SUPPRESSED.label} {MARK}"
_UNIT_WORDS = {UnitKind.FTE: "FTE", UnitKind.DAYS: "days"}


# --- Figures -----------------------------------------------------------------------------------------


def count_text(value: Decimal | None, label: str) -> str:
    """A companion count with what it counts: "669 admissions"; "" where there is none."""
    if value is None:
        return ""
    return f"{format_number(value, places_of(value))} {label}".strip()


def companion_text(measure, value: Decimal | None) -> str:
    """A companion in its own unit, with its label: "669 admissions", "14.3% of posts", "£1.2m"."""
    if value is None or measure.companion_kind == UnitKind.COUNT:
        return count_text(value, measure.companion_label)
    unit = Unit(UnitKind(measure.companion_kind))
    return f"{format_figure(value, unit, places_of(value))} {measure.companion_label}".strip()


def unit_words(measure) -> str:
    """What stands beneath a figure: "per 100,000 people aged 65+", "out of 24", "FTE"; "" for none."""
    return measure.unit_phrase or _UNIT_WORDS.get(measure.unit_kind, "")


def judged_unit(measure) -> Unit:
    """The unit of what is judged, compared and drawn: of a composition the percentage of its good parts."""
    return PERCENT if measure.unit_kind == UnitKind.COMPOSITION else measure.unit


def number_of(submission) -> Decimal | None:
    """A figure as one number in whole units: its value, or the share of a composition's good parts."""
    if submission.parts is None:
        return submission.value
    share = parts.share_of(submission)
    return None if share is None else share.value


def figure_cell(submission, *, forecast=False) -> FigureCell:
    """The printed figure of a submission; `forecast` prints its year-end forecast instead."""
    measure = submission.measure
    value = submission.forecast if forecast else submission.value
    if submission.parts is not None and not forecast:
        return _composition_cell(submission)
    if value is None:
        return FigureCell(absence=submission.absence_sentence)
    return FigureCell(
        text=format_figure(value, measure.unit),
        unit=unit_words(measure),
        companion=_companion(submission, forecast),
        qualifier="full-year forecast" if forecast else "",
        window=measure.window_of(submission.period),
        value=_plain(as_printed(value, measure.unit)),
        breakdowns=[] if forecast else parts.breakdowns(submission),
    )


def year_to_date_cell(assessment, submission) -> FigureCell:
    """How the year adds up so far, with what it lacks, and the period's own figure beneath it.

    Empty where the figures of single periods do not add up, or nothing may be said of their total.
    """
    if assessment is None or assessment.year_to_date is None:
        return FigureCell()
    measure = submission.measure
    numerator = assessment.year_to_date_numerator
    own = figure_cell(submission)
    return FigureCell(
        text=format_figure(assessment.year_to_date, measure.unit),
        unit=unit_words(measure),
        companion=companion_text(measure, numerator) if _counts_numerator(measure) else "",
        qualifier="rolling 12 months" if measure.aggregation == "rolling" else "year to date",
        window=own.window,
        value=_plain(as_printed(assessment.year_to_date, measure.unit)),
        note=assessment.year_to_date_note.rstrip("."),
        own=f"{own.text} in {submission.period.label}" if own.text else "",
        breakdowns=own.breakdowns,
    )


def headline_cell(assessment, submission) -> FigureCell:
    """What is judged of a submission: its forecast, the year to date, or the figure itself.

    A period with a typed reason for none says so, whatever the other periods add up to.
    """
    judged = assessment.judged if assessment is not None else ""
    if judged == Assessment.Judged.FORECAST:
        return figure_cell(submission, forecast=True)
    if _is_judged_to_date(assessment, submission):
        if assessment.withheld:
            return FigureCell(absence=SUPPRESSED)
        to_date = year_to_date_cell(assessment, submission)
        if to_date.text:
            return to_date
    return figure_cell(submission)


def headline_number(assessment, submission) -> Decimal | None:
    """What is judged of a submission, as one number in whole units; None where there is none."""
    judged = assessment.judged if assessment is not None else ""
    if judged == Assessment.Judged.FORECAST:
        return submission.forecast
    if _is_judged_to_date(assessment, submission):
        return assessment.year_to_date
    return number_of(submission)


def _is_judged_to_date(assessment, submission):
    """Whether the year to date is judged: also where the period's own figure is there and not published."""
    to_date = assessment is not None and assessment.judged == Assessment.Judged.YEAR_TO_DATE
    return to_date and (submission.withheld or not submission.absence)


def earlier_cell(assessment, submission) -> FigureCell:
    """The earlier figure beside one that is judged: of the same kind, so that the two may be compared."""
    headline = headline_cell(assessment, submission)
    return replace(headline, own="", qualifier="") if headline.own else headline


def carried_cell(submission) -> FigureCell:
    """The last figure of a biennial measure, shown in a year without one: it says which year it is of."""
    year = submission.period.label
    return replace(figure_cell(submission), carried=year, qualifier=f"carried forward from {year}")


def last_cell(submission) -> FigureCell:
    """The last figure of a measure that has none in the year shown: it says of when, and is not rated."""
    covers = span(submission.measure, submission.period)
    return replace(
        figure_cell(submission),
        carried=submission.period.label,
        qualifier=f"earlier figure, {covers}",
        breakdowns=[],
    )


def _companion(submission, forecast):
    measure = submission.measure
    if forecast:
        return companion_text(measure, submission.forecast_companion)
    if submission.companion is not None:
        return companion_text(measure, submission.companion)
    return companion_text(measure, submission.numerator) if _counts_numerator(measure) else ""


def _counts_numerator(measure):
    """Whether the numerator is what the companion counts: 460 of "460 admissions"."""
    return bool(measure.companion_label) and measure.companion_kind == UnitKind.COUNT


def _plain(value):
    return f"{value.normalize():f}"


def _composition_cell(submission):
    measure = submission.measure
    made = parts.composition_parts(submission)
    return FigureCell(
        text=" · ".join(f"{part.name} {part.text}" for part in made),
        unit=measure.unit_phrase,
        companion=_companion(submission, False),
        window=measure.window_of(submission.period),
        share=parts.share_text(submission),
        parts=made,
        breakdowns=parts.breakdowns(submission),
    )


# --- Targets -----------------------------------------------------------------------------------------


def target_cell(target, measure, to_date: Decimal | None = None) -> TargetCell:
    """The printed target, or an empty one where there is none; `to_date` is where its profile has got to."""
    if target is None or target.kind == "none":
        return TargetCell()
    return TargetCell(
        target.as_entered or target.get_kind_display(),
        companion_text(measure, target.companion),
        target.limits_note,
        target.is_milestone,
        to_date=format_figure(to_date, judged_unit(measure)) if to_date is not None else "",
    )


def judging_target_cell(assessment, measure) -> TargetCell:
    """The target that judged a figure, with the target to date where it was judged by that."""
    return target_cell(assessment.target, measure, assessment.to_date_target)


# --- Statuses ----------------------------------------------------------------------------------------

_NOT_RATED = {
    Assessment.NotRated.NO_TARGET: "No target",
    Assessment.NotRated.NEUTRAL: "Neutral aim",
}


def level_cell(level, sentence, beside="") -> StatusCell:
    return StatusCell(
        level.code,
        level.word,
        level.letter,
        level.shape,
        level.colour,
        "",
        sentence,
        str(level.scale_id),
        level.position,
        level.off_target,
        beside,
    )


def status_cell(assessment, submission) -> StatusCell:
    """The computed status of a figure in force; one that no worker has judged yet says so."""
    if assessment is None:
        return StatusCell(word="Being rated", reason="The rating is being computed.")
    if assessment.level is not None:
        return level_cell(assessment.level, assessment.sentence)
    if assessment.not_rated == Assessment.NotRated.NO_TARGET and _is_information(assessment.target):
        reason = assessment.target.get_kind_display()
    else:
        reason = _NOT_RATED.get(assessment.not_rated) or _why_no_value(assessment, submission)
    return StatusCell(code=assessment.not_rated, reason=reason, sentence=assessment.sentence)


def _is_information(target):
    return target is not None and target.kind == TargetKind.INFORMATION


def _why_no_value(assessment, submission):
    if assessment.withheld:
        return Submission.Absence.SUPPRESSED.label
    if submission.absence:
        return submission.get_absence_display()
    if assessment.judged == Assessment.Judged.YEAR_TO_DATE:
        return "Year to date not complete"
    return "No share to rate" if submission.parts is not None else ""


def judged_status(override, computed: StatusCell) -> StatusCell:
    """The status that people judged, with the computed one named beside it: they always stand together."""
    gives = computed.word if computed.shape else "no status"
    cell = override_cell(override, computed)
    return level_cell(override.level, cell.sentence, f"judged; the rule gives {gives}")


def override_cell(override, computed: StatusCell) -> OverrideCell:
    """Why a status was judged otherwise, by which posts, and until when. Posts, never people."""
    until = (
        calendar.in_words(override.expires_on)
        if override.expires_on is not None
        else "the figure is corrected"
    )
    reason = override.reason.strip()
    stop = "" if reason.endswith((".", "!", "?")) else "."
    return OverrideCell(
        reason,
        until,
        override.proposed_by.post or "an officer",
        override.decided_by.post or "a performance officer",
        f"Judged {override.level.word} until {until}: {reason}{stop} "
        f"The rule gives {computed.word if computed.shape else 'no status'}.",
    )


def to_date_cell(assessment, submission) -> ToDateCell | None:
    if assessment is None or assessment.to_date_level is None:
        return None
    target = assessment.to_date_target
    to_date = year_to_date_cell(assessment, submission)
    return ToDateCell(
        to_date if to_date.text else figure_cell(submission),
        level_cell(assessment.to_date_level, assessment.to_date_sentence),
        format_figure(target, judged_unit(submission.measure)) if target is not None else "",
        assessment.target.profile_note,
    )


# --- Directions and spans ----------------------------------------------------------------------------


def direction_cell(assessment) -> DirectionCell | None:
    if assessment is None or not assessment.arrow:
        return None
    return DirectionCell(assessment.arrow, assessment.get_meaning_display(), assessment.direction_sentence)


def other_directions(assessment) -> list[DirectionCell]:
    """The direction of travel on further bases."""
    if assessment is None:
        return []
    return [
        DirectionCell(
            given["arrow"], Assessment.Meaning(given["meaning"]).label, given["sentence"], given["basis"]
        )
        for given in assessment.other_directions
    ]


def not_compared(assessment) -> str:
    """Why there is no direction of travel, where a series breaks; "" for any other reason."""
    return assessment.direction_sentence if assessment is not None and not assessment.arrow else ""


def span(measure, period) -> str:
    """What a figure of a period covers: "April to November 2019", "November 2019", "2019/20"."""
    if measure.entry_basis == Measure.EntryBasis.YEAR_TO_DATE:
        return period.to_date_label
    return period.label


def headline_span(assessment, submission) -> str:
    """What the figure that is judged covers: a year to date covers the year's months so far."""
    measure, period = submission.measure, submission.period
    if _is_judged_to_date(assessment, submission) and measure.aggregation != Measure.Aggregation.ROLLING:
        return period.to_date_label
    return span(measure, period)
