"""Measures with two years of months, and sets of corrections of them, made through the verbs."""

from datetime import date
from decimal import Decimal as D

from performance import recompute, restating
from performance.models import AuditEntry, MeasureRole, Period, Submission
from tests import measuring, remembered, world

LAST_APRIL = date(2019, 4, 1)
APRIL, MAY, JUNE = date(2020, 4, 1), date(2020, 5, 1), date(2020, 6, 1)
OCTOBER = date(2020, 10, 1)
REASON = "Hospital returns came in late."


def visits_of(slug, **fields):
    """Counts of about 100 a month from April 2019 to October 2020, that Olive owns.

    Call it before the test changes rows that were there (`remembered.put`).
    """
    remembered.put(f"{slug} {sorted(fields.items(), key=str)}", lambda: _make_visits(slug, fields))
    return world.measure(slug)


def _make_visits(slug, fields):
    measuring.open_years(LAST_APRIL, APRIL)
    measure = measuring.measure(slug, **fields)
    MeasureRole.objects.create(measure=measure, person=world.person("olive"), kind="owner")
    MeasureRole.objects.create(measure=measure, person=world.person("dee"), kind="deputy")
    MeasureRole.objects.create(measure=measure, person=world.person("dan"), kind="provider")
    measuring.figures(measure, LAST_APRIL, [97, 101, 100, 99, 98, 103, 102, 99, 98, 101, 100, 102])
    measuring.figures(measure, APRIL, [100, 101, 99, 102, 98, 100, 103])
    recompute.recompute_due()


def revision(measure, start, value, **more):
    """What a verb takes: the measure, the month and the whole content."""
    content = {"value": D(value), "outlook": "not_known", **more}
    return measure, measuring.period(start), content


def submit(revisions, by="olive", reason=REASON, **more):
    return restating.submit(
        revisions=revisions, reason=reason, by=world.person(by), today=world.TODAY, **more
    )


def resubmit(restatement, revisions, by="olive", reason=REASON, **more):
    return restating.resubmit(
        restatement=restatement,
        version=restatement.version,
        revisions=revisions,
        reason=reason,
        by=world.person(by),
        today=world.TODAY,
        **more,
    )


def approve(restatement, by="mary"):
    return restating.approve(restatement=restatement, version=restatement.version, by=world.person(by))


def send_back(restatement, by="mary", reason="May is not right."):
    return restating.send_back(
        restatement=restatement, version=restatement.version, reason=reason, by=world.person(by)
    )


def abandon(restatement, by="olive"):
    return restating.abandon(restatement=restatement, version=restatement.version, by=world.person(by))


def in_force(measure, start):
    return Submission.objects.in_force().get(measure=measure, period=measuring.period(start))


def statuses(restatement):
    return [one.status for one in restating.members_of(restatement)]


def verbs(subject):
    entries = AuditEntry.objects.filter(subject_type=subject._meta.model_name, subject_id=subject.pk)
    return list(entries.order_by("pk").values_list("verb", flat=True))


def of_a_year(measure, value, by="olive", reason="hidden-restated-reason"):
    """A set that waits for approval, over the figure of 2019/20 that was taken over as it was published."""
    last_year = Period.objects.get(kind="year", start=LAST_APRIL)
    figure = Submission.objects.in_force().get(measure=measure, period=last_year)
    content = {"value": D(value), "companion": figure.companion, "outlook": "not_known"}
    given = [(measure, last_year, content)]
    found = restating.plan(given, today=world.TODAY)
    answers = {
        key: {f"{one.field}:{one.code}": "Counted again." for one in findings}
        for key, findings in found.unanswered({}).items()
    }
    return submit(given, by=by, reason=reason, answers=answers)
