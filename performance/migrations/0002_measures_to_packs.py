"""All tables but that of people, as they were when the steps that led to them were folded into one.

Before the first release: a copy that took those steps (`replaces`) counts as being here.
"""

import datetime

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import performance.rules.numbers
import performance.rules.rule


class Migration(migrations.Migration):
    replaces = [
        ("performance", "0002_cycle"),
        ("performance", "0004_every_kind_of_measure"),
        ("performance", "0005_levels_off_target"),
        ("performance", "0006_mails_and_jobs"),
        ("performance", "0007_measure_is_share"),
        ("performance", "0008_override_without_end"),
        ("performance", "0009_actions"),
        ("performance", "0010_returns"),
        ("performance", "0011_target_proposals"),
        ("performance", "0012_reorganisations"),
        ("performance", "0013_closed_years"),
        ("performance", "0014_second_level_and_cover"),
        ("performance", "0015_revisions_in_sets"),
        ("performance", "0016_tokens_and_reconciliations"),
        ("performance", "0017_pack_designer"),
    ]

    initial = True

    dependencies = [
        ("benchmarking", "0001_published_figures"),
        ("performance", "0001_person"),
    ]

    operations = [
        migrations.CreateModel(
            name="Directorate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "sign_off_levels",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "One: a manager"), (2, "Two: a manager, then a second-level manager")],
                        default=1,
                        help_text="How many people approve a figure, one after the other.",
                        verbose_name="levels of sign-off",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sign_off_levels__in", [1, 2])),
                        name="directorate_sign_off_levels",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "directorate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="performance.directorate",
                    ),
                ),
                ("name", models.CharField(max_length=120)),
            ],
            options={
                "ordering": ["directorate", "name"],
                "constraints": [models.UniqueConstraint(fields=("directorate", "name"), name="service_once")],
            },
        ),
        migrations.CreateModel(
            name="Role",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("manager", "Manager"),
                            ("officer", "Performance officer"),
                            ("clerk", "Scrutiny clerk"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "directorate",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave empty for the whole council.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="performance.directorate",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="performance.service",
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "First"), (2, "Second")],
                        default=1,
                        help_text="For a manager, where a directorate has two levels of sign-off.",
                        verbose_name="level of sign-off",
                    ),
                ),
                (
                    "sees_exempt",
                    models.BooleanField(
                        default=False,
                        help_text="For a scrutiny clerk: may download copies that are not for publication.",
                        verbose_name="sees exempt parts of packs",
                    ),
                ),
            ],
            options={
                "ordering": ["person", "kind"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("person"),
                        models.F("kind"),
                        models.F("level"),
                        django.db.models.functions.comparison.Coalesce("directorate", 0),
                        django.db.models.functions.comparison.Coalesce("service", 0),
                        name="role_once",
                        violation_error_message="This person holds this role already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["manager", "officer", "clerk", "administrator"])),
                        name="role_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("service__isnull", True), ("directorate__isnull", False), _connector="OR"
                        ),
                        name="role_service_within_directorate",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["clerk", "administrator"]), _negated=True),
                            models.Q(("directorate__isnull", True), ("service__isnull", True)),
                            _connector="OR",
                        ),
                        name="role_council_wide",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("level", 1), models.Q(("kind", "manager"), ("level", 2)), _connector="OR"
                        ),
                        name="role_level",
                        violation_error_message="Only a manager has a level of sign-off.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="covered_by",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="covers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("starts_on", models.DateField()),
                (
                    "ends_on",
                    models.DateField(
                        blank=True, help_text="The last day; empty: until further notice.", null=True
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "arranged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("arranged_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "cover",
                "ordering": ["-starts_on", "person__name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("deputy", models.F("person")), _negated=True),
                        name="cover_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="cover_ends_after_start",
                    ),
                    models.UniqueConstraint(fields=("person", "deputy", "starts_on"), name="cover_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("week", "Week"),
                            ("month", "Month"),
                            ("quarter", "Quarter"),
                            ("year", "Year"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("financial", "Financial year"),
                            ("academic", "Academic year"),
                            ("calendar", "Calendar year"),
                        ],
                        default="financial",
                        max_length=10,
                    ),
                ),
                ("start", models.DateField()),
                ("end", models.DateField()),
                (
                    "year",
                    models.ForeignKey(
                        blank=True,
                        help_text="The year that a month, quarter or week belongs to.",
                        limit_choices_to={"kind": "year"},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="performance.period",
                    ),
                ),
                ("opens_on", models.DateField(help_text="The first day on which figures may be entered.")),
                (
                    "due_on",
                    models.DateField(help_text="Figures not submitted by the end of this day are late."),
                ),
                (
                    "closes_on",
                    models.DateField(
                        blank=True, help_text="The last day on which it takes figures.", null=True
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["start", "-end"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "basis", "start"), name="period_once"),
                    models.CheckConstraint(
                        condition=models.Q(("end__gte", models.F("start"))), name="period_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("opens_on"))),
                        name="period_due_after_opening",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_on__isnull", True),
                            ("closes_on__gte", models.F("due_on")),
                            _connector="OR",
                        ),
                        name="period_closes_after_due",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "year"), ("year__isnull", True)),
                            models.Q(models.Q(("kind", "year"), _negated=True), ("year__isnull", False)),
                            _connector="OR",
                        ),
                        name="period_part_of_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["week", "month", "quarter", "year"])),
                        name="period_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Framework",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("short_name", models.CharField(max_length=20, unique=True)),
                ("name", models.CharField(max_length=160)),
                (
                    "explanation",
                    models.TextField(blank=True, help_text="One sentence for the key to columns in a pack."),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "short_name"],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="The measure's lasting name; never reused for another.",
                        max_length=80,
                        unique=True,
                    ),
                ),
                ("title", models.CharField(max_length=250)),
                ("definition", models.TextField(blank=True)),
                ("data_source", models.CharField(blank=True, max_length=250)),
                (
                    "unit_kind",
                    models.CharField(
                        choices=[
                            (performance.rules.numbers.UnitKind["PERCENT"], "Per cent"),
                            (performance.rules.numbers.UnitKind["COUNT"], "Count"),
                            (performance.rules.numbers.UnitKind["RATE"], "Rate per N"),
                            (performance.rules.numbers.UnitKind["MONEY"], "Money (£)"),
                            (performance.rules.numbers.UnitKind["DAYS"], "Days"),
                            (performance.rules.numbers.UnitKind["SCORE"], "Score"),
                            (performance.rules.numbers.UnitKind["RATIO"], "Ratio"),
                            (performance.rules.numbers.UnitKind["FTE"], "Full-time equivalents"),
                            (
                                performance.rules.numbers.UnitKind["COMPOSITION"],
                                "Composition over categories",
                            ),
                        ],
                        max_length=12,
                        verbose_name="unit",
                    ),
                ),
                (
                    "decimals",
                    models.PositiveSmallIntegerField(default=0, help_text="Figures printed after the point."),
                ),
                (
                    "scale",
                    models.CharField(
                        blank=True,
                        choices=[("", "Whole units"), ("k", "Thousands (k)"), ("m", "Millions (m)")],
                        default="",
                        max_length=1,
                        verbose_name="display scale",
                    ),
                ),
                (
                    "rate_per",
                    models.PositiveIntegerField(
                        default=0, help_text="For a rate: 100000 for “per 100,000”. Otherwise 0."
                    ),
                ),
                (
                    "is_share",
                    models.BooleanField(
                        default=True,
                        help_text="A share lies between 0 and 100%. Untick it for a percentage that need not: a change since last year, or 104% of a plan.",
                        verbose_name="a percentage of a whole",
                    ),
                ),
                (
                    "score_out_of",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="For a score: the best that can be had, for example 24.",
                        max_digits=18,
                        null=True,
                    ),
                ),
                (
                    "unit_note",
                    models.CharField(
                        blank=True,
                        help_text="Printed beneath the figure, for example “people aged 65+”.",
                        max_length=120,
                    ),
                ),
                (
                    "companion_kind",
                    models.CharField(
                        choices=[
                            (performance.rules.numbers.UnitKind["PERCENT"], "Per cent"),
                            (performance.rules.numbers.UnitKind["COUNT"], "Count"),
                            (performance.rules.numbers.UnitKind["RATE"], "Rate per N"),
                            (performance.rules.numbers.UnitKind["MONEY"], "Money (£)"),
                            (performance.rules.numbers.UnitKind["DAYS"], "Days"),
                            (performance.rules.numbers.UnitKind["SCORE"], "Score"),
                            (performance.rules.numbers.UnitKind["RATIO"], "Ratio"),
                            (performance.rules.numbers.UnitKind["FTE"], "Full-time equivalents"),
                            (
                                performance.rules.numbers.UnitKind["COMPOSITION"],
                                "Composition over categories",
                            ),
                        ],
                        default=performance.rules.numbers.UnitKind["COUNT"],
                        max_length=12,
                        verbose_name="unit of the second figure",
                    ),
                ),
                (
                    "companion_label",
                    models.CharField(
                        blank=True,
                        help_text="What a second figure beside the first counts, for example “admissions”.",
                        max_length=60,
                    ),
                ),
                ("numerator_label", models.CharField(blank=True, max_length=160)),
                ("denominator_label", models.CharField(blank=True, max_length=160)),
                (
                    "suppress_below",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="Counts from 1 to below this are not published, nor what they could be worked out from. 0: nothing is suppressed.",
                        verbose_name="suppress counts below",
                    ),
                ),
                (
                    "polarity",
                    models.CharField(
                        choices=[
                            ("high", "High is good"),
                            ("low", "Low is good"),
                            ("band", "Within a band is good"),
                            ("none", "Neither"),
                        ],
                        max_length=4,
                        verbose_name="which way is good",
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("weekly", "Weekly"),
                            ("monthly", "Monthly"),
                            ("quarterly", "Quarterly"),
                            ("annual", "Every year"),
                            ("biennial", "Every second year"),
                        ],
                        default="monthly",
                        max_length=10,
                    ),
                ),
                (
                    "year_basis",
                    models.CharField(
                        choices=[
                            ("financial", "Financial year"),
                            ("academic", "Academic year"),
                            ("calendar", "Calendar year"),
                        ],
                        default="financial",
                        max_length=10,
                    ),
                ),
                (
                    "entry",
                    models.CharField(
                        choices=[
                            ("value", "The figure itself"),
                            ("fraction", "Numerator and denominator"),
                            ("parts", "The parts of a composition"),
                            ("calculated", "Nothing: it is calculated from other measures"),
                        ],
                        default="value",
                        max_length=10,
                        verbose_name="what is entered",
                    ),
                ),
                (
                    "calculation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("total", "Total of the first inputs"),
                            ("variance", "First input minus the second"),
                            ("share", "First inputs as a share of the second ones"),
                        ],
                        help_text="For a calculated measure: how.",
                        max_length=10,
                    ),
                ),
                (
                    "entry_basis",
                    models.CharField(
                        choices=[("period", "The period alone"), ("year_to_date", "The year to date")],
                        default="period",
                        max_length=12,
                        verbose_name="a figure covers",
                    ),
                ),
                (
                    "aggregation",
                    models.CharField(
                        choices=[
                            ("sum", "Sum of the periods (a flow)"),
                            ("latest", "The latest period (a stock)"),
                            ("fraction", "Numerators over denominators, each summed"),
                            ("mean", "Mean of the periods"),
                            ("rolling", "Rolling 12 months"),
                            ("as_entered", "As entered"),
                        ],
                        default="as_entered",
                        max_length=10,
                        verbose_name="how it adds up over a year",
                    ),
                ),
                (
                    "compared_with",
                    models.CharField(
                        choices=[
                            ("last_year", "The whole of last year"),
                            ("same_period", "The same period last year"),
                            ("last_period", "The period before"),
                            ("baseline", "A named baseline"),
                        ],
                        default="last_year",
                        max_length=12,
                    ),
                ),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="For a named baseline: its figure.",
                        max_digits=18,
                        null=True,
                    ),
                ),
                (
                    "baseline_label",
                    models.CharField(
                        blank=True,
                        help_text="For a named baseline: which, for example “2015/16 outturn”.",
                        max_length=80,
                    ),
                ),
                (
                    "direction_threshold",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="The smallest change that counts: points for a percentage or score, per cent for all else. Empty: 0.5 points, 5%.",
                        max_digits=18,
                        null=True,
                    ),
                ),
                (
                    "counts_people",
                    models.BooleanField(
                        default=False,
                        help_text="Says so where a small number differs from its target or last year by no more than chance.",
                        verbose_name="counts people or events one by one",
                    ),
                ),
                (
                    "has_forecast",
                    models.BooleanField(
                        default=False,
                        help_text="The forecast is what is rated.",
                        verbose_name="asks for a year-end forecast",
                    ),
                ),
                (
                    "window_lag_months",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="How many months late its data are complete. 0: no window of its own.",
                    ),
                ),
                ("window_length_months", models.PositiveSmallIntegerField(default=0)),
                (
                    "window_label",
                    models.CharField(
                        blank=True,
                        help_text="What falls into the window, for example “Hospital discharges”.",
                        max_length=80,
                    ),
                ),
                (
                    "directorate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="performance.directorate",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="performance.service",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        help_text="The national indicator it compares with.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="benchmarking.indicator",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("development", "In development"),
                            ("active", "Active"),
                            ("retired", "Retired"),
                        ],
                        default="active",
                        max_length=12,
                    ),
                ),
                ("active_from", models.DateField(default=datetime.date(2000, 1, 1))),
                ("active_to", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("polarity__in", ["high", "low", "band", "none"])),
                        name="measure_polarity",
                    ),
                    models.CheckConstraint(condition=models.Q(("decimals__lte", 6)), name="measure_decimals"),
                    models.CheckConstraint(
                        condition=models.Q(("scale__in", ["", "k", "m"])), name="measure_scale"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scale", ""),
                            models.Q(("unit_kind__in", ["percent", "score"]), _negated=True),
                            _connector="OR",
                        ),
                        name="measure_points_are_not_scaled",
                        violation_error_message="A percentage or a score is printed in whole units.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rate_per__gt", 0), ("unit_kind", "rate")),
                            models.Q(models.Q(("unit_kind", "rate"), _negated=True), ("rate_per", 0)),
                            _connector="OR",
                        ),
                        name="measure_rate_has_base",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("entry", "calculated"), models.Q(("calculation", ""), _negated=True)),
                            models.Q(models.Q(("entry", "calculated"), _negated=True), ("calculation", "")),
                            _connector="OR",
                        ),
                        name="measure_calculation_whole",
                        violation_error_message="Choose how a calculated measure is calculated, and only for one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("entry", "parts"), ("unit_kind", "composition")),
                            models.Q(
                                models.Q(("entry", "parts"), _negated=True),
                                models.Q(("unit_kind", "composition"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="measure_composition_has_parts",
                        violation_error_message="A composition is entered as its parts, and nothing else is.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("baseline__isnull", False),
                                ("compared_with", "baseline"),
                                models.Q(("baseline_label", ""), _negated=True),
                            ),
                            models.Q(("compared_with", "baseline"), _negated=True),
                            _connector="OR",
                        ),
                        name="measure_baseline_named",
                        violation_error_message="Give the baseline's figure and say what it is.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("score_out_of__isnull", True),
                            models.Q(("score_out_of__gt", 0), ("unit_kind", "score")),
                            _connector="OR",
                        ),
                        name="measure_score_out_of",
                        violation_error_message="“Out of” goes only with a score, and is more than 0.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("window_lag_months", 0), ("window_length_months", 0)),
                            models.Q(
                                ("window_length_months__gt", 0), models.Q(("window_label", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="measure_window_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasureCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="performance.measure",
                    ),
                ),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="performance.framework"
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=40)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["measure", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("measure", "framework", "code"), name="measure_code_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasureRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measure_roles",
                        to="performance.measure",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measure_roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("owner", "Owner"), ("deputy", "Deputy"), ("provider", "Data provider")],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["measure", "kind"],
                "constraints": [
                    models.UniqueConstraint(fields=("measure", "person"), name="measure_role_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "owner")),
                        fields=("measure",),
                        name="measure_has_one_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["owner", "deputy", "provider"])),
                        name="measure_role_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="performance.measure",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="benchmarking.indicator",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        help_text="The period in which it was raised.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.period",
                    ),
                ),
                ("what", models.CharField(max_length=500, verbose_name="what is being done")),
                (
                    "post",
                    models.CharField(
                        help_text="A post, not a name.", max_length=120, verbose_name="by which post"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="by when")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Open"), ("done", "Done"), ("dropped", "Dropped")],
                        default="open",
                        editable=False,
                        max_length=8,
                    ),
                ),
                ("outcome", models.CharField(blank=True, help_text="What came of it.", max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("raised_at", models.DateTimeField()),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("indicator__isnull", True), ("measure__isnull", False)),
                            models.Q(("indicator__isnull", False), ("measure__isnull", True)),
                            _connector="OR",
                        ),
                        name="action_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("what", ""), _negated=True), models.Q(("post", ""), _negated=True)
                        ),
                        name="action_what_and_post",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True), ("ended_by__isnull", True), ("status", "open")
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                ("status__in", ["done", "dropped"]),
                            ),
                            _connector="OR",
                        ),
                        name="action_ended_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "dropped"), _negated=True),
                            models.Q(("outcome", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="action_dropped_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Restatement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(help_text="Printed with every correction of the set.")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("approved", "Approved"),
                            ("abandoned", "Abandoned"),
                        ],
                        default="submitted",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("submitted_at", models.DateTimeField()),
                (
                    "returned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                ("returned_reason", models.TextField(blank=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-submitted_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["submitted", "returned", "approved", "abandoned"])
                        ),
                        name="restatement_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="restatement_with_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "returned"), _negated=True),
                            models.Q(
                                ("returned_at__isnull", False),
                                ("returned_by__isnull", False),
                                models.Q(("returned_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="restatement_returned_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                                ("status", "approved"),
                            ),
                            models.Q(
                                models.Q(("status", "approved"), _negated=True),
                                ("approved_at__isnull", True),
                                ("approved_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="restatement_approved_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("submitted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="restatement_four_eyes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="performance.measure",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="performance.period",
                    ),
                ),
                ("revision", models.PositiveSmallIntegerField(default=1)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("approved", "Approved"),
                            ("published", "Published"),
                            ("superseded", "Superseded"),
                            ("abandoned", "Abandoned"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("entered", "Entered here"),
                            ("published", "As published"),
                            ("imported", "Imported"),
                            ("calculated", "Calculated from other measures"),
                        ],
                        default="entered",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=250)),
                (
                    "source_note",
                    models.TextField(
                        blank=True, help_text="What was corrected or found while the figure was taken over."
                    ),
                ),
                ("value", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                ("numerator", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                ("denominator", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                ("parts", models.JSONField(blank=True, null=True)),
                ("breakdown", models.JSONField(blank=True, null=True)),
                (
                    "absence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("survey_not_run", "The survey was not run"),
                            ("not_published", "Not published by the source"),
                            ("suppressed", "Suppressed"),
                            ("not_applicable", "Not applicable"),
                            ("due_on", "Due on a date"),
                        ],
                        max_length=16,
                    ),
                ),
                ("absence_note", models.CharField(blank=True, max_length=250)),
                ("absence_due_on", models.DateField(blank=True, null=True)),
                ("companion", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                ("forecast", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                (
                    "forecast_companion",
                    models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True),
                ),
                ("forecast_method", models.CharField(blank=True, max_length=250)),
                (
                    "forecast_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "outlook",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("on_track", "On track"),
                            ("in_place", "Off target, actions in place"),
                            ("not_enough", "Off target, actions not enough"),
                            ("not_known", "Not known yet"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "judged_level",
                    models.CharField(
                        blank=True,
                        help_text="The status by judgement, where the rule asks for one.",
                        max_length=20,
                    ),
                ),
                (
                    "commentary_internal",
                    models.TextField(blank=True, max_length=4000, verbose_name="commentary, internal"),
                ),
                (
                    "commentary_public",
                    models.TextField(blank=True, max_length=4000, verbose_name="commentary for publication"),
                ),
                (
                    "opened_reason",
                    models.TextField(blank=True, help_text="Why an approved figure was reopened."),
                ),
                ("returned_reason", models.TextField(blank=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "returned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                ("in_force_at", models.DateTimeField(blank=True, null=True)),
                ("levels_signed", models.PositiveSmallIntegerField(default=0)),
                (
                    "restatement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="performance.restatement",
                    ),
                ),
            ],
            options={
                "ordering": ["measure", "period", "revision"],
                "indexes": [models.Index(fields=["status", "submitted_at"], name="submission_queue")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "period", "revision"), name="submission_revision"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["approved", "published"])),
                        fields=("measure", "period"),
                        name="submission_one_in_force",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["draft", "submitted", "returned"])),
                        fields=("measure", "period"),
                        name="submission_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "draft",
                                    "submitted",
                                    "returned",
                                    "approved",
                                    "published",
                                    "superseded",
                                    "abandoned",
                                ],
                            )
                        ),
                        name="submission_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "absence__in",
                                [
                                    "",
                                    "survey_not_run",
                                    "not_published",
                                    "suppressed",
                                    "not_applicable",
                                    "due_on",
                                ],
                            ),
                            ("origin__in", ["entered", "published", "imported", "calculated"]),
                            ("outlook__in", ["", "on_track", "in_place", "not_enough", "not_known"]),
                        ),
                        name="submission_choices",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "returned", "abandoned"]),
                            models.Q(("absence", ""), ("parts__isnull", True), ("value__isnull", False)),
                            models.Q(("absence", ""), ("parts__isnull", False), ("value__isnull", True)),
                            models.Q(
                                ("parts__isnull", True),
                                ("value__isnull", True),
                                models.Q(("absence", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="submission_value_or_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("denominator__isnull", True), ("numerator__isnull", True)),
                            models.Q(
                                ("denominator__gt", 0),
                                ("denominator__isnull", False),
                                ("numerator__isnull", False),
                            ),
                            ("status__in", ["draft", "returned", "abandoned"]),
                            _connector="OR",
                        ),
                        name="submission_fraction_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("absence", "due_on"), ("absence_due_on__isnull", False)),
                            models.Q(
                                models.Q(("absence", "due_on"), _negated=True),
                                ("absence_due_on__isnull", True),
                            ),
                            ("status__in", ["draft", "returned", "abandoned"]),
                            _connector="OR",
                        ),
                        name="submission_due_on_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("origin", "entered"),
                                models.Q(
                                    ("status__in", ["draft", "abandoned"]),
                                    models.Q(
                                        ("submitted_at__isnull", False), ("submitted_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            models.Q(
                                models.Q(("origin", "entered"), _negated=True),
                                models.Q(("source", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="submission_submitted_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "returned"), _negated=True),
                            models.Q(
                                ("returned_at__isnull", False),
                                ("returned_by__isnull", False),
                                models.Q(("returned_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="submission_returned_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "published"), models.Q(("origin", "entered"), _negated=True)),
                            models.Q(
                                ("origin", "entered"),
                                ("status__in", ["draft", "submitted", "returned", "approved", "abandoned"]),
                            ),
                            ("status", "superseded"),
                            _connector="OR",
                        ),
                        name="submission_status_and_origin",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("in_force_at__isnull", False),
                                ("status__in", ["approved", "published", "superseded"]),
                            ),
                            models.Q(
                                ("in_force_at__isnull", True),
                                ("status__in", ["draft", "submitted", "returned", "abandoned"]),
                            ),
                            _connector="OR",
                        ),
                        name="submission_in_force_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("levels_signed", 0),
                            ("status__in", ["submitted", "approved", "superseded"]),
                            _connector="OR",
                        ),
                        name="submission_signed_while_submitted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "abandoned"), _negated=True),
                            ("revision__gt", 1),
                            _connector="OR",
                        ),
                        name="submission_abandoned_revision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revision", 1), models.Q(("opened_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="submission_reopened_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmations",
                        to="performance.submission",
                    ),
                ),
                ("code", models.CharField(help_text="The check that asked.", max_length=20)),
                ("field", models.CharField(max_length=120)),
                (
                    "severity",
                    models.CharField(choices=[("serious", "Serious"), ("warning", "Warning")], max_length=8),
                ),
                ("sentence", models.TextField()),
                (
                    "figure",
                    models.CharField(
                        help_text="What stood in the field when it was confirmed.", max_length=120
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["submission", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "field", "code"), name="confirmation_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("severity", "warning"),
                            models.Q(("severity", "serious"), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="confirmation_serious_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="performance.measure",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="performance.period"
                    ),
                ),
                ("typed", models.JSONField(help_text="Field of the form -> what stands in it.")),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-saved_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "measure", "period"), name="kept_text_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Contributor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributors",
                        to="performance.submission",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("first_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["submission", "first_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "person"), name="contributor_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_offs",
                        to="performance.submission",
                    ),
                ),
                ("level", models.PositiveSmallIntegerField(default=1)),
                ("version", models.PositiveIntegerField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["submission", "version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("submission", "level", "version"), name="sign_off_once_a_level"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StatusScale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="StatusLevel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="levels",
                        to="performance.statusscale",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(help_text="1 is best.")),
                ("code", models.SlugField(max_length=20)),
                ("word", models.CharField(max_length=40)),
                ("letter", models.CharField(max_length=2)),
                (
                    "shape",
                    models.CharField(
                        choices=[
                            ("circle", "Circle"),
                            ("triangle", "Triangle"),
                            ("diamond", "Diamond"),
                            ("square", "Square"),
                            ("star", "Star"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("green", "Green"),
                            ("light-green", "Light green"),
                            ("amber", "Amber"),
                            ("red", "Red"),
                            ("blue", "Blue"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "off_target",
                    models.BooleanField(
                        default=False,
                        help_text="Asks for an outlook, and is listed among the exceptions of a pack.",
                    ),
                ),
                (
                    "meaning",
                    models.TextField(blank=True, help_text="One sentence for the explanation in a pack."),
                ),
            ],
            options={
                "ordering": ["scale", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("scale", "position"), name="status_level_position"),
                    models.UniqueConstraint(fields=("scale", "code"), name="status_level_code"),
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1), ("position__lte", 5)),
                        name="status_level_one_to_five",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RagRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("limits", "Limits: how far off the target"),
                            ("tolerance", "Tolerance: on both sides of the target"),
                            ("boundaries", "Boundary values, or a band's outer limits"),
                            ("improving", "Off target but improving"),
                            ("quartile", "Position among a group"),
                            ("outlook", "Limits, moved by the owner's outlook"),
                            ("manual", "By judgement, recorded with the figure"),
                        ],
                        default="limits",
                        max_length=12,
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            (performance.rules.rule.LimitBasis["POINTS"], "In points"),
                            (performance.rules.rule.LimitBasis["RELATIVE"], "As a share of the target"),
                        ],
                        default=performance.rules.rule.LimitBasis["POINTS"],
                        max_length=10,
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        help_text="For a position: among whom, for example “England”.",
                        max_length=120,
                    ),
                ),
                (
                    "step_on_track",
                    models.SmallIntegerField(
                        default=0,
                        help_text="For a rule with outlook: how many levels worse (1) or better (-1) than the limits say.",
                        verbose_name="“on track” moves by",
                    ),
                ),
                (
                    "step_in_place",
                    models.SmallIntegerField(default=0, verbose_name="“actions in place” moves by"),
                ),
                (
                    "step_not_enough",
                    models.SmallIntegerField(default=0, verbose_name="“actions not enough” moves by"),
                ),
                (
                    "scale",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="performance.statusscale"
                    ),
                ),
                ("explanation", models.TextField(help_text="The rule in words, printed in packs.")),
            ],
            options={
                "verbose_name": "RAG rule",
                "ordering": ["name", "version"],
                "constraints": [
                    models.UniqueConstraint(fields=("name", "version"), name="rag_rule_version"),
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["points", "relative"])), name="rag_rule_basis"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "limits",
                                    "tolerance",
                                    "boundaries",
                                    "improving",
                                    "quartile",
                                    "outlook",
                                    "manual",
                                ],
                            )
                        ),
                        name="rag_rule_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("step_on_track__range", (-4, 4)),
                            ("step_in_place__range", (-4, 4)),
                            ("step_not_enough__range", (-4, 4)),
                        ),
                        name="rag_rule_steps",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RagRuleLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="limits",
                        to="performance.ragrule",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="performance.statuslevel"
                    ),
                ),
                (
                    "reach",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="In points, or in per cent of the target.",
                        max_digits=18,
                        null=True,
                    ),
                ),
                (
                    "lower",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="For boundary values: reached from this value.",
                        max_digits=18,
                        null=True,
                    ),
                ),
                (
                    "upper",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="For boundary values: reached up to this value.",
                        max_digits=18,
                        null=True,
                    ),
                ),
            ],
            options={
                "ordering": ["rule", "level__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "level"), name="rag_rule_limit_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lower__isnull", True),
                                ("reach__gte", 0),
                                ("reach__isnull", False),
                                ("upper__isnull", True),
                            ),
                            models.Q(("lower__isnull", False), ("reach__isnull", True)),
                            models.Q(("reach__isnull", True), ("upper__isnull", False)),
                            _connector="OR",
                        ),
                        name="rag_rule_limit_distance_or_value",
                        violation_error_message="A limit is a distance of 0 or more, or a boundary value.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="performance.measure",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        limit_choices_to={"kind": "year"},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="performance.period",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (performance.rules.rule.TargetKind["AT_LEAST"], "At least"),
                            (performance.rules.rule.TargetKind["AT_MOST"], "At most"),
                            (performance.rules.rule.TargetKind["BAND"], "Within a band"),
                            (performance.rules.rule.TargetKind["NO_TARGET"], "No target"),
                            (performance.rules.rule.TargetKind["INFORMATION"], "For information only"),
                            (performance.rules.rule.TargetKind["TO_BE_CONFIRMED"], "To be confirmed"),
                        ],
                        max_length=16,
                    ),
                ),
                ("value", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                ("lower", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                ("upper", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                (
                    "as_entered",
                    models.CharField(blank=True, help_text="As it is printed: “>11%”.", max_length=40),
                ),
                ("decimals", models.PositiveSmallIntegerField(default=0)),
                ("companion", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                (
                    "profile",
                    models.CharField(
                        choices=[
                            ("same", "The same all year"),
                            ("linear", "Even steps through the year"),
                            ("last_year", "In the shape of last year"),
                            ("by_month", "Month by month, as entered"),
                        ],
                        default="same",
                        max_length=10,
                    ),
                ),
                (
                    "is_milestone",
                    models.BooleanField(
                        default=False,
                        help_text="A step on the way to the target of a later year.",
                        verbose_name="milestone",
                    ),
                ),
                ("profile_note", models.CharField(blank=True, max_length=160)),
                (
                    "basis",
                    models.CharField(blank=True, help_text="Why this figure, in words.", max_length=250),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="performance.ragrule",
                    ),
                ),
                (
                    "limits_note",
                    models.CharField(
                        blank=True, help_text="Who set the limits, or that they are inferred.", max_length=200
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "effective_on",
                    models.DateField(
                        help_text="The day from which it judges; a period that closed before keeps the version before."
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("source", models.CharField(blank=True, max_length=250)),
            ],
            options={
                "ordering": ["measure", "year", "version"],
                "constraints": [
                    models.UniqueConstraint(fields=("measure", "year", "version"), name="target_version"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ["at_least", "at_most"]),
                                ("value__isnull", False),
                                ("lower__isnull", True),
                                ("rule__isnull", False),
                                ("upper__isnull", True),
                            ),
                            models.Q(
                                ("kind", "band"),
                                ("lower__isnull", False),
                                ("upper__isnull", False),
                                ("value__isnull", True),
                                ("rule__isnull", False),
                                ("upper__gte", models.F("lower")),
                            ),
                            models.Q(
                                ("kind__in", ["none", "information", "to_be_confirmed"]),
                                ("lower__isnull", True),
                                ("upper__isnull", True),
                                ("value__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="target_kind_and_figures_agree",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("version", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="target_superseded_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TargetLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="limits",
                        to="performance.target",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="performance.statuslevel"
                    ),
                ),
                ("reach", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ("lower", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ("upper", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
            ],
            options={
                "ordering": ["target", "level__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("target", "level"), name="target_limit_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lower__isnull", True),
                                ("reach__gte", 0),
                                ("reach__isnull", False),
                                ("upper__isnull", True),
                            ),
                            models.Q(("lower__isnull", False), ("reach__isnull", True)),
                            models.Q(("reach__isnull", True), ("upper__isnull", False)),
                            _connector="OR",
                        ),
                        name="target_limit_distance_or_value",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TargetMonth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="months",
                        to="performance.target",
                    ),
                ),
                ("month", models.PositiveSmallIntegerField(help_text="1 is the first month of the year.")),
                ("value", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                ("lower", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                ("upper", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
            ],
            options={
                "ordering": ["target", "month"],
                "constraints": [
                    models.UniqueConstraint(fields=("target", "month"), name="target_month_once"),
                    models.CheckConstraint(
                        condition=models.Q(("month__range", (1, 12))), name="target_month_of_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lower__isnull", True), ("upper__isnull", True), ("value__isnull", False)
                            ),
                            models.Q(
                                ("lower__isnull", False),
                                ("upper__isnull", False),
                                ("value__isnull", True),
                                ("upper__gte", models.F("lower")),
                            ),
                            _connector="OR",
                        ),
                        name="target_month_figures",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecomputeRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recompute_request",
                        to="performance.measure",
                    ),
                ),
                ("seq", models.PositiveBigIntegerField(default=1)),
                ("done_seq", models.PositiveBigIntegerField(default=0)),
                ("requested_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_seq__lt", models.F("seq"))),
                        fields=["requested_at"],
                        name="recompute_due",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessmentRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("process", models.PositiveIntegerField(help_text="Operating system's process id.")),
                ("host", models.CharField(blank=True, max_length=120)),
                (
                    "task",
                    models.CharField(
                        blank=True, help_text="Celery's task id; empty for a command.", max_length=64
                    ),
                ),
                ("measures", models.PositiveIntegerField(default=0)),
                ("computed", models.PositiveIntegerField(default=0)),
                ("differed", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assessment",
                        to="performance.submission",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assessments",
                        to="performance.measure",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assessments",
                        to="performance.period",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="performance.assessmentrun",
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="performance.target",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.ragrule",
                    ),
                ),
                ("inputs", models.JSONField(default=dict)),
                ("year_to_date", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ("year_to_date_numerator", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ("year_to_date_denominator", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ("year_to_date_note", models.CharField(blank=True, max_length=250)),
                (
                    "judged",
                    models.CharField(
                        choices=[
                            ("figure", "The figure"),
                            ("forecast", "The year-end forecast"),
                            ("year_to_date", "The year to date"),
                            ("share", "The share of good parts"),
                        ],
                        max_length=12,
                    ),
                ),
                ("judged_value", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                (
                    "level",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.statuslevel",
                    ),
                ),
                (
                    "not_rated",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_value", "No value"),
                            ("no_target", "No target"),
                            ("neutral", "Neutral aim"),
                        ],
                        max_length=10,
                    ),
                ),
                ("gap", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ("relative_gap", models.DecimalField(decimal_places=6, max_digits=30, null=True)),
                ("sentence", models.TextField()),
                (
                    "to_date_level",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.statuslevel",
                    ),
                ),
                ("to_date_target", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ("to_date_sentence", models.TextField(blank=True)),
                (
                    "previous",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="performance.submission",
                    ),
                ),
                (
                    "arrow",
                    models.CharField(
                        blank=True,
                        choices=[("up", "Up"), ("down", "Down"), ("level", "Level")],
                        max_length=10,
                    ),
                ),
                (
                    "meaning",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("improving", "Improving"),
                            ("worsening", "Worsening"),
                            ("no_clear_change", "No clear change"),
                            ("not_judged", "Not judged"),
                        ],
                        max_length=16,
                    ),
                ),
                ("direction_sentence", models.TextField(blank=True)),
                ("other_directions", models.JSONField(default=list)),
                (
                    "chance_sentence",
                    models.TextField(
                        blank=True, help_text="That a small number differs by no more than chance, or empty."
                    ),
                ),
            ],
            options={
                "ordering": ["measure", "period"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level__isnull", False), ("not_rated", "")),
                            models.Q(("level__isnull", True), models.Q(("not_rated", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="assessment_level_or_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("verb", models.CharField(max_length=40)),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("subject_label", models.CharField(max_length=300)),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit_entries",
                        to="performance.measure",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.period",
                    ),
                ),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True)),
            ],
            options={
                "verbose_name_plural": "audit trail",
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")],
            },
        ),
        migrations.CreateModel(
            name="MeasureComparison",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comparisons",
                        to="performance.measure",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("last_year", "The whole of last year"),
                            ("same_period", "The same period last year"),
                            ("last_period", "The period before"),
                            ("baseline", "A named baseline"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True,
                        decimal_places=6,
                        help_text="For a named baseline: its figure.",
                        max_digits=18,
                        null=True,
                    ),
                ),
                (
                    "baseline_label",
                    models.CharField(
                        blank=True,
                        help_text="For a named baseline: which, for example “2015/16 outturn”.",
                        max_length=80,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["measure", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "basis", "baseline_label"), name="measure_comparison_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("baseline__isnull", False),
                                ("basis", "baseline"),
                                models.Q(("baseline_label", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("basis", "baseline"), _negated=True),
                                ("baseline__isnull", True),
                                ("baseline_label", ""),
                            ),
                            _connector="OR",
                        ),
                        name="measure_comparison_baseline",
                        violation_error_message="Give a baseline its figure and its name; other bases have none.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeriesBreak",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="series_breaks",
                        to="performance.measure",
                    ),
                ),
                ("starts_on", models.DateField(help_text="The first day of the new series.")),
                ("reason", models.CharField(max_length=250)),
            ],
            options={
                "ordering": ["measure", "starts_on"],
                "constraints": [
                    models.UniqueConstraint(fields=("measure", "starts_on"), name="series_break_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ContextNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=400)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(blank=True, help_text="Empty: it still goes on.", null=True)),
                ("is_public", models.BooleanField(default=True, verbose_name="for publication")),
                ("measures", models.ManyToManyField(related_name="context_notes", to="performance.measure")),
            ],
            options={
                "ordering": ["starts_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="context_note_span",
                        violation_error_message="The note ends before it starts.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ComparisonFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comparison_figures",
                        to="performance.measure",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="For example “England”, “Whole council”, “Budget”.", max_length=120
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comparison_figures",
                        to="performance.period",
                    ),
                ),
                ("value", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="Why there is none, printed as written, for example “n/a”.",
                        max_length=160,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=250)),
            ],
            options={
                "ordering": ["measure", "name", "period"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "name", "period"), name="comparison_figure_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", False), models.Q(("note", ""), _negated=True), _connector="OR"
                        ),
                        name="comparison_figure_or_note",
                        violation_error_message="Give a figure, or a note why there is none.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("data", models.BinaryField()),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("report", models.JSONField(default=dict, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("uploaded_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("options", models.JSONField(default=dict, editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("previewed", "Previewed"),
                            ("applied", "Applied"),
                            ("discarded", "Thrown away"),
                        ],
                        default="previewed",
                        editable=False,
                        max_length=10,
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "ordering": ["-uploaded_at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("applied_at__isnull", False), ("status", "applied")),
                            models.Q(
                                ("applied_at__isnull", True), ("status__in", ["previewed", "discarded"])
                            ),
                            _connector="OR",
                        ),
                        name="import_applied_at",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.SlugField(max_length=40, unique=True)),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="last ran")),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("did", models.TextField(blank=True, verbose_name="what it did")),
                ("problem", models.TextField(blank=True, help_text="Why its last run failed.")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whoever ran it by hand; empty for the scheduler.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("task", models.CharField(blank=True, max_length=60)),
                (
                    "covered_to",
                    models.DateField(
                        blank=True,
                        help_text="The last day whose news it has told; the next run goes on from there.",
                        null=True,
                    ),
                ),
            ],
            options={
                "verbose_name": "scheduler job",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("to", models.EmailField(max_length=254)),
                (
                    "kind",
                    models.CharField(
                        choices=[("daily", "Daily digest"), ("returned", "Returned figures")], max_length=10
                    ),
                ),
                ("for_day", models.DateField(help_text="The day whose news it brings.")),
                ("key", models.CharField(max_length=120, unique=True)),
                ("about", models.JSONField(default=list)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("html", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be sent"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("given_up", "Given up"),
                            ("kept", "Not sent: this is a demonstration"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_attempt_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("problem", models.TextField(blank=True, help_text="Why the last attempt failed.")),
            ],
            options={
                "ordering": ["-written_at", "-pk"],
                "indexes": [models.Index(fields=["status", "next_attempt_at"], name="mail_to_send")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["daily", "returned"]),
                            ("status__in", ["waiting", "sending", "sent", "given_up", "kept"]),
                        ),
                        name="mail_choices",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("status", "sent")),
                            models.Q(models.Q(("status", "sent"), _negated=True), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="mail_sent_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "sending"), _negated=True),
                            ("claimed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="mail_claimed_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "given_up"), _negated=True),
                            models.Q(("problem", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="mail_given_up_with_problem",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dimension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dimensions",
                        to="performance.measure",
                    ),
                ),
                ("code", models.SlugField(max_length=40)),
                ("name", models.CharField(help_text="For example “Age band” or “Rating”.", max_length=80)),
                (
                    "is_composition",
                    models.BooleanField(
                        default=False,
                        help_text="These parts are the figure itself, such as Inadequate 4, Good 193.",
                    ),
                ),
                (
                    "must_add_up",
                    models.BooleanField(default=True, help_text="The parts make the whole figure."),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["measure", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("measure", "code"), name="dimension_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_composition", True)),
                        fields=("measure",),
                        name="dimension_one_composition",
                        violation_error_message="A measure is one composition; its other divisions are breakdowns.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "dimension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="categories",
                        to="performance.dimension",
                    ),
                ),
                ("code", models.SlugField(max_length=40)),
                ("name", models.CharField(max_length=80)),
                (
                    "is_good",
                    models.BooleanField(
                        default=False,
                        help_text="In a composition: the share of these categories is what a target is about.",
                        verbose_name="counts as good",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name_plural": "categories",
                "ordering": ["dimension", "position", "pk"],
                "constraints": [models.UniqueConstraint(fields=("dimension", "code"), name="category_once")],
            },
        ),
        migrations.CreateModel(
            name="CalculationInput",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inputs",
                        to="performance.measure",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feeds",
                        to="performance.measure",
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[("first", "First"), ("second", "Second")], default="first", max_length=6
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["measure", "part", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "source", "part"), name="calculation_input_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("measure", models.F("source")), _negated=True),
                        name="calculation_input_not_itself",
                        violation_error_message="A measure cannot be calculated from itself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ["first", "second"])), name="calculation_input_part"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Scorecard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True)),
                ("title", models.CharField(max_length=160)),
                ("layer_word", models.CharField(default="Layer", max_length=60)),
                ("theme_word", models.CharField(default="Strategic theme", max_length=60)),
                ("outcome_word", models.CharField(default="Supporting outcome", max_length=60)),
                (
                    "aim_high",
                    models.CharField(default="High", max_length=40, verbose_name="word for high is good"),
                ),
                (
                    "aim_low",
                    models.CharField(default="Low", max_length=40, verbose_name="word for low is good"),
                ),
                (
                    "aim_band",
                    models.CharField(
                        default="Within band", max_length=40, verbose_name="word for within a band"
                    ),
                ),
                (
                    "aim_none",
                    models.CharField(default="None", max_length=40, verbose_name="word for neither"),
                ),
                (
                    "roll_up",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None"),
                            ("worst", "The worst of its measures"),
                            ("most_common", "The most common; of equals the worse"),
                            ("average", "The average; halves count as the worse"),
                            ("judgement", "By judgement"),
                        ],
                        help_text="How the statuses of measures make the status of their heading.",
                        max_length=12,
                        verbose_name="status of a heading",
                    ),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="Printed under the dashboard and in packs, for example where data come from.",
                    ),
                ),
            ],
            options={
                "ordering": ["title"],
            },
        ),
        migrations.CreateModel(
            name="Abbreviation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scorecard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="abbreviations",
                        to="performance.scorecard",
                    ),
                ),
                ("short", models.CharField(max_length=20)),
                ("long", models.CharField(max_length=160)),
            ],
            options={
                "ordering": ["scorecard", "short"],
                "constraints": [
                    models.UniqueConstraint(fields=("scorecard", "short"), name="abbreviation_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scorecard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="performance.scorecard",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="children",
                        to="performance.section",
                    ),
                ),
                ("title", models.CharField(max_length=250)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["scorecard", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("scorecard"),
                        django.db.models.functions.comparison.Coalesce("parent", 0),
                        models.F("title"),
                        name="section_once",
                        violation_error_message="This heading has a part of this name already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Column",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scorecard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="columns",
                        to="performance.scorecard",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: all headings.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="columns",
                        to="performance.section",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "shows",
                    models.CharField(
                        choices=[
                            ("aim", "Aim"),
                            ("status", "Status"),
                            ("target", "Target"),
                            ("figure", "Figure"),
                            ("previous", "Earlier figure"),
                            ("direction", "Direction of travel"),
                            ("quartile", "Published position"),
                            ("milestone", "This year's milestone"),
                            ("final_target", "Final target"),
                            ("comparison", "A comparison figure"),
                            ("difference", "Figure minus a comparison figure, or minus the target"),
                            ("outlook", "Outlook"),
                            ("owner", "Owner's post"),
                            ("year_to_date", "Year to date"),
                            ("sparkline", "Last 13 figures"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "heading",
                    models.CharField(blank=True, help_text="Empty: the usual heading.", max_length=60),
                ),
                (
                    "comparison",
                    models.CharField(
                        blank=True,
                        help_text="The name of the comparison figure, for example “Budget”.",
                        max_length=120,
                    ),
                ),
            ],
            options={
                "ordering": ["scorecard", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("scorecard"),
                        django.db.models.functions.comparison.Coalesce("section", 0),
                        models.F("shows"),
                        models.F("comparison"),
                        name="column_once",
                        violation_error_message="This column is there already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("shows", "comparison"), models.Q(("comparison", ""), _negated=True)),
                            ("shows", "difference"),
                            models.Q(
                                models.Q(("shows__in", ["comparison", "difference"]), _negated=True),
                                ("comparison", ""),
                            ),
                            _connector="OR",
                        ),
                        name="column_comparison_named",
                        violation_error_message="Name the comparison figure, and only for a column that shows one.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="placements",
                        to="performance.section",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="performance.measure",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "shown_as",
                    models.CharField(
                        choices=[
                            ("row", "A row of the table"),
                            ("headline", "A headline fact beside the heading"),
                        ],
                        default="row",
                        max_length=8,
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="Another name for it here. Empty: the measure's title.",
                        max_length=160,
                    ),
                ),
                ("footnote", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["section", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("section", "measure"), name="placement_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Override",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overrides",
                        to="performance.submission",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overrides",
                        to="performance.section",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overrides",
                        to="performance.period",
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.statuslevel",
                    ),
                ),
                (
                    "computed",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.statuslevel",
                    ),
                ),
                ("reason", models.TextField(help_text="Printed with the judged status.")),
                (
                    "expires_on",
                    models.DateField(
                        blank=True,
                        help_text="The last day on which it holds; empty where it holds until the figure is corrected.",
                        null=True,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("ended", "Ended early"),
                        ],
                        default="proposed",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_reason", models.TextField(blank=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-proposed_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("section__isnull", True), ("submission__isnull", False)),
                            models.Q(("section__isnull", False), ("submission__isnull", True)),
                            _connector="OR",
                        ),
                        name="override_of_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="override_with_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on__isnull", False), ("submission__isnull", False), _connector="OR"
                        ),
                        name="override_without_end_of_a_figure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("status", "proposed"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("status__in", ["accepted", "declined", "ended"]),
                            ),
                            _connector="OR",
                        ),
                        name="override_decided_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="override_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "declined"), _negated=True),
                            models.Q(("decision_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="override_declined_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", False), ("ended_by__isnull", False), ("status", "ended")
                            ),
                            models.Q(
                                models.Q(("status", "ended"), _negated=True),
                                ("ended_at__isnull", True),
                                ("ended_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="override_ended_by_and_at",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "proposed")),
                        fields=("submission",),
                        name="override_one_proposal",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "proposed")),
                        fields=("section", "period"),
                        name="override_one_section_proposal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scorecard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packs",
                        to="performance.scorecard",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packs",
                        to="performance.period",
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("management", "Management team"),
                            ("cabinet", "Cabinet"),
                            ("scrutiny", "Scrutiny committee"),
                        ],
                        default="scrutiny",
                        help_text="A pack for the management team is internal; the others are published.",
                        max_length=10,
                    ),
                ),
                ("committee", models.CharField(max_length=160)),
                ("meeting_on", models.DateField(verbose_name="meeting date")),
                ("agenda_item", models.CharField(blank=True, max_length=20, verbose_name="agenda item")),
                (
                    "supplement_to",
                    models.ForeignKey(
                        blank=True,
                        help_text="The issued pack that this one adds to or replaces.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplements",
                        to="performance.pack",
                    ),
                ),
                ("supplement_number", models.PositiveSmallIntegerField(default=0)),
                (
                    "replaces",
                    models.BooleanField(
                        default=False,
                        help_text="A supplement that takes the issued pack's place when it is issued.",
                    ),
                ),
                (
                    "illustrative",
                    models.BooleanField(
                        default=False,
                        help_text="A sample: says so on its first page and in every running head.",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("cleared", "Cleared"),
                            ("issued", "Issued"),
                            ("superseded", "Superseded"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("content", models.JSONField(blank=True, editable=False, null=True)),
                ("content_hash", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "findings",
                    models.JSONField(
                        blank=True,
                        editable=False,
                        help_text="What the prose claims and the tables do not bear out, as it was found in this content.",
                        null=True,
                    ),
                ),
                (
                    "findings_reason",
                    models.TextField(blank=True, help_text="Why it is issued with findings that are open."),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-meeting_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scorecard", "period", "meeting_on", "committee", "supplement_number"),
                        name="pack_once_a_meeting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("replaces", False), ("supplement_number", 0), ("supplement_to__isnull", True)
                            ),
                            models.Q(("supplement_number__gte", 1), ("supplement_to__isnull", False)),
                            _connector="OR",
                        ),
                        name="pack_supplement_numbered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["management", "cabinet", "scrutiny"])),
                        name="pack_audience",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "draft"),
                            models.Q(
                                ("content__isnull", False), models.Q(("content_hash", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="pack_cleared_with_content",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["issued", "superseded"]), _negated=True),
                            models.Q(("issued_at__isnull", False), ("issued_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="pack_issued_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "withdrawn"), _negated=True),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="pack_withdrawn_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "cleared", "issued", "superseded", "withdrawn"])
                        ),
                        name="pack_status",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PackAttachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="performance.pack",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("data", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("pages", models.PositiveIntegerField()),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("uploaded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pack", "pk"],
                "constraints": [models.UniqueConstraint(fields=("pack", "sha256"), name="attachment_once")],
            },
        ),
        migrations.CreateModel(
            name="PackSection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=20)),
                (
                    "title",
                    models.CharField(blank=True, help_text="Empty: the kind's own title.", max_length=160),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True, help_text="The section's own words, in the markup for narrative."
                    ),
                ),
                ("options", models.JSONField(blank=True, default=dict)),
                (
                    "exempt_paragraph",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Paragraph of Part 1 of Schedule 12A to the Local Government Act 1972, 1 to 7.",
                        null=True,
                    ),
                ),
                (
                    "exempt_reason",
                    models.TextField(
                        blank=True,
                        help_text="Why the public interest in keeping it exempt outweighs that in publishing it.",
                    ),
                ),
                (
                    "to_follow",
                    models.BooleanField(
                        default=False, help_text="Announced in this pack, and sent as a supplement."
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="performance.pack",
                    ),
                ),
                (
                    "attachment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sections",
                        to="performance.packattachment",
                    ),
                ),
            ],
            options={
                "ordering": ["pack", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("pack", "position"), name="pack_section_order"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("exempt_paragraph__isnull", True), ("exempt_reason", "")),
                            models.Q(
                                ("exempt_paragraph__isnull", False),
                                ("exempt_paragraph__range", (1, 7)),
                                models.Q(("exempt_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="pack_section_exempt_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PackTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("description", models.CharField(blank=True, max_length=250)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("management", "Management team"),
                            ("cabinet", "Cabinet"),
                            ("scrutiny", "Scrutiny committee"),
                        ],
                        default="scrutiny",
                        max_length=10,
                    ),
                ),
                ("committee", models.CharField(blank=True, max_length=160)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="TemplateSection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=20)),
                (
                    "title",
                    models.CharField(blank=True, help_text="Empty: the kind's own title.", max_length=160),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True, help_text="The section's own words, in the markup for narrative."
                    ),
                ),
                ("options", models.JSONField(blank=True, default=dict)),
                (
                    "exempt_paragraph",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Paragraph of Part 1 of Schedule 12A to the Local Government Act 1972, 1 to 7.",
                        null=True,
                    ),
                ),
                (
                    "exempt_reason",
                    models.TextField(
                        blank=True,
                        help_text="Why the public interest in keeping it exempt outweighs that in publishing it.",
                    ),
                ),
                (
                    "to_follow",
                    models.BooleanField(
                        default=False, help_text="Announced in this pack, and sent as a supplement."
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="performance.packtemplate",
                    ),
                ),
            ],
            options={
                "ordering": ["template", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("template", "position"), name="template_section_order"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("exempt_paragraph__isnull", True), ("exempt_reason", "")),
                            models.Q(
                                ("exempt_paragraph__isnull", False),
                                ("exempt_paragraph__range", (1, 7)),
                                models.Q(("exempt_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="template_section_exempt_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Clearance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clearances",
                        to="performance.pack",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("post", models.CharField(max_length=120)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clearances",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("cleared_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pack", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("pack", "position"), name="clearance_order"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cleared_at__isnull", True), ("content_hash", "")),
                            models.Q(
                                ("cleared_at__isnull", False), models.Q(("content_hash", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="clearance_of_content",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PackFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="performance.pack",
                    ),
                ),
                ("stage", models.CharField(choices=[("draft", "Draft"), ("final", "Final")], max_length=10)),
                (
                    "copy",
                    models.CharField(
                        choices=[
                            ("public", "Public copy"),
                            ("exempt", "Copy with exempt parts, not for publication"),
                            ("internal", "Internal copy"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("pdf", "PDF"),
                            ("html", "Web page (HTML)"),
                            ("xlsx", "Spreadsheet (.xlsx)"),
                            ("csv", "Tables as CSV (.zip)"),
                            ("docx", "Covering report (.docx)"),
                        ],
                        max_length=10,
                    ),
                ),
                ("content_hash", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("pages", models.PositiveIntegerField(blank=True, help_text="Of a PDF.", null=True)),
                ("data", models.BinaryField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pack", "stage", "copy", "form"],
                "constraints": [
                    models.UniqueConstraint(fields=("pack", "stage", "copy", "form"), name="pack_file_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PackChunk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64, unique=True)),
                ("data", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("used_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-used_at"],
            },
        ),
        migrations.CreateModel(
            name="PackBuild",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="builds",
                        to="performance.pack",
                    ),
                ),
                ("stage", models.CharField(choices=[("draft", "Draft"), ("final", "Final")], max_length=10)),
                (
                    "prepared_on",
                    models.DateField(help_text="The product's day on which the snapshot is taken."),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting for a worker"),
                            ("running", "Being built"),
                            ("done", "Built"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("step", models.CharField(blank=True, max_length=120)),
                ("percent", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("process", models.PositiveIntegerField(blank=True, null=True)),
                ("task", models.CharField(blank=True, max_length=64)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["queued", "running"])),
                        fields=("pack",),
                        name="pack_one_build_at_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PackDownload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="downloads",
                        to="performance.pack",
                    ),
                ),
                ("stage", models.CharField(choices=[("draft", "Draft"), ("final", "Final")], max_length=10)),
                (
                    "copy",
                    models.CharField(
                        choices=[
                            ("public", "Public copy"),
                            ("exempt", "Copy with exempt parts, not for publication"),
                            ("internal", "Internal copy"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("pdf", "PDF"),
                            ("html", "Web page (HTML)"),
                            ("xlsx", "Spreadsheet (.xlsx)"),
                            ("csv", "Tables as CSV (.zip)"),
                            ("docx", "Covering report (.docx)"),
                        ],
                        help_text="Empty: all files as one zip.",
                        max_length=10,
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="TargetProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="target_proposals",
                        to="performance.measure",
                    ),
                ),
                (
                    "year",
                    models.ForeignKey(
                        limit_choices_to={"kind": "year"},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.period",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (performance.rules.rule.TargetKind["AT_LEAST"], "At least"),
                            (performance.rules.rule.TargetKind["AT_MOST"], "At most"),
                            (performance.rules.rule.TargetKind["BAND"], "Within a band"),
                            (performance.rules.rule.TargetKind["NO_TARGET"], "No target"),
                            (performance.rules.rule.TargetKind["INFORMATION"], "For information only"),
                            (performance.rules.rule.TargetKind["TO_BE_CONFIRMED"], "To be confirmed"),
                        ],
                        max_length=16,
                    ),
                ),
                ("value", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                ("lower", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                ("upper", models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True)),
                ("as_entered", models.CharField(blank=True, max_length=40)),
                ("decimals", models.PositiveSmallIntegerField(default=0)),
                ("basis", models.CharField(help_text="Why this figure, in words.", max_length=250)),
                (
                    "status",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("adopted", "Adopted"), ("declined", "Declined")],
                        default="proposed",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_reason", models.TextField(blank=True)),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        help_text="What it became.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.target",
                    ),
                ),
            ],
            options={
                "ordering": ["-proposed_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "proposed")),
                        fields=("measure", "year"),
                        name="target_proposal_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ["at_least", "at_most"]),
                                ("value__isnull", False),
                                ("lower__isnull", True),
                                ("upper__isnull", True),
                            ),
                            models.Q(
                                ("kind", "band"),
                                ("lower__isnull", False),
                                ("upper__isnull", False),
                                ("value__isnull", True),
                                ("upper__gte", models.F("lower")),
                            ),
                            models.Q(
                                ("kind__in", ["none", "information", "to_be_confirmed"]),
                                ("lower__isnull", True),
                                ("upper__isnull", True),
                                ("value__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="target_proposal_kind_and_figures_agree",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis", ""), _negated=True), name="target_proposal_with_basis"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", True),
                                ("decided_by__isnull", True),
                                ("status", "proposed"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("status__in", ["adopted", "declined"]),
                            ),
                            _connector="OR",
                        ),
                        name="target_proposal_decided_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "declined"), _negated=True),
                            models.Q(("decision_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="target_proposal_declined_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "adopted"), ("target__isnull", False)),
                            models.Q(
                                models.Q(("status", "adopted"), _negated=True), ("target__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="target_proposal_adopted_as_target",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliations",
                        to="performance.measure",
                    ),
                ),
                ("year", models.CharField(max_length=20)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="benchmarking.source",
                    ),
                ),
                ("own_value", models.DecimalField(decimal_places=8, max_digits=24)),
                ("published_value", models.DecimalField(decimal_places=8, max_digits=24)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("rounding", "Rounding"),
                            ("timing", "Taken at another time"),
                            ("definition", "Another definition or population"),
                            ("corrected", "Corrected after the return was made"),
                            ("error", "An error in the published figure"),
                            ("other", "Another reason"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cause__in", ["rounding", "timing", "definition", "corrected", "error", "other"])
                        ),
                        name="reconciliation_cause",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="reconciliation_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reorganisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("renamed", "Renamed"), ("merged", "Merged into another")], max_length=8
                    ),
                ),
                (
                    "directorate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reorganisations",
                        to="performance.directorate",
                    ),
                ),
                ("old_name", models.CharField(max_length=120)),
                ("new_name", models.CharField(blank=True, max_length=120)),
                (
                    "into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_in",
                        to="performance.directorate",
                    ),
                ),
                (
                    "on",
                    models.DateField(help_text="The first day of the new arrangement.", verbose_name="from"),
                ),
                ("reason", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "measures",
                    models.ManyToManyField(
                        help_text="Those that moved; none where it was renamed.",
                        related_name="+",
                        to="performance.measure",
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("into__isnull", True),
                                ("kind", "renamed"),
                                models.Q(("new_name", ""), _negated=True),
                            ),
                            models.Q(("into__isnull", False), ("kind", "merged"), ("new_name", "")),
                            _connector="OR",
                        ),
                        name="reorganisation_kind_and_fields_agree",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("into__isnull", True),
                            models.Q(("into", models.F("directorate")), _negated=True),
                            _connector="OR",
                        ),
                        name="reorganisation_into_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="reorganisation_with_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("data", models.BinaryField()),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("report", models.JSONField(default=dict, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("uploaded_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("previewed", "Previewed"),
                            ("applied", "Loaded"),
                            ("discarded", "Thrown away"),
                        ],
                        default="previewed",
                        editable=False,
                        max_length=10,
                    ),
                ),
            ],
            options={
                "verbose_name": "return",
                "ordering": ["-uploaded_at", "-pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("applied_at__isnull", False), ("status", "applied")),
                            models.Q(
                                ("applied_at__isnull", True), ("status__in", ["previewed", "discarded"])
                            ),
                            _connector="OR",
                        ),
                        name="return_applied_at",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_tokens",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="What it is for: “Power BI, adults' dashboard”.", max_length=80
                    ),
                ),
                ("prefix", models.CharField(max_length=12)),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("scopes", models.JSONField(default=list)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("expires_on", models.DateField(help_text="The last day on which it works.")),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "interface token",
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="api_token_revoked_at_by",
                    )
                ],
            },
        ),
    ]
