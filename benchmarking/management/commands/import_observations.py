"""Bring in a published file: the ASCOF workbook, its open data, or any table of figures."""

import json
import os
from argparse import ArgumentTypeError
from datetime import date, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from benchmarking import recomputing
from benchmarking.importing.loading import load_file
from benchmarking.importing.mapping import OpenQuestions, chosen
from benchmarking.importing.opening import MAX_BYTES, Unreadable, open_table
from benchmarking.importing.publications import Unsaid, described_as, source_of
from benchmarking.importing.readers import READERS, RECOGNISED, recognise
from benchmarking.importing.report import MAX_LISTED
from benchmarking.models import DataImport, Source

# Exit codes: 1 is a file that cannot be read, 2 a question that is left open.
OPEN_QUESTION = 2
FIRST = 8
NAMES = 40


class Command(BaseCommand):
    """Bring in a published file of figures, and say what was read of it, kept apart, skipped and why.

    The ASCOF workbook and its open data are recognised; any other table is read by a mapping of its columns.
    It is loaded whole or not at all.
    """

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="An .ods, .xlsx, .xls or .csv file, as published.")
        parser.add_argument(
            "--source", choices=list(READERS), help="How it is read, where it is not recognised."
        )
        parser.add_argument("--title", default="", help="The publication, where it is not a known one.")
        parser.add_argument("--publisher", default="")
        parser.add_argument("--published", type=_day, metavar="YYYY-MM-DD", help="First day it was public.")
        parser.add_argument("--licence", default="")
        parser.add_argument(
            "--not-for-republication",
            action="store_true",
            help="Its figures stay inside: out of packs, downloads and the interface.",
        )
        parser.add_argument(
            "--embargoed-until",
            type=_moment,
            metavar="YYYY-MM-DDTHH:MM",
            help="Until then administrators alone see them.",
        )
        parser.add_argument(
            "--mapping",
            default="",
            metavar="NAME",
            help="How the columns of a long or wide table are read: a remembered name, or a .json file.",
        )
        parser.add_argument("--year", default="", help="For a file that does not say it: 2020/21.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would change; write nothing.")
        parser.add_argument("--json", action="store_true", help="Report as JSON.")

    def handle(self, *, file, **given):
        data = _bytes(file)
        try:
            reader, source, report = self._load(file.name, data, given)
        except OpenQuestions as problem:
            if given["json"]:
                self.stdout.write(_json({"questions": problem.questions}))
            raise CommandError(str(problem), returncode=OPEN_QUESTION) from None
        except Unsaid as problem:
            raise CommandError(str(problem), returncode=OPEN_QUESTION) from None
        except Unreadable as problem:
            raise CommandError(str(problem)) from None
        if not given["dry_run"]:
            # Computed at once, so that what was loaded can be looked at also without a worker.
            recomputing.recompute_due(task="import_observations")
        told = _as_json if given["json"] else _in_words
        try:
            for line in told(reader, source, report, given["dry_run"]):
                self.stdout.write(line)
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever reads has read enough (“| head”). What Python still holds for them goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stdout.fileno())

    @transaction.atomic
    def _load(self, name, data, given):
        """(reader, source, report). One transaction with the mapping that is remembered by it."""
        sheets = open_table(data, name)
        reader, mapping = given["source"] or recognise(sheets), None
        if reader not in RECOGNISED:
            mapping = chosen(
                given["mapping"],
                data=data,
                name=name,
                shape=reader,
                year=given["year"],
                dry_run=given["dry_run"],
            )
            reader = mapping.shape
        known = None
        if reader in RECOGNISED:
            known = source_of(reader, READERS[reader].latest_year(sheets, name, {"year": given["year"]}))
        source = self._source(known, given)
        _, report = load_file(
            name,
            data,
            reader=reader,
            source=source,
            mapping=mapping,
            year=given["year"],
            dry_run=given["dry_run"],
        )
        return reader, source, report

    @staticmethod
    def _source(known, given):
        described = {
            "publisher": given["publisher"],
            "published_on": given["published"],
            "licence": given["licence"],
            "embargoed_until": given["embargoed_until"],
            "may_republish": False if given["not_for_republication"] else None,
        }
        described = {field: value for field, value in described.items() if value not in ("", None)}
        if given["dry_run"] and known is None and not given["title"]:
            # Nothing is kept, and so nothing needs to be said yet.
            return Source()
        return described_as(known, given["title"], described)


def _as_json(reader, source, report, dry_run):
    about = {
        "title": source.title,
        "publisher": source.publisher,
        "published_on": source.published_on and source.published_on.isoformat(),
        "licence": source.licence,
        "may_republish": source.may_republish,
        "embargoed_until": source.embargoed_until and source.embargoed_until.isoformat(),
    }
    yield _json({"dry_run": dry_run, "reader": reader, "source": about, **report.as_json()})


def _json(told):
    return json.dumps(told, indent=2, ensure_ascii=False)


def _in_words(reader, source, report, dry_run):
    if dry_run:
        yield "Dry run: nothing was changed."
    yield f"Read as: {DataImport.Reader(reader).label} ({reader})."
    if source.title:
        yield f"Source: {source.title}; {source.publisher}, published on {source.published_on:%-d %B %Y}."
    else:
        yield "Source: not said yet. To load it, say --title, --publisher and --published."
    yield from _lines(report, dry_run)


def _lines(report, dry_run):
    """The report in words: totals first, then the first lines of what needs to be looked at."""
    counts = report.totals()
    words = ", ".join(f"[{word}] {count:,}" for word, count in report.markers.most_common())
    yield (
        f"Cells: {counts['cells']:,}. Read {counts['read']:,}; markers {counts['markers']:,}"
        f"{f' ({words})' if words else ''}; kept apart {counts['kept apart']:,}; "
        f"skipped {counts['skipped']:,}."
    )
    yield (
        f"Figures {'that would be ' if dry_run else ''}added: {report.added:,}; changed or removed: "
        f"{counts['changed']:,}; the same as before: {report.same:,}."
    )
    yield from _section("Understood", report.understood, len(report.understood), 0)
    for title, notes, count in (
        ("Kept apart", report.kept_apart, counts["kept apart"]),
        ("Skipped", report.skipped, counts["skipped"]),
        ("Changed", report.changed, counts["changed"]),
        ("To note", report.notes, report.counts["notes"]),
    ):
        told = [
            f"{note.place}: {f'“{note.printed}”: ' if note.printed else ''}{note.why}"
            for note in notes[:FIRST]
        ]
        # One line may stand for many cells that are left out for the same reason.
        more = (count if len(notes) >= MAX_LISTED else len(notes)) - len(told)
        yield from _section(title, told, count, more)
    unresolved = [f"{name}: {count:,} cells" for name, count in report.unresolved.most_common()]
    more = len(unresolved[NAMES:])
    yield from _section("Councils and groups that are not known", unresolved[:NAMES], len(unresolved), more)


def _section(title, lines, count, more):
    if not count:
        return
    yield ""
    yield f"{title}: {count:,}"
    for line in lines:
        yield f"  {line}"
    if more:
        yield f"  … and {more:,} more (--json lists them)"


def _bytes(file):
    try:
        with file.open("rb") as opened:
            # One byte more than is taken: a file that is too large is refused without being read whole.
            return opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise CommandError(f"There is no file {file}.") from None
    except OSError as problem:
        raise CommandError(f"{file} cannot be read: {problem.strerror or problem}.") from None


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no day. Write it as 2025-12-18.") from None


def _moment(text):
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no time. Write it as 2025-12-18T09:30.") from None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
