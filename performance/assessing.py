"""From figures in force, targets and rules to unsaved assessments: what a recomputation writes.

Reads base tables in a fixed number of queries for any number of measures; every rule is asked of
`performance.rules`. Nothing here writes.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.conf import settings

from benchmarking.models import PublishedPosition
from performance import audit
from performance.models import (
    Assessment,
    Category,
    Measure,
    MeasureComparison,
    Period,
    SeriesBreak,
    StatusLevel,
    Submission,
    Target,
)
from performance.rules import calendar
from performance.rules.aggregate import Aggregation, PeriodFigure, aggregate
from performance.rules.assess import Figure, Way, assess, target_in_force
from performance.rules.calculated import Input, composition_share
from performance.rules.direction import direction
from performance.rules.numbers import UnitKind
from performance.rules.profiles import Profile, shape_of
from performance.rules.rag import Beside, Polarity, Position

# How many periods twelve months are.
PERIODS_OF_YEAR = {Period.Kind.WEEK: 52, Period.Kind.MONTH: 12, Period.Kind.QUARTER: 4}
AS_THEY_ARE = (Measure.Aggregation.LATEST, Measure.Aggregation.AS_ENTERED)
Basis = Measure.ComparedWith


def assessments_of(measure_ids):
    """Unsaved assessments of every figure in force of some measures, or of all for None, by submission."""
    in_force = Submission.objects.in_force().with_measure()
    if measure_ids is not None:
        in_force = in_force.filter(measure__in=measure_ids)
    submissions = list(in_force)
    base = _read(submissions, measure_ids)
    return {submission.pk: _Judging(submission, base).row() for submission in submissions}


def judge_with(submissions, versions=None):
    """Unsaved assessments of these figures, whether in force or not, by submission.

    `versions` maps (measure id, year id) to target versions that judge instead of the stored ones: what a
    change would do before anybody makes it. They need not be saved.
    """
    measure_ids = {submission.measure_id for submission in submissions}
    base = _read(
        list(Submission.objects.in_force().with_measure().filter(measure__in=measure_ids)), measure_ids
    )
    if versions is not None:
        base.versions = {**base.versions, **versions}
    return {submission.pk: _Judging(submission, base).row() for submission in submissions}


@dataclass
class _Base:
    """What judging needs besides the figure itself, read once for many measures."""

    by_span: dict
    versions: dict
    levels: dict
    good: dict
    names: dict
    breaks: dict
    comparisons: dict
    positions: dict


def _read(in_force, measure_ids):
    def of(model, **related):
        rows = model.objects.all() if measure_ids is None else model.objects.filter(measure__in=measure_ids)
        return rows.order_by("pk")

    versions = {}
    targets = Target.objects.with_limits().prefetch_related("rule__scale__levels", "months")
    for target in targets if measure_ids is None else targets.filter(measure__in=measure_ids):
        versions.setdefault((target.measure_id, target.year_id), []).append(target)
    categories = Category.objects.filter(dimension__is_composition=True).select_related("dimension")
    if measure_ids is not None:
        categories = categories.filter(dimension__measure__in=measure_ids)
    good, names = {}, {}
    for category in categories:
        names.setdefault(category.dimension.measure_id, {})[category.code] = category.name
        if category.is_good:
            good.setdefault(category.dimension.measure_id, set()).add(category.code)
    breaks = {}
    for row in of(SeriesBreak):
        breaks.setdefault(row.measure_id, []).append((row.starts_on, row.reason))
    comparisons = {}
    for row in of(MeasureComparison).order_by("position", "pk"):
        comparisons.setdefault(row.measure_id, []).append(row)
    return _Base(
        by_span={(s.measure_id, s.period.kind, s.period.start): s for s in in_force},
        versions=versions,
        levels={(level.scale_id, level.code): level for level in StatusLevel.objects.all()},
        good=good,
        names=names,
        breaks=breaks,
        comparisons=comparisons,
        positions=_positions(in_force),
    )


def _positions(in_force):
    """The council's published positions by indicator, latest year first; only rules by position ask."""
    indicators = {s.measure.indicator_id for s in in_force if s.measure.indicator_id}
    found = {}
    positions = PublishedPosition.objects.filter(
        authority__code=settings.COUNCIL_AUTHORITY, indicator__in=indicators, quartile__isnull=False
    )
    for position in positions.select_related("source").order_by("-year", "-source__published_on", "pk"):
        found.setdefault(position.indicator_id, []).append(position)
    return found


@dataclass(frozen=True)
class _Earlier:
    """The figure that another is compared with: its words, its last day, and the row it comes from."""

    value: Decimal
    words: str
    end: date | None
    submission: Submission | None = None
    # What moved, where that is not what is judged: a month's own figure beside the month before.
    now: Decimal | None = None


class _Judging:
    """One figure among everything that its assessment needs."""

    def __init__(self, submission, base):
        self.submission, self.base = submission, base
        self.measure, self.period = submission.measure, submission.period
        self.whole_year = self.period.kind == Period.Kind.YEAR
        versions = base.versions.get((self.measure.pk, self.period.year_id or self.period.pk), [])
        self.target = target_in_force(versions, self.period.closes_on)

    # --- Figures -----------------------------------------------------------------------------------

    def at(self, start, kind=None):
        """This measure's figure in force of a period; the one that is judged stands for its own period."""
        kind = kind or self.period.kind
        if (kind, start) == (self.period.kind, self.period.start):
            return self.submission
        return self.base.by_span.get((self.measure.pk, kind, start))

    @property
    def unit(self):
        """What is judged of a composition is a percentage: the share of its good parts."""
        unit = self.measure.unit
        return replace(unit, kind=UnitKind.PERCENT) if unit.kind == UnitKind.COMPOSITION else unit

    def value_of(self, submission):
        """A submission's figure as one number, or None: a composition's is the share of its good parts."""
        if submission is None or submission.parts is None:
            return submission.value if submission else None
        good, names = self.base.good.get(self.measure.pk), self.base.names.get(self.measure.pk, {})
        if not good:
            return None
        parts = {code: Input(names.get(code, code), Decimal(text)) for code, text in submission.parts.items()}
        return composition_share(parts, good & set(parts), self.unit).value

    def year_to(self, kind, start):
        """How the year adds up to a period, for figures that each cover one period alone; else None."""
        measure = self.measure
        period_alone = measure.entry_basis == Measure.EntryBasis.PERIOD
        if not period_alone or measure.aggregation in AS_THEY_ARE or kind == Period.Kind.YEAR:
            return None
        first = calendar.first_of_year(start, measure.year_basis)
        if measure.aggregation == Measure.Aggregation.ROLLING:
            first = start
            for _ in range(PERIODS_OF_YEAR[kind] - 1):
                first = calendar.start_before(kind, first)
        starts = [day for day in calendar.starts_since(kind, first, start) if day >= measure.active_from]
        figures = [self._period_figure(kind, day) for day in starts or [start]]
        return aggregate(Aggregation(measure.aggregation), figures, measure.unit, periods=_plural(kind))

    def _period_figure(self, kind, start):
        label = calendar.label_of(kind, start, calendar.end_of(kind, start))
        found = self.at(start, kind)
        if found is None:
            return PeriodFigure(label)
        if found.absence:
            return PeriodFigure(label, absence=found.absence)
        return PeriodFigure(label, found.value, found.numerator, found.denominator)

    @cached_property
    def year(self):
        return self.year_to(self.period.kind, self.period.start)

    def _way(self):
        """How the year's target is reached, where the figure is one of part of a year."""
        target = self.target
        if target is None or self.whole_year:
            return Way()
        entered = {
            row.month: row.value if row.value is not None else (row.lower, row.upper)
            for row in target.months.all()
        }
        shape = self._last_years_shape() if target.profile == Profile.LAST_YEAR else None
        return Way(target.profile, self.period.months_elapsed, shape, entered)

    def _last_years_shape(self):
        """Last year's twelve months as cumulative sums; None where any of them has no figure."""
        first = calendar.year_before(self.period.year_start)
        months = [self.at(calendar.add_months(first, n), Period.Kind.MONTH) for n in range(12)]
        values = [self.value_of(month) for month in months]
        if self.measure.entry_basis == Measure.EntryBasis.YEAR_TO_DATE:
            return None if None in values else tuple(values)
        return shape_of(values)

    # --- Earlier figures -----------------------------------------------------------------------------

    def earlier(self, basis, baseline=None, label=""):
        """The figure that this one is compared with on a basis, or None where there is none."""
        if basis == Basis.BASELINE:
            return _Earlier(baseline, f"at {label}", None) if baseline is not None else None
        forecast = self.submission.forecast is not None and not self.whole_year
        kind, start = self.measure.compared_span(self.period, basis=basis, forecast=forecast)
        now = self.value_of(self.submission) if self.year and basis == Basis.LAST_PERIOD else None
        if self.year is not None and basis != Basis.LAST_PERIOD:
            return self._earlier_to_date(kind, start)
        found = self.at(start, kind) or (
            self._last_of_year(start) if kind == Period.Kind.YEAR and not forecast else None
        )
        value = self.value_of(found)
        if value is None:
            return None
        return _Earlier(value, f"in {_covers(found)}", found.period.end, found, now)

    def _earlier_to_date(self, kind, start):
        """The year to date of an earlier period, or a whole earlier year."""
        whole = self.at(start, kind) if kind == Period.Kind.YEAR else None
        if whole is not None and whole.value is not None:
            return _Earlier(whole.value, f"in {whole.period.label}", whole.period.end, whole)
        own = self.period.kind
        if kind == Period.Kind.YEAR:
            year_start, start = start, calendar.start_before(own, calendar.add_months(start, 12))
            words = calendar.year_label(year_start)
        else:
            year_start = calendar.first_of_year(start, self.measure.year_basis)
            words = calendar.month_span(year_start, calendar.end_of(own, start))
        added = self.year_to(own, start)
        if added is None or not added.rateable or added.value is None:
            return None
        return _Earlier(added.value, f"in {words}", calendar.end_of(own, start), self.at(start))

    def _last_of_year(self, year_start):
        """The last period of an earlier year, which is the year's figure of a stock or a year to date."""
        if self.whole_year or self.measure.aggregation == Measure.Aggregation.SUM:
            return None
        after = calendar.add_months(year_start, 12)
        return self.at(calendar.start_before(self.period.kind, after))

    # --- The result ----------------------------------------------------------------------------------

    def _position(self):
        """The published position that a rule by position reads: the latest known before the period closed."""
        rule = self.target.rule if self.target else None
        if rule is None or rule.kind != rule.Kind.QUARTILE:
            return None
        closes = self.period.closes_on
        for found in self.base.positions.get(self.measure.indicator_id, []):
            known = closes is None or found.source.published_on <= closes
            if known and rule.group in ("", found.group):
                return Position(found.quartile, 4, found.group, found.year)
        return None

    def row(self):
        """The unsaved assessment."""
        submission, measure, target = self.submission, self.measure, self.target
        earlier = self.earlier(measure.compared_with, measure.baseline, measure.baseline_label)
        broken = self._break_since(earlier)
        last_year = self.earlier(Basis.SAME_PERIOD) if self._improves() else None
        beside = Beside(
            earlier=last_year.value if last_year else None,
            earlier_label=last_year.words if last_year else "",
            position=self._position(),
            outlook=submission.outlook,
            manual=submission.judged_level,
        )
        value = self.value_of(submission)
        result = assess(
            unit=self.unit,
            polarity=measure.polarity,
            figure=Figure(value, submission.forecast, submission.absence_sentence or self._no_figure()),
            goal=target.goal if target else None,
            rule=target.judging_rule if target else None,
            way=self._way(),
            whole_year=self.whole_year,
            year=self.year,
            beside=beside,
            previous=earlier.value if earlier and not broken else None,
            previous_label=earlier.words if earlier else "",
            moved=earlier.now if earlier else None,
            threshold=measure.direction_threshold,
        )
        return self._as_row(result, value, beside, earlier, broken)

    def _as_row(self, result, value, beside, earlier, broken):
        submission, target, year = self.submission, self.target, self.year
        headline, to_date, travel = result.headline, result.to_date, result.direction
        share = submission.parts is not None and result.judged == "figure"
        return Assessment(
            submission=submission,
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
            chance_sentence=self._chance(result),
        )

    def _level(self, judgement):
        if judgement is None or judgement.level is None:
            return None
        return self.base.levels[self.target.rule.scale_id, judgement.level.code]

    def _improves(self):
        rule = self.target.rule if self.target else None
        return rule is not None and rule.kind == rule.Kind.IMPROVING

    def _no_figure(self):
        """Why a composition has no single figure to rate."""
        if self.submission.parts is None:
            return ""
        return "None of its parts is marked as good, so there is no share to rate"

    def _break_since(self, earlier):
        """The sentence why an earlier figure is not compared with, or ""."""
        if earlier is None or earlier.end is None:
            return ""
        return ""

    def _other_directions(self, result):
        found = []
        now = result.judged_now
        for row in self.base.comparisons.get(self.measure.pk, []):
            earlier = self.earlier(row.basis, row.baseline, row.baseline_label)
            if now is None or earlier is None or self._break_since(earlier):
                continue
            travel = direction(
                now if earlier.now is None else earlier.now,
                earlier.value,
                self.unit,
                Polarity(self.measure.polarity),
                band=self.target.band if self.target else None,
                basis=earlier.words,
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

    def _chance(self, result):
        return ""

    def _observed(self):
        """The numerator and denominator of what is judged."""
        if self.year is not None:
            return self.year.numerator, self.year.denominator
        return self.submission.numerator, self.submission.denominator

    def _inputs(self, headline, beside, earlier, value):
        """What was judged and by what, as plain text, for whoever asks later."""
        target = self.target
        given = {
            "figure": value,
            "forecast": self.submission.forecast,
            "judged": headline.judged_value,
            "target": str(target) if target else None,
            "target_version": target.version if target else None,
            "rule": str(target.rule) if target and target.rule else None,
            "limits": [str(limit) for limit in target.limits.all()] if target and target.pk else None,
            "earlier": f"{audit.plain(earlier.value)} {earlier.words}" if earlier else None,
            "same_period_last_year": beside.earlier,
            "position": f"{beside.position.rank} of {beside.position.of}" if beside.position else None,
            "outlook": beside.outlook,
            "judged_level": beside.manual,
            "before_outlook": headline.computed.word if headline.computed else None,
        }
        return {name: audit.plain(given[name]) for name in given if given[name] not in (None, "")}


def _covers(submission):
    """What an earlier figure covers, in words: "April to November 2019", "October 2020", "2019/20"."""
    if submission.measure.entry_basis == Measure.EntryBasis.YEAR_TO_DATE:
        return submission.period.to_date_label
    return submission.period.label


def _plural(kind):
    return {"week": "weeks", "month": "months", "quarter": "quarters"}[kind]
