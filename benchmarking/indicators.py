"""Indicators: their identities, and which of them a printed code names in a year.

A printed code is no identity: from 2023/24 thirteen codes of the adult social care framework name another
measure than before.
"""

import csv
import re
from pathlib import Path

from django.db import transaction

from benchmarking.models import Indicator, IndicatorBreak, IndicatorCode

DATASETS = Path(__file__).parent / "datasets"


def rows_of(name):
    """The rows of one of the project's own dataset files."""
    with (DATASETS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- Codes -------------------------------------------------------------------------------------------


class UnknownCode(Exception):
    """The sentence says why a printed code names no indicator, or more than one."""


def fold(code):
    """A printed code as it is compared: spelling, case and the word for a part do not tell codes apart.

    >>> fold("1C(1A)"), fold("1C pt 1a"), fold("1C1A"), fold("3D Part 1"), fold("3c (1)")
    ('1C1A', '1C1A', '1C1A', '3D1', '3C1')
    """
    without_part = re.sub(r"(?<![a-z])p(?:ar)?t\.?(?![a-z])", "", str(code).casefold())
    return re.sub(r"[^a-z0-9]", "", without_part).upper()


class Codes:
    """Every printed code there is, read once: one query for a file of any length."""

    def __init__(self):
        self._rows = {}
        for row in IndicatorCode.objects.select_related("indicator").order_by("pk"):
            self._rows.setdefault(row.framework.casefold(), []).append((fold(row.code), row))

    def find(self, code, *, framework, year):
        """The indicator that `code` named in `year` ("2019/20", "2024"), or UnknownCode with the reason."""
        rows = self._rows.get(framework.casefold(), [])
        folded = fold(code)
        named = [row for spelled, row in rows if spelled == folded]
        in_year = {row.indicator_id: row.indicator for row in named if _holds(row, year)}
        if len(in_year) == 1:
            return in_year.popitem()[1]
        if in_year:
            titles = " and ".join(f"“{indicator.title}”" for indicator in in_year.values())
            raise UnknownCode(f"{framework} {code} names two measures in {year}: {titles}.")
        parts = sorted(
            {row.code for spelled, row in rows if _is_part(spelled, folded) and _holds(row, year)}, key=fold
        )
        if parts:
            raise UnknownCode(
                f"{framework} {code} is printed in parts in {year}: {', '.join(parts)}. Give the part."
            )
        if named:
            spans = "; ".join(sorted({_span(row) for row in named}))
            raise UnknownCode(f"{framework} {code} names nothing in {year}: {spans}.")
        raise UnknownCode(f"{framework} {code} is not the code of an indicator that is held here.")


def find(code, *, framework, year):
    """The indicator that `code` named in `year`; raises UnknownCode. For many codes make one `Codes`."""
    return Codes().find(code, framework=framework, year=year)


def _holds(row, year):
    """Whether the code named its indicator in the year; years are compared by the year they begin in."""
    begins = str(year)[:4]
    return row.first_year[:4] <= begins and (not row.last_year or begins <= row.last_year[:4])


def _is_part(spelled, folded):
    """Whether 1C1A is a part of 1C: letters and digits take turns, and a code has both."""
    rest = spelled[len(folded) :]
    return (
        not folded.isdigit()
        and folded != ""
        and rest != ""
        and spelled.startswith(folded)
        and rest[0].isdigit() != folded[-1].isdigit()
    )


def _span(row):
    if row.first_year and row.last_year:
        years = f"from {row.first_year} to {row.last_year}"
    else:
        years = f"from {row.first_year}" if row.first_year else f"to {row.last_year}"
    return f"it named “{row.indicator.title}” {years}"


# --- Loading -----------------------------------------------------------------------------------------

FIELDS = ("title", "polarity", "framework", "topic", "unit", "decimals", "per", "counts", "definition")


@transaction.atomic
def load_indicators():
    """The indicators, codes and breaks of the dataset files; returns slug -> indicator.

    Rows of these slugs become what the files say, so that a corrected file corrects; codes and breaks that
    somebody added stay. Twice changes nothing.
    """
    rows = [
        Indicator(
            slug=row["indicator"],
            **{name: row[name] for name in FIELDS}
            | {"per": row["per"] or None, "neutral_breakdowns": _listed(row["neutral_breakdowns"])},
        )
        for row in rows_of("indicators")
    ]
    Indicator.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["slug"], update_fields=[*FIELDS, "neutral_breakdowns"]
    )
    held = {row.slug: row for row in Indicator.objects.filter(slug__in=[row.slug for row in rows])}
    _load_codes(held)
    IndicatorBreak.objects.bulk_create(
        [
            IndicatorBreak(
                indicator=held[row["indicator"]],
                year=row["year"],
                kind=row["kind"],
                alone=row["alone"] == "yes",
                reason=row["reason"],
            )
            for row in rows_of("indicator_breaks")
        ],
        update_conflicts=True,
        unique_fields=["indicator", "year", "kind"],
        update_fields=["alone", "reason"],
    )
    return held


def _listed(text):
    return [part.strip() for part in text.split(";") if part.strip()]


def _load_codes(held):
    """Each code once, spelled as the files spell it."""
    there = {
        (row.indicator_id, row.framework, fold(row.code), row.first_year): row
        for row in IndicatorCode.objects.filter(indicator__in=held.values())
    }
    new, changed = [], []
    for row in rows_of("indicator_codes"):
        indicator = held[row.pop("indicator")]
        code = there.get((indicator.pk, row["framework"], fold(row["code"]), row["first_year"]))
        if code is None:
            new.append(IndicatorCode(indicator=indicator, **row))
        elif (code.code, code.last_year) != (row["code"], row["last_year"]):
            code.code, code.last_year = row["code"], row["last_year"]
            changed.append(code)
    IndicatorCode.objects.bulk_create(new)
    IndicatorCode.objects.bulk_update(changed, ["code", "last_year"])
