"""The month's cycle without a person: the sample people enter, submit and approve through the verbs."""

from dataclasses import dataclass

from django.db.models import F

from performance import access, workflow
from performance.demonstration.load import content_of, period_of, rows_of
from performance.models import Measure, MeasureRole, Period, Person, Role, Submission

# In 2020 libraries and museums were closed: a twelfth of the volunteers' hours of the year before is right.
CONFIRMED = {"value:far": ""}


@dataclass(frozen=True)
class Figure:
    """One row of figures.csv that an owner enters."""

    measure: Measure
    period: Period
    owner: Person
    content: dict


def months_with_figures():
    """The months that the demonstration holds figures for, as they are written on the command line."""
    months = {row["period"] for row in rows_of("figures") if row["origin"] == "entered"}
    return sorted(month for month in months if not _is_year(month))


def figures_of(month):
    """What is entered for a month, the year's figures that are known by then included."""
    rows = [
        row
        for row in rows_of("figures")
        if row["origin"] == "entered" and (row["period"] == month or _is_year(row["period"]))
    ]
    periods = {text: period_of(text) for text in {row["period"] for row in rows}}
    people = Person.objects.in_bulk()
    owned = MeasureRole.objects.filter(kind=MeasureRole.Kind.OWNER).select_related("measure")
    owners = {role.measure.slug: (role.measure, people[role.person_id]) for role in owned}
    return [
        Figure(measure, periods[row["period"]], owner, content_of(row))
        for row in rows
        for measure, owner in [owners[row["slug"]]]
    ]


def _is_year(text):
    first, last = text.split("-")
    return int(last) == (int(first) + 1) % 100


def enter(figure, *, today, now=None):
    """Enter one figure as its owner, as a draft, and return it."""
    draft = Submission.objects.open().filter(measure=figure.measure, period=figure.period).first()
    return workflow.save_draft(
        measure=figure.measure,
        period=figure.period,
        content=figure.content,
        version=draft.version if draft else None,
        by=figure.owner,
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
        submission=draft, version=draft.version, answers=CONFIRMED, by=figure.owner, today=today, now=now
    )
    return True


def managers():
    """The sample managers, those with a service of their own first."""
    roles = Role.objects.filter(kind=Role.Kind.MANAGER, person__is_active=True).select_related("person")
    return [role.person for role in roles.order_by(F("service").asc(nulls_last=True), "pk")]


def manager_for(submission, among=None):
    """A sample manager who may approve this figure. Raises NotAllowed where there is none."""
    manager = next((m for m in among or managers() if access.may_approve(m, submission)), None)
    if manager is None:
        raise workflow.NotAllowed(f"No sample manager may approve {submission}.")
    return manager


def approve(figure, *, among=None, now=None):
    """Approve one submitted figure as a manager who touched no part of it; False if there is none to do.

    `among` is what `managers()` gave, for whoever approves many.
    """
    submission = (
        Submission.objects.awaiting_approval()
        .with_measure()
        .filter(measure=figure.measure, period=figure.period)
        .first()
    )
    if submission is None:
        return False
    manager = manager_for(submission, among)
    workflow.approve(submission=submission, version=submission.version, by=manager, now=now)
    return True
