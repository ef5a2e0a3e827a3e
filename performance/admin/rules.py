"""Status scales and the rules that rate by them."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, ModelForm
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse

from performance import configuration, target_checks
from performance.admin import pages
from performance.admin.base import AuditedAdmin, Rows
from performance.models import RagRule, RagRuleLimit, StatusLevel, StatusScale, Target


def _judges(scale):
    return scale is not None and Target.objects.filter(rule__scale=scale).exists()


class StatusLevelFormSet(BaseInlineFormSet):
    """Two to five levels in order, told apart by word, letter and shape as well as by colour."""

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        kept = [form.instance for form in self.forms if form.has_changed() or form.instance.pk]
        gone = {id(form.instance) for form in self.deleted_forms}
        levels = [level for level in kept if id(level) not in gone]
        for problem in filter(
            None, (_order_problem(levels), _likeness_problem(levels), self._outlook(levels))
        ):
            raise ValidationError(problem)

    def _outlook(self, levels):
        """An outlook rule moves what is off target: without such a level nothing could be rated any more."""
        rules = (
            RagRule.objects.filter(scale=self.instance, kind=RagRule.Kind.OUTLOOK) if self.instance.pk else ()
        )
        if rules and not any(level.off_target for level in levels):
            return f"“{rules[0]}” goes by the outlook, so at least one level has to be off target."
        return ""


def _order_problem(levels):
    places = sorted(level.position for level in levels)
    if not 2 <= len(levels) <= 5:
        return "A status scale has two to five levels."
    if places != list(range(1, len(levels) + 1)):
        return "Number the levels 1, 2, 3 and so on, best first."
    off = [level.off_target for level in sorted(levels, key=lambda level: level.position)]
    return "" if off == sorted(off) else "Levels that are off target come after those that are not."


def _likeness_problem(levels):
    for name, words in (("word", "word"), ("letter", "letter"), ("shape", "shape"), ("code", "code")):
        given = [str(getattr(level, name)).casefold() for level in levels]
        if len(set(given)) != len(given):
            return f"Each level has a {words} of its own: in black and white nothing else tells them apart."
    return ""


class StatusLevelInline(Rows):
    """The levels of a scale that judges keep their number and order, which limits fit; words may change."""

    model = StatusLevel
    formset = StatusLevelFormSet
    verbose_name, verbose_name_plural = "level", "levels, best first"
    fields = (("position", "code"), ("word", "letter"), ("shape", "colour"), "off_target", "meaning")
    classes = ("app-rows",)
    min_num = 2
    max_num = 5

    def has_add_permission(self, request, obj=None):
        return not _judges(obj) and super().has_add_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not _judges(obj) and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return ("position", "code") if _judges(obj) else ()


@admin.register(StatusScale)
class StatusScaleAdmin(AuditedAdmin):
    list_display = ("name", "words")
    search_fields = ("name", "levels__word")
    inlines = (StatusLevelInline,)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("levels")

    @admin.display(description="levels, best first")
    def words(self, scale):
        return ", ".join(level.word for level in scale.levels.all())


class RagRuleForm(ModelForm):
    """A rule that fits its scale, and has only what its kind uses."""

    def clean(self):
        cleaned = super().clean()
        kind, scale = cleaned.get("kind"), cleaned.get("scale")
        if kind and scale:
            problem = target_checks.scale_problem(kind, list(scale.levels.order_by("position")))
            if problem:
                self.add_error("scale", problem)
        steps = [cleaned.get(name) for name in ("step_on_track", "step_in_place", "step_not_enough")]
        if kind != RagRule.Kind.OUTLOOK and any(steps):
            self.add_error("step_on_track", "Only a rule that goes by the outlook moves levels: enter 0.")
        if kind != RagRule.Kind.QUARTILE and cleaned.get("group"):
            self.add_error("group", "Only a rule by position is about a group: clear it.")
        return cleaned


class RagRuleLimitFormSet(BaseInlineFormSet):
    """All limits that the kind of rule needs, or none: then each target brings its own."""

    def clean(self):
        super().clean()
        if any(self.errors) or self.instance.scale_id is None:
            return
        kept = [form.instance for form in self.forms if form.has_changed() or form.instance.pk]
        gone = {id(form.instance) for form in self.deleted_forms}
        limits = [limit for limit in kept if id(limit) not in gone]
        if any(limit.level.scale_id != self.instance.scale_id for limit in limits):
            raise ValidationError("Choose levels of this rule's own scale.")
        if not limits:
            return
        given = {limit.level: (limit.lower, limit.upper) for limit in limits if limit.reach is None}
        given |= {limit.level: limit.reach for limit in limits if limit.reach is not None}
        by_level = {level: target_checks.as_limit(limit) for level, limit in given.items()}
        for sentence in target_checks.limit_problems(self.instance, by_level).values():
            raise ValidationError(sentence)


class RagRuleLimitInline(Rows):
    model = RagRuleLimit
    formset = RagRuleLimitFormSet
    verbose_name, verbose_name_plural = "limit", "limits"
    fields = ("level", ("reach", "lower", "upper"))
    classes = ("app-rows",)


@admin.register(RagRule)
class RagRuleAdmin(AuditedAdmin):
    """A rule that judges targets is not changed; a new version is made instead."""

    form = RagRuleForm
    list_display = ("name", "version", "kind", "basis", "scale")
    list_filter = ("kind", "scale")
    list_select_related = ("scale",)
    search_fields = ("name", "explanation", "group")
    inlines = (RagRuleLimitInline,)
    fieldsets = (
        (None, {"fields": ("name", "version", "kind", "scale", "explanation")}),
        (
            "Limits",
            {
                "fields": ("basis",),
                "description": "Points are the measure's own units. The limits below are the defaults that a "
                "target takes over: distances from the target, or for boundary values “lower” and “upper”.",
            },
        ),
        ("For a position", {"fields": ("group",)}),
        (
            "For an outlook",
            {
                "fields": (("step_on_track", "step_in_place", "step_not_enough"),),
                "description": "How many levels worse (1) or better (-1) each outlook makes a figure.",
            },
        ),
    )

    def has_change_permission(self, request, obj=None):
        if obj is not None and Target.objects.filter(rule=obj).exists():
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def tools_of(self, request, obj):
        tools = [("Make a new version", pages.address(RagRule, "new_version", obj.pk))]
        if Target.objects.in_force().filter(rule=obj).exists():
            tools.append(("Try changes on history", reverse("what-if", query={"rule": obj.pk})))
        return [*tools, *super().tools_of(request, obj)]

    def get_urls(self):
        view = self.admin_site.admin_view(self.new_version)
        own = path("<int:pk>/new-version/", view, name="performance_ragrule_new_version")
        return [own, *super().get_urls()]

    def new_version(self, request, pk):
        """Asks whether to copy a rule with its limits, one version on, and does it."""
        rule = get_object_or_404(RagRule.objects.select_related("scale"), pk=pk)
        if request.method == "POST":
            made = configuration.new_version_of_rule(rule=rule, by=request.user)
            self.message_user(request, f"{made} made. Change it, and then choose it for new targets.")
            return redirect(pages.address(RagRule, "change", made.pk))
        page = pages.Page(
            title=f"New version of {rule.name}",
            lead=f"A copy of {rule} is made that you can change. Targets keep the version that they have "
            "until each is superseded.",
            submit="Make a new version",
            back=pages.address(RagRule, "change", rule.pk),
        )
        return pages.render(self, request, page)
