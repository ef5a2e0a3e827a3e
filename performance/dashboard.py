"""A scorecard for a period, in the committee's own order, from figures in force alone.

A fixed number of queries whatever the number of measures.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from performance import facts as reading
from performance import rows, sections, suppressing
from performance.columns import Layout, Words, spans_said
from performance.models import Measure, Period, Placement, Submission
from performance.rules import calendar
from performance.sections import Group, Layer


@dataclass
class Dashboard:
    """The whole, with its totals and the sentence that answers "so what"."""

    period: Period
    year: Period
    previous_year: str
    layers: list
    counts: list = field(default_factory=list)
    not_rated: int = 0
    reasons: list = field(default_factory=list)
    # A framework's name that tells no measures apart, as "Local" over every title; "" for none.
    silent_code: str = ""
    # Section id -> the measures under it, of those that are shown.
    measures_under: dict = field(default_factory=dict)

    @property
    def rows(self):
        return [row for layer in self.layers for row in layer.rows]

    @property
    def headlines(self):
        return [row for layer in self.layers for row in layer.all_headlines]

    @property
    def missing(self):
        return [row for row in [*self.headlines, *self.rows] if row.is_missing]

    @property
    def judged(self):
        """Rows with a status that people judged otherwise than the rule."""
        return [row for row in self.rows if row.override]

    @property
    def sentence(self):
        """ "8 green, 6 amber, 1 red; 15 not rated." """
        rated = ", ".join(f"{entry['count']} {entry['word'].lower()}" for entry in self.counts)
        parts = [rated] if rated else []
        if self.not_rated:
            parts.append(f"{self.not_rated} not rated")
        return "; ".join(parts) + "." if parts else "No figures yet."

    @property
    def movement(self):
        """What else a reader asks first: how many got better or worse, and how many are not in yet."""
        meanings = Counter(row.direction.meaning for row in self.rows if row.direction)
        parts = (
            [f"{meanings['Improving']} improved", f"{meanings['Worsening']} got worse"] if meanings else []
        )
        if self.judged:
            parts.append(f"{len(self.judged)} judged otherwise than the rule")
        if self.missing:
            parts.append(f"{len(self.missing)} not approved yet")
        said = ", ".join(parts)
        return f"{said[0].upper()}{said[1:]}." if said else ""

    @property
    def title(self):
        """What most figures cover: "April to November 2020" for years to date, else "November 2020"."""
        spans = Counter(row.span for row in self.rows)
        to_date, alone = self.period.to_date_label, self.period.label
        return to_date if spans[to_date] >= spans[alone] else alone


def measures_of(scorecard, measures):
    """The measures that a scorecard shows to somebody who may see `measures`."""
    return measures.filter(placements__section__scorecard=scorecard).distinct()


def period_to_show(day, measures=None, *, as_at=None):
    """The newest period opened by this day that has figures in force of these measures, or of any; or None.

    `as_at` is a past moment of that day.

    Weeks show only where there is nothing longer, and a year only where there is nothing shorter: a year's
    figures may be in force before it is over (a survey that will not be run). Of periods that end on the
    same day it is the kind that most of the figures are of: quarterly scorecards open on a quarter.
    """
    figures = Submission.objects
    figures = figures.in_force() if as_at is None else figures.in_force_as_at(as_at)
    if measures is not None:
        figures = figures.filter(measure__in=measures)
    found = Period.objects.opened_by(day).filter(Exists(figures.filter(period=OuterRef("pk"))))
    newest_first = found.select_related("year").order_by("-end", "start")
    parts = newest_first.exclude(kind=Period.Kind.YEAR)
    newest = parts.exclude(kind=Period.Kind.WEEK).first() or parts.first() or newest_first.first()
    if newest is None or newest.kind in (Period.Kind.YEAR, Period.Kind.WEEK):
        return newest
    ending = list(parts.exclude(kind=Period.Kind.WEEK).filter(end=newest.end))
    counts = Counter(figures.filter(period__in=ending).values_list("period", flat=True))
    return max(ending, key=lambda period: counts[period.pk])


def opened_since(period, day, measures):
    """The newest period that has opened after the one that is shown, of a kind that these measures have."""
    kinds = {measure.period_kind for measure in measures} - {Period.Kind.WEEK, Period.Kind.YEAR}
    later = Period.objects.opened_by(day).filter(kind__in=kinds | {period.kind}, end__gt=period.end)
    return later.order_by("-end", "start").first()


def build(
    scorecard,
    period,
    *,
    measures,
    known_on,
    as_at=None,
    public=False,
    suppression=suppressing.NOTHING,
    without=frozenset(),
) -> Dashboard:
    """The dashboard of a scorecard for a period.

    For each measure it shows the latest period of its own frequency that had opened when `period` opened.
    `measures` limits what is shown to what the reader may see; `known_on` keeps out positions
    that were not public yet, and overrides that have lapsed by then. `as_at` is a past moment of that day.
    `public` keeps to what may be republished, and `suppression` to what small counts leave to be published.
    `without` are titles of first headings with all that is under them.
    """
    placements = [
        placement
        for placement in _placements(scorecard, period, measures)
        if sections.titles_of(sections.path_of(placement.section))[0] not in without
    ]
    paths = {placement.section_id: sections.path_of(placement.section) for placement in placements}
    facts = reading.gather(
        {section.pk for path in paths.values() for section in path},
        period,
        {placement.measure_id for placement in placements},
        known_on,
        as_at=as_at,
        public=public,
        suppression=suppression,
    )
    previous_year = calendar.year_label(calendar.year_before(facts.year.start))
    groups = {found.group for known in facts.positions.values() for found in known[:1]}
    words = Words(facts.year.label, period.to_date_label, previous_year, ", ".join(sorted(groups)))
    layout = Layout(scorecard.columns.all(), words)
    dashboard = Dashboard(period, facts.year, previous_year, [])
    under = {}
    for placement in placements:
        path = paths[placement.section_id]
        row = rows.make(placement, scorecard, facts, layout)
        _place(dashboard, path, row, placement, layout)
        if placement.shown_as == Placement.ShownAs.ROW:
            for section in path:
                under.setdefault(section.pk, []).append(row)
                measure = facts.measures[placement.measure_id]
                dashboard.measures_under.setdefault(section.pk, []).append(measure)
    for layer in dashboard.layers:
        for group in layer.groups:
            group.columns = spans_said(group.columns, group.rows, words.figure)
    sections.number_footnotes([row for layer in dashboard.layers for row in _printed(layer)])
    _give_statuses(dashboard, paths.values(), under, facts, scorecard.roll_up)
    dashboard.silent_code = _silent_code(facts.measures.values())
    _count(dashboard, facts.levels)
    return dashboard


def _silent_code(measures):
    """The name of the one framework of all these measures: it says something only beside a number."""
    frameworks = {code.framework.short_name for measure in measures for code in list(measure.codes.all())[:1]}
    return frameworks.pop() if len(frameworks) == 1 else ""


def _placements(scorecard, period, measures):
    """In the order of the page; a measure that was retired before the period has no place any more."""
    placements = Placement.objects.filter(section__scorecard=scorecard, measure__in=measures).exclude(
        measure__state=Measure.State.RETIRED, measure__active_to__lt=period.start
    )
    return sorted(placements.select_related("section__parent__parent__parent"), key=sections.order_of)


def _place(dashboard, path, row, placement, layout):
    """Put a row where its headings are, or beside its heading as a headline fact."""
    titles = sections.titles_of(path)
    if not dashboard.layers or dashboard.layers[-1].title != titles[0]:
        dashboard.layers.append(Layer(titles[0]))
    layer = dashboard.layers[-1]
    headline = placement.shown_as == Placement.ShownAs.HEADLINE
    if headline and len(path) == 1:
        layer.headlines.append(row)
        return
    if not layer.groups or (layer.groups[-1].theme, layer.groups[-1].outcome) != titles[1:]:
        layer.groups.append(Group(*titles[1:], layout.of(path)))
    (layer.groups[-1].headlines if headline else layer.groups[-1].rows).append(row)


def _printed(layer):
    """A layer's rows in the order in which they are read."""
    return [
        *layer.headlines,
        *(row for group in layer.groups for row in [*group.headlines, *group.rows]),
    ]


def _give_statuses(dashboard, paths, under, facts, method):
    """The status of each heading that has measures under it."""
    by_titles = {sections.titles_of(path): path for path in paths}
    found = {
        section.pk: sections.heading_status(section, under.get(section.pk, []), facts, method)
        for path in by_titles.values()
        for section in path
    }
    for layer in dashboard.layers:
        for group in layer.groups:
            path = by_titles[layer.title, group.theme, group.outcome]
            statuses = [found[section.pk] for section in path]
            layer.status = statuses[0]
            group.theme_status = sections.below(statuses, 1)
            group.outcome_status = sections.below(statuses, 2)


def _count(dashboard, levels):
    for layer in dashboard.layers:
        layer.counts, layer.not_rated = _counts(layer.rows, levels)
    dashboard.counts, dashboard.not_rated = _counts(dashboard.rows, levels)
    reasons = Counter(row.status.reason for row in dashboard.rows if not row.status.shape)
    dashboard.reasons = [{"reason": reason, "count": count} for reason, count in reasons.most_common()]


def _counts(rows, levels):
    """How many rows have which status, in the order of the scale, and how many have none.

    Levels of several scales that look the same to a reader are counted together.
    """
    counts = {}
    for level in levels:
        look = (level.code, level.word, level.letter, level.shape, level.colour)
        names = ("code", "word", "letter", "shape", "colour")
        counts[look] = dict(zip(names, look, strict=True)) | {"count": 0}
    for row in rows:
        status = row.status
        look = (status.code, status.word, status.letter, status.shape, status.colour)
        if status.shape:
            counts[look]["count"] += 1
    return list(counts.values()), sum(1 for row in rows if not row.status.shape)
