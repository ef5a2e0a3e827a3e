"""All revisions of a figure side by side: what each said, what changed from one to the next, who and why."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from django.db.models import prefetch_related_objects
from django.utils import timezone

from performance import assessing, cells, parts
from performance.differences import change_between
from performance.models import Assessment, Override, Submission
from performance.row import StatusCell
from performance.rules import calendar
from performance.rules.numbers import format_number, places_of
from performance.submission_content import judged_word

# Revisions beside one another that a page has room for.
ABREAST = 4
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Entry:
    """What one revision says on one line. `changed` is said beside it where the revision before said
    otherwise; a rating is printed with its glyph.
    """

    text: str = ""
    changed: str = ""
    status: StatusCell | None = None


@dataclass(frozen=True)
class Line:
    """One thing about a figure, with an entry for each revision."""

    name: str
    entries: list

    @property
    def says_something(self):
        return any(entry.text for entry in self.entries)

    @property
    def differs(self):
        return any(entry.changed for entry in self.entries)


@dataclass(frozen=True)
class SideBySide:
    """Revisions as columns, oldest first, and lines."""

    revisions: list
    lines: list

    @property
    def changed(self):
        """The names of what differs between neighbours, for a sentence."""
        return [line.name for line in self.lines if line.differs]

    @property
    def rows(self):
        """Each line with its entries by the number of their revision."""
        numbers = [revision.revision for revision in self.revisions]
        return [(line.name, list(zip(numbers, line.entries, strict=True))) for line in self.lines]

    @property
    def blocks(self):
        """The same in blocks that fit a page, the newest first; neighbours at an edge stand in both."""
        found, end = [], len(self.revisions)
        while end > 0:
            start = max(end - ABREAST, 0)
            lines = [replace(line, entries=line.entries[start:end]) for line in self.lines]
            lines = [line for line in lines if line.says_something]
            found.append(SideBySide(self.revisions[start:end], lines))
            end = start + 1 if start else 0
        return found


def side_by_side(submissions, *, may_see_internal=True) -> SideBySide:
    """What revisions of one figure say, field by field; what is empty in all of them is left out."""
    measure = submissions[0].measure
    prefetch_related_objects([measure], "dimensions__categories")
    for submission in submissions:
        submission.measure = measure
    lines = [*_figure_lines(submissions), *_text_lines(submissions, may_see_internal)]
    return SideBySide(list(submissions), [line for line in lines if line.says_something])


def whole_life(submissions, *, may_see_open) -> SideBySide:
    """The same with how each revision was rated and what became of it: of all that may be seen, oldest first.

    The revisions come with their sign-offs, confirmations and contributors. Those who see approved figures
    alone read posts and no names, and nothing of what was said inside.
    """
    content = side_by_side(submissions, may_see_internal=may_see_open)
    lines = [
        Line("State", [Entry(_state(submission)) for submission in submissions]),
        *content.lines,
        Line("Rated", _ratings(submissions)),
        Line("Judged otherwise", _judged_otherwise(submissions)),
        Line("Why it was reopened", [Entry(submission.opened_reason) for submission in submissions]),
        Line("Taken from", [Entry(submission.source) for submission in submissions]),
        *(_inside_lines(submissions) if may_see_open else []),
        Line("Signed off", [Entry(_signed_off(submission, may_see_open)) for submission in submissions]),
        Line("In force", _spans(submissions)),
    ]
    return SideBySide(content.revisions, [line for line in lines if line.says_something])


# --- What it says --------------------------------------------------------------------------------------


def _compared(name, submissions, text, number=None, unit=None):
    """A line of texts, each marked where it is not what the revision before said.

    `number` gives the figure behind the text, so that the mark can say by how much.
    """
    entries, before = [], None
    for submission in submissions:
        said, changed = text(submission), ""
        if before is not None and said != text(before):
            changed = "Changed"
            numbers = (number(submission), number(before)) if number else (None, None)
            if None not in numbers:
                changed = f"Changed: {change_between(*numbers, unit).plain}"
        entries.append(Entry(said, changed))
        before = submission
    return Line(name, entries)


def _figure_lines(submissions):
    measure = submissions[0].measure
    unit = cells.judged_unit(measure)
    return [
        _compared("Figure", submissions, _figure, cells.number_of, unit),
        _compared(measure.numerator_label or "Numerator", submissions, lambda s: _number(s.numerator)),
        _compared(measure.denominator_label or "Denominator", submissions, lambda s: _number(s.denominator)),
        _compared("Beside the figure", submissions, lambda s: cells.companion_text(s.measure, s.companion)),
        *_part_lines(submissions),
        _compared("Reason for no figure", submissions, _absence),
        _compared(
            "Forecast for the year",
            submissions,
            lambda s: cells.figure_cell(s, forecast=True).text if s.forecast is not None else "",
            lambda s: s.forecast,
            measure.unit,
        ),
        _compared(
            "Beside the forecast",
            submissions,
            lambda s: cells.companion_text(s.measure, s.forecast_companion),
        ),
        _compared("How it was forecast", submissions, lambda s: s.forecast_method),
    ]


def _figure(submission):
    """The figure in one line; a composition's parts have lines of their own."""
    cell = cells.figure_cell(submission)
    if submission.parts is not None:
        return cell.share or "In parts"
    return cell.text or "None"


def _number(value):
    return "" if value is None else format_number(value, places_of(value))


def _absence(submission):
    reason = submission.get_absence_display() if submission.absence else ""
    return (
        f"{reason}: {submission.absence_sentence}" if submission.absence_note else submission.absence_sentence
    )


def _part_lines(submissions):
    """A line for each part of a composition and of each breakdown, in the order of the categories."""
    found = {}
    for place, submission in enumerate(submissions):
        given = [("", part) for part in (parts.composition_parts(submission) if submission.parts else [])]
        given += [(f"{each.name}: ", part) for each in parts.breakdowns(submission) for part in each.parts]
        for prefix, part in given:
            found.setdefault(f"{prefix}{part.name}", [""] * len(submissions))[place] = part.text
    return [_marked(name, texts) for name, texts in found.items()]


def _marked(name, texts):
    """A line of texts that stand in a list already."""
    before = [None, *texts]
    return Line(
        name,
        [
            Entry(text, "Changed" if was is not None and was != text else "")
            for was, text in zip(before, texts, strict=False)
        ],
    )


def _text_lines(submissions, may_see_internal):
    lines = [
        _compared("Outlook", submissions, lambda s: s.get_outlook_display() if s.outlook else ""),
        _compared("Status by judgement", submissions, judged_word),
        _compared("Commentary for publication", submissions, lambda s: s.commentary_public),
    ]
    if may_see_internal:
        lines.append(_compared("Internal commentary", submissions, lambda s: s.commentary_internal))
        lines.append(_compared("Found when taken over", submissions, lambda s: s.source_note))
    return lines


# --- What became of it ---------------------------------------------------------------------------------


def _state(submission):
    if submission.status == Submission.Status.SUBMITTED and submission.levels_signed:
        return "Submitted, first sign-off given"
    return {
        Submission.Status.PUBLISHED: f"In force: {submission.get_origin_display().lower()}",
        Submission.Status.APPROVED: "In force: approved",
        Submission.Status.ABANDONED: "Given up",
    }.get(submission.status, submission.get_status_display())


def _ratings(submissions):
    """How each was rated: as it is stored, as it stood last where superseded, as it would be where open."""
    ended = _ended(submissions)
    stored = Assessment.objects.filter(submission__in=submissions).select_related("level", "target")
    found = {row.submission_id: row for row in stored}
    if ended:
        moments = [moment - _INSTANT for moment in ended.values()]
        then = assessing.assessments_as_at([submissions[0].measure_id], moments)
        found |= {pk: judged[pk] for pk, judged in zip(ended, then, strict=True)}
    waiting = [s for s in submissions if s.status == Submission.Status.SUBMITTED]
    if waiting:
        found |= assessing.judge_with(waiting)
    entries = []
    for submission in submissions:
        in_force_once = submission.in_force_at is not None
        if not in_force_once and submission not in waiting:
            entries.append(Entry())
            continue
        status = cells.status_cell(found.get(submission.pk), submission)
        entries.append(Entry(f"{'' if in_force_once else 'Would be: '}{status.sentence}", status=status))
    return entries


def _ended(submissions):
    """Primary key -> when it was superseded, of those that were."""
    counted = [submission for submission in submissions if submission.in_force_at is not None]
    return {one.pk: after.in_force_at for one, after in pairwise(counted)}


def _judged_otherwise(submissions):
    """The statuses that people judged, with their reasons, which are printed with them."""
    accepted = [Override.Status.ACCEPTED, Override.Status.ENDED]
    found = Override.objects.filter(submission__in=submissions, status__in=accepted).select_related("level")
    texts = {}
    for override in found.order_by("decided_at", "pk"):
        until = f" until {calendar.in_words(override.expires_on)}" if override.expires_on else ""
        ended = f", ended {_day(override.ended_at)}" if override.ended_at else ""
        said = f"{override.level.word} from {_day(override.decided_at)}{until}{ended}: {override.reason}"
        texts.setdefault(override.submission_id, []).append(said)
    return [Entry("\n".join(texts.get(submission.pk, []))) for submission in submissions]


def _inside_lines(submissions):
    """For those who see open figures: who entered, submitted and returned it, and what they confirmed."""
    return [
        Line("Entered by", [Entry(_names(submission)) for submission in submissions]),
        Line("Submitted", [Entry(_by_at(s.submitted_by, s.submitted_at)) for s in submissions]),
        Line("Returned", [Entry(_returned(submission)) for submission in submissions]),
        Line("Warnings confirmed", [Entry(_confirmed(submission)) for submission in submissions]),
        Line("Set of corrections", [Entry(_restatement(submission)) for submission in submissions]),
    ]


def _names(submission):
    return ", ".join(str(one.person) for one in submission.contributors.all())


def _returned(submission):
    said = _by_at(submission.returned_by, submission.returned_at)
    return f"{said}: {submission.returned_reason}" if said else ""


def _confirmed(submission):
    said = []
    for one in submission.confirmations.all():
        serious = "Serious. " if one.severity == one.Severity.SERIOUS else ""
        said.append(f"{serious}{one.sentence} {one.by}: {one.reason or 'confirmed'}")
    return "\n".join(said)


def _restatement(submission):
    return submission.restatement.reason if submission.restatement_id else ""


def _signed_off(submission, may_see_names):
    """Every sign-off that was given, level by level; by post where names are not for the reader."""
    signed = list(submission.sign_offs.all())
    several = len(signed) > 1
    said = []
    for one in signed:
        who = str(one.by) if may_see_names else one.by.post or "Manager"
        said.append(f"{f'Level {one.level}: ' if several else ''}{who}, {_moment(one.at)}")
    return "\n".join(said)


def _spans(submissions):
    ended = _ended(submissions)
    return [
        Entry(_span(submission.in_force_at, ended.get(submission.pk)) if submission.in_force_at else "")
        for submission in submissions
    ]


def _span(since, until):
    return f"From {_moment(since)}" + (f"\nuntil {_moment(until)}" if until else "")


def _by_at(person, at):
    if at is None:
        return ""
    return f"{person}, {_moment(at)}" if person else _moment(at)


def _day(at):
    return calendar.in_words(timezone.localtime(at))


def _moment(at):
    return f"{_day(at)}, {timezone.localtime(at):%H:%M}"
