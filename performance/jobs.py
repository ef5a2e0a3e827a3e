"""The scheduler's jobs: what each does, and running one by its name, by the clock or by hand.

A job may run twice, one after the other or at once, without harm: what is decided is decided by rows. How a
run went is kept in the job's own row. A job that fails says why there, and runs again at its next time.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benchmarking import recomputing
from benchmarking.importing import files
from performance import audit, dates, recompute
from performance.mail import outbox, rounds
from performance.models import Job
from performance.packs import building
from performance.packs.press import keeping
from performance.refusals import NotAllowed

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Work:
    """One job in words for administrators; `do` takes now, today and task, and says what it did."""

    title: str
    what: str
    when: str
    do: Callable[..., str]


def _sweep(*, now, today, task):
    run = recompute.recompute_due(task=task)
    compared = recomputing.recompute_due(task=task)
    building.resume_builds(now=now)
    files.resume(now=now, task=task)
    did = []
    if run is not None:
        did.append(f"{_count(run.computed, 'rating')} computed, {run.differed} of them new or changed.")
    if compared.indicators:
        did.append(f"{_count(compared.indicators, 'indicator')} compared with other councils anew.")
    return " ".join(did) or "Nothing was left over."


def _compare(*, now, today, task):
    run = recompute.recompute_everything(task=task)
    compared = recomputing.recompute_all(task=task)
    did = f"All {_count(run.computed, 'rating')} are as they were stored."
    if run.differed:
        did = f"{run.differed} of {_count(run.computed, 'rating')} differed from what was stored: corrected."
    if compared.differed:
        held = compared.statistics + compared.positions
        did += (
            f" Of {_count(held, 'comparison')} with other councils {compared.differed:,} rows were corrected."
        )
    return did


def _forget_pages(*, now, today, task):
    gone = keeping.sweep(now=now)
    return f"{_count(gone, 'part')} of packs thrown away." if gone else "Nothing was old enough."


def _daily(*, now, today, task):
    return rounds.daily("daily-mails", now=now, today=today)


def _returned(*, now, today, task):
    return rounds.returned("returned-mails", now=now, today=today)


def _send(*, now, today, task):
    if settings.PRODUCT_DATE:
        return "This is a demonstration: its mails are kept, and none is sent."
    tally = outbox.send_waiting(now=now)
    said = f"{_count(tally.sent, 'mail')} sent." if tally.sent else "Nothing was sent."
    if not tally.failed:
        return said
    return f"{said} {_count(tally.failed, 'mail')} failed and will be tried again. {tally.problem}"


def _count(number, noun):
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


JOBS = {
    "daily-mails": Work(
        "Daily digests",
        "Writes one mail to everybody for whom something waits: periods that opened, reminders, figures due "
        "and overdue, actions that are overdue, targets that are missing, what is to be approved or decided "
        "on, and long overdue figures to those above.",
        "Working days at 07:30",
        _daily,
    ),
    "returned-mails": Work(
        "Returned figures",
        "Writes to the owner and deputies of figures and of sets of corrections that were returned since the "
        "last time.",
        "Working days, on the hour from 08:00 to 18:00",
        _returned,
    ),
    "send-mails": Work(
        "Sending of mails",
        "Sends the mails that were written, and those again that the mail server did not take.",
        "Every minute",
        _send,
    ),
    "sweep": Work(
        "Sweep",
        "Computes ratings and comparisons with other councils that are due, and takes up packs whose "
        "building was interrupted.",
        "Every minute",
        _sweep,
    ),
    "compare-everything": Work(
        "Nightly comparison",
        "Computes every rating and every comparison with other councils anew, and corrects what differs.",
        "Every night at 03:20",
        _compare,
    ),
    "forget-pages": Work(
        "Set pages of packs",
        "Throws away set pages that no pack has used for 60 days; they are kept so that an unchanged part "
        "of a pack is not set again. Files of packs stay.",
        "Every night at 03:50",
        _forget_pages,
    ),
}


def ensure_rows():
    """A row for each job, run or not, so that the list is whole."""
    Job.objects.bulk_create([Job(name=name) for name in JOBS], ignore_conflicts=True)


def run(name, *, by=None, now=None, today=None, task=""):
    """Run a job and keep how it went; returns its row. `by` is an administrator who runs it by hand.

    What goes wrong within it is kept and logged, and not raised.
    """
    now, today = now or timezone.now(), today or dates.today()
    work = JOBS[name]
    row = _start(name, by, now, task)
    try:
        did, problem = work.do(now=now, today=today, task=task), ""
    except Exception as error:
        logger.exception("the job %s failed", name)
        did, problem = "", f"{type(error).__name__}: {error}"
    Job.objects.filter(pk=row.pk).update(finished_at=timezone.now(), did=did, problem=problem)
    row.refresh_from_db()
    return row


@transaction.atomic
def _start(name, by, now, task):
    """Mark the job as running and, by hand, write to the trail who ran it."""
    if by is not None and not by.is_administrator:
        raise NotAllowed("Only an administrator runs a job by hand.")
    fields = {"started_at": now, "finished_at": None, "did": "", "problem": "", "by": by, "task": task}
    row, _ = Job.objects.update_or_create(name=name, defaults=fields)
    if by is not None:
        audit.record(by=by, at=now, verb="job run", subject=row)
    return row
