"""Printed codes and names of places into authorities and groups, by the year they are printed for.

A code or a spelling may have meant another council before: code 809 is Dorset County Council to 31 March 2019
and Dorset Council after. What existed at the end of the year is meant; a figure for a year in which none of
them existed resolves to nothing and is listed.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from benchmarking.models import Authority, AuthorityCode, AuthorityName, GroupName


def key_of(text):
    """A name folded for looking up: accents, case and punctuation do not tell places apart.

    >>> key_of("Bristol, City of"), key_of("St. Helens"), key_of("Durham County Council")
    ('bristol city of', 'st helens', 'durham county council')
    """
    plain = unicodedata.normalize("NFKD", str(text)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", " ", plain.casefold().replace("&", " and ")).strip()


@dataclass(frozen=True)
class _Meant:
    """An authority under one code or name, and the days for which it is meant."""

    authority_id: int
    first_day: date | None
    last_day: date | None

    def on(self, day):
        return (self.first_day is None or self.first_day <= day) and (
            self.last_day is None or day <= self.last_day
        )


@dataclass(frozen=True)
class Place:
    """What a row of a file is about: an authority or a group, never both."""

    authority_id: int | None = None
    group_id: int | None = None


class Resolver:
    """Everything there is to resolve with, read once: three queries for a file of any length."""

    def __init__(self):
        self._codes, self._names = {}, {}
        lives = {
            pk: (start, end) for pk, start, end in Authority.objects.values_list("pk", "starts_on", "ends_on")
        }
        for code in AuthorityCode.objects.all():
            start, end = lives[code.authority_id]
            meant = _Meant(code.authority_id, code.first_day or start, code.last_day or end)
            self._codes.setdefault(_code(code.code), []).append(meant)
        for pk, key in AuthorityName.objects.values_list("authority_id", "key"):
            self._names.setdefault(key, []).append(_Meant(pk, *lives[pk]))
        self._groups = dict(GroupName.objects.values_list("key", "group_id"))

    def place(self, day, *, codes=(), name=""):
        """The authority or group that the codes and the name mean on `day`, or None.

        Codes are tried in their order and then the name; an authority is preferred to a group. Where codes
        are given and resolve, the name is not asked.
        """
        for code in codes:
            found = self._one(self._codes.get(_code(code), ()), day)
            if found is not None:
                return Place(authority_id=found)
            group = self._groups.get(key_of(code))
            if group is not None:
                return Place(group_id=group)
        if not name:
            return None
        found = self._one(self._names.get(key_of(name), ()), day)
        if found is not None:
            return Place(authority_id=found)
        group = self._groups.get(key_of(name))
        return Place(group_id=group) if group is not None else None

    def knows(self, *, codes=(), name=""):
        """Whether any of these means some authority or group on any day at all."""
        return (
            any(_code(code) in self._codes or key_of(code) in self._groups for code in codes)
            or key_of(name) in self._names
            or key_of(name) in self._groups
        )

    @staticmethod
    def _one(meant, day):
        """The one that is meant on the day; two at once mean nobody."""
        found = {row.authority_id for row in meant if row.on(day)}
        return found.pop() if len(found) == 1 else None


def _code(code):
    """A code as it is looked up: 102.0 of a spreadsheet is "102"."""
    if isinstance(code, float) and code.is_integer():
        code = int(code)
    return str(code).strip().upper()
