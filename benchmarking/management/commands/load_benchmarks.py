"""`python manage.py load_benchmarks`: real councils, groups and indicators, with their published figures."""

import time

from django.core.management.base import BaseCommand

from benchmarking.demonstration import load_benchmarks


class Command(BaseCommand):
    help = "Load the councils, groups, indicators and published figures that ship with the product."

    def handle(self, **options):
        began = time.perf_counter()
        loaded = load_benchmarks()
        self.stdout.write(f"{loaded} In {time.perf_counter() - began:.1f} s.")
