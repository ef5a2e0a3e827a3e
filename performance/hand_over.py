"""Handing over: all that one person answers for goes to another in one step."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from performance import audit, cover
from performance.models import Action, Cover, MeasureRole
from performance.refusals import NotComplete

# Of two kinds that meet on one measure the first in this order stays.
ORDER = (MeasureRole.Kind.OWNER, MeasureRole.Kind.DEPUTY, MeasureRole.Kind.PROVIDER)


@dataclass(frozen=True)
class Step:
    """One measure that changes hands: in what kind, and what the successor was of it before, or ""."""

    role: MeasureRole
    held: MeasureRole | None

    @property
    def kind(self):
        """What the successor will be: the higher of the two where both answer for the measure."""
        kinds = [self.role.kind] + ([self.held.kind] if self.held else [])
        return min(kinds, key=ORDER.index)

    @property
    def kind_text(self):
        return MeasureRole.Kind(self.kind).label


def steps_of(person, successor):
    """What handing over would do, owned measures first."""
    held = (
        {role.measure_id: role for role in MeasureRole.objects.filter(person=successor)} if successor else {}
    )
    roles = MeasureRole.objects.filter(person=person).select_related("measure")
    ordered = sorted(roles, key=lambda role: (ORDER.index(role.kind), role.measure.title))
    return [Step(role, held.get(role.measure_id)) for role in ordered]


@transaction.atomic
def hand_over(*, person, successor, by, reason="", now=None):
    """Give all measures of a person to another, each in the kind in which it was held; returns the steps.

    Where the successor answers for a measure already, the higher of the two kinds stays. Open figures stay
    as they are: the successor goes on with them. Raises NotComplete.
    """
    now = now or timezone.now()
    problems = problems_of(person, successor)
    if problems:
        raise NotComplete(problems)
    list(MeasureRole.objects.select_for_update().filter(person__in=(person, successor)).order_by("pk"))
    steps = steps_of(person, successor)
    for step in steps:
        # The one who leaves steps down first: a measure has room for one owner at a time.
        step.role.delete()
        MeasureRole.objects.update_or_create(
            measure=step.role.measure, person=successor, defaults={"kind": step.kind}
        )
        kind = step.role.kind
        audit.record(
            by=by,
            at=now,
            verb="handed over",
            subject=step.role.measure,
            measure=step.role.measure,
            before={kind: str(person)},
            after={kind: str(successor)},
            reason=reason.strip(),
        )
    return steps


def left_behind(person, *, today):
    """What stays with a person besides measures, a sentence each: cover to arrange anew, and open actions."""
    standing = Cover.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    covered = standing.filter(person=person).select_related("deputy", "person")
    covering = standing.filter(deputy=person).select_related("deputy", "person")
    raised = Action.objects.open().filter(raised_by=person).select_related("measure", "indicator")
    return [
        *(f"{row.deputy} signs off for them {cover.span(row)}, while they may sign in." for row in covered),
        *(f"They sign off for {row.person} {cover.span(row)}: arrange another deputy." for row in covering),
        *(f"They raised an action that is open: “{row}” ({row.measure or row.indicator})." for row in raised),
    ]


def problems_of(person, successor):
    if successor is None:
        return {"successor": "Choose who takes over."}
    if successor == person:
        return {"successor": "Choose somebody else than the person who hands over."}
    if not successor.is_active:
        return {"successor": f"{successor} may not sign in, so nobody would answer for the measures."}
    return {}
