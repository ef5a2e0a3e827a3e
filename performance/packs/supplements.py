"""Supplements: what is sent after a pack was issued, numbered, added to it or in its place."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from performance import access
from performance.models import Pack
from performance.packs import planning, plans, workflow
from performance.refusals import NotAllowed, SomebodyElseWasFirst

# The right paper is still owed after a withdrawal, and takes the place of what was withdrawn.
CAN_HAVE_ONE = (Pack.Status.ISSUED, Pack.Status.WITHDRAWN)
LONGEST_TITLE = Pack._meta.get_field("title").max_length


@transaction.atomic
def make(*, pack, by, replaces=False, now=None):
    """A new draft that adds to an issued pack or, once it is issued itself, replaces it.

    A withdrawn pack can be replaced alone: there is nothing left of it to add to.

    What was announced as "to follow" makes up one that adds, where there was any; else all sections are
    copied. Its posts are those that cleared the pack. Asked for twice before anything was built there is one.
    """
    now = now or timezone.now()
    if not access.may_prepare_packs(by):
        raise NotAllowed("Only a performance officer prepares a supplement.")
    pack = Pack.objects.select_for_update().get(pk=pack.pk)
    _require_can_have_one(pack, replaces)
    begun = pack.supplements.filter(
        status=Pack.Status.DRAFT, content_hash="", replaces=replaces, created_by=by
    ).first()
    if begun is not None:
        return begun  # a double click
    number = _last_number(pack) + 1
    made = workflow.create(
        scorecard=pack.scorecard,
        period=pack.period,
        title=f"Supplement {number}: {_plain_title(pack)}"[:LONGEST_TITLE],
        committee=pack.committee,
        meeting_on=pack.meeting_on,
        clearances=[(clearance.post, clearance.person) for clearance in pack.clearances.all()],
        audience=pack.audience,
        agenda_item=pack.agenda_item,
        illustrative=pack.illustrative,
        supplement_to=pack,
        supplement_number=number,
        replaces=replaces,
        by=by,
        now=now,
    )
    planning.copy_sections(pack, made, attachments=True)
    if not replaces:
        _keep_what_was_to_follow(made)
    return made


def _require_can_have_one(pack, replaces):
    if pack.status not in CAN_HAVE_ONE:
        raise SomebodyElseWasFirst(
            f"This pack is {pack.get_status_display().lower()}: only an issued pack has a supplement."
        )
    if pack.status == Pack.Status.WITHDRAWN and not replaces:
        raise SomebodyElseWasFirst("This pack is withdrawn: it can be replaced, and nothing added to it.")
    if replaces:
        workflow.require_no_replacement(pack)


def _last_number(pack):
    """The number of the last supplement for the meeting; each has its own, also one of a supplement."""
    same = Pack.objects.filter(
        scorecard=pack.scorecard, period=pack.period, meeting_on=pack.meeting_on, committee=pack.committee
    )
    return same.aggregate(last=Max("supplement_number"))["last"]


def _plain_title(pack):
    """The title of the pack that was first issued for the meeting."""
    while pack.supplement_to is not None:
        pack = pack.supplement_to
    return pack.title


def _keep_what_was_to_follow(pack):
    if pack.sections.filter(to_follow=True).exists():
        pack.sections.filter(to_follow=False).delete()
        pack.sections.update(to_follow=False)
        plans.drop_loose_files(pack)
