"""What the mails are made of, read for all people in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass

from performance import outstanding
from performance.models import Measure, MeasureRole, Override, Person, Placement, Submission
from performance.models.people import hold_roles

TOLD = (MeasureRole.Kind.OWNER, MeasureRole.Kind.DEPUTY)


@dataclass(frozen=True)
class Reading:
    """People who may sign in, with their roles; what they answer for; and what waits for somebody."""

    people: list[Person]
    # Person id -> ids of the measures that they own or deputise for.
    answers: dict[int, set[int]]
    figures: list[outstanding.Expected]
    # Submitted figures, each with the ids of those who entered or submitted any part of it.
    waiting: list[tuple[Submission, set[int]]]
    # Proposed overrides, each with the measures that it is about.
    proposals: list[tuple[Override, list[Measure]]]


def read(*, today):
    """All of it, in a number of queries that does not grow with people, measures or figures."""
    return Reading(
        people=active_people(),
        answers=answers(),
        figures=[figure for figure in outstanding.figures(today=today) if not figure.is_submitted],
        waiting=_waiting(),
        proposals=_proposals(),
    )


def active_people():
    """Everybody who may sign in, with their roles."""
    people = list(Person.objects.filter(is_active=True).order_by("name", "pk"))
    hold_roles(people)
    return people


def answers():
    """Person id -> ids of the measures that they own or deputise for.

    Data providers are not among them: they load figures for others, who answer for them.
    """
    found = defaultdict(set)
    roles = MeasureRole.objects.filter(kind__in=TOLD)
    for person_id, measure_id in roles.values_list("person", "measure"):
        found[person_id].add(measure_id)
    return found


def _waiting():
    submissions = Submission.objects.awaiting_approval().select_related("period__year", "measure")
    submissions = submissions.prefetch_related("contributors", "measure__codes__framework")
    submissions = submissions.order_by("submitted_at", "pk")
    return [(s, {contributor.person_id for contributor in s.contributors.all()}) for s in submissions]


def _proposals():
    overrides = Override.objects.awaiting_decision().select_related(
        "submission__measure", "section__scorecard", "period__year"
    )
    overrides = overrides.prefetch_related("submission__measure__codes__framework")
    overrides = list(overrides.order_by("proposed_at", "pk"))
    under = _measures_under() if any(override.section_id for override in overrides) else {}
    return [
        (
            override,
            [override.submission.measure] if override.submission_id else under.get(override.section_id, []),
        )
        for override in overrides
    ]


def _measures_under():
    """Section id -> the active measures of that heading and of those below it, for all headings."""
    found = defaultdict(dict)
    placements = Placement.objects.filter(measure__state=Measure.State.ACTIVE)
    # A layer, a theme, an outcome: headings are three deep at most.
    for placement in placements.select_related("measure", "section__parent__parent"):
        section = placement.section
        while section is not None:
            found[section.pk][placement.measure_id] = placement.measure
            section = section.parent
    return {pk: list(measures.values()) for pk, measures in found.items()}
