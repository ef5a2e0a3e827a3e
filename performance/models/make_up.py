"""What a measure is made up of: categories of a composition or breakdown, and inputs of a calculation."""

from django.db import models
from django.db.models import Q

from performance.models.measures import Measure


class Dimension(models.Model):
    """A way of dividing a measure: by age band, client group, area; or the composition that it is.

    The parts of a dimension that must add up are checked against the whole when a figure is submitted.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="dimensions")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80, help_text="For example “Age band” or “Rating”.")
    is_composition = models.BooleanField(
        default=False, help_text="These parts are the figure itself, such as Inadequate 4, Good 193."
    )
    must_add_up = models.BooleanField(default=True, help_text="The parts make the whole figure.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["measure", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "code"], name="dimension_once"),
            models.UniqueConstraint(
                fields=["measure"],
                condition=Q(is_composition=True),
                name="dimension_one_composition",
                violation_error_message="A measure is one composition; its other divisions are breakdowns.",
            ),
        ]

    def __str__(self):
        return self.name


class Category(models.Model):
    """One part of a dimension. `code` is what figures are kept under, so it stays when the name changes."""

    dimension = models.ForeignKey(Dimension, models.CASCADE, related_name="categories")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)
    is_good = models.BooleanField(
        "counts as good",
        default=False,
        help_text="In a composition: the share of these categories is what a target is about.",
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["dimension", "position", "pk"]
        verbose_name_plural = "categories"
        constraints = [models.UniqueConstraint(fields=["dimension", "code"], name="category_once")]

    def __str__(self):
        return self.name


class CalculationInput(models.Model):
    """A measure that a calculated one is made from.

    A total adds its first inputs; a variance is the first input minus the second (over or under); a share
    is the first inputs over the second ones.
    """

    class Part(models.TextChoices):
        FIRST = "first", "First"
        SECOND = "second", "Second"

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="inputs")
    source = models.ForeignKey(Measure, models.PROTECT, related_name="feeds")
    part = models.CharField(max_length=6, choices=Part, default=Part.FIRST)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["measure", "part", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "source", "part"], name="calculation_input_once"),
            models.CheckConstraint(
                condition=~Q(measure=models.F("source")),
                name="calculation_input_not_itself",
                violation_error_message="A measure cannot be calculated from itself.",
            ),
            models.CheckConstraint(condition=Q(part__in=["first", "second"]), name="calculation_input_part"),
        ]

    def __str__(self):
        return f"{self.source} ({self.get_part_display().lower()})"
