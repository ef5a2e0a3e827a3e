"""Authorities, current and former, out of the dataset file, with the codes and names of the files."""

from datetime import date

from django.db import transaction

from benchmarking.indicators import rows_of
from benchmarking.models import Authority, AuthorityCode, AuthorityName
from benchmarking.resolving import key_of

FIELDS = ("name", "short_name", "gss_code", "nation", "region", "kind", "tier", "starts_on", "ends_on")
# The scheme of the adult social care collections, whose numbers the files of the framework print.
COLLECTION = "ascof"


def day(text):
    """A day of a dataset file, or None for an empty cell."""
    return date.fromisoformat(text) if text else None


@transaction.atomic
def load_areas():
    """The authorities of authorities.csv; returns code -> authority.

    Their own columns become what the file says; codes and names that somebody added stay. Twice changes
    nothing.
    """
    rows = rows_of("authorities")
    Authority.objects.bulk_create(
        [
            Authority(
                code=row["code"],
                **{name: row[name] for name in FIELDS}
                | {"starts_on": day(row["starts_on"]), "ends_on": day(row["ends_on"])},
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=FIELDS,
    )
    held = {row.code: row for row in Authority.objects.filter(code__in=[row["code"] for row in rows])}
    AuthorityCode.objects.bulk_create(
        [
            AuthorityCode(authority=held[row["code"]], scheme=scheme, code=code)
            for row in rows
            for scheme, code in _codes(row)
        ],
        ignore_conflicts=True,
    )
    AuthorityName.objects.bulk_create(
        [
            AuthorityName(authority=held[row["code"]], name=name, key=key_of(name))
            for row in rows
            for name in row["names"].split("|")
        ],
        ignore_conflicts=True,
    )
    _load_successors(rows, held)
    return held


def _codes(row):
    yield "register", row["code"]
    for code in [row["gss_code"], *row["other_gss_codes"].split()]:
        if code:
            yield "gss", code
    if row["collection_code"]:
        yield COLLECTION, row["collection_code"]


def _load_successors(rows, held):
    through = Authority.successors.through
    through.objects.bulk_create(
        [
            through(from_authority=held[row["code"]], to_authority=held[successor])
            for row in rows
            for successor in row["successors"].split()
        ],
        ignore_conflicts=True,
    )
