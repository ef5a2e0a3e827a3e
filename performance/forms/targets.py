"""An administrator's forms for targets: one target with its limits and months, or some years' milestones."""

from decimal import Decimal

from django import forms

from performance import configuration, target_checks
from performance.forms.figures import FigureField
from performance.models import RagRule, Target
from performance.rules import calendar
from performance.rules.numbers import Unit, UnitKind
from performance.rules.rag import Limit, TargetKind
from performance.views import posted

PLAIN = Unit(UnitKind.COUNT, 6)
# A scale has five levels at most, and the last one needs no limit.
LEVELS_WITH_LIMITS = range(1, 5)
MONTHS = range(1, target_checks.MONTHS_OF_YEAR + 1)
ORDINALS = ("First", "Second", "Third", "Fourth")


class FigureOrBandField(FigureField):
    """A figure, or the two edges of a band: "45", "50 to 65"."""

    def __init__(self, **options):
        super().__init__(PLAIN, **options)

    def clean(self, value):
        edges = [edge.strip() for edge in (value or "").split(" to ")]
        if len(edges) != 2 or not all(edges):
            return super().clean(value)
        return tuple(super(FigureOrBandField, self).clean(edge) for edge in edges)

    def prepare_value(self, value):
        if isinstance(value, tuple):
            return " to ".join(super(FigureOrBandField, self).prepare_value(edge) for edge in value)
        return super().prepare_value(value)


class TargetForm(forms.ModelForm):
    """A new target, or a new version of one: the same form, and a reason the second time."""

    reason = forms.CharField(
        required=False, help_text="Needed when this supersedes an earlier target; printed with it."
    )
    # The version that was superseded, as it was read; empty where the form was opened without one.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Target
        fields = (
            "measure",
            "year",
            "kind",
            "value",
            "lower",
            "upper",
            "as_entered",
            "decimals",
            "companion",
            "profile",
            "profile_note",
            "is_milestone",
            "basis",
            "rule",
            "limits_note",
            "reason",
            "source",
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["as_entered"].help_text = "As it is printed: “>11%”. Empty: as the figure is."
        self.fields["rule"].queryset = RagRule.objects.select_related("scale")
        rule = self._rule()
        for place in LEVELS_WITH_LIMITS:
            self._add_limit(place, rule)
        for month in MONTHS:
            self.fields[f"month_{month}"] = FigureOrBandField(label=f"Month {month}")

    def _rule(self):
        """The rule that was chosen, or None before one is."""
        chosen = self.data.get(self.add_prefix("rule")) if self.is_bound else self.initial.get("rule")
        return RagRule.objects.filter(pk=posted.number(str(chosen), None)).first()

    def _add_limit(self, place, rule):
        levels = target_checks.levels_of(rule) if rule else []
        wanted = target_checks.levels_with_limits(rule.kind, levels) if rule else []
        word = levels[place - 1].word if place <= len(wanted) else f"{ORDINALS[place - 1]} level"
        help_text = "Not needed by this rule." if rule and place > len(wanted) else ""
        self.fields[f"limit_{place}"] = FigureField(PLAIN, label=f"{word} reaches", help_text=help_text)
        self.fields[f"limit_{place}_from"] = FigureField(PLAIN, label="or from")
        self.fields[f"limit_{place}_to"] = FigureField(PLAIN, label="to")

    def clean(self):
        cleaned = super().clean()
        previous = Target.objects.filter(measure=cleaned.get("measure"), year=cleaned.get("year"))
        previous = previous.select_related("recorded_by").order_by("-version").first()
        problems = target_checks.problems_of(
            **{name: cleaned.get(name) for name in ("measure", "kind", "value", "lower", "upper", "profile")},
            rule=cleaned.get("rule"),
            reason=cleaned.get("reason", ""),
            supersedes=previous is not None,
            limits=self.limits,
            months=self.months,
        )
        if (year := cleaned.get("year")) is not None and (closed := configuration.why_closed(year)):
            problems["year"] = closed
        for name, sentence in problems.items():
            name = {"limits": "limit_1", "months": "month_1"}.get(name, name)
            if name not in self.errors:
                self.add_error(name, sentence)
        self._check_seen(cleaned, previous)
        return cleaned

    def _check_seen(self, cleaned, previous):
        seen = cleaned.get("seen")
        if seen is not None and previous is not None and previous.pk != seen:
            who = previous.recorded_by or "Scrutineer"
            self.add_error(
                None,
                f"{who} has superseded this target since you opened it: it is {previous} now, "
                f"version {previous.version}. Look at that one before you change it.",
            )

    @property
    def limits(self):
        """The limits that were given, by level of the chosen rule."""
        rule = self.cleaned_data.get("rule")
        levels = target_checks.levels_of(rule) if rule else []
        return {
            level: limit
            for place, level in zip(LEVELS_WITH_LIMITS, levels, strict=False)
            if (limit := self._limit(place)) != Limit()
        }

    def _limit(self, place):
        names = (f"limit_{place}", f"limit_{place}_from", f"limit_{place}_to")
        return Limit(*(self.cleaned_data.get(name) for name in names))

    @property
    def months(self):
        """The targets by month that were given."""
        given = {month: self.cleaned_data.get(f"month_{month}") for month in MONTHS}
        return {month: figure for month, figure in given.items() if figure is not None}

    @property
    def arguments(self):
        """What was given, as `configuration.set_target` takes it."""
        data = {name: self.cleaned_data[name] for name in self.Meta.fields}
        for name in ("as_entered", "basis", "limits_note", "profile_note", "reason", "source"):
            data[name] = data[name] or ""
        return {**data, "limits": self.limits, "months": self.months}

    def _get_validation_exclusions(self):
        # The verb gives the version, and the checks say better than the database's constraints what is wrong
        # with a kind of target.
        return super()._get_validation_exclusions() | {"version", "kind"}


def initial_of(target):
    """What the form shows of a target that is to be superseded."""
    initial = {
        name: _short(getattr(target, Target._meta.get_field(name).attname))
        for name in TargetForm.Meta.fields
        if name not in ("reason", "basis")
    }
    limits = {limit.level.position: limit for limit in target.limits.select_related("level")}
    for place, limit in limits.items():
        initial |= {
            f"limit_{place}": limit.reach,
            f"limit_{place}_from": limit.lower,
            f"limit_{place}_to": limit.upper,
        }
    months = target.months_to_date
    return initial | {f"month_{month}": entered for month, entered in months.items()} | {"seen": target.pk}


def _short(value):
    """A figure as it would be typed: 40 and not 40.000000."""
    return Decimal(f"{value.normalize():f}") if isinstance(value, Decimal) else value


class MilestonesForm(forms.Form):
    """Milestones for three years and the final target, for one measure."""

    rule = forms.ModelChoiceField(
        RagRule.objects.exclude(kind__in=RagRule.WITHOUT_TARGET),
        help_text="With its own limits, where the target of a year has none yet.",
        error_messages={"required": "Choose the rule that judges these targets."},
    )
    profile = forms.ChoiceField(
        label="Through each year",
        choices=[choice for choice in Target.Profile.choices if choice[0] != Target.Profile.BY_MONTH],
    )
    basis = forms.CharField(
        required=False, max_length=250, help_text="Why these figures, in words, for example a strategy."
    )
    reason = forms.CharField(
        required=False, help_text="Needed where a year has a target already; printed with the new one."
    )

    def __init__(self, *args, measure, kind, starts, existing, **kwargs):
        super().__init__(*args, **kwargs)
        self.measure, self.kind, self.starts, self.rows = measure, kind, starts, []
        for place, start in enumerate(starts):
            self.rows.append(self._add_row(place, start, existing.get(start)))
        first = next((found for found in existing.values() if found.rule_id), None)
        if first is not None:
            self.initial = {"rule": first.rule_id, "profile": first.profile, **self.initial}

    def _add_row(self, place, start, target):
        final = start == self.starts[-1]
        label = f"{'Final target' if final else 'Milestone'} {calendar.year_label(start)}"
        help_text = f"In force: {target.as_entered or target.get_kind_display()}." if target else ""
        names = ["lower", "upper"] if self.kind == TargetKind.BAND else ["value"]
        for name in names:
            words = {"lower": "from", "upper": "to", "value": ""}[name]
            self.fields[f"{name}_{place}"] = FigureField(
                self.measure.unit,
                label=f"{label} {words}".strip(),
                initial=getattr(target, name) if target else None,
                help_text=help_text if name == names[-1] else "",
            )
        return [f"{name}_{place}" for name in names]

    @property
    def figures(self):
        """Year's first day -> (lower, upper) or the figure alone; years without any are left out."""
        given = {}
        for start, names in zip(self.starts, self.rows, strict=True):
            figures = tuple(self.cleaned_data.get(name) for name in names)
            if any(figure is not None for figure in figures):
                given[start] = figures if len(figures) > 1 else figures[0]
        return given

    def add_problems(self, problems):
        """Show the verb's sentences at the fields they are about: those of a year come with its first day."""
        for (start, name), sentence in problems.items():
            own = f"{name}_{self.starts.index(start)}" if start else name
            self.add_error(own if own in self.fields else None, sentence)
