"""Files that administrators bring in: kept between the preview and the decision."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ImportFile(models.Model):
    """An uploaded file with how its headings were understood and what reading it reported.

    The bytes are kept until it is applied or thrown away, so that nothing has to be chosen again.
    """

    class Status(models.TextChoices):
        PREVIEWED = "previewed", "Previewed"
        APPLIED = "applied", "Applied"
        DISCARDED = "discarded", "Thrown away"

    name = models.CharField(max_length=200)
    data = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    options = models.JSONField(default=dict, editable=False)
    report = models.JSONField(default=dict, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.PREVIEWED, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = "import"
        constraints = [
            models.CheckConstraint(
                condition=Q(status="applied", applied_at__isnull=False)
                | Q(status__in=["previewed", "discarded"], applied_at__isnull=True),
                name="import_applied_at",
            )
        ]

    def __str__(self):
        return self.name
