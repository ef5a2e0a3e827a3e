"""The audit trail refuses UPDATE and DELETE on SQLite and PostgreSQL alike."""

from django.db import migrations

from performance import triggers


def install(apps, schema_editor):
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("performance", "0002_measures_to_packs")]
    operations = [migrations.RunPython(install, remove)]
