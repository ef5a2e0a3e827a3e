"""Lists. Tables declare columns; what they print arrives ready."""

from decimal import Decimal

import django_tables2 as tables
from django.template.loader import get_template
from django.urls import reverse

from performance.models import Pack
from performance.packs import deadline, standing

NUMBER = {"cell": {"class": "app-number"}}
SECONDARY = {"cell": {"class": "app-number app-secondary"}}


class PartialColumn(tables.Column):
    """A column printed by a partial template, such as a rating or a figure."""

    def __init__(self, partial, name, *args, **kwargs):
        self.partial, self.name = partial, name
        super().__init__(*args, **kwargs)

    def render(self, value):
        return get_template(self.partial).render({self.name: value})


class MeasureColumn(tables.Column):
    """A measure with its code: a link to its page, or to the `url` of a row that names one."""

    def render(self, value, record):
        return get_template("partials/measure_name.html").render(
            {"measure": value, "url": record.get("url", "")}
        )

    def value(self, value):
        return f"{value.code_text} {value.title}".strip()


class ListTable(tables.Table):
    """What every list has: a download, and the columns that are for the screen only."""

    download_formats = ("csv", "xlsx")
    not_downloaded = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, default="–", **kwargs)

    class Meta:
        attrs = {"class": "govuk-table"}
        empty_text = "Nothing to show."


class MyMeasuresTable(ListTable):
    """What an owner has to report, in groups of how far it is until it is sorted otherwise."""

    singular, plural = "figure", "figures"

    measure = tables.Column(order_by=("title", "due_on"))
    period = tables.Column(order_by=("period_start", "title"), attrs={"cell": {"class": "app-period"}})
    due = tables.DateColumn(accessor="due_on", format="j F Y", verbose_name="Due", visible=False)
    chart = PartialColumn(
        "figures/last_figures.html",
        "chart",
        orderable=False,
        verbose_name="Last 13 figures",
        attrs={"cell": {"class": "app-spark"}},
    )
    last = PartialColumn(
        "figures/last_figure.html", "point", orderable=False, verbose_name="Figure before", attrs=SECONDARY
    )
    last_period = tables.Column(accessor="last", verbose_name="Period before", visible=False)
    last_status = tables.Column(accessor="last", verbose_name="Status before", visible=False)
    said = tables.Column(verbose_name="Last commentary for publication", visible=False)
    figure = PartialColumn("partials/figure.html", "figure", orderable=False, empty_values=(), attrs=NUMBER)
    state = tables.Column(order_by=("state_order", "due_on"))
    action = tables.Column(orderable=False, verbose_name="What to do")

    not_downloaded = ("action", "chart")

    class Meta(ListTable.Meta):
        empty_text = "You have no figures to report. When a period opens, its figures appear here."
        row_attrs = {"id": lambda record: f"figure-{record['measure'].pk}-{record['period'].pk}"}

    @property
    def is_grouped(self):
        return not self.order_by

    def render_measure(self, record):
        return get_template("figures/measure_with_text.html").render(record)

    def value_measure(self, record):
        return f"{record['measure'].code_text} {record['measure'].title}"

    def render_period(self, record):
        return get_template("figures/period_due.html").render(record)

    def value_period(self, record):
        return record["period"].label

    def render_state(self, record):
        return get_template("partials/state.html").render({"item": record})

    def value_state(self, record):
        return record["state_text"]

    def value_figure(self, value):
        return value.raw

    def value_last(self, value):
        return value.figure.raw

    def value_last_period(self, value):
        return value.label

    def value_last_status(self, value):
        return value.status.word

    def value_said(self, value):
        return value.commentary_public

    def render_action(self, record):
        return get_template("partials/action.html").render({"item": record})


class ApprovalTable(ListTable):
    """A manager's queue, oldest first: `awaiting.Item`s."""

    singular, plural = "figure", "figures"
    row_header = "measure"

    pick = tables.Column(orderable=False, verbose_name="Pick", empty_values=())
    measure = tables.Column(
        accessor="submission", order_by=("submission__measure__title", "submission__period__start")
    )
    period = tables.Column(accessor="submission__period__label", visible=False)
    revision = tables.Column(accessor="submission__revision", visible=False)
    figure = tables.Column(orderable=False, attrs=NUMBER)
    figure_is = tables.Column(visible=False, verbose_name="What the figure is")
    entered = tables.Column(visible=False, verbose_name="Figure entered")
    covers = tables.Column(visible=False, verbose_name="What the figure entered covers")
    numerator = tables.Column(accessor="submission__numerator", visible=False)
    denominator = tables.Column(accessor="submission__denominator", visible=False)
    difference = PartialColumn(
        "approval/difference.html", "difference", orderable=False, verbose_name="Since the last approved"
    )
    rating = PartialColumn("approval/rating.html", "status", orderable=False, verbose_name="Would be rated")
    explanation = tables.Column(accessor="rating__sentence", visible=False)
    said = tables.Column(
        orderable=False, verbose_name="Commentary and checks", empty_values=(), accessor="submission"
    )
    commentary_public = tables.Column(
        accessor="submission__commentary_public", visible=False, verbose_name="Commentary for publication"
    )
    commentary_internal = tables.Column(
        accessor="submission__commentary_internal", visible=False, verbose_name="Internal commentary"
    )
    confirmations = tables.Column(visible=False, verbose_name="Checks confirmed")
    submitted_by = tables.Column(
        accessor="submission__submitted_by",
        order_by=("submission__submitted_by__name", "submission__submitted_at", "submission__pk"),
    )
    submitted_at = tables.Column(accessor="submission__submitted_at", visible=False, verbose_name="Submitted")
    level = tables.Column(visible=False, verbose_name="Sign-off awaited")

    not_downloaded = ("pick", "said")

    class Meta(ListTable.Meta):
        attrs = {"class": "govuk-table app-approval"}
        empty_text = "No figure is waiting for your approval. Figures appear here when owners submit them."
        row_attrs = {"id": lambda record: f"submission-{record.submission.pk}"}

    def render_pick(self, record):
        return get_template("approval/pick.html").render({"item": record})

    def render_measure(self, record):
        return get_template("approval/measure.html").render({"item": record})

    def value_measure(self, record):
        measure = record.submission.measure
        return f"{measure.code_text} {measure.title}"

    def render_figure(self, record):
        return get_template("approval/printed.html").render({"item": record})

    def value_figure(self, value):
        return value.raw

    def value_entered(self, value):
        return value.raw

    def value_numerator(self, value):
        return Decimal(f"{value.normalize():f}")

    value_denominator = value_numerator

    def value_difference(self, value):
        return value.plain

    def value_rating(self, value):
        return value.word

    def render_said(self, record):
        return get_template("approval/said.html").render({"item": record})

    def value_confirmations(self, value):
        return " ".join(f"{one.sentence} Confirmed: {one.reason or 'yes'}." for one in value)

    def render_submitted_by(self, record):
        return get_template("approval/submitted.html").render({"item": record})

    def value_submitted_by(self, record):
        return str(record.submission.submitted_by)


class FiguresTable(ListTable):
    """A measure's figures in force, newest first."""

    singular, plural = "figure", "figures"

    period = tables.Column(order_by=("period_start",))
    figure = PartialColumn("partials/figure.html", "figure", order_by=("value",), attrs=NUMBER)
    target = tables.Column(orderable=False, attrs=NUMBER)
    rating = PartialColumn("partials/status.html", "status", orderable=False, verbose_name="Status")
    direction = PartialColumn("partials/direction.html", "direction", orderable=False)
    revision = tables.Column()
    origin = tables.Column(verbose_name="From")
    action = tables.Column(orderable=False, verbose_name="Change", empty_values=())

    not_downloaded = ("action",)

    class Meta(ListTable.Meta):
        empty_text = "No figure is in force yet."

    def render_revision(self, record, value):
        return get_template("history/link.html").render(record | {"text": value})

    def value_figure(self, value):
        return value.raw

    def value_rating(self, value):
        return value.word

    def value_direction(self, value):
        return value.meaning

    def render_action(self, record):
        return get_template("partials/reopen_link.html").render(record)


class PackTable(ListTable):
    """Packs that this person may see, those of the latest meetings first."""

    singular, plural = "pack", "packs"

    title = tables.Column(verbose_name="Pack")
    committee = tables.Column()
    meeting_on = tables.DateColumn(
        format="j M Y", verbose_name="Meeting", attrs={"cell": {"class": "app-day"}}
    )
    period = tables.Column(order_by=("period__start",), visible=False)
    status = tables.Column()
    next_step = tables.Column(empty_values=(), orderable=False)
    dispatch = tables.Column(empty_values=(), order_by=("meeting_on",), verbose_name="To be sent out")
    days_left = tables.Column(
        empty_values=(), orderable=False, visible=False, verbose_name="Working days left"
    )
    issued_at = tables.DateTimeColumn(verbose_name="Issued", visible=False)
    download = tables.Column(orderable=False, empty_values=(), verbose_name="Files")

    not_downloaded = ("download",)

    class Meta(ListTable.Meta):
        model = Pack
        fields = ("title", "committee", "meeting_on", "period", "status", "issued_at")
        sequence = (
            *("title", "committee", "meeting_on", "period", "status", "next_step", "dispatch", "days_left"),
            *("issued_at", "download"),
        )
        empty_text = "No packs yet. They appear here when a performance officer has them cleared."

    def __init__(self, *args, today, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def render_title(self, record, value):
        return get_template("partials/link.html").render(
            {"url": reverse("pack", args=[record.pk]), "text": value}
        )

    def render_status(self, record):
        return get_template("partials/pack_status.html").render({"pack": record})

    def value_status(self, record):
        return record.get_status_display()

    def render_next_step(self, record):
        return standing.next_step(record) or self.default

    def value_next_step(self, record):
        return standing.next_step(record)

    def render_dispatch(self, record):
        return get_template("desk/dispatch.html").render({"deadline": self._deadline(record)})

    def value_dispatch(self, record):
        found = self._deadline(record)
        return found and found.dispatch_on

    def value_days_left(self, record):
        found = self._deadline(record)
        return found and found.left

    def _deadline(self, record):
        return deadline.of(record, today=self.today)

    def render_download(self, record):
        return get_template("partials/pack_download.html").render({"pack": record})


class DownloadTable(ListTable):
    """Who downloaded which file of a pack, the latest first."""

    singular, plural = "download", "downloads"

    at = tables.DateTimeColumn(format="j F Y, H:i", verbose_name="When")
    by = tables.Column(order_by=("by__name",), verbose_name="Who")
    copy = tables.Column()
    form = tables.Column(empty_values=(), verbose_name="File")
    stage = tables.Column()
    sha256 = tables.Column(verbose_name="SHA-256", attrs={"cell": {"class": "app-hash"}})

    class Meta(ListTable.Meta):
        empty_text = "Nobody has downloaded anything yet."

    def value_by(self, value):
        return value.name

    def value_copy(self, record):
        return record.get_copy_display()

    def render_form(self, record):
        return record.get_form_display() or "All files as one zip"

    def value_form(self, record):
        return self.render_form(record)

    def value_stage(self, record):
        return record.get_stage_display()


class DashboardTable(ListTable):
    """The dashboard as one flat table, for its download; the page keeps the committee's order."""

    layer = tables.Column()
    theme = tables.Column()
    outcome = tables.Column()
    code = tables.Column()
    tags = tables.Column()
    title = tables.Column(verbose_name="Measure")
    aim = tables.Column()
    period = tables.Column()
    target = tables.Column()
    target_companion = tables.Column()
    milestone = tables.Column()
    final_target = tables.Column()
    figure = tables.Column()
    figure_beside = tables.Column(verbose_name="Beside the figure")
    breakdown = tables.Column()
    unit = tables.Column()
    absence = tables.Column(verbose_name="Reason for no figure")
    status = tables.Column()
    reason = tables.Column(verbose_name="Reason for no status")
    sentence = tables.Column(verbose_name="Explanation")
    computed = tables.Column(verbose_name="Status by the rule, where judged otherwise")
    judged_until = tables.Column()
    chance = tables.Column()
    outlook = tables.Column()
    to_date = tables.Column()
    status_to_date = tables.Column()
    previous = tables.Column(verbose_name="Earlier figure")
    previous_beside = tables.Column(verbose_name="Beside the earlier figure")
    previous_period = tables.Column(verbose_name="Earlier period")
    quartile = tables.Column(verbose_name="Published position")
    quartile_year = tables.Column(verbose_name="Year of the position")
    direction = tables.Column()
    not_compared = tables.Column(verbose_name="Why no direction")
    owner = tables.Column(verbose_name="Owner's post")
    calculation = tables.Column()
    footnote = tables.Column()
    context = tables.Column()
