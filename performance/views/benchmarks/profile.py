"""A council's profile: every indicator with its position in a group."""

from django.views.decorators.http import require_safe

from performance.benchmarks import profile, standing, summary, words
from performance.benchmarks.series_rows import short_name
from performance.forms.benchmarks import ProfileBar
from performance.views.benchmarks.looking import look
from performance.views.benchmarks.tables import ProfileTable
from performance.views.lists import render_list


@require_safe
def show(request):
    """All indicators with rank, quartile, the way to the next one, and the change since the survey before."""
    at = look(request)
    held = standing.hold(at.knowledge, at.council, at.compared)
    bar = ProfileBar(request.GET, years=held.years, groups=at.groups, group=at.group)
    year, rule = bar.asked("year") or standing.LATEST, bar.asked("rule") or words.DFE
    lines = standing.standings(held, group=at.group, england=at.england, year=year)
    rows = profile.rows(held, lines, rule=rule, england=at.england)
    kept = profile.kept(rows, q=bar.asked("q"), position=bar.asked("position"))
    table = ProfileTable(at.linked(request, kept))
    compared = table.columns["compared"].column
    compared.verbose_name = short_name(at.group) if at.group else "Group"
    compared.visible = at.group != at.england
    found = summary.buckets(lines, parts=4, rule=rule)
    context = at.context(request) | {
        "filter_form": bar,
        "is_filtered": any(bar.asked(name) for name in ("q", "position", "year")),
        "headline": summary.headline(
            found, lines, name=at.council.short_name, group=at.group_words, year=year
        ),
        "rule_words": words.RULES[rule],
        "has_figures": bool(lines),
    }
    name = f"profile-{at.council.code.lower()}"
    return render_list(request, "benchmarks/profile.html", table, name=name, context=context)
