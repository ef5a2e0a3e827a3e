"""Published figures: one authority's (an observation), or a group's (never counted in any n)."""

from django.db import models
from django.db.models import F, Q

from benchmarking.models.areas import Authority
from benchmarking.models.groups import ComparatorGroup
from benchmarking.models.imports import DataImport
from benchmarking.models.indicators import Indicator
from benchmarking.models.sources import Source


def figure_field(**options):
    """A column for a published number: exact, to eight decimals."""
    return models.DecimalField(max_digits=24, decimal_places=8, null=True, blank=True, **options)


class PublishedFigure(models.Model):
    """What a source printed for one indicator, breakdown and year: a value, or the marker in its place.

    `marker` is the source's own word for why there is no value ("x", "c", "z", ":"), or "no respondents"
    where a survey without an answer was printed as 0. `markers` holds those of the other cells and `second`
    the second figure of a cell that holds two, both by the column's name ("numerator", "margin").
    """

    class Status(models.TextChoices):
        FINAL = "final", "Final"
        PROVISIONAL = "provisional", "Provisional"
        REVISED = "revised", "Revised"

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="%(class)ss")
    breakdown = models.CharField(
        max_length=60, blank=True, help_text="“Female”, “18-64”; empty for the whole."
    )
    year = models.CharField(max_length=20, help_text="2019/20, 2018, 2019 to 2023.")
    starts_on = models.DateField()
    ends_on = models.DateField()
    value = figure_field()
    marker = models.CharField(max_length=20, blank=True)
    numerator = figure_field()
    denominator = figure_field()
    respondents = figure_field()
    margin = figure_field(help_text="Margin of error as published, plus and minus, in the value's unit.")
    markers = models.JSONField(default=dict, blank=True)
    second = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=11, choices=Status, default=Status.FINAL)
    source = models.ForeignKey(Source, models.PROTECT, related_name="%(class)ss")
    loaded_by = models.ForeignKey(
        DataImport, models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )

    class Meta:
        abstract = True


class Observation(PublishedFigure):
    """One authority's published value."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="observations")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "breakdown", "year", "authority", "source"], name="observation_once"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) & ~Q(marker="") | Q(value__isnull=False, marker=""),
                name="observation_value_or_marker",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="observation_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["final", "provisional", "revised"]), name="observation_status"
            ),
        ]

    def __str__(self):
        return f"{self.authority}, {self.indicator}, {self.year}"


class GroupFigure(PublishedFigure):
    """A published figure of a group, whose members we may not hold: England, a region, a percentile."""

    group = models.ForeignKey(ComparatorGroup, models.PROTECT, related_name="figures")
    statistic = models.CharField(
        max_length=40, default="average", help_text="What was published of the group: average, percentile 10."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "breakdown", "year", "group", "statistic", "source"],
                name="group_figure_once",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True) & ~Q(marker="") | Q(value__isnull=False, marker=""),
                name="group_figure_value_or_marker",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="group_figure_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["final", "provisional", "revised"]), name="group_figure_status"
            ),
        ]

    def __str__(self):
        return f"{self.group}, {self.indicator}, {self.year}"
