"""A pack's life: draft, built by the worker, cleared by posts in order, issued by the clerk, withdrawn.

The content is a snapshot. A build makes it and the watermarked draft; clearance is of that content's hash;
the last clearance has the final file made from the same content; issuing freezes both for ever.
"""

import hashlib
import logging
import os
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from performance import access, audit, dates, versions
from performance.models import Clearance, Pack, PackBuild, PackDownload, PackFile, Stage
from performance.packs import content as contents
from performance.refusals import NotAllowed, NotComplete, SomebodyElseWasFirst, WorkflowProblem

logger = logging.getLogger(__name__)
Status = Pack.Status
MOST_ATTEMPTS = 3


# --- Making and building -------------------------------------------------------------------------------


@transaction.atomic
def create(
    *,
    scorecard,
    period,
    title,
    committee,
    meeting_on,
    clearances,
    by,
    audience=Pack.Audience.SCRUTINY,
    agenda_item="",
    illustrative=False,
    now=None,
):
    """A new draft for a meeting. `clearances` lists (post, person) in the order in which they clear."""
    now = now or timezone.now()
    if not access.may_prepare_packs(by):
        raise NotAllowed("Only a performance officer prepares packs.")
    if not clearances:
        raise NotComplete({"clearances": "Name at least one post that clears this pack."})
    try:
        with transaction.atomic():
            pack = Pack.objects.create(
                scorecard=scorecard,
                period=period,
                title=title,
                committee=committee,
                meeting_on=meeting_on,
                audience=audience,
                agenda_item=agenda_item,
                illustrative=illustrative,
                created_by=by,
                created_at=now,
            )
    except IntegrityError:
        raise NotComplete(
            {"meeting_on": "There is already a pack of this scorecard and period for that meeting."}
        ) from None
    Clearance.objects.bulk_create(
        Clearance(pack=pack, position=position, post=post, person=person)
        for position, (post, person) in enumerate(clearances, 1)
    )
    _record(pack, by, now, "created", after={"status": Status.DRAFT})
    return pack


@transaction.atomic
def request_build(*, pack, by, now=None, today=None):
    """Have the worker take the snapshot and render the draft. Two requests at once build it once."""
    now, today = now or timezone.now(), today or dates.today()
    if not access.may_prepare_packs(by):
        raise NotAllowed("Only a performance officer builds packs.")
    if pack.status == Status.CLEARED and not pack.files.filter(stage=Stage.FINAL).exists():
        # Its making failed; the content that was cleared is set again as it stands.
        return _queue(pack, Stage.FINAL, by, now, today)
    if pack.status != Status.DRAFT:
        raise WorkflowProblem(f"This pack is {pack.get_status_display().lower()} and is not built again.")
    return _queue(pack, Stage.DRAFT, by, now, today)


def _queue(pack, stage, by, now, today):
    going_on = PackBuild.objects.filter(pack=pack, status__in=PackBuild.GOING_ON).first()
    if going_on is None:
        try:
            with transaction.atomic():
                going_on = PackBuild.objects.create(
                    pack=pack,
                    stage=stage,
                    prepared_on=today,
                    requested_by=by,
                    requested_at=now,
                    step="Waiting for a worker",
                )
        except IntegrityError:
            going_on = PackBuild.objects.get(pack=pack, status__in=PackBuild.GOING_ON)
    build_id = going_on.pk
    transaction.on_commit(lambda: send_build(build_id), robust=True)
    return going_on


def send_build(build_id):
    """Tell a worker; without a broker the sweep finds the build."""
    try:
        current_app.send_task("performance.tasks.build_pack", args=[build_id], retry=False)
    except OperationalError as problem:
        logger.info("no broker to tell; the sweep will find the build: %s", problem)


def resume_builds(*, now=None):
    """Send again what waits too long, and give up a build whose worker was killed, with a sentence."""
    now = now or timezone.now()
    lost = now - 2 * timedelta(seconds=settings.LONGEST_TASK_SECONDS)
    PackBuild.objects.filter(status=PackBuild.Status.RUNNING, started_at__lt=lost).update(
        status=PackBuild.Status.FAILED,
        finished_at=now,
        problem="The worker stopped before the file was finished. Try again.",
    )
    waiting = PackBuild.objects.filter(
        status=PackBuild.Status.QUEUED, requested_at__lt=now - timedelta(seconds=30)
    )
    for build_id in waiting.values_list("pk", flat=True):
        send_build(build_id)


# --- In the worker ---------------------------------------------------------------------------------------


def run_build(build_id, *, task="", now=None):
    """Build one pack's file, saying how far it is. Running it twice does no harm.

    A worker that is killed leaves its build running; the queue delivers the same task again, and it starts
    anew, up to `MOST_ATTEMPTS` times: what kills every worker that tries it is not tried for ever.
    """
    now = now or timezone.now()
    again = Q(status=PackBuild.Status.RUNNING, task=task, attempts__lt=MOST_ATTEMPTS) & ~Q(task="")
    started = PackBuild.objects.filter(Q(status=PackBuild.Status.QUEUED) | again, pk=build_id).update(
        status=PackBuild.Status.RUNNING,
        started_at=now,
        process=os.getpid(),
        task=task,
        attempts=F("attempts") + 1,
        step="Collecting the figures",
        percent=10,
    )
    if not started:
        return
    build = PackBuild.objects.select_related("pack__scorecard", "pack__period", "requested_by").get(
        pk=build_id
    )
    try:
        _build(build)
    except Exception as problem:
        logger.exception("pack %s could not be built", build.pack_id)
        PackBuild.objects.filter(pk=build_id).update(
            status=PackBuild.Status.FAILED,
            finished_at=timezone.now(),
            problem=_in_words(problem),
        )


def _in_words(problem):
    """Our own refusals as they are; anything else with its kind, for whoever has to look into it."""
    return str(problem) if isinstance(problem, WorkflowProblem) else f"{type(problem).__name__}: {problem}"


def _build(build):
    pack, final = build.pack, build.stage == Stage.FINAL
    if final:
        _require_current_format(pack)
    content = pack.content if final else contents.build(pack, prepared_on=build.prepared_on)
    content_hash = contents.content_hash(content)
    from performance.packs import files  # noqa: PLC0415  (WeasyPrint takes most of a second to load)

    made = files.make(
        content,
        content_hash=content_hash,
        draft=not final,
        attachments={kept.sha256: bytes(kept.data) for kept in pack.attachments.all()},
        progress=lambda step, percent: _progress(build, step, percent),
    )
    _progress(build, "Storing the files", 95)
    _store(build, pack, content, content_hash, made)


@transaction.atomic
def _store(build, pack, content, content_hash, made):
    now = timezone.now()
    expected = Status.CLEARED if build.stage == Stage.FINAL else Status.DRAFT
    kept = Pack.objects.filter(pk=pack.pk, status=expected, version=pack.version)
    if build.stage == Stage.FINAL:
        moved = kept.filter(content_hash=content_hash).update(version=pack.version)
    else:
        moved = kept.update(content=content, content_hash=content_hash, version=pack.version + 1)
    if moved != 1:
        raise WorkflowProblem("The pack changed while it was built. Build it again.")
    if build.stage == Stage.DRAFT and content_hash != pack.content_hash:
        # Whoever cleared other content has not cleared this.
        pack.clearances.update(cleared_at=None, content_hash="")
    pack.files.filter(stage=build.stage).delete()
    PackFile.objects.bulk_create(
        PackFile(
            pack=pack,
            stage=build.stage,
            copy=file.copy,
            form=file.form,
            content_hash=content_hash,
            sha256=hashlib.sha256(file.data).hexdigest(),
            pages=file.pages,
            data=file.data,
            created_at=now,
        )
        for file in made
    )
    PackBuild.objects.filter(pk=build.pk).update(
        status=PackBuild.Status.DONE, finished_at=now, step="Built", percent=100
    )
    _record(
        pack,
        build.requested_by,
        now,
        "built",
        before={"content_hash": pack.content_hash},
        after={"content_hash": content_hash, "file": build.stage},
    )


def _progress(build, step, percent):
    PackBuild.objects.filter(pk=build.pk).update(step=step, percent=percent)


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
    _require_current_format(pack)
    if pack.builds.filter(status__in=PackBuild.GOING_ON).exists():
        raise WorkflowProblem("This pack is being built again. Read the new draft before you clear it.")
    Clearance.objects.filter(pk=own.pk, cleared_at__isnull=True).update(
        cleared_at=now, content_hash=content_hash
    )
    _record(pack, by, now, "cleared", after={"post": own.post, "content_hash": content_hash})
    if len(waiting) == 1:
        _move(pack, Status.CLEARED)
        _queue(pack, Stage.FINAL, by, now, today)
    return pack


@transaction.atomic
def issue(*, pack, content_hash, by, now=None):
    """Issue the cleared file that was read. From now on nothing of it changes."""
    now = now or timezone.now()
    if not access.may_issue_packs(by):
        raise NotAllowed("Only a scrutiny clerk issues packs.")
    pack = Pack.objects.select_for_update().get(pk=pack.pk)
    if pack.status == Status.ISSUED and pack.issued_by_id == by.pk:
        return pack
    _require_content(pack, content_hash, Status.CLEARED)
    files = pack.files.filter(stage=Stage.FINAL, content_hash=content_hash)
    hashes = {f"{file.copy}.{file.form}": file.sha256 for file in files.defer("data")}
    if not hashes:
        raise WorkflowProblem("The final file is still being made. Try again in a moment.")
    _move(pack, Status.ISSUED, issued_by=by, issued_at=now)
    _record(
        pack,
        by,
        now,
        "issued",
        before={"status": Status.CLEARED},
        after={"status": Status.ISSUED, "content_hash": content_hash, "sha256": hashes},
    )
    return pack


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
    pack.files.filter(stage=Stage.FINAL).delete()
    _move(pack, Status.DRAFT)
    _record(
        pack,
        by,
        now,
        "sent back",
        before={"status": was},
        after={"status": Status.DRAFT},
        reason=reason.strip(),
    )
    return pack


@transaction.atomic
def withdraw(*, pack, reason, by, now=None):
    """Withdraw an issued pack at once; a marker and the hash stay."""
    now = now or timezone.now()
    if not access.may_issue_packs(by):
        raise NotAllowed("Only a scrutiny clerk withdraws packs.")
    if not reason.strip():
        raise NotComplete({"reason": "Say why this pack is withdrawn; the reason is shown in its place."})
    pack = Pack.objects.select_for_update().get(pk=pack.pk)
    if pack.status != Status.ISSUED:
        raise SomebodyElseWasFirst(f"This pack is {pack.get_status_display().lower()}, not issued.")
    _move(pack, Status.WITHDRAWN, withdrawn_by=by, withdrawn_at=now, withdrawn_reason=reason.strip())
    _record(
        pack,
        by,
        now,
        "withdrawn",
        before={"status": Status.ISSUED},
        after={"status": Status.WITHDRAWN},
        reason=reason.strip(),
    )
    return pack


def note_download(*, file, by, now=None):
    """Keep who downloaded which file."""
    return PackDownload.objects.create(
        pack=file.pack,
        stage=file.stage,
        copy=file.copy,
        form=file.form,
        sha256=file.sha256,
        by=by,
        at=now or timezone.now(),
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


def _require_current_format(pack):
    """Content that an earlier version of the product froze keeps its files, and is not set once more."""
    if pack.content.get("format") not in contents.READABLE:
        raise WorkflowProblem(
            "This pack was built by an earlier version of the product. Take it back to draft and build it "
            "again; whoever clears it then reads the new draft."
        )


def _move(pack, status, **changes):
    sentence = "Somebody else changed this pack at the same moment. Look at it again."
    versions.move(pack, pack.version, lambda: sentence, status=status, **changes)


def _record(pack, by, now, verb, **said):
    audit.record(by=by, at=now, verb=verb, subject=pack, period=pack.period, **said)
