"""What is computed from observations: delete every row, recompute, and the same rows come back.

Each row belongs to an *edition*: `known_from` is the day on which a source that holds this indicator,
breakdown and year was published. What was known on a day is the latest edition not after it. Where some of
the sources may not be republished there are two editions of a day: one of everything, for those who sign in,
and one without those sources (`may_republish`), for packs, downloads and the interface.
"""

from django.db import models
from django.db.models import F, Q

from benchmarking.models.areas import Authority
from benchmarking.models.groups import ComparatorGroup
from benchmarking.models.indicators import Indicator
from benchmarking.models.observations import figure_field


class Derived(models.Model):
    """What a statistic and a position have in common."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="%(class)ss")
    breakdown = models.CharField(max_length=60, blank=True)
    year = models.CharField(max_length=20)
    group = models.ForeignKey(ComparatorGroup, models.CASCADE, related_name="%(class)ss")
    known_from = models.DateField()
    may_republish = models.BooleanField(default=True)
    embargoed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Statistic(Derived):
    """A group's distribution: n councils with a value, of `of` members that existed then.

    `weighted` is the sum of numerators over the sum of denominators, where every counted council has both;
    the percentiles are by quantile type 7 (`benchmarking/statistics.py`).
    """

    n = models.PositiveSmallIntegerField()
    of = models.PositiveSmallIntegerField()
    weighted = figure_field()
    mean = figure_field()
    median = figure_field()
    p10 = figure_field()
    p25 = figure_field()
    p75 = figure_field()
    p90 = figure_field()
    minimum = figure_field()
    maximum = figure_field()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "breakdown", "year", "group", "known_from", "may_republish"],
                name="statistic_once",
            ),
            models.CheckConstraint(condition=Q(n__lte=F("of")), name="statistic_n"),
        ]

    def __str__(self):
        return f"{self.group}, {self.indicator}, {self.year}"


class Position(Derived):
    """Where an authority stands in a group: competition rank, 1 is best, ties share.

    For an indicator that is good neither way `rank` counts from the highest and nothing is a quartile. A
    group of fewer than five has ranks and no quartiles. Neighbours are ranked together with the council whose
    list it is; `of` counts it.
    """

    authority = models.ForeignKey(Authority, models.CASCADE, related_name="positions")
    value = figure_field()
    rank = models.PositiveSmallIntegerField()
    of = models.PositiveSmallIntegerField()
    tied = models.PositiveSmallIntegerField(help_text="How many share the rank, this one counted.")
    quartile = models.PositiveSmallIntegerField(null=True, help_text="1 is best; the DfE's rule.")
    quartile_ohid = models.PositiveSmallIntegerField(null=True, help_text="1 is best; OHID's rule.")
    quintile = models.PositiveSmallIntegerField(null=True, help_text="1 is best; cut points by type 7.")
    quintile_ohid = models.PositiveSmallIntegerField(null=True, help_text="1 is best; OHID's rule.")
    boundary = figure_field(help_text="The cut point to the next better quartile (DfE).")
    gap = figure_field(help_text="How far it is to that boundary, in points; never negative.")
    people = models.PositiveIntegerField(
        null=True, help_text="How many more or fewer of what the numerator counts would reach the boundary."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "authority",
                    "indicator",
                    "breakdown",
                    "year",
                    "group",
                    "known_from",
                    "may_republish",
                ],
                name="position_once",
            ),
            models.CheckConstraint(condition=Q(rank__gte=1, rank__lte=F("of")), name="position_rank"),
        ]
        indexes = [models.Index(fields=["indicator", "year"], name="position_indicator_year")]

    def __str__(self):
        return f"{self.authority} in {self.group}, {self.indicator}, {self.year}"


class Recomputation(models.Model):
    """What is due to be derived anew, by indicator: the dirty row is the truth, the queue a hint."""

    indicator = models.OneToOneField(Indicator, models.CASCADE, related_name="recomputation")
    seq = models.PositiveBigIntegerField(default=0)
    done_seq = models.PositiveBigIntegerField(default=0)
    requested_at = models.DateTimeField()
    computed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(done_seq__lte=F("seq")), name="recomputation_not_ahead")
        ]

    def __str__(self):
        return f"{self.indicator}: {self.done_seq} of {self.seq}"
