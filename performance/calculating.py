"""Calculated measures: totals, variances and shares of figures in force.

Nobody enters or approves these. Whenever an input's figure comes into force they are worked out anew; a
result that differs is a new revision, so that what was printed before stays to be seen. A figure that people
approved, or took over as it was published, is never replaced by a calculated one.
"""

from decimal import Decimal, InvalidOperation

from performance import recompute_requests, workflow
from performance.models import CalculationInput, Measure, Period, RecomputeRequest, Submission
from performance.rules.calculated import Calculated, Input, share, total, variance
from performance.rules.numbers import SIGNIFICANT_DIGITS, STORED_PLACES, TOO_LARGE, as_printed, round_half_up
from performance.submission_content import content_of, whole

FIRST = CalculationInput.Part.FIRST
TOO_LARGE_SENTENCE = "The result is far too large. Check the figures that it is calculated from."


def recalculate(measure_ids, *, now):
    """Work out what depends on some measures, or everything for None; returns the measures concerned.

    A fixed number of queries, and writes for the results that differ alone.
    """
    concerned, inputs = _concerned(measure_ids)
    if not concerned:
        return set()
    _hold(concerned, now)
    figures = _figures(concerned, inputs)
    for measure, period, current in _to_work_out(concerned, inputs, figures):
        content = _content(measure, inputs[measure], period, figures)
        figures[measure.pk][period] = workflow.put_calculated(
            measure=measure, period=period, content=content, current=current, now=now
        )
    return {measure.pk for measure in concerned}


def following_from(instead):
    """The unsaved figures that calculated measures would have if these were in force, where they differ.

    A fixed number of queries; nothing is written.
    """
    concerned, inputs = _concerned({submission.measure_id for submission in instead})
    figures = _figures(concerned, inputs)
    for submission in instead:
        figures.setdefault(submission.measure_id, {})[submission.period] = submission
    changed = []
    for measure, period, current in _to_work_out(concerned, inputs, figures):
        content = whole(_content(measure, inputs[measure], period, figures))
        if current is None or content_of(current) != content:
            made = Submission(measure=measure, period=period, origin=Submission.Origin.CALCULATED, **content)
            figures[measure.pk][period] = made
            changed.append(made)
    return changed


def _concerned(measure_ids):
    """The calculated measures that depend on these, or all for None, with the inputs of each."""
    # Also those without inputs: the last one may have been taken away.
    inputs = {measure: [] for measure in Measure.objects.filter(entry=Measure.Entry.CALCULATED)}
    rows = CalculationInput.objects.filter(measure__in=inputs).select_related("measure", "source")
    for row in rows.order_by("position", "pk"):
        inputs[row.measure].append(row)
    return _in_order(inputs, measure_ids), inputs


def _figures(concerned, inputs):
    """The figures in force of calculated measures and their inputs, by measure id and period."""
    wanted = {row.source_id for measure in concerned for row in inputs[measure]}
    wanted |= {measure.pk for measure in concerned}
    figures = {pk: {} for pk in wanted}
    for submission in Submission.objects.in_force().filter(measure__in=wanted).with_measure():
        figures[submission.measure_id][submission.period] = submission
    return figures


def _to_work_out(concerned, inputs, figures):
    """Each measure and period with the calculated figure in force until now, or None, in their order."""
    for measure in concerned:
        own = figures[measure.pk]
        for period in sorted(_periods(measure, inputs[measure], figures), key=lambda p: (p.start, p.pk)):
            current = own.get(period)
            # What people approved, or took over as published, is never replaced.
            if current is None or current.origin == Submission.Origin.CALCULATED:
                yield measure, period, current


def _hold(measures, now):
    """Take hold of these measures' requests: two workers with different inputs write one total in turn."""
    recompute_requests.ensure([measure.pk for measure in measures], now=now)
    held = RecomputeRequest.objects.select_for_update().filter(measure__in=measures).order_by("pk")
    list(held.values_list("pk", flat=True))


def circle(measure, inputs):
    """The one of these inputs that is itself made from `measure`, or is it; None where there is no circle.

    `inputs` are the measures that it would be made from.
    """
    return next((source for source in inputs if _is_made_from(source, measure)), None)


def _is_made_from(source, measure):
    seen, waiting = set(), [source]
    while waiting:
        found = waiting.pop()
        if found == measure:
            return True
        if found.pk not in seen:
            seen.add(found.pk)
            waiting += [row.source for row in found.inputs.select_related("source")]
    return False


def _in_order(inputs, measure_ids):
    """The calculated measures that depend on these, each after those that it is made from."""
    by_pk = {measure.pk: measure for measure in inputs}
    ordered, seen = [], set()

    def visit(measure):
        if measure.pk in seen:
            return
        seen.add(measure.pk)
        for row in inputs[measure]:
            if row.source_id in by_pk:
                visit(by_pk[row.source_id])
        ordered.append(measure)

    for measure in inputs:
        visit(measure)
    if measure_ids is None:
        return ordered
    dirty = set(measure_ids)
    concerned = []
    for measure in ordered:
        if measure.pk in dirty or any(row.source_id in dirty for row in inputs[measure]):
            dirty.add(measure.pk)
            concerned.append(measure)
    return concerned


def _periods(measure, rows, figures):
    """The periods of the measure's own frequency, and years, in which an input or it has a figure in force.

    Its own stay among them, so that a figure does not outlive the input that it was made from.
    """
    kinds = {measure.period_kind, Period.Kind.YEAR}
    return {
        period
        for pk in (measure.pk, *(row.source_id for row in rows))
        for period in figures.get(pk, {})
        if period.kind in kinds and period.basis == measure.year_basis
    }


def _content(measure, rows, period, figures):
    """What a calculated measure holds for a period: its figure, or the sentence why it has none."""
    result = _result(measure, rows, period, figures)
    if result.value is None:
        kind = Submission.Absence.SUPPRESSED if result.suppressed else Submission.Absence.NOT_PUBLISHED
        return {"absence": kind, "absence_note": result.sentence[:250]}
    names = ("value", "numerator", "denominator")
    return {name: _storable(getattr(result, name)) for name in names}


def _storable(value):
    """A figure with as many digits as both databases keep, or each pass would find another than it wrote."""
    if value is None:
        return None
    return round_half_up(value, min(STORED_PLACES, max(0, SIGNIFICANT_DIGITS - 1 - value.adjusted())))


def _result(measure, rows, period, figures):
    def given(row):
        found = figures.get(row.source_id, {}).get(period)
        if found is None:
            return Input(row.source.title)
        return Input(row.source.title, found.value, found.absence)

    first = [given(row) for row in rows if row.part == FIRST]
    second = [given(row) for row in rows if row.part != FIRST]
    if not first or (measure.calculation != Measure.Calculation.TOTAL and not second):
        return Calculated(None, "The measures that it is calculated from have not been named.")
    try:
        result = _CALCULATIONS[measure.calculation](first, second, measure.unit)
        if result.value is not None and abs(as_printed(result.value, measure.unit)) >= TOO_LARGE:
            return Calculated(None, TOO_LARGE_SENTENCE)
    except InvalidOperation:  # more digits than arithmetic keeps
        return Calculated(None, TOO_LARGE_SENTENCE)
    return result


def _total(first, second, unit):
    return total(first)


def _variance(first, second, unit):
    one, other = _together(first), _together(second)
    return next((given for given in (one, other) if isinstance(given, Calculated)), None) or variance(
        one, other, unit
    )


def _share(first, second, unit):
    over = _together(first)
    if isinstance(over, Calculated):
        return over
    if sum((part.value for part in second if part.value is not None), Decimal(0)) < 0:
        return Calculated(None, "No share: the whole is below 0.")
    return share(over, second, unit)


def _together(inputs):
    """Several inputs as one that is their total; where there is none, the result that says why."""
    if len(inputs) == 1:
        return inputs[0]
    result = total(inputs)
    if result.value is None:
        return result
    return Input(" and ".join(given.name for given in inputs), result.value)


_CALCULATIONS = {
    Measure.Calculation.TOTAL: _total,
    Measure.Calculation.VARIANCE: _variance,
    Measure.Calculation.SHARE: _share,
}
