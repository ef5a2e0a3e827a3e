"""Submissions: one measure's figure for one period, through draft, sign-off and revision.

`performance/workflow.py` is the only writer of a submission's status.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from performance.models.fields import figure_field
from performance.models.measures import Measure
from performance.models.periods import Period
from performance.rules import calendar


class SubmissionQuerySet(models.QuerySet):
    def in_force(self):
        """Approved figures, and published or imported ones: what pages and packs may print."""
        return self.filter(status__in=Submission.IN_FORCE)

    def in_force_as_at(self, moment):
        """Figures that were in force at a past moment: of each measure and period the last revision by then.

        A revision that has been superseded since keeps the moment from which it counted.
        """
        later = Submission.objects.filter(
            measure=models.OuterRef("measure"),
            period=models.OuterRef("period"),
            revision__gt=models.OuterRef("revision"),
            in_force_at__lte=moment,
        )
        return self.filter(~models.Exists(later), in_force_at__lte=moment)

    def open(self):
        return self.filter(status__in=Submission.OPEN)

    def awaiting_approval(self):
        """What a manager can sign off: not what was left open in a year that is closed."""
        open_years = self.filter(period__closed_at__isnull=True, period__year__closed_at__isnull=True)
        return open_years.filter(status=Submission.Status.SUBMITTED)

    def with_measure(self):
        return self.select_related("measure__directorate", "measure__service", "period__year")

    def with_make_up(self):
        """With what is needed to print figures of any kind, also compositions and breakdowns."""
        return self.with_measure().prefetch_related("measure__dimensions__categories")


class Submission(models.Model):
    """One revision of one measure's figure for one period.

    `revision` is printed; `version` locks: every change is an UPDATE on the version that was read.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        RETURNED = "returned", "Returned"
        APPROVED = "approved", "Approved"
        PUBLISHED = "published", "Published"
        SUPERSEDED = "superseded", "Superseded"
        ABANDONED = "abandoned", "Abandoned"

    class Origin(models.TextChoices):
        ENTERED = "entered", "Entered here"
        PUBLISHED = "published", "As published"
        IMPORTED = "imported", "Imported"
        CALCULATED = "calculated", "Calculated from other measures"

    class Absence(models.TextChoices):
        SURVEY_NOT_RUN = "survey_not_run", "The survey was not run"
        NOT_PUBLISHED = "not_published", "Not published by the source"
        SUPPRESSED = "suppressed", "Suppressed"
        NOT_APPLICABLE = "not_applicable", "Not applicable"
        DUE_ON = "due_on", "Due on a date"

    class Outlook(models.TextChoices):
        ON_TRACK = "on_track", "On track"
        IN_PLACE = "in_place", "Off target, actions in place"
        NOT_ENOUGH = "not_enough", "Off target, actions not enough"
        NOT_KNOWN = "not_known", "Not known yet"

    IN_FORCE = (Status.APPROVED, Status.PUBLISHED)
    OPEN = (Status.DRAFT, Status.SUBMITTED, Status.RETURNED)
    EDITABLE = (Status.DRAFT, Status.RETURNED)

    # What an owner writes; a revision's content is these fields and nothing else.
    CONTENT = (
        "value",
        "numerator",
        "denominator",
        "parts",
        "breakdown",
        "absence",
        "absence_note",
        "absence_due_on",
        "companion",
        "forecast",
        "forecast_companion",
        "forecast_method",
        "outlook",
        "judged_level",
        "commentary_internal",
        "commentary_public",
    )

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="submissions")
    period = models.ForeignKey(Period, models.PROTECT, related_name="submissions")
    revision = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.ENTERED, editable=False)
    source = models.CharField(max_length=250, blank=True)
    source_note = models.TextField(
        blank=True, help_text="What was corrected or found while the figure was taken over."
    )

    value = figure_field(null=True, blank=True)
    numerator = figure_field(null=True, blank=True)
    denominator = figure_field(null=True, blank=True)
    # Category code -> figure as text, so that no digit is lost: {"good": "193"}. The parts of a composition
    # are the figure; a breakdown divides it: {"age-band": {"18-64": "33"}}.
    parts = models.JSONField(null=True, blank=True)
    breakdown = models.JSONField(null=True, blank=True)
    absence = models.CharField(max_length=16, choices=Absence, blank=True)
    absence_note = models.CharField(max_length=250, blank=True)
    absence_due_on = models.DateField(null=True, blank=True)
    companion = figure_field(null=True, blank=True)

    forecast = figure_field(null=True, blank=True)
    forecast_companion = figure_field(null=True, blank=True)
    forecast_method = models.CharField(max_length=250, blank=True)
    forecast_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    outlook = models.CharField(max_length=12, choices=Outlook, blank=True)
    judged_level = models.CharField(
        max_length=20, blank=True, help_text="The status by judgement, where the rule asks for one."
    )
    commentary_internal = models.TextField("commentary, internal", blank=True, max_length=4000)
    commentary_public = models.TextField("commentary for publication", blank=True, max_length=4000)

    opened_reason = models.TextField(blank=True, help_text="Why an approved figure was reopened.")
    returned_reason = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    # The moment from which it counts: approval, or the taking over of a published figure.
    in_force_at = models.DateTimeField(null=True, blank=True)
    # How many levels have signed this revision off; a return or a withdrawal begins anew.
    levels_signed = models.PositiveSmallIntegerField(default=0)
    restatement = models.ForeignKey(
        "Restatement", models.PROTECT, null=True, blank=True, related_name="revisions"
    )

    objects = SubmissionQuerySet.as_manager()

    # Set on copies in memory alone (`performance.suppressing`): the figure is there and is not published, or
    # some of its parts are not: codes of categories by that of their dimension, "" for the composition.
    withheld = False
    withheld_parts = {}

    class Meta:
        ordering = ["measure", "period", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "period", "revision"], name="submission_revision"),
            models.UniqueConstraint(
                fields=["measure", "period"],
                condition=Q(status__in=["approved", "published"]),
                name="submission_one_in_force",
            ),
            models.UniqueConstraint(
                fields=["measure", "period"],
                condition=Q(status__in=["draft", "submitted", "returned"]),
                name="submission_one_open",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[
                        "draft",
                        "submitted",
                        "returned",
                        "approved",
                        "published",
                        "superseded",
                        "abandoned",
                    ]
                ),
                name="submission_status",
            ),
            models.CheckConstraint(
                condition=Q(
                    absence__in=[
                        "",
                        "survey_not_run",
                        "not_published",
                        "suppressed",
                        "not_applicable",
                        "due_on",
                    ],
                    outlook__in=["", "on_track", "in_place", "not_enough", "not_known"],
                    origin__in=["entered", "published", "imported", "calculated"],
                ),
                name="submission_choices",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "returned", "abandoned"])
                | Q(value__isnull=False, parts__isnull=True, absence="")
                | Q(value__isnull=True, parts__isnull=False, absence="")
                | Q(value__isnull=True, parts__isnull=True) & ~Q(absence=""),
                name="submission_value_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(numerator__isnull=False, denominator__isnull=False, denominator__gt=0)
                | Q(status__in=["draft", "returned", "abandoned"]),
                name="submission_fraction_whole",
            ),
            models.CheckConstraint(
                condition=Q(absence="due_on", absence_due_on__isnull=False)
                | ~Q(absence="due_on") & Q(absence_due_on__isnull=True)
                | Q(status__in=["draft", "returned", "abandoned"]),
                name="submission_due_on_has_date",
            ),
            models.CheckConstraint(
                condition=Q(origin="entered")
                & (
                    Q(status__in=["draft", "abandoned"])
                    | Q(submitted_by__isnull=False, submitted_at__isnull=False)
                )
                | ~Q(origin="entered") & ~Q(source=""),
                name="submission_submitted_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="returned")
                | Q(returned_by__isnull=False, returned_at__isnull=False) & ~Q(returned_reason=""),
                name="submission_returned_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(status="published") & ~Q(origin="entered")
                | Q(status__in=["draft", "submitted", "returned", "approved", "abandoned"], origin="entered")
                | Q(status="superseded"),
                name="submission_status_and_origin",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["approved", "published", "superseded"], in_force_at__isnull=False)
                | Q(status__in=["draft", "submitted", "returned", "abandoned"], in_force_at__isnull=True),
                name="submission_in_force_at",
            ),
            models.CheckConstraint(
                condition=Q(levels_signed=0) | Q(status__in=["submitted", "approved", "superseded"]),
                name="submission_signed_while_submitted",
            ),
            # A first figure has nothing to fall back on: it stays a draft.
            models.CheckConstraint(
                condition=~Q(status="abandoned") | Q(revision__gt=1), name="submission_abandoned_revision"
            ),
            models.CheckConstraint(
                condition=Q(revision=1) | ~Q(opened_reason=""), name="submission_reopened_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["status", "submitted_at"], name="submission_queue")]

    def __str__(self):
        return f"{self.measure}, {self.period}, revision {self.revision}"

    @property
    def is_open(self):
        return self.status in self.OPEN

    @property
    def is_editable(self):
        return self.status in self.EDITABLE

    @property
    def absence_sentence(self):
        """Why there is no figure, as it is printed: the person's own sentence, else the reason's words."""
        if self.absence_note:
            return self.absence_note
        if self.absence == self.Absence.DUE_ON and self.absence_due_on:
            return f"Due {calendar.in_words(self.absence_due_on)}"
        return self.get_absence_display() if self.absence else ""


class RestatementQuerySet(models.QuerySet):
    def awaiting_approval(self):
        return self.filter(status=Restatement.Status.SUBMITTED)


class Restatement(models.Model):
    """A set of revisions of earlier periods under one reason, approved or returned as one.

    For cases recorded late: the refreshed figures of April to October, for example. Its revisions move with
    it and never alone.
    """

    class Status(models.TextChoices):
        SUBMITTED = "submitted", "Submitted"
        RETURNED = "returned", "Returned"
        APPROVED = "approved", "Approved"
        ABANDONED = "abandoned", "Abandoned"

    reason = models.TextField(help_text="Printed with every correction of the set.")
    status = models.CharField(max_length=10, choices=Status, default=Status.SUBMITTED, editable=False)
    version = models.PositiveIntegerField(default=1)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_reason = models.TextField(blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    objects = RestatementQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["submitted", "returned", "approved", "abandoned"]),
                name="restatement_status",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="restatement_with_reason"),
            models.CheckConstraint(
                condition=~Q(status="returned")
                | Q(returned_by__isnull=False, returned_at__isnull=False) & ~Q(returned_reason=""),
                name="restatement_returned_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(status="approved", approved_by__isnull=False, approved_at__isnull=False)
                | ~Q(status="approved") & Q(approved_by__isnull=True, approved_at__isnull=True),
                name="restatement_approved_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("submitted_by")),
                name="restatement_four_eyes",
            ),
        ]

    def __str__(self):
        return f"Restatement {self.pk}"


class Confirmation(models.Model):
    """A warning of the checks at entry that a person confirmed for one revision; the approver reads it.

    It holds while the figure is the one that was confirmed.
    """

    class Severity(models.TextChoices):
        SERIOUS = "serious", "Serious"
        WARNING = "warning", "Warning"

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="confirmations")
    code = models.CharField(max_length=20, help_text="The check that asked.")
    field = models.CharField(max_length=120)
    severity = models.CharField(max_length=8, choices=Severity)
    sentence = models.TextField()
    figure = models.CharField(max_length=120, help_text="What stood in the field when it was confirmed.")
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["submission", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "field", "code"], name="confirmation_once"),
            models.CheckConstraint(
                condition=Q(severity="warning") | Q(severity="serious") & ~Q(reason=""),
                name="confirmation_serious_with_reason",
            ),
        ]

    def __str__(self):
        return f"{self.code} of {self.submission}"


class KeptText(models.Model):
    """What a person typed for a figure that no draft can hold yet: "4x" where a number belongs.

    Shown again when the page is opened, and gone as soon as the draft is saved as typed.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="+")
    period = models.ForeignKey(Period, models.CASCADE, related_name="+")
    typed = models.JSONField(help_text="Field of the form -> what stands in it.")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["person", "measure", "period"], name="kept_text_once"),
        ]

    def __str__(self):
        return f"{self.person}: {self.measure}, {self.period}"


class Contributor(models.Model):
    """Somebody who entered, changed or submitted any part of a revision, and so may not approve it."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="contributors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    first_at = models.DateTimeField()

    class Meta:
        ordering = ["submission", "first_at"]
        constraints = [models.UniqueConstraint(fields=["submission", "person"], name="contributor_once")]

    def __str__(self):
        return f"{self.person} on {self.submission}"


class SignOff(models.Model):
    """One level's approval of one revision, of the version that was read.

    A figure that is returned after its first level keeps that row; it is signed anew when it comes back.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="sign_offs")
    level = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["submission", "version"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "level", "version"], name="sign_off_once_a_level"),
        ]

    def __str__(self):
        return f"{self.submission} signed off by {self.by}"
