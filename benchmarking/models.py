"""The world's figures: authorities, national indicators, and positions as they were published."""

from django.db import models
from django.db.models import F, Q


class Source(models.Model):
    """Where published figures come from, when they became known, and whether they may be republished."""

    title = models.CharField(max_length=250, unique=True)
    publisher = models.CharField(max_length=160)
    published_on = models.DateField(help_text="The first day on which this was public.")
    published_label = models.CharField(
        max_length=60, blank=True, help_text="As printed, where only the month is known."
    )
    url = models.URLField(blank=True)
    licence = models.CharField(max_length=160, blank=True)
    may_republish = models.BooleanField(default=True)

    class Meta:
        ordering = ["-published_on", "title"]

    def __str__(self):
        return self.title


class Authority(models.Model):
    """Any council, current or former. `code` is the register's, for example LEC."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=120)
    gss_code = models.CharField("GSS code", max_length=9, blank=True)
    region = models.CharField(max_length=60, blank=True)
    kind = models.CharField("type", max_length=60, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        ordering = ["short_name"]
        verbose_name_plural = "authorities"

    def __str__(self):
        return self.name


class Indicator(models.Model):
    """A nationally published measure. Its identity is `slug`: printed codes change meaning."""

    class Polarity(models.TextChoices):
        HIGH = "high", "High is good"
        LOW = "low", "Low is good"
        NONE = "none", "Neither"

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=250)
    polarity = models.CharField(max_length=4, choices=Polarity)

    class Meta:
        ordering = ["title"]

    def __str__(self):
        return self.title


class IndicatorCode(models.Model):
    """A printed code of an indicator, and the years in which it named it."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="codes")
    framework = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    first_year = models.CharField(max_length=7, blank=True)
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
