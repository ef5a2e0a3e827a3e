"""Derived rows into the database: compared with what is held, and only what differs is written, in bulk.

Writing is what costs. PostgreSQL takes rows by COPY and SQLite by executemany, both several times faster than
building model instances.
"""

from dataclasses import dataclass

import numpy as np
from django.db import connection
from django.db.models import F, FloatField
from django.db.models.functions import Cast

from benchmarking import matrices
from benchmarking.deriving import COUNTS
from benchmarking.matrices import NULL

SLICE = 20_000
DELETED_AT_ONCE = 5_000
KEY = ("indicator_id", "breakdown", "year", "known_from", "may_republish", "embargoed_until")


@dataclass(frozen=True)
class Written:
    """How many rows there are, were added and taken away; a changed one is both."""

    rows: int
    added: int
    removed: int


def write(model, rows, keys, indicator_ids, columns):
    """Make the model's rows of some indicators be `rows` (`deriving.Rows`), whose editions are `keys`."""
    placed = any(field.name == "authority" for field in model._meta.fields)
    held_pks, held = _held(model, keys, indicator_ids, columns, placed)
    wanted = _coded(rows.edition, rows.group, rows.authority)
    order = np.argsort(wanted)
    at = np.searchsorted(wanted[order], held.codes)
    at = order[np.minimum(at, len(order) - 1)] if len(order) else np.zeros_like(at)
    same = np.zeros(len(held_pks), dtype=bool)
    if len(order):
        same = (wanted[at] == held.codes) & (rows.numbers[at] == held.numbers).all(axis=1)
    kept = np.zeros(len(wanted), dtype=bool)
    kept[at[same]] = True
    gone, missing = held_pks[~same].tolist(), np.nonzero(~kept)[0]
    for start in range(0, len(gone), DELETED_AT_ONCE):
        model.objects.filter(pk__in=gone[start : start + DELETED_AT_ONCE]).delete()
    names = [*KEY, "group_id", *(["authority_id"] if placed else []), *columns]
    insert = _copy if connection.vendor == "postgresql" else _execute_many
    with connection.cursor() as cursor:
        for start in range(0, len(missing), SLICE):
            these = missing[start : start + SLICE]
            insert(cursor, model, names, keys, rows.edition[these], _values(rows, these, columns, placed))
    return Written(len(rows), len(missing), len(gone))


@dataclass(frozen=True)
class Held:
    """What the database has, by code, in the numbers that derived rows are made of."""

    codes: np.ndarray
    numbers: np.ndarray


def _held(model, keys, indicator_ids, columns, placed):
    """The ids of the rows of some indicators, and what they hold; -1 is the code of an edition now gone."""
    editions = {key: number for number, key in enumerate(keys)}
    figures = {f"{name}_float": Cast(F(name), FloatField()) for name in columns if name not in COUNTS}
    query = model.objects.filter(indicator__in=indicator_ids).annotate(**figures)
    query = query.order_by().values_list(
        *KEY,
        "pk",
        "group_id",
        *(["authority_id"] if placed else []),
        *(name if name in COUNTS else f"{name}_float" for name in columns),
    )
    parts = [np.empty((0, 2 + placed + len(columns) + 1))]
    rows = []
    for row in query.iterator(chunk_size=SLICE):
        rows.append((editions.get(row[: len(KEY)], -1), *row[len(KEY) :]))
        if len(rows) == SLICE:
            parts.append(np.array(rows, dtype=float))
            rows = []
    if rows:
        parts.append(np.array(rows, dtype=float))
    table = np.concatenate(parts)
    ids = table[:, : 3 + placed].astype(np.int64)
    authority = ids[:, 3] if placed else np.zeros(len(ids), dtype=np.int64)
    codes = _coded(ids[:, 0], ids[:, 2], authority)
    numbers = [
        _counts(table[:, at]) if name in COUNTS else matrices.from_floats(table[:, at])
        for at, name in enumerate(columns, start=3 + placed)
    ]
    return ids[:, 1], Held(codes, np.stack(numbers, axis=1))


def _coded(edition, group, authority):
    """Edition, group and authority as one number: there are fewer than two million groups and authorities."""
    return np.where(edition < 0, -1, (edition << 42) + (group << 21) + authority)


def _counts(floats):
    missing = np.isnan(floats)
    return np.where(missing, NULL, np.where(missing, 0, floats).astype(np.int64))


def _values(rows, these, columns, placed):
    """The rows' own columns as lists of what the database takes; the nearest float names a figure exactly."""
    lists = [rows.group[these].tolist()]
    if placed:
        lists.append(rows.authority[these].tolist())
    for at, name in enumerate(columns):
        numbers = rows.numbers[these, at]
        missing = numbers == NULL
        if name not in COUNTS:
            # Beyond 2^53 numpy would round twice; Python's division of integers rounds once.
            large = numbers.dtype != object and (np.abs(np.where(missing, 0, numbers)) >= 2**53).any()
            numbers = np.where(missing, 0, numbers.astype(object) if large else numbers) / matrices.ONE
        values = numbers.astype(object)
        values[missing] = None
        lists.append(values.tolist())
    return lists


def _execute_many(cursor, model, names, keys, editions, lists):
    fields = [model._meta.get_field(name.removesuffix("_id")) for name in KEY]
    prepared = {
        number: tuple(
            field.get_db_prep_save(value, connection)
            for field, value in zip(fields, keys[number], strict=True)
        )
        for number in np.unique(editions).tolist()
    }
    marks = ", ".join(["%s"] * len(names))
    cursor.executemany(
        f"INSERT INTO {_table(model)} ({_listed(names)}) VALUES ({marks})",  # noqa: S608
        [(*prepared[number], *row) for number, *row in zip(editions.tolist(), *lists, strict=True)],
    )


def _copy(cursor, model, names, keys, editions, lists):
    prepared = {number: "\t".join(map(_as_text, keys[number])) for number in np.unique(editions).tolist()}
    lines = [
        "\t".join((prepared[number], *("\\N" if value is None else repr(value) for value in row)))
        for number, *row in zip(editions.tolist(), *lists, strict=True)
    ]
    with cursor.copy(f"COPY {_table(model)} ({_listed(names)}) FROM STDIN") as copy:
        copy.write("\n".join(lines) + "\n")


def _as_text(value):
    """A key's part as COPY reads it."""
    if value is None:
        return "\\N"
    escaped = str(value).replace("\\", "\\\\")
    return escaped.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def _table(model):
    return connection.ops.quote_name(model._meta.db_table)


def _listed(names):
    return ", ".join(map(connection.ops.quote_name, names))
