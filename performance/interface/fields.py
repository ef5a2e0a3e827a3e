"""What a resource is made of: named fields with a type and a meaning, and filters by name."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from performance.interface.refused import Refused

TEXT, NUMBER, WHOLE, DATE, MOMENT, YES_NO = "text", "number", "whole number", "date", "moment", "yes or no"


@dataclass(frozen=True)
class Field:
    """One column. `read` is a path of attributes ("measure.slug") or a function of the row."""

    name: str
    type: str
    meaning: str
    read: str | Callable = ""

    def of(self, row):
        """The row's value; None where something on the path is not there."""
        if callable(self.read):
            return self.read(row)
        for name in (self.read or self.name).split("."):
            if row is None:
                return None
            row = getattr(row, name)
        return row


@dataclass(frozen=True)
class Filter:
    """One query parameter, which may be given several times: `keep(rows, values, asked)`."""

    name: str
    meaning: str
    keep: Callable


@dataclass(frozen=True)
class Resource:
    """One listing. `rows(asked)` are those that the token's person may see, not ordered.

    `order` is the unique column that pages follow. `since(rows, moment)` leaves out what has surely not
    changed since; where nothing tells, it is the sentence that refuses to. `prepare(rows, asked)` reads what
    the rows of one page need beside themselves.
    """

    name: str
    title: str
    scope: str
    fields: tuple
    filters: tuple
    rows: Callable
    since: Callable | str
    order: str = "pk"
    prepare: Callable | None = None

    @property
    def has_since(self):
        return callable(self.since)


def text(name, meaning, read=""):
    return Field(name, TEXT, meaning, read)


def number(name, meaning, read=""):
    return Field(name, NUMBER, meaning, read)


def whole(name, meaning, read=""):
    return Field(name, WHOLE, meaning, read)


def day(name, meaning, read=""):
    return Field(name, DATE, meaning, read)


def moment(name, meaning, read=""):
    return Field(name, MOMENT, meaning, read)


def yes_no(name, meaning, read=""):
    return Field(name, YES_NO, meaning, read)


def pairs(mapping):
    """A mapping as one flat text: {"good": "193", "ri": "69"} is "good=193; ri=69"; None stays None."""
    if mapping is None:
        return None
    return "; ".join(f"{key}={value}" for key, value in mapping.items())


def plain(name, meaning, column=""):
    """A filter on a column of the rows."""
    return Filter(name, meaning, lambda rows, values, asked: rows.filter(**{f"{column or name}__in": values}))


def keyed(name, meaning, of: Callable[..., QuerySet], key, column=""):
    """A filter by another row's key; a key that nobody has, or that the person may not see, is refused.

    `of(asked)` are the rows that may be named. Without this a slip of the pen would read as "no figures".
    """

    def keep(rows, values, asked):
        return rows.filter(**{f"{column or name}__in": keys_of(name, of(asked), key, values)})

    return Filter(name, meaning, keep)


def keys_of(name, rows, key, values):
    """The primary keys of the rows that are named by `values`, or a refusal that says which is not there."""
    found = dict(rows.filter(**{f"{key}__in": values}).values_list(key, "pk"))
    for value in values:
        if value not in found:
            raise Refused(400, f"There is no {name} “{value}” that this token may read.")
    return list(found.values())
