"""Why our own outturn and the figure that was published of us are not the same."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from benchmarking.models import Source
from performance.models.measures import Measure


class Reconciliation(models.Model):
    """The reason for one difference, kept with both figures as they stood when it was given.

    When either figure changes afterwards, the reason is shown as given for other figures.
    """

    class Cause(models.TextChoices):
        ROUNDING = "rounding", "Rounding"
        TIMING = "timing", "Taken at another time"
        DEFINITION = "definition", "Another definition or population"
        CORRECTED = "corrected", "Corrected after the return was made"
        ERROR = "error", "An error in the published figure"
        OTHER = "other", "Another reason"

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="reconciliations")
    year = models.CharField(max_length=20)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    own_value = models.DecimalField(max_digits=24, decimal_places=8)
    published_value = models.DecimalField(max_digits=24, decimal_places=8)
    cause = models.CharField(max_length=10, choices=Cause)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cause__in=["rounding", "timing", "definition", "corrected", "error", "other"]),
                name="reconciliation_cause",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reconciliation_reason"),
        ]

    def __str__(self):
        return f"{self.measure}, {self.year}"
