"""From figures in force, targets and rules to unsaved assessments: what a recomputation writes.

`base_tables` reads, `own_figures` finds what a figure adds up to and is compared with, and every rule is
asked of `performance.rules`. Nothing here writes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from performance import audit, base_tables
from performance.models import Assessment, Measure, RagRule, StatusLevel, Submission, Target, TargetLimit
from performance.models.targets import limit_text
from performance.own_figures import OwnFigures
from performance.rules.aggregate import Aggregation
from performance.rules.assess import Figure, Way, assess, target_in_force
from performance.rules.direction import Meaning, crosses_break, direction
from performance.rules.numbers import UnitKind
from performance.rules.profiles import Profile
from performance.rules.rag import Beside, Goal, Limit, Polarity, Position, TargetKind
from performance.rules.small_numbers import (
    NOTHING_TO_SAY,
    observed_count,
    observed_rate,
    observed_share,
    two_counts,
    two_rates,
    two_shares,
)

Basis = Measure.ComparedWith


def assessments_of(measure_ids):
    """Unsaved assessments of every figure in force of some measures, or of all for None, by submission."""
    submissions, base = base_tables.read(measure_ids)
    return {submission.pk: _Judging(submission, base).row() for submission in submissions}


def judge_with(submissions, versions=None):
    """Unsaved assessments of these figures, whether in force or not, by submission.

    `versions` maps (measure id, year id) to target versions that judge instead of the stored ones: what a
    change would do before anybody makes it. They are `Target`s or `HypotheticalTarget`s.
    """
    measure_ids = {submission.measure_id for submission in submissions}
    _, base = base_tables.read(measure_ids, submissions)
    if versions is not None:
        base.versions = {**base.versions, **versions}
    return {submission.pk: _Judging(submission, base).row() for submission in submissions}


def judge_beside(measure_ids, instead):
    """Every figure in force of some measures beside its unsaved assessment: as it is, and as if `instead`
    were in force.

    Two mappings by (measure id, period id), from one reading. A year adds up, so that a corrected month also
    moves the months after it.
    """
    _, base = base_tables.read(measure_ids)
    new = {(s.measure_id, s.period.kind, s.period.start): s for s in instead}
    return _judge_all(base), _judge_all(replace(base, by_span=base.by_span | new))


def _judge_all(base):
    return {(s.measure_id, s.period_id): (s, _Judging(s, base).row()) for s in base.by_span.values()}


def assessments_as_at(measure_ids, moments):
    """Unsaved assessments as they stood at each of some past moments: a mapping by submission for each."""
    return [
        {submission.pk: _Judging(submission, base).row() for submission in submissions}
        for submissions, base in base_tables.read_as_at(measure_ids, moments)
    ]


def judging_as_at(measure_ids, moment):
    """The same for one moment as a function, for whoever needs some: primary keys -> assessments by them."""
    [(submissions, base)] = base_tables.read_as_at(measure_ids, [moment])
    found = {submission.pk: submission for submission in submissions}
    return lambda keys: {pk: _Judging(found[pk], base).row() for pk in keys}


def target_to_date(measure, period):
    """What a figure to date of a period is judged by where that is not the year's target; else None."""
    nothing_yet = Submission(measure=measure, period=period)
    _, base = base_tables.read([measure.pk], [nothing_yet])
    return _Judging(nothing_yet, base).row().to_date_target


@dataclass(frozen=True)
class HypotheticalTarget:
    """A version of a target that nobody has recorded, with what judging reads of a `Target`.

    `limits` are by level of the rule's scale, as `configuration.set_target` takes them; `months_to_date` by
    month number. From the first day on it judges every period, so that a history can be replayed by it.
    """

    goal: Goal
    rule: RagRule | None = None
    limits: Mapping[StatusLevel, Limit] = field(default_factory=dict)
    profile: str = Profile.SAME
    months_to_date: Mapping = field(default_factory=dict)
    effective_on: date = date.min
    version: int = 1
    pk: None = field(default=None, init=False)

    @classmethod
    def like(cls, target, **changes):
        """A stored version as it stands, but for some changes: other limits, another rule, another goal.

        It begins to judge when the stored one did, unless `effective_on` is among the changes.
        """
        limits = {limit.level: Limit(limit.reach, limit.lower, limit.upper) for limit in target.limits.all()}
        same = {
            "goal": target.goal,
            "rule": target.rule,
            "limits": limits,
            "profile": target.profile,
            "months_to_date": target.months_to_date,
            "effective_on": target.effective_on,
            "version": target.version,
        }
        return cls(**{**same, **changes})

    def __str__(self):
        return self.goal.printed or dict(Target.KINDS)[self.goal.kind]

    @property
    def _rows(self):
        return [
            TargetLimit(level=level, reach=limit.reach, lower=limit.lower, upper=limit.upper)
            for level, limit in self.limits.items()
        ]

    @property
    def judging_rule(self):
        return self.rule.with_limits(self._rows) if self.rule is not None else None

    @property
    def limit_texts(self):
        ordered = sorted(self._rows, key=lambda row: row.level.position)
        return [f"{row.level} to {limit_text(row, self.rule.basis)}" for row in ordered]

    @property
    def band(self):
        return (self.goal.lower, self.goal.upper) if self.goal.kind == TargetKind.BAND else None


class _Judging:
    """One figure among everything that its assessment needs."""

    def __init__(self, submission, base):
        self.submission, self.base = submission, base
        self.measure, self.period = submission.measure, submission.period
        self.own = OwnFigures(submission, base)
        versions = base.versions.get((self.measure.pk, self.period.year_id or self.period.pk), [])
        self.target = target_in_force(versions, self.period.closes_on)
        self.rule = self.target.judging_rule if self.target is not None else None

    def row(self):
        """The unsaved assessment."""
        own, measure, target = self.own, self.measure, self.target
        earlier = own.earlier(measure.compared_with, measure.baseline, measure.baseline_label)
        broken = self._break_since(earlier, own.is_forecast)
        beside = self._beside(own.is_forecast)
        value = own.value_of(self.submission)
        result = assess(
            unit=own.unit,
            polarity=measure.polarity,
            figure=Figure(value, self.submission.forecast, self._no_figure()),
            goal=target.goal if target else None,
            rule=self.rule,
            way=self._way(),
            whole_year=own.whole_year,
            year=own.year,
            beside=beside,
            beside_to_date=self._beside(False) if own.is_forecast else None,
            previous=earlier.value if earlier and not broken else None,
            previous_label=earlier.words if earlier else "",
            moved=earlier.now if earlier else None,
            threshold=measure.direction_threshold,
        )
        return self._as_row(result, value, beside, earlier, broken)

    def _as_row(self, result, value, beside, earlier, broken):
        target, year = self.target, self.own.year
        headline, to_date, travel = result.headline, result.to_date, result.direction
        share = self.submission.parts is not None and result.judged == "figure"
        return Assessment(
            submission=self.submission,
            measure=self.measure,
            period=self.period,
            target=target if target is not None and target.pk else None,
            rule=target.rule if target else None,
            inputs=self._inputs(headline, beside, earlier, value),
            year_to_date=year.value if year else None,
            year_to_date_numerator=year.numerator if year else None,
            year_to_date_denominator=year.denominator if year else None,
            year_to_date_note=(year.note or year.reason)[:250] if year else "",
            judged=Assessment.Judged.SHARE if share else result.judged,
            judged_value=headline.judged_value,
            level=self._level(headline),
            not_rated=headline.not_rated or "",
            gap=headline.gap,
            relative_gap=headline.relative_gap,
            sentence=headline.sentence,
            to_date_level=self._level(to_date),
            to_date_target=result.to_date_target,
            to_date_sentence=to_date.sentence if to_date else "",
            previous=earlier.submission if travel and earlier else None,
            arrow=travel.arrow if travel else "",
            meaning=travel.meaning if travel else "",
            direction_sentence=travel.sentence if travel else broken,
            other_directions=self._other_directions(result),
            chance_sentence=self._chance(result, earlier),
        )

    # --- What the rules ask for ----------------------------------------------------------------------

    def _level(self, judgement):
        if judgement is None or judgement.level is None:
            return None
        return self.base.levels[self.target.rule.scale_id, judgement.level.code]

    def _way(self):
        """How the year's target is reached, where the figure is one of part of a year."""
        target = self.target
        if target is None or self.own.whole_year:
            return Way()
        if target.profile in (Profile.LINEAR, Profile.LAST_YEAR) and self.own.aggregation != Aggregation.SUM:
            # Only what adds up is reached in steps: twelve rolling months are a year's worth at any time.
            return Way()
        shape = self.own.last_years_shape() if target.profile == Profile.LAST_YEAR else None
        return Way(
            target.profile, self.period.months_elapsed, shape, target.months_to_date, self.own.weeks_gone()
        )

    def _beside(self, forecast):
        """What stands beside the figure: last year's for what is compared with it, and what people said."""
        last_year = None
        if self.rule is not None and self.rule.kind == RagRule.Kind.IMPROVING:
            last_year = self.own.earlier(Basis.SAME_PERIOD, forecast=forecast)
            if self._break_since(last_year, forecast):
                last_year = None
        codes = {level.code for level in self.rule.levels} if self.rule is not None else set()
        manual = self.submission.judged_level
        return Beside(
            earlier=last_year.value if last_year else None,
            earlier_label=last_year.words if last_year else "",
            position=self._position(),
            outlook=self.submission.outlook,
            # A judgement on a scale that another target has replaced is none on this one.
            manual=manual if manual in codes else "",
        )

    def _position(self):
        """The position that a rule by position reads: the latest known before the period closed."""
        if self.rule is None or self.rule.kind != RagRule.Kind.QUARTILE:
            return None
        closes, group = self.period.closes_on, self.target.rule.group
        for found in self.base.positions.get(self.measure.indicator_id, []):
            known = closes is None or found.known_from <= closes
            if known and group in ("", found.group):
                return Position(found.quartile, 4, found.group, found.year)
        return None

    def _no_figure(self):
        """Why there is no single figure to rate: the reason given, or a composition without a share."""
        if self.submission.parts is None:
            return self.submission.absence_sentence
        return self.own.share_of(self.submission).sentence

    # --- Directions ----------------------------------------------------------------------------------

    def _break_since(self, earlier, forecast):
        """The sentence why an earlier figure is not compared with, or ""."""
        if earlier is None or earlier.end is None:
            return ""
        breaks = self.base.breaks.get(self.measure.pk, [])
        spans = {"earlier_start": earlier.start, "later_end": self.own.last_day(forecast)}
        return crosses_break(earlier.end, self.period.start, breaks, **spans) or ""

    def _other_directions(self, result):
        found = []
        for row in self.base.comparisons.get(self.measure.pk, []):
            earlier = self.own.earlier(row.basis, row.baseline, row.baseline_label)
            if earlier is None or self._break_since(earlier, self.own.is_forecast):
                continue
            now = result.judged_now if earlier.now is None else earlier.now
            if now is None:
                continue
            travel = direction(
                now,
                earlier.value,
                self.own.unit,
                Polarity(self.measure.polarity),
                band=self.target.band if self.target else None,
                basis=earlier.words,
                kind_of_value="full-year forecast" if result.judged == "forecast" else "",
                threshold=self.measure.direction_threshold,
            )
            found.append(
                {
                    "basis": str(row),
                    "arrow": str(travel.arrow),
                    "meaning": str(travel.meaning),
                    "sentence": travel.sentence,
                }
            )
        return found

    # --- Chance --------------------------------------------------------------------------------------

    def _chance(self, result, earlier):
        """What small numbers do not tell apart: the figure from its target, or from the earlier one.

        Of people or events that are counted one by one, and never of a forecast: it has not happened.
        """
        mean = self.own.adds_up and self.own.aggregation == Aggregation.MEAN
        if not self.measure.counts_people or result.judged == "forecast" or mean:
            return ""
        found = [self._chance_of_target(result), self._chance_of_change(result, earlier)]
        return " ".join(chance.sentence for chance in found if chance.within)

    def _chance_of_target(self, result):
        goal, unit = result.goal, self.own.unit
        if not result.headline.gap or goal is None or goal.value is None:
            return NOTHING_TO_SAY
        if unit.kind == UnitKind.COUNT:
            return observed_count(result.judged_now, goal.value)
        counted = self.own.counted_to_date
        if counted is None or unit.kind not in (UnitKind.RATE, UnitKind.PERCENT):
            return NOTHING_TO_SAY
        if unit.kind == UnitKind.RATE:
            return observed_rate(*counted, unit.per, goal.value, decimals=unit.decimals)
        return observed_share(*counted, goal.value, decimals=unit.decimals)

    def _chance_of_change(self, result, earlier):
        travel, unit = result.direction, self.own.unit
        if travel is None or travel.meaning not in (Meaning.IMPROVING, Meaning.WORSENING):
            return NOTHING_TO_SAY
        if earlier.end is None:
            return NOTHING_TO_SAY  # a baseline is a number, not people who were counted
        if unit.kind == UnitKind.COUNT:
            now = result.judged_now if earlier.now is None else earlier.now
            return two_counts(now, earlier.value)
        now = self.own.counted_to_date if earlier.now is None else self.own.counted(self.submission)
        if now is None or earlier.counted is None or unit.kind not in (UnitKind.RATE, UnitKind.PERCENT):
            return NOTHING_TO_SAY
        if unit.kind == UnitKind.RATE:
            return two_rates(now, earlier.counted, unit.per, decimals=unit.decimals)
        return two_shares(now, earlier.counted, decimals=unit.decimals)

    # --- Inputs --------------------------------------------------------------------------------------

    def _inputs(self, headline, beside, earlier, value):
        """What was judged and by what, as plain text, for whoever asks later."""
        target, position = self.target, beside.position
        given = {
            "figure": value,
            "forecast": self.submission.forecast,
            "judged": headline.judged_value,
            "target": str(target) if target else None,
            "target_version": target.version if target else None,
            "rule": str(target.rule) if target and target.rule else None,
            "limits": target.limit_texts if target else None,
            "earlier": f"{audit.plain(earlier.value)} {earlier.words}" if earlier else None,
            "same_period_last_year": beside.earlier,
            "position": _position_text(position) if position else None,
            "outlook": beside.outlook,
            "judged_level": beside.manual,
            "before_outlook": headline.computed.word if headline.computed else None,
        }
        return {name: audit.plain(given[name]) for name in given if given[name] not in (None, "")}


def _position_text(position):
    return f"{position.rank} of {position.of}, {position.group}, {position.year}"
