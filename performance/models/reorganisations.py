"""Reorganisations: directorates that were renamed or merged, so that what was before keeps its place."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from performance.models.measures import Measure
from performance.models.people import Directorate


class Reorganisation(models.Model):
    """A directorate that took another name, or went into another with all its measures, from a day on."""

    class Kind(models.TextChoices):
        RENAMED = "renamed", "Renamed"
        MERGED = "merged", "Merged into another"

    kind = models.CharField(max_length=8, choices=Kind)
    directorate = models.ForeignKey(Directorate, models.PROTECT, related_name="reorganisations")
    old_name = models.CharField(max_length=120)
    new_name = models.CharField(max_length=120, blank=True)
    into = models.ForeignKey(Directorate, models.PROTECT, null=True, blank=True, related_name="taken_in")
    measures = models.ManyToManyField(
        Measure, related_name="+", help_text="Those that moved; none where it was renamed."
    )
    on = models.DateField("from", help_text="The first day of the new arrangement.")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="renamed", into__isnull=True) & ~Q(new_name="")
                | Q(kind="merged", into__isnull=False, new_name=""),
                name="reorganisation_kind_and_fields_agree",
            ),
            models.CheckConstraint(
                condition=Q(into__isnull=True) | ~Q(into=F("directorate")),
                name="reorganisation_into_another",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reorganisation_with_reason"),
        ]

    def __str__(self):
        if self.kind == self.Kind.RENAMED:
            return f"{self.old_name} became {self.new_name}"
        return f"{self.old_name} went into {self.into}"
