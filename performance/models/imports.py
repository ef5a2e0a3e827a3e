"""Files that administrators bring in: kept between the preview and the decision."""

from django.db import models

from performance.models.kept_files import KeptFile, applied_at_agrees


class ImportFile(KeptFile):
    """An uploaded file with how its headings were understood."""

    class Status(models.TextChoices):
        PREVIEWED = "previewed", "Previewed"
        APPLIED = "applied", "Applied"
        DISCARDED = "discarded", "Thrown away"

    options = models.JSONField(default=dict, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.PREVIEWED, editable=False)

    class Meta(KeptFile.Meta):
        verbose_name = "import"
        constraints = [applied_at_agrees("import_applied_at")]
