"""The lines of the grid: a person's figures that can be entered, with what stands beside them.

Read for all measures at once; the number of queries does not grow with them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects

from performance import access, cells, kept_text, outstanding
from performance.models import Confirmation, Measure, Period, Submission
from performance.row import FigureCell
from performance.rules import calendar
from performance.submission_content import why_not_taken

_KINDS = list(Period.Kind)


@dataclass
class Line:
    """A measure's figure for a period: the open revision, the one in force, the last one before.

    `kept` is what this person typed before and no draft could hold, by field.
    """

    measure: Measure
    period: Period
    current: Submission | None
    in_force: Submission | None
    state: str
    may_submit: bool
    last: FigureCell = field(default_factory=FigureCell)
    last_period: str = ""
    kept: dict = field(default_factory=dict)
    confirmations: list = field(default_factory=list)

    @property
    def key(self):
        """What its fields' names begin with."""
        return f"{self.measure.pk}-{self.period.pk}"

    @property
    def has_own_page(self):
        """Whether it is entered on its own page alone: the parts of a composition have no cells here."""
        return self.measure.entry == Measure.Entry.PARTS

    @property
    def is_editable(self):
        """Whether its cells can be typed in. What moves in a set is changed with its set."""
        if self.has_own_page:
            return False
        if self.current is None:
            return self.in_force is None
        return self.current.is_editable and self.current.restatement_id is None

    @property
    def shown(self):
        """The revision whose content stands in its cells, or None."""
        return self.current or self.in_force


def lines(person, *, today, keys: Iterable[str] | None = None) -> list[Line]:
    """Every figure that this person enters in the periods open today, and their corrections of closed ones.

    By kind of period, period and title. `keys` asks for these lines alone.
    """
    measures = Measure.objects.active().held_by(person)
    if keys is not None:
        keys = set(keys)
        measures = measures.filter(pk__in={key.partition("-")[0] for key in keys})
    expected = outstanding.figures(measures, today=today)
    submittable = set(access.submittable_measures(person).values_list("pk", flat=True))
    found = [
        Line(one.measure, one.period, one.current, one.in_force, one.state, one.measure.pk in submittable)
        for one in [*expected, *_corrections(measures, expected, today)]
    ]
    if keys is not None:
        found = [line for line in found if line.key in keys]
    _read_beside(found, person)
    return sorted(found, key=_order)


def _order(line):
    return _KINDS.index(line.period.kind), line.period.start, line.measure.title, line.measure.pk


def _corrections(measures, expected, today):
    """What was reopened or returned in periods that take no first figures any more."""
    there = {(one.measure.pk, one.period.pk) for one in expected}
    found = Submission.objects.filter(measure__in=measures, status__in=Submission.EDITABLE)
    known = {}
    for revision in found.select_related("period__year"):
        if (revision.measure_id, revision.period_id) in there or revision.restatement_id is not None:
            continue
        if not why_not_taken(revision.period, revision, today):
            known[revision] = revision.measure_id
    loaded = Measure.objects.filter(pk__in=known.values()).with_codes().in_bulk()
    return [
        outstanding.Expected(
            loaded[measure],
            revision.period,
            revision,
            None,
            outstanding.state_of(revision, None, revision.period, today),
        )
        for revision, measure in known.items()
    ]


def _read_beside(found, person):
    measures, periods = {line.measure for line in found}, {line.period for line in found}
    prefetch_related_objects([line.measure for line in found], "dimensions__categories")
    kept = kept_text.typed_of(person, measures, periods)
    confirmed = {}
    for row in Confirmation.objects.filter(submission__in=[x.current for x in found if x.current]):
        confirmed.setdefault(row.submission_id, []).append(row)
    earlier = _earlier(measures, periods)
    for line in found:
        for revision in (line.current, line.in_force):
            if revision is not None:
                revision.measure, revision.period = line.measure, line.period
        line.kept = kept.get((line.measure.pk, line.period.pk), {})
        line.confirmations = confirmed.get(line.current.pk, []) if line.current else []
        _add_last(line, earlier.get(line.measure.pk, []))


def _earlier(measures, periods):
    """Figures in force of the last two years, latest first, by measure."""
    if not periods:
        return {}
    first = calendar.year_before(calendar.year_before(min(period.start for period in periods)))
    found = Submission.objects.in_force().filter(measure__in=measures, period__start__gte=first)
    earlier = {}
    for submission in found.select_related("period").order_by("-period__end", "period__start"):
        earlier.setdefault(submission.measure_id, []).append(submission)
    return earlier


def _add_last(line, earlier):
    """The figure of the period before, or of one not long ago; else that of the year before."""
    before = [one for one in earlier if one.period.end < line.period.start]
    alike = (one for one in before if one.period.kind == line.period.kind)
    last = next(alike, before[0] if before else None)
    if last is not None:
        last.measure = line.measure
        line.last, line.last_period = cells.figure_cell(last), last.period.label
