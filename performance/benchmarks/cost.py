"""Cost beside outcome: what each council of a group spends, and what it achieves, in one year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from benchmarking import reading
from benchmarking.models import Authority, ComparatorGroup, Indicator, Membership
from benchmarking.reading import Knowledge
from performance.benchmarks import words
from performance.benchmarks.changes import order_of
from performance.benchmarks.standing import Held
from performance.charts.scatter import Axis, Spot, scatter

UNDER, AT, OVER = "below", "at", "above"


@dataclass(frozen=True)
class Pair:
    """One council's cost and outcome, and where each lies against the group's median."""

    authority: Authority
    spend: Decimal
    outcome: Decimal
    spend_side: str
    outcome_side: str
    is_ours: bool = False


@dataclass(frozen=True)
class Beside:
    """The councils with both figures, the medians of the group, and who is left out."""

    pairs: Sequence[Pair]
    spend_median: Decimal | None
    outcome_median: Decimal | None
    without: Sequence[Authority]
    sources: frozenset = frozenset()


def spends(knowledge: Knowledge) -> list[Indicator]:
    """The indicators of spending of which any figure may be shown."""
    found = list(Indicator.objects.filter(is_spend=True))
    return [row for row in found if reading.is_any_known(knowledge, [row.pk])]


def shared_years(held: Held, spend: Indicator, outcome: Indicator) -> list[str]:
    """The years in which both are held, the latest first."""
    both = set(held.years_of(spend)) & set(held.years_of(outcome))
    return sorted(both, key=order_of, reverse=True)


def first_with_years(held: Held, spend: Indicator, outcomes: Sequence[Indicator]) -> Indicator:
    """The first outcome that shares a year with the spending, so that the page opens on a picture."""
    return next((one for one in outcomes if shared_years(held, spend, one)), outcomes[0])


def beside(
    knowledge: Knowledge,
    *,
    spend: Indicator,
    outcome: Indicator,
    year: str,
    group: ComparatorGroup,
    council: Authority,
) -> Beside:
    """Every council of the group with both figures, and ours; those with only one are named, not drawn.

    The medians are the group's, over all its councils with that figure.
    """
    found = reading.observations(knowledge, indicators=[spend.pk, outcome.pk], years=[year])
    costs = found.get((spend.pk, "", year), {})
    results = found.get((outcome.pk, "", year), {})
    ends_on = next((row.ends_on for row in (*costs.values(), *results.values())), knowledge.on)
    inside = Membership.objects.on(ends_on).filter(group=group).values("authority")
    of_group = Authority.objects.existing_on(ends_on).filter(pk__in=inside)
    ours = Authority.objects.existing_on(ends_on).filter(pk=council.pk)
    drawn = reading.statistics(knowledge, indicators=[spend.pk, outcome.pk], years=[year], groups=[group])
    medians = {
        one.pk: getattr(drawn.get((one.pk, "", year, group.pk)), "median", None) for one in (spend, outcome)
    }
    pairs, without = [], []
    for authority in of_group | ours:
        cost, result = (_value(rows, authority) for rows in (costs, results))
        if cost is None or result is None:
            without.append(authority)
            continue
        pairs.append(
            Pair(
                authority,
                cost,
                result,
                side(cost, medians[spend.pk]),
                side(result, medians[outcome.pk]),
                authority == council,
            )
        )
    used = [rows[pair.authority.pk].source for pair in pairs for rows in (costs, results)]
    return Beside(
        sorted(pairs, key=lambda pair: (pair.spend, pair.authority.short_name)),
        medians[spend.pk],
        medians[outcome.pk],
        without,
        frozenset(used),
    )


def _value(rows: Mapping, authority):
    row = rows.get(authority.pk)
    return row.value if row else None


def side(value: Decimal, median: Decimal | None) -> str:
    """On which side of the median a value lies; "" where there is no median."""
    if median is None:
        return ""
    return AT if value == median else OVER if value > median else UNDER


def headline(found: Beside, *, spend: Indicator, outcome: Indicator, council: Authority, year: str) -> str:
    """On which side of the medians ours lies, with its two figures."""
    ours = next((pair for pair in found.pairs if pair.is_ours), None)
    if ours is None:
        return f"{council.short_name} has no pair of figures in {year}."
    cost, result = words.printed(ours.spend, spend), words.printed(ours.outcome, outcome)
    sides = ours.spend_side or "beside", ours.outcome_side or "beside"
    said = f"In {year} {council.short_name} is {sides[0]} the group’s median in cost ({cost})"
    return f"{said} and {sides[1]} it in the outcome ({result})."


def chart(
    found: Beside, *, spend: Indicator, outcome: Indicator, title: str, group: str, narrow=False
) -> str:
    """The scatter of the pairs, or a narrow one for a phone."""
    size = {"width": 360, "height": 400, "slug": "scatter-narrow"} if narrow else {}
    return scatter(
        [
            Spot(
                pair.authority.short_name,
                pair.spend,
                pair.outcome,
                f"{pair.authority.short_name}: {words.printed(pair.spend, spend)}, "
                f"{words.printed(pair.outcome, outcome)}",
                pair.is_ours,
            )
            for pair in found.pairs
        ],
        across=Axis(_label(spend, narrow), lambda value: words.printed(value, spend), found.spend_median),
        up=Axis(_label(outcome, narrow), lambda value: words.printed(value, outcome), found.outcome_median),
        title=title,
        description=f"{words.councils(len(found.pairs))} of {group}; dashed lines are the group’s medians. "
        "The table holds the same figures.",
        accent=settings.COUNCIL_COLOUR,
        **size,
    )


def _label(indicator, narrow):
    """An axis's words, cut where they would not fit; the title over the chart has them whole."""
    most = 30 if narrow else 60
    unit = "" if narrow else words.unit_words(indicator)
    title = indicator.title if len(indicator.title) <= most else f"{indicator.title[: most - 3].rstrip()}…"
    return f"{title}, {unit}" if unit else title
