"""Reporting periods. A period is a row; "this month" is never guessed from a date."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from performance.rules import calendar


class PeriodQuerySet(models.QuerySet):
    def open_on(self, day):
        """Periods that take figures on this day."""
        span = Q(closes_on__isnull=True) | Q(closes_on__gte=day)
        return self.filter(span, opens_on__lte=day, closed_at__isnull=True, year__closed_at__isnull=True)

    def opened_by(self, day):
        return self.filter(opens_on__lte=day)

    def months(self):
        return self.filter(kind=Period.Kind.MONTH)

    def latest_month_opened(self, day):
        """The month that a dashboard shows on this day, or None before the first."""
        return self.months().opened_by(day).select_related("year").order_by("-end").first()


class Period(models.Model):
    """A span that figures are reported for, with the days on which it opens, is due and closes."""

    class Kind(models.TextChoices):
        WEEK = "week", "Week"
        MONTH = "month", "Month"
        QUARTER = "quarter", "Quarter"
        YEAR = "year", "Year"

    class Basis(models.TextChoices):
        FINANCIAL = "financial", "Financial year"
        ACADEMIC = "academic", "Academic year"
        CALENDAR = "calendar", "Calendar year"

    kind = models.CharField(max_length=10, choices=Kind)
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.FINANCIAL)
    start = models.DateField()
    end = models.DateField()
    year = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        limit_choices_to={"kind": "year"},
        help_text="The year that a month, quarter or week belongs to.",
    )
    opens_on = models.DateField(help_text="The first day on which figures may be entered.")
    due_on = models.DateField(help_text="Figures not submitted by the end of this day are late.")
    closes_on = models.DateField(null=True, blank=True, help_text="The last day on which it takes figures.")

    # Of a year: closed for good, with all its parts; corrections then need it to be reopened with a reason.
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["start", "-end"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "basis", "start"], name="period_once"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="period_ends_after_start"),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="period_due_after_opening"),
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True) | Q(closes_on__gte=F("due_on")),
                name="period_closes_after_due",
            ),
            models.CheckConstraint(
                condition=Q(kind="year", year__isnull=True) | ~Q(kind="year") & Q(year__isnull=False),
                name="period_part_of_year",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["week", "month", "quarter", "year"]), name="period_kind"
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        """ "November 2020", "2020/21"."""
        return calendar.label_of(self.kind, self.start, self.end)

    @property
    def slug(self):
        """The period in an address: "2020-11" for a month, "2020-21" for a year, else dates."""
        if self.kind == self.Kind.MONTH:
            return f"{self.start:%Y-%m}"
        return f"{self.kind}-{self.start:%Y-%m-%d}"

    @property
    def start_before(self):
        """The first day of the period before this one: 1 October for November, 1 April 2019 for 2020/21."""
        return calendar.start_before(self.kind, self.start)

    @property
    def year_start(self):
        return calendar.first_of_year(self.start, self.basis)

    @property
    def months_elapsed(self):
        """Months of the year that are complete at this period's end: 8 for November, 12 for the year.

        A week that runs into the next year completes the twelfth month of its own.
        """
        return min(calendar.months_elapsed(self.year_start, self.end), 12)

    @property
    def to_date_label(self):
        """The span of a year-to-date figure: "April to November 2020"."""
        if self.kind == self.Kind.YEAR:
            return self.label
        return calendar.month_span(self.year_start, self.end)

    @property
    def whole_year(self):
        """The year that it is, or is a part of."""
        return self if self.kind == self.Kind.YEAR else self.year

    def is_open(self, day):
        """Whether it takes first figures on this day."""
        return self.takes_corrections(day) and (self.closes_on is None or day <= self.closes_on)

    def takes_corrections(self, day):
        """Whether figures in force may be reopened, and what was reopened or returned be sent again.

        From its first day on until its year is closed, after its own last day as well: November's figure,
        found wrong in February, is put right in February.
        """
        return self.opens_on <= day and self.whole_year.closed_at is None

    def why_not_open(self, day):
        """A sentence for somebody who tries to enter a figure on a day when the period takes none."""
        if self.whole_year.closed_at is not None:
            return f"{self.whole_year.label} is closed. A performance officer can reopen it with a reason."
        if day < self.opens_on:
            return f"{self.label} opens for figures on {calendar.in_words(self.opens_on)}."
        return (
            f"{self.label} closed for figures on {calendar.in_words(self.closes_on)}. "
            "Ask the performance team to reopen it."
        )

    def is_late(self, day):
        return day > self.due_on
