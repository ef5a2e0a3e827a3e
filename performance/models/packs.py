"""Packs: a committee's paper, frozen when it is issued."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from performance.models.periods import Period
from performance.models.scorecards import Scorecard


class Copy(models.TextChoices):
    """Who a copy of a pack is for. All are made from one snapshot; what one may not say is not in it."""

    PUBLIC = "public", "Public copy"
    EXEMPT = "exempt", "Copy with exempt parts, not for publication"
    INTERNAL = "internal", "Internal copy"


class Stage(models.TextChoices):
    """Before clearance a file is a watermarked draft."""

    DRAFT = "draft", "Draft"
    FINAL = "final", "Final"


class Form(models.TextChoices):
    """The same content in several forms."""

    PDF = "pdf", "PDF"
    HTML = "html", "Web page (HTML)"
    XLSX = "xlsx", "Spreadsheet (.xlsx)"
    CSV = "csv", "Tables as CSV (.zip)"
    DOCX = "docx", "Covering report (.docx)"


class PackQuerySet(models.QuerySet):
    def for_clerks(self):
        """What a scrutiny clerk may see: cleared and issued, and the marker of a withdrawn one."""
        return self.filter(status__in=Pack.CLERKS_SEE).exclude(audience=Pack.Audience.MANAGEMENT)

    def for_managers(self):
        """What a manager may see: the management team's own, once they are issued."""
        return self.filter(
            audience=Pack.Audience.MANAGEMENT, status__in=(*Pack.WAS_ISSUED, Pack.Status.WITHDRAWN)
        )

    def without_content(self):
        """Without the snapshot and what was found in it, which can be megabytes."""
        return self.defer("content", "findings")


class Pack(models.Model):
    """A paper for one meeting. `content` is the frozen snapshot that every file is made from."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        CLEARED = "cleared", "Cleared"
        ISSUED = "issued", "Issued"
        SUPERSEDED = "superseded", "Superseded"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Audience(models.TextChoices):
        MANAGEMENT = "management", "Management team"
        CABINET = "cabinet", "Cabinet"
        SCRUTINY = "scrutiny", "Scrutiny committee"

    CLERKS_SEE = (Status.CLEARED, Status.ISSUED, Status.SUPERSEDED, Status.WITHDRAWN)
    WAS_ISSUED = (Status.ISSUED, Status.SUPERSEDED)

    scorecard = models.ForeignKey(Scorecard, models.PROTECT, related_name="packs")
    period = models.ForeignKey(Period, models.PROTECT, related_name="packs")
    title = models.CharField(max_length=200)
    audience = models.CharField(
        max_length=10,
        choices=Audience,
        default=Audience.SCRUTINY,
        help_text="A pack for the management team is internal; the others are published.",
    )
    committee = models.CharField(max_length=160)
    meeting_on = models.DateField("meeting date")
    agenda_item = models.CharField("agenda item", max_length=20, blank=True)
    supplement_to = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supplements",
        help_text="The issued pack that this one adds to or replaces.",
    )
    supplement_number = models.PositiveSmallIntegerField(default=0)
    replaces = models.BooleanField(
        default=False, help_text="A supplement that takes the issued pack's place when it is issued."
    )
    illustrative = models.BooleanField(
        default=False, help_text="A sample: says so on its first page and in every running head."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=1)
    content = models.JSONField(null=True, blank=True, editable=False)
    content_hash = models.CharField(max_length=64, blank=True, editable=False)
    findings = models.JSONField(
        null=True,
        blank=True,
        editable=False,
        help_text="What the prose claims and the tables do not bear out, as it was found in this content.",
    )
    findings_reason = models.TextField(blank=True, help_text="Why it is issued with findings that are open.")
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
            models.UniqueConstraint(
                fields=["scorecard", "period", "meeting_on", "committee", "supplement_number"],
                name="pack_once_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(supplement_to__isnull=True, supplement_number=0, replaces=False)
                | Q(supplement_to__isnull=False, supplement_number__gte=1),
                name="pack_supplement_numbered",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=["management", "cabinet", "scrutiny"]), name="pack_audience"
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(content__isnull=False) & ~Q(content_hash=""),
                name="pack_cleared_with_content",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["issued", "superseded"])
                | Q(issued_by__isnull=False, issued_at__isnull=False),
                name="pack_issued_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn")
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                name="pack_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "cleared", "issued", "superseded", "withdrawn"]),
                name="pack_status",
            ),
        ]

    def __str__(self):
        return f"{self.title}, {self.meeting_on:%d %B %Y}"

    @property
    def own_copy(self):
        """The copy that everybody who sees the pack may have."""
        return Copy.INTERNAL if self.audience == Pack.Audience.MANAGEMENT else Copy.PUBLIC


class PlannedSection(models.Model):
    """A section as somebody planned it: what kind, its title, its own words and choices.

    `kind` is one of `performance.packs.kinds`; `options` are what that kind's form keeps.
    """

    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=160, blank=True, help_text="Empty: the kind's own title.")
    text = models.TextField(blank=True, help_text="The section's own words, in the markup for narrative.")
    options = models.JSONField(default=dict, blank=True)
    exempt_paragraph = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Paragraph of Part 1 of Schedule 12A to the Local Government Act 1972, 1 to 7.",
    )
    exempt_reason = models.TextField(
        blank=True, help_text="Why the public interest in keeping it exempt outweighs that in publishing it."
    )
    to_follow = models.BooleanField(
        default=False, help_text="Announced in this pack, and sent as a supplement."
    )

    class Meta:
        abstract = True


def _exemption(name):
    return models.CheckConstraint(
        condition=Q(exempt_paragraph__isnull=True, exempt_reason="")
        | Q(exempt_paragraph__isnull=False, exempt_paragraph__range=(1, 7)) & ~Q(exempt_reason=""),
        name=name,
    )


class PackAttachment(models.Model):
    """An uploaded PDF that is bound into a pack as it is."""

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=200)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["pack", "pk"]
        constraints = [models.UniqueConstraint(fields=["pack", "sha256"], name="attachment_once")]

    def __str__(self):
        return self.name


class PackSectionQuerySet(models.QuerySet):
    def with_files(self):
        """With what each bound-in file is called, and without its bytes."""
        return self.select_related("attachment").defer("attachment__data")


class PackSection(PlannedSection):
    """A section of a pack, in the order in which it is printed."""

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="sections")
    attachment = models.ForeignKey(
        PackAttachment, models.PROTECT, null=True, blank=True, related_name="sections"
    )

    objects = PackSectionQuerySet.as_manager()

    class Meta:
        ordering = ["pack", "position"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "position"], name="pack_section_order"),
            _exemption("pack_section_exempt_with_reason"),
        ]

    def __str__(self):
        return f"{self.title or self.kind}: {self.pack}"


class PackTemplate(models.Model):
    """A kept plan of sections from which packs are made."""

    name = models.CharField(max_length=120, unique=True)
    description = models.CharField(max_length=250, blank=True)
    audience = models.CharField(max_length=10, choices=Pack.Audience, default=Pack.Audience.SCRUTINY)
    committee = models.CharField(max_length=160, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class TemplateSection(PlannedSection):
    """A section of a template."""

    template = models.ForeignKey(PackTemplate, models.CASCADE, related_name="sections")

    class Meta:
        ordering = ["template", "position"]
        constraints = [
            models.UniqueConstraint(fields=["template", "position"], name="template_section_order"),
            _exemption("template_section_exempt_with_reason"),
        ]

    def __str__(self):
        return f"{self.title or self.kind}: {self.template}"


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

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="files")
    stage = models.CharField(max_length=10, choices=Stage)
    copy = models.CharField(max_length=10, choices=Copy)
    form = models.CharField(max_length=10, choices=Form)
    content_hash = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(null=True, blank=True, help_text="Of a PDF.")
    data = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pack", "stage", "copy", "form"]
        constraints = [
            models.UniqueConstraint(fields=["pack", "stage", "copy", "form"], name="pack_file_once")
        ]

    def __str__(self):
        return f"{self.get_stage_display()} {self.get_form_display()} of {self.pack}"


class PackChunk(models.Model):
    """Pages that were set once, by the hash of everything that they were set from."""

    key = models.CharField(max_length=64, unique=True)
    data = models.BinaryField()
    made_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        ordering = ["-used_at"]

    def __str__(self):
        return self.key


class PackBuild(models.Model):
    """A build of a pack's files by the worker, with its progress for the page."""

    class Status(models.TextChoices):
        QUEUED = "queued", "Waiting for a worker"
        RUNNING = "running", "Being built"
        DONE = "done", "Built"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    GOING_ON = (Status.QUEUED, Status.RUNNING)

    pack = models.ForeignKey(Pack, models.CASCADE, related_name="builds")
    stage = models.CharField(max_length=10, choices=Stage)
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
    stage = models.CharField(max_length=10, choices=Stage)
    copy = models.CharField(max_length=10, choices=Copy)
    form = models.CharField(max_length=10, choices=Form, blank=True, help_text="Empty: all files as one zip.")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self):
        return f"{self.get_stage_display()} of {self.pack} by {self.by}"
