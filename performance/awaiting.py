"""What a manager reads of the figures that await sign-off: an item a figure, in a fixed number of queries."""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from performance import access, assessing, cells, differences
from performance.models import Assessment, Confirmation, Cover, MeasureCode, SignOff, Submission
from performance.row import FigureCell, StatusCell
from performance.rules import calendar

_ORDINALS = {1: "First", 2: "Second"}


@dataclass(frozen=True)
class Item:
    """A figure with all that is needed to sign it off.

    `figure` is what is rated and `entered` what was typed, which differ where a forecast or a year to date is
    rated. `why_not` says why this person may not, "" where they may. `pick` names the version that was read:
    it is what is approved, or nothing is.
    """

    submission: Submission
    figure: FigureCell
    entered: FigureCell
    covers: str
    is_forecast: bool
    rating: StatusCell
    difference: differences.Difference
    confirmations: list
    level: str
    waits: str
    why_not: str
    is_picked: bool = False

    @property
    def pick(self):
        return f"{self.submission.pk}:{self.submission.version}"

    @property
    def figure_is(self):
        """What is rated: "Full-year forecast", "Year to date", "April to November 2020"."""
        return self.figure.qualifier.capitalize() or self.covers

    @property
    def is_half(self):
        """Whether another sign-off is awaited after this one."""
        return is_half(self.submission)


def queue_of(person):
    """Figures that await this person, oldest first, with what is printed of them."""
    return (
        access.approvable(person)
        .with_measure()
        .select_related("submitted_by", "measure__indicator")
        .prefetch_related(
            Prefetch("measure__codes", MeasureCode.objects.select_related("framework")),
            "measure__dimensions__categories",
            Prefetch("sign_offs", SignOff.objects.select_related("by")),
            Prefetch("confirmations", Confirmation.objects.select_related("by")),
        )
    )


def items_of(submissions, person, *, picked=None, now=None):
    """The items of some figures of `queue_of`; `picked` are the picks that are ticked, None for all."""
    now = now or timezone.now()
    judged = assessing.judge_with(submissions)
    found = differences.of(submissions, judged)
    items = []
    for submission in submissions:
        barred = why_not(submission)
        pick = f"{submission.pk}:{submission.version}"
        rated = judged[submission.pk]
        items.append(
            Item(
                submission,
                cells.headline_cell(rated, submission),
                cells.figure_cell(submission),
                cells.span(submission.measure, submission.period),
                rated.judged == Assessment.Judged.FORECAST,
                cells.status_cell(rated, submission),
                found[submission.pk],
                list(submission.confirmations.all()),
                level_words(submission),
                waits(submission, now),
                barred,
                not barred and (picked is None or pick in picked),
            )
        )
    return items


def neighbours(person, submission):
    """(place, of how many, the one before, the one after) in this person's queue, by primary key.

    Place is None where the figure is not in it; what comes after is then the next that was submitted later,
    else the first, so that whoever has just signed off goes on where they were. Before and after are of those
    that they may sign off, or None.
    """
    queue = list(access.approvable(person).values_list("pk", "submitted_at", "is_own"))
    keys = [pk for pk, _, _ in queue]
    may = [pk for pk, _, is_own in queue if not is_own and pk != submission.pk]
    if submission.pk in keys:
        here = keys.index(submission.pk)
        before = [pk for pk in keys[:here] if pk in may]
        after = [pk for pk in keys[here + 1 :] if pk in may]
        return here + 1, len(keys), _last(before), _first(after)
    later = [
        pk
        for pk, at, _ in queue
        if pk in may
        and submission.submitted_at is not None
        and (at, pk) > (submission.submitted_at, submission.pk)
    ]
    return None, len(keys), None, _first(later) or _first(may)


def _first(keys):
    return keys[0] if keys else None


def _last(keys):
    return keys[-1] if keys else None


def signed_since_submitted(submission):
    """The sign-offs that count: those since it was submitted last, lowest level first."""
    since = submission.submitted_at
    given = [one for one in submission.sign_offs.all() if since is not None and one.at >= since]
    return sorted(given, key=lambda one: (one.level, one.version))


def level_words(submission):
    """Which sign-off is awaited, where there are two: "Second sign-off of two; first by Mary, …"."""
    levels, signed = submission.measure.directorate.sign_off_levels, submission.levels_signed
    if levels == 1 and not signed:
        return ""
    awaited = f"{_ORDINALS[signed + 1]} sign-off of two" if signed < levels else "Last sign-off"
    given = [
        f"{_ORDINALS[one.level].lower()} by {one.by}, {calendar.in_words(timezone.localtime(one.at))}"
        for one in signed_since_submitted(submission)[:signed]
    ]
    return "; ".join([awaited, *given])


def is_half(submission):
    """Whether another sign-off is awaited after the next: a figure comes into force with the last."""
    return submission.levels_signed + 1 < submission.measure.directorate.sign_off_levels


def waits(submission, now):
    """How long a figure has waited: "since today", "1 day", "12 days"."""
    if submission.submitted_at is None:
        return ""
    days = (timezone.localdate(now) - timezone.localdate(submission.submitted_at)).days
    if days <= 0:
        return "since today"
    return "1 day" if days == 1 else f"{days} days"


def why_not(submission):
    """Why somebody else signs off a figure of `access.approvable`, in a sentence; "" for nothing."""
    if submission.has_signed:
        return f"You gave the first sign-off: {_WHO_IS_NEXT[_is_last_of_one(submission)]}."
    if submission.by_cover:
        return (
            f"The manager you cover for gave the first sign-off: {_WHO_IS_NEXT[_is_last_of_one(submission)]}."
        )
    return "You entered or submitted part of it: somebody else approves it." if submission.is_own else ""


_WHO_IS_NEXT = {
    False: "somebody else gives the second",
    True: "the directorate has one level now, so any other manager of it finishes",
}


def _is_last_of_one(submission):
    """Whether a figure between two sign-offs is of a directorate that has one level by now."""
    return submission.measure.directorate.sign_off_levels == 1


def covered_by(person, day):
    """Those in whose place this person signs off on a day, with the last day of each cover."""
    return list(Cover.objects.on(day).filter(deputy=person).select_related("person").order_by("person__name"))
