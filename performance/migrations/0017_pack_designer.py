"""Packs are planned section by section, in several copies and forms."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("performance", "0016_tokens_and_reconciliations"),
    ]

    operations = [
        migrations.CreateModel(
            name="PackAttachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("data", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("pages", models.PositiveIntegerField()),
                ("uploaded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pack", "pk"],
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
            ],
            options={
                "ordering": ["pack", "position"],
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
            ],
            options={
                "ordering": ["template", "position"],
            },
        ),
        migrations.AlterModelOptions(
            name="packfile",
            options={"ordering": ["pack", "stage", "copy", "form"]},
        ),
        migrations.RemoveConstraint(
            model_name="pack",
            name="pack_once_a_meeting",
        ),
        migrations.RemoveConstraint(
            model_name="pack",
            name="pack_issued_by_and_at",
        ),
        migrations.RemoveConstraint(
            model_name="pack",
            name="pack_status",
        ),
        migrations.RemoveConstraint(
            model_name="packfile",
            name="pack_file_once",
        ),
        migrations.RenameField(model_name="packbuild", old_name="kind", new_name="stage"),
        migrations.RenameField(model_name="packdownload", old_name="kind", new_name="stage"),
        migrations.RenameField(model_name="packfile", old_name="kind", new_name="stage"),
        migrations.AddField(
            model_name="measure",
            name="suppress_below",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Counts from 1 to below this are not published, nor what they could be worked out from. 0: nothing is suppressed.",
                verbose_name="suppress counts below",
            ),
        ),
        migrations.AddField(
            model_name="pack",
            name="agenda_item",
            field=models.CharField(blank=True, max_length=20, verbose_name="agenda item"),
        ),
        migrations.AddField(
            model_name="pack",
            name="audience",
            field=models.CharField(
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
        migrations.AddField(
            model_name="pack",
            name="findings",
            field=models.JSONField(
                blank=True,
                editable=False,
                help_text="What the prose claims and the tables do not bear out, as it was found in this content.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="pack",
            name="findings_reason",
            field=models.TextField(blank=True, help_text="Why it is issued with findings that are open."),
        ),
        migrations.AddField(
            model_name="pack",
            name="replaces",
            field=models.BooleanField(
                default=False, help_text="A supplement that takes the issued pack's place when it is issued."
            ),
        ),
        migrations.AddField(
            model_name="pack",
            name="supplement_number",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="pack",
            name="supplement_to",
            field=models.ForeignKey(
                blank=True,
                help_text="The issued pack that this one adds to or replaces.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="supplements",
                to="performance.pack",
            ),
        ),
        migrations.AlterField(
            model_name="packbuild",
            name="stage",
            field=models.CharField(choices=[("draft", "Draft"), ("final", "Final")], max_length=10),
        ),
        migrations.AddField(
            model_name="packdownload",
            name="copy",
            field=models.CharField(
                choices=[
                    ("public", "Public copy"),
                    ("exempt", "Copy with exempt parts, not for publication"),
                    ("internal", "Internal copy"),
                ],
                default="public",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="packdownload",
            name="form",
            field=models.CharField(
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
                default="pdf",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="packdownload",
            name="stage",
            field=models.CharField(
                choices=[("draft", "Draft"), ("final", "Final")], max_length=10, default="pdf"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="packfile",
            name="copy",
            field=models.CharField(
                choices=[
                    ("public", "Public copy"),
                    ("exempt", "Copy with exempt parts, not for publication"),
                    ("internal", "Internal copy"),
                ],
                default="public",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="packfile",
            name="form",
            field=models.CharField(
                choices=[
                    ("pdf", "PDF"),
                    ("html", "Web page (HTML)"),
                    ("xlsx", "Spreadsheet (.xlsx)"),
                    ("csv", "Tables as CSV (.zip)"),
                    ("docx", "Covering report (.docx)"),
                ],
                default="pdf",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="packfile",
            name="stage",
            field=models.CharField(choices=[("draft", "Draft"), ("final", "Final")], max_length=10),
        ),
        migrations.AddField(
            model_name="role",
            name="sees_exempt",
            field=models.BooleanField(
                default=False,
                help_text="For a scrutiny clerk: may download copies that are not for publication.",
                verbose_name="sees exempt parts of packs",
            ),
        ),
        migrations.AlterField(
            model_name="pack",
            name="status",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="packbuild",
            name="status",
            field=models.CharField(
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
        migrations.AlterField(
            model_name="packfile",
            name="pages",
            field=models.PositiveIntegerField(blank=True, help_text="Of a PDF.", null=True),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.UniqueConstraint(
                fields=("scorecard", "period", "meeting_on", "committee", "supplement_number"),
                name="pack_once_a_meeting",
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replaces", False), ("supplement_number", 0), ("supplement_to__isnull", True)),
                    models.Q(("supplement_number__gte", 1), ("supplement_to__isnull", False)),
                    _connector="OR",
                ),
                name="pack_supplement_numbered",
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["management", "cabinet", "scrutiny"])),
                name="pack_audience",
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["issued", "superseded"]), _negated=True),
                    models.Q(("issued_at__isnull", False), ("issued_by__isnull", False)),
                    _connector="OR",
                ),
                name="pack_issued_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "cleared", "issued", "superseded", "withdrawn"])),
                name="pack_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="packfile",
            constraint=models.UniqueConstraint(
                fields=("pack", "stage", "copy", "form"), name="pack_file_once"
            ),
        ),
        migrations.AddField(
            model_name="packattachment",
            name="pack",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="performance.pack"
            ),
        ),
        migrations.AddField(
            model_name="packattachment",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="packsection",
            name="attachment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sections",
                to="performance.packattachment",
            ),
        ),
        migrations.AddField(
            model_name="packsection",
            name="pack",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="sections", to="performance.pack"
            ),
        ),
        migrations.AddField(
            model_name="packtemplate",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="templatesection",
            name="template",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sections",
                to="performance.packtemplate",
            ),
        ),
        migrations.AddConstraint(
            model_name="packattachment",
            constraint=models.UniqueConstraint(fields=("pack", "sha256"), name="attachment_once"),
        ),
        migrations.AddConstraint(
            model_name="packsection",
            constraint=models.UniqueConstraint(fields=("pack", "position"), name="pack_section_order"),
        ),
        migrations.AddConstraint(
            model_name="packsection",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="templatesection",
            constraint=models.UniqueConstraint(
                fields=("template", "position"), name="template_section_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="templatesection",
            constraint=models.CheckConstraint(
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
        ),
    ]
