"""Returns: workbooks of figures that people filled in, kept between the preview and the decision."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ReturnFile(models.Model):
    """An uploaded return with what reading it reported; its bytes are kept until the decision."""

    class Status(models.TextChoices):
        PREVIEWED = "previewed", "Previewed"
        APPLIED = "applied", "Loaded"
        DISCARDED = "discarded", "Thrown away"

    name = models.CharField(max_length=200)
    data = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    report = models.JSONField(default=dict, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.PREVIEWED, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = "return"
        constraints = [
            models.CheckConstraint(
                condition=Q(status="applied", applied_at__isnull=False)
                | Q(status__in=["previewed", "discarded"], applied_at__isnull=True),
                name="return_applied_at",
            )
        ]

    def __str__(self):
        return self.name
