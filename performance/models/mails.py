"""Mails that the product writes: kept first, sent after, so that a mail server that fails loses none."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class MailQuerySet(models.QuerySet):
    def to_send(self, now):
        """Mails whose turn it is, those that have waited longest first."""
        return self.filter(status=Mail.Status.WAITING, next_attempt_at__lte=now).order_by("written_at", "pk")


class Mail(models.Model):
    """One mail to one person. `performance/mail/outbox.py` is the only writer of its status.

    `key` says what it tells to whom: there is never a second one with the same key.
    """

    class Kind(models.TextChoices):
        DAILY = "daily", "Daily digest"
        RETURNED = "returned", "Returned figures"

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        GIVEN_UP = "given_up", "Given up"
        KEPT = "kept", "Not sent: this is a demonstration"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    to = models.EmailField()
    kind = models.CharField(max_length=10, choices=Kind)
    for_day = models.DateField(help_text="The day whose news it brings.")
    key = models.CharField(max_length=120, unique=True)
    # What it tells, where each thing is told once: keys of returned figures.
    about = models.JSONField(default=list)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    written_at = models.DateTimeField()

    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True, help_text="Why the last attempt failed.")

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["status", "next_attempt_at"], name="mail_to_send")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["daily", "returned"])
                & Q(status__in=["waiting", "sending", "sent", "given_up", "kept"]),
                name="mail_choices",
            ),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False)
                | ~Q(status="sent") & Q(sent_at__isnull=True),
                name="mail_sent_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="sending") | Q(claimed_at__isnull=False), name="mail_claimed_at"
            ),
            models.CheckConstraint(
                condition=~Q(status="given_up") | ~Q(problem=""), name="mail_given_up_with_problem"
            ),
        ]

    def __str__(self):
        return f"{self.subject} (to {self.to})"
