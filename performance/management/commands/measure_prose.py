"""Measure how many wrong sentences of a list the check of prose finds, and how many true ones it flags."""

import csv
import json
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from performance.packs.claims import facts_of
from performance.rules.prose.checking import check

LIST = Path(settings.BASE_DIR) / "tests" / "rules" / "prose_sentences.csv"
CONTENT = Path(settings.BASE_DIR) / "tests" / "packs" / "content.json"


class Command(BaseCommand):
    """Reads a list of sentences and a pack's content; changes nothing."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--list", type=Path, default=LIST, help="CSV: sentence, wrong, kind, should_be.")
        parser.add_argument("--content", type=Path, default=CONTENT, help="A pack's content as JSON.")

    def handle(self, *, list, content, **options):
        try:
            facts = facts_of(json.loads(content.read_text(encoding="utf-8")))
            with list.open(encoding="utf-8", newline="") as file:
                rows = [*csv.DictReader(file)]
        except OSError as problem:
            raise CommandError(f"{problem.filename} cannot be read: {problem.strerror}.") from None
        of, right = Counter(), Counter()
        for row in rows:
            wrong, found = row["wrong"] == "yes", check(row["sentence"], facts)
            of[wrong, row["kind"]] += 1
            right[wrong, row["kind"]] += bool(found)
            if wrong != bool(found):
                why = f" ({found[0].why})" if found else ""
                self.stdout.write(
                    f"{'Not found' if wrong else 'Flagged though true'}: {row['sentence']}{why}"
                )
        for wrong, kind in sorted(of):
            said = "wrong found" if wrong else "true flagged"
            self.stdout.write(f"{kind}: {right[wrong, kind]} of {of[wrong, kind]} {said}")
        for wrong, said in ((True, "wrong sentences found"), (False, "true sentences flagged")):
            total = sum(count for (which, _kind), count in of.items() if which == wrong)
            hits = sum(count for (which, _kind), count in right.items() if which == wrong)
            self.stdout.write(f"{hits} of {total} {said}")
