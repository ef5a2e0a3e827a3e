"""What was computed. Every row here is derived: delete them all, recompute, and the same rows return."""

from django.db import models
from django.db.models import Q

from performance.models.fields import figure_field
from performance.models.measures import Measure
from performance.models.periods import Period
from performance.models.submissions import Submission
from performance.models.targets import RagRule, StatusLevel, Target


class RecomputeRequest(models.Model):
    """A measure whose assessments have to be made anew.

    `seq` goes up in the business transaction that changed something; a worker reads it before it
    computes and writes it to `done_seq`. The row, not the queue, is the truth.
    """

    measure = models.OneToOneField(Measure, models.CASCADE, related_name="recompute_request")
    seq = models.PositiveBigIntegerField(default=1)
    done_seq = models.PositiveBigIntegerField(default=0)
    requested_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["requested_at"], condition=Q(done_seq__lt=models.F("seq")), name="recompute_due"
            )
        ]

    def __str__(self):
        return f"{self.measure}: {self.done_seq} of {self.seq}"


class AssessmentRun(models.Model):
    """One pass of recomputation: which process and task did it, and how many rows it changed."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    process = models.PositiveIntegerField(help_text="Operating system's process id.")
    host = models.CharField(max_length=120, blank=True)
    task = models.CharField(max_length=64, blank=True, help_text="Celery's task id; empty for a command.")
    measures = models.PositiveIntegerField(default=0)
    computed = models.PositiveIntegerField(default=0)
    differed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"run {self.pk} by process {self.process}"


class Assessment(models.Model):
    """What a figure in force was judged to be, with its inputs and one sentence."""

    class NotRated(models.TextChoices):
        NO_VALUE = "no_value", "No value"
        NO_TARGET = "no_target", "No target"
        NEUTRAL = "neutral", "Neutral aim"

    class Judged(models.TextChoices):
        FIGURE = "figure", "The figure"
        FORECAST = "forecast", "The year-end forecast"
        YEAR_TO_DATE = "year_to_date", "The year to date"
        SHARE = "share", "The share of good parts"

    class Arrow(models.TextChoices):
        UP = "up", "Up"
        DOWN = "down", "Down"
        LEVEL = "level", "Level"

    class Meaning(models.TextChoices):
        IMPROVING = "improving", "Improving"
        WORSENING = "worsening", "Worsening"
        NO_CLEAR_CHANGE = "no_clear_change", "No clear change"
        NOT_JUDGED = "not_judged", "Not judged"

    # What is compared when a run asks whether a row still stands.
    DERIVED = (
        "measure_id",
        "period_id",
        "target_id",
        "rule_id",
        "inputs",
        "year_to_date",
        "year_to_date_numerator",
        "year_to_date_denominator",
        "year_to_date_note",
        "judged",
        "judged_value",
        "level_id",
        "not_rated",
        "gap",
        "relative_gap",
        "sentence",
        "to_date_level_id",
        "to_date_target",
        "to_date_sentence",
        "previous_id",
        "arrow",
        "meaning",
        "direction_sentence",
        "other_directions",
        "chance_sentence",
    )

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="assessment")
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="assessments")
    period = models.ForeignKey(Period, models.CASCADE, related_name="assessments")
    run = models.ForeignKey(AssessmentRun, models.PROTECT, related_name="assessments")
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="assessments")
    rule = models.ForeignKey(RagRule, models.PROTECT, null=True, related_name="+")
    # What was judged and by what, as text: figure, target, limits, earlier figure, position, outlook.
    inputs = models.JSONField(default=dict)
    # How the year adds up so far, where the figures of single periods do; the note says what is missing.
    year_to_date = figure_field(null=True)
    year_to_date_numerator = figure_field(null=True)
    year_to_date_denominator = figure_field(null=True)
    year_to_date_note = models.CharField(max_length=250, blank=True)
    judged = models.CharField(max_length=12, choices=Judged)
    judged_value = figure_field(null=True)
    level = models.ForeignKey(StatusLevel, models.PROTECT, null=True, related_name="+")
    not_rated = models.CharField(max_length=10, choices=NotRated, blank=True)
    gap = figure_field(null=True)
    relative_gap = models.DecimalField(max_digits=30, decimal_places=6, null=True)
    sentence = models.TextField()
    # Beside a forecast's status: where the year stands so far, against the profiled target.
    to_date_level = models.ForeignKey(StatusLevel, models.PROTECT, null=True, related_name="+")
    to_date_target = figure_field(null=True)
    to_date_sentence = models.TextField(blank=True)
    previous = models.ForeignKey(Submission, models.CASCADE, null=True, related_name="+")
    arrow = models.CharField(max_length=10, choices=Arrow, blank=True)
    meaning = models.CharField(max_length=16, choices=Meaning, blank=True)
    direction_sentence = models.TextField(blank=True)
    # Further bases: [{"basis", "arrow", "meaning", "sentence"}].
    other_directions = models.JSONField(default=list)
    chance_sentence = models.TextField(
        blank=True, help_text="That a small number differs by no more than chance, or empty."
    )

    # Set on copies in memory alone (`performance.suppressing`): what was judged is not published.
    withheld = False

    class Meta:
        ordering = ["measure", "period"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__isnull=False, not_rated="") | Q(level__isnull=True) & ~Q(not_rated=""),
                name="assessment_level_or_reason",
            ),
        ]

    def __str__(self):
        return self.sentence
