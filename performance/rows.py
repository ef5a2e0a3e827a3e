"""Rows of a dashboard, from facts that were read once for all of them."""

from dataclasses import replace
from decimal import Decimal

from performance import cells, series
from performance.models import Measure, Period, Placement, Submission
from performance.row import (
    ComparisonCell,
    DifferenceCell,
    FigureCell,
    QuartileCell,
    Row,
    SeriesCell,
    StatusCell,
    TargetCell,
)
from performance.rules import calendar
from performance.rules.numbers import UnitKind, as_printed, format_figure, format_number, format_points
from performance.rules.rag import TargetKind


def make(placement, scorecard, facts, layout) -> Row:
    """The row of a placement: everything that pages and packs print of its measure."""
    measure = facts.measures[placement.measure_id]
    submission, period = facts.submission(measure)
    assessment = facts.assessments.get(submission.pk) if submission else None
    target = facts.targets.get(measure.pk)
    to_date = None
    if assessment is not None and assessment.target is not None:
        # What judged it is what is printed beside it, also after the target was superseded.
        target, to_date = assessment.target, assessment.to_date_target
    row = Row(
        slug=measure.slug,
        code=measure.code_text,
        tags=measure.tags,
        title=placement.label or measure.title,
        aim=scorecard.aim_word(measure.polarity),
        period=period.label,
        span=cells.span(measure, period),
        target=cells.target_cell(target, measure, to_date),
        figure=FigureCell(absence="No approved figure"),
        status=StatusCell(reason="Late" if period.is_late(facts.known_on) else "Not due yet"),
        previous=FigureCell(),
        previous_period="",
        owner_post=_owner_post(measure),
        calculation=calculation_text(measure),
        final_target=_final_target(measure, target, facts),
        footnote=placement.footnote.strip(),
        quartile=_quartile(measure, target, facts),
        is_missing=submission is None,
    )
    _previous(row, measure, assessment, facts)
    if submission is None:
        _without_figure(row, measure, period, facts)
        if not row.figure.text and not row.in_development:
            has_previous = layout.has_previous and placement.shown_as == Placement.ShownAs.ROW
            _last_figure(row, measure, facts, has_previous)
    else:
        _with_figure(row, submission, assessment, facts)
    _beside(row, measure, submission, assessment, target, facts, layout)
    return row


# --- The figure --------------------------------------------------------------------------------------


def _with_figure(row, submission, assessment, facts):
    row.span = cells.headline_span(assessment, submission)
    row.figure = cells.headline_cell(assessment, submission)
    row.year_to_date = cells.year_to_date_cell(assessment, submission)
    row.status = cells.status_cell(assessment, submission)
    override = facts.overrides.get(submission.pk)
    if override is not None:
        row.computed = row.status
        row.override = cells.override_cell(override, row.computed)
        row.status = cells.judged_status(override, row.computed)
    row.to_date = cells.to_date_cell(assessment, submission)
    row.direction = cells.direction_cell(assessment)
    row.not_compared = cells.not_compared(assessment)
    row.other_directions = cells.other_directions(assessment)
    row.chance = assessment.chance_sentence if assessment is not None else ""
    row.submission_id, row.revision = submission.pk, submission.revision
    row.being_revised = (submission.measure_id, submission.period_id) in facts.revised
    row.outlook = submission.get_outlook_display() if submission.outlook else ""
    row.commentary = submission.commentary_public
    sign_off = facts.approvals.get(submission.pk)
    row.approval = (
        f"{sign_off.by.post or 'Manager'}, {sign_off.at.date().isoformat()}"
        if sign_off
        else submission.source
    )


def _without_figure(row, measure, period, facts):
    """Why there is no figure: none is expected yet, an earlier one stands for it, or it has not come."""
    if measure.state == Measure.State.DEVELOPMENT:
        row.in_development, row.is_missing = True, False
        row.figure = FigureCell(absence=development_text(row.owner_post))
        row.status = StatusCell(reason="In development")
        return
    if measure.entry == Measure.Entry.CALCULATED:
        row.figure = FigureCell(absence="Not calculated yet")
    if measure.frequency == Measure.Frequency.BIENNIAL:
        last = _last_of_survey(measure, period, facts)
        if last is not None:
            row.figure = cells.carried_cell(last)
            # A survey of every second year is expected again two years after the last.
            if last.period.start == calendar.year_before(period.year_start):
                row.is_missing = False
                row.status = StatusCell(reason="Carried forward")


def _last_of_survey(measure, period, facts):
    earlier = [
        submission
        for (kind, start), submission in facts.history.get(measure.pk, {}).items()
        if kind == Period.Kind.YEAR and start < period.year_start and not submission.absence
    ]
    return max(earlier, key=lambda submission: submission.period.start, default=None)


def _last_figure(row, measure, facts, has_previous):
    """The last figure before the year, where the year has none and no column of earlier figures prints it."""
    known = [s for s in facts.history.get(measure.pk, {}).values() if not s.absence]
    last = max(known, key=lambda s: (s.period.end, s.period.kind == measure.period_kind), default=None)
    if last is None or last.period.end >= facts.year.start:
        return
    if not has_previous or facts.compared(measure) != last:
        row.figure = cells.last_cell(last)


def development_text(post):
    """What stands in the place of a figure that is not collected yet: its owner's post, never a name."""
    return f"In development: {post}" if post else "In development"


def _owner_post(measure):
    return next((role.person.post for role in measure.measure_roles.all() if role.person.post), "")


def calculation_text(measure) -> str:
    """How a calculated measure is made, in words: "Total of Care and Roads"; "" for one that is entered."""
    if measure.entry != Measure.Entry.CALCULATED:
        return ""
    first = _named(given.source.title for given in measure.inputs.all() if given.part == "first")
    second = _named(given.source.title for given in measure.inputs.all() if given.part == "second")
    if not first:
        return "Calculated, but from no measures yet"
    if measure.calculation == Measure.Calculation.TOTAL:
        return f"Calculated: the total of {first}"
    joint = "less" if measure.calculation == Measure.Calculation.VARIANCE else "as a share of"
    return f"Calculated: {first} {joint} {second}" if second else f"Calculated from {first}"


def _named(titles):
    titles = list(titles)
    return " and ".join([", ".join(titles[:-1]), titles[-1]]) if len(titles) > 1 else "".join(titles)


# --- Earlier figure, target, position ------------------------------------------------------------------


def _previous(row, measure, assessment, facts):
    """The earlier figure: what the direction of travel compares with, so that the two are of one kind."""
    found = facts.compared(measure)
    if found is None and assessment is not None and assessment.previous_id:
        found = next(
            (s for s in facts.history.get(measure.pk, {}).values() if s.pk == assessment.previous_id), None
        )
    if found is None:
        return
    judged = facts.assessments.get(found.pk)
    row.previous = cells.earlier_cell(judged, found)
    if found.period.kind != Period.Kind.YEAR:
        row.previous_period = cells.headline_span(judged, found)


def _final_target(measure, target, facts) -> TargetCell:
    """The target of the last year that has one; this year's where it is no step on the way to another."""
    final = facts.final_targets.get(measure.pk)
    if final is not None:
        return replace(cells.target_cell(final, measure), year=final.year.label)
    if target is None or target.is_milestone:
        return TargetCell()
    return replace(cells.target_cell(target, measure), year=facts.year.label)


def _quartile(measure, target, facts) -> QuartileCell | None:
    """The latest position; among the group that the rule judges by, where it names one."""
    known = facts.positions.get(measure.indicator_id, [])
    group = target.rule.group if target is not None and target.rule else ""
    position = next((found for found in known if found.group == group), next(iter(known), None))
    if position is None:
        return None
    return QuartileCell(
        position.quartile,
        position.words,
        position.year,
        position.group,
        position.source,
        position.how,
        position.of,
    )


# --- What stands beside --------------------------------------------------------------------------------


def _beside(row, measure, submission, assessment, target, facts, layout):
    period = submission.period if submission else facts.periods[measure.period_kind]
    given = _comparisons(measure, period, facts)
    row.comparisons = {name: _comparison_cell(found, measure, period) for name, found in given.items()}
    figure = cells.headline_number(assessment, submission) if submission is not None else None
    for name in layout.differences:
        against = _goal_of(target, period, assessment) if name == "" else _value_in(given.get(name), period)
        row.differences[name] = difference_cell(figure, against, cells.judged_unit(measure))
    if layout.has_sparklines:
        row.series = series_cell(measure, period, facts)
    first = period.start if row.span == period.label else period.year_start
    row.context = [
        note.text
        for note in facts.context.get(measure.pk, [])
        if note.starts_on <= period.end and (note.ends_on is None or note.ends_on >= first)
    ]


def _comparisons(measure, period, facts):
    """By name: the figure of the row's own period, else of its year, else the last one before."""
    found = {}
    for given in sorted(facts.comparisons.get(measure.pk, []), key=lambda given: given.period.end):
        own = (given.period_id == period.pk, given.period_id == (period.year_id or period.pk))
        held = found.get(given.name)
        if held is None or (own, given.period.end) >= held[0]:
            found[given.name] = ((own, given.period.end), given)
    return {name: given for name, (_, given) in found.items()}


def _is_of(given, period):
    return given.period_id in (period.pk, period.year_id)


def _value_in(given, period):
    """A comparison figure to subtract: never one of another year."""
    return given.value if given is not None and _is_of(given, period) else None


def _comparison_cell(given, measure, period) -> ComparisonCell:
    unit = cells.judged_unit(measure)
    return ComparisonCell(
        format_figure(given.value, unit) if given.value is not None else "",
        given.note,
        given.source,
        f"{as_printed(given.value, unit).normalize():f}" if given.value is not None else "",
        "" if _is_of(given, period) else given.period.label,
    )


def _goal_of(target, period, assessment):
    """The target's value, where the figure may be held against it: part of a year not against a whole."""
    if target is None or target.kind not in (TargetKind.AT_LEAST, TargetKind.AT_MOST):
        return None
    whole = period.kind == Period.Kind.YEAR or (assessment is not None and assessment.judged == "forecast")
    return target.value if whole or target.profile == "same" else None


def difference_cell(figure, against, unit) -> DifferenceCell:
    """Our figure less another, both as printed, so that a reader's calculator agrees.

    £17.838m less £18.281m is −£0.443m; 82.2% less 79.9% is 2.3 points. Empty where either is missing.
    """
    if figure is None or against is None:
        return DifferenceCell()
    gap = as_printed(figure, unit) - as_printed(against, unit)
    sign = "−" if gap < 0 else ""
    # What a rate is per stands beneath the figure.
    size = (
        format_number(abs(gap), unit.decimals)
        if unit.kind == UnitKind.RATE
        else format_points(gap, unit, unit.decimals)
    )
    return DifferenceCell(f"{sign}{size}", f"{gap.normalize():f}")


def series_cell(measure, period, facts) -> SeriesCell | None:
    """The last thirteen figures up to a period; months without one are gaps, and a break stays a break."""
    starts = [period.start]
    while len(starts) < series.LAST_FIGURES:
        starts.insert(0, calendar.start_before(period.kind, starts[0]))
    found = [facts.at(measure, period.kind, start) for start in starts]
    values = [_number(submission) for submission in found]
    first = next((place for place, value in enumerate(values) if value is not None), None)
    if first is None:
        return None
    starts, values, found = starts[first:], values[first:], found[first:]
    unit = cells.judged_unit(measure)
    known = [(s.period.label, value) for s, value in zip(found, values, strict=True) if value is not None]
    title = f"{measure.title}, last {len(known)} figures: " if len(known) > 1 else f"{measure.title}: "
    ends = [known[0], known[-1]] if len(known) > 1 else known
    said = " to ".join(f"{format_figure(value, unit)} in {label}" for label, value in ends)
    target = facts.targets.get(measure.pk)
    return SeriesCell(
        [None if value is None else f"{value:f}" for value in values],
        list(series.breaks_at(starts, measure.series_breaks.all())),
        f"{target.value:f}" if target is not None and target.value is not None else "",
        title + said,
    )


def _number(submission: Submission | None) -> Decimal | None:
    return None if submission is None else cells.number_of(submission)
