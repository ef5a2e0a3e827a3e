"""Say what a published paper says against itself: counts over lists, percentiles out of order."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from performance.rules import papers


class Command(BaseCommand):
    """Reads one text file, a paper turned into text with its tables as lines of cells; changes nothing."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="The paper as text (Markdown).")
        parser.add_argument("--json", action="store_true", help="Print JSON.")

    def handle(self, *, file, **options):
        try:
            text = file.read_text(encoding="utf-8-sig")
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror or problem}.") from None
        except UnicodeDecodeError:
            raise CommandError(f"{file.name} is not a text file. Save the paper as text (UTF-8).") from None
        faults = papers.faults(text)
        if options["json"]:
            found = [{"line": fault.line, "sentence": fault.sentence} for fault in faults]
            self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
            return
        for fault in faults:
            self.stdout.write(f"Line {fault.line}: {fault.sentence}")
        if not faults:
            self.stdout.write("No count and no percentile in it speaks against what stands beside it.")
