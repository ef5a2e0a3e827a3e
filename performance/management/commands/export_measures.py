"""Write the measures that are held, with their targets, as the workbook that import_measures reads."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from performance.imports import exporting
from performance.models import Measure


class Command(BaseCommand):
    """Reads only; writes one file."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="The .xlsx file to write.")
        parser.add_argument("--scorecard", help="Only the measures of this scorecard, by its slug.")

    def handle(self, *, file, scorecard, **options):
        measures = Measure.objects.all()
        if scorecard:
            measures = measures.filter(placements__section__scorecard__slug=scorecard).distinct()
        if not measures.exists():
            raise CommandError("There is no measure to write.")
        try:
            file.write_bytes(exporting.workbook(measures))
        except OSError as problem:
            raise CommandError(f"{file} cannot be written: {problem.strerror}.") from None
        self.stdout.write(f"{file}: {measures.count()} measures.")
