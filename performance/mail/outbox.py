"""The outbox: mails are written as rows in a job's transaction and sent afterwards, each of them once.

A mail server that fails loses nothing: its mails wait, with growing pauses, for up to five days. A worker
claims a mail by a conditional UPDATE before it sends it. One that is killed between sending and saying so
leaves a mail that is sent again, under the same Message-ID, by which mail programs know the second copy.
"""

import logging
import smtplib
import time
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from performance import audit
from performance.mail import digest as digests
from performance.models import Mail
from performance.refusals import NotAllowed

logger = logging.getLogger(__name__)
Status = Mail.Status

LONGEST_PAUSE = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=5)
# A claim older than this was its worker's last act.
CLAIM_HOLDS = 2 * timedelta(seconds=settings.LONGEST_TASK_SECONDS)
# Sending stops well before the worker's time is up; the next run goes on.
SENDING_SECONDS = settings.LONGEST_TASK_SECONDS / 3
KEPT_FOR = timedelta(days=400)
# What a server says about one mail; all else that goes wrong is about the server and so about every mail.
ABOUT_ONE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


# --- Writing -------------------------------------------------------------------------------------------


def put(found, *, kind, key_of, for_day, now):
    """Keep a mail for each digest, in the caller's transaction; returns how many are new.

    `key_of` gives a digest's key; what has been written under a key is not written again. A demonstration
    keeps its mails and sends none, whatever becomes of its database.
    """
    keys = {key_of(digest): digest for digest in found}
    there = set(Mail.objects.filter(key__in=keys).values_list("key", flat=True))
    status = Status.KEPT if settings.PRODUCT_DATE else Status.WAITING
    mails = []
    for key, digest in keys.items():
        if key not in there:
            written = digests.write(digest)
            mails.append(
                Mail(
                    person=digest.person,
                    to=digest.person.email,
                    kind=kind,
                    for_day=for_day,
                    key=key,
                    about=[line.key for section in digest.sections for line in section.lines if line.key],
                    subject=written.subject,
                    text=written.text,
                    html=written.html,
                    written_at=now,
                    next_attempt_at=now,
                    status=status,
                )
            )
    Mail.objects.bulk_create(mails)
    return len(mails)


def forget_old(*, now):
    """Take away mails that were written more than 400 days ago; returns how many."""
    return Mail.objects.filter(written_at__lt=now - KEPT_FOR).exclude(status=Status.SENDING).delete()[0]


@transaction.atomic
def send_again(mails, *, by, now=None):
    """Put mails that were given up back for one more attempt each; returns how many. By administrators.

    One that fails again is given up again with the new reason: it was written more than five days ago.
    """
    now = now or timezone.now()
    if not by.is_administrator:
        raise NotAllowed("Only an administrator has mails sent again.")
    put_back = []
    for mail in mails:
        moved = Mail.objects.filter(pk=mail.pk, status=Status.GIVEN_UP).update(
            status=Status.WAITING, next_attempt_at=now
        )
        if moved:
            put_back.append(mail)
    before, after = {"status": Status.GIVEN_UP}, {"status": Status.WAITING}
    audit.record_many(
        audit.entry(by=by, at=now, verb="sent again", subject=mail, before=before, after=after)
        for mail in put_back
    )
    return len(put_back)


# --- Sending -------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What a run of the sending came to."""

    sent: int = 0
    failed: int = 0
    problem: str = ""


def send_waiting(*, now=None):
    """Send the mails whose turn it is; safe to run twice at once. A demonstration sends none."""
    now = now or timezone.now()
    tally, started = Tally(), time.monotonic()
    if settings.PRODUCT_DATE:
        return tally
    _release(now)
    for pk in list(Mail.objects.to_send(now).values_list("pk", flat=True)):
        if time.monotonic() - started > SENDING_SECONDS:
            break
        mail = _claim(pk, now)
        if mail is None:
            continue
        try:
            _send(mail)
        except Exception as problem:
            logger.warning("mail %s could not be sent: %s", mail.pk, problem)
            _put_back(mail, problem, now)
            tally.failed += 1
            tally.problem = _in_words(problem)
            if isinstance(problem, OSError) and not isinstance(problem, ABOUT_ONE_MAIL):
                break  # the next mail would only wait for the same server
        else:
            Mail.objects.filter(pk=mail.pk, status=Status.SENDING, attempts=mail.attempts).update(
                status=Status.SENT, sent_at=timezone.now(), problem=""
            )
            tally.sent += 1
    return tally


def _release(now):
    """Mails whose worker was killed in the middle of it go back into the queue."""
    lost = Mail.objects.filter(status=Status.SENDING, claimed_at__lt=now - CLAIM_HOLDS)
    lost.update(status=Status.WAITING, next_attempt_at=now, problem="The worker stopped while it was sent.")


def _claim(pk, now):
    """The mail, ours to send; None where somebody else was first."""
    claimed = Mail.objects.filter(pk=pk, status=Status.WAITING).update(
        status=Status.SENDING, claimed_at=now, attempts=F("attempts") + 1
    )
    return Mail.objects.get(pk=pk) if claimed else None


def _send(mail):
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    connection = get_connection()
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to],
        connection=connection,
        headers={
            # The same for every attempt.
            "Message-ID": f"<scrutineer-{mail.pk}-{mail.written_at:%Y%m%d%H%M%S}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    finally:
        connection.close()  # also where the server took the call and nothing else


def _put_back(mail, problem, now):
    """Back into the queue, for another attempt in 1 minute, then 2, 4, ..., 60; given up after five days."""
    over = now - mail.written_at >= GIVEN_UP_AFTER
    pause = min(timedelta(minutes=2 ** min(mail.attempts - 1, 10)), LONGEST_PAUSE)
    Mail.objects.filter(pk=mail.pk, status=Status.SENDING, attempts=mail.attempts).update(
        status=Status.GIVEN_UP if over else Status.WAITING,
        next_attempt_at=now + pause,
        problem=_in_words(problem),
    )


def _in_words(problem):
    """What the server said, or what is wrong with reaching it."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        said = "; ".join(
            f"{code} {text.decode(errors='replace')}" for code, text in problem.recipients.values()
        )
        return f"The mail server refused the address: {said}"
    if isinstance(problem, smtplib.SMTPResponseException):
        text = problem.smtp_error
        text = text.decode(errors="replace") if isinstance(text, bytes) else text
        return f"The mail server answered: {problem.smtp_code} {text}"
    if isinstance(problem, OSError):
        return f"The mail server cannot be reached: {problem}"
    return f"{type(problem).__name__}: {problem}"
