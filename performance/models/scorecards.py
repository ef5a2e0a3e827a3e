"""Scorecards: the order in which a committee knows its measures."""

from django.db import models
from django.db.models.functions import Coalesce

from performance.models.measures import Measure


class Scorecard(models.Model):
    """A dashboard with its own order and words.

    The words are configuration because councils differ: one prints "Target Band Width", another
    "Within range".
    """

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=160)
    layer_word = models.CharField(max_length=60, default="Layer")
    theme_word = models.CharField(max_length=60, default="Strategic theme")
    outcome_word = models.CharField(max_length=60, default="Supporting outcome")
    aim_high = models.CharField("word for high is good", max_length=40, default="High")
    aim_low = models.CharField("word for low is good", max_length=40, default="Low")
    aim_band = models.CharField("word for within a band", max_length=40, default="Within band")
    aim_none = models.CharField("word for neither", max_length=40, default="None")
    note = models.TextField(
        blank=True, help_text="Printed under the dashboard and in packs, for example where data come from."
    )

    class Meta:
        ordering = ["title"]

    def __str__(self):
        return self.title

    def aim_word(self, polarity):
        return {
            Measure.Polarity.HIGH: self.aim_high,
            Measure.Polarity.LOW: self.aim_low,
            Measure.Polarity.BAND: self.aim_band,
        }.get(polarity, self.aim_none)


class Abbreviation(models.Model):
    """A short form that a scorecard's readers meet, spelled out in every pack."""

    scorecard = models.ForeignKey(Scorecard, models.CASCADE, related_name="abbreviations")
    short = models.CharField(max_length=20)
    long = models.CharField(max_length=160)

    class Meta:
        ordering = ["scorecard", "short"]
        constraints = [models.UniqueConstraint(fields=["scorecard", "short"], name="abbreviation_once")]

    def __str__(self):
        return f"{self.short}: {self.long}"


class Section(models.Model):
    """A heading of a scorecard: a layer, a theme within it, an outcome within that."""

    scorecard = models.ForeignKey(Scorecard, models.CASCADE, related_name="sections")
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    title = models.CharField(max_length=250)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["scorecard", "position"]
        constraints = [
            models.UniqueConstraint(
                "scorecard",
                Coalesce("parent", 0),
                "title",
                name="section_once",
                violation_error_message="This heading has a part of this name already.",
            )
        ]

    def __str__(self):
        return self.title


class Placement(models.Model):
    """A measure's place in a section. `footnote` is printed with it."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="placements")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="placements")
    position = models.PositiveSmallIntegerField(default=0)
    footnote = models.TextField(blank=True)

    class Meta:
        ordering = ["section", "position"]
        constraints = [models.UniqueConstraint(fields=["section", "measure"], name="placement_once")]

    def __str__(self):
        return f"{self.measure} in {self.section}"
