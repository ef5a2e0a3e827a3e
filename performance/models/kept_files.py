"""Files that people bring in: kept between the preview and the decision."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class KeptFile(models.Model):
    """An uploaded file with what reading it reported.

    The bytes are kept until it is applied or thrown away, so that nothing has to be chosen again.
    """

    name = models.CharField(max_length=200)
    data = models.BinaryField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    report = models.JSONField(default=dict, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return self.name


def applied_at_agrees(name):
    """That what was applied has its moment, and nothing else has one."""
    return models.CheckConstraint(
        condition=Q(status="applied", applied_at__isnull=False)
        | Q(status__in=["previewed", "discarded"], applied_at__isnull=True),
        name=name,
    )
