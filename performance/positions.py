"""Where our council stands on a national indicator: computed from what was published, else as published.

A computed position comes from the figures of all councils that are held (`benchmarking`), a published one
from somebody's paper; each says which it is. Where both are known of one year, the computed one is shown.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import F

from benchmarking import reading
from benchmarking.models import (
    Authority,
    ComparatorGroup,
    Observation,
    Position,
    PublishedPosition,
    ordinal,
)
from performance.benchmarks.changes import order_of

COMPUTED, PUBLISHED = "computed", "published"


@dataclass(frozen=True)
class Standing:
    """One position: a quartile (1 is best) or a rank in words, in a group and year, known from a day.

    `of` is how many councils a computed one is among; a published one says it in its words, or not at all.
    """

    quartile: int | None
    words: str
    year: str
    group: str
    source: str
    known_from: date
    how: str
    of: int | None = None

    @property
    def text(self):
        """On its own: "Top quartile", "27th highest of 152"."""
        return f"{self.words} quartile" if self.quartile is not None else self.words


def known(indicator_ids, knowledge) -> dict[int, list[Standing]]:
    """Indicator id -> its positions in every edition that may be shown, the one to print first.

    The latest year comes first; of one year what is computed among England, then what was published, then
    what is computed among other groups; of each the latest known. A rule that names a group looks for it
    further down.
    """
    found = {}
    if indicator_ids:
        for indicator_id, order, standing in [
            *_computed(indicator_ids, knowledge),
            *_published(indicator_ids, knowledge),
        ]:
            found.setdefault(indicator_id, []).append((order, standing))
    return {pk: [standing for _, standing in sorted(rows, key=_first_shown)] for pk, rows in found.items()}


def _first_shown(row):
    order, standing = row
    latest = standing.known_from.toordinal()
    return [-part for part in order_of(standing.year)], order, -latest, standing.group


def _computed(indicator_ids, knowledge):
    council = Authority.objects.filter(code=settings.COUNCIL_AUTHORITY).first()
    if council is None:
        return
    sources = _sources(indicator_ids, knowledge)
    rows = Position.objects.filter(
        authority=council, indicator__in=indicator_ids, breakdown="", group__in=knowledge.groups()
    )
    # A figure that was withdrawn by the day has no position, in no edition.
    stands = reading.positions(knowledge, authority=council, indicators=indicator_ids)
    for row in knowledge.derived(rows).select_related("group", "indicator"):
        if (row.indicator_id, "", row.year, row.group_id) not in stands:
            continue
        quartile = PublishedPosition.Quartile(row.quartile) if row.quartile is not None else None
        source = sources.get((row.indicator_id, row.year, row.known_from))
        yield (
            row.indicator_id,
            0 if row.group.kind == ComparatorGroup.Kind.ENGLAND else 2,
            Standing(
                quartile=row.quartile,
                words=quartile.label if quartile else _rank(row),
                year=row.year,
                group=row.group.title,
                source=source.title if source else "",
                known_from=row.known_from,
                how=COMPUTED,
                of=row.of,
            ),
        )


def _rank(row):
    """The rank in words, where there is no quartile: too few councils, or neither way is good."""
    end = "highest" if row.indicator.polarity == "none" else "best"
    return f"{ordinal(row.rank)} {end} of {row.of}"


def _sources(indicator_ids, knowledge):
    """(indicator id, year, day of publication) -> the source of our own figure."""
    own = Observation.objects.filter(
        authority__code=settings.COUNCIL_AUTHORITY,
        indicator__in=indicator_ids,
        breakdown="",
        source__in=knowledge.sources(),
    )
    return {
        (row.indicator_id, row.year, row.source.published_on): row.source
        for row in own.only("indicator_id", "year", "source").select_related("source")
    }


def _published(indicator_ids, knowledge):
    rows = PublishedPosition.objects.filter(
        authority__code=settings.COUNCIL_AUTHORITY,
        indicator__in=indicator_ids,
        source__in=knowledge.sources(),
    )
    for row in rows.select_related("source").order_by(F("pk")):
        yield (
            row.indicator_id,
            1,
            Standing(
                quartile=row.quartile,
                words=row.get_quartile_display() if row.rank is None else row.text,
                year=row.year,
                group=row.group,
                source=str(row.source),
                known_from=row.source.published_on,
                how=PUBLISHED,
            ),
        )
