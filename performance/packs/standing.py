"""Where a pack stands and what comes next, in the same words on the list and on its page."""

from django.db.models import Exists, OuterRef, Prefetch

from performance.models import Clearance, Pack, PackBuild, PackFile, Stage


def read(packs):
    """Packs with what `next_step` asks, in one query and one for their posts; without their content."""
    final = PackFile.objects.filter(pack=OuterRef("pk"), stage=Stage.FINAL)
    going_on = PackBuild.objects.filter(pack=OuterRef("pk"), status__in=PackBuild.GOING_ON)
    posts = Prefetch("clearances", Clearance.objects.order_by("position"))
    packs = packs.annotate(has_final=Exists(final), is_being_built=Exists(going_on))
    return packs.prefetch_related(posts).without_content()


def waiting_post(pack):
    """The clearance that a built draft waits for, or None: of a pack that was read by `read`."""
    if pack.status != Pack.Status.DRAFT or not pack.content_hash or pack.is_being_built:
        return None
    return next((post for post in pack.clearances.all() if post.cleared_at is None), None)


def awaits_issue(pack):
    """Whether a pack is cleared and its final files are there: of a pack that was read by `read`."""
    return pack.status == Pack.Status.CLEARED and pack.has_final and not pack.is_being_built


def next_step(pack):
    """What comes next for a pack that was read by `read`: "Clearance by the Director"; "" for nothing."""
    if pack.status == Pack.Status.DRAFT:
        return _of_draft(pack)
    if pack.status == Pack.Status.CLEARED:
        if pack.is_being_built:
            return "Final files are being made"
        return "Issue" if awaits_issue(pack) else "Make the final files again"
    return ""


def _of_draft(pack):
    if pack.is_being_built:
        return "Being built"
    if not pack.content_hash:
        return "Build the draft"
    waiting = waiting_post(pack)
    return f"Clearance by the {waiting.post}" if waiting else ""
