"""Reading published and derived figures: the one place that keeps to what was known, embargoes and licences.

Pages, packs, downloads and the interface read through here. Each function takes a `Knowledge`, and answers
with the latest publication that it allows: figures that were revised afterwards stay as they were known.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When

from benchmarking.models import (
    ComparatorGroup,
    GroupFigure,
    Membership,
    Observation,
    Position,
    Source,
    Statistic,
)


@dataclass(frozen=True)
class Knowledge:
    """What may be shown: known on a day, at a moment (aware, for embargoes), and to whom.

    `public` leaves out what may not be republished; `embargoed` shows administrators what is still embargoed.
    """

    on: date
    now: datetime
    public: bool = False
    embargoed: bool = False

    def sources(self):
        """The sources that may be shown."""
        sources = Source.objects.known_on(self.on)
        if self.public:
            return sources.for_publication(self.now)
        return sources if self.embargoed else sources.released(self.now)

    def groups(self):
        """The groups that may be shown: a list is known from the day on which it was published."""
        return ComparatorGroup.objects.filter(Q(source__isnull=True) | Q(source__in=self.sources()))

    def derived(self, rows):
        """Of derived rows, the editions that may be shown, the latest last."""
        rows = rows.filter(known_from__lte=self.on)
        if self.public:
            rows = rows.filter(may_republish=True)
        if self.public or not self.embargoed:
            rows = rows.filter(Q(embargoed_until__isnull=True) | Q(embargoed_until__lte=self.now))
        # Of two editions of one day the one that leaves nothing out comes last.
        return rows.order_by("known_from", "-may_republish", "pk")


def observations(knowledge, *, indicators, authorities=None, years=None, breakdowns=("",)):
    """Published values: (indicator id, breakdown, year) -> {authority id: Observation with its source}."""
    rows = Observation.objects.filter(**_asked(indicators, years, breakdowns))
    if authorities is not None:
        rows = rows.filter(authority__in=authorities)
    found = {}
    for row in _latest_last(rows, knowledge):
        found.setdefault((row.indicator_id, row.breakdown, row.year), {})[row.authority_id] = row
    return found


def group_figures(knowledge, *, indicators, groups=None, years=None, breakdowns=("",), statistic="average"):
    """Published group figures: (indicator id, breakdown, year, group id) -> GroupFigure with its source."""
    rows = GroupFigure.objects.filter(statistic=statistic, **_asked(indicators, years, breakdowns))
    if groups is not None:
        rows = rows.filter(group__in=groups)
    return {
        (row.indicator_id, row.breakdown, row.year, row.group_id): row
        for row in _latest_last(rows, knowledge)
    }


def statistics(knowledge, *, indicators, groups=None, years=None, breakdowns=("",)):
    """Derived distributions: (indicator id, breakdown, year, group id) -> Statistic."""
    rows = Statistic.objects.filter(**_asked(indicators, years, breakdowns), **_of_groups(knowledge, groups))
    return {(row.indicator_id, row.breakdown, row.year, row.group_id): row for row in knowledge.derived(rows)}


def positions(knowledge, *, authority, indicators=None, groups=None, years=None, breakdowns=("",)):
    """One council's derived positions: (indicator id, breakdown, year, group id) -> Position."""
    rows = Position.objects.filter(
        authority=authority, **_asked(indicators, years, breakdowns), **_of_groups(knowledge, groups)
    )
    return {
        (row.indicator_id, row.breakdown, row.year, row.group_id): row for row in _placed(rows, knowledge)
    }


def ranking(knowledge, *, indicator, year, group, breakdown=""):
    """Every council's derived position in one group and year: authority id -> Position.

    Neighbour groups rank their own council alone.
    """
    rows = Position.objects.filter(
        indicator=indicator, year=year, breakdown=breakdown, **_of_groups(knowledge, [group])
    )
    return {row.authority_id: row for row in _placed(rows, knowledge)}


def rankings(knowledge, *, indicators, years, group):
    """The same for several indicators: (indicator id, breakdown, year) -> {authority id: Position}."""
    rows = Position.objects.filter(**_asked(indicators, years, ("",)), **_of_groups(knowledge, [group]))
    found = {}
    for row in _placed(rows, knowledge):
        found.setdefault((row.indicator_id, row.breakdown, row.year), {})[row.authority_id] = row
    return found


def groups_of(knowledge, authority, *, day):
    """The groups that a council is compared with on `day`: England, region, type, neighbours, own lists.

    Of lists of neighbours its own, and not those of others that name it; own lists also without it.
    """
    held = Membership.objects.on(day).filter(authority=authority)
    return list(
        knowledge.groups()
        .filter(
            Q(pk__in=held.values("group"), of__isnull=True)
            | Q(of=authority)
            | Q(kind=ComparatorGroup.Kind.OWN)
        )
        .select_related("source", "of")
        .order_by("kind", "title")
    )


@dataclass(frozen=True)
class Held:
    """A breakdown and year of an indicator of which some council's figure may be shown."""

    breakdown: str
    year: str
    starts_on: date
    ends_on: date
    has_value: bool


def held(knowledge, indicator):
    """Which breakdowns and years of an indicator may be shown, the earliest first; one query."""
    rows = (
        Observation.objects.filter(indicator=indicator, source__in=knowledge.sources())
        .values("breakdown", "year", "starts_on", "ends_on")
        .annotate(values_held=Count("value"))
        .order_by("starts_on", "ends_on", "year", "breakdown")
    )
    return [
        Held(row["breakdown"], row["year"], row["starts_on"], row["ends_on"], row["values_held"] > 0)
        for row in rows
    ]


def is_any_known(knowledge, indicators=None):
    """Whether any observation may be shown, of these indicators or at all."""
    rows = Observation.objects.filter(source__in=knowledge.sources())
    if indicators is not None:
        rows = rows.filter(indicator__in=indicators)
    return rows.exists()


# --- Whole listings: the rows themselves, to filter, page and read in pieces -----------------------------


def all_observations(knowledge):
    """The observations that may be shown, of each figure the latest published alone."""
    return _latest_published(Observation, knowledge, ["authority"])


def all_group_figures(knowledge):
    """The published group figures that may be shown, of each the latest published alone."""
    rows = _latest_published(GroupFigure, knowledge, ["group", "statistic"])
    return rows.exclude(group__in=_hidden_groups(knowledge))


def all_statistics(knowledge):
    """The statistics that may be shown, of each the latest edition alone."""
    return _without_later(_of_shown_groups(Statistic, knowledge), Statistic, knowledge)


def all_positions(knowledge):
    """The derived positions that may be shown, of each the latest edition alone.

    A council whose figure was withdrawn has a position in an earlier edition, and none any more: the group's
    own later edition says so. Where nobody else in a group has a figure there is no such statistic.
    """
    rows = _placed(_of_shown_groups(Position, knowledge), knowledge)
    return _without_later(rows, Position, knowledge, "authority")


def all_members(knowledge):
    """The memberships of the groups that may be shown."""
    return _of_shown_groups(Membership, knowledge)


def _latest_published(model, knowledge, also):
    """Of each figure the row of the latest publication; of one day the row that was written last.

    What may not be shown is left out by name, and how late a source is stands in the query as a number: a
    page of the first rows by their keys is then found by walking along the keys and no further than it needs.
    Asked for the sources that may be shown, a database collects and sorts all their rows for each page.
    """
    same = {name: OuterRef(name) for name in ["indicator", "breakdown", "year", *also]}
    days = dict(knowledge.sources().values_list("pk", "published_on"))
    hidden = list(Source.objects.exclude(pk__in=days).values_list("pk", flat=True))
    ordered = sorted(set(days.values()))
    places = [When(source=pk, then=Value(ordered.index(day))) for pk, day in days.items()]
    place = Case(*places, default=Value(-1), output_field=IntegerField())
    rows = model.objects.exclude(source__in=hidden).alias(place=place)
    later = Q(place__gt=OuterRef("place")) | Q(place=OuterRef("place"), pk__gt=OuterRef("pk"))
    return rows.filter(~Exists(rows.filter(later, **same)))


def _placed(rows, knowledge):
    """Positions without those of a figure that a later edition of the group has no more, the latest last."""
    return _without_later(rows, Statistic, knowledge)


def _without_later(rows, model, knowledge, *also):
    """Of derived rows those for which no row of `model` of a later edition may be shown."""
    same = {name: OuterRef(name) for name in ["indicator", "breakdown", "year", "group", *also]}
    # Of two editions of one day the one that leaves nothing out comes last, as in `Knowledge.derived`.
    later = Q(known_from__gt=OuterRef("known_from")) | Q(
        known_from=OuterRef("known_from"), may_republish__lt=OuterRef("may_republish")
    )
    return knowledge.derived(rows.filter(~Exists(knowledge.derived(model.objects.filter(later, **same)))))


def _of_shown_groups(model, knowledge):
    return model.objects.exclude(group__in=_hidden_groups(knowledge))


def _hidden_groups(knowledge):
    return list(ComparatorGroup.objects.exclude(pk__in=knowledge.groups()).values_list("pk", flat=True))


def _asked(indicators, years, breakdowns):
    asked = {}
    if indicators is not None:
        asked["indicator__in"] = indicators
    if years is not None:
        asked["year__in"] = years
    if breakdowns is not None:
        asked["breakdown__in"] = breakdowns
    return asked


def _of_groups(knowledge, groups):
    known = knowledge.groups()
    if groups is not None:
        known = known.filter(pk__in=[group.pk if hasattr(group, "pk") else group for group in groups])
    return {"group__in": known}


def _latest_last(rows, knowledge):
    """The rows of the sources that may be shown, each with its source, the latest published last."""
    sources = knowledge.sources().in_bulk()
    rows = list(rows.filter(source__in=sources))
    for row in rows:
        row.source = sources[row.source_id]
    return sorted(rows, key=lambda row: (row.source.published_on, row.pk))
