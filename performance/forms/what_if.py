"""The forms of the what-if page: which measures, and what would be another."""

from django import forms
from django.db.models import Count, Q

from performance import target_checks
from performance.forms.figures import FigureField, TextField
from performance.forms.targets import LEVELS_WITH_LIMITS, PLAIN
from performance.models import Measure, RagRule, Target
from performance.rules.numbers import format_number, places_of
from performance.rules.rag import Limit, TargetKind
from performance.views import posted
from performance.what_if import Change

KEEP = "Each measure's own, as it is"


class RuleChoice(forms.ModelChoiceField):
    def label_from_instance(self, rule):
        count = getattr(rule, "measures", None)
        if count is None:
            return str(rule)
        return f"{rule}: {count} {'measure' if count == 1 else 'measures'}"


class ChooseForm(forms.Form):
    """On which measures a change is tried: all that a rule judges, or some by name."""

    rule = RuleChoice(
        RagRule.objects.none(),
        required=False,
        label="All measures judged by a rule",
        empty_label="Choose a rule",
    )
    measure = forms.ModelMultipleChoiceField(
        Measure.objects.none(),
        required=False,
        label="Measures",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, measures, **kwargs):
        super().__init__(*args, **kwargs)
        judged = Measure.objects.filter(pk__in=measures, targets__rule__isnull=False).distinct()
        in_force = Target.objects.in_force().filter(measure__in=measures)
        self.visible, self.in_force = judged, in_force
        self.fields["measure"].queryset = judged
        self.fields["rule"].queryset = RagRule.objects.annotate(
            measures=Count("target__measure", filter=Q(target__in=in_force), distinct=True)
        ).filter(measures__gt=0)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned["rule"] and not cleaned["measure"]:
            self.add_error("rule", "Choose a rule, or tick at least one measure.")
        return cleaned

    @property
    def chosen(self):
        """The measures to try it on."""
        picked = self.cleaned_data["measure"]
        if picked:
            return list(picked)
        judged = self.in_force.filter(rule=self.cleaned_data["rule"])
        return list(self.visible.filter(pk__in=judged.values("measure")))


class ChangeForm(forms.Form):
    """What would be another: the rule, its limits, or for one measure this year's figure."""

    to = RuleChoice(RagRule.objects.all(), required=False, label="Rule", empty_label=KEEP)

    def __init__(self, *args, measures, targets, year, **kwargs):
        super().__init__(*args, **kwargs)
        self.targets, self.year = targets, year
        self.levels, self.limit_names, self.figure_names = [], [], []
        self.rule = self._rule_to_limit()
        if self.rule is not None:
            self._add_limits()
        own = next((target for target in targets if target.year == year), None)
        if len(measures) == 1 and own is not None:
            self._add_figures(own)
        self._fill_in()

    def _rule_to_limit(self):
        """The rule whose limits may be tried: the one chosen, else the one that all targets have."""
        if self.is_bound and self.data.get("to"):
            return RagRule.objects.filter(pk=posted.number(self.data["to"], None)).first()
        rules = {target.rule for target in self.targets if target.rule is not None}
        return rules.pop() if len(rules) == 1 else None

    def _add_limits(self):
        levels = target_checks.levels_of(self.rule)
        by_value = self.rule.kind in RagRule.BY_VALUE
        self.levels = target_checks.levels_with_limits(self.rule.kind, levels)
        initial = self._limits_now()
        unit = "points" if self.rule.basis == "points" else "% of the target"
        for place, level in zip(LEVELS_WITH_LIMITS, self.levels, strict=False):
            limit = initial.get(level, Limit())
            base = f"limit_{self.rule.pk}_{place}"
            rows = (
                [("_from", f"{level.word} from", limit.lower), ("_to", f"{level.word} to", limit.upper)]
                if by_value
                else [("", f"{level.word} reaches ({unit})", limit.reach)]
            )
            for suffix, label, value in rows:
                self.fields[base + suffix] = FigureField(PLAIN, label=label, initial=value)
                self.limit_names.append(base + suffix)

    def _limits_now(self):
        """The limits to start from: those of the one target there is, else the rule's own."""
        if len(self.targets) == 1 and self.targets[0].rule == self.rule:
            return target_checks.limits_given(self.targets[0])
        return target_checks.limits_in_force(self.rule)

    def _add_figures(self, target):
        if target.kind == TargetKind.BAND:
            names = {"lower": f"Band {self.year} from", "upper": f"Band {self.year} to"}
        elif target.kind in (TargetKind.AT_LEAST, TargetKind.AT_MOST):
            names = {"value": f"Target {self.year}"}
        else:
            return
        for name, label in names.items():
            self.fields[name] = FigureField(
                target.measure.unit, label=label, initial=getattr(target, name), required=True
            )
            self.figure_names.append(name)

    def _fill_in(self):
        """Fields that the address does not name yet hold what is in force: another rule has other limits."""
        if not self.is_bound:
            return
        self.data = self.data.copy()
        for name in (*self.limit_names, *self.figure_names):
            if name not in self.data:
                value = self.fields[name].initial
                self.data[name] = (
                    "" if value is None else format_number(value, places_of(value)).replace("−", "-")
                )

    @property
    def change(self):
        """What was chosen, as `performance.what_if` takes it."""
        data = self.cleaned_data
        return Change(
            rule=data["to"],
            limits=self._limits(),
            year=self.year,
            **{name: data[name] for name in self.figure_names},
        )

    def _limits(self):
        limits = {}
        for place, level in zip(LEVELS_WITH_LIMITS, self.levels, strict=False):
            base = f"limit_{self.rule.pk}_{place}"
            names = (base, f"{base}_from", f"{base}_to")
            limit = Limit(*(self.cleaned_data.get(name) for name in names))
            if limit != Limit():
                limits[level] = limit
        unchanged = self.cleaned_data["to"] is None and len(self.targets) > 1
        if unchanged and limits == target_checks.limits_in_force(self.rule):
            # Left as they are, each target keeps limits of its own.
            return {}
        return limits

    def add_problems(self, problems):
        """Show sentences at the fields they are about."""
        first = self.limit_names[0] if self.limit_names else "to"
        for name, sentence in problems.items():
            name = {"limits": first, "rule": "to"}.get(name, name)
            self.add_error(name if name in self.fields else None, sentence)


class SaveForm(forms.Form):
    """Why this year's targets change."""

    reason = TextField(
        label="Reason",
        help_text="Printed with the new targets.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the targets change; the reason is printed with them."},
    )
