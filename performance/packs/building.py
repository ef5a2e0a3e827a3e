"""The worker's part of a pack's life: a build takes the snapshot and makes the files, or stops.

A build that is cancelled, given up or overtaken stores nothing: each step asks whether it still goes on, and
the files are kept in the same transaction in which it is done.
"""

import hashlib
import logging
import os
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from performance import access, audit, dates, suppressing
from performance.models import Pack, PackBuild, PackFile, Stage
from performance.packs import content as contents
from performance.packs import disclosures, findings
from performance.refusals import NotAllowed, SomebodyElseWasFirst, WorkflowProblem

logger = logging.getLogger(__name__)
Status = Pack.Status
MOST_ATTEMPTS = 3


class Stopped(Exception):
    """The build does not go on any more: somebody cancelled it, or it was given up."""


# --- Asking for it ---------------------------------------------------------------------------------------


@transaction.atomic
def request_build(*, pack, by, now=None, today=None):
    """Have the worker take the snapshot and render the draft. Two requests at once build it once."""
    now, today = now or timezone.now(), today or dates.today()
    if not access.may_prepare_packs(by):
        raise NotAllowed("Only a performance officer builds packs.")
    # Held as every verb of its life holds it: a build that is asked for while the last post clears it would
    # be taken for that of the final file.
    pack = Pack.objects.select_for_update().get(pk=pack.pk)
    if pack.status == Status.CLEARED and not pack.files.filter(stage=Stage.FINAL).exists():
        # Its making failed; the content that was cleared is set again as it stands.
        return queue(pack, Stage.FINAL, by, now, today)
    if pack.status != Status.DRAFT:
        raise WorkflowProblem(f"This pack is {pack.get_status_display().lower()} and is not built again.")
    return queue(pack, Stage.DRAFT, by, now, today)


def queue(pack, stage, by, now, today):
    """A build of a stage's files, or the one that is going on; a worker is told on commit."""
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


@transaction.atomic
def cancel(*, pack, by, now=None):
    """Stop the build that is going on. The worker notices between two steps; nothing half made is kept."""
    now = now or timezone.now()
    if not access.may_prepare_packs(by):
        raise NotAllowed("Only a performance officer cancels the building of a pack.")
    if not stop(pack, now):
        latest = pack.builds.first()
        if latest is not None and latest.status == PackBuild.Status.CANCELLED:
            return latest  # a double click
        raise SomebodyElseWasFirst("It was finished before it could be cancelled.")
    latest = pack.builds.first()
    _record(pack, by, now, "cancelled a build of", after={"file": latest.stage})
    return latest


def stop(pack, now):
    """Have the build that is going on store nothing; how many there were, 0 or 1."""
    going_on = pack.builds.filter(status__in=PackBuild.GOING_ON)
    return going_on.update(status=PackBuild.Status.CANCELLED, finished_at=now)


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
    except Stopped:
        logger.info("pack %s: its build was stopped", build.pack_id)
    except Exception as problem:
        logger.exception("pack %s could not be built", build.pack_id)
        PackBuild.objects.filter(pk=build_id, status=PackBuild.Status.RUNNING).update(
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
        require_current_format(pack)
    content = pack.content if final else _snapshot(build)
    content_hash = contents.content_hash(content)
    from performance.packs import files  # noqa: PLC0415  (WeasyPrint takes most of a second to load)
    from performance.packs.press.keeping import Kept  # noqa: PLC0415

    made = files.make(
        content,
        content_hash=content_hash,
        draft=not final,
        attachments={kept.sha256: bytes(kept.data) for kept in pack.attachments.all()},
        progress=lambda step, percent: _progress(build, step, percent),
        previous=None if final else pack.content,
        kept=Kept(),
    )
    _progress(build, "Storing the files", 95)
    _store(build, pack, content, content_hash, made)


def _snapshot(build):
    """The content as it is at one moment: a figure that is approved meanwhile is in all of it or in none.

    SQLite has whoever writes wait until it is read; PostgreSQL is asked for a snapshot, which only a
    transaction that has read nothing yet can be given.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return contents.build(build.pack, prepared_on=build.prepared_on)


@transaction.atomic
def _store(build, pack, content, content_hash, made):
    now = timezone.now()
    # The pack before its build, as whoever takes it back to draft holds them: neither waits for the other.
    Pack.objects.select_for_update().only("pk").get(pk=pack.pk)
    _go_on(build, status=PackBuild.Status.DONE, finished_at=now, step="Built", percent=100)
    expected = Status.CLEARED if build.stage == Stage.FINAL else Status.DRAFT
    kept = Pack.objects.filter(pk=pack.pk, status=expected, version=pack.version)
    if build.stage == Stage.FINAL:
        moved = kept.filter(content_hash=content_hash).update(version=pack.version)
    else:
        found = findings.findings_of(content) + disclosures.findings_of(content, suppressing.read())
        moved = kept.update(
            content=content, content_hash=content_hash, findings=found, version=pack.version + 1
        )
    if moved != 1:
        raise WorkflowProblem("The pack changed while it was built. Build it again.")
    if build.stage == Stage.DRAFT and content_hash != pack.content_hash:
        # Whoever cleared other content has not cleared this.
        pack.clearances.update(cleared_at=None, content_hash="")
    _keep_files(pack, build.stage, content_hash, made, now)
    _record(
        pack,
        build.requested_by,
        now,
        "built",
        before={"content_hash": pack.content_hash},
        after={"content_hash": content_hash, "file": build.stage},
    )


def _keep_files(pack, stage, content_hash, made, now):
    """The files of a stage, in the place of those that it has."""
    pack.files.filter(stage=stage).delete()
    PackFile.objects.bulk_create(
        PackFile(
            pack=pack,
            stage=stage,
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


def _progress(build, step, percent):
    _go_on(build, step=step, percent=percent)


def _go_on(build, **changes):
    """Write down how far a build is; raises Stopped where it is no longer running."""
    if PackBuild.objects.filter(pk=build.pk, status=PackBuild.Status.RUNNING).update(**changes) != 1:
        raise Stopped


def require_current_format(pack):
    """Content that an earlier version of the product froze keeps its files, and is not set once more."""
    if pack.content.get("format") not in contents.READABLE:
        raise WorkflowProblem(
            "This pack was built by an earlier version of the product. Take it back to draft and build it "
            "again; whoever clears it then reads the new draft."
        )


def _record(pack, by, now, verb, **said):
    audit.record(by=by, at=now, verb=verb, subject=pack, period=pack.period, **said)
