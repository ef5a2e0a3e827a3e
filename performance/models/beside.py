"""What stands beside a measure's own figures: comparison figures, context notes, breaks in its series."""

from django.db import models
from django.db.models import F, Q

from performance.models.fields import figure_field
from performance.models.measures import Measure
from performance.models.periods import Period


class MeasureComparison(models.Model):
    """A further basis of a measure's direction of travel, beside the one that it is compared with first."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="comparisons")
    basis = models.CharField(max_length=12, choices=Measure.ComparedWith)
    baseline = figure_field(null=True, blank=True, help_text="For a named baseline: its figure.")
    baseline_label = models.CharField(
        max_length=80, blank=True, help_text="For a named baseline: which, for example “2015/16 outturn”."
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["measure", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "basis", "baseline_label"], name="measure_comparison_once"
            ),
            models.CheckConstraint(
                condition=Q(basis="baseline", baseline__isnull=False) & ~Q(baseline_label="")
                | ~Q(basis="baseline") & Q(baseline__isnull=True, baseline_label=""),
                name="measure_comparison_baseline",
                violation_error_message="Give a baseline its figure and its name; other bases have none.",
            ),
        ]

    def __str__(self):
        return self.baseline_label or self.get_basis_display()


class SeriesBreak(models.Model):
    """The day from which a measure's figures no longer compare with earlier ones, and why.

    No trend is drawn across one and no direction of travel is given.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="series_breaks")
    starts_on = models.DateField(help_text="The first day of the new series.")
    reason = models.CharField(max_length=250)

    class Meta:
        ordering = ["measure", "starts_on"]
        constraints = [models.UniqueConstraint(fields=["measure", "starts_on"], name="series_break_once")]

    def __str__(self):
        return f"{self.starts_on:%d %B %Y}: {self.reason}"


class ContextNoteQuerySet(models.QuerySet):
    def over(self, start, end):
        """Notes whose span touches the days from `start` to `end`."""
        return self.filter(starts_on__lte=end).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=start))


class ContextNote(models.Model):
    """What a reader should know about a span of time and many measures: "closed from March 2020"."""

    text = models.CharField(max_length=400)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="Empty: it still goes on.")
    is_public = models.BooleanField("for publication", default=True)
    measures = models.ManyToManyField(Measure, related_name="context_notes")

    objects = ContextNoteQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="context_note_span",
                violation_error_message="The note ends before it starts.",
            )
        ]

    def __str__(self):
        return self.text


class ComparisonFigure(models.Model):
    """Somebody's figure printed beside ours: the whole council, a median, England, the budget.

    Neither a target nor an observation: it is kept as it was published, with its source.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="comparison_figures")
    name = models.CharField(max_length=120, help_text="For example “England”, “Whole council”, “Budget”.")
    period = models.ForeignKey(Period, models.PROTECT, related_name="comparison_figures")
    value = figure_field(null=True, blank=True)
    note = models.CharField(
        max_length=160, blank=True, help_text="Why there is none, printed as written, for example “n/a”."
    )
    source = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["measure", "name", "period"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "name", "period"], name="comparison_figure_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(note=""),
                name="comparison_figure_or_note",
                violation_error_message="Give a figure, or a note why there is none.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.period}"
