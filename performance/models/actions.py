"""Actions: what is being done about a figure, by which post and by when; carried until done."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from benchmarking.models import Indicator
from performance.models.measures import Measure
from performance.models.periods import Period


class ActionQuerySet(models.QuerySet):
    def open(self):
        """Actions that are carried into every month until they are done or dropped."""
        return self.filter(status=Action.Status.OPEN)

    def overdue(self, day):
        return self.open().filter(due_on__lt=day)

    def of(self, measure):
        """Actions of a measure, and of the national indicator that it compares with."""
        condition = Q(measure=measure)
        if measure.indicator_id:
            condition |= Q(indicator=measure.indicator_id)
        return self.filter(condition)


class Action(models.Model):
    """What is being done about a measure that is off target, or an indicator in the bottom quartile."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        DROPPED = "dropped", "Dropped"

    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="actions")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="+")
    period = models.ForeignKey(
        Period, models.PROTECT, related_name="+", help_text="The period in which it was raised."
    )
    what = models.CharField("what is being done", max_length=500)
    post = models.CharField("by which post", max_length=120, help_text="A post, not a name.")
    due_on = models.DateField("by when")
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN, editable=False)
    outcome = models.CharField(max_length=500, blank=True, help_text="What came of it.")
    version = models.PositiveIntegerField(default=1)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(measure__isnull=False, indicator__isnull=True)
                | Q(measure__isnull=True, indicator__isnull=False),
                name="action_of_one_thing",
            ),
            models.CheckConstraint(condition=~Q(what="") & ~Q(post=""), name="action_what_and_post"),
            models.CheckConstraint(
                condition=Q(status="open", ended_by__isnull=True, ended_at__isnull=True)
                | Q(status__in=["done", "dropped"], ended_by__isnull=False, ended_at__isnull=False),
                name="action_ended_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="dropped") | ~Q(outcome=""), name="action_dropped_with_reason"
            ),
        ]

    def __str__(self):
        return self.what
