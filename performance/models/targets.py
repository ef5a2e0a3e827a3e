"""Status scales, rules and targets. A target is superseded, never edited."""

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q

from performance.models.fields import figure_field
from performance.models.measures import Measure
from performance.models.periods import Period
from performance.rules.numbers import format_number, places_of
from performance.rules.rag import Goal, Level, Limit, LimitBasis, Rule, RuleKind, TargetKind


def limit_text(limit, basis):
    """A limit in words: "0.5 points", "from 85", "from 50 to 65"."""
    if limit.reach is not None:
        return reach_text(limit.reach, basis)
    edges = [("from", limit.lower), ("to", limit.upper)]
    return " ".join(
        f"{word} {format_number(edge, places_of(edge))}" for word, edge in edges if edge is not None
    )


def reach_text(reach, basis):
    """How far a level reaches, in words: "0.5 points", "2.5% of the target"."""
    written = format_number(reach, max(places_of(reach), 1))
    return f"{written} points" if basis == LimitBasis.POINTS else f"{written}% of the target"


class StatusScale(models.Model):
    """Two to five ordered levels, best first. Red, amber, green is the default."""

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class StatusLevel(models.Model):
    """A level of a status scale: word, letter, shape and the role of its colour."""

    class Shape(models.TextChoices):
        CIRCLE = "circle", "Circle"
        TRIANGLE = "triangle", "Triangle"
        DIAMOND = "diamond", "Diamond"
        SQUARE = "square", "Square"
        STAR = "star", "Star"

    class Colour(models.TextChoices):
        GREEN = "green", "Green"
        LIGHT_GREEN = "light-green", "Light green"
        AMBER = "amber", "Amber"
        RED = "red", "Red"
        BLUE = "blue", "Blue"

    scale = models.ForeignKey(StatusScale, models.CASCADE, related_name="levels")
    position = models.PositiveSmallIntegerField(help_text="1 is best.")
    code = models.SlugField(max_length=20)
    word = models.CharField(max_length=40)
    letter = models.CharField(max_length=2)
    shape = models.CharField(max_length=10, choices=Shape)
    colour = models.CharField(max_length=12, choices=Colour)
    off_target = models.BooleanField(
        default=False, help_text="Asks for an outlook, and is listed among the exceptions of a pack."
    )
    meaning = models.TextField(blank=True, help_text="One sentence for the explanation in a pack.")

    class Meta:
        ordering = ["scale", "position"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "position"], name="status_level_position"),
            models.UniqueConstraint(fields=["scale", "code"], name="status_level_code"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=5), name="status_level_one_to_five"
            ),
        ]

    def __str__(self):
        return self.word


class RagRule(models.Model):
    """A version of a way of judging. Its limits are the defaults that a new target takes over."""

    class Kind(models.TextChoices):
        LIMITS = "limits", "Limits: how far off the target"
        TOLERANCE = "tolerance", "Tolerance: on both sides of the target"
        BOUNDARIES = "boundaries", "Boundary values, or a band's outer limits"
        IMPROVING = "improving", "Off target but improving"
        QUARTILE = "quartile", "Position among a group"
        OUTLOOK = "outlook", "Limits, moved by the owner's outlook"
        MANUAL = "manual", "By judgement, recorded with the figure"

    # Kinds that rate without a target.
    WITHOUT_TARGET = (Kind.QUARTILE, Kind.MANUAL)
    # Kinds whose limits are boundary values; all other limits are distances.
    BY_VALUE = (Kind.BOUNDARIES,)
    WITHOUT_LIMITS = (Kind.QUARTILE, Kind.MANUAL)

    name = models.CharField(max_length=120)
    version = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.LIMITS)
    basis = models.CharField(
        max_length=10,
        choices=[(LimitBasis.POINTS, "In points"), (LimitBasis.RELATIVE, "As a share of the target")],
        default=LimitBasis.POINTS,
    )
    group = models.CharField(
        max_length=120, blank=True, help_text="For a position: among whom, for example “England”."
    )
    step_on_track = models.SmallIntegerField(
        "“on track” moves by",
        default=0,
        help_text="For a rule with outlook: how many levels worse (1) or better (-1) than the limits say.",
    )
    step_in_place = models.SmallIntegerField("“actions in place” moves by", default=0)
    step_not_enough = models.SmallIntegerField("“actions not enough” moves by", default=0)
    scale = models.ForeignKey(StatusScale, models.PROTECT)
    explanation = models.TextField(help_text="The rule in words, printed in packs.")

    class Meta:
        ordering = ["name", "version"]
        verbose_name = "RAG rule"
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="rag_rule_version"),
            models.CheckConstraint(condition=Q(basis__in=["points", "relative"]), name="rag_rule_basis"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "limits",
                        "tolerance",
                        "boundaries",
                        "improving",
                        "quartile",
                        "outlook",
                        "manual",
                    ]
                ),
                name="rag_rule_kind",
            ),
            models.CheckConstraint(
                condition=Q(step_on_track__range=(-4, 4))
                & Q(step_in_place__range=(-4, 4))
                & Q(step_not_enough__range=(-4, 4)),
                name="rag_rule_steps",
            ),
        ]

    def __str__(self):
        return f"{self.name} (version {self.version})"

    def with_limits(self, limits):
        """This rule as the arithmetic needs it, with these limits in the order of their levels."""
        levels = sorted(self.scale.levels.all(), key=lambda level: level.position)
        places = {level.pk: level.position for level in levels}
        steps = {
            "on_track": self.step_on_track,
            "in_place": self.step_in_place,
            "not_enough": self.step_not_enough,
        }
        return Rule(
            RuleKind(self.kind),
            tuple(Level(level.code, level.word, level.off_target) for level in levels),
            tuple(
                Limit(limit.reach, limit.lower, limit.upper)
                for limit in sorted(limits, key=lambda limit: places[limit.level_id])
            ),
            LimitBasis(self.basis),
            steps if self.kind == self.Kind.OUTLOOK else {},
        )


class RagRuleLimit(models.Model):
    """How far from the target a level of the rule's scale still reaches, unless the target says otherwise."""

    rule = models.ForeignKey(RagRule, models.CASCADE, related_name="limits")
    level = models.ForeignKey(StatusLevel, models.PROTECT)
    reach = figure_field(null=True, blank=True, help_text="In points, or in per cent of the target.")
    lower = figure_field(null=True, blank=True, help_text="For boundary values: reached from this value.")
    upper = figure_field(null=True, blank=True, help_text="For boundary values: reached up to this value.")

    class Meta:
        ordering = ["rule", "level__position"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "level"], name="rag_rule_limit_once"),
            models.CheckConstraint(
                condition=Q(reach__isnull=False, reach__gte=0, lower__isnull=True, upper__isnull=True)
                | Q(reach__isnull=True, lower__isnull=False)
                | Q(reach__isnull=True, upper__isnull=False),
                name="rag_rule_limit_distance_or_value",
                violation_error_message="A limit is a distance of 0 or more, or a boundary value.",
            ),
        ]

    def __str__(self):
        return f"{self.level} to {limit_text(self, self.rule.basis)}"


class TargetQuerySet(models.QuerySet):
    def with_limits(self):
        return self.select_related("rule__scale", "year").prefetch_related(
            Prefetch("limits", TargetLimit.objects.select_related("level").order_by("level__position"))
        )

    def in_force(self):
        """The last version of each measure's target for each year."""
        return self.filter(~models.Exists(self._later()))

    def in_force_as_at(self, moment):
        """The last version that had been recorded at a past moment."""
        later = self._later().filter(recorded_at__lte=moment)
        return self.filter(~models.Exists(later), recorded_at__lte=moment)

    @staticmethod
    def _later():
        return Target.objects.filter(
            measure=models.OuterRef("measure"),
            year=models.OuterRef("year"),
            version__gt=models.OuterRef("version"),
        )


class Target(models.Model):
    """One version of a measure's target for a year.

    A later version supersedes it with who, when and why; what was judged by it keeps pointing at it.
    """

    class Profile(models.TextChoices):
        SAME = "same", "The same all year"
        LINEAR = "linear", "Even steps through the year"
        LAST_YEAR = "last_year", "In the shape of last year"
        BY_MONTH = "by_month", "Month by month, as entered"

    KINDS = [
        (TargetKind.AT_LEAST, "At least"),
        (TargetKind.AT_MOST, "At most"),
        (TargetKind.BAND, "Within a band"),
        (TargetKind.NO_TARGET, "No target"),
        (TargetKind.INFORMATION, "For information only"),
        (TargetKind.TO_BE_CONFIRMED, "To be confirmed"),
    ]

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="targets")
    year = models.ForeignKey(
        Period, models.PROTECT, related_name="targets", limit_choices_to={"kind": "year"}
    )
    version = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=16, choices=KINDS)
    value = figure_field(null=True, blank=True)
    lower = figure_field(null=True, blank=True)
    upper = figure_field(null=True, blank=True)
    as_entered = models.CharField(max_length=40, blank=True, help_text="As it is printed: “>11%”.")
    decimals = models.PositiveSmallIntegerField(default=0)
    companion = figure_field(null=True, blank=True)
    profile = models.CharField(max_length=10, choices=Profile, default=Profile.SAME)
    is_milestone = models.BooleanField(
        "milestone", default=False, help_text="A step on the way to the target of a later year."
    )
    profile_note = models.CharField(max_length=160, blank=True)
    basis = models.CharField(max_length=250, blank=True, help_text="Why this figure, in words.")
    rule = models.ForeignKey(RagRule, models.PROTECT, null=True, blank=True)
    limits_note = models.CharField(
        max_length=200, blank=True, help_text="Who set the limits, or that they are inferred."
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    recorded_at = models.DateTimeField()
    effective_on = models.DateField(
        help_text="The day from which it judges; a period that closed before keeps the version before."
    )
    reason = models.TextField(blank=True)
    source = models.CharField(max_length=250, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "year", "version"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "year", "version"], name="target_version"),
            models.CheckConstraint(
                condition=(
                    Q(kind__in=["at_least", "at_most"], value__isnull=False)
                    & Q(lower__isnull=True, upper__isnull=True, rule__isnull=False)
                )
                | (
                    Q(kind="band", value__isnull=True, lower__isnull=False, upper__isnull=False)
                    & Q(upper__gte=F("lower"), rule__isnull=False)
                )
                | (
                    Q(kind__in=["none", "information", "to_be_confirmed"])
                    & Q(value__isnull=True, lower__isnull=True, upper__isnull=True)
                ),
                name="target_kind_and_figures_agree",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="target_superseded_with_reason"
            ),
        ]

    def __str__(self):
        return f"{self.as_entered or self.get_kind_display()} ({self.year})"

    @property
    def goal(self):
        return Goal(TargetKind(self.kind), self.value, self.lower, self.upper, self.decimals, self.as_entered)

    @property
    def judging_rule(self):
        """The rule with this version's own limits, as the arithmetic needs it; None where nothing judges."""
        return self.rule.with_limits(self.limits.all()) if self.rule is not None else None

    @property
    def band(self):
        return (self.lower, self.upper) if self.kind == TargetKind.BAND else None

    @property
    def months_to_date(self):
        """What was entered for the end of each month: month number -> a value, or (lower, upper)."""
        return {
            row.month: row.value if row.value is not None else (row.lower, row.upper)
            for row in self.months.all()
        }

    @property
    def limit_texts(self):
        """The limits in force in words, best level first: ["Green to 0.5 points"]."""
        return [str(limit) for limit in self.limits.all()]


class TargetLimit(models.Model):
    """How far from this target a level still reaches: the limits in force, printed in the pack."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="limits")
    level = models.ForeignKey(StatusLevel, models.PROTECT)
    reach = figure_field(null=True)
    lower = figure_field(null=True)
    upper = figure_field(null=True)

    class Meta:
        ordering = ["target", "level__position"]
        constraints = [
            models.UniqueConstraint(fields=["target", "level"], name="target_limit_once"),
            models.CheckConstraint(
                condition=Q(reach__isnull=False, reach__gte=0, lower__isnull=True, upper__isnull=True)
                | Q(reach__isnull=True, lower__isnull=False)
                | Q(reach__isnull=True, upper__isnull=False),
                name="target_limit_distance_or_value",
            ),
        ]

    def __str__(self):
        return f"{self.level} to {self.text}"

    @property
    def text(self):
        """How far it reaches, in words: "0.5 points", "2.5% of the target"."""
        return limit_text(self, self.target.rule.basis)


class TargetMonth(models.Model):
    """The target to date at the end of one month of the year, for a profile that is entered."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="months")
    month = models.PositiveSmallIntegerField(help_text="1 is the first month of the year.")
    value = figure_field(null=True, blank=True)
    lower = figure_field(null=True, blank=True)
    upper = figure_field(null=True, blank=True)

    class Meta:
        ordering = ["target", "month"]
        constraints = [
            models.UniqueConstraint(fields=["target", "month"], name="target_month_once"),
            models.CheckConstraint(condition=Q(month__range=(1, 12)), name="target_month_of_year"),
            models.CheckConstraint(
                condition=Q(value__isnull=False, lower__isnull=True, upper__isnull=True)
                | Q(value__isnull=True, lower__isnull=False, upper__isnull=False) & Q(upper__gte=F("lower")),
                name="target_month_figures",
            ),
        ]

    def __str__(self):
        return f"month {self.month} of {self.target}"
