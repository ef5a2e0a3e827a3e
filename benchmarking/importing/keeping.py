"""Figures that were read, into the database: compared with what is held of the same source, and written.

One transaction: an error anywhere leaves nothing. What is the same is not touched, so that the same file
twice changes nothing at all; what changed is replaced and listed with what it was; what a revised file no
longer prints is removed where the file covers that indicator, breakdown and year, and listed.
"""

from dataclasses import dataclass, field

from django.db import transaction

from benchmarking import recomputing
from benchmarking.importing.figures import COLUMNS
from benchmarking.importing.inserting import insert
from benchmarking.models import Authority, ComparatorGroup, GroupFigure, Indicator, Observation, Source

# What a row holds besides its key, in the order in which rows are compared.
CONTENT = ("starts_on", "ends_on", *COLUMNS, "marker", "markers", "second", "status")
BATCH = 2_000


@dataclass(frozen=True)
class _Kind:
    """One of the two tables: whose figures it holds, and what makes a row the same row."""

    model: type
    key: tuple

    def key_of(self, figure):
        values = {"year": figure.year.label}
        return tuple(values[name] if name in values else getattr(figure, name) for name in self.key)

    @staticmethod
    def covered(key):
        """What a file covers by one figure: the indicator, breakdown and year."""
        return key[:3]


OBSERVATIONS = _Kind(Observation, ("indicator_id", "breakdown", "year", "authority_id"))
GROUP_FIGURES = _Kind(GroupFigure, ("indicator_id", "breakdown", "year", "group_id", "statistic"))


@dataclass
class _Changes:
    """What keeping would do to one table."""

    kind: _Kind
    added: list = field(default_factory=list)
    # (id of the row, figure)
    changed: list = field(default_factory=list)
    removed: list = field(default_factory=list)
    indicators: set = field(default_factory=set)


def keep(figures, *, data_import, source, report, now):
    """Write what is new and what changed, and have it computed again. One transaction.

    `source` is locked: of two imports of one source the second waits, and compares with the first.
    """
    with transaction.atomic():
        Source.objects.select_for_update().get(pk=source.pk)
        touched = set()
        for changes in compare(figures, source=source, report=report):
            _write(changes, data_import, source)
            touched |= changes.indicators
        if touched:
            recomputing.request(sorted(touched), now=now)


def compare(figures, *, source, report):
    """What would change, listed in the report; nothing is written."""
    figures = list(figures)
    every = []
    for kind, mine in (
        (OBSERVATIONS, [figure for figure in figures if figure.authority_id is not None]),
        (GROUP_FIGURES, [figure for figure in figures if figure.group_id is not None]),
    ):
        every.append(_compared(kind, _once(kind, mine, report), source, report))
    return every


def _once(kind, figures, report):
    """Key -> figure. Printed twice alike, it is kept once; printed twice and otherwise, it is not kept."""
    found, torn = {}, set()
    for figure in figures:
        key = kind.key_of(figure)
        first = found.setdefault(key, figure)
        if first is figure:
            continue
        if _content(first) == _content(figure):
            report.note(figure.place, _words(figure), f"The same figure stands at {first.place}.")
        else:
            torn.add(key)
            report.note(
                figure.place,
                _words(figure),
                f"{first.place} prints {_words(first)} for the same. Which is right is not guessed: neither "
                "is kept.",
            )
    for key in torn:
        del found[key]
    return found


def _compared(kind, figures, source, report):
    changes = _Changes(kind)
    held = _held(kind, {key[0] for key in figures}, source)
    covered = {kind.covered(key) for key in figures}
    names = _Names()
    for key, figure in figures.items():
        content = _content(figure)
        if key not in held:
            changes.added.append(figure)
            changes.indicators.add(key[0])
            continue
        pk, before = held.pop(key)
        if before == content:
            report.same += 1
            continue
        changes.changed.append((pk, figure))
        changes.indicators.add(key[0])
        report.change(names.of(kind, key), _words(figure), _difference(before, content))
    for key, (pk, before) in held.items():
        if kind.covered(key) in covered:
            changes.removed.append(pk)
            changes.indicators.add(key[0])
            was = before[CONTENT.index("value")]
            report.change(
                names.of(kind, key),
                "",
                f"Removed: the file no longer prints it. It was "
                f"{_plain(was) if was is not None else before[CONTENT.index('marker')]}.",
            )
    report.added += len(changes.added)
    return changes


def _held(kind, indicators, source):
    """Key -> (id, content) of the rows held of the source."""
    if source.pk is None:
        return {}
    rows = kind.model.objects.filter(source=source, indicator__in=indicators)
    width = len(kind.key)
    return {
        row[1 : width + 1]: (row[0], row[width + 1 :])
        for row in rows.values_list("pk", *kind.key, *CONTENT).iterator(chunk_size=5_000)
    }


def _content(figure):
    year = figure.year
    rest = (getattr(figure, name) for name in (*COLUMNS, "marker", "markers", "second"))
    return (year.starts_on, year.ends_on, *rest, year.status)


def _write(changes, data_import, source):
    model = changes.kind.model
    for start in range(0, len(changes.removed), 500):
        model.objects.filter(pk__in=changes.removed[start : start + 500]).delete()
    kind = changes.kind
    model.objects.bulk_update(
        [_row(kind, pk, figure, data_import, source) for pk, figure in changes.changed],
        [*CONTENT, "loaded_by"],
        batch_size=BATCH,
    )
    insert(
        model,
        ("source_id", "loaded_by_id", *kind.key, *CONTENT),
        ((source.pk, data_import.pk, *kind.key_of(figure), *_content(figure)) for figure in changes.added),
    )


def _row(kind, pk, figure, data_import, source):
    return kind.model(
        pk=pk,
        source=source,
        loaded_by=data_import,
        **dict(zip(kind.key, kind.key_of(figure), strict=True)),
        **dict(zip(CONTENT, _content(figure), strict=True)),
    )


# --- In words ----------------------------------------------------------------------------------------


class _Names:
    """The names of what changed, read when the first change is listed: most files change nothing."""

    def __init__(self):
        self._names = None

    def of(self, kind, key):
        if self._names is None:
            self._names = (
                dict(Indicator.objects.values_list("pk", "title")),
                dict(Authority.objects.values_list("pk", "short_name")),
                dict(ComparatorGroup.objects.values_list("pk", "title")),
            )
        indicators, authorities, groups = self._names
        places = authorities if kind is OBSERVATIONS else groups
        indicator, breakdown, year, place = key[:4]
        title = f"{indicators[indicator]} ({breakdown})" if breakdown else indicators[indicator]
        return f"{places[place]}, {title}, {year}"


def _words(figure):
    return _plain(figure.value) if figure.value is not None else figure.marker


def _difference(before, after):
    """ "value 61.5 became 61.7, margin 2.1 became 2.0"; a value and a marker take each other's place."""
    parts = [
        f"{name.replace('_', ' ')} {_plain(old)} became {_plain(new)}"
        for name, old, new in zip(CONTENT, before, after, strict=True)
        if old != new
    ]
    return f"{', '.join(parts)}."


def _plain(value):
    """A value in words; Decimals that the database pads with zeros are printed without them."""
    if value is None or value == "" or value == {}:
        return "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{name} {word}" for name, word in sorted(value.items()))
    return f"{value.normalize():f}" if hasattr(value, "normalize") else str(value)
