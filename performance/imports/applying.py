"""A plan through the verbs, in one transaction: measures, targets, back figures, and what stands beside them.

Loaded figures have the origin "imported" and a source; nobody is recorded as having approved them. The same
file a second time changes nothing. A target that moved is superseded only with a reason, and a figure that
differs is reported: a correction is a revision.
"""

import re

from django.db import DatabaseError, transaction
from django.utils import timezone

from performance import audit, configuration, dates, workflow, years
from performance.demonstration.load import load_scale_and_rules
from performance.imports import spans
from performance.imports.beside import Beside, plain
from performance.imports.identity import AnotherMeasure, Known
from performance.imports.making import LOCAL, Maker, code_of
from performance.imports.outcome import Outcome
from performance.imports.plan import Noticed, Place, Unread
from performance.models import Measure, Period, RagRule, Submission, Target
from performance.refusals import NotComplete, WorkflowProblem
from performance.rules.rag import JUDGING_KINDS, TargetKind, default_limit_basis

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
        self.by, self.reason = by, reason
        self.now, self.today = now or timezone.now(), today or dates.today()
        self.outcome = Outcome()
        self.known, self.maker = Known(), Maker(options, self.outcome, plan.columns, by=by, now=self.now)
        self.beside = Beside(self.outcome, self._period, source=source, by=by, now=self.now, today=self.today)
        self.periods, self.rules = {}, {}
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
            self._guarded(target.place, target.target.text, self._target, measure, planned, target)
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
        measure = self.maker.make(planned, self.known.by_slug)
        self.known.add(measure, planned, planned.framework or LOCAL)
        if not measure.measure_roles.filter(kind="owner").exists():
            self.outcome.counts["measures without an owner"] += 1
        return measure

    def _compare_stated(self, measure, planned):
        """What the file states otherwise than it is held: measures are changed in the admin, by no file."""
        for name in sorted(planned.stated & set(planned.fields)):
            held, given = getattr(measure, name), planned.fields[name]
            if held != given:
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
            self.outcome.made.append(f"Periods of {year}: {len(made)}")
        return Period.objects.get(kind=kind, basis=basis, start=start)

    def open_months(self):
        """The months of the newest year of the file, where the product has none so late.

        A dashboard shows a month, and its owners enter the next one, also where the file has years alone.
        """
        newest = max((period for period in self.periods.values()), key=lambda p: p.year_start, default=None)
        if newest is None or Period.objects.months().filter(start__gte=newest.year_start).exists():
            return
        self._opened(Period.Kind.MONTH, newest.year_start, newest.basis)

    # --- Targets -------------------------------------------------------------------------------------

    def _target(self, measure, planned, given):
        printed = given.target
        if printed.kind is None:
            raise NotComplete({"": _no_direction(printed.text)})
        year = self._period("year", spans.year_of(given.period, measure.year_basis), measure.year_basis)
        held = Target.objects.in_force().filter(measure=measure, year=year).first()
        if held is not None and _same(held, given):
            self.outcome.counts["targets held already"] += 1
            return
        if held is not None and not self.reason:
            self._moved(given, held, year)
            return
        configuration.set_target(
            measure=measure,
            year=year,
            kind=printed.kind,
            by=self.by,
            value=printed.value,
            lower=printed.lower,
            upper=printed.upper,
            as_entered=_as_entered(printed),
            decimals=printed.decimals,
            companion=printed.companion.value if printed.companion else None,
            profile=_profile(planned.profile),
            is_milestone=given.is_milestone,
            rule=self._rule(measure, planned, printed),
            limits=self._limits(measure, planned, given),
            limits_note=planned.limits_note,
            reason=self.reason,
            source=self.source,
            now=self.now,
            # A first target judges its whole year; a later one from today on.
            today=self.today if held else year.start,
        )
        self.outcome.counts["targets superseded" if held else "targets set"] += 1

    def _moved(self, given, held, year):
        self.outcome.counts["targets that moved"] += 1
        sentence = (
            f"The target for {year} is held as {held.as_entered or held.get_kind_display()} and the file "
            f"says {given.target.text}. It was not changed: give the reason, and the file’s supersedes it."
        )
        self.outcome.moved.append(Unread(given.place, given.target.text, sentence))

    def _rule(self, measure, planned, printed):
        """The rule that the file names, else the latest that judges this unit by limits."""
        if printed.kind not in JUDGING_KINDS and not planned.rule:
            return None
        key = planned.rule.casefold() or default_limit_basis(measure.unit)
        if key not in self.rules:
            self.rules[key] = self._found_rule(planned.rule, default_limit_basis(measure.unit))
        return self.rules[key]

    def _found_rule(self, name, basis):
        if name:
            found = RagRule.objects.filter(name__iexact=name.strip()).order_by("-version").first()
            if found is None:
                raise NotComplete(
                    {"rule": f"There is no rule called “{name}”. Make it first, or leave it empty."}
                )
            return found
        wanted = RagRule.objects.filter(kind=RagRule.Kind.LIMITS, basis=basis).order_by("-version", "pk")
        if not wanted.exists():
            load_scale_and_rules()
            sentence = "There was no rule, so that the default scale and limits were made: red, amber, green."
            self.outcome.assumed.append(Noticed(Place("", 0), sentence))
        return wanted.first()

    def _limits(self, measure, planned, given):
        rule = self._rule(measure, planned, given.target)
        if rule is None or given.limits == (None, None):
            return None
        levels = rule.scale.levels.order_by("position")
        return {level: limit for level, limit in zip(levels, given.limits, strict=False) if limit is not None}


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


def _as_entered(printed):
    """A target as it is printed, without the companion in brackets."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", printed.text)[:40] if printed.kind in JUDGING_KINDS else ""


def _same(held, given):
    """Whether a target that is held is the file's, with the limits that the file gives."""
    printed = given.target
    companion = printed.companion.value if printed.companion else None
    said = (printed.kind, printed.value, printed.lower, printed.upper, companion)
    if (TargetKind(held.kind), held.value, held.lower, held.upper, held.companion) != said:
        return False
    reaches = [limit.reach for limit in held.limits.select_related("level").order_by("level__position")]
    pairs = zip(reaches, given.limits, strict=False)
    return all(limit is None or limit == reach for reach, limit in pairs)


def _profile(text):
    known = {
        "": Target.Profile.SAME,
        "even steps": Target.Profile.LINEAR,
        "last year": Target.Profile.LAST_YEAR,
    }
    by_words = known | {label.casefold(): code for code, label in Target.Profile.choices}
    by_words |= {code: code for code in Target.Profile.values}
    body = " ".join(text.casefold().split())
    if body not in by_words:
        raise NotComplete({"profile": f"“{text}” is no profile. Write same, linear or last year."})
    return by_words[body]


def _no_direction(text):
    return (
        f"“{text}” does not say which way is good. Give the measure an aim (High or Low), or write >{text} "
        f"or <{text}."
    )


def _not_to_date(text):
    return (
        f"“{text}” covers the year to date, and this measure’s figures cover each period alone. Load the "
        "periods, or have the measure cover the year to date."
    )


def _shown(held):
    if held.parts:
        return " | ".join(f"{code} {value}" for code, value in held.parts.items())
    return plain(held.value, "no figure")
