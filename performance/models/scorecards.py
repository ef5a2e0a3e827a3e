"""Scorecards: the order in which a committee knows its measures."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from performance.models.measures import Measure

ROLL_UPS = [
    ("", "None"),
    ("worst", "The worst of its measures"),
    ("most_common", "The most common; of equals the worse"),
    ("average", "The average; halves count as the worse"),
    ("judgement", "By judgement"),
]


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
    roll_up = models.CharField(
        "status of a heading",
        max_length=12,
        choices=ROLL_UPS,
        blank=True,
        help_text="How the statuses of measures make the status of their heading.",
    )
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


class Column(models.Model):
    """A column of a scorecard, or of one heading of it: what it shows and what stands above it.

    A scorecard without columns of its own has the usual ones. A heading's columns replace the scorecard's.
    """

    class Shows(models.TextChoices):
        AIM = "aim", "Aim"
        STATUS = "status", "Status"
        TARGET = "target", "Target"
        FIGURE = "figure", "Figure"
        PREVIOUS = "previous", "Earlier figure"
        DIRECTION = "direction", "Direction of travel"
        QUARTILE = "quartile", "Published position"
        MILESTONE = "milestone", "This year's milestone"
        FINAL_TARGET = "final_target", "Final target"
        COMPARISON = "comparison", "A comparison figure"
        DIFFERENCE = "difference", "Figure minus a comparison figure, or minus the target"
        OUTLOOK = "outlook", "Outlook"
        OWNER = "owner", "Owner's post"
        YEAR_TO_DATE = "year_to_date", "Year to date"
        SPARKLINE = "sparkline", "Last 13 figures"

    scorecard = models.ForeignKey(Scorecard, models.CASCADE, related_name="columns")
    section = models.ForeignKey(
        "Section",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="columns",
        help_text="Empty: all headings.",
    )
    position = models.PositiveSmallIntegerField(default=0)
    shows = models.CharField(max_length=14, choices=Shows)
    heading = models.CharField(max_length=60, blank=True, help_text="Empty: the usual heading.")
    comparison = models.CharField(
        max_length=120, blank=True, help_text="The name of the comparison figure, for example “Budget”."
    )

    class Meta:
        ordering = ["scorecard", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "scorecard",
                Coalesce("section", 0),
                "shows",
                "comparison",
                name="column_once",
                violation_error_message="This column is there already.",
            ),
            models.CheckConstraint(
                condition=Q(shows="comparison") & ~Q(comparison="")
                | Q(shows="difference")
                | ~Q(shows__in=["comparison", "difference"]) & Q(comparison=""),
                name="column_comparison_named",
                violation_error_message="Name the comparison figure, and only for a column that shows one.",
            ),
        ]

    def __str__(self):
        return self.heading or self.comparison or self.get_shows_display()


class Placement(models.Model):
    """A measure's place in a section. `footnote` is printed with it.

    A headline fact stands in the heading itself: "Total staff: 703.06 FTE".
    """

    class ShownAs(models.TextChoices):
        ROW = "row", "A row of the table"
        HEADLINE = "headline", "A headline fact beside the heading"

    section = models.ForeignKey(Section, models.CASCADE, related_name="placements")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="placements")
    position = models.PositiveSmallIntegerField(default=0)
    shown_as = models.CharField(max_length=8, choices=ShownAs, default=ShownAs.ROW)
    label = models.CharField(
        max_length=160, blank=True, help_text="Another name for it here. Empty: the measure's title."
    )
    footnote = models.TextField(blank=True)

    class Meta:
        ordering = ["section", "position"]
        constraints = [models.UniqueConstraint(fields=["section", "measure"], name="placement_once")]

    def __str__(self):
        return f"{self.measure} in {self.section}"
