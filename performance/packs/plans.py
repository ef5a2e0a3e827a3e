"""The plan of a pack while it is made: what may change it, and how two people do not overwrite each other.

A form carries the mark of what it showed (`mark_of_front`, `mark_of_order`, `mark_of`), and where that has
changed meanwhile the change is refused. So two people can write two sections at the same time, and a build
that ends does not get in their way.
"""

import hashlib
import json

from django.db.models import F
from django.utils import timezone

from performance import access, audit, versions
from performance.models import Pack, PackSection
from performance.packs import kinds
from performance.refusals import NotAllowed, SomebodyElseWasFirst, WorkflowProblem

PLANNED = ("kind", "title", "text", "options", "exempt_paragraph", "exempt_reason", "to_follow")
FRONT = ("scorecard_id", "period_id", "title", "audience", "committee", "meeting_on", "agenda_item")
# What the trail calls the changes of a plan; the last is that of a section that saved itself.
VERBS = (
    "planned",
    "meeting changed",
    "section added",
    "section moved",
    "section changed",
    "section removed",
    "file uploaded",
    "template taken",
    "saved",
)
# Further up than any plan reaches: where sections wait while they change places.
OUT_OF_THE_WAY = 1_000


def called(section):
    """What a section is called: its own title, or its kind's."""
    return section.title or kinds.KINDS[section.kind].label


# --- What a form showed ----------------------------------------------------------------------------------


def _mark(*shown):
    return hashlib.sha256(json.dumps(shown, default=str).encode()).hexdigest()[:16]


def mark_of_front(pack):
    """The mark of what a pack is called, for whom it is and who clears it."""
    posts = pack.clearances.values_list("post", "person_id")
    return _mark([getattr(pack, name) for name in FRONT], [list(row) for row in posts])


def mark_of_order(pack):
    """The mark of which sections a pack has, and in which order."""
    return _mark(list(pack.sections.values_list("pk", flat=True)))


def mark_of(section):
    """The mark of one section: its title, words and choices, wherever it stands."""
    return _mark([getattr(section, name) for name in PLANNED], section.attachment_id)


# --- What every change does --------------------------------------------------------------------------------


def draft(pack, by):
    """The pack as it is now, held until the change is made; refuses what is not planned any more."""
    if not access.may_prepare_packs(by):
        raise NotAllowed("Only a performance officer plans packs.")
    pack = Pack.objects.without_content().select_for_update().get(pk=pack.pk)
    if why := why_not_planned(pack):
        raise WorkflowProblem(why)
    return pack


def why_not_planned(pack):
    """Why a pack's plan cannot be changed now, with what to do; "" where it can."""
    if pack.status == Pack.Status.CLEARED:
        return "This pack is cleared. Take it back to draft before you change its plan."
    if pack.status != Pack.Status.DRAFT:
        return f"This pack is {pack.get_status_display().lower()}: its plan stays as it was."
    cleared = pack.clearances.filter(cleared_at__isnull=False).first()
    if cleared is not None:
        return f"The {cleared.post} has cleared this draft. Take it back to draft before you change its plan."
    return ""


def found(section, pack):
    """A section as it is now; somebody may have removed it."""
    try:
        return pack.sections.with_files().get(pk=section.pk)
    except PackSection.DoesNotExist:
        raise SomebodyElseWasFirst("Somebody removed this section after you opened it.") from None


def require(now_is, was, pack, by, section=None):
    """That what a form showed is still so; otherwise says who changed it and when."""
    if now_is == was:
        return
    what = f"“{called(section)}”" if section else "This plan"
    last = audit.entries_of(pack).filter(verb__in=VERBS).first()
    latest = ""
    if last is not None:
        who = "by you, perhaps in another window" if last.by_id == by.pk else f"by {last.by}"
        latest = f" The last change of the plan was made at {timezone.localtime(last.at):%H:%M} {who}."
    raise SomebodyElseWasFirst(
        f"{what} was changed after you opened the page.{latest} Nothing was overwritten."
    )


def renumber(pack, order):
    """Give sections the places in which their keys stand; none may have another's for a moment."""
    pack.sections.filter(position__lt=OUT_OF_THE_WAY).update(position=F("position") + OUT_OF_THE_WAY + 1)
    moved = {section.pk: section for section in pack.sections.all()}
    for place, pk in enumerate(order, 1):
        moved[pk].position = place
    PackSection.objects.bulk_update(moved.values(), ["position"])


def changed(pack, by, now, verb, **said):
    """Move the pack's version and write the row in the trail; one of `VERBS`."""
    sentence = "Somebody else changed this pack at the same moment. Look at it again."
    versions.move(pack, pack.version, lambda: sentence)
    audit.record(by=by, at=now or timezone.now(), verb=verb, subject=pack, period=pack.period, **said)


def put(pack, sections):
    """Give a pack these sections, unsaved so far, in the place of those that it has."""
    pack.sections.all().delete()
    for place, section in enumerate(sections, 1):
        section.pack, section.position = pack, place
    PackSection.objects.bulk_create(sections)
    drop_loose_files(pack)


def drop_loose_files(pack):
    """Forget uploaded files that no section binds in any more."""
    pack.attachments.filter(sections__isnull=True).delete()
