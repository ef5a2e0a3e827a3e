"""Targets that are asked for when a year opens, as the people who answer for the measures propose them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from performance.models.fields import figure_field
from performance.models.measures import Measure
from performance.models.periods import Period
from performance.models.targets import Target


class TargetProposal(models.Model):
    """What an owner proposes as the target of a year; an administrator adopts or declines it."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        ADOPTED = "adopted", "Adopted"
        DECLINED = "declined", "Declined"

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="target_proposals")
    year = models.ForeignKey(Period, models.PROTECT, related_name="+", limit_choices_to={"kind": "year"})
    kind = models.CharField(max_length=16, choices=Target.KINDS)
    value = figure_field(null=True, blank=True)
    lower = figure_field(null=True, blank=True)
    upper = figure_field(null=True, blank=True)
    as_entered = models.CharField(max_length=40, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0)
    basis = models.CharField(max_length=250, help_text="Why this figure, in words.")
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED, editable=False)
    version = models.PositiveIntegerField(default=1)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    target = models.ForeignKey(
        Target, models.PROTECT, null=True, blank=True, related_name="+", help_text="What it became."
    )

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "year"],
                condition=Q(status="proposed"),
                name="target_proposal_one_open",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind__in=["at_least", "at_most"], value__isnull=False)
                    & Q(lower__isnull=True, upper__isnull=True)
                )
                | (
                    Q(kind="band", value__isnull=True, lower__isnull=False, upper__isnull=False)
                    & Q(upper__gte=F("lower"))
                )
                | (
                    Q(kind__in=["none", "information", "to_be_confirmed"])
                    & Q(value__isnull=True, lower__isnull=True, upper__isnull=True)
                ),
                name="target_proposal_kind_and_figures_agree",
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="target_proposal_with_basis"),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | Q(status__in=["adopted", "declined"], decided_by__isnull=False, decided_at__isnull=False),
                name="target_proposal_decided_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(decision_reason=""),
                name="target_proposal_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(status="adopted", target__isnull=False)
                | ~Q(status="adopted") & Q(target__isnull=True),
                name="target_proposal_adopted_as_target",
            ),
        ]

    def __str__(self):
        return f"{self.measure}, {self.year}: {self.as_entered or self.get_kind_display()}"
