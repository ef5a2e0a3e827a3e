"""One indicator: the council's own line beside its groups, the table of it, and what the indicator is."""

import django_tables2 as tables
from django.shortcuts import get_object_or_404
from django.template.loader import get_template
from django.views.decorators.http import require_safe

from benchmarking.models import Indicator, PublishedPosition
from performance import access, export
from performance.benchmarks import series, series_rows, words
from performance.benchmarks.stated import StatedTable
from performance.forms.indicator import IndicatorBar, rule_of
from performance.tables import NUMBER, SECONDARY
from performance.views.benchmarks.looking import look
from performance.views.benchmarks.tables import PartColumn
from performance.views.lists import render_list


class YearsTable(StatedTable):
    """A council's figures by year, beside one group."""

    singular, plural = "year", "years"

    year = tables.Column(order_by=("starts_on",))
    breakdown = tables.Column(visible=False)
    own = PartColumn("benchmarks/indicator/own.html", accessor="value", attrs=NUMBER)
    status = tables.Column(visible=False, verbose_name="Status of the figure")
    absence = tables.Column(visible=False, verbose_name="Reason for no figure")
    margin = tables.Column(visible=False, verbose_name="Margin of error, plus and minus")
    interval_low = tables.Column(visible=False, verbose_name="Interval from")
    interval_high = tables.Column(visible=False, verbose_name="Interval to")
    interval_method = tables.Column(visible=False, verbose_name="Method of the interval")
    respondents = tables.Column(visible=False)
    numerator = tables.Column(visible=False)
    denominator = tables.Column(visible=False)
    second = tables.Column(visible=False, verbose_name="Second figure of the cell")
    change = PartColumn("benchmarks/profile/change.html", accessor="change__points", verbose_name="Change")
    since = tables.Column(accessor="change__since", visible=False, verbose_name="Change since")
    meaning = tables.Column(accessor="change__meaning", visible=False, verbose_name="What the change means")
    not_compared = tables.Column(accessor="change__not_compared", visible=False, verbose_name="Why no change")
    figure = tables.Column(attrs=SECONDARY, verbose_name="Published")
    mean = tables.Column(attrs=SECONDARY, verbose_name="Mean of councils")
    median = tables.Column(attrs=SECONDARY, verbose_name="Median of councils")
    position = PartColumn("benchmarks/indicator/position.html", order_by=("rank",))
    rank = tables.Column(visible=False)
    rank_of = tables.Column(visible=False, verbose_name="Ranked of")
    quartile = tables.Column(accessor="quartile_text", visible=False)

    not_downloaded = ("position",)

    class Meta(StatedTable.Meta):
        attrs = {"class": "govuk-table app-benchmarks app-caption-hidden"}
        empty_text = "No figure of this indicator may be shown for that day."

    def __init__(self, rows, *, council, group):
        super().__init__(rows)
        self.caption = f"{council.short_name} by year"
        self.columns["own"].column.verbose_name = council.short_name
        if group is not None:
            name = series_rows.short_name(group)
            self.columns["figure"].column.verbose_name = f"{name}, published"
            self.columns["mean"].column.verbose_name = f"{name}, mean of councils"
            self.columns["median"].column.verbose_name = f"{name}, median of councils"

    def value_own(self, record):
        return record["value"]

    def value_change(self, record):
        return record["change"].points

    def render_figure(self, record):
        return record["figure_text"]

    def value_figure(self, record):
        return record["figure"]

    def render_mean(self, record):
        return get_template("benchmarks/indicator/mean.html").render({"row": record})

    def value_mean(self, record):
        return record["mean"]

    def render_median(self, record):
        return record["median_text"]

    def value_median(self, record):
        return record["median"]


class GroupsTable(StatedTable):
    """The file of a year's groups: one row each."""

    title = tables.Column(verbose_name="Compared with")
    listing = tables.Column(verbose_name="List")
    inside = tables.Column(verbose_name="Whether the council is inside")
    year = tables.Column()
    figure = tables.Column(verbose_name="Published figure")
    compared = tables.Column(verbose_name="Against the published figure")
    mean = tables.Column(verbose_name="Mean of councils")
    median = tables.Column(verbose_name="Median of councils")
    of_members = tables.Column(verbose_name="Members in that year")
    rank = tables.Column()
    rank_of = tables.Column(verbose_name="Ranked of")
    quartile = tables.Column(accessor="quartile_text")

    class Meta(StatedTable.Meta):
        pass


@require_safe
def show(request, slug):
    """An indicator's years: our line against groups, where the council stands, and where it is all from."""
    indicator = get_object_or_404(Indicator.objects.prefetch_related("codes", "breaks"), slug=slug)
    looked = look(request, [indicator.pk])
    held = series.read(
        indicator,
        looked.council,
        looked.knowledge,
        groups=looked.groups,
        breakdown=request.GET.get("breakdown", ""),
    )
    indicator = held.indicator
    bar = IndicatorBar(request.GET, breakdowns=held.breakdowns, groups=looked.groups, group=looked.group)
    rule = rule_of(bar)
    latest = held.latest or (held.years[-1] if held.years else None)
    rows = series_rows.group_rows(held, latest, rule, looked.knowledge) if latest else []
    kind = request.GET.get("_export")
    if request.GET.get("table") == "groups" and kind in export.FORMATS:
        return export.download(GroupsTable(rows), name=f"{slug}-groups", kind=kind)
    marks, places = series.marks(held)
    drawn = [group for group in looked.groups if group.slug in bar.drawn]
    context = looked.context(request) | {
        "indicator": indicator,
        "unit_words": words.unit_beneath(indicator),
        "series": held,
        "breakdown": held.breakdown,
        "headline": series.headline(held, looked.group, looked.england, rule),
        "chart_says": series_rows.chart_title(held),
        "chart": series_rows.chart(held, drawn, places),
        "chart_narrow": series_rows.chart(held, drawn, places, narrow=True),
        "marks": marks,
        "latest": latest,
        "group_rows": rows,
        "groups_file": _groups_file(request),
        "rule_words": words.RULES[rule],
        "group_name": series_rows.short_name(looked.group) if looked.group else "",
        "polarity_words": words.polarity_words(indicator),
        "first_is": words.first_is(indicator),
        "codes": series.codes(indicator, held.years, looked.knowledge.on),
        "sources": series_rows.source_rows(held.sources),
        "published_positions": _published_positions(indicator, looked),
        "measures": _linked_measures(request.user, indicator),
        "filter_form": bar,
        "is_filtered": bool(set(request.GET) - {"council", "known"}),
    }
    table = YearsTable(
        series_rows.year_rows(held, looked.group, rule, looked.knowledge),
        council=looked.council,
        group=looked.group,
    )
    return render_list(request, "benchmarks/indicator.html", table, name=slug, context=context)


def _groups_file(request):
    """The address of the second table's file, but for its kind."""
    query = request.GET.copy()
    query["table"] = "groups"
    return f"?{query.urlencode()}"


def _published_positions(indicator, looked):
    """Positions that somebody else published of this council, of the sources that may be shown."""
    found = PublishedPosition.objects.filter(
        indicator=indicator, authority=looked.council, source__in=looked.knowledge.sources()
    )
    return list(found.select_related("source").order_by("-year", "group"))


def _linked_measures(person, indicator):
    """Our own measures that compare with this indicator, of those this person may see."""
    return list(access.visible_measures(person).filter(indicator=indicator).with_codes())
