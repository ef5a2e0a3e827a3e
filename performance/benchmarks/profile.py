"""Rows of a council's profile: every indicator with its position and how it moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from benchmarking.models import ComparatorGroup, Indicator
from performance.benchmarks import changes, stated, words
from performance.benchmarks.standing import Held, Standing, code_in

NO_TOPIC = "Other indicators"
WHOLE = 100


@dataclass(frozen=True)
class Spark:
    """A small line of a council's own years, as the sparkline tag takes it."""

    values: Sequence[Decimal | None]
    breaks: Sequence[int]
    title: str
    target: None = None


@dataclass(frozen=True)
class GroupValue:
    """What a group's figure is: the published one, else the mean of its councils, and which of the two."""

    value: Decimal | None
    text: str
    what: str


def spark_of(line: Standing) -> Spark | None:
    """The own years of an indicator; no line leads across a break. Nothing where there is no value at all."""
    known = [pair for pair in line.series if pair[1] is not None]
    if not known:
        return None
    years = [year for year, _ in line.series]
    places = [
        place
        for place in range(1, len(years))
        if changes.broken(line.breaks, years[place - 1], years[place]) is not None
    ]
    (first, before), (last, value) = known[0], known[-1]
    said = f"{words.printed(value, line.indicator)} in {last}"
    if first != last:
        said = f"{words.printed(before, line.indicator)} in {first}, {said}"
    return Spark(values=[value for _, value in line.series], breaks=places, title=said)


def group_value(held: Held, indicator: Indicator, year: str, group: ComparatorGroup | None) -> GroupValue:
    """The published figure of a group in a year, else the mean of its councils that have a value."""
    figure = held.figure(indicator, year, group)
    if figure is not None and figure.value is not None:
        return GroupValue(figure.value, words.printed(figure.value, indicator), "published")
    statistic = held.statistic(indicator, year, group)
    if statistic is not None and statistic.mean is not None:
        return GroupValue(
            statistic.mean, words.printed(statistic.mean, indicator), f"mean of {words.councils(statistic.n)}"
        )
    return GroupValue(None, "", "")


def distance_words(line: Standing) -> tuple[str, str]:
    """How far it is to the next better quartile by the DfE's cut points, in points and in what is counted.

    ("1.4 percentage points to the second quartile, over 63.0%", "3 more people"): on a cut point is on its
    lower side. The cut point has all its decimals, so that a calculator agrees. The second is empty where the
    published parts do not say; both where there is no position.
    """
    position = line.position
    if position is None or position.quartile is None:
        return "", ""
    if position.quartile == 1:
        return "In the top quartile", ""
    if position.boundary is None or position.gap is None:
        return "", ""
    better = f"the {words.QUARTILES[position.quartile - 1].lower()} quartile"
    is_low = line.indicator.polarity == Indicator.Polarity.LOW
    cut = words.exactly(position.boundary, line.indicator)
    if line.indicator.unit == "%" and not is_low and position.boundary >= WHOLE:
        # Where more than a quarter of the councils are at 100%, nobody can be over them.
        return f"Out of reach: {better} is over {cut}", ""
    gap = f"{words.exactly(position.gap, line.indicator, unit=False)} {words.points_words(line.indicator)}"
    said = f"{gap} to {better}, {f'{cut} or under' if is_low else f'over {cut}'}"
    if position.people is None:
        return said, ""
    way = "fewer" if is_low else "more"
    return said, f"{position.people:,} {way} {counted(position.people, line.indicator.counts)}"


def counted(number: int, what: str) -> str:
    """What is counted, in the singular for one: 1 "person admitted", 2 "people admitted", 1 "enquiry".

    Nothing but the words that end in "people", "ies" or "s" is changed.
    """
    if number != 1:
        return what or "counted"
    if what.startswith("people"):
        return f"person{what.removeprefix('people')}"
    if what.endswith("ies"):
        return f"{what.removesuffix('ies')}y"
    return what.removesuffix("s") or "counted"


def rows(held: Held, lines: Sequence[Standing], *, rule: str, england: ComparatorGroup | None) -> list[dict]:
    """The profile as plain rows, by topic, code and title."""
    made = [_row(held, line, rule, england) for line in lines]
    return sorted(made, key=lambda row: (row["group"] == NO_TOPIC, row["group"], row["code"], row["title"]))


def _row(held, line, rule, england):
    indicator, position = line.indicator, line.position
    distance, people = distance_words(line)
    quartile = line.part(4, rule)
    return {
        "group": indicator.topic or NO_TOPIC,
        "slug": indicator.slug,
        "code": code_in(indicator, line.year),
        "title": indicator.title,
        "unit_words": words.unit_words(indicator),
        "polarity_words": words.polarity_words(indicator),
        "year": line.year,
        "value": line.value,
        "text": words.printed(line.value, indicator),
        "absence": line.absence,
        "england": group_value(held, indicator, line.year, england),
        "compared": group_value(held, indicator, line.year, line.group),
        "rank": position.rank if position else None,
        "of": position.of if position else None,
        "rank_text": words.rank_words(position.rank, position.of, position.tied) if position else "",
        "first_is": words.first_is(indicator),
        "quartile": quartile,
        "quartile_word": words.QUARTILES.get(quartile, ""),
        "no_quartile": "" if quartile is not None else why_no_part(line),
        "gap": position.gap if position else None,
        "people": position.people if position else None,
        "distance": distance,
        "people_words": people,
        "change": line.change,
        "change_points": line.change.points,
        "moved": changes.moved(indicator, line.change),
        "spark": spark_of(line),
        "stated": state_of(held, line, f"Competition rank, {words.first_is(indicator)}; {words.RULES[rule]}"),
    }


def why_no_part(line: Standing) -> str:
    """Why there is no quartile: no figure, neither end is good, or too few councils."""
    if line.value is None:
        return line.absence
    if line.is_neutral:
        return "Neither end is good, so nobody is best"
    if line.group is None:
        return "No group to compare with"
    if line.position is None:
        return "Not ranked in this group"
    return f"Only {words.councils(line.position.of)} with a figure: too few for quartiles"


def state_of(held: Held, line: Standing, method: str) -> stated.Stated:
    """What a downloaded row says of itself."""
    return stated.state(
        line.indicator,
        knowledge=held.knowledge,
        sources=line.sources,
        group=line.group or "",
        n=line.statistic.n if line.statistic else None,
        method=method,
    )


def kept(rows: Sequence[dict], *, q=None, topic=None, position=None) -> list[dict]:
    """Of the rows those that were asked for: by words in code or title, by topic, by position."""
    words_asked = (q or "").lower()
    return [
        row
        for row in rows
        if words_asked in f"{row['code']} {row['title']}".lower()
        and topic in (None, row["group"])
        and position in (None, str(row["quartile"] or "none"))
    ]
