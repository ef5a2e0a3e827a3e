"""Where figures come from: publications, each with the day on which it became known."""

from django.db import models
from django.db.models import Q


class SourceQuerySet(models.QuerySet):
    """Sources by what may be known of them, and by whom."""

    def known_on(self, day):
        """Published on or before `day`."""
        return self.filter(published_on__lte=day)

    def released(self, now):
        """Without those whose embargo has not passed at `now` (aware)."""
        return self.filter(Q(embargoed_until__isnull=True) | Q(embargoed_until__lte=now))

    def for_publication(self, now):
        """What may leave the council: released, and allowed to be republished."""
        return self.released(now).filter(may_republish=True)


class Source(models.Model):
    """A publication: where figures come from, when they became known, and whether they may be republished."""

    title = models.CharField(max_length=250, unique=True)
    publisher = models.CharField(max_length=160)
    published_on = models.DateField(help_text="The first day on which this was public.")
    published_label = models.CharField(
        max_length=60, blank=True, help_text="As printed, where only the month is known."
    )
    url = models.URLField(blank=True)
    licence = models.CharField(max_length=160, blank=True)
    may_republish = models.BooleanField(
        default=True,
        help_text="Untick where the licence keeps it inside the council: its figures are then shown to those "
        "who sign in, and left out of packs, downloads and the interface.",
    )
    embargoed_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Until then nobody but administrators sees any of it, anywhere.",
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["-published_on", "title"]

    def __str__(self):
        return self.title
