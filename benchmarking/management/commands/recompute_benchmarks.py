"""`python manage.py recompute_benchmarks --all`: derive every statistic and position, say what differed."""

import time

from django.core.management.base import BaseCommand

from benchmarking import recomputing


class Command(BaseCommand):
    help = "Recompute statistics and positions: those that are due, or with --all every one."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="every indicator, due or not")

    def handle(self, **options):
        began = time.perf_counter()
        counts = recomputing.recompute_all() if options["all"] else recomputing.recompute_due()
        if not counts.indicators:
            self.stdout.write("Nothing was due.")
            return
        self.stdout.write(
            f"{counts.statistics:,} statistics and {counts.positions:,} positions of {counts.indicators:,} "
            f"indicators in {time.perf_counter() - began:.2f} s; {counts.added:,} rows written and "
            f"{counts.removed:,} taken away."
        )
