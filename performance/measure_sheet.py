"""What a measure's page prints besides its figures: how it was judged, what stands beside it, its make-up."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from performance import access, cells
from performance.models import (
    CalculationInput,
    ComparisonFigure,
    ContextNote,
    Override,
    Submission,
    Target,
)
from performance.row import TargetCell
from performance.rows import calculation_text
from performance.rules import calendar
from performance.rules.numbers import format_figure
from performance.rules.rag import limits_in_words

# What an assessment keeps of what it was made from, in the order and the words in which it is read.
_INPUTS = {
    "figure": "Figure",
    "forecast": "Full-year forecast",
    "judged": "Judged at",
    "target": "Target",
    "target_version": "Version of the target",
    "rule": "Rule",
    "earlier": "Compared with",
    "same_period_last_year": "Same period last year",
    "position": "Published position",
    "outlook": "Outlook",
    "judged_level": "Status by judgement",
    "before_outlook": "Before the outlook",
}
_FIGURES = ("figure", "forecast", "judged", "earlier", "same_period_last_year")


@dataclass(frozen=True)
class TargetSheet:
    """One version of a target as its table prints it."""

    target: Target
    cell: TargetCell
    limits: list
    months: list


def targets_of(measure):
    """All versions, latest year first; each with its limits in words and its target to date by month."""
    versions = (
        Target.objects.filter(measure=measure)
        .with_limits()
        .select_related("recorded_by")
        .prefetch_related("rule__scale__levels", "months")
        .order_by("-year__start", "-version")
    )
    unit = cells.judged_unit(measure)
    return [
        TargetSheet(target, cells.target_cell(target, measure), _limits(target, unit), _months(target, unit))
        for target in versions
    ]


def _limits(target, unit):
    if target.rule is None:
        return []
    return [
        f"{level.word}: {words}" for level, words in limits_in_words(target.judging_rule, target.goal, unit)
    ]


def _months(target, unit):
    """The target to date at the end of each month, where it is entered by month."""

    def text(row):
        if row.value is not None:
            return format_figure(row.value, unit)
        return f"{format_figure(row.lower, unit)} to {format_figure(row.upper, unit)}"

    return [
        {
            "label": calendar.MONTHS[calendar.add_months(target.year.start, row.month - 1).month],
            "text": text(row),
        }
        for row in sorted(target.months.all(), key=lambda row: row.month)
    ]


def judged_by(point, measure):
    """How the latest figure was judged: the rule in words, its inputs, and further directions of travel."""
    assessment = point.assessment if point else None
    if assessment is None or not (assessment.rule_id or assessment.direction_sentence):
        return None
    unit = cells.judged_unit(measure)
    inputs = [
        {"label": label, "text": _input_text(name, assessment.inputs[name], unit)}
        for name, label in _INPUTS.items()
        if name in assessment.inputs
    ]
    return {
        "rule": assessment.rule,
        "sentence": assessment.sentence,
        "to_date": assessment.to_date_sentence,
        "inputs": inputs,
        "limits": assessment.inputs.get("limits", []),
        "chance": assessment.chance_sentence,
        "direction": assessment.direction_sentence,
        "other_directions": cells.other_directions(assessment),
    }


def _input_text(name, value, unit):
    """An input as it is read: figures in the measure's unit, outlooks in words, the rest as it is kept."""
    if name == "outlook":
        return Submission.Outlook(value).label if value in Submission.Outlook.values else value
    if name in _FIGURES:
        figure, _, words = value.partition(" ")
        try:
            return f"{format_figure(Decimal(figure), unit)} {words}".strip()
        except InvalidOperation:
            return value
    return value


# --- Beside the figures --------------------------------------------------------------------------------


def comparisons_of(measure):
    """Comparison figures as a table: a row for each name, a cell for each period, latest first."""
    given = list(
        ComparisonFigure.objects.filter(measure=measure).select_related("period").order_by("-period__end")
    )
    periods = list(dict.fromkeys(found.period for found in given))[:6]
    unit = cells.judged_unit(measure)
    names = {}
    for found in given:
        text = format_figure(found.value, unit) if found.value is not None else ""
        names.setdefault(found.name, {})[found.period] = {"text": text, "note": found.note}
    return {
        "periods": periods,
        "rows": [
            {"name": name, "cells": [(period, held.get(period)) for period in periods]}
            for name, held in sorted(names.items())
        ],
        "sources": sorted({found.source for found in given if found.source}),
    }


def context_of(measure, *, may_see_internal):
    """Context notes of a measure, latest first; internal ones for those who may see open figures."""
    notes = ContextNote.objects.filter(measures=measure).order_by("-starts_on", "pk")
    return list(notes if may_see_internal else notes.filter(is_public=True))


def overrides_of(measure, *, may_see_internal):
    """Overrides of the measure's figures, latest first, with their posts.

    What was only proposed, or declined, is for those who may see open figures.
    """
    found = Override.objects.filter(submission__measure=measure)
    if not may_see_internal:
        found = found.filter(status__in=[Override.Status.ACCEPTED, Override.Status.ENDED])
    return list(
        found.select_related(
            "level", "computed", "period__year", "proposed_by", "decided_by", "ended_by"
        ).order_by("-proposed_at", "-pk")
    )


# --- What it is made of ----------------------------------------------------------------------------------


def make_up_of(measure, person):
    """How a calculated measure is made and from which measures, as far as this person may see them."""
    if measure.entry != measure.Entry.CALCULATED:
        return None
    visible = set(access.visible_measures(person).values_list("pk", flat=True))
    inputs = list(CalculationInput.objects.filter(measure=measure).select_related("source"))
    latest = {}
    figures = Submission.objects.in_force().filter(measure__in=[i.source_id for i in inputs]).with_make_up()
    for submission in figures.order_by("period__end"):
        latest[submission.measure_id] = submission
    return {
        "says": calculation_text(measure),
        # A total has parts of one kind alone.
        "says_parts": any(given.part == CalculationInput.Part.SECOND for given in inputs),
        "inputs": [
            {
                "measure": given.source,
                "part": given.get_part_display(),
                "visible": given.source_id in visible,
                "period": latest[given.source_id].period if given.source_id in latest else None,
                "figure": cells.figure_cell(latest[given.source_id]) if given.source_id in latest else None,
            }
            for given in inputs
        ],
    }
