"""Nationally published measures: their identity, the codes they were printed under, and their breaks."""

from copy import copy

from django.db import models
from django.db.models import Q


class Indicator(models.Model):
    """A nationally published measure. Its identity is `slug`: printed codes change meaning.

    `per` ties a value to its parts: value = numerator / denominator x per, 100 for a percentage and 100,000
    for a rate; empty where no such division makes it (a score, a survey's weighted share).
    """

    class Polarity(models.TextChoices):
        HIGH = "high", "High is good"
        LOW = "low", "Low is good"
        NONE = "none", "Neither"

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=250)
    polarity = models.CharField(max_length=4, choices=Polarity)
    framework = models.CharField(max_length=40, blank=True, help_text="The framework it belongs to: ASCOF.")
    topic = models.CharField(
        max_length=80, blank=True, help_text="The heading it stands under: Independence."
    )
    unit = models.CharField(
        max_length=60, blank=True, help_text="“%”, “out of 24”, “per 100,000”, “£ per head”."
    )
    decimals = models.PositiveSmallIntegerField(default=1, help_text="Decimal places it is printed with.")
    per = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Value = numerator ÷ denominator × this: 100 for a percentage, 100,000 for a rate.",
    )
    counts = models.CharField(
        max_length=80, blank=True, help_text="What the numerator counts: “people”, “admissions”."
    )
    is_spend = models.BooleanField("is spending", default=False)
    neutral_breakdowns = models.JSONField(
        default=list,
        blank=True,
        help_text="Breakdowns of which neither end is good, although one is for the whole: “Not yet rated”.",
    )
    definition = models.TextField(blank=True)

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(polarity__in=["high", "low", "none"]), name="indicator_polarity"
            ),
            models.CheckConstraint(condition=Q(decimals__lte=6), name="indicator_decimals"),
            models.CheckConstraint(condition=Q(per__isnull=True) | Q(per__gt=0), name="indicator_per"),
        ]

    def __str__(self):
        return self.title

    def polarity_of(self, breakdown):
        """Which end is good for a breakdown: of providers not yet rated neither, though overall high is."""
        return self.Polarity.NONE if breakdown in self.neutral_breakdowns else self.polarity

    def seen_as(self, breakdown):
        """The indicator as pages about one breakdown judge it; a copy where that is not as the whole."""
        if breakdown not in self.neutral_breakdowns:
            return self
        seen = copy(self)
        seen.polarity = self.Polarity.NONE
        return seen


class IndicatorCode(models.Model):
    """A printed code of an indicator, and the years in which it named it."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="codes")
    framework = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    first_year = models.CharField(max_length=7, blank=True, help_text="For example 2023/24; empty: always.")
    last_year = models.CharField(max_length=7, blank=True)

    class Meta:
        ordering = ["indicator", "framework", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "framework", "code", "first_year"], name="indicator_code_once"
            )
        ]

    def __str__(self):
        return f"{self.framework} {self.code}"


class IndicatorBreak(models.Model):
    """Why an indicator's figures from `year` on cannot be compared with those before, or only with care.

    A break is drawn as a break and no change is computed across it; a caution is said beside the figures.
    `alone` marks a year that can be compared with neither side.
    """

    class Kind(models.TextChoices):
        BREAK = "break", "Break in series"
        CAUTION = "caution", "Compare with care"

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="breaks")
    year = models.CharField(max_length=20, help_text="The first year of the new series: 2024/25.")
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.BREAK)
    alone = models.BooleanField(default=False, help_text="This one year compares with neither side.")
    reason = models.TextField()

    class Meta:
        ordering = ["indicator", "year"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "year", "kind"], name="indicator_break_once"),
            models.CheckConstraint(condition=Q(kind__in=["break", "caution"]), name="indicator_break_kind"),
        ]

    def __str__(self):
        return f"{self.indicator}, {self.year}"
