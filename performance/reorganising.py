"""Directorates that are renamed or merged, from a day on; what was before keeps its place and its name.

A measure belongs to one directorate, the present one. Where it was on an earlier day follows from the
reorganisations since, so that timeliness and the state "as at" a day name the directorate of that day. A
measure that an administrator moves by itself, on its own page, is in the audit trail alone.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from performance import audit, dates
from performance.models import Directorate, Measure, Reorganisation, Role, Service, Submission
from performance.refusals import NotAllowed, NotComplete, SomebodyElseWasFirst
from performance.rules import calendar

Kind = Reorganisation.Kind
NAME_LENGTH = Directorate._meta.get_field("name").max_length


# --- What was where ------------------------------------------------------------------------------------


def standing(day):
    """Directorates that have not gone into another by this day: those that anything new may belong to."""
    gone = Reorganisation.objects.filter(directorate=OuterRef("pk"), kind=Kind.MERGED, on__lte=day)
    return Directorate.objects.filter(~Exists(gone))


def merger_of(directorate):
    """The reorganisation by which a directorate went into another, or None while it stands."""
    return directorate.reorganisations.filter(kind=Kind.MERGED).select_related("into", "by").first()


def directorate_of(measure, day):
    """The directorate that a measure belonged to on a day."""
    return directorates_on([measure], day)[measure.pk]


def directorates_on(measures, day):
    """Measure id -> the directorate that it belonged to on a day; one query for mergers, whatever the number.

    The first merger after the day says it: libraries that went from Communities into Place on 1 October and
    with Place into Resources on 1 April belonged to Communities in September.
    """
    found = {measure.pk: measure.directorate for measure in measures}
    later = Reorganisation.objects.filter(kind=Kind.MERGED, on__gt=day).order_by("-on", "-pk")
    moved = later.select_related("directorate").prefetch_related("measures")
    # The latest first, so that the first after the day has the last word.
    for merger in moved:
        for measure in merger.measures.all():
            if measure.pk in found:
                found[measure.pk] = merger.directorate
    return found


def name_of(directorate, day):
    """What a directorate was called on a day."""
    return names_on(day)[directorate.pk]


def names_on(day):
    """Directorate id -> its name on a day, of all directorates, those that have gone included."""
    names = dict(Directorate.objects.values_list("pk", "name"))
    later = Reorganisation.objects.filter(kind=Kind.RENAMED, on__gt=day).order_by("-on", "-pk")
    return names | dict(later.values_list("directorate", "old_name"))


# --- Renaming ------------------------------------------------------------------------------------------


@transaction.atomic
def rename(*, directorate, new_name, on, reason, by, now=None, today=None):
    """Give a directorate another name from a day on; returns the reorganisation. Raises NotComplete.

    `on` is today or earlier: until that day it keeps the name it has.
    """
    now, today = now or timezone.now(), today or dates.today()
    _require_administrator(by)
    current = Directorate.objects.select_for_update().get(pk=directorate.pk)
    new_name, reason = " ".join(new_name.split()), reason.strip()
    last = _last_of(current)
    if last is not None and (last.kind, last.new_name, last.on) == (Kind.RENAMED, new_name, on):
        return last  # a double click
    problems = _problems(on, reason, today, current) | _name_problems(current, new_name)
    if problems:
        raise NotComplete(problems)
    if current.name != directorate.name:
        raise SomebodyElseWasFirst(f"This directorate is called {current.name} by now. Look at it again.")
    Directorate.objects.filter(pk=current.pk).update(name=new_name)
    made = Reorganisation.objects.create(
        kind=Kind.RENAMED,
        directorate=current,
        old_name=current.name,
        new_name=new_name,
        on=on,
        reason=reason,
        by=by,
        at=now,
    )
    audit.record(
        by=by,
        at=now,
        verb="renamed",
        subject=current,
        before={"name": current.name},
        after={"name": new_name, "from": on},
        reason=reason,
    )
    return made


def _name_problems(current, new_name):
    if not new_name:
        return {"new_name": "Enter the new name."}
    if len(new_name) > NAME_LENGTH:
        return {"new_name": f"Give a name of at most {NAME_LENGTH} characters."}
    if new_name == current.name:
        return {"new_name": "It has this name already."}
    if Directorate.objects.filter(name__iexact=new_name).exclude(pk=current.pk).exists():
        return {"new_name": "Another directorate has or had this name. Merge the two, or give another name."}
    return {}


# --- Merging -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Merger:
    """What going into another directorate would do.

    `services` move as they are; `joined` are pairs of a service and the one of the same name that it becomes
    a part of. `roles` move; `doubled` are held there already, so that one of the two is left.
    """

    directorate: Directorate
    into: Directorate
    measures: list[Measure]
    services: list[Service]
    joined: list[tuple[Service, Service]]
    roles: list[Role]
    doubled: list[Role]
    waiting: int

    @property
    def changes_levels(self):
        """Whether its figures are signed off at another number of levels from then on."""
        return self.directorate.sign_off_levels != self.into.sign_off_levels


def plan_merger(directorate, into):
    """What merging would do, for the page that asks first."""
    services = list(directorate.services.order_by("name"))
    there = {service.name.casefold(): service for service in into.services.all()}
    joined = [(own, there[own.name.casefold()]) for own in services if own.name.casefold() in there]
    become = {own.pk: other.pk for own, other in joined}
    held = {_key(role, role.service_id) for role in Role.objects.filter(directorate=into)}
    roles, doubled = [], []
    own_roles = Role.objects.filter(directorate=directorate).select_related("person", "service")
    for role in own_roles.order_by("person__name", "kind", "level", "pk"):
        key = _key(role, become.get(role.service_id, role.service_id))
        (doubled if key in held else roles).append(role)
        held.add(key)
    waiting = Submission.objects.awaiting_approval().filter(measure__directorate=directorate)
    return Merger(
        directorate=directorate,
        into=into,
        measures=list(directorate.measures.order_by("title")),
        services=[service for service in services if service.pk not in become],
        joined=joined,
        roles=roles,
        doubled=doubled,
        waiting=waiting.count(),
    )


def _key(role, service_id):
    return role.person_id, role.kind, role.level, service_id


@transaction.atomic
def merge(*, directorate, into, on, reason, by, now=None, today=None):
    """Let a directorate go into another with its measures, services and roles; returns the reorganisation.

    `on` is today or earlier, and what is reported about days before it still says where a measure was. The
    old directorate stays as a row with its name and takes nothing new. Raises NotComplete.
    """
    now, today = now or timezone.now(), today or dates.today()
    _require_administrator(by)
    locked = Directorate.objects.select_for_update().filter(pk__in=(directorate.pk, into.pk))
    found = {row.pk: row for row in locked.order_by("pk")}
    directorate, into, reason = found[directorate.pk], found[into.pk], reason.strip()
    gone = merger_of(directorate)
    if gone is not None and (gone.into_id, gone.on, gone.by_id) == (into.pk, on, by.pk):
        return gone  # a double click
    problems = _problems(on, reason, today, directorate, into)
    if directorate == into:
        problems["into"] = "Choose another directorate."
    elif merger_of(into) is not None:
        problems["into"] = f"{into} has gone into another directorate itself. Choose that one."
    if problems:
        raise NotComplete(problems)
    plan = plan_merger(directorate, into)
    made = Reorganisation.objects.create(
        kind=Kind.MERGED,
        directorate=directorate,
        old_name=directorate.name,
        into=into,
        on=on,
        reason=reason,
        by=by,
        at=now,
    )
    made.measures.set(plan.measures)
    _move(plan)
    audit.record_many(_entries(plan, made, by, now))
    return made


def _move(plan):
    """Roles that are doubled go first, so that nobody holds one twice even for a moment."""
    Role.objects.filter(pk__in=[role.pk for role in plan.doubled]).delete()
    Service.objects.filter(pk__in=[service.pk for service in plan.services]).update(directorate=plan.into)
    for own, other in plan.joined:
        Measure.objects.filter(service=own).update(service=other)
        Role.objects.filter(service=own).update(service=other, directorate=plan.into)
    Role.objects.filter(pk__in=[role.pk for role in plan.roles]).update(directorate=plan.into)
    Measure.objects.filter(pk__in=[measure.pk for measure in plan.measures]).update(directorate=plan.into)


def _entries(plan, made, by, now):
    """What happened to the directorate, and to each measure and role that moved."""
    what = {"by": by, "at": now, "reason": made.reason}
    before, after = {"directorate": plan.directorate.name}, {"directorate": plan.into.name, "from": made.on}
    yield audit.entry(
        verb="merged", subject=plan.directorate, after={"into": plan.into.name, "from": made.on}, **what
    )
    for measure in plan.measures:
        yield audit.entry(
            verb="directorate merged", subject=measure, measure=measure, before=before, after=after, **what
        )
    for role in plan.roles:
        yield audit.entry(verb="directorate merged", subject=role, before=before, after=after, **what)
    for role in plan.doubled:
        gone = {"role": str(role), "person": role.person.name}
        yield audit.entry(verb="deleted", subject=role, before=gone, after=dict.fromkeys(gone), **what)


# --- What either needs ---------------------------------------------------------------------------------


def _require_administrator(by):
    if not by.is_administrator:
        raise NotAllowed("Only an administrator may rename or merge directorates.")


def _problems(on, reason, today, *directorates):
    """What stops a reorganisation: field -> sentence."""
    problems = {}
    first = directorates[0]
    gone = merger_of(first)
    if gone is not None:
        problems[""] = f"{first} went into {gone.into} already, and stays only for what was before."
    if not reason:
        problems["reason"] = "Say why, for example “Cabinet decision of 3 November 2020”; it is kept."
    last = max((found.on for row in directorates if (found := _last_of(row))), default=None)
    if on is None:
        problems["on"] = "Enter the first day of the new arrangement."
    elif on > today:
        problems["on"] = "Choose today or an earlier day: the change is made at once."
    elif last is not None and on < last:
        problems["on"] = (
            f"It was last reorganised from {calendar.in_words(last)}. Choose that day or a later one."
        )
    return problems


def _last_of(directorate):
    """The last reorganisation that a directorate was a part of, whichever part."""
    taken = Reorganisation.objects.filter(directorate=directorate) | Reorganisation.objects.filter(
        into=directorate
    )
    return taken.order_by("-on", "-pk").first()
