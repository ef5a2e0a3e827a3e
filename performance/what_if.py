"""What if: history judged by another rule, other limits or another target, before anybody saves it.

Nothing here writes but `adopt`, which supersedes this year's targets through the verb that always does.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import prefetch_related_objects

from performance import assessing, configuration, dates
from performance.assessing import HypotheticalTarget
from performance.models import Measure, Period, RagRule, StatusLevel, Submission, Target
from performance.rules.rag import JUDGING_KINDS, Goal, TargetKind
from performance.target_checks import (
    is_judged_by,
    limits_given,
    limits_in_force,
    problems_of,
)

LISTED = 5


@dataclass(frozen=True)
class Change:
    """What is tried: a rule (None keeps each target's own), limits by level, and for one year a figure.

    `limits` are given as `configuration.set_target` takes them; without them the rule's own count, or each
    target's where the rule stays. `value`, or `lower` and `upper`, replace the figure of the targets of
    `year`.
    """

    rule: RagRule | None = None
    limits: dict = field(default_factory=dict)
    year: Period | None = None
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None

    def __post_init__(self):
        if self.rule is not None:
            prefetch_related_objects([self.rule], "scale__levels", "limits__level")

    @property
    def has_figure(self):
        return (self.value, self.lower, self.upper) != (None, None, None)


@dataclass(frozen=True)
class Flip:
    """One figure whose status would be another; a level is None where it is not rated."""

    submission: Submission
    measure: Measure
    period: Period
    was_level: StatusLevel | None
    would_be_level: StatusLevel | None
    sentence_before: str
    sentence_after: str

    @property
    def words(self):
        """What changes, in words: "Amber instead of Green"."""
        was, now = (level.word if level else "Not rated" for level in (self.was_level, self.would_be_level))
        return f"{now} instead of {was}"


@dataclass(frozen=True)
class Replayed:
    """Every status that flips, by measure and period, and how many figures are rated before or after."""

    flips: list
    rated: int

    @property
    def sentence(self):
        """ "3 of 58 ratings would change." """
        ratings = "rating" if self.rated == 1 else "ratings"
        return f"{len(self.flips) or 'None'} of {self.rated} {ratings} would change."


# --- Replaying -------------------------------------------------------------------------------------------


def replay(measures, change):
    """Judge all figures in force of these measures as if the change had been in force in every year.

    Only years that have a target are judged anew. A fixed number of queries, whatever the history.
    """
    candidates = {
        (target.measure_id, target.year_id): [_changed(target, change, effective_on=date.min)]
        for target in _targets(measures).in_force()
    }
    return _compare(_figures(measures), None, candidates)


def replay_saved(measures, change, *, today=None):
    """What will really change when it is saved today: periods that have closed keep their ratings."""
    today = today or dates.today()
    versions = {}
    for target in _targets(measures).filter(year__start__lte=today, year__end__gte=today).order_by("version"):
        versions.setdefault((target.measure_id, target.year_id), []).append(target)
    for own in versions.values():
        own.append(_changed(own[-1], change, effective_on=today, version=own[-1].version + 1))
    return _compare(_figures(measures), None, versions)


def between(before, after):
    """The ratings that superseding one target by another changes."""
    measures = [after.measure]
    versions = [t for t in _targets(measures).filter(year=after.year) if t.version <= after.version]
    key = (after.measure_id, after.year_id)
    earlier = [target for target in versions if target.version <= before.version]
    return _compare(_figures(measures), {key: earlier}, {key: versions}).flips


def in_one_sentence(flips):
    """What a change flips, for a message: "1 rating of an open period will change: …"."""
    if not flips:
        return "No rating of an open period will change."
    start = "1 rating of an open period" if len(flips) == 1 else f"{len(flips)} ratings of open periods"
    listed = "; ".join(f"{flip.measure}, {flip.period}: {flip.words}" for flip in flips[:LISTED])
    more = f"; and {len(flips) - LISTED} more" if len(flips) > LISTED else ""
    return f"{start} will change: {listed}{more}."


def _targets(measures):
    return (
        Target.objects.filter(measure__in=measures)
        .with_limits()
        .select_related("measure")
        .prefetch_related("rule__scale__levels", "rule__limits__level", "months")
    )


def _figures(measures):
    figures = Submission.objects.in_force().with_measure().filter(measure__in=measures)
    return list(figures.order_by("measure__title", "measure_id", "period__start", "-period__end"))


def _compare(figures, before, after):
    was, would_be = (assessing.judge_with(figures, versions) for versions in (before, after))
    flips, rated = [], 0
    for figure in figures:
        old, new = was[figure.pk], would_be[figure.pk]
        rated += old.level is not None or new.level is not None
        if old.level != new.level:
            flips.append(
                Flip(figure, figure.measure, figure.period, old.level, new.level, old.sentence, new.sentence)
            )
    return Replayed(flips, rated)


def _changed(target, change, **when):
    """A target as the change makes it, from `effective_on` on and as this `version`."""
    content = _content(target, change)
    value, lower, upper = (content[name] for name in ("value", "lower", "upper"))
    words = content["as_entered"]
    if target.kind in JUDGING_KINDS and not words:
        words = configuration.printed(target.measure.unit, value, lower, upper, target.decimals)
    goal = Goal(TargetKind(target.kind), value, lower, upper, target.decimals, words)
    return HypotheticalTarget.like(target, goal=goal, rule=content["rule"], limits=content["limits"], **when)


def _content(target, change):
    """The target's figure, rule and limits after the change, as `configuration.set_target` takes them."""
    content = _as_it_is(target)
    rule = change.rule or target.rule
    if (change.rule is not None or change.limits) and is_judged_by(target.kind, rule):
        limits = limits_in_force(rule, change.limits)
        note = content["limits_note"] if (rule, limits) == (target.rule, content["limits"]) else ""
        content |= {"rule": rule, "limits": limits, "limits_note": note}
    if change.has_figure and change.year == target.year:
        figure = {"value": change.value, "lower": change.lower, "upper": change.upper}
        if figure != {name: content[name] for name in figure}:
            content |= {**figure, "as_entered": ""}
    return content


def _as_it_is(target):
    return {
        "value": target.value,
        "lower": target.lower,
        "upper": target.upper,
        "as_entered": target.as_entered,
        "rule": target.rule,
        "limits": limits_given(target),
        "limits_note": target.limits_note,
    }


# --- Saving ----------------------------------------------------------------------------------------------


def problems_with(measures, change):
    """What stops the change from being tried: field -> sentence, of the first target that it does not fit."""
    for target in _targets(measures).in_force():
        content = _content(target, change)
        problems = problems_of(
            **{name: content[name] for name in ("value", "lower", "upper", "rule", "limits")},
            measure=target.measure,
            kind=target.kind,
            profile=target.profile,
            months=target.months_to_date,
            reason="",
            supersedes=False,
        )
        # What is wrong with the target besides, such as its profile, is none of the change's doing.
        found = {name: problems[name] for name in content if name in problems}
        if found:
            return {name: f"{target.measure}, {target.year}: {text}" for name, text in found.items()}
    return {}


def to_supersede(measures, change, *, today=None):
    """This year's targets that the change would make others."""
    today = today or dates.today()
    targets = _targets(measures).in_force().filter(year__start__lte=today, year__end__gte=today)
    return [
        target
        for target in targets.order_by("measure__title")
        if _content(target, change) != _as_it_is(target)
    ]


@transaction.atomic
def adopt(*, measures, change, reason, by, now=None, today=None):
    """Supersede this year's targets of these measures as tried; returns the new versions.

    Earlier years keep theirs, and periods that have closed keep their ratings. Raises NotComplete.
    """
    kept = ("kind", "decimals", "companion", "profile", "profile_note", "is_milestone", "basis", "source")
    return [
        configuration.set_target(
            **{name: getattr(target, name) for name in kept},
            **_content(target, change),
            months=target.months_to_date,
            measure=target.measure,
            year=target.year,
            reason=reason,
            by=by,
            now=now,
            today=today,
        )
        for target in to_supersede(measures, change, today=today)
    ]
