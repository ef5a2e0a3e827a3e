"""The audit trail: who, when, from what to what, why. Written beside each change, never edited.

A database trigger refuses UPDATE and DELETE (`performance/triggers.py`).
"""

from django.conf import settings
from django.db import models

from performance.models.measures import Measure
from performance.models.periods import Period


class AuditEntry(models.Model):
    """One thing that happened. `subject` names the row ("submission 12") without tying it down."""

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    verb = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=300)
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="audit_entries")
    period = models.ForeignKey(Period, models.PROTECT, null=True, blank=True, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit trail"
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.subject_label}"

    @property
    def done(self):
        """The verb where its subject is not named: "cancelled a build of" is "cancelled a build"."""
        return self.verb.removesuffix(" of")
