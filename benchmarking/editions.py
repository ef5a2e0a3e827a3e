"""Observations as they were known: one row for each indicator, breakdown, year and day of publication.

An edition holds, for each authority, the latest figure that a source published on or before its day gave. A
marker counts as such a figure: where a revision withdraws a value, the edition has none.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import F, FloatField
from django.db.models.functions import Cast

from benchmarking import matrices
from benchmarking.models import Indicator, Observation, Source
from benchmarking.statistics import PLACES

GOOD = {
    Indicator.Polarity.HIGH: matrices.HIGH,
    Indicator.Polarity.LOW: matrices.LOW,
    Indicator.Polarity.NONE: matrices.NEITHER,
}
# A share's numerator is among its denominator.
LARGEST_SHARE = 100
SLICE = 20_000


@dataclass(frozen=True)
class Editions:
    """E editions of figures of A authorities; arrays are E x A, or have one entry an edition.

    `keys` are (indicator id, breakdown, year, known from, may be republished, embargoed until). Figures are
    whole numbers of the last printed decimal; parts of 1/`unit`; `per` in hundredths, 0 where it has none.
    """

    keys: list
    days: list
    authorities: np.ndarray
    figures: np.ndarray
    known: np.ndarray
    numerators: np.ndarray
    denominators: np.ndarray
    whole: np.ndarray
    unit: int
    good: np.ndarray
    decimals: np.ndarray
    per: np.ndarray


def read(indicator_ids):
    """The editions of some indicators; three queries."""
    indicators = Indicator.objects.in_bulk(indicator_ids)
    sources = Source.objects.in_bulk()
    names, rows = _observations(indicator_ids)
    order = np.lexsort((rows["pk"], _published(rows["source"], sources), rows["name"]))
    rows = {column: values[order] for column, values in rows.items()}
    authorities, place = np.unique(rows["authority"], return_inverse=True)
    decimals = np.array([indicators[name[0]].decimals for name in names], dtype=np.int64)[rows["name"]]
    value = _at_decimals(rows["value"], decimals)
    (numerator, denominator), unit = _parts(rows["numerator"], rows["denominator"])

    keys, days, chosen, of = [], [], [], []
    edges = np.searchsorted(rows["name"], np.arange(len(names) + 1))
    for number, name in enumerate(names):
        here = np.arange(edges[number], edges[number + 1])
        published = rows["source"][here]
        day = date.fromordinal(int(rows["ends_on"][here].max()))
        for known_from, may_republish, embargo, known in _editions_of(
            [sources[pk] for pk in np.unique(published).tolist()]
        ):
            held = here[np.isin(published, known)]
            chosen.append(held)
            of.append(np.full(len(held), len(keys)))
            keys.append((*name, known_from, may_republish, embargo))
            days.append(day)

    chosen = np.concatenate(chosen) if chosen else np.array([], dtype=np.int64)
    cell = (np.concatenate(of) if of else chosen, place[chosen])

    def laid_out(values):
        # The latest publication is last, and numpy keeps the last of what is written to one place.
        laid = np.full((len(keys), len(authorities)), matrices.NULL, dtype=values.dtype)
        laid[cell] = values[chosen]
        return laid

    figures, numerators, denominators = laid_out(value), laid_out(numerator), laid_out(denominator)
    per_key = [indicators[key[0]] for key in keys]
    return Editions(
        keys=keys,
        days=days,
        authorities=authorities,
        figures=figures,
        known=figures != matrices.NULL,
        numerators=numerators,
        denominators=denominators,
        whole=(numerators != matrices.NULL) & (denominators != matrices.NULL),
        unit=unit,
        good=np.array([GOOD[indicators[key[0]].polarity_of(key[1])] for key in keys], dtype=np.int64),
        decimals=np.array([indicator.decimals for indicator in per_key], dtype=np.int64),
        per=np.array([int((indicator.per or 0) * 100) for indicator in per_key], dtype=np.int64),
    )


def _observations(indicator_ids):
    """The (indicator, breakdown, year) there are, and the observations' columns as arrays."""
    query = (
        Observation.objects.filter(indicator__in=indicator_ids)
        .annotate(
            **{f"{name}_float": Cast(F(name), FloatField()) for name in ("value", "numerator", "denominator")}
        )
        .values_list(
            "indicator_id",
            "breakdown",
            "year",
            "pk",
            "authority_id",
            "source_id",
            "ends_on",
            "value_float",
            "numerator_float",
            "denominator_float",
        )
    )
    numbers, blocks = {}, []
    rows = []
    for row in query.iterator(chunk_size=SLICE):
        rows.append((numbers.setdefault(row[:3], len(numbers)), *row[3:6], row[6].toordinal(), *row[7:]))
        if len(rows) == SLICE:
            blocks.append(np.array(rows, dtype=float))
            rows = []
    blocks.append(np.array(rows, dtype=float).reshape(-1, 8))
    table = np.concatenate(blocks)
    columns = ("name", "pk", "authority", "source", "ends_on", "value", "numerator", "denominator")
    figures = ("value", "numerator", "denominator")
    return list(numbers), {
        column: matrices.from_floats(table[:, at]) if column in figures else table[:, at].astype(np.int64)
        for at, column in enumerate(columns)
    }


def _published(source, sources):
    found = np.unique(source)
    days = np.array([sources[pk].published_on.toordinal() for pk in found.tolist()], dtype=np.int64)
    return days[np.searchsorted(found, source)]


def _at_decimals(values, decimals):
    """Figures as printed, in whole numbers of the last decimal."""
    missing = values == matrices.NULL
    found = matrices.half_up(np.where(missing, 0, values), 10 ** (PLACES - decimals))
    return np.where(missing, matrices.NULL, found)


def _parts(*parts):
    """Numerators and denominators as whole numbers of 1/unit, the largest that leaves no remainder."""
    missing = [part == matrices.NULL for part in parts]
    filled = [np.where(gone, 0, part) for gone, part in zip(missing, parts, strict=True)]
    step = matrices.ONE
    while step > 1 and any((part % step != 0).any() for part in filled):
        step //= 10
    found = [
        np.where(gone, matrices.NULL, matrices.narrow(part // step))
        for gone, part in zip(missing, filled, strict=True)
    ]
    return found, matrices.ONE // step


def _editions_of(sources):
    """The editions that these sources make: known from, may be republished, embargoed until, source ids.

    On each day on which one of them was published, everything known then; and where some of it may not be
    republished, on each day on which one was that may, what is known of those alone. An edition is embargoed
    as long as the last of its sources is.
    """
    public = [source for source in sources if source.may_republish]
    found = []
    for day in sorted({source.published_on for source in sources}):
        known = [source for source in sources if source.published_on <= day]
        everything = all(source.may_republish for source in known)
        found.append((day, everything, known))
        if not everything and any(source.published_on == day for source in public):
            found.append((day, True, [source for source in known if source.may_republish]))
    for day, may_republish, known in found:
        embargoes = [source.embargoed_until for source in known if source.embargoed_until is not None]
        yield day, may_republish, max(embargoes, default=None), [source.pk for source in known]
