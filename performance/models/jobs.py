"""What the scheduler does, a row for each job: when it last ran and what it did (`performance/jobs.py`)."""

from django.conf import settings
from django.db import models


class Job(models.Model):
    """The last run of one job. The row is also what two runs of a job at once queue up for."""

    name = models.SlugField(max_length=40, unique=True)
    started_at = models.DateTimeField("last ran", null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    did = models.TextField("what it did", blank=True)
    problem = models.TextField(blank=True, help_text="Why its last run failed.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whoever ran it by hand; empty for the scheduler.",
    )
    task = models.CharField(max_length=60, blank=True)
    covered_to = models.DateField(
        null=True,
        blank=True,
        help_text="The last day whose news it has told; the next run goes on from there.",
    )

    class Meta:
        ordering = ["name"]
        verbose_name = "scheduler job"

    def __str__(self):
        return self.name

    @property
    def seconds(self):
        """How long its last run took, or None while it runs or when its worker was killed."""
        if self.started_at is None or self.finished_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds()
