import datetime
from decimal import Decimal

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import performance.rules.numbers
import performance.rules.rag


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarking", "0001_initial"),
        ("performance", "0001_person"),
    ]

    operations = [
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
            ],
            options={
                "ordering": ["position", "name"],
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
                        choices=[("limits", "Limits around the target")], default="limits", max_length=12
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            (performance.rules.rag.LimitBasis["POINTS"], "In points"),
                            (performance.rules.rag.LimitBasis["RELATIVE"], "As a share of the target"),
                        ],
                        max_length=10,
                    ),
                ),
                ("explanation", models.TextField(help_text="The rule in words, printed in packs.")),
            ],
            options={
                "verbose_name": "RAG rule",
                "ordering": ["name", "version"],
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
            name="StatusLevel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "meaning",
                    models.TextField(blank=True, help_text="One sentence for the explanation in a pack."),
                ),
            ],
            options={
                "ordering": ["scale", "position"],
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
                    "unit_note",
                    models.CharField(
                        blank=True,
                        help_text="Printed beneath the figure, for example “people aged 65+”.",
                        max_length=120,
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
                        choices=[("value", "The figure itself"), ("fraction", "Numerator and denominator")],
                        default="value",
                        max_length=10,
                        verbose_name="what is entered",
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
                        ],
                        default="last_year",
                        max_length=12,
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
                (
                    "directorate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="performance.directorate",
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
            ],
            options={
                "ordering": ["title"],
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
                ("title", models.CharField(max_length=200)),
                ("committee", models.CharField(max_length=160)),
                ("meeting_on", models.DateField(verbose_name="meeting date")),
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
                ("created_at", models.DateTimeField()),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.TextField(blank=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
            ],
            options={
                "ordering": ["-meeting_on", "-pk"],
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
                    "kind",
                    models.CharField(
                        choices=[("draft", "Draft PDF, watermarked"), ("final", "PDF")], max_length=10
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "ordering": ["-at"],
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
            ],
            options={
                "ordering": ["start", "-end"],
            },
        ),
        migrations.AddField(
            model_name="pack",
            name="period",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="packs", to="performance.period"
            ),
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
                ("verb", models.CharField(max_length=40)),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("subject_label", models.CharField(max_length=300)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True)),
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
            ],
            options={
                "verbose_name_plural": "audit trail",
                "ordering": ["-at", "-pk"],
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
                ("seq", models.PositiveBigIntegerField(default=1)),
                ("done_seq", models.PositiveBigIntegerField(default=0)),
                ("requested_at", models.DateTimeField()),
                (
                    "measure",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recompute_request",
                        to="performance.measure",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="pack",
            name="scorecard",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="packs", to="performance.scorecard"
            ),
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
                ("short", models.CharField(max_length=20)),
                ("long", models.CharField(max_length=160)),
                (
                    "scorecard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="abbreviations",
                        to="performance.scorecard",
                    ),
                ),
            ],
            options={
                "ordering": ["scorecard", "short"],
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
                ("title", models.CharField(max_length=250)),
                ("position", models.PositiveSmallIntegerField(default=0)),
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
                (
                    "scorecard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sections",
                        to="performance.scorecard",
                    ),
                ),
            ],
            options={
                "ordering": ["scorecard", "position"],
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
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("footnote", models.TextField(blank=True)),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="performance.measure",
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
            ],
            options={
                "ordering": ["section", "position"],
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
                ("name", models.CharField(max_length=120)),
                (
                    "directorate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="performance.directorate",
                    ),
                ),
            ],
            options={
                "ordering": ["directorate", "name"],
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "ordering": ["person", "kind"],
            },
        ),
        migrations.AddField(
            model_name="measure",
            name="service",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="measures",
                to="performance.service",
            ),
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
                    "reach",
                    models.DecimalField(
                        decimal_places=6, help_text="In points, or in per cent of the target.", max_digits=18
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
            ],
            options={
                "ordering": ["rule", "level__position"],
            },
        ),
        migrations.AddField(
            model_name="statuslevel",
            name="scale",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="levels",
                to="performance.statusscale",
            ),
        ),
        migrations.AddField(
            model_name="ragrule",
            name="scale",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="performance.statusscale"
            ),
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
                    "outlook",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("on_track", "On track"),
                            ("in_place", "Off target, actions in place"),
                            ("not_enough", "Off target, actions not enough"),
                        ],
                        max_length=12,
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
                ("created_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                ("in_force_at", models.DateTimeField(blank=True, null=True)),
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
            ],
            options={
                "ordering": ["measure", "period", "revision"],
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
                ("level", models.PositiveSmallIntegerField(default=1)),
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "ordering": ["submission", "level"],
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
                ("first_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            ],
            options={
                "ordering": ["submission", "first_at"],
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
                ("version", models.PositiveSmallIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (performance.rules.rag.TargetKind["AT_LEAST"], "At least"),
                            (performance.rules.rag.TargetKind["AT_MOST"], "At most"),
                            (performance.rules.rag.TargetKind["BAND"], "Within a band"),
                            (performance.rules.rag.TargetKind["NO_TARGET"], "No target"),
                            (performance.rules.rag.TargetKind["INFORMATION"], "For information only"),
                            (performance.rules.rag.TargetKind["TO_BE_CONFIRMED"], "To be confirmed"),
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
                        choices=[("same", "The same all year"), ("linear", "Even steps through the year")],
                        default="same",
                        max_length=10,
                    ),
                ),
                ("profile_note", models.CharField(blank=True, max_length=160)),
                (
                    "basis",
                    models.CharField(blank=True, help_text="Why this figure, in words.", max_length=250),
                ),
                (
                    "limits_note",
                    models.CharField(
                        blank=True, help_text="Who set the limits, or that they are inferred.", max_length=200
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
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="performance.measure",
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
                    "year",
                    models.ForeignKey(
                        limit_choices_to={"kind": "year"},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="performance.period",
                    ),
                ),
            ],
            options={
                "ordering": ["measure", "year", "version"],
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
                    "judged",
                    models.CharField(
                        choices=[("figure", "The figure"), ("forecast", "The year-end forecast")],
                        max_length=10,
                    ),
                ),
                ("judged_value", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
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
                ("to_date_target", models.DecimalField(decimal_places=6, max_digits=18, null=True)),
                ("to_date_sentence", models.TextField(blank=True)),
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
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="performance.assessmentrun",
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
                    "level",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.statuslevel",
                    ),
                ),
                (
                    "to_date_level",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="performance.statuslevel",
                    ),
                ),
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
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assessment",
                        to="performance.submission",
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
            ],
            options={
                "ordering": ["measure", "period"],
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
                ("reach", models.DecimalField(decimal_places=6, max_digits=18)),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="performance.statuslevel"
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
            ],
            options={
                "ordering": ["target", "level__position"],
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
                ("code", models.CharField(blank=True, max_length=40)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "framework",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="performance.framework"
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
                    "kind",
                    models.CharField(
                        choices=[("owner", "Owner"), ("deputy", "Deputy"), ("provider", "Data provider")],
                        max_length=10,
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
            name="Clearance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("post", models.CharField(max_length=120)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("cleared_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clearances",
                        to=settings.AUTH_USER_MODEL,
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
            name="PackBuild",
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
                        choices=[("draft", "Draft PDF, watermarked"), ("final", "PDF")], max_length=10
                    ),
                ),
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
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("step", models.CharField(blank=True, max_length=120)),
                ("percent", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                ("requested_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("process", models.PositiveIntegerField(blank=True, null=True)),
                ("task", models.CharField(blank=True, max_length=64)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="builds",
                        to="performance.pack",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
            name="PackFile",
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
                        choices=[("draft", "Draft PDF, watermarked"), ("final", "PDF")], max_length=10
                    ),
                ),
                ("content_hash", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("pages", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                ("created_at", models.DateTimeField()),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="performance.pack",
                    ),
                ),
            ],
            options={
                "ordering": ["pack", "kind"],
                "constraints": [models.UniqueConstraint(fields=("pack", "kind"), name="pack_file_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.UniqueConstraint(fields=("kind", "basis", "start"), name="period_once"),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gte", models.F("start"))), name="period_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_on__gte", models.F("opens_on"))), name="period_due_after_opening"
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closes_on__isnull", True), ("closes_on__gte", models.F("due_on")), _connector="OR"
                ),
                name="period_closes_after_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "year"), ("year__isnull", True)),
                    models.Q(models.Q(("kind", "year"), _negated=True), ("year__isnull", False)),
                    _connector="OR",
                ),
                name="period_part_of_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["week", "month", "quarter", "year"])), name="period_kind"
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
        ),
        migrations.AddIndex(
            model_name="recomputerequest",
            index=models.Index(
                condition=models.Q(("done_seq__lt", models.F("seq"))),
                fields=["requested_at"],
                name="recompute_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.UniqueConstraint(
                fields=("scorecard", "period", "meeting_on"), name="pack_once_a_meeting"
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "draft"),
                    models.Q(("content__isnull", False), models.Q(("content_hash", ""), _negated=True)),
                    _connector="OR",
                ),
                name="pack_cleared_with_content",
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "issued"), _negated=True),
                    models.Q(("issued_at__isnull", False), ("issued_by__isnull", False)),
                    _connector="OR",
                ),
                name="pack_issued_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "cleared", "issued", "withdrawn"])),
                name="pack_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="abbreviation",
            constraint=models.UniqueConstraint(fields=("scorecard", "short"), name="abbreviation_once"),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(
                models.F("scorecard"),
                django.db.models.functions.comparison.Coalesce("parent", 0),
                models.F("title"),
                name="section_once",
                violation_error_message="This heading has a part of this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.UniqueConstraint(fields=("section", "measure"), name="placement_once"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(fields=("directorate", "name"), name="service_once"),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.UniqueConstraint(
                models.F("person"),
                models.F("kind"),
                django.db.models.functions.comparison.Coalesce("directorate", 0),
                django.db.models.functions.comparison.Coalesce("service", 0),
                name="role_once",
                violation_error_message="This person holds this role already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["manager", "officer", "clerk", "administrator"])),
                name="role_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("service__isnull", True), ("directorate__isnull", False), _connector="OR"
                ),
                name="role_service_within_directorate",
            ),
        ),
        migrations.AddConstraint(
            model_name="role",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["clerk", "administrator"]), _negated=True),
                    models.Q(("directorate__isnull", True), ("service__isnull", True)),
                    _connector="OR",
                ),
                name="role_council_wide",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("polarity__in", ["high", "low", "band", "none"])), name="measure_polarity"
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("decimals__lte", 6)), name="measure_decimals"
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(("scale__in", ["", "k", "m"])), name="measure_scale"
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("scale", ""),
                    models.Q(("unit_kind__in", ["percent", "score"]), _negated=True),
                    _connector="OR",
                ),
                name="measure_points_are_not_scaled",
                violation_error_message="A percentage or a score is printed in whole units.",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rate_per__gt", 0), ("unit_kind", "rate")),
                    models.Q(models.Q(("unit_kind", "rate"), _negated=True), ("rate_per", 0)),
                    _connector="OR",
                ),
                name="measure_rate_has_base",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("window_lag_months", 0), ("window_length_months", 0)),
                    models.Q(("window_length_months__gt", 0), models.Q(("window_label", ""), _negated=True)),
                    _connector="OR",
                ),
                name="measure_window_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="ragrulelimit",
            constraint=models.UniqueConstraint(fields=("rule", "level"), name="rag_rule_limit_once"),
        ),
        migrations.AddConstraint(
            model_name="ragrulelimit",
            constraint=models.CheckConstraint(
                condition=models.Q(("reach__gte", 0)), name="rag_rule_limit_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="statuslevel",
            constraint=models.UniqueConstraint(fields=("scale", "position"), name="status_level_position"),
        ),
        migrations.AddConstraint(
            model_name="statuslevel",
            constraint=models.UniqueConstraint(fields=("scale", "code"), name="status_level_code"),
        ),
        migrations.AddConstraint(
            model_name="statuslevel",
            constraint=models.CheckConstraint(
                condition=models.Q(("position__gte", 1), ("position__lte", 5)),
                name="status_level_one_to_five",
            ),
        ),
        migrations.AddConstraint(
            model_name="ragrule",
            constraint=models.UniqueConstraint(fields=("name", "version"), name="rag_rule_version"),
        ),
        migrations.AddConstraint(
            model_name="ragrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["points", "relative"])), name="rag_rule_basis"
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["status", "submitted_at"], name="submission_queue"),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                fields=("measure", "period", "revision"), name="submission_revision"
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["approved", "published"])),
                fields=("measure", "period"),
                name="submission_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["draft", "submitted", "returned"])),
                fields=("measure", "period"),
                name="submission_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "submitted", "returned", "approved", "published", "superseded"])
                ),
                name="submission_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "absence__in",
                        ["", "survey_not_run", "not_published", "suppressed", "not_applicable", "due_on"],
                    ),
                    ("origin__in", ["entered", "published", "imported"]),
                    ("outlook__in", ["", "on_track", "in_place", "not_enough"]),
                ),
                name="submission_choices",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "returned"]),
                    models.Q(("absence", ""), ("value__isnull", False)),
                    models.Q(("value__isnull", True), models.Q(("absence", ""), _negated=True)),
                    _connector="OR",
                ),
                name="submission_value_or_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("denominator__isnull", True), ("numerator__isnull", True)),
                    models.Q(
                        ("denominator__gt", 0), ("denominator__isnull", False), ("numerator__isnull", False)
                    ),
                    ("status__in", ["draft", "returned"]),
                    _connector="OR",
                ),
                name="submission_fraction_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("absence", "due_on"), ("absence_due_on__isnull", False)),
                    models.Q(
                        models.Q(("absence", "due_on"), _negated=True), ("absence_due_on__isnull", True)
                    ),
                    ("status__in", ["draft", "returned"]),
                    _connector="OR",
                ),
                name="submission_due_on_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("origin", "entered"),
                        models.Q(
                            ("status", "draft"),
                            models.Q(("submitted_at__isnull", False), ("submitted_by__isnull", False)),
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
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "published"), models.Q(("origin", "entered"), _negated=True)),
                    models.Q(
                        ("origin", "entered"), ("status__in", ["draft", "submitted", "returned", "approved"])
                    ),
                    ("status", "superseded"),
                    _connector="OR",
                ),
                name="submission_status_and_origin",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("in_force_at__isnull", False),
                        ("status__in", ["approved", "published", "superseded"]),
                    ),
                    models.Q(
                        ("in_force_at__isnull", True), ("status__in", ["draft", "submitted", "returned"])
                    ),
                    _connector="OR",
                ),
                name="submission_in_force_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("revision", 1), models.Q(("opened_reason", ""), _negated=True), _connector="OR"
                ),
                name="submission_reopened_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.UniqueConstraint(fields=("submission", "level"), name="sign_off_once_a_level"),
        ),
        migrations.AddConstraint(
            model_name="contributor",
            constraint=models.UniqueConstraint(fields=("submission", "person"), name="contributor_once"),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.UniqueConstraint(fields=("measure", "year", "version"), name="target_version"),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("version", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="target_superseded_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level__isnull", False), ("not_rated", "")),
                    models.Q(("level__isnull", True), models.Q(("not_rated", ""), _negated=True)),
                    _connector="OR",
                ),
                name="assessment_level_or_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="targetlimit",
            constraint=models.UniqueConstraint(fields=("target", "level"), name="target_limit_once"),
        ),
        migrations.AddConstraint(
            model_name="targetlimit",
            constraint=models.CheckConstraint(
                condition=models.Q(("reach__gte", Decimal("0"))), name="target_limit_not_negative"
            ),
        ),
    ]
