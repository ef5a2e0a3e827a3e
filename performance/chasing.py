"""Chasing: who has not submitted what, where each figure waits and since when, and reminding by hand."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from performance import access, audit, bank_holidays, dates, outstanding
from performance.due import STATES
from performance.mail import lines, outbox, selection
from performance.models import Mail, MeasureRole, Person, SignOff
from performance.refusals import NotAllowed, NotComplete
from performance.rules import calendar, chasing

# How far back a list looks for the last reminder of a figure.
REMINDED_WITHIN = timedelta(days=92)
NOBODY = "Nobody"


@dataclass(frozen=True)
class Chased:
    """A figure that is not approved: whose it is, how late, where it waits, when its owner was reminded."""

    figure: outstanding.Expected
    owner: Person | None
    deputies: list[Person]
    days_late: int
    waits: str
    reminded_at: datetime | None

    @property
    def is_missing(self):
        """Whether there is neither a figure in force nor one with a manager."""
        return not self.figure.is_submitted and self.figure.in_force is None

    @property
    def is_overdue(self):
        return self.is_missing and self.days_late > 0

    @property
    def owner_name(self):
        return self.owner.name if self.owner else NOBODY

    @property
    def state_text(self):
        """The state in words; a reopened figure is a correction, which nobody misses."""
        text = STATES[self.figure.state][1]
        return f"{text} (correction)" if self.figure.in_force is not None else text


@dataclass(frozen=True)
class Expected:
    """What is asked of people in the open periods: how many figures, and those that are not approved."""

    total: int
    chased: list[Chased]

    @property
    def missing(self):
        return [row for row in self.chased if row.is_missing]


# --- Reading -----------------------------------------------------------------------------------------


def read(person, *, today):
    """What the people within this person's roles have been asked for, in a fixed number of queries.

    A year opens long before its figure can be known: a figure is asked for once its period is over, or once
    somebody has begun it.
    """
    measures = access.chased_measures(person).active()
    asked = [
        figure
        for figure in outstanding.figures(measures, today=today)
        if figure.period.end < today or figure.current is not None
    ]
    figures = [figure for figure in asked if figure.state != "approved"]
    people = _people({figure.measure.pk for figure in figures})
    holidays = bank_holidays.around(min((f.period.due_on for f in figures), default=today), today)
    signed, reminded = _signed(figures), _reminded(people, today)
    rows = []
    for figure in figures:
        owner, deputies = people.get(figure.measure.pk, (None, []))
        rows.append(
            Chased(
                figure=figure,
                owner=owner,
                deputies=deputies,
                days_late=chasing.days_late(due_on=figure.period.due_on, today=today, holidays=holidays),
                waits=_waits(figure, owner, signed),
                reminded_at=reminded.get((owner.pk, lines.key_of(figure))) if owner else None,
            )
        )
    return Expected(len(asked), sorted(rows, key=_neediest))


def _neediest(row):
    return (
        row.owner is not None,  # what nobody answers for first
        row.owner_name,
        row.figure.period.due_on,
        row.figure.measure.title,
        row.figure.measure.pk,
    )


def _people(measure_ids):
    """Measure id -> its owner or None, and its deputies by name."""
    roles = MeasureRole.objects.filter(measure__in=measure_ids).exclude(kind=MeasureRole.Kind.PROVIDER)
    found = defaultdict(lambda: [None, []])
    for role in roles.select_related("person").order_by("person__name"):
        if role.kind == MeasureRole.Kind.OWNER:
            found[role.measure_id][0] = role.person
        else:
            found[role.measure_id][1].append(role.person)
    return {pk: (owner, deputies) for pk, (owner, deputies) in found.items()}


def _signed(figures):
    """Submission id -> the last sign-off of those that have had one and wait for another."""
    ids = [f.current.pk for f in figures if f.current is not None and f.current.levels_signed > 0]
    found = SignOff.objects.filter(submission__in=ids).select_related("by").order_by("at", "pk")
    return {sign_off.submission_id: sign_off for sign_off in found}


def _reminded(people, today):
    """(Person id, key of a figure) -> when the last mail about it was written to them."""
    owners = {owner.pk for owner, _ in people.values() if owner}
    mails = Mail.objects.filter(person__in=owners, for_day__gte=today - REMINDED_WITHIN)
    mails = mails.exclude(status=Mail.Status.GIVEN_UP).order_by("written_at", "pk")
    return {
        (person, key): written_at
        for person, about, written_at in mails.values_list("person", "about", "written_at")
        for key in about
    }


def _waits(figure, owner, signed):
    """With whom a figure waits and since when, in words."""
    current = figure.current
    if figure.state == "submitted":
        if current.pk in signed:
            first = signed[current.pk]
            return f"For the second sign-off since {_day(first.at)}; first by {first.by}"
        return f"With the manager since {_day(current.submitted_at)}"
    if figure.state == "returned":
        return f"With the owner, returned {_day(current.returned_at)}"
    if current is not None:
        return f"With the owner, begun {_day(current.created_at)}"
    return "With the owner, not begun" if owner else "Nobody answers for it"


def _day(moment):
    return calendar.in_words(timezone.localtime(moment))


# --- Owners ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnerRow:
    """One owner with what is not submitted: how many, how many of them overdue, and since when."""

    owner: Person | None
    missing: int
    overdue: int
    due_on: date
    reminded_at: datetime | None

    @property
    def may_be_reminded(self):
        return self.owner is not None and self.owner.is_active


def owners_of(rows):
    """Owners of what is not submitted, those with most overdue first; measures without one come before."""
    by_owner = defaultdict(list)
    for row in rows:
        if not row.figure.is_submitted:
            by_owner[row.owner].append(row)
    found = [
        OwnerRow(
            owner=owner,
            missing=len(own),
            overdue=sum(1 for row in own if row.is_overdue),
            due_on=min(row.figure.period.due_on for row in own),
            reminded_at=max((row.reminded_at for row in own if row.reminded_at), default=None),
        )
        for owner, own in by_owner.items()
    ]
    return sorted(found, key=_most_overdue)


def _most_overdue(row):
    name = row.owner.name if row.owner else ""
    return (row.owner is not None, -row.overdue, row.due_on, name)


def headline(expected):
    """The first line of the page: "9 of 13 submitted; 4 overdue with 2 owners."

    What is submitted is with a manager or in force. Nothing asked for is said as such.
    """
    if expected.total == 0:
        return "No figure is asked for at present."
    missing = expected.missing
    said = f"{expected.total - len(missing)} of {expected.total} submitted"
    overdue = [row for row in missing if row.is_overdue]
    if not missing:
        return "All figures are submitted."
    if not overdue:
        return f"{said}; none is overdue."
    owners = len({row.owner for row in overdue})
    return f"{said}; {len(overdue)} overdue with {owners} {'owner' if owners == 1 else 'owners'}."


# --- Reminding ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reminded:
    """What came of reminding: to whom a mail was written, and who had one on the day already."""

    written: list[Person]
    had_one: list[Person]


@transaction.atomic
def remind(*, owner_ids, by, again=False, now=None, today=None):
    """Write one digest to each of these owners of what they have not submitted within `by`'s roles.

    Whoever was written to about any of it on this day already is left out, unless `again`. By managers and
    performance officers; raises NotAllowed, and NotComplete where none of them has anything outstanding.
    """
    now, today = now or timezone.now(), today or dates.today()
    if not access.may_chase(by):
        raise NotAllowed("Only managers and performance officers remind people.")
    # Two reminders at once come one after the other: the second finds the first one's mails.
    list(Person.objects.select_for_update().filter(pk__in=owner_ids).order_by("pk"))
    rows = [row for row in read(by, today=today).chased if not row.figure.is_submitted]
    by_owner = defaultdict(list)
    for row in rows:
        if row.owner is not None and row.owner.is_active and row.owner.pk in owner_ids:
            by_owner[row.owner].append(row.figure)
    if not by_owner:
        raise NotComplete({"owner": "Tick at least one owner who has something to submit."})
    mails = Mail.objects.filter(person__in=by_owner, for_day=today).exclude(status=Mail.Status.GIVEN_UP)
    told, reminders = set(), defaultdict(int)
    for person, about, key in mails.values_list("person", "about", "key"):
        told |= {(person, told_key) for told_key in about}
        reminders[person] += key.startswith("remind:")
    had_one = [
        owner
        for owner, figures in by_owner.items()
        if not again and any((owner.pk, lines.key_of(figure)) in told for figure in figures)
    ]
    digests = [
        selection.reminder(owner, figures) for owner, figures in by_owner.items() if owner not in had_one
    ]
    outbox.put(
        digests,
        kind=Mail.Kind.DAILY,
        key_of=lambda digest: f"remind:{today}:{digest.person.pk}:{reminders[digest.person.pk] + 1}",
        for_day=today,
        now=now,
    )
    audit.record_many(
        audit.entry(
            by=by,
            at=now,
            verb="reminded",
            subject=digest.person,
            after={"figures": sum(len(section.lines) for section in digest.sections)},
        )
        for digest in digests
    )
    return Reminded([digest.person for digest in digests], had_one)
