"""Packs: a committee's paper, frozen when it is issued."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from performance.models.periods import Period
from performance.models.scorecards import Scorecard


class PackQuerySet(models.QuerySet):
    def for_clerks(self):
        """What a scrutiny clerk may see: cleared and issued, and the marker of a withdrawn one."""
        return self.filter(status__in=Pack.CLERKS_SEE)


class Pack(models.Model):
    """A paper for one meeting. `content` is the frozen snapshot that every file is made from."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        CLEARED = "cleared", "Cleared"
        ISSUED = "issued", "Issued"
        WITHDRAWN = "withdrawn", "Withdrawn"

    CLERKS_SEE = (Status.CLEARED, Status.ISSUED, Status.WITHDRAWN)

    scorecard = models.ForeignKey(Scorecard, models.PROTECT, related_name="packs")
    period = models.ForeignKey(Period, models.PROTECT, related_name="packs")
    title = models.CharField(max_length=200)
    committee = models.CharField(max_length=160)
    meeting_on = models.DateField("meeting date")
    illustrative = models.BooleanField(
        default=False, help_text="A sample: says so on its first page and in every running head."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=1)
    content = models.JSONField(null=True, blank=True, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ["-meeting_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["scorecard", "period", "meeting_on"], name="pack_once_a_meeting"),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(content__isnull=False) & ~Q(content_hash=""),
                name="pack_cleared_with_content",
            ),
            models.CheckConstraint(
                condition=~Q(status="issued") | Q(issued_by__isnull=False, issued_at__isnull=False),
                name="pack_issued_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn")
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                name="pack_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "cleared", "issued", "withdrawn"]), name="pack_status"
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.meeting_on:%d %B %Y}"


class Clearance(models.Model):
    """One post's clearance of a pack, in order. Public papers name the post."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="clearances")
    position = models.PositiveSmallIntegerField()
    post = models.CharField(max_length=120)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="clearances")
    content_hash = models.CharField(max_length=64, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pack", "position"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "position"], name="clearance_order"),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True, content_hash="")
                | Q(cleared_at__isnull=False) & ~Q(content_hash=""),
                name="clearance_of_content",
            ),
        ]

    def __str__(self):
        return f"{self.post}: {self.pack}"


class PackFile(models.Model):
    """A file of a pack, kept in the database so that it is saved with the rest and served unchanged."""

    class Kind(models.TextChoices):
        DRAFT = "draft", "Draft PDF, watermarked"
        FINAL = "final", "PDF"

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind)
    content_hash = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    data = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pack", "kind"]
        constraints = [models.UniqueConstraint(fields=["pack", "kind"], name="pack_file_once")]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.pack}"


class PackBuild(models.Model):
    """A build of a pack's files by the worker, with its progress for the page."""

    class Status(models.TextChoices):
        QUEUED = "queued", "Waiting for a worker"
        RUNNING = "running", "Being built"
        DONE = "done", "Built"
        FAILED = "failed", "Failed"

    GOING_ON = (Status.QUEUED, Status.RUNNING)

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="builds")
    kind = models.CharField(max_length=10, choices=PackFile.Kind)
    prepared_on = models.DateField(help_text="The product's day on which the snapshot is taken.")
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    step = models.CharField(max_length=120, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    process = models.PositiveIntegerField(null=True, blank=True)
    task = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pack"], condition=Q(status__in=["queued", "running"]), name="pack_one_build_at_once"
            ),
        ]

    def __str__(self):
        return f"{self.get_status_display()}: {self.pack}"

    @property
    def is_going_on(self):
        return self.status in self.GOING_ON


class PackDownload(models.Model):
    """Who downloaded which file, and when. The hash says which bytes, also after the file was made anew."""

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="downloads")
    kind = models.CharField(max_length=10, choices=PackFile.Kind)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.pack} by {self.by}"
