"""The rounds in which mails are written: once a working day, and on the hour for returned figures.

A round's mails and what it has covered are written in one transaction, which holds the job's row: two rounds
at once come one after the other, and the second finds everything told.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction

from performance import bank_holidays
from performance.mail import outbox, reading, selection
from performance.models import Job, Mail, Measure, Submission
from performance.rules import working_days

# A round makes good what earlier ones missed, so far back: a first round does not tell a year's news.
CATCH_UP = timedelta(days=7)
# Figures that were returned longer ago are told in the daily digests alone.
RETURNED_WITHIN = timedelta(days=31)
NO_WORKING_DAY = "No working day in England: nobody is written to."


@transaction.atomic
def daily(name, *, now, today):
    """The day's digests, one a person; returns a sentence. Twice on a day there is no second mail."""
    holidays = bank_holidays.around(today)
    if not working_days.is_working_day(today, holidays):
        return NO_WORKING_DAY
    job = Job.objects.select_for_update().get(name=name)
    earliest = today - CATCH_UP
    digests = selection.daily(
        reading.read(today=today, now=now),
        selection.Calendar(
            since=max(job.covered_to or earliest, earliest),
            today=today,
            remind=settings.REMIND_WORKING_DAYS,
            escalate=settings.ESCALATE_WORKING_DAYS,
            holidays=holidays,
        ),
    )
    count = outbox.put(
        digests,
        kind=Mail.Kind.DAILY,
        key_of=lambda digest: f"daily:{today}:{digest.person.pk}",
        for_day=today,
        now=now,
    )
    Job.objects.filter(pk=job.pk).update(covered_to=today)
    outbox.forget_old(now=now)
    return written(count)


@transaction.atomic
def returned(name, *, now, today):
    """Digests of figures returned since the last round, one a person; returns a sentence."""
    holidays = bank_holidays.around(today)
    if not working_days.is_working_day(today, holidays):
        return NO_WORKING_DAY
    Job.objects.select_for_update().get(name=name)
    since = now - RETURNED_WITHIN
    submissions = Submission.objects.filter(
        status=Submission.Status.RETURNED,
        returned_at__gte=since,
        measure__state=Measure.State.ACTIVE,
        restatement=None,
    )
    submissions = submissions.select_related("measure", "period__year")
    submissions = submissions.prefetch_related("measure__codes__framework")
    sets = [pair for pair in reading.returned_sets() if pair[0].returned_at >= since]
    earlier = Mail.objects.filter(kind=Mail.Kind.RETURNED, written_at__gte=since)
    told = {(person_id, key) for person_id, about in earlier.values_list("person", "about") for key in about}
    count = outbox.put(
        selection.returned(reading.active_people(), reading.answers(), submissions, sets, told),
        kind=Mail.Kind.RETURNED,
        key_of=lambda digest: f"returned:{digest.person.pk}:{digest.sections[0].lines[0].key}",
        for_day=today,
        now=now,
    )
    return written(count)


def written(count):
    """ "1 mail was written.", "12 mails were written." """
    if count == 0:
        return "Nobody had to be written to."
    return f"{count} {'mail was' if count == 1 else 'mails were'} written."
