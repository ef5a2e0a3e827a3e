"""Positions as somebody published them, as against those derived here."""

from django.db import models
from django.db.models import F, Q

from benchmarking.models.areas import Authority
from benchmarking.models.indicators import Indicator
from benchmarking.models.sources import Source


class PublishedPosition(models.Model):
    """A position that somebody published ("Top"), as against one derived from observations."""

    class Quartile(models.IntegerChoices):
        TOP = 1, "Top"
        SECOND = 2, "Second"
        THIRD = 3, "Third"
        BOTTOM = 4, "Bottom"

    class RankFrom(models.TextChoices):
        BEST = "best", "Best"
        HIGHEST = "highest", "Highest"
        LOWEST = "lowest", "Lowest"

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="published_positions")
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="published_positions")
    year = models.CharField(max_length=7, help_text="The year it is about, for example 2019/20.")
    group = models.CharField(max_length=120, help_text="Among whom, for example “England”.")
    quartile = models.PositiveSmallIntegerField(choices=Quartile, null=True, blank=True)
    rank = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="As published: 27 in “27th highest”."
    )
    out_of = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Among how many: 152.")
    rank_from = models.CharField(
        max_length=8, choices=RankFrom, blank=True, help_text="Which end the published rank counts from."
    )
    source = models.ForeignKey(Source, models.PROTECT)

    class Meta:
        ordering = ["indicator", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "authority", "year", "group", "source"], name="published_position_once"
            ),
            models.CheckConstraint(
                condition=Q(quartile__isnull=True) | Q(quartile__in=[1, 2, 3, 4]),
                name="published_position_quartile",
            ),
            models.CheckConstraint(
                condition=Q(rank__isnull=True, out_of__isnull=True, rank_from="", quartile__isnull=False)
                # Named as not empty: a check that asks for more than nothing passes where it is unknown.
                | Q(rank__isnull=False, out_of__isnull=False, rank__gte=1, out_of__gte=F("rank"))
                & ~Q(rank_from=""),
                name="published_position_rank_whole",
                violation_error_message="Give a quartile, or a whole rank: 27, of 152, highest.",
            ),
        ]

    def __str__(self):
        return f"{self.text}, {self.year}"

    @property
    def text(self):
        """The position in words: "Top quartile", "27th highest of 152"."""
        if self.rank is None:
            return f"{self.get_quartile_display()} quartile"
        return f"{ordinal(self.rank)} {self.rank_from} of {self.out_of}"


def ordinal(number):
    """1 is "1st", 2 "2nd", 11 "11th", 27 "27th"."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{['th', 'st', 'nd', 'rd', *['th'] * 6][number % 10]}"
