"""Measures: what the council counts, how it is printed, which way is good, and who answers for it."""

from datetime import date

from django.db import models
from django.db.models import Prefetch, Q

from benchmarking.models import Indicator
from performance.models.fields import figure_field
from performance.models.people import Directorate, Person, Service
from performance.models.periods import Period
from performance.rules import calendar
from performance.rules.numbers import Unit, UnitKind, format_number, places_of


class Framework(models.Model):
    """A set that measures belong to: ASCOF, the Better Care Fund, or the council's own (Local)."""

    short_name = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=160)
    explanation = models.TextField(blank=True, help_text="One sentence for the key to columns in a pack.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "short_name"]

    def __str__(self):
        return self.short_name


class MeasureQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state=Measure.State.ACTIVE)

    def with_codes(self):
        """Measures with what a list prints: codes, frameworks, directorate."""
        return self.select_related("directorate", "service", "indicator").prefetch_related(
            Prefetch("codes", MeasureCode.objects.select_related("framework"))
        )

    def held_by(self, person):
        """Measures that this person owns, deputises for or loads figures for."""
        return self.filter(measure_roles__person=person).distinct()


class Measure(models.Model):
    """One thing the council measures. Its identity is `slug`; printed codes are aliases of it."""

    class Polarity(models.TextChoices):
        HIGH = "high", "High is good"
        LOW = "low", "Low is good"
        BAND = "band", "Within a band is good"
        NONE = "none", "Neither"

    class Frequency(models.TextChoices):
        WEEKLY = "weekly", "Weekly"
        MONTHLY = "monthly", "Monthly"
        QUARTERLY = "quarterly", "Quarterly"
        ANNUAL = "annual", "Every year"
        BIENNIAL = "biennial", "Every second year"

    class EntryBasis(models.TextChoices):
        PERIOD = "period", "The period alone"
        YEAR_TO_DATE = "year_to_date", "The year to date"

    class Entry(models.TextChoices):
        VALUE = "value", "The figure itself"
        FRACTION = "fraction", "Numerator and denominator"
        PARTS = "parts", "The parts of a composition"
        CALCULATED = "calculated", "Nothing: it is calculated from other measures"

    class Calculation(models.TextChoices):
        TOTAL = "total", "Total of the first inputs"
        VARIANCE = "variance", "First input minus the second"
        SHARE = "share", "First inputs as a share of the second ones"

    class Aggregation(models.TextChoices):
        SUM = "sum", "Sum of the periods (a flow)"
        LATEST = "latest", "The latest period (a stock)"
        FRACTION = "fraction", "Numerators over denominators, each summed"
        MEAN = "mean", "Mean of the periods"
        ROLLING = "rolling", "Rolling 12 months"
        AS_ENTERED = "as_entered", "As entered"

    class ComparedWith(models.TextChoices):
        LAST_YEAR = "last_year", "The whole of last year"
        SAME_PERIOD = "same_period", "The same period last year"
        LAST_PERIOD = "last_period", "The period before"
        BASELINE = "baseline", "A named baseline"

    class State(models.TextChoices):
        DEVELOPMENT = "development", "In development"
        ACTIVE = "active", "Active"
        RETIRED = "retired", "Retired"

    UNIT_KINDS = [
        (UnitKind.PERCENT, "Per cent"),
        (UnitKind.COUNT, "Count"),
        (UnitKind.RATE, "Rate per N"),
        (UnitKind.MONEY, "Money (£)"),
        (UnitKind.DAYS, "Days"),
        (UnitKind.SCORE, "Score"),
        (UnitKind.RATIO, "Ratio"),
        (UnitKind.FTE, "Full-time equivalents"),
        (UnitKind.COMPOSITION, "Composition over categories"),
    ]
    SCALE_CHOICES = [("", "Whole units"), ("k", "Thousands (k)"), ("m", "Millions (m)")]

    slug = models.SlugField(
        max_length=80, unique=True, help_text="The measure's lasting name; never reused for another."
    )
    title = models.CharField(max_length=250)
    definition = models.TextField(blank=True)
    data_source = models.CharField(max_length=250, blank=True)

    unit_kind = models.CharField("unit", max_length=12, choices=UNIT_KINDS)
    decimals = models.PositiveSmallIntegerField(default=0, help_text="Figures printed after the point.")
    scale = models.CharField("display scale", max_length=1, choices=SCALE_CHOICES, blank=True, default="")
    rate_per = models.PositiveIntegerField(
        default=0, help_text="For a rate: 100000 for “per 100,000”. Otherwise 0."
    )
    is_share = models.BooleanField(
        "a percentage of a whole",
        default=True,
        help_text="A share lies between 0 and 100%. Untick it for a percentage that need not: a change since "
        "last year, or 104% of a plan.",
    )
    score_out_of = figure_field(
        null=True, blank=True, help_text="For a score: the best that can be had, for example 24."
    )
    unit_note = models.CharField(
        max_length=120, blank=True, help_text="Printed beneath the figure, for example “people aged 65+”."
    )
    companion_kind = models.CharField(
        "unit of the second figure", max_length=12, choices=UNIT_KINDS, default=UnitKind.COUNT
    )
    companion_label = models.CharField(
        max_length=60,
        blank=True,
        help_text="What a second figure beside the first counts, for example “admissions”.",
    )
    numerator_label = models.CharField(max_length=160, blank=True)
    denominator_label = models.CharField(max_length=160, blank=True)

    suppress_below = models.PositiveSmallIntegerField(
        "suppress counts below",
        default=0,
        help_text="Counts from 1 to below this are not published, nor what they could be worked out from. "
        "0: nothing is suppressed.",
    )
    polarity = models.CharField("which way is good", max_length=4, choices=Polarity)
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.MONTHLY)
    year_basis = models.CharField(max_length=10, choices=Period.Basis, default=Period.Basis.FINANCIAL)
    entry = models.CharField("what is entered", max_length=10, choices=Entry, default=Entry.VALUE)
    calculation = models.CharField(
        max_length=10, choices=Calculation, blank=True, help_text="For a calculated measure: how."
    )
    entry_basis = models.CharField(
        "a figure covers", max_length=12, choices=EntryBasis, default=EntryBasis.PERIOD
    )
    aggregation = models.CharField(
        "how it adds up over a year", max_length=10, choices=Aggregation, default=Aggregation.AS_ENTERED
    )
    compared_with = models.CharField(max_length=12, choices=ComparedWith, default=ComparedWith.LAST_YEAR)
    baseline = figure_field(null=True, blank=True, help_text="For a named baseline: its figure.")
    baseline_label = models.CharField(
        max_length=80, blank=True, help_text="For a named baseline: which, for example “2015/16 outturn”."
    )
    direction_threshold = figure_field(
        null=True,
        blank=True,
        help_text="The smallest change that counts: points for a percentage or score, per cent for all else. "
        "Empty: 0.5 points, 5%.",
    )
    counts_people = models.BooleanField(
        "counts people or events one by one",
        default=False,
        help_text="Says so where a small number differs from its target or last year by no more than chance.",
    )
    has_forecast = models.BooleanField(
        "asks for a year-end forecast", default=False, help_text="The forecast is what is rated."
    )
    window_lag_months = models.PositiveSmallIntegerField(
        default=0, help_text="How many months late its data are complete. 0: no window of its own."
    )
    window_length_months = models.PositiveSmallIntegerField(default=0)
    window_label = models.CharField(
        max_length=80, blank=True, help_text="What falls into the window, for example “Hospital discharges”."
    )

    directorate = models.ForeignKey(Directorate, models.PROTECT, related_name="measures")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="measures")
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, help_text="The national indicator it compares with."
    )
    state = models.CharField(max_length=12, choices=State, default=State.ACTIVE)
    active_from = models.DateField(default=date(2000, 1, 1))
    active_to = models.DateField(null=True, blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(polarity__in=["high", "low", "band", "none"]), name="measure_polarity"
            ),
            models.CheckConstraint(condition=Q(decimals__lte=6), name="measure_decimals"),
            models.CheckConstraint(condition=Q(scale__in=["", "k", "m"]), name="measure_scale"),
            models.CheckConstraint(
                condition=Q(scale="") | ~Q(unit_kind__in=["percent", "score"]),
                name="measure_points_are_not_scaled",
                violation_error_message="A percentage or a score is printed in whole units.",
            ),
            models.CheckConstraint(
                condition=Q(unit_kind="rate", rate_per__gt=0) | ~Q(unit_kind="rate") & Q(rate_per=0),
                name="measure_rate_has_base",
            ),
            models.CheckConstraint(
                condition=Q(entry="calculated") & ~Q(calculation="")
                | ~Q(entry="calculated") & Q(calculation=""),
                name="measure_calculation_whole",
                violation_error_message="Choose how a calculated measure is calculated, and only for one.",
            ),
            models.CheckConstraint(
                condition=Q(entry="parts", unit_kind="composition")
                | ~Q(entry="parts") & ~Q(unit_kind="composition"),
                name="measure_composition_has_parts",
                violation_error_message="A composition is entered as its parts, and nothing else is.",
            ),
            models.CheckConstraint(
                condition=Q(compared_with="baseline", baseline__isnull=False) & ~Q(baseline_label="")
                | ~Q(compared_with="baseline"),
                name="measure_baseline_named",
                violation_error_message="Give the baseline's figure and say what it is.",
            ),
            models.CheckConstraint(
                condition=Q(score_out_of__isnull=True) | Q(unit_kind="score", score_out_of__gt=0),
                name="measure_score_out_of",
                violation_error_message="“Out of” goes only with a score, and is more than 0.",
            ),
            models.CheckConstraint(
                condition=Q(window_lag_months=0, window_length_months=0)
                | Q(window_length_months__gt=0) & ~Q(window_label=""),
                name="measure_window_whole",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def unit(self):
        return Unit(UnitKind(self.unit_kind), self.decimals, self.scale, self.rate_per)

    @property
    def period_kind(self):
        """The kind of period this measure is reported for."""
        return {
            self.Frequency.WEEKLY: Period.Kind.WEEK,
            self.Frequency.MONTHLY: Period.Kind.MONTH,
            self.Frequency.QUARTERLY: Period.Kind.QUARTER,
        }.get(self.frequency, Period.Kind.YEAR)

    @property
    def unit_phrase(self):
        """The unit in words, for a heading or beneath a figure: "per 100,000", "out of 24"."""
        base = f"per {self.rate_per:,}" if self.unit_kind == UnitKind.RATE else ""
        if self.score_out_of is not None:
            base = f"out of {format_number(self.score_out_of, places_of(self.score_out_of))}"
        return " ".join(part for part in (base, self.unit_note) if part)

    @property
    def code_text(self):
        """Framework and code as printed: "ASCOF 2B pt 1", "Local". Prefetch with `with_codes()`."""
        first = next(iter(self.codes.all()), None)
        return str(first) if first else ""

    @property
    def tags(self):
        """The other frameworks this measure is counted in: ["BCF"]."""
        return [code.framework.short_name for code in list(self.codes.all())[1:]]

    def compared_span(self, period, *, basis=None, forecast=False):
        """Kind and first day of the earlier period that a figure of `period` is compared with.

        November 2020 is compared with the year from 1 April 2019, or with November 2019 where the measure
        is compared with the same period, or with October 2020. A part of a year's flow never stands against
        a whole year, nor a forecast of the whole year against a part. `basis` is another than its own.
        """
        basis = basis or self.compared_with
        last_year = calendar.year_before(period.year_start)
        if period.kind == Period.Kind.YEAR or forecast:
            return Period.Kind.YEAR, last_year
        if basis == self.ComparedWith.LAST_PERIOD:
            return period.kind, period.start_before
        flow = self.aggregation == self.Aggregation.SUM
        if flow or basis == self.ComparedWith.SAME_PERIOD:
            if period.kind == Period.Kind.WEEK:
                return period.kind, calendar.same_week_before(period.start, period.basis)
            return period.kind, calendar.year_before(period.start)
        return Period.Kind.YEAR, last_year

    def window_of(self, period):
        """The words for this measure's own data window in a period, or "" when it has none."""
        if not self.window_length_months or period.kind == Period.Kind.YEAR:
            return ""
        start, end = calendar.data_window(
            period.end, lag_months=self.window_lag_months, length_months=self.window_length_months
        )
        return f"{self.window_label}, {calendar.month_span(start, end)}"


class MeasureCode(models.Model):
    """A printed code of a measure in a framework; the first in order is the one printed."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="codes")
    framework = models.ForeignKey(Framework, models.PROTECT)
    code = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["measure", "position"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "framework", "code"], name="measure_code_once"),
        ]

    def __str__(self):
        return f"{self.framework.short_name} {self.code}".strip()


class MeasureRole(models.Model):
    """Who answers for a measure: one owner, any number of deputies and data providers."""

    class Kind(models.TextChoices):
        OWNER = "owner", "Owner"
        DEPUTY = "deputy", "Deputy"
        PROVIDER = "provider", "Data provider"

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="measure_roles")
    person = models.ForeignKey(Person, models.PROTECT, related_name="measure_roles")
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        ordering = ["measure", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "person"], name="measure_role_once"),
            models.UniqueConstraint(
                fields=["measure"], condition=Q(kind="owner"), name="measure_has_one_owner"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["owner", "deputy", "provider"]), name="measure_role_kind"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.measure}: {self.person}"
