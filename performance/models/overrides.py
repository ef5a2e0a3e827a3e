"""Overrides: a status that people judged otherwise than the rule, proposed by one and decided by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from performance.models.periods import Period
from performance.models.scorecards import Section
from performance.models.submissions import Submission
from performance.models.targets import StatusLevel


class OverrideQuerySet(models.QuerySet):
    def standing(self, day):
        """Overrides that hold on this day: accepted, not expired, and of a figure still in force."""
        return self.filter(
            Q(expires_on__isnull=True) | Q(expires_on__gte=day),
            Q(submission__isnull=True) | Q(submission__status__in=Submission.IN_FORCE),
            status=Override.Status.ACCEPTED,
        )

    def standing_as_at(self, moment, day):
        """Overrides that held at a past moment, of whatever figure was in force then; `day` is its day."""
        return self.filter(
            Q(expires_on__isnull=True) | Q(expires_on__gte=day),
            Q(ended_at__isnull=True) | Q(ended_at__gt=moment),
            status__in=[Override.Status.ACCEPTED, Override.Status.ENDED],
            decided_at__lte=moment,
        )

    def awaiting_decision(self):
        return self.filter(status=Override.Status.PROPOSED)


class Override(models.Model):
    """A judged status beside the computed one, of one revision of a figure or of a heading in a period.

    It lapses by itself on the day after `expires_on`, and when its figure is superseded by another. Without
    that day it holds until the figure is superseded: for figures of periods that had closed.
    `computed` is the status that stood when it was proposed; None where there was none.
    """

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        ENDED = "ended", "Ended early"

    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, blank=True, related_name="overrides"
    )
    section = models.ForeignKey(Section, models.PROTECT, null=True, blank=True, related_name="overrides")
    period = models.ForeignKey(Period, models.PROTECT, related_name="overrides")
    level = models.ForeignKey(StatusLevel, models.PROTECT, related_name="+")
    computed = models.ForeignKey(StatusLevel, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(help_text="Printed with the judged status.")
    expires_on = models.DateField(
        null=True,
        blank=True,
        help_text="The last day on which it holds; empty where it holds until the figure is corrected.",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED, editable=False)
    version = models.PositiveIntegerField(default=1)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(submission__isnull=False, section__isnull=True)
                | Q(submission__isnull=True, section__isnull=False),
                name="override_of_one_thing",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="override_with_reason"),
            # A heading is not corrected, so that nothing would ever end what holds until then.
            models.CheckConstraint(
                condition=Q(expires_on__isnull=False) | Q(submission__isnull=False),
                name="override_without_end_of_a_figure",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    status__in=["accepted", "declined", "ended"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="override_decided_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="override_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(decision_reason=""), name="override_declined_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(status="ended", ended_by__isnull=False, ended_at__isnull=False)
                | ~Q(status="ended") & Q(ended_by__isnull=True, ended_at__isnull=True),
                name="override_ended_by_and_at",
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(status="proposed"),
                name="override_one_proposal",
            ),
            models.UniqueConstraint(
                fields=["section", "period"],
                condition=Q(status="proposed"),
                name="override_one_section_proposal",
            ),
        ]

    def __str__(self):
        return f"{self.level} instead of {self.computed or 'not rated'}: {self.submission or self.section}"
