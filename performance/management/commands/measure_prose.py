"""Measure how many wrong sentences of a list the check of prose finds, and how many true ones it flags.

The list has two sets. `tuned` are sentences on which the check was mended; `held` were written without
looking at what the check makes of them, and it was not mended after they were run. Each batch that is tuned
now was held once; what it gave when it was run first is the honest measure:

    batch     wrong found   true flagged
    held 1    15 of 20      10 of 20
    held 2    15 of 16       1 of 16
    held 3    11 of 16       2 of 16
    held 4    15 of 15       6 of 15
    held 5    15 of 15       2 of 15
    held 6    12 of 12       2 of 12
    held 7    10 of 10       1 of 10
    held 8     7 of 10       1 of 10
    held 9     9 of 10       1 of 10
    held 10    9 of 10       1 of 10
    held 11    5 of  5       0 of  5   (still held)
    held 12   16 of 20       7 of 20
    held 13   10 of 20       7 of 20   (of months and other councils: tests/packs/comparing.json)
    held 14   17 of 20       5 of 20
    held 15   16 of 20       5 of 20   (8 and 8 of them of comparing.json)
    held 16   14 of 20      27 of 60   (4 and 12 of comparing.json; 15 true ones of what no table holds)
    held 17    9 of 10       5 of 20   (2 and 4 of comparing.json; 6 true ones of what no table holds)
"""

import csv
import json
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from performance.packs.claims import facts_of
from performance.rules.prose.checking import check

LIST = Path(settings.BASE_DIR) / "tests" / "rules" / "prose_sentences.csv"
CONTENTS = Path(settings.BASE_DIR) / "tests" / "packs"


class Command(BaseCommand):
    """Reads a list of sentences and a pack's content; changes nothing."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument(
            "--list", type=Path, default=LIST, help="CSV: set, sentence, wrong, kind, tables."
        )
        parser.add_argument(
            "--content",
            type=Path,
            default=CONTENTS / "content.json",
            help="A pack's content as JSON, for the sentences of which the list names no tables.",
        )

    def handle(self, *, list, content, **options):
        try:
            with list.open(encoding="utf-8", newline="") as file:
                rows = [*csv.DictReader(file)]
            files = {name: CONTENTS / f"{name}.json" if name else content for name in map(_tables, rows)}
            facts = {
                name: facts_of(json.loads(file.read_text(encoding="utf-8"))) for name, file in files.items()
            }
        except OSError as problem:
            raise CommandError(f"{problem.filename} cannot be read: {problem.strerror}.") from None
        sets = dict.fromkeys(row.get("set") or "tuned" for row in rows)
        for which in sets:
            self._measure(which, [row for row in rows if (row.get("set") or "tuned") == which], facts)

    def _measure(self, which, rows, facts):
        of, right = Counter(), Counter()
        for row in rows:
            wrong, found = row["wrong"] == "yes", check(row["sentence"], facts[_tables(row)])
            of[wrong, row["kind"]] += 1
            right[wrong, row["kind"]] += bool(found)
            if wrong != bool(found):
                why = f" ({found[0].why})" if found else ""
                self.stdout.write(
                    f"{'Not found' if wrong else 'Flagged though true'}: {row['sentence']}{why}"
                )
        for wrong, kind in sorted(of):
            said = "wrong found" if wrong else "true flagged"
            self.stdout.write(f"{which}, {kind}: {right[wrong, kind]} of {of[wrong, kind]} {said}")
        for wrong, said in ((True, "wrong sentences found"), (False, "true sentences flagged")):
            total = sum(count for (is_wrong, _kind), count in of.items() if is_wrong == wrong)
            hits = sum(count for (is_wrong, _kind), count in right.items() if is_wrong == wrong)
            self.stdout.write(f"{which}: {hits} of {total} {said}")


def _tables(row):
    """The content that a sentence is held against: "comparing", or "" for the usual one."""
    return row.get("tables") or ""
