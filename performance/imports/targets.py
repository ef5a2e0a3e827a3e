"""The targets of a file: set, held already, or moved, and then superseded only with a reason.

What the file does not state of a target that is held (its rule, limits, profile) stays as it is.
"""

import re

from performance import audit, configuration
from performance.demonstration.load import load_scale_and_rules
from performance.imports import spans
from performance.imports.plan import Noticed, Place, Unread
from performance.models import Measure, RagRule, Target
from performance.refusals import NotComplete
from performance.rules.rag import JUDGING_KINDS, TargetKind, default_limit_basis
from performance.target_checks import AGAINST_THE_AIM, limits_given

ONE_FIGURE = (TargetKind.AT_LEAST, TargetKind.AT_MOST)
_FIGURE = re.compile(r"£?\d[\d,.]*\s*(?:%|[km]\b)?", re.I)


class Targets:
    """Sets targets; `period_of` gives the row of a period, made where need be."""

    def __init__(self, outcome, period_of, *, source, by, reason, now, today):
        self.outcome, self.period_of = outcome, period_of
        self.source, self.by, self.reason = source, by, reason
        self.now, self.today = now, today
        self.rules = {}

    def target(self, measure, planned, given):
        """Set one target, or say what differs from the one that is held. Raises NotComplete."""
        printed = given.target
        if printed.kind is None:
            raise NotComplete({"": _no_direction(printed.text)})
        if against := AGAINST_THE_AIM.get((measure.polarity, printed.kind)):
            raise NotComplete({"": f"{against} {_how_to_write(measure.polarity, printed)}"})
        year = self.period_of("year", spans.year_of(given.period, measure.year_basis), measure.year_basis)
        held = Target.objects.in_force().filter(measure=measure, year=year).first()
        if held is not None:
            figures, rest = _figures_differ(held, printed), _rest_differs(held, planned, given)
            if not figures and not rest:
                self.outcome.counts["targets held already"] += 1
                return
            if not self.reason:
                self._moved(given, held, year, figures, rest)
                return
        rule = self._rule(measure, planned, printed, held)
        profile = self._profile(measure, planned, given, held, year)
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
            companion=_companion(printed),
            profile=profile,
            is_milestone=given.is_milestone,
            rule=rule,
            limits=_limits(rule, given, held),
            limits_note=_note(planned) or (held.limits_note if held else ""),
            reason=self.reason,
            source=self.source,
            now=self.now,
            # A first target judges its whole year; a later one from today on.
            today=self.today if held else year.start,
        )
        self.outcome.counts["targets superseded" if held else "targets set"] += 1

    def _moved(self, given, held, year, figures, rest):
        self.outcome.counts["targets that moved"] += 1
        shown, text = held.as_entered or held.get_kind_display(), given.target.text
        if figures and shown != text:
            said = f"is held as {shown} and the file says {text}{'; ' if rest else ''}"
        else:
            said = f"is {text} in both, with "
            rest = [figures, *rest] if figures else rest
        sentence = (
            f"The target for {year} {said}{'; '.join(rest)}. It was not changed: give the reason, and the "
            "file’s supersedes it."
        )
        self.outcome.moved.append(Unread(given.place, text, sentence))

    # --- What judges it ------------------------------------------------------------------------------

    def _rule(self, measure, planned, printed, held):
        """The rule that the file names, else the one that judges already, else the latest for this unit."""
        if printed.kind not in JUDGING_KINDS and not planned.rule:
            return None
        if held is not None and held.rule is not None and not planned.rule:
            return held.rule
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

    def _profile(self, measure, planned, given, held, year):
        """How the year's target is reached: as the file says, as it is held, else in even steps for a sum.

        110,700 visits by November are held against 8/12 of 165,000 and not against the whole of it.
        """
        if planned.profile:
            return _profile_of(planned.profile)
        if held is not None and held.profile != Target.Profile.BY_MONTH:
            return held.profile
        once_a_year = (Measure.Frequency.ANNUAL, Measure.Frequency.BIENNIAL)
        adds_up = measure.aggregation == Measure.Aggregation.SUM and measure.frequency not in once_a_year
        if not adds_up or given.target.kind not in ONE_FIGURE:
            return Target.Profile.SAME
        sentence = (
            f"{measure.title}: the target for {year} is reached in even steps through the year, as its "
            "figures add up. Where it is not, say “same” or “last year” in a column “Profile”."
        )
        self.outcome.assumed.append(Noticed(given.place, sentence))
        return Target.Profile.LINEAR


def _limits(rule, given, held):
    """Limits by level: the file's, else those held under the same rule; None where neither gives any."""
    if rule is None:
        return None
    limits = limits_given(held) if held is not None and held.rule == rule else {}
    levels = rule.scale.levels.order_by("position")
    limits |= {level: limit for level, limit in zip(levels, given.limits, strict=False) if limit is not None}
    return limits or None


# --- What differs ------------------------------------------------------------------------------------


def _figures_differ(held, printed):
    """In words how the target itself differs, "" where it is the same."""
    if TargetKind(held.kind) != printed.kind:
        kinds = dict(Target.KINDS)
        return f"“{kinds[held.kind]}” here and “{kinds[printed.kind]}” in the file"
    pairs = [(getattr(held, name), getattr(printed, name)) for name in ("value", "lower", "upper")]
    pairs.append((held.companion, _companion(printed)))
    return "; ".join(
        f"{_shown(mine)} here and {_shown(theirs)} in the file" for mine, theirs in pairs if mine != theirs
    )


def _rest_differs(held, planned, given):
    """In words what else the file states otherwise than it is held: limits, rule, profile, whose limits."""
    said = []
    if held.rule is not None:
        said += _limits_differ(held, given)
        if planned.rule and planned.rule.strip().casefold() != held.rule.name.casefold():
            said.append(f"the rule “{held.rule.name}” here, “{planned.rule.strip()}” in the file")
    if given.target.kind not in JUDGING_KINDS:
        # What is not judged is reached in no way, and nobody set limits for it.
        return said
    if planned.profile and (profile := _profile_of(planned.profile)) != held.profile:
        mine, theirs = held.get_profile_display(), Target.Profile(profile).label
        said.append(f"the profile “{mine}” here, “{theirs}” in the file")
    if _note(planned) and _note(planned) != held.limits_note:
        said.append(f"the limits note “{held.limits_note}” here, “{_note(planned)}” in the file")
    return said


def _limits_differ(held, given):
    limits = held.limits.select_related("level").order_by("level__position")
    mine = [limit.reach if limit.reach is not None else limit.text for limit in limits]
    stated = [*given.limits, *mine[len(given.limits) :]][: len(mine)]
    theirs = [own if limit is None else limit for own, limit in zip(mine, stated, strict=True)]
    return [] if mine == theirs else [f"limits {_listed(mine)} here, {_listed(theirs)} in the file"]


def _listed(limits):
    return " and ".join(_shown(limit) for limit in limits)


def _shown(value):
    return "none" if value is None else str(audit.plain(value))


# --- Plain shapes ------------------------------------------------------------------------------------


def _companion(printed):
    return printed.companion.value if printed.companion else None


def _note(planned):
    return planned.limits_note[:200]


def _as_entered(printed):
    """A target as it is printed, without the companion in brackets."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", printed.text)[:40] if printed.kind in JUDGING_KINDS else ""


def _profile_of(text):
    known = {
        "even steps": Target.Profile.LINEAR,
        "last year": Target.Profile.LAST_YEAR,
    }
    by_words = known | {label.casefold(): code for code, label in Target.Profile.choices}
    by_words |= {code: code for code in Target.Profile.values}
    body = " ".join(text.casefold().split())
    if body not in by_words:
        raise NotComplete({"profile": f"“{text}” is no profile. Write same, even steps or last year."})
    return by_words[body]


def _no_direction(text):
    return (
        f"“{text}” does not say which way is good. Give the measure an aim (High or Low), or write >{text} "
        f"or <{text}."
    )


def _how_to_write(polarity, printed):
    """What to write for a target that goes against the measure's aim, in the target's own figure."""
    aims = {TargetKind.AT_LEAST: "High", TargetKind.AT_MOST: "Low", TargetKind.BAND: "Within band"}
    otherwise = f"or give the measure the aim {aims[printed.kind]}"
    if polarity == "band":
        return f"Write two figures (56-61%), {otherwise}."
    sign = ">" if polarity == "high" else "<"
    figure = _FIGURE.search(printed.text) if printed.kind in ONE_FIGURE else None
    written = f"{sign}{figure[0].strip()}" if figure else f"one figure with {sign} before it"
    return f"Write {written}, {otherwise}."
