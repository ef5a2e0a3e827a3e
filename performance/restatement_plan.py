"""What a set of revisions would change: a preview that writes nothing.

Each figure now and as it would be, judged together with all the others of the set; what else moves although
nobody restates it; and what stops it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db.models import prefetch_related_objects

from performance import assessing, calculating, cells, confirming, dates, differences
from performance.checking import Entry
from performance.models import Measure, Period, Submission
from performance.rules.checks.found import Severity
from performance.rules.numbers import as_printed
from performance.submission_content import (
    content_of,
    problems_of,
    rating_problems,
    whole,
    with_computed_value,
)


class Revision(NamedTuple):
    """One figure as it shall be: its whole content, and the cells that were pasted by field."""

    measure: Measure
    period: Period
    content: Mapping
    texts: Mapping = {}


@dataclass(frozen=True)
class Change:
    """One figure of the set: what is in force, what would be, and how each is judged.

    `problems` maps fields to sentences; `findings` are the warnings that have to be confirmed.
    """

    was: Submission
    new: Submission
    judged_was: object
    judged_now: object
    problems: dict = field(default_factory=dict)
    findings: list = field(default_factory=list)

    @property
    def measure(self):
        return self.new.measure

    @property
    def period(self):
        return self.new.period

    @property
    def key(self):
        return key_of(self.measure, self.period)

    @property
    def difference(self):
        """New less old as they are printed; None where one of them is no figure."""
        was, now = cells.number_of(self.was), cells.number_of(self.new)
        if was is None or now is None:
            return None
        return differences.change_between(now, was, cells.judged_unit(self.measure))


@dataclass(frozen=True)
class Move:
    """A figure that nobody restates and that would be read otherwise all the same.

    `was` is None for a calculated figure that there is none of yet.
    """

    was: Submission | None
    new: Submission
    judged_was: object | None
    judged_now: object

    @property
    def measure(self):
        return self.new.measure

    @property
    def period(self):
        return self.new.period


@dataclass(frozen=True)
class Total:
    """What a year comes to at the last period that has a figure, now and as it would be, in whole units."""

    measure: Measure
    period: Period
    was: Decimal | None
    now: Decimal | None


@dataclass(frozen=True)
class Refused:
    """A figure that cannot be restated, with the sentence why."""

    measure: Measure
    period: Period
    sentence: str

    @property
    def key(self):
        return key_of(self.measure, self.period)


@dataclass(frozen=True)
class Plan:
    """The whole preview, each list in the order of measures' titles and of periods."""

    changes: list[Change]
    unchanged: list[Revision]
    refused: list[Refused]
    moves: list[Move]
    totals: list[Total]

    @property
    def problems(self):
        """What stops the set from being sent, by key of the figure and field: "12-34.value"."""
        found = {one.key: one.sentence for one in self.refused}
        for change in self.changes:
            found |= {f"{change.key}.{name}": sentence for name, sentence in change.problems.items()}
        return found or self._problem_of_all

    @property
    def _problem_of_all(self):
        if not self.changes:
            return {"": "All these figures are as they are in force. Enter the figures that have changed."}
        directorates = sorted({str(change.measure.directorate) for change in self.changes})
        if len(directorates) == 1:
            return {}
        return {
            "": "One manager approves a restatement, so that all its measures are of one directorate. "
            f"Send those of {' and '.join(directorates)} apart."
        }

    def unanswered(self, answers, confirmed=None):
        """Warnings that still have to be confirmed, by key of the figure.

        `answers` and `confirmed` map keys of figures to what was answered now, and to rows kept before.
        """
        found = {
            change.key: confirming.unanswered(
                change.findings,
                answers.get(change.key, {}),
                (confirmed or {}).get(change.key, ()),
                content_of(change.new),
            )
            for change in self.changes
        }
        return {key: findings for key, findings in found.items() if findings}


def key_of(measure, period):
    """How a form and a verb name one figure of a set: "12-34"."""
    return f"{measure.pk}-{period.pk}"


def refusals_of(revisions, *, restatement=None, today=None):
    """Why figures cannot be restated, by key, of those that cannot be; in two queries."""
    revisions, today = [Revision(*given) for given in revisions], today or dates.today()
    standing = _Standing(revisions, restatement)
    found = {key_of(one.measure, one.period): standing.refusal(one, today) for one in revisions}
    return {key: sentence for key, sentence in found.items() if sentence}


# --- The preview -----------------------------------------------------------------------------------------


def plan(revisions: Sequence[Revision], *, reason="", restatement=None, today=None) -> Plan:
    """What these revisions would do, in a fixed number of queries.

    `restatement` is the set that they belong to already: its own open revisions are in nobody's way.
    """
    today = today or dates.today()
    ordered = sorted(
        (Revision(*given) for given in revisions), key=lambda one: _in_order(one.measure, one.period)
    )
    standing = _Standing(ordered, restatement)
    unchanged, refused, wanted = [], [], []
    for one in ordered:
        content = with_computed_value(one.measure, whole(one.content))
        sentence, was = standing.refusal(one, today), standing.in_force(one)
        if sentence:
            refused.append(Refused(one.measure, one.period, sentence))
        elif content_of(was) == content:
            unchanged.append(one)
        else:
            new = Submission(
                measure=was.measure,
                period=was.period,
                revision=was.revision + 1,
                status=Submission.Status.SUBMITTED,
                opened_reason=reason,
                restatement=restatement,
                **content,
            )
            wanted.append((was, new, one.texts))
    before, after = _judged([new for _, new, _ in wanted])
    changes = _changes(wanted, before, after)
    moves = _moves({change.key for change in changes}, before, after)
    return Plan(changes, unchanged, refused, moves, _totals(changes, before, after))


def _judged(new):
    """All figures of the measures concerned beside their assessments, as they are and as they would be."""
    if not new:
        return {}, {}
    calculated = calculating.following_from(new)
    instead = [*new, *calculated]
    measure_ids = {submission.measure_id for submission in instead}
    before, after = assessing.judge_beside(measure_ids, instead)
    measures = {id(each.measure): each.measure for found in (before, after) for each, _ in found.values()}
    prefetch_related_objects(list(measures.values()), "dimensions__categories")
    return before, after


def _changes(wanted, before, after):
    asked = confirming.asked_of_all(
        [Entry(new.measure, new.period, content_of(new), texts=texts) for _, new, texts in wanted]
    )
    changes = []
    for (was, new, _), findings in zip(wanted, asked, strict=True):
        at = new.measure_id, new.period_id
        # As the preview read it: with what is needed to print it.
        was, judged_was = before.get(at, (was, None))
        judged = after[at][1]
        problems = problems_of(new.measure, content_of(new))
        problems = problems or rating_problems(new, judged, is_of_set=True)
        problems |= {found.field: found.sentence for found in findings if found.severity == Severity.ERROR}
        findings = [found for found in findings if found.severity != Severity.ERROR]
        changes.append(Change(was, new, judged_was, judged, problems, findings))
    return changes


def _moves(restated, before, after):
    """Figures whose headline, year to date or status would be another although they are not of the set."""
    moves = []
    for at, (new, judged) in after.items():
        if f"{at[0]}-{at[1]}" in restated:
            continue
        was, judged_was = before.get(at, (None, None))
        if judged_was is None or _as_read(was, judged_was) != _as_read(new, judged):
            moves.append(Move(was, new, judged_was, judged))
    own = {key.partition("-")[0] for key in restated}
    # The measures of the set first, then what is calculated from them.
    return sorted(
        moves, key=lambda one: (str(one.measure.pk) not in own, *_in_order(one.measure, one.period))
    )


def _in_order(measure, period):
    return measure.title, measure.pk, period.start, period.pk


def _totals(changes, before, after):
    """The year to date of each year with a change, where its periods add up."""
    years = {(change.measure.pk, change.period.whole_year.pk) for change in changes}
    last = {}
    for at, (submission, judged) in after.items():
        measure, period = submission.measure, submission.period
        year = measure.pk, period.whole_year.pk
        if year not in years or period.kind != measure.period_kind or judged.year_to_date is None:
            continue
        if year not in last or last[year].period.start < period.start:
            was = before[at][1].year_to_date if at in before else None
            last[year] = Total(measure, period, was, judged.year_to_date)
    return sorted(last.values(), key=lambda one: _in_order(one.measure, one.period))


def _as_read(submission, judged):
    """What a reader sees of a figure, at the decimals that it is printed with."""
    unit = cells.judged_unit(submission.measure)
    figures = (cells.number_of(submission), judged.judged_value, judged.year_to_date)
    printed = [None if figure is None else as_printed(figure, unit) for figure in figures]
    return (*printed, submission.absence, judged.level_id, judged.not_rated, judged.to_date_level_id)


# --- What stands in the way --------------------------------------------------------------------------------


class _Standing:
    """The revisions in force and open of the figures that are restated, in two queries."""

    def __init__(self, revisions, restatement):
        self.restatement = restatement
        measures = {one.measure.pk for one in revisions}
        periods = {one.period.pk for one in revisions}
        found = Submission.objects.filter(measure__in=measures, period__in=periods)
        found = found.filter(status__in=[*Submission.IN_FORCE, *Submission.OPEN])
        self.rows = {}
        for row in found.with_measure().select_related("created_by", "restatement"):
            self.rows[row.measure_id, row.period_id, row.is_open] = row

    def in_force(self, one):
        return self.rows.get((one.measure.pk, one.period.pk, False))

    def refusal(self, one, today):
        """Why this figure cannot be restated, in a sentence; "" where it can."""
        measure, period, was = one.measure, one.period, self.in_force(one)
        if measure.entry == Measure.Entry.CALCULATED or (was and was.origin == Submission.Origin.CALCULATED):
            return "This figure is calculated from others. Restate the figures that it is made from."
        if measure.state != Measure.State.ACTIVE:
            return f"This measure is {measure.get_state_display().lower()} and takes no figures."
        if was is None:
            return (
                f"{period} has no figure in force, so there is nothing to restate. "
                "Enter it as a first figure instead."
            )
        if not was.period.takes_corrections(today):
            return was.period.why_not_open(today)
        return self._open_revision(one)

    def _open_revision(self, one):
        opened = self.rows.get((one.measure.pk, one.period.pk, True))
        if opened is None or (self.restatement and opened.restatement_id == self.restatement.pk):
            return ""
        if opened.restatement_id:
            return (
                f"{one.period} is in another restatement, which {opened.restatement.submitted_by} sent. "
                "It is approved or abandoned first."
            )
        return (
            f"{opened.created_by} has opened a revision of {one.period}, which is "
            f"{opened.get_status_display().lower()}. It is approved or abandoned first."
        )
