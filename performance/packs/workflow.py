"""A pack's life: draft, built by the worker, cleared by posts in order, issued by the clerk, withdrawn.

The content is a snapshot. A build makes it and the watermarked draft; clearance is of that content's hash;
the last clearance has the final file made from the same content; issuing freezes both for ever.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone

from performance import access, audit, dates, versions
from performance.models import Clearance, Pack, PackBuild, PackDownload, Stage
from performance.packs import building, deadline
from performance.packs import content as contents
from performance.refusals import NotAllowed, NotComplete, SomebodyElseWasFirst, WorkflowProblem

Status = Pack.Status
# What everybody who sees a pack is told of its history: rows of planning have the words of exempt parts.
OF_ITS_LIFE = ("created", "built", "cleared", "issued", "sent back", "superseded", "withdrawn")
# Of one scorecard and period each meeting has one pack, and its supplements.
TAKEN = "There is already a pack of this scorecard and period for that meeting."


# --- Making ----------------------------------------------------------------------------------------------


@transaction.atomic
def create(*, clearances, by, now=None, **front):
    """A new draft for a meeting. `clearances` lists (post, person) in the order in which they clear.

    `front` is the pack's own: its scorecard, period, title, committee and `meeting_on`; its audience (a
    scrutiny committee), agenda item and whether it is illustrative, where they are not the usual ones; of a
    supplement to which pack it is, its number, and whether it replaces that.
    """
    now = now or timezone.now()
    if not access.may_prepare_packs(by):
        raise NotAllowed("Only a performance officer prepares packs.")
    if not clearances:
        raise NotComplete({"clearances": "Name at least one post that clears this pack."})
    try:
        with transaction.atomic():
            pack = Pack.objects.create(**front, created_by=by, created_at=now)
    except IntegrityError:
        raise NotComplete({"meeting_on": TAKEN}) from None
    name_posts(pack, clearances)
    _record(pack, by, now, "created", after={"status": Status.DRAFT})
    return pack


def name_posts(pack, clearances):
    """Give a pack the posts that clear it, in this order, in the place of those that it has."""
    pack.clearances.all().delete()
    Clearance.objects.bulk_create(
        Clearance(pack=pack, position=place, post=post, person=person)
        for place, (post, person) in enumerate(clearances, 1)
    )


# --- Clearance, issue, withdrawal ---------------------------------------------------------------------


@transaction.atomic
def clear(*, pack, content_hash, by, position=None, now=None, today=None):
    """Clear the content that was read, as the post at `position` where it is given.

    The last clearance has the final file made. While the pack is built again nothing is cleared.
    """
    now, today = now or timezone.now(), today or dates.today()
    pack = Pack.objects.select_for_update().get(pk=pack.pk)
    waiting = [c for c in pack.clearances.select_related("person") if c.cleared_at is None]
    own = next((c for c in waiting if c.person_id == by.pk and position in (None, c.position)), None)
    if own is None:
        if pack.clearances.filter(person=by, content_hash=content_hash).exists():
            return pack  # a double click
        raise NotAllowed("This pack is not waiting for your clearance.")
    if waiting[0] != own:
        raise WorkflowProblem(f"This pack is first cleared by the {waiting[0].post}.")
    _require_content(pack, content_hash, Status.DRAFT)
    building.require_current_format(pack)
    if not contents.is_of(pack, pack.content):
        raise WorkflowProblem(
            "This draft was built before its title, meeting or audience was changed. A performance officer "
            "builds it again before you clear it."
        )
    if pack.builds.filter(status__in=PackBuild.GOING_ON).exists():
        raise WorkflowProblem("This pack is being built again. Read the new draft before you clear it.")
    Clearance.objects.filter(pk=own.pk, cleared_at__isnull=True).update(
        cleared_at=now, content_hash=content_hash
    )
    _record(pack, by, now, "cleared", after={"post": own.post, "content_hash": content_hash})
    if len(waiting) == 1:
        _move(pack, Status.CLEARED)
        building.queue(pack, Stage.FINAL, by, now, today)
    return pack


@transaction.atomic
def issue(*, pack, content_hash, by, findings_reason="", urgency_reason="", now=None, today=None):
    """Issue the cleared files that were read. From now on nothing of them changes.

    Four eyes: whoever alone has cleared it does not issue it. A reason is asked for where findings in the
    prose are open, and another where its day of dispatch is past.
    A replacing supplement takes the place of the pack that it supplements.
    """
    now, today = now or timezone.now(), today or dates.today()
    if not access.may_issue_pack(by, pack):
        raise NotAllowed(_who_issues(pack))
    pack = Pack.objects.select_for_update().get(pk=pack.pk)
    if pack.status == Status.ISSUED and pack.issued_by_id == by.pk:
        return pack
    _require_content(pack, content_hash, Status.CLEARED)
    files = pack.files.filter(stage=Stage.FINAL, content_hash=content_hash)
    hashes = {f"{file.copy}.{file.form}": file.sha256 for file in files.defer("data")}
    if not hashes:
        raise WorkflowProblem("The final file is still being made. Try again in a moment.")
    if {clearance.person_id for clearance in pack.clearances.all()} == {by.pk}:
        raise NotAllowed("You alone have cleared this pack. Somebody else issues it.")
    if pack.replaces:
        require_no_replacement(pack.supplement_to)
    reasons = _reasons(pack, findings_reason.strip(), urgency_reason.strip(), today)
    changes = {"issued_by": by, "issued_at": now, "findings_reason": reasons["findings_reason"]}
    said = {"after": {"content_hash": content_hash, "sha256": hashes}, "reason": _in_one(reasons)}
    _move(pack, Status.ISSUED, **changes)
    _record_move(pack, by, now, "issued", was=Status.CLEARED, **said)
    if pack.replaces:
        _supersede(pack, by, now)
    return pack


def _who_issues(pack):
    if pack.audience == Pack.Audience.MANAGEMENT:
        return "Only a performance officer issues and withdraws packs for the management team."
    return "Only a scrutiny clerk issues and withdraws packs."


def _reasons(pack, findings_reason, urgency_reason, today):
    """The reasons that issuing this pack needs, "" for one that it does not; refuses where one is missing."""
    needed = {}
    if pack.findings:
        needed["findings_reason"] = "Say why this pack is issued with what was found in its prose."
    if deadline.needs_urgency(pack, today=today):
        needed["urgency_reason"] = (
            "The day of dispatch is past. Say why the chair has agreed that this is urgent; it is kept."
        )
    given = {"findings_reason": findings_reason, "urgency_reason": urgency_reason}
    if missing := {name: sentence for name, sentence in needed.items() if not given[name]}:
        raise NotComplete(missing)
    return {name: given[name] if name in needed else "" for name in given}


def _in_one(reasons):
    """Both reasons as the trail has them."""
    words = {"urgency_reason": "Issued late", "findings_reason": "Issued with open findings"}
    return "\n".join(f"{words[name]}: {reasons[name]}" for name in words if reasons[name])


def require_no_replacement(pack):
    """That no supplement stands in a pack's place: two would leave nobody knowing which one holds."""
    Pack.objects.select_for_update().get(pk=pack.pk)
    standing = pack.supplements.filter(replaces=True, status=Status.ISSUED).first()
    if standing is not None:
        raise WorkflowProblem(f"“{standing.title}” has taken this pack's place. Replace that one instead.")


def _supersede(pack, by, now):
    """The pack that a supplement replaces; one that was withdrawn stays withdrawn."""
    replaced = Pack.objects.select_for_update().get(pk=pack.supplement_to_id)
    if replaced.status != Status.ISSUED:
        return
    _move(replaced, Status.SUPERSEDED)
    _record_move(replaced, by, now, "superseded", was=Status.ISSUED, after={"by": str(pack)})


@transaction.atomic
def send_back(*, pack, reason, by, now=None):
    """Take a pack that is waiting for clearance or issue back to draft, so that it can be built again."""
    now = now or timezone.now()
    if not (access.may_prepare_packs(by) or pack.clearances.filter(person=by).exists()):
        raise NotAllowed("Only a performance officer or a post that clears this pack may take it back.")
    if not reason.strip():
        raise NotComplete({"reason": "Say why this pack goes back to draft."})
    pack = Pack.objects.select_for_update().get(pk=pack.pk)
    if pack.status not in (Status.DRAFT, Status.CLEARED):
        raise SomebodyElseWasFirst(f"This pack is {pack.get_status_display().lower()} by now.")
    was = pack.status
    if was == Status.DRAFT and not pack.clearances.filter(cleared_at__isnull=False).exists():
        return pack  # nothing stands that could be taken back: a second click
    pack.clearances.update(cleared_at=None, content_hash="")
    building.stop(pack, now)
    pack.files.filter(stage=Stage.FINAL).delete()
    _move(pack, Status.DRAFT)
    _record_move(pack, by, now, "sent back", was=was, reason=reason.strip())
    return pack


@transaction.atomic
def withdraw(*, pack, reason, by, now=None):
    """Withdraw a pack that was issued, at once; a marker and the hashes of its files stay."""
    now = now or timezone.now()
    if not access.may_issue_pack(by, pack):
        raise NotAllowed(_who_issues(pack))
    if not reason.strip():
        raise NotComplete({"reason": "Say why this pack is withdrawn; the reason is shown in its place."})
    pack = Pack.objects.select_for_update().get(pk=pack.pk)
    was = pack.status
    if was not in Pack.WAS_ISSUED:
        raise SomebodyElseWasFirst(f"This pack is {pack.get_status_display().lower()}, not issued.")
    _move(pack, Status.WITHDRAWN, withdrawn_by=by, withdrawn_at=now, withdrawn_reason=reason.strip())
    _record_move(pack, by, now, "withdrawn", was=was, reason=reason.strip())
    return pack


# --- Files -----------------------------------------------------------------------------------------------


def note_download(*, pack, stage, copy, form, sha256, by, now=None):
    """Keep who downloaded which bytes; no form means all files as one zip."""
    return PackDownload.objects.create(
        pack=pack, stage=stage, copy=copy, form=form, sha256=sha256, by=by, at=now or timezone.now()
    )


def note_damage(*, file, found, by, now=None):
    """Keep that a stored file is not what was stored: nobody is served it."""
    now = now or timezone.now()
    named = f"{file.stage} {file.copy}.{file.form}"
    _record(
        file.pack,
        by,
        now,
        "refused a damaged file of",
        before={"sha256": file.sha256},
        after={"file": named, "sha256": found},
    )


def _require_content(pack, content_hash, status):
    if pack.status != status:
        raise SomebodyElseWasFirst(
            f"This pack is {pack.get_status_display().lower()} by now. Look at it again before you go on."
        )
    if not content_hash or pack.content_hash != content_hash:
        raise SomebodyElseWasFirst(
            "This pack was built again after you opened it. Read the new draft before you go on."
        )


def _move(pack, status, **changes):
    sentence = "Somebody else changed this pack at the same moment. Look at it again."
    versions.move(pack, pack.version, lambda: sentence, status=status, **changes)


def _record_move(pack, by, now, verb, *, was, after=None, reason=""):
    """The row of a pack that moved from a status, with what else there is to say."""
    after = {"status": pack.status} | (after or {})
    _record(pack, by, now, verb, before={"status": was}, after=after, reason=reason)


def _record(pack, by, now, verb, **said):
    audit.record(by=by, at=now, verb=verb, subject=pack, period=pack.period, **said)
