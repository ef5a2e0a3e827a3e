"""Load measures, targets and back figures from a spreadsheet (docs/moving-in.md)."""

import json
import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from performance import dates, recompute
from performance.imports import applying, reading
from performance.imports.plan import Options
from performance.imports.report import Report
from performance.imports.template import template
from performance.imports.workbook import Unreadable
from performance.models import Person
from performance.rules.printed_periods import read_period


class Command(BaseCommand):
    """Everything is in one transaction; with --dry-run it is done and taken back."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, help="An .xlsx, .ods or .csv file.")
        parser.add_argument("--template", type=Path, metavar="FILE", help="Write an empty workbook, and end.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Report what would happen; change nothing."
        )
        parser.add_argument("--json", action="store_true", help="Report as JSON.")
        parser.add_argument("--strict", action="store_true", help="Refuse headings that are not understood.")
        parser.add_argument("--sheet", default="", help="Only the sheet of this name.")
        parser.add_argument("--period", default="", help="Of figures and targets whose heading names none.")
        parser.add_argument("--directorate", default="", help="Where no column says it.")
        parser.add_argument(
            "--scorecard", default="", help="Title of the scorecard, where no column says it."
        )
        parser.add_argument("--council", default="", help="Our council’s name in a column of areas.")
        parser.add_argument("--source", default="", help="Where the figures come from; printed with them.")
        parser.add_argument("--reason", default="", help="Why targets change that are held otherwise.")
        parser.add_argument("--by", default="", metavar="EMAIL", help="Who imports, for the audit trail.")
        for name, what in (
            ("--column", "OLD=NEW: read the heading OLD as NEW; OLD= leaves it out"),
            ("--set", "NEW=VALUE: give every row this value"),
            ("--only", "COLUMN=VALUE: only rows with this value"),
        ):
            parser.add_argument(name, action="append", default=[], metavar="A=B", help=f"{what}. Repeat it.")

    def handle(self, *, file, **given):
        if given["template"]:
            given["template"].write_bytes(template())
            self.stdout.write(f"Wrote {given['template']}.")
            return
        if file is None:
            raise CommandError("Name a file to import, or give --template FILE for an empty workbook.")
        if given["period"] and read_period(given["period"]) is None:
            raise CommandError(f"“{given['period']}” is no period. Write for example 2020/21 or Nov 2020.")
        options = Options(
            sheet=given["sheet"],
            period=given["period"],
            directorate=given["directorate"],
            scorecard=given["scorecard"],
            council=given["council"] or settings.COUNCIL_NAME,
            columns=dict(_pairs(given["column"], "--column")),
            constants=dict(_pairs(given["set"], "--set")),
            only=tuple(_pairs(given["only"], "--only")),
        )
        try:
            plan = reading.read(file.read_bytes(), file.name, options)
            reading.refuse_unknown(options.columns, plan)
        except FileNotFoundError:
            raise CommandError(f"There is no file {file}.") from None
        except OSError as problem:
            raise CommandError(f"{file} cannot be read: {problem.strerror or problem}.") from None
        except Unreadable as problem:
            raise CommandError(str(problem)) from None
        if given["strict"] and plan.not_understood:
            listed = ", ".join(f"“{heading.text}”" for heading in plan.not_understood)
            raise CommandError(
                f"Headings not understood: {listed}. Name them with --column, or leave --strict out."
            )
        outcome = applying.apply(
            plan,
            options,
            source=given["source"] or f"Imported from {file.name}",
            by=_person(given["by"]),
            reason=given["reason"],
            dry_run=given["dry_run"],
            today=dates.today(),
        )
        if not given["dry_run"]:
            # Judged at once, so that what was loaded can be looked at also without a worker.
            recompute.recompute_due(task="import_measures")
        try:
            self._report(Report(plan, outcome), given)
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever reads has read enough (“| head”). What Python still holds for them goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stdout.fileno())

    def _report(self, report, given):
        if given["json"]:
            self.stdout.write(
                json.dumps({"dry_run": given["dry_run"], **report.as_json()}, indent=2, ensure_ascii=False)
            )
            return
        if given["dry_run"]:
            self.stdout.write("Dry run: nothing was changed.")
        for line in report.lines():
            self.stdout.write(line)


def _pairs(given, option):
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise CommandError(f"{option} {text}: write it as NAME=VALUE.")
        yield name.strip(), value.strip()


def _person(email):
    if not email:
        return None
    person = Person.objects.filter(email__iexact=email).first()
    if person is None:
        raise CommandError(f"Nobody has the e-mail address {email}.")
    return person
