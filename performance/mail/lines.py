"""What a digest is made of: lines under headings, each with the page that it is dealt with on."""

from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse

from performance.due import STATES
from performance.models import Measure, Person


@dataclass(frozen=True)
class Line:
    """One thing that waits, with the page that it is dealt with on.

    `detail` says which period, measure or part it is of; `when` is the day that its section's heading names,
    or None; `note` is somebody's own words.
    """

    title: str
    detail: str
    state: str
    path: str
    when: date | None = None
    note: str = ""
    # What it tells: of a figure its key, and of what is told once and never again the key of that.
    key: str = ""


@dataclass(frozen=True)
class Section:
    """Lines under one heading; `kind` is a key of `digest.SECTIONS`."""

    kind: str
    lines: list[Line]


@dataclass(frozen=True)
class Digest:
    """All that one person is told in one mail."""

    person: Person
    sections: list[Section] = field(default_factory=list)


def section(kind, lines):
    """A section of these lines, by day, title and detail; nothing where there are none."""
    lines = sorted(lines, key=lambda line: (line.when or date.min, line.title, line.detail))
    return [Section(kind, lines)] if lines else []


def key_of(figure):
    """What a mail about a figure is known by: "figure:12:34"."""
    return f"figure:{figure.measure.pk}:{figure.period.pk}"


def of_figure(figure, *, with_note=True):
    """A line about a figure that is not submitted, as `outstanding.figures` has it."""
    current = figure.current
    return Line(
        title=title_of(figure.measure),
        detail=str(figure.period),
        when=figure.period.due_on,
        state=STATES[figure.state][1],
        path=entry_of(figure.measure, figure.period, current),
        note=current.returned_reason if with_note and figure.state == "returned" else "",
        key=key_of(figure),
    )


def of_returned(submission, *, key=""):
    """A line about a figure that was returned, with the reason."""
    return Line(
        title=title_of(submission.measure),
        detail=str(submission.period),
        when=submission.period.due_on,
        state=STATES["returned"][1],
        path=entry_of(submission.measure, submission.period, submission),
        note=submission.returned_reason,
        key=key,
    )


def of_set(restatement, members, **more):
    """A line about a set of corrections: which measures, how many figures, and its page."""
    titles = sorted({title_of(member.measure) for member in members})
    count = len(members)
    others = len(titles) - 1
    beside = f" and {others} other {'measure' if others == 1 else 'measures'}" if others else ""
    return Line(
        title=f"{titles[0]}{beside}",
        detail=f"{count} corrected {'figure' if count == 1 else 'figures'}",
        path=reverse("restatement", args=[restatement.pk]),
        **more,
    )


def entry_of(measure, period, submission=None):
    """The page of a figure, at the field where the typing begins; of one in a set, the set's page."""
    if submission is not None and submission.restatement_id is not None:
        return reverse("restatement", args=[submission.restatement_id])
    field = {Measure.Entry.VALUE: "#id_value", Measure.Entry.FRACTION: "#id_numerator"}.get(measure.entry, "")
    return reverse("figure", args=[measure.slug, period.pk]) + field


def title_of(measure):
    """A measure's codes and title."""
    return " ".join(part for part in (measure.code_text, measure.title) if part)
