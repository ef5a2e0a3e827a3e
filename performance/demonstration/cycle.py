"""The month's cycle without a person: the sample people enter, submit and approve through the verbs."""

from dataclasses import dataclass

from django.db.models import F

from performance import access, workflow
from performance.demonstration.load import content_of, period_of, rows_of
from performance.models import Measure, MeasureRole, Person, Role, Submission


@dataclass(frozen=True)
class Figure:
    """One row of figures.csv that an owner enters."""

    measure: Measure
    period: object
    content: dict


def months_with_figures():
    """The months that the demonstration holds figures for, as they are written on the command line."""
    months = {row["period"] for row in rows_of("figures") if row["origin"] == "entered"}
    return sorted(month for month in months if not _is_year(month))


def figures_of(month):
    """What is entered for a month, the year's figures that are known by then included."""
    measures = {measure.slug: measure for measure in Measure.objects.all()}
    return [
        Figure(measures[row["slug"]], period_of(row["period"]), content_of(row))
        for row in rows_of("figures")
        if row["origin"] == "entered" and (row["period"] == month or _is_year(row["period"]))
    ]


def _is_year(text):
    first, last = text.split("-")
    return int(last) == (int(first) + 1) % 100


def owner_of(measure):
    return Person.objects.get(measure_roles__measure=measure, measure_roles__kind=MeasureRole.Kind.OWNER)


def enter(figure, *, today, now=None):
    """Enter one figure as its owner, as a draft, and return it."""
    draft = Submission.objects.open().filter(measure=figure.measure, period=figure.period).first()
    return workflow.save_draft(
        measure=figure.measure,
        period=figure.period,
        content=figure.content,
        version=draft.version if draft else None,
        by=owner_of(figure.measure),
        today=today,
        now=now,
    )


def submit(figure, *, today, now=None):
    """Enter and submit one figure as its owner; False where it was submitted or approved already."""
    done = Submission.objects.filter(
        measure=figure.measure,
        period=figure.period,
        status__in=[Submission.Status.SUBMITTED, *Submission.IN_FORCE],
    )
    if done.exists():
        return False
    draft = enter(figure, today=today, now=now)
    workflow.submit(
        submission=draft, version=draft.version, by=owner_of(figure.measure), today=today, now=now
    )
    return True


def managers():
    """The sample managers, those with a service of their own first."""
    roles = Role.objects.filter(kind=Role.Kind.MANAGER, person__is_active=True).select_related("person")
    return [role.person for role in roles.order_by(F("service").asc(nulls_last=True), "pk")]


def manager_for(submission):
    """A sample manager who may approve this figure. Raises NotAllowed where there is none."""
    manager = next((m for m in managers() if access.may_approve(m, submission)), None)
    if manager is None:
        raise workflow.NotAllowed(f"No sample manager may approve {submission}.")
    return manager


def approve(figure, *, now=None):
    """Approve one submitted figure as a manager who touched no part of it; False if there is none to do."""
    submission = (
        Submission.objects.awaiting_approval()
        .with_measure()
        .filter(measure=figure.measure, period=figure.period)
        .first()
    )
    if submission is None:
        return False
    workflow.approve(submission=submission, version=submission.version, by=manager_for(submission), now=now)
    return True
