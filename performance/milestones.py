"""Milestones: the steps of some years on the way to a final target, set in one go."""

from django.db import transaction

from performance import configuration, dates, years
from performance.models import Measure, Target
from performance.refusals import NotComplete
from performance.rules import calendar
from performance.rules.numbers import places_of
from performance.rules.rag import TargetKind
from performance.target_checks import limits_given, notes_on

YEARS_OF_MILESTONES = 3
KIND_OF_AIM = {
    Measure.Polarity.HIGH: TargetKind.AT_LEAST,
    Measure.Polarity.LOW: TargetKind.AT_MOST,
    Measure.Polarity.BAND: TargetKind.BAND,
}


def kind_for(measure):
    """The kind of target that goes with a measure's aim; None where neither high nor low is good."""
    return KIND_OF_AIM.get(measure.polarity)


def starts_for(measure, day):
    """First days of the years to fill: this one's and the next two's milestones, and the final year."""
    first = calendar.first_of_year(day, measure.year_basis)
    return [calendar.add_months(first, 12 * n) for n in range(YEARS_OF_MILESTONES + 1)]


def targets_of(measure, starts):
    """The targets in force of these years, by the year's first day."""
    targets = Target.objects.in_force().filter(measure=measure, year__start__in=starts)
    return {target.year.start: target for target in targets.select_related("year", "rule")}


@transaction.atomic
def set_milestones(
    *,
    measure,
    figures,
    final,
    rule,
    by,
    profile=Target.Profile.SAME,
    basis="",
    reason="",
    now=None,
    today=None,
):
    """Set the targets of several years; returns them with what is worth noting.

    `figures` maps a year's first day to a figure, or for a band to (lower, upper); all but the one of
    `final` are milestones. A year that nobody has opened is made, without months. What a year's target has
    besides its figure (own limits, companion) stays, and where the figure is the same its profile too.
    Raises NotComplete with (year's first day, field) -> sentence; ("", field) is about all of them.
    """
    today = today or dates.today()
    kind = kind_for(measure)
    if kind is None:
        raise NotComplete(
            {("", "rule"): "Neither high nor low is good for this measure, so nothing is judged."}
        )
    if not figures:
        raise NotComplete({("", "rule"): "Enter at least one year's figure."})
    existing = targets_of(measure, list(figures))
    made, problems = [], {}
    for start, figure in sorted(figures.items()):
        year, _ = years.open_year(start=start, basis=measure.year_basis, kinds=(), by=by, now=now)
        try:
            with transaction.atomic():
                made.append(
                    configuration.set_target(
                        **_content(kind, figure, existing.get(start), rule, profile, basis),
                        measure=measure,
                        year=year,
                        kind=kind,
                        is_milestone=start != final,
                        rule=rule,
                        reason=reason,
                        by=by,
                        now=now,
                        today=today,
                    )
                )
        except NotComplete as problem:
            problems |= {_place(start, name): sentence for name, sentence in problem.problems.items()}
    if problems:
        raise NotComplete(problems)
    return made, [f"{target.year}: {note}" for target in made for note in notes_on(target)]


def _place(start, name):
    return (start if name in ("value", "lower", "upper") else "", "rule" if name == "limits" else name)


def _content(kind, figure, previous, rule, profile, basis):
    """The figure, and what the year's target has already: nothing of it is lost by setting a milestone."""
    lower, upper = figure if kind == TargetKind.BAND else (None, None)
    value = None if kind == TargetKind.BAND else figure
    given = [part for part in (value, lower, upper) if part is not None]
    content = {
        "value": value,
        "lower": lower,
        "upper": upper,
        "decimals": max((places_of(part) for part in given), default=0),
        "profile": profile,
        "basis": basis,
    }
    if previous is None:
        return content
    if previous.rule_id == rule.pk:
        content |= {"limits": limits_given(previous), "limits_note": previous.limits_note}
    content |= {"companion": previous.companion, "basis": basis or previous.basis}
    if (previous.value, previous.lower, previous.upper) != (value, lower, upper):
        return content
    kept = ("as_entered", "decimals", "profile", "profile_note", "source")
    return content | {name: getattr(previous, name) for name in kept} | {"months": previous.months_to_date}
