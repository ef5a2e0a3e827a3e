"""The comparison as committees print it: measures beside region, neighbours and England, and years."""

from django.views.decorators.http import require_safe

from performance import export
from performance.benchmarks import compare, groups, standing
from performance.benchmarks.standing import code_in
from performance.forms.benchmarks import CompareBar
from performance.views.benchmarks import tables
from performance.views.benchmarks.looking import look
from performance.views.lists import render_list

# So many indicators are looked at closely on one page; more is the main table's business.
CLOSE_UP = 6


@require_safe
def show(request):
    """The table of measures; of those ticked the years, our change against theirs, and the members."""
    at = look(request)
    chosen = _groups(at)
    held = standing.hold(at.knowledge, at.council, chosen)
    bar = CompareBar(
        request.GET, years=held.years, indicators=held.indicators, groups=at.groups, group=at.group
    )
    year = bar.asked("year") or standing.LATEST
    lines = standing.standings(held, group=at.group, england=at.england, year=year)
    ticked = [line for line in lines if line.indicator.slug in bar.chosen]
    close = [_close(held, line, at, chosen) for line in ticked[:CLOSE_UP]]
    name = f"compare-{at.council.code.lower()}"
    kind, which = request.GET.get("_export"), request.GET.get("table", "")
    if kind in export.FORMATS and which in FILES:
        columns, rows = FILES[which]
        table = columns([row for one in close for row in rows(held, one)])
        return export.download(table, name=f"{name}-{which}", kind=kind)
    shown = ticked or lines
    rows = at.linked(request, compare.measure_rows(held, shown, chosen))
    context = at.context(request) | {
        "filter_form": bar,
        "is_filtered": bool(year or bar.chosen),
        "headline": compare.headline(held, shown, at.england, year),
        "close": close,
        "left_out": len(ticked) - len(close),
        "most": CLOSE_UP,
        "compared_with": [
            (groups.label(group), group.listed, groups.inside_words(group, at.council)) for group in chosen
        ],
        "formats": export.FORMATS,
        "has_figures": bool(lines),
    }
    table = tables.measures_table(rows, chosen)
    return render_list(request, "benchmarks/compare.html", table, name=name, context=context)


def _groups(at):
    """Region, neighbours and England as committees print them, and the chosen group if it is another."""
    wanted = [
        groups.of_kind(at.groups, "region"),
        groups.of_kind(at.groups, "neighbours")
        if at.group is None or at.group.kind != "neighbours"
        else at.group,
        at.group,
        at.england,
    ]
    return list({group.pk: group for group in wanted if group is not None}.values())


def _close(held, line, at, chosen):
    """One indicator looked at closely."""
    years = compare.years_for(held, [line.indicator], line.year)
    is_all = at.group is None or at.group == at.england
    return {
        "line": line,
        "code": code_in(line.indicator, line.year),
        "years": years,
        "year_lines": compare.year_lines(held, line.indicator, years, chosen),
        "against": compare.against_theirs(held, line, chosen),
        "group": at.group,
        # All of England's councils are the distribution's page.
        "members": [] if is_all else compare.members(held, line, at.group),
        "notes": [row for row in line.breaks if row.year in years],
    }


def _years_file(held, one):
    line = one["line"]
    for row in one["year_lines"]:
        for year, cell in zip(one["years"], row.cells, strict=True):
            yield _first(one) | {
                "line": row.title,
                "what": row.what,
                "year": year,
                "value": cell.value,
                "absence": cell.absence,
                "stated": compare.stated_of(held, line.indicator, row.group, cell.n, row.what, year),
            }


def _against_file(held, one):
    line = one["line"]
    for row in one["against"]:
        yield _first(one) | {
            "since": row.since,
            "year": row.year,
            "ours": row.ours,
            "theirs": row.theirs,
            "difference": row.difference,
            "stated": compare.stated_of(
                held,
                line.indicator,
                row.group,
                row.n,
                "Difference of the printed figures, and of the means",
                row.year,
            ),
        }


def _members_file(held, one):
    line = one["line"]
    counted = line.statistic.n if line.statistic else None
    for row in one["members"]:
        yield _first(one) | {
            "year": line.year,
            "council": row.authority.name,
            "council_code": row.authority.code,
            "value": row.value,
            "absence": row.absence,
            "inside": "yes" if row.is_inside else "no",
            "stated": compare.stated_of(
                held, line.indicator, one["group"], counted, "As published", line.year
            ),
        }


def _first(one):
    return {"code": one["code"], "title": one["line"].indicator.title}


FILES = {
    "years": (tables.YearsTable, _years_file),
    "changes": (tables.AgainstTable, _against_file),
    "members": (tables.MembersTable, _members_file),
}
