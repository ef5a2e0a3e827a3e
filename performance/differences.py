"""How far a figure that awaits sign-off is from the last one that was approved, in figures and in words."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import prefetch_related_objects

from performance import cells
from performance.models import Assessment, Measure, Submission
from performance.row import FigureCell
from performance.rules.direction import Arrow, Meaning, crosses_break, direction
from performance.rules.numbers import Unit, as_printed, format_number, format_points
from performance.rules.rag import Polarity

_BETTER = {
    Meaning.IMPROVING: "better",
    Meaning.WORSENING: "worse",
    Meaning.NO_CLEAR_CHANGE: "no clear change",
    Meaning.NOT_JUDGED: "",
}


@dataclass(frozen=True)
class Change:
    """The distance between two figures: in their unit, and as a share of the earlier one ("" from 0)."""

    arrow: str
    text: str
    share: str

    @property
    def plain(self):
        return f"{self.text} ({self.share})" if self.share else self.text


@dataclass(frozen=True)
class Difference:
    """A figure beside the last one that was approved.

    `against` says which that is ("revision 1, in force now", "October 2020") and `was` prints it. `change` is
    None where the two are not subtracted, and `note` says why. `word` follows the aim of the measure. `of`
    says what is subtracted where there is a forecast as well: "April to November 2020", "Full-year forecast".
    """

    against: str = ""
    was: FigureCell = field(default_factory=FigureCell)
    change: Change | None = None
    word: str = ""
    forecast: Change | None = None
    note: str = ""
    of: str = ""

    @property
    def plain(self):
        """One line, for a download: "+4.5 points (+9.9%), better, after 45.6% in revision 1"."""
        if self.change is None:
            return self.note
        parts = [self.change.plain, self.word, f"after {self.was.text} in {self.against}"]
        if self.forecast is not None:
            parts.append(f"full-year forecast {self.forecast.plain}")
        said = ", ".join(part for part in parts if part)
        return f"{self.of}: {said}" if self.of else said


def change_between(now: Decimal, was: Decimal, unit: Unit) -> Change:
    """Two figures as they are printed, so that a reader's calculator agrees.

    50.1% after 45.6% is 4.5 points more, which is 9.9% of 45.6; from 0 there is no share.

    >>> change_between(Decimal("50.1"), Decimal("45.6"), Unit("percent", 1)).plain
    '+4.5 points (+9.9%)'
    >>> change_between(Decimal("455"), Decimal("460"), Unit("count", 0)).plain
    '−5 (−1.1%)'
    >>> change_between(Decimal("3"), Decimal("0"), Unit("count", 0)).plain
    '+3'
    """
    current, earlier = as_printed(now, unit), as_printed(was, unit)
    gap = current - earlier
    if gap == 0:
        return Change(Arrow.LEVEL, "No change", "")
    sign, arrow = ("+", Arrow.UP) if gap > 0 else ("−", Arrow.DOWN)
    share = f"{sign}{format_number(abs(gap) * 100 / abs(earlier), 1)}%" if earlier != 0 else ""
    return Change(arrow, f"{sign}{format_points(gap, unit, unit.decimals)}", share)


def of(submissions, judged) -> dict[int, Difference]:
    """The differences of some figures by their primary keys, in a fixed number of queries.

    `judged` maps them to what they would be rated (`assessing.judge_with`).
    """
    measures = {submission.measure_id: submission.measure for submission in submissions}
    prefetch_related_objects(list(measures.values()), "series_breaks", "dimensions__categories")
    history = {}
    in_force = Submission.objects.in_force().filter(measure__in=measures).select_related("period__year")
    for earlier in in_force.order_by("period__end", "period__start"):
        earlier.measure = measures[earlier.measure_id]
        history.setdefault(earlier.measure_id, []).append(earlier)
    compared = {found.previous_id for found in judged.values() if found.previous_id}
    earlier = {found.submission_id: found for found in Assessment.objects.filter(submission__in=compared)}
    return {
        submission.pk: _difference(
            submission, judged[submission.pk], history.get(submission.measure_id, []), earlier
        )
        for submission in submissions
    }


def _difference(submission, judged, history, earlier):
    others = [found for found in history if found.pk != submission.pk]
    corrected = next((found for found in others if found.period_id == submission.period_id), None)
    if corrected is not None:
        return _from_figure(submission, corrected, judged, f"revision {corrected.revision}, in force now")
    before = _last_approved(submission, others)
    if before is not None:
        label = cells.span(submission.measure, before.period)
        return _broken(submission, before) or _from_figure(submission, before, judged, label)
    if judged.previous_id:
        return _from_compared(submission, judged, earlier.get(judged.previous_id))
    if judged.direction_sentence and not judged.arrow:
        return Difference(note=judged.direction_sentence)
    return Difference(note="No earlier figure is approved.")


def _last_approved(submission, others):
    """The last figure in force of an earlier period of the same kind, as far as the two may be subtracted.

    A year to date starts anew every year, so that it is held against periods of its own year alone.
    """
    measure, period = submission.measure, submission.period
    to_date = measure.entry_basis == Measure.EntryBasis.YEAR_TO_DATE
    earlier = [
        found
        for found in others
        if found.period.kind == period.kind
        and found.period.end < period.start
        and not found.absence
        and not (to_date and found.period.year_id != period.year_id)
    ]
    return earlier[-1] if earlier else None


def _broken(submission, before):
    """The difference across a series break: none, with the sentence why."""
    breaks = [(found.starts_on, found.reason) for found in submission.measure.series_breaks.all()]
    sentence = crosses_break(before.period.end, submission.period.start, breaks)
    return Difference(note=sentence) if sentence else None


def _from_figure(submission, before, judged, against):
    """Period beside period: the figure itself, and the forecast beside it."""
    was = cells.figure_cell(before)
    now, then = cells.number_of(submission), cells.number_of(before)
    forecasts = submission.forecast, before.forecast
    unit = submission.measure.unit
    forecast = None if None in forecasts else change_between(*forecasts, unit)
    if now is None or then is None:
        return Difference(against, was, forecast=forecast, note=_why_not(submission, before, was, against))
    of_what = cells.span(submission.measure, submission.period)
    return _subtracted(submission, judged, now, then, against, was, forecast, of_what)


def _from_compared(submission, judged, assessed):
    """Beside what the rating compares with, where nothing nearer is approved: headline beside headline."""
    before = judged.previous
    against = cells.headline_span(assessed, before)
    was = cells.earlier_cell(assessed, before)
    now, then = cells.headline_number(judged, submission), cells.headline_number(assessed, before)
    if now is None or then is None:
        return Difference(against, was, note=_why_not(submission, before, was, against))
    is_forecast = judged.judged == Assessment.Judged.FORECAST
    of_what = "Full-year forecast" if is_forecast else cells.headline_span(judged, submission)
    return _subtracted(submission, judged, now, then, against, was, None, of_what)


def _subtracted(submission, judged, now, then, against, was, forecast, of_what):
    measure, unit = submission.measure, cells.judged_unit(submission.measure)
    band = judged.target.band if judged.target is not None else None
    aim, threshold = Polarity(measure.polarity), measure.direction_threshold
    travel = direction(now, then, unit, aim, band=band, basis="", threshold=threshold)
    change = change_between(now, then, unit)
    # "No change, no clear change" says the same twice.
    word = "" if change.arrow == Arrow.LEVEL else _BETTER[travel.meaning]
    of_what = of_what if submission.forecast is not None else ""
    return Difference(against, was, change, word, forecast, of=of_what)


def _why_not(submission, before, was, against):
    """Why two figures are not subtracted: one of them is none, or a composition without a share."""
    if submission.absence:
        return f"No figure now; it was {was.plain} in {against}."
    if before.absence:
        return f"A figure now; there was none in {against}: {was.plain}."
    return f"It was {was.plain} in {against}."
