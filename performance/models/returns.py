"""Returns: workbooks of figures that people filled in, kept between the preview and the decision."""

from django.db import models

from performance.models.kept_files import KeptFile, applied_at_agrees


class ReturnFile(KeptFile):
    """An uploaded return."""

    class Status(models.TextChoices):
        PREVIEWED = "previewed", "Previewed"
        APPLIED = "applied", "Loaded"
        DISCARDED = "discarded", "Thrown away"

    status = models.CharField(max_length=10, choices=Status, default=Status.PREVIEWED, editable=False)

    class Meta(KeptFile.Meta):
        verbose_name = "return"
        constraints = [applied_at_agrees("return_applied_at")]
