"""Cost beside outcome: each council's spending against what it achieves."""

from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from performance.benchmarks import cost, standing, stated, words
from performance.forms.benchmarks import CostBar
from performance.views.benchmarks.looking import look
from performance.views.benchmarks.tables import CostTable
from performance.views.lists import render_list


@require_safe
def show(request):
    """The scatter of a group's councils and the table beside it; without spending, how it is loaded."""
    at = look(request)
    spends = cost.spends(at.knowledge)
    held = standing.hold(at.knowledge, at.council, at.compared)
    outcomes = [one for one in held.indicators if not one.is_spend]
    if not spends or not outcomes or at.group is None:
        return render(request, "benchmarks/cost.html", at.context(request))
    spend = _named(spends, request.GET.get("spend"))
    outcome = _named(outcomes, request.GET.get("outcome")) if request.GET.get("outcome") else None
    outcome = outcome or cost.first_with_years(held, spend, outcomes)
    years = cost.shared_years(held, spend, outcome)
    bar = CostBar(
        request.GET, spends=spends, outcomes=outcomes, years=years, groups=at.groups, group=at.group
    )
    year = bar.asked("year") or (years[0] if years else "")
    found = cost.beside(
        at.knowledge, spend=spend, outcome=outcome, year=year, group=at.group, council=at.council
    )
    title = f"{spend.title} beside {outcome.title}, {at.group}, {year}"
    context = at.context(request) | {
        "filter_form": bar,
        "spend": spend,
        "outcome": outcome,
        "year": year,
        "found": found,
        "title": title,
        "headline": cost.headline(found, spend=spend, outcome=outcome, council=at.council, year=year),
        "polarity_words": words.polarity_words(outcome),
        "chart": _chart(found, spend, outcome, title, at),
        "chart_narrow": _chart(found, spend, outcome, title, at, narrow=True),
    }
    table = CostTable(_rows(found, at, spend, outcome, year))
    return render_list(request, "benchmarks/cost.html", table, name="cost-beside-outcome", context=context)


def _chart(found, spend, outcome, title, at, narrow=False):
    return mark_safe(  # noqa: S308 (escaped where it is written)
        cost.chart(found, spend=spend, outcome=outcome, title=title, group=at.group_words, narrow=narrow)
    )


def _named(found, slug):
    """The one of the address; one that there is not is the first."""
    return next((one for one in found if one.slug == slug), found[0])


def _rows(found, at, spend, outcome, year):
    says = stated.state(
        spend,
        knowledge=at.knowledge,
        sources=found.sources,
        group=at.group,
        n=len(found.pairs),
        method="As published; the medians are the group’s",
    )
    return [
        {
            "council": pair.authority.short_name,
            "is_ours": pair.is_ours,
            "spend": pair.spend,
            "spend_text": words.printed(pair.spend, spend),
            "spend_side": pair.spend_side,
            "outcome": pair.outcome,
            "outcome_text": words.printed(pair.outcome, outcome),
            "outcome_side": pair.outcome_side,
            "outcome_unit": outcome.unit,
            "outcome_good": words.polarity_words(outcome),
            "year": year,
            "stated": says,
        }
        for pair in found.pairs
    ]
