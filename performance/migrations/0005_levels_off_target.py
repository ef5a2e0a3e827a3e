"""Amber and red were off target by their colour; from now on the level itself says so."""

from django.db import migrations


def mark(apps, schema_editor):
    level = apps.get_model("performance", "StatusLevel")
    level.objects.filter(colour__in=["amber", "red"]).update(off_target=True)


class Migration(migrations.Migration):
    dependencies = [("performance", "0004_every_kind_of_measure")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
