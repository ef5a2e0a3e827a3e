"""Printed labels of periods: years as `years.py` reads them, and quarters and months.

A label that can only be one thing is read as it; one that could be several is refused until a basis is said.
"2020-11" is November 2020, because no year runs from 2020 to 2011; "2010-11" could be a month or a year.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from benchmarking.importing.figures import Year
from benchmarking.importing.years import BASES, Unclear, read_year, without_status

BASIS_NAMES = {
    "financial": "Financial years, April to March",
    "academic": "School years, September to August",
    "calendar": "Calendar years",
    "month": "Months",
}
MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
QUARTER = re.compile(r"(?:q(?:uarter)? ?([1-4])|([1-4])(?:st|nd|rd|th) quarter)", re.IGNORECASE)
NUMBERED = re.compile(r"([0-9]{4})[-/ ]?(?:m ?)?(0[1-9]|1[0-2])(?:-01)?", re.IGNORECASE)
NAMED = re.compile(r"(?:1 )?([a-z]{3,9})[.,]?[ \-/']*([0-9]{4}|[0-9]{2})", re.IGNORECASE)
# Within a heading: the longest label first.
WITHIN = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}/P[0-9]{1,2}[YM]"
    r"|(?:[0-9]{4}[/\-–][0-9]{2,4} )?Q[1-4][ /\-]?(?:[0-9]{4}(?:[/\-–][0-9]{2,4})?)?"
    r"|[0-9]{4} ?(?:/|-|–|to) ?(?:[0-9]{4}|[0-9]{2})(?![0-9])"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[ \-]?(?:[0-9]{4}|[0-9]{2})(?![0-9])"
    r"|(?:19|20)[0-9]{2}(?![0-9])"
    r")(?: ?[(\[](?:rev|revised|prov|provisional|final|r|p)[)\]])?",
    re.IGNORECASE,
)


def read_period(label, *, basis=None):
    """A printed label into a `Year`, which may be a quarter or a month. Raises `Unclear`.

    >>> read_period("Q2 2019/20").starts_on, read_period("March 2020").label, read_period("2020-11").label
    (datetime.date(2019, 7, 1), 'March 2020', 'November 2020')
    >>> read_period("2010-11", basis="financial").label, read_period("2010-11", basis="month").label
    ('2010/11', 'November 2010')
    """
    if isinstance(label, date):
        return _month(label.year, label.month, "final")
    text = str(int(label)) if isinstance(label, float) and label.is_integer() else str(label or "")
    text = " ".join(text.replace("\u00a0", " ").split())[:80]
    plain, status = without_status(text)
    quarter = QUARTER.search(plain)
    if quarter:
        rest = (plain[: quarter.start()] + " " + plain[quarter.end() :]).strip(" -/,")
        return _quarter(int(quarter[1] or quarter[2]), rest, text, basis, status)
    month = _as_month(plain)
    if month is not None and (basis == "month" or not _may_be_year(plain)):
        return _month(*month, status)
    if month is not None and basis is None:
        raise Unclear(f"“{text}” could be a month or a year. Say which this file means.")
    if basis == "month":
        raise Unclear(f"“{text}” is no month. Months look like 2020-11, Nov 2020 or November 2020.")
    return read_year(label, basis=basis)


def period_in(text):
    """The first label of a period within a heading and what is left of the heading, or ("", text)."""
    found = WITHIN.search(text)
    if not found:
        return "", text
    rest = (text[: found.start()] + " " + text[found.end() :]).strip()
    return found[0].strip(" -/"), " ".join(rest.split()).strip(" -–:,|()")


def _as_month(text):
    numbered = NUMBERED.fullmatch(text)
    if numbered:
        return int(numbered[1]), int(numbered[2])
    named = NAMED.fullmatch(text)
    if named:
        word = named[1].casefold()
        found = [
            i for i, name in enumerate(MONTHS, 1) if name.startswith(word) or (word == "sept" and i == 9)
        ]
        if len(found) == 1:
            year = int(named[2])
            return (year if year > 99 else 2000 + year), found[0]
    return None


def _may_be_year(text):
    """Whether "2010-11" can be read as years as well: 2010/11 follows on, 2020/11 does not."""
    for basis in BASES:
        try:
            read_year(text, basis=basis)
        except Unclear:
            continue
        return True
    return False


def _month(year, month, status):
    last = monthrange(year, month)[1]
    name = f"{MONTHS[month - 1].capitalize()} {year}"
    return Year(name, date(year, month, 1), date(year, month, last), status)


def _quarter(number, rest, text, basis, status):
    """The quarter of a financial year where the label has one ("Q2 2019/20"), else as the basis says."""
    if basis is None and re.fullmatch("[0-9]{4}", rest):
        raise Unclear(f"“{text}” could be a quarter of a calendar year or of a financial year. Say which.")
    days = read_year(rest, basis="financial" if basis in (None, "month") else basis)
    months = days.starts_on.month - 1 + 3 * (number - 1)
    first = date(days.starts_on.year + months // 12, months % 12 + 1, 1)
    following = date(first.year + (first.month + 2) // 12, (first.month + 2) % 12 + 1, 1)
    return Year(f"Q{number} {days.label}", first, following - timedelta(days=1), status)
