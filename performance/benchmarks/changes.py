"""How a published figure moved since the survey before: the arrow of the number, the word of the meaning."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarking.models import Indicator, IndicatorBreak
from performance.benchmarks import words
from performance.rules.direction import Meaning, direction
from performance.rules.numbers import Unit, UnitKind, round_half_up
from performance.rules.rag import Polarity

MEANINGS = {
    Meaning.IMPROVING: "Improving",
    Meaning.WORSENING: "Worsening",
    Meaning.NO_CLEAR_CHANGE: "No clear change",
    Meaning.NOT_JUDGED: "Neither good nor bad",
}


@dataclass(frozen=True)
class Change:
    """Arrow and word of a change since `since`, in points; or why nothing is said of it."""

    since: str = ""
    arrow: str = ""
    meaning: str = ""
    points: Decimal | None = None
    not_compared: str = ""
    reason: str = ""
    caution: str = ""


def order_of(year: str) -> tuple[int, int, int]:
    """What sorts years by their end: year and month of it, and the year in which it began.

    "2019/20" ends in March and "2020" in December: (2020, 3, 2019) and (2020, 12, 2020).

    >>> sorted(["2019/20", "2020", "2019 to 2023", "2018/19"], key=order_of)
    ['2018/19', '2019/20', '2020', '2019 to 2023']
    """
    found = re.findall(r"\d{4}", year)
    first = int(found[0]) if found else 0
    if re.fullmatch(r"\d{4}[/-]\d{2}", year):
        return first + 1, 3, first
    return (int(found[-1]) if found else 0), 12, first


def unit_of(indicator: Indicator) -> Unit:
    """How changes of an indicator are judged: percentages and scores in points, all others relatively.

    A score on a short scale ("out of 1") is judged relatively, where half a point would be half of all.
    """
    per = re.fullmatch(r"(?:.* )?per ([\d,]+)", indicator.unit)
    scale = re.fullmatch(r"out of (\d+)", indicator.unit)
    if indicator.unit == "%":
        return Unit(UnitKind.PERCENT, indicator.decimals)
    if scale and int(scale[1]) >= 10:
        return Unit(UnitKind.SCORE, indicator.decimals)
    if indicator.unit.startswith("£"):
        return Unit(UnitKind.MONEY, indicator.decimals)
    if per:
        return Unit(UnitKind.RATE, indicator.decimals, per=int(per[1].replace(",", "")))
    return Unit(UnitKind.COUNT, indicator.decimals)


def broken(breaks: Sequence[IndicatorBreak], earlier: str, later: str) -> IndicatorBreak | None:
    """The last break between two years, or None where they can be compared.

    A break stands at the first year of the new series. A year that stands alone compares with neither side,
    but what lies on both sides of it compares.
    """
    first, last = order_of(earlier), order_of(later)
    between = [
        row
        for row in breaks
        if row.kind == IndicatorBreak.Kind.BREAK
        and (order_of(row.year) in (first, last) if row.alone else first < order_of(row.year) <= last)
    ]
    return max(between, key=lambda row: order_of(row.year), default=None)


def cautions(breaks: Sequence[IndicatorBreak], earlier: str, later: str) -> str:
    """What is to be minded where two years are compared: the reasons of the cautions between them."""
    first, last = order_of(earlier), order_of(later)
    return " ".join(
        row.reason
        for row in breaks
        if row.kind == IndicatorBreak.Kind.CAUTION and first < order_of(row.year) <= last
    )


def change(
    indicator: Indicator,
    breaks: Sequence[IndicatorBreak],
    *,
    later: tuple[str, Decimal | None],
    earlier: tuple[str, Decimal | None] | None,
) -> Change:
    """The change from one (year, value) to a later one; none across a break, nor where a value is missing.

    69.3% after 71.9% where high is good is -2.6 points, with a down arrow and "Worsening". The difference is
    that of the figures as they are printed, so that a reader's calculator agrees.
    """
    year, value = later
    if value is None:
        return Change()
    if earlier is None or earlier[1] is None:
        return Change(not_compared="No earlier figure.")
    since, before = earlier
    row = broken(breaks, since, year)
    if row is not None:
        said = f"{row.year} stands alone." if row.alone else f"A new series begins in {row.year}."
        return Change(since=since, not_compared=said, reason=row.reason)
    found = direction(value, before, unit_of(indicator), Polarity(indicator.polarity), basis=f"in {since}")
    return Change(
        since=since,
        arrow=found.arrow.value,
        meaning=MEANINGS[found.meaning],
        points=round_half_up(found.change, indicator.decimals),
        caution=cautions(breaks, since, year),
    )


def moved(indicator: Indicator, now: Change) -> str:
    """A change in words: "−2.6 since 2018/19"; "" where nothing is said of it."""
    if now.points is None:
        return ""
    return f"{words.signed(now.points, indicator)} since {now.since}"
