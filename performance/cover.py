"""Cover: a deputy who signs off in a manager's place, in their own name, for a leave or until further notice.

The deputy holds the covered manager's own roles of sign-off on the days of the cover (`Person.held_roles`);
what a manager holds by covering somebody else is not passed on.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from performance import access, audit, dates
from performance.models import Cover, Person, Role
from performance.refusals import NotAllowed, NotComplete
from performance.rules import calendar

# How cover stands on a day, in the order of a list: computed, never written.
STATES = {"now": "Now", "to come": "To come", "over": "Over"}


# --- Reading -----------------------------------------------------------------------------------------


def state_of(cover, day):
    """One of `STATES` on this day."""
    if cover.ends_on is not None and cover.ends_on < day:
        return "over"
    return "now" if cover.starts_on <= day else "to come"


def standing_in(person, *, today):
    """The cover by which this person signs off for others today."""
    return Cover.objects.on(today).filter(deputy=person, person__is_active=True).select_related("person")


def deputies():
    """Who can cover: everybody who may sign in, but for those whose office forbids it.

    Performance officers approve no figures and scrutiny clerks see approved ones alone, unless they are
    managers as well.
    """
    managers = Role.objects.filter(kind=Role.Kind.MANAGER).values("person")
    barred = Role.objects.filter(kind__in=(Role.Kind.OFFICER, Role.Kind.CLERK)).exclude(person__in=managers)
    return Person.objects.filter(is_active=True).exclude(pk__in=barred.values("person"))


# --- Verbs -------------------------------------------------------------------------------------------


@transaction.atomic
def arrange(*, person, deputy, starts_on, ends_on=None, note="", by, now=None, today=None):
    """Let a deputy sign off in a manager's place from a day on, to a last day or until further notice.

    By the manager, by a performance officer of all that they manage, or by an administrator. Raises
    NotAllowed and NotComplete.
    """
    now, today, note = now or timezone.now(), today or dates.today(), note.strip()
    if not access.may_arrange_cover(by, person):
        raise NotAllowed(f"You may not arrange cover for {person}.")
    # Two at once for one manager: the second sees what the first arranged.
    Person.objects.select_for_update().get(pk=person.pk)
    given = {"deputy": deputy, "starts_on": starts_on, "ends_on": ends_on, "note": note}
    if deputy is not None and (again := Cover.objects.filter(person=person, arranged_by=by, **given).first()):
        return again  # a double click
    if problems := _problems_of(person, deputy, starts_on, ends_on, today):
        raise NotComplete(problems)
    made = Cover.objects.create(person=person, arranged_by=by, arranged_at=now, **given)
    after = {"person": person, **given}
    audit.record(by=by, at=now, verb="cover arranged", subject=made, after=after)
    return made


def _problems_of(person, deputy, starts_on, ends_on, today):
    problems = {}
    if not person.is_active or not person.roles.filter(kind=Role.Kind.MANAGER).exists():
        problems["person"] = f"{person} is no manager who may sign in, so there is no sign-off to cover."
    if deputy is None:
        problems["deputy"] = "Choose who signs off in the meantime."
    elif deputy == person:
        problems["deputy"] = "Choose somebody else than the manager who is away."
    elif not deputies().filter(pk=deputy.pk).exists():
        problems["deputy"] = _why_no_deputy(deputy)
    if starts_on is None:
        problems["starts_on"] = "Enter the first day of the cover."
    elif starts_on < today:
        problems["starts_on"] = "Cover begins today at the earliest."
    elif ends_on is not None and ends_on < starts_on:
        problems["ends_on"] = "The last day is before the first."
    if not problems and (other := _overlapping(person, deputy, starts_on, ends_on)):
        problems["deputy"] = f"{deputy} covers for {person} then already: {span(other)}."
    return problems


def _why_no_deputy(deputy):
    if not deputy.is_active:
        return f"{deputy} may not sign in any more."
    return f"{deputy} approves no figures, by the office that they hold. Choose somebody else."


def _overlapping(person, deputy, starts_on, ends_on):
    found = Cover.objects.filter(person=person, deputy=deputy)
    found = found.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    return (found if ends_on is None else found.filter(starts_on__lte=ends_on)).first()


@transaction.atomic
def end(*, cover, by, on=None, now=None, today=None):
    """End cover: `on` is its last day, by default yesterday, so that it is over at once.

    Cover that had no day by then is called off, and its row goes; the trail keeps both.
    """
    now, today = now or timezone.now(), today or dates.today()
    on = on or today - timedelta(days=1)
    current = Cover.objects.select_for_update().select_related("person", "deputy").get(pk=cover.pk)
    if not access.may_arrange_cover(by, current.person):
        raise NotAllowed(f"You may not end the cover for {current.person}.")
    if current.ends_on is not None and current.ends_on <= on:
        return current
    before = {"ends_on": current.ends_on}
    if on < current.starts_on:
        before |= {"person": current.person, "deputy": current.deputy, "starts_on": current.starts_on}
        audit.record(
            by=by,
            at=now,
            verb="cover called off",
            subject=current,
            before=before,
            after=dict.fromkeys(before),
        )
        current.delete()
        return current
    current.ends_on = on
    current.save(update_fields=["ends_on"])
    audit.record(by=by, at=now, verb="cover ended", subject=current, before=before, after={"ends_on": on})
    return current


# --- Words -------------------------------------------------------------------------------------------


def span(cover):
    """ "from 14 December 2020 to 31 December 2020", "from 14 December 2020 until further notice"."""
    last = f"to {calendar.in_words(cover.ends_on)}" if cover.ends_on else "until further notice"
    return f"from {calendar.in_words(cover.starts_on)} {last}"
