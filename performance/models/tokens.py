"""Tokens with which spreadsheets and Power BI read figures, each in the name of one person."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ApiToken(models.Model):
    """A secret that reads, and never writes, what its person may see and its scopes name.

    Only the SHA-256 of the secret is kept; `prefix` is its beginning, to tell tokens apart.
    """

    class Scope(models.TextChoices):
        COUNCIL = "council", "Our measures, targets and assessments"
        BENCHMARKS = "benchmarks", "Published figures, statistics and positions"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=80, help_text="What it is for: “Power BI, adults' dashboard”.")
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_on = models.DateField(help_text="The last day on which it works.")
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "interface token"
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="api_token_revoked_at_by",
            )
        ]

    def __str__(self):
        return f"{self.name} ({self.prefix}…)"
