"""What waits for those above: figures and sets to sign off, proposals, and what is long overdue."""

from django.urls import reverse
from django.utils import timezone

from performance import access
from performance.mail.lines import Line, of_figure, of_set, section, title_of
from performance.packs import deadline, standing


def to_approve(person, reading):
    """The whole queue, every day: what they may sign off now and had no part in."""
    lines = [
        Line(
            title=title_of(submission.measure),
            detail=str(submission.period),
            when=timezone.localdate(submission.submitted_at),
            state=_awaits(person, submission),
            path=reverse("approval", args=[submission.pk]),
        )
        for submission, part_in_it in reading.waiting
        if submission.restatement_id is None and _signs(person, submission, part_in_it)
    ]
    return section("approve", lines)


def sets_to_approve(person, reading):
    """Sets of corrections all of whose figures they may sign off now, one line a set."""
    sets = {}
    for submission, part_in_it in reading.waiting:
        if submission.restatement_id is not None:
            sets.setdefault(submission.restatement, []).append((submission, part_in_it))
    lines = [
        of_set(
            restatement,
            [submission for submission, _ in members],
            when=timezone.localdate(restatement.submitted_at),
            state=_awaits(person, members[0][0]),
            note=restatement.reason,
        )
        for restatement, members in sets.items()
        if all(_signs(person, submission, part_in_it) for submission, part_in_it in members)
    ]
    return section("approve_sets", lines)


def _signs(person, submission, part_in_it):
    level = submission.levels_signed + 1
    signed = access.signers(submission)
    return person.pk not in part_in_it and access.signs(person, submission.measure, level, signed)


def _awaits(person, submission):
    """Which sign-off is awaited, and in whose place: "Second sign-off, for Mary Manager"."""
    level = submission.levels_signed + 1
    words = "Awaiting approval" if level == 1 else "Awaiting the second sign-off"
    stood_for = access.stands_in_for(person, submission.measure, level, access.signers(submission))
    return f"{words}, for {stood_for}" if stood_for is not None else words


def to_decide(person, reading):
    """Proposals of another status that they may decide on."""
    lines = [
        Line(
            title=title_of(override.submission.measure) if override.submission_id else str(override.section),
            detail=str(override.period),
            when=timezone.localdate(override.proposed_at),
            state="Awaiting a decision",
            path=reverse("override", args=[override.pk]),
        )
        for override, measures in reading.proposals
        if access.may_decide_override(person, override, measures)
    ]
    return section("decide", lines)


def targets_to_decide(person, reading):
    """Proposed targets that they may adopt or decline."""
    lines = [
        Line(
            title=title_of(asked.measure),
            detail=f"Target {asked.year}",
            when=timezone.localdate(asked.waiting.proposed_at),
            state="Awaiting a decision",
            path=reverse("target-proposal", args=[asked.waiting.pk]),
        )
        for asked in reading.asked_targets
        if asked.waiting is not None and access.may_decide_target(person, asked.waiting)
    ]
    return section("adopt", lines)


def escalated(person, reading, periods):
    """Long overdue figures of the measures they manage or oversee; not their own, which they are told above.

    A figure that is being revised is not missing: one is in force.
    """
    own = reading.answers.get(person.pk, ())
    lines = [
        of_figure(figure, with_note=False)
        for figure in reading.figures
        if figure.period.pk in periods
        and figure.in_force is None
        and figure.measure.pk not in own
        and (access.manages(person, figure.measure) or access.oversees(person, figure.measure))
    ]
    return section("escalated", lines)


def packs_to_clear(person, reading, today):
    """Built drafts whose next clearance is theirs, every day."""
    waiting = [(pack, standing.waiting_post(pack)) for pack in reading.packs]
    lines = [_of_pack(pack, today) for pack, post in waiting if post and post.person_id == person.pk]
    return section("clear_packs", lines)


def packs_to_issue(person, reading, today):
    """Cleared packs whose files are there, every day, to whoever issues them."""
    lines = [
        _of_pack(pack, today)
        for pack in reading.packs
        if standing.awaits_issue(pack) and access.may_issue_pack(person, pack)
    ]
    return section("issue_packs", lines)


def _of_pack(pack, today):
    return Line(
        title=pack.title,
        detail=pack.committee,
        when=pack.meeting_on,
        state=deadline.of(pack, today=today).words,
        path=reverse("pack", args=[pack.pk]),
    )
