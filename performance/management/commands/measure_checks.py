"""Measure the checks at entry on published monthly figures: how often they ask, and what slips they catch."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from python_calamine import CalamineWorkbook

from performance import published_series
from performance.rules.checks.planted import ASKED, Slip, Tally, tallies

TITLES = {
    "ae_attendances.csv": "A&E attendances by organisation",
    "trafford_care_homes_rating.csv": "Care homes rated good or outstanding, by area",
    "dtoc_england_2010-2020.xls": "Delayed transfers of care, England",
}
HALVES = ("even", "odd")
SUMMARY_SHEETS = 3


class Command(BaseCommand):
    """Reads files only; the database is not asked."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--data", type=Path, help="The folder with the published files.")
        parser.add_argument("--json", action="store_true", help="Print JSON.")

    def handle(self, *, data, **options):
        if data is None:
            raise CommandError(
                "Say where the published monthly files are: --data FOLDER. They do not come with the product."
            )
        found = {}
        for name, title in TITLES.items():
            if (data / name).is_file():
                found[title] = measured(data / name)
            else:
                self.stderr.write(f"{data / name} is left out: it is not there.")
        if not found:
            raise CommandError(f"There is nothing to measure in {data}. It needs one of {', '.join(TITLES)}.")
        if len(found) > 1:
            found["All together"] = _together(found.values())
        if options["json"]:
            self.stdout.write(
                json.dumps({title: as_plain(halves) for title, halves in found.items()}, indent=2)
            )
            return
        for title, halves in found.items():
            self._print(title, halves)

    def _print(self, title, halves):
        whole = _whole(halves)
        told = f"{whole.months:,} months judged, {whole.too_little:,} with too little to judge by"
        self.stdout.write(f"\n{title}: {told}")
        shares = ", ".join(f"{name} rows {_percent(halves[name].warned_share())}" for name in HALVES)
        self.stdout.write(
            f"  real months asked about: {whole.warned:,} of {whole.months:,}, "
            f"{_percent(whole.warned_share())} ({shares})"
        )
        columns = f"{'planted':>8}{'left out':>10}{'caught':>9}{'even':>8}{'odd':>8}{'with parts':>12}"
        head = f"  {'slip':<44}{columns}"
        self.stdout.write(f"{head}\n  {'the five asked for':<44}{self._line(halves, ASKED)}")
        for slip in Slip:
            self.stdout.write(f"  {slip.value:<44}{self._line(halves, (slip,))}")

    def _line(self, halves, slips):
        whole = _whole(halves)
        planted, left_out = sum(whole.planted[s] for s in slips), sum(whole.left_out[s] for s in slips)
        cells = [_percent(tally.caught_share(slips)) for tally in (whole, *(halves[name] for name in HALVES))]
        with_parts = _percent(whole.caught_share(slips, with_parts=True))
        return f"{planted:>8,}{left_out:>10,}{cells[0]:>9}{cells[1]:>8}{cells[2]:>8}{with_parts:>12}"


def read(path):
    """The series of one published file, whichever of the three it is."""
    if path.suffix == ".csv":
        reader = (
            published_series.ae_attendances
            if path.name.startswith("ae")
            else published_series.care_homes_rating
        )
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return reader(lines)
    workbook = CalamineWorkbook.from_path(path)
    sheets = [workbook.get_sheet_by_index(number).to_python() for number in range(SUMMARY_SHEETS)]
    return published_series.delayed_transfers(sheets)


def measured(path):
    """What was found in a file, for even and odd rows apart: the limits were chosen on the even ones."""
    halves = {name: Tally() for name in HALVES}
    for number, tally in tallies(read(path)):
        halves[HALVES[number % 2]].add(tally)
    return halves


def _whole(halves):
    whole = Tally()
    for tally in halves.values():
        whole.add(tally)
    return whole


def _together(found):
    together = {name: Tally() for name in HALVES}
    for halves in found:
        for name in HALVES:
            together[name].add(halves[name])
    return together


def as_plain(halves):
    """What was found as JSON has it: for all rows, and for even and odd ones."""
    return {name: _tally(tally) for name, tally in (("all", _whole(halves)), *halves.items())}


def _tally(tally):
    return {
        "months": tally.months,
        "too_little": tally.too_little,
        "warned": tally.warned,
        "warned_share": round(tally.warned_share(), 4),
        "warned_by": {code.value: number for code, number in sorted(tally.warned_by.items())},
        "caught_share": round(tally.caught_share(), 4),
        "caught_share_with_parts": round(tally.caught_share(with_parts=True), 4),
        "slips": {
            slip.value: {
                "planted": tally.planted[slip],
                "left_out": tally.left_out[slip],
                "caught": tally.alone[slip],
                "caught_with_parts": tally.with_parts[slip],
            }
            for slip in Slip
        },
    }


def _percent(share):
    return f"{share * 100:.1f}%"
