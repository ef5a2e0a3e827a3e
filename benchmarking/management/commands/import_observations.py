"""Bring in a published file: the ASCOF workbook, its open data, or any table of figures."""

import json
import os
from datetime import date, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from benchmarking import recomputing
from benchmarking.importing.loading import load_file
from benchmarking.importing.opening import MAX_BYTES, Unreadable, open_table
from benchmarking.importing.publications import source_of
from benchmarking.importing.readers import READERS, recognise
from benchmarking.models import ColumnMapping, DataImport, Source

# Exit codes: 1 is a file that cannot be read, 2 a question that is left open.
OPEN_QUESTION = 2
FIRST = 8


class Command(BaseCommand):
    """One transaction; with --dry-run nothing is written. Says what was read, and what not and why."""

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
        parser.add_argument("--mapping", default="", metavar="NAME", help="How the columns are read.")
        parser.add_argument("--year", default="", help="For a file that does not say it: 2020/21.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would change; write nothing.")
        parser.add_argument("--json", action="store_true", help="Report as JSON.")

    def handle(self, *, file, **given):
        name, data = file.name, _bytes(file)
        try:
            sheets = open_table(data, name)
            reader = given["source"] or recognise(sheets)
            if not reader:
                raise CommandError(
                    f"{name} is not recognised by its headings. Say how it is read: --source long for one "
                    "figure a row, --source wide for a column for each year or measure.",
                    returncode=OPEN_QUESTION,
                )
            source = _source(reader, sheets, name, given)
            _, report = load_file(
                name,
                data,
                reader=reader,
                source=source,
                mapping=_mapping(given["mapping"]),
                year=given["year"],
                dry_run=given["dry_run"],
            )
        except Unreadable as problem:
            raise CommandError(str(problem)) from None
        if not given["dry_run"]:
            # Computed at once, so that what was loaded can be looked at also without a worker.
            recomputing.recompute_due(task="import_observations")
        try:
            if given["json"]:
                self._as_json(reader, source, report, given["dry_run"])
            else:
                self._in_words(reader, source, report, given["dry_run"])
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever reads has read enough (“| head”). What Python still holds for them goes nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stdout.fileno())

    def _as_json(self, reader, source, report, dry_run):
        about = {
            "title": source.title,
            "publisher": source.publisher,
            "published_on": source.published_on.isoformat(),
            "licence": source.licence,
            "may_republish": source.may_republish,
            "embargoed_until": source.embargoed_until and source.embargoed_until.isoformat(),
        }
        told = {"dry_run": dry_run, "reader": reader, "source": about, **report.as_json()}
        self.stdout.write(json.dumps(told, indent=2, ensure_ascii=False))

    def _in_words(self, reader, source, report, dry_run):
        if dry_run:
            self.stdout.write("Dry run: nothing was changed.")
        self.stdout.write(f"Read as: {DataImport.Reader(reader).label} ({reader}).")
        self.stdout.write(
            f"Source: {source.title}; {source.publisher}, published on {source.published_on:%-d %B %Y}."
        )
        for line in _lines(report, dry_run):
            self.stdout.write(line)


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
    yield from _section("Understood", report.understood, len(report.understood))
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
        yield from _section(title, told, count)
    unresolved = [f"{name}: {count:,} cells" for name, count in report.unresolved.most_common()]
    yield from _section("Councils and groups that are not known", unresolved, len(unresolved))


def _section(title, lines, count):
    if not count:
        return
    yield ""
    yield f"{title}: {count:,}"
    for line in lines:
        yield f"  {line}"
    if len(lines) < count:
        yield f"  … and {count - len(lines):,} more (--json lists them)"


def _bytes(file):
    try:
        with file.open("rb") as opened:
            # One byte more than is taken: a file that is too large is refused without being read whole.
            return opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise CommandError(f"There is no file {file}.") from None
    except OSError as problem:
        raise CommandError(f"{file} cannot be read: {problem.strerror or problem}.") from None


def _mapping(name):
    if not name:
        return None
    mapping = ColumnMapping.objects.filter(name=name).first()
    if mapping is None:
        held = ", ".join(f"“{held}”" for held in ColumnMapping.objects.values_list("name", flat=True))
        raise CommandError(
            f"No column mapping is called “{name}”. "
            + (f"There are: {held}." if held else "None is remembered yet: make one in the admin."),
            returncode=OPEN_QUESTION,
        )
    return mapping


def _source(reader, sheets, name, given):
    """The publication: one that is held under the title, a known one, or one that is described in full."""
    described = {
        "publisher": given["publisher"],
        "published_on": given["published"],
        "licence": given["licence"],
        "embargoed_until": given["embargoed_until"],
        "may_republish": False if given["not_for_republication"] else None,
    }
    described = {field: value for field, value in described.items() if value not in ("", None)}
    if given["title"]:
        source = Source.objects.filter(title=given["title"]).first() or Source(title=given["title"])
    else:
        find_year = getattr(READERS[reader], "latest_year", None)
        year = find_year(sheets, name, {"year": given["year"]}) if find_year else ""
        source = source_of(reader, year)
    if source is None or (source.pk is None and not (source.published_on or "published_on" in described)):
        raise CommandError(
            "When and by whom this was published is not in the file, and is not guessed. Say it: "
            "--title “…” --publisher “…” --published 2025-12-18.",
            returncode=OPEN_QUESTION,
        )
    if source.pk is None:
        for field, value in described.items():
            setattr(source, field, value)
        if not source.publisher:
            raise CommandError("Say who published it: --publisher “…”.", returncode=OPEN_QUESTION)
        return source
    for field, value in described.items():
        if getattr(source, field) != value:
            raise CommandError(
                f"“{source.title}” is held already, with another {field.replace('_', ' ')} "
                f"({getattr(source, field)}). Change it in the admin, or leave the option out.",
                returncode=OPEN_QUESTION,
            )
    return source


def _day(text):
    return date.fromisoformat(text)


def _moment(text):
    moment = datetime.fromisoformat(text)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
