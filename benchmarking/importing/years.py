"""Printed labels of years into first and last days; where a label could be several things, it is asked.

"2018-19" is a financial year to one publisher, a school year to another and two calendar years to a third:
without a basis it is refused, never guessed.
"""

import re
from datetime import date, timedelta

from benchmarking.importing.figures import Year

BASES = ("financial", "academic", "calendar")

# The first month of a year of each kind; the last day is the day before the next begins.
FIRST_MONTH = {"financial": 4, "academic": 9, "calendar": 1}
KIND = {month: basis for basis, month in FIRST_MONTH.items()}

# No "\d": it takes the digits of every alphabet.
STATUS = re.compile(
    r"\s*[(\[]?\b(?P<word>revised|rev|r|provisional|prov|p|final|f)\b\.?[)\]]?$", re.IGNORECASE
)
STATUSES = {"r": "revised", "p": "provisional", "f": "final"}
PREFIX = re.compile(
    r"^(?P<word>(?:financial|fiscal|academic|school|calendar) year|fy|ay|cy|year)(?![a-z])[\s:]*",
    re.IGNORECASE,
)
PREFIXES = {"f": "financial", "a": "academic", "s": "academic", "c": "calendar"}
INTERVAL = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T[0-9:]+Z?)?/P([0-9]{1,2})(Y|M)")
ONE = re.compile(r"([0-9]{4})")
# 2018-19, 2018/19, 2018-2019, 2018 to 2019, 201819
TWO = re.compile(r"([0-9]{4})(?:\s*(?:-|–|/|to)\s*|)([0-9]{2}|[0-9]{4})")
# 2018/19 - 20/21, 2018/19 to 2020/21
SPAN = re.compile(
    r"([0-9]{4})[/-]([0-9]{2}|[0-9]{4})\s*(?:-|–|to)\s*([0-9]{2}|[0-9]{4})[/-]([0-9]{2}|[0-9]{4})"
)
EARLIEST, LATEST = 1900, 2100


class Unclear(ValueError):
    """A label that is no year, or could be several; the message is a sentence for the person."""


def read_year(label, *, basis=None):
    """A printed label into a `Year`; `basis` is one of `BASES`, or None where nobody has said.

    >>> read_year("2024 to 2025", basis="financial").label, read_year("2018 (Rev)").status
    ('2024/25', 'revised')
    >>> read_year("2019-01-01/P5Y").label, read_year("2016-17", basis="academic").starts_on
    ('2019 to 2023', datetime.date(2016, 9, 1))

    Raises `Unclear` for what is no year, and for what could be several without a basis.
    """
    text = _text(label)
    plain, status = without_status(text)
    plain, said = _without_prefix(plain)
    basis = said or basis
    interval = INTERVAL.fullmatch(plain)
    if interval:
        return _of_interval(interval, text, status)
    if ONE.fullmatch(plain):
        return _of_one(int(plain), text, basis, status)
    span = SPAN.fullmatch(plain)
    if span:
        return _of_span(span, text, basis, status)
    two = TWO.fullmatch(plain)
    if two:
        return _of_two(two, text, basis, status)
    raise Unclear(f"“{text[:60]}” is not read as a year. Years look like 2018-19, 2018 or 2019-01-01/P1Y.")


def _text(label):
    if isinstance(label, float) and label.is_integer():
        label = int(label)
    return " ".join(str(label if label is not None else "").replace("\u00a0", " ").split())[:80]


def without_status(text):
    """ "2018 (Rev)" is 2018 revised, "2025p" 2025 provisional."""
    # "2018r" has no boundary between its digit and its letter; a space makes one.
    spaced = re.sub(r"(?<=[0-9])(?=[rRpP]$)", " ", text)
    found = STATUS.search(spaced)
    if not found or not found.start():
        return text, "final"
    return spaced[: found.start()].strip(), STATUSES[found["word"][0].lower()]


def _without_prefix(text):
    found = PREFIX.match(text)
    if not found:
        return text, None
    return text[found.end() :].strip(), PREFIXES.get(found["word"][0].lower())


def _of_interval(found, text, status):
    """An ISO interval says its days itself: 2019-01-01/P5Y is 2019 to 2023."""
    year, month, day, length, unit = found.groups()
    months = int(length) * (12 if unit == "Y" else 1)
    basis = KIND.get(int(month))
    if basis is None or int(day) != 1 or months % 12 or not months:
        raise Unclear(f"“{text}” is not a whole number of financial, school or calendar years.")
    return _years(int(year), int(year) + months // 12 - 1, basis, text, status)


def _of_one(year, text, basis, status):
    if basis in ("financial", "academic"):
        raise Unclear(
            f"“{text}” does not say whether the {_NAMES[basis]} begins or ends in {year}. "
            "Print it as 2018-19, or choose calendar years."
        )
    return _years(year, year, "calendar", text, status)


def _of_span(found, text, basis, status):
    first, first_end, last, last_end = (_whole(part, int(found[1])) for part in found.groups())
    if first_end != first + 1 or last_end != last + 1 or last < first:
        raise Unclear(f"“{text}” does not run from one year to a later one.")
    _ask(basis, text, ("financial", "academic"))
    return _years(first, last, basis, text, status)


def _of_two(found, text, basis, status):
    first = int(found[1])
    last = _whole(found[2], first)
    if last <= first:
        raise Unclear(f"“{text}” does not run from one year to a later one.")
    if last == first + 1:
        _ask(basis, text, BASES)
    else:
        # Three years or more: 2015-17 leaves open which months, except for calendar years.
        _ask(basis, text, ("calendar",))
    return _years(first, last if basis == "calendar" else first, basis, text, status)


_NAMES = {"financial": "financial year", "academic": "school year", "calendar": "calendar year"}


def _ask(basis, text, possible):
    if basis in possible:
        return
    if len(possible) == 1:
        raise Unclear(f"“{text}” covers several years. Say that it counts calendar years, or leave it out.")
    raise Unclear(
        f"“{text}” could be a financial year, a school year or calendar years. Say which this file means."
    )


def _years(first, last, basis, text, status):
    """From the first day of `first` to the last day of `last`, years of the kind of `basis`."""
    if not EARLIEST <= first <= last <= LATEST:
        raise Unclear(f"“{text}” is not a year between {EARLIEST} and {LATEST}.")
    month = FIRST_MONTH[basis]
    label = _label(first, basis) if first == last else f"{_label(first, basis)} to {_label(last, basis)}"
    return Year(
        label=label,
        starts_on=date(first, month, 1),
        ends_on=date(last + 1, month, 1) - timedelta(days=1),
        status=status,
    )


def _label(year, basis):
    return str(year) if basis == "calendar" else f"{year}/{(year + 1) % 100:02d}"


def _whole(part, near):
    """The four digits of "19" beside 2018; 99-00 crosses the century."""
    if len(part) == 4:
        return int(part)
    year = near - near % 100 + int(part)
    return year if year >= near else year + 100
