"""What the mails are made of, read for all people in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Prefetch

from performance import outstanding
from performance.models import (
    Action,
    AuditEntry,
    Mail,
    Measure,
    MeasureRole,
    Override,
    Pack,
    Person,
    Placement,
    Restatement,
    Submission,
)
from performance.models.people import hold_roles
from performance.packs import deadline, standing
from performance.proposals import Asked
from performance.proposals import missing as missing_targets

TOLD = (MeasureRole.Kind.OWNER, MeasureRole.Kind.DEPUTY)
# What is told once is looked for among the mails of so many days, and so is what there is to tell.
NEWS_FOR = timedelta(days=31)


@dataclass(frozen=True)
class Reading:
    """People who may sign in, with their roles; what they answer for; and what waits for somebody."""

    people: list[Person]
    # Person id -> ids of the measures that they own or deputise for.
    answers: dict[int, set[int]]
    figures: list[outstanding.Expected]
    # Returned figures of periods that are not among those of `figures`.
    returned_before: list[Submission]
    # Sets of corrections that were returned, each with its figures.
    returned_sets: list[tuple[Restatement, list[Submission]]]
    # Submitted figures, each with the ids of those who had a part in it or gave another of its sign-offs.
    waiting: list[tuple[Submission, set[int]]]
    # Proposed overrides, each with the measures that it is about.
    proposals: list[tuple[Override, list[Measure]]]
    asked_targets: list[Asked]
    actions: list[Action]
    # Packs that are not issued yet, as `standing.read` reads them.
    packs: list[Pack]
    # Ids of periods that were kept open beyond their closing day.
    kept_open: set[int]
    # Person id -> (measure, kind of role, key) of what was handed over to them.
    handed_over: dict[int, list[tuple[Measure, str, str]]]
    # (Person id, key) of what the daily mails have told once.
    told: set[tuple[int, str]]


def read(*, today, now):
    """All of it, in a number of queries that does not grow with people, measures or figures."""
    figures = outstanding.figures(today=today)
    return Reading(
        people=active_people(),
        answers=answers(),
        figures=[figure for figure in figures if not figure.is_submitted],
        returned_before=_returned_before(figures),
        returned_sets=returned_sets(),
        waiting=_waiting(),
        proposals=_proposals(),
        asked_targets=missing_targets(today),
        actions=_actions(today),
        packs=list(standing.read(Pack.objects.filter(status__in=deadline.UNDER_WAY))),
        kept_open=_kept_open(now),
        handed_over=_handed_over(now),
        told=_told(now),
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


def _returned_before(figures):
    there = {figure.current.pk for figure in figures if figure.current is not None}
    found = Submission.objects.filter(
        status=Submission.Status.RETURNED, measure__state=Measure.State.ACTIVE, restatement=None
    )
    found = found.select_related("measure", "period__year").prefetch_related("measure__codes__framework")
    return [submission for submission in found if submission.pk not in there]


def returned_sets():
    """Pairs of a restatement that was returned and is not sent again, and its figures."""
    found = Restatement.objects.filter(status=Restatement.Status.RETURNED)
    found = found.prefetch_related(
        Prefetch("revisions", Submission.objects.select_related("measure").order_by("pk")),
        "revisions__measure__codes__framework",
    )
    return [(restatement, list(restatement.revisions.all())) for restatement in found.order_by("pk")]


def _waiting():
    submissions = Submission.objects.awaiting_approval().with_measure().select_related("restatement")
    submissions = submissions.prefetch_related("contributors", "sign_offs", "measure__codes__framework")
    submissions = submissions.order_by("submitted_at", "pk")
    return [(submission, _part_in_it(submission)) for submission in submissions]


def _part_in_it(submission):
    """Ids of those who may not give the sign-off that is awaited."""
    people = {contributor.person_id for contributor in submission.contributors.all()}
    level = submission.levels_signed + 1
    return people | {sign_off.by_id for sign_off in submission.sign_offs.all() if sign_off.level != level}


def _actions(today):
    found = Action.objects.overdue(today).select_related("measure", "indicator")
    return list(found.prefetch_related("measure__codes__framework"))


def _kept_open(now):
    """Ids of periods that somebody has kept open of late (`closing.keep_open`)."""
    entries = AuditEntry.objects.filter(subject_type="period", verb="kept open", at__gte=now - NEWS_FOR)
    return set(entries.values_list("subject_id", flat=True))


def _handed_over(now):
    """What was handed over of late and is still held: `hand_over.hand_over` writes names into the trail."""
    entries = AuditEntry.objects.filter(verb="handed over", at__gte=now - NEWS_FOR, measure__isnull=False)
    entries = list(entries.select_related("measure").prefetch_related("measure__codes__framework"))
    roles = MeasureRole.objects.filter(measure__in={entry.measure_id for entry in entries})
    held = defaultdict(list)
    for role in roles.select_related("person"):
        held[role.measure_id].append(role)
    found = defaultdict(list)
    for entry in entries:
        for role in held[entry.measure_id]:
            if role.person.name in entry.after.values():
                found[role.person_id].append((entry.measure, role.kind, f"handed:{entry.pk}"))
    return found


def _told(now):
    mails = Mail.objects.filter(kind=Mail.Kind.DAILY, written_at__gte=now - NEWS_FOR)
    return {(person, key) for person, about in mails.values_list("person", "about") for key in about}


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
