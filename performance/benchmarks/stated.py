"""What every downloaded table about published figures says of itself, on each of its rows.

Columns and not lines above the table: a file with lines above its headings is one that no program reads
without being told how, and a row that is copied out keeps what it means.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import django_tables2 as tables

from benchmarking.models import Indicator, Source
from benchmarking.reading import Knowledge
from performance.benchmarks import words
from performance.tables import ListTable


@dataclass(frozen=True)
class Stated:
    """What a row's figures are: which end is good, among whom, by which method, from where and known when."""

    polarity: str
    unit: str
    group: str
    n: int | None
    method: str
    source: str
    published: str
    licence: str
    known_on: date


def state(
    indicator: Indicator,
    *,
    knowledge: Knowledge,
    sources: Collection[Source],
    group="",
    n: int | None = None,
    method="As published",
) -> Stated:
    """What to state of one row. Several sources are named one after the other, the latest first."""
    ordered = sorted(set(sources), key=lambda source: (source.published_on, source.pk), reverse=True)
    return Stated(
        polarity=words.polarity_words(indicator),
        unit=indicator.unit,
        group=str(group),
        n=n,
        method=method,
        source="; ".join(f"{source.title} ({source.publisher})" for source in ordered),
        published="; ".join(source.published_on.isoformat() for source in ordered),
        licence="; ".join(dict.fromkeys(source.licence for source in ordered if source.licence)),
        known_on=knowledge.on,
    )


class StatedTable(ListTable):
    """A list whose rows hold a `stated`: its columns are for the file, after all the others."""

    polarity = tables.Column(accessor="stated__polarity", visible=False, verbose_name="Good is")
    unit = tables.Column(accessor="stated__unit", visible=False)
    group = tables.Column(accessor="stated__group", visible=False)
    n = tables.Column(accessor="stated__n", visible=False, verbose_name="Councils counted (n)")
    method = tables.Column(accessor="stated__method", visible=False)
    source = tables.Column(accessor="stated__source", visible=False)
    published = tables.Column(accessor="stated__published", visible=False, verbose_name="Source published on")
    licence = tables.Column(accessor="stated__licence", visible=False)
    known_on = tables.Column(accessor="stated__known_on", visible=False, verbose_name="As known on")

    class Meta(ListTable.Meta):
        sequence = (
            "...",
            "polarity",
            "unit",
            "group",
            "n",
            "method",
            "source",
            "published",
            "licence",
            "known_on",
        )
