"""Bank holidays of England, from a library that is kept: those moved to another day, and those of one year.

A council that closes on further days says so by the days it gives its periods.
"""

from functools import cache

from holidays import country_holidays

# How far on either side of a year working days are counted: into January, and back into December.
AROUND = 1


@cache
def _of_year(year):
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))


def around(first, last=None):
    """The bank holidays of the years from that of `first` to that of `last`, and of the years beside them."""
    last = last or first
    years = range(first.year - AROUND, last.year + AROUND + 1)
    return frozenset().union(*(_of_year(year) for year in years))
