"""The log of what was read from files, and how columns of other people's files were understood."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from benchmarking.models.sources import Source


class ColumnMapping(models.Model):
    """How the columns of one kind of file are read, remembered by its headings for the next such file."""

    class Shape(models.TextChoices):
        LONG = "long", "Long: one figure a row"
        WIDE = "wide", "Wide: a column for each year or measure"

    name = models.CharField(max_length=120, unique=True)
    shape = models.CharField(max_length=4, choices=Shape)
    fingerprint = models.CharField(max_length=64, db_index=True, editable=False)
    columns = models.JSONField(default=dict, help_text="What each column holds, as the mapping form made it.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=Q(shape__in=["long", "wide"]), name="mapping_shape")]

    def __str__(self):
        return self.name


class DataImport(models.Model):
    """One file of published figures: what was read of it, kept apart, skipped and why.

    The bytes are kept until it is loaded or thrown away. `report` is what `importing.report.Report.as_json`
    makes; `counts` holds its totals, for lists.
    """

    class Reader(models.TextChoices):
        ASCOF = "ascof", "ASCOF workbook, a sheet for each measure"
        ASCOF_LONG = "ascof-long", "ASCOF open data, one figure a row"
        LONG = "long", "Any table with one figure a row"
        WIDE = "wide", "Any table with a column for each year or measure"

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting for a worker"
        READING = "reading", "Being read"
        PREVIEWED = "previewed", "Previewed"
        LOADED = "loaded", "Loaded"
        REFUSED = "refused", "Refused"
        DISCARDED = "discarded", "Thrown away"

    name = models.CharField(max_length=200)
    data = models.BinaryField(editable=False, null=True)
    sha256 = models.CharField(max_length=64, editable=False)
    size = models.PositiveBigIntegerField(help_text="In bytes.", editable=False)
    reader = models.CharField(max_length=10, choices=Reader)
    mapping = models.ForeignKey(ColumnMapping, models.PROTECT, null=True, blank=True, related_name="imports")
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="imports")
    status = models.CharField(max_length=9, choices=Status, default=Status.WAITING, editable=False)
    wanted = models.BooleanField(
        default=False, editable=False, help_text="Somebody has seen the preview and wants it loaded."
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    rows_read = models.PositiveIntegerField(default=0, editable=False)
    rows_total = models.PositiveIntegerField(null=True, blank=True, editable=False)
    counts = models.JSONField(default=dict, editable=False)
    report = models.JSONField(default=dict, editable=False)
    problem = models.TextField(blank=True, editable=False)
    task = models.CharField(max_length=60, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    loaded_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "import of published figures"
        verbose_name_plural = "imports of published figures"
        constraints = [
            models.CheckConstraint(
                condition=Q(reader__in=["ascof", "ascof-long", "long", "wide"]), name="data_import_reader"
            ),
            models.CheckConstraint(
                condition=Q(status="loaded", loaded_at__isnull=False, source__isnull=False)
                | Q(
                    status__in=["waiting", "reading", "previewed", "refused", "discarded"],
                    loaded_at__isnull=True,
                ),
                name="data_import_loaded_at",
            ),
        ]

    def __str__(self):
        return self.name
