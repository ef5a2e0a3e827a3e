"""The distribution of one indicator: all councils of a group in a year, ours marked."""

import django_tables2 as tables
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from benchmarking import reading
from benchmarking.models import Indicator
from performance.benchmarks import series_rows, spread, words
from performance.benchmarks.stated import StatedTable
from performance.forms.indicator import DistributionBar, rule_of
from performance.tables import NUMBER, SECONDARY
from performance.views.benchmarks.looking import look
from performance.views.benchmarks.tables import PartColumn
from performance.views.lists import render_list


class CouncilsTable(StatedTable):
    """Every council of a group with its figure and its place, best first."""

    singular, plural = "council", "councils"
    row_header = "council"
    not_downloaded = ("within",)

    rank = tables.Column(attrs=NUMBER)
    rank_of = tables.Column(visible=False, verbose_name="Ranked of")
    council = PartColumn("benchmarks/distribution/council.html", verbose_name="Council")
    code = tables.Column(visible=False, verbose_name="Code of the council")
    gss_code = tables.Column(visible=False, verbose_name="GSS code")
    year = tables.Column(visible=False)
    breakdown = tables.Column(visible=False)
    value = PartColumn("benchmarks/distribution/value.html", verbose_name="Figure", attrs=NUMBER)
    status = tables.Column(visible=False, verbose_name="Status of the figure")
    absence = tables.Column(visible=False, verbose_name="Reason for no figure")
    quartile = PartColumn("benchmarks/distribution/quartile.html", verbose_name="Quartile")
    respondents = tables.Column(attrs=SECONDARY)
    numerator = tables.Column(attrs=SECONDARY)
    denominator = tables.Column(attrs=SECONDARY)
    within = PartColumn(
        "benchmarks/distribution/margin.html",
        verbose_name="Margin or interval",
        attrs=SECONDARY,
        orderable=False,
    )
    margin = tables.Column(visible=False, verbose_name="Margin of error, plus and minus")
    interval_low = tables.Column(visible=False, verbose_name="Interval from")
    interval_high = tables.Column(visible=False, verbose_name="Interval to")
    interval_method = tables.Column(visible=False, verbose_name="Method of the interval")
    second = tables.Column(visible=False, verbose_name="Second figure of the cell")
    group_figure = tables.Column(visible=False, verbose_name="Group, published")
    group_mean = tables.Column(visible=False, verbose_name="Group, mean of councils")
    group_weighted = tables.Column(visible=False, verbose_name="Group, weighted total")
    group_median = tables.Column(visible=False, verbose_name="Group, median of councils")
    group_p10 = tables.Column(visible=False, verbose_name="Group, 10th percentile")
    group_p25 = tables.Column(visible=False, verbose_name="Group, lower quartile")
    group_p75 = tables.Column(visible=False, verbose_name="Group, upper quartile")
    group_p90 = tables.Column(visible=False, verbose_name="Group, 90th percentile")
    group_minimum = tables.Column(visible=False, verbose_name="Group, lowest")
    group_maximum = tables.Column(visible=False, verbose_name="Group, highest")

    class Meta(StatedTable.Meta):
        attrs = {"class": "govuk-table app-benchmarks"}
        empty_text = "No council of this group fits. Clear the name to see all of them."
        row_attrs = {"class": lambda record: "app-ours" if record["is_ours"] else None}

    def __init__(self, rows, **options):
        # A survey has no numerators and an administrative count no respondents: what nobody has is left out.
        unused = [
            name
            for name in ("respondents", "numerator", "denominator")
            if all(row[name] is None for row in rows)
        ]
        super().__init__(rows, **options)
        for name in unused:
            self.columns.hide(name)

    def render_respondents(self, value):
        return f"{value.normalize():,f}"

    render_numerator = render_denominator = render_respondents

    def value_respondents(self, value):
        return value

    value_numerator = value_denominator = value_respondents

    def value_council(self, record):
        return record["council"]

    def value_value(self, record):
        return record["value"]

    def value_quartile(self, record):
        return record["quartile_text"]


@require_safe
def show(request, slug):
    """All councils of a group in one year, as bars and as a table."""
    indicator = get_object_or_404(Indicator, slug=slug)
    looked = look(request, [indicator.pk])
    held = reading.held(looked.knowledge, indicator)
    breakdowns = sorted({one.breakdown for one in held})
    breakdown = request.GET.get("breakdown", "")
    if breakdown not in breakdowns:
        breakdown = breakdowns[0] if breakdowns else ""
    indicator = indicator.seen_as(breakdown)
    held = [one for one in held if one.breakdown == breakdown]
    chosen = spread.year_of(held, looked.council, request.GET.get("year", ""))
    bar = DistributionBar(
        request.GET,
        years=[one.year for one in reversed(held)],
        year=chosen.year if chosen else "",
        breakdowns=breakdowns,
        groups=looked.groups,
        group=looked.group,
    )
    context = looked.context(request) | {
        "indicator": indicator,
        "unit_words": words.unit_beneath(indicator),
        "breakdown": breakdown,
        "chosen": chosen,
        "filter_form": bar,
        "is_filtered": bool(set(request.GET) - {"council", "known"}),
        "polarity_words": words.polarity_words(indicator),
        "first_is": words.first_is(indicator),
        "rule_words": words.RULES[rule_of(bar)],
    }
    found, rows = None, []
    if chosen is not None and looked.group is not None:
        rule = rule_of(bar)
        found = spread.read(
            indicator, looked.council, looked.knowledge, group=looked.group, held=chosen, rule=rule
        )
        rows = spread.rows(found, rule, looked.knowledge)
        context |= _shown(found)
    name = (bar.asked("q") or "").lower()
    table = CouncilsTable([row for row in rows if name in row["council"].lower()])
    return render_list(
        request, "benchmarks/distribution.html", table, name=f"{slug}-distribution", context=context
    )


def _shown(found):
    return {
        "spread": found,
        "title": spread.title(found),
        "headline": spread.headline(found),
        "inside": spread.inside_words(found),
        "chart": spread.chart(found),
        "chart_narrow": spread.chart(found, narrow=True),
        "figures": spread.figures(found),
        "absent": spread.absent(found),
        "sources": series_rows.source_rows(found.sources),
    }
