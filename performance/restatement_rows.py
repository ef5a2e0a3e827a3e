"""A set of revisions as pages print it: each figure now and restated, what else moves, and who said what."""

from dataclasses import dataclass, field
from decimal import Decimal

from performance import cells, differences, restating
from performance.models import Confirmation, Contributor, Measure, Period, Restatement, SignOff, Submission
from performance.restatement_plan import key_of
from performance.row import FigureCell, StatusCell
from performance.rules.numbers import format_figure

# The states of a set with the words of the list, in its order.
STATES = {
    Restatement.Status.SUBMITTED: "Awaiting approval",
    Restatement.Status.RETURNED: "Returned",
    Restatement.Status.APPROVED: "Approved",
    Restatement.Status.ABANDONED: "Given up",
}


@dataclass(frozen=True)
class FigureRow:
    """One figure of a set; the statuses are None where it is over and nothing is judged any more."""

    key: str
    measure: Measure
    period: Period
    was: FigureCell
    now: FigureCell
    difference: str
    status_was: StatusCell | None = None
    status_now: StatusCell | None = None
    fraction_was: str = ""
    fraction_now: str = ""

    @property
    def flips(self):
        return self.status_was is not None and _words(self.status_was) != _words(self.status_now)


@dataclass(frozen=True)
class Group:
    """The figures of one measure, and what its years come to: "Year to date, October 2020: 703, then 713"."""

    measure: Measure
    rows: list = field(default_factory=list)
    totals: list = field(default_factory=list)


@dataclass(frozen=True)
class MoveRow:
    """A figure that moves along, before and after; a calculated one that is new has no status yet."""

    period: Period
    was: str
    now: str
    status_was: StatusCell | None
    status_now: StatusCell

    @property
    def flips(self):
        return self.status_was is not None and _words(self.status_was) != _words(self.status_now)


@dataclass(frozen=True)
class MoveGroup:
    """What moves of one measure; `what` says what is read of it: "year to date"."""

    measure: Measure
    what: str
    rows: list = field(default_factory=list)


@dataclass(frozen=True)
class Printed:
    """A set as its page prints it; `stopped` says what has come in its way since it was sent."""

    groups: list
    moves: list
    summary: str
    stopped: list


def _words(status):
    return status.word, status.reason


# --- From a preview ----------------------------------------------------------------------------------------


def groups_of(found):
    """The changes of a preview by measure."""
    rows = [_changed(change) for change in found.changes]
    return _grouped(rows, found.totals)


def _changed(change):
    return _row(
        change.was,
        change.new,
        status_was=cells.status_cell(change.judged_was, change.was),
        status_now=cells.status_cell(change.judged_now, change.new),
    )


def _row(was, new, **statuses):
    return FigureRow(
        key_of(new.measure, new.period),
        new.measure,
        new.period,
        cells.figure_cell(was) if was is not None else FigureCell(),
        cells.figure_cell(new),
        _difference(was, new),
        fraction_was=_fraction(was),
        fraction_now=_fraction(new),
        **statuses,
    )


def _difference(was, new):
    old, now = (cells.number_of(one) if one is not None else None for one in (was, new))
    if old is None or now is None:
        return ""
    return differences.change_between(now, old, cells.judged_unit(new.measure)).plain


def _fraction(submission):
    """A figure's numerator and denominator, "1,089 of 2,502"; "" where it has none."""
    if submission is None or submission.numerator is None or submission.denominator is None:
        return ""
    numerator, denominator = (
        cells.count_text(given, "") for given in (submission.numerator, submission.denominator)
    )
    return f"{numerator} of {denominator}"


def _grouped(rows, totals):
    groups = {}
    for row in rows:
        groups.setdefault(row.measure.pk, Group(row.measure)).rows.append(row)
    for total in totals:
        groups[total.measure.pk].totals.append(_total(total))
    return list(groups.values())


def _total(total):
    """A year before and after, with the difference."""
    unit = cells.judged_unit(total.measure)
    words = {
        "label": f"Year to date, {total.period.label}",
        "was": "",
        "now": format_figure(total.now, unit),
        "difference": "",
    }
    if total.was is not None:
        words["was"] = format_figure(total.was, unit)
        words["difference"] = differences.change_between(total.now, total.was, unit).plain
    return words


def moves_of(moves):
    """What moves along by measure: the year to date where there is one, else the figure."""
    groups = {}
    for move in moves:
        what = "figure" if _to_date(move.judged_now) is None else "year to date"
        key = move.measure.pk, what
        groups.setdefault(key, MoveGroup(move.measure, what)).rows.append(_move(move))
    return list(groups.values())


def _move(move):
    unit = cells.judged_unit(move.measure)
    was, now = _to_date(move.judged_was), _to_date(move.judged_now)
    if now is not None:
        words = [format_figure(given, unit) if given is not None else "" for given in (was, now)]
    else:
        words = [cells.figure_cell(one).plain if one is not None else "" for one in (move.was, move.new)]
    return MoveRow(
        move.period,
        *words,
        cells.status_cell(move.judged_was, move.was) if move.was is not None else None,
        cells.status_cell(move.judged_now, move.new),
    )


def _to_date(judged) -> Decimal | None:
    return judged.year_to_date if judged is not None else None


def summary(found):
    """The first line: "2 figures change and 4 more move with them; 1 status becomes another." """
    changes = len(found.changes)
    rows = [_changed(change) for change in found.changes] + [_move(move) for move in found.moves]
    flips = sum(row.flips for row in rows)
    first = "1 figure changes" if changes == 1 else f"{changes} figures change"
    if len(found.moves) == 1:
        first += " and 1 more moves with " + ("it" if changes == 1 else "them")
    elif found.moves:
        first += f" and {len(found.moves)} more move with " + ("it" if changes == 1 else "them")
    if not flips:
        return f"{first}; no status becomes another."
    return f"{first}; {'1 status becomes' if flips == 1 else f'{flips} statuses become'} another."


# --- From a set --------------------------------------------------------------------------------------------


def of_set(restatement, members):
    """A set as its page prints it: judged while it is open, and as it was sent once it is over."""
    before = _before(members)
    if restatement.status in (Restatement.Status.APPROVED, Restatement.Status.ABANDONED):
        rows = [_row(before.get((one.measure_id, one.period_id)), one) for one in members]
        figures = "1 figure" if len(rows) == 1 else f"{len(rows)} figures"
        return Printed(_grouped(rows, []), [], f"{figures}.", [])
    found = restating.plan_of(restatement, members)
    changed = {change.key: _changed(change) for change in found.changes}
    rows = [
        changed.get(key_of(one.measure, one.period)) or _row(before.get((one.measure_id, one.period_id)), one)
        for one in members
    ]
    return Printed(
        _grouped(rows, found.totals),
        moves_of(found.moves),
        summary(found),
        [f"{one.measure}, {one.period}: {one.sentence}" for one in found.refused],
    )


def _before(members):
    """The revision that each of a set's takes or took the place of, in one query."""
    found = Submission.objects.filter(
        measure__in={one.measure_id for one in members},
        period__in={one.period_id for one in members},
        status__in=[*Submission.IN_FORCE, Submission.Status.SUPERSEDED],
    )
    numbers = {(one.measure_id, one.period_id): one.revision for one in members}
    before = {}
    for one in found.with_make_up().order_by("revision"):
        at = one.measure_id, one.period_id
        if at in numbers and one.revision < numbers[at]:
            before[at] = one
    return before


def confirmations_of(members):
    """The warnings that were confirmed for these figures."""
    found = Confirmation.objects.filter(submission__in=members)
    return found.select_related("submission__measure", "submission__period", "by").order_by(
        "submission__measure__title", "submission__period__start", "pk"
    )


def contributors_of(members):
    """Everybody who entered or sent any of these figures, by name."""
    found = Contributor.objects.filter(submission__in=members)
    return sorted(set(found.values_list("person__name", flat=True)))


def sign_offs_of(members):
    """The sign-offs of a set, which are the same for each of its figures."""
    return SignOff.objects.filter(submission=members[0]).select_related("by") if members else []


# --- The list ----------------------------------------------------------------------------------------------


def about(revisions):
    """What a set is about, in words: ("Visits paid and 2 more", "May 2020 to October 2020")."""
    titles = list(dict.fromkeys(one.measure.title for one in revisions))
    measures = titles[0] if len(titles) == 1 else f"{titles[0]} and {len(titles) - 1} more"
    periods = sorted({one.period for one in revisions}, key=lambda period: (period.start, period.end))
    if len(periods) == 1:
        return measures, periods[0].label
    return measures, f"{periods[0].label} to {periods[-1].label}"


def list_row(restatement):
    """A set as a row of the list, of the figures that were fetched with it."""
    revisions = list(restatement.revisions.all())
    measures, periods = about(revisions)
    return {
        "pk": restatement.pk,
        "reason": restatement.reason,
        "measures": measures,
        "periods": periods,
        "first": min(one.period.start for one in revisions),
        "figures": len(revisions),
        "state": restatement.status,
        "state_text": STATES[restatement.status],
        "state_order": list(STATES).index(restatement.status),
        "sent_by": restatement.submitted_by.name,
        "sent_at": restatement.submitted_at,
    }
