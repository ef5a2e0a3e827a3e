"""Our own outturn beside the figure that was published of us: whether they agree, and why not.

Both are compared as printed, at the indicator's decimals. The reason for a difference is kept with the two
figures that it was given for; when either changes it is no reason for the new difference, and the page says
so.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from benchmarking import reading
from benchmarking.models import Indicator, Observation
from performance import access, audit, placing
from performance.benchmarks.changes import order_of
from performance.models import Assessment, Measure, Period, Reconciliation, Submission
from performance.refusals import NotAllowed, NotComplete
from performance.rules.numbers import round_half_up

MAX_REASON = 2000


@dataclass(frozen=True)
class Pair:
    """One measure and year: our outturn, the published figure, and the reason given for their difference."""

    measure: Measure
    indicator: Indicator
    year: str
    own: Decimal | None
    why_not: str
    published: Observation
    given: Reconciliation | None = None

    @property
    def year_slug(self):
        """The year in an address: "2019-20"."""
        return self.year.replace("/", "-")

    @property
    def published_value(self):
        return None if self.published.value is None else self._printed(self.published.value)

    @property
    def difference(self):
        """Ours less theirs, as printed, or None where either is missing: 61.5 less 61.3 is 0.2."""
        if self.own is None or self.published_value is None:
            return None
        return self.own - self.published_value

    @property
    def agrees(self):
        return self.difference == 0

    @property
    def differs(self):
        return self.difference is not None and self.difference != 0

    @property
    def is_explained(self):
        """Whether the reason that was given is for the two figures as they are now."""
        return self.differs and self.given is not None and self._is_given_for_these()

    @property
    def state(self):
        """agrees, explained, differs; or "none" where there is nothing to compare."""
        if self.difference is None:
            return "none"
        if self.agrees:
            return "agrees"
        return "explained" if self.is_explained else "differs"

    def _is_given_for_these(self):
        ours, theirs = self._printed(self.given.own_value), self._printed(self.given.published_value)
        return (ours, theirs) == (self.own, self.published_value)

    def _printed(self, value):
        return round_half_up(value, self.indicator.decimals)


def pairs(measures, knowledge, council) -> list[Pair]:
    """Every linked measure and year of which a figure of ours was published, the latest year first.

    `measures` are linked ones. A fixed number of queries, however many they are.
    """
    measures = {measure.pk: measure for measure in measures}
    indicators = {measure.indicator_id for measure in measures.values()}
    published = reading.observations(knowledge, indicators=indicators, authorities=[council])
    own = _outturns(measures)
    given = {}
    for row in Reconciliation.objects.filter(measure__in=measures).select_related("by").order_by("at", "pk"):
        given[row.measure_id, row.year] = row
    by_indicator = {}
    for (indicator_id, _, year), rows in published.items():
        by_indicator.setdefault(indicator_id, {})[year] = rows[council.pk]
    made = []
    for measure in measures.values():
        for year, observation in by_indicator.get(measure.indicator_id, {}).items():
            value, why_not = _own(own.get((measure.pk, year)), measure)
            key = measure.pk, year
            made.append(Pair(measure, measure.indicator, year, value, why_not, observation, given.get(key)))
    made.sort(key=lambda pair: (pair.measure.title, pair.measure.pk))
    return sorted(made, key=lambda pair: order_of(pair.year), reverse=True)


def _own(found, measure):
    if found is None:
        return None, "No figure of ours is held for this year."
    if why_not := placing.unlike(measure, measure.indicator):
        return None, why_not
    if found.value is None:
        return None, found.why_not
    return round_half_up(found.value, measure.indicator.decimals), ""


def _outturns(measures):
    """(measure id, year) -> what stands for the year: the year's own figure, else that of its last period."""
    in_force = Submission.objects.in_force().filter(measure__in=measures)
    found = {}
    for submission in in_force.with_make_up().select_related("period__year"):
        year = submission.period.year or submission.period
        if submission.period.end == year.end:
            held = found.get((submission.measure_id, year.label))
            if held is None or submission.period.kind == Period.Kind.YEAR:
                found[submission.measure_id, year.label] = submission
    judged = {row.submission_id: row for row in Assessment.objects.filter(submission__in=found.values())}
    return {key: placing.outturn(found[key], judged.get(found[key].pk)) for key in found}


def pair_of(measure, year, knowledge, council) -> Pair | None:
    """One of them, or None where no figure of ours was published for the year."""
    return next((pair for pair in pairs([measure], knowledge, council) if pair.year == year), None)


@transaction.atomic
def explain(*, pair, cause, reason, by, now=None) -> Reconciliation:
    """Keep why our outturn and the published figure differ, with both as they stand.

    Raises NotAllowed, or NotComplete where they do not differ or no reason is given.
    """
    now = now or timezone.now()
    if not access.may_reconcile(by, pair.measure):
        raise NotAllowed("Only the measure's own people and its performance officer say why figures differ.")
    if not pair.differs:
        raise NotComplete({"": "The two figures do not differ, so there is nothing to explain."})
    reason = reason.strip()
    if not reason:
        raise NotComplete({"reason": "Say why the two figures differ."})
    if len(reason) > MAX_REASON:
        raise NotComplete({"reason": f"The reason is longer than {MAX_REASON:,} characters. Shorten it."})
    if cause not in Reconciliation.Cause.values:
        raise NotComplete({"cause": "Choose what kind of difference it is."})
    kept = Reconciliation.objects.create(
        measure=pair.measure,
        year=pair.year,
        source=pair.published.source,
        own_value=pair.own,
        published_value=pair.published_value,
        cause=cause,
        reason=reason,
        by=by,
        at=now,
    )
    audit.record(
        by=by,
        at=now,
        verb="difference explained",
        subject=kept,
        measure=pair.measure,
        before=_said(pair.given),
        after=_said(kept),
        reason=reason,
    )
    return kept


def _said(row):
    """A reason as the trail keeps it."""
    if row is None:
        return {}
    names = ("year", "own_value", "published_value", "cause", "reason")
    return {name: getattr(row, name) for name in names} | {"source": str(row.source)}
