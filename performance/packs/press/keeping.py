"""Chunks that are kept for the next time, so that what is unchanged is not set again.

A chunk holds what a copy of a pack prints, exempt parts too, so it is nobody's to read but the press's: it is
found by the hash of all that it is made from, and thrown away when no pack has used it for a while.
"""

from datetime import timedelta

from django.utils import timezone

from performance.models import PackChunk

KEPT_FOR = timedelta(days=60)


class Kept:
    """Rows of `PackChunk`, for `render.pdf(kept=...)`."""

    def get(self, key):
        """The chunk of a key, or None; it counts as used now."""
        chunk = PackChunk.objects.filter(key=key).first()
        if chunk is None:
            return None
        PackChunk.objects.filter(pk=chunk.pk).update(used_at=timezone.now())
        return bytes(chunk.data)

    def put(self, key, data):
        """Keep a chunk; two builds may set the same one at once."""
        now = timezone.now()
        PackChunk.objects.bulk_create(
            [PackChunk(key=key, data=data, made_at=now, used_at=now)], ignore_conflicts=True
        )


def sweep(*, now) -> int:
    """Throw away what no pack has used for sixty days; returns how many chunks."""
    return PackChunk.objects.filter(used_at__lt=now - KEPT_FOR).delete()[0]
