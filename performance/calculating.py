"""Calculated measures: totals, variances and shares of figures in force.

Nobody enters or approves these. Whenever an input's figure comes into force they are worked out anew; a
result that differs is a new revision, so that what was printed before stays to be seen.
"""

from performance import recompute_requests, workflow
from performance.models import CalculationInput, Measure, RecomputeRequest, Submission
from performance.rules.calculated import Input, share, total, variance

FIRST = CalculationInput.Part.FIRST


def recalculate(measure_ids, *, now):
    """Work out what depends on some measures, or everything for None; returns the measures concerned.

    A fixed number of queries, and writes for the results that differ alone.
    """
    inputs = {}
    rows = CalculationInput.objects.filter(measure__entry=Measure.Entry.CALCULATED)
    for row in rows.select_related("measure__directorate", "source").order_by("position", "pk"):
        inputs.setdefault(row.measure, []).append(row)
    concerned = _in_order(inputs, measure_ids)
    if not concerned:
        return set()
    _hold(concerned, now)
    wanted = {row.source_id for measure in concerned for row in inputs[measure]}
    wanted |= {measure.pk for measure in concerned}
    figures = {}
    for submission in Submission.objects.in_force().filter(measure__in=wanted).with_measure():
        figures.setdefault(submission.measure_id, {})[submission.period] = submission
    for measure in concerned:
        own = figures.setdefault(measure.pk, {})
        for period in sorted(_periods(measure, inputs[measure], figures), key=lambda p: (p.start, p.pk)):
            content = _content(measure, inputs[measure], period, figures)
            own[period] = workflow.put_calculated(
                measure=measure, period=period, content=content, current=own.get(period), now=now
            )
    return {measure.pk for measure in concerned}


def _hold(measures, now):
    """Take hold of these measures' requests: two workers with different inputs write one total in turn."""
    recompute_requests.ensure([measure.pk for measure in measures], now=now)
    held = RecomputeRequest.objects.select_for_update().filter(measure__in=measures).order_by("pk")
    list(held.values_list("pk", flat=True))


def circle(measure, inputs):
    """The measure in `inputs` (source -> what is made from it) that leads back to `measure`, or None."""
    seen, waiting = set(), list(inputs)
    while waiting:
        source = waiting.pop()
        if source == measure:
            return source
        if source.pk not in seen:
            seen.add(source.pk)
            waiting += [row.source for row in source.inputs.select_related("source")]
    return None


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
    """The periods of the measure's own frequency in which any of its inputs has a figure in force."""
    return {
        period
        for row in rows
        for period in figures.get(row.source_id, {})
        if (period.kind, period.basis) == (measure.period_kind, measure.year_basis) or period.kind == "year"
    }


def _content(measure, rows, period, figures):
    """What a calculated measure holds for a period: its figure, or the sentence why it has none."""

    def given(row):
        found = figures.get(row.source_id, {}).get(period)
        if found is None:
            return Input(row.source.title)
        return Input(row.source.title, found.value, found.absence)

    first = [given(row) for row in rows if row.part == FIRST]
    second = [given(row) for row in rows if row.part != FIRST]
    if not first or (measure.calculation != Measure.Calculation.TOTAL and not second):
        return {
            "absence": Submission.Absence.NOT_PUBLISHED,
            "absence_note": "The measures that it is calculated from have not been named.",
        }
    result = _CALCULATIONS[measure.calculation](first, second, measure.unit)
    if result.value is None:
        kind = Submission.Absence.SUPPRESSED if result.suppressed else Submission.Absence.NOT_PUBLISHED
        return {"absence": kind, "absence_note": result.sentence[:250]}
    return {"value": result.value, "numerator": result.numerator, "denominator": result.denominator}


def _variance(first, second, unit):
    return variance(first[0], second[0], unit)


def _share(first, second, unit):
    over = first[0] if len(first) == 1 else _together(first)
    return share(over, second, unit)


def _together(inputs):
    """Several first inputs as one: their total, or nothing where one of them has none."""
    result = total(inputs)
    name = " and ".join(given.name for given in inputs)
    return Input(name, result.value, "" if result.value is not None else "not_published")


def _total(first, second, unit):
    return total(first)


_CALCULATIONS = {
    Measure.Calculation.TOTAL: _total,
    Measure.Calculation.VARIANCE: _variance,
    Measure.Calculation.SHARE: _share,
}
