"""All tables of published figures, as they were when the steps that led to them were folded into one.

Before the first release: a copy that took those steps (`replaces`) counts as being here.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("benchmarking", "0001_initial"),
        ("benchmarking", "0002_published_ranks"),
        ("benchmarking", "0003_whole_ranks"),
        ("benchmarking", "0004_observations_groups_and_positions"),
        ("benchmarking", "0005_neutral_breakdowns"),
    ]

    initial = True

    dependencies = [
        ("performance", "0001_person"),
    ]

    operations = [
        migrations.CreateModel(
            name="Authority",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=10, unique=True)),
                ("name", models.CharField(max_length=160)),
                ("short_name", models.CharField(max_length=120)),
                ("gss_code", models.CharField(blank=True, max_length=9, verbose_name="GSS code")),
                ("nation", models.CharField(blank=True, max_length=20)),
                ("region", models.CharField(blank=True, max_length=60)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        help_text="As the source of the figures classes it: Shire Counties.",
                        max_length=60,
                        verbose_name="type",
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("upper", "County"),
                            ("unitary", "Single tier"),
                            ("lower", "District"),
                            ("other", "Other"),
                        ],
                        default="other",
                        max_length=7,
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_on", models.DateField(blank=True, null=True)),
                (
                    "successors",
                    models.ManyToManyField(
                        blank=True, related_name="predecessors", to="benchmarking.authority"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "authorities",
                "ordering": ["short_name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tier__in", ["upper", "unitary", "lower", "other"])),
                        name="authority_tier",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__isnull", True),
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="authority_dates_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuthorityCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="benchmarking.authority",
                    ),
                ),
                (
                    "scheme",
                    models.CharField(help_text="gss, or the name of the collection: ascof.", max_length=20),
                ),
                ("code", models.CharField(max_length=20)),
                ("first_day", models.DateField(blank=True, null=True)),
                ("last_day", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["scheme", "code", "first_day"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scheme", "code", "authority"), name="authority_code_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuthorityName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="benchmarking.authority",
                    ),
                ),
                ("name", models.CharField(max_length=160)),
                ("key", models.CharField(db_index=True, editable=False, max_length=160)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("key", "authority"), name="authority_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=250, unique=True)),
                ("publisher", models.CharField(max_length=160)),
                ("published_on", models.DateField(help_text="The first day on which this was public.")),
                (
                    "published_label",
                    models.CharField(
                        blank=True, help_text="As printed, where only the month is known.", max_length=60
                    ),
                ),
                ("url", models.URLField(blank=True)),
                ("licence", models.CharField(blank=True, max_length=160)),
                (
                    "may_republish",
                    models.BooleanField(
                        default=True,
                        help_text="Untick where the licence keeps it inside the council: its figures are then shown to those who sign in, and left out of packs, downloads and the interface.",
                    ),
                ),
                (
                    "embargoed_until",
                    models.DateTimeField(
                        blank=True,
                        help_text="Until then nobody but administrators sees any of it, anywhere.",
                        null=True,
                    ),
                ),
            ],
            options={
                "ordering": ["-published_on", "title"],
            },
        ),
        migrations.CreateModel(
            name="ComparatorGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("title", models.CharField(max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("england", "England"),
                            ("region", "Region"),
                            ("type", "Type of council"),
                            ("neighbours", "Nearest neighbours"),
                            ("own", "Own list"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="neighbour_groups",
                        to="benchmarking.authority",
                    ),
                ),
                (
                    "listing",
                    models.CharField(
                        blank=True,
                        help_text="Which list: “ONS similar areas (global)”, “CIPFA 2021”.",
                        max_length=120,
                    ),
                ),
                ("listed", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="What was left out when the list was loaded, and why."
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="groups",
                        to="benchmarking.source",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["england", "region", "type", "neighbours", "own"])),
                        name="group_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "neighbours"), ("of__isnull", False)),
                            models.Q(models.Q(("kind", "neighbours"), _negated=True), ("of__isnull", True)),
                            _connector="OR",
                        ),
                        name="group_neighbours_have_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "neighbours")),
                        fields=("of", "listing"),
                        name="group_neighbours_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="benchmarking.comparatorgroup",
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("key", models.CharField(editable=False, max_length=120, unique=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="benchmarking.comparatorgroup",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="benchmarking.authority",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("first_day", models.DateField(blank=True, null=True)),
                ("last_day", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["group", "place", "authority"],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "authority"), name="membership_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_day__isnull", True),
                            ("last_day__isnull", True),
                            ("last_day__gte", models.F("first_day")),
                            _connector="OR",
                        ),
                        name="membership_dates_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=80, unique=True)),
                ("title", models.CharField(max_length=250)),
                (
                    "polarity",
                    models.CharField(
                        choices=[("high", "High is good"), ("low", "Low is good"), ("none", "Neither")],
                        max_length=4,
                    ),
                ),
                (
                    "framework",
                    models.CharField(
                        blank=True, help_text="The framework it belongs to: ASCOF.", max_length=40
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        blank=True, help_text="The heading it stands under: Independence.", max_length=80
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True, help_text="“%”, “out of 24”, “per 100,000”, “£ per head”.", max_length=60
                    ),
                ),
                (
                    "decimals",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="Decimal places it is printed with."
                    ),
                ),
                (
                    "per",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        help_text="Value = numerator ÷ denominator × this: 100 for a percentage, 100,000 for a rate.",
                        max_digits=12,
                        null=True,
                    ),
                ),
                (
                    "counts",
                    models.CharField(
                        blank=True,
                        help_text="What the numerator counts: “people”, “admissions”.",
                        max_length=80,
                    ),
                ),
                ("is_spend", models.BooleanField(default=False, verbose_name="is spending")),
                (
                    "neutral_breakdowns",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Breakdowns of which neither end is good, although one is for the whole: “Not yet rated”.",
                    ),
                ),
                ("definition", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["title"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("polarity__in", ["high", "low", "none"])),
                        name="indicator_polarity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decimals__lte", 6)), name="indicator_decimals"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("per__isnull", True), ("per__gt", 0), _connector="OR"),
                        name="indicator_per",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IndicatorCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="benchmarking.indicator",
                    ),
                ),
                ("framework", models.CharField(max_length=40)),
                ("code", models.CharField(max_length=40)),
                (
                    "first_year",
                    models.CharField(
                        blank=True, help_text="For example 2023/24; empty: always.", max_length=7
                    ),
                ),
                ("last_year", models.CharField(blank=True, max_length=7)),
            ],
            options={
                "ordering": ["indicator", "framework", "code"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "framework", "code", "first_year"), name="indicator_code_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IndicatorBreak",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="breaks",
                        to="benchmarking.indicator",
                    ),
                ),
                (
                    "year",
                    models.CharField(help_text="The first year of the new series: 2024/25.", max_length=20),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("break", "Break in series"), ("caution", "Compare with care")],
                        default="break",
                        max_length=7,
                    ),
                ),
                (
                    "alone",
                    models.BooleanField(default=False, help_text="This one year compares with neither side."),
                ),
                ("reason", models.TextField()),
            ],
            options={
                "ordering": ["indicator", "year"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "year", "kind"), name="indicator_break_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["break", "caution"])), name="indicator_break_kind"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ColumnMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                (
                    "shape",
                    models.CharField(
                        choices=[
                            ("long", "Long: one figure a row"),
                            ("wide", "Wide: a column for each year or measure"),
                        ],
                        max_length=4,
                    ),
                ),
                ("fingerprint", models.CharField(db_index=True, editable=False, max_length=64)),
                (
                    "columns",
                    models.JSONField(
                        default=dict, help_text="What each column holds, as the mapping form made it."
                    ),
                ),
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
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("shape__in", ["long", "wide"])), name="mapping_shape"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DataImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("data", models.BinaryField(null=True)),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("size", models.PositiveBigIntegerField(editable=False, help_text="In bytes.")),
                (
                    "reader",
                    models.CharField(
                        choices=[
                            ("ascof", "ASCOF workbook, a sheet for each measure"),
                            ("ascof-long", "ASCOF open data, one figure a row"),
                            ("long", "Any table with one figure a row"),
                            ("wide", "Any table with a column for each year or measure"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "mapping",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="benchmarking.columnmapping",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="benchmarking.source",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for a worker"),
                            ("reading", "Being read"),
                            ("previewed", "Previewed"),
                            ("loaded", "Loaded"),
                            ("refused", "Refused"),
                            ("discarded", "Thrown away"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=9,
                    ),
                ),
                (
                    "wanted",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        help_text="Somebody has seen the preview and wants it loaded.",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("rows_read", models.PositiveIntegerField(default=0, editable=False)),
                ("rows_total", models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ("counts", models.JSONField(default=dict, editable=False)),
                ("report", models.JSONField(default=dict, editable=False)),
                ("problem", models.TextField(blank=True, editable=False)),
                ("task", models.CharField(blank=True, editable=False, max_length=60)),
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
                ("at", models.DateTimeField()),
                ("loaded_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "verbose_name": "import of published figures",
                "verbose_name_plural": "imports of published figures",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reader__in", ["ascof", "ascof-long", "long", "wide"])),
                        name="data_import_reader",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("loaded_at__isnull", False), ("source__isnull", False), ("status", "loaded")
                            ),
                            models.Q(
                                ("loaded_at__isnull", True),
                                ("status__in", ["waiting", "reading", "previewed", "refused", "discarded"]),
                            ),
                            _connector="OR",
                        ),
                        name="data_import_loaded_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Observation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="benchmarking.indicator",
                    ),
                ),
                (
                    "breakdown",
                    models.CharField(
                        blank=True, help_text="“Female”, “18-64”; empty for the whole.", max_length=60
                    ),
                ),
                ("year", models.CharField(help_text="2019/20, 2018, 2019 to 2023.", max_length=20)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("value", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("marker", models.CharField(blank=True, max_length=20)),
                ("numerator", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("denominator", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("respondents", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                (
                    "margin",
                    models.DecimalField(
                        blank=True,
                        decimal_places=8,
                        help_text="Margin of error as published, plus and minus, in the value's unit.",
                        max_digits=24,
                        null=True,
                    ),
                ),
                ("markers", models.JSONField(blank=True, default=dict)),
                ("second", models.JSONField(blank=True, default=dict)),
                (
                    "status",
                    models.CharField(
                        choices=[("final", "Final"), ("provisional", "Provisional"), ("revised", "Revised")],
                        default="final",
                        max_length=11,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="benchmarking.source",
                    ),
                ),
                (
                    "loaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="benchmarking.dataimport",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observations",
                        to="benchmarking.authority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "breakdown", "year", "authority", "source"),
                        name="observation_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("value__isnull", True), models.Q(("marker", ""), _negated=True)),
                            models.Q(("marker", ""), ("value__isnull", False)),
                            _connector="OR",
                        ),
                        name="observation_value_or_marker",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="observation_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["final", "provisional", "revised"])),
                        name="observation_status",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="benchmarking.indicator",
                    ),
                ),
                (
                    "breakdown",
                    models.CharField(
                        blank=True, help_text="“Female”, “18-64”; empty for the whole.", max_length=60
                    ),
                ),
                ("year", models.CharField(help_text="2019/20, 2018, 2019 to 2023.", max_length=20)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("value", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("marker", models.CharField(blank=True, max_length=20)),
                ("numerator", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("denominator", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("respondents", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                (
                    "margin",
                    models.DecimalField(
                        blank=True,
                        decimal_places=8,
                        help_text="Margin of error as published, plus and minus, in the value's unit.",
                        max_digits=24,
                        null=True,
                    ),
                ),
                ("markers", models.JSONField(blank=True, default=dict)),
                ("second", models.JSONField(blank=True, default=dict)),
                (
                    "status",
                    models.CharField(
                        choices=[("final", "Final"), ("provisional", "Provisional"), ("revised", "Revised")],
                        default="final",
                        max_length=11,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="benchmarking.source",
                    ),
                ),
                (
                    "loaded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="benchmarking.dataimport",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="benchmarking.comparatorgroup",
                    ),
                ),
                (
                    "statistic",
                    models.CharField(
                        default="average",
                        help_text="What was published of the group: average, percentile 10.",
                        max_length=40,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "breakdown", "year", "group", "statistic", "source"),
                        name="group_figure_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("value__isnull", True), models.Q(("marker", ""), _negated=True)),
                            models.Q(("marker", ""), ("value__isnull", False)),
                            _connector="OR",
                        ),
                        name="group_figure_value_or_marker",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="group_figure_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["final", "provisional", "revised"])),
                        name="group_figure_status",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statistic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="benchmarking.indicator",
                    ),
                ),
                ("breakdown", models.CharField(blank=True, max_length=60)),
                ("year", models.CharField(max_length=20)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="benchmarking.comparatorgroup",
                    ),
                ),
                ("known_from", models.DateField()),
                ("may_republish", models.BooleanField(default=True)),
                ("embargoed_until", models.DateTimeField(blank=True, null=True)),
                ("n", models.PositiveSmallIntegerField()),
                ("of", models.PositiveSmallIntegerField()),
                ("weighted", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("mean", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("median", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("p10", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("p25", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("p75", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("p90", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("minimum", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("maximum", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "breakdown", "year", "group", "known_from", "may_republish"),
                        name="statistic_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("n__lte", models.F("of"))), name="statistic_n"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="benchmarking.indicator",
                    ),
                ),
                ("breakdown", models.CharField(blank=True, max_length=60)),
                ("year", models.CharField(max_length=20)),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="benchmarking.comparatorgroup",
                    ),
                ),
                ("known_from", models.DateField()),
                ("may_republish", models.BooleanField(default=True)),
                ("embargoed_until", models.DateTimeField(blank=True, null=True)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="positions",
                        to="benchmarking.authority",
                    ),
                ),
                ("value", models.DecimalField(blank=True, decimal_places=8, max_digits=24, null=True)),
                ("rank", models.PositiveSmallIntegerField()),
                ("of", models.PositiveSmallIntegerField()),
                (
                    "tied",
                    models.PositiveSmallIntegerField(help_text="How many share the rank, this one counted."),
                ),
                (
                    "quartile",
                    models.PositiveSmallIntegerField(help_text="1 is best; the DfE's rule.", null=True),
                ),
                (
                    "quartile_ohid",
                    models.PositiveSmallIntegerField(help_text="1 is best; OHID's rule.", null=True),
                ),
                (
                    "quintile",
                    models.PositiveSmallIntegerField(help_text="1 is best; cut points by type 7.", null=True),
                ),
                (
                    "quintile_ohid",
                    models.PositiveSmallIntegerField(help_text="1 is best; OHID's rule.", null=True),
                ),
                (
                    "boundary",
                    models.DecimalField(
                        blank=True,
                        decimal_places=8,
                        help_text="The cut point to the next better quartile (DfE).",
                        max_digits=24,
                        null=True,
                    ),
                ),
                (
                    "gap",
                    models.DecimalField(
                        blank=True,
                        decimal_places=8,
                        help_text="How far it is to that boundary, in points; never negative.",
                        max_digits=24,
                        null=True,
                    ),
                ),
                (
                    "people",
                    models.PositiveIntegerField(
                        help_text="How many more or fewer of what the numerator counts would reach the boundary.",
                        null=True,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["indicator", "year"], name="position_indicator_year")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "authority",
                            "indicator",
                            "breakdown",
                            "year",
                            "group",
                            "known_from",
                            "may_republish",
                        ),
                        name="position_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("rank__gte", 1), ("rank__lte", models.F("of"))),
                        name="position_rank",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recomputation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "indicator",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recomputation",
                        to="benchmarking.indicator",
                    ),
                ),
                ("seq", models.PositiveBigIntegerField(default=0)),
                ("done_seq", models.PositiveBigIntegerField(default=0)),
                ("requested_at", models.DateTimeField()),
                ("computed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("done_seq__lte", models.F("seq"))), name="recomputation_not_ahead"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedPosition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published_positions",
                        to="benchmarking.indicator",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published_positions",
                        to="benchmarking.authority",
                    ),
                ),
                (
                    "year",
                    models.CharField(help_text="The year it is about, for example 2019/20.", max_length=7),
                ),
                ("group", models.CharField(help_text="Among whom, for example “England”.", max_length=120)),
                (
                    "quartile",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "Top"), (2, "Second"), (3, "Third"), (4, "Bottom")],
                        null=True,
                    ),
                ),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="As published: 27 in “27th highest”.", null=True
                    ),
                ),
                (
                    "out_of",
                    models.PositiveSmallIntegerField(blank=True, help_text="Among how many: 152.", null=True),
                ),
                (
                    "rank_from",
                    models.CharField(
                        blank=True,
                        choices=[("best", "Best"), ("highest", "Highest"), ("lowest", "Lowest")],
                        help_text="Which end the published rank counts from.",
                        max_length=8,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="benchmarking.source"),
                ),
            ],
            options={
                "ordering": ["indicator", "year"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "authority", "year", "group", "source"),
                        name="published_position_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quartile__isnull", True), ("quartile__in", [1, 2, 3, 4]), _connector="OR"
                        ),
                        name="published_position_quartile",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("out_of__isnull", True),
                                ("quartile__isnull", False),
                                ("rank__isnull", True),
                                ("rank_from", ""),
                            ),
                            models.Q(
                                ("out_of__gte", models.F("rank")),
                                ("out_of__isnull", False),
                                ("rank__gte", 1),
                                ("rank__isnull", False),
                                models.Q(("rank_from", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="published_position_rank_whole",
                        violation_error_message="Give a quartile, or a whole rank: 27, of 152, highest.",
                    ),
                ],
            },
        ),
    ]
