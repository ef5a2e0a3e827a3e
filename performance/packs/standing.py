"""Where a pack stands and what comes next, in the same words on the list and on its page."""

from django.db.models import Exists, OuterRef, Prefetch

from performance.models import Clearance, Pack, PackBuild, PackFile, Stage


def read(packs):
    """Packs with what `next_step` asks, in one query and one for their posts."""
    final = PackFile.objects.filter(pack=OuterRef("pk"), stage=Stage.FINAL)
    going_on = PackBuild.objects.filter(pack=OuterRef("pk"), status__in=PackBuild.GOING_ON)
    posts = Prefetch("clearances", Clearance.objects.order_by("position"))
    return packs.annotate(has_final=Exists(final), is_being_built=Exists(going_on)).prefetch_related(posts)


def next_step(pack):
    """What comes next for a pack that was read by `read`: "Clearance by the Director"; "" for nothing."""
    if pack.status == Pack.Status.DRAFT:
        return _of_draft(pack)
    if pack.status == Pack.Status.CLEARED:
        if pack.is_being_built:
            return "Final files are being made"
        return "Issue" if pack.has_final else "Make the final files again"
    return ""


def _of_draft(pack):
    if pack.is_being_built:
        return "Being built"
    if not pack.content_hash:
        return "Build the draft"
    waiting = next((post for post in pack.clearances.all() if post.cleared_at is None), None)
    return f"Clearance by the {waiting.post}" if waiting else ""
