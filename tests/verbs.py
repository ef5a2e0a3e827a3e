"""Calls of the verbs of sign-off as the tests read them: who does what, a minute after the other."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal as D

from performance import workflow
from performance.models import (
    AuditEntry,
    Contributor,
    RecomputeRequest,
    SignOff,
    Submission,
    Target,
    TargetLimit,
)
from tests import remembered, world
from tests.world import TODAY

# Olive owns it, Dee deputises, Dan loads figures; Mary manages its service and Dora its directorate.
PERCENT = "learning-disability-employment"
RATE = "admissions-65-plus"  # a numerator and a denominator, and a forecast
LIBRARIES = "heritage-visits"  # Oscar's, in the other service, which Marcus manages
NOW = datetime(2020, 12, 10, 10, 0, tzinfo=UTC)


def at(minute):
    return NOW + timedelta(minutes=minute)


def person(name):
    """One of the cast; "inactive mary" is Mary after her account ended."""
    *inactive, first_name = name.split()
    found = world.person(first_name)
    if inactive:
        found.is_active = False
        found.save()
    return found


def save(by="olive", version=None, *, now=NOW, today=TODAY, slug=PERCENT, period=None, **content):
    return workflow.save_draft(
        measure=world.measure(slug),
        period=period or world.november(),
        content=content or {"value": D("11.0")},
        version=version,
        by=person(by),
        now=now,
        today=today,
    )


def act(
    verb, submission, by, version=None, *, now=None, today=TODAY, reason="The figure is not final.", **content
):
    """Call a verb on a submission as it was read: its version is the one of the object that is passed."""
    if verb == "save_draft":
        measure, period = submission.measure, submission.period
        return workflow.save_draft(
            measure=measure,
            period=period,
            content=content or {"value": D("12.0")},
            version=version or submission.version,
            by=person(by),
            now=now or at(1),
            today=today,
        )
    arguments = {"submission": submission, "by": person(by), "now": now or at(1)}
    if verb != "reopen":
        arguments["version"] = version or submission.version
    if verb in ("reopen", "send_back"):
        arguments["reason"] = reason
    if verb in ("submit", "reopen"):
        arguments["today"] = today
    return getattr(workflow, verb)(**arguments)


def submitted(by="olive", *, slug=PERCENT, **content):
    return _remembered(("submitted", by, slug, content), lambda: _submitted(by, slug, content), slug)


def approved(by="mary", *, slug=PERCENT, **content):
    return _remembered(
        ("approved", by, slug, content),
        lambda: act("approve", _submitted("olive", slug, content), by, now=at(2)),
        slug,
    )


def _submitted(by, slug, content):
    return act("submit", save(by, slug=slug, **content), by)


def _remembered(name, build, slug):
    """The figure of November that is built, or put back where nothing was said of its content."""
    if name[-1]:
        return build()
    remembered.put(name[:-1], build)
    figures = Submission.objects.with_measure().select_related("submitted_by")
    return figures.filter(measure__slug=slug, period=world.november()).latest("revision")


def reopened(by="olive", **content):
    return act("reopen", approved(**content), by, now=at(3))


def ready_for(verb):
    """A submission that the verb can be called on."""
    if verb in ("save_draft", "submit"):
        return save()
    if verb == "abandon":
        return act("reopen", approved(), "olive")
    return approved() if verb == "reopen" else submitted()


def take_over(*, value="10.5", source="Paper of 18 January 2021", period=None, slug=PERCENT, **content):
    return workflow.take_over(
        measure=world.measure(slug),
        period=period or world.november(),
        content={"value": None if value is None else D(value), **content},
        origin="imported",
        source=source,
        by=person("petra"),
        now=NOW,
    )


def stored():
    """Every row that a verb could write."""
    tables = (Submission, Contributor, SignOff, RecomputeRequest, AuditEntry, Target, TargetLimit)
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in tables}


def trail(submission):
    """A submission's entries, oldest first: who did what, from what to what, why."""
    entries = AuditEntry.objects.filter(subject_type="submission", subject_id=submission.pk)
    return [
        (entry.by.name if entry.by else None, entry.verb, entry.before, entry.after, entry.reason)
        for entry in entries.order_by("pk")
    ]


def contributors(submission):
    return [contributor.person.name for contributor in submission.contributors.order_by("pk")]


def state(submission, *names):
    """What the database holds of a submission now."""
    return Submission.objects.values_list(*(names or ("status", "version"))).get(pk=submission.pk)
