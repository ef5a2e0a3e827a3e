"""How many indicators stand in each quartile or quintile, with the lists that are counted."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from performance import export
from performance.benchmarks import standing, summary, words
from performance.forms.benchmarks import SummaryBar
from performance.views.benchmarks.looking import look
from performance.views.benchmarks.tables import SummaryTable


@require_safe
def show(request):
    """The counts, each made from the list beneath it; what has no position is listed apart, with why."""
    at = look(request)
    held = standing.hold(at.knowledge, at.council, at.compared)
    bar = SummaryBar(request.GET, years=held.years, groups=at.groups, group=at.group)
    year, rule = bar.asked("year") or standing.LATEST, bar.asked("rule") or words.DFE
    parts = int(bar.asked("parts") or 4)
    lines = standing.standings(held, group=at.group, england=at.england, year=year)
    found = summary.buckets(lines, parts=parts, rule=rule)
    listed = summary.listed(held, found, rule=rule, england=at.england)
    kind = request.GET.get("_export")
    if kind in export.FORMATS:
        table = SummaryTable([row for _, rows in listed for row in rows])
        return export.download(table, name=f"quartiles-{at.council.code.lower()}", kind=kind)
    context = at.context(request) | {
        "filter_form": bar,
        "is_filtered": bool(year),
        "headline": summary.headline(
            found, lines, name=at.council.short_name, group=at.group_words, year=year
        ),
        "listed": [(bucket, at.linked(request, rows)) for bucket, rows in listed],
        "total": len(lines),
        "ranked": summary.ranked(found),
        "is_quartiles": parts == 4,
        "rule_words": words.RULES[rule],
        "formats": export.FORMATS,
    }
    return render(request, "benchmarks/summary.html", context)
