"""The lists on the pages about where a council stands."""

import django_tables2 as tables
from django.template.loader import get_template

from performance.benchmarks.series_rows import short_name
from performance.benchmarks.stated import StatedTable
from performance.tables import NUMBER, SECONDARY


class PartColumn(tables.Column):
    """A column printed by a partial template that takes the whole row."""

    def __init__(self, partial, *args, **kwargs):
        self.partial = partial
        super().__init__(*args, empty_values=(), **kwargs)

    def render(self, record):
        return get_template(self.partial).render({"row": record})


class ProfileTable(StatedTable):
    """Every indicator of a council with its position."""

    singular, plural = "indicator", "indicators"

    code = tables.Column(visible=False)
    title = PartColumn(
        "benchmarks/profile/title.html",
        verbose_name="Indicator",
        attrs={"cell": {"class": "app-col-indicator"}},
    )
    topic = tables.Column(accessor="group", visible=False)
    year = tables.Column(visible=False)
    value = PartColumn("benchmarks/profile/value.html", verbose_name="Figure", attrs=NUMBER)
    absence = tables.Column(visible=False, verbose_name="Reason for no figure")
    compared = PartColumn(
        "benchmarks/profile/compared.html", verbose_name="Group", attrs=SECONDARY, orderable=False
    )
    compared_is = tables.Column(
        accessor="compared__what", visible=False, verbose_name="What the group’s figure is"
    )
    england = PartColumn(
        "benchmarks/profile/england.html", verbose_name="England", attrs=SECONDARY, orderable=False
    )
    rank = tables.Column(visible=False)
    of = tables.Column(visible=False, verbose_name="Ranked of")
    quartile = PartColumn("benchmarks/profile/position.html", verbose_name="Position")
    gap = PartColumn("benchmarks/profile/distance.html", verbose_name="To the next quartile")
    people = tables.Column(visible=False, verbose_name="To the next quartile, in what is counted")
    change_points = PartColumn("benchmarks/profile/change.html", verbose_name="Change")
    since = tables.Column(accessor="change__since", visible=False, verbose_name="Change since")
    meaning = tables.Column(accessor="change__meaning", visible=False, verbose_name="What the change means")
    not_compared = tables.Column(accessor="change__not_compared", visible=False, verbose_name="Why no change")
    reason = tables.Column(accessor="change__reason", visible=False, verbose_name="Why the series breaks")
    spark = PartColumn(
        "benchmarks/profile/spark.html",
        verbose_name="Own years",
        orderable=False,
        attrs={"cell": {"class": "app-spark"}},
    )

    row_header = "title"
    not_downloaded = ("spark",)

    class Meta(StatedTable.Meta):
        attrs = {"class": "govuk-table app-benchmarks"}
        empty_text = "No indicator fits. Clear the filters to see all of them."

    @property
    def is_grouped(self):
        return not self.order_by

    def value_title(self, record):
        return record["title"]

    def value_value(self, record):
        return record["value"]

    def value_compared(self, record):
        return record["compared"].value

    def value_england(self, record):
        return record["england"].value

    def value_quartile(self, record):
        return record["quartile_word"]

    def value_gap(self, record):
        return record["gap"]

    def value_change_points(self, record):
        return record["change_points"]


class FrontTable(ProfileTable):
    """The same rows, shorter."""

    gap = None
    change_points = None
    people = None
    spark = None
    since = None
    meaning = None
    not_compared = None
    reason = None
    compared = None
    compared_is = None

    not_downloaded = ()

    class Meta(ProfileTable.Meta):
        pass


class SummaryTable(StatedTable):
    """The file of a summary: each indicator with the bucket that it is in."""

    bucket = tables.Column(verbose_name="Listed under")
    code = tables.Column()
    title = tables.Column(verbose_name="Indicator")
    year = tables.Column()
    value = tables.Column(verbose_name="Figure")
    rank = tables.Column()
    of = tables.Column(verbose_name="Ranked of")
    why = tables.Column(verbose_name="Why apart")

    class Meta(StatedTable.Meta):
        pass


class MeasuresTable(StatedTable):
    """The table of measures as committees print it; its groups are added by `measures_table`."""

    singular, plural = "indicator", "indicators"

    code = tables.Column(visible=False)
    title = PartColumn(
        "benchmarks/compare/title.html",
        verbose_name="Measure",
        attrs={"cell": {"class": "app-col-indicator"}},
    )
    good = tables.Column(verbose_name="Good performance", orderable=False)
    year = tables.Column(visible=False)
    value = PartColumn("benchmarks/profile/value.html", verbose_name="This year", attrs=NUMBER)
    absence = tables.Column(visible=False, verbose_name="Reason for no figure")
    before = PartColumn("benchmarks/compare/before.html", verbose_name="Last", attrs=SECONDARY)
    before_year = tables.Column(visible=False, verbose_name="Year of the last figure")
    change_points = PartColumn(
        "benchmarks/profile/change.html", accessor="change__points", verbose_name="Direction of travel"
    )
    meaning = tables.Column(accessor="change__meaning", visible=False, verbose_name="What the change means")

    row_header = "title"

    class Meta(StatedTable.Meta):
        attrs = {"class": "govuk-table app-benchmarks"}
        empty_text = "No figures for this year. Choose another year."

    def value_title(self, record):
        return record["title"]

    def value_value(self, record):
        return record["value"]

    def value_before(self, record):
        return record["before"]

    def value_change_points(self, record):
        return record["change"].points


class GroupColumn(tables.Column):
    """A group's figure, and what it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, attrs=SECONDARY, orderable=False, **kwargs)

    def render(self, value):
        return get_template("benchmarks/compare/group.html").render({"value": value})


def measures_table(rows, chosen):
    """A table of measures with two columns for each group: its figure, and in the file what that is."""
    columns = []
    for place, group in enumerate(chosen):
        name = f"group_{place}"
        columns.append((name, GroupColumn(verbose_name=short_name(group))))
        columns.append(
            (
                f"{name}_value",
                tables.Column(accessor=f"{name}__value", visible=False, verbose_name=str(group)),
            )
        )
        columns.append(
            (
                f"{name}_is",
                tables.Column(accessor=f"{name}__what", visible=False, verbose_name=f"{group}: what it is"),
            )
        )
    table = MeasuresTable(rows, extra_columns=columns)
    table.not_downloaded = tuple(f"group_{place}" for place in range(len(chosen)))
    return table


class YearsTable(StatedTable):
    """The file of the tables by years: one figure a row."""

    code = tables.Column()
    title = tables.Column(verbose_name="Indicator")
    line = tables.Column()
    what = tables.Column(verbose_name="What it is")
    year = tables.Column()
    value = tables.Column()
    absence = tables.Column(verbose_name="Reason for no figure")

    class Meta(StatedTable.Meta):
        pass


class AgainstTable(StatedTable):
    """The file of our change against theirs."""

    code = tables.Column()
    title = tables.Column(verbose_name="Indicator")
    since = tables.Column()
    year = tables.Column()
    ours = tables.Column(verbose_name="Our change")
    theirs = tables.Column(verbose_name="Change of the group’s mean")
    difference = tables.Column(verbose_name="Ours less theirs")

    class Meta(StatedTable.Meta):
        pass


class MembersTable(StatedTable):
    """The file of a group's councils."""

    code = tables.Column()
    title = tables.Column(verbose_name="Indicator")
    year = tables.Column()
    council = tables.Column()
    council_code = tables.Column()
    value = tables.Column()
    absence = tables.Column(verbose_name="Reason for no figure")
    inside = tables.Column(verbose_name="Counted in the group’s mean")

    class Meta(StatedTable.Meta):
        pass


class CostTable(StatedTable):
    """Each council's cost and outcome."""

    singular, plural = "council", "councils"

    council = PartColumn("benchmarks/cost/council.html", verbose_name="Council")
    spend = PartColumn("benchmarks/cost/spend.html", verbose_name="Cost", attrs=NUMBER)
    spend_side = tables.Column(verbose_name="Cost against the median", orderable=False)
    outcome = PartColumn("benchmarks/cost/outcome.html", verbose_name="Outcome", attrs=NUMBER)
    outcome_side = tables.Column(verbose_name="Outcome against the median", orderable=False)
    outcome_unit = tables.Column(visible=False, verbose_name="Unit of the outcome")
    outcome_good = tables.Column(visible=False, verbose_name="Good outcome is")
    year = tables.Column(visible=False)

    class Meta(StatedTable.Meta):
        empty_text = "No council of this group has both figures in this year."

    def value_council(self, record):
        return record["council"]

    def value_spend(self, record):
        return record["spend"]

    def value_outcome(self, record):
        return record["outcome"]
