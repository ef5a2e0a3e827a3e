"""A plan through the verbs, in one transaction: measures, targets, back figures, and what stands beside them.

Loaded figures have the origin "imported" and a source; nobody is recorded as having approved them. The same
file a second time changes nothing. A target that moved is superseded only with a reason, and a figure that
differs is reported: a correction is a revision.
"""

from collections import Counter

from django.db import DatabaseError, transaction
from django.utils import timezone

from performance import audit, dates, workflow, years
from performance.imports import spans
from performance.imports.beside import Beside, plain
from performance.imports.identity import AnotherMeasure, Known
from performance.imports.making import LOCAL, Maker, code_of
from performance.imports.outcome import Outcome
from performance.imports.plan import Noticed, Unread
from performance.imports.targets import Targets
from performance.models import Measure, Period, Submission
from performance.refusals import NotComplete, WorkflowProblem
from performance.rules.alphabets import quiet

SOURCE_LONGEST = 250


@transaction.atomic
def apply(plan, options, *, source, by=None, reason="", dry_run=False, now=None, today=None) -> Outcome:
    """Write what a plan says. What a verb refuses is listed, and the rest is kept.

    With `dry_run` everything is done and taken back, so that the outcome is what would happen.
    """
    applier = _Applier(plan, options, source[:SOURCE_LONGEST], by, reason, now, today)
    for planned in plan.measures:
        applier.measure(planned)
    applier.open_months()
    if dry_run:
        transaction.set_rollback(True)
    return applier.outcome


class _Applier:
    def __init__(self, plan, options, source, by, reason, now, today):
        self.plan, self.options, self.source = plan, options, source
        self.by = by
        self.now, self.today = now or timezone.now(), today or dates.today()
        self.outcome = Outcome()
        self.known, self.maker = Known(), Maker(options, self.outcome, plan.columns, by=by, now=self.now)
        self.beside = Beside(self.outcome, self._period, source=source, by=by, now=self.now, today=self.today)
        self.targets = Targets(
            self.outcome, self._period, source=source, by=by, reason=reason, now=self.now, today=self.today
        )
        self.periods = {}
        self.found_at = {}
        for noticed in plan.found:
            self.found_at.setdefault(str(noticed.place), []).append(noticed.sentence)

    def measure(self, planned):
        """One measure with all that is its own; a refusal of one part leaves the others."""
        measure = self._guarded(planned.place, planned.title, self._measure, planned)
        if measure is None:
            return
        for figure in planned.figures:
            self._guarded(figure.place, figure.printed, self._figure, measure, planned, figure)
        for target in planned.targets:
            self._guarded(target.place, target.target.text, self.targets.target, measure, planned, target)
        for given in planned.comparisons:
            self._guarded(given.place, f"{given.name} {given.value}", self.beside.comparison, measure, given)
        for position in planned.positions:
            self._guarded(position.place, "", self.beside.position, measure, planned, position)

    def _guarded(self, place, text, what, *given):
        """Do one thing in a savepoint; a refusal is listed with its place and sentence."""
        try:
            with transaction.atomic():
                return what(*given)
        except (WorkflowProblem, AnotherMeasure, spans.NoSlot) as problem:
            self.outcome.refused.append(Unread(place, text, str(problem)))
        except DatabaseError:
            reason = "It does not fit what is held: two rows would be the same, or a figure is too large."
            self.outcome.refused.append(Unread(place, text, reason))
        return None

    # --- The measure ---------------------------------------------------------------------------------

    def _measure(self, planned):
        found = self.known.find(planned, planned.directorate or self.options.directorate)
        if found is not None:
            self.outcome.counts["measures held already"] += 1
            self._compare_stated(found, planned)
            return found
        if not planned.title:
            raise NotComplete(
                {"": f"No measure has the code {planned.code}, and the row gives no title to make one."}
            )
        directorate = planned.directorate or self.options.directorate
        if planned.is_numbered and self.known.is_taken(planned, directorate):
            sentence = (
                f"{planned.title}: its number {planned.code} is another measure’s here, and was left out."
            )
            self.outcome.assumed.append(Noticed(planned.place, sentence))
            planned.code = ""
        measure = self.maker.make(planned, self.known.by_slug)
        self.known.add(measure, planned, planned.framework or LOCAL)
        if not measure.measure_roles.filter(kind="owner").exists():
            self.outcome.counts["measures without an owner"] += 1
        return measure

    def _compare_stated(self, measure, planned):
        """What the file states otherwise than it is held: measures are changed in the admin, by no file."""
        for name in sorted(planned.stated & set(planned.fields)):
            held, given = getattr(measure, name), planned.fields[name]
            # Reading makes "18–64" of a cell "18-64": the same words.
            if (quiet(held) if isinstance(held, str) else held) != given:
                word = Measure._meta.get_field(name).verbose_name.capitalize()
                sentence = (
                    f"{word} is “{audit.plain(held)}” here and “{audit.plain(given)}” in the file. "
                    "It was not changed: change it in the admin."
                )
                self.outcome.different.append(Unread(planned.place, measure.title, sentence))

    # --- Figures -------------------------------------------------------------------------------------

    def _figure(self, measure, planned, figure):
        slot = spans.slot_of(figure.period, measure.frequency, measure.year_basis)
        if slot.to_date and measure.entry_basis != Measure.EntryBasis.YEAR_TO_DATE:
            raise NotComplete({"": _not_to_date(figure.period.text)})
        period = self._period(slot.kind, slot.start, measure.year_basis)
        content = _content(figure, planned)
        held = Submission.objects.filter(measure=measure, period=period).first()
        try:
            loaded = workflow.take_over(
                measure=measure,
                period=period,
                content=content,
                origin=Submission.Origin.IMPORTED,
                source=self.source,
                source_note=self._note(figure, content),
                by=self.by,
                now=self.now,
            )
        except NotComplete as problem:
            if held is None or set(problem.problems) != {""}:
                raise
            self._differs(figure, held, period)
            return
        self.outcome.counts["figures held already" if held == loaded else "figures loaded"] += 1

    def _note(self, figure, content):
        """What a reader of the figure should know: marks, and what the proofs found in its cell."""
        notes = [*figure.notes, *self.found_at.get(str(figure.place), [])]
        if content.get("numerator") is not None and figure.printed:
            notes.insert(0, f"printed as {figure.printed}")
        return "; ".join(notes)[:2000]

    def _differs(self, figure, held, period):
        shown = held.absence_sentence or _shown(held)
        self.outcome.counts["figures that differ"] += 1
        sentence = (
            f"{period} is held as {shown} and the file says {figure.printed}. It was not changed: reopen the "
            "figure with a reason to correct it."
        )
        self.outcome.different.append(Unread(figure.place, figure.printed, sentence))

    def _period(self, kind, start, basis):
        """The period that starts on a day; its whole year is opened where it is not there."""
        key = (kind, start, basis)
        if key not in self.periods:
            found = Period.objects.filter(kind=kind, basis=basis, start=start).first()
            self.periods[key] = found or self._opened(kind, start, basis)
        return self.periods[key]

    def _opened(self, kind, start, basis):
        first = spans.calendar.first_of_year(start, basis)
        kinds = () if kind == Period.Kind.YEAR else (kind,)
        year, made = years.open_year(start=first, basis=basis, kinds=kinds, by=self.by, now=self.now)
        if made:
            self.outcome.made.append(f"Periods of {year}: {_counted(made)}")
        return Period.objects.get(kind=kind, basis=basis, start=start)

    def open_months(self):
        """The months of the newest year of the file, where the product has none so late.

        A dashboard shows a month, and its owners enter the next one, also where the file has years alone.
        """
        newest = max((period for period in self.periods.values()), key=lambda p: p.year_start, default=None)
        if newest is None or Period.objects.months().filter(start__gte=newest.year_start).exists():
            return
        self._opened(Period.Kind.MONTH, newest.year_start, newest.basis)


# --- Plain shapes ------------------------------------------------------------------------------------


def _content(figure, planned):
    """A planned figure's content as the verb takes it, its parts under their codes."""
    content = dict(figure.content)
    for name in ("parts", "breakdown"):
        if name in content:
            content[name] = {code_of(label): value for label, value in content[name].items()}
    if "breakdown" in content:
        content["breakdown"] = {"parts": content["breakdown"]}
    return content


def _counted(periods):
    """Periods by their kinds, in words: "the year, 12 months"."""
    kinds = Counter(period.kind for period in periods)
    words = [
        "the year" if kind == Period.Kind.YEAR else f"{count} {kind}{'' if count == 1 else 's'}"
        for kind, count in sorted(kinds.items(), key=lambda item: item[1])
    ]
    return ", ".join(words)


def _not_to_date(text):
    return (
        f"“{text}” covers the year to date, and this measure’s figures cover each period alone. Load the "
        "periods, or have the measure cover the year to date."
    )


def _shown(held):
    if held.parts:
        return " | ".join(f"{code} {value}" for code, value in sorted(held.parts.items()))
    return plain(held.value, "no figure")
