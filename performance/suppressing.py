"""What may not be published of our figures, taken out before anything is made of them.

Every output for the public (packs, downloads, the interface) reads figures through a `Suppression`, so that
all of them say the same. A figure that is hidden becomes one in memory that is suppressed, as if it had been
entered so, and its judgement one without a status: with its target a status would narrow a small count down,
and its sentence would print it. Nothing is written.
"""

from collections import defaultdict
from copy import copy
from dataclasses import dataclass, field

from performance import cells, make_up, small_counts
from performance.models import Assessment, CalculationInput, Measure, Submission
from performance.rules import disclosure
from performance.rules.profiles import Profile

SENTENCE = "The figure is suppressed, so that no small count can be read from it."
EARLIER_SENTENCE = "Judged by an earlier figure that is suppressed."
_GONE = {
    "value": None,
    "numerator": None,
    "denominator": None,
    "parts": None,
    "breakdown": None,
    "companion": None,
    "forecast": None,
    "forecast_companion": None,
    "forecast_method": "",
    "absence": Submission.Absence.SUPPRESSED,
    "absence_note": cells.SUPPRESSED,
    "absence_due_on": None,
    "source_note": "",
    "withheld": True,
}
_NO_DIRECTION = {"arrow": "", "meaning": "", "direction_sentence": "", "chance_sentence": ""}
_NOT_JUDGED = {
    "level": None,
    "not_rated": Assessment.NotRated.NO_VALUE,
    "sentence": SENTENCE,
    "judged_value": None,
    "gap": None,
    "relative_gap": None,
    "inputs": {},
    "withheld": True,
    **_NO_DIRECTION,
}
_NOT_TO_DATE = {
    "year_to_date": None,
    "year_to_date_numerator": None,
    "year_to_date_denominator": None,
    "year_to_date_note": "",
    "to_date_level": None,
    "to_date_sentence": "",
}


@dataclass
class Suppression:
    """What is hidden: (measure, period) of figures and of years to date, parts by dimension of a figure."""

    # Whether small counts of figures that are not in force are hidden too.
    of_any: bool = False
    figures: set = field(default_factory=set)
    to_dates: set = field(default_factory=set)
    parts: dict = field(default_factory=dict)
    # The revisions in force whose figure or year to date is hidden.
    withheld: set = field(default_factory=set)
    # Measures with anything hidden, by their slugs.
    slugs: dict = field(default_factory=dict)

    def hides(self, slug, period_id) -> bool:
        """Whether a measure's own figure of a period may not be printed."""
        return (self.slugs.get(slug), period_id) in self.figures

    def hides_to_date(self, slug, period_id) -> bool:
        """Whether a measure's year to date of a period may not be printed."""
        return (self.slugs.get(slug), period_id) in self.to_dates

    def hides_judged(self, assessment) -> bool:
        """Whether what was judged may not be printed, so that there is no status either."""
        key = assessment.measure_id, assessment.period_id
        if assessment.judged == Assessment.Judged.YEAR_TO_DATE:
            return key in self.to_dates
        return key in self.figures or (
            assessment.judged == Assessment.Judged.SHARE and self._hides_composition(key)
        )

    def _hides_composition(self, key):
        return any(dimension.is_composition for dimension in self.parts.get(key, {}))

    def submission(self, figure):
        """A figure as it may be printed, of any revision: itself, or a copy without what is hidden.

        `figure.measure` is read.
        """
        key = figure.measure_id, figure.period_id
        has_figure = figure.value is not None or figure.parts is not None
        is_small = self.of_any and small_counts.gives_small_count(figure)
        if has_figure and (key in self.figures or is_small):
            return _changed(figure, _GONE)
        if key in self.parts:
            return _changed(figure, self._less_parts(figure, self.parts[key]))
        return figure

    def submissions(self, figures) -> list:
        """Figures as they may be printed."""
        return [self.submission(figure) for figure in figures]

    def hidden_parts(self, figure) -> set:
        """The values of a figure's parts that are not published, as Decimals."""
        found = set()
        for dimension, codes in self.parts.get((figure.measure_id, figure.period_id), {}).items():
            kept = figure.parts if dimension.is_composition else (figure.breakdown or {}).get(dimension.code)
            found |= {value for code, value in make_up.figures_of(kept).items() if code in codes}
        return found

    def _less_parts(self, figure, hidden):
        names = {dimension: "" if dimension.is_composition else dimension.code for dimension in hidden}
        changes = {"withheld_parts": {names[dimension]: codes for dimension, codes in hidden.items()}}
        breakdown = dict(figure.breakdown or {})
        for dimension, codes in hidden.items():
            kept = figure.parts if dimension.is_composition else breakdown.get(dimension.code)
            left = {code: text for code, text in (kept or {}).items() if code not in codes}
            if dimension.is_composition:
                changes["parts"] = left
            else:
                breakdown[dimension.code] = left
        return changes | {"breakdown": breakdown or None}

    def assessment(self, judged):
        """A judgement as it may be printed: without a status where what it judges is hidden, without the year
        to date where that is, and without a direction where it or the earlier figure is.

        `judged.target` is read for measures with anything hidden.
        """
        changes, key = {}, (judged.measure_id, judged.period_id)
        if key in self.to_dates:
            changes |= _NOT_TO_DATE
        if self.hides_judged(judged):
            changes |= _NOT_JUDGED | {"to_date_level": None, "to_date_sentence": ""}
        if key in self.figures or key in self.to_dates or judged.previous_id in self.withheld:
            changes |= _NO_DIRECTION
        if judged.measure_id in self.slugs.values():
            changes |= self._earlier_taken_out(judged) | changes
        return _changed(judged, changes)

    def assessments(self, found) -> list:
        """Judgements as they may be printed."""
        return [self.assessment(judged) for judged in found]

    def _earlier_taken_out(self, judged):
        """What else a judgement says of the earlier figures of a measure with hidden ones."""
        changes = {"other_directions": []}
        by_shape = judged.to_date_target is not None and judged.target.profile == Profile.LAST_YEAR
        if by_shape:
            # How last year ran: with its total it is last year's figure to date.
            changes |= {"to_date_target": None, "to_date_sentence": EARLIER_SENTENCE}
        if by_shape or judged.inputs.get("same_period_last_year"):
            changes |= {"sentence": EARLIER_SENTENCE}
        return changes


NOTHING = Suppression()


def _changed(row, changes):
    if not changes:
        return row
    changed = copy(row)
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed


# --- Reading ---------------------------------------------------------------------------------------------


def read() -> Suppression:
    """What is hidden of all figures in force: one query where no measure suppresses anything, else a few."""
    guarded = set(Measure.objects.filter(suppress_below__gt=0).values_list("pk", flat=True))
    if not guarded:
        return NOTHING
    inputs = defaultdict(list)
    for row in CalculationInput.objects.all():
        inputs[row.measure_id].append(row)
    joined = _joined(guarded, inputs)
    figures = (
        Submission.objects.in_force()
        .filter(measure__in=joined)
        .select_related("measure", "period__year")
        .prefetch_related("measure__dimensions__categories")
        .order_by("period__end", "measure", "pk")
    )
    judged = Assessment.objects.filter(measure__in=joined, submission__status__in=Submission.IN_FORCE)
    table = small_counts.table_of(list(figures), judged, inputs)
    return _of(disclosure.hidden(table.cells.values(), table.sums), table)


def _joined(guarded, inputs):
    """These measures and all that any calculation joins with them."""
    joined, before = set(guarded), set()
    while joined != before:
        before = set(joined)
        for pk, rows in inputs.items():
            group = {pk, *(row.source_id for row in rows)}
            if group & joined:
                joined |= group
    return joined


def _of(keys, table):
    """A suppression from the keys of hidden cells."""
    found = Suppression(of_any=True)
    for kind, measure_id, period_id, *more in keys:
        figure = table.figures[measure_id, period_id]
        found.slugs[figure.measure.slug] = measure_id
        if kind != small_counts.PART:
            found.withheld.add(figure.pk)
        if kind == small_counts.TO_DATE:
            found.to_dates.add((measure_id, period_id))
        elif kind == small_counts.PART:
            dimension = next(d for d in figure.measure.dimensions.all() if d.code == more[0])
            own = found.parts.setdefault((measure_id, period_id), {})
            own.setdefault(dimension, set()).add(more[1])
        else:
            found.figures.add((measure_id, period_id))
    return found
