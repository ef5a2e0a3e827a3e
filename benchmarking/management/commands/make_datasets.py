"""`python manage.py make_datasets FOLDER`: the dataset files that ship, out of the published originals."""

import csv
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from benchmarking.areas import load_areas
from benchmarking.datasets import make_areas, make_figures
from benchmarking.groups import load_groups
from benchmarking.indicators import DATASETS, load_indicators


class Command(BaseCommand):
    help = "Make the dataset files out of the originals; for those who develop the product."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="the folder with areas, ascof and neighbours in it")
        parser.add_argument("--to", type=Path, default=DATASETS, help="where to write; the product's own")

    @transaction.atomic
    def handle(self, folder, to, **options):
        self.to = to
        areas = make_areas.authorities(folder, make_areas.collection_codes(folder / "ascof"))
        self._write("authorities", areas)
        self._write("neighbours_ons", make_areas.neighbours(folder, make_areas.codes_of_england(areas)))
        load_areas()
        load_groups()
        load_indicators()
        for name in make_figures.ORIGINALS:
            self._write(name, make_figures.figures(folder / "ascof", name))
        # The database was needed to read with, and is left as it was.
        transaction.set_rollback(True)

    def _write(self, name, rows):
        with (self.to / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        self.stdout.write(f"{name}.csv: {len(rows):,} rows.")
