"""Printed codes of a framework's measures into indicators, by the year whose codes they are.

Thirteen printed codes of the adult social care framework name another measure from 2023/24 on.
"""

import re

from benchmarking.models import IndicatorCode


def folded(code):
    """A code without its brackets and in one case: "1C(1a)" and "1C1A" are the same.

    >>> folded("2d(1)"), folded("1C(1A)"), folded("1C1A")
    ('2D1', '1C1A', '1C1A')
    """
    return re.sub(r"[^A-Z0-9]", "", str(code).upper())


class Codes:
    """A framework's codes, read once."""

    def __init__(self, framework):
        self._rows = {}
        for row in IndicatorCode.objects.filter(framework=framework).select_related("indicator"):
            self._rows.setdefault(folded(row.code), []).append(row)

    def indicator(self, code, year):
        """The indicator that a code names in a year (2024/25), or None where none or more than one does."""
        found = {
            row.indicator_id: row.indicator
            for row in self._rows.get(folded(code), ())
            # Years are written 2019/20: they sort as text.
            if row.first_year <= year and (not row.last_year or year <= row.last_year)
        }
        return found.popitem()[1] if len(found) == 1 else None
