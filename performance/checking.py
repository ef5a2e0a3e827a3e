"""What the checks at entry need from the database, read for a whole sitting at once.

The rules are in `performance/rules/checks`. What a measure's own content contradicts (a numerator above its
denominator, parts that miss their total) is refused by `submission_content.problems_of` before; here is what
has to be confirmed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from performance import make_up
from performance.models import CalculationInput, ContextNote, Measure, SeriesBreak, Submission
from performance.rules.checks.checking import check
from performance.rules.checks.found import Context, Division, Figure, Finding, Past, Reference, Row
from performance.rules.numbers import UnitKind, as_printed, places_of
from performance.submission_content import with_computed_value

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Entry:
    """One measure's content for one period, as it was typed or read from a file.

    `stated` is a percentage or rate that a file gave beside its numerator and denominator; `texts` are pasted
    cells by the name of their field. Entries of another `sitting` are nobody's neighbours.
    """

    measure: Measure
    period: object
    content: Mapping
    stated: Decimal | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    sitting: int | None = None

    @property
    def value(self):
        """The figure in whole units, computed where it is a fraction; None where there is none."""
        return with_computed_value(self.measure, dict(self.content)).get("value")


def findings_of(entries: Sequence[Entry]) -> list[list[Finding]]:
    """What there is to ask about each entry of a sitting, in their order: a list each, empty when nothing.

    The entries are neighbours in the order given; several sittings follow one another. The number of queries
    does not grow with them.
    """
    known = _Known(entries)
    return [_findings(number, entries, known) for number in range(len(entries))]


def _findings(number, entries, known):
    entry = entries[number]
    if entry.measure.entry == Measure.Entry.PARTS:
        return _findings_of_parts(entry, known)
    context = known.context(entry, known.past(entry))
    found = check(_figure(entry, known), replace(context, beside=_beside(number, entries, known)))
    # A fraction has no cell for its figure: what is asked about it stands at the numerator.
    at = "numerator" if entry.measure.entry == Measure.Entry.FRACTION else "value"
    return [replace(finding, field=at) if finding.field == "value" else finding for finding in found]


def _findings_of_parts(entry, known):
    """Each part against its own history, at its own cell."""
    unit = replace(entry.measure.unit, kind=UnitKind.COUNT)
    found = []
    for code, value in make_up.figures_of(entry.content.get("parts")).items():
        context = known.context(entry, known.past_of_part(entry, code))
        found += [replace(finding, field=f"parts.{code}") for finding in check(Figure(unit, value), context)]
    return found + check(Figure(unit, texts=tuple(entry.texts.items())), known.context(entry, ()))


def _figure(entry, known):
    content, measure = entry.content, entry.measure
    return Figure(
        measure.unit,
        entry.value,
        content.get("numerator"),
        content.get("denominator"),
        stated=entry.stated,
        stated_decimals=0 if entry.stated is None else max(places_of(entry.stated), measure.decimals),
        divisions=tuple(known.hundreds(entry)),
        companion=content.get("companion"),
        companion_name=measure.companion_label[:1].upper() + measure.companion_label[1:],
        forecast=content.get("forecast"),
        texts=tuple(entry.texts.items()),
    )


def _beside(number, entries, known):
    """The other figures that were entered for the same period in the same sitting."""
    here = entries[number]
    return tuple(
        Row(entry.measure.title, entry.value, abs(at - number) == 1, known.past(entry))
        for at, entry in enumerate(entries)
        if at != number
        and (entry.sitting, entry.period) == (here.sitting, here.period)
        and entry.value is not None
    )


class _Known:
    """All that is in force about the measures of a sitting, in a fixed number of queries."""

    def __init__(self, entries):
        measures = {entry.measure.pk: entry.measure for entry in entries}
        self.figures = {}
        in_force = Submission.objects.in_force().filter(measure__in=measures).select_related("period")
        for submission in in_force.order_by("period__start"):
            kept = submission.measure_id, submission.period.kind, submission.period.basis
            self.figures.setdefault(kept, []).append(submission)
        self.breaks = {}
        for found in SeriesBreak.objects.filter(measure__in=measures):
            self.breaks.setdefault(found.measure_id, []).append(found.starts_on)
        self.notes = {}
        notes = ContextNote.objects.filter(measures__in=measures).distinct().prefetch_related("measures")
        for note in notes:
            for measure in note.measures.all():
                self.notes.setdefault(measure.pk, []).append(note)
        self._read_hundreds(entries)
        self._pasts = {}

    def past(self, entry):
        """Earlier and later figures in force of periods of the same kind.

        Every neighbour of a long sitting asks for them again: they are made once.
        """
        key = entry.measure.pk, entry.period.kind, entry.period.basis
        if key not in self._pasts:
            self._pasts[key] = self._past(entry)
        return self._pasts[key]

    def _past(self, entry):
        return tuple(
            Past(
                submission.period.start,
                submission.value,
                _cases(submission, entry.measure),
                submission.companion,
            )
            for submission in self._own(entry)
            if submission.value is not None
        )

    def past_of_part(self, entry, code):
        """The same for one part of a composition."""
        return tuple(
            Past(submission.period.start, parts[code])
            for submission in self._own(entry)
            if code in (parts := make_up.figures_of(submission.parts))
        )

    def _own(self, entry):
        return self.figures.get((entry.measure.pk, entry.period.kind, entry.period.basis), [])

    def context(self, entry, past):
        """What a figure is checked against, without the rows beside it."""
        measure, period = entry.measure, entry.period
        flows = measure.aggregation == Measure.Aggregation.SUM
        to_date = measure.entry_basis == Measure.EntryBasis.YEAR_TO_DATE
        return Context(
            period.kind,
            period.start,
            past,
            is_flow=flows,
            is_cumulative=flows and to_date,
            basis=period.basis,
            breaks=tuple(self.breaks.get(measure.pk, [])),
            explained=next(
                (note.text for note in self.notes.get(measure.pk, []) if _is_over(note, period)), ""
            ),
            references=tuple(self._references(measure, period)),
        )

    def _references(self, measure, period):
        """The figure that is being corrected, and the one that this is compared with, by their names.

        A part of a year's flow does not stand beside the whole year.
        """
        kind, start = measure.compared_span(period)
        beside = [(period.kind, period.start, True)]
        if kind == period.kind or measure.aggregation != Measure.Aggregation.SUM:
            beside.append((kind, start, False))
        for kind, start, is_corrected in beside:
            for submission in self.figures.get((measure.pk, kind, period.basis), []):
                if submission.period.start == start and submission.value is not None:
                    words = "the figure in force" if is_corrected else f"the figure of {submission.period}"
                    yield Reference(words, submission.value, is_corrected)

    # --- Percentages that make 100 -----------------------------------------------------------------------

    def _read_hundreds(self, entries):
        """Totals of percentages that have always been 100, with what goes into them."""
        measures = {entry.measure.pk for entry in entries}
        totals = Measure.objects.filter(
            calculation=Measure.Calculation.TOTAL, unit_kind=UnitKind.PERCENT, inputs__source__in=measures
        )
        self.totals = {}
        for given in CalculationInput.objects.filter(measure__in=totals).select_related("measure"):
            self.totals.setdefault(given.measure, []).append(given.source_id)
        so_far = {}
        for submission in Submission.objects.in_force().filter(measure__in=self.totals):
            so_far.setdefault(submission.measure_id, set()).add(submission.value)
        self.totals = {
            total: sources
            for total, sources in self.totals.items()
            if {as_printed(value, total.unit) for value in so_far.get(total.pk, ()) if value is not None}
            == {HUNDRED}
        }
        sources = {source for sources in self.totals.values() for source in sources}
        given = Submission.objects.filter(measure__in=sources, period__in={entry.period for entry in entries})
        # The open revision, where there is one, is what will count; one that was given up never does.
        counts = [*Submission.IN_FORCE, *Submission.OPEN]
        self.given = {
            (submission.measure_id, submission.period_id): submission.value
            for submission in given.filter(status__in=counts).order_by("revision")
        } | {(entry.measure.pk, entry.period.pk): entry.value for entry in entries}

    def hundreds(self, entry):
        """Each set of percentages that this figure is one of, where all of them are there."""
        for total, sources in self.totals.items():
            shares = [self.given.get((source, entry.period.pk)) for source in sources]
            if entry.measure.pk in sources and None not in shares:
                unit = total.unit
                printed = tuple(as_printed(share, unit) for share in shares)
                yield Division(
                    "value", f"The parts of “{total.title}”", printed, HUNDRED, unit.decimals, True
                )


def _cases(submission, measure):
    """How many cases stand behind a figure: what a share is of, what a rate counts."""
    return submission.denominator if measure.unit_kind == UnitKind.PERCENT else submission.numerator


def _is_over(note, period):
    return note.starts_on <= period.end and (note.ends_on is None or note.ends_on >= period.start)
