"""Status scales, rules and targets. A target is superseded here, never edited."""

from django.contrib import admin
from django.forms import CharField, ModelForm

from performance import configuration, target_checks
from performance.admin.base import AuditedAdmin, ReadOnlyAdmin
from performance.forms.entry import FigureField
from performance.models import (
    RagRule,
    RagRuleLimit,
    StatusLevel,
    StatusScale,
    Target,
    TargetLimit,
)
from performance.rules.numbers import Unit, UnitKind

PLAIN = Unit(UnitKind.COUNT, 6)


def _judges(scale):
    return scale is not None and Target.objects.filter(rule__scale=scale).exists()


class StatusLevelInline(admin.StackedInline):
    """The levels of a scale that judges keep their number and order, which limits fit; words may change."""

    model = StatusLevel
    extra = 0

    def has_add_permission(self, request, obj=None):
        return not _judges(obj) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not _judges(obj) and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return ("position", "code") if _judges(obj) else ()


@admin.register(StatusScale)
class StatusScaleAdmin(AuditedAdmin):
    inlines = (StatusLevelInline,)


class RagRuleLimitInline(admin.StackedInline):
    model = RagRuleLimit
    extra = 0


@admin.register(RagRule)
class RagRuleAdmin(AuditedAdmin):
    """A rule that judges targets is not changed; a new version is made instead."""

    list_display = ("name", "version", "basis", "scale")
    inlines = (RagRuleLimitInline,)

    def has_change_permission(self, request, obj=None):
        if obj is not None and Target.objects.filter(rule=obj).exists():
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)


class TargetForm(ModelForm):
    """A new target, or a new version of one: the same form, and a reason the second time."""

    green_reach = FigureField(PLAIN, label="First level reaches", help_text="Empty: the rule's own limit.")
    amber_reach = FigureField(PLAIN, label="Second level reaches", help_text="Empty: the rule's own limit.")
    reason = CharField(
        required=False, help_text="Needed when this supersedes an earlier target; printed with it."
    )

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
            "basis",
            "rule",
            "limits_note",
            "reason",
            "source",
        )

    def clean(self):
        cleaned = super().clean()
        previous = Target.objects.filter(measure=cleaned.get("measure"), year=cleaned.get("year")).exists()
        problems = target_checks.problems_of(
            measure=cleaned.get("measure"),
            profile=cleaned.get("profile"),
            kind=cleaned.get("kind"),
            value=cleaned.get("value"),
            lower=cleaned.get("lower"),
            upper=cleaned.get("upper"),
            rule=cleaned.get("rule"),
            reason=cleaned.get("reason", ""),
            supersedes=previous,
            limits=limits_of(cleaned),
        )
        for name, sentence in problems.items():
            self.add_error("green_reach" if name == "limits" else name, sentence)
        return cleaned

    def _get_validation_exclusions(self):
        # The verb gives the version; the constraint that a version is unique is not this form's to check.
        return super()._get_validation_exclusions() | {"version"}

    def validate_constraints(self):
        """The verb's own sentences say it better than the database's."""


class TargetLimitInline(admin.StackedInline):
    model = TargetLimit
    extra = 0
    can_delete = False

    def has_change_permission(self, request, obj=None):
        return False

    def has_add_permission(self, request, obj=None):
        return False


@admin.register(Target)
class TargetAdmin(ReadOnlyAdmin):
    """Added, never changed: adding a second one for a measure and year supersedes the first."""

    list_display = ("measure", "year", "version", "as_entered", "kind", "rule", "recorded_by", "recorded_at")
    list_filter = ("year", "kind", "rule", "measure__directorate")
    search_fields = ("measure__title", "measure__codes__code", "as_entered")
    form = TargetForm

    def has_add_permission(self, request):
        return request.user.is_administrator

    def get_inlines(self, request, obj):
        return (TargetLimitInline,) if obj else ()

    def get_fields(self, request, obj=None):
        if obj:
            return [*TargetForm.Meta.fields, "recorded_by", "recorded_at", "effective_on"]
        return [*TargetForm.Meta.fields[:12], "green_reach", "amber_reach", *TargetForm.Meta.fields[12:]]

    def save_model(self, request, obj, form, change):
        data = {name: form.cleaned_data[name] for name in TargetForm.Meta.fields}
        for name in ("as_entered", "basis", "limits_note", "reason", "source"):
            data[name] = data[name] or ""
        made = configuration.set_target(by=request.user, limits=limits_of(form.cleaned_data), **data)
        obj.pk, obj.version = made.pk, made.version

    def log_addition(self, request, obj, message):
        """The verb has written the audit trail."""


def limits_of(data):
    """The limits that the administrator gave, by level."""
    if data.get("rule") is None:
        return {}
    levels = data["rule"].scale.levels.order_by("position")
    given = zip(levels, (data.get("green_reach"), data.get("amber_reach")), strict=False)
    return {level: reach for level, reach in given if reach is not None}
