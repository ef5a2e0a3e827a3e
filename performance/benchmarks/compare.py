"""The comparison: measures beside groups, years, our change against theirs, members."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarking import reading
from benchmarking.models import Authority, ComparatorGroup, Indicator, Membership
from performance.benchmarks import changes, groups, stated, words
from performance.benchmarks.changes import order_of
from performance.benchmarks.profile import group_value, state_of
from performance.benchmarks.series import among_words
from performance.benchmarks.standing import Held, Standing, code_in
from performance.rules.numbers import round_half_up

GOOD = {"high": "High", "low": "Low", "none": "Neither"}

# So many years stand beside each other: more do not fit a page, and the indicator's own page has them all.
YEARS = 6

# The percentiles and the mean of England's councils, and what a percentile says: its end is named in words,
# because published tables have printed "10th percentile" at the high end.
OF_ENGLAND = {
    "p10": ("10th percentile", "nine in ten councils are higher"),
    "mean": ("Mean", "of all councils with a figure"),
    "p90": ("90th percentile", "only one in ten councils is higher"),
}


@dataclass(frozen=True)
class Cell:
    """A value in a table by years, and how many councils made it."""

    value: Decimal | None = None
    text: str = ""
    n: int | None = None
    absence: str = ""


@dataclass(frozen=True)
class YearLine:
    """A line of the table by years: what it is, and a cell for each year."""

    title: str
    what: str
    cells: Sequence[Cell]
    group: ComparatorGroup | None = None
    is_ours: bool = False


@dataclass(frozen=True)
class AgainstTheirs:
    """Our change beside a group's, in points as printed; the difference is ours less theirs."""

    group: ComparatorGroup
    since: str
    year: str
    ours: Decimal | None
    theirs: Decimal | None
    n: int | None
    texts: tuple[str, str, str] = ("", "", "")

    @property
    def difference(self):
        return None if self.ours is None or self.theirs is None else self.ours - self.theirs


@dataclass(frozen=True)
class Member:
    """A council of the group with its value, or the marker in its place."""

    authority: Authority
    value: Decimal | None
    text: str
    absence: str
    difference: str = ""
    is_ours: bool = False
    is_inside: bool = True


def measure_rows(held: Held, lines: Sequence[Standing], chosen: Sequence[ComparatorGroup]) -> list[dict]:
    """A row for each measure as committees print it: good performance, two years, direction, groups."""
    made = []
    for line in lines:
        before = next(
            (value for year, value in line.series if year == line.change.since and value is not None), None
        )
        made.append(
            {
                "slug": line.indicator.slug,
                "code": code_in(line.indicator, line.year),
                "title": line.indicator.title,
                "unit_words": words.unit_words(line.indicator),
                "good": GOOD[line.indicator.polarity],
                "year": line.year,
                "value": line.value,
                "text": words.printed(line.value, line.indicator),
                "absence": line.absence,
                "before": before,
                "before_text": words.printed(before, line.indicator),
                "before_year": line.change.since if before is not None else "",
                "change": line.change,
                "moved": changes.moved(line.indicator, line.change),
                **{
                    f"group_{place}": group_value(held, line.indicator, line.year, group)
                    for place, group in enumerate(chosen)
                },
                "stated": state_of(
                    held,
                    line,
                    "Groups: published figure, else the mean of councils, as the column beside says",
                ),
            }
        )
    return sorted(made, key=lambda row: (row["code"], row["title"]))


def year_lines(
    held: Held, indicator: Indicator, years: Sequence[str], chosen: Sequence[ComparatorGroup]
) -> list[YearLine]:
    """Council, England, 10th percentile, mean, 90th percentile, then each other group, over the years."""
    england = groups.of_kind(chosen, ComparatorGroup.Kind.ENGLAND)
    made = [
        YearLine(
            held.council.short_name, "published", [_own(held, indicator, y) for y in years], is_ours=True
        )
    ]
    if england is not None:
        made.append(_published(held, indicator, years, england))
        made += [
            YearLine(
                f"{title}, England",
                said,
                [_of(held, indicator, year, england, name) for year in years],
                england,
            )
            for name, (title, said) in OF_ENGLAND.items()
        ]
    for group in chosen:
        if group == england:
            continue
        made.append(_published(held, indicator, years, group))
        cells = [_of(held, indicator, year, group, "mean") for year in years]
        made.append(YearLine(groups.label(group), "mean of councils", cells, group))
    return [line for line in made if line.is_ours or any(cell.value is not None for cell in line.cells)]


def _own(held, indicator, year):
    row = held.observation(indicator, year)
    if row is None:
        return Cell()
    if row.value is None:
        return Cell(absence=words.marker_words(row.marker))
    return Cell(row.value, words.printed(row.value, indicator))


def _published(held, indicator, years, group):
    cells = []
    for year in years:
        row = held.figure(indicator, year, group)
        value = row.value if row else None
        cells.append(Cell(value, words.printed(value, indicator)))
    return YearLine(group.title, "published figure", cells, group)


def _of(held, indicator, year, group, name):
    row = held.statistic(indicator, year, group)
    value = getattr(row, name) if row else None
    return Cell(value, words.printed(value, indicator), row.n if row and value is not None else None)


def against_theirs(held: Held, line: Standing, chosen: Sequence[ComparatorGroup]) -> list[AgainstTheirs]:
    """Our change since the survey before beside each group's, from the means of its councils.

    Own 31.0 after 29.0 and a mean of 27.4 after 26.9: +2.0 against +0.5, a difference of +1.5. The members of
    the two years may differ: a mean is of those that had a figure.
    """
    if line.change.points is None:
        return []
    made = []
    for group in chosen:
        now = held.statistic(line.indicator, line.year, group)
        then = held.statistic(line.indicator, line.change.since, group)
        theirs = None
        if now is not None and then is not None and now.mean is not None and then.mean is not None:
            decimals = line.indicator.decimals
            theirs = round_half_up(now.mean, decimals) - round_half_up(then.mean, decimals)
        found = AgainstTheirs(
            group, line.change.since, line.year, line.change.points, theirs, now.n if now else None
        )
        texts = tuple(
            "" if value is None else words.signed(value, line.indicator)
            for value in (found.ours, found.theirs, found.difference)
        )
        made.append(AgainstTheirs(group, found.since, found.year, found.ours, found.theirs, found.n, texts))
    return made


def members(held: Held, line: Standing, group: ComparatorGroup) -> list[Member]:
    """The councils of a group in the line's year with their values, ours among them, the highest first.

    A council that did not exist at the year's end is not listed; one without a figure is, with the reason.
    """
    rows = reading.observations(held.knowledge, indicators=[line.indicator.pk], years=[line.year])
    found = rows.get((line.indicator.pk, "", line.year), {})
    ends_on = next((row.ends_on for row in found.values()), held.knowledge.on)
    inside = Membership.objects.on(ends_on).filter(group=group).values_list("authority", flat=True)
    wanted = Authority.objects.existing_on(ends_on).filter(pk__in={*inside, held.council.pk})
    made = [_member(line, held, authority, found.get(authority.pk), set(inside)) for authority in wanted]
    return sorted(made, key=lambda one: (one.value is None, -(one.value or 0), one.authority.short_name))


def _member(line, held, authority, row, inside):
    value = row.value if row else None
    ours = authority == held.council
    difference = ""
    if value is not None and line.value is not None and not ours:
        decimals = line.indicator.decimals
        difference = words.signed(
            round_half_up(value, decimals) - round_half_up(line.value, decimals), line.indicator
        )
    absence = words.marker_words(row.marker) if row else "Not in the published table"
    return Member(
        authority,
        value,
        words.printed(value, line.indicator),
        "" if value is not None else absence,
        difference,
        ours,
        authority.pk in inside,
    )


def years_for(held: Held, indicators: Sequence[Indicator], year: str) -> list[str]:
    """The years of a table by years, the earliest first, ending with the one that is shown."""
    found = {one for indicator in indicators for one in held.years_of(indicator)}
    if year:
        found = {one for one in found if order_of(one) <= order_of(year)}
    return sorted(found, key=order_of)[-YEARS:]


def stated_of(held: Held, indicator: Indicator, group, n, method: str, year: str) -> stated.Stated:
    """What a row of the years' or the members' file says of itself."""
    row = held.observation(indicator, year)
    figure = held.figure(indicator, year, group) if group else None
    return stated.state(
        indicator,
        knowledge=held.knowledge,
        sources={one.source for one in (row, figure) if one is not None},
        group=group or "",
        n=n,
        method=method,
    )


def headline(held: Held, lines: Sequence[Standing], group: ComparatorGroup | None, year: str) -> str:
    """ "Of 13 indicators, in 2020/21, Rotherham is better than England in 5 and worse in 8".

    The group is England, or another one whose figures stand beside ours.
    """
    named = "England" if group is None else among_words(group)
    judged = {"better": 0, "worse": 0, "level": 0}
    for line in lines:
        theirs = group_value(held, line.indicator, line.year, group).value
        if line.value is None or theirs is None or line.is_neutral:
            continue
        judged[_against(line, theirs)] += 1
    count, when = sum(judged.values()), f"in {year}" if year else "each in its latest year"
    name = held.council.short_name
    if not count:
        return f"No figure of {name} can be held against {named}, {when}."
    said = f"Of {count} indicator{'' if count == 1 else 's'}, {when}, {name} is better than {named} in "
    said += f"{judged['better']} and worse in {judged['worse']}"
    if not judged["level"]:
        return f"{said}."
    return f"{said}; {judged['level']} {'is' if judged['level'] == 1 else 'are'} level."


def _against(line, theirs):
    """Better, worse or level by the figures as printed and by which end is good."""
    decimals = line.indicator.decimals
    gap = round_half_up(line.value, decimals) - round_half_up(theirs, decimals)
    if gap == 0:
        return "level"
    is_high = line.indicator.polarity == Indicator.Polarity.HIGH
    return "better" if (gap > 0) == is_high else "worse"
